/* power_test.c -- the plug is pulled: what was acknowledged is on the disk.
 *
 * Killing the program proves little: the system keeps what was written. So the
 * files here lie on a disk that remembers what it was told to keep (xSync) and
 * what was only written. Pulling the plug keeps the first, and of the second
 * each sector or not, as chance has it. SEED in the environment repeats a run. */
#include "core/testing.h"
#include "core/random.h"
#include "store/store_test_sql.h"
#include "store/store_test_support.h"
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	ROWS = 2400,		/* enough for the log to be copied into the file a few times */
	AT_ONCE = 24,		/* so that some share a commit */
	ROW_BYTES = 9000,	/* several pages each */
	SCRUB_EVERY = 500,	/* what is deleted is to be gone from the files: the log is cut */
	CUTS = 24,
	SECTOR = 512,
	FILES_MAX = 8,
};

static uint64_t chance_state;

static unsigned chance(unsigned below)
{
	chance_state ^= chance_state << 13;
	chance_state ^= chance_state >> 7;
	chance_state ^= chance_state << 17;
	return (unsigned)(chance_state % below);
}

/* ---- the disk */

/* bytes NULL: cut to `from`. */
struct unsynced {
	struct unsynced *next;
	size_t from, n;
	unsigned char *bytes;
};

struct image {
	char path[256];		/* "": free */
	unsigned char *bytes;
	size_t n, room;
	struct unsynced *first, *last;
};

static struct {
	pthread_mutex_t lock;
	struct image files[FILES_MAX];
	int file_writes;	/* writes to the store's file itself: the log was copied */
} disk = { .lock = PTHREAD_MUTEX_INITIALIZER };

static struct image *image_of(const char *path)
{
	struct image *empty = NULL;
	for (struct image *f = disk.files; f < disk.files + FILES_MAX; f++) {
		if (strcmp(f->path, path) == 0)
			return f;
		if (!f->path[0] && !empty)
			empty = f;
	}
	assert_non_null(empty);
	snprintf(empty->path, sizeof empty->path, "%s", path);
	return empty;
}

static void resize(struct image *f, size_t n)
{
	if (n > f->room) {
		f->room = 2 * n;
		f->bytes = realloc(f->bytes, f->room);
	}
	if (n > f->n)
		memset(f->bytes + f->n, 0, n - f->n);
	f->n = n;
}

static void keep_part(struct image *f, size_t from, const unsigned char *bytes, size_t n)
{
	if (from + n > f->n)
		resize(f, from + n);
	if (n)
		memcpy(f->bytes + from, bytes, n);
}

/* all: what the disk was told to keep; else what chance lets reach it. */
static void settle(struct image *f, const struct unsynced *first, bool all)
{
	for (const struct unsynced *u = first; u; u = u->next) {
		if (!u->bytes) {
			if (all || chance(2))
				resize(f, u->from);
			continue;
		}
		for (size_t at = 0; at < u->n; at += SECTOR) {
			if (all || chance(2))
				keep_part(f, u->from + at, u->bytes + at, u->n - at < SECTOR ? u->n - at : SECTOR);
		}
	}
}

static void forget_unsynced(struct image *f)
{
	while (f->first) {
		struct unsynced *u = f->first;
		f->first = u->next;
		free(u->bytes);
		free(u);
	}
	f->last = NULL;
}

static void note(struct image *f, size_t from, const void *bytes, size_t n)
{
	struct unsynced *u = calloc(1, sizeof *u);
	*u = (struct unsynced){ .from = from, .n = n };
	if (bytes) {
		u->bytes = malloc(n);
		memcpy(u->bytes, bytes, n);
	}
	if (f->last)
		f->last->next = u;
	else
		f->first = u;
	f->last = u;
}

/* ---- as SQLite sees it */

struct power_file {
	sqlite3_file base;
	struct image *image;
	/* the system's own file follows */
};

static sqlite3_vfs *below;

static sqlite3_file *real(sqlite3_file *f)
{
	return (sqlite3_file *)((struct power_file *)f + 1);
}

static struct image *image(sqlite3_file *f)
{
	return ((struct power_file *)f)->image;
}

#define PASS(name, parameters, ...) \
	static int name parameters { return real(f)->pMethods->name(real(f), ##__VA_ARGS__); }
PASS(xClose, (sqlite3_file *f))
PASS(xRead, (sqlite3_file *f, void *to, int n, sqlite3_int64 from), to, n, from)
PASS(xFileSize, (sqlite3_file *f, sqlite3_int64 *ret), ret)
PASS(xLock, (sqlite3_file *f, int level), level)
PASS(xUnlock, (sqlite3_file *f, int level), level)
PASS(xCheckReservedLock, (sqlite3_file *f, int *ret), ret)
PASS(xFileControl, (sqlite3_file *f, int what, void *arg), what, arg)
PASS(xSectorSize, (sqlite3_file *f))
PASS(xShmMap, (sqlite3_file *f, int page, int size, int extend, void volatile **ret), page, size, extend, ret)
PASS(xShmLock, (sqlite3_file *f, int from, int n, int flags), from, n, flags)
PASS(xShmUnmap, (sqlite3_file *f, int remove), remove)

static void xShmBarrier(sqlite3_file *f)
{
	real(f)->pMethods->xShmBarrier(real(f));
}

/* A disk that promises nothing: no sector is written whole with its neighbours,
 * and nothing in the order in which it came. */
static int xDeviceCharacteristics(sqlite3_file *f)
{
	return 0;
}

static int xWrite(sqlite3_file *f, const void *bytes, int n, sqlite3_int64 from)
{
	pthread_mutex_lock(&disk.lock);
	if (image(f)) {
		note(image(f), (size_t)from, bytes, (size_t)n);
		size_t end = strlen(image(f)->path);
		disk.file_writes += end > 3 && strcmp(image(f)->path + end - 3, ".db") == 0;
	}
	int rc = real(f)->pMethods->xWrite(real(f), bytes, n, from);
	pthread_mutex_unlock(&disk.lock);
	return rc;
}

static int xTruncate(sqlite3_file *f, sqlite3_int64 n)
{
	pthread_mutex_lock(&disk.lock);
	if (image(f))
		note(image(f), (size_t)n, NULL, 0);
	int rc = real(f)->pMethods->xTruncate(real(f), n);
	pthread_mutex_unlock(&disk.lock);
	return rc;
}

/* The real disk need not be asked: what this one keeps is what counts. */
static int xSync(sqlite3_file *f, int how)
{
	pthread_mutex_lock(&disk.lock);
	if (image(f)) {
		settle(image(f), image(f)->first, true);
		forget_unsynced(image(f));
	}
	pthread_mutex_unlock(&disk.lock);
	return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
	.iVersion = 2, .xClose = xClose, .xRead = xRead, .xWrite = xWrite, .xTruncate = xTruncate, .xSync = xSync,
	.xFileSize = xFileSize, .xLock = xLock, .xUnlock = xUnlock, .xCheckReservedLock = xCheckReservedLock,
	.xFileControl = xFileControl, .xSectorSize = xSectorSize, .xDeviceCharacteristics = xDeviceCharacteristics,
	.xShmMap = xShmMap, .xShmLock = xShmLock, .xShmBarrier = xShmBarrier, .xShmUnmap = xShmUnmap,
};

static int xOpen(sqlite3_vfs *v, sqlite3_filename name, sqlite3_file *f, int flags, int *ret_flags)
{
	struct power_file *p = (struct power_file *)f;
	int rc = below->xOpen(below, name, real(f), flags, ret_flags);
	*p = (struct power_file){ .base.pMethods = real(f)->pMethods ? &methods : NULL };
	if (rc == SQLITE_OK && name) {
		pthread_mutex_lock(&disk.lock);
		p->image = image_of(name);
		pthread_mutex_unlock(&disk.lock);
	}
	return rc;
}

static int xDelete(sqlite3_vfs *v, const char *name, int sync)
{
	pthread_mutex_lock(&disk.lock);
	struct image *f = image_of(name);
	forget_unsynced(f);
	free(f->bytes);
	*f = (struct image){ 0 };
	pthread_mutex_unlock(&disk.lock);
	return below->xDelete(below, name, sync);
}

static int plug_in(void **state)
{
	static sqlite3_vfs power;
	const char *seed = getenv("SEED");
	random_init();
	chance_state = seed ? strtoull(seed, NULL, 10) | 1 : ((uint64_t)random_below(UINT32_MAX) << 1 | 1);
	print_message("SEED=%llu\n", (unsigned long long)chance_state);
	below = sqlite3_vfs_find(NULL);
	power = *below;
	power.zName = "power";
	power.szOsFile = (int)sizeof(struct power_file) + below->szOsFile;
	power.xOpen = xOpen;
	power.xDelete = xDelete;
	power.pNext = NULL;
	assert_int_equal(sqlite3_vfs_register(&power, 1), SQLITE_OK);
	return store_test_setup(state);
}

static int put_away(void **state)
{
	sqlite3_vfs_register(below, 1);
	int rc = store_test_teardown(state);
	for (struct image *f = disk.files; f < disk.files + FILES_MAX; f++) {
		forget_unsynced(f);
		free(f->bytes);
		*f = (struct image){ 0 };
	}
	return rc;
}

/* ---- who writes */

struct row {
	struct work w;
	struct ctx x;
	int number;
	enum rc rc;
};

static atomic_bool acknowledged[ROWS];
static sem_t places;

static struct str name_of(struct arena *a, int number)
{
	return str_fmt(a, "row-%d", number);
}

/* Nobody else's, so that half of one and half of another would show. */
static struct str text_of(struct arena *a, int number)
{
	char *p = arena_alloc(a, ROW_BYTES + 1);
	for (int i = 0; i < ROW_BYTES; i++)
		p[i] = (char)('a' + (number * 7 + i * (number % 5 + 1)) % 26);
	p[ROW_BYTES] = '\0';
	return (struct str){ p, ROW_BYTES };
}

static enum rc write_row(struct ctx *x, void *p)
{
	const struct row *r = p;
	if (r->number % SCRUB_EVERY == SCRUB_EVERY - 1)
		store_scrub(x);
	return sql_test_set(x, name_of(x->arena, r->number), text_of(x->arena, r->number), NULL);
}

static void row_done(struct ctx *x, enum rc rc, void *p)
{
	struct row *r = p;
	r->rc = rc;
	if (rc == OK)
		atomic_store(&acknowledged[r->number], true);
	sem_post(&places);
}

static void row_write(struct store *s, struct row *r, int number)
{
	*r = (struct row){ .number = number };
	r->w = (struct work){ .x = &r->x, .p = r, .run = write_row, .done = row_done };
	ctx_init(&r->x, arena_new(1 << 20));
	store_write(s, &r->w);
}

/* ---- pulling the plug */

struct cut {
	bool acknowledged[ROWS];
	struct image files[FILES_MAX];
};

/* What was acknowledged is looked at first: what comes meanwhile may be there. */
static void pull_plug(struct cut *ret)
{
	for (int i = 0; i < ROWS; i++)
		ret->acknowledged[i] = atomic_load(&acknowledged[i]);
	pthread_mutex_lock(&disk.lock);
	for (int i = 0; i < FILES_MAX; i++) {
		const struct image *was = &disk.files[i];
		struct image *f = &ret->files[i];
		memcpy(f->path, was->path, sizeof f->path);
		keep_part(f, 0, was->bytes, was->n);
		settle(f, was->first, false);
	}
	pthread_mutex_unlock(&disk.lock);
}

static enum rc look(struct ctx *x, void *p)
{
	const struct cut *cut = p;
	for (int i = 0; i < ROWS; i++) {
		struct sql_test_get *row;
		struct str name = name_of(x->arena, i), text = text_of(x->arena, i);
		TRY(sql_test_get(x, name, &row));
		if (cut->acknowledged[i])
			assert_non_null(row);
		if (row)
			assert_true(str_eq(row->value, text));
	}
	return OK;
}

static void lay_down(const struct image *f, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, f->bytes, f->n), f->n);
	close(fd);
}

static void the_file_is_sound(const char *path)
{
	sqlite3 *h;
	sqlite3_stmt *check;
	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(h, "PRAGMA integrity_check", -1, &check, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(check), SQLITE_ROW);
	assert_string_equal((const char *)sqlite3_column_text(check, 0), "ok");
	sqlite3_finalize(check);
	sqlite3_close(h);
}

/* The next morning, on what is left. */
static void start_again(struct store_test *t, struct cut *cut)
{
	struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
	struct ctx x;
	ctx_init(&x, a);
	const char *was = t->name.p, *left[] = { "store.db", "store.db-wal", "store.db-shm", "store.db-lock" };
	struct str folder = str_fmt(a, "%s/left", was);
	assert_int_equal(mkdir(folder.p, 0700), 0);
	for (const struct image *f = cut->files; f < cut->files + FILES_MAX; f++) {
		if (f->path[0])
			lay_down(f, str_fmt(a, "%s/%s", folder.p, strrchr(f->path, '/') + 1).p);
	}
	struct store *s;
	assert_int_equal(store_open(&x, str_fmt(a, "sqlite:%s/store.db", folder.p), false, &s), OK);
	assert_int_equal(store_now(s, &x, false, look, cut), OK);
	store_close(s);
	the_file_is_sound(str_fmt(a, "%s/store.db", folder.p).p);
	for (size_t i = 0; i < sizeof left / sizeof *left; i++)
		unlink(str_fmt(a, "%s/%s", folder.p, left[i]).p);
	assert_int_equal(rmdir(folder.p), 0);
	arena_free(a);
}

static void cut_free(struct cut *cut)
{
	for (struct image *f = cut->files; f < cut->files + FILES_MAX; f++)
		free(f->bytes);
	free(cut);
}

static void what_was_acknowledged_outlives_the_power(void **state)
{
	static struct row rows[ROWS];
	struct cut *cuts[CUTS];
	int ncuts = 0;
	struct store_test *t = *state;
	sem_init(&places, 0, AT_ONCE);
	for (int i = 0; i < ROWS; i++) {
		sem_wait(&places);
		row_write(t->store, &rows[i], i);
		if (ncuts < CUTS && chance(ROWS / CUTS) == 0)
			pull_plug(cuts[ncuts++] = calloc(1, sizeof **cuts));
	}
	for (int i = 0; i < AT_ONCE; i++)
		sem_wait(&places);
	for (int i = 0; i < ROWS; i++) {
		assert_int_equal(rows[i].rc, OK);
		arena_free(rows[i].x.arena);
	}
	assert_true(disk.file_writes > 0);
	assert_true(ncuts > 0);
	sqlite3_vfs_register(below, 1);	/* the next morning's disk is the real one */
	for (int i = 0; i < ncuts; i++) {
		start_again(t, cuts[i]);
		cut_free(cuts[i]);
	}
	sem_destroy(&places);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_acknowledged_outlives_the_power, plug_in, put_away),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
