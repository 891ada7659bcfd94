/* workshop_inside.h -- what the files of this room say to each other; not for
 * other rooms. Memory, transactions and errors as in workshop.h. */
#pragma once
#include "workshop/board/board_sql.h"
#include "workshop/board/group_sql.h"
#include "workshop/workshop.h"
#include "workshop/workshop_sql.h"

/* A session as one viewer meets it. */
struct session {
	workshop_id id;
	struct sql_workshop *row;
	const struct method_workshop *method;
	const struct method_part *part;		/* present */
	const struct method_step *step;
	unsigned part_at, step_at;		/* their places, from 0 */
	enum workshop_viewer viewer;
	struct sql_phone_by_secret *phone;	/* NULL unless a phone has joined */
	struct str secret;			/* the phone's; STR_NULL otherwise */
	bool leader;				/* signed in as one whom the session keeps out, though of another unit */
	bool on_paper;				/* stands in for somebody without one (paper.h) */
};

/* ---- session.c: life, agenda, timer, sight */

/* NOT_FOUND; FAILED if its method is no longer in the library. viewer is
 * VIEWER_NOBODY: session_recognise() finds out. */
must_use enum rc session_load(struct ctx *x, workshop_id id, struct session **ret);
/* Who is looking: facilitator, projector, phone or leader, strictest last: a
 * signed-in leader of the unit is a leader whatever cookie the browser has, and so is
 * one of a unit below where a part keeps leaders out, and one of any unit where every
 * part does; but these have nothing before they have joined. */
must_use enum rc session_recognise(struct req *q, struct session *s);

/* May this viewer see the cards of a board (or anything else made in the part
 * that the step stands in)? 'parking' is seen by everybody who has joined. */
bool session_may_see(const struct session *s, struct str step_key);
/* Have leaders been let in to the present part? */
bool session_leaders_in(const struct session *s);
/* May the projector show what is parked? Not to leaders what was parked while they were out. */
bool session_may_show_parking(const struct session *s);
/* Into which parts of the whole session leaders are let, and whether a step
 * opens something of the others for them. */
enum leaders_where { LEADERS_NOWHERE, LEADERS_IN_SOME, LEADERS_EVERYWHERE };
enum leaders_where session_leaders_where(const struct session *s);
bool session_opens_for_leaders(const struct session *s);
bool session_is_over(const struct session *s);
/* The session's row, held until the transaction ends. Whatever reads and then
 * writes what it decided by takes it before it reads: on PostgreSQL several write
 * at once, and each sees only what is committed. s is as it stands then, which may
 * be another step than before: nothing read of it earlier may be used after. Cards
 * do not wait. */
must_use enum rc session_hold(struct ctx *x, struct session *s);
/* The same for what many do at once and which only must not happen while somebody
 * holds it: a dot, while its result is told. */
must_use enum rc session_stay(struct ctx *x, struct session *s);
/* The room's: the projector is in it, and the words of cards and answers are taken to be
 * (clouds know both languages). Each phone has its own. */
enum lang session_lang(const struct session *s);
must_use enum rc session_set_lang(struct ctx *x, struct session *s, enum lang lang);	/* GONE after the end */
/* The step whose cards the present step works on (itself, its `from`, or the
 * `from` of that), as key of the board; NULL if none. */
const char *session_board(const struct session *s);
/* The last step of kind GROUPS up to the present one; NULL if none. */
const struct method_step *session_groups_step(const struct session *s);
/* The FORM step whose rows the present step works on: the first of the chain of
 * `from`, so that sharpening a proposal changes it instead of making another;
 * NULL if none. */
const struct method_step *session_form_step(const struct session *s);
/* Its form; NULL if there is none. */
const struct method_form *session_form(const struct session *s);
/* The n-th step of the whole session, from 0; NULL past the end. */
const struct method_step *session_nth_step(const struct method_workshop *m, unsigned n, const struct method_part **ret_part);
/* The same, those that are left out among them: for what must miss nothing. */
const struct method_step *session_any_step(const struct method_workshop *m, unsigned n, const struct method_part **ret_part);

/* The two refusals that every change of a session may meet: GONE, CONFLICT. */
must_use enum rc session_ended(struct ctx *x);
must_use enum rc session_stale(struct ctx *x);
/* Why nothing of this kind of step is taken at the present one: INVALID, it is over,
 * or none has been and one lies ahead. */
must_use enum rc session_not_now(struct ctx *x, const struct session *s, enum method_step_kind kind);

/* The agenda. version: as shown to the facilitator; CONFLICT when stale. */
must_use enum rc session_begin(struct ctx *x, struct session *s, int64_t version);
must_use enum rc session_go(struct ctx *x, struct session *s, int64_t version, struct str step_key);	/* INVALID("step") */
must_use enum rc session_next(struct ctx *x, struct session *s, int64_t version);
must_use enum rc session_back(struct ctx *x, struct session *s, int64_t version);
must_use enum rc session_pause(struct ctx *x, struct session *s, int64_t version, bool pause);
/* Ends it: phones are forgotten, marks can never be made again. */
must_use enum rc session_end(struct ctx *x, struct session *s, int64_t version);
/* "start", "hold", "more" (minutes added), "off". INVALID("timer"). */
must_use enum rc session_timer(struct ctx *x, struct session *s, struct str act, int64_t minutes);
must_use enum rc session_focus(struct ctx *x, struct session *s, struct str target);	/* "" or a target that exists */
/* On to the next card (DISCUSS, in the order of the wall) or group (PRESENT) so
 * that every one gets its turn; after the last, nothing is in focus. */
must_use enum rc session_focus_next(struct ctx *x, struct session *s);
/* What goes on from what stands (the next card, more minutes, there or not there) asks
 * first whether the page that was pressed on showed what stands: two who press at once
 * would skip one. CONFLICT("_", "workshop.changed_meanwhile" or "workshop.clock_meanwhile");
 * OK for STR_NULL, which does not say. Holds the session. */
must_use enum rc session_focus_seen(struct ctx *x, struct session *s, struct str focus);
must_use enum rc session_clock_seen(struct ctx *x, struct session *s, struct str clock);
struct str session_clock(struct ctx *x, const struct session *s);	/* as a page is to say it */
int64_t session_seconds_left(const struct ctx *x, const struct session *s);	/* of the bell; negative: past; 0 when off */
/* Until the whole step is over, never negative: with the rounds or the groups that are
 * still to come, and with what the agenda gives it beyond them. */
must_use enum rc session_step_left(struct ctx *x, const struct session *s, int64_t *ret);
/* How long each of so many turns lasts: what the method says, or less, in whole
 * minutes, where the agenda gives the step too little for that; a minute at least. */
int64_t session_turn_seconds(const struct method_step *step, int64_t turns);
/* The cards (DISCUSS) or groups (PRESENT) of the present step, for the table of kinds. */
struct turns;
enum rc session_visits(struct ctx *x, const struct session *s, struct turns *ret);

/* Lets leaders see headings and/or chosen priorities (bits of method_open).
 * INVALID("_", "workshop.handover_unconfirmed") while a task of the method's
 * handover list is not among `ticked`. */
must_use enum rc session_open_to_leaders(struct ctx *x, struct session *s, unsigned bits, const struct str *ticked, size_t n);

/* A phone joins: *ret_secret is for its cookie. TOO_MANY at WORKSHOP_PHONES_MAX.
 * It is given a chair; whether anybody sits on it is known when the secret comes
 * back, which it does not when the answer was lost on its way and the phone
 * joins once more. */
must_use enum rc session_join(struct ctx *x, struct session *s, bool leader, struct str *ret_secret);
/* Facilitator: every chair is empty until its phone is heard of again, which a page
 * that is open sees to by itself. Empty chairs get no partner in the next round and no
 * group by chance; whoever comes back is in the next draw. When a phone was heard of
 * last is stored nowhere. Console only. */
must_use enum rc session_count_chairs(struct ctx *x, struct session *s);
must_use enum rc session_put_empty_chairs(struct ctx *x, struct session *s, struct val *into);	/* chairs[{n any}] */
/* The phone has come in: it is counted, dealt a card and put in a group from now
 * on, after all who came before it. Nothing without a phone, or the second time. */
must_use enum rc session_arrive(struct ctx *x, struct session *s);
/* The same for a leader who is signed in; s has its phone afterwards. */
must_use enum rc session_seat_leader(struct ctx *x, struct session *s, struct str *ret_secret);
/* What a phone says anew about the same thing (a dot, a wish, a voice, an answer)
 * has a `turn`: 1, 2, 3 ... counted by the phone for that thing alone. A saying
 * older than what stands is taken with OK and changes nothing: it was late. 0:
 * the phone does not count, and what comes last stands. */
enum { TURN_MAX = 1000000 };	/* beyond any finger */

/* Says yes to the rules as they were read: `version` of them, 0 for the present
 * ones. A yes to older rules is none to those that stand. INVALID("rules"). */
must_use enum rc session_confirm_rules(struct ctx *x, struct session *s, int64_t version);
must_use enum rc session_rule_add(struct ctx *x, struct session *s, bool avoid, struct str title, struct str body);
struct rule_words {
	struct str title, body;
};
/* was: as this facilitator saw it. CONFLICT("title", "workshop.other_words"{stands})
 * when another has changed it since. NOT_FOUND("rule", "workshop.rule_gone"). */
must_use enum rc session_rule_set(struct ctx *x, struct session *s, ground_rule_id rule, struct rule_words was, struct rule_words now);
/* CONFLICT at the field: others have written `stands` meanwhile. */
must_use enum rc session_other_words(struct ctx *x, const char *field, struct str stands);
must_use enum rc session_rule_drop(struct ctx *x, struct session *s, ground_rule_id rule);

/* Somebody more runs the session. INVALID("email") for a leader, as above. */
must_use enum rc session_facilitator_add(struct ctx *x, struct session *s, person_id person);
/* No longer; what is open on their screens closes. INVALID("_", "workshop.facilitator_last"). */
must_use enum rc session_facilitator_drop(struct ctx *x, struct session *s, person_id person);

/* The mark of number n of something this phone has in a step: the same each
 * time, and for nobody else. S("") without a phone. */
struct str session_mark(struct ctx *x, const struct session *s, const char *what, struct str step, struct str n);

void session_changed(struct ctx *x, const struct session *s);	/* announces "workshop/ID" */

/* ---- board.c: cards, headings, dots */

/* idem: the sender's key, 16-64 characters [a-z0-9-]; INVALID("idem"). The same
 * key again: *ret_new false and the first card's id (ret may be NULL, which
 * saves a statement). CONFLICT("text") when it came with other words, or its card
 * has been taken back or removed ("workshop.taken_off"). INVALID("text") empty or
 * too long; FORBIDDEN when this viewer may not write here now; INVALID("text",
 * "workshop.board_full"). */
must_use enum rc board_write(struct ctx *x, struct session *s, struct str board, struct str text, struct str idem, card_id *ret,
			     bool *ret_new);
/* The same into a cell of a board with fixed columns: INVALID("cell") unless the
 * board has it. */
must_use enum rc board_write_in(struct ctx *x, struct session *s, struct str board, struct str cell, struct str text, struct str idem,
				card_id *ret, bool *ret_new);
must_use enum rc board_type_in_cell(struct ctx *x, struct session *s, struct str board, struct str cell, struct str lines, struct str idem,
				    size_t *ret_n);
/* Paper cards typed in: one a line; ret_n new cards. A line's key is made from
 * `idem`, its words and its count among equal lines: the same again adds nothing,
 * a sheet with a line more adds that line. */
must_use enum rc board_type_in(struct ctx *x, struct session *s, struct str board, struct str lines, struct str idem, size_t *ret_n);
/* The phone that wrote it takes it back, unless it has been arranged already:
 * CONFLICT("_", "workshop.card_arranged"). One that has not come yet never will. */
must_use enum rc board_take_back(struct ctx *x, struct session *s, struct str idem);

/* Facilitator's arranging. before.v == 0: last. theme.v == 0: loose. */
must_use enum rc board_move(struct ctx *x, struct session *s, card_id card, theme_id theme, card_id before);
must_use enum rc board_to_cell(struct ctx *x, struct session *s, card_id card, struct str cell, card_id before);
must_use enum rc board_let(struct ctx *x, struct session *s, card_id card);	/* a held card comes on the board */
must_use enum rc board_forget(struct ctx *x, workshop_id id);	/* at the end: boards whose cards were to go */
must_use enum rc board_merge(struct ctx *x, struct session *s, card_id card, card_id into);	/* into.v == 0: apart again */
/* was: the words as this facilitator saw them, here and below. Others stand: CONFLICT at
 * the field, "workshop.other_words"{stands}, and nothing is changed; alike words: OK. */
must_use enum rc board_reword(struct ctx *x, struct session *s, card_id card, struct str was, struct str text);
must_use enum rc board_drop(struct ctx *x, struct session *s, card_id card);
must_use enum rc board_park(struct ctx *x, struct session *s, card_id card);
must_use enum rc board_choose(struct ctx *x, struct session *s, struct str target, bool chosen);
must_use enum rc board_theme_add(struct ctx *x, struct session *s, struct str board, theme_id parent, struct str title, theme_id *ret);
must_use enum rc board_theme_rename(struct ctx *x, struct session *s, theme_id theme, struct str was, struct str title);
must_use enum rc board_theme_merge(struct ctx *x, struct session *s, theme_id from, theme_id into);
must_use enum rc board_theme_drop(struct ctx *x, struct session *s, theme_id theme);		/* its cards become loose */
must_use enum rc board_theme_place(struct ctx *x, struct session *s, theme_id theme, theme_id before);

/* Dot number n (1..the step's dots) of this phone on a target; target "" lifts
 * it. Laying it again moves it. INVALID("target"), INVALID("n"). */
must_use enum rc board_dot(struct ctx *x, struct session *s, int64_t n, struct str target, int64_t turn);
struct board_dot {
	struct str target;	/* where it lies, among what is on the board now; STR_NULL in hand */
	struct str said;	/* where it was laid: its card may have become part of another since */
	int64_t turn;
};
must_use enum rc board_my_dots(struct ctx *x, struct session *s, struct board_dot **ret, size_t *ret_n);	/* in order */
/* For a page without script, which names a card and no dot: one that is in hand, or one
 * that lies on the card. The page may be older than a merge: what was laid on a card
 * before it became part of another is found by both. INVALID("_"): there is none. */
must_use enum rc board_dot_in_hand(struct ctx *x, struct session *s, int64_t *ret_n);
must_use enum rc board_dot_on(struct ctx *x, struct session *s, struct str target, int64_t *ret_n);
/* Does "card/7" or "theme/3" exist on the board? */
must_use enum rc board_has(struct ctx *x, struct session *s, struct str board, struct str target, bool *ret);
/* How far words go. Of boards of a part with leaders everything goes everywhere; of
 * those of a part without them only headings and chosen cards ever leave the room; of
 * those that forget only headings. */
enum board_sight {
	SIGHT_ROOM,	/* those who were there */
	SIGHT_UP,	/* where the facilitator sends it, row by row: a plan */
	SIGHT_OPENED,	/* leaders: what has been opened for them */
};
/* The words of a target; STR_NULL if it is gone, or does not go so far. */
must_use enum rc board_words(struct ctx *x, struct session *s, struct str target, enum board_sight sight, struct str *ret);
/* May what this board has be read by everybody, leaders too? */
bool board_is_open(const struct session *s, struct str board);
/* Were its cards promised to go at the end? Then they are on the wall, at the desk and
 * on the phones of those who are there, and in nothing that stays. */
bool board_forgets(const struct session *s, struct str board);
/* Is it something that a row may start from: on the board, and fit to leave the room
 * with the row? */
must_use enum rc board_starts(struct ctx *x, struct session *s, struct str board, struct str target, bool *ret);

/* ---- group.c: groups and what they write */

/* Makes the groups of the present GROUPS step anew. way: one bit of method_way;
 * size: wanted persons a group. Those who sat somewhere are seated again by
 * chance (WAY_CHANCE), not beside the same people if the step was drawn before or
 * the method says so, or stand up. INVALID("way"), INVALID("size"), INVALID("_",
 * "workshop.groups_have_written") when something they wrote would be lost.
 * ret_all_new: nobody sits with somebody again of those who were to be kept apart; may
 * be NULL. */
must_use enum rc group_make(struct ctx *x, struct session *s, unsigned way, int64_t size, bool *ret_all_new);
must_use enum rc group_add(struct ctx *x, struct session *s, struct str title, theme_id theme, small_group_id *ret);
must_use enum rc group_drop(struct ctx *x, struct session *s, small_group_id g);
/* CONFLICT("_", "workshop.group_full"). v == 0: stand up. */
/* Nobody has been put in groups and this phone sits in none: then the room is one
 * group, and everybody writes the same rows, which the wall shows. */
must_use enum rc group_room_is_one(struct ctx *x, const struct session *s, bool *ret);
/* May this viewer write rows of the form? Its writers say so; form may be NULL. */
bool group_may_fill(const struct session *s, const struct method_form *form);
/* Do leaders sit in groups with the others? Only where the part lets them in and
 * a form that groups fill in has them among its writers. */
bool group_leaders_sit(const struct session *s);
must_use enum rc group_sit(struct ctx *x, struct session *s, small_group_id g, int64_t turn);

/* version 0: first writing. CONFLICT with version stale: the caller shows both. */
must_use enum rc group_write(struct ctx *x, struct session *s, small_group_id g, int64_t version, struct str text);
/* Facilitator or the group itself shows it to the room. */
must_use enum rc group_show(struct ctx *x, struct session *s, small_group_id g);

/* A row of the present step's form; values: an object key -> string, checked
 * against the form (INVALID at the field). row.v == 0: a new one, by idem; CONFLICT
 * when that key came with other values, or its row has been dropped. */
must_use enum rc group_row_save(struct ctx *x, struct session *s, small_group_id g, form_row_id row, int64_t version, struct str idem,
				const struct val *values, form_row_id *ret);
/* Fills in a form that a step shows (method_step.shows); the facilitator, before
 * or during the session. was: the values as this facilitator saw them. What only one
 * of two has changed is kept as that one wrote it; where both have, CONFLICT at the
 * first such field, "workshop.other_words"{stands}, and nothing is changed. INVALID at
 * the field; INVALID("form") for another form. */
must_use enum rc group_shown_save(struct ctx *x, struct session *s, struct str form, const struct val *was, const struct val *values);
/* Of one field: somebody else has changed it since, to something else than `now`. */
bool group_overtaken(struct str stands, struct str was, struct str now);
/* Its values as an object key -> text; NULL while it is not filled in. */
must_use enum rc group_shown(struct ctx *x, const struct session *s, const char *form, struct val **ret);
/* The first form that a step of the method shows; NULL if none does. */
const struct method_form *group_shown_form(const struct method_workshop *m);
must_use enum rc group_row_drop(struct ctx *x, struct session *s, form_row_id row);
struct row_mark {
	struct str option, reason;	/* both empty: none yet */
};
/* was: as this leader saw it; CONFLICT("reason", "workshop.other_words"{stands}) when another
 * has marked it since. INVALID("option"), INVALID("reason"), NOT_FOUND("row"). */
must_use enum rc group_row_mark(struct ctx *x, struct session *s, form_row_id row, struct row_mark was, struct row_mark now);
must_use enum rc group_ask(struct ctx *x, struct session *s, form_row_id row, struct str text, struct str idem, critical_question_id *ret);
/* was: as its writer saw it; CONFLICT("answer", "workshop.other_words"{stands}) when another has
 * answered since. STR_NULL from the facilitator: the last one stands. FORBIDDEN("group") for
 * whoever is not of the group whose proposal it is. NOT_FOUND. */
must_use enum rc group_answer(struct ctx *x, struct session *s, critical_question_id question, struct str was, struct str answer);
