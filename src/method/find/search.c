/* search.c -- how well a document answers what was asked, and which ones pass.
 *
 * Knows words as question.c takes them; knows no pages. */
#include "method/find/question.h"
#include <stdlib.h>

/* ---- asking */

/* How a word fits: the word itself, its beginning, somewhere inside. */
enum fit { FIT_INSIDE = 1, FIT_BEGINS = 3, FIT_IS = 6 };

enum { COMMON_PART = 8 };	/* of the worth of a word that most documents have */

struct standing {
	uint32_t score;			/* of all words */
	uint32_t best, beside;		/* of the word being asked, and of what stands beside it in a compound */
	uint32_t met, all;		/* of a sense's present word; the least of its words so far */
	uint32_t words;			/* how many of them it has */
};

static bool begins(struct str term, struct str with)
{
	return with.n && str_starts(term, with);
}

static enum fit fit_of(struct str term, const struct spelled *s)
{
	if (str_eq(term, s->whole) || str_eq(term, s->roots[DA]) || str_eq(term, s->roots[EN]))
		return FIT_IS;
	if (begins(term, s->whole))
		return FIT_BEGINS;
	if (s->whole.n >= INSIDE_MIN && term.n > s->whole.n && str_contains(term, s->whole))
		return FIT_INSIDE;
	/* A compound holds the stem where it lacks the ending that was typed. */
	return s->roots[DA].n >= INSIDE_MIN && term.n > s->roots[DA].n && str_contains(term, s->roots[DA]) ? FIT_INSIDE : 0;
}

/* One word of one sense, asked of one index. */
struct asking {
	const struct search_index *ix;
	const struct spelled *word;
	enum share share;
	enum lang lang;
	struct standing *standings;
};

static void score(const struct term *t, void *p)
{
	const struct asking *a = p;
	uint32_t fit = fit_of(t->text, a->word);
	for (uint32_t k = 0; fit && k < t->count; k++) {
		const struct posting *post = &a->ix->postings[t->first + k];
		/* The reader's own language first, but a word of the other one counts. */
		uint32_t worth = fit * a->share * t->rarity * post->weight * (post->lang == (uint8_t)a->lang ? 2 : 1);
		if (worth > a->standings[post->entry].met)
			a->standings[post->entry].met = worth;
	}
}

/* The forms of a word that differ from each other: one to three. */
static size_t forms_of(const struct spelled *s, struct str forms[1 + LANG_COUNT])
{
	size_t n = 0;
	forms[n++] = s->whole;
	for (enum lang lang = DA; lang < LANG_COUNT; lang++)
		if (s->roots[lang].n && !str_eq(s->roots[lang], s->whole) && (lang == DA || !str_eq(s->roots[lang], s->roots[DA])))
			forms[n++] = s->roots[lang];
	return n;
}

/* Whatever fits a word at all holds the word or one of its stems. */
static void ask_spelled(struct asking *a, bool inside)
{
	struct str forms[1 + LANG_COUNT];
	size_t n = forms_of(a->word, forms);
	for (size_t i = 0; i < n; i++) {
		const struct term *t = inside ? NULL : index_term(a->ix, forms[i]);
		if (inside)
			index_holding(a->ix, forms[i], score, a);
		else if (t)
			score(t, a);
	}
}

/* Leaves in `all` what each document has of the sense: of several words the least. */
static void ask_sense(struct ctx *x, const struct search_index *ix, const struct sense *s, struct standing *standings)
{
	for (size_t k = 0; k < s->n; k++) {
		ask_spelled(&(struct asking){ ix, &s->words[k], s->share, x->lang, standings }, s->inside);
		for (size_t i = 0; i < ix->nentries; i++) {
			struct standing *at = &standings[i];
			at->all = k == 0 || at->met < at->all ? at->met : at->all;
			at->met = 0;
		}
	}
}

static void ask_word(struct ctx *x, const struct search_index *ix, const struct word *w, bool counts, struct standing *standings)
{
	for (size_t s = 0; s < w->n; s++) {
		ask_sense(x, ix, &w->senses[s], standings);
		for (size_t i = 0; i < ix->nentries; i++)
			if (standings[i].all > standings[i].best)
				standings[i].best = standings[i].all;
	}
	ask_sense(x, ix, &w->beside, standings);
	for (size_t i = 0; i < ix->nentries; i++) {
		struct standing *s = &standings[i];
		s->beside = w->beside.n ? s->all : 0;
		/* What says nothing puts nobody first, but orders those that are alike. */
		s->score += (s->best ? s->best + s->beside : 0) / (counts ? 1 : COMMON_PART);
		s->words += counts && s->best > 0;
		s->best = s->all = 0;
	}
}

static bool holds(const char *const *keys, unsigned n, struct str wanted)
{
	for (unsigned i = 0; i < n; i++)
		if (str_eqz(wanted, keys[i]))
			return true;
	return false;
}

static bool fits_time(const struct search_entry *e, enum search_time time)
{
	static const unsigned most[] = { [TIME_HALF_HOUR] = 30, [TIME_HOUR] = 60, [TIME_TWO_HOURS] = 120 };
	if (time == TIME_ANY)
		return true;
	if (e->head->kind == METHOD_PROGRAMME)
		return time == TIME_LONGER;
	if (!e->minutes)
		return false;
	return time == TIME_LONGER ? e->minutes > most[TIME_TWO_HOURS] : e->minutes <= most[time];
}

/* A method that says nobody in particular suits everybody. */
static bool fits_role(const struct method_head *h, struct str role)
{
	return str_empty(role) || !h->suits_count || holds(h->suits, h->suits_count, role) ||
	       holds(h->suits, h->suits_count, S("everybody"));
}

static bool fits(const struct search_entry *e, const struct search_wish *w)
{
	return (w->kind < 0 || (int)e->head->kind == w->kind) && fits_time(e, w->time) &&
	       (!w->ways || (e->ways & w->ways)) && fits_role(e->head, w->role) &&
	       (str_empty(w->topic) || holds(e->head->topics, e->head->topics_count, w->topic));
}

/* Tools by number, other sessions, programmes, then what they are made of. */
static unsigned place(const struct search_entry *e)
{
	static const unsigned of[METHOD_KIND_COUNT] = {
		[METHOD_WORKSHOP] = 100, [METHOD_PROGRAMME] = 101, [METHOD_DECK] = 102, [METHOD_WORKSHEET] = 103,
		[METHOD_QUESTIONS] = 104, [METHOD_SHEET] = 105, [METHOD_MODEL] = 106,
	};
	return e->tool && e->tool < of[METHOD_WORKSHOP] ? e->tool : of[e->head->kind];
}

struct hit {
	const struct search_entry *entry;
	uint32_t score, words, turn;
};

struct hits {
	struct hit *hit;
	size_t n, most;		/* most: words of the asked that one of them has */
};

static int better(const void *a, const void *b)
{
	const struct hit *p = a, *q = b;
	if (p->score != q->score)
		return p->score > q->score ? -1 : 1;
	unsigned one = place(p->entry), other = place(q->entry);
	if (one != other)
		return one < other ? -1 : 1;
	return p->turn < q->turn ? -1 : 1;
}

/* What passes the filters, with what it has of the words. */
static void gather(struct ctx *x, const struct search_index *ix, const struct search_wish *w, const struct question *q, bool all_common,
		   struct hits *h)
{
	struct standing *standings = ARENA_ARRAY(x->arena, ix->nentries + 1, struct standing);
	for (size_t i = 0; i < q->n; i++)
		ask_word(x, ix, &q->words[i], all_common || !q->words[i].common, standings);
	for (size_t i = 0; i < ix->nentries; i++) {
		if (!fits(&ix->entries[i], w))
			continue;
		h->hit[h->n] = (struct hit){ &ix->entries[i], standings[i].score, standings[i].words, (uint32_t)h->n };
		h->n++;
		if (standings[i].words > h->most)
			h->most = standings[i].words;
	}
}

/* How many words say something; a question of nothing but common ones is asked
 * for those. */
static size_t telling(const struct question *q, bool *ret_all_common)
{
	size_t n = 0;
	for (size_t i = 0; i < q->n; i++)
		n += !q->words[i].common;
	*ret_all_common = n == 0;
	return n ? n : q->n;
}

static void tell_readings(const struct question *q, struct search_answer *ret)
{
	for (size_t i = 0; i < q->nmended; i++)
		ret->readings[ret->nreadings++] = q->mended[i];
	for (size_t i = 0; i < q->n; i++)
		if (q->words[i].reading.how != TAKEN_AS_IT_IS)
			ret->readings[ret->nreadings++] = q->words[i].reading;
}

/* Who has half of the words is shown, but with a quarter of what it is worth: the
 * right tool need not have every word of a sentence. */
static bool has_enough(struct hit *h, size_t most)
{
	if (most)
		h->score = (uint32_t)((uint64_t)h->score * h->words * h->words / (most * most));
	return h->words * 2 >= most;
}

enum {
	FITTING_MIN = 3,	/* somebody who asks is shown something */
	FITTING_PART = 24,	/* of what the best is worth: a word in the text against one in a title */
};

static size_t fitting(const struct hits *h, size_t n)
{
	size_t i = 0;
	while (i < n && (i < FITTING_MIN || h->hit[i].score >= h->hit[0].score / FITTING_PART))
		i++;
	return i;
}

void search(struct ctx *x, const struct search_wish *w, struct search_answer *ret)
{
	const struct search_index *indexes[SEARCH_INDEXES];
	size_t nindexes = library_indexes(indexes), room = 0, n = 0;
	bool all_common;
	for (size_t i = 0; i < nindexes; i++)
		room += indexes[i]->nentries;
	struct hits h = { .hit = ARENA_ARRAY(x->arena, room + 1, struct hit) };
	const struct question *q = question_read(x, indexes, nindexes, w->words);
	size_t asked = telling(q, &all_common);
	for (size_t i = 0; i < nindexes; i++)
		gather(x, indexes[i], w, q, all_common, &h);
	for (size_t i = 0; i < h.n; i++)
		if (has_enough(&h.hit[i], h.most) && (h.most || !asked))
			h.hit[n++] = h.hit[i];
	if (n)
		qsort(h.hit, n, sizeof *h.hit, better);
	const struct search_entry **list = ARENA_ARRAY(x->arena, n + 1, const struct search_entry *);
	for (size_t i = 0; i < n; i++)
		list[i] = h.hit[i].entry;
	*ret = (struct search_answer){ .entries = list, .n = n, .fitting = fitting(&h, n), .some = h.most < asked };
	tell_readings(q, ret);
}
