/* paper.h -- people without a phone: what is printed for them, and what they say
 * on paper or by telephone, typed in by the facilitator; inside this room.
 *
 * A typed answer set counts as much as a phone's. Its marks come from a secret
 * that is made for it and forgotten, so nothing ties its answers together; they
 * say that they were typed, since whoever typed them knows them and they hide no
 * phone (ask.h). One more person counts as being in the room. Typed dots have a mark that says only that they were typed, so
 * that a slip of the hand can be taken back; which of them came from one sheet
 * nobody can see. Cards are typed in by board_type_in().
 *
 * Memory, transactions and errors as in workshop.h. */
#pragma once
#include "workshop/ask/ask.h"
#include "workshop/paper/paper_sql.h"
#include "workshop/workshop_inside.h"

enum {
	PAPER_BALLOTS_MAX = 1000,	/* half a hall of two thousand without a phone */
	PAPER_DOTS_MAX = 500,	/* laid in one go: the sheets of a hundred people on one card */
	PAPER_CARDS = 16,	/* printed blank cards: two sheets, enough for a table */
	PAPER_BLANK_ROWS = 14,	/* of a dot sheet that is printed before there are cards */
};

/* One item of an answer set, as ask_value() gives it. */
struct paper_given {
	const struct method_item *item;
	struct str value, why;
};

/* A stand-in for somebody without a phone, with a secret of their own. */
struct session *paper_somebody(struct ctx *x, const struct session *s);
/* One answer set of the present ASK step. INVALID("_", "ask.nothing_chosen") when
 * all is empty, else as ask_answer(). FORBIDDEN unless a facilitator. */
must_use enum rc paper_answer(struct ctx *x, struct session *s, const struct paper_given *given, size_t n);
/* How many sheets of dots there are at the present VOTE step: so many times a phone's
 * dots may be typed in. INVALID("ballots", "paper.fewer_ballots"{n}) when more has been. */
must_use enum rc paper_ballots(struct ctx *x, struct session *s, int64_t n);
must_use enum rc paper_ballots_left(struct ctx *x, const struct session *s, int64_t *ret_ballots, int64_t *ret_left);
/* n dots more on a target of the present VOTE step, or typed ones fewer.
 * INVALID("target"), INVALID("n", "paper.over_budget"{left}), INVALID("ballots") before
 * paper_ballots(), INVALID("_", "paper.vote_told") while the result is told: what is told
 * does not change; a facilitator opens the vote again. */
must_use enum rc paper_dots(struct ctx *x, struct session *s, struct str target, int64_t n, bool lift);

/* Parts that have something to print: list of {url title}; a deck
 * that a step deals is one of its own, printed by the library. */
void paper_parts(struct ctx *x, const struct session *s, struct val *list);
/* Writing cards, dot sheets and ballots of a part, as PDF, in the room's language whoever
 * prints them. Nothing that was written on a board that forgets. NOT_FOUND. */
must_use enum rc paper_print(struct ctx *x, struct session *s, struct str part, struct str *ret);
