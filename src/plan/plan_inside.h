/* plan_inside.h -- what the files of this room say to each other; not for
 * other rooms. Memory, transactions and errors as in plan.h. */
#pragma once
#include "plan/plan.h"
#include "plan/plan_sql.h"
#include "render/render.h"

/* ---- rules (plan.c) */

extern const char *const plan_statuses[];	/* as stored, NULL at the end */

bool plan_is_open(struct str status);		/* planned or running */
bool plan_is_overdue(const struct ctx *x, struct str status, struct str stand, struct date due);
bool plan_is_soon(const struct ctx *x, struct str status, struct date due);
/* Translation key of what is missing before it can be published; NULL: nothing. */
const char *plan_lacks(const struct sql_actions *a);
/* A proposal that the top leader has not taken a stand on. */
bool plan_lacks_stand(const struct sql_actions *a);

/* What people write about an action. Empty strings and DATE_NONE: not yet. */
struct action_words {
	struct str title, change, first_step;
	person_id owner_id;		/* v == 0: owner_name is only a name */
	struct str owner_name, helpers, means, sign;
	struct date starts, due;
	struct str iglo, road, pace;	/* keys */
};
/* INVALID at the field; INVALID("_", "plan.too_many"). Status 'planned'. */
must_use enum rc plan_add_action(struct ctx *x, plan_id plan, const struct action_words *w, action_id *ret);
must_use enum rc plan_change_action(struct ctx *x, action_id id, int64_t version, const struct action_words *w);

/* INVALID("status"). Done: the question of its effect is set for later. */
must_use enum rc plan_set_status(struct ctx *x, action_id action, struct str status);
must_use enum rc plan_set_group(struct ctx *x, action_id action, struct str task, struct str members, struct date report_back);
/* INVALID("effect"), also while it is not done. */
must_use enum rc plan_answer_effect(struct ctx *x, action_id action, struct str effect);
struct str plan_agreement_about(struct ctx *x, agreement_id id);	/* its name at the gate of confirm.h */
/* a->parties none: it holds without anybody's confirmation from now on. */
must_use enum rc plan_change_agreement(struct ctx *x, agreement_id id, int64_t version, const struct plan_agreement *a);

/* What a poster says: {intro, actions: [{id title owner first_step due status iglo}]}. */
struct val *plan_draft(struct ctx *x, const struct sql_plan *p, const struct sql_actions *a, size_t n);
/* The same of a published version. NOT_FOUND. */
must_use enum rc plan_published(struct ctx *x, plan_id plan, int64_t number, struct sql_version **ret_row, struct val **ret);
/* Does the plan say something else than the poster on the wall? Status apart. True before the first. */
must_use enum rc plan_is_changed(struct ctx *x, const struct sql_plan *p, const struct sql_actions *a, size_t n, bool *ret);

/* ---- the fair copy as a letter to the daily leader (fair_copy.c) */

/* One of the unit's nearest daily leaders and what would be mailed to them, in
 * their language: the published plan as text, and where the poster lies. */
struct fair_copy {
	struct person to;	/* email STR_NULL: cannot be reached */
	struct str subject, text;
};
/* Of the latest version. NOT_FOUND while none is published. base_url without
 * slash at the end. Those without an address are in the list. */
must_use enum rc plan_fair_copies(struct ctx *x, const struct sql_plan *p, struct str base_url, struct fair_copy **ret, size_t *ret_n);
/* The latest version has not been sent, and somebody else than the viewer waits for it. */
must_use enum rc plan_copy_awaited(struct ctx *x, const struct sql_plan *p, person_id viewer, bool *ret);
/* Queues them and notes the day. CONFLICT("_", "plan.published_meanwhile") if
 * `seen` is no longer the latest; INVALID("_", "plan.nobody_to_send") if nobody
 * can be reached. */
must_use enum rc plan_send_fair_copy(struct ctx *x, const struct sql_plan *p, int64_t seen, struct str base_url, size_t *ret_sent);

/* ---- paper (paper.c) */

/* The poster of a version; number 0: of the plan as it is now, stamped as draft.
 * base_url without slash at the end. */
must_use enum rc plan_poster(struct ctx *x, const struct sql_plan *p, int64_t number, struct str base_url, enum paper_size size,
			     struct str *ret);
must_use enum rc plan_agreements_poster(struct ctx *x, const struct sql_plan *p, struct str base_url, enum paper_size size,
					struct str *ret);
/* All actions with everything said of them, for a spreadsheet. */
struct table;
must_use enum rc plan_table(struct ctx *x, unit_id unit, struct table *ret);
