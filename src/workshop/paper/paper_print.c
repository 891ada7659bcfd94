/* paper_print.c -- for those without a phone, a part at a time: cards to write on
 * and cut out, sheets for dots, ballots. What it looks like is the room render's;
 * the ballot is the library's own. */
#include "render/render.h"
#include "ui/ui.h"
#include "workshop/paper/paper.h"
#include "workshop/view.h"

enum { CARD_COLUMNS = 2, CARD_ROWS = 4, CARD_LINES = 2 };

static bool prints(const struct method_step *step)
{
	return step->kind == STEP_CARDS || step->kind == STEP_VOTE || (step->kind == STEP_ASK && !step->together && ask_set(step));
}

/* The cards that a step deals: the library prints them, both sides. */
static const struct method_deck *dealt(const struct method_step *step)
{
	return step->kind == STEP_DEAL && step->deck ? method_deck(str_of(step->deck)) : NULL;
}

static void put_deck(struct ctx *x, const struct method_deck *d, struct val *list)
{
	struct str url = str_fmt(x->arena, "/deck/%s/print", d->head.key);
	for (const struct val *o = list->kids.first; o; o = o->next)
		if (str_eq(val_get_str(o, "url"), url))
			return;
	struct val *o = val_obj(x, list);
	val_str(x, o, "url", url);
	val_fmt(x, o, "title", "%.*s: %.*s", STR_ARG(ui_text(x, "library.kind_deck")), STR_ARG(text_in(d->head.title, x->lang)));
}

void paper_parts(struct ctx *x, const struct session *s, struct val *list)
{
	const struct method_part *part, *last = NULL;
	const struct method_step *step;
	for (unsigned n = 0; (step = session_nth_step(s->method, n, &part)); n++) {
		if (dealt(step))
			put_deck(x, dealt(step), list);
		if (part == last || !prints(step))
			continue;
		struct val *o = val_obj(x, list);
		last = part;
		val_path(x, o, "url", "/workshop/%" PRId64 "/paper/%s", s->id.v, part->key);
		val_text(x, o, "title", part->title);
	}
}

/* The sheets say which cards belong to them, and where those are printed. */
static void name_decks(struct ctx *x, struct session *s, struct pdf *p, const struct method_part *found)
{
	const struct method_part *part;
	const struct method_step *step;
	for (unsigned n = 0; (step = session_nth_step(s->method, n, &part)); n++) {
		struct val *args = val_new_obj(x);
		if (part != found || !dealt(step))
			continue;
		val_text(x, args, "deck", dealt(step)->head.title);
		val_fmt(x, args, "where", "/deck/%s/print", step->deck);
		pdf_note(p, ui_text_args(x, "paper.deck_apart", args));
	}
}

static struct str question_of(struct ctx *x, const struct method_step *step)
{
	return text_in(step->questions_count == 1 ? step->questions[0] : step->title, x->lang);
}

/* "Sæt ring om: Underskud · Overskud" */
static struct str to_ring(struct ctx *x, const char *ask, const struct method_option *cells, unsigned n)
{
	struct str out = ui_text(x, ask);
	for (unsigned i = 0; i < n; i++)
		out = str_fmt(x->arena, "%.*s%s%.*s", STR_ARG(out), i ? "  ·  " : " ", STR_ARG(text_in(cells[i].title, x->lang)));
	return out;
}

/* Whoever types the card in has to say in which cell it belongs: its column, and in
 * a grid its row. */
static struct str cell_to_ring(struct ctx *x, const struct method_step *step)
{
	if (step->columns_count == 0)
		return S("");
	struct str columns = to_ring(x, "paper.ring_one", step->columns, step->columns_count);
	if (step->rows_count == 0)
		return columns;
	return str_fmt(x->arena, "%.*s\n%.*s", STR_ARG(columns), STR_ARG(to_ring(x, "paper.ring_row", step->rows, step->rows_count)));
}

static void blank_cards(struct ctx *x, struct pdf *p, const struct method_part *part, const struct method_step *step)
{
	struct pdf_card *cards = ARENA_ARRAY(x->arena, PAPER_CARDS, struct pdf_card);
	for (size_t i = 0; i < PAPER_CARDS; i++)
		cards[i] = (struct pdf_card){ .label = text_in(part->title, x->lang), .text = question_of(x, step), .foot = cell_to_ring(x, step) };
	pdf_cards(p, cards, PAPER_CARDS, CARD_COLUMNS, CARD_ROWS);
}

static enum rc dot_sheet(struct ctx *x, struct session *s, struct pdf *p, const struct method_step *step)
{
	const struct method_step *from = step;
	struct board b = { 0 };
	struct str *cells;
	size_t rows = 0;
	while (from && from->kind != STEP_CARDS && from->from)
		from = method_step(s->method, str_of(from->from), NULL);
	if (from && from->kind == STEP_CARDS && !from->forget)	/* paper stays: whoever needs the cards writes them on it */
		TRY(view_board(x, s, str_of(from->key), &b));
	cells = ARENA_ARRAY(x->arena, 2 * (b.ncards + PAPER_BLANK_ROWS), struct str);
	for (size_t t = 0; t <= b.nthemes; t++)
		for (size_t i = 0; i < b.ncards; i++) {
			int64_t theme = t < b.nthemes ? b.themes[t].id.v : 0;
			if (b.cards[i].theme_id.v != theme || b.cards[i].merged_into.v || b.cards[i].held)
				continue;
			cells[2 * rows++] = theme ? str_fmt(x->arena, "%.*s: %.*s", STR_ARG(b.themes[t].title), STR_ARG(b.cards[i].text)) : b.cards[i].text;
		}
	if (rows == 0)
		rows = PAPER_BLANK_ROWS;
	struct pdf_column *cols = ARENA_ARRAY(x->arena, 2, struct pdf_column);
	cols[0] = (struct pdf_column){ .head = ui_text(x, "paper.card"), .weight = 3 };
	cols[1] = (struct pdf_column){ .head = ui_text(x, "paper.dots"), .weight = 1 };
	struct val *args = val_new_obj(x);
	val_int(x, args, "n", step->dots);
	pdf_page_break(p);
	pdf_heading(p, 2, text_in(step->title, x->lang));
	pdf_paragraph(p, ui_text_args(x, "paper.lay_dots", args));
	const struct pdf_table t = { .cols = cols, .ncols = 2, .cells = cells, .nrows = rows, .min_lines = CARD_LINES };
	pdf_table(p, &t);
	return OK;
}

static void ballot(struct ctx *x, struct pdf *p, const struct method_step *step)
{
	pdf_page_break(p);
	pdf_heading(p, 2, text_in(step->title, x->lang));
	pdf_note(p, ui_text(x, "paper.ballot_note"));
	method_print_ballot(x, p, ask_set(step), step->only, step->only_count);
}

static struct str page_text(struct ctx *x)
{
	struct val *itself = val_new_obj(x);
	val_str(x, itself, "n", S("{n}"));
	val_str(x, itself, "m", S("{m}"));
	return ui_text_args(x, "library.page", itself);
}

static enum rc print_part(struct ctx *x, struct session *s, struct str key, struct str *ret)
{
	const struct method_part *part, *found = NULL;
	const struct method_step *step;
	for (unsigned n = 0; (step = session_nth_step(s->method, n, &part)); n++)
		if (prints(step) && str_eqz(key, part->key))
			found = part;
	if (!found)
		return NOT_FOUND;
	struct str title = str_fmt(x->arena, "%.*s: %.*s", STR_ARG(s->row->title), STR_ARG(text_in(found->title, x->lang)));
	const struct pdf_paper paper = { .size = PAPER_A4, .lang = x->lang, .title = title, .footer = title, .page_text = page_text(x) };
	struct pdf *p = pdf_new(x, &paper);
	pdf_eyebrow(p, ui_text(x, "paper.without_phone"));
	pdf_title(p, text_in(found->title, x->lang));
	pdf_lead(p, ui_text(x, "paper.print_lead"));
	struct str *inside = ARENA_ARRAY(x->arena, found->steps_count + 1, struct str);
	size_t ninside = 0;
	for (unsigned n = 0; (step = session_nth_step(s->method, n, &part)); n++)
		if (part == found && prints(step))
			inside[ninside++] = text_in(step->title, x->lang);
	pdf_bullets(p, inside, ninside);
	name_decks(x, s, p, found);
	for (unsigned n = 0; (step = session_nth_step(s->method, n, &part)); n++) {
		if (part != found || !prints(step))
			continue;
		if (step->kind == STEP_CARDS)
			blank_cards(x, p, part, step);
		else if (step->kind == STEP_VOTE)
			TRY(dot_sheet(x, s, p, step));
		else
			ballot(x, p, step);
	}
	return pdf_finish(p, ret);
}

/* The paper lies on the table beside the phones and says what they say. */
enum rc paper_print(struct ctx *x, struct session *s, struct str key, struct str *ret)
{
	enum lang reader = x->lang;
	x->lang = session_lang(s);
	enum rc rc = print_part(x, s, key, ret);
	x->lang = reader;
	return rc;
}
