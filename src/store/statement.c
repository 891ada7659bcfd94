/* statement.c -- the four kinds of statement, told apart by how many rows they
 * may give. Knows no engine and no SQL. */
#include "store/db.h"
#include <math.h>

/* As many as the statement's own LIMIT lets through. */
static const size_t MANY = SIZE_MAX;

static enum rc run(struct ctx *x, const struct statement *st, const union value *values, size_t max, struct rows *ret)
{
	*ret = (struct rows){ 0 };
	struct db *db = x->db;
	if (!db)
		return fail_cause(x, FAILED, "store.no_connection: %s", st->name);
	if (st->writes && !db->may_write)
		return fail_cause(x, FAILED, "store.write_on_reader: %s", st->name);
	TRY(db_ensure_begun(x, db));
	/* One statement is always asked with the same max. */
	if (db->answers && answers_find(x, db->answers, st, values, ret))
		return OK;
	if (db->only_remembered) {
		x->unanswered = true;
		return db_fault(x, BUSY, "core.busy", "store.not_remembered");
	}
	TRY(db->engine->run(x, db, st, values, max, ret));
	if (db->answers)
		answers_keep(db->memory, db->answers, st, values, ret);
	return OK;
}

enum rc statement_many(struct ctx *x, const struct statement *st, const union value *values, void **ret_rows, size_t *ret_n)
{
	struct rows got;
	TRY(run(x, st, values, MANY, &got));
	*ret_rows = got.first;
	*ret_n = got.n;
	return OK;
}

enum rc statement_maybe(struct ctx *x, const struct statement *st, const union value *values, void **ret_row)
{
	struct rows got;
	TRY(run(x, st, values, 2 /* one more than promised, to notice it */, &got));
	if (got.n > 1)
		return fail_cause(x, FAILED, "store.more_than_one: %s", st->name);
	*ret_row = got.n ? got.first : NULL;
	return OK;
}

enum rc statement_one(struct ctx *x, const struct statement *st, const union value *values, void *ret_row)
{
	void *row;
	TRY(statement_maybe(x, st, values, &row));
	if (!row)
		return NOT_FOUND;
	memcpy(ret_row, row, st->row_size);
	return OK;
}

enum rc statement_exec(struct ctx *x, const struct statement *st, const union value *values, int64_t *ret_changed)
{
	struct rows got;
	TRY(run(x, st, values, MANY, &got));
	if (ret_changed)
		*ret_changed = got.changed;
	return OK;
}

bool field_null(const struct field *f, void *to)
{
	switch (f->type) {
	case VALUE_TEXT:
	case VALUE_BYTES:
		*(struct str *)to = STR_NULL;
		break;
	case VALUE_INT:
		*(int64_t *)to = INT64_MIN;
		break;
	case VALUE_ID:
		*(int64_t *)to = 0;
		break;
	case VALUE_DATE:
		*(struct date *)to = DATE_NONE;
		break;
	case VALUE_REAL:
		*(double *)to = NAN;
		break;
	case VALUE_BOOL:
		return false;
	}
	return f->nullable;
}
