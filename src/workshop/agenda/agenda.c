/* agenda.c -- see agenda.h. Rules only: no HTTP, no SQL text, no HTML. */
#include "workshop/agenda/agenda.h"
#include "store/store.h"
#include "ui/ui.h"
#include "workshop/ask/ask.h"

static enum rc past(struct ctx *x)
{
	return fail(x, INVALID, "_", "workshop.agenda_past");
}

/* ---- the method as this session has it */

static struct own_question question_of(const struct sql_agenda_items *row)
{
	return (struct own_question){ .kind = row->asks, .title = row->title, .answers = row->answers, .moderated = row->moderated,
				      .comment = row->comment, .steps = row->steps };
}

/* An item of the session's own is a step like any other: words, and a clock; or a
 * question to the room. */
static struct method_step own_step(struct ctx *x, const struct sql_agenda_items *row)
{
	const char *title = str_z(x->arena, row->title);
	const struct own_question q = question_of(row);
	struct method_step step = {
		.key = str_z(x->arena, row->step), .kind = row->is_break ? STEP_BREAK : STEP_TALK,
		.title = { title, title }, .minutes = (unsigned)row->minutes, .bell = true,
	};
	if (row->asks.n && (step.asked = question_set(x, &q))) {
		step.kind = STEP_ASK;
		step.with = WITH_ALONE;
		step.moderated = row->moderated;
	}
	return step;
}

static bool has_row(const struct sql_agenda_items *rows, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (str_eqz(rows[i].step, key))
			return true;
	return false;
}

static void fill_part(struct ctx *x, const struct method_part *was, struct method_part *part, const struct sql_agenda_items *rows, size_t n)
{
	struct method_step *steps = ARENA_ARRAY(x->arena, was->steps_count + n, struct method_step);
	unsigned count = 0;
	for (size_t i = 0; i < n; i++) {
		if (!str_eqz(rows[i].part, was->key))
			continue;
		const struct method_step *step = NULL;
		for (unsigned k = 0; k < was->steps_count; k++)
			if (str_eqz(rows[i].step, was->steps[k].key))
				step = &was->steps[k];
		if (step)
			steps[count] = *step;
		else if (rows[i].title.n)
			steps[count] = own_step(x, &rows[i]);
		else
			continue;	/* a newer method has no such step */
		steps[count].minutes = (unsigned)rows[i].minutes;
		steps[count++].left_out = rows[i].left_out;
	}
	for (unsigned k = 0; k < was->steps_count; k++)
		if (!has_row(rows, n, was->steps[k].key))
			steps[count++] = was->steps[k];
	part->steps = steps;
	part->steps_count = count;
}

enum rc agenda_apply(struct ctx *x, struct session *s)
{
	struct sql_agenda_items *rows;
	size_t n;
	if (!s->row->agenda)
		return OK;
	TRY(sql_agenda_items(x, s->id, &rows, &n));
	struct method_workshop *m = ARENA_NEW(x->arena, struct method_workshop);
	struct method_part *parts = ARENA_ARRAY(x->arena, s->method->parts_count, struct method_part);
	*m = *s->method;
	for (unsigned i = 0; i < m->parts_count; i++) {
		parts[i] = s->method->parts[i];
		fill_part(x, &s->method->parts[i], &parts[i], rows, n);
	}
	m->parts = parts;
	s->method = m;
	return OK;
}

/* ---- rows */

/* All steps as rows, so that they can be changed; once. */
static enum rc write_rows(struct ctx *x, workshop_id id, const struct method_workshop *m, const struct str *parts, size_t n)
{
	int64_t position = 0;
	for (unsigned p = 0; p < m->parts_count; p++) {
		bool out = n > 0;
		for (size_t i = 0; i < n; i++)
			out = out && !str_eqz(parts[i], m->parts[p].key);
		for (unsigned k = 0; k < m->parts[p].steps_count; k++) {
			const struct method_step *step = &m->parts[p].steps[k];
			TRY(sql_agenda_item_add(x, id, str_of(m->parts[p].key), str_of(step->key), ++position, step->minutes, -1, out, S(""), false,
						S(""), S(""), false, false, 0, NULL));
		}
	}
	return OK;
}

enum rc agenda_choose_parts(struct ctx *x, workshop_id id, const struct method_workshop *m, const struct str *parts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!method_part(m, parts[i]))
			return fail(x, INVALID, "part", "form.not_choice");
	if (n == 0 || n == m->parts_count)
		return OK;
	TRY(write_rows(x, id, m, parts, n));
	return sql_workshop_agenda_own(x, id, NULL);
}

/* Whoever changes holds the session and the version that was shown. */
static enum rc begin_change(struct ctx *x, struct session *s, int64_t version, struct sql_agenda_items **ret, size_t *ret_n)
{
	int64_t changed;
	if (session_is_over(s))
		return session_ended(x);
	bool first = !s->row->agenda;
	TRY(sql_workshop_agenda_changed(x, s->id, version, &changed));
	if (!changed)
		return session_stale(x);
	if (first)
		TRY(write_rows(x, s->id, s->method, NULL, 0));
	return sql_agenda_items(x, s->id, ret, ret_n);
}

static const struct sql_agenda_items *row_of(const struct sql_agenda_items *rows, size_t n, struct str step)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].step, step))
			return &rows[i];
	return NULL;
}

static bool begun(const struct session *s)
{
	return !str_eqz(s->row->state, "planned");
}

/* ---- times */

static int64_t place_of(const struct session *s, struct str step)
{
	const struct method_step *at;
	for (unsigned n = 0; (at = session_nth_step(s->method, n, NULL)); n++)
		if (str_eqz(step, at->key))
			return n;
	return -1;	/* left out */
}

static bool is_past(const struct session *s, struct str step)
{
	int64_t place = place_of(s, step);
	return begun(s) && place >= 0 && place <= s->step_at;
}

static int64_t fixed_of(const struct sql_agenda_items *rows, size_t n, const char *step)
{
	const struct sql_agenda_items *row = row_of(rows, n, str_of(step));
	return row ? row->fixed_at : -1;
}

enum { MINUTE = 60, HALF_A_DAY = 12 * 60, DAY = 24 * 60 };

static int64_t apart(int64_t a, int64_t b)
{
	return a < b ? b - a : a - b;
}

/* The day at whose midnight the session's times begin: the one it is planned for, also
 * when it lasts past the next midnight. A room that is at work on another day, because
 * it tries beforehand or goes on where it was left, has the day whose start is nearest. */
static struct date its_day(const struct ctx *x, const struct session *s)
{
	enum { LATEST = 24 * 60 * 60 - 1 };	/* seconds after its start: the next day at that hour is another */
	struct date day = s->row->day, today = ctx_today(x);
	int64_t start = instant_of(day, (int)s->row->starts_at);
	if (!begun(s) || session_is_over(s) || (x->now >= start - HALF_A_DAY * MINUTE && x->now <= start + LATEST))
		return day;
	if (day.day > today.day && str_eqz(s->row->state, "paused"))
		return day;	/* adjourned */
	day = date_add(today, -1);
	for (int i = 0; i <= 1; i++)
		if (apart(instant_of(date_add(today, i), (int)s->row->starts_at), x->now) < apart(instant_of(day, (int)s->row->starts_at), x->now))
			day = date_add(today, i);
	return day;
}

/* What a clock shows, as minutes since that midnight. They are not the same in the
 * nights when an hour is left out or comes twice. */
static int64_t passed(struct date day, int64_t clock)
{
	return (instant_of(day, (int)clock) - instant_of(day, 0)) / MINUTE;
}

int agenda_clock(const struct ctx *x, const struct session *s, int64_t at)
{
	return minutes_of_instant(instant_of(its_day(x, s), 0) + at * MINUTE);
}

/* A time that must hold is after the start: in a session that lasts past midnight a
 * quarter past one is on the day after. */
static int64_t holds_at(const struct session *s, struct date day, int64_t clock)
{
	bool after = clock + DAY - s->row->starts_at <= HALF_A_DAY;	/* no session lasts longer */
	return clock < 0 ? -1 : passed(day, after ? clock + DAY : clock);
}

static bool waits_for_another_day(const struct ctx *x, const struct session *s)
{
	return s->row->day.day > ctx_today(x).day && str_eqz(s->row->state, "paused");
}

/* When what comes next can begin: at the start of the day, or when the present step
 * ends. Adjourned: on the day that it goes on. */
static enum rc free_from(struct ctx *x, const struct session *s, int64_t *ret)
{
	struct date day = its_day(x, s);
	int64_t left;
	*ret = passed(day, s->row->starts_at);
	if (!begun(s))
		return OK;
	TRY(session_step_left(x, s, &left));
	if (waits_for_another_day(x, s)) {
		*ret += (left + 59) / 60;
		return OK;
	}
	/* Over its time: what comes next begins at the next full minute, not the last. */
	int64_t since = x->now + left - instant_of(day, 0) + (left == 0 && str_eqz(s->row->timer, "running") ? MINUTE - 1 : 0);
	*ret = since / MINUTE - (since % MINUTE < 0);
	return OK;
}

/* When the room came to the present step, if it was on this day; else not after now. */
static int64_t entered_at(const struct ctx *x, const struct session *s, struct date day, int64_t planned)
{
	int64_t now = (x->now - instant_of(day, 0)) / MINUTE, entered = s->row->entered;
	if (entered == INT64_MIN || entered > x->now || entered < instant_of(day, (int)s->row->starts_at) - HALF_A_DAY * MINUTE)
		return planned < now ? planned : now;
	return (entered - instant_of(day, 0)) / MINUTE;
}

/* What has been was not after what is: a room that is ahead of its plan has no past
 * that lies in the future. */
static void keep_order(struct agenda_line *lines, size_t n, int64_t present)
{
	for (size_t i = 0; i < n && lines[i].done; i++)
		if (lines[i].at > present)
			lines[i].at = present;
}

enum rc agenda_lines(struct ctx *x, const struct session *s, struct agenda_line **ret, size_t *ret_n)
{
	struct sql_agenda_items *rows = NULL;
	size_t nrows = 0, n = 0, room = 0;
	if (s->row->agenda)
		TRY(sql_agenda_items(x, s->id, &rows, &nrows));
	for (unsigned p = 0; p < s->method->parts_count; p++)
		room += s->method->parts[p].steps_count;
	struct agenda_line *lines = ARENA_ARRAY(x->arena, room, struct agenda_line);
	bool before = true;
	struct date day = its_day(x, s);
	int64_t at = passed(day, s->row->starts_at);
	for (unsigned p = 0; p < s->method->parts_count; p++) {
		const struct method_part *part = &s->method->parts[p];
		for (unsigned k = 0; k < part->steps_count; k++) {
			const struct method_step *step = &part->steps[k];
			const struct sql_agenda_items *row = row_of(rows, nrows, str_of(step->key));
			struct agenda_line *l = &lines[n++];
			*l = (struct agenda_line){ .part = part, .step = step, .left_out = step->left_out, .own = row && row->title.n,
						   .item = row && row->asks.n ? row->id : (agenda_item_id){ 0 }, .fixed_at = fixed_of(rows, nrows, step->key) };
			l->now = begun(s) && strcmp(step->key, s->step->key) == 0;
			before = before && !l->now;
			l->done = begun(s) && before;
			if (l->left_out)
				continue;
			int64_t holds = holds_at(s, day, l->fixed_at);
			if (holds > at)
				at = holds;
			l->at = at;
			if (l->now && !session_is_over(s) && !waits_for_another_day(x, s)) {
				at = l->at = entered_at(x, s, day, at);
				keep_order(lines, n, at);
			}
			l->late = holds >= 0 && !l->done && at > holds ? at - holds : 0;
			at += step->minutes;
			if (l->now && !session_is_over(s))
				TRY(free_from(x, s, &at));	/* from here on it is the clock that counts */
		}
	}
	*ret = lines;
	*ret_n = n;
	return OK;
}

enum rc agenda_tick(struct ctx *x)
{
	struct sql_agendas_on_wall *shown;
	size_t n;
	TRY(sql_agendas_on_wall(x, &shown, &n));
	for (size_t i = 0; i < n; i++)
		store_changed(x, str_fmt(x->arena, "workshop/%" PRId64, shown[i].id.v));
	return OK;
}

enum rc agenda_length(struct ctx *x, const struct session *s, int64_t *ret)
{
	struct agenda_line *lines;
	size_t n;
	int64_t start = passed(its_day(x, s), s->row->starts_at), end = start;
	TRY(agenda_lines(x, s, &lines, &n));
	for (size_t i = 0; i < n; i++)
		if (!lines[i].left_out)
			end = lines[i].at + lines[i].step->minutes;
	*ret = end - start;
	return OK;
}

/* ---- changing */

/* The order in which the rows stand after a change, with the changes laid over. */
struct draft {
	const struct sql_agenda_items *row;
	int64_t minutes, fixed_at;
	bool left_out;
};

/* How many minutes after its fixed time each item would begin. What has been, and
 * what the room is at, is only where the rest starts from: `at`. */
static int64_t *lateness(struct ctx *x, const struct session *s, int64_t at, const struct draft *d, size_t n)
{
	int64_t *late = ARENA_ARRAY(x->arena, n + 1, int64_t);
	struct date day = its_day(x, s);
	bool to_come = !begun(s);
	for (size_t i = 0; i < n; i++) {
		late[i] = 0;
		if (to_come && !d[i].left_out) {
			int64_t holds = holds_at(s, day, d[i].fixed_at);
			if (holds >= 0 && at > holds)
				late[i] = at - holds;
			else if (holds > at)
				at = holds;
			at += d[i].minutes;
		}
		to_come = to_come || str_eqz(d[i].row->step, s->step->key);
	}
	return late;
}

static enum rc overlap(struct ctx *x, const struct session *s, const struct draft *d, int64_t late)
{
	const struct method_step *step = method_step(s->method, d->row->step, NULL);
	fail_str(x, INVALID, str_fmt(x->arena, "fixed-%.*s", STR_ARG(d->row->step)).p, "workshop.agenda_overlap", "title",
		 step ? text_in(step->title, x->lang) : d->row->title);
	val_str(x, x->fault.args, "at", ui_time(x, (int)(d->fixed_at % 1440)));
	val_int(x, x->fault.args, "needed", late);
	return INVALID;
}

/* A time that is fixed now must hold, and no change may make another later. A room
 * that is late already may still save what makes it less so. */
static enum rc check_fits(struct ctx *x, const struct session *s, const struct draft *was, size_t nwas, const struct draft *d, size_t n)
{
	int64_t from;
	TRY(free_from(x, s, &from));
	const int64_t *late_was = lateness(x, s, from, was, nwas), *late = lateness(x, s, from, d, n);
	for (size_t i = 0; i < n; i++) {
		if (late[i] == 0)
			continue;
		size_t k = 0;
		while (k < nwas && !str_eq(was[k].row->step, d[i].row->step))
			k++;
		bool stood = k < nwas && was[k].fixed_at == d[i].fixed_at && !was[k].left_out;
		if (!stood || late[i] > late_was[k])
			return overlap(x, s, &d[i], late[i]);
	}
	return OK;
}

static struct draft *drafts(struct ctx *x, const struct sql_agenda_items *rows, size_t n)
{
	struct draft *d = ARENA_ARRAY(x->arena, n + 1, struct draft);	/* and one more, for agenda_add() */
	for (size_t i = 0; i < n; i++)
		d[i] = (struct draft){ &rows[i], rows[i].minutes, rows[i].fixed_at, rows[i].left_out };
	return d;
}

/* What stays must not take up what goes. */
static enum rc check_needed(struct ctx *x, const struct session *s, const struct draft *d, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct method_step *step = d[i].left_out ? NULL : method_step(s->method, d[i].row->step, NULL);
		for (size_t k = 0; step && step->from && k < n; k++) {
			if (!d[k].left_out || !str_eqz(d[k].row->step, step->from))
				continue;
			return fail_str(x, INVALID, str_fmt(x->arena, "out-%.*s", STR_ARG(d[k].row->step)).p, "workshop.agenda_needed", "title",
					text_in(step->title, x->lang));
		}
	}
	return OK;
}

/* What people have written is not taken out of the day: it would be in no outcome. */
static enum rc check_holds(struct ctx *x, const struct session *s, const struct draft *d, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct method_step *step = method_step(s->method, d[i].row->step, NULL);
		int64_t holds = 0;
		if (!d[i].left_out || d[i].row->left_out)
			continue;
		TRY(sql_step_holds(x, s->id, d[i].row->step, &holds));
		if (holds)
			return fail_str(x, INVALID, str_fmt(x->arena, "out-%.*s", STR_ARG(d[i].row->step)).p, "workshop.agenda_holds", "title",
					step ? text_in(step->title, x->lang) : d[i].row->title);
	}
	return OK;
}

/* One field of one line: what stands takes over what this facilitator changed. */
static enum rc take(struct ctx *x, const struct session *s, const char *field, struct str step, int64_t was, int64_t now, int64_t *stands)
{
	if (now == was || now == *stands)
		return OK;
	if (*stands != was) {
		const struct method_step *m = method_step(s->method, step, NULL);
		return fail_str(x, CONFLICT, str_fmt(x->arena, "%s-%.*s", field, STR_ARG(step)).p, "workshop.agenda_both", "title",
				m ? text_in(m->title, x->lang) : step);
	}
	*stands = now;
	return OK;
}

static enum rc apply_change(struct ctx *x, const struct session *s, struct draft *d, const struct agenda_change *c)
{
	const struct sql_agenda_items *row = d->row;
	int64_t out = d->left_out;
	TRY(take(x, s, "minutes", row->step, c->was.minutes, c->now.minutes, &d->minutes));
	TRY(take(x, s, "fixed", row->step, c->was.fixed_at, c->now.fixed_at, &d->fixed_at));
	TRY(take(x, s, "out", row->step, c->was.left_out, c->now.left_out, &out));
	d->left_out = out;
	bool same = d->minutes == row->minutes && d->fixed_at == row->fixed_at && d->left_out == row->left_out;
	if (!same && is_past(s, row->step))
		return past(x);
	if (d->minutes < 0 || d->minutes > AGENDA_MINUTES_MAX)
		return fail_int(x, INVALID, str_fmt(x->arena, "minutes-%.*s", STR_ARG(row->step)).p, "workshop.agenda_minutes", "max", AGENDA_MINUTES_MAX);
	return OK;
}

enum rc agenda_save(struct ctx *x, struct session *s, const struct agenda_change *c, size_t n)
{
	struct sql_agenda_items *rows;
	size_t nrows;
	TRY(begin_change(x, s, s->row->version, &rows, &nrows));
	struct draft *d = drafts(x, rows, nrows);
	for (size_t i = 0; i < nrows; i++)
		for (size_t k = 0; k < n; k++)
			if (str_eq(c[k].step, rows[i].step))
				TRY(apply_change(x, s, &d[i], &c[k]));
	bool any = false;
	for (size_t i = 0; i < nrows; i++)
		any = any || !d[i].left_out;
	if (!any)
		return fail(x, INVALID, "_", "workshop.agenda_empty");
	TRY(check_holds(x, s, d, nrows));
	TRY(check_needed(x, s, d, nrows));
	TRY(check_fits(x, s, drafts(x, rows, nrows), nrows, d, nrows));
	for (size_t i = 0; i < nrows; i++)
		TRY(sql_agenda_item_set(x, s->id, rows[i].step, d[i].minutes, d[i].fixed_at, d[i].left_out, NULL));
	session_changed(x, s);
	return OK;
}

static enum rc check_order(struct ctx *x, const struct session *s, const struct sql_agenda_items *first, const struct sql_agenda_items *second)
{
	const struct method_step *step = method_step(s->method, first->step, NULL);
	if (step && step->from && str_eqz(second->step, step->from))
		return fail(x, INVALID, "_", "workshop.agenda_order");
	return is_past(s, first->step) || is_past(s, second->step) ? past(x) : OK;
}

enum rc agenda_move(struct ctx *x, struct session *s, int64_t version, struct str step, bool up)
{
	struct sql_agenda_items *rows;
	size_t n;
	TRY(begin_change(x, s, version, &rows, &n));
	const struct sql_agenda_items *row = row_of(rows, n, step), *other = NULL;
	if (!row)
		return fail(x, INVALID, "step", "form.not_choice");
	/* The nearest one of the same part on that side that takes place. */
	for (size_t i = 0; i < n; i++) {
		bool side = up ? &rows[i] < row : &rows[i] > row;
		if (side && str_eq(rows[i].part, row->part) && !rows[i].left_out && (up || !other))
			other = &rows[i];
	}
	if (!other)
		return OK;
	/* `row` comes to stand where `other` stands: whichever is then first must not need the second. */
	TRY(check_order(x, s, up ? row : other, up ? other : row));
	struct draft *d = drafts(x, rows, n), moved = d[row - rows];
	d[row - rows] = d[other - rows];
	d[other - rows] = moved;
	TRY(check_fits(x, s, drafts(x, rows, n), n, d, n));
	TRY(sql_agenda_item_place(x, s->id, row->step, other->position, NULL));
	TRY(sql_agenda_item_place(x, s->id, other->step, row->position, NULL));
	session_changed(x, s);
	return OK;
}

static enum rc make_room(struct ctx *x, const struct session *s, const struct sql_agenda_items *rows, size_t n, int64_t after)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].position > after)
			TRY(sql_agenda_item_place(x, s->id, rows[i].step, rows[i].position + 1, NULL));
	return OK;
}

/* Never one that another item had before: an answer may be under way to that. The
 * version that was shown is changed by whoever adds, and by nobody else. */
static struct str free_name(struct ctx *x, const struct sql_agenda_items *rows, size_t n, int64_t version)
{
	struct str name = str_fmt(x->arena, "item-%" PRId64, version);
	while (row_of(rows, n, name))	/* a method has called one of its steps so */
		name = str_cat(x->arena, name, S("x"));
	return name;
}

static enum rc check_room_for(struct ctx *x, const struct session *s, const struct sql_agenda_items *rows, size_t n,
			      const struct sql_agenda_items *after, const struct draft *fresh)
{
	struct draft *d = drafts(x, rows, n);
	size_t at = (size_t)(after - rows) + 1;
	memmove(&d[at + 1], &d[at], (n - at) * sizeof *d);
	d[at] = *fresh;
	return check_fits(x, s, drafts(x, rows, n), n, d, n + 1);
}

/* What an own item is made of. */
struct own_item {
	struct str title;
	int64_t minutes;
	bool is_break;
	struct own_question q;	/* kind "": it asks nothing */
};

static enum rc check_minutes(struct ctx *x, int64_t minutes)
{
	if (minutes < 1 || minutes > AGENDA_MINUTES_MAX)
		return fail_int(x, INVALID, "minutes", "workshop.agenda_minutes", "max", AGENDA_MINUTES_MAX);
	return OK;
}

static enum rc add_item(struct ctx *x, struct session *s, int64_t version, struct str after, const struct own_item *item, struct str *ret_step)
{
	struct sql_agenda_items *rows;
	size_t n, own = 0;
	TRY(check_minutes(x, item->minutes));
	TRY(begin_change(x, s, version, &rows, &n));
	const struct sql_agenda_items *row = row_of(rows, n, after);
	if (!row)
		return fail(x, INVALID, "after", "form.not_choice");
	for (size_t i = 0; i < n; i++)
		own += rows[i].title.n > 0;
	if (own >= AGENDA_OWN_MAX)
		return fail_int(x, INVALID, item->q.kind.n ? "question" : "title", "workshop.agenda_full", "max", AGENDA_OWN_MAX);
	/* It would begin in the past. */
	if (begun(s) && place_of(s, after) >= 0 && place_of(s, after) < s->step_at)
		return fail(x, INVALID, "after", "workshop.agenda_after_past");
	const struct sql_agenda_items fresh = { .step = free_name(x, rows, n, version), .title = item->title };
	TRY(check_room_for(x, s, rows, n, row, &(struct draft){ &fresh, item->minutes, -1, false }));
	TRY(make_room(x, s, rows, n, row->position));
	TRY(sql_agenda_item_add(x, s->id, row->part, fresh.step, row->position + 1, item->minutes, -1, false, item->title, item->is_break,
				item->q.kind, item->q.answers, item->q.moderated, item->q.comment, item->q.steps, NULL));
	session_changed(x, s);
	*ret_step = fresh.step;
	return OK;
}

enum rc agenda_add(struct ctx *x, struct session *s, int64_t version, struct str after, struct str title, int64_t minutes, bool is_break)
{
	struct str step;
	title = str_one_line(x->arena, title);
	if (title.n == 0)
		return fail(x, INVALID, "title", "form.required");
	if (str_chars(title) > AGENDA_TITLE_CHARS)
		return fail_int(x, INVALID, "title", "form.too_long", "max", AGENDA_TITLE_CHARS);
	const struct own_item item = { .title = title, .minutes = minutes, .is_break = is_break, .q = { .kind = S(""), .answers = S("") } };
	return add_item(x, s, version, after, &item, &step);
}

enum rc agenda_ask(struct ctx *x, struct session *s, int64_t version, struct str after, const struct own_question *q, int64_t minutes, struct str *ret_step)
{
	struct own_question asked = *q;
	TRY(question_check(x, &asked));
	const struct own_item item = { .title = asked.title, .minutes = minutes, .q = asked };
	return add_item(x, s, version, after, &item, ret_step);
}

/* Only what is the session's own, has not been opened, and holds nothing: whoever went
 * back from a question leaves its answers in it. */
static enum rc own_to_come(struct ctx *x, const struct session *s, const struct sql_agenda_items *row)
{
	int64_t holds;
	if (!row || !row->title.n)
		return fail(x, INVALID, "step", "form.not_choice");
	if (is_past(s, row->step))
		return past(x);
	TRY(sql_step_holds(x, s->id, row->step, &holds));
	return holds ? fail_str(x, INVALID, "_", "workshop.agenda_holds", "title", row->title) : OK;
}

/* ---- a question that stands already */

static const struct sql_agenda_items *question_row(const struct sql_agenda_items *rows, size_t n, agenda_item_id item, struct str step)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].asks.n && (item.v ? rows[i].id.v == item.v : str_eq(rows[i].step, step)))
			return &rows[i];
	return NULL;
}

enum rc agenda_question(struct ctx *x, const struct session *s, agenda_item_id item, struct str step, struct agenda_question *ret)
{
	struct sql_agenda_items *rows;
	size_t n;
	TRY(sql_agenda_items(x, s->id, &rows, &n));
	const struct sql_agenda_items *row = question_row(rows, n, item, step);
	if (!row)
		return NOT_FOUND;
	*ret = (struct agenda_question){ .item = row->id, .step = row->step, .q = question_of(row), .minutes = row->minutes, .opened = is_past(s, row->step) };
	return ask_any_shown(x, s, row->step, &ret->shown);
}

/* What this question may be made of now: whoever holds the session holds off the step
 * that is asked, and whoever holds the question holds off its answers. */
static enum rc still_unanswered(struct ctx *x, const struct session *s, const struct sql_agenda_items *row)
{
	const struct method_step *step = method_step(s->method, row->step, NULL);
	int64_t holds;
	if (step && is_past(s, row->step))
		TRY(ask_hold(x, s, step));
	TRY(sql_step_holds(x, s->id, row->step, &holds));
	return holds ? fail(x, CONFLICT, "question", "workshop.question_stays") : OK;
}

/* Whoever changes a question holds the session: *ret_row is NULL if it is gone. */
static enum rc begin_with_question(struct ctx *x, struct session *s, agenda_item_id item, struct sql_agenda_items **rows, size_t *n,
				   const struct sql_agenda_items **ret_row)
{
	TRY(session_hold(x, s));
	if (session_is_over(s))
		return session_ended(x);
	TRY(sql_agenda_items(x, s->id, rows, n));
	*ret_row = question_row(*rows, *n, item, S(""));
	return OK;
}

static enum rc changed_otherwise(struct ctx *x)
{
	return fail(x, CONFLICT, "question", "workshop.question_changed");
}

enum rc agenda_ask_otherwise(struct ctx *x, struct session *s, agenda_item_id item, struct str seen, const struct own_question *q, int64_t minutes)
{
	struct sql_agenda_items *rows;
	const struct sql_agenda_items *row;
	struct own_question asked = *q;
	size_t n;
	TRY(question_check(x, &asked));
	TRY(begin_with_question(x, s, item, &rows, &n, &row));
	if (!row)
		return fail(x, CONFLICT, "question", "workshop.question_taken");
	const struct own_question stands = question_of(row);
	bool opened = is_past(s, row->step);
	if (opened)
		minutes = row->minutes;
	if (minutes == row->minutes && question_same(&stands, &asked))
		return OK;
	if (!str_eq(row->step, seen))
		return changed_otherwise(x);
	TRY(check_minutes(x, minutes));
	TRY(still_unanswered(x, s, row));
	struct draft *d = drafts(x, rows, n);
	d[row - rows].minutes = minutes;
	if (!opened)
		TRY(check_fits(x, s, drafts(x, rows, n), n, d, n));
	struct str fresh = free_name(x, rows, n, s->row->version);
	TRY(begin_change(x, s, s->row->version, &rows, &n));
	TRY(sql_agenda_item_reword(x, s->id, seen, fresh, minutes, asked.title, asked.kind, asked.answers, asked.moderated, asked.comment, asked.steps, NULL));
	TRY(sql_workshop_step_renamed(x, s->id, seen, fresh, NULL));
	session_changed(x, s);
	return OK;
}

/* Away from the present step, to what came before it. */
static enum rc step_aside(struct ctx *x, struct session *s, int64_t version)
{
	const struct method_step *to = s->step_at ? session_nth_step(s->method, s->step_at - 1, NULL) : session_nth_step(s->method, 1, NULL);
	return to ? session_go(x, s, version, str_of(to->key)) : fail(x, INVALID, "question", "workshop.agenda_empty");
}

enum rc agenda_ask_not(struct ctx *x, struct session *s, agenda_item_id item, struct str seen)
{
	struct sql_agenda_items *rows;
	const struct sql_agenda_items *row;
	size_t n;
	TRY(begin_with_question(x, s, item, &rows, &n, &row));
	if (!row)
		return OK;	/* pressed twice, or by two: that was what was wanted */
	if (!str_eq(row->step, seen))
		return changed_otherwise(x);
	TRY(still_unanswered(x, s, row));
	int64_t version = s->row->version;
	bool now = begun(s) && str_eqz(seen, s->step->key);
	TRY(begin_change(x, s, version, &rows, &n));
	if (now)
		TRY(step_aside(x, s, version + 1));
	TRY(sql_agenda_item_drop(x, s->id, seen, NULL));
	session_changed(x, s);
	return OK;
}

/* ---- going */

enum rc agenda_drop(struct ctx *x, struct session *s, int64_t version, struct str step)
{
	struct sql_agenda_items *rows;
	size_t n;
	TRY(begin_change(x, s, version, &rows, &n));
	TRY(own_to_come(x, s, row_of(rows, n, step)));
	TRY(sql_agenda_item_drop(x, s->id, step, NULL));
	session_changed(x, s);
	return OK;
}

enum rc agenda_adjourn(struct ctx *x, struct session *s, int64_t version, struct date day, int starts_at)
{
	int64_t changed;
	if (session_is_over(s))
		return session_ended(x);
	if (!begun(s))
		return fail(x, INVALID, "_", "workshop.not_begun");
	if (day.day < ctx_today(x).day)
		return fail(x, INVALID, "day", "workshop.day_past");
	if (str_eqz(s->row->timer, "running"))
		TRY(session_timer(x, s, S("hold"), 0));
	TRY(sql_workshop_adjourn(x, s->id, version, day, starts_at, &changed));
	if (!changed)
		return session_stale(x);
	session_changed(x, s);
	return OK;
}
