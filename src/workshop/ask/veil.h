/* veil.h -- bars that tell neither none nor one, nor that all agree; inside this room.
 *
 * First, for a question to which everybody gives exactly one of k answers. The total is
 * known, so that writing "0–1" at one bar is no veil: the others are subtracted
 * from the total, and it is gone. Therefore what is told is the same for several
 * rooms that might have answered: a *class*. The rules, with z for the answers
 * that nobody gave and o for those that one gave:
 *
 *   z = 0, o = 0	all is told
 *   z = 1		the largest bar lends the missing one a voice; likewise twice
 *			where two are missing and no bar is one. So none and one are
 *			one class, and so is a bar and what it may have lent
 *   z > 1, o > 0	which of the small bars are one and which are none is not told
 *   z > 2, o = 0	the largest bar's last voice is one of the untold; its last
 *			two where it has no more than these
 *
 * In every class each bar of which 0 is possible may also be one or more, and the
 * other way round, and no bar is told as one: veil_test.c makes every room of five
 * to twelve people and up to six answers, and looks. Whoever knows the rules learns
 * no more than is told.
 *
 * What this does not hide: two results told one after the other differ by a batch
 * of at least five, and if these five agree, their common answer is seen.
 *
 * Pure; memory: the arena, for the call. */
#pragma once
#include "core/arena.h"
#include <stdint.h>

struct veiled {
	int64_t least, most;	/* equal: told as it is */
};

/* ret[i] for n[i], i < k, two answers or more. Five people or more, each counted
 * once: below that the rules do not hold, and nothing is shown anyway (ask.h). */
void veil(struct arena *a, const int64_t *n, size_t k, struct veiled *ret);

/* The same where each of `of` people gave at least one of the answers and at most
 * `most`, two or more. Each bar is told by itself: none and one as one step, all and
 * all but one as another. But the room gave `of` answers at least and `most` times as
 * many at most, and where all that is left open must lie at one end to make that up,
 * it would be open no more ("2, 2, 0–1" of five). There the largest bar's last voice
 * is not told either, here and in the room that looks so. No bar is told as none, as
 * one, as all or as all but one; tested in the same way. */
void veil_several(struct arena *a, const int64_t *n, size_t k, int64_t of, int64_t most, struct veiled *ret);

/* Steps of a scale that stand side by side and are told as none or few: VEIL_RUN of them
 * or more say no more one by one than together, and together they can be read. */
struct veil_band {
	size_t from, to;	/* steps from .. to - 1; one: as it was told */
	struct veiled n;
};

enum { VEIL_RUN = 3 };	/* two are still read as two */

/* The bands of what veil() told of k steps, each person having given one of them; apart:
 * steps that stay by themselves whatever is told. ret has room for k; returns how many.
 * Made of what has been told and the total, and of nothing else: it does not see the
 * answers, so that nobody learns more from it than from veil(). */
size_t veil_bands(const struct veiled *told, size_t k, int64_t of, const bool *apart, struct veil_band *ret);

/* For a question to which everybody puts all k answers in an order. places[i]: the
 * places of answer i, the first being 1, added up over all. ret[i]: how many answers
 * are further ahead, and one; equals share a place.
 *
 * Nothing else is told, however many have answered: a mean place of 1.0 says that all
 * put it first, 2.2 and 2.8 of five that one alone put the one before the other, and
 * rounding them more leaves corners, as above, in which the sums do. Which comes
 * before which can come about in so many ways that it says of no answer and no place
 * that nobody put it there, or one alone, or all but one, or all; tested with every
 * room of five to eight people and up to four answers. */
void veil_order(const int64_t *places, size_t k, int64_t *ret);
