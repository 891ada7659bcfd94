/* buf.c -- growing bytes. */
#include "core/buf.h"
#include "core/fmt.h"
#include <stdlib.h>

void buf_init(struct buf *b, size_t ceiling)
{
	*b = (struct buf){ .ceiling = ceiling };
}

void buf_free(struct buf *b)
{
	free(b->p);
	buf_init(b, b->ceiling);
}

void buf_clear(struct buf *b)
{
	b->n = 0;
	b->failed = false;
}

/* Room for n more bytes; false sets failed. */
static bool reserve(struct buf *b, size_t n)
{
	if (b->failed)
		return false;
	if (n <= b->cap - b->n)
		return true;
	if (n > b->ceiling || b->n > b->ceiling - n) {
		b->failed = true;
		return false;
	}
	size_t cap = b->cap ? b->cap : 256;
	while (cap < b->n + n)
		cap *= 2;
	if (cap > b->ceiling)
		cap = b->ceiling;
	char *p = realloc(b->p, cap);
	if (!p) {
		b->failed = true;
		return false;
	}
	b->p = p;
	b->cap = cap;
	return true;
}

void buf_bytes(struct buf *b, const void *p, size_t n)
{
	if (n && reserve(b, n)) {
		memcpy(b->p + b->n, p, n);
		b->n += n;
	}
}

void buf_str(struct buf *b, struct str s)
{
	buf_bytes(b, s.p, s.n);
}

void buf_z(struct buf *b, const char *z)
{
	buf_bytes(b, z, strlen(z));
}

void buf_char(struct buf *b, char c)
{
	if (reserve(b, 1))
		b->p[b->n++] = c;
}

void buf_int(struct buf *b, int64_t i)
{
	char digits[20];	/* 2^63 has 19 */
	size_t at = sizeof digits;
	uint64_t rest = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	if (i < 0)
		buf_char(b, '-');
	buf_bytes(b, digits + at, sizeof digits - at);
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
	char small[512];
	va_list ap;
	va_start(ap, fmt);
	size_t n = fmt_write(small, sizeof small, fmt, ap);
	va_end(ap);
	if (n < sizeof small) {
		buf_bytes(b, small, n);
	} else if (reserve(b, n + 1)) {
		va_start(ap, fmt);
		fmt_write(b->p + b->n, n + 1, fmt, ap);
		va_end(ap);
		b->n += n;
	}
}

void buf_html(struct buf *b, struct str s)
{
	static const char *const entities[256] = {
		['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;",
	};
	size_t from = 0;
	for (size_t i = 0; i < s.n; i++) {
		const char *entity = entities[(unsigned char)s.p[i]];
		if (!entity)
			continue;
		buf_bytes(b, s.p + from, i - from);
		buf_z(b, entity);
		from = i + 1;
	}
	buf_bytes(b, s.p + from, s.n - from);
}

void buf_json(struct buf *b, struct str s)
{
	size_t from = 0;
	buf_char(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c >= 0x20 && !strchr("\"\\<>&", c))
			continue;
		buf_bytes(b, s.p + from, i - from);
		from = i + 1;
		if (c == '"' || c == '\\') {
			buf_char(b, '\\');
			buf_char(b, (char)c);
		} else if (c == '\n') {
			buf_z(b, "\\n");
		} else {
			buf_fmt(b, "\\u%04x", c);
		}
	}
	buf_bytes(b, s.p + from, s.n - from);
	buf_char(b, '"');
}

void buf_url(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("-._~", c)))
			buf_char(b, (char)c);
		else
			buf_fmt(b, "%%%02X", c);
	}
}

struct str buf_view(const struct buf *b)
{
	return (struct str){ b->p ? b->p : "", b->n };
}

struct str buf_take(struct buf *b, struct arena *a)
{
	struct str s = str_dup(a, buf_view(b));
	buf_free(b);
	return s;
}
