/* outcome.h -- rows of forms with their words, as far as these go; inside this
 * room. The whole of what came out is workshop_outcome(). Memory: x->arena. */
#pragma once
#include "workshop/workshop_inside.h"

/* rows[] {id form form_key group seen version mark mark_words mark_reason name
 * fields[] {key label words date} values{} keys{} questions[] {id text answer}} of a FORM
 * step; NULL: of all that hold some. Every row, also what a group has not shown yet:
 * whether the viewer reads the row at all is the caller's to decide. */
must_use enum rc outcome_rows(struct ctx *x, struct session *s, const struct method_step *step, enum board_sight sight, struct val *rows);
