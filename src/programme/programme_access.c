/* programme_access.c -- sight at the door of every route of this room. Whoever
 * is not named here is denied. */
#include "programme/programme_access.h"

struct programme *access_programme(const struct req *q)
{
	return q->scope;
}

enum rc access_activity(struct req *q, struct activity **ret)
{
	*ret = programme_activity(access_programme(q), req_param(q, "activity"));
	return *ret ? OK : NOT_FOUND;
}

/* A form waits for another one of the same programme, so that what is loaded next is
 * what stands when it writes (form_meet). */
static enum rc hold(struct req *q, programme_id id)
{
	struct sql_programme_hold *ignored;
	return q->writing ? sql_programme_hold(q->x, id, &ignored) : OK;
}

static enum rc load(struct req *q, struct programme **ret)
{
	int64_t id;
	if (!q->actor)
		return SIGN_IN;
	/* Being named in a programme does not outlive the last role: whoever has
	 * left, or was here for a time only, has left this too. */
	if (!q->actor->nroles)
		return FORBIDDEN;
	TRY(req_id(q, "id", &id));
	TRY(hold(q, (programme_id){ id }));
	TRY(programme_load(q->x, (programme_id){ id }, ret));
	TRY(programme_recognise(q->x, q->actor, *ret));
	q->scope = *ret;
	return OK;
}

static enum rc reads(struct req *q)
{
	struct programme *p;
	TRY(load(q, &p));
	for (size_t i = 0; i < p->nmembers; i++)
		if (p->members[i].person_id.v == p->viewer.v)
			return OK;
	/* Employees of a team below the unit take part as well; from above only
	 * those who answer or speak for the unit look in. */
	return p->staff ? OK : people_may(q->x, q->actor, SEE_UNIT, p->row->unit_id);
}

static enum rc takes_part(struct req *q)
{
	struct programme *p;
	TRY(load(q, &p));
	for (size_t i = 0; i < p->nmembers; i++)
		if (p->members[i].person_id.v == p->viewer.v)
			return OK;
	return FORBIDDEN;
}

static enum rc carries_out(struct req *q)
{
	struct programme *p;
	TRY(load(q, &p));
	return programme_runs(p) ? OK : FORBIDDEN;
}

static enum rc decides(struct req *q)
{
	struct programme *p;
	TRY(load(q, &p));
	return programme_steers(p) || p->manages ? OK : FORBIDDEN;
}

static enum rc starts(struct req *q)
{
	bool yes;
	TRY(people_may_see_unit.check(q));	/* also finds the unit for people_scope() */
	TRY(people_holds_above(q->x, q->actor, people_scope(q)->id,
			       ROLES_LEADERS | ROLE_BIT(ROLE_CONSULTANT) | ROLE_BIT(ROLE_HR) | ROLE_BIT(ROLE_ADMINISTRATOR), &yes));
	return yes ? OK : FORBIDDEN;
}

const struct permission programme_reads = { "members, the unit, leaders above", reads, false };
const struct permission programme_takes_part_in = { "members of the programme", takes_part, false };
const struct permission programme_carries_out = { "daily leader, helpers, consultant of the programme", carries_out, false };
const struct permission programme_decides = { "daily leader, consultant; who manages the unit", decides, false };
const struct permission programme_starts = { "leaders, consultants, HR of the unit", starts, false };
