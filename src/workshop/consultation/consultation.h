/* consultation.h -- a draft that several teams comment on, and what becomes of
 * each comment (S2.29); inside this room.
 *
 * The draft stands in parts. A session takes it in and talks about it; then its
 * facilitator sends comments on, having seen exactly which: that is the act that
 * shares upward (anonymity.md, 3). Whoever answers for the draft sees those of
 * all teams on one page, part by part, and answers each; the teams see the answers.
 *
 * Nobody here knows who wrote a comment. A team is named only if it wants to be
 * and five or more took part. What has no name is seen when five people stand
 * behind it, from one team or several together, in the order of chance; what
 * never comes so far is deleted unseen when the round is closed.
 *
 * Which steps collect comments is told by the method (`comments`), which forms
 * are the draft by theirs (`becomes: draft`). Comments come only from parts where
 * leaders may be present: those who answer are leaders.
 *
 * Memory, transactions and errors as in workshop.h. */
#pragma once
#include "store/sql_ids.h"
#include "workshop/workshop_inside.h"

enum {
	CONSULTATION_PARTS_MAX = 60,		/* a policy of twelve sections, five sentences each */
	CONSULTATION_PART_CHARS = 1000,
	CONSULTATION_TITLE_CHARS = 120,
	CONSULTATION_NAME_CHARS = 80,
	CONSULTATION_WHY_CHARS = 600,		/* an answer that is longer is a letter */
	CONSULTATION_PEOPLE_MAX = 1000,		/* as WORKSHOP_PHONES_MAX is for halls: a department is no larger */
	CONSULTATION_ENOUGH = 5,		/* people behind a name, or behind what has none (anonymity.md, R4) */
	CONSULTATION_COMMENTS_MAX = 2000,	/* on one page, each with its answer; twenty teams of a hundred cards */
	CONSULTATION_MONTHS_MAX = 24,		/* an answer promised for later than that is none */
};

struct sql_consultation;

struct consultation_new {
	unit_id unit, heard;
	workshop_id workshop;		/* v == 0: not written in a session */
	struct str title, draft;	/* parts with a blank line between */
	struct date answers_by;
};
/* INVALID("title"), INVALID("draft") without parts, with too many or one too long,
 * INVALID("heard") unless it is the unit or one above it, INVALID("answers_by"). */
must_use enum rc consultation_begin(struct ctx *x, const struct consultation_new *n, consultation_id *ret);
/* What the session has written of the draft, as `draft` above; S("") if nothing. */
must_use enum rc consultation_draft_of(struct ctx *x, const struct session *s, struct str *ret);
/* Has the session's method a draft, or comments on one? */
bool consultation_writes(const struct method_workshop *m);
bool consultation_comments(const struct method_workshop *m);

/* Open rounds that ask the session's unit: `rounds` of {id title unit}. */
must_use enum rc consultation_choices(struct ctx *x, const struct session *s, struct val *into);
/* The session takes the draft in: from then on its comments go there, and if it
 * has no draft of its own, the parts are its rows. CONFLICT("_") if it has taken
 * one in already; INVALID("consultation") for one that does not ask this unit;
 * FORBIDDEN unless a facilitator. */
must_use enum rc consultation_take_in(struct ctx *x, struct session *s, consultation_id id);
/* The round the session has taken in: *ret NULL if none. */
must_use enum rc consultation_of(struct ctx *x, const struct session *s, struct sql_consultation **ret);

/* For the page before anything is sent: `comments` of {source text heading sent part
 * answered answer_words why seen}, `parts` of {id words}, `has_sent`, `name`, `any_open`. */
must_use enum rc consultation_outgoing(struct ctx *x, struct session *s, struct val *into);
struct consultation_item {
	struct str source;
	consultation_part_id part;	/* v == 0: the whole */
};
/* name S(""): without one; name and people are said at the first sending and stand.
 * INVALID("name", "consultation.too_few") if fewer than five want to be named,
 * INVALID("people"), INVALID("part"); GONE when the round is closed. */
must_use enum rc consultation_send(struct ctx *x, struct session *s, const struct consultation_item *items, size_t n, struct str name,
				   int64_t people, size_t *ret_n);

/* All that may be seen: `parts` of {id number text comments[] {key heading text from
 * answered answer answer_words why version}}, the whole last with id 0; `teams` of
 * names; `total`, `unanswered`; `nameless` and `waits`: some have no name, some wait.
 * answered_only: without what nobody has answered yet. */
must_use enum rc consultation_put(struct ctx *x, const struct sql_consultation *c, bool answered_only, struct val *into);
/* answer: taken_in, partly, not or elsewhere; INVALID("answer"). why is needed for
 * all but taken_in: INVALID("why"). CONFLICT when stale, GONE when closed, NOT_FOUND. */
must_use enum rc consultation_answer(struct ctx *x, consultation_id id, struct str key, int64_t version, struct str answer, struct str why);
/* INVALID("_", "consultation.unanswered" {n}) while a comment has no answer. Who ran
 * a session that sent comments is told by mail, with the way to the answers and none
 * of them; nobody knows who else wrote. by: who closes it and need not be told.
 * base_url without slash at the end; S(""): no letters. A round is closed once. */
must_use enum rc consultation_close(struct ctx *x, consultation_id id, person_id by, struct str base_url);
/* May they answer? Who edits the plan of the unit, and who runs the session it was written in. */
must_use enum rc consultation_may_answer(struct ctx *x, const struct actor *a, const struct sql_consultation *c, bool *ret);
