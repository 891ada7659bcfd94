/* invite.c -- meetings as calendar events and the mails that carry them. Knows
 * addresses, and puts nothing into a mail but when, where and what it is about:
 * no notes, no decisions. */
#include "programme/programme_inside.h"
#include "mail/mail.h"
#include "render/render.h"
#include "ui/ui.h"

enum {
	ALARM_MINUTES = 30,
	UNTIMED_STARTS = 9 * 60,	/* where a calendar must show something for a meeting without a time */
	GUESTS_MAX = PROGRAMME_STAFF_MAX,
};

/* ---- who */

static bool listed(const struct guest *g, size_t n, person_id person)
{
	for (size_t i = 0; i < n; i++)
		if (g[i].person.v == person.v)
			return true;
	return false;
}

static bool is_member(const struct programme *p, person_id person)
{
	for (size_t i = 0; i < p->nmembers; i++)
		if (p->members[i].person_id.v == person.v)
			return true;
	return false;
}

static enum rc add_staff(struct ctx *x, const struct programme *p, const char *role, struct guest *g, size_t *n)
{
	struct assignment *a;
	size_t na;
	TRY(people_in_unit(x, p->row->unit_id, true, ROLE_BIT(ROLE_EMPLOYEE), ctx_today(x), &a, &na));
	for (size_t i = 0; i < na && *n < GUESTS_MAX; i++)
		if (!is_member(p, a[i].person) && !listed(g, *n, a[i].person))
			g[(*n)++] = (struct guest){ a[i].person, a[i].name, a[i].email, role };
	return OK;
}

enum rc invite_guests(struct ctx *x, const struct programme *p, const struct activity *a, struct guest **ret, size_t *ret_n)
{
	struct guest *g = ARENA_ARRAY(x->arena, GUESTS_MAX + p->nmembers, struct guest);
	size_t n = 0;
	for (unsigned r = 0; r < p->method->roles_count; r++) {
		const char *role = p->method->roles[r].key;
		if (!programme_takes_part(p, a, role))
			continue;
		for (size_t i = 0; i < p->nmembers; i++)
			if (str_eqz(p->members[i].role, role) && !listed(g, n, p->members[i].person_id))
				g[n++] = (struct guest){ p->members[i].person_id, p->members[i].name, p->members[i].email, role };
		if (programme_is_staff_role(role))
			TRY(add_staff(x, p, role, g, &n));
	}
	*ret = g;
	*ret_n = n;
	return OK;
}

/* Whom the calendars answer: the one who invites, else somebody who runs it. */
static const struct sql_members *organizer(const struct programme *p, const struct activity *a)
{
	const struct sql_members *found = NULL;
	for (size_t i = 0; i < p->nmembers; i++) {
		enum role r;
		const struct sql_members *m = &p->members[i];
		if (!m->email.n)
			continue;
		if (a->m->inviter && str_eqz(m->role, a->m->inviter))
			return m;
		if (!found && role_of_name(m->role, &r) && (ROLE_BIT(r) & ROLES_STEERING))
			found = m;
	}
	return found;
}

/* ---- events */

static struct str agenda_text(struct ctx *x, const struct method_activity *a)
{
	struct str all = text_in(a->purpose, x->lang);
	for (unsigned i = 0; i < a->agenda_count; i++)
		all = str_fmt(x->arena, "%.*s\n%s%u. %.*s (%.*s)", STR_ARG(all), i == 0 ? "\n" : "", i + 1,
			      STR_ARG(text_in(a->agenda[i].title, x->lang)), STR_ARG(ui_minutes(x, a->agenda[i].minutes)));
	return all;
}

static struct str meeting_url(struct ctx *x, const struct programme *p, const struct activity *a, struct str base_url)
{
	if (!base_url.n)
		return S("");
	return str_fmt(x->arena, "%.*s/programme/%" PRId64 "/meeting/%s", STR_ARG(base_url), p->id.v, a->m->key);
}

static struct ics_event event_of(struct ctx *x, const struct programme *p, const struct activity *a, const struct sql_sittings *s,
				 int64_t sequence, struct str base_url)
{
	struct str title = text_in(a->m->title, x->lang), team = s->who.n ? str_fmt(x->arena, " (%.*s)", STR_ARG(s->who)) : S("");
	struct str text = agenda_text(x, a->m);
	if (s->starts_at < 0)
		text = str_fmt(x->arena, "%.*s\n\n%.*s", STR_ARG(ui_text(x, "programme.time_not_set")), STR_ARG(text));
	return (struct ics_event){
		.uid = str_fmt(x->arena, "%.*s-%" PRId64 "@samspil", STR_ARG(a->row->uid), s->id.v),
		.sequence = (int)sequence,
		.date = s->day,
		.start_minutes = s->starts_at < 0 ? UNTIMED_STARTS : (int)s->starts_at,
		.length_minutes = (int)s->minutes,
		.summary = str_fmt(x->arena, "%.*s%.*s · %.*s", STR_ARG(title), STR_ARG(team), STR_ARG(p->row->title)),
		.location = s->place,
		.description = text,
		.url = meeting_url(x, p, a, base_url),
		.alarm_minutes = ALARM_MINUTES,
		.cancelled = a->state == STATE_SKIPPED,
	};
}

enum rc invite_calendar(struct ctx *x, const struct programme *p, const struct activity *only, struct str base_url, struct str *ret)
{
	struct ics_event *e = ARENA_ARRAY(x->arena, p->method->activities_count * PROGRAMME_SITTINGS_MAX + 1, struct ics_event);
	size_t n = 0;
	for (size_t i = 0; i < p->nactivities; i++) {
		const struct activity *a = &p->activities[i];
		if ((only && a != only) || !activity_is_event(a->m))
			continue;
		for (size_t k = 0; k < a->nsittings && k < PROGRAMME_SITTINGS_MAX; k++)
			e[n++] = event_of(x, p, a, a->sittings[k], a->row->sequence, base_url);
	}
	if (only)
		return ics_calendar(x, ICS_PUBLISH, p->row->title, e, n, ret);
	/* What was agreed is looked at again; its days stand with the meetings. */
	struct ics_event *reviews;
	size_t nreviews;
	TRY(plan_review_events(x, p->row->unit_id, base_url, &reviews, &nreviews));
	struct ics_event *all = ARENA_ARRAY(x->arena, n + nreviews + 1, struct ics_event);
	if (n + nreviews == 0)
		return NOT_FOUND;
	memcpy(all, e, n * sizeof *e);
	if (nreviews)
		memcpy(all + n, reviews, nreviews * sizeof *reviews);
	return ics_calendar(x, ICS_PUBLISH, p->row->title, all, n + nreviews, ret);
}

/* ---- mails */

struct letter {
	const struct programme *p;
	const struct activity *a;
	const struct sql_sittings *s;
	const struct sql_members *organizer;
	int64_t sequence;
	enum invite_kind kind;
	struct str base_url;
};

static struct val *words(struct ctx *x, const struct letter *l, struct str name, bool all_sittings)
{
	struct val *v = val_new_obj(x);
	struct str url = meeting_url(x, l->p, l->a, l->base_url);
	val_str(x, v, "name", name);
	val_text(x, v, "title", l->a->m->title);
	val_str(x, v, "programme", l->p->row->title);
	val_str(x, v, "when", all_sittings ? next_when(x, l->a) : ui_date_time(x, l->s->day, (int)l->s->starts_at));
	val_str(x, v, "place", l->s->place.n ? l->s->place : ui_text(x, "programme.place_follows"));
	val_str(x, v, "about", agenda_text(x, l->a->m));
	val_str(x, v, "url", url.n ? tree_said(x, "programme.mail_link", "link", url) : S(""));
	return v;
}

static const char *const subjects[] = { "programme.mail_invite_subject", "programme.mail_moved_subject", "programme.mail_cancel_subject" };
static const char *const bodies[] = { "programme.mail_invite", "programme.mail_moved", "programme.mail_cancel" };

/* An invitation that a calendar understands, when somebody can be answered. */
static enum rc event_file(struct ctx *x, const struct letter *l, const struct guest *g, struct mail_attachment *ret)
{
	struct ics_event e = event_of(x, l->p, l->a, l->s, l->sequence, l->base_url);
	struct ics_person attendee = { g->email, g->name };
	enum ics_method method = l->kind == INVITE_CANCELLED ? ICS_CANCEL : ICS_REQUEST;
	if (!l->organizer) {
		method = ICS_PUBLISH;
		e.cancelled = l->kind == INVITE_CANCELLED;
	} else {
		e.organizer = (struct ics_person){ l->organizer->email, l->organizer->name };
		e.attendees = &attendee;
		e.nattendees = 1;
	}
	ret->filename = ui_text(x, "programme.ics_filename");
	ret->mime = str_of(ics_mime(method));
	return ics_calendar(x, method, l->p->row->title, &e, 1, &ret->bytes);
}

static enum rc post(struct ctx *x, const struct letter *l, const struct guest *g, bool all_sittings)
{
	struct mail_attachment file = { .filename = ui_text(x, "programme.ics_filename"), .mime = str_of(ics_mime(ICS_PUBLISH)) };
	struct val *v = words(x, l, g->name, all_sittings);
	if (all_sittings)
		TRY(invite_calendar(x, l->p, l->a, l->base_url, &file.bytes));
	else
		TRY(event_file(x, l, g, &file));
	const struct mail m = {
		.to = g->email, .to_name = g->name,
		.subject = ui_text_args(x, subjects[l->kind], v),
		.text = ui_text_args(x, all_sittings ? "programme.mail_teams" : bodies[l->kind], v),
		.attachments = &file, .nattachments = 1,
	};
	return mail_queue(x, &m);
}

/* In the reader's own language, whoever presses the button. */
static enum rc post_in_their_language(struct ctx *x, const struct letter *l, const struct guest *g, bool all_sittings)
{
	struct person person;
	enum lang mine = x->lang;
	TRY(people_person(x, g->person, &person));
	x->lang = person.lang;
	enum rc rc = post(x, l, g, all_sittings);
	x->lang = mine;
	return rc;
}

enum coming { NOT_HERE, HERE, NO_TEAM_YET };

/* Where a meeting is held in turns, the roster says who comes when. Those who
 * run it come every time; whoever has no team yet hears of all of them, once. */
static enum coming comes(const struct activity *a, const struct sql_sittings *s, const struct guest *g, const struct sql_attendances *t, size_t n)
{
	bool placed = false;
	if (a->nsittings < 2 || !programme_is_staff_role(g->role))
		return HERE;
	for (size_t i = 0; i < n; i++) {
		if (t[i].person_id.v != g->person.v || !str_eqz(t[i].answer, "can"))
			continue;
		if (t[i].sitting_id.v == s->id.v)
			return HERE;
		placed = true;
	}
	return !placed && s->id.v == a->sittings[0]->id.v ? NO_TEAM_YET : NOT_HERE;
}

enum rc invite_send(struct ctx *x, const struct programme *p, const struct activity *a, const struct sql_sittings *s, int64_t sequence,
		    enum invite_kind kind, struct str base_url, int64_t *ret_sent, int64_t *ret_without)
{
	struct guest *g;
	struct sql_attendances *t;
	size_t n, nt;
	struct letter l = { p, a, s, organizer(p, a), sequence, kind, base_url };
	TRY(invite_guests(x, p, a, &g, &n));
	TRY(sql_attendances(x, a->row->id, &t, &nt));
	*ret_sent = *ret_without = 0;
	for (size_t i = 0; i < n; i++) {
		enum coming c = comes(a, s, &g[i], t, nt);
		if (c == NOT_HERE)
			continue;
		if (!g[i].email.n) {
			++*ret_without;
			continue;
		}
		TRY(post_in_their_language(x, &l, &g[i], c == NO_TEAM_YET));
		++*ret_sent;
	}
	return OK;
}

enum rc meeting_invite(struct ctx *x, struct programme *p, struct activity *a, int64_t version, struct str base_url, int64_t *ret_sent,
		       int64_t *ret_without)
{
	int64_t changed;
	if (!activity_is_event(a->m) || activity_is_over(a))
		return fail(x, CONFLICT, "_", "programme.held_already");
	for (size_t i = 0; i < a->nsittings; i++)
		if (a->sittings[i]->starts_at < 0)
			return fail(x, INVALID, "_", "programme.no_time");
	if (a->state == STATE_PROPOSED || a->nsittings == 0)
		return fail(x, INVALID, "_", "programme.not_set");
	TRY(sql_activity_set_state(x, a->row->id, version, S("invited"), a->row->sequence, &changed));
	if (!changed)
		return fail(x, CONFLICT, "_", "programme.changed_meanwhile");
	*ret_sent = *ret_without = 0;
	for (size_t i = 0; i < a->nsittings; i++) {
		int64_t sent, without;
		TRY(invite_send(x, p, a, a->sittings[i], a->row->sequence, INVITE_NEW, base_url, &sent, &without));
		*ret_sent += sent;
		*ret_without += without;
	}
	return OK;
}
