/* store_test_support.h -- a fresh, migrated store for a unit test.
 *
 * Test programs only. The store is SQLite in a temporary file, or, when the
 * environment names one in SAMSPIL_TEST_STORE (tests/support/with_postgres.py
 * does), a database on that PostgreSQL server, emptied for each test and dropped
 * when the program ends. Anything
 * that goes wrong here ends the program with a message: a test without its
 * store has nothing to say.
 *
 * As cmocka fixtures:
 *	cmocka_unit_test_setup_teardown(a_test, store_test_setup, store_test_teardown)
 * and in the test:
 *	struct ctx *x = store_test_ctx(state);	 // inside an open transaction
 * Thread: the test's own. */
#pragma once
#include "store/store.h"

struct store_test {
	struct store *store;
	struct ctx x;		/* x.db: a writing connection inside a transaction */
	struct str address;
	struct str name;	/* of the file or the database, for clearing away */
};

/* Opens a store, migrated from empty, with its threads running. The transaction
 * begins with the first call of store_test_ctx(). */
int store_test_setup(void **state);
/* Undoes what is open, closes, removes the file or drops the database. */
int store_test_teardown(void **state);

/* The ctx, inside a writing transaction that is undone at the end. While it is
 * open the store's own writer waits (SQLite): tests that use store_write or
 * store_now call store_test_commit() first, or never ask for the ctx. */
struct ctx *store_test_ctx(void **state);
/* Makes what the ctx wrote durable and runs what waited for that; the next
 * store_test_ctx() begins a new transaction. */
void store_test_commit(void **state);
/* Undoes what the ctx wrote since. */
void store_test_undo(void **state);
struct store *store_test_store(void **state);
bool store_test_is_postgres(void **state);
