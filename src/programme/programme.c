/* programme.c -- what a programme consists of: loading, making, who has which
 * role. No HTTP, no SQL text, no HTML, and no method: which activities, roles
 * and limits there are, the method says. */
#include "programme/programme_inside.h"
#include "core/random.h"
#include "ui/ui.h"

enum { UID_BYTES = 16 };	/* unique in the world without asking anybody */

const char *const activity_state_names[] = { "proposed", "set", "invited", "held", "skipped", NULL };

/* ---- questions to what is loaded */

bool programme_is_staff_role(const char *role)
{
	return strcmp(role, role_name(ROLE_EMPLOYEE)) == 0;
}

size_t programme_named(const struct programme *p, const char *role)
{
	size_t n = 0;
	for (size_t i = 0; i < p->nmembers; i++)
		n += str_eqz(p->members[i].role, role);
	return n;
}

int64_t programme_people(const struct programme *p, const struct method_role *role)
{
	if (programme_is_staff_role(role->key))
		return p->row->staff;
	size_t named = programme_named(p, role->key);
	return named > role->min ? (int64_t)named : (int64_t)role->min;
}

bool programme_is(const struct programme *p, const char *role)
{
	enum role r;
	if (programme_is_staff_role(role))
		return p->staff;
	if (role_of_name(str_of(role), &r))
		return p->roles & ROLE_BIT(r);
	for (size_t i = 0; i < p->nmembers; i++)
		if (p->members[i].person_id.v == p->viewer.v && str_eqz(p->members[i].role, role))
			return true;
	return false;
}

bool programme_runs(const struct programme *p)
{
	return p->roles & ROLES_RUNNING;
}

bool programme_steers(const struct programme *p)
{
	return p->roles & ROLES_STEERING;
}

bool programme_takes_part(const struct programme *p, const struct activity *a, const char *role)
{
	return method_takes_part(p->method, a->m, str_of(role), p->choices, p->nchoices);
}

bool programme_reads_notes(const struct programme *p, const struct activity *a)
{
	if (programme_runs(p))
		return true;
	for (unsigned i = 0; i < p->method->roles_count; i++) {
		const char *role = p->method->roles[i].key;
		if (programme_is(p, role) && programme_takes_part(p, a, role))
			return true;
	}
	return false;
}

struct activity *programme_activity(const struct programme *p, struct str key)
{
	for (size_t i = 0; i < p->nactivities; i++)
		if (str_eqz(key, p->activities[i].m->key))
			return &p->activities[i];
	return NULL;
}

bool programme_ticked(const struct programme *p, const char *activity, const struct method_task *task)
{
	for (size_t i = 0; i < p->nticks; i++)
		if (str_eqz(p->ticks[i].activity, activity) && str_eqz(p->ticks[i].task, task->key))
			return true;
	return task->done_when == DONE_PLAN_SENT && p->plan_sent;
}

const struct sql_gates *programme_gate_answer(const struct programme *p, const char *gate)
{
	for (size_t i = 0; i < p->ngates; i++)
		if (str_eqz(p->gates[i].gate, gate))
			return &p->gates[i];
	return NULL;
}

struct date activity_first(const struct activity *a)
{
	return a->nsittings ? a->sittings[0]->day : DATE_NONE;
}

struct date activity_last(const struct activity *a)
{
	return a->nsittings ? a->sittings[a->nsittings - 1]->day : DATE_NONE;
}

struct activity *programme_next(const struct programme *p)
{
	struct activity *next = NULL;
	for (size_t i = 0; i < p->nactivities; i++) {
		struct activity *a = &p->activities[i];
		if (activity_is_over(a) || !a->nsittings)
			continue;
		if (!next || activity_first(a).day < activity_first(next).day)
			next = a;
	}
	return next;
}

/* ---- loading */

static enum rc load_choices(struct ctx *x, struct programme *p)
{
	struct sql_choices *rows;
	size_t n;
	TRY(sql_choices(x, p->id, &rows, &n));
	p->choices = ARENA_ARRAY(x->arena, n + 1, struct method_choice);
	p->nchoices = n;
	for (size_t i = 0; i < n; i++)
		p->choices[i] = (struct method_choice){ rows[i].setting, rows[i].value };
	return OK;
}

static enum activity_state state_of(struct str name)
{
	for (int i = 0; activity_state_names[i]; i++)
		if (str_eqz(name, activity_state_names[i]))
			return (enum activity_state)i;
	return STATE_PROPOSED;
}

static void give_sittings(struct ctx *x, struct activity *a, const struct sql_sittings *all, size_t n)
{
	a->sittings = ARENA_ARRAY(x->arena, n + 1, const struct sql_sittings *);
	for (size_t i = 0; i < n; i++)
		if (all[i].activity_id.v == a->row->id.v)
			a->sittings[a->nsittings++] = &all[i];
}

/* In the method's order; an activity that a newer version of the method has
 * dropped is left out, a new one is not added to runs under way. */
static enum rc load_activities(struct ctx *x, struct programme *p)
{
	struct sql_activities *rows;
	struct sql_sittings *sittings;
	size_t n, ns;
	TRY(sql_activities(x, p->id, &rows, &n));
	TRY(sql_sittings(x, p->id, &sittings, &ns));
	p->activities = ARENA_ARRAY(x->arena, n + 1, struct activity);
	for (unsigned m = 0; m < p->method->activities_count; m++) {
		for (size_t i = 0; i < n; i++) {
			if (!str_eqz(rows[i].key, p->method->activities[m].key))
				continue;
			struct activity *a = &p->activities[p->nactivities++];
			a->m = &p->method->activities[m];
			a->row = &rows[i];
			a->state = state_of(rows[i].state);
			give_sittings(x, a, sittings, ns);
		}
	}
	return OK;
}

enum rc programme_load(struct ctx *x, programme_id id, struct programme **ret)
{
	struct programme *p = ARENA_NEW(x->arena, struct programme);
	p->id = id;
	TRY(sql_programme(x, id, &p->row));
	if (!p->row)
		return NOT_FOUND;
	p->method = method_programme_version(p->row->method, p->row->method_version);
	if (!p->method)
		return fail_cause(x, FAILED, "the method of programme %" PRId64 " is not in the library", id.v);
	TRY(people_unit(x, p->row->unit_id, &p->unit));
	TRY(load_choices(x, p));
	TRY(sql_members(x, id, &p->members, &p->nmembers));
	TRY(load_activities(x, p));
	TRY(sql_ticks(x, id, &p->ticks, &p->nticks));
	TRY(sql_own_tasks(x, id, &p->own, &p->nown));
	TRY(sql_gates(x, id, &p->gates, &p->ngates));
	TRY(sql_hours_of_role(x, id, &p->used, &p->nused));
	TRY(plan_sent_since(x, p->row->unit_id, p->row->starts, &p->plan_sent));
	*ret = p;
	return OK;
}

enum rc programme_recognise(struct ctx *x, const struct actor *actor, struct programme *p)
{
	if (!actor)
		return OK;
	p->viewer = actor->person;
	bool named = false;
	for (size_t i = 0; i < p->nmembers; i++) {
		enum role r;
		if (p->members[i].person_id.v != actor->person.v)
			continue;
		named = true;
		if (role_of_name(p->members[i].role, &r))
			p->roles |= ROLE_BIT(r);
	}
	/* A leader who puts themself down as consultant or helper gets nothing that
	 * was meant for those, above all not what was sent to them without name. */
	bool leads;
	TRY(people_leads(x, actor, p->row->unit_id, &leads));
	if (leads)
		p->roles &= ~(ROLE_BIT(ROLE_CONSULTANT) | ROLE_BIT(ROLE_HELPER));
	enum rc rc = people_may(x, actor, MANAGE_UNIT, p->row->unit_id);
	if (rc != OK && rc != FORBIDDEN)
		return rc;
	p->manages = rc == OK;
	if (!named)
		return people_holds_above(x, actor, p->row->unit_id, ROLE_BIT(ROLE_EMPLOYEE) | ROLES_REPRESENTATIVES, &p->staff);
	return OK;
}

/* ---- making one */

static enum rc starts_outside(struct ctx *x, struct date first, struct date last)
{
	struct val *args = val_new_obj(x);
	val_str(x, args, "first", ui_date(x, first));
	val_str(x, args, "last", ui_date(x, last));
	enum rc rc = fail(x, INVALID, "starts", "programme.starts_outside");
	x->fault.args = args;
	return rc;
}

static enum rc check_new(struct ctx *x, const struct programme_new *n, const struct method_programme **ret)
{
	*ret = method_programme(n->method);
	if (!*ret)
		return fail(x, INVALID, "method", "programme.unknown_method");
	if ((*ret)->activities_count > SCHEDULE_ACTIVITIES_MAX)
		return fail_cause(x, FAILED, "the method has more than %d activities", SCHEDULE_ACTIVITIES_MAX);
	if (str_trim(n->title).n == 0)
		return fail(x, INVALID, "title", "form.required");
	if (str_chars(n->title) > PROGRAMME_TITLE_CHARS)
		return fail_int(x, INVALID, "title", "form.too_long", "max", PROGRAMME_TITLE_CHARS);
	if (!date_is(n->starts))
		return fail(x, INVALID, "starts", "form.required");
	struct date first = date_add_months(ctx_today(x), -PROGRAMME_BACK_MONTHS), last = date_add_months(ctx_today(x), PROGRAMME_AHEAD_MONTHS);
	if (n->starts.day < first.day || n->starts.day > last.day)
		return starts_outside(x, first, last);
	if (n->staff < 0 || n->staff > PROGRAMME_STAFF_MAX)
		return fail_int(x, INVALID, "staff", "programme.staff_number", "max", PROGRAMME_STAFF_MAX);
	for (size_t i = 0; i < n->nchoices; i++) {
		const struct method_setting *s = method_setting(*ret, n->choices[i].setting);
		bool known = false;
		for (unsigned k = 0; s && k < s->options_count; k++)
			known |= str_eqz(n->choices[i].is, s->options[k].key);
		if (!known)
			return fail(x, INVALID, str_z(x->arena, n->choices[i].setting), "form.not_choice");
	}
	return OK;
}

static enum rc add_person(struct ctx *x, programme_id id, const struct method_programme *m, person_id person, enum role role,
			  unsigned confirmed)
{
	const struct method_role *r = method_role(m, str_of(role_name(role)));
	if (person.v == 0 || !r)	/* not named yet, or a method that has no such role */
		return OK;
	if (text_is(r->confirm) && !(confirmed & ROLE_BIT(role)))
		return fail(x, INVALID, role_name(role), "programme.not_confirmed");
	return sql_member_add(x, id, person, str_of(r->key), text_is(r->confirm) ? ctx_today(x) : DATE_NONE, NULL);
}

static enum rc add_people(struct ctx *x, programme_id id, const struct method_programme *m, const struct programme_new *n)
{
	TRY(add_person(x, id, m, n->top_leader, ROLE_TOP_LEADER, n->confirmed));
	TRY(add_person(x, id, m, n->daily_leader, ROLE_DAILY_LEADER, n->confirmed));
	for (size_t i = 0; i < sizeof n->helpers / sizeof *n->helpers; i++)
		TRY(add_person(x, id, m, n->helpers[i], ROLE_HELPER, n->confirmed));
	TRY(add_person(x, id, m, n->safety_representative, ROLE_SAFETY_REPRESENTATIVE, n->confirmed));
	TRY(add_person(x, id, m, n->union_representative, ROLE_UNION_REPRESENTATIVE, n->confirmed));
	return add_person(x, id, m, n->consultant, ROLE_CONSULTANT, n->confirmed);
}

/* Who would see the critique before lunch, or judge the plan they wrote
 * themselves: one person cannot lead the unit and the process. */
static bool leads_or_consults(const struct programme_new *n, person_id p)
{
	return p.v && (p.v == n->daily_leader.v || p.v == n->top_leader.v || p.v == n->consultant.v);
}

enum rc programme_check_people(struct ctx *x, const struct programme_new *n)
{
	if (leads_or_consults(n, n->safety_representative))
		return fail(x, INVALID, "safety_representative", "programme.two_roles");
	if (leads_or_consults(n, n->union_representative))
		return fail(x, INVALID, "union_representative", "programme.two_roles");
	if (n->consultant.v && (n->consultant.v == n->daily_leader.v || n->consultant.v == n->top_leader.v))
		return fail(x, INVALID, "consultant", "programme.leader_is_consultant");
	for (size_t i = 0; i < sizeof n->helpers / sizeof *n->helpers; i++)
		if (leads_or_consults(n, n->helpers[i]))
			return fail(x, INVALID, i ? "helper2" : "helper1", "programme.two_roles");
	if (n->helpers[0].v && n->helpers[0].v == n->helpers[1].v)
		return fail(x, INVALID, "helper2", "programme.two_roles");
	return OK;
}

static enum rc add_activities(struct ctx *x, programme_id id, const struct method_programme *m, struct date starts)
{
	struct date days[SCHEDULE_ACTIVITIES_MAX], ends[SCHEDULE_ACTIVITIES_MAX];
	schedule_propose(m, starts, days, ends);
	for (unsigned i = 0; i < m->activities_count; i++) {
		const struct method_activity *a = &m->activities[i];
		activity_id activity;
		sitting_id ignored;
		TRY(sql_activity_add(x, id, str_of(a->key), S("proposed"), random_token(x->arena, UID_BYTES), &activity));
		if (a->work != WORK_ONGOING)
			TRY(sql_sitting_add(x, activity, days[i], -1, (int64_t)a->minutes, S(""), S(""), 0, &ignored));
	}
	return OK;
}

enum rc programme_check(struct ctx *x, const struct programme_new *n)
{
	const struct method_programme *m;
	return check_new(x, n, &m);
}

enum rc programme_create(struct ctx *x, const struct programme_new *n, programme_id *ret)
{
	const struct method_programme *m;
	plan_id plan;
	TRY(check_new(x, n, &m));
	TRY(programme_check_people(x, n));
	TRY(plan_of_unit(x, n->unit, &plan));
	TRY(sql_programme_add(x, n->unit, plan, n->method, m->head.version, str_trim(n->title), n->starts, n->staff, ret));
	for (size_t i = 0; i < n->nchoices; i++)
		TRY(sql_choice_set(x, *ret, n->choices[i].setting, n->choices[i].is, NULL));
	TRY(add_people(x, *ret, m, n));
	return add_activities(x, *ret, m, n->starts);
}

/* ---- people, and the end */

static bool holds(const struct programme *p, person_id person, unsigned roles)
{
	for (size_t i = 0; i < p->nmembers; i++) {
		enum role r;
		if (p->members[i].person_id.v == person.v && role_of_name(p->members[i].role, &r) && (ROLE_BIT(r) & roles))
			return true;
	}
	return false;
}

enum rc programme_member_add(struct ctx *x, struct programme *p, person_id person, struct str role, bool confirmed)
{
	const struct method_role *r = method_role(p->method, role);
	enum role known;
	if (!r || programme_is_staff_role(r->key))
		return fail(x, INVALID, "role", "form.not_choice");
	if (r->max && programme_named(p, r->key) >= r->max)
		return fail_int(x, INVALID, "role", "programme.role_full", "max", r->max);
	if (text_is(r->confirm) && !confirmed)
		return fail(x, INVALID, "confirmed", "programme.not_confirmed");
	if (role_of_name(role, &known)) {
		unsigned leaders = ROLES_LEADERS, others = ROLE_BIT(ROLE_CONSULTANT) | ROLE_BIT(ROLE_HELPER);
		unsigned against = ROLE_BIT(known) & leaders ? others : (leaders | others) & ~ROLE_BIT(known);
		if (holds(p, person, against))
			return fail(x, INVALID, "email", "programme.two_roles");
	}
	return sql_member_add(x, p->id, person, role, text_is(r->confirm) ? ctx_today(x) : DATE_NONE, NULL);
}

enum rc programme_close(struct ctx *x, struct programme *p, int64_t version, bool cancelled)
{
	int64_t changed;
	if (!cancelled && programme_next(p))
		return fail(x, INVALID, "_", "programme.not_all_held");
	TRY(sql_programme_set_state(x, p->id, version, cancelled ? S("cancelled") : S("closed"), &changed));
	return changed ? OK : fail(x, CONFLICT, "_", "programme.changed_meanwhile");
}
