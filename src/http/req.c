/* req.c -- what a handler may ask about its request. Knows no sockets. */
#include "http/cookie.h"
#include "http/exchange.h"

struct str req_param(const struct req *q, const char *name)
{
	for (size_t i = 0; i < q->nparams; i++)
		if (strcmp(q->params[i].name, name) == 0)
			return q->params[i].value;
	return STR_NULL;
}

enum rc req_id(struct req *q, const char *name, int64_t *ret)
{
	if (!str_to_int(req_param(q, name), 1, INT64_MAX, ret))
		return fail(q->x, NOT_FOUND, "", "http.404");
	return OK;
}

struct str req_query(const struct req *q, const char *name)
{
	const struct val *v = val_get(q->query, str_of(name));
	if (v && v->kind == VAL_LIST)
		v = v->kids.first;
	return v && v->kind == VAL_STR ? v->text : STR_NULL;
}

struct str req_header(struct req *q, const char *name)
{
	if (!q->exchange || !q->exchange->header)
		return STR_NULL;
	struct str value = q->exchange->header(q->exchange, name);
	q->exchange->looked |= strcmp(name, "Cookie") != 0;
	return value.p && str_is_utf8(value) ? value : STR_NULL;
}

struct str cookie_name(const struct exchange *e, const char *name)
{
	if (!e->https)
		return str_of(name);
	return str_fmt(e->ctx.arena, "__Host-%s", name);
}

struct str req_cookie(struct req *q, const char *name)
{
	struct exchange *e = q->exchange;
	if (!e)
		return STR_NULL;
	/* A page asks for half a dozen. */
	if (!e->cookies.p) {
		e->cookies = req_header(q, "Cookie");
		if (!e->cookies.p)
			e->cookies = S("");
	}
	struct str value = cookie_find(e->cookies, cookie_name(e, name));
	return value.p ? str_dup(q->x->arena, value) : STR_NULL;
}

/* "localhost", "127.0.0.1" or "[::1]", with or without a port. */
static bool is_loopback(struct str host)
{
	static const struct str names[] = { { "localhost", 9 }, { "127.0.0.1", 9 }, { "[::1]", 5 } };
	int64_t port;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (!str_starts(host, names[i]))
			continue;
		struct str rest = str_sub(host, names[i].n, host.n);
		if (str_empty(rest) || (str_starts(rest, S(":")) && str_to_int(str_sub(rest, 1, rest.n), 1, 65535, &port)))
			return true;
	}
	return false;
}

struct str req_base_url(struct req *q)
{
	struct str base = q->server ? q->server->config.base_url : STR_NULL;
	if (!str_empty(base))
		return base;
	/* Any other Host could be a stranger's, and this ends up in mails. */
	struct str host = req_header(q, "Host");
	if (is_loopback(host))
		return str_fmt(q->x->arena, "http://%.*s", STR_ARG(host));
	return str_fmt(q->x->arena, "http://localhost:%d", q->server ? q->server->port : 80);
}
