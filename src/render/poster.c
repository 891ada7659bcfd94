/* poster.c -- the sheet on the wall: few words, large, read from a step away.
 *
 * The head tells what and for whom, each item what, who, first step, when and
 * how far; the foot leads to the living page. How large the type can be is
 * found by trying the steps below from the largest; A3 is drawn as A4 enlarged,
 * which leaves room for smaller steps. */
#include "render/drawing.h"

#include <math.h>

#define MARGIN 40.0		/* 14 mm: no office printer leaves more */
#define WIDTH (595.28 - 2 * MARGIN)
#define BOTTOM (841.89 - MARGIN)
#define FOOT_H 96.0
#define FOOT_BARE_H 66.0	/* without a code */
#define QR_SIZE 88.0		/* 31 mm on A4 (26 when crowded): read from half a metre */
#define COLUMN_GAP 26.0
#define READABLE 8.5		/* points on the sheet; below that nobody reads a wall */
#define DRAWING_GAP 12.0
#define COMFORTABLE 11.0	/* size of step below a drawing: it gives way until the words have it (15 points on A3) */

struct step {
	int columns;
	double size;	/* of running text; everything in an item follows it */
};
static const struct step STEPS[] = {
	{ 1, 16 }, { 1, 14.5 }, { 1, 13 }, { 1, 12 }, { 1, 11 },
	{ 2, 11 }, { 2, 10 }, { 2, 9.2 }, { 2, 8.5 }, { 2, 7.6 }, { 2, 6.8 }, { 2, 6.1 },
};
enum { STEP_COUNT = sizeof(STEPS) / sizeof(STEPS[0]) };

/* A line of an item's facts; a bullet hangs to the left of its text. */
struct fact {
	PangoLayout *layout;
	bool bullet;
};

/* An item set in one step's type. */
struct set_item {
	PangoLayout *number, *title, *when_label, *when, *tag, *status, *meta;
	struct fact *facts;
	size_t nfacts;
	double h;	/* without the padding around it */
};

/* The type and measures of one step. */
struct sheet {
	struct step step;
	double column, gutter, side, text;	/* widths: column, number, dates at the right, text */
	struct type number, title, fact, small, strong;
	struct set_item *items;
	double pad;		/* above and below an item, at least */
	bool parted;		/* a title has a word cut in two: too large */
};

/* How much of the room below the head a drawing may take, the largest first that leaves enough for the items. */
static const double DRAWING_SHARES[] = { 0.56, 0.5, 0.44, 0.38, 0.32, 0.26 };
enum { SHARE_COUNT = sizeof(DRAWING_SHARES) / sizeof(DRAWING_SHARES[0]) };

struct maker {
	struct ctx *x;
	const struct poster *poster;
	struct paper *paper;
	double scale, items_top, items_bottom;
	double head_bottom, drawing_width;	/* 0: no drawing */
	struct drawing_plan plan;
};

/* ---- setting --------------------------------------------------------------- */

static void measures(struct sheet *s, struct step step, size_t nitems, bool numbered, bool dated)
{
	double b = step.size;
	*s = (struct sheet){
		.step = step,
		.column = step.columns == 1 ? WIDTH : (WIDTH - COLUMN_GAP) / 2,
		.gutter = (numbered ? nitems < 10 ? 2.7 : 3.1 : 0) * b,
		.number = { .size = 1.9 * b, .weight = 700, .leading = 1.8 * b, .display = true, .figures = true },
		.title = { .size = (step.columns == 1 ? 1.32 : 1.2) * b, .weight = 600, .leading = (step.columns == 1 ? 1.62 : 1.45) * b },
		.fact = { .size = b, .weight = 400, .leading = 1.42 * b },
		.small = { .size = 0.82 * b, .weight = 400, .leading = 1.3 * b },
		.strong = { .size = b, .weight = 600, .leading = 1.42 * b, .figures = true },
		.pad = step.columns == 1 ? 0.8 * b : 0.6 * b,
	};
	s->side = step.columns == 1 && dated ? 9.5 * b : 0;
	s->text = s->column - s->gutter - (s->side > 0 ? s->side + b : 0);
}

static double lines_h(PangoLayout *l, const struct type *t)
{
	return l ? paper_lines(l) * t->leading : 0;
}

#define BULLET_INDENT 1.1	/* in sizes of the text */

static size_t count_lines(const struct poster_item *from)
{
	size_t n = 0;
	for (size_t i = 0; i < POSTER_FACTS_MAX; i++) {
		n += str_empty(from->facts[i].value) ? 0 : 1;
		for (size_t k = 0; k < from->facts[i].value.n; k++)
			n += from->facts[i].value.p[k] == '\n';
	}
	return n;
}

static void set_fact_line(struct maker *m, const struct sheet *s, struct str label, struct str line, struct set_item *to)
{
	struct fact *f = &to->facts[to->nfacts++];
	f->bullet = str_starts(line, S("•"));
	if (f->bullet)
		line = str_trim(str_sub(line, S("•").n, line.n));
	f->layout = paper_text_label(m->paper, str_cat(m->x->arena, label, line), label.n, &s->fact,
				     s->text - (f->bullet ? BULLET_INDENT * s->step.size : 0));
	to->h += lines_h(f->layout, &s->fact);
}

static void set_facts(struct maker *m, const struct sheet *s, const struct poster_item *from, struct set_item *to)
{
	to->facts = ARENA_ARRAY(m->x->arena, count_lines(from) + 1, struct fact);
	for (size_t i = 0; i < POSTER_FACTS_MAX; i++) {
		const struct pdf_pair *f = &from->facts[i];
		struct str label = str_empty(f->key) ? STR_NULL : str_fmt(m->x->arena, "%.*s:  ", STR_ARG(f->key));
		struct str rest = f->value, line;
		for (bool first = true; !str_empty(rest) && str_next(&rest, '\n', &line); first = false)
			set_fact_line(m, s, first ? label : STR_NULL, line, to);
	}
}

/* One column: date, status and tag stand at the right, under each other. */
static double set_side(struct maker *m, const struct sheet *s, const struct poster_item *from, struct set_item *to)
{
	double b = s->step.size;
	to->when = str_empty(from->when) ? NULL : paper_text(m->paper, from->when, &s->strong, s->side);
	to->when_label = to->when && !str_empty(m->poster->when_label) ? paper_text(m->paper, m->poster->when_label, &s->small, s->side) : NULL;
	to->status = str_empty(from->status_text) ? NULL : paper_text(m->paper, from->status_text, &s->fact, s->side - 1.5 * b);
	to->tag = str_empty(from->tag) ? NULL : paper_text(m->paper, from->tag, &s->small, -1);
	return lines_h(to->when_label, &s->small) + lines_h(to->when, &s->strong) + lines_h(to->status, &s->fact) +
	       (to->tag ? 1.9 * b : 0);
}

/* Two columns: the same on a line of its own below. */
static double set_meta(struct maker *m, const struct sheet *s, const struct poster_item *from, struct set_item *to)
{
	struct arena *a = m->x->arena;
	struct str bold = STR_NULL, rest = STR_NULL;
	if (!str_empty(from->status_text))
		bold = from->status_text;	/* beside its shape */
	if (!str_empty(from->when))
		bold = str_fmt(a, "%.*s%s%.*s%s%.*s", STR_ARG(bold), bold.n ? "  ·  " : "", STR_ARG(m->poster->when_label),
			       str_empty(m->poster->when_label) ? "" : " ", STR_ARG(from->when));
	if (!str_empty(from->tag))
		rest = str_fmt(a, "%s%.*s", bold.n ? "  ·  " : "", STR_ARG(from->tag));
	if (bold.n + rest.n == 0)
		return 0;
	double shape = from->status == POSTER_NO_STATUS ? 0 : 1.5 * s->step.size;
	to->meta = paper_text_label(m->paper, str_cat(a, bold, rest), bold.n, &s->fact, s->text - shape);
	return lines_h(to->meta, &s->fact);
}

static void set_item(struct maker *m, const struct sheet *s, size_t no, struct set_item *to)
{
	const struct poster_item *from = &m->poster->items[no];
	*to = (struct set_item){ 0 };
	to->number = paper_text(m->paper, str_fmt(m->x->arena, "%zu", no + 1), &s->number, -1);
	to->title = paper_text(m->paper, from->title, &s->title, s->text);
	to->h = lines_h(to->title, &s->title) + 0.15 * s->step.size;
	set_facts(m, s, from, to);
	if (s->step.columns == 1) {
		double side = set_side(m, s, from, to);
		to->h = to->h > side ? to->h : side;
	} else {
		to->h += set_meta(m, s, from, to);
	}
}

/* Is there anything to stand beside the items? */
static bool has_side(const struct poster *poster)
{
	bool any = false;
	for (size_t i = 0; i < poster->nitems; i++)
		any = any || poster->items[i].when.n + poster->items[i].tag.n + poster->items[i].status_text.n > 0;
	return any;
}

static void set_sheet(struct maker *m, struct step step, struct sheet *s)
{
	measures(s, step, m->poster->nitems, !m->poster->unnumbered, has_side(m->poster));
	s->items = ARENA_ARRAY(m->x->arena, m->poster->nitems, struct set_item);
	for (size_t i = 0; i < m->poster->nitems; i++)
		set_item(m, s, i, &s->items[i]);
	for (size_t i = 0; i < m->poster->nitems; i++)
		s->parted = s->parted || paper_parts_words(s->items[i].title);
}

/* ---- fitting ---------------------------------------------------------------- */

static double column_h(const struct sheet *s, size_t from, size_t to)
{
	double h = 0;
	for (size_t i = from; i < to; i++)
		h += s->items[i].h + 2 * s->pad;
	return h;
}

/* Where the first of two columns ends so that the taller is as low as can be. */
static size_t split(const struct sheet *s, size_t from, size_t to)
{
	if (s->step.columns == 1)
		return to;
	size_t best = to;
	double best_h = INFINITY;
	for (size_t k = from; k <= to; k++) {
		double left = column_h(s, from, k), right = column_h(s, k, to), h = left > right ? left : right;
		if (h < best_h) {
			best = k;
			best_h = h;
		}
	}
	return best;
}

static double needed_h(const struct sheet *s, size_t from, size_t to)
{
	size_t k = split(s, from, to);
	double left = column_h(s, from, k), right = column_h(s, k, to);
	return left > right ? left : right;
}

static bool readable(const struct maker *m, int step)
{
	return STEPS[step].size * m->scale >= READABLE - 0.01;
}

/* The largest step that holds everything on one page, or the smallest readable
 * one. The steps are ordered by what they hold, so halving finds it with four
 * settings instead of twelve: setting text is what costs. */
static void choose(struct maker *m, struct sheet *s)
{
	int low = 0, high = STEP_COUNT - 1, set = -1;
	while (!readable(m, high))
		high--;
	while (low < high) {
		int mid = (low + high) / 2;
		set_sheet(m, STEPS[mid], s);
		set = mid;
		if (!s->parted && needed_h(s, 0, m->poster->nitems) <= m->items_bottom - m->items_top)
			high = mid;
		else
			low = mid + 1;
	}
	if (set != low)
		set_sheet(m, STEPS[low], s);
}

/* ---- drawing ---------------------------------------------------------------- */

static void draw_status(struct maker *m, enum poster_status status, double x, double y, double size)
{
	struct paper *p = m->paper;
	cairo_t *cr = p->cr;
	double r = size / 2, cx = x + r;
	if (status == POSTER_NO_STATUS)
		return;
	paper_colour(p, status == POSTER_LATE ? CLAY : status == POSTER_DROPPED ? MUTED : PINE);
	cairo_set_line_width(cr, size * 0.13);
	cairo_new_path(cr);	/* text leaves a current point, which an arc would be joined to */
	cairo_arc(cr, cx, y, r * 0.9, 0, 2 * M_PI);
	if (status == POSTER_DONE || status == POSTER_LATE)
		cairo_fill_preserve(cr);
	cairo_stroke(cr);
	if (status == POSTER_UNDER_WAY) {
		cairo_arc(cr, cx, y, r * 0.9, M_PI / 2, 3 * M_PI / 2);
		cairo_fill(cr);
	} else if (status == POSTER_DONE) {
		paper_colour(p, PAPER_WHITE);
		cairo_move_to(cr, cx - r * 0.45, y + r * 0.02);
		cairo_line_to(cr, cx - r * 0.1, y + r * 0.38);
		cairo_line_to(cr, cx + r * 0.48, y - r * 0.35);
		cairo_stroke(cr);
	} else if (status == POSTER_LATE) {
		paper_colour(p, PAPER_WHITE);
		cairo_move_to(cr, cx, y - r * 0.5);
		cairo_line_to(cr, cx, y + r * 0.12);
		cairo_stroke(cr);
		cairo_arc(cr, cx, y + r * 0.45, size * 0.08, 0, 2 * M_PI);
		cairo_fill(cr);
	} else if (status == POSTER_DROPPED) {
		cairo_move_to(cr, cx - r * 0.5, y);
		cairo_line_to(cr, cx + r * 0.5, y);
		cairo_stroke(cr);
	}
}

static void draw_side(struct maker *m, const struct sheet *s, const struct poster_item *from, const struct set_item *item, double x, double y)
{
	struct paper *p = m->paper;
	double b = s->step.size;
	if (item->when_label) {
		paper_colour(p, MUTED);
		paper_draw(p, item->when_label, &s->small, x, y, 0, 1);
		y += s->small.leading;
	}
	if (item->when) {
		paper_colour(p, INK);
		paper_draw(p, item->when, &s->strong, x, y, 0, paper_lines(item->when));
		y += lines_h(item->when, &s->strong);
	}
	if (item->status) {
		draw_status(m, from->status, x, y + s->fact.leading / 2, 1.05 * b);
		paper_colour(p, INK);
		double indent = from->status == POSTER_NO_STATUS ? 0 : 1.5 * b;
		paper_draw(p, item->status, &s->fact, x + indent, y, 0, paper_lines(item->status));
		y += lines_h(item->status, &s->fact);
	}
	if (item->tag) {
		double w = paper_width(item->tag);
		y += 0.35 * b;
		paper_stroke(p, x, y, (w > s->side - 1.2 * b ? s->side - 1.2 * b : w) + 1.2 * b, 1.4 * b, 0.7 * b, 0.7, PINE);
		paper_colour(p, PINE);
		pango_layout_set_width(item->tag, (int)((s->side - 1.2 * b) * PANGO_SCALE));
		pango_layout_set_ellipsize(item->tag, PANGO_ELLIPSIZE_END);
		paper_draw(p, item->tag, &s->small, x + 0.6 * b, y + 0.05 * b, 0, 1);
	}
}

static void draw_item(struct maker *m, const struct sheet *s, size_t no, double x, double y)
{
	const struct poster_item *from = &m->poster->items[no];
	const struct set_item *item = &s->items[no];
	struct paper *p = m->paper;
	double left = x + s->gutter, top = y;

	paper_tag(p, "Sect");
	paper_tag(p, "H2");
	paper_colour(p, PINE);
	if (s->gutter > 0)
		paper_draw(p, item->number, &s->number, x, y - 0.09 * s->step.size, 0, 1);
	paper_colour(p, INK);
	paper_draw(p, item->title, &s->title, left, y, 0, paper_lines(item->title));
	paper_untag(p, "H2");
	y += lines_h(item->title, &s->title) + 0.15 * s->step.size;
	for (size_t i = 0; i < item->nfacts; i++) {
		const struct fact *f = &item->facts[i];
		double b = s->step.size, dot = 0.28 * b;
		paper_tag(p, "P");
		if (f->bullet)
			paper_fill(p, left + 0.2 * b, y + (s->fact.leading - dot) / 2, dot, dot, dot / 2, PINE);
		paper_colour(p, INK);
		paper_draw(p, f->layout, &s->fact, left + (f->bullet ? BULLET_INDENT * b : 0), y, 0, paper_lines(f->layout));
		paper_untag(p, "P");
		y += lines_h(f->layout, &s->fact);
	}
	paper_tag(p, "P");
	if (item->meta) {
		double shape = from->status == POSTER_NO_STATUS ? 0 : 1.5 * s->step.size;
		draw_status(m, from->status, left, y + s->fact.leading / 2, 1.05 * s->step.size);
		paper_colour(p, INK);
		paper_draw(p, item->meta, &s->fact, left + shape, y, 0, paper_lines(item->meta));
	} else {
		draw_side(m, s, from, item, x + s->column - s->side, top);
	}
	paper_untag(p, "P");
	paper_untag(p, "Sect");
}

static void draw_column(struct maker *m, const struct sheet *s, size_t from, size_t to, double x, double extra)
{
	double y = m->items_top;
	for (size_t i = from; i < to; i++) {
		if (i > from)
			paper_rule(m->paper, x, y, s->column, 0.7, LINE);
		draw_item(m, s, i, x, y + s->pad + extra / 2);
		y += s->items[i].h + 2 * s->pad + extra;
	}
}

static void draw_items(struct maker *m, const struct sheet *s, size_t from, size_t to)
{
	size_t k = split(s, from, to), tallest = k - from > to - k ? k - from : to - k;
	/* What is left over goes between the items, but not so much that they
	 * fall apart. */
	double spare = m->items_bottom - m->items_top - needed_h(s, from, to);
	double extra = tallest ? spare / (double)tallest : 0;
	double most = 2.4 * s->step.size;
	extra = extra < 0 ? 0 : extra > most ? most : extra;
	draw_column(m, s, from, k, MARGIN, extra);
	draw_column(m, s, k, to, MARGIN + s->column + COLUMN_GAP, extra);
	if (k < to)
		paper_fill(m->paper, MARGIN + s->column + COLUMN_GAP / 2 - 0.35, m->items_top + 6, 0.7,
			   needed_h(s, from, to) + extra * (double)tallest - 12, 0, LINE);
}

static void draw_stamp(struct maker *m, double right, double y)
{
	static const struct type t = { .size = 12, .weight = 700, .leading = 18 };
	PangoLayout *l = paper_text(m->paper, m->poster->stamp, &t, 150);
	double w = paper_width(l) + 20;
	paper_fill(m->paper, right - w, y, w, 24, 4, PAPER_WHITE);
	paper_stroke(m->paper, right - w + 2, y + 2, w - 4, 20, 3, 1.6, INK);
	paper_colour(m->paper, INK);
	paper_draw(m->paper, l, &t, right - w + 10, y + 3, 0, 1);
}

/* Many items: head and foot give way. */
static bool crowded(const struct maker *m)
{
	return m->poster->nitems > 8;
}

/* The head block; returns where it ends. */
static double draw_head(struct maker *m)
{
	static const struct type eyebrow = { .size = 11.5, .weight = 600, .leading = 17 };
	static const struct type intro = { .size = 12, .weight = 400, .leading = 17.5 };
	static const struct type titles[] = {
		{ .size = 34, .weight = 700, .leading = 39, .display = true },
		{ .size = 26, .weight = 700, .leading = 31, .display = true },
		{ .size = 20, .weight = 700, .leading = 25, .display = true },
	};
	const struct poster *poster = m->poster;
	struct paper *p = m->paper;
	bool dark = poster->kind == POSTER_ACTIONS;
	double inside = WIDTH - 44, pad = crowded(m) ? 12 : 18, x = MARGIN + 22, y = MARGIN + pad;

	size_t t = crowded(m) ? 1 : 0;
	PangoLayout *title = paper_text(p, poster->title, &titles[t], inside);
	while ((paper_lines(title) > 2 || paper_parts_words(title)) && t + 1 < sizeof(titles) / sizeof(titles[0]))
		title = paper_text(p, poster->title, &titles[++t], inside);
	PangoLayout *over = paper_text(p, poster->eyebrow, &eyebrow, inside - (str_empty(poster->stamp) ? 0 : 130));
	PangoLayout *under = str_empty(poster->intro) ? NULL : paper_text(p, poster->intro, &intro, crowded(m) ? inside : inside * 0.9);
	double over_h = str_empty(poster->eyebrow) ? 0 : lines_h(over, &eyebrow);
	double h = pad + over_h + lines_h(title, &titles[t]) + 4 + (under ? 5 + lines_h(under, &intro) : 0) + pad;

	paper_fill(p, MARGIN, MARGIN, WIDTH, h, 10, dark ? PINE : PINE_SOFT);
	if (!dark)
		paper_stroke(p, MARGIN + 0.75, MARGIN + 0.75, WIDTH - 1.5, h - 1.5, 10, 1.5, PINE);
	if (!str_empty(poster->stamp))
		draw_stamp(m, MARGIN + WIDTH - 16, MARGIN + 14);
	paper_colour(p, dark ? GOLD : PINE);
	paper_tag(p, "P");
	paper_draw(p, over, &eyebrow, x, y, 0, over_h > 0 ? paper_lines(over) : 0);
	paper_untag(p, "P");
	y += over_h + 2;
	paper_colour(p, dark ? PAPER_WHITE : INK);
	paper_tag(p, "H1");
	paper_draw(p, title, &titles[t], x, y, 0, paper_lines(title));
	paper_untag(p, "H1");
	y += lines_h(title, &titles[t]) + 7;
	if (under) {
		paper_tag(p, "P");
		paper_draw(p, under, &intro, x, y, 0, paper_lines(under));
		paper_untag(p, "P");
	}
	return MARGIN + h;
}

static void draw_foot(struct maker *m, int page, int of)
{
	static const struct type strong = { .size = 11.5, .weight = 600, .leading = 17 };
	static const struct type small = { .size = 9, .weight = 400, .leading = 13.5, .figures = true };
	const struct poster *poster = m->poster;
	struct paper *p = m->paper;
	double top = m->items_bottom + 8, right = MARGIN + WIDTH;
	bool code = !str_empty(poster->url);
	double qr_size = crowded(m) ? QR_SIZE - 14 : QR_SIZE;
	double text_right = code ? right - qr_size - 4 : right, width = text_right - MARGIN - 150;

	paper_rule(p, MARGIN, top, WIDTH, 1.5, PINE);
	paper_logo(p, MARGIN, top + 20, 13);
	paper_colour(p, INK);
	paper_draw(p, paper_text(p, S("Samspil"), &strong, -1), &strong, MARGIN + 26, top + 18, 0, 1);
	paper_colour(p, MUTED);
	PangoLayout *version = paper_text(p, poster->version, &small, code ? 220 : WIDTH);
	paper_draw(p, version, &small, MARGIN, top + 44, 0, 2);
	if (of > 1)
		paper_draw(p, paper_text(p, paper_page_text(m->x, poster->page_text, page, of), &small, -1), &small,
			   MARGIN, top + 44 + lines_h(version, &small), 0, 1);
	if (!code)
		return;
	paper_tag(p, "P");
	/* The quiet zone is white paper: the code's ink ends with the margin. */
	paper_qr(p, poster->url, right - qr_size + 6, top + 5, qr_size);
	paper_colour(p, INK);
	PangoLayout *caption = paper_text(p, poster->url_caption, &strong, width);
	int lines = paper_lines(caption) > 2 ? 2 : paper_lines(caption);
	double y = top + 18;
	pango_layout_set_alignment(caption, PANGO_ALIGN_RIGHT);
	paper_draw_right(p, caption, &strong, text_right, y, 0, lines);
	paper_colour(p, MUTED);
	paper_draw_right(p, paper_text(p, poster->url, &small, width), &small, text_right, y + lines * strong.leading + 2, 0, 2);
	paper_untag(p, "P");
}

/* How many items from `from` on go onto one page; at least one. */
static size_t page_fill(const struct maker *m, const struct sheet *s, size_t from)
{
	size_t to = from + 1;
	while (to < m->poster->nitems && needed_h(s, from, to + 1) <= m->items_bottom - m->items_top)
		to++;
	return to;
}

/* Where the items begin: below the drawing on the first page. */
static void begin_page(struct maker *m, int page)
{
	double drawn = m->drawing_width * m->plan.height / DRAWING_WIDTH;
	m->items_top = m->head_bottom + 10 + (page == 0 && drawn > 0 ? drawn + DRAWING_GAP : 0);
}

/* Type and drawing together: the largest drawing that leaves the items on one
 * page in readable type. */
static void choose_all(struct maker *m, struct sheet *s)
{
	double room = m->items_bottom - m->head_bottom - 10;
	for (int i = 0; i < (m->poster->drawing ? SHARE_COUNT : 1); i++) {
		double w = m->poster->drawing ? DRAWING_SHARES[i] * room * DRAWING_WIDTH / m->plan.height : 0;
		m->drawing_width = w < WIDTH ? w : WIDTH;
		begin_page(m, 0);
		if (m->poster->nitems == 0)
			return;
		choose(m, s);
		bool fits = !s->parted && needed_h(s, 0, m->poster->nitems) <= m->items_bottom - m->items_top;
		if (fits && s->step.size >= COMFORTABLE - 0.01)
			return;
	}
}

static void draw_drawing(struct maker *m)
{
	if (m->drawing_width > 0)
		drawing_paint(m->paper, m->poster->drawing, &m->plan, MARGIN + (WIDTH - m->drawing_width) / 2, m->head_bottom + 14, m->drawing_width);
}

static int count_pages(struct maker *m, const struct sheet *s)
{
	int pages = 0;
	for (size_t i = 0; i < m->poster->nitems; i = page_fill(m, s, i))
		begin_page(m, ++pages);
	begin_page(m, 0);
	return pages;
}

static void draw_pages(struct maker *m)
{
	struct sheet s = { 0 };
	int page = 0;
	m->head_bottom = draw_head(m);
	m->items_bottom = BOTTOM - (str_empty(m->poster->url) ? FOOT_BARE_H : crowded(m) ? FOOT_H - 16 : FOOT_H) - 8;
	choose_all(m, &s);
	draw_drawing(m);
	int pages = count_pages(m, &s);
	for (size_t i = 0; i < m->poster->nitems; begin_page(m, ++page)) {
		size_t to = page_fill(m, &s, i);
		if (page > 0) {
			paper_new_page(m->paper);
			draw_head(m);
		}
		draw_items(m, &s, i, to);
		draw_foot(m, page + 1, pages);
		i = to;
	}
	if (pages == 0)
		draw_foot(m, 1, 1);
}

enum rc poster_pdf(struct ctx *x, const struct poster *poster, struct str *ret)
{
	if (poster->nitems > POSTER_ITEMS_MAX)
		return fail_int(x, TOO_LARGE, "", "render.too_many_items", "max", POSTER_ITEMS_MAX);
	double w, h;
	paper_size_points(poster->size, false, &w, &h);
	struct maker m = { .x = x, .poster = poster, .scale = poster->size == PAPER_A3 ? M_SQRT2 : 1 };
	struct paper_info info = { poster->title, poster->eyebrow, poster->lang };
	TRY(paper_open(x, w, h, &info, &m.paper));
	if (poster->drawing)
		TRY(drawing_plan(x, poster->drawing, &m.plan));
	cairo_scale(m.paper->cr, m.scale, m.scale);
	paper_tag(m.paper, "Document");
	draw_pages(&m);
	paper_untag(m.paper, "Document");
	return paper_close(m.paper, ret);
}
