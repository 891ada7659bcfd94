/* live_shard.h -- one thread and the sockets it owns. Internal to the room.
 *
 * A shard knows streams and bytes; which bytes, and when, the hub says by
 * posting: joins, sends and ends of one crowd are carried out in the order in
 * which they were posted. */
#pragma once
#include "core/err.h"
#include "http/live.h"
#include "http/live_frame.h"

struct shard;
struct room;
struct stream;
struct post;

/* The streams of one room in one shard. Only the shard's thread touches it,
 * except `streams`, which the hub counts up before it posts a join. */
struct crowd {
	struct room *room;
	atomic_uint streams;
	struct stream **in;
	uint32_t n, room_for;
	uint32_t left;			/* the first so many have not met posts[0] yet */
	struct post *posts, *last_post;	/* waiting to be carried out; the first may be half done */
	bool active;			/* in the shard's list of crowds with posts */
	struct crowd *next_active;
	struct crowd *next, *prev;	/* crowds with streams */
};

struct join {
	int fd;			/* the shard owns it from now on */
	uint64_t seq;		/* posts up to this one are not for this stream */
	uint64_t version;	/* what the page shows; only used with want */
	uint64_t holder;	/* whose it is, hashed; 0: nobody's */
	uint64_t want;		/* first rendering that is fresh enough; 0: is up to date after `catch_up` */
	struct frame *catch_up;	/* reference is taken over; NULL: none */
};

struct send {
	uint64_t seq;
	uint64_t render;	/* number of the rendering that this is the result of */
	uint64_t version;
	struct frame *change;	/* for streams that have all before; NULL: nothing changed */
	struct frame *whole;	/* for streams that wait for a rendering; NULL: nobody does */
};

/* one_by_one: no ring is asked for (live_send.h). */
must_use enum rc shard_new(struct ctx *x, bool one_by_one, struct shard **ret);
void shard_stop(struct shard *s);	/* closes the streams, joins the thread, frees */

/* Thread: any. A crowd's posts must come one at a time (the hub's lock). What
 * cannot be posted for lack of memory ends the streams it was for: they come
 * back and ask anew. References of frames are taken, not taken over, but for
 * join.catch_up. */
void shard_join(struct shard *s, struct crowd *c, const struct join *j);
void shard_send(struct shard *s, struct crowd *c, const struct send *d);
/* Streams that joined before seq get `last` (NULL: nothing) and are closed. */
void shard_end(struct shard *s, struct crowd *c, uint64_t seq, struct frame *last);

/* The same for the streams of one holder, whenever they joined; 0: of every holder. */
void shard_withdraw(struct shard *s, struct crowd *c, uint64_t holder, struct frame *last);

/* The hub's: every post and every stream holds its room. */
void room_ref(struct room *r);
void room_unref(struct room *r);
