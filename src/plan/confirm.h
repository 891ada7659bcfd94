/* confirm.h -- a gate of several parties, for whatever holds only when each of
 * them has said yes: an agreement between management and employees, the working
 * agreement of a TRIO, a joint request for help. Second front door of the plan.
 *
 * A *thing* is named by an address that its owner chooses ("agreement/3",
 * "request/12"). It has a text, the words that are confirmed, and a list of
 * parties. Each party confirms once, by one person who speaks for it today; one
 * person speaks for one party only. When the text or the parties change, the
 * thing gets a new version and everybody is asked anew; who had confirmed the
 * earlier version stays on record.
 *
 * Parties and who speaks for them, by the rule of people_trio() (the nearest
 * unit, going up, that has any):
 *
 *	leader				a daily or top leader
 *	safety_representative		as it says
 *	union_representative		also a joint one
 *	employees			any of the elected representatives
 *	committee			the chair of the nearest AMO group, committee or
 *					MED, or whoever else sits on it: the nearest unit,
 *					going up, that has one with members
 *
 * Use: call confirm_ask() whenever the thing is stored or changed; show it with
 * confirm_put() and the partial plan/confirm; hand its form to confirm_give().
 *
 * Memory: the ctx's arena. Transactions: joins the caller's; ask, give and drop
 * in writing work. Thread: the ctx's. */
#pragma once
#include "core/ctx.h"
#include "core/val.h"
#include "people/people.h"

enum {
	CONFIRM_PARTIES_MAX = 5,	/* every kind there is */
	CONFIRM_TEXT_CHARS = 12000,	/* two pages: nobody confirms more than they can read */
};

struct confirm_thing {
	struct str about;		/* at most 100 bytes */
	unit_id unit;			/* whose leaders and representatives */
	struct str title;		/* for the letter; one line */
	struct str text;
	const char *const *parties;
	size_t nparties;
	struct str path;		/* the page where it is confirmed, "/unit/2/plan/agreements" */
};

/* Puts the thing up for confirmation. Nothing happens if text and parties are as
 * they were; else the version rises and those who can speak for a party get a
 * mail (not `except`, who has just written it). base_url without slash at the
 * end; empty: no mail. INVALID("parties", "plan.confirm_parties") for none, too
 * many or an unknown one; INVALID("text", "form.too_long"). ret_version may be
 * NULL. */
must_use enum rc confirm_ask(struct ctx *x, const struct confirm_thing *t, person_id except, struct str base_url, int64_t *ret_version);
/* The thing is gone, and its confirmations with it. OK also if there was none. */
must_use enum rc confirm_drop(struct ctx *x, struct str about);

/* The actor says yes for a party to that version. NOT_FOUND; FORBIDDEN if they do
 * not speak for it; CONFLICT("_", "plan.confirm_changed") if the text is another
 * by now; INVALID("_", "plan.confirm_other_side") if the same person has spoken
 * for another party. Twice is once. *ret_whole: now all have. */
must_use enum rc confirm_give(struct ctx *x, const struct actor *actor, struct str about, struct str party, int64_t version, bool *ret_whole);

/* The keys of its parties, one space between them; "" if nobody was asked. */
must_use enum rc confirm_parties(struct ctx *x, struct str about, struct str *ret);
/* Whether the person speaks for one of its parties today: who is asked may read
 * what is asked, wherever they sit. False for a thing that nobody was asked about. */
must_use enum rc confirm_asked(struct ctx *x, struct str about, person_id person, bool *ret);
/* How many parties are missing; 0 also for a thing that nobody was asked about. */
must_use enum rc confirm_missing(struct ctx *x, struct str about, int64_t *ret);

/* For plan/confirm.html: `confirm` is null for a thing that nobody was asked
 * about, else {version, whole, words, url, parties: [{party, words, done, who,
 * day, mine, nobody}]}. mine: the actor (may be NULL) can say yes for it now.
 * url: where the form posts `party` and `version`. */
must_use enum rc confirm_put(struct ctx *x, const struct actor *actor, struct str about, struct str url, struct val *into);
