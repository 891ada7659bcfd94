/* csrf.c -- tokens and origins. Knows no cookies and no forms. */
#include "http/csrf.h"

struct str csrf_token(struct arena *a, const uint8_t key[32], struct str seed)
{
	return keyed_hash_hex(a, key, "csrf", seed);
}

bool csrf_token_ok(struct arena *a, const uint8_t key[32], struct str seed, struct str token)
{
	return !str_empty(seed) && secret_eq(csrf_token(a, key, seed), token);
}

bool csrf_origin_ok(struct str fetch_site, struct str origin, struct str ours)
{
	if (fetch_site.p && !str_eq(fetch_site, S("same-origin")) && !str_eq(fetch_site, S("none")))
		return false;
	if (!origin.p || str_eq(origin, S("null")))
		return true;
	return str_eq_nocase(origin, ours);
}
