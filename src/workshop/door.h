/* door.h -- how many may come into a session from one network at once; inside this room.
 *
 * Joining costs whoever does it nothing: no account, no name. A script with the link
 * could join without end, and each time a row is stored and everybody is told that
 * one more is in. So what comes from one address into one session has a budget. It
 * is sized for a hall, since a hall may be behind one address, and nobody who stands
 * in a real one ever meets it; it keeps a script from holding the writer and the
 * stream of a session, and no more than that. How many a session holds in all is
 * WORKSHOP_PHONES_MAX, and in a small room the desk sees that the number is wrong.
 *
 * In memory only, of this process: an instant for each network that has just come
 * in, under a hash that nobody can make without the process. An address is never
 * written down. Several nodes each have their own. Thread: any. */
#pragma once
#include "workshop/workshop.h"

enum {
	/* An address has 64,000 ports, and a phone with all its apps holds a dozen of them:
	 * no network puts more phones behind one than this. All of them may scan at once. */
	DOOR_AT_ONCE = 5000,
	/* And after them so many a second, which is faster than people go through doors: with
	 * IPv6 a whole arena of 20,000 may be one network, and is in after ten minutes.
	 * A hundredth of what the writer stores. */
	DOOR_A_SECOND = 25,
};

/* Somebody more from this address. TOO_MANY("_", "workshop.door_crowded"{seconds}). An
 * address of this machine is no network: it is a proxy that we have not been told of,
 * and all the world is behind it. Writes nothing; what is undone later is not given back. */
must_use enum rc door_pass(struct ctx *x, workshop_id session, struct str peer);
