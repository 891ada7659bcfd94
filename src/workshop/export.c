/* export.c -- the collection as PDF, spreadsheet, CSV and JSON. No author and no
 * time: the tree it is made of has none. */
#include "workshop/export.h"
#include "render/render.h"
#include "render/table.h"
#include "ui/ui.h"

#define EACH(v, list) for (const struct val *v = (list) ? (list)->kids.first : NULL; v; v = v->next)

static const struct val *sub(const struct val *o, const char *name)
{
	return val_get(o, str_of(name));
}

static struct str text(const struct val *o, const char *name)
{
	struct str s = val_get_str(o, name);
	return s.p ? s : S("");
}

/* ---- PDF */

static void pdf_theme(struct ctx *x, struct pdf *p, const struct val *theme, struct str title)
{
	const struct val *cards = sub(theme, "cards");
	size_t n = 0;
	struct str *items = ARENA_ARRAY(x->arena, cards ? cards->kids.count : 0, struct str);
	EACH(c, cards) {
		struct str line = text(c, "text");
		int64_t dots = val_get_int(c, "dots", 0);
		EACH(also, sub(c, "also"))
			line = str_fmt(x->arena, "%.*s · %.*s", STR_ARG(line), STR_ARG(also->text));
		if (dots)
			line = str_fmt(x->arena, "%.*s (%" PRId64 ")", STR_ARG(line), dots);
		if (val_get_bool(c, "chosen"))
			line = str_fmt(x->arena, "%.*s ✓", STR_ARG(line));
		items[n++] = line;
	}
	pdf_heading(p, 3, title);
	pdf_bullets(p, items, n);
}

static void pdf_board(struct ctx *x, struct pdf *p, const struct val *board)
{
	struct val *loose = val_new_obj(x);
	pdf_heading(p, 2, str_fmt(x->arena, "%.*s: %.*s", STR_ARG(text(board, "part")), STR_ARG(text(board, "title"))));
	EACH(t, sub(board, "themes")) {
		pdf_theme(x, p, t, text(t, "title"));
		EACH(part, sub(t, "parts"))
			pdf_theme(x, p, part, str_fmt(x->arena, "%.*s – %.*s", STR_ARG(text(t, "title")), STR_ARG(text(part, "title"))));
	}
	const struct val *rest = sub(board, "loose");
	if (rest && rest->kids.count) {
		struct val *list = val_list(x, loose, "cards");
		list->kids = rest->kids;
		pdf_theme(x, p, loose, ui_text(x, "workshop.loose_cards"));
	}
}

static void pdf_row(struct ctx *x, struct pdf *p, const struct val *row)
{
	const struct val *fields = sub(row, "fields");
	struct pdf_pair *pairs = ARENA_ARRAY(x->arena, fields->kids.count + 1, struct pdf_pair);
	size_t n = 0;
	EACH(f, fields)
		if (text(f, "words").n)
			pairs[n++] = (struct pdf_pair){ text(f, "label"), text(f, "words") };
	if (text(row, "mark_words").n)
		pairs[n++] = (struct pdf_pair){ ui_text(x, "workshop.leader_says"),
						str_fmt(x->arena, "%.*s %.*s", STR_ARG(text(row, "mark_words")), STR_ARG(text(row, "mark_reason"))) };
	struct str name = text(sub(row, "values"), "change");
	pdf_heading(p, 3, name.n ? name : text(row, "form"));
	pdf_pairs(p, pairs, n);
	EACH(q, sub(row, "questions"))
		pdf_callout(p, CALLOUT_NOTE, text(q, "text"), text(q, "answer"));
}

/* What a step leaves behind, whatever its kind: its lines (activity.h), gathered
 * under their headings. */
static void pdf_result(struct ctx *x, struct pdf *p, const struct val *result)
{
	const struct val *lines = sub(result, "lines");
	struct str under = STR_NULL;
	if (!lines || !lines->kids.count)
		return;
	pdf_heading(p, 2, str_fmt(x->arena, "%.*s: %.*s", STR_ARG(text(result, "part")), STR_ARG(text(result, "title"))));
	for (const struct val *l = lines->kids.first; l;) {
		struct str *items = ARENA_ARRAY(x->arena, lines->kids.count, struct str);
		size_t n = 0;
		under = text(l, "heading");
		for (; l && str_eq(text(l, "heading"), under); l = l->next)
			items[n++] = text(l, "count").n ? str_fmt(x->arena, "%.*s: %.*s", STR_ARG(text(l, "text")), STR_ARG(text(l, "count"))) : text(l, "text");
		if (under.n)
			pdf_heading(p, 3, under);
		pdf_bullets(p, items, n);
	}
}

static enum rc make_pdf(struct ctx *x, const struct val *o, struct str *ret)
{
	struct date day = ctx_today(x);
	date_parse(text(o, "day"), &day);
	struct pdf_paper paper = { .size = PAPER_A4, .lang = x->lang, .title = text(o, "title"),
				   .footer = str_fmt(x->arena, "%.*s · %.*s", STR_ARG(text(o, "title")), STR_ARG(ui_date_long(x, day))) };
	struct pdf *p = pdf_new(x, &paper);
	pdf_eyebrow(p, ui_text(x, "workshop.collection"));
	pdf_title(p, text(o, "title"));
	pdf_lead(p, ui_text(x, "workshop.collection_lead"));
	EACH(b, sub(o, "boards"))
		pdf_board(x, p, b);
	if (sub(o, "texts") && sub(o, "texts")->kids.count)
		pdf_heading(p, 2, ui_text(x, "workshop.groups_wrote"));
	EACH(t, sub(o, "texts")) {
		pdf_heading(p, 3, text(t, "group"));
		pdf_paragraph(p, text(t, "text"));
	}
	if (sub(o, "rows") && sub(o, "rows")->kids.count)
		pdf_heading(p, 2, ui_text(x, "workshop.proposals"));
	EACH(r, sub(o, "rows"))
		pdf_row(x, p, r);
	EACH(r, sub(o, "results"))
		pdf_result(x, p, r);
	if (sub(o, "channel") && sub(o, "channel")->kids.count)
		pdf_heading(p, 2, ui_text(x, "workshop.channel_outcome"));
	EACH(q, sub(o, "channel")) {
		struct str answer = text(q, "answer");
		if (answer.n == 0)
			answer = ui_text(x, val_get_bool(q, "answered") ? "workshop.channel_aloud_done" : "workshop.channel_unanswered");
		pdf_callout(p, CALLOUT_NOTE, text(q, "text"), answer);
	}
	if (sub(o, "parking") && sub(o, "parking")->kids.count) {
		const struct val *list = sub(o, "parking");
		struct str *items = ARENA_ARRAY(x->arena, list->kids.count, struct str);
		size_t n = 0;
		EACH(v, list)
			items[n++] = v->text;
		pdf_heading(p, 2, ui_text(x, "workshop.parking"));
		pdf_bullets(p, items, n);
	}
	return pdf_finish(p, ret);
}

/* ---- tables: one row a contribution */

enum { COLUMNS = 5 };

struct rows {
	struct ctx *x;
	struct cell *cells;
	size_t n, cap;
};

static void add(struct rows *r, struct str kind, struct str where, struct str heading, struct str words, int64_t dots)
{
	if (r->n == r->cap) {
		size_t cap = r->cap ? r->cap * 2 : 64;
		struct cell *grown = ARENA_ARRAY(r->x->arena, cap * COLUMNS, struct cell);
		if (r->n)
			memcpy(grown, r->cells, r->n * COLUMNS * sizeof *grown);
		r->cells = grown;
		r->cap = cap;
	}
	struct cell *c = &r->cells[r->n++ * COLUMNS];
	c[0] = CELL_S(kind);
	c[1] = CELL_S(where);
	c[2] = CELL_S(heading);
	c[3] = CELL_S(words);
	c[4] = CELL_I(dots);
}

static void add_cards(struct rows *r, struct str where, struct str heading, const struct val *cards)
{
	EACH(c, cards) {
		add(r, ui_text(r->x, "workshop.kind_card"), where, heading, text(c, "text"), val_get_int(c, "dots", 0));
		EACH(also, sub(c, "also"))
			add(r, ui_text(r->x, "workshop.kind_card"), where, heading, also->text, 0);
	}
}

static void collect(struct rows *r, const struct val *o)
{
	struct ctx *x = r->x;
	EACH(b, sub(o, "boards")) {
		EACH(t, sub(b, "themes")) {
			add_cards(r, text(b, "part"), text(t, "title"), sub(t, "cards"));
			EACH(part, sub(t, "parts"))
				add_cards(r, text(b, "part"), str_fmt(x->arena, "%.*s – %.*s", STR_ARG(text(t, "title")), STR_ARG(text(part, "title"))),
					  sub(part, "cards"));
		}
		add_cards(r, text(b, "part"), S(""), sub(b, "loose"));
	}
	EACH(t, sub(o, "texts"))
		add(r, ui_text(x, "workshop.kind_text"), text(t, "part"), text(t, "group"), text(t, "text"), 0);
	EACH(row, sub(o, "rows")) {
		struct str name = text(sub(row, "values"), "change");
		EACH(f, sub(row, "fields"))
			if (text(f, "words").n)
				add(r, ui_text(x, "workshop.kind_proposal"), text(f, "label"), name, text(f, "words"), 0);
		EACH(q, sub(row, "questions")) {
			add(r, ui_text(x, "workshop.kind_question"), S(""), name, text(q, "text"), 0);
			if (text(q, "answer").n)
				add(r, ui_text(x, "workshop.kind_answer"), S(""), name, text(q, "answer"), 0);
		}
	}
	EACH(result, sub(o, "results"))
		EACH(l, sub(result, "lines"))
			add(r, ui_text(x, "ask.kind"), text(result, "title"), text(l, "heading"),
			    text(l, "count").n ? str_fmt(x->arena, "%.*s: %.*s", STR_ARG(text(l, "text")), STR_ARG(text(l, "count"))) : text(l, "text"), 0);
	EACH(q, sub(o, "channel")) {
		add(r, ui_text(x, "workshop.kind_question"), S(""), ui_text(x, "workshop.channel_outcome"), text(q, "text"), val_get_int(q, "votes", 0));
		if (text(q, "answer").n)
			add(r, ui_text(x, "workshop.kind_answer"), S(""), text(q, "text"), text(q, "answer"), 0);
		else if (!val_get_bool(q, "answered"))
			add(r, ui_text(x, "workshop.channel_unanswered"), S(""), ui_text(x, "workshop.channel_outcome"), text(q, "text"), 0);
	}
	EACH(v, sub(o, "parking"))
		add(r, ui_text(x, "workshop.parking"), S(""), S(""), v->text, 0);
}

static struct table as_table(struct ctx *x, const struct val *o, struct table_column cols[COLUMNS])
{
	struct rows r = { .x = x };
	collect(&r, o);
	static const char *const heads[COLUMNS] = { "workshop.col_kind", "workshop.col_part", "workshop.col_heading", "workshop.col_text",
						     "workshop.col_dots" };
	static const int widths[COLUMNS] = { 14, 22, 28, 60, 8 };
	for (int i = 0; i < COLUMNS; i++)
		cols[i] = (struct table_column){ ui_text(x, heads[i]), widths[i] };
	return (struct table){ text(o, "title"), cols, COLUMNS, r.cells, r.n };
}

static enum rc make_csv(struct ctx *x, const struct val *o, struct str *ret)
{
	struct table_column cols[COLUMNS];
	struct table t = as_table(x, o, cols);
	return csv_write(x, &t, ret);
}

static enum rc make_xlsx(struct ctx *x, const struct val *o, struct str *ret)
{
	struct table_column cols[COLUMNS];
	struct table t = as_table(x, o, cols);
	return xlsx_write(x, text(o, "title"), &t, 1, ret);
}

static enum rc make_json(struct ctx *x, const struct val *o, struct str *ret)
{
	struct buf b;
	buf_init(&b, 32 << 20);	/* 3,000 cards and 400 rows at their longest are about 4 MiB */
	val_json(&b, o);
	bool failed = b.failed;
	*ret = buf_take(&b, x->arena);
	return failed ? fail(x, TOO_LARGE, "", "workshop.export_too_large") : OK;
}

enum rc export_find(struct ctx *x, struct str name, const struct export_format **ret)
{
	static const struct export_format formats[] = {
		{ "pdf", "application/pdf", make_pdf },
		{ "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", make_xlsx },
		{ "csv", "text/csv; charset=utf-8", make_csv },
		{ "json", "application/json", make_json },
	};
	(void)x;
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		if (str_eqz(name, formats[i].name)) {
			*ret = &formats[i];
			return OK;
		}
	}
	return NOT_FOUND;
}
