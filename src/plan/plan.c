/* plan.c -- the rules of the action plan. No HTTP, no SQL text, no HTML. */
#include "plan/confirm.h"
#include "plan/plan_inside.h"
#include "ui/ui.h"
#include "render/render.h"
#include "core/random.h"

enum {
	SECRET_BYTES = 16,		/* 128 bits: a link nobody guesses */
	SNAPSHOT_MAX = 8 << 20,		/* PLAN_ACTIONS_MAX actions of at most 2,500 characters, quoted */
};

enum rc plan_of_unit(struct ctx *x, unit_id unit, plan_id *ret)
{
	struct sql_plan_of_unit *row;
	TRY(sql_plan_of_unit(x, unit, &row));
	if (row) {
		*ret = row->id;
		return OK;
	}
	return sql_plan_add(x, unit, random_token(x->arena, SECRET_BYTES), ret);
}

static struct str or_empty(struct str s)
{
	return s.p ? s : S("");
}

enum rc plan_frame(struct ctx *x, plan_id plan, struct str *ret)
{
	struct sql_plan *p;
	TRY(sql_plan(x, plan, &p));
	*ret = p ? p->frame : S("");
	return OK;
}

enum rc plan_frame_held(struct ctx *x, plan_id plan, struct str *ret)
{
	struct sql_plan_hold held;
	TRY(sql_plan_hold(x, plan, &held));
	*ret = held.frame;
	return OK;
}

enum rc plan_set_frame(struct ctx *x, plan_id plan, struct str frame)
{
	struct sql_plan *p;
	TRY(sql_plan(x, plan, &p));
	if (!p)
		return NOT_FOUND;
	if (str_chars(frame) > PLAN_TEXT_CHARS)
		return fail_int(x, INVALID, "frame", "form.too_long", "max", PLAN_TEXT_CHARS);
	return sql_plan_set_words(x, plan, frame, p->intro, NULL);
}

static enum rc check_room(struct ctx *x, plan_id plan)
{
	int64_t n;
	TRY(sql_action_count(x, plan, &n));
	return n < PLAN_ACTIONS_MAX ? OK : fail_int(x, INVALID, "_", "plan.too_many", "max", PLAN_ACTIONS_MAX);
}

enum rc plan_propose(struct ctx *x, plan_id plan, const struct plan_proposal *p, action_id *ret, bool *ret_new)
{
	struct sql_action_by_source *known = NULL;
	if (p->source.n)
		TRY(sql_action_by_source(x, plan, p->source, &known));
	if (known) {
		*ret = known->id;
		*ret_new = false;
		return OK;
	}
	TRY(check_room(x, plan));
	if (str_trim(p->title).n == 0)
		return fail(x, INVALID, "title", "form.required");
	*ret_new = true;
	return sql_action_add(x, plan, str_head_chars(p->title, PLAN_TITLE_CHARS), or_empty(p->change), or_empty(p->first_step),
			      (person_id){ 0 }, or_empty(p->owner), S(""), or_empty(p->means), or_empty(p->sign), DATE_NONE, p->due,
			      S("proposed"), or_empty(p->iglo), or_empty(p->road), S(""), or_empty(p->realism),
			      or_empty(p->realism_reason), or_empty(p->origin), or_empty(p->source), or_empty(p->problem),
			      or_empty(p->dream), or_empty(p->heading), ret);
}

/* ---- written by hand, and changed ------------------------------------------- */

static bool in_table(struct str s, const char *const table[])
{
	for (size_t i = 0; table[i]; i++)
		if (str_eqz(s, table[i]))
			return true;
	return false;
}

static enum rc check_words(struct ctx *x, const struct action_words *w)
{
	static const char *const levels[] = { "", "individual", "group", "leader", "organisation", NULL };
	static const char *const roads[] = { "", "resources", "load", NULL };
	static const char *const paces[] = { "", "at_once", "working_group", NULL };
	if (str_trim(w->title).n == 0)
		return fail(x, INVALID, "title", "form.required");
	if (str_chars(w->title) > PLAN_TITLE_CHARS)
		return fail_int(x, INVALID, "title", "form.too_long", "max", PLAN_TITLE_CHARS);
	if (!in_table(w->iglo, levels))
		return fail(x, INVALID, "iglo", "form.not_choice");
	if (!in_table(w->road, roads))
		return fail(x, INVALID, "road", "form.not_choice");
	if (!in_table(w->pace, paces))
		return fail(x, INVALID, "pace", "form.not_choice");
	if (date_is(w->starts) && date_is(w->due) && w->due.day < w->starts.day)
		return fail(x, INVALID, "due", "plan.due_before_start");
	return OK;
}

enum rc plan_add_action(struct ctx *x, plan_id plan, const struct action_words *w, action_id *ret)
{
	TRY(check_words(x, w));
	TRY(check_room(x, plan));
	/* Whoever writes it down by hand has decided it: no proposal, no stand needed. */
	return sql_action_add(x, plan, w->title, w->change, w->first_step, w->owner_id, w->owner_name, w->helpers, w->means,
			      w->sign, w->starts, w->due, S("planned"), w->iglo, w->road, w->pace, S(""), S(""), S(""), S(""),
			      S(""), S(""), S(""), ret);
}

enum rc plan_change_action(struct ctx *x, action_id id, int64_t version, const struct action_words *w)
{
	int64_t changed;
	TRY(check_words(x, w));
	TRY(sql_action_set(x, id, version, w->title, w->change, w->first_step, w->owner_id, w->owner_name, w->helpers, w->means,
			   w->sign, w->starts, w->due, w->iglo, w->road, w->pace, &changed));
	return changed ? OK : fail(x, CONFLICT, "_", "plan.changed_meanwhile");
}

/* ---- where an action stands ------------------------------------------------ */

bool plan_is_open(struct str status)
{
	return str_eqz(status, "planned") || str_eqz(status, "running");
}

bool plan_is_overdue(const struct ctx *x, struct str status, struct str stand, struct date due)
{
	return plan_is_open(status) && !str_eqz(stand, "declined") && date_is(due) && due.day < ctx_today(x).day;
}

bool plan_is_soon(const struct ctx *x, struct str status, struct date due)
{
	int today = ctx_today(x).day;
	return plan_is_open(status) && date_is(due) && due.day >= today && due.day <= today + PLAN_DUE_SOON_DAYS;
}

/* What keeps an action from being published; NULL when nothing does. */
const char *plan_lacks(const struct sql_actions *a)
{
	if (str_eqz(a->stand, "declined") || str_eqz(a->status, "stopped") || str_eqz(a->status, "done"))
		return NULL;
	if (a->owner_name.n == 0)
		return "plan.lacks_owner";
	if (a->first_step.n == 0)
		return "plan.lacks_first_step";
	if (!date_is(a->due))
		return "plan.lacks_due";
	return NULL;
}

bool plan_lacks_stand(const struct sql_actions *a)
{
	bool proposed = a->origin.n || a->problem.n || a->dream.n;
	return proposed && a->stand.n == 0 && !str_eqz(a->status, "stopped") && !str_eqz(a->status, "done");
}

enum rc plan_counts(struct ctx *x, unit_id unit, struct plan_counts *ret)
{
	struct sql_plan_of_unit *plan;
	*ret = (struct plan_counts){ 0 };
	TRY(sql_plan_of_unit(x, unit, &plan));
	if (!plan)
		return OK;
	struct sql_actions *a;
	size_t n;
	TRY(sql_actions(x, plan->id, &a, &n));
	for (size_t i = 0; i < n; i++) {
		if (str_eqz(a[i].stand, "declined"))
			continue;
		bool alive = plan_is_open(a[i].status) || str_eqz(a[i].status, "proposed");
		ret->proposed += str_eqz(a[i].status, "proposed");
		ret->planned += str_eqz(a[i].status, "planned");
		ret->running += str_eqz(a[i].status, "running");
		ret->done += str_eqz(a[i].status, "done");
		ret->stopped += str_eqz(a[i].status, "stopped");
		ret->overdue += plan_is_overdue(x, a[i].status, a[i].stand, a[i].due);
		ret->ownerless += alive && a[i].owner_name.n == 0;
		ret->only_individual += alive && str_eqz(a[i].iglo, "individual");
	}
	return OK;
}

/* ---- following up ----------------------------------------------------------- */

const char *const plan_statuses[] = { "proposed", "planned", "running", "done", "stopped", NULL };

enum rc plan_set_status(struct ctx *x, action_id action, struct str status)
{
	if (!in_table(status, plan_statuses))
		return fail(x, INVALID, "status", "form.not_choice");
	/* What it did is asked when people have lived with it for a while. */
	struct date ask = str_eqz(status, "done") ? date_add_months(ctx_today(x), PLAN_EFFECT_MONTHS) : DATE_NONE;
	return sql_action_set_status(x, action, status, ask, NULL);
}

enum rc plan_note(struct ctx *x, action_id action, struct str meeting, struct str text, struct str new_status)
{
	struct sql_action *a;
	TRY(sql_action(x, action, &a));
	if (!a)
		return NOT_FOUND;
	struct str status = new_status.n ? new_status : a->status;
	/* A line that says nothing and changes nothing is a slip of the hand. */
	if (str_trim(text).n == 0 && str_eq(status, a->status))
		return fail(x, INVALID, "text", "form.required");
	if (!str_eq(status, a->status))
		TRY(plan_set_status(x, action, status));
	return sql_note_add(x, action, ctx_today(x), or_empty(meeting), or_empty(text), status, NULL);
}

enum rc plan_set_group(struct ctx *x, action_id action, struct str task, struct str members, struct date report_back)
{
	if (str_trim(task).n == 0)
		return fail(x, INVALID, "task", "form.required");
	if (str_trim(members).n == 0)
		return fail(x, INVALID, "members", "form.required");
	return sql_working_group_set(x, action, task, members, report_back, NULL);
}

enum rc plan_answer_effect(struct ctx *x, action_id action, struct str effect)
{
	struct sql_action *a;
	TRY(sql_action(x, action, &a));
	if (!a)
		return NOT_FOUND;
	if (!str_eqz(a->status, "done"))
		return fail(x, INVALID, "effect", "plan.effect_when_done");
	if (str_trim(effect).n == 0)
		return fail(x, INVALID, "effect", "form.required");
	return sql_action_set_effect(x, action, effect, NULL);
}

/* ---- overlap ----------------------------------------------------------------- */

enum rc plan_overlap_answer(struct ctx *x, plan_id plan, struct str moment, struct str origin, struct str answer,
			    struct str anchoring)
{
	if (!str_eqz(moment, "start") && !str_eqz(moment, "plan"))
		return fail(x, INVALID, "moment", "form.not_choice");
	if (str_trim(answer).n == 0)
		return fail(x, INVALID, "answer", "form.required");
	if (str_eqz(moment, "plan") && str_trim(anchoring).n == 0)
		return fail(x, INVALID, "anchoring", "form.required");
	return sql_overlap_check_add(x, plan, moment, or_empty(origin), ctx_today(x), answer, or_empty(anchoring), NULL);
}

enum rc plan_overlap_answered(struct ctx *x, plan_id plan, struct str moment, struct str origin, bool *ret)
{
	struct sql_overlap_checks *rows;
	size_t n;
	TRY(sql_overlap_checks(x, plan, &rows, &n));
	*ret = false;
	for (size_t i = 0; i < n; i++)
		*ret |= str_eq(rows[i].moment, moment) && (origin.n == 0 || str_eq(rows[i].origin, origin));
	return OK;
}

/* ---- stands and versions ------------------------------------------------------- */

enum rc plan_take_stand(struct ctx *x, action_id action, int64_t version, struct str stand, struct str reason)
{
	struct sql_action *a;
	TRY(sql_action(x, action, &a));
	if (!a)
		return NOT_FOUND;
	if (!str_eqz(stand, "approved") && !str_eqz(stand, "changed") && !str_eqz(stand, "declined"))
		return fail(x, INVALID, "stand", "form.not_choice");
	/* Staff read why; a "yes" needs no reason, anything else does. */
	if (!str_eqz(stand, "approved") && str_trim(reason).n == 0)
		return fail(x, INVALID, "reason", "plan.reason_required");
	struct str status = a->status;
	if (str_eqz(stand, "declined"))
		status = S("stopped");
	else if (str_eqz(status, "proposed") || str_eqz(status, "stopped"))
		status = S("planned");
	int64_t changed;
	TRY(sql_action_set_stand(x, action, version, stand, or_empty(reason), status, &changed));
	return changed ? OK : fail(x, CONFLICT, "_", "plan.changed_meanwhile");
}

static enum rc check_ready(struct ctx *x, plan_id plan, const struct sql_actions *a, size_t n)
{
	int64_t lacking = 0, standless = 0, alive = 0;
	for (size_t i = 0; i < n; i++) {
		lacking += plan_lacks(&a[i]) != NULL;
		standless += plan_lacks_stand(&a[i]);
		alive += !str_eqz(a[i].stand, "declined") && !str_eqz(a[i].status, "stopped");
	}
	if (alive == 0)
		return fail(x, INVALID, "_", "plan.nothing_to_publish");
	if (standless)
		return fail_int(x, INVALID, "_", "plan.stand_missing", "n", standless);
	if (lacking)
		return fail_int(x, INVALID, "_", "plan.not_ready", "n", lacking);
	bool answered;
	TRY(plan_overlap_answered(x, plan, S("plan"), S(""), &answered));
	return answered ? OK : fail(x, INVALID, "_", "plan.overlap_unanswered");
}

/* The plan as the poster of this version tells it. */
struct val *plan_draft(struct ctx *x, const struct sql_plan *p, const struct sql_actions *a, size_t n)
{
	struct val *v = val_new_obj(x);
	val_str(x, v, "intro", p->intro);
	struct val *list = val_list(x, v, "actions");
	for (size_t i = 0; i < n; i++) {
		if (str_eqz(a[i].stand, "declined") || str_eqz(a[i].status, "stopped"))
			continue;
		struct val *o = val_obj(x, list);
		val_int(x, o, "id", a[i].id.v);
		val_str(x, o, "title", a[i].title);
		val_str(x, o, "owner", a[i].owner_name);
		val_str(x, o, "first_step", a[i].first_step);
		val_str(x, o, "due", date_iso(x->arena, a[i].due));
		val_str(x, o, "status", a[i].status);
		val_str(x, o, "iglo", a[i].iglo);
	}
	return v;
}

static enum rc as_json(struct ctx *x, const struct val *v, struct str *ret)
{
	struct buf b;
	buf_init(&b, SNAPSHOT_MAX);
	val_json(&b, v);
	bool failed = b.failed;
	*ret = buf_take(&b, x->arena);
	return failed ? fail_cause(x, FAILED, "the plan is larger than SNAPSHOT_MAX") : OK;
}

enum rc plan_published(struct ctx *x, plan_id plan, int64_t number, struct sql_version **ret_row, struct val **ret)
{
	TRY(sql_version(x, plan, number, ret_row));
	if (!*ret_row)
		return NOT_FOUND;
	return val_parse_json(x, (*ret_row)->snapshot_json, ret);
}

/* Status moves from week to week and needs no new poster; all else does. */
static enum rc without_status(struct ctx *x, const struct val *snapshot_tree, struct str *ret)
{
	struct val *v = val_new_obj(x);
	val_str(x, v, "intro", val_get_str(snapshot_tree, "intro"));
	struct val *list = val_list(x, v, "actions");
	const struct val *actions = val_get(snapshot_tree, S("actions"));
	static const char *const names[] = { "title", "owner", "first_step", "due", "iglo" };
	for (const struct val *a = actions ? actions->kids.first : NULL; a; a = a->next) {
		struct val *o = val_obj(x, list);
		val_int(x, o, "id", val_get_int(a, "id", 0));
		for (size_t i = 0; i < sizeof names / sizeof *names; i++)
			val_str(x, o, names[i], val_get_str(a, names[i]));
	}
	return as_json(x, v, ret);
}

enum rc plan_is_changed(struct ctx *x, const struct sql_plan *p, const struct sql_actions *a, size_t n, bool *ret)
{
	struct sql_version *row;
	struct val *hung_up;
	struct str then, now;
	*ret = true;
	if (p->version == 0)
		return OK;
	TRY(plan_published(x, p->id, p->version, &row, &hung_up));
	TRY(without_status(x, hung_up, &then));
	TRY(without_status(x, plan_draft(x, p, a, n), &now));
	*ret = !str_eq(then, now);
	return OK;
}

enum rc plan_publish(struct ctx *x, plan_id plan, struct str why, int64_t *ret_number)
{
	struct sql_plan *p;
	struct sql_actions *a;
	struct str json;
	size_t n;
	TRY(sql_plan(x, plan, &p));
	if (!p)
		return NOT_FOUND;
	TRY(sql_actions(x, plan, &a, &n));
	TRY(check_ready(x, plan, a, n));
	TRY(as_json(x, plan_draft(x, p, a, n), &json));
	int64_t changed;
	TRY(sql_plan_set_version(x, plan, p->version, &changed));
	if (!changed)
		return fail(x, CONFLICT, "_", "plan.changed_meanwhile");
	plan_version_id ignored;
	TRY(sql_version_add(x, plan, p->version + 1, ctx_today(x), or_empty(why), json, &ignored));
	*ret_number = p->version + 1;
	return OK;
}

/* ---- agreements ------------------------------------------------------------------ */

static enum rc check_agreement(struct ctx *x, const struct plan_agreement *a)
{
	if (str_trim(a->title).n == 0)
		return fail(x, INVALID, "title", "form.required");
	if (str_trim(a->responsible).n == 0)
		return fail(x, INVALID, "responsible", "form.required");
	if (a->remind_every_months < 0 || a->remind_every_months > PLAN_REMIND_MONTHS_MAX) {
		enum rc rc = fail_int(x, INVALID, "months", "form.not_number", "min", 0);
		val_int(x, x->fault.args, "max", PLAN_REMIND_MONTHS_MAX);
		return rc;
	}
	return OK;
}

static struct date first_reminder(const struct ctx *x, int64_t months, struct date review)
{
	if (review.day && date_is(review))
		return review;
	return months > 0 ? date_add_months(ctx_today(x), (int)months) : DATE_NONE;
}

struct str plan_agreement_about(struct ctx *x, agreement_id id)
{
	return str_fmt(x->arena, "agreement/%" PRId64, id.v);
}

/* All that its readers are bound by; when it is looked at again is not. */
static struct str as_text(struct ctx *x, const struct plan_agreement *a)
{
	return str_fmt(x->arena, "%.*s\n%.*s\n%.*s\n%.*s\n%.*s", STR_ARG(a->title), STR_ARG(or_empty(a->between)), STR_ARG(a->responsible),
		       STR_ARG(or_empty(a->time)), STR_ARG(or_empty(a->how)));
}

static enum rc ask_parties(struct ctx *x, plan_id plan, agreement_id id, const struct plan_agreement *a)
{
	struct sql_plan *p;
	if (a->nparties == 0)
		return confirm_drop(x, plan_agreement_about(x, id));
	TRY(sql_plan(x, plan, &p));
	struct confirm_thing t = {
		.about = plan_agreement_about(x, id), .unit = p->unit_id, .title = a->title, .text = as_text(x, a), .parties = a->parties,
		.nparties = a->nparties, .path = str_fmt(x->arena, "/unit/%" PRId64 "/plan/agreements/%" PRId64 "/asked", p->unit_id.v, id.v),
	};
	return confirm_ask(x, &t, a->asked_by, or_empty(a->base_url), NULL);
}

enum rc plan_agree(struct ctx *x, plan_id plan, const struct plan_agreement *a, agreement_id *ret)
{
	TRY(check_agreement(x, a));
	TRY(sql_agreement_add(x, plan, a->title, or_empty(a->between), a->responsible, or_empty(a->time), or_empty(a->how),
				 or_empty(a->origin), a->remind_every_months, first_reminder(x, a->remind_every_months, a->review), ret));
	return a->nparties ? ask_parties(x, plan, *ret, a) : OK;
}

enum rc plan_change_agreement(struct ctx *x, agreement_id id, int64_t version, const struct plan_agreement *a)
{
	int64_t changed;
	TRY(check_agreement(x, a));
	TRY(sql_agreement_set(x, id, version, a->title, or_empty(a->between), a->responsible, or_empty(a->time), or_empty(a->how),
			      a->remind_every_months, first_reminder(x, a->remind_every_months, a->review), &changed));
	if (!changed)
		return fail(x, CONFLICT, "_", "plan.changed_meanwhile");
	struct sql_agreement *g;
	TRY(sql_agreement(x, id, &g));
	return ask_parties(x, g->plan_id, id, a);
}

/* ---- when agreements are looked at again */

/* The name of this installation in the world; a calendar may know several. */
static struct str host_of(struct str base_url)
{
	size_t at = 0;
	while (at + 3 <= base_url.n && memcmp(base_url.p + at, "://", 3) != 0)
		at++;
	return at + 3 < base_url.n ? str_sub(base_url, at + 3, base_url.n - at - 3) : S("samspil");
}

enum rc plan_review_events(struct ctx *x, unit_id unit, struct str base_url, struct ics_event **ret, size_t *ret_n)
{
	enum { DAY_S = 86400 };
	struct sql_plan_of_unit *plan;
	struct sql_agreements *g;
	struct val *args = val_new_obj(x);
	size_t n = 0;
	*ret_n = 0;
	TRY(sql_plan_of_unit(x, unit, &plan));
	if (plan)
		TRY(sql_agreements(x, plan->id, &g, &n));
	*ret = ARENA_ARRAY(x->arena, n + 1, struct ics_event);
	for (size_t i = 0; i < n; i++) {
		int64_t missing;
		TRY(confirm_missing(x, plan_agreement_about(x, g[i].id), &missing));
		if (g[i].ended || !date_is(g[i].next_reminder) || missing)
			continue;
		val_str(x, args, "title", g[i].title);
		(*ret)[(*ret_n)++] = (struct ics_event){
			.uid = str_fmt(x->arena, "agreement-%" PRId64 "@%.*s", g[i].id.v, STR_ARG(host_of(base_url))),
			.sequence = (int)(x->now / DAY_S), .date = g[i].next_reminder, .all_day = true,
			.summary = ui_text_args(x, "plan.ics_review", args), .description = or_empty(g[i].how), .location = S(""),
			.url = base_url.n ? str_fmt(x->arena, "%.*s/unit/%" PRId64 "/plan/agreements", STR_ARG(base_url), unit.v) : S(""),
		};
		args = val_new_obj(x);
	}
	return OK;
}
