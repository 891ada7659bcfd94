/* single.c -- see single.h. Knows the order of the questions; never what anybody
 * has answered. */
#include "workshop/ask/single.h"
#include "ui/ui.h"
#include "workshop/live.h"

static const char FOCUS[] = "item/";

const struct method_item *ask_single(const struct session *s)
{
	struct str focus = s->row->focus;
	if (!ask_set(s->step) || !str_starts(focus, str_of(FOCUS)))
		return NULL;
	return ask_item(s->step, str_sub(focus, sizeof FOCUS - 1, focus.n));
}

enum rc ask_show_single(struct ctx *x, struct session *s, const struct method_step *step, struct str item)
{
	if (s->viewer != VIEWER_CONSOLE)
		return FORBIDDEN;
	if (session_is_over(s))
		return session_ended(x);
	if (item.n == 0)
		return session_focus(x, s, S(""));
	if (!ask_item(step, item))
		return fail(x, INVALID, "_", "form.not_choice");
	return session_focus(x, s, str_cat(x->arena, str_of(FOCUS), item));
}

static void put_key(struct ctx *x, struct val *v, const char *name, const struct method_item *item)
{
	if (item)
		val_str(x, v, name, str_of(item->key));
	else
		val_null(x, v, name);
}

enum rc ask_single_desk(struct ctx *x, struct session *s, struct live_tree *t, size_t parent)
{
	const struct method_item *item, *one = ask_single(s), *before = NULL, *after = ask_nth(s->step, 0);
	struct val *v = val_new_obj(x);
	unsigned n, at = 0;
	for (n = 0; (item = ask_nth(s->step, n)); n++) {
		if (item != one)
			continue;
		at = n + 1;
		before = n ? ask_nth(s->step, n - 1) : NULL;
		after = ask_nth(s->step, n + 1);
	}
	if (n < 2 || s->step->together)
		return OK;
	val_int(x, v, "workshop", s->id.v);
	val_bool(x, v, "one", one != NULL);
	val_int(x, v, "number", at);
	val_int(x, v, "items", n);
	put_key(x, v, "before", before);
	put_key(x, v, "after", after);
	return live_piece(x, t, parent, S("ask-single"), "workshop/ask_single", v, NULL);
}

static void put_asked(struct ctx *x, const struct method_step *step, const struct method_item *item, bool options, struct val *o)
{
	unsigned no;
	const struct method_option *option = ask_options(ask_set(step), item, &no);
	/* A scale that somebody has made here has words at its ends, and figures between. */
	bool ends = item->type == ITEM_SCALE && step->asked, line = ends || item->type == ITEM_SLIDER || item->type == ITEM_POLARITY;
	struct val *list = val_list(x, o, "options");
	val_text(x, o, "title", item->title);
	val_bool(x, o, "line", options && line);
	if (ends) {
		val_fmt(x, o, "left", "1 %.*s", STR_ARG(text_in(option[0].title, x->lang)));
		val_fmt(x, o, "right", "%u %.*s", no, STR_ARG(text_in(option[no - 1].title, x->lang)));
	} else {
		val_text(x, o, "left", item->left);
		val_text(x, o, "right", item->right);
	}
	for (unsigned i = 0; options && !line && i < no; i++)
		val_text(x, val_obj(x, list), "label", option[i].title);
}

enum rc ask_single_asked(struct ctx *x, struct session *s, const struct method_item *one, struct live_tree *t, size_t parent)
{
	struct val *v = val_new_obj(x), *list = val_list(x, v, "asked");
	const struct method_item *item;
	bool several = !one && ask_nth(s->step, 1);
	for (unsigned n = 0; (item = ask_nth(s->step, n)); n++)
		if (!one || item == one)
			put_asked(x, s->step, item, !several, val_obj(x, list));
	val_bool(x, v, "several", several);
	/* The step is called by its only question: once is enough. */
	item = several ? NULL : one ? one : ask_nth(s->step, 0);
	val_bool(x, v, "said_above", item && str_eq(text_in(item->title, x->lang), text_in(s->step->title, x->lang)));
	return live_piece(x, t, parent, S("ask-asked"), "workshop/ask_asked", v, NULL);
}
