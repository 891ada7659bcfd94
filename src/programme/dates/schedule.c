/* schedule.c -- dates from a method's rules. */
#include "programme/dates/schedule.h"
#include "programme/dates/calendar.h"

static int activity_index(const struct method_programme *p, const char *key)
{
	for (unsigned i = 0; i < p->activities_count; i++)
		if (strcmp(p->activities[i].key, key) == 0)
			return (int)i;
	return -1;
}

static int phase_index(const struct method_programme *p, const char *key)
{
	for (unsigned i = 0; i < p->phases_count; i++)
		if (strcmp(p->phases[i].key, key) == 0)
			return (int)i;
	return 0;
}

/* Earliest and latest day that the order rules allow, given the days so far. */
static void bounds(const struct method_programme *p, const struct method_activity *a, const struct date days[],
		   struct date *earliest, struct date *latest)
{
	for (unsigned i = 0; i < a->order_count; i++) {
		const struct method_order *o = &a->order[i];
		int before = activity_index(p, o->activity);
		if (before < 0 || !date_is(days[before]))
			continue;
		struct date from = date_add(days[before], o->at_least_days ? (int)o->at_least_days : 1);
		if (!date_is(*earliest) || from.day > earliest->day)
			*earliest = from;
		if (o->rule == ORDER_SOON_AFTER && o->within_days) {
			struct date to = date_add(days[before], (int)o->within_days);
			if (!date_is(*latest) || to.day < latest->day)
				*latest = to;
		}
	}
}

static struct date place(const struct method_programme *p, const struct method_activity *a, struct date phase_starts, int phase_days,
			 const struct date days[])
{
	struct date wanted = date_add(phase_starts, phase_days * (int)a->at / 100);
	struct date earliest = DATE_NONE, latest = DATE_NONE;
	bounds(p, a, days, &earliest, &latest);
	if (date_is(earliest) && wanted.day < earliest.day)
		wanted = earliest;
	wanted = calendar_next_good(wanted);
	if (date_is(latest) && wanted.day > latest.day)
		wanted = calendar_next_good(earliest);	/* as soon as possible means the first good day */
	return wanted;
}

void schedule_propose(const struct method_programme *p, struct date starts, struct date ret_days[], struct date ret_ends[])
{
	for (unsigned i = 0; i < p->activities_count; i++)
		ret_days[i] = DATE_NONE;
	struct date phase_starts = calendar_next_good(starts);
	for (unsigned ph = 0; ph < p->phases_count; ph++) {
		const struct method_phase *phase = &p->phases[ph];
		int length = method_days(phase->length.unit, phase->length.planned);
		struct date ends = date_add(phase_starts, length > 0 ? length - 1 : 0);
		for (unsigned i = 0; i < p->activities_count; i++) {
			const struct method_activity *a = &p->activities[i];
			if (phase_index(p, a->phase) != (int)ph)
				continue;
			ret_days[i] = place(p, a, phase_starts, length, ret_days);
			if (a->work != WORK_ONGOING && ret_days[i].day > ends.day)
				ends = ret_days[i];
		}
		ret_ends[ph] = ends;
		phase_starts = calendar_next_good(date_add(ends, 1));
	}
}

struct remarks {
	struct schedule_remark *at;
	size_t n, max;
};

static void remark(struct remarks *r, enum schedule_remark_kind kind, const struct method_activity *a,
		   const struct method_activity *other, struct date day, int days)
{
	if (r->n < r->max)
		r->at[r->n] = (struct schedule_remark){ kind, a, other, day, days };
	r->n++;
}

static void judge_order(const struct method_programme *p, unsigned i, const struct schedule_span days[], struct remarks *r)
{
	const struct method_activity *a = &p->activities[i];
	struct date first = days[i].first;
	for (unsigned k = 0; k < a->order_count; k++) {
		const struct method_order *o = &a->order[k];
		int before = activity_index(p, o->activity);
		int until = o->until ? activity_index(p, o->until) : -1;
		struct date over = before >= 0 ? days[before].last : DATE_NONE;
		if (date_is(over)) {
			if (first.day < over.day + (int)o->at_least_days || first.day <= over.day)
				remark(r, REMARK_ORDER, a, &p->activities[before], first, (int)o->at_least_days);
			else if (o->rule == ORDER_SOON_AFTER && o->within_days && first.day > over.day + (int)o->within_days)
				remark(r, REMARK_LATE, a, &p->activities[before], first, (int)o->within_days);
		}
		if (until >= 0 && date_is(days[until].first) && days[i].last.day >= days[until].first.day)
			remark(r, REMARK_ORDER, &p->activities[until], a, days[until].first, 0);
	}
}

static void judge_day(const struct method_activity *a, struct date day, struct remarks *r)
{
	if (!calendar_is_workday(day))
		remark(r, REMARK_HOLIDAY, a, NULL, day, 0);
	else if (calendar_is_away(day))
		remark(r, REMARK_AWAY, a, NULL, day, 0);
}

static void judge_length(const struct method_programme *p, struct date first, struct date last, struct remarks *r)
{
	int span = last.day - first.day;
	int least = method_days(p->length.unit, p->length.min), most = method_days(p->length.unit, p->length.max);
	if (p->length.min && span < least)
		remark(r, REMARK_SHORT, NULL, NULL, last, least);
	if (p->length.max && span > most)
		remark(r, REMARK_LONG, NULL, NULL, last, most);
}

size_t schedule_judge(const struct method_programme *p, const struct schedule_span days[], struct schedule_remark ret[], size_t max)
{
	struct remarks r = { ret, 0, max };
	struct date first = DATE_NONE, last = DATE_NONE;
	for (unsigned i = 0; i < p->activities_count; i++) {
		const struct method_activity *a = &p->activities[i];
		if (!date_is(days[i].first))
			continue;
		if (!date_is(first) || days[i].first.day < first.day)
			first = days[i].first;
		if (!date_is(last) || days[i].last.day > last.day)
			last = days[i].last;
		judge_order(p, i, days, &r);
		if (a->work != WORK_MEETING && a->work != WORK_WORKSHOP)
			continue;
		judge_day(a, days[i].first, &r);
		if (days[i].last.day != days[i].first.day)
			judge_day(a, days[i].last, &r);
	}
	if (date_is(first))
		judge_length(p, first, last, &r);
	return r.n < max ? r.n : max;
}
