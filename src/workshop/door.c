/* door.c -- see door.h. Knows marks of networks and instants; refuses to know who
 * came in. */
#include "workshop/door.h"
#include "workshop/peer.h"
#include <pthread.h>

enum {
	COST_MS = 1000 / DOOR_A_SECOND,
	FULL_MS = DOOR_AT_ONCE * COST_MS,
	DOORS = 4096,	/* 64 KiB: sessions × networks of the last minutes */
	WAYS = 4,	/* places that one may have; when all are taken, whoever owes least begins anew */
};

struct door {
	uint64_t whose;		/* peer_mark() of the network; 0: free */
	int64_t whole_at;	/* milliseconds since 1970: when its budget is whole again */
};

static struct {
	pthread_mutex_t lock;
	struct door doors[DOORS];
} all = { .lock = PTHREAD_MUTEX_INITIALIZER };

static bool is_ours(struct str peer)
{
	return peer.n == 0 || str_starts(peer, S("127.")) || str_eq(peer, S("::1")) || str_starts(peer, S("::ffff:127."));
}

/* Its own place, or that of whoever owes least. */
static struct door *door_of(uint64_t whose, int64_t now)
{
	struct door *set = &all.doors[(whose >> 1) % (DOORS / WAYS) * WAYS], *d = set;
	for (int i = 0; i < WAYS; i++) {
		if (set[i].whose == whose)
			return &set[i];
		if (set[i].whole_at < d->whole_at)
			d = &set[i];
	}
	*d = (struct door){ whose, now };
	return d;
}

enum rc door_pass(struct ctx *x, workshop_id session, struct str peer)
{
	int64_t now = x->now * 1000, wait;
	if (is_ours(peer))
		return OK;
	pthread_mutex_lock(&all.lock);
	struct door *d = door_of(peer_mark(session, network_of(peer)), now);
	if (d->whole_at < now || d->whole_at > now + FULL_MS)	/* whole; or the clock was set back */
		d->whole_at = d->whole_at < now ? now : now + FULL_MS;
	wait = d->whole_at + COST_MS - (now + FULL_MS);
	if (wait <= 0)
		d->whole_at += COST_MS;
	pthread_mutex_unlock(&all.lock);
	return wait <= 0 ? OK : fail_int(x, TOO_MANY, "_", "workshop.door_crowded", "seconds", (wait + 999) / 1000);
}
