/* db.h -- one connection to a store, whatever engine is behind it. Private to
 * the store room.
 *
 * Knows transactions, savepoints and statements. Refuses to know queues and
 * threads: a connection belongs to one thread at a time.
 *
 * Calls that may run where a piece of work has used up its memory (begin,
 * commit, undo) allocate nothing from an arena: they say why in db->cause, a
 * constant, and write the engine's own words to the log. */
#pragma once
#include "store/answers.h"
#include "store/statement.h"
#include "store/store.h"

struct db_engine;

/* Prepared statements of a connection, found by the address of their constant
 * description. Open addressing; the size is a power of two. */
struct prepared {
	const struct statement *st;
	void *handle;
};

struct db {
	const struct db_engine *engine;
	bool may_write;			/* a writer's connection */
	bool scrub;			/* the log holds what was deleted on purpose: empty it (store_scrub) */
	bool in_transaction;		/* begun, at least as far as the callers know */
	bool begun;			/* really: readers begin with their first statement */
	struct memory *memory;		/* of the store, for its readers; NULL: always asks the engine */
	struct answers *answers;	/* held, of the snapshot that is begun; NULL: not known which that is */
	bool only_remembered;		/* there is no connection behind it: see quick.c */
	struct store *store;		/* whose connection it is; NULL: nobody's */
	const char *cause;		/* why the last begin or commit failed; constant */
	struct prepared *cache;
	size_t cache_n, cache_cap;
};

/* What a statement gave. */
struct rows {
	void *first;			/* n rows of st->row_size, in the arena */
	size_t n;
	int64_t changed;
};

struct db_engine {
	enum store_kind kind;
	/* The state that a snapshot begun now would see; false if it cannot be told
	 * at this moment. Thread: any. NULL: this engine cannot name its states. */
	bool (*state)(const struct db *db, struct state *ret);
	/* BUSY or FAILED with db->cause. A reader's takes its snapshot. */
	enum rc (*begin)(struct db *db);
	enum rc (*commit)(struct db *db);	/* an error leaves no transaction behind */
	void (*undo)(struct db *db);		/* the whole transaction; cannot fail: at worst the connection is dropped */
	enum rc (*savepoint)(struct db *db);
	enum rc (*release)(struct db *db);
	enum rc (*undo_savepoint)(struct db *db);	/* undo since, and forget, the savepoint */
	/* Runs st; stops after max rows. Faults as in statement.h. */
	enum rc (*run)(struct ctx *x, struct db *db, const struct statement *st, const union value *values,
		       size_t max, struct rows *ret);
	/* After a longjmp out of run: put back what it held. Allocates nothing. */
	void (*abandon)(struct db *db);
	/* Several statements without parameters or rows, for migrations. */
	enum rc (*script)(struct ctx *x, struct db *db, const char *sql);
	/* Rows changed by this connection so far, those of undone statements not
	 * counted; for telling whether a piece has written anything. Only of
	 * engines whose pieces share a transaction. */
	int64_t (*changes)(struct db *db);
	/* The transaction is still there (SQLite ends it by itself on some errors). */
	bool (*alive)(struct db *db);
	/* Called by the writer between transactions, when nobody waits for it. */
	void (*tidy)(struct db *db);
	void (*forget)(void *handle);		/* a prepared statement */
	void (*close)(struct db *db);
};

/* Opens a connection to an address (see store.h). FAILED("store.unreachable")
 * with a cause. *ret_db is freed by db_close(). Readers need a store that
 * exists. */
must_use enum rc db_open(struct ctx *x, struct str address, bool may_write, struct db **ret_db);
void db_close(struct db *db);		/* undoes what is open; NULL is fine */

/* A reader's transaction is one snapshot, taken with its first statement. */
must_use enum rc db_begin(struct db *db);
must_use enum rc db_commit(struct db *db);
void db_undo(struct db *db);
/* Really begin, if a reader has not yet. Fills the fault slot. */
must_use enum rc db_ensure_begun(struct ctx *x, struct db *db);

/* Put a constant fault in the slot without allocating. */
enum rc db_fault(struct ctx *x, enum rc rc, const char *message, const char *cause);

/* The prepared handle of st, or NULL. */
void *db_prepared(const struct db *db, const struct statement *st);
/* Keep it. False without memory. */
bool db_keep_prepared(struct db *db, const struct statement *st, void *handle);
void db_forget_prepared(struct db *db);

/* The engines' own doors, used by db_open(). path is the part after "sqlite:". */
must_use enum rc sqlite_open(struct ctx *x, struct str path, bool may_write, struct db **ret_db);
must_use enum rc postgres_open(struct ctx *x, struct str uri, bool may_write, struct db **ret_db);

/* Copies the SQLite store behind db to a new file. */
must_use enum rc sqlite_backup(struct ctx *x, struct db *db, struct str path);
/* Rewrites what the write-ahead log holds into the file itself, at the end. */
void sqlite_settle(struct db *db);

/* The file may grow to so many pages of 4 KiB and no further, as on a full disk. */
bool sqlite_limit_pages(struct db *db, int pages);

/* PostgreSQL's channel of changes. */
must_use enum rc postgres_mix(struct ctx *x, struct db *db, const char *table, const char *column, const int64_t *ids, size_t n);
must_use enum rc postgres_notify(struct ctx *x, struct db *db, struct str topic);
/* Has another process committed since this was asked last, or since the file was
 * opened? By what the writer left behind and a reader sees. One thread asks. */
bool sqlite_heard(struct db *writer, const struct db *reader);

struct postgres_listener;
must_use enum rc postgres_listener_open(struct ctx *x, struct str uri, void (*changed)(void *p, struct str topic), void *p,
					struct postgres_listener **ret);
void postgres_listener_close(struct postgres_listener *l);

/* Writes what stands for null in a column of this type (statement.h) to *to;
 * false if the column may not be null. */
bool field_null(const struct field *f, void *to);
