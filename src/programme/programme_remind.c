/* programme_remind.c -- what is said by mail without anybody asking: a meeting
 * that still lacks a room, tasks a week ahead, the year that has passed. Each
 * once; what has been said stands in the store. */
#include "programme/programme_inside.h"
#include "programme/room/room.h"
#include "mail/mail.h"
#include "ui/ui.h"

/* True the first time: the job runs every hour. */
static enum rc once(struct ctx *x, programme_id id, struct str what, bool *ret)
{
	int64_t added;
	TRY(sql_meeting_reminder_add(x, id, what, &added));
	*ret = added > 0;
	return OK;
}

static enum rc post(struct ctx *x, const struct sql_members *m, const char *subject, const char *body, struct val *v)
{
	const struct mail letter = { .to = m->email, .to_name = m->name, .subject = ui_text_args(x, subject, v), .text = ui_text_args(x, body, v) };
	return mail_queue(x, &letter);
}

static void put_common(struct ctx *x, const struct programme *p, const struct activity *a, struct str name, struct str base_url, struct val *v)
{
	val_str(x, v, "name", name);
	val_str(x, v, "programme", p->row->title);
	val_text(x, v, "meeting", a->m->title);
	val_str(x, v, "when", next_when(x, a));
	val_str(x, v, "url", base_url.n ? tree_said(x, "programme.mail_link", "link", str_fmt(x->arena, "%.*s/programme/%" PRId64 "/meeting/%s",
											      STR_ARG(base_url), p->id.v, a->m->key)) : S(""));
}

static enum rc in_language_of(struct ctx *x, person_id person)
{
	struct person who;
	TRY(people_person(x, person, &who));
	x->lang = who.lang;
	return OK;
}

/* ---- room and time */

static bool is_ready(const struct activity *a)
{
	for (size_t i = 0; i < a->nsittings; i++)
		if (a->sittings[i]->starts_at < 0 || a->sittings[i]->place.n == 0)
			return false;
	return true;
}

static enum rc remind_inviter(struct ctx *x, const struct programme *p, const struct activity *a, struct str base_url)
{
	struct str what = str_fmt(x->arena, "practical/%s/%.*s", a->m->key, STR_ARG(date_iso(x->arena, activity_first(a))));
	bool first;
	if (!activity_is_event(a->m) || !a->m->inviter || is_ready(a))
		return OK;
	TRY(once(x, p->id, what, &first));
	for (size_t i = 0; first && i < p->nmembers; i++) {
		const struct sql_members *m = &p->members[i];
		struct val *v = val_new_obj(x);
		if (!str_eqz(m->role, a->m->inviter) || !m->email.n)
			continue;
		TRY(in_language_of(x, m->person_id));
		put_common(x, p, a, m->name, base_url, v);
		TRY(post(x, m, "programme.mail_practical_subject", "programme.mail_practical", v));
	}
	return OK;
}

/* ---- tasks */

static struct str open_tasks(struct ctx *x, const struct programme *p, const struct activity *a, struct str role)
{
	struct str all = S("");
	for (unsigned i = 0; i < a->m->before_count; i++) {
		const struct method_task *t = &a->m->before[i];
		if (t->role && str_eqz(role, t->role) && !programme_ticked(p, a->m->key, t))
			all = str_fmt(x->arena, "%.*s- %.*s\n", STR_ARG(all), STR_ARG(text_in(t->title, x->lang)));
	}
	return all;
}

static enum rc remind_of_tasks(struct ctx *x, const struct programme *p, const struct activity *a, struct str base_url)
{
	for (size_t i = 0; i < p->nmembers; i++) {
		const struct sql_members *m = &p->members[i];
		bool first;
		if (!m->email.n || open_tasks(x, p, a, m->role).n == 0)
			continue;
		TRY(once(x, p->id, str_fmt(x->arena, "tasks/%s/%.*s/%" PRId64 "/%.*s", a->m->key, STR_ARG(date_iso(x->arena, activity_first(a))),
					   m->person_id.v, STR_ARG(m->role)), &first));
		if (!first)
			continue;
		struct val *v = val_new_obj(x);
		TRY(in_language_of(x, m->person_id));
		put_common(x, p, a, m->name, base_url, v);
		val_str(x, v, "tasks", open_tasks(x, p, a, m->role));
		TRY(post(x, m, "programme.mail_tasks_subject", "programme.mail_tasks", v));
	}
	return OK;
}

static enum rc remind_programme(struct ctx *x, programme_id id, struct str base_url)
{
	struct programme *p;
	struct date today = ctx_today(x);
	TRY(programme_load(x, id, &p));
	for (size_t i = 0; i < p->nactivities; i++) {
		const struct activity *a = &p->activities[i];
		if (activity_is_over(a) || !a->nsittings || activity_first(a).day < today.day ||
		    activity_first(a).day > today.day + PROGRAMME_SOON_DAYS)
			continue;
		TRY(remind_inviter(x, p, a, base_url));
		TRY(remind_of_tasks(x, p, a, base_url));
	}
	return OK;
}

/* ---- after the end: do the habits last? (the agreements themselves are the plan's to bring up) */

static enum rc remind_of_year(struct ctx *x, programme_id id, struct date last, struct str base_url)
{
	enum { YEARS_MAX = 5, LATE_DAYS = 60 };	/* a programme closed long before this ran is not brought up at once */
	struct programme *p;
	TRY(programme_load(x, id, &p));
	for (int k = 1; p->method->remind_months && k <= YEARS_MAX; k++) {
		struct date due = date_add_months(last, k * (int)p->method->remind_months);
		bool first;
		if (due.day > ctx_today(x).day || due.day + LATE_DAYS < ctx_today(x).day)
			continue;
		TRY(once(x, id, str_fmt(x->arena, "year/%d", k), &first));
		for (size_t i = 0; first && i < p->nmembers; i++) {
			enum role r;
			const struct sql_members *m = &p->members[i];
			if (!m->email.n || !role_of_name(m->role, &r) || !(ROLE_BIT(r) & ROLES_LEADERS))
				continue;
			struct val *v = val_new_obj(x);
			TRY(in_language_of(x, m->person_id));
			val_str(x, v, "name", m->name);
			val_str(x, v, "programme", p->row->title);
			val_str(x, v, "last", ui_date_long(x, last));
			struct str link = str_fmt(x->arena, "%.*s/unit/%" PRId64 "/plan/agreements", STR_ARG(base_url), p->row->unit_id.v);
			val_str(x, v, "url", base_url.n ? tree_said(x, "programme.mail_link_agreements", "link", link) : S(""));
			TRY(post(x, m, "programme.mail_year_subject", "programme.mail_year", v));
		}
	}
	return OK;
}

enum rc programme_daily(struct ctx *x, struct str base_url)
{
	struct sql_programmes_meeting *ahead;
	struct sql_programmes_closed *closed;
	size_t n, nc;
	enum lang mine = x->lang;
	struct date today = ctx_today(x);
	int64_t deleted;
	TRY(room_daily(x, &deleted));
	TRY(sql_programmes_meeting(x, today, date_add(today, PROGRAMME_SOON_DAYS), &ahead, &n));
	for (size_t i = 0; i < n; i++)
		TRY(remind_programme(x, ahead[i].id, base_url));
	TRY(sql_programmes_closed(x, &closed, &nc));
	for (size_t i = 0; i < nc; i++)
		TRY(remind_of_year(x, closed[i].id, closed[i].last, base_url));
	x->lang = mine;
	return OK;
}
