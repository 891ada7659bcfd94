/* store_test.c -- what the statements, transactions and queues promise, on a
 * real store. Runs on SQLite, and on PostgreSQL through with_postgres.py. */
#include "store/store_test_sql.h"
#include "store/migration.h"
#include "store/runner.h"
#include "store/store_test_support.h"
#include <math.h>
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
/* after stdarg.h, setjmp.h and stddef.h, as it asks for */
#include <cmocka.h>
#undef fail	/* cmocka's; core/err.h means another */

#define assert_str(got, want)                                                       \
	do {                                                                        \
		struct str got_ = (got), want_ = (want);                            \
		assert_int_equal(got_.n, want_.n);                                  \
		assert_memory_equal(got_.p, want_.p, want_.n);                      \
		assert_int_equal(got_.p[got_.n], 0);	/* NUL-terminated */        \
	} while (0)

/* ---- pieces of work for the tests */

/* A piece with a memory of its own, and what became of it. */
struct piece {
	struct work w;
	struct ctx x;
	const char *name;
	enum rc (*act)(struct ctx *x, struct piece *p);
	enum rc rc;
	bool seen_at_done;	/* done() found the row of that name */
	bool alone_at_done;	/* done() had no connection: it was not on a reader */
	int ran, finished;	/* places in the order of events */
	sem_t over;
	sem_t *hold, *holding;	/* run() waits for hold, after posting holding */
};

static atomic_int order;

static enum rc piece_run(struct ctx *x, void *v)
{
	struct piece *p = v;
	p->ran = ++order;
	if (p->hold) {
		sem_post(p->holding);
		sem_wait(p->hold);
	}
	return p->act ? p->act(x, p) : OK;
}

static void piece_done(struct ctx *x, enum rc rc, void *v)
{
	struct piece *p = v;
	p->rc = rc;
	p->finished = ++order;
	struct sql_test_get *row = NULL;
	p->alone_at_done = !x->db;
	if (x->db && sql_test_get(x, str_of(p->name), &row) == OK)
		p->seen_at_done = row != NULL;
	sem_post(&p->over);
}

static enum rc write_name(struct ctx *x, struct piece *p)
{
	return sql_test_set(x, str_of(p->name), S("v"), NULL);
}

static void piece_init(struct piece *p, const char *name, enum rc (*act)(struct ctx *, struct piece *))
{
	*p = (struct piece){ .name = name, .act = act };
	p->w = (struct work){ .x = &p->x, .p = p, .run = piece_run, .done = piece_done };
	struct arena *a = arena_new(1 << 20);
	assert_non_null(a);
	ctx_init(&p->x, a);
	sem_init(&p->over, 0, 0);
}

static void piece_free(struct piece *p)
{
	arena_free(p->x.arena);
	sem_destroy(&p->over);
}

/* store_now() for work on one name. */
static enum rc now(struct store *s, struct ctx *x, bool write, enum rc (*fn)(struct ctx *x, void *p), const char *name)
{
	return store_now(s, x, write, fn, (void *)name);
}

static enum rc get_one(struct ctx *x, void *name)
{
	struct sql_test_get *row;
	TRY(sql_test_get(x, str_of(name), &row));
	return row ? OK : NOT_FOUND;
}

static bool stored(void **state, const char *name)
{
	struct store_test *t = *state;
	enum rc rc = now(t->store, &t->x, false, get_one, name);
	assert_true(rc == OK || rc == NOT_FOUND);
	return rc == OK;
}

static enum rc count_rows(struct ctx *x, void *ret)
{
	return sql_test_count(x, ret);
}

static int64_t rows_stored(void **state)
{
	struct store_test *t = *state;
	int64_t n = -1;
	assert_int_equal(store_now(t->store, &t->x, false, count_rows, &n), OK);
	return n;
}

/* ---- statements */

static void every_type_comes_back(void **state)
{
	struct ctx *x = store_test_ctx(state);
	static const char bytes[] = { 0, 1, (char)0xff, '\\', 'x', 0 };
	struct sql_test_echo r;
	assert_int_equal(sql_test_echo(x, S("Sygefravær \\ 'x' \n ✓"), INT64_MAX, true, date_ymd(2024, 2, 29),
				       (struct str){ bytes, sizeof bytes }, 0.1, &r), OK);
	assert_str(r.t, S("Sygefravær \\ 'x' \n ✓"));
	assert_int_equal(r.i, INT64_MAX);
	assert_true(r.b);
	assert_int_equal(r.d.day, date_ymd(2024, 2, 29).day);
	assert_int_equal(r.y.n, sizeof bytes);
	assert_memory_equal(r.y.p, bytes, sizeof bytes);
	assert_true(r.r == 0.1);

	assert_int_equal(sql_test_echo(x, S(""), INT64_MIN, false, date_ymd(1900, 1, 1), S(""), -1e300, &r), OK);
	assert_str(r.t, S(""));
	assert_int_equal(r.i, INT64_MIN);
	assert_false(r.b);
	assert_int_equal(r.d.day, date_ymd(1900, 1, 1).day);
	assert_int_equal(r.y.n, 0);
	assert_non_null(r.y.p);
	assert_true(r.r == -1e300);
	/* A text that may not be null and was never given is empty. */
	assert_int_equal(sql_test_echo(x, STR_NULL, 0, false, date_ymd(2000, 1, 1), STR_NULL, 0, &r), OK);
	assert_str(r.t, S(""));
}

static void null_comes_back_as_null(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct sql_test_echo_nulls r;
	assert_int_equal(sql_test_echo_nulls(x, STR_NULL, INT64_MIN, DATE_NONE, STR_NULL, NAN, (mail_out_id){ 0 }, &r), OK);
	assert_null(r.t.p);
	assert_int_equal(r.i, INT64_MIN);
	assert_false(date_is(r.d));
	assert_null(r.y.p);
	assert_true(isnan(r.r));
	assert_int_equal(r.k.v, 0);

	assert_int_equal(sql_test_echo_nulls(x, S(""), 0, date_ymd(2000, 1, 1), S(""), 0, (mail_out_id){ 7 }, &r), OK);
	assert_str(r.t, S(""));
	assert_int_equal(r.i, 0);
	assert_true(date_is(r.d));
	assert_non_null(r.y.p);
	assert_true(r.r == 0);
	assert_int_equal(r.k.v, 7);
}

static void undeclared_null_is_refused(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct str t;
	assert_int_equal(sql_test_null_by_mistake(x, &t), FAILED);
	assert_string_equal(x->fault.cause, "store.wrong_type: test_null_by_mistake.t");
}

static void kinds_count_their_rows(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct sql_test_list *rows;
	struct sql_test_get *row;
	struct str value;
	size_t n;
	int64_t changed;
	assert_int_equal(sql_test_list(x, S("%"), &rows, &n), OK);
	assert_int_equal(n, 0);
	assert_non_null(rows);
	assert_int_equal(sql_test_get(x, S("a"), &row), OK);
	assert_null(row);
	assert_int_equal(sql_test_need(x, S("a"), &value), NOT_FOUND);
	assert_int_equal(x->fault.rc, OK);	/* an answer, not a fault */

	for (int i = 0; i < 100; i++)
		assert_int_equal(sql_test_set(x, str_fmt(x->arena, "k%02d", i), str_fmt(x->arena, "%d", i), &changed), OK);
	assert_int_equal(changed, 1);
	assert_int_equal(sql_test_list(x, S("k%"), &rows, &n), OK);
	assert_int_equal(n, 100);
	assert_str(rows[99].name, S("k99"));
	assert_str(rows[99].value, S("99"));
	assert_int_equal(sql_test_need(x, S("k07"), &value), OK);
	assert_str(value, S("7"));
	assert_int_equal(sql_test_clear(x, &changed), OK);
	assert_int_equal(changed, 100);
}

static void conflict_is_an_answer(void **state)
{
	struct ctx *x = store_test_ctx(state);
	mail_out_id mail;
	assert_int_equal(sql_test_set(x, S("a"), S("1"), NULL), OK);
	assert_int_equal(sql_test_set(x, S("b"), S("2"), NULL), OK);
	assert_int_equal(sql_test_set(x, S("a"), S("3"), NULL), CONFLICT);
	assert_int_equal(sql_test_rename(x, S("a"), S("b"), NULL), CONFLICT);
	assert_int_equal(sql_test_attach(x, (mail_out_id){ 4711 }, S("x"), NULL), CONFLICT);
	assert_int_equal(x->fault.rc, OK);

	/* The transaction goes on, and keeps what it had. */
	assert_int_equal(sql_test_mail(x, S("a@b.dk"), S("m1"), S("waiting"), &mail), OK);
	assert_int_equal(sql_test_mail(x, S("a@b.dk"), S("m1"), S("waiting"), &mail), CONFLICT);
	assert_true(mail.v > 0);
	store_test_commit(state);
	assert_true(stored(state, "a"));
	assert_true(stored(state, "b"));
}

static void schema_has_the_last_word(void **state)
{
	struct ctx *x = store_test_ctx(state);
	mail_out_id mail;
	assert_int_equal(sql_test_mail(x, S("a@b.dk"), S("m1"), S("no such state"), &mail), FAILED);
	assert_true(str_starts(str_of(x->fault.cause), S("store.schema_refused: test_mail")));
	/* What a person wrote never reaches the log. */
	assert_false(str_contains(str_of(x->fault.cause), S("no such state")));
}

static void parts_go_with_the_whole(void **state)
{
	struct ctx *x = store_test_ctx(state);
	mail_out_id mail;
	struct sql_test_attachments *rows;
	size_t n;
	assert_int_equal(sql_test_mail(x, S("a@b.dk"), S("m1"), S("waiting"), &mail), OK);
	assert_int_equal(sql_test_attach(x, mail, S("bytes"), NULL), OK);
	assert_int_equal(sql_test_attachments(x, mail, &rows, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(sql_test_mail_delete(x, mail, NULL), OK);
	assert_int_equal(sql_test_attachments(x, mail, &rows, &n), OK);
	assert_int_equal(n, 0);
}

static void ids_are_never_given_twice(void **state)
{
	struct ctx *x = store_test_ctx(state);
	mail_out_id first, second;
	assert_int_equal(sql_test_mail(x, S("a@b.dk"), S("m1"), S("waiting"), &first), OK);
	assert_int_equal(sql_test_mail_delete(x, first, NULL), OK);
	assert_int_equal(sql_test_mail(x, S("a@b.dk"), S("m2"), S("waiting"), &second), OK);
	assert_true(second.v > first.v);
}

/* ---- transactions */

static enum rc write_then_refuse(struct ctx *x, struct piece *p)
{
	TRY(write_name(x, p));
	return fail(x, INVALID, "field", "test.refused");
}

static enum rc write_now(struct ctx *x, void *name)
{
	return sql_test_set(x, str_of(name), S("v"), NULL);
}

static enum rc write_then_fail(struct ctx *x, void *name)
{
	TRY(write_now(x, name));
	return FORBIDDEN;
}

static void refused_work_leaves_nothing(void **state)
{
	struct store_test *t = *state;
	assert_int_equal(now(t->store, &t->x, true, write_then_fail, "a"), FORBIDDEN);
	assert_false(stored(state, "a"));
	assert_int_equal(now(t->store, &t->x, true, write_now, "a"), OK);
	assert_true(stored(state, "a"));
	assert_int_equal(now(t->store, &t->x, true, write_now, "a"), CONFLICT);
	assert_null(t->x.db);
}

static void readers_cannot_write(void **state)
{
	struct store_test *t = *state;
	assert_int_equal(now(t->store, &t->x, false, write_now, "a"), FAILED);
	assert_string_equal(t->x.fault.cause, "store.write_on_reader: test_set");
	fault_clear(&t->x);
	assert_false(stored(state, "a"));
}

static enum rc swallow_conflict(struct ctx *x, void *p)
{
	TRY(sql_test_set(x, S("a"), S("1"), NULL));
	if (sql_test_set(x, S("a"), S("2"), NULL) != CONFLICT)
		return FAILED;
	return sql_test_set(x, S("b"), S("3"), NULL);
}

static void work_may_go_on_after_a_conflict(void **state)
{
	struct store_test *t = *state;
	assert_int_equal(store_now(t->store, &t->x, true, swallow_conflict, NULL), OK);
	assert_true(stored(state, "a"));
	assert_true(stored(state, "b"));
}

struct two_looks {
	struct store *store;
	int64_t first, second;
};

static void *write_meanwhile(void *p)
{
	struct two_looks *t = p;
	struct arena *a = arena_new(1 << 20);
	struct ctx x;
	ctx_init(&x, a);
	enum rc rc = now(t->store, &x, true, write_now, "meanwhile");
	arena_free(a);
	return (void *)(intptr_t)rc;
}

static enum rc look_twice(struct ctx *x, void *p)
{
	struct two_looks *t = p;
	pthread_t writer;
	void *rc;
	TRY(sql_test_count(x, &t->first));
	pthread_create(&writer, NULL, write_meanwhile, t);
	pthread_join(writer, &rc);
	TRY((enum rc)(intptr_t)rc);
	return sql_test_count(x, &t->second);
}

static void a_reader_sees_one_moment(void **state)
{
	struct store_test *t = *state;
	struct two_looks looks = { .store = t->store };
	assert_int_equal(store_now(t->store, &t->x, false, look_twice, &looks), OK);
	assert_int_equal(looks.first, looks.second);
	assert_int_equal(rows_stored(state), looks.first + 1);
}

/* ---- the runner */

static enum rc use_up_memory(struct ctx *x, struct piece *p)
{
	TRY(write_name(x, p));
	for (;;)
		memset(arena_alloc(x->arena, 4096), 1, 4096);
}

static enum rc write_twice(struct ctx *x, struct piece *p)
{
	TRY(write_name(x, p));
	return write_name(x, p);	/* CONFLICT, not handled */
}

/* One piece holds the writers while the others gather behind it. */
static void in_one_batch(struct store *s, struct piece *p, size_t n)
{
	sem_t hold, holding;
	sem_init(&hold, 0, 0);
	sem_init(&holding, 0, 0);
	struct piece stopper[STORE_WRITERS_POSTGRES];
	for (int i = 0; i < s->nwriters; i++) {
		piece_init(&stopper[i], "stopper", NULL);
		stopper[i].hold = &hold;
		stopper[i].holding = &holding;
		store_write(s, &stopper[i].w);
		sem_wait(&holding);
	}
	for (size_t i = 0; i < n; i++)
		store_write(s, &p[i].w);
	for (int i = 0; i < s->nwriters; i++)
		sem_post(&hold);
	for (int i = 0; i < s->nwriters; i++) {
		sem_wait(&stopper[i].over);
		piece_free(&stopper[i]);
	}
	for (size_t i = 0; i < n; i++)
		sem_wait(&p[i].over);
	sem_destroy(&hold);
	sem_destroy(&holding);
}

static enum rc value_now(struct ctx *x, void *ret)
{
	struct str first, again;
	TRY(sql_test_need(x, S("fact"), &first));
	/* Within one snapshot nothing changes, remembered or not. */
	TRY(sql_test_need(x, S("fact"), &again));
	assert_str(again, first);
	*(struct str *)ret = first;
	return OK;
}

static enum rc fact_becomes(struct ctx *x, void *value)
{
	TRY(sql_test_clear(x, NULL));
	return sql_test_set(x, S("fact"), str_of(value), NULL);
}

static enum rc fact_refused(struct ctx *x, void *value)
{
	TRY(fact_becomes(x, value));
	return INVALID;
}

/* Each reader is asked many times between two changes: what it remembers must
 * not outlive the state it was told of, whoever changed that. */
static void nothing_stale_is_remembered(void **state)
{
	struct store_test *t = *state;
	struct store *other;
	assert_int_equal(store_open(&t->x, t->address, false, &other), OK);
	for (int i = 0; i < 30; i++) {
		char value[16];
		snprintf(value, sizeof value, "value %d", i);
		/* In turn by this program and by another. */
		assert_int_equal(store_now(i % 2 ? other : t->store, &t->x, true, fact_becomes, value), OK);
		for (int k = 0; k < 12; k++) {
			struct str seen;
			assert_int_equal(store_now(t->store, &t->x, false, value_now, &seen), OK);
			assert_str(seen, str_of(value));
		}
	}
	/* What was undone has not been either. */
	assert_int_equal(store_now(t->store, &t->x, true, fact_refused, (void *)"undone"), INVALID);
	struct str seen;
	assert_int_equal(store_now(t->store, &t->x, false, value_now, &seen), OK);
	assert_str(seen, S("value 29"));
	store_close(other);
}

struct own {
	struct store_test *t;
	int number;
	const char *wrong;
};

/* A name of one's own: written, acknowledged, and then read by any reader. */
static void *write_and_read_back(void *p)
{
	struct own *me = p;
	struct ctx x;
	struct arena *a = arena_new(1 << 20);
	ctx_init(&x, a);
	for (int i = 0; i < 60 && !me->wrong; i++) {
		char name[32];
		int64_t before, after;
		snprintf(name, sizeof name, "%d of %d", i, me->number);
		if (store_now(me->t->store, &x, false, count_rows, &before) != OK ||
		    now(me->t->store, &x, true, write_now, name) != OK)
			me->wrong = "failed";
		else if (now(me->t->store, &x, false, get_one, name) != OK)
			me->wrong = "what was acknowledged is not there";
		else if (store_now(me->t->store, &x, false, count_rows, &after) != OK || after <= before)
			me->wrong = "fewer than before";
		arena_reset(a);
	}
	arena_free(a);
	return NULL;
}

static void everybody_reads_what_they_wrote(void **state)
{
	enum { N = 12 };
	struct own own[N];
	pthread_t threads[N];
	for (int i = 0; i < N; i++) {
		own[i] = (struct own){ .t = *state, .number = i };
		assert_int_equal(pthread_create(&threads[i], NULL, write_and_read_back, &own[i]), 0);
	}
	for (int i = 0; i < N; i++) {
		pthread_join(threads[i], NULL);
		assert_null(own[i].wrong);
	}
	assert_int_equal(rows_stored(state), 60 * N);
}

struct quick {
	struct str seen;
	int ran, done;
	bool announces, asks_late;
};

static enum rc quick_run(struct ctx *x, void *p)
{
	struct quick *k = p;
	k->ran++;
	if (k->announces)
		store_changed(x, S("fact"));
	/* Whoever swallows the fault is found out all the same. */
	if (!k->asks_late && sql_test_need(x, S("fact"), &k->seen) != OK)
		k->seen = STR_NULL;
	return OK;
}

static void quick_done(struct ctx *x, enum rc rc, void *p)
{
	struct quick *k = p;
	int64_t n;
	assert_int_equal(rc, OK);
	if (k->asks_late)
		(void)!sql_test_count(x, &n);
	k->done++;
}

static bool quick(struct store_test *t, struct quick *k)
{
	struct work w = { .x = &t->x, .p = k, .run = quick_run, .done = quick_done };
	bool answered = store_quick(t->store, &w);
	assert_null(t->x.db);
	assert_false(t->x.unanswered);
	assert_int_equal(t->x.fault.rc, OK);
	return answered;
}

static void what_is_remembered_is_quick(void **state)
{
	struct store_test *t = *state;
	struct quick k = { 0 };
	struct str seen;
	assert_int_equal(store_now(t->store, &t->x, true, fact_becomes, (void *)"one"), OK);
	assert_false(quick(t, &k));
	assert_int_equal(k.done, 0);
	assert_int_equal(store_now(t->store, &t->x, false, value_now, &seen), OK);
	if (store_test_is_postgres(state)) {
		assert_false(quick(t, &k));
		assert_int_equal(k.ran, 0);
		return;
	}
	assert_true(quick(t, &k));
	assert_int_equal(k.done, 1);
	assert_str(k.seen, S("one"));
	/* The very next question after a commit is of the new state. */
	assert_int_equal(store_now(t->store, &t->x, true, fact_becomes, (void *)"two"), OK);
	assert_false(quick(t, &k));
	assert_int_equal(store_now(t->store, &t->x, false, value_now, &seen), OK);
	assert_true(quick(t, &k));
	assert_str(k.seen, S("two"));
	/* What the answer needs counts as well, and who announces is not quick. */
	struct quick late = { .asks_late = true }, announcing = { .announces = true };
	assert_false(quick(t, &late));
	assert_int_equal(late.done, 1);
	assert_false(quick(t, &announcing));
	assert_int_equal(announcing.done, 0);
}

static void one_fails_among_five(void **state, bool replayable)
{
	struct piece p[5];
	piece_init(&p[0], "first", write_name);
	piece_init(&p[1], "refused", write_then_refuse);
	piece_init(&p[2], "hungry", use_up_memory);
	piece_init(&p[3], "twice", write_twice);
	piece_init(&p[4], "last", write_name);
	for (int i = 0; i < 5; i++)
		p[i].w.replayable = replayable;
	in_one_batch(store_test_store(state), p, 5);

	static const enum rc want[] = { OK, INVALID, BUSY, CONFLICT, OK };
	for (int i = 0; i < 5; i++) {
		assert_int_equal(p[i].rc, want[i]);
		assert_int_equal(stored(state, p[i].name), want[i] == OK);
		/* done() runs when it is true: the row is there, or it is not. */
		assert_int_equal(p[i].seen_at_done, want[i] == OK);
	}
	assert_string_equal(p[1].x.fault.message, "test.refused");
	assert_string_equal(p[2].x.fault.cause, "store.memory_ceiling");
	for (int i = 0; i < 5; i++)
		piece_free(&p[i]);
}

static void one_failing_piece_harms_no_neighbour(void **state)
{
	one_fails_among_five(state, false);
}

static void one_failing_piece_is_run_around(void **state)
{
	one_fails_among_five(state, true);
}

static enum rc refuse_unwritten(struct ctx *x, struct piece *p)
{
	return fail(x, INVALID, "text", "test.refused");
}

static enum rc find_it_taken(struct ctx *x, struct piece *p)
{
	/* The statement undid itself: nothing has been written. */
	return sql_test_set(x, S("first"), S("v"), NULL);
}

/* Refusals that wrote nothing need no second run of anybody. */
static void refusals_cost_no_neighbour(void **state)
{
	struct piece p[4];
	piece_init(&p[0], "first", write_name);
	piece_init(&p[1], "refused", refuse_unwritten);
	piece_init(&p[2], "taken", find_it_taken);
	piece_init(&p[3], "last", write_name);
	for (int i = 0; i < 4; i++)
		p[i].w.replayable = true;
	atomic_store(&order, 0);
	in_one_batch(store_test_store(state), p, 4);
	enum rc want[] = { OK, INVALID, CONFLICT, OK };
	static const bool lasts[] = { true, false, false, true };
	/* Several writers run side by side on PostgreSQL: either of the two comes first. */
	if (store_test_is_postgres(state) && p[2].rc == OK) {
		want[0] = CONFLICT;
		want[2] = OK;
	}
	for (int i = 0; i < 4; i++) {
		assert_int_equal(p[i].rc, want[i]);
		assert_int_equal(stored(state, p[i].name), lasts[i]);
		piece_free(&p[i]);
	}
	assert_int_equal(rows_stored(state), 2);
	/* Stopper and pieces, run() and done() of each. */
	if (!store_test_is_postgres(state))
		assert_int_equal(atomic_load(&order), 2 * 5);
}

static enum rc write_and_be_done(struct ctx *x, struct piece *p)
{
	p->w.answered = true;
	return write_name(x, p);
}

static enum rc refuse_and_be_done(struct ctx *x, struct piece *p)
{
	p->w.answered = true;
	return write_then_refuse(x, p);
}

/* What asks nothing more is done at once, after the commit; what was refused or
 * undone goes the long way, because its owner has more to ask. */
static void who_asks_nothing_more_waits_for_no_reader(void **state)
{
	struct piece p[4];
	int last_run = 0;
	piece_init(&p[0], "first", write_and_be_done);
	piece_init(&p[1], "refused", refuse_and_be_done);
	piece_init(&p[2], "asks", write_name);
	piece_init(&p[3], "last", write_and_be_done);
	for (int i = 0; i < 4; i++)
		p[i].w.replayable = true;
	in_one_batch(store_test_store(state), p, 4);
	static const bool alone[] = { true, false, false, true };
	for (int i = 0; i < 4; i++)
		last_run = p[i].ran > last_run ? p[i].ran : last_run;
	for (int i = 0; i < 4; i++) {
		assert_int_equal(p[i].alone_at_done, alone[i]);
		assert_int_equal(p[i].rc, i == 1 ? INVALID : OK);
		assert_int_equal(stored(state, p[i].name), i != 1);
		assert_true(p[i].finished > p[i].ran);
		if (!store_test_is_postgres(state))
			assert_true(p[i].finished > last_run);
		piece_free(&p[i]);
	}
}

static void nobody_is_answered_before_the_commit(void **state)
{
	struct piece p[20];
	char names[20][8];
	int last_run = 0, first_done = INT32_MAX;
	for (int i = 0; i < 20; i++) {
		snprintf(names[i], sizeof names[i], "p%d", i);
		piece_init(&p[i], names[i], write_name);
	}
	in_one_batch(store_test_store(state), p, 20);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(p[i].rc, OK);
		assert_true(p[i].seen_at_done);
		assert_true(p[i].finished > p[i].ran);
		last_run = p[i].ran > last_run ? p[i].ran : last_run;
		first_done = p[i].finished < first_done ? p[i].finished : first_done;
		piece_free(&p[i]);
	}
	/* SQLite: all of them share a transaction, so all run before one is done. */
	if (!store_test_is_postgres(state))
		assert_true(first_done > last_run);
}

struct producer {
	pthread_t thread;
	struct store *store;
	int number, failures;
};
enum { PRODUCERS = 64, EACH = 25 };

static void *produce(void *p)
{
	struct producer *me = p;
	struct arena *a = arena_new(1 << 20);
	for (int i = 0; i < EACH; i++) {
		struct ctx x;
		ctx_init(&x, a);
		char name[32];
		snprintf(name, sizeof name, "%d-%d", me->number, i);
		me->failures += store_now(me->store, &x, true, write_now, name) != OK;
		arena_reset(a);
	}
	arena_free(a);
	return NULL;
}

static void produce_all(struct producer *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		pthread_create(&p[i].thread, NULL, produce, &p[i]);
	for (size_t i = 0; i < n; i++) {
		pthread_join(p[i].thread, NULL);
		assert_int_equal(p[i].failures, 0);
	}
}

static void sixty_four_write_at_once(void **state)
{
	struct producer p[PRODUCERS];
	for (int i = 0; i < PRODUCERS; i++)
		p[i] = (struct producer){ .store = store_test_store(state), .number = i };
	produce_all(p, PRODUCERS);
	assert_int_equal(rows_stored(state), PRODUCERS * EACH);
}

static void two_programs_write_to_one_store(void **state)
{
	struct store_test *t = *state;
	struct store *other;
	assert_int_equal(store_open(&t->x, t->address, false, &other), OK);
	struct producer p[8];
	for (int i = 0; i < 8; i++)
		p[i] = (struct producer){ .store = i % 2 ? other : t->store, .number = i };
	produce_all(p, 8);
	store_close(other);
	assert_int_equal(rows_stored(state), 8 * EACH);
}

static void a_full_queue_says_busy(void **state)
{
	struct store *s = store_test_store(state);
	sem_t hold, holding;
	sem_init(&hold, 0, 0);
	sem_init(&holding, 0, 0);
	struct piece p[STORE_WRITERS_POSTGRES + 3];
	int n = s->nwriters;
	s->queue_max = (size_t)n + 2;
	for (int i = 0; i < n + 3; i++) {
		piece_init(&p[i], "p", NULL);
		if (i < n) {
			p[i].hold = &hold;
			p[i].holding = &holding;
		}
		store_write(s, &p[i].w);
		if (i < n)
			sem_wait(&holding);
	}
	/* Answered at once, on this thread, without a connection. */
	assert_int_equal(sem_trywait(&p[n + 2].over), 0);
	assert_int_equal(p[n + 2].rc, BUSY);
	assert_int_equal(p[n + 2].ran, 0);
	assert_string_equal(p[n + 2].x.fault.cause, "store.queue_full");
	for (int i = 0; i < n; i++)
		sem_post(&hold);
	for (int i = 0; i < n + 3; i++) {
		if (i < n + 2) {
			sem_wait(&p[i].over);
			assert_int_equal(p[i].rc, OK);
		}
		piece_free(&p[i]);
	}
	sem_destroy(&hold);
	sem_destroy(&holding);
}

static enum rc read_everything(struct ctx *x, struct piece *p)
{
	struct sql_test_list *rows;
	size_t n;
	return sql_test_list(x, S("%"), &rows, &n);
}

static enum rc write_much(struct ctx *x, void *p)
{
	char *text = arena_alloc(x->arena, 100000);
	memset(text, 'x', 100000);
	for (int i = 0; i < 30; i++)
		TRY(sql_test_set(x, str_fmt(x->arena, "%d", i), (struct str){ text, 100000 }, NULL));
	return OK;
}

/* The ceiling is met half way through a result: the connection must be usable
 * afterwards, again and again. */
static void a_result_too_large_is_refused(void **state)
{
	struct store_test *t = *state;
	assert_int_equal(store_now(t->store, &t->x, true, write_much, NULL), OK);
	for (int i = 0; i < 6; i++) {
		struct piece p;
		piece_init(&p, "p", read_everything);
		if (i % 2)
			store_write(t->store, &p.w);
		else
			store_read(t->store, &p.w);
		sem_wait(&p.over);
		assert_int_equal(p.rc, BUSY);
		piece_free(&p);
	}
	assert_int_equal(rows_stored(state), 30);
}

/* A caller that waits keeps the recovery point it had. */
static void waiting_keeps_the_callers_guard(void **state)
{
	struct store_test *t = *state;
	jmp_buf full;
	volatile bool came_back = false;
	if (setjmp(full)) {
		came_back = true;
	} else {
		arena_guard(t->x.arena, &full);
		assert_int_equal(now(t->store, &t->x, true, write_now, "a"), OK);
		(void)arena_alloc(t->x.arena, (size_t)ARENA_CEILING_DEFAULT + 1);
	}
	assert_true(came_back);
	assert_true(stored(state, "a"));
}

static enum rc refuse_to_prepare(struct ctx *x, void *p)
{
	return fail(x, INVALID, "password", "test.wrong");
}

static enum rc prepare_by_reading(struct ctx *x, void *v)
{
	struct piece *p = v;
	int64_t n;
	p->seen_at_done = false;
	TRY(sql_test_count(x, &n));
	return n == 0 && !x->db->may_write ? OK : FAILED;
}

static void prepare_comes_first_and_may_refuse(void **state)
{
	struct store *s = store_test_store(state);
	struct piece p[2];
	piece_init(&p[0], "a", write_name);
	p[0].w.prepare = prepare_by_reading;
	store_write(s, &p[0].w);
	sem_wait(&p[0].over);
	assert_int_equal(p[0].rc, OK);
	assert_true(p[0].seen_at_done);

	piece_init(&p[1], "b", write_name);
	p[1].w.prepare = refuse_to_prepare;
	store_write(s, &p[1].w);
	sem_wait(&p[1].over);
	assert_int_equal(p[1].rc, INVALID);
	assert_int_equal(p[1].ran, 0);
	assert_string_equal(p[1].x.fault.field, "password");
	piece_free(&p[0]);
	piece_free(&p[1]);
}

static sem_t slow_hold, slow_holding;

static enum rc slow_prepare(struct ctx *x, void *p)
{
	sem_post(&slow_holding);
	sem_wait(&slow_hold);
	return OK;
}

static void slow_prepares_leave_a_reader_free(void **state)
{
	struct store *s = store_test_store(state);
	struct piece p[6];
	sem_init(&slow_hold, 0, 0);
	sem_init(&slow_holding, 0, 0);
	for (int i = 0; i < 6; i++) {
		piece_init(&p[i], "p", NULL);
		p[i].w.prepare = slow_prepare;
		store_write(s, &p[i].w);
	}
	for (int i = 0; i < STORE_READERS - 1; i++)
		sem_wait(&slow_holding);
	assert_int_equal(rows_stored(state), 0);	/* would hang */
	assert_int_equal(sem_trywait(&slow_holding), -1);
	for (int i = 0; i < 6; i++)
		sem_post(&slow_hold);
	for (int i = 0; i < 6; i++) {
		sem_wait(&p[i].over);
		assert_int_equal(p[i].rc, OK);
		piece_free(&p[i]);
	}
	sem_destroy(&slow_hold);
	sem_destroy(&slow_holding);
}

static void note_commit(void *p)
{
	((struct piece *)p)->finished = -1;
}

static enum rc announce(struct ctx *x, struct piece *p)
{
	ctx_after_commit(x, note_commit, p);
	return p->name[0] == 'k' ? write_name(x, p) : write_then_refuse(x, p);
}

/* piece_done overwrites finished; so look at it from inside. */
static void announced_done(struct ctx *x, enum rc rc, void *v)
{
	struct piece *p = v;
	p->rc = rc;
	p->seen_at_done = p->finished == -1;
	sem_post(&p->over);
}

static void only_what_lasts_is_announced(void **state)
{
	struct piece p[4];
	static const char *const names[] = { "k1", "x1", "k2", "x2" };
	for (int i = 0; i < 4; i++) {
		piece_init(&p[i], names[i], announce);
		p[i].w.done = announced_done;
	}
	in_one_batch(store_test_store(state), p, 4);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(p[i].seen_at_done, i % 2 == 0);
		piece_free(&p[i]);
	}
}

/* ---- the change bus */

struct heard {
	char topics[256];
	sem_t any;
};

static void hear(void *p, struct str topic)
{
	struct heard *h = p;
	size_t n = strlen(h->topics);
	snprintf(h->topics + n, sizeof h->topics - n, "%.*s;", STR_ARG(topic));
	sem_post(&h->any);
}

static enum rc change(struct ctx *x, void *topic)
{
	store_changed(x, str_of(topic));
	return str_starts(str_of(topic), S("undone")) ? FORBIDDEN : OK;
}

static bool wait_a_while(sem_t *s)
{
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += 10;
	return sem_timedwait(s, &until) == 0;
}

static void changes_are_told_once_durable(void **state)
{
	struct store_test *t = *state;
	struct heard here = { .topics = "" }, there = { .topics = "" };
	struct store *other = NULL;
	sem_init(&here.any, 0, 0);
	sem_init(&there.any, 0, 0);
	store_listen(t->store, hear, &here);
	if (store_test_is_postgres(state)) {
		assert_int_equal(store_open(&t->x, t->address, false, &other), OK);
		store_listen(other, hear, &there);
	}
	assert_int_equal(now(t->store, &t->x, true, change, "workshop/17"), OK);
	assert_int_equal(now(t->store, &t->x, true, change, "undone/1"), FORBIDDEN);
	assert_int_equal(now(t->store, &t->x, true, change, "workshop/18"), OK);
	assert_true(wait_a_while(&here.any));
	assert_true(wait_a_while(&here.any));
	assert_string_equal(here.topics, "workshop/17;workshop/18;");
	if (other) {
		assert_true(wait_a_while(&there.any));
		assert_true(wait_a_while(&there.any));
		assert_string_equal(there.topics, "workshop/17;workshop/18;");
		store_close(other);
	}
}

/* An import beside the server is another process with a connection of its own;
 * what it changed is not known, only that it did. */
static void what_another_process_commits_is_heard(void **state)
{
	struct store_test *t = *state;
	struct heard here = { .topics = "" };
	struct store *other = NULL;
	if (store_test_is_postgres(state))
		skip();		/* there it is told by name */
	sem_init(&here.any, 0, 0);
	store_listen(t->store, hear, &here);
	assert_int_equal(store_open(&t->x, t->address, false, &other), OK);
	for (int i = 0; i < 3; i++) {
		struct piece own, foreign;
		char name[2][16];
		snprintf(name[0], sizeof name[0], "own %d", i);
		snprintf(name[1], sizeof name[1], "foreign %d", i);
		piece_init(&own, name[0], write_name);
		piece_init(&foreign, name[1], write_name);
		in_one_batch(t->store, &own, 1);	/* nothing to tell: whoever writes here says what */
		in_one_batch(other, &foreign, 1);
		if (i == 1)				/* ours comes after it, before anybody has looked */
			assert_int_equal(now(t->store, &t->x, true, change, "workshop/17"), OK);
		assert_true(wait_a_while(&here.any));
		if (i == 1)
			assert_true(wait_a_while(&here.any));
		piece_free(&own);
		piece_free(&foreign);
	}
	/* Of our own nothing more comes: it would come before what is committed now. */
	struct piece last;
	piece_init(&last, "foreign last", write_name);
	in_one_batch(other, &last, 1);
	assert_true(wait_a_while(&here.any));
	piece_free(&last);
	assert_true(strcmp(here.topics, ";workshop/17;;;;") == 0 || strcmp(here.topics, ";;workshop/17;;;") == 0);
	store_close(other);
}

/* ---- when the machine fails */

static enum rc write_large(struct ctx *x, struct piece *p)
{
	char *text = arena_alloc(x->arena, 400000);
	memset(text, 'x', 400000);
	return sql_test_set(x, str_of(p->name), (struct str){ text, 400000 }, NULL);
}

static void a_full_disk_is_said_and_survived(void **state)
{
	struct store *s = store_test_store(state);
	if (store_test_is_postgres(state))
		skip();
	assert_true(sqlite_limit_pages(s->writers[0].db, 60));
	struct piece p[3];
	piece_init(&p[0], "before", write_name);
	piece_init(&p[1], "large", write_large);
	piece_init(&p[2], "after", write_name);
	in_one_batch(s, p, 3);
	assert_int_equal(p[1].rc, FAILED);
	assert_true(str_starts(str_of(p[1].x.fault.cause), S("store.disk_full")));
	for (int i = 0; i < 3; i++) {
		/* Whatever each was told is what the store holds. */
		assert_int_equal(stored(state, p[i].name), p[i].rc == OK);
		piece_free(&p[i]);
	}
	assert_true(sqlite_limit_pages(s->writers[0].db, 100000));
	piece_init(&p[0], "again", write_large);
	in_one_batch(s, p, 1);
	assert_int_equal(p[0].rc, OK);
	assert_true(stored(state, "again"));
	piece_free(&p[0]);
}

/* This program again, as the one that is killed: see main(). */
static int write_and_die(const char *address)
{
	struct ctx x;
	struct store *s;
	ctx_init(&x, arena_new(1 << 20));
	if (store_open(&x, str_of(address), false, &s) != OK || now(s, &x, true, write_now, "kept") != OK)
		return 1;
	return raise(SIGKILL);
}

static void what_was_acknowledged_survives_a_kill(void **state)
{
	struct store_test *t = *state;
	pid_t child = fork();
	if (child == 0) {
		execl("/proc/self/exe", "store_test", str_z(t->x.arena, t->address), (char *)NULL);
		_exit(1);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_true(stored(state, "kept"));
}

static void backup_is_a_whole_store(void **state)
{
	struct store_test *t = *state;
	struct str to = str_fmt(t->x.arena, "%.*s/copy.db", STR_ARG(t->name));
	if (store_test_is_postgres(state)) {
		assert_int_equal(store_backup(t->store, &t->x, to), INVALID);
		assert_string_equal(t->x.fault.message, "store.backup_postgres");
		return;
	}
	assert_int_equal(now(t->store, &t->x, true, write_now, "a"), OK);
	assert_int_equal(store_backup(t->store, &t->x, to), OK);
	assert_int_equal(now(t->store, &t->x, true, write_now, "later"), OK);
	/* An older backup is never written over. */
	assert_int_equal(store_backup(t->store, &t->x, to), INVALID);
	assert_string_equal(t->x.fault.message, "store.backup_exists");
	fault_clear(&t->x);

	struct store *copy;
	assert_int_equal(store_open(&t->x, str_fmt(t->x.arena, "sqlite:%.*s", STR_ARG(to)), false, &copy), OK);
	assert_int_equal(now(copy, &t->x, false, get_one, "a"), OK);
	assert_int_equal(now(copy, &t->x, false, get_one, "later"), NOT_FOUND);
	store_close(copy);
	unlink(str_fmt(t->x.arena, "%s-lock", to.p).p);
}

static void a_wrong_address_is_said(void **state)
{
	struct store_test *t = *state;
	struct store *s = NULL;
	static const char *const wrong[] = {
		"mysql://somewhere", "sqlite:/no/such/folder/store.db", "postgresql:///x?host=/no/such/folder",
	};
	for (size_t i = 0; i < 3; i++) {
		fault_clear(&t->x);
		assert_int_equal(store_open(&t->x, str_of(wrong[i]), true, &s), FAILED);
		assert_string_equal(t->x.fault.message, "store.unreachable");
		assert_non_null(t->x.fault.cause);
		assert_null(s);
	}
}

#define store_test(name) cmocka_unit_test_setup_teardown(name, store_test_setup, store_test_teardown)

int main(int argc, char **argv)
{
	if (argc == 2)
		return write_and_die(argv[1]);
	const struct CMUnitTest tests[] = {
		store_test(every_type_comes_back),
		store_test(null_comes_back_as_null),
		store_test(undeclared_null_is_refused),
		store_test(kinds_count_their_rows),
		store_test(conflict_is_an_answer),
		store_test(schema_has_the_last_word),
		store_test(parts_go_with_the_whole),
		store_test(ids_are_never_given_twice),
		store_test(refused_work_leaves_nothing),
		store_test(readers_cannot_write),
		store_test(work_may_go_on_after_a_conflict),
		store_test(a_reader_sees_one_moment),
		store_test(nothing_stale_is_remembered),
		store_test(everybody_reads_what_they_wrote),
		store_test(what_is_remembered_is_quick),
		store_test(one_failing_piece_harms_no_neighbour),
		store_test(one_failing_piece_is_run_around),
		store_test(refusals_cost_no_neighbour),
		store_test(who_asks_nothing_more_waits_for_no_reader),
		store_test(nobody_is_answered_before_the_commit),
		store_test(sixty_four_write_at_once),
		store_test(two_programs_write_to_one_store),
		store_test(a_full_queue_says_busy),
		store_test(a_result_too_large_is_refused),
		store_test(waiting_keeps_the_callers_guard),
		store_test(prepare_comes_first_and_may_refuse),
		store_test(slow_prepares_leave_a_reader_free),
		store_test(only_what_lasts_is_announced), store_test(what_another_process_commits_is_heard),
		store_test(changes_are_told_once_durable),
		store_test(a_full_disk_is_said_and_survived),
		store_test(what_was_acknowledged_survives_a_kill),
		store_test(backup_is_a_whole_store),
		store_test(a_wrong_address_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
