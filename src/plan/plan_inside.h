/* plan_inside.h -- what the files of this room say to each other; not for
 * other rooms. Memory, transactions and errors as in plan.h. */
#pragma once
#include "plan/plan.h"
#include "plan/plan_sql.h"

bool plan_is_open(struct str status);		/* planned or running */
bool plan_is_overdue(const struct ctx *x, struct str status, struct str stand, struct date due);
bool plan_is_soon(const struct ctx *x, struct str status, struct date due);
/* Translation key of what is missing before it can be published; NULL: nothing. */
const char *plan_lacks(const struct sql_actions *a);

/* INVALID("status"). Done: the question of its effect is set for later. */
must_use enum rc plan_set_status(struct ctx *x, action_id action, struct str status);
/* INVALID("reason", "plan.reason_required") unless approved; CONFLICT when stale. */
must_use enum rc plan_take_stand(struct ctx *x, action_id action, int64_t version, struct str stand, struct str reason);
must_use enum rc plan_change_agreement(struct ctx *x, agreement_id id, int64_t version, const struct plan_agreement *a);
