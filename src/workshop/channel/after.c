/* after.c -- see after.h. Reads what the method shows, step by step; refuses to
 * know what anybody answered or wrote. */
#include "workshop/channel/after.h"
#include "ui/ui.h"
#include "workshop/channel/after_sql.h"

enum rc after_write(struct ctx *x, struct session *s, struct after_page was, struct after_page now)
{
	struct sql_after *row;
	if (s->viewer != VIEWER_CONSOLE)
		return FORBIDDEN;
	if (str_chars(now.summary) > AFTER_CHARS)
		return fail_int(x, INVALID, "summary", "form.too_long", "max", AFTER_CHARS);
	TRY(session_hold(x, s));
	TRY(sql_after(x, s->id, &row));
	struct str stands = row ? row->summary : S("");
	bool untouched = was.summary.p && str_eq(now.summary, was.summary);
	if (!untouched && !str_eq(stands, was.summary) && !str_eq(stands, now.summary))
		return fail(x, CONFLICT, "summary", "workshop.after_meanwhile");
	if (untouched)
		now.summary = stands;
	if (now.out == was.out)
		now.out = row && date_is(row->released_on);
	if (now.out && now.summary.n == 0)
		return fail(x, INVALID, "summary", "form.required");
	return sql_after_set(x, s->id, now.summary, now.out ? ctx_today(x) : DATE_NONE, NULL);
}

enum rc after_is_out(struct ctx *x, const struct session *s, struct date *ret_until)
{
	struct sql_after *row;
	*ret_until = DATE_NONE;
	TRY(sql_after(x, s->id, &row));
	if (!row || !date_is(row->released_on) || !session_is_over(s))
		return OK;
	struct date until = date_add(row->released_on, AFTER_DAYS);
	if (ctx_today(x).day <= until.day)
		*ret_until = until;
	return OK;
}

/* ---- what the method shows */

static void put_one(struct ctx *x, struct val *list, const struct method_head *h, const char *kind, const char *road)
{
	struct str url = str_fmt(x->arena, "/%s/%s", road, h->key);
	for (struct val *o = list->kids.first; o; o = o->next)
		if (str_eq(val_get_str(o, "url"), url))
			return;
	struct val *o = val_obj(x, list);
	val_text(x, o, "title", h->title);
	val_str(x, o, "kind", ui_text(x, kind));
	val_path(x, o, "url", "%.*s", STR_ARG(url));
}

static void put_materials(struct ctx *x, struct val *list, const struct method_step *s)
{
	const struct method_sheet *page = s->page.sheet ? method_sheet(str_of(s->page.sheet)) : NULL;
	const struct method_sheet *ideas = s->inspiration.sheet ? method_sheet(str_of(s->inspiration.sheet)) : NULL;
	const struct method_worksheet *worksheet = s->worksheet ? method_worksheet(str_of(s->worksheet)) : NULL;
	const struct method_deck *deck = s->deck ? method_deck(str_of(s->deck)) : NULL;
	const struct method_questions *set = s->set ? method_questions(str_of(s->set)) : NULL;
	const struct method_model *model = s->model ? method_model(str_of(s->model)) : NULL;
	if (page)
		put_one(x, list, &page->head, "library.kind_sheet", "sheet");
	if (ideas)
		put_one(x, list, &ideas->head, "library.kind_sheet", "sheet");
	if (worksheet)
		put_one(x, list, &worksheet->head, "library.kind_worksheet", "worksheet");
	if (deck)
		put_one(x, list, &deck->head, "library.kind_deck", "deck");
	if (set)
		put_one(x, list, &set->head, "library.kind_questions", "set");
	if (model)
		put_one(x, list, &model->head, "library.kind_model", "model");
}

static void put_film(struct ctx *x, struct val *list, const struct method_step *s)
{
	if (!text_is(s->film.title) || !s->film.link)
		return;
	struct val *o = val_obj(x, list);
	val_text(x, o, "title", s->film.title);
	val_str(x, o, "url", str_of(s->film.link));
}

enum rc after_put(struct ctx *x, const struct session *s, struct val *into)
{
	struct sql_after *row;
	struct date until;
	const struct method_step *step;
	TRY(sql_after(x, s->id, &row));
	TRY(after_is_out(x, s, &until));
	if (date_is(until))
		val_html(x, into, "summary", ui_markdown(x, row->summary));
	else
		val_null(x, into, "summary");
	struct val *materials = val_list(x, into, "materials"), *films = val_list(x, into, "films");
	for (unsigned n = 0; (step = session_nth_step(s->method, n, NULL)); n++) {
		put_materials(x, materials, step);
		put_film(x, films, step);
	}
	val_text(x, into, "method", s->method->head.title);
	val_path(x, into, "method_url", "/method/%s", s->method->head.key);
	return OK;
}
