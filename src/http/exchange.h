/* exchange.h -- one request and what becomes of it. Internal to http.
 *
 * An exchange lives in its own arena. It is made on the loop that owns the
 * connection (loop.c), handed to the store's threads as a piece of work
 * (exchange.c), and comes back to its loop with the finished bytes. At any time
 * one thread has it; the hand-overs are the store's queue and loop_return(). */
#pragma once
#include "http/body.h"
#include "http/router.h"

struct loop;
struct conn;
struct evhttp_request;

struct header {
	const char *name;
	struct str value;
	struct header *next;
};

enum reply_kind { REPLY_VIEW, REPLY_REDIRECT, REPLY_FILE, REPLY_STREAM };

/* What the handler asked for; see the calls in http.h. */
struct reply {
	enum reply_kind kind;
	int status;		/* 0: what the rc says */
	struct str location;
	const char *mime, *filename;
	struct str file;
	struct str topic, audience, holder;
	struct header *headers;	/* last set first */
	const char *notice;
};

struct exchange {
	struct req req;		/* first, so that a req's exchange could be found in a debugger */
	struct reply reply;
	struct ctx ctx;
	struct work work;
	struct server *server;

	/* The loop's: connection and request of libevent. Reading its headers
	 * from the thread that has the exchange is fine; nobody changes them. */
	struct loop *loop;
	struct conn *conn;	/* NULL once the client is gone */
	struct evhttp_request *ev;
	struct str (*header)(struct exchange *e, const char *name);

	const struct route *page;	/* refills a refused form */
	struct val *view;
	struct str cookies;		/* the Cookie header, checked; "" if there is none, STR_NULL before it is asked for */
	struct str body;		/* a multipart body waits here for prepare() */
	struct str content_type;
	bool head_only, https, close;
	/* The request is refused before any handler: status and message. */
	int door_status;
	const char *door_message;
	struct str allow;		/* with 405 */

	struct str visit;		/* the first-visit cookie to set, or STR_NULL */
	bool token_ok;			/* csrf was checked in prepare() */
	bool visit_ok;			/* the token goes with the first-visit cookie; seen at the door */
	bool finish_on_loop;		/* nothing more is asked of the store */
	bool stale;			/* from a page of ours, but of another session: nothing is done, nothing typed is lost */
	bool on_loop;			/* tried where it arrived: whoever tries also sends */
	/* For kept.c: what the page is made from besides the request line. */
	bool was_kept;			/* the answer is a page that was kept */
	bool may_keep, looked;		/* looked: at a header other than Cookie */
	uint64_t chance_before;
	struct http_state state;
	int64_t began_us;

	/* The answer. */
	int status;
	struct buf head;		/* header lines, each with its CRLF; no status line, Date or Connection */
	struct buf out;			/* body */
	enum rc rc;			/* what the work came to */
	const struct route *asked;	/* for the log; req.route may have become the form's page */
	struct exchange *next;
};

struct server {
	struct arena *arena;
	struct server_config config;
	struct http_hooks hooks;
	struct router *router;
	struct live *live;
	struct loop *loops;
	int nloops, port;
	int fd_max;			/* connections above it are closed at once */
	_Atomic bool stopping;
	_Atomic int uploads;		/* being received */
	_Atomic uint32_t requests;	/* for ids */
	uint32_t id_base;
};

/* Which of our languages an Accept-Language asks for. */
enum lang http_language(struct str tags);
/* The tokens of a page, for the browser that asks; a first visitor gets the
 * cookie that they go with. */
void page_tokens(struct exchange *e, struct str *ret_csrf, struct str *ret_once);
/* e->out is the whole page: the head to it. */
void answer_page(struct exchange *e);

/* Decides what is to be done with a request whose head, target and body stand in
 * the exchange. True: it is done, the answer waits to be sent. False: it has been
 * submitted, and the exchange is not ours any more. */
bool exchange_submit(struct exchange *e);
/* One that came back with finish_on_loop: makes its answer. */
void exchange_finish(struct exchange *e);
/* Splits and checks target, finds the route, reads query and form. Sets door_*. */
void exchange_read(struct exchange *e, struct str method, struct str target, struct str body);

/* reply.c: the answer into e->status, e->head, e->out. */
void answer(struct exchange *e, enum rc rc);
/* The view again with what was posted (form), what was wrong (error, fault). */
void answer_form(struct exchange *e, enum rc rc);
/* Without template, translation or store; cannot fail. */
void answer_plain(struct exchange *e, int status);
void answer_door(struct exchange *e, int status, const char *message);
int status_of(enum rc rc);
const char *status_text(int status);
bool reply_has_header(const struct exchange *e, const char *name);
extern const struct str security_headers;

/* Cookie name as it is on the wire: "__Host-" before it when served by https. */
struct str cookie_name(const struct exchange *e, const char *name);
/* The secret that csrf tokens are made from; STR_NULL if this browser has none. */
struct str csrf_seed(struct exchange *e);

/* Runs fn with the arena's recovery point set; false if the arena was full. */
bool guarded(struct exchange *e, void (*fn)(struct exchange *e));

/* loop.c: gives the finished exchange back to the loop it came from. Thread: any. */
void loop_return(struct exchange *e);
