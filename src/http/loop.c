/* loop.c -- requests off the wire and replies onto it. What needs no store is
 * answered here; everything else goes to the store's threads and comes back.
 * Knows no handlers. */
#include "http/loop.h"
#include "core/clock.h"
#include "core/log.h"
#include "http/live_adopt.h"
#include <arpa/inet.h>
#include <errno.h>
#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { STATUS_LINE_MAX = 256 };	/* with Date and Connection; the longest is 110 */

/* ---- exchanges and their arenas */

static struct exchange *exchange_new(struct loop *l)
{
	struct spare s_new = { 0 }, *spare = l->nspares ? &l->spares[--l->nspares] : &s_new;
	struct arena *a = spare->arena ? spare->arena : arena_new(ARENA_CEILING_DEFAULT);
	if (!a)
		return NULL;
	struct exchange *e = ARENA_NEW(a, struct exchange);
	struct server *s = l->server;
	ctx_init(&e->ctx, a);
	e->server = s;
	e->loop = l;
	e->began_us = clock_mono_us();
	e->ctx.request_id = (uint32_t)(s->id_base + atomic_fetch_add(&s->requests, 1));
	e->head = spare->head;
	e->out = spare->out;
	e->head.ceiling = 4 * HTTP_HEAD_MAX;
	e->out.ceiling = HTTP_FILE_MAX;
	l->in_flight++;
	return e;
}

static struct buf emptied(struct buf b)
{
	if (b.cap > BUF_KEPT_MAX)
		buf_free(&b);
	buf_clear(&b);
	return b;
}

static void spare_free(struct spare *s)
{
	buf_free(&s->head);
	buf_free(&s->out);
	arena_free(s->arena);
}

static void exchange_free(struct exchange *e)
{
	struct loop *l = e->loop;
	struct spare s = { e->ctx.arena, emptied(e->head), emptied(e->out) };
	l->in_flight--;
	if (l->nspares == SPARES_KEPT) {
		spare_free(&s);
		return;
	}
	arena_reset(s.arena);
	l->spares[l->nspares++] = s;
}

/* ---- replies */

static const char *date_line(struct loop *l)
{
	time_t now = time(NULL);
	if (now != l->date_of) {
		struct tm tm;
		gmtime_r(&now, &tm);
		strftime(l->date, sizeof l->date, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &tm);
		l->date_of = now;
	}
	return l->date;
}

/* One line each only for who asks for them: whatever collects the lines gives each
 * its time, and the seventh that wrote a card wrote the seventh card. What could not
 * be done is told, so that the number on its page can be found. */
static void log_request(const struct exchange *e, const char *what)
{
	const struct route *r = e->asked ? e->asked : e->req.route;
	log_line(e->status >= 500 ? LOG_INFO : LOG_DEBUG, "request", "id=%08" PRIx64 " method=%s route=%s status=%d us=%" PRId64, e->ctx.request_id,
		 e->head_only ? "HEAD" : e->req.method == HTTP_POST ? "POST" : "GET",
		 what ? what : r ? r->path : "-", e->status, clock_mono_us() - e->began_us);
}

static void free_out(const void *data, size_t n, void *extra)
{
	struct buf b = { .p = extra };
	(void)data;
	(void)n;
	buf_free(&b);
}

static char *put_z(char *to, const char *z)
{
	size_t n = strlen(z);
	memcpy(to, z, n);
	return to + n;
}

/* p has room for STATUS_LINE_MAX. */
static size_t status_line(struct exchange *e, char *p)
{
	struct evkeyvalq *in = evhttp_request_get_input_headers(e->ev);
	const char *connection = evhttp_find_header(in, "Connection"), *say = "";
	bool old = e->ev->major == 1 && e->ev->minor == 0;
	/* Ours and evhttp's idea of whether the connection goes on must agree:
	 * it decides by these same headers. */
	if (e->close || (connection && strcasecmp(connection, "close") == 0)) {
		evhttp_add_header(evhttp_request_get_output_headers(e->ev), "Connection", "close");
		say = "Connection: close\r\n";
	} else if (old && connection && strncasecmp(connection, "keep-alive", 10) == 0) {
		say = "Connection: keep-alive\r\n";
	}
	char *at = put_z(p, "HTTP/1.1 ");
	for (int unit = 100; unit; unit /= 10)
		*at++ = (char)('0' + e->status / unit % 10);
	*at++ = ' ';
	at = put_z(at, status_text(e->status));
	at = put_z(at, "\r\n");
	at = put_z(at, date_line(e->loop));
	return (size_t)(put_z(at, say) - p);
}

/* What the socket did not take waits in the bufferevent's queue. */
static void queue_rest(struct exchange *e, struct evbuffer *output, const struct iovec v[], size_t n, size_t sent)
{
	for (size_t i = 0; i < n; i++) {
		size_t skip = sent < v[i].iov_len ? sent : v[i].iov_len;
		const char *rest = (const char *)v[i].iov_base + skip;
		size_t left = v[i].iov_len - skip;
		sent -= skip;
		if (!left)
			continue;
		if (rest >= e->out.p && rest < e->out.p + e->out.n) {
			evbuffer_add_reference(output, rest, left, free_out, e->out.p);
			e->out = (struct buf){ .ceiling = e->out.ceiling };
		} else {
			evbuffer_add(output, rest, left);
		}
	}
}

/* Most replies fit into the socket's buffer: one system call and the
 * connection reads its next request, without waiting for writability. */
static void send_bytes(struct exchange *e, struct str body)
{
	char first[STATUS_LINE_MAX];
	struct conn *c = e->conn;
	struct evbuffer *output = bufferevent_get_output(c->bev);
	struct iovec v[4] = {
		{ first, status_line(e, first) },
		{ e->head.p, e->head.n },
		{ (void *)"\r\n", 2 },
		{ (void *)body.p, e->head_only ? 0 : body.n },
	};
	size_t total = v[0].iov_len + v[1].iov_len + v[2].iov_len + v[3].iov_len;
	ssize_t n = 0;
	if (!evbuffer_get_length(output))	/* else "100 Continue" is still before us */
		n = sendmsg(c->fd, &(struct msghdr){ .msg_iov = v, .msg_iovlen = 4 }, MSG_NOSIGNAL);
	if (n < 0 && errno != EAGAIN) {
		evhttp_connection_free(c->evcon);
		return;
	}
	struct bufferevent *bev = c->bev;
	size_t sent = n > 0 ? (size_t)n : 0;
	queue_rest(e, output, v, 4, sent);
	conn_next(c);
	/* We wrote the reply ourselves; evhttp only has to know that it ends
	 * here, and a chunked request must not make it end in chunks. */
	e->ev->chunked = 0;
	evhttp_send_reply_end(e->ev);
	if (sent < total)
		bufferevent_enable(bev, EV_WRITE);
}

/* The socket leaves evhttp for the hub. evhttp has no call for that: it closes
 * what it frees. So the stream's socket moves to another descriptor and evhttp
 * closes /dev/null in its place. */
static void hand_over(struct exchange *e)
{
	char first[STATUS_LINE_MAX];
	struct conn *c = e->conn;
	struct iovec v[3] = {
		{ first, 0 }, { e->head.p, e->head.n }, { (void *)("\r\n" LIVE_HELLO), strlen("\r\n" LIVE_HELLO) },
	};
	e->close = true;	/* the stream ends when the connection does */
	v[0].iov_len = status_line(e, first);
	size_t total = v[0].iov_len + v[1].iov_len + v[2].iov_len;
	ssize_t n = sendmsg(c->fd, &(struct msghdr){ .msg_iov = v, .msg_iovlen = 3 }, MSG_NOSIGNAL);
	struct req *q = &e->req;
	struct str version = req_header(q, "Last-Event-ID");
	if (!version.p)
		version = req_query(q, "v");
	if (version.p)
		version = str_dup(q->x->arena, version);	/* a header dies with the connection, below */
	bufferevent_disable(c->bev, EV_READ | EV_WRITE);
	conn_unwatch(c);
	int fd = n == (ssize_t)total ? fcntl(c->fd, F_DUPFD_CLOEXEC, 3) : -1;
	if (fd >= 0 && dup3(e->loop->null_fd, c->fd, O_CLOEXEC) < 0) {
		close(fd);
		fd = -1;
	}
	evhttp_connection_free(c->evcon);
	if (fd >= 0)
		live_adopt(e->server->live, &(struct adoption){ .fd = fd, .topic = e->reply.topic, .audience = e->reply.audience,
								 .holder = e->reply.holder, .version = version, .asked_us = e->began_us });
}

static void send_reply(struct exchange *e, struct str body, const char *what)
{
	struct evhttp_request *ev = e->ev;
	log_request(e, what);
	if (!e->conn || !evhttp_request_get_connection(ev)) {
		evhttp_request_free(ev);	/* the client is gone; the request was left to us */
	} else if (e->head.failed) {
		evhttp_connection_free(e->conn->evcon);
	} else {
		e->close |= atomic_load(&e->server->stopping);
		if (e->reply.kind == REPLY_STREAM && !e->head_only && e->status == 200)
			hand_over(e);
		else
			send_bytes(e, body);
	}
	exchange_free(e);
}

void loop_return(struct exchange *e)
{
	struct loop *l = e->loop;
	struct exchange *first = atomic_load_explicit(&l->returned, memory_order_relaxed);
	do
		e->next = first;
	while (!atomic_compare_exchange_weak(&l->returned, &first, e));
	if (!first)	/* else the loop has been woken and has not looked yet */
		loop_wake(l);
}

void loop_wake(struct loop *l)
{
	uint64_t one = 1;
	ssize_t ignored = write(l->wake, &one, sizeof one);
	(void)ignored;
}

static void take_returned(struct loop *l)
{
	struct exchange *stack = atomic_exchange(&l->returned, NULL), *in_order = NULL;
	while (stack) {
		struct exchange *e = stack;
		stack = e->next;
		e->next = in_order;
		in_order = e;
	}
	while (in_order) {
		struct exchange *e = in_order;
		in_order = e->next;
		if (e->finish_on_loop)
			exchange_finish(e);
		send_reply(e, buf_view(&e->out), NULL);
	}
}

/* ---- static files */

static bool lists_etag(struct str header, const char *etag)
{
	struct str tag, rest = header;
	while (str_next(&rest, ',', &tag)) {
		tag = str_trim(tag);
		if (str_starts(tag, S("W/")))
			tag = str_sub(tag, 2, tag.n);
		if (str_eqz(tag, etag) || str_eqz(tag, "*"))
			return true;
	}
	return false;
}

static void send_asset(struct exchange *e, const struct asset *a)
{
	struct req *q = &e->req;
	bool gzip = a->gzip && str_contains(req_header(q, "Accept-Encoding"), S("gzip"));
	bool known = lists_etag(req_header(q, "If-None-Match"), a->etag);
	struct str body = gzip ? (struct str){ a->gzip, a->gzip_n } : (struct str){ a->bytes, a->n };
	e->status = known ? 304 : 200;
	/* Under /a/ the name changes with the content. */
	bool for_ever = str_starts(str_of(a->path), S("/a/"));
	buf_fmt(&e->head, "ETag: %s\r\nVary: Accept-Encoding\r\nCache-Control: %s\r\n", a->etag,
		for_ever ? "public, max-age=31536000, immutable" : "no-cache");
	if (!known)
		buf_fmt(&e->head, "Content-Type: %s\r\nContent-Length: %zu\r\n%s", a->mime, body.n,
			gzip ? "Content-Encoding: gzip\r\n" : "");
	buf_str(&e->head, security_headers);
	send_reply(e, known ? S("") : body, "static");
}

/* ---- requests */

static struct str header_of(struct exchange *e, const char *name)
{
	return str_of(evhttp_find_header(evhttp_request_get_input_headers(e->ev), name));
}

static bool is_token(const char *z)
{
	for (const char *p = z; *p; p++)
		if (!(*p > 0x20 && *p < 0x7f) || strchr("\"(),/:;<=>?@[\\]{}", *p))
			return false;
	return *z;
}

static bool is_digits(const char *z)
{
	return *z && strspn(z, "0123456789") == strlen(z);
}

/* Heads that two servers in a row could read differently are refused: a proxy
 * before us must not see another request than we do. */
static bool head_is_plain(struct evhttp_request *ev)
{
	const struct evkeyvalq *in = evhttp_request_get_input_headers(ev);
	int lengths = 0, codings = 0, hosts = 0;
	for (const struct evkeyval *h = in->tqh_first; h; h = h->next.tqe_next) {
		if (!is_token(h->key))
			return false;
		if (strcasecmp(h->key, "Content-Length") == 0) {
			if (!is_digits(h->value))
				return false;
			lengths++;
		} else if (strcasecmp(h->key, "Transfer-Encoding") == 0) {
			if (strcasecmp(h->value, "chunked") != 0)
				return false;
			codings++;
		} else if (strcasecmp(h->key, "Host") == 0) {
			hosts++;
		}
	}
	bool needs_host = ev->major == 1 && ev->minor >= 1;
	return lengths + codings <= 1 && (needs_host ? hosts == 1 : hosts <= 1);
}

static struct str method_of(struct evhttp_request *ev)
{
	switch (evhttp_request_get_command(ev)) {
	case EVHTTP_REQ_GET:
		return S("GET");
	case EVHTTP_REQ_HEAD:
		return S("HEAD");
	case EVHTTP_REQ_POST:
		return S("POST");
	default:
		return S("other");
	}
}

static bool is_local(struct str peer)
{
	return str_starts(peer, S("127.")) || str_eq(peer, S("::1")) || str_starts(peer, S("::ffff:127."));
}

/* Who asks, and over what. A proxy's word counts only when it is on this host
 * and we were told that there is one; it adds the address it saw at the end. */
static void read_peer(struct exchange *e)
{
	char *address = NULL;
	ev_uint16_t port;
	struct server *s = e->server;
	evhttp_connection_get_peer(e->conn->evcon, &address, &port);
	e->req.peer = str_dup(e->ctx.arena, str_of(address));
	e->https = str_starts(s->config.base_url, S("https://"));
	if (!s->config.trust_forwarded || !is_local(e->req.peer))
		return;
	struct str part, last = STR_NULL, rest = header_of(e, "X-Forwarded-For");
	while (str_next(&rest, ',', &part))
		last = str_trim(part);
	if (!str_empty(last) && str_is_utf8(last))
		e->req.peer = str_dup(e->ctx.arena, last);
	e->https |= str_eq_nocase(header_of(e, "X-Forwarded-Proto"), S("https"));
}

/* "http://host/path" is what a proxy may send; the path is ours. */
static struct str target_of(struct evhttp_request *ev)
{
	struct str uri = str_of(evhttp_request_get_uri(ev));
	size_t scheme = str_starts(uri, S("http://")) ? 7 : str_starts(uri, S("https://")) ? 8 : 0;
	if (scheme) {
		struct str rest = str_sub(uri, scheme, uri.n);
		size_t slash = str_find(rest, '/');
		uri = slash < rest.n ? str_sub(rest, slash, rest.n) : S("/");
	}
	return str_sub(uri, 0, str_find(uri, '#'));
}

static const struct asset *asset_for(struct exchange *e, struct str method, struct str target)
{
	const struct http_hooks *h = &e->server->hooks;
	if (!h->asset || (!str_eq(method, S("GET")) && !str_eq(method, S("HEAD"))))
		return NULL;
	return h->asset(h->app, str_sub(target, 0, str_find(target, '?')));
}

static void refuse_head(struct exchange *e)
{
	if (!head_is_plain(e->ev)) {
		e->door_status = 400;
		e->door_message = "http.400";
		e->close = true;	/* nobody knows where the next request begins */
	} else if (strlen(evhttp_request_get_uri(e->ev)) > HTTP_URI_MAX) {
		e->door_status = 414;
		e->door_message = "http.414";
	}
}

static void read_request(struct exchange *e)
{
	struct evbuffer *input = evhttp_request_get_input_buffer(e->ev);
	size_t n = evbuffer_get_length(input);
	struct str body = { n ? (const char *)evbuffer_pullup(input, -1) : "", n };
	struct str target = target_of(e->ev);
	refuse_head(e);
	read_peer(e);
	exchange_read(e, method_of(e->ev), str_dup(e->ctx.arena, str_sub(target, 0, HTTP_URI_MAX)), body);
}

static void begin(struct exchange *e)
{
	read_request(e);
	e->was_kept = kept_answer(e->loop->kept, e);
}

static void on_request(struct evhttp_request *ev, void *p)
{
	struct loop *l = p;
	struct conn *c = conn_find(l, evhttp_request_get_connection(ev));
	struct exchange *e = c ? exchange_new(l) : NULL;
	if (!e) {
		evhttp_connection_free(evhttp_request_get_connection(ev));
		return;
	}
	e->ev = ev;
	e->conn = c;
	e->header = header_of;
	conn_taken(c, e);
	const struct asset *a = asset_for(e, method_of(ev), target_of(ev));
	if (a) {
		e->req.exchange = e;
		e->head_only = evhttp_request_get_command(ev) == EVHTTP_REQ_HEAD;
		send_asset(e, a);
		return;
	}
	bool done = true;
	if (!guarded(e, begin)) {
		answer_plain(e, 503);
	} else if (!e->was_kept) {
		done = exchange_submit(e);
		if (done)
			kept_offer(l->kept, e);
	}
	if (done)
		send_reply(e, buf_view(&e->out), NULL);
}

/* ---- the loop */

static void on_greet(evutil_socket_t fd, short what, void *p)
{
	(void)fd;
	(void)what;
	conn_greet(p);
}

/* Out of descriptors: what waits in the backlog waits a second longer. */
static void on_accept_error(struct evconnlistener *listener, void *p)
{
	(void)p;
	evconnlistener_disable(listener);
	log_line(LOG_WARN, "accept_paused", "errno=%d", errno);
}

static bool has_output(const struct loop *l)
{
	for (const struct conn *c = l->conns; c; c = c->next)
		if (evbuffer_get_length(bufferevent_get_output(c->bev)))
			return true;
	return false;
}

static void on_tick(evutil_socket_t fd, short what, void *p)
{
	struct loop *l = p;
	(void)fd;
	(void)what;
	bool stopping = atomic_load(&l->server->stopping);
	kept_tick(l->kept);
	conn_tick(l, stopping);
	if (!stopping) {
		evconnlistener_enable(l->listener);
		return;
	}
	int64_t now = clock_mono_us();
	if (!l->stop_us) {
		evconnlistener_disable(l->listener);
		l->stop_us = now + (int64_t)HTTP_STOP_S * 1000000;
		struct timeval often = { 0, 20000 };
		event_add(l->tick, &often);
	}
	if ((!l->in_flight && !has_output(l)) || now > l->stop_us)
		event_base_loopbreak(l->base);
}

static void on_wake(evutil_socket_t fd, short what, void *p)
{
	uint64_t count;
	ssize_t ignored = read(fd, &count, sizeof count);
	(void)ignored;
	take_returned(p);
	if (atomic_load(&((struct loop *)p)->server->stopping))
		on_tick(-1, what, p);
}

void *loop_thread(void *loop)
{
	struct loop *l = loop;
	event_base_loop(l->base, EVLOOP_NO_EXIT_ON_EMPTY);
	return NULL;
}

static enum rc no_memory(struct ctx *x)
{
	return fail_cause(x, FAILED, "no memory for an event loop");
}

static enum rc init_events(struct ctx *x, struct loop *l, int listen_fd)
{
	struct timeval second = { 1, 0 };
	l->wake_event = event_new(l->base, l->wake, EV_READ | EV_PERSIST, on_wake, l);
	l->tick = event_new(l->base, -1, EV_PERSIST, on_tick, l);
	l->greet = event_new(l->base, -1, 0, on_greet, l);
	l->listener = evconnlistener_new(l->base, NULL, NULL, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC,
					 HTTP_BACKLOG, listen_fd);
	if (!l->wake_event || !l->tick || !l->greet || !l->listener || !evhttp_bind_listener(l->http, l->listener))
		return no_memory(x);
	evconnlistener_set_error_cb(l->listener, on_accept_error);
	event_add(l->wake_event, NULL);
	event_add(l->tick, &second);
	return OK;
}

enum rc loop_init(struct ctx *x, struct loop *l, struct server *s, int listen_fd)
{
	l->server = s;
	l->arena = arena_new(ARENA_CEILING_DEFAULT);
	l->scratch = arena_new(ARENA_CEILING_DEFAULT);
	l->kept = kept_new();
	l->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	l->null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	l->base = event_base_new();
	l->http = l->base ? evhttp_new(l->base) : NULL;
	if (!l->arena || !l->scratch || l->wake < 0 || l->null_fd < 0 || !l->http) {
		close(listen_fd);
		return no_memory(x);
	}
	evhttp_set_max_headers_size(l->http, HTTP_HEAD_MAX);
	evhttp_set_max_body_size(l->http, HTTP_BODY_MAX + (1 << 20));
	evhttp_set_timeout(l->http, s->config.timeout_s);
	evhttp_set_flags(l->http, EVHTTP_SERVER_LINGERING_CLOSE);
	evhttp_set_allowed_methods(l->http, EVHTTP_REQ_GET | EVHTTP_REQ_POST | EVHTTP_REQ_HEAD | EVHTTP_REQ_PUT |
			EVHTTP_REQ_DELETE | EVHTTP_REQ_OPTIONS | EVHTTP_REQ_PATCH);
	evhttp_set_bevcb(l->http, conn_accept, l);
	evhttp_set_gencb(l->http, on_request, l);
	return init_events(x, l, listen_fd);
}

void loop_close(struct loop *l)
{
	if (l->base && l->greet)
		conn_greet(l);
	if (l->http)
		evhttp_free(l->http);	/* and the listener, and the connections */
	struct event *events[] = { l->wake_event, l->tick, l->greet };
	for (size_t i = 0; i < 3; i++)
		if (events[i])
			event_free(events[i]);
	if (l->base) {
		/* bufferevents free themselves in the loop: once more round. */
		event_base_loop(l->base, EVLOOP_NONBLOCK);
		event_base_free(l->base);
	}
	kept_free(l->kept);
	while (l->nspares)
		spare_free(&l->spares[--l->nspares]);
	if (l->wake >= 0)
		close(l->wake);
	if (l->null_fd >= 0)
		close(l->null_fd);
	arena_free(l->scratch);
	arena_free(l->arena);
}
