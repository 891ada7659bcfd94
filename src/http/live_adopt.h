/* live_adopt.h -- the seam between the request server and the live hub.
 * Internal to the room: no other room includes it.
 *
 * The server parses the request, checks who may look and sends the head
 * ("text/event-stream", identity encoding, ends when the connection closes).
 * Then the socket leaves the server for good: the server has released every
 * other thing it kept for the connection, and the hub is the only owner. */
#pragma once
#include "core/work.h"
#include "http/live.h"

/* What every stream begins with. Browsers wait 2 s before they come back: a
 * restart does not meet them all at once. */
#define LIVE_HELLO "retry: 2000\n\n"

struct live_config {
	/* Rendering reads the store, so the hub never renders on its own threads:
	 * it submits a piece of reading work (see core/work.h), whose run() calls
	 * the live_render of a topic for its audiences and hands each result to
	 * the shards. Same call as http_hooks.submit; may call w->done at once with
	 * BUSY. The hub owns the arena of w->x. */
	void (*submit)(void *app, bool write, struct work *w);
	void *app;
	int shards;	/* threads that own sockets; 0: one per core, at most 4 */
	bool one_by_one;	/* a system call for each stream, as on a kernel without io_uring (live_send.h); for tests */
};

/* FAILED if a thread or descriptor is refused. *ret is set only on OK. */
must_use enum rc live_new(struct ctx *x, const struct live_config *c, struct live **ret);

/* Ends all streams (their sockets are closed), joins the shards, waits for
 * rendering work that is still at the store, frees. The store must still run;
 * the server has stopped adopting before it calls this. */
void live_free(struct live *l);

/* The hub takes over a connected, non-blocking stream socket to which the head
 * of the reply has been written in full, and LIVE_HELLO with it: a hall opens
 * its streams at once, and that is a system call and a segment less for each. From this call on the hub alone reads,
 * writes and closes fd, also when it refuses the stream for lack of memory.
 * the texts are copied before the call returns.
 *
 * holder is whose stream it is, "" for nobody's; asked_us is when the request
 * began, before its permission was read (clock_mono_us()).
 *
 * version is live_version() of the state that the page embeds; if it is no
 * longer the current one, or is empty, the client gets the whole state first.
 * Thread: any; never blocks. */
struct adoption {
	int fd;
	struct str topic, audience, holder, version;
	int64_t asked_us;
};
void live_adopt(struct live *l, const struct adoption *a);
