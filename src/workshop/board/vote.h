/* vote.h -- the result of a dot vote; inside this room. Laying dots is board.c's.
 *
 * While dots are laid nobody is told where they lie, so that nobody is swayed.
 * The facilitator ends that: from then on wall, phones and desk see the result
 * and no dot is moved or typed in, until the vote is opened again. When the room goes on the board tells by itself.
 *
 * What is told is where the dots lay when at least VOTE_ENOUGH phones had laid
 * some (dot.shown); told again, when as many have changed theirs since. So no two
 * results differ by what fewer than five have done (R7). Where fewer vote, hands
 * are raised and cards are chosen on the board: nothing of the dots is ever shown.
 * A dot on a card that was merged into another lies on that one; on a card that is
 * gone or parked it is in hand again, and its phone is not counted for it.
 * Phones are counted by the number that each dot has on its own phone, which ties
 * no two dots together and counts too few rather than too many.
 *
 * Paper has been read by whoever types it in and is no company for phones. It goes
 * along with them, or is enough by itself.
 *
 * Memory, transactions and errors as in workshop.h. */
#pragma once
#include "workshop/board/vote_sql.h"
#include "workshop/workshop_inside.h"

enum {
	VOTE_ROWS = 10,		/* what can be read from eight metres, and talked about */
	VOTE_ENOUGH = 5,	/* anonymity.md R7 */
};

/* Has the result of the present step been told? False where nobody votes. */
must_use enum rc vote_is_told(struct ctx *x, const struct session *s, bool *ret);
/* How many take part in the present vote: for the desk, and to know what is enough. */
must_use enum rc vote_taken_part(struct ctx *x, const struct session *s, struct sql_vote_taken_part *ret);
/* Facilitator: tells it, or opens the vote again. INVALID("_") elsewhere, and where
 * dots have been laid but by fewer than enough. */
must_use enum rc vote_tell(struct ctx *x, struct session *s, bool told);

/* For the table of kinds (activity.h). */
must_use enum rc vote_task(struct ctx *x, struct session *s, struct val *task);
must_use enum rc vote_shared(struct ctx *x, struct session *s, struct live_tree *t, size_t parent);
must_use enum rc vote_bench(struct ctx *x, struct session *s, struct live_tree *t, size_t parent);
must_use enum rc vote_leave(struct ctx *x, struct session *s);
must_use enum rc vote_moment(struct ctx *x, struct session *s, int64_t *ret);
