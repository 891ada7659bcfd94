/* url.h -- percent-encoding and pairs of names and values. Internal to http.
 * Memory: the arena given; input without escapes is not copied. */
#pragma once
#include "core/val.h"

/* Decodes %XX, and '+' as a space if plus. False if an escape is broken or the
 * result is no UTF-8 (NUL is none). */
bool url_decode(struct arena *a, struct str raw, bool plus, struct str *ret);

/* "a=1&b=2&b=3" into obj: strings, and a list for a repeated name.
 * INVALID(http.bad_encoding) or INVALID(http.too_many_fields). */
must_use enum rc url_pairs(struct ctx *x, struct str encoded, struct val *obj);

/* Adds name=value to obj; the second value of a name makes a list of both. */
void field_add(struct ctx *x, struct val *obj, struct str name, struct str value);
