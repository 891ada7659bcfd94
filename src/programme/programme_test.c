/* programme_test.c -- the rules of a programme on a real store: dates, order,
 * hours, states, gates, invitations, reminders, and who may do what. The method
 * under test is the built-in one; what the test knows of it stands in the
 * published plan (hours, order, who invites). */
#include "core/random.h"
#include "core/testing.h"
#include "programme/dates/calendar.h"
#include "programme/programme_access.h"
#include "programme/programme_test_sql.h"
#include "store/store_test_support.h"
#include "ui/ui.h"

static struct ctx *x;
static unit_id top, unit, other;
static person_id chief, leader, consultant, helper[2], employee, stranger, boss_elsewhere, administrator;

enum { STAFF = 21 };

static person_id somebody(const char *name, bool email)
{
	struct person p = { .name = str_of(name), .email = email ? str_fmt(x->arena, "%s@example.dk", name) : STR_NULL, .phone = STR_NULL,
			    .number = str_of(name) };
	person_id id;
	assert_int_equal(people_add(x, &p, &id), OK);
	return id;
}

static void give(person_id person, unit_id where, enum role role)
{
	assignment_id ignored;
	assert_int_equal(people_role_give(x, person, where, role, DATE_NONE, DATE_NONE, DATE_NONE, &ignored), OK);
}

static int set_up(void **state)
{
	assert_int_equal(store_test_setup(state), 0);
	x = store_test_ctx(state);
	x->lang = DA;
	x->now = instant_of(date_ymd(2026, 11, 23), 600);	/* weeks before the programme begins, whenever this is run */
	assert_int_equal(people_unit_add(x, (unit_id){ 0 }, S("Kredsen"), S("organisation"), STR_NULL, &top), OK);
	assert_int_equal(people_unit_add(x, top, S("Station Nord"), S("workplace"), STR_NULL, &unit), OK);
	assert_int_equal(people_unit_add(x, top, S("Station Syd"), S("workplace"), STR_NULL, &other), OK);
	give(chief = somebody("chief", true), top, ROLE_TOP_LEADER);
	give(leader = somebody("leader", true), unit, ROLE_DAILY_LEADER);
	give(consultant = somebody("consultant", true), top, ROLE_CONSULTANT);
	give(helper[0] = somebody("helper1", true), unit, ROLE_EMPLOYEE);
	give(helper[1] = somebody("helper2", true), unit, ROLE_EMPLOYEE);
	give(employee = somebody("employee", true), unit, ROLE_EMPLOYEE);
	give(somebody("silent", false), unit, ROLE_EMPLOYEE);
	give(stranger = somebody("stranger", true), other, ROLE_EMPLOYEE);
	give(boss_elsewhere = somebody("boss", true), other, ROLE_DAILY_LEADER);
	give(administrator = somebody("administrator", true), top, ROLE_ADMINISTRATOR);
	return 0;
}

static struct programme_new fresh(void)
{
	return (struct programme_new){ .unit = unit, .method = S("five-phases"), .title = S("Et roligere vagtskifte"), .starts = date_ymd(2027, 1, 11),
				       .staff = STAFF, .top_leader = chief, .daily_leader = leader, .consultant = consultant,
				       .helpers = { helper[0], helper[1] }, .confirmed = ROLE_BIT(ROLE_CONSULTANT) };
}

static struct actor actor_of(person_id person)
{
	struct assignment *a;
	size_t n;
	assert_int_equal(people_roles_of(x, person, &a, &n), OK);
	struct held_role *held = ARENA_ARRAY(x->arena, n + 1, struct held_role);
	for (size_t i = 0; i < n; i++)
		held[i] = (struct held_role){ a[i].role, a[i].unit };
	return (struct actor){ .person = person, .roles = held, .nroles = n };
}

static struct programme *seen_by(programme_id id, person_id person)
{
	struct programme *p;
	struct actor a = actor_of(person);
	fault_clear(x);
	assert_int_equal(programme_load(x, id, &p), OK);
	assert_int_equal(programme_recognise(x, &a, p), OK);
	return p;
}

static programme_id made(void)
{
	struct programme_new n = fresh();
	programme_id id;
	assert_int_equal(programme_create(x, &n, &id), OK);
	return id;
}

static struct activity *find(struct programme *p, enum method_form_of_work work, enum method_split split)
{
	for (size_t i = 0; i < p->nactivities; i++)
		if (p->activities[i].m->work == work && p->activities[i].m->split == split)
			return &p->activities[i];
	assert_true(false);
	return NULL;
}

static struct sitting_new at(struct date day, int minutes)
{
	return (struct sitting_new){ .day = day, .starts_at = 9 * 60, .minutes = minutes, .place = S("Mødelokale 1"), .who = S("") };
}

/* ---- dates */

static void proposals_keep_the_order_and_avoid_holidays(void **state)
{
	enum { TRIES = 200, DAYS = 3 * 365 };
	const struct method_programme *m = method_programme(S("five-phases"));
	struct date days[SCHEDULE_ACTIVITIES_MAX], ends[SCHEDULE_ACTIVITIES_MAX];
	(void)state;
	for (int t = 0; t < TRIES; t++) {
		struct schedule_span spans[SCHEDULE_ACTIVITIES_MAX];
		struct schedule_remark r[PROGRAMME_REMARKS_MAX];
		struct date starts = date_add(date_ymd(2026, 1, 1), (int)random_below(DAYS));
		schedule_propose(m, starts, days, ends);
		for (unsigned i = 0; i < m->activities_count; i++) {
			assert_true(calendar_is_workday(days[i]) && !calendar_is_away(days[i]));
			assert_true(days[i].day >= starts.day);
			spans[i] = (struct schedule_span){ days[i], days[i] };
			if (m->activities[i].work == WORK_ONGOING)
				spans[i] = (struct schedule_span){ DATE_NONE, DATE_NONE };
		}
		size_t n = schedule_judge(m, spans, r, PROGRAMME_REMARKS_MAX);
		for (size_t i = 0; i < n; i++)
			/* A holiday week between two meetings cannot be helped. */
			assert_int_equal(r[i].kind, REMARK_LATE);
	}
}

static void a_new_programme_has_every_activity_with_a_date(void **state)
{
	(void)state;
	struct programme *p = seen_by(made(), leader);
	size_t dated = 0;
	assert_int_equal(p->nactivities, p->method->activities_count);
	for (size_t i = 0; i < p->nactivities; i++) {
		const struct activity *a = &p->activities[i];
		assert_int_equal(a->state, STATE_PROPOSED);
		assert_int_equal(a->nsittings, a->m->work == WORK_ONGOING ? 0 : 1);
		dated += a->nsittings;
	}
	assert_int_equal(dated, 11);	/* the published eleven activities */
	assert_int_equal(p->nmembers, 5);
	assert_true(p->row->plan_id.v != 0);
}

static void only_what_the_method_lets_be_split_is_split(void **state)
{
	(void)state;
	struct programme *p = seen_by(made(), leader);
	struct activity *workshop = find(p, WORK_WORKSHOP, SPLIT_NEVER), *meeting = find(p, WORK_MEETING, SPLIT_ALLOWED);
	struct date day = activity_first(workshop);
	struct sitting_new two[] = { at(day, 420), at(calendar_next_good(date_add(day, 1)), 420) };
	assert_int_equal(meeting_set(x, p, workshop, workshop->row->version, two, 2, S("")), INVALID);
	assert_string_equal(x->fault.field, "split");
	assert_string_equal(x->fault.message, "programme.never_split_because");
	assert_true(str_contains(ui_text_args(x, x->fault.message, x->fault.args), S("alle samlet")));
	fault_clear(x);
	day = activity_first(meeting);
	struct sitting_new teams[] = { at(day, 120), at(day, 120) };
	teams[1].starts_at = 14 * 60;
	assert_int_equal(meeting_set(x, p, meeting, meeting->row->version, teams, 2, S("")), OK);
	p = seen_by(p->id, leader);
	meeting = programme_activity(p, str_of(meeting->m->key));
	assert_int_equal(meeting->nsittings, 2);
	assert_int_equal(meeting->state, STATE_SET);
	assert_int_equal(meeting_set(x, p, meeting, meeting->row->version, teams, 1, S("")), OK);	/* and back */
	assert_int_equal(programme_activity(seen_by(p->id, leader), str_of(meeting->m->key))->nsittings, 1);
}

static void the_order_is_refused_by_name_and_a_holiday_only_remarked(void **state)
{
	(void)state;
	struct programme *p = seen_by(made(), leader);
	struct activity *workshop = find(p, WORK_WORKSHOP, SPLIT_NEVER);
	const struct activity *before = programme_activity(p, str_of(workshop->m->order[0].activity));
	struct sitting_new s = at(activity_first(before), 420);
	assert_int_equal(meeting_set(x, p, workshop, workshop->row->version, &s, 1, S("")), INVALID);
	assert_string_equal(x->fault.field, "day");
	struct str said = ui_text_args(x, x->fault.message, x->fault.args);
	assert_true(str_contains(said, text_in(workshop->m->title, DA)));
	assert_true(str_contains(said, text_in(before->m->title, DA)));
	fault_clear(x);
	/* A Saturday after everything before it and before everything after: allowed, but said. */
	struct activity *last = &p->activities[p->nactivities - 1];
	struct date saturday = activity_first(last);
	while (date_weekday(saturday) != 6)
		saturday = date_add(saturday, 1);
	s = at(saturday, 120);
	struct schedule_remark r[PROGRAMME_REMARKS_MAX];
	size_t n = meeting_remarks(x, p, last, &s, 1, r, PROGRAMME_REMARKS_MAX), holidays = 0;
	for (size_t i = 0; i < n; i++)
		holidays += r[i].kind == REMARK_HOLIDAY && r[i].activity == last->m;
	assert_int_equal(holidays, 1);
	assert_int_equal(meeting_set(x, p, last, last->row->version, &s, 1, S("")), OK);
}

static void a_meeting_in_turns_is_over_with_its_last_turn(void **state)
{
	(void)state;
	struct programme *p = seen_by(made(), leader);
	struct activity *meeting = find(p, WORK_MEETING, SPLIT_ALLOWED), *workshop = find(p, WORK_WORKSHOP, SPLIT_NEVER);
	struct sitting_new teams[] = { at(activity_first(meeting), 120), at(activity_first(workshop), 120) };
	assert_string_equal(workshop->m->order[0].activity, meeting->m->key);
	assert_int_equal(meeting_set(x, p, meeting, meeting->row->version, teams, 2, S("")), INVALID);
	assert_string_equal(x->fault.field, "day");
}

static void a_stale_version_changes_nothing(void **state)
{
	(void)state;
	struct programme *p = seen_by(made(), leader);
	struct activity *a = find(p, WORK_MEETING, SPLIT_ALLOWED);
	struct sitting_new s = at(activity_first(a), 90);
	int64_t shown = a->row->version;
	assert_int_equal(meeting_set(x, p, a, shown, &s, 1, S("")), OK);
	s.minutes = 60;
	assert_int_equal(meeting_set(x, p, a, shown, &s, 1, S("")), CONFLICT);
	fault_clear(x);
	assert_int_equal(meeting_minutes(x, a, shown, S("Nej")), CONFLICT);
	fault_clear(x);
	p = seen_by(p->id, leader);
	a = programme_activity(p, str_of(a->m->key));
	assert_int_equal(a->sittings[0]->minutes, 90);
	assert_int_equal(a->row->minutes_text.n, 0);
	assert_int_equal(programme_close(x, p, p->row->version + 1, true), CONFLICT);
}

/* ---- hours */

static int64_t total_with(const char *option)
{
	struct programme_new n = fresh();
	struct method_choice c = { S("status_participants"), str_of(option) };
	programme_id id;
	n.choices = &c;
	n.nchoices = 1;
	assert_int_equal(programme_create(x, &n, &id), OK);
	return hours_total(seen_by(id, leader));
}

static void the_hours_of_twenty_four_people_add_up(void **state)
{
	(void)state;
	/* Published: 6 + 32 + 2 x 32 + 25 x (other employees) + 83; 19 when they are not at the status meetings. */
	assert_int_equal(total_with("all"), (6 + 32 + 64 + 25 * STAFF + 83) * 60);
	assert_int_equal(total_with("core"), (6 + 32 + 64 + 19 * STAFF + 83) * 60);
	struct programme *p = seen_by(made(), leader);
	struct month_hours months[HOURS_MONTHS_MAX];
	size_t n = hours_by_month(x, p, months);
	int64_t sum = 0;
	for (size_t i = 0; i < n; i++) {
		assert_true(i == 0 || months[i].month.day > months[i - 1].month.day);
		sum += months[i].minutes;
	}
	assert_true(n >= 6 && n <= 12);
	assert_int_equal(sum, hours_total(p));
}

static void hours_are_counted_for_roles_and_warn_before_they_run_out(void **state)
{
	(void)state;
	struct programme *p = seen_by(made(), leader);
	const struct method_role *role = method_role(p->method, S("consultant"));
	struct str key = str_of(p->activities[0].m->key), pot = str_of(p->method->pots[0].key);
	assert_int_equal(hours_forecast(p, role), (83 - 15) * 60);	/* what goes on by itself is not promised to any day */
	assert_int_equal(hours_register(x, p, key, S("consultant"), pot, 1, 20 * 60, S("")), OK);
	p = seen_by(p->id, leader);
	assert_int_equal(hours_used(p, "consultant"), 20 * 60);
	assert_int_equal(hours_pot_used(p, p->method->pots[0].key), 20 * 60);
	assert_true(hours_forecast(p, role) > hours_planned_all(p, role));	/* 20 spent and nothing held yet: 88 > 83 */
	struct val *view = val_new_obj(x);
	tree_hours_bars(x, p, view);
	assert_int_equal(val_get(view, S("hours_warnings"))->kids.count, 1);
	assert_int_equal(hours_register(x, p, key, S("nobody"), S(""), 1, 60, S("")), INVALID);
	fault_clear(x);
	assert_int_equal(hours_register(x, p, key, S("employee"), S(""), 0, 60, S("")), INVALID);
	fault_clear(x);
	static const struct { const char *text; int64_t minutes; } good[] = { { "2", 120 }, { "2,5", 150 }, { "2.75", 165 }, { " 0,25 ", 15 }, { "83", 4980 } };
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		int64_t minutes;
		assert_true(hours_parse(str_of(good[i].text), &minutes));
		assert_int_equal(minutes, good[i].minutes);
	}
	static const char *const bad[] = { "", ",5", "2,", "2,3", "2,555", "-1", "1e3", "to", "99999999999999999999" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		int64_t minutes;
		assert_false(hours_parse(str_of(bad[i]), &minutes));
	}
}

/* ---- people */

static void a_programme_begins_within_some_years_of_today(void **state)
{
	struct programme_new n = fresh();
	struct date first = date_add_months(ctx_today(x), -PROGRAMME_BACK_MONTHS), last = date_add_months(ctx_today(x), PROGRAMME_AHEAD_MONTHS);
	const struct date outside[] = { date_ymd(1999, 1, 4), date_add(first, -1), date_add(last, 1), date_ymd(2199, 1, 7) };
	programme_id id;
	(void)state;
	for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
		n.starts = outside[i];
		assert_int_equal(programme_create(x, &n, &id), INVALID);
		assert_string_equal(x->fault.field, "starts");
		fault_clear(x);
	}
	n.starts = first;
	assert_int_equal(programme_check(x, &n), OK);
	n.starts = last;
	assert_int_equal(programme_check(x, &n), OK);
}

static void who_has_two_roles_is_told_before_anything_is_made(void **state)
{
	struct programme_new n = fresh();
	(void)state;
	n.helpers[0] = helper[0];
	n.helpers[1] = n.daily_leader;
	assert_int_equal(programme_check_people(x, &n), INVALID);
	assert_string_equal(x->fault.field, "helper2");
	fault_clear(x);
	n.helpers[1] = helper[0];
	assert_int_equal(programme_check_people(x, &n), INVALID);
	assert_string_equal(x->fault.field, "helper2");
	fault_clear(x);
	n.helpers[1] = helper[1];
	assert_int_equal(programme_check_people(x, &n), OK);
}

static void representatives_are_named_where_the_method_has_them(void **state)
{
	struct programme_new n = fresh();
	programme_id id;
	(void)state;
	n.method = S("trio-course");
	n.safety_representative = n.union_representative = leader;
	assert_int_equal(programme_create(x, &n, &id), INVALID);
	assert_string_equal(x->fault.field, "safety_representative");
	fault_clear(x);
	n.safety_representative = helper[0];
	assert_int_equal(programme_create(x, &n, &id), INVALID);
	assert_string_equal(x->fault.field, "union_representative");
	fault_clear(x);
	n.union_representative = helper[1];
	assert_int_equal(programme_create(x, &n, &id), OK);
	assert_true(programme_is(seen_by(id, helper[0]), "safety_representative"));
	assert_true(programme_is(seen_by(id, helper[1]), "union_representative"));
	/* The five phases have neither: nobody becomes one, and nothing is refused. */
	n.method = S("five-phases");
	n.helpers[0] = n.helpers[1] = (person_id){ 0 };
	assert_int_equal(programme_create(x, &n, &id), OK);
	assert_false(programme_is(seen_by(id, helper[0]), "safety_representative"));
}

static void roles_are_checked_where_they_are_given(void **state)
{
	struct programme_new n = fresh();
	programme_id id;
	(void)state;
	n.confirmed = 0;
	assert_int_equal(programme_create(x, &n, &id), INVALID);
	assert_string_equal(x->fault.field, "consultant");
	fault_clear(x);
	n = fresh();
	n.consultant = leader;
	assert_int_equal(programme_create(x, &n, &id), INVALID);
	assert_string_equal(x->fault.message, "programme.leader_is_consultant");
	fault_clear(x);
	n = fresh();
	n.helpers[1] = (person_id){ 0 };
	assert_int_equal(programme_create(x, &n, &id), OK);	/* a warning, not a refusal */
	struct programme *p = seen_by(id, leader);
	struct val *view = val_new_obj(x);
	assert_int_equal(next_step(x, p, view), OK);
	assert_true(str_contains(val_get_str(val_get(view, S("next")), "what"), S("hjælper")));
	assert_int_equal(hours_total(p), (6 + 32 + 64 + 19 * STAFF + 83) * 60);	/* planned for two all the same */
	assert_int_equal(programme_member_add(x, p, consultant, S("helper"), false), INVALID);
	fault_clear(x);
	assert_int_equal(programme_member_add(x, p, helper[1], S("helper"), false), OK);
	p = seen_by(id, leader);
	assert_int_equal(programme_member_add(x, p, employee, S("helper"), false), INVALID);
	assert_string_equal(x->fault.message, "programme.role_full");
	fault_clear(x);
	assert_int_equal(programme_member_add(x, p, employee, S("consultant"), false), INVALID);
	assert_string_equal(x->fault.field, "confirmed");
}

static void a_name_finds_somebody_of_the_unit(void **state)
{
	(void)state;
	struct person anna = { .name = S("Anna Marie Østergård"), .email = S("anna@example.dk") }, anne = { .name = S("Anne Marie Holm"), .number = S("77") };
	person_id a, b, found;
	assert_int_equal(people_add(x, &anna, &a), OK);
	assert_int_equal(people_add(x, &anne, &b), OK);
	give(a, unit, ROLE_EMPLOYEE);
	give(b, unit, ROLE_EMPLOYEE);
	struct programme *p = seen_by(made(), leader);
	assert_int_equal(people_find(x, p->row->unit_id, S("  anna øst "), &found), OK);
	assert_int_equal(found.v, a.v);
	assert_int_equal(people_find(x, p->row->unit_id, S("holm"), &found), OK);	/* no address needed */
	assert_int_equal(found.v, b.v);
	assert_int_equal(people_find(x, p->row->unit_id, S("marie"), &found), INVALID);
	assert_string_equal(x->fault.message, "people.several");
	assert_true(str_contains(val_get_str(x->fault.args, "names"), S("Anne Marie Holm")));
	fault_clear(x);
	/* Leaders and consultants of the units above are found; colleagues elsewhere only by their address. */
	assert_int_equal(people_find(x, p->row->unit_id, S("consultant"), &found), OK);
	assert_int_equal(found.v, consultant.v);
	assert_int_equal(people_find(x, p->row->unit_id, S("stranger"), &found), INVALID);
	assert_string_equal(x->fault.message, "people.unknown_name");
	fault_clear(x);
	assert_int_equal(people_find(x, p->row->unit_id, S("Stranger@example.dk"), &found), OK);
	assert_int_equal(found.v, stranger.v);
	assert_int_equal(people_find(x, p->row->unit_id, S("nobody@example.dk"), &found), INVALID);
	fault_clear(x);
}

static enum rc may(const struct permission *permission, programme_id id, person_id person)
{
	struct actor a = actor_of(person);
	struct req q = { .x = x, .actor = person.v ? &a : NULL, .query = val_new_obj(x), .form = val_new_obj(x), .nparams = 1 };
	q.params[0].name = "id";
	q.params[0].value = str_fmt(x->arena, "%" PRId64, id.v);
	fault_clear(x);
	return permission->check(&q);
}

static void nobody_may_what_is_not_theirs(void **state)
{
	programme_id id = made();
	(void)state;
	enum { READ = 1, PART = 2, CARRY = 4, DECIDE = 8 };
	const struct permission *const all[] = { MAY_READ_PROGRAMME, MAY_TAKE_PART, MAY_CARRY_OUT, MAY_DECIDE };
	const struct { person_id person; unsigned may; } cases[] = {
		{ leader, READ | PART | CARRY | DECIDE }, { consultant, READ | PART | CARRY | DECIDE }, { helper[0], READ | PART | CARRY },
		{ chief, READ | PART | DECIDE }, { employee, READ }, { administrator, READ | DECIDE }, { stranger, 0 }, { boss_elsewhere, 0 },
	};
	for (size_t c = 0; c < sizeof cases / sizeof *cases; c++)
		for (unsigned k = 0; k < 4; k++)
			assert_int_equal(may(all[k], id, cases[c].person), cases[c].may & (1u << k) ? OK : FORBIDDEN);
	assert_int_equal(may(MAY_READ_PROGRAMME, id, (person_id){ 0 }), SIGN_IN);
	assert_int_equal(may(MAY_READ_PROGRAMME, (programme_id){ id.v + 1 }, leader), NOT_FOUND);
	/* Notes are for those who were there. */
	struct programme *p = seen_by(id, employee);
	for (size_t i = 0; i < p->nactivities; i++)
		assert_int_equal(programme_reads_notes(p, &p->activities[i]), programme_takes_part(p, &p->activities[i], "employee"));
	p = seen_by(id, administrator);
	for (size_t i = 0; i < p->nactivities; i++)
		assert_false(programme_reads_notes(p, &p->activities[i]));
}

static void everybody_has_a_next_step_with_a_way_there(void **state)
{
	programme_id id = made();
	const person_id all[] = { leader, consultant, helper[0], chief, employee, administrator };
	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct val *view = val_new_obj(x);
		assert_int_equal(next_step(x, seen_by(id, all[i]), view), OK);
		const struct val *next = val_get(view, S("next"));
		assert_true(val_get_str(next, "what").n > 0);
		assert_false(str_contains(val_get_str(next, "what"), S("programme.")));
		assert_true(str_starts(val_get_str(val_get(next, S("links"))->kids.first, "url"), S("/programme/")));
	}
}

static struct val *next_of(programme_id id, person_id person)
{
	struct val *view = val_new_obj(x);
	assert_int_equal(next_step(x, seen_by(id, person), view), OK);
	return val_get(view, S("next"));
}

static bool next_says(programme_id id, person_id person, const char *what)
{
	return str_contains(val_get_str(next_of(id, person), "what"), str_of(what));
}

static struct str next_url(programme_id id, person_id person)
{
	return val_get_str(val_get(next_of(id, person), S("links"))->kids.first, "url");
}

/* ---- gates and states */

/* Answers every gate and ticks nothing; holds in order up to, not with, `end`. */
static struct programme *hold_until(programme_id id, const char *end)
{
	struct programme *p = seen_by(id, leader);
	for (size_t i = 0; i < p->nactivities && strcmp(p->activities[i].m->key, end) != 0; i++) {
		struct activity *a = &p->activities[i];
		if (!a->nsittings)
			continue;
		for (unsigned g = 0; g < p->method->gates_count; g++)
			if (strcmp(p->method->gates[g].activity, a->m->key) == 0)
				assert_int_equal(sql_gate_set(x, id, str_of(p->method->gates[g].key), S("Ja"), leader, ctx_today(x), NULL), OK);
		p = seen_by(id, leader);
		a = &p->activities[i];
		x->now = instant_of(date_add(activity_last(a), 1), 600);
		assert_int_equal(meeting_hold(x, p, a, a->row->version), OK);
		p = seen_by(id, leader);
	}
	return p;
}

/* An action of the unit's plan with its date on the day given. */
static action_id promise(programme_id id, const char *title, person_id owner, struct date due)
{
	struct plan_proposal w = { .source = str_of(title), .origin = S("programme/1"), .title = str_of(title), .first_step = S("Ring rundt"),
				   .owner = S("Nogen"), .due = due };
	action_id a;
	bool fresh;
	assert_int_equal(plan_propose(x, seen_by(id, leader)->row->plan_id, &w, &a, &fresh), OK);
	assert_true(fresh);
	assert_int_equal(sql_test_action_own(x, a, owner, NULL), OK);
	return a;
}

/* A month later nobody has ticked the preparations: what is late in the plan is
 * what the leader hears of, then what is this week, then the rest. */
static void a_leader_hears_first_of_what_is_missed_most(void **state)
{
	(void)state;
	programme_id id = made();
	struct programme *p = seen_by(id, leader);
	struct activity *first = programme_next(p);
	assert_true(first->m->work == WORK_TASKS && first->m->before_count > 0);
	assert_true(str_contains(next_url(id, leader), S("#checklist")));

	x->now = instant_of(date_add(activity_first(first), PROGRAMME_STALE_DAYS + 1), 600);
	action_id late = promise(id, "Overlap mellem vagterne", employee, date_add(ctx_today(x), -1));
	assert_true(next_says(id, leader, "Overlap mellem vagterne"));
	assert_true(str_ends(next_url(id, leader), str_fmt(x->arena, "/plan/actions/%" PRId64, late.v)));
	assert_true(next_says(id, employee, "Din handling"));
	assert_false(next_says(id, helper[0], "Overlap"));	/* not theirs */
	promise(id, "Pauser", helper[0], date_add(ctx_today(x), -2));
	assert_true(next_says(id, leader, "2 handlinger er over tid"));
	assert_true(str_ends(next_url(id, leader), S("/plan#overdue")));
	assert_true(next_says(id, helper[0], "Pauser"));

	/* A meeting of this week lacks its room: people are waiting for it. */
	const struct activity *meeting = NULL;
	for (size_t i = 0; i < p->nactivities; i++)	/* the last of them: long after those dates */
		if (p->activities[i].m->work == WORK_MEETING && p->activities[i].m->inviter && strcmp(p->activities[i].m->inviter, "daily_leader") == 0)
			meeting = &p->activities[i];
	assert_non_null(meeting);
	hold_until(id, meeting->m->key);
	x->now = instant_of(date_add(activity_first(meeting), -(PROGRAMME_SOON_DAYS + 1)), 600);
	assert_true(next_says(id, leader, "over tid"));
	x->now = instant_of(date_add(activity_first(meeting), -PROGRAMME_SOON_DAYS), 600);
	assert_false(next_says(id, leader, "over tid"));
}

/* What was promised at a meeting comes before the next one, but not for ever. */
static void what_was_left_lying_comes_last(void **state)
{
	(void)state;
	programme_id id = made();
	struct programme *p = seen_by(id, leader);
	const struct activity *with = NULL;
	const struct method_task *task = NULL;
	for (size_t i = 0; i < p->nactivities && !task; i++)
		for (unsigned k = 0; k < p->activities[i].m->after_count && !task; k++)
			if (strcmp(p->activities[i].m->after[k].role, "daily_leader") == 0) {
				with = &p->activities[i];
				task = &with->m->after[k];
			}
	assert_non_null(task);
	hold_until(id, (with + 1)->m->key);
	const char *title = str_z(x->arena, text_in(task->title, DA));
	x->now = instant_of(date_add(activity_last(with), 1), 600);
	assert_true(next_says(id, leader, title));
	x->now = instant_of(date_add(activity_last(with), PROGRAMME_STALE_DAYS + 1), 600);
	assert_false(next_says(id, leader, title));
}

/* The consultant is led to sending the plan, and the line ticks itself when it is sent. */
static void a_plan_that_was_sent_ticks_its_task(void **state)
{
	(void)state;
	programme_id id = made();
	const struct method_activity *a = NULL;
	const struct method_task *task = NULL;
	struct programme *p = seen_by(id, consultant);
	for (unsigned i = 0; i < p->method->activities_count; i++)
		for (unsigned k = 0; k < p->method->activities[i].after_count; k++)
			if (p->method->activities[i].after[k].done_when == DONE_PLAN_SENT) {
				a = &p->method->activities[i];
				task = &a->after[k];
			}
	assert_non_null(task);
	hold_until(id, (a + 1)->key);
	x->now = instant_of(date_add(activity_last(programme_activity(p, str_of(a->key))), 1), 600);
	assert_true(next_says(id, consultant, "send den til den daglige leder"));
	assert_true(str_ends(next_url(id, consultant), S("/plan/send")));
	assert_false(programme_ticked(seen_by(id, consultant), a->key, task));
	assert_int_equal(sql_test_version_sent(x, p->row->plan_id, ctx_today(x), NULL), OK);
	assert_true(programme_ticked(seen_by(id, consultant), a->key, task));
	assert_false(next_says(id, consultant, "send den til den daglige leder"));
}

static void a_gate_stops_what_it_guards(void **state)
{
	programme_id id = made();
	(void)state;
	struct programme *p = seen_by(id, leader);
	const struct method_gate *gate = NULL;
	for (unsigned i = 0; i < p->method->gates_count && !gate; i++)
		if (p->method->gates[i].moment == MOMENT_START)
			gate = &p->method->gates[i];
	assert_non_null(gate);
	p = hold_until(id, gate->activity);
	struct activity *a = programme_activity(p, str_of(gate->activity));
	x->now = instant_of(activity_last(a), 600);
	assert_int_equal(meeting_hold(x, p, a, a->row->version), INVALID);
	assert_string_equal(x->fault.message, "programme.gate_open");
	fault_clear(x);
	/* Only the role that the method names answers, and not with nothing. */
	assert_int_equal(meeting_answer_gate(x, p, str_of(gate->key), S("1")), FORBIDDEN);
	p = seen_by(id, consultant);
	assert_int_equal(meeting_answer_gate(x, p, str_of(gate->key), S("  ")), INVALID);
	fault_clear(x);
	assert_int_equal(meeting_answer_gate(x, p, str_of(gate->key), S("1")), OK);
	assert_int_equal(meeting_answer_gate(x, p, S("unknown"), S("1")), NOT_FOUND);
	p = seen_by(id, consultant);
	assert_int_equal(meeting_gates(x, p, programme_activity(p, str_of(gate->activity)), MOMENT_START), OK);
	assert_int_equal(meeting_gates(x, p, programme_activity(p, str_of(gate->activity)), MOMENT_CLOSE), INVALID);
}

static void what_is_answered_at_a_meeting_is_not_asked_again_by_the_plan(void **state)
{
	programme_id id = made();
	(void)state;
	struct programme *p = seen_by(id, leader);
	bool answered;
	size_t told = 0;
	for (unsigned i = 0; i < p->method->gates_count; i++) {
		const struct method_gate *g = &p->method->gates[i];
		if (g->counts_as != COUNTS_OVERLAP_PLAN && g->counts_as != COUNTS_ANCHORING)
			continue;
		assert_int_equal(plan_overlap_answered(x, p->row->plan_id, S("plan"), S(""), &answered), OK);
		assert_false(answered);		/* half an answer is none */
		assert_int_equal(meeting_answer_gate(x, p, str_of(g->key), S("Vagtplanen og overlappet er tænkt sammen.")), OK);
		p = seen_by(id, leader);
		told++;
	}
	assert_int_equal(told, 2);
	assert_int_equal(plan_overlap_answered(x, p->row->plan_id, S("plan"), S(""), &answered), OK);
	assert_true(answered);
}

static void meetings_are_held_in_order_and_the_end_closes(void **state)
{
	programme_id id = made();
	(void)state;
	struct programme *p = seen_by(id, leader);
	struct activity *workshop = find(p, WORK_WORKSHOP, SPLIT_NEVER);
	assert_int_equal(meeting_hold(x, p, workshop, workshop->row->version), INVALID);
	assert_string_equal(x->fault.message, "programme.not_yet");
	fault_clear(x);
	x->now = instant_of(activity_last(workshop), 1000);
	assert_int_equal(meeting_hold(x, p, workshop, workshop->row->version), INVALID);
	assert_string_equal(x->fault.message, "programme.earlier_open");
	fault_clear(x);
	assert_int_equal(programme_close(x, p, p->row->version, false), INVALID);
	p = hold_until(id, "");
	assert_null(programme_next(p));
	struct activity *first = &p->activities[0];
	assert_int_equal(meeting_reopen(x, p, first, first->row->version), INVALID);	/* others were held after it */
	fault_clear(x);
	assert_int_equal(programme_close(x, p, p->row->version, false), OK);
	struct val *view = val_new_obj(x);
	assert_int_equal(next_step(x, seen_by(id, leader), view), OK);
}

static void a_task_is_ticked_by_whom_it_concerns(void **state)
{
	programme_id id = made();
	(void)state;
	struct programme *p = seen_by(id, helper[0]);
	const struct method_activity *a = p->activities[0].m;
	const struct method_task *t = &a->before[0];
	assert_string_equal(t->role, "daily_leader");
	assert_int_equal(meeting_tick(x, p, str_of(a->key), str_of(t->key), true), FORBIDDEN);
	assert_int_equal(meeting_tick(x, seen_by(id, chief), str_of(a->key), str_of(t->key), true), FORBIDDEN);
	assert_int_equal(meeting_tick(x, seen_by(id, leader), str_of(a->key), str_of(t->key), true), OK);
	assert_true(programme_ticked(seen_by(id, leader), a->key, t));
	assert_int_equal(meeting_tick(x, seen_by(id, leader), str_of(a->key), str_of(t->key), false), OK);
	assert_false(programme_ticked(seen_by(id, leader), a->key, t));
	assert_int_equal(meeting_tick(x, p, str_of(a->key), S("unknown"), true), NOT_FOUND);
}

/* ---- invitations */

static struct sql_test_mails *mails(size_t *n)
{
	struct sql_test_mails *m;
	assert_int_equal(sql_test_mails(x, &m, n), OK);
	return m;
}

static void forget_mails(void)
{
	assert_int_equal(sql_test_forget_mails(x, NULL), OK);
	assert_int_equal(sql_test_forget_queue(x, NULL), OK);
}

static struct str line_of(struct str ics, const char *begins)
{
	struct str line;
	while (str_next(&ics, '\n', &line))
		if (str_starts(line, str_of(begins)))
			return str_trim(line);
	return STR_NULL;
}

static void an_invitation_moves_and_is_taken_back_as_one_event(void **state)
{
	programme_id id = made();
	int64_t sent, without;
	size_t n;
	(void)state;
	struct programme *p = seen_by(id, leader);
	struct activity *a = find(p, WORK_MEETING, SPLIT_ALLOWED);	/* the first for everybody */
	struct str key = str_of(a->m->key), base = S("https://samspil.example.dk");
	assert_int_equal(meeting_invite(x, p, a, a->row->version, base, &sent, &without), INVALID);
	fault_clear(x);
	struct sitting_new s = at(activity_first(a), 120);
	assert_int_equal(meeting_set(x, p, a, a->row->version, &s, 1, base), OK);
	p = seen_by(id, leader);
	a = programme_activity(p, key);
	assert_int_equal(meeting_invite(x, p, a, a->row->version, base, &sent, &without), OK);
	assert_int_equal(sent, 6);	/* top leader, leader, two helpers, consultant, one employee with an address */
	assert_int_equal(without, 1);
	struct sql_test_mails *m = mails(&n);
	assert_int_equal(n, 6);
	struct str uid = line_of(m[0].bytes, "UID:");
	assert_true(uid.n > 20);
	assert_true(str_contains(m[0].mime, S("method=REQUEST")));
	assert_true(str_contains(m[0].bytes, S("SEQUENCE:0")));
	assert_true(str_contains(m[0].body, S("/programme/")));
	for (size_t i = 1; i < n; i++)
		assert_true(str_eq(line_of(m[i].bytes, "UID:"), uid));	/* one meeting, whoever is asked */
	forget_mails();

	s.starts_at = 13 * 60;
	p = seen_by(id, leader);
	a = programme_activity(p, key);
	assert_int_equal(meeting_set(x, p, a, a->row->version, &s, 1, base), OK);
	m = mails(&n);
	assert_int_equal(n, 6);
	assert_true(str_eq(line_of(m[0].bytes, "UID:"), uid));
	assert_true(str_contains(m[0].bytes, S("SEQUENCE:1")));
	assert_true(str_contains(m[0].bytes, S("METHOD:REQUEST")));
	forget_mails();
	p = seen_by(id, leader);
	a = programme_activity(p, key);
	assert_int_equal(a->state, STATE_INVITED);
	assert_int_equal(meeting_set(x, p, a, a->row->version, &s, 1, base), OK);	/* nothing moved: nobody is bothered */
	mails(&n);
	assert_int_equal(n, 0);

	p = seen_by(id, leader);
	a = programme_activity(p, key);
	assert_int_equal(meeting_skip(x, p, a, a->row->version, S("Vi holder det sammen med personalemødet"), base), OK);
	m = mails(&n);
	assert_int_equal(n, 6);
	assert_true(str_eq(line_of(m[0].bytes, "UID:"), uid));
	assert_true(str_contains(m[0].bytes, S("METHOD:CANCEL")));
	assert_true(str_contains(m[0].bytes, S("SEQUENCE:2")));
}

static void those_without_a_team_hear_of_every_turn_and_others_of_theirs(void **state)
{
	programme_id id = made();
	int64_t sent, without;
	size_t n, all = 0, one = 0;
	(void)state;
	struct programme *p = seen_by(id, leader);
	struct activity *a = find(p, WORK_MEETING, SPLIT_ALLOWED);
	struct str key = str_of(a->m->key);
	struct sitting_new teams[] = { at(activity_first(a), 120), at(activity_first(a), 120) };
	teams[1].starts_at = 15 * 60;
	assert_int_equal(meeting_set(x, p, a, a->row->version, teams, 2, S("")), OK);
	for (int placed = 0; placed < 2; placed++) {
		p = seen_by(id, leader);
		a = programme_activity(p, key);
		if (placed)
			assert_int_equal(sql_attendance_set(x, a->sittings[1]->id, employee, S("can"), NULL), OK);
		forget_mails();
		assert_int_equal(meeting_invite(x, p, a, a->row->version, S(""), &sent, &without), OK);
		struct sql_test_mails *m = mails(&n);
		assert_int_equal(n, 5 * 2 + 1);
		for (size_t i = 0; i < n; i++) {
			if (!str_eqz(m[i].to_addr, "employee@example.dk"))
				continue;
			all += str_contains(m[i].mime, S("PUBLISH"));
			one += str_contains(m[i].mime, S("REQUEST"));
		}
		assert_int_equal(all, 1);
		assert_int_equal(one, placed);
	}
}

static void the_calendar_holds_every_meeting(void **state)
{
	programme_id id = made();
	struct str ics, rest, line;
	size_t events = 0;
	(void)state;
	assert_int_equal(invite_calendar(x, seen_by(id, employee), NULL, S("https://samspil.example.dk"), &ics), OK);
	for (rest = ics; str_next(&rest, '\n', &line);)
		events += str_starts(line, S("BEGIN:VEVENT"));
	assert_int_equal(events, 10);	/* the preparation is no meeting */
	assert_true(str_contains(ics, S("METHOD:PUBLISH")));
}

/* ---- reminders */

static void a_reminder_is_said_once(void **state)
{
	programme_id id = made();
	size_t n;
	(void)state;
	struct programme *p = seen_by(id, leader);
	struct activity *a = find(p, WORK_WORKSHOP, SPLIT_NEVER);
	x->now = instant_of(date_add(activity_first(a), -10), 600);
	forget_mails();
	assert_int_equal(programme_daily(x, S("https://samspil.example.dk")), OK);
	struct sql_test_mails *m = mails(&n);
	for (size_t i = 0; i < n; i++)
		assert_false(str_contains(m[i].subject, text_in(a->m->title, DA)));	/* ten days ahead is too early */
	forget_mails();
	x->now = instant_of(date_add(activity_first(a), -PROGRAMME_SOON_DAYS), 600);
	assert_int_equal(programme_daily(x, S("https://samspil.example.dk")), OK);
	m = mails(&n);
	size_t practical = 0, tasks = 0;
	for (size_t i = 0; i < n; i++) {
		practical += str_contains(m[i].subject, S("mangler"));
		tasks += str_contains(m[i].body, S("- "));
	}
	assert_true(practical >= 1);
	assert_true(tasks >= 2);	/* the consultant and the helpers have something to do before it */
	forget_mails();
	assert_int_equal(programme_daily(x, S("https://samspil.example.dk")), OK);
	mails(&n);
	assert_int_equal(n, 0);
}

static void a_year_later_the_habits_are_asked_about(void **state)
{
	programme_id id = made();
	size_t n;
	(void)state;
	struct programme *p = hold_until(id, "");
	assert_int_equal(programme_close(x, p, p->row->version, false), OK);
	struct date last = activity_last(&p->activities[p->nactivities - 1]);
	forget_mails();
	x->now = instant_of(date_add(last, 300), 600);
	assert_int_equal(programme_daily(x, S("")), OK);
	mails(&n);
	assert_int_equal(n, 0);
	x->now = instant_of(date_add(last, 370), 600);
	assert_int_equal(programme_daily(x, S("")), OK);
	assert_int_equal(programme_daily(x, S("")), OK);
	mails(&n);
	assert_int_equal(n, 2);	/* the two leaders, once */
}

static void the_home_page_knows_what_is_mine(void **state)
{
	programme_id id = made();
	(void)id;
	(void)state;
	const struct { person_id person; size_t programmes, starts; } cases[] = {
		{ leader, 1, 1 }, { consultant, 1, 1 }, { employee, 1, 0 }, { stranger, 0, 0 }, { boss_elsewhere, 0, 1 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct actor a = actor_of(cases[i].person);
		struct req q = { .x = x, .actor = &a };
		struct val *view = val_new_obj(x);
		assert_int_equal(programme_home(x, &q, view), OK);
		assert_int_equal(val_get(view, S("programmes"))->kids.count, cases[i].programmes);
		assert_int_equal(val_get(view, S("starts"))->kids.count, cases[i].starts);
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, store_test_teardown)

int main(void)
{
	struct ctx once;
	struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
	ctx_init(&once, a);
	random_init();
	if (ui_init(&once, true) != OK || method_init(&once, NULL) != OK) {
		print_error("%s\n", once.fault.cause);
		return 1;
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(proposals_keep_the_order_and_avoid_holidays), T(a_new_programme_has_every_activity_with_a_date),
		T(only_what_the_method_lets_be_split_is_split), T(the_order_is_refused_by_name_and_a_holiday_only_remarked),
		T(a_meeting_in_turns_is_over_with_its_last_turn), T(a_stale_version_changes_nothing), T(the_hours_of_twenty_four_people_add_up),
		T(hours_are_counted_for_roles_and_warn_before_they_run_out), T(representatives_are_named_where_the_method_has_them),
		T(a_programme_begins_within_some_years_of_today), T(who_has_two_roles_is_told_before_anything_is_made),
		T(roles_are_checked_where_they_are_given),
		T(nobody_may_what_is_not_theirs), T(everybody_has_a_next_step_with_a_way_there), T(a_leader_hears_first_of_what_is_missed_most),
		T(what_was_left_lying_comes_last), T(a_name_finds_somebody_of_the_unit), T(a_plan_that_was_sent_ticks_its_task), T(a_gate_stops_what_it_guards), T(what_is_answered_at_a_meeting_is_not_asked_again_by_the_plan),
		T(meetings_are_held_in_order_and_the_end_closes), T(a_task_is_ticked_by_whom_it_concerns),
		T(an_invitation_moves_and_is_taken_back_as_one_event), T(those_without_a_team_hear_of_every_turn_and_others_of_theirs),
		T(the_calendar_holds_every_meeting), T(a_reminder_is_said_once), T(a_year_later_the_habits_are_asked_about),
		T(the_home_page_knows_what_is_mine),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(a);
	return failed;
}
