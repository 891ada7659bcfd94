/* consultation_test.c -- one draft, several teams: what is sent, who is named,
 * who waits, who may answer, and that every comment gets its answer. */
#include "workshop/consultation/consultation.h"
#include "workshop/consultation/consultation_sql.h"
#include "workshop/session_test.h"

static const char draft[] = "Vi spørger, før vi gætter.\n\nVi holder fri,\nnår vi har fri.\n\n\n";

static consultation_id begun(unit_id whose, unit_id heard)
{
	const struct consultation_new n = { .unit = whose, .heard = heard, .title = S("Leveregler"), .draft = str_of(draft),
					    .answers_by = date_add(ctx_today(x), 20) };
	consultation_id id;
	assert_int_equal(consultation_begin(x, &n, &id), OK);
	return id;
}

static struct sql_consultation *round_of(consultation_id id)
{
	struct sql_consultation *c;
	assert_int_equal(sql_consultation(x, id, &c), OK);
	assert_non_null(c);
	return c;
}

static unit_id team(const char *name)
{
	unit_id id;
	assert_int_equal(people_unit_add(x, unit, str_of(name), S("team"), STR_NULL, &id), OK);
	return id;
}

static struct session *asked(unit_id where)
{
	struct str part = S("ask");
	struct workshop_new w = { .unit = where, .method = S("house-rules"), .title = S("Vi taler om udkastet"), .day = ctx_today(x),
				  .starts_at = 540, .facilitators = &consultant, .nfacilitators = 1, .parts = &part, .nparts = 1 };
	workshop_id id;
	struct session *s;
	assert_int_equal(workshop_create(x, &w, &id), OK);
	assert_int_equal(session_load(x, id, &s), OK);
	s->viewer = VIEWER_CONSOLE;
	return s;
}

static struct str comment(struct session *s, const char *cell, const char *text)
{
	card_id id;
	bool fresh;
	assert_int_equal(board_write_in(x, reload(s), S("comments"), str_of(cell), str_of(text), key(), &id, &fresh), OK);
	return str_fmt(x->arena, "card/%" PRId64, id.v);
}

static enum rc sent(struct session *s, const struct str *what, size_t n, const char *name, int64_t people, size_t *ret_n)
{
	struct consultation_item items[8] = { 0 };
	for (size_t i = 0; i < n; i++)
		items[i].source = what[i];
	s = reload(s);
	s->viewer = VIEWER_CONSOLE;
	return consultation_send(x, s, items, n, str_of(name), people, ret_n);
}

static struct str seen(consultation_id id, bool answered_only)
{
	struct val *v = val_new_obj(x);
	struct buf b;
	assert_int_equal(consultation_put(x, round_of(id), answered_only, v), OK);
	buf_init(&b, 1 << 20);
	val_json(&b, v);
	return buf_take(&b, x->arena);
}

/* A team that has written one comment and stands where they are written. */
static struct session *team_with(consultation_id id, const char *name, const char *text, struct str *ret)
{
	struct session *s = asked(team(name));
	assert_int_equal(consultation_take_in(x, s, id), OK);
	s = at(s, "comments");
	*ret = comment(s, "change", text);
	return s;
}

static void what_is_wrong_with_a_draft_is_told_at_its_field(void **state)
{
	(void)state;
	const struct consultation_new good = { .unit = unit, .heard = unit, .title = S("Leveregler"), .draft = str_of(draft), .answers_by = ctx_today(x) };
	struct consultation_new n;
	consultation_id id;
	struct buf b;
	buf_init(&b, 1 << 20);
	for (size_t i = 0; i <= CONSULTATION_PARTS_MAX; i++)
		buf_z(&b, "a\n\n");
	struct str many = buf_take(&b, x->arena);
	char *longest = arena_alloc(x->arena, CONSULTATION_PART_CHARS + 1);
	memset(longest, 'x', CONSULTATION_PART_CHARS + 1);
	const struct { struct str draft; struct date by; unit_id heard; const char *field; } wrong[] = {
		{ S(" \n\n \t"), good.answers_by, unit, "draft" }, { many, good.answers_by, unit, "draft" },
		{ { longest, CONSULTATION_PART_CHARS + 1 }, good.answers_by, unit, "draft" },
		{ good.draft, date_add(good.answers_by, -1), unit, "answers_by" }, { good.draft, date_ymd(2199, 1, 1), unit, "answers_by" },
		{ good.draft, good.answers_by, team("Nordholdet"), "heard" },
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		n = good;
		n.draft = wrong[i].draft;
		n.answers_by = wrong[i].by;
		n.heard = wrong[i].heard;
		assert_int_equal(consultation_begin(x, &n, &id), INVALID);
		assert_string_equal(x->fault.field, wrong[i].field);
		fault_clear(x);
	}
	assert_int_equal(consultation_begin(x, &good, &id), OK);
	struct str all = seen(id, false);
	assert_true(str_contains(all, S("Vi holder fri, når vi har fri.")));	/* lines of one part are one paragraph */
	assert_false(str_contains(all, S("\"number\":\"3\"")));
}

static void the_draft_is_in_the_session_that_takes_it_in(void **state)
{
	(void)state;
	struct session *s = asked(team("Nordholdet"));
	consultation_id id = begun(unit, unit), other = begun(unit, unit);
	s->viewer = VIEWER_PHONE;
	assert_int_equal(consultation_take_in(x, s, id), FORBIDDEN);
	s->viewer = VIEWER_CONSOLE;
	assert_int_equal(consultation_take_in(x, s, id), OK);
	assert_int_equal(consultation_take_in(x, s, id), OK);		/* a double click */
	assert_int_equal(consultation_take_in(x, s, other), CONFLICT);
	s = at(s, "present_draft");
	struct str wall = live_text(s, "wall");
	const char *first = strstr(wall.p, "Vi spørger, før vi gætter."), *second = strstr(wall.p, "Vi holder fri");
	assert_non_null(first);
	assert_true(first < second);
	assert_null(strstr(first + 1, "Vi spørger, før vi gætter."));	/* one row, and its words once in it */
	assert_true(str_contains(wall, S("id=\"row-2\"")));
	assert_false(str_contains(wall, S("id=\"row-3\"")));
}

static void only_teams_that_are_asked_take_part(void **state)
{
	(void)state;
	unit_id north = team("Nord"), south = team("Syd");
	struct session *s = asked(south);
	consultation_id id = begun(north, north);
	struct val *v = val_new_obj(x);
	assert_int_equal(consultation_choices(x, s, v), OK);
	assert_int_equal(val_get(v, S("rounds"))->kids.count, 0);
	assert_int_equal(consultation_take_in(x, s, id), INVALID);
	fault_clear(x);
	assert_int_equal(consultation_choices(x, asked(north), v), OK);
	assert_int_equal(val_get(v, S("rounds"))->kids.count, 1);
}

static void only_what_is_ticked_is_sent_and_once(void **state)
{
	(void)state;
	consultation_id id = begun(unit, unit);
	struct str what[2];
	size_t n;
	struct session *s = team_with(id, "Nord", "Skriv »skal«", &what[0]);
	comment(s, "keep", "Bliver hos os");
	what[1] = S("card/999999");
	assert_int_equal(sent(s, what, 2, "Nordholdet", 6, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(sent(s, what, 1, "Nordholdet", 6, &n), OK);	/* a double click */
	assert_int_equal(n, 0);
	struct str all = seen(id, false);
	assert_true(str_contains(all, S("Skriv »skal«")));
	assert_true(str_contains(all, S("Nordholdet")));
	assert_true(str_contains(all, S("\"heading\":\"Lav om\"")));
	assert_false(str_contains(all, S("Bliver hos os")));
	/* What leaves the session stays as it was sent. */
	s = reload(s);
	s->viewer = VIEWER_CONSOLE;
	int64_t card;
	assert_true(str_to_int(str_sub(what[0], 5, what[0].n), 1, INT64_MAX, &card));
	assert_int_equal(board_reword(x, s, (card_id){ card }, S("Skriv »skal«"), S("Skriv »må«")), OK);
	assert_true(str_contains(seen(id, false), S("Skriv »skal«")));
}

static void what_the_facilitator_holds_back_is_not_offered(void **state)
{
	(void)state;
	consultation_id id = begun(unit, unit);
	struct str what;
	struct session *s = team_with(id, "Nord", "Ses", &what);
	/* A board that waits for the facilitator is no board of comments until she lets it through. */
	struct sql_cards *c;
	size_t n;
	assert_int_equal(sql_cards(x, s->id, S("comments"), &c, &n), OK);
	assert_int_equal(sql_card_add(x, s->id, S("comments"), S("keep"), true, (theme_id){ 0 }, S("Venter"), 9, key(), S(""), S(""), NULL), OK);
	struct val *v = val_new_obj(x);
	s = reload(s);
	s->viewer = VIEWER_CONSOLE;
	assert_int_equal(consultation_outgoing(x, s, v), OK);
	assert_int_equal(val_get(v, S("comments"))->kids.count, 1);
}

static void fewer_than_five_are_not_named_and_wait(void **state)
{
	(void)state;
	consultation_id id = begun(unit, unit);
	struct str a, b;
	size_t n;
	struct session *three = team_with(id, "Tre", "Fra de tre", &a), *two = team_with(id, "To", "Fra de to", &b);
	assert_int_equal(sent(three, &a, 1, "De tre", 3, &n), INVALID);
	assert_string_equal(x->fault.field, "name");
	fault_clear(x);
	assert_int_equal(sent(three, &a, 1, "", 0, &n), INVALID);
	assert_string_equal(x->fault.field, "people");
	fault_clear(x);
	assert_int_equal(sent(three, &a, 1, "", 3, &n), OK);
	struct str all = seen(id, false);
	assert_false(str_contains(all, S("Fra de tre")));
	assert_true(str_contains(all, S("\"total\":0")));
	assert_true(str_contains(all, S("\"waits\":true")));
	assert_int_equal(sent(two, &b, 1, "", 2, &n), OK);
	all = seen(id, false);
	assert_true(str_contains(all, S("Fra de tre")) && str_contains(all, S("Fra de to")));
	assert_true(str_contains(all, S("\"waits\":false")));
	assert_true(str_contains(all, S("\"from\":\"\"")));
	assert_false(str_contains(all, S("\"teams\":[\"")));
}

static void a_team_that_waits_is_not_shown_by_a_large_one_beside_it(void **state)
{
	(void)state;
	consultation_id id = begun(unit, unit);
	struct str a, b;
	size_t n;
	struct session *two = team_with(id, "To", "Fra de to", &a), *six = team_with(id, "Seks", "Fra de seks", &b);
	assert_int_equal(sent(two, &a, 1, "", 2, &n), OK);
	assert_int_equal(sent(six, &b, 1, "De seks", 6, &n), OK);
	struct str all = seen(id, false);
	assert_true(str_contains(all, S("Fra de seks")));
	assert_false(str_contains(all, S("Fra de to")));
}

static struct str key_of(consultation_id id, const char *text)
{
	struct sql_comments *c;
	size_t n;
	assert_int_equal(sql_comments(x, id, &c, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (str_eqz(c[i].text, text))
			return c[i].random_key;
	return S("");
}

static void each_comment_gets_an_answer_that_the_team_sees(void **state)
{
	(void)state;
	consultation_id id = begun(unit, unit), other = begun(unit, unit);
	struct str what;
	size_t n;
	struct session *s = team_with(id, "Nord", "Skriv »skal«", &what);
	assert_int_equal(sent(s, &what, 1, "Nord", 6, &n), OK);
	struct str k = key_of(id, "Skriv »skal«");
	const struct { const char *answer, *why, *field; } wrong[] = {
		{ "", "x", "answer" }, { "maybe", "x", "answer" }, { "not", "", "why" }, { "partly", "", "why" }, { "elsewhere", "", "why" } };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_int_equal(consultation_answer(x, id, k, 1, str_of(wrong[i].answer), str_of(wrong[i].why)), INVALID);
		assert_string_equal(x->fault.field, wrong[i].field);
		fault_clear(x);
	}
	assert_int_equal(consultation_answer(x, other, k, 1, S("taken_in"), S("")), CONFLICT);	/* not of that round */
	fault_clear(x);
	assert_int_equal(consultation_close(x, id, (person_id){ 0 }, S("")), INVALID);
	fault_clear(x);
	assert_false(str_contains(seen(id, true), S("Skriv »skal«")));	/* the answers' page has what is answered */
	assert_int_equal(consultation_answer(x, id, k, 1, S("not"), S("Loven siger må")), OK);
	assert_int_equal(consultation_answer(x, id, k, 1, S("taken_in"), S("")), CONFLICT);	/* two tabs */
	fault_clear(x);
	assert_true(str_contains(seen(id, true), S("Loven siger må")));
	struct val *v = val_new_obj(x);
	s = reload(s);
	s->viewer = VIEWER_CONSOLE;
	assert_int_equal(consultation_outgoing(x, s, v), OK);
	struct val *first = val_get(v, S("comments"))->kids.first;
	assert_true(val_get_bool(first, "answered"));
	assert_true(str_eqz(val_get_str(first, "why"), "Loven siger må"));
	assert_int_equal(consultation_close(x, id, (person_id){ 0 }, S("")), OK);
	assert_int_equal(consultation_answer(x, id, k, 2, S("taken_in"), S("")), GONE);
	fault_clear(x);
	assert_int_equal(sent(s, &what, 1, "", 6, &n), GONE);
}

static void what_nobody_could_see_cannot_be_answered_and_goes_at_the_end(void **state)
{
	(void)state;
	consultation_id id = begun(unit, unit);
	struct str what;
	size_t n;
	struct session *s = team_with(id, "To", "Fra de to", &what);
	assert_int_equal(sent(s, &what, 1, "", 2, &n), OK);
	assert_int_equal(consultation_answer(x, id, key_of(id, "Fra de to"), 1, S("taken_in"), S("")), CONFLICT);
	fault_clear(x);
	assert_int_equal(consultation_close(x, id, (person_id){ 0 }, S("")), OK);
	assert_int_equal(key_of(id, "Fra de to").n, 0);
}

static void a_question_to_a_sentence_stands_under_it(void **state)
{
	(void)state;
	consultation_id id = begun(unit, unit);
	struct session *s = asked(team("Nord"));
	struct sql_consultation_rows *rows;
	critical_question_id q;
	size_t n;
	assert_int_equal(consultation_take_in(x, s, id), OK);
	s = at(s, "words");
	assert_int_equal(sql_consultation_rows(x, s->id, &rows, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(group_ask(x, s, rows[1].row_id, S("Også på nathold?"), key(), &q), OK);
	struct val *v = val_new_obj(x);
	assert_int_equal(consultation_outgoing(x, s, v), OK);
	struct val *first = val_get(v, S("comments"))->kids.first;
	assert_true(str_eqz(val_get_str(first, "text"), "Også på nathold?"));
	for (struct val *o = val_get(first, S("options"))->kids.first; o; o = o->next)
		assert_int_equal(val_get_bool(o, "chosen"), val_get_int(o, "value", 0) == rows[1].part_id.v);
	const struct consultation_item wrong = { val_get_str(first, "source"), { 999999 } };
	size_t sent_n;
	assert_int_equal(consultation_send(x, s, &wrong, 1, S(""), 6, &sent_n), INVALID);
	assert_string_equal(x->fault.field, "part");
}

static void the_draft_is_what_the_session_wrote(void **state)
{
	(void)state;
	struct session *s = at(planned_of("house-rules", "Leveregler"), "draft_rules");
	struct val *values = val_new_obj(x);
	struct str written;
	form_row_id row;
	assert_int_equal(consultation_draft_of(x, s, &written), OK);
	assert_int_equal(written.n, 0);
	val_str(x, values, "sentence", S("Vi siger godmorgen"));
	val_str(x, values, "seen", S("Man hilser"));
	assert_int_equal(group_row_save(x, s, (small_group_id){ 0 }, (form_row_id){ 0 }, 0, key(), values, &row), OK);
	s = at(s, "draft_policy");
	values = val_new_obj(x);
	val_str(x, values, "purpose", S("At passe på hinanden"));
	assert_int_equal(group_row_save(x, s, (small_group_id){ 0 }, (form_row_id){ 0 }, 0, key(), values, &row), OK);
	assert_int_equal(consultation_draft_of(x, s, &written), OK);
	assert_string_equal(str_z(x->arena, written), "Vi siger godmorgen\n\n1. Vores formål: At passe på hinanden");
	assert_true(consultation_writes(s->method) && consultation_comments(s->method));
	assert_false(consultation_writes(planned_of("future-workshop", "Et andet")->method));
}

static void who_answers_edits_the_plan_or_runs_the_session(void **state)
{
	(void)state;
	struct session *s = planned_of("house-rules", "Leveregler");
	consultation_id id = begun(unit, unit);
	struct sql_consultation c = *round_of(id);
	const struct held_role employee = { ROLE_EMPLOYEE, unit }, leader = { ROLE_DAILY_LEADER, unit };
	struct actor a = { .person = consultant, .roles = &employee, .nroles = 1 };
	bool may;
	assert_int_equal(consultation_may_answer(x, NULL, &c, &may), OK);
	assert_false(may);
	assert_int_equal(consultation_may_answer(x, &a, &c, &may), OK);
	assert_false(may);
	c.workshop_id = s->id;
	assert_int_equal(consultation_may_answer(x, &a, &c, &may), OK);
	assert_true(may);
	a.nroles = 0;	/* named still, but has left */
	assert_int_equal(consultation_may_answer(x, &a, &c, &may), OK);
	assert_false(may);
	a = (struct actor){ .person = { consultant.v + 1000 }, .roles = &leader, .nroles = 1 };
	assert_int_equal(consultation_may_answer(x, &a, &c, &may), OK);
	assert_true(may);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(what_is_wrong_with_a_draft_is_told_at_its_field),
		T(the_draft_is_in_the_session_that_takes_it_in),
		T(only_teams_that_are_asked_take_part),
		T(only_what_is_ticked_is_sent_and_once),
		T(what_the_facilitator_holds_back_is_not_offered),
		T(fewer_than_five_are_not_named_and_wait),
		T(a_team_that_waits_is_not_shown_by_a_large_one_beside_it),
		T(each_comment_gets_an_answer_that_the_team_sees),
		T(what_nobody_could_see_cannot_be_answered_and_goes_at_the_end),
		T(a_question_to_a_sentence_stands_under_it),
		T(the_draft_is_what_the_session_wrote),
		T(who_answers_edits_the_plan_or_runs_the_session),
	};
	return RUN(NULL, tests);
}
