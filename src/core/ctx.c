/* ctx.c -- what a piece of work carries. */
#include "core/ctx.h"
#include "core/clock.h"

struct after_commit {
	void (*fn)(void *p);
	void *p;
	struct after_commit *next;
};

void ctx_init(struct ctx *x, struct arena *a)
{
	*x = (struct ctx){ .arena = a, .lang = DA, .now = clock_now() };
}

void ctx_after_commit(struct ctx *x, void (*fn)(void *p), void *p)
{
	struct after_commit *fresh = ARENA_NEW(x->arena, struct after_commit);
	fresh->fn = fn;
	fresh->p = p;
	struct after_commit **at = &x->after;
	while (*at)
		at = &(*at)->next;
	*at = fresh;
}

void ctx_run_after_commit(struct ctx *x)
{
	while (x->after) {
		struct after_commit *first = x->after;
		x->after = first->next;
		first->fn(first->p);
	}
}

void ctx_drop_after_commit(struct ctx *x)
{
	x->after = NULL;
}

struct date ctx_today(const struct ctx *x)
{
	return date_of_instant(x->now);
}
