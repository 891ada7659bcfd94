/* room_test.c -- what hangs on a programme's forms, through the routes and on a
 * real store: pages render for every role, nothing sent without name says whose
 * it is, agreements reach the plan, topics reach the session, gates are kept. */
#include "core/testing.h"
#include "core/random.h"
#include "programme/room/background.h"
#include "programme/course/course.h"
#include "programme/programme_access.h"
#include "programme/room/room.h"
#include "programme/room/room_sql.h"
#include "programme/room/room_test_sql.h"
#include "store/store_test_support.h"
#include "ui/ui.h"
#include <stdlib.h>

static struct ctx *x;
static unit_id unit;
static programme_id programme;

enum { TOP, LEADER, HELPER, OTHER_HELPER, CONSULTANT, EMPLOYEE, STRANGER, PEOPLE };
static person_id who[PEOPLE];
static const enum role roles[] = { ROLE_TOP_LEADER, ROLE_DAILY_LEADER, ROLE_EMPLOYEE, ROLE_EMPLOYEE, ROLE_CONSULTANT, ROLE_EMPLOYEE };

static int begin(void **state)
{
	if (store_test_setup(state) != 0)
		return -1;
	x = store_test_ctx(state);
	x->lang = DA;
	if (ui_init(x, true) != OK || method_init(x, NULL) != OK ||
	    people_unit_add(x, (unit_id){ 0 }, S("Station Nord"), S("workplace"), STR_NULL, &unit) != OK)
		return -1;
	for (int i = 0; i < PEOPLE; i++) {
		struct person p = { .name = str_fmt(x->arena, "Person Nummer%d", i), .email = str_fmt(x->arena, "p%d@samspil.example", i) };
		assignment_id ignored;
		if (people_add(x, &p, &who[i]) != OK)
			return -1;
		if (i < STRANGER && people_role_give(x, who[i], unit, roles[i], DATE_NONE, DATE_NONE, DATE_NONE, &ignored) != OK)
			return -1;
	}
	const struct programme_new n = { .unit = unit, .method = S("five-phases"), .title = S("Et roligere vagtskifte"), .starts = ctx_today(x),
					 .staff = 20, .top_leader = who[TOP], .daily_leader = who[LEADER], .consultant = who[CONSULTANT],
					 .helpers = { who[HELPER], who[OTHER_HELPER] }, .confirmed = ROLE_BIT(ROLE_CONSULTANT) };
	return programme_create(x, &n, &programme) == OK ? 0 : -1;
}

static struct programme *seen_by(int person)
{
	struct held_role held = { roles[person < STRANGER ? person : EMPLOYEE], unit };
	struct actor actor = { .person = who[person], .roles = &held, .nroles = person < STRANGER };
	struct programme *p;
	assert_int_equal(programme_load(x, programme, &p), OK);
	assert_int_equal(programme_recognise(x, &actor, p), OK);
	return p;
}

/* Asks a route as the router does: the permission first. */
static enum rc ask(const struct route *table, enum http_method m, const char *path, int person, struct val *form, struct req *q, struct val *view)
{
	const struct route *const tables[] = { table, NULL };
	struct held_role *held = ARENA_NEW(x->arena, struct held_role);
	struct actor *actor = ARENA_NEW(x->arena, struct actor);
	*held = (struct held_role){ roles[person < STRANGER ? person : EMPLOYEE], unit };
	*actor = (struct actor){ .person = who[person], .roles = held, .nroles = person < STRANGER };
	*q = (struct req){ .x = x, .method = m, .query = val_new_obj(x), .form = form ? form : val_new_obj(x), .actor = actor };
	fault_clear(x);
	q->route = server_match(tables, m, str_fmt(x->arena, "/programme/%" PRId64 "%s", programme.v, path), q);
	if (!q->route)
		return NOT_FOUND;
	TRY(q->route->permission->check(q));
	val_str(x, view, "csrf", S("-"));	/* what the server gives every page */
	val_str(x, view, "once", S("-"));
	return q->route->handle(q, view);
}

static void every_page_renders_for_whoever_may_see_it(void **state)
{
	static const char *const others[] = { "/room", "/topics" };
	const struct method_programme *m = method_programme(S("five-phases"));
	for (int person = 0; person <= STRANGER; person++) {
		struct programme *p = seen_by(person);
		struct form_who w = room_who(p);
		for (unsigned i = 0; i < m->forms_count; i++) {
			const struct method_form *f = &m->forms[i];
			struct val *view = val_new_obj(x);
			struct req q;
			struct buf out;
			if (f->becomes == BECOMES_RUNNING)
				continue;
			enum rc rc = ask(programme_form_routes, HTTP_GET, str_fmt(x->arena, "/form/%s", f->key).p, person, NULL, &q, view);
			if (person == STRANGER) {
				assert_int_not_equal(rc, OK);
				continue;
			}
			bool may = form_may_read(&w, f) || form_may_write(&w, f) || f->visibility == SEEN_PRIVATE;
			assert_int_equal(rc, may ? OK : NOT_FOUND);
			if (!may)
				continue;
			buf_init(&out, 1 << 20);
			if (ui_render(x, "programme/form", view, &out) != OK) {
				print_error("%s: %s\n", f->key, x->fault.cause);
				assert_true(false);
			}
			buf_free(&out);
		}
		for (size_t i = 0; i < 2; i++) {
			struct val *view = val_new_obj(x);
			struct req q;
			struct buf out;
			enum rc rc = ask(programme_room_routes, HTTP_GET, others[i], person, NULL, &q, view);
			assert_int_equal(rc == OK, person != STRANGER);
			if (rc != OK)
				continue;
			buf_init(&out, 1 << 20);
			assert_int_equal(ui_render(x, q.route->view, view, &out), OK);
			buf_free(&out);
		}
	}
}

/* ---- nothing says who wrote */

static void holds_nobody(struct str s)
{
	for (int i = 0; i < PEOPLE; i++) {
		assert_false(str_contains(s, str_fmt(x->arena, "Nummer%d", i)));
		assert_false(str_contains(s, str_fmt(x->arena, "p%d@", i)));
	}
}

static void what_is_sent_without_name_says_nobody(void **state)
{
	struct programme *p = seen_by(EMPLOYEE);
	const struct method_form *f = method_form(p->method, S("expectation"));
	struct sql_whole_reflections *rows;
	struct sql_whole_form_rows *stored;
	size_t n, nstored;
	struct val *values = val_new_obj(x);
	val_str(x, values, "hope", S("Ro ved vagtskiftet"));
	val_str(x, values, "bring", S("Overleveringen"));
	assert_int_equal(form_send(x, p->id, f, values), OK);
	assert_int_equal(sql_whole_reflections(x, &rows, &n), OK);
	assert_int_equal(n, 2);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(rows[i].random_key.n, 32);
		assert_int_equal(rows[i].programme_id.v, programme.v);
		assert_true(str_eqz(rows[i].form, "expectation"));
		assert_true(str_eqz(rows[i].field, "hope") || str_eqz(rows[i].field, "bring"));
		assert_true(str_eqz(rows[i].text, "Ro ved vagtskiftet") || str_eqz(rows[i].text, "Overleveringen"));
		assert_false(rows[i].shown);
	}
	/* The two answers of one sender do not share a key, nor the beginning of one. */
	assert_false(str_eq(str_sub(rows[0].random_key, 0, 8), str_sub(rows[1].random_key, 0, 8)));
	assert_int_equal(sql_whole_form_rows(x, &stored, &nstored), OK);
	assert_int_equal(nstored, 0);
}

/* That there are no further columns, the statements say (room_test.sql): they
 * would not have been accepted. Here they are tried, so that they stay. */
static void the_tables_have_no_further_columns(void **state)
{
	assert_int_equal(sql_reflection_whole(x, S("key"), programme, S("form"), S("field"), S("text"), false, NULL), OK);
	assert_int_equal(sql_form_row_whole(x, (programme_form_row_id){ 1 }, programme, S("form"), S("{}"), 1, S("idem"), DATE_NONE, 1, NULL), OK);
}

static void a_request_for_help_has_no_author(void **state)
{
	struct val *form = val_new_obj(x);
	struct sql_whole_form_rows *rows;
	struct form_who leader = room_who(seen_by(LEADER)), consultant = room_who(seen_by(CONSULTANT));
	const struct method_form *f = method_form(method_programme(S("five-phases")), S("help_request"));
	struct programme *p = seen_by(EMPLOYEE);
	programme_form_row_id id;
	bool fresh;
	size_t n;
	val_str(x, form, "what", S("Vagtplanen"));
	val_str(x, form, "wish", S(""));
	assert_int_equal(room_row_add(x, p, f, form, random_token(x->arena, 16), S(""), &id, &fresh), OK);
	assert_int_equal(sql_whole_form_rows(x, &rows, &n), OK);
	assert_int_equal(n, 1);
	holds_nobody(rows[0].values_json);
	holds_nobody(rows[0].idem);
	holds_nobody(rows[0].form);
	assert_false(form_may_read(&leader, f));
	assert_true(form_may_read(&consultant, f));
}

static void a_private_form_is_never_stored_with_the_rest(void **state)
{
	struct val *form = val_new_obj(x);
	struct req q;
	val_str(x, form, "hope", S("Ro"));
	assert_int_equal(ask(programme_form_routes, HTTP_POST, "/form/expectation", EMPLOYEE, form, &q, val_new_obj(x)), FORBIDDEN);
}

static void those_who_may_not_write_are_refused(void **state)
{
	struct val *form = val_new_obj(x);
	struct req q;
	val_str(x, form, "item", S("Kursus"));
	val_str(x, form, "planned", S("100"));
	assert_int_equal(ask(programme_form_routes, HTTP_POST, "/form/economy", HELPER, form, &q, val_new_obj(x)), FORBIDDEN);
	assert_int_equal(ask(programme_form_routes, HTTP_POST, "/form/documents/upload", HELPER, form, &q, val_new_obj(x)), NOT_FOUND);
	assert_int_equal(ask(programme_form_routes, HTTP_GET, "/form/documents/file/1", TOP, NULL, &q, val_new_obj(x)), NOT_FOUND);
	assert_int_equal(ask(programme_form_routes, HTTP_GET, "/form/process_log/paper", EMPLOYEE, NULL, &q, val_new_obj(x)), NOT_FOUND);
	assert_int_equal(ask(programme_room_routes, HTTP_POST, "/topics", EMPLOYEE, form, &q, val_new_obj(x)), FORBIDDEN);
}

/* ---- what rows become */

static void an_agreement_reaches_the_plan_once(void **state)
{
	struct programme *p = seen_by(LEADER);
	const struct method_form *f = method_form(p->method, S("anchoring_plan"));
	struct sql_agreements_made *made;
	struct val *values = val_new_obj(x);
	programme_form_row_id row, again;
	bool fresh;
	size_t n;
	val_str(x, values, "agreement", S("Fem minutters overlevering"));
	val_str(x, values, "responsible", S("Mette"));
	val_str(x, values, "between", S("alle"));
	val_str(x, values, "time", S("hver vagt"));
	assert_int_equal(room_row_add(x, p, f, values, S("en"), S(""), &row, &fresh), OK);
	assert_true(fresh);
	assert_int_equal(room_row_add(x, p, f, values, S("en"), S(""), &again, &fresh), OK);
	assert_false(fresh);
	assert_int_equal(again.v, row.v);
	assert_int_equal(sql_agreements_made(x, str_fmt(x->arena, "programme/%" PRId64 "/row/%" PRId64, programme.v, row.v), &made, &n), OK);
	assert_int_equal(n, 1);
	assert_true(str_eqz(made[0].title, "Fem minutters overlevering"));
}

/* ---- topics */

static void topics_follow_into_the_session(void **state)
{
	struct programme *p = seen_by(CONSULTANT);
	struct activity *a = NULL;
	struct sql_inspirations_there *rows;
	struct room_place places[ROOM_PLACES_MAX];
	size_t n, nplaces = room_places(p, places);
	workshop_id session;
	for (size_t i = 0; i < p->nactivities && !a; i++)
		a = p->activities[i].m->workshop ? &p->activities[i] : NULL;
	assert_non_null(a);
	assert_true(nplaces > 0);
	const struct workshop_new w = { .unit = unit, .programme = p->id.v, .activity = str_of(a->m->key), .method = str_of(a->m->workshop),
					.title = S("Dag"), .day = ctx_today(x), .starts_at = 540, .facilitators = &who[CONSULTANT], .nfacilitators = 1 };
	assert_int_equal(workshop_create(x, &w, &session), OK);
	struct str place = str_fmt(x->arena, "%s/%s", places[0].sheet->head.key, places[0].section->key);
	assert_int_equal(room_add_topic(x, p, place, S("Nattevagter")), OK);
	assert_int_equal(room_add_topic(x, p, S("nowhere/at_all"), S("Intet")), NOT_FOUND);
	/* All but the first topic of the first place are relevant; of the others, none. */
	struct val *relevant = val_new_list(x);
	for (unsigned i = 1; i < places[0].section->topics_count; i++)
		val_item_str(x, relevant, str_fmt(x->arena, "%.*s/%s", STR_ARG(place), places[0].section->topics[i].key));
	assert_int_equal(room_choose_topics(x, p, relevant), OK);
	assert_int_equal(sql_inspirations_there(x, session, &rows, &n), OK);
	size_t own = 0, first = 0, second = 0;
	for (size_t i = 0; i < n; i++) {
		own += !rows[i].hidden && str_eqz(rows[i].title, "Nattevagter");
		first += rows[i].hidden && str_eqz(rows[i].topic, places[0].section->topics[0].key);
		second += rows[i].hidden && nplaces == 1 && str_eqz(rows[i].topic, places[0].section->topics[1].key);
	}
	assert_true(own > 0);
	assert_true(first > 0);
	assert_int_equal(second, 0);
}

/* What a programme has in topic_choice: hidden ones and own ones, by name or title. */
static bool has_topic_row(struct programme *p, const char *topic, bool hidden)
{
	struct method_topic_choice *rows;
	size_t n;
	assert_int_equal(room_topics(x, p, &rows, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (rows[i].hidden == hidden && (str_eqz(rows[i].topic, topic) || str_eqz(rows[i].title, topic)))
			return true;
	return false;
}

static void a_profile_is_where_a_workplace_begins(void **state)
{
	const struct method_sheet *sheet = method_sheet(S("good-environment"));
	struct programme *p = seen_by(CONSULTANT);
	assert_non_null(sheet);
	assert_true(sheet->profiles_count >= 6);
	assert_int_equal(room_choose_profile(x, p, S("good-environment"), S("palace")), NOT_FOUND);
	assert_int_equal(room_choose_profile(x, p, S("keep-good-habits"), S("office")), NOT_FOUND);
	assert_false(room_profile(x, p, sheet).n > 0);
	assert_int_equal(room_add_topic(x, p, S("good-environment/critique"), S("Nattevagter")), OK);

	assert_int_equal(room_choose_profile(x, p, S("good-environment"), S("office")), OK);
	assert_true(has_topic_row(p, "good-environment/critique/violence", true));
	assert_true(has_topic_row(p, "Afbrydelser og møder", false));
	assert_false(has_topic_row(p, "good-environment/critique/emotions", true));
	assert_true(str_eqz(room_profile(x, seen_by(CONSULTANT), sheet), "office"));

	/* Another one: what the first skipped and added is gone, what people wrote stays. */
	assert_int_equal(room_choose_profile(x, p, S("good-environment"), S("production")), OK);
	assert_true(has_topic_row(p, "good-environment/critique/emotions", true));
	assert_false(has_topic_row(p, "good-environment/critique/alone", true));
	assert_false(has_topic_row(p, "Afbrydelser og møder", false));
	assert_true(has_topic_row(p, "Nattevagter", false));

	/* And each topic can be changed afterwards, an added one removed. */
	struct val *relevant = val_new_list(x);
	val_item_str(x, relevant, S("good-environment/critique/emotions"));
	assert_int_equal(room_choose_topics(x, p, relevant), OK);
	assert_false(has_topic_row(p, "good-environment/critique/emotions", true));
	assert_int_equal(room_drop_topic(x, p, S("good-environment/critique/own/profile.00")), OK);
	assert_int_equal(room_drop_topic(x, p, S("good-environment/critique/own/profile.00")), NOT_FOUND);
}

/* No profile takes a topic away in both lists of a phone, or leaves nothing. */
static void every_profile_leaves_something_to_talk_about(void **state)
{
	const struct method_sheet *sheet = method_sheet(S("good-environment"));
	struct room_place places[ROOM_PLACES_MAX];
	struct programme *p = seen_by(CONSULTANT);
	size_t nplaces = room_places(p, places);
	for (unsigned i = 0; i < sheet->profiles_count; i++) {
		assert_int_equal(room_choose_profile(x, p, S("good-environment"), str_of(sheet->profiles[i].key)), OK);
		for (size_t k = 0; k < nplaces; k++) {
			struct method_topic_choice *rows;
			size_t n, left = places[k].section->topics_count;
			struct str prefix = str_fmt(x->arena, "%s/%s/", places[k].sheet->head.key, places[k].section->key);
			assert_int_equal(room_topics(x, p, &rows, &n), OK);
			for (size_t r = 0; r < n; r++)
				left -= rows[r].hidden && str_starts(rows[r].topic, prefix);
			assert_in_range(left, 5, 12);
		}
	}
}

/* ---- what earlier surveys found */

static const char survey[] = "emne;antal;andel;gennemsnit;skala;\xe5r\n"
			     "Vi n\xe5r vores opgaver;24;62 %;;;2025\n"
			     "Hj\xe6lp;24;;3,8;1-5;2025\n"
			     "Tonen hos nattevagten;4;100;;;2025\n";

static void earlier_figures_are_kept_without_those_of_fewer_than_five(void **state)
{
	struct programme *p = seen_by(CONSULTANT);
	struct background_report r;
	struct background_row *rows;
	size_t n;
	assert_int_equal(background_read(x, str_of(survey), &r), OK);
	assert_int_equal(r.faults_total, 0);
	assert_int_equal(r.nrows, 3);
	assert_int_equal(r.few, 1);
	assert_int_equal(background_rows(x, p->id, &rows, &n), OK);
	assert_int_equal(n, 0);		/* reading keeps nothing */
	assert_int_equal(background_store(x, p->id, str_of(survey)), OK);
	assert_int_equal(background_rows(x, p->id, &rows, &n), OK);
	assert_int_equal(n, 3);
	assert_true(str_eqz(rows[0].topic, "Vi når vores opgaver"));
	assert_true(str_eqz(background_figure(x, &rows[0]), "62 %"));
	assert_true(str_eqz(background_figure(x, &rows[1]), "3,8 på skalaen 1–5"));
	/* Neither the figure nor how many: nothing to read between the lines. */
	assert_true(rows[2].hundredths == INT64_MIN && rows[2].answers == INT64_MIN);
	assert_true(str_eqz(background_figure(x, &rows[2]), "færre end fem svar"));
	struct val *view = val_new_obj(x);
	assert_int_equal(background_put(x, p->id, view), OK);
	const struct val *second = val_get(view, S("background"))->kids.first->next;
	assert_int_equal(val_get(second, S("w"))->integer, 700);		/* 2.8 of 4 steps */
	/* Another file takes the place of the first. */
	assert_int_equal(background_store(x, p->id, S("Question,Answers,Share,Year\nTone,30,12.5,2024\n")), OK);
	assert_int_equal(background_rows(x, p->id, &rows, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(rows[0].hundredths, 1250);
}

static void what_is_wrong_with_figures_is_told_by_line_and_column(void **state)
{
	static const struct {
		const char *line, *column, *message;
	} wrong[] = {
		{ ";24;62;;;2025", "background.column_topic", "form.required" },
		{ "Tone;mange;62;;;2025", "background.column_answers", "background.not_count" },
		{ "Tone;-5;62;;;2025", "background.column_answers", "background.not_count" },
		{ "Tone;24;;;;2025", "background.column_share", "background.no_figure" },
		{ "Tone;24;62;3;1-5;2025", "background.column_mean", "background.two_figures" },
		{ "Tone;24;meget;;;2025", "background.column_share", "background.not_number" },
		{ "Tone;24;6,2,1;;;2025", "background.column_share", "background.not_number" },
		{ "Tone;24;101;;;2025", "background.column_share", "background.outside" },
		{ "Tone;24;;3,8;;2025", "background.column_scale", "background.not_scale" },
		{ "Tone;24;;3,8;5-1;2025", "background.column_scale", "background.not_scale" },
		{ "Tone;24;;0,5;1-5;2025", "background.column_mean", "background.outside" },
		{ "Tone;24;62;;;1025", "background.column_year", "background.not_year" },
		{ "Tone;24;62;;;2199", "background.column_year", "background.not_year" },
		{ "Tone;24;62;;;2025;og mere", NULL, "background.more_cells" },
		{ "Tone;24;62;;;2025\ntone;24;62;;;2025", "background.column_topic", "background.twice" },
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct background_report r;
		struct str file = str_fmt(x->arena, "emne;antal;andel;gennemsnit;skala;år\n%s\n", wrong[i].line);
		assert_int_equal(background_read(x, file, &r), OK);
		print_message("%zu %s\n", i, r.nfaults ? r.faults[0].message : "none");
		assert_int_equal(r.faults_total, 1);
		assert_string_equal(r.faults[0].message, wrong[i].message);
		assert_true(r.faults[0].column ? strcmp(r.faults[0].column, wrong[i].column) == 0 : !wrong[i].column);
		assert_int_equal(r.faults[0].line, strchr(wrong[i].line, '\n') ? 3 : 2);
		assert_int_equal(background_store(x, programme, file), INVALID);
	}
	struct background_row *rows;
	struct background_report r;
	size_t n;
	assert_int_equal(background_rows(x, programme, &rows, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(background_read(x, S("emne;antal;år\nTone;3;2025\n"), &r), OK);
	assert_int_equal(r.faults_total, 1);
	assert_string_equal(r.faults[0].message, "background.column_missing");
	assert_int_equal(r.faults[0].line, 1);
	fault_clear(x);
}

static void the_page_shows_the_report_to_those_who_may_keep_it(void **state)
{
	struct req q;
	struct val *view = val_new_obj(x);
	assert_int_equal(sql_background_keep(x, programme, S("emne;antal;andel;år\nTone;24;620;2025\n"), ctx_today(x), NULL), OK);
	assert_int_equal(ask(programme_background_routes, HTTP_GET, "/background", CONSULTANT, NULL, &q, view), OK);
	assert_true(val_get_bool(view, "waiting"));
	assert_false(val_get_bool(view, "clean"));
	view = val_new_obj(x);
	assert_int_equal(ask(programme_background_routes, HTTP_GET, "/background", EMPLOYEE, NULL, &q, view), OK);
	assert_false(val_get_bool(view, "waiting"));
	assert_int_equal(ask(programme_background_routes, HTTP_POST, "/background/confirm", EMPLOYEE, val_new_obj(x), &q, view), FORBIDDEN);
	assert_int_equal(ask(programme_background_routes, HTTP_POST, "/background/confirm", CONSULTANT, val_new_obj(x), &q, view), INVALID);
	/* A day later the file is forgotten. */
	int64_t deleted;
	struct sql_background_kept *kept;
	x->now += 86400;
	assert_int_equal(room_daily(x, &deleted), OK);
	assert_int_equal(sql_background_kept(x, programme, &kept), OK);
	assert_null(kept);
	fault_clear(x);
}

/* ---- a course of many */

static enum rc ask_course(course_id id, struct actor *actor, struct val *view, const char **ret_template)
{
	const struct route *const tables[] = { programme_course_routes, NULL };
	struct req q = { .x = x, .method = HTTP_GET, .query = val_new_obj(x), .form = val_new_obj(x), .actor = actor };
	fault_clear(x);
	q.route = server_match(tables, HTTP_GET, str_fmt(x->arena, "/course/%" PRId64, id.v), &q);
	assert_non_null(q.route);
	TRY(q.route->permission->check(&q));
	*ret_template = q.route->view;
	val_str(x, view, "csrf", S("-"));
	val_str(x, view, "once", S("-"));
	return q.route->handle(&q, view);
}

static void a_course_is_seen_from_the_outside(void **state)
{
	static const char secret[] = "Det bliver her i rummet";
	unit_id south;
	course_id id;
	struct sql_programmes_of_course *rows;
	size_t n;
	assert_int_equal(people_unit_add(x, unit, S("Team Syd"), S("workplace"), STR_NULL, &south), OK);
	const unit_id units[] = { unit, south };
	struct course_new c = { .unit = unit, .title = S("Hold 7"), .method = S("five-phases"), .starts = ctx_today(x),
				.teacher = who[CONSULTANT], .units = units, .nunits = 2 };
	assert_int_equal(course_create(x, &c, &id), INVALID);	/* it counts the staff of one workplace */
	c.method = S("trio-course");
	c.nunits = 0;
	assert_int_equal(course_create(x, &c, &id), INVALID);
	c.nunits = 2;
	fault_clear(x);
	assert_int_equal(course_create(x, &c, &id), OK);
	assert_int_equal(sql_programmes_of_course(x, id, &rows, &n), OK);
	assert_int_equal(n, 2);

	/* The same meeting for all; then something is said in one of the rooms. */
	struct programme *p;
	assert_int_equal(programme_load(x, rows[0].id, &p), OK);
	struct activity *first = programme_next(p);
	while (!activity_is_event(first->m))
		first++;
	const struct sitting_new s = { .day = activity_first(first), .starts_at = 600, .place = S("Lokale 4"), .who = S("") };
	int64_t set;
	assert_int_equal(course_set_meeting(x, id, str_of(first->m->key), &s, S(""), &set), OK);
	assert_int_equal(set, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(programme_load(x, rows[i].id, &p), OK);
		struct activity *a = programme_activity(p, str_of(first->m->key));
		assert_true(str_eqz(a->sittings[0]->place, "Lokale 4"));
		assert_int_equal(a->sittings[0]->starts_at, 600);
		assert_int_equal(meeting_minutes(x, a, a->row->version, str_of(secret)), OK);
	}
	struct val *values = val_new_obj(x);
	val_str(x, values, "agreement", str_of(secret));
	programme_form_row_id row;
	bool new;
	assert_true(p->method->forms_count > 0);
	assert_int_equal(form_row_add(x, p->id, &p->method->forms[0], values, S("once"), &row, &new), OK);

	const char *template;
	struct held_role held = { ROLE_CONSULTANT, unit };
	struct actor actor = { .person = who[CONSULTANT], .roles = &held, .nroles = 1 };
	struct val *view = val_new_obj(x);
	struct buf json, page;
	assert_int_equal(ask_course(id, &actor, view, &template), OK);
	buf_init(&json, 1 << 20);
	buf_init(&page, 1 << 20);
	val_json(&json, view);
	struct str json_text = str_dup(x->arena, buf_view(&json));
	assert_true(str_contains(json_text, S("Lokale 4")));
	assert_true(str_contains(json_text, S("Team Syd")));
	assert_false(str_contains(json_text, str_of(secret)));
	assert_int_equal(ui_render(x, template, view, &page), OK);
	buf_free(&json);
	buf_free(&page);

	/* Who sits in one of the TRIOs does not run the course; who manages the unit does. */
	held.role = ROLE_EMPLOYEE;
	actor.person = who[EMPLOYEE];
	assert_int_equal(ask_course(id, &actor, val_new_obj(x), &template), FORBIDDEN);
	held.role = ROLE_DAILY_LEADER;
	actor.person = who[LEADER];
	assert_int_equal(ask_course(id, &actor, val_new_obj(x), &template), OK);
	/* A teacher whose last role is over has left the course as well. */
	actor = (struct actor){ .person = who[CONSULTANT] };
	assert_int_equal(ask_course(id, &actor, val_new_obj(x), &template), FORBIDDEN);
	fault_clear(x);
}

/* ---- gates */

static void a_gate_is_answered_by_its_role(void **state)
{
	struct programme *p = seen_by(LEADER);
	struct val *form = val_new_obj(x), *view = val_new_obj(x);
	struct req q;
	const struct method_gate *g = &p->method->gates[0];
	const char *path = str_fmt(x->arena, "/gate/%s", g->key).p;
	assert_string_equal(g->role, "daily_leader");
	assert_int_equal(ask(programme_room_routes, HTTP_GET, path, LEADER, NULL, &q, view), OK);
	assert_false(val_get_bool(view, "answered"));
	assert_int_equal(meeting_answer_gate(x, seen_by(HELPER), str_of(g->key), S("Nej")), FORBIDDEN);
	assert_int_equal(ask(programme_room_routes, HTTP_POST, path, LEADER, form, &q, view), INVALID);
	assert_int_equal(meeting_answer_gate(x, p, str_of(g->key), S("Sammenlægning")), OK);
	for (int person = 0; person < STRANGER; person++) {
		view = val_new_obj(x);
		assert_int_equal(ask(programme_room_routes, HTTP_GET, path, person, NULL, &q, view), OK);
		assert_true(val_get_bool(view, "answered"));
		bool reads = str_eqz(val_get_str(view, "answer"), "Sammenlægning");
		assert_int_equal(reads, person != TOP && person != EMPLOYEE);	/* those who run the programme */
	}
	fault_clear(x);
}

#define ON_A_STORE(test) cmocka_unit_test_setup_teardown(test, begin, store_test_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_STORE(every_page_renders_for_whoever_may_see_it),
		ON_A_STORE(what_is_sent_without_name_says_nobody),
		ON_A_STORE(the_tables_have_no_further_columns),
		ON_A_STORE(a_request_for_help_has_no_author),
		ON_A_STORE(a_private_form_is_never_stored_with_the_rest),
		ON_A_STORE(those_who_may_not_write_are_refused),
		ON_A_STORE(an_agreement_reaches_the_plan_once),
		ON_A_STORE(topics_follow_into_the_session),
		ON_A_STORE(a_profile_is_where_a_workplace_begins),
		ON_A_STORE(every_profile_leaves_something_to_talk_about),
		ON_A_STORE(earlier_figures_are_kept_without_those_of_fewer_than_five),
		ON_A_STORE(what_is_wrong_with_figures_is_told_by_line_and_column),
		ON_A_STORE(the_page_shows_the_report_to_those_who_may_keep_it),
		ON_A_STORE(a_course_is_seen_from_the_outside),
		ON_A_STORE(a_gate_is_answered_by_its_role),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
