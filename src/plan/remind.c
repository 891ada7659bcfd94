/* remind.c -- who is written to, when, and about what. What is due, the
 * statement `reminders_due` says; that nothing is said twice, table reminder.
 * One message an owner and unit: five letters on one morning are read as none. */
#include "core/lang.h"
#include "mail/mail.h"
#include "plan/plan_inside.h"
#include "ui/ui.h"

enum {
	LINES_MAX = 20,			/* of one letter; whoever owns more reads them on the plan */
	STEP_CHARS = 200,		/* the beginning of a first step; the rest is on the page */
	LETTER_MAX = 48 << 10,		/* LINES_MAX lines of at most 160 + STEP_CHARS characters, and headings */
};

/* ---- one letter to one owner */

struct letter {
	const struct sql_reminders_due *first;	/* whose, about which unit */
	struct buf lines;
	const char *kind;			/* heading written last */
	int64_t n;
};

static void write_line(struct ctx *x, struct letter *l, const struct sql_reminders_due *r)
{
	if (l->n++ >= LINES_MAX)
		return;
	static const struct {
		const char *kind, *heading;
	} headings[] = { { "due_soon", "plan.mail_due_soon" }, { "overdue", "plan.mail_overdue" }, { "effect", "plan.mail_effect" } };
	for (size_t i = 0; i < sizeof headings / sizeof *headings; i++) {
		if (!str_eqz(r->kind, headings[i].kind) || l->kind == headings[i].kind)
			continue;
		l->kind = headings[i].kind;
		buf_fmt(&l->lines, "%s%.*s\n", l->n > 1 ? "\n" : "", STR_ARG(ui_text(x, headings[i].heading)));
	}
	struct val *args = val_new_obj(x);
	val_str(x, args, "title", r->title);
	val_str(x, args, "due", date_is(r->due) ? ui_date(x, r->due) : S("–"));
	val_str(x, args, "step", r->first_step.n ? str_head_chars(r->first_step, STEP_CHARS) : S("–"));
	bool effect = str_eqz(r->kind, "effect");
	buf_str(&l->lines, effect ? ui_text_args(x, "plan.mail_effect_line", args) : ui_text_args(x, "plan.mail_line", args));
	buf_char(&l->lines, '\n');
}

static struct str link_line(struct ctx *x, struct str base_url, unit_id unit)
{
	if (base_url.n == 0)
		return S("");
	struct val *args = val_new_obj(x);
	val_fmt(x, args, "url", "%.*s/unit/%" PRId64 "/plan", STR_ARG(base_url), unit.v);
	return ui_text_args(x, "plan.mail_link", args);
}

static const struct val *with_n(struct ctx *x, int64_t n)
{
	struct val *args = val_new_obj(x);
	val_int(x, args, "n", n);
	return args;
}

static enum rc send(struct ctx *x, struct letter *l, struct str base_url, size_t *ret_queued)
{
	struct unit unit;
	if (l->n > LINES_MAX)
		buf_fmt(&l->lines, "\n%.*s\n", STR_ARG(ui_text_args(x, "plan.mail_more", with_n(x, l->n - LINES_MAX))));
	bool too_long = l->lines.failed;
	struct str lines = buf_take(&l->lines, x->arena);
	if (too_long)
		return fail_cause(x, FAILED, "a reminder longer than LETTER_MAX");
	TRY(people_unit(x, l->first->unit_id, &unit));
	struct val *args = val_new_obj(x);
	val_str(x, args, "name", l->first->name);
	val_str(x, args, "unit", unit.name);
	val_str(x, args, "lines", lines);
	val_str(x, args, "link", link_line(x, base_url, unit.id));
	val_int(x, args, "n", l->n);
	struct mail m = {
		.to = l->first->email, .to_name = str_head_chars(l->first->name, MAIL_NAME_MAX),
		.subject = str_head_chars(ui_text_args(x, "plan.mail_subject", args), MAIL_SUBJECT_MAX),
		.text = ui_text_args(x, "plan.mail_text", args),
	};
	TRY(mail_queue(x, &m));
	++*ret_queued;
	return OK;
}

static bool same_letter(const struct sql_reminders_due *a, const struct sql_reminders_due *b)
{
	return a->owner_id.v == b->owner_id.v && a->unit_id.v == b->unit_id.v;
}

/* Rows from `at` that go into one letter; *ret_next is the first of another. */
static enum rc one_letter(struct ctx *x, const struct sql_reminders_due *r, size_t n, size_t at, struct str base_url, size_t *ret_next,
			  size_t *ret_queued)
{
	struct letter l = { .first = &r[at] };
	size_t i;
	x->lang = lang_of(r[at].lang);
	buf_init(&l.lines, LETTER_MAX);
	for (i = at; i < n && same_letter(&r[i], &r[at]); i++) {
		int64_t fresh;
		struct str about = str_fmt(x->arena, "action/%" PRId64, r[i].id.v);
		enum rc rc = sql_reminder_add(x, about, r[i].kind, r[i].day, &fresh);
		if (rc != OK) {
			buf_free(&l.lines);
			return rc;
		}
		if (fresh)
			write_line(x, &l, &r[i]);
	}
	*ret_next = i;
	if (l.n)
		return send(x, &l, base_url, ret_queued);
	buf_free(&l.lines);
	return OK;
}

static enum rc remind_owners(struct ctx *x, struct str base_url, size_t *ret_queued)
{
	struct sql_reminders_due *r;
	size_t n;
	struct date today = ctx_today(x);
	TRY(sql_reminders_due(x, today, date_add(today, PLAN_DUE_SOON_DAYS), date_add(today, -PLAN_OVERDUE_EVERY_DAYS), &r, &n));
	for (size_t i = 0; i < n;)
		TRY(one_letter(x, r, n, i, base_url, &i, ret_queued));
	return OK;
}

/* ---- agreements: once a year or as agreed, also long after the programme */

static enum rc tell_leader(struct ctx *x, const struct sql_agreements_to_remind *g, const struct assignment *leader, struct str base_url,
			   size_t *ret_queued)
{
	struct person person;
	TRY(people_person(x, leader->person, &person));
	x->lang = person.lang;
	struct val *args = val_new_obj(x);
	struct unit unit;
	TRY(people_unit(x, g->unit_id, &unit));
	val_str(x, args, "name", person.name);
	val_str(x, args, "unit", unit.name);
	val_str(x, args, "title", g->title);
	val_str(x, args, "responsible", g->responsible);
	val_str(x, args, "link", link_line(x, base_url, g->unit_id));
	struct mail m = {
		.to = person.email, .to_name = str_head_chars(person.name, MAIL_NAME_MAX),
		.subject = str_head_chars(ui_text_args(x, "plan.mail_agreement_subject", args), MAIL_SUBJECT_MAX),
		.text = ui_text_args(x, "plan.mail_agreement_text", args),
	};
	TRY(mail_queue(x, &m));
	++*ret_queued;
	return OK;
}

static struct date next_after(const struct sql_agreements_to_remind *g, struct date today)
{
	struct date next = g->next_reminder;
	if (g->remind_every_months <= 0)
		return DATE_NONE;
	/* Counted from the first date, so that the 31st does not creep to the 28th. */
	for (int64_t k = 1; next.day <= today.day; k++)
		next = date_add_months(g->next_reminder, (int)(k * g->remind_every_months));
	return next;
}

static enum rc remind_leaders(struct ctx *x, const struct sql_agreements_to_remind *g, struct str base_url, size_t *ret_queued)
{
	struct assignment *near;
	size_t n, reached = 0;
	int64_t fresh;
	TRY(people_trio(x, g->unit_id, &near, &n));
	for (size_t i = 0; i < n; i++)
		reached += (ROLE_BIT(near[i].role) & ROLES_LEADERS) && near[i].email.n;
	/* Nobody to tell: it waits for whoever comes to lead the unit. */
	if (!reached)
		return OK;
	TRY(sql_reminder_add(x, str_fmt(x->arena, "agreement/%" PRId64, g->id.v), S("yearly"), g->next_reminder, &fresh));
	for (size_t i = 0; fresh && i < n; i++) {
		bool leads = (ROLE_BIT(near[i].role) & ROLES_LEADERS) && near[i].email.n;
		bool told = false;
		for (size_t k = 0; k < i; k++)
			told |= near[k].person.v == near[i].person.v && (ROLE_BIT(near[k].role) & ROLES_LEADERS);
		if (leads && !told)
			TRY(tell_leader(x, g, &near[i], base_url, ret_queued));
	}
	return sql_agreement_reminded(x, g->id, next_after(g, ctx_today(x)), NULL);
}

static enum rc remind_all(struct ctx *x, struct str base_url, size_t *ret_queued)
{
	struct sql_agreements_to_remind *g;
	struct str last;
	size_t n;
	/* One node at a time. The keys of `reminder` alone are not enough: at midnight
	 * two nodes are on two days and would both find a fortnight of silence. */
	TRY(sql_reminder_turn(x, &last));
	TRY(sql_reminder_turn_set(x, ctx_today(x), NULL));
	TRY(remind_owners(x, base_url, ret_queued));
	TRY(sql_agreements_to_remind(x, ctx_today(x), &g, &n));
	for (size_t i = 0; i < n; i++)
		TRY(remind_leaders(x, &g[i], base_url, ret_queued));
	return OK;
}

enum rc plan_remind(struct ctx *x, struct str base_url, size_t *ret_queued)
{
	enum lang was = x->lang;
	size_t queued = 0;
	enum rc rc = remind_all(x, base_url, &queued);
	x->lang = was;
	if (rc == OK)
		*ret_queued = queued;
	return rc;
}
