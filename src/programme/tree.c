/* tree.c -- the value trees that several pages share: head and tabs, hours,
 * remarks, checklists. Decides words and order, not rules. */
#include "programme/programme_inside.h"
#include "ui/ui.h"

struct str tree_said(struct ctx *x, const char *key, const char *name, struct str value)
{
	struct val *v = val_new_obj(x);
	val_str(x, v, name, value);
	return ui_text_args(x, key, v);
}

/* Quarters are said as they are: 2,75, not 2,8. */
struct str tree_hours(struct ctx *x, int64_t minutes)
{
	int64_t hundredths = (minutes * 100 + 30) / 60, rest = hundredths % 100;
	const char *point = x->lang == EN ? "." : ",";
	if (rest == 0)
		return str_fmt(x->arena, "%" PRId64, hundredths / 100);
	if (rest % 10 == 0)
		return str_fmt(x->arena, "%" PRId64 "%s%" PRId64, hundredths / 100, point, rest / 10);
	return str_fmt(x->arena, "%" PRId64 "%s%02" PRId64, hundredths / 100, point, rest);
}

void tree_markdown(struct ctx *x, struct val *obj, const char *name, struct text t)
{
	if (text_is(t))
		val_html(x, obj, name, ui_markdown(x, text_in(t, x->lang)));
	else
		val_null(x, obj, name);
}

static void put_tab(struct ctx *x, const struct programme *p, struct val *tabs, const char *tab, const char *tail, const char *label,
		    const char *current)
{
	struct val *o = val_obj(x, tabs);
	val_path(x, o, "url", "/programme/%" PRId64 "%s", p->id.v, tail);
	val_str(x, o, "label", ui_text(x, label));
	val_bool(x, o, "current", strcmp(tab, current) == 0);
}

void tree_head(struct ctx *x, const struct programme *p, const char *tab, struct val *view)
{
	val_str(x, view, "title", p->row->title);
	val_str(x, view, "programme_title", p->row->title);
	val_str(x, view, "unit_name", p->unit.name);
	val_text(x, view, "method_title", p->method->head.title);
	val_path(x, view, "guide_url", "/programme-guide/%s", p->method->head.key);
	val_path(x, view, "programme_url", "/programme/%" PRId64, p->id.v);
	val_path(x, view, "plan_url", "/unit/%" PRId64 "/plan", p->row->unit_id.v);
	val_bool(x, view, "runs", programme_runs(p));
	val_bool(x, view, "steers", programme_steers(p) || p->manages);
	val_bool(x, view, "running", str_eqz(p->row->state, "running"));
	struct val *tabs = val_list(x, view, "tabs");
	put_tab(x, p, tabs, "overview", "", "programme.tab_overview", tab);
	put_tab(x, p, tabs, "calendar", "/calendar", "programme.tab_calendar", tab);
	put_tab(x, p, tabs, "hours", "/hours", "programme.tab_hours", tab);
	put_tab(x, p, tabs, "people", "/people", "programme.tab_people", tab);
	put_tab(x, p, tabs, "room", "/room", "room.tab", tab);
}

/* ---- remarks on dates */

static struct str remark_text(struct ctx *x, const struct schedule_remark *r)
{
	static const char *const keys[] = { "programme.remark_order", "programme.remark_late", "programme.remark_holiday",
					    "programme.remark_away", "programme.remark_short", "programme.remark_long" };
	struct val *v = val_new_obj(x);
	if (r->activity)
		val_text(x, v, "meeting", r->activity->title);
	if (r->other)
		val_text(x, v, "other", r->other->title);
	val_str(x, v, "day", ui_date_long(x, r->day));
	val_int(x, v, "n", r->kind == REMARK_SHORT || r->kind == REMARK_LONG ? r->days / 30 : r->days);
	return ui_text_args(x, keys[r->kind], v);
}

void tree_remarks(struct ctx *x, const struct schedule_remark *r, size_t n, struct val *view)
{
	struct val *list = val_list(x, view, "remarks");
	for (size_t i = 0; i < n; i++)
		val_str(x, val_obj(x, list), "text", remark_text(x, &r[i]));
}

/* ---- hours */

static int64_t percent(int64_t used, int64_t planned)
{
	int64_t n = planned ? used * 100 / planned : used ? 100 : 0;
	return n > 100 ? 100 : n;
}

static void put_bar(struct ctx *x, struct val *list, struct str label, int64_t used, int64_t planned)
{
	struct val *o = val_obj(x, list);
	val_str(x, o, "label", label);
	val_str(x, o, "used", tree_hours(x, used));
	val_str(x, o, "planned", tree_hours(x, planned));
	val_int(x, o, "percent", percent(used, planned));
	val_bool(x, o, "over", used > planned);
}

static void put_warning(struct ctx *x, const struct programme *p, const struct method_role *role, struct val *list)
{
	int64_t used = hours_used(p, role->key), planned = hours_planned_all(p, role), expected = hours_forecast(p, role);
	if (expected <= planned)
		return;
	struct val *v = val_new_obj(x);
	val_text(x, v, "role", role->title);
	val_str(x, v, "hours", tree_hours(x, (used > planned ? used : expected) - planned));
	val_str(x, val_obj(x, list), "text", ui_text_args(x, used > planned ? "programme.hours_over" : "programme.hours_will_pass", v));
}

/* Per person on average, as the method counts: "8 / 32". */
void tree_hours_bars(struct ctx *x, const struct programme *p, struct val *view)
{
	struct val *bars = val_list(x, view, "hours"), *warnings = val_list(x, view, "hours_warnings");
	for (unsigned i = 0; i < p->method->roles_count; i++) {
		const struct method_role *r = &p->method->roles[i];
		int64_t people = programme_people(p, r);
		if (hours_planned(p, r) == 0)
			continue;
		put_bar(x, bars, people > 1 && !programme_is_staff_role(r->key) ? text_in(r->plural, x->lang) : text_in(r->title, x->lang),
			people ? hours_used(p, r->key) / people : 0, hours_planned(p, r));
		put_warning(x, p, r, warnings);
	}
	struct val *pots = val_list(x, view, "pots");
	for (unsigned i = 0; i < p->method->pots_count; i++) {
		const struct method_pot *pot = &p->method->pots[i];
		const struct method_role *r = method_role(p->method, str_of(pot->role));
		put_bar(x, pots, text_in(pot->title, x->lang), hours_pot_used(p, pot->key),
			method_pot_minutes(p->method, str_of(pot->key), p->choices, p->nchoices) * programme_people(p, r));
	}
}

static void put_cell(struct ctx *x, struct val *list, int64_t minutes)
{
	val_str(x, val_obj(x, list), "hours", minutes ? tree_hours(x, minutes) : S("–"));
}

static void put_matrix_row(struct ctx *x, const struct programme *p, const struct method_activity *a, struct val *rows)
{
	struct val *row = val_obj(x, rows), *cells = val_list(x, row, "cells");
	val_text(x, row, "activity", a->title);
	for (unsigned r = 0; r < p->method->roles_count; r++)
		put_cell(x, cells, method_activity_minutes(p->method, a, str_of(p->method->roles[r].key), p->choices, p->nchoices));
}

void tree_hours_matrix(struct ctx *x, const struct programme *p, struct val *view)
{
	struct val *columns = val_list(x, view, "columns"), *rows = val_list(x, view, "rows");
	struct val *sums = val_list(x, view, "sums"), *totals = val_list(x, view, "totals");
	for (unsigned i = 0; i < p->method->activities_count; i++)
		if (p->method->activities[i].hours_count)
			put_matrix_row(x, p, &p->method->activities[i], rows);
	for (unsigned r = 0; r < p->method->roles_count; r++) {
		const struct method_role *role = &p->method->roles[r];
		struct val *c = val_obj(x, columns);
		val_text(x, c, "role", role->title);
		val_int(x, c, "people", programme_people(p, role));
		put_cell(x, sums, hours_planned(p, role));
		put_cell(x, totals, hours_planned_all(p, role));
	}
	val_str(x, view, "grand_total", tree_hours(x, hours_total(p)));
	struct month_hours months[HOURS_MONTHS_MAX];
	size_t n = hours_by_month(x, p, months);
	struct val *list = val_list(x, view, "months");
	int64_t sum = 0, said = 0;
	for (size_t i = 0; i < n; i++) {
		int y, m, d;
		/* Whole hours that add up: nobody plans the quarters of a month. */
		sum += months[i].minutes;
		int64_t upto = (sum + 30) / 60;
		struct val *o = val_obj(x, list);
		date_split(months[i].month, &y, &m, &d);
		val_fmt(x, o, "month", "%.*s %d", STR_ARG(ui_month(x, months[i].month)), y);
		val_int(x, o, "hours", upto - said);
		said = upto;
	}
}

/* ---- checklists */

void tree_checklist(struct ctx *x, const struct programme *p, const struct activity *a, const struct method_task *t, unsigned n, bool before,
		    struct val *view, const char *name)
{
	struct val *list = val_list(x, view, name);
	for (unsigned i = 0; i < n; i++) {
		struct val *o = val_obj(x, list);
		const struct method_role *role = t[i].role ? method_role(p->method, str_of(t[i].role)) : NULL;
		struct date by = before ? activity_first(a) : activity_last(a);
		val_str(x, o, "activity", str_of(a->m->key));
		val_str(x, o, "task", str_of(t[i].key));
		val_text(x, o, "title", t[i].title);
		tree_markdown(x, o, "help", t[i].help);
		val_str(x, o, "role", role ? text_in(role->title, x->lang) : S(""));
		val_bool(x, o, "mine", t[i].role && programme_is(p, t[i].role));
		val_bool(x, o, "ticked", programme_ticked(p, a->m->key, &t[i]));
		val_bool(x, o, "may", meeting_may_tick(p, &t[i]));
		if (t[i].done_when == DONE_PLAN_SENT && programme_runs(p) && !p->plan_sent)
			val_path(x, o, "do_url", "/unit/%" PRId64 "/plan/send", p->row->unit_id.v);
		else
			val_null(x, o, "do_url");
		if (t[i].days && date_is(by))
			val_str(x, o, "by", tree_said(x, "programme.at_latest", "day", ui_date(x, date_add(by, before ? -(int)t[i].days : (int)t[i].days))));
		else
			val_null(x, o, "by");
	}
}

struct str tree_wrong(const struct req *q, const char *field)
{
	const struct fault *f = form_wrong(q, field);
	return f ? ui_text_args(q->x, f->message, f->args) : STR_NULL;
}

void tree_settings(struct ctx *x, const struct method_programme *m, const struct method_choice *choices, size_t n, struct val *view)
{
	struct val *settings = val_list(x, view, "settings");
	for (unsigned i = 0; i < m->settings_count; i++) {
		const struct method_setting *s = &m->settings[i];
		struct val *o = val_obj(x, settings), *options = val_list(x, o, "options");
		val_str(x, o, "key", str_of(s->key));
		val_text(x, o, "title", s->title);
		val_text(x, o, "help", s->help);
		for (unsigned k = 0; k < s->options_count; k++) {
			struct val *v = val_obj(x, options);
			struct method_when when = { s->key, s->options[k].key };
			val_str(x, v, "value", str_of(s->options[k].key));
			val_text(x, v, "label", s->options[k].title);
			val_text(x, v, "help", s->options[k].help);
			val_bool(x, v, "chosen", method_applies(m, when, choices, n));
		}
	}
}
