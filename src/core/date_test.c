#include "core/date.h"
#include "core/testing.h"
#include <time.h>
#include <stdlib.h>

static struct arena *a;

static void every_day_of_three_centuries_round_trips(void **state)
{
	(void)state;
	int weekday = date_weekday(date_ymd(1900, 1, 1));
	assert_int_equal(weekday, 1);	/* a Monday */
	for (struct date d = date_ymd(1900, 1, 1); d.day < date_ymd(2200, 1, 1).day; d = date_add(d, 1)) {
		int y, m, day;
		date_split(d, &y, &m, &day);
		assert_true(date_valid_ymd(y, m, day));
		assert_int_equal(date_ymd(y, m, day).day, d.day);
		assert_int_equal(date_weekday(d), weekday);
		weekday = weekday % 7 + 1;
	}
}

static void the_zone_agrees_with_the_system_rules(void **state)
{
	(void)state;
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);	/* POSIX form of the same rule */
	tzset();
	for (int64_t t = 1700000000; t < 1900000000; t += 86400 / 4 - 61) {
		struct tm local;
		time_t tt = (time_t)t;
		localtime_r(&tt, &local);
		assert_int_equal(minutes_of_instant(t), local.tm_hour * 60 + local.tm_min);
		assert_int_equal(date_of_instant(t).day, date_ymd(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday).day);
		int64_t back = instant_of(date_of_instant(t), minutes_of_instant(t));
		assert_true(back == t - t % 60 || back == t - t % 60 - 3600);	/* the hour that comes twice */
	}
}

static void dates_as_people_write_them(void **state)
{
	(void)state;
	static const struct { const char *text; int y, m, d; } good[] = {
		{ "2026-04-14", 2026, 4, 14 }, { "14/4 2026", 2026, 4, 14 }, { "14.4.2026", 2026, 4, 14 },
		{ "14-04-2026", 2026, 4, 14 }, { " 29/2-2024 ", 2024, 2, 29 }, { "14. 4. 2026", 2026, 4, 14 },
	};
	struct date d;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_true(date_parse(str_of(good[i].text), &d));
		assert_int_equal(d.day, date_ymd(good[i].y, good[i].m, good[i].d).day);
	}
	const char *bad[] = { "", "29/2 2025", "14/13 2026", "32.1.2026", "14.4", "14.4.26", "2026-4-14x", "14   4 2026", "0/1 2026" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(date_parse(str_of(bad[i]), &d));
	assert_string_equal(date_iso(a, date_ymd(2026, 4, 14)).p, "2026-04-14");
}

static void times_as_people_write_them(void **state)
{
	(void)state;
	int m;
	assert_true(time_parse(S("9.00"), &m) && m == 540);
	assert_true(time_parse(S("09:30"), &m) && m == 570);
	assert_true(time_parse(S("09:30:00"), &m) && m == 570);
	assert_true(time_parse(S("9"), &m) && m == 540);
	assert_true(time_parse(S("0915"), &m) && m == 555);
	assert_false(time_parse(S("24:00"), &m));
	assert_false(time_parse(S("9.5"), &m));
	assert_false(time_parse(S("9:60"), &m));
	assert_false(time_parse(S("kl 9"), &m));
}

static void weeks_and_months(void **state)
{
	(void)state;
	assert_int_equal(date_iso_week(date_ymd(2026, 1, 1)), 1);
	assert_int_equal(date_iso_week(date_ymd(2027, 1, 1)), 53);
	assert_int_equal(date_add_months(date_ymd(2026, 1, 31), 1).day, date_ymd(2026, 2, 28).day);
	assert_int_equal(date_add_months(date_ymd(2026, 11, 15), 3).day, date_ymd(2027, 2, 15).day);
	assert_int_equal(date_add_months(date_ymd(2026, 1, 15), -1).day, date_ymd(2025, 12, 15).day);
}

static int set_up(void **state) { (void)state; a = arena_new(ARENA_CEILING_DEFAULT); return 0; }
static int tear_down(void **state) { (void)state; arena_free(a); return 0; }

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_of_three_centuries_round_trips), cmocka_unit_test(the_zone_agrees_with_the_system_rules),
		cmocka_unit_test(dates_as_people_write_them), cmocka_unit_test(times_as_people_write_them),
		cmocka_unit_test(weeks_and_months),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
