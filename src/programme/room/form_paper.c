/* form_paper.c -- a form on paper: filled in, or blank with lines to write on. */
#include "programme/room/form.h"
#include "render/render.h"
#include "ui/ui.h"

enum {
	BLANKS = 2,		/* copies of a repeated form on one printout */
	TABLE_ROWS = 9,		/* of three lines each: a page on its side */
	TABLE_LINES = 3,
};

struct str form_page_text(struct ctx *x)
{
	struct val *itself = val_new_obj(x);
	val_str(x, itself, "n", S("{n}"));
	val_str(x, itself, "m", S("{m}"));
	return ui_text_args(x, "room.page", itself);
}

static size_t shown_fields(const struct method_form *f, const struct method_field **ret)
{
	size_t n = 0;
	for (unsigned i = 0; i < f->fields_count; i++)
		if (f->fields[i].type != FIELD_FILE)
			ret[n++] = &f->fields[i];
	return n;
}

static void table(struct ctx *x, struct pdf *p, const struct form_sheet *s)
{
	const struct method_field *fields[METHOD_TABLE_FIELDS];
	struct pdf_column cols[METHOD_TABLE_FIELDS];
	size_t n = shown_fields(s->form, fields), nrows = s->rows ? s->nrows : TABLE_ROWS;
	struct str *cells = ARENA_ARRAY(x->arena, n * nrows, struct str);
	for (size_t i = 0; i < n; i++)
		cols[i] = (struct pdf_column){ text_in(fields[i]->label, x->lang), fields[i]->type == FIELD_TEXT ? 2 : 1,
					       fields[i]->type == FIELD_NUMBER };
	for (size_t r = 0; r < nrows; r++)
		for (size_t i = 0; i < n; i++)
			cells[r * n + i] = s->rows ? form_words(x, fields[i], s->rows[r].values) : STR_NULL;
	struct pdf_table t = { .cols = cols, .ncols = n, .cells = cells, .nrows = nrows, .min_lines = s->rows ? 1 : TABLE_LINES };
	pdf_table(p, &t);
}

static void filled(struct ctx *x, struct pdf *p, const struct form_sheet *s)
{
	for (size_t r = 0; r < s->nrows; r++) {
		if (s->form->repeat)
			pdf_heading(p, 2, str_fmt(x->arena, "%zu", r + 1));
		for (unsigned i = 0; i < s->form->fields_count; i++) {
			struct str words = form_words(x, &s->form->fields[i], s->rows[r].values);
			if (str_empty(words))
				continue;
			pdf_heading(p, 3, text_in(s->form->fields[i].label, x->lang));
			pdf_paragraph(p, words);
		}
	}
}

static void blank(struct ctx *x, struct pdf *p, const struct method_form *f)
{
	for (int copy = 0; copy < (f->repeat ? BLANKS : 1); copy++) {
		if (copy) {
			pdf_page_break(p);
			pdf_heading(p, 2, text_in(f->title, x->lang));
		}
		method_print_fields(x, p, f->fields, f->fields_count);
	}
}

enum rc form_pdf(struct ctx *x, const struct form_sheet *s, struct str *ret)
{
	bool wide = method_form_is_table(s->form);
	struct str title = text_in(s->form->title, x->lang);
	struct pdf_paper paper = { .size = PAPER_A4, .landscape = wide, .lang = x->lang, .title = title,
				   .footer = s->eyebrow, .page_text = form_page_text(x) };
	struct pdf *p = pdf_new(x, &paper);
	if (s->eyebrow.n)
		pdf_eyebrow(p, s->eyebrow);
	pdf_title(p, title);
	if (text_is(s->form->intro))
		pdf_paragraph(p, text_in(s->form->intro, x->lang));
	if (s->sight.n)
		pdf_note(p, s->sight);
	if (s->rows && !s->nrows)
		pdf_paragraph(p, ui_text(x, "room.nothing_yet"));
	else if (wide)
		table(x, p, s);
	else if (s->rows)
		filled(x, p, s);
	else
		blank(x, p, s->form);
	return pdf_finish(p, ret);
}
