/* schedule.h -- proposing and judging the dates of a programme. Inside this
 * room. Pure: a method and dates in, dates and remarks out; any thread.
 *
 * A proposal walks through the activities in the method's order. Each gets the
 * place in its phase that the method gives (`at` per cent of the planned
 * length), moved by the order rules and then on to the next day that people are
 * at work. A phase begins where the one before it ends; if a moved activity
 * falls past its phase's end, the phase is stretched. */
#pragma once
#include "core/ctx.h"
#include "method/method.h"

enum { SCHEDULE_ACTIVITIES_MAX = METHOD_ACTIVITIES_MAX };

/* ret_days[i] for p->activities[i]; ret_ends[i] for p->phases[i] (its last day). */
void schedule_propose(const struct method_programme *p, struct date starts, struct date ret_days[], struct date ret_ends[]);

enum schedule_remark_kind {
	REMARK_ORDER,		/* breaks an order rule: `activity` and `other` */
	REMARK_LATE,		/* later after `other` than "as soon as possible" means; `days` is the limit */
	REMARK_HOLIDAY,		/* a holiday or weekend */
	REMARK_AWAY,		/* summer or Christmas weeks */
	REMARK_SHORT,		/* whole programme shorter than the method says; `days` its least */
	REMARK_LONG,		/* or longer */
};

/* The days of an activity: first and last of its sittings, the same where it is
 * held once; DATE_NONE where it has none. */
struct schedule_span {
	struct date first, last;
};

struct schedule_remark {
	enum schedule_remark_kind kind;
	const struct method_activity *activity, *other;
	struct date day;
	int days;
};

/* Remarks on dates that people have set. At most max are written; returns how
 * many. REMARK_ORDER is a refusal when a date is set, the rest are warnings. A
 * meeting in several sittings is over with the last of them. */
size_t schedule_judge(const struct method_programme *p, const struct schedule_span days[], struct schedule_remark ret[], size_t max);
