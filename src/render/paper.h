/* paper.h -- inside render: one Cairo PDF and Pango text on it.
 *
 * Knows fonts, colours, the file's metadata and its tags. Knows nothing of
 * blocks (pdf.c) or posters (poster.c). Lengths are points of 1/72 inch.
 * Memory: everything is tied to x->arena, the foreign handles by arena_defer,
 * so that a document abandoned half-way leaves nothing behind. */
#pragma once
#include "render/render.h"

#include "core/buf.h"

#include <cairo.h>
#include <pango/pangocairo.h>

struct colour {
	double r, g, b;
};
/* The tokens of the screen. Every one keeps its meaning in black and white:
 * nothing is told by hue alone, and text on a tint is ink. */
extern const struct colour INK, MUTED, PAPER_WHITE, PINE, PINE_SOFT, GOLD, GOLD_SOFT, CLAY, SAND, LINE;

struct paper {
	struct ctx *x;
	struct buf out;
	cairo_surface_t *surface;
	cairo_t *cr;
	PangoContext *pango;
	PangoLayout *blank;	/* one space, see draw() */
	double w, h;		/* of the page */
	enum lang lang;
};

struct paper_info {
	struct str title, subject;
	enum lang lang;
};

/* Half the height of Inter's capitals, in em: from the middle of a line's box
 * down to its baseline. */
#define PAPER_CAP_MIDDLE 0.3635

/* Text of one kind. */
struct type {
	double size;		/* points */
	int weight;		/* 400, 500, 600, 700 */
	double leading;		/* from baseline to baseline */
	bool figures;		/* of equal width */
	bool display;		/* the cut of Inter that is drawn for large sizes */
};

void paper_size_points(enum paper_size size, bool landscape, double *w, double *h);
must_use enum rc paper_open(struct ctx *x, double w, double h, const struct paper_info *info, struct paper **ret);
void paper_new_page(struct paper *p);	/* ends the current one */
must_use enum rc paper_close(struct paper *p, struct str *ret);
/* No file: only to measure text, and outlines in p->cr. FAILED as paper_open(). */
must_use enum rc paper_measure(struct ctx *x, enum lang lang, struct paper **ret);

/* A paragraph broken to width (< 0: one line per line feed). */
PangoLayout *paper_text(struct paper *p, struct str s, const struct type *t, double width);
/* The same with its first `bold` bytes in semibold: a run-in label. */
PangoLayout *paper_text_label(struct paper *p, struct str s, size_t bold, const struct type *t, double width);
int paper_lines(PangoLayout *l);
double paper_width(PangoLayout *l);
double paper_line_width(PangoLayout *l, int line);
/* Is a word cut in two because it is wider than the text? Whoever sets a title then takes smaller type. */
bool paper_parts_words(PangoLayout *l);
/* Draws lines [from, from + count) in boxes of t->leading each, the first box
 * beginning at y; the capitals stand in the middle of their box, so the lines
 * of different faces share one grid. */
void paper_draw(struct paper *p, PangoLayout *l, const struct type *t, double x, double y, int from, int count);
void paper_draw_right(struct paper *p, PangoLayout *l, const struct type *t, double right, double y, int from, int count);

void paper_colour(struct paper *p, struct colour c);
void paper_rule(struct paper *p, double x, double y, double width, double thick, struct colour c);
void paper_fill(struct paper *p, double x, double y, double w, double h, double radius, struct colour c);
void paper_stroke(struct paper *p, double x, double y, double w, double h, double radius, double thick, struct colour c);
void paper_logo(struct paper *p, double x, double y, double size);	/* two rings that meet */
/* A square box of an open or ticked item, its middle at y. */
void paper_tick_box(struct paper *p, double x, double y, double size, bool done);
/* The code with its quiet zone, size wide, linked to the url. Nothing is drawn if the text is too long. */
void paper_qr(struct paper *p, struct str url, double x, double y, double size);

/* A structure element of the tagged file ("H1", "P", "LI" ...); NULL: none. */
void paper_tag(struct paper *p, const char *tag);
void paper_untag(struct paper *p, const char *tag);

/* qr.c: the modules of a code. */
struct qr {
	int width;		/* modules, without the quiet zone */
	const uint8_t *dark;	/* width * width, 1 or 0 */
};
enum { QR_QUIET = 4 };		/* modules of white around it, ISO/IEC 18004 */
must_use enum rc qr_make(struct ctx *x, struct str text, struct qr *ret);

/* pdf_language.c: Cairo 1.16 cannot name the language of a document, so one more
 * revision that does is appended to the file. Returns pdf unchanged if it does
 * not look as expected. */
struct str pdf_with_language(struct ctx *x, struct str pdf, enum lang lang);

struct str paper_page_text(struct ctx *x, struct str format, int n, int of);
