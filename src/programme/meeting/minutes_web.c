/* minutes_web.c -- what a meeting decided, on its way to the working environment
 * organisation (AMO) and MED. Only decisions, the summary and what comes next:
 * notes stay with those who were there. Shown before it is sent. */
#include "mail/mail.h"
#include "programme/programme_access.h"
#include "ui/ui.h"

enum { LETTER_MAX = 64 << 10 };	/* a decision of 1,000 characters for each point of the longest agenda, and the summary */

static enum rc write_decisions(struct ctx *x, const struct activity *a, struct buf *b, int64_t *ret_n)
{
	struct sql_agenda_notes *notes;
	size_t n;
	TRY(sql_agenda_notes(x, a->row->id, &notes, &n));
	*ret_n = 0;
	for (unsigned i = 0; i < a->m->agenda_count; i++) {
		for (size_t k = 0; k < n; k++) {
			if (!str_eqz(notes[k].item, a->m->agenda[i].key) || notes[k].decision.n == 0)
				continue;
			buf_fmt(b, "- %.*s: %.*s\n", STR_ARG(text_in(a->m->agenda[i].title, x->lang)), STR_ARG(notes[k].decision));
			++*ret_n;
		}
	}
	return OK;
}

static void write_part(struct ctx *x, struct buf *b, const char *heading, struct str text)
{
	if (text.n)
		buf_fmt(b, "%.*s\n%.*s\n\n", STR_ARG(ui_text(x, heading)), STR_ARG(text));
}

/* The next meeting with a date, as those who were not there need to know it. */
static struct str next_meeting(struct ctx *x, const struct programme *p, const struct activity *a)
{
	for (size_t i = 0; i < p->nactivities; i++) {
		const struct activity *b = &p->activities[i];
		if (b == a || activity_is_over(b) || !activity_is_event(b->m) || !b->nsittings)
			continue;
		struct val *v = val_new_obj(x);
		val_text(x, v, "meeting", b->m->title);
		val_str(x, v, "when", next_when(x, b));
		return ui_text_args(x, "programme.minutes_next_meeting", v);
	}
	return S("");
}

struct letter {
	struct str subject, text;
	bool anything;		/* something was decided or summed up */
};

/* In the language of x. name: the reader's; empty while it is only looked at. */
static enum rc write_letter(struct ctx *x, const struct programme *p, const struct activity *a, struct str name, struct letter *ret)
{
	struct buf b, d;
	int64_t decisions;
	buf_init(&b, LETTER_MAX);
	buf_init(&d, LETTER_MAX);
	enum rc rc = write_decisions(x, a, &d, &decisions);
	write_part(x, &b, "programme.minutes_decided", str_trim(buf_view(&d)));
	write_part(x, &b, "programme.minutes_summary", a->row->minutes_text);
	write_part(x, &b, "programme.minutes_next", next_meeting(x, p, a));
	bool too_long = b.failed || d.failed;
	buf_free(&d);
	struct str body = buf_take(&b, x->arena);
	TRY(rc);
	if (too_long)
		return fail_cause(x, FAILED, "minutes longer than LETTER_MAX");
	struct val *v = val_new_obj(x);
	val_str(x, v, "name", name.n ? name : ui_text(x, "programme.minutes_each"));
	val_text(x, v, "meeting", a->m->title);
	val_str(x, v, "unit", p->unit.name);
	val_str(x, v, "day", a->nsittings ? ui_date_long(x, activity_last(a)) : S(""));
	val_str(x, v, "programme", p->row->title);
	val_str(x, v, "body", body);
	ret->subject = str_head_chars(ui_text_args(x, "programme.minutes_subject", v), MAIL_SUBJECT_MAX);
	ret->text = ui_text_args(x, "programme.minutes_text_mail", v);
	ret->anything = decisions > 0 || a->row->minutes_text.n > 0;
	return OK;
}

/* ---- the page */

static bool chosen(struct req *q, const struct committee *c, bool nearest)
{
	const char *name = str_fmt(q->x->arena, "committee_%" PRId64, c->id.v).p;
	return q->method == HTTP_POST ? form_checked(q, name) : nearest;
}

static void put_committee(struct req *q, const struct committee *c, bool nearest, const struct sql_minutes_sent *s, size_t ns, struct val *list)
{
	struct ctx *x = q->x;
	struct val *o = val_obj(x, list), *v = val_new_obj(x);
	struct str names = S("");
	int64_t reached = 0;
	for (size_t i = 0; i < c->nmembers; i++) {
		reached += c->members[i].email.n > 0;
		names = str_fmt(x->arena, "%.*s%s%.*s", STR_ARG(names), i ? ", " : "", STR_ARG(c->members[i].name));
	}
	val_int(x, v, "n", reached);
	val_int(x, o, "id", c->id.v);
	val_str(x, o, "name", c->name);
	val_str(x, o, "kind", committee_kind_text(x, c->kind));
	val_str(x, o, "unit_name", c->unit_name);
	val_str(x, o, "names", names);
	val_str(x, o, "reached", ui_text_args(x, "programme.minutes_reaches", v));
	val_bool(x, o, "nobody", reached == 0);
	val_bool(x, o, "chosen", reached && chosen(q, c, nearest));
	val_null(x, o, "sent");
	for (size_t i = 0; i < ns; i++)
		if (s[i].committee_id.v == c->id.v)
			val_str(x, o, "sent", tree_said(x, "programme.minutes_sent_on", "day", ui_date(x, s[i].day)));
}

enum rc minutes_page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	struct programme *p = access_programme(q);
	struct activity *a;
	struct committee *c;
	struct sql_minutes_sent *s;
	struct letter l;
	size_t n, ns;
	TRY(access_activity(q, &a));
	TRY(people_committees(x, p->row->unit_id, &c, &n));
	TRY(sql_minutes_sent(x, a->row->id, &s, &ns));
	TRY(write_letter(x, p, a, S(""), &l));
	tree_head(x, p, "", view);
	val_str(x, view, "title", ui_text(x, "programme.minutes_title"));
	val_text(x, view, "meeting", a->m->title);
	val_path(x, view, "meeting_url", "/programme/%" PRId64 "/meeting/%s", p->id.v, a->m->key);
	val_path(x, view, "action", "/programme/%" PRId64 "/meeting/%s/minutes", p->id.v, a->m->key);
	val_path(x, view, "committees_url", "/unit/%" PRId64 "/committees", p->row->unit_id.v);
	val_str(x, view, "subject", l.subject);
	val_str(x, view, "text", l.text);
	val_bool(x, view, "anything", l.anything);
	val_int(x, view, "version", a->row->version);
	struct val *list = val_list(x, view, "committees");
	for (size_t i = 0; i < n; i++)
		put_committee(q, &c[i], c[i].unit.v == c[0].unit.v, s, ns, list);
	val_bool(x, view, "has_committees", n > 0);
	return OK;
}

/* ---- sending */

static bool listed(const person_id *told, size_t n, person_id person)
{
	for (size_t i = 0; i < n; i++)
		if (told[i].v == person.v)
			return true;
	return false;
}

static enum rc post(struct ctx *x, const struct programme *p, const struct activity *a, const struct committee_member *m)
{
	struct letter l;
	enum lang mine = x->lang;
	x->lang = m->lang;
	enum rc rc = write_letter(x, p, a, m->name, &l);
	x->lang = mine;
	TRY(rc);
	const struct mail mail = { .to = m->email, .to_name = str_head_chars(m->name, MAIL_NAME_MAX), .subject = l.subject, .text = l.text };
	return mail_queue(x, &mail);
}

enum rc minutes_send(struct req *q, struct val *view)
{
	enum { READERS_MAX = 500 };	/* ten committees at their largest */
	struct ctx *x = q->x;
	struct programme *p = access_programme(q);
	struct activity *a;
	struct committee *c;
	struct letter l;
	size_t n, told = 0;
	int64_t version;
	person_id *readers = ARENA_ARRAY(x->arena, READERS_MAX, person_id);
	(void)view;
	TRY(access_activity(q, &a));
	TRY(form_int(q, "version", 1, INT64_MAX, &version));
	if (version != a->row->version)		/* what was shown is no longer what would be sent */
		return fail(x, CONFLICT, "_", "programme.changed_meanwhile");
	TRY(write_letter(x, p, a, S(""), &l));
	if (!l.anything)
		return fail(x, INVALID, "_", "programme.minutes_nothing");
	TRY(people_committees(x, p->row->unit_id, &c, &n));
	for (size_t i = 0; i < n; i++) {
		if (!chosen(q, &c[i], false))
			continue;
		for (size_t k = 0; k < c[i].nmembers && told < READERS_MAX; k++) {
			const struct committee_member *m = &c[i].members[k];
			if (!m->email.n || listed(readers, told, m->person))
				continue;
			readers[told++] = m->person;
			TRY(post(x, p, a, m));
		}
		TRY(sql_minutes_sent_set(x, a->row->id, c[i].id, ctx_today(x), NULL));
	}
	if (!told)
		return fail(x, INVALID, "_", "programme.minutes_nobody");
	reply_notice(q, "programme.minutes_sent");
	return redirect(q, "/programme/%" PRId64 "/meeting/%s#agenda", p->id.v, a->m->key);
}
