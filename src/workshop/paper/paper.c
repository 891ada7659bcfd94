/* paper.c -- answers and dots from people without a phone. No HTTP, no SQL text,
 * no HTML. */
#include "workshop/paper/paper.h"
#include "core/random.h"
#include "workshop/board/vote.h"

static enum rc at_the_desk(struct ctx *x, struct session *s)
{
	if (s->viewer != VIEWER_CONSOLE)
		return FORBIDDEN;
	TRY(session_hold(x, s));
	return session_is_over(s) ? session_ended(x) : OK;
}

struct session *paper_somebody(struct ctx *x, const struct session *s)
{
	enum { SECRET_BYTES = 16 };	/* as long as a phone's */
	struct session *somebody = ARENA_NEW(x->arena, struct session);
	*somebody = *s;
	somebody->phone = ARENA_NEW(x->arena, struct sql_phone_by_secret);
	somebody->on_paper = true;
	somebody->secret = random_token(x->arena, SECRET_BYTES);
	return somebody;
}

enum rc paper_answer(struct ctx *x, struct session *s, const struct paper_given *given, size_t n)
{
	bool any = false;
	const char *read = s->step->key;
	TRY(at_the_desk(x, s));
	if (strcmp(read, s->step->key) != 0)
		return session_stale(x);	/* these answer what the room was asked before */
	struct session *somebody = paper_somebody(x, s);
	if (!ask_set(s->step))
		return fail(x, INVALID, "_", "ask.is_over");
	/* First the person, then what they say: how many are still to come decides
	 * when answers are shown. */
	TRY(ask_one_more_on_paper(x, s, s->step));
	for (size_t i = 0; i < n; i++) {
		if (given[i].value.n == 0 && str_trim(given[i].why).n == 0)
			continue;
		TRY(ask_answer(x, somebody, s->step, given[i].item, given[i].value, given[i].why, 0));
		any = true;
	}
	return any ? OK : fail(x, INVALID, "_", "ask.nothing_chosen");
}

static enum rc typed_on(struct ctx *x, const struct session *s, struct str target, int64_t *ret)
{
	struct sql_paper_dots *rows;
	size_t n;
	*ret = 0;
	TRY(sql_paper_dots(x, s->id, str_of(s->step->key), &rows, &n));
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].target, target))
			*ret = rows[i].total;
	return OK;
}

static enum rc open_vote(struct ctx *x, struct session *s)
{
	bool told;
	TRY(at_the_desk(x, s));
	if (s->step->kind != STEP_VOTE || !session_board(s))
		return fail(x, INVALID, "_", "workshop.no_vote_now");
	TRY(session_hold(x, s));	/* it may just be told */
	TRY(vote_is_told(x, s, &told));
	return told ? fail(x, INVALID, "_", "paper.vote_told") : OK;
}

enum rc paper_ballots_left(struct ctx *x, const struct session *s, int64_t *ret_ballots, int64_t *ret_left)
{
	int64_t typed;
	TRY(ask_on_paper(x, s, s->step, ret_ballots));
	TRY(sql_paper_dots_all(x, s->id, str_of(s->step->key), &typed));
	*ret_left = *ret_ballots * s->step->dots - typed;
	return OK;
}

enum rc paper_ballots(struct ctx *x, struct session *s, int64_t n)
{
	int64_t ballots, left, each = s->step->dots;
	TRY(open_vote(x, s));
	TRY(paper_ballots_left(x, s, &ballots, &left));
	int64_t typed = ballots * each - left;
	if (n * each < typed)
		return fail_int(x, INVALID, "ballots", "paper.fewer_ballots", "n", (typed + each - 1) / each);
	return n == ballots ? OK : sql_paper_ballots_set(x, s->id, str_of(s->step->key), n, NULL);
}

static enum rc within_budget(struct ctx *x, const struct session *s, int64_t n)
{
	int64_t ballots, left;
	TRY(paper_ballots_left(x, s, &ballots, &left));
	if (ballots == 0)
		return fail(x, INVALID, "ballots", "paper.ballots_first");
	return n > left ? fail_int(x, INVALID, "n", "paper.over_budget", "left", left) : OK;
}

enum rc paper_dots(struct ctx *x, struct session *s, struct str target, int64_t n, bool lift)
{
	enum { MARK_BYTES = 16 };
	const char *board = session_board(s);
	struct str step = str_of(s->step->key);
	bool known = false;
	int64_t typed;
	TRY(open_vote(x, s));
	if (n < 1 || n > PAPER_DOTS_MAX)
		return fail_int(x, INVALID, "n", "paper.dots_between", "max", PAPER_DOTS_MAX);
	TRY(board_has(x, s, str_of(board), target, &known));
	if (!known)
		return fail(x, INVALID, "target", "workshop.card_gone");
	if (lift) {
		TRY(typed_on(x, s, target, &typed));
		if (typed < n)
			return fail_int(x, INVALID, "n", "paper.fewer_dots", "n", typed);
		TRY(sql_paper_dots_lift(x, s->id, step, target, n, NULL));
	} else {
		TRY(within_budget(x, s, n));
	}
	for (int64_t i = 0; i < n && !lift; i++)
		TRY(sql_dot_lay(x, s->id, step, str_cat(x->arena, S("paper/"), random_token(x->arena, MARK_BYTES)), 0, target, 0, NULL));
	session_changed(x, s);
	return OK;
}
