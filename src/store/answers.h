/* answers.h -- what a connection has asked and was told, for as long as the
 * store is as it was. Private to the store room.
 *
 * The same statement with the same parameters, asked of the same state of the
 * store, has the same answer: statements are constant text without chance or
 * clock (tools/sqlgen.py refuses both). An engine that can tell cheaply whether
 * anything at all has been committed since this connection last looked, by
 * whatever process, numbers the states (db->state); at the first statement of a
 * snapshot with another number everything is forgotten. So an answer from here
 * is never older than the snapshot itself, and nobody need say what a write
 * makes stale: neither data nor permissions can be.
 *
 * Knows statements and rows; refuses to know what they mean. SQLite's readers
 * have one each; writers, and PostgreSQL, which has no such number, have none.
 *
 * Memory: malloc, through an arena of its own that lives with the connection.
 * Thread: the connection's. */
#pragma once
#include "store/statement.h"

struct answers;
struct rows;

enum {
	/* Of one connection. The rows of a programme are some 10 KiB, those that
	 * say who somebody is 1 KiB: a workplace in its meeting week fits. What is
	 * more begins anew. */
	ANSWERS_BYTES_MAX = 2 << 20,
	ANSWER_BYTES_MAX = 64 << 10,	/* longer lists are rare, and their copies dear */
};

struct answers *answers_new(void);	/* NULL without memory: then nothing is remembered */
void answers_free(struct answers *a);	/* NULL is fine */
/* A snapshot begins, of the state of that number. */
void answers_begin(struct answers *a, int64_t state);
/* True: *ret has the rows, copied into the arena of x. */
bool answers_find(struct ctx *x, struct answers *a, const struct statement *st, const union value *values, struct rows *ret);
/* Remembers a copy, if it is short enough. */
void answers_keep(struct answers *a, const struct statement *st, const union value *values, const struct rows *rows);
