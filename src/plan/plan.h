/* plan.h -- the action plan of a unit: where every method delivers and where
 * everything is followed up. Front door of the room.
 *
 * One list a unit. An action has an owner, a first step and a date before it is
 * published; where it came from (problem, dream, heading) stays with it. The
 * top leader takes a stand with a reason that all can read. A published version
 * is a picture of the plan on a day; the poster shows the latest and says so.
 *
 * Memory: the ctx's arena. Transactions: joins the caller's.
 * Errors common to all: NOT_FOUND; CONFLICT("_", "plan.changed_meanwhile") when
 * a version is stale; INVALID with the field of the form. */
#pragma once
#include "core/ctx.h"
#include "core/val.h"
#include "http/http.h"
#include "method/method.h"
#include "people/people.h"
#include "store/sql_ids.h"

enum {
	PLAN_ACTIONS_MAX = 300,		/* nobody follows up more; the poster takes 20 */
	PLAN_TITLE_CHARS = 160,
	PLAN_TEXT_CHARS = 2000,
	PLAN_DUE_SOON_DAYS = 7,		/* the owner is reminded a week ahead */
	PLAN_OVERDUE_EVERY_DAYS = 14,	/* and every fortnight after, not daily: nagging is ignored */
	PLAN_REMIND_MONTHS_MAX = 60,	/* of an agreement; a rhythm of more than five years is none */
	PLAN_EFFECT_MONTHS = 4,		/* "3-6 months": effect is asked in the middle of it */
};

/* The unit's plan; made if there is none yet (only in writing work). */
must_use enum rc plan_of_unit(struct ctx *x, unit_id unit, plan_id *ret);

/* Who writes the unit's plan and answers for it: its leaders, helpers, HR and the
 * consultant, of the unit or above. a may be NULL. */
must_use enum rc plan_may_edit(struct ctx *x, const struct actor *a, unit_id unit, bool *ret);

/* The economic frame in words, as the leader has told it; S("") while it is not
 * told. Shown wherever priorities are made. */
must_use enum rc plan_frame(struct ctx *x, plan_id plan, struct str *ret);
/* The same, and nobody else changes it until the transaction ends. */
must_use enum rc plan_frame_held(struct ctx *x, plan_id plan, struct str *ret);
must_use enum rc plan_set_frame(struct ctx *x, plan_id plan, struct str frame);

/* What a live session or a tool hands over. Texts are copied. */
struct plan_proposal {
	struct str source;		/* "workshop/17/row/5": the same again changes nothing */
	struct str origin;		/* "programme/12", "workshop/17" */
	struct str title, change, first_step, owner, means, sign;
	struct date due;		/* DATE_NONE: to be set */
	struct str problem, dream, heading;
	struct str realism, realism_reason;
	struct str iglo, road;		/* keys; empty: to be set */
};

/* Adds it as status 'proposed'. *ret_new is false when it was there already. */
must_use enum rc plan_propose(struct ctx *x, plan_id plan, const struct plan_proposal *p, action_id *ret, bool *ret_new);

/* Fills `into` for a meeting: actions of the unit's plan as objects, each in one
 * of the lists overdue, soon, running, planned, proposed, done (each with what
 * plan_view.h describes, and from_here: it came from `origin`); `counts` (one
 * number a list); plan_url, poster_url and overlap_url; overlap_answered. What
 * was declined or stopped is left out. A unit without a plan gives empty lists. */
must_use enum rc plan_for_meeting(struct ctx *x, unit_id unit, struct str origin, struct val *into);

/* Numbers for overview pages, without what the top leader declined. ownerless
 * and only_individual count what is proposed, planned or running. */
struct plan_counts {
	int64_t proposed, planned, running, done, stopped, overdue, ownerless, only_individual;
};
must_use enum rc plan_counts(struct ctx *x, unit_id unit, struct plan_counts *ret);

/* What is late in the unit's plan. owner.v == 0: whoever owns it. */
struct plan_overdue {
	int64_t n;
	action_id first;		/* of them, the one that has waited longest */
	struct str title;
	struct date due;
};
must_use enum rc plan_overdue(struct ctx *x, unit_id unit, person_id owner, struct plan_overdue *ret);

/* The top leader's word: "approved", "changed" or "declined".
 * INVALID("reason", "plan.reason_required") unless approved; CONFLICT when stale. */
must_use enum rc plan_take_stand(struct ctx *x, action_id action, int64_t version, struct str stand, struct str reason);

/* A line to the log of an action, said at a meeting, and its new status (empty:
 * as it was). INVALID("text") if it says nothing and changes nothing. */
must_use enum rc plan_note(struct ctx *x, action_id action, struct str meeting, struct str text, struct str new_status);

/* The answer given at start-up or before publishing (S0.35, S0.64). */
must_use enum rc plan_overlap_answer(struct ctx *x, plan_id plan, struct str moment, struct str origin, struct str answer,
				     struct str anchoring);
/* Has it been answered for this origin and moment? */
must_use enum rc plan_overlap_answered(struct ctx *x, plan_id plan, struct str moment, struct str origin, bool *ret);

/* Publishes: INVALID("_", "plan.not_ready{n}") while an action that is neither
 * declined nor stopped lacks owner, first step or date; while the overlap check
 * is unanswered ("plan.overlap_unanswered"); while a stand is missing
 * ("plan.stand_missing"). */
must_use enum rc plan_publish(struct ctx *x, plan_id plan, struct str why, int64_t *ret_number);

/* Has a fair copy been mailed to the daily leader on that day or later? */
must_use enum rc plan_sent_since(struct ctx *x, unit_id unit, struct date since, bool *ret);

/* Agreements of the anchoring plan. */
struct plan_agreement {
	struct str title, between, responsible, time, how, origin;
	int64_t remind_every_months;
	/* Who must confirm it (keys of confirm.h's parties); none: it holds as it is.
	 * What is not confirmed by all is not on the poster and not brought up. */
	const char *const *parties;
	size_t nparties;
	person_id asked_by;	/* who writes it and needs no letter about it; v == 0: nobody */
	struct str base_url;	/* of the letters to the parties; empty: none are sent */
	struct date review;	/* when to look at it the first time; 0 or DATE_NONE: after the months */
};
must_use enum rc plan_agree(struct ctx *x, plan_id plan, const struct plan_agreement *a, agreement_id *ret);

/* Agreements in force with a date on which they are looked at again, as events of a
 * calendar file: a whole day each, with the address of the page where they stand
 * (base_url without slash at the end; may be empty). A file fetched later takes the
 * place of an earlier one. A unit without a plan has none. */
struct ics_event;
must_use enum rc plan_review_events(struct ctx *x, unit_id unit, struct str base_url, struct ics_event **ret, size_t *ret_n);

/* A background job, once an hour: queues reminders that are due. Owners with an
 * address and a role get one message for each unit with all that is due soon,
 * overdue or to be looked back on; the unit's nearest leaders one for each
 * agreement. Nothing is said twice. base_url is without slash at the end; empty:
 * messages carry no link. Writing work; where several nodes serve one store, the
 * second waits for the first one's commit and then finds nothing left to say. */
must_use enum rc plan_remind(struct ctx *x, struct str base_url, size_t *ret_queued);

extern const struct route plan_routes[], plan_action_routes[], plan_version_routes[], plan_agreement_routes[];
