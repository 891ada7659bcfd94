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

/* What stands behind "http://" or "https://". */
static struct str authority(struct str origin)
{
	if (str_starts(origin, S("https://")))
		return str_sub(origin, 8, origin.n);
	if (str_starts(origin, S("http://")))
		return str_sub(origin, 7, origin.n);
	return STR_NULL;
}

bool csrf_origin_ok(struct str fetch_site, struct str origin, struct str ours, struct str host)
{
	if (fetch_site.p && !str_eq(fetch_site, S("same-origin")) && !str_eq(fetch_site, S("none")))
		return false;
	if (!origin.p || str_eq(origin, S("null")))
		return true;
	if (!str_empty(ours) && str_eq_nocase(origin, ours))
		return true;
	/* The scheme is the proxy's affair; the cookies are bound to it. */
	return !str_empty(host) && str_eq_nocase(authority(origin), host);
}
