/* allowance_test.c -- one phone in a loop cannot take what all share; nor can one
 * that joins anew for each handful. */
#include "workshop/allowance.h"
#include "workshop/channel/channel.h"
#include "workshop/session_test.h"

static const char BOARD[] = "dilemmas";

static enum rc write_with(struct session *phone, struct str idem, bool *ret_fresh)
{
	fault_clear(x);
	enum rc rc = board_write(x, phone, str_of(BOARD), S("Vi mangler ro"), idem, NULL, ret_fresh);
	if (rc == OK)
		ctx_run_after_commit(x);
	else
		ctx_drop_after_commit(x);
	return rc;
}

static enum rc write(struct session *phone)
{
	bool fresh = false;
	enum rc rc = write_with(phone, key(), &fresh);
	assert_true(rc != OK || fresh);
	return rc;
}

/* As many as it is let write now, up to most. */
static int write_all(struct session *phone, int most)
{
	int n = 0;
	while (n < most && write(phone) == OK)
		n++;
	return n;
}

static int64_t seconds_said(void)
{
	return val_get_int(x->fault.args, "seconds", 0);
}

/* One that has been in the room for long. */
static struct session *seated(struct session *s)
{
	struct session *p = join(s, false);
	ctx_run_after_commit(x);
	x->now += ALLOWANCE_S;
	return p;
}

static void a_phone_in_a_loop_waits_and_the_others_write(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), BOARD), *loop = seated(s), *other = seated(s);
	int64_t at_once = ALLOWANCE_S / allowance_cost(ALLOWANCE_CARD);
	assert_int_equal(write_all(loop, 1000), at_once);
	assert_int_equal(x->fault.rc, TOO_MANY);
	assert_string_equal(x->fault.field, "text");
	assert_string_equal(x->fault.message, "workshop.too_fast");
	assert_int_equal(seconds_said(), allowance_cost(ALLOWANCE_CARD));
	assert_int_equal(write_all(other, 5), 5);
	x->now += allowance_cost(ALLOWANCE_CARD) - 1;
	assert_int_equal(write(loop), TOO_MANY);
	assert_int_equal(seconds_said(), 1);
	x->now++;
	assert_int_equal(write_all(loop, 10), 1);
	x->now += ALLOWANCE_S * 10;	/* no more is saved up than fits */
	assert_int_equal(write_all(loop, 1000), at_once);
	/* A clock that is set back locks nobody out for longer than that. */
	x->now -= ALLOWANCE_S * 20;
	assert_int_equal(write(loop), TOO_MANY);
	assert_true(seconds_said() <= allowance_cost(ALLOWANCE_CARD));
}

static void what_was_stored_already_costs_nothing(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), BOARD), *phone = seated(s);
	struct str idem = key();
	bool fresh;
	int64_t at_once = ALLOWANCE_S / allowance_cost(ALLOWANCE_CARD);
	assert_int_equal(write_with(phone, idem, &fresh), OK);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(write_with(phone, idem, &fresh), OK);
		assert_false(fresh);
	}
	assert_int_equal(write_all(phone, 1000), at_once - 1);
	assert_int_equal(write_with(phone, idem, &fresh), OK);	/* also when nothing is left */
	assert_false(fresh);
}

static void what_is_undone_is_given_back(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), BOARD), *phone = seated(s);
	struct spent *spent;
	for (int i = 0; i < 500; i++) {
		assert_int_equal(allowance_spend(x, phone, ALLOWANCE_CARD, 0, WORKSHOP_CARDS_MAX, "text", &spent), OK);
		ctx_drop_after_commit(x);
		allowance_return(spent);	/* once is enough */
	}
	assert_int_equal(write_all(phone, 1000), ALLOWANCE_S / allowance_cost(ALLOWANCE_CARD));
}

static void a_fresh_phone_has_less(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), BOARD), *phone = join(s, false);
	ctx_run_after_commit(x);
	assert_int_equal(write_all(phone, 1000), ALLOWANCE_NEW_S / allowance_cost(ALLOWANCE_CARD));
	x->now += ALLOWANCE_S;
	assert_int_equal(write_all(phone, 1000), ALLOWANCE_S / allowance_cost(ALLOWANCE_CARD));
}

static void facilitator_writes(struct session *s, int n)
{
	struct buf lines;
	size_t added;
	s = reload(s);
	s->viewer = VIEWER_CONSOLE;
	for (; n > 0; n -= 250) {
		buf_init(&lines, 1 << 20);
		for (int i = 0; i < (n < 250 ? n : 250); i++)
			buf_fmt(&lines, "Kort %d\n", i);
		assert_int_equal(board_type_in(x, s, str_of(BOARD), buf_take(&lines, x->arena), key(), &added), OK);
	}
}

/* Whoever was there when the last third began can write their share of it, however
 * many more join, each with its own handful. */
static void whoever_joins_anew_for_each_handful_leaves_the_others_their_share(void **state)
{
	enum { ROOM = 8 };
	(void)state;
	struct session *s = at(planned_every_step(), BOARD), *room[ROOM];
	int64_t reserve = WORKSHOP_CARDS_MAX / ALLOWANCE_RESERVE, total;
	for (int i = 0; i < ROOM; i++)
		room[i] = seated(s);
	facilitator_writes(s, (int)(WORKSHOP_CARDS_MAX - reserve) - 64);
	int taken = 0, by_the_last = 1;
	for (int i = 0; i < 100 && by_the_last; i++) {
		struct session *anew = join(s, false);
		ctx_run_after_commit(x);
		taken += by_the_last = write_all(anew, 1000);
	}
	assert_int_equal(by_the_last, 0);
	assert_true(taken >= 64);	/* all that was left for everybody */
	assert_string_equal(x->fault.message, "workshop.share_used");
	assert_int_equal(x->fault.rc, INVALID);
	for (int i = 0; i < ROOM; i++) {
		int mine = 0;
		for (int turn = 0; turn < 4; turn++, x->now += ALLOWANCE_S)
			mine += write_all(room[i], 1000);
		assert_true(mine >= 64);
		assert_true(mine <= reserve / ROOM);
	}
	assert_int_equal(sql_card_count(x, s->id, &total), OK);
	assert_true(total <= WORKSHOP_CARDS_MAX);
}

static void questions_are_dearer(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), "deal"), *phone = seated(s), *other = seated(s);
	int64_t at_once = ALLOWANCE_S / allowance_cost(ALLOWANCE_QUESTION);
	bool fresh;
	for (int64_t i = 0; i < at_once; i++) {
		assert_int_equal(ask_here(x, phone, S("Hvornår flytter vi"), key(), &fresh), OK);
		ctx_run_after_commit(x);
	}
	assert_int_equal(ask_here(x, phone, S("Hvornår flytter vi"), key(), &fresh), TOO_MANY);
	assert_int_equal(seconds_said(), allowance_cost(ALLOWANCE_QUESTION));
	fault_clear(x);
	assert_int_equal(ask_here(x, other, S("Hvornår flytter vi"), key(), &fresh), OK);
}

/* The same secret, were it given out once more, begins with nothing known of it. */
static void the_end_forgets(void **state)
{
	(void)state;
	struct session *s = at(planned_every_step(), BOARD), *phone = seated(s);
	struct spent *spent;
	assert_int_equal(write_all(phone, 1000), ALLOWANCE_S / allowance_cost(ALLOWANCE_CARD));
	end(s);
	assert_int_equal(allowance_spend(x, phone, ALLOWANCE_CARD, 0, WORKSHOP_CARDS_MAX, "text", &spent), TOO_MANY);	/* not durable yet */
	fault_clear(x);
	ctx_run_after_commit(x);
	for (int64_t i = 0; i < ALLOWANCE_S / allowance_cost(ALLOWANCE_CARD); i++)
		assert_int_equal(allowance_spend(x, phone, ALLOWANCE_CARD, 0, WORKSHOP_CARDS_MAX, "text", &spent), OK);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		T(a_phone_in_a_loop_waits_and_the_others_write),
		T(what_was_stored_already_costs_nothing),
		T(what_is_undone_is_given_back),
		T(a_fresh_phone_has_less),
		T(whoever_joins_anew_for_each_handful_leaves_the_others_their_share),
		T(questions_are_dearer),
		T(the_end_forgets),
	};
	return RUN(TEST_CONTENT, tests);
}
