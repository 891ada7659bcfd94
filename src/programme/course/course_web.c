/* course_web.c -- a course on one page for whoever runs it, and making one. What a
 * programme holds inside is shown by its own pages, to those who are in it. */
#include "programme/course/course.h"
#include "programme/programme_access.h"
#include "ui/ui.h"

/* ---- who runs a course: its teacher, as long as they have a role at all, and
 * whoever manages the unit that it is held for */

static enum rc runs(struct req *q)
{
	struct sql_course *c;
	int64_t id;
	if (!q->actor)
		return SIGN_IN;
	TRY(req_id(q, "course", &id));
	TRY(sql_course(q->x, (course_id){ id }, &c));
	if (!c)
		return NOT_FOUND;
	q->scope = c;
	if (q->actor->nroles && c->teacher_id.v == q->actor->person.v)
		return OK;
	return people_may(q->x, q->actor, MANAGE_UNIT, c->unit_id);
}
static const struct permission runs_course = { "who runs the course", runs, false };

/* ---- the page */

static bool is_member(const struct programme *p, person_id person)
{
	for (size_t i = 0; i < p->nmembers; i++)
		if (p->members[i].person_id.v == person.v)
			return true;
	return false;
}

/* What everybody meets for; work in between is each TRIO's own. */
static const struct activity *next_meeting(const struct programme *p)
{
	const struct activity *next = NULL;
	for (size_t i = 0; i < p->nactivities; i++) {
		const struct activity *a = &p->activities[i];
		if (activity_is_event(a->m) && !activity_is_over(a) && a->nsittings &&
		    (!next || activity_first(a).day < activity_first(next).day))
			next = a;
	}
	return next;
}

/* From the outside: whose, how far, and when and where next. */
static void put_programme(struct req *q, const struct programme *p, struct val *o)
{
	struct ctx *x = q->x;
	const struct activity *next = next_meeting(p);
	int64_t held = 0, all = 0;
	for (size_t i = 0; i < p->nactivities; i++) {
		all += activity_is_event(p->activities[i].m);
		held += activity_is_event(p->activities[i].m) && activity_is_over(&p->activities[i]);
	}
	val_str(x, o, "unit", p->unit.name);
	if (is_member(p, q->actor->person))
		val_path(x, o, "url", "/programme/%" PRId64, p->id.v);
	else
		val_null(x, o, "url");
	val_bool(x, o, "running", str_eqz(p->row->state, "running"));
	val_int(x, o, "held", held);
	val_int(x, o, "all", all);
	val_int(x, o, "w", all ? held * 100 / all : 0);
	val_str(x, o, "next", next ? text_in(next->m->title, x->lang) : STR_NULL);
	val_str(x, o, "when", next ? next_when(x, next) : STR_NULL);
	val_str(x, o, "place", next && next->nsittings && next->sittings[0]->place.n ? next->sittings[0]->place : STR_NULL);
}

static enum rc page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	const struct sql_course *c = q->scope;
	struct sql_programmes_of_course *rows;
	const struct method_programme *m = method_programme(c->method);
	struct unit unit;
	struct str teacher = STR_NULL;
	size_t n;
	TRY(people_unit(x, c->unit_id, &unit));
	if (c->teacher_id.v)
		TRY(people_name(x, c->teacher_id, &teacher));
	TRY(sql_programmes_of_course(x, c->id, &rows, &n));
	val_str(x, view, "title", c->title);
	val_str(x, view, "unit_name", unit.name);
	val_str(x, view, "teacher", teacher);
	val_path(x, view, "action", "/course/%" PRId64 "/meeting", c->id.v);
	struct val *list = val_list(x, view, "programmes"), *meetings = val_list(x, view, "meetings"), *form = val_sub(x, view, "form");
	for (size_t i = 0; i < n; i++) {
		struct programme *p;
		TRY(programme_load(x, rows[i].id, &p));
		put_programme(q, p, val_obj(x, list));
	}
	for (unsigned i = 0; m && i < m->activities_count; i++) {
		if (!activity_is_event(&m->activities[i]))
			continue;
		struct val *o = val_obj(x, meetings);
		val_str(x, o, "value", str_of(m->activities[i].key));
		val_text(x, o, "label", m->activities[i].title);
		val_bool(x, o, "chosen", str_eqz(form_raw(q, "activity"), m->activities[i].key));
	}
	val_str(x, form, "day", S(""));
	val_str(x, form, "starts_at", S(""));
	val_str(x, form, "place", S(""));
	return OK;
}

static enum rc set_meeting(struct req *q, struct val *view)
{
	const struct sql_course *c = q->scope;
	struct sitting_new s = { .who = S("") };
	struct str activity;
	int64_t set;
	(void)view;
	form_gather(q);
	TRY(form_line(q, "activity", 1, 60, &activity));
	TRY(form_date(q, "day", true, &s.day));
	TRY(form_time(q, "starts_at", true, &s.starts_at));
	TRY(form_line(q, "place", 0, PROGRAMME_PLACE_CHARS, &s.place));
	TRY(form_done(q));
	TRY(course_set_meeting(q->x, c->id, activity, &s, req_base_url(q), &set));
	reply_notice(q, set ? "course.meeting_set" : "course.meeting_over");
	return redirect(q, "/course/%" PRId64, c->id.v);
}

/* ---- making one */

/* Workplaces below this one where the viewer may start a programme. */
static enum rc workplaces(struct req *q, struct unit_row **ret, size_t *ret_n)
{
	struct unit_row *all;
	size_t n;
	*ret_n = 0;
	TRY(people_units_reached(q->x, q->actor, ROLE_BIT(ROLE_CONSULTANT), &all, &n));
	*ret = ARENA_ARRAY(q->x->arena, n + 1, struct unit_row);
	for (size_t i = 0; i < n; i++) {
		struct unit *path;
		size_t np;
		bool below = false;
		if (str_eqz(all[i].unit.kind, "organisation"))
			continue;
		TRY(people_unit_path(q->x, all[i].unit.id, &path, &np));
		for (size_t k = 0; k < np; k++)
			below |= path[k].id.v == people_scope(q)->id.v;
		if (below)
			(*ret)[(*ret_n)++] = all[i];
	}
	return OK;
}

static bool ticked(struct req *q, unit_id id)
{
	struct val *chosen = form_values(q, "units");
	struct str number = str_fmt(q->x->arena, "%" PRId64, id.v);
	for (const struct val *v = chosen->kids.first; v; v = v->next)
		if (str_eq(v->text, number))
			return true;
	return false;
}

static enum rc put_teachers(struct req *q, struct val *view)
{
	struct assignment *a;
	struct val *list = val_list(q->x, view, "teachers");
	size_t n;
	TRY(people_around(q->x, people_scope(q)->id, &a, &n));
	for (size_t i = 0; i < n; i++) {
		if (!(ROLE_BIT(a[i].role) & (ROLE_BIT(ROLE_CONSULTANT) | ROLE_BIT(ROLE_PROVIDER))))
			continue;
		struct val *o = val_obj(q->x, list);
		val_int(q->x, o, "value", a[i].person.v);
		val_str(q->x, o, "label", a[i].name);
		val_bool(q->x, o, "chosen", str_eq(form_raw(q, "teacher"), str_fmt(q->x->arena, "%" PRId64, a[i].person.v)));
	}
	return OK;
}

static enum rc new_page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	struct unit_row *units;
	const struct method_head *h;
	size_t n;
	struct val *methods = val_list(x, view, "methods"), *list = val_list(x, view, "units"), *form = val_sub(x, view, "form");
	val_str(x, view, "title", ui_text(x, "course.new"));
	val_str(x, view, "unit_name", people_scope(q)->name);
	val_path(x, view, "action", "/unit/%" PRId64 "/course/new", people_scope(q)->id.v);
	for (size_t i = 0; (h = method_nth(METHOD_PROGRAMME, i)); i++) {
		const struct method_programme *m = method_programme(str_of(h->key));
		if (!m || !course_fits(m))
			continue;
		struct val *o = val_obj(x, methods);
		val_str(x, o, "value", str_of(h->key));
		val_text(x, o, "label", h->title);
		val_bool(x, o, "chosen", str_eqz(form_raw(q, "method"), h->key) || (!form_has(q, "method") && str_eqz(str_of(h->key), "trio-course")));
	}
	TRY(workplaces(q, &units, &n));
	for (size_t i = 0; i < n; i++) {
		struct val *o = val_obj(x, list);
		val_int(x, o, "value", units[i].unit.id.v);
		val_str(x, o, "label", units[i].unit.name);
		val_bool(x, o, "chosen", ticked(q, units[i].unit.id));
	}
	val_str(x, form, "title", S(""));
	val_str(x, form, "starts", S(""));
	return put_teachers(q, view);
}

static enum rc create(struct req *q, struct val *view)
{
	struct course_new n = { .unit = people_scope(q)->id };
	struct unit_row *units;
	course_id id;
	int64_t teacher;
	size_t nunits;
	(void)view;
	form_gather(q);
	TRY(form_line(q, "title", 1, PROGRAMME_TITLE_CHARS, &n.title));
	TRY(form_line(q, "method", 1, 60, &n.method));
	TRY(form_date(q, "starts", true, &n.starts));
	TRY(form_int_or(q, "teacher", 1, INT64_MAX, 0, &teacher));
	TRY(form_done(q));
	TRY(workplaces(q, &units, &nunits));
	unit_id *chosen = ARENA_ARRAY(q->x->arena, nunits + 1, unit_id);
	for (size_t i = 0; i < nunits; i++)
		if (ticked(q, units[i].unit.id))
			chosen[n.nunits++] = units[i].unit.id;
	n.units = chosen;
	n.teacher = (person_id){ teacher };
	TRY(course_create(q->x, &n, &id));
	reply_notice(q, "course.created");
	/* Who made it for another to teach, and does not manage the unit, is told so at home. */
	if (n.teacher.v != q->actor->person.v && people_may(q->x, q->actor, MANAGE_UNIT, n.unit) != OK) {
		fault_clear(q->x);
		return redirect(q, "/");
	}
	return redirect(q, "/course/%" PRId64, id.v);
}

const struct route programme_course_routes[] = {
	GET ("/unit/:unit/course/new", new_page, "programme/course_new", MAY_START_PROGRAMME),
	POST("/unit/:unit/course/new", create, "programme/course_new", MAY_START_PROGRAMME),
	GET ("/course/:course", page, "programme/course", &runs_course),
	POST("/course/:course/meeting", set_meeting, "programme/course", &runs_course),
	{ 0 },
};
