/* store.h -- where facts are kept: SQLite in one file, or PostgreSQL.
 *
 * No function here takes SQL text. Statements are written in the slices' .sql
 * files; tools/sqlgen.py makes typed functions of them (sql_...), checked
 * against the migrated schema at build. Those functions need x->db, which the
 * runner below has set.
 *
 * Addresses: "sqlite:PATH" or a libpq URI ("postgresql://..."). */
#pragma once
#include "core/ctx.h"
#include "core/work.h"

struct store;

enum store_kind { STORE_SQLITE, STORE_POSTGRES };

/* Opens, checks the schema version and starts the threads: READERS readers and
 * one writer (SQLite), or WRITERS writers (PostgreSQL).
 * FAILED("store.unreachable") with the cause; FAILED("store.newer") if the
 * schema is newer than this program; FAILED("store.needs_migration") if older
 * and migrate is false; FAILED("store.changed_migration") if the store has been
 * through a migration that this program knows otherwise; FAILED("store.migration")
 * if one could not be carried out, and then none was. *ret_store is set only on
 * OK. Memory: own. */
must_use enum rc store_open(struct ctx *x, struct str address, bool migrate, struct store **ret_store);
/* Finishes what is queued, stops the threads, closes. */
void store_close(struct store *s);
enum store_kind store_kind(const struct store *s);

/* Queue work for a reader, or for the writer. Never blocks; when more than
 * STORE_QUEUE_MAX pieces wait, done() is called at once with BUSY from the
 * calling thread with x->db NULL. The writer drains up to STORE_BATCH_MAX
 * pieces into one transaction, each undone by itself if it fails. Thread: any.
 *
 * What waits for the commit (ctx_after_commit) runs on the writer's thread, in
 * the order of the commits, and must not block. A piece that reaches its
 * arena's ceiling is undone and told BUSY with the cause
 * "store.memory_ceiling"; its done() then has an arena that is full: the owner
 * answers from elsewhere, or sets a recovery point of its own there. */
void store_read(struct store *s, struct work *w);
void store_write(struct store *s, struct work *w);
enum { STORE_QUEUE_MAX = 20000, STORE_BATCH_MAX = 256 };

/* Reading work without prepare(), here and now, if everything it asks is
 * remembered (answers.h): run() and done() on the calling thread, with a
 * connection that only remembers. False: something was not; then what run() and
 * perhaps done() came to is void, the fault slot is empty, and both will be
 * called again when the caller hands the piece to store_read(). A done() that
 * gives the piece away must therefore look at x->unanswered first. Never waits;
 * always false with PostgreSQL. Thread: any but the store's. */
bool store_quick(struct store *s, struct work *w);

/* A name for what the store holds now: equal names, nothing was committed
 * between, by whatever process. False with PostgreSQL, which has no cheap one.
 * Never waits. Thread: any. */
enum { STORE_STATE_BYTES = 48 };
bool store_state(struct store *s, unsigned char ret[STORE_STATE_BYTES]);

/* For callers that may wait (command line, jobs, tests): opens a
 * transaction on x, runs fn, commits or undoes. fn runs on a thread of the
 * store, with a connection of its own in x->db. Not from inside work. */
must_use enum rc store_now(struct store *s, struct ctx *x, bool write, enum rc (*fn)(struct ctx *x, void *p), void *p);

/* Tell every node, this one included, that a topic changed ("workshop/17"),
 * once the transaction of x is durable. PostgreSQL: NOTIFY inside the
 * transaction; SQLite: a call after COMMIT. Without x->db it does nothing. The
 * listener runs on a thread of the store and must not block. An empty topic
 * means that anything may have changed: PostgreSQL's connection was lost for a
 * while, or another process has written to the SQLite file, a moment ago.
 * store_listen is called once, before work begins. */
void store_changed(struct ctx *x, struct str topic);
void store_listen(struct store *s, void (*changed)(void *p, struct str topic), void *p);

/* What the transaction of x deletes shall be gone from the files, too, soon after
 * it is durable. SQLite overwrites what is freed and then empties its log, as
 * soon as no reader needs it any more. PostgreSQL overwrites space when it is
 * used again; its own VACUUM is for whoever runs it. Only in writing work. */
void store_scrub(struct ctx *x);

/* Rows of a @keyed table shall not lie in the order in which they came. SQLite
 * keeps them in the order of their key. PostgreSQL keeps them as they came, each
 * with its transaction's number, and pg_dump writes them so: there this writes the
 * rows with column IN ids once more, in an order of chance and all in this one
 * transaction. A group in which nothing has been written since is left alone, and
 * so is a row that another transaction holds. table, column: constants of the code.
 * Only in writing work. Errors: those of the engine. */
must_use enum rc store_mix(struct ctx *x, const char *table, const char *column, const int64_t *ids, size_t n);

/* Copies a consistent snapshot of the whole store to a new file (SQLite's
 * online backup); the file appears whole or not at all. INVALID on "path":
 * "store.backup_exists", "store.backup_unwritable", or "store.backup_postgres"
 * for PostgreSQL, whose own tools do it better. Thread: any but the store's. */
must_use enum rc store_backup(struct store *s, struct ctx *x, struct str path);
