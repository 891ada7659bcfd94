/* cloud.h -- words from many phones as one picture: which of them are the same
 * word, and how often it was given; inside this room. Knows no session.
 * Memory: the arena. */
#pragma once
#include "core/ctx.h"

/* One word or a short phrase as it is kept: one line, lower case, without the
 * marks around it and without '|', which parts words in a form. S("") if nothing is
 * left. */
struct str cloud_word(struct arena *a, struct str given);
/* What the forms of one word share. Of a Danish one what makes another word stays (-ig,
 * -else, -hed, -løs), and what the stemmer leaves of a noun's forms goes: kollega and
 * kolleger, arbejdspres and arbejdspresset. Of an English one see english.h. */
struct str cloud_stem(struct arena *a, enum lang lang, struct str word);
/* What words are compared by where lang is spoken: the stem of each part. Only inflections
 * go: rolig and roller, hard and hardly are two. The key says which language it is of:
 * those of the other are told, too, so that what the facilitator has said of a word holds
 * when the language of the room is changed. */
struct str cloud_key(struct arena *a, enum lang lang, struct str word);
/* The key of a spelling that stands by itself; no key of cloud_key() is like it. */
struct str cloud_alone(struct arena *a, struct str word);
/* The Danish key of the same word without the neuter's t (travlt: travl), or STR_NULL. */
struct str cloud_shorter(struct arena *a, struct str word);

struct cloud_count {
	struct str word;	/* as cloud_word() gave it */
	int64_t n;		/* phones */
};

struct cloud_spelling {
	struct str word, key;
	struct str other;	/* the key where the other language is spoken; STR_NULL: alone */
};

struct cloud_entry {
	struct str word;	/* the spelling most used; of equals the plainest whole one, or of a slip the longer */
	struct str key, other;	/* as of a spelling */
	int64_t n;
	int64_t said;		/* of them, of the spelling most used */
	bool alone;		/* parted from others by the facilitator */
	const struct cloud_spelling *also;	/* other spellings it stands for */
	size_t nalso;
};

/* Words that the facilitator has said are one, by their keys in either language. */
struct cloud_join {
	struct str key, into;
};

/* Words with one key where lang is spoken are one; a word of six letters or more that
 * differs by one letter from one used three times as often is a slip of that one, and a
 * word of eight or more that lacks a letter of another, or has one too many, is a slip of
 * the one more used, or of the longer where they are used alike; in English not by a
 * letter that makes another word (employer, employee). Spellings that the facilitator
 * has parted (alone) are one with no other by a rule. Last come the joins. Most used
 * first, equals by alphabet, so that the same words always give the same cloud. */
void cloud_merge(struct ctx *x, enum lang lang, const struct cloud_count *c, size_t n, const struct str *alone, size_t nalone, struct cloud_entry **ret,
		 size_t *ret_n);
void cloud_join(struct ctx *x, const struct cloud_join *j, size_t nj, struct cloud_entry *e, size_t *n);
