/* question_web.c -- the facilitator's page of a question of one's own. Reads the form,
 * asks agenda.c, fills the view. */
#include "ui/ui.h"
#include "workshop/access.h"
#include "workshop/agenda/agenda.h"

enum { MINUTES_USUAL = 5, TITLES = 7 };

static bool running(const struct session *s)
{
	return str_eqz(s->row->state, "open") || str_eqz(s->row->state, "paused");
}

/* ---- the page */

static void put_kinds(struct ctx *x, struct str chosen, struct val *view)
{
	static const struct { const char *title, *help; } words[TITLES] = {
		{ "workshop.question_single", "workshop.question_single_help" }, { "workshop.question_multiple", "workshop.question_multiple_help" },
		{ "workshop.question_rank", "workshop.question_rank_help" }, { "workshop.question_scale", "workshop.question_scale_help" },
		{ "workshop.question_slider", "workshop.question_slider_help" }, { "workshop.question_cloud", "workshop.question_cloud_help" },
		{ "workshop.question_text", "workshop.question_text_help" },
	};
	struct val *list = val_list(x, view, "kinds");
	for (size_t i = 0; i < TITLES && question_kinds[i]; i++) {
		struct str kind = str_of(question_kinds[i]);
		struct val *o = val_obj(x, list);
		val_str(x, o, "key", kind);
		val_str(x, o, "title", ui_text(x, words[i].title));
		val_str(x, o, "help", ui_text(x, words[i].help));
		val_bool(x, o, "chosen", str_eq(kind, chosen));
		val_str(x, o, "wants", question_has_answers(kind) ? S("answers") : question_has_ends(kind) ? S("ends") : S("words"));
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

static void put_form(struct req *q, const struct own_question *stands, int64_t minutes, struct val *view)
{
	struct ctx *x = q->x;
	struct val *form = val_sub(x, view, "form");
	bool ends = question_has_ends(stands->kind);
	/* A box that is not ticked is not posted: whether it was is seen by the rest. */
	bool moderated = form_has(q, "kind") ? form_checked(q, "moderated") : stands->moderated;
	put_kinds(x, form_has(q, "kind") ? form_raw(q, "kind") : stands->kind, view);
	val_str(x, form, "question", stands->title);
	val_str(x, form, "answers", ends ? S("") : stands->answers);
	val_str(x, form, "left", ends ? question_line(stands, 0) : S(""));
	val_str(x, form, "right", ends ? question_line(stands, 1) : S(""));
	val_fmt(x, form, "minutes", "%" PRId64, minutes);
	val_bool(x, view, "moderated", moderated);
}

static enum rc page(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct ctx *x = q->x;
	struct own_question stands = { .kind = str_of(question_kinds[0]), .title = S(""), .answers = S(""), .moderated = true };
	int64_t minutes = MINUTES_USUAL;
	struct str step = form_has(q, "step") ? form_raw(q, "step") : req_query(q, "step");
	enum rc rc = step.n ? agenda_asks(x, s, step, &stands, &minutes) : OK;
	/* Another has changed or removed it meanwhile: what was typed may be asked anew. */
	if (rc == NOT_FOUND && form_has(q, "step"))
		step = S("");
	else if (rc != OK)
		return rc;
	val_str(x, view, "title", ui_text(x, step.n ? "workshop.question_change" : "workshop.question_ask"));
	val_str(x, view, "session", s->row->title);
	val_int(x, view, "ws", s->id.v);
	val_int(x, view, "version", s->row->version);
	val_str(x, view, "step", step);
	val_bool(x, view, "running", running(s));
	val_bool(x, view, "ended", session_is_over(s));
	val_int(x, view, "question_chars", QUESTION_CHARS);
	val_int(x, view, "answer_chars", QUESTION_ANSWER_CHARS);
	put_form(q, &stands, minutes, view);
	return put_places(q, s, view);
}

/* ---- what was typed */

static enum rc read_question(struct req *q, struct own_question *ret, int64_t *ret_minutes)
{
	struct str left = S(""), right = S(""), typed = S("");
	int kind;
	form_gather(q);
	TRY(form_choice(q, "kind", question_kinds, &kind));
	*ret = (struct own_question){ .kind = str_of(question_kinds[kind]), .answers = S(""), .moderated = form_checked(q, "moderated") };
	TRY(form_line(q, "question", 1, QUESTION_CHARS, &ret->title));
	if (question_has_answers(ret->kind)) {
		TRY(form_text(q, "answers", 0, HTTP_BODY_MAX, &typed));
		TRY(form_keep(q, question_answers(q->x, typed, &ret->answers)));
	} else if (question_has_ends(ret->kind)) {
		TRY(form_line(q, "left", 1, QUESTION_ANSWER_CHARS, &left));
		TRY(form_line(q, "right", 1, QUESTION_ANSWER_CHARS, &right));
		ret->answers = str_fmt(q->x->arena, "%.*s\n%.*s", STR_ARG(left), STR_ARG(right));
	}
	TRY(form_int(q, "minutes", 1, AGENDA_MINUTES_MAX, ret_minutes));
	return form_done(q);
}

/* What does not fit before a fixed time is mended here by the minutes. */
static enum rc at_the_minutes(struct ctx *x, enum rc rc)
{
	if (rc == INVALID && str_starts(str_of(x->fault.field), S("fixed-")))
		x->fault.field = "minutes";
	return rc;
}

static enum rc change(struct req *q, int64_t version, struct str step)
{
	struct session *s = access_session(q);
	struct own_question asked;
	int64_t minutes;
	TRY(read_question(q, &asked, &minutes));
	TRY(at_the_minutes(q->x, agenda_ask_otherwise(q->x, s, version, step, &asked, minutes)));
	reply_notice(q, "workshop.question_saved");
	return redirect(q, "/workshop/%" PRId64 "/schedule", s->id.v);
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
	struct str step = form_raw(q, "step");
	int64_t version;
	int act;
	(void)view;
	TRY(form_int(q, "version", 0, INT64_MAX, &version));
	TRY(form_choice(q, "act", acts, &act));
	if (act == LATER || act == NOW)
		return ask(q, version, act == NOW);
	if (act == SAVE)
		return change(q, version, step);
	TRY(agenda_drop(q->x, access_session(q), version, step));
	reply_notice(q, "workshop.question_dropped");
	return redirect(q, "/workshop/%" PRId64 "/schedule", access_session(q)->id.v);
}

const struct route workshop_question_routes[] = {
	GET("/workshop/:id/question", page, "workshop/question", WORKSHOP_FACILITATES),
	POST("/workshop/:id/question", save, "workshop/question", WORKSHOP_FACILITATES),
	{ 0 },
};
