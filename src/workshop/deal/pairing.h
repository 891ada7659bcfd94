/* pairing.h -- who meets whom, so that nobody meets the same person twice as
 * long as it can be helped; inside this room.
 *
 * Knows seats, numbered from 0 in the order people came, and who has met. It
 * knows no phones, stores nothing and asks nobody: the same seed and the same
 * figures give the same pairs, so a phone can be told its partner without a row
 * anywhere that says who sat with whom.
 *
 * Memory: the arena given. Thread: any. */
#pragma once
#include "core/arena.h"
#include <stdint.h>

enum {
	PAIRING_EXACT_MAX = 1024,	/* above it nobody's meetings are looked up: among so many, chance does not repeat itself */
};

/* Who has met whom. NULL above PAIRING_EXACT_MAX persons. */
struct met;
struct met *met_new(struct arena *a, size_t n);
void met_add(struct met *m, size_t a, size_t b);
bool met_has(const struct met *m, size_t a, size_t b);

/* The same, remembering in which seating they last met: met_add() tells of the present
 * one, which met_next_seating() begins. */
struct met *met_in_seatings(struct arena *a, size_t n);
void met_next_seating(struct met *m);

enum { PAIRING_NOBODY = UINT32_MAX };

/* One round's pairs. group[i]: the pair of seat i, for `seats` seats; PAIRING_NOBODY
 * on a chair that was empty when the round began. */
struct pairing {
	uint32_t *group;
	size_t seats;
	size_t groups;
};

/* Seats on which nobody sat when a round began, in ascending order. */
struct pairing_empty {
	const uint32_t *seats;
	size_t n;
};

/* Pairs of the last of `rounds` rounds. began[r]: seats taken when round r
 * began; who came later in that round joins a pair, another one each, and one that
 * does not hold their card while there is one. now: seats taken at present.
 * planned: rounds that are to come in all. With an odd number there is one
 * group of three. empty[r]: of round r; NULL: nobody ever left. cards: of the deck
 * that is dealt along the seats: two whose seats are so many apart, or twice as many,
 * hold the same card, and are put together only where there is no other way; rather
 * meets somebody the same again. 0: no cards. */
struct pairing pairing_of_round(struct arena *a, uint64_t seed, const size_t *began, const struct pairing_empty *empty, size_t rounds, size_t planned,
				size_t now, size_t cards);

/* Divides n persons into `count` groups of as equal size as may be, by chance,
 * with as few meetings again as a search finds: none while it is possible for
 * rooms of ordinary size. Of those who must meet again, where seatings are remembered,
 * the ones who met longest ago. group[i] in [0, count). met may be NULL. Returns
 * whether nobody meets again. */
bool pairing_groups(struct arena *a, uint64_t seed, const struct met *met, size_t n, size_t count, uint32_t *group);

/* Numbers that depend on the seed alone: splitmix64. */
uint64_t pairing_next(uint64_t *seed);
void pairing_shuffle(uint64_t seed, uint32_t *items, size_t n);
