/* suggest.c -- see suggest.h: stems counted over texts, the most shared first. */
#include "workshop/ask/suggest.h"
#include "workshop/ask/cloud.h"
#include "core/buf.h"
#include <stdlib.h>

enum { WORDS_PER_TEXT = 40, LETTERS_LEAST = 3, WHY_WORDS = 3 };

/* Words that every sentence has; by lang. Not a grammar: what is missing here
 * only makes a poorer suggestion. */
static const char *const common_words[LANG_COUNT][96] = {
	[DA] = { "alle", "alt", "altid", "andre", "at", "bare", "blev", "blive", "bliver", "burde", "de", "dem", "den", "denne", "der", "deres",
		 "det", "dette", "dig", "din", "dog", "du", "efter", "eller", "en", "end", "er", "et", "flere", "for", "fordi", "fra", "få", "får",
		 "gør", "gøre", "ham", "har", "have", "hen", "her", "hos", "hun", "hvad", "hver", "hvis", "hvor", "hvordan", "hvorfor", "ikke",
		 "ind", "ingen", "jeg", "jer", "jeres", "kan", "kom", "kommer", "kun", "kunne", "lige", "mange", "man", "med", "meget", "men",
		 "mere", "mig", "mod", "må", "nogen", "noget", "nogle", "når", "også", "om", "op", "os", "over", "selv", "sig", "skal", "skulle",
		 "som", "så", "the", "til", "tit", "ud", "under", "var", "ved", "vi", "vil", "være", "vores" },
	[EN] = { "about", "after", "all", "also", "always", "and", "any", "are", "because", "been", "but", "can", "could", "did", "does", "each",
		 "every", "for", "from", "get", "had", "has", "have", "her", "here", "him", "his", "how", "into", "its", "just", "like", "lot",
		 "many", "more", "most", "much", "must", "never", "not", "now", "off", "often", "one", "only", "other", "our", "out", "over",
		 "own", "she", "should", "some", "such", "than", "that", "the", "their", "them", "then", "there", "they", "this", "too", "under",
		 "until", "was", "way", "were", "what", "when", "where", "which", "who", "why", "will", "with", "would", "you", "your", "very",
		 "want", "make", "need", "being", "same", "still", "those", "these", "through" },
};

static bool is_common(enum lang lang, struct str word)
{
	for (size_t i = 0; i < sizeof common_words[lang] / sizeof *common_words[lang]; i++)
		if (common_words[lang][i] && str_eqz(word, common_words[lang][i]))
			return true;
	return false;
}

/* A stem and the texts that have it. */
struct shared {
	struct str stem, word;		/* word: as it is first written */
	bool *in;			/* by place of the text */
};

struct field {
	struct shared *words;
	size_t n, cap, texts;
};

/* Bytes of the character at i. */
static size_t length_at(struct str s, size_t i)
{
	unsigned char c = (unsigned char)s.p[i];
	return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

/* After str_plain_marks(). What is written in four bytes, or begins with E2 or EF, is a
 * picture or a sign (😡, ❤️). */
static bool is_letter(struct str s, size_t i)
{
	unsigned char c = (unsigned char)s.p[i];
	return c < 0x80 ? (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') : c < 0xf0 && c != 0xe2 && c != 0xef;
}

static struct shared *find(struct ctx *x, struct field *f, struct str stemmed, struct str word)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_eq(f->words[i].stem, stemmed)) {
			if (word.n < f->words[i].word.n)	/* the plainest form heads: overlevering, not overleveringen */
				f->words[i].word = word;
			return &f->words[i];
		}
	if (f->n == f->cap)
		return NULL;
	f->words[f->n] = (struct shared){ stemmed, word, ARENA_ARRAY(x->arena, f->texts, bool) };
	return &f->words[f->n++];
}

static void read_text(struct ctx *x, enum lang lang, struct field *f, struct str text, size_t at)
{
	struct str s = str_lower(x->arena, str_plain_marks(x->arena, text));
	size_t words = 0;
	for (size_t i = 0, from; i < s.n && words < WORDS_PER_TEXT; i += i < s.n ? length_at(s, i) : 0) {
		for (from = i; i < s.n && is_letter(s, i);)
			i += length_at(s, i);
		struct str word = str_sub(s, from, i - from);
		if (str_chars(word) < LETTERS_LEAST - 1 || is_common(lang, word))
			continue;
		/* Two letters are a word in Danish (ro), hardly in English. */
		if (str_chars(word) < LETTERS_LEAST && lang == EN)
			continue;
		struct shared *w = find(x, f, cloud_stem(x->arena, lang, word), word);
		if (w)
			w->in[at] = true;
		words++;
	}
}

/* Beginnings that make another word, not a kind of it: samarbejde is no arbejde. */
static bool is_prefix(struct str s)
{
	static const char *const prefixes[] = { "sam", "mis", "for", "und", "ind", "gen", "mod", "til", "fra", "over", "under", "efter", "frem",
						"ved", "uden", "inden", "bag", "hen", "sær" };
	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
		if (str_eqz(s, prefixes[i]))
			return true;
	return false;
}

/* Kontorstøj is a noise: a Danish compound is a kind of its last part. */
static bool is_kind_of(struct str whole, struct str part)
{
	enum { LAST_LETTERS = 4, FIRST_LETTERS = 3 };
	if (part.n >= whole.n || whole.p[whole.n - 1] != part.p[part.n - 1] || !str_eq(str_sub(whole, whole.n - part.n, whole.n), part))
		return false;
	struct str first = str_sub(whole, 0, whole.n - part.n);
	return str_chars(part) >= LAST_LETTERS && str_chars(first) >= FIRST_LETTERS && !is_prefix(first);
}

static void add_compounds(struct field *f)
{
	for (size_t i = 0; i < f->n; i++)
		for (size_t k = 0; k < f->n; k++)
			for (size_t t = 0; t < f->texts && is_kind_of(f->words[k].stem, f->words[i].stem); t++)
				f->words[i].in[t] |= f->words[k].in[t];
}

static size_t loose_with(const struct shared *w, const bool *taken, size_t n)
{
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		count += w->in[i] && !taken[i];
	return count;
}

static size_t all_with(const struct shared *w, size_t n)
{
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		count += w->in[i];
	return count;
}

/* The words that at least two thirds of the group share, the shared one first. */
static struct str why(struct ctx *x, const struct field *f, const struct shared *first, const bool *group, size_t size)
{
	struct buf b;
	int words = 1;
	buf_init(&b, 1024);
	buf_str(&b, first->word);
	for (size_t i = 0; i < f->n && words < WHY_WORDS; i++) {
		size_t count = 0;
		for (size_t k = 0; k < f->texts; k++)
			count += group[k] && f->words[i].in[k];
		if (&f->words[i] == first || count * 3 < size * 2)
			continue;
		buf_z(&b, ", ");
		buf_str(&b, f->words[i].word);
		words++;
	}
	return buf_take(&b, x->arena);
}

static struct str capital(struct ctx *x, struct str word)
{
	struct str out = str_dup(x->arena, word);
	char *p = arena_copy(x->arena, out.p, out.n + 1);
	if (out.n && p[0] >= 'a' && p[0] <= 'z')
		p[0] = (char)(p[0] - 'a' + 'A');
	else if (out.n > 1 && (unsigned char)p[0] == 0xc3 && (unsigned char)p[1] >= 0xa0)
		p[1] = (char)(p[1] - 0x20);	/* æ ø å and their like */
	return (struct str){ p, out.n };
}

void suggest_groups(struct ctx *x, enum lang lang, const struct suggest_text *t, size_t n, struct suggestion **ret, size_t *ret_n)
{
	if (n > SUGGEST_TEXTS_MAX)
		n = SUGGEST_TEXTS_MAX;
	struct field f = { .cap = n * 8 + 16, .texts = n };
	bool *taken = ARENA_ARRAY(x->arena, n, bool);
	*ret = ARENA_ARRAY(x->arena, SUGGEST_MOST, struct suggestion);
	*ret_n = 0;
	f.words = ARENA_ARRAY(x->arena, f.cap, struct shared);
	for (size_t i = 0; i < n; i++)
		read_text(x, lang, &f, t[i].text, i);
	if (lang == DA)
		add_compounds(&f);
	while (*ret_n < SUGGEST_MOST) {
		struct shared *best = NULL;
		size_t most = SUGGEST_LEAST - 1;
		for (size_t i = 0; i < f.n; i++) {
			size_t count = loose_with(&f.words[i], taken, n);
			bool tells = n <= SUGGEST_LEAST + 1 || all_with(&f.words[i], n) * 3 <= n * 2;
			if (tells && count > most) {
				most = count;
				best = &f.words[i];
			}
		}
		if (!best)
			return;
		struct suggestion *g = &(*ret)[(*ret_n)++];
		int64_t *ids = ARENA_ARRAY(x->arena, most, int64_t);
		bool *group = ARENA_ARRAY(x->arena, n, bool);
		for (size_t i = 0; i < n; i++) {
			if (!best->in[i] || taken[i])
				continue;
			ids[g->n++] = t[i].id;
			group[i] = taken[i] = true;
		}
		*g = (struct suggestion){ capital(x, best->word), why(x, &f, best, group, g->n), ids, g->n };
	}
}
