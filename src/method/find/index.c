/* index.c -- an index of words, built from documents.
 *
 * Knows documents as heads and as trees of texts; knows no questions. There is
 * no list of common words: a word counts for less the more documents have it. */
#include "core/stem.h"
#include "method/find/index.h"
#include <stdlib.h>

/* The number of documents that rarity is reckoned from, at least: among three
 * methods of one's own a word is no less rare than among a hundred. */
enum { DOCUMENTS_MIN = 64 };

/* ---- words */

/* Each of the letters is two bytes, 0xc3 and another, and becomes at most two. */
struct str word_fold(struct arena *a, struct str word)
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

struct str words_of(struct arena *a, struct str text)
{
	return str_lower(a, str_plain_marks(a, text));
}

bool word_next(struct str *rest, struct str *ret)
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
	struct str text, shown;
	uint32_t count, documents, last;	/* postings; documents; one more than the last of these */
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
		*m = (struct met){ .word = word, .lang = lang, .whole = term_number(b, word_fold(b->a, word)),
				   .root = term_number(b, word_fold(b->a, stem(b->a, lang, word))) };
		b->seen[m->whole].shown = word;
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
	t->documents += t->last != entry + 1;
	t->last = entry + 1;
	b->postings[b->npostings++] = (struct posting){ number, entry, (uint8_t)weight, (uint8_t)lang };
}

static void post_text(struct builder *b, struct str text, uint32_t entry, enum weight weight, enum lang lang)
{
	struct str rest = words_of(b->a, text), word;
	while (word_next(&rest, &word)) {
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
	return !d->replaced && strcmp(d->bound->key, "topics") != 0 && strcmp(d->bound->key, "audiences") != 0 &&
	       strcmp(d->bound->key, SEARCH_SYNONYMS) != 0;
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
		ix->terms[i] = (struct term){ .text = { text, s->text.n }, .first = first, .rarity = rarity(all, s->documents), .documents = s->documents,
					      .shown = s->shown.n ? str_dup(a, s->shown) : STR_NULL };
		text += s->text.n;
		*text++ = END_OF_TERM;
		first += s->count;
	}
	for (size_t i = 0; i < b->npostings; i++) {
		struct term *t = &ix->terms[b->postings[i].term];
		ix->postings[t->first + t->count++] = b->postings[i];
	}
	ix->slots = b->seen_room;
	ix->numbers = arena_copy(a, b->numbers, b->seen_room * sizeof *b->numbers);
}

const struct term *index_term(const struct search_index *ix, struct str folded)
{
	if (!ix->slots || !folded.n)
		return NULL;
	for (size_t i = str_hash(folded) & (ix->slots - 1); ix->numbers[i]; i = (i + 1) & (ix->slots - 1))
		if (str_eq(ix->terms[ix->numbers[i] - 1].text, folded))
			return &ix->terms[ix->numbers[i] - 1];
	return NULL;
}

/* ---- words for the same thing */

enum { RING_MAX = 64 };		/* phrases of a ring; a longer one says nothing any more */

static bool read_phrase(struct arena *a, enum lang lang, struct str said, struct phrase *ret)
{
	struct str rest = words_of(a, said), word;
	*ret = (struct phrase){ .shown = str_dup(a, str_trim(str_lower(a, said))) };
	while (ret->n < PHRASE_WORDS && word_next(&rest, &word))
		ret->words[ret->n++] = str_dup(a, word_fold(a, stem(a, lang, word)));
	return ret->n > 0;
}

static void add_ring(struct arena *a, struct search_index *ix, enum lang lang, struct str name, struct str others)
{
	struct ring *r = &ix->rings[ix->nrings];
	*r = (struct ring){ .name = str_lower(a, name), .lang = lang, .first = (uint32_t)ix->nphrases };
	for (struct str rest = name; r->count < RING_MAX && rest.p; ) {
		struct str said;
		struct phrase *p = &ix->members[ix->nphrases];
		if (r->count == 0)
			said = name, rest = others;
		else if (!str_next(&rest, ',', &said))
			said = rest, rest = STR_NULL;
		if (!read_phrase(a, lang, said, p))
			continue;
		p->ring = (uint32_t)ix->nrings;
		r->count++;
		ix->nphrases++;
	}
	ix->nrings++;
}

static int by_first_word(const void *a, const void *b)
{
	const struct phrase *const *p = a, *const *q = b;
	int order = str_cmp((*p)->words[0], (*q)->words[0]);
	return order ? order : (*p)->n > (*q)->n ? -1 : (*p)->n < (*q)->n;	/* the longest first */
}

/* A part of the model is a ring in each language: its title, and its body as a
 * list with commas. */
static void add_rings(struct arena *a, struct search_index *ix, const struct method_model *m)
{
	ix->rings = ARENA_ARRAY(a, m->parts_count * LANG_COUNT, struct ring);
	ix->members = ARENA_ARRAY(a, (size_t)m->parts_count * LANG_COUNT * RING_MAX, struct phrase);
	for (unsigned i = 0; i < m->parts_count; i++)
		for (enum lang lang = DA; lang < LANG_COUNT; lang++)
			add_ring(a, ix, lang, text_in(m->parts[i].title, lang),
				 text_is(m->parts[i].body) ? text_in(m->parts[i].body, lang) : S(""));
	ix->phrases = ARENA_ARRAY(a, ix->nphrases + 1, const struct phrase *);
	for (size_t i = 0; i < ix->nphrases; i++)
		ix->phrases[i] = &ix->members[i];
	qsort(ix->phrases, ix->nphrases, sizeof(struct phrase *), by_first_word);
}

static bool are_synonyms(const struct doc *d)
{
	return d->kind == METHOD_MODEL && !d->replaced && strcmp(d->bound->key, SEARCH_SYNONYMS) == 0;
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
		else if (are_synonyms(docs[i]))
			add_rings(x->arena, ix, (const struct method_model *)docs[i]->bound);
	settle(x->arena, ix, &b);
	arena_free(scratch);
	return ix;
}
