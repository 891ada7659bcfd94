/* plan_web.c -- the plan as a whole: its page and its words, what is going on already,
 * what overlaps. Handlers read the form, ask plan.c and fill the view. */
#include "plan/plan_pages.h"
#include "plan/view.h"
#include "ui/ui.h"

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
		enum rc rc = is_below(path, np, plan_unit_of(q)) ? people_may(x, q->actor, SEE_UNIT, plans[i].unit) : FORBIDDEN;
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
	TRY(plan_load(q->x, plan_unit_of(q), &p));
	TRY(plan_viewer_of(q, &v));
	plan_head(q, view, "plan.title");
	TRY(plan_put_page(q->x, &p, &v, view));
	TRY(put_plans_below(q, view));
	val_bool(q->x, view, "elsewhere", p.n == 0 && val_get(view, S("below"))->kids.count);
	return OK;
}

static struct val *words_form(struct ctx *x, struct str frame, struct str intro)
{
	struct val *form = val_new_obj(x);
	val_str(x, form, "frame", frame);
	val_str(x, form, "intro", intro);
	return form;
}

static enum rc words_page(struct req *q, struct val *view)
{
	struct plan_all p;
	TRY(plan_load(q->x, plan_unit_of(q), &p));
	plan_head(q, view, "plan.words_title");
	struct val *form = words_form(q->x, p.plan ? p.plan->frame : S(""), p.plan ? p.plan->intro : S(""));
	val_put(q->x, view, "form", form);
	form_put_was(q, view, form, true);
	return OK;
}

static enum rc save_words(struct req *q, struct val *view)
{
	enum { INTRO_CHARS = 300 };	/* a line or three at the top of the poster */
	struct str frame, intro;
	struct sql_plan_hold held;
	plan_id plan;
	(void)view;
	TRY(plan_of_unit(q->x, plan_unit_of(q), &plan));
	TRY(sql_plan_hold(q->x, plan, &held));
	TRY(form_meet(q, words_form(q->x, held.frame, held.intro), NULL));
	TRY(form_text(q, "frame", 0, PLAN_TEXT_CHARS, &frame));
	TRY(form_text(q, "intro", 0, INTRO_CHARS, &intro));
	TRY(sql_plan_set_words(q->x, plan, frame, intro, NULL));
	return plan_back(q, "", "plan.saved");
}

/* ---- what is going on already */

static enum rc running_page(struct req *q, struct val *view)
{
	plan_head(q, view, "plan.running_title");
	struct val *form = val_sub(q->x, view, "form");
	val_str(q->x, form, "title", S(""));
	val_str(q->x, form, "owner", S(""));
	val_str(q->x, form, "period", S(""));
	val_str(q->x, form, "note", S(""));
	val_str(q->x, view, "running_url", plan_path(q, "/running"));
	return plan_put_running(q->x, plan_unit_of(q), view);
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
	TRY(sql_running_activity_add(q->x, plan_unit_of(q), title, owner, period, text, &id));
	return plan_back(q, "/running", "plan.saved");
}

static enum rc running_of_unit(struct req *q, int64_t id)
{
	struct sql_running_activity_unit *row;
	TRY(sql_running_activity_unit(q->x, (running_activity_id){ id }, &row));
	return row && row->unit_id.v == plan_unit_of(q).v ? OK : NOT_FOUND;
}

static enum rc end_running(struct req *q, struct val *view)
{
	int64_t id;
	(void)view;
	TRY(req_id(q, "running", &id));
	TRY(running_of_unit(q, id));
	TRY(sql_running_activity_end(q->x, (running_activity_id){ id }, NULL));
	return plan_back(q, "/running", "plan.saved");
}

/* ---- overlap */

static const char *const verdicts[] = { "none", "together", "conflict", NULL };

static const char *pair_field(struct ctx *x, const char *what, const struct val *row)
{
	return str_fmt(x->arena, "%s_%" PRId64, what, val_get_int(row, "running", 0)).p;
}

/* What is said of an action beside all that runs, as its form sends it. */
static struct val *judged_form(struct ctx *x, const struct val *check, struct val *words)
{
	struct val *form = val_new_obj(x);
	for (const struct val *row = val_get(check, S("rows"))->kids.first; row; row = row->next) {
		val_str(x, form, pair_field(x, "verdict", row), val_get_str(row, "verdict"));
		val_str(x, form, pair_field(x, "note", row), val_get_str(row, "note"));
		val_str(x, words, pair_field(x, "verdict", row), plan_word(x, "verdict", val_get_str(row, "verdict")));
	}
	return form;
}

static void put_wrong(struct req *q, struct val *row, const char *name, const char *field)
{
	const struct fault *f = form_wrong(q, field);
	val_str(q->x, row, name, f ? ui_text_args(q->x, f->message, f->args) : STR_NULL);
}

/* The form that was refused says what was typed. */
static void put_typed_pairs(struct req *q, struct val *check, bool sent)
{
	struct ctx *x = q->x;
	for (struct val *row = val_get(check, S("rows"))->kids.first; row; row = row->next) {
		const char *verdict = pair_field(x, "verdict", row), *text = pair_field(x, "note", row);
		put_wrong(q, row, "wrong_verdict", sent ? verdict : "");
		put_wrong(q, row, "wrong_note", sent ? text : "");
		if (!sent || !form_has(q, verdict))
			continue;
		plan_put_options(x, row, "options", "verdict", verdicts, form_raw(q, verdict), true);
		val_str(x, row, "note", form_raw(q, text));
	}
}

static enum rc overlap_page(struct req *q, struct val *view)
{
	struct plan_all p;
	TRY(plan_load(q->x, plan_unit_of(q), &p));
	plan_head(q, view, "plan.overlap_title");
	struct val *form = val_sub(q->x, view, "form");
	val_str(q->x, form, "answer", S(""));
	val_str(q->x, form, "anchoring", S(""));
	TRY(plan_put_overlap(q->x, &p, view));
	struct val *words = val_new_obj(q->x);
	for (struct val *check = val_get(view, S("checks"))->kids.first; check; check = check->next) {
		bool sent = str_eq(form_raw(q, "action"), str_fmt(q->x->arena, "%" PRId64, val_get_int(check, "id", 0)));
		form_put_was(q, check, judged_form(q->x, check, words), sent);
		put_typed_pairs(q, check, sent);
		val_bool(q->x, check, "opened", sent || !val_get_bool(check, "all_judged"));
	}
	return OK;
}

/* What stands about one action: as its page would say it. */
static enum rc meet_judged(struct req *q, const struct plan_all *p, int64_t action)
{
	struct ctx *x = q->x;
	struct val *view = val_new_obj(x), *words = val_new_obj(x);
	TRY(plan_put_overlap(x, p, view));
	for (const struct val *check = val_get(view, S("checks"))->kids.first; check; check = check->next)
		if (val_get_int(check, "id", 0) == action)
			return form_meet(q, judged_form(x, check, words), words);
	return OK;	/* off the list meanwhile: nothing of it is shown */
}

/* One action against all that runs: verdict_ID and note_ID for each. */
static enum rc judge(struct req *q, struct val *view)
{
	struct plan_all p;
	struct sql_running_activities *r;
	size_t n;
	int64_t action;
	(void)view;
	TRY(form_int(q, "action", 1, INT64_MAX, &action));
	TRY(plan_load(q->x, plan_unit_of(q), &p));
	if (!plan_find(&p, (action_id){ action }))
		return NOT_FOUND;
	TRY(meet_judged(q, &p, action));
	TRY(sql_running_activities(q->x, plan_unit_of(q), &r, &n));
	form_gather(q);
	for (size_t i = 0; i < n; i++) {
		const char *field = str_fmt(q->x->arena, "verdict_%" PRId64, r[i].id.v).p;
		struct str verdict, text;
		TRY(plan_choice(q, field, verdicts, &verdict));
		TRY(form_line(q, str_fmt(q->x->arena, "note_%" PRId64, r[i].id.v).p, 0, PLAN_TEXT_CHARS, &text));
		/* A note needs something that it is a note to. */
		if (!verdict.n && text.n)
			TRY(form_keep(q, fail(q->x, INVALID, field, "form.required")));
		if (verdict.n)
			TRY(sql_overlap_set(q->x, (action_id){ action }, r[i].id, verdict, text, NULL));
	}
	TRY(form_done(q));
	return plan_back(q, "/overlap", "plan.saved");
}

static enum rc answer_overlap(struct req *q, struct val *view)
{
	struct str answer, anchoring;
	plan_id plan;
	(void)view;
	form_gather(q);
	TRY(form_text(q, "answer", 1, PLAN_TEXT_CHARS, &answer));
	TRY(form_text(q, "anchoring", 1, PLAN_TEXT_CHARS, &anchoring));
	TRY(form_done(q));
	TRY(plan_of_unit(q->x, plan_unit_of(q), &plan));
	TRY(plan_overlap_answer(q->x, plan, S("plan"), S(""), answer, anchoring));
	return plan_back(q, "", "plan.saved");
}

const struct route plan_routes[] = {
	GET ("/unit/:unit/plan", plan_page, "plan/plan", MAY_READ_PLAN),
	GET ("/unit/:unit/plan/words", words_page, "plan/words", MAY_EDIT_PLAN),
	POST("/unit/:unit/plan/words", save_words, "plan/words", MAY_EDIT_PLAN),
	GET ("/unit/:unit/plan/running", running_page, "plan/running", MAY_EDIT_PLAN),
	POST("/unit/:unit/plan/running", add_running, "plan/running", MAY_EDIT_PLAN),
	POST("/unit/:unit/plan/running/:running/end", end_running, "plan/running", MAY_EDIT_PLAN),
	GET ("/unit/:unit/plan/overlap", overlap_page, "plan/overlap", MAY_EDIT_PLAN),
	POST("/unit/:unit/plan/overlap", judge, "plan/overlap", MAY_EDIT_PLAN),
	POST("/unit/:unit/plan/overlap/answer", answer_overlap, "plan/overlap", MAY_EDIT_PLAN),
	{ 0 },
};
