/* search.h -- finding the right method. Inside the room only.
 *
 * An index is built once, when documents are read, from every text of them in
 * both languages; it never changes afterwards, so nothing here locks. The
 * library has two: of what is built in, and of the organisation's own. Words are compared by stem, without æ, ø and å (who types "oevelse" or
 * has no Danish keyboard finds the same), by their beginning (what is being
 * typed) and inside compounds ("samtale" in "omsorgssamtale").
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
};

struct search_index;
/* x: whose arena keeps it. Replaced documents and the two models that the filters
 * are made of are left out. */
const struct search_index *search_build(struct ctx *x, const struct doc *const *docs, size_t n);
/* library.c: the indexes in force; at most SEARCH_INDEXES. */
enum { SEARCH_INDEXES = 2 };
size_t library_indexes(const struct search_index *ret[SEARCH_INDEXES]);

/* The best first; without words tools by number, then by kind and title. When no
 * document has all the words, those that have most of them: then *ret_some. */
size_t search(struct ctx *x, const struct search_wish *w, const struct search_entry *const **ret, bool *ret_some);
