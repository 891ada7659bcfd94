/* pdf_cards.c -- cards to be cut out: a grid that fills a sheet, dashed lines
 * to cut along, text set smaller in steps until it fits its card. The cards of a
 * deck look alike: one with more words makes the others smaller, too, down to
 * what is still large; only then it goes on alone. */
#include "render/flow.h"

#include <math.h>

struct cards {
	struct block block;
	const struct pdf_card *card;
	size_t n, cols;		/* of this row */
	const size_t *steps;	/* of CARD_SIZES, for each of them */
	double w, h;
};

#define CARD_PAD 15.0

/* From what two people hold between them down to what one can read. */
static const double CARD_SIZES[] = { 15, 13.5, 12, 11, 10, 9, 8 };
enum { CARD_STEPS = sizeof(CARD_SIZES) / sizeof(CARD_SIZES[0]), STEP_TOGETHER = 3 };	/* all of a deck down to 11 */
static const struct type TYPE_LABEL = { .size = 8, .weight = 600, .leading = 11 };
static const struct type TYPE_FOOT = { .size = 7.5, .weight = 400, .leading = 10 };

struct fit {
	struct type title, text;
	PangoLayout *title_layout, *text_layout;
	double h;
	bool parted;	/* a word of the title is cut in two */
};

/* Where the words of a card may stand. */
struct room {
	double top, bottom;
};

static double foot_height(struct pdf *p, const struct pdf_card *c, double w)
{
	return str_empty(c->foot) ? 0 : paper_lines(paper_text(p->paper, c->foot, &TYPE_FOOT, w - 2 * CARD_PAD)) * TYPE_FOOT.leading;
}

static struct room room_of(struct pdf *p, const struct pdf_card *c, double w, double h)
{
	enum { ABOVE_FOOT = 6 };
	double foot = foot_height(p, c, w);
	return (struct room){ CARD_PAD + (str_empty(c->label) ? 0 : 25), h - CARD_PAD - (foot > 0 ? foot + ABOVE_FOOT : 0) };
}

static void try_size(struct pdf *p, const struct pdf_card *c, double size, double width, struct fit *f)
{
	f->title = (struct type){ .size = size * 1.15, .weight = 600, .leading = size * 1.5 };
	f->text = (struct type){ .size = size, .weight = 400, .leading = size * 1.4 };
	f->title_layout = paper_text(p->paper, c->title, &f->title, width);
	f->text_layout = paper_text(p->paper, c->text, &f->text, width);
	f->parted = !str_empty(c->title) && paper_parts_words(f->title_layout);
	f->h = (str_empty(c->title) ? 0 : paper_lines(f->title_layout) * f->title.leading + size * 0.4) +
	       (str_empty(c->text) ? 0 : paper_lines(f->text_layout) * f->text.leading);
}

static size_t fitting_step(struct pdf *p, const struct pdf_card *c, double w, double h)
{
	struct room room = room_of(p, c, w, h);
	struct fit f;
	size_t i = 0;
	do
		try_size(p, c, CARD_SIZES[i], w - 2 * CARD_PAD, &f);
	while ((f.parted || f.h > room.bottom - room.top) && ++i < CARD_STEPS);
	return i < CARD_STEPS ? i : CARD_STEPS - 1;
}

static void draw_card(struct pdf *p, const struct pdf_card *c, size_t step, double x, double y, double w, double h)
{
	struct paper *paper = p->paper;
	struct room room = room_of(p, c, w, h);
	double left = x + CARD_PAD, width = w - 2 * CARD_PAD, top = y + room.top, bottom = y + room.bottom;
	if (!str_empty(c->label)) {
		paper_fill(paper, left, y + CARD_PAD, 18, 3, 0, PINE);
		paper_colour(paper, PINE);
		paper_draw(paper, paper_text(paper, c->label, &TYPE_LABEL, width), &TYPE_LABEL, left, y + CARD_PAD + 6, 0, 1);
	}
	if (!str_empty(c->foot)) {
		paper_colour(paper, MUTED);
		PangoLayout *foot = paper_text(paper, c->foot, &TYPE_FOOT, width);
		paper_draw(paper, foot, &TYPE_FOOT, left, y + h - CARD_PAD - foot_height(p, c, w), 0, paper_lines(foot));
	}
	struct fit f;
	try_size(p, c, CARD_SIZES[step], width, &f);

	/* Lines that would run over the cutting line even in the smallest step are left out. */
	int title_lines = str_empty(c->title) ? 0 : paper_lines(f.title_layout);
	int text_lines = str_empty(c->text) ? 0 : paper_lines(f.text_layout);
	double text_top = top + (title_lines ? title_lines * f.title.leading + f.text.size * 0.4 : 0);
	int fits = (int)floor((bottom - text_top) / f.text.leading + 0.01);
	paper_colour(paper, INK);
	paper_draw(paper, f.title_layout, &f.title, left, top, 0, title_lines);
	paper_draw(paper, f.text_layout, &f.text, left, text_top, 0, fits < text_lines ? fits : text_lines);
}

static void cut_lines(struct pdf *p, double x, double y, double w, double h)
{
	static const double dash[] = { 3, 3 };
	cairo_t *cr = p->paper->cr;
	cairo_save(cr);
	cairo_set_dash(cr, dash, 2, 0);
	cairo_set_line_width(cr, 0.5);
	paper_colour(p->paper, MUTED);
	cairo_rectangle(cr, x, y, w, h);
	cairo_stroke(cr);
	cairo_restore(cr);
}

static void draw_cards(struct pdf *p, const struct block *b, int from, int count, double y)
{
	const struct cards *row = (const struct cards *)b;
	for (size_t i = 0; i < row->n; i++) {
		double x = p->left + (double)i * row->w;
		cut_lines(p, x, y, row->w, row->h);
		paper_tag(p->paper, "Sect");
		draw_card(p, &row->card[i], row->steps[i], x, y, row->w, row->h);
		paper_untag(p->paper, "Sect");
	}
}

void pdf_cards(struct pdf *p, const struct pdf_card *cards, size_t n, size_t cols, size_t rows)
{
	if (p->rc != OK || cols == 0 || rows == 0)
		return;
	double w = floor(p->width / (double)cols), h = floor(p->height / (double)rows);
	size_t *steps = ARENA_ARRAY(p->x->arena, n, size_t), together = 0;
	for (size_t i = 0; i < n; i++) {
		steps[i] = fitting_step(p, &cards[i], w, h);
		together = steps[i] > together ? steps[i] : together;
	}
	together = together < STEP_TOGETHER ? together : STEP_TOGETHER;
	for (size_t i = 0; i < n; i++)
		steps[i] = steps[i] > together ? steps[i] : together;
	for (size_t i = 0; i < n; i += cols) {
		if ((i / cols) % rows == 0)
			pdf_page_break(p);
		struct cards *row = ARENA_NEW(p->x->arena, struct cards);
		*row = (struct cards){ .block = { .draw = draw_cards }, .card = cards + i, .steps = steps + i, .n = n - i < cols ? n - i : cols, .cols = cols, .w = w, .h = h };
		flow_piece(p, &row->block, 0, h, false);
	}
	p->after = 0;
	pdf_page_break(p);
}
