/* conn.c -- what evhttp does not watch: how long a request may take to arrive,
 * how large its body may be by its route, and how many connections there are.
 * Knows bytes only as far as the request line. */
#include "core/clock.h"
#include "http/oversize.h"
#include <sys/socket.h>

/* Room for a body that is a little too large, so that its reader gets our page
 * with a sentence instead of evhttp's bare 413. */
enum { BODY_SLACK = 1 << 20, LINE_LOOK = 512, HEAD_LOOK = 8 << 10 };

static struct conn *conn_new(struct loop *l)
{
	struct conn *c = l->spare;
	if (c)
		l->spare = c->next;
	else
		c = ARENA_NEW(l->arena, struct conn);
	*c = (struct conn){ .loop = l, .fd = -1, .next = l->fresh };
	l->fresh = c;
	return c;
}

/* ---- keeping the socket in the kernel's set
 *
 * evhttp stops reading while a request is carried out and begins again for the
 * next one: twice a request a system call, nearly always for nothing, because a
 * browser waits for its answer. An event of our own that stays keeps the socket
 * registered; libevent then only counts. Who does send meanwhile (level
 * triggered: we would be told over and over) loses that favour until the answer
 * is out. */

enum { STRIKES = 2 };	/* the first may be the request itself, seen in the same round */

static void on_readable(evutil_socket_t fd, short what, void *p)
{
	struct conn *c = p;
	(void)fd;
	(void)what;
	if (!(bufferevent_get_enabled(c->bev) & EV_READ) && ++c->strikes == STRIKES)
		conn_unwatch(c);
}

static void conn_watch(struct conn *c)
{
	c->strikes = 0;
	if (!c->watched)
		c->watched = event_add(&c->watch, NULL) == 0;
}

void conn_unwatch(struct conn *c)
{
	if (c->watched)
		event_del(&c->watch);
	c->watched = false;
}

/* ---- connections */

static void unlink_conn(struct conn *c)
{
	if (c->prev)
		c->prev->next = c->next;
	else
		c->loop->conns = c->next;
	if (c->next)
		c->next->prev = c->prev;
}

static void end_upload(struct conn *c)
{
	if (!c->uploads)
		return;
	c->uploads = false;
	atomic_fetch_sub(&c->loop->server->uploads, 1);
	if (c->evcon)
		evhttp_connection_set_max_body_size(c->evcon, HTTP_BODY_MAX + BODY_SLACK);
}

static void forget_head(struct conn *c)
{
	if (c->head)
		evbuffer_free(c->head);
	c->head = NULL;
}

/* evhttp frees the connection, for whatever reason. */
static void on_close(struct evhttp_connection *evcon, void *p)
{
	struct conn *c = p;
	(void)evcon;
	c->evcon = NULL;
	conn_unwatch(c);
	end_upload(c);
	forget_head(c);
	if (c->refusal)
		evbuffer_free(c->refusal);
	c->refusal = NULL;
	if (c->busy)
		c->busy->conn = NULL;
	if (c->loop->by_fd[c->fd] == c)
		c->loop->by_fd[c->fd] = NULL;
	unlink_conn(c);
	c->next = c->loop->spare;
	c->loop->spare = c;
}

static bool is_upload(struct loop *l, struct str line)
{
	arena_reset(l->scratch);
	if (!str_starts(line, S("POST ")))
		return false;
	struct str target = str_sub(line, 5, line.n);
	target = str_sub(target, 0, str_find(target, ' '));
	target = str_sub(target, 0, str_find(target, '?'));
	const struct route *r = router_match(l->server->router, l->scratch, HTTP_POST, target, NULL).route;
	return r && r->body_max > HTTP_BODY_MAX;
}

/* ---- the head of a request with a body
 *
 * Mostly it comes as one. When it comes in pieces evhttp takes line after line out
 * of the input, and what says how large the body is may stand in any of them. */

static bool is_whole(struct str head)
{
	return str_contains(head, S("\r\n\r\n")) || str_contains(head, S("\n\n")) || head.n >= HEAD_LOOK;
}

static void look_at_length(struct conn *c, size_t most)
{
	char start[HEAD_LOOK];
	ev_ssize_t n = evbuffer_copyout(bufferevent_get_input(c->bev), start, sizeof start);
	struct str head = { start, n > 0 ? (size_t)n : 0 };
	if (is_whole(head)) {
		oversize_look(c, head, most);
		return;
	}
	forget_head(c);
	c->body_most = most;
	c->head = evbuffer_new();	/* none: evhttp's own words have to do */
	if (c->head)
		evbuffer_add(c->head, head.p, head.n);
}

/* So many bytes more, at the end of the input. */
static void add_to_head(struct conn *c, struct evbuffer *input, size_t added)
{
	char piece[HEAD_LOOK];
	struct evbuffer_ptr from;
	size_t have = evbuffer_get_length(c->head), room = have < HEAD_LOOK ? HEAD_LOOK - have : 0;
	if (evbuffer_ptr_set(input, &from, evbuffer_get_length(input) - added, EVBUFFER_PTR_SET) == 0) {
		ev_ssize_t n = evbuffer_copyout_from(input, &from, piece, added < room ? added : room);
		if (n > 0)
			evbuffer_add(c->head, piece, (size_t)n);
	}
	struct str head = { (const char *)evbuffer_pullup(c->head, -1), evbuffer_get_length(c->head) };
	if (!is_whole(head))
		return;
	oversize_look(c, head, c->body_most);
	forget_head(c);
}

/* The request line decides how large the body may become, before it comes. */
static void look_at_line(struct conn *c)
{
	char start[LINE_LOOK];
	ev_ssize_t n = evbuffer_copyout(bufferevent_get_input(c->bev), start, sizeof start);
	if (n <= 0)
		return;
	struct str line = { start, (size_t)n };
	size_t end = str_find(line, '\n');
	if (end == line.n && line.n < sizeof start)
		return;		/* the rest is still on its way */
	c->line_read = true;
	if (start[0] != 'P')
		return;
	if (!is_upload(c->loop, str_sub(line, 0, end))) {
		look_at_length(c, HTTP_BODY_MAX + BODY_SLACK);
		return;
	}
	if (atomic_fetch_add(&c->loop->server->uploads, 1) >= HTTP_UPLOADS_MAX) {
		atomic_fetch_sub(&c->loop->server->uploads, 1);
		c->refused = true;
		return;
	}
	c->uploads = true;
	c->deadline_us += (int64_t)HTTP_UPLOAD_TIME_S * 1000000;
	evhttp_connection_set_max_body_size(c->evcon, HTTP_UPLOAD_MAX + BODY_SLACK);
	look_at_length(c, HTTP_UPLOAD_MAX + BODY_SLACK);
}

static void on_bytes(struct conn *c, struct evbuffer *input, size_t added)
{
	if (!c->deadline_us)
		c->deadline_us = clock_mono_us() + (int64_t)c->loop->server->config.timeout_s * 1000000;
	if (!c->line_read)
		look_at_line(c);
	else if (c->head)
		add_to_head(c, input, added);
}

/* Called by libevent before evhttp sees the bytes. */
static void on_input(struct evbuffer *input, const struct evbuffer_cb_info *info, void *p)
{
	struct conn *c = p;
	if (!info->n_added)
		return;
	c->strikes = 0;
	if (!c->busy)
		on_bytes(c, input, info->n_added);
}

struct bufferevent *conn_accept(struct event_base *base, void *loop)
{
	struct loop *l = loop;
	struct bufferevent *bev = bufferevent_socket_new(base, -1, 0);
	if (!bev)
		return NULL;	/* evhttp tries by itself, fails, and closes the socket */
	/* Our own reference: between here and conn_greet() evhttp may give up. */
	bufferevent_incref(bev);
	conn_new(l)->bev = bev;
	event_active(l->greet, 0, 0);
	return bev;
}

static void index_conn(struct conn *c)
{
	struct loop *l = c->loop;
	if ((size_t)c->fd >= l->by_fd_n) {
		size_t n = l->by_fd_n ? l->by_fd_n : 64;
		while (n <= (size_t)c->fd)
			n *= 2;
		struct conn **grown = ARENA_ARRAY(l->arena, n, struct conn *);
		if (l->by_fd_n)
			memcpy(grown, l->by_fd, l->by_fd_n * sizeof *grown);
		l->by_fd = grown;
		l->by_fd_n = n;
	}
	l->by_fd[c->fd] = c;
}

static void greet(struct conn *c)
{
	struct loop *l = c->loop;
	bufferevent_data_cb read_cb;
	void *evcon;
	bufferevent_getcb(c->bev, &read_cb, NULL, NULL, &evcon);
	c->fd = bufferevent_getfd(c->bev);
	bufferevent_decref(c->bev);	/* evhttp's own keeps it from here */
	if (!read_cb || c->fd < 0) {
		c->next = l->spare;
		l->spare = c;
		return;
	}
	c->evcon = evcon;
	c->prev = NULL;
	c->next = l->conns;
	if (l->conns)
		l->conns->prev = c;
	l->conns = c;
	index_conn(c);
	evhttp_connection_set_closecb(c->evcon, on_close, c);
	evbuffer_add_cb(bufferevent_get_input(c->bev), on_input, c);
	event_assign(&c->watch, l->base, c->fd, EV_READ | EV_PERSIST, on_readable, c);
	conn_watch(c);
	if (c->fd >= l->server->fd_max)
		evhttp_connection_free(c->evcon);
}

void conn_greet(struct loop *l)
{
	while (l->fresh) {
		struct conn *c = l->fresh;
		l->fresh = c->next;
		greet(c);
	}
}

struct conn *conn_find(struct loop *l, struct evhttp_connection *evcon)
{
	evutil_socket_t fd = bufferevent_getfd(evhttp_connection_get_bufferevent(evcon));
	return fd >= 0 && (size_t)fd < l->by_fd_n ? l->by_fd[fd] : NULL;
}

void conn_taken(struct conn *c, struct exchange *e)
{
	c->busy = e;
	c->deadline_us = 0;
	end_upload(c);
}

void conn_next(struct conn *c)
{
	c->busy = NULL;
	c->refused = false;
	c->line_read = false;
	forget_head(c);
	c->deadline_us = 0;
	conn_watch(c);
	/* A client that does not wait: its next request is here already. */
	struct evbuffer *input = bufferevent_get_input(c->bev);
	if (evbuffer_get_length(input))
		on_bytes(c, input, evbuffer_get_length(input));
}

static void say_busy(int fd)
{
	static const char busy[] = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 30\r\n"
				   "Content-Length: 0\r\n\r\n";
	ssize_t ignored = send(fd, busy, sizeof busy - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
	(void)ignored;
}

void conn_tick(struct loop *l, bool stopping)
{
	int64_t now = clock_mono_us();
	struct conn *next;
	for (struct conn *c = l->conns; c; c = next) {
		next = c->next;
		bool writing = evbuffer_get_length(bufferevent_get_output(c->bev)) > 0;
		/* Its next request has come while it still reads the last reply;
		 * how slowly it may do that is the bufferevent's affair. */
		if (writing && c->deadline_us)
			c->deadline_us = now + (int64_t)l->server->config.timeout_s * 1000000;
		bool late = c->deadline_us && now > c->deadline_us;
		bool idle = !c->busy && !c->deadline_us && !writing;
		bool refused = c->refused && !c->busy;
		if (refused)
			say_busy(c->fd);
		if (late || refused || (stopping && idle))
			evhttp_connection_free(c->evcon);
	}
}
