/* single.h -- one question of several on the projector, while the room answers and
 * when it looks at the result; inside this room. Which one it is stands in the
 * session's focus as "item/KEY", so that it ends with the step. */
#pragma once
#include "workshop/ask/ask.h"

/* The one question that the wall shows now; NULL: all of them. */
const struct method_item *ask_single(const struct session *s);
/* Facilitator: this one, or "" all again. INVALID("_"), FORBIDDEN. */
must_use enum rc ask_show_single(struct ctx *x, struct session *s, const struct method_step *step, struct str item);

/* The buttons at the desk: nothing where only one question is asked. */
must_use enum rc ask_single_desk(struct ctx *x, struct session *s, struct live_tree *t, size_t parent);
/* What is asked, large, and where to answer: for the wall while nothing is shown
 * of it yet. one: of this question, with what can be chosen; NULL: of all. */
must_use enum rc ask_single_asked(struct ctx *x, struct session *s, const struct method_item *one, struct live_tree *t, size_t parent);
