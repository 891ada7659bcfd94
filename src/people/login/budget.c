/* budget.c -- counts attempts. Knows hashes of keys; refuses to know what they
 * stand for, and keeps nothing beyond the window. */
#include "people/login/budget.h"
#include "core/random.h"

static uint64_t key_of(struct str key)
{
	/* A hash nobody can aim: with a weaker one, whoever chooses addresses
	 * could make them collide with somebody's and lock that account. */
	uint8_t hash[HASH_BYTES];
	uint64_t k;
	hash_bytes(hash, key);
	memcpy(&k, hash, sizeof k);
	return k;
}

static void roll(struct budget *b, int64_t now)
{
	/* A clock set back begins a new window too, rather than a very long one. */
	if (now >= b->began && now < b->began + b->window_s)
		return;
	b->began = now;
	b->spent = 0;
	memset(b->slots, 0, sizeof b->slots);
}

/* The key's place, or a free one. There are fewer attempts than places. */
static size_t place(const struct budget *b, uint64_t key)
{
	size_t unused = 0;
	for (size_t i = 0; i < BUDGET_SLOTS; i++) {
		if (b->slots[i].spent == 0)
			unused = i;
		else if (b->slots[i].key == key)
			return i;
	}
	return unused;
}

bool budget_spend(struct budget *b, struct str key, int64_t now)
{
	uint64_t k = key_of(key);
	bool ok = false;
	pthread_mutex_lock(&b->lock);
	roll(b, now);
	size_t i = place(b, k);
	/* A locked key costs the others nothing: hammering on one account must
	 * not use up everybody's budget. */
	if (b->spent < b->in_all && b->slots[i].spent < b->per_key) {
		b->slots[i].key = k;
		b->slots[i].spent++;
		b->spent++;
		ok = true;
	}
	pthread_mutex_unlock(&b->lock);
	return ok;
}

void budget_refund(struct budget *b, struct str key, int64_t now)
{
	uint64_t k = key_of(key);
	pthread_mutex_lock(&b->lock);
	roll(b, now);
	size_t i = place(b, k);
	b->spent -= b->slots[i].spent;
	b->slots[i].spent = 0;
	pthread_mutex_unlock(&b->lock);
}

void budget_reset(struct budget *b)
{
	pthread_mutex_lock(&b->lock);
	b->spent = 0;
	memset(b->slots, 0, sizeof b->slots);
	pthread_mutex_unlock(&b->lock);
}
