/* next.h -- what a profile leads on to, where the room says what it will do: beside
 * a form whose rows become actions, the sums of an earlier step and the methods they
 * suggest, each with a way to take it into the form; inside this room.
 *
 * Memory: x->arena. Transactions and errors as in workshop.h. */
#pragma once
#include "workshop/workshop_inside.h"

/* The piece for all audiences: the last profile before the present step that the
 * viewer may see and whose set suggests something; nothing otherwise. */
must_use enum rc next_shared(struct ctx *x, struct session *s, struct live_tree *t, size_t parent);

/* Fills the first empty line of `fields` (task.h) with a method that was taken, as
 * ?take= said it. False: there is no such method here, and nothing is filled. */
bool next_fill(struct ctx *x, const struct session *s, struct str method, struct val *fields);
