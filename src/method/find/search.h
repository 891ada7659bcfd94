/* search.h -- finding the right method. Inside the room only.
 *
 * An index is built once, when documents are read, from every text of them in
 * both languages; it never changes afterwards, so nothing here locks. The
 * library has two: of what is built in, and of the organisation's own. Words are
 * compared by stem, without æ, ø and å (who types "oevelse" or has no Danish
 * keyboard finds the same), by their beginning (what is being typed) and inside
 * compounds ("samtale" in "omsorgssamtale"). A compound that nobody has written
 * is taken apart into words that somebody has ("husregler"), words for the same
 * thing stand in content/shared/synonyms.yaml, and what is still unknown is taken
 * as the word that is spelled most like it.
 *
 * Memory: an index is in the arena it was built in; hits are in the ctx's. */
#pragma once
#include "method/vocabulary/read.h"

/* How people can work with it: bits. */
enum search_way { WITH_ONE = 1, WITH_TWO = 2, WITH_SOME = 4, WITH_MANY = 8 };

struct search_entry {
	const struct method_head *head;
	unsigned minutes;	/* of a session; 0: takes the time it takes */
	unsigned tool;		/* its number in the toolbox; 0: none */
	unsigned ways;		/* bits of enum search_way */
};

enum search_time { TIME_ANY, TIME_HALF_HOUR, TIME_HOUR, TIME_TWO_HOURS, TIME_LONGER };

struct search_wish {
	struct str words;	/* as typed; empty: everything */
	enum search_time time;
	unsigned ways;		/* 0: any; one bit of enum search_way */
	struct str role, topic;	/* keys of the models `audiences`, `topics`; empty: any */
	int kind;		/* enum method_kind; -1: any */
};

enum {
	SEARCH_WORDS_MAX = 12,		/* more is a sentence, and its end is not read */
	SEARCH_TERM_BYTES_MAX = 60,	/* longer words exist, but nobody types them */
	SEARCH_PARTS_MAX = 2,		/* what is before the last part is one, however long */
};

/* The model whose parts say what people call what the library has another word
 * for: a title, and the other words in its body, with commas between. */
#define SEARCH_SYNONYMS "synonyms"

struct search_index;
/* x: whose arena keeps it. Replaced documents and the two models that the filters
 * are made of are left out. */
const struct search_index *search_build(struct ctx *x, const struct doc *const *docs, size_t n);
/* library.c: the indexes in force; at most SEARCH_INDEXES. */
enum { SEARCH_INDEXES = 2 };
size_t library_indexes(const struct search_index *ret[SEARCH_INDEXES]);

/* How a word was taken that is not simply looked up, for the reader to know. */
enum search_how {
	TAKEN_AS_IT_IS,
	TAKEN_AS_SAME,		/* the library has another word for it: `as` */
	TAKEN_APART,		/* a compound that no text has: its parts, the last of which says what it is */
	TAKEN_AS_LIKE,		/* nothing is called so; the nearest word that something is called */
};

struct search_reading {
	enum search_how how;
	struct str typed, as[SEARCH_PARTS_MAX];
	size_t n;
};

struct search_answer {
	const struct search_entry *const *entries;
	size_t n, fitting;	/* the first ones answer; the others mention a word of it */
	bool some;		/* none of them has all the words */
	struct search_reading readings[2 * SEARCH_WORDS_MAX];	/* of the words not taken as they are */
	size_t nreadings;
};

/* The best first; without words tools by number, then by kind and title. What
 * has most of the words, or nearly as many of a whole sentence. */
void search(struct ctx *x, const struct search_wish *w, struct search_answer *ret);
