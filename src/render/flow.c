/* flow.c -- cuts the list of pieces into pages and draws them. Knows nothing of
 * what the pieces are. */
#include "render/flow.h"

#include <cairo-pdf.h>
#include <math.h>

/* Rounding of sums of halves must not push the last line over. */
#define SLACK 0.01

double flow_round(double h)
{
	return ceil(h / GRID - SLACK) * GRID;
}

int flow_group(struct pdf *p)
{
	return ++p->groups;
}

static struct piece *append(struct pdf *p, struct piece piece)
{
	struct piece *q = ARENA_NEW(p->x->arena, struct piece);
	*q = piece;
	if (p->last)
		p->last->next = q;
	else
		p->first = q;
	p->last = q;
	return q;
}

void flow_space(struct pdf *p, double before)
{
	double h = (before > p->after ? before : p->after) + p->to_grid;
	p->after = p->to_grid = 0;
	if (p->first && h > 0)
		append(p, (struct piece){ .h = h, .space = true, .keep = true });
}

void flow_piece(struct pdf *p, const struct block *b, int index, double h, bool keep)
{
	append(p, (struct piece){ .block = b, .index = index, .h = h, .keep = keep });
}

void flow_lines(struct pdf *p, const struct block *b, int n, double leading, double after, bool keep)
{
	for (int i = 0; i < n; i++)
		flow_piece(p, b, i, leading, i == n - 1 ? keep : i == 0 || i == n - 2);
	double h = n * leading;
	p->after = after;
	p->to_grid = flow_round(h) - h;
}

void pdf_page_break(struct pdf *p)
{
	p->after = p->to_grid = 0;
	append(p, (struct piece){ .space = true, .new_page = true });
}

/* ---- pages ------------------------------------------------------------- */

static struct piece *skip_space(struct piece *q)
{
	while (q && q->space)
		q = q->next;
	return q;
}

static double head_above(const struct piece *first)
{
	const struct block *b = first->block;
	return b && b->table_head && b != b->table_head ? b->head_height : 0;
}

/* The first piece of the page after the one that begins at first; stop at the latest. */
static struct piece *page_end(struct piece *first, struct piece *stop, double height)
{
	struct piece *after_last_break = NULL;
	double y = head_above(first);
	for (struct piece *q = first; q != stop; q = q->next) {
		if (q->new_page)
			return q;
		y += q->h;
		if (y > height + SLACK && q != first)
			/* Without an allowed break, a line alone is the lesser evil. */
			return after_last_break ? after_last_break : q;
		if (!q->keep)
			after_last_break = q->next;
	}
	return stop;
}

static struct page *cut(const struct pdf *p, struct piece *from, struct piece *stop, double height, int *ret_count)
{
	struct page *first = NULL, **end = &first;
	*ret_count = 0;
	for (struct piece *q = skip_space(from); q && q != stop && *ret_count <= PDF_PAGES_MAX;) {
		*end = ARENA_NEW(p->x->arena, struct page);
		(*end)->first = q;
		(*end)->end = page_end(q, stop, height);
		q = (*end)->end == stop ? stop : skip_space((*end)->end);
		end = &(*end)->next;
		++*ret_count;
	}
	return first;
}

struct page *flow_pages(struct pdf *p, int *ret_count)
{
	return cut(p, p->first, NULL, p->height, ret_count);
}

/* ---- the last page of a chapter ------------------------------------------ */

/* A sheet with three lines on it is a sheet wasted, and the one that gets lost. */
#define SCANT 0.16		/* of the text's height: with less, the page before takes it in */
#define FULLER 0.25		/* or gives up some of its own, until the last page has this much */
#define FOOT_ROOM (2 * GRID)	/* of the margin at the foot that a page may use for it */
#define SHORTEST 0.7		/* a page that gives up more looks torn off */

static double height_of(const struct page *page)
{
	double h = head_above(page->first);
	for (const struct piece *q = page->first; q != page->end; q = q->next)
		h += q->h;
	return h;
}

/* The last of several: what is one page may be short, as a form of its own is. */
static bool ends_scant(const struct page *pages, double least)
{
	const struct page *last = pages;
	while (last && last->next)
		last = last->next;
	return last != pages && height_of(last) < least;
}

/* Spaces between blocks become narrower, on half lines of the grid. */
static void narrow_spaces(struct piece *from, const struct piece *stop, double share)
{
	for (struct piece *q = from; q != stop; q = q->next)
		if (q->space && !q->new_page && q->h > GRID)
			q->h = floor(q->h * share / (GRID / 2)) * (GRID / 2);
}

/* Either the few lines find room before, or the last page gets more. */
static struct page *fit(const struct pdf *p, struct piece *from, struct piece *stop, int *ret_count)
{
	struct page *pages = cut(p, from, stop, p->height, ret_count), *tried;
	int count;
	if (!ends_scant(pages, SCANT * p->height))
		return pages;
	for (int i = 0; i < 3; i++) {
		tried = cut(p, from, stop, p->height + FOOT_ROOM, &count);
		if (count < *ret_count) {
			*ret_count = count;
			return tried;
		}
		narrow_spaces(from, stop, 0.8);
	}
	for (double height = p->height; height > SHORTEST * p->height; height -= GRID) {
		tried = cut(p, from, stop, height, &count);
		if (count > *ret_count)
			break;
		pages = tried;
		*ret_count = count;
		if (!ends_scant(pages, FULLER * height))
			break;
	}
	return pages;
}

/* A chapter is what stands between two page breaks that somebody asked for. */
struct page *flow_fit(struct pdf *p, int *ret_count)
{
	struct page *first = NULL, **end = &first;
	struct piece *stop;
	int count;
	*ret_count = 0;
	for (struct piece *from = skip_space(p->first); from && *ret_count <= PDF_PAGES_MAX; from = skip_space(stop)) {
		for (stop = from; stop && !stop->new_page; stop = stop->next)
			;
		*end = fit(p, from, stop, &count);
		*ret_count += count;
		while (*end)
			end = &(*end)->next;
	}
	return first;
}

/* ---- drawing ----------------------------------------------------------- */

struct pen {
	double y;
	const char *group;
	int group_id;
};

static void change_group(struct pdf *p, struct pen *pen, const struct block *b)
{
	int id = b ? b->group_id : 0;
	if (id == pen->group_id)
		return;
	paper_untag(p->paper, pen->group);
	pen->group_id = id;
	pen->group = b ? b->group : NULL;
	paper_tag(p->paper, pen->group);
}

static void draw_block(struct pdf *p, struct pen *pen, const struct block *b, int from, int count)
{
	change_group(p, pen, b);
	const char *dest = b->dest && from == 0 ? str_fmt(p->x->arena, "name='%s'", b->dest).p : NULL;
	paper_tag(p->paper, b->tag);
	if (dest)
		cairo_tag_begin(p->paper->cr, CAIRO_TAG_DEST, dest);
	b->draw(p, b, from, count, pen->y);
	if (dest)
		cairo_tag_end(p->paper->cr, CAIRO_TAG_DEST);
	paper_untag(p->paper, b->tag);
}

static void draw_body(struct pdf *p, const struct page *page)
{
	struct pen pen = { .y = p->top };
	if (head_above(page->first) > 0) {
		draw_block(p, &pen, page->first->block->table_head, 0, 1);
		pen.y += head_above(page->first);
	}
	for (const struct piece *q = page->first; q != page->end;) {
		const struct piece *run = q;
		double h = 0;
		int count = 0;
		for (; q != page->end && q->block == run->block; q = q->next, count++)
			h += q->h;
		if (run->block)
			draw_block(p, &pen, run->block, run->index, count);
		pen.y += h;
	}
	change_group(p, &pen, NULL);
}

static void draw_margins(struct pdf *p, int of)
{
	static const struct type t = { .size = 8, .weight = 400, .leading = LEADING, .figures = true };
	struct paper *paper = p->paper;
	double right = p->left + p->width, foot = paper->h - 45;

	if (p->page_no > 1) {
		PangoLayout *head = paper_text(paper, p->about.title, &t, -1);
		pango_layout_set_width(head, (int)(p->width * PANGO_SCALE));
		pango_layout_set_ellipsize(head, PANGO_ELLIPSIZE_END);
		paper_colour(paper, MUTED);
		paper_draw(paper, head, &t, p->left, p->top - 30, 0, 1);
	}
	paper_rule(paper, p->left, foot, p->width, 0.5, LINE);
	paper_logo(paper, p->left, foot + 8.5, 7);
	paper_colour(paper, MUTED);
	if (!str_empty(p->about.footer)) {
		PangoLayout *text = paper_text(paper, p->about.footer, &t, p->width * 0.75);
		paper_draw(paper, text, &t, p->left + 18, foot + 4.5, 0, 1);
	}
	PangoLayout *page = paper_text(paper, paper_page_text(p->x, p->about.page_text, p->page_no, of), &t, -1);
	paper_draw_right(paper, page, &t, right, foot + 4.5, 0, 1);
}

static void add_outline(struct pdf *p)
{
	int above = CAIRO_PDF_OUTLINE_ROOT;
	for (const struct outline *o = p->headings; o; o = o->next) {
		int id = cairo_pdf_surface_add_outline(p->paper->surface, o->level > 2 ? above : CAIRO_PDF_OUTLINE_ROOT,
						       str_z(p->x->arena, o->text), str_fmt(p->x->arena, "dest='%s'", o->dest).p,
						       CAIRO_PDF_OUTLINE_FLAG_OPEN);
		if (o->level <= 2)
			above = id;
	}
}

/* ---- a document -------------------------------------------------------- */

struct pdf *pdf_new(struct ctx *x, const struct pdf_paper *about)
{
	struct pdf *p = ARENA_NEW(x->arena, struct pdf);
	*p = (struct pdf){ .x = x, .about = *about };
	p->outline_end = &p->headings;

	double w, h;
	paper_size_points(about->size, about->landscape, &w, &h);
	struct paper_info info = { about->title, about->subject, about->lang };
	p->rc = paper_open(x, w, h, &info, &p->paper);
	if (p->rc != OK)
		return p;
	/* A sheet that hangs on a wall is read from further away: A3 is set a
	 * quarter larger, and everything below counts in A4's measures. */
	if (about->size == PAPER_A3) {
		cairo_scale(p->paper->cr, 1.25, 1.25);
		p->paper->w /= 1.25;
		p->paper->h /= 1.25;
	}
	p->left = 57;		/* 20 mm: room for the holes of a binder */
	p->top = 60;
	p->width = p->paper->w - p->left - 48;
	p->height = floor((p->paper->h - p->top - 62) / GRID) * GRID;
	return p;
}

enum rc pdf_finish(struct pdf *p, struct str *ret)
{
	TRY(p->rc);
	int count;
	struct page *pages = flow_fit(p, &count);
	if (count > PDF_PAGES_MAX)
		return fail(p->x, TOO_LARGE, "", "render.too_many_pages");

	paper_tag(p->paper, "Document");
	for (const struct page *page = pages; page; page = page->next) {
		if (p->page_no++)
			paper_new_page(p->paper);
		draw_body(p, page);
		draw_margins(p, count);
	}
	paper_untag(p->paper, "Document");
	add_outline(p);
	return paper_close(p->paper, ret);
}
