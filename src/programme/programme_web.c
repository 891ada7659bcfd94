/* programme_web.c -- the pages of a whole programme: overview, calendar, hours,
 * people, and the one page to hang up. Reads the form, asks the rules, fills
 * the view. */
#include "programme/programme_access.h"
#include "render/render.h"
#include "ui/ui.h"

/* ---- the road of phases */

enum { WEIGHTS = 5 };

/* How wide a phase is drawn: by its length, but so that a day can still be read. */
static int64_t weight(const struct method_phase *ph, struct str title)
{
	static const int days[WEIGHTS - 1] = { 10, 25, 60, 150 };
	enum { LONG_WORD = 11, LONGEST_WORD = 15 };	/* "Forberedelse", "Fremtidsværksted" must fit */
	int length = method_days(ph->length.unit, ph->length.planned);
	int64_t w = 1;
	for (int i = 0; i < WEIGHTS - 1; i++)
		w += length >= days[i];
	int64_t least = str_chars(title) >= LONGEST_WORD ? 4 : str_chars(title) >= LONG_WORD ? 3 : 1;
	return w < least ? least : w;
}

static struct str length_words(struct ctx *x, const struct method_length *l)
{
	static const char *const keys[] = { "programme.length_days", "programme.length_weeks", "programme.length_months" };
	struct val *v = val_new_obj(x);
	val_int(x, v, "n", l->planned);
	return ui_text_args(x, keys[l->unit], v);
}

static bool phase_over(const struct programme *p, const char *phase)
{
	for (size_t i = 0; i < p->nactivities; i++) {
		const struct activity *a = &p->activities[i];
		if (strcmp(a->m->phase, phase) == 0 && a->nsittings && !activity_is_over(a))
			return false;
	}
	return true;
}

static void put_road(struct ctx *x, const struct programme *p, struct val *view)
{
	struct val *road = val_list(x, view, "road");
	bool found = false;
	const struct activity *next = programme_next(p);
	for (unsigned i = 0; i < p->method->phases_count; i++) {
		const struct method_phase *ph = &p->method->phases[i];
		struct val *o = val_obj(x, road);
		bool done = phase_over(p, ph->key), now = !done && !found;
		bool today = now && next && strcmp(next->m->phase, ph->key) == 0 && activity_first(next).day == ctx_today(x).day;
		found |= now;
		val_str(x, o, "state", str_of(done ? "done" : now ? "now" : "later"));
		val_bool(x, o, "now", now);
		val_int(x, o, "weight", weight(ph, text_in(ph->title, x->lang)));
		val_int(x, o, "number", i + 1);
		val_text(x, o, "label", ph->title);
		val_str(x, o, "note", done ? ui_text(x, "programme.phase_done") : today ? ui_text(x, "programme.phase_today") : length_words(x, &ph->length));
		val_path(x, o, "url", "#phase-%s", ph->key);
	}
}

/* ---- overview */

static void put_people(struct ctx *x, const struct programme *p, struct val *view)
{
	struct val *roles = val_list(x, view, "roles");
	for (unsigned i = 0; i < p->method->roles_count; i++) {
		const struct method_role *r = &p->method->roles[i];
		struct val *o = val_obj(x, roles), *tasks = val_list(x, o, "tasks");
		struct str names = S("");
		for (size_t k = 0; k < p->nmembers; k++)
			if (str_eqz(p->members[k].role, r->key))
				names = str_fmt(x->arena, "%.*s%s%.*s", STR_ARG(names), names.n ? ", " : "", STR_ARG(p->members[k].name));
		val_text(x, o, "title", programme_people(p, r) > 1 ? r->plural : r->title);
		if (programme_is_staff_role(r->key))
			names = str_fmt(x->arena, "%" PRId64, p->row->staff);
		val_str(x, o, "names", names.n ? names : ui_text(x, "programme.nobody_yet"));
		val_bool(x, o, "mine", programme_is(p, r->key));
		val_text(x, o, "summary", r->summary);
		for (unsigned k = 0; k < r->tasks_count; k++)
			val_item_str(x, tasks, text_in(r->tasks[k], x->lang));
		tree_markdown(x, o, "responsibility", r->responsibility);
	}
}

static void put_phases(struct ctx *x, const struct programme *p, struct val *view)
{
	struct val *phases = val_list(x, view, "phases");
	for (unsigned i = 0; i < p->method->phases_count; i++) {
		const struct method_phase *ph = &p->method->phases[i];
		struct val *o = val_obj(x, phases), *list = val_list(x, o, "activities");
		val_fmt(x, o, "anchor", "phase-%s", ph->key);
		val_int(x, o, "number", i + 1);
		val_text(x, o, "title", ph->title);
		tree_markdown(x, o, "purpose", ph->purpose);
		tree_markdown(x, o, "preparation", ph->preparation);
		for (size_t k = 0; k < p->nactivities; k++) {
			const struct activity *a = &p->activities[k];
			if (strcmp(a->m->phase, ph->key) != 0)
				continue;
			struct val *v = val_obj(x, list);
			val_text(x, v, "title", a->m->title);
			val_path(x, v, "url", "/programme/%" PRId64 "/meeting/%s", p->id.v, a->m->key);
			val_str(x, v, "when", a->nsittings ? next_when(x, a) : ui_text(x, "programme.through_phase"));
		}
	}
}

static void put_warnings(struct ctx *x, const struct programme *p, struct val *view)
{
	struct schedule_remark r[PROGRAMME_REMARKS_MAX];
	tree_remarks(x, r, meeting_remarks(x, p, NULL, NULL, 0, r, PROGRAMME_REMARKS_MAX), view);
	struct val *missing = val_list(x, view, "missing");
	for (unsigned i = 0; i < p->method->roles_count; i++) {
		const struct method_role *role = &p->method->roles[i];
		if (programme_is_staff_role(role->key) || programme_named(p, role->key) >= role->min)
			continue;
		struct val *v = val_new_obj(x);
		val_str(x, v, "role", str_lower(x->arena, text_in(role->min > 1 ? role->plural : role->title, x->lang)));
		val_int(x, v, "n", role->min);
		val_str(x, val_obj(x, missing), "text", ui_text_args(x, "programme.role_missing", v));
	}
}

/* Whoever has tasks of their own sees those; the whole list is on the meeting's page. */
static void keep_mine(struct ctx *x, struct val *v)
{
	const struct val *all = val_get(v, S("tasks"));
	struct val *mine = val_new_list(x);
	for (const struct val *t = all->kids.first; t; t = t->next) {
		if (!val_get_bool(t, "mine"))
			continue;
		struct val *copy = val_obj(x, mine);
		const char *name = copy->name;
		*copy = (struct val){ .kind = t->kind, .name = name, .kids = t->kids };
	}
	if (mine->kids.count)
		val_put(x, v, "tasks", mine);
}

/* The checklist of the next activity that has one. */
static void put_next_checklist(struct ctx *x, const struct programme *p, struct val *view)
{
	for (size_t i = 0; i < p->nactivities; i++) {
		const struct activity *a = &p->activities[i];
		if (activity_is_over(a) || a->m->before_count == 0)
			continue;
		struct val *v = val_sub(x, view, "coming");
		val_text(x, v, "meeting", a->m->title);
		val_path(x, v, "url", "/programme/%" PRId64 "/meeting/%s", p->id.v, a->m->key);
		tree_checklist(x, p, a, a->m->before, a->m->before_count, true, v, "tasks");
		keep_mine(x, v);
		return;
	}
	val_null(x, view, "coming");
}

static enum rc overview(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	struct programme *p = access_programme(q);
	tree_head(x, p, "overview", view);
	struct val *v = val_new_obj(x);
	int64_t people = 0;
	for (unsigned i = 0; i < p->method->roles_count; i++)
		people += programme_people(p, &p->method->roles[i]);
	val_str(x, v, "day", ui_date(x, p->row->starts));
	val_int(x, v, "n", people);
	val_str(x, v, "hours", tree_hours(x, hours_total(p)));
	val_str(x, view, "lede", ui_text_args(x, p->row->starts.day > ctx_today(x).day ? "programme.lede_ahead" : "programme.lede", v));
	put_road(x, p, view);
	TRY(next_step(x, p, view));
	next_put_meetings(x, p, false, val_list(x, view, "meetings"));
	tree_hours_bars(x, p, view);
	put_next_checklist(x, p, view);
	put_warnings(x, p, view);
	put_people(x, p, view);
	put_phases(x, p, view);
	struct val *outcomes = val_list(x, view, "outcomes");
	for (unsigned i = 0; i < p->method->outcomes_count; i++)
		val_item_str(x, outcomes, text_in(p->method->outcomes[i].title, x->lang));
	val_path(x, view, "print_url", "/programme/%" PRId64 "/overview.pdf", p->id.v);
	val_path(x, view, "tick_url", "/programme/%" PRId64 "/ticks", p->id.v);
	val_path(x, view, "back", "/programme/%" PRId64, p->id.v);
	return OK;
}

/* Where a form sent people from: a path of this programme, or its front. */
static enum rc back_to(struct req *q, const char *notice)
{
	struct str back = form_raw(q, "back"), own = str_fmt(q->x->arena, "/programme/%" PRId64, access_programme(q)->id.v);
	if (notice)
		reply_notice(q, notice);
	if (back.n && str_starts(back, own) && (back.n == own.n || back.p[own.n] == '/' || back.p[own.n] == '#'))
		return redirect_to(q, back);
	return redirect_to(q, own);
}

static enum rc tick(struct req *q, struct val *view)
{
	struct str activity, task;
	(void)view;
	TRY(form_line(q, "activity", 1, 60, &activity));
	TRY(form_line(q, "task", 1, 60, &task));
	TRY(meeting_tick(q->x, access_programme(q), activity, task, form_checked(q, "done")));
	return back_to(q, NULL);
}

/* ---- tasks of their own (S0.33) */

static enum rc own_task_act(struct req *q, struct val *view)
{
	int64_t task, changed;
	(void)view;
	TRY(req_id(q, "task", &task));
	if (form_has(q, "drop"))
		TRY(sql_own_task_drop(q->x, access_programme(q)->id, (own_task_id){ task }, &changed));
	else
		TRY(sql_own_task_done(q->x, access_programme(q)->id, (own_task_id){ task }, form_checked(q, "done"), &changed));
	return changed ? back_to(q, NULL) : NOT_FOUND;
}

/* ---- calendar */

/* A programme of tasks alone has no days to put into anybody's calendar. */
static enum rc put_calendar_file(struct req *q, const struct programme *p, struct val *view)
{
	struct str ignored;
	enum rc rc = invite_calendar(q->x, p, NULL, req_base_url(q), &ignored);
	val_bool(q->x, view, "has_file", rc == OK);
	val_path(q->x, view, "ics_url", "/programme/%" PRId64 "/calendar.ics", p->id.v);
	if (rc == NOT_FOUND)
		fault_clear(q->x);
	return rc == NOT_FOUND ? OK : rc;
}

static enum rc calendar(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	struct programme *p = access_programme(q);
	struct val *months = val_list(x, view, "calendar"), *all = val_new_list(x), *month = NULL;
	int year = 0, number = 0;
	tree_head(x, p, "calendar", view);
	next_put_meetings(x, p, false, all);
	/* In order of the days, not of the method: what is moved stands where it is. */
	for (;;) {
		struct val *first = NULL;
		for (struct val *m = all->kids.first; m; m = m->next)
			if (!val_get_bool(m, "shown") && (!first || str_cmp(val_get_str(m, "starts"), val_get_str(first, "starts")) < 0))
				first = m;
		if (!first)
			break;
		struct date day;
		int y, m, d;
		if (!date_parse(val_get_str(first, "starts"), &day))
			return fail_cause(x, FAILED, "a meeting without a day in the calendar");
		date_split(day, &y, &m, &d);
		if (!month || y != year || m != number) {
			struct val *o = val_obj(x, months);
			val_fmt(x, o, "name", "%.*s %d", STR_ARG(ui_month(x, day)), y);
			month = val_list(x, o, "meetings");
			year = y;
			number = m;
		}
		val_bool(x, first, "shown", true);
		struct val *copy = val_obj(x, month);
		static const char *const names[] = { "day", "month", "date_state", "url", "title", "note", "tag", "tag_color" };
		for (size_t i = 0; i < sizeof names / sizeof *names; i++)
			val_str(x, copy, names[i], val_get_str(first, names[i]));
	}
	put_warnings(x, p, view);
	return put_calendar_file(q, p, view);
}

static enum rc calendar_file(struct req *q, struct val *view)
{
	struct str ics;
	(void)view;
	TRY(invite_calendar(q->x, access_programme(q), NULL, req_base_url(q), &ics));
	return reply_file(q, ics_mime(ICS_PUBLISH), str_z(q->x->arena, ui_text(q->x, "programme.ics_filename")), ics);
}

/* ---- hours */

static void put_choices(struct ctx *x, const struct programme *p, struct val *view)
{
	struct val *roles = val_list(x, view, "role_options"), *activities = val_list(x, view, "activity_options");
	for (unsigned i = 0; i < p->method->roles_count; i++) {
		struct val *o = val_obj(x, roles);
		val_str(x, o, "value", str_of(p->method->roles[i].key));
		val_text(x, o, "label", p->method->roles[i].title);
	}
	for (size_t i = 0; i < p->nactivities; i++) {
		struct val *o = val_obj(x, activities);
		val_str(x, o, "value", str_of(p->activities[i].m->key));
		val_text(x, o, "label", p->activities[i].m->title);
	}
	struct val *pots = val_list(x, view, "pot_options");
	for (unsigned i = 0; i < p->method->pots_count; i++) {
		struct val *o = val_obj(x, pots);
		val_str(x, o, "value", str_of(p->method->pots[i].key));
		val_text(x, o, "label", p->method->pots[i].title);
	}
}

static void put_log_line(struct ctx *x, const struct programme *p, const struct sql_hours_log *h, struct val *list)
{
	struct val *o = val_obj(x, list);
	const struct method_role *role = method_role(p->method, h->role);
	const struct activity *a = programme_activity(p, h->activity);
	val_str(x, o, "day", ui_date(x, h->day));
	val_str(x, o, "role", role ? text_in(role->title, x->lang) : h->role);
	val_str(x, o, "activity", a ? text_in(a->m->title, x->lang) : h->activity);
	struct val *n = val_new_obj(x);
	val_int(x, n, "n", h->people);
	val_str(x, o, "people", ui_text_args(x, "programme.persons", n));
	val_str(x, o, "hours", tree_hours(x, h->minutes));
	val_str(x, o, "note", h->note);
	val_path(x, o, "drop_url", "/programme/%" PRId64 "/hours/%" PRId64 "/drop", p->id.v, h->id.v);
}

static enum rc hours_page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	struct programme *p = access_programme(q);
	struct sql_hours_log *log;
	size_t n;
	tree_head(x, p, "hours", view);
	tree_hours_bars(x, p, view);
	tree_hours_matrix(x, p, view);
	put_choices(x, p, view);
	TRY(sql_hours_log(x, p->id, &log, &n));
	struct val *list = val_list(x, view, "log");
	for (size_t i = 0; i < n; i++)
		put_log_line(x, p, &log[i], list);
	val_path(x, view, "action", "/programme/%" PRId64 "/hours", p->id.v);
	val_path(x, view, "print_url", "/programme/%" PRId64 "/overview.pdf", p->id.v);
	return OK;
}

static enum rc register_hours(struct req *q, struct val *view)
{
	enum { NOTE = 160 };
	struct str activity, role, pot, time, note;
	int64_t people, minutes;
	(void)view;
	TRY(form_line(q, "activity", 1, 60, &activity));
	TRY(form_line(q, "role", 1, 60, &role));
	TRY(form_line(q, "pot", 0, 60, &pot));
	TRY(form_int(q, "people", 1, PROGRAMME_STAFF_MAX, &people));
	TRY(form_line(q, "time", 1, 12, &time));
	TRY(form_line(q, "note", 0, NOTE, &note));
	if (!hours_parse(time, &minutes))
		return fail(q->x, INVALID, "time", "programme.hours_number");
	TRY(hours_register(q->x, access_programme(q), activity, role, pot, people, minutes, note));
	reply_notice(q, "programme.saved");
	return redirect(q, "/programme/%" PRId64 "/hours", access_programme(q)->id.v);
}

static enum rc drop_hours(struct req *q, struct val *view)
{
	int64_t id;
	(void)view;
	TRY(req_id(q, "hours", &id));
	/* Gone already, by a second press or somebody else: that was what was wanted. */
	TRY(sql_hours_drop(q->x, access_programme(q)->id, (hours_used_id){ id }, NULL));
	return redirect(q, "/programme/%" PRId64 "/hours", access_programme(q)->id.v);
}

/* ---- people and settings */

static struct val *expectation_form(struct ctx *x, struct str expectation)
{
	struct val *form = val_new_obj(x);
	val_str(x, form, "expectation", expectation);
	return form;
}

/* The form about one person in one role, among many alike: is it that which was sent? */
static bool sent_about(struct req *q, const char *role, person_id person)
{
	return form_has(q, "expectation") && str_eqz(form_raw(q, "role"), role) &&
	       str_eq(form_raw(q, "person"), str_fmt(q->x->arena, "%" PRId64, person.v));
}

static void put_member(struct req *q, const struct programme *p, const struct method_role *role, const struct sql_members *m, struct val *list)
{
	struct ctx *x = q->x;
	struct val *o = val_obj(x, list);
	bool sent = sent_about(q, role->key, m->person_id);
	form_put_was(q, o, expectation_form(x, m->expectation), sent);
	val_str(x, o, "typed", sent ? form_raw(q, "expectation") : m->expectation);
	val_str(x, o, "wrong", sent ? tree_wrong(q, "expectation") : STR_NULL);
	val_bool(x, o, "sent", sent);
	val_str(x, o, "name", m->name);
	val_str(x, o, "email", m->email);
	val_str(x, o, "expectation", m->expectation);
	val_int(x, o, "person", m->person_id.v);
	val_str(x, o, "role", str_of(role->key));
	val_str(x, o, "confirmed", date_is(m->confirmed) ? ui_date(x, m->confirmed) : STR_NULL);
	val_bool(x, o, "me", m->person_id.v == p->viewer.v);
}

/* How many they are and what was chosen, as the form sends it. Of the settings' own
 * list, which also knows what holds where nothing has been chosen. */
static struct val *settings_form(struct ctx *x, const struct programme *p, struct val *words)
{
	struct val *form = val_new_obj(x), *view = val_new_obj(x);
	tree_settings(x, p->method, p->choices, p->nchoices, view);
	val_fmt(x, form, "staff", "%" PRId64, p->row->staff);
	for (const struct val *s = val_get(view, S("settings"))->kids.first; s; s = s->next) {
		const char *key = str_z(x->arena, val_get_str(s, "key"));
		val_str(x, form, key, S(""));
		for (const struct val *o = val_get(s, S("options"))->kids.first; o; o = o->next) {
			if (!val_get_bool(o, "chosen"))
				continue;
			val_str(x, form, key, val_get_str(o, "value"));
			val_str(x, words, key, val_get_str(o, "label"));
		}
	}
	return form;
}

static void put_settings(struct req *q, const struct programme *p, struct val *view)
{
	struct ctx *x = q->x;
	form_put_was(q, val_sub(x, view, "settings_read"), settings_form(x, p, val_new_obj(x)), true);
	tree_settings(x, p->method, p->choices, p->nchoices, view);
	for (struct val *s = val_get(view, S("settings"))->kids.first; s; s = s->next) {
		const char *key = str_z(x->arena, val_get_str(s, "key"));
		val_str(x, s, "wrong", tree_wrong(q, key));
		for (struct val *o = val_get(s, S("options"))->kids.first; o; o = o->next)
			if (form_has(q, key))
				val_bool(x, o, "chosen", str_eq(form_raw(q, key), val_get_str(o, "value")));
	}
	val_str(x, view, "staff", form_has(q, "staff") ? form_raw(q, "staff") : str_fmt(x->arena, "%" PRId64, p->row->staff));
}

static struct val *words_form(struct ctx *x, const struct programme *p, struct str frame)
{
	struct val *form = val_new_obj(x);
	val_str(x, form, "title", p->row->title);
	val_str(x, form, "frame", frame);	/* one frame, the plan's: it is shown where priorities are made */
	val_str(x, form, "context", p->row->context);
	return form;
}

static enum rc people_page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	struct programme *p = access_programme(q);
	tree_head(x, p, "people", view);
	struct val *roles = val_list(x, view, "roles");
	for (unsigned i = 0; i < p->method->roles_count; i++) {
		const struct method_role *r = &p->method->roles[i];
		if (programme_is_staff_role(r->key))
			continue;
		struct val *o = val_obj(x, roles), *members = val_list(x, o, "members");
		val_str(x, o, "key", str_of(r->key));
		val_text(x, o, "title", r->max == 1 ? r->title : r->plural);
		val_text(x, o, "summary", r->summary);
		tree_markdown(x, o, "responsibility", r->responsibility);
		val_text(x, o, "suggestion", r->suggestion);
		val_text(x, o, "confirm", r->confirm);
		bool refused = form_has(q, "who") && str_eqz(form_raw(q, "role"), r->key);
		val_str(x, o, "typed", refused ? form_raw(q, "who") : S(""));
		val_bool(x, o, "full", r->max && programme_named(p, r->key) >= r->max);
		for (size_t k = 0; k < p->nmembers; k++)
			if (str_eqz(p->members[k].role, r->key))
				put_member(q, p, r, &p->members[k], members);
		val_bool(x, o, "open", refused || members->kids.count == 0);
	}
	put_settings(q, p, view);
	put_warnings(x, p, view);
	if (programme_steers(p) || p->manages)
		TRY(people_put_around(x, p->row->unit_id, view));
	else
		val_list(x, view, "candidates");
	val_int(x, view, "version", p->row->version);
	val_bool(x, view, "all_held", !programme_next(p));
	val_path(x, view, "action", "/programme/%" PRId64 "/people", p->id.v);
	struct str frame;
	TRY(plan_frame(x, p->row->plan_id, &frame));
	struct val *form = words_form(x, p, frame);
	val_put(x, view, "form", form);
	form_put_was(q, val_sub(x, view, "words_read"), form, true);
	return OK;
}

static enum rc people_done(struct req *q)
{
	reply_notice(q, "programme.saved");
	return redirect(q, "/programme/%" PRId64 "/people", access_programme(q)->id.v);
}

static enum rc add_member(struct req *q, struct val *view)
{
	enum { WHO_CHARS = 254 };	/* as long as an address may be */
	struct str role, who;
	person_id person;
	(void)view;
	TRY(form_line(q, "role", 1, 60, &role));
	TRY(form_line(q, "who", 1, WHO_CHARS, &who));
	TRY(people_find(q->x, access_programme(q)->row->unit_id, who, &person));
	TRY(programme_member_add(q->x, access_programme(q), person, role, form_checked(q, "confirmed")));
	return people_done(q);
}

static enum rc change_member(struct req *q, struct val *view)
{
	struct programme *p = access_programme(q);
	struct str role, expectation;
	int64_t person, changed;
	(void)view;
	TRY(form_line(q, "role", 1, 60, &role));
	TRY(form_int(q, "person", 1, INT64_MAX, &person));
	if (form_has(q, "drop")) {
		TRY(sql_member_drop(q->x, p->id, (person_id){ person }, role, &changed));
	} else {
		for (size_t i = 0; i < p->nmembers; i++)
			if (p->members[i].person_id.v == person && str_eq(p->members[i].role, role))
				TRY(form_meet(q, expectation_form(q->x, p->members[i].expectation), NULL));
		TRY(form_text(q, "expectation", 0, PROGRAMME_WORDS_CHARS, &expectation));
		TRY(sql_member_expect(q->x, p->id, (person_id){ person }, role, expectation, &changed));
	}
	return changed ? people_done(q) : NOT_FOUND;
}

static enum rc save_settings(struct req *q, struct val *view)
{
	struct programme *p = access_programme(q);
	struct val *words = val_new_obj(q->x);
	int64_t staff;
	(void)view;
	TRY(form_meet(q, settings_form(q->x, p, words), words));
	TRY(form_int(q, "staff", 0, PROGRAMME_STAFF_MAX, &staff));
	TRY(sql_programme_set_staff(q->x, p->id, staff, NULL));
	for (unsigned i = 0; i < p->method->settings_count; i++) {
		const struct method_setting *s = &p->method->settings[i];
		struct str is = form_raw(q, s->key);
		bool known = false;
		for (unsigned k = 0; k < s->options_count; k++)
			known |= str_eqz(is, s->options[k].key);
		if (!known)
			return fail(q->x, INVALID, s->key, "form.not_choice");
		TRY(sql_choice_set(q->x, p->id, str_of(s->key), is, NULL));
	}
	return people_done(q);
}

static enum rc save_words(struct req *q, struct val *view)
{
	struct programme *p = access_programme(q);
	struct str title, frame, context;
	int64_t version, changed;
	(void)view;
	TRY(plan_frame_held(q->x, p->row->plan_id, &frame));
	TRY(form_meet(q, words_form(q->x, p, frame), NULL));
	TRY(form_int_or(q, "version", 1, INT64_MAX, p->row->version, &version));
	TRY(form_line(q, "title", 1, PROGRAMME_TITLE_CHARS, &title));
	TRY(form_text(q, "frame", 0, PROGRAMME_WORDS_CHARS, &frame));
	TRY(form_text(q, "context", 0, PROGRAMME_WORDS_CHARS, &context));
	TRY(plan_set_frame(q->x, p->row->plan_id, frame));
	TRY(sql_programme_set_words(q->x, p->id, version, title, context, &changed));
	return changed ? people_done(q) : fail(q->x, CONFLICT, "_", "programme.changed_meanwhile");
}

static enum rc end(struct req *q, struct val *view)
{
	int64_t version;
	(void)view;
	TRY(form_int(q, "version", 1, INT64_MAX, &version));
	TRY(programme_close(q->x, access_programme(q), version, form_has(q, "cancel")));
	return people_done(q);
}

/* ---- who does what and when, on one page (S0.14) */

/* When, what, and the hours of each role: whoever has a figure takes part. One
 * table, so that it fits one sheet. */
static void paper_table(struct ctx *x, const struct programme *p, struct pdf *pdf)
{
	enum { BEFORE = 2 };	/* columns before those of the roles */
	unsigned roles = p->method->roles_count < PDF_COLS_MAX - BEFORE ? p->method->roles_count : PDF_COLS_MAX - BEFORE;
	size_t ncols = roles + BEFORE, n = 0;
	struct pdf_column *cols = ARENA_ARRAY(x->arena, ncols, struct pdf_column);
	struct str *cells = ARENA_ARRAY(x->arena, (p->nactivities + 1) * ncols, struct str);
	cols[0] = (struct pdf_column){ ui_text(x, "programme.when"), 2.2, false };
	cols[1] = (struct pdf_column){ ui_text(x, "programme.what"), 3.4, false };
	for (unsigned r = 0; r < roles; r++)
		cols[r + BEFORE] = (struct pdf_column){ text_in(p->method->roles[r].title, x->lang), 1.6, true };
	for (size_t i = 0; i < p->nactivities; i++) {
		const struct activity *a = &p->activities[i];
		cells[n++] = a->nsittings ? next_when(x, a) : ui_text(x, "programme.through_phase");
		cells[n++] = text_in(a->m->title, x->lang);
		for (unsigned r = 0; r < roles; r++) {
			int64_t m = method_activity_minutes(p->method, a->m, str_of(p->method->roles[r].key), p->choices, p->nchoices);
			cells[n++] = m ? tree_hours(x, m) : S("");
		}
	}
	cells[n++] = S("");
	cells[n++] = ui_text(x, "programme.each_in_all");
	for (unsigned r = 0; r < roles; r++)
		cells[n++] = tree_hours(x, hours_planned(p, &p->method->roles[r]));
	struct pdf_table t = { .cols = cols, .ncols = ncols, .cells = cells, .nrows = n / ncols };
	pdf_table(pdf, &t);
}

/* The paper fills these two in itself, page by page. */
static struct str page_words(struct ctx *x)
{
	struct val *args = val_new_obj(x);
	val_str(x, args, "n", S("{n}"));
	val_str(x, args, "m", S("{m}"));
	return ui_text_args(x, "programme.page_of", args);
}

static enum rc paper(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	struct programme *p = access_programme(q);
	struct str bytes;
	(void)view;
	struct str version = tree_said(x, "programme.as_of", "day", ui_date_long(x, ctx_today(x)));
	struct pdf_paper sheet = { .size = PAPER_A4, .lang = x->lang, .title = p->row->title, .subject = ui_text(x, "programme.paper_title"),
				   .footer = version, .page_text = page_words(x) };
	struct pdf *pdf = pdf_new(x, &sheet);
	pdf_eyebrow(pdf, str_fmt(x->arena, "%.*s · %.*s", STR_ARG(p->unit.name), STR_ARG(ui_text(x, "programme.paper_title"))));
	pdf_title(pdf, p->row->title);
	pdf_lead(pdf, tree_said(x, "programme.paper_lead", "hours", tree_hours(x, hours_total(p))));
	paper_table(x, p, pdf);
	TRY(pdf_finish(pdf, &bytes));
	return reply_file(q, "application/pdf", NULL, bytes);
}

const struct route programme_routes[] = {
	GET ("/programme/:id", overview, "programme/overview", MAY_READ_PROGRAMME),
	POST("/programme/:id/ticks", tick, "programme/overview", MAY_TAKE_PART),
	POST("/programme/:id/tasks/:task", own_task_act, "programme/overview", MAY_CARRY_OUT),
	GET ("/programme/:id/calendar", calendar, "programme/calendar", MAY_READ_PROGRAMME),
	GET ("/programme/:id/calendar.ics", calendar_file, NULL, MAY_READ_PROGRAMME),
	GET ("/programme/:id/hours", hours_page, "programme/hours", MAY_READ_PROGRAMME),
	POST("/programme/:id/hours", register_hours, "programme/hours", MAY_CARRY_OUT),
	POST("/programme/:id/hours/:hours/drop", drop_hours, "programme/hours", MAY_CARRY_OUT),
	GET ("/programme/:id/people", people_page, "programme/people", MAY_READ_PROGRAMME),
	POST("/programme/:id/people", add_member, "programme/people", MAY_DECIDE),
	POST("/programme/:id/people/change", change_member, "programme/people", MAY_DECIDE),
	POST("/programme/:id/people/settings", save_settings, "programme/people", MAY_DECIDE),
	POST("/programme/:id/people/words", save_words, "programme/people", MAY_DECIDE),
	POST("/programme/:id/people/end", end, "programme/people", MAY_DECIDE),
	GET ("/programme/:id/meeting/:activity/minutes", minutes_page, "programme/minutes", MAY_CARRY_OUT),
	POST("/programme/:id/meeting/:activity/minutes", minutes_send, "programme/minutes", MAY_CARRY_OUT),
	GET ("/programme/:id/overview.pdf", paper, NULL, MAY_READ_PROGRAMME),
	{ 0 },
};
