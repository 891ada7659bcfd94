/* door_test.c -- a whole hall comes in from one address, and a script does not come in without end. */
#include "core/testing.h"
#include "workshop/door.h"

static struct ctx of_test, *x = &of_test;
static const workshop_id one = { 1 }, another = { 2 };

static int come_in(workshop_id session, const char *from, int most)
{
	int n = 0;
	fault_clear(x);
	while (n < most && door_pass(x, session, str_of(from)) == OK)
		n++;
	return n;
}

static void a_hall_behind_one_address_comes_in_at_once(void **state)
{
	(void)state;
	assert_int_equal(come_in(one, "203.0.113.7", DOOR_AT_ONCE), DOOR_AT_ONCE);
}

static void beyond_that_they_come_at_the_pace_of_a_door(void **state)
{
	(void)state;
	const char *from = "203.0.113.8";
	assert_int_equal(come_in(one, from, 2 * DOOR_AT_ONCE), DOOR_AT_ONCE);
	assert_int_equal(x->fault.rc, TOO_MANY);
	assert_string_equal(x->fault.message, "workshop.door_crowded");
	assert_int_equal(val_get_int(x->fault.args, "seconds", 0), 1);
	x->now++;
	assert_int_equal(come_in(one, from, 2 * DOOR_AT_ONCE), DOOR_A_SECOND);
	x->now += 3600;
	assert_int_equal(come_in(one, from, 2 * DOOR_AT_ONCE), DOOR_AT_ONCE);	/* no more than a hall is saved up */
}

static void an_arena_of_one_network_is_in_after_ten_minutes(void **state)
{
	(void)state;
	int in = 0;
	for (int s = 0; s <= 600; s++, x->now++)
		in += come_in(one, "2001:db8:1:2:3:4:5:6", 2 * DOOR_AT_ONCE);
	assert_true(in >= 20000);
}

static void neither_another_session_nor_another_network_pays(void **state)
{
	(void)state;
	come_in(one, "203.0.113.9", 2 * DOOR_AT_ONCE);
	assert_int_equal(come_in(another, "203.0.113.9", 10), 10);
	assert_int_equal(come_in(one, "203.0.113.10", 10), 10);
}

static void an_ipv6_network_has_one_budget(void **state)
{
	(void)state;
	come_in(one, "2001:db8:7:7:1:2:3:4", 2 * DOOR_AT_ONCE);
	assert_int_equal(come_in(one, "2001:db8:7:7:ffff::9", 10), 0);
	assert_int_equal(come_in(one, "2001:db8:7:8:1:2:3:4", 10), 10);
}

static void an_address_of_this_machine_is_no_network(void **state)
{
	(void)state;
	static const char *const ours[] = { "127.0.0.1", "::1", "::ffff:127.0.0.1", "" };
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		assert_int_equal(come_in(one, ours[i], 3 * DOOR_AT_ONCE), 3 * DOOR_AT_ONCE);
}

static void a_clock_that_is_set_back_shuts_nobody_out_for_long(void **state)
{
	(void)state;
	x->now += 86400;
	come_in(one, "203.0.113.11", 2 * DOOR_AT_ONCE);
	x->now -= 86400;
	come_in(one, "203.0.113.11", 1);
	x->now += 1;
	assert_int_equal(come_in(one, "203.0.113.11", 2 * DOOR_AT_ONCE), DOOR_A_SECOND);
}

int main(void)
{
	struct arena *a = arena_new(1 << 20);
	ctx_init(x, a);
	x->now = 1800000000;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hall_behind_one_address_comes_in_at_once),
		cmocka_unit_test(beyond_that_they_come_at_the_pace_of_a_door),
		cmocka_unit_test(an_arena_of_one_network_is_in_after_ten_minutes),
		cmocka_unit_test(neither_another_session_nor_another_network_pays),
		cmocka_unit_test(an_ipv6_network_has_one_budget),
		cmocka_unit_test(an_address_of_this_machine_is_no_network),
		cmocka_unit_test(a_clock_that_is_set_back_shuts_nobody_out_for_long),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(a);
	return failed;
}
