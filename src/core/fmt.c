/* fmt.c -- the conversions of our own formats. Knows no locale and no reals. */
#include "core/fmt.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct out {
	char *to;
	size_t room, n;		/* n may pass room: it is what there would be */
};

/* One %...: what stands between the percent sign and the letter. */
struct conversion {
	bool zeros, has_precision;
	size_t width, precision;
	enum { SIZE_INT, SIZE_LONG, SIZE_LONG_LONG, SIZE_Z } size;
	char letter;
};

static void put(struct out *o, const char *p, size_t n)
{
	if (n && o->n < o->room) {
		size_t fits = o->room - o->n < n ? o->room - o->n : n;
		memcpy(o->to + o->n, p, fits);
	}
	o->n += n;
}

static void pad(struct out *o, char c, size_t width, size_t n)
{
	for (; n < width; n++)
		put(o, &c, 1);
}

/* False: a conversion that is not ours. The only argument it may take is the
 * precision of a text. */
static bool read_conversion(const char **at, struct conversion *c, va_list *ap)
{
	const char *p = *at;
	*c = (struct conversion){ 0 };
	if (*p == '0') {
		c->zeros = true;
		p++;
	}
	while (*p >= '0' && *p <= '9' && c->width < 1000)
		c->width = c->width * 10 + (size_t)(*p++ - '0');
	if (p[0] == '.') {
		if (p[1] != '*' || p[2] != 's')
			return false;
		int given = va_arg(*ap, int);
		c->has_precision = given >= 0;
		c->precision = given >= 0 ? (size_t)given : 0;
		p += 2;
	}
	if (*p == 'l') {
		c->size = SIZE_LONG;
		if (*++p == 'l') {
			c->size = SIZE_LONG_LONG;
			p++;
		}
	} else if (*p == 'z') {
		c->size = SIZE_Z;
		p++;
	}
	c->letter = *p;
	*at = *p ? p + 1 : p;
	switch (*p) {
	case 'd': case 'u': case 'x': case 'X':
		return true;
	case 's': case 'c': case '%':
		/* "%05s" means nothing, and a wide "%lc" another type. */
		return !c->zeros && c->size == SIZE_INT;
	}
	return false;
}

static void put_number(struct out *o, const struct conversion *c, uint64_t magnitude, bool negative)
{
	const char *digits = c->letter == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
	unsigned base = c->letter == 'x' || c->letter == 'X' ? 16 : 10;
	char text[24];		/* 2^64 has 20 digits */
	size_t at = sizeof text;
	do {
		text[--at] = digits[magnitude % base];
		magnitude /= base;
	} while (magnitude);
	size_t n = sizeof text - at + negative;
	if (!c->zeros)
		pad(o, ' ', c->width, n);
	if (negative)
		put(o, "-", 1);
	if (c->zeros)
		pad(o, '0', c->width, n);
	put(o, text + at, sizeof text - at);
}

static void put_signed(struct out *o, const struct conversion *c, va_list *ap)
{
	int64_t i = 0;
	switch (c->size) {
	case SIZE_INT: i = va_arg(*ap, int); break;
	case SIZE_LONG: i = va_arg(*ap, long); break;
	case SIZE_LONG_LONG: i = va_arg(*ap, long long); break;
	case SIZE_Z: i = va_arg(*ap, ptrdiff_t); break;
	}
	put_number(o, c, i < 0 ? 0 - (uint64_t)i : (uint64_t)i, i < 0);
}

static void put_unsigned(struct out *o, const struct conversion *c, va_list *ap)
{
	uint64_t i = 0;
	switch (c->size) {
	case SIZE_INT: i = va_arg(*ap, unsigned); break;
	case SIZE_LONG: i = va_arg(*ap, unsigned long); break;
	case SIZE_LONG_LONG: i = va_arg(*ap, unsigned long long); break;
	case SIZE_Z: i = va_arg(*ap, size_t); break;
	}
	put_number(o, c, i, false);
}

static void put_text(struct out *o, const struct conversion *c, const char *s)
{
	if (!s && !(c->has_precision && c->precision == 0))
		s = "(null)";
	size_t n = !c->has_precision ? strlen(s) : c->precision ? strnlen(s, c->precision) : 0;
	pad(o, ' ', c->width, n);
	if (n)
		put(o, s, n);
}

static bool write_ours(struct out *o, const char *fmt, va_list *ap)
{
	for (;;) {
		struct conversion c;
		const char *plain = fmt;
		while (*fmt && *fmt != '%')
			fmt++;
		put(o, plain, (size_t)(fmt - plain));
		if (!*fmt++)
			return true;
		if (!read_conversion(&fmt, &c, ap))
			return false;
		switch (c.letter) {
		case 'd':
			put_signed(o, &c, ap);
			break;
		case 's':
			put_text(o, &c, va_arg(*ap, const char *));
			break;
		case 'c': {
			char one = (char)va_arg(*ap, int);
			pad(o, ' ', c.width, 1);
			put(o, &one, 1);
			break;
		}
		case '%':
			put(o, "%", 1);
			break;
		default:
			put_unsigned(o, &c, ap);
		}
	}
}

size_t fmt_write(char *to, size_t room, const char *fmt, va_list ap)
{
	struct out o = { to, room ? room - 1 : 0, 0 };
	va_list own;
	va_copy(own, ap);
	bool ours = write_ours(&o, fmt, &own);
	va_end(own);
	if (!ours) {
		int n = vsnprintf(to, room, fmt, ap);
		return n > 0 ? (size_t)n : 0;
	}
	if (room)
		to[o.n < room ? o.n : room - 1] = 0;
	return o.n;
}
