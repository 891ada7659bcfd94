/* phones.c -- a hall full of phones, for measuring: opens event streams and
 * posts to their rooms, or sends plain requests, and tells how long all of it
 * took and what went missing. One thread, epoll, no library.
 *
 *	phones streams -p 8080 -n 5000 -k 200 -e /live/%d -u /post/%d -r 10 -d 5 -P PID
 *	phones requests -p 8080 -n 64 -d 5 -u /page
 *
 * streams: n streams are spread over k rooms; %d in a path is the room. Posts go
 * to the rooms in turn, r a second, or (-r 0) each room gets its next one when
 * all its streams have the last. Each post carries a mark "zq" + sequence of
 * the room (8 hex digits) + "qz" after filler bytes; a stream has received the
 * post when it has read the mark. Time counts from when the post was DUE, not
 * from when it could be sent, so a server that stalls pays for all that waited.
 * Each stream must see the marks of its room one by one: what is missing, comes
 * twice or out of order is counted. -q PATH asks for a page all the while.
 *
 * requests: n connections, each sends its next request when it has the answer
 * (-d seconds), or all connect and send one at the same moment (-1); with -c N
 * at most N of them are under way. -o FILE gets the cookies that the answers
 * set, a line for each connection, as -H takes them.
 *
 * -H FILE gives each connection its own request headers, a line each (lines are
 * used in turn): "Cookie: a=b"; -B FILE its own body and -U FILE its own path in
 * the same way; with -a each request takes the next lines, so that a few connections
 * carry what many phones send. In -u, -b and -B, %d is the connection's number (in streams mode
 * the room) and %s the filler and the mark; in requests mode %s is a word that
 * does not come twice.
 *
 * In streams mode -H gives each stream its own headers and -E its own path; -G,
 * -U and -B give each room the headers, path and body of its posts: post k of
 * room r takes line r + k x rooms, in turn, so that as many lines as rooms are one
 * a room, and more are people of the room who post one after the other. With -l N
 * only the first N streams are shown the posts (the walls of N rooms); the others
 * listen. %n in a body is the number of the post.
 *
 * -p given more than once: nodes that serve the same room. Its streams are dealt
 * to them, each node's streams held by a process of its own, because a process
 * may open so many descriptors and no more. Posts go to the first.
 *
 * The result is one JSON object on stdout. Times are milliseconds. Exit code 1:
 * could not measure; 3: measured, but posts were lost, doubled or reordered. */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	SOURCES = 16,		/* 127.0.0.2 and on: one address has 28,000 ports only */
	POSTERS = 32,		/* connections for posts */
	POST_WAITS = 4096,	/* posts that are due and have no free connection */
	RING = 1024,		/* posts of a room that may be under way */
	PIDS = 16,
	PARTS = 8,		/* processes of ours, one a node */
	HEAD_MAX = 16384,
	STALL_S = 15,		/* nothing connects any more */
	REOPENED_MAX = 1000,	/* servers close what lies idle; more is a door that is shut */
	DRAIN_S = 30,		/* what has not come by then is lost */
};

static struct {
	const char *host, *events, *url, *body, *type, *probe;
	int port, ports[PARTS], parts, n, rooms, size, at_once, expect, shown;	/* at_once 0: not said */
	const char *cookies_to;
	double rate, seconds, warm;
	bool once, anew;
	int pids[PIDS], npids;
} o = {
	.host = "127.0.0.1", .events = "/events", .url = "/", .type = "text/plain",
	.port = 8080, .n = 100, .rooms = 1, .size = 600, .expect = 200,
	.rate = 10, .seconds = 5, .warm = 1,
};

__attribute__((format(printf, 1, 2))) static _Noreturn void die(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

static void *must(void *p)
{
	if (!p)
		die("out of memory");
	return p;
}

static uint64_t now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* ---- times: buckets that grow with the value, at most 1/64 wide of it */

enum { STEPS = 64 };

struct times {
	uint64_t bucket[60 * STEPS], n, most;
};

static void times_add(struct times *t, uint64_t ns)
{
	unsigned b = (unsigned)ns;
	if (ns >= STEPS) {
		unsigned top = 63u - (unsigned)__builtin_clzll(ns);
		b = (top - 5) * STEPS + (unsigned)((ns >> (top - 6)) & (STEPS - 1));
	}
	t->bucket[b]++;
	t->n++;
	if (ns > t->most)
		t->most = ns;
}

static double times_at(const struct times *t, double share)
{
	uint64_t rank = (uint64_t)(share * (double)t->n), sum = 0;
	for (unsigned b = 0; b < 60 * STEPS; b++) {
		sum += t->bucket[b];
		if (sum <= rank)
			continue;
		if (b < STEPS)
			return (double)b / 1e6;
		return (double)((uint64_t)(STEPS + b % STEPS) << (b / STEPS - 1)) / 1e6;
	}
	return (double)t->most / 1e6;
}

static void print_times(const char *name, const struct times *t)
{
	printf(",\"%s_p50\":%.3f,\"%s_p95\":%.3f,\"%s_p99\":%.3f,\"%s_max\":%.3f", name, times_at(t, .5), name,
	       times_at(t, .95), name, times_at(t, .99), name, (double)t->most / 1e6);
}

/* ---- what the server costs, from /proc */

static double server_rss_kb(void)
{
	double kb = 0;
	for (int i = 0; i < o.npids; i++) {
		char path[64];
		long all, resident;
		snprintf(path, sizeof path, "/proc/%d/statm", o.pids[i]);
		FILE *f = fopen(path, "r");
		if (!f)
			continue;
		if (fscanf(f, "%ld %ld", &all, &resident) == 2)
			kb += (double)resident * (double)sysconf(_SC_PAGESIZE) / 1024;
		fclose(f);
	}
	return kb;
}

static double server_cpu_s(void)
{
	double s = 0;
	for (int i = 0; i < o.npids; i++) {
		char path[64], line[1024];
		unsigned long user, kernel;
		snprintf(path, sizeof path, "/proc/%d/stat", o.pids[i]);
		FILE *f = fopen(path, "r");
		if (!f)
			continue;
		const char *after = fgets(line, sizeof line, f) ? strrchr(line, ')') : NULL;
		if (after && sscanf(after + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &kernel) == 2)
			s += (double)(user + kernel) / (double)sysconf(_SC_CLK_TCK);
		fclose(f);
	}
	return s;
}

static double own_cpu_s(void)
{
	struct rusage u;
	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

/* ---- connections */

enum role { STREAM, POSTER, CALLER };
enum state { CLOSED, CONNECTING, IDLE, WAITING, STREAMING };

struct conn {
	enum role role;
	enum state state;
	int fd, number;
	/* the answer that is being read */
	char *head;
	size_t head_n;
	size_t body_left;
	bool chunked, in_body;
	char tail[5];		/* last bytes, to see the end of chunks */
	int status;
	uint64_t since;		/* when the request was due */
	/* a stream's place in its room */
	char *cookies;		/* "a=b; c=d", for -o */
	int room, turn;
	uint32_t last, digits;
	uint8_t matched;	/* bytes of a mark so far */
};

static int ep;
struct lines {
	char **line;
	int n;
};
static struct lines headers, bodies, paths;	/* each connection's own; of posts: each room's */
static struct lines stream_paths, post_headers;
static uint64_t bad_answers, posts;
static int connected, refused;

/* What the processes tell each other. A part is written by its own process only. */
struct part {
	_Atomic uint64_t delivered, complete;
	uint64_t doubled, reordered, expected, bytes_in;
	int lost_streams;
	double join_s;
	struct times latency, sweep;
};

struct notice {			/* of a room: who posts says when each post was due */
	_Atomic uint32_t posted;
	_Atomic uint64_t due[RING];
};

struct told {
	atomic_int joined;
	atomic_bool measuring, over;
	struct part parts[PARTS];
	struct notice rooms[];
};
static struct told *told;
static struct part *part;	/* ours */

static void forget(struct conn *c)
{
	if (c->fd >= 0)
		close(c->fd);
	free(c->head);
	c->head = NULL;
	c->fd = -1;
	c->state = CLOSED;
}

static void start_connect(struct conn *c)
{
	int one = 1;
	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (c->fd < 0)
		die("socket: %s", strerror(errno));
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000002u + (uint32_t)(c->number % SOURCES)) };
	if (bind(c->fd, (struct sockaddr *)&a, sizeof a) < 0)
		die("bind: %s", strerror(errno));
	a.sin_port = htons((uint16_t)o.port);
	inet_pton(AF_INET, o.host, &a.sin_addr);
	c->state = CONNECTING;
	if (connect(c->fd, (struct sockaddr *)&a, sizeof a) < 0 && errno != EINPROGRESS) {
		refused++;
		forget(c);
		return;
	}
	struct epoll_event e = { .events = EPOLLIN | EPOLLOUT, .data.ptr = c };
	epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e);
}

/* Copies tmpl, %d becomes number, %n the number of the post, and %s text. */
static size_t fill(char *out, size_t room, const char *tmpl, int number, const char *text)
{
	size_t n = 0;
	for (const char *p = tmpl; *p && n < room; p++) {
		if (p[0] == '%' && p[1] == 'd') {
			n += (size_t)snprintf(out + n, room - n, "%d", number);
			p++;
		} else if (p[0] == '%' && p[1] == 'n') {
			n += (size_t)snprintf(out + n, room - n, "%" PRIu64, posts);
			p++;
		} else if (p[0] == '%' && p[1] == 's') {
			n += (size_t)snprintf(out + n, room - n, "%s", text);
			p++;
		} else {
			out[n++] = *p;
		}
	}
	if (n >= room)
		die("a request is too long");
	out[n] = '\0';
	return n;
}

static const char *own(const struct lines *l, int number, const char *otherwise)
{
	return l->n ? l->line[number % l->n] : otherwise;
}

static void send_request(struct conn *c, const char *path, int number, const char *body)
{
	static char out[1 << 17];
	char target[512];
	fill(target, sizeof target, path, number, "");
	size_t n = (size_t)snprintf(out, sizeof out, "%s %s HTTP/1.1\r\nHost: %s:%d\r\n", body ? "POST" : "GET", target, o.host, o.port);
	if (c->role == STREAM)
		n += (size_t)snprintf(out + n, sizeof out - n, "Accept: text/event-stream\r\n");
	const char *own_header = c->role == POSTER && post_headers.n ? own(&post_headers, c->turn, NULL) : own(&headers, c->role == CALLER ? c->turn : c->number, NULL);
	if (own_header)
		n += (size_t)snprintf(out + n, sizeof out - n, "%s\r\n", own_header);
	if (body)
		n += (size_t)snprintf(out + n, sizeof out - n, "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n%s", o.type, strlen(body), body);
	else
		n += (size_t)snprintf(out + n, sizeof out - n, "\r\n");
	if (n >= sizeof out)
		die("a request is too long");
	c->head_n = 0;
	c->in_body = false;
	c->state = WAITING;
	if (write(c->fd, out, n) != (ssize_t)n) {
		bad_answers++;
		forget(c);
	}
}

/* ---- rooms, posts and marks */

struct room {
	int streams;
	bool posting;		/* one at a time: on two connections they could overtake each other */
	uint32_t got[RING];
};

static struct room *rooms;
static struct conn *streams, posters[POSTERS];
static struct {
	int room;
	uint64_t due;
} waits[POST_WAITS];
static unsigned nwaits;
static uint64_t late;
static struct times answered;

/* Counts that others read and only we write. */
static void add_one(_Atomic uint64_t *n)
{
	atomic_store_explicit(n, atomic_load_explicit(n, memory_order_relaxed) + 1, memory_order_relaxed);
}

static uint32_t posted_in(int room)
{
	return atomic_load_explicit(&told->rooms[room].posted, memory_order_acquire);
}

static void send_post(struct conn *c, int room, uint64_t due)
{
	static char text[1 << 16], body[1 << 17];
	struct room *r = &rooms[room];
	uint32_t seq = posted_in(room) + 1;
	int turn = room + (int)((seq - 1) % (uint32_t)(INT32_MAX / o.rooms)) * o.rooms;
	atomic_store_explicit(&told->rooms[room].due[seq % RING], due, memory_order_relaxed);
	atomic_store_explicit(&told->rooms[room].posted, seq, memory_order_release);
	memset(text, 'x', (size_t)o.size);
	snprintf(text + o.size - 12, 13, "zq%08" PRIx32 "qz", seq);
	posts++;
	fill(body, sizeof body, own(&bodies, turn, o.body ? o.body : "%s"), room, text);
	c->since = due;
	c->room = room;
	c->turn = turn;
	r->posting = true;
	send_request(c, own(&paths, turn, o.url), room, body);
}

static void post(int room, uint64_t due)
{
	for (int i = 0; i < POSTERS && !rooms[room].posting; i++) {
		if (posters[i].state == IDLE) {
			send_post(&posters[i], room, due);
			return;
		}
	}
	if (nwaits == POST_WAITS)
		die("the server does not take the posts");
	late++;
	waits[nwaits].room = room;
	waits[nwaits++].due = due;
}

/* The first that waits and whose room has no post under way. */
static void poster_is_free(struct conn *c)
{
	for (unsigned i = 0; i < nwaits; i++) {
		int room = waits[i].room;
		if (rooms[room].posting)
			continue;
		uint64_t due = waits[i].due;
		memmove(waits + i, waits + i + 1, (--nwaits - i) * sizeof *waits);
		send_post(c, room, due);
		return;
	}
}

static void received(struct conn *c, uint32_t seq)
{
	struct room *r = &rooms[c->room];
	if (seq > posted_in(c->room))
		return;		/* left from an earlier run */
	if (seq <= c->last) {
		part->doubled++;
		return;
	}
	if (c->last && seq != c->last + 1)
		part->reordered += seq - c->last - 1;
	c->last = seq;
	add_one(&part->delivered);
	bool measuring = atomic_load_explicit(&told->measuring, memory_order_relaxed);
	uint64_t due = atomic_load_explicit(&told->rooms[c->room].due[seq % RING], memory_order_relaxed);
	uint64_t now = now_ns(), took = now > due ? now - due : 0;
	if (measuring)
		times_add(&part->latency, took);
	if (++r->got[seq % RING] < (uint32_t)r->streams)
		return;
	r->got[seq % RING] = 0;
	add_one(&part->complete);
	if (measuring)
		times_add(&part->sweep, took);
	if (o.rate == 0 && measuring)
		post(c->room, now);
}

static int hex_value(char ch)
{
	return ch >= '0' && ch <= '9' ? ch - '0' : ch >= 'a' && ch <= 'f' ? ch - 'a' + 10 : -1;
}

static void scan(struct conn *c, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (c->matched == 0) {
			const char *z = memchr(p + i, 'z', n - i);
			if (!z)
				return;
			i = (size_t)(z - p);
			c->matched = 1;
			c->digits = 0;
		} else if (c->matched == 1) {
			c->matched = p[i] == 'q' ? 2 : p[i] == 'z';
		} else if (c->matched < 10) {
			int h = hex_value(p[i]);
			c->digits = c->digits << 4 | (uint32_t)h;
			c->matched = h < 0 ? 0 : c->matched + 1;
		} else if (c->matched == 10) {
			c->matched = p[i] == 'q' ? 11 : 0;
		} else {
			if (p[i] == 'z')
				received(c, c->digits);
			c->matched = 0;
		}
	}
}

/* ---- answers */

static uint64_t calls, asked, calls_end;

static void call_again(struct conn *c)
{
	static char body[1 << 16], text[64];
	c->turn = o.anew ? (int)(asked % INT32_MAX) : c->number;
	snprintf(text, sizeof text, "n%" PRIu64 "-%d", ++asked, c->number);
	const char *form = own(&bodies, c->turn, o.body);
	if (form)
		fill(body, sizeof body, form, c->number, text);
	c->since = now_ns();
	send_request(c, own(&paths, c->turn, o.url), c->number, form ? body : NULL);
}

static void keep_cookies(struct conn *c)
{
	for (const char *line = c->head; (line = strchr(line, '\n')); ) {
		line++;
		if (strncasecmp(line, "Set-Cookie: ", 12) != 0)
			continue;
		int n = (int)strcspn(line + 12, ";\r\n");
		char *all = NULL;
		if (asprintf(&all, "%s%s%.*s", c->cookies ? c->cookies : "", c->cookies ? "; " : "", n, line + 12) < 0)
			die("out of memory");
		free(c->cookies);
		c->cookies = all;
	}
}

static void answer_complete(struct conn *c)
{
	uint64_t now = now_ns();
	c->state = IDLE;
	if (c->status != o.expect) {
		if (bad_answers++ < 3)
			fprintf(stderr, "answer %d: %.200s\n", c->status, c->head);
	}
	if (c->role == CALLER) {
		calls++;
		times_add(&answered, now - c->since);
		if (o.cookies_to)
			keep_cookies(c);
		if (o.once)
			forget(c);	/* its place is another's: all together may be more than descriptors */
		else if (now < calls_end)
			call_again(c);
	} else if (c->role == POSTER) {
		if (atomic_load_explicit(&told->measuring, memory_order_relaxed))
			times_add(&answered, now - c->since);
		rooms[c->room].posting = false;
		poster_is_free(c);
	}
}

/* The head is complete: how long is the body? */
static void head_complete(struct conn *c)
{
	c->head[c->head_n] = '\0';
	c->status = c->head_n > 12 ? (int)strtol(c->head + 9, NULL, 10) : 0;
	c->in_body = true;
	c->body_left = 0;
	memset(c->tail, 0, sizeof c->tail);
	c->chunked = false;
	for (const char *line = c->head; (line = strchr(line, '\n')); ) {
		line++;
		if (*line == 'C' || *line == 'c') {
			if (strncasecmp(line, "Content-Length:", 15) == 0)
				c->body_left = strtoul(line + 15, NULL, 10);
		} else if (*line == 'T' || *line == 't') {
			c->chunked |= strncasecmp(line, "Transfer-Encoding: chunked", 26) == 0;
		}
	}
	if (c->role != STREAM)
		return;
	if (c->status != 200) {
		fprintf(stderr, "stream answer %d: %.200s\n", c->status, c->head);
		refused++;
		forget(c);
		return;
	}
	c->state = STREAMING;
	connected++;
	free(c->head);
	c->head = NULL;
}

static size_t read_head(struct conn *c, const char *p, size_t n)
{
	if (!c->head)
		c->head = must(malloc(HEAD_MAX));
	/* The end may begin in what came before. */
	size_t before = c->head_n, look = before > 3 ? before - 3 : 0;
	size_t room = HEAD_MAX - 1 - before, taken = n < room ? n : room;
	memcpy(c->head + before, p, taken);
	const char *end = memmem(c->head + look, before + taken - look, "\r\n\r\n", 4);
	if (!end && taken == room)
		die("an answer's head is too long");
	if (!end) {
		c->head_n += taken;
		return n;
	}
	size_t used = (size_t)(end - c->head) + 4 - before;
	c->head_n = before + used;
	head_complete(c);
	return used;
}

static void take_bytes(struct conn *c, const char *p, size_t n)
{
	if (c->role == CALLER || (c->role == STREAM && c->number < o.shown))
		part->bytes_in += n;
	if (c->state == WAITING && !c->in_body) {
		size_t used = read_head(c, p, n);
		p += used;
		n -= used;
	}
	if (c->state == STREAMING) {
		if (c->number < o.shown)
			scan(c, p, n);
		return;
	}
	if (c->state != WAITING || !c->in_body)
		return;
	if (!c->chunked) {
		c->body_left -= n < c->body_left ? n : c->body_left;
		if (c->body_left == 0)
			answer_complete(c);
		return;
	}
	for (size_t i = n > 5 ? n - 5 : 0; i < n; i++) {
		memmove(c->tail, c->tail + 1, 4);
		c->tail[4] = p[i];
	}
	if (memcmp(c->tail, "0\r\n\r\n", 5) == 0)
		answer_complete(c);
}

static void closed_by_server(struct conn *c)
{
	if (c->state == STREAMING) {
		part->lost_streams++;
		rooms[c->room].streams -= c->number < o.shown;
	} else if (c->state == WAITING && c->in_body && !c->chunked && c->role != STREAM) {
		answer_complete(c);
	} else if (c->state != IDLE) {
		refused++;
	}
	bool again = c->role == POSTER;
	static int reopened;
	if (again && ++reopened > REOPENED_MAX)
		die("the server closes the connections that post");
	if (c->role == POSTER && c->state == WAITING) {
		bad_answers++;
		rooms[c->room].posting = false;
	}
	forget(c);
	if (again)
		start_connect(c);
}

static void on_connected(struct conn *c)
{
	int error = 0;
	socklen_t size = sizeof error;
	getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &size);
	if (error) {
		refused++;
		forget(c);
		return;
	}
	struct epoll_event e = { .events = EPOLLIN, .data.ptr = c };
	epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &e);
	c->state = IDLE;
	if (c->role == STREAM)
		send_request(c, own(&stream_paths, c->number, o.events), c->room, NULL);
	else if (c->role == CALLER)
		call_again(c);
	else if (c->role == POSTER)
		poster_is_free(c);
}

static void on_event(struct conn *c)
{
	static char in[1 << 16];
	if (c->state == CONNECTING) {
		on_connected(c);
		return;
	}
	while (c->fd >= 0) {
		ssize_t n = read(c->fd, in, sizeof in);
		if (n > 0) {
			take_bytes(c, in, (size_t)n);
			if ((size_t)n < sizeof in)
				return;
		} else if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
			return;
		} else {
			closed_by_server(c);
			return;
		}
	}
}

static void pump(int ms)
{
	struct epoll_event events[512];
	int n = epoll_wait(ep, events, 512, ms);
	for (int i = 0; i < n; i++)
		on_event(events[i].data.ptr);
}

static void pump_for(double s)
{
	for (uint64_t end = now_ns() + (uint64_t)(s * 1e9); now_ns() < end;)
		pump(5);
}

/* ---- streams */

static double join_all(int n)
{
	uint64_t start = now_ns(), moved = start;
	int opened = 0, seen = 0;
	while (connected + refused < n) {
		while (opened < n && opened - connected - refused < (o.at_once ? o.at_once : 256))
			start_connect(&streams[opened++]);
		pump(50);
		if (connected + refused != seen) {
			seen = connected + refused;
			moved = now_ns();
		}
		if (now_ns() - moved > STALL_S * UINT64_C(1000000000))
			die("only %d of %d streams were served", connected, n);
	}
	if (connected < n)
		die("%d of %d streams were refused", refused, n);
	return (double)(now_ns() - start) / 1e9;
}

static void drain(double s)
{
	for (uint64_t end = now_ns() + (uint64_t)(s * 1e9); now_ns() < end; pump(5)) {
		uint64_t missing = nwaits;
		for (int i = 0; i < o.parts; i++)
			missing += posts - atomic_load_explicit(&told->parts[i].complete, memory_order_relaxed);
		for (int i = 0; i < POSTERS; i++)
			missing += posters[i].state == WAITING;
		if (!missing)
			return;
	}
}

/* Somebody else who asks for a page meanwhile, every 5 ms. On a thread of its
 * own: behind thousands of streams that are ready it would measure us. */
static struct times probed;
static atomic_bool probing;

static void *probe_run(void *arg)
{
	char request[600], in[1 << 15];
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)o.port) };
	inet_pton(AF_INET, o.host, &a.sin_addr);
	int n = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: %s:%d\r\nConnection: close\r\n\r\n", o.probe, o.host, o.port);
	while (atomic_load(&probing)) {
		int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		uint64_t start = now_ns();
		if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof a) < 0 || write(fd, request, (size_t)n) != n)
			die("the probe is not let in");
		while (read(fd, in, sizeof in) > 0)
			;
		times_add(&probed, now_ns() - start);
		close(fd);
		usleep(5000);
	}
	return arg;
}

static void post_for(double s)
{
	uint64_t now = now_ns(), end = now + (uint64_t)(s * 1e9), due = now;
	uint64_t step = o.rate > 0 ? (uint64_t)(1e9 / o.rate) : 0;
	static int room;
	if (!step)
		for (int i = 0; i < o.rooms; i++)
			post(i, now);
	while ((now = now_ns()) < end) {
		if (step && now >= due) {
			/* Awake within 2 ms of the schedule is our own doing, later the server's. */
			post(room++ % o.rooms, now - due > 2000000 ? due : now);
			due += step;
		} else {
			pump(step && due - now < 2000000 ? 0 : 1);
		}
	}
}

/* The part'th of all streams: every o.parts'th. */
static void join_streams(int which)
{
	int mine = 0;
	rooms = must(calloc((size_t)o.rooms, sizeof *rooms));
	streams = must(calloc((size_t)o.n, sizeof *streams));
	part = &told->parts[which];
	o.port = o.ports[which];
	for (int i = which; i < o.n; i += o.parts) {
		streams[mine++] = (struct conn){ .role = STREAM, .fd = -1, .number = i, .room = i % o.rooms };
		rooms[i % o.rooms].streams += i < o.shown;
	}
	part->join_s = join_all(mine);
	atomic_fetch_add(&told->joined, 1);
}

static void count_expected(void)
{
	part->expected = 0;
	for (int i = 0; i < o.rooms; i++)
		part->expected += (uint64_t)posted_in(i) * (uint64_t)rooms[i].streams;
}

static _Noreturn void listen_only(int which)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	ep = epoll_create1(EPOLL_CLOEXEC);
	join_streams(which);
	while (!atomic_load(&told->over))
		pump(5);
	count_expected();
	exit(0);
}

static void await_parts(void)
{
	while (atomic_load(&told->joined) < o.parts) {
		if (waitpid(-1, NULL, WNOHANG) > 0)
			die("a part of the streams was not served");
		pump(5);
	}
}

static void end_parts(void)
{
	count_expected();
	atomic_store(&told->over, true);
	for (int i = 1, status; i < o.parts; i++)
		if (wait(&status) < 0 || status)
			die("a part of the streams was lost");
}

static uint64_t delivered_by_all(void)
{
	uint64_t sum = 0;
	for (int i = 0; i < o.parts; i++)
		sum += atomic_load(&told->parts[i].delivered);
	return sum;
}

static void times_merge(struct times *t, const struct times *more)
{
	for (size_t b = 0; b < sizeof t->bucket / sizeof *t->bucket; b++)
		t->bucket[b] += more->bucket[b];
	t->n += more->n;
	t->most = more->most > t->most ? more->most : t->most;
}

/* Everything into the first part; returns what was lost. */
static uint64_t merge_parts(void)
{
	uint64_t delivered = delivered_by_all();
	for (int i = 1; i < o.parts; i++) {
		const struct part *p = &told->parts[i];
		part->doubled += p->doubled;
		part->reordered += p->reordered;
		part->expected += p->expected;
		part->lost_streams += p->lost_streams;
		part->join_s = p->join_s > part->join_s ? p->join_s : part->join_s;
		times_merge(&part->latency, &p->latency);
		times_merge(&part->sweep, &p->sweep);
	}
	return part->expected > delivered ? part->expected - delivered : 0;
}

static void open_posters(void)
{
	for (int i = 0; i < POSTERS; i++) {
		posters[i] = (struct conn){ .role = POSTER, .fd = -1, .number = i };
		start_connect(&posters[i]);
	}
	pump_for(0.2);
	double rate = o.rate;
	o.rate = rate > 0 ? rate : 20;	/* a closed loop is warmed up gently */
	post_for(o.warm);
	drain(DRAIN_S);
	o.rate = rate;
}

static int measure_streams(void)
{
	double rss_before = server_rss_kb(), cpu_before = server_cpu_s();
	for (int i = 1; i < o.parts; i++)
		if (fork() == 0)
			listen_only(i);
	join_streams(0);
	await_parts();
	double join_cpu = server_cpu_s() - cpu_before;
	pump_for(1);
	double rss_idle = server_rss_kb();
	open_posters();

	uint64_t posts_before = posts, all_before = delivered_by_all();
	uint64_t own_before = atomic_load(&part->delivered), bytes_before = part->bytes_in;
	atomic_store(&told->measuring, true);
	late = 0;
	uint64_t start = now_ns();
	double server = server_cpu_s(), own = own_cpu_s();
	pthread_t prober;
	atomic_store(&probing, true);
	if (o.probe && pthread_create(&prober, NULL, probe_run, NULL) != 0)
		die("no thread for the probe");
	post_for(o.seconds);
	atomic_store(&probing, false);
	if (o.probe)
		pthread_join(prober, NULL);
	if (o.rate == 0)
		atomic_store(&told->measuring, false);
	double open_s = (double)(now_ns() - start) / 1e9;
	drain(DRAIN_S);
	double s = o.rate == 0 ? open_s : (double)(now_ns() - start) / 1e9;
	server = server_cpu_s() - server;
	own = own_cpu_s() - own;

	uint64_t got = delivered_by_all() - all_before, own_got = atomic_load(&part->delivered) - own_before;
	uint64_t bytes = part->bytes_in - bytes_before;
	end_parts();
	uint64_t lost = merge_parts();
	printf("{\"streams\":%d,\"rooms\":%d,\"posts\":%" PRIu64 ",\"deliveries\":%" PRIu64 ",\"per_s\":%.0f", o.n, o.rooms,
	       posts - posts_before, got, (double)got / s);
	print_times("latency", &part->latency);
	print_times("sweep", &part->sweep);
	print_times("answer", &answered);
	print_times("probe", &probed);
	printf(",\"lost\":%" PRIu64 ",\"doubled\":%" PRIu64 ",\"reordered\":%" PRIu64 ",\"streams_lost\":%d,\"bad\":%" PRIu64 ",\"late\":%" PRIu64,
	       lost, part->doubled, part->reordered, part->lost_streams, bad_answers, late);
	printf(",\"join_s\":%.3f,\"join_cpu_s\":%.2f,\"kb_per_stream\":%.2f,\"rss_mb\":%.1f,\"cpu_us_per_delivery\":%.3f,\"server_cpu\":%.3f,\"own_cpu\":%.3f,\"bytes_per_delivery\":%.0f}\n",
	       part->join_s, join_cpu, (rss_idle - rss_before) / o.n, rss_idle / 1024, got ? server * 1e6 / (double)got : 0, server / s, own / s,
	       own_got ? (double)bytes / (double)own_got : 0);
	return lost || part->doubled || part->reordered || part->lost_streams || bad_answers ? 3 : 0;
}

/* ---- requests */

static void write_cookies(const struct conn *callers)
{
	FILE *f = fopen(o.cookies_to, "w");
	if (!f)
		die("%s: %s", o.cookies_to, strerror(errno));
	for (int i = 0; i < o.n; i++)
		fprintf(f, "%s\n", callers[i].cookies ? callers[i].cookies : "");
	fclose(f);
}

static int measure_requests(void)
{
	struct conn *callers = must(calloc((size_t)o.n, sizeof *callers));
	double server = server_cpu_s(), own = own_cpu_s();
	uint64_t start = now_ns();
	calls_end = start + (uint64_t)(o.seconds * 1e9);
	int opened = 0;
	for (int i = 0; i < o.n; i++)
		callers[i] = (struct conn){ .role = CALLER, .fd = -1, .number = i };
	uint64_t limit = calls_end + UINT64_C(10000000000);
	for (bool going = true; going && now_ns() < limit;) {
		int under_way = opened - (o.once ? (int)calls + refused : 0);
		for (; opened < o.n && (!o.at_once || under_way < o.at_once); under_way++)
			start_connect(&callers[opened++]);
		pump(20);
		going = o.once ? calls + (uint64_t)refused < (uint64_t)o.n : now_ns() < calls_end;
	}
	double s = (double)(now_ns() - start) / 1e9;
	printf("{\"connections\":%d,\"calls\":%" PRIu64 ",\"per_s\":%.1f,\"seconds\":%.4f", o.n, calls, (double)calls / s, s);
	print_times("answer", &answered);
	printf(",\"bad\":%" PRIu64 ",\"refused\":%d,\"server_cpu\":%.3f,\"own_cpu\":%.3f,\"bytes_per_call\":%.0f}\n", bad_answers,
	       refused, (server_cpu_s() - server) / s, (own_cpu_s() - own) / s, calls ? (double)part->bytes_in / (double)calls : 0);
	if (o.cookies_to)
		write_cookies(callers);
	return bad_answers || refused ? 3 : 0;
}

/* ---- start */

static int number(const char *s)
{
	char *end;
	long n = strtol(s, &end, 10);
	if (*end || n < 0 || n > INT32_MAX)
		die("not a number: %s", s);
	return (int)n;
}

static void read_lines(struct lines *l, const char *path)
{
	FILE *f = fopen(path, "r");
	if (!f)
		die("%s: %s", path, strerror(errno));
	char *line = NULL;
	size_t cap = 0;
	while (getline(&line, &cap, f) > 0) {
		line[strcspn(line, "\r\n")] = '\0';
		l->line = must(realloc(l->line, (size_t)(l->n + 1) * sizeof *l->line));
		l->line[l->n++] = must(strdup(line));
	}
	free(line);
	fclose(f);
}

static void options(int argc, char **argv)
{
	for (int c; (c = getopt(argc, argv, "p:n:k:e:u:b:t:H:B:U:E:G:l:r:d:w:s:c:x:q:P:o:1a")) != -1;) {
		switch (c) {
		case 'p': if (o.parts < PARTS) o.ports[o.parts++] = number(optarg); break;
		case 'n': o.n = number(optarg); break;
		case 'k': o.rooms = number(optarg); break;
		case 'e': o.events = optarg; break;
		case 'u': o.url = optarg; break;
		case 'b': o.body = optarg; break;
		case 't': o.type = optarg; break;
		case 'H': read_lines(&headers, optarg); break;
		case 'B': read_lines(&bodies, optarg); break;
		case 'U': read_lines(&paths, optarg); break;
		case 'E': read_lines(&stream_paths, optarg); break;
		case 'G': read_lines(&post_headers, optarg); break;
		case 'l': o.shown = number(optarg); break;
		case 'r': o.rate = strtod(optarg, NULL); break;
		case 'd': o.seconds = strtod(optarg, NULL); break;
		case 'w': o.warm = strtod(optarg, NULL); break;
		case 's': o.size = number(optarg); break;
		case 'c': o.at_once = number(optarg); break;
		case 'x': o.expect = number(optarg); break;
		case 'q': o.probe = optarg; break;
		case 'o': o.cookies_to = optarg; break;
		case 'P': if (o.npids < PIDS) o.pids[o.npids++] = number(optarg); break;
		case '1': o.once = true; break;
		case 'a': o.anew = true; break;
		default: die("see the head of phones.c");
		}
	}
	if (o.shown == 0)
		o.shown = o.n;
	if (o.parts == 0)
		o.ports[o.parts++] = o.port;
	o.port = o.ports[0];
	if (o.n < 1 || o.shown < o.rooms || o.rooms < 1 || o.rooms > o.n || o.size < 16 || o.size > 60000)
		die("out of range");
	if (o.parts > 1 && (o.rooms > 1 || o.rate == 0 || o.shown < o.parts))
		die("several nodes serve one room, at a rate");
}

int main(int argc, char **argv)
{
	if (argc < 2)
		die("usage: phones streams|requests OPTIONS");
	bool wants_streams = strcmp(argv[1], "streams") == 0;
	options(argc - 1, argv + 1);
	struct rlimit files;
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	int open_at_once = !wants_streams && o.once && o.at_once ? o.at_once : o.n / o.parts;
	if (files.rlim_cur < (rlim_t)open_at_once + POSTERS + 16)
		die("only %ju descriptors allowed", (uintmax_t)files.rlim_cur);
	signal(SIGPIPE, SIG_IGN);
	ep = epoll_create1(EPOLL_CLOEXEC);
	size_t size = sizeof *told + (size_t)o.rooms * sizeof *told->rooms;
	told = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (told == MAP_FAILED)
		die("mmap: %s", strerror(errno));
	part = &told->parts[0];
	return wants_streams ? measure_streams() : measure_requests();
}
