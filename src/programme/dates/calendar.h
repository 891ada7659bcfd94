/* calendar.h -- which days people in Denmark are at work. Inside this room.
 *
 * Public holidays by law (the Great Prayer Day was abolished from 2024), the
 * days that most workplaces are closed by agreement (5 June, 24 and 31
 * December), and the weeks in which nobody can be gathered (the general summer
 * holiday, weeks 28-30; Christmas, 23 December to 2 January). Source: the Danish
 * calendar act and the main collective agreements. Pure functions; any thread. */
#pragma once
#include "core/date.h"

struct date calendar_easter(int year);		/* Easter Sunday, Gregorian */
/* Key of the holiday's name ("holiday.easter_monday"), or NULL. */
const char *calendar_holiday(struct date d);
bool calendar_is_workday(struct date d);	/* Monday to Friday and no holiday */
bool calendar_is_away(struct date d);		/* summer and Christmas weeks */
/* The first day from d on that is a workday and not in an away week. */
struct date calendar_next_good(struct date d);
