/* cells.h -- boards with fixed columns, or a grid of columns and rows; inside
 * this room. A cell is named "column" or "column/row" by the keys of the method.
 * Memory and errors as in workshop.h. */
#pragma once
#include "workshop/activity.h"
#include "workshop/view.h"

/* Has the step fixed columns? step may be NULL. */
bool cells_of(const struct method_step *step);
/* Is it one of them? */
bool cells_has(const struct method_step *step, struct str cell);
/* Is the room at a step that shows this board by its cells? */
bool cells_here(const struct session *s, struct str board);

/* The board as live pieces, a piece a cell and a card. */
enum rc cells_put(struct ctx *x, struct session *s, const struct board *b, struct live_tree *t, size_t parent, bool console);
/* cells[] of one object, or empty: first, options[{value label here}]. */
void cells_options(struct ctx *x, const struct method_step *step, struct str here, struct val *into);

/* What the row of STEP_CARDS points to; see activity.h. */
enum rc cells_task(struct ctx *x, struct session *s, struct val *task);
enum rc cells_side(struct ctx *x, struct session *s, struct val *side);
