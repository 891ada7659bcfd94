/* action_web.c -- pages of one action: written and changed, its notes, stand,
 * working group and effect. */
#include "plan/plan_pages.h"
#include "plan/view.h"
#include "ui/ui.h"

/* The action of the path, which must be of this unit's plan: its number alone
 * opens nothing. */
static enum rc load_action(struct req *q, struct plan_all *p, const struct sql_actions **ret)
{
	int64_t id;
	TRY(req_id(q, "action", &id));
	TRY(plan_load(q->x, plan_unit_of(q), p));
	*ret = plan_find(p, (action_id){ id });
	return *ret ? OK : NOT_FOUND;
}

/* What was posted if the page comes back, else what is stored. */
static struct str plan_posted_or(struct req *q, const char *field, struct str stored)
{
	return form_has(q, field) ? form_raw(q, field) : stored;
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
	TRY(people_in_unit(x, plan_unit_of(q), false, 0, ctx_today(x), &a, &n));
	for (size_t i = 0; i < n; i++)
		put_owner(x, list, &a[i], chosen);
	TRY(people_trio(x, plan_unit_of(q), &a, &n));
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
	plan_put_options(q->x, view, "iglo_options", "iglo", levels, plan_posted_or(q, "iglo", a ? a->iglo : S("")), true);
	plan_put_options(q->x, view, "road_options", "road", roads, plan_posted_or(q, "road", a ? a->road : S("")), true);
	plan_put_options(q->x, view, "pace_options", "pace", paces, plan_posted_or(q, "pace", a ? a->pace : S("")), true);
	return owners(q, a ? a->owner_id : (person_id){ 0 }, plan_posted_or(q, "owner", owner), val_list(q->x, view, "owner_options"));
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

/* An action as its form sends it; words: what lists and dates are called. */
static struct val *words_form(struct ctx *x, const struct sql_actions *a, struct val *words)
{
	struct val *form = val_new_obj(x);
	put_form(x, a, form);
	val_str(x, form, "owner", a->owner_id.v ? str_fmt(x->arena, "%" PRId64, a->owner_id.v) : S(""));
	val_str(x, form, "iglo", a->iglo);
	val_str(x, form, "road", a->road);
	val_str(x, form, "pace", a->pace);
	val_str(x, words, "owner", a->owner_name);
	val_str(x, words, "iglo", plan_word(x, "iglo", a->iglo));
	val_str(x, words, "road", plan_word(x, "road", a->road));
	val_str(x, words, "pace", plan_word(x, "pace", a->pace));
	val_str(x, words, "starts", date_is(a->starts) ? ui_date_long(x, a->starts) : STR_NULL);
	val_str(x, words, "due", date_is(a->due) ? ui_date_long(x, a->due) : STR_NULL);
	return form;
}

static enum rc add_page(struct req *q, struct val *view)
{
	plan_head(q, view, "plan.add_action");
	put_form(q->x, NULL, val_sub(q->x, view, "form"));
	val_str(q->x, view, "action", plan_path(q, "/new"));
	return put_choices(q, NULL, view);
}

static enum rc edit_page(struct req *q, struct val *view)
{
	struct plan_all p;
	const struct sql_actions *a;
	TRY(load_action(q, &p, &a));
	plan_head(q, view, "plan.change_action");
	put_form(q->x, a, val_sub(q->x, view, "form"));
	plan_put_action(q->x, &p, a, S(""), val_sub(q->x, view, "now"));
	val_path(q->x, view, "action", "/unit/%" PRId64 "/plan/actions/%" PRId64 "/edit", plan_unit_of(q).v, a->id.v);
	form_put_was(q, view, words_form(q->x, a, val_new_obj(q->x)), true);
	return put_choices(q, a, view);
}

/* Who owns it so far: as stored, and the name as the page had read it. */
struct owner_read {
	person_id now;
	struct str name;
};

static enum rc read_owner(struct req *q, struct owner_read was, struct action_words *w)
{
	struct str id = str_trim(form_raw(q, "owner"));
	struct val *list = val_new_list(q->x);
	TRY(form_line(q, "owner_name", 0, 120, &w->owner_name));
	w->owner_id = (person_id){ 0 };
	if (id.n == 0)
		return OK;
	/* Of a name that stood there the list takes the place; of one that was written now,
	 * perhaps by somebody else, it does not. */
	if (w->owner_name.n && !str_eq(w->owner_name, was.name))
		return fail(q->x, INVALID, "owner_name", "plan.owner_twice");
	/* Only from the list: else any number would tell the name behind it. */
	TRY(owners(q, was.now, id, list));
	for (const struct val *o = list->kids.first; o; o = o->next) {
		if (!val_get_bool(o, "chosen"))
			continue;
		w->owner_name = val_get_str(o, "label");
		return str_to_int(id, 1, INT64_MAX, &w->owner_id.v) ? OK : fail(q->x, INVALID, "owner", "form.not_choice");
	}
	return fail(q->x, INVALID, "owner", "form.not_choice");
}

/* A deadline that is set today lies ahead; one that has passed may stay while
 * other things are changed. */
static enum rc check_due(struct req *q, struct date due, struct date stored)
{
	bool set_now = date_is(due) && due.day != stored.day;
	return set_now && due.day < ctx_today(q->x).day ? fail(q->x, INVALID, "due", "plan.due_past") : OK;
}

static enum rc read_words(struct req *q, struct owner_read owner, struct date due_now, struct action_words *w)
{
	*w = (struct action_words){ 0 };
	form_gather(q);
	TRY(form_line(q, "title", 1, PLAN_TITLE_CHARS, &w->title));
	TRY(form_text(q, "change", 0, PLAN_TEXT_CHARS, &w->change));
	TRY(form_text(q, "first_step", 0, PLAN_TEXT_CHARS, &w->first_step));
	TRY(form_text(q, "helpers", 0, PLAN_TEXT_CHARS, &w->helpers));
	TRY(form_text(q, "means", 0, PLAN_TEXT_CHARS, &w->means));
	TRY(form_text(q, "sign", 0, PLAN_TEXT_CHARS, &w->sign));
	TRY(form_date(q, "starts", false, &w->starts));
	TRY(form_date(q, "due", false, &w->due));
	TRY(form_keep(q, check_due(q, w->due, due_now)));
	TRY(plan_choice(q, "iglo", levels, &w->iglo));
	TRY(plan_choice(q, "road", roads, &w->road));
	TRY(plan_choice(q, "pace", paces, &w->pace));
	TRY(form_keep(q, read_owner(q, owner, w)));
	return form_done(q);
}

static enum rc add(struct req *q, struct val *view)
{
	struct action_words w;
	plan_id plan;
	action_id id;
	(void)view;
	TRY(read_words(q, (struct owner_read){ .name = S("") }, DATE_NONE, &w));
	TRY(plan_of_unit(q->x, plan_unit_of(q), &plan));
	TRY(plan_add_action(q->x, plan, &w, &id));
	return plan_back(q, "", "plan.added");
}

static enum rc back_to_action(struct req *q, action_id id, const char *notice)
{
	return plan_back(q, str_fmt(q->x->arena, "/actions/%" PRId64, id.v).p, notice);
}

static enum rc change(struct req *q, struct val *view)
{
	struct plan_all p;
	const struct sql_actions *a;
	struct action_words w;
	int64_t version;
	(void)view;
	struct val *words = val_new_obj(q->x);
	TRY(load_action(q, &p, &a));
	struct owner_read owner = { a->owner_id, form_was_told(q, "owner_name") ? form_raw(q, "was-owner_name") : a->owner_name };
	TRY(form_meet(q, words_form(q->x, a, words), words));
	TRY(form_int_or(q, "version", 1, INT64_MAX, a->version, &version));
	TRY(read_words(q, owner, a->due, &w));
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

static struct val *group_form(struct ctx *x, const struct sql_working_group *g, struct val *words)
{
	struct val *form = val_new_obj(x);
	bool dated = g && date_is(g->report_back);
	val_str(x, form, "task", g ? g->task : S(""));
	val_str(x, form, "members", g ? g->members : S(""));
	val_str(x, form, "report_back", dated ? date_iso(x->arena, g->report_back) : S(""));
	val_str(x, words, "report_back", dated ? ui_date_long(x, g->report_back) : STR_NULL);
	return form;
}

static struct val *effect_form(struct ctx *x, const struct sql_actions *a)
{
	struct val *form = val_new_obj(x);
	val_str(x, form, "effect", a->effect);
	return form;
}

static enum rc put_group(struct req *q, const struct sql_actions *a, struct val *view)
{
	struct sql_working_group *g;
	TRY(sql_working_group(q->x, a->id, &g));
	struct val *form = val_get(view, S("form")), *stands = group_form(q->x, g, val_new_obj(q->x));
	static const char *const fields[] = { "task", "members", "report_back" };
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		val_str(q->x, form, fields[i], val_get_str(stands, fields[i]));
	form_put_was(q, val_sub(q->x, view, "group_read"), stands, true);
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
	TRY(plan_viewer_of(q, &v));
	plan_head(q, view, "plan.title");
	val_str(q->x, view, "title", a->title);
	plan_put_action(q->x, &p, a, S(""), val_sub(q->x, view, "a"));
	put_origin(q->x, a, val_get(view, S("a")));
	struct val *form = val_sub(q->x, view, "form");
	val_str(q->x, form, "meeting", S(""));
	val_str(q->x, form, "text", S(""));
	val_str(q->x, form, "reason", a->stand_reason);
	val_str(q->x, form, "effect", a->effect);
	form_put_was(q, val_sub(q->x, view, "effect_read"), effect_form(q->x, a), true);
	val_bool(q->x, view, "may_edit", v.edits);
	val_bool(q->x, view, "may_stand", v.stands);
	bool follows = v.edits || (v.person.v && v.person.v == a->owner_id.v);
	val_bool(q->x, view, "may_note", follows);
	val_bool(q->x, view, "may_answer", follows && str_eqz(a->status, "done"));
	plan_put_options(q->x, view, "status_options", "status", plan_statuses, plan_posted_or(q, "status", a->status), false);
	plan_put_options(q->x, view, "stand_options", "stand", stands, plan_posted_or(q, "stand", a->stand), false);
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
	TRY(plan_choice(q, "status", plan_statuses, &status));
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
	TRY(form_meet(q, effect_form(q->x, a), NULL));
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
	return plan_back(q, "", "plan.stand_taken");
}

static enum rc group(struct req *q, struct val *view)
{
	struct plan_all p;
	const struct sql_actions *a;
	struct str task, members;
	struct date report_back;
	struct sql_working_group *g;
	struct val *words = val_new_obj(q->x);
	(void)view;
	TRY(load_action(q, &p, &a));
	TRY(sql_working_group(q->x, a->id, &g));
	TRY(form_meet(q, group_form(q->x, g, words), words));
	form_gather(q);
	TRY(form_text(q, "task", 1, PLAN_TEXT_CHARS, &task));
	TRY(form_text(q, "members", 1, PLAN_TEXT_CHARS, &members));
	TRY(form_date(q, "report_back", false, &report_back));
	TRY(form_done(q));
	TRY(plan_set_group(q->x, a->id, task, members, report_back));
	return back_to_action(q, a->id, "plan.saved");
}

const struct route plan_action_routes[] = {
	GET ("/unit/:unit/plan/new", add_page, "plan/add", MAY_EDIT_PLAN),
	POST("/unit/:unit/plan/new", add, "plan/add", MAY_EDIT_PLAN),
	GET ("/unit/:unit/plan/actions/:action", action_page, "plan/action", MAY_READ_PLAN),
	GET ("/unit/:unit/plan/actions/:action/edit", edit_page, "plan/edit", MAY_EDIT_PLAN),
	POST("/unit/:unit/plan/actions/:action/edit", change, "plan/edit", MAY_EDIT_PLAN),
	POST("/unit/:unit/plan/actions/:action/notes", note, "plan/action", MAY_FOLLOW_UP),
	POST("/unit/:unit/plan/actions/:action/effect", effect, "plan/action", MAY_FOLLOW_UP),
	POST("/unit/:unit/plan/actions/:action/stand", stand, "plan/action", MAY_TAKE_STAND),
	POST("/unit/:unit/plan/actions/:action/group", group, "plan/action", MAY_EDIT_PLAN),
	{ 0 },
};
