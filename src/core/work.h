/* work.h -- one piece of work that may touch the store: what http hands in and
 * store's threads carry out. It lives here because neither room may know the
 * other. */
#pragma once
#include "core/ctx.h"

struct work {
	struct ctx *x;		/* its arena, clock and fault slot; x->db is set by the runner */
	void *p;		/* the owner's data, given to the three calls below */

	/* Optional, on a reader's connection, before the transaction: slow things
	 * that must not hold up the writer, such as checking a password or reading
	 * an upload. Anything but OK skips run. */
	enum rc (*prepare)(struct ctx *x, void *p);

	/* The work itself. Reading work: a reader's connection, one consistent
	 * snapshot. Writing work: inside a transaction; anything but OK undoes all
	 * that this piece of work wrote and nothing else. */
	enum rc (*run)(struct ctx *x, void *p);

	/* run() may be called once more when all it wrote has been undone and its
	 * fault slot emptied: it keeps nothing outside the store from the first
	 * time. Such work costs the writer less. */
	bool replayable;

	/* Set by run() of writing work that came to OK: done() asks the store
	 * nothing and only hands the piece on. It may then be called from the
	 * writer's thread, once it is durable, with x->db NULL: no thread is woken
	 * for it. Void if the commit fails. */
	bool answered;

	/* Always called, once, last, on a reader's thread with a reader's
	 * connection in x->db: after COMMIT is durable, or after the undo. rc is
	 * run's result, or BUSY/FAILED if the transaction could not be made durable. */
	void (*done)(struct ctx *x, enum rc rc, void *p);

	struct work *next;	/* the runner's, both */
	enum rc rc;
};
