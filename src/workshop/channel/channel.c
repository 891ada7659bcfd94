/* channel.c -- the rules of running questions: who may ask, who may read, what
 * happens to them. No HTTP, no SQL text, no HTML. */
#include "workshop/allowance.h"
#include "workshop/channel/channel.h"
#include "ui/ui.h"
#include "workshop/live.h"

const struct method_channel *channel_of(const struct session *s)
{
	return text_is(s->method->channel.title) ? &s->method->channel : NULL;
}

bool channel_open(const struct session *s)
{
	if (!channel_of(s) || str_eqz(s->row->state, "planned"))
		return false;
	return s->viewer == VIEWER_CONSOLE || s->viewer == VIEWER_PHONE || (s->viewer == VIEWER_LEADER && session_leaders_in(s));
}

/* ---- sight */

static bool leaders_part(const struct session *s, struct str key)
{
	const struct method_part *part = method_part(s->method, key);
	return part && part->leaders;
}

/* The wall is read by whoever is in the room. */
static bool may_read(const struct session *s, struct str state, struct str part, bool shared)
{
	if (s->viewer == VIEWER_CONSOLE)
		return true;
	if (str_eqz(state, "held"))
		return false;
	if (s->viewer == VIEWER_LEADER || (s->viewer == VIEWER_WALL && session_leaders_in(s)))
		return shared || leaders_part(s, part);
	return s->viewer == VIEWER_PHONE || s->viewer == VIEWER_WALL;
}

enum rc channel_list(struct ctx *x, struct session *s, struct sql_channel_questions **ret, size_t *ret_n)
{
	size_t n, kept = 0;
	TRY(sql_channel_questions(x, s->id, ret, &n));
	for (size_t i = 0; i < n; i++)
		if (may_read(s, (*ret)[i].state, (*ret)[i].part, (*ret)[i].shared))
			(*ret)[kept++] = (*ret)[i];
	*ret_n = kept;
	return OK;
}

/* In a room that no part opens to leaders they have no questions, now or later. */
bool channel_closed(const struct session *s)
{
	return session_leaders_where(s) == LEADERS_NOWHERE;
}

/* ---- asking and supporting */

static enum rc taking_part(struct ctx *x, const struct session *s)
{
	if (session_is_over(s))
		return session_ended(x);
	return channel_open(s) ? OK : FORBIDDEN;
}

static bool idem_ok(struct str idem)
{
	enum { SHORTEST = 16, LONGEST = 64 };
	return idem.n >= SHORTEST && idem.n <= LONGEST && str_find(idem, '/') == idem.n;
}

static enum rc count_them(struct ctx *x, const struct session *s, struct spent **ret)
{
	int64_t n;
	TRY(sql_channel_count(x, s->id, &n));
	if (n >= CHANNEL_MAX)
		return fail_int(x, INVALID, "text", "workshop.channel_full", "max", CHANNEL_MAX);
	return allowance_spend(x, s, ALLOWANCE_QUESTION, n, CHANNEL_MAX, "text", ret);
}

/* The part that a question belongs to. What its phone says of that is believed as far
 * as it keeps leaders out: it may have lain on the phone while the room went on to a
 * part with them. Else it belongs to the present part; where leaders are in by now, and
 * nothing believable tells when it was written, to none, which is not theirs to read. */
static struct str part_of_writing(const struct session *s, struct str written)
{
	const struct method_part *said = method_part(s->method, written);
	if (said && (s->part->leaders || !said->leaders))
		return str_of(said->key);
	return s->part->leaders ? S("") : str_of(s->part->key);
}

bool channel_keeps_out(const struct session *s, struct str written)
{
	return !leaders_part(s, part_of_writing(s, written));
}

enum rc channel_ask(struct ctx *x, struct session *s, struct str part, struct str text, struct str idem, bool *ret_new)
{
	struct sql_channel_by_idem *known;
	struct spent *spent;
	int64_t added;
	TRY(taking_part(x, s));
	if (!idem_ok(idem))
		return fail(x, INVALID, "idem", "workshop.bad_key");
	text = str_one_line(x->arena, text);
	if (text.n == 0)
		return fail(x, INVALID, "text", "form.required");
	if (str_chars(text) > CHANNEL_CHARS)
		return fail_int(x, INVALID, "text", "form.too_long", "max", CHANNEL_CHARS);
	TRY(sql_channel_by_idem(x, s->id, idem, &known));
	*ret_new = !known;
	if (known && str_eqz(known->state, "gone"))
		return fail(x, CONFLICT, "text", "workshop.taken_off");
	/* Words that their reader has changed are not those that were sent. */
	if (known && !known->edited && !str_eq(known->text, text))
		return fail(x, CONFLICT, "text", "workshop.sent_with_other_words");
	if (known)
		return OK;
	TRY(count_them(x, s, &spent));
	bool held = channel_of(s)->moderated && s->viewer != VIEWER_CONSOLE;
	TRY(sql_channel_add(x, s->id, part_of_writing(s, part), text, held ? S("held") : S("open"), idem, &added));
	*ret_new = added > 0;
	if (!added)
		allowance_return(spent);
	session_changed(x, s);
	return OK;
}

static enum rc get(struct ctx *x, struct session *s, channel_question_id id, struct sql_channel_question **ret)
{
	TRY(sql_channel_question(x, s->id, id, ret));
	if (!*ret || !may_read(s, (*ret)->state, (*ret)->part, (*ret)->shared))
		return fail(x, NOT_FOUND, "question", "workshop.question_gone");
	return OK;
}

static struct str support_mark(struct ctx *x, const struct session *s, channel_question_id q)
{
	return session_mark(x, s, "support", S("channel"), str_fmt(x->arena, "%" PRId64, q.v));
}

enum rc channel_support(struct ctx *x, struct session *s, channel_question_id q, bool up, int64_t turn)
{
	struct sql_channel_question_hold *held;
	struct sql_channel_question *row;
	TRY(taking_part(x, s));
	if (!s->phone)
		return FORBIDDEN;
	/* One voice after the other, or each counts without the one beside it. */
	TRY(sql_channel_question_hold(x, s->id, q, &held));
	TRY(get(x, s, q, &row));
	if (str_eqz(row->state, "answered"))
		return fail(x, CONFLICT, "_", "workshop.question_answered");
	TRY(sql_channel_vote(x, s->id, q, support_mark(x, s, q), up, turn, NULL));
	if (up)
		TRY(sql_channel_show_votes(x, q, CHANNEL_STEP, NULL));
	session_changed(x, s);
	return OK;
}

enum rc channel_supports(struct ctx *x, struct session *s, channel_question_id q, bool *ret, int64_t *ret_turn)
{
	struct sql_channel_voted *row = NULL;
	if (s->phone)
		TRY(sql_channel_voted(x, q, support_mark(x, s, q), &row));
	*ret = row && row->up;
	*ret_turn = row ? row->turn : 0;
	return OK;
}

/* ---- the facilitator's */

static enum rc own(struct ctx *x, struct session *s, channel_question_id q, struct sql_channel_question **ret)
{
	if (s->viewer != VIEWER_CONSOLE)
		return FORBIDDEN;
	TRY(session_hold(x, s));
	return get(x, s, q, ret);
}

static enum rc running(struct ctx *x, struct session *s, channel_question_id q, struct sql_channel_question **ret)
{
	TRY(own(x, s, q, ret));
	return session_is_over(s) ? session_ended(x) : OK;
}

static enum rc changed(struct ctx *x, struct session *s, enum rc rc)
{
	TRY(rc);
	session_changed(x, s);
	return OK;
}

enum rc channel_let(struct ctx *x, struct session *s, channel_question_id q)
{
	struct sql_channel_question *row;
	TRY(own(x, s, q, &row));
	if (!str_eqz(row->state, "held"))
		return OK;
	return changed(x, s, sql_channel_set_state(x, s->id, q, S("open"), NULL));
}

enum rc channel_hold(struct ctx *x, struct session *s, channel_question_id q)
{
	struct sql_channel_question *row;
	TRY(own(x, s, q, &row));
	if (str_eqz(row->state, "held"))
		return OK;
	TRY(sql_channel_set_slot(x, s->id, q, S(""), NULL));
	return changed(x, s, sql_channel_set_state(x, s->id, q, S("held"), NULL));
}

/* Nobody else has read it yet, so nobody else is told other words than they saw. */
enum rc channel_reword(struct ctx *x, struct session *s, channel_question_id q, struct str was, struct str text)
{
	struct sql_channel_question *row;
	int64_t n;
	TRY(own(x, s, q, &row));
	text = str_one_line(x->arena, text);
	if (text.n == 0)
		return fail(x, INVALID, "text", "form.required");
	if (str_chars(text) > CHANNEL_CHARS)
		return fail_int(x, INVALID, "text", "form.too_long", "max", CHANNEL_CHARS);
	if (str_eq(row->text, text))
		return OK;
	if (!str_eqz(row->state, "held"))
		return fail(x, CONFLICT, "text", "workshop.question_let");
	TRY(sql_channel_reword(x, s->id, q, str_one_line(x->arena, was), text, &n));
	return n ? changed(x, s, OK) : session_other_words(x, "text", row->text);
}

enum rc channel_drop(struct ctx *x, struct session *s, channel_question_id q)
{
	struct sql_channel_question *row;
	TRY(own(x, s, q, &row));
	return changed(x, s, sql_channel_drop(x, s->id, q, NULL));
}

enum rc channel_plan(struct ctx *x, struct session *s, channel_question_id q, struct str slot)
{
	struct sql_channel_question *row;
	TRY(running(x, s, q, &row));
	if (slot.n && !str_eqz(slot, "now") && !str_eqz(slot, "end"))
		return fail(x, INVALID, "slot", "form.not_choice");
	if (str_eqz(slot, "now"))
		TRY(sql_channel_clear_now(x, s->id, NULL));
	if (str_eqz(row->state, "held"))	/* to plan it is to let it through */
		TRY(sql_channel_set_state(x, s->id, q, S("open"), NULL));
	return changed(x, s, sql_channel_set_slot(x, s->id, q, slot, NULL));
}

enum rc channel_share(struct ctx *x, struct session *s, channel_question_id q)
{
	struct sql_channel_question *row;
	TRY(own(x, s, q, &row));
	if (channel_closed(s))
		return FORBIDDEN;
	return changed(x, s, sql_channel_share(x, s->id, q, NULL));
}

enum rc channel_reopen(struct ctx *x, struct session *s, channel_question_id q)
{
	struct sql_channel_question *row;
	TRY(own(x, s, q, &row));
	return changed(x, s, sql_channel_set_state(x, s->id, q, S("open"), NULL));
}

enum rc channel_on_wall(struct ctx *x, struct session *s, bool on)
{
	if (s->viewer != VIEWER_CONSOLE)
		return FORBIDDEN;
	if (session_is_over(s))
		return session_ended(x);
	return changed(x, s, sql_channel_set_wall(x, s->id, on, NULL));
}

enum rc channel_answer(struct ctx *x, struct session *s, channel_question_id q, struct str was, struct str answer)
{
	struct sql_channel_question *row;
	TRY(own(x, s, q, &row));
	answer = str_trim(answer);
	if (str_chars(answer) > CHANNEL_ANSWER_CHARS)
		return fail_int(x, INVALID, "answer", "form.too_long", "max", CHANNEL_ANSWER_CHARS);
	if (session_is_over(s) && answer.n == 0)
		return fail(x, INVALID, "answer", "form.required");
	int64_t n;
	TRY(sql_channel_set_answer(x, s->id, q, str_trim(was), answer, &n));
	if (!n) {
		TRY(own(x, s, q, &row));
		return str_eq(row->answer, answer) ? OK : session_other_words(x, "answer", row->answer);
	}
	if (session_is_over(s) && !channel_closed(s))
		TRY(sql_channel_share(x, s->id, q, NULL));
	session_changed(x, s);
	return OK;
}

enum rc channel_aloud(struct ctx *x, struct session *s, channel_question_id q)
{
	struct sql_channel_question *row;
	TRY(own(x, s, q, &row));
	return str_eqz(row->state, "answered") ? OK : channel_answer(x, s, q, row->answer, S(""));
}

/* ---- the end and after */

enum rc channel_forget(struct ctx *x, struct session *s)
{
	if (!channel_of(s))
		return OK;
	TRY(sql_channel_unmark(x, s->id, NULL));
	TRY(sql_channel_votes_forget(x, s->id, NULL));
	TRY(sql_channel_gone_forget(x, s->id, NULL));
	return sql_channel_end(x, s->id, ctx_today(x), NULL);
}

enum rc channel_may_follow(struct ctx *x, const struct session *s, bool *ret)
{
	struct sql_channel *row;
	*ret = false;
	if (!channel_of(s) || !session_is_over(s))
		return OK;
	TRY(sql_channel(x, s->id, &row));
	*ret = row && date_is(row->ended_on) && ctx_today(x).day <= row->ended_on.day + CHANNEL_FOLLOW_DAYS;
	return OK;
}

/* ---- what is seen */

static void put_one(struct ctx *x, const struct session *s, const struct sql_channel_questions *q, struct val *o)
{
	bool answered = str_eqz(q->state, "answered");
	val_int(x, o, "id", q->id.v);
	val_str(x, o, "text", q->text);
	/* One that was taken off again stays with its question for the desk to write on
	 * (channel_web.c), and is told to nobody. */
	val_str(x, o, "answer", answered ? q->answer : S(""));
	/* Fewer than five are told to nobody: that nobody is told is not that nobody did. */
	if (q->votes)
		val_int(x, o, "votes", q->votes);
	else
		val_null(x, o, "votes");
	val_bool(x, o, "any_votes", q->votes > 0);
	val_bool(x, o, "edited", q->edited);
	val_bool(x, o, "answered", answered);
	val_bool(x, o, "held", str_eqz(q->state, "held"));
	val_bool(x, o, "now", !answered && str_eqz(q->slot, "now"));
	val_bool(x, o, "at_end", !answered && str_eqz(q->slot, "end"));
	val_bool(x, o, "shareable", !q->shared && !channel_closed(s) && !leaders_part(s, q->part));
}

enum rc channel_put(struct ctx *x, struct session *s, struct val *list)
{
	struct sql_channel_questions *q;
	size_t n;
	TRY(channel_list(x, s, &q, &n));
	for (size_t i = 0; i < n; i++) {
		bool mine;
		int64_t turn;
		struct val *o = val_obj(x, list);
		put_one(x, s, &q[i], o);
		TRY(channel_supports(x, s, q[i].id, &mine, &turn));
		val_bool(x, o, "mine", mine);
		val_int(x, o, "turn", turn + 1);
	}
	return OK;
}

struct str channel_page_key(struct ctx *x, const struct session *s)
{
	return channel_open(s) ? str_fmt(x->arena, "%s-%" PRId64, s->part->key, s->row->roll) : S("closed");
}

/* The list of the phone's page. With `own`, as this phone has answered it; without,
 * as anybody may be told, which is what a stream compares. A piece a question, so
 * that a button is not swapped under a finger by another question's support. */
enum rc channel_put_live(struct ctx *x, struct session *s, struct live_tree *t, bool own)
{
	struct val *key = val_new_obj(x), *v = val_new_obj(x), *list = val_list(x, v, "questions");
	size_t frame;
	val_str(x, key, "key", channel_page_key(x, s));
	TRY(live_piece(x, t, 0, S("key"), "workshop/piece_key", key, NULL));
	if (!channel_open(s))
		return OK;
	TRY(channel_put(x, s, list));
	val_bool(x, v, "none", list->kids.count == 0);
	TRY(live_piece(x, t, 0, S("channel-list"), "workshop/piece_phone_channel", v, &frame));
	for (struct val *q = list->kids.first, *next; q; q = next) {
		next = q->next;
		val_int(x, q, "ws", s->id.v);
		val_bool(x, q, "pressed", own && val_get_bool(q, "mine"));
		TRY(live_piece(x, t, frame, str_fmt(x->arena, "question-%" PRId64, val_get_int(q, "id", 0)), "workshop/piece_phone_question", q, NULL));
	}
	return OK;
}

static enum rc list_as(struct ctx *x, struct session *s, enum workshop_viewer viewer, struct sql_channel_questions **ret, size_t *ret_n)
{
	enum workshop_viewer asks = s->viewer;
	s->viewer = viewer;
	enum rc rc = channel_list(x, s, ret, ret_n);
	s->viewer = asks;
	return rc;
}

/* Those with the link. Leaders may be among them where some part let them in; the
 * page then stands for what they may read, and says that it is not all. */
enum rc channel_follow_up(struct ctx *x, struct session *s, struct val *into)
{
	bool may;
	struct sql_channel *row;
	TRY(channel_may_follow(x, s, &may));
	if (!may)
		return session_ended(x);
	TRY(sql_channel(x, s->id, &row));
	val_str(x, into, "until", ui_date(x, date_add(row->ended_on, CHANNEL_FOLLOW_DAYS)));
	struct sql_channel_questions *q;
	size_t n;
	struct val *answered = val_list(x, into, "answered"), *waiting = val_list(x, into, "waiting");
	enum leaders_where where = session_leaders_where(s);
	val_bool(x, into, "closed", where == LEADERS_NOWHERE);
	val_bool(x, into, "not_all", where == LEADERS_IN_SOME);
	TRY(list_as(x, s, where == LEADERS_NOWHERE ? VIEWER_PHONE : VIEWER_LEADER, &q, &n));
	for (size_t i = 0; i < n; i++)
		put_one(x, s, &q[i], val_obj(x, str_eqz(q[i].state, "answered") ? answered : waiting));
	return OK;
}

enum rc channel_outcome(struct ctx *x, struct session *s, bool leader, struct val *into)
{
	struct sql_channel_questions *q;
	size_t n;
	struct val *list = val_list(x, into, "channel");
	bool may;
	TRY(channel_may_follow(x, s, &may));
	val_bool(x, into, "channel_follows", may);
	if (!channel_of(s))
		return OK;
	TRY(list_as(x, s, leader ? VIEWER_LEADER : VIEWER_PHONE, &q, &n));	/* what waited for the facilitator is in no export */
	for (size_t i = 0; i < n; i++)
		put_one(x, s, &q[i], val_obj(x, list));
	return OK;
}

enum rc channel_desk(struct ctx *x, struct session *s, struct val *into)
{
	bool may;
	struct val *list = val_list(x, into, "channel_desk");
	TRY(channel_may_follow(x, s, &may));
	val_bool(x, into, "channel_closed", channel_closed(s));
	return may && s->viewer == VIEWER_CONSOLE ? channel_put(x, s, list) : OK;
}

/* ---- live pieces */

static bool taken_now(const struct sql_channel_questions *q)
{
	return str_eqz(q->slot, "now") && !str_eqz(q->state, "answered");
}

static enum rc on_screen(struct ctx *x, struct session *s, struct sql_channel_questions **q, size_t *n, enum channel_screen *ret)
{
	struct sql_channel *row;
	*ret = CHANNEL_NOT_SHOWN;
	if (!channel_of(s))
		return OK;
	TRY(sql_channel(x, s->id, &row));
	TRY(list_as(x, s, VIEWER_WALL, q, n));
	if (*n && taken_now(&(*q)[0]))	/* the room looks up when it is taken */
		*ret = CHANNEL_ONE;
	else if (row && row->on_wall)
		*ret = CHANNEL_TOP;
	return OK;
}

enum rc channel_screen(struct ctx *x, struct session *s, enum channel_screen *ret, struct str *ret_words)
{
	struct sql_channel_questions *q;
	size_t n;
	*ret_words = STR_NULL;
	TRY(on_screen(x, s, &q, &n, ret));
	if (*ret == CHANNEL_ONE)
		*ret_words = q[0].text;
	else if (*ret == CHANNEL_TOP)
		*ret_words = text_in(channel_of(s)->title, x->lang);
	return OK;
}

/* Of those that the wall has no room for: how many they are, and nothing of them. */
static void put_more(struct ctx *x, int64_t n, struct val *v)
{
	struct val *args = val_new_obj(x);
	val_int(x, args, "n", n);
	val_int(x, v, "more_n", n);
	val_str(x, v, "more", n ? ui_text_args(x, "workshop.channel_more", args) : S(""));
}

enum rc channel_wall(struct ctx *x, struct session *s, struct live_tree *t, size_t parent)
{
	struct sql_channel_questions *q;
	enum channel_screen shows;
	size_t n, open = 0;
	TRY(on_screen(x, s, &q, &n, &shows));
	if (shows == CHANNEL_NOT_SHOWN)
		return OK;
	bool one = shows == CHANNEL_ONE;
	size_t most = one ? 1 : CHANNEL_WALL;
	struct val *v = val_new_obj(x), *list = val_list(x, v, "questions");
	val_text(x, v, "title", channel_of(s)->title);
	val_bool(x, v, "one", one);
	for (size_t i = 0; i < n; i++)
		if (!str_eqz(q[i].state, "answered") && open++ < most)
			put_one(x, s, &q[i], val_obj(x, list));
	put_more(x, one || open <= most ? 0 : (int64_t)(open - most), v);
	return live_piece(x, t, parent, S("channel"), "workshop/piece_wall_channel", v, NULL);
}

enum rc channel_console(struct ctx *x, struct session *s, struct live_tree *t)
{
	struct sql_channel *row;
	size_t frame;
	if (!channel_of(s) || str_eqz(s->row->state, "planned") || session_is_over(s))
		return OK;
	TRY(sql_channel(x, s->id, &row));
	struct val *v = val_new_obj(x), *all = val_new_obj(x), *list = val_list(x, all, "questions");
	TRY(channel_put(x, s, list));
	TRY(live_piece(x, t, 0, S("channel"), "workshop/piece_console_channel", val_new_obj(x), &frame));
	val_text(x, v, "title", channel_of(s)->title);
	val_bool(x, v, "on_wall", row && row->on_wall);
	val_int(x, v, "workshop", s->id.v);
	val_int(x, v, "count", (int64_t)list->kids.count);
	/* A piece a question: an answer that is being written is not swapped away by
	 * somebody's support of another. The figure stands beside them, in the head:
	 * around them it would send them all again with each new one. */
	TRY(live_piece(x, t, frame, S("channel-head"), "workshop/piece_console_channel_head", v, NULL));
	for (struct val *q = list->kids.first, *next; q; q = next) {
		next = q->next;
		val_int(x, q, "workshop", s->id.v);
		TRY(live_piece(x, t, frame, str_fmt(x->arena, "question-%" PRId64, val_get_int(q, "id", 0)), "workshop/piece_console_question", q, NULL));
	}
	return OK;
}

void channel_task(struct ctx *x, const struct session *s, struct val *task)
{
	struct val *list = val_list(x, task, "channel");
	if (!channel_open(s) || !(s->phone || s->viewer == VIEWER_LEADER))
		return;
	struct val *o = val_obj(x, list);
	val_text(x, o, "channel_title", channel_of(s)->title);
	val_text(x, o, "channel_help", channel_of(s)->help);
	val_bool(x, o, "channel_moderated", channel_of(s)->moderated);
	val_int(x, o, "channel_chars", CHANNEL_CHARS);
	val_bool(x, o, "channel_writes", str_eqz(s->row->state, "open"));
	val_int(x, o, "channel_days", CHANNEL_FOLLOW_DAYS);
	val_str(x, o, "channel_part", str_of(s->part->key));
	val_bool(x, o, "channel_leaders", s->part->leaders);
	val_null(x, o, "channel_follow");
	if (s->viewer == VIEWER_PHONE)	/* it came in by this link; a leader who is signed in did not */
		val_path(x, o, "channel_follow", "/questions/%" PRId64 "/%.*s", s->id.v, STR_ARG(s->row->join_secret));
}
