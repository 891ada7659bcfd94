/* channel_test.c -- running questions: asked once, supported once, answered, seen
 * by whom they may, and what the end leaves. */
#include "workshop/channel/channel.h"
#include "workshop/session_test.h"
#include "workshop/outcome/export.h"

static channel_question_id ask(struct session *s, const char *text)
{
	bool fresh;
	struct str idem = random_token(x->arena, 16);
	struct sql_channel_by_idem *row;
	assert_int_equal(ask_here(x, reload(s), str_of(text), idem, &fresh), OK);
	assert_true(fresh);
	assert_int_equal(sql_channel_by_idem(x, s->id, idem, &row), OK);
	return row->id;
}

static struct sql_channel_questions *list(struct session *s, size_t *n)
{
	struct sql_channel_questions *q;
	assert_int_equal(channel_list(x, reload(s), &q, n), OK);
	return q;
}

static void a_question_sent_twice_is_asked_once(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "deal"), *phone = join(s, false);
	struct str idem = random_token(x->arena, 16);
	bool fresh;
	size_t n;
	assert_int_equal(ask_here(x, phone, S("Hvornår flytter vi"), idem, &fresh), OK);
	assert_true(fresh);
	assert_int_equal(ask_here(x, reload(phone), S("Hvornår flytter vi"), idem, &fresh), OK);
	assert_false(fresh);
	assert_int_equal(ask_here(x, reload(phone), S("Hvem flytter"), idem, &fresh), CONFLICT);
	assert_string_equal(x->fault.field, "text");
	fault_clear(x);
	assert_int_equal(ask_here(x, reload(phone), S("Hvornår flytter vi"), idem, &fresh), OK);
	assert_false(fresh);
	list(s, &n);
	assert_int_equal(n, 1);
	static const char *const wrong[] = { "", "   " };
	for (int i = 0; i < 2; i++)
		assert_int_equal(ask_here(x, reload(phone), str_of(wrong[i]), random_token(x->arena, 16), &fresh), INVALID);
	assert_int_equal(ask_here(x, reload(phone), S("Hvad"), S("kort"), &fresh), INVALID);
	struct buf b;
	buf_init(&b, 1 << 12);
	for (int i = 0; i <= CHANNEL_CHARS; i++)
		buf_z(&b, "å");
	assert_int_equal(ask_here(x, reload(phone), buf_view(&b), random_token(x->arena, 16), &fresh), INVALID);
	buf_free(&b);
}

static bool supports(struct session *phone, channel_question_id q)
{
	bool mine;
	int64_t turn;
	assert_int_equal(channel_supports(x, reload(phone), q, &mine, &turn), OK);
	return mine;
}

static void a_phone_supports_a_question_and_no_longer(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "deal"), *a = join(s, false), *b = join(s, false);
	channel_question_id first = ask(a, "Første"), second = ask(a, "Anden");
	assert_int_equal(channel_support(x, reload(a), second, true, 0), OK);
	assert_int_equal(channel_support(x, reload(b), second, true, 0), OK);
	assert_int_equal(channel_support(x, reload(b), first, true, 0), OK);
	assert_int_equal(channel_support(x, reload(b), second, false, 0), OK);
	assert_true(supports(a, second) && supports(b, first));
	assert_false(supports(a, first) || supports(b, second));
	assert_int_equal(channel_support(x, reload(s), second, true, 0), FORBIDDEN);	/* the facilitator has no voice */
	assert_int_equal(channel_support(x, reload(a), (channel_question_id){ 999 }, true, 0), NOT_FOUND);
}

/* R7: what anybody sees moves in steps of five, and not back. */
static void support_is_shown_in_steps_that_never_fall(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "deal"), *p[2 * CHANNEL_STEP];
	for (int i = 0; i < 2 * CHANNEL_STEP; i++)
		p[i] = join(s, false);
	channel_question_id first = ask(p[0], "Første"), second = ask(p[0], "Anden");
	static const char *const audiences[] = { "console", "questions", "leader_questions", "wall" };
	struct str before[4];
	size_t n;
	assert_int_equal(channel_on_wall(x, reload(s), true), OK);
	for (int a = 0; a < 4; a++)
		before[a] = live_text(s, audiences[a]);
	for (int again = 0; again < 2; again++)		/* sent twice: one voice a phone */
		for (int i = 0; i < CHANNEL_STEP - 1; i++)
			assert_int_equal(channel_support(x, reload(p[i]), second, true, 1), OK);
	for (int a = 0; a < 4; a++)
		assert_true(str_eq(live_text(s, audiences[a]), before[a]));	/* four leave no trace, not even in the order */
	assert_int_equal(channel_support(x, reload(p[4]), second, true, 1), OK);
	struct sql_channel_questions *q = list(s, &n);
	assert_int_equal(q[0].id.v, second.v);	/* what most want answered stands first */
	assert_int_equal(q[0].votes, CHANNEL_STEP);
	assert_int_equal(q[1].id.v, first.v);
	assert_int_equal(q[1].votes, 0);
	for (int i = 0; i < 3; i++)		/* withdrawn, and one tries how near the next step is */
		assert_int_equal(channel_support(x, reload(p[i]), second, false, 2), OK);
	assert_int_equal(list(s, &n)[0].votes, CHANNEL_STEP);
	for (int i = 5; i < 2 * CHANNEL_STEP; i++)
		assert_int_equal(channel_support(x, reload(p[i]), second, true, 1), OK);
	assert_int_equal(list(s, &n)[0].votes, CHANNEL_STEP);	/* seven */
	for (int i = 0; i < 3; i++)
		assert_int_equal(channel_support(x, reload(p[i]), second, true, 3), OK);
	assert_int_equal(list(s, &n)[0].votes, 2 * CHANNEL_STEP);
	assert_true(str_contains(live_text(s, "wall"), S("10+")));
	assert_true(str_contains(outcome(s, false), S("\"votes\":10")));
}

/* What was said first may arrive last. */
static void a_late_voice_is_taken_and_changes_nothing(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "deal"), *phone = join(s, false);
	channel_question_id q = ask(phone, "Hvem afløser");
	assert_int_equal(channel_support(x, reload(phone), q, false, 2), OK);	/* withdrawn; the first is still under way */
	assert_int_equal(channel_support(x, reload(phone), q, true, 1), OK);
	assert_false(supports(phone, q));
	assert_int_equal(channel_support(x, reload(phone), q, true, 3), OK);
	assert_int_equal(channel_support(x, reload(phone), q, false, 2), OK);	/* its second sending */
	assert_true(supports(phone, q));
	assert_int_equal(channel_support(x, reload(phone), q, false, 0), OK);	/* a phone that does not count */
	assert_false(supports(phone, q));
}

static void a_removed_question_does_not_come_back_by_a_late_sending(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "deal"), *phone = join(s, false);
	struct str idem = random_token(x->arena, 16);
	struct sql_channel_by_idem *row;
	bool fresh;
	size_t n;
	assert_int_equal(ask_here(x, reload(phone), S("Om Bente"), idem, &fresh), OK);
	assert_int_equal(sql_channel_by_idem(x, s->id, idem, &row), OK);
	assert_int_equal(channel_drop(x, reload(s), row->id), OK);
	assert_int_equal(ask_here(x, reload(phone), S("Om Bente"), idem, &fresh), CONFLICT);
	assert_string_equal(x->fault.message, "workshop.taken_off");	/* nobody is told that it is on the list */
	fault_clear(x);
	list(s, &n);
	assert_int_equal(n, 0);
	assert_int_equal(channel_let(x, reload(s), row->id), NOT_FOUND);
	end(s);
	assert_int_equal(sql_channel_by_idem(x, s->id, S("end/1"), &row), OK);
	assert_null(row);	/* nor is there an empty row afterwards */
}

static void the_facilitator_plans_answers_and_shows(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "deal"), *phone = join(s, false);
	channel_question_id a = ask(phone, "Om vagter"), b = ask(phone, "Om kantinen"), c = ask(phone, "Om parkering");
	size_t n;
	assert_false(str_contains(live_text(s, "wall"), S("Om vagter")));	/* not before it is wanted */
	/* What is taken now is on the wall at once, whatever the wall shows, until it is answered. */
	assert_int_equal(channel_plan(x, reload(s), a, S("now")), OK);
	assert_true(str_contains(live_text(s, "wall"), S("Om vagter")));
	assert_false(str_contains(live_text(s, "wall"), S("Om kantinen")));
	assert_int_equal(session_focus(x, reload(s), S("agenda")), OK);
	assert_true(str_contains(live_text(s, "wall"), S("Om vagter")));
	assert_int_equal(channel_aloud(x, reload(s), a), OK);
	assert_false(str_contains(live_text(s, "wall"), S("Om vagter")));
	assert_int_equal(session_focus(x, reload(s), S("")), OK);
	assert_int_equal(channel_reopen(x, reload(s), a), OK);
	assert_false(str_contains(live_text(s, "wall"), S("Om vagter")));
	assert_int_equal(channel_on_wall(x, reload(s), true), OK);
	assert_true(str_contains(live_text(s, "wall"), S("Om vagter")));
	assert_int_equal(channel_plan(x, reload(s), b, S("now")), OK);
	assert_int_equal(channel_plan(x, reload(s), c, S("end")), OK);
	struct str wall = live_text(s, "wall");
	assert_true(str_contains(wall, S("Om kantinen")));	/* alone, large */
	assert_false(str_contains(wall, S("Om vagter")));
	assert_int_equal(list(s, &n)[0].id.v, b.v);
	assert_int_equal(channel_plan(x, reload(s), a, S("now")), OK);	/* one at a time */
	struct sql_channel_question *row;
	assert_int_equal(sql_channel_question(x, s->id, b, &row), OK);
	assert_string_equal(str_z(x->arena, row->slot), "");
	assert_int_equal(channel_answer(x, reload(s), a, S(""), S("Fra maj")), OK);
	assert_int_equal(channel_support(x, reload(phone), a, true, 0), CONFLICT);
	assert_int_equal(list(s, &n)[2].id.v, a.v);	/* answered: last */
	assert_false(str_contains(live_text(s, "wall"), S("Om vagter")));
	assert_int_equal(channel_reopen(x, reload(s), a), OK);
	assert_true(str_contains(live_text(s, "wall"), S("Om vagter")));
	assert_int_equal(channel_plan(x, reload(s), a, S("soon")), INVALID);
	assert_int_equal(channel_plan(x, reload(phone), a, S("now")), FORBIDDEN);
	assert_int_equal(channel_answer(x, reload(phone), a, S("Fra maj"), S("nej")), FORBIDDEN);
	assert_int_equal(channel_drop(x, reload(phone), a), FORBIDDEN);
	assert_int_equal(channel_drop(x, reload(s), a), OK);
	list(s, &n);
	assert_int_equal(n, 2);
}

static bool says(struct str where, const char *words)
{
	return str_contains(where, str_of(words));
}

/* The wall has room for five; of the others it says how many they are, and counts none
 * that has been answered or waits for the desk. */
static void of_more_questions_than_the_wall_takes_the_others_are_counted(void **state)
{
	enum { ASKED = 12, SHOWN = 5 /* written out: the rule, not our constant */ };
	struct session *s = at(planned_every_step(), "deal");
	channel_question_id q[ASKED];
	(void)state;
	for (int i = 0; i < ASKED; i++) {	/* one of each phone: how many one may ask is another rule */
		struct session *phone = join(s, false);
		q[i] = ask(phone, str_fmt(x->arena, "Nummer %d?", i).p);
		if (i == SHOWN - 1) {
			assert_int_equal(channel_on_wall(x, reload(s), true), OK);
			assert_false(says(live_text(s, "wall"), "data-more=\""));
		}
	}
	struct str wall = live_text(s, "wall");
	int seen = 0;
	for (int i = 0; i < ASKED; i++)
		seen += says(wall, str_fmt(x->arena, "Nummer %d?", i).p);
	assert_int_equal(seen, SHOWN);
	assert_true(says(wall, "og 7 til"));
	assert_true(says(wall, "data-more=\"7\""));
	x->lang = EN;
	assert_true(says(live_text(s, "wall"), "and 7 more"));
	x->lang = DA;
	assert_int_equal(channel_answer(x, reload(s), q[3], S(""), S("Fra maj")), OK);
	assert_true(says(live_text(s, "wall"), "og 6 til"));
	assert_int_equal(channel_plan(x, reload(s), q[4], S("now")), OK);
	assert_false(says(live_text(s, "wall"), " til</li>"));	/* one, alone and large */
}

/* What the desk says that the projector shows is what the projector shows. */
static void the_desk_says_what_is_on_the_wall(void **state)
{
	(void)state;
	enum { STEP, DAY, TOP, NOW, TURNS };
	static const struct { const char *desk, *wall; } told[TURNS] = {
		[STEP] = { "Hver af jer har et kort", "Hver af jer har et kort" },
		[DAY] = { "<p>Sådan går dagen</p>", "Sådan går dagen</h1>" },
		[TOP] = { "<p>Spørgsmål undervejs</p>", "Spørgsmål undervejs</h2>" },
		[NOW] = { "<p class=\"soft\">Bliver besvaret nu</p><p>Om vagter</p>", "Om vagter" },
	};
	struct session *s = planned_every_step();
	assert_true(says(live_text(s, "console"), "<p>Scan koden, eller gå ind på adressen og tast tallet.</p>"));
	s = at(s, "deal");
	struct session *phone = join(s, false);
	channel_question_id q = ask(phone, "Om vagter");
	for (int turn = STEP; turn < TURNS; turn++) {
		if (turn == DAY)
			assert_int_equal(session_focus(x, reload(s), S("agenda")), OK);
		if (turn == TOP) {
			assert_int_equal(channel_on_wall(x, reload(s), true), OK);
			assert_true(says(live_text(s, "console"), told[DAY].desk));	/* the day has the wall as long as it is shown */
			assert_int_equal(session_focus(x, reload(s), S("")), OK);
		}
		if (turn == NOW) {
			assert_int_equal(session_focus(x, reload(s), S("agenda")), OK);
			assert_int_equal(channel_plan(x, reload(s), q, S("now")), OK);
		}
		assert_true(says(live_text(s, "wall"), told[turn].wall));
		for (int i = STEP; i < TURNS; i++)
			assert_int_equal(says(live_text(s, "console"), told[i].desk), i == turn);
	}
}

/* A question that leaders may not read is at the desk, and is not said to be on a
 * wall that leaves it out. */
static void a_question_that_the_wall_leaves_out_is_not_said_to_be_there(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "columns"), *phone = join(s, false);
	channel_question_id q = ask(phone, "Hvorfor svarer chefen ikke");
	assert_int_equal(channel_plan(x, reload(s), q, S("now")), OK);
	assert_true(says(live_text(s, "console"), "Bliver besvaret nu</p><p>Hvorfor svarer chefen ikke</p>"));
	s = at(s, "film");
	assert_false(says(live_text(s, "wall"), "Hvorfor svarer chefen"));
	assert_false(says(live_text(s, "console"), "Bliver besvaret nu</p><p>Hvorfor svarer chefen ikke</p>"));
}

static void leaders_read_nothing_asked_without_them_until_it_is_shared(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "columns"), *phone = join(s, false), *leader = join(s, true);
	channel_question_id q = ask(phone, "Hvorfor svarer chefen ikke");
	bool fresh;
	size_t n;
	assert_int_equal(ask_here(x, reload(leader), S("Hvad"), random_token(x->arena, 16), &fresh), FORBIDDEN);
	assert_false(str_contains(live_text(s, "leader"), S("Hvorfor svarer chefen")));
	assert_int_equal(channel_on_wall(x, reload(s), true), OK);
	assert_true(str_contains(live_text(s, "wall"), S("Hvorfor svarer chefen")));
	s = at(s, "film");	/* now leaders are in the room, and read the wall */
	assert_false(str_contains(live_text(s, "wall"), S("Hvorfor svarer chefen")));
	assert_false(str_contains(live_text(s, "leader"), S("Hvorfor svarer chefen")));
	list(leader, &n);
	assert_int_equal(n, 0);
	assert_int_equal(channel_support(x, reload(leader), q, true, 0), NOT_FOUND);
	assert_false(str_contains(outcome(s, true), S("Hvorfor svarer chefen")));
	assert_true(str_contains(outcome(s, false), S("Hvorfor svarer chefen")));
	ask(leader, "Hvad kan jeg gøre");	/* where they are in, leaders ask, too */
	list(leader, &n);
	assert_int_equal(n, 1);
	assert_int_equal(channel_share(x, reload(s), q), OK);
	list(leader, &n);
	assert_int_equal(n, 2);
	assert_true(str_contains(outcome(s, true), S("Hvorfor svarer chefen")));
}

static void asked_from(struct session *phone, const char *part, const char *text)
{
	bool fresh;
	assert_int_equal(channel_ask(x, reload(phone), part ? str_of(part) : STR_NULL, str_of(text), random_token(x->arena, 16), &fresh), OK);
}

/* Written in a part without leaders, it waits on a phone until the room is in one with
 * them. What no page tells, or what a phone makes up, opens nothing. */
static void a_question_belongs_to_the_part_in_which_it_was_written(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "columns"), *phone = join(s, false), *leader = join(s, true);
	char closed[64], open[64];
	snprintf(closed, sizeof closed, "%s", s->part->key);
	s = at(s, "film");
	snprintf(open, sizeof open, "%s", s->part->key);
	assert_string_not_equal(closed, open);
	asked_from(phone, closed, "Skrevet uden dem");
	asked_from(phone, NULL, "Skrevet et sted");
	asked_from(phone, "made-up", "Skrevet ingen steder");
	asked_from(phone, open, "Skrevet sammen");
	s = at(s, "columns");
	asked_from(phone, open, "Kom, da de var ude");
	assert_true(channel_keeps_out(s, str_of(open)));
	s = at(s, "film");
	assert_int_equal(channel_on_wall(x, reload(s), true), OK);
	size_t n;
	struct sql_channel_questions *q = list(leader, &n);
	assert_int_equal(n, 1);
	assert_true(str_eqz(q[0].text, "Skrevet sammen"));
	struct str seen[] = { live_text(s, "wall"), live_text(s, "leader_questions"), outcome(s, true) };
	for (size_t i = 0; i < sizeof seen / sizeof *seen; i++) {
		assert_true(str_contains(seen[i], S("Skrevet sammen")));
		for (const char *const *w = (const char *const[]){ "Skrevet uden", "Skrevet et sted", "Skrevet ingen", "Kom, da", NULL }; *w; w++)
			assert_false(str_contains(seen[i], str_of(*w)));
	}
	assert_false(channel_keeps_out(s, str_of(open)));
	assert_true(channel_keeps_out(s, str_of(closed)) && channel_keeps_out(s, S("")) && channel_keeps_out(s, STR_NULL));
	list(phone, &n);
	assert_int_equal(n, 5);		/* those who were there read them all */
}

static void a_held_question_is_the_facilitators_until_let_through(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "deal"), *phone = join(s, false);
	struct method_workshop *m = arena_copy(x->arena, s->method, sizeof *m);
	bool fresh;
	size_t n;
	m->channel.moderated = true;	/* the same method, with a facilitator who reads first */
	phone->method = m;
	assert_int_equal(ask_here(x, phone, S("Venter på dig"), random_token(x->arena, 16), &fresh), OK);
	assert_int_equal(channel_on_wall(x, reload(s), true), OK);
	list(phone, &n);
	assert_int_equal(n, 0);
	assert_false(str_contains(live_text(s, "wall"), S("Venter på dig")));
	assert_false(str_contains(outcome(s, false), S("Venter på dig")));
	struct sql_channel_questions *q = list(s, &n);
	assert_int_equal(n, 1);
	assert_int_equal(channel_support(x, reload(phone), q[0].id, true, 0), NOT_FOUND);
	assert_int_equal(channel_let(x, reload(s), q[0].id), OK);
	list(phone, &n);
	assert_int_equal(n, 1);
	assert_true(str_contains(live_text(s, "wall"), S("Venter på dig")));
}

/* "Kan Mette fyres" is read, and the name taken out, before the room sees it. */
static void a_question_that_waits_is_edited_and_all_are_told(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "deal"), *phone = join(s, false);
	struct str idem = random_token(x->arena, 16);
	struct sql_channel_by_idem *row;
	bool fresh;
	assert_int_equal(ask_here(x, reload(phone), S("Kan Mette fyres"), idem, &fresh), OK);
	assert_int_equal(sql_channel_by_idem(x, s->id, idem, &row), OK);
	assert_int_equal(channel_reword(x, reload(s), row->id, S("Kan Mette fyres"), S("Kan man fyres")), CONFLICT);	/* read by all */
	assert_int_equal(channel_hold(x, reload(s), row->id), OK);
	assert_int_equal(channel_reword(x, reload(phone), row->id, S("Kan Mette fyres"), S("Kan man fyres")), FORBIDDEN);
	assert_int_equal(channel_reword(x, reload(s), row->id, S("Kan Mette fyres"), S(" ")), INVALID);
	assert_int_equal(channel_reword(x, reload(s), row->id, S("Kan Mette fyres"), S("Kan  man fyres")), OK);
	assert_int_equal(channel_reword(x, reload(s), row->id, S("Kan Mette fyres"), S("Kan han fyres")), CONFLICT);
	assert_string_equal(x->fault.message, "workshop.other_words");
	assert_int_equal(channel_let(x, reload(s), row->id), OK);
	struct str told = live_text(s, "questions");
	assert_true(str_contains(told, S("Kan man fyres")));
	assert_true(str_contains(told, ui_text(x, "workshop.channel_edited")));
	assert_false(str_contains(told, S("Mette")));
	/* The phone that was cut off sends its own words once more. */
	assert_int_equal(ask_here(x, reload(phone), S("Kan Mette fyres"), idem, &fresh), OK);
	assert_false(fresh);
	assert_false(str_contains(outcome(s, false), S("Mette")));
}

static struct str after(struct session *s, enum rc want)
{
	struct val *v = val_new_obj(x);
	struct buf b;
	fault_clear(x);
	assert_int_equal(channel_follow_up(x, reload(s), v), want);
	buf_init(&b, 1 << 20);
	val_json(&b, v);
	return buf_take(&b, x->arena);
}

static void what_is_left_is_answered_afterwards_for_thirty_days(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "deal"), *phone = join(s, false);
	channel_question_id open = ask(phone, "Om vagter"), closed = { 0 };
	for (int i = 0; i < CHANNEL_STEP; i++)
		assert_int_equal(channel_support(x, join(s, false), open, true, 0), OK);
	s = at(s, "columns");
	closed = ask(phone, "Kun for os");
	after(s, GONE);	/* not while it runs */
	end(s);
	struct str page = after(s, OK);
	assert_true(str_contains(page, S("Om vagter")));
	assert_true(str_contains(page, S("\"votes\":5")));
	assert_false(str_contains(page, S("Kun for os")));
	s = reload(s);
	s->viewer = VIEWER_CONSOLE;
	assert_int_equal(channel_answer(x, s, open, S(""), S("")), INVALID);	/* aloud is over */
	assert_int_equal(channel_answer(x, s, open, S(""), S("Fra første maj")), OK);
	assert_true(str_contains(after(s, OK), S("Fra første maj")));
	assert_false(str_contains(after(s, OK), S("Kun for os")));
	s->viewer = VIEWER_CONSOLE;
	assert_int_equal(channel_answer(x, s, closed, S(""), S("Det gør vi sådan")), OK);
	assert_true(str_contains(after(s, OK), S("Kun for os")));
	s->viewer = VIEWER_CONSOLE;
	assert_int_equal(channel_plan(x, s, open, S("now")), GONE);
	x->now += (int64_t)CHANNEL_FOLLOW_DAYS * 86400;
	after(s, OK);
	x->now += 86400;
	after(s, GONE);
}

/* The same session in a room that is closed to leaders all through. */
static struct session *closed_room(struct session *s)
{
	struct method_workshop *m = arena_copy(x->arena, s->method, sizeof *m);
	struct method_part *parts = ARENA_ARRAY(x->arena, m->parts_count, struct method_part);
	for (unsigned i = 0; i < m->parts_count; i++) {
		parts[i] = m->parts[i];
		parts[i].leaders = false;
	}
	m->parts = parts;
	s->method = m;
	s->part = &parts[0];
	return s;
}

static struct str after_closed(struct session *s)
{
	struct val *v = val_new_obj(x);
	struct buf b;
	assert_int_equal(channel_follow_up(x, closed_room(reload(s)), v), OK);
	buf_init(&b, 1 << 20);
	val_json(&b, v);
	return buf_take(&b, x->arena);
}

/* S4.7: what was asked without leaders is the participants' to read afterwards. */
static void in_a_closed_room_every_question_stands_on_the_page_afterwards(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "columns"), *phone = join(s, false);
	channel_question_id open = ask(phone, "Om vagter"), aloud = ask(phone, "Om kantinen"), held = ask(phone, "Om Bente");
	channel_question_id written = ask(phone, "Om parkering");
	struct sql_channel_question *row;
	assert_int_equal(channel_aloud(x, reload(s), aloud), OK);
	assert_int_equal(channel_answer(x, reload(s), written, S(""), S("I gården")), OK);
	assert_int_equal(channel_hold(x, reload(s), held), OK);
	assert_int_equal(channel_share(x, closed_room(reload(s)), open), FORBIDDEN);
	assert_int_equal(sql_channel_question(x, s->id, open, &row), OK);
	end(s);
	struct str page = after_closed(s);
	assert_true(str_contains(page, S("Om vagter")));
	assert_true(str_contains(page, S("Om kantinen")));
	assert_true(str_contains(page, S("I gården")));
	assert_true(str_contains(page, S("\"closed\":true")));
	assert_false(str_contains(page, S("Om Bente")));
	/* Where leaders have the link as well, the page says that it is not all. */
	assert_true(str_contains(after(s, OK), S("\"not_all\":true")));
	assert_false(str_contains(after(s, OK), S("Om kantinen")));
	/* The facilitator still lets through, holds back, answers and drops. */
	s = reload(s);
	s->viewer = VIEWER_CONSOLE;
	assert_int_equal(channel_let(x, s, held), OK);
	assert_true(str_contains(after_closed(s), S("Om Bente")));
	assert_int_equal(channel_hold(x, s, open), OK);
	assert_false(str_contains(after_closed(s), S("Om vagter")));
	assert_int_equal(channel_answer(x, closed_room(reload(s)), aloud, S(""), S("Åben hver dag")), OK);
	assert_int_equal(sql_channel_question(x, s->id, aloud, &row), OK);
	assert_false(row->shared);
	assert_true(str_contains(after_closed(s), S("Åben hver dag")));
	assert_int_equal(channel_drop(x, reload(s), written), OK);
	assert_false(str_contains(after_closed(s), S("parkering")));
	phone = reload(s);
	phone->viewer = VIEWER_PHONE;
	assert_int_equal(channel_hold(x, phone, aloud), FORBIDDEN);
}

static void the_end_leaves_figures_and_no_marks(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "deal"), *phone = join(s, false);
	channel_question_id q = ask(phone, "Om vagter");
	struct str was = reload(phone)->row->salt;
	for (int i = 1; i < CHANNEL_STEP; i++)
		assert_int_equal(channel_support(x, join(s, false), q, true, 0), OK);
	assert_int_equal(channel_support(x, reload(phone), q, true, 0), OK);
	struct str mark = session_mark(x, reload(phone), "support", S("channel"), str_fmt(x->arena, "%" PRId64, q.v));
	struct sql_channel_voted *row;
	assert_int_equal(sql_channel_voted(x, q, mark, &row), OK);
	assert_non_null(row);
	end(s);
	assert_int_equal(sql_channel_voted(x, q, mark, &row), OK);
	assert_null(row);
	assert_false(str_eq(was, reload(s)->row->salt));
	size_t n;
	s->viewer = VIEWER_CONSOLE;
	assert_int_equal(list(s, &n)[0].votes, CHANNEL_STEP);
	bool fresh;
	assert_int_equal(ask_here(x, reload(s), S("For sent"), random_token(x->arena, 16), &fresh), GONE);
}

static struct str answer_of(struct session *s, channel_question_id q)
{
	struct sql_channel_question *row;
	assert_int_equal(sql_channel_question(x, s->id, q, &row), OK);
	return row->answer;
}

static void who_answers_second_is_told_the_answer_that_stands(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "deal"), *phone = join(s, false);
	channel_question_id q = ask(phone, "Om vagter"), late;
	assert_int_equal(channel_answer(x, reload(s), q, S(""), S("Fra maj, og\ni god tid")), OK);
	assert_int_equal(channel_answer(x, reload(s), q, S(""), S("Aldrig")), CONFLICT);
	assert_string_equal(x->fault.message, "workshop.other_words");
	assert_true(str_eqz(val_get_str(x->fault.args, "stands"), "Fra maj, og\ni god tid"));
	assert_int_equal(channel_aloud(x, reload(s), q), OK);	/* from a page that still had it open */
	assert_true(str_eqz(answer_of(s, q), "Fra maj, og\ni god tid"));
	assert_int_equal(channel_answer(x, reload(s), q, S("Fra maj, og\ni god tid"), S("Fra juni")), OK);
	assert_int_equal(channel_reopen(x, reload(s), q), OK);
	assert_int_equal(channel_aloud(x, reload(s), q), OK);
	assert_true(str_eqz(answer_of(s, q), ""));
	/* After the end what is told shares nothing. */
	s = at(s, "columns");
	late = ask(reload(phone), "Kun for os");
	assert_int_equal(channel_answer(x, reload(s), late, S(""), S("Sådan")), OK);
	end(s);
	s = reload(s);
	s->viewer = VIEWER_CONSOLE;
	assert_int_equal(channel_answer(x, s, late, S(""), S("Anderledes")), CONFLICT);
	struct sql_channel_question *row;
	assert_int_equal(sql_channel_question(x, s->id, late, &row), OK);
	assert_false(row->shared);
	assert_true(str_eqz(row->answer, "Sådan"));
}

static void exports_carry_questions_and_answers(void **state)
{
	(void)state;
	static const char *const formats[] = { "csv", "json", "xlsx", "pdf" };
	struct session *s = at(planned_every_step(), "deal"), *phone = join(s, false);
	channel_question_id q = ask(phone, "Om vagter");
	ask(phone, "Om kantinen");
	assert_int_equal(channel_aloud(x, reload(s), ask(phone, "Om bussen")), OK);
	assert_int_equal(channel_answer(x, reload(s), q, S(""), S("Fra maj")), OK);
	for (int i = 0; i < 4; i++) {
		struct val *v = val_new_obj(x);
		const struct export_format *f;
		struct str bytes;
		assert_int_equal(workshop_outcome(x, s->id, false, v), OK);
		assert_int_equal(export_find(x, str_of(formats[i]), &f), OK);
		assert_int_equal(f->make(x, v, &bytes), OK);
		assert_true(bytes.n > 100);
		if (i < 2) {
			assert_true(str_contains(bytes, S("Fra maj")));
			assert_true(str_contains(bytes, S("Om kantinen")));
		}
		if (i == 0)
			assert_true(str_contains(bytes, S("Om bussen;Besvaret på mødet;")));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_question_sent_twice_is_asked_once), T(a_phone_supports_a_question_and_no_longer), T(support_is_shown_in_steps_that_never_fall),
		T(a_late_voice_is_taken_and_changes_nothing),
		T(a_removed_question_does_not_come_back_by_a_late_sending), T(the_facilitator_plans_answers_and_shows),
		T(of_more_questions_than_the_wall_takes_the_others_are_counted), T(the_desk_says_what_is_on_the_wall), T(a_question_that_the_wall_leaves_out_is_not_said_to_be_there),
		T(leaders_read_nothing_asked_without_them_until_it_is_shared), T(a_held_question_is_the_facilitators_until_let_through),
		T(a_question_belongs_to_the_part_in_which_it_was_written), T(a_held_question_is_the_facilitators_until_let_through),
		T(a_question_that_waits_is_edited_and_all_are_told), T(what_is_left_is_answered_afterwards_for_thirty_days), T(in_a_closed_room_every_question_stands_on_the_page_afterwards),
		T(the_end_leaves_figures_and_no_marks), T(who_answers_second_is_told_the_answer_that_stands), T(exports_carry_questions_and_answers),
	};
	return RUN(TEST_CONTENT, tests);
}
