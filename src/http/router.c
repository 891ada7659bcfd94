/* router.c -- a tree of path segments. Knows paths and methods; knows nothing of
 * what a route does. */
#include "http/router.h"
#include "http/url.h"

enum { METHODS = 2 };

struct node {
	struct str text;	/* of a literal segment */
	struct node *next;	/* sibling */
	struct node *kids;	/* literal segments */
	struct node *any;	/* ":name" */
	struct entry *entry[METHODS];
};

struct entry {
	const struct route *route;
	const struct route *page;
	struct str params[HTTP_PARAMS_MAX];
	size_t nparams;
};

struct router {
	struct node root;
};

static struct node *literal_kid(const struct node *n, struct str text)
{
	for (struct node *kid = n->kids; kid; kid = kid->next)
		if (str_eq(kid->text, text))
			return kid;
	return NULL;
}

static struct node *kid_for(struct arena *a, struct node *n, struct str segment)
{
	if (str_starts(segment, S(":"))) {
		if (!n->any)
			n->any = ARENA_NEW(a, struct node);
		return n->any;
	}
	struct node *kid = literal_kid(n, segment);
	if (!kid) {
		kid = ARENA_NEW(a, struct node);
		kid->text = segment;
		kid->next = n->kids;
		n->kids = kid;
	}
	return kid;
}

static enum rc add_route(struct ctx *x, struct arena *a, struct router *r, const struct route *route)
{
	struct str segment, rest = str_of(route->path);
	if (!str_starts(rest, S("/")) || !route->handle || !route->permission)
		return fail_cause(x, FAILED, "malformed route %s in %s", route->path, route->file);
	struct entry *e = ARENA_NEW(a, struct entry);
	e->route = route;
	rest = rest.n > 1 ? str_sub(rest, 1, rest.n) : STR_NULL;
	struct node *n = &r->root;
	for (size_t count = 0; str_next(&rest, '/', &segment); count++) {
		bool param = str_starts(segment, S(":"));
		if (str_empty(segment) || count == HTTP_SEGMENTS_MAX || (param && e->nparams == HTTP_PARAMS_MAX))
			return fail_cause(x, FAILED, "malformed route %s in %s", route->path, route->file);
		if (param)
			e->params[e->nparams++] = str_dup(a, str_sub(segment, 1, segment.n));
		n = kid_for(a, n, segment);
	}
	if (n->entry[route->method])
		return fail_cause(x, FAILED, "route %s stands twice, in %s and %s", route->path, route->file,
				  n->entry[route->method]->route->file);
	n->entry[route->method] = e;
	return OK;
}

static bool has_param(const struct entry *e, struct str name)
{
	for (size_t i = 0; i < e->nparams; i++)
		if (str_eq(e->params[i], name))
			return true;
	return false;
}

/* Could the GET be answered with the parameters that the POST was sent with? */
static bool can_show(const struct entry *get, const struct entry *post)
{
	if (!get->route->view || strcmp(get->route->view, post->route->view) != 0)
		return false;
	for (size_t i = 0; i < get->nparams; i++)
		if (!has_param(post, get->params[i]))
			return false;
	return true;
}

/* The page of the form: the same path first, otherwise the one that shares most parameters. */
static const struct route *find_page(const struct node *n, const struct entry *post, size_t *best)
{
	const struct route *found = NULL;
	const struct entry *get = n->entry[HTTP_GET];
	if (get && can_show(get, post)) {
		size_t worth = strcmp(get->route->path, post->route->path) == 0 ? HTTP_PARAMS_MAX + 2 : get->nparams + 1;
		if (worth > *best) {
			*best = worth;
			found = get->route;
		}
	}
	for (const struct node *kid = n->kids; kid; kid = kid->next) {
		const struct route *deeper = find_page(kid, post, best);
		found = deeper ? deeper : found;
	}
	if (n->any) {
		const struct route *deeper = find_page(n->any, post, best);
		found = deeper ? deeper : found;
	}
	return found;
}

static void pair_forms(const struct router *r, struct node *n)
{
	struct entry *post = n->entry[HTTP_POST];
	size_t best = 0;
	if (post && post->route->view)
		post->page = find_page(&r->root, post, &best);
	for (struct node *kid = n->kids; kid; kid = kid->next)
		pair_forms(r, kid);
	if (n->any)
		pair_forms(r, n->any);
}

enum rc router_new(struct ctx *x, struct arena *a, const struct route *const tables[], struct router **ret)
{
	struct router *r = ARENA_NEW(a, struct router);
	for (size_t t = 0; tables[t]; t++)
		for (const struct route *route = tables[t]; route->path; route++)
			TRY(add_route(x, a, r, route));
	pair_forms(r, &r->root);
	*ret = r;
	return OK;
}

struct search {
	struct str segments[HTTP_SEGMENTS_MAX];
	size_t n;
	enum http_method method;
	struct str values[HTTP_SEGMENTS_MAX];	/* of the parameters on the way down */
	const struct entry *found;
	bool other_method;
};

/* Literals first; a dead end behind a literal goes back and tries the parameter. */
static void descend(struct search *s, const struct node *n, size_t depth, size_t nvalues)
{
	if (depth == s->n) {
		s->found = n->entry[s->method];
		s->other_method |= !s->found && n->entry[!s->method];
		return;
	}
	const struct node *kid = literal_kid(n, s->segments[depth]);
	if (kid)
		descend(s, kid, depth + 1, nvalues);
	if (!s->found && n->any && !str_empty(s->segments[depth]) && nvalues < HTTP_PARAMS_MAX) {
		s->values[nvalues] = s->segments[depth];
		descend(s, n->any, depth + 1, nvalues + 1);
	}
}

/* Splits before decoding, so that %2F is a character of its segment. */
static bool split(struct search *s, struct arena *a, struct str path, bool *ret_bad)
{
	struct str segment, rest = path.n > 1 ? str_sub(path, 1, path.n) : STR_NULL;
	if (!str_starts(path, S("/")))
		return false;
	while (str_next(&rest, '/', &segment)) {
		if (s->n == HTTP_SEGMENTS_MAX)
			return false;
		if (!url_decode(a, segment, false, &s->segments[s->n++])) {
			*ret_bad = true;
			return false;
		}
	}
	return true;
}

struct matched router_match(const struct router *r, struct arena *a, enum http_method m, struct str path, struct req *fill)
{
	struct search s = { .method = m };
	struct matched out = { 0 };
	if (!split(&s, a, path, &out.bad_path))
		return out;
	descend(&s, &r->root, 0, 0);
	out.other_method = s.other_method;
	if (!s.found)
		return out;
	out.route = s.found->route;
	out.page = s.found->page;
	for (size_t i = 0; fill && i < s.found->nparams; i++) {
		fill->params[i].name = s.found->params[i].p;
		fill->params[i].value = str_dup(a, s.values[i]);
	}
	if (fill)
		fill->nparams = s.found->nparams;
	return out;
}

const struct route *server_match(const struct route *const tables[], enum http_method m, struct str path, struct req *fill_params)
{
	struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
	if (!a)
		return NULL;
	struct ctx x;
	struct router *r;
	struct matched found = { 0 };
	struct req filled = { 0 };
	ctx_init(&x, a);
	if (router_new(&x, a, tables, &r) == OK)
		found = router_match(r, a, m, path, &filled);
	for (size_t i = 0; fill_params && i < filled.nparams; i++) {
		fill_params->params[i].name = str_z(fill_params->x->arena, str_of(filled.params[i].name));
		fill_params->params[i].value = str_dup(fill_params->x->arena, filled.params[i].value);
	}
	if (fill_params)
		fill_params->nparams = filled.nparams;
	arena_free(a);
	return found.route;
}
