/* words_test.c -- dates, times and amounts in both languages. */
#include "core/testing.h"
#include "ui/ui.h"

static struct arena *a;
static struct ctx x;

static int setup(void **state)
{
	(void)state;
	a = arena_new(ARENA_CEILING_DEFAULT);
	ctx_init(&x, a);
	x.now = instant_of(date_ymd(2026, 4, 13), 600);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

#define says(danish, english, call) do { \
	x.lang = DA; \
	struct str da_ = (call); \
	assert_string_equal(str_z(a, da_), danish); \
	x.lang = EN; \
	struct str en_ = (call); \
	assert_string_equal(str_z(a, en_), english); \
} while (0)

static void dates(void **state)
{
	(void)state;
	struct date d = date_ymd(2026, 4, 14);
	says("14. april", "14 April", ui_date(&x, d));
	says("1. januar 2027", "1 January 2027", ui_date(&x, date_ymd(2027, 1, 1)));
	says("31. december 2025", "31 December 2025", ui_date(&x, date_ymd(2025, 12, 31)));
	says("tirsdag den 14. april 2026", "Tuesday 14 April 2026", ui_date_long(&x, d));
	says("søndag den 1. marts 2026", "Sunday 1 March 2026", ui_date_long(&x, date_ymd(2026, 3, 1)));
	says("okt", "Oct", ui_month_short(&x, date_ymd(2026, 10, 31)));
	says("maj", "May", ui_month(&x, date_ymd(2026, 5, 1)));
	says("", "", ui_date(&x, DATE_NONE));
	says("", "", ui_date_long(&x, DATE_NONE));
	says("", "", ui_month(&x, DATE_NONE));
}

static void the_year_shows_from_danish_midnight(void **state)
{
	(void)state;
	/* 23:30 UTC on New Year's Eve is already the new year in Denmark. */
	x.now = instant_of(date_ymd(2027, 1, 1), 30);
	says("14. april 2026", "14 April 2026", ui_date(&x, date_ymd(2026, 4, 14)));
	says("14. april", "14 April", ui_date(&x, date_ymd(2027, 4, 14)));
}

static void times(void **state)
{
	(void)state;
	says("kl. 9.00", "9:00", ui_time(&x, 540));
	says("kl. 0.05", "0:05", ui_time(&x, 5));
	says("kl. 23.59", "23:59", ui_time(&x, 1439));
	says("", "", ui_time(&x, -1));
	says("14. april kl. 9.00", "14 April at 9:00", ui_date_time(&x, date_ymd(2026, 4, 14), 540));
	says("14. april", "14 April", ui_date_time(&x, date_ymd(2026, 4, 14), -1));
}

static void amounts(void **state)
{
	(void)state;
	says("1 t 30 min", "1 h 30 min", ui_minutes(&x, 90));
	says("45 min", "45 min", ui_minutes(&x, 45));
	says("2 t", "2 h", ui_minutes(&x, 120));
	says("0 min", "0 min", ui_minutes(&x, 0));
	says("-1 t 5 min", "-1 h 5 min", ui_minutes(&x, -65));
	says("-153722867280912930 t 8 min", "-153722867280912930 h 8 min", ui_minutes(&x, INT64_MIN));
	says("3,5", "3.5", ui_hours(&x, 210));
	says("3", "3", ui_hours(&x, 180));
	says("0,75", "0.75", ui_hours(&x, 45));
	says("2,25", "2.25", ui_hours(&x, 135));
	says("0,08", "0.08", ui_hours(&x, 5));
	says("1,98", "1.98", ui_hours(&x, 119));
	says("0", "0", ui_hours(&x, 0));
	says("-0,5", "-0.5", ui_hours(&x, -30));
	says("860", "860", ui_hours(&x, 51600));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(dates, setup, teardown),
		cmocka_unit_test_setup_teardown(the_year_shows_from_danish_midnight, setup, teardown),
		cmocka_unit_test_setup_teardown(times, setup, teardown),
		cmocka_unit_test_setup_teardown(amounts, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
