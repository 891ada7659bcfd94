/* answers.c -- tables of questions, one for each state of the store. Knows
 * neither SQLite nor when a state is another. */
#include "store/answers.h"
#include "store/db.h"
#include <stdatomic.h>
#include <stdlib.h>

enum { SLOTS = 2048 };	/* power of two; chains stay short for some thousand answers */

/* The rows lie as the caller of a statement gets them, and behind them all their
 * texts, so that an answer is given by one copy. Never changed once it is found. */
struct answer {
	struct answer *next;
	const struct statement *st;
	const union value *values;
	uint64_t hash;
	const char *bytes;
	size_t nbytes, nrows;
};

struct answers {
	struct state state;
	_Atomic unsigned held;
	pthread_mutex_t lock;		/* who adds holds it */
	struct arena *arena;
	_Atomic(struct answer *) slots[SLOTS];
};

/* ---- states */

void memory_init(struct memory *m)
{
	pthread_mutex_init(&m->lock, NULL);
	m->now = NULL;
}

void memory_free(struct memory *m)
{
	answers_let_go(m->now);
	pthread_mutex_destroy(&m->lock);
}

static struct answers *answers_new(const struct state *s)
{
	/* calloc: lives as long as anybody uses it, in no arena of a request. */
	struct answers *a = calloc(1, sizeof *a);
	/* The last answer may go past what is counted. */
	if (a && !(a->arena = arena_new(ANSWERS_BYTES_MAX + 4 * ANSWER_BYTES_MAX))) {
		free(a);
		a = NULL;
	}
	if (!a)
		return NULL;
	a->state = *s;
	atomic_init(&a->held, 1);	/* by the memory */
	pthread_mutex_init(&a->lock, NULL);
	return a;
}

void answers_let_go(struct answers *a)
{
	if (!a || atomic_fetch_sub(&a->held, 1) > 1)
		return;
	pthread_mutex_destroy(&a->lock);
	arena_free(a->arena);
	free(a);
}

static bool is_of(const struct answers *a, const struct state *s)
{
	return a && memcmp(&a->state, s, sizeof *s) == 0;
}

/* The lock is held. */
static void begin_anew(struct memory *m, const struct state *s)
{
	answers_let_go(m->now);
	m->now = answers_new(s);
}

static struct answers *hold(struct memory *m, const struct state *s, bool make)
{
	struct answers *a = NULL;
	pthread_mutex_lock(&m->lock);
	if (make && !is_of(m->now, s))
		begin_anew(m, s);
	if (is_of(m->now, s)) {
		a = m->now;
		atomic_fetch_add(&a->held, 1);
	}
	pthread_mutex_unlock(&m->lock);
	return a;
}

struct answers *memory_of(struct memory *m, const struct state *s)
{
	return hold(m, s, true);
}

struct answers *memory_known(struct memory *m, const struct state *s)
{
	return hold(m, s, false);
}

/* ---- questions */

static bool is_text(const struct field *f)
{
	return f->type == VALUE_TEXT || f->type == VALUE_BYTES;
}

static uint64_t bits_of(const struct field *f, const union value *v)
{
	switch (f->type) {
	case VALUE_BOOL:
		return v->boolean;
	case VALUE_DATE:
		return (uint32_t)v->date.day;
	default:	/* a real's bits, too: what differs in them is asked again, which is no harm */
		return (uint64_t)v->integer;
	}
}

static uint64_t hash_of(const struct statement *st, const union value *values)
{
	static const uint64_t odd = 0x9E3779B97F4A7C15u;
	uint64_t h = (uintptr_t)st * odd;
	for (int i = 0; i < st->nparams; i++) {
		const struct field *f = &st->params[i];
		h ^= is_text(f) ? str_hash(values[i].text) : bits_of(f, &values[i]);
		h = (h ^ h >> 29) * odd;
	}
	return h ^ h >> 32;
}

static bool same_values(const struct statement *st, const union value *a, const union value *b)
{
	for (int i = 0; i < st->nparams; i++) {
		const struct field *f = &st->params[i];
		if (is_text(f) ? !str_eq(a[i].text, b[i].text) || !a[i].text.p != !b[i].text.p : bits_of(f, &a[i]) != bits_of(f, &b[i]))
			return false;
	}
	return true;
}

/* ---- rows */

static struct str *text_at(char *rows, const struct statement *st, size_t row, int column)
{
	return (struct str *)(void *)(rows + row * st->row_size + st->columns[column].at);
}

/* Of the texts of these rows, each with its NUL. */
static size_t count_texts(const struct statement *st, const struct rows *rows)
{
	size_t n = 0;
	for (int c = 0; c < st->ncolumns; c++) {
		if (!is_text(&st->columns[c]))
			continue;
		for (size_t r = 0; r < rows->n; r++) {
			const struct str *s = text_at(rows->first, st, r, c);
			n += s->p ? s->n + 1 : 0;
		}
	}
	return n;
}

/* Copies the texts behind the rows at `copy` and lets these point there. */
static void take_texts(const struct statement *st, char *copy, size_t nrows)
{
	char *end = copy + nrows * st->row_size;
	for (int c = 0; c < st->ncolumns; c++) {
		if (!is_text(&st->columns[c]))
			continue;
		for (size_t r = 0; r < nrows; r++) {
			struct str *s = text_at(copy, st, r, c);
			if (!s->p)
				continue;
			memcpy(end, s->p, s->n + 1);
			s->p = end;
			end += s->n + 1;
		}
	}
}

/* The rows have moved with their texts. */
static void move_texts(const struct statement *st, char *rows, const char *from, size_t nrows)
{
	for (int c = 0; c < st->ncolumns; c++) {
		if (!is_text(&st->columns[c]))
			continue;
		for (size_t r = 0; r < nrows; r++) {
			struct str *s = text_at(rows, st, r, c);
			if (s->p)
				s->p = rows + (s->p - from);
		}
	}
}

/* ---- */

bool answers_find(struct ctx *x, struct answers *a, const struct statement *st, const union value *values, struct rows *ret)
{
	uint64_t hash = hash_of(st, values);
	const struct answer *known = atomic_load_explicit(&a->slots[hash & (SLOTS - 1)], memory_order_acquire);
	while (known && (known->hash != hash || known->st != st || !same_values(st, known->values, values)))
		known = known->next;
	if (!known)
		return false;
	char *rows = arena_copy(x->arena, known->bytes, known->nbytes);
	move_texts(st, rows, known->bytes, known->nrows);
	*ret = (struct rows){ .first = rows, .n = known->nrows };
	return true;
}

static const union value *keep_values(struct answers *a, const struct statement *st, const union value *values)
{
	if (!st->nparams)
		return NULL;
	union value *kept = arena_copy(a->arena, values, st->nparams * sizeof *values);
	for (int i = 0; i < st->nparams; i++)
		if (is_text(&st->params[i]) && kept[i].text.p)
			kept[i].text = str_dup(a->arena, kept[i].text);
	return kept;
}

static size_t size_of_values(const struct statement *st, const union value *values)
{
	size_t n = st->nparams * sizeof *values;
	for (int i = 0; i < st->nparams; i++)
		n += is_text(&st->params[i]) ? values[i].text.n + 1 : 0;
	return n;
}

/* The lock is held. Two who asked the same at the same time keep it twice; the
 * answers are equal. */
static void keep(struct answers *a, const struct statement *st, const union value *values, const struct rows *rows, size_t nbytes)
{
	size_t whole = rows->n * st->row_size;
	uint64_t hash = hash_of(st, values);
	_Atomic(struct answer *) *slot = &a->slots[hash & (SLOTS - 1)];
	struct answer *fresh = ARENA_NEW(a->arena, struct answer);
	char *bytes = arena_alloc(a->arena, nbytes);
	if (whole)
		memcpy(bytes, rows->first, whole);
	take_texts(st, bytes, rows->n);
	*fresh = (struct answer){ atomic_load(slot), st, keep_values(a, st, values), hash, bytes, nbytes, rows->n };
	/* Whoever finds it, finds all of it. */
	atomic_store_explicit(slot, fresh, memory_order_release);
}

/* False: it is full, or the machine is. The lock is held. */
static bool keep_guarded(struct answers *a, const struct statement *st, const union value *values, const struct rows *rows,
			 size_t nbytes)
{
	jmp_buf full;
	if (arena_used(a->arena) > ANSWERS_BYTES_MAX)
		return false;
	if (setjmp(full))
		return false;
	arena_guard(a->arena, &full);
	keep(a, st, values, rows, nbytes);
	arena_guard(a->arena, NULL);
	return true;
}

void answers_keep(struct memory *m, struct answers *a, const struct statement *st, const union value *values,
		  const struct rows *rows)
{
	size_t nbytes = rows->n * st->row_size + count_texts(st, rows);
	if (nbytes > ANSWER_BYTES_MAX || size_of_values(st, values) > ANSWER_BYTES_MAX)
		return;
	pthread_mutex_lock(&a->lock);
	bool kept = keep_guarded(a, st, values, rows, nbytes);
	pthread_mutex_unlock(&a->lock);
	if (kept)
		return;
	pthread_mutex_lock(&m->lock);
	if (m->now == a)
		begin_anew(m, &a->state);
	pthread_mutex_unlock(&m->lock);
}
