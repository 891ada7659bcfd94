/* english.h -- forms of one English word; inside this room. Knows no texts.
 *
 * The stemmer that the library searches with takes hardly for hard, and useful for use: to
 * find a text that is no harm, but a room that says one of them has not said the other.
 * Here only inflection goes: several (breaks, companies, wives), somebody's (leader's),
 * what is and was done (planning, planned, taught), more of it (calmer, busiest). What
 * makes another word stays (-ly, -ful, -ness, -ment, -er, -ion), and the spellings of
 * both sides of the sea are one (organise, organize). Where a letter cannot tell,
 * the words that people use at work are named, and of what is not named two words stay two:
 * the facilitator joins them with one press. */
#pragma once
#include "core/ctx.h"

/* What all forms of a word share, and other words do not; it need not be a word. In
 * lower case (str_lower), its marks plain (str_plain_marks). Memory: the arena. */
struct str english_base(struct arena *a, struct str word);
