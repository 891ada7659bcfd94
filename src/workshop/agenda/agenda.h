/* agenda.h -- a session's own agenda: parts chosen, items retimed, moved, left
 * out or added, times that must hold. Inside this room only.
 *
 * The method stays what it is: session_load() asks agenda_apply() for the method
 * as this session has it, and everything else reads that. A session that nobody
 * has changed has no rows and costs nothing.
 *
 * The agenda has one source, the times are computed from it: there are no two
 * printed programmes to disagree.
 *
 * version: as shown to the facilitator; CONFLICT("_", "workshop.changed_meanwhile")
 * when stale, as in workshop_inside.h. What has been is not changed: INVALID("_",
 * "workshop.agenda_past"). */
#pragma once
#include "workshop/agenda/agenda_sql.h"
#include "workshop/agenda/question.h"
#include "workshop/workshop_inside.h"

enum {
	AGENDA_MINUTES_MAX = 600,	/* of one item: a day */
	AGENDA_OWN_MAX = 40,		/* items that a session adds */
	AGENDA_TITLE_CHARS = 80,
};

/* s->method as this session has it: a copy in x->arena, or untouched. */
must_use enum rc agenda_apply(struct ctx *x, struct session *s);
/* At the start of a session's life: only these parts (keys). n == 0: all, and
 * nothing is stored. INVALID("part", "form.not_choice"). */
must_use enum rc agenda_choose_parts(struct ctx *x, workshop_id id, const struct method_workshop *m, const struct str *parts, size_t n);

/* One line of the agenda with its times: minutes that have passed since midnight of
 * the session's day, so that they may be added up and compared across midnight and
 * across the night when summer time begins or ends. agenda_clock() says what the
 * clock on the wall shows then. */
struct agenda_line {
	const struct method_part *part;
	const struct method_step *step;
	int64_t at;		/* done: as planned, or before what is now; now: when the room came to it; later: from now on, if the room is at work */
	int64_t fixed_at;	/* by the clock, minutes after midnight: before the start it is the day after; -1: none */
	int64_t late;		/* minutes that it will begin after its fixed time; 0 otherwise */
	bool now, done, left_out, own;
	agenda_item_id item;	/* of the session's own question (agenda_question()); 0 otherwise */
};
must_use enum rc agenda_lines(struct ctx *x, const struct session *s, struct agenda_line **ret, size_t *ret_n);
/* The clock on the wall at a line's time: minutes after midnight, 0 to 1439. */
int agenda_clock(const struct ctx *x, const struct session *s, int64_t at);
/* How many minutes the day takes from its start to the end of its last item. */
must_use enum rc agenda_length(struct ctx *x, const struct session *s, int64_t *ret);

/* was: as the page showed it; now: as it came back. What is alike was not changed
 * and is left as it stands, so that two facilitators' changes are both kept. */
struct agenda_value {
	int64_t minutes, fixed_at;
	bool left_out;
};
struct agenda_change {
	struct str step;
	struct agenda_value was, now;
};
/* The whole table at once. CONFLICT("minutes-STEP" or the like, "workshop.agenda_both"
 * {title}) when both have changed the same thing in different ways. INVALID("minutes-STEP"), INVALID("fixed-STEP",
 * "workshop.agenda_overlap"{title, at, needed}) when what stands between two
 * fixed times does not fit; INVALID("out-STEP", "workshop.agenda_needed"{title})
 * when a step that stays takes up one that goes, or "workshop.agenda_holds"{title}
 * when something has been written in the one that goes. Nothing is stored then. */
must_use enum rc agenda_save(struct ctx *x, struct session *s, const struct agenda_change *c, size_t n);
/* up: else down; within its part. INVALID("_", "workshop.agenda_order") if it
 * would come before what it takes up. */
must_use enum rc agenda_move(struct ctx *x, struct session *s, int64_t version, struct str step, bool up);
/* An own item after the step `after`. INVALID("title"): also when there are
 * AGENDA_OWN_MAX; INVALID("after"): none, or "workshop.agenda_after_past";
 * INVALID("minutes"). */
must_use enum rc agenda_add(struct ctx *x, struct session *s, int64_t version, struct str after, struct str title, int64_t minutes, bool is_break);
/* The same that asks the room; *ret_step: its key. Errors of question_check(), too;
 * what is wrong with the title is told at "question". */
must_use enum rc agenda_ask(struct ctx *x, struct session *s, int64_t version, struct str after, const struct own_question *q, int64_t minutes, struct str *ret_step);

/* A question of the session's own as it stands. Other words get another step: an
 * answer to the first is never counted for the second, whatever way it takes. The
 * item stays the same, and so a page that was read before is known again. */
struct agenda_question {
	agenda_item_id item;
	struct str step;	/* names these words */
	struct own_question q;
	int64_t minutes;
	bool opened;		/* the room is at it, or has been */
	bool shown;		/* and has been told answers to it: it stays as it is */
};
/* By its item, or by the name of its step where item is 0. NOT_FOUND. */
must_use enum rc agenda_question(struct ctx *x, const struct session *s, agenda_item_id item, struct str step, struct agenda_question *ret);
/* Another question in its place, also while it is asked, as long as nobody has answered:
 * an answer that comes first wins. seen: the step as its page had read it. The same
 * words again change nothing. Once it has been opened its minutes are the clock's, and
 * those given are not looked at. That somebody has answered, though not how many, is
 * told to whoever tries, and only then: a page does not show whether it may still be
 * changed, or it would tell when the first answer came. CONFLICT("question"): "workshop.question_changed" and
 * others stand, "workshop.question_taken", or "workshop.question_stays". */
must_use enum rc agenda_ask_otherwise(struct ctx *x, struct session *s, agenda_item_id item, struct str seen, const struct own_question *q, int64_t minutes);
/* The question is taken back, under the same conditions. If the room is at it, it goes
 * to what came before. OK also when it is gone already. */
must_use enum rc agenda_ask_not(struct ctx *x, struct session *s, agenda_item_id item, struct str seen);
/* An own item goes. INVALID("_"): it has been, or "workshop.agenda_holds". */
must_use enum rc agenda_drop(struct ctx *x, struct session *s, int64_t version, struct str step);
/* Paused, and continued on another day. Phones stay in the session. INVALID("day"). */
must_use enum rc agenda_adjourn(struct ctx *x, struct session *s, int64_t version, struct date day, int starts_at);

/* "Begins 15 minutes after its fixed time 10.30", or "". */
struct str agenda_late_words(struct ctx *x, const struct agenda_line *l);
/* runs_late[{words}]: what is to come later than its fixed time, for the desk. */
must_use enum rc agenda_put_late(struct ctx *x, const struct session *s, struct val *view);

/* Days on a wall, and sessions with fixed times: what comes moves on with the clock. */
must_use enum rc agenda_tick(struct ctx *x);

/* parts[] {title accent lines[] {key title at minutes fixed late_words was_set state own …}}, ends_at:
 * the page and the wall. agenda_web.c. */
must_use enum rc agenda_put(struct ctx *x, const struct session *s, struct val *view);
