/* store_postgres_test.c -- what a lost connection may cost, on a real server:
 * a retry, a BUSY or a FAILED, but never a row written twice or half. */
#include "store/store_test_sql.h"
#include "store/runner.h"
#include "store/store_test_support.h"
#include <libpq-fe.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>
/* after those two, as it asks for */
#include <cmocka.h>
#undef fail	/* cmocka's; core/err.h means another */

/* Ends every connection of the store, as a restarted server does. */
static void cut_all(struct store_test *t)
{
	PGconn *c = PQconnectdb(t->address.p);
	/* Waits until each one is gone. */
	PGresult *r = PQexec(c, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
				" WHERE datname = current_database() AND pid <> pg_backend_pid()");
	assert_int_equal(PQresultStatus(r), PGRES_TUPLES_OK);
	assert_true(PQntuples(r) > 0);
	PQclear(r);
	PQfinish(c);
}

static enum rc add(struct ctx *x, void *name)
{
	return sql_test_set(x, str_of(name), S("v"), NULL);
}

static enum rc write_now(struct store_test *t, const char *name)
{
	return store_now(t->store, &t->x, true, add, (void *)name);
}

static enum rc count(struct ctx *x, void *ret)
{
	return sql_test_count(x, ret);
}

static void idle_connections_come_back_unnoticed(void **state)
{
	struct store_test *t = *state;
	int64_t n = 0;
	assert_int_equal(write_now(t, "a"), OK);
	cut_all(t);
	/* More than there are connections, so each one is asked. */
	for (int i = 0; i < 8; i++) {
		char name[8];
		snprintf(name, sizeof name, "b%d", i);
		assert_int_equal(write_now(t, name), OK);
		assert_int_equal(store_now(t->store, &t->x, false, count, &n), OK);
		assert_int_equal(n, i + 2);
	}
}

static enum rc add_cut_add(struct ctx *x, void *p)
{
	TRY(sql_test_set(x, S("one"), S("v"), NULL));
	cut_all(p);
	return sql_test_set(x, S("two"), S("v"), NULL);
}

static enum rc add_and_cut(struct ctx *x, void *p)
{
	TRY(sql_test_set(x, S("one"), S("v"), NULL));
	cut_all(p);
	return OK;
}

static void a_cut_within_work_keeps_nothing(void **state)
{
	struct store_test *t = *state;
	int64_t n = -1;
	assert_int_equal(store_now(t->store, &t->x, true, add_cut_add, t), BUSY);
	assert_true(str_starts(str_of(t->x.fault.cause), S("store.connection_lost")));
	fault_clear(&t->x);
	assert_int_equal(store_now(t->store, &t->x, false, count, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(write_now(t, "one"), OK);
}

static enum rc add_cut_swallow(struct ctx *x, void *p)
{
	(void)!add_cut_add(x, p);
	fault_clear(x);
	return OK;
}

static void a_cut_that_work_ignores_is_told_all_the_same(void **state)
{
	struct store_test *t = *state;
	int64_t n = -1;
	assert_int_equal(store_now(t->store, &t->x, true, add_cut_swallow, t), BUSY);
	fault_clear(&t->x);
	assert_int_equal(store_now(t->store, &t->x, false, count, &n), OK);
	assert_int_equal(n, 0);
}

static void a_cut_before_commit_is_not_tried_again(void **state)
{
	struct store_test *t = *state;
	int64_t n = -1;
	assert_int_equal(store_now(t->store, &t->x, true, add_and_cut, t), FAILED);
	assert_string_equal(t->x.fault.cause, "store.commit_unknown");
	fault_clear(&t->x);
	assert_int_equal(store_now(t->store, &t->x, false, count, &n), OK);
	assert_int_equal(n, 0);
}

struct heard {
	sem_t anything, topic;
};

static void hear(void *p, struct str topic)
{
	struct heard *h = p;
	sem_post(str_empty(topic) ? &h->anything : &h->topic);
}

static enum rc change(struct ctx *x, void *p)
{
	store_changed(x, S("workshop/1"));
	return OK;
}

static bool wait_a_while(sem_t *s)
{
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += 10;
	return sem_timedwait(s, &until) == 0;
}

static void a_listener_says_that_it_may_have_missed_something(void **state)
{
	struct store_test *t = *state;
	struct heard h;
	sem_init(&h.anything, 0, 0);
	sem_init(&h.topic, 0, 0);
	store_listen(t->store, hear, &h);
	cut_all(t);
	assert_true(wait_a_while(&h.anything));
	assert_int_equal(store_now(t->store, &t->x, true, change, NULL), OK);
	assert_true(wait_a_while(&h.topic));
}

#define store_test(name) cmocka_unit_test_setup_teardown(name, store_test_setup, store_test_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		store_test(idle_connections_come_back_unnoticed),
		store_test(a_cut_within_work_keeps_nothing),
		store_test(a_cut_that_work_ignores_is_told_all_the_same),
		store_test(a_cut_before_commit_is_not_tried_again),
		store_test(a_listener_says_that_it_may_have_missed_something),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
