/* handover.c -- see handover.h. Knows the keys of the vocabulary; no HTTP, no
 * SQL text, no HTML. */
#include "workshop/outcome/handover.h"
#include "workshop/outcome/outcome.h"
#include "mail/mail.h"
#include "ui/ui.h"

enum { REMIND_MONTHS = 6 };	/* an agreement is looked at twice a year unless its form says when */

/* ---- a row by the keys of its fields */

static struct str field(const struct val *row, const char *key)
{
	struct str s = val_get_str(val_get(row, S("values")), key);
	return s.p ? s : S("");
}

/* Of a choice, the option's key and not its words. */
static struct str choice(const struct val *row, const char *key)
{
	struct str s = val_get_str(val_get(row, S("keys")), key);
	return s.p ? s : S("");
}

static struct date as_date(struct str s)
{
	struct date d;
	return date_parse(s, &d) ? d : DATE_NONE;
}

static struct str origin_of(struct ctx *x, const struct session *s)
{
	return s->row->programme != INT64_MIN ? str_fmt(x->arena, "programme/%" PRId64, s->row->programme)
					      : str_fmt(x->arena, "workshop/%" PRId64, s->id.v);
}

static struct str source_of(struct ctx *x, const struct session *s, const struct val *row)
{
	return str_fmt(x->arena, "workshop/%" PRId64 "/row/%" PRId64, s->id.v, val_get_int(row, "id", 0));
}

static enum method_becomes becomes(const struct session *s, const struct val *row)
{
	const struct method_form *form = method_workshop_form(s->method, val_get_str(row, "form_key"));
	return form ? form->becomes : BECOMES_NOTHING;
}

static bool is_sent(const struct val *row)
{
	return str_eqz(val_get_str(row, "seen"), "shared");
}

/* The words that stand for the row in a list. An idea without words for what is
 * done stays in the collection: S(""). */
static struct str title_of(const struct val *row)
{
	static const char *const keys[] = { "activity", "change", "agreement", "unit" };
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (field(row, keys[i]).n)
			return field(row, keys[i]);
	return S("");
}

/* "Before the summer holidays" is no date, and not to be lost either. */
static struct str first_step(struct ctx *x, const struct val *row)
{
	struct str step = field(row, "first_step"), when = field(row, "when");
	if (!when.n || as_date(when).day != DATE_NONE.day)
		return step;
	return step.n ? str_fmt(x->arena, "%.*s (%.*s)", STR_ARG(step), STR_ARG(when)) : when;
}

/* ---- the three ways on */

static enum rc propose(struct ctx *x, struct session *s, const struct val *row, plan_id plan, struct str title, bool *fresh)
{
	const struct plan_proposal p = {
		.source = source_of(x, s, row), .origin = origin_of(x, s), .title = title, .change = field(row, "change"),
		.first_step = first_step(x, row), .owner = field(row, "who"), .means = field(row, "means"), .sign = field(row, "sign"),
		.due = as_date(field(row, "when")), .problem = field(row, "problem"), .dream = field(row, "dream"), .heading = S(""),
		.realism = val_get_str(row, "mark_words"), .realism_reason = val_get_str(row, "mark_reason"),
		.iglo = choice(row, "level"), .road = choice(row, "road"),
	};
	action_id ignored;
	return plan_propose(x, plan, &p, &ignored, fresh);
}

static enum rc agree(struct ctx *x, struct session *s, const struct actor *who, struct str base_url, const struct val *row)
{
	const struct method_form *form = method_workshop_form(s->method, val_get_str(row, "form_key"));
	struct str heading = field(row, "heading"), words = field(row, "agreement");
	const struct plan_agreement a = {
		.title = heading.n ? str_fmt(x->arena, "%.*s: %.*s", STR_ARG(heading), STR_ARG(words)) : words,
		.between = field(row, "between"), .responsible = field(row, "responsible"), .time = field(row, "time"), .how = field(row, "how"),
		.origin = origin_of(x, s), .remind_every_months = REMIND_MONTHS, .parties = form->parties, .nparties = form->parties_count,
		.asked_by = who->person, .base_url = base_url, .review = as_date(field(row, "review")),
	};
	agreement_id ignored;
	return plan_agree(x, s->row->plan_id, &a, &ignored);
}

/* The leaders of the unit that is invited are told by mail; the proposal waits
 * in its plan whoever reads mail. */
static enum rc tell_leaders(struct ctx *x, const struct session *s, struct str base_url, unit_id to, struct str ours, struct str title)
{
	struct assignment *a;
	size_t n;
	TRY(people_in_unit(x, to, false, ROLES_LEADERS, ctx_today(x), &a, &n));
	for (size_t i = 0; base_url.n && i < n; i++) {
		struct person p;
		TRY(people_person(x, a[i].person, &p));
		if (!p.email.n)
			continue;
		enum lang ours_lang = x->lang;
		x->lang = p.lang;
		struct val *args = val_new_obj(x);
		val_str(x, args, "name", p.name);
		val_str(x, args, "unit", ours);
		val_str(x, args, "title", title);
		val_fmt(x, args, "url", "%.*s/unit/%" PRId64 "/plan", STR_ARG(base_url), to.v);
		const struct mail m = { .to = p.email, .to_name = p.name, .subject = ui_text_args(x, "workshop.invite_subject", args),
					.text = ui_text_args(x, "workshop.invite_mail", args) };
		x->lang = ours_lang;
		TRY(mail_queue(x, &m));
	}
	(void)s;
	return OK;
}

/* A shared action: a proposal in both plans, each naming the other. */
static enum rc invite(struct ctx *x, struct session *s, struct str base_url, const struct val *row, unit_id to)
{
	const char *where = str_fmt(x->arena, "to-%" PRId64, val_get_int(row, "id", 0)).p;
	struct unit ours, theirs;
	plan_id their_plan;
	bool fresh;
	if (!to.v || to.v == s->row->unit_id.v)
		return fail(x, INVALID, where, "workshop.invite_whom");
	if (people_unit(x, to, &theirs) != OK)
		return fail(x, INVALID, where, "workshop.invite_whom");
	TRY(people_unit(x, s->row->unit_id, &ours));
	TRY(plan_of_unit(x, to, &their_plan));
	struct val *args = val_new_obj(x);
	val_str(x, args, "unit", theirs.name);
	TRY(propose(x, s, row, s->row->plan_id, ui_text_args(x, "workshop.invite_ours", args), &fresh));
	val_str(x, args, "unit", ours.name);
	struct str title = ui_text_args(x, "workshop.invite_theirs", args);
	const struct plan_proposal p = {
		.source = source_of(x, s, row), .origin = origin_of(x, s), .title = title, .change = field(row, "why"),
		.first_step = field(row, "ideas"), .owner = S(""), .means = S(""), .sign = S(""), .due = DATE_NONE, .problem = S(""),
		.dream = S(""), .heading = S(""), .realism = S(""), .realism_reason = S(""), .iglo = S("group"), .road = S("resources"),
	};
	action_id ignored;
	TRY(plan_propose(x, their_plan, &p, &ignored, &fresh));
	return fresh ? tell_leaders(x, s, base_url, to, ours.name, title) : OK;
}

/* ---- the list and the act */

/* Of what they start from, that which may leave the room: it is read here before it
 * is sent, and as it is read it is sent. */
static enum rc all_rows(struct ctx *x, struct session *s, const struct val **ret)
{
	struct val *rows = val_list(x, val_new_obj(x), "rows");
	*ret = rows;
	return outcome_rows(x, s, NULL, SIGHT_UP, rows);
}

enum rc handover_list(struct ctx *x, struct session *s, struct val *into)
{
	const struct val *rows;
	struct val *list = val_list(x, into, "items");
	TRY(all_rows(x, s, &rows));
	for (const struct val *row = rows->kids.first; row; row = row->next) {
		enum method_becomes b = becomes(s, row);
		if (b != BECOMES_ACTION && b != BECOMES_AGREEMENT && b != BECOMES_INVITATION)
			continue;
		struct val *o = val_obj(x, list);
		val_int(x, o, "id", val_get_int(row, "id", 0));
		val_str(x, o, "what", val_get_str(row, "form"));
		val_str(x, o, "title", title_of(row));
		val_str(x, o, "to_name", field(row, "unit"));
		val_bool(x, o, "sent", is_sent(row));
		val_bool(x, o, "is_action", b == BECOMES_ACTION);
		val_bool(x, o, "is_agreement", b == BECOMES_AGREEMENT);
		val_bool(x, o, "is_invitation", b == BECOMES_INVITATION);
		val_bool(x, o, "needs_words", title_of(row).n == 0);
		struct val *lines = val_list(x, o, "lines");
		for (const struct val *f = val_get(row, S("fields"))->kids.first; f; f = f->next) {
			if (!val_get_str(f, "words").n)
				continue;
			struct val *l = val_obj(x, lines);
			val_str(x, l, "label", val_get_str(f, "label"));
			val_str(x, l, "words", val_get_str(f, "words"));
		}
	}
	return OK;
}

enum rc handover_open(struct ctx *x, struct session *s, size_t *ret)
{
	struct val *all = val_new_obj(x);
	*ret = 0;
	TRY(handover_list(x, s, all));
	for (const struct val *o = val_get(all, S("items"))->kids.first; o; o = o->next)
		*ret += !val_get_bool(o, "sent") && !val_get_bool(o, "needs_words");
	return OK;
}

static enum rc send_row(struct ctx *x, struct session *s, const struct actor *who, struct str base_url, const struct val *row, unit_id to,
			size_t *n)
{
	bool fresh = true;
	if (is_sent(row) || title_of(row).n == 0)
		return OK;
	switch (becomes(s, row)) {
	case BECOMES_ACTION: TRY(propose(x, s, row, s->row->plan_id, title_of(row), &fresh)); break;
	case BECOMES_AGREEMENT: TRY(agree(x, s, who, base_url, row)); break;
	case BECOMES_INVITATION: TRY(invite(x, s, base_url, row, to)); break;
	default: return OK;
	}
	*n += fresh;
	return sql_row_show(x, s->id, (form_row_id){ val_get_int(row, "id", 0) }, S("shared"), NULL);
}

enum rc handover_send(struct ctx *x, struct session *s, const struct actor *who, struct str base_url, const struct handover_item *items,
		      size_t n, size_t *ret_n)
{
	const struct val *rows;
	*ret_n = 0;
	if (s->viewer != VIEWER_CONSOLE)
		return FORBIDDEN;
	TRY(session_hold(x, s));	/* pressed by two at once, it is sent once */
	if (!s->row->plan_id.v) {
		TRY(plan_of_unit(x, s->row->unit_id, &s->row->plan_id));
		TRY(sql_workshop_set_plan(x, s->id, s->row->plan_id, NULL));
	}
	TRY(all_rows(x, s, &rows));
	for (const struct val *row = rows->kids.first; row; row = row->next)
		for (size_t i = 0; i < n; i++)
			if (items[i].row.v == val_get_int(row, "id", 0))
				TRY(send_row(x, s, who, base_url, row, items[i].to, ret_n));
	session_changed(x, s);
	return OK;
}
