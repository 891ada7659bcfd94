/* server_test_app.c -- see the header. Knows nothing of sockets. */
#include "http/server_test_app.h"
#include "core/random.h"
#include "http/exchange.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

atomic_int test_saved, test_ran, test_made, test_slow;
atomic_bool test_busy;

/* ---- a store: threads and a queue, no facts */

enum { THREADS = 2 };

static struct {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct work *first, **last;
	pthread_t threads[THREADS];
	bool stop;
} store = { .lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER };

static void carry_out(struct work *w)
{
	enum rc rc = w->prepare ? w->prepare(w->x, w->p) : OK;
	if (rc == OK)
		rc = w->run(w->x, w->p);
	atomic_fetch_add(&test_ran, 1);
	w->done(w->x, rc, w->p);
}

static void *reader(void *p)
{
	pthread_mutex_lock(&store.lock);
	for (;;) {
		while (!store.first && !store.stop)
			pthread_cond_wait(&store.wake, &store.lock);
		struct work *w = store.first;
		if (!w)
			break;
		store.first = w->next;
		if (!store.first)
			store.last = &store.first;
		pthread_mutex_unlock(&store.lock);
		carry_out(w);
		pthread_mutex_lock(&store.lock);
	}
	pthread_mutex_unlock(&store.lock);
	return p;
}

static void submit(void *app, bool write, struct work *w)
{
	if (atomic_load(&test_busy)) {
		w->done(w->x, BUSY, w->p);
		return;
	}
	pthread_mutex_lock(&store.lock);
	w->next = NULL;
	*store.last = w;
	store.last = &w->next;
	pthread_cond_signal(&store.wake);
	pthread_mutex_unlock(&store.lock);
}

/* What the store remembers is chance to http: in turns all of it, nothing, and
 * all but the last thing the answer asks. Each page must be the same then. */
static bool quick(void *app, struct work *w)
{
	static atomic_uint turn;
	const struct exchange *e = w->p;
	unsigned now = atomic_fetch_add(&turn, 1) % 3;
	if (now == 0 || atomic_load(&test_busy) || str_eqz(e->req.path, "/slow"))
		return false;
	w->done(w->x, w->run(w->x, w->p), w->p);
	if (now == 1) {
		fault_clear(w->x);
		return false;
	}
	atomic_fetch_add(&test_ran, 1);
	return true;
}

/* Nothing is stored here but that something was saved. */
static bool state(void *app, struct http_state *ret)
{
	int saved = atomic_load(&test_saved);
	*ret = (struct http_state){ 0 };
	memcpy(ret->bytes, &saved, sizeof saved);
	return !atomic_load(&test_busy);
}

/* ---- the other hooks */

static enum rc authenticate(void *app, struct req *q)
{
	q->session_key = req_cookie(q, "session");
	q->actor = q->session_key.p ? (struct actor *)app : NULL;
	return OK;
}

static enum rc render(void *app, struct req *q, const char *view, struct val *tree, bool full, struct buf *out)
{
	if (strcmp(view, "broken") == 0)
		return fail_cause(q->x, FAILED, "no such template");
	if (strcmp(view, "page") == 0) {
		buf_str(out, val_get_str(tree, "html"));
		return OK;
	}
	val_str(q->x, tree, "view", str_of(view));
	val_bool(q->x, tree, "full", full);
	val_json(out, tree);
	return OK;
}

static struct str message(void *app, struct ctx *x, const char *key, const struct val *args)
{
	return str_fmt(x->arena, "<%s>%s", key, x->lang == EN ? " in English" : "");
}

/* Replays: a table of tokens under the lock. */
static struct {
	pthread_mutex_t lock;
	struct { char token[80], path[64]; } rows[16];
	size_t n;
} replays = { .lock = PTHREAD_MUTEX_INITIALIZER };

static enum rc once(void *app, struct req *q, struct str token, struct str *ret_path)
{
	*ret_path = STR_NULL;
	pthread_mutex_lock(&replays.lock);
	for (size_t i = 0; i < replays.n; i++)
		if (str_eqz(token, replays.rows[i].token))
			*ret_path = str_dup(q->x->arena, str_of(replays.rows[i].path));
	pthread_mutex_unlock(&replays.lock);
	return OK;
}

static enum rc once_done(void *app, struct req *q, struct str token, struct str path)
{
	if (!path.p)
		return OK;	/* nothing is kept before the work is done */
	pthread_mutex_lock(&replays.lock);
	size_t i = replays.n++ % 16;
	snprintf(replays.rows[i].token, 80, "%.*s", STR_ARG(token));
	snprintf(replays.rows[i].path, 64, "%.*s", STR_ARG(path));
	pthread_mutex_unlock(&replays.lock);
	return OK;
}

static const struct asset *asset(void *app, struct str path)
{
	static const struct asset all[] = {
		{ "/a/x-1.css", "text/css", "body{color:red}", 15, "gzipped", 7, "\"x1\"" },
		{ "/robots.txt", "text/plain", "none", 4, NULL, 0, "\"r\"" },
	};
	for (size_t i = 0; i < 2; i++)
		if (str_eqz(path, all[i].path))
			return &all[i];
	return NULL;
}

/* ---- permissions and handlers */

static enum rc signed_in(struct req *q)
{
	return q->actor ? OK : SIGN_IN;
}
static const struct permission SIGNED_IN = { "SIGNED_IN", signed_in, false };

static enum rc nobody(struct req *q)
{
	return fail(q->x, FORBIDDEN, "", "test.nobody");
}
static const struct permission NOBODY = { "NOBODY", nobody, false };
static const struct permission BY_LINK = { "BY_LINK", NULL, true };

static enum rc start(struct req *q, struct val *view)
{
	val_str(q->x, view, "hello", S("hej"));
	val_str(q->x, view, "search", req_query(q, "q"));
	return OK;
}

static enum rc one_person(struct req *q, struct val *view)
{
	int64_t id;
	TRY(req_id(q, "id", &id));
	val_int(q->x, view, "id", id);
	return OK;
}

static enum rc show_form(struct req *q, struct val *view)
{
	val_str(q->x, val_sub(q->x, view, "form"), "kept", S("from the page"));
	val_int(q->x, view, "saved", atomic_load(&test_saved));
	return OK;
}

static enum rc steady(struct req *q, struct val *view)
{
	atomic_fetch_add(&test_made, 1);
	val_str(q->x, view, "lang", q->x->lang == EN ? S("en") : S("da"));
	return show_form(q, view);
}

static enum rc chance(struct req *q, struct val *view)
{
	val_str(q->x, view, "chance", random_token(q->x->arena, 8));
	return steady(q, view);
}

static enum rc looks(struct req *q, struct val *view)
{
	val_str(q->x, view, "agent", req_header(q, "User-Agent"));
	return steady(q, view);
}

static enum rc save_form(struct req *q, struct val *view)
{
	struct str name;
	val_str(q->x, view, "half", S("must not be seen"));
	TRY(form_line(q, "name", 1, 20, &name));
	if (str_eq(name, S("taken")))
		return fail(q->x, CONFLICT, "", "test.taken");
	atomic_fetch_add(&test_saved, 1);
	reply_notice(q, "test.saved");
	return redirect(q, "/form?name=%.*s", STR_ARG(name));
}

/* All that is wrong at once. "forgets" does not ask before it saves; what the
 * store would undo is counted here, to see that the reply refuses all the same. */
static enum rc save_many(struct req *q, struct val *view)
{
	struct str name, note;
	struct date day;
	int64_t age;
	int kind, at;
	static const char *const kinds[] = { "a", "b", NULL };
	form_gather(q);
	TRY(form_line(q, "name", 2, 20, &name));
	TRY(form_text(q, "note", 0, 5, &note));
	TRY(form_int(q, "age", 18, 70, &age));
	TRY(form_date(q, "day", true, &day));
	TRY(form_time(q, "at", true, &at));
	TRY(form_choice(q, "kind", kinds, &kind));
	if (age % 2)
		TRY(form_keep(q, fail(q->x, INVALID, "age", "test.odd")));
	if (str_eqz(form_raw(q, "gives"), "up"))
		return fail(q->x, INVALID, "gives", "test.up");
	if (str_eqz(form_raw(q, "gives"), "taken"))
		return fail(q->x, CONFLICT, "name", "test.taken");
	if (!form_has(q, "forgets"))
		TRY(form_done(q));
	atomic_fetch_add(&test_saved, 1);
	return redirect(q, "/form?name=%.*s&age=%d", STR_ARG(name), (int)age);
}

/* A form of two fields and a few boxes about what is kept here. */
struct test_kept test_kept;

static struct val *kept_form(struct ctx *x)
{
	struct val *stands = val_new_obj(x);
	struct str one, boxes = str_of(test_kept.boxes);
	val_str(x, stands, "name", str_of(test_kept.name));
	val_str(x, stands, "note", str_of(test_kept.note));
	struct val *list = val_list(x, stands, "box");
	while (str_next(&boxes, ' ', &one))
		val_item_str(x, list, one);
	return stands;
}

static enum rc show_kept(struct req *q, struct val *view)
{
	form_put_was(q, view, kept_form(q->x), true);
	return OK;
}

static enum rc save_kept(struct req *q, struct val *view)
{
	struct str name, note, boxes = S("");
	struct ctx *x = q->x;
	struct val *words = val_new_obj(x);
	val_str(x, words, "note", S("said so"));
	TRY(form_meet(q, kept_form(x), words));
	form_gather(q);
	TRY(form_line(q, "name", 1, 20, &name));
	TRY(form_text(q, "note", 0, 20, &note));
	TRY(form_done(q));
	for (const struct val *v = form_values(q, "box")->kids.first; v; v = v->next)
		boxes = str_fmt(x->arena, "%.*s%s%.*s", STR_ARG(boxes), boxes.n ? " " : "", STR_ARG(v->text));
	snprintf(test_kept.name, sizeof test_kept.name, "%.*s", STR_ARG(name));
	snprintf(test_kept.note, sizeof test_kept.note, "%.*s", STR_ARG(note));
	snprintf(test_kept.boxes, sizeof test_kept.boxes, "%.*s", STR_ARG(boxes));
	return redirect(q, "/kept");
}

/* Answers with a part of the page, as a form sent by htmx does. */
static enum rc save_part(struct req *q, struct val *view)
{
	atomic_fetch_add(&test_saved, 1);
	val_str(q->x, view, "part", S("done"));
	return OK;
}

static enum rc save_upload(struct req *q, struct val *view)
{
	struct upload u;
	TRY(form_upload(q, "file", &u));
	val_int(q->x, view, "bytes", (int64_t)u.bytes.n);
	val_str(q->x, view, "filename", u.filename);
	return OK;
}

static enum rc file(struct req *q, struct val *view)
{
	return reply_file(q, "text/csv; charset=utf-8", "årsplan \"25\".csv", S("a;b\r\n"));
}

static enum rc large(struct req *q, struct val *view)
{
	size_t n = 4 << 20;	/* more than any socket buffer */
	char *p = arena_alloc(q->x->arena, n);
	memset(p, 'x', n);
	return reply_file(q, "application/octet-stream", NULL, (struct str){ p, n });
}

static enum rc slow(struct req *q, struct val *view)
{
	atomic_fetch_add(&test_slow, 1);
	nanosleep(&(struct timespec){ 0, 200000000 }, NULL);
	return start(q, view);
}

static enum rc fails(struct req *q, struct val *view)
{
	return fail_cause(q->x, FAILED, "disk on fire");
}

static enum rc too_much(struct req *q, struct val *view)
{
	for (int i = 0; i < 100; i++)
		arena_alloc(q->x->arena, 1 << 20);
	return OK;
}

static enum rc away(struct req *q, struct val *view)
{
	return redirect_to(q, req_query(q, "to"));
}

static enum rc cookies(struct req *q, struct val *view)
{
	reply_cookie(q, "session", S("s3cret"), 3600);
	reply_cookie(q, "bad", S("a\r\nb"), 3600);
	reply_header(q, "X-Test", S("yes"));
	reply_header(q, "X-Split", S("a\r\nb"));
	val_str(q->x, view, "base", req_base_url(q));
	val_str(q->x, view, "peer", q->peer);
	return OK;
}

/* As a join does: who comes gets a cookie and is sent on. */
static enum rc come_in(struct req *q, struct val *view)
{
	reply_cookie(q, "session", S("s3cret"), 3600);
	return redirect_to(q, S("/private"));
}

static enum rc stream(struct req *q, struct val *view)
{
	return reply_stream(q, S("room/1"), S("all"));
}

static enum rc page(struct req *q, struct val *view)
{
	/* 10 KB, as a programme overview has. */
	char *p = arena_alloc(q->x->arena, 10240);
	memset(p, 'x', 10240);
	val_str(q->x, view, "html", (struct str){ p, 10240 });
	return OK;
}

static const struct route routes[] = {
	GET ("/", start, "start", PUBLIC),
	GET ("/page", page, "page", PUBLIC),
	GET ("/people/:id", one_person, "people/one", PUBLIC),
	GET ("/form", show_form, "form", PUBLIC),
	POST("/form", save_form, "form", PUBLIC),
	POST("/many", save_many, "form", PUBLIC),
	GET ("/kept", show_kept, "kept", PUBLIC),
	POST("/kept", save_kept, "kept", PUBLIC),
	POST("/part", save_part, "part", PUBLIC),
	POST("/come-in", come_in, NULL, PUBLIC),
	POST("/link", save_part, NULL, &BY_LINK),
	UPLOAD("/upload", NULL, save_upload, "upload", PUBLIC),
	GET ("/steady", steady, "form", PUBLIC),
	GET ("/chance", chance, "form", PUBLIC),
	GET ("/looks", looks, "form", PUBLIC),
	GET ("/private", start, "start", &SIGNED_IN),
	POST("/private", save_part, "start", &SIGNED_IN),
	GET ("/private/:id/form", show_form, "form/own", &SIGNED_IN),
	POST("/private/:id/save", save_form, "form/own", &SIGNED_IN),
	GET ("/nobody", start, "start", &NOBODY),
	GET ("/file", file, NULL, PUBLIC),
	GET ("/large", large, NULL, PUBLIC),
	GET ("/slow", slow, "start", PUBLIC),
	GET ("/fails", fails, "start", PUBLIC),
	GET ("/too-much", too_much, "start", PUBLIC),
	GET ("/broken", start, "broken", PUBLIC),
	GET ("/away", away, NULL, PUBLIC),
	GET ("/cookies", cookies, "cookies", PUBLIC),
	GET ("/stream", stream, NULL, PUBLIC),
	{ 0 },
};
static const struct route *const tables[] = { routes, NULL };

static enum rc render_room(struct ctx *x, struct str topic, struct str audience, struct live_tree *t)
{
	live_node(t, 0, S("room"), S("<p id=\"room\">hello room</p>"));
	return OK;
}

/* ---- start and stop */

struct server *test_app_start(int port, const char *base_url, int timeout_s)
{
	static char app;
	static const struct http_hooks hooks = {
		.app = &app, .submit = submit, .quick = quick, .state = state, .authenticate = authenticate, .render = render, .message = message,
		.once = once, .once_done = once_done, .asset = asset,
	};
	struct server_config c = { .bind = S("127.0.0.1"), .port = port, .loops = 2, .base_url = str_of(base_url),
				   .csrf_key = { 7 }, .trust_forwarded = true, .timeout_s = timeout_s };
	struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
	struct ctx x;
	struct server *s = NULL;
	ctx_init(&x, a);
	random_init();
	store.stop = false;
	store.last = &store.first;
	for (int i = 0; i < THREADS; i++)
		pthread_create(&store.threads[i], NULL, reader, NULL);
	if (server_start(&x, &c, &hooks, tables, &s) != OK)
		fprintf(stderr, "no server: %s\n", x.fault.cause);
	else
		live_source(server_live(s), "room/", render_room);
	arena_free(a);
	return s;
}

void test_app_stop(struct server *s)
{
	server_stop(s);
	pthread_mutex_lock(&store.lock);
	store.stop = true;
	pthread_cond_broadcast(&store.wake);
	pthread_mutex_unlock(&store.lock);
	for (int i = 0; i < THREADS; i++)
		pthread_join(store.threads[i], NULL);
}
