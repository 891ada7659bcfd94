/* paper.c -- the plan on paper and in a spreadsheet. Chooses words and what
 * stands where; how it is set, render knows. */
#include "plan/confirm.h"
#include "plan/view.h"
#include "render/table.h"
#include "ui/ui.h"

static struct str day_words(struct ctx *x, struct str iso)
{
	struct date d;
	if (!date_parse(iso, &d))
		return STR_NULL;
	return ui_date(x, d);
}

static enum poster_status poster_status(struct str status)
{
	if (str_eqz(status, "done"))
		return POSTER_DONE;
	return str_eqz(status, "running") ? POSTER_UNDER_WAY : POSTER_WAITING;
}

/* Overdue is not shouted on the wall: the sheet is older than the day it is
 * read, and the living page behind the code knows better. */
static void fill_item(struct ctx *x, const struct val *a, struct poster_item *item)
{
	struct str status = val_get_str(a, "status");
	item->title = val_get_str(a, "title");
	item->facts[0] = (struct pdf_pair){ ui_text(x, "plan.owner"), val_get_str(a, "owner") };
	item->facts[1] = (struct pdf_pair){ ui_text(x, "plan.first_step"), val_get_str(a, "first_step") };
	item->when = day_words(x, val_get_str(a, "due"));
	item->tag = plan_word(x, "iglo", val_get_str(a, "iglo"));
	item->status = poster_status(status);
	item->status_text = plan_word(x, "status", status);
}

static struct str with_number(struct ctx *x, const char *key, int64_t number, struct date day)
{
	struct val *args = val_new_obj(x);
	val_int(x, args, "number", number);
	val_str(x, args, "day", ui_date_long(x, day));
	return ui_text_args(x, key, args);
}

static struct str with_unit(struct ctx *x, const char *key, struct str unit)
{
	struct val *args = val_new_obj(x);
	val_str(x, args, "unit", unit);
	return ui_text_args(x, key, args);
}

/* The numbers are put in by render, page by page: the braces must reach it. */
static struct str page_words(struct ctx *x)
{
	struct val *args = val_new_obj(x);
	val_str(x, args, "n", S("{n}"));
	val_str(x, args, "m", S("{m}"));
	return ui_text_args(x, "plan.poster_page", args);
}

enum rc plan_poster(struct ctx *x, const struct sql_plan *p, int64_t number, struct str base_url, enum paper_size size, struct str *ret)
{
	struct unit unit;
	struct val *tree;
	struct sql_version *row = NULL;
	TRY(people_unit(x, p->unit_id, &unit));
	if (number > 0) {
		TRY(plan_published(x, p->id, number, &row, &tree));
	} else {
		struct sql_actions *a;
		size_t n;
		TRY(sql_actions(x, p->id, &a, &n));
		tree = plan_draft(x, p, a, n);
	}
	const struct val *actions = val_get(tree, S("actions"));
	struct poster_item *items = ARENA_ARRAY(x->arena, actions->kids.count, struct poster_item);
	size_t i = 0;
	for (const struct val *a = actions->kids.first; a; a = a->next)
		fill_item(x, a, &items[i++]);
	struct poster poster = {
		.kind = POSTER_ACTIONS, .size = size, .lang = x->lang,
		.eyebrow = with_unit(x, "plan.poster_eyebrow", unit.name), .title = ui_text(x, "plan.poster_title"),
		.intro = val_get_str(tree, "intro"), .when_label = ui_text(x, "plan.due"), .items = items, .nitems = i,
		.url = number > 0 ? str_fmt(x->arena, "%.*s/plan/%.*s?v=%" PRId64, STR_ARG(base_url), STR_ARG(p->public_secret), number)
				  : STR_NULL,
		.url_caption = ui_text(x, "plan.poster_scan"),
		.version = row ? with_number(x, "plan.poster_version", number, row->day)
			       : with_number(x, "plan.poster_draft_of", 0, ctx_today(x)),
		.stamp = row ? number < p->version ? ui_text(x, "plan.poster_superseded") : STR_NULL : ui_text(x, "plan.poster_draft"),
		.page_text = page_words(x),
	};
	return poster_pdf(x, &poster, ret);
}

enum rc plan_agreements_poster(struct ctx *x, const struct sql_plan *p, struct str base_url, enum paper_size size, struct str *ret)
{
	struct unit unit;
	struct sql_agreements *g;
	size_t n, count = 0;
	TRY(people_unit(x, p->unit_id, &unit));
	TRY(sql_agreements(x, p->id, &g, &n));
	struct poster_item *items = ARENA_ARRAY(x->arena, n, struct poster_item);
	for (size_t i = 0; i < n; i++) {
		int64_t missing;
		TRY(confirm_missing(x, plan_agreement_about(x, g[i].id), &missing));
		if (g[i].ended || missing)
			continue;	/* what is not agreed on does not hang */
		struct poster_item *item = &items[count++];
		item->title = g[i].title;
		item->facts[0] = (struct pdf_pair){ ui_text(x, "plan.between"), g[i].between_whom };
		item->facts[1] = (struct pdf_pair){ ui_text(x, "plan.responsible"), g[i].responsible };
		item->facts[2] = (struct pdf_pair){ ui_text(x, "plan.time_set_aside"), g[i].time_set_aside };
		item->facts[3] = (struct pdf_pair){ ui_text(x, "plan.how"), g[i].how };
		item->when = date_is(g[i].next_reminder) ? ui_date(x, g[i].next_reminder) : STR_NULL;
	}
	struct poster poster = {
		.kind = POSTER_ANCHORING, .size = size, .lang = x->lang,
		.eyebrow = with_unit(x, "plan.habits_eyebrow", unit.name), .title = ui_text(x, "plan.habits_title"),
		.when_label = ui_text(x, "plan.looked_at_again"), .items = items, .nitems = count,
		.url = p->version ? str_fmt(x->arena, "%.*s/plan/%.*s", STR_ARG(base_url), STR_ARG(p->public_secret)) : STR_NULL,
		.url_caption = ui_text(x, "plan.poster_scan"), .version = ui_date_long(x, ctx_today(x)),
		.page_text = page_words(x),
	};
	return poster_pdf(x, &poster, ret);
}

/* ---- the spreadsheet */

static const struct {
	const char *head;
	int width;
} columns[] = {
	{ "plan.title_of", 40 }, { "plan.status", 14 },	 { "plan.owner", 22 },	   { "plan.helpers", 22 }, { "plan.first_step", 36 },
	{ "plan.starts", 12 },	 { "plan.due", 12 },	 { "plan.iglo", 14 },	   { "plan.road", 18 },	   { "plan.pace", 18 },
	{ "plan.change", 36 },	 { "plan.means", 24 },	 { "plan.sign", 30 },	   { "plan.problem", 36 }, { "plan.dream", 36 },
	{ "plan.stand", 14 },	 { "plan.reason", 30 },	 { "plan.realism", 24 },   { "plan.effect", 30 },  { "plan.last_note", 36 },
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static struct cell day_cell(struct date d)
{
	return date_is(d) ? CELL_D(d) : (struct cell){ .kind = CELL_EMPTY };
}

static void fill_row(struct ctx *x, const struct plan_all *p, const struct sql_actions *a, struct cell *c)
{
	struct str note = S("");
	for (size_t i = 0; i < p->nnotes; i++)
		if (p->notes[i].action_id.v == a->id.v)
			note = p->notes[i].text;
	struct str realism = a->realism_reason.n ? str_fmt(x->arena, "%.*s: %.*s", STR_ARG(a->realism), STR_ARG(a->realism_reason)) : a->realism;
	const struct cell cells[COLUMNS] = {
		CELL_S(a->title), CELL_S(plan_word(x, "status", a->status)), CELL_S(a->owner_name), CELL_S(a->helpers),
		CELL_S(a->first_step), day_cell(a->starts), day_cell(a->due), CELL_S(plan_word(x, "iglo", a->iglo)),
		CELL_S(plan_word(x, "road", a->road)), CELL_S(plan_word(x, "pace", a->pace)), CELL_S(a->change_text), CELL_S(a->means),
		CELL_S(a->sign), CELL_S(a->problem), CELL_S(a->dream), CELL_S(plan_word(x, "stand", a->stand)), CELL_S(a->stand_reason),
		CELL_S(realism), CELL_S(a->effect), CELL_S(note),
	};
	memcpy(c, cells, sizeof cells);
}

enum rc plan_table(struct ctx *x, unit_id unit, struct table *ret)
{
	struct plan_all p;
	TRY(plan_load(x, unit, &p));
	struct table_column *cols = ARENA_ARRAY(x->arena, COLUMNS, struct table_column);
	struct cell *cells = ARENA_ARRAY(x->arena, p.n * COLUMNS, struct cell);
	for (size_t i = 0; i < COLUMNS; i++)
		cols[i] = (struct table_column){ ui_text(x, columns[i].head), columns[i].width };
	for (size_t i = 0; i < p.n; i++)
		fill_row(x, &p, &p.a[i], &cells[i * COLUMNS]);
	*ret = (struct table){ ui_text(x, "plan.title"), cols, COLUMNS, cells, p.n };
	return OK;
}
