/* flow_test.c -- what good page make-up promises, tried on many documents: each
 * is cut at every possible place by growing what stands before it. */
#include "core/testing.h"
#include "render/flow.h"

static struct arena *arena;

static struct pdf *document(struct ctx *x, const char *title)
{
	arena_reset(arena);
	ctx_init(x, arena);
	struct pdf_paper about = { .lang = DA, .title = str_of(title) };
	return pdf_new(x, &about);
}

static void filler(struct pdf *p, size_t lines)
{
	for (size_t i = 0; i < lines; i++)
		pdf_note(p, S("En kort linje"));
}

/* Pages hold what they can hold, and every piece that is not space stands on
 * exactly one of them. */
static void check_pages(struct pdf *p)
{
	int count;
	size_t on_pages = 0, pieces = 0;
	for (struct piece *q = p->first; q; q = q->next)
		pieces += !q->space;
	for (struct page *page = flow_pages(p, &count); page; page = page->next) {
		double h = 0;
		const struct piece *last = NULL;
		assert_false(page->first->space);
		if (page->first->block->table_head && page->first->block->table_head != page->first->block)
			h += page->first->block->head_height;
		for (struct piece *q = page->first; q != page->end; q = q->next) {
			h += q->h;
			on_pages += !q->space;
			last = q->space ? last : q;
		}
		assert_true(h <= p->height + 0.02 + LEADING * 1.5);	/* a space at the foot may hang over */
		assert_non_null(last);
		if (page->next && !last->next->new_page)
			assert_false(last->keep);
	}
	assert_int_equal(on_pages, pieces);
}

static const struct str LONG = S("En tekst, der er lang nok til at fylde flere linjer, så der er noget at dele mellem to sider, og "
	"som derfor bliver ved lidt endnu, uden at den egentlig siger mere end det, den allerede har sagt, og som til sidst "
	"alligevel holder op, når den er blevet så lang, at den fylder fire eller fem linjer på et ark papir i almindelig størrelse.");

static void a_heading_is_never_left_at_the_foot(void **state)
{
	(void)state;
	for (size_t n = 0; n < 60; n++) {
		struct ctx x;
		struct pdf *p = document(&x, "Overskrifter");
		filler(p, n);
		pdf_heading(p, 2, S("Overskrift"));
		pdf_heading(p, 3, S("Underoverskrift"));
		pdf_paragraph(p, LONG);
		pdf_callout(p, CALLOUT_NOTE, S("Husk"), LONG);
		check_pages(p);
	}
}

/* On which page a question's bars begin and end. */
static void the_bars_of_a_question_are_on_one_page(void **state)
{
	enum { BARS = 5 };
	static const struct pdf_bar bars[BARS] = { { S("Slet ikke"), S("2"), 0.2, false }, { S("Lidt"), S("3"), 0.3, false },
		{ S("Noget"), S("10"), 1, true }, { S("En del"), S("4"), 0.4, false }, { S("Helt"), S("1"), 0.1, false } };
	(void)state;
	for (size_t n = 0; n < 60; n++) {
		struct ctx x;
		int count;
		struct pdf *p = document(&x, "Svar");
		filler(p, n);
		struct piece *before = p->last;
		pdf_heading(p, 3, S("Hvor trygge er vi"));
		pdf_bars(p, bars, BARS);
		const struct piece *heading = before ? before->next : p->first;
		while (heading->space)
			heading = heading->next;
		for (struct page *page = flow_pages(p, &count); page; page = page->next) {
			bool has_heading = false, has_last = false;
			for (const struct piece *q = page->first; q != page->end; q = q->next) {
				has_heading |= q == heading;
				has_last |= !q->next;
			}
			assert_int_equal(has_heading, has_last);
		}
		check_pages(p);
	}
}

static int lines_on(const struct page *page, const struct block *b)
{
	int n = 0;
	for (const struct piece *q = page->first; q != page->end; q = q->next)
		n += q->block == b;
	return n;
}

static void no_line_of_a_paragraph_stands_alone(void **state)
{
	(void)state;
	int parted = 0;
	for (size_t n = 0; n < 60; n++) {
		struct ctx x;
		struct pdf *p = document(&x, "Linjer");
		filler(p, n);
		pdf_paragraph(p, LONG);
		const struct block *b = p->last->block;
		int count, all = p->last->index + 1;
		assert_true(all >= 4);
		for (struct page *page = flow_pages(p, &count); page; page = page->next) {
			int on = lines_on(page, b);
			assert_true(on == 0 || on == all || (on >= 2 && all - on >= 2));
			parted += on > 0 && on < all;
		}
	}
	assert_true(parted > 0);	/* or the loop has tried nothing */
}

static void a_table_repeats_its_head_and_keeps_rows_whole(void **state)
{
	(void)state;
	static const struct pdf_column cols[] = { { S("Hvad"), 3, false }, { S("Min."), 1, true } };
	enum { ROWS = 60 };
	static struct str cells[ROWS * 2];
	for (size_t i = 0; i < ROWS; i++) {
		cells[2 * i] = i % 4 ? S("Kort") : LONG;
		cells[2 * i + 1] = S("15");
	}
	for (size_t n = 0; n < 40; n++) {
		struct ctx x;
		struct pdf *p = document(&x, "Tabel");
		filler(p, n);
		pdf_table(p, &(struct pdf_table){ .cols = cols, .ncols = 2, .cells = cells, .nrows = ROWS });
		int count;
		for (struct page *page = flow_pages(p, &count); page; page = page->next)
			if (page != flow_pages(p, &count))
				assert_int_equal(page->first->index, 0);	/* each page begins with a row's first line */
		check_pages(p);
		assert_non_null(p->last->block->table_head);
		assert_true(p->last->block->head_height > 0);
	}
}

/* A ranking is weighed as a whole: question, hint and all answers are on one page. */
static void the_answers_of_a_question_are_on_one_page(void **state)
{
	(void)state;
	enum { MANY = 12 };
	struct str items[MANY];
	for (size_t i = 0; i < MANY; i++)
		items[i] = i % 3 ? S("Et svar") : S("Et svar, der er så langt, at det ikke kan stå på én linje, men må gå over på den næste og ende dér, hvor den ender.");
	for (size_t n = 0; n < 60; n++) {
		struct ctx x;
		struct pdf *p = document(&x, "Rækkefølge");
		filler(p, n);
		struct piece *before = p->last;
		pdf_heading(p, 3, S("1. Hvad er vigtigst"));
		pdf_choices(p, S("Skriv tal i boksene."), items, MANY);
		const struct block *first = NULL, *last = p->last->block;
		for (const struct piece *q = before ? before->next : p->first; q && !first; q = q->next)
			first = q->space ? NULL : q->block;
		int count;
		for (struct page *page = flow_pages(p, &count); page; page = page->next)
			assert_int_equal(lines_on(page, first) > 0, lines_on(page, last) > 0);
		check_pages(p);
	}
}

/* The ends of a scale are said above it: read on one page, ticked on the next, they are no help. */
static void what_is_asked_to_stay_stays(void **state)
{
	(void)state;
	for (size_t n = 0; n < 60; n++) {
		struct ctx x;
		struct pdf *p = document(&x, "Skalaer");
		struct pdf_column cols[2] = { { .head = S("0"), .box = true }, { .head = S("1"), .box = true } };
		struct str cells[2] = { { 0 } };
		const struct pdf_table t = { .cols = cols, .ncols = 2, .cells = cells, .nrows = 1, .min_lines = 1 };
		int count;
		filler(p, n);
		pdf_heading(p, 3, S("Hvor er vi"));
		pdf_note(p, S("0: Ingen  1: Masser"));
		const struct block *ends = p->last->block;
		pdf_stay(p);
		pdf_table(p, &t);
		check_pages(p);
		for (const struct page *page = flow_pages(p, &count); page; page = page->next)
			assert_true(!lines_on(page, ends) || lines_on(page, p->last->block));
	}
}

static void a_row_longer_than_a_page_breaks_between_lines(void **state)
{
	(void)state;
	struct ctx x;
	struct pdf *p = document(&x, "Lang række");
	static const struct pdf_column cols[] = { { S("Note"), 1, false } };
	struct str cell = LONG;
	for (int i = 0; i < 5; i++)
		cell = str_cat(arena, cell, cell);
	pdf_table(p, &(struct pdf_table){ .cols = cols, .ncols = 1, .cells = &cell, .nrows = 1 });
	int count;
	flow_pages(p, &count);
	assert_true(count >= 3);
	check_pages(p);
	struct str pdf;
	assert_int_equal(pdf_finish(p, &pdf), OK);
}

static void everything_stands_on_the_grid(void **state)
{
	(void)state;
	struct ctx x;
	struct pdf *p = document(&x, "Net");
	const struct str items[] = { S("Et"), LONG, S("To") };
	static const struct pdf_pair pairs[] = { { S("Dato"), S("14. april") } };
	pdf_title(p, S("Titel"));
	pdf_lead(p, LONG);
	pdf_heading(p, 2, S("Overskrift"));
	pdf_paragraph(p, LONG);
	pdf_note(p, LONG);
	pdf_bullets(p, items, 3);
	pdf_numbers(p, items, 3);
	pdf_checklist(p, items, NULL, 3);
	pdf_pairs(p, pairs, 1);
	pdf_callout(p, CALLOUT_NOW, S("Nu"), LONG);
	pdf_field(p, S("Skriv her"), 3);
	double y = 0;
	const struct block *before = NULL;
	for (const struct piece *q = p->first; q; q = q->next) {
		if (q->block && q->block != before) {
			double units = y / GRID;
			assert_true(units - (double)(int)(units + 0.5) < 0.01 && (double)(int)(units + 0.5) - units < 0.01);
		}
		before = q->block;
		y += q->h;
	}
}

/* However long a document is: its last page is not nearly empty, and no line is lost. */
static void the_last_page_has_something_on_it(void **state)
{
	unsigned scant = 0;
	(void)state;
	for (size_t n = 40; n < 200; n++) {
		struct ctx x;
		struct pdf *p = document(&x, "Sidste side");
		size_t pieces = 0, on_pages = 0;
		for (size_t i = 0; i < n; i += 8) {
			pdf_heading(p, 2, S("Overskrift"));
			filler(p, n - i < 8 ? n - i : 8);
		}
		for (struct piece *q = p->first; q; q = q->next)
			pieces += !q->space;
		int count;
		double h = 0, height = p->height;
		struct page *plain = flow_pages(p, &count);
		for (; plain->next; plain = plain->next)
			;
		for (struct piece *q = plain->first; q != plain->end; q = q->next)
			h += q->h;
		scant += count > 1 && h < 0.12 * height;
		for (struct page *page = flow_fit(p, &count); page; page = page->next) {
			h = 0;
			for (struct piece *q = page->first; q != page->end; q = q->next) {
				h += q->h;
				on_pages += !q->space;
			}
			assert_true(h <= height + 2 * LEADING);
			assert_true(page->next || count == 1 || h >= 0.12 * height);
		}
		assert_int_equal(on_pages, pieces);
	}
	assert_true(scant > 10);	/* or nothing was tried */
}

/* What stands before a page break that was asked for is a chapter, and ends like a document. */
static void the_last_page_of_a_chapter_has_something_on_it(void **state)
{
	unsigned scant = 0;
	(void)state;
	for (size_t n = 40; n < 120; n++) {
		struct ctx x;
		struct pdf *p = document(&x, "Sidste side");
		for (size_t i = 0; i < n; i += 8) {
			pdf_heading(p, 2, S("Overskrift"));
			filler(p, n - i < 8 ? n - i : 8);
		}
		pdf_page_break(p);
		filler(p, 3);
		int count, plain_count;
		const struct piece *chapter = p->first;
		for (const struct page *page = flow_pages(p, &plain_count); page; page = page->next) {
			double h = 0;
			for (const struct piece *q = page->first; q != page->end; q = q->next)
				h += q->h;
			scant += page->first != chapter && page->end && page->end->new_page && h < 0.12 * p->height;
		}
		for (const struct page *page = flow_fit(p, &count), *before = NULL; page; before = page, page = page->next) {
			double h = 0;
			for (const struct piece *q = page->first; q != page->end; q = q->next)
				h += q->h;
			assert_true(!before || !page->end || !page->end->new_page || h >= 0.12 * p->height);
			assert_true(page->next || h < 0.12 * p->height);	/* what asked for a page of its own has it */
		}
		assert_true(count <= plain_count);
	}
	assert_true(scant > 3);	/* or nothing was tried */
}

static void too_many_pages_are_refused(void **state)
{
	(void)state;
	struct ctx x;
	struct str pdf;
	struct pdf *p = document(&x, "Sider");
	for (int i = 0; i <= PDF_PAGES_MAX; i++) {
		pdf_note(p, S("x"));
		pdf_page_break(p);
	}
	assert_int_equal(pdf_finish(p, &pdf), TOO_LARGE);
	assert_string_equal(x.fault.message, "render.too_many_pages");
}

static int setup(void **state)
{
	(void)state;
	arena = arena_new(256 << 20);
	return arena ? 0 : 1;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_heading_is_never_left_at_the_foot),
		cmocka_unit_test(the_bars_of_a_question_are_on_one_page),
		cmocka_unit_test(no_line_of_a_paragraph_stands_alone),
		cmocka_unit_test(the_answers_of_a_question_are_on_one_page),
		cmocka_unit_test(a_table_repeats_its_head_and_keeps_rows_whole),
		cmocka_unit_test(what_is_asked_to_stay_stays),
		cmocka_unit_test(a_row_longer_than_a_page_breaks_between_lines),
		cmocka_unit_test(everything_stands_on_the_grid),
		cmocka_unit_test(the_last_page_has_something_on_it),
		cmocka_unit_test(the_last_page_of_a_chapter_has_something_on_it),
		cmocka_unit_test(too_many_pages_are_refused),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
