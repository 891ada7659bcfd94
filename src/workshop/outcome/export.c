/* export.c -- the collection as spreadsheet, CSV, JSON and calendar file. No
 * author and no time: the tree it is made of has none. On paper: export_pdf.c. */
#include "workshop/outcome/export.h"
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

/* ---- tables: one row a contribution; a column says the same of every kind */

enum { COLUMNS = 5 };

struct rows {
	struct ctx *x;
	struct cell *cells;
	size_t n, cap;
};

enum { NO_FIGURE = -1 };	/* nothing could be laid on it, or nothing is told: an empty cell, never a nought */

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
	c[4] = dots == NO_FIGURE ? (struct cell){ .kind = CELL_EMPTY } : CELL_I(dots);
}

/* How many answered so: a figure of its own, to be summed and drawn, unless it is told as
 * a span. */
static struct cell figure(struct str count)
{
	int64_t n;
	return str_to_int(count, 0, INT64_MAX, &n) ? CELL_I(n) : CELL_S(count);
}

/* What is told of as "at least so many" is no figure to add up. */
static void at_least(struct rows *r, int64_t n)
{
	r->cells[r->n * COLUMNS - 1] = CELL_S(str_fmt(r->x->arena, "%.*s %" PRId64, STR_ARG(ui_text(r->x, "workshop.channel_at_least")), n));
}

/* "Overskrift: mere", or either of them; said once when the second is the first, with or
 * without an explanation in brackets. */
static struct str under(struct ctx *x, struct str heading, struct str more)
{
	struct str rest = str_starts(more, heading) ? str_sub(more, heading.n, more.n) : S("");
	if (!heading.n || str_eq(more, heading) || str_starts(rest, S(" (")))
		return more;
	return !more.n ? heading : str_fmt(x->arena, "%.*s: %.*s", STR_ARG(heading), STR_ARG(more));
}

static void add_cards(struct rows *r, struct str where, struct str heading, const struct val *cards)
{
	EACH(c, cards) {
		add(r, ui_text(r->x, "workshop.kind_card"), where, heading, text(c, "text"), val_get_int(c, "dots", NO_FIGURE));
		EACH(also, sub(c, "also"))	/* its dots are told with the card it joined */
			add(r, ui_text(r->x, "workshop.kind_card"), where, heading, also->text, NO_FIGURE);
	}
}

/* With its cards a heading is told in their rows. By itself where no card will be left
 * to tell it, or where it was voted on. */
static void add_heading(struct rows *r, const struct val *board, const struct val *theme)
{
	int64_t dots = val_get_int(theme, "dots", 0);
	if (val_get_int(theme, "id", 0) && (val_get_bool(board, "forgets") || dots))
		add(r, ui_text(r->x, "workshop.col_heading"), text(board, "part"), text(theme, "title"), S(""), dots ? dots : NO_FIGURE);
}

static void collect(struct rows *r, const struct val *o)
{
	struct ctx *x = r->x;
	EACH(b, sub(o, "boards")) {
		EACH(t, sub(b, "themes")) {
			add_heading(r, b, t);
			EACH(part, sub(t, "parts"))
				add_heading(r, b, part);
			add_cards(r, text(b, "part"), text(t, "title"), sub(t, "cards"));
			EACH(part, sub(t, "parts"))
				add_cards(r, text(b, "part"), str_fmt(x->arena, "%.*s – %.*s", STR_ARG(text(t, "title")), STR_ARG(text(part, "title"))),
					  sub(part, "cards"));
		}
		add_cards(r, text(b, "part"), S(""), sub(b, "loose"));
	}
	EACH(t, sub(o, "texts"))
		add(r, ui_text(x, "workshop.kind_text"), text(t, "part"), str_fmt(x->arena, "%.*s: %.*s", STR_ARG(text(t, "step")), STR_ARG(text(t, "group"))),
		    text(t, "text"), NO_FIGURE);
	EACH(row, sub(o, "rows")) {
		struct str name = text(row, "name");
		EACH(f, sub(row, "fields"))
			if (text(f, "words").n)
				add(r, ui_text(x, "workshop.kind_proposal"), text(row, "part"), under(x, name, text(f, "label")),
				    text(f, "date").n ? text(f, "date") : text(f, "words"), NO_FIGURE);
		EACH(q, sub(row, "questions")) {
			add(r, ui_text(x, "workshop.kind_question"), text(row, "part"), name, text(q, "text"), NO_FIGURE);
			if (text(q, "answer").n)
				add(r, ui_text(x, "workshop.kind_answer"), text(row, "part"), name, text(q, "answer"), NO_FIGURE);
		}
	}
	EACH(result, sub(o, "results"))
		EACH(l, sub(result, "lines")) {
			add(r, ui_text(x, "ask.kind"), text(result, "part"), under(x, text(result, "title"), text(l, "heading")), text(l, "text"), NO_FIGURE);
			if (text(l, "count").n)
				r->cells[r->n * COLUMNS - 1] = figure(text(l, "count"));
		}
	EACH(q, sub(o, "channel")) {
		add(r, ui_text(x, "workshop.kind_question"), S(""), ui_text(x, "workshop.channel_outcome"), text(q, "text"), NO_FIGURE);
		if (val_get_bool(q, "any_votes"))
			at_least(r, val_get_int(q, "votes", 0));
		if (text(q, "answer").n)
			add(r, ui_text(x, "workshop.kind_answer"), S(""), text(q, "text"), text(q, "answer"), NO_FIGURE);
		else if (val_get_bool(q, "answered"))
			add(r, ui_text(x, "workshop.kind_answer"), S(""), text(q, "text"), ui_text(x, "workshop.channel_aloud_done"), NO_FIGURE);
		else
			add(r, ui_text(x, "workshop.channel_unanswered"), S(""), ui_text(x, "workshop.channel_outcome"), text(q, "text"), NO_FIGURE);
	}
	EACH(c, sub(o, "parking")) {
		add(r, ui_text(x, "workshop.parking"), S(""), S(""), text(c, "text"), val_get_int(c, "dots", 0) ? val_get_int(c, "dots", 0) : NO_FIGURE);
		EACH(also, sub(c, "also"))
			add(r, ui_text(x, "workshop.parking"), S(""), S(""), also->text, NO_FIGURE);
	}
}

static struct table as_table(struct ctx *x, const struct val *o, struct table_column cols[COLUMNS])
{
	struct rows r = { .x = x };
	collect(&r, o);
	static const char *const heads[COLUMNS] = { "workshop.col_kind", "workshop.col_part", "workshop.col_heading", "workshop.col_text",
						     "workshop.col_figure" };
	static const int widths[COLUMNS] = { 14, 22, 28, 60, 12 };
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

/* ---- a workbook: all contributions, then one sheet for each kind of table */

/* One row a figure: of each step that asked. */
static struct table results_table(struct ctx *x, const struct val *o)
{
	static const char *const heads[] = { "workshop.col_part", "paper.col_step", "paper.col_question", "paper.col_answer", "paper.col_count" };
	static const int widths[] = { 22, 28, 40, 40, 10 };
	enum { COLS = sizeof heads / sizeof *heads };
	struct table_column *cols = ARENA_ARRAY(x->arena, COLS, struct table_column);
	size_t n = 0;
	for (int i = 0; i < COLS; i++)
		cols[i] = (struct table_column){ ui_text(x, heads[i]), widths[i] };
	EACH(result, sub(o, "results"))
		n += sub(result, "lines") ? sub(result, "lines")->kids.count : 0;
	struct cell *cells = ARENA_ARRAY(x->arena, n * COLS + 1, struct cell), *c = cells;
	EACH(result, sub(o, "results"))
		EACH(l, sub(result, "lines")) {
			c[0] = CELL_S(text(result, "part"));
			c[1] = CELL_S(text(result, "title"));
			c[2] = CELL_S(text(l, "heading"));
			c[3] = CELL_S(text(l, "text"));
			c[4] = figure(text(l, "count"));
			c += COLS;
		}
	return (struct table){ ui_text(x, "paper.sheet_results"), cols, COLS, cells, n };
}

/* The rows of one form, a column a field; what was marked and asked at the end. */
static struct table form_table(struct ctx *x, const struct val *o, const struct val *first)
{
	enum { MORE = 2 };
	const struct val *fields = sub(first, "fields");
	size_t ncols = fields->kids.count + MORE, n = 0, at = 0;
	struct table_column *cols = ARENA_ARRAY(x->arena, ncols, struct table_column);
	EACH(f, fields)
		cols[at++] = (struct table_column){ text(f, "label"), 30 };
	cols[at++] = (struct table_column){ ui_text(x, "workshop.leader_says"), 24 };
	cols[at] = (struct table_column){ ui_text(x, "workshop.kind_question"), 40 };
	struct cell *cells = ARENA_ARRAY(x->arena, sub(o, "rows")->kids.count * ncols, struct cell);
	EACH(row, sub(o, "rows")) {
		if (!str_eq(text(row, "form_key"), text(first, "form_key")))
			continue;
		struct cell *c = &cells[n++ * ncols];
		struct str asked = S("");
		struct date day;
		EACH(f, sub(row, "fields")) {
			*c = date_parse(text(f, "date"), &day) ? CELL_D(day) : CELL_S(text(f, "words"));
			c++;
		}
		*c++ = CELL_S(text(row, "mark_reason").n ? str_fmt(x->arena, "%.*s: %.*s", STR_ARG(text(row, "mark_words")), STR_ARG(text(row, "mark_reason")))
						       : text(row, "mark_words"));
		EACH(q, sub(row, "questions"))
			asked = str_fmt(x->arena, "%.*s%s%.*s%s%.*s", STR_ARG(asked), asked.n ? "\n" : "", STR_ARG(text(q, "text")),
					text(q, "answer").n ? " – " : "", STR_ARG(text(q, "answer")));
		*c = CELL_S(asked);
	}
	return (struct table){ text(first, "form"), cols, ncols, cells, n };
}

static enum rc make_xlsx(struct ctx *x, const struct val *o, struct str *ret)
{
	enum { SHEETS = 12 };	/* a method has a handful of forms */
	struct table_column cols[COLUMNS];
	struct table tables[SHEETS];
	const struct val *rows = sub(o, "rows");
	size_t n = 0;
	tables[n] = as_table(x, o, cols);
	tables[n++].name = ui_text(x, "paper.sheet_all");
	if (sub(o, "results") && sub(o, "results")->kids.count)
		tables[n++] = results_table(x, o);
	EACH(row, rows) {
		const struct val *first = rows->kids.first;
		while (!str_eq(text(first, "form_key"), text(row, "form_key")))
			first = first->next;
		if (first == row && n < SHEETS)
			tables[n++] = form_table(x, o, row);
	}
	return xlsx_write(x, text(o, "title"), tables, n, ret);
}

/* ---- dates */

static enum rc make_ics(struct ctx *x, const struct val *o, struct str *ret)
{
	const struct val *dates = sub(o, "dates");
	struct ics_event *e = ARENA_ARRAY(x->arena, dates ? dates->kids.count + 1 : 1, struct ics_event);
	size_t n = 0;
	EACH(d, dates) {
		struct date day;
		if (!date_parse(text(d, "date"), &day))
			continue;
		e[n++] = (struct ics_event){ .uid = text(d, "uid"), .date = day, .start_minutes = (int)val_get_int(d, "at", 0),
					     .length_minutes = (int)val_get_int(d, "minutes", 0), .summary = text(d, "title"),
					     .description = text(d, "kind_words") };
	}
	return n ? ics_calendar(x, ICS_PUBLISH, text(o, "title"), e, n, ret) : fail(x, NOT_FOUND, "", "paper.no_dates");
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
		{ "pdf", "application/pdf", export_pdf },
		{ "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", make_xlsx },
		{ "csv", "text/csv; charset=utf-8", make_csv },
		{ "json", "application/json", make_json },
		{ "ics", "text/calendar; charset=utf-8", make_ics },
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
