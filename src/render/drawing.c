/* drawing.c -- the shape of a model, from the names of its parts: levels around
 * each other, levels on each other, steps that go round, parts that pull at each
 * other. Knows shapes and how words fit into them; not what a model says.
 *
 * Each part is an outline that Cairo follows. The browser gets the same outline
 * as path data and every line of text with its place, broken here with the
 * letters' real widths, so that screen and paper show one drawing. A name is set
 * as large as its outline lets it, and never parted within a word. */
#include "render/drawing.h"
#include "render/flow.h"

#include <math.h>

#define SIDE ((double)DRAWING_WIDTH)
#define MIDDLE (SIDE / 2)
enum { PATH_BYTES_MAX = 4096 };	/* of one outline; a circle is 200 */

#define EDGE 6.0		/* half of the thickest line, so that nothing is cut off */

/* ---- outlines ------------------------------------------------------------- */

/* Levels around each other stand on one point, so that every name has the
 * widest part of its level, at the top. The innermost gets a little more. */
#define INNERMOST 1.35

static double level_of(size_t n)
{
	return (SIDE - 2 * EDGE) / (INNERMOST + (double)(n - 1));
}

static void nested(const struct drawing *d, size_t i, cairo_t *cr)
{
	double r = level_of(d->n) * (INNERMOST + (double)i) / 2;
	cairo_arc(cr, MIDDLE, SIDE - EDGE - r, r, 0, 2 * M_PI);
}

#define LAYER 150.0
#define LAYER_GAP 16.0
#define LAYER_ROUND 26.0

static void layer(const struct drawing *d, size_t i, cairo_t *cr)
{
	double x = EDGE, y = EDGE + (double)i * (LAYER + LAYER_GAP), w = SIDE - 2 * EDGE, h = LAYER, r = LAYER_ROUND;
	(void)d;
	cairo_arc(cr, x + w - r, y + r, r, -M_PI / 2, 0);
	cairo_arc(cr, x + w - r, y + h - r, r, 0, M_PI / 2);
	cairo_arc(cr, x + r, y + h - r, r, M_PI / 2, M_PI);
	cairo_arc(cr, x + r, y + r, r, M_PI, 3 * M_PI / 2);
}

/* A step of the wheel is a slice of a ring whose two sides point the way it goes. */
#define RIM (MIDDLE - EDGE)
#define HUB 205.0
#define POINT 0.13		/* radians: how far the sides point ahead */
#define SLIT 10.0		/* between steps */

static double turn(const struct drawing *d, size_t i)
{
	return -M_PI / 2 + 2 * M_PI * ((double)i - 0.5) / (double)d->n;
}

static void to_polar(cairo_t *cr, double radius, double angle)
{
	cairo_line_to(cr, MIDDLE + radius * cos(angle), MIDDLE + radius * sin(angle));
}

static void step(const struct drawing *d, size_t i, cairo_t *cr)
{
	double from = turn(d, i), to = turn(d, i + 1), between = (HUB + RIM) / 2;
	cairo_arc(cr, MIDDLE, MIDDLE, RIM, from + SLIT / RIM, to - SLIT / RIM);
	to_polar(cr, between, to + POINT - SLIT / between);
	to_polar(cr, HUB, to - SLIT / HUB);
	cairo_arc_negative(cr, MIDDLE, MIDDLE, HUB, to - SLIT / HUB, from + SLIT / HUB);
	to_polar(cr, between, from + POINT + SLIT / between);
}

static void hub(cairo_t *cr)
{
	cairo_arc(cr, MIDDLE, MIDDLE, HUB - 2 * SLIT, 0, 2 * M_PI);
}

/* Parts that pull at each other: circles at the corners of a regular figure. */
static double disc_radius(size_t n)
{
	double wide = sin(M_PI / (double)n);	/* of half the distance of neighbours, seen from the middle */
	return RIM * wide * 0.88 / (1 + wide * 0.88);
}

static double corner(const struct drawing *d, size_t i, double *ret_y)
{
	double angle = -M_PI / 2 + 2 * M_PI * (double)i / (double)d->n, far = RIM - disc_radius(d->n);
	*ret_y = MIDDLE + far * sin(angle);
	return MIDDLE + far * cos(angle);
}

static void disc(const struct drawing *d, size_t i, cairo_t *cr)
{
	double y, x = corner(d, i, &y);
	cairo_arc(cr, x, y, disc_radius(d->n), 0, 2 * M_PI);
}

static void link_between(const struct drawing *d, size_t i, size_t k, cairo_t *cr)
{
	double y, x = corner(d, i, &y);
	cairo_move_to(cr, x, y);
	x = corner(d, k, &y);
	cairo_line_to(cr, x, y);
}

static void outline(const struct drawing *d, size_t i, cairo_t *cr)
{
	static void (*const shapes[])(const struct drawing *, size_t, cairo_t *) = {
		[DRAWING_NESTED] = nested, [DRAWING_LAYERS] = layer, [DRAWING_WHEEL] = step, [DRAWING_LINKED] = disc,
	};
	cairo_new_path(cr);
	shapes[d->shape](d, i, cr);
	cairo_close_path(cr);
}

/* What is free for a part's name: its outline without what lies on it. */
static void room_of(const struct drawing *d, size_t i, cairo_t *cr)
{
	outline(d, i, cr);
	if (d->shape == DRAWING_NESTED && i > 0) {
		cairo_new_sub_path(cr);
		nested(d, i - 1, cr);
	}
	cairo_set_fill_rule(cr, CAIRO_FILL_RULE_EVEN_ODD);
}

static void middle_of(const struct drawing *d, size_t i, double *ret_x, double *ret_y)
{
	double ahead = turn(d, i) + M_PI / (double)d->n + 0.55 * POINT, between = (HUB + RIM) / 2;
	*ret_x = MIDDLE;
	*ret_y = 0;
	switch (d->shape) {
	case DRAWING_NESTED:
		*ret_y = SIDE - EDGE - level_of(d->n) * (i == 0 ? INNERMOST / 2 : INNERMOST + (double)i - 0.54);
		break;
	case DRAWING_LAYERS:
		*ret_y = EDGE + (double)i * (LAYER + LAYER_GAP) + LAYER / 2;
		break;
	case DRAWING_WHEEL:
		*ret_x = MIDDLE + between * cos(ahead);
		*ret_y = MIDDLE + between * sin(ahead);
		break;
	case DRAWING_LINKED:
		*ret_x = corner(d, i, ret_y);
		break;
	}
}

/* ---- words ---------------------------------------------------------------- */

/* Of the drawing's width: read across a room when it fills a poster, and on a
 * phone down to the last but two. */
static const int SIZES[] = { 58, 54, 50, 46, 42, 39, 36, 33, 30, 27, 24, 21 };
static const double WIDTHS[] = { 880, 420, 340, 270, 210, 165, 130 };
enum { SIZE_COUNT = sizeof SIZES / sizeof *SIZES, WIDTH_COUNT = sizeof WIDTHS / sizeof *WIDTHS, TOGETHER = 7 };

#define LEADING_OF 1.22		/* from line to line, in sizes */
#define NUMBER_OF 0.78		/* the number above a name, in sizes */
#define WIDTH_LAST_RESORT 460	/* no Danish word of the field is longer in the smallest size */
#define AIR 9.0			/* between letters and outline */

struct words {
	PangoLayout *layout;
	double number_h;	/* room for the number above; 0: none */
	int size;
	double h;
};

static struct type type_of(int size)
{
	return (struct type){ .size = size, .weight = 600, .leading = size * LEADING_OF };
}

static struct words set_words(struct paper *p, struct str s, int size, double width, bool numbered)
{
	struct type t = type_of(size);
	struct words w = { .layout = paper_text(p, s, &t, width), .size = size, .number_h = numbered ? NUMBER_OF * t.leading : 0 };
	w.h = w.number_h + paper_lines(w.layout) * t.leading;
	return w;
}

static bool inside(cairo_t *cr, double x, double y, double half, double h)
{
	half += AIR;
	return cairo_in_fill(cr, x - half, y) && cairo_in_fill(cr, x + half, y) && cairo_in_fill(cr, x - half, y + h) &&
	       cairo_in_fill(cr, x + half, y + h) && cairo_in_fill(cr, x, y);
}

/* Does every line lie within the path that is set, its middle at x, y? */
static bool lies_in(cairo_t *cr, const struct words *w, double x, double y)
{
	struct type t = type_of(w->size);
	double top = y - w->h / 2;
	if (paper_parts_words(w->layout))
		return false;
	if (w->number_h > 0 && !inside(cr, x, top, w->number_h / 2, w->number_h))
		return false;
	top += w->number_h;
	for (int i = 0; i < paper_lines(w->layout); i++, top += t.leading)
		if (!inside(cr, x, top, paper_line_width(w->layout, i) / 2, t.leading))
			return false;
	return true;
}

/* The widest setting of one size that lies within. */
static bool fits(struct paper *p, struct str s, int size, bool numbered, double x, double y, struct words *ret)
{
	for (size_t i = 0; i < WIDTH_COUNT; i++) {
		*ret = set_words(p, s, size, WIDTHS[i], numbered);
		if (lies_in(p->cr, ret, x, y))
			return true;
	}
	*ret = set_words(p, s, size, WIDTH_LAST_RESORT, numbered);
	return false;
}

/* The first size that fits, from `from` on; the last one if none does: a name as
 * long as a sentence then reaches over its outline, but can be read. */
static int largest(struct paper *p, struct str s, bool numbered, double x, double y, int from)
{
	struct words w;
	int i = from;
	while (i + 1 < SIZE_COUNT && !fits(p, s, SIZES[i], numbered, x, y, &w))
		i++;
	return i;
}

/* A line as it is drawn by itself: no space at its end, a hyphen where a soft one broke it. */
static struct str line_of(struct ctx *x, struct str all, PangoLayout *l, int i)
{
	const PangoLayoutLine *line = pango_layout_get_line_readonly(l, i);
	struct str s = str_trim(str_sub(all, (size_t)line->start_index, (size_t)line->length));
	bool soft = i + 1 < paper_lines(l) && str_ends(s, S("\u00ad"));
	return soft ? str_fmt(x->arena, "%.*s-", (int)s.n - 2, s.p) : s;
}

static void add_line(struct drawing_plan *plan, struct str s, double x, double top, double leading, int size, bool number)
{
	struct drawing_line *l = &plan->lines[plan->nlines++];
	*l = (struct drawing_line){ .text = s, .x = (int)lround(x), .y = (int)lround(top + leading / 2 + size * PAPER_CAP_MIDDLE),
				    .size = size, .number = number };
}

static void add_words(struct paper *p, struct drawing_plan *plan, struct str s, const struct words *w, size_t number, double x, double y)
{
	struct type t = type_of(w->size);
	double top = y - w->h / 2;
	if (w->number_h > 0)
		add_line(plan, str_fmt(p->x->arena, "%zu", number), x, top, w->number_h, (int)lround(w->size * NUMBER_OF), true);
	top += w->number_h;
	for (int i = 0; i < paper_lines(w->layout) && plan->nlines < DRAWING_LINES_MAX; i++, top += t.leading)
		add_line(plan, line_of(p->x, s, w->layout, i), x, top, t.leading, w->size, false);
}

/* All names in one size, the largest that holds in every outline; but one very
 * long name goes smaller alone. */
static void place_names(struct paper *p, const struct drawing *d, struct drawing_plan *plan)
{
	bool numbered = d->shape == DRAWING_WHEEL;
	double x, y;
	int sizes[DRAWING_PARTS_MAX], together = 0;
	for (size_t i = 0; i < d->n; i++) {
		room_of(d, i, p->cr);
		middle_of(d, i, &x, &y);
		sizes[i] = largest(p, d->names[i], numbered, x, y, together);
		together = sizes[i] < TOGETHER ? sizes[i] : TOGETHER;
	}
	for (size_t i = 0; i < d->n; i++) {
		struct words w;
		room_of(d, i, p->cr);
		middle_of(d, i, &x, &y);
		fits(p, d->names[i], SIZES[sizes[i] > together ? sizes[i] : together], numbered, x, y, &w);
		add_words(p, plan, d->names[i], &w, i + 1, x, y);
	}
}

static void place_middle(struct paper *p, const struct drawing *d, struct drawing_plan *plan)
{
	struct words w;
	if (d->shape != DRAWING_WHEEL || str_empty(d->middle))
		return;
	cairo_new_path(p->cr);
	hub(p->cr);
	int size = largest(p, d->middle, false, MIDDLE, MIDDLE, 0);
	fits(p, d->middle, SIZES[size], false, MIDDLE, MIDDLE, &w);
	add_words(p, plan, d->middle, &w, 0, MIDDLE, MIDDLE);
}

/* ---- for the browser ------------------------------------------------------ */

static int unit(double v)
{
	return (int)lround(v);
}

/* Cairo's path as the browser writes it: the same four verbs. */
static struct str path_data(struct paper *p)
{
	static const char verbs[] = { [CAIRO_PATH_MOVE_TO] = 'M', [CAIRO_PATH_LINE_TO] = 'L', [CAIRO_PATH_CURVE_TO] = 'C', [CAIRO_PATH_CLOSE_PATH] = 'Z' };
	struct buf b;
	cairo_path_t *path = cairo_copy_path(p->cr);
	buf_init(&b, PATH_BYTES_MAX);
	for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
		const cairo_path_data_t *at = &path->data[i];
		buf_fmt(&b, "%c", verbs[at->header.type]);
		for (int k = 1; k < at->header.length; k++)
			buf_fmt(&b, "%s%d %d", k > 1 ? " " : "", unit(at[k].point.x), unit(at[k].point.y));
	}
	cairo_path_destroy(path);
	return buf_take(&b, p->x->arena);
}

static int height_of(struct paper *p, const struct drawing *d)
{
	double lowest = 0, x1, y1, x2, y2;
	for (size_t i = 0; i < d->n; i++) {
		outline(d, i, p->cr);
		cairo_path_extents(p->cr, &x1, &y1, &x2, &y2);
		lowest = y2 > lowest ? y2 : lowest;
	}
	return unit(lowest + EDGE);
}

/* Which of the levels around each other is tinted: every other, the outermost too. */
static bool tinted(const struct drawing *d, size_t i)
{
	return d->shape != DRAWING_NESTED || (d->n - 1 - i) % 2 == 0;
}

/* Levels around each other are laid from the outermost in. */
static size_t nth(const struct drawing *d, size_t i)
{
	return d->shape == DRAWING_NESTED ? d->n - 1 - i : i;
}

enum rc drawing_plan(struct ctx *x, const struct drawing *d, struct drawing_plan *ret)
{
	struct paper *p;
	struct drawing_plan plan = { .width = DRAWING_WIDTH };
	if (d->n < DRAWING_PARTS_MIN || d->n > DRAWING_PARTS_MAX)
		return fail_cause(x, FAILED, "a drawing of %zu parts", d->n);
	TRY(paper_measure(x, d->lang, &p));
	plan.areas = ARENA_ARRAY(x->arena, d->n, struct drawing_area);
	plan.links = ARENA_ARRAY(x->arena, d->n * d->n, struct str);
	plan.lines = ARENA_ARRAY(x->arena, DRAWING_LINES_MAX + 2, struct drawing_line);
	plan.height = height_of(p, d);
	for (size_t i = 0; d->shape == DRAWING_LINKED && i < d->n; i++) {
		for (size_t k = i + 1; k < d->n; k++) {
			cairo_new_path(p->cr);
			link_between(d, i, k, p->cr);
			plan.links[plan.nlinks++] = path_data(p);
		}
	}
	for (size_t i = 0; i < d->n; i++) {
		outline(d, nth(d, i), p->cr);
		plan.areas[plan.nareas++] = (struct drawing_area){ path_data(p), tinted(d, nth(d, i)) };
	}
	place_names(p, d, &plan);
	place_middle(p, d, &plan);
	*ret = plan;
	return OK;
}

/* ---- on paper ------------------------------------------------------------- */

static void paint_outlines(struct paper *p, const struct drawing *d)
{
	cairo_set_line_width(p->cr, 4);
	for (size_t i = 0; d->shape == DRAWING_LINKED && i < d->n; i++) {
		for (size_t k = i + 1; k < d->n; k++) {
			cairo_new_path(p->cr);
			link_between(d, i, k, p->cr);
			paper_colour(p, PINE);
			cairo_stroke(p->cr);
		}
	}
	for (size_t i = 0; i < d->n; i++) {
		outline(d, nth(d, i), p->cr);
		paper_colour(p, tinted(d, nth(d, i)) ? PINE_SOFT : PAPER_WHITE);
		cairo_fill_preserve(p->cr);
		paper_colour(p, PINE);
		cairo_stroke(p->cr);
	}
}

static void paint_line(struct paper *p, const struct drawing_line *line)
{
	const struct type t = { .size = line->size, .weight = line->number ? 700 : 600, .leading = line->size, .figures = line->number };
	PangoLayout *l = paper_text(p, line->text, &t, -1);
	paper_colour(p, line->number ? PINE : INK);
	paper_draw(p, l, &t, line->x - paper_width(l) / 2, line->y - line->size * PAPER_CAP_MIDDLE - t.leading / 2, 0, 1);
}

void drawing_paint(struct paper *p, const struct drawing *d, const struct drawing_plan *plan, double x, double y, double width)
{
	cairo_save(p->cr);
	cairo_translate(p->cr, x, y);
	cairo_scale(p->cr, width / SIDE, width / SIDE);
	paper_tag(p, "Figure");
	paint_outlines(p, d);
	for (size_t i = 0; i < plan->nlines; i++)
		paint_line(p, &plan->lines[i]);
	paper_untag(p, "Figure");
	cairo_restore(p->cr);
}

/* ---- in a document -------------------------------------------------------- */

#define MOST_OF_PAGE 0.31	/* a drawing does not take the page from its text */

struct figure {
	struct block block;
	struct drawing drawing;
	struct drawing_plan plan;
	double width;
};

static void draw_figure(struct pdf *p, const struct block *b, int from, int count, double y)
{
	const struct figure *f = (const struct figure *)b;
	(void)from;
	(void)count;
	drawing_paint(p->paper, &f->drawing, &f->plan, p->left, y, f->width);
}

void pdf_drawing(struct pdf *p, const struct drawing *d)
{
	struct figure *f;
	if (p->rc != OK)
		return;
	f = ARENA_NEW(p->x->arena, struct figure);
	*f = (struct figure){ .block = { .draw = draw_figure }, .drawing = *d };
	p->rc = drawing_plan(p->x, d, &f->plan);
	if (p->rc != OK)
		return;
	double ratio = f->plan.height / SIDE, widest = p->width < MEASURE ? p->width : MEASURE, most = MOST_OF_PAGE * p->height / ratio;
	f->width = widest < most ? widest : most;
	flow_space(p, GRID);
	flow_piece(p, &f->block, 0, flow_round(f->width * ratio), false);
	p->after = LEADING;
}
