/* image.h -- photos: what a camera sends in, a plain picture out.
 *
 * A picture from a stranger is read to its pixels and written anew as JPEG, so
 * nothing comes along but what is seen: no place, no time, no name of a device,
 * no thumbnail of what was cut away. It stands upright afterwards; the note of
 * how the camera was held is followed before it is lost.
 *
 * Memory: x->arena; while it works up to about 100 MB of its own, which is why
 * the size is read and judged before the first pixel. Takes tens of milliseconds
 * and more: before the transaction, never on an event loop. Thread: any. */
#pragma once
#include "core/ctx.h"

enum {
	IMAGE_PIXELS_MAX = 50 * 1000 * 1000,	/* the largest phone cameras have 48 million; such a JPEG is read at a part of its size */
	IMAGE_PIXELS_WHOLE_MAX = 16 * 1000 * 1000,	/* of what has to be held whole: PNG, WebP, JPEG in many passes */
	IMAGE_SIDE_MIN = 16,			/* less is a counting pixel, not paper */
	IMAGE_PASSES_MAX = 64,			/* of a JPEG in many passes; cameras and tools make about ten */
};

struct image {
	struct str jpeg;
	int width, height;
};

/* JPEG, PNG or WebP, told by its first bytes, as JPEG of at most max_side either
 * way. INVALID("", "render.image_unknown") for anything else,
 * INVALID("", "render.image_broken"), INVALID("", "render.image_small"),
 * TOO_LARGE("", "render.image_pixels"). */
must_use enum rc image_plain(struct ctx *x, struct str bytes, int max_side, struct image *ret);
