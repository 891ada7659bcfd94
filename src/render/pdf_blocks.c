/* pdf_blocks.c -- the small vocabulary of a document: each call turns plain
 * values into one block and its pieces. Knows type and shapes; pages are cut in
 * flow.c. */
#include "render/flow.h"

const struct type TYPE_BODY = { .size = 10.5, .weight = 400, .leading = LEADING };
const struct type TYPE_STRONG = { .size = 10.5, .weight = 600, .leading = LEADING };
const struct type TYPE_SMALL = { .size = 8.5, .weight = 400, .leading = LEADING * 0.75 };
const struct type TYPE_FIGURES = { .size = 10.5, .weight = 400, .leading = LEADING, .figures = true };
static const struct type TYPE_EYEBROW = { .size = 9.5, .weight = 600, .leading = LEADING };
static const struct type TYPE_TITLE = { .size = 25, .weight = 700, .leading = 2 * LEADING, .display = true };
static const struct type TYPE_LEAD = { .size = 13, .weight = 400, .leading = LEADING * 1.25 };
static const struct type TYPE_HEADING2 = { .size = 15, .weight = 600, .leading = LEADING * 1.5, .display = true };
static const struct type TYPE_HEADING3 = { .size = 11.5, .weight = 600, .leading = LEADING };

#define INDENT 21.0	/* of list text; numbers and boxes hang to the left of it */

/* ---- running text and lists --------------------------------------------- */

enum mark { MARK_NONE, MARK_BULLET, MARK_NUMBER, MARK_BOX, MARK_TICKED };

struct text {
	struct block block;
	PangoLayout *layout, *number;
	const struct type *type;
	struct colour colour;
	double indent;
	enum mark mark;
};

static void draw_mark(struct pdf *p, const struct text *t, double y)
{
	double middle = y + t->type->leading / 2;
	switch (t->mark) {
	case MARK_NONE:
		break;
	case MARK_BULLET:
		paper_fill(p->paper, p->left + INDENT - 12, middle - 2, 4, 4, 2, PINE);
		break;
	case MARK_NUMBER:
		paper_colour(p->paper, PINE);
		paper_tag(p->paper, "Lbl");
		paper_draw_right(p->paper, t->number, &TYPE_FIGURES, p->left + INDENT - 6, y, 0, 1);
		paper_untag(p->paper, "Lbl");
		break;
	case MARK_BOX:
	case MARK_TICKED:
		paper_tick_box(p->paper, p->left, middle, 10.5, t->mark == MARK_TICKED);
		break;
	}
}

static void draw_text(struct pdf *p, const struct block *b, int from, int count, double y)
{
	const struct text *t = (const struct text *)b;
	if (from == 0)
		draw_mark(p, t, y);
	const char *body = t->mark == MARK_NONE ? NULL : "LBody";
	paper_tag(p->paper, body);
	paper_colour(p->paper, t->colour);
	paper_draw(p->paper, t->layout, t->type, p->left + t->indent, y, from, count);
	paper_untag(p->paper, body);
}

struct space {
	double before, after;
	bool keep;	/* with the next block */
};

static struct text *add_text(struct pdf *p, const char *tag, const struct type *type, struct colour colour, struct str s, struct space space)
{
	if (p->rc != OK || str_empty(s))
		return NULL;
	struct text *t = ARENA_NEW(p->x->arena, struct text);
	*t = (struct text){ .block = { .draw = draw_text, .tag = tag }, .type = type, .colour = colour };
	t->layout = paper_text(p->paper, s, type, p->width < MEASURE || type->display ? p->width : MEASURE);
	flow_space(p, space.before);
	flow_lines(p, &t->block, paper_lines(t->layout), type->leading, space.after, space.keep);
	return t;
}

void pdf_eyebrow(struct pdf *p, struct str s)
{
	add_text(p, "P", &TYPE_EYEBROW, PINE, s, (struct space){ 0, 0, true });
}

void pdf_title(struct pdf *p, struct str s)
{
	add_text(p, "H1", &TYPE_TITLE, INK, s, (struct space){ 0, LEADING, true });
}

void pdf_lead(struct pdf *p, struct str s)
{
	add_text(p, "P", &TYPE_LEAD, INK, s, (struct space){ 0, LEADING, false });
}

void pdf_paragraph(struct pdf *p, struct str s)
{
	add_text(p, "P", &TYPE_BODY, INK, s, (struct space){ 0, GRID, false });
}

void pdf_intro(struct pdf *p, struct str s)
{
	add_text(p, "P", &TYPE_BODY, INK, s, (struct space){ 0, GRID, true });
}

void pdf_note(struct pdf *p, struct str s)
{
	add_text(p, "P", &TYPE_SMALL, MUTED, s, (struct space){ 0, GRID, false });
}

void pdf_stay(struct pdf *p)
{
	if (p->last)
		p->last->keep = true;
}

void pdf_heading(struct pdf *p, int level, struct str s)
{
	struct text *t = level <= 2 ? add_text(p, "H2", &TYPE_HEADING2, INK, s, (struct space){ LEADING * 1.5, GRID, true })
				    : add_text(p, "H3", &TYPE_HEADING3, INK, s, (struct space){ LEADING, GRID, true });
	if (!t)
		return;
	struct outline *o = ARENA_NEW(p->x->arena, struct outline);
	*o = (struct outline){ .level = level, .text = s, .dest = str_fmt(p->x->arena, "h%d", ++p->dests).p };
	t->block.dest = o->dest;
	*p->outline_end = o;
	p->outline_end = &o->next;
}

static struct text *new_item(struct pdf *p, int group, enum mark mark, size_t number, struct str s)
{
	struct text *t = ARENA_NEW(p->x->arena, struct text);
	*t = (struct text){ .block = { .draw = draw_text, .group = "L", .group_id = group, .tag = "LI" },
			    .type = &TYPE_BODY, .colour = INK, .mark = mark, .indent = INDENT };
	if (mark == MARK_NUMBER)
		t->number = paper_text(p->paper, str_fmt(p->x->arena, "%zu.", number), &TYPE_FIGURES, -1);
	t->layout = paper_text(p->paper, s, &TYPE_BODY, (p->width < MEASURE ? p->width : MEASURE) - INDENT);
	return t;
}

enum { TOGETHER_MAX = 6 };

static void add_items(struct pdf *p, enum mark mark, const struct str *items, const bool *done, size_t n, bool together)
{
	if (p->rc != OK)
		return;
	int group = flow_group(p);
	/* Short items stand close; once one runs over, all are set apart. */
	bool apart = mark == MARK_BOX;
	struct text **t = ARENA_ARRAY(p->x->arena, n, struct text *);
	for (size_t i = 0; i < n; i++) {
		t[i] = new_item(p, group, done && done[i] ? MARK_TICKED : mark, i + 1, items[i]);
		apart = apart || paper_lines(t[i]->layout) > 1;
	}
	for (size_t i = 0; i < n; i++) {
		flow_space(p, 0);
		flow_lines(p, &t[i]->block, paper_lines(t[i]->layout), LEADING, apart || i + 1 == n ? GRID : 0, together && i + 1 < n);
	}
	if (mark == MARK_BOX)
		p->after = LEADING;	/* or the next question looks like one more answer */
}

void pdf_bullets(struct pdf *p, const struct str *items, size_t n)
{
	add_items(p, MARK_BULLET, items, NULL, n, false);
}

void pdf_numbers(struct pdf *p, const struct str *items, size_t n)
{
	add_items(p, MARK_NUMBER, items, NULL, n, false);
}

void pdf_checklist(struct pdf *p, const struct str *items, const bool *done, size_t n)
{
	add_items(p, MARK_BOX, items, done, n, n <= TOGETHER_MAX);	/* a long list may go on overleaf */
}

void pdf_choices(struct pdf *p, struct str hint, const struct str *items, size_t n)
{
	add_text(p, "P", &TYPE_SMALL, MUTED, hint, (struct space){ 0, GRID, true });
	add_items(p, MARK_BOX, items, NULL, n, true);
}

/* ---- callout ------------------------------------------------------------ */

enum { CALLOUT_PAD = 12 };

struct callout {
	struct block block;
	PangoLayout *heading, *text;
	enum pdf_callout kind;
	int heading_lines, lines;	/* pieces: one of padding, the lines, one of padding */
};

static void draw_callout(struct pdf *p, const struct block *b, int from, int count, double y)
{
	const struct callout *c = (const struct callout *)b;
	/* What the colour says, the heading says in words: on a black-and-white
	 * printer the three look much the same. */
	struct colour bar = c->kind == CALLOUT_NOW ? GOLD : c->kind == CALLOUT_WARN ? CLAY : PINE;
	struct colour tint = c->kind == CALLOUT_NOTE ? PINE_SOFT : c->kind == CALLOUT_NOW ? GOLD_SOFT : SAND;
	double h = 0, line_y = y, left = p->left + 18;
	for (int i = from; i < from + count; i++)
		h += i == 0 || i == c->lines - 1 ? GRID : LEADING;
	paper_fill(p->paper, p->left, y, p->width, h, 0, tint);
	paper_fill(p->paper, p->left, y, 5, h, 0, bar);

	paper_colour(p->paper, INK);
	for (int i = from; i < from + count; i++) {
		int line = i - 1;
		if (i == 0 || i == c->lines - 1) {
			line_y += GRID;
			continue;
		}
		if (line < c->heading_lines)
			paper_draw(p->paper, c->heading, &TYPE_STRONG, left, line_y, line, 1);
		else
			paper_draw(p->paper, c->text, &TYPE_BODY, left, line_y, line - c->heading_lines, 1);
		line_y += LEADING;
	}
}

void pdf_callout(struct pdf *p, enum pdf_callout kind, struct str heading, struct str text)
{
	if (p->rc != OK)
		return;
	struct callout *c = ARENA_NEW(p->x->arena, struct callout);
	*c = (struct callout){ .block = { .draw = draw_callout, .tag = "P" }, .kind = kind };
	double width = p->width - 18 - CALLOUT_PAD;
	c->heading = paper_text(p->paper, heading, &TYPE_STRONG, width);
	c->text = paper_text(p->paper, text, &TYPE_BODY, width);
	c->heading_lines = str_empty(heading) ? 0 : paper_lines(c->heading);
	c->lines = c->heading_lines + (str_empty(text) ? 0 : paper_lines(c->text)) + 2;

	flow_space(p, LEADING);
	for (int i = 0; i < c->lines; i++) {
		bool pad = i == 0 || i == c->lines - 1;
		flow_piece(p, &c->block, i, pad ? GRID : LEADING, !(i == c->lines - 1 || (i > 1 && i < c->lines - 3)));
	}
	p->after = LEADING;
}

/* ---- QR code -------------------------------------------------------------- */

struct code {
	struct block block;
	struct str url;
	PangoLayout *caption, *address;
};

#define CODE_SIZE (LEADING * 6)		/* 32 mm: read at arm's length */

static void draw_code(struct pdf *p, const struct block *b, int from, int count, double y)
{
	const struct code *c = (const struct code *)b;
	double x = p->left + CODE_SIZE + 12;
	int lines = paper_lines(c->caption);
	paper_qr(p->paper, c->url, p->left - 6, y, CODE_SIZE);
	paper_colour(p->paper, INK);
	paper_draw(p->paper, c->caption, &TYPE_STRONG, x, y + LEADING, 0, lines);
	paper_colour(p->paper, MUTED);
	paper_draw(p->paper, c->address, &TYPE_SMALL, x, y + LEADING * (lines + 1.25), 0, paper_lines(c->address));
}

void pdf_qr(struct pdf *p, struct str url, struct str caption)
{
	if (p->rc != OK)
		return;
	struct code *c = ARENA_NEW(p->x->arena, struct code);
	*c = (struct code){ .block = { .draw = draw_code, .tag = "P" }, .url = url };
	double width = p->width - CODE_SIZE - 12;
	c->caption = paper_text(p->paper, caption, &TYPE_STRONG, width);
	c->address = paper_text(p->paper, url, &TYPE_SMALL, width);
	flow_space(p, LEADING);
	flow_piece(p, &c->block, 0, CODE_SIZE, false);
	p->after = LEADING;
}

/* ---- room to write -------------------------------------------------------- */

#define WRITING (3 * GRID)	/* 8 mm: a hand in no hurry */

static void draw_lines(struct pdf *p, const struct block *b, int from, int count, double y)
{
	for (int i = 1; i <= count; i++)
		paper_rule(p->paper, p->left, y + i * WRITING - 3, p->width, 0.6, LINE);
}

void pdf_lines(struct pdf *p, size_t n)
{
	static const struct block lines = { .draw = draw_lines };
	if (p->rc != OK)
		return;
	flow_space(p, 0);
	/* A block of its own for each call: neighbouring runs would be drawn as one. */
	struct block *b = ARENA_NEW(p->x->arena, struct block);
	*b = lines;
	for (size_t i = 0; i < n; i++)
		flow_piece(p, b, (int)i, WRITING, i + 1 < n && (i == 0 || n <= TOGETHER_MAX));
	p->after = GRID;
}

void pdf_field(struct pdf *p, struct str label, size_t n)
{
	add_text(p, "P", &TYPE_STRONG, INK, label, (struct space){ GRID, 0, true });
	pdf_lines(p, n);
}
