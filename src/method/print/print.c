/* print.c -- the library's material as paper: what is cut out, filled in by hand,
 * hung up or held in the hand while leading. */
#include "method/print/print.h"
#include "method/material/device.h"
#include "ui/ui.h"

enum {
	CARD_COLUMNS = 2,
	CARD_ROWS = 4,		/* A7: what fits a hand */
	CARD_ROWS_LONG = 3,	/* for texts above LONG_TEXT bytes */
	LONG_TEXT = 330,
	LINES_SHORT = 1,	/* to write on */
	LINES_LONG = 4,
	LINES_WORDS = 3,	/* a phone gives a cloud three words, and so does paper */
	LINES_FEWER = 3,	/* where there are more than MANY_TEXTS questions: answers are shorter then */
	MANY_TEXTS = 4,
	CELL_LINES = 4,
	STATEMENT_LINES = 2,
	ROWS_BY_HAND = 6,	/* of a repeated form, on a page on its side */
	WIDE_COLUMNS = 4,	/* a table with so many is easier to write in with the page on its side */
	SLIDER_STEPS = 11,	/* 0 to 10 */
};

static struct str page_text(struct ctx *x)
{
	struct val *itself = val_new_obj(x);
	val_str(x, itself, "n", S("{n}"));
	val_str(x, itself, "m", S("{m}"));
	return ui_text_args(x, "library.page", itself);
}

struct pdf *print_open(struct ctx *x, const struct method_head *h, const char *eyebrow, bool landscape)
{
	const struct pdf_paper paper = { .size = PAPER_A4, .landscape = landscape, .lang = x->lang,
					 .title = text_in(h->title, x->lang), .subject = text_in(h->summary, x->lang),
					 .footer = str_fmt(x->arena, "Samspil · %.*s", STR_ARG(text_in(h->title, x->lang))),
					 .page_text = page_text(x) };
	struct pdf *p = pdf_new(x, &paper);
	pdf_eyebrow(p, ui_text(x, eyebrow));
	pdf_title(p, text_in(h->title, x->lang));
	return p;
}

void print_credits(struct pdf *p, struct ctx *x, const struct method_head *h)
{
	for (unsigned i = 0; i < h->credits_count; i++)
		pdf_note(p, text_in(h->credits[i], x->lang));
}

struct str *print_texts(struct ctx *x, const struct text *t, size_t n)
{
	struct str *list = ARENA_ARRAY(x->arena, n + 1, struct str);
	for (size_t i = 0; i < n; i++)
		list[i] = text_in(t[i], x->lang);
	return list;
}

/* ---- decks */

static bool has_backs(const struct method_deck *d)
{
	for (unsigned i = 0; i < d->cards_count; i++)
		if (text_is(d->cards[i].back))
			return true;
	return false;
}

static size_t rows_of(struct ctx *x, const struct method_deck *d)
{
	for (unsigned i = 0; i < d->cards_count; i++)
		if (text_in(d->cards[i].body, x->lang).n > LONG_TEXT || text_in(d->cards[i].back, x->lang).n > LONG_TEXT)
			return CARD_ROWS_LONG;
	return CARD_ROWS;
}

static struct pdf_card front(struct ctx *x, const struct method_deck *d, unsigned i)
{
	return (struct pdf_card){ .label = str_fmt(x->arena, "%u", i + 1), .title = text_in(d->cards[i].title, x->lang),
				  .text = print_plain(x, d->cards[i].body), .foot = text_in(d->head.title, x->lang) };
}

static struct pdf_card back(struct ctx *x, const struct method_deck *d, unsigned i)
{
	return (struct pdf_card){ .label = str_fmt(x->arena, "%u", i + 1), .text = print_plain(x, d->cards[i].back),
				  .foot = text_in(d->head.title, x->lang) };
}

/* Turned over its long edge, a sheet's left column is the backs' right one; a
 * place without a card stays, or every card after it would get a wrong back. */
static void backs_of_sheet(struct pdf *p, struct ctx *x, const struct method_deck *d, unsigned from, size_t fronts, size_t rows)
{
	size_t n = (fronts + CARD_COLUMNS - 1) / CARD_COLUMNS * CARD_COLUMNS;
	struct pdf_card *cards = ARENA_ARRAY(x->arena, n, struct pdf_card);
	for (size_t i = 0; i < n; i++) {
		size_t mirrored = i / CARD_COLUMNS * CARD_COLUMNS + (CARD_COLUMNS - 1 - i % CARD_COLUMNS);
		if (from + i < d->cards_count)
			cards[mirrored] = back(x, d, from + (unsigned)i);
	}
	pdf_cards(p, cards, n, CARD_COLUMNS, rows);
}

static void sheets_of_cards(struct pdf *p, struct ctx *x, const struct method_deck *d)
{
	size_t rows = rows_of(x, d), each = rows * CARD_COLUMNS;
	bool backs = has_backs(d);
	for (unsigned from = 0; from < d->cards_count; from += (unsigned)each) {
		size_t n = d->cards_count - from < each ? d->cards_count - from : each;
		struct pdf_card *cards = ARENA_ARRAY(x->arena, n, struct pdf_card);
		for (size_t i = 0; i < n; i++)
			cards[i] = front(x, d, from + (unsigned)i);
		pdf_cards(p, cards, n, CARD_COLUMNS, rows);
		if (backs)
			backs_of_sheet(p, x, d, from, n, rows);
	}
}

enum rc print_deck(struct ctx *x, const struct method_deck *d, struct str *ret)
{
	struct pdf *p = print_open(x, &d->head, "library.kind_deck", false);
	pdf_lead(p, text_in(d->head.summary, x->lang));
	print_prose(p, x, d->head.about);
	if (d->questions_count) {
		pdf_heading(p, 2, ui_text(x, "library.ask_of_each"));
		pdf_bullets(p, print_texts(x, d->questions, d->questions_count), d->questions_count);
	}
	pdf_callout(p, CALLOUT_NOTE, page_count(x, "library.cards", d->cards_count),
		    ui_text(x, has_backs(d) ? "library.cut_both_sides" : "library.cut_one_side"));
	print_credits(p, x, &d->head);
	if (has_backs(d)) {
		/* Even pages are backs: the first cards must not lie behind this one. */
		pdf_page_break(p);
		pdf_note(p, ui_text(x, "library.left_blank"));
	}
	sheets_of_cards(p, x, d);
	return pdf_finish(p, ret);
}

/* ---- worksheets */

static void blank_choice(struct pdf *p, struct ctx *x, struct str label, struct text help, const struct method_option *options, size_t n)
{
	struct str *items = ARENA_ARRAY(x->arena, n + 1, struct str);
	for (size_t i = 0; i < n; i++)
		items[i] = text_in(options[i].title, x->lang);
	pdf_heading(p, 3, label);
	if (text_is(help))
		pdf_note(p, text_in(help, x->lang));
	pdf_checklist(p, items, NULL, n);
}

static struct str with_help(struct ctx *x, struct str label, struct text help)
{
	return text_is(help) ? str_fmt(x->arena, "%.*s\n%.*s", STR_ARG(label), STR_ARG(text_in(help, x->lang))) : label;
}

/* A row for each statement, a box for each answer. The more answers, the less a
 * box needs and the more is left for the words. */
static void questionnaire(struct pdf *p, struct ctx *x, const struct str *heads, size_t ncols, const struct str *statements, size_t n)
{
	enum { FEW = 6 };	/* answers that are words; more are figures */
	struct pdf_column *cols = ARENA_ARRAY(x->arena, ncols, struct pdf_column);
	struct str *cells = ARENA_ARRAY(x->arena, ncols * n, struct str);
	cols[0] = (struct pdf_column){ .head = heads[0], .weight = ncols - 1 <= FEW ? 4 : 7 };
	for (size_t c = 1; c < ncols; c++)
		cols[c] = (struct pdf_column){ .head = heads[c], .box = true };
	for (size_t r = 0; r < n; r++)
		cells[r * ncols] = statements[r];
	const struct pdf_table t = { .cols = cols, .ncols = ncols, .cells = cells, .nrows = n, .min_lines = STATEMENT_LINES };
	pdf_table(p, &t);
}

/* long_lines: to write a text on. */
static void blank_field(struct pdf *p, struct ctx *x, const struct method_field *f, size_t long_lines)
{
	struct str label = text_in(f->label, x->lang);
	size_t lines = f->type == FIELD_TEXT ? long_lines : LINES_SHORT;
	if (method_chooses(f)) {
		blank_choice(p, x, label, f->help, f->options, f->options_count);
		return;
	}
	if (f->type == FIELD_FILE)
		return;		/* a paper is clipped to the sheet */
	if (f->type == FIELD_YES_NO) {
		struct str *items = ARENA_ARRAY(x->arena, 2, struct str);
		items[0] = ui_text(x, "library.yes");
		items[1] = ui_text(x, "library.no");
		pdf_heading(p, 3, label);
		pdf_checklist(p, items, NULL, 2);
		return;
	}
	pdf_field(p, label, text_is(f->help) ? 0 : lines);
	if (text_is(f->help)) {
		pdf_note(p, text_in(f->help, x->lang));
		pdf_stay(p);
		pdf_lines(p, lines);
	}
}

/* Do two statements have the same answers? */
static bool same_scale(const struct method_field *a, const struct method_field *b, struct ctx *x)
{
	bool same = a->type == FIELD_SCALE && b->type == FIELD_SCALE && a->options_count == b->options_count;
	for (unsigned i = 0; same && i < a->options_count; i++)
		same = str_eq(text_in(a->options[i].title, x->lang), text_in(b->options[i].title, x->lang));
	return same;
}

/* Statements that follow each other on one scale, a row each. Returns the first
 * field after them. */
static size_t blank_scales(struct pdf *p, struct ctx *x, const struct method_field *fields, size_t n, size_t from)
{
	const struct method_field *first = &fields[from];
	size_t to = from + 1, ncols = first->options_count + 1;
	while (to < n && same_scale(first, &fields[to], x))
		to++;
	struct str *heads = ARENA_ARRAY(x->arena, ncols, struct str), *rows = ARENA_ARRAY(x->arena, to - from, struct str);
	for (size_t i = 1; i < ncols; i++)
		heads[i] = text_in(first->options[i - 1].title, x->lang);
	for (size_t i = from; i < to; i++)
		rows[i - from] = with_help(x, text_in(fields[i].label, x->lang), fields[i].help);
	questionnaire(p, x, heads, ncols, rows, to - from);
	return to;
}

void method_print_fields(struct ctx *x, struct pdf *p, const struct method_field *fields, size_t n)
{
	size_t texts = 0;
	for (size_t i = 0; i < n; i++)
		texts += fields[i].type == FIELD_TEXT;
	for (size_t i = 0; i < n;) {
		if (fields[i].type == FIELD_SCALE && fields[i].options_count < PDF_COLS_MAX) {
			i = blank_scales(p, x, fields, n, i);
			continue;
		}
		blank_field(p, x, &fields[i++], texts > MANY_TEXTS ? LINES_FEWER : LINES_LONG);
	}
}

static void column_help(struct pdf *p, struct ctx *x, const struct method_block *b)
{
	struct pdf_pair *pairs = ARENA_ARRAY(x->arena, b->columns_count + 1, struct pdf_pair);
	size_t n = 0;
	for (unsigned c = 0; c < b->columns_count; c++)
		if (text_is(b->columns[c].help))
			pairs[n++] = (struct pdf_pair){ text_in(b->columns[c].title, x->lang), text_in(b->columns[c].help, x->lang) };
	if (n)
		pdf_pairs(p, pairs, n);
}

static void blank_table(struct pdf *p, struct ctx *x, const struct method_block *b)
{
	bool named = b->rows_count > 0;
	size_t ncols = b->columns_count + named, nrows = b->rows_count + b->blank_rows;
	struct pdf_column *cols = ARENA_ARRAY(x->arena, ncols, struct pdf_column);
	struct str *cells = ARENA_ARRAY(x->arena, ncols * nrows, struct str);
	for (unsigned c = 0; c < b->columns_count; c++)
		cols[c + named] = (struct pdf_column){ .head = text_in(b->columns[c].title, x->lang) };
	for (unsigned r = 0; r < b->rows_count; r++)
		cells[r * ncols] = text_in(b->rows[r].title, x->lang);
	column_help(p, x, b);
	const struct pdf_table t = { .cols = cols, .ncols = ncols, .cells = cells, .nrows = nrows, .min_lines = CELL_LINES };
	pdf_table(p, &t);
}

static struct str tone_heading(struct ctx *x, const struct method_block *b)
{
	struct str tone, heading = device_heading(x, b, &tone);
	return tone.n ? str_fmt(x->arena, "%.*s: %.*s", STR_ARG(tone), STR_ARG(heading)) : heading;
}

static void blank_block(struct pdf *p, struct ctx *x, const struct method_block *b)
{
	struct str *ticks = ARENA_ARRAY(x->arena, b->ticks_count + 1, struct str);
	for (unsigned i = 0; i < b->ticks_count; i++)
		ticks[i] = text_in(b->ticks[i].title, x->lang);
	pdf_heading(p, 2, tone_heading(x, b));
	print_prose(p, x, b->body);
	if (b->ticks_count || b->fields_count || b->columns_count)
		pdf_stay(p);
	if (b->ticks_count)
		pdf_checklist(p, ticks, NULL, b->ticks_count);
	method_print_fields(x, p, b->fields, b->fields_count);
	if (b->columns_count)
		blank_table(p, x, b);
}

enum rc print_worksheet(struct ctx *x, const struct method_worksheet *w, struct str *ret)
{
	bool wide = false;
	for (unsigned i = 0; i < w->sections_count; i++)
		wide |= w->sections[i].columns_count >= WIDE_COLUMNS;
	struct pdf *p = print_open(x, &w->head, "library.kind_worksheet", wide);
	if (text_is(w->intro))	/* it says what the summary says, to the one who fills it in */
		print_prose(p, x, w->intro);
	else
		pdf_lead(p, text_in(w->head.summary, x->lang));
	for (unsigned i = 0; i < w->sections_count; i++)
		blank_block(p, x, &w->sections[i]);
	pdf_note(p, ui_text(x, w->privacy == PRIVACY_PAIR ? "library.paper_pair" : "library.paper_private"));
	print_credits(p, x, &w->head);
	return pdf_finish(p, ret);
}

bool method_form_is_table(const struct method_form *f)
{
	bool lines = f->repeat && f->fields_count <= METHOD_TABLE_FIELDS;
	for (unsigned i = 0; i < f->fields_count; i++)
		lines = lines && !method_chooses(&f->fields[i]) && f->fields[i].type != FIELD_YES_NO;
	return lines;
}

static void blank_rows(struct pdf *p, struct ctx *x, const struct method_form *f)
{
	struct pdf_column cols[METHOD_TABLE_FIELDS];
	size_t n = 0;
	for (unsigned i = 0; i < f->fields_count; i++)
		if (f->fields[i].type != FIELD_FILE)
			cols[n++] = (struct pdf_column){ text_in(f->fields[i].label, x->lang), f->fields[i].type == FIELD_TEXT ? 2 : 1, false, false };
	struct str *cells = ARENA_ARRAY(x->arena, n * ROWS_BY_HAND, struct str);
	const struct pdf_table t = { .cols = cols, .ncols = n, .cells = cells, .nrows = ROWS_BY_HAND, .min_lines = CELL_LINES - 1 };
	pdf_table(p, &t);
}

/* A card of the board is copied by hand as well. */
enum rc print_form(struct ctx *x, const struct method_form *f, struct str *ret)
{
	struct str title = text_in(f->title, x->lang);
	bool table = method_form_is_table(f);
	const struct pdf_paper paper = { .size = PAPER_A4, .landscape = table, .lang = x->lang, .title = title, .subject = title,
					 .footer = str_fmt(x->arena, "Samspil · %.*s", STR_ARG(title)), .page_text = page_text(x) };
	struct pdf *p = pdf_new(x, &paper);
	pdf_eyebrow(p, ui_text(x, "library.paper_form"));
	pdf_title(p, title);
	print_prose(p, x, f->intro);
	if (table)
		blank_rows(p, x, f);
	else
		method_print_fields(x, p, f->fields, f->fields_count);
	if (f->repeat && !table)
		pdf_note(p, ui_text(x, "library.paper_repeat"));
	return pdf_finish(p, ret);
}

/* ---- question sets as paper ballots */

/* Items of the scale that follow each other share one table. */
static unsigned scale_table(struct pdf *p, struct ctx *x, const struct method_questions *s, unsigned from)
{
	unsigned to = from;
	while (to < s->items_count && s->items[to].type == ITEM_SCALE)
		to++;
	size_t ncols = s->scale_count + 1, nrows = to - from;
	struct str *heads = ARENA_ARRAY(x->arena, ncols, struct str), *rows = ARENA_ARRAY(x->arena, nrows, struct str);
	for (unsigned c = 0; c < s->scale_count; c++)
		heads[c + 1] = text_in(s->scale[c].title, x->lang);
	for (unsigned r = 0; r < nrows; r++)
		rows[r] = str_fmt(x->arena, "%u. %.*s", from + r + 1, STR_ARG(text_in(s->items[from + r].title, x->lang)));
	questionnaire(p, x, heads, ncols, rows, nrows);
	return to;
}

static void slider_item(struct pdf *p, struct ctx *x, const struct method_item *item)
{
	struct pdf_column *cols = ARENA_ARRAY(x->arena, SLIDER_STEPS, struct pdf_column);
	struct str *cells = ARENA_ARRAY(x->arena, SLIDER_STEPS, struct str);
	for (size_t i = 0; i < SLIDER_STEPS; i++)
		cols[i] = (struct pdf_column){ .head = str_fmt(x->arena, "%zu", i), .box = true };
	pdf_note(p, str_fmt(x->arena, "0: %.*s     10: %.*s", STR_ARG(text_in(item->left, x->lang)), STR_ARG(text_in(item->right, x->lang))));
	pdf_stay(p);
	const struct pdf_table t = { .cols = cols, .ncols = SLIDER_STEPS, .cells = cells, .nrows = 1, .min_lines = 1 };
	pdf_table(p, &t);
}

/* What to do is said before, and all of it is before one's eyes at once. */
static void rank_item(struct pdf *p, struct ctx *x, struct str question, const struct method_item *item)
{
	struct str *items = ARENA_ARRAY(x->arena, item->options_count + 1, struct str), hint = ui_text(x, "library.number_them");
	for (unsigned i = 0; i < item->options_count; i++)
		items[i] = text_in(item->options[i].title, x->lang);
	if (text_is(item->help))
		hint = str_fmt(x->arena, "%.*s\n%.*s", STR_ARG(text_in(item->help, x->lang)), STR_ARG(hint));
	pdf_heading(p, 3, question);
	pdf_choices(p, hint, items, item->options_count);
}

static void other_item(struct pdf *p, struct ctx *x, const struct method_item *item, unsigned number)
{
	struct str question = str_fmt(x->arena, "%u. %.*s", number, STR_ARG(text_in(item->title, x->lang)));
	switch (item->type) {
	case ITEM_SINGLE:
	case ITEM_MULTIPLE:
		blank_choice(p, x, question, item->help, item->options, item->options_count);
		break;
	case ITEM_RANK:
		rank_item(p, x, question, item);
		break;
	case ITEM_SLIDER:
	case ITEM_POLARITY:
		pdf_heading(p, 3, question);
		slider_item(p, x, item);
		break;
	default:
		pdf_field(p, question, item->type == ITEM_TEXT ? LINES_LONG : item->type == ITEM_CLOUD ? LINES_WORDS : LINES_SHORT);
		break;
	}
	if (item->comment)
		pdf_field(p, ui_text(x, "library.comment"), LINES_SHORT);
}

static void ballot(struct pdf *p, struct ctx *x, const struct method_questions *s)
{
	for (unsigned i = 0; i < s->items_count;) {
		if (s->items[i].type == ITEM_SCALE) {
			i = scale_table(p, x, s, i);
			continue;
		}
		other_item(p, x, &s->items[i], i + 1);
		i++;
	}
}

void method_print_ballot(struct ctx *x, struct pdf *p, const struct method_questions *s, const char *const *only, unsigned nonly)
{
	struct method_questions some = *s;
	struct method_item *items = ARENA_ARRAY(x->arena, s->items_count, struct method_item);
	some.items = items;
	some.items_count = 0;
	for (unsigned i = 0; i < s->items_count; i++) {
		bool asked = nonly == 0;
		for (unsigned k = 0; k < nonly && !asked; k++)
			asked = strcmp(only[k], s->items[i].key) == 0;
		if (asked)
			items[some.items_count++] = s->items[i];
	}
	ballot(p, x, &some);
}

enum rc print_questions(struct ctx *x, const struct method_questions *s, struct str *ret)
{
	struct pdf *p = print_open(x, &s->head, "library.kind_questions", false);
	pdf_lead(p, text_in(s->head.summary, x->lang));
	ballot(p, x, s);
	pdf_note(p, ui_text(x, "library.ballot_note"));
	print_credits(p, x, &s->head);
	return pdf_finish(p, ret);
}

/* ---- models as posters */

enum rc print_model(struct ctx *x, const struct method_model *m, struct str *ret)
{
	struct poster_item *items = ARENA_ARRAY(x->arena, m->parts_count + 1, struct poster_item);
	for (unsigned i = 0; i < m->parts_count; i++) {
		const struct method_topic *part = &m->parts[i];
		items[i].title = text_in(part->title, x->lang);
		items[i].facts[0].value = print_plain(x, part->body);
		for (unsigned k = 0; k < part->questions_count && k + 1 < POSTER_FACTS_MAX; k++)
			items[i].facts[k + 1].value = text_in(part->questions[k], x->lang);
	}
	struct drawing drawing;
	bool drawn = method_drawing(x, m, &drawing);
	const struct poster poster = { .kind = POSTER_ANCHORING, .drawing = drawn ? &drawing : NULL,
				       .unnumbered = m->shape == SHAPE_NESTED || m->shape == SHAPE_LAYERS || m->shape == SHAPE_LINKED, .size = PAPER_A3, .lang = x->lang,
				       .eyebrow = ui_text(x, "library.kind_model"), .title = text_in(m->head.title, x->lang),
				       .intro = text_in(m->head.summary, x->lang), .items = items, .nitems = m->parts_count,
				       .version = m->head.credits_count ? text_in(m->head.credits[0], x->lang) : S(""),
				       .page_text = page_text(x) };
	return poster_pdf(x, &poster, ret);
}

/* ---- fact sheets */

enum rc print_sheet(struct ctx *x, const struct method_sheet *s, struct str *ret)
{
	struct pdf *p = print_open(x, &s->head, "method.sheet", false);
	pdf_lead(p, text_in(s->head.summary, x->lang));
	pdf_note(p, text_in(s->audience, x->lang));
	method_print_sections(x, p, s, NULL, 0);
	return pdf_finish(p, ret);
}
