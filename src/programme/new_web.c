/* new_web.c -- starting a programme: choose, see what it costs in time and when
 * it would be, and only then create it. One page: the question above, the
 * answer below. Nothing is stored before the last button. */
#include "programme/programme_access.h"
#include "ui/ui.h"

/* What has been chosen so far: from the query while looking, from the posted
 * form when creating was refused. */
static struct str given(const struct req *q, const char *name)
{
	return form_has(q, name) ? form_raw(q, name) : req_query(q, name);
}

struct proposal {
	const struct method_programme *method;
	struct str title;
	struct date starts;
	int64_t staff;
	struct method_choice *choices;
	size_t nchoices;
};

/* ---- people of the unit to choose among */

static void put_person(struct ctx *x, struct val *options, person_id id, struct str label, struct str chosen)
{
	struct val *o = val_obj(x, options);
	struct str value = id.v ? str_fmt(x->arena, "%" PRId64, id.v) : S("");
	val_str(x, o, "value", value);
	val_str(x, o, "label", label);
	val_bool(x, o, "chosen", chosen.p && str_eq(value, chosen));
}

/* Those who hold the role nearest, then everybody of the unit: a helper is
 * often somebody without any role but willingness. Who comes from outside may be
 * chosen and is never proposed: what they would see is for the workplace to decide. */
static enum rc put_people(struct req *q, struct val *fields, const char *name, const struct method_role *role, unsigned roles, bool above,
			  size_t nth)
{
	struct ctx *x = q->x;
	struct val *f = val_obj(x, fields);
	struct assignment *a;
	struct unit *path;
	size_t n, np, proposed = 0;
	struct str chosen = given(q, name);
	struct val *options = val_list(x, f, "options");
	val_str(x, f, "id", str_of(name));
	val_text(x, f, "label", role->title);
	val_text(x, f, "hint", role->suggestion);
	put_person(x, options, (person_id){ 0 }, ui_text(x, "programme.not_named_yet"), chosen);
	TRY(people_unit_path(x, people_scope(q)->id, &path, &np));
	for (size_t u = 0; u < np; u++) {
		TRY(people_in_unit(x, path[u].id, u == 0, roles, ctx_today(x), &a, &n));
		for (size_t i = 0; i < n; i++) {
			bool first = !chosen.p && a[i].role != ROLE_PROVIDER && proposed++ == nth;
			put_person(x, options, a[i].person, a[i].name, first ? str_fmt(x->arena, "%" PRId64, a[i].person.v) : chosen);
		}
		if (!above || (u + 1 < np && proposed))
			break;
	}
	val_str(x, f, "wrong", tree_wrong(q, name));
	val_bool(x, f, "required", false);
	return OK;
}

/* Whom the wizard asks for, each role once. */
static const enum role asked_for[] = { ROLE_DAILY_LEADER, ROLE_TOP_LEADER, ROLE_CONSULTANT, ROLE_HELPER, ROLE_SAFETY_REPRESENTATIVE,
				       ROLE_UNION_REPRESENTATIVE };
enum { ASKED_FOR = sizeof asked_for / sizeof *asked_for };

static const char *confirm_name(struct ctx *x, enum role role)
{
	return str_fmt(x->arena, "confirmed_%s", role_name(role)).p;
}

/* What a method wants somebody to be able to say yes to, before they take a role. */
static void put_confirms(struct req *q, const struct method_programme *m, struct val *view)
{
	struct val *list = val_list(q->x, view, "confirms");
	for (size_t i = 0; i < ASKED_FOR; i++) {
		const struct method_role *r = method_role(m, str_of(role_name(asked_for[i])));
		if (!r || !text_is(r->confirm))
			continue;
		struct val *o = val_obj(q->x, list);
		val_text(q->x, o, "role", r->title);
		val_text(q->x, o, "confirm", r->confirm);
		val_str(q->x, o, "name", str_of(confirm_name(q->x, asked_for[i])));
		val_bool(q->x, o, "confirmed", given(q, confirm_name(q->x, asked_for[i])).n > 0);
	}
}

static enum rc put_fields(struct req *q, const struct method_programme *m, struct val *view)
{
	enum { ANYBODY = ROLE_BIT(ROLE_EMPLOYEE) | ROLES_REPRESENTATIVES | ROLE_BIT(ROLE_HELPER) };
	struct val *fields = val_list(q->x, view, "people_fields");
	static const struct { enum role role; const char *name; unsigned roles; bool above; size_t nth; } asked[] = {
		{ ROLE_DAILY_LEADER, "daily_leader", ROLE_BIT(ROLE_DAILY_LEADER), true, 0 },
		{ ROLE_TOP_LEADER, "top_leader", ROLE_BIT(ROLE_TOP_LEADER), true, 0 },
		{ ROLE_CONSULTANT, "consultant", ROLE_BIT(ROLE_CONSULTANT) | ROLE_BIT(ROLE_PROVIDER), true, 0 },
		{ ROLE_HELPER, "helper1", ANYBODY, false, SIZE_MAX },
		{ ROLE_HELPER, "helper2", ANYBODY, false, SIZE_MAX },
		{ ROLE_SAFETY_REPRESENTATIVE, "safety_representative", ROLE_BIT(ROLE_SAFETY_REPRESENTATIVE), true, 0 },
		{ ROLE_UNION_REPRESENTATIVE, "union_representative",
		  ROLE_BIT(ROLE_UNION_REPRESENTATIVE) | ROLE_BIT(ROLE_JOINT_UNION_REPRESENTATIVE), true, 0 },
	};
	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
		const struct method_role *r = method_role(m, str_of(role_name(asked[i].role)));
		if (r)
			TRY(put_people(q, fields, asked[i].name, r, asked[i].roles, asked[i].above, asked[i].nth));
	}
	put_confirms(q, m, view);
	return OK;
}

static void put_methods(struct req *q, const struct method_programme *chosen, struct val *view)
{
	struct ctx *x = q->x;
	struct val *list = val_list(x, view, "methods");
	const struct method_head *h;
	for (size_t i = 0; (h = method_nth(METHOD_PROGRAMME, i)); i++) {
		struct val *o = val_obj(x, list);
		val_str(x, o, "key", str_of(h->key));
		val_text(x, o, "title", h->title);
		val_text(x, o, "summary", h->summary);
		val_bool(x, o, "chosen", h == &chosen->head);
	}
	struct val *variants = val_list(x, view, "variants");
	for (unsigned i = 0; i < chosen->variants_count; i++) {
		struct val *o = val_obj(x, variants);
		val_text(x, o, "title", chosen->variants[i].title);
		tree_markdown(x, o, "body", chosen->variants[i].body);
		val_path(x, o, "url", "/unit/%" PRId64 "/workshop/new", people_scope(q)->id.v);
	}
}

static void read_settings(struct req *q, const struct method_programme *m, struct proposal *pr)
{
	pr->choices = ARENA_ARRAY(q->x->arena, m->settings_count + 1, struct method_choice);
	for (unsigned i = 0; i < m->settings_count; i++) {
		struct str is = given(q, m->settings[i].key);
		if (is.p)
			pr->choices[pr->nchoices++] = (struct method_choice){ str_of(m->settings[i].key), is };
	}
}

/* ---- what it would be: dates and hours of a programme that is not stored */

static struct programme *imagine(struct ctx *x, const struct proposal *pr)
{
	struct programme *p = ARENA_NEW(x->arena, struct programme);
	struct date days[SCHEDULE_ACTIVITIES_MAX], ends[SCHEDULE_ACTIVITIES_MAX];
	size_t n = pr->method->activities_count < SCHEDULE_ACTIVITIES_MAX ? pr->method->activities_count : SCHEDULE_ACTIVITIES_MAX;
	p->method = pr->method;
	p->row = ARENA_NEW(x->arena, struct sql_programme);
	p->row->staff = pr->staff;
	p->row->starts = pr->starts;
	p->row->title = pr->title;
	p->choices = pr->choices;
	p->nchoices = pr->nchoices;
	p->activities = ARENA_ARRAY(x->arena, n + 1, struct activity);
	schedule_propose(pr->method, pr->starts, days, ends);
	for (size_t i = 0; i < n; i++) {
		struct activity *a = &p->activities[p->nactivities++];
		struct sql_sittings *s = ARENA_NEW(x->arena, struct sql_sittings);
		a->m = &pr->method->activities[i];
		*s = (struct sql_sittings){ .day = days[i], .starts_at = -1, .minutes = a->m->minutes, .place = S(""), .who = S("") };
		a->sittings = ARENA_ARRAY(x->arena, 1, const struct sql_sittings *);
		a->sittings[0] = s;
		a->nsittings = a->m->work != WORK_ONGOING;
	}
	return p;
}

/* What dates and hours come from. Sent along with the last button: who changed
 * it after looking sees the new dates and hours before anything is created. */
static struct str what_is_seen(struct ctx *x, const struct proposal *pr)
{
	struct str seen = str_fmt(x->arena, "%s %d %" PRId64, pr->method->head.key, pr->starts.day, pr->staff);
	for (size_t i = 0; i < pr->nchoices; i++)
		seen = str_fmt(x->arena, "%.*s %.*s", STR_ARG(seen), STR_ARG(pr->choices[i].is));
	return seen;
}

static void put_preview(struct ctx *x, const struct proposal *pr, struct val *view)
{
	struct schedule_remark r[PROGRAMME_REMARKS_MAX];
	struct programme *p = imagine(x, pr);
	struct val *v = val_sub(x, view, "preview");
	next_put_meetings(x, p, false, val_list(x, v, "meetings"));
	tree_hours_matrix(x, p, v);
	tree_remarks(x, r, meeting_remarks(x, p, NULL, NULL, 0, r, PROGRAMME_REMARKS_MAX), v);
	struct val *args = val_new_obj(x);
	val_str(x, args, "hours", tree_hours(x, hours_total(p)));
	val_int(x, args, "n", pr->staff);
	val_str(x, v, "total_words", ui_text_args(x, "programme.preview_total", args));
	val_str(x, v, "ends", ui_date_long(x, activity_last(&p->activities[p->nactivities - 1])));
	val_str(x, v, "seen", what_is_seen(x, pr));
}

/* ---- the page */

static bool counted_before(const struct assignment *a, size_t n, person_id person)
{
	for (size_t i = 0; i < n; i++)
		if (a[i].person.v == person.v)
			return true;
	return false;
}

/* Everybody of the unit who is no leader, less the helpers, who are found among
 * them and counted by themselves. */
static enum rc proposed_staff(struct req *q, const struct method_programme *m, int64_t *ret)
{
	struct assignment *a;
	size_t n;
	struct str s = given(q, "staff");
	const struct method_role *helper = method_role(m, str_of(role_name(ROLE_HELPER)));
	if (s.p && str_to_int(str_trim(s), 0, PROGRAMME_STAFF_MAX, ret))
		return OK;
	TRY(people_in_unit(q->x, people_scope(q)->id, true, ROLE_BIT(ROLE_EMPLOYEE) | ROLE_BIT(ROLE_SAFETY_REPRESENTATIVE) |
			   ROLE_BIT(ROLE_UNION_REPRESENTATIVE) | ROLE_BIT(ROLE_HELPER), ctx_today(q->x), &a, &n));
	*ret = helper ? -(int64_t)helper->min : 0;
	for (size_t i = 0; i < n; i++)
		*ret += !counted_before(a, i, a[i].person);
	*ret = *ret < 0 ? 0 : *ret > PROGRAMME_STAFF_MAX ? PROGRAMME_STAFF_MAX : *ret;
	return OK;
}

static struct date monday_after(struct date d)
{
	return date_add(d, (8 - date_weekday(d)) % 7);
}

/* What stands in the calendar. Work that goes on between the meetings has hours
 * and no day, and nobody would count it as one of the activities. */
static size_t dated(const struct method_programme *m)
{
	size_t n = 0;
	for (size_t i = 0; i < m->activities_count; i++)
		n += m->activities[i].work != WORK_ONGOING;
	return n;
}

/* Which programme? Everything else depends on it: roles, settings, hours. */
static enum rc choose_page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	struct val *list = val_list(x, view, "methods");
	const struct method_head *h;
	val_str(x, view, "title", ui_text(x, "programme.start_one"));
	val_str(x, view, "unit_name", people_scope(q)->name);
	val_path(x, view, "course_url", "/unit/%" PRId64 "/course/new", people_scope(q)->id.v);
	for (size_t i = 0; (h = method_nth(METHOD_PROGRAMME, i)); i++) {
		struct val *o = val_obj(x, list);
		const struct method_programme *m = method_programme(str_of(h->key));
		val_text(x, o, "title", h->title);
		val_text(x, o, "summary", h->summary);
		val_int(x, o, "phases", m->phases_count);
		val_int(x, o, "activities", dated(m));
		val_path(x, o, "url", "/unit/%" PRId64 "/programme/new?method=%s", people_scope(q)->id.v, h->key);
		val_path(x, o, "guide", "/programme-guide/%s", h->key);
	}
	return OK;
}

static enum rc new_page(struct req *q, struct val *view)
{
	enum { DAYS_AHEAD = 21 };	/* time to find people before the first day */
	struct ctx *x = q->x;
	struct proposal pr = { .method = method_programme(given(q, "method")), .title = given(q, "title") };
	val_bool(x, view, "choosing", pr.method == NULL);
	if (!pr.method)
		return choose_page(q, view);
	bool asked = given(q, "starts").p;
	if (!asked || !date_parse(given(q, "starts"), &pr.starts))
		pr.starts = monday_after(date_add(ctx_today(x), DAYS_AHEAD));
	TRY(proposed_staff(q, pr.method, &pr.staff));
	val_str(x, view, "title", ui_text(x, "programme.start_one"));
	val_str(x, view, "unit_name", people_scope(q)->name);
	val_path(x, view, "action", "/unit/%" PRId64 "/programme/new", people_scope(q)->id.v);
	put_methods(q, pr.method, view);
	read_settings(q, pr.method, &pr);
	tree_settings(x, pr.method, pr.choices, pr.nchoices, view);
	TRY(put_fields(q, pr.method, view));
	struct val *form = val_sub(x, view, "form");
	val_str(x, form, "title", pr.title);
	val_str(x, form, "starts", date_iso(x->arena, pr.starts));
	val_int(x, form, "staff", pr.staff);
	val_str(x, form, "method", str_of(pr.method->head.key));
	/* What is wrong is mended first; at the last button it need not be looked at anew. */
	bool mend = q->wrong.count && (str_eqz(form_raw(q, "do"), "see") || form_wrong(q, "starts"));
	if (asked && !mend)
		put_preview(x, &pr, view);
	else
		val_null(x, view, "preview");
	return OK;
}

static enum rc person_field(struct req *q, const char *name, person_id *ret)
{
	int64_t id;
	TRY(form_int_or(q, name, 1, INT64_MAX, 0, &id));
	*ret = (person_id){ id };
	if (id == 0)
		return OK;
	struct str ignored;
	enum rc rc = people_name(q->x, *ret, &ignored);
	return rc == NOT_FOUND ? form_keep(q, fail(q->x, INVALID, name, "programme.unknown_person")) : rc;
}

static bool shown_as_sent(struct req *q, const struct programme_new *n, const struct method_programme *m)
{
	struct proposal pr = { m, n->title, n->starts, n->staff, ARENA_ARRAY(q->x->arena, n->nchoices + 1, struct method_choice), n->nchoices };
	for (size_t i = 0; i < n->nchoices; i++)
		pr.choices[i] = n->choices[i];
	return !form_has(q, "seen") || str_eq(form_raw(q, "seen"), what_is_seen(q->x, &pr));
}

static bool lacks_helpers(const struct method_programme *m, const struct programme_new *n)
{
	const struct method_role *helper = method_role(m, str_of(role_name(ROLE_HELPER)));
	unsigned named = (n->helpers[0].v != 0) + (n->helpers[1].v != 0);
	return helper && named < helper->min;
}

static enum rc create(struct req *q, struct val *view)
{
	struct programme_new n = { .unit = people_scope(q)->id };
	programme_id id;
	form_gather(q);
	TRY(form_line(q, "method", 1, 60, &n.method));
	TRY(form_line(q, "title", 1, PROGRAMME_TITLE_CHARS, &n.title));
	TRY(form_date(q, "starts", true, &n.starts));
	TRY(form_int(q, "staff", 0, PROGRAMME_STAFF_MAX, &n.staff));
	TRY(person_field(q, "daily_leader", &n.daily_leader));
	TRY(person_field(q, "top_leader", &n.top_leader));
	TRY(person_field(q, "consultant", &n.consultant));
	TRY(person_field(q, "helper1", &n.helpers[0]));
	TRY(person_field(q, "helper2", &n.helpers[1]));
	TRY(person_field(q, "safety_representative", &n.safety_representative));
	TRY(person_field(q, "union_representative", &n.union_representative));
	for (size_t i = 0; i < ASKED_FOR; i++)
		n.confirmed |= form_checked(q, confirm_name(q->x, asked_for[i])) ? ROLE_BIT(asked_for[i]) : 0;
	const struct method_programme *m = method_programme(n.method);
	struct method_choice *choices = ARENA_ARRAY(q->x->arena, m ? m->settings_count + 1 : 1, struct method_choice);
	for (unsigned i = 0; m && i < m->settings_count; i++)
		if (form_has(q, m->settings[i].key))
			choices[n.nchoices++] = (struct method_choice){ str_of(m->settings[i].key), form_raw(q, m->settings[i].key) };
	n.choices = choices;
	/* All of it at once, and before the dates are shown. */
	if (!q->wrong.count)
		TRY(form_keep(q, programme_check(q->x, &n)));
	TRY(form_keep(q, programme_check_people(q->x, &n)));
	TRY(form_done(q));
	if (m && (str_eqz(form_raw(q, "do"), "see") || !shown_as_sent(q, &n, m)))
		return new_page(q, view);
	TRY(programme_create(q->x, &n, &id));
	reply_notice(q, lacks_helpers(m, &n) ? "programme.too_few_helpers" : "programme.created");
	return redirect(q, "/programme/%" PRId64, id.v);
}

const struct route programme_new_routes[] = {
	GET ("/unit/:unit/programme/new", new_page, "programme/new", MAY_START_PROGRAMME),
	POST("/unit/:unit/programme/new", create, "programme/new", MAY_START_PROGRAMME),
	{ 0 },
};
