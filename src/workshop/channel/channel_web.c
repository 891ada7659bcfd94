/* channel_web.c -- running questions over HTTP: the phone's page, the console's
 * acts, the page after the end. Reads the form, asks channel.c. */
#include "core/random.h"
#include "ui/ui.h"
#include "workshop/access.h"
#include "workshop/channel/channel.h"
#include "workshop/channel/after.h"
#include "workshop/live.h"
#include "workshop/phone_web.h"
#include "workshop/view.h"

/* ---- phones */

static const char *audience_of(const struct session *s)
{
	return s->viewer == VIEWER_LEADER ? "leader_questions" : "questions";
}

/* What this phone has said of each question, "7:1:1 9:0:2 ": number, voice, turn. */
static enum rc put_said(struct ctx *x, struct session *s, struct val *view)
{
	struct val *list = val_list(x, val_new_obj(x), "said");
	struct buf b;
	TRY(channel_put(x, s, list));
	buf_init(&b, 1 << 16);
	for (const struct val *o = list->kids.first; o; o = o->next)
		if (val_get_int(o, "turn", 0) > 1)
			buf_fmt(&b, "%" PRId64 ":%d:%" PRId64 " ", val_get_int(o, "id", 0), val_get_bool(o, "mine"), val_get_int(o, "turn", 0) - 1);
	val_str(x, view, "said", buf_take(&b, x->arena));
	return OK;
}

/* The page says what this phone has said; the version is of what all are told. */
static enum rc put_list(struct req *q, struct session *s, struct val *view)
{
	struct live_tree *own = live_tree_new(q->x), *all = live_tree_new(q->x);
	TRY(channel_put_live(q->x, s, own, true));
	TRY(workshop_tree(q->x, s, str_of(audience_of(s)), all));
	val_html(q->x, view, "live", live_html(q->x, own));
	val_str(q->x, view, "v", live_version(q->x, all));
	return put_said(q->x, s, view);
}

/* The part that the form was, or is now, begun in. Refused words that come back keep
 * theirs, and the promise that was made for it. */
static void put_part(struct req *q, const struct session *s, struct val *view)
{
	bool again = q->method == HTTP_POST && form_has(q, "text");
	struct str part = again ? form_raw(q, "part") : str_of(s->part->key);
	val_str(q->x, view, "part", part.p ? part : S(""));
	val_bool(q->x, view, "leaders", s->part->leaders);
	val_bool(q->x, view, "begun", again && s->part->leaders && channel_keeps_out(s, part));
}

static enum rc phone_page(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	if (session_is_over(s))	/* where its phone is thanked, and forgets */
		return redirect(q, "/w/%" PRId64, s->id.v);
	if (!channel_open(s))
		return FORBIDDEN;
	if (q->method == HTTP_GET && s->phone && s->phone->away)	/* the chairs are counted: by the door, and back */
		return redirect(q, "/w/%" PRId64 "/in?to=channel", s->id.v);
	val_str(q->x, view, "key", channel_page_key(q->x, s));
	val_text(q->x, view, "title", channel_of(s)->title);
	val_text(q->x, view, "help", channel_of(s)->help);
	val_int(q->x, view, "ws", s->id.v);
	val_str(q->x, view, "accent", str_of(view_accent(s->part->colour)));
	val_str(q->x, view, "idem", random_token(q->x->arena, 16));
	val_int(q->x, view, "chars", CHANNEL_CHARS);
	val_bool(q->x, view, "moderated", channel_of(s)->moderated);
	val_bool(q->x, view, "has_phone", s->phone != NULL);
	phone_put_promise(q->x, s, view);
	put_part(q, s, view);
	val_str(q->x, val_sub(q->x, view, "form"), "text", STR_NULL);
	return put_list(q, s, view);
}

static enum rc phone_stream(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	(void)view;
	if (!channel_open(s))
		return FORBIDDEN;
	return reply_stream(q, str_fmt(q->x->arena, "workshop/%" PRId64, s->id.v), access_audience(q, audience_of(s)));
}

static enum rc to_phone(struct req *q, struct val *view, const char *what)
{
	if (q->wants_json) {
		val_str(q->x, view, "ok", str_of(what));
		return OK;
	}
	if (str_eqz(str_of(what), "stored") || str_eqz(str_of(what), "known"))
		reply_notice(q, "workshop.told_asked");
	return redirect(q, "/w/%" PRId64 "/channel", access_session(q)->id.v);
}

static enum rc ask(struct req *q, struct val *view)
{
	struct str text, idem;
	bool fresh;
	/* Longer than any question may be: the rule names the real limit. */
	TRY(form_line(q, "text", 0, 100000, &text));
	TRY(form_line(q, "idem", 0, 100, &idem));
	TRY(channel_ask(q->x, access_session(q), form_raw(q, "part"), text, idem, &fresh));
	return to_phone(q, view, fresh ? "stored" : "known");
}

static enum rc support(struct req *q, struct val *view)
{
	int64_t id, turn;
	bool up = form_has(q, "up");
	TRY(form_int(q, up ? "up" : "down", 1, INT64_MAX, &id));
	TRY(form_int_or(q, "turn", 0, TURN_MAX, 0, &turn));
	TRY(channel_support(q->x, access_session(q), (channel_question_id){ id }, up, turn));
	return to_phone(q, view, up ? "supported" : "withdrawn");
}

/* ---- the facilitator. "now/7": what is done with which. */

static enum rc act(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct ctx *x = q->x;
	struct str what, rest, verb;
	int64_t number = 0;
	TRY(form_line(q, "channel", 1, 40, &what));
	rest = what;
	if (!str_next(&rest, '/', &verb))
		verb = what;
	channel_question_id id = { 0 };
	if (str_to_int(rest, 1, INT64_MAX, &number))
		id.v = number;
	if (str_eqz(verb, "wall") || str_eqz(verb, "unwall"))
		TRY(channel_on_wall(x, s, str_eqz(verb, "wall")));
	else if (str_eqz(verb, "now") || str_eqz(verb, "end"))
		TRY(channel_plan(x, s, id, verb));
	else if (str_eqz(verb, "later"))
		TRY(channel_plan(x, s, id, S("")));
	else if (str_eqz(verb, "let"))
		TRY(channel_let(x, s, id));
	else if (str_eqz(verb, "hold"))
		TRY(channel_hold(x, s, id));
	else if (str_eqz(verb, "drop"))
		TRY(channel_drop(x, s, id));
	else if (str_eqz(verb, "share"))
		TRY(channel_share(x, s, id));
	else if (str_eqz(verb, "aloud"))
		TRY(channel_aloud(x, s, id));
	else if (str_eqz(verb, "reopen"))
		TRY(channel_reopen(x, s, id));
	else
		return fail(x, INVALID, "channel", "form.not_choice");
	if (q->wants_json) {
		val_str(x, view, "ok", S("done"));
		return OK;
	}
	return redirect(q, session_is_over(s) ? "/workshop/%" PRId64 "/outcome#questions" : "/workshop/%" PRId64, s->id.v);
}

/* One question, to be answered in writing; also after the end. */
static enum rc question_page(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct sql_channel_question *row;
	int64_t id;
	TRY(req_id(q, "question", &id));
	TRY(sql_channel_question(q->x, s->id, (channel_question_id){ id }, &row));
	if (!row)
		return fail(q->x, NOT_FOUND, "question", "workshop.question_gone");
	val_str(q->x, view, "title", row->text);
	val_int(q->x, view, "ws", s->id.v);
	val_int(q->x, view, "question", id);
	val_str(q->x, view, "answer", row->answer);
	val_bool(q->x, view, "held", str_eqz(row->state, "held"));
	val_int(q->x, view, "chars", CHANNEL_CHARS);
	val_bool(q->x, view, "ended", session_is_over(s));
	val_bool(q->x, view, "closed", channel_closed(s));
	val_path(q->x, view, "back", session_is_over(s) ? "/workshop/%" PRId64 "/outcome" : "/workshop/%" PRId64, s->id.v);
	struct val *form = val_sub(q->x, view, "form");
	val_str(q->x, form, "answer", STR_NULL);
	val_str(q->x, form, "text", STR_NULL);
	return OK;
}

static enum rc to_the_questions(struct req *q)
{
	const struct session *s = access_session(q);
	return redirect(q, session_is_over(s) ? "/workshop/%" PRId64 "/outcome" : "/workshop/%" PRId64, s->id.v);
}

/* Its words, before the others see it: kept, or kept and let through. */
static enum rc reword(struct req *q, channel_question_id id)
{
	struct session *s = access_session(q);
	struct str text, was;
	TRY(form_line(q, "was_text", 0, 100000, &was));
	TRY(form_line(q, "text", 0, 100000, &text));
	TRY(channel_reword(q->x, s, id, was, text));
	if (form_checked(q, "let"))
		TRY(channel_let(q->x, s, id));
	return to_the_questions(q);
}

static enum rc answer(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct str text, was;
	int64_t id;
	(void)view;
	TRY(req_id(q, "question", &id));
	if (form_has(q, "text"))
		return reword(q, (channel_question_id){ id });
	TRY(form_text(q, "was", 0, 100000, &was));
	TRY(form_text(q, "answer", 1, 100000, &text));
	TRY(channel_answer(q->x, s, (channel_question_id){ id }, was, text));
	return to_the_questions(q);
}

/* ---- after the end, for who has the join link */

static enum rc follow_up(struct req *q, struct val *view)
{
	struct session *s;
	int64_t id;
	TRY(req_id(q, "id", &id));
	TRY(session_load(q->x, (workshop_id){ id }, &s));
	if (!secret_eq(req_param(q, "secret"), s->row->join_secret))
		return NOT_FOUND;
	TRY(session_recognise(q, s));
	if (channel_closed(s) && (s->viewer == VIEWER_LEADER || s->leader || phone_came_as_leader(q, s)))
		return fail(q->x, FORBIDDEN, "_", "workshop.channel_after_not_leaders");
	if (!session_is_over(s))
		return redirect(q, "/join/%" PRId64 "/%.*s", s->id.v, STR_ARG(s->row->join_secret));
	val_str(q->x, view, "title", s->row->title);
	val_int(q->x, view, "id", s->id.v);
	val_str(q->x, view, "day", ui_date(q->x, s->row->day));
	TRY(after_put(q->x, s, view));
	bool asked;
	struct date until;
	TRY(channel_may_follow(q->x, s, &asked));
	TRY(after_is_out(q->x, s, &until));
	val_bool(q->x, view, "asked", asked);
	if (asked || !date_is(until))
		return channel_follow_up(q->x, s, view);
	/* No questions, or no longer: the summary stands for its own days. */
	val_str(q->x, view, "until", ui_date(q->x, until));
	val_bool(q->x, view, "closed", channel_closed(s));
	val_bool(q->x, view, "not_all", false);
	val_list(q->x, view, "answered");
	val_list(q->x, view, "waiting");
	return OK;
}

const struct route workshop_channel_routes[] = {
	GET ("/w/:id/channel", phone_page, "workshop/channel", WORKSHOP_JOINED_ONCE),
	GET ("/w/:id/channel/live", phone_stream, NULL, WORKSHOP_JOINED),
	POST("/w/:id/channel", ask, "workshop/channel", WORKSHOP_JOINED),
	POST("/w/:id/channel/support", support, "workshop/channel", WORKSHOP_JOINED),
	POST("/workshop/:id/channel", act, "workshop/console", WORKSHOP_FACILITATES),
	GET ("/workshop/:id/channel/:question", question_page, "workshop/channel_answer", WORKSHOP_FACILITATES),
	POST("/workshop/:id/channel/:question", answer, "workshop/channel_answer", WORKSHOP_FACILITATES),
	GET ("/questions/:id/:secret", follow_up, "workshop/channel_after", PUBLIC),
	{ 0 },
};
