/* question.h -- a question that no method planned: its words as somebody types them,
 * and the question set that they make. Inside this room only.
 *
 * It is kept with the item of the agenda that asks it. When the session is loaded it
 * becomes a question set of one item, as a content file would have it, and everything
 * that knows how to ask (workshop/ask) meets a set like any other. What content is
 * checked for is demanded here at the field; question_test.c holds what comes out
 * against the checks of content.
 *
 * Both languages get the same words: they are the room's own.
 *
 * Memory: x->arena. Thread: any. No store. */
#pragma once
#include "method/method.h"

enum {
	QUESTION_CHARS = 140,		/* three lines on a projector */
	QUESTION_ANSWERS_MIN = 2,
	QUESTION_ANSWERS_MAX = 8,	/* as many as a wall shows in large letters */
	QUESTION_ANSWER_CHARS = 60,	/* a line or two beside a bar, or at the end of a line */
	QUESTION_STEPS = 5,		/* of a scale, unless somebody says otherwise: the least with a middle and two sides to it */
	QUESTION_STEPS_MIN = 3,		/* two are a choice between two answers */
	QUESTION_STEPS_MAX = 11,	/* the longest scale that content may have */
};

/* How it is answered: names of the vocabulary, as they stand in forms and in the
 * store. NULL-ended. */
extern const char *const question_kinds[];
bool question_has_answers(struct str kind);	/* to choose from, or to put in order */
bool question_has_ends(struct str kind);	/* from one end to another */
bool question_has_steps(struct str kind);	/* of which somebody chooses how many */
bool question_in_words(struct str kind);	/* may be read before the room sees it */

struct own_question {
	struct str kind;	/* one of question_kinds */
	struct str title;	/* one line */
	struct str answers;	/* one a line; of ends: left, right; "" of words */
	bool moderated;		/* of words, comments too: seen when the facilitator has let them through */
	bool comment;		/* a sentence may be added to an answer that is not in words itself */
	int64_t steps;		/* of a scale, from end to end; 0 otherwise */
};

/* Answers as they were typed, one a line: empty lines and spaces too many are gone.
 * INVALID("answers"): too few, too many, too long, or one of them twice. */
must_use enum rc question_answers(struct ctx *x, struct str typed, struct str *ret);
/* Is it one? What its kind has no use for is taken away. INVALID("kind"),
 * ("question"), ("answers"), ("left"), ("right"), ("steps"). */
must_use enum rc question_check(struct ctx *x, struct own_question *q);
/* Do two that have passed say and ask for the same? */
bool question_same(const struct own_question *a, const struct own_question *b);
/* The n-th line of its answers, from 0; S("") past the end. */
struct str question_line(const struct own_question *q, unsigned n);
/* The set that it makes; q has passed question_check(), now or when it was stored.
 * NULL: there is no such kind. */
const struct method_questions *question_set(struct ctx *x, const struct own_question *q);
