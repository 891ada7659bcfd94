/* answers.h -- what the store was asked and what it said, for as long as it is
 * as it was. Private to the store room.
 *
 * The same statement with the same parameters, asked of the same state of the
 * store, has the same answer: statements are constant text without chance or
 * clock (tools/sqlgen.py refuses both). An engine that can name its state names
 * another one after every commit, of whatever process (db_engine.state); answers
 * belong to the state they were given in, and a new state begins with none. So
 * no answer is older than the snapshot it is used in, and nobody need say what
 * a write makes stale: neither data nor permissions can be.
 *
 * Knows statements and rows; refuses to know what they mean. SQLite's readers
 * share one memory; writers have none, and PostgreSQL cannot name its state.
 *
 * Memory: malloc, through arenas of its own; what belongs to a former state is
 * freed when the last who uses it lets go.
 * Thread: any. Finding takes no lock. */
#pragma once
#include "store/statement.h"
#include <pthread.h>

enum {
	STATE_WORDS = 12,
	/* Of one state. The rows of a programme are some 10 KiB, those that say who
	 * somebody is 1 KiB: a large organisation's meeting week fits. What is more
	 * begins anew. */
	ANSWERS_BYTES_MAX = 4 << 20,
	ANSWER_BYTES_MAX = 64 << 10,	/* longer lists are rare, and their copies dear */
};

/* The engine's name for a state; equal only if nothing was committed between. */
struct state {
	uint32_t word[STATE_WORDS];
};

struct rows;
struct answers;		/* of one state */

struct memory {
	pthread_mutex_t lock;
	struct answers *now;	/* of the latest state anybody asked in; NULL at first */
};

void memory_init(struct memory *m);
void memory_free(struct memory *m);	/* when nobody holds answers any more */

/* The answers of a state, held until answers_let_go(). memory_of: perhaps none
 * yet; NULL without memory. memory_known: NULL if nobody has asked in it. */
struct answers *memory_of(struct memory *m, const struct state *s);
struct answers *memory_known(struct memory *m, const struct state *s);
void answers_let_go(struct answers *a);		/* NULL is fine */

/* True: *ret has the rows, copied into the arena of x. */
bool answers_find(struct ctx *x, struct answers *a, const struct statement *st, const union value *values, struct rows *ret);
/* Remembers a copy, if it is short enough. */
void answers_keep(struct memory *m, struct answers *a, const struct statement *st, const union value *values,
		  const struct rows *rows);
