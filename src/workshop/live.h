/* live.h -- the live pieces of a session; inside this room. */
#pragma once
#include "workshop/workshop_inside.h"

/* Fills t for an audience: "console", "wall", "phone", "leader". NOT_FOUND for
 * another; GONE when the session has ended (the console stays). */
must_use enum rc workshop_tree(struct ctx *x, struct session *s, struct str audience, struct live_tree *t);

/* Names the moment that a page's forms belong to: step, state, rules, groups. */
must_use enum rc workshop_page_key(struct ctx *x, struct session *s, struct str *ret);
