/* pdf_table.c -- tables and pairs of key and value. A row is as many pieces as
 * its tallest cell has lines, so that rows, and only when they must their lines,
 * break over pages. */
#include "render/flow.h"

#include <math.h>

static const struct type TYPE_CELL = { .size = 9.5, .weight = 400, .leading = LEADING };
static const struct type TYPE_CELL_NUMBER = { .size = 9.5, .weight = 400, .leading = LEADING, .figures = true };
/* A narrow column with a long word takes smaller heads for the whole table: no word is cut in two. */
static const struct type TYPES_HEAD[] = {
	{ .size = 8.5, .weight = 600, .leading = LEADING },
	{ .size = 7.5, .weight = 600, .leading = LEADING * 0.8 },
	{ .size = 6.5, .weight = 600, .leading = LEADING * 0.7 },
};
enum { HEAD_SIZES = sizeof TYPES_HEAD / sizeof *TYPES_HEAD };
static const struct type TYPE_KEY = { .size = 9.5, .weight = 600, .leading = LEADING };

#define CELL_GAP 12.0	/* between columns */
#define ROW_PAD (GRID / 2)	/* above and below the lines of a row */
#define BOX 10.5		/* to tick */

struct columns {
	size_t n;
	double x[PDF_COLS_MAX], width[PDF_COLS_MAX];
	bool number[PDF_COLS_MAX], box[PDF_COLS_MAX];
};

struct row {
	struct block block;
	const struct columns *columns;
	PangoLayout *cell[PDF_COLS_MAX];
	const struct type *type, *first_type;
	int lines;
	bool head, rule_above;
	bool to_write_in;	/* columns are parted by lines */
};

enum { HANDWRITING = 3 };	/* lines: rows so high are made for a pen */

static const struct type *cell_type(const struct row *r, size_t col)
{
	if (col == 0 && r->first_type)
		return r->first_type;
	return r->columns->number[col] && !r->head ? &TYPE_CELL_NUMBER : r->type;
}

/* Piece 0 holds the upper padding and the first line, the last one the lower. */
static double piece_height(const struct row *r, int i)
{
	return r->type->leading + (i == 0 ? ROW_PAD : 0) + (i == r->lines - 1 ? ROW_PAD : 0);
}

static void draw_centred(struct pdf *p, PangoLayout *l, const struct type *t, double middle, double y, int from, int count)
{
	for (int i = from; i < from + count && i < paper_lines(l); i++, y += t->leading)
		paper_draw(p->paper, l, t, p->left + middle - paper_line_width(l, i) / 2, y, i, 1);
}

static bool has_boxes(const struct columns *c)
{
	bool any = false;
	for (size_t i = 0; i < c->n; i++)
		any = any || c->box[i];
	return any;
}

/* In the middle of the row, as on a questionnaire. */
static void draw_boxes(struct pdf *p, const struct row *r, double y, double h)
{
	const struct columns *c = r->columns;
	for (size_t i = 0; i < c->n; i++)
		if (c->box[i])
			paper_tick_box(p->paper, p->left + c->x[i] + (c->width[i] - BOX) / 2, y + h / 2, BOX, false);
}

static void draw_cells(struct pdf *p, const struct row *r, int from, int count, double y)
{
	const struct columns *c = r->columns;
	/* Beside boxes that stand in the middle of the row, its words do, too; a head ends on its rule. */
	bool middle = !r->head && has_boxes(c) && from == 0 && count == r->lines;
	for (size_t i = 0; i < c->n; i++) {
		if (!r->cell[i] || from >= paper_lines(r->cell[i]))
			continue;
		const char *tag = r->head ? "TH" : "TD";
		paper_tag(p->paper, tag);
		paper_colour(p->paper, r->head ? MUTED : INK);
		double down = middle ? (r->lines - paper_lines(r->cell[i])) * r->type->leading / 2 : 0;
		if (c->box[i])
			draw_centred(p, r->cell[i], cell_type(r, i), c->x[i] + c->width[i] / 2, y + down, from, count);
		else if (c->number[i])
			paper_draw_right(p->paper, r->cell[i], cell_type(r, i), p->left + c->x[i] + c->width[i], y, from, count);
		else
			paper_draw(p->paper, r->cell[i], cell_type(r, i), p->left + c->x[i], y + down, from, count);
		paper_untag(p->paper, tag);
	}
}

static void draw_row(struct pdf *p, const struct block *b, int from, int count, double y)
{
	const struct row *r = (const struct row *)b;
	double h = 0;
	/* The head of a page repeats the whole row of heads, whatever was asked. */
	if (r->head)
		count = r->lines;
	for (int i = from; i < from + count; i++)
		h += piece_height(r, i);
	if (r->rule_above && from == 0)
		paper_rule(p->paper, p->left, y, p->width, 0.6, LINE);
	draw_cells(p, r, from, count, y + (from == 0 ? ROW_PAD : 0));
	if (!r->head && from == 0)
		draw_boxes(p, r, y, h);
	for (size_t i = 1; r->to_write_in && i < r->columns->n; i++)
		paper_fill(p->paper, p->left + r->columns->x[i] - CELL_GAP / 2, y, 0.6, h, 0, LINE);
	if (from + count == r->lines)
		paper_rule(p->paper, p->left, y + h, p->width, r->head ? 1.2 : 0.6, r->head ? INK : LINE);
}

static struct row *new_row(struct pdf *p, const struct columns *c, const struct str *cells, const struct type *type, const struct type *first, bool head)
{
	struct row *r = ARENA_NEW(p->x->arena, struct row);
	*r = (struct row){ .block = { .draw = draw_row, .tag = "TR", .group = "Table" }, .columns = c, .type = type, .first_type = first, .lines = 1, .head = head };
	for (size_t i = 0; i < c->n; i++) {
		if (str_empty(cells[i]) || (c->box[i] && !head))
			continue;
		r->cell[i] = paper_text(p->paper, cells[i], cell_type(r, i), c->width[i]);
		if (paper_lines(r->cell[i]) > r->lines)
			r->lines = paper_lines(r->cell[i]);
	}
	return r;
}

static double row_height(const struct row *r)
{
	double h = 0;
	for (int i = 0; i < r->lines; i++)
		h += piece_height(r, i);
	return h;
}

static void add_row(struct pdf *p, const struct row *r, bool keep_with_next)
{
	bool may_break = row_height(r) > p->height / 2;
	for (int i = 0; i < r->lines; i++) {
		bool edge = i == 0 || i == r->lines - 2;
		bool keep = i < r->lines - 1 && (edge || !may_break);
		flow_piece(p, &r->block, i, piece_height(r, i), keep || (keep_with_next && i == r->lines - 1));
	}
}

static double widest_word(struct pdf *p, struct str s, const struct type *t)
{
	double widest = 0;
	struct str word;
	while (str_next(&s, ' ', &word)) {
		double w = str_empty(word) ? 0 : paper_width(paper_text(p->paper, word, t, -1));
		widest = w > widest ? w : widest;
	}
	return widest;
}

/* A head whose longest word is wider than its column even in the smallest type
 * gets room from the others, none of which gives more than it can do without. */
static void make_room(struct pdf *p, const struct pdf_column *cols, size_t n, double *share)
{
	static const double spares = 0.4;
	double lacks = 0, spare = 0, need[PDF_COLS_MAX];
	for (size_t i = 0; i < n; i++) {
		need[i] = str_empty(cols[i].head) ? 0 : widest_word(p, cols[i].head, &TYPES_HEAD[HEAD_SIZES - 1]) + CELL_GAP + 1;
		if (need[i] > share[i])
			lacks += need[i] - share[i];
		else
			spare += fmin(share[i] - need[i], spares * share[i]);
	}
	for (size_t i = 0; lacks > 0 && lacks <= spare && i < n; i++)
		share[i] = need[i] > share[i] ? need[i] : share[i] - fmin(share[i] - need[i], spares * share[i]) * lacks / spare;
}

static const struct columns *spread(struct pdf *p, const struct pdf_column *cols, size_t n)
{
	struct columns *c = ARENA_NEW(p->x->arena, struct columns);
	double sum = 0, x = 0, share[PDF_COLS_MAX];
	c->n = n > PDF_COLS_MAX ? PDF_COLS_MAX : n;
	for (size_t i = 0; i < c->n; i++)
		sum += cols[i].weight > 0 ? cols[i].weight : 1;
	for (size_t i = 0; i < c->n; i++)
		share[i] = (cols[i].weight > 0 ? cols[i].weight : 1) / sum * (p->width + CELL_GAP);
	make_room(p, cols, c->n, share);
	for (size_t i = 0; i < c->n; i++) {
		c->x[i] = x;
		c->width[i] = share[i] - CELL_GAP;
		c->number[i] = cols[i].number;
		c->box[i] = cols[i].box;
		x += share[i];
	}
	return c;
}

static bool cuts_words(const struct row *r)
{
	bool any = false;
	for (size_t i = 0; i < r->columns->n; i++)
		any = any || (r->cell[i] && paper_parts_words(r->cell[i]));
	return any;
}

static struct row *head_row(struct pdf *p, const struct columns *c, const struct pdf_table *t)
{
	struct str heads[PDF_COLS_MAX];
	bool any = false;
	for (size_t i = 0; i < c->n; i++) {
		heads[i] = t->cols[i].head;
		any = any || !str_empty(heads[i]);
	}
	if (!any)
		return NULL;
	struct row *r = NULL;
	for (size_t size = 0; size < HEAD_SIZES && (!r || cuts_words(r)); size++)
		r = new_row(p, c, heads, &TYPES_HEAD[size], &TYPES_HEAD[size], true);
	return r;
}

static bool has_blank(const struct row *r)
{
	bool any = false;
	for (size_t i = 0; i < r->columns->n; i++)
		any = any || (!r->cell[i] && !r->columns->box[i]);
	return any;
}

static bool is_for_a_pen(const struct columns *c, const struct pdf_table *t)
{
	bool any = t->min_lines >= HANDWRITING;
	for (size_t i = 0; t->pen_lines && i < t->nrows * t->ncols; i++)
		any = any || (!c->box[i % t->ncols] && str_empty(t->cells[i]));
	return any;
}

void pdf_table(struct pdf *p, const struct pdf_table *t)
{
	if (p->rc != OK || t->ncols == 0)
		return;
	int group = flow_group(p);
	const struct columns *c = spread(p, t->cols, t->ncols);
	struct row *head = head_row(p, c, t);
	bool pen = is_for_a_pen(c, t);
	flow_space(p, GRID);
	double height = 0;
	if (head) {
		head->block.group_id = group;
		head->block.table_head = &head->block;
		add_row(p, head, true);
		height = row_height(head);
	}
	for (size_t i = 0; i < t->nrows; i++) {
		struct row *r = new_row(p, c, t->cells + i * t->ncols, &TYPE_CELL, NULL, false);
		r->block.group_id = group;
		r->rule_above = !head && i == 0;
		r->to_write_in = pen;
		if (head) {
			r->block.table_head = &head->block;
			r->block.head_height = height;
		}
		size_t least = has_blank(r) && t->pen_lines > t->min_lines ? t->pen_lines : t->min_lines;
		if (r->lines < (int)least)
			r->lines = (int)least;
		add_row(p, r, i == 0 && t->nrows > 1);	/* a head with one row looks lost */
	}
	p->after = LEADING;
}

void pdf_pairs(struct pdf *p, const struct pdf_pair *pairs, size_t n)
{
	static const struct pdf_column cols[2] = { { .weight = 3 }, { .weight = 8 } };
	if (p->rc != OK)
		return;
	int group = flow_group(p);
	const struct columns *c = spread(p, cols, 2);
	flow_space(p, GRID);
	for (size_t i = 0; i < n; i++) {
		struct str cells[2] = { pairs[i].key, pairs[i].value };
		struct row *r = new_row(p, c, cells, &TYPE_CELL, &TYPE_KEY, false);
		r->block.group_id = group;
		r->rule_above = i == 0;
		add_row(p, r, i + 2 == n || (i == 0 && n > 1));
	}
	p->after = LEADING;
}
