/* phone_web.c -- pages of a phone: joining, taking part; and the projector.
 * Reads the form, asks the rules, fills the view. */
#include "workshop/access.h"
#include "workshop/activity.h"
#include "core/clock.h"
#include "core/random.h"
#include "render/render.h"
#include "ui/ui.h"
#include "workshop/ask/next.h"
#include "workshop/channel/channel.h"
#include "workshop/channel/after.h"
#include "workshop/door.h"
#include "workshop/guesses.h"
#include "workshop/live.h"
#include "workshop/ask/ask_web.h"
#include "workshop/phone_web.h"
#include "workshop/paper/photo.h"
#include "workshop/show/plenum.h"
#include "workshop/task.h"
#include "workshop/view.h"
#include <stdio.h>

/* ---- joining */

static enum rc code_page(struct req *q, struct val *view)
{
	val_str(q->x, view, "title", ui_text(q->x, "workshop.join_title"));
	val_str(q->x, val_sub(q->x, view, "form"), "code", STR_NULL);
	return OK;
}

static enum rc code_given(struct req *q, struct val *view)
{
	struct str raw, code = S("");
	struct sql_workshop_by_code *w;
	(void)view;
	TRY(form_line(q, "code", 1, 40, &raw));
	for (size_t i = 0; i < raw.n; i++)
		if (raw.p[i] >= '0' && raw.p[i] <= '9')
			code = str_cat(q->x->arena, code, str_sub(raw, i, 1));
	TRY(sql_workshop_by_code(q->x, code, &w));
	if (!guess_allowed(q->peer, w ? w->id : (workshop_id){ 0 }))
		return fail(q->x, TOO_MANY, "code", "workshop.too_many_guesses");
	if (!w) {
		guess_was_wrong(q->peer);
		return fail(q->x, INVALID, "code", "workshop.unknown_code");
	}
	return redirect(q, "/join/%" PRId64 "/%.*s", w->id.v, STR_ARG(w->join_secret));
}

/* The session of a join link; the secret is compared in constant time. */
static enum rc by_link(struct req *q, struct session **ret)
{
	int64_t id;
	TRY(req_id(q, "id", &id));
	TRY(session_load(q->x, (workshop_id){ id }, ret));
	if (!secret_eq(req_param(q, "secret"), (*ret)->row->join_secret))
		return NOT_FOUND;
	guess_is_at_home(q->peer, (*ret)->id);
	return session_recognise(q, *ret);
}

static const char *const leader_hints[] = {
	[LEADERS_NOWHERE] = "workshop.seat_leader_never_hint",
	[LEADERS_IN_SOME] = "workshop.seat_leader_hint",
	[LEADERS_EVERYWHERE] = "workshop.seat_leader_always_hint",
};

/* What follows for those who have the link: answers to questions, or a summary. */
static enum rc has_follow_up(struct ctx *x, struct session *s, bool *ret)
{
	struct date until;
	TRY(channel_may_follow(x, s, ret));
	TRY(after_is_out(x, s, &until));
	*ret |= date_is(until);
	return OK;
}

static enum rc join_page(struct req *q, struct val *view)
{
	struct session *s;
	bool follows;
	TRY(by_link(q, &s));
	TRY(has_follow_up(q->x, s, &follows));
	if (follows)	/* the link leads on to the answers */
		return redirect(q, "/questions/%" PRId64 "/%.*s", s->id.v, STR_ARG(s->row->join_secret));
	if (session_is_over(s) || s->phone || s->viewer == VIEWER_LEADER)
		return redirect(q, "/w/%" PRId64, s->id.v);
	val_str(q->x, view, "title", s->row->title);
	val_text(q->x, view, "heading", s->method->heading);
	val_bool(q->x, view, "no_leaders", session_leaders_where(s) == LEADERS_NOWHERE);
	val_str(q->x, view, "leader_hint", ui_text(q->x, leader_hints[session_leaders_where(s)]));
	val_path(q->x, view, "action", "/join/%" PRId64 "/%.*s", s->id.v, STR_ARG(req_param(q, "secret")));
	val_str(q->x, val_sub(q->x, view, "form"), "seat", STR_NULL);
	return OK;
}

static const char *link_cookie(struct req *q, const struct session *s)
{
	return str_fmt(q->x->arena, "link%" PRId64, s->id.v).p;
}

static const char came_as_leader[] = "leader";

bool phone_came_as_leader(struct req *q, const struct session *s)
{
	return str_eqz(req_cookie(q, link_cookie(q, s)), came_as_leader);
}

static void remember_phone(struct req *q, const struct session *s, bool leader, struct str secret)
{
	enum { COOKIE_S = 60 * 86400 };	/* a session may be continued on another day; at its end the phone is forgotten */
	reply_cookie(q, str_fmt(q->x->arena, "phone%" PRId64, s->id.v).p, secret, COOKIE_S);
	/* And the way it came in, the same for all: when its own secret is forgotten, that
	 * still leads on to the answers. Where leaders never come in, not them. */
	bool outside = leader && session_leaders_where(s) == LEADERS_NOWHERE;
	reply_cookie(q, link_cookie(q, s), outside ? str_of(came_as_leader) : s->row->join_secret, COOKIE_S);
}

static enum rc join(struct req *q, struct val *view)
{
	static const char *const seats[] = { "participant", "leader", NULL };
	struct session *s;
	struct str secret;
	int seat;
	(void)view;
	TRY(by_link(q, &s));
	if (!s->phone && !session_is_over(s)) {
		TRY(form_choice(q, "seat", seats, &seat));
		TRY(door_pass(q->x, s->id, q->peer));
		/* A leader who is signed in cannot choose to be somebody else. */
		bool leader = seat == 1 || s->leader || s->viewer == VIEWER_LEADER;
		TRY(session_join(q->x, s, leader, &secret));
		remember_phone(q, s, leader, secret);
		return redirect(q, "/w/%" PRId64 "/in", s->id.v);
	}
	return redirect(q, "/w/%" PRId64, s->id.v);
}

/* ---- the phone's page */

static const char *audience_of(const struct session *s)
{
	return s->viewer == VIEWER_LEADER ? "leader" : "phone";
}

static enum rc put_live(struct req *q, struct session *s, const char *audience, struct val *view)
{
	struct live_tree *t = live_tree_new(q->x);
	TRY(workshop_tree(q->x, s, str_of(audience), t));
	val_html(q->x, view, "live", live_html(q->x, t));
	val_str(q->x, view, "v", live_version(q->x, t));
	val_int(q->x, view, "now", clock_ms());
	val_int(q->x, view, "id", s->id.v);
	struct str key;
	TRY(workshop_page_key(q->x, s, &key));
	val_str(q->x, view, "key", key);
	return OK;
}

/* The last page a phone sees: its script finds the mark of an ended workshop and
 * forgets what it has kept. Nobody is recognised any more, so it tells nothing. */
static enum rc ended_page(struct req *q, struct session *s, struct val *view)
{
	bool follows;
	TRY(has_follow_up(q->x, s, &follows));
	struct str link = req_cookie(q, link_cookie(q, s));
	val_str(q->x, view, "title", ui_text(q->x, "workshop.thanks"));
	val_int(q->x, view, "id", s->id.v);
	val_null(q->x, view, "follow_up");
	if (follows && link.p && secret_eq(link, s->row->join_secret))
		val_path(q->x, view, "follow_up", "/questions/%" PRId64 "/%.*s", s->id.v, STR_ARG(s->row->join_secret));
	reply_status(q, 410);
	return OK;
}

/* What the foot of the page says about who reads: the truth of this part. */
void phone_put_promise(struct ctx *x, const struct session *s, struct val *view)
{
	bool leader = s->viewer == VIEWER_LEADER, closed = !s->part->leaders;
	for (unsigned i = 0; leader && i < s->method->parts_count; i++)	/* what was written without leaders stays so */
		closed |= !s->method->parts[i].leaders;
	val_str(x, view, "promise", ui_text(x, !closed ? "workshop.promise_open" : leader ? "workshop.promise_leader" : "workshop.promise_short"));
}

/* Where leaders never come in, not even what it is called: a number can be guessed. */
static struct str title_outside(struct ctx *x, const struct session *s)
{
	return session_leaders_where(s) == LEADERS_NOWHERE ? ui_text(x, "workshop.leader_none_title") : s->row->title;
}

/* A leader outside is not told which step the room is in. It is a refusal, said
 * by a page that comes in by itself when the door opens. */
static enum rc outside_page(struct req *q, struct session *s, struct val *view)
{
	val_str(q->x, view, "key", S("outside"));
	if (!s->row->leader_sees)
		reply_status(q, 403);
	return OK;
}

/* ---- what was refused */

static bool posted_to(const struct req *q, const struct session *s, const char *what)
{
	return str_eq(q->path, str_fmt(q->x->arena, "/w/%" PRId64 "/%s", s->id.v, what));
}

/* Is the form that was sent the one of this page that form.text is laid into? */
static bool lies_in_field(const struct req *q, const struct session *s, const struct val *task)
{
	struct str board = form_raw(q, "board"), step = form_raw(q, "step");
	if (posted_to(q, s, "cards"))
		return val_get_bool(task, "is_cards") && (!board.p || str_eq(board, val_get_str(task, "board")));
	return posted_to(q, s, "text") && val_get_bool(task, "is_elaborate") && val_get_bool(task, "member") &&
		(!step.p || str_eqz(step, s->step->key));
}

static bool form_has_words(const struct session *s, const char *field)
{
	for (unsigned i = 0; i < s->method->forms_count; i++)
		for (unsigned k = 0; k < s->method->forms[i].fields_count; k++) {
			const struct method_field *f = &s->method->forms[i].fields[k];
			if (strcmp(f->key, field) == 0 && f->type != FIELD_CARD && !method_chooses(f))
				return true;
		}
	return false;
}

/* Written by somebody; not chosen, and not what the page itself sends along. */
static bool is_written(const struct req *q, const struct session *s, const char *field)
{
	if (posted_to(q, s, "rows"))
		return form_has_words(s, field);
	if (!posted_to(q, s, "ask"))
		return strcmp(field, "text") == 0 || strcmp(field, "answer") == 0 || strcmp(field, "reason") == 0;
	const struct method_step *step = method_step(s->method, form_raw(q, "step"), NULL);
	const struct method_item *item = step && ask_set(step) && strncmp(field, "i.", 2) == 0 ? ask_item(step, str_of(field + 2)) : NULL;
	return strncmp(field, "w.", 2) == 0 || (item && (item->type == ITEM_TEXT || item->type == ITEM_CLOUD));
}

static bool stands_in(struct ctx *x, const struct val *v, struct str line)
{
	if (v->kind == VAL_STR)
		return str_eq(str_one_line(x->arena, v->text), line);
	for (const struct val *k = v->kind == VAL_OBJ || v->kind == VAL_LIST ? v->kids.first : NULL; k; k = k->next)
		if (stands_in(x, k, line))
			return true;
	return false;
}

/* view["lost"]: the refused words that no field of this page holds, because the room has
 * gone on: their writer has them nowhere else. */
static void put_lost(struct req *q, const struct session *s, const struct val *task, struct val *view)
{
	struct val *words = val_list(q->x, view, "lost");
	bool laid = task && lies_in_field(q, s, task);
	for (const struct val *f = q->method == HTTP_POST && !laid ? q->form->kids.first : NULL; f; f = f->next) {
		const struct val *typed = is_written(q, s, f->name) ? form_values(q, f->name) : NULL;
		for (const struct val *v = typed ? typed->kids.first : NULL; v; v = v->next) {
			struct str line = str_one_line(q->x->arena, v->text);
			if (line.n && !(task && stands_in(q->x, task, line)))
				val_item_str(q->x, words, str_trim(v->text));
		}
	}
	/* A new row at its step: there the script lays its draft. */
	bool draft = task && posted_to(q, s, "rows") && val_get_bool(task, "is_form") && val_get_bool(task, "member") && !form_has(q, "row");
	val_bool(q->x, view, "any_lost", words->kids.count > 0 && !draft);
	val_bool(q->x, view, "draft_lost", words->kids.count > 0 && draft);
}

static enum rc phone_page(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	/* Its first look, or when chairs are counted: by the door. Not with what was just refused,
	 * which would be lost on the way. */
	if (q->method == HTTP_GET && s->phone && (!s->phone->arrived || s->phone->away))
		return redirect(q, "/w/%" PRId64 "/in", s->id.v);
	bool over = session_is_over(s) && s->viewer != VIEWER_CONSOLE;
	val_bool(q->x, view, "ended", over);
	put_lost(q, s, NULL, view);
	if (over)
		return ended_page(q, s, view);
	bool waiting = s->viewer == VIEWER_LEADER && !session_leaders_in(s);
	TRY(put_live(q, s, audience_of(s), view));
	/* Whoever hears the page hears first which step the room is at. */
	struct str step = text_in(s->step->title, q->x->lang);
	val_str(q->x, view, "title", waiting ? title_outside(q->x, s) : str_fmt(q->x->arena, "%.*s · %.*s", STR_ARG(step), STR_ARG(s->row->title)));
	val_bool(q->x, view, "waiting", waiting);
	phone_put_promise(q->x, s, view);
	struct val *task = val_sub(q->x, view, "task");
	val_bool(q->x, view, "has_task", !waiting);
	if (waiting)
		return outside_page(q, s, view);
	TRY(phone_put_task(q->x, s, task));
	ask_put_refused(q, task);
	phone_put_refused(q, task);
	put_lost(q, s, task, view);
	val_bool(q->x, task, "elsewhere", q->method == HTTP_POST && !lies_in_field(q, s, task));
	if (s->step->kind == STEP_FORM)
		next_fill(q->x, s, req_query(q, "take"), val_get(task, S("fields")));
	return OK;
}

static bool lay_refused(struct req *q, const char *id_field, const char *field, struct val *o)
{
	const struct fault *f = form_wrong(q, field);
	int64_t id;
	if (!f || !str_to_int(form_raw(q, id_field), 1, INT64_MAX, &id) || id != val_get_int(o, "id", 0))
		return false;
	struct str typed = form_raw(q, field);
	val_str(q->x, o, "refused", ui_text_args(q->x, f->message, f->args));
	val_str(q->x, o, "typed", typed.p ? typed : S(""));
	return true;
}

void phone_put_refused(struct req *q, struct val *task)
{
	struct val *rows = val_get(task, S("rows"));
	for (struct val *row = rows ? rows->kids.first : NULL; row; row = row->next) {
		struct val *asked = val_get(row, S("asked")), *options = val_get(row, S("options"));
		for (struct val *o = asked ? asked->kids.first : NULL; o; o = o->next)
			lay_refused(q, "question", "answer", o);
		if (asked)
			lay_refused(q, "row", "text", row);
		if (!options || !lay_refused(q, "row", "reason", row))
			continue;
		val_bool(q->x, task, "opened", true);
		for (struct val *o = options->kids.first; o; o = o->next)
			val_get(o, S("chosen"))->boolean = str_eq(val_get_str(o, "key"), form_raw(q, "option"));
	}
}

/* The phone has its secret and comes back with it. */
static enum rc come_in(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	(void)view;
	if (!session_is_over(s))
		TRY(session_arrive(q->x, s));
	return redirect(q, str_eqz(req_query(q, "to"), "channel") ? "/w/%" PRId64 "/channel" : "/w/%" PRId64, s->id.v);
}

static enum rc phone_stream(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	(void)view;
	return reply_stream(q, str_fmt(q->x->arena, "workshop/%" PRId64, s->id.v), access_audience(q, audience_of(s)));
}

/* ---- what this phone does now */

enum rc phone_put_task(struct ctx *x, struct session *s, struct val *v)
{
	enum method_step_kind k = s->step->kind;
	bool open = str_eqz(s->row->state, "open");
	bool one, fills = k != STEP_FORM || group_may_fill(s, session_form(s));
	TRY(group_room_is_one(x, s, &one));
	bool member = s->phone && fills && (s->phone->group_id.v || (one && k == STEP_FORM));
	for (unsigned kind = 0; kind < STEP_KIND_COUNT; kind++) {
		const struct activity *a = activity_of((enum method_step_kind)kind);
		if (a->flag)
			val_bool(x, v, a->flag, open && k == kind && (a->by != BY_LEADER || s->viewer == VIEWER_LEADER));
	}
	bool said_yes = s->phone && s->phone->rules_version == s->row->rules_version;
	val_bool(x, v, "is_rules", (s->phone || s->viewer == VIEWER_LEADER) && !said_yes && !str_eqz(s->row->state, "planned"));
	val_bool(x, v, "rules_now", k == STEP_RULES);	/* later they are folded: what the room does comes first */
	val_bool(x, v, "said_yes", k == STEP_RULES && said_yes);
	val_bool(x, v, "elsewhere", false);	/* until a page knows that what was refused is of another form */
	bool plenum = k == STEP_FORM && plenum_writes(session_form(s));
	val_bool(x, v, "plenum", plenum);
	val_bool(x, v, "needs_group", open && (k == STEP_ELABORATE || k == STEP_FORM) && !plenum && !member && fills &&
			(s->viewer == VIEWER_PHONE || group_leaders_sit(s)));
	val_bool(x, v, "member", member);
	val_bool(x, v, "may_park", str_eqz(s->row->state, "open") && s->viewer == VIEWER_PHONE && text_is(s->method->parking.title));
	val_int(x, v, "ws", s->id.v);
	val_int(x, v, "group", s->phone ? s->phone->group_id.v : 0);
	val_int(x, v, "sit_turn", s->phone ? s->phone->sit_turn + 1 : 1);
	val_int(x, v, "rules_version", s->row->rules_version);
	val_str(x, v, "accent", str_of(view_accent(s->part->colour)));
	val_put(x, v, "step", val_get(view_session(x, s), S("step")));
	val_text(x, v, "parking_title", s->method->parking.title);
	val_text(x, v, "parking_help", s->method->parking.help);
	val_str(x, v, "board", str_of(session_board(s)));
	val_str(x, v, "idem", random_token(x->arena, 16));
	TRY(view_rules(x, s, v));
	/* A method without rules has none to agree to. */
	if (!val_get(v, S("dos"))->kids.count && !val_get(v, S("donts"))->kids.count)
		val_bool(x, v, "is_rules", false);
	TRY(view_groups(x, s, v));
	val_str(x, v, "sits_in", STR_NULL);
	for (const struct val *g = val_get(v, S("groups"))->kids.first; g; g = g->next)
		if (val_get_bool(g, "mine"))
			val_str(x, v, "sits_in", val_get_str(g, "title"));
	channel_task(x, s, v);
	TRY(photo_task(x, s, v));
	TRY(task_inspiration(x, s, v));
	const struct method_step *form = session_form_step(s);
	val_str(x, v, "form_step", form ? str_of(form->key) : S(""));
	const struct activity *now = activity_of(k);
	return now->task ? now->task(x, s, v) : OK;
}

/* ---- what a phone sends. JSON for the outbox, a redirect without script. */

/* What a page without script says when it comes back; the others show it by themselves. */
static const char *told(const char *what)
{
	static const struct { const char *what, *message; } said[] = {
		{ "stored", "workshop.told_stored" }, { "known", "workshop.told_stored" }, { "written", "workshop.told_saved" },
		{ "saved", "workshop.told_saved" }, { "marked", "workshop.told_saved" }, { "answered", "workshop.told_saved" },
		{ "asked", "workshop.told_asked" },
	};
	for (size_t i = 0; i < sizeof said / sizeof *said; i++)
		if (strcmp(said[i].what, what) == 0)
			return said[i].message;
	return NULL;
}

/* Without script (the form says so) the address leads to what the press led to: whoever
 * listens would else begin at the head of the page. With it heard.js does. */
enum rc phone_again(struct req *q, const struct session *s)
{
	struct str rest = q->path, form = S("");
	if (!form_has(q, "plain"))
		return redirect(q, "/w/%" PRId64, s->id.v);
	while (str_next(&rest, '/', &form))	/* /w/ID/FORM */
		continue;
	return redirect(q, "/w/%" PRId64 "#heard-%.*s", s->id.v, STR_ARG(form));
}

static enum rc done(struct req *q, struct val *view, const char *what)
{
	struct session *s = access_session(q);
	if (q->wants_json) {
		val_str(q->x, view, "ok", str_of(what));
		return OK;
	}
	if (told(what))
		reply_notice(q, told(what));
	return phone_again(q, s);
}

/* What was written for one step is not taken for another: it would be read by those who
 * read that one. step: STR_NULL when it belongs to none now. */
enum rc phone_of_step(struct req *q, const char *field, struct str step)
{
	const struct session *s = access_session(q);
	struct str written = form_raw(q, "step");
	bool may_be_theirs = s->part->leaders && session_leaders_where(s) == LEADERS_IN_SOME;
	bool here = written.p ? str_eq(written, step) : !may_be_theirs;
	return here ? OK : fail(q->x, INVALID, field, "workshop.step_over");
}

static enum rc send_card(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct str board, text, idem;
	bool fresh;
	/* Longer than any card may be: the rule names the real limit. */
	TRY(form_line(q, "text", 0, 100000, &text));
	TRY(form_line(q, "idem", 0, 100, &idem));
	board = form_has(q, "board") ? form_raw(q, "board") : str_of(session_board(s));
	if (!board.p)
		return fail(q->x, INVALID, "text", "workshop.board_closed");
	struct str cell = form_raw(q, "cell");
	TRY(board_write_in(q->x, s, board, cell.p ? cell : S(""), text, idem, NULL, &fresh));
	return done(q, view, fresh ? "stored" : "known");
}

static enum rc take_back(struct req *q, struct val *view)
{
	struct str idem;
	TRY(form_line(q, "card", 1, 100, &idem));
	TRY(board_take_back(q->x, access_session(q), idem));
	return done(q, view, "gone");
}

/* With script: n and target. Without: give or take a target, any free dot. */
static enum rc send_dot(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct str target = form_raw(q, "target"), give = form_raw(q, "give"), take = form_raw(q, "take");
	int64_t n = 0, turn;
	if (form_has(q, "step"))
		TRY(phone_of_step(q, "_", str_of(s->step->key)));
	TRY(form_int_or(q, "turn", 0, TURN_MAX, 0, &turn));
	if (give.p) {
		TRY(board_dot_in_hand(q->x, s, &n));
		target = give;
	} else if (take.p) {
		TRY(board_dot_on(q->x, s, take, &n));
		target = S("");
	} else {
		TRY(form_int(q, "n", 1, 100, &n));
	}
	TRY(board_dot(q->x, s, n, target.p ? target : S(""), turn));
	return done(q, view, "laid");
}

static enum rc confirm_rules(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct str secret;
	/* A leader who is signed in was let in without joining: the yes seats them. */
	if (!s->phone && s->viewer == VIEWER_LEADER && session_leaders_in(s)) {
		TRY(session_seat_leader(q->x, s, &secret));
		remember_phone(q, s, true, secret);
	}
	int64_t version;
	TRY(form_int_or(q, "rules", 0, INT64_MAX, 0, &version));
	TRY(session_confirm_rules(q->x, s, version));
	return done(q, view, "confirmed");
}

static enum rc sit(struct req *q, struct val *view)
{
	int64_t group, turn;
	TRY(form_int(q, "group", 0, INT64_MAX, &group));
	TRY(form_int_or(q, "turn", 0, TURN_MAX, 0, &turn));
	TRY(group_sit(q->x, access_session(q), (small_group_id){ group }, turn));
	return done(q, view, "seated");
}

static enum rc write_text(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct str text;
	int64_t version;
	TRY(phone_of_step(q, "_", str_of(s->step->key)));
	if (!s->phone || !s->phone->group_id.v)
		return fail(q->x, INVALID, "text", "workshop.choose_group_first");
	TRY(form_text(q, "text", 1, WORKSHOP_TEXT_CHARS, &text));
	TRY(form_int_or(q, "version", 0, INT64_MAX, 0, &version));
	TRY(group_write(q->x, s, s->phone->group_id, version, text));
	if (form_checked(q, "show"))
		TRY(group_show(q->x, s, s->phone->group_id));
	return done(q, view, "written");
}

enum rc phone_form_values(struct req *q, struct session *s, struct val **ret)
{
	const struct method_step *step = session_form_step(s);
	const struct method_form *form = step ? method_workshop_form(s->method, str_of(step->form)) : NULL;
	if (!form)
		return session_not_now(q->x, s, STEP_FORM);
	*ret = val_new_obj(q->x);
	for (unsigned i = 0; i < form->fields_count; i++) {
		struct str value = form_raw(q, form->fields[i].key);
		val_str(q->x, *ret, form->fields[i].key, value.p ? value : S(""));
	}
	return OK;
}

static enum rc save_row(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct str idem;
	int64_t row, version;
	form_row_id id;
	struct val *values;
	const struct method_step *step = session_form_step(s);
	if (!s->phone)
		return FORBIDDEN;
	TRY(phone_of_step(q, "_", step ? str_of(step->key) : STR_NULL));
	TRY(form_int_or(q, "row", 0, INT64_MAX, 0, &row));
	TRY(form_int_or(q, "version", 0, INT64_MAX, 0, &version));
	TRY(form_line(q, "idem", 0, 100, &idem));
	TRY(phone_form_values(q, s, &values));
	TRY(group_row_save(q->x, s, s->phone->group_id, (form_row_id){ row }, version, idem, values, &id));
	return done(q, view, "saved");
}

static enum rc drop_row(struct req *q, struct val *view)
{
	int64_t row;
	TRY(form_int(q, "row", 1, INT64_MAX, &row));
	TRY(group_row_drop(q->x, access_session(q), (form_row_id){ row }));
	return done(q, view, "gone");
}

static enum rc ask(struct req *q, struct val *view)
{
	struct str text, idem;
	int64_t row;
	critical_question_id id;
	TRY(form_int(q, "row", 1, INT64_MAX, &row));
	TRY(form_line(q, "text", 0, 5000, &text));
	TRY(form_line(q, "idem", 0, 100, &idem));
	TRY(group_ask(q->x, access_session(q), (form_row_id){ row }, text, idem, &id));
	return done(q, view, "asked");
}

static enum rc answer(struct req *q, struct val *view)
{
	struct str text, was;
	int64_t question;
	TRY(access_was(q, "was", &was));
	TRY(form_int(q, "question", 1, INT64_MAX, &question));
	TRY(form_text(q, "answer", 0, 1000, &text));
	TRY(group_answer(q->x, access_session(q), (critical_question_id){ question }, was, text));
	return done(q, view, "answered");
}

enum rc phone_mark_seen(struct req *q, struct row_mark *ret)
{
	struct str option, reason;
	TRY(access_was(q, "was", &option));
	TRY(access_was(q, "was_reason", &reason));
	*ret = (struct row_mark){ option.p ? option : S(""), reason.p ? reason : S("") };
	return OK;
}

static enum rc mark(struct req *q, struct val *view)
{
	struct str option, reason;
	struct row_mark was;
	int64_t row;
	TRY(phone_mark_seen(q, &was));
	TRY(form_int(q, "row", 1, INT64_MAX, &row));
	TRY(form_line(q, "option", 1, 60, &option));
	TRY(form_text(q, "reason", 0, 500, &reason));
	TRY(group_row_mark(q->x, access_session(q), (form_row_id){ row }, was, (struct row_mark){ option, reason }));
	return done(q, view, "marked");
}

/* ---- the projector */

static enum rc wall_link(struct req *q, struct val *view)
{
	enum { COOKIE_S = 2 * 86400 };
	struct session *s;
	int64_t id;
	(void)view;
	TRY(req_id(q, "id", &id));
	TRY(session_load(q->x, (workshop_id){ id }, &s));
	if (!secret_eq(req_param(q, "secret"), s->row->wall_secret))
		return NOT_FOUND;
	reply_cookie(q, str_fmt(q->x->arena, "wall%" PRId64, id).p, s->row->wall_secret, COOKIE_S);
	return redirect(q, "/wall/%" PRId64, id);
}

enum rc phone_put_join(struct req *q, const struct session *s, struct val *view)
{
	struct str url = str_fmt(q->x->arena, "%.*s/join/%" PRId64 "/%.*s", STR_ARG(req_base_url(q)), s->id.v, STR_ARG(s->row->join_secret));
	struct str svg, address = req_base_url(q);
	guess_is_at_home(q->peer, s->id);
	TRY(qr_svg(q->x, url, ui_text(q->x, "workshop.qr_title"), &svg));
	for (size_t i = 0; i + 2 < address.n; i++)
		if (memcmp(address.p + i, "://", 3) == 0) {
			address = str_sub(address, i + 3, address.n);
			break;
		}
	val_html(q->x, view, "qr", svg);
	val_str(q->x, view, "join_url", url);
	val_fmt(q->x, view, "address", "%.*s/join", STR_ARG(address));
	val_fmt(q->x, view, "code", "%.4s %.4s", s->row->code.p, s->row->code.p + 4);
	return OK;
}

static enum rc wall_page(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	/* The room's language, not that of the computer that happens to show it. */
	q->x->lang = session_lang(s);
	val_str(q->x, view, "title", s->row->title);
	val_bool(q->x, view, "ended", session_is_over(s));
	if (session_is_over(s))	/* the room still looks at it */
		return OK;
	TRY(put_live(q, s, "wall", view));
	return phone_put_join(q, s, view);
}

static enum rc wall_stream(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	(void)view;
	q->x->lang = session_lang(s);
	return reply_stream(q, str_fmt(q->x->arena, "workshop/%" PRId64, s->id.v), access_audience(q, "wall"));
}

const struct route workshop_phone_routes[] = {
	GET ("/join", code_page, "workshop/join_code", PUBLIC),
	POST("/join", code_given, "workshop/join_code", PUBLIC),
	GET ("/join/:id/:secret", join_page, "workshop/join", PUBLIC),
	POST("/join/:id/:secret", join, "workshop/join", PUBLIC),
	GET ("/w/:id", phone_page, "workshop/phone", WORKSHOP_JOINED_ONCE),
	GET_WRITES("/w/:id/in", come_in, NULL, WORKSHOP_JOINED_ONCE),
	GET ("/w/:id/live", phone_stream, NULL, WORKSHOP_JOINED),
	POST("/w/:id/cards", send_card, "workshop/phone", WORKSHOP_JOINED),
	POST("/w/:id/take-back", take_back, "workshop/phone", WORKSHOP_JOINED),
	POST("/w/:id/dots", send_dot, "workshop/phone", WORKSHOP_JOINED),
	POST("/w/:id/rules", confirm_rules, "workshop/phone", WORKSHOP_JOINED),
	POST("/w/:id/group", sit, "workshop/phone", WORKSHOP_JOINED),
	POST("/w/:id/text", write_text, "workshop/phone", WORKSHOP_JOINED),
	POST("/w/:id/rows", save_row, "workshop/phone", WORKSHOP_JOINED),
	POST("/w/:id/rows/drop", drop_row, "workshop/phone", WORKSHOP_JOINED),
	POST("/w/:id/questions", ask, "workshop/phone", WORKSHOP_JOINED),
	POST("/w/:id/answers", answer, "workshop/phone", WORKSHOP_JOINED),
	POST("/w/:id/marks", mark, "workshop/phone", WORKSHOP_JOINED),
	GET ("/wall/:id/:secret", wall_link, NULL, PUBLIC),
	GET ("/wall/:id", wall_page, "workshop/wall", WORKSHOP_WATCHES),
	GET ("/wall/:id/live", wall_stream, NULL, WORKSHOP_WATCHES),
	{ 0 },
};
