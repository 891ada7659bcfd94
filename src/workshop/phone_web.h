/* phone_web.h -- what the phone's pages share with the console's; inside this room. */
#pragma once
#include "workshop/workshop_inside.h"

extern const struct route workshop_phone_routes[];

/* How one gets in: "qr" (SVG), "address" and "code", for the projector and the console. */
must_use enum rc phone_put_join(struct req *q, const struct session *s, struct val *view);
/* This browser joined with a leader's seat where leaders never come in: known after the
 * end, too, when the seat is forgotten. Another browser with the link is not known. */
bool phone_came_as_leader(struct req *q, const struct session *s);
/* The phone's page again, after a form of it was taken. */
must_use enum rc phone_again(struct req *q, const struct session *s);
/* "promise": who reads what is written in the present part. */
void phone_put_promise(struct ctx *x, const struct session *s, struct val *view);
/* All that workshop/task shows: what this phone does now. */
must_use enum rc phone_put_task(struct ctx *x, struct session *s, struct val *v);
/* At the row or the question that was refused: why ("refused"), and what was typed. `task`
 * has the rows of workshop/task. */
void phone_put_refused(struct req *q, struct val *task);
/* The mark that the page showed on which a leader's mark was given. */
must_use enum rc phone_mark_seen(struct req *q, struct row_mark *ret);
/* view["side"]: all that workshop/side shows, the console's column. */
must_use enum rc console_put_side(struct ctx *x, struct session *s, struct val *view);
/* The form says for which step it was written: not for this one is INVALID(field). One that
 * does not say so is taken to be, but where leaders are in and may not read all there is. */
must_use enum rc phone_of_step(struct req *q, const char *field, struct str step);
/* The posted values of the present step's form. */
must_use enum rc phone_form_values(struct req *q, struct session *s, struct val **ret);
