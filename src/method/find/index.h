/* index.h -- an index of words, as it is built and asked. For index.c, question.c
 * and search.c. */
#pragma once
#include "method/find/search.h"

/* What a place is worth. A word in the title beats any number of them further in. */
enum weight { WEIGHT_BODY = 1, WEIGHT_SUMMARY = 5, WEIGHT_WORDS = 10, WEIGHT_TOPIC = 12, WEIGHT_TITLE = 32 };

struct posting {
	uint32_t term, entry;
	uint8_t weight, lang;
};

struct term {
	struct str text;	/* folded */
	struct str shown;	/* as it stands in a text; STR_NULL: only a stem */
	uint32_t first, count;	/* of its postings */
	uint32_t documents;	/* that have it */
	uint32_t rarity;	/* 1 + log2(all documents / documents) */
};

/* Words that people use for the same thing, in one language. */
struct ring {
	struct str name;	/* what the library calls it */
	enum lang lang;
	uint32_t first, count;	/* of its phrases in `members` */
};

/* Most are one word; "ked af det" is one thing, too. */
enum { PHRASE_WORDS = 4 };
struct phrase {
	struct str words[PHRASE_WORDS];	/* folded stems */
	struct str shown;		/* as written, in lower case */
	uint32_t n, ring;
};

struct search_index {
	struct search_entry *entries;
	size_t nentries;
	struct posting *postings;	/* by term */
	struct term *terms;		/* in the order of their texts in `all` */
	size_t nterms;
	uint32_t *numbers;		/* of terms by hash, one more than the number; 0: nobody's */
	size_t slots;			/* a power of two */
	struct str all;			/* the terms' texts, each ended by END_OF_TERM */
	struct ring *rings;
	size_t nrings;
	struct phrase *members;		/* by ring */
	const struct phrase **phrases;	/* by their first words */
	size_t nphrases;
};

#define END_OF_TERM '\n'		/* stands in no word */

/* NULL if no text has the word; it is folded. */
const struct term *index_term(const struct search_index *ix, struct str folded);

/* A word in lower case, letters that not every keyboard has written with those it
 * has. */
struct str word_fold(struct arena *a, struct str word);
/* A text in lower case without the marks that would stick to its words. */
struct str words_of(struct arena *a, struct str text);
/* The next word of such a text; false at its end. */
bool word_next(struct str *rest, struct str *ret);
