/* activity.h -- what each kind of step is to a session; inside this room.
 *
 * One row a kind. The files that run a session (phone_web.c, console_web.c,
 * live.c, session.c, outcome.c) know no kind by name: they ask the row. A new
 * kind of step is a file with these functions, a row here, and a partial in
 * task.html.
 *
 * Memory, transactions and errors as in workshop.h. Every function may be NULL:
 * the kind has nothing of the sort. */
#pragma once
#include "workshop/workshop_inside.h"

enum activity_by { BY_PHONES, BY_LEADER };	/* whose turn it is to write */

/* Where the bell rings for one turn of several: a round, a group that presents. */
struct turns {
	int64_t n, to_come;	/* n 0: it rings for the step itself */
	int64_t seconds;	/* each */
};

struct activity {
	const char *flag;	/* "is_ask": true in the phone's view while the room is at this step */
	enum activity_by by;
	/* What one phone alone sees. Its page loads anew when moment() changes. */
	enum rc (*task)(struct ctx *x, struct session *s, struct val *task);
	/* What the room shares: live pieces under `parent`. The viewer is s->viewer:
	 * what is not for everybody is left out here, not in a template. */
	enum rc (*shared)(struct ctx *x, struct session *s, struct live_tree *t, size_t parent);
	/* The same for the facilitator's bench. */
	enum rc (*bench)(struct ctx *x, struct session *s, struct live_tree *t, size_t parent);
	/* Fills view["side"] parts of the console's column: what the facilitator can do. */
	enum rc (*side)(struct ctx *x, struct session *s, struct val *side);
	/* How the step's time is shared out now; see session_step_left(). */
	enum rc (*turns)(struct ctx *x, const struct session *s, struct turns *ret);
	/* Added up into the page's key. */
	enum rc (*moment)(struct ctx *x, struct session *s, int64_t *ret);
	/* The room arrives at the step, whatever way (next, back, go). */
	enum rc (*enter)(struct ctx *x, struct session *s);
	/* The room goes on from the step, or ends with it. */
	enum rc (*leave)(struct ctx *x, struct session *s);
	/* What remains of a step, for pages and exports: one object added to the list
	 * `results`, with `part`, `title` and `lines`: [{heading, text, count}], which
	 * every export can write. `leader`: narrow it to what leaders may see. */
	enum rc (*outcome)(struct ctx *x, struct session *s, const struct method_part *part, const struct method_step *step, bool leader,
			   struct val *results);
	/* The session has ended: whatever ties a row to a phone goes. */
	enum rc (*forget)(struct ctx *x, workshop_id id);
};

/* Never NULL. */
const struct activity *activity_of(enum method_step_kind kind);
