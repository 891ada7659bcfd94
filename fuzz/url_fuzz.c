/* Targets and cookies: escapes, queries, the route tree, the Cookie header. */
#include "http/cookie.h"
#include "http/router.h"
#include "http/url.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum rc nothing(struct req *q, struct val *view)
{
	return OK;
}

static const struct route routes[] = {
	GET("/", nothing, NULL, PUBLIC),	     GET("/a/:x", nothing, NULL, PUBLIC),
	GET("/a/b", nothing, NULL, PUBLIC),	     GET("/:x/b/:y/c", nothing, NULL, PUBLIC),
	GET("/a/:x/:y/d", nothing, NULL, PUBLIC), POST("/a/:x", nothing, NULL, PUBLIC),
	{ 0 },
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct route *const tables[] = { routes, NULL };
	struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
	struct ctx x;
	struct router *r;
	struct str target = { (const char *)data, size }, decoded;
	ctx_init(&x, a);
	struct req q = { .x = &x };
	if (router_new(&x, a, tables, &r) != OK)
		abort();
	size_t mark = str_find(target, '?');
	struct matched m = router_match(r, a, HTTP_GET, str_sub(target, 0, mark), &q);
	for (size_t i = 0; m.route && i < q.nparams; i++)
		if (str_empty(q.params[i].value) || !str_is_utf8(q.params[i].value))
			abort();
	if (m.route && m.bad_path)
		abort();
	if (url_decode(a, target, true, &decoded) && (decoded.n > size || !str_is_utf8(decoded)))
		abort();
	struct val *query = val_new_obj(&x);
	if (url_pairs(&x, str_sub(target, mark + 1, size), query) == OK && query->kids.count > HTTP_FIELDS_MAX)
		abort();
	struct str value = cookie_find(target, S("a"));
	if (value.p && !cookie_value_ok(value))
		abort();
	arena_free(a);
	return 0;
}
