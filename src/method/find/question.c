/* question.c -- reading what somebody typed: the words themselves, phrases and
 * words that mean the same, compounds taken apart, and slips of the keys.
 *
 * Knows indexes and what stands in them; knows no documents. */
#include "core/stem.h"
#include "method/find/question.h"
#include <stdlib.h>

/* What the question is read against. */
struct reader {
	struct ctx *x;
	const struct search_index *const *indexes;
	size_t n;
};

/* ---- senses */

static struct spelled spell(struct arena *a, struct str word)
{
	struct spelled s = { .whole = word_fold(a, word) };
	for (enum lang lang = DA; lang < LANG_COUNT; lang++)
		s.roots[lang] = word_fold(a, stem(a, lang, word));
	return s;
}

/* Of a word, or of several that must all be met. */
static struct sense sense_of(struct arena *a, struct str words, enum share share, bool inside)
{
	struct sense s = { .share = share, .inside = inside };
	struct str word;
	while (s.n < PHRASE_WORDS && word_next(&words, &word))
		s.words[s.n++] = spell(a, word);
	return s;
}

static void add_sense(struct word *w, struct sense s)
{
	if (w->n < SENSES_MAX)
		w->senses[w->n++] = s;
}

/* The most frequent of the terms that the word is, in itself or by its stem. */
static const struct term *known(const struct reader *r, struct str word)
{
	const struct term *best = NULL;
	struct spelled s = spell(r->x->arena, word);
	const struct str forms[] = { s.whole, s.roots[DA], s.roots[EN] };
	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < sizeof forms / sizeof *forms; k++) {
			const struct term *t = index_term(r->indexes[i], forms[k]);
			if (t && (!best || t->documents > best->documents))
				best = t;
		}
	return best;
}

/* ---- whatever holds the piece */

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

/* All texts at once: a term a thousand times looked at costs less than its call. */
void index_holding(const struct search_index *ix, struct str piece, void (*fn)(const struct term *, void *), void *p)
{
	const char *from = ix->all.p, *end = ix->all.p + ix->all.n, *hit;
	while (piece.n && from < end && (hit = memmem(from, (size_t)(end - from), piece.p, piece.n))) {
		const struct term *t = term_at(ix, hit);
		fn(t, p);
		from = t->text.p + t->text.n + 1;
	}
}

/* Does any text hold the word, or begin one with it? */
static bool met_somewhere(const struct reader *r, struct str word)
{
	struct str folded = word_fold(r->x->arena, word);
	for (size_t i = 0; i < r->n; i++)
		if (r->indexes[i]->all.n && memmem(r->indexes[i]->all.p, r->indexes[i]->all.n, folded.p, folded.n))
			return true;
	return known(r, word) != NULL;
}

/* ---- rings */

static bool is_phrase(struct ctx *x, const struct phrase *p, enum lang lang, struct str typed, size_t *ret_bytes)
{
	struct str rest = typed, word;
	for (uint32_t i = 0; i < p->n; i++)
		if (!word_next(&rest, &word) || !str_eq(word_fold(x->arena, stem(x->arena, lang, word)), p->words[i]))
			return false;
	*ret_bytes = typed.n - rest.n;
	return true;
}

/* The phrase that begins what is left of the question; *ret_bytes: how much of it. */
static const struct phrase *phrase_at(struct ctx *x, const struct search_index *ix, enum lang lang, struct str typed, size_t *ret_bytes)
{
	struct str rest = typed, word;
	if (!ix->nphrases || !word_next(&rest, &word))
		return NULL;
	struct str first = word_fold(x->arena, stem(x->arena, lang, word));
	size_t low = 0, high = ix->nphrases;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (str_cmp(ix->phrases[middle]->words[0], first) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < ix->nphrases && str_eq(ix->phrases[low]->words[0], first); low++)
		if (ix->rings[ix->phrases[low]->ring].lang == lang && is_phrase(x, ix->phrases[low], lang, typed, ret_bytes))
			return ix->phrases[low];
	return NULL;
}

static void take_ring(const struct reader *r, const struct search_index *ix, const struct phrase *said, struct word *w)
{
	const struct ring *ring = &ix->rings[said->ring];
	for (uint32_t i = 0; i < ring->count; i++) {
		const struct phrase *p = &ix->members[ring->first + i];
		if (p != said)
			add_sense(w, sense_of(r->x->arena, p->shown, i ? SHARE_SAME : SHARE_NAME, false));
	}
	if (said != &ix->members[ring->first] && w->reading.how == TAKEN_AS_IT_IS) {
		w->reading.how = TAKEN_AS_SAME;
		w->reading.as[w->reading.n++] = ring->name;
	}
}

/* The rings that the word is in, in either language. */
static bool take_same(const struct reader *r, struct str typed, struct word *w, size_t *ret_bytes)
{
	bool any = false;
	for (size_t i = 0; i < r->n; i++)
		for (size_t l = 0; l < LANG_COUNT; l++) {
			enum lang lang = l == 0 ? r->x->lang : r->x->lang == DA ? EN : DA;
			size_t bytes;
			const struct phrase *p = phrase_at(r->x, r->indexes[i], lang, typed, &bytes);
			if (!p || (any && bytes != *ret_bytes))
				continue;
			*ret_bytes = bytes;
			take_ring(r, r->indexes[i], p, w);
			any = true;
		}
	return any;
}

/* What is being typed may be on its way to a word of a ring. */
static bool take_beginning(const struct reader *r, struct str word, struct word *w)
{
	enum { TYPED_MIN = 5 };
	struct str folded = word_fold(r->x->arena, word);
	for (size_t i = 0; folded.n >= TYPED_MIN && i < r->n; i++)
		for (size_t k = 0; k < r->indexes[i]->nphrases; k++) {
			const struct phrase *p = &r->indexes[i]->members[k];
			if (p->n == 1 && str_starts(word_fold(r->x->arena, p->shown), folded)) {
				take_ring(r, r->indexes[i], p, w);
				return true;
			}
		}
	return false;
}

/* ---- compounds */

enum {
	PART_MIN = 3,		/* "hus", "syg" */
	HEAD_MIN = 4,		/* shorter endings are endings */
	LONE_HEAD_MIN = 5,	/* what it is must be plain where the rest is unknown */
	SPLIT_MIN = 8,		/* shorter words are seldom two */
	RARE = 2,		/* a word that so few documents have may be met by its parts as well */
};

/* The part before the last one, without the letter that joins them. */
static struct str modifier(const struct reader *r, struct str left)
{
	for (size_t cut = 0; cut <= 1 && left.n >= PART_MIN + cut; cut++) {
		struct str part = str_sub(left, 0, left.n - cut);
		char last = left.p[left.n - 1];
		if (cut && last != 's' && last != 'e')
			break;
		if (known(r, part))
			return part;
	}
	return STR_NULL;
}

struct split {
	struct str left, right;
	size_t worth;
};

static void try_split(const struct reader *r, struct str word, size_t at, struct split *best)
{
	struct str right = str_sub(word, at, word.n - at);
	if (((unsigned char)right.p[0] & 0xc0) == 0x80 || right.n < HEAD_MIN || !known(r, right))
		return;
	struct str left = modifier(r, str_sub(word, 0, at));
	size_t shorter = left.n < right.n ? left.n : right.n;
	/* Two words that are known, the shorter as long as can be; else the longest ending. */
	size_t worth = left.n ? SEARCH_TERM_BYTES_MAX * 2 + shorter : right.n >= LONE_HEAD_MIN ? right.n : 0;
	if (worth > best->worth)
		*best = (struct split){ left, right, worth };
}

static struct split split(const struct reader *r, struct str word)
{
	struct split best = { 0 };
	for (size_t at = PART_MIN; word.n >= SPLIT_MIN && at + HEAD_MIN <= word.n; at++)
		try_split(r, word, at, &best);
	return best;
}

static void take_apart(const struct reader *r, const struct split *s, struct word *w)
{
	add_sense(w, sense_of(r->x->arena, s->right, SHARE_HEAD, true));
	if (s->left.n) {
		w->beside = sense_of(r->x->arena, s->left, SHARE_BESIDE, false);
		w->reading.as[w->reading.n++] = s->left;
	}
	w->reading.as[w->reading.n++] = s->right;
	w->reading.how = TAKEN_APART;
}

/* ---- slips of the keys */

enum { SLIP_MIN = 4, SLIPS_MAX = 2, LONG_WORD = 8 };	/* a long word may have two */

/* Which letters a word has: two words of few slips have nearly the same. */
static uint32_t letters(struct str word)
{
	uint32_t mask = 0;
	for (size_t i = 0; i < word.n; i++)
		mask |= 1u << ((unsigned char)word.p[i] & 31);
	return mask;
}

/* How many letters must be put in, left out, changed or swapped with the next;
 * more than `most`: most + 1. */
static unsigned slips(struct str a, struct str b, unsigned most)
{
	unsigned char row[3][SEARCH_TERM_BYTES_MAX + 2];
	for (size_t j = 0; j <= b.n; j++)
		row[0][j] = (unsigned char)j;
	for (size_t i = 1; i <= a.n; i++) {
		unsigned char *now = row[i % 3], *before = row[(i + 2) % 3], *earlier = row[(i + 1) % 3];
		unsigned least = now[0] = (unsigned char)i;
		for (size_t j = 1; j <= b.n; j++) {
			unsigned d = before[j - 1] + (a.p[i - 1] != b.p[j - 1]);
			d = before[j] + 1u < d ? before[j] + 1u : d;
			d = now[j - 1] + 1u < d ? now[j - 1] + 1u : d;
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1] && earlier[j - 2] + 1u < d)
				d = earlier[j - 2] + 1u;
			now[j] = (unsigned char)d;
			least = d < least ? d : least;
		}
		if (least > most)
			return most + 1;
	}
	return row[a.n % 3][b.n];
}

struct likeness {
	struct str typed;	/* folded */
	uint32_t letters;
	unsigned most;
	struct str best;	/* as it is written */
	uint64_t worth;
};

static void compare(struct likeness *l, struct str folded, struct str shown, uint32_t count)
{
	size_t longer = folded.n > l->typed.n ? folded.n - l->typed.n : l->typed.n - folded.n;
	if (longer > l->most || folded.n > SEARCH_TERM_BYTES_MAX ||
	    __builtin_popcount(letters(folded) ^ l->letters) > (int)(2 * l->most))
		return;
	unsigned d = slips(l->typed, folded, l->most);
	if (d > l->most)
		return;
	/* Few slips first, then the same first letter, then what is met most often. */
	uint64_t worth = ((uint64_t)(SLIPS_MAX + 1 - d) << 33) | ((uint64_t)(folded.p[0] == l->typed.p[0]) << 32) | count;
	if (worth > l->worth)
		l->worth = worth, l->best = shown;
}

/* STR_NULL if nothing is called nearly so. */
static struct str most_like(const struct reader *r, struct str word)
{
	struct likeness l = { .typed = word_fold(r->x->arena, word) };
	if (l.typed.n < SLIP_MIN || l.typed.n > SEARCH_TERM_BYTES_MAX)
		return STR_NULL;
	l.letters = letters(l.typed);
	l.most = l.typed.n >= LONG_WORD ? SLIPS_MAX : 1;
	for (size_t i = 0; i < r->n; i++) {
		const struct search_index *ix = r->indexes[i];
		for (size_t k = 0; k < ix->nterms; k++)
			if (ix->terms[k].shown.n)
				compare(&l, ix->terms[k].text, ix->terms[k].shown, ix->terms[k].count);
		for (size_t k = 0; k < ix->nphrases; k++)
			if (ix->members[k].n == 1)
				compare(&l, word_fold(r->x->arena, ix->members[k].shown), ix->members[k].shown, 0);
	}
	return l.best;
}

/* ---- the question */

/* What stands for the word when nothing has it and nothing is made of it. */
static struct str corrected(const struct reader *r, struct str word)
{
	struct word tried = { 0 };
	size_t bytes;
	if (known(r, word) || met_somewhere(r, word) || take_same(r, word, &tried, &bytes) || take_beginning(r, word, &tried))
		return STR_NULL;
	return split(r, word).left.n ? STR_NULL : most_like(r, word);
}

static void take(const struct reader *r, struct str word, struct word *w)
{
	size_t bytes;
	add_sense(w, sense_of(r->x->arena, word, SHARE_SELF, true));
	if (take_same(r, word, w, &bytes))
		return;
	const struct term *t = known(r, word);
	if (t && t->documents > RARE)
		return;
	struct split s = split(r, word);
	bool met = met_somewhere(r, word);
	if (s.left.n || (s.worth && !met))
		take_apart(r, &s, w);
	else if (!met)
		take_beginning(r, word, w);
}

enum { COMMON_RARITY = 2 };	/* half of all documents */

static bool is_common(const struct reader *r, struct str word)
{
	const struct term *t = known(r, word);
	return t && t->rarity <= COMMON_RARITY;
}

/* A compound written as two words, which half of the country does. */
static struct str joined(const struct reader *r, struct str first, struct str rest)
{
	struct str second;
	if (first.n < HEAD_MIN || !word_next(&rest, &second) || second.n < HEAD_MIN || first.n + second.n > SEARCH_TERM_BYTES_MAX)
		return STR_NULL;
	struct str both = str_cat(r->x->arena, first, second);
	return known(r, both) ? both : STR_NULL;
}

/* Takes the next word, or the phrase or the compound that begins with it, off *rest. */
static void take_next(const struct reader *r, struct str *rest, struct str word, struct str after, struct word *w)
{
	size_t bytes;
	struct str typed = { word.p, (size_t)(rest->p + rest->n - word.p) }, both = joined(r, word, after);
	struct word phrase = { 0 };
	*rest = after;
	if (take_same(r, typed, &phrase, &bytes) && bytes > word.n) {
		*w = phrase;
		w->reading.typed = str_sub(typed, 0, bytes);
		add_sense(w, sense_of(r->x->arena, w->reading.typed, SHARE_SELF, false));
		*rest = str_sub(typed, bytes, typed.n - bytes);
		return;
	}
	if (both.n)
		word_next(rest, &after);
	word = both.n ? both : word;
	take(r, word, w);
	w->common = is_common(r, word);
	w->reading.typed = word;
}

/* The words again, slips mended; a phrase is recognised afterwards. */
static struct str mended(const struct reader *r, struct str rest, struct search_reading *ret, size_t *ret_n)
{
	struct str out = S(""), word;
	for (size_t i = 0; i < SEARCH_WORDS_MAX && word_next(&rest, &word); i++) {
		if (word.n > SEARCH_TERM_BYTES_MAX)
			word = str_head_chars(word, SEARCH_TERM_BYTES_MAX / 2);
		struct str like = corrected(r, word);
		if (like.n)
			ret[(*ret_n)++] = (struct search_reading){ .how = TAKEN_AS_LIKE, .typed = word, .as = { like }, .n = 1 };
		out = str_fmt(r->x->arena, "%.*s %.*s", STR_ARG(out), STR_ARG(like.n ? like : word));
	}
	return out;
}

struct question *question_read(struct ctx *x, const struct search_index *const *indexes, size_t n, struct str words)
{
	struct question *q = ARENA_NEW(x->arena, struct question);
	struct reader r = { x, indexes, n };
	struct str rest = mended(&r, words_of(x->arena, words), q->mended, &q->nmended), word, after;
	while (q->n < SEARCH_WORDS_MAX && (after = rest, word_next(&after, &word)))
		take_next(&r, &rest, word, after, &q->words[q->n++]);
	return q;
}
