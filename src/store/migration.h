/* migration.h -- the schema's history, embedded in the program.
 *
 * Migrations go forward only. The table samspil_migration remembers number and
 * hash of each one that a store has been through, so that a file changed after
 * the fact is noticed instead of leaving two schemas with one number. */
#pragma once
#include "store/db.h"

struct migration {
	int number;
	const char *name;
	const char *hash;		/* SHA-256 of the source file, hex */
	const char *sqlite, *postgres;	/* the statements of each dialect */
};

/* Made from migrations/ by tools/sqlgen.py --embed. */
extern const struct migration store_migrations[];
extern const size_t store_migration_count;

/* Compare the store behind db with list, and carry out what is missing if
 * migrate is set: all of it in one transaction, so a failure leaves the old
 * schema. FAILED with the message "store.newer", "store.needs_migration",
 * "store.changed_migration" (a migration that the store has been through is not
 * the one of this program) or "store.migration" (the cause names it). Own
 * transaction; several nodes that start at once wait for one another. */
must_use enum rc migration_run(struct ctx *x, struct db *db, const struct migration *list, size_t n, bool migrate);
