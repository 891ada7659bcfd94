/* exchange.c -- the way of a request through the store's threads: who asks, may
 * they, do it, answer. Knows no sockets. */
#include "http/exchange.h"
#include "core/lang.h"
#include "core/log.h"
#include "core/random.h"
#include "http/cookie.h"
#include "http/csrf.h"
#include "http/url.h"

static enum rc everybody(struct req *q)
{
	(void)q;
	return OK;
}

const struct permission http_public = { .name = "PUBLIC", .check = everybody };

bool guarded(struct exchange *e, void (*fn)(struct exchange *e))
{
	jmp_buf full;
	if (setjmp(full))
		return false;
	arena_guard(e->ctx.arena, &full);
	fn(e);
	arena_guard(e->ctx.arena, NULL);
	return true;
}

/* The same for the calls of a piece of work, which return an rc. */
static enum rc guarded_rc(struct exchange *e, enum rc (*fn)(struct exchange *e))
{
	jmp_buf full;
	if (setjmp(full))
		return BUSY;
	arena_guard(e->ctx.arena, &full);
	enum rc rc = fn(e);
	arena_guard(e->ctx.arena, NULL);
	return rc;
}

/* ---- at the door: reading what was sent */

static void refuse(struct exchange *e, int status, const char *message)
{
	if (e->door_status)
		return;
	e->door_status = status;
	e->door_message = message;
}

static void refuse_fault(struct exchange *e, int status)
{
	refuse(e, status, e->ctx.fault.message);
}

static void find_route(struct exchange *e, struct str path)
{
	struct req *q = &e->req;
	struct matched m = router_match(e->server->router, e->ctx.arena, q->method, path, q);
	q->route = m.route;
	e->page = m.page;
	if (m.bad_path) {
		refuse(e, 400, "http.bad_encoding");
	} else if (!m.route && m.other_method) {
		e->allow = q->method == HTTP_GET ? S("POST") : S("GET, HEAD");
		refuse(e, 405, "http.405");
	} else if (!m.route) {
		refuse(e, 404, "http.404");
	}
}

static void read_form(struct exchange *e, struct str body)
{
	struct req *q = &e->req;
	enum rc rc = OK;
	size_t max = q->route->body_max ? q->route->body_max : HTTP_BODY_MAX;
	if (body.n > max) {
		refuse(e, 413, "http.413");
		return;
	}
	switch (body_kind_of(e->content_type)) {
	case BODY_URLENCODED:
		rc = body_urlencoded(q->x, body, q->form);
		break;
	case BODY_JSON:
		rc = body_json(q->x, body, q->form);
		break;
	case BODY_MULTIPART:
		e->body = body;	/* read in prepare(): too slow for a loop */
		break;
	case BODY_NONE:
		if (!str_empty(body))
			refuse(e, 415, "http.415");
		break;
	case BODY_UNKNOWN:
		refuse(e, 415, "http.415");
		break;
	}
	if (rc != OK)
		refuse_fault(e, 400);
}

static bool asks_for_json(struct str accept)
{
	return str_contains(accept, S("application/json")) && !str_contains(accept, S("text/html"));
}

/* The first of our languages in the browser's list; q-values come in order from
 * every browser. */
enum lang http_language(struct str tags)
{
	struct str tag, rest = tags;
	while (str_next(&rest, ',', &tag)) {
		tag = str_trim(tag);
		for (enum lang lang = DA; lang < LANG_COUNT; lang++)
			if (str_starts(tag, lang_name(lang)))
				return lang;
	}
	return DA;
}

static bool token_goes_with(struct exchange *e, struct str seed)
{
	struct str token = form_raw(&e->req, "csrf");
	if (!token.p)
		token = req_header(&e->req, "X-CSRF-Token");
	return csrf_token_ok(e->ctx.arena, e->server->config.csrf_key, seed, token);
}

void exchange_read(struct exchange *e, struct str method, struct str target, struct str body)
{
	struct req *q = &e->req;
	struct ctx *x = &e->ctx;
	q->x = x;
	q->server = e->server;
	q->reply = &e->reply;
	q->exchange = e;
	q->query = val_new_obj(x);
	q->form = val_new_obj(x);
	q->method = str_eq(method, S("POST")) ? HTTP_POST : HTTP_GET;
	e->head_only = str_eq(method, S("HEAD"));
	q->target = target;
	struct str path = str_sub(target, 0, str_find(target, '?'));
	if (!str_starts(target, S("/")) || !url_decode(x->arena, path, false, &q->path))
		refuse(e, 400, "http.bad_encoding");
	if (q->method == HTTP_GET && !e->head_only && !str_eq(method, S("GET"))) {
		e->allow = S("GET, HEAD, POST");
		refuse(e, 405, "http.405");
	}
	q->wants_json = asks_for_json(req_header(q, "Accept"));
	q->is_fragment = req_header(q, "HX-Request").p && !req_header(q, "HX-Boosted").p &&
			 !req_header(q, "HX-History-Restore-Request").p;
	x->lang = http_language(req_header(q, "Accept-Language"));
	e->content_type = req_header(q, "Content-Type");
	if (e->door_status)
		return;
	find_route(e, path);
	if (path.n < target.n && url_pairs(x, str_sub(target, path.n + 1, target.n), q->query) != OK)
		refuse_fault(e, 400);
	if (e->door_status || q->method != HTTP_POST)
		return;
	read_form(e, body);
	/* Hashing here is hashing that the writer need not wait for. */
	e->visit_ok = !q->route->permission->any_origin && token_goes_with(e, req_cookie(q, "visit"));
}

/* ---- at the store */

static enum rc who_is_it(struct exchange *e)
{
	struct req *q = &e->req;
	q->actor = NULL;
	q->session_key = STR_NULL;
	q->scope = NULL;
	return e->server->hooks.authenticate ? e->server->hooks.authenticate(e->server->hooks.app, q) : OK;
}

struct str csrf_seed(struct exchange *e)
{
	return e->req.session_key.p ? e->req.session_key : req_cookie(&e->req, "visit");
}

static enum rc check_token(struct exchange *e)
{
	struct req *q = &e->req;
	struct ctx *x = &e->ctx;
	if (q->method != HTTP_POST || q->route->permission->any_origin || e->token_ok)
		return OK;
	if (!csrf_origin_ok(req_header(q, "Sec-Fetch-Site"), req_header(q, "Origin"), e->server->config.base_url,
			    req_header(q, "Host")))
		return fail(x, FORBIDDEN, "", "http.foreign_form");
	bool seen = e->visit_ok && !q->session_key.p;
	e->stale = !seen && !token_goes_with(e, csrf_seed(e));
	if (e->stale)
		return fail(x, FORBIDDEN, "", "http.stale_form");
	e->token_ok = true;
	return OK;
}

/* Reader's thread, before the transaction: uploads, and what the route calls slow. */
static enum rc prepare(struct exchange *e)
{
	struct req *q = &e->req;
	TRY(who_is_it(e));
	if (e->body.p) {
		if (body_multipart(q->x, e->content_type, e->body, q->form, &q->uploads) != OK) {
			refuse_fault(e, 400);
			return INVALID;
		}
	}
	TRY(check_token(e));
	/* Nobody may spend our time on passwords and files whom run() would turn
	 * away; run() asks again inside the transaction, where it counts. */
	if (q->route->permission->check)
		TRY(q->route->permission->check(q));
	return q->route->prepare ? q->route->prepare(q) : OK;
}

/* What was gathered of a form is wrong also where the handler gave up in between,
 * or did not ask. */
static enum rc handle(struct exchange *e)
{
	struct req *q = &e->req;
	enum rc rc = q->route->handle(q, e->view);
	if (q->route->method != HTTP_POST || !q->wrong.gathers)
		return rc;
	TRY(form_keep(q, rc));
	return form_done(q);
}

static enum rc call_handler(struct exchange *e)
{
	struct req *q = &e->req;
	if (q->route->permission->check)
		TRY(q->route->permission->check(q));
	return handle(e);
}

/* The page's token and what is sent with it: the same words are a second sending,
 * others are something new. */
static enum rc once_of(struct req *q, struct str token, struct str *ret)
{
	struct buf all;
	buf_init(&all, HTTP_UPLOAD_MAX);
	buf_str(&all, token);
	for (const struct val *f = q->form->kids.first; f; f = f->next) {
		if (strcmp(f->name, "csrf") == 0 || strcmp(f->name, "once") == 0)
			continue;
		buf_fmt(&all, "\n%zu %s ", strlen(f->name), f->name);
		val_json(&all, f);
	}
	for (const struct upload_field *u = q->uploads; u; u = u->next) {
		buf_fmt(&all, "\n%zu %s %.*s ", strlen(u->name), u->name, STR_ARG(u->file.filename));
		buf_str(&all, hash_hex(q->x->arena, u->file.bytes));
	}
	bool whole = !all.failed;
	*ret = hash_hex(q->x->arena, buf_view(&all));
	buf_free(&all);
	return whole ? OK : fail_cause(q->x, FAILED, "no memory to compare a form");
}

/* A form that is carried out once. The replay itself is a success: the reader
 * sees where the first sending led. */
static enum rc call_handler_once(struct exchange *e, struct str token)
{
	struct req *q = &e->req;
	const struct http_hooks *h = &e->server->hooks;
	struct str path = STR_NULL;
	/* Who may not do it, may not learn that it was done either. */
	if (q->route->permission->check)
		TRY(q->route->permission->check(q));
	TRY(h->once(h->app, q, token, &path));
	if (path.p && path.n)
		return redirect_to(q, path);
	if (path.p) {
		if (!e->page) {
			e->reply.status = 204;
			return OK;
		}
		q->route = e->page;
		return call_handler(e);
	}
	TRY(handle(e));
	/* A cookie cannot be told twice, and whoever sends again never got it. */
	if (reply_has_header(e, "Set-Cookie"))
		return h->once_done(h->app, q, token, STR_NULL);
	return h->once_done(h->app, q, token, e->reply.kind == REPLY_REDIRECT ? e->reply.location : S(""));
}

/* Where it leads, or the view that stands there already, as JSON. */
static bool asks_nothing_more(const struct exchange *e)
{
	return e->reply.kind == REPLY_REDIRECT || (e->reply.kind == REPLY_VIEW && e->req.wants_json);
}

static enum rc run(struct exchange *e)
{
	struct req *q = &e->req;
	/* The store may have to run the same work twice. */
	e->reply = (struct reply){ 0 };
	e->view = val_new_obj(&e->ctx);
	q->wrong = (struct form_faults){ 0 };
	if (q->sent)
		q->form = q->sent;
	TRY(who_is_it(e));
	if (e->door_status)
		return fail(&e->ctx, e->door_status == 404 ? NOT_FOUND : INVALID, "", e->door_message);
	TRY(check_token(e));
	struct str token = q->method == HTTP_POST ? form_raw(q, "once") : STR_NULL;
	if (!str_empty(token) && e->server->hooks.once) {
		TRY(once_of(q, token, &token));
		TRY(call_handler_once(e, token));
	} else {
		TRY(call_handler(e));
	}
	e->work.answered = asks_nothing_more(e);
	return OK;
}

static enum rc work_prepare(struct ctx *x, void *p)
{
	(void)x;
	return guarded_rc(p, prepare);
}

static enum rc work_run(struct ctx *x, void *p)
{
	struct exchange *e = p;
	(void)x;
	e->req.writing = e->req.method == HTTP_POST;
	enum rc rc = guarded_rc(e, run);
	e->req.writing = false;
	return rc;
}

/* ---- the answer */

/* Fills the page of a refused form again. False if it cannot be shown either. */
static bool page_of_form(struct exchange *e)
{
	struct req *q = &e->req;
	if (!e->page)
		return q->route->view != NULL;	/* a part of a page: with what its handler wrote */
	e->reply = (struct reply){ 0 };
	e->view = val_new_obj(&e->ctx);
	q->route = e->page;
	q->scope = NULL;
	return call_handler(e) == OK && e->reply.kind == REPLY_VIEW;
}

/* A form from before its owner was signed out. Signing in leads back to its page,
 * where the browser lays the words again (web/js/words.js). */
static bool signed_out(struct exchange *e)
{
	struct req *q = &e->req;
	if (!e->stale || !q->route->permission->check || q->route->permission->check(q) != SIGN_IN)
		return false;
	fault_clear(&e->ctx);
	return true;
}

static void refused_form(struct exchange *e)
{
	struct fault fault = e->ctx.fault;
	/* The page's handler may ask what is wrong (form_wrong), and fail by itself. */
	if (!e->req.wrong.count && fault.rc == INVALID) {
		form_gather(&e->req);
		e->rc = form_keep(&e->req, e->rc) == OK ? INVALID : e->rc;
		e->req.wrong.gathers = false;
	}
	fault_clear(&e->ctx);
	bool shown = page_of_form(e);
	e->ctx.fault = fault;
	if (shown && e->stale)
		e->ctx.fault.message = "http.send_again";
	e->reply.status = 0;
	if (shown)
		answer_form(e, e->rc);
	else
		answer(e, e->rc);
}

static void log_failure(const struct exchange *e)
{
	const struct fault *f = &e->ctx.fault;
	if (e->rc == FAILED || (e->rc == BUSY && f->cause))
		log_line(LOG_ERROR, "request_failed", "id=%08" PRIx64 " route=%s cause=\"%s\"", e->ctx.request_id,
			 e->req.route ? e->req.route->path : "-", f->cause ? f->cause : rc_name(e->rc));
}

static void finish(struct exchange *e)
{
	/* A form that was open while its owner signed out and in again comes back
	 * with its words and a new token; a foreign one never gets this far. */
	bool stale = e->stale && e->page;
	bool form = e->req.method == HTTP_POST && (e->rc == INVALID || e->rc == CONFLICT || e->rc == TOO_MANY || stale);
	log_failure(e);
	if (e->rc == BUSY)
		answer_plain(e, 503);
	else if (e->door_status)
		answer_door(e, e->door_status, e->door_message);
	else if (signed_out(e))
		answer(e, SIGN_IN);
	else if (form && !e->req.wants_json)
		refused_form(e);
	else
		answer(e, e->rc);
}

static void work_done(struct ctx *x, enum rc rc, void *p)
{
	struct exchange *e = p;
	e->rc = rc;
	e->asked = e->req.route;
	/* On the writer's thread: others wait for it. */
	if (!x->db && !e->on_loop && e->work.answered && rc == OK) {
		e->finish_on_loop = true;
		loop_return(e);
		return;
	}
	if (!guarded(e, finish))
		answer_plain(e, 503);
	if (!e->on_loop)
		loop_return(e);
}

void exchange_finish(struct exchange *e)
{
	if (!guarded(e, finish))
		answer_plain(e, 503);
}

/* Pages are small work when nothing needs to be fetched for them; what makes
 * files may take a tenth of a second, and live streams have a room to find. */
static bool is_quick(const struct exchange *e)
{
	return e->server->hooks.quick && e->req.method == HTTP_GET && (e->door_status || (e->req.route->view && !e->req.route->writes));
}

static bool tried_on_loop(struct exchange *e)
{
	const struct route *route = e->req.route;
	enum lang lang = e->ctx.lang;
	e->on_loop = true;
	bool done = e->server->hooks.quick(e->server->hooks.app, &e->work);
	e->on_loop = false;
	if (done)
		return true;
	/* As it came in; run() begins with the rest. */
	e->req.route = route;
	e->ctx.lang = lang;
	return false;
}

bool exchange_submit(struct exchange *e)
{
	bool write = !e->door_status && (e->req.method == HTTP_POST || e->req.route->writes);
	e->work = (struct work){ .x = &e->ctx, .p = e, .run = work_run, .done = work_done, .replayable = true };
	if (write && (e->body.p || e->req.route->prepare))
		e->work.prepare = work_prepare;
	if (is_quick(e) && tried_on_loop(e))
		return true;
	e->server->hooks.submit(e->server->hooks.app, write, &e->work);
	return false;
}
