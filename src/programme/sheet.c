/* sheet.c -- a fact sheet as blocks on paper. Knows the parts a sheet may have
 * and the small Markdown that content is written in; no sheet by name. */
#include "programme/sheet.h"
#include "programme/form.h"
#include "render/render.h"
#include "ui/ui.h"

enum {
	ITEMS_MAX = 200,	/* bullets in one list; content has at most some thirty */
	BLANK_LINES = 2,	/* height of an empty row, for a pen */
};

/* ---- readings */

const struct method_reading *sheet_reading(const struct method_programme *p, const struct method_sheet *sheet)
{
	for (unsigned i = 0; p && i < p->sheets_count; i++)
		if (strcmp(p->sheets[i].sheet, sheet->head.key) == 0)
			return &p->sheets[i];
	return NULL;
}

static struct str joined(struct ctx *x, struct str all, struct str name)
{
	return all.n ? str_fmt(x->arena, "%.*s, %.*s", STR_ARG(all), STR_ARG(name)) : name;
}

struct str sheet_readers(struct ctx *x, const struct method_programme *p, const struct method_reading *r)
{
	struct str all = S("");
	for (unsigned i = 0; i < r->roles_count; i++)
		all = joined(x, all, text_in(method_role(p, str_of(r->roles[i]))->title, x->lang));
	return all;
}

struct str sheet_phases(struct ctx *x, const struct method_programme *p, const struct method_reading *r)
{
	struct str all = S("");
	for (unsigned i = 0; i < r->phases_count; i++)
		all = joined(x, all, text_in(method_phase(p, str_of(r->phases[i]))->title, x->lang));
	return all;
}

bool sheet_topic_hidden(const struct sheet_topic *topics, size_t n, const char *sheet, const char *section, const char *topic)
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

/* ---- Markdown as far as content uses it: paragraphs, lists, headings, emphasis */

/* Without asterisks, and a link as its words: paper has nothing to press. */
static struct str plain(struct ctx *x, struct str s)
{
	char *out = arena_alloc(x->arena, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '*' || s.p[i] == '[' || s.p[i] == '`')
			continue;
		if (s.p[i] == ']') {
			if (i + 1 < s.n && s.p[i + 1] == '(')
				while (i + 1 < s.n && s.p[i] != ')')
					i++;
			continue;
		}
		out[n++] = s.p[i];
	}
	return (struct str){ out, n };
}

struct blocks {
	struct ctx *x;
	struct pdf *pdf;
	struct str paragraph;
	struct str items[ITEMS_MAX];
	size_t nitems;
	bool numbered;
};

static void flush(struct blocks *b)
{
	if (b->paragraph.n)
		pdf_paragraph(b->pdf, plain(b->x, b->paragraph));
	if (b->nitems) {
		struct str *kept = arena_copy(b->x->arena, b->items, b->nitems * sizeof *b->items);
		(b->numbered ? pdf_numbers : pdf_bullets)(b->pdf, kept, b->nitems);
	}
	b->paragraph = S("");
	b->nitems = 0;
}

/* The text after "- ", "* " or "12. "; STR_NULL if the line is no item. */
static struct str item_of(struct str line, bool *ret_numbered)
{
	size_t digits = 0;
	*ret_numbered = false;
	if (line.n > 2 && (line.p[0] == '-' || line.p[0] == '*') && line.p[1] == ' ')
		return str_sub(line, 2, line.n);
	while (digits < line.n && line.p[digits] >= '0' && line.p[digits] <= '9')
		digits++;
	*ret_numbered = true;
	if (digits && digits + 1 < line.n && line.p[digits] == '.' && line.p[digits + 1] == ' ')
		return str_sub(line, digits + 2, line.n);
	return STR_NULL;
}

static void one_line(struct blocks *b, struct str line)
{
	bool numbered;
	struct str item = item_of(line, &numbered);
	if (str_empty(line)) {
		flush(b);
	} else if (line.p[0] == '#') {
		flush(b);
		while (line.n && line.p[0] == '#')
			line = str_sub(line, 1, line.n);
		pdf_heading(b->pdf, 3, plain(b->x, str_trim(line)));
	} else if (item.p && b->nitems < ITEMS_MAX) {
		if (b->paragraph.n || (b->nitems && b->numbered != numbered))
			flush(b);
		b->numbered = numbered;
		b->items[b->nitems++] = plain(b->x, item);
	} else if (b->nitems) {
		struct str *last = &b->items[b->nitems - 1];
		*last = str_fmt(b->x->arena, "%.*s %.*s", STR_ARG(*last), STR_ARG(plain(b->x, line)));
	} else {
		b->paragraph = b->paragraph.n ? str_fmt(b->x->arena, "%.*s %.*s", STR_ARG(b->paragraph), STR_ARG(line)) : line;
	}
}

static void markdown(struct ctx *x, struct pdf *p, struct text t)
{
	struct str rest = text_in(t, x->lang), line;
	struct blocks *b = ARENA_NEW(x->arena, struct blocks);
	b->x = x;
	b->pdf = p;
	while (rest.p && str_next(&rest, '\n', &line))
		one_line(b, str_trim(line));
	flush(b);
}

/* ---- sections */

static void topic(struct ctx *x, struct pdf *p, const struct method_topic *t)
{
	struct str *questions = ARENA_ARRAY(x->arena, t->questions_count, struct str);
	for (unsigned i = 0; i < t->questions_count; i++)
		questions[i] = text_in(t->questions[i], x->lang);
	pdf_heading(p, 3, text_in(t->title, x->lang));
	if (text_is(t->body))
		markdown(x, p, t->body);
	if (t->questions_count)
		pdf_bullets(p, questions, t->questions_count);
}

static void own_topics(struct ctx *x, struct pdf *p, const struct sheet_print *s, const char *sheet, const char *section)
{
	struct str prefix = str_fmt(x->arena, "%s/%s/own/", sheet, section);
	for (size_t i = 0; i < s->ntopics; i++)
		if (!s->topics[i].hidden && str_starts(s->topics[i].topic, prefix))
			pdf_heading(p, 3, s->topics[i].title);
}

static void table(struct ctx *x, struct pdf *p, const struct method_table *t)
{
	size_t n = t->columns_count < PDF_COLS_MAX ? t->columns_count : PDF_COLS_MAX;
	struct pdf_column *cols = ARENA_ARRAY(x->arena, n, struct pdf_column);
	struct str *cells = ARENA_ARRAY(x->arena, n * t->rows_count, struct str);
	struct str *blank = ARENA_ARRAY(x->arena, n * t->blank_rows, struct str);
	for (size_t i = 0; i < n; i++)
		cols[i].head = text_in(t->columns[i], x->lang);
	for (size_t r = 0; r < t->rows_count; r++)
		for (size_t i = 0; i < n; i++)
			cells[r * n + i] = text_in(t->rows[r].cells[i], x->lang);
	struct pdf_table written = { cols, n, cells, t->rows_count, 1 };
	struct pdf_table empty = { cols, n, blank, t->blank_rows, BLANK_LINES };
	if (t->rows_count)
		pdf_table(p, &written);
	if (t->blank_rows)
		pdf_table(p, &empty);
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

static void section(struct ctx *x, struct pdf *p, const struct sheet_print *print, const struct method_sheet *sheet,
		    const struct method_section *s)
{
	const struct method_model *m = s->model ? method_model(str_of(s->model)) : NULL;
	struct drawing drawing;
	if (s->new_page)
		pdf_page_break(p);
	pdf_heading(p, 2, text_in(s->title, x->lang));
	if (text_is(s->body))
		markdown(x, p, s->body);
	if (m && method_drawing(x, m, &drawing))
		pdf_drawing(p, &drawing);
	if (m && text_is(m->head.about))
		markdown(x, p, m->head.about);
	for (unsigned i = 0; m && i < m->parts_count; i++)
		topic(x, p, &m->parts[i]);
	for (unsigned i = 0; i < s->topics_count; i++)
		if (!sheet_topic_hidden(print->topics, print->ntopics, sheet->head.key, s->key, s->topics[i].key))
			topic(x, p, &s->topics[i]);
	own_topics(x, p, print, sheet->head.key, s->key);
	if (s->table.columns_count)
		table(x, p, &s->table);
	references(x, p, s);
	for (unsigned i = 0; m && i < m->head.credits_count; i++)
		pdf_note(p, text_in(m->head.credits[i], x->lang));
}

static void reading(struct ctx *x, struct pdf *p, const struct method_programme *programme, const struct method_reading *r)
{
	struct pdf_pair pairs[] = {
		{ ui_text(x, "room.read_by"), sheet_readers(x, programme, r) },
		{ ui_text(x, "room.read_before"), sheet_phases(x, programme, r) },
	};
	pdf_pairs(p, pairs, 2);
	if (r->hang_up)
		pdf_callout(p, CALLOUT_NOW, ui_text(x, "room.hang_up"), ui_text(x, "room.hang_up_text"));
}

static void one_sheet(struct ctx *x, struct pdf *p, const struct sheet_print *print, const struct method_sheet *sheet)
{
	const struct method_reading *r = sheet_reading(print->programme, sheet);
	struct val *args = val_new_obj(x);
	if (r) {
		val_int(x, args, "number", r->number);
		pdf_eyebrow(p, ui_text_args(x, "room.sheet_number", args));
	}
	pdf_title(p, text_in(sheet->head.title, x->lang));
	pdf_lead(p, text_in(sheet->head.summary, x->lang));
	if (text_is(sheet->audience))
		pdf_note(p, text_in(sheet->audience, x->lang));
	if (r)
		reading(x, p, print->programme, r);
	if (text_is(sheet->head.about))
		markdown(x, p, sheet->head.about);
	for (unsigned i = 0; i < sheet->sections_count; i++)
		section(x, p, print, sheet, &sheet->sections[i]);
	for (unsigned i = 0; i < sheet->head.credits_count; i++)
		pdf_note(p, text_in(sheet->head.credits[i], x->lang));
}

enum rc sheet_pdf(struct ctx *x, const struct sheet_print *s, struct str *ret)
{
	struct pdf_paper paper = { .size = PAPER_A4, .lang = x->lang, .footer = s->footer, .page_text = form_page_text(x),
				   .title = s->nsheets == 1 ? text_in(s->sheets[0]->head.title, x->lang) : ui_text(x, "room.sheets") };
	struct pdf *p = pdf_new(x, &paper);
	for (size_t i = 0; i < s->nsheets; i++) {
		if (i)
			pdf_page_break(p);
		one_sheet(x, p, s, s->sheets[i]);
	}
	return pdf_finish(p, ret);
}
