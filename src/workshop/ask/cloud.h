/* cloud.h -- words from many phones as one picture: which of them are the same
 * word, and how often it was given; inside this room. Knows no session.
 * Memory: the arena. */
#pragma once
#include "core/ctx.h"

/* One word or a short phrase as it is kept: one line, lower case, without the
 * marks around it and without '|', which parts words in a form. S("") if nothing is
 * left. */
struct str cloud_word(struct arena *a, struct str given);
/* The stem of one word, and what the stemmers leave of a noun's forms: kollega and
 * kolleger, arbejdspres and arbejdspresset. */
struct str cloud_stem(struct arena *a, enum lang lang, struct str word);
/* What words are compared by: the Danish stem, then the English, of each part. */
struct str cloud_key(struct arena *a, struct str word);
/* The key of the same word without the neuter's t (travlt: travl), or STR_NULL. */
struct str cloud_shorter(struct arena *a, struct str word);

struct cloud_count {
	struct str word;	/* as cloud_word() gave it */
	int64_t n;		/* phones */
};

struct cloud_entry {
	struct str word;	/* the spelling most used; the first in the alphabet of equals */
	struct str key;
	int64_t n;
	const struct str *also;	/* other spellings it stands for */
	size_t nalso;
};

/* Words that the facilitator has said are one, by their keys. */
struct cloud_join {
	struct str key, into;
};

/* Words with one key are one; a word of six letters or more that differs by one
 * letter from one used three times as often is a slip of that one, and a word of
 * eight or more that lacks a letter of another, or has one too many, is a slip of
 * the one more used, or of the longer where they are used alike. Last come the
 * joins. Most used first, equals by alphabet, so that the same words always give
 * the same cloud. */
void cloud_merge(struct ctx *x, const struct cloud_count *c, size_t n, struct cloud_entry **ret, size_t *ret_n);
void cloud_join(struct ctx *x, const struct cloud_join *j, size_t nj, struct cloud_entry *e, size_t *n);
