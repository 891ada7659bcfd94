/* question_web.c -- the facilitator's page of a question of one's own. Reads the form,
 * asks agenda.c, fills the view. */
#include "ui/ui.h"
#include "workshop/access.h"
#include "workshop/agenda/agenda.h"

enum { MINUTES_USUAL = 5, KINDS = 7 };

/* In the order of question_kinds. */
static const struct { const char *title, *help; } kind_words[KINDS] = {
	{ "workshop.question_single", "workshop.question_single_help" }, { "workshop.question_multiple", "workshop.question_multiple_help" },
	{ "workshop.question_rank", "workshop.question_rank_help" }, { "workshop.question_scale", "workshop.question_scale_help" },
	{ "workshop.question_slider", "workshop.question_slider_help" }, { "workshop.question_cloud", "workshop.question_cloud_help" },
	{ "workshop.question_text", "workshop.question_text_help" },
};

static bool running(const struct session *s)
{
	return str_eqz(s->row->state, "open") || str_eqz(s->row->state, "paused");
}

/* ---- the page */

static void put_kinds(struct ctx *x, struct str chosen, struct val *view)
{
	struct val *list = val_list(x, view, "kinds");
	for (size_t i = 0; i < KINDS && question_kinds[i]; i++) {
		struct str kind = str_of(question_kinds[i]);
		struct val *o = val_obj(x, list);
		val_str(x, o, "key", kind);
		val_str(x, o, "title", ui_text(x, kind_words[i].title));
		val_str(x, o, "help", ui_text(x, kind_words[i].help));
		val_bool(x, o, "chosen", str_eq(kind, chosen));
		val_str(x, o, "wants", question_has_steps(kind) ? S("ends steps") : question_has_answers(kind) ? S("answers") : question_has_ends(kind) ? S("ends") : S("words"));
	}
}

/* Behind what the question may come: what the room is at, and what is ahead. */
static enum rc put_places(struct req *q, const struct session *s, struct val *view)
{
	struct ctx *x = q->x;
	struct agenda_line *lines;
	size_t n;
	struct str chosen = form_raw(q, "after");
	struct val *list = val_list(x, view, "places");
	TRY(agenda_lines(x, s, &lines, &n));
	for (size_t i = 0; i < n; i++) {
		if (lines[i].left_out || lines[i].done)
			continue;
		struct val *o = val_obj(x, list);
		val_str(x, o, "key", str_of(lines[i].step->key));
		val_text(x, o, "title", lines[i].step->title);
		val_bool(x, o, "chosen", str_eqz(chosen, lines[i].step->key));
	}
	return OK;
}

static void put_steps(struct ctx *x, int64_t chosen, struct val *view)
{
	struct val *list = val_list(x, view, "steps");
	for (int64_t n = QUESTION_STEPS_MIN; n <= QUESTION_STEPS_MAX; n++) {
		struct val *o = val_obj(x, list);
		val_int(x, o, "n", n);
		val_bool(x, o, "chosen", n == chosen);
	}
}

static void put_form(struct req *q, const struct agenda_question *page, struct val *view)
{
	struct ctx *x = q->x;
	const struct own_question *stands = &page->q;
	struct val *form = val_sub(x, view, "form");
	bool ends = question_has_ends(stands->kind), typed = form_has(q, "kind");
	int64_t steps = stands->steps ? stands->steps : QUESTION_STEPS;
	put_kinds(x, typed ? form_raw(q, "kind") : stands->kind, view);
	put_steps(x, typed && str_to_int(form_raw(q, "steps"), QUESTION_STEPS_MIN, QUESTION_STEPS_MAX, &steps) ? steps : steps, view);
	val_str(x, form, "question", stands->title);
	val_str(x, form, "answers", ends ? S("") : stands->answers);
	/* What most ask for is there from the start: a room waits while this is typed. */
	val_str(x, form, "left", ends ? question_line(stands, 0) : ui_text(x, "workshop.question_left_usual"));
	val_str(x, form, "right", ends ? question_line(stands, 1) : ui_text(x, "workshop.question_right_usual"));
	val_fmt(x, form, "minutes", "%" PRId64, page->minutes);
	/* A box that is not ticked is not posted: whether it was is seen by the rest. */
	val_bool(x, view, "moderated", typed ? form_checked(q, "moderated") : stands->moderated);
	val_bool(x, view, "comment", typed ? form_checked(q, "comment") : stands->comment);
}

/* What others have made of it since the page was read: beside what was typed. */
static void put_stands(struct ctx *x, const struct agenda_question *now, struct val *list)
{
	struct val *o = val_obj(x, list), *answers = val_list(x, o, "answers");
	struct str line;
	val_str(x, o, "title", now->q.title);
	for (size_t i = 0; i < KINDS; i++)
		if (str_eqz(now->q.kind, question_kinds[i]))
			val_str(x, o, "kind", ui_text(x, kind_words[i].title));
	for (unsigned n = 0; (line = question_line(&now->q, n)).n; n++)
		val_item_str(x, answers, line);
	val_int(x, o, "steps", now->q.steps);
	val_bool(x, o, "scale", now->q.steps > 0);
	val_bool(x, o, "comment", now->q.comment);
	val_bool(x, o, "moderated", now->q.moderated);
	val_int(x, o, "minutes", now->minutes);
}

/* Which question the page is of: none when a new one is asked, and when the one that
 * was to be changed is gone; what was typed may then be asked anew. */
static enum rc which(struct req *q, const struct session *s, struct agenda_question *ret)
{
	bool typed = form_has(q, "item");
	struct str raw = typed ? form_raw(q, "item") : req_query(q, "item");
	int64_t id;
	*ret = (struct agenda_question){ .q = { .kind = str_of(question_kinds[0]), .title = S(""), .answers = S(""), .moderated = true }, .minutes = MINUTES_USUAL,
					 .step = S("") };
	if (raw.n == 0)
		return OK;
	if (!str_to_int(raw, 1, INT64_MAX, &id))
		return NOT_FOUND;
	enum rc rc = agenda_question(q->x, s, (agenda_item_id){ id }, S(""), ret);
	return rc == NOT_FOUND && typed ? OK : rc;
}

static enum rc page(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct ctx *x = q->x;
	struct agenda_question at;
	TRY(which(q, s, &at));
	struct val *stands = val_list(x, view, "stands");
	/* Also where something else was wrong: the next press has read what stands. */
	if (at.item.v && form_has(q, "step") && !str_eq(form_raw(q, "step"), at.step))
		put_stands(x, &at, stands);
	val_str(x, view, "title", ui_text(x, at.item.v ? "workshop.question_change" : "workshop.question_ask"));
	val_str(x, view, "session", s->row->title);
	val_int(x, view, "ws", s->id.v);
	val_int(x, view, "version", s->row->version);
	val_int(x, view, "item", at.item.v);
	val_bool(x, view, "changes", at.item.v != 0);
	val_bool(x, view, "opened", at.opened);
	val_bool(x, view, "shown", at.shown);
	val_str(x, view, "step", at.step);
	val_bool(x, view, "running", running(s));
	val_bool(x, view, "ended", session_is_over(s));
	val_bool(x, view, "may", !session_is_over(s) && !at.shown);
	val_int(x, view, "question_chars", QUESTION_CHARS);
	val_int(x, view, "answer_chars", QUESTION_ANSWER_CHARS);
	put_form(q, &at, view);
	return put_places(q, s, view);
}

/* ---- what was typed */

/* A question that is asked already has no field for its minutes. */
static enum rc read_minutes(struct req *q, int64_t *ret)
{
	*ret = MINUTES_USUAL;
	return form_has(q, "minutes") || !form_has(q, "item") ? form_int(q, "minutes", 1, AGENDA_MINUTES_MAX, ret) : OK;
}

static enum rc read_question(struct req *q, struct own_question *ret, int64_t *ret_minutes)
{
	struct str left = S(""), right = S(""), typed = S("");
	int kind;
	form_gather(q);
	TRY(form_choice(q, "kind", question_kinds, &kind));
	*ret = (struct own_question){ .kind = str_of(question_kinds[kind]), .answers = S(""), .moderated = form_checked(q, "moderated"),
				      .comment = form_checked(q, "comment") };
	TRY(form_line(q, "question", 1, QUESTION_CHARS, &ret->title));
	if (question_has_answers(ret->kind)) {
		TRY(form_text(q, "answers", 0, HTTP_BODY_MAX, &typed));
		TRY(form_keep(q, question_answers(q->x, typed, &ret->answers)));
	} else if (question_has_ends(ret->kind)) {
		TRY(form_line(q, "left", 1, QUESTION_ANSWER_CHARS, &left));
		TRY(form_line(q, "right", 1, QUESTION_ANSWER_CHARS, &right));
		ret->answers = str_fmt(q->x->arena, "%.*s\n%.*s", STR_ARG(left), STR_ARG(right));
	}
	if (question_has_steps(ret->kind))
		TRY(form_int(q, "steps", QUESTION_STEPS_MIN, QUESTION_STEPS_MAX, &ret->steps));
	TRY(read_minutes(q, ret_minutes));
	return form_done(q);
}

/* What does not fit before a fixed time is mended here by the minutes. */
static enum rc at_the_minutes(struct ctx *x, enum rc rc)
{
	if (rc == INVALID && str_starts(str_of(x->fault.field), S("fixed-")))
		x->fault.field = "minutes";
	return rc;
}

/* Is the room at this question, or has it been? Asked before anything is changed. */
static enum rc was_opened(struct req *q, agenda_item_id item, bool *ret)
{
	struct agenda_question was = { .opened = false };
	enum rc rc = agenda_question(q->x, access_session(q), item, S(""), &was);
	*ret = was.opened;
	return rc == NOT_FOUND ? OK : rc;
}

/* Back to where it was pressed: to the room that is asked, or to the day's agenda. */
static enum rc back(struct req *q, bool opened, const char *notice)
{
	reply_notice(q, notice);
	return redirect(q, opened ? "/workshop/%" PRId64 : "/workshop/%" PRId64 "/schedule", access_session(q)->id.v);
}

static enum rc change(struct req *q, agenda_item_id item, struct str seen)
{
	struct session *s = access_session(q);
	struct own_question asked;
	int64_t minutes;
	bool opened;
	TRY(read_question(q, &asked, &minutes));
	TRY(was_opened(q, item, &opened));
	TRY(at_the_minutes(q->x, agenda_ask_otherwise(q->x, s, item, seen, &asked, minutes)));
	return back(q, opened, "workshop.question_saved");
}

static enum rc take_back(struct req *q, agenda_item_id item, struct str seen)
{
	bool opened;
	TRY(was_opened(q, item, &opened));
	TRY(agenda_ask_not(q->x, access_session(q), item, seen));
	return back(q, opened, "workshop.question_dropped");
}

/* Now: behind what the room is at, and the room goes on to it. */
static enum rc ask(struct req *q, int64_t version, bool now)
{
	struct session *s = access_session(q);
	struct own_question asked;
	struct str after = str_of(s->step->key), step;
	int64_t minutes;
	TRY(read_question(q, &asked, &minutes));
	if (!now)
		TRY(form_line(q, "after", 1, 60, &after));
	if (now && !running(s))
		return session_is_over(s) ? session_ended(q->x) : fail(q->x, INVALID, "_", "workshop.not_begun");
	TRY(at_the_minutes(q->x, agenda_ask(q->x, s, version, after, &asked, minutes, &step)));
	if (now) {
		TRY(session_hold(q->x, s));	/* with the question in it */
		TRY(session_go(q->x, s, s->row->version, step));
		return redirect(q, "/workshop/%" PRId64, s->id.v);
	}
	reply_notice(q, "workshop.question_added");
	return running(s) ? redirect(q, "/workshop/%" PRId64, s->id.v) : redirect(q, "/workshop/%" PRId64 "/schedule", s->id.v);
}

static enum rc save(struct req *q, struct val *view)
{
	static const char *const acts[] = { "later", "now", "save", "drop", NULL };
	enum { LATER, NOW, SAVE, DROP };
	struct str seen = form_raw(q, "step");
	int64_t version, id;
	int act;
	(void)view;
	TRY(form_choice(q, "act", acts, &act));
	if (act == LATER || act == NOW) {
		TRY(form_int(q, "version", 0, INT64_MAX, &version));
		return ask(q, version, act == NOW);
	}
	TRY(form_int(q, "item", 1, INT64_MAX, &id));
	return act == SAVE ? change(q, (agenda_item_id){ id }, seen) : take_back(q, (agenda_item_id){ id }, seen);
}

const struct route workshop_question_routes[] = {
	GET("/workshop/:id/question", page, "workshop/question", WORKSHOP_FACILITATES),
	POST("/workshop/:id/question", save, "workshop/question", WORKSHOP_FACILITATES),
	{ 0 },
};
