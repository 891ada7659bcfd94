/* question.h -- what somebody typed, and the ways in which each word can be met.
 *
 * The same for all indexes: a word is unknown only when none of them has it. */
#pragma once
#include "method/find/index.h"

enum { INSIDE_MIN = 4 };	/* shorter pieces stand inside everything */

/* How much of a meeting counts, in eighths: the word itself, what the
 * library calls the same thing, what a compound is (husREGLER),
 * another word of the ring, the rest of a compound. */
enum share { SHARE_SELF = 8, SHARE_NAME = 5, SHARE_HEAD = 5, SHARE_SAME = 3, SHARE_BESIDE = 2 };

struct spelled {
	struct str whole, roots[LANG_COUNT];	/* folded */
};

struct sense {
	struct spelled words[PHRASE_WORDS];	/* all of them must be met */
	size_t n;
	enum share share;
	bool inside;		/* also inside others, and as their beginning */
};

enum { SENSES_MAX = 24 };	/* further words of a ring are not asked for */

struct word {
	struct sense senses[SENSES_MAX];	/* the best of them counts */
	size_t n;
	struct sense beside;			/* counts only where one of them is met; n 0: none */
	struct search_reading reading;
	bool common;				/* most documents have it, so having it says nothing */
};

struct question {
	struct word words[SEARCH_WORDS_MAX];
	struct search_reading mended[SEARCH_WORDS_MAX];	/* words that nothing had, and the ones taken for them */
	size_t n, nmended;
};

struct question *question_read(struct ctx *x, const struct search_index *const *indexes, size_t n, struct str words);
/* Calls fn for every term of the index that the piece stands in. */
void index_holding(const struct search_index *ix, struct str piece, void (*fn)(const struct term *, void *), void *p);
