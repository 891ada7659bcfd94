/* deal_web.c -- cards over HTTP: a phone passes on the one it was dealt, the
 * facilitator begins the next round; and boards with fixed columns, whose cards
 * go from cell to cell. Reads the form, asks deal.c and board.c. */
#include "workshop/access.h"
#include "workshop/deal/deal.h"
#include "workshop/phone_web.h"

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
	return phone_again(q, s);
}

static enum rc act(struct req *q, struct val *view)
{
	static const char *const acts[] = { "next", "by_itself", "by_hand", "gather", "again", "silent", "loud", NULL };
	struct session *s = access_session(q);
	int64_t round;
	int which;
	TRY(access_of_this_step(q));
	TRY(form_choice(q, "deal", acts, &which));
	switch (which) {
	case 0:
		TRY(form_int(q, "round", 0, 1000, &round));
		TRY(deal_next(q->x, s, round));
		break;
	case 1:
	case 2: TRY(deal_by_itself(q->x, s, which == 1)); break;
	case 3:
	case 4: TRY(deal_done(q->x, s, which == 3)); break;
	default: TRY(deal_silent(q->x, s, which == 5)); break;
	}
	return access_to_console(q, view);
}

static enum rc count_chairs(struct req *q, struct val *view)
{
	TRY(session_count_chairs(q->x, access_session(q)));
	return access_to_console(q, view);
}

static enum rc to_cell(struct req *q, struct val *view)
{
	int64_t card, before;
	struct str cell;
	TRY(form_int(q, "card", 1, INT64_MAX, &card));
	TRY(form_int_or(q, "before", 0, INT64_MAX, 0, &before));
	TRY(form_line(q, "cell", 1, 130, &cell));
	TRY(board_to_cell(q->x, access_session(q), (card_id){ card }, cell, (card_id){ before }));
	return access_to_console(q, view);
}

static enum rc let_through(struct req *q, struct val *view)
{
	struct str list, one;
	int64_t card;
	TRY(form_line(q, "card", 1, 20 * WORKSHOP_CARDS_MAX, &list));
	while (list.n && str_next(&list, ' ', &one)) {	/* one, or those that the page showed as waiting */
		if (!str_to_int(one, 1, INT64_MAX, &card))
			return fail(q->x, INVALID, "card", "form.not_choice");
		enum rc rc = board_let(q->x, access_session(q), (card_id){ card });
		if (rc != NOT_FOUND || str_eq(one, form_raw(q, "card")))
			TRY(rc);
		else
			fault_clear(q->x);	/* another facilitator removed it meanwhile; the others come */
	}
	return access_to_console(q, view);
}

const struct route workshop_deal_routes[] = {
	POST("/w/:id/deal", pass_on, "workshop/phone", WORKSHOP_JOINED),
	POST("/workshop/:id/deal", act, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/chairs", count_chairs, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/cell", to_cell, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/let", let_through, "workshop/console", WORKSHOP_FACILITATES),
	{ 0 },
};
