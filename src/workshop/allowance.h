/* allowance.h -- how much one phone may send, so that it cannot fill what all
 * share; inside this room.
 *
 * A session takes so many cards, questions and proposals and no more. A phone in a
 * loop would have them all in a second, and nobody could tell whose they are and
 * take them away. So each phone has some minutes of credit; what it sends costs
 * seconds of it, and they come back as time passes. No thumb types so fast that
 * it notices, a phone that comes out of a tunnel sends all that it has kept at
 * once, and a table that shares one phone writes all evening.
 *
 * Whoever joins anew for each handful has a fresh phone each time, but a fresh
 * phone has a third of the credit. And the last third of what the session takes is
 * shared alike by the phones that are in the room when it begins: whoever came in
 * while there was room can still write, however the rest was used up. Dots, answers, voices and wishes need
 * none of this: a phone has a fixed number of each, and what a group writes and a
 * photo have limits for the group as well.
 *
 * In memory only, of this process: a number for each phone that has just sent
 * something, under a hash of its secret that nobody can make without the process.
 * The number goes when the credit is whole again or the session ends. Several
 * nodes each have their own. Thread: any. */
#pragma once
#include "workshop/workshop_inside.h"

enum allowance { ALLOWANCE_CARD, ALLOWANCE_QUESTION, ALLOWANCE_ROW, ALLOWANCE_PHOTO, ALLOWANCE_KINDS };

enum {
	ALLOWANCE_S = 360,	/* 60 cards at once: three brainstorms written without a network */
	ALLOWANCE_NEW_S = 120,	/* 20 cards, before anybody has been in the room for long */
	ALLOWANCE_RESERVE = 3,	/* the last third */
};

/* What one of a kind costs, in seconds: as fast as somebody types one. */
int64_t allowance_cost(enum allowance kind);

/* What was spent on one contribution; NULL for a facilitator, who has no allowance. */
struct spent;

/* Pays for one that is about to be stored. used of max are stored already, 0 if
 * they were not counted this time. TOO_MANY(field, "workshop.too_fast"{seconds});
 * INVALID(field, "workshop.share_used") in the last third. It is given back by itself if
 * the transaction is undone. */
must_use enum rc allowance_spend(struct ctx *x, const struct session *s, enum allowance kind, int64_t used, int64_t max, const char *field,
				 struct spent **ret);
/* Was there but a third left when they were counted last? */
bool allowance_is_short(const struct session *s, enum allowance kind);
/* It was known already, nothing was stored. NULL is fine. */
void allowance_return(struct spent *spent);

/* A phone has been given its secret, once the transaction is durable. */
void allowance_newcomer(struct ctx *x, workshop_id session, struct str secret);
/* The session is over, once that is durable. */
void allowance_forget(struct ctx *x, workshop_id session);
