/* date.c -- the civil calendar and Danish local time. Holidays are elsewhere:
 * they are a matter of planning. */
#include "core/date.h"

/* Days from civil and back: the usual era arithmetic, with years that begin in
 * March so that the leap day comes last. */
struct date date_ymd(int year, int month, int mday)
{
	int y = month <= 2 ? year - 1 : year;
	int era = (y >= 0 ? y : y - 399) / 400;
	int year_of_era = y - era * 400;
	int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + mday - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return (struct date){ era * 146097 + day_of_era - 719468 };
}

void date_split(struct date d, int *year, int *month, int *mday)
{
	int z = d.day + 719468;
	int era = (z >= 0 ? z : z - 146096) / 146097;
	int day_of_era = z - era * 146097;
	int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int shifted = (5 * day_of_year + 2) / 153;
	*mday = day_of_year - (153 * shifted + 2) / 5 + 1;
	*month = shifted < 10 ? shifted + 3 : shifted - 9;
	*year = year_of_era + era * 400 + (*month <= 2);
}

static int month_length(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && leap);
}

bool date_valid_ymd(int year, int month, int mday)
{
	return year >= 1900 && year <= 2200 && month >= 1 && month <= 12 && mday >= 1 &&
	       mday <= month_length(year, month);
}

int date_weekday(struct date d)
{
	int w = (d.day + 3) % 7;	/* 1970-01-01 was a Thursday */
	return (w < 0 ? w + 7 : w) + 1;
}

int date_iso_week(struct date d)
{
	struct date thursday = date_add(d, 4 - date_weekday(d));	/* the week's year is its Thursday's */
	int y, m, day;
	date_split(thursday, &y, &m, &day);
	return (thursday.day - date_ymd(y, 1, 1).day) / 7 + 1;
}

struct date date_add(struct date d, int days)
{
	return (struct date){ d.day + days };
}

struct date date_add_months(struct date d, int months)
{
	int y, m, day;
	date_split(d, &y, &m, &day);
	int total = y * 12 + (m - 1) + months;
	y = total / 12;
	m = total % 12 + 1;
	int last = month_length(y, m);
	return date_ymd(y, m, day < last ? day : last);
}

/* Takes digits off the front; false if there are none or more than max. */
static bool take_number(struct str *s, size_t max, int *ret, size_t *ret_digits)
{
	size_t n = 0;
	int value = 0;
	while (n < s->n && s->p[n] >= '0' && s->p[n] <= '9') {
		if (n == max)
			return false;
		value = value * 10 + (s->p[n] - '0');
		n++;
	}
	*s = str_sub(*s, n, s->n);
	*ret = value;
	*ret_digits = n;
	return n > 0;
}

static bool take_separator(struct str *s)
{
	size_t n = 0;
	while (n < s->n && (strchr("-./ ", s->p[n]) != NULL))
		n++;
	*s = str_sub(*s, n, s->n);
	return n > 0 && n <= 2;
}

bool date_parse(struct str s, struct date *ret)
{
	int a, b, c;
	size_t an, bn, cn;
	s = str_trim(s);
	if (!take_number(&s, 4, &a, &an) || !take_separator(&s) || !take_number(&s, 2, &b, &bn) ||
	    !take_separator(&s) || !take_number(&s, 4, &c, &cn) || s.n != 0)
		return false;
	int year = an == 4 ? a : c, mday = an == 4 ? c : a;
	if ((an == 4) == (cn == 4) || !date_valid_ymd(year, b, mday))
		return false;
	*ret = date_ymd(year, b, mday);
	return true;
}

struct str date_iso(struct arena *a, struct date d)
{
	if (!date_is(d))
		return S("");
	int y, m, day;
	date_split(d, &y, &m, &day);
	return str_fmt(a, "%04d-%02d-%02d", y, m, day);
}

bool time_parse(struct str s, int *ret_minutes)
{
	int hours, minutes = 0;
	size_t hn, mn;
	s = str_trim(s);
	if (!take_number(&s, 4, &hours, &hn))
		return false;
	if (hn > 2) {
		if (s.n != 0)
			return false;
		minutes = hours % 100;
		hours /= 100;
	} else if (s.n != 0) {
		if (!strchr(".:", s.p[0]))
			return false;
		s = str_sub(s, 1, s.n);
		if (!take_number(&s, 2, &minutes, &mn) || mn != 2)
			return false;
		/* A browser may send seconds. */
		if (s.n != 0 && !str_eq(s, S(":00")))
			return false;
	}
	if (hours > 23 || minutes > 59)
		return false;
	*ret_minutes = hours * 60 + minutes;
	return true;
}

struct str time_iso(struct arena *a, int minutes)
{
	return str_fmt(a, "%02d:%02d", minutes / 60, minutes % 60);
}

static struct date last_sunday(int year, int month)
{
	struct date last = date_ymd(year, month, month_length(year, month));
	return date_add(last, -(date_weekday(last) % 7));
}

enum { DAY_S = 86400 };

int zone_offset_minutes(int64_t t)
{
	int64_t day = t / DAY_S - (t % DAY_S < 0);
	int y, m, d;
	date_split((struct date){ (int32_t)day }, &y, &m, &d);
	int64_t summer = (int64_t)last_sunday(y, 3).day * DAY_S + 3600;
	int64_t winter = (int64_t)last_sunday(y, 10).day * DAY_S + 3600;
	return t >= summer && t < winter ? 120 : 60;
}

static int64_t local_seconds(int64_t t)
{
	return t + zone_offset_minutes(t) * 60;
}

struct date date_of_instant(int64_t t)
{
	int64_t l = local_seconds(t);
	return (struct date){ (int32_t)(l / DAY_S - (l % DAY_S < 0)) };
}

int minutes_of_instant(int64_t t)
{
	int64_t l = local_seconds(t) % DAY_S;
	return (int)((l < 0 ? l + DAY_S : l) / 60);
}

int64_t instant_of(struct date d, int minutes)
{
	int64_t local = (int64_t)d.day * DAY_S + (int64_t)minutes * 60;
	int64_t guess = local - 3600;
	/* In the hour that occurs twice the first one (summer time) is meant. */
	if (zone_offset_minutes(local - 7200) == 120)
		guess = local - 7200;
	return guess;
}
