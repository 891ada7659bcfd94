/* search.c -- an index of words, and how well a document answers a few of them.
 *
 * Knows documents as heads and as trees of texts; knows no pages. There is no
 * list of common words: a word counts for less the more documents have it. */
#include "method/find/search.h"
#include "core/stem.h"
#include <stdlib.h>

/* What a place is worth. A word in the title beats any number of them further in. */
enum weight { WEIGHT_BODY = 1, WEIGHT_SUMMARY = 5, WEIGHT_WORDS = 10, WEIGHT_TOPIC = 12, WEIGHT_TITLE = 32 };
/* How a word fits: the word itself, its beginning, somewhere inside. */
enum fit { FIT_INSIDE = 1, FIT_BEGINS = 3, FIT_IS = 6 };
enum { INSIDE_MIN = 4 };	/* shorter pieces stand inside everything */

struct posting {
	uint32_t term, entry;
	uint8_t weight, lang;
};

struct term {
	struct str text;
	uint32_t first, count;	/* of its postings */
	uint32_t rarity;	/* 1 + log2(documents / documents that have it) */
};

struct search_index {
	struct search_entry *entries;
	size_t nentries;
	struct posting *postings;	/* by term */
	struct term *terms;		/* in the order of their texts in `all` */
	size_t nterms;
	struct str all;			/* the terms' texts, each ended by END_OF_TERM */
};

#define END_OF_TERM '\n'		/* stands in no word */

/* The number of documents that rarity is reckoned from, at least: among three
 * methods of one's own a word is no less rare than among a hundred. */
enum { DOCUMENTS_MIN = 64 };

/* ---- words */

/* A word in lower case, letters that not every keyboard has written with those it
 * has. Each of them is two bytes, 0xc3 and another, and becomes at most two. */
static struct str fold(struct arena *a, struct str word)
{
	static const struct { unsigned char second; const char *with; } letters[] = {
		{ 0xa6, "ae" }, { 0xb8, "oe" }, { 0xa5, "aa" }, { 0xa4, "ae" }, { 0xb6, "oe" }, { 0xbc, "u" }, { 0xa9, "e" },
	};
	if (!memchr(word.p, 0xc3, word.n))
		return word;
	char *out = arena_alloc(a, word.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < word.n; i++) {
		const char *with = NULL;
		for (size_t k = 0; (unsigned char)word.p[i] == 0xc3 && i + 1 < word.n && k < sizeof letters / sizeof *letters; k++)
			if ((unsigned char)word.p[i + 1] == letters[k].second)
				with = letters[k].with;
		if (!with) {
			out[n++] = word.p[i];
			continue;
		}
		for (; *with; with++)
			out[n++] = *with;
		i++;
	}
	return (struct str){ out, n };
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

/* A word as it stands in a text, and the terms it counts as. Most of a library's
 * words are few words many times, so each is stemmed once. */
struct met {
	struct str word;
	uint32_t whole, root;	/* numbers of terms */
	enum lang lang;
};

/* A term while the index is built, and what the present document has of it. */
struct seen {
	struct str text;
	uint32_t count;
	uint32_t posting[LANG_COUNT];	/* its posting in this language, if that is of the present document */
};

struct builder {
	struct arena *a;		/* given back when the index stands */
	struct search_index *ix;
	struct posting *postings;
	struct met *met;		/* by hash, open addressing */
	struct seen *seen;
	uint32_t *numbers;		/* of terms, by hash; 0: nobody's, else one more */
	size_t npostings, postings_room, nmet, met_room, nseen, seen_room;
};

enum { TABLE_START = 1 << 12 };	/* slots, a power of two; doubled when half full */

static void *grown(struct builder *b, const void *old, size_t n, size_t room, size_t size)
{
	void *more = arena_array(b->a, room, size);
	if (n)
		memcpy(more, old, n * size);
	return more;
}

static struct met *met_slot(struct met *table, size_t room, struct str word, enum lang lang)
{
	size_t i = (str_hash(word) + lang) & (room - 1);
	while (table[i].word.n && !(table[i].lang == lang && str_eq(table[i].word, word)))
		i = (i + 1) & (room - 1);
	return &table[i];
}

static uint32_t *number_slot(const struct builder *b, uint32_t *table, size_t room, struct str text)
{
	size_t i = str_hash(text) & (room - 1);
	while (table[i] && !str_eq(b->seen[table[i] - 1].text, text))
		i = (i + 1) & (room - 1);
	return &table[i];
}

static uint32_t term_number(struct builder *b, struct str text)
{
	if (b->nseen * 2 >= b->seen_room) {
		size_t room = b->seen_room ? b->seen_room * 2 : TABLE_START;
		uint32_t *table = ARENA_ARRAY(b->a, room, uint32_t);
		b->seen = grown(b, b->seen, b->nseen, room, sizeof *b->seen);
		for (size_t i = 0; i < b->nseen; i++)
			*number_slot(b, table, room, b->seen[i].text) = (uint32_t)i + 1;
		b->numbers = table;
		b->seen_room = room;
	}
	uint32_t *slot = number_slot(b, b->numbers, b->seen_room, text);
	if (!*slot) {
		b->seen[b->nseen++] = (struct seen){ .text = text };
		*slot = (uint32_t)b->nseen;
	}
	return *slot - 1;
}

static const struct met *meet(struct builder *b, struct str word, enum lang lang)
{
	if (b->nmet * 2 >= b->met_room) {
		size_t room = b->met_room ? b->met_room * 2 : TABLE_START;
		struct met *table = ARENA_ARRAY(b->a, room, struct met);
		for (size_t i = 0; i < b->met_room; i++)
			if (b->met[i].word.n)
				*met_slot(table, room, b->met[i].word, b->met[i].lang) = b->met[i];
		b->met = table;
		b->met_room = room;
	}
	struct met *m = met_slot(b->met, b->met_room, word, lang);
	if (!m->word.n) {
		*m = (struct met){ .word = word, .lang = lang, .whole = term_number(b, fold(b->a, word)),
				   .root = term_number(b, fold(b->a, stem(b->a, lang, word))) };
		b->nmet++;
	}
	return m;
}

/* The best place of a term in a document is enough. */
static void post(struct builder *b, uint32_t number, uint32_t entry, enum weight weight, enum lang lang)
{
	struct seen *t = &b->seen[number];
	struct posting *p = t->count ? &b->postings[t->posting[lang]] : NULL;
	if (p && p->entry == entry && p->term == number && p->lang == lang) {
		if (p->weight < weight)
			p->weight = (uint8_t)weight;
		return;
	}
	if (b->npostings == b->postings_room) {
		b->postings_room = b->postings_room ? b->postings_room * 2 : TABLE_START;
		b->postings = grown(b, b->postings, b->npostings, b->postings_room, sizeof *b->postings);
	}
	t->posting[lang] = (uint32_t)b->npostings;
	t->count++;
	b->postings[b->npostings++] = (struct posting){ number, entry, (uint8_t)weight, (uint8_t)lang };
}

static void post_text(struct builder *b, struct str text, uint32_t entry, enum weight weight, enum lang lang)
{
	struct str rest = str_lower(b->a, without_marks(b->a, text)), word;
	while (next_word(&rest, &word)) {
		if (word.n > SEARCH_TERM_BYTES_MAX)
			continue;
		const struct met *m = meet(b, word, lang);
		uint32_t whole = m->whole, root = m->root;
		post(b, whole, entry, weight, lang);
		if (root != whole)
			post(b, root, entry, weight, lang);
	}
}

static void post_both(struct builder *b, struct text t, uint32_t entry, enum weight weight)
{
	for (enum lang lang = DA; lang < LANG_COUNT; lang++)
		if (text_is(t))
			post_text(b, text_in(t, lang), entry, weight, lang);
}

static size_t count_at(const char *at, size_t bytes)
{
	uint64_t n = 0;		/* as wide as the member that libcyaml counts in; little-endian, as all we run on */
	memcpy(&n, at, bytes);
	return (size_t)n;
}

/* Every text of a document, found by what its schema says of where it was bound. */
static void post_bound(struct builder *b, const cyaml_schema_value_t *v, const char *at, uint32_t entry)
{
	if (v->type != CYAML_MAPPING)
		return;
	if (schema_is_text(v)) {
		post_both(b, *(const struct text *)(const void *)at, entry, WEIGHT_BODY);
		return;
	}
	for (const cyaml_schema_field_t *f = v->mapping.fields; f->key; f++) {
		const char *member = at + f->data_offset;
		if (f->value.flags & CYAML_FLAG_POINTER)
			memcpy(&member, at + f->data_offset, sizeof member);
		if (f->value.type != CYAML_SEQUENCE) {
			if (member)
				post_bound(b, &f->value, member, entry);
			continue;
		}
		const cyaml_schema_value_t *e = f->value.sequence.entry;
		size_t n = member ? count_at(at + f->count_offset, f->count_size) : 0;
		for (size_t i = 0; e->type == CYAML_MAPPING && i < n; i++)
			post_bound(b, e, member + i * e->data_size, entry);
	}
}

static void post_topics(struct builder *b, const struct method_head *h, uint32_t entry)
{
	const struct { const char *model; const char *const *keys; unsigned n; } lists[] = {
		{ "topics", h->topics, h->topics_count }, { "audiences", h->suits, h->suits_count },
	};
	for (size_t i = 0; i < 2; i++) {
		const struct method_model *m = method_model(str_of(lists[i].model));
		for (unsigned k = 0; m && k < lists[i].n; k++) {
			const struct method_topic *part = method_model_part(m, str_of(lists[i].keys[k]));
			if (part)
				post_both(b, part->title, entry, WEIGHT_TOPIC);
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

static void add_document(struct builder *b, const struct doc *d)
{
	uint32_t entry = (uint32_t)b->ix->nentries;
	b->ix->entries[b->ix->nentries++] = describe(d);
	post_both(b, d->bound->title, entry, WEIGHT_TITLE);
	post_both(b, d->bound->summary, entry, WEIGHT_SUMMARY);
	post_both(b, d->bound->words, entry, WEIGHT_WORDS);
	post_topics(b, d->bound, entry);
	post_bound(b, schema_of(d->kind), (const char *)d->bound, entry);
}

static uint32_t rarity(size_t all, size_t with)
{
	uint32_t r = 1;
	for (; all > with; all /= 2)
		r++;
	return r;
}

/* What stays: each term once, with its postings beside each other, and all terms
 * in one piece of memory, since asking walks through them. */
static void settle(struct arena *a, struct search_index *ix, const struct builder *b)
{
	size_t all = ix->nentries > DOCUMENTS_MIN ? ix->nentries : DOCUMENTS_MIN, bytes = 0;
	for (size_t i = 0; i < b->nseen; i++)
		bytes += b->seen[i].text.n + 1;
	char *text = arena_alloc(a, bytes);
	ix->all = (struct str){ text, bytes };
	uint32_t first = 0;
	ix->nterms = b->nseen;
	ix->terms = ARENA_ARRAY(a, b->nseen, struct term);
	ix->postings = ARENA_ARRAY(a, b->npostings, struct posting);
	for (size_t i = 0; i < b->nseen; i++) {
		const struct seen *s = &b->seen[i];
		if (s->text.n)
			memcpy(text, s->text.p, s->text.n);
		ix->terms[i] = (struct term){ { text, s->text.n }, first, 0, rarity(all, s->count) };
		text += s->text.n;
		*text++ = END_OF_TERM;
		first += s->count;
	}
	for (size_t i = 0; i < b->npostings; i++) {
		struct term *t = &ix->terms[b->postings[i].term];
		ix->postings[t->first + t->count++] = b->postings[i];
	}
}

const struct search_index *search_build(struct ctx *x, const struct doc *const *docs, size_t n)
{
	struct search_index *ix = ARENA_NEW(x->arena, struct search_index);
	struct arena *scratch = arena_new(ARENA_CEILING_DEFAULT);
	struct builder b = { .a = scratch ? scratch : x->arena, .ix = ix };
	ix->entries = ARENA_ARRAY(x->arena, n + 1, struct search_entry);
	for (size_t i = 0; i < n; i++)
		if (is_listed(docs[i]))
			add_document(&b, docs[i]);
	settle(x->arena, ix, &b);
	arena_free(scratch);
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

static void score(struct ctx *x, const struct search_index *ix, const struct term *t, uint32_t fit, struct standing *standings)
{
	for (uint32_t k = 0; fit && k < t->count; k++) {
		const struct posting *p = &ix->postings[t->first + k];
		/* The reader's own language first, but a word of the other one counts. */
		uint32_t worth = fit * t->rarity * p->weight * (p->lang == (uint8_t)x->lang ? 2 : 1);
		if (worth > standings[p->entry].best)
			standings[p->entry].best = worth;
	}
}

/* The term whose text holds the byte at p. */
static const struct term *term_at(const struct search_index *ix, const char *p)
{
	size_t low = 0, high = ix->nterms;
	while (high - low > 1) {
		size_t middle = (low + high) / 2;
		if (ix->terms[middle].text.p <= p)
			low = middle;
		else
			high = middle;
	}
	return &ix->terms[low];
}

/* Every term that holds the piece, found in all texts at once: whatever fits a
 * word at all holds the word or one of its stems. */
static void ask_piece(struct ctx *x, const struct search_index *ix, struct str piece, const struct asked *w, struct standing *standings)
{
	const char *from = ix->all.p, *end = ix->all.p + ix->all.n, *hit;
	while (from < end && (hit = memmem(from, (size_t)(end - from), piece.p, piece.n))) {
		const struct term *t = term_at(ix, hit);
		score(x, ix, t, fit_of(t->text, w), standings);
		from = t->text.p + t->text.n + 1;
	}
}

static void ask_word(struct ctx *x, const struct search_index *ix, struct str word, struct standing *standings)
{
	struct asked w = { .whole = fold(x->arena, word) };
	for (enum lang lang = DA; lang < LANG_COUNT; lang++)
		w.roots[lang] = fold(x->arena, stem(x->arena, lang, word));
	ask_piece(x, ix, w.whole, &w, standings);
	for (enum lang lang = DA; lang < LANG_COUNT; lang++)
		if (w.roots[lang].n && !str_eq(w.roots[lang], w.whole) && (lang == DA || !str_eq(w.roots[lang], w.roots[DA])))
			ask_piece(x, ix, w.roots[lang], &w, standings);
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
