/* store_postgres.c -- the store on a PostgreSQL server.
 *
 * Knows libpq, the server's error classes and what a lost connection means:
 * before a transaction has begun, connect again and try once more; inside one,
 * say BUSY, for nothing was kept; at COMMIT, say FAILED, because nobody knows
 * whether it was kept, and writing twice would be worse than asking.
 *
 * Parameters travel binary with their types, so no text is ever quoted or
 * guessed; rows come back as text. A writing statement runs behind a savepoint
 * of its own, in one round trip, so that a CONFLICT leaves the transaction
 * usable as it does in SQLite. */
#include "core/buf.h"
#include "core/log.h"
#include "store/db.h"
#include <endian.h>
#include <errno.h>
#include <libpq-fe.h>
#include <math.h>
#include <stdlib.h>

/* Types by number, as in the server's catalogue (pg_type.dat). */
enum { MIX_BYTES_MAX = 64 << 10 };	/* a statement for some 3,000 groups */
enum { OID_BYTEA = 17, OID_INT8 = 20, OID_TEXT = 25, OID_FLOAT8 = 701 };

struct postgres_db {
	struct db db;
	PGconn *conn;
	PGresult *held;		/* while its rows are being copied, for abandon() */
	unsigned named;		/* prepared statements so far on this connection */
	bool defect;		/* the transaction was lost with its connection */
};

static const char session_sql[] =
	"SET TIME ZONE 'UTC';"
	"SET bytea_output = 'hex';"
	"SET client_min_messages = warning;"
	"SET lock_timeout = '5s';"			/* then BUSY, as SQLite's writer does */
	"SET statement_timeout = '60s';"
	"SET idle_in_transaction_session_timeout = '120s';";
static const char begin_write_sql[] = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
static const char begin_read_sql[] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

static struct postgres_db *of(struct db *db)
{
	return (struct postgres_db *)db;
}

/* ---- what went wrong */

static bool lost(const struct postgres_db *s)
{
	return PQstatus(s->conn) != CONNECTION_OK;
}

static enum rc judge(const struct postgres_db *s, const PGresult *r, const char **ret_cause)
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	if (!state || lost(s) || !strncmp(state, "08", 2) || !strncmp(state, "57P", 3)) {
		*ret_cause = "store.connection_lost";
		return BUSY;
	}
	if (!strcmp(state, "23505") || !strcmp(state, "23503") || !strcmp(state, "23001"))
		return CONFLICT;
	if (!strncmp(state, "23", 2)) {
		*ret_cause = "store.schema_refused";
		return FAILED;
	}
	if (!strcmp(state, "53100")) {
		*ret_cause = "store.disk_full";
		return FAILED;
	}
	/* Serialisation, deadlock, lock or statement timeout, out of resources. */
	if (!strncmp(state, "40", 2) || !strcmp(state, "55P03") || !strcmp(state, "57014") || !strncmp(state, "53", 2)) {
		*ret_cause = "store.locked";
		return BUSY;
	}
	*ret_cause = !strncmp(state, "58", 2) ? "store.io" : !strncmp(state, "XX", 2) ? "store.corrupt" : "store.postgres";
	return FAILED;
}

/* The state code only: the server's own words may repeat a value. */
static const char *code_of(const PGresult *r)
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	return state ? state : "none";
}

static enum rc fault(struct ctx *x, struct postgres_db *s, PGresult *r, const char *name)
{
	const char *cause = "";
	char state[8];
	enum rc rc = judge(s, r, &cause);
	snprintf(state, sizeof state, "%s", code_of(r));
	PQclear(r);	/* before the arena is asked for memory */
	return rc == CONFLICT ? CONFLICT : fail_cause(x, rc, "%s: %s: sqlstate %s", cause, name, state);
}

/* ---- connecting */

static bool session(struct postgres_db *s)
{
	if (lost(s))
		return false;
	PGresult *r = PQexec(s->conn, session_sql);
	bool good = PQresultStatus(r) == PGRES_COMMAND_OK;
	PQclear(r);
	return good;
}

static bool connect_again(struct postgres_db *s)
{
	db_forget_prepared(&s->db);
	s->named = 0;
	PQreset(s->conn);
	bool good = session(s);
	log_line(good ? LOG_INFO : LOG_WARN, "store", "what=reconnect ok=%d", good);
	return good;
}

/* ---- transactions */

/* Runs one command without parameters. On failure the cause is set. */
static enum rc command(struct postgres_db *s, const char *sql, const char *want)
{
	PGresult *r = PQexec(s->conn, sql);
	if (PQresultStatus(r) == PGRES_COMMAND_OK) {
		/* COMMIT of a broken transaction succeeds by rolling back. */
		bool as_wanted = !strcmp(PQcmdStatus(r), want);
		PQclear(r);
		s->db.cause = "store.undone_by_engine";
		return as_wanted ? OK : FAILED;
	}
	enum rc rc = judge(s, r, &s->db.cause);
	log_line(LOG_WARN, "store", "what=%s cause=%s sqlstate=%s", want, s->db.cause, code_of(r));
	PQclear(r);
	return rc == CONFLICT ? FAILED : rc;
}

static enum rc begin(struct db *db)
{
	struct postgres_db *s = of(db);
	const char *sql = db->may_write ? begin_write_sql : begin_read_sql;
	s->defect = false;
	/* A connection that is still in the middle of something is as useless
	 * as a lost one: a second BEGIN would join what was to be undone. */
	if (!lost(s) && PQtransactionStatus(s->conn) == PQTRANS_IDLE && PQpipelineStatus(s->conn) == PQ_PIPELINE_OFF) {
		enum rc rc = command(s, sql, "BEGIN");
		if (rc == OK || !lost(s))
			return rc;
	}
	/* Nothing has been asked of this transaction yet: it is safe to try
	 * once more on a new connection. */
	if (!connect_again(s)) {
		db->cause = "store.unreachable";
		return BUSY;
	}
	return command(s, sql, "BEGIN");
}

static void undo(struct db *db)
{
	struct postgres_db *s = of(db);
	if (lost(s) || PQtransactionStatus(s->conn) == PQTRANS_IDLE)
		return;
	(void)command(s, "ROLLBACK", "ROLLBACK");
}

static enum rc commit(struct db *db)
{
	struct postgres_db *s = of(db);
	if (s->defect) {
		db->cause = "store.connection_lost";
		undo(db);
		return BUSY;
	}
	enum rc rc = command(s, "COMMIT", "COMMIT");
	if (rc == OK)
		return OK;
	if (lost(s) && db->may_write) {
		db->cause = "store.commit_unknown";
		return FAILED;
	}
	undo(db);
	return rc;
}

static enum rc savepoint(struct db *db)
{
	return command(of(db), "SAVEPOINT piece", "SAVEPOINT");
}

static enum rc release(struct db *db)
{
	return command(of(db), "RELEASE piece", "RELEASE");
}

static enum rc undo_savepoint(struct db *db)
{
	TRY(command(of(db), "ROLLBACK TO piece", "ROLLBACK"));
	return release(db);
}

/* The server never ends a transaction by itself without COMMIT telling. */
static bool alive(struct db *db)
{
	return true;
}

/* ---- parameters */

struct bound {
	const char *values[STATEMENT_PARAMS_MAX];
	int lengths[STATEMENT_PARAMS_MAX];
	int formats[STATEMENT_PARAMS_MAX];
	uint64_t words[STATEMENT_PARAMS_MAX];	/* numbers, big-endian */
};

static Oid type_of(const struct field *f)
{
	switch (f->type) {
	case VALUE_TEXT:
	case VALUE_DATE:
		return OID_TEXT;
	case VALUE_BYTES:
		return OID_BYTEA;
	case VALUE_REAL:
		return OID_FLOAT8;
	case VALUE_INT:
	case VALUE_ID:
	case VALUE_BOOL:
		break;
	}
	return OID_INT8;
}

static void bind_word(struct bound *b, int i, uint64_t word)
{
	b->words[i] = htobe64(word);
	b->values[i] = (const char *)&b->words[i];
	b->lengths[i] = sizeof b->words[i];
}

static void bind_text(struct bound *b, int i, struct str s)
{
	b->values[i] = s.p ? s.p : "";
	b->lengths[i] = (int)s.n;
}

/* Leaves values[i] NULL for null. */
static void bind(struct ctx *x, struct bound *b, int i, const struct field *f, const union value *v)
{
	uint64_t word;
	b->formats[i] = 1;
	switch (f->type) {
	case VALUE_TEXT:
	case VALUE_BYTES:
		if (v->text.p || !f->nullable)
			bind_text(b, i, v->text);
		break;
	case VALUE_DATE:
		if (date_is(v->date))
			bind_text(b, i, date_iso(x->arena, v->date));
		break;
	case VALUE_INT:
		if (!f->nullable || v->integer != INT64_MIN)
			bind_word(b, i, (uint64_t)v->integer);
		break;
	case VALUE_ID:
		if (!f->nullable || v->integer != 0)
			bind_word(b, i, (uint64_t)v->integer);
		break;
	case VALUE_BOOL:
		bind_word(b, i, v->boolean);
		break;
	case VALUE_REAL:
		memcpy(&word, &v->real, sizeof word);
		if (!isnan(v->real))
			bind_word(b, i, word);
		break;
	}
}

/* ---- rows */

/* "\x6162": two digits a byte. */
static bool read_hex(struct ctx *x, struct str s, struct str *ret)
{
	if (s.n < 2 || s.p[0] != '\\' || s.p[1] != 'x' || s.n % 2)
		return false;
	size_t n = s.n / 2 - 1;
	char *bytes = arena_alloc(x->arena, n + 1);
	*ret = (struct str){ bytes, n };
	return str_from_hex(str_sub(s, 2, s.n), bytes, n);
}

static bool read_bool(struct str s, bool *ret)
{
	*ret = str_eqz(s, "t") || str_eqz(s, "1");
	return *ret || str_eqz(s, "f") || str_eqz(s, "0");
}

static bool read_real(struct str s, double *ret)
{
	char *end;
	*ret = strtod(s.p, &end);	/* libpq ends every value with a zero */
	return s.n && end == s.p + s.n;
}

static bool read_column(struct ctx *x, const PGresult *r, int row, int i, const struct field *f, void *to)
{
	if (PQgetisnull(r, row, i))
		return field_null(f, to);
	struct str s = { PQgetvalue(r, row, i), (size_t)PQgetlength(r, row, i) };
	switch (f->type) {
	case VALUE_TEXT:
		*(struct str *)to = str_dup(x->arena, s);
		return true;
	case VALUE_BYTES:
		return read_hex(x, s, to);
	case VALUE_DATE:
		return date_parse(s, to);
	case VALUE_INT:
	case VALUE_ID:
		return str_to_int(s, INT64_MIN, INT64_MAX, to);
	case VALUE_BOOL:
		return read_bool(s, to);
	case VALUE_REAL:
		return read_real(s, to);
	}
	return false;
}

static enum rc read_rows(struct ctx *x, const PGresult *r, const struct statement *st, size_t max, struct rows *ret)
{
	size_t n = (size_t)PQntuples(r);
	if (n > max)
		n = max;
	if (n && PQnfields(r) != st->ncolumns)
		return fail_cause(x, FAILED, "store.wrong_columns: %s", st->name);
	char *rows = arena_array(x->arena, n, st->row_size);
	for (size_t row = 0; row < n; row++) {
		for (int i = 0; i < st->ncolumns; i++) {
			const struct field *f = &st->columns[i];
			if (!read_column(x, r, (int)row, i, f, rows + row * st->row_size + f->at))
				return fail_cause(x, FAILED, "store.wrong_type: %s.%s", st->name, f->name);
		}
	}
	ret->first = rows;
	ret->n = n;
	if (st->writes)
		(void)str_to_int(str_of(PQcmdTuples((PGresult *)r)), 0, INT64_MAX, &ret->changed);
	return OK;
}

static void abandon(struct db *db)
{
	PQclear(of(db)->held);
	of(db)->held = NULL;
}

/* ---- statements */

/* The name of a prepared statement is "s" and the number kept as its handle. */
static void name_of(uintptr_t number, char name[static 24])
{
	snprintf(name, 24, "s%ju", (uintmax_t)number);
}

static enum rc prepare(struct ctx *x, struct postgres_db *s, const struct statement *st, char name[static 24])
{
	uintptr_t number = (uintptr_t)db_prepared(&s->db, st);
	if (!number) {
		number = ++s->named;
		name_of(number, name);
		Oid types[STATEMENT_PARAMS_MAX];
		for (int i = 0; i < st->nparams; i++)
			types[i] = type_of(&st->params[i]);
		PGresult *r = PQprepare(s->conn, name, st->postgres, st->nparams, types);
		if (PQresultStatus(r) != PGRES_COMMAND_OK)
			return fault(x, s, r, st->name);
		PQclear(r);
		if (!db_keep_prepared(&s->db, st, (void *)number))
			return fail_cause(x, BUSY, "store.out_of_memory: %s", st->name);
	}
	name_of(number, name);
	return OK;
}

static PGresult *execute(struct postgres_db *s, const char *name, int n, const struct bound *b)
{
	return PQexecPrepared(s->conn, name, n, b->values, b->lengths, b->formats, 0);
}

/* The result of one command of a pipeline, and the NULL that ends it. */
static PGresult *next_result(PGconn *conn)
{
	PGresult *r = PQgetResult(conn), *more;
	while (r && (more = PQgetResult(conn)))
		PQclear(more);
	return r;
}

/* SAVEPOINT, the statement, RELEASE: sent together, answered together. */
static PGresult *execute_behind_savepoint(struct postgres_db *s, const char *name, int n, const struct bound *b)
{
	PGconn *c = s->conn;
	bool sent = PQenterPipelineMode(c) && PQsendQueryParams(c, "SAVEPOINT one", 0, NULL, NULL, NULL, NULL, 0) &&
		PQsendQueryPrepared(c, name, n, b->values, b->lengths, b->formats, 0) &&
		PQsendQueryParams(c, "RELEASE one", 0, NULL, NULL, NULL, NULL, 0) && PQpipelineSync(c);
	if (!sent) {
		s->defect = true;
		return NULL;
	}
	PGresult *saved = next_result(c), *r = next_result(c), *released = next_result(c);
	PGresult *sync = PQgetResult(c);
	bool good = PQresultStatus(released) == PGRES_COMMAND_OK;
	bool undone_needed = PQresultStatus(saved) == PGRES_COMMAND_OK && !good;
	PQclear(saved);
	PQclear(released);
	PQclear(sync);
	if (!PQexitPipelineMode(c)) {
		s->defect = true;
		return r;
	}
	if (undone_needed && command(s, "ROLLBACK TO one; RELEASE one", "RELEASE") != OK)
		s->defect = true;
	return r;
}

static enum rc run(struct ctx *x, struct db *db, const struct statement *st, const union value *values, size_t max, struct rows *ret)
{
	struct postgres_db *s = of(db);
	char name[24];
	struct bound b = { 0 };
	if (s->defect)
		return fail_cause(x, BUSY, "store.connection_lost: %s", st->name);
	TRY(prepare(x, s, st, name));
	for (int i = 0; i < st->nparams; i++)
		bind(x, &b, i, &st->params[i], &values[i]);
	PGresult *r = st->writes ? execute_behind_savepoint(s, name, st->nparams, &b) : execute(s, name, st->nparams, &b);
	if (lost(s))
		s->defect = true;
	ExecStatusType status = PQresultStatus(r);
	if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
		return fault(x, s, r, st->name);
	s->held = r;
	enum rc rc = read_rows(x, r, st, max, ret);
	abandon(db);
	return rc;
}

static enum rc script(struct ctx *x, struct db *db, const char *sql)
{
	struct postgres_db *s = of(db);
	PGresult *r = PQexec(s->conn, sql);
	ExecStatusType status = PQresultStatus(r);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY) {
		/* A migration's own words are about tables, not about people. */
		log_line(LOG_ERROR, "store", "what=script sqlstate=%s error=\"%s\"", code_of(r), PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY));
		return fault(x, s, r, "script");
	}
	PQclear(r);
	return OK;
}

enum rc postgres_mix(struct ctx *x, struct db *db, const char *table, const char *column, const int64_t *ids, size_t n)
{
	struct buf b;
	buf_init(&b, MIX_BYTES_MAX);
	/* One row after the other: a single UPDATE would go through them as they lie. */
	buf_fmt(&b, "DO $$ DECLARE r record; BEGIN FOR r IN SELECT ctid AS at FROM %s AS a WHERE %s IN (", table, column);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&b, "%s%" PRId64, i ? "," : "", ids[i]);
	buf_fmt(&b, ") AND EXISTS (SELECT 1 FROM %s AS b WHERE b.%s = a.%s AND b.xmin <> a.xmin) ORDER BY random() FOR UPDATE SKIP LOCKED "
		    "LOOP UPDATE %s SET %s = %s WHERE ctid = r.at; END LOOP; END $$", table, column, column, table, column, column);
	return script(x, db, str_z(x->arena, buf_take(&b, x->arena)));
}

enum rc postgres_notify(struct ctx *x, struct db *db, struct str topic)
{
	struct postgres_db *s = of(db);
	if (s->defect)
		return BUSY;
	const char *values[] = { str_z(x->arena, topic) };
	static const Oid types[] = { OID_TEXT };
	PGresult *r = PQexecParams(s->conn, "SELECT pg_notify('samspil', $1)", 1, types, values, NULL, NULL, 0);
	if (PQresultStatus(r) != PGRES_TUPLES_OK)
		return fault(x, s, r, "notify");
	PQclear(r);
	return OK;
}

/* ---- opening and closing */

static void tidy(struct db *db)
{
}

static void close_db(struct db *db)
{
	struct postgres_db *s = of(db);
	PQclear(s->held);
	PQfinish(s->conn);
	free(s);
}

static const struct db_engine postgres_engine = {
	.kind = STORE_POSTGRES, .begin = begin, .commit = commit, .undo = undo, .savepoint = savepoint, .release = release,
	.undo_savepoint = undo_savepoint, .run = run, .abandon = abandon, .script = script, .alive = alive, .tidy = tidy,
	.close = close_db,
};

enum rc postgres_open(struct ctx *x, struct str uri, bool may_write, struct db **ret_db)
{
	/* calloc: a connection outlives every arena. */
	struct postgres_db *s = calloc(1, sizeof *s);
	if (!s)
		return db_fault(x, FAILED, "store.unreachable", "store.out_of_memory");
	s->db.engine = &postgres_engine;
	s->db.may_write = may_write;
	/* The URI goes first, so that it cannot change the encoding. */
	const char *const keys[] = { "dbname", "client_encoding", "application_name", "connect_timeout", NULL };
	const char *const values[] = { str_z(x->arena, uri), "UTF8", "samspil", "5", NULL };
	s->conn = PQconnectdbParams(keys, values, 1);
	if (!session(s)) {
		/* libpq names host, port and user here, not the password. */
		fail_cause(x, FAILED, "%s", PQerrorMessage(s->conn));
		x->fault.message = "store.unreachable";
		db_close(&s->db);
		return FAILED;
	}
	*ret_db = &s->db;
	return OK;
}
