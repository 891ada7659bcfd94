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
/* Critical questions asked aloud, and answers of those without a phone.
 * questions_aloud[]: rows[{id name now}], ask_key, answering[]. */
must_use enum rc plenum_questions(struct ctx *x, struct session *s, struct val *side);
/* The question (its id in words) that is answered now: answering[{id text answer name}] of that object. */
must_use enum rc plenum_answering(struct ctx *x, struct session *s, struct str question, struct val *into);
