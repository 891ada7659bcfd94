/* cells.c -- boards with fixed columns, or a grid, as views. Writing and moving
 * cards is board.c's; this file knows where on a board a card stands and how
 * that is shown. No HTTP, no SQL text, no HTML. */
#include "workshop/board/cells.h"
#include "ui/ui.h"
#include "workshop/live.h"

bool cells_of(const struct method_step *step)
{
	return step && step->kind == STEP_CARDS && step->columns_count > 0;
}

static struct str cell_key(struct ctx *x, const struct method_step *step, unsigned column, unsigned row)
{
	return step->rows_count ? str_fmt(x->arena, "%s/%s", step->columns[column].key, step->rows[row].key) : str_of(step->columns[column].key);
}

static bool has_option(const struct method_option *o, unsigned n, struct str key)
{
	for (unsigned i = 0; i < n; i++)
		if (str_eqz(key, o[i].key))
			return true;
	return false;
}

bool cells_has(const struct method_step *step, struct str cell)
{
	size_t slash = str_find(cell, '/');
	struct str row = str_sub(cell, slash + 1, cell.n);
	if (!has_option(step->columns, step->columns_count, str_sub(cell, 0, slash)))
		return false;
	return step->rows_count ? slash < cell.n && has_option(step->rows, step->rows_count, row) : slash == cell.n;
}

bool cells_here(const struct session *s, struct str board)
{
	/* Where cards are gathered under headings, or voted on after that, the headings are the columns. */
	const struct method_step *from = s->step->kind == STEP_VOTE ? method_step(s->method, str_of(s->step->from), NULL) : NULL;
	bool by_cell = s->step->kind == STEP_CARDS || s->step->kind == STEP_DISCUSS || (from && from->kind == STEP_CARDS);
	return by_cell && cells_of(method_step(s->method, board, NULL));
}

static unsigned rows_of(const struct method_step *step)
{
	return step->rows_count ? step->rows_count : 1;
}

/* "Virker · Krav" */
static struct str cell_name(struct ctx *x, const struct method_step *step, unsigned column, unsigned row)
{
	struct str title = text_in(step->columns[column].title, x->lang);
	if (!step->rows_count)
		return title;
	return str_fmt(x->arena, "%.*s · %.*s", STR_ARG(title), STR_ARG(text_in(step->rows[row].title, x->lang)));
}

void cells_options(struct ctx *x, const struct method_step *step, struct str here, struct val *into)
{
	struct val *list = val_list(x, into, "cells");
	if (!cells_of(step))
		return;
	struct val *o = val_obj(x, list);
	val_bool(x, o, "first", true);
	struct val *options = val_list(x, o, "options");
	for (unsigned c = 0; c < step->columns_count; c++)
		for (unsigned r = 0; r < rows_of(step); r++) {
			struct str key = cell_key(x, step, c, r);
			struct val *option = val_obj(x, options);
			val_str(x, option, "value", key);
			val_str(x, option, "label", cell_name(x, step, c, r));
			val_bool(x, option, "here", here.p && str_eq(key, here));
		}
}

/* The phone chooses first the row it writes about, then the column: a fieldset a
 * row, so that a screen reader says both. */
enum rc cells_task(struct ctx *x, struct session *s, struct val *task)
{
	const struct method_step *step = s->step;
	struct val *rows = val_list(x, task, "cell_rows");
	val_bool(x, task, "held_first", step->moderated);
	for (unsigned r = 0; cells_of(step) && r < rows_of(step); r++) {
		struct val *row = val_obj(x, rows);
		val_text(x, row, "row_title", step->rows_count ? step->rows[r].title : (struct text){ 0 });
		val_text(x, row, "row_help", step->rows_count ? step->rows[r].help : (struct text){ 0 });
		struct val *cells = val_list(x, row, "choices");
		for (unsigned c = 0; c < step->columns_count; c++) {
			struct val *o = val_obj(x, cells);
			val_str(x, o, "value", cell_key(x, step, c, r));
			val_text(x, o, "cell_title", step->columns[c].title);
			/* In a grid the help would be read in every row. */
			val_text(x, o, "cell_help", step->rows_count && r ? (struct text){ 0 } : step->columns[c].help);
		}
	}
	return OK;
}

enum rc cells_side(struct ctx *x, struct session *s, struct val *side)
{
	cells_options(x, s->step, STR_NULL, side);
	if (cells_of(s->step))
		val_bool(x, side, "arranges", false);	/* the columns are given */
	return OK;
}

/* ---- live pieces */

static struct str as_id(struct ctx *x, struct str key)
{
	return str_replace(x->arena, str_replace(x->arena, key, S("_"), S("-")), S("/"), S("--"));
}

struct table {
	struct session *s;
	const struct board *b;
	const struct method_step *step;
	struct live_tree *t;
	size_t node;
	bool console;
};

static size_t cards_in(const struct table *m, struct str cell)
{
	size_t n = 0;
	for (size_t i = 0; i < m->b->ncards; i++)
		n += str_eq(m->b->cards[i].cell, cell) && !m->b->cards[i].merged_into.v;
	return n;
}

static enum rc put_cell(struct ctx *x, const struct table *m, unsigned column, unsigned row)
{
	struct str cell = cell_key(x, m->step, column, row);
	struct str id = str_fmt(x->arena, "%.*s-%.*s", STR_ARG(as_id(x, m->b->key)), STR_ARG(as_id(x, cell)));
	struct val *frame = val_new_obj(x), *head = val_new_obj(x), *place = val_new_obj(x);
	size_t node, list;
	val_str(x, frame, "cell", cell);
	val_str(x, frame, "name", cell_name(x, m->step, column, row));
	TRY(live_piece(x, m->t, m->node, str_cat(x->arena, S("cell-"), id), "workshop/piece_cell", frame, &node));
	val_text(x, head, "title", m->step->columns[column].title);
	val_text(x, head, "help", m->step->columns[column].help);
	val_bool(x, head, "in_grid", m->step->rows_count > 0);
	val_int(x, head, "count", (int64_t)cards_in(m, cell));
	TRY(live_piece(x, m->t, node, str_cat(x->arena, S("cellhead-"), id), "workshop/piece_cell_head", head, NULL));
	val_int(x, place, "theme", 0);
	TRY(live_piece(x, m->t, node, str_cat(x->arena, S("celllist-"), id), "workshop/piece_column_list", place, &list));
	for (size_t i = 0; i < m->b->ncards; i++) {
		const struct sql_cards *c = &m->b->cards[i];
		if (c->merged_into.v || !str_eq(c->cell, cell))
			continue;
		struct val *v = val_new_obj(x);
		view_card(x, m->s, m->b, c, v);
		val_int(x, v, "workshop", m->s->id.v);
		TRY(live_piece(x, m->t, list, str_fmt(x->arena, "card-%" PRId64, c->id.v),
			       m->console ? "workshop/piece_console_card" : "workshop/piece_card", v, NULL));
	}
	return OK;
}

/* A grid has its columns' titles above, once, and its rows' at the left. */
static enum rc put_columns(struct ctx *x, const struct table *m)
{
	struct val *v = val_new_obj(x), *list = val_list(x, v, "columns");
	for (unsigned c = 0; c < m->step->columns_count; c++) {
		struct val *o = val_obj(x, list);
		val_text(x, o, "title", m->step->columns[c].title);
		val_text(x, o, "help", m->step->columns[c].help);
	}
	return live_piece(x, m->t, m->node, str_cat(x->arena, S("cellcolumns-"), as_id(x, m->b->key)), "workshop/piece_cell_columns", v, NULL);
}

static enum rc put_row_title(struct ctx *x, const struct table *m, unsigned row)
{
	struct val *v = val_new_obj(x);
	val_text(x, v, "title", m->step->rows[row].title);
	val_text(x, v, "help", m->step->rows[row].help);
	return live_piece(x, m->t, m->node, str_fmt(x->arena, "cellrow-%.*s-%u", STR_ARG(as_id(x, m->b->key)), row), "workshop/piece_cell_row", v, NULL);
}

enum rc cells_put(struct ctx *x, struct session *s, const struct board *b, struct live_tree *t, size_t parent, bool console)
{
	struct table m = { s, b, method_step(s->method, b->key, NULL), t, 0, console };
	struct val *v = val_new_obj(x);
	bool grid = m.step->rows_count > 0;
	val_str(x, v, "board", b->key);
	val_str(x, v, "accent", str_of(b->accent));
	val_int(x, v, "workshop", s->id.v);
	val_bool(x, v, "console", console);
	val_bool(x, v, "grid", grid);
	val_int(x, v, "columns", m.step->columns_count);
	val_int(x, v, "rows", m.step->rows_count);
	TRY(live_piece(x, t, parent, str_cat(x->arena, S("board-"), as_id(x, b->key)), "workshop/piece_cells", v, &m.node));
	if (grid)
		TRY(put_columns(x, &m));
	for (unsigned r = 0; r < rows_of(m.step); r++) {
		if (grid)
			TRY(put_row_title(x, &m, r));
		for (unsigned c = 0; c < m.step->columns_count; c++)
			TRY(put_cell(x, &m, c, r));
	}
	return OK;
}
