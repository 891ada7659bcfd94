/* ask_web.h -- reading an answer from a form; inside this room. */
#pragma once
#include "workshop/ask/ask.h"

#include "http/http.h"

/* A rule knows no fields: what is wrong with an answer is told at its question, "i.KEY".
 * For a form that gathers (form_gather). */
must_use enum rc ask_at_its_question(struct req *q, const struct method_item *item, enum rc rc);
/* The questions of ask_task() as they come back when one of them was refused: with what
 * was chosen and written, and what is wrong at its place. Nothing else otherwise. */
void ask_put_refused(struct req *q, struct val *task);
/* *ret_asked: the form has fields for it. INVALID("_") as ask_value(). */
must_use enum rc ask_given(struct req *q, const struct method_step *step, const struct method_item *item, bool *ret_asked, struct str *ret,
			   struct str *ret_why);
