/* live_frame.h -- one event as it goes out on every stream: bytes that nobody
 * changes any more, freed by whoever lets go last. Internal to the room.
 * Thread: any; the count is atomic. */
#pragma once
#include "core/str.h"
#include <stdatomic.h>

enum { LIVE_FRAME_MAX = 4 << 20 };	/* a board of 10,000 cards; more is a fault, not a room */

struct frame {
	atomic_uint refs;
	size_t n;
	char bytes[];
};

/* Each returns a frame with one reference, or NULL if there is no memory. */
struct frame *frame_of(struct str bytes);
/* "id: <version>", "event: <event>" and html as data lines. version 0: no id. */
struct frame *frame_event(const char *event, uint64_t version, struct str html);
/* The n frames in a row. */
struct frame *frame_join(struct frame *const frames[], size_t n);

struct frame *frame_ref(struct frame *f);	/* NULL is fine, here and below */
void frame_unref(struct frame *f);
