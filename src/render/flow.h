/* flow.h -- inside render: a document is one tall list of pieces that is cut
 * into pages.
 *
 * A piece is a line of text, a line of a table row, or something that cannot be
 * cut. Each belongs to a block, which draws as many of its pieces as came onto
 * one page in one go. Three marks on a piece carry all of good page make-up:
 * keep (no page ends after it), space (vanishes at the head of a page) and the
 * block's table (whose head is repeated).
 *
 * All heights are multiples of GRID, so the lines of facing pages and
 * neighbouring columns stand level. */
#pragma once
#include "render/paper.h"

#define LEADING 15.0			/* of running text, set in 10.5 */
#define GRID (LEADING / 2)
#define MEASURE 415.0			/* longest line of running text: about 75 letters */

extern const struct type TYPE_BODY, TYPE_STRONG, TYPE_SMALL, TYPE_FIGURES;

struct block {
	/* Draws pieces [from, from + count), the first at y. */
	void (*draw)(struct pdf *p, const struct block *b, int from, int count, double y);
	const char *group, *tag;	/* structure: "L" around neighbours of one group_id, "P" around the block */
	int group_id;
	const char *dest;		/* name to jump to; NULL: none */
	struct block *table_head;	/* drawn again at the head of each page that begins inside the table */
	double head_height;
};

struct piece {
	struct piece *next;
	const struct block *block;	/* NULL: space */
	int index;			/* which piece of the block */
	double h;
	bool keep, space, new_page;
};

struct outline {
	struct outline *next;
	int level;
	struct str text;
	const char *dest;
};

struct pdf {
	struct ctx *x;
	struct pdf_paper about;
	struct paper *paper;
	enum rc rc;			/* of opening; told by pdf_finish */
	double left, top, width, height;	/* the area of the text */
	double after;			/* space asked for below the last block */
	double to_grid;			/* what the last block lacks to the next line of the grid */
	bool keep;			/* the last block must not end a page */
	struct piece *first, *last;
	struct outline *headings, **outline_end;
	int groups, dests;
	int page_no;			/* while drawing */
};

/* The space between this block and the last: the larger of what both ask for. */
void flow_space(struct pdf *p, double before);
void flow_piece(struct pdf *p, const struct block *b, int index, double h, bool keep);
/* n lines of text, of which neither the first nor the last stands alone on a page. */
void flow_lines(struct pdf *p, const struct block *b, int n, double leading, double after, bool keep);

struct page {
	struct page *next;
	struct piece *first, *end;	/* [first, end) */
};
/* Cuts what has been added; at most one page more than PDF_PAGES_MAX. */
struct page *flow_pages(struct pdf *p, int *ret_count);
/* The same, and no nearly empty page at the end, nor before a page break that was
 * asked for. Changes spaces: once, when everything has been added. */
struct page *flow_fit(struct pdf *p, int *ret_count);
double flow_round(double h);		/* up to the grid */
int flow_group(struct pdf *p);
