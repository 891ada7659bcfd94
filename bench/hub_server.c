/* hub_server.c -- the request server and the live hub alone, with rooms that
 * live in memory: what a stream costs before any workshop, store or template.
 * For the harness only (bench/run.py); never installed.
 *
 *	GET  /live/N		the stream of room N
 *	POST /post/N text=..	a new card on the board of room N; the oldest of 8 goes
 *	GET  /page		10 KB from a value tree, without a store */
#include "core/log.h"
#include "core/random.h"
#include "http/http.h"
#include "http/live.h"
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { ROOMS = 1000, CARDS = 8, CARD_MAX = 4096, READERS = 2, LINES = 100 };

/* ---- threads in the store's place: any number of readers, one writer */

struct lane {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct work *first, *last;
};
static struct lane lanes[2] = {
	{ PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, NULL, NULL },
	{ PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, NULL, NULL },
};

static void submit(void *app, bool write, struct work *w)
{
	struct lane *l = &lanes[write];
	w->next = NULL;
	pthread_mutex_lock(&l->lock);
	if (l->first)
		l->last->next = w;
	else
		l->first = w;
	l->last = w;
	pthread_cond_signal(&l->wake);
	pthread_mutex_unlock(&l->lock);
}

static void *work_off(void *arg)
{
	struct lane *l = arg;
	for (;;) {
		pthread_mutex_lock(&l->lock);
		while (!l->first)
			pthread_cond_wait(&l->wake, &l->lock);
		struct work *w = l->first;
		l->first = w->next;
		pthread_mutex_unlock(&l->lock);
		enum rc rc = w->prepare ? w->prepare(w->x, w->p) : OK;
		if (rc == OK)
			rc = w->run(w->x, w->p);
		if (rc == OK)
			ctx_run_after_commit(w->x);
		w->done(w->x, rc, w->p);
	}
	return NULL;
}

/* ---- rooms */

static struct room {
	pthread_mutex_t lock;
	int64_t count;		/* cards ever */
	struct {
		char text[CARD_MAX];
		size_t n;
	} cards[CARDS];
} rooms[ROOMS];

static struct server *server;

static enum rc render_room(struct ctx *x, struct str topic, struct str audience, struct live_tree *t)
{
	int64_t room;
	if (!str_to_int(str_sub(topic, 5, topic.n), 0, ROOMS - 1, &room))
		return NOT_FOUND;
	struct room *r = &rooms[room];
	size_t board = live_node(t, 0, S("board"), S("<ul id=\"board\"><!--kids--></ul>"));
	pthread_mutex_lock(&r->lock);
	for (int64_t i = r->count > CARDS ? r->count - CARDS : 0; i < r->count; i++)
		live_node(t, board, str_fmt(x->arena, "card-%" PRId64, i),
			  str_fmt(x->arena, "<li id=\"card-%" PRId64 "\" class=\"card\">%.*s</li>", i,
				  (int)r->cards[i % CARDS].n, r->cards[i % CARDS].text));
	pthread_mutex_unlock(&r->lock);
	return OK;
}

static enum rc room_of(struct req *q, int64_t *ret)
{
	return str_to_int(req_param(q, "room"), 0, ROOMS - 1, ret) ? OK : NOT_FOUND;
}

static void tell(void *topic)
{
	live_changed(server_live(server), str_of(topic));
}

static enum rc post_card(struct req *q, struct val *view)
{
	int64_t room;
	struct str text;
	TRY(room_of(q, &room));
	TRY(form_line(q, "text", 1, CARD_MAX, &text));
	struct buf html;
	buf_init(&html, CARD_MAX);
	buf_html(&html, text);
	struct room *r = &rooms[room];
	pthread_mutex_lock(&r->lock);
	size_t at = (size_t)(r->count++ % CARDS);
	r->cards[at].n = html.n;
	memcpy(r->cards[at].text, html.p, html.n);
	pthread_mutex_unlock(&r->lock);
	buf_free(&html);
	ctx_after_commit(q->x, tell, (void *)str_fmt(q->x->arena, "room/%" PRId64, room).p);
	return redirect(q, "/page");
}

static enum rc stream(struct req *q, struct val *view)
{
	int64_t room;
	TRY(room_of(q, &room));
	return reply_stream(q, str_fmt(q->x->arena, "room/%" PRId64, room), S("wall"));
}

static enum rc page(struct req *q, struct val *view)
{
	struct val *lines = val_list(q->x, view, "lines");
	for (int i = 0; i < LINES; i++)
		val_fmt(q->x, val_obj(q->x, lines), "text", "line %d: as long as a line of a page usually is, and not a word more", i);
	return OK;
}

static enum rc render_page(void *app, struct req *q, const char *view, struct val *tree, bool full, struct buf *out)
{
	buf_z(out, "<!doctype html><title>page</title>");
	const struct val *lines = val_get(tree, S("lines"));
	for (const struct val *v = lines ? lines->kids.first : NULL; v; v = v->next) {
		buf_z(out, "<p class=\"line\">");
		buf_html(out, val_get_str(v, "text"));
		buf_z(out, "</p>\n");
	}
	return OK;
}

/* ---- the server */

static enum rc anybody(struct req *q)
{
	return OK;
}
static const struct permission bench_anybody = { "anybody", anybody, true };

static const struct route routes[] = {
	GET ("/live/:room", stream, NULL, PUBLIC),
	GET ("/page", page, "page", PUBLIC),
	POST("/post/:room", post_card, "page", &bench_anybody),
	{ 0 },
};

static enum rc nobody(void *app, struct req *q)
{
	return OK;
}

static struct str message(void *app, struct ctx *x, const char *key, const struct val *args)
{
	return str_of(key);
}

static const struct asset *no_asset(void *app, struct str path)
{
	return NULL;
}

static void start_lanes(void)
{
	pthread_t t;
	for (int i = 0; i < READERS; i++)
		if (pthread_create(&t, NULL, work_off, &lanes[0]) != 0)
			abort();
	if (pthread_create(&t, NULL, work_off, &lanes[1]) != 0)
		abort();
	for (int i = 0; i < ROOMS; i++)
		pthread_mutex_init(&rooms[i].lock, NULL);
}

int main(int argc, char **argv)
{
	int64_t port = 0, loops = 0;
	if (argc < 2 || !str_to_int(str_of(argv[1]), 0, 65535, &port) ||
	    (argc > 2 && !str_to_int(str_of(argv[2]), 0, 16, &loops))) {
		fprintf(stderr, "usage: hub_server PORT [LOOPS]\n");
		return 2;
	}
	sigset_t stop;
	sigemptyset(&stop);
	sigaddset(&stop, SIGTERM);
	sigaddset(&stop, SIGINT);
	pthread_sigmask(SIG_BLOCK, &stop, NULL);	/* before the threads: they inherit it */
	signal(SIGPIPE, SIG_IGN);
	random_init();
	log_set_level(LOG_WARN);
	start_lanes();

	struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
	struct ctx x;
	ctx_init(&x, a);
	struct server_config config = { .bind = S("127.0.0.1"), .port = (int)port, .loops = (int)loops };
	struct http_hooks hooks = {
		.submit = submit, .authenticate = nobody, .render = render_page, .message = message, .asset = no_asset,
	};
	const struct route *const tables[] = { routes, NULL };
	if (server_start(&x, &config, &hooks, tables, &server) != OK) {
		fprintf(stderr, "hub_server: %s\n", x.fault.cause ? x.fault.cause : "cannot start");
		return 1;
	}
	live_source(server_live(server), "room/", render_room);
	printf("port=%d\n", server_port(server));
	fflush(stdout);
	int sig;
	sigwait(&stop, &sig);
	server_stop(server);
	arena_free(a);
	return 0;
}
