/* cookie.h -- the Cookie header and what may stand in a cookie. Internal to http. */
#pragma once
#include "core/str.h"

/* The value of the first cookie with this name in "a=1; b=2"; STR_NULL if none.
 * A view into header; one pair of enclosing quotes is taken off. */
struct str cookie_find(struct str header, struct str name);
/* Only characters that no browser or proxy changes: RFC 6265 cookie-octet. */
bool cookie_value_ok(struct str value);
