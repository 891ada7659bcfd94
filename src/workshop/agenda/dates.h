/* dates.h -- what of a session has a day: inside this room. */
#pragma once
#include "workshop/workshop_inside.h"

/* dates[] {date at minutes title kind_words uid}: the days of later sessions of the
 * same road, of rows that a form asks a date for, and of actions that came from
 * here. `into` is the tree of workshop_outcome(), which says what its reader may
 * see. In the order of the days. */
must_use enum rc dates_put(struct ctx *x, const struct session *s, struct val *into);
