/* paper_web.c -- printing for people without a phone, and typing in what they
 * say on paper or by telephone. */
#include "core/random.h"
#include "ui/ui.h"
#include "workshop/access.h"
#include "workshop/ask/ask_web.h"
#include "workshop/board/vote.h"
#include "workshop/channel/channel.h"
#include "workshop/paper/paper.h"
#include "workshop/task.h"

static enum rc print(struct req *q, struct val *view)
{
	struct str pdf;
	(void)view;
	TRY(paper_print(q->x, access_session(q), req_param(q, "part"), &pdf));
	return reply_file(q, "application/pdf", NULL, pdf);
}

/* The field of a target: how many dots the sheet has there. */
static const char *dots_field(struct req *q, struct str target)
{
	return str_fmt(q->x->arena, "d.%.*s", STR_ARG(target)).p;
}

static enum rc put_vote(struct req *q, struct session *s, struct val *v)
{
	struct ctx *x = q->x;
	struct sql_paper_dots *typed;
	size_t n;
	TRY(task_vote(x, s, v));
	TRY(sql_paper_dots(x, s->id, str_of(s->step->key), &typed, &n));
	for (struct val *t = val_get(v, S("targets"))->kids.first; t; t = t->next) {
		int64_t typed_here = 0;
		for (size_t i = 0; i < n; i++)
			if (str_eq(typed[i].target, val_get_str(t, "target")))
				typed_here = typed[i].total;
		struct str written = form_raw(q, dots_field(q, val_get_str(t, "target")));	/* refused: it stands there still */
		val_int(x, t, "typed", typed_here);
		val_str(x, t, "written", written.p ? written : S(""));
	}
	val_int(x, v, "max_dots", PAPER_DOTS_MAX);
	val_int(x, v, "max_ballots", PAPER_BALLOTS_MAX);
	val_int(x, v, "each", s->step->dots);
	return OK;
}

enum { KEY_BYTES = 16 };

/* What a refused form had in the field: it stands there still, and its key with it. */
static void put_typed(struct req *q, const char *field, struct val *o)
{
	struct str words = form_raw(q, field), key = form_raw(q, "idem");
	bool refused = q->method == HTTP_POST && words.p;
	val_str(q->x, o, "typed", refused ? words : S(""));
	val_str(q->x, o, "idem", refused && key.p ? key : random_token(q->x->arena, KEY_BYTES));
}

/* A running question that somebody has said or written on paper. */
static void put_channel(struct req *q, const struct session *s, struct val *list)
{
	if (!channel_open(s))
		return;
	struct val *o = val_obj(q->x, list);
	val_text(q->x, o, "channel_title", channel_of(s)->title);
	val_str(q->x, o, "part", str_of(s->part->key));
	val_int(q->x, o, "chars", CHANNEL_CHARS);
	put_typed(q, "question", o);
}

/* What lies on the parking lot, and more for it. */
static enum rc put_parking(struct req *q, const struct session *s, struct val *list)
{
	struct sql_cards *c;
	size_t n;
	if (!text_is(s->method->parking.title))
		return OK;
	struct val *o = val_obj(q->x, list), *parked = val_list(q->x, o, "parked");
	val_text(q->x, o, "parking_title", s->method->parking.title);
	val_text(q->x, o, "parking_help", s->method->parking.help);
	val_bool(q->x, o, "leaders_in", !session_may_show_parking(s));
	val_bool(q->x, o, "on_wall", str_eqz(s->row->focus, "parking"));
	val_str(q->x, o, "focus", s->row->focus);
	put_typed(q, "parked", o);
	TRY(sql_cards(q->x, s->id, S("parking"), &c, &n));
	for (size_t i = 0; i < n; i++)
		val_item_str(q->x, parked, c[i].text);
	return OK;
}

static enum rc page(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct ctx *x = q->x;
	struct val *v = val_sub(x, view, "paper"), *step;
	int64_t typed = 0;
	bool open = str_eqz(s->row->state, "open") || str_eqz(s->row->state, "paused");
	struct sql_ask_is_stopped *stopped;
	TRY(sql_ask_is_stopped(x, s->id, str_of(s->step->key), &stopped));
	bool may_ask = open && ask_set(s->step) && !s->step->together, asks = may_ask && !stopped;
	val_str(x, view, "title", ui_text(x, "paper.page_title"));
	val_int(x, v, "ws", s->id.v);
	val_text(x, v, "step_title", s->step->title);
	val_bool(x, v, "asks", asks);
	val_bool(x, v, "closed", may_ask && stopped);
	bool told;
	int64_t ballots = 0, left = 0;
	TRY(vote_is_told(x, s, &told));
	val_bool(x, v, "votes", open && s->step->kind == STEP_VOTE && !told);
	val_bool(x, v, "told", open && told);
	step = val_sub(x, v, "step");
	val_str(x, step, "key", str_of(s->step->key));
	val_list(x, v, "questions_asked");
	val_list(x, v, "targets");
	paper_parts(x, s, val_list(x, v, "parts"));
	struct val *words = val_list(x, v, "questions_said"), *parking = val_list(x, v, "parking");
	if (open) {
		put_channel(q, s, words);
		TRY(put_parking(q, s, parking));
	}
	if (asks) {
		TRY(ask_task(x, paper_somebody(x, s), v));
		ask_put_refused(q, v);
		TRY(ask_on_paper(x, s, s->step, &typed));
	}
	val_int(x, v, "typed", typed);
	if (val_get_bool(v, "votes"))
		TRY(put_vote(q, s, v));
	if (s->step->kind == STEP_VOTE)
		TRY(paper_ballots_left(x, s, &ballots, &left));
	val_int(x, v, "left", left);
	val_bool(x, v, "any_ballots", ballots > 0);
	struct val *form = val_sub(x, view, "form");
	val_str(x, form, "ballots", ballots ? str_fmt(x->arena, "%" PRId64, ballots) : S(""));
	return OK;
}

static enum rc back(struct req *q)
{
	reply_notice(q, "paper.typed_in");
	return redirect(q, "/workshop/%" PRId64 "/paper", access_session(q)->id.v);
}

static enum rc answer(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct paper_given *given = ARENA_ARRAY(q->x->arena, ASK_ITEMS_MAX, struct paper_given);
	const struct method_item *item;
	struct str key;
	size_t n = 0;
	bool asked;
	(void)view;
	TRY(form_line(q, "step", 1, 60, &key));
	/* The room may have gone on while somebody read her answers out. */
	if (!str_eqz(key, s->step->key) || !ask_set(s->step))
		return fail(q->x, INVALID, "_", "ask.is_over");
	form_gather(q);
	for (unsigned i = 0; (item = ask_nth(s->step, i)) && n < ASK_ITEMS_MAX; i++, n++) {
		given[n].item = item;
		TRY(ask_at_its_question(q, item, ask_given(q, s->step, item, &asked, &given[n].value, &given[n].why)));
	}
	TRY(form_done(q));
	TRY(paper_answer(q->x, s, given, n));
	return back(q);
}

/* A whole sheet at once: so many dots on each card that has some. */
static enum rc sheet(struct req *q, struct session *s, bool lift)
{
	struct val *targets = val_new_obj(q->x);
	int64_t n;
	bool any = false;
	TRY(task_vote(q->x, s, targets));
	for (const struct val *t = val_get(targets, S("targets"))->kids.first; t; t = t->next) {
		struct str target = val_get_str(t, "target");
		TRY(form_int_or(q, dots_field(q, target), 0, PAPER_DOTS_MAX, 0, &n));
		if (n)
			TRY(paper_dots(q->x, s, target, n, lift));
		any |= n > 0;
	}
	return any ? OK : fail(q->x, INVALID, "n", "paper.no_dots");
}

static enum rc dots(struct req *q, struct val *view)
{
	static const char *const acts[] = { "lay", "lift", NULL };
	struct session *s = access_session(q);
	struct str target;
	int64_t n, ballots;
	int act;
	(void)view;
	TRY(form_choice(q, "act", acts, &act));
	TRY(form_int_or(q, "ballots", 0, PAPER_BALLOTS_MAX, 0, &ballots));
	if (ballots)
		TRY(paper_ballots(q->x, s, ballots));
	if (!form_has(q, "target")) {
		if (s->step->kind != STEP_VOTE)
			return fail(q->x, INVALID, "_", "workshop.no_vote_now");
		TRY(sheet(q, s, act == 1));
		return back(q);
	}
	TRY(form_line(q, "target", 1, 40, &target));
	TRY(form_int(q, "n", 1, PAPER_DOTS_MAX, &n));
	TRY(paper_dots(q->x, s, target, n, act == 1));
	return back(q);
}

/* The page has several forms: what is wrong is told at the field it stands in. */
static enum rc at_field(struct req *q, const char *field, enum rc rc)
{
	if (rc == INVALID || rc == CONFLICT)
		q->x->fault.field = field;
	return rc;
}

static enum rc question(struct req *q, struct val *view)
{
	struct str text, idem;
	bool fresh;
	(void)view;
	if (!channel_of(access_session(q)))
		return NOT_FOUND;
	TRY(form_line(q, "question", 0, 100000, &text));	/* the rule names the real limit */
	TRY(form_line(q, "idem", 0, 100, &idem));
	TRY(at_field(q, "question", channel_ask(q->x, access_session(q), form_raw(q, "part"), text, idem, &fresh)));
	return back(q);
}

static enum rc park(struct req *q, struct val *view)
{
	struct str lines, idem;
	size_t n;
	(void)view;
	if (!text_is(access_session(q)->method->parking.title))
		return NOT_FOUND;
	TRY(form_text(q, "parked", 0, 50000, &lines));
	TRY(form_line(q, "idem", 0, 100, &idem));
	TRY(at_field(q, "parked", board_type_in(q->x, access_session(q), S("parking"), lines, idem, &n)));
	return back(q);
}

static enum rc parking_on_wall(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	(void)view;
	if (!text_is(s->method->parking.title))
		return NOT_FOUND;
	TRY(session_focus_seen(q->x, s, form_raw(q, "from")));	/* two who press it want the same */
	TRY(session_focus(q->x, s, str_eqz(s->row->focus, "parking") ? S("") : S("parking")));
	return redirect(q, "/workshop/%" PRId64 "/paper#words", s->id.v);
}

const struct route workshop_paper_routes[] = {
	GET ("/workshop/:id/paper", page, "workshop/paper", WORKSHOP_FACILITATES),
	GET ("/workshop/:id/paper/:part", print, NULL, WORKSHOP_FACILITATES),
	POST("/workshop/:id/paper/answer", answer, "workshop/paper", WORKSHOP_FACILITATES),
	POST("/workshop/:id/paper/dots", dots, "workshop/paper", WORKSHOP_FACILITATES),
	POST("/workshop/:id/paper/question", question, "workshop/paper", WORKSHOP_FACILITATES),
	POST("/workshop/:id/paper/parking", park, "workshop/paper", WORKSHOP_FACILITATES),
	POST("/workshop/:id/paper/parking/wall", parking_on_wall, "workshop/paper", WORKSHOP_FACILITATES),
	{ 0 },
};
