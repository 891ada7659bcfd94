/* peer.c -- see peer.h. Knows how an address is written; refuses to know what is
 * counted for it. */
#include "workshop/peer.h"
#include "core/random.h"
#include <pthread.h>

static uint8_t key[HASH_BYTES];	/* of the process */
static pthread_once_t keyed = PTHREAD_ONCE_INIT;

static void make_key(void)
{
	random_bytes(key, sizeof key);
}

struct str network_of(struct str peer)
{
	size_t groups = 0;
	for (size_t i = 0; i < peer.n; i++) {
		if (peer.p[i] != ':')
			continue;
		if (++groups == 4 || (i + 1 < peer.n && peer.p[i + 1] == ':'))
			return str_sub(peer, 0, i);
	}
	return peer;
}

uint64_t peer_mark(workshop_id session, struct str peer)
{
	struct { uint8_t key[HASH_BYTES]; int64_t session; char peer[64]; } about = { .session = session.v };
	uint8_t hash[HASH_BYTES];
	uint64_t mark;
	pthread_once(&keyed, make_key);
	memcpy(about.key, key, sizeof about.key);
	memcpy(about.peer, peer.p, peer.n < sizeof about.peer ? peer.n : sizeof about.peer);
	hash_bytes(hash, (struct str){ (const char *)&about, sizeof about });
	memcpy(&mark, hash, sizeof mark);
	return mark | 1;
}
