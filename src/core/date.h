/* date.h -- civil dates and times of day, as people write them in a calendar.
 *
 * A date is a day number, so that dates compare and subtract as integers. Times
 * of day are minutes after midnight, local time. The zone is Europe/Copenhagen
 * by rule (EU summer time: last Sunday of March to last Sunday of October,
 * 01:00 UTC), so no tz database is needed. */
#pragma once
#include "core/str.h"

struct date {
	int32_t day;	/* days since 1970-01-01 */
};
#define DATE_NONE ((struct date){ INT32_MIN })

static inline bool date_is(struct date d) { return d.day != INT32_MIN; }
struct date date_ymd(int year, int month, int mday);	/* proleptic Gregorian; not checked */
bool date_valid_ymd(int year, int month, int mday);	/* years 1900..2200 */
void date_split(struct date d, int *year, int *month, int *mday);
int date_weekday(struct date d);			/* 1 Monday .. 7 Sunday */
int date_iso_week(struct date d);
struct date date_add(struct date d, int days);
struct date date_add_months(struct date d, int months);	/* clamps to the month's last day */
/* "YYYY-MM-DD", "D/M YYYY", "D.M.YYYY", "DD-MM-YYYY". False if it is no such date. */
bool date_parse(struct str s, struct date *ret);
struct str date_iso(struct arena *a, struct date d);	/* "" for DATE_NONE */
/* "9.00", "09:00", "9", "0900" -> minutes. */
bool time_parse(struct str s, int *ret_minutes);
struct str time_iso(struct arena *a, int minutes);	/* "09:00" */

struct date date_of_instant(int64_t unix_seconds);	/* Danish civil date */
int minutes_of_instant(int64_t unix_seconds);		/* Danish minutes after midnight */
int64_t instant_of(struct date d, int minutes);		/* local -> UTC; the hour that does not exist moves on */
int zone_offset_minutes(int64_t unix_seconds);		/* 60 or 120 */
