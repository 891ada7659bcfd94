/* dates.c -- gathers the days that a session leads to, for calendars. Makes no
 * date itself. */
#include "workshop/agenda/dates.h"
#include "ui/ui.h"
#include "workshop/agenda/agenda.h"
#include "workshop/task.h"
#include <stdlib.h>

enum {
	MORNING = 9 * 60,	/* where a day stands in a calendar that has hours only */
	MOMENT = 15,		/* minutes: a mark, no meeting */
};

struct dated {
	struct date day;
	struct val *o;
	struct str row;		/* the name of the row that it is a date of, until the row has become an action; NULL: no row's */
};

struct days {
	struct ctx *x;
	const struct session *s;
	struct dated *list;
	size_t n, cap;
};

static void add(struct days *d, struct date day, int64_t at, int64_t minutes, struct str title, const char *kind, struct str uid)
{
	struct ctx *x = d->x;
	if (d->n == d->cap)
		return;
	struct val *o = val_new_obj(x);
	val_str(x, o, "date", date_iso(x->arena, day));
	val_int(x, o, "at", at);
	val_int(x, o, "minutes", minutes);
	val_str(x, o, "title", title);
	val_str(x, o, "kind_words", ui_text(x, kind));
	val_str(x, o, "uid", uid);
	val_str(x, o, "when", ui_date_long(x, day));
	d->list[d->n++] = (struct dated){ day, o, STR_NULL };
}

/* A row that was sent on to the plan is there under its name and by its day: the plan's
 * date takes its place, so that nobody has one deadline twice. */
static void leave_to_the_plan(struct days *d, struct date day, struct str title)
{
	size_t left = 0;
	for (size_t i = 0; i < d->n; i++)
		if (!d->list[i].row.p || d->list[i].day.day != day.day || !str_eq(d->list[i].row, title))
			d->list[left++] = d->list[i];
	d->n = left;
}

/* A room that leaders have no part in (of representatives) is named only in such
 * rooms: what leaves the others is read by leaders, or sent on to them. */
static bool may_be_named(const struct session *here, const struct session *other)
{
	return session_leaders_where(other) != LEADERS_NOWHERE || session_leaders_where(here) == LEADERS_NOWHERE;
}

/* Meetings to come on the same road: of the same programme, or standing alone
 * beside this one. */
static enum rc meetings(struct days *d)
{
	struct sql_workshops_of_unit *w;
	size_t n;
	int64_t road = d->s->row->programme;
	TRY(sql_workshops_of_unit(d->x, d->s->row->unit_id, &w, &n));
	for (size_t i = 0; i < n; i++) {
		struct session *other;
		if (w[i].id.v == d->s->id.v || w[i].programme != road || !str_eqz(w[i].state, "planned") || w[i].day.day < d->s->row->day.day)
			continue;
		int64_t minutes;
		TRY(session_load(d->x, w[i].id, &other));
		if (!may_be_named(d->s, other))
			continue;
		TRY(agenda_length(d->x, other, &minutes));
		add(d, w[i].day, w[i].starts_at, minutes, w[i].title, "paper.date_meeting",
		    str_fmt(d->x->arena, "workshop-%" PRId64 "@samspil", w[i].id.v));
	}
	return OK;
}

/* What a form asks a date for: of the rows that the reader has been given. */
static void rows(struct days *d, const struct val *list)
{
	for (const struct val *row = list->kids.first; row; row = row->next) {
		const struct method_form *form = method_workshop_form(d->s->method, val_get_str(row, "form_key"));
		for (unsigned i = 0; form && i < form->fields_count; i++) {
			const struct method_field *f = &form->fields[i];
			struct date day;
			struct str value = val_get_str(val_get(row, S("values")), f->key);
			if (f->type != FIELD_DATE || !value.p || !date_parse(value, &day))
				continue;
			struct str label = text_in(f->label, d->x->lang);
			bool asks = label.n && label.p[label.n - 1] == '?';	/* a question needs no colon after it */
			struct str name = task_row_name(d->x, form, val_get(row, S("values")));
			size_t at = d->n;
			add(d, day, MORNING, MOMENT, str_fmt(d->x->arena, "%.*s%s %.*s", STR_ARG(label), asks ? "" : ":", STR_ARG(name)), "paper.date_row",
			    str_fmt(d->x->arena, "row-%" PRId64 "-%s@samspil", val_get_int(row, "id", 0), f->key));
			if (d->n > at)
				d->list[at].row = name;
		}
	}
}

static enum rc actions(struct days *d)
{
	static const char *const lists[] = { "overdue", "soon", "running", "planned", "proposed" };
	struct val *plan = val_new_obj(d->x);
	struct date day;
	/* As handover.c writes it down: what a programme's sessions send on is the programme's. */
	struct str origin = d->s->row->programme > 0 ? str_fmt(d->x->arena, "programme/%" PRId64, d->s->row->programme)
						     : str_fmt(d->x->arena, "workshop/%" PRId64, d->s->id.v);
	TRY(plan_for_meeting(d->x, d->s->row->unit_id, origin, plan));
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		const struct val *list = val_get(plan, str_of(lists[i]));
		for (const struct val *a = list ? list->kids.first : NULL; a; a = a->next) {
			struct str due = val_get_str(a, "due");
			if (!val_get_bool(a, "from_here") || !due.p || !date_parse(due, &day))
				continue;
			leave_to_the_plan(d, day, val_get_str(a, "title"));
			add(d, day, MORNING, MOMENT, val_get_str(a, "title"), "paper.date_action",
			    str_fmt(d->x->arena, "action-%" PRId64 "@samspil", val_get_int(a, "id", 0)));
		}
	}
	return OK;
}

static int by_day(const void *pa, const void *pb)
{
	const struct dated *a = pa, *b = pb;
	return a->day.day < b->day.day ? -1 : a->day.day > b->day.day;
}

enum rc dates_put(struct ctx *x, const struct session *s, struct val *into)
{
	enum { FIELDS = 4 };	/* dates that one row may have */
	const struct val *list = val_get(into, S("rows"));
	struct days d = { .x = x, .s = s, .cap = 100 + PLAN_ACTIONS_MAX + FIELDS * WORKSHOP_ROWS_MAX };
	d.list = ARENA_ARRAY(x->arena, d.cap, struct dated);
	TRY(meetings(&d));
	if (list)
		rows(&d, list);
	TRY(actions(&d));
	if (d.n)
		qsort(d.list, d.n, sizeof *d.list, by_day);
	struct val *out = val_list(x, into, "dates");
	for (size_t i = 0; i < d.n; i++) {
		struct val *o = val_obj(x, out);
		*o = (struct val){ .kind = d.list[i].o->kind, .next = o->next, .kids = d.list[i].o->kids };
	}
	return OK;
}
