/* ctx.h -- what a piece of work carries with it: its memory, its fault slot,
 * its time, its language, its connection to the store.
 *
 * One ctx per request, job or test; never shared between threads. */
#pragma once
#include "core/arena.h"
#include "core/date.h"
#include "core/err.h"

enum lang { DA, EN, LANG_COUNT };

struct db;		/* store/store.h */
struct after_commit;

struct ctx {
	struct arena *arena;
	struct fault fault;
	enum lang lang;
	int64_t now;		/* seconds since 1970, read once when the work begins */
	struct db *db;		/* this thread's connection; NULL where the store is out of reach */
	uint64_t request_id;	/* for the log */
	struct after_commit *after;	/* see ctx_after_commit */
	struct after_commit *if_undone;	/* see ctx_if_undone */
	bool unanswered;	/* the store was asked what it does not remember; see store_quick() */
};

/* A ctx on a, with the clock read. */
void ctx_init(struct ctx *x, struct arena *a);

/* Call fn(p) once the transaction that this work belongs to is durable; never
 * if it is rolled back. Outside a transaction it runs when the owner of the ctx
 * calls ctx_run_after_commit(). p must live in x->arena or longer. */
void ctx_after_commit(struct ctx *x, void (*fn)(void *p), void *p);
/* Call fn(p) if what this work has written is undone instead, on whatever thread
 * undoes it: for what was taken outside the store (workshop/allowance.h). */
void ctx_if_undone(struct ctx *x, void (*fn)(void *p), void *p);
void ctx_run_after_commit(struct ctx *x);	/* in order of registration; empties both lists */
void ctx_drop_after_commit(struct ctx *x);	/* it was undone; empties both lists */

struct date ctx_today(const struct ctx *x);	/* the civil date in Denmark at x->now */
