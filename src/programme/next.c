/* next.c -- one next step for whoever looks, and the meetings ahead. Asks the
 * method who invites, who ticks and who comes late; writes sentences only from
 * the catalogue. */
#include "programme/course/course.h"
#include "programme/programme_inside.h"
#include "ui/ui.h"

/* ---- when and who, in words */

struct str next_when(struct ctx *x, const struct activity *a)
{
	if (a->nsittings == 0)
		return S("");
	if (a->nsittings > 1) {
		struct val *v = val_new_obj(x);
		val_int(x, v, "n", (int64_t)a->nsittings);
		val_str(x, v, "first", ui_date(x, activity_first(a)));
		val_str(x, v, "last", ui_date(x, activity_last(a)));
		return ui_text_args(x, activity_first(a).day == activity_last(a).day ? "programme.when_split_day" : "programme.when_split", v);
	}
	const struct sql_sittings *s = a->sittings[0];
	return s->starts_at < 0 ? ui_date(x, s->day) : ui_date_time(x, s->day, (int)s->starts_at);
}

static struct str role_in_words(struct ctx *x, const struct programme *p, const struct method_role *r, bool first)
{
	if (programme_is(p, r->key) && !programme_is_staff_role(r->key) && programme_named(p, r->key) == 1)
		return ui_text(x, first ? "programme.you_first" : "programme.you");
	struct str name = text_in(programme_people(p, r) == 1 ? r->title : r->plural, x->lang);
	return first ? name : str_lower(x->arena, name);
}

struct str next_who(struct ctx *x, const struct programme *p, const struct activity *a)
{
	const struct method_role *in[32];
	size_t n = 0;
	struct str all = S("");
	for (unsigned i = 0; i < p->method->roles_count && n < sizeof in / sizeof *in; i++)
		if (programme_takes_part(p, a, p->method->roles[i].key))
			in[n++] = &p->method->roles[i];
	if (n > 1 && n == p->method->roles_count)
		return ui_text(x, "programme.everybody");
	for (size_t i = 0; i < n; i++) {
		struct str name = role_in_words(x, p, in[i], i == 0);
		struct str glue = i == 0 ? S("") : i + 1 == n ? ui_text(x, "programme.and") : S(",");
		all = str_fmt(x->arena, "%.*s%s%.*s%s%.*s", STR_ARG(all), i && i + 1 == n ? " " : "", STR_ARG(glue), i ? " " : "", STR_ARG(name));
	}
	return all;
}

/* ---- the list of meetings */

static bool lacks_place(const struct activity *a)
{
	for (size_t i = 0; i < a->nsittings; i++)
		if (a->sittings[i]->place.n == 0 || a->sittings[i]->starts_at < 0)
			return true;
	return false;
}

static void put_tag(struct ctx *x, const struct activity *a, struct val *o)
{
	static const char *const words[] = { "programme.tag_proposed", "programme.tag_set", "programme.tag_invited", "programme.tag_held",
					     "programme.tag_skipped" };
	static const char *const colours[] = { "info", "neutral", "success", "neutral", "neutral" };
	bool lacking = (a->state == STATE_SET || a->state == STATE_INVITED) && activity_is_event(a->m) && lacks_place(a);
	bool time = lacking && a->sittings[0]->starts_at < 0;
	bool task = a->state == STATE_HELD && !activity_is_event(a->m);
	const char *word = task ? "programme.tag_finished" : lacking ? (time ? "programme.tag_no_time" : "programme.tag_no_place") : words[a->state];
	val_str(x, o, "tag", ui_text(x, word));
	val_str(x, o, "tag_color", str_of(lacking ? "warning" : colours[a->state]));
}

static void put_meeting(struct ctx *x, const struct programme *p, const struct activity *a, bool is_next, struct val *list)
{
	struct val *o = val_obj(x, list);
	int y, m, day;
	date_split(activity_first(a), &y, &m, &day);
	val_fmt(x, o, "day", "%d", day);
	val_str(x, o, "month", ui_month_short(x, activity_first(a)));
	val_str(x, o, "date_state", activity_is_over(a) ? S("done") : is_next ? S("now") : S(""));
	val_path(x, o, "url", "/programme/%" PRId64 "/meeting/%s", p->id.v, a->m->key);
	val_text(x, o, "title", a->m->title);
	struct str note = activity_is_event(a->m) ? next_who(x, p, a) : text_in(a->m->purpose, x->lang);
	if (a->nsittings > 1)
		note = str_fmt(x->arena, "%.*s · %.*s", STR_ARG(note), STR_ARG(next_when(x, a)));
	else if (a->sittings[0]->starts_at >= 0)
		note = str_fmt(x->arena, "%.*s · %.*s · %.*s", STR_ARG(note), STR_ARG(ui_time(x, (int)a->sittings[0]->starts_at)),
			       STR_ARG(ui_minutes(x, a->sittings[0]->minutes)));
	else if (activity_is_event(a->m))
		note = str_fmt(x->arena, "%.*s · %.*s", STR_ARG(note), STR_ARG(ui_minutes(x, a->sittings[0]->minutes)));
	val_str(x, o, "note", note);
	val_bool(x, o, "over", activity_is_over(a));
	val_str(x, o, "starts", date_iso(x->arena, activity_first(a)));
	put_tag(x, a, o);
}

void next_put_meetings(struct ctx *x, const struct programme *p, bool ahead_only, struct val *list)
{
	const struct activity *next = programme_next(p);
	for (size_t i = 0; i < p->nactivities; i++) {
		const struct activity *a = &p->activities[i];
		if (a->nsittings && !(ahead_only && (activity_is_over(a) || !activity_is_event(a->m))))
			put_meeting(x, p, a, a == next, list);
	}
}

/* ---- the step */

struct step {
	const char *what;	/* key with {meeting}, {when}, {task}, {role}, {part}, {gate} */
	const char *why;
	const char *link;	/* key of the button */
	struct str url;
	struct val *args;
};

static struct str programme_url(struct ctx *x, const struct programme *p, const char *tail)
{
	return str_fmt(x->arena, "/programme/%" PRId64 "%s", p->id.v, tail);
}

static struct str plan_url(struct ctx *x, const struct programme *p, const char *tail)
{
	return str_fmt(x->arena, "/unit/%" PRId64 "/plan%s", p->row->unit_id.v, tail);
}

static struct step about(struct ctx *x, const struct programme *p, const struct activity *a, const char *what, const char *why, const char *link)
{
	struct step s = { what, why, link, str_fmt(x->arena, "/programme/%" PRId64 "/meeting/%s", p->id.v, a->m->key), val_new_obj(x) };
	val_text(x, s.args, "meeting", a->m->title);
	val_str(x, s.args, "when", next_when(x, a));
	val_str(x, s.args, "place", a->nsittings ? a->sittings[0]->place : S(""));
	return s;
}

static bool step_of_missing_role(struct ctx *x, const struct programme *p, struct step *s)
{
	if (!programme_steers(p))
		return false;
	for (unsigned i = 0; i < p->method->roles_count; i++) {
		const struct method_role *r = &p->method->roles[i];
		if (programme_is_staff_role(r->key) || programme_named(p, r->key) >= r->min)
			continue;
		*s = (struct step){ "programme.next_find_role", "programme.next_find_role_why", "programme.next_find_role_link",
				    programme_url(x, p, "/people"), val_new_obj(x) };
		val_int(x, s->args, "n", (int64_t)r->min - (int64_t)programme_named(p, r->key));
		val_str(x, s->args, "role", str_lower(x->arena, text_in(r->min - programme_named(p, r->key) > 1 ? r->plural : r->title, x->lang)));
		return true;
	}
	return false;
}

static bool step_of_tasks(struct ctx *x, const struct programme *p, const struct activity *a, const struct method_task *t, unsigned n,
			  struct date by, struct step *s)
{
	for (unsigned i = 0; i < n; i++) {
		if (!t[i].role || !programme_is(p, t[i].role) || !meeting_may_tick(p, &t[i]) || programme_ticked(p, a->m->key, &t[i]))
			continue;
		bool sends = t[i].done_when == DONE_PLAN_SENT;
		*s = about(x, p, a, "programme.next_task", "programme.next_task_why", sends ? "programme.next_send_link" : "programme.next_task_link");
		s->url = sends ? plan_url(x, p, "/send") : str_cat(x->arena, s->url, S("#checklist"));
		val_text(x, s->args, "task", t[i].title);
		val_str(x, s->args, "by", date_is(by) ? ui_date(x, by) : S(""));
		return true;
	}
	return false;
}

static bool step_of_gates(struct ctx *x, const struct programme *p, const struct activity *a, enum method_moment moment, struct step *s)
{
	for (unsigned i = 0; i < p->method->gates_count; i++) {
		const struct method_gate *g = &p->method->gates[i];
		if (g->moment != moment || strcmp(g->activity, a->m->key) != 0 || programme_gate_answer(p, g->key) || !programme_is(p, g->role))
			continue;
		*s = about(x, p, a, "programme.next_gate", moment == MOMENT_START ? "programme.next_gate_start_why" : "programme.next_gate_close_why",
			   "programme.next_gate_link");
		s->url = str_cat(x->arena, s->url, S("#gates"));
		val_text(x, s->args, "gate", g->title);
		return true;
	}
	return false;
}

/* What the one who calls the meeting has to do to it. */
static bool step_of_inviter(struct ctx *x, const struct programme *p, const struct activity *a, struct step *s)
{
	if (!activity_is_event(a->m) || !a->m->inviter || !programme_is(p, a->m->inviter))
		return false;
	if (activity_last(a).day < ctx_today(x).day)
		*s = about(x, p, a, "programme.next_close", "programme.next_close_why", "programme.next_close_link");
	else if (a->state == STATE_PROPOSED)
		*s = about(x, p, a, "programme.next_set", "programme.next_set_why", "programme.next_set_link");
	else if (lacks_place(a))
		*s = about(x, p, a, "programme.next_place", "programme.next_place_why", "programme.next_place_link");
	else if (a->state == STATE_SET)
		*s = about(x, p, a, "programme.next_invite", "programme.next_invite_why", "programme.next_invite_link");
	else
		return false;
	return true;
}

/* Where somebody joins only from a part of the live session on. */
static bool step_of_late_arrival(struct ctx *x, const struct programme *p, const struct activity *a, struct step *s)
{
	const struct method_workshop *w = a->m->workshop ? method_workshop(str_of(a->m->workshop)) : NULL;
	for (unsigned i = 0; w && i < a->m->participants_count; i++) {
		const struct method_participant *mp = &a->m->participants[i];
		int64_t at = a->sittings[0]->starts_at;
		if (!mp->joins || !programme_is(p, mp->role))
			continue;
		*s = about(x, p, a, at < 0 ? "programme.next_late" : "programme.next_late_at", "programme.next_late_why", "programme.next_see_link");
		for (unsigned k = 0; k < w->parts_count; k++) {
			if (strcmp(w->parts[k].key, mp->joins) == 0) {
				val_str(x, s->args, "part", str_lower(x->arena, text_in(w->parts[k].title, x->lang)));
				break;
			}
			at += w->parts[k].minutes;
		}
		val_str(x, s->args, "time", ui_time(x, (int)(at < 0 ? 0 : at)));
		return true;
	}
	return false;
}

static bool step_of_taking_part(struct ctx *x, const struct programme *p, struct step *s)
{
	for (size_t i = 0; i < p->nactivities; i++) {
		const struct activity *a = &p->activities[i];
		bool mine = false;
		for (unsigned r = 0; r < p->method->roles_count; r++)
			mine |= programme_is(p, p->method->roles[r].key) && programme_takes_part(p, a, p->method->roles[r].key);
		if (!mine || activity_is_over(a) || !a->nsittings || !activity_is_event(a->m))
			continue;
		if (step_of_late_arrival(x, p, a, s))
			return true;
		bool sure = a->state == STATE_INVITED;
		*s = about(x, p, a, sure ? "programme.next_meet" : "programme.next_expect", NULL, "programme.next_see_link");
		return true;
	}
	return false;
}

/* Before the next meeting: what those who run it owe it, sooner first. */
static bool step_of_next(struct ctx *x, const struct programme *p, const struct activity *a, struct step *s)
{
	if (step_of_gates(x, p, a, MOMENT_START, s))
		return true;
	if (a->m->work == WORK_TASKS) {
		if (step_of_tasks(x, p, a, a->m->before, a->m->before_count, DATE_NONE, s) || step_of_gates(x, p, a, MOMENT_CLOSE, s))
			return true;
		if (!programme_steers(p))
			return false;
		*s = about(x, p, a, "programme.next_finish", "programme.next_finish_why", "programme.next_close_link");
		return true;
	}
	if (activity_last(a).day < ctx_today(x).day && step_of_gates(x, p, a, MOMENT_CLOSE, s))
		return true;
	return step_of_inviter(x, p, a, s) || step_of_tasks(x, p, a, a->m->before, a->m->before_count, activity_first(a), s);
}

/* A meeting within a week or already past: people wait for it, so what it lacks
 * comes before all else. Its checklist can wait. */
static bool step_of_urgent(struct ctx *x, const struct programme *p, const struct activity *a, struct step *s)
{
	int today = ctx_today(x).day;
	if (!activity_is_event(a->m) || activity_first(a).day > today + PROGRAMME_SOON_DAYS)
		return false;
	if (step_of_gates(x, p, a, MOMENT_START, s))
		return true;
	if (activity_last(a).day < today && step_of_gates(x, p, a, MOMENT_CLOSE, s))
		return true;
	return step_of_inviter(x, p, a, s);
}

/* Promises that are late: everybody's for those who steer, else one's own. */
static bool step_of_overdue(struct ctx *x, const struct programme *p, const struct plan_overdue *late, struct step *s)
{
	if (late->n == 0)
		return false;
	bool own = !programme_steers(p);
	*s = (struct step){ own ? "programme.next_overdue_own" : "programme.next_overdue", "programme.next_overdue_why",
			    late->n > 1 ? "programme.next_overdue_links" : "programme.next_overdue_link",
			    late->n > 1 ? plan_url(x, p, "#overdue") : plan_url(x, p, str_fmt(x->arena, "/actions/%" PRId64, late->first.v).p),
			    val_new_obj(x) };
	val_int(x, s->args, "n", late->n);
	val_str(x, s->args, "title", late->title);
	val_str(x, s->args, "due", ui_date(x, late->due));
	return true;
}

/* What was promised at a meeting that is over; stale: what has been left so long
 * that it no longer stands in the way of anything. */
static bool step_of_after(struct ctx *x, const struct programme *p, bool stale, struct step *s)
{
	for (size_t i = p->nactivities; i-- > 0;) {
		const struct activity *a = &p->activities[i];
		bool is_stale = a->nsittings && activity_last(a).day + PROGRAMME_STALE_DAYS < ctx_today(x).day;
		if (a->state == STATE_HELD && is_stale == stale && step_of_tasks(x, p, a, a->m->after, a->m->after_count, DATE_NONE, s))
			return true;
	}
	return false;
}

static void step_of_the_end(struct ctx *x, const struct programme *p, struct step *s)
{
	bool steers = programme_steers(p);
	*s = (struct step){ steers ? "programme.next_end" : "programme.next_all_held", steers ? "programme.next_end_why" : NULL,
			    steers ? "programme.next_end_link" : "programme.next_plan_link",
			    steers ? programme_url(x, p, "/people") : plan_url(x, p, ""), val_new_obj(x) };
}

/* By what somebody who leads the workplace would be sorry to have overlooked:
 * that a role stands empty, a meeting of this week, a promise that is late, what
 * was agreed last time, the next meeting; then what has been left lying. */
static bool find_step(struct ctx *x, const struct programme *p, const struct plan_overdue *late, struct step *s)
{
	const struct activity *next = programme_next(p);
	if (!str_eqz(p->row->state, "running")) {
		/* Promises outlive the programme they were made in. */
		if (str_eqz(p->row->state, "closed") && step_of_overdue(x, p, late, s))
			return true;
		*s = (struct step){ str_eqz(p->row->state, "closed") ? "programme.next_closed" : "programme.next_cancelled", NULL,
				    "programme.next_plan_link", plan_url(x, p, ""), val_new_obj(x) };
		return true;
	}
	if (step_of_missing_role(x, p, s) || (next && step_of_urgent(x, p, next, s)))
		return true;
	/* What the daily leader answers for comes before their own checklist; whoever
	 * helps first keeps what they have just promised. */
	bool answers = p->roles & ROLE_BIT(ROLE_DAILY_LEADER);
	if ((!answers && step_of_after(x, p, false, s)) || step_of_overdue(x, p, late, s) || step_of_after(x, p, false, s) || (next && step_of_next(x, p, next, s)) || step_of_after(x, p, true, s))
		return true;
	if (next)
		return step_of_taking_part(x, p, s);
	step_of_the_end(x, p, s);
	return true;
}

/* A live session that waits for those who run or join it, beside the step. */
static enum rc put_session_link(struct ctx *x, const struct programme *p, struct val *links)
{
	const struct activity *a = programme_next(p);
	workshop_id w;
	if (!a || a->m->work != WORK_WORKSHOP)
		return OK;
	TRY(workshop_of_activity(x, p->id.v, str_of(a->m->key), &w));
	if (!w.v || !a->m->chair || !programme_is(p, a->m->chair))
		return OK;
	struct val *l = val_obj(x, links);
	val_path(x, l, "url", "/workshop/%" PRId64, w.v);
	val_str(x, l, "label", ui_text(x, "programme.open_session"));
	val_str(x, l, "variant", S("secondary"));
	return OK;
}

enum rc next_step(struct ctx *x, const struct programme *p, struct val *into)
{
	struct step s;
	struct plan_overdue late;
	struct val *next = val_sub(x, into, "next");
	TRY(plan_overdue(x, p->row->unit_id, programme_steers(p) ? (person_id){ 0 } : p->viewer, &late));
	if (!programme_steers(p) && !p->viewer.v)
		late.n = 0;	/* nobody in particular owns nothing */
	if (!find_step(x, p, &late, &s)) {
		const struct activity *a = programme_next(p);
		s = about(x, p, a, "programme.next_follow", NULL, "programme.next_see_link");
	}
	val_str(x, next, "what", ui_text_args(x, s.what, s.args));
	val_str(x, next, "why", s.why ? ui_text_args(x, s.why, s.args) : STR_NULL);
	struct val *links = val_list(x, next, "links"), *l = val_obj(x, links);
	val_str(x, l, "url", s.url);
	val_str(x, l, "label", ui_text_args(x, s.link, s.args));
	val_str(x, l, "variant", S("primary"));
	return put_session_link(x, p, links);
}

/* ---- the home page */

enum { HOME_PROGRAMMES = 12, HOME_STARTS = 6 };	/* more are found under their unit */

static enum rc put_programme(struct ctx *x, const struct actor *actor, programme_id id, struct val *list)
{
	struct programme *p;
	for (const struct val *seen = list->kids.first; seen; seen = seen->next)
		if (val_get_int(seen, "id", 0) == id.v)
			return OK;
	if (list->kids.count >= HOME_PROGRAMMES)
		return OK;
	TRY(programme_load(x, id, &p));
	TRY(programme_recognise(x, actor, p));
	struct val *o = val_obj(x, list);
	val_int(x, o, "id", id.v);
	val_path(x, o, "url", "/programme/%" PRId64, id.v);
	val_str(x, o, "title", p->row->title);
	val_str(x, o, "unit_name", p->unit.name);
	val_text(x, o, "method", p->method->head.title);
	struct val *ahead = val_list(x, o, "meetings");
	next_put_meetings(x, p, true, ahead);
	val_bool(x, o, "ahead", ahead->kids.count > 0 && str_eqz(p->row->state, "running"));
	return next_step(x, p, o);
}

enum { ROLES_STARTING = ROLES_LEADERS | ROLE_BIT(ROLE_CONSULTANT) | ROLE_BIT(ROLE_HR) | ROLE_BIT(ROLE_ADMINISTRATOR) };

static enum rc put_unit(struct ctx *x, const struct actor *actor, const struct held_role *role, struct val *into)
{
	struct sql_programmes_of_unit *rows;
	size_t n;
	struct unit unit;
	struct val *starts = val_get(into, S("starts"));
	TRY(sql_programmes_of_unit(x, role->unit, &rows, &n));
	for (size_t i = 0; i < n; i++)
		if (!str_eqz(rows[i].state, "cancelled"))
			TRY(put_programme(x, actor, rows[i].id, val_get(into, S("programmes"))));
	if (!(ROLE_BIT(role->role) & ROLES_STARTING) || starts->kids.count >= HOME_STARTS)
		return OK;
	for (const struct val *seen = starts->kids.first; seen; seen = seen->next)
		if (val_get_int(seen, "id", 0) == role->unit.v)
			return OK;
	TRY(people_unit(x, role->unit, &unit));
	struct val *o = val_obj(x, starts);
	val_int(x, o, "id", role->unit.v);
	val_str(x, o, "unit_name", unit.name);
	/* Nobody runs a programme for the whole organisation: choose the workplace first. */
	if (str_eqz(unit.kind, "organisation"))
		val_str(x, o, "url", S("/units"));
	else
		val_path(x, o, "url", "/unit/%" PRId64 "/programme/new", role->unit.v);
	return OK;
}

enum rc programme_home(struct ctx *x, struct req *q, struct val *into)
{
	struct sql_programmes_of_member *mine;
	size_t n;
	struct val *list = val_list(x, into, "programmes");
	val_list(x, into, "starts");
	TRY(sql_programmes_of_member(x, q->actor->person, &mine, &n));
	for (size_t i = 0; i < n; i++)
		if (!str_eqz(mine[i].state, "cancelled"))
			TRY(put_programme(x, q->actor, mine[i].id, list));
	/* Somebody external sees what they are named in, not what else goes on in the unit. */
	for (size_t i = 0; i < q->actor->nroles; i++)
		if (q->actor->roles[i].role != ROLE_PROVIDER)
			TRY(put_unit(x, q->actor, &q->actor->roles[i], into));
	TRY(course_put_mine(x, q->actor->person, into));
	val_bool(x, into, "has_courses", val_get(into, S("courses"))->kids.count > 0);
	val_bool(x, into, "alone", list->kids.count == 1);
	val_bool(x, into, "may_start", val_get(into, S("starts"))->kids.count > 0);
	return OK;
}
