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

static void add(struct ctx *x, struct after_commit **list, void (*fn)(void *p), void *p)
{
	struct after_commit *fresh = ARENA_NEW(x->arena, struct after_commit);
	fresh->fn = fn;
	fresh->p = p;
	while (*list)
		list = &(*list)->next;
	*list = fresh;
}

static void run(struct after_commit **list)
{
	while (*list) {
		struct after_commit *first = *list;
		*list = first->next;
		first->fn(first->p);
	}
}

void ctx_after_commit(struct ctx *x, void (*fn)(void *p), void *p)
{
	add(x, &x->after, fn, p);
}

void ctx_if_undone(struct ctx *x, void (*fn)(void *p), void *p)
{
	add(x, &x->if_undone, fn, p);
}

void ctx_run_after_commit(struct ctx *x)
{
	x->if_undone = NULL;
	run(&x->after);
}

void ctx_drop_after_commit(struct ctx *x)
{
	x->after = NULL;
	run(&x->if_undone);
}

struct date ctx_today(const struct ctx *x)
{
	return date_of_instant(x->now);
}
