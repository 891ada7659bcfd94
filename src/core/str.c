/* str.c -- text. Knows UTF-8 and ASCII; no locale, no language. */
#include "core/str.h"
#include "core/fmt.h"
#include <ctype.h>

struct str str_dup(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);
	if (s.n)
		memcpy(p, s.p, s.n);
	return (struct str){ p, s.n };
}

const char *str_z(struct arena *a, struct str s)
{
	return str_dup(a, s).p;
}

struct str str_vfmt(struct arena *a, const char *fmt, va_list ap)
{
	char small[256];	/* most results are short: one pass, one copy */
	va_list again;
	va_copy(again, ap);
	size_t n = fmt_write(small, sizeof small, fmt, ap);
	char *p = arena_alloc(a, n + 1);
	if (n < sizeof small)
		memcpy(p, small, n);
	else
		fmt_write(p, n + 1, fmt, again);
	va_end(again);
	return (struct str){ p, n };
}

struct str str_fmt(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	struct str s = str_vfmt(a, fmt, ap);
	va_end(ap);
	return s;
}

struct str str_cat(struct arena *a, struct str left, struct str right)
{
	char *p = arena_alloc(a, left.n + right.n + 1);
	if (left.n)
		memcpy(p, left.p, left.n);
	if (right.n)
		memcpy(p + left.n, right.p, right.n);
	return (struct str){ p, left.n + right.n };
}

static char ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool str_eq_nocase(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (ascii_lower(a.p[i]) != ascii_lower(b.p[i]))
			return false;
	return true;
}

int str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;
	return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

bool str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

struct str str_sub(struct str s, size_t from, size_t n)
{
	if (from > s.n)
		from = s.n;
	if (n > s.n - from)
		n = s.n - from;
	return (struct str){ s.p ? s.p + from : NULL, n };
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
	while (s.n && is_space(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

size_t str_find(struct str s, char c)
{
	const char *hit = s.n ? memchr(s.p, c, s.n) : NULL;
	return hit ? (size_t)(hit - s.p) : s.n;
}

bool str_contains(struct str s, struct str needle)
{
	return needle.n == 0 || (s.n >= needle.n && memmem(s.p, s.n, needle.p, needle.n) != NULL);
}

bool str_next(struct str *rest, char sep, struct str *ret_part)
{
	if (!rest->p)
		return false;
	size_t at = str_find(*rest, sep);
	*ret_part = str_sub(*rest, 0, at);
	*rest = at < rest->n ? str_sub(*rest, at + 1, rest->n) : STR_NULL;
	return true;
}

/* ---- UTF-8 ------------------------------------------------------------- */

/* Length of the valid sequence at p (1..4) with its code point, or 0. */
static size_t decode(const unsigned char *p, size_t n, uint32_t *cp)
{
	if (n == 0)
		return 0;
	if (p[0] < 0x80) {
		*cp = p[0];
		return 1;
	}
	size_t len = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : p[0] >= 0xc2 ? 2 : 0;
	if (len == 0 || p[0] > 0xf4 || n < len)
		return 0;
	uint32_t c = p[0] & (0xffu >> (len + 1));
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*cp = c;
	return len;
}

static size_t encode(char *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

/* Eight bytes of ASCII without NUL: no high bit anywhere, and no borrow that
 * only a zero byte gives. Nearly all that enters is that. */
static bool is_plain(const unsigned char *p)
{
	static const uint64_t ones = 0x0101010101010101, high = 0x8080808080808080;
	uint64_t w;
	memcpy(&w, p, 8);
	return !(w & high) && !((w - ones) & ~w & high);
}

bool str_is_utf8(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	for (size_t i = 0; i < s.n;) {
		uint32_t c;
		if (s.n - i >= 8 && is_plain(p + i)) {
			i += 8;
			continue;
		}
		size_t len = decode(p + i, s.n - i, &c);
		if (len == 0 || c == 0)
			return false;
		i += len;
	}
	return true;
}

size_t str_chars(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

struct str str_head_chars(struct str s, size_t max)
{
	size_t i = 0;
	while (i < s.n) {
		if (((unsigned char)s.p[i] & 0xc0) != 0x80 && max-- == 0)
			break;
		i++;
	}
	return str_sub(s, 0, i);
}

/* Upper to lower for the letters of European languages. Outside them a letter
 * stays as it is; for comparing addresses and searching names that is enough. */
static uint32_t lower(uint32_t c)
{
	if (c < 0x80)
		return (uint32_t)(unsigned char)ascii_lower((char)c);
	if (c >= 0xc0 && c <= 0xde && c != 0xd7)
		return c + 0x20;
	if (c == 0x178)
		return 0xff;
	if ((c >= 0x100 && c <= 0x137) || (c >= 0x14a && c <= 0x177))
		return c == 0x130 ? 'i' : c | 1;
	if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e))
		return c & 1 ? c + 1 : c;
	if (c >= 0x391 && c <= 0x3a9 && c != 0x3a2)
		return c + 0x20;
	if (c >= 0x410 && c <= 0x42f)
		return c + 0x20;
	if (c >= 0x400 && c <= 0x40f)
		return c + 0x50;
	return c;
}

struct str str_lower(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n;) {
		uint32_t c;
		size_t len = decode((const unsigned char *)s.p + i, s.n - i, &c);
		if (len == 0) {		/* not UTF-8: leave the byte alone */
			out[n++] = s.p[i++];
			continue;
		}
		/* No letter above grows: each pair lies in the same length. */
		n += encode(out + n, lower(c));
		i += len;
	}
	return (struct str){ out, n };
}

struct str str_trim_lower(struct arena *a, struct str s)
{
	return str_lower(a, str_trim(s));
}

struct str str_replace(struct arena *a, struct str s, struct str what, struct str with)
{
	if (what.n == 0)
		return str_dup(a, s);
	size_t hits = 0;
	for (size_t i = 0; i + what.n <= s.n;) {
		if (memcmp(s.p + i, what.p, what.n) == 0) {
			hits++;
			i += what.n;
		} else {
			i++;
		}
	}
	char *out = arena_alloc(a, s.n - hits * what.n + hits * with.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n;) {
		if (i + what.n <= s.n && memcmp(s.p + i, what.p, what.n) == 0) {
			if (with.n)
				memcpy(out + n, with.p, with.n);
			n += with.n;
			i += what.n;
		} else {
			out[n++] = s.p[i++];
		}
	}
	return (struct str){ out, n };
}

struct str str_from_latin1(struct arena *a, struct str bytes)
{
	/* The 32 codes where Windows-1252 has printable characters and Latin-1
	 * has controls that nobody types. 0: undefined there too. */
	static const uint16_t cp1252[32] = {
		0x20ac, 0, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160,
		0x2039, 0x152, 0, 0x17d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013,
		0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0, 0x17e, 0x178,
	};
	char *out = arena_alloc(a, bytes.n * 3 + 1);
	size_t n = 0;
	for (size_t i = 0; i < bytes.n; i++) {
		uint32_t c = (unsigned char)bytes.p[i];
		if (c >= 0x80 && c < 0xa0)
			c = cp1252[c - 0x80] ? cp1252[c - 0x80] : 0xfffd;
		n += encode(out + n, c);
	}
	return (struct str){ out, n };
}

struct str str_one_line(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;
	bool gap = false;
	for (size_t i = 0; i < s.n;) {
		uint32_t c = (unsigned char)s.p[i];
		if (c > 0x20 && c < 0x7f) {	/* nearly all of it */
			if (gap)
				out[n++] = ' ';
			gap = false;
			out[n++] = (char)c;
			i++;
			continue;
		}
		size_t len = decode((const unsigned char *)s.p + i, s.n - i, &c);
		if (len == 0)
			len = 1, c = (unsigned char)s.p[i];
		/* C0, DEL, C1, no-break space, spaces of typesetting, line and paragraph separators */
		bool space = c <= 0x20 || (c >= 0x7f && c <= 0xa0) || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
		/* Directional overrides could make a card read otherwise than written,
		 * and marks without width would make a card that looks empty. Joiners
		 * hold emoji together, so they go only where nothing stands before them. */
		bool drop = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff ||
			    c == 0x200b || c == 0x200e || c == 0x200f || c == 0x2060 || ((c == 0x200c || c == 0x200d) && (n == 0 || gap));
		if (space) {
			gap = n > 0;
		} else if (!drop) {
			if (gap)
				out[n++] = ' ';
			gap = false;
			memcpy(out + n, s.p + i, len);
			n += len;
		}
		i += len;
	}
	return (struct str){ out, n };
}

/* The mark of ASCII that stands for this one; 0: it is none. */
static char plain_mark(uint32_t c)
{
	static const struct { uint16_t from, to; char plain; } marks[] = {
		{ 0xa1, 0xa1, '!' }, { 0xab, 0xab, '"' }, { 0xb4, 0xb4, '\'' }, { 0xb7, 0xb7, '*' }, { 0xbb, 0xbb, '"' }, { 0xbf, 0xbf, '?' },
		{ 0x2010, 0x2015, '-' }, { 0x2018, 0x201b, '\'' }, { 0x201c, 0x201f, '"' }, { 0x2022, 0x2023, '*' }, { 0x2024, 0x2026, '.' },
		{ 0x2027, 0x2027, '*' }, { 0x2032, 0x2032, '\'' }, { 0x2033, 0x2033, '"' }, { 0x2039, 0x203a, '\'' }, { 0x2043, 0x2043, '-' },
		{ 0x2044, 0x2044, '/' }, { 0x2212, 0x2212, '-' },
	};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (c >= marks[i].from && c <= marks[i].to)
			return marks[i].plain;
	return 0;
}

struct str str_plain_marks(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n;) {
		uint32_t c = 0;
		size_t len = decode((const unsigned char *)s.p + i, s.n - i, &c);
		char plain = len > 1 ? plain_mark(c) : 0;
		if (plain) {
			out[n++] = plain;
			i += len;
			continue;
		}
		for (size_t k = len ? len : 1; k > 0; k--)
			out[n++] = s.p[i++];
	}
	out[n] = 0;
	return (struct str){ out, n };
}

bool str_is_email(struct str s)
{
	enum { PATH_MAX_RFC5321 = 254 };
	size_t at = str_find(s, '@');
	if (s.n > PATH_MAX_RFC5321 || at == 0 || at + 1 >= s.n || !str_is_utf8(s))
		return false;
	struct str domain = str_sub(s, at + 1, s.n);
	size_t dot = str_find(domain, '.');
	if (str_find(domain, '@') != domain.n || dot == 0 || dot + 1 >= domain.n || str_ends(domain, S(".")) ||
	    str_contains(domain, S("..")))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c <= ' ' || c == 0x7f || strchr("<>()[],;:\\\"", c))
			return false;
	}
	return true;
}

bool str_to_int(struct str s, int64_t min, int64_t max, int64_t *ret)
{
	bool negative = s.n && s.p[0] == '-';
	if (negative)
		s = str_sub(s, 1, s.n);
	if (s.n == 0 || s.n > 19)
		return false;
	int64_t value = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_sub_overflow(value, s.p[i] - '0', &value))
			return false;	/* collected negative: reaches INT64_MIN too */
	}
	if (!negative) {
		if (value == INT64_MIN)
			return false;
		value = -value;
	}
	if (value < min || value > max)
		return false;
	*ret = value;
	return true;
}

struct str str_hex(struct arena *a, const void *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	char *out = arena_alloc(a, n * 2 + 1);
	for (size_t i = 0; i < n; i++) {
		unsigned char b = ((const unsigned char *)bytes)[i];
		out[2 * i] = digits[b >> 4];
		out[2 * i + 1] = digits[b & 15];
	}
	return (struct str){ out, n * 2 };
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool str_from_hex(struct str hex, void *ret_bytes, size_t n)
{
	if (hex.n != 2 * n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int high = hex_digit(hex.p[2 * i]), low = hex_digit(hex.p[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		((unsigned char *)ret_bytes)[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

uint64_t str_hash(struct str s)
{
	uint64_t h = 0xcbf29ce484222325u;
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
	return h;
}
