/* agenda_web.c -- the facilitator's page of the day's agenda, and the agenda on
 * the wall. Reads the form, asks agenda.c, fills the view. */
#include "ui/ui.h"
#include "workshop/access.h"
#include "workshop/agenda/agenda.h"
#include "workshop/deal/deal.h"
#include "workshop/view.h"

static struct str clock_words(struct ctx *x, const struct session *s, int64_t at)
{
	return ui_time(x, agenda_clock(x, s, at));
}

static struct val *late_args(struct ctx *x, const struct agenda_line *l)
{
	struct val *args = val_new_obj(x);
	val_int(x, args, "n", l->late);
	val_str(x, args, "at", ui_time(x, (int)(l->fixed_at % (24 * 60))));
	val_text(x, args, "title", l->step ? l->step->title : (struct text){ 0 });
	return args;
}

struct str agenda_late_words(struct ctx *x, const struct agenda_line *l)
{
	return l->late > 0 ? ui_text_args(x, "workshop.agenda_late_by", late_args(x, l)) : S("");
}

enum rc agenda_put_late(struct ctx *x, const struct session *s, struct val *view)
{
	struct val *list = val_list(x, view, "runs_late");
	struct agenda_line *lines;
	size_t n;
	TRY(agenda_lines(x, s, &lines, &n));
	for (size_t i = 0; i < n; i++)
		if (lines[i].late > 0 && !lines[i].now && !lines[i].left_out)
			val_str(x, val_obj(x, list), "words", ui_text_args(x, "workshop.agenda_late_item", late_args(x, &lines[i])));
	return OK;
}

/* For a field of type time: "" or "09:05". */
static struct str clock_field(struct ctx *x, int64_t minutes)
{
	return minutes < 0 ? S("") : str_fmt(x->arena, "%02d:%02d", (int)(minutes / 60 % 24), (int)(minutes % 60));
}

/* "25|10:45|0": what a line said when its page was made. */
static struct str line_words(struct ctx *x, const struct agenda_value *v)
{
	return str_fmt(x->arena, "%" PRId64 "|%.*s|%d", v->minutes, STR_ARG(clock_field(x, v->fixed_at)), v->left_out);
}

static struct agenda_value value_of(const struct agenda_line *l)
{
	return (struct agenda_value){ .minutes = l->step->minutes, .fixed_at = l->fixed_at, .left_out = l->left_out };
}

/* What the minutes of a step with rounds are spent on: seen where they are changed. */
static void put_rounds(struct ctx *x, const struct method_step *step, struct val *list)
{
	int64_t seconds;
	if (step->kind != STEP_DEAL || step->rounds == 0)
		return;
	struct val *o = val_obj(x, list);
	val_int(x, o, "n", deal_rounds(step, &seconds));
	val_int(x, o, "each", seconds / 60);
}

/* What a method calls its steps anybody may read; what was typed for a room without
 * leaders is not for a projector that they look at. */
static bool kept_back(const struct session *s, const struct agenda_line *l)
{
	return l->own && !l->part->leaders && s->viewer == VIEWER_WALL && session_leaders_in(s);
}

static void put_line(struct ctx *x, const struct session *s, const struct agenda_line *l, struct val *o)
{
	const struct agenda_value stands = value_of(l);
	val_str(x, o, "was", line_words(x, &stands));
	val_str(x, o, "key", str_of(l->step->key));
	if (kept_back(s, l))
		val_str(x, o, "title", ui_text(x, "workshop.agenda_own_item"));
	else
		val_text(x, o, "title", l->step->title);
	val_str(x, o, "at", l->left_out ? S("") : clock_words(x, s, l->at));
	val_int(x, o, "minutes", l->step->minutes);
	val_str(x, o, "fixed", clock_field(x, l->fixed_at));
	val_str(x, o, "late_words", agenda_late_words(x, l));
	val_str(x, o, "was_set", l->late > 0 ? ui_text_args(x, "workshop.agenda_was_set", late_args(x, l)) : S(""));
	val_bool(x, o, "left_out", l->left_out);
	val_bool(x, o, "own", l->own);
	val_bool(x, o, "asks", l->step->asked != NULL);
	val_int(x, o, "item", l->item.v);
	val_bool(x, o, "behind", !l->done && !l->left_out);	/* something may be put behind it */
	val_bool(x, o, "chosen", l->now);
	put_rounds(x, l->step, val_list(x, o, "dealt"));
	val_bool(x, o, "now", l->now);
	val_bool(x, o, "open", !l->done && !l->now);
	val_str(x, o, "state", l->done ? S("done") : l->now ? S("now") : S("later"));
	val_str(x, o, "accent", str_of(view_accent(l->part->colour)));
}

enum rc agenda_put(struct ctx *x, const struct session *s, struct val *view)
{
	struct agenda_line *lines;
	size_t n;
	TRY(agenda_lines(x, s, &lines, &n));
	struct val *parts = val_list(x, view, "parts"), *list = NULL;
	const struct method_part *part = NULL;
	int64_t end = 0;
	for (size_t i = 0; i < n; i++) {
		if (lines[i].part != part) {
			part = lines[i].part;
			struct val *o = val_obj(x, parts);
			val_text(x, o, "title", part->title);
			val_str(x, o, "accent", str_of(view_accent(part->colour)));
			val_bool(x, o, "any_behind", false);
			list = val_list(x, o, "lines");
		}
		if (!lines[i].done && !lines[i].left_out)
			val_bool(x, parts->kids.last, "any_behind", true);
		put_line(x, s, &lines[i], val_obj(x, list));
		if (!lines[i].left_out)
			end = lines[i].at + lines[i].step->minutes;
	}
	val_str(x, view, "ends_at", clock_words(x, s, end));
	return OK;
}

static struct str of_step(struct req *q, const char *what, const struct method_step *step)
{
	return str_fmt(q->x->arena, "%s-%s", what, step->key);
}

/* As the page showed the line; false: it does not say. */
static bool read_was(struct req *q, const struct agenda_line *l, struct agenda_value *ret)
{
	struct str rest = form_raw(q, of_step(q, "was", l->step).p), minutes, clock, hours;
	int64_t h, m;
	if (!rest.p || !str_next(&rest, '|', &minutes) || !str_next(&rest, '|', &clock))
		return false;
	*ret = (struct agenda_value){ .fixed_at = -1, .left_out = str_eqz(rest, "1") };
	if (!str_to_int(minutes, 0, AGENDA_MINUTES_MAX, &ret->minutes))
		return false;
	if (clock.n && (!str_next(&clock, ':', &hours) || !str_to_int(hours, 0, 23, &h) || !str_to_int(clock, 0, 59, &m)))
		return false;
	if (clock.p && clock.n)
		ret->fixed_at = h * 60 + m;
	return true;
}

static enum rc read_line(struct req *q, const struct agenda_line *l, struct agenda_value *ret)
{
	int at;
	TRY(form_int(q, of_step(q, "minutes", l->step).p, 0, AGENDA_MINUTES_MAX, &ret->minutes));
	TRY(form_time(q, of_step(q, "fixed", l->step).p, false, &at));
	ret->fixed_at = at;
	ret->left_out = form_checked(q, of_step(q, "out", l->step).p);
	return OK;
}

/* A refused page comes back with what was typed. A line that was left alone is still
 * one that was left alone, though another facilitator may have changed it meanwhile;
 * a line that both changed is now told as it stands, and a second press decides. */
static enum rc keep_was(struct req *q, const struct session *s, struct val *view)
{
	struct agenda_line *lines;
	size_t n;
	TRY(agenda_lines(q->x, s, &lines, &n));
	for (struct val *part = val_get(view, S("parts"))->kids.first; part; part = part->next)
		for (struct val *o = val_get(part, S("lines"))->kids.first; o; o = o->next)
			for (size_t i = 0; i < n; i++) {
				struct agenda_value was, now;
				if (!str_eqz(val_get_str(o, "key"), lines[i].step->key) || !read_was(q, &lines[i], &was) || read_line(q, &lines[i], &now) != OK)
					continue;
				if (str_eq(line_words(q->x, &was), line_words(q->x, &now)))
					val_str(q->x, o, "was", line_words(q->x, &was));
			}
	return OK;
}

/* A form that was refused has chosen what an item is to come after. */
static void keep_after(struct req *q, struct val *view)
{
	struct str after = form_raw(q, "after");
	for (struct val *part = after.p ? val_get(view, S("parts"))->kids.first : NULL; part; part = part->next)
		for (struct val *o = val_get(part, S("lines"))->kids.first; o; o = o->next)
			val_bool(q->x, o, "chosen", str_eq(val_get_str(o, "key"), after));
}

static enum rc page(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct ctx *x = q->x;
	val_str(x, view, "title", s->row->title);
	val_int(x, view, "ws", s->id.v);
	val_int(x, view, "version", s->row->version);
	val_bool(x, view, "planned", str_eqz(s->row->state, "planned"));
	val_bool(x, view, "ended", session_is_over(s));
	struct val *form = val_sub(x, view, "form");
	val_str(x, form, "name", S(""));
	val_str(x, form, "minutes", S("10"));
	val_bool(x, view, "is_break", form_checked(q, "is_break"));
	val_str(x, form, "day", date_iso(x->arena, date_add(ctx_today(x), 7)));
	val_str(x, form, "starts_at", clock_field(x, s->row->starts_at));
	TRY(agenda_put(x, s, view));
	keep_after(q, view);
	return keep_was(q, s, view);
}

static enum rc back(struct req *q, const char *notice)
{
	if (notice)
		reply_notice(q, notice);
	return redirect(q, "/workshop/%" PRId64 "/schedule", access_session(q)->id.v);
}

static enum rc save(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct agenda_line *lines;
	struct agenda_change *c;
	size_t n, changes = 0;
	int64_t version;
	bool all_said = true;
	(void)view;
	TRY(form_int(q, "version", 0, INT64_MAX, &version));
	TRY(agenda_lines(q->x, s, &lines, &n));
	c = ARENA_ARRAY(q->x->arena, n, struct agenda_change);
	for (size_t i = 0; i < n; i++) {
		if (!form_has(q, of_step(q, "minutes", lines[i].step).p))
			continue;	/* what has been has no fields */
		struct agenda_change *one = &c[changes++];
		*one = (struct agenda_change){ .step = str_of(lines[i].step->key), .was = value_of(&lines[i]) };
		all_said &= read_was(q, &lines[i], &one->was);
		TRY(read_line(q, &lines[i], &one->now));
	}
	/* Who does not say what was changed must have seen what stands. */
	if (!all_said && version != s->row->version)
		return session_stale(q->x);
	TRY(agenda_save(q->x, s, c, changes));
	return back(q, "workshop.agenda_saved");
}

static enum rc move(struct req *q, struct val *view)
{
	static const char *const acts[] = { "up", "down", "drop", NULL };
	struct session *s = access_session(q);
	struct str step;
	int64_t version;
	int act;
	(void)view;
	TRY(form_int(q, "version", 0, INT64_MAX, &version));
	TRY(form_line(q, "step", 1, 60, &step));
	TRY(form_choice(q, "act", acts, &act));
	TRY(act == 2 ? agenda_drop(q->x, s, version, step) : agenda_move(q->x, s, version, step, act == 0));
	return back(q, NULL);
}

static enum rc add(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct str after, name;
	int64_t version, minutes;
	(void)view;
	TRY(form_int(q, "version", 0, INT64_MAX, &version));
	TRY(form_line(q, "after", 1, 60, &after));
	TRY(form_line(q, "name", 1, AGENDA_TITLE_CHARS, &name));
	TRY(form_int(q, "minutes", 1, AGENDA_MINUTES_MAX, &minutes));
	enum rc rc = agenda_add(q->x, s, version, after, name, minutes, form_checked(q, "is_break"));
	if (rc == INVALID && q->x->fault.field && strcmp(q->x->fault.field, "title") == 0)
		q->x->fault.field = "name";	/* as this form calls it */
	TRY(rc);
	return back(q, "workshop.agenda_added");
}

static enum rc adjourn(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct date day;
	int64_t version;
	int at;
	(void)view;
	TRY(form_int(q, "version", 0, INT64_MAX, &version));
	TRY(form_date(q, "day", true, &day));
	TRY(form_time(q, "starts_at", true, &at));
	TRY(agenda_adjourn(q->x, s, version, day, at));
	reply_notice(q, "workshop.adjourned");
	return redirect(q, "/workshop/%" PRId64, s->id.v);
}

/* Between two items: the day as it stands, with the present one marked. */
static enum rc on_the_wall(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	(void)view;
	TRY(session_focus_seen(q->x, s, form_raw(q, "from")));
	TRY(session_focus(q->x, s, str_eqz(s->row->focus, "agenda") ? S("") : S("agenda")));
	return redirect(q, "/workshop/%" PRId64, s->id.v);
}

/* On paper, as it is held: moved, skipped and late as the agenda says now. */
static enum rc run_sheet(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct ctx *x = q->x;
	struct agenda_line *lines;
	struct str pdf;
	size_t n;
	(void)view;
	TRY(agenda_lines(x, s, &lines, &n));	/* one for each step, in the order of the parts */
	int *clock = ARENA_ARRAY(x->arena, n + 1, int);
	for (size_t i = 0; i < n; i++)
		clock[i] = agenda_clock(x, s, lines[i].at);
	struct str about = str_fmt(x->arena, "%.*s · %.*s", STR_ARG(s->row->title), STR_ARG(ui_date(x, s->row->day)));
	TRY(method_run_sheet_held_pdf(x, s->method, clock, about, &pdf));
	return reply_file(q, "application/pdf", NULL, pdf);
}

const struct route workshop_agenda_routes[] = {
	GET("/workshop/:id/run-sheet", run_sheet, NULL, WORKSHOP_FACILITATES),
	GET("/workshop/:id/schedule", page, "workshop/agenda", WORKSHOP_FACILITATES),
	POST("/workshop/:id/schedule", save, "workshop/agenda", WORKSHOP_FACILITATES),
	POST("/workshop/:id/schedule/move", move, "workshop/agenda", WORKSHOP_FACILITATES),
	POST("/workshop/:id/schedule/add", add, "workshop/agenda", WORKSHOP_FACILITATES),
	POST("/workshop/:id/schedule/wall", on_the_wall, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/adjourn", adjourn, "workshop/agenda", WORKSHOP_FACILITATES),
	{ 0 },
};
