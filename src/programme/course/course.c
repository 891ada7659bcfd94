/* course.c -- making many programmes alike, and giving their meetings one date. See
 * course.h for what it does not know. */
#include "programme/course/course.h"

bool course_fits(const struct method_programme *m)
{
	for (unsigned i = 0; i < m->roles_count; i++)
		if (programme_is_staff_role(m->roles[i].key))
			return false;
	return true;
}

/* The first of the unit's TRIO with one of the roles who has no seat yet: nobody
 * sits on two sides. */
static person_id seat(const struct assignment *trio, size_t n, unsigned roles, const person_id taken[], size_t ntaken)
{
	for (size_t i = 0; i < n; i++) {
		bool free_still = (ROLE_BIT(trio[i].role) & roles) != 0;
		for (size_t k = 0; k < ntaken; k++)
			free_still &= taken[k].v != trio[i].person.v;
		if (free_still)
			return trio[i].person;
	}
	return (person_id){ 0 };
}

static enum rc add_one(struct ctx *x, const struct course_new *n, course_id course, unit_id unit)
{
	struct assignment *trio;
	size_t ntrio;
	programme_id id;
	TRY(people_trio(x, unit, &trio, &ntrio));
	person_id taken[4] = { n->teacher };
	taken[1] = seat(trio, ntrio, ROLE_BIT(ROLE_DAILY_LEADER), taken, 1);
	taken[2] = seat(trio, ntrio, ROLE_BIT(ROLE_SAFETY_REPRESENTATIVE), taken, 2);
	taken[3] = seat(trio, ntrio, ROLE_BIT(ROLE_UNION_REPRESENTATIVE) | ROLE_BIT(ROLE_JOINT_UNION_REPRESENTATIVE), taken, 3);
	const struct programme_new p = { .unit = unit, .method = n->method, .title = n->title, .starts = n->starts,
					 .daily_leader = taken[1], .safety_representative = taken[2], .union_representative = taken[3],
					 .consultant = n->teacher, .confirmed = n->teacher.v ? ROLE_BIT(ROLE_CONSULTANT) : 0 };
	TRY(programme_create(x, &p, &id));
	return sql_course_take(x, id, course, NULL);
}

enum rc course_create(struct ctx *x, const struct course_new *n, course_id *ret)
{
	const struct method_programme *m = method_programme(n->method);
	if (!m)
		return fail(x, INVALID, "method", "programme.unknown_method");
	if (!course_fits(m))
		return fail(x, INVALID, "method", "course.with_staff");
	if (n->nunits == 0)
		return fail(x, INVALID, "units", "course.no_units");
	if (n->nunits > COURSE_UNITS_MAX)
		return fail_int(x, INVALID, "units", "course.too_many", "max", COURSE_UNITS_MAX);
	TRY(sql_course_add(x, n->unit, n->title, n->method, n->teacher, ret));
	for (size_t i = 0; i < n->nunits; i++)
		TRY(add_one(x, n, *ret, n->units[i]));
	return OK;
}

enum rc course_set_meeting(struct ctx *x, course_id course, struct str activity, const struct sitting_new *s, struct str base_url,
			   int64_t *ret_set)
{
	struct sql_programmes_of_course *rows;
	size_t n;
	*ret_set = 0;
	TRY(sql_programmes_of_course(x, course, &rows, &n));
	for (size_t i = 0; i < n; i++) {
		struct programme *p;
		TRY(programme_load(x, rows[i].id, &p));
		struct activity *a = programme_activity(p, activity);
		if (!a || !activity_is_event(a->m) || activity_is_over(a) || !str_eqz(p->row->state, "running"))
			continue;
		struct sitting_new one = *s;
		one.minutes = a->m->minutes;
		TRY(meeting_set(x, p, a, a->row->version, &one, 1, base_url));
		++*ret_set;
	}
	return OK;
}

enum rc course_put_mine(struct ctx *x, person_id person, struct val *view)
{
	struct sql_courses_of_teacher *rows;
	struct val *list = val_list(x, view, "courses");
	size_t n;
	TRY(sql_courses_of_teacher(x, person, &rows, &n));
	for (size_t i = 0; i < n; i++) {
		struct val *o = val_obj(x, list);
		val_str(x, o, "title", rows[i].title);
		val_path(x, o, "url", "/course/%" PRId64, rows[i].id.v);
	}
	return OK;
}
