/* runner.c -- carries out pieces of work; see core/work.h for their promises.
 *
 *	reading:	reads ──────────────────────────► reader: run, done
 *	writing:	prepares ─► reader: prepare ─► writes ─► writer: run, COMMIT
 *			   └─ not OK ─► done		    ├─► dones ─► reader: done
 *							    └─ asks nothing more ─► done
 *
 * Knows queues, threads, batches, savepoints and the order of durability. Knows
 * no SQL, no engine and nothing of what a piece does. */
#include "store/runner.h"
#include "core/log.h"
#include <setjmp.h>
#include <signal.h>

/* ---- queues; the mutex is held */

static void put(struct queue *q, struct work *w)
{
	w->next = NULL;
	*q->last = w;
	q->last = &w->next;
}

static struct work *take(struct queue *q)
{
	struct work *w = q->first;
	if (w && !(q->first = w->next))
		q->last = &q->first;
	return w;
}

static void queue_init(struct queue *q)
{
	q->first = NULL;
	q->last = &q->first;
}

/* ---- one call of a piece, with a floor under it */

/* The piece used up its arena: whatever it held of the connection is put back.
 * Nothing may be allocated from the arena here. */
static enum rc out_of_memory(struct ctx *x, struct db *db)
{
	db->engine->abandon(db);
	x->fault = (struct fault){ .rc = BUSY, .field = "", .message = "core.busy", .cause = "store.memory_ceiling" };
	return BUSY;
}

static enum rc guarded(struct db *db, struct ctx *x, enum rc (*fn)(struct ctx *x, void *p), void *p)
{
	jmp_buf full;
	if (setjmp(full))
		return out_of_memory(x, db);
	arena_guard(x->arena, &full);
	enum rc rc = fn(x, p);
	arena_guard(x->arena, NULL);
	return rc;
}

/* ---- readers */

/* A transaction on a reader costs nothing until the first statement. It can
 * only fail there, and says so to whoever asked. */
static void fresh_snapshot(struct db *db)
{
	if (db->in_transaction)
		db_undo(db);
	(void)!db_begin(db);
}

/* The last call: the piece and all its memory belong to its owner again as soon
 * as done() begins to answer, so nothing of it is touched afterwards. */
static void finish(struct store *s, struct db *db, struct work *w, enum rc rc)
{
	w->x->db = db;
	w->done(w->x, rc, w->p);
	db_undo(db);
	pthread_mutex_lock(&s->mutex);
	if (--s->unfinished == 0)
		pthread_cond_broadcast(&s->idle);
	pthread_mutex_unlock(&s->mutex);
}

static void do_read(struct store *s, struct db *db, struct work *w)
{
	fresh_snapshot(db);
	w->x->db = db;
	enum rc rc = OK;
	if (w->prepare) {
		rc = guarded(db, w->x, w->prepare, w->p);
		fresh_snapshot(db);
	}
	if (rc == OK)
		rc = guarded(db, w->x, w->run, w->p);
	if (rc == OK) {
		ctx_run_after_commit(w->x);
	} else {
		ctx_drop_after_commit(w->x);
		/* A failed statement may have broken the snapshot. */
		fresh_snapshot(db);
	}
	pthread_mutex_lock(&s->mutex);
	s->reads_waiting--;
	pthread_mutex_unlock(&s->mutex);
	finish(s, db, w, rc);
}

static void do_done(struct store *s, struct db *db, struct work *w)
{
	fresh_snapshot(db);
	pthread_mutex_lock(&s->mutex);
	s->writes_waiting--;
	pthread_mutex_unlock(&s->mutex);
	finish(s, db, w, w->rc);
}

static void do_prepare(struct store *s, struct db *db, struct work *w)
{
	fresh_snapshot(db);
	w->x->db = db;
	w->rc = guarded(db, w->x, w->prepare, w->p);
	w->x->db = NULL;
	db_undo(db);
	pthread_mutex_lock(&s->mutex);
	s->preparing--;
	if (w->rc == OK) {
		put(&s->writes, w);
		pthread_cond_signal(&s->writer_wake);
	} else {
		ctx_drop_after_commit(w->x);
		put(&s->dones, w);
	}
	/* A place among the preparing is free, or a done waits. */
	pthread_cond_signal(&s->reader_wake);
	pthread_mutex_unlock(&s->mutex);
}

/* Prepares are slow by nature (a password takes 0.15 s): one reader is always
 * kept free of them. */
static bool may_prepare(const struct store *s)
{
	return s->prepares.first && (s->preparing < s->nreaders - 1 || s->nreaders == 1);
}

/* Chooses what is next; the mutex is held. Finishing comes before beginning. */
static void (*choose(struct store *s, struct work **ret))(struct store *, struct db *, struct work *)
{
	if ((*ret = take(&s->dones)))
		return do_done;
	s->prepare_next = !s->prepare_next;
	if (may_prepare(s) && (s->prepare_next || !s->reads.first)) {
		*ret = take(&s->prepares);
		s->preparing++;
		return do_prepare;
	}
	if ((*ret = take(&s->reads)))
		return do_read;
	return NULL;
}

static void *reader_loop(void *p)
{
	struct worker *me = p;
	struct store *s = me->store;
	pthread_mutex_lock(&s->mutex);
	for (;;) {
		struct work *w;
		void (*act)(struct store *, struct db *, struct work *) = choose(s, &w);
		if (act) {
			pthread_mutex_unlock(&s->mutex);
			act(s, me->db, w);
			pthread_mutex_lock(&s->mutex);
		} else if (s->stop) {
			break;
		} else {
			pthread_cond_wait(&s->reader_wake, &s->mutex);
		}
	}
	pthread_mutex_unlock(&s->mutex);
	return NULL;
}

/* ---- writers */

struct batch {
	struct work *w[STORE_BATCH_MAX];
	size_t n;
};

/* Everything from here on that seemed to be written was not. */
static void disown(struct batch *b, size_t from, size_t to, enum rc rc, const char *cause)
{
	for (size_t i = from; i < to; i++) {
		struct work *w = b->w[i];
		if (w->rc != OK)
			continue;
		ctx_drop_after_commit(w->x);
		w->rc = db_fault(w->x, rc, rc == BUSY ? "core.busy" : "core.failed", cause);
	}
}

/* One piece, behind a savepoint of its own when it shares the transaction. */
static enum rc do_write(struct db *db, struct work *w, bool shared)
{
	enum rc rc = shared ? db->engine->savepoint(db) : OK;
	if (rc != OK)
		return db_fault(w->x, rc, "core.failed", db->cause);
	w->x->db = db;
	w->answered = false;
	rc = guarded(db, w->x, w->run, w->p);
	w->x->db = NULL;
	if (rc == OK && shared) {
		rc = db->engine->release(db);
		if (rc != OK)
			db_fault(w->x, rc, "core.failed", db->cause);
	}
	if (rc == OK)
		return OK;
	ctx_drop_after_commit(w->x);
	/* If the engine has undone more than this piece, alive() tells. If it
	 * cannot undo just this piece, half of it must not be committed. */
	if (shared && db->engine->alive(db) && db->engine->undo_savepoint(db) != OK)
		db->engine->undo(db);
	return rc;
}

/* ---- pieces that may be run once more
 *
 * A savepoint for each piece makes SQLite keep, for each, what every page was
 * before. Nearly all pieces succeed, or are refused before they wrote: so they
 * run without, and only if one of them fails half way, the whole transaction is
 * undone and run again, piece by piece behind savepoints. */

static bool all_replayable(const struct batch *b, size_t from)
{
	for (size_t i = from; i < b->n; i++)
		if (!b->w[i]->replayable)
			return false;
	return true;
}

/* As a refused form does: the transaction is as it was before the piece. */
static bool harmless(enum rc rc, struct db *db, int64_t changes)
{
	return rc != BUSY && rc != FAILED && db->engine->changes(db) == changes;
}

static void as_new(struct batch *b, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		b->w[i]->rc = OK;
		fault_clear(b->w[i]->x);
		ctx_drop_after_commit(b->w[i]->x);
	}
}

/* True: all pieces have run, and the transaction waits for its commit. False:
 * none has, there is no transaction. */
static bool run_boldly(struct db *db, struct batch *b, size_t from)
{
	if (db_begin(db) != OK)
		return false;
	for (size_t i = from; i < b->n; i++) {
		struct work *w = b->w[i];
		int64_t changes = db->engine->changes(db);
		w->rc = do_write(db, w, false);
		if (db->engine->alive(db) && (w->rc == OK || harmless(w->rc, db, changes)))
			continue;
		db_undo(db);
		as_new(b, from, i + 1);
		return false;
	}
	return true;
}

/* Runs the pieces from `from` on in one transaction and commits. Returns how far
 * it came: fewer than all, if the engine undid the transaction half way. */
static size_t do_transaction(struct db *db, struct batch *b, size_t from)
{
	bool shared = b->n - from > 1;
	size_t to = from;
	enum rc rc;
	if (shared && all_replayable(b, from) && run_boldly(db, b, from)) {
		rc = db_commit(db);
		if (rc != OK)
			disown(b, from, b->n, rc, db->cause);
		return b->n;
	}
	rc = db_begin(db);
	if (rc != OK) {
		disown(b, from, b->n, rc, db->cause);
		return b->n;
	}
	while (to < b->n) {
		struct work *w = b->w[to++];
		w->rc = do_write(db, w, shared);
		if (!db->engine->alive(db)) {
			disown(b, from, to, FAILED, "store.undone_by_engine");
			db_undo(db);
			return to;
		}
	}
	if (!shared && b->w[from]->rc != OK) {
		db_undo(db);
		return to;
	}
	rc = db_commit(db);
	if (rc != OK)
		disown(b, from, to, rc, db->cause);
	return to;
}

/* Those that ask nothing more are done here, the others are put in line for the
 * readers. */
static void finish_batch(struct store *s, struct batch *b)
{
	size_t left = 0;
	for (size_t i = 0; i < b->n; i++) {
		struct work *w = b->w[i];
		if (w->answered && w->rc == OK)
			w->done(w->x, OK, w->p);
		else
			b->w[left++] = w;
	}
	pthread_mutex_lock(&s->mutex);
	s->writes_waiting -= b->n - left;
	s->unfinished -= b->n - left;
	if (s->unfinished == 0)
		pthread_cond_broadcast(&s->idle);
	for (size_t i = 0; i < left; i++)
		put(&s->dones, b->w[i]);
	if (left > 1)
		pthread_cond_broadcast(&s->reader_wake);
	else if (left)
		pthread_cond_signal(&s->reader_wake);
	pthread_mutex_unlock(&s->mutex);
}

static void do_batch(struct store *s, struct db *db, struct batch *b)
{
	for (size_t i = 0; i < b->n; i++)
		b->w[i]->rc = OK;
	for (size_t i = 0; i < b->n;)
		i = do_transaction(db, b, i);
	/* Here, and not on the readers, so that changes are told in the order
	 * in which they became durable. */
	for (size_t i = 0; i < b->n; i++) {
		if (b->w[i]->rc == OK)
			ctx_run_after_commit(b->w[i]->x);
	}
	finish_batch(s, b);
	db->engine->tidy(db);
}

/* Until a write comes, or it is time to try again to empty the log. */
static void wait_briefly(struct store *s)
{
	enum { SCRUB_AGAIN_MS = 100 };		/* readers are done in a few */
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += SCRUB_AGAIN_MS * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	pthread_cond_timedwait(&s->writer_wake, &s->mutex, &until);
}

static void *writer_loop(void *p)
{
	struct worker *me = p;
	struct store *s = me->store;
	size_t max = s->kind == STORE_SQLITE ? STORE_BATCH_MAX : 1;
	pthread_mutex_lock(&s->mutex);
	for (;;) {
		struct batch b = { .n = 0 };
		while (b.n < max && (b.w[b.n] = take(&s->writes)))
			b.n++;
		if (b.n) {
			pthread_mutex_unlock(&s->mutex);
			do_batch(s, me->db, &b);
			pthread_mutex_lock(&s->mutex);
		} else if (s->stop) {
			break;
		} else if (me->db->scrub) {
			/* A reader was in the way; perhaps nobody writes again tonight. */
			wait_briefly(s);
			pthread_mutex_unlock(&s->mutex);
			me->db->engine->tidy(me->db);
			pthread_mutex_lock(&s->mutex);
		} else {
			pthread_cond_wait(&s->writer_wake, &s->mutex);
		}
	}
	pthread_mutex_unlock(&s->mutex);
	return NULL;
}

/* ---- the door */

/* Counts the piece in, or says no. The mutex is held. */
static bool accept(struct store *s, size_t *waiting)
{
	if (s->closing || *waiting >= s->queue_max)
		return false;
	++*waiting;
	s->unfinished++;
	return true;
}

static void turn_away(struct work *w)
{
	w->x->db = NULL;
	w->done(w->x, db_fault(w->x, BUSY, "core.busy", "store.queue_full"), w->p);
}

void store_read(struct store *s, struct work *w)
{
	pthread_mutex_lock(&s->mutex);
	bool in = accept(s, &s->reads_waiting);
	if (in) {
		put(&s->reads, w);
		pthread_cond_signal(&s->reader_wake);
	}
	pthread_mutex_unlock(&s->mutex);
	if (!in)
		turn_away(w);
}

void store_write(struct store *s, struct work *w)
{
	pthread_mutex_lock(&s->mutex);
	bool in = accept(s, &s->writes_waiting);
	if (in) {
		put(w->prepare ? &s->prepares : &s->writes, w);
		pthread_cond_signal(w->prepare ? &s->reader_wake : &s->writer_wake);
	}
	pthread_mutex_unlock(&s->mutex);
	if (!in)
		turn_away(w);
}

/* ---- starting and stopping */

static bool spawn(struct worker *me, void *(*loop)(void *))
{
	/* Signals are for the main thread. */
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	bool good = pthread_create(&me->thread, NULL, loop, me) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return good;
}

enum rc runner_start(struct ctx *x, struct store *s)
{
	queue_init(&s->reads);
	queue_init(&s->prepares);
	queue_init(&s->writes);
	queue_init(&s->dones);
	while (s->nthreads_read < s->nreaders) {
		if (!spawn(&s->readers[s->nthreads_read], reader_loop))
			return fail_cause(x, FAILED, "store.threads");
		s->nthreads_read++;
	}
	while (s->nthreads_write < s->nwriters) {
		if (!spawn(&s->writers[s->nthreads_write], writer_loop))
			return fail_cause(x, FAILED, "store.threads");
		s->nthreads_write++;
	}
	return OK;
}

void runner_stop(struct store *s)
{
	pthread_mutex_lock(&s->mutex);
	s->closing = true;
	while (s->unfinished)
		pthread_cond_wait(&s->idle, &s->mutex);
	s->stop = true;
	pthread_cond_broadcast(&s->reader_wake);
	pthread_cond_broadcast(&s->writer_wake);
	pthread_mutex_unlock(&s->mutex);
	while (s->nthreads_write)
		pthread_join(s->writers[--s->nthreads_write].thread, NULL);
	while (s->nthreads_read)
		pthread_join(s->readers[--s->nthreads_read].thread, NULL);
}
