/* ask_web.h -- reading an answer from a form; inside this room. */
#pragma once
#include "workshop/ask/ask.h"

/* *ret_asked: the form has fields for it. INVALID("_") as ask_value(). */
must_use enum rc ask_given(struct req *q, const struct method_step *step, const struct method_item *item, bool *ret_asked, struct str *ret,
			   struct str *ret_why);
