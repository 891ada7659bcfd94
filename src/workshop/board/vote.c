/* vote.c -- see vote.h. Counts what view_board() lets this viewer see; knows no
 * phone, no HTTP, no SQL text, no HTML. */
#include "workshop/board/vote.h"
#include "ui/ui.h"
#include "workshop/live.h"
#include "workshop/task.h"
#include "workshop/view.h"
#include <stdlib.h>

enum { WHOLE = 1000 };	/* the longest bar, in units of the picture */

enum rc vote_is_told(struct ctx *x, const struct session *s, bool *ret)
{
	struct sql_vote_told *row = NULL;
	if (s->step->kind == STEP_VOTE)
		TRY(sql_vote_told(x, s->id, str_of(s->step->key), &row));
	*ret = row != NULL;
	return OK;
}

/* People on paper, at least: as many as it takes to lay so many dots. */
static int64_t people_on_paper(const struct session *s, int64_t dots)
{
	return s->step->dots ? (dots + s->step->dots - 1) / s->step->dots : 0;
}

enum rc vote_taken_part(struct ctx *x, const struct session *s, struct sql_vote_taken_part *ret)
{
	return sql_vote_taken_part(x, s->id, str_of(s->step->key), str_of(session_board(s)), ret);
}

/* What the room may be told moves on to where the dots lie now, or stays. The session
 * is held: who counts is the one who shows. */
static enum rc show(struct ctx *x, struct session *s, struct sql_vote_taken_part *ret)
{
	struct str step = str_of(s->step->key);
	TRY(vote_taken_part(x, s, ret));
	if (ret->changed >= VOTE_ENOUGH) {
		TRY(sql_vote_show(x, s->id, step, NULL));
	} else if (ret->shown || (!ret->phones && people_on_paper(s, ret->paper) >= VOTE_ENOUGH)) {
		TRY(sql_vote_show_paper(x, s->id, step, NULL));
	}
	return vote_taken_part(x, s, ret);
}

enum rc vote_leave(struct ctx *x, struct session *s)
{
	struct sql_vote_taken_part n;
	return show(x, s, &n);
}

static enum rc tell(struct ctx *x, struct session *s)
{
	struct sql_vote_taken_part n;
	TRY(show(x, s, &n));
	if (!n.shown && (n.phones || n.paper))
		return fail_int(x, INVALID, "_", "workshop.vote_too_few", "n", VOTE_ENOUGH);
	return sql_vote_tell(x, s->id, str_of(s->step->key), NULL);
}

enum rc vote_tell(struct ctx *x, struct session *s, bool told)
{
	if (s->viewer != VIEWER_CONSOLE)
		return FORBIDDEN;
	TRY(session_hold(x, s));	/* every dot lies by then, or is told that it comes too late */
	if (session_is_over(s))
		return session_ended(x);
	if (s->step->kind != STEP_VOTE)
		return fail(x, INVALID, "_", "workshop.no_vote_now");
	if (told)
		TRY(tell(x, s));
	else
		TRY(sql_vote_open(x, s->id, str_of(s->step->key), NULL));
	session_changed(x, s);
	return OK;
}

/* ---- the result: what got dots, the most first */

struct counted {
	struct str words, under;
	const struct sql_cards *card;	/* or */
	const struct sql_themes *theme;
	int64_t dots;
	size_t at;
};

static int64_t got(const struct board *b, const struct board_vote *v, const struct counted *c)
{
	return c->theme ? view_theme_dots(v, c->theme) : view_card_dots(b, v, c->card);
}

static int by_dots(const void *pa, const void *pb)
{
	const struct counted *a = pa, *b = pb;
	return a->dots != b->dots ? (a->dots < b->dots ? 1 : -1) : a->at < b->at ? -1 : 1;
}

static struct str heading_of(const struct board *b, theme_id theme)
{
	for (size_t i = 0; i < b->nthemes; i++)
		if (theme.v && b->themes[i].id.v == theme.v)
			return b->themes[i].title;
	return STR_NULL;
}

static size_t count(struct ctx *x, const struct board *b, struct counted **ret)
{
	struct counted *c = ARENA_ARRAY(x->arena, b->ncards + b->nthemes + 1, struct counted);
	size_t n = 0;
	for (; n < b->nthemes; n++)
		c[n] = (struct counted){ .words = b->themes[n].title, .theme = &b->themes[n] };
	for (size_t i = 0; i < b->ncards; i++)
		if (!b->cards[i].merged_into.v)
			c[n++] = (struct counted){ .words = b->cards[i].text, .under = heading_of(b, b->cards[i].theme_id), .card = &b->cards[i] };
	for (size_t i = 0; i < n; i++) {
		c[i].at = i;
		c[i].dots = got(b, &b->votes[b->nvotes - 1], &c[i]);
	}
	if (n)
		qsort(c, n, sizeof *c, by_dots);
	while (n && c[n - 1].dots == 0)
		n--;
	*ret = c;
	return n;
}

/* What the votes before this one came to stands beside it. */
static void put_others(struct ctx *x, const struct board *b, const struct counted *c, struct val *list)
{
	struct val *names = val_new_obj(x);
	view_votes(x, b, names);
	const struct val *name = val_get(names, S("votes"))->kids.first;
	for (size_t v = 0; v + 1 < b->nvotes && name; v++, name = name->next) {
		struct val *o = val_obj(x, list);
		val_str(x, o, "sign", val_get_str(name, "sign"));
		val_str(x, o, "vote", val_get_str(name, "vote"));
		val_int(x, o, "laid", c ? got(b, &b->votes[v], c) : 0);
	}
}

static enum rc put_result(struct ctx *x, struct session *s, struct val *into)
{
	struct board b;
	struct counted *c;
	struct val *rows = val_list(x, into, "rows");
	TRY(view_board(x, s, str_of(session_board(s)), &b));
	size_t n = count(x, &b, &c), most = s->viewer == VIEWER_WALL && n > VOTE_ROWS ? VOTE_ROWS : n;
	for (size_t i = 0; i < most; i++) {
		struct val *o = val_obj(x, rows);
		val_str(x, o, "words", c[i].words);
		val_str(x, o, "under", c[i].under);
		val_int(x, o, "dots_count", c[i].dots);
		val_int(x, o, "w", c[i].dots * WHOLE / c[0].dots);
		put_others(x, &b, &c[i], val_list(x, o, "others"));
	}
	put_others(x, &b, NULL, val_list(x, into, "earlier"));
	val_bool(x, into, "any_others", n && b.nvotes > 1);
	val_bool(x, into, "none", n == 0);
	val_int(x, into, "more", (int64_t)(n - most));
	val_bool(x, into, "any_more", n > most);
	val_int(x, into, "workshop", s->id.v);
	return OK;
}

/* The facilitator is told beforehand what to do where so few are in the room. */
static enum rc put_too_few(struct ctx *x, const struct session *s, bool now, struct val *v)
{
	struct sql_vote_taken_part n = { 0 };
	struct sql_phone_count in = { 0 };
	struct val *args = val_new_obj(x);
	if (now) {
		TRY(vote_taken_part(x, s, &n));
		TRY(sql_phone_count(x, s->id, &in));
	}
	int64_t of = in.participants + (s->part->leaders ? in.leaders : 0);
	bool few = now && of < VOTE_ENOUGH && (of > 0 || people_on_paper(s, n.paper) < VOTE_ENOUGH);
	val_int(x, args, "n", of);
	val_int(x, args, "enough", VOTE_ENOUGH);
	val_str(x, v, "too_few", few ? ui_text_args(x, of ? "workshop.vote_too_few_in" : "workshop.vote_nobody_in", args) : STR_NULL);
	return OK;
}

static enum rc put_piece(struct ctx *x, struct session *s, struct live_tree *t, size_t parent, bool desk)
{
	struct val *v = val_new_obj(x);
	bool told;
	TRY(vote_is_told(x, s, &told));
	if (!told && !desk)
		return OK;
	val_bool(x, v, "told", told);
	val_bool(x, v, "desk", desk);
	val_list(x, v, "rows");
	val_int(x, v, "workshop", s->id.v);
	TRY(put_too_few(x, s, desk && !told, v));
	if (told)
		TRY(put_result(x, s, v));
	return live_piece(x, t, parent, S("vote"), desk ? "workshop/piece_console_vote" : "workshop/piece_vote", v, NULL);
}

enum rc vote_shared(struct ctx *x, struct session *s, struct live_tree *t, size_t parent)
{
	return put_piece(x, s, t, parent, false);
}

enum rc vote_bench(struct ctx *x, struct session *s, struct live_tree *t, size_t parent)
{
	return put_piece(x, s, t, parent, true);
}

enum rc vote_task(struct ctx *x, struct session *s, struct val *task)
{
	bool told;
	TRY(vote_is_told(x, s, &told));
	val_bool(x, task, "told", told);
	return task_vote(x, s, task);
}

/* A phone's buttons belong to an open vote. */
enum rc vote_moment(struct ctx *x, struct session *s, int64_t *ret)
{
	enum { APART = 1 << 24 };	/* from the figures that live.c adds up */
	bool told;
	TRY(vote_is_told(x, s, &told));
	*ret = told ? APART : 0;
	return OK;
}
