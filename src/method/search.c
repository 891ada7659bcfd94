/* search.c -- an index of words, and how well a document answers a few of them.
 *
 * Knows documents as heads and as trees of texts; knows no pages. There is no
 * list of common words: a word counts for less the more documents have it. */
#include "method/search.h"
#include "core/stem.h"
#include <stdlib.h>

/* What a place is worth. A word in the title beats any number of them further in. */
enum weight { WEIGHT_BODY = 1, WEIGHT_SUMMARY = 5, WEIGHT_WORDS = 10, WEIGHT_TOPIC = 12, WEIGHT_TITLE = 32 };
/* How a word fits: the word itself, its beginning, somewhere inside. */
enum fit { FIT_INSIDE = 1, FIT_BEGINS = 3, FIT_IS = 6 };
enum { INSIDE_MIN = 4 };	/* shorter pieces stand inside everything */

struct posting {
	struct str term;
	uint32_t entry;
	uint8_t weight, lang;
};

struct term {
	struct str text;
	uint32_t first, count;	/* of its postings */
	uint32_t rarity;	/* 1 + log2(documents / documents that have it) */
};

struct search_index {
	struct ctx *x;			/* while it is built */
	struct search_entry *entries;
	size_t nentries;
	struct posting *postings;
	size_t npostings, postings_room;
	struct term *terms;
	size_t nterms;
};

/* The number of documents that rarity is reckoned from, at least: among three
 * methods of one's own a word is no less rare than among a hundred. */
enum { DOCUMENTS_MIN = 64 };

/* ---- words */

/* Lower case, and letters that not every keyboard has written with those it has. */
static struct str fold(struct arena *a, struct str word)
{
	static const struct { struct str from, to; } pairs[] = {
		{ S("æ"), S("ae") }, { S("ø"), S("oe") }, { S("å"), S("aa") }, { S("ä"), S("ae") },
		{ S("ö"), S("oe") }, { S("ü"), S("u") }, { S("é"), S("e") },
	};
	bool plain = true;
	for (size_t i = 0; i < word.n && plain; i++)
		plain = (unsigned char)word.p[i] < 0x80;
	for (size_t i = 0; !plain && i < sizeof pairs / sizeof *pairs; i++)
		if (str_contains(word, pairs[i].from))
			word = str_replace(a, word, pairs[i].from, pairs[i].to);
	return word;
}

static bool in_word(unsigned char c)
{
	return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

/* Quotation marks and dashes above ASCII would stick to words. */
static struct str without_marks(struct arena *a, struct str text)
{
	static const struct str marks[] = { S("»"), S("«"), S("–"), S("—"), S("’"), S("‘"), S("“"), S("”"), S("…"), S("·") };
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (str_contains(text, marks[i]))
			text = str_replace(a, text, marks[i], S(" "));
	return text;
}

/* The next word of a text in lower case; false at its end. */
static bool next_word(struct str *rest, struct str *ret)
{
	size_t i = 0;
	while (i < rest->n && !in_word((unsigned char)rest->p[i]))
		i++;
	size_t from = i;
	while (i < rest->n && in_word((unsigned char)rest->p[i]))
		i++;
	*ret = str_sub(*rest, from, i - from);
	*rest = str_sub(*rest, i, rest->n - i);
	return ret->n > 0;
}

/* ---- building */

static void post(struct search_index *ix, struct str term, uint32_t entry, enum weight weight, enum lang lang)
{
	if (!term.n || term.n > SEARCH_TERM_BYTES_MAX)
		return;
	if (ix->npostings == ix->postings_room) {
		size_t room = ix->postings_room ? ix->postings_room * 2 : 4096;
		struct posting *more = ARENA_ARRAY(ix->x->arena, room, struct posting);
		if (ix->npostings)
			memcpy(more, ix->postings, ix->npostings * sizeof *more);
		ix->postings = more;
		ix->postings_room = room;
	}
	ix->postings[ix->npostings++] = (struct posting){ term, entry, (uint8_t)weight, (uint8_t)lang };
}

static void post_text(struct search_index *ix, struct str text, uint32_t entry, enum weight weight, enum lang lang)
{
	struct arena *a = ix->x->arena;
	struct str rest = str_lower(a, without_marks(a, text)), word;
	while (next_word(&rest, &word)) {
		struct str whole = fold(a, word), root = fold(a, stem(a, lang, word));
		post(ix, whole, entry, weight, lang);
		if (!str_eq(root, whole))
			post(ix, root, entry, weight, lang);
	}
}

static void post_both(struct search_index *ix, struct text t, uint32_t entry, enum weight weight)
{
	for (enum lang lang = DA; lang < LANG_COUNT; lang++)
		if (text_is(t))
			post_text(ix, text_in(t, lang), entry, weight, lang);
}

/* Every {da: …, en: …} below a node. */
static void post_tree(struct search_index *ix, yaml_document_t *y, yaml_node_t *n, uint32_t entry)
{
	if (n && n->type == YAML_SEQUENCE_NODE)
		for (yaml_node_item_t *i = n->data.sequence.items.start; i < n->data.sequence.items.top; i++)
			post_tree(ix, y, yaml_document_get_node(y, *i), entry);
	if (!n || n->type != YAML_MAPPING_NODE)
		return;
	for (yaml_node_pair_t *p = n->data.mapping.pairs.start; p < n->data.mapping.pairs.top; p++) {
		struct str key = node_str(yaml_document_get_node(y, p->key));
		yaml_node_t *value = yaml_document_get_node(y, p->value);
		if (value && value->type != YAML_SCALAR_NODE)
			post_tree(ix, y, value, entry);
		else if (str_eqz(key, "da") || str_eqz(key, "en"))
			post_text(ix, node_str(value), entry, WEIGHT_BODY, str_eqz(key, "en") ? EN : DA);
	}
}

static void post_topics(struct search_index *ix, const struct method_head *h, uint32_t entry)
{
	const struct { const char *model; const char *const *keys; unsigned n; } lists[] = {
		{ "topics", h->topics, h->topics_count }, { "audiences", h->suits, h->suits_count },
	};
	for (size_t i = 0; i < 2; i++) {
		const struct method_model *m = method_model(str_of(lists[i].model));
		for (unsigned k = 0; m && k < lists[i].n; k++) {
			const struct method_topic *part = method_model_part(m, str_of(lists[i].keys[k]));
			if (part)
				post_both(ix, part->title, entry, WEIGHT_TOPIC);
		}
	}
}

/* ---- what a document is good for */

/* A dozen is what one can sit in a ring with. */
enum { SOME_MIN = 3, SOME_MAX = 12 };

static unsigned workshop_ways(const struct method_workshop *w)
{
	unsigned ways = 0;
	ways |= w->people_min <= 1 ? WITH_ONE : 0;
	ways |= w->people_min <= 2 && w->people_max >= 2 ? WITH_TWO : 0;
	ways |= w->people_min <= SOME_MAX && w->people_max >= SOME_MIN ? WITH_SOME : 0;
	ways |= w->people_max > SOME_MAX ? WITH_MANY : 0;
	for (unsigned i = 0; i < w->parts_count; i++) {
		for (unsigned k = 0; k < w->parts[i].steps_count; k++) {
			enum method_with with = w->parts[i].steps[k].with;
			ways |= with == WITH_ALONE ? WITH_ONE : with == WITH_PAIRS ? WITH_TWO : 0;
		}
	}
	return ways;
}

static struct search_entry describe(const struct doc *d)
{
	struct search_entry e = { .head = d->bound };
	const struct method_workshop *w = (const struct method_workshop *)d->bound;
	const struct method_worksheet *sheet = (const struct method_worksheet *)d->bound;
	switch (d->kind) {
	case METHOD_WORKSHOP:
		e.minutes = w->minutes;
		e.tool = w->tool;
		e.ways = workshop_ways(w);
		break;
	case METHOD_WORKSHEET:
		e.ways = sheet->privacy == PRIVACY_PAIR ? WITH_TWO : WITH_ONE;
		break;
	case METHOD_PROGRAMME:
		e.ways = WITH_MANY;
		break;
	case METHOD_DECK:
		e.ways = WITH_TWO | WITH_SOME;
		break;
	default:
		e.ways = WITH_ONE | WITH_TWO | WITH_SOME;
		break;
	}
	return e;
}

/* The words of the field itself, which the filters are made of, are no method. */
static bool is_listed(const struct doc *d)
{
	return !d->replaced && strcmp(d->bound->key, "topics") != 0 && strcmp(d->bound->key, "audiences") != 0;
}

static void add_document(struct search_index *ix, const struct doc *d)
{
	uint32_t entry = (uint32_t)ix->nentries;
	ix->entries[ix->nentries++] = describe(d);
	post_both(ix, d->bound->title, entry, WEIGHT_TITLE);
	post_both(ix, d->bound->summary, entry, WEIGHT_SUMMARY);
	post_both(ix, d->bound->words, entry, WEIGHT_WORDS);
	post_topics(ix, d->bound, entry);
	post_tree(ix, d->yaml, d->root, entry);
}

static int by_term(const void *a, const void *b)
{
	const struct posting *p = a, *q = b;
	int c = str_cmp(p->term, q->term);
	if (c)
		return c;
	if (p->entry != q->entry)
		return p->entry < q->entry ? -1 : 1;
	if (p->lang != q->lang)
		return p->lang < q->lang ? -1 : 1;
	return (int)q->weight - (int)p->weight;
}

/* The best place of a word in a document is enough. */
static void drop_repeats(struct search_index *ix)
{
	size_t n = 0;
	for (size_t i = 0; i < ix->npostings; i++) {
		const struct posting *p = &ix->postings[i], *last = n ? &ix->postings[n - 1] : NULL;
		if (!last || p->entry != last->entry || p->lang != last->lang || !str_eq(p->term, last->term))
			ix->postings[n++] = *p;
	}
	ix->npostings = n;
}

static uint32_t rarity(size_t all, size_t with)
{
	uint32_t r = 1;
	for (; all > with; all /= 2)
		r++;
	return r;
}

static void gather_terms(struct search_index *ix)
{
	ix->terms = ARENA_ARRAY(ix->x->arena, ix->npostings + 1, struct term);
	for (size_t i = 0; i < ix->npostings; i++) {
		struct term *t = ix->nterms ? &ix->terms[ix->nterms - 1] : NULL;
		if (!t || !str_eq(t->text, ix->postings[i].term)) {
			t = &ix->terms[ix->nterms++];
			*t = (struct term){ .text = ix->postings[i].term, .first = (uint32_t)i };
		}
		t->count++;
	}
	size_t all = ix->nentries > DOCUMENTS_MIN ? ix->nentries : DOCUMENTS_MIN;
	for (size_t i = 0; i < ix->nterms; i++)
		ix->terms[i].rarity = rarity(all, ix->terms[i].count);
}

const struct search_index *search_build(struct ctx *x, const struct doc *const *docs, size_t n)
{
	struct search_index *ix = ARENA_NEW(x->arena, struct search_index);
	ix->x = x;
	ix->entries = ARENA_ARRAY(x->arena, n + 1, struct search_entry);
	for (size_t i = 0; i < n; i++)
		if (is_listed(docs[i]))
			add_document(ix, docs[i]);
	if (ix->npostings)
		qsort(ix->postings, ix->npostings, sizeof *ix->postings, by_term);
	drop_repeats(ix);
	gather_terms(ix);
	return ix;
}

/* ---- asking */

struct standing {
	uint32_t score, best;	/* of all words; of the word being asked */
	uint32_t words;		/* how many of them it has */
};

struct asked {
	struct str whole, roots[LANG_COUNT];
};

static bool begins(struct str term, struct str with)
{
	return with.n && str_starts(term, with);
}

static enum fit fit_of(struct str term, const struct asked *w)
{
	if (str_eq(term, w->whole) || str_eq(term, w->roots[DA]) || str_eq(term, w->roots[EN]))
		return FIT_IS;
	if (begins(term, w->whole))
		return FIT_BEGINS;
	if (w->whole.n >= INSIDE_MIN && term.n > w->whole.n && str_contains(term, w->whole))
		return FIT_INSIDE;
	/* A compound holds the stem where it lacks the ending that was typed. */
	return w->roots[DA].n >= INSIDE_MIN && term.n > w->roots[DA].n && str_contains(term, w->roots[DA]) ? FIT_INSIDE : 0;
}

static void ask_word(struct ctx *x, const struct search_index *ix, struct str word, struct standing *standings)
{
	struct asked w = { .whole = fold(x->arena, word) };
	for (enum lang lang = DA; lang < LANG_COUNT; lang++)
		w.roots[lang] = fold(x->arena, stem(x->arena, lang, word));
	for (size_t i = 0; i < ix->nterms; i++) {
		const struct term *t = &ix->terms[i];
		uint32_t fit = fit_of(t->text, &w);
		for (uint32_t k = 0; fit && k < t->count; k++) {
			const struct posting *p = &ix->postings[t->first + k];
			/* The reader's own language first, but a word of the other one counts. */
			uint32_t score = fit * t->rarity * p->weight * (p->lang == (uint8_t)x->lang ? 2 : 1);
			if (score > standings[p->entry].best)
				standings[p->entry].best = score;
		}
	}
	for (size_t i = 0; i < ix->nentries; i++) {
		standings[i].score += standings[i].best;
		standings[i].words += standings[i].best > 0;
		standings[i].best = 0;
	}
}

static size_t ask_words(struct ctx *x, const struct search_index *ix, struct str words, struct standing *standings)
{
	struct str rest = str_lower(x->arena, without_marks(x->arena, words)), word;
	size_t n = 0;
	while (n < SEARCH_WORDS_MAX && next_word(&rest, &word)) {
		if (word.n > SEARCH_TERM_BYTES_MAX)
			word = str_head_chars(word, SEARCH_TERM_BYTES_MAX / 2);
		ask_word(x, ix, word, standings);
		n++;
	}
	return n;
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
static size_t gather(struct ctx *x, const struct search_index *ix, const struct search_wish *w, struct hits *h)
{
	struct standing *standings = ARENA_ARRAY(x->arena, ix->nentries + 1, struct standing);
	size_t asked = ask_words(x, ix, w->words, standings);
	for (size_t i = 0; i < ix->nentries; i++) {
		if (!fits(&ix->entries[i], w))
			continue;
		h->hit[h->n] = (struct hit){ &ix->entries[i], standings[i].score, standings[i].words, (uint32_t)h->n };
		h->n++;
		if (standings[i].words > h->most)
			h->most = standings[i].words;
	}
	return asked;
}

size_t search(struct ctx *x, const struct search_wish *w, const struct search_entry *const **ret, bool *ret_some)
{
	const struct search_index *indexes[SEARCH_INDEXES];
	size_t nindexes = library_indexes(indexes), room = 0, asked = 0, n = 0;
	for (size_t i = 0; i < nindexes; i++)
		room += indexes[i]->nentries;
	struct hits h = { .hit = ARENA_ARRAY(x->arena, room + 1, struct hit) };
	for (size_t i = 0; i < nindexes; i++)
		asked = gather(x, indexes[i], w, &h);
	for (size_t i = 0; i < h.n; i++)
		if (h.hit[i].words == h.most && (h.most || !asked))
			h.hit[n++] = h.hit[i];
	if (n)
		qsort(h.hit, n, sizeof *h.hit, better);
	const struct search_entry **list = ARENA_ARRAY(x->arena, n + 1, const struct search_entry *);
	for (size_t i = 0; i < n; i++)
		list[i] = h.hit[i].entry;
	*ret = list;
	*ret_some = h.most < asked;
	return n;
}
