/* deal_test.c -- dealing on a real store: no repeats, evenly over the room,
 * partners, bells, and nothing left at the end. The method is tests/content. */
#include "workshop/agenda/agenda.h"
#include "workshop/deal/deal.h"
#include "workshop/deal/deal_sql.h"
#include "workshop/session_test.h"

static const char *card(struct session *phone)
{
	const struct method_card *c;
	assert_int_equal(deal_card(x, reload(phone), &c), OK);
	return c ? c->key : NULL;
}

static struct deal_pair pair(struct session *phone)
{
	struct deal_pair p;
	assert_int_equal(deal_partner(x, reload(phone), &p), OK);
	return p;
}

static void next(struct session *s, int64_t round)
{
	assert_int_equal(deal_next(x, reload(s), round), OK);
}

enum { PHONES = 12, ROUNDS = 4, CARDS = 8 };

static void everybody_gets_a_card_in_every_round_and_none_twice(void **state)
{
	(void)state;
	struct session *s = planned_every_step(), *phone[PHONES];
	for (int i = 0; i < PHONES; i++)
		phone[i] = join(s, false);
	assert_null(card(phone[0]));	/* before the step */
	s = at(s, "deal");
	const char *had[PHONES][ROUNDS];
	for (int r = 0; r < ROUNDS; r++) {
		int held[CARDS] = { 0 };
		const struct method_deck *deck = method_deck(S("rehearsal-cards"));
		for (int i = 0; i < PHONES; i++) {
			had[i][r] = card(phone[i]);
			assert_non_null(had[i][r]);
			held[method_card(deck, str_of(had[i][r])) - deck->cards]++;
			for (int k = 0; k < r; k++)
				assert_string_not_equal(had[i][r], had[i][k]);
		}
		for (int c = 0; c < CARDS; c++)	/* twelve phones, eight cards */
			assert_in_range(held[c], 1, 2);
		if (r + 1 < ROUNDS)
			next(s, r + 1);
	}
	assert_int_equal(deal_next(x, reload(s), ROUNDS), INVALID);
	assert_string_equal(x->fault.message, "workshop.deal_last_round");
}

static void a_card_may_be_passed_on_and_does_not_come_back(void **state)
{
	(void)state;
	struct session *s = planned_every_step(), *phone = join(s, false), *other = join(s, false);
	s = at(s, "deal");
	const char *first = card(phone), *others = card(other);
	assert_int_equal(deal_pass(x, reload(phone), str_of(first)), OK);
	const char *second = card(phone);
	assert_string_not_equal(first, second);
	assert_string_not_equal(second, others);	/* one that the room does not hold */
	/* Pressed twice: the first card is no longer there to pass on. */
	assert_int_equal(deal_pass(x, reload(phone), str_of(first)), OK);
	assert_string_equal(card(phone), second);
	assert_string_equal(card(other), others);
	for (int r = 1; r < ROUNDS; r++) {
		next(s, r);
		assert_string_not_equal(card(phone), first);
		assert_string_not_equal(card(phone), second);
	}
}

static void nobody_holds_what_another_holds_however_many_are_passed_on(void **state)
{
	(void)state;
	enum { ROOM = 5 };
	struct session *s = planned_every_step(), *phone[ROOM + 1];
	for (int i = 0; i < ROOM; i++)
		phone[i] = join(s, false);
	s = at(s, "deal");
	int room = ROOM;
	for (int r = 1; r <= ROUNDS; r++) {
		for (int i = 0; i < room; i += 2)
			for (int times = 0; times < 2; times++)
				assert_int_equal(deal_pass(x, reload(phone[i]), str_of(card(phone[i]))), OK);
		for (int i = 0; i < room; i++)
			for (int k = 0; k < i; k++)
				assert_string_not_equal(card(phone[i]), card(phone[k]));
		if (r == 2)	/* who comes late, too */
			phone[room++] = join(s, false);
		if (r < ROUNDS)
			next(s, r);
	}
}

/* Every card is in somebody's hand, so what is passed on comes to be held twice: not by two partners. */
static void a_card_passed_on_is_not_exchanged_for_the_partners(void **state)
{
	enum { ROOM = 2 * CARDS };
	(void)state;
	struct session *s = planned_every_step(), *phone[ROOM];
	for (int i = 0; i < ROOM; i++)
		phone[i] = join(s, false);
	s = at(s, "deal");
	for (int r = 1; r <= ROUNDS; r++) {
		for (int i = 0; i < ROOM; i++)
			for (int times = 0; times < CARDS - 2; times++) {
				assert_int_equal(deal_pass(x, reload(phone[i]), str_of(card(phone[i]))), OK);
				for (int k = 0; k < ROOM; k++)
					if (k != i && pair(phone[k]).pair == pair(phone[i]).pair)
						assert_string_not_equal(card(phone[k]), card(phone[i]));
			}
		if (r < ROUNDS)
			next(s, r);
	}
}

static void the_right_to_pass_never_ends(void **state)
{
	(void)state;
	struct session *s = planned_every_step(), *phone = join(s, false);
	s = at(s, "deal");
	for (int i = 0; i < 3 * CARDS; i++) {
		const char *was = card(phone);
		assert_int_equal(deal_pass(x, reload(phone), str_of(was)), OK);
		assert_string_not_equal(card(phone), was);
	}
}

/* A phone that joined once more, because it never heard of the first time, leaves
 * a chair on which nobody sits. */
static void an_empty_chair_is_dealt_nothing_and_nobody_waits_for_it(void **state)
{
	(void)state;
	struct session *s = planned_every_step(), *chair[3], *phone[4];
	struct sql_phone_count count;
	for (int i = 0; i < 4; i++) {
		if (i < 3)
			chair[i] = empty_chair(s, false);
		phone[i] = join(s, false);
	}
	assert_int_equal(sql_phone_count(x, s->id, &count), OK);
	assert_int_equal(count.participants, 4);
	s = at(s, "deal");
	size_t pairs[4] = { 0 };
	const char *held[4];
	for (int i = 0; i < 4; i++) {
		struct deal_pair p = pair(phone[i]);
		assert_int_equal(p.members, 2);
		assert_true(p.pair < 2);
		pairs[p.pair]++;
		held[i] = card(phone[i]);
		for (int k = 0; k < i; k++)
			assert_string_not_equal(held[k], held[i]);	/* the first four of the deck */
	}
	assert_int_equal(pairs[0], 2);
	assert_null(card(chair[0]));
	/* It comes after all: the others keep what they have, and it joins a pair. */
	assert_int_equal(session_arrive(x, reload(chair[0])), OK);
	assert_non_null(card(chair[0]));
	assert_int_equal(pair(chair[0]).members, 3);
	for (int i = 0; i < 4; i++)
		assert_string_equal(card(phone[i]), held[i]);
	assert_int_equal(session_arrive(x, reload(chair[0])), OK);	/* a page loaded anew */
	assert_int_equal(sql_phone_count(x, s->id, &count), OK);
	assert_int_equal(count.participants, 5);
}

static void groups_are_drawn_among_those_who_have_come(void **state)
{
	(void)state;
	struct session *s = planned_every_step();
	struct sql_groups *g;
	size_t n;
	for (int i = 0; i < 4; i++) {
		join(s, false);
		empty_chair(s, false);
	}
	s = at(s, "pairs");
	assert_int_equal(group_make(x, s, WAY_CHANCE, 2, NULL), OK);
	assert_int_equal(sql_groups(x, s->id, S("pairs"), &g, &n), OK);
	assert_int_equal(n, 2);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(g[i].members, 2);
}

static void nobody_has_the_same_partner_twice(void **state)
{
	(void)state;
	struct session *s = planned_every_step(), *phone[PHONES];
	for (int i = 0; i < PHONES; i++)
		phone[i] = join(s, false);
	s = at(s, "deal");
	bool met[PHONES][PHONES] = { 0 };
	for (int r = 0; r < ROUNDS; r++) {
		size_t of[PHONES];
		for (int i = 0; i < PHONES; i++) {
			struct deal_pair p = pair(phone[i]);
			assert_int_equal(p.members, 2);
			of[i] = p.pair;
			for (int k = 0; k < i; k++) {
				if (of[k] != of[i])
					continue;
				assert_false(met[i][k]);
				met[i][k] = true;
			}
		}
		if (r + 1 < ROUNDS)
			next(s, r + 1);
	}
}

/* A page that is open loads itself when the chairs are counted, by the door. */
static void heard_of(struct session *const *phones, int n)
{
	for (int i = 0; i < n; i++)
		assert_int_equal(session_arrive(x, reload(phones[i])), OK);
}

/* Whoever goes home in mid-session is nobody's partner when the chairs have been
 * counted, and in the next draw when they come back. */
static void who_has_gone_has_no_partner_until_they_come_back(void **state)
{
	(void)state;
	enum { N = 6, LEFT_OUT = N - 1 };
	struct session *s = planned_every_step(), *phone[N];
	for (int i = 0; i < N; i++)
		phone[i] = join(s, false);
	s = at(s, "deal");
	struct str before, after;
	assert_int_equal(session_count_chairs(x, reload(phone[0])), FORBIDDEN);
	assert_int_equal(workshop_page_key(x, reload(s), &before), OK);
	assert_int_equal(session_count_chairs(x, reload(s)), OK);
	assert_int_equal(workshop_page_key(x, reload(s), &after), OK);
	assert_false(str_eq(before, after));
	heard_of(phone, LEFT_OUT);
	assert_true(str_contains(live_text(s, "console"), S("chairs-empty")));
	for (int i = 0; i < N; i++)
		assert_int_equal(pair(phone[i]).members, 2);	/* the round that is on is as it was */
	next(s, 1);
	size_t threes = 0;
	for (int i = 0; i < LEFT_OUT; i++) {
		assert_in_range(pair(phone[i]).members, 2, 3);
		threes += pair(phone[i]).members == 3;
	}
	assert_int_equal(threes, 3);
	assert_int_equal(pair(phone[LEFT_OUT]).members, 0);
	heard_of(phone, N);
	assert_non_null(card(phone[LEFT_OUT]));
	assert_int_equal(pair(phone[LEFT_OUT]).members, 0);		/* nobody changes partners in mid-round */
	assert_false(str_contains(live_text(s, "console"), S("chairs-empty")));
	next(s, 2);
	for (int i = 0; i < N; i++)
		assert_int_equal(pair(phone[i]).members, 2);
}

static void groups_are_drawn_among_those_who_are_still_there(void **state)
{
	(void)state;
	enum { N = 5 };
	struct session *s = planned_every_step(), *phone[N];
	for (int i = 0; i < N; i++)
		phone[i] = join(s, false);
	for (int again = 0; again < 2; again++) {	/* also where who has gone had sat with somebody */
		s = at(s, again ? "pairs_again" : "pairs");
		if (again) {
			assert_int_equal(session_count_chairs(x, reload(s)), OK);
			heard_of(&phone[1], N - 1);
		}
		assert_int_equal(group_make(x, reload(s), WAY_CHANCE, 2, NULL), OK);
	}
	assert_int_equal(reload(phone[0])->phone->group_id.v, 0);
	struct sql_groups *g;
	size_t n;
	assert_int_equal(sql_groups(x, s->id, S("pairs_again"), &g, &n), OK);
	assert_int_equal(n, 2);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(g[i].members, 2);
}

static void every_pair_has_a_sign_of_its_own_anew_each_round(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "deal");
	enum { PAIRS = 700 };	/* a hall of fourteen hundred */
	const char *said[PAIRS];
	for (size_t i = 0; i < PAIRS; i++) {
		struct deal_sign sign = deal_sign(x, s, i, 1);
		said[i] = str_fmt(x->arena, "%.*s %zu", STR_ARG(sign.words), sign.number).p;
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(said[i], said[k]);
	}
	struct deal_sign later = deal_sign(x, s, 0, 2);
	assert_string_not_equal(said[0], str_fmt(x->arena, "%.*s %zu", STR_ARG(later.words), later.number).p);
}

static void who_comes_late_gets_a_card_and_a_partner(void **state)
{
	(void)state;
	struct session *s = planned_every_step(), *early[4];
	for (int i = 0; i < 4; i++)
		early[i] = join(s, false);
	s = at(s, "deal");
	next(s, 1);
	size_t were = pair(early[0]).pair;
	struct session *late = join(s, false);
	assert_non_null(card(late));
	assert_int_equal(pair(late).members, 3);
	assert_int_equal(pair(early[0]).pair, were);
	next(s, 2);
	assert_in_range(pair(late).members, 2, 3);
}

static void leaders_take_part_where_they_are_in(void **state)
{
	(void)state;
	struct session *s = planned_every_step(), *phone = join(s, false), *leader = join(s, true);
	s = at(s, "deal");
	assert_non_null(card(leader));
	assert_int_equal(pair(leader).pair, pair(phone).pair);
	struct session *console = reload(s);	/* the facilitator is dealt nothing */
	assert_null(card(console));
	assert_int_equal(deal_pass(x, console, S("quiet")), FORBIDDEN);
}

static void the_clock_is_the_rounds_and_a_stale_console_is_told(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "deal");
	assert_int_equal(session_seconds_left(x, s), 5 * 60);
	x->now += 120;
	next(s, 1);
	s = reload(s);
	assert_int_equal(session_seconds_left(x, s), 5 * 60);
	assert_int_equal(deal_next(x, s, 1), CONFLICT);	/* the other facilitator was first */
	s->viewer = VIEWER_PHONE;
	assert_int_equal(deal_next(x, s, 2), FORBIDDEN);
	s->viewer = VIEWER_CONSOLE;
	assert_false(str_contains(live_text(s, "wall"), S("data-bell-silent")));
	assert_int_equal(deal_silent(x, s, true), OK);
	assert_true(str_contains(live_text(s, "wall"), S("data-bell-silent")));
	assert_true(str_contains(live_text(s, "phone"), S("data-bell-silent")));
	assert_int_equal(deal_done(x, s, true), OK);
	struct session *phone = join(s, false);
	assert_null(card(phone));
	assert_int_equal(deal_done(x, reload(s), false), OK);
	assert_non_null(card(phone));
}

/* Minutes after the session's midnight at which the step after the deal begins. */
static int64_t after_the_deal(struct session *s)
{
	struct agenda_line *l;
	size_t n, i = 0;
	assert_int_equal(agenda_lines(x, reload(s), &l, &n), OK);
	while (i + 1 < n && strcmp(l[i].step->key, "deal") != 0)
		i++;
	assert_true(i + 1 < n);
	return l[i + 1].at;
}

static enum rc save_of(struct session *s, const char *step, int64_t minutes, int64_t fixed_at)
{
	s = reload(s);
	struct agenda_line *l;
	size_t n, i = 0;
	assert_int_equal(agenda_lines(x, s, &l, &n), OK);
	while (i + 1 < n && strcmp(l[i].step->key, step) != 0)
		i++;
	const struct agenda_value was = { l[i].step->minutes, l[i].fixed_at, l[i].left_out };
	const struct agenda_value now = { minutes < 0 ? was.minutes : minutes, fixed_at < 0 ? was.fixed_at : fixed_at, false };
	return agenda_save(x, s, &(struct agenda_change){ str_of(step), was, now }, 1);
}

/* The bell is one round's: what comes next begins when the last one has been talked
 * out, and the four minutes that the step has beyond its rounds are used. */
static void the_day_knows_of_the_rounds_to_come(void **state)
{
	(void)state;
	enum { AT = 9 * 60 };
	x->now = instant_of(date_ymd(2026, 4, 14), AT);
	struct session *s = at(planned_every_step(), "deal");
	assert_int_equal(after_the_deal(s), AT + 24);
	struct str next_step = str_of(session_nth_step(s->method, reload(s)->step_at + 1, NULL)->key);
	assert_int_equal(save_of(s, str_z(x->arena, next_step), -1, AT + 20), INVALID);
	assert_string_equal(x->fault.message, "workshop.agenda_overlap");
	x->now += 2 * 60;		/* a room that is quicker is done before */
	next(s, 1);
	next(s, 2);
	next(s, 3);
	assert_int_equal(after_the_deal(s), AT + 2 + 5 + 4);
	x->now += 5 * 60;
	assert_int_equal(after_the_deal(s), AT + 7 + 4);
	x->now += 30 * 60;
	assert_int_equal(after_the_deal(s), AT + 37);
	assert_int_equal(deal_done(x, reload(s), true), OK);
	assert_int_equal(after_the_deal(s), AT + 37);
}

static void a_slow_room_moves_what_comes_after_all_its_rounds(void **state)
{
	(void)state;
	enum { AT = 9 * 60 };
	x->now = instant_of(date_ymd(2026, 4, 14), AT);
	struct session *s = at(planned_every_step(), "deal");
	x->now += 9 * 60;	/* nobody has begun the second */
	next(s, 1);
	assert_int_equal(after_the_deal(s), AT + 9 + 3 * 5);
	x->now += 6 * 60;
	next(s, 2);
	assert_int_equal(after_the_deal(s), AT + 15 + 2 * 5);
}

static void rounds_fit_in_the_minutes_that_the_agenda_gives(void **state)
{
	static const struct { int64_t minutes, rounds, seconds; } given[] = { { 24, 4, 300 }, { 40, 4, 300 }, { 20, 4, 300 }, { 19, 4, 240 },
									       { 8, 4, 120 }, { 5, 4, 60 }, { 3, 3, 60 }, { 1, 1, 60 } };
	(void)state;
	for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
		struct session *s = planned_every_step();
		int64_t seconds;
		assert_int_equal(save_of(s, "deal", given[i].minutes, -1), OK);
		s = at(s, "deal");
		assert_int_equal(deal_rounds(s->step, &seconds), given[i].rounds);
		assert_int_equal(seconds, given[i].seconds);
		assert_int_equal(session_seconds_left(x, s), seconds);
		for (int64_t r = 1; r < given[i].rounds; r++)
			next(s, r);
		assert_int_equal(deal_next(x, reload(s), given[i].rounds), INVALID);
		fault_clear(x);
		bool told = str_contains(live_text(s, "console"), S("deal-shortened"));
		assert_true(told == (given[i].minutes < 20));
	}
}

static void rounds_go_on_by_themselves_when_asked_to(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "deal");
	struct sql_deal *now;
	x->now += 5 * 60 + 60;
	assert_int_equal(workshop_tick(x), OK);
	assert_int_equal(sql_deal(x, s->id, S("deal"), &now), OK);
	assert_int_equal(now->round, 1);	/* nobody has asked for it */
	assert_int_equal(deal_by_itself(x, s, true), OK);
	for (int r = 2; r <= ROUNDS; r++) {
		assert_int_equal(workshop_tick(x), OK);
		assert_int_equal(workshop_tick(x), OK);	/* the bell of the new round has not rung */
		assert_int_equal(sql_deal(x, s->id, S("deal"), &now), OK);
		assert_int_equal(now->round, r);
		x->now += 5 * 60 + 25;
	}
	assert_int_equal(workshop_tick(x), OK);
	assert_int_equal(sql_deal(x, s->id, S("deal"), &now), OK);
	assert_int_equal(now->round, ROUNDS);
	assert_false(now->by_itself);
}

static void the_end_leaves_nothing_of_who_had_what(void **state)
{
	(void)state;
	struct session *s = planned_every_step(), *phone = join(s, false);
	s = at(s, "deal");
	assert_int_equal(deal_pass(x, reload(phone), str_of(card(phone))), OK);
	phone_id id = reload(phone)->phone->id;
	end(s);
	struct sql_deal *row;
	struct sql_deal_rounds *rounds;
	struct sql_deal_passed *passed;
	size_t n, npassed;
	assert_int_equal(sql_deal(x, s->id, S("deal"), &row), OK);
	assert_null(row);
	assert_int_equal(sql_deal_rounds(x, s->id, S("deal"), &rounds, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(sql_deal_passed(x, id, S("deal"), &passed, &npassed), OK);
	assert_int_equal(npassed, 0);
}

/* ---- groups drawn anew */

static void pairs_are_drawn_so_that_nobody_sits_with_the_same_again(void **state)
{
	(void)state;
	enum { N = 7 };
	struct session *s = planned_every_step(), *phone[N];
	bool met[N][N] = { 0 };
	for (int i = 0; i < N; i++)
		phone[i] = join(s, false);
	static const char *const steps[] = { "pairs", "pairs_again", "pairs" };
	for (int r = 0; r < 3; r++) {
		s = at(s, steps[r]);
		assert_int_equal(group_make(x, s, WAY_CHANCE, 2, NULL), OK);
		struct sql_groups *g;
		size_t n, threes = 0;
		assert_int_equal(sql_groups(x, s->id, str_of(steps[r]), &g, &n), OK);
		assert_int_equal(n, 3);
		for (size_t i = 0; i < n; i++)
			threes += g[i].members == 3;
		assert_int_equal(threes, 1);
		for (int i = 0; i < N; i++) {
			int64_t mine = reload(phone[i])->phone->group_id.v;
			assert_int_not_equal(mine, 0);
			for (int k = 0; k < i; k++) {
				if (reload(phone[k])->phone->group_id.v != mine)
					continue;
				assert_false(met[i][k]);
				met[i][k] = true;
			}
		}
	}
	end(s);
	struct sql_seatings *rows;
	size_t n;
	assert_int_equal(sql_seatings(x, s->id, &rows, &n), OK);
	assert_int_equal(n, 0);
}

/* Six sat three and three, which leaves three rounds of new pairs. After that the desk is
 * told, and nobody sits with the one they have just sat with. */
static void when_all_have_met_the_desk_is_told_and_the_last_partner_is_not_the_next(void **state)
{
	enum { N = 6, NEW = 3, DRAWS = 12 };
	struct session *s = planned_every_step(), *phone[N];
	small_group_id group[N], before[N];
	bool all_new;
	(void)state;
	for (int i = 0; i < N; i++)
		phone[i] = join(s, false);
	s = at(s, "pairs");
	assert_int_equal(group_make(x, s, WAY_CHANCE, 3, &all_new), OK);
	assert_true(all_new);
	s = at(s, "pairs_again");
	for (int draw = 0; draw < DRAWS; draw++) {
		assert_int_equal(group_make(x, reload(s), WAY_CHANCE, 2, &all_new), OK);
		if (draw == 0)
			assert_true(all_new);
		if (draw >= NEW)
			assert_false(all_new);
		for (int i = 0; i < N; i++)
			group[i] = reload(phone[i])->phone->group_id;
		for (int i = 0; draw > 0 && i < N; i++)
			for (int k = 0; k < i; k++)
				assert_false(group[i].v == group[k].v && before[i].v == before[k].v);
		memcpy(before, group, sizeof before);
	}
}

static void no_stream_carries_a_card_or_a_sign(void **state)
{
	(void)state;
	static const char *const audiences[] = { "wall", "phone", "leader" };
	struct session *s = planned_every_step();
	for (int i = 0; i < PHONES; i++)
		join(s, false);
	s = at(s, "deal");
	for (int a = 0; a < 3; a++) {
		struct str html = live_text(s, audiences[a]);
		assert_true(str_contains(html, S("Hvornår lykkes det hos os")));
		const struct method_deck *deck = method_deck(S("rehearsal-cards"));
		for (unsigned c = 0; c < deck->cards_count; c++)
			assert_false(str_contains(html, text_in(deck->cards[c].title, DA)));
		for (size_t p = 0; p < PHONES; p++)
			assert_false(str_contains(html, deal_sign(x, s, p, 1).words));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(everybody_gets_a_card_in_every_round_and_none_twice), T(a_card_may_be_passed_on_and_does_not_come_back),
		T(nobody_holds_what_another_holds_however_many_are_passed_on),
		T(a_card_passed_on_is_not_exchanged_for_the_partners), T(the_right_to_pass_never_ends), T(an_empty_chair_is_dealt_nothing_and_nobody_waits_for_it), T(groups_are_drawn_among_those_who_have_come),
		T(nobody_has_the_same_partner_twice), T(who_has_gone_has_no_partner_until_they_come_back),
		T(groups_are_drawn_among_those_who_are_still_there), T(every_pair_has_a_sign_of_its_own_anew_each_round),
		T(who_comes_late_gets_a_card_and_a_partner), T(leaders_take_part_where_they_are_in),
		T(the_clock_is_the_rounds_and_a_stale_console_is_told), T(rounds_go_on_by_themselves_when_asked_to),
		T(the_day_knows_of_the_rounds_to_come), T(a_slow_room_moves_what_comes_after_all_its_rounds),
		T(rounds_fit_in_the_minutes_that_the_agenda_gives),
		T(the_end_leaves_nothing_of_who_had_what), T(pairs_are_drawn_so_that_nobody_sits_with_the_same_again),
		T(when_all_have_met_the_desk_is_told_and_the_last_partner_is_not_the_next), T(no_stream_carries_a_card_or_a_sign),
	};
	return RUN(TEST_CONTENT, tests);
}
