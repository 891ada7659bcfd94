/* calendar.c -- Danish holidays. Pure arithmetic. */
#include "programme/dates/calendar.h"

struct date calendar_easter(int year)
{
	/* The anonymous Gregorian computus. */
	int a = year % 19, b = year / 100, c = year % 100;
	int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
	int h = (19 * a + b - d - g + 15) % 30;
	int i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
	int m = (a + 11 * h + 22 * l) / 451;
	int month = (h + l - 7 * m + 114) / 31;
	return date_ymd(year, month, (h + l - 7 * m + 114) % 31 + 1);
}

const char *calendar_holiday(struct date d)
{
	static const struct { int offset; const char *key; } moving[] = {
		{ -3, "holiday.maundy_thursday" }, { -2, "holiday.good_friday" }, { 0, "holiday.easter_day" },
		{ 1, "holiday.easter_monday" }, { 39, "holiday.ascension_day" }, { 49, "holiday.whit_sunday" },
		{ 50, "holiday.whit_monday" },
	};
	static const struct { int month, day; const char *key; } fixed[] = {
		{ 1, 1, "holiday.new_year" }, { 6, 5, "holiday.constitution_day" }, { 12, 24, "holiday.christmas_eve" },
		{ 12, 25, "holiday.christmas_day" }, { 12, 26, "holiday.second_christmas_day" }, { 12, 31, "holiday.new_years_eve" },
	};
	int y, m, day;
	date_split(d, &y, &m, &day);
	int from_easter = d.day - calendar_easter(y).day;
	for (size_t i = 0; i < sizeof moving / sizeof *moving; i++)
		if (from_easter == moving[i].offset)
			return moving[i].key;
	if (from_easter == 26 && y < 2024)
		return "holiday.great_prayer_day";
	for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
		if (m == fixed[i].month && day == fixed[i].day)
			return fixed[i].key;
	return NULL;
}

bool calendar_is_workday(struct date d)
{
	return date_weekday(d) <= 5 && !calendar_holiday(d);
}

bool calendar_is_away(struct date d)
{
	int y, m, day;
	date_split(d, &y, &m, &day);
	if ((m == 12 && day >= 23) || (m == 1 && day <= 2))
		return true;
	int week = date_iso_week(d);
	return m >= 6 && m <= 8 && week >= 28 && week <= 30;
}

struct date calendar_next_good(struct date d)
{
	while (!calendar_is_workday(d) || calendar_is_away(d))
		d = date_add(d, 1);
	return d;
}
