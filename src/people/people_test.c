/* people_test.c -- units, persons, roles, permissions, signing in and the audit
 * chain, on whichever store the run names. */
#include "core/random.h"
#include "core/testing.h"
#include "people/login/budget.h"
#include "people/login/login_sql.h"
#include "people/people_inside.h"
#include "people/people_sql.h"
#include "people/people_test_sql.h"
#include "store/store_test_support.h"

#define is(rc_) assert_string_equal(rc_name(rc_), "ok")
#define refuses(x, call, rc_, field_)                                      \
	do {                                                               \
		fault_clear(x);                                            \
		assert_string_equal(rc_name(call), rc_name(rc_));          \
		assert_non_null((x)->fault.message);                       \
		assert_string_equal((x)->fault.field, field_);             \
		fault_clear(x);                                            \
	} while (0)

static struct date day(int year, int month, int mday)
{
	return date_ymd(year, month, mday);
}

/* Kommunen > Sundhed > Team Nord, Team Syd; Kommunen > Skoler. */
struct town {
	unit_id top, health, north, south, schools;
};

static unit_id unit(struct ctx *x, unit_id parent, struct str name, struct str kind)
{
	unit_id id;
	is(people_unit_add(x, parent, name, kind, STR_NULL, &id));
	return id;
}

static struct town town(struct ctx *x)
{
	struct town t;
	t.top = unit(x, (unit_id){ 0 }, S("Kommunen"), S("organisation"));
	t.health = unit(x, t.top, S("Sundhed"), S("area"));
	t.north = unit(x, t.health, S("Team Nord"), S("team"));
	t.south = unit(x, t.health, S("Team Syd"), S("team"));
	t.schools = unit(x, t.top, S("Skoler"), S("area"));
	return t;
}

static person_id person(struct ctx *x, const char *name, const char *email)
{
	person_id id;
	is(people_add(x, &(struct person){ .name = str_of(name), .email = str_of(email) }, &id));
	return id;
}

static assignment_id give(struct ctx *x, person_id p, unit_id u, enum role role)
{
	assignment_id id;
	is(people_role_give(x, p, u, role, DATE_NONE, DATE_NONE, DATE_NONE, &id));
	return id;
}

/* ---- units */

static void units_form_one_tree(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct town t = town(x);
	unit_id id;
	struct str path;
	is(people_unit_path_text(x, t.north, &path));
	assert_true(str_eqz(path, "Sundhed > Team Nord"));
	refuses(x, people_unit_add(x, (unit_id){ 0 }, S("Anden top"), S("organisation"), STR_NULL, &id), INVALID, "parent");
	refuses(x, people_unit_add(x, t.health, S("team NORD"), S("team"), STR_NULL, &id), CONFLICT, "name");
	refuses(x, people_unit_add(x, t.health, S(" "), S("team"), STR_NULL, &id), INVALID, "name");
	refuses(x, people_unit_add(x, t.health, S("A > B"), S("team"), STR_NULL, &id), INVALID, "name");
	refuses(x, people_unit_add(x, t.health, S("=cmd()"), S("team"), STR_NULL, &id), INVALID, "name");
	refuses(x, people_unit_add(x, t.health, S("X"), S("castle"), STR_NULL, &id), INVALID, "kind");
	refuses(x, people_unit_add(x, (unit_id){ 999999 }, S("X"), S("team"), STR_NULL, &id), INVALID, "parent");
	refuses(x, people_unit_change(x, t.health, t.north, S("Sundhed"), S("area"), STR_NULL), INVALID, "parent");
	refuses(x, people_unit_change(x, t.health, (unit_id){ 0 }, S("Sundhed"), S("area"), STR_NULL), INVALID, "parent");
	is(people_unit_change(x, t.north, t.schools, S("Nordskolen"), S("workplace"), S("4711")));
	is(people_unit_path_text(x, t.north, &path));
	assert_true(str_eqz(path, "Skoler > Nordskolen"));
}

static void the_tree_has_a_bottom(void **state)
{
	struct ctx *x = store_test_ctx(state);
	unit_id at = unit(x, (unit_id){ 0 }, S("Top"), S("organisation")), below;
	for (int i = 1; i < UNIT_DEPTH_MAX; i++)
		at = unit(x, at, S("Led"), S("team"));
	refuses(x, people_unit_add(x, at, S("For dybt"), S("team"), STR_NULL, &below), INVALID, "parent");
}

/* ---- persons */

static void every_person_can_be_known_again(void **state)
{
	struct ctx *x = store_test_ctx(state);
	person_id id, mette = person(x, "Mette Holm", " Mette@Eksempel.DK ");
	struct person p;
	is(people_by_email(x, S("METTE@eksempel.dk"), &p));
	assert_int_equal(p.id.v, mette.v);
	assert_true(str_eqz(p.email, "mette@eksempel.dk"));
	refuses(x, people_add(x, &(struct person){ .name = S("Uden nøgle") }, &id), INVALID, "email");
	refuses(x, people_add(x, &(struct person){ .name = S("To"), .email = S("mette@eksempel.dk") }, &id), CONFLICT, "email");
	refuses(x, people_add(x, &(struct person){ .name = S("To"), .email = S("mette") }, &id), INVALID, "email");
	refuses(x, people_add(x, &(struct person){ .name = S("-2+3"), .email = S("a@b.dk") }, &id), INVALID, "name");
	refuses(x, people_add(x, &(struct person){ .name = S("To"), .email = S("a@b.dk"), .phone = S("=1") }, &id), INVALID, "phone");
	is(people_add(x, &(struct person){ .name = S("Per"), .number = S("17"), .phone = S("+45 12 34 56 78") }, &id));
	refuses(x, people_add(x, &(struct person){ .name = S("Pia"), .number = S("17") }, &id), CONFLICT, "number");
	/* Two without an address are not one person: the empty text is no address. */
	is(people_add(x, &(struct person){ .name = S("Pia"), .number = S("18"), .email = S("") }, &id));
	is(people_add(x, &(struct person){ .name = S("Poul"), .number = S("19"), .email = S(" ") }, &id));
	refuses(x, people_change(x, &(struct person){ .id = mette, .name = S("Mette"), .number = S("17") }), CONFLICT, "number");
}

/* ---- roles over time */

static size_t in_unit(struct ctx *x, unit_id u, bool below, unsigned roles, struct date d)
{
	struct assignment *a;
	size_t n;
	is(people_in_unit(x, u, below, roles, d, &a, &n));
	return n;
}

static void roles_are_ended_not_forgotten(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct town t = town(x);
	person_id p = person(x, "Ali", "ali@eksempel.dk");
	assignment_id id, second;
	is(people_role_give(x, p, t.north, ROLE_HELPER, day(2024, 1, 1), day(2024, 6, 30), DATE_NONE, &id));
	assert_int_equal(in_unit(x, t.north, false, 0, day(2023, 12, 31)), 0);
	assert_int_equal(in_unit(x, t.north, false, 0, day(2024, 1, 1)), 1);
	assert_int_equal(in_unit(x, t.north, false, 0, day(2024, 6, 30)), 1);
	assert_int_equal(in_unit(x, t.north, false, 0, day(2024, 7, 1)), 0);
	refuses(x, people_role_give(x, p, t.north, ROLE_HELPER, day(2024, 6, 30), DATE_NONE, DATE_NONE, &second), CONFLICT, "role");
	refuses(x, people_role_give(x, p, t.north, ROLE_HELPER, day(2025, 2, 1), day(2025, 1, 1), DATE_NONE, &second), INVALID, "to");
	refuses(x, people_role_give(x, p, t.north, ROLE_HELPER, day(2025, 2, 1), DATE_NONE, day(2026, 1, 1), &second), INVALID,
		"elected_until");
	is(people_role_give(x, p, t.north, ROLE_HELPER, day(2024, 7, 1), DATE_NONE, DATE_NONE, &second));
	refuses(x, people_role_end(x, second, day(2024, 6, 29)), INVALID, "to");
	is(people_role_end(x, second, day(2024, 12, 31)));
	struct assignment *all;
	size_t n;
	is(people_roles_of(x, p, &all, &n));
	assert_int_equal(n, 2);
	assert_int_equal(all[0].to.day, day(2024, 12, 31).day);
}

static void a_role_given_by_mistake_ends_at_once(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct town t = town(x);
	person_id p = person(x, "Ali", "ali@eksempel.dk");
	is(people_role_end(x, give(x, p, t.north, ROLE_HR), DATE_NONE));
	assert_int_equal(in_unit(x, t.north, false, 0, ctx_today(x)), 0);
	give(x, p, t.north, ROLE_HR);	/* and can be given again the same day */
	assert_int_equal(in_unit(x, t.north, false, ROLE_BIT(ROLE_HR), ctx_today(x)), 1);
}

static void lists_reach_below_and_keep_danish_order(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct town t = town(x);
	struct assignment *a;
	size_t n;
	int64_t count;
	person_id zoe = person(x, "Zoe", "z@x.dk"), aase = person(x, "Åse", "aa@x.dk"), aerlig = person(x, "Ærlig", "ae@x.dk");
	give(x, zoe, t.north, ROLE_EMPLOYEE);
	give(x, aase, t.south, ROLE_EMPLOYEE);
	give(x, aerlig, t.health, ROLE_DAILY_LEADER);
	give(x, aerlig, t.health, ROLE_EMPLOYEE);
	assert_int_equal(in_unit(x, t.health, false, 0, ctx_today(x)), 2);
	is(people_in_unit(x, t.health, true, ROLE_BIT(ROLE_EMPLOYEE), ctx_today(x), &a, &n));
	assert_int_equal(n, 3);
	assert_true(str_eqz(a[0].name, "Zoe") && str_eqz(a[1].name, "Ærlig") && str_eqz(a[2].name, "Åse"));
	assert_int_equal(in_unit(x, t.top, true, ROLE_BIT(ROLE_UNION_REPRESENTATIVE), ctx_today(x)), 0);
	is(people_count(x, t.top, ctx_today(x), &count));
	assert_int_equal(count, 3);
}

static void representatives_are_the_nearest(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct town t = town(x);
	struct assignment *a;
	size_t n;
	person_id high = person(x, "Høj", "h@x.dk"), near = person(x, "Nær", "n@x.dk"), joint = person(x, "Fælles", "f@x.dk");
	give(x, high, t.top, ROLE_SAFETY_REPRESENTATIVE);
	give(x, high, t.top, ROLE_UNION_REPRESENTATIVE);
	give(x, near, t.north, ROLE_SAFETY_REPRESENTATIVE);
	give(x, joint, t.top, ROLE_JOINT_UNION_REPRESENTATIVE);
	is(people_representatives(x, t.north, &a, &n));
	assert_int_equal(n, 3);
	assert_int_equal(a[0].person.v, near.v);
	for (size_t i = 1; i < n; i++)
		assert_true(a[i].role != ROLE_SAFETY_REPRESENTATIVE);
	/* TRIO: one union side. Both of the top stand in, since neither is nearer. */
	is(people_trio(x, t.north, &a, &n));
	assert_int_equal(n, 3);
	give(x, near, t.health, ROLE_UNION_REPRESENTATIVE);
	is(people_trio(x, t.north, &a, &n));
	assert_int_equal(n, 2);
}

static void the_last_administrator_stays(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct town t = town(x);
	assignment_id first = give(x, person(x, "A", "a@x.dk"), t.top, ROLE_ADMINISTRATOR);
	/* One further down does not count: who is there cannot make others. */
	assignment_id local = give(x, person(x, "L", "l@x.dk"), t.north, ROLE_ADMINISTRATOR);
	refuses(x, people_role_end(x, first, DATE_NONE), CONFLICT, "role");
	is(people_role_end(x, local, DATE_NONE));
	assignment_id second = give(x, person(x, "B", "b@x.dk"), t.top, ROLE_ADMINISTRATOR);
	is(people_role_end(x, first, DATE_NONE));
	refuses(x, people_role_end(x, second, DATE_NONE), CONFLICT, "role");
}

/* ---- permissions */

static struct actor actor_with(struct held_role *held, enum role role, unit_id u)
{
	*held = (struct held_role){ .role = role, .unit = u };
	return (struct actor){ .person = { 1 }, .roles = held, .nroles = 1 };
}

/* Every role, held in the middle of the tree, against every unit: what is not
 * in this table is denied. */
static void permissions_by_role_and_place(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct town t = town(x);
	const unsigned managing = ROLES_LEADERS | ROLE_BIT(ROLE_HR) | ROLE_BIT(ROLE_ADMINISTRATOR);
	const unsigned seeing_below = managing | ROLES_REPRESENTATIVES;
	const unit_id units[] = { t.top, t.health, t.north, t.south, t.schools };
	for (unsigned r = 0; r < ROLE_COUNT; r++) {
		struct held_role held;
		struct actor a = actor_with(&held, (enum role)r, t.health);
		for (size_t i = 0; i < 5; i++) {
			bool here = units[i].v == t.health.v, below = units[i].v == t.north.v || units[i].v == t.south.v;
			bool see = (here && r != ROLE_PROVIDER) || (below && (seeing_below & ROLE_BIT(r)));
			bool manage = (here || below) && (managing & ROLE_BIT(r));
			assert_int_equal(people_may(x, &a, SEE_UNIT, units[i]), see ? OK : FORBIDDEN);
			assert_int_equal(people_may(x, &a, MANAGE_UNIT, units[i]), manage ? OK : FORBIDDEN);
		}
		assert_int_equal(people_may(x, &a, ADMINISTER, t.health), FORBIDDEN);
		a = actor_with(&held, (enum role)r, t.top);
		assert_int_equal(people_may(x, &a, ADMINISTER, t.top), r == ROLE_ADMINISTRATOR ? OK : FORBIDDEN);
	}
	struct actor none = { .person = { 1 } };
	assert_int_equal(people_may(x, &none, SEE_UNIT, t.north), FORBIDDEN);
	assert_int_equal(people_may(x, NULL, SEE_UNIT, t.north), SIGN_IN);
	assert_int_equal(people_may(x, NULL, ADMINISTER, t.top), SIGN_IN);
	assert_int_equal(people_may(x, &none, SEE_UNIT, (unit_id){ 999999 }), NOT_FOUND);
}

static void power_is_given_by_those_who_have_more(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct town t = town(x);
	static const struct {
		enum role giver, given;
		enum rc rc;
	} cases[] = {
		{ ROLE_DAILY_LEADER, ROLE_EMPLOYEE, OK },
		{ ROLE_DAILY_LEADER, ROLE_CONSULTANT, OK },
		{ ROLE_DAILY_LEADER, ROLE_DAILY_LEADER, FORBIDDEN },
		{ ROLE_TOP_LEADER, ROLE_DAILY_LEADER, FORBIDDEN },
		{ ROLE_TOP_LEADER, ROLE_ADMINISTRATOR, FORBIDDEN },
		{ ROLE_HR, ROLE_DAILY_LEADER, OK },
		{ ROLE_HR, ROLE_HR, FORBIDDEN },
		{ ROLE_HR, ROLE_ADMINISTRATOR, FORBIDDEN },
		{ ROLE_ADMINISTRATOR, ROLE_HR, OK },
		{ ROLE_ADMINISTRATOR, ROLE_ADMINISTRATOR, OK },
		{ ROLE_EMPLOYEE, ROLE_EMPLOYEE, FORBIDDEN },
		{ ROLE_SAFETY_REPRESENTATIVE, ROLE_EMPLOYEE, FORBIDDEN },
		{ ROLE_CONSULTANT, ROLE_HELPER, FORBIDDEN },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct held_role held;
		struct actor a = actor_with(&held, cases[i].giver, t.health);
		assert_int_equal(may_give(x, &a, t.north, cases[i].given), cases[i].rc);
		assert_int_equal(may_give(x, &a, t.schools, cases[i].given), FORBIDDEN);
	}
}

/* Else a team leader could put an own address on an administrator's record and
 * ask for a link. */
static void nobody_takes_over_a_more_powerful_account(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct town t = town(x);
	struct held_role held;
	struct actor leader = actor_with(&held, ROLE_DAILY_LEADER, t.north);
	person_id colleague = person(x, "Kollega", "k@x.dk"), both = person(x, "Begge", "b@x.dk");
	give(x, colleague, t.north, ROLE_EMPLOYEE);
	give(x, both, t.north, ROLE_EMPLOYEE);
	assert_int_equal(may_change_person(x, &leader, both), OK);
	assignment_id power = give(x, both, t.top, ROLE_ADMINISTRATOR);
	assert_int_equal(may_change_person(x, &leader, colleague), OK);
	assert_int_equal(may_change_person(x, &leader, both), FORBIDDEN);
	struct held_role top;
	struct actor admin = actor_with(&top, ROLE_ADMINISTRATOR, t.top);
	assert_int_equal(may_change_person(x, &admin, both), OK);
	(void)power;
}

static void the_tree_shows_what_one_may_see(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct town t = town(x);
	struct held_role held;
	struct unit_row *rows;
	size_t n;
	struct actor a = actor_with(&held, ROLE_DAILY_LEADER, t.health);
	is(people_units_for(x, &a, &rows, &n));
	assert_int_equal(n, 3);
	assert_int_equal(rows[0].unit.id.v, t.health.v);
	assert_int_equal(rows[0].depth, 1);
	assert_int_equal(rows[1].unit.id.v, t.north.v);
	assert_int_equal(rows[2].unit.id.v, t.south.v);
	assert_true(rows[2].may_manage);
	a = actor_with(&held, ROLE_EMPLOYEE, t.top);
	is(people_units_for(x, &a, &rows, &n));
	assert_int_equal(n, 1);
	assert_false(rows[0].may_manage);
	a = actor_with(&held, ROLE_ADMINISTRATOR, t.top);
	is(people_units_for(x, &a, &rows, &n));
	assert_int_equal(n, 5);
	assert_true(str_eqz(rows[1].unit.name, "Skoler"));
}

/* ---- signing in */

static int fresh_budgets(void **state)
{
	login_budget_reset();
	return store_test_setup(state);
}

static void a_password_opens_and_a_wrong_one_does_not(void **state)
{
	struct ctx *x = store_test_ctx(state);
	person_id p = person(x, "Mette", "mette@x.dk"), got = { 0 };
	refuses(x, people_set_password(x, p, S("kort")), INVALID, "password");
	refuses(x, people_set_password(x, p, S("ææææææææææ1")), INVALID, "password");	/* counts signs, not bytes */
	is(people_set_password(x, p, S("fire blå cykler")));
	is(login_check(x, S(" METTE@x.dk"), S("fire blå cykler"), &got));
	assert_int_equal(got.v, p.v);
	refuses(x, login_check(x, S("mette@x.dk"), S("fire blå cykle"), &got), INVALID, "_");
	const char *wrong;
	assert_int_equal(login_check(x, S("mette@x.dk"), S(""), &got), INVALID);
	wrong = x->fault.message;
	fault_clear(x);
	/* The same text for an address that nobody has. */
	assert_int_equal(login_check(x, S("ukendt@x.dk"), S("fire blå cykler"), &got), INVALID);
	assert_string_equal(x->fault.message, wrong);
}

static void guessing_ends_for_one_account_only(void **state)
{
	static struct budget b = BUDGET(3, 5, 60);
	(void)state;
	for (int i = 0; i < 3; i++)
		assert_true(budget_spend(&b, S("a"), 1000));
	for (int i = 0; i < 50; i++)
		assert_false(budget_spend(&b, S("a"), 1001));
	assert_true(budget_spend(&b, S("b"), 1001));	/* fifty vain attempts cost the others nothing */
	budget_refund(&b, S("a"), 1002);
	assert_true(budget_spend(&b, S("a"), 1003));
	assert_true(budget_spend(&b, S("c"), 1003));
	assert_true(budget_spend(&b, S("d"), 1003));
	assert_true(budget_spend(&b, S("e"), 1003));
	assert_false(budget_spend(&b, S("f"), 1003));	/* five in all */
	assert_true(budget_spend(&b, S("f"), 1060));
	assert_true(budget_spend(&b, S("f"), 10));	/* a clock set back locks nobody out for long */
}

static int64_t queued(struct ctx *x)
{
	int64_t n;
	is(sql_test_mail_count(x, &n));
	return n;
}

/* The token in the newest message. */
static struct str mailed_token(struct ctx *x)
{
	struct str body;
	is(sql_test_mail_body(x, &body));
	/* Without catalogues ui gives the key; the link is what the rule made. */
	return body;
}

static void a_link_works_once_for_what_it_is_for(void **state)
{
	struct ctx *x = store_test_ctx(state);
	person_id p = person(x, "Mette", "mette@x.dk"), got;
	struct str token = random_token(x->arena, LINK_BYTES), hash = hash_hex(x->arena, token);
	is(sql_link_add(x, hash, p, S("sign_in"), x->now + LINK_LIFE_S, NULL));
	refuses(x, link_open(x, token, LINK_INVITATION, true, &got), GONE, "");
	refuses(x, link_open(x, hash, LINK_SIGN_IN, true, &got), GONE, "");	/* what the store holds opens nothing */
	is(link_open(x, token, LINK_SIGN_IN, false, &got));	/* looking does not use it up */
	is(link_open(x, token, LINK_SIGN_IN, true, &got));
	assert_int_equal(got.v, p.v);
	refuses(x, link_open(x, token, LINK_SIGN_IN, true, &got), GONE, "");

	is(sql_link_add(x, hash, p, S("sign_in"), x->now + LINK_LIFE_S, NULL));
	x->now += LINK_LIFE_S;
	refuses(x, link_open(x, token, LINK_SIGN_IN, true, &got), GONE, "");
	is(people_housekeeping(x));
	x->now -= LINK_LIFE_S;
	refuses(x, link_open(x, token, LINK_SIGN_IN, true, &got), GONE, "");
}

static void an_unknown_address_gets_the_same_answer(void **state)
{
	struct ctx *x = store_test_ctx(state);
	int64_t links_before, links_known, links_unknown;
	person(x, "Mette", "mette@x.dk");
	is(sql_test_link_count(x, &links_before));
	is(link_send(x, S("mette@x.dk"), S("https://samspil.example")));
	is(sql_test_link_count(x, &links_known));
	assert_int_equal(queued(x), 1);
	assert_true(mailed_token(x).n > 0);
	is(link_send(x, S("ukendt@x.dk"), S("https://samspil.example")));
	is(sql_test_link_count(x, &links_unknown));
	assert_int_equal(queued(x), 1);
	assert_int_equal(links_known - links_before, 1);
	assert_int_equal(links_unknown - links_known, 1);
}

static void links_by_mail_are_counted_by_address(void **state)
{
	struct ctx *x = store_test_ctx(state);
	for (int i = 0; i < 5; i++)
		is(link_budget(x, S("mette@x.dk")));
	refuses(x, link_budget(x, S(" METTE@x.dk")), TOO_MANY, "_");
	is(link_budget(x, S("ali@x.dk")));
}

static void a_new_password_ends_what_the_old_one_opened(void **state)
{
	struct ctx *x = store_test_ctx(state);
	person_id p = person(x, "Mette", "mette@x.dk"), got;
	int64_t sessions;
	struct str token = random_token(x->arena, LINK_BYTES);
	is(sql_session_add(x, S("one"), p, x->now, NULL));
	is(sql_session_add(x, S("two"), p, x->now, NULL));
	is(sql_link_add(x, hash_hex(x->arena, token), p, S("sign_in"), x->now + LINK_LIFE_S, NULL));
	is(password_store(x, p, S("hash"), S("two")));
	is(sql_session_count(x, p, &sessions));
	assert_int_equal(sessions, 1);
	refuses(x, link_open(x, token, LINK_SIGN_IN, true, &got), GONE, "");
}

static void sessions_run_out(void **state)
{
	struct ctx *x = store_test_ctx(state);
	person_id p = person(x, "Mette", "mette@x.dk");
	struct sql_session_get *s;
	is(sql_session_add(x, S("h"), p, x->now, NULL));
	is(sql_session_get(x, S("h"), x->now - SESSION_IDLE_S, x->now - SESSION_LIFE_S, &s));
	assert_non_null(s);
	x->now += SESSION_IDLE_S + 1;
	is(sql_session_get(x, S("h"), x->now - SESSION_IDLE_S, x->now - SESSION_LIFE_S, &s));
	assert_null(s);
	is(sql_session_seen(x, S("h"), x->now, NULL));
	is(people_housekeeping(x));
	is(sql_session_get(x, S("h"), x->now - SESSION_IDLE_S, x->now - SESSION_LIFE_S, &s));
	assert_non_null(s);
	x->now += SESSION_LIFE_S;
	is(sql_session_seen(x, S("h"), x->now, NULL));	/* used all the time: over after 30 days nevertheless */
	is(people_housekeeping(x));
	is(sql_session_get(x, S("h"), x->now - SESSION_IDLE_S, 0, &s));
	assert_null(s);
}

/* Pages that stand open over midnight are asked anew for those whose roles change there. */
static void roles_that_end_or_begin_by_their_date_are_announced(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct town t = town(x);
	struct date today = ctx_today(x), yesterday = date_add(today, -1);
	static const struct { const char *name; int from, to; bool told; } roles[] = {
		{ "a@x.dk", -9, -1, true }, { "b@x.dk", 0, 9, true }, { "c@x.dk", -9, 0, false }, { "d@x.dk", 1, 9, false }, { "e@x.dk", -9, -2, false },
		{ "f@x.dk", -1, 9, false },
	};
	size_t n, expected = 0;
	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
		assignment_id ignored;
		is(people_role_give(x, person(x, roles[i].name, roles[i].name), t.north, ROLE_HELPER, date_add(today, roles[i].from),
				    date_add(today, roles[i].to), DATE_NONE, &ignored));
		expected += roles[i].told;
	}
	is(people_new_day(x, yesterday, &n));
	assert_int_equal(n, expected);
	is(people_new_day(x, today, &n));
	assert_int_equal(n, 0);
	is(people_new_day(x, date_add(today, -3), &n));		/* the machine slept */
	assert_int_equal(n, expected + 2);
	/* So are sign-ins that run out. */
	struct sql_sessions_run_out *whose;
	is(sql_session_add(x, S("h"), person(x, "Mette", "mette@x.dk"), x->now, NULL));
	x->now += SESSION_IDLE_S + 1;
	is(sql_sessions_run_out(x, x->now - SESSION_IDLE_S, x->now - SESSION_LIFE_S, &whose, &n));
	assert_int_equal(n, 1);
	is(people_housekeeping(x));
	is(sql_sessions_run_out(x, x->now - SESSION_IDLE_S, x->now - SESSION_LIFE_S, &whose, &n));
	assert_int_equal(n, 0);
}

static struct str token_of(struct str url)
{
	size_t at = str_find(url, '=');
	return str_sub(url, at + 1, url.n);
}

static void the_first_start_makes_one_administrator(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct str url, older;
	person_id admin, again;
	bool needs;
	struct first_administrator f = { .organisation = S("Kommunen"), .name = S("Anne"), .email = S("anne@x.dk"), .password_hash = S("h") };
	is(people_setup_link(x, S("http://localhost"), false, &older));
	is(people_setup_link(x, S("http://localhost"), false, &url));
	assert_true(str_starts(url, S("http://localhost/setup?t=")));
	refuses(x, setup_run(x, token_of(older), &f, &admin), GONE, "");	/* each start makes the earlier link void */
	is(setup_needs_organisation(x, &needs));
	assert_true(needs);
	is(setup_run(x, token_of(url), &f, &admin));
	refuses(x, setup_run(x, token_of(url), &f, &again), GONE, "");
	is(people_setup_link(x, S("http://localhost"), false, &url));
	assert_null(url.p);
	struct unit top;
	struct sql_unit_top *row;
	is(sql_unit_top(x, &row));
	is(people_unit(x, row->id, &top));
	assert_true(str_eqz(top.name, "Kommunen"));
	assert_int_equal(in_unit(x, row->id, false, ROLE_BIT(ROLE_ADMINISTRATOR), ctx_today(x)), 1);
}

static void an_imported_administrator_can_be_set_up(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct town t = town(x);
	struct str url;
	person_id admin, anne = person(x, "Anne", "anne@x.dk");
	give(x, anne, t.top, ROLE_ADMINISTRATOR);
	is(people_setup_link(x, S(""), true, &url));	/* a link by mail would reach her */
	assert_null(url.p);
	is(people_setup_link(x, S(""), false, &url));
	assert_non_null(url.p);
	struct first_administrator f = { .name = S("Anne"), .email = S("anne@x.dk"), .password_hash = S("h") };
	is(setup_run(x, token_of(url), &f, &admin));
	assert_int_equal(admin.v, anne.v);
}

/* ---- the audit chain */

static void the_audit_chain_shows_what_was_changed(void **state)
{
	struct ctx *x = store_test_ctx(state);
	int64_t broken;
	struct actor a = { .person = { 7 } };
	is(people_audit_verify(x, &broken));
	assert_int_equal(broken, 0);
	for (int i = 0; i < 5; i++)
		is(people_audit(x, &a, "role_given", str_fmt(x->arena, "person %d unit 3", i)));
	is(people_audit(x, NULL, "import", S("file abc")));
	is(people_audit_verify(x, &broken));
	assert_int_equal(broken, 0);
	is(sql_test_audit_spoil(x, 3, S("person 9 unit 3"), NULL));
	is(people_audit_verify(x, &broken));
	assert_int_equal(broken, 3);
	is(sql_test_audit_spoil(x, 3, S("person 2 unit 3"), NULL));
	is(people_audit_verify(x, &broken));
	assert_int_equal(broken, 0);
	is(sql_test_audit_cut(x, 6, NULL));	/* the end is missing */
	is(people_audit_verify(x, &broken));
	assert_int_equal(broken, 6);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh_budgets, store_test_teardown)

/* The last administrator cannot be erased: nobody could make another. */
static void an_erased_person_is_gone_and_an_administrator_is_left(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct town t = town(x);
	person_id first = person(x, "Anne Lund", "anne@example.dk"), second = person(x, "Bo Lund", "bo@example.dk");
	struct actor by = { .person = second };
	struct person who;
	struct assignment *roles;
	size_t n;
	int64_t broken;
	give(x, first, t.top, ROLE_ADMINISTRATOR);
	give(x, first, t.north, ROLE_EMPLOYEE);
	refuses(x, people_erase(x, &by, first), CONFLICT, "_");
	is(people_roles_of(x, first, &roles, &n));
	assert_int_equal(n, 2);		/* nothing is half done */
	give(x, second, t.top, ROLE_ADMINISTRATOR);
	is(people_erase(x, &by, first));
	assert_int_equal(people_person(x, first, &who), NOT_FOUND);
	is(people_in_unit(x, t.top, true, 0, ctx_today(x), &roles, &n));
	assert_int_equal(n, 1);
	assert_int_equal(people_erase(x, &by, first), NOT_FOUND);
	is(people_audit_verify(x, &broken));
	assert_int_equal(broken, 0);
	/* Ids are given once: an old link opens nobody else's page. */
	assert_true(person(x, "Cecilie Lund", "cecilie@example.dk").v > second.v);
}

static void committees_are_found_from_below_with_one_chair(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct town t = town(x);
	person_id anne = person(x, "Anne Lund", "anne@example.dk"), bo = person(x, "Bo Lund", "bo@example.dk");
	struct committee *c;
	committee_id med, amo, ignored;
	size_t n;
	is(committee_add(x, t.top, COMMITTEE_MED, S("Hoved-MED"), &med));
	is(committee_add(x, t.north, COMMITTEE_AMO_GROUP, S("AMO-gruppe Nord"), &amo));
	is(committee_add(x, t.south, COMMITTEE_MED, S("Lokal-MED"), &ignored));
	refuses(x, committee_add(x, t.north, COMMITTEE_AMO, S("AMO-gruppe Nord"), &ignored), CONFLICT, "name");
	is(people_committees(x, t.north, &c, &n));
	assert_int_equal(n, 2);		/* its own first, then those above; not a neighbour's */
	assert_int_equal(c[0].id.v, amo.v);
	assert_int_equal(c[0].kind, COMMITTEE_AMO_GROUP);
	assert_int_equal(c[1].id.v, med.v);
	is(committee_seat(x, &c[0], anne, false, true));
	is(people_committees(x, t.north, &c, &n));
	is(committee_seat(x, &c[0], bo, true, true));
	is(people_committees(x, t.north, &c, &n));
	assert_int_equal(c[0].nmembers, 2);
	assert_true(c[0].members[0].chair && c[0].members[0].person.v == bo.v && c[0].members[0].management);
	assert_false(c[0].members[1].chair);
	/* Whoever is erased sits nowhere; a committee that is closed leaves nobody behind. */
	give(x, person(x, "Carl Lund", "carl@example.dk"), t.top, ROLE_ADMINISTRATOR);
	is(people_erase(x, &(struct actor){ .person = anne }, bo));
	is(people_committees(x, t.north, &c, &n));
	assert_int_equal(c[0].nmembers, 1);
	is(committee_unseat(x, amo, anne));
	assert_int_equal(committee_unseat(x, amo, anne), NOT_FOUND);
	is(committee_close(x, amo));
	assert_int_equal(committee_close(x, amo), NOT_FOUND);
}

static void help_is_the_nearest_units(void **state)
{
	struct ctx *x = store_test_ctx(state);
	struct town t = town(x);
	struct str *lines;
	size_t n;
	is(people_help(x, t.north, &lines, &n));
	assert_int_equal(n, 0);
	is(people_help_write(x, t.top, S("HR, 11 11 11 11\n\n  Psykologhjælp, 22 22 22 22 \r\n")));
	is(people_help(x, t.north, &lines, &n));
	assert_int_equal(n, 2);
	assert_string_equal(str_z(x->arena, lines[1]), "Psykologhjælp, 22 22 22 22");
	is(people_help_write(x, t.north, S("AMR Anne Lund")));
	is(people_help(x, t.north, &lines, &n));
	assert_int_equal(n, 1);		/* its own instead, not beside */
	is(people_help(x, t.south, &lines, &n));
	assert_int_equal(n, 2);		/* a neighbour's is not its */
	is(people_help_write(x, t.north, S(" \n ")));
	is(people_help(x, t.north, &lines, &n));
	assert_int_equal(n, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(units_form_one_tree), TEST(the_tree_has_a_bottom), TEST(every_person_can_be_known_again),
		TEST(roles_are_ended_not_forgotten), TEST(a_role_given_by_mistake_ends_at_once),
		TEST(lists_reach_below_and_keep_danish_order), TEST(representatives_are_the_nearest),
		TEST(the_last_administrator_stays), TEST(permissions_by_role_and_place), TEST(power_is_given_by_those_who_have_more),
		TEST(nobody_takes_over_a_more_powerful_account), TEST(the_tree_shows_what_one_may_see),
		TEST(a_password_opens_and_a_wrong_one_does_not), cmocka_unit_test(guessing_ends_for_one_account_only),
		TEST(a_link_works_once_for_what_it_is_for), TEST(an_unknown_address_gets_the_same_answer),
		TEST(links_by_mail_are_counted_by_address), TEST(a_new_password_ends_what_the_old_one_opened),
		TEST(sessions_run_out), TEST(roles_that_end_or_begin_by_their_date_are_announced), TEST(the_first_start_makes_one_administrator), TEST(an_imported_administrator_can_be_set_up),
		TEST(the_audit_chain_shows_what_was_changed), TEST(an_erased_person_is_gone_and_an_administrator_is_left),
		TEST(committees_are_found_from_below_with_one_chair), TEST(help_is_the_nearest_units),
	};
	random_init();
	return cmocka_run_group_tests_name("people", tests, NULL, NULL);
}
