/* live.h -- rooms that people watch: the projector, the phones, the console.
 *
 * The state of a room is a small tree of HTML pieces, made anew from the store
 * whenever something changed, per audience. The hub compares it with what it
 * sent before and sends only the difference, as server-sent events that htmx
 * swaps in by id. A page embeds the same tree when it is loaded (live_html) and
 * subscribes with its version, so whoever falls behind gets the whole state
 * once: nothing depends on having seen every event.
 *
 * A publish is one immutable, reference-counted buffer, made once per audience.
 * Sockets belong to shards (one thread each), are written directly and queue
 * only on EAGAIN; a client that is more than LIVE_QUEUE_MAX behind is cut off
 * and comes back by itself. A room is rendered at once when it has been quiet,
 * and then at most every LIVE_COALESCE_MS: the first card appears without delay,
 * a burst becomes one frame. */
#pragma once
#include "core/buf.h"
#include "core/ctx.h"

struct live;
struct live_tree;

enum {
	LIVE_COALESCE_MS = 30,		/* people see 100 ms as at once; a vote of 25 phones becomes two or three frames */
	LIVE_QUEUE_MAX = 256 << 10,	/* several whole boards; a phone that far behind reconnects cheaper */
	LIVE_PING_S = 20,		/* comment line that keeps proxies from closing an idle stream */
};

/* A piece: an element with this id. Its html contains <!--kids--> at most once,
 * where its children go, in order of the calls; without it, it has none. parent
 * 0 is the root; returns the number to use as parent. id is unique in the tree,
 * [a-z][a-z0-9-]*, and the html's outer element bears it. html is one element
 * that may stand in a <div> (so no <tr>, <option> or <path>), and is copied.
 *
 * A piece whose own html changes is sent with all that is in it: what changes
 * often (a count, a timer) is a piece of its own beside the many, not around
 * them. Best is a place right before the outer end tag: then the first child
 * can be appended too. Forms that people type in stand outside the tree. */
size_t live_node(struct live_tree *t, size_t parent, struct str id, struct str html);
struct live_tree *live_tree_new(struct ctx *x);
/* Whole, children in place, inside <div id="live">. The page has it once, and
 * beside it, not around it (hx-swap is inherited), the subscriber:
 *
 *	<div hidden hx-ext="sse" sse-connect="/w/17/live?v=VERSION" sse-swap="swap"
 *	     sse-close="end" hx-swap="none"></div>
 *
 * Events: "swap" carries hx-swap-oob elements, its id is the version of the
 * state it leads to; "end" says that the stream is over for good (the page may
 * reload itself on htmx:sseClose). */
struct str live_html(struct ctx *x, const struct live_tree *t);
struct str live_version(struct ctx *x, struct live_tree *t);	/* 16 hex digits; equal trees, equal version */

/* Makes the tree of a topic ("workshop/17") for an audience ("wall"). Runs on a
 * reader of the store. NOT_FOUND or GONE ends the streams of that audience. */
typedef enum rc live_render(struct ctx *x, struct str topic, struct str audience, struct live_tree *t);

/* All topics that start with prefix are rendered by fn. Once, at start. */
void live_source(struct live *l, const char *prefix, live_render *fn);
/* Something about the topic changed; "": anything may have. Cheap; thread: any. */
void live_changed(struct live *l, struct str topic);
/* What the holder may see has changed: their streams (reply_holder() in http.h)
 * end, and the pages come back and are asked anew; "": everybody's who has one.
 * Also the stream of a request that began before and is adopted afterwards.
 * Thread: any. */
void live_withdraw(struct live *l, struct str holder);
/* End all streams of a topic and audience ("" = all): access was withdrawn. */
void live_close(struct live *l, struct str topic, struct str audience);
/* How many streams are open. Thread: any. */
size_t live_count(struct live *l, struct str topic, struct str audience);
