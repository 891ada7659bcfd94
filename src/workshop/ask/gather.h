/* gather.h -- suggested headings on a board; inside this room. The facilitator
 * takes one with a press; the heading is then like any other. Each taking is undone
 * by itself: what it moved, and nobody has moved since, lies loose again. */
#pragma once
#include "workshop/workshop_inside.h"

enum { GATHER_CARDS_MAX = 1000 };	/* as many as are ever compared */

/* taken[{number words}], the latest first: what gather_undo() takes.
 * suggested[{heading stands why n take}] from the cards that lie loose on the present
 * board and that the room may see; stands: under a heading that is there. Empty where
 * there is nothing to suggest. */
must_use enum rc gather_side(struct ctx *x, struct session *s, struct val *side);
/* Those of the cards that are still loose come under the heading of these words: the
 * one that stands, or a new one. INVALID("title");
 * INVALID("_", "workshop.card_gone") when none is. */
must_use enum rc gather_take(struct ctx *x, struct session *s, struct str title, const int64_t *cards, size_t n);
/* The cards that this taking put under a heading are loose again; those that somebody
 * has moved, merged or parked since stay. The heading goes, too, if the taking made it,
 * nobody has named or chosen it since, and nothing else is under it.
 * CONFLICT("_"): nothing of it is left. */
must_use enum rc gather_undo(struct ctx *x, struct session *s, int64_t taken);
