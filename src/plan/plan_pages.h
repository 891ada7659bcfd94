/* plan_pages.h -- what the pages of a plan share: who may, where they are, what
 * stands at their top. Only for *_web.c of this room; memory as in plan.h. */
#pragma once
#include "http/http.h"
#include "plan/view.h"

/* For paths that begin with /unit/:unit; people_scope() has the unit afterwards. */
extern const struct permission plan_reading, plan_editing, plan_taking_stand;
extern const struct permission plan_following_up;	/* with :action */
extern const struct permission plan_being_asked;	/* with :agreement */
#define MAY_CONFIRM (&plan_being_asked)
#define MAY_READ_PLAN (&plan_reading)
#define MAY_EDIT_PLAN (&plan_editing)
#define MAY_TAKE_STAND (&plan_taking_stand)
#define MAY_FOLLOW_UP (&plan_following_up)

unit_id plan_unit_of(const struct req *q);
struct str plan_path(struct req *q, const char *tail);		/* "/unit/7/plan" + tail */
/* There, with a notice (a text's key) or NULL. */
must_use enum rc plan_back(struct req *q, const char *tail, const char *notice);
/* Title (a text's key), unit_name, plan_url. */
void plan_head(struct req *q, struct val *view, const char *title);
must_use enum rc plan_viewer_of(struct req *q, struct plan_viewer *ret);
/* An optional choice among names (NULL at the end), "" if none was made. INVALID at the field. */
must_use enum rc plan_choice(struct req *q, const char *field, const char *const names[], struct str *ret);
