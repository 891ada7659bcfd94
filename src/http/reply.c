/* reply.c -- from an rc and a view to status, headers and bytes. The only place
 * that knows what an rc is in HTTP. Knows no sockets and no routes' meaning. */
#include "core/lang.h"
#include "core/log.h"
#include "core/random.h"
#include "http/cookie.h"
#include "http/csrf.h"
#include "http/exchange.h"

const struct str security_headers = S(
	"Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
	"font-src 'self'; connect-src 'self'; media-src 'self'; manifest-src 'self'; base-uri 'none'; "
	"frame-ancestors 'none'; form-action 'self'\r\n"
	"X-Content-Type-Options: nosniff\r\n"
	"Referrer-Policy: no-referrer\r\n"
	"Cross-Origin-Opener-Policy: same-origin\r\n"
	"Cross-Origin-Resource-Policy: same-origin\r\n");

static const struct {
	int status;
	const char *text, *message;
} statuses[] = {
	{ 200, "OK", NULL },
	{ 204, "No Content", NULL },
	{ 206, "Partial Content", NULL },
	{ 303, "See Other", NULL },
	{ 304, "Not Modified", NULL },
	{ 400, "Bad Request", "http.400" },
	{ 401, "Unauthorized", "http.401" },
	{ 403, "Forbidden", "http.403" },
	{ 404, "Not Found", "http.404" },
	{ 405, "Method Not Allowed", "http.405" },
	{ 409, "Conflict", "http.409" },
	{ 410, "Gone", "http.410" },
	{ 413, "Content Too Large", "http.413" },
	{ 414, "URI Too Long", "http.414" },
	{ 415, "Unsupported Media Type", "http.415" },
	{ 416, "Range Not Satisfiable", NULL },
	{ 422, "Unprocessable Content", "http.422" },
	{ 429, "Too Many Requests", "http.429" },
	{ 500, "Internal Server Error", "http.500" },
	{ 503, "Service Unavailable", "http.503" },
};

int status_of(enum rc rc)
{
	static const int of[RC_COUNT] = {
		[OK] = 200, [INVALID] = 422, [NOT_FOUND] = 404, [SIGN_IN] = 401, [FORBIDDEN] = 403, [CONFLICT] = 409,
		[GONE] = 410, [TOO_LARGE] = 413, [TOO_MANY] = 429, [BUSY] = 503, [FAILED] = 500,
	};
	return (unsigned)rc < RC_COUNT ? of[rc] : 500;
}

static size_t row_of(int status)
{
	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
		if (statuses[i].status == status)
			return i;
	return sizeof statuses / sizeof *statuses - 2;	/* 500 */
}

const char *status_text(int status)
{
	return statuses[row_of(status)].text;
}

/* The sentence for a status when nobody said anything more precise. */
static const char *status_message(int status)
{
	const char *message = statuses[row_of(status)].message;
	return message ? message : "http.500";
}

/* ---- what handlers call */

static bool clean_header(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return false;
	return true;
}

static void add_header(struct req *q, const char *name, struct str value)
{
	struct header *h = ARENA_NEW(q->x->arena, struct header);
	h->name = name;
	h->value = value;
	h->next = q->reply->headers;
	q->reply->headers = h;
}

void reply_header(struct req *q, const char *name, struct str value)
{
	if (!clean_header(value) || !clean_header(str_of(name))) {
		log_line(LOG_ERROR, "header_refused", "route=%s header=%s", q->route ? q->route->path : "-", name);
		return;
	}
	add_header(q, name, str_dup(q->x->arena, value));
}

void reply_status(struct req *q, int status)
{
	q->reply->status = status;
}

static void set_cookie(struct exchange *e, const char *name, struct str value, int64_t max_age)
{
	struct arena *a = e->ctx.arena;
	struct str age = max_age < 0 ? S("") : str_fmt(a, "; Max-Age=%" PRId64, max_age);
	add_header(&e->req, "Set-Cookie", str_fmt(a, "%s=%.*s; Path=/; HttpOnly; SameSite=Lax%s%.*s", cookie_name(e, name).p,
						  STR_ARG(value), e->https ? "; Secure" : "", STR_ARG(age)));
}

void reply_cookie(struct req *q, const char *name, struct str value, int64_t max_age)
{
	if (!cookie_value_ok(value) || str_find(str_of(name), '=') < strlen(name)) {
		log_line(LOG_ERROR, "cookie_refused", "cookie=%s", name);
		return;
	}
	if (q->exchange)
		set_cookie(q->exchange, name, value, max_age);
}

void reply_notice(struct req *q, const char *message)
{
	q->reply->notice = message;
}

enum rc redirect_to(struct req *q, struct str path)
{
	/* "//host" and "/\host" lead to other sites; so does anything with a scheme. */
	bool ours = str_starts(path, S("/")) && !str_starts(path, S("//")) && !str_starts(path, S("/\\"));
	if (!ours || !clean_header(path))
		return fail_cause(q->x, FAILED, "redirect to something that is no path of ours");
	struct buf b;
	buf_init(&b, HTTP_HEAD_MAX);
	for (size_t i = 0; i < path.n; i++) {
		/* Paths may hold a name with æ; a header may not. */
		unsigned char c = (unsigned char)path.p[i];
		if (c <= 0x20 || c >= 0x7f || c == '"' || c == '<' || c == '>' || c == '\\')
			buf_fmt(&b, "%%%02X", c);
		else
			buf_char(&b, (char)c);
	}
	bool failed = b.failed;
	struct str location = buf_take(&b, q->x->arena);
	if (failed)
		return fail_cause(q->x, FAILED, "redirect to a path that is too long");
	q->reply->kind = REPLY_REDIRECT;
	q->reply->location = location;
	return OK;
}

enum rc redirect(struct req *q, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	struct str path = str_vfmt(q->x->arena, fmt, ap);
	va_end(ap);
	return redirect_to(q, path);
}

enum rc reply_file(struct req *q, const char *mime, const char *filename, struct str body)
{
	if (body.n > HTTP_FILE_MAX)
		return fail_cause(q->x, FAILED, "file of %zu bytes is more than HTTP_FILE_MAX", body.n);
	q->reply->kind = REPLY_FILE;
	q->reply->mime = mime;
	q->reply->filename = filename ? str_z(q->x->arena, str_of(filename)) : NULL;
	q->reply->file = str_dup(q->x->arena, body);
	return OK;
}

enum rc reply_stream(struct req *q, struct str topic, struct str audience)
{
	q->reply->kind = REPLY_STREAM;
	q->reply->topic = str_dup(q->x->arena, topic);
	q->reply->audience = str_dup(q->x->arena, audience);
	return OK;
}

void reply_holder(struct req *q, struct str holder)
{
	q->reply->holder = str_dup(q->x->arena, holder);
}

/* ---- the head */

bool reply_has_header(const struct exchange *e, const char *name)
{
	for (const struct header *h = e->reply.headers; h; h = h->next)
		if (str_eq_nocase(str_of(h->name), str_of(name)))
			return true;
	return false;
}

/* RFC 6266: an ASCII name for everybody, and the true one in UTF-8. */
static void disposition(struct exchange *e)
{
	const char *name = e->reply.filename;
	if (!name)
		return;
	buf_z(&e->head, "Content-Disposition: attachment; filename=\"");
	for (const char *p = name; *p; p++) {
		unsigned char c = (unsigned char)*p;
		bool plain = c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '/' && c != '%';
		if ((c & 0xc0) != 0x80)	/* one mark for one character */
			buf_char(&e->head, plain ? (char)c : '_');
	}
	buf_z(&e->head, "\"; filename*=UTF-8''");
	buf_url(&e->head, str_of(name));
	buf_z(&e->head, "\r\n");
}

static void put_line(struct buf *head, const char *name, struct str value)
{
	buf_z(head, name);
	buf_bytes(head, ": ", 2);
	buf_str(head, value);
	buf_bytes(head, "\r\n", 2);
}

static void put_length(struct buf *head, size_t n)
{
	buf_z(head, "Content-Length: ");
	buf_int(head, (int64_t)n);
	buf_bytes(head, "\r\n", 2);
}

static void write_headers(struct exchange *e, const struct header *h)
{
	if (!h)
		return;
	write_headers(e, h->next);
	put_line(&e->head, h->name, h->value);
}

/* When to come again: the refusal may know ("seconds" in its sentence). */
static int64_t wait_of(const struct fault *f)
{
	enum { A_MOMENT_S = 2 };
	return f->rc == TOO_MANY && f->args ? val_get_int(f->args, "seconds", A_MOMENT_S) : A_MOMENT_S;
}

/* Everything but the status line, Date and Connection, which are the loop's. */
static void write_head(struct exchange *e, int status, const char *mime)
{
	buf_clear(&e->head);
	e->status = status;
	if (mime)
		put_line(&e->head, "Content-Type", str_of(mime));
	if (status != 204 && e->reply.kind != REPLY_STREAM)
		put_length(&e->head, e->out.n);
	if (!reply_has_header(e, "Cache-Control"))
		buf_z(&e->head, "Cache-Control: no-store\r\n");
	if (status == 503 || status == 429)
		buf_fmt(&e->head, "Retry-After: %" PRId64 "\r\n", wait_of(&e->ctx.fault));
	if (!str_empty(e->allow))
		buf_fmt(&e->head, "Allow: %.*s\r\n", STR_ARG(e->allow));
	if (e->reply.kind == REPLY_FILE && status < 300)
		disposition(e);
	if (e->https)
		buf_z(&e->head, "Strict-Transport-Security: max-age=31536000\r\n");
	write_headers(e, e->reply.headers);
	buf_str(&e->head, security_headers);
}

/* ---- bodies */

static struct str message_of(struct exchange *e, const char *key, const struct val *args)
{
	const struct http_hooks *h = &e->server->hooks;
	return h->message ? h->message(h->app, &e->ctx, key, args) : str_of(key);
}

void answer_plain(struct exchange *e, int status)
{
	/* Both languages: nobody asks the catalogue when memory has run out. */
	e->reply = (struct reply){ 0 };
	buf_clear(&e->out);
	buf_fmt(&e->out,
		"<!doctype html><html lang=\"da\"><meta charset=\"utf-8\"><title>%d</title>\n"
		"<h1>%d</h1><p>Der er travlt lige nu. Vent et øjeblik, og prøv igen.</p>\n"
		"<p lang=\"en\">It is busy right now. Wait a moment and try again.</p>\n",
		status, status);
	write_head(e, status, "text/html; charset=utf-8");
}

static void write_json(struct exchange *e, int status, const struct val *tree)
{
	buf_clear(&e->out);
	val_json(&e->out, tree);
	write_head(e, e->out.failed ? 500 : status, "application/json");
}

void page_tokens(struct exchange *e, struct str *ret_csrf, struct str *ret_once)
{
	struct arena *a = e->ctx.arena;
	struct str seed = csrf_seed(e);
	if (!seed.p) {
		seed = random_token(a, 16);
		set_cookie(e, "visit", seed, -1);
	}
	*ret_csrf = csrf_token(a, e->server->config.csrf_key, seed);
	*ret_once = random_token(a, 16);
}

/* csrf, once and notice: what every page may use. */
static void add_page_values(struct exchange *e)
{
	struct req *q = &e->req;
	struct ctx *x = &e->ctx;
	struct str csrf, once;
	page_tokens(e, &csrf, &once);
	val_str(x, e->view, "csrf", csrf);
	val_str(x, e->view, "once", once);
	if (q->is_fragment || q->wants_json)
		return;	/* a notice waits for a page that shows it */
	struct str notice = req_cookie(q, "notice");
	if (str_empty(notice) || notice.n > 64)
		return;
	val_str(x, e->view, "notice", message_of(e, notice.p, NULL));
	set_cookie(e, "notice", S(""), 0);
}

void answer_page(struct exchange *e)
{
	write_head(e, 200, "text/html; charset=utf-8");
}

/* False: the template failed; the cause is in the fault. */
static bool render(struct exchange *e, int status, const char *view)
{
	const struct http_hooks *h = &e->server->hooks;
	buf_clear(&e->out);
	enum rc rc = h->render ? h->render(h->app, &e->req, view, e->view, !e->req.is_fragment, &e->out) : FAILED;
	if (rc == OK && !e->out.failed) {
		write_head(e, status, "text/html; charset=utf-8");
		return true;
	}
	log_line(LOG_ERROR, "render_failed", "id=%08" PRIx64 " view=%s cause=\"%s\"", e->ctx.request_id, view,
		 e->ctx.fault.cause ? e->ctx.fault.cause : e->out.failed ? "larger than HTTP_PAGE_MAX" : rc_name(rc));
	return false;
}

/* When even the error page cannot be rendered: text only, in the reader's language. */
static void bare_error(struct exchange *e, int status, struct str message)
{
	buf_clear(&e->out);
	buf_fmt(&e->out, "<!doctype html><html lang=\"%s\"><meta charset=\"utf-8\"><title>%d</title>\n<h1>%d</h1><p>",
		lang_names[e->ctx.lang], status, status);
	buf_html(&e->out, message);
	buf_fmt(&e->out, "</p><p>%08" PRIx64 "</p>\n", e->ctx.request_id);
	write_head(e, status, "text/html; charset=utf-8");
}

/* All that a form gathered, each at its field. */
static void put_faults(struct exchange *e, struct val *into)
{
	for (const struct form_fault *f = e->req.wrong.first; f; f = f->next)
		val_str(&e->ctx, into, f->fault.field, message_of(e, f->fault.message, f->fault.args));
}

static void error_json(struct exchange *e, int status, const char *key, struct str message)
{
	struct ctx *x = &e->ctx;
	struct val *tree = val_new_obj(x);
	struct val *error = val_sub(x, tree, "error");
	val_int(x, error, "status", status);
	val_str(x, error, "key", str_of(key));
	if (x->fault.field && *x->fault.field)
		val_str(x, error, "field", str_of(x->fault.field));
	val_str(x, error, "message", message);
	if (e->req.wrong.count > 1 || (status == 409 && e->req.wrong.count))
		put_faults(e, val_sub(x, error, "fields"));
	val_fmt(x, error, "request", "%08" PRIx64, x->request_id);
	write_json(e, status, tree);
}

static void error_page(struct exchange *e, int status, const char *key, const struct val *args)
{
	struct ctx *x = &e->ctx;
	struct str message = message_of(e, key, args);
	struct header *kept = e->reply.headers;
	e->reply = (struct reply){ .headers = kept };
	if (e->req.wants_json) {
		error_json(e, status, key, message);
		return;
	}
	e->view = val_new_obj(x);
	add_page_values(e);
	val_int(x, e->view, "status", status);
	val_str(x, e->view, "title", message_of(e, "http.error_title", NULL));
	val_str(x, e->view, "message", message);
	val_fmt(x, e->view, "request", "%08" PRIx64, x->request_id);
	if (!render(e, status, "ui/error"))
		bare_error(e, status, message);
}

void answer_door(struct exchange *e, int status, const char *message)
{
	error_page(e, status, message, e->ctx.fault.message == message ? e->ctx.fault.args : NULL);
}

static void failed_render(struct exchange *e)
{
	error_page(e, 500, "http.500", NULL);
}

static void answer_view(struct exchange *e, int status)
{
	if (!e->req.route->view) {
		buf_clear(&e->out);
		write_head(e, e->reply.status ? e->reply.status : 204, NULL);
		return;
	}
	add_page_values(e);
	if (e->req.wants_json)
		write_json(e, status, e->view);
	else if (!render(e, status, e->req.route->view))
		failed_render(e);
}

static void answer_redirect(struct exchange *e, struct str location)
{
	buf_clear(&e->out);
	e->reply.kind = REPLY_REDIRECT;
	if (e->reply.notice)
		set_cookie(e, "notice", str_of(e->reply.notice), 60);
	add_header(&e->req, "Location", location);
	write_head(e, 303, NULL);
}

/* Path and query of a whole address, as the browser tells where it is; STR_NULL if
 * it does not. The host is not looked at: it can only lead to a page of ours. */
static struct str path_of_url(struct str url)
{
	size_t scheme = str_starts(url, S("http://")) ? 7 : str_starts(url, S("https://")) ? 8 : 0;
	struct str rest = str_sub(url, scheme, url.n);
	size_t slash = str_find(rest, '/');
	return scheme && slash < rest.n && rest.n - slash <= HTTP_URI_MAX ? str_sub(rest, slash, rest.n) : STR_NULL;
}

/* The page that a posted form stands on: where the browser says it was, with the
 * query; else the page that would show the form again. STR_NULL if there is none. */
static struct str page_of_post(struct exchange *e)
{
	struct req *q = &e->req;
	struct arena *a = q->x->arena;
	struct str from = path_of_url(req_header(q, "Referer")), segment;
	if (from.p) {
		struct matched m = router_match(e->server->router, a, HTTP_GET, str_sub(from, 0, str_find(from, '?')), NULL);
		if (m.route && m.route->view)
			return from;
	}
	if (!e->page)
		return STR_NULL;
	struct buf b;
	buf_init(&b, HTTP_URI_MAX);
	struct str rest = str_of(e->page->path + 1);
	while (str_next(&rest, '/', &segment)) {
		buf_char(&b, '/');
		if (str_starts(segment, S(":")))
			buf_url(&b, req_param(q, str_z(a, str_sub(segment, 1, segment.n))));
		else
			buf_str(&b, segment);
	}
	return b.failed ? STR_NULL : buf_take(&b, a);
}

/* To the login page, and back afterwards to the page that was asked for, or that
 * the posted form stands on. */
static void answer_sign_in(struct exchange *e)
{
	struct req *q = &e->req;
	if (q->wants_json) {
		error_page(e, 401, e->ctx.fault.message ? e->ctx.fault.message : "http.401", NULL);
		return;
	}
	struct str back = q->is_fragment ? path_of_url(req_header(q, "HX-Current-URL")) : q->method == HTTP_GET ? q->target : page_of_post(e);
	struct buf b;
	buf_init(&b, 4 * HTTP_URI_MAX);
	buf_z(&b, HTTP_LOGIN_PATH);
	if (back.p) {
		buf_z(&b, "?next=");
		buf_url(&b, back);
	}
	struct str location = buf_take(&b, q->x->arena);
	if (!q->is_fragment) {
		answer_redirect(e, location);
		return;
	}
	/* A login page inside a corner of another page helps nobody. */
	buf_clear(&e->out);
	add_header(q, "HX-Redirect", location);
	write_head(e, 401, NULL);
}

void answer(struct exchange *e, enum rc rc)
{
	struct reply *r = &e->reply;
	const struct fault *f = &e->ctx.fault;
	if (rc == SIGN_IN) {
		answer_sign_in(e);
		return;
	}
	if (rc != OK) {
		/* What went wrong with us is for the log, not for the reader. */
		const char *key = f->message && rc != FAILED ? f->message : status_message(status_of(rc));
		error_page(e, status_of(rc), key, key == f->message ? f->args : NULL);
		return;
	}
	switch (r->kind) {
	case REPLY_REDIRECT:
		answer_redirect(e, r->location);
		break;
	case REPLY_FILE:
		buf_clear(&e->out);
		buf_str(&e->out, r->file);
		if (e->out.failed)
			failed_render(e);
		else
			write_head(e, r->status ? r->status : 200, r->mime);
		break;
	case REPLY_STREAM:
		add_header(&e->req, "X-Accel-Buffering", S("no"));
		write_head(e, 200, "text/event-stream");
		break;
	case REPLY_VIEW:
		if (r->notice)	/* a page that stays where it is shows it at once */
			val_str(&e->ctx, e->view, "notice", message_of(e, r->notice, NULL));
		answer_view(e, r->status ? r->status : 200);
		break;
	}
}

/* Not what the page said before, either ("was", "was-KEY"): that is nobody's typing, and
 * the page that comes back says what stands now. */
static bool may_come_back(const char *name)
{
	if (strcmp(name, "was") == 0 || strncmp(name, "was-", 4) == 0 || strncmp(name, "was_", 4) == 0)
		return false;
	return strcmp(name, "csrf") != 0 && strcmp(name, "once") != 0 && strncmp(name, "password", 8) != 0;
}

/* The posted values over what the page itself put into `form`. */
static void lay_form(struct exchange *e)
{
	struct ctx *x = &e->ctx;
	struct val *form = val_get(e->view, S("form"));
	if (!form || form->kind != VAL_OBJ)
		form = val_sub(x, e->view, "form");
	for (const struct val *v = e->req.form->kids.first; v; v = v->next) {
		if (!may_come_back(v->name))
			continue;
		struct val *copy = ARENA_NEW(x->arena, struct val);
		*copy = *v;
		val_put(x, form, v->name, copy);
	}
}

static void put_posted(struct ctx *x, struct val *list, const char *name, const struct val *v)
{
	struct val *o = val_obj(x, list);
	val_str(x, o, "name", str_of(name));
	val_str(x, o, "value", v->text);
	/* More than one word: somebody's own, and long to write again. */
	val_bool(x, o, "words", str_find(str_trim(v->text), ' ') < str_trim(v->text).n);
}

/* What was sent where and what is wrong with it, for the page's own script: it
 * finds the form, lays the words into it and each fault at its field, also where
 * a template has no place of its own for them (web/js/refused.js). */
static void put_refused(struct exchange *e, const struct val *error)
{
	struct ctx *x = &e->ctx;
	struct val *refused = val_sub(x, e->view, "refused");
	val_str(x, refused, "action", e->req.path);
	struct val *faults = val_list(x, refused, "faults"), *posted = val_list(x, refused, "posted");
	for (const struct val *f = error->kids.first; f; f = f->next) {
		struct val *o = val_obj(x, faults);
		val_str(x, o, "field", str_of(f->name));
		val_str(x, o, "message", f->text);
	}
	for (const struct val *v = e->req.form->kids.first; v; v = v->next) {
		if (!may_come_back(v->name))
			continue;
		if (v->kind == VAL_STR)
			put_posted(x, posted, v->name, v);
		for (const struct val *item = v->kind == VAL_LIST ? v->kids.first : NULL; item; item = item->next)
			put_posted(x, posted, v->name, item);
	}
	bool words = false;
	for (const struct val *o = posted->kids.first; o; o = o->next)
		words |= val_get_bool(o, "words");
	val_bool(x, refused, "has_words", words);
}

void answer_form(struct exchange *e, enum rc rc)
{
	struct ctx *x = &e->ctx;
	const char *key = x->fault.message ? x->fault.message : status_message(status_of(rc));
	struct str message = message_of(e, key, x->fault.args);
	bool whole = !x->fault.field || !*x->fault.field;
	lay_form(e);
	struct val *error = val_sub(x, e->view, "error");
	put_faults(e, error);
	val_str(x, error, whole ? "_" : x->fault.field, message);
	if (e->req.wrong.count > 1 && rc == INVALID) {
		struct val *args = val_new_obj(x);
		val_int(x, args, "n", (int64_t)e->req.wrong.count);
		message = message_of(e, "form.several", args);
	}
	val_str(x, e->view, "fault", message);
	if (!e->req.wants_json)
		put_refused(e, error);
	answer_view(e, status_of(rc));
}
