/* outcome_test.c -- what leaves the room, and to whom: on a real store. Nothing
 * that waits, was taken off, was not opened or is not told yet is in any form of
 * it. The method is tests/content/telling. */
#include "workshop/agenda/dates.h"
#include "workshop/ask/ask_view.h"
#include "workshop/board/vote.h"
#include "workshop/channel/channel.h"
#include "workshop/outcome/export.h"
#include "workshop/outcome/handover.h"
#include "workshop/paper/photo.h"
#include "workshop/phone_web.h"
#include "workshop/session_test.h"
#include "workshop/task.h"

static struct session *planned(void)
{
	return planned_of("telling", "Hvem får hvad");
}

static struct str on_card(card_id c)
{
	return str_fmt(x->arena, "card/%" PRId64, c.v);
}

static card_id write_card(struct session *s, const char *board, const char *text)
{
	card_id id;
	bool fresh;
	assert_int_equal(board_write(x, reload(s), str_of(board), str_of(text), key(), &id, &fresh), OK);
	return id;
}

static struct str exported(struct session *s, bool as_leader, const char *format)
{
	const struct export_format *f;
	struct val *v = val_new_obj(x);
	struct str bytes;
	assert_int_equal(workshop_outcome(x, s->id, as_leader, v), OK);
	assert_int_equal(dates_put(x, s, v), OK);
	assert_int_equal(export_find(x, str_of(format), &f), OK);
	assert_int_equal(f->make(x, v, &bytes), OK);
	return bytes;
}

static void assert_untold(struct session *s, const char *words)
{
	for (int as_leader = 0; as_leader < 2; as_leader++) {
		assert_false(str_contains(outcome(s, as_leader), str_of(words)));
		assert_false(str_contains(exported(s, as_leader, "csv"), str_of(words)));
	}
}

static void a_method_without_a_parking_lot_has_no_empty_one(void **state)
{
	(void)state;
	struct session *s = planned_of("asking", "Spørg rummet"), *other = planned_of("telling", "Hvem får hvad");
	assert_true(str_contains(outcome(s, false), S("\"parks\":false")));
	assert_true(str_contains(outcome(other, false), S("\"parks\":true")));
}

/* ---- words that wait */

static void say(struct session *phone, const char *item, const char *value)
{
	struct session *s = reload(phone);
	const struct method_item *it = ask_item(s->step, str_of(item));
	struct str given[1] = { str_of(value) }, out;
	assert_int_equal(ask_value(x, session_lang(s), s->step, it, given, 1, &out), OK);
	assert_int_equal(ask_answer(x, s, s->step, it, out, S(""), 0), OK);
}

static struct str results(struct session *s, bool desk)
{
	struct val *r = val_new_obj(x);
	struct buf b;
	buf_init(&b, 1 << 20);
	assert_int_equal(ask_results(x, s, s->step, desk, r), OK);
	val_json(&b, r);
	return buf_take(&b, x->arena);
}

static void words_that_wait_are_the_desks_alone(void **state)
{
	(void)state;
	struct session *s = at(planned(), "words");
	const struct method_item *mood = ask_item(s->step, S("mood"));
	size_t shown;
	for (int i = 0; i < 2 * ASK_ENOUGH; i++)
		say(join(s, false), "mood", i % 3 == 0 ? "presset" : i % 3 == 1 ? "uroligt" : "hårdt");
	assert_int_equal(ask_show(x, reload(s), s->step, &shown), OK);
	assert_true(str_contains(results(reload(s), true), S("presset")));
	assert_false(str_contains(results(reload(s), false), S("presset")));
	assert_untold(s, "presset");
	assert_untold(s, "uroligt");
	assert_untold(s, "let_words");
	/* Not even that there are some. */
	assert_false(str_contains(results(reload(s), false), S("\"words_join\":true")));
	assert_false(str_contains(results(reload(s), false), S("\"words_wait_any\":true")));
	/* One is let in: as large as it is among those that are seen. */
	assert_int_equal(ask_let_word(x, reload(s), s->step, mood, S("uroligt"), true), OK);
	assert_true(str_contains(outcome(s, true), S("uroligt")));
	assert_false(str_contains(outcome(s, true), S("presset")));
}

/* ---- groups called after headings that leaders do not read */

static struct str leaders_task(struct session *boss)
{
	struct val *v = val_new_obj(x);
	struct buf b;
	buf_init(&b, 1 << 20);
	assert_int_equal(phone_put_task(x, reload(boss), v), OK);
	val_json(&b, v);
	return buf_take(&b, x->arena);
}

/* Wherever a leader looks, also at the projector that they sit before. */
static void assert_leaders_read(struct session *s, struct session *boss, const char *words, bool read)
{
	struct session *wall = reload(s);
	wall->viewer = VIEWER_WALL;
	if (!read)	/* here they sit in no group, so that their page says nothing of any */
		assert_false(str_contains(live_text(boss, "leader"), str_of(words)));
	assert_int_equal(str_contains(live_text(wall, "wall"), str_of(words)), read);
	assert_int_equal(str_contains(leaders_task(boss), str_of(words)), read);
}

static void assert_leaders_take_along(struct session *s, const char *words, bool read)
{
	assert_int_equal(str_contains(outcome(s, true), str_of(words)), read);
	assert_int_equal(str_contains(exported(s, true, "csv"), str_of(words)), read);
}

static void a_group_is_a_number_to_leaders_who_may_not_read_its_heading(void **state)
{
	static const struct image picture = { { "\xFF\xD8\xFF\xE0 et foto", 12 }, 40, 30 };
	struct session *s = at(planned(), "cards"), *phone = join(s, false), *boss = join(s, true);
	struct sql_groups *g;
	theme_id quiet, night;
	photo_id photo;
	size_t n;
	(void)state;
	assert_int_equal(board_theme_add(x, s, S("cards"), (theme_id){ 0 }, S("Fred i vagten"), &quiet), OK);
	assert_int_equal(board_theme_add(x, s, S("cards"), (theme_id){ 0 }, S("Opsagt om natten"), &night), OK);
	s = at(s, "groups");
	assert_int_equal(group_make(x, s, WAY_THEME, 4, NULL), OK);
	assert_int_equal(sql_groups(x, s->id, S("groups"), &g, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(group_sit(x, reload(phone), g[1].id, 1), OK);
	assert_leaders_read(s, boss, "Opsagt", false);
	assert_leaders_read(s, boss, "Gruppe 2", true);
	/* Those who called it so read both names: the wall says the other. */
	assert_true(str_contains(live_text(phone, "phone"), S("Opsagt om natten · Gruppe 2")));
	assert_true(str_contains(live_text(s, "console"), S("Opsagt om natten · Gruppe 2")));
	/* The heading is taken off its board, and its words stand for the group all the same. */
	assert_int_equal(board_theme_drop(x, reload(s), night), OK);
	assert_leaders_read(s, boss, "Opsagt", false);
	s = at(s, "more");
	assert_int_equal(group_write(x, reload(phone), g[1].id, 0, S("Vi vil tale om det")), OK);
	assert_int_equal(group_show(x, reload(phone), g[1].id), OK);
	assert_int_equal(photo_add(x, reload(phone), g[1].id, &picture, &photo), OK);
	assert_int_equal(photo_show(x, reload(phone), photo, true), OK);
	assert_leaders_read(s, boss, "Opsagt", false);
	assert_leaders_take_along(s, "Vi vil tale om det", true);
	assert_leaders_take_along(s, "Opsagt", false);
	assert_leaders_take_along(s, "Gruppe 2", true);
	assert_true(str_contains(outcome(s, false), S("Opsagt om natten")));
	assert_false(str_contains(outcome(s, false), S("Gruppe 2")));
	s = at(s, "present");
	assert_int_equal(session_focus(x, reload(s), str_fmt(x->arena, "group/%" PRId64, g[1].id.v)), OK);
	assert_leaders_read(s, boss, "Opsagt", false);
	/* Opened: everybody says the same again. */
	s = at(s, "lunch");
	assert_int_equal(session_open_to_leaders(x, reload(s), OPEN_THEMES, NULL, 0), OK);
	s = at(s, "groups");
	assert_leaders_read(s, boss, "Opsagt om natten", true);
	assert_leaders_read(s, boss, "Gruppe 2", false);
	assert_leaders_take_along(s, "Opsagt om natten", true);
}

/* ---- dots that are not told */

static void dots_that_are_not_told_are_no_figure(void **state)
{
	(void)state;
	struct session *s = at(planned(), "cards"), *phones[VOTE_ENOUGH];
	card_id a = write_card(s, "cards", "Telefonen"), b = write_card(s, "cards", "Larmen");
	write_card(s, "cards", "Lyset");
	for (int i = 0; i < VOTE_ENOUGH; i++)
		phones[i] = join(s, false);
	assert_true(str_contains(exported(s, false, "csv"), S("Telefonen;\r\n")));	/* nobody has voted on it */
	s = at(s, "vote");
	for (int i = 0; i < VOTE_ENOUGH - 1; i++)
		assert_int_equal(board_dot(x, reload(phones[i]), 1, on_card(a), 0), OK);
	for (int left = 0; left < 2; left++) {
		assert_true(str_contains(outcome(s, false), S("\"dots\":null")));
		assert_false(str_contains(outcome(s, false), S("\"dots\":0")));
		assert_true(str_contains(exported(s, false, "csv"), S("Telefonen;\r\n")));
		assert_false(str_contains(exported(s, false, "csv"), S(";0\r\n")));
		s = at(s, left ? "vote" : "closed_words");	/* fewer than five are not told by going on, either */
	}
	assert_int_equal(board_dot(x, reload(phones[VOTE_ENOUGH - 1]), 1, on_card(a), 0), OK);
	assert_int_equal(board_merge(x, reload(s), b, a), OK);
	assert_int_equal(vote_tell(x, reload(s), true), OK);
	/* Told, none is a fact; the dots of what was merged are told with the card it joined. */
	assert_true(str_contains(exported(s, false, "csv"), S("Telefonen;5\r\n")));
	assert_true(str_contains(exported(s, false, "csv"), S("Lyset;0\r\n")));
	assert_true(str_contains(exported(s, false, "csv"), S("Larmen;\r\n")));
	assert_int_equal(vote_tell(x, reload(s), false), OK);
	assert_true(str_contains(exported(s, false, "csv"), S("Telefonen;\r\n")));	/* opened again: nobody is swayed by a file */
	/* Leaders get chosen cards without figures. */
	assert_int_equal(board_choose(x, reload(s), on_card(a), true), OK);
	assert_int_equal(session_open_to_leaders(x, reload(s), OPEN_THEMES | OPEN_PRIORITIES, NULL, 0), OK);
	assert_true(str_contains(exported(s, true, "csv"), S("Telefonen;\r\n")));
}

/* A question that fewer than five have supported, and answers that fewer have given. */
static void what_fewer_than_five_have_said_is_no_figure(void **state)
{
	(void)state;
	struct session *s = at(planned(), "words"), *phones[CHANNEL_STEP];
	struct str idem = key();
	struct sql_channel_by_idem *q;
	bool fresh;
	size_t shown;
	for (int i = 0; i < CHANNEL_STEP; i++)
		phones[i] = join(s, false);
	assert_int_equal(ask_here(x, reload(phones[0]), S("Hvad med lønnen"), idem, &fresh), OK);
	assert_int_equal(sql_channel_by_idem(x, s->id, idem, &q), OK);
	for (int i = 0; i < CHANNEL_STEP - 1; i++) {
		assert_true(str_contains(outcome(s, false), S("\"votes\":null")));
		assert_int_equal(channel_support(x, reload(phones[i]), q->id, true, 0), OK);
		say(phones[i], "mood", "presset");
	}
	assert_false(str_contains(outcome(s, false), S("\"votes\":0")));
	assert_true(str_contains(outcome(s, false), S("\"answered\":null,\"of\":null")));
	assert_true(str_contains(outcome(s, false), S("\"n\":null")));
	assert_false(str_contains(outcome(s, false), S("\"n\":0")));
	assert_int_equal(channel_support(x, reload(phones[CHANNEL_STEP - 1]), q->id, true, 0), OK);
	say(phones[CHANNEL_STEP - 1], "mood", "presset");
	assert_int_equal(ask_show(x, reload(s), s->step, &shown), OK);
	assert_true(str_contains(outcome(s, false), S("\"votes\":5")));
	assert_true(str_contains(exported(s, false, "csv"), S("Hvad med lønnen;Mindst 5\r\n")));	/* as it is on the wall */
	assert_true(str_contains(outcome(s, false), S("\"n\":5")));
	end(s);
	assert_true(str_contains(outcome(s, false), S("\"answered\":null,\"of\":null")));	/* nobody is in any more to count */
}

/* ---- answers that were taken off */

static void an_answer_that_was_taken_off_is_not_told(void **state)
{
	(void)state;
	struct session *s = at(planned(), "words"), *phone = join(s, false);
	struct str idem = key();
	struct sql_channel_by_idem *q;
	bool fresh;
	assert_int_equal(ask_here(x, reload(phone), S("Hvad med lønnen"), idem, &fresh), OK);
	assert_int_equal(sql_channel_by_idem(x, s->id, idem, &q), OK);
	for (int held = 0; held < 2; held++) {
		assert_int_equal(channel_answer(x, reload(s), q->id, held ? S("Fortrudt svar") : S(""), S("Fortrudt svar")), OK);
		assert_true(str_contains(outcome(s, true), S("Fortrudt svar")));
		if (held) {
			assert_int_equal(channel_hold(x, reload(s), q->id), OK);
			assert_int_equal(channel_let(x, reload(s), q->id), OK);
		} else {
			assert_int_equal(channel_reopen(x, reload(s), q->id), OK);
		}
		assert_untold(s, "Fortrudt svar");
		assert_true(str_contains(exported(s, false, "csv"), ui_text(x, "workshop.channel_unanswered")));
	}
	end(s);
	s = reload(s);
	struct val *page = val_new_obj(x);
	struct buf b;
	buf_init(&b, 1 << 20);
	assert_int_equal(channel_follow_up(x, s, page), OK);
	val_json(&b, page);
	assert_true(str_contains(buf_view(&b), S("Hvad med lønnen")));
	assert_false(str_contains(buf_view(&b), S("Fortrudt svar")));
	buf_free(&b);
	assert_untold(s, "Fortrudt svar");
}

/* ---- cards that a proposal starts from */

struct room {
	struct session *desk, *phone;
	card_id loose, chosen;
	theme_id heading;
	small_group_id group;
};

static struct room room_that_proposes(void)
{
	struct room r = { .desk = at(planned(), "cards") };
	r.phone = join(r.desk, false);
	r.loose = write_card(r.phone, "cards", "Hemmeligt kort");
	r.chosen = write_card(r.phone, "cards", "Valgt kort");
	r.desk = at(r.desk, "themes");
	assert_int_equal(board_theme_add(x, r.desk, S("cards"), (theme_id){ 0 }, S("Fælles overskrift"), &r.heading), OK);
	assert_int_equal(board_choose(x, reload(r.desk), on_card(r.chosen), true), OK);
	r.desk = at(r.desk, "groups");
	assert_int_equal(group_add(x, reload(r.desk), S("Gruppe"), (theme_id){ 0 }, &r.group), OK);
	assert_int_equal(group_sit(x, reload(r.phone), r.group, 0), OK);
	r.desk = at(r.desk, "proposals");
	return r;
}

static enum rc propose(struct room *r, struct str dream, struct str problem, form_row_id *ret)
{
	struct val *v = val_new_obj(x);
	val_str(x, v, "dream", dream);
	val_str(x, v, "problem", problem);
	val_str(x, v, "activity", S("Ti minutter til vagtskiftet"));
	val_str(x, v, "when", S(""));
	fault_clear(x);
	return group_row_save(x, reload(r->phone), r->group, (form_row_id){ 0 }, 0, key(), v, ret);
}

static struct str offered(struct session *s)
{
	const struct method_form *form = method_workshop_form(s->method, S("proposal"));
	struct val *v = val_new_obj(x);
	struct buf b;
	buf_init(&b, 1 << 20);
	assert_int_equal(task_fields(x, reload(s), form, NULL, v), OK);
	val_json(&b, v);
	return buf_take(&b, x->arena);
}

/* What may go up is what may be opened at all: headings and what was chosen. */
static void a_proposal_starts_from_what_may_be_opened(void **state)
{
	(void)state;
	struct room r = room_that_proposes();
	form_row_id row;
	struct str heading = str_fmt(x->arena, "theme/%" PRId64, r.heading.v);
	assert_true(str_contains(offered(r.phone), S("Fælles overskrift")));
	assert_true(str_contains(offered(r.phone), S("Valgt kort")));
	assert_false(str_contains(offered(r.phone), S("Hemmeligt kort")));
	assert_false(str_contains(offered(r.desk), S("Hemmeligt kort")));
	assert_int_equal(propose(&r, on_card(r.loose), S(""), &row), INVALID);
	assert_string_equal(x->fault.field, "dream");
	assert_int_equal(propose(&r, heading, on_card(r.loose), &row), INVALID);
	assert_string_equal(x->fault.field, "problem");
	assert_int_equal(propose(&r, S(""), S(""), &row), INVALID);
	assert_string_equal(x->fault.message, "form.required");
	assert_int_equal(propose(&r, heading, on_card(r.chosen), &row), OK);
}

/* Where nothing has been gathered and nothing chosen there is nothing to start from. */
static void what_nothing_is_offered_for_is_not_required(void **state)
{
	(void)state;
	struct room r = room_that_proposes();
	form_row_id row;
	assert_int_equal(board_theme_drop(x, reload(r.desk), r.heading), OK);
	assert_int_equal(board_choose(x, reload(r.desk), on_card(r.chosen), false), OK);
	assert_false(str_contains(offered(r.phone), S("\"id\":\"dream\",\"label\":\"Ud fra\",\"hint\":null,\"value\":\"\",\"was\":\"\",\"refused\":null,\"required\":true")));
	assert_int_equal(propose(&r, S(""), S(""), &row), OK);
}

static void a_leader_sees_what_a_proposal_starts_from_when_it_was_opened(void **state)
{
	(void)state;
	static const char *const audiences[] = { "leader", "wall" };
	struct room r = room_that_proposes();
	form_row_id row;
	struct str heading = str_fmt(x->arena, "theme/%" PRId64, r.heading.v);
	assert_int_equal(propose(&r, heading, on_card(r.chosen), &row), OK);
	r.desk = at(r.desk, "present");
	assert_int_equal(group_show(x, reload(r.desk), r.group), OK);
	/* Nothing has been opened: neither the heading nor the card. */
	for (int i = 0; i < 2; i++) {
		struct str text = live_text(r.desk, audiences[i]);
		assert_true(str_contains(text, S("Ti minutter til vagtskiftet")));
		assert_false(str_contains(text, S("Valgt kort")));
		assert_false(str_contains(text, S("Fælles overskrift")));
	}
	assert_true(str_contains(live_text(r.desk, "phone"), S("Valgt kort")));	/* they have read it */
	assert_true(str_contains(live_text(r.desk, "console"), S("Valgt kort")));
	assert_true(str_contains(outcome(r.desk, true), S("Ti minutter til vagtskiftet")));
	assert_false(str_contains(outcome(r.desk, true), S("Valgt kort")));
	assert_false(str_contains(exported(r.desk, true, "csv"), S("Fælles overskrift")));
	assert_int_equal(session_open_to_leaders(x, reload(r.desk), OPEN_THEMES, NULL, 0), OK);
	assert_true(str_contains(live_text(r.desk, "leader"), S("Fælles overskrift")));
	assert_false(str_contains(live_text(r.desk, "leader"), S("Valgt kort")));
	assert_int_equal(session_open_to_leaders(x, reload(r.desk), OPEN_PRIORITIES, NULL, 0), OK);
	for (int i = 0; i < 2; i++)
		assert_true(str_contains(live_text(r.desk, audiences[i]), S("Valgt kort")));
	assert_true(str_contains(exported(r.desk, true, "csv"), S("Valgt kort")));
	/* A choice that is taken back closes the card again, and does not go into the plan. */
	assert_int_equal(board_choose(x, reload(r.desk), on_card(r.chosen), false), OK);
	assert_false(str_contains(live_text(r.desk, "leader"), S("Valgt kort")));
	assert_false(str_contains(exported(r.desk, true, "csv"), S("Valgt kort")));
}

static struct str plan_text(struct session *s)
{
	struct val *lists = val_new_obj(x);
	struct buf b;
	(void)s;
	buf_init(&b, 1 << 20);
	assert_int_equal(plan_for_meeting(x, unit, S(""), lists), OK);
	val_json(&b, lists);
	return buf_take(&b, x->arena);
}

/* Sending a row on is an act of its own, with its words before one's eyes: headings and
 * chosen cards go along though nothing was opened, and no others. */
static void what_a_proposal_starts_from_goes_into_the_plan(void **state)
{
	(void)state;
	struct room r = room_that_proposes();
	form_row_id row, other;
	size_t n;
	struct str heading = str_fmt(x->arena, "theme/%" PRId64, r.heading.v);
	card_id taken_back = write_card(reload(r.desk), "cards", "Ikke valgt mere");
	assert_int_equal(board_choose(x, reload(r.desk), on_card(taken_back), true), OK);
	assert_int_equal(propose(&r, heading, on_card(r.chosen), &row), OK);
	assert_int_equal(propose(&r, heading, on_card(taken_back), &other), OK);
	assert_int_equal(board_choose(x, reload(r.desk), on_card(taken_back), false), OK);
	r.desk = at(r.desk, "bye");
	struct val *list = val_new_obj(x);
	struct buf b;
	buf_init(&b, 1 << 20);
	assert_int_equal(handover_list(x, reload(r.desk), list), OK);
	val_json(&b, list);
	assert_true(str_contains(buf_view(&b), S("Valgt kort")));
	assert_false(str_contains(buf_view(&b), S("Ikke valgt mere")));	/* what is read here is what is sent */
	buf_free(&b);
	const struct actor who = { .person = consultant };
	const struct handover_item items[] = { { .row = row }, { .row = other } };
	assert_int_equal(handover_send(x, reload(r.desk), &who, S(""), items, 2, &n), OK);
	assert_int_equal(n, 2);
	struct sql_rows *rows;
	size_t nrows;
	assert_int_equal(sql_rows(x, r.desk->id, S("proposals"), &rows, &nrows), OK);
	assert_int_equal(nrows, 2);
	assert_true(str_eqz(rows[0].seen, "shared"));
	assert_false(str_contains(plan_text(r.desk), S("Ikke valgt mere")));
	/* What the plan says is no secret of the session's. */
	assert_true(str_contains(outcome(r.desk, true), S("Valgt kort")));
	assert_true(str_contains(outcome(r.desk, true), S("Fælles overskrift")));
	assert_false(str_contains(outcome(r.desk, true), S("Ikke valgt mere")));
	assert_false(str_contains(outcome(r.desk, true), S("Hemmeligt kort")));
}

/* ---- boards whose cards were promised to go */

static card_id initials(struct session *s, const char *cell, const char *who)
{
	card_id id;
	bool fresh;
	assert_int_equal(board_write_in(x, reload(s), S("lines"), str_of(cell), str_of(who), key(), &id, &fresh), OK);
	assert_int_equal(board_let(x, reload(s), id), OK);
	return id;
}

static void assert_in_no_file(struct session *s, const char *words)
{
	static const char *const formats[] = { "csv", "json" };
	for (int as_leader = 0; as_leader < 2; as_leader++) {
		assert_false(str_contains(outcome(s, as_leader), str_of(words)));
		for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
			assert_false(str_contains(exported(s, as_leader, formats[i]), str_of(words)));
	}
}

/* The room reads them on its wall. Whoever takes a file along, or was not there,
 * gets the headings that the room has agreed on, and nothing else at any moment. */
static void a_board_that_forgets_is_headings_from_its_first_card(void **state)
{
	(void)state;
	static const struct image picture = { { "\xFF\xD8\xFF\xE0 et foto", 12 }, 40, 30 };
	struct session *s = at(planned(), "lines"), *wall = reload(s);
	card_id chosen = initials(s, "low/trust", "JFX"), parked = initials(s, "high/help", "KLP"), joined = initials(s, "high/help", "AMD");
	card_id noise = write_card(s, "cards", "Larmen"), told = write_card(s, "cards", "Telefonen");
	theme_id heading;
	photo_id photo;
	assert_int_equal(board_theme_add(x, reload(s), S("lines"), (theme_id){ 0 }, S("Langt mellem os"), &heading), OK);
	assert_int_equal(board_choose(x, reload(s), on_card(chosen), true), OK);
	assert_int_equal(photo_add(x, reload(s), (small_group_id){ 0 }, &picture, &photo), OK);
	assert_int_equal(photo_show(x, reload(s), photo, true), OK);
	wall->viewer = VIEWER_WALL;
	assert_true(str_contains(live_text(wall, "wall"), S("JFX")));
	/* In the parking lot too: with what it was merged into, and what was merged into it. */
	assert_int_equal(board_park(x, reload(s), parked), OK);
	assert_int_equal(board_park(x, reload(s), joined), OK);
	assert_int_equal(board_park(x, reload(s), noise), OK);
	assert_int_equal(board_park(x, reload(s), told), OK);
	assert_int_equal(board_merge(x, reload(s), joined, told), OK);
	assert_int_equal(board_merge(x, reload(s), noise, parked), OK);
	assert_int_equal(session_open_to_leaders(x, reload(s), OPEN_THEMES | OPEN_PRIORITIES, NULL, 0), OK);
	for (int over = 0; over < 2; over++) {
		assert_in_no_file(s, "JFX");
		assert_in_no_file(s, "KLP");
		assert_in_no_file(s, "AMD");
		assert_in_no_file(s, "photo/");
		assert_true(str_contains(outcome(s, true), S("Langt mellem os")));
		assert_true(str_contains(exported(s, false, "csv"), S("Langt mellem os")));
		assert_true(str_contains(exported(s, false, "csv"), S("Larmen")));
		assert_true(str_contains(exported(s, false, "csv"), S("Telefonen")));
		assert_false(str_contains(exported(s, false, "csv"), S("Tillid")));	/* a cell without cards says nothing */
		if (!over)
			end(s);
	}
}

/* A proposal takes what it starts from along, into the plan at last. */
static void nothing_starts_from_a_card_that_goes(void **state)
{
	(void)state;
	struct room r = room_that_proposes();
	form_row_id row;
	card_id card = initials(r.desk, "low/trust", "JFX");
	assert_int_equal(board_choose(x, reload(r.desk), on_card(card), true), OK);
	assert_false(str_contains(offered(r.phone), S("JFX")));
	assert_false(str_contains(offered(r.desk), S("JFX")));
	assert_int_equal(propose(&r, on_card(r.chosen), on_card(card), &row), INVALID);
	assert_string_equal(x->fault.field, "problem");
}

/* ---- what a small group writes for itself */

static struct str note_of_untold(void)
{
	return S("\"untold\":true");
}

static void assert_told(struct session *s, const char *words, bool told)
{
	assert_int_equal(str_contains(outcome(s, false), str_of(words)), told);
	assert_int_equal(str_contains(exported(s, false, "csv"), str_of(words)), told);
	assert_int_equal(str_contains(outcome(s, false), note_of_untold()), !told);
}

/* A text is the group's until it shows it, or the room goes on to hear the groups. */
static void a_groups_text_is_taken_along_when_the_room_hears_it(void **state)
{
	(void)state;
	struct session *s = at(planned(), "groups"), *phone = join(s, false);
	small_group_id one, other;
	assert_int_equal(group_add(x, reload(s), S("Den ene"), (theme_id){ 0 }, &one), OK);
	assert_int_equal(group_add(x, reload(s), S("Den anden"), (theme_id){ 0 }, &other), OK);
	assert_int_equal(group_sit(x, reload(phone), one, 0), OK);
	s = at(s, "more");
	assert_int_equal(group_write(x, reload(phone), one, 0, S("Kun for gruppen")), OK);
	assert_true(str_contains(live_text(s, "console"), S("Kun for gruppen")));	/* who runs the room may help */
	assert_told(s, "Kun for gruppen", false);
	s = at(s, "tell");
	assert_told(s, "Kun for gruppen", true);
	s = at(s, "more");
	assert_told(s, "Kun for gruppen", false);	/* they write on */
	assert_int_equal(group_show(x, reload(phone), one), OK);
	assert_told(s, "Kun for gruppen", true);
	assert_int_equal(group_write(x, reload(s), other, 0, S("Aldrig fortalt")), OK);
	end(s);
	assert_told(reload(s), "Aldrig fortalt", false);
	assert_true(str_contains(outcome(s, false), S("Kun for gruppen")));
}

/* A row of a form that is the room's is a draft as long as it is written. */
static void a_groups_draft_is_taken_along_when_it_has_been_written(void **state)
{
	(void)state;
	struct room r = room_that_proposes();
	form_row_id row;
	assert_int_equal(propose(&r, on_card(r.chosen), S(""), &row), OK);
	assert_told(r.desk, "Ti minutter til vagtskiftet", false);
	assert_int_equal(group_show(x, reload(r.phone), r.group), OK);
	assert_told(r.desk, "Ti minutter til vagtskiftet", true);
	struct room once = room_that_proposes();
	assert_int_equal(propose(&once, on_card(once.chosen), S(""), &row), OK);
	end(once.desk);
	assert_told(reload(once.desk), "Ti minutter til vagtskiftet", true);	/* the form is for the room */
}

/* ---- days of rooms that leaders have no part in */

static void a_room_without_leaders_is_named_to_no_leader(void **state)
{
	(void)state;
	struct session *open = at(planned(), "words"), *other = planned_of("telling", "Næste fælles møde"), *closed = planned_of("arranging", "Fortroligt møde");
	assert_true(str_contains(exported(open, false, "ics"), S("Næste fælles møde")));
	for (int as_leader = 0; as_leader < 2; as_leader++) {
		assert_false(str_contains(exported(open, as_leader, "ics"), S("Fortroligt møde")));
		assert_false(str_contains(exported(open, as_leader, "json"), S("Fortroligt møde")));
		assert_false(str_contains(exported(open, as_leader, "json"), str_fmt(x->arena, "workshop-%" PRId64, closed->id.v)));
	}
	/* Its own people have their next meetings, both kinds. */
	struct session *before = planned_of("arranging", "Fortroligt før");
	assert_true(str_contains(exported(before, false, "ics"), S("Fortroligt møde")));
	assert_true(str_contains(exported(before, false, "ics"), S("Næste fælles møde")));
	assert_int_not_equal(other->id.v, before->id.v);
	/* Nor by guessing its number: a leader outside is told that one is outside. */
	closed = at(closed, "cards");
	assert_false(str_contains(live_text(closed, "leader"), S("Fortroligt møde")));
	assert_true(str_contains(live_text(at(open, "cards"), "leader"), S("Hvem får hvad")));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		T(a_method_without_a_parking_lot_has_no_empty_one),
		T(words_that_wait_are_the_desks_alone),
		T(a_group_is_a_number_to_leaders_who_may_not_read_its_heading),
		T(dots_that_are_not_told_are_no_figure),
		T(what_fewer_than_five_have_said_is_no_figure),
		T(an_answer_that_was_taken_off_is_not_told),
		T(a_proposal_starts_from_what_may_be_opened),
		T(what_nothing_is_offered_for_is_not_required),
		T(a_leader_sees_what_a_proposal_starts_from_when_it_was_opened),
		T(what_a_proposal_starts_from_goes_into_the_plan),
		T(a_board_that_forgets_is_headings_from_its_first_card),
		T(nothing_starts_from_a_card_that_goes),
		T(a_groups_text_is_taken_along_when_the_room_hears_it),
		T(a_groups_draft_is_taken_along_when_it_has_been_written),
		T(a_room_without_leaders_is_named_to_no_leader),
	};
	return RUN(TEST_CONTENT, tests);
}
