/* plan_web.c -- pages about the plan: read the form, ask plan.c, fill the view.
 * Who may what: see the permissions here; the routes stand at the foot. */
#include "plan/confirm.h"
#include "plan/view.h"
#include "render/table.h"
#include "ui/ui.h"

/* ---- permissions */

enum {
	ROLES_EDITING = ROLES_LEADERS | ROLE_BIT(ROLE_HR) | ROLE_BIT(ROLE_ADMINISTRATOR) | ROLE_BIT(ROLE_HELPER) | ROLE_BIT(ROLE_CONSULTANT),
	ROLES_STANDING = ROLE_BIT(ROLE_TOP_LEADER),
};

/* Whoever sees the unit, and the consultant of the organisation, who writes the
 * plan without seeing the unit's people. Leaves the unit for people_scope(). */
static enum rc reads(struct req *q)
{
	struct unit *path;
	size_t n;
	int64_t id;
	bool advises;
	enum rc rc = people_may_see_unit.check(q);
	if (rc != FORBIDDEN)
		return rc;
	TRY(req_id(q, "unit", &id));
	TRY(people_unit_path(q->x, (unit_id){ id }, &path, &n));
	TRY(people_holds_above(q->x, q->actor, path[0].id, ROLE_BIT(ROLE_CONSULTANT), &advises));
	q->scope = &path[0];
	return advises ? OK : FORBIDDEN;
}

static enum rc holds(struct req *q, unsigned roles)
{
	bool yes;
	TRY(reads(q));
	TRY(people_holds_above(q->x, q->actor, people_scope(q)->id, roles, &yes));
	return yes ? OK : FORBIDDEN;
}

static enum rc may_edit(struct req *q)
{
	return holds(q, ROLES_EDITING);
}

static enum rc may_take_stand(struct req *q)
{
	return holds(q, ROLES_STANDING);
}

/* The owner follows up as well as whoever edits the plan. */
static enum rc may_follow_up(struct req *q)
{
	int64_t id;
	struct sql_action *a;
	bool edits;
	TRY(reads(q));
	TRY(req_id(q, "action", &id));
	TRY(sql_action(q->x, (action_id){ id }, &a));
	if (a && a->owner_id.v && a->owner_id.v == q->actor->person.v)
		return OK;
	TRY(people_holds_above(q->x, q->actor, people_scope(q)->id, ROLES_EDITING, &edits));
	return edits ? OK : FORBIDDEN;
}

static const struct permission read_plan = { "whoever sees the unit, consultants above", reads, false };
static const struct permission edit_plan = { "leaders, helpers, consultant of the unit", may_edit, false };
static const struct permission take_stand = { "top leader", may_take_stand, false };
static const struct permission follow_up = { "editors of the plan, owner of the action", may_follow_up, false };
#define MAY_READ_PLAN (&read_plan)
#define MAY_FOLLOW_UP (&follow_up)
#define MAY_EDIT_PLAN (&edit_plan)
#define MAY_TAKE_STAND (&take_stand)

/* ---- what every handler begins with */

static unit_id unit_of(const struct req *q)
{
	return people_scope(q)->id;
}

static struct str plan_path(struct req *q, const char *tail)
{
	return str_fmt(q->x->arena, "/unit/%" PRId64 "/plan%s", unit_of(q).v, tail);
}

static enum rc back(struct req *q, const char *tail, const char *notice)
{
	if (notice)
		reply_notice(q, notice);
	return redirect_to(q, plan_path(q, tail));
}

static void head(struct req *q, struct val *view, const char *title)
{
	val_str(q->x, view, "title", ui_text(q->x, title));
	val_str(q->x, view, "unit_name", people_scope(q)->name);
	val_path(q->x, view, "plan_url", "/unit/%" PRId64 "/plan", unit_of(q).v);
}

/* The action of the path, which must be of this unit's plan: its number alone
 * opens nothing. */
static enum rc load_action(struct req *q, struct plan_all *p, const struct sql_actions **ret)
{
	int64_t id;
	TRY(req_id(q, "action", &id));
	TRY(plan_load(q->x, unit_of(q), p));
	*ret = plan_find(p, (action_id){ id });
	return *ret ? OK : NOT_FOUND;
}

static enum rc viewer(struct req *q, struct plan_viewer *ret)
{
	*ret = (struct plan_viewer){ 0 };
	if (!q->actor)
		return OK;
	ret->actor = q->actor;
	ret->person = q->actor->person;
	TRY(people_holds_above(q->x, q->actor, unit_of(q), ROLES_EDITING, &ret->edits));
	return people_holds_above(q->x, q->actor, unit_of(q), ROLES_STANDING, &ret->stands);
}

/* What was posted if the page comes back, else what is stored. */
static struct str posted_or(struct req *q, const char *field, struct str stored)
{
	return form_has(q, field) ? form_raw(q, field) : stored;
}

/* ---- the plan */

static bool is_below(const struct unit *path, size_t n, unit_id above)
{
	for (size_t i = 1; i < n; i++)
		if (path[i].id.v == above.v)
			return true;
	return false;
}

/* Whoever belongs to the whole organisation has a plan page that nobody writes
 * on: it shows the way to the plans of the workplaces, those first where
 * proposals wait for an answer. */
static enum rc put_plans_below(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	struct sql_plans_begun *plans;
	size_t n;
	struct val *list = val_list(x, view, "below");
	if (!q->actor)
		return OK;
	TRY(sql_plans_begun(x, &plans, &n));
	for (size_t i = 0; i < n; i++) {
		struct unit *path;
		size_t np;
		TRY(people_unit_path(x, plans[i].unit, &path, &np));
		enum rc rc = is_below(path, np, unit_of(q)) ? people_may(x, q->actor, SEE_UNIT, plans[i].unit) : FORBIDDEN;
		if (rc == FORBIDDEN)
			continue;
		TRY(rc);
		struct val *o = val_obj(x, list), *args = val_new_obj(x);
		val_str(x, o, "name", plans[i].name);
		val_path(x, o, "url", "/unit/%" PRId64 "/plan", plans[i].unit.v);
		val_int(x, args, "n", plans[i].actions);
		val_str(x, o, "words", ui_text_args(x, "plan.below_actions", args));
		val_int(x, args, "n", plans[i].unanswered);
		val_str(x, o, "unanswered", plans[i].unanswered ? ui_text_args(x, "plan.below_unanswered", args) : STR_NULL);
	}
	return OK;
}

static enum rc plan_page(struct req *q, struct val *view)
{
	struct plan_all p;
	struct plan_viewer v;
	TRY(plan_load(q->x, unit_of(q), &p));
	TRY(viewer(q, &v));
	head(q, view, "plan.title");
	TRY(plan_put_page(q->x, &p, &v, view));
	TRY(put_plans_below(q, view));
	val_bool(q->x, view, "elsewhere", p.n == 0 && val_get(view, S("below"))->kids.count);
	return OK;
}

static enum rc words_page(struct req *q, struct val *view)
{
	struct plan_all p;
	TRY(plan_load(q->x, unit_of(q), &p));
	head(q, view, "plan.words_title");
	struct val *form = val_sub(q->x, view, "form");
	val_str(q->x, form, "frame", p.plan ? p.plan->frame : S(""));
	val_str(q->x, form, "intro", p.plan ? p.plan->intro : S(""));
	return OK;
}

static enum rc save_words(struct req *q, struct val *view)
{
	enum { INTRO_CHARS = 300 };	/* a line or three at the top of the poster */
	struct str frame, intro;
	plan_id plan;
	(void)view;
	TRY(form_text(q, "frame", 0, PLAN_TEXT_CHARS, &frame));
	TRY(form_text(q, "intro", 0, INTRO_CHARS, &intro));
	TRY(plan_of_unit(q->x, unit_of(q), &plan));
	TRY(sql_plan_set_words(q->x, plan, frame, intro, NULL));
	return back(q, "", "plan.saved");
}

/* ---- writing an action */

static const char *const levels[] = { "individual", "group", "leader", "organisation", NULL };
static const char *const roads[] = { "resources", "load", NULL };
static const char *const paces[] = { "at_once", "working_group", NULL };

static void put_owner(struct ctx *x, struct val *list, const struct assignment *a, struct str chosen)
{
	struct str value = str_fmt(x->arena, "%" PRId64, a->person.v);
	for (const struct val *o = list->kids.first; o; o = o->next)
		if (str_eq(val_get_str(o, "value"), value))
			return;
	struct val *o = val_obj(x, list);
	val_str(x, o, "value", value);
	val_str(x, o, "label", a->name);
	val_bool(x, o, "chosen", str_eq(chosen, value));
}

/* Whoever may be an owner: everybody of the unit, its nearest leaders and
 * representatives, and whoever is it already. */
static enum rc owners(struct req *q, person_id now, struct str chosen, struct val *list)
{
	struct ctx *x = q->x;
	struct assignment *a;
	size_t n;
	struct val *nobody = val_obj(x, list);
	val_str(x, nobody, "value", S(""));
	val_str(x, nobody, "label", ui_text(x, "plan.owner_by_name"));
	val_bool(x, nobody, "chosen", chosen.n == 0);
	TRY(people_in_unit(x, unit_of(q), false, 0, ctx_today(x), &a, &n));
	for (size_t i = 0; i < n; i++)
		put_owner(x, list, &a[i], chosen);
	TRY(people_trio(x, unit_of(q), &a, &n));
	for (size_t i = 0; i < n; i++)
		put_owner(x, list, &a[i], chosen);
	if (now.v) {
		struct assignment left = { .person = now };
		TRY(people_name(x, now, &left.name));
		put_owner(x, list, &left, chosen);
	}
	return OK;
}

static enum rc put_choices(struct req *q, const struct sql_actions *a, struct val *view)
{
	struct str owner = a && a->owner_id.v ? str_fmt(q->x->arena, "%" PRId64, a->owner_id.v) : S("");
	plan_put_options(q->x, view, "iglo_options", "iglo", levels, posted_or(q, "iglo", a ? a->iglo : S("")), true);
	plan_put_options(q->x, view, "road_options", "road", roads, posted_or(q, "road", a ? a->road : S("")), true);
	plan_put_options(q->x, view, "pace_options", "pace", paces, posted_or(q, "pace", a ? a->pace : S("")), true);
	return owners(q, a ? a->owner_id : (person_id){ 0 }, posted_or(q, "owner", owner), val_list(q->x, view, "owner_options"));
}

static void put_form(struct ctx *x, const struct sql_actions *a, struct val *form)
{
	static const struct sql_actions blank = { .due = { INT32_MIN }, .starts = { INT32_MIN } };
	const struct sql_actions *w = a ? a : &blank;
	const struct {
		const char *name;
		struct str value;
	} fields[] = {
		{ "title", w->title }, { "change", w->change_text }, { "first_step", w->first_step },
		{ "owner_name", w->owner_id.v ? S("") : w->owner_name }, { "helpers", w->helpers }, { "means", w->means },
		{ "sign", w->sign }, { "starts", date_iso(x->arena, w->starts) }, { "due", date_iso(x->arena, w->due) },
	};
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		val_str(x, form, fields[i].name, fields[i].value.p ? fields[i].value : S(""));
}

static enum rc add_page(struct req *q, struct val *view)
{
	head(q, view, "plan.add_action");
	put_form(q->x, NULL, val_sub(q->x, view, "form"));
	val_str(q->x, view, "action", plan_path(q, "/new"));
	return put_choices(q, NULL, view);
}

static enum rc edit_page(struct req *q, struct val *view)
{
	struct plan_all p;
	const struct sql_actions *a;
	TRY(load_action(q, &p, &a));
	head(q, view, "plan.change_action");
	put_form(q->x, a, val_sub(q->x, view, "form"));
	plan_put_action(q->x, &p, a, S(""), val_sub(q->x, view, "now"));
	val_path(q->x, view, "action", "/unit/%" PRId64 "/plan/actions/%" PRId64 "/edit", unit_of(q).v, a->id.v);
	val_int(q->x, view, "version", a->version);
	/* Beside each other: what somebody else has stored, and what was typed here. */
	val_bool(q->x, view, "stale", form_has(q, "version") && !str_eq(form_raw(q, "version"), str_fmt(q->x->arena, "%" PRId64, a->version)));
	return put_choices(q, a, view);
}

/* The index of an optional choice; absent gives "". */
static enum rc choice(struct req *q, const char *field, const char *const names[], struct str *ret)
{
	int i;
	*ret = S("");
	if (str_trim(form_raw(q, field)).n == 0)
		return OK;
	TRY(form_choice(q, field, names, &i));
	*ret = str_of(names[i]);
	return OK;
}

static enum rc read_owner(struct req *q, person_id now, struct action_words *w)
{
	struct str id = str_trim(form_raw(q, "owner"));
	struct val *list = val_new_list(q->x);
	TRY(form_line(q, "owner_name", 0, 120, &w->owner_name));
	w->owner_id = (person_id){ 0 };
	if (id.n == 0)
		return OK;
	/* Only from the list: else any number would tell the name behind it. */
	TRY(owners(q, now, id, list));
	for (const struct val *o = list->kids.first; o; o = o->next) {
		if (!val_get_bool(o, "chosen"))
			continue;
		w->owner_name = val_get_str(o, "label");
		return str_to_int(id, 1, INT64_MAX, &w->owner_id.v) ? OK : fail(q->x, INVALID, "owner", "form.not_choice");
	}
	return fail(q->x, INVALID, "owner", "form.not_choice");
}

static enum rc read_words(struct req *q, person_id owner_now, struct action_words *w)
{
	*w = (struct action_words){ 0 };
	TRY(form_line(q, "title", 1, PLAN_TITLE_CHARS, &w->title));
	TRY(form_text(q, "change", 0, PLAN_TEXT_CHARS, &w->change));
	TRY(form_text(q, "first_step", 0, PLAN_TEXT_CHARS, &w->first_step));
	TRY(form_text(q, "helpers", 0, PLAN_TEXT_CHARS, &w->helpers));
	TRY(form_text(q, "means", 0, PLAN_TEXT_CHARS, &w->means));
	TRY(form_text(q, "sign", 0, PLAN_TEXT_CHARS, &w->sign));
	TRY(form_date(q, "starts", false, &w->starts));
	TRY(form_date(q, "due", false, &w->due));
	TRY(choice(q, "iglo", levels, &w->iglo));
	TRY(choice(q, "road", roads, &w->road));
	TRY(choice(q, "pace", paces, &w->pace));
	return read_owner(q, owner_now, w);
}

/* A deadline that is set today lies ahead; one that has passed may stay while
 * other things are changed. */
static enum rc check_due(struct req *q, struct date due, struct date stored)
{
	bool set_now = date_is(due) && due.day != stored.day;
	return set_now && due.day < ctx_today(q->x).day ? fail(q->x, INVALID, "due", "plan.due_past") : OK;
}

static enum rc add(struct req *q, struct val *view)
{
	struct action_words w;
	plan_id plan;
	action_id id;
	(void)view;
	TRY(read_words(q, (person_id){ 0 }, &w));
	TRY(check_due(q, w.due, DATE_NONE));
	TRY(plan_of_unit(q->x, unit_of(q), &plan));
	TRY(plan_add_action(q->x, plan, &w, &id));
	return back(q, "", "plan.added");
}

static enum rc back_to_action(struct req *q, action_id id, const char *notice)
{
	return back(q, str_fmt(q->x->arena, "/actions/%" PRId64, id.v).p, notice);
}

static enum rc change(struct req *q, struct val *view)
{
	struct plan_all p;
	const struct sql_actions *a;
	struct action_words w;
	int64_t version;
	(void)view;
	TRY(load_action(q, &p, &a));
	TRY(form_int(q, "version", 1, INT64_MAX, &version));
	TRY(read_words(q, a->owner_id, &w));
	TRY(check_due(q, w.due, a->due));
	TRY(plan_change_action(q->x, a->id, version, &w));
	return back_to_action(q, a->id, "plan.saved");
}

/* ---- one action: notes, stand, working group, effect */

static enum rc put_notes(struct req *q, const struct sql_actions *a, struct val *view)
{
	struct sql_notes *rows;
	size_t n;
	TRY(sql_notes(q->x, a->id, &rows, &n));
	struct val *list = val_list(q->x, view, "notes");
	for (size_t i = 0; i < n; i++) {
		struct val *o = val_obj(q->x, list);
		val_str(q->x, o, "day", ui_date(q->x, rows[i].day));
		val_str(q->x, o, "meeting", rows[i].meeting);
		val_str(q->x, o, "text", rows[i].text);
		val_str(q->x, o, "status_words", plan_word(q->x, "status", rows[i].status));
	}
	return OK;
}

static enum rc put_group(struct req *q, const struct sql_actions *a, struct val *view)
{
	struct sql_working_group *g;
	TRY(sql_working_group(q->x, a->id, &g));
	struct val *form = val_get(view, S("form"));
	val_str(q->x, form, "task", g ? g->task : S(""));
	val_str(q->x, form, "members", g ? g->members : S(""));
	val_str(q->x, form, "report_back", g ? date_iso(q->x->arena, g->report_back) : S(""));
	val_bool(q->x, view, "has_group", g != NULL);
	struct val *o = val_sub(q->x, view, "group");
	val_str(q->x, o, "task", g ? g->task : S(""));
	plan_put_lines(q->x, o, "member_list", g ? g->members : STR_NULL);
	val_str(q->x, o, "report_back_words", g && date_is(g->report_back) ? ui_date(q->x, g->report_back) : STR_NULL);
	return OK;
}

static const char *const stands[] = { "approved", "changed", "declined", NULL };

/* The page of what it came out of; that page decides who may read it. */
static void put_origin(struct ctx *x, const struct sql_actions *a, struct val *o)
{
	int64_t id;
	val_null(x, o, "origin_url");
	val_null(x, o, "origin_words");
	struct str number = a->origin, kind;
	if (!str_next(&number, '/', &kind) || !str_to_int(number, 1, INT64_MAX, &id))
		return;
	if (str_eqz(kind, "workshop")) {
		val_path(x, o, "origin_url", "/workshop/%" PRId64 "/outcome", id);
		val_str(x, o, "origin_words", ui_text(x, "plan.from_workshop"));
	} else if (str_eqz(kind, "programme")) {
		val_path(x, o, "origin_url", "/programme/%" PRId64, id);
		val_str(x, o, "origin_words", ui_text(x, "plan.from_programme"));
	}
}

static enum rc action_page(struct req *q, struct val *view)
{
	struct plan_all p;
	const struct sql_actions *a;
	struct plan_viewer v;
	TRY(load_action(q, &p, &a));
	TRY(viewer(q, &v));
	head(q, view, "plan.title");
	val_str(q->x, view, "title", a->title);
	plan_put_action(q->x, &p, a, S(""), val_sub(q->x, view, "a"));
	put_origin(q->x, a, val_get(view, S("a")));
	struct val *form = val_sub(q->x, view, "form");
	val_str(q->x, form, "meeting", S(""));
	val_str(q->x, form, "text", S(""));
	val_str(q->x, form, "reason", a->stand_reason);
	val_str(q->x, form, "effect", a->effect);
	val_bool(q->x, view, "may_edit", v.edits);
	val_bool(q->x, view, "may_stand", v.stands);
	bool follows = v.edits || (v.person.v && v.person.v == a->owner_id.v);
	val_bool(q->x, view, "may_note", follows);
	val_bool(q->x, view, "may_answer", follows && str_eqz(a->status, "done"));
	plan_put_options(q->x, view, "status_options", "status", plan_statuses, posted_or(q, "status", a->status), false);
	plan_put_options(q->x, view, "stand_options", "stand", stands, posted_or(q, "stand", a->stand), false);
	TRY(put_group(q, a, view));
	return put_notes(q, a, view);
}

static enum rc note(struct req *q, struct val *view)
{
	struct plan_all p;
	const struct sql_actions *a;
	struct str meeting, text, status;
	(void)view;
	TRY(load_action(q, &p, &a));
	TRY(form_line(q, "meeting", 0, PLAN_TITLE_CHARS, &meeting));
	TRY(form_text(q, "text", 0, PLAN_TEXT_CHARS, &text));
	TRY(choice(q, "status", plan_statuses, &status));
	TRY(plan_note(q->x, a->id, meeting, text, status));
	return back_to_action(q, a->id, "plan.noted");
}

static enum rc effect(struct req *q, struct val *view)
{
	struct plan_all p;
	const struct sql_actions *a;
	struct str text;
	(void)view;
	TRY(load_action(q, &p, &a));
	TRY(form_text(q, "effect", 1, PLAN_TEXT_CHARS, &text));
	TRY(plan_answer_effect(q->x, a->id, text));
	return back_to_action(q, a->id, "plan.saved");
}

static enum rc stand(struct req *q, struct val *view)
{
	struct plan_all p;
	const struct sql_actions *a;
	struct str reason;
	int64_t version;
	int i;
	(void)view;
	TRY(load_action(q, &p, &a));
	TRY(form_int(q, "version", 1, INT64_MAX, &version));
	TRY(form_choice(q, "stand", stands, &i));
	TRY(form_text(q, "reason", 0, PLAN_TEXT_CHARS, &reason));
	TRY(plan_take_stand(q->x, a->id, version, str_of(stands[i]), reason));
	return back(q, "", "plan.stand_taken");
}

static enum rc group(struct req *q, struct val *view)
{
	struct plan_all p;
	const struct sql_actions *a;
	struct str task, members;
	struct date report_back;
	(void)view;
	TRY(load_action(q, &p, &a));
	TRY(form_text(q, "task", 1, PLAN_TEXT_CHARS, &task));
	TRY(form_text(q, "members", 1, PLAN_TEXT_CHARS, &members));
	TRY(form_date(q, "report_back", false, &report_back));
	TRY(plan_set_group(q->x, a->id, task, members, report_back));
	return back_to_action(q, a->id, "plan.saved");
}

/* ---- what is going on already */

static enum rc running_page(struct req *q, struct val *view)
{
	head(q, view, "plan.running_title");
	struct val *form = val_sub(q->x, view, "form");
	val_str(q->x, form, "title", S(""));
	val_str(q->x, form, "owner", S(""));
	val_str(q->x, form, "period", S(""));
	val_str(q->x, form, "note", S(""));
	val_str(q->x, view, "running_url", plan_path(q, "/running"));
	return plan_put_running(q->x, unit_of(q), view);
}

static enum rc add_running(struct req *q, struct val *view)
{
	struct str title, owner, period, text;
	running_activity_id id;
	(void)view;
	TRY(form_line(q, "title", 1, PLAN_TITLE_CHARS, &title));
	TRY(form_line(q, "owner", 0, PLAN_TITLE_CHARS, &owner));
	TRY(form_line(q, "period", 0, PLAN_TITLE_CHARS, &period));
	TRY(form_text(q, "note", 0, PLAN_TEXT_CHARS, &text));
	TRY(sql_running_activity_add(q->x, unit_of(q), title, owner, period, text, &id));
	return back(q, "/running", "plan.saved");
}

static enum rc running_of_unit(struct req *q, int64_t id)
{
	struct sql_running_activity_unit *row;
	TRY(sql_running_activity_unit(q->x, (running_activity_id){ id }, &row));
	return row && row->unit_id.v == unit_of(q).v ? OK : NOT_FOUND;
}

static enum rc end_running(struct req *q, struct val *view)
{
	int64_t id;
	(void)view;
	TRY(req_id(q, "running", &id));
	TRY(running_of_unit(q, id));
	TRY(sql_running_activity_end(q->x, (running_activity_id){ id }, NULL));
	return back(q, "/running", "plan.saved");
}

/* ---- overlap */

static enum rc overlap_page(struct req *q, struct val *view)
{
	struct plan_all p;
	TRY(plan_load(q->x, unit_of(q), &p));
	head(q, view, "plan.overlap_title");
	struct val *form = val_sub(q->x, view, "form");
	val_str(q->x, form, "answer", S(""));
	val_str(q->x, form, "anchoring", S(""));
	return plan_put_overlap(q->x, &p, view);
}

/* One action against all that runs: verdict_ID and note_ID for each. */
static enum rc judge(struct req *q, struct val *view)
{
	static const char *const verdicts[] = { "none", "together", "conflict", NULL };
	struct plan_all p;
	struct sql_running_activities *r;
	size_t n;
	int64_t action;
	(void)view;
	TRY(form_int(q, "action", 1, INT64_MAX, &action));
	TRY(plan_load(q->x, unit_of(q), &p));
	if (!plan_find(&p, (action_id){ action }))
		return NOT_FOUND;
	TRY(sql_running_activities(q->x, unit_of(q), &r, &n));
	for (size_t i = 0; i < n; i++) {
		const char *field = str_fmt(q->x->arena, "verdict_%" PRId64, r[i].id.v).p;
		struct str verdict, text;
		TRY(choice(q, field, verdicts, &verdict));
		TRY(form_line(q, str_fmt(q->x->arena, "note_%" PRId64, r[i].id.v).p, 0, PLAN_TEXT_CHARS, &text));
		if (verdict.n)
			TRY(sql_overlap_set(q->x, (action_id){ action }, r[i].id, verdict, text, NULL));
	}
	return back(q, "/overlap", "plan.saved");
}

static enum rc answer_overlap(struct req *q, struct val *view)
{
	struct str answer, anchoring;
	plan_id plan;
	(void)view;
	TRY(form_text(q, "answer", 1, PLAN_TEXT_CHARS, &answer));
	TRY(form_text(q, "anchoring", 1, PLAN_TEXT_CHARS, &anchoring));
	TRY(plan_of_unit(q->x, unit_of(q), &plan));
	TRY(plan_overlap_answer(q->x, plan, S("plan"), S(""), answer, anchoring));
	return back(q, "", "plan.saved");
}

/* ---- publishing, versions, paper */

static enum rc publish_page(struct req *q, struct val *view)
{
	struct plan_all p;
	TRY(plan_load(q->x, unit_of(q), &p));
	head(q, view, "plan.publish_title");
	val_str(q->x, val_sub(q->x, view, "form"), "why", S(""));
	return plan_put_missing(q->x, &p, view);
}

static enum rc publish(struct req *q, struct val *view)
{
	struct str why;
	plan_id plan;
	int64_t number, seen;
	struct sql_plan *p;
	(void)view;
	TRY(form_line(q, "why", 1, PLAN_TITLE_CHARS, &why));
	TRY(form_int(q, "version", 0, INT64_MAX, &seen));
	TRY(plan_of_unit(q->x, unit_of(q), &plan));
	TRY(sql_plan(q->x, plan, &p));
	if (p->version != seen)
		return fail(q->x, CONFLICT, "_", "plan.published_meanwhile");
	TRY(plan_publish(q->x, plan, why, &number));
	return back(q, "#versions", "plan.is_published");
}

/* What would be sent, to whom, word for word; nothing leaves before "Send". */
static enum rc send_page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	struct plan_all p;
	struct fair_copy *c;
	struct sql_version *row;
	size_t n;
	TRY(plan_load(x, unit_of(q), &p));
	/* Whoever comes from a checklist learns what is missing first. */
	if (!p.plan || p.plan->version == 0)
		return back(q, "/publish", NULL);
	TRY(plan_fair_copies(x, p.plan, req_base_url(q), &c, &n));
	TRY(sql_version(x, p.plan->id, p.plan->version, &row));
	head(q, view, "plan.send_title");
	struct val *letters = val_list(x, view, "letters");
	bool reachable = false;
	for (size_t i = 0; i < n; i++) {
		struct val *o = val_obj(x, letters);
		val_str(x, o, "name", c[i].to.name);
		val_str(x, o, "email", c[i].to.email);
		val_str(x, o, "subject", c[i].subject);
		val_str(x, o, "text", c[i].text);
		reachable |= c[i].to.email.n > 0;
	}
	val_bool(x, view, "reachable", reachable);
	val_int(x, view, "version", p.plan->version);
	val_str(x, view, "sent_day", row && date_is(row->sent) ? ui_date_long(x, row->sent) : STR_NULL);
	val_str(x, view, "action", plan_path(q, "/send"));
	return OK;
}

static enum rc send_fair_copy(struct req *q, struct val *view)
{
	struct plan_all p;
	int64_t seen;
	size_t sent;
	(void)view;
	TRY(form_int(q, "version", 1, INT64_MAX, &seen));
	TRY(plan_load(q->x, unit_of(q), &p));
	if (!p.plan || p.plan->version == 0)
		return NOT_FOUND;
	TRY(plan_send_fair_copy(q->x, p.plan, seen, req_base_url(q), &sent));
	return back(q, "#versions", "plan.is_sent");
}

static enum rc version_page(struct req *q, struct val *view)
{
	struct plan_all p;
	int64_t number;
	TRY(req_id(q, "number", &number));
	TRY(plan_load(q->x, unit_of(q), &p));
	head(q, view, "plan.version_title");
	return plan_put_version(q->x, &p, number, view);
}

static enum rc taken_down(struct req *q, struct val *view)
{
	struct plan_all p;
	int64_t number, changed;
	(void)view;
	TRY(req_id(q, "number", &number));
	TRY(plan_load(q->x, unit_of(q), &p));
	if (!p.plan || number >= p.plan->version)	/* the poster that holds stays up */
		return NOT_FOUND;
	TRY(sql_version_take_down(q->x, p.plan->id, number, &changed));
	return changed ? back(q, "#versions", "plan.saved") : NOT_FOUND;
}

static enum rc paper_size(struct req *q, enum paper_size *ret)
{
	struct str size = req_param(q, "size");
	*ret = str_eqz(size, "a3") ? PAPER_A3 : PAPER_A4;
	return str_eqz(size, "a3") || str_eqz(size, "a4") ? OK : NOT_FOUND;
}

static enum rc poster(struct req *q, struct val *view)
{
	struct plan_all p;
	enum paper_size size;
	struct str pdf;
	(void)view;
	TRY(paper_size(q, &size));
	TRY(plan_load(q->x, unit_of(q), &p));
	if (!p.plan)
		return NOT_FOUND;
	TRY(plan_poster(q->x, p.plan, p.plan->version, req_base_url(q), size, &pdf));
	return reply_file(q, "application/pdf", NULL, pdf);
}

static enum rc agreements_poster(struct req *q, struct val *view)
{
	struct plan_all p;
	enum paper_size size;
	struct str pdf;
	(void)view;
	TRY(paper_size(q, &size));
	TRY(plan_load(q->x, unit_of(q), &p));
	if (!p.plan)
		return NOT_FOUND;
	TRY(plan_agreements_poster(q->x, p.plan, req_base_url(q), size, &pdf));
	return reply_file(q, "application/pdf", NULL, pdf);
}

/* "handlingsplan.csv", in the reader's language. */
static const char *filename(struct req *q, const char *ending)
{
	return str_fmt(q->x->arena, "%.*s.%s", STR_ARG(ui_text(q->x, "plan.filename")), ending).p;
}

static enum rc export(struct req *q, struct val *view)
{
	struct table t;
	struct str bytes, format = req_param(q, "format");
	bool csv = str_eqz(format, "csv");
	(void)view;
	if (!csv && !str_eqz(format, "xlsx"))
		return NOT_FOUND;
	TRY(plan_table(q->x, unit_of(q), &t));
	if (csv) {
		TRY(csv_write(q->x, &t, &bytes));
		return reply_file(q, "text/csv; charset=utf-8", filename(q, "csv"), bytes);
	}
	TRY(xlsx_write(q->x, t.name, &t, 1, &bytes));
	return reply_file(q, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", filename(q, "xlsx"), bytes);
}

/* ---- the page behind the code on the poster: no sign-in, nothing but what hangs there */

static enum rc living_page(struct req *q, struct val *view)
{
	struct sql_plan_by_secret *row;
	struct plan_all p;
	struct unit unit;
	int64_t seen = 0;
	TRY(sql_plan_by_secret(q->x, req_param(q, "secret"), &row));
	if (!row)
		return NOT_FOUND;
	TRY(plan_load(q->x, row->unit_id, &p));
	TRY(people_unit(q->x, row->unit_id, &unit));
	if (!str_to_int(req_query(q, "v"), 1, INT64_MAX, &seen))
		seen = 0;
	reply_header(q, "X-Robots-Tag", S("noindex"));
	val_str(q->x, view, "title", ui_text(q->x, "plan.poster_title"));
	return plan_put_living(q->x, &p, unit.name, seen, view);
}

/* ---- agreements */

static void put_agreement_form(struct req *q, const struct sql_agreement *g, struct val *view)
{
	enum { YEAR = 12 };
	struct val *form = val_sub(q->x, view, "form");
	val_str(q->x, form, "title", g ? g->title : S(""));
	val_str(q->x, form, "between", g ? g->between_whom : S(""));
	val_str(q->x, form, "responsible", g ? g->responsible : S(""));
	val_str(q->x, form, "time", g ? g->time_set_aside : S(""));
	val_str(q->x, form, "how", g ? g->how : S(""));
	val_fmt(q->x, form, "months", "%" PRId64, g ? g->remind_every_months : YEAR);
	val_bool(q->x, view, "both", form_checked(q, "both"));
	val_null(q->x, view, "parties");
}

/* Which parties it has now: the two sides are a box to tick, others are named. */
static enum rc put_parties(struct req *q, agreement_id id, struct val *view)
{
	struct str list, one, words = S("");
	TRY(confirm_parties(q->x, plan_agreement_about(q->x, id), &list));
	if (list.n == 0 || str_eqz(list, "leader employees")) {
		val_bool(q->x, view, "both", q->method == HTTP_POST ? form_checked(q, "both") : list.n > 0);
		return OK;
	}
	while (str_next(&list, ' ', &one))
		words = str_fmt(q->x->arena, "%.*s%s%.*s", STR_ARG(words), words.n ? ", " : "", STR_ARG(plan_word(q->x, "party", one)));
	val_str(q->x, view, "parties", words);
	return OK;
}

static enum rc agreements_page(struct req *q, struct val *view)
{
	struct plan_all p;
	struct plan_viewer v;
	TRY(plan_load(q->x, unit_of(q), &p));
	TRY(viewer(q, &v));
	head(q, view, "plan.habits_title");
	put_agreement_form(q, NULL, view);
	val_bool(q->x, view, "may_edit", v.edits);
	val_str(q->x, view, "action", plan_path(q, "/agreements"));
	val_str(q->x, view, "habits_url", plan_path(q, "/agreements/a4"));
	val_str(q->x, view, "habits_a3_url", plan_path(q, "/agreements/a3"));
	return plan_put_agreements(q->x, &p, q->actor, view);
}

static enum rc read_agreement(struct req *q, struct plan_agreement *a)
{
	*a = (struct plan_agreement){ 0 };
	TRY(form_line(q, "title", 1, PLAN_TITLE_CHARS, &a->title));
	TRY(form_line(q, "between", 0, PLAN_TITLE_CHARS, &a->between));
	TRY(form_line(q, "responsible", 1, PLAN_TITLE_CHARS, &a->responsible));
	TRY(form_line(q, "time", 0, PLAN_TITLE_CHARS, &a->time));
	TRY(form_text(q, "how", 0, PLAN_TEXT_CHARS, &a->how));
	if (form_checked(q, "both")) {
		static const char *const both[] = { "leader", "employees" };
		a->parties = both;
		a->nparties = sizeof both / sizeof *both;
		a->asked_by = q->actor->person;
		a->base_url = req_base_url(q);
	}
	return form_int_or(q, "months", 0, PLAN_REMIND_MONTHS_MAX, 0, &a->remind_every_months);
}

/* An agreement that a method asked other parties about keeps them when it is changed. */
static enum rc keep_parties(struct req *q, agreement_id id, struct plan_agreement *a)
{
	struct str list, one;
	TRY(confirm_parties(q->x, plan_agreement_about(q->x, id), &list));
	if (!form_has(q, "parties") || a->nparties || list.n == 0)
		return OK;
	const char **keys = ARENA_ARRAY(q->x->arena, CONFIRM_PARTIES_MAX, const char *);
	while (a->nparties < CONFIRM_PARTIES_MAX && str_next(&list, ' ', &one))
		keys[a->nparties++] = str_z(q->x->arena, one);
	a->parties = keys;
	a->asked_by = q->actor->person;
	a->base_url = req_base_url(q);
	return OK;
}

static enum rc agree(struct req *q, struct val *view)
{
	struct plan_agreement a;
	agreement_id id;
	plan_id plan;
	(void)view;
	TRY(read_agreement(q, &a));
	TRY(plan_of_unit(q->x, unit_of(q), &plan));
	TRY(plan_agree(q->x, plan, &a, &id));
	return back(q, "/agreements", "plan.saved");
}

static enum rc load_agreement(struct req *q, struct sql_agreement **ret)
{
	struct sql_plan_of_unit *plan;
	int64_t id;
	TRY(req_id(q, "agreement", &id));
	TRY(sql_plan_of_unit(q->x, unit_of(q), &plan));
	TRY(sql_agreement(q->x, (agreement_id){ id }, ret));
	return *ret && plan && (*ret)->plan_id.v == plan->id.v ? OK : NOT_FOUND;
}

static enum rc agreement_page(struct req *q, struct val *view)
{
	struct sql_agreement *g;
	TRY(load_agreement(q, &g));
	head(q, view, "plan.change_agreement");
	put_agreement_form(q, g, view);
	val_int(q->x, view, "version", g->version);
	val_path(q->x, view, "action", "/unit/%" PRId64 "/plan/agreements/%" PRId64 "/edit", unit_of(q).v, g->id.v);
	return put_parties(q, g->id, view);
}

static enum rc change_agreement(struct req *q, struct val *view)
{
	struct sql_agreement *g;
	struct plan_agreement a;
	int64_t version;
	(void)view;
	TRY(load_agreement(q, &g));
	TRY(form_int(q, "version", 1, INT64_MAX, &version));
	TRY(read_agreement(q, &a));
	TRY(keep_parties(q, g->id, &a));
	TRY(plan_change_agreement(q->x, g->id, version, &a));
	return back(q, "/agreements", "plan.saved");
}

static enum rc confirm(struct req *q, struct val *view)
{
	struct sql_agreement *g;
	struct str party;
	int64_t version;
	bool whole;
	(void)view;
	TRY(load_agreement(q, &g));
	TRY(form_line(q, "party", 1, 60, &party));
	TRY(form_int(q, "version", 1, INT64_MAX, &version));
	if (g->ended)
		return NOT_FOUND;
	TRY(confirm_give(q->x, q->actor, plan_agreement_about(q->x, g->id), party, version, &whole));
	return back(q, "/agreements", whole ? "plan.confirmed_whole" : "plan.confirmed_now");
}

static enum rc end_agreement(struct req *q, struct val *view)
{
	struct sql_agreement *g;
	(void)view;
	TRY(load_agreement(q, &g));
	TRY(sql_agreement_end(q->x, g->id, NULL));
	return back(q, "/agreements", "plan.saved");
}

const struct route plan_routes[] = {
	GET ("/unit/:unit/plan", plan_page, "plan/plan", MAY_READ_PLAN),
	GET ("/unit/:unit/plan/words", words_page, "plan/words", MAY_EDIT_PLAN),
	POST("/unit/:unit/plan/words", save_words, "plan/words", MAY_EDIT_PLAN),
	GET ("/unit/:unit/plan/new", add_page, "plan/add", MAY_EDIT_PLAN),
	POST("/unit/:unit/plan/new", add, "plan/add", MAY_EDIT_PLAN),
	GET ("/unit/:unit/plan/actions/:action", action_page, "plan/action", MAY_READ_PLAN),
	GET ("/unit/:unit/plan/actions/:action/edit", edit_page, "plan/edit", MAY_EDIT_PLAN),
	POST("/unit/:unit/plan/actions/:action/edit", change, "plan/edit", MAY_EDIT_PLAN),
	POST("/unit/:unit/plan/actions/:action/notes", note, "plan/action", MAY_FOLLOW_UP),
	POST("/unit/:unit/plan/actions/:action/effect", effect, "plan/action", MAY_FOLLOW_UP),
	POST("/unit/:unit/plan/actions/:action/stand", stand, "plan/action", MAY_TAKE_STAND),
	POST("/unit/:unit/plan/actions/:action/group", group, "plan/action", MAY_EDIT_PLAN),
	GET ("/unit/:unit/plan/running", running_page, "plan/running", MAY_EDIT_PLAN),
	POST("/unit/:unit/plan/running", add_running, "plan/running", MAY_EDIT_PLAN),
	POST("/unit/:unit/plan/running/:running/end", end_running, "plan/running", MAY_EDIT_PLAN),
	GET ("/unit/:unit/plan/overlap", overlap_page, "plan/overlap", MAY_EDIT_PLAN),
	POST("/unit/:unit/plan/overlap", judge, "plan/overlap", MAY_EDIT_PLAN),
	POST("/unit/:unit/plan/overlap/answer", answer_overlap, "plan/overlap", MAY_EDIT_PLAN),
	GET ("/unit/:unit/plan/publish", publish_page, "plan/publish", MAY_EDIT_PLAN),
	POST("/unit/:unit/plan/publish", publish, "plan/publish", MAY_EDIT_PLAN),
	GET ("/unit/:unit/plan/send", send_page, "plan/send", MAY_EDIT_PLAN),
	POST("/unit/:unit/plan/send", send_fair_copy, "plan/send", MAY_EDIT_PLAN),
	GET ("/unit/:unit/plan/versions/:number", version_page, "plan/version", MAY_READ_PLAN),
	POST("/unit/:unit/plan/versions/:number/down", taken_down, "plan/plan", MAY_EDIT_PLAN),
	GET ("/unit/:unit/plan/poster/:size", poster, NULL, MAY_READ_PLAN),
	GET ("/unit/:unit/plan/export/:format", export, NULL, MAY_READ_PLAN),
	GET ("/unit/:unit/plan/agreements", agreements_page, "plan/agreements", MAY_READ_PLAN),
	POST("/unit/:unit/plan/agreements", agree, "plan/agreements", MAY_EDIT_PLAN),
	GET ("/unit/:unit/plan/agreements/:size", agreements_poster, NULL, MAY_READ_PLAN),
	GET ("/unit/:unit/plan/agreements/:agreement/edit", agreement_page, "plan/agreement", MAY_EDIT_PLAN),
	POST("/unit/:unit/plan/agreements/:agreement/edit", change_agreement, "plan/agreement", MAY_EDIT_PLAN),
	POST("/unit/:unit/plan/agreements/:agreement/confirm", confirm, "plan/agreements", MAY_READ_PLAN),
	POST("/unit/:unit/plan/agreements/:agreement/end", end_agreement, "plan/agreements", MAY_EDIT_PLAN),
	GET ("/plan/:secret", living_page, "plan/living", PUBLIC),
	{ 0 },
};
