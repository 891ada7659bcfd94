/* task.h -- what one phone alone sees of the present step; inside this room.
 * Each fills the object that task.html shows. Memory: x->arena. */
#pragma once
#include "workshop/workshop_inside.h"

must_use enum rc task_vote(struct ctx *x, struct session *s, struct val *into);	/* targets[], laid */
must_use enum rc task_text(struct ctx *x, struct session *s, struct val *into);	/* text, text_version, shown */
must_use enum rc task_form(struct ctx *x, struct session *s, struct val *into);	/* rows[] of the own group, fields[] of a new one */
must_use enum rc task_questions(struct ctx *x, struct session *s, struct val *into);	/* rows[] with asked[] */
must_use enum rc task_marks(struct ctx *x, struct session *s, struct val *into);	/* rows[] with options[] */
must_use enum rc task_inspiration(struct ctx *x, struct session *s, struct val *into);	/* inspiration[] */

/* The words that stand for a row in a list: what it changes, what is done, or the
 * first field that somebody wrote in. */
struct str task_row_name(struct ctx *x, const struct method_form *form, const struct val *values);
/* Has a card field anything to start from, for this viewer? */
must_use enum rc task_offers(struct ctx *x, struct session *s, const struct method_field *f, bool *ret);
/* The fields of a form as fields[], filled with values (NULL: empty). */
must_use enum rc task_fields(struct ctx *x, struct session *s, const struct method_form *form, const struct val *values, struct val *into);
