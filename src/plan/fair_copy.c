/* fair_copy.c -- the published plan as a letter: what the daily leader gets the
 * day after the planning meeting. Shows before it sends; who presses "Send" is
 * not remembered, only the day. */
#include "mail/mail.h"
#include "plan/plan_inside.h"
#include "ui/ui.h"

enum {
	LINES_MAX = 60,		/* of one letter; a longer plan is read on its page */
	STEP_CHARS = 300,	/* the beginning of a first step; the rest is on the page */
	LETTER_MAX = 96 << 10,	/* LINES_MAX lines of 160 + 160 + STEP_CHARS characters, in bytes */
};

static struct str or_dash(struct str s)
{
	return s.n ? s : S("–");
}

static void write_action(struct ctx *x, const struct val *a, int64_t number, struct buf *b)
{
	struct val *args = val_new_obj(x);
	struct date due;
	val_int(x, args, "n", number);
	val_str(x, args, "title", val_get_str(a, "title"));
	val_str(x, args, "owner", or_dash(val_get_str(a, "owner")));
	val_str(x, args, "step", or_dash(str_head_chars(val_get_str(a, "first_step"), STEP_CHARS)));
	val_str(x, args, "due", date_parse(val_get_str(a, "due"), &due) ? ui_date(x, due) : S("–"));
	buf_str(b, ui_text_args(x, "plan.send_line", args));
	buf_char(b, '\n');
}

static enum rc actions_as_text(struct ctx *x, const struct val *tree, struct str *ret)
{
	const struct val *actions = val_get(tree, S("actions"));
	struct buf b;
	int64_t n = 0;
	buf_init(&b, LETTER_MAX);
	for (const struct val *a = actions ? actions->kids.first : NULL; a; a = a->next)
		if (n++ < LINES_MAX)
			write_action(x, a, n, &b);
	if (n > LINES_MAX) {
		struct val *args = val_new_obj(x);
		val_int(x, args, "n", n - LINES_MAX);
		buf_fmt(&b, "%.*s\n", STR_ARG(ui_text_args(x, "plan.mail_more", args)));
	}
	bool too_long = b.failed;
	*ret = buf_take(&b, x->arena);
	return too_long ? fail_cause(x, FAILED, "a plan longer than LETTER_MAX") : OK;
}

/* In the language of x. */
static enum rc write_letter(struct ctx *x, const struct sql_plan *p, struct str unit, struct str base_url, struct fair_copy *c)
{
	struct sql_version *row;
	struct val *tree, *args = val_new_obj(x);
	struct str lines;
	TRY(plan_published(x, p->id, p->version, &row, &tree));
	TRY(actions_as_text(x, tree, &lines));
	struct str intro = val_get_str(tree, "intro");
	val_str(x, args, "name", c->to.name);
	val_str(x, args, "unit", unit);
	val_int(x, args, "number", p->version);
	val_str(x, args, "day", ui_date_long(x, row->day));
	val_str(x, args, "intro", intro.n ? str_fmt(x->arena, "%.*s\n\n", STR_ARG(intro)) : S(""));
	val_str(x, args, "lines", lines);
	val_fmt(x, args, "a3", "%.*s/unit/%" PRId64 "/plan/poster/a3", STR_ARG(base_url), p->unit_id.v);
	val_fmt(x, args, "a4", "%.*s/unit/%" PRId64 "/plan/poster/a4", STR_ARG(base_url), p->unit_id.v);
	val_fmt(x, args, "url", "%.*s/unit/%" PRId64 "/plan", STR_ARG(base_url), p->unit_id.v);
	c->subject = str_head_chars(ui_text_args(x, "plan.send_subject", args), MAIL_SUBJECT_MAX);
	c->text = ui_text_args(x, "plan.send_text", args);
	return OK;
}

/* The nearest daily leaders, each once; where a unit has none, whoever leads it. */
static enum rc receivers(struct ctx *x, unit_id unit, struct fair_copy **ret, size_t *ret_n)
{
	struct assignment *near;
	size_t n, daily = 0, count = 0;
	TRY(people_trio(x, unit, &near, &n));
	struct fair_copy *c = ARENA_ARRAY(x->arena, n + 1, struct fair_copy);
	for (size_t i = 0; i < n; i++)
		daily += near[i].role == ROLE_DAILY_LEADER;
	unsigned wanted = daily ? ROLE_BIT(ROLE_DAILY_LEADER) : ROLES_LEADERS;
	for (size_t i = 0; i < n; i++) {
		bool listed = !(ROLE_BIT(near[i].role) & wanted);
		for (size_t k = 0; k < count; k++)
			listed |= c[k].to.id.v == near[i].person.v;
		if (!listed)
			TRY(people_person(x, near[i].person, &c[count++].to));
	}
	*ret = c;
	*ret_n = count;
	return OK;
}

enum rc plan_fair_copies(struct ctx *x, const struct sql_plan *p, struct str base_url, struct fair_copy **ret, size_t *ret_n)
{
	enum lang mine = x->lang;
	enum rc rc = OK;
	struct unit unit;
	if (p->version == 0)
		return NOT_FOUND;
	TRY(people_unit(x, p->unit_id, &unit));
	TRY(receivers(x, p->unit_id, ret, ret_n));
	for (size_t i = 0; rc == OK && i < *ret_n; i++) {
		x->lang = (*ret)[i].to.lang;
		rc = write_letter(x, p, unit.name, base_url, &(*ret)[i]);
	}
	x->lang = mine;
	return rc;
}

enum rc plan_copy_awaited(struct ctx *x, const struct sql_plan *p, person_id viewer, bool *ret)
{
	struct fair_copy *c;
	struct sql_version *row;
	size_t n;
	*ret = false;
	if (p->version == 0)
		return OK;
	TRY(sql_version(x, p->id, p->version, &row));
	if (!row || date_is(row->sent))
		return OK;
	TRY(receivers(x, p->unit_id, &c, &n));
	for (size_t i = 0; i < n; i++)
		*ret |= c[i].to.email.n && c[i].to.id.v != viewer.v;
	return OK;
}

enum rc plan_send_fair_copy(struct ctx *x, const struct sql_plan *p, int64_t seen, struct str base_url, size_t *ret_sent)
{
	struct fair_copy *c;
	size_t n, sent = 0;
	if (p->version != seen)
		return fail(x, CONFLICT, "_", "plan.published_meanwhile");
	TRY(plan_fair_copies(x, p, base_url, &c, &n));
	for (size_t i = 0; i < n; i++) {
		if (!c[i].to.email.n)
			continue;
		struct mail m = { .to = c[i].to.email, .to_name = str_head_chars(c[i].to.name, MAIL_NAME_MAX), .subject = c[i].subject,
				  .text = c[i].text };
		TRY(mail_queue(x, &m));
		sent++;
	}
	if (!sent)
		return fail(x, INVALID, "_", "plan.nobody_to_send");
	TRY(sql_version_sent(x, p->id, p->version, ctx_today(x), NULL));
	*ret_sent = sent;
	return OK;
}

enum rc plan_sent_since(struct ctx *x, unit_id unit, struct date since, bool *ret)
{
	int64_t n;
	TRY(sql_versions_sent(x, unit, since, &n));
	*ret = n > 0;
	return OK;
}
