/* store_sqlite.c -- the store in one file.
 *
 * Knows SQLite's rules for safe use: write-ahead log, FULL synchronisation, and
 * that among all processes on this machine only one connection at a time writes
 * or checkpoints. SQLite 3.40 can damage the file when a checkpoint resets the
 * log while another connection writes, so a lock beside the file ("PATH-lock")
 * is held around every write transaction and every checkpoint, and no
 * connection checkpoints by itself. Readers cannot write at all. */
#include "core/log.h"
#include "store/db.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

enum {
	WAIT_MS = 5000,		/* for another writer, such as an import on the command line */
	/* 16 MB of log. A page that many cards changed is copied once, so the more
	 * the fewer; a checkpoint of that takes some ten milliseconds. */
	WAL_PAGES = 4000,
	WAL_PAGES_LATE = 16000,	/* 64 MB: readers have kept the log from being reset; wait for them */
	ROWS_FIRST = 16,	/* most lists are short; doubled as needed */
};

/* Which state the writer left behind when it last held the lock. If the next one
 * that it, or anybody, meets is another, somebody else has committed. */
struct witness {
	pthread_mutex_t mutex;
	struct state own, suspect;
	bool knows, foreign, suspects;
};

enum control { BEGIN_WRITE, BEGIN_READ, SNAPSHOT, COMMIT, ROLLBACK, SAVEPOINT, RELEASE, ROLLBACK_TO, CONTROL_COUNT };
static const char *const control_sql[CONTROL_COUNT] = {
	"BEGIN IMMEDIATE", "BEGIN", "PRAGMA data_version", "COMMIT", "ROLLBACK", "SAVEPOINT piece", "RELEASE piece",
	"ROLLBACK TO piece",
};

struct sqlite_db {
	struct db db;
	sqlite3 *h;
	sqlite3_stmt *control[CONTROL_COUNT];
	sqlite3_stmt *running;	/* between first step and reset, for abandon() */
	int lock_fd;		/* -1: a reader */
	int wal_pages;		/* after the last commit */
	const volatile uint32_t *log_index;	/* see state(); NULL: not to be had */
	struct witness *witness;	/* NULL: a reader */
};

static struct sqlite_db *of(struct db *db)
{
	return (struct sqlite_db *)db;
}

/* ---- the lock between processes */

static bool lock(struct sqlite_db *s)
{
	/* Polled, because flock has no time limit of its own. Uncontended, as
	 * it nearly always is, this is one system call. */
	for (int waited = 0; flock(s->lock_fd, LOCK_EX | LOCK_NB) != 0; waited++) {
		if ((errno != EWOULDBLOCK && errno != EINTR) || waited >= WAIT_MS)
			return false;
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	}
	return true;
}

static void unlock(struct sqlite_db *s)
{
	flock(s->lock_fd, LOCK_UN);
}

static bool state(const struct db *db, struct state *ret);
static void find_log_index(struct sqlite_db *s);

/* The lock is held: what stands now is ours from here on. `left`: we have just
 * written; otherwise we have just come. */
static void witness(struct sqlite_db *s, bool left)
{
	struct witness *w = s->witness;
	struct state now;
	if (!s->log_index)
		find_log_index(s);
	if (!state(&s->db, &now))
		return;
	pthread_mutex_lock(&w->mutex);
	if (!left && w->knows && memcmp(&now, &w->own, sizeof now) != 0)
		w->foreign = true;
	w->own = now;
	w->knows = true;
	pthread_mutex_unlock(&w->mutex);
}

bool sqlite_heard(struct db *writer, const struct db *reader)
{
	struct witness *w = of(writer)->witness;
	struct state now;
	pthread_mutex_lock(&w->mutex);
	bool heard = w->foreign;
	bool other = w->knows && state(reader, &now) && memcmp(&now, &w->own, sizeof now) != 0;
	/* It may be our own commit, which is not noted yet: asked once more. */
	if (other && w->suspects && memcmp(&now, &w->suspect, sizeof now) == 0) {
		heard = true;
		w->own = now;
		other = false;
	}
	if (other)
		w->suspect = now;
	w->suspects = other;
	w->foreign = false;
	pthread_mutex_unlock(&w->mutex);
	return heard;
}

/* ---- what went wrong */

/* Returns the rc for a code of SQLite's, and a constant that says why. */
static enum rc judge(int code, const char **ret_cause)
{
	switch (code & 0xff) {
	case SQLITE_CONSTRAINT:
		*ret_cause = "store.schema_refused";
		switch (code) {
		case SQLITE_CONSTRAINT_UNIQUE:
		case SQLITE_CONSTRAINT_PRIMARYKEY:
		case SQLITE_CONSTRAINT_ROWID:
		case SQLITE_CONSTRAINT_FOREIGNKEY:
			return CONFLICT;
		}
		return FAILED;
	case SQLITE_FULL:
		*ret_cause = "store.disk_full";
		return FAILED;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		*ret_cause = "store.locked";
		return BUSY;
	case SQLITE_NOMEM:
		*ret_cause = "store.out_of_memory";
		return BUSY;
	case SQLITE_IOERR:
		*ret_cause = "store.io";
		return FAILED;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		*ret_cause = "store.corrupt";
		return FAILED;
	}
	*ret_cause = "store.sqlite";
	return FAILED;
}

/* For begin and commit, which must not touch an arena. */
static enum rc note(struct sqlite_db *s, const char *what)
{
	enum rc rc = judge(sqlite3_extended_errcode(s->h), &s->db.cause);
	log_line(rc == BUSY ? LOG_WARN : LOG_ERROR, "store", "what=%s cause=%s code=%d errno=%d", what, s->db.cause,
		 sqlite3_extended_errcode(s->h), sqlite3_system_errno(s->h));
	return rc == CONFLICT ? FAILED : rc;
}

/* For statements. SQLite's words name tables and columns, never values. */
static enum rc fault(struct ctx *x, struct sqlite_db *s, const char *name)
{
	const char *cause;
	enum rc rc = judge(sqlite3_extended_errcode(s->h), &cause);
	return rc == CONFLICT ? CONFLICT : fail_cause(x, rc, "%s: %s: %s", cause, name, sqlite3_errmsg(s->h));
}

/* ---- transactions */

static enum rc control(struct sqlite_db *s, enum control c)
{
	int rc = sqlite3_step(s->control[c]);
	if (rc == SQLITE_DONE) {
		sqlite3_reset(s->control[c]);
		return OK;
	}
	enum rc ret = note(s, control_sql[c]);
	sqlite3_reset(s->control[c]);
	return ret;
}

/* SQLite begins a snapshot with the first statement that reads: this one. */
static enum rc begin_read(struct sqlite_db *s)
{
	TRY(control(s, BEGIN_READ));
	sqlite3_stmt *h = s->control[SNAPSHOT];
	bool taken = sqlite3_step(h) == SQLITE_ROW;
	enum rc rc = taken ? OK : note(s, control_sql[SNAPSHOT]);
	sqlite3_reset(h);
	if (!taken)
		(void)control(s, ROLLBACK);
	return rc;
}

static enum rc begin(struct db *db)
{
	struct sqlite_db *s = of(db);
	if (!db->may_write)
		return begin_read(s);
	if (!lock(s)) {
		db->cause = "store.locked";
		return BUSY;
	}
	enum rc rc = control(s, BEGIN_WRITE);
	if (rc != OK)
		unlock(s);
	else
		witness(s, false);
	return rc;
}

static void leave(struct sqlite_db *s)
{
	witness(s, true);
	unlock(s);
}

static void undo(struct db *db)
{
	struct sqlite_db *s = of(db);
	/* SQLite may have undone it already, after a full disk for example. */
	if (!sqlite3_get_autocommit(s->h))
		(void)control(s, ROLLBACK);
	if (db->may_write)
		leave(s);
}

static enum rc commit(struct db *db)
{
	struct sqlite_db *s = of(db);
	if (sqlite3_get_autocommit(s->h)) {
		db->cause = "store.undone_by_engine";
		undo(db);
		return FAILED;
	}
	enum rc rc = control(s, COMMIT);
	if (rc != OK)
		undo(db);
	else if (db->may_write)
		leave(s);
	return rc;
}

static enum rc savepoint(struct db *db)
{
	return control(of(db), SAVEPOINT);
}

static enum rc release(struct db *db)
{
	return control(of(db), RELEASE);
}

static enum rc undo_savepoint(struct db *db)
{
	TRY(control(of(db), ROLLBACK_TO));
	return control(of(db), RELEASE);
}

static bool alive(struct db *db)
{
	return !sqlite3_get_autocommit(of(db)->h);
}

static int64_t changes(struct db *db)
{
	return sqlite3_total_changes64(of(db)->h);
}

/* ---- the name of a state
 *
 * The index of the write-ahead log lies in memory that all connections to the
 * file share, in whatever process. It begins with a header, twice, that is
 * another after every commit: salts of the log, number of its frames, checksum
 * over them all. SQLite itself finds out by comparing this header whether its
 * cached pages are still good (walIndexTryHdr), and writes the copies so that
 * whoever reads two equal ones with a right checksum has read one whole header. */

enum {
	HEADER_WORDS = STATE_WORDS,	/* sizeof(WalIndexHdr) / 4 */
	HEADER_CHECKED = 10,		/* the rest is the checksum of these */
	HEADER_VERSION = 3007000,	/* of the format, since SQLite 3.7.0 */
	INDEX_REGION = 32 << 10,	/* how SQLite maps it */
};

static bool state(const struct db *db, struct state *ret)
{
	const volatile uint32_t *index = ((const struct sqlite_db *)db)->log_index;
	struct state again;
	uint32_t a = 0, b = 0;
	if (!index)
		return false;
	for (int i = 0; i < HEADER_WORDS; i++)
		ret->word[i] = index[i];
	atomic_thread_fence(memory_order_seq_cst);
	for (int i = 0; i < HEADER_WORDS; i++)
		again.word[i] = index[HEADER_WORDS + i];
	if (memcmp(ret, &again, sizeof again) != 0 || ret->word[0] != HEADER_VERSION)
		return false;
	for (int i = 0; i < HEADER_CHECKED; i += 2) {
		a += ret->word[i] + b;
		b += ret->word[i + 1] + a;
	}
	return a == ret->word[HEADER_CHECKED] && b == ret->word[HEADER_CHECKED + 1];
}

/* By the same door through which SQLite maps it, so that no file is opened and
 * closed here: closing one would drop the locks that SQLite holds on it. The
 * memory stays as long as any connection of this process. */
static void find_log_index(struct sqlite_db *s)
{
	sqlite3_file *f = NULL;
	void volatile *p = NULL;
	if (sqlite3_file_control(s->h, "main", SQLITE_FCNTL_FILE_POINTER, &f) != SQLITE_OK || !f || !f->pMethods ||
	    f->pMethods->iVersion < 2 || !f->pMethods->xShmMap)
		return;
	if (f->pMethods->xShmMap(f, 0, INDEX_REGION, 0, &p) == SQLITE_OK)
		s->log_index = p;
}

/* ---- statements */

static int bind(struct ctx *x, sqlite3_stmt *h, int i, const struct field *f, const union value *v)
{
	struct str s = v->text;
	switch (f->type) {
	case VALUE_DATE:
		if (!date_is(v->date))
			return sqlite3_bind_null(h, i);
		s = date_iso(x->arena, v->date);
		break;
	case VALUE_TEXT:
	case VALUE_BYTES:
		break;
	case VALUE_INT:
		if (f->nullable && v->integer == INT64_MIN)
			return sqlite3_bind_null(h, i);
		return sqlite3_bind_int64(h, i, v->integer);
	case VALUE_ID:
		if (f->nullable && v->integer == 0)
			return sqlite3_bind_null(h, i);
		return sqlite3_bind_int64(h, i, v->integer);
	case VALUE_BOOL:
		return sqlite3_bind_int64(h, i, v->boolean);
	case VALUE_REAL:
		/* NAN becomes NULL by SQLite's own rule. */
		return sqlite3_bind_double(h, i, v->real);
	}
	if (!s.p && f->nullable)
		return sqlite3_bind_null(h, i);
	/* STATIC: the bytes outlive the run, and the bindings are cleared after. */
	if (f->type == VALUE_BYTES)
		return sqlite3_bind_blob64(h, i, s.p ? s.p : "", s.n, SQLITE_STATIC);
	return sqlite3_bind_text64(h, i, s.p ? s.p : "", s.n, SQLITE_STATIC, SQLITE_UTF8);
}

static enum rc prepare(struct ctx *x, struct sqlite_db *s, const struct statement *st, sqlite3_stmt **ret)
{
	*ret = db_prepared(&s->db, st);
	if (*ret)
		return OK;
	if (sqlite3_prepare_v3(s->h, st->sqlite, -1, SQLITE_PREPARE_PERSISTENT, ret, NULL) != SQLITE_OK)
		return fault(x, s, st->name);
	if (!db_keep_prepared(&s->db, st, *ret)) {
		sqlite3_finalize(*ret);
		return fail_cause(x, BUSY, "store.out_of_memory: %s", st->name);
	}
	return OK;
}

static struct str copy(struct ctx *x, const void *p, int n)
{
	/* One byte more than counted, and zero: a str is NUL-terminated. */
	char *to = arena_alloc(x->arena, (size_t)n + 1);
	if (n)
		memcpy(to, p, (size_t)n);
	return (struct str){ to, (size_t)n };
}

/* False: the value is not of the declared type. */
static bool read_column(struct ctx *x, sqlite3_stmt *h, int i, const struct field *f, void *to)
{
	/* The value once: each question to the column by its number goes a longer
	 * way. It is good until the next step, and nothing is converted. */
	sqlite3_value *v = sqlite3_column_value(h, i);
	int type = sqlite3_value_type(v);
	if (type == SQLITE_NULL)
		return field_null(f, to);
	switch (f->type) {
	case VALUE_TEXT:
		*(struct str *)to = copy(x, sqlite3_value_text(v), sqlite3_value_bytes(v));
		return type == SQLITE_TEXT;
	case VALUE_BYTES:
		*(struct str *)to = copy(x, sqlite3_value_blob(v), sqlite3_value_bytes(v));
		return type == SQLITE_BLOB;
	case VALUE_DATE: {
		struct str s = { (const char *)sqlite3_value_text(v), (size_t)sqlite3_value_bytes(v) };
		return type == SQLITE_TEXT && date_parse(s, to);
	}
	case VALUE_INT:
	case VALUE_ID:
		*(int64_t *)to = sqlite3_value_int64(v);
		return type == SQLITE_INTEGER;
	case VALUE_BOOL:
		*(bool *)to = sqlite3_value_int64(v) != 0;
		return type == SQLITE_INTEGER;
	case VALUE_REAL:
		*(double *)to = sqlite3_value_double(v);
		return type == SQLITE_FLOAT || type == SQLITE_INTEGER;
	}
	return false;
}

static enum rc read_row(struct ctx *x, sqlite3_stmt *h, const struct statement *st, char *row)
{
	for (int i = 0; i < st->ncolumns; i++) {
		const struct field *f = &st->columns[i];
		if (!read_column(x, h, i, f, row + f->at))
			return fail_cause(x, FAILED, "store.wrong_type: %s.%s", st->name, f->name);
	}
	return OK;
}

static enum rc step_all(struct ctx *x, struct sqlite_db *s, const struct statement *st, sqlite3_stmt *h, size_t max, struct rows *ret)
{
	size_t cap = 0;
	char *rows = NULL;
	int step;
	while ((step = sqlite3_step(h)) == SQLITE_ROW && ret->n < max) {
		if (ret->n == cap) {
			size_t more = cap ? cap * 2 : max < ROWS_FIRST ? max : ROWS_FIRST;
			char *wider = arena_array(x->arena, more, st->row_size);
			if (cap)
				memcpy(wider, rows, cap * st->row_size);
			rows = wider;
			cap = more;
		}
		TRY(read_row(x, h, st, rows + ret->n * st->row_size));
		ret->n++;
	}
	if (step != SQLITE_DONE && step != SQLITE_ROW)
		return fault(x, s, st->name);
	/* An empty list is a list: never NULL, so callers may index and pass it on. */
	ret->first = rows ? rows : arena_alloc(x->arena, 0);
	ret->changed = st->writes ? sqlite3_changes64(s->h) : 0;
	return OK;
}

static void abandon(struct db *db)
{
	struct sqlite_db *s = of(db);
	if (!s->running)
		return;
	sqlite3_reset(s->running);
	sqlite3_clear_bindings(s->running);
	s->running = NULL;
}

static enum rc run(struct ctx *x, struct db *db, const struct statement *st, const union value *values, size_t max, struct rows *ret)
{
	struct sqlite_db *s = of(db);
	/* What SQLite itself has undone must not be followed by statements that
	 * would each commit on their own. */
	if (!alive(db))
		return fail_cause(x, FAILED, "store.undone_by_engine: %s", st->name);
	sqlite3_stmt *h;
	TRY(prepare(x, s, st, &h));
	s->running = h;
	enum rc rc = OK;
	for (int i = 0; i < st->nparams && rc == OK; i++) {
		if (bind(x, h, i + 1, &st->params[i], &values[i]) != SQLITE_OK)
			rc = fault(x, s, st->name);
	}
	if (rc == OK)
		rc = step_all(x, s, st, h, max, ret);
	abandon(db);
	return rc;
}

static enum rc script(struct ctx *x, struct db *db, const char *sql)
{
	struct sqlite_db *s = of(db);
	return sqlite3_exec(s->h, sql, NULL, NULL, NULL) == SQLITE_OK ? OK : fault(x, s, "script");
}

/* ---- the log and the file */

static int after_commit(void *p, sqlite3 *h, const char *name, int pages)
{
	((struct sqlite_db *)p)->wal_pages = pages;
	return SQLITE_OK;
}

/* A checkpoint that fails costs nothing but time: the log keeps the facts. */
static bool checkpoint(struct sqlite_db *s, int mode)
{
	if (!lock(s))
		return false;
	int rc = sqlite3_wal_checkpoint_v2(s->h, NULL, mode, NULL, NULL);
	if (rc != SQLITE_OK && rc != SQLITE_BUSY)
		log_line(LOG_WARN, "store", "what=checkpoint code=%d", sqlite3_extended_errcode(s->h));
	leave(s);
	s->wal_pages = 0;
	return rc == SQLITE_OK;
}

static void tidy(struct db *db)
{
	struct sqlite_db *s = of(db);
	if (db->scrub)		/* a reader may hold it: then a moment later */
		db->scrub = !checkpoint(s, SQLITE_CHECKPOINT_TRUNCATE);
	else if (s->wal_pages >= WAL_PAGES_LATE)
		checkpoint(s, SQLITE_CHECKPOINT_RESTART);
	else if (s->wal_pages >= WAL_PAGES)
		checkpoint(s, SQLITE_CHECKPOINT_PASSIVE);
}

void sqlite_settle(struct db *db)
{
	checkpoint(of(db), SQLITE_CHECKPOINT_TRUNCATE);
}

/* ---- opening and closing */

static void forget(void *handle)
{
	sqlite3_finalize(handle);
}

static void close_db(struct db *db)
{
	struct sqlite_db *s = of(db);
	for (int i = 0; i < CONTROL_COUNT; i++)
		sqlite3_finalize(s->control[i]);
	sqlite3_close(s->h);
	if (s->lock_fd >= 0)
		close(s->lock_fd);
	if (s->witness)
		pthread_mutex_destroy(&s->witness->mutex);
	free(s->witness);
	free(s);
}

static const struct db_engine sqlite_engine = {
	.kind = STORE_SQLITE, .state = state, .begin = begin, .commit = commit, .undo = undo, .savepoint = savepoint, .release = release,
	.undo_savepoint = undo_savepoint, .run = run, .abandon = abandon, .script = script, .changes = changes, .alive = alive, .tidy = tidy,
	.forget = forget, .close = close_db,
};

static const char settings_both[] =
	"PRAGMA foreign_keys = ON;"
	"PRAGMA trusted_schema = OFF;"		/* no functions hidden in a tampered schema */
	"PRAGMA cell_size_check = ON;"
	"PRAGMA temp_store = MEMORY;"		/* no copies of rows in /tmp */
	/* 2 MB a connection, taken as used: the system keeps the file in memory anyway,
	 * and what is asked often is remembered as answers. With 8 the process went on
	 * growing for hours, without being faster. */
	"PRAGMA cache_size = -2000;";
static const char settings_writer[] =
	"PRAGMA journal_mode = WAL;"
	"PRAGMA synchronous = FULL;"		/* acknowledged means on the disk */
	"PRAGMA secure_delete = ON;"		/* what people delete leaves no trace in free pages */
	"PRAGMA journal_size_limit = 67108864;";

/* Once, before the first connection. SQLite counts every allocation under one
 * lock for all connections, for statistics that nobody here asks for. */
static void configure(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static bool settle_in(struct sqlite_db *s)
{
	sqlite3_extended_result_codes(s->h, 1);
	sqlite3_busy_timeout(s->h, WAIT_MS);
	sqlite3_db_config(s->h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_db_config(s->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	if (sqlite3_exec(s->h, settings_both, NULL, NULL, NULL) != SQLITE_OK)
		return false;
	if (s->db.may_write) {
		if (sqlite3_exec(s->h, settings_writer, NULL, NULL, NULL) != SQLITE_OK)
			return false;
		/* Takes the place of the automatic checkpoint. */
		sqlite3_wal_hook(s->h, after_commit, s);
	}
	for (int i = 0; i < CONTROL_COUNT; i++) {
		if (sqlite3_prepare_v3(s->h, control_sql[i], -1, SQLITE_PREPARE_PERSISTENT, &s->control[i], NULL) != SQLITE_OK)
			return false;
	}
	if (!s->db.may_write && begin_read(s) == OK) {
		find_log_index(s);	/* which is there once something has been read */
		undo(&s->db);
	}
	return true;
}

/* The file and the lock are made by us, so that they belong to us alone: SQLite
 * gives its log the same permissions as the file. */
static bool make_files(struct ctx *x, struct sqlite_db *s, struct str path)
{
	int fd = open(str_z(x->arena, path), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	close(fd);
	s->lock_fd = open(str_fmt(x->arena, "%.*s-lock", STR_ARG(path)).p, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	return s->lock_fd >= 0;
}

static enum rc open_file(struct ctx *x, struct sqlite_db *s, struct str path)
{
	if (s->db.may_write && !make_files(x, s, path)) {
		fail_cause(x, FAILED, "%s", strerrordesc_np(errno));
		return FAILED;
	}
	int flags = SQLITE_OPEN_NOMUTEX | (s->db.may_write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
	/* Under the lock: the first one in may have to recover the log. */
	bool locked = s->db.may_write && lock(s);
	bool good = sqlite3_open_v2(str_z(x->arena, path), &s->h, flags, NULL) == SQLITE_OK && settle_in(s);
	enum rc rc = good ? OK : fault(x, s, "open");
	if (locked)
		unlock(s);
	return rc;
}

enum rc sqlite_open(struct ctx *x, struct str path, bool may_write, struct db **ret_db)
{
	static pthread_once_t configured = PTHREAD_ONCE_INIT;
	pthread_once(&configured, configure);
	/* calloc: a connection outlives every arena. */
	struct sqlite_db *s = calloc(1, sizeof *s);
	if (!s)
		return db_fault(x, FAILED, "store.unreachable", "store.out_of_memory");
	s->db.engine = &sqlite_engine;
	s->db.may_write = may_write;
	s->lock_fd = -1;
	s->witness = may_write ? calloc(1, sizeof *s->witness) : NULL;
	if (may_write && !s->witness) {
		free(s);
		return db_fault(x, FAILED, "store.unreachable", "store.out_of_memory");
	}
	if (s->witness)
		pthread_mutex_init(&s->witness->mutex, NULL);
	enum rc rc = open_file(x, s, path);
	if (rc != OK) {
		x->fault.message = "store.unreachable";
		db_close(&s->db);
		return FAILED;
	}
	*ret_db = &s->db;
	return OK;
}

/* ---- backup */

static enum rc copy_into(struct ctx *x, struct sqlite_db *s, const char *part)
{
	sqlite3 *to = NULL;
	int fd = open(part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return fail(x, INVALID, "path", "store.backup_unwritable");
	close(fd);
	enum rc rc = OK;
	if (sqlite3_open_v2(part, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
		rc = fail_cause(x, FAILED, "store.backup: %s", sqlite3_errmsg(to));
		goto cleanup;
	}
	/* One step for everything: a reader's snapshot, so writers go on. */
	sqlite3_backup *b = sqlite3_backup_init(to, "main", s->h, "main");
	if (b)
		sqlite3_backup_step(b, -1);
	if (!b || sqlite3_backup_finish(b) != SQLITE_OK)
		rc = fail_cause(x, FAILED, "store.backup: %s", sqlite3_errmsg(to));
cleanup:
	sqlite3_close(to);
	if (rc != OK)
		unlink(part);
	return rc;
}

enum rc sqlite_backup(struct ctx *x, struct db *db, struct str path)
{
	const char *final = str_z(x->arena, path);
	const char *part = str_fmt(x->arena, "%s.part", final).p;
	TRY(copy_into(x, of(db), part));
	/* link, not rename: an older backup of that name is never overwritten. */
	int failed = link(part, final) ? errno : 0;
	unlink(part);
	if (failed == EEXIST)
		return fail(x, INVALID, "path", "store.backup_exists");
	if (failed)
		return fail_cause(x, FAILED, "store.backup: %s", strerrordesc_np(failed));
	return OK;
}

bool sqlite_limit_pages(struct db *db, int pages)
{
	char sql[64];
	sqlite3_snprintf(sizeof sql, sql, "PRAGMA max_page_count = %d", pages);
	return sqlite3_exec(of(db)->h, sql, NULL, NULL, NULL) == SQLITE_OK;
}
