/* peer.h -- where somebody comes from, as far as budgets must know; inside this room.
 *
 * An address is never written down. What is remembered of one stands under a mark
 * that only this process can make, and that says nothing to whoever reads its memory
 * after it has ended. Thread: any. */
#pragma once
#include "workshop/workshop.h"

/* What an address is part of: with IPv6 a household or a laptop has 2^64 of them, and
 * its network is the first half. Else the address itself. A part of `peer`. */
struct str network_of(struct str peer);

/* Of an address or a network in a session; never 0. Not to be aimed: whoever chooses
 * an address cannot choose whose mark it shares. */
uint64_t peer_mark(workshop_id session, struct str peer);
