/* budget.h -- how often something may be tried: per key and in all. Private to
 * the slice.
 *
 * Kept in memory, because a refused attempt undoes what its transaction wrote.
 * A window is fixed and each process has its own, so a guesser gets at most
 * twice the number per window and per process. Thread: any. */
#pragma once
#include "core/str.h"
#include <pthread.h>

enum { BUDGET_SLOTS = 2048 };	/* searched from end to end: microseconds, beside a password check's 150 ms */

struct budget {
	const int per_key, in_all;	/* attempts per window; in_all < BUDGET_SLOTS */
	const int64_t window_s;
	pthread_mutex_t lock;
	int64_t began;
	int spent;
	struct {
		uint64_t key;		
		int spent;		/* 0: free */
	} slots[BUDGET_SLOTS];
};
#define BUDGET(per_key_, in_all_, window_s_) \
	{ .per_key = (per_key_), .in_all = (in_all_), .window_s = (window_s_), .lock = PTHREAD_MUTEX_INITIALIZER }

/* Counts one attempt. False when the key or all together have used theirs up. */
bool budget_spend(struct budget *b, struct str key, int64_t now);
/* The attempt was right after all: the key starts anew. */
void budget_refund(struct budget *b, struct str key, int64_t now);
void budget_reset(struct budget *b);
