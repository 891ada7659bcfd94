/* plenum.h -- forms that the facilitator fills in for the whole room, before its
 * eyes, and proposals that came on paper; inside this room. */
#pragma once
#include "workshop/activity.h"

/* Does the form belong to the facilitator's keyboard alone? form may be NULL. */
bool plenum_writes(const struct method_form *form);
/* The console's column at a FORM step: an empty form and the rows there are. */
enum rc plenum_side(struct ctx *x, struct session *s, struct val *side);
/* What the leader says aloud: the marks, to be typed in by the facilitator. marks_aloud[]. */
must_use enum rc plenum_marks(struct ctx *x, struct session *s, struct val *side);
