/* channel.h -- the questions that run through a whole session; inside this room.
 *
 * Anybody in the room asks at any step, without a name, and supports what others
 * have asked: one voice a phone and question, known by a mark (workshop.h). The
 * facilitator takes them up now or plans them for the end, answers in words or
 * aloud, and sees those that wait when the method is moderated. What is left at
 * the end can be answered afterwards, and read with the join link for
 * CHANNEL_FOLLOW_DAYS: nobody needs an account for it.
 *
 * Sight. A question asked where leaders were not in is not theirs to read, on no
 * page, stream, wall or export, until the facilitator has shared it. The page
 * after the end is open to everybody with the link. Where a part let leaders in,
 * they have it as well: there a question from another part stands only if it was
 * shared, and answering it afterwards shares it. Where none did, the link is the
 * participants': the page has every question that was let through, nothing can be
 * shared with leaders, and one who is signed in is refused.
 *
 * Memory, transactions and errors as in workshop.h. */
#pragma once
#include "workshop/channel/channel_sql.h"
#include "workshop/workshop_inside.h"

enum {
	CHANNEL_MAX = 1000,		/* in a session; nobody reads more */
	CHANNEL_CHARS = 300,		/* a question in two sentences */
	CHANNEL_ANSWER_CHARS = 2000,
	CHANNEL_STEP = 5,		/* support is shown in steps of so many (R7): no figure is one person's doing */
	CHANNEL_WALL = 5,		/* that many are read from eight metres */
	CHANNEL_FOLLOW_DAYS = 30,	/* after the end */
};

/* NULL: the method has none. */
const struct method_channel *channel_of(const struct session *s);
/* May this viewer ask and read now? Leaders not while they are out. */
bool channel_open(const struct session *s);
/* Of a phone's page of questions: another when it must load itself anew, which is
 * also how a phone that reads there answers when the chairs are counted: in each part,
 * because what its foot promises is of a part. */
struct str channel_page_key(struct ctx *x, const struct session *s);
/* No part of the session lets leaders in. */
bool channel_closed(const struct session *s);

/* part: key of the part in which it was written, as the page said; it decides who reads
 * it, however late it comes. It can keep leaders out and never let them in: they read
 * what was written and has come where they are in. STR_NULL, or none of the method's:
 * they do not read it. idem as in board_write(); sent again: *ret_new false, with other
 * words CONFLICT("text"). INVALID("text"). */
must_use enum rc channel_ask(struct ctx *x, struct session *s, struct str part, struct str text, struct str idem, bool *ret_new);
/* Would leaders be kept out of a question that was written in that part and comes now? */
bool channel_keeps_out(const struct session *s, struct str written);
/* This phone supports a question, or no longer. NOT_FOUND for one it may not see.
 * What is shown of it, to anybody, is how many whole steps of CHANNEL_STEP have
 * ever supported it at once: nothing below five, and never less than before, so
 * that neither a voice nor its withdrawal is seen, and nobody can feel for the
 * exact figure by giving and taking their own. The order is by what is shown. */
must_use enum rc channel_support(struct ctx *x, struct session *s, channel_question_id q, bool up, int64_t turn);
must_use enum rc channel_supports(struct ctx *x, struct session *s, channel_question_id q, bool *ret, int64_t *ret_turn);

/* The facilitator's acts. */
must_use enum rc channel_let(struct ctx *x, struct session *s, channel_question_id q);
must_use enum rc channel_hold(struct ctx *x, struct session *s, channel_question_id q);	/* the facilitator's alone again */
must_use enum rc channel_drop(struct ctx *x, struct session *s, channel_question_id q);
must_use enum rc channel_plan(struct ctx *x, struct session *s, channel_question_id q, struct str slot);	/* "now", "end", "" */
/* The facilitator takes a name out of a question that waits, or makes it shorter; all
 * are told so with it. was: the words as they were seen. CONFLICT("text"): others
 * stand, or it has been let through. INVALID("text"). */
must_use enum rc channel_reword(struct ctx *x, struct session *s, channel_question_id q, struct str was, struct str text);
must_use enum rc channel_share(struct ctx *x, struct session *s, channel_question_id q);	/* FORBIDDEN where leaders never are */
must_use enum rc channel_reopen(struct ctx *x, struct session *s, channel_question_id q);
must_use enum rc channel_on_wall(struct ctx *x, struct session *s, bool on);
/* Also after the end, and then it is shared. Empty: answered aloud (not after
 * the end: INVALID("answer")). was: the answer as this facilitator saw it;
 * CONFLICT("answer", "workshop.other_words"{stands}) when another one stands. */
must_use enum rc channel_answer(struct ctx *x, struct session *s, channel_question_id q, struct str was, struct str answer);
/* Answered aloud, whatever was written before it was opened again; one that has been
 * answered meanwhile keeps its answer. */
must_use enum rc channel_aloud(struct ctx *x, struct session *s, channel_question_id q);

/* What this viewer may read, in the order of the statement. */
must_use enum rc channel_list(struct ctx *x, struct session *s, struct sql_channel_questions **ret, size_t *ret_n);
/* The same as views: id text answer votes edited answered held now at_end shareable. */
must_use enum rc channel_put(struct ctx *x, struct session *s, struct val *list);
/* For who has the join link after the end: answered[] waiting[] until closed
 * not_all. GONE when it is over, or not ended. */
must_use enum rc channel_follow_up(struct ctx *x, struct session *s, struct val *into);
must_use enum rc channel_may_follow(struct ctx *x, const struct session *s, bool *ret);
/* For collection and exports. */
must_use enum rc channel_outcome(struct ctx *x, struct session *s, bool leader, struct val *into);
/* After the end, while answers can be read: channel_desk[] for the facilitator, held
 * ones among them, and channel_closed. */
must_use enum rc channel_desk(struct ctx *x, struct session *s, struct val *into);

/* What the present phone has said of each question that it may read. */
must_use enum rc channel_put_live(struct ctx *x, struct session *s, struct live_tree *t, bool own);
/* What the projector shows of the questions, whoever asks: nothing, the top ones, or
 * the one that is being answered, which has the wall whatever step or agenda is shown
 * there. `ret_words` is the list's title or the question. */
enum channel_screen { CHANNEL_NOT_SHOWN, CHANNEL_TOP, CHANNEL_ONE };
must_use enum rc channel_screen(struct ctx *x, struct session *s, enum channel_screen *ret, struct str *ret_words);
/* Live pieces: the wall's question that is being answered, or its top questions
 * when they are shown; the console's list. */
must_use enum rc channel_wall(struct ctx *x, struct session *s, struct live_tree *t, size_t parent);
must_use enum rc channel_console(struct ctx *x, struct session *s, struct live_tree *t);
/* channel[] of one object, or empty, for the phone's page and the follow-up link. */
void channel_task(struct ctx *x, const struct session *s, struct val *task);

/* The session has ended: marks go, figures stay. */
must_use enum rc channel_forget(struct ctx *x, struct session *s);
