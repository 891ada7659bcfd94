#include "programme/dates/calendar.h"
#include "core/testing.h"

static void easter_of_known_years(void **state)
{
	(void)state;
	static const int known[][3] = { { 2024, 3, 31 }, { 2025, 4, 20 }, { 2026, 4, 5 }, { 2027, 3, 28 }, { 2038, 4, 25 }, { 2285, 3, 22 } };
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		assert_int_equal(calendar_easter(known[i][0]).day, date_ymd(known[i][0], known[i][1], known[i][2]).day);
	for (int y = 1900; y < 2200; y++)
		assert_int_equal(date_weekday(calendar_easter(y)), 7);
}

static void the_danish_holidays_of_2026(void **state)
{
	(void)state;
	static const int days[][2] = { { 1, 1 }, { 4, 2 }, { 4, 3 }, { 4, 5 }, { 4, 6 }, { 5, 14 }, { 5, 24 }, { 5, 25 }, { 6, 5 },
				       { 12, 24 }, { 12, 25 }, { 12, 26 }, { 12, 31 } };
	size_t n = 0;
	for (struct date d = date_ymd(2026, 1, 1); d.day < date_ymd(2027, 1, 1).day; d = date_add(d, 1)) {
		if (!calendar_holiday(d))
			continue;
		int y, m, day;
		date_split(d, &y, &m, &day);
		assert_true(n < sizeof days / sizeof *days);
		assert_int_equal(m, days[n][0]);
		assert_int_equal(day, days[n][1]);
		n++;
	}
	assert_int_equal(n, sizeof days / sizeof *days);
	assert_null(calendar_holiday(date_ymd(2026, 5, 1)));	/* Great Prayer Day, abolished */
	assert_non_null(calendar_holiday(date_ymd(2023, 5, 5)));
}

static void a_good_day_is_a_workday_outside_the_away_weeks(void **state)
{
	(void)state;
	for (struct date d = date_ymd(2024, 1, 1); d.day < date_ymd(2032, 1, 1).day; d = date_add(d, 1)) {
		struct date good = calendar_next_good(d);
		assert_true(good.day >= d.day && good.day < d.day + 30);
		assert_true(calendar_is_workday(good) && !calendar_is_away(good));
	}
	assert_true(calendar_is_away(date_ymd(2026, 7, 15)));
	assert_int_equal(calendar_next_good(date_ymd(2026, 7, 6)).day, date_ymd(2026, 7, 27).day);
	assert_int_equal(calendar_next_good(date_ymd(2026, 12, 23)).day, date_ymd(2027, 1, 4).day);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(easter_of_known_years), cmocka_unit_test(the_danish_holidays_of_2026),
					    cmocka_unit_test(a_good_day_is_a_workday_outside_the_away_weeks) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
