/* drawing.c -- a model as a drawing, for a page and for paper. Knows which shape
 * goes with which words; render knows how it looks. */
#include "method/page.h"
#include "render/render.h"
#include "ui/ui.h"

bool method_drawing(struct ctx *x, const struct method_model *m, struct drawing *ret)
{
	static const enum drawing_shape shapes[SHAPE_COUNT] = {
		[SHAPE_NESTED] = DRAWING_NESTED, [SHAPE_LAYERS] = DRAWING_LAYERS, [SHAPE_WHEEL] = DRAWING_WHEEL, [SHAPE_LINKED] = DRAWING_LINKED,
	};
	if (m->shape == SHAPE_LIST)
		return false;
	struct str *names = ARENA_ARRAY(x->arena, m->parts_count, struct str);
	for (unsigned i = 0; i < m->parts_count; i++)
		names[i] = text_in(m->parts[i].title, x->lang);
	*ret = (struct drawing){ .shape = shapes[m->shape], .lang = x->lang, .names = names, .n = m->parts_count,
				 .middle = text_in(m->head.title, x->lang) };
	return true;
}

/* What the drawing shows, for whoever does not see it. */
static struct str in_words(struct ctx *x, const struct method_model *m, const struct drawing *d)
{
	static const char *const texts[SHAPE_COUNT] = {
		[SHAPE_NESTED] = "library.drawn_nested", [SHAPE_LAYERS] = "library.drawn_layers", [SHAPE_WHEEL] = "library.drawn_wheel",
		[SHAPE_LINKED] = "library.drawn_linked",
	};
	struct str names = S("");
	for (size_t i = 0; i < d->n; i++)
		names = str_fmt(x->arena, "%.*s%s%.*s", STR_ARG(names), i ? "; " : "", STR_ARG(d->names[i]));
	struct val *args = val_new_obj(x);
	val_text(x, args, "title", m->head.title);
	val_str(x, args, "names", names);
	return ui_text_args(x, texts[m->shape], args);
}

static void put_plan(struct ctx *x, struct val *v, const struct drawing_plan *plan)
{
	struct val *links = val_list(x, v, "links"), *areas = val_list(x, v, "areas"), *lines = val_list(x, v, "lines");
	val_fmt(x, v, "view_box", "0 0 %d %d", plan->width, plan->height);
	for (size_t i = 0; i < plan->nlinks; i++)
		val_item_str(x, links, plan->links[i]);
	for (size_t i = 0; i < plan->nareas; i++) {
		struct val *o = val_obj(x, areas);
		val_str(x, o, "path", plan->areas[i].path);
		val_bool(x, o, "tinted", plan->areas[i].tinted);
	}
	for (size_t i = 0; i < plan->nlines; i++) {
		struct val *o = val_obj(x, lines);
		val_str(x, o, "words", plan->lines[i].text);
		val_int(x, o, "x", plan->lines[i].x);
		val_int(x, o, "y", plan->lines[i].y);
		val_int(x, o, "size", plan->lines[i].size);
		val_bool(x, o, "is_number", plan->lines[i].number);
	}
}

void page_drawing(struct ctx *x, struct val *v, const struct method_model *m)
{
	struct drawing d;
	struct drawing_plan plan;
	val_null(x, v, "drawing");
	if (!m || !method_drawing(x, m, &d))
		return;
	if (drawing_plan(x, &d, &plan) != OK) {
		fault_clear(x);		/* the list below says the same */
		return;
	}
	struct val *o = val_sub(x, v, "drawing");
	val_str(x, o, "drawn", in_words(x, m, &d));
	val_bool(x, o, "numbered", m->shape == SHAPE_WHEEL);
	put_plan(x, o, &plan);
}
