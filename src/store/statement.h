/* statement.h -- what generated code (*_sql.c) and the store say to each other.
 *
 * Only files made by tools/sqlgen.py include this besides the store itself:
 * here, and only here, SQL text crosses a border, and it is constant text that
 * was prepared against the schema when the program was built. */
#pragma once
#include "core/ctx.h"
#include <stddef.h>

enum value_type { VALUE_TEXT, VALUE_INT, VALUE_BOOL, VALUE_DATE, VALUE_BYTES, VALUE_REAL, VALUE_ID };

/* One value on its way in. Which member counts is told by the field's type; ids
 * travel as integers, bytes as text. */
union value {
	struct str text;
	int64_t integer;
	bool boolean;
	struct date date;
	double real;
};

/* A parameter or a result column. Null is STR_NULL, INT64_MIN, DATE_NONE, NAN,
 * or an id of 0. */
struct field {
	const char *name;
	enum value_type type;
	bool nullable;
	uint16_t at;		/* columns: offset in the row */
};

/* The widest table here has fewer columns; tools/sqlgen.py refuses more. */
enum { STATEMENT_PARAMS_MAX = 64 };

struct statement {
	const char *name;	/* for faults and the log */
	const char *sqlite, *postgres;
	const struct field *params, *columns;
	uint8_t nparams, ncolumns;
	size_t row_size;
	bool writes;
};

/* All four run on x->db, inside the transaction that is open there; rows are
 * copied into x->arena. Beside what each says:
 * CONFLICT	a UNIQUE or foreign key rule of the schema said no; the statement
 *		did nothing and the transaction goes on.
 * BUSY		the store gave up waiting for somebody, or lost its server.
 * FAILED	disk full, unreadable file, a value the schema refuses: our fault.
 * Only BUSY and FAILED fill the fault slot (with a cause for the log): NOT_FOUND
 * and CONFLICT are answers, and the rule that asked knows their message. */
must_use enum rc statement_many(struct ctx *x, const struct statement *st, const union value *values, void **ret_rows, size_t *ret_n);
/* Exactly one row into *ret_row; NOT_FOUND if there is none. */
must_use enum rc statement_one(struct ctx *x, const struct statement *st, const union value *values, void *ret_row);
/* *ret_row is NULL if there is none. */
must_use enum rc statement_maybe(struct ctx *x, const struct statement *st, const union value *values, void **ret_row);
/* ret_changed may be NULL. */
must_use enum rc statement_exec(struct ctx *x, const struct statement *st, const union value *values, int64_t *ret_changed);
