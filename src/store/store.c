/* store.c -- the front door: opening, closing, waiting callers, the change bus.
 * Knows which parts make up a store; refuses to know SQL and slices. */
#include "store/store.h"
#include "core/log.h"
#include "store/migration.h"
#include "store/runner.h"
#include <semaphore.h>
#include <stdlib.h>

/* ---- opening and closing */

static enum rc open_one(struct ctx *x, struct store *s, bool may_write, struct worker *ret)
{
	TRY(db_open(x, str_of(s->address), may_write, &ret->db));
	ret->db->store = s;
	if (!may_write)
		ret->db->memory = &s->memory;
	ret->store = s;
	return OK;
}

static enum rc open_all(struct ctx *x, struct store *s, const struct migration *list, size_t n, bool migrate)
{
	int nwriters = s->kind == STORE_SQLITE ? 1 : STORE_WRITERS_POSTGRES;
	while (s->nwriters < nwriters) {
		TRY(open_one(x, s, true, &s->writers[s->nwriters]));
		if (s->nwriters++ == 0)
			TRY(migration_run(x, s->writers[0].db, list, n, migrate));
	}
	while (s->nreaders < STORE_READERS) {
		TRY(open_one(x, s, false, &s->readers[s->nreaders]));
		s->nreaders++;
	}
	return runner_start(x, s);
}

enum rc store_open_with(struct ctx *x, struct str address, const struct migration *list, size_t n, bool migrate,
			struct store **ret_store)
{
	/* calloc: a store lives as long as the process, in no arena. */
	struct store *s = calloc(1, sizeof *s);
	if (!s || !(s->address = strndup(address.p, address.n))) {
		free(s);
		return fail_cause(x, FAILED, "store.out_of_memory");
	}
	s->kind = str_starts(address, S("sqlite:")) ? STORE_SQLITE : STORE_POSTGRES;
	s->queue_max = STORE_QUEUE_MAX;
	memory_init(&s->memory);
	pthread_mutex_init(&s->mutex, NULL);
	pthread_cond_init(&s->reader_wake, NULL);
	pthread_cond_init(&s->writer_wake, NULL);
	pthread_cond_init(&s->idle, NULL);
	enum rc rc = open_all(x, s, list, n, migrate);
	if (rc != OK) {
		store_close(s);
		return rc;
	}
	*ret_store = s;
	return OK;
}

enum rc store_open(struct ctx *x, struct str address, bool migrate, struct store **ret_store)
{
	return store_open_with(x, address, store_migrations, store_migration_count, migrate, ret_store);
}

void store_close(struct store *s)
{
	if (!s)
		return;
	runner_stop(s);
	postgres_listener_close(s->listener);
	sqlite_watch_stop(s->watch);
	while (s->nreaders)
		db_close(s->readers[--s->nreaders].db);
	if (s->nwriters && s->kind == STORE_SQLITE)
		sqlite_settle(s->writers[0].db);
	while (s->nwriters)
		db_close(s->writers[--s->nwriters].db);
	memory_free(&s->memory);
	pthread_cond_destroy(&s->idle);
	pthread_cond_destroy(&s->writer_wake);
	pthread_cond_destroy(&s->reader_wake);
	pthread_mutex_destroy(&s->mutex);
	free(s->address);
	free(s);
}

enum store_kind store_kind(const struct store *s)
{
	return s->kind;
}

/* ---- callers that may wait */

struct now {
	enum rc (*fn)(struct ctx *x, void *p);
	void *p;
	enum rc rc;
	sem_t finished;
};

static enum rc now_run(struct ctx *x, void *p)
{
	struct now *now = p;
	return now->fn(x, now->p);
}

static void now_done(struct ctx *x, enum rc rc, void *p)
{
	struct now *now = p;
	now->rc = rc;
	sem_post(&now->finished);
}

enum rc store_now(struct store *s, struct ctx *x, bool write, enum rc (*fn)(struct ctx *x, void *p), void *p)
{
	struct now now = { .fn = fn, .p = p };
	struct work w = { .x = x, .p = &now, .run = now_run, .done = now_done };
	struct db *before = x->db;
	/* The runner sets a recovery point of its own on another stack. */
	jmp_buf *guard = arena_guard(x->arena, NULL);
	sem_init(&now.finished, 0, 0);
	if (write)
		store_write(s, &w);
	else
		store_read(s, &w);
	while (sem_wait(&now.finished) != 0)
		;	/* a signal */
	sem_destroy(&now.finished);
	x->db = before;
	arena_guard(x->arena, guard);
	return now.rc;
}

/* ---- the change bus */

struct change {
	struct store *store;
	struct str topic;
};

static void tell(void *p)
{
	struct change *c = p;
	if (c->store->changed)
		c->store->changed(c->store->changed_p, c->topic);
}

void store_changed(struct ctx *x, struct str topic)
{
	struct db *db = x->db;
	if (!db || !db->store)
		return;
	if (db->engine->kind == STORE_POSTGRES) {
		/* A failure breaks the transaction, so COMMIT will tell. */
		if (db_ensure_begun(x, db) == OK)
			(void)!postgres_notify(x, db, topic);
		return;
	}
	struct change *c = ARENA_NEW(x->arena, struct change);
	*c = (struct change){ db->store, str_dup(x->arena, topic) };
	ctx_after_commit(x, tell, c);
}

void store_scrub(struct ctx *x)
{
	if (x->db && x->db->engine->kind == STORE_SQLITE)
		x->db->scrub = true;
}

enum rc store_mix(struct ctx *x, const char *table, const char *column, const int64_t *ids, size_t n)
{
	struct db *db = x->db;
	if (!db || db->engine->kind != STORE_POSTGRES || n == 0)
		return OK;
	TRY(db_ensure_begun(x, db));
	return postgres_mix(x, db, table, column, ids, n);
}

void store_listen(struct store *s, void (*changed)(void *p, struct str topic), void *p)
{
	s->changed = changed;
	s->changed_p = p;
	if (s->kind != STORE_POSTGRES) {
		s->watch = sqlite_watch_start(s);
		return;
	}
	struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
	if (!a)
		return;
	struct ctx x;
	ctx_init(&x, a);
	if (postgres_listener_open(&x, str_of(s->address), changed, p, &s->listener) != OK)
		log_line(LOG_ERROR, "store", "what=listen cause=\"%s\"", x.fault.cause);
	arena_free(a);
}

/* ---- backup */

enum rc store_backup(struct store *s, struct ctx *x, struct str path)
{
	if (s->kind == STORE_POSTGRES)
		return fail(x, INVALID, "path", "store.backup_postgres");
	/* A connection of its own: copying a large store takes a while, and no
	 * reader should be missing meanwhile. */
	struct worker own;
	TRY(open_one(x, s, false, &own));
	enum rc rc = sqlite_backup(x, own.db, path);
	db_close(own.db);
	return rc;
}
