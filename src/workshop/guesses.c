/* guesses.c -- see guesses.h. Knows marks of addresses and numbers of sessions, for
 * as long as the process runs; refuses to know codes and phones. */
#include "workshop/guesses.h"
#include "core/clock.h"
#include "workshop/peer.h"
#include <pthread.h>

enum {
	NETWORKS = 512,	/* two that share a place share a budget: it is a budget of many people anyway */
	HOMES = 4096,	/* sessions × addresses; one that is pushed out is at home again with its next phone */
};

static struct {
	pthread_mutex_t lock;
	int64_t began;
	unsigned all;
	unsigned of[NETWORKS];
	uint64_t homes[HOMES];
} guesses = { .lock = PTHREAD_MUTEX_INITIALIZER };

static unsigned *network(struct str peer)
{
	peer = network_of(peer);
	int64_t now = clock_mono_us();
	if (now - guesses.began > GUESS_WINDOW_US) {
		memset(guesses.of, 0, sizeof guesses.of);
		guesses.all = 0;
		guesses.began = now;
	}
	return &guesses.of[str_hash(peer) % NETWORKS];
}

bool guess_allowed(struct str peer, workshop_id session)
{
	pthread_mutex_lock(&guesses.lock);
	unsigned *mine = network(peer);
	bool allowed = guesses.all < GUESSES_ALL ? *mine < GUESSES_NETWORK : *mine < GUESSES_FRESH;
	if (!allowed && *mine < GUESSES_AT_HOME) {
		uint64_t home = peer_mark(session, peer);
		++*mine;
		allowed = session.v && guesses.homes[(home >> 1) % HOMES] == home;
	}
	pthread_mutex_unlock(&guesses.lock);
	return allowed;
}

void guess_was_wrong(struct str peer)
{
	pthread_mutex_lock(&guesses.lock);
	++*network(peer);
	guesses.all++;
	pthread_mutex_unlock(&guesses.lock);
}

void guess_is_at_home(struct str peer, workshop_id session)
{
	pthread_mutex_lock(&guesses.lock);
	uint64_t home = peer_mark(session, peer);
	guesses.homes[(home >> 1) % HOMES] = home;
	pthread_mutex_unlock(&guesses.lock);
}
