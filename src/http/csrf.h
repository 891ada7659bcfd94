/* csrf.h -- did the form come from a page of ours? Internal to http.
 *
 * Three answers that an attacker would have to get past together: where the
 * browser says the request comes from (Sec-Fetch-Site, Origin), the SameSite
 * rule of our cookies, and a token that only a page we sent could contain. */
#pragma once
#include "core/random.h"
#include "core/val.h"

/* The token for a browser whose secret (session or first-visit cookie) is seed. */
struct str csrf_token(struct arena *a, const uint8_t key[32], struct str seed);
/* False for an empty seed. Constant time. */
bool csrf_token_ok(struct arena *a, const uint8_t key[32], struct str seed, struct str token);
/* What the browser says. STR_NULL for a header that was not sent: an old
 * browser, for which the token alone decides. "null" is what browsers send as
 * Origin from our own pages under Referrer-Policy no-referrer; a sandboxed
 * foreign page sends it too, but is told by Sec-Fetch-Site. ours: "https://host",
 * may be empty; host: the Host header of the request. Either will do: a page of
 * another site cannot choose what our browser sends as Host, and whoever is
 * served under two names is served by us under both. */
bool csrf_origin_ok(struct str fetch_site, struct str origin, struct str ours, struct str host);
