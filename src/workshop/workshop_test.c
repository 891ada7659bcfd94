/* workshop_test.c -- the rules of live sessions, on a real store: who sees what,
 * what is kept, what is forgotten. */
#include "workshop/allowance.h"
#include "workshop/board/vote.h"
#include "workshop/guesses.h"
#include "workshop/outcome/export.h"
#include "workshop/outcome/handover.h"
#include "workshop/paper/paper.h"
#include "workshop/session_test.h"
#include "workshop/show/show.h"
#include "workshop/task.h"
#include "workshop/view.h"

static person_id leader;

static person_id somebody(const char *email)
{
	struct person p = { .name = str_of(email), .email = str_of(email) };
	person_id id;
	assert_int_equal(people_add(x, &p, &id), OK);
	return id;
}

static void give(person_id person, enum role role)
{
	assignment_id ignored;
	assert_int_equal(people_role_give(x, person, unit, role, DATE_NONE, DATE_NONE, DATE_NONE, &ignored), OK);
}

static struct session *planned(void)
{
	return planned_of("future-workshop", "Et roligere vagtskifte");
}

static card_id write_card(struct session *s, const char *board, const char *text)
{
	card_id id;
	bool fresh;
	assert_int_equal(board_write(x, s, str_of(board), str_of(text), key(), &id, &fresh), OK);
	assert_true(fresh);
	return id;
}

/* A workplace below the organisation, with a leader. */
static int set_up_led(void **state)
{
	if (set_up(state) != 0)
		return -1;
	unit_id top = unit;
	assert_int_equal(people_unit_add(x, top, S("Station Nord"), S("workplace"), STR_NULL, &unit), OK);
	leader = somebody("leder@example.dk");
	give(leader, ROLE_DAILY_LEADER);
	return 0;
}

/* ---- agenda */

static void a_session_walks_through_its_steps_and_refuses_the_stale(void **state)
{
	(void)state;
	struct session *s = planned();
	int64_t version = s->row->version;
	assert_int_equal(session_begin(x, s, version), OK);
	s = reload(s);
	assert_string_equal(str_z(x->arena, s->row->state), "open");
	assert_int_equal(session_next(x, s, version), CONFLICT);	/* the other facilitator pressed first */
	for (unsigned n = 1; session_nth_step(s->method, n, NULL); n++) {
		s = reload(s);
		assert_int_equal(session_next(x, s, s->row->version), OK);
		s = reload(s);
		assert_int_equal(s->step_at, n);
		assert_int_equal(session_seconds_left(x, s), (int64_t)s->step->minutes * 60);
	}
	s = reload(s);
	assert_int_equal(session_next(x, s, s->row->version), INVALID);
}

static void the_timer_holds_goes_on_and_takes_more(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_cards");
	assert_int_equal(session_timer(x, s, S("hold"), 0), OK);
	x->now += 600;
	s = reload(s);
	assert_int_equal(session_seconds_left(x, s), 15 * 60);
	assert_int_equal(session_timer(x, s, S("more"), 5), OK);
	s = reload(s);
	assert_int_equal(session_timer(x, s, S("start"), 0), OK);
	s = reload(s);
	assert_int_equal(session_seconds_left(x, s), 20 * 60);
	x->now += 20 * 60 + 5;
	assert_int_equal(session_seconds_left(x, s), -5);
	assert_int_equal(session_timer(x, s, S("backwards"), 0), INVALID);
}

/* ---- leaders */

static void a_leader_cannot_run_what_leaders_are_kept_out_of(void **state)
{
	(void)state;
	struct workshop_new w = { .unit = unit, .method = S("future-workshop"), .title = S("x"), .day = date_ymd(2026, 4, 14),
				  .facilitators = &leader, .nfacilitators = 1 };
	workshop_id id;
	assert_int_equal(workshop_create(x, &w, &id), INVALID);
	assert_string_equal(x->fault.field, "facilitator");
	fault_clear(x);
	struct session *s = planned();
	assert_int_equal(session_facilitator_add(x, s, leader), INVALID);
}

/* Leaders of other units: below, and anywhere where leaders never come in. */
static void leaders_of_other_units_are_kept_out_too(void **state)
{
	(void)state;
	unit_id led = unit, top, aside;
	struct assignment *ignored;
	size_t n;
	assert_int_equal(people_roles_of(x, leader, &ignored, &n), OK);
	struct unit *path;
	assert_int_equal(people_unit_path(x, led, &path, &n), OK);
	top = path[0].id.v == led.v ? path[n - 1].id : path[0].id;
	assert_int_equal(people_unit_add(x, top, S("Station Havn"), S("workplace"), STR_NULL, &aside), OK);
	static const struct { const char *method; bool above, aside; } cases[] = {
		{ "representatives-workshop", true, true }, { "future-workshop", true, false }, { "start-the-dialogue", false, false },
	};
	for (size_t i = 0; i < 3; i++)
		for (int beside = 0; beside < 2; beside++) {
			bool out = beside ? cases[i].aside : cases[i].above;
			unit = beside ? aside : top;
			struct session *s = planned_of(cases[i].method, "Fælles møde"), *phone = join(s, false);
			assert_int_equal(session_facilitator_add(x, s, leader), out ? INVALID : OK);
			fault_clear(x);
			struct workshop_new w = { .unit = unit, .method = str_of(cases[i].method), .title = S("x"), .day = date_ymd(2026, 4, 14),
						  .facilitators = &leader, .nfacilitators = 1 };
			workshop_id id;
			assert_int_equal(workshop_create(x, &w, &id), out ? INVALID : OK);
			fault_clear(x);
			/* Who was at the desk already has lost it; signed in on a phone that joined, a leader's. */
			const struct held_role role = { ROLE_DAILY_LEADER, led };
			struct actor a = { .person = leader, .roles = &role, .nroles = 1 };
			struct req q = { .x = x, .actor = &a };
			assert_int_equal(sql_facilitator_add(x, s->id, leader, NULL), OK);
			s = reload(s);
			assert_int_equal(session_recognise(&q, s), OK);
			assert_int_equal(s->viewer, out ? VIEWER_NOBODY : VIEWER_CONSOLE);
			assert_int_equal(s->leader, out);
			(void)phone;
		}
	unit = led;
}

static void who_runs_it_can_be_taken_off_but_not_the_last(void **state)
{
	(void)state;
	struct session *s = planned();
	person_id other = somebody("anden@example.dk");
	assert_int_equal(session_facilitator_drop(x, s, consultant), INVALID);
	assert_string_equal(x->fault.message, "workshop.facilitator_last");
	fault_clear(x);
	assert_int_equal(session_facilitator_add(x, s, other), OK);
	assert_int_equal(session_facilitator_drop(x, s, consultant), OK);
	const struct held_role role = { ROLE_CONSULTANT, unit };
	struct actor a = { .person = consultant, .roles = &role, .nroles = 1 };
	struct req q = { .x = x, .actor = &a };
	s = reload(s);
	assert_int_equal(session_recognise(&q, s), OK);
	assert_int_equal(s->viewer, VIEWER_NOBODY);
}

static void chairs_that_nobody_sits_on_do_not_fill_the_room(void **state)
{
	(void)state;
	enum { COUNT_EVERY = 64 };
	struct session *s = planned(), *early = join(s, false);
	struct sql_phone_count phones;
	struct str secret;
	phone_id id;
	for (int i = 0; i < WORKSHOP_PHONES_MAX; i++)
		assert_int_equal(sql_phone_add(x, s->id, str_fmt(x->arena, "%064d", i), S("participant"), &id), OK);
	int64_t chairs;
	for (int i = 0; i < COUNT_EVERY; i++)	/* one of them is counted at */
		assert_int_equal(session_join(x, reload(s), false, &secret), OK);
	assert_int_equal(sql_chair_count(x, s->id, &chairs), OK);
	assert_true(chairs < WORKSHOP_PHONES_MAX / 2);
	assert_int_equal(sql_phone_count(x, s->id, &phones), OK);
	assert_int_equal(phones.participants, 1);	/* who sits, sits */
	assert_non_null(reload(early)->phone);
	struct sql_phone_by_secret *last;
	assert_int_equal(sql_phone_by_secret(x, s->id, hash_hex(x->arena, secret), &last), OK);
	assert_non_null(last);
}

static struct str tree_html(struct session *s, const char *audience)
{
	struct live_tree *t = live_tree_new(x);
	assert_int_equal(workshop_tree(x, s, str_of(audience), t), OK);
	return live_html(x, t);
}

static void leaders_never_see_a_card_and_headings_only_when_opened(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_cards"), *phone = join(s, false), *boss = join(s, true);
	struct str text = S("Overlevering naar ikke at blive faerdig");
	card_id card = write_card(phone, "critique_cards", text.p);
	bool fresh;
	card_id ignored;
	assert_int_equal(board_write(x, boss, S("critique_cards"), S("lederens kort"), key(), &ignored, &fresh), FORBIDDEN);
	assert_false(session_may_see(boss, S("critique_cards")));
	theme_id theme;
	fault_clear(x);
	assert_int_equal(board_theme_add(x, s, S("critique_cards"), (theme_id){ 0 }, S("Vagtskifte"), &theme), OK);
	assert_int_equal(board_move(x, s, card, theme, (card_id){ 0 }), OK);
	/* Every step from here to the end: the words are nowhere in what a leader gets. */
	for (unsigned n = 0; session_nth_step(s->method, n, NULL); n++) {
		s = at(s, session_nth_step(s->method, n, NULL)->key);
		boss = reload(boss);
		if (s->part->leaders)
			break;
		struct str html = tree_html(boss, "leader");
		assert_false(str_contains(html, text));
		assert_false(str_contains(html, S("Vagtskifte")));
		assert_false(str_contains(html, text_in(s->step->title, DA)));	/* not even the step */
	}
	assert_false(str_contains(outcome(s, true), text));
	assert_false(str_contains(outcome(s, true), S("Vagtskifte")));
	/* Opening needs every item of the method's handover list. */
	s = at(s, "lunch");
	assert_int_equal(session_open_to_leaders(x, s, OPEN_THEMES | OPEN_PRIORITIES, NULL, 0), INVALID);
	struct str ticked[8];
	for (unsigned i = 0; i < s->method->handover_count; i++)
		ticked[i] = str_of(s->method->handover[i].key);
	fault_clear(x);
	assert_int_equal(session_open_to_leaders(x, s, OPEN_THEMES, ticked, s->method->handover_count), OK);
	assert_true(str_contains(outcome(s, true), S("Vagtskifte")));
	assert_false(str_contains(outcome(s, true), text));
	/* Chosen cards are priorities: they show when priorities are opened, others never. */
	card_id other = write_card(s, "critique_cards", "Et kort som ikke blev valgt");
	assert_int_equal(board_choose(x, s, str_fmt(x->arena, "card/%" PRId64, card.v), true), OK);
	s = reload(s);
	assert_int_equal(session_open_to_leaders(x, s, OPEN_PRIORITIES, ticked, s->method->handover_count), OK);
	assert_true(str_contains(outcome(s, true), text));
	assert_false(str_contains(outcome(s, true), S("Et kort som ikke blev valgt")));
	(void)other;
}

/* ---- cards */

static void a_card_sent_twice_is_stored_once(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_cards"), *phone = join(s, false);
	struct str k = key();
	card_id first, again;
	bool fresh;
	assert_int_equal(board_write(x, phone, S("critique_cards"), S("Ingen ro"), k, &first, &fresh), OK);
	assert_true(fresh);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(board_write(x, phone, S("critique_cards"), S("Ingen ro"), k, &again, &fresh), OK);
		assert_false(fresh);
		assert_int_equal(again.v, first.v);
	}
	/* Also when it comes again after the part has been left. */
	s = at(s, "dream_cards");
	phone = reload(phone);
	assert_int_equal(board_write(x, phone, S("critique_cards"), S("Ingen ro"), k, &again, &fresh), OK);
	assert_int_equal(again.v, first.v);
	assert_int_equal(board_write(x, phone, S("critique_cards"), S("For sent"), key(), &again, &fresh), INVALID);
	assert_string_equal(x->fault.message, "workshop.board_closed");
}

/* A page that was gone back to has the same key, and other words in its field. */
static void a_key_used_again_for_other_words_is_no_second_sending(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_cards"), *phone = join(s, false);
	struct str k = key();
	card_id first, again;
	bool fresh;
	assert_int_equal(board_write(x, phone, S("critique_cards"), S("Ingen ro"), k, &first, &fresh), OK);
	assert_int_equal(board_write(x, phone, S("critique_cards"), S("Ingen plads"), k, &again, &fresh), CONFLICT);
	assert_string_equal(x->fault.field, "text");
	assert_string_equal(x->fault.message, "workshop.sent_with_other_words");
	fault_clear(x);
	/* The words as they were sent, whatever the desk has made of them since. */
	assert_int_equal(board_reword(x, s, first, S("Ingen ro"), S("Mere ro")), OK);
	assert_int_equal(board_write(x, phone, S("critique_cards"), S("Ingen  ro"), k, &again, &fresh), OK);
	assert_int_equal(again.v, first.v);
	assert_int_equal(board_write(x, phone, S("critique_cards"), S("Ingen plads"), k, &again, &fresh), CONFLICT);
	fault_clear(x);
	assert_int_equal(board_take_back(x, phone, k), OK);
	assert_int_equal(board_write(x, phone, S("critique_cards"), S("Ingen plads"), k, NULL, &fresh), CONFLICT);
	fault_clear(x);
	s = at(s, "dream_cards");
	assert_int_equal(board_write(x, reload(phone), S("critique_cards"), S("Ingen plads"), k, NULL, &fresh), CONFLICT);
}

static void expect_board(struct session *s, const char *const words[])
{
	struct sql_cards *rows;
	size_t n, i = 0;
	assert_int_equal(sql_cards(x, s->id, S("critique_cards"), &rows, &n), OK);
	for (; words[i]; i++) {
		assert_true(i < n);
		assert_string_equal(str_z(x->arena, rows[i].text), words[i]);
	}
	assert_int_equal(n, i);
}

static void a_typed_sheet_sent_again_with_a_line_more_adds_that_line(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_cards");
	struct str k = key(), board = S("critique_cards");
	size_t added;
	assert_int_equal(board_type_in(x, s, board, S("A\nB\nB\nC"), k, &added), OK);
	assert_int_equal(added, 4);	/* two people wrote the same */
	assert_int_equal(board_type_in(x, s, board, S("A\nB\nB\nC"), k, &added), OK);
	assert_int_equal(added, 0);
	assert_int_equal(board_type_in(x, s, board, S("X\nA\n\nB\nB\nC\nB\n"), k, &added), OK);
	assert_int_equal(added, 2);
	expect_board(s, (const char *const[]){ "A", "B", "B", "C", "X", "B", NULL });
}

static void a_heading_stands_once_on_its_board(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_headings");
	struct str board = S("critique_cards");
	theme_id shift, other, part, again;
	assert_int_equal(board_theme_add(x, s, board, (theme_id){ 0 }, S("Ærlig tale"), &shift), OK);
	assert_int_equal(board_theme_add(x, s, board, (theme_id){ 0 }, S("Vagtskifte"), &other), OK);
	assert_int_equal(board_theme_add(x, s, board, (theme_id){ 0 }, S("  ærlig   TALE "), &again), INVALID);
	assert_string_equal(x->fault.field, "title");
	assert_string_equal(x->fault.message, "workshop.heading_there");
	fault_clear(x);
	/* The same part under two headings says two things; twice under one it does not. */
	assert_int_equal(board_theme_add(x, s, board, shift, S("Om natten"), &part), OK);
	assert_int_equal(board_theme_add(x, s, board, other, S("Om natten"), &part), OK);
	assert_int_equal(board_theme_add(x, s, board, other, S("om natten"), &again), INVALID);
	fault_clear(x);
	assert_int_equal(board_theme_add(x, s, S("dream_cards"), (theme_id){ 0 }, S("Vagtskifte"), &again), OK);
	assert_int_equal(board_theme_rename(x, s, other, S("Vagtskifte"), S("ÆRLIG tale")), INVALID);
	assert_string_equal(x->fault.message, "workshop.heading_there");
	fault_clear(x);
	assert_int_equal(board_theme_rename(x, s, other, S("Vagtskifte"), S("VAGTSKIFTE")), OK);	/* itself, in capitals */
}

static void assert_told(enum rc rc, const char *field, struct str stands)
{
	assert_int_equal(rc, CONFLICT);
	assert_string_equal(x->fault.field, field);
	assert_string_equal(x->fault.message, "workshop.other_words");
	assert_true(str_eq(val_get_str(x->fault.args, "stands"), stands));
	fault_clear(x);
}

/* Both have opened the same words; whoever saves second is told what stands, and
 * having seen it may save again. */
static void who_rewords_second_is_told_what_stands(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_headings");
	struct str board = S("critique_cards");
	card_id card;
	theme_id theme;
	bool fresh;
	struct sql_card *c;
	struct sql_theme *t;
	assert_int_equal(board_write(x, s, board, S("Ingen ro"), key(), &card, &fresh), OK);
	assert_int_equal(board_reword(x, s, card, S("Ingen ro"), S("Mere ro")), OK);
	assert_told(board_reword(x, s, card, S("Ingen ro"), S("Ro om natten")), "text", S("Mere ro"));
	assert_told(board_reword(x, s, card, S(""), S("Ro om natten")), "text", S("Mere ro"));	/* who does not say what it saw */
	assert_int_equal(board_reword(x, s, card, S("Ingen ro"), S("Mere  ro")), OK);	/* of one mind */
	assert_int_equal(sql_card(x, s->id, card, &c), OK);
	assert_true(str_eqz(c->text, "Mere ro"));
	assert_int_equal(board_reword(x, s, card, S("Mere ro"), S("Ro om natten")), OK);
	assert_int_equal(board_theme_add(x, s, board, (theme_id){ 0 }, S("Ro"), &theme), OK);
	assert_int_equal(board_theme_rename(x, s, theme, S("Ro"), S("Stilhed")), OK);
	assert_told(board_theme_rename(x, s, theme, S("Ro"), S("Støj")), "title", S("Stilhed"));
	assert_int_equal(board_theme_rename(x, s, theme, S("Ro"), S("Stilhed")), OK);
	assert_int_equal(sql_theme(x, s->id, theme, &t), OK);
	assert_true(str_eqz(t->title, "Stilhed"));
}

static void who_changes_a_rule_second_is_told_what_stands(void **state)
{
	(void)state;
	struct session *s = at(planned(), "ground_rules");
	struct sql_rules *r, *now;
	size_t n;
	assert_int_equal(sql_rules(x, s->id, &r, &n), OK);
	const struct rule_words was = { r[0].title, r[0].body }, one = { S("Vi lytter"), S("Til ende") }, other = { S("Vi lytter"), S("") };
	assert_int_equal(session_rule_set(x, s, r[0].id, was, one), OK);
	assert_told(session_rule_set(x, s, r[0].id, was, other), "title", S("Vi lytter – Til ende"));
	assert_int_equal(session_rule_set(x, s, r[0].id, was, one), OK);
	assert_int_equal(sql_rules(x, s->id, &now, &n), OK);
	assert_true(str_eqz(now[0].body, "Til ende"));
	assert_int_equal(session_rule_set(x, s, r[0].id, one, other), OK);
	assert_int_equal(session_rule_drop(x, s, r[0].id), OK);
	assert_int_equal(session_rule_set(x, s, r[0].id, other, one), NOT_FOUND);
}

/* A phone that is ahead of the room is not told that it came too late. */
static void what_comes_too_early_has_not_begun(void **state)
{
	(void)state;
	struct session *s = at(planned(), "dream_elaborate"), *phone = join(s, false);
	struct val *none = val_new_obj(x);
	small_group_id group;
	form_row_id row;
	card_id card;
	bool fresh;
	assert_int_equal(group_add(x, s, S("Hold 1"), (theme_id){ 0 }, &group), OK);
	s = at(s, "critique_cards");
	phone = reload(phone);
	assert_int_equal(board_write(x, phone, S("dream_cards"), S("For tidligt"), key(), &card, &fresh), INVALID);
	assert_string_equal(x->fault.message, "workshop.board_not_yet");
	assert_string_equal(x->fault.field, "text");
	fault_clear(x);
	static const struct { const char *step, *text, *rows, *mark; } when[] = {
		{ "critique_cards", "workshop.step_not_yet", "workshop.step_not_yet", "workshop.step_not_yet" },
		{ "lunch", "workshop.step_over", "workshop.step_not_yet", "workshop.step_not_yet" },
		{ "close", "workshop.step_over", "workshop.step_over", "workshop.step_over" },
	};
	for (size_t i = 0; i < sizeof when / sizeof *when; i++) {
		s = at(s, when[i].step);
		assert_int_equal(group_write(x, s, group, 0, S("Tekst")), INVALID);
		assert_string_equal(x->fault.message, when[i].text);
		fault_clear(x);
		assert_int_equal(group_row_save(x, s, group, (form_row_id){ 0 }, 0, key(), none, &row), INVALID);
		assert_string_equal(x->fault.message, when[i].rows);
		fault_clear(x);
		assert_int_equal(group_row_mark(x, s, (form_row_id){ 1 }, (struct row_mark){ S(""), S("") }, (struct row_mark){ S("yes"), S("") }), INVALID);
		assert_string_equal(x->fault.message, when[i].mark);
		fault_clear(x);
	}
}

static void cards_are_checked_at_the_field(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_cards"), *phone = join(s, false);
	static const struct { const char *text, *idem, *field; } bad[] = {
		{ "", NULL, "text" }, { "  \n ", NULL, "text" }, { "fint kort", "kort", "idem" }, { "fint kort", "AAAAAAAAAAAAAAAAAAAA", "idem" },
	};
	card_id id;
	bool fresh;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		fault_clear(x);
		struct str idem = bad[i].idem ? str_of(bad[i].idem) : key();
		assert_int_equal(board_write(x, phone, S("critique_cards"), str_of(bad[i].text), idem, &id, &fresh), INVALID);
		assert_string_equal(x->fault.field, bad[i].field);
	}
	char big[5001];
	memset(big, 'x', 5000);
	big[5000] = 0;
	fault_clear(x);
	assert_int_equal(board_write(x, phone, S("critique_cards"), str_of(big), key(), &id, &fresh), INVALID);
	assert_string_equal(x->fault.message, "form.too_long");
	assert_int_equal(val_get_int(x->fault.args, "max", 0), 120);
	int64_t total;
	assert_int_equal(sql_card_count(x, s->id, &total), OK);
	assert_int_equal(total, 0);
}

static void a_full_board_says_so_and_keeps_what_it_has(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_cards");
	size_t added, all = 0;
	struct buf lines;
	buf_init(&lines, 1 << 20);
	for (int i = 0; i < 300; i++)
		buf_fmt(&lines, "kort nummer %d\n", i);
	for (int i = 0; i < WORKSHOP_CARDS_MAX / 300; i++) {
		assert_int_equal(board_type_in(x, s, S("critique_cards"), buf_view(&lines), key(), &added), OK);
		all += added;
	}
	assert_int_equal(all, WORKSHOP_CARDS_MAX);
	card_id id;
	bool fresh;
	assert_int_equal(board_write(x, s, S("critique_cards"), S("et for meget"), key(), &id, &fresh), INVALID);
	assert_string_equal(x->fault.message, "workshop.board_full");
	buf_free(&lines);
}

static void only_the_phone_that_wrote_a_card_takes_it_back(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_cards"), *mine = join(s, false), *other = join(s, false);
	struct str k = key();
	card_id id;
	bool fresh;
	assert_int_equal(board_write(x, mine, S("critique_cards"), S("Fortrudt"), k, &id, &fresh), OK);
	assert_int_equal(board_take_back(x, other, k), CONFLICT);
	fault_clear(x);
	assert_int_equal(board_take_back(x, mine, k), OK);
	int64_t total;
	assert_int_equal(sql_card_count(x, s->id, &total), OK);
	assert_int_equal(total, 0);
	assert_int_equal(board_take_back(x, mine, k), OK);	/* asked twice */
}

/* The first sending was given up by the phone and arrives after the second one. */
static void a_card_that_is_gone_does_not_come_back_by_a_late_sending(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_cards"), *mine = join(s, false);
	struct str k[2] = { key(), key() };
	card_id id, other;
	bool fresh;
	int64_t total;
	for (int i = 0; i < 2; i++)
		assert_int_equal(board_write(x, mine, S("critique_cards"), S("Om Bente"), k[i], &id, &fresh), OK);
	other = write_card(s, "critique_cards", "Et andet");
	assert_int_equal(board_merge(x, s, other, id), OK);
	assert_int_equal(board_take_back(x, mine, k[0]), OK);
	assert_int_equal(board_drop(x, s, id), OK);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(board_write(x, reload(mine), S("critique_cards"), S("Om Bente"), k[i], NULL, &fresh), CONFLICT);
		assert_string_equal(x->fault.message, "workshop.taken_off");	/* nobody is told that it stands */
		fault_clear(x);
	}
	assert_int_equal(sql_card_count(x, s->id, &total), OK);
	assert_int_equal(total, 1);
	struct sql_card *c;
	assert_int_equal(sql_card(x, s->id, other, &c), OK);
	assert_int_equal(c->merged_into.v, 0);	/* what was merged into it stands by itself */
	assert_int_equal(board_drop(x, reload(s), id), OK);	/* asked twice */
}

/* The card waits in a tunnel, and its writer regrets it from another page. */
static void a_card_that_was_taken_back_before_it_came_never_stands(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_cards"), *mine = join(s, false);
	struct str k = key();
	bool fresh;
	int64_t total;
	assert_int_equal(board_take_back(x, reload(mine), S("nokey")), INVALID);
	fault_clear(x);
	for (int i = 0; i < 2; i++)
		assert_int_equal(board_take_back(x, reload(mine), k), OK);
	assert_int_equal(board_write(x, reload(mine), S("critique_cards"), S("Fortrudt"), k, NULL, &fresh), CONFLICT);
	fault_clear(x);
	assert_int_equal(sql_card_count(x, s->id, &total), OK);
	assert_int_equal(total, 0);
	assert_false(str_contains(outcome(s, false), S("Fortrudt")));
	end(s);
	assert_int_equal(sql_cards_gone(x, s->id, &total), OK);
	assert_int_equal(total, 0);
}

static void dots_on_a_parked_card_are_told_with_it(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_cards");
	card_id id = write_card(s, "critique_cards", "Overlevering"), also = write_card(s, "critique_cards", "Vagtskifte");
	struct str target = str_fmt(x->arena, "card/%" PRId64, id.v), other = str_fmt(x->arena, "card/%" PRId64, also.v);
	s = at(s, "critique_vote");
	for (int i = 0; i < 6; i++) {
		struct session *phone = join(s, false);
		assert_int_equal(board_dot(x, phone, 1, target, 1), OK);
		assert_int_equal(board_dot(x, phone, 2, other, 1), OK);
	}
	assert_int_equal(vote_tell(x, reload(s), true), OK);
	assert_int_equal(board_merge(x, reload(s), also, id), OK);
	assert_int_equal(board_park(x, reload(s), id), OK);
	struct val *all = val_new_obj(x);
	assert_int_equal(workshop_outcome(x, s->id, false, all), OK);
	const struct val *parked = val_get(all, S("parking"))->kids.first;
	assert_int_equal(val_get_int(parked, "dots", 0), 12);
	assert_null(parked->next);
}

static void arranging_moves_merges_divides_and_dissolves(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_headings");
	struct str board = S("critique_cards");
	card_id a = write_card(s, board.p, "a"), b = write_card(s, board.p, "b"), c = write_card(s, board.p, "c");
	theme_id t1, t2, part;
	assert_int_equal(board_theme_add(x, s, board, (theme_id){ 0 }, S("Et"), &t1), OK);
	assert_int_equal(board_theme_add(x, s, board, (theme_id){ 0 }, S("To"), &t2), OK);
	assert_int_equal(board_theme_add(x, s, board, t1, S("Om natten"), &part), OK);
	assert_int_equal(board_move(x, s, a, t1, (card_id){ 0 }), OK);
	assert_int_equal(board_move(x, s, b, t1, a), OK);
	assert_int_equal(board_move(x, s, c, part, (card_id){ 0 }), OK);
	struct sql_cards *rows;
	size_t n;
	assert_int_equal(sql_cards(x, s->id, board, &rows, &n), OK);
	assert_int_equal(n, 3);
	assert_int_equal(rows[0].id.v, b.v);	/* before a */
	assert_int_equal(rows[1].id.v, a.v);
	assert_int_equal(board_merge(x, s, a, b), OK);
	assert_int_equal(board_merge(x, s, b, c), OK);	/* a follows b into c */
	struct sql_card *card;
	assert_int_equal(sql_card(x, s->id, a, &card), OK);
	assert_int_equal(card->merged_into.v, c.v);
	assert_int_equal(board_merge(x, s, c, c), INVALID);
	fault_clear(x);
	assert_int_equal(board_theme_merge(x, s, t1, part), INVALID);	/* a heading into its own part */
	fault_clear(x);
	assert_int_equal(board_theme_merge(x, s, t1, t2), OK);
	struct sql_themes *themes;
	assert_int_equal(sql_themes(x, s->id, board, &themes, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(board_theme_drop(x, s, part), OK);
	assert_int_equal(sql_card(x, s->id, c, &card), OK);
	assert_int_equal(card->theme_id.v, t2.v);	/* cards of a dissolved part go to its heading */
	struct session *phone = join(s, false);
	assert_int_equal(board_move(x, phone, c, t2, (card_id){ 0 }), FORBIDDEN);
}

static void every_card_is_visited_once_and_then_none(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_cards");
	card_id loose = write_card(s, "critique_cards", "løst"), under = write_card(s, "critique_cards", "under"), gone = write_card(s, "critique_cards", "slået sammen");
	theme_id theme;
	assert_int_equal(board_theme_add(x, s, S("critique_cards"), (theme_id){ 0 }, S("T"), &theme), OK);
	assert_int_equal(board_move(x, s, under, theme, (card_id){ 0 }), OK);
	assert_int_equal(board_merge(x, s, gone, loose), OK);
	s = at(s, "critique_talk");
	const int64_t want[] = { loose.v, under.v };
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(session_focus_seen(x, s, s->row->focus), OK);
		assert_int_equal(session_focus_next(x, s), OK);
		assert_int_equal(session_focus_seen(x, s, i ? str_fmt(x->arena, "card/%" PRId64, want[0]) : S("")), CONFLICT);
		s = reload(s);
		assert_true(str_eq(s->row->focus, str_fmt(x->arena, "card/%" PRId64, want[i])));
	}
	assert_int_equal(session_focus_next(x, s), OK);
	assert_int_equal(reload(s)->row->focus.n, 0);
}

/* ---- dots */

/* As if the room were told now. */
static int64_t dots(struct session *s, struct str target)
{
	struct sql_dot_tally *rows;
	size_t n;
	assert_int_equal(sql_vote_show(x, s->id, str_of(s->step->key), NULL), OK);
	assert_int_equal(sql_dot_tally(x, s->id, str_of(s->step->key), &rows, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].target, target))
			return rows[i].dots;
	return 0;
}

static void dots_keep_their_budget_and_belong_to_nobody(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_cards");
	struct str a = str_fmt(x->arena, "card/%" PRId64, write_card(s, "critique_cards", "a").v);
	struct str b = str_fmt(x->arena, "card/%" PRId64, write_card(s, "critique_cards", "b").v);
	s = at(s, "critique_vote");
	struct session *one = join(s, false), *two = join(s, false);
	int64_t budget = s->step->dots;
	for (int64_t n = 1; n <= budget; n++)
		for (int again = 0; again < 2; again++)	/* sent twice */
			assert_int_equal(board_dot(x, one, n, a, 0), OK);
	assert_int_equal(dots(s, a), budget);
	assert_int_equal(board_dot(x, one, budget + 1, a, 0), INVALID);
	fault_clear(x);
	assert_int_equal(board_dot(x, one, 1, b, 0), OK);	/* moved, not added */
	assert_int_equal(dots(s, a), budget - 1);
	assert_int_equal(dots(s, b), 1);
	assert_int_equal(board_dot(x, two, 1, S(""), 0), OK);	/* lifting what was never laid touches nobody's */
	assert_int_equal(dots(s, b), 1);
	assert_int_equal(board_dot(x, one, 1, S(""), 0), OK);
	assert_int_equal(dots(s, b), 0);
	assert_int_equal(board_dot(x, one, 1, S("card/999999"), 0), INVALID);
	fault_clear(x);
	struct board_dot *laid;
	size_t n;
	assert_int_equal(board_my_dots(x, one, &laid, &n), OK);
	assert_int_equal(n, budget);
	assert_null(laid[0].target.p);
	assert_true(str_eq(laid[1].target, a));
	assert_int_equal(board_my_dots(x, two, &laid, &n), OK);
	assert_null(laid[1].target.p);
}

enum { VOTERS = VOTE_ENOUGH + 2 };

static struct str on_card(card_id card)
{
	return str_fmt(x->arena, "card/%" PRId64, card.v);
}

static void lay(struct session *phone, int64_t n, card_id card)
{
	assert_int_equal(board_dot(x, reload(phone), n, on_card(card), 0), OK);
}

static int64_t told_on(struct session *s, card_id card)
{
	struct board board;
	assert_int_equal(view_board(x, s, S("critique_cards"), &board), OK);
	for (size_t i = 0; i < board.ncards; i++)
		if (board.cards[i].id.v == card.v)
			return board.nvotes ? view_card_dots(&board, &board.votes[0], &board.cards[i]) : 0;
	return -1;
}

/* Nobody is swayed while dots are laid; then everybody sees what it came to. */
static void the_result_of_a_vote_is_told_when_the_facilitator_says_so(void **state)
{
	(void)state;
	static const char *const rooms[] = { "wall", "phone", "console" };
	struct session *s = at(planned(), "critique_cards"), *phones[VOTERS];
	card_id a = write_card(s, "critique_cards", "Telefonen"), b = write_card(s, "critique_cards", "Telefonen ringer"), c = write_card(s, "critique_cards", "Larmen");
	for (int i = 0; i < VOTERS; i++)
		phones[i] = join(s, false);
	assert_int_equal(vote_tell(x, s, true), INVALID);	/* nobody votes yet */
	s = at(s, "critique_vote");
	for (int i = 0; i < VOTE_ENOUGH; i++)
		lay(phones[i], 1, c);
	lay(phones[0], 2, c);
	for (int i = 0; i < 3; i++)
		assert_false(str_contains(tree_html(reload(s), rooms[i]), S("vote-table")));
	assert_false(str_contains(outcome(s, false), S("\"dots\":6")));
	assert_int_equal(vote_tell(x, reload(phones[0]), true), FORBIDDEN);
	assert_int_equal(vote_tell(x, reload(s), true), OK);
	for (int i = 0; i < 3; i++)
		assert_true(str_contains(tree_html(reload(s), rooms[i]), S("vote-table")));
	assert_true(str_contains(outcome(s, false), S("\"dots\":6")));
	assert_int_equal(board_dot(x, reload(phones[0]), 3, on_card(a), 0), INVALID);
	assert_string_equal(x->fault.message, "workshop.vote_told");
	assert_int_equal(vote_tell(x, reload(s), false), OK);
	lay(phones[0], 3, a);
	assert_false(str_contains(tree_html(reload(s), "wall"), S("vote-table")));
	/* Found to be one afterwards: its dots are not lost. */
	for (int i = 0; i < VOTE_ENOUGH; i++)
		lay(phones[i], 1, b);
	assert_int_equal(board_merge(x, reload(s), b, a), OK);
	assert_int_equal(vote_tell(x, reload(s), true), OK);
	s = at(s, "critique_vote");
	assert_int_equal(told_on(s, a), VOTE_ENOUGH + 1);
	assert_int_equal(told_on(s, c), 1);
}

static int64_t laid_on(struct session *phone, struct str target)
{
	struct board_dot *dots;
	size_t n;
	int64_t sum = 0;
	assert_int_equal(board_my_dots(x, reload(phone), &dots, &n), OK);
	for (size_t i = 0; i < n; i++)
		sum += target.n ? dots[i].target.p && str_eq(dots[i].target, target) : !dots[i].target.p;
	return sum;
}

/* The desk goes on arranging while people vote. */
static void dots_follow_a_merged_card_and_come_back_from_one_that_goes(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_cards"), *phone = join(s, false);
	card_id a = write_card(s, "critique_cards", "Telefonen"), b = write_card(s, "critique_cards", "Telefonen ringer");
	card_id c = write_card(s, "critique_cards", "Larmen"), d = write_card(s, "critique_cards", "Kaffen");
	s = at(s, "critique_vote");
	int64_t budget = s->step->dots;
	assert_true(budget >= 3);
	for (int64_t n = 1; n <= budget; n++)
		lay(phone, n, a);
	struct str key_before, key_after;
	assert_int_equal(workshop_page_key(x, reload(s), &key_before), OK);
	assert_int_equal(board_merge(x, reload(s), a, b), OK);
	assert_int_equal(workshop_page_key(x, reload(s), &key_after), OK);
	assert_false(str_eq(key_before, key_after));	/* the phone's page has other buttons now */
	assert_int_equal(laid_on(phone, on_card(b)), budget);
	assert_int_equal(board_dot(x, reload(phone), 1, S(""), 0), OK);
	assert_int_equal(board_dot(x, reload(phone), 2, on_card(a), 0), OK);	/* from a page that still has it */
	assert_int_equal(laid_on(phone, on_card(b)), budget - 1);
	assert_int_equal(board_merge(x, reload(s), a, (card_id){ 0 }), OK);	/* by itself again */
	assert_int_equal(laid_on(phone, on_card(a)), budget - 1);
	lay(phone, 2, b);

	assert_int_equal(board_drop(x, reload(s), a), OK);
	assert_int_equal(laid_on(phone, S("")), budget - 1);
	assert_int_equal(board_park(x, reload(s), b), OK);
	assert_int_equal(laid_on(phone, S("")), budget);
	for (int64_t n = 1; n <= budget; n++)
		lay(phone, n, c);
	assert_int_equal(laid_on(phone, on_card(c)), budget);

	/* One that is dropped lets go what had been merged into it, with its dots. */
	lay(phone, 1, d);
	assert_int_equal(board_merge(x, reload(s), c, d), OK);
	assert_int_equal(laid_on(phone, on_card(d)), budget);
	assert_int_equal(board_drop(x, reload(s), d), OK);
	assert_int_equal(laid_on(phone, on_card(c)), budget - 1);
}

static void a_card_that_its_writer_takes_back_gives_dots_back(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_cards"), *writer = join(s, false), *phone = join(s, false);
	struct str sent = key();
	card_id id;
	bool fresh;
	assert_int_equal(board_write(x, writer, S("critique_cards"), S("Fortrudt"), sent, &id, &fresh), OK);
	s = at(s, "critique_vote");
	lay(phone, 1, id);
	assert_int_equal(board_take_back(x, reload(writer), sent), OK);
	assert_int_equal(laid_on(phone, S("")), s->step->dots);
}

/* Four on a card that goes and one on another are one who votes, not five. */
static void who_voted_for_what_is_gone_is_no_company(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_cards"), *phones[VOTERS];
	card_id a = write_card(s, "critique_cards", "Telefonen"), b = write_card(s, "critique_cards", "Larmen"), c = write_card(s, "critique_cards", "Kaffen");
	for (int i = 0; i < VOTERS; i++)
		phones[i] = join(s, false);
	s = at(s, "critique_vote");
	for (int i = 0; i < VOTE_ENOUGH - 1; i++)
		lay(phones[i], 1, i % 2 ? a : b);
	lay(phones[VOTE_ENOUGH - 1], 1, c);
	assert_int_equal(board_drop(x, reload(s), a), OK);
	assert_int_equal(board_park(x, reload(s), b), OK);
	assert_int_equal(vote_tell(x, reload(s), true), INVALID);
	assert_string_equal(x->fault.message, "workshop.vote_too_few");
	fault_clear(x);
	for (int i = 0; i < VOTE_ENOUGH - 1; i++)
		lay(phones[i], 1, c);
	assert_int_equal(vote_tell(x, reload(s), true), OK);
	assert_int_equal(told_on(reload(s), c), VOTE_ENOUGH);
}

/* What to do where so few are in, in words that fit none, one and two. */
static void the_desk_is_told_how_few_are_in(void **state)
{
	static const char *const told[] = { "Ingen er med på telefon", "Kun én er med på telefon", "Kun 2 er med på telefon" };
	(void)state;
	struct session *s = at(planned(), "critique_vote");
	for (size_t n = 0; n < 3; n++) {
		for (size_t i = 0; i < 3; i++)
			assert_int_equal(str_contains(live_text(s, "console"), str_of(told[i])), i == n);
		join(s, false);
	}
}

/* R7: no result, and no two of them, tell what fewer than five have done. */
static void no_result_of_a_vote_is_that_of_a_few(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_cards"), *phones[VOTERS];
	card_id a = write_card(s, "critique_cards", "Telefonen"), c = write_card(s, "critique_cards", "Larmen");
	for (int i = 0; i < VOTERS; i++)
		phones[i] = join(s, false);
	s = at(s, "critique_vote");
	for (int i = 0; i < VOTE_ENOUGH - 1; i++)
		for (int64_t n = 1; n <= 2; n++)	/* two from each are not more people */
			lay(phones[i], n, a);
	assert_int_equal(vote_tell(x, reload(s), true), INVALID);
	assert_string_equal(x->fault.message, "workshop.vote_too_few");
	s = at(s, "critique_groups");			/* nor by going on */
	assert_int_equal(told_on(s, a), 0);
	assert_false(str_contains(outcome(s, false), S("\"dots\":8")));
	s = at(s, "critique_vote");
	lay(phones[VOTE_ENOUGH - 1], 1, a);
	assert_int_equal(vote_tell(x, reload(s), true), OK);
	assert_int_equal(told_on(reload(s), a), 9);
	/* One who comes later, and one who moves a dot, are not told from the others. */
	assert_int_equal(vote_tell(x, reload(s), false), OK);
	lay(phones[VOTERS - 1], 1, c);
	lay(phones[0], 1, c);
	assert_int_equal(vote_tell(x, reload(s), true), OK);
	assert_int_equal(told_on(reload(s), a), 9);
	assert_int_equal(told_on(reload(s), c), 0);
	s = at(s, "critique_groups");
	assert_int_equal(told_on(s, c), 0);
	assert_int_equal(session_end(x, reload(s), reload(s)->row->version), OK);
	assert_int_equal(told_on(reload(s), c), 0);
	assert_int_equal(told_on(reload(s), a), 9);
}

/* Paper is no company for phones; it comes along with them, and late it is seen. */
static void dots_on_paper_are_no_company(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_cards"), *phones[VOTE_ENOUGH];
	card_id a = write_card(s, "critique_cards", "Telefonen");
	for (int i = 0; i < VOTE_ENOUGH; i++)
		phones[i] = join(s, false);
	s = at(s, "critique_vote");
	int64_t ballot = s->step->dots;
	assert_int_equal(paper_ballots(x, reload(s), VOTE_ENOUGH), OK);
	for (int i = 0; i < VOTE_ENOUGH; i++)
		assert_int_equal(paper_dots(x, reload(s), on_card(a), ballot, false), OK);
	for (int i = 0; i < VOTE_ENOUGH - 1; i++)
		lay(phones[i], 1, a);
	assert_int_equal(vote_tell(x, reload(s), true), INVALID);
	lay(phones[VOTE_ENOUGH - 1], 1, a);
	assert_int_equal(vote_tell(x, reload(s), true), OK);
	assert_int_equal(told_on(reload(s), a), VOTE_ENOUGH * (ballot + 1));
	/* What is told stands, for paper as for phones, until the vote is opened again. */
	for (int lift = 0; lift < 2; lift++) {
		assert_int_equal(paper_dots(x, reload(s), on_card(a), 1, lift), INVALID);
		assert_string_equal(x->fault.message, "paper.vote_told");
	}
	assert_int_equal(paper_ballots(x, reload(s), VOTE_ENOUGH + 1), INVALID);
	assert_int_equal(told_on(reload(s), a), VOTE_ENOUGH * (ballot + 1));
	assert_int_equal(vote_tell(x, reload(s), false), OK);
	assert_int_equal(paper_ballots(x, reload(s), VOTE_ENOUGH + 1), OK);
	assert_int_equal(paper_dots(x, reload(s), on_card(a), 1, false), OK);
	assert_int_equal(vote_tell(x, reload(s), true), OK);
	assert_int_equal(told_on(reload(s), a), VOTE_ENOUGH * (ballot + 1) + 1);
	/* By itself it is enough when it is that of five. */
	s = at(planned(), "critique_cards");
	a = write_card(s, "critique_cards", "Telefonen");
	s = at(s, "critique_vote");
	assert_int_equal(paper_ballots(x, reload(s), VOTE_ENOUGH), OK);
	assert_int_equal(paper_dots(x, reload(s), on_card(a), (VOTE_ENOUGH - 1) * ballot, false), OK);
	assert_int_equal(vote_tell(x, reload(s), true), INVALID);
	assert_int_equal(paper_dots(x, reload(s), on_card(a), ballot, false), OK);
	assert_int_equal(vote_tell(x, reload(s), true), OK);
}

/* Every paragraph of a film's words is on exactly one page, and none is too long to be read. */
static void the_words_of_a_film_have_pages(void **state)
{
	(void)state;
	struct str text = S(""), all = S(""), page;
	unsigned n = 0, of;
	for (int i = 0; i < 40; i++)
		text = str_fmt(x->arena, "%.*s**Maja %d:** Døren i kælderen går indad. Hvis der kommer vand, kan man ikke åbne den.\n\n", STR_ARG(text), i);
	for (unsigned i = 1; n == 0 || i <= n; i++) {
		assert_int_equal(show_page(text, i, &page, &n), i);
		assert_true(str_chars(page) <= 750);
		all = str_fmt(x->arena, "%.*s%.*s\n\n", STR_ARG(all), STR_ARG(page));
	}
	assert_true(n >= 4);
	assert_true(str_eq(str_trim(all), str_trim(text)));
	assert_int_equal(show_page(text, 99, &page, &of), n);
	assert_true(str_contains(page, S("Maja 39")));
	assert_int_equal(show_page(S("Et ord"), 1, &page, &of), 1);
	assert_int_equal(of, 1);
	assert_int_equal(show_page(S(""), 1, &page, &of), 0);
}

/* What the desk is told of those who take part, in steps and not among few. */
static void participation_is_told_in_steps(void **state)
{
	(void)state;
	assert_int_equal(view_taken_part(9, 9), -1);
	assert_int_equal(view_taken_part(4, 10), 0);
	assert_int_equal(view_taken_part(9, 10), 5);
	assert_int_equal(view_taken_part(10, 10), 10);
	assert_int_equal(view_taken_part(24, 4711), 20);
}

/* What was said first may arrive last: a phone that has given up a sending and
 * changed its mind is not overruled by it. */
static void a_late_dot_is_taken_and_changes_nothing(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_cards");
	struct str a = str_fmt(x->arena, "card/%" PRId64, write_card(s, "critique_cards", "a").v);
	struct str b = str_fmt(x->arena, "card/%" PRId64, write_card(s, "critique_cards", "b").v);
	s = at(s, "critique_vote");
	struct session *phone = join(s, false);
	assert_int_equal(board_dot(x, phone, 1, b, 2), OK);
	assert_int_equal(board_dot(x, phone, 1, a, 1), OK);
	assert_int_equal(dots(s, b), 1);
	assert_int_equal(dots(s, a), 0);
	assert_int_equal(board_dot(x, phone, 1, S(""), 3), OK);	/* lifted, and it stays in hand */
	assert_int_equal(board_dot(x, phone, 1, b, 2), OK);
	assert_int_equal(dots(s, b), 0);
	struct board_dot *mine;
	size_t n;
	assert_int_equal(dots(s, a), 0);
	assert_int_equal(board_my_dots(x, phone, &mine, &n), OK);
	assert_null(mine[0].target.p);
	assert_int_equal(mine[0].turn, 3);
	assert_int_equal(board_dot(x, phone, 1, a, 0), OK);	/* a phone that does not count */
	assert_int_equal(dots(s, a), 1);
	assert_int_equal(board_dot(x, phone, 1, b, 3), OK);	/* older than that */
	assert_int_equal(dots(s, b), 0);
}

static void a_late_wish_or_yes_changes_nothing(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_groups"), *phone = join(s, false);
	struct sql_groups *g;
	size_t n;
	for (int i = 0; i < 5; i++)
		join(s, false);
	assert_int_equal(group_make(x, s, WAY_SELF, 3, NULL), OK);
	assert_int_equal(sql_groups(x, s->id, S("critique_groups"), &g, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(group_sit(x, phone, g[1].id, 2), OK);
	assert_int_equal(group_sit(x, reload(phone), g[0].id, 1), OK);
	assert_int_equal(reload(phone)->phone->group_id.v, g[1].id.v);
	assert_int_equal(group_sit(x, reload(phone), (small_group_id){ 0 }, 3), OK);
	assert_int_equal(group_sit(x, reload(phone), g[1].id, 2), OK);
	assert_int_equal(reload(phone)->phone->group_id.v, 0);

	/* A yes to the rules as they stood before one was added. */
	int64_t read = s->row->rules_version;
	assert_int_equal(session_rule_add(x, reload(s), false, S("Vi taler om sagen"), S("")), OK);
	assert_int_equal(session_confirm_rules(x, reload(phone), read), OK);
	assert_int_equal(reload(phone)->phone->rules_version, read);
	assert_int_equal(session_confirm_rules(x, reload(phone), read + 1), OK);
	assert_int_equal(session_confirm_rules(x, reload(phone), read), OK);	/* and that one once more */
	assert_int_equal(reload(phone)->phone->rules_version, read + 1);
	assert_int_equal(session_confirm_rules(x, reload(phone), read + 2), INVALID);
}

/* "Wait until all have said yes": a leader who is outside cannot. */
static bool all_said_yes(struct session *s)
{
	return strstr(str_z(x->arena, tree_html(reload(s), "console")), "<span data-said-yes>alle har sagt ja");
}

static void all_have_said_yes_when_all_who_are_in_have(void **state)
{
	(void)state;
	struct session *s = planned(), *in[3], *outside = join(s, true);
	for (int i = 0; i < 3; i++)
		in[i] = join(s, false);
	s = at(s, "ground_rules");
	for (int i = 0; i < 3; i++) {
		assert_false(all_said_yes(s));
		assert_int_equal(session_confirm_rules(x, reload(in[i]), s->row->rules_version), OK);
	}
	assert_true(all_said_yes(s));
	s = at(s, "reality_rules");
	assert_true(s->part->leaders);
	assert_false(all_said_yes(s));
	assert_int_equal(session_confirm_rules(x, reload(outside), s->row->rules_version), OK);
	assert_true(all_said_yes(s));
}

/* Whoever runs it goes home and presses nothing. */
static void a_session_that_nobody_ends_ends_by_itself(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_cards"), *phone = join(s, false);
	write_card(phone, "critique_cards", "a");
	int64_t now = x->now;
	x->now = instant_of(date_add(s->row->day, WORKSHOP_LEFT_DAYS), 12 * 60);
	assert_int_equal(workshop_end_left(x), OK);
	assert_false(session_is_over(reload(s)));
	x->now += 86400;
	assert_int_equal(workshop_end_left(x), OK);
	x->now = now;
	struct session *after;
	assert_int_equal(session_load(x, s->id, &after), OK);
	assert_true(session_is_over(after));
	assert_string_not_equal(after->row->salt.p, s->row->salt.p);
	assert_int_equal(workshop_end_left(x), OK);
}

static void the_end_forgets_phones_and_marks(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_cards"), *phone = join(s, false);
	struct str before = session_mark(x, phone, "card", S("critique_cards"), S("1"));
	assert_true(str_eq(before, session_mark(x, phone, "card", S("critique_cards"), S("1"))));
	s = reload(s);
	assert_int_equal(session_end(x, s, s->row->version), OK);
	struct sql_phones_of *phones;
	size_t n;
	assert_int_equal(sql_phones_of(x, s->id, &phones, &n), OK);
	assert_int_equal(n, 0);
	s = reload(s);
	s->secret = phone->secret;
	assert_false(str_eq(before, session_mark(x, s, "card", S("critique_cards"), S("1"))));
	card_id id;
	bool fresh;
	s->viewer = VIEWER_CONSOLE;
	assert_int_equal(board_write(x, s, S("critique_cards"), S("efter"), key(), &id, &fresh), GONE);
}

/* ---- groups */

static void groups_are_made_seated_and_write(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_groups");
	struct session *phones[9];
	for (int i = 0; i < 9; i++)
		phones[i] = join(s, false);
	assert_int_equal(group_make(x, s, WAY_CHANCE, 3, NULL), OK);
	struct sql_groups *g;
	size_t n;
	assert_int_equal(sql_groups(x, s->id, S("critique_groups"), &g, &n), OK);
	assert_int_equal(n, 3);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(g[i].members, 3);
	assert_false(str_contains(tree_html(reload(s), "console"), S("data-standing")));
	struct session *late = join(s, false);
	assert_true(str_contains(tree_html(reload(s), "console"), S("data-standing")));	/* somebody came late */
	assert_int_equal(group_sit(x, late, g[0].id, 0), OK);
	assert_false(str_contains(tree_html(reload(s), "console"), S("data-standing")));
	x->lang = EN;	/* a reader's own word for it, whoever made them */
	assert_true(str_contains(tree_html(reload(s), "phone"), S("Group 2")));
	assert_false(str_contains(tree_html(reload(s), "phone"), S("Gruppe 2")));
	assert_true(str_eq(view_group_here(x, s, &(struct group_name){ .title = S("Gruppe 7") }), S("Group 7")));
	x->lang = DA;
	static const char *const own[] = { "Gruppen", "Gruppe", "Gruppe ", "Gruppe A", "Grupper 2" };
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		assert_true(str_eq(view_group_here(x, s, &(struct group_name){ .title = str_of(own[i]) }), str_of(own[i])));
	assert_int_equal(group_make(x, s, WAY_SELF, 3, NULL), OK);
	assert_int_equal(sql_groups(x, s->id, S("critique_groups"), &g, &n), OK);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(g[i].members, 0);
	size_t seated = 0;
	enum rc rc = OK;
	for (int i = 0; i < 9 && rc == OK; i++) {
		phones[i] = reload(phones[i]);
		rc = group_sit(x, phones[i], g[0].id, 0);
		seated += rc == OK;
	}
	assert_int_equal(rc, CONFLICT);	/* a group has an end */
	assert_int_equal(seated, g[0].size_max);
	fault_clear(x);
	s = at(s, "dream_elaborate");
	struct session *one = reload(phones[0]), *outside = reload(phones[8]);
	assert_int_equal(group_write(x, one, g[0].id, 0, S("Vi har tid til overlevering")), OK);
	assert_int_equal(group_write(x, one, g[0].id, 0, S("Vi har tid til overlevering")), OK);	/* its answer was lost */
	assert_int_equal(group_write(x, one, g[0].id, 0, S("To på en gang")), CONFLICT);
	fault_clear(x);
	assert_int_equal(group_write(x, one, g[0].id, 1, S("Vi har tid")), OK);
	assert_int_equal(group_write(x, outside, g[0].id, 2, S("Ikke min gruppe")), FORBIDDEN);
	/* Back by mistake: new groups would take from them what they wrote. */
	s = at(s, "critique_groups");
	assert_int_equal(group_make(x, s, WAY_CHANCE, 3, NULL), INVALID);
	assert_string_equal(x->fault.message, "workshop.groups_have_written");
	assert_int_equal(group_drop(x, reload(s), g[0].id), INVALID);
	assert_int_equal(group_drop(x, reload(s), g[1].id), OK);	/* nobody wrote there */
	struct sql_texts *texts;
	assert_int_equal(sql_texts(x, s->id, S("dream_elaborate"), &texts, &n), OK);
	assert_int_equal(n, 1);
}

static void who_has_sat_with_whom(struct session **phones, bool met[8][8], size_t *ret_again)
{
	*ret_again = 0;
	for (int a = 0; a < 8; a++)
		for (int b = a + 1; b < 8; b++) {
			struct session *p = reload(phones[a]), *q = reload(phones[b]);
			if (p->phone->group_id.v != q->phone->group_id.v)
				continue;
			assert_int_not_equal(p->phone->group_id.v, 0);
			*ret_again += met[a][b];
			met[a][b] = true;
		}
}

/* Drawn again, at a step whose method does not ask for it: nobody wants the same. */
static void groups_drawn_again_bring_new_people_together(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_groups"), *phones[8];
	bool met[8][8] = { { false } };
	size_t again;
	assert_false(s->step->fresh);
	for (int i = 0; i < 8; i++)
		phones[i] = join(s, false);
	for (int draw = 0; draw < 4; draw++) {
		assert_int_equal(group_make(x, reload(s), WAY_CHANCE, 2, NULL), OK);
		who_has_sat_with_whom(phones, met, &again);
		assert_int_equal(again, 0);
	}
	/* The odd one is not left alone. */
	join(s, false);
	assert_int_equal(group_make(x, reload(s), WAY_CHANCE, 2, NULL), OK);
	struct sql_groups *g;
	size_t n;
	assert_int_equal(sql_groups(x, s->id, S("critique_groups"), &g, &n), OK);
	for (size_t i = 0; i < n; i++)
		assert_true(g[i].members >= 2);
}

static struct val *proposal(const char *from, const char *change)
{
	struct val *v = val_new_obj(x);
	const struct method_form *f = method_workshop_form(method_workshop(S("future-workshop")), S("proposal"));
	for (unsigned i = 0; i < f->fields_count; i++)
		val_str(x, v, f->fields[i].key, f->fields[i].type == FIELD_CARD ? strcmp(f->fields[i].key, "dream") == 0 ? str_of(from) : S("") : S("10 minutters overlap"));
	val_str(x, v, "change", str_of(change));
	return v;
}

/* A tool that makes no groups: whoever writes, writes for the room. */
static void without_groups_the_room_is_one(void **state)
{
	(void)state;
	struct workshop_new w = { .unit = unit, .method = S("maturity-score"), .title = S("Hvor langt er vi"), .day = date_ymd(2026, 4, 14),
				  .starts_at = 540, .facilitators = &consultant, .nfacilitators = 1 };
	static const char *const words[][2] = { { "activity", "Et fast møde om mandagen" }, { "first_step", "Find et lokale" }, { "who", "Mona" },
						{ "when", "Næste uge" } };
	struct val *values = val_new_obj(x);
	workshop_id id;
	form_row_id row;
	struct session *s;
	assert_int_equal(workshop_create(x, &w, &id), OK);
	assert_int_equal(session_load(x, id, &s), OK);
	s->viewer = VIEWER_CONSOLE;
	s = at(s, "choose");
	struct session *one = join(s, false), *other = join(s, true);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		val_str(x, values, words[i][0], str_of(words[i][1]));
	assert_int_equal(group_row_save(x, one, (small_group_id){ 0 }, (form_row_id){ 0 }, 0, key(), values, &row), OK);
	struct live_tree *t = live_tree_new(x);
	assert_int_equal(workshop_tree(x, reload(s), S("wall"), t), OK);
	assert_true(str_contains(live_html(x, t), S("Et fast møde om mandagen")));
	/* The leader is among the form's writers, and the row is everybody's. */
	val_str(x, values, "who", S("Mona og Per"));
	assert_int_equal(group_row_save(x, reload(other), (small_group_id){ 0 }, row, 1, key(), values, &row), OK);
	/* Sent again, for its answer was lost; other words have not read what stands. */
	assert_int_equal(group_row_save(x, reload(other), (small_group_id){ 0 }, row, 1, key(), values, &row), OK);
	val_str(x, values, "who", S("Mona og Bo"));
	assert_int_equal(group_row_save(x, reload(one), (small_group_id){ 0 }, row, 1, key(), values, &row), CONFLICT);
	assert_int_equal(group_row_drop(x, reload(one), row), OK);
}

static void a_row_that_is_gone_does_not_come_back_by_a_late_sending(void **state)
{
	(void)state;
	struct session *s = at(planned(), "dream_themes");
	struct str k = key();
	theme_id theme;
	assert_int_equal(board_theme_add(x, s, S("dream_cards"), (theme_id){ 0 }, S("Ro til overlevering"), &theme), OK);
	const char *from = str_fmt(x->arena, "theme/%" PRId64, theme.v).p;
	s = at(s, "proposals");
	struct sql_rows *rows;
	form_row_id row, again;
	critical_question_id question;
	size_t n;
	int64_t total;
	assert_int_equal(group_row_save(x, s, (small_group_id){ 0 }, (form_row_id){ 0 }, 0, k, proposal(from, "Bentes forslag"), &row), OK);
	assert_int_equal(group_row_save(x, reload(s), (small_group_id){ 0 }, (form_row_id){ 0 }, 0, k, proposal(from, "Andre ord"), &again), CONFLICT);
	assert_string_equal(x->fault.message, "workshop.sent_with_other_words");
	fault_clear(x);
	s = at(s, "critical_questions");
	struct str asked = key();
	for (int i = 0; i < 2; i++)
		assert_int_equal(group_ask(x, s, row, S("Hvad siger Bente"), asked, &question), OK);
	assert_int_equal(group_ask(x, s, row, S("Hvad siger Ali"), asked, &question), CONFLICT);
	assert_string_equal(x->fault.field, "text");
	fault_clear(x);
	s = at(s, "proposals");
	assert_int_equal(group_row_drop(x, s, row), OK);
	assert_int_equal(group_row_save(x, reload(s), (small_group_id){ 0 }, (form_row_id){ 0 }, 0, k, proposal(from, "Bentes forslag"), &again), CONFLICT);
	assert_string_equal(x->fault.message, "workshop.taken_off");
	fault_clear(x);
	assert_int_equal(sql_rows(x, s->id, S("proposals"), &rows, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(sql_row_count(x, s->id, &total), OK);
	assert_int_equal(total, 0);
	assert_int_equal(group_row_save(x, reload(s), (small_group_id){ 0 }, row, 1, k, proposal(from, "Bente igen"), &again), NOT_FOUND);
	assert_false(str_contains(outcome(s, false), S("Bente")));
	end(s);
	struct sql_row_by_idem *left;
	assert_int_equal(sql_row_by_idem(x, s->id, str_fmt(x->arena, "end/%" PRId64, row.v), &left), OK);
	assert_null(left);	/* nor is there an empty row afterwards */
}

/* A group's row that was long under way comes when the others have been shown. */
static void a_row_that_comes_late_is_seen_with_the_others(void **state)
{
	(void)state;
	struct session *s = at(planned(), "dream_themes");
	theme_id theme;
	assert_int_equal(board_theme_add(x, s, S("dream_cards"), (theme_id){ 0 }, S("Ro"), &theme), OK);
	const char *from = str_fmt(x->arena, "theme/%" PRId64, theme.v).p;
	s = at(s, "reality_groups");
	small_group_id group;
	form_row_id row;
	struct sql_row *r;
	assert_int_equal(group_add(x, s, S("Hold 1"), (theme_id){ 0 }, &group), OK);
	struct session *phone = join(s, false);
	assert_int_equal(group_sit(x, phone, group, 1), OK);
	s = at(s, "critical_questions");
	assert_int_equal(group_row_save(x, reload(phone), group, (form_row_id){ 0 }, 0, key(), proposal(from, "Sent"), &row), OK);
	assert_int_equal(sql_row(x, s->id, row, &r), OK);
	assert_true(str_eqz(r->seen, "session"));
}

/* Each reads the method's own rules in their own language, whatever language the
 * session was planned in; a rule that somebody changed stands as it was written. */
static void rules_are_read_in_the_readers_language(void **state)
{
	(void)state;
	struct session *s = at(planned(), "ground_rules");
	struct sql_rules *r;
	size_t n;
	assert_int_equal(sql_rules(x, s->id, &r, &n), OK);
	assert_true(n > 1);
	assert_int_equal(session_rule_set(x, s, r[0].id, (struct rule_words){ r[0].title, r[0].body }, (struct rule_words){ S("Vi er ordentlige"), S("Altid") }), OK);
	const struct method_rule *second = &s->method->rules[1];
	x->lang = EN;
	struct str page = tree_html(reload(s), "wall");
	assert_true(str_contains(page, str_of(second->title.en)));
	assert_false(str_contains(page, str_of(second->title.da)));
	assert_true(str_contains(page, S("Vi er ordentlige")));
	x->lang = DA;
	assert_true(str_contains(tree_html(reload(s), "wall"), str_of(second->title.da)));
}

static void a_proposal_keeps_its_lineage_into_the_plan(void **state)
{
	(void)state;
	struct session *s = at(planned(), "dream_cards");
	write_card(s, "dream_cards", "Et roligt vagtskifte");
	theme_id theme;
	s = at(s, "dream_themes");
	assert_int_equal(board_theme_add(x, s, S("dream_cards"), (theme_id){ 0 }, S("Ro til overlevering"), &theme), OK);
	const char *from = str_fmt(x->arena, "theme/%" PRId64, theme.v).p;
	s = at(s, "proposals");
	form_row_id row, again;
	struct str k = key();
	assert_int_equal(group_row_save(x, s, (small_group_id){ 0 }, (form_row_id){ 0 }, 0, k, proposal(from, "Vagtskiftet"), &row), OK);
	assert_int_equal(group_row_save(x, s, (small_group_id){ 0 }, (form_row_id){ 0 }, 0, k, proposal(from, "Vagtskiftet"), &again), OK);
	assert_int_equal(row.v, again.v);
	assert_int_equal(group_row_save(x, s, (small_group_id){ 0 }, (form_row_id){ 0 }, 0, key(), proposal("theme/99999", "x"), &again), INVALID);
	fault_clear(x);
	assert_int_equal(group_row_save(x, s, (small_group_id){ 0 }, row, 7, k, proposal(from, "Stale"), &again), CONFLICT);
	fault_clear(x);
	size_t n;
	const struct actor who = { .person = consultant };
	const struct handover_item item = { .row = row };
	assert_int_equal(handover_open(x, s, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(handover_send(x, s, &who, S(""), &item, 1, &n), OK);
	assert_int_equal(n, 1);
	s = reload(s);
	assert_int_equal(handover_open(x, s, &n), OK);
	assert_int_equal(n, 0);	/* the desk offers no sending of nothing */
	assert_int_equal(handover_send(x, s, &who, S(""), &item, 1, &n), OK);
	assert_int_equal(n, 0);	/* the same proposal is taken once */
	struct val *lists = val_new_obj(x);
	assert_int_equal(plan_for_meeting(x, unit, S(""), lists), OK);
	struct buf b;
	buf_init(&b, 1 << 20);
	val_json(&b, lists);
	assert_true(str_contains(buf_view(&b), S("10 minutters overlap")));
	buf_free(&b);
}

static void the_leaders_agreed_role_is_shown_at_its_steps(void **state)
{
	(void)state;
	struct session *s = planned();
	const struct method_form *f = group_shown_form(s->method);
	struct val *values = val_new_obj(x);
	assert_non_null(f);
	for (unsigned i = 0; i < f->fields_count; i++)
		val_str(x, values, f->fields[i].key, S("Hele eftermiddagen"));
	assert_int_equal(group_shown_save(x, s, S("proposal"), NULL, values), INVALID);
	fault_clear(x);
	assert_int_equal(group_shown_save(x, s, str_of(f->key), NULL, values), OK);
	struct val *was = val_new_obj(x);
	for (unsigned i = 0; i < f->fields_count; i++)
		val_str(x, was, f->fields[i].key, S("Hele eftermiddagen"));
	val_str(x, values, f->fields[0].key, S("Kun om rammerne"));
	assert_int_equal(group_shown_save(x, s, str_of(f->key), was, values), OK);	/* agreed anew: changed, not doubled */
	val_str(x, values, f->fields[0].key, S("Om alt"));
	assert_int_equal(group_shown_save(x, s, str_of(f->key), was, values), CONFLICT);
	assert_string_equal(x->fault.field, f->fields[0].key);
	assert_string_equal(x->fault.message, "workshop.other_words");
	fault_clear(x);
	assert_int_equal(group_shown_save(x, s, str_of(f->key), NULL, values), CONFLICT);	/* who says nothing has read nothing */
	fault_clear(x);
	s = at(s, "critique_cards");
	assert_false(str_contains(tree_html(s, "wall"), S("Kun om rammerne")));
	s = at(s, "lunch");
	assert_true(str_contains(tree_html(s, "wall"), S("Kun om rammerne")));
	assert_true(str_contains(tree_html(s, "phone"), S("Kun om rammerne")));
	struct session *phone = join(s, false);
	assert_int_equal(group_shown_save(x, phone, str_of(f->key), was, values), FORBIDDEN);
}

/* ---- what is stored */

static void no_contribution_has_an_author_or_a_time(void **state)
{
	(void)state;
	/* The tables themselves: whoever adds such a column must come past here. */
	struct session *s = at(planned(), "critique_cards"), *phone = join(s, false);
	write_card(phone, "critique_cards", "Hvem skrev det");
	struct sql_card *c;
	struct sql_cards *rows;
	size_t n;
	assert_int_equal(sql_cards(x, s->id, S("critique_cards"), &rows, &n), OK);
	assert_int_equal(sql_card(x, s->id, rows[0].id, &c), OK);
	assert_false(str_contains(c->mark, phone->secret));
	assert_false(str_eq(c->mark, hash_hex(x->arena, phone->secret)));
	struct session *other = join(s, false);
	write_card(other, "critique_cards", "To");
	write_card(phone, "critique_cards", "Tre");
	assert_int_equal(sql_cards(x, s->id, S("critique_cards"), &rows, &n), OK);
	struct sql_card *third;
	assert_int_equal(sql_card(x, s->id, rows[2].id, &third), OK);
	assert_false(str_eq(c->mark, third->mark));	/* two cards of one phone do not look alike */
}

static void every_format_of_the_collection_is_made(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_cards");
	write_card(s, "critique_cards", "=SUM(A1) og 'hyp'");
	static const struct { const char *name, *begins; } formats[] = { { "pdf", "%PDF" }, { "xlsx", "PK" }, { "json", "{" }, { "csv", "\xef\xbb\xbf" } };
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		const struct export_format *f;
		struct val *v = val_new_obj(x);
		struct str bytes;
		assert_int_equal(workshop_outcome(x, s->id, false, v), OK);
		assert_int_equal(export_find(x, str_of(formats[i].name), &f), OK);
		assert_int_equal(f->make(x, v, &bytes), OK);
		assert_true(str_starts(bytes, str_of(formats[i].begins)));
	}
	const struct export_format *f;
	assert_int_equal(export_find(x, S("exe"), &f), NOT_FOUND);
}

/* ---- what attackers tried */

static enum workshop_viewer seen_as(struct session *s, person_id person, const struct held_role *roles, size_t n)
{
	struct actor a = { .person = person, .roles = roles, .nroles = n };
	struct req q = { .x = x, .actor = &a };
	struct session *fresh = reload(s);
	assert_int_equal(session_recognise(&q, fresh), OK);
	return fresh->viewer;
}

static void a_facilitator_who_is_made_leader_is_a_leader(void **state)
{
	(void)state;
	struct session *s = planned();
	const struct held_role before[] = { { ROLE_CONSULTANT, unit } }, after[] = { { ROLE_CONSULTANT, unit }, { ROLE_DAILY_LEADER, unit } };
	assert_int_equal(seen_as(s, consultant, before, 1), VIEWER_CONSOLE);
	assert_int_equal(seen_as(s, consultant, after, 2), VIEWER_LEADER);
	assert_int_equal(seen_as(s, consultant, NULL, 0), VIEWER_NOBODY);	/* has left */
}

/* The store has the hash of a phone's secret, the salt and the sender's key. */
static void marks_cannot_be_made_from_what_the_store_has(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_cards"), *phone = join(s, false);
	struct str idem = key();
	card_id id;
	bool fresh;
	assert_int_equal(board_write(x, phone, S("critique_cards"), S("Hvem skrev det"), idem, &id, &fresh), OK);
	struct sql_card *c;
	assert_int_equal(sql_card(x, s->id, id, &c), OK);
	assert_int_equal(c->mark.n, 2 * HASH_BYTES);
	uint8_t stored[HASH_BYTES];
	hash_bytes(stored, phone->secret);
	assert_string_equal(str_hex(x->arena, stored, HASH_BYTES).p, hash_hex(x->arena, phone->secret).p);	/* phone.secret_hash */
	struct str about = str_fmt(x->arena, "%.*s/critique_cards/%.*s", STR_ARG(phone->row->salt), STR_ARG(idem));
	assert_false(str_eq(c->mark, keyed_hash_hex(x->arena, stored, "card", about)));
	assert_true(str_eq(c->mark, session_mark(x, phone, "card", S("critique_cards"), idem)));
}

static void after_the_end_no_card_or_dot_has_a_mark(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_cards"), *phone = join(s, false);
	struct str idem = key();
	card_id id;
	bool fresh;
	assert_int_equal(board_write(x, phone, S("critique_cards"), S("a"), idem, &id, &fresh), OK);
	struct str target = str_fmt(x->arena, "card/%" PRId64, id.v);
	s = at(s, "critique_vote");
	phone = reload(phone);
	for (int64_t n = 1; n <= (int64_t)s->step->dots; n++)
		assert_int_equal(board_dot(x, phone, n, target, 0), OK);
	for (int i = 1; i < VOTE_ENOUGH; i++)
		assert_int_equal(board_dot(x, join(s, false), 1, target, 0), OK);
	s = reload(s);
	assert_int_equal(session_end(x, s, s->row->version), OK);
	struct sql_card *c;
	struct sql_card_by_idem *known;
	struct sql_dot_at *at;
	assert_int_equal(sql_card(x, s->id, id, &c), OK);
	assert_int_equal(c->mark.n, 0);
	assert_int_equal(sql_card_by_idem(x, s->id, idem, &known), OK);
	assert_null(known);
	assert_int_equal(dots(s, target), s->step->dots + VOTE_ENOUGH - 1);	/* none is lost */
	assert_int_equal(sql_dot_at(x, s->id, str_of(s->step->key), session_mark(x, phone, "dot", str_of(s->step->key), S("1")), &at), OK);
	assert_null(at);
}

/* What the join page and the console say of leaders must hold for each method. */
static void what_is_said_of_leaders_is_the_methods_own(void **state)
{
	static const struct { const char *method; enum leaders_where where; bool opens; } known[] = {
		{ "future-workshop", LEADERS_IN_SOME, true }, { "spot-strain", LEADERS_IN_SOME, false },
		{ "start-the-dialogue", LEADERS_EVERYWHERE, false }, { "representatives-workshop", LEADERS_NOWHERE, false },
	};
	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		const struct session s = { .method = method_workshop(str_of(known[i].method)) };
		assert_non_null(s.method);
		assert_int_equal(session_leaders_where(&s), known[i].where);
		assert_int_equal(session_opens_for_leaders(&s), known[i].opens);
	}
}

/* The leader is in the room in the reality part, and so is the projector. */
static void the_wall_narrows_when_leaders_are_in(void **state)
{
	(void)state;
	struct session *s = at(planned(), "dream_cards"), *phone = join(s, false), *boss = join(s, true);
	card_id chosen = write_card(phone, "dream_cards", "Valgt droem");
	write_card(phone, "dream_cards", "Hemmelig droem");
	theme_id theme;
	assert_int_equal(board_theme_add(x, s, S("dream_cards"), (theme_id){ 0 }, S("Ro"), &theme), OK);
	assert_int_equal(board_choose(x, s, str_fmt(x->arena, "card/%" PRId64, chosen.v), true), OK);
	s = at(s, "dream_themes");
	assert_true(str_contains(tree_html(s, "wall"), S("Hemmelig droem")));
	s = at(s, "reality_bridge");
	assert_false(str_contains(tree_html(s, "wall"), S("droem")));
	assert_false(str_contains(tree_html(reload(boss), "leader"), S("droem")));
	assert_true(str_contains(tree_html(s, "console"), S("Hemmelig droem")));
	struct str ticked[8];
	for (unsigned i = 0; i < s->method->handover_count; i++)
		ticked[i] = str_of(s->method->handover[i].key);
	assert_int_equal(session_open_to_leaders(x, s, OPEN_THEMES | OPEN_PRIORITIES, ticked, s->method->handover_count), OK);
	s = reload(s);
	struct str wall = tree_html(s, "wall");
	assert_true(str_contains(wall, S("Ro")));
	assert_true(str_contains(wall, S("Valgt droem")));
	assert_false(str_contains(wall, S("Hemmelig droem")));
	/* Back to the dreams: the leader is outside again, page and stream alike. */
	s = at(s, "dream_themes");
	assert_false(str_contains(tree_html(reload(boss), "leader"), S("droem")));
	assert_true(str_contains(tree_html(s, "wall"), S("Hemmelig droem")));
}

/* A leader's own form offers no card of the boards they may not read. */
static void a_leaders_form_offers_no_closed_card(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_cards"), *phone = join(s, false), *boss = join(s, true);
	card_id critique = write_card(phone, "critique_cards", "Kritik i et kort");
	s = at(s, "dream_cards");
	card_id dream = write_card(reload(phone), "dream_cards", "Droem i et kort");
	assert_int_equal(board_choose(x, s, on_card(critique), true), OK);
	assert_int_equal(board_choose(x, s, on_card(dream), true), OK);
	s = at(s, "proposals");
	struct session *who[] = { reload(boss), reload(phone) };
	const struct method_form *form = method_workshop_form(s->method, S("proposal"));
	for (int i = 0; i < 2; i++) {
		struct val *v = val_new_obj(x);
		struct buf b;
		buf_init(&b, 1 << 20);
		assert_int_equal(task_fields(x, who[i], form, NULL, v), OK);
		val_json(&b, v);
		assert_int_equal(str_contains(buf_view(&b), S("i et kort")), i == 1);
		buf_free(&b);
	}
}

static void a_leader_reads_proposals_only_when_they_are_presented(void **state)
{
	(void)state;
	struct session *s = at(planned(), "critique_cards"), *phone = join(s, false);
	card_id ignored;
	bool fresh;
	assert_int_equal(board_write(x, phone, S("parking"), S("Cykelskuret"), key(), &ignored, &fresh), OK);
	s = at(s, "dream_cards");
	theme_id theme;
	assert_int_equal(board_theme_add(x, s, S("dream_cards"), (theme_id){ 0 }, S("Ro"), &theme), OK);
	s = at(s, "reality_groups");
	small_group_id group;
	assert_int_equal(group_add(x, s, S("Gruppe"), (theme_id){ 0 }, &group), OK);
	assert_int_equal(group_sit(x, reload(phone), group, 0), OK);
	s = at(s, "proposals");
	phone = reload(phone);
	form_row_id row;
	const char *from = str_fmt(x->arena, "theme/%" PRId64, theme.v).p;
	assert_int_equal(group_row_save(x, phone, group, (form_row_id){ 0 }, 0, key(), proposal(from, "Kladden"), &row), OK);
	assert_false(str_contains(outcome(s, true), S("Kladden")));
	assert_false(str_contains(outcome(s, false), S("Kladden")));	/* nor does the desk take along what they are writing on */
	assert_false(str_contains(tree_html(s, "leader"), S("Kladden")));
	s = at(s, "proposal_present");
	assert_true(str_contains(outcome(s, true), S("Kladden")));
	assert_true(str_contains(tree_html(s, "leader"), S("Kladden")));
	assert_true(str_contains(tree_html(s, "wall"), S("Kladden")));
	/* What was parked without the leader, the leader hears; it is not theirs to read. */
	assert_int_equal(session_end(x, s, s->row->version), OK);
	assert_false(str_contains(outcome(s, true), S("Cykelskuret")));
	assert_true(str_contains(outcome(s, false), S("Cykelskuret")));
}

static void sit_in(struct session *phone, small_group_id group)
{
	assert_int_equal(group_sit(x, phone, group, phone->phone->sit_turn + 1), OK);
}

static void an_answer_is_its_groups_and_none_is_lost_to_another(void **state)
{
	(void)state;
	struct session *s = at(planned(), "dream_themes");
	theme_id theme;
	small_group_id ours, theirs;
	form_row_id row;
	critical_question_id q;
	struct sql_question_stands *now;
	assert_int_equal(board_theme_add(x, s, S("dream_cards"), (theme_id){ 0 }, S("Ro"), &theme), OK);
	s = at(s, "proposals");
	struct session *one = join(s, false), *two = join(s, false), *other = join(s, false);
	assert_int_equal(group_add(x, s, S("Hold 1"), (theme_id){ 0 }, &ours), OK);
	assert_int_equal(group_add(x, s, S("Hold 2"), (theme_id){ 0 }, &theirs), OK);
	sit_in(one, ours);
	sit_in(two, ours);
	sit_in(other, theirs);
	one = reload(one);
	assert_int_equal(group_row_save(x, one, ours, (form_row_id){ 0 }, 0, key(), proposal(str_fmt(x->arena, "theme/%" PRId64, theme.v).p, "Vagtskiftet"), &row), OK);
	s = at(s, "critical_questions");
	one = reload(one), two = reload(two), other = reload(other);
	assert_int_equal(group_ask(x, s, row, S("Hvem har tid?"), key(), &q), OK);
	assert_int_equal(group_answer(x, one, q, S(""), S("Vagtlederen har en time")), OK);
	assert_told(group_answer(x, two, q, S(""), S("Det ved vi ikke")), "answer", S("Vagtlederen har en time"));
	assert_told(group_answer(x, two, q, STR_NULL, S("Det ved vi ikke")), "answer", S("Vagtlederen har en time"));	/* who does not say what it saw */
	assert_int_equal(group_answer(x, two, q, S(""), S(" Vagtlederen har en time ")), OK);	/* of one mind */
	assert_int_equal(group_answer(x, other, q, S("Vagtlederen har en time"), S("Fra et andet hold")), FORBIDDEN);
	fault_clear(x);
	assert_int_equal(group_answer(x, other, q, S("Vagtlederen har en time"), S("")), FORBIDDEN);
	fault_clear(x);
	assert_int_equal(sql_question_stands(x, s->id, q, &now), OK);
	assert_true(str_eqz(now->answer, "Vagtlederen har en time"));
	assert_int_equal(group_answer(x, two, q, S("Vagtlederen har en time"), S("Vagtlederen, fra mandag")), OK);
	assert_told(group_answer(x, s, q, S(""), S("Sagt ved bordet")), "answer", S("Vagtlederen, fra mandag"));
}

static void a_leaders_mark_is_not_replaced_by_one_who_has_not_read_it(void **state)
{
	(void)state;
	struct session *s = at(planned(), "dream_themes");
	theme_id theme;
	form_row_id row;
	struct sql_row *r;
	assert_int_equal(board_theme_add(x, s, S("dream_cards"), (theme_id){ 0 }, S("Ro"), &theme), OK);
	s = at(s, "proposals");
	assert_int_equal(group_row_save(x, s, (small_group_id){ 0 }, (form_row_id){ 0 }, 0, key(),
					proposal(str_fmt(x->arena, "theme/%" PRId64, theme.v).p, "Vagtskiftet"), &row), OK);
	s = at(s, "leader_mark");
	struct session *daily = join(s, true), *top = join(s, true);
	const struct row_mark none = { S(""), S("") }, more = { S("needs_more"), S("Det koster penge") }, now = { S("now"), S("") };
	struct str stands = str_fmt(x->arena, "%.*s: Det koster penge", STR_ARG(text_in(s->step->options[1].title, DA)));
	assert_string_equal(s->step->options[1].key, "needs_more");
	assert_int_equal(group_row_mark(x, daily, row, none, more), OK);
	assert_told(group_row_mark(x, top, row, none, now), "reason", stands);
	assert_int_equal(group_row_mark(x, top, row, none, more), OK);	/* of one mind */
	assert_told(group_row_mark(x, s, row, none, now), "reason", stands);	/* said aloud, typed at the desk */
	assert_int_equal(sql_row(x, s->id, row, &r), OK);
	assert_true(str_eqz(r->mark_option, "needs_more") && str_eqz(r->mark_reason, "Det koster penge"));
	assert_int_equal(group_row_mark(x, top, row, more, now), OK);
	assert_int_equal(sql_row(x, s->id, row, &r), OK);
	assert_true(str_eqz(r->mark_option, "now") && r->mark_reason.n == 0);
}

static void a_few_addresses_do_not_shut_out_all_others(void **state)
{
	(void)state;
	const workshop_id session = { 1 };
	for (unsigned k = 0; k < 8; k++)
		for (unsigned i = 0; i < GUESSES_ALL / 6; i++)
			guess_was_wrong(str_fmt(x->arena, "10.9.0.%u", k));
	assert_false(guess_allowed(S("10.9.0.1"), session));
	assert_true(guess_allowed(S("10.77.3.4"), session));
	/* A laptop with all addresses of its IPv6 network is one network. */
	assert_true(guess_allowed(S("2001:db8:1:2::9"), session));
	for (unsigned i = 0; i < GUESSES_FRESH; i++)
		guess_was_wrong(str_fmt(x->arena, "2001:db8:1:2:%u::1", i + 1));
	assert_false(guess_allowed(S("2001:db8:1:2:ffff::1"), session));
	assert_true(guess_allowed(S("2001:db8:1:3::9"), session));
}

static void questions_have_an_end(void **state)
{
	(void)state;
	struct session *s = at(planned(), "proposals");
	theme_id theme;
	assert_int_equal(board_theme_add(x, s, S("dream_cards"), (theme_id){ 0 }, S("Ro"), &theme), OK);
	form_row_id row;
	assert_int_equal(group_row_save(x, s, (small_group_id){ 0 }, (form_row_id){ 0 }, 0, key(),
					proposal(str_fmt(x->arena, "theme/%" PRId64, theme.v).p, "Vagtskiftet"), &row), OK);
	s = at(s, "critical_questions");
	struct session *phone = join(s, false);
	critical_question_id q;
	for (int i = 0; i < WORKSHOP_QUESTIONS_MAX; i++, x->now += allowance_cost(ALLOWANCE_QUESTION))
		assert_int_equal(group_ask(x, phone, row, S("Hvordan"), key(), &q), OK);
	assert_int_equal(group_ask(x, phone, row, S("Hvordan"), key(), &q), INVALID);
	assert_string_equal(x->fault.message, "workshop.board_full");
}

#undef T
#define T(name) cmocka_unit_test_setup_teardown(name, set_up_led, store_test_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_session_walks_through_its_steps_and_refuses_the_stale), T(the_timer_holds_goes_on_and_takes_more),
		T(a_leader_cannot_run_what_leaders_are_kept_out_of), T(leaders_of_other_units_are_kept_out_too),
		T(who_runs_it_can_be_taken_off_but_not_the_last), T(chairs_that_nobody_sits_on_do_not_fill_the_room), T(what_is_said_of_leaders_is_the_methods_own),
		T(all_have_said_yes_when_all_who_are_in_have),
		T(leaders_never_see_a_card_and_headings_only_when_opened),
		T(a_card_sent_twice_is_stored_once), T(a_key_used_again_for_other_words_is_no_second_sending),
		T(a_typed_sheet_sent_again_with_a_line_more_adds_that_line), T(a_heading_stands_once_on_its_board), T(who_rewords_second_is_told_what_stands), T(who_changes_a_rule_second_is_told_what_stands), T(what_comes_too_early_has_not_begun), T(cards_are_checked_at_the_field), T(a_full_board_says_so_and_keeps_what_it_has),
		T(only_the_phone_that_wrote_a_card_takes_it_back), T(arranging_moves_merges_divides_and_dissolves), T(every_card_is_visited_once_and_then_none),
		T(a_card_that_is_gone_does_not_come_back_by_a_late_sending), T(a_late_dot_is_taken_and_changes_nothing),
		T(a_card_that_was_taken_back_before_it_came_never_stands), T(dots_on_a_parked_card_are_told_with_it),
		T(a_row_that_comes_late_is_seen_with_the_others),
		T(a_late_wish_or_yes_changes_nothing), T(dots_keep_their_budget_and_belong_to_nobody),
		T(the_result_of_a_vote_is_told_when_the_facilitator_says_so), T(no_result_of_a_vote_is_that_of_a_few),
		T(dots_follow_a_merged_card_and_come_back_from_one_that_goes), T(a_card_that_its_writer_takes_back_gives_dots_back),
		T(who_voted_for_what_is_gone_is_no_company), T(the_desk_is_told_how_few_are_in),
		T(dots_on_paper_are_no_company), T(participation_is_told_in_steps), T(the_words_of_a_film_have_pages), T(groups_drawn_again_bring_new_people_together),
		T(a_row_that_is_gone_does_not_come_back_by_a_late_sending), T(rules_are_read_in_the_readers_language), T(the_end_forgets_phones_and_marks), T(a_session_that_nobody_ends_ends_by_itself), T(groups_are_made_seated_and_write),
		T(without_groups_the_room_is_one), T(a_proposal_keeps_its_lineage_into_the_plan), T(no_contribution_has_an_author_or_a_time),
		T(every_format_of_the_collection_is_made), T(the_leaders_agreed_role_is_shown_at_its_steps), T(a_facilitator_who_is_made_leader_is_a_leader),
		T(marks_cannot_be_made_from_what_the_store_has), T(after_the_end_no_card_or_dot_has_a_mark), T(the_wall_narrows_when_leaders_are_in),
		T(a_leaders_form_offers_no_closed_card), T(a_leader_reads_proposals_only_when_they_are_presented), T(questions_have_an_end), T(a_few_addresses_do_not_shut_out_all_others),
		T(an_answer_is_its_groups_and_none_is_lost_to_another), T(a_leaders_mark_is_not_replaced_by_one_who_has_not_read_it),
	};
	return RUN(NULL, tests);
}
