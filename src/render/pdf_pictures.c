/* pdf_pictures.c -- what a wall shows, on paper: cards with their dots, bars,
 * spreads, clouds, and photos. Knows shapes and measures; what they mean comes
 * from the caller. Nothing is told by colour alone. */
#include "render/flow.h"

#include <math.h>

#define PAD 8.0

static const struct type TYPE_CARD = { .size = 9.5, .weight = 400, .leading = 12.5 };
static const struct type TYPE_COUNT = { .size = 8.5, .weight = 600, .leading = 12.5, .figures = true };

static void circle(struct pdf *p, double x, double y, double r, struct colour c)
{
	paper_colour(p->paper, c);
	cairo_new_path(p->paper->cr);	/* or it would be tied to where the last text ended */
	cairo_arc(p->paper->cr, x, y, r, 0, 2 * M_PI);
	cairo_fill(p->paper->cr);
}

/* ---- cards on a wall */

#define WALL_GAP GRID
#define CARD_WIDTH_MIN 150.0	/* five or six words a line */
#define DOT_RADIUS 3.2

enum { DOTS_DRAWN = 12 };	/* as on the wall, no eye counts more; the number stands beside them */

struct wall_row {
	struct block block;
	const struct pdf_note_card *cards;
	PangoLayout **texts;
	size_t n;
	double w, h;
};

static double text_inset(const struct pdf_note_card *c)
{
	return c->chosen ? 14 : 0;
}

static void draw_dots(struct pdf *p, int64_t dots, double x, double y)
{
	int64_t drawn = dots < DOTS_DRAWN ? dots : DOTS_DRAWN;
	for (int64_t i = 0; i < drawn; i++)
		circle(p, x + DOT_RADIUS + (double)i * (2 * DOT_RADIUS + 2), y, DOT_RADIUS, PINE);
	PangoLayout *count = paper_text(p->paper, str_fmt(p->x->arena, "%" PRId64, dots), &TYPE_COUNT, -1);
	paper_colour(p->paper, INK);
	paper_draw(p->paper, count, &TYPE_COUNT, x + (double)drawn * (2 * DOT_RADIUS + 2) + 3, y - TYPE_COUNT.leading / 2, 0, 1);
}

static void draw_wall(struct pdf *p, const struct block *b, int from, int count, double y)
{
	const struct wall_row *r = (const struct wall_row *)b;
	(void)from;
	(void)count;
	for (size_t i = 0; i < r->n; i++) {
		const struct pdf_note_card *c = &r->cards[i];
		double x = p->left + (double)i * (r->w + WALL_GAP), h = r->h - WALL_GAP, inset = text_inset(c);
		paper_fill(p->paper, x, y, r->w, h, 3, c->chosen ? GOLD_SOFT : PAPER_WHITE);
		paper_stroke(p->paper, x, y, r->w, h, 3, c->chosen ? 1.4 : 0.8, c->chosen ? INK : LINE);
		if (c->chosen)
			paper_tick_box(p->paper, x + PAD - 2, y + PAD + TYPE_CARD.leading / 2, 9, true);
		paper_tag(p->paper, "P");
		paper_colour(p->paper, INK);
		paper_draw(p->paper, r->texts[i], &TYPE_CARD, x + PAD + inset, y + PAD, 0, paper_lines(r->texts[i]));
		if (c->dots)
			draw_dots(p, c->dots, x + PAD, y + h - PAD);
		paper_untag(p->paper, "P");
	}
}

void pdf_wall(struct pdf *p, const struct pdf_note_card *cards, size_t n)
{
	if (p->rc != OK || n == 0)
		return;
	size_t cols = (size_t)(p->width / CARD_WIDTH_MIN);
	double w = (p->width - WALL_GAP * (double)(cols - 1)) / (double)cols;
	flow_space(p, GRID);
	for (size_t i = 0; i < n; i += cols) {
		struct wall_row *r = ARENA_NEW(p->x->arena, struct wall_row);
		*r = (struct wall_row){ .block = { .draw = draw_wall }, .cards = cards + i, .n = n - i < cols ? n - i : cols, .w = w };
		r->texts = ARENA_ARRAY(p->x->arena, r->n, PangoLayout *);
		for (size_t k = 0; k < r->n; k++) {
			const struct pdf_note_card *c = &r->cards[k];
			r->texts[k] = paper_text(p->paper, c->text, &TYPE_CARD, w - 2 * PAD - text_inset(c));
			double h = 2 * PAD + paper_lines(r->texts[k]) * TYPE_CARD.leading + (c->dots ? TYPE_COUNT.leading + 2 : 0);
			r->h = h > r->h ? h : r->h;
		}
		r->h = flow_round(r->h + WALL_GAP);
		flow_piece(p, &r->block, 0, r->h, false);
	}
	p->after = GRID;
}

/* ---- bars */

#define BAR_HEIGHT 11.0

struct bar {
	struct block block;
	const struct pdf_bar *bar;
	PangoLayout *label, *count;
	double label_width, count_width;
};

static void draw_bar(struct pdf *p, const struct block *b, int from, int count, double y)
{
	const struct bar *t = (const struct bar *)b;
	int lines = paper_lines(t->label);
	double x = p->left + t->label_width + 10, w = p->width - t->label_width - 10 - t->count_width - 8;
	double share = t->bar->share < 0 ? 0 : t->bar->share > 1 ? 1 : t->bar->share, top = y + (LEADING - BAR_HEIGHT) / 2;
	(void)from;
	(void)count;
	paper_colour(p->paper, INK);
	paper_draw(p->paper, t->label, &TYPE_BODY, p->left, y, 0, lines);
	paper_fill(p->paper, x, top, w, BAR_HEIGHT, 2, SAND);
	if (share > 0)
		paper_fill(p->paper, x, top, w * share, BAR_HEIGHT, share * w > 4 ? 2 : 0, t->bar->marked ? GOLD : PINE);
	if (share > 0 && t->bar->marked)
		paper_stroke(p->paper, x, top, w * share, BAR_HEIGHT, 2, 1.2, INK);
	paper_colour(p->paper, INK);
	paper_draw(p->paper, t->count, &TYPE_FIGURES, x + w + 8, y, 0, 1);
}

void pdf_bars(struct pdf *p, const struct pdf_bar *bars, size_t n)
{
	enum { BARS_TOGETHER = 12 };	/* one question, compared at a glance; more may be a table of a page and longer */
	double label_width = p->width * 0.36, count_width = 36;
	if (p->rc != OK)
		return;
	struct bar *all = ARENA_ARRAY(p->x->arena, n, struct bar);
	for (size_t i = 0; i < n; i++) {
		all[i].count = paper_text(p->paper, bars[i].count, &TYPE_FIGURES, -1);
		count_width = fmax(count_width, paper_width(all[i].count));
	}
	flow_space(p, GRID);
	for (size_t i = 0; i < n; i++) {
		struct bar *b = &all[i];
		*b = (struct bar){ .block = { .draw = draw_bar, .tag = "P" }, .bar = &bars[i], .count = all[i].count, .label_width = label_width,
				   .count_width = count_width };
		b->label = paper_text(p->paper, bars[i].label, &TYPE_BODY, label_width);
		flow_piece(p, &b->block, 0, flow_round(paper_lines(b->label) * LEADING + GRID / 2), i + 1 < n && (i == 0 || n <= BARS_TOGETHER));
	}
	p->after = GRID;
}

/* ---- spreads */

struct spread {
	struct block block;
	const struct pdf_spread *s;
	PangoLayout *left, *right;
	double unit, line;	/* points a unit; the line's distance from the top */
};

static void draw_spread(struct pdf *p, const struct block *b, int from, int count, double y)
{
	const struct spread *t = (const struct spread *)b;
	const struct pdf_spread *s = t->s;
	double u = t->unit, line = y + t->line;
	(void)from;
	(void)count;
	if (s->half_to > s->half_from)
		paper_fill(p->paper, p->left + s->half_from * u, y, (s->half_to - s->half_from) * u, t->line, 3, PINE_SOFT);
	paper_rule(p->paper, p->left, line, p->width, 1, INK);
	paper_fill(p->paper, p->left + s->middle * u - 0.8, y, 1.6, t->line + 5, 0, INK);
	for (size_t i = 0; i < s->ndots; i++)
		circle(p, p->left + s->dots[i][0] * u, line - s->dots[i][1] * u, s->radius * u, PINE);
	paper_colour(p->paper, MUTED);
	paper_draw(p->paper, t->left, &TYPE_SMALL, p->left, line + 4, 0, paper_lines(t->left));
	paper_draw_right(p->paper, t->right, &TYPE_SMALL, p->left + p->width, line + 4, 0, paper_lines(t->right));
}

void pdf_spread(struct pdf *p, const struct pdf_spread *s)
{
	if (p->rc != OK || s->width <= 0)
		return;
	struct spread *t = ARENA_NEW(p->x->arena, struct spread);
	*t = (struct spread){ .block = { .draw = draw_spread, .tag = "P" }, .s = s, .unit = p->width / s->width };
	t->line = s->height * t->unit;
	t->left = paper_text(p->paper, s->left, &TYPE_SMALL, p->width * 0.45);
	t->right = paper_text(p->paper, s->right, &TYPE_SMALL, p->width * 0.45);
	int lines = paper_lines(t->left) > paper_lines(t->right) ? paper_lines(t->left) : paper_lines(t->right);
	flow_space(p, GRID);
	flow_piece(p, &t->block, 0, flow_round(t->line + 6 + lines * TYPE_SMALL.leading), false);
	p->after = GRID;
}

/* ---- clouds: words in lines, larger where more people gave them */

enum { WORD_SIZES = 5 };
static const struct type TYPE_WORDS[WORD_SIZES] = {
	{ .size = 11, .weight = 400, .leading = 36 }, { .size = 14, .weight = 500, .leading = 36 }, { .size = 18, .weight = 600, .leading = 36 },
	{ .size = 23, .weight = 600, .leading = 36, .display = true }, { .size = 28, .weight = 700, .leading = 36, .display = true },
};
#define WORD_GAP 14.0

struct word {
	PangoLayout *text, *count;	/* count NULL: one phone alone gave it */
	const struct type *type;
	double w;
};

struct cloud_line {
	struct block block;
	struct word *words;
	size_t n;
};

static void draw_cloud(struct pdf *p, const struct block *b, int from, int count, double y)
{
	const struct cloud_line *l = (const struct cloud_line *)b;
	double x = p->left;
	(void)from;
	(void)count;
	for (size_t i = 0; i < l->n; i++) {
		const struct word *w = &l->words[i];
		paper_colour(p->paper, w->type >= &TYPE_WORDS[2] ? PINE : INK);
		paper_draw(p->paper, w->text, w->type, x, y, 0, 1);
		if (w->count) {
			paper_colour(p->paper, MUTED);
			paper_draw(p->paper, w->count, &TYPE_COUNT, x + paper_width(w->text) + 3, y + 18, 0, 1);
		}
		x += w->w + WORD_GAP;
	}
}

static struct word measure(struct pdf *p, const struct pdf_word *in)
{
	int size = in->size < 1 ? 1 : in->size > WORD_SIZES ? WORD_SIZES : in->size;
	struct word w = { .type = &TYPE_WORDS[size - 1] };
	w.text = paper_text(p->paper, in->word, w.type, -1);
	w.w = paper_width(w.text);
	if (in->count > 1) {
		w.count = paper_text(p->paper, str_fmt(p->x->arena, "%" PRId64, in->count), &TYPE_COUNT, -1);
		w.w += 3 + paper_width(w.count);
	}
	return w;
}

void pdf_cloud(struct pdf *p, const struct pdf_word *words, size_t n)
{
	if (p->rc != OK || n == 0)
		return;
	struct word *w = ARENA_ARRAY(p->x->arena, n, struct word);
	for (size_t i = 0; i < n; i++)
		w[i] = measure(p, &words[i]);
	flow_space(p, GRID);
	for (size_t i = 0, to; i < n; i = to) {
		double used = w[i].w;
		for (to = i + 1; to < n && used + WORD_GAP + w[to].w <= p->width; to++)
			used += WORD_GAP + w[to].w;
		struct cloud_line *l = ARENA_NEW(p->x->arena, struct cloud_line);
		*l = (struct cloud_line){ .block = { .draw = draw_cloud, .tag = "P" }, .words = w + i, .n = to - i };
		flow_piece(p, &l->block, 0, flow_round(TYPE_WORDS[0].leading), false);
	}
	p->after = GRID;
}

/* ---- photos */

struct photo {
	struct block block;
	struct str jpeg;
	PangoLayout *caption;
	int width, height;
	double w, h;
};

/* Cairo puts the JPEG itself into the file when a surface carries it; the
 * surface's own pixels are never looked at. */
static void draw_photo(struct pdf *p, const struct block *b, int from, int count, double y)
{
	const struct photo *f = (const struct photo *)b;
	cairo_t *cr = p->paper->cr;
	(void)from;
	(void)count;
	cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, f->width, f->height);
	cairo_surface_set_mime_data(s, CAIRO_MIME_TYPE_JPEG, (const unsigned char *)f->jpeg.p, f->jpeg.n, NULL, NULL);
	cairo_save(cr);
	cairo_translate(cr, p->left, y);
	cairo_scale(cr, f->w / f->width, f->h / f->height);
	cairo_set_source_surface(cr, s, 0, 0);
	cairo_rectangle(cr, 0, 0, f->width, f->height);
	cairo_fill(cr);
	cairo_restore(cr);
	cairo_surface_destroy(s);
	paper_stroke(p->paper, p->left, y, f->w, f->h, 0.01, 0.6, LINE);
	if (f->caption) {
		paper_colour(p->paper, MUTED);
		paper_draw(p->paper, f->caption, &TYPE_SMALL, p->left, y + f->h + 4, 0, paper_lines(f->caption));
	}
}

void pdf_photo(struct pdf *p, struct str jpeg, int width, int height, struct str caption)
{
	if (p->rc != OK || width <= 0 || height <= 0)
		return;
	struct photo *f = ARENA_NEW(p->x->arena, struct photo);
	double scale = fmin(p->width / width, p->height / 2 / height);
	*f = (struct photo){ .block = { .draw = draw_photo, .tag = "Figure" }, .jpeg = jpeg, .width = width, .height = height,
			     .w = width * scale, .h = height * scale };
	if (!str_empty(caption))
		f->caption = paper_text(p->paper, caption, &TYPE_SMALL, p->width);
	flow_space(p, GRID);
	flow_piece(p, &f->block, 0, flow_round(f->h + 6 + (f->caption ? paper_lines(f->caption) * TYPE_SMALL.leading : 0)), false);
	p->after = GRID;
}
