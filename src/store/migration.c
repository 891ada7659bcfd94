/* migration.c -- brings a store to the schema of this program, or says why not.
 * Knows numbers and hashes; refuses to know what a migration does. */
#include "store/migration.h"
#include "core/log.h"

/* These three statements are about the table that comes before all migrations,
 * so sqlgen cannot know it. They are tested on both engines. */
static const char table_sqlite[] =
	"CREATE TABLE IF NOT EXISTS samspil_migration ("
	"number INTEGER PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL, at INTEGER NOT NULL) STRICT";
static const char table_postgres[] =
	/* Nodes that start together take turns; the lock ends with the transaction. */
	"SELECT pg_advisory_xact_lock(7364);"
	"CREATE TABLE IF NOT EXISTS samspil_migration ("
	"number BIGINT PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL, at BIGINT NOT NULL)";

struct applied {
	int64_t number;
	struct str hash;
};
static const struct field applied_columns[] = {
	{ "number", VALUE_INT, false, offsetof(struct applied, number) },
	{ "hash", VALUE_TEXT, false, offsetof(struct applied, hash) },
};
static const char applied_sql[] = "SELECT number, hash FROM samspil_migration ORDER BY number LIMIT 10000";
static const struct statement applied_list = {
	.name = "migration_list", .sqlite = applied_sql, .postgres = applied_sql,
	.columns = applied_columns, .ncolumns = 2, .row_size = sizeof(struct applied),
};
static const struct field add_params[] = {
	{ "number", VALUE_INT, false, 0 }, { "name", VALUE_TEXT, false, 0 },
	{ "hash", VALUE_TEXT, false, 0 }, { "at", VALUE_INT, false, 0 },
};
static const struct statement applied_add = {
	.name = "migration_add",
	.sqlite = "INSERT INTO samspil_migration (number, name, hash, at) VALUES (?1, ?2, ?3, ?4)",
	.postgres = "INSERT INTO samspil_migration (number, name, hash, at) VALUES ($1, $2, $3, $4)",
	.params = add_params, .nparams = 4, .writes = true,
};

static enum rc refuse(struct ctx *x, const char *message, int64_t number)
{
	fail_cause(x, FAILED, "migration %04" PRId64, number);
	x->fault.message = message;
	return FAILED;
}

static const struct migration *find(const struct migration *list, size_t n, int64_t number)
{
	for (size_t i = 0; i < n; i++) {
		if (list[i].number == number)
			return &list[i];
	}
	return NULL;
}

/* What the store has been through must be what this program knows. */
static enum rc compare(struct ctx *x, const struct applied *done, size_t ndone, const struct migration *list, size_t n)
{
	for (size_t i = 0; i < ndone; i++) {
		const struct migration *m = find(list, n, done[i].number);
		if (!m && (n == 0 || done[i].number > list[n - 1].number))
			return refuse(x, "store.newer", done[i].number);
		if (!m || !str_eqz(done[i].hash, m->hash))
			return refuse(x, "store.changed_migration", done[i].number);
	}
	return OK;
}

static enum rc apply(struct ctx *x, struct db *db, const struct migration *m)
{
	const char *sql = db->engine->kind == STORE_SQLITE ? m->sqlite : m->postgres;
	enum rc rc = db->engine->script(x, db, sql);
	if (rc != OK) {
		fault_clear(x);
		return refuse(x, "store.migration", m->number);
	}
	const union value row[] = {
		{ .integer = m->number }, { .text = str_of(m->name) }, { .text = str_of(m->hash) }, { .integer = x->now },
	};
	TRY(statement_exec(x, &applied_add, row, NULL));
	log_line(LOG_INFO, "migration", "number=%04d name=%s", m->number, m->name);
	return OK;
}

static enum rc apply_missing(struct ctx *x, struct db *db, const struct migration *list, size_t n, bool migrate, bool *ret_changed)
{
	TRY(db->engine->script(x, db, db->engine->kind == STORE_SQLITE ? table_sqlite : table_postgres));
	void *rows;
	size_t ndone;
	TRY(statement_many(x, &applied_list, NULL, &rows, &ndone));
	const struct applied *done = rows;
	TRY(compare(x, done, ndone, list, n));
	for (size_t i = 0; i < n; i++) {
		bool been = false;
		for (size_t j = 0; j < ndone; j++)
			been |= done[j].number == list[i].number;
		if (been)
			continue;
		if (!migrate)
			return refuse(x, "store.needs_migration", list[i].number);
		TRY(apply(x, db, &list[i]));
		*ret_changed = true;
	}
	return OK;
}

enum rc migration_run(struct ctx *x, struct db *db, const struct migration *list, size_t n, bool migrate)
{
	enum rc rc = db_begin(db);
	if (rc != OK)
		return db_fault(x, rc, "store.unreachable", db->cause);
	struct db *before = x->db;
	bool changed = false;
	x->db = db;
	rc = apply_missing(x, db, list, n, migrate, &changed);
	x->db = before;
	if (rc != OK || !changed) {
		db_undo(db);
		return rc;
	}
	rc = db_commit(db);
	return rc == OK ? OK : db_fault(x, rc, "store.migration", db->cause);
}
