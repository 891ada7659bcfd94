/* guesses.h -- how often a join code may be tried, and from where; inside this room.
 *
 * A code has eight digits, so whoever may try without end finds one. Wrong codes
 * are counted for each address and for all together, and when either is used up no
 * code is looked at any more. But behind one address there may be a whole office,
 * and one person there who mistypes by program would shut all the others out. So
 * where a session is at home its code still passes: where somebody has come into it
 * or has been shown its code, on the wall or at the desk. Whoever guesses from there
 * finds nothing but the session that is held there, one code in 90 million, and all
 * that is tried beyond the budget has a ceiling of its own. And when the budget of all
 * is used up, each network still has its first few tries, so that a handful of
 * addresses cannot shut out everybody on mobile data; networks share 512 places, so
 * that is at most a thousand tries a minute more, and all codes take 38 days. Elsewhere a right code
 * is answered like a wrong one until the minute is over; the QR code is a link with
 * 128 bits and always passes.
 *
 * Kept in memory only, as hashes: an address is never written down.
 * Thread: any. */
#pragma once
#include "workshop/workshop.h"

enum {
	GUESS_WINDOW_US = 60 * 1000000,
	GUESSES_ALL = 600,	/* a minute. All 90 million codes take 104 days; with 200 sessions open one is found in twelve hours */
	GUESSES_NETWORK = 120,	/* a minute: a hall where everybody mistypes twice */
	GUESSES_FRESH = 2,	/* a minute, for a network that has hardly tried, when all others have used up GUESSES_ALL */
	GUESSES_AT_HOME = 1200,	/* a minute, wrong and right: a hall of a thousand while somebody guesses; all codes take 52 days */
};

/* May this code be looked at? session: the one it opens, v == 0 if it opens none. */
bool guess_allowed(struct str peer, workshop_id session);
/* It was looked at and opens nothing. */
void guess_was_wrong(struct str peer);
/* Somebody at this address is in the session, or is shown its code. */
void guess_is_at_home(struct str peer, workshop_id session);
