/* photo.h -- photos of paper cards: taken by a group on a phone, or by the
 * facilitator of a board; inside this room.
 *
 * A photo belongs to a step and, if a group took it, to the group. It carries no
 * author and no time; what the camera wrote beside it is gone before it is
 * stored (render/image.h). Who sees it:
 *	the facilitator	every one
 *	the group	its own
 *	the wall	what has been shown, and a group's while the group presents
 *	leaders		what has been shown, of parts that they are in; never of others
 * and what a leader is not to see is not on the wall either while leaders are in.
 *
 * Memory, transactions and errors as in workshop.h. */
#pragma once
#include "render/image.h"
#include "workshop/paper/photo_sql.h"
#include "workshop/workshop_inside.h"

enum {
	PHOTO_BYTES_MAX = 8 << 20,	/* a phone's photo at full size is 3 to 6 MiB */
	PHOTO_SIDE_MAX = 1600,		/* handwriting on a table of cards can be read, on a wall of 1920 too */
	PHOTOS_MAX = 60,		/* of a session: some 20 MiB */
	PHOTOS_OF_GROUP_MAX = 6,	/* of a group in one step: a table has no more sides */
};

/* Where a photo would go now: the board or the step where groups write; NULL:
 * nothing of the sort is going on. */
const char *photo_step(const struct session *s);
/* May this viewer add one now? v == 0: of the board, which is the facilitator's. */
bool photo_may_add(const struct session *s, small_group_id g);

/* Slow: before the transaction. INVALID("photo", …): too many bytes, too many
 * pixels, no picture, a damaged one. */
must_use enum rc photo_read(struct ctx *x, struct str bytes, struct image *ret);
/* FORBIDDEN; INVALID("photo", "photo.too_many"). */
must_use enum rc photo_add(struct ctx *x, struct session *s, small_group_id g, const struct image *image, photo_id *ret);
/* Shown to the room or not; its group's or the facilitator's to say. */
must_use enum rc photo_show(struct ctx *x, struct session *s, photo_id photo, bool show);
must_use enum rc photo_drop(struct ctx *x, struct session *s, photo_id photo);
/* What this viewer may see; FORBIDDEN otherwise, NOT_FOUND if there is none. */
must_use enum rc photo_find(struct ctx *x, const struct session *s, photo_id photo, struct sql_photo **ret);
must_use enum rc photo_jpeg(struct ctx *x, workshop_id id, photo_id photo, struct str *ret);

/* "photo" for the phone's own page: may_add, photos[] of its group. */
must_use enum rc photo_task(struct ctx *x, const struct session *s, struct val *task);
/* Pieces for the wall and for the console. */
must_use enum rc photo_wall(struct ctx *x, const struct session *s, struct live_tree *t, size_t parent);
must_use enum rc photo_bench(struct ctx *x, const struct session *s, struct live_tree *t, size_t parent);
/* "takes_photos", "photo_groups[]" for the console's column. */
must_use enum rc photo_side(struct ctx *x, struct session *s, struct val *side);
/* What remains: photos[] {id workshop part step group width height}. heard: the room has
 * heard the groups of the step; before that a photo that a group has not shown is the
 * group's alone, and makes *untold true. */
must_use enum rc photo_outcome(struct ctx *x, const struct session *s, const struct method_part *part, const struct method_step *step,
			       bool leader, bool heard, struct val *photos, bool *untold);
