/* vote.h -- the result of a dot vote; inside this room. Laying dots is board.c's.
 *
 * While dots are laid nobody is told where they lie, so that nobody is swayed.
 * The facilitator ends that: from then on wall, phones and desk see the result
 * and no dot is moved, until the vote is opened again. What comes on paper is
 * still typed in. When the room goes on the board tells by itself.
 *
 * Memory, transactions and errors as in workshop.h. */
#pragma once
#include "workshop/workshop_inside.h"

enum { VOTE_ROWS = 10 };	/* what can be read from eight metres, and talked about */

/* Has the result of the present step been told? False where nobody votes. */
must_use enum rc vote_is_told(struct ctx *x, const struct session *s, bool *ret);
/* Facilitator: tells it, or opens the vote again. INVALID("_") elsewhere. */
must_use enum rc vote_tell(struct ctx *x, struct session *s, bool told);

/* For the table of kinds (activity.h). */
must_use enum rc vote_task(struct ctx *x, struct session *s, struct val *task);
must_use enum rc vote_shared(struct ctx *x, struct session *s, struct live_tree *t, size_t parent);
must_use enum rc vote_bench(struct ctx *x, struct session *s, struct live_tree *t, size_t parent);
must_use enum rc vote_moment(struct ctx *x, struct session *s, int64_t *ret);
