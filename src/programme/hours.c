/* hours.c -- working time: what the method plans, what has been used, what it
 * comes to. Counts roles, never persons. Everything in minutes. */
#include "programme/programme_inside.h"

int64_t hours_planned(const struct programme *p, const struct method_role *role)
{
	return method_role_minutes(p->method, str_of(role->key), p->choices, p->nchoices);
}

int64_t hours_planned_all(const struct programme *p, const struct method_role *role)
{
	return hours_planned(p, role) * programme_people(p, role);
}

int64_t hours_total(const struct programme *p)
{
	int64_t sum = 0;
	for (unsigned i = 0; i < p->method->roles_count; i++)
		sum += hours_planned_all(p, &p->method->roles[i]);
	return sum;
}

int64_t hours_used(const struct programme *p, const char *role)
{
	int64_t sum = 0;
	for (size_t i = 0; i < p->nused; i++)
		if (str_eqz(p->used[i].role, role))
			sum += p->used[i].minutes;
	return sum;
}

int64_t hours_pot_used(const struct programme *p, const char *pot)
{
	int64_t sum = 0;
	for (size_t i = 0; i < p->nused; i++)
		if (str_eqz(p->used[i].pot, pot))
			sum += p->used[i].minutes;
	return sum;
}

static int64_t activity_minutes(const struct programme *p, const struct method_activity *a, const struct method_role *role)
{
	return method_activity_minutes(p->method, a, str_of(role->key), p->choices, p->nchoices) * programme_people(p, role);
}

int64_t hours_forecast(const struct programme *p, const struct method_role *role)
{
	int64_t sum = hours_used(p, role->key);
	for (size_t i = 0; i < p->nactivities; i++)
		if (!activity_is_over(&p->activities[i]) && p->activities[i].m->work != WORK_ONGOING)
			sum += activity_minutes(p, p->activities[i].m, role);
	return sum;
}

/* ---- per month */

struct months {
	struct month_hours *at;
	size_t n;
};

static struct date first_of_month(struct date d)
{
	int y, m, day;
	date_split(d, &y, &m, &day);
	return date_ymd(y, m, 1);
}

/* Months stay in order; what lies past HOURS_MONTHS_MAX counts in the last, so
 * that the sum holds. */
static void add_month(struct months *m, struct date day, int64_t minutes)
{
	struct date month = first_of_month(day);
	size_t at = 0;
	while (at < m->n && m->at[at].month.day < month.day)
		at++;
	if (at == m->n || m->at[at].month.day != month.day) {
		if (m->n == HOURS_MONTHS_MAX) {
			m->at[m->n - 1].minutes += minutes;
			return;
		}
		memmove(&m->at[at + 1], &m->at[at], (m->n - at) * sizeof *m->at);
		m->at[at] = (struct month_hours){ month, 0 };
		m->n++;
	}
	m->at[at].minutes += minutes;
}

/* The days between which a phase lasts, by what is dated in it. */
static void phase_days(const struct programme *p, const char *phase, struct date *first, struct date *last)
{
	*first = *last = DATE_NONE;
	for (size_t i = 0; i < p->nactivities; i++) {
		const struct activity *a = &p->activities[i];
		if (strcmp(a->m->phase, phase) != 0 || !a->nsittings)
			continue;
		if (!date_is(*first) || activity_first(a).day < first->day)
			*first = activity_first(a);
		if (!date_is(*last) || activity_last(a).day > last->day)
			*last = activity_last(a);
	}
	if (!date_is(*first))
		*first = *last = p->row->starts;
}

/* Evenly over the days; the remainder falls on the last, so that nothing is lost. */
static void spread(struct months *m, struct date first, struct date last, int64_t minutes)
{
	int64_t days = last.day - first.day + 1, given = 0;
	for (int64_t i = 0; i < days; i++) {
		int64_t upto = minutes * (i + 1) / days;
		add_month(m, date_add(first, (int)i), upto - given);
		given = upto;
	}
}

size_t hours_by_month(struct ctx *x, const struct programme *p, struct month_hours ret[HOURS_MONTHS_MAX])
{
	struct months m = { ret, 0 };
	(void)x;
	for (size_t i = 0; i < p->nactivities; i++) {
		const struct activity *a = &p->activities[i];
		int64_t minutes = 0;
		struct date first = activity_first(a), last = first;
		for (unsigned r = 0; r < p->method->roles_count; r++)
			minutes += activity_minutes(p, a->m, &p->method->roles[r]);
		if (!minutes)
			continue;
		if (!date_is(first))
			phase_days(p, a->m->phase, &first, &last);
		spread(&m, first, last, minutes);
	}
	return m.n;
}

/* ---- registering */

bool hours_parse(struct str s, int64_t *ret_minutes)
{
	enum { HOURS_MAX = 1000 };	/* of one person in one line; the whole programme asks 83 at most */
	int64_t whole = 0, hundredths = 0, unit = 10;
	size_t i = 0;
	s = str_trim(s);
	for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && whole <= HOURS_MAX; i++)
		whole = whole * 10 + (s.p[i] - '0');
	if (i == 0 || whole > HOURS_MAX)
		return false;
	if (i < s.n && (s.p[i] == ',' || s.p[i] == '.')) {
		if (++i == s.n)
			return false;
		for (; i < s.n && unit && s.p[i] >= '0' && s.p[i] <= '9'; i++, unit /= 10)
			hundredths += (s.p[i] - '0') * unit;
	}
	if (i != s.n || hundredths % 25 != 0)
		return false;
	*ret_minutes = whole * 60 + hundredths * 60 / 100;
	return true;
}

enum rc hours_register(struct ctx *x, struct programme *p, struct str activity, struct str role, struct str pot, int64_t people,
		       int64_t minutes_each, struct str note)
{
	if (!method_role(p->method, role))
		return fail(x, INVALID, "role", "form.not_choice");
	if (!programme_activity(p, activity))
		return fail(x, INVALID, "activity", "form.not_choice");
	if (people < 1 || people > PROGRAMME_STAFF_MAX)
		return fail_int(x, INVALID, "people", "programme.people_number", "max", PROGRAMME_STAFF_MAX);
	if (minutes_each <= 0)
		return fail(x, INVALID, "time", "programme.hours_number");
	struct str known = S("");
	for (unsigned i = 0; i < p->method->pots_count; i++)
		if (str_eqz(pot, p->method->pots[i].key) && str_eqz(role, p->method->pots[i].role))
			known = str_of(p->method->pots[i].key);
	return sql_hours_add(x, p->id, activity, role, known, people * minutes_each, people, ctx_today(x), note, NULL);
}
