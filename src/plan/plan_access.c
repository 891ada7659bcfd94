/* plan_access.c -- who may do what with a plan, and what every page of it begins
 * with. */
#include "plan/confirm.h"
#include "plan/plan_pages.h"
#include "ui/ui.h"

/* ---- permissions */

enum {
	ROLES_EDITING = ROLES_LEADERS | ROLE_BIT(ROLE_HR) | ROLE_BIT(ROLE_ADMINISTRATOR) | ROLE_BIT(ROLE_HELPER) | ROLE_BIT(ROLE_CONSULTANT),
	ROLES_STANDING = ROLE_BIT(ROLE_TOP_LEADER),
};

/* Whoever sees the unit, and the consultant of the organisation, who writes the
 * plan without seeing the unit's people. Leaves the unit for people_scope(). */
static enum rc reads(struct req *q)
{
	struct unit *path;
	size_t n;
	int64_t id;
	bool advises;
	enum rc rc = people_may_see_unit.check(q);
	if (rc != FORBIDDEN)
		return rc;
	TRY(req_id(q, "unit", &id));
	TRY(people_unit_path(q->x, (unit_id){ id }, &path, &n));
	TRY(people_holds_above(q->x, q->actor, path[0].id, ROLE_BIT(ROLE_CONSULTANT), &advises));
	q->scope = &path[0];
	return advises ? OK : FORBIDDEN;
}

static enum rc holds(struct req *q, unsigned roles)
{
	bool yes;
	TRY(reads(q));
	TRY(people_holds_above(q->x, q->actor, people_scope(q)->id, roles, &yes));
	return yes ? OK : FORBIDDEN;
}

enum rc plan_may_edit(struct ctx *x, const struct actor *a, unit_id unit, bool *ret)
{
	*ret = false;
	return a ? people_holds_above(x, a, unit, ROLES_EDITING, ret) : OK;
}

static enum rc may_edit(struct req *q)
{
	return holds(q, ROLES_EDITING);
}

static enum rc may_take_stand(struct req *q)
{
	return holds(q, ROLES_STANDING);
}

/* The owner follows up as well as whoever edits the plan. */
static enum rc may_follow_up(struct req *q)
{
	int64_t id;
	struct sql_action *a;
	bool edits;
	TRY(reads(q));
	TRY(req_id(q, "action", &id));
	TRY(sql_action(q->x, (action_id){ id }, &a));
	if (a && a->owner_id.v && a->owner_id.v == q->actor->person.v)
		return OK;
	TRY(people_holds_above(q->x, q->actor, people_scope(q)->id, ROLES_EDITING, &edits));
	return edits ? OK : FORBIDDEN;
}

/* Whoever sits on a committee that is asked may belong to another place: they get
 * that one agreement and the button, not the plan. */
static enum rc is_asked(struct req *q)
{
	struct sql_plan_of_unit *plan;
	struct sql_agreement *g;
	int64_t id;
	bool asked;
	enum rc rc = reads(q);
	if (rc != FORBIDDEN || !q->actor->nroles)
		return rc;
	TRY(req_id(q, "agreement", &id));
	TRY(sql_plan_of_unit(q->x, plan_unit_of(q), &plan));
	TRY(sql_agreement(q->x, (agreement_id){ id }, &g));
	if (!g || !plan || g->plan_id.v != plan->id.v)
		return FORBIDDEN;
	TRY(confirm_asked(q->x, plan_agreement_about(q->x, g->id), q->actor->person, &asked));
	return asked ? OK : FORBIDDEN;
}

const struct permission plan_being_asked = { "whoever reads the plan or is asked to confirm", is_asked, false };
const struct permission plan_reading = { "whoever sees the unit, consultants above", reads, false };
const struct permission plan_editing = { "leaders, helpers, consultant of the unit", may_edit, false };
const struct permission plan_taking_stand = { "top leader", may_take_stand, false };
const struct permission plan_following_up = { "editors of the plan, owner of the action", may_follow_up, false };

/* ---- what every handler begins with */

unit_id plan_unit_of(const struct req *q)
{
	return people_scope(q)->id;
}

struct str plan_path(struct req *q, const char *tail)
{
	return str_fmt(q->x->arena, "/unit/%" PRId64 "/plan%s", plan_unit_of(q).v, tail);
}

enum rc plan_back(struct req *q, const char *tail, const char *notice)
{
	if (notice)
		reply_notice(q, notice);
	return redirect_to(q, plan_path(q, tail));
}

void plan_head(struct req *q, struct val *view, const char *title)
{
	val_str(q->x, view, "title", ui_text(q->x, title));
	val_str(q->x, view, "unit_name", people_scope(q)->name);
	val_path(q->x, view, "plan_url", "/unit/%" PRId64 "/plan", plan_unit_of(q).v);
}

enum rc plan_viewer_of(struct req *q, struct plan_viewer *ret)
{
	*ret = (struct plan_viewer){ 0 };
	if (!q->actor)
		return OK;
	ret->actor = q->actor;
	ret->person = q->actor->person;
	TRY(people_holds_above(q->x, q->actor, plan_unit_of(q), ROLES_EDITING, &ret->edits));
	return people_holds_above(q->x, q->actor, plan_unit_of(q), ROLES_STANDING, &ret->stands);
}

enum rc plan_choice(struct req *q, const char *field, const char *const names[], struct str *ret)
{
	int i;
	*ret = S("");
	if (str_trim(form_raw(q, field)).n == 0)
		return OK;
	TRY(form_choice(q, field, names, &i));
	*ret = str_of(names[i]);
	return OK;
}
