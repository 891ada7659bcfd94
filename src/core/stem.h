/* stem.h -- words that mean the same thing, for finding and grouping.
 *
 * "samtaler", "samtalen" and "samtale" share a stem; so do "talks" and
 * "talking". A stem is for comparing, never for showing: it need not be a word.
 * Thread: any. Memory: the arena. Source of the rules: Snowball (libstemmer). */
#pragma once
#include "core/ctx.h"

/* The stem of one word, already in lower case (str_lower). A word that the
 * stemmer does not know how to shorten comes back as it is. */
struct str stem(struct arena *a, enum lang lang, struct str word);
