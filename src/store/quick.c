/* quick.c -- reading work carried out where it arises, when all it asks is
 * remembered. Knows no engine and no threads. */
#include "store/runner.h"

static enum rc run(struct ctx *x, struct work *w)
{
	jmp_buf full;
	if (setjmp(full))
		return db_fault(x, BUSY, "core.busy", "store.memory_ceiling");
	arena_guard(x->arena, &full);
	enum rc rc = w->run(x, w->p);
	arena_guard(x->arena, NULL);
	return rc;
}

/* Whatever it came to so far is void: the piece begins anew elsewhere. */
static bool give_up(struct ctx *x)
{
	ctx_drop_after_commit(x);
	fault_clear(x);
	x->unanswered = false;
	return false;
}

static bool carry_out(struct ctx *x, struct work *w)
{
	enum rc rc = run(x, w);
	/* Work that announces something is no mere reading. */
	if (x->unanswered || x->after)
		return give_up(x);
	w->done(x, rc, w->p);
	return x->unanswered ? give_up(x) : true;
}

bool store_state(struct store *s, unsigned char ret[STORE_STATE_BYTES])
{
	struct db *reader = s->readers[0].db;
	struct state now;
	_Static_assert(sizeof now == STORE_STATE_BYTES, "the same words");
	if (!reader->engine->state || !reader->engine->state(reader, &now))
		return false;
	memcpy(ret, &now, sizeof now);
	return true;
}

bool store_quick(struct store *s, struct work *w)
{
	struct db *reader = s->readers[0].db;
	struct state now;
	if (!reader->engine->state || !reader->engine->state(reader, &now))
		return false;
	/* The answers of the state that holds at this moment: all that is asked
	 * from here on is asked of this one, as in a snapshot. */
	struct answers *known = memory_known(&s->memory, &now);
	if (!known)
		return false;
	struct db db = { .engine = reader->engine, .store = s, .in_transaction = true, .begun = true, .answers = known,
			 .only_remembered = true };
	w->x->db = &db;
	bool answered = carry_out(w->x, w);
	w->x->db = NULL;
	answers_let_go(known);
	return answered;
}
