/* loop.h -- one event loop: its listener, its connections, its way back from
 * the store. Internal to server.c, loop.c and conn.c, the only files that
 * include libevent.
 *
 * Everything in a loop belongs to its thread, except `returned` and `wake`. */
#pragma once
#include "http/exchange.h"
#include "http/kept.h"
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <event2/http.h>
#include <event2/listener.h>
#include <pthread.h>
#include <stdatomic.h>

/* What evhttp does not tell about a connection. */
struct conn {
	struct loop *loop;
	struct bufferevent *bev;
	struct evhttp_connection *evcon;
	struct exchange *busy;		/* the request that is being carried out */
	int fd;
	struct event watch;		/* see conn_watch() in conn.c */
	bool watched;
	unsigned strikes;
	int64_t deadline_us;		/* when its request must be here in full; 0: none has begun */
	bool line_read;			/* the request line has been looked at */
	bool uploads;			/* counted in server->uploads, and allowed the larger body */
	bool refused;			/* an upload too many */
	struct evbuffer *head;		/* of a POST whose head comes in pieces, as far as it has come; NULL mostly */
	size_t body_most;		/* and how large its body may be */
	struct evbuffer *refusal;	/* waits for evhttp to refuse the body (oversize.h); NULL mostly */
	struct conn *prev, *next;
};

enum {
	SPARES_KEPT = 16,		/* per loop: what is in flight when a room is busy; in a rush the others are made and let go */
	BUF_KEPT_MAX = 32 << 10,	/* a page; what holds more is given back */
};

/* The memory of a request that is over, for the next one. */
struct spare {
	struct arena *arena;
	struct buf head, out;
};

struct loop {
	struct server *server;
	struct arena *arena;		/* conn records, as long as the loop */
	struct arena *scratch;
	struct event_base *base;
	struct evhttp *http;
	struct evconnlistener *listener;
	struct event *wake_event, *tick, *greet;
	pthread_t thread;
	bool started;

	struct conn *conns, *fresh, *spare;
	struct conn **by_fd;
	size_t by_fd_n;

	struct kept *kept;
	struct spare spares[SPARES_KEPT];
	size_t nspares;
	size_t in_flight;

	_Atomic(struct exchange *) returned;	/* a stack; the loop turns it round */
	int wake;				/* eventfd */
	int null_fd;				/* takes a stream's place when its socket moves to the hub */
	int64_t stop_us;			/* when waiting for requests in flight ends; 0: running */
	char date[48];				/* "Date: ...\r\n" of this second */
	time_t date_of;
};

/* loop.c */
must_use enum rc loop_init(struct ctx *x, struct loop *l, struct server *s, int listen_fd);
void *loop_thread(void *loop);
void loop_wake(struct loop *l);
void loop_close(struct loop *l);

/* conn.c */
struct bufferevent *conn_accept(struct event_base *base, void *loop);	/* evhttp's bevcb */
void conn_unwatch(struct conn *c);		/* before its socket gets another descriptor */
void conn_greet(struct loop *l);		/* takes in what conn_accept has made */
struct conn *conn_find(struct loop *l, struct evhttp_connection *evcon);
void conn_taken(struct conn *c, struct exchange *e);	/* its request is complete */
void conn_next(struct conn *c);			/* waits for the next request */
void conn_tick(struct loop *l, bool stopping);	/* once a second: ends what takes too long */
