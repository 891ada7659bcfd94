/* ask_test.c -- asking on a real store: what is an answer, when it is shown, and
 * that nothing ever shown tells what fewer than five said. The method is
 * tests/content/asking. */
#include "workshop/ask/next.h"
#include "workshop/ask/single.h"
#include "workshop/ask/trend.h"
#include "workshop/ask/ask_view.h"
#include "workshop/ask/cloud.h"
#include "workshop/outcome/export.h"
#include "workshop/ask/suggest.h"
#include "workshop/session_test.h"
#include "workshop/task.h"
#include <stdlib.h>

/* Looks from the desk, whoever looked before. */
static struct session *desk_at(struct session *s, const char *step)
{
	s = reload(s);
	s->viewer = VIEWER_CONSOLE;
	s->secret = STR_NULL;
	return at(s, step);
}

static struct session *planned(void)
{
	return planned_of("asking", "Spørg rummet");
}

enum { ROOM_MAX = 40 };

/* A room of n phones at a step. */
static struct session *room(struct session *desk, struct session **phones, size_t n, const char *step)
{
	desk = desk_at(desk, step);
	for (size_t i = 0; i < n; i++)
		phones[i] = join(desk, false);
	return desk;
}

static enum rc say_turn(struct session *phone, const char *item, const char *value, const char *why, int64_t turn)
{
	struct session *s = reload(phone);
	struct str given[8], rest = str_of(value), word, out;
	size_t n = 0;
	const struct method_item *it = ask_item(s->step, str_of(item));
	assert_non_null(it);
	if (it->type == ITEM_TEXT)
		given[n++] = str_of(value);
	else
		while (n < 8 && rest.n && str_next(&rest, ' ', &word))
			given[n++] = word;
	TRY(ask_value(x, session_lang(s), s->step, it, given, n, &out));
	return ask_answer(x, s, s->step, it, out, str_of(why), turn);
}

static enum rc say(struct session *phone, const char *item, const char *value, const char *why)
{
	return say_turn(phone, item, value, why, 0);
}

static struct val *results(struct session *s, bool desk)
{
	struct val *r = val_new_obj(x);
	s = reload(s);
	assert_int_equal(ask_results(x, s, s->step, desk, r), OK);
	return r;
}

static struct val *item_of(struct val *r, const char *key)
{
	for (struct val *o = val_get(r, S("items"))->kids.first; o; o = o->next)
		if (str_eqz(val_get_str(o, "key"), key))
			return o;
	print_error("no item %s\n", key);
	abort();
}

static const char *json(const struct val *v)
{
	struct buf b;
	buf_init(&b, 4 << 20);
	val_json(&b, v);
	return str_z(x->arena, buf_take(&b, x->arena));
}

static void fail_msg_for(const char *where, const char *what)
{
	print_error("%s lacks %s\n", where, what);
	assert_true(false);
}

/* ---- what is an answer */

static enum rc value_of(struct session *s, const char *item, const char *a, const char *b, const char *c, struct str *ret)
{
	struct str given[3] = { str_of(a), str_of(b), str_of(c) };
	size_t n = (a != NULL) + (b != NULL) + (c != NULL);
	fault_clear(x);
	return ask_value(x, session_lang(s), s->step, ask_item(s->step, str_of(item)), given, n, ret);
}

static void an_answer_has_one_form_and_nothing_else_is_one(void **state)
{
	struct session *s = desk_at(planned(), "all");
	struct str v;
	(void)state;
	assert_int_equal(value_of(s, "traffic", "red", NULL, NULL, &v), OK);
	assert_true(str_eqz(v, "red"));
	assert_int_equal(value_of(s, "traffic", "red", "green", NULL, &v), INVALID);
	assert_int_equal(value_of(s, "traffic", "blue", NULL, NULL, &v), INVALID);
	assert_int_equal(value_of(s, "traffic", "", NULL, NULL, &v), OK);
	assert_int_equal(v.n, 0);
	assert_int_equal(value_of(s, "needs", "tools", "time", NULL, &v), OK);
	assert_true(str_eqz(v, "time tools"));		/* the order of the options, not of the finger */
	assert_int_equal(value_of(s, "needs", "time", "time", NULL, &v), INVALID);
	assert_int_equal(value_of(s, "order", "sense", "pay", "mates", &v), OK);
	assert_true(str_eqz(v, "sense pay mates"));
	assert_int_equal(value_of(s, "order", "sense", "pay", NULL, &v), INVALID);
	assert_int_equal(value_of(s, "order", "sense", "pay", "pay", &v), INVALID);
	assert_int_equal(value_of(s, "trust", "10", NULL, NULL, &v), OK);
	assert_int_equal(value_of(s, "trust", "11", NULL, NULL, &v), INVALID);
	assert_int_equal(value_of(s, "trust", "-1", NULL, NULL, &v), INVALID);
	assert_int_equal(value_of(s, "mood", " Travle! ", "travl", "Glade", &v), OK);
	assert_true(str_eqz(v, "travle\nglade"));	/* the same word twice is one */
	char long_text[400];
	memset(long_text, 'a', sizeof long_text - 1);
	long_text[sizeof long_text - 1] = 0;
	assert_int_equal(value_of(s, "idea", long_text, NULL, NULL, &v), INVALID);
	assert_int_equal(value_of(s, "mood", long_text, NULL, NULL, &v), INVALID);
}

/* ---- when it is shown */

static int64_t shown(struct session *s, const char *item)
{
	struct sql_ask_items *rows;
	size_t n;
	assert_int_equal(sql_ask_items(x, s->id, str_of(s->step->key), &rows, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (str_eqz(rows[i].item, item))
			return rows[i].shown;
	return 0;
}

static void nothing_is_shown_before_five_and_then_in_batches(void **state)
{
	struct session *p[12], *desk = room(planned(), p, 12, "all");
	(void)state;
	for (int i = 0; i < 4; i++) {
		assert_int_equal(say(p[i], "traffic", "red", ""), OK);
		assert_int_equal(shown(desk, "traffic"), 0);
		assert_null(strstr(json(results(desk, true)), "0–1"));
	}
	assert_int_equal(say(p[4], "traffic", "green", ""), OK);
	assert_int_equal(shown(desk, "traffic"), 5);
	/* Ten would leave two behind for ever, so the last are waited for. */
	for (int i = 5; i < 11; i++) {
		assert_int_equal(say(p[i], "traffic", "green", ""), OK);
		assert_int_equal(shown(desk, "traffic"), 5);
	}
	assert_int_equal(say(p[11], "traffic", "green", ""), OK);
	assert_int_equal(shown(desk, "traffic"), 12);
}

static void the_facilitator_shows_or_goes_on_but_never_four(void **state)
{
	struct session *p[8], *desk = room(planned(), p, 8, "all");
	size_t n;
	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(say(p[i], "traffic", "red", ""), OK);
	assert_int_equal(ask_show(x, desk, desk->step, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(shown(desk, "traffic"), 0);
	assert_int_equal(say(p[4], "traffic", "red", ""), OK);
	assert_int_equal(shown(desk, "traffic"), 0);		/* three phones would be left */
	assert_int_equal(ask_show(x, desk, desk->step, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(shown(desk, "traffic"), 5);
	for (int i = 0; i < 6; i++)
		assert_int_equal(say(p[i], "needs", "time", ""), OK);
	desk = desk_at(desk_at(desk, "cloud"), "all");
	assert_int_equal(shown(desk, "needs"), 6);
	desk = desk_at(desk, "seven");
	for (int i = 0; i < 6; i++)
		assert_int_equal(say(p[i], "traffic", "red", ""), OK);
	assert_int_equal(ask_show(x, desk, desk->step, &n), OK);
	assert_int_equal(n, 0);				/* the method says seven */
	assert_int_equal(say(p[6], "traffic", "red", ""), OK);
	assert_int_equal(ask_show(x, desk, desk->step, &n), OK);
	assert_int_equal(n, 1);
}

static void a_late_answer_is_taken_and_changes_nothing(void **state)
{
	struct session *p[6], *desk = room(planned(), p, 6, "all");
	struct ask_own own;
	(void)state;
	assert_int_equal(say_turn(p[0], "traffic", "green", "", 2), OK);	/* the first one is still under way */
	assert_int_equal(say_turn(p[0], "traffic", "red", "Fordi", 1), OK);
	assert_int_equal(say_turn(p[1], "traffic", "", "", 2), OK);		/* taken back */
	assert_int_equal(say_turn(p[1], "traffic", "red", "Fordi", 1), OK);
	struct session *s = reload(p[0]);
	assert_int_equal(ask_mine(x, s, s->step, ask_item(s->step, S("traffic")), &own), OK);
	assert_true(own.waits && str_eqz(own.value, "green") && own.why.n == 0);
	assert_int_equal(own.turn, 2);
	s = reload(p[1]);
	assert_int_equal(ask_mine(x, s, s->step, ask_item(s->step, S("traffic")), &own), OK);
	assert_false(own.waits);
	assert_int_equal(own.turn, 2);
	for (int i = 2; i < 5; i++)
		assert_int_equal(say_turn(p[i], "traffic", "green", "", 1), OK);
	assert_int_equal(shown(desk, "traffic"), 0);	/* four: what was taken back is not counted */
	assert_int_equal(say_turn(p[1], "traffic", "green", "", 3), OK);
	assert_int_equal(say_turn(p[5], "traffic", "green", "", 1), OK);
	assert_int_equal(shown(desk, "traffic"), 6);
	assert_false(str_contains(live_text(desk, "console"), S("Fordi")));
}

static void an_answer_may_be_changed_until_it_is_shown_and_sent_again_for_ever(void **state)
{
	struct session *p[5], *desk = room(planned(), p, 5, "all");
	struct ask_own own;
	(void)state;
	assert_int_equal(say(p[0], "traffic", "red", ""), OK);
	assert_int_equal(say(p[0], "traffic", "green", ""), OK);
	assert_int_equal(say(p[0], "idea", "Vi spiser sammen", ""), OK);
	struct session *s = reload(p[0]);
	assert_int_equal(ask_mine(x, s, s->step, ask_item(s->step, S("traffic")), &own), OK);
	assert_true(own.waits && !own.shown && str_eqz(own.value, "green"));
	assert_int_equal(say(p[1], "traffic", "red", ""), OK);
	assert_int_equal(say(p[1], "traffic", "", ""), OK);	/* taken back */
	for (int i = 2; i < 5; i++)
		assert_int_equal(say(p[i], "traffic", "green", ""), OK);
	assert_int_equal(shown(desk, "traffic"), 0);
	assert_int_equal(say(p[1], "traffic", "green", ""), OK);
	assert_int_equal(shown(desk, "traffic"), 5);
	assert_int_equal(say(p[0], "traffic", "green", ""), OK);	/* the first yes was lost on its way */
	assert_int_equal(say(p[0], "traffic", "red", ""), INVALID);
	assert_string_equal(x->fault.message, "ask.is_shown");
	fault_clear(x);
	assert_int_equal(shown(desk, "traffic"), 5);
	for (int i = 1; i < 5; i++)
		assert_int_equal(say(p[i], "idea", "Vi går en tur", ""), OK);
	assert_int_equal(shown(desk, "idea"), 5);
	assert_int_equal(say(p[0], "idea", "Vi spiser sammen", ""), OK);
	assert_int_equal(say(p[0], "idea", "Noget andet", ""), INVALID);
}

static void whom_the_step_is_not_for_is_refused(void **state)
{
	struct session *p[1], *desk = room(planned(), p, 1, "all"), *leader = join(desk, true);
	(void)state;
	assert_int_equal(say(leader, "traffic", "red", ""), FORBIDDEN);
	assert_int_equal(say(desk, "traffic", "red", ""), FORBIDDEN);
	struct session *s = reload(desk);
	assert_int_equal(session_pause(x, s, s->row->version, true), OK);
	assert_int_equal(say(p[0], "traffic", "red", ""), INVALID);
	s = reload(desk);
	assert_int_equal(session_pause(x, s, s->row->version, false), OK);
	s = reload(desk);
	assert_int_equal(ask_stop(x, s, s->step, true), OK);
	assert_int_equal(say(p[0], "traffic", "red", ""), INVALID);
	assert_string_equal(x->fault.message, "ask.is_stopped");
	assert_int_equal(ask_stop(x, s, s->step, false), OK);
	assert_int_equal(say(p[0], "traffic", "red", ""), OK);
	/* A part later it is too late; the step that was left still takes what was in a tunnel. */
	const struct method_step *left = s->step;
	desk = desk_at(desk, "cloud");
	s = reload(p[0]);
	assert_int_equal(ask_answer(x, s, left, ask_item(left, S("needs")), S("time"), S(""), 0), OK);
	desk = desk_at(desk, "with_leader");
	s = reload(p[0]);
	assert_int_equal(ask_answer(x, s, left, ask_item(left, S("needs")), S("calm"), S(""), 0), INVALID);
	assert_int_equal(say(leader, "traffic", "red", ""), OK);	/* here leaders are in */
	s = reload(desk);
	assert_int_equal(session_end(x, s, s->row->version), OK);
	fault_clear(x);
	s->row->state = S("ended");
	assert_int_equal(ask_answer(x, s, s->step, ask_item(s->step, S("traffic")), S("red"), S(""), 0), GONE);
}

/* ---- the property: everything that is ever shown of an item, from whatever
 * moments, is a sum over sets of people whose every atom has five or more. The
 * attacker knows all that was shown and when, and who has sent what when; the
 * test asks for the smallest set of people that any two moments differ by. */

struct attack {
	int64_t seen[ROOM_MAX];		/* by person: 0, or the number of the batch that showed the answer */
};

static void no_two_moments_differ_by_fewer_than_five_people(void **state)
{
	enum { RUNS = 60, MOVES = 90, FIVE = 5 /* written out: the rule, not our constant */ };
	static const char *const colours[] = { "green", "yellow", "red" };
	(void)state;
	srand(20261121);
	for (int run = 0; run < RUNS; run++) {
		struct session *p[ROOM_MAX];
		size_t n = 5 + (size_t)(rand() % 26), joined = n;
		struct session *desk = room(planned(), p, n, "all");
		int said[ROOM_MAX], last_shown = 0, batches = 0;
		memset(said, -1, sizeof said);
		struct attack a = { 0 };
		int tally[3] = { 0 };
		for (int move = 0; move < MOVES; move++) {
			size_t who = (size_t)rand() % joined, ignored;
			int what = rand() % 12;
			if (what == 0 && joined < ROOM_MAX) {
				p[joined++] = join(desk, false);
			} else if (what == 1) {
				struct session *s = reload(desk);
				assert_int_equal(ask_show(x, s, s->step, &ignored), OK);
			} else if (what == 2 && rand() % 3 == 0) {
				desk = desk_at(desk_at(desk, "cloud"), "all");
			} else if (what == 3) {
				if (say(p[who], "traffic", "", "") == OK && !a.seen[who])
					said[who] = -1;
				fault_clear(x);
			} else {
				int colour = rand() % 3;
				if (say(p[who], "traffic", colours[colour], "") == OK && !a.seen[who])
					said[who] = colour;
				fault_clear(x);
			}
			int now = (int)shown(desk, "traffic");
			if (now == last_shown)
				continue;
			/* All who have said something by now, and they alone, are the new ones. */
			int fresh = 0;
			batches++;
			for (size_t i = 0; i < joined; i++)
				if (said[i] >= 0 && !a.seen[i]) {
					a.seen[i] = batches;
					tally[said[i]]++;
					fresh++;
				}
			assert_int_equal(now - last_shown, fresh);
			assert_true(fresh >= FIVE);
			last_shown = now;
			/* What the store shows is those people's answers, each as it was then. */
			struct sql_ask_tally *t;
			size_t nt;
			assert_int_equal(sql_ask_tally(x, desk->id, S("all"), &t, &nt), OK);
			for (int c = 0; c < 3; c++) {
				int64_t stored = 0;
				for (size_t k = 0; k < nt; k++)
					stored += str_eqz(t[k].item, "traffic") && str_eqz(t[k].value, colours[c]) ? t[k].total : 0;
				assert_int_equal(stored, tally[c]);
			}
		}
		/* Atoms: the batches. Any combination of moments is a union of them. */
		for (int b = 1; b <= batches; b++) {
			int size = 0;
			for (size_t i = 0; i < joined; i++)
				size += a.seen[i] == b;
			assert_true(size >= FIVE);
		}
	}
}

static void a_large_room_does_not_change_with_every_fifth(void **state)
{
	enum { PHONES = 40, MOST = 8 };
	struct session *p[PHONES], *desk = room(planned(), p, PHONES, "all");
	int changes = 0;
	int64_t last = 0;
	(void)state;
	for (int i = 0; i < PHONES; i++) {
		assert_int_equal(say(p[i], "traffic", i % 2 ? "red" : "green", ""), OK);
		int64_t now = shown(desk, "traffic");
		changes += now != last;
		last = now;
	}
	assert_int_equal(last, PHONES);
	assert_true(changes <= MOST);
}

/* ---- what the store knows */

static void no_row_tells_which_others_came_from_the_same_phone(void **state)
{
	struct session *p[6], *desk = room(planned(), p, 6, "all");
	struct sql_ask_waiting_words *w[2];
	size_t n[2];
	(void)state;
	for (int i = 0; i < 4; i++) {
		assert_int_equal(say(p[i], "traffic", "red", ""), OK);
		assert_int_equal(say(p[i], "calm_1", "fully", "Derfor"), OK);
	}
	assert_int_equal(sql_ask_waiting_words(x, desk->id, S("all"), S("traffic"), &w[0], &n[0]), OK);
	assert_int_equal(sql_ask_waiting_words(x, desk->id, S("all"), S("calm_1"), &w[1], &n[1]), OK);
	assert_int_equal(n[0], 4);
	assert_int_equal(n[1], 4);
	for (size_t i = 0; i < 4; i++)
		for (size_t k = 0; k < 4; k++)
			assert_false(str_eq(w[0][i].mark, w[1][k].mark));
	for (int i = 4; i < 6; i++) {
		assert_int_equal(say(p[i], "traffic", "green", ""), OK);
		assert_int_equal(say(p[i], "calm_1", "no", ""), OK);
	}
	/* A comment stands by itself, and waits for its item's batch. */
	struct sql_ask_texts *t;
	size_t nt;
	assert_int_equal(sql_ask_texts(x, desk->id, S("all"), &t, &nt), OK);
	assert_int_equal(nt, 4);
	desk = reload(desk);
	assert_int_equal(say(p[0], "needs", "time", ""), OK);
	assert_int_equal(session_end(x, desk, desk->row->version), OK);
	assert_int_equal(sql_ask_waiting_words(x, desk->id, S("all"), S("needs"), &w[0], &n[0]), OK);
	assert_int_equal(n[0], 0);		/* never shown, so never kept */
	struct sql_ask_tally *tally;
	assert_int_equal(sql_ask_tally(x, desk->id, S("all"), &tally, &nt), OK);
	int64_t red = 0;
	for (size_t i = 0; i < nt; i++)
		red += str_eqz(tally[i].value, "red") ? tally[i].total : 0;
	assert_int_equal(red, 4);
	struct sql_ask_shown_at *at;
	struct session *gone = p[0];
	assert_int_equal(sql_ask_shown_at(x, desk->id, S("all"), S("traffic"), session_mark(x, gone, "ask", S("all/traffic"), S("1")), &at), OK);
	assert_null(at);			/* the mark of before finds nothing any more */
}

/* ---- what is shown */

static void bars_do_not_point_at_one(void **state)
{
	struct session *p[6], *desk = room(planned(), p, 6, "all");
	(void)state;
	for (int i = 0; i < 6; i++)
		assert_int_equal(say(p[i], "traffic", i == 0 ? "red" : "green", ""), OK);
	struct val *rows = val_get(item_of(results(desk, false), "traffic"), S("rows"));
	assert_string_equal(str_z(x->arena, val_get_str(rows->kids.first, "count")), "4–6");
	assert_string_equal(str_z(x->arena, val_get_str(rows->kids.first->next, "count")), "0–1");
	assert_string_equal(str_z(x->arena, val_get_str(rows->kids.last, "count")), "0–1");
	assert_int_equal(val_get_int(rows->kids.first->next, "w", 0), val_get_int(rows->kids.last, "w", 1));
}

static const struct val *nth(const struct val *list, int n)
{
	const struct val *v = list->kids.first;
	while (n-- && v)
		v = v->next;
	assert_non_null(v);
	return v;
}

static size_t times(struct str where, const char *what)
{
	const char *at = str_z(x->arena, where);
	size_t n = 0;
	while ((at = strstr(at, what))) {
		at += strlen(what);
		n++;
	}
	return n;
}

/* Of a scale the steps that few or none have chosen stand as one, and it is said why; what
 * the set points out stays by itself, and tables still have every step. */
static void steps_of_a_scale_that_tell_next_to_nothing_stand_together(void **state)
{
	struct session *p[5], *desk = room(planned(), p, 5, "all");
	static const char *const seen_by[] = { "wall", "phone", "console" };
	(void)state;
	for (int i = 0; i < 5; i++) {
		assert_int_equal(say(p[i], "calm_1", i ? "fully" : "partly", ""), OK);
		assert_int_equal(say(p[i], "help_2", i ? "fully" : "little", ""), OK);
		assert_int_equal(say(p[i], "traffic", "red", ""), OK);
	}
	struct val *item = item_of(results(desk, false), "calm_1");
	static const char *const told[][2] = { { "Passer slet ikke", "0–1" }, { "Passer lidt – Passer for det meste", "0–1" }, { "Passer helt", "4–5" } };
	const struct val *bars = val_get(item, S("bars"));
	assert_int_equal(val_get(item, S("rows"))->kids.count, 5);
	assert_int_equal(bars->kids.count, 3);
	for (int i = 0; i < 3; i++) {
		assert_string_equal(str_z(x->arena, val_get_str(nth(bars, i), "label")), told[i][0]);
		assert_string_equal(str_z(x->arena, val_get_str(nth(bars, i), "count")), told[i][1]);
	}
	assert_true(val_get_bool(nth(bars, 0), "marked"));
	/* Another room, told alike: not a byte tells the two apart. */
	assert_string_equal(json(bars), json(val_get(item_of(results(desk, false), "help_2"), S("bars"))));
	for (int i = 0; i < 3; i++) {
		struct str page = live_text(str_eqz(str_of(seen_by[i]), "phone") ? p[0] : desk, seen_by[i]);
		assert_int_equal(times(page, "Passer lidt – Passer for det meste"), 2);
		assert_int_equal(times(page, "står samlet"), 1);	/* two questions, one sentence */
	}
	/* What has no order has no neighbours. */
	assert_int_equal(val_get(item_of(results(desk, false), "traffic"), S("bars"))->kids.count, 3);
}

static void sums_have_bands_and_are_never_added(void **state)
{
	struct session *p[5], *desk = room(planned(), p, 5, "all");
	(void)state;
	for (int i = 0; i < 5; i++) {
		assert_int_equal(say(p[i], "calm_1", i < 2 ? "little" : "partly", ""), OK);	/* mean 2.6 */
		assert_int_equal(say(p[i], "calm_2", "little", ""), OK);
		if (i < 4)
			assert_int_equal(say(p[i], "help_1", "fully", ""), OK);
		assert_int_equal(say(p[i], "help_2", "fully", ""), OK);
	}
	struct val *r = results(desk, false);
	const struct val *calm = nth(val_get(r, S("profile")), 0), *help = nth(val_get(r, S("profile")), 1);
	assert_string_equal(str_z(x->arena, val_get_str(calm, "sum")), "5");
	assert_string_equal(str_z(x->arena, val_get_str(calm, "band")), "Mellem");
	assert_true(val_get_bool(help, "missing"));
	assert_int_equal(val_get_str(r, "typical").n, 0);	/* not while a sum is missing */
	assert_string_equal(str_z(x->arena, val_get_str(nth(val_get(r, S("suggested")), 0), "url")), "/run-sheet/future-workshop");
	assert_int_equal(say(p[4], "help_1", "fully", ""), OK);
	r = results(desk, false);
	help = nth(val_get(r, S("profile")), 1);
	assert_string_equal(str_z(x->arena, val_get_str(help, "sum")), "10");
	assert_true(val_get_bool(help, "top"));
	assert_string_equal(str_z(x->arena, val_get_str(r, "typical")), "Hjælp");
}

/* Rooms whose bars say the same have the same sum: "8 of 10" would tell which it was. */
static void a_sum_tells_no_more_than_the_bars(void **state)
{
	struct str sum[2], bars[2];
	(void)state;
	for (int alone = 0; alone < 2; alone++) {
		struct session *p[5], *desk = room(planned(), p, 5, "all");
		for (int i = 0; i < 5; i++) {
			const char *value = alone && i == 0 ? "no" : "fully";
			assert_int_equal(say(p[i], "calm_1", value, ""), OK);
			assert_int_equal(say(p[i], "calm_2", value, ""), OK);
		}
		struct val *r = results(desk, false);
		sum[alone] = val_get_str(nth(val_get(r, S("profile")), 0), "sum");
		bars[alone] = str_of(json(val_get(item_of(r, "calm_1"), S("rows"))));
	}
	assert_true(str_eq(bars[0], bars[1]));
	assert_true(str_eq(sum[0], sum[1]));
}

/* Two of two: neither resembles the room more than the other. */
static void equal_sums_point_at_none(void **state)
{
	struct session *desk = desk_at(planned(), "joint");
	const struct method_questions *set = method_questions(str_of(desk->step->set));
	(void)state;
	for (unsigned i = 0; i < set->items_count; i++)
		if (set->items[i].group)
			assert_int_equal(ask_press(x, desk, desk->step, &set->items[i], 0, S("fully")), OK);
	struct val *r = results(desk, false);
	assert_int_equal(val_get_str(r, "typical").n, 0);
	assert_true(str_contains(val_get_str(r, "tied"), S("Alle 2 er lige høje")));
	for (int i = 0; i < 2; i++)
		assert_false(val_get_bool(nth(val_get(r, S("profile")), i), "top"));
	assert_int_equal(ask_press(x, desk, desk->step, ask_item(desk->step, S("calm_1")), 1, S("no")), OK);
	r = results(desk, false);
	assert_int_equal(val_get_str(r, "tied").n, 0);
	assert_string_equal(str_z(x->arena, val_get_str(r, "typical")), "Hjælp");
}

/* "2, 2, 0–1" of five who each chose something could only be one (veil.h). */
static void a_multiple_choice_is_veiled_by_its_sum(void **state)
{
	static const char *const given[] = { "time", "time", "calm", "calm", "tools" }, *const told[] = { "2–3", "2", "0–1" };
	struct session *p[5], *desk = room(planned(), p, 5, "all");
	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(say(p[i], "needs", given[i], ""), OK);
	const struct val *rows = val_get(item_of(results(desk, true), "needs"), S("rows"));
	for (size_t i = 0; i < 3; i++)
		assert_string_equal(str_z(x->arena, val_get_str(nth(rows, i), "count")), told[i]);
}

/* Only the order: means of five tell that all put one first and one alone another second. */
static void an_order_is_told_without_a_figure(void **state)
{
	struct session *p[10], *desk = room(planned(), p, 10, "all");
	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(say(p[i], "order", i ? "pay mates sense" : "pay sense mates", ""), OK);
	const struct val *item = item_of(results(desk, false), "order"), *rows = val_get(item, S("rows"));
	static const char *const labels[] = { "Løn", "Kolleger", "Mening" }, *const told[] = { "1. plads", "2. plads", "3. plads" };
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(str_z(x->arena, val_get_str(nth(rows, i), "label")), labels[i]);
		assert_string_equal(str_z(x->arena, val_get_str(nth(rows, i), "count")), told[i]);
		assert_int_equal(val_get_int(nth(rows, i), "w", -1), 0);
	}
	assert_null(strstr(json(item), "2,2"));
	assert_null(strstr(json(item), "1,0"));
	/* pay: 5*1 + 5*3, mates: 4*2 + 3 + 5*1, sense: 4*3 + 2 + 5*2 */
	for (int i = 5; i < 10; i++)
		assert_int_equal(say(p[i], "order", "mates sense pay", ""), OK);
	rows = val_get(item_of(results(desk, false), "order"), S("rows"));
	assert_string_equal(str_z(x->arena, val_get_str(nth(rows, 0), "label")), "Kolleger");
	assert_string_equal(str_z(x->arena, val_get_str(nth(rows, 1), "label")), "Løn");
	assert_false(val_get_bool(nth(rows, 1), "shared"));
}

static void equals_share_a_place(void **state)
{
	struct session *p[6], *desk = room(planned(), p, 6, "all");
	(void)state;
	for (int i = 0; i < 6; i++)
		assert_int_equal(say(p[i], "order", i < 3 ? "sense mates pay" : "mates sense pay", ""), OK);
	const struct val *rows = val_get(item_of(results(desk, false), "order"), S("rows"));
	assert_string_equal(str_z(x->arena, val_get_str(nth(rows, 0), "count")), "delt 1. plads");
	assert_string_equal(str_z(x->arena, val_get_str(nth(rows, 1), "count")), "delt 1. plads");
	assert_string_equal(str_z(x->arena, val_get_str(nth(rows, 2), "count")), "3. plads");
}

static void a_line_shows_every_place(void **state)
{
	struct session *p[6], *desk = room(planned(), p, 6, "all");
	static const char *const places[] = { "0", "2", "2", "8", "9", "10" };
	(void)state;
	for (int i = 0; i < 6; i++)
		assert_int_equal(say(p[i], "trust", places[i], ""), OK);
	const struct val *line = val_get(item_of(results(desk, false), "trust"), S("line"));
	assert_int_equal(val_get(line, S("dots"))->kids.count, 6);
	assert_int_equal(val_get(line, S("places"))->kids.count, 5);
	assert_int_equal(val_get_int(nth(val_get(line, S("dots")), 0), "cx", 0), 30);
	assert_int_equal(val_get_int(nth(val_get(line, S("dots")), 5), "cx", 0), 970);
	assert_int_equal(val_get_int(line, "middle", 0), 500);	/* a room in two halves: between 2 and 8 */
	assert_true(str_contains(live_text(desk, "wall"), S("midterste halvdel")));
}

static void the_room_agrees_at_the_desk_and_two_desks_do_not_overwrite(void **state)
{
	struct session *p[1], *desk = room(planned(), p, 1, "joint");
	const struct method_step *step = desk->step;
	const struct method_item *calm = ask_item(step, S("calm_1")), *order = ask_item(step, S("order")), *idea = ask_item(step, S("idea"));
	(void)state;
	assert_int_equal(say(p[0], "calm_1", "fully", ""), INVALID);
	assert_int_equal(ask_press(x, desk, step, calm, 0, S("no")), OK);
	assert_int_equal(ask_press(x, desk, step, calm, 0, S("fully")), CONFLICT);
	fault_clear(x);
	assert_int_equal(ask_press(x, desk, step, calm, 1, S("fully")), OK);
	assert_int_equal(ask_press(x, desk, step, calm, 2, S("nonsense")), INVALID);
	assert_int_equal(ask_press(x, desk, step, ask_item(step, S("calm_2")), 0, S("little")), OK);
	assert_int_equal(ask_press(x, desk, step, order, 0, S("sense")), OK);
	assert_int_equal(ask_press(x, desk, step, order, 1, S("pay")), OK);
	assert_int_equal(ask_agree(x, desk, step, idea, 0, S("En tavle"), S("")), OK);
	assert_int_equal(ask_agree(x, desk, step, calm, 2, S(""), S("Siden nytår")), OK);
	struct val *r = results(p[0], false);
	assert_string_equal(str_z(x->arena, val_get_str(item_of(r, "calm_1"), "agreed")), "Passer helt");
	assert_string_equal(str_z(x->arena, val_get_str(item_of(r, "calm_1"), "why")), "Siden nytår");
	assert_string_equal(str_z(x->arena, val_get_str(item_of(r, "order"), "agreed")), "1. Mening, 2. Løn");
	assert_string_equal(str_z(x->arena, val_get_str(item_of(r, "idea"), "agreed")), "En tavle");
	assert_string_equal(str_z(x->arena, val_get_str(nth(val_get(r, S("profile")), 0), "sum")), "7");
	assert_true(val_get_bool(nth(val_get(r, S("profile")), 1), "missing"));
	assert_int_equal(ask_press(x, desk, step, calm, 3, S("fully")), OK);	/* pressed again: let go */
	assert_int_equal(val_get_str(item_of(results(p[0], false), "calm_1"), "agreed").n, 0);
}

static void what_is_held_back_is_seen_when_let_through(void **state)
{
	struct session *p[5], *desk = room(planned(), p, 5, "held");
	(void)state;
	for (int i = 0; i < 5; i++) {
		assert_int_equal(say(p[i], "idea", i ? "Vi spiser frokost sammen" : "Chefen er en skurk", ""), OK);
		assert_int_equal(say(p[i], "mood", i ? "trygge" : "bange", ""), OK);
	}
	assert_null(strstr(json(results(p[0], false)), "frokost"));
	assert_null(strstr(json(results(p[0], false)), "trygge"));
	assert_non_null(strstr(json(results(desk, true)), "skurk"));
	struct sql_ask_texts *t;
	size_t n;
	assert_int_equal(sql_ask_texts(x, desk->id, S("held"), &t, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (str_contains(t[i].text, S("frokost")))
			assert_int_equal(ask_let(x, desk, desk->step, t[i].id, true), OK);
	assert_int_equal(ask_let_word(x, desk, desk->step, ask_item(desk->step, S("mood")), cloud_key(x->arena, DA, S("trygge")), true), OK);
	assert_non_null(strstr(json(results(p[0], false)), "frokost"));
	assert_non_null(strstr(json(results(p[0], false)), "trygge"));
	assert_null(strstr(json(results(p[0], false)), "skurk"));
	assert_null(strstr(json(results(p[0], false)), "bange"));
}

/* Another spelling that becomes the more used one does not bring the word back. */
static void a_hidden_word_stays_hidden_whatever_it_is_called(void **state)
{
	struct session *p[10], *desk = room(planned(), p, 10, "cloud");
	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(say(p[i], "mood", i < 3 ? "travlt" : "glade", ""), OK);
	assert_non_null(strstr(json(results(p[0], false)), "travlt"));
	assert_int_equal(ask_let_word(x, desk, desk->step, ask_item(desk->step, S("mood")), cloud_key(x->arena, DA, S("travlt")), false), OK);
	assert_null(strstr(json(results(p[0], false)), "travl"));
	for (int i = 5; i < 10; i++)
		assert_int_equal(say(p[i], "mood", "travle", ""), OK);
	assert_null(strstr(json(results(p[0], false)), "travl"));
	assert_non_null(strstr(json(results(p[0], false)), "glade"));
}

static const struct val *word_of(struct session *s, bool desk, const char *list, const char *word)
{
	const struct val *words = val_get(item_of(results(s, desk), "mood"), str_of(list));
	for (const struct val *w = words->kids.first; w; w = w->next)
		if (str_eqz(val_get_str(w, "word"), word))
			return w;
	return NULL;
}

static void let_mood(struct session *desk, const char *word, bool seen)
{
	desk = reload(desk);
	assert_int_equal(ask_let_word(x, desk, desk->step, ask_item(desk->step, S("mood")), cloud_key(x->arena, DA, str_of(word)), seen), OK);
}

/* Hidden is what was hidden: the rules make a slip and the word one, what was said of
 * the slip is not said of the word. */
static void a_hidden_slip_takes_no_other_word_along(void **state)
{
	struct session *p[10], *desk = room(planned(), p, 10, "cloud");
	static const char *const first[] = { "samarbejde", "samarbajde", "tillid", "kaos", "ro" };
	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(say(p[i], "mood", first[i], ""), OK);
	let_mood(desk, "samarbajde", false);
	for (int i = 5; i < 10; i++)
		assert_int_equal(say(p[i], "mood", "samarbejde", ""), OK);
	const struct val *w = word_of(p[0], false, "words", "samarbejde");
	assert_non_null(w);
	assert_int_equal(val_get_int(w, "n", 0), 6);
	assert_null(strstr(json(results(p[0], false)), "samarbajde"));
	/* The desk sees both, and brings the slip back by the same press. */
	assert_false(val_get_bool(word_of(desk, true, "desk_words", "samarbajde"), "seen"));
	let_mood(desk, "samarbajde", true);
	assert_int_equal(val_get_int(word_of(p[0], false, "words", "samarbejde"), "n", 0), 7);
}

/* One press says it of every spelling that stands there as one. */
static void what_is_hidden_is_all_that_stood_there(void **state)
{
	struct session *p[5], *desk = room(planned(), p, 5, "cloud");
	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(say(p[i], "mood", i < 3 ? "samarbejde" : i == 3 ? "samarbajde" : "ro", ""), OK);
	struct str keys = val_get_str(word_of(desk, true, "desk_words", "samarbejde"), "keys"), key;
	unsigned n = 0;
	for (; keys.n && str_next(&keys, '|', &key); n++)
		let_mood(desk, str_z(x->arena, key), false);
	assert_int_equal(n, 2);
	assert_null(strstr(json(results(p[0], false)), "samarb"));
	assert_non_null(word_of(p[0], false, "words", "ro"));
}

/* A letter makes another word: that one was not let in, and waits. */
static void what_is_let_in_lets_no_other_word_in(void **state)
{
	struct session *p[12], *desk = room(planned(), p, 12, "held");
	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(say(p[i], "mood", i ? "ro" : "ledelse", ""), OK);
	let_mood(desk, "ledelse", true);
	assert_non_null(word_of(p[0], false, "words", "ledelse"));
	for (int i = 5; i < 12; i++)
		assert_int_equal(say(p[i], "mood", "lidelse", ""), OK);
	assert_null(strstr(json(val_get(item_of(results(p[0], false), "mood"), S("words"))), "lidelse"));
	assert_int_equal(val_get_int(word_of(p[0], false, "words", "ledelse"), "n", 0), 1);
	assert_int_equal(val_get_int(item_of(results(desk, true), "mood"), "words_wait", 0), 2);
}

static void where_leaders_are_in_a_word_needs_two(void **state)
{
	struct session *p[5], *desk = room(planned(), p, 5, "cloud");
	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(say(p[i], "mood", i < 2 ? "travle" : i == 2 ? "trygge" : "sjove", ""), OK);
	assert_non_null(strstr(json(results(p[0], false)), "trygge"));
	desk = desk_at(desk, "with_leader");
	for (int i = 0; i < 5; i++)
		assert_int_equal(say(p[i], "mood", i < 2 ? "travle" : i == 2 ? "trygge" : "sjove", ""), OK);
	assert_null(strstr(json(results(p[0], false)), "trygge"));
	assert_non_null(strstr(json(results(p[0], false)), "travle"));
}

/* What the facilitator says of a word and that it needs two are two things: every word
 * that waits is counted and let in, and the one that only one wrote is said to be so. */
static void where_leaders_are_in_the_desk_is_told_why_a_word_stays_away(void **state)
{
	struct session *p[10], *desk = room(planned(), p, 10, "held_open");
	static const char *const given[] = { "larm", "ro", "travle", "trygge", "sjove" };
	struct str keys, key;
	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(say(p[i], "mood", given[i], ""), OK);
	struct val *o = item_of(results(desk, true), "mood");
	assert_int_equal(val_get_int(o, "words_wait", 0), 5);
	assert_true(val_get_bool(o, "words_alone_any"));
	assert_true(val_get_bool(word_of(desk, true, "desk_words", "larm"), "one_alone"));
	/* Empty for that reason: the room is told the rule, and of no word. */
	assert_true(str_contains(live_text(p[0], "phone"), S("når mindst to har skrevet det")));
	assert_true(str_contains(live_text(desk, "wall"), S("når mindst to har skrevet det")));
	assert_false(str_contains(live_text(desk, "wall"), S("larm")));
	keys = str_sub(val_get_str(o, "let_words"), strlen("1|words|mood|"), val_get_str(o, "let_words").n);
	while (keys.n && str_next(&keys, '|', &key))
		let_mood(desk, str_z(x->arena, key), true);
	/* None waits, the press is seen at the word, and the word is not. */
	o = item_of(results(desk, true), "mood");
	assert_false(val_get_bool(o, "words_wait_any"));
	const struct val *larm = word_of(desk, true, "desk_words", "larm");
	assert_true(val_get_bool(larm, "seen"));
	assert_false(val_get_bool(larm, "on_wall"));
	assert_null(word_of(p[0], false, "words", "larm"));
	for (int i = 5; i < 10; i++)
		assert_int_equal(say(p[i], "mood", i < 7 ? "larm" : "sjove", ""), OK);
	larm = word_of(desk, true, "desk_words", "larm");
	assert_true(val_get_bool(larm, "on_wall"));
	assert_false(val_get_bool(larm, "one_alone"));
	assert_non_null(word_of(p[0], false, "words", "larm"));
	assert_false(str_contains(live_text(desk, "wall"), S("mindst to")));
}

static void sentences_are_gathered_and_let_go_again(void **state)
{
	struct session *p[6], *desk = room(planned(), p, 6, "all");
	static const char *const said[] = { "Mere ro ved overlevering", "Ro på gangen", "Der skal være ro til pauser", "Flere samtaler", "Ny kaffe", "Kortere møder" };
	struct sql_ask_texts *t;
	struct suggestion *g;
	size_t n, ng;
	(void)state;
	for (int i = 0; i < 6; i++)
		assert_int_equal(say(p[i], "idea", said[i], ""), OK);
	assert_int_equal(sql_ask_texts(x, desk->id, S("all"), &t, &n), OK);
	struct suggest_text texts[6];
	for (size_t i = 0; i < n; i++)
		texts[i] = (struct suggest_text){ t[i].id.v, t[i].text };
	suggest_groups(x, DA, texts, n, &g, &ng);
	assert_int_equal(ng, 1);
	assert_int_equal(g[0].n, 3);
	assert_string_equal(str_z(x->arena, g[0].heading), "Ro");
	ask_text_id ids[3];
	for (size_t i = 0; i < 3; i++)
		ids[i] = (ask_text_id){ g[0].ids[i] };
	assert_int_equal(ask_head(x, desk, desk->step, g[0].heading, ids, 3), OK);
	assert_int_equal(ask_head(x, desk, desk->step, S("Støj"), ids, 3), CONFLICT);	/* the other desk still had them loose */
	fault_clear(x);
	const struct val *heads = val_get(item_of(results(desk, false), "idea"), S("heads"));
	assert_string_equal(str_z(x->arena, val_get_str(nth(heads, 0), "heading")), "Ro");
	assert_int_equal(val_get(nth(heads, 0), S("texts"))->kids.count, 3);
	assert_int_equal(ask_unhead(x, desk, desk->step, ask_item(desk->step, S("idea")), S("Ro"), 0), OK);
	heads = val_get(item_of(results(desk, false), "idea"), S("heads"));
	assert_int_equal(heads->kids.count, 1);
}

static size_t headed(struct session *desk, const char *item, const char *heading)
{
	struct sql_ask_texts *t;
	size_t n, count = 0;
	assert_int_equal(sql_ask_texts(x, desk->id, str_of(desk->step->key), &t, &n), OK);
	for (size_t i = 0; i < n; i++)
		count += str_eqz(t[i].item, item) && str_eqz(t[i].heading, heading);
	return count;
}

/* Of a heading that stood before a suggestion was put there, too, only that goes. */
static void a_later_suggestion_among_sentences_is_undone_by_itself(void **state)
{
	struct session *p[6], *desk = room(planned(), p, 6, "all");
	const struct method_item *item = ask_item(desk->step, S("idea"));
	struct sql_ask_texts *t;
	size_t n;
	(void)state;
	for (int i = 0; i < 6; i++)
		assert_int_equal(say(p[i], "idea", i < 3 ? "Mere ro" : "Ro på gangen", ""), OK);
	assert_int_equal(sql_ask_texts(x, desk->id, S("all"), &t, &n), OK);
	assert_int_equal(n, 6);
	const ask_text_id first[] = { t[0].id, t[1].id, t[2].id }, later[] = { t[3].id, t[4].id, t[5].id };
	assert_int_equal(ask_head(x, desk, desk->step, S("Ro"), first, 3), OK);
	const struct val *head = nth(val_get(item_of(results(desk, true), "idea"), S("heads")), 0);
	assert_int_equal(val_get_int(head, "later", -1), 0);	/* all of it is one suggestion: the heading is taken apart */
	assert_true(str_contains(live_text(desk, "console"), S("value=\"idea|0|Ro\">Skil")));
	assert_false(str_contains(live_text(desk, "console"), S("value=\"idea|0|Ro\"><")));	/* and by no button without words */
	assert_true(str_contains(live_text(desk, "wall"), S("Svar uden overskrift")));	/* or they would stand under "Ro" */
	assert_int_equal(ask_head(x, desk, desk->step, S("Ro"), later, 3), OK);
	assert_false(str_contains(live_text(desk, "wall"), S("Svar uden overskrift")));
	assert_int_equal(ask_head(x, desk, desk->step, S("Ro"), later, 3), OK);	/* pressed twice */
	head = nth(val_get(item_of(results(desk, true), "idea"), S("heads")), 0);
	int64_t taken = val_get_int(head, "later", -1);
	assert_true(taken > 0);
	assert_int_equal(val_get_int(head, "later_n", -1), 3);
	assert_int_equal(ask_unhead(x, desk, desk->step, item, S("Ro"), taken), OK);
	assert_int_equal(headed(desk, "idea", "Ro"), 3);
	assert_int_equal(ask_unhead(x, desk, desk->step, item, S("Ro"), taken), OK);
	assert_int_equal(headed(desk, "idea", "Ro"), 3);
	assert_int_equal(sql_ask_texts(x, desk->id, S("all"), &t, &n), OK);
	for (size_t i = 0; i < 3; i++)
		assert_string_equal(str_z(x->arena, t[i].heading), "Ro");
}

static void a_group_that_is_taken_apart_is_one_question_s(void **state)
{
	struct session *p[5], *desk = room(planned(), p, 5, "both");
	ask_text_id ids[10];
	struct sql_ask_texts *t;
	size_t n;
	(void)state;
	for (int i = 0; i < 5; i++) {
		assert_int_equal(say(p[i], "good", "Mere ro om formiddagen", ""), OK);
		assert_int_equal(say(p[i], "bad", "Ingen ro til pauser", ""), OK);
	}
	assert_int_equal(sql_ask_texts(x, desk->id, S("both"), &t, &n), OK);
	assert_int_equal(n, 10);
	for (size_t i = 0; i < n; i++)
		ids[i] = t[i].id;
	assert_int_equal(ask_head(x, desk, desk->step, S("Ro"), ids, n), OK);
	assert_int_equal(ask_unhead(x, desk, desk->step, ask_item(desk->step, S("good")), S("Ro"), 0), OK);
	assert_int_equal(headed(desk, "good", "Ro"), 0);
	assert_int_equal(headed(desk, "bad", "Ro"), 5);
}

static void the_live_trees_hold_nothing_before_enough(void **state)
{
	static const char *const audiences[] = { "wall", "phone", "console", "leader" };
	struct session *p[12], *desk = room(planned(), p, 12, "all");
	struct str before[4];
	(void)state;
	for (int i = 0; i < 4; i++) {
		assert_int_equal(say(p[i], "idea", "Hemmelig sætning", ""), OK);
		assert_int_equal(say(p[i], "mood", "hemmeligt", ""), OK);
		assert_int_equal(say(p[i], "trust", i % 2 ? "1" : "9", ""), OK);
	}
	for (int a = 0; a < 4; a++) {
		struct live_tree *t = live_tree_new(x);
		struct session *s = reload(desk);
		assert_int_equal(workshop_tree(x, s, str_of(audiences[a]), t), OK);
		before[a] = live_html(x, t);
		assert_null(strstr(str_z(x->arena, before[a]), "emmelig"));
		assert_null(strstr(str_z(x->arena, before[a]), "<circle"));
	}
	/* Nor does the tree depend on what was said: another answer, the same bytes. */
	assert_int_equal(say(p[0], "trust", "5", ""), OK);
	for (int a = 0; a < 4; a++) {
		struct live_tree *t = live_tree_new(x);
		assert_int_equal(workshop_tree(x, reload(desk), str_of(audiences[a]), t), OK);
		assert_true(str_eq(before[a], live_html(x, t)));
	}
}

/* Strict templates: a name that is missing anywhere fails here. */
static void every_kind_is_shown_to_every_audience(void **state)
{
	static const struct { const char *item, *value; } said[] = {
		{ "traffic", "green" }, { "calm_1", "no" }, { "calm_2", "little" }, { "help_1", "fully" }, { "help_2", "fully" }, { "trust", "7" },
		{ "energy", "3" }, { "needs", "time calm" }, { "order", "sense pay mates" }, { "mood", "travle" }, { "idea", "Mere ro på gangen" },
	};
	static const char *const audiences[] = { "wall", "phone", "console" };
	static const char *const expected[] = { "Jeres profil", "Værd at tale om", "0–1", "<circle", "travle", "Mere ro p", "class=\"ask-order\"" };
	struct session *p[6], *desk = room(planned(), p, 6, "all");
	(void)state;
	for (int i = 0; i < 6; i++)
		for (size_t k = 0; k < sizeof said / sizeof *said; k++)
			assert_int_equal(say(p[i], said[k].item, said[k].value, k == 1 ? "Derfor" : ""), OK);
	for (int a = 0; a < 3; a++) {
		struct live_tree *t = live_tree_new(x);
		assert_int_equal(workshop_tree(x, reload(desk), str_of(audiences[a]), t), OK);
		const char *html = str_z(x->arena, live_html(x, t));
		/* The wall shows the sums of so many items, phones and desk everything. */
		for (int k = 0; k < (a == 0 ? 2 : 7); k++)
			if (!strstr(html, expected[k]))
				fail_msg_for(audiences[a], expected[k]);
	}
	desk = desk_at(desk, "joint");
	assert_int_equal(ask_press(x, desk, desk->step, ask_item(desk->step, S("calm_1")), 0, S("no")), OK);
	for (int a = 0; a < 3; a++) {
		struct live_tree *t = live_tree_new(x);
		assert_int_equal(workshop_tree(x, reload(desk), str_of(audiences[a]), t), OK);
		assert_non_null(strstr(str_z(x->arena, live_html(x, t)), "Passer slet ikke"));
	}
	struct val *task = val_new_obj(x), *side = val_new_obj(x);
	assert_int_equal(ask_task(x, reload(p[0]), task), OK);
	assert_int_equal(ask_side(x, reload(desk), side), OK);
	assert_int_equal(val_get(side, S("ask_words"))->kids.count, 3);
}

static void a_leader_reads_nothing_of_a_part_without_leaders(void **state)
{
	struct session *p[5], *desk = room(planned(), p, 5, "all");
	struct val *mine = val_new_obj(x), *theirs = val_new_obj(x);
	struct str file;
	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(say(p[i], "idea", "Vi vil have ro", ""), OK);
	assert_int_equal(workshop_outcome(x, desk->id, false, mine), OK);
	assert_int_equal(workshop_outcome(x, desk->id, true, theirs), OK);
	assert_non_null(strstr(json(mine), "Vi vil have ro"));
	assert_null(strstr(json(theirs), "Vi vil have ro"));
	static const char *const formats[] = { "csv", "json", "pdf", "xlsx" };
	for (int i = 0; i < 4; i++) {
		const struct export_format *f;
		assert_int_equal(export_find(x, str_of(formats[i]), &f), OK);
		assert_int_equal(f->make(x, mine, &file), OK);
		assert_true(file.n > 100);
		if (i < 2)
			assert_non_null(strstr(str_z(x->arena, file), "Vi vil have ro"));
	}
}

/* ---- words */

static void the_same_word_is_one_in_all_its_forms(void **state)
{
	struct cloud_count c[] = { { S("samtaler"), 2 }, { S("samtale"), 3 }, { S("travlhed"), 6 }, { S("travlhde"), 1 }, { S("travlhedd"), 1 },
				   { S("ro"), 1 }, { S("råd"), 4 }, { S("tillid"), 2 }, { S("mistillid"), 1 } };
	struct cloud_entry *e;
	size_t n;
	(void)state;
	cloud_merge(x, DA, c, sizeof c / sizeof *c, NULL, 0, &e, &n);
	assert_int_equal(n, 6);
	assert_string_equal(str_z(x->arena, e[0].word), "travlhed");
	assert_int_equal(e[0].n, 8);
	assert_int_equal(e[0].nalso, 2);
	assert_string_equal(str_z(x->arena, e[1].word), "samtale");
	assert_int_equal(e[1].n, 5);
	assert_string_equal(str_z(x->arena, e[2].word), "råd");
	struct cloud_count near[] = { { S("lederen"), 4 }, { S("federen"), 2 } };	/* not much rarer: another word */
	cloud_merge(x, DA, near, 2, NULL, 0, &e, &n);
	assert_int_equal(n, 2);
	/* The opposite is another word, however rare. */
	struct cloud_count un[] = { { S("tryghed"), 9 }, { S("tilfreds"), 6 }, { S("sikkerhed"), 6 }, { S("utryghed"), 1 }, { S("utilfreds"), 1 }, { S("usikkerhed"), 1 } };
	cloud_merge(x, DA, un, sizeof un / sizeof *un, NULL, 0, &e, &n);
	assert_int_equal(n, 6);
	/* Turned letters are a slip in a small room, too; and an adjective has a neuter. */
	struct cloud_count few[] = { { S("samarbejde"), 1 }, { S("samarbjede"), 1 }, { S("travle"), 1 }, { S("travlt"), 2 }, { S("lys"), 1 }, { S("lyst"), 1 } };
	cloud_merge(x, DA, few, sizeof few / sizeof *few, NULL, 0, &e, &n);
	assert_int_equal(n, 4);
	assert_string_equal(str_z(x->arena, e[0].word), "travlt");
	assert_int_equal(e[0].n, 3);
	struct str w = cloud_word(x->arena, S("  \"Trygge!!\" "));
	assert_string_equal(str_z(x->arena, w), "trygge");
}

/* What the stemmers leave apart, and a slip beside a word used as often. */
static void forms_and_slips_of_long_words_are_one(void **state)
{
	struct cloud_count c[] = { { S("kolleger"), 2 }, { S("kollega"), 1 }, { S("kollegaerne"), 1 }, { S("samabejde"), 1 }, { S("samarbejde"), 1 },
				   { S("travelhed"), 1 }, { S("travlhed"), 1 }, { S("arbejdspres"), 1 }, { S("arbejdspresset"), 1 } };
	struct cloud_entry *e;
	size_t n;
	(void)state;
	cloud_merge(x, DA, c, sizeof c / sizeof *c, NULL, 0, &e, &n);
	assert_int_equal(n, 4);
	assert_string_equal(str_z(x->arena, e[0].word), "kolleger");
	assert_int_equal(e[0].n, 4);
	for (size_t i = 0; i < n; i++)
		assert_false(str_eqz(e[i].word, "samabejde"));
	/* One letter makes another word of these. */
	struct cloud_count apart[] = { { S("forandring"), 1 }, { S("forundring"), 1 }, { S("tryghed"), 1 }, { S("utryghed"), 1 }, { S("enighed"), 1 },
				       { S("uenighed"), 1 }, { S("ledelse"), 1 }, { S("lettelse"), 1 }, { S("samtale"), 1 }, { S("omtale"), 1 } };
	cloud_merge(x, DA, apart, sizeof apart / sizeof *apart, NULL, 0, &e, &n);
	assert_int_equal(n, sizeof apart / sizeof *apart);
}

static void of_more_words_than_a_wall_takes_the_others_are_counted(void **state)
{
	enum { PHONES = 23, SENT = 60 /* written out: the rule, not our constant */ };
	struct session *p[PHONES], *desk = room(planned(), p, PHONES, "cloud");
	(void)state;
	uint32_t dice = 1;	/* words of letters by chance: no two are slips of one word */
	for (int i = 0; i < PHONES; i++) {
		char words[] = "xxxxxxx xxxxxxx xxxxxxx";
		for (char *c = words; *c; c++) {
			dice = dice * 1664525u + 1013904223u;
			*c = *c == 'x' ? "bdfgklmnprtv"[(dice >> 16) % 12] : *c;
		}
		assert_int_equal(say(p[i], "mood", words, ""), OK);
	}
	struct val *item = item_of(results(desk, true), "mood");
	assert_int_equal(val_get(item, S("desk_words"))->kids.count, PHONES * 3);
	assert_int_equal(val_get(item, S("words"))->kids.count, SENT);
	assert_int_equal(val_get_int(item, "words_more_n", 0), PHONES * 3 - SENT);
}

static void the_facilitator_joins_two_words_and_takes_them_apart(void **state)
{
	struct session *p[5], *desk = room(planned(), p, 5, "cloud");
	static const char *const given[] = { "stress", "stress", "pres", "pres", "ro" };
	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(say(p[i], "mood", given[i], ""), OK);
	const struct method_item *mood = ask_item(reload(desk)->step, S("mood"));
	struct str stress = cloud_key(x->arena, DA, S("stress")), pres = cloud_key(x->arena, DA, S("pres"));
	assert_int_equal(val_get(item_of(results(desk, true), "mood"), S("words"))->kids.count, 3);
	assert_int_equal(ask_join_words(x, reload(desk), reload(desk)->step, mood, pres, stress), OK);
	const struct val *words = val_get(item_of(results(desk, true), "mood"), S("words"));
	assert_int_equal(words->kids.count, 2);
	assert_int_equal(val_get_int(words->kids.first, "n", 0), 4);
	assert_true(str_contains(val_get_str(val_get(item_of(results(desk, true), "mood"), S("desk_words"))->kids.first, "also"), S("pres")));
	/* Whoever wrote the other finds it beside it, on every page of the room. */
	words = val_get(item_of(results(p[0], false), "mood"), S("words"));
	assert_true(str_contains(val_get_str(words->kids.first, "with"), S("pres")));
	assert_int_equal(val_get_str(words->kids.last, "with").n, 0);
	assert_true(str_contains(live_text(p[0], "phone"), S("også pres")));
	assert_int_equal(ask_join_words(x, reload(desk), reload(desk)->step, mood, stress, stress), INVALID);
	assert_int_equal(ask_join_words(x, reload(p[0]), reload(p[0])->step, mood, pres, stress), FORBIDDEN);
	assert_int_equal(ask_part_words(x, reload(desk), reload(desk)->step, mood, stress), OK);
	assert_int_equal(val_get(item_of(results(desk, true), "mood"), S("words"))->kids.count, 3);
}

/* Another word made from it is another word; a form of it is not. English stays apart
 * from that where Danish is spoken. */
static void only_inflections_make_two_words_one(void **state)
{
	static const char *const apart[] = { "rolig", "roller", "tid", "tidlig", "ledig", "ledelse", "leder", "kedelig", "ked", "venlig", "venner", "faglig", "fag",
					     "farlig", "far", "modig", "mod", "personlig", "person", "daglig", "dag", "håb", "håbløs", "mål", "måling", "ny", "nyhed" };
	static const char *const forms[][3] = { { "rolig", "rolige", "roligt" }, { "ledelse", "ledelsen", "ledelser" }, { "leder", "ledere", "lederne" },
						{ "frihed", "friheder", "friheden" }, { "svag", "svage", "svagt" }, { "konflikt", "konflikter", "konflikten" },
						{ "bolig", "boliger", "boligen" }, { "håbløs", "håbløse", "håbløst" } };
	struct cloud_count c[sizeof apart / sizeof *apart];
	struct cloud_entry *e;
	size_t n;
	(void)state;
	for (size_t i = 0; i < sizeof apart / sizeof *apart; i++)
		c[i] = (struct cloud_count){ str_of(apart[i]), 2 };
	cloud_merge(x, DA, c, sizeof apart / sizeof *apart, NULL, 0, &e, &n);
	for (size_t i = 0; i < n; i++)
		if (e[i].nalso)
			print_error("%.*s also %.*s\n", STR_ARG(e[i].word), STR_ARG(e[i].also[0].word));
	assert_int_equal(n, sizeof apart / sizeof *apart);
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		for (size_t k = 0; k < 3; k++)
			c[k] = (struct cloud_count){ str_of(forms[i][k]), 2 };
		cloud_merge(x, DA, c, 3, NULL, 0, &e, &n);
		assert_int_equal(n, 1);
		assert_string_equal(str_z(x->arena, e[0].word), forms[i][0]);	/* said alike: the plainest */
	}
	/* The plainest, and none that no Danish word ends like: the e was forgotten. */
	struct cloud_count cut[] = { { S("samarbejde"), 1 }, { S("samarbejdet"), 1 }, { S("samarbejd"), 1 }, { S("handle"), 1 }, { S("handl"), 1 } };
	cloud_merge(x, DA, cut, sizeof cut / sizeof *cut, NULL, 0, &e, &n);
	assert_int_equal(n, 2);
	assert_string_equal(str_z(x->arena, e[0].word), "samarbejde");
	assert_string_equal(str_z(x->arena, e[1].word), "handle");
	struct cloud_count more[] = { { S("svage"), 2 }, { S("svag"), 1 } };
	cloud_merge(x, DA, more, 2, NULL, 0, &e, &n);
	assert_string_equal(str_z(x->arena, e[0].word), "svage");	/* the most said */
	struct cloud_count english[] = { { S("talking"), 1 }, { S("talked"), 1 } };
	cloud_merge(x, EN, english, 2, NULL, 0, &e, &n);
	assert_int_equal(n, 1);
	cloud_merge(x, DA, english, 2, NULL, 0, &e, &n);
	assert_int_equal(n, 2);
}

/* Where English is spoken a word is hidden and joined with its forms, not with what is made
 * of it; and what was said of it holds when the room changes its language. */
static void what_was_said_of_a_word_holds_in_the_other_language(void **state)
{
	struct session *p[5], *desk = room(planned(), p, 5, "cloud");
	static const char *const given[] = { "work worker", "works", "worked", "calm", "ro" };
	(void)state;
	assert_int_equal(session_set_lang(x, desk, EN), OK);
	for (int i = 0; i < 5; i++)
		assert_int_equal(say(reload(p[i]), "mood", given[i], ""), OK);
	const struct method_item *mood = ask_item(reload(desk)->step, S("mood"));
	const struct val *work = word_of(desk, true, "desk_words", "work");
	assert_int_equal(val_get_int(work, "n", 0), 3);
	assert_non_null(word_of(p[0], false, "words", "worker"));	/* one phone said both */
	assert_int_equal(ask_let_word(x, reload(desk), reload(desk)->step, mood, val_get_str(work, "stem"), false), OK);
	struct str calm = val_get_str(word_of(desk, true, "desk_words", "calm"), "stem"), ro = val_get_str(word_of(desk, true, "desk_words", "ro"), "stem");
	assert_int_equal(ask_join_words(x, reload(desk), reload(desk)->step, mood, calm, ro), OK);
	for (int turn = 0; turn < 2; turn++) {
		assert_null(word_of(p[0], false, "words", "work"));
		assert_null(word_of(p[0], false, "words", "worked"));
		assert_non_null(word_of(p[0], false, "words", "worker"));
		assert_null(word_of(p[0], false, "words", "calm"));
		assert_int_equal(val_get_int(word_of(p[0], false, "words", "ro"), "n", 0), 2);
		assert_true(str_contains(val_get_str(word_of(p[0], false, "words", "ro"), "with"), S("calm")));
		assert_int_equal(session_set_lang(x, reload(desk), DA), OK);
	}
	/* And the other way round. */
	assert_int_equal(ask_let_word(x, reload(desk), reload(desk)->step, mood, cloud_key(x->arena, DA, S("ro")), false), OK);
	assert_null(word_of(p[0], false, "words", "ro"));
	assert_int_equal(session_set_lang(x, reload(desk), EN), OK);
	assert_null(word_of(p[0], false, "words", "ro"));
}

/* What a rule has made one is taken apart as what a hand has, and may be joined again. */
static void the_facilitator_parts_what_a_rule_joined(void **state)
{
	struct session *p[5], *desk = room(planned(), p, 5, "cloud");
	static const char *const given[] = { "ros", "ros", "rose", "ro", "glad" };
	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(say(p[i], "mood", given[i], ""), OK);
	const struct method_item *mood = ask_item(reload(desk)->step, S("mood"));
	const struct val *w = word_of(desk, true, "desk_words", "ros");
	assert_int_equal(val_get_int(w, "n", 0), 3);
	assert_true(val_get_bool(w, "joined"));
	struct str apart = val_get_str(w, "part");
	assert_int_equal(ask_part_words(x, reload(desk), reload(desk)->step, mood, apart), OK);
	assert_int_equal(val_get_int(word_of(desk, true, "desk_words", "ros"), "n", 0), 2);
	w = word_of(desk, true, "desk_words", "rose");
	assert_int_equal(val_get_int(w, "n", 0), 1);
	assert_non_null(word_of(p[0], false, "words", "rose"));
	/* Each is hidden by itself. */
	struct str rose = val_get_str(w, "stem");
	assert_int_equal(ask_let_word(x, reload(desk), reload(desk)->step, mood, rose, false), OK);
	assert_null(word_of(p[0], false, "words", "rose"));
	assert_non_null(word_of(p[0], false, "words", "ros"));
	assert_int_equal(ask_let_word(x, reload(desk), reload(desk)->step, mood, rose, true), OK);
	/* Joined by hand to another, and parted from that: by itself once more. */
	struct str glad = val_get_str(word_of(desk, true, "desk_words", "glad"), "stem");
	assert_int_equal(ask_join_words(x, reload(desk), reload(desk)->step, mood, rose, glad), OK);
	w = word_of(desk, true, "desk_words", "glad");
	assert_int_equal(val_get_int(w, "n", 0), 2);
	assert_int_equal(ask_part_words(x, reload(desk), reload(desk)->step, mood, val_get_str(w, "part")), OK);
	assert_int_equal(val_get_int(word_of(desk, true, "desk_words", "rose"), "n", 0), 1);
	assert_int_equal(val_get_int(word_of(desk, true, "desk_words", "ros"), "n", 0), 2);
	assert_int_equal(ask_part_words(x, reload(p[0]), reload(p[0])->step, mood, apart), FORBIDDEN);
	fault_clear(x);
}

static void words_that_wait_are_counted_and_let_in_at_once(void **state)
{
	struct session *p[5], *desk = room(planned(), p, 5, "held");
	static const char *const given[] = { "ro", "kaos", "ro", "tillid", "kaffe" };
	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(say(p[i], "mood", given[i], ""), OK);
	struct val *o = item_of(results(desk, true), "mood");
	assert_int_equal(val_get_int(o, "words_wait", 0), 4);
	assert_true(str_starts(val_get_str(o, "let_words"), S("1|words|mood|ro|")));
	assert_int_equal(ask_let_word(x, reload(desk), reload(desk)->step, ask_item(reload(desk)->step, S("mood")), cloud_key(x->arena, DA, S("kaos")), false), OK);
	assert_int_equal(val_get_int(item_of(results(desk, true), "mood"), "words_wait", 0), 3);	/* hidden does not wait */
}

/* A compound is a kind of its last part, and forms of one word head together. */
static void cards_that_say_one_thing_are_suggested_together(void **state)
{
	struct suggest_text t[] = { { 1, S("Arbejdspres") }, { 2, S("Arbejdspresset er for højt") }, { 3, S("Stort arbejdspres i weekenden") },
				    { 4, S("Støj") }, { 5, S("Kontorstøj hele dagen") }, { 6, S("Mindre støj, tak") }, { 7, S("Vores samarbejde") },
				    { 8, S("Kolleger") }, { 9, S("En kollega mangler") }, { 10, S("Kollegaer i samme rum") } };
	struct suggestion *g;
	size_t n, found = 0;
	(void)state;
	suggest_groups(x, DA, t, sizeof t / sizeof *t, &g, &n);
	assert_int_equal(n, 3);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(g[i].n, 3);
		found += str_eqz(g[i].heading, "Arbejdspres") + str_eqz(g[i].heading, "Støj") + str_eqz(g[i].heading, "Kollega");
	}
	assert_int_equal(found, 3);
}

/* Overlevering is no kind of ringing, a colleague no kind of work, a report no kind of
 * gate. And what a group is said to have in common is in each of its texts. */
static void what_only_ends_alike_is_no_kind_of_it(void **state)
{
	struct suggest_text t[] = { { 1, S("Vi skal have bedre overlevering mellem vagterne") }, { 2, S("Overleveringen tager for lang tid") },
				    { 3, S("Overleveringer bliver afbrudt af telefonen") }, { 4, S("Telefonen ringer hele tiden") },
				    { 5, S("Medarbejderne bliver ikke hørt") }, { 6, S("Nye medarbejdere siger op") }, { 7, S("Arbejdet fylder for meget") },
				    { 8, S("Arbejdet er godt") }, { 9, S("Rapporterne er lange") }, { 10, S("Porten larmer") }, { 11, S("Støtte til rapporter") },
				    { 12, S("Porten er kold") } };
	struct suggestion *g;
	size_t n;
	(void)state;
	suggest_groups(x, DA, t, sizeof t / sizeof *t, &g, &n);
	assert_int_equal(n, 1);
	assert_string_equal(str_z(x->arena, g[0].heading), "Overlevering");
	assert_string_equal(str_z(x->arena, g[0].why), "overlevering");
	assert_int_equal(g[0].n, 3);

	struct suggest_text both[] = { { 1, S("Ro i dagvagten") }, { 2, S("Nattevagten har ro") }, { 3, S("Vagten er lang") }, { 4, S("Kaffe") }, { 5, S("Stole") } };
	suggest_groups(x, DA, both, sizeof both / sizeof *both, &g, &n);
	assert_int_equal(n, 1);
	assert_string_equal(str_z(x->arena, g[0].why), "vagten");	/* ro is in two of three */
}

/* What a phone's keyboard makes of quotes, dots and dashes is no part of a word. */
static void a_phones_own_marks_part_no_words(void **state)
{
	struct suggest_text da[] = { { 1, S("Vi siger altid ”overlevering”") }, { 2, S("Kort “overlevering” er for kort") }, { 3, S("Ingen overlevering…") },
				     { 4, S("»overlevering« mangler") }, { 5, S("Nattevagten – overlevering—før kl. 7") }, { 6, S("Kaffe") },
				     { 7, S("overlevering😡") }, { 8, S("Stole") }, { 9, S("Varme") }, { 10, S("Pauser") } };
	struct suggest_text en[] = { { 1, S("“Handover”") }, { 2, S("‘handover’ is too short") }, { 3, S("No handover…") }, { 4, S("The night’s handover—none") },
				     { 5, S("Coffee") }, { 6, S("Chairs") } };
	struct suggestion *g;
	size_t n;
	(void)state;
	suggest_groups(x, DA, da, sizeof da / sizeof *da, &g, &n);
	assert_int_equal(n, 1);
	assert_int_equal(g[0].n, 6);
	assert_string_equal(str_z(x->arena, g[0].heading), "Overlevering");
	suggest_groups(x, EN, en, sizeof en / sizeof *en, &g, &n);
	assert_int_equal(n, 1);
	assert_int_equal(g[0].n, 4);
	assert_string_equal(str_z(x->arena, g[0].heading), "Handover");
}

static void a_cloud_takes_a_phones_marks_off(void **state)
{
	static const char *const given[][2] = { { "”tryghed”", "tryghed" }, { "“Tryghed”", "tryghed" }, { "„tryghed“", "tryghed" }, { "»tryghed«", "tryghed" },
						{ "‘trust’", "trust" }, { "støj…", "støj" }, { "– ro –", "ro" }, { "•ro", "ro" }, { "don’t", "don't" },
						{ "work–life", "work-life" }, { "“…”", "" }, { "a|b", "a b" }, { "❤️", "❤️" } };
	(void)state;
	for (size_t i = 0; i < sizeof given / sizeof *given; i++)
		assert_string_equal(str_z(x->arena, cloud_word(x->arena, str_of(given[i][0]))), given[i][1]);
}

static void a_word_that_is_about_nothing_heads_none(void **state)
{
	static const char *const boards[][7] = {
		{ "Larm på kontoret", "Dårlig luft på lageret", "Sne på parkeringspladsen", "Kø ved kaffen", "Printeren driller", "Vi får aldrig svar på mails" },
		{ "Stress af skiftende vagter", "Mangel af overblik", "Afbrudt af telefonen", "Slidt af støj", "Kolde lokaler", "Ingen frokost" },
		{ "Larm og uro", "Kulde og træk", "Travlhed og overarbejde", "Mangel på ros", "Fravær" },
		{ "Vi hører det først bagefter", "Pausen kommer først kl. 14", "Man får først svar om fredagen", "Kolde lokaler", "Ingen frokost" },
		{ "Der mangler ro", "Der mangler tid", "Mangler overblik", "Dårlig luft", "Dårlig kaffe", "Dårlig printer" },
	};
	static const char *const english[] = { "We don't get enough rest", "I don’t know the plan", "Leaders don't listen", "We haven't time", "They haven't asked us",
					       "I haven't had lunch", "Team's lunch", "It isn't clear" };
	struct suggest_text en[8];
	struct suggestion *none;
	size_t nen;
	(void)state;
	for (size_t i = 0; i < 8; i++)
		en[i] = (struct suggest_text){ (int64_t)i + 1, str_of(english[i]) };
	suggest_groups(x, EN, en, 8, &none, &nen);
	assert_int_equal(nen, 0);
	for (size_t b = 0; b < sizeof boards / sizeof *boards; b++) {
		struct suggest_text t[7];
		struct suggestion *g;
		size_t n, texts = 0;
		for (; boards[b][texts]; texts++)
			t[texts] = (struct suggest_text){ (int64_t)texts + 1, str_of(boards[b][texts]) };
		suggest_groups(x, DA, t, texts, &g, &n);
		assert_int_equal(n, 0);
	}
}

static void a_word_in_every_text_heads_none(void **state)
{
	struct suggest_text t[] = { { 1, S("Vagten er lang") }, { 2, S("Vagten mangler ro") }, { 3, S("Vagten: kaffe") }, { 4, S("Vagter om natten") },
				    { 5, S("Vagtens ledelse") }, { 6, S("Vagtskema") } };
	struct suggestion *g;
	size_t n;
	(void)state;
	suggest_groups(x, DA, t, 6, &g, &n);
	assert_int_equal(n, 0);
	suggest_groups(x, DA, t, 0, &g, &n);
	assert_int_equal(n, 0);
}

/* Held again a year later, the profile stands beside the earlier one's. */
static void a_profile_is_compared_over_time(void **state)
{
	static const char *const answers[] = { "no", "fully" };
	struct session *desk = NULL;
	(void)state;
	for (unsigned year = 0; year < 2; year++) {
		if (desk)
			assert_int_equal(session_end(x, desk, reload(desk)->row->version), OK);
		desk = desk_at(planned(), "joint");
		const struct method_questions *set = method_questions(str_of(desk->step->set));
		for (unsigned i = 0; i < set->items_count; i++)
			if (set->items[i].group)
				assert_int_equal(ask_press(x, desk, desk->step, &set->items[i], 0, str_of(answers[year])), OK);
	}
	struct val *view = val_new_obj(x);
	assert_int_equal(trend_put(x, reload(desk), view), OK);
	const struct val *trends = val_get(view, S("trends"));
	assert_int_equal(trends->kids.count, 1);
	const struct val *row = val_get(trends->kids.first, S("rows"))->kids.first;
	const struct val *first = val_get(row, S("sums"))->kids.first;
	int64_t before = 0, now = 0;
	assert_true(str_to_int(val_get_str(first, "sum"), 1, 100, &before) && str_to_int(val_get_str(first->next, "sum"), 1, 100, &now));
	assert_true(now > before);
	assert_null(first->next->next);
}

/* A workplace that is well: passive 4, reactive 6, active 13, preventive 16, creating 15. */
static const char *const healthy[] = {
	"not_at_all", "not_at_all", "not_at_all", "not_at_all", "not_at_all", "not_at_all", "little", "little",
	"partly", "partly", "partly", "mostly", "mostly", "mostly", "mostly", "mostly", "mostly", "mostly", "mostly", "partly",
};

static const char *html_for(struct session *s, const char *audience)
{
	struct live_tree *t = live_tree_new(x);
	assert_int_equal(workshop_tree(x, reload(s), str_of(audience), t), OK);
	return str_z(x->arena, live_html(x, t));
}

static void a_profile_stands_beside_the_form_that_it_leads_to(void **state)
{
	static const char *const audiences[] = { "wall", "phone", "console" };
	struct session *desk = desk_at(planned_of("maturity-score", "Hvor langt er vi"), "answer_together"), *phone = join(desk, false);
	const struct method_questions *set = method_questions(S("maturity"));
	(void)state;
	assert_int_equal(set->items_count, sizeof healthy / sizeof *healthy);
	for (unsigned i = 0; i < set->items_count; i++)
		assert_int_equal(ask_press(x, desk, desk->step, &set->items[i], 0, str_of(healthy[i])), OK);
	for (int a = 0; a < 3; a++) {
		const char *html = html_for(desk, audiences[a]);
		assert_non_null(strstr(html, "/run-sheet/good-work-environment"));
		assert_null(strstr(html, "take="));	/* no form to take it into yet */
	}
	desk = desk_at(desk, "choose");
	for (int a = 0; a < 3; a++) {
		const char *html = html_for(desk, audiences[a]), *once = strstr(html, "/run-sheet/good-work-environment");
		assert_non_null(strstr(html, "Jeres profil"));
		assert_non_null(once);
		assert_null(strstr(once + 1, "/run-sheet/good-work-environment"));	/* with both its reasons */
		assert_non_null(strstr(html, "Aktiv: Mellem, Forebyggende: Højt"));
		assert_int_equal(strstr(html, "take=good-work-environment") != NULL, a != 0);
	}
	/* Taken, it stands in the form; a method that does not exist is not. */
	struct val *task = val_new_obj(x);
	phone = reload(phone);
	val_bool(x, task, "member", true);
	assert_int_equal(task_form(x, phone, task), OK);
	struct val *fields = val_get(task, S("fields"));
	assert_false(next_fill(x, phone, S("no-such-method"), fields));
	assert_int_equal(val_get_str(fields->kids.first, "value").n, 0);
	assert_true(next_fill(x, phone, S("good-work-environment"), fields));
	struct str title = text_in(method_workshop(S("good-work-environment"))->head.title, DA);
	assert_true(str_contains(val_get_str(fields->kids.first, "value"), title));
}

/* What would show nothing is not offered. */
/* Until something is shown the wall says what is asked; then one at a time, or all. */
static void the_wall_shows_one_question_at_a_time(void **state)
{
	(void)state;
	struct session *p[5], *desk = room(planned(), p, 5, "all");
	const struct method_item *needs = ask_item(desk->step, S("needs")), *calm = ask_item(desk->step, S("calm_1"));
	struct str first = text_in(needs->title, DA), second = text_in(calm->title, DA), wall = live_text(desk, "wall");
	assert_true(str_contains(wall, first) && str_contains(wall, second));
	assert_true(str_contains(wall, ui_text(x, "ask.answer_on_phone")));
	assert_int_equal(ask_show_single(x, reload(desk), desk->step, str_of(calm->key)), OK);
	wall = live_text(desk, "wall");
	assert_false(str_contains(wall, first));
	assert_true(str_contains(wall, second));
	for (int i = 0; i < 5; i++)
		assert_int_equal(say(p[i], needs->key, "time", ""), OK);
	wall = live_text(desk, "wall");		/* answered, but not the one that is shown */
	assert_false(str_contains(wall, first));
	assert_true(str_contains(wall, ui_text(x, "ask.answer_on_phone")));
	assert_int_equal(ask_show_single(x, reload(desk), desk->step, str_of(needs->key)), OK);
	wall = live_text(desk, "wall");
	assert_true(str_contains(wall, first));
	assert_false(str_contains(wall, ui_text(x, "ask.answer_on_phone")));
	assert_true(str_contains(live_text(desk, "console"), S("value=\"order\"")));
	assert_int_equal(ask_show_single(x, reload(desk), desk->step, S("nothing")), INVALID);
	assert_int_equal(ask_show_single(x, reload(p[0]), desk->step, S("")), FORBIDDEN);
	assert_int_equal(ask_show_single(x, reload(desk), desk->step, S("")), OK);
	assert_true(str_contains(live_text(desk, "wall"), first));
	assert_null(ask_single(desk_at(desk, "cloud")));
}

static void four_phones_are_not_offered_to_show_their_answers(void **state)
{
	struct session *p[5], *desk = room(planned(), p, 4, "all");
	(void)state;
	assert_null(strstr(html_for(desk, "console"), "value=\"show\""));
	p[4] = join(desk, false);
	assert_non_null(strstr(html_for(desk, "console"), "value=\"show\""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(an_answer_has_one_form_and_nothing_else_is_one),
		T(nothing_is_shown_before_five_and_then_in_batches),
		T(the_facilitator_shows_or_goes_on_but_never_four),
		T(an_answer_may_be_changed_until_it_is_shown_and_sent_again_for_ever), T(a_late_answer_is_taken_and_changes_nothing),
		T(whom_the_step_is_not_for_is_refused),
		T(no_two_moments_differ_by_fewer_than_five_people),
		T(a_large_room_does_not_change_with_every_fifth),
		T(no_row_tells_which_others_came_from_the_same_phone),
		T(bars_do_not_point_at_one), T(steps_of_a_scale_that_tell_next_to_nothing_stand_together),
		T(sums_have_bands_and_are_never_added),
		T(a_sum_tells_no_more_than_the_bars), T(equal_sums_point_at_none),
		T(a_multiple_choice_is_veiled_by_its_sum), T(an_order_is_told_without_a_figure), T(equals_share_a_place),
		T(a_line_shows_every_place),
		T(the_room_agrees_at_the_desk_and_two_desks_do_not_overwrite),
		T(what_is_held_back_is_seen_when_let_through),
		T(a_hidden_slip_takes_no_other_word_along), T(what_is_hidden_is_all_that_stood_there), T(what_is_let_in_lets_no_other_word_in),
		T(where_leaders_are_in_a_word_needs_two), T(where_leaders_are_in_the_desk_is_told_why_a_word_stays_away), T(a_hidden_word_stays_hidden_whatever_it_is_called),
		T(sentences_are_gathered_and_let_go_again), T(a_later_suggestion_among_sentences_is_undone_by_itself),
		T(a_group_that_is_taken_apart_is_one_question_s),
		T(the_live_trees_hold_nothing_before_enough),
		T(every_kind_is_shown_to_every_audience),
		T(a_leader_reads_nothing_of_a_part_without_leaders),
		T(the_same_word_is_one_in_all_its_forms),
		T(forms_and_slips_of_long_words_are_one), T(the_facilitator_joins_two_words_and_takes_them_apart), T(of_more_words_than_a_wall_takes_the_others_are_counted), T(only_inflections_make_two_words_one),
		T(the_facilitator_parts_what_a_rule_joined), T(what_was_said_of_a_word_holds_in_the_other_language),
		T(words_that_wait_are_counted_and_let_in_at_once), T(cards_that_say_one_thing_are_suggested_together),
		T(what_only_ends_alike_is_no_kind_of_it),
		T(a_phones_own_marks_part_no_words), T(a_cloud_takes_a_phones_marks_off),
		T(a_word_that_is_about_nothing_heads_none), T(a_word_in_every_text_heads_none),
		T(a_profile_is_compared_over_time),
		T(a_profile_stands_beside_the_form_that_it_leads_to),
		T(the_wall_shows_one_question_at_a_time),
		T(four_phones_are_not_offered_to_show_their_answers),
	};
	return RUN(TEST_CONTENT, tests);
}
