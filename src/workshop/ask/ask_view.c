/* ask_view.c -- what answers add up to: bars, lines, orders, clouds, sums with
 * their bands. Reads only what is shown (ask.h); what one phone alone sees is in
 * ask_page.c. Figures that people see are made here once, for every place. */
#include "workshop/ask/ask_view.h"
#include "ui/ui.h"
#include "workshop/ask/cloud.h"
#include "workshop/ask/suggest.h"
#include "workshop/ask/veil.h"
#include "workshop/view.h"
#include <stdio.h>
#include <stdlib.h>

enum {
	WIDTH = 1000,		/* of a bar and of a line, in units of the picture */
	LINE_EDGE = 30,		/* room for half a dot at the ends */
	DOT = 16,		/* radius */
	DOTS_HIGH = 8,		/* more dots on one place stand for several answers each */
	CLOUD_SIZES = 5,
	CLOUD_WORDS_MAX = 60,	/* what a wall has room for and an eye takes in */
	CLOUD_COMPARED = 600,	/* spellings, the most used ones: each is compared with each */
	CLOUD_DESK_MAX = 200,	/* words that a facilitator looks through */
	TEXTS_MAX = 300,	/* of one item on a page */
};

/* All that a step's results are made of. */
struct seen {
	struct session *s;
	const struct method_step *step;
	const struct method_questions *set;
	bool desk, with_leaders;
	struct sql_ask_items *items;
	struct sql_ask_tally *tally;
	struct sql_ask_texts *texts;
	struct sql_ask_words *words;
	struct sql_ask_joins *joins;
	size_t nitems, ntally, ntexts, nwords, njoins;
	struct val *lines;
};

static enum rc load(struct ctx *x, struct session *s, const struct method_step *step, bool desk, struct seen *r)
{
	const struct method_part *part = NULL;
	struct str key = str_of(step->key);
	*r = (struct seen){ .s = s, .step = step, .set = ask_set(step), .desk = desk };
	method_step(s->method, key, &part);
	r->with_leaders = part && part->leaders;
	TRY(sql_ask_items(x, s->id, key, &r->items, &r->nitems));
	TRY(sql_ask_tally(x, s->id, key, &r->tally, &r->ntally));
	TRY(sql_ask_texts(x, s->id, key, &r->texts, &r->ntexts));
	TRY(sql_ask_joins(x, s->id, key, &r->joins, &r->njoins));
	return sql_ask_words(x, s->id, key, &r->words, &r->nwords);
}

static const struct sql_ask_items *row_of(const struct seen *r, const struct method_item *item)
{
	static const struct sql_ask_items nothing = { .agreed = { "", 0 }, .agreed_why = { "", 0 } };
	for (size_t i = 0; i < r->nitems; i++)
		if (str_eqz(r->items[i].item, item->key))
			return &r->items[i];
	return &nothing;
}

static bool has_key(struct str value, const char *key)
{
	struct str word;
	while (value.n && str_next(&value, ' ', &word))
		if (str_eqz(word, key))
			return true;
	return false;
}

static int64_t count_of(const struct seen *r, const struct method_item *item, const char *key)
{
	int64_t n = 0;
	for (size_t i = 0; i < r->ntally; i++)
		if (str_eqz(r->tally[i].item, item->key) && has_key(r->tally[i].value, key))
			n += r->tally[i].total;
	return n;
}

static void line_out(struct ctx *x, const struct seen *r, struct str heading, struct str text, struct str count)
{
	struct val *o = val_obj(x, r->lines);
	val_str(x, o, "heading", heading);
	val_str(x, o, "text", text);
	val_str(x, o, "count", count);
}

/* ---- bars */

static struct str said(struct ctx *x, struct veiled v)
{
	if (v.least == v.most)
		return str_fmt(x->arena, "%" PRId64, v.least);
	return str_fmt(x->arena, "%" PRId64 "–%" PRId64, v.least, v.most);
}

static int64_t bar(struct veiled v, int64_t of)
{
	return of ? (v.least + v.most) * WIDTH / (2 * of) : 0;
}

/* None and one, all and all but one are not told apart (veil.h): what is told of each option. */
static struct veiled *told(struct ctx *x, const struct seen *r, const struct method_item *item, int64_t of)
{
	unsigned no;
	const struct method_option *o = ask_options(r->set, item, &no);
	int64_t *n = ARENA_ARRAY(x->arena, no, int64_t);
	struct veiled *v = ARENA_ARRAY(x->arena, no, struct veiled);
	for (unsigned i = 0; i < no; i++) {
		n[i] = count_of(r, item, o[i].key);
		v[i] = (struct veiled){ 0, 0 };
	}
	int64_t most = item->type != ITEM_MULTIPLE ? 1 : item->most ? item->most : no;
	if (of && most > 1)
		veil_several(x->arena, n, no, of, most, v);
	else if (of)
		veil(x->arena, n, no, v);
	return v;
}

void ask_say_why(struct ctx *x, struct val *item, struct ask_said *said)
{
	if (val_get_bool(item, "bars_joined") && !said->bars) {
		val_str(x, item, "bars_why", ui_text(x, "ask.bars_why"));
		said->bars = true;
	}
	struct val *line = val_get(item, S("line"));
	if (line && !said->line) {
		val_str(x, line, "line_why", ui_text(x, "ask.line_why"));
		said->line = true;
	}
}

static bool is_highlighted(const struct method_questions *set, const char *key)
{
	for (unsigned i = 0; i < set->highlight_count; i++)
		if (strcmp(set->highlight[i], key) == 0)
			return true;
	return false;
}

static struct val *put_row(struct ctx *x, struct val *rows, struct str label, struct str count, int64_t w)
{
	struct val *o = val_obj(x, rows);
	val_str(x, o, "label", label);
	val_str(x, o, "count", count);
	val_int(x, o, "w", w);
	val_bool(x, o, "marked", false);
	val_int(x, o, "place", 0);
	return o;
}

/* Options that are the lights of a traffic light have its colours; the words beside
 * them and a sign of their own say the same to whoever does not tell colours. */
static void put_tone(struct ctx *x, struct val *row, enum method_tone tone)
{
	static const char *const tones[] = { [TONE_NONE] = "", [TONE_GREEN] = "calm", [TONE_YELLOW] = "care", [TONE_RED] = "stop" };
	static const char *const signs[] = { [TONE_GREEN] = "●", [TONE_YELLOW] = "▲", [TONE_RED] = "■" };
	val_str(x, row, "tone", str_of(tones[tone]));
	val_str(x, row, "sign", tone ? str_of(signs[tone]) : STR_NULL);
}

/* "0–8", "Passer slet ikke – Passer lidt". */
static struct str band_label(struct ctx *x, const struct method_option *o, const struct veil_band *b)
{
	enum { FIGURE = 2 };	/* characters of a number; words have more */
	struct str first = text_in(o[b->from].title, x->lang), last = text_in(o[b->to - 1].title, x->lang);
	if (b->to - b->from == 1)
		return first;
	const char *dash = str_chars(first) <= FIGURE && str_chars(last) <= FIGURE ? "–" : " – ";
	return str_fmt(x->arena, "%.*s%s%.*s", STR_ARG(first), dash, STR_ARG(last));
}

static void put_bar(struct ctx *x, const struct seen *r, const struct method_item *item, const struct method_option *o, const struct veil_band *b,
		    int64_t of, struct val *list)
{
	struct val *row = put_row(x, list, band_label(x, o, b), said(x, b->n), bar(b->n, of));
	bool one = b->to - b->from == 1;
	put_tone(x, row, one ? o[b->from].tone : TONE_NONE);
	val_bool(x, row, "marked", one && item->type == ITEM_SCALE && is_highlighted(r->set, o[b->from].key));
}

/* Every step for tables and files (rows); for whoever looks at them (bars) those of a scale
 * that tell next to nothing as one. What the set points out has its own. */
static void put_bars(struct ctx *x, const struct seen *r, const struct method_item *item, int64_t of, struct val *into)
{
	unsigned no;
	const struct method_option *o = ask_options(r->set, item, &no);
	const struct veiled *v = told(x, r, item, of);
	struct val *rows = val_get(into, S("rows")), *bars = val_get(into, S("bars"));
	struct veil_band *bands = ARENA_ARRAY(x->arena, no, struct veil_band);
	bool *apart = ARENA_ARRAY(x->arena, no, bool);
	for (unsigned i = 0; i < no; i++) {
		const struct veil_band one = { i, i + 1, v[i] };
		put_bar(x, r, item, o, &one, of, rows);
		line_out(x, r, text_in(item->title, x->lang), text_in(o[i].title, x->lang), said(x, v[i]));
		apart[i] = item->type != ITEM_SCALE || is_highlighted(r->set, o[i].key) || o[i].tone;
	}
	size_t n = veil_bands(v, no, of, apart, bands);
	for (size_t i = 0; i < n; i++)
		put_bar(x, r, item, o, &bands[i], of, bars);
	val_bool(x, into, "bars_joined", n < no);
}

/* ---- order: by the places that each option was given, and no figure (veil.h) */

struct placed {
	const struct method_option *o;
	int64_t place;
	unsigned at;
};

static int by_place(const void *pa, const void *pb)
{
	const struct placed *a = pa, *b = pb;
	return a->place != b->place ? (a->place < b->place ? -1 : 1) : (int)a->at - (int)b->at;
}

/* The places of option i, added up over all who have answered. */
static int64_t places_of(const struct seen *r, const struct method_item *item, const char *option)
{
	int64_t sum = 0;
	for (size_t t = 0; t < r->ntally; t++) {
		struct str rest = r->tally[t].value, key;
		if (!str_eqz(r->tally[t].item, item->key))
			continue;
		for (int64_t place = 1; rest.n && str_next(&rest, ' ', &key); place++)
			sum += str_eqz(key, option) ? place * r->tally[t].total : 0;
	}
	return sum;
}

static struct placed *in_order(struct ctx *x, const struct seen *r, const struct method_item *item)
{
	unsigned no = item->options_count;
	struct placed *p = ARENA_ARRAY(x->arena, no, struct placed);
	int64_t *places = ARENA_ARRAY(x->arena, no, int64_t), *told = ARENA_ARRAY(x->arena, no, int64_t);
	for (unsigned i = 0; i < no; i++)
		places[i] = places_of(r, item, item->options[i].key);
	veil_order(places, no, told);
	for (unsigned i = 0; i < no; i++)
		p[i] = (struct placed){ &item->options[i], told[i], i };
	qsort(p, no, sizeof *p, by_place);
	return p;
}

static void put_order(struct ctx *x, const struct seen *r, const struct method_item *item, struct val *rows)
{
	unsigned no = item->options_count;
	const struct placed *p = in_order(x, r, item);
	for (unsigned i = 0; i < no; i++) {
		bool shared = (i > 0 && p[i - 1].place == p[i].place) || (i + 1 < no && p[i + 1].place == p[i].place);
		struct val *args = val_new_obj(x);
		val_int(x, args, "n", p[i].place);
		struct str label = text_in(p[i].o->title, x->lang), told = ui_text_args(x, shared ? "ask.place_shared" : "ask.place_alone", args);
		struct val *row = put_row(x, rows, label, told, 0);
		val_int(x, row, "place", p[i].place);
		val_bool(x, row, "shared", shared);
		line_out(x, r, text_in(item->title, x->lang), label, told);
	}
}

/* ---- lines: every answer a dot, so that agreement and its absence are seen */

static int64_t line_x(int64_t place)
{
	return LINE_EDGE + place * (WIDTH - 2 * LINE_EDGE) / ASK_LINE;
}

/* The place that so many quarters of the answers do not pass. */
static int64_t quarter(const int64_t *at, int64_t of, int64_t quarters)
{
	int64_t sum = 0;
	for (int64_t i = 0; i <= ASK_LINE; i++) {
		sum += at[i];
		if (sum * 4 >= of * quarters && sum)
			return i;
	}
	return ASK_LINE;
}

/* Where half the answers lie on each side. Of an even number that is between the two in
 * the middle: a room that is parted in two has its middle where nobody is. */
static int64_t middle_x(const int64_t *at, int64_t of)
{
	int64_t lower = quarter(at, of, 2), upper = lower, sum = 0;
	for (int64_t i = 0; i <= lower; i++)
		sum += at[i];
	while (sum * 2 == of && upper < ASK_LINE && (upper == lower || !at[upper]))
		upper++;
	return (line_x(lower) + line_x(upper)) / 2;
}

static void put_dots(struct ctx *x, const int64_t *at, int64_t most, struct val *line)
{
	int64_t per = (most + DOTS_HIGH - 1) / DOTS_HIGH, high = 1;
	struct val *dots = val_list(x, line, "dots");
	if (per < 1)
		per = 1;
	if (most)
		high = (most + per - 1) / per;
	int64_t floor = (2 * high + 1) * DOT;
	for (int64_t i = 0; i <= ASK_LINE; i++)
		for (int64_t k = 0; k < (at[i] + per - 1) / per; k++) {
			struct val *d = val_obj(x, dots);
			val_int(x, d, "cx", line_x(i));
			val_int(x, d, "cy", floor - (2 * k + 1) * DOT);
		}
	val_int(x, line, "r", DOT - 2);
	val_int(x, line, "floor", floor);
	val_int(x, line, "height", floor + DOT);
	val_int(x, line, "per", per);
	val_bool(x, line, "several", per > 1);
}

/* "Hvor er vi (0: slet ikke, 10: helt)": for tables, which draw no line. */
static struct str with_ends(struct ctx *x, const struct method_item *item)
{
	struct str left = text_in(item->left, x->lang), right = text_in(item->right, x->lang), title = text_in(item->title, x->lang);
	if (!left.n && !right.n)
		return str_fmt(x->arena, "%.*s (0–%d)", STR_ARG(title), ASK_LINE);
	return str_fmt(x->arena, "%.*s (0: %.*s, %d: %.*s)", STR_ARG(title), STR_ARG(left), ASK_LINE, STR_ARG(right));
}

static void put_line(struct ctx *x, const struct seen *r, const struct method_item *item, int64_t of, struct val *o)
{
	int64_t at[ASK_LINE + 1] = { 0 }, most = 0;
	for (int64_t i = 0; i <= ASK_LINE; i++) {
		char key[8];
		snprintf(key, sizeof key, "%d", (int)i);
		at[i] = count_of(r, item, key);
		most = at[i] > most ? at[i] : most;
	}
	struct val *line = val_sub(x, o, "line");
	struct val *places = val_list(x, line, "places");
	val_str(x, line, "line_why", S(""));
	val_text(x, line, "left", item->left);
	val_text(x, line, "right", item->right);
	put_dots(x, at, most, line);
	int64_t from = quarter(at, of, 1), to = quarter(at, of, 3);
	val_int(x, line, "half_x", line_x(from) - DOT);
	val_int(x, line, "half_w", line_x(to) - line_x(from) + 2 * DOT);
	val_int(x, line, "middle", middle_x(at, of));
	val_int(x, line, "from", LINE_EDGE);
	val_int(x, line, "to", WIDTH - LINE_EDGE);
	for (int64_t i = 0; i <= ASK_LINE; i++) {
		if (!at[i])
			continue;
		struct val *p = val_obj(x, places);
		struct str place = str_fmt(x->arena, "%" PRId64, i), count = str_fmt(x->arena, "%" PRId64, at[i]);
		val_str(x, p, "place", place);
		val_str(x, p, "count", count);
		line_out(x, r, with_ends(x, item), place, count);
	}
}

/* ---- clouds */

/* What the facilitator has said of a word, and of its forms (cloud.h). */
struct said_word {
	struct str key, shorter;
	bool seen;
};

struct said_words {
	struct said_word *w;
	size_t n;
};

static struct said_words all_said(struct ctx *x, const struct seen *r, const struct method_item *item)
{
	struct said_words all = { ARENA_ARRAY(x->arena, r->nwords, struct said_word), 0 };
	for (size_t i = 0; i < r->nwords; i++) {
		const struct sql_ask_words *w = &r->words[i];
		if (str_eqz(w->item, item->key))
			all.w[all.n++] = (struct said_word){ w->word, cloud_shorter(x->arena, w->word), w->seen };
	}
	return all;
}

/* 1 let in, -1 hidden, 0 nothing: of the very word before that of its forms, and of
 * those hidden before let in. */
static int said_of(const struct said_words *all, struct str key, struct str shorter)
{
	int said = 0;
	for (size_t i = 0; i < all->n; i++) {
		const struct said_word *w = &all->w[i];
		if (str_eq(w->key, key))
			return w->seen ? 1 : -1;
		if ((shorter.p && str_eq(w->key, shorter)) || (w->shorter.p && str_eq(w->shorter, key)))
			said = said < 0 || !w->seen ? -1 : 1;
	}
	return said;
}

enum word_state { WORD_WAITS, WORD_SEEN, WORD_HIDDEN, WORD_STATES };

/* Each spelling by itself, before the rules make slips and words one: what was said
 * of a slip says nothing of the word it is taken for, nor the other way round. Of
 * what the facilitator has joined to another word counts what was said of that. */
static enum word_state state_of(struct ctx *x, const struct seen *r, const struct method_item *item, const struct said_words *all, struct str word)
{
	struct str danish = cloud_key(x->arena, DA, word), english = cloud_key(x->arena, EN, word), alone = cloud_alone(x->arena, word);
	bool in_english = session_lang(r->s) == EN;
	int said = said_of(all, alone, STR_NULL);
	for (int turn = 0; turn < 2 && said == 0; turn++)	/* what was said in the other language holds here, too */
		said = in_english == (turn == 0) ? said_of(all, english, STR_NULL) : said_of(all, danish, cloud_shorter(x->arena, word));
	for (size_t i = 0; i < r->njoins && said == 0; i++) {
		struct str from = r->joins[i].word, into = r->joins[i].into_word;
		if (str_eqz(r->joins[i].item, item->key) && into.n && (str_eq(from, danish) || str_eq(from, english) || str_eq(from, alone)))
			said = said_of(all, into, cloud_shorter(x->arena, into));
	}
	return said < 0 ? WORD_HIDDEN : said > 0 || !r->step->moderated ? WORD_SEEN : WORD_WAITS;
}

/* Where leaders are in, a word that one phone alone wrote stays with the facilitator,
 * whatever is said of it: that it may be seen is remembered until another writes it. */
static bool enough_for_leaders(const struct seen *r, const struct cloud_entry *e)
{
	return e->n > 1 || !r->with_leaders;
}

/* The keys of all spellings that stand here as one, each once: what is said of the
 * word is said of them. */
static struct str keys_of(struct ctx *x, const struct cloud_entry *e)
{
	struct str keys = e->key;
	for (size_t i = 0; i < e->nalso; i++) {
		struct str rest = keys, one, key = e->also[i].key;
		bool had = false;
		while (rest.n && str_next(&rest, '|', &one))
			had |= str_eq(one, key);
		if (!had)
			keys = str_fmt(x->arena, "%.*s|%.*s", STR_ARG(keys), STR_ARG(key));
	}
	return keys;
}

/* What takes a word apart: its stem, to which others were joined, and the spellings that
 * the rules have made one with it. */
static struct str part_of(struct ctx *x, const struct cloud_entry *e)
{
	struct buf b;
	buf_init(&b, 4096);
	buf_fmt(&b, "%.*s", STR_ARG(e->key));
	for (size_t i = 0; i < e->nalso; i++)
		buf_fmt(&b, "|%.*s", STR_ARG(e->also[i].word));
	return buf_take(&b, x->arena);
}

static struct val *put_word(struct ctx *x, const struct cloud_entry *e, int64_t most, struct val *words)
{
	struct val *o = val_obj(x, words);
	val_str(x, o, "word", e->word);
	val_int(x, o, "n", e->n);
	val_bool(x, o, "many", e->n > 1);
	val_int(x, o, "size", most > 1 ? 1 + (e->n - 1) * (CLOUD_SIZES - 1) / (most - 1) : 2);
	return o;
}

/* With what it can be let in by, and the spellings behind it: some of them may be hidden. */
static void put_desk_word(struct ctx *x, const struct seen *r, const struct cloud_entry *e, int64_t most, bool seen, struct val *words)
{
	bool enough = enough_for_leaders(r, e);
	struct val *o = put_word(x, e, most, words);
	struct buf also;
	buf_init(&also, 4096);
	for (size_t i = 0; i < e->nalso; i++)
		buf_fmt(&also, "%s%.*s", i ? ", " : "", STR_ARG(e->also[i].word));
	val_str(x, o, "stem", e->key);
	val_str(x, o, "keys", keys_of(x, e));
	val_bool(x, o, "seen", seen);
	val_bool(x, o, "on_wall", seen && enough);
	val_bool(x, o, "one_alone", !enough);
	val_str(x, o, "also", buf_take(&also, x->arena));
	val_bool(x, o, "joined", e->nalso > 0);
	val_str(x, o, "part", part_of(x, e));
}

static int by_word(const void *a, const void *b)
{
	return str_cmp(((const struct cloud_count *)a)->word, ((const struct cloud_count *)b)->word);
}

static int by_count(const void *pa, const void *pb)
{
	const struct cloud_count *a = pa, *b = pb;
	return a->n != b->n ? (a->n < b->n ? 1 : -1) : str_cmp(a->word, b->word);
}

/* Every spelling once, with how many phones gave it; the most used first. */
static struct cloud_count *spellings(struct ctx *x, const struct seen *r, const struct method_item *item, size_t *ret_n)
{
	size_t n = 0, room = 0, kept = 0;
	for (size_t t = 0; t < r->ntally; t++)
		room += str_eqz(r->tally[t].item, item->key) ? ASK_WORDS : 0;
	struct cloud_count *c = ARENA_ARRAY(x->arena, room, struct cloud_count);
	for (size_t t = 0; t < r->ntally; t++) {
		struct str rest = r->tally[t].value, word;
		while (str_eqz(r->tally[t].item, item->key) && rest.n && n < room && str_next(&rest, '\n', &word))
			c[n++] = (struct cloud_count){ word, r->tally[t].total };
	}
	if (n)
		qsort(c, n, sizeof *c, by_word);
	for (size_t i = 0; i < n; i++) {
		if (kept && str_eq(c[kept - 1].word, c[i].word))
			c[kept - 1].n += c[i].n;
		else
			c[kept++] = c[i];
	}
	if (kept)
		qsort(c, kept, sizeof *c, by_count);
	*ret_n = kept < CLOUD_COMPARED ? kept : CLOUD_COMPARED;
	return c;
}

/* Their own words first, by the rules; then what the facilitator has joined. */
static void join_words(struct ctx *x, const struct seen *r, const struct method_item *item, struct cloud_entry *e, size_t *n)
{
	struct cloud_join *j = ARENA_ARRAY(x->arena, r->njoins, struct cloud_join);
	size_t nj = 0;
	for (size_t i = 0; i < r->njoins; i++)
		if (str_eqz(r->joins[i].item, item->key) && r->joins[i].into_word.n)
			j[nj++] = (struct cloud_join){ r->joins[i].word, r->joins[i].into_word };
	cloud_join(x, j, nj, e, n);
}

/* Those that nobody has said anything of, to be let in by one press: as many as the
 * page shows. The sign that parts them is in no word (cloud_word()). */
static void put_waiting_words(struct ctx *x, const struct method_item *item, const struct cloud_entry *e, size_t n, struct val *o)
{
	struct buf keys;
	int64_t waiting = 0;
	buf_init(&keys, 1 << 16);
	for (size_t i = 0; i < n && i < CLOUD_DESK_MAX; i++) {
		struct str one = keys_of(x, &e[i]);
		buf_fmt(&keys, "%s%.*s", waiting++ ? "|" : "", STR_ARG(one));
	}
	val_int(x, o, "words_wait", waiting);
	val_bool(x, o, "words_wait_any", waiting > 0);
	val_fmt(x, o, "let_words", "1|words|%s|%.*s", item->key, STR_ARG(buf_view(&keys)));
	buf_free(&keys);
}

/* The words of one state, most used first. */
struct cloud {
	struct cloud_entry *e;
	size_t n;
};

static void put_clouds(struct ctx *x, const struct seen *r, const struct method_item *item, struct cloud *ret)
{
	size_t n;
	struct cloud_count *c = spellings(x, r, item, &n), *part = ARENA_ARRAY(x->arena, n, struct cloud_count);
	struct said_words all = all_said(x, r, item);
	enum word_state *state = ARENA_ARRAY(x->arena, n, enum word_state);
	struct str *alone = ARENA_ARRAY(x->arena, r->njoins, struct str);
	size_t nalone = 0;
	for (size_t i = 0; i < n; i++)
		state[i] = state_of(x, r, item, &all, c[i].word);
	for (size_t i = 0; i < r->njoins; i++)
		if (str_eqz(r->joins[i].item, item->key) && str_starts(r->joins[i].word, S("=")))
			alone[nalone++] = str_sub(r->joins[i].word, 1, r->joins[i].word.n);
	for (int s = 0; s < WORD_STATES; s++) {
		size_t np = 0;
		for (size_t i = 0; i < n; i++)
			if ((int)state[i] == s)
				part[np++] = c[i];
		cloud_merge(x, session_lang(r->s), part, np, alone, nalone, &ret[s].e, &ret[s].n);
		join_words(x, r, item, ret[s].e, &ret[s].n);
	}
}

/* What the facilitator lets in and joins; what waits first: of that something is to be said. */
static void put_desk_cloud(struct ctx *x, const struct seen *r, const struct method_item *item, const struct cloud *c, struct val *o)
{
	struct val *desk = val_get(o, S("desk_words"));
	size_t put = 0, all = 0;
	bool alone = false;
	put_waiting_words(x, item, c[WORD_WAITS].e, c[WORD_WAITS].n, o);
	for (int s = 0; s < WORD_STATES; s++) {
		all += c[s].n;
		for (size_t i = 0; i < c[s].n && put < CLOUD_DESK_MAX; i++, put++) {
			put_desk_word(x, r, &c[s].e[i], c[s].e[0].n, s == WORD_SEEN, desk);
			alone |= !enough_for_leaders(r, &c[s].e[i]);
		}
	}
	val_bool(x, o, "words_join", all > 1);
	val_bool(x, o, "words_alone_any", alone);
}

/* The words that the facilitator has joined to this one: whoever wrote one of them finds
 * it. Not where leaders are in, who might read a word that one phone alone wrote; nor
 * spellings and slips, which nobody misses. */
static struct str joined_to(struct ctx *x, const struct seen *r, const struct method_item *item, const struct cloud_entry *e)
{
	struct str out = S("");
	for (size_t j = 0; j < r->njoins && !r->with_leaders; j++) {
		size_t i = 0;
		if (!str_eqz(r->joins[j].item, item->key) || !r->joins[j].into_word.n)
			continue;
		while (i < e->nalso && !str_eq(e->also[i].key, r->joins[j].word) && !str_eq(e->also[i].other, r->joins[j].word))
			i++;
		if (i < e->nalso)	/* the spelling most used comes first */
			out = out.n ? str_fmt(x->arena, "%.*s, %.*s", STR_ARG(out), STR_ARG(e->also[i].word)) : e->also[i].word;
	}
	return out;
}

static void put_seen_word(struct ctx *x, const struct seen *r, const struct method_item *item, const struct cloud_entry *e, int64_t most, struct val *words)
{
	struct str with = joined_to(x, r, item, e);
	struct val *o = put_word(x, e, most, words), *args = val_new_obj(x);
	val_str(x, args, "also", with);
	val_str(x, o, "with", with.n ? ui_text_args(x, "ask.word_also", args) : S(""));
}

static void put_words_more(struct ctx *x, int64_t n, struct val *o)
{
	struct val *args = val_new_obj(x);
	val_int(x, args, "n", n);
	val_int(x, o, "words_more_n", n);
	val_str(x, o, "words_more", ui_text_args(x, "ask.words_more", args));
}

/* As large as they are among those that are seen: a size that leaves room for a
 * larger word would tell of one that waits. Of those that wait, whoever is not at the
 * desk is told nothing at all. */
static void put_cloud(struct ctx *x, const struct seen *r, const struct method_item *item, struct val *o)
{
	struct cloud c[WORD_STATES];
	const struct cloud *in = &c[WORD_SEEN];
	struct val *words = val_get(o, S("words"));
	size_t shown = 0;
	put_clouds(x, r, item, c);
	/* The rule, whether or not a word waits by it. */
	val_str(x, o, "no_words", ui_text(x, r->with_leaders ? "ask.no_words_by_two" : "ask.no_words_yet"));
	for (size_t i = 0; i < in->n; i++) {
		if (!enough_for_leaders(r, &in->e[i]))
			continue;
		if (shown++ < CLOUD_WORDS_MAX)
			put_seen_word(x, r, item, &in->e[i], in->e[0].n, words);
		line_out(x, r, text_in(item->title, x->lang), in->e[i].word, str_fmt(x->arena, "%" PRId64, in->e[i].n));
	}
	if (shown > CLOUD_WORDS_MAX)
		put_words_more(x, (int64_t)(shown - CLOUD_WORDS_MAX), o);
	if (r->desk)
		put_desk_cloud(x, r, item, c, o);
}

/* ---- sentences */

static void put_text(struct ctx *x, const struct seen *r, const struct sql_ask_texts *t, struct val *list)
{
	struct val *o = val_obj(x, list);
	val_str(x, o, "text", t->text);
	if (!r->desk)
		return;
	val_int(x, o, "id", t->id.v);
	val_bool(x, o, "held", str_eqz(t->state, "held"));
	val_bool(x, o, "hidden", str_eqz(t->state, "hidden"));
	val_bool(x, o, "seen", str_eqz(t->state, "seen"));
}

static bool shows_text(const struct seen *r, const struct sql_ask_texts *t, struct str item)
{
	return str_eq(t->item, item) && (r->desk || str_eqz(t->state, "seen"));
}

/* Where more than one suggestion was put under a heading, the last can be undone by
 * itself; the first is the heading, which is taken apart. */
static void put_later(struct ctx *x, const struct seen *r, const struct sql_ask_texts *head, struct val *o)
{
	int64_t first = head->gathered, last = head->gathered, n = 0;
	struct val *args = val_new_obj(x);
	for (int count = 0; count < 2; count++)
		for (size_t k = 0; k < r->ntexts; k++) {
			const struct sql_ask_texts *t = &r->texts[k];
			if (!shows_text(r, t, head->item) || !str_eq(t->heading, head->heading))
				continue;
			first = t->gathered < first ? t->gathered : first;
			last = t->gathered > last ? t->gathered : last;
			n += count && t->gathered == last;
		}
	bool any = r->desk && head->heading.n && first < last;
	val_int(x, args, "n", n);
	val_int(x, o, "later", any ? last : 0);
	val_int(x, o, "later_n", any ? n : 0);
	val_str(x, o, "later_words", any ? ui_text_args(x, "ask.undo_last", args) : S(""));
}

/* Under their headings, in the order of the first sentence; the rest last. */
static void put_heads(struct ctx *x, const struct seen *r, struct str item, struct str title, struct val *heads)
{
	size_t put = 0;
	for (int loose = 0; loose < 2; loose++)
		for (size_t i = 0; i < r->ntexts && put < TEXTS_MAX; i++) {
			const struct sql_ask_texts *t = &r->texts[i];
			bool first = true;
			if (!shows_text(r, t, item) || (t->heading.n == 0) != (loose == 1))
				continue;
			for (size_t k = 0; k < i && first; k++)
				first = !shows_text(r, &r->texts[k], item) || !str_eq(r->texts[k].heading, t->heading);
			if (!first)
				continue;
			struct val *o = val_obj(x, heads);
			val_str(x, o, "heading", t->heading);
			/* After those that are gathered, or they would seem to stand under the last heading. */
			val_str(x, o, "rest", t->heading.n == 0 && heads->kids.count > 1 ? ui_text(x, "ask.texts_rest") : S(""));
			put_later(x, r, t, o);
			struct val *texts = val_list(x, o, "texts");
			for (size_t k = i; k < r->ntexts && put < TEXTS_MAX; k++) {
				if (!shows_text(r, &r->texts[k], item) || !str_eq(r->texts[k].heading, t->heading))
					continue;
				put_text(x, r, &r->texts[k], texts);
				put++;
				if (str_eqz(r->texts[k].state, "seen"))
					line_out(x, r, t->heading.n ? t->heading : title, r->texts[k].text, S(""));
			}
		}
}

/* ---- what the room agreed on */

static struct str option_words(struct ctx *x, const struct seen *r, const struct method_item *item, struct str value)
{
	unsigned no;
	const struct method_option *o = ask_options(r->set, item, &no);
	struct str rest = value, key, out = S("");
	int64_t place = 1;
	while (rest.n && str_next(&rest, ' ', &key))
		for (unsigned i = 0; i < no; i++) {
			if (!str_eqz(key, o[i].key))
				continue;
			struct str words = text_in(o[i].title, x->lang);
			if (item->type == ITEM_RANK)
				words = str_fmt(x->arena, "%" PRId64 ". %.*s", place++, STR_ARG(words));
			out = out.n ? str_fmt(x->arena, "%.*s, %.*s", STR_ARG(out), STR_ARG(words)) : words;
		}
	return out;
}

static struct str agreed_words(struct ctx *x, const struct seen *r, const struct method_item *item, struct str value)
{
	if (value.n == 0)
		return S("");
	switch (item->type) {
	case ITEM_SLIDER:
	case ITEM_POLARITY:
		return str_fmt(x->arena, "%.*s / %d", STR_ARG(value), ASK_LINE);
	case ITEM_TEXT:
		return value;
	case ITEM_CLOUD:
		return str_replace(x->arena, value, S("\n"), S(", "));
	default:
		return option_words(x, r, item, value);
	}
}

/* None told is not none given. */
static void put_figure(struct ctx *x, struct val *o, const char *name, int64_t told)
{
	if (told > 0)
		val_int(x, o, name, told);
	else
		val_null(x, o, name);
}

/* The buttons of the desk: what may be pressed, and what is. */
static void put_presses(struct ctx *x, const struct seen *r, const struct method_item *item, const struct sql_ask_items *row, struct val *list)
{
	unsigned no;
	const struct method_option *o = ask_options(r->set, item, &no);
	bool line = item->type == ITEM_SLIDER || item->type == ITEM_POLARITY;
	unsigned n = line ? ASK_LINE + 1 : item->type == ITEM_TEXT || item->type == ITEM_CLOUD ? 0 : no;
	for (unsigned i = 0; i < n; i++) {
		struct val *b = val_obj(x, list);
		struct str key = line ? str_fmt(x->arena, "%u", i) : str_of(o[i].key), rest = row->agreed, word;
		int64_t place = 0, at = 0;
		while (rest.n && str_next(&rest, ' ', &word)) {
			place++;
			at = str_eq(word, key) ? place : at;
		}
		val_fmt(x, b, "press", "%s|%" PRId64 "|%.*s", item->key, row->version, STR_ARG(key));
		/* The room says numbers aloud. */
		bool said = item->type == ITEM_SCALE && item->group;
		struct str title = line ? key : text_in(o[i].title, x->lang);
		val_str(x, b, "label", said ? str_fmt(x->arena, "%u  %.*s", i + 1, STR_ARG(title)) : title);
		val_str(x, b, "pressed", at ? S("true") : S("false"));
		val_int(x, b, "place", at);
		val_bool(x, b, "numbered", item->type == ITEM_RANK && at);
	}
}

/* ---- one item */

static enum rc put_item(struct ctx *x, const struct seen *r, const struct method_item *item, unsigned number, struct val *o)
{
	const struct sql_ask_items *row = row_of(r, item);
	bool together = r->step->together, any = row->shown > 0;
	bool words = item->type == ITEM_TEXT, cloud = item->type == ITEM_CLOUD, ranked = item->type == ITEM_RANK;
	bool line = item->type == ITEM_SLIDER || item->type == ITEM_POLARITY;
	struct str title = text_in(item->title, x->lang), agreed = together ? agreed_words(x, r, item, row->agreed) : S("");
	val_str(x, o, "key", str_of(item->key));
	val_str(x, o, "title", title);
	/* One question that the step's own title asks already. */
	val_bool(x, o, "said_above", !ask_nth(r->step, 1) && str_eq(title, text_in(r->step->title, x->lang)));
	val_text(x, o, "help", item->help);
	val_int(x, o, "number", number);
	put_figure(x, o, "n", row->shown);
	val_bool(x, o, "together", together);
	val_bool(x, o, "has", together ? agreed.n > 0 : any);
	val_str(x, o, "agreed", agreed);
	val_bool(x, o, "summed", item->group != NULL);
	val_str(x, o, "why", together ? row->agreed_why : S(""));
	val_int(x, o, "version", row->version);
	val_bool(x, o, "is_bars", !together && any && !words && !cloud && !ranked && !line);
	val_bool(x, o, "is_ranked", !together && any && ranked);
	val_bool(x, o, "is_line", !together && any && line);
	val_bool(x, o, "is_cloud", !together && any && cloud);
	val_bool(x, o, "is_texts", !together && any && words);
	val_bool(x, o, "in_words", words || cloud);
	val_bool(x, o, "desk", r->desk);
	val_str(x, o, "words_now", words ? row->agreed : cloud ? agreed : S(""));
	val_list(x, o, "bars");
	val_bool(x, o, "bars_joined", false);
	val_str(x, o, "bars_why", S(""));
	struct val *rows = val_list(x, o, "rows"), *heads = val_list(x, o, "heads"), *comments = val_list(x, o, "comments");
	val_bool(x, o, "comments_any", false);
	val_list(x, o, "words");
	val_str(x, o, "words_more", S(""));
	val_str(x, o, "no_words", S(""));
	val_bool(x, o, "words_alone_any", false);
	val_list(x, o, "desk_words");
	val_bool(x, o, "words_wait_any", false);
	val_bool(x, o, "words_join", false);
	struct val *presses = val_list(x, o, "presses");
	if (together) {
		if (r->desk)
			put_presses(x, r, item, row, presses);
		if (agreed.n)
			line_out(x, r, title, agreed, S(""));
		if (row->agreed_why.n)
			line_out(x, r, title, row->agreed_why, S(""));
		return OK;
	}
	if (!any)
		return OK;
	/* Before what they add up to: an order or a cloud is weighed by it. */
	line_out(x, r, title, ui_text(x, "ask.answers"), str_fmt(x->arena, "%" PRId64, row->shown));
	if (words)
		put_heads(x, r, str_of(item->key), title, heads);
	else if (cloud)
		put_cloud(x, r, item, o);
	else if (ranked)
		put_order(x, r, item, rows);
	else if (line)
		put_line(x, r, item, row->shown, o);
	else
		put_bars(x, r, item, row->shown, o);
	put_heads(x, r, ask_why(x, item), title, comments);
	val_bool(x, o, "comments_any", val_get(o, S("comments"))->kids.count > 0);
	return OK;
}

/* ---- sums and what they mean */

/* How many thousand-voices an answer probably has, by what is told of all: what is told
 * of no bar (untold) is given to those that may have it, by what they have already. */
static int64_t probably(const struct veiled *v, unsigned n, unsigned i, int64_t untold)
{
	int64_t have = 0, may = 0;
	for (unsigned k = 0; k < n; k++) {
		have += v[k].most > v[k].least ? v[k].least : 0;
		may += v[k].most - v[k].least;
	}
	int64_t slack = v[i].most - v[i].least, more = 0;
	if (slack)
		more = have ? untold * 1000 * v[i].least / have : untold * 1000 * slack / may;
	return v[i].least * 1000 + (more < slack * 1000 ? more : slack * 1000);
}

/* The mean on the scale, in thousandths; -1 while there are no answers. By what the bars
 * tell and nothing finer: or the sum would say which of the rooms it is that the
 * bars do not tell apart. Exact where the bars are. */
static int64_t mean_told(struct ctx *x, const struct seen *r, const struct method_item *item)
{
	unsigned n = r->set->scale_count;
	int64_t of = row_of(r, item)->shown, untold = of, sum = 0, voices = 0;
	const struct veiled *v = told(x, r, item, of);
	for (unsigned i = 0; i < n; i++)
		untold -= v[i].least;
	for (unsigned i = 0; of && i < n; i++) {
		int64_t c = probably(v, n, i, untold);
		sum += c * ((int64_t)i + 1) * 1000;
		voices += c;
	}
	return voices ? (sum + voices / 2) / voices : -1;
}

/* What an item is worth: the room's answer, or the mean of all. */
static int64_t worth(struct ctx *x, const struct seen *r, const struct method_item *item)
{
	if (!r->step->together)
		return mean_told(x, r, item);
	for (unsigned i = 0; i < r->set->scale_count; i++)
		if (str_eqz(row_of(r, item)->agreed, r->set->scale[i].key))
			return ((int64_t)i + 1) * 1000;
	return -1;
}

struct summed {
	const struct method_item_group *group;
	int64_t sum, most;	/* sum -1: not every item has answers */
	const struct method_band *band;
};

static bool sum_up(struct ctx *x, const struct seen *r, const struct method_item_group *g, struct summed *ret)
{
	const struct method_item *item;
	int64_t total = 0, items = 0;
	*ret = (struct summed){ .group = g, .sum = 0 };
	for (unsigned n = 0; (item = ask_nth(r->step, n)); n++) {
		if (!item->group || strcmp(item->group, g->key) != 0)
			continue;
		int64_t w = worth(x, r, item);
		items++;
		total += w;
		if (w < 0)
			ret->sum = -1;
	}
	ret->most = items * (int64_t)r->set->scale_count;
	if (ret->sum == 0)
		ret->sum = (total + 500) / 1000;	/* half a point counts up */
	for (unsigned i = 0; i < r->set->bands_count && !ret->band && ret->sum >= 0; i++)
		if (ret->sum <= (int64_t)r->set->bands[i].up_to)
			ret->band = &r->set->bands[i];
	return items > 0;
}

/* The suggestion of a method that another group has led to already, or NULL. */
static struct val *suggested_already(struct val *list, struct str method)
{
	for (struct val *o = list->kids.first; o; o = o->next)
		if (str_eq(val_get_str(o, "method"), method))
			return o;
	return NULL;
}

/* A method stands once, with all that speaks for it. */
static void put_suggestion(struct ctx *x, const struct method_workshop *m, struct str because, struct str why, struct val *list)
{
	struct val *o = suggested_already(list, str_of(m->head.key));
	if (o) {
		because = str_fmt(x->arena, "%.*s, %.*s", STR_ARG(val_get_str(o, "because")), STR_ARG(because));
		why = str_fmt(x->arena, "%.*s %.*s", STR_ARG(val_get_str(o, "why")), STR_ARG(why));
	} else {
		o = val_obj(x, list);
	}
	val_str(x, o, "method", str_of(m->head.key));
	val_text(x, o, "title", m->head.title);
	val_str(x, o, "why", why);
	val_str(x, o, "because", because);
	val_path(x, o, "url", "/run-sheet/%s", m->head.key);
	val_str(x, o, "take", S(""));
}

static void put_suggestions(struct ctx *x, const struct seen *r, const struct summed *g, struct val *list)
{
	for (unsigned i = 0; i < r->set->suggest_count; i++) {
		const struct method_suggestion *sg = &r->set->suggest[i];
		const struct method_workshop *m = method_workshop(str_of(sg->method));
		if (!g->band || !m || strcmp(sg->group, g->group->key) != 0 || strcmp(sg->band, g->band->key) != 0)
			continue;
		struct str because = str_fmt(x->arena, "%.*s: %.*s", STR_ARG(text_in(g->group->title, x->lang)), STR_ARG(text_in(g->band->title, x->lang)));
		put_suggestion(x, m, because, text_in(sg->why, x->lang), list);
	}
}

/* The groups with the highest sum. Nobody resembles one of two that are equally
 * high more than the other; and where all are equally high, none stands out. */
struct tops {
	int64_t sum;
	size_t n;	/* how many share it; 0 while a sum is missing */
};

static struct tops tops_of(const struct summed *g, size_t n)
{
	struct tops t = { .sum = -1 };
	for (size_t i = 0; i < n; i++)
		t.sum = g[i].sum > t.sum ? g[i].sum : t.sum;
	for (size_t i = 0; i < n; i++) {
		if (g[i].sum < 0)
			return (struct tops){ .sum = -1 };
		t.n += g[i].sum == t.sum;
	}
	return t;
}

/* What the profile says, as a sentence; titles: those that are highest. */
static void put_verdict(struct ctx *x, struct val *into, struct tops t, size_t n, struct str titles)
{
	bool none = n > 1 && t.n == n;
	struct val *args = val_new_obj(x);
	val_str(x, args, "names", titles);
	val_int(x, args, "n", (int64_t)n);
	val_str(x, into, "typical", t.n == 1 ? titles : S(""));
	val_str(x, into, "tied", none ? ui_text_args(x, "ask.tied_all", args) : t.n > 1 ? ui_text_args(x, "ask.tied", args) : S(""));
}

static void put_group(struct ctx *x, const struct summed *g, struct val *o)
{
	bool missing = g->sum < 0;
	val_text(x, o, "title", g->group->title);
	val_text(x, o, "body", g->group->body);
	val_bool(x, o, "missing", missing);
	val_str(x, o, "sum", missing ? ui_text(x, "ask.not_enough") : str_fmt(x->arena, "%" PRId64, g->sum));
	val_int(x, o, "most", g->most);
	val_int(x, o, "w", missing || !g->most ? 0 : g->sum * WIDTH / g->most);
	val_text(x, o, "band", g->band ? g->band->title : (struct text){ 0 });
}

static void put_profile(struct ctx *x, const struct seen *r, struct val *into)
{
	struct val *list = val_list(x, into, "profile"), *suggested = val_list(x, into, "suggested");
	struct summed *g = ARENA_ARRAY(x->arena, r->set->groups_count, struct summed);
	size_t n = 0;
	bool any = false;
	struct str titles = S("");
	for (unsigned i = 0; i < r->set->groups_count; i++)
		if (sum_up(x, r, &r->set->groups[i], &g[n])) {
			any |= g[n].sum >= 0;
			n++;
		}
	struct tops top = tops_of(g, n);
	for (size_t i = 0; i < n; i++) {
		struct val *o = val_obj(x, list);
		bool highest = top.n && g[i].sum == top.sum, stands_out = highest && (top.n < n || n == 1);
		struct str title = text_in(g[i].group->title, x->lang);
		put_group(x, &g[i], o);
		val_bool(x, o, "top", stands_out);
		val_str(x, o, "mark", stands_out ? ui_text(x, top.n > 1 ? "ask.equally_high" : "ask.highest") : S(""));
		if (highest)
			titles = titles.n ? str_fmt(x->arena, "%.*s, %.*s", STR_ARG(titles), STR_ARG(title)) : title;
		if (any)
			line_out(x, r, title, g[i].band ? text_in(g[i].band->title, x->lang) : S(""), val_get_str(o, "sum"));
		put_suggestions(x, r, &g[i], suggested);
	}
	val_bool(x, into, "has_profile", any);
	val_bool(x, into, "suggested_any", suggested->kids.count > 0);
	put_verdict(x, into, top, n, titles);
}

/* Answers that the set says should be talked about: where the room gave one, or
 * a quarter of it and never one alone, by what is told and by nothing finer. */
static void put_pointed(struct ctx *x, const struct seen *r, struct val *into)
{
	struct val *list = val_list(x, into, "pointed");
	const struct method_item *item;
	for (unsigned n = 0; (item = ask_nth(r->step, n)); n++) {
		const struct sql_ask_items *row = row_of(r, item);
		const struct veiled *v = item->type == ITEM_SCALE ? told(x, r, item, row->shown) : NULL;
		for (unsigned i = 0; v && i < r->set->scale_count; i++) {
			const struct method_option *o = &r->set->scale[i];
			bool many = r->step->together ? str_eqz(row->agreed, o->key) : v[i].least > 1 && v[i].least * 4 >= row->shown;
			if (!many || !is_highlighted(r->set, o->key))
				continue;
			struct val *p = val_obj(x, list);
			val_text(x, p, "title", item->title);
			val_text(x, p, "answer", o->title);
		}
	}
	val_bool(x, into, "pointed_any", list->kids.count > 0);
}

/* Never how many have answered: how many at least. Where few may, not even that. */
static void put_participation(struct ctx *x, int64_t answered, int64_t of, struct val *into)
{
	int64_t told = view_taken_part(answered, of);
	val_bool(x, into, "counted", told >= 0);
	put_figure(x, into, "answered", told);
	put_figure(x, into, "of", told >= 0 ? of : 0);
}

enum rc ask_results(struct ctx *x, struct session *s, const struct method_step *step, bool desk, struct val *into)
{
	struct seen r;
	const struct method_item *item;
	int64_t answered = 0, of = 0;
	bool any = false;
	TRY(load(x, s, step, desk, &r));
	if (!session_is_over(s))
		TRY(ask_count(x, s, step, &answered, &of));
	val_text(x, into, "set", r.set->head.title);
	val_bool(x, into, "together", step->together);
	put_participation(x, answered, of, into);
	struct val *items = val_list(x, into, "items");
	r.lines = val_list(x, into, "lines");
	for (unsigned n = 0; (item = ask_nth(step, n)); n++) {
		struct val *o = val_obj(x, items);
		TRY(put_item(x, &r, item, n + 1, o));
		any |= val_get_bool(o, "has");
	}
	put_profile(x, &r, into);
	put_pointed(x, &r, into);
	val_bool(x, into, "any", any);
	return OK;
}
