/* next.c -- see next.h. Adds nothing up itself: ask_view.c does. */
#include "workshop/ask/next.h"
#include "ui/ui.h"
#include "workshop/ask/ask_view.h"

static bool leads_to_action(const struct session *s)
{
	const struct method_form *form = s->step->kind == STEP_FORM ? session_form(s) : NULL;
	return form && form->becomes == BECOMES_ACTION;
}

static bool suggests(const struct method_step *step)
{
	const struct method_questions *set = step->kind == STEP_ASK ? method_asked(step) : NULL;
	return set && set->suggest_count > 0;
}

/* Where each suggestion is taken: on the page of whoever looks. A wall has no hands. */
static void put_ways(struct ctx *x, const struct session *s, struct val *suggested)
{
	for (struct val *o = suggested->kids.first; o; o = o->next) {
		struct str key = val_get_str(o, "method");
		if (s->viewer == VIEWER_CONSOLE)
			val_path(x, o, "take", "/workshop/%" PRId64 "?take=%.*s#paper-form", s->id.v, STR_ARG(key));
		else if (s->viewer == VIEWER_PHONE || s->viewer == VIEWER_LEADER)
			val_path(x, o, "take", "/w/%" PRId64 "?take=%.*s#new-row", s->id.v, STR_ARG(key));
	}
}

enum rc next_shared(struct ctx *x, struct session *s, struct live_tree *t, size_t parent)
{
	const struct method_step *step;
	struct val *found = NULL;
	if (!leads_to_action(s))
		return OK;
	for (unsigned k = 0; (step = session_nth_step(s->method, k, NULL)) && step != s->step; k++) {
		if (!suggests(step) || !session_may_see(s, str_of(step->key)))
			continue;
		struct val *r = val_new_obj(x);
		TRY(ask_results(x, s, step, false, r));
		if (val_get_bool(r, "has_profile"))
			found = r;
	}
	if (!found)
		return OK;
	put_ways(x, s, val_get(found, S("suggested")));
	return ask_put_sums(x, found, t, parent);
}

bool next_fill(struct ctx *x, const struct session *s, struct str method, struct val *fields)
{
	const struct method_workshop *m = method.n ? method_workshop(method) : NULL;
	if (!m || !leads_to_action(s))
		return false;
	for (struct val *f = fields->kids.first; f; f = f->next) {
		if (val_get_bool(f, "is_select") || val_get_str(f, "value").n)
			continue;
		struct val *args = val_new_obj(x);
		val_text(x, args, "title", m->head.title);
		val_str(x, f, "value", ui_text_args(x, "ask.taken", args));
		return true;
	}
	return false;
}
