/* store_test_support.c -- makes and clears away stores for tests. */
#include "store/store_test_support.h"
#include "core/log.h"
#include "core/random.h"
#include "store/db.h"
#include <libpq-fe.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static _Noreturn void give_up(const char *what, const char *why)
{
	fprintf(stderr, "store test: %s: %s\n", what, why ? why : "unknown");
	exit(99);	/* meson: an error, not a failed test */
}

static struct str server(void)
{
	return str_of(getenv("SAMSPIL_TEST_STORE"));
}

static void on_server(const char *uri, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void on_server(const char *uri, const char *fmt, ...)
{
	char sql[256];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(sql, sizeof sql, fmt, ap);
	va_end(ap);
	PGconn *c = PQconnectdb(uri);
	PGresult *r = PQexec(c, sql);
	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		give_up(sql, PQerrorMessage(c));
	PQclear(r);
	PQfinish(c);
}

/* "postgresql://host/postgres?user=a" with another database. */
static struct str with_database(struct arena *a, struct str uri, struct str name)
{
	const char *host = strstr(uri.p, "://");
	const char *path = host ? strchr(host + 3, '/') : NULL;
	if (!path)
		give_up("SAMSPIL_TEST_STORE", "expected postgresql://HOST/DATABASE");
	const char *query = strchr(path, '?');
	return str_fmt(a, "%.*s/%.*s%s", (int)(path - uri.p), uri.p, STR_ARG(name), query ? query : "");
}

/* One database serves a whole program, emptied for each test: making one takes
 * ten times as long as migrating it. */
static void drop_database(void)
{
	on_server(server().p, "DROP DATABASE samspil_test_%d WITH (FORCE)", (int)getpid());
}

static void choose_database(struct store_test *t)
{
	static bool made;
	t->name = str_fmt(t->x.arena, "samspil_test_%d", (int)getpid());
	t->address = with_database(t->x.arena, server(), t->name);
	if (!made) {
		on_server(server().p, "CREATE DATABASE %s", t->name.p);
		atexit(drop_database);
		made = true;
	}
	on_server(t->address.p, "SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
}

static void choose_address(struct store_test *t)
{
	struct arena *a = t->x.arena;
	if (server().p) {
		choose_database(t);
		return;
	}
	const char *tmp = getenv("TMPDIR");
	t->name = str_fmt(a, "%s/samspil-store-XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp((char *)t->name.p))
		give_up("mkdtemp", t->name.p);
	t->address = str_fmt(a, "sqlite:%s/store.db", t->name.p);
}

static void clear_away(struct store_test *t)
{
	static const char *const files[] = { "store.db", "store.db-wal", "store.db-shm", "store.db-lock", "copy.db" };
	if (server().p)
		return;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		unlink(str_fmt(t->x.arena, "%s/%s", t->name.p, files[i]).p);
	rmdir(t->name.p);
}

int store_test_setup(void **state)
{
	random_init();
	log_set_level(LOG_WARN);	/* every test migrates a store */
	struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
	if (!a)
		give_up("arena_new", "no memory");
	struct store_test *t = ARENA_NEW(a, struct store_test);
	ctx_init(&t->x, a);
	choose_address(t);
	if (store_open(&t->x, t->address, true, &t->store) != OK)
		give_up(t->x.fault.message, t->x.fault.cause);
	*state = t;
	return 0;
}

int store_test_teardown(void **state)
{
	struct store_test *t = *state;
	db_close(t->x.db);
	store_close(t->store);
	clear_away(t);
	arena_free(t->x.arena);
	return 0;
}

struct ctx *store_test_ctx(void **state)
{
	struct store_test *t = *state;
	if (!t->x.db) {
		if (db_open(&t->x, t->address, true, &t->x.db) != OK)
			give_up("open", t->x.fault.cause);
		t->x.db->store = t->store;
	}
	if (!t->x.db->in_transaction && db_begin(t->x.db) != OK)
		give_up("begin", t->x.db->cause);
	return &t->x;
}

void store_test_commit(void **state)
{
	struct store_test *t = *state;
	if (!t->x.db || !t->x.db->in_transaction)
		return;
	if (db_commit(t->x.db) != OK)
		give_up("commit", t->x.db->cause);
	ctx_run_after_commit(&t->x);
}

void store_test_undo(void **state)
{
	struct store_test *t = *state;
	if (t->x.db && t->x.db->in_transaction)
		db_undo(t->x.db);
	ctx_drop_after_commit(&t->x);
}

struct store *store_test_store(void **state)
{
	return ((struct store_test *)*state)->store;
}

bool store_test_is_postgres(void **state)
{
	return store_kind(store_test_store(state)) == STORE_POSTGRES;
}
