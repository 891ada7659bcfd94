/* migration_test.c -- what happens when program and store do not agree about
 * the schema. Runs on both engines. */
#include "store/migration.h"
#include "store/runner.h"
#include "store/store_test_support.h"
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
/* after those two, as it asks for */
#include <cmocka.h>
#undef fail	/* cmocka's; core/err.h means another */

enum { EXTRA = 9001 };
static const char extra_sql[] = "CREATE TABLE extra (a TEXT NOT NULL); INSERT INTO extra (a) VALUES ('x');";
static const char broken_sql[] = "CREATE TABLE extra (a TEXT NOT NULL); INSERT INTO nowhere (a) VALUES ('x');";

static const struct field count_columns[] = { { "n", VALUE_INT, false, 0 } };
static const struct statement count_extra = {
	.name = "count_extra", .sqlite = "SELECT count(*) AS n FROM extra", .postgres = "SELECT count(*) AS n FROM extra",
	.columns = count_columns, .ncolumns = 1, .row_size = sizeof(int64_t),
};

/* The program's own migrations and one more. */
static struct migration *longer(struct ctx *x, const char *sql, size_t *ret_n)
{
	size_t n = store_migration_count;
	struct migration *list = ARENA_ARRAY(x->arena, n + 1, struct migration);
	memcpy(list, store_migrations, n * sizeof *list);
	list[n] = (struct migration){ EXTRA, "extra", sql, sql, sql };
	*ret_n = n + 1;
	return list;
}

static enum rc count(struct ctx *x, void *ret)
{
	return statement_one(x, &count_extra, NULL, ret);
}

static void refused(struct store_test *t, const struct migration *list, size_t n, bool migrate, const char *message)
{
	struct store *s = NULL;
	fault_clear(&t->x);
	assert_int_equal(store_open_with(&t->x, t->address, list, n, migrate, &s), FAILED);
	assert_string_equal(t->x.fault.message, message);
	assert_null(s);
	fault_clear(&t->x);
}

static void the_same_program_opens_it_again(void **state)
{
	struct store_test *t = *state;
	struct store *s;
	assert_true(store_migration_count > 0);
	assert_int_equal(store_open(&t->x, t->address, false, &s), OK);
	store_close(s);
}

static void a_changed_migration_is_refused(void **state)
{
	struct store_test *t = *state;
	size_t n;
	struct migration *list = longer(&t->x, extra_sql, &n);
	list[0].hash = "0000000000000000000000000000000000000000000000000000000000000000";
	refused(t, list, n - 1, true, "store.changed_migration");
	refused(t, list, n - 1, false, "store.changed_migration");
	/* Neither was the one after it carried out. */
	refused(t, list, n, true, "store.changed_migration");
	list[0].hash = store_migrations[0].hash;
	refused(t, list, n, false, "store.needs_migration");
}

static void an_older_program_is_refused(void **state)
{
	struct store_test *t = *state;
	refused(t, store_migrations, store_migration_count - 1, true, "store.newer");
	refused(t, store_migrations, 0, true, "store.newer");
}

static void an_older_store_waits_for_leave(void **state)
{
	struct store_test *t = *state;
	struct store *s;
	size_t n;
	int64_t rows = 0;
	struct migration *list = longer(&t->x, extra_sql, &n);
	refused(t, list, n, false, "store.needs_migration");
	assert_int_equal(store_open_with(&t->x, t->address, list, n, true, &s), OK);
	assert_int_equal(store_now(s, &t->x, false, count, &rows), OK);
	assert_int_equal(rows, 1);
	store_close(s);
	/* Not twice. */
	assert_int_equal(store_open_with(&t->x, t->address, list, n, true, &s), OK);
	assert_int_equal(store_now(s, &t->x, false, count, &rows), OK);
	assert_int_equal(rows, 1);
	store_close(s);
}

static void half_a_migration_is_none(void **state)
{
	struct store_test *t = *state;
	struct store *s;
	size_t n;
	int64_t rows = 0;
	struct migration *list = longer(&t->x, broken_sql, &n);
	refused(t, list, n, true, "store.migration");
	/* The table that the broken one began with is gone, or this would fail. */
	list = longer(&t->x, extra_sql, &n);
	assert_int_equal(store_open_with(&t->x, t->address, list, n, true, &s), OK);
	assert_int_equal(store_now(s, &t->x, false, count, &rows), OK);
	assert_int_equal(rows, 1);
	store_close(s);
}

struct node {
	pthread_t thread;
	struct str address;
	enum rc rc;
};

static void *start_node(void *p)
{
	struct node *node = p;
	struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
	struct ctx x;
	struct store *s;
	size_t n;
	ctx_init(&x, a);
	struct migration *list = longer(&x, extra_sql, &n);
	node->rc = store_open_with(&x, node->address, list, n, true, &s);
	if (node->rc == OK)
		store_close(s);
	arena_free(a);
	return NULL;
}

static void nodes_that_start_together_take_turns(void **state)
{
	struct store_test *t = *state;
	struct node nodes[4];
	for (int i = 0; i < 4; i++) {
		nodes[i] = (struct node){ .address = t->address };
		pthread_create(&nodes[i].thread, NULL, start_node, &nodes[i]);
	}
	for (int i = 0; i < 4; i++) {
		pthread_join(nodes[i].thread, NULL);
		assert_int_equal(nodes[i].rc, OK);
	}
}

#define store_test(name) cmocka_unit_test_setup_teardown(name, store_test_setup, store_test_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		store_test(the_same_program_opens_it_again),
		store_test(a_changed_migration_is_refused),
		store_test(an_older_program_is_refused),
		store_test(an_older_store_waits_for_leave),
		store_test(half_a_migration_is_none),
		store_test(nodes_that_start_together_take_turns),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
