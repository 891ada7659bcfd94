/* live_shard.c -- writes frames to sockets, as directly as the kernel allows.
 * Knows nothing of topics, trees or people.
 *
 * A frame is sent from the shared buffer, to many streams with one system call
 * (live_send.h); only what the kernel refuses is queued. After SENDS_PER_TURN the
 * loop looks at its descriptors again, so that a crowd of thousands does not hold
 * up a crowd of ten. Memory is malloc's: streams live as long as people look. */
#include "http/live_shard.h"
#include "core/clock.h"
#include "core/ctx.h"
#include "core/log.h"
#include "http/live_send.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	SENDS_PER_TURN = 2 * SEND_BATCH,	/* about 1 ms */
	EVENTS_PER_TURN = 256,
	/* So many streams before its turn one is fetched from memory: it takes as long
	 * as looking at these does. */
	FETCH_AHEAD = 8,
	CROWD_MIN = 4,
	/* What the kernel may hold for one stream (it doubles the figure). More
	 * only hides that a phone has stopped reading. */
	SEND_BUFFER = 64 << 10,
	/* Sent bytes that no phone acknowledges: it is gone. Three pings' time. */
	UNACKED_MS = 3 * LIVE_PING_S * 1000,
};

/* A part of a frame that the kernel has not taken yet. */
struct unsent {
	struct unsent *next;
	struct frame *frame;
	size_t from;
};

/* First what a sweep looks at in each stream, so that it is mostly one line of
 * the cache. */
struct stream {
	struct unsent *unsent;
	uint64_t seq, want;			/* see struct join */
	int fd;
	uint32_t unsent_bytes;
	struct crowd *crowd;
	uint32_t place;				/* in crowd->in */
	struct unsent *last_unsent;
	uint64_t version, holder;
};

enum post_kind { POST_JOIN, POST_SEND, POST_END, POST_WITHDRAW, POST_PING };

struct post {
	struct post *next;
	struct crowd *crowd;
	struct stream *stream;	/* of a join */
	struct frame *a, *b;	/* change and whole; catch-up; last */
	uint64_t seq, render, version, holder;
	enum post_kind kind;
};

struct shard {
	pthread_t thread;
	int epoll, wake;
	struct sender *sender;
	/* What a sweep has found to send: one frame each for as many streams. It is
	 * sent before the sweep pauses, so that nothing else meets a stream in here. */
	struct sending sends[SEND_BATCH];
	struct stream *receivers[SEND_BATCH];
	struct frame *frames[SEND_BATCH];	/* not counted: the post holds them */
	unsigned nsends;
	struct frame *ping;
	struct crowd *active, *last_active;
	struct crowd *crowds;
	int64_t next_ping_us;

	pthread_mutex_t lock;	/* guards what follows */
	struct post *inbox, *last_inbox;
	bool stopping;
};

/* ---- streams */

static void drop_unsent(struct stream *s)
{
	while (s->unsent) {
		struct unsent *u = s->unsent;
		s->unsent = u->next;
		frame_unref(u->frame);
		free(u);
	}
	s->last_unsent = NULL;
	s->unsent_bytes = 0;
}

static void stream_free(struct stream *s)
{
	struct crowd *c = s->crowd;
	close(s->fd);
	drop_unsent(s);
	free(s);
	atomic_fetch_sub_explicit(&c->streams, 1, memory_order_relaxed);
	room_unref(c->room);
}

static void sit(struct crowd *c, struct stream *s, uint32_t place)
{
	c->in[place] = s;
	s->place = place;
}

/* False: no memory. Behind all others: a sweep that is under way has passed it. */
static bool enter(struct shard *sh, struct crowd *c, struct stream *s)
{
	if (c->n == c->room_for) {
		uint32_t more = c->room_for ? 2 * c->room_for : CROWD_MIN;
		struct stream **in = realloc(c->in, more * sizeof(struct stream *));
		if (!in)
			return false;
		c->in = in;
		c->room_for = more;
	}
	if (c->n == 0) {
		c->prev = NULL;
		c->next = sh->crowds;
		if (c->next)
			c->next->prev = c;
		sh->crowds = c;
	}
	sit(c, s, c->n++);
	return true;
}

/* Those whom the sweep has not met stay before those whom it has. */
static void leave(struct shard *sh, struct crowd *c, const struct stream *s)
{
	uint32_t gap = s->place;
	if (gap < c->left) {
		sit(c, c->in[--c->left], gap);
		gap = c->left;
	}
	if (gap != --c->n)
		sit(c, c->in[c->n], gap);
	if (c->n)
		return;
	free(c->in);
	c->in = NULL;
	c->room_for = 0;
	if (c->next)
		c->next->prev = c->prev;
	if (c->prev)
		c->prev->next = c->next;
	else
		sh->crowds = c->next;
}

static void stream_close(struct shard *sh, struct stream *s)
{
	leave(sh, s->crowd, s);
	/* close() takes the descriptor out of the epoll set: nobody else has it. */
	stream_free(s);
}

static bool watch(struct shard *sh, struct stream *s, int how, bool writable)
{
	/* What a client sends after its request is left unread: the kernel bounds it. */
	struct epoll_event e = { .events = EPOLLRDHUP | (writable ? EPOLLOUT : 0), .data.ptr = s };
	return epoll_ctl(sh->epoll, how, s->fd, &e) == 0;
}

static bool queue_rest(struct shard *sh, struct stream *s, struct frame *f, size_t from)
{
	/* One frame is always let in: it may be a whole board. */
	if (s->unsent && s->unsent_bytes + (f->n - from) > LIVE_QUEUE_MAX)
		return false;
	struct unsent *u = malloc(sizeof *u);
	if (!u)
		return false;
	*u = (struct unsent){ .frame = frame_ref(f), .from = from };
	bool was_empty = !s->unsent;
	if (was_empty)
		s->unsent = u;
	else
		s->last_unsent->next = u;
	s->last_unsent = u;
	s->unsent_bytes += (uint32_t)(f->n - from);
	return !was_empty || watch(sh, s, EPOLL_CTL_MOD, true);
}

/* False: the stream cannot be kept and is closed by the caller. */
static bool stream_send(struct shard *sh, struct stream *s, struct frame *f)
{
	ssize_t sent = 0;
	if (!s->unsent) {
		sent = send_one(s->fd, f->bytes, f->n);
		if (sent < 0)
			return false;
		if ((size_t)sent == f->n)
			return true;
	}
	return queue_rest(sh, s, f, (size_t)sent);
}

static void send_batch(struct shard *sh)
{
	unsigned n = sh->nsends;
	send_all(sh->sender, sh->sends, n);
	sh->nsends = 0;
	for (unsigned i = 0; i < n; i++) {
		const struct sending *done = &sh->sends[i];
		if (done->sent == (ssize_t)done->n)
			continue;
		if (done->sent < 0 || !queue_rest(sh, sh->receivers[i], sh->frames[i], (size_t)done->sent))
			stream_close(sh, sh->receivers[i]);
	}
}

/* As stream_send(), but with others: at the latest when the sweep pauses. */
static bool stream_send_soon(struct shard *sh, struct stream *s, struct frame *f)
{
	if (s->unsent)
		return queue_rest(sh, s, f, 0);
	unsigned i = sh->nsends++;
	sh->sends[i] = (struct sending){ .fd = s->fd, .bytes = f->bytes, .n = f->n };
	sh->receivers[i] = s;
	sh->frames[i] = f;
	if (sh->nsends == SEND_BATCH)
		send_batch(sh);
	return true;
}

static bool stream_flush(struct shard *sh, struct stream *s)
{
	while (s->unsent) {
		struct unsent *u = s->unsent;
		ssize_t sent = send_one(s->fd, u->frame->bytes + u->from, u->frame->n - u->from);
		if (sent < 0)
			return false;
		u->from += (size_t)sent;
		s->unsent_bytes -= (uint32_t)sent;
		if (u->from < u->frame->n)
			return true;
		s->unsent = u->next;
		frame_unref(u->frame);
		free(u);
	}
	s->last_unsent = NULL;
	return watch(sh, s, EPOLL_CTL_MOD, false);
}

/* ---- carrying out posts */

static void post_free(struct post *p)
{
	frame_unref(p->a);
	frame_unref(p->b);
	room_unref(p->crowd->room);
	free(p);
}

static void carry_out_join(struct shard *sh, struct post *p)
{
	struct stream *s = p->stream;
	struct crowd *c = p->crowd;
	/* A frame now and then needs no pacing: where the machine is set to BBR it
	 * would have a timer for each. Reno is there and allowed everywhere. */
	static const char control[] = "reno";
	int one = 1, buffer = SEND_BUFFER, unacked = UNACKED_MS;
	/* Not all kinds of sockets know all of these; none is vital. */
	setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	setsockopt(s->fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unacked, sizeof unacked);
	setsockopt(s->fd, IPPROTO_TCP, TCP_CONGESTION, control, sizeof control - 1);
	setsockopt(s->fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);

	if (!enter(sh, c, s))
		stream_free(s);
	else if (!watch(sh, s, EPOLL_CTL_ADD, false) || (p->a && !stream_send(sh, s, p->a)))
		stream_close(sh, s);
	post_free(p);
}

/* False, as below: the stream is to be closed. */
static bool deliver_whole(struct shard *sh, struct stream *s, const struct post *p)
{
	if (p->render < s->want)
		return true;	/* older than the page that the client shows */
	s->want = 0;
	s->seq = p->seq;
	return s->version == p->version || (p->b && stream_send_soon(sh, s, p->b));
}

static bool deliver(struct shard *sh, struct stream *s, const struct post *p)
{
	if (p->kind == POST_PING)
		return s->unsent || stream_send_soon(sh, s, sh->ping);
	if (p->kind == POST_END || p->kind == POST_WITHDRAW) {
		bool meant = p->kind == POST_END ? p->seq > s->seq : s->holder && (!p->holder || p->holder == s->holder);
		if (!meant)
			return true;
		if (p->a)
			(void)stream_send(sh, s, p->a);
		return false;
	}
	if (s->want)
		return deliver_whole(sh, s, p);
	if (p->seq <= s->seq)
		return true;
	s->seq = p->seq;
	return !p->a || stream_send_soon(sh, s, p->a);
}

/* Goes on with the crowd's first post; returns how much of the budget is left. */
static int sweep(struct shard *sh, struct crowd *c, int budget)
{
	const struct post *p = c->posts;
	while (c->left > 0 && budget > 0) {
		struct stream *s = c->in[--c->left];
		if (c->left >= FETCH_AHEAD) {
			const struct stream *soon = c->in[c->left - FETCH_AHEAD];
			__builtin_prefetch(soon);
			__builtin_prefetch(&soon->unsent_bytes);	/* it may lie across two lines */
		}
		if (!deliver(sh, s, p))
			stream_close(sh, s);
		budget--;
	}
	send_batch(sh);
	return budget;
}

static void activate(struct shard *sh, struct crowd *c)
{
	c->next_active = NULL;
	if (sh->active)
		sh->last_active->next_active = c;
	else
		sh->active = c;
	sh->last_active = c;
	c->active = true;
}

static void queue_post(struct shard *sh, struct post *p)
{
	struct crowd *c = p->crowd;
	p->next = NULL;
	if (c->posts) {
		c->last_post->next = p;
	} else {
		c->posts = p;
		c->left = c->n;
	}
	c->last_post = p;
	if (!c->active)
		activate(sh, c);
}

static void work_off(struct shard *sh)
{
	int budget = SENDS_PER_TURN;
	while (sh->active && budget > 0) {
		struct crowd *c = sh->active;
		sh->active = c->next_active;
		c->active = false;
		budget = sweep(sh, c, budget);
		if (c->left) {
			activate(sh, c);	/* behind the others */
			break;
		}
		struct post *done = c->posts;
		c->posts = done->next;
		c->left = c->n;
		if (c->posts)
			activate(sh, c);
		post_free(done);	/* may free the room, and c with it */
	}
}

static void ping_all(struct shard *sh)
{
	for (struct crowd *c = sh->crowds; c; c = c->next) {
		struct post *p = calloc(1, sizeof *p);
		if (!p)
			return;	/* the next round will do */
		*p = (struct post){ .kind = POST_PING, .crowd = c };
		room_ref(c->room);
		queue_post(sh, p);
	}
}

/* ---- the thread */

/* Takes the inbox; false: time to stop. */
static bool read_inbox(struct shard *sh)
{
	pthread_mutex_lock(&sh->lock);
	struct post *p = sh->inbox;
	sh->inbox = sh->last_inbox = NULL;
	bool go_on = !sh->stopping;
	pthread_mutex_unlock(&sh->lock);
	while (p) {
		struct post *next = p->next;
		if (p->kind == POST_JOIN)
			carry_out_join(sh, p);
		else
			queue_post(sh, p);
		p = next;
	}
	return go_on;
}

static void serve(struct shard *sh, struct stream *s, uint32_t events)
{
	if (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR))
		stream_close(sh, s);
	else if ((events & EPOLLOUT) && !stream_flush(sh, s))
		stream_close(sh, s);
}

static int until_ping_ms(const struct shard *sh)
{
	int64_t us = sh->next_ping_us - clock_mono_us();
	return us <= 0 ? 0 : (int)(us / 1000) + 1;
}

static void shut(struct shard *sh)
{
	while (sh->active) {
		struct crowd *c = sh->active;
		sh->active = c->next_active;
		c->active = false;
		c->left = 0;
		struct room *room = c->room;
		room_ref(room);		/* the last post may hold it last */
		while (c->posts) {
			struct post *p = c->posts;
			c->posts = p->next;
			post_free(p);
		}
		room_unref(room);
	}
	while (sh->crowds)
		stream_close(sh, sh->crowds->in[sh->crowds->n - 1]);
}

static void *run(void *arg)
{
	struct shard *sh = arg;
	struct epoll_event events[EVENTS_PER_TURN];
	sh->next_ping_us = clock_mono_us() + LIVE_PING_S * INT64_C(1000000);
	for (bool go_on = true; go_on;) {
		int n = epoll_wait(sh->epoll, events, EVENTS_PER_TURN, sh->active ? 0 : until_ping_ms(sh));
		bool woken = false;
		for (int i = 0; i < n; i++) {
			if (events[i].data.ptr == sh)
				woken = true;
			else
				serve(sh, events[i].data.ptr, events[i].events);
		}
		if (woken) {
			uint64_t count;
			ssize_t got = read(sh->wake, &count, sizeof count);
			(void)got;	/* a spurious wake is harmless */
			go_on = read_inbox(sh);
		}
		if (clock_mono_us() >= sh->next_ping_us) {
			ping_all(sh);
			sh->next_ping_us += LIVE_PING_S * INT64_C(1000000);
		}
		work_off(sh);
	}
	shut(sh);
	return NULL;
}

/* ---- posting */

static void put(struct shard *sh, struct post *p)
{
	room_ref(p->crowd->room);
	pthread_mutex_lock(&sh->lock);
	bool was_empty = !sh->inbox;
	if (was_empty)
		sh->inbox = p;
	else
		sh->last_inbox->next = p;
	sh->last_inbox = p;
	pthread_mutex_unlock(&sh->lock);
	if (was_empty) {
		uint64_t one = 1;
		ssize_t put = write(sh->wake, &one, sizeof one);
		(void)put;	/* only fails when 2^64 - 1 wakes wait */
	}
}

static struct post *post_new(void)
{
	struct post *p = calloc(1, sizeof *p);
	if (!p)
		log_line(LOG_ERROR, "live_memory", "what=post");
	return p;
}

void shard_join(struct shard *sh, struct crowd *c, const struct join *j)
{
	struct stream *s = calloc(1, sizeof *s);
	struct post *p = post_new();
	atomic_fetch_add_explicit(&c->streams, 1, memory_order_relaxed);
	if (!s || !p) {
		atomic_fetch_sub_explicit(&c->streams, 1, memory_order_relaxed);
		frame_unref(j->catch_up);
		close(j->fd);
		free(s);
		free(p);
		return;
	}
	*s = (struct stream){ .crowd = c, .seq = j->seq, .version = j->version, .want = j->want, .holder = j->holder, .fd = j->fd };
	room_ref(c->room);
	*p = (struct post){ .kind = POST_JOIN, .crowd = c, .stream = s, .a = j->catch_up };
	put(sh, p);
}

void shard_send(struct shard *sh, struct crowd *c, const struct send *d)
{
	struct post *p = post_new();
	if (!p)
		abort();	/* 64 bytes: nothing can be told to anybody any more */
	*p = (struct post){
		.kind = POST_SEND, .crowd = c, .seq = d->seq, .render = d->render, .version = d->version,
		.a = frame_ref(d->change), .b = frame_ref(d->whole),
	};
	put(sh, p);
}

void shard_end(struct shard *sh, struct crowd *c, uint64_t seq, struct frame *last)
{
	struct post *p = post_new();
	if (!p)
		abort();
	*p = (struct post){ .kind = POST_END, .crowd = c, .seq = seq, .a = frame_ref(last) };
	put(sh, p);
}

void shard_withdraw(struct shard *sh, struct crowd *c, uint64_t holder, struct frame *last)
{
	struct post *p = post_new();
	if (!p)
		abort();
	*p = (struct post){ .kind = POST_WITHDRAW, .crowd = c, .holder = holder, .a = frame_ref(last) };
	put(sh, p);
}

/* ---- life */

static void shard_free(struct shard *sh)
{
	if (sh->epoll >= 0)
		close(sh->epoll);
	if (sh->wake >= 0)
		close(sh->wake);
	frame_unref(sh->ping);
	sender_free(sh->sender);
	pthread_mutex_destroy(&sh->lock);
	free(sh);
}

enum rc shard_new(struct ctx *x, bool one_by_one, struct shard **ret)
{
	struct shard *sh = calloc(1, sizeof *sh);
	if (!sh)
		return fail_cause(x, FAILED, "no memory for a shard");
	pthread_mutex_init(&sh->lock, NULL);
	sh->epoll = epoll_create1(EPOLL_CLOEXEC);
	sh->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	sh->ping = frame_of(S(":\n\n"));
	sh->sender = sender_new(!one_by_one);
	struct epoll_event e = { .events = EPOLLIN, .data.ptr = sh };
	if (sh->epoll < 0 || sh->wake < 0 || !sh->ping || !sh->sender ||
	    epoll_ctl(sh->epoll, EPOLL_CTL_ADD, sh->wake, &e) < 0 ||
	    pthread_create(&sh->thread, NULL, run, sh) != 0) {
		shard_free(sh);
		return fail_cause(x, FAILED, "no descriptor, memory or thread for a shard");
	}
	*ret = sh;
	return OK;
}

void shard_stop(struct shard *sh)
{
	pthread_mutex_lock(&sh->lock);
	sh->stopping = true;
	pthread_mutex_unlock(&sh->lock);
	uint64_t one = 1;
	ssize_t put_n = write(sh->wake, &one, sizeof one);
	(void)put_n;
	pthread_join(sh->thread, NULL);
	shard_free(sh);
}
