/* live.h -- the live pieces of a session; inside this room. */
#pragma once
#include "workshop/workshop_inside.h"

/* Fills t for an audience: "console", "wall", "phone", "leader", and the
 * page of running questions: "questions", "leader_questions". NOT_FOUND for
 * another; GONE when the session has ended (the console stays). */
must_use enum rc workshop_tree(struct ctx *x, struct session *s, struct str audience, struct live_tree *t);

/* Renders a view as a live piece under `parent` (0: the page itself). *ret, the
 * node for pieces of its own, may be NULL. */
must_use enum rc live_piece(struct ctx *x, struct live_tree *t, size_t parent, struct str id, const char *view, struct val *v, size_t *ret);

/* Names the moment that a page's forms belong to: step, state, rules, groups. */
must_use enum rc workshop_page_key(struct ctx *x, struct session *s, struct str *ret);
