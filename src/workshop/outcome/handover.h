/* handover.h -- what a session sends on: proposals to the action plan, agreements
 * to those who must confirm them, invitations to another unit. Inside this room.
 *
 * The facilitator sees every row before it goes, and chooses; that is the act
 * that shares upward (WORKSHOP "seen": 'shared'), for leaders too. A row goes
 * once: sent again, nothing happens. It keeps where it came from.
 *
 * Which row becomes what is told by its form (`becomes`), which field is what by
 * its key (docs/methods.md, "Fields that go to the plan"). */
#pragma once
#include "workshop/workshop_inside.h"

struct handover_item {
	form_row_id row;
	unit_id to;		/* an invitation's; v == 0 otherwise */
};

/* items[] {id what title lines[] {label words} sent is_action is_agreement is_invitation needs_words}. */
must_use enum rc handover_list(struct ctx *x, struct session *s, struct val *into);
/* How many rows have words and have not been sent. */
must_use enum rc handover_open(struct ctx *x, struct session *s, size_t *ret);
/* INVALID("to-ROW", "workshop.invite_whom") for an invitation without a unit, or
 * to the session's own; FORBIDDEN unless a facilitator. base_url: of the letters;
 * empty: none are sent. *ret_n: what went. Also after the session has ended. */
must_use enum rc handover_send(struct ctx *x, struct session *s, const struct actor *who, struct str base_url,
			       const struct handover_item *items, size_t n, size_t *ret_n);
