/* ask.h -- the items of a question set, answered by everybody on the phone or by
 * the room together; inside this room.
 *
 * What is shown, and when. An answer waits (ask_waiting) until it can be shown
 * together with others; then all that wait for the same item are moved at once
 * (ask_answer), and what anybody sees is computed from there alone. A batch has
 * at least ASK_ENOUGH answers, and as many more as the method says for the first
 * one. Once shown an answer is fixed; until then it may be changed as often as
 * one likes. So everything that was ever published of an item is a sum over
 * whole batches, every person is in exactly one of them, and no subtraction of
 * one moment from another leaves fewer than ASK_ENOUGH people (rule R1 for the
 * batches, R7 for live sessions; the property is tested in ask_test.c).
 *
 * A batch is shown by itself when enough wait, unless that would leave fewer
 * than ASK_ENOUGH phones to come: their answers could never be shown. Then it
 * waits for the last phone, or until the facilitator shows it or goes on. In a
 * large room a batch is also a tenth of what is shown, or a wall would change
 * with every fifth of five thousand. What never becomes a batch is deleted
 * unseen when the session ends.
 *
 * Answers on paper have been read by whoever typed them in, and what one knows one
 * can subtract. So they are no company for phones: a batch has ASK_ENOUGH phones,
 * and takes the paper along, or it is paper alone, ASK_ENOUGH of it. Where a pile of it
 * ends only whoever types it knows: while paper waits, nothing is shown by itself.
 *
 * Nothing links a person's answers. Each is a row with a mark of its own
 * (workshop.h), moved in the order of the marks, also a comment, which waits for
 * the batch of its item and then stands by itself among the sentences. So there
 * are no sums per person: the sum of a group is the sum of its items' means,
 * which is the mean of the sums when everybody has answered everything, and is
 * rounded to a whole. The mean is taken of what the bars tell, exact where they are.
 * How people differ is shown item by item.
 *
 * A bar does not tell none from one, nor all from all but one, and the other bars
 * and the total do not tell it either (veil.h): whoever stands alone is not pointed
 * out, and a room that agrees wholly does not prove it of each. Steps of a scale that
 * tell next to nothing so stand as one, made of what is told and of nothing else. Dots on a line do
 * show every place; that spread is what the method asks for, and why the line has
 * eleven places and no names.
 *
 * Honest limits: somebody who answers with four phones reads the fifth; a
 * sentence may give its writer away, which is what moderation is for; two results
 * one after the other differ by a batch, and five who answered late and alike are
 * seen to have answered alike.
 *
 * Memory, transactions and errors as in workshop.h. */
#pragma once
#include "workshop/ask/ask_sql.h"
#include "workshop/workshop_inside.h"

enum {
	ASK_ENOUGH = 5,		/* anonymity.md R7; a method may say more, never less */
	ASK_GROWTH = 10,	/* in a large room a batch is at least one tenth of what is shown */
	ASK_LINE = 10,		/* a slider goes from 0 to this */
	ASK_TEXT_CHARS = 280,	/* two or three sentences typed with a thumb */
	ASK_WORDS = 3,		/* words one phone gives to a cloud */
	ASK_WORD_CHARS = 30,
	ASK_ITEMS_MAX = 100,	/* in one step; nobody answers more on a phone */
};

/* What a step asks. NULL only if the step is not one of these. */
const struct method_questions *ask_set(const struct method_step *step);
/* The n-th item asked in this step, in the order of the set; NULL past the end. */
const struct method_item *ask_nth(const struct method_step *step, unsigned n);
const struct method_item *ask_item(const struct method_step *step, struct str key);	/* NULL: not asked here */
/* The options to choose from: the item's own, or the scale. */
const struct method_option *ask_options(const struct method_questions *set, const struct method_item *item, unsigned *ret_n);
/* "key/why": where the comment to an item stands. */
struct str ask_why(struct ctx *x, const struct method_item *item);
bool ask_is_words(const struct method_item *item);	/* answered in sentences */

/* An answer in the one form that is stored: option keys in the order of the
 * options (RANK: from first to last), a place on the line, a sentence, words one
 * a line, each in one form only of those that are one where `spoken` is. n == 0 or only blanks: none, ret is S(""). INVALID("_") otherwise. */
must_use enum rc ask_value(struct ctx *x, enum lang spoken, const struct method_step *step, const struct method_item *item,
			   const struct str *given, size_t n, struct str *ret);

/* This phone's answer to an item; value from ask_value(), "" takes it back; why: a
 * sentence or "". The same again changes nothing. INVALID("_"): the step has been
 * left or stopped, the room answers together, the answer is shown already
 * ("ask.is_shown"). CONFLICT("_", "ask.question_gone"): it has been put otherwise or taken back. FORBIDDEN without a phone or sight. */
must_use enum rc ask_answer(struct ctx *x, struct session *s, const struct method_step *step, const struct method_item *item,
			    struct str value, struct str why, int64_t turn);

/* Held until the transaction ends: no answer to the step is being written, and whoever
 * waits to write one sees what was done to it meanwhile. */
must_use enum rc ask_hold(struct ctx *x, const struct session *s, const struct method_step *step);
/* Has anything been shown of the answers to a step? */
must_use enum rc ask_any_shown(struct ctx *x, const struct session *s, struct str step, bool *ret);

/* What this phone has said. */
struct ask_own {
	struct str value;	/* "" nothing, or a sentence that is shown: that is nobody's any more */
	struct str why;
	bool waits, shown, why_shown;
	int64_t turn;	/* of the answer that waits */
};
must_use enum rc ask_mine(struct ctx *x, const struct session *s, const struct method_step *step, const struct method_item *item,
			  struct ask_own *ret);

/* Facilitator: show what waits, where it is enough. *ret_n: items that got a batch. */
must_use enum rc ask_show(struct ctx *x, struct session *s, const struct method_step *step, size_t *ret_n);
/* Stops the answering (a cloud stands still) and shows what waits; or goes on. */
must_use enum rc ask_stop(struct ctx *x, struct session *s, const struct method_step *step, bool stop);
/* People without a phone, whose answers to a step are typed in: how many there
 * have been, and that one more has come. They count among those who may answer,
 * not among those who keep each other company. */
must_use enum rc ask_on_paper(struct ctx *x, const struct session *s, const struct method_step *step, int64_t *ret);
must_use enum rc ask_one_more_on_paper(struct ctx *x, const struct session *s, const struct method_step *step);
/* How many have answered: the item that most have. of: phones that may. */
must_use enum rc ask_count(struct ctx *x, struct session *s, const struct method_step *step, int64_t *ret_answered, int64_t *ret_of);

/* Facilitator, where the room answers together. press: an option or a place on the
 * line is chosen, or let go if it was; RANK: comes next in order. CONFLICT
 * ("workshop.changed_meanwhile") when the item's version is stale. */
must_use enum rc ask_press(struct ctx *x, struct session *s, const struct method_step *step, const struct method_item *item,
			   int64_t version, struct str option);
/* The same in words: the answer of a TEXT or CLOUD (else "" leaves it), and why. */
must_use enum rc ask_agree(struct ctx *x, struct session *s, const struct method_step *step, const struct method_item *item,
			   int64_t version, struct str words, struct str why);

/* Facilitator: a sentence or a word (its key, cloud.h) is seen by the room, or not. It
 * is said of this word and its forms, not of others that the rules take it for. */
must_use enum rc ask_let(struct ctx *x, struct session *s, const struct method_step *step, ask_text_id text, bool seen);
must_use enum rc ask_let_word(struct ctx *x, struct session *s, const struct method_step *step, const struct method_item *item,
			      struct str word, bool seen);
/* Facilitator: two words of a cloud are one (by their stems). INVALID("_"). */
must_use enum rc ask_join_words(struct ctx *x, struct session *s, const struct method_step *step, const struct method_item *item,
				struct str word, struct str into);
/* "stem|spelling|spelling": all that were joined to the stem are themselves again; where
 * none were, each of the spellings, which a rule has made one with it, stands by itself.
 * INVALID("_"). */
must_use enum rc ask_part_words(struct ctx *x, struct session *s, const struct method_step *step, const struct method_item *item, struct str words);
/* Puts sentences under a heading. INVALID("title") too long. */
must_use enum rc ask_head(struct ctx *x, struct session *s, const struct method_step *step, struct str heading, const ask_text_id *ids,
			  size_t n);
/* Lets those of one question go again. taken: those alone that came there with one
 * taking of a suggestion (ask_texts.gathered); 0: all. */
must_use enum rc ask_unhead(struct ctx *x, struct session *s, const struct method_step *step, const struct method_item *item, struct str heading,
			    int64_t taken);

/* For the table of kinds (activity.h). */
must_use enum rc ask_task(struct ctx *x, struct session *s, struct val *task);
must_use enum rc ask_shared(struct ctx *x, struct session *s, struct live_tree *t, size_t parent);
must_use enum rc ask_bench(struct ctx *x, struct session *s, struct live_tree *t, size_t parent);
must_use enum rc ask_side(struct ctx *x, struct session *s, struct val *side);
must_use enum rc ask_moment(struct ctx *x, struct session *s, int64_t *ret);
must_use enum rc ask_leave(struct ctx *x, struct session *s);
must_use enum rc ask_outcome(struct ctx *x, struct session *s, const struct method_part *part, const struct method_step *step, bool leader,
			     struct val *results);
must_use enum rc ask_forget(struct ctx *x, workshop_id id);
