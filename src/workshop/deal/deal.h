/* deal.h -- cards dealt to phones, in rounds with a bell; inside this room.
 *
 * Next to nothing is stored. A phone's seat is how many came in before it; its
 * card is the deck, shuffled by the session's salt, read from that seat and
 * moved on by one for every round: so no card comes twice to a phone while the
 * deck lasts, and a round's cards lie as evenly over the room as figures allow.
 * For a card passed on it gets, in that round, one that nobody holds, as long as
 * the deck has one, and not its partner's; only this is kept (deal_pass). Its partner follows
 * from the seats (pairing.h) and the numbers of phones, and the empty chairs among them, that
 * the rounds began with, and holds another card: they are to talk about both. At the end the phones, and
 * with them the seats, are deleted and the salt is replaced: nobody can say
 * afterwards who had which card or who talked with whom. What is said over a
 * card is never asked for.
 *
 * Memory, transactions and errors as in workshop.h. */
#pragma once
#include "workshop/activity.h"

/* The facilitator's acts. INVALID("_") away from such a step, or past the last
 * round; CONFLICT when the round is another than the one shown. */
must_use enum rc deal_next(struct ctx *x, struct session *s, int64_t round);
must_use enum rc deal_by_itself(struct ctx *x, struct session *s, bool by_itself);
must_use enum rc deal_silent(struct ctx *x, struct session *s, bool silent);	/* the bell is seen and felt only */
must_use enum rc deal_done(struct ctx *x, struct session *s, bool done);

/* How many rounds a step of this length has room for, and how long each is. Fewer and
 * shorter than the method says where the agenda gives it less. */
int64_t deal_rounds(const struct method_step *step, int64_t *ret_seconds);

/* A phone passes on the card it names and gets another. Passing on a card that
 * it no longer holds does nothing: asked twice. FORBIDDEN without a seat. */
must_use enum rc deal_pass(struct ctx *x, struct session *s, struct str card);

/* The card that this phone holds now; NULL before the first round, after the
 * last one, and for who has no seat. */
must_use enum rc deal_card(struct ctx *x, struct session *s, const struct method_card **ret);

/* Whom to find: the pair's number in this round and how many it has now, this
 * phone included. members 0: no partners here, or not now. */
struct deal_pair {
	size_t pair, members;
};
must_use enum rc deal_partner(struct ctx *x, struct session *s, struct deal_pair *ret);
/* "blå ræv 7": said in words, the same for everybody in the pair, anew each round. */
struct deal_sign {
	const char *colour;	/* for data-colour */
	struct str words;	/* "Blå ræv" */
	size_t number;
};
struct deal_sign deal_sign(struct ctx *x, const struct session *s, size_t pair, int64_t round);

/* What the row of the kind points to; see activity.h. */
enum rc deal_task(struct ctx *x, struct session *s, struct val *task);
enum rc deal_shared(struct ctx *x, struct session *s, struct live_tree *t, size_t parent);
enum rc deal_bench(struct ctx *x, struct session *s, struct live_tree *t, size_t parent);
enum rc deal_moment(struct ctx *x, struct session *s, int64_t *ret);
enum rc deal_turns(struct ctx *x, const struct session *s, struct turns *ret);
enum rc deal_enter(struct ctx *x, struct session *s);
/* Rounds whose bell has rung go on where that was asked for. */
must_use enum rc deal_tick(struct ctx *x);
enum rc deal_forget(struct ctx *x, workshop_id id);
