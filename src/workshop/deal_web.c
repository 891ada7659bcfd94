/* deal_web.c -- dealing over HTTP: a phone passes on a card, the facilitator
 * begins the next round. Reads the form, asks deal.c. */
#include "workshop/access.h"
#include "workshop/deal.h"

static enum rc pass_on(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct str card;
	TRY(form_line(q, "card", 1, 100, &card));
	TRY(deal_pass(q->x, s, card));
	if (q->wants_json) {
		val_str(q->x, view, "ok", S("passed"));
		return OK;
	}
	return redirect(q, "/w/%" PRId64, s->id.v);
}

static enum rc act(struct req *q, struct val *view)
{
	static const char *const acts[] = { "next", "by_itself", "by_hand", "gather", "again", NULL };
	struct session *s = access_session(q);
	int64_t round;
	int which;
	TRY(form_choice(q, "deal", acts, &which));
	switch (which) {
	case 0:
		TRY(form_int(q, "round", 0, 1000, &round));
		TRY(deal_next(q->x, s, round));
		break;
	case 1:
	case 2: TRY(deal_by_itself(q->x, s, which == 1)); break;
	default: TRY(deal_done(q->x, s, which == 3)); break;
	}
	if (q->wants_json) {
		val_str(q->x, view, "ok", S("done"));
		return OK;
	}
	return redirect(q, "/workshop/%" PRId64, s->id.v);
}

const struct route workshop_deal_routes[] = {
	POST("/w/:id/deal", pass_on, "workshop/phone", WORKSHOP_JOINED),
	POST("/workshop/:id/deal", act, "workshop/console", WORKSHOP_FACILITATES),
	{ 0 },
};
