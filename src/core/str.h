/* str.h -- text as pointer and length, by value.
 *
 * Bytes are UTF-8; whatever enters the program is checked once at the door
 * (str_is_utf8). A str does not own its bytes: they live in an arena or are
 * constants. Every str made here is also NUL-terminated one past the end, so
 * that .p can go to foreign calls; str_sub() and str_trim() results are not. */
#pragma once
#include "core/arena.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *p;
	size_t n;
};

#define S(literal) ((struct str){ "" literal, sizeof(literal) - 1 })
#define STR_ARG(s) (int)(s).n, (s).p	/* for "%.*s" */
#define STR_NULL ((struct str){ NULL, 0 })

/* View of a C string; NULL gives STR_NULL. Inline, because it is nearly always a
 * literal, whose length the compiler knows. */
static inline struct str str_of(const char *z)
{
	return z ? (struct str){ z, strlen(z) } : STR_NULL;
}
struct str str_dup(struct arena *a, struct str s);	/* copy, NUL-terminated */
const char *str_z(struct arena *a, struct str s);	/* NUL-terminated copy */
struct str str_fmt(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
struct str str_vfmt(struct arena *a, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
struct str str_cat(struct arena *a, struct str left, struct str right);

static inline bool str_empty(struct str s) { return s.n == 0; }
static inline bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
/* Keys are told apart by their first character mostly: no length is counted then. */
static inline bool str_eqz(struct str a, const char *z)
{
	return a.n && z && a.p[0] != z[0] ? false : str_eq(a, str_of(z));
}
bool str_eq_nocase(struct str a, struct str b);		/* ASCII only */
int str_cmp(struct str a, struct str b);		/* byte order */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);

struct str str_sub(struct str s, size_t from, size_t n);	/* clamped view */
struct str str_trim(struct str s);				/* view without white space at the ends */
/* Position of the first c, or s.n. */
size_t str_find(struct str s, char c);
bool str_contains(struct str s, struct str needle);
/* Takes the part before the first sep off *rest (and the sep). False when
 * *rest was STR_NULL, that is, when everything has been taken. */
bool str_next(struct str *rest, char sep, struct str *ret_part);

/* Lower case for ASCII, Latin-1 letters, Greek and Cyrillic basics (towlower
 * of the C.UTF-8 rules is not thread-dependent here: a fixed table of pairs). */
struct str str_lower(struct arena *a, struct str s);
struct str str_trim_lower(struct arena *a, struct str s);
struct str str_replace(struct arena *a, struct str s, struct str what, struct str with);

bool str_is_utf8(struct str s);			/* valid, no NUL, no surrogates, shortest form */
size_t str_chars(struct str s);			/* code points of valid UTF-8 */
struct str str_head_chars(struct str s, size_t max);	/* first max code points */
struct str str_from_latin1(struct arena *a, struct str bytes);
/* One line of running text: control characters become spaces, runs of white
 * space one space, ends trimmed, marks without width dropped, so that what looks
 * empty is empty. What a card, name or title goes through. */
struct str str_one_line(struct arena *a, struct str s);
/* Quotation marks, dashes, dots and bullets as phones and word processors write them
 * become those of ASCII, so that whoever parts words needs to know no others. */
struct str str_plain_marks(struct arena *a, struct str s);

/* "a@b.cc": one @, no white space or control characters, a dot in the domain,
 * at most 254 bytes (RFC 5321 path limit). */
bool str_is_email(struct str s);
/* Whole string is a decimal integer in [min, max]. */
bool str_to_int(struct str s, int64_t min, int64_t max, int64_t *ret);

struct str str_hex(struct arena *a, const void *bytes, size_t n);
bool str_from_hex(struct str hex, void *ret_bytes, size_t n);	/* exactly n bytes */
uint64_t str_hash(struct str s);		/* FNV-1a; for tables, not for secrets */
