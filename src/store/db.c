/* db.c -- what both engines share: the door, transactions, and the table of
 * prepared statements. Knows neither SQLite nor libpq. */
#include "store/db.h"
#include <stdlib.h>

enum rc db_fault(struct ctx *x, enum rc rc, const char *message, const char *cause)
{
	if (x->fault.rc == OK)
		x->fault = (struct fault){ .rc = rc, .field = "", .message = message, .cause = cause };
	return rc;
}

enum rc db_open(struct ctx *x, struct str address, bool may_write, struct db **ret_db)
{
	struct str prefix = S("sqlite:");
	if (str_starts(address, prefix))
		return sqlite_open(x, str_sub(address, prefix.n, address.n), may_write, ret_db);
	if (str_starts(address, S("postgresql://")) || str_starts(address, S("postgres://")))
		return postgres_open(x, address, may_write, ret_db);
	return db_fault(x, FAILED, "store.unreachable", "the address is neither sqlite:PATH nor postgresql://...");
}

void db_close(struct db *db)
{
	if (!db)
		return;
	if (db->in_transaction)
		db_undo(db);
	db_forget_prepared(db);
	free(db->cache);
	db->engine->close(db);
}

static void end(struct db *db)
{
	db->in_transaction = db->begun = false;
	answers_let_go(db->answers);
	db->answers = NULL;
}

enum rc db_begin(struct db *db)
{
	db->begun = false;
	if (db->may_write) {
		TRY(db->engine->begin(db));
		db->begun = true;
	}
	db->in_transaction = true;
	return OK;
}

enum rc db_ensure_begun(struct ctx *x, struct db *db)
{
	if (db->begun)
		return OK;
	if (!db->in_transaction)
		return db_fault(x, FAILED, "core.failed", "store.no_transaction");
	struct state before, after;
	bool known = db->memory && db->engine->state && db->engine->state(db, &before);
	enum rc rc = db->engine->begin(db);
	if (rc != OK)
		return db_fault(x, rc, rc == BUSY ? "core.busy" : "core.failed", db->cause);
	db->begun = true;
	/* The same before and after: so it is the snapshot's between. */
	if (known && db->engine->state(db, &after) && memcmp(&before, &after, sizeof before) == 0)
		db->answers = memory_of(db->memory, &before);
	return OK;
}

enum rc db_commit(struct db *db)
{
	bool begun = db->begun;
	end(db);
	return begun ? db->engine->commit(db) : OK;
}

void db_undo(struct db *db)
{
	if (db->begun)
		db->engine->undo(db);
	end(db);
}

/* Descriptions are at least 16 bytes apart, so the low bits say nothing. */
static size_t slot_of(const struct prepared *table, size_t cap, const struct statement *st)
{
	size_t i = ((uintptr_t)st >> 4) * 0x9E3779B97F4A7C15u >> 20;
	for (;; i++) {
		const struct prepared *p = &table[i & (cap - 1)];
		if (!p->st || p->st == st)
			return i & (cap - 1);
	}
}

void *db_prepared(const struct db *db, const struct statement *st)
{
	return db->cache_cap ? db->cache[slot_of(db->cache, db->cache_cap, st)].handle : NULL;
}

static bool grow(struct db *db)
{
	size_t cap = db->cache_cap ? db->cache_cap * 2 : 64;
	/* malloc: the table lives as long as the connection, in no arena. */
	struct prepared *table = calloc(cap, sizeof *table);
	if (!table)
		return false;
	for (size_t i = 0; i < db->cache_cap; i++) {
		if (db->cache[i].st)
			table[slot_of(table, cap, db->cache[i].st)] = db->cache[i];
	}
	free(db->cache);
	db->cache = table;
	db->cache_cap = cap;
	return true;
}

bool db_keep_prepared(struct db *db, const struct statement *st, void *handle)
{
	if (db->cache_n * 2 >= db->cache_cap && !grow(db))
		return false;
	db->cache[slot_of(db->cache, db->cache_cap, st)] = (struct prepared){ st, handle };
	db->cache_n++;
	return true;
}

void db_forget_prepared(struct db *db)
{
	for (size_t i = 0; i < db->cache_cap; i++) {
		if (db->cache[i].st && db->engine->forget)
			db->engine->forget(db->cache[i].handle);
		db->cache[i] = (struct prepared){ 0 };
	}
	db->cache_n = 0;
}
