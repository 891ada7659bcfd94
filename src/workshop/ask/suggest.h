/* suggest.h -- which texts may belong together, and by which words; inside this
 * room. Only a suggestion: nothing is grouped until the facilitator says so, and
 * every group can be undone. Knows no session. Memory: the arena. */
#pragma once
#include "core/ctx.h"

struct suggest_text {
	int64_t id;
	struct str text;
};

struct suggestion {
	struct str heading;	/* the word most of them share, in the shortest form that anybody wrote */
	struct str why;		/* the words they share: "ro, overlevering" */
	const int64_t *ids;	/* of the texts, in their order */
	size_t n;		/* at least SUGGEST_LEAST */
};

enum {
	SUGGEST_LEAST = 3,	/* two cards are merged, not headed */
	SUGGEST_MOST = 6,	/* headings at a time: more than that nobody weighs */
	SUGGEST_TEXTS_MAX = 300,	/* compared anew with every change at the desk; a room reads no more */
};

/* Texts that share a word, by its stem in the language and without the words that
 * every sentence has; in Danish a compound is a kind of its last part. Larger groups first; a text is in one at most; a word that
 * more than two thirds share tells nothing and makes none. The same texts always
 * give the same groups. */
void suggest_groups(struct ctx *x, enum lang lang, const struct suggest_text *t, size_t n, struct suggestion **ret, size_t *ret_n);
