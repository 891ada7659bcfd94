/* answers_test.c -- that a remembered answer is the answer. That none outlives
 * its state of a real store is in store_test.c. */
#include "core/testing.h"
#include <pthread.h>
#include "store/answers.h"
#include "store/db.h"
#include <stdio.h>
#include <stdlib.h>

struct row {
	struct str name, bytes;
	int64_t n;
	struct date day;
};

static const struct field params[] = {
	{ "name", VALUE_TEXT, true, 0 }, { "day", VALUE_DATE, true, 0 }, { "n", VALUE_INT, true, 0 }, { "b", VALUE_BOOL, false, 0 },
};
static const struct field columns[] = {
	{ "name", VALUE_TEXT, true, offsetof(struct row, name) }, { "bytes", VALUE_BYTES, false, offsetof(struct row, bytes) },
	{ "n", VALUE_INT, false, offsetof(struct row, n) }, { "day", VALUE_DATE, false, offsetof(struct row, day) },
};
static const struct statement asked = {
	.name = "asked", .params = params, .nparams = 4, .columns = columns, .ncolumns = 4, .row_size = sizeof(struct row),
}, other = {
	.name = "other", .params = params, .nparams = 4, .columns = columns, .ncolumns = 4, .row_size = sizeof(struct row),
}, nothing = { .name = "nothing", .columns = columns, .ncolumns = 4, .row_size = sizeof(struct row) };

struct fixture {
	struct ctx x;
	struct memory m;
	struct answers *a;
};

static struct state numbered(uint32_t n)
{
	return (struct state){ { n, 1, 2 } };
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct arena *arena = arena_new(ARENA_CEILING_DEFAULT);
	assert_non_null(arena);
	ctx_init(&f->x, arena);
	memory_init(&f->m);
	f->a = memory_of(&f->m, &(struct state){ { 1, 1, 2 } });
	assert_non_null(f->a);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	answers_let_go(f->a);
	memory_free(&f->m);
	arena_free(f->x.arena);
	free(f);
	return 0;
}

struct question {
	union value v[4];
};

static struct question question(struct str name, int day, int64_t n, bool b)
{
	return (struct question){ { { .text = name }, { .date = { day } }, { .integer = n }, { .boolean = b } } };
}

static void keep(struct fixture *f, const struct statement *st, const struct question *q, struct row *rows, size_t n)
{
	answers_keep(&f->m, f->a, st, q->v, &(struct rows){ .first = rows, .n = n });
}

static bool known(struct fixture *f, const struct statement *st, const struct question *q, struct rows *ret)
{
	return answers_find(&f->x, f->a, st, q->v, ret);
}

static void an_answer_is_a_copy_of_its_own(void **state)
{
	struct fixture *f = *state;
	char text[] = "Karen", bytes[] = "\0\1\0";
	struct question q = question(S("a"), 7, 1, true);
	struct row rows[] = {
		{ { text, 5 }, { bytes, 3 }, INT64_MIN, { 9 } },
		{ STR_NULL, { "", 0 }, 4, DATE_NONE },
	};
	struct rows got, again;
	assert_false(known(f, &asked, &q, &got));
	keep(f, &asked, &q, rows, 2);
	memset(text, 'x', 5);
	memset(rows, 0xee, sizeof rows);
	assert_true(known(f, &asked, &q, &got));
	assert_int_equal(got.n, 2);
	struct row *r = got.first;
	assert_int_equal(r[0].name.n, 5);
	assert_string_equal(r[0].name.p, "Karen");
	assert_int_equal(r[0].bytes.n, 3);
	assert_memory_equal(r[0].bytes.p, "\0\1\0", 4);
	assert_true(r[0].n == INT64_MIN);
	assert_int_equal(r[0].day.day, 9);
	assert_null(r[1].name.p);
	assert_non_null(r[1].bytes.p);
	assert_int_equal(r[1].bytes.n, 0);
	assert_false(date_is(r[1].day));
	/* What one request does to its rows is nothing to the next. */
	((char *)(uintptr_t)r[0].name.p)[0] = 'M';
	r[1].n = 5;
	assert_true(known(f, &asked, &q, &again));
	assert_string_equal(((struct row *)again.first)[0].name.p, "Karen");
	assert_int_equal(((struct row *)again.first)[1].n, 4);
}

static void another_question_is_not_answered(void **state)
{
	struct fixture *f = *state;
	struct question q = question(S("a"), 7, 1, true);
	struct row row = { .n = 1, .bytes = S("") };
	struct rows got;
	keep(f, &asked, &q, &row, 1);
	const struct question others[] = {
		question(S("b"), 7, 1, true), question(S(""), 7, 1, true), question(STR_NULL, 7, 1, true), question(S("aa"), 7, 1, true),
		question(S("a"), 8, 1, true), question(S("a"), 7, 2, true), question(S("a"), 7, 1, false),
	};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_false(known(f, &asked, &others[i], &got));
	assert_false(known(f, &other, &q, &got));
	/* The empty text and no text are two questions. */
	keep(f, &asked, &others[1], &row, 1);
	assert_false(known(f, &asked, &others[2], &got));
	/* What stands behind a day or a truth in the union is nothing of the question. */
	union value padded[4];
	memset(padded, 0xee, sizeof padded);
	padded[0].text = S("a");
	padded[1].date.day = 7;
	padded[2].integer = 1;
	padded[3].boolean = true;
	assert_true(answers_find(&f->x, f->a, &asked, padded, &got));
}

static void nothing_is_an_answer_too(void **state)
{
	struct fixture *f = *state;
	struct rows got = { .n = 9 };
	answers_keep(&f->m, f->a, &nothing, NULL, &(struct rows){ 0 });
	assert_true(answers_find(&f->x, f->a, &nothing, NULL, &got));
	assert_int_equal(got.n, 0);
	assert_non_null(got.first);
}

static void each_state_has_its_own(void **state)
{
	struct fixture *f = *state;
	struct question q = question(S("a"), 7, 1, true);
	struct row row = { .n = 1, .bytes = S("") };
	struct rows got;
	struct state first = numbered(1), second = numbered(2);
	keep(f, &asked, &q, &row, 1);
	assert_null(memory_known(&f->m, &second));
	struct answers *later = memory_of(&f->m, &second);
	assert_false(answers_find(&f->x, later, &asked, q.v, &got));
	/* Whoever is still at the first has what was said there. */
	assert_true(known(f, &asked, &q, &got));
	assert_null(memory_known(&f->m, &first));
	struct answers *same = memory_known(&f->m, &second);
	assert_ptr_equal(same, later);
	answers_let_go(same);
	/* Who looks at the first again begins with nothing. */
	struct answers *again = memory_of(&f->m, &first);
	assert_false(answers_find(&f->x, again, &asked, q.v, &got));
	answers_let_go(again);
	answers_let_go(later);
}

static void long_lists_are_left_to_the_engine(void **state)
{
	struct fixture *f = *state;
	struct question q = question(S("a"), 7, 1, true);
	char *text = arena_alloc(f->x.arena, ANSWER_BYTES_MAX + 1);
	struct row row = { .n = 1, .bytes = { text, ANSWER_BYTES_MAX } };
	struct rows got;
	keep(f, &asked, &q, &row, 1);
	assert_false(known(f, &asked, &q, &got));
	struct question large = question((struct str){ text, ANSWER_BYTES_MAX }, 7, 1, true);
	keep(f, &asked, &large, &(struct row){ .bytes = S("") }, 1);
	assert_false(known(f, &asked, &large, &got));
}

static void memory_has_an_end(void **state)
{
	struct fixture *f = *state;
	static char text[ANSWER_BYTES_MAX / 2 + 1];
	struct row row = { .bytes = { text, ANSWER_BYTES_MAX / 2 } };
	struct rows got;
	size_t n = 4 * ANSWERS_BYTES_MAX / (ANSWER_BYTES_MAX / 2), remembered = 0;
	for (size_t i = 0; i < n; i++) {
		struct question q = question(S("a"), 7, (int64_t)i, true);
		keep(f, &asked, &q, &row, 1);
	}
	/* Full once, it began anew; whoever asks from now on has the fresh one. */
	for (size_t i = 0; i < n; i++) {
		struct question q = question(S("a"), 7, (int64_t)i, true);
		remembered += known(f, &asked, &q, &got);
		arena_reset(f->x.arena);
	}
	struct state first = numbered(1);
	struct answers *fresh = memory_known(&f->m, &first);
	assert_ptr_not_equal(fresh, f->a);
	answers_let_go(fresh);
	assert_true(remembered > 0);
	assert_true(remembered * ANSWER_BYTES_MAX / 2 <= ANSWERS_BYTES_MAX + 2 * ANSWER_BYTES_MAX);
}

/* Several ask and are told at once; each answer is the one to its question. */
static void *asker(void *p)
{
	struct fixture *f = p;
	struct ctx x;
	struct arena *arena = arena_new(ARENA_CEILING_DEFAULT);
	ctx_init(&x, arena);
	for (int64_t i = 0; i < 20000; i++) {
		char text[24];
		struct question q = question(S("a"), 7, i % 500, true);
		struct row row = { .n = i % 500, .bytes = { text, (size_t)snprintf(text, sizeof text, "%d", (int)(i % 500)) } };
		struct rows got;
		if (!answers_find(&x, f->a, &asked, q.v, &got)) {
			answers_keep(&f->m, f->a, &asked, q.v, &(struct rows){ .first = &row, .n = 1 });
			continue;
		}
		const struct row *r = got.first;
		if (got.n != 1 || r->n != row.n || !str_eq(r->bytes, row.bytes))
			return p;	/* anything but NULL */
		arena_reset(arena);
	}
	arena_free(arena);
	return NULL;
}

static void many_ask_at_once(void **state)
{
	pthread_t threads[4];
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, asker, *state), 0);
	for (int i = 0; i < 4; i++) {
		void *wrong;
		pthread_join(threads[i], &wrong);
		assert_null(wrong);
	}
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(an_answer_is_a_copy_of_its_own),
		test(another_question_is_not_answered),
		test(nothing_is_an_answer_too),
		test(each_state_has_its_own),
		test(long_lists_are_left_to_the_engine),
		test(memory_has_an_end),
		test(many_ask_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
