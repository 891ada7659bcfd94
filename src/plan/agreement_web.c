/* agreement_web.c -- pages of the habits that leader and representatives agree on. */
#include "plan/confirm.h"
#include "plan/plan_pages.h"
#include "plan/view.h"
#include "render/render.h"
#include "ui/ui.h"

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
	val_bool(q->x, view, "committee", form_checked(q, "committee"));
	val_null(q->x, view, "parties");
}

static bool is_of_both(struct str parties)
{
	return str_eqz(parties, "leader employees");
}

/* Which parties it has now: the two sides are a box to tick, others are named. */
static enum rc put_parties(struct req *q, agreement_id id, struct val *view)
{
	struct str list, one, words = S("");
	TRY(confirm_parties(q->x, plan_agreement_about(q->x, id), &list));
	if (list.n == 0 || is_of_both(list)) {
		val_bool(q->x, view, "both", q->method == HTTP_POST ? form_checked(q, "both") : list.n > 0);
		return OK;
	}
	while (str_next(&list, ' ', &one))
		words = str_fmt(q->x->arena, "%.*s%s%.*s", STR_ARG(words), words.n ? ", " : "", STR_ARG(plan_word(q->x, "party", one)));
	val_str(q->x, view, "parties", words);
	return OK;
}

/* An agreement as its form sends it. */
static enum rc agreement_form(struct ctx *x, const struct sql_agreement *g, struct val **ret)
{
	struct val *form = val_new_obj(x);
	struct str parties;
	TRY(confirm_parties(x, plan_agreement_about(x, g->id), &parties));
	val_str(x, form, "title", g->title);
	val_str(x, form, "between", g->between_whom);
	val_str(x, form, "responsible", g->responsible);
	val_str(x, form, "time", g->time_set_aside);
	val_str(x, form, "how", g->how);
	val_fmt(x, form, "months", "%" PRId64, g->remind_every_months);
	if (parties.n == 0 || is_of_both(parties))
		val_str(x, form, "both", is_of_both(parties) ? S("1") : S(""));
	*ret = form;
	return OK;
}

static enum rc agreements_page(struct req *q, struct val *view)
{
	struct plan_all p;
	struct plan_viewer v;
	TRY(plan_load(q->x, plan_unit_of(q), &p));
	TRY(plan_viewer_of(q, &v));
	plan_head(q, view, "plan.habits_title");
	put_agreement_form(q, NULL, view);
	val_bool(q->x, view, "may_edit", v.edits);
	val_str(q->x, view, "action", plan_path(q, "/agreements"));
	struct ics_event *events;
	size_t reviews;
	TRY(plan_review_events(q->x, plan_unit_of(q), S(""), &events, &reviews));
	val_str(q->x, view, "ics_url", reviews ? plan_path(q, "/agreements.ics") : STR_NULL);
	val_str(q->x, view, "habits_url", plan_path(q, "/agreements/a4"));
	val_str(q->x, view, "habits_a3_url", plan_path(q, "/agreements/a3"));
	return plan_put_agreements(q->x, &p, q->actor, view);
}

static enum rc read_agreement(struct req *q, struct plan_agreement *a)
{
	*a = (struct plan_agreement){ 0 };
	form_gather(q);
	TRY(form_line(q, "title", 1, PLAN_TITLE_CHARS, &a->title));
	TRY(form_line(q, "between", 0, PLAN_TITLE_CHARS, &a->between));
	TRY(form_line(q, "responsible", 1, PLAN_TITLE_CHARS, &a->responsible));
	TRY(form_line(q, "time", 0, PLAN_TITLE_CHARS, &a->time));
	TRY(form_text(q, "how", 0, PLAN_TEXT_CHARS, &a->how));
	bool both = form_checked(q, "both"), committee = form_checked(q, "committee");
	if (both || committee) {
		static const char *const all[] = { "leader", "employees", "committee" };
		static const char *const leader_and_committee[] = { "leader", "committee" };
		a->parties = both ? all : leader_and_committee;
		a->nparties = both ? 2 + (size_t)committee : 2;
		a->asked_by = q->actor->person;
		a->base_url = req_base_url(q);
	}
	TRY(form_int_or(q, "months", 0, PLAN_REMIND_MONTHS_MAX, 0, &a->remind_every_months));
	return form_done(q);
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
	TRY(plan_of_unit(q->x, plan_unit_of(q), &plan));
	TRY(plan_agree(q->x, plan, &a, &id));
	return plan_back(q, "/agreements", "plan.saved");
}

static enum rc load_agreement(struct req *q, struct sql_agreement **ret)
{
	struct sql_plan_of_unit *plan;
	int64_t id;
	TRY(req_id(q, "agreement", &id));
	TRY(sql_plan_of_unit(q->x, plan_unit_of(q), &plan));
	TRY(sql_agreement(q->x, (agreement_id){ id }, ret));
	return *ret && plan && (*ret)->plan_id.v == plan->id.v ? OK : NOT_FOUND;
}

static enum rc agreement_page(struct req *q, struct val *view)
{
	struct sql_agreement *g;
	struct val *stands;
	TRY(load_agreement(q, &g));
	plan_head(q, view, "plan.change_agreement");
	put_agreement_form(q, g, view);
	TRY(agreement_form(q->x, g, &stands));
	form_put_was(q, view, stands, true);
	val_path(q->x, view, "action", "/unit/%" PRId64 "/plan/agreements/%" PRId64 "/edit", plan_unit_of(q).v, g->id.v);
	return put_parties(q, g->id, view);
}

static enum rc change_agreement(struct req *q, struct val *view)
{
	struct sql_agreement *g;
	struct plan_agreement a;
	struct val *stands;
	int64_t version;
	(void)view;
	TRY(load_agreement(q, &g));
	TRY(agreement_form(q->x, g, &stands));
	TRY(form_meet(q, stands, NULL));
	TRY(form_int_or(q, "version", 1, INT64_MAX, g->version, &version));
	TRY(read_agreement(q, &a));
	TRY(keep_parties(q, g->id, &a));
	TRY(plan_change_agreement(q->x, g->id, version, &a));
	return plan_back(q, "/agreements", "plan.saved");
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
	const char *notice = whole ? "plan.confirmed_whole" : "plan.confirmed_now";
	if (MAY_READ_PLAN->check(q) == OK)
		return plan_back(q, "/agreements", notice);
	fault_clear(q->x);
	return plan_back(q, str_fmt(q->x->arena, "/agreements/%" PRId64 "/asked", g->id.v).p, notice);
}

/* One agreement, for somebody who is asked about it and may see nothing else here. */
static enum rc asked_page(struct req *q, struct val *view)
{
	struct sql_agreement *g;
	TRY(load_agreement(q, &g));
	if (g->ended)
		return NOT_FOUND;
	val_str(q->x, view, "title", ui_text(q->x, "plan.asked_title"));
	val_str(q->x, view, "unit_name", people_scope(q)->name);
	val_str(q->x, view, "agreement", g->title);
	val_str(q->x, view, "between", g->between_whom);
	val_str(q->x, view, "responsible", g->responsible);
	val_str(q->x, view, "time", g->time_set_aside);
	val_str(q->x, view, "how", g->how);
	return confirm_put(q->x, q->actor, plan_agreement_about(q->x, g->id),
			   plan_path(q, str_fmt(q->x->arena, "/agreements/%" PRId64 "/confirm", g->id.v).p), view);
}

static enum rc calendar(struct req *q, struct val *view)
{
	struct ics_event *events;
	struct str ics;
	size_t n;
	(void)view;
	TRY(plan_review_events(q->x, plan_unit_of(q), req_base_url(q), &events, &n));
	if (n == 0)	/* a calendar of nothing is no calendar file */
		return NOT_FOUND;
	TRY(ics_calendar(q->x, ICS_PUBLISH, people_scope(q)->name, events, n, &ics));
	return reply_file(q, ics_mime(ICS_PUBLISH), str_z(q->x->arena, ui_text(q->x, "plan.ics_filename")), ics);
}

static enum rc end_agreement(struct req *q, struct val *view)
{
	struct sql_agreement *g;
	(void)view;
	TRY(load_agreement(q, &g));
	TRY(sql_agreement_end(q->x, g->id, NULL));
	return plan_back(q, "/agreements", "plan.saved");
}

const struct route plan_agreement_routes[] = {
	GET ("/unit/:unit/plan/agreements", agreements_page, "plan/agreements", MAY_READ_PLAN),
	POST("/unit/:unit/plan/agreements", agree, "plan/agreements", MAY_EDIT_PLAN),
	GET ("/unit/:unit/plan/agreements/:agreement/edit", agreement_page, "plan/agreement", MAY_EDIT_PLAN),
	POST("/unit/:unit/plan/agreements/:agreement/edit", change_agreement, "plan/agreement", MAY_EDIT_PLAN),
	GET ("/unit/:unit/plan/agreements.ics", calendar, NULL, MAY_READ_PLAN),
	GET ("/unit/:unit/plan/agreements/:agreement/asked", asked_page, "plan/asked", MAY_CONFIRM),
	POST("/unit/:unit/plan/agreements/:agreement/confirm", confirm, "plan/asked", MAY_CONFIRM),
	POST("/unit/:unit/plan/agreements/:agreement/end", end_agreement, "plan/agreements", MAY_EDIT_PLAN),
	{ 0 },
};
