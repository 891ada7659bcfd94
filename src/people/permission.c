/* permission.c -- who may do what where. Knows roles and the tree; refuses to
 * know what a page shows. Whatever is not granted here is denied. */
#include "people/people_inside.h"
#include "people/people_sql.h"
#include <stdlib.h>

enum {
	/* Leaders answer for what is below them. Elected representatives speak for
	 * everybody below, so they see who that is; they manage nothing. */
	MANAGES = ROLES_LEADERS | ROLE_BIT(ROLE_HR) | ROLE_BIT(ROLE_ADMINISTRATOR),
	SEES_BELOW = MANAGES | ROLES_REPRESENTATIVES,
	/* Of the unit: whoever comes from outside is named where they help. */
	BELONGS = ((1u << ROLE_COUNT) - 1) & ~ROLE_BIT(ROLE_PROVIDER),

	POWERFUL = ROLES_LEADERS,			/* given by HR and administrators */
	MOST_POWERFUL = ROLE_BIT(ROLE_HR) | ROLE_BIT(ROLE_ADMINISTRATOR),	/* by administrators */
};

bool people_holds(const struct actor *actor, unit_id unit, unsigned roles)
{
	for (size_t i = 0; actor && i < actor->nroles; i++)
		if (actor->roles[i].unit.v == unit.v && (ROLE_BIT(actor->roles[i].role) & roles))
			return true;
	return false;
}

static bool holds_on(const struct actor *actor, const struct unit *path, size_t n, unsigned roles)
{
	for (size_t i = 0; i < n; i++)
		if (people_holds(actor, path[i].id, roles))
			return true;
	return false;
}

enum rc people_holds_above(struct ctx *x, const struct actor *actor, unit_id unit, unsigned roles, bool *ret)
{
	struct unit *path;
	size_t n;
	TRY(people_unit_path(x, unit, &path, &n));
	*ret = holds_on(actor, path, n, roles);
	return OK;
}

enum rc people_leads(struct ctx *x, const struct actor *actor, unit_id unit, bool *ret)
{
	return people_holds_above(x, actor, unit, ROLES_LEADERS, ret);
}

static enum rc may_administer(struct ctx *x, const struct actor *actor)
{
	struct sql_unit_top *top;
	TRY(sql_unit_top(x, &top));
	return top && people_holds(actor, top->id, ROLE_BIT(ROLE_ADMINISTRATOR)) ? OK : FORBIDDEN;
}

static bool granted(const struct actor *actor, enum may what, const struct unit *path, size_t n)
{
	switch (what) {
	case SEE_UNIT:
		return people_holds(actor, path[0].id, BELONGS) || holds_on(actor, path, n, SEES_BELOW);
	case MANAGE_UNIT:
		return holds_on(actor, path, n, MANAGES);
	case ADMINISTER:
		break;
	}
	return false;
}

enum rc people_may(struct ctx *x, const struct actor *actor, enum may what, unit_id unit)
{
	struct unit *path;
	size_t n;
	if (!actor)
		return SIGN_IN;
	if (what == ADMINISTER)
		return may_administer(x, actor);
	TRY(people_unit_path(x, unit, &path, &n));
	return granted(actor, what, path, n) ? OK : FORBIDDEN;
}

enum rc may_give(struct ctx *x, const struct actor *actor, unit_id unit, enum role role)
{
	unsigned givers = MANAGES;
	bool holds;
	if (ROLE_BIT(role) & MOST_POWERFUL)
		givers = ROLE_BIT(ROLE_ADMINISTRATOR);
	else if (ROLE_BIT(role) & POWERFUL)
		givers = MOST_POWERFUL;
	TRY(people_holds_above(x, actor, unit, givers, &holds));
	return holds ? OK : FORBIDDEN;
}

enum rc may_change_person(struct ctx *x, const struct actor *actor, person_id person)
{
	struct sql_roles_held *held;
	size_t n;
	TRY(sql_roles_held(x, person, ctx_today(x), &held, &n));
	for (size_t i = 0; i < n; i++) {
		enum role role;
		if (!role_of_name(held[i].role, &role))
			return FORBIDDEN;
		TRY(may_give(x, actor, held[i].unit, role));
	}
	return OK;
}

/* ---- for route tables */

static enum rc check_signed_in(struct req *q)
{
	return q->actor ? OK : SIGN_IN;
}

/* A form about a unit waits for another one about it: what its handler then reads is
 * what stands when it writes (form_meet). */
static enum rc hold_unit(struct req *q, unit_id unit)
{
	struct sql_unit_hold *ignored;
	return q->writing ? sql_unit_hold(q->x, unit, &ignored) : OK;
}

static enum rc check_unit(struct req *q, enum may what)
{
	struct ctx *x = q->x;
	struct unit *path;
	size_t n;
	int64_t id;
	if (!q->actor)
		return SIGN_IN;
	TRY(req_id(q, "unit", &id));
	TRY(hold_unit(q, (unit_id){ id }));
	TRY(people_unit_path(x, (unit_id){ id }, &path, &n));
	if (!granted(q->actor, what, path, n))
		return FORBIDDEN;
	q->scope = &path[0];
	return OK;
}

static enum rc check_see(struct req *q)
{
	return check_unit(q, SEE_UNIT);
}

static enum rc check_manage(struct req *q)
{
	return check_unit(q, MANAGE_UNIT);
}

static enum rc check_administer(struct req *q)
{
	return people_may(q->x, q->actor, ADMINISTER, (unit_id){ 0 });
}

const struct permission people_signed_in = { .name = "SIGNED_IN", .check = check_signed_in };
const struct permission people_may_see_unit = { .name = "MAY_SEE_UNIT", .check = check_see };
const struct permission people_may_manage_unit = { .name = "MAY_MANAGE_UNIT", .check = check_manage };
const struct permission people_may_administer = { .name = "MAY_ADMINISTER", .check = check_administer };

const struct unit *people_scope(const struct req *q)
{
	return q->scope;
}

/* ---- what somebody may see of the tree */

struct tree {
	const struct unit *units;
	size_t n;
	size_t *child, *sibling;	/* index + 1; 0: none */
	size_t top;			/* likewise */
};

/* Finds a unit by number; all_units() gives them in that order. */
static size_t index_of(const struct unit *units, size_t n, unit_id id)
{
	size_t low = 0, high = n;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (units[mid].id.v < id.v)
			low = mid + 1;
		else
			high = mid;
	}
	return low < n && units[low].id.v == id.v ? low + 1 : 0;
}

static int by_name_backwards(const void *a, const void *b)
{
	const struct unit *const *l = a, *const *r = b;
	return danish_order((*r)->name, (*l)->name);
}

/* Each unit is put before those hung up so far, last name first. */
static void hang_all(struct ctx *x, struct tree *t)
{
	const struct unit **order = ARENA_ARRAY(x->arena, t->n, const struct unit *);
	for (size_t i = 0; i < t->n; i++)
		order[i] = &t->units[i];
	if (t->n)
		qsort(order, t->n, sizeof *order, by_name_backwards);
	for (size_t k = 0; k < t->n; k++) {
		size_t i = (size_t)(order[k] - t->units);
		size_t parent = index_of(t->units, t->n, t->units[i].parent);
		size_t *head = parent ? &t->child[parent - 1] : &t->top;
		t->sibling[i] = *head;
		*head = i + 1;
	}
}

struct walk {
	const struct tree *tree;
	const struct actor *actor;
	unsigned below;		/* roles that reach the units below theirs */
	struct unit_row *rows;
	size_t n;
};

static void visit(struct walk *w, size_t i, int depth, bool sees, bool manages)
{
	const struct unit *u = &w->tree->units[i];
	manages |= people_holds(w->actor, u->id, MANAGES);
	sees |= people_holds(w->actor, u->id, w->below);
	if ((sees || people_holds(w->actor, u->id, BELONGS)) && w->n < UNITS_SHOWN_MAX)
		w->rows[w->n++] = (struct unit_row){ .unit = *u, .depth = depth, .may_manage = manages };
	/* The tree is no deeper than UNIT_DEPTH_MAX by rule; a stored cycle is
	 * never reached from the top. */
	for (size_t k = w->tree->child[i]; k && depth < 2 * UNIT_DEPTH_MAX; k = w->tree->sibling[k - 1])
		visit(w, k - 1, depth + 1, sees, manages);
}

enum rc people_units_for(struct ctx *x, const struct actor *actor, struct unit_row **ret, size_t *ret_n)
{
	return people_units_reached(x, actor, 0, ret, ret_n);
}

enum rc people_units_reached(struct ctx *x, const struct actor *actor, unsigned roles, struct unit_row **ret, size_t *ret_n)
{
	struct unit *units;
	struct tree t = { 0 };
	TRY(all_units(x, &units, &t.n));
	t.units = units;
	t.child = ARENA_ARRAY(x->arena, t.n, size_t);
	t.sibling = ARENA_ARRAY(x->arena, t.n, size_t);
	hang_all(x, &t);
	struct walk w = { .tree = &t, .actor = actor, .below = SEES_BELOW | roles,
			  .rows = ARENA_ARRAY(x->arena, t.n < UNITS_SHOWN_MAX ? t.n : UNITS_SHOWN_MAX, struct unit_row) };
	for (size_t k = t.top; k; k = t.sibling[k - 1])
		visit(&w, k - 1, 0, false, false);
	*ret = w.rows;
	*ret_n = w.n;
	return OK;
}
