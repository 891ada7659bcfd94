/* print_sheet.c -- a fact sheet on paper, whole or as a workplace has adapted it.
 * Knows the parts that a sheet may have; no sheet by name. */
#include "method/print/print.h"

enum { PEN_LINES = 3 };	/* height of a row to write in: 18 mm, two to three lines by hand */

/* What a workplace has chosen among the topics of one sheet. */
struct chosen {
	const struct method_topic_choice *topics;
	size_t n;
	const char *sheet;
};

bool method_topic_hidden(const struct method_topic_choice *topics, size_t n, const char *sheet, const char *section, const char *topic)
{
	for (size_t i = 0; i < n; i++) {
		struct str rest = topics[i].topic, part;
		const char *const path[] = { sheet, section, topic };
		size_t at = 0;
		while (topics[i].hidden && at < 3 && str_next(&rest, '/', &part) && str_eqz(part, path[at]))
			at++;
		if (at == 3)
			return true;
	}
	return false;
}

static void topic(struct ctx *x, struct pdf *p, const struct method_topic *t)
{
	struct str *questions = ARENA_ARRAY(x->arena, t->questions_count, struct str);
	for (unsigned i = 0; i < t->questions_count; i++)
		questions[i] = text_in(t->questions[i], x->lang);
	pdf_heading(p, 3, text_in(t->title, x->lang));
	print_prose(p, x, t->body);
	if (t->questions_count)
		pdf_bullets(p, questions, t->questions_count);
}

static void own_topics(struct ctx *x, struct pdf *p, const struct chosen *c, const char *section)
{
	struct str prefix = str_fmt(x->arena, "%s/%s/own/", c->sheet, section);
	for (size_t i = 0; i < c->n; i++)
		if (!c->topics[i].hidden && str_starts(c->topics[i].topic, prefix))
			pdf_heading(p, 3, c->topics[i].title);
}

/* On the screen a cell to write in holds an ellipsis; on paper it is left to the pen. */
static struct str cell_on_paper(struct ctx *x, struct text cell)
{
	struct str words = str_trim(text_in(cell, x->lang));
	return str_empty(words) || str_eqz(words, "…") ? STR_NULL : words;
}

static void table(struct ctx *x, struct pdf *p, const struct method_table *t)
{
	size_t n = t->columns_count < PDF_COLS_MAX ? t->columns_count : PDF_COLS_MAX;
	struct pdf_column *cols = ARENA_ARRAY(x->arena, n, struct pdf_column);
	struct str *cells = ARENA_ARRAY(x->arena, n * (t->rows_count + t->blank_rows), struct str);
	for (size_t i = 0; i < n; i++)
		cols[i].head = text_in(t->columns[i], x->lang);
	for (size_t r = 0; r < t->rows_count; r++)
		for (size_t i = 0; i < n; i++)
			cells[r * n + i] = cell_on_paper(x, t->rows[r].cells[i]);
	const struct pdf_table rows = {
		.cols = cols, .ncols = n, .cells = cells, .nrows = t->rows_count + t->blank_rows, .min_lines = 1, .pen_lines = PEN_LINES,
	};
	if (rows.nrows)
		pdf_table(p, &rows);
}

static void references(struct ctx *x, struct pdf *p, const struct method_section *s)
{
	struct str *items = ARENA_ARRAY(x->arena, s->references_count, struct str);
	for (unsigned i = 0; i < s->references_count; i++) {
		const struct method_reference *r = &s->references[i];
		items[i] = text_in(r->title, x->lang);
		if (text_is(r->note))
			items[i] = str_fmt(x->arena, "%.*s. %.*s", STR_ARG(items[i]), STR_ARG(text_in(r->note, x->lang)));
		if (r->link)
			items[i] = str_fmt(x->arena, "%.*s %s", STR_ARG(items[i]), r->link);
	}
	if (s->references_count)
		pdf_bullets(p, items, s->references_count);
}

static void section(struct ctx *x, struct pdf *p, const struct chosen *c, const struct method_section *s)
{
	const struct method_model *m = s->model ? method_model(str_of(s->model)) : NULL;
	struct drawing drawing;
	if (s->new_page)
		pdf_page_break(p);
	pdf_heading(p, 2, text_in(s->title, x->lang));
	print_prose(p, x, s->body);
	if (m && method_drawing(x, m, &drawing))
		pdf_drawing(p, &drawing);
	if (m && text_is(m->head.about))
		print_prose(p, x, m->head.about);
	for (unsigned i = 0; m && i < m->parts_count; i++)
		topic(x, p, &m->parts[i]);
	for (unsigned i = 0; i < s->topics_count; i++)
		if (!method_topic_hidden(c->topics, c->n, c->sheet, s->key, s->topics[i].key))
			topic(x, p, &s->topics[i]);
	own_topics(x, p, c, s->key);
	if (s->table.columns_count)
		table(x, p, &s->table);
	references(x, p, s);
	for (unsigned i = 0; m && i < m->head.credits_count; i++)
		pdf_note(p, text_in(m->head.credits[i], x->lang));
}

void method_print_sections(struct ctx *x, struct pdf *p, const struct method_sheet *sheet, const struct method_topic_choice *topics, size_t n)
{
	const struct chosen c = { topics, n, sheet->head.key };
	print_prose(p, x, sheet->head.about);
	for (unsigned i = 0; i < sheet->sections_count; i++)
		section(x, p, &c, &sheet->sections[i]);
	for (unsigned i = 0; i < sheet->head.credits_count; i++)
		pdf_note(p, text_in(sheet->head.credits[i], x->lang));
}
