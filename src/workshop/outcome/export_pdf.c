/* export_pdf.c -- the collection on paper: boards as they hung, results as they
 * were shown, photos. Drawn from the tree of workshop_outcome(), so it holds what
 * its reader may see; only the photos' bytes are fetched beside it. */
#include "method/method.h"
#include "render/render.h"
#include "ui/ui.h"
#include "workshop/outcome/export.h"
#include "workshop/paper/photo.h"

enum {
	ALSO_MAX = 6,			/* merged cards written on the one they joined; the rest get cards of their own */
	PHOTO_BYTES_ALL = 16 << 20,	/* of photos in one file, which is copied twice on its way out (HTTP_FILE_MAX) */
};

#define EACH(v, list) for (const struct val *v = (list) ? (list)->kids.first : NULL; v; v = v->next)

static const struct val *sub(const struct val *o, const char *name)
{
	return val_get(o, str_of(name));
}

static struct str text(const struct val *o, const char *name)
{
	struct str s = val_get_str(o, name);
	return s.p ? s : S("");
}

static size_t count(const struct val *o, const char *name)
{
	return sub(o, name) ? sub(o, name)->kids.count : 0;
}

static void heading_of_step(struct ctx *x, struct pdf *p, const struct val *o)
{
	pdf_heading(p, 2, str_fmt(x->arena, "%.*s: %.*s", STR_ARG(text(o, "part")), STR_ARG(text(o, "title"))));
}

/* ---- boards */

static void put_cards(struct ctx *x, struct pdf *p, const struct val *list)
{
	size_t room = 0, n = 0;
	EACH(c, list)
		room += 1 + count(c, "also");
	struct pdf_note_card *cards = ARENA_ARRAY(x->arena, room + 1, struct pdf_note_card);
	EACH(c, list) {
		struct pdf_note_card *card = &cards[n++];
		size_t also_n = 0;
		*card = (struct pdf_note_card){ .text = text(c, "text"), .dots = val_get_int(c, "dots", 0), .chosen = val_get_bool(c, "chosen") };
		EACH(also, sub(c, "also")) {
			if (also_n++ < ALSO_MAX)
				card->text = str_fmt(x->arena, "%.*s\n· %.*s", STR_ARG(card->text), STR_ARG(also->text));
			else
				cards[n++] = (struct pdf_note_card){ .text = also->text };
		}
	}
	pdf_wall(p, cards, n);
}

/* "7 prikker"; S("") of none. */
static struct str in_dots(struct ctx *x, int64_t dots)
{
	struct val *args = val_new_obj(x);
	val_int(x, args, "n", dots);
	return dots ? ui_text_args(x, "paper.n_dots", args) : S("");
}

/* "7 prikker, valgt": of a card or heading; S("") when there is nothing to say. */
static struct str told_of(struct ctx *x, const struct val *target)
{
	struct str more = in_dots(x, val_get_int(target, "dots", 0));
	if (!val_get_bool(target, "chosen"))
		return more;
	return more.n ? str_fmt(x->arena, "%.*s, %.*s", STR_ARG(more), STR_ARG(ui_text(x, "workshop.chosen"))) : ui_text(x, "workshop.chosen");
}

/* "Vagtskifte (7 prikker, valgt)" */
static struct str theme_title(struct ctx *x, const struct val *theme, struct str above)
{
	struct str title = above.n ? str_fmt(x->arena, "%.*s – %.*s", STR_ARG(above), STR_ARG(text(theme, "title"))) : text(theme, "title");
	struct str more = told_of(x, theme);
	return more.n ? str_fmt(x->arena, "%.*s (%.*s)", STR_ARG(title), STR_ARG(more)) : title;
}

/* ---- a grid: what hung there as rows and columns */

/* What is in a cell: its cards one below the other, as they are told on a board. */
static struct str cell_words(struct ctx *x, const struct val *cards)
{
	struct str out = S("");
	EACH(c, cards) {
		struct str more = told_of(x, c);
		out = str_fmt(x->arena, "%.*s%s– %.*s%s%.*s%s", STR_ARG(out), out.n ? "\n" : "", STR_ARG(text(c, "text")), more.n ? " (" : "",
			      STR_ARG(more), more.n ? ")" : "");
		EACH(also, sub(c, "also"))
			out = str_fmt(x->arena, "%.*s\n– %.*s", STR_ARG(out), STR_ARG(also->text));
	}
	return out;
}

/* A heading that people wrote; the others are the columns that the board came with. */
static bool is_written(const struct val *theme)
{
	return val_get_int(theme, "id", 0) != 0;
}

static void put_grid(struct ctx *x, struct pdf *p, const struct val *board)
{
	const struct val *first = sub(board, "themes")->kids.first;
	size_t ncols = 1, nrows = count(first, "parts"), at = 0;
	bool any = false;
	struct pdf_column *cols = ARENA_ARRAY(x->arena, count(board, "themes") + 1, struct pdf_column);
	struct str *cells = ARENA_ARRAY(x->arena, nrows * (count(board, "themes") + 1) + 1, struct str);
	cols[0] = (struct pdf_column){ .head = S(""), .weight = 1 };
	EACH(t, sub(board, "themes"))
		if (!is_written(t))
			cols[ncols++] = (struct pdf_column){ .head = text(t, "title"), .weight = 1 };
	EACH(row, sub(first, "parts"))
		cells[at++ * ncols] = text(row, "title");
	at = 1;
	EACH(t, sub(board, "themes")) {
		size_t row = 0;
		if (is_written(t))
			continue;
		EACH(part, sub(t, "parts")) {
			cells[row++ * ncols + at] = cell_words(x, sub(part, "cards"));
			any |= count(part, "cards") > 0;
		}
		at++;
	}
	const struct pdf_table table = { .cols = cols, .ncols = ncols, .cells = cells, .nrows = nrows };
	if (any)
		pdf_table(p, &table);
}

static bool has_cards(const struct val *board)
{
	EACH(t, sub(board, "themes")) {
		if (is_written(t) || count(t, "cards"))
			return true;
		EACH(part, sub(t, "parts"))
			if (count(part, "cards"))
				return true;
	}
	return count(board, "loose") > 0;
}

/* A column that came with the board is told when something hung in it; a heading
 * always, since people wrote it. */
static void put_column(struct ctx *x, struct pdf *p, const struct val *column)
{
	if (!is_written(column) && !count(column, "cards"))
		return;
	pdf_heading(p, 3, theme_title(x, column, S("")));
	put_cards(x, p, sub(column, "cards"));
	EACH(part, sub(column, "parts")) {
		pdf_heading(p, 3, theme_title(x, part, text(column, "title")));
		put_cards(x, p, sub(part, "cards"));
	}
}

static void put_board(struct ctx *x, struct pdf *p, const struct val *board)
{
	if (!has_cards(board))
		return;
	heading_of_step(x, p, board);
	if (val_get_bool(board, "forgets"))
		pdf_note(p, ui_text(x, "workshop.cards_not_kept"));
	if (val_get_bool(board, "is_grid"))
		put_grid(x, p, board);
	EACH(t, sub(board, "themes"))
		put_column(x, p, t);
	if (count(board, "loose")) {
		if (count(board, "themes"))
			pdf_heading(p, 3, ui_text(x, "workshop.loose_cards"));
		put_cards(x, p, sub(board, "loose"));
	}
}

/* ---- results */

static void put_bars(struct ctx *x, struct pdf *p, const struct val *rows, const char *label, const char *figure, bool of_most)
{
	enum { WHOLE = 1000 };	/* as ask_view.h counts */
	struct pdf_bar *bars = ARENA_ARRAY(x->arena, rows->kids.count + 1, struct pdf_bar);
	size_t n = 0;
	EACH(r, rows) {
		struct str words = text(r, label), number = text(r, figure);
		if (of_most && text(r, "band").n)
			words = str_fmt(x->arena, "%.*s: %.*s", STR_ARG(words), STR_ARG(text(r, "band")));
		bars[n++] = (struct pdf_bar){ .label = words, .count = number, .share = (double)val_get_int(r, "w", 0) / WHOLE,
					      .marked = val_get_bool(r, of_most ? "top" : "marked") };
	}
	pdf_bars(p, bars, n);
}

static void put_spread(struct ctx *x, struct pdf *p, const struct val *line)
{
	const struct val *list = sub(line, "dots");
	double (*dots)[2] = arena_alloc(x->arena, sizeof *dots * (list->kids.count + 1)), floor = (double)val_get_int(line, "floor", 0);
	struct pdf_spread *s = ARENA_NEW(x->arena, struct pdf_spread);
	size_t n = 0;
	EACH(d, list) {
		dots[n][0] = (double)val_get_int(d, "cx", 0);
		dots[n++][1] = floor - (double)val_get_int(d, "cy", 0);
	}
	double from = (double)val_get_int(line, "half_x", 0);
	*s = (struct pdf_spread){ .left = text(line, "left"), .right = text(line, "right"), .height = floor,
				  .width = (double)(val_get_int(line, "from", 0) + val_get_int(line, "to", 0)),
				  .radius = (double)val_get_int(line, "r", 0), .dots = (const double (*)[2])dots, .ndots = n,
				  .half_from = from, .half_to = from + (double)val_get_int(line, "half_w", 0),
				  .middle = (double)val_get_int(line, "middle", 0) };
	pdf_spread(p, s);
	if (text(line, "line_why").n)
		pdf_note(p, text(line, "line_why"));
	if (val_get_bool(line, "several")) {
		struct val *args = val_new_obj(x);
		val_int(x, args, "n", val_get_int(line, "per", 1));
		pdf_note(p, ui_text_args(x, "paper.a_dot_is", args));
	}
}

static void put_cloud(struct ctx *x, struct pdf *p, const struct val *list)
{
	struct pdf_word *words = ARENA_ARRAY(x->arena, list->kids.count + 1, struct pdf_word);
	size_t n = 0;
	EACH(w, list)
		words[n++] = (struct pdf_word){ text(w, "word"), (int)val_get_int(w, "size", 1), val_get_int(w, "n", 1) };
	pdf_cloud(p, words, n);
}

static void put_sentences(struct ctx *x, struct pdf *p, const struct val *heads)
{
	EACH(h, heads) {
		struct str *items = ARENA_ARRAY(x->arena, count(h, "texts") + 1, struct str);
		size_t n = 0;
		EACH(t, sub(h, "texts"))
			items[n++] = text(t, "text");
		if (text(h, "heading").n)
			pdf_paragraph(p, text(h, "heading"));
		else if (text(h, "rest").n)
			pdf_paragraph(p, text(h, "rest"));
		pdf_bullets(p, items, n);
	}
}

static void put_order(struct ctx *x, struct pdf *p, const struct val *rows)
{
	struct str *items = ARENA_ARRAY(x->arena, rows->kids.count + 1, struct str);
	size_t n = 0;
	EACH(r, rows)
		items[n++] = str_fmt(x->arena, "%.*s: %.*s", STR_ARG(text(r, "count")), STR_ARG(text(r, "label")));
	pdf_bullets(p, items, n);
}

/* "4. Hvad er vigtigst · 6 svar"; what its step has just asked in the same words is not
 * asked again, and what the room agreed on aloud has no number of answers. */
static struct str item_heading(struct ctx *x, const struct val *item)
{
	struct str title = S(""), answers = S("");
	if (!val_get_bool(item, "said_above"))
		title = str_fmt(x->arena, "%" PRId64 ". %.*s", val_get_int(item, "number", 0), STR_ARG(text(item, "title")));
	if (!val_get_bool(item, "together") && val_get_int(item, "n", 0))
		answers = str_fmt(x->arena, "%" PRId64 " %.*s", val_get_int(item, "n", 0), STR_ARG(ui_text(x, "ask.answers_small")));
	return str_fmt(x->arena, "%.*s%s%.*s", STR_ARG(title), title.n && answers.n ? " · " : "", STR_ARG(answers));
}

static void put_item(struct ctx *x, struct pdf *p, const struct val *item)
{
	if (!val_get_bool(item, "has"))
		return;
	struct str heading = item_heading(x, item);
	if (heading.n)
		pdf_heading(p, 3, heading);
	if (text(item, "agreed").n)
		pdf_callout(p, CALLOUT_NOTE, text(item, "agreed"), text(item, "why"));
	if (val_get_bool(item, "is_bars"))
		put_bars(x, p, sub(item, "bars"), "label", "count", false);
	if (text(item, "bars_why").n)
		pdf_paragraph(p, text(item, "bars_why"));
	if (val_get_bool(item, "is_ranked"))
		put_order(x, p, sub(item, "rows"));
	if (val_get_bool(item, "is_line"))
		put_spread(x, p, sub(item, "line"));
	if (val_get_bool(item, "is_cloud"))
		put_cloud(x, p, sub(item, "words"));
	if (val_get_bool(item, "is_texts"))
		put_sentences(x, p, sub(item, "heads"));
	put_sentences(x, p, sub(item, "comments"));
}

/* What a step of another kind leaves behind: its lines (activity.h), under their headings. */
static void put_lines(struct ctx *x, struct pdf *p, const struct val *lines)
{
	struct str under = STR_NULL;
	for (const struct val *l = lines->kids.first; l;) {
		struct str *items = ARENA_ARRAY(x->arena, lines->kids.count, struct str);
		size_t n = 0;
		under = text(l, "heading");
		for (; l && str_eq(text(l, "heading"), under); l = l->next)
			items[n++] = text(l, "count").n ? str_fmt(x->arena, "%.*s: %.*s", STR_ARG(text(l, "text")), STR_ARG(text(l, "count"))) : text(l, "text");
		if (under.n)
			pdf_heading(p, 3, under);
		pdf_bullets(p, items, n);
	}
}

static void put_result(struct ctx *x, struct pdf *p, const struct val *result)
{
	if (!count(result, "lines"))
		return;
	heading_of_step(x, p, result);
	if (!val_get_bool(result, "is_ask")) {
		put_lines(x, p, sub(result, "lines"));
		return;
	}
	if (val_get_bool(result, "has_profile")) {
		pdf_heading(p, 3, ui_text(x, "ask.profile"));
		put_bars(x, p, sub(result, "profile"), "title", "sum", true);
	}
	EACH(item, sub(result, "items"))
		put_item(x, p, item);
}

/* ---- what groups wrote, proposals, questions */

static void put_texts(struct pdf *p, struct ctx *x, const struct val *o)
{
	if (count(o, "texts"))
		pdf_heading(p, 2, ui_text(x, "workshop.groups_wrote"));
	EACH(t, sub(o, "texts")) {
		pdf_heading(p, 3, str_fmt(x->arena, "%.*s: %.*s", STR_ARG(text(t, "step")), STR_ARG(text(t, "group"))));
		method_print_prose(x, p, text(t, "text"));
	}
}

static void put_row(struct ctx *x, struct pdf *p, const struct val *row)
{
	const struct val *fields = sub(row, "fields");
	struct pdf_pair *pairs = ARENA_ARRAY(x->arena, fields->kids.count + 1, struct pdf_pair);
	size_t n = 0;
	EACH(f, fields)
		if (text(f, "words").n)
			pairs[n++] = (struct pdf_pair){ text(f, "label"), text(f, "words") };
	if (text(row, "mark_words").n)
		pairs[n++] = (struct pdf_pair){ ui_text(x, "workshop.leader_says"),
						str_fmt(x->arena, "%.*s %.*s", STR_ARG(text(row, "mark_words")), STR_ARG(text(row, "mark_reason"))) };
	pdf_heading(p, 3, text(row, "name").n ? text(row, "name") : text(row, "form"));
	pdf_pairs(p, pairs, n);
	EACH(q, sub(row, "questions"))
		pdf_callout(p, CALLOUT_NOTE, text(q, "text"), text(q, "answer"));
}

static void put_channel(struct ctx *x, struct pdf *p, const struct val *o)
{
	if (count(o, "channel"))
		pdf_heading(p, 2, ui_text(x, "workshop.channel_outcome"));
	EACH(q, sub(o, "channel")) {
		struct str answer = text(q, "answer");
		if (answer.n == 0)
			answer = ui_text(x, val_get_bool(q, "answered") ? "workshop.channel_aloud_done" : "workshop.channel_unanswered");
		if (val_get_bool(q, "any_votes"))
			answer = str_fmt(x->arena, "%.*s\n%.*s %" PRId64 " %.*s", STR_ARG(answer), STR_ARG(ui_text(x, "workshop.channel_at_least")),
					 val_get_int(q, "votes", 0), STR_ARG(ui_text(x, "workshop.channel_votes")));
		pdf_callout(p, CALLOUT_NOTE, text(q, "text"), answer);
	}
}

static void put_parking(struct ctx *x, struct pdf *p, const struct val *o)
{
	struct str *items = ARENA_ARRAY(x->arena, count(o, "parking") + 1, struct str);
	size_t n = 0;
	EACH(c, sub(o, "parking")) {
		items[n] = text(c, "text");
		EACH(also, sub(c, "also"))
			items[n] = str_fmt(x->arena, "%.*s · %.*s", STR_ARG(items[n]), STR_ARG(also->text));
		struct str dots = in_dots(x, val_get_int(c, "dots", 0));
		if (dots.n)
			items[n] = str_fmt(x->arena, "%.*s · %.*s", STR_ARG(items[n]), STR_ARG(dots));
		n++;
	}
	if (n)
		pdf_heading(p, 2, ui_text(x, "workshop.parking"));
	pdf_bullets(p, items, n);
}

/* ---- photos */

static enum rc put_photos(struct ctx *x, struct pdf *p, const struct val *o)
{
	size_t bytes = 0, left_out = 0;
	if (count(o, "photos"))
		pdf_heading(p, 2, ui_text(x, "photo.title"));
	EACH(f, sub(o, "photos")) {
		struct str jpeg, group = text(f, "group");
		if (bytes > PHOTO_BYTES_ALL) {
			left_out++;
			continue;
		}
		TRY(photo_jpeg(x, (workshop_id){ val_get_int(f, "workshop", 0) }, (photo_id){ val_get_int(f, "id", 0) }, &jpeg));
		bytes += jpeg.n;
		pdf_photo(p, jpeg, (int)val_get_int(f, "width", 0), (int)val_get_int(f, "height", 0),
			  group.n ? str_fmt(x->arena, "%.*s: %.*s", STR_ARG(text(f, "step")), STR_ARG(group)) : text(f, "step"));
	}
	if (left_out) {
		struct val *args = val_new_obj(x);
		val_int(x, args, "n", (int64_t)left_out);
		pdf_note(p, ui_text_args(x, "photo.left_out", args));
	}
	return OK;
}

static void put_dates(struct ctx *x, struct pdf *p, const struct val *o)
{
	struct pdf_pair *pairs = ARENA_ARRAY(x->arena, count(o, "dates") + 1, struct pdf_pair);
	struct date day;
	size_t n = 0;
	EACH(d, sub(o, "dates"))
		if (date_parse(text(d, "date"), &day))
			pairs[n++] = (struct pdf_pair){ ui_date_long(x, day), str_fmt(x->arena, "%.*s (%.*s)", STR_ARG(text(d, "title")), STR_ARG(text(d, "kind_words"))) };
	if (n)
		pdf_heading(p, 2, ui_text(x, "paper.dates"));
	pdf_pairs(p, pairs, n);
}

enum rc export_pdf(struct ctx *x, const struct val *o, struct str *ret)
{
	struct date day = ctx_today(x);
	struct val *itself = val_new_obj(x);
	date_parse(text(o, "day"), &day);
	val_str(x, itself, "n", S("{n}"));
	val_str(x, itself, "m", S("{m}"));
	struct pdf_paper paper = { .size = PAPER_A4, .lang = x->lang, .title = text(o, "title"), .page_text = ui_text_args(x, "library.page", itself),
				   .footer = str_fmt(x->arena, "%.*s · %.*s", STR_ARG(text(o, "title")), STR_ARG(ui_date_long(x, day))) };
	struct pdf *p = pdf_new(x, &paper);
	pdf_eyebrow(p, ui_text(x, "workshop.collection"));
	pdf_title(p, text(o, "title"));
	pdf_lead(p, ui_text(x, "workshop.collection_lead"));
	EACH(b, sub(o, "boards"))
		put_board(x, p, b);
	put_texts(p, x, o);
	EACH(r, sub(o, "results"))
		put_result(x, p, r);
	if (count(o, "rows"))
		pdf_heading(p, 2, ui_text(x, "workshop.proposals"));
	EACH(r, sub(o, "rows"))
		put_row(x, p, r);
	put_channel(x, p, o);
	put_parking(x, p, o);
	put_dates(x, p, o);
	TRY(put_photos(x, p, o));
	return pdf_finish(p, ret);
}
