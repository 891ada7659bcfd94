/* meeting_web.c -- the page of one activity: when and where, who, what is talked
 * about, what must be done before and after, what was decided. Reads the form,
 * asks meeting.c, fills the view. */
#include "programme/room/background.h"
#include "programme/programme_access.h"
#include "programme/room/room.h"
#include "render/render.h"
#include "ui/ui.h"

enum { NOTE_CHARS = 4000, DECISION_CHARS = 1000, MINUTES_CHARS = 4000 };	/* a page; a few sentences; a page */

static enum rc back(struct req *q, const struct activity *a, const char *anchor, const char *notice)
{
	if (notice)
		reply_notice(q, notice);
	return redirect(q, "/programme/%" PRId64 "/meeting/%s%s", access_programme(q)->id.v, a->m->key, anchor);
}

/* ---- when and where */

static const char *field(struct req *q, const char *name, size_t i)
{
	return str_fmt(q->x->arena, "%s_%zu", name, i).p;
}

/* What was posted if the page comes back, else what is stored. */
static struct str posted_or(struct req *q, const char *name, struct str stored)
{
	return form_has(q, name) ? form_raw(q, name) : stored;
}

static int64_t usual_minutes(const struct activity *a, size_t i)
{
	return i < a->nsittings ? a->sittings[i]->minutes : a->nsittings ? a->sittings[0]->minutes : (int64_t)a->m->minutes;
}

/* When and where it is, as the form sends it: a line for each time, and one below
 * them. Only fields that its page has. */
static struct val *when_form(struct req *q, const struct activity *a, size_t lines, struct val *words)
{
	struct ctx *x = q->x;
	struct val *form = val_new_obj(x);
	for (size_t i = 0; i < lines; i++) {
		const struct sql_sittings *s = i < a->nsittings ? a->sittings[i] : NULL;
		val_str(x, form, field(q, "day", i), s ? date_iso(x->arena, s->day) : S(""));
		val_str(x, words, field(q, "day", i), s ? ui_date_long(x, s->day) : STR_NULL);
		if (!activity_is_event(a->m))
			continue;
		val_str(x, form, field(q, "starts_at", i), s && s->starts_at >= 0 ? time_iso(x->arena, (int)s->starts_at) : S(""));
		val_fmt(x, form, field(q, "minutes", i), "%" PRId64, usual_minutes(a, i));
		val_str(x, form, field(q, "place", i), s ? s->place : S(""));
		if (a->m->split == SPLIT_ALLOWED)
			val_str(x, form, field(q, "who", i), s ? s->who : S(""));
	}
	return form;
}

static void put_sitting(struct req *q, const struct sql_sittings *s, int64_t minutes, size_t i, struct val *list)
{
	struct ctx *x = q->x;
	struct val *o = val_obj(x, list);
	val_int(x, o, "i", (int64_t)i);
	val_int(x, o, "number", (int64_t)i + 1);
	val_str(x, o, "day", posted_or(q, field(q, "day", i), s ? date_iso(x->arena, s->day) : S("")));
	val_str(x, o, "time", posted_or(q, field(q, "starts_at", i), s && s->starts_at >= 0 ? time_iso(x->arena, (int)s->starts_at) : S("")));
	val_str(x, o, "when", !s ? S("") : s->starts_at < 0 ? ui_date_long(x, s->day) : ui_date_time(x, s->day, (int)s->starts_at));
	val_str(x, o, "length", s ? ui_minutes(x, s->minutes) : S(""));
	val_str(x, o, "minutes", posted_or(q, field(q, "minutes", i), str_fmt(x->arena, "%" PRId64, minutes)));
	val_str(x, o, "place", s ? s->place : S(""));
	val_str(x, o, "who", s ? s->who : S(""));
	val_str(x, o, "place_field", posted_or(q, field(q, "place", i), s ? s->place : S("")));
	val_str(x, o, "who_field", posted_or(q, field(q, "who", i), s ? s->who : S("")));
	val_bool(x, o, "first", i == 0);
	static const char *const fields[] = { "day", "starts_at", "minutes", "place", "who" };
	for (size_t k = 0; k < sizeof fields / sizeof *fields; k++)
		val_str(x, o, str_fmt(x->arena, "wrong_%s", fields[k]).p, tree_wrong(q, field(q, fields[k], i)));
}

static void put_sittings(struct req *q, const struct activity *a, struct val *view)
{
	struct ctx *x = q->x;
	struct val *list = val_list(x, view, "sittings");
	for (size_t i = 0; i < a->nsittings; i++)
		put_sitting(q, a->sittings[i], a->sittings[i]->minutes, i, list);
	struct val *extra = val_list(x, view, "extra");
	if (a->m->split == SPLIT_ALLOWED && a->nsittings < PROGRAMME_SITTINGS_MAX && a->nsittings > 0)
		put_sitting(q, NULL, a->sittings[0]->minutes, a->nsittings, extra);
	val_bool(x, view, "may_split", a->m->split == SPLIT_ALLOWED);
	tree_markdown(x, view, "split_note", a->m->split_note);
	form_put_was(q, val_sub(x, view, "when_read"), when_form(q, a, list->kids.count + extra->kids.count, val_new_obj(x)), true);
	bool deviates = a->nsittings && a->m->minutes && a->sittings[0]->minutes != (int64_t)a->m->minutes;
	val_str(x, view, "deviates", deviates ? tree_said(x, "programme.method_says", "length", ui_minutes(x, a->m->minutes)) : STR_NULL);
}

/* ---- what is talked about */

static const struct sql_agenda_notes *note_of(const struct sql_agenda_notes *n, size_t count, const char *item)
{
	for (size_t i = 0; i < count; i++)
		if (str_eqz(n[i].item, item))
			return &n[i];
	return NULL;
}

static struct str owners(struct ctx *x, const struct programme *p, const struct method_agenda_item *item)
{
	struct str all = S("");
	for (unsigned i = 0; i < item->owners_count; i++) {
		const struct method_role *r = method_role(p->method, str_of(item->owners[i]));
		all = str_fmt(x->arena, "%.*s%s%.*s", STR_ARG(all), i ? ", " : "", STR_ARG(text_in(r->title, x->lang)));
	}
	return all;
}

static void put_texts(struct ctx *x, struct val *obj, const char *name, const struct text *t, unsigned n)
{
	struct val *list = val_list(x, obj, name);
	for (unsigned i = 0; i < n; i++)
		val_item_str(x, list, text_in(t[i], x->lang));
}

static const struct method_form *form_to_open(const struct programme *p, const char *key)
{
	const struct method_form *f = key ? method_form(p->method, str_of(key)) : NULL;
	return f && room_may_open(p, f) ? f : NULL;
}

static void put_form_link(struct ctx *x, const struct programme *p, const char *key, struct val *o)
{
	const struct method_form *f = form_to_open(p, key);
	if (f)
		val_path(x, o, "form_url", "/programme/%" PRId64 "/form/%s", p->id.v, f->key);
	else
		val_null(x, o, "form_url");
	val_str(x, o, "form_title", f ? text_in(f->title, x->lang) : STR_NULL);
}

static const char *of_item(struct ctx *x, const char *what, const struct method_agenda_item *item)
{
	return str_fmt(x->arena, "%s_%s", what, item->key).p;
}

/* What was written at the meeting, as the form sends it. Those who write read it. */
static struct val *notes_form(struct ctx *x, const struct activity *a, const struct sql_agenda_notes *notes, size_t n)
{
	struct val *form = val_new_obj(x);
	for (unsigned i = 0; i < a->m->agenda_count; i++) {
		const struct sql_agenda_notes *note = note_of(notes, n, a->m->agenda[i].key);
		val_str(x, form, of_item(x, "note", &a->m->agenda[i]), note ? note->text : S(""));
		val_str(x, form, of_item(x, "decision", &a->m->agenda[i]), note ? note->decision : S(""));
	}
	val_str(x, form, "minutes_text", a->row->minutes_text);
	return form;
}

static enum rc put_agenda(struct req *q, const struct programme *p, const struct activity *a, struct val *view)
{
	struct ctx *x = q->x;
	struct sql_agenda_notes *notes;
	size_t n;
	bool reads = programme_reads_notes(p, a);
	struct val *list = val_list(x, view, "agenda");
	int64_t at = a->nsittings ? a->sittings[0]->starts_at : -1;
	TRY(sql_agenda_notes(x, a->row->id, &notes, &n));
	form_put_was(q, val_sub(x, view, "notes_read"), reads ? notes_form(x, a, notes, n) : val_new_obj(x), true);
	for (unsigned i = 0; i < a->m->agenda_count; i++) {
		const struct method_agenda_item *item = &a->m->agenda[i];
		const struct sql_agenda_notes *note = reads ? note_of(notes, n, item->key) : NULL;
		struct val *o = val_obj(x, list);
		val_str(x, o, "key", str_of(item->key));
		val_str(x, o, "at", at >= 0 ? ui_time(x, (int)(at % 1440)) : ui_minutes(x, item->minutes));
		val_str(x, o, "length", at >= 0 ? ui_minutes(x, item->minutes) : STR_NULL);
		at = at < 0 ? at : at + (int64_t)item->minutes;
		val_text(x, o, "title", item->title);
		val_str(x, o, "owners", owners(x, p, item));
		tree_markdown(x, o, "body", item->body);
		put_texts(x, o, "questions", item->questions, item->questions_count);
		put_form_link(x, p, item->form, o);
		const char *text = of_item(x, "note", item), *decision = of_item(x, "decision", item);
		val_str(x, o, "note", posted_or(q, text, note ? note->text : S("")));
		val_str(x, o, "decision", posted_or(q, decision, note ? note->decision : S("")));
		val_str(x, o, "wrong_note", tree_wrong(q, text));
		val_str(x, o, "wrong_decision", tree_wrong(q, decision));
		val_int(x, o, "version", note ? note->version : 0);
	}
	return OK;
}

static void put_gates(struct req *q, const struct programme *p, const struct activity *a, struct val *view)
{
	struct ctx *x = q->x;
	struct val *list = val_list(x, view, "gates");
	for (unsigned i = 0; i < p->method->gates_count; i++) {
		const struct method_gate *g = &p->method->gates[i];
		if (strcmp(g->activity, a->m->key) != 0)
			continue;
		const struct sql_gates *answer = programme_gate_answer(p, g->key);
		struct val *o = val_obj(x, list);
		val_str(x, o, "key", str_of(g->key));
		val_text(x, o, "title", g->title);
		tree_markdown(x, o, "body", g->body);
		val_text(x, o, "role", method_role(p->method, str_of(g->role))->title);
		val_bool(x, o, "starts", g->moment == MOMENT_START);
		val_bool(x, o, "confirms", g->answer == ANSWER_CONFIRM);
		bool mine = programme_is(p, g->role), sent = str_eqz(form_raw(q, "gate"), g->key);
		val_bool(x, o, "mine", mine);
		/* What is answered about the workplace is for those who run the programme. */
		val_str(x, o, "answer", answer && (mine || programme_reads_notes(p, a)) ? answer->answer : S(""));
		val_bool(x, o, "answered", answer != NULL);
		form_put_was(q, o, mine ? room_gate_form(x, p, g) : val_new_obj(x), sent);
		val_str(x, o, "typed", sent ? form_raw(q, "answer") : val_get_str(o, "answer"));
		val_str(x, o, "wrong", sent ? tree_wrong(q, "answer") : STR_NULL);
		val_bool(x, o, "sent", sent);
		val_str(x, o, "day", answer ? ui_date(x, answer->day) : S(""));
	}
}

/* What the library has besides papers. */
static void put_more(struct ctx *x, struct val *list, const struct method_head *h, const char *road, const char *use)
{
	struct val *o = val_obj(x, list);
	val_text(x, o, "title", h->title);
	val_path(x, o, "url", "/%s/%s", road, h->key);
	val_str(x, o, "use", ui_text(x, use));
	val_str(x, o, "role", STR_NULL);
}

static void put_documents(struct ctx *x, const struct programme *p, const struct activity *a, struct val *view)
{
	static const char *const uses[] = { "programme.use_read", "programme.use_bring", "programme.use_hand_out", "programme.use_hang_up" };
	struct val *list = val_list(x, view, "documents");
	for (unsigned i = 0; i < a->m->documents_count; i++) {
		const struct method_document *d = &a->m->documents[i];
		const struct method_sheet *sheet = method_sheet(str_of(d->sheet));
		const struct method_role *role = d->role ? method_role(p->method, str_of(d->role)) : NULL;
		struct val *o = val_obj(x, list);
		val_text(x, o, "title", sheet->head.title);
		val_path(x, o, "url", "/sheet/%s", d->sheet);
		val_str(x, o, "use", ui_text(x, uses[d->use]));
		val_str(x, o, "role", role ? text_in(role->title, x->lang) : S(""));
	}
	for (unsigned i = 0; i < a->m->worksheets_count; i++)
		put_more(x, list, &method_worksheet(str_of(a->m->worksheets[i]))->head, "worksheet", "programme.use_worksheet");
	for (unsigned i = 0; i < a->m->methods_count; i++)
		put_more(x, list, &method_workshop(str_of(a->m->methods[i]))->head, "method", "programme.use_method");
	struct val *forms = val_list(x, view, "forms");
	for (unsigned i = 0; i < a->m->forms_count; i++)
		if (form_to_open(p, a->m->forms[i]))
			put_form_link(x, p, a->m->forms[i], val_obj(x, forms));
	struct val *remember = val_list(x, view, "remember");
	for (unsigned i = 0; i < a->m->remember_count; i++) {
		struct val *o = val_obj(x, remember);
		val_text(x, o, "title", a->m->remember[i].title);
		val_text(x, o, "role", method_role(p->method, str_of(a->m->remember[i].role))->title);
	}
}

/* ---- who, and the roster */

static void put_guests(struct ctx *x, const struct programme *p, const struct activity *a, const struct guest *g, size_t n,
		       const struct sql_attendances *t, size_t nt, struct val *view)
{
	static const char *const answers[] = { "can", "covered", "cannot" };
	static const char *const words[] = { "programme.can", "programme.covered", "programme.cannot" };
	struct val *list = val_list(x, view, "guests");
	for (size_t i = 0; i < n; i++) {
		struct val *o = val_obj(x, list), *cells = val_list(x, o, "cells");
		val_str(x, o, "name", g[i].name);
		val_text(x, o, "role", method_role(p->method, str_of(g[i].role))->title);
		val_bool(x, o, "no_email", g[i].email.n == 0);
		for (size_t s = 0; s < a->nsittings; s++) {
			struct val *c = val_obj(x, cells), *options = val_list(x, c, "options");
			struct str answer = S("");
			for (size_t k = 0; k < nt; k++)
				if (t[k].person_id.v == g[i].person.v && t[k].sitting_id.v == a->sittings[s]->id.v)
					answer = t[k].answer;
			val_fmt(x, c, "name", "a%" PRId64 "_%zu", g[i].person.v, s);
			val_str(x, c, "label", tree_said(x, "programme.can_come", "name", g[i].name));
			val_bool(x, c, "unanswered", answer.n == 0);
			for (size_t k = 0; k < 3; k++) {
				struct val *v = val_obj(x, options);
				val_str(x, v, "value", str_of(answers[k]));
				val_str(x, v, "label", ui_text(x, words[k]));
				val_bool(x, v, "chosen", str_eqz(answer, answers[k]));
			}
		}
	}
}

static void put_cover(struct ctx *x, const struct activity *a, const struct sql_attendances *t, size_t nt, struct val *view)
{
	struct val *list = val_list(x, view, "cover");
	for (size_t s = 0; s < a->nsittings; s++) {
		struct val *o = val_obj(x, list);
		struct str names = S("");
		int64_t can = 0, cannot = 0;
		for (size_t k = 0; k < nt; k++) {
			if (t[k].sitting_id.v != a->sittings[s]->id.v)
				continue;
			can += !str_eqz(t[k].answer, "cannot");
			cannot += str_eqz(t[k].answer, "cannot");
			if (str_eqz(t[k].answer, "covered"))
				names = str_fmt(x->arena, "%.*s%s%.*s", STR_ARG(names), names.n ? ", " : "", STR_ARG(t[k].name));
		}
		val_str(x, o, "when", a->sittings[s]->starts_at < 0 ? ui_date(x, a->sittings[s]->day)
								    : ui_date_time(x, a->sittings[s]->day, (int)a->sittings[s]->starts_at));
		val_str(x, o, "who", a->sittings[s]->who);
		val_int(x, o, "can", can);
		val_int(x, o, "cannot", cannot);
		val_str(x, o, "to_cover", names);
	}
}

static struct str chosen_of(const struct val *cell, const char *what)
{
	for (const struct val *o = val_get(cell, S("options"))->kids.first; o; o = o->next)
		if (val_get_bool(o, "chosen"))
			return val_get_str(o, what);
	return S("");
}

/* Who said what, as the form sends it; of the list of guests. */
static struct val *roster_form(struct ctx *x, const struct val *view, struct val *words)
{
	struct val *form = val_new_obj(x);
	for (const struct val *g = val_get(view, S("guests"))->kids.first; g; g = g->next) {
		for (const struct val *c = val_get(g, S("cells"))->kids.first; c; c = c->next) {
			const char *name = str_z(x->arena, val_get_str(c, "name"));
			val_str(x, form, name, chosen_of(c, "value"));
			val_str(x, words, name, chosen_of(c, "label"));
		}
	}
	return form;
}

/* The list that was refused says what was chosen in it. */
static void put_typed_roster(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	for (struct val *g = val_get(view, S("guests"))->kids.first; g; g = g->next) {
		for (struct val *c = val_get(g, S("cells"))->kids.first; c; c = c->next) {
			const char *name = str_z(x->arena, val_get_str(c, "name"));
			bool sent = form_has(q, name);
			val_str(x, c, "wrong", tree_wrong(q, name));
			if (sent)
				val_bool(x, view, "roster_refused", true);
			for (struct val *o = val_get(c, S("options"))->kids.first; sent && o; o = o->next)
				val_bool(x, o, "chosen", str_eq(form_raw(q, name), val_get_str(o, "value")));
			val_bool(x, c, "unanswered", chosen_of(c, "value").n == 0);
		}
	}
}

/* A form has HTTP_FIELDS_MAX: a larger list does not say what it read, and the last
 * one who saves it decides. */
static void put_roster_read(struct req *q, struct val *view)
{
	enum { OTHERS = 10 };	/* tokens, with room */
	struct val *form = roster_form(q->x, view, val_new_obj(q->x));
	bool fits = 2 * form->kids.count + OTHERS <= HTTP_FIELDS_MAX;
	form_put_was(q, val_sub(q->x, view, "roster_read"), fits ? form : val_new_obj(q->x), true);
}

static enum rc put_roster(struct req *q, const struct programme *p, const struct activity *a, struct val *view)
{
	struct ctx *x = q->x;
	struct guest *g;
	struct sql_attendances *t;
	size_t n, nt;
	bool may = programme_runs(p) && activity_is_event(a->m);
	val_bool(x, view, "has_roster", may);
	if (!may)
		return OK;
	TRY(invite_guests(x, p, a, &g, &n));
	TRY(sql_attendances(x, a->row->id, &t, &nt));
	put_guests(x, p, a, g, n, t, nt, view);
	put_roster_read(q, view);
	val_bool(x, view, "roster_refused", false);
	put_typed_roster(q, view);
	put_cover(x, a, t, nt, view);
	int64_t without = 0;
	for (size_t i = 0; i < n; i++)
		without += g[i].email.n == 0;
	val_int(x, view, "nguests", (int64_t)n);
	val_int(x, view, "nwithout", without);
	return OK;
}

static void put_participants(struct ctx *x, const struct programme *p, const struct activity *a, struct val *view)
{
	struct val *list = val_list(x, view, "participants");
	for (unsigned i = 0; i < a->m->participants_count; i++) {
		const struct method_participant *mp = &a->m->participants[i];
		const struct method_role *r = method_role(p->method, str_of(mp->role));
		if (!method_applies(p->method, mp->when, p->choices, p->nchoices))
			continue;
		struct val *o = val_obj(x, list);
		val_text(x, o, "role", programme_people(p, r) > 1 ? r->plural : r->title);
		val_text(x, o, "note", mp->note);
	}
	const struct method_role *inviter = a->m->inviter ? method_role(p->method, str_of(a->m->inviter)) : NULL;
	const struct method_role *chair = a->m->chair ? method_role(p->method, str_of(a->m->chair)) : NULL;
	val_str(x, view, "inviter", inviter ? text_in(inviter->title, x->lang) : STR_NULL);
	val_str(x, view, "chair", chair ? text_in(chair->title, x->lang) : STR_NULL);
}

/* ---- the hours to write down when it is over, one line for each row of the method */

static void put_used_form(struct req *q, const struct programme *p, const struct activity *a, struct val *view)
{
	struct ctx *x = q->x;
	struct val *list = val_list(x, view, "suggested");
	for (unsigned i = 0; i < a->m->hours_count; i++) {
		const struct method_hours *h = &a->m->hours[i];
		const struct method_role *r = method_role(p->method, str_of(h->role));
		if (!method_applies(p->method, h->when, p->choices, p->nchoices))
			continue;
		struct val *o = val_obj(x, list);
		val_int(x, o, "i", i);
		val_text(x, o, "role", r->title);
		const char *people = field(q, "people", i), *time = field(q, "time", i);
		val_str(x, o, "people", posted_or(q, people, str_fmt(x->arena, "%" PRId64, programme_people(p, r))));
		val_str(x, o, "time", posted_or(q, time, tree_hours(x, (int64_t)((h->hours + h->prepare) * 60 + 0.5))));
		val_str(x, o, "wrong_people", tree_wrong(q, people));
		val_str(x, o, "wrong_time", tree_wrong(q, time));
		if (form_has(q, people))
			val_bool(x, view, "due", true);	/* it was this form that was refused: it stands open */
	}
}

static void put_own_tasks(struct ctx *x, const struct programme *p, const struct activity *a, struct val *view)
{
	struct val *list = val_list(x, view, "own_tasks");
	for (size_t i = 0; i < p->nown; i++) {
		if (!str_eqz(p->own[i].activity, a->m->key))
			continue;
		struct val *o = val_obj(x, list);
		val_str(x, o, "title", p->own[i].title);
		val_str(x, o, "who", p->own[i].who);
		val_bool(x, o, "done", p->own[i].done);
		val_path(x, o, "url", "/programme/%" PRId64 "/tasks/%" PRId64, p->id.v, p->own[i].id.v);
	}
}

/* ---- the plan and the live session */

static enum rc put_plan(struct ctx *x, const struct programme *p, const struct activity *a, struct val *view)
{
	val_bool(x, view, "has_plan", a->m->plan != PLAN_NONE);
	if (a->m->plan == PLAN_NONE)
		return OK;
	struct val *plan = val_sub(x, view, "plan");
	struct str origin = str_fmt(x->arena, "programme/%" PRId64, p->id.v);
	TRY(plan_for_meeting(x, p->row->unit_id, origin, plan));
	struct val *done = val_new_obj(x);
	int64_t n = val_get_int(val_get(plan, S("counts")), "done", 0);
	val_int(x, done, "n", n);
	val_str(x, plan, "done_words", n ? ui_text_args(x, "programme.plan_done", done) : STR_NULL);
	static const char *const advice[] = { "", "programme.plan_makes", "programme.plan_starts", "programme.plan_reviews",
					      "programme.plan_adjusts", "programme.plan_anchors" };
	val_str(x, view, "plan_advice", ui_text(x, advice[a->m->plan]));
	val_bool(x, view, "plan_makes", a->m->plan == PLAN_MAKES);
	val_bool(x, view, "plan_publishes", a->m->plan == PLAN_MAKES || a->m->plan == PLAN_STARTS || a->m->plan == PLAN_ADJUSTS);
	val_bool(x, view, "plan_anchors", a->m->plan == PLAN_ANCHORS);
	val_path(x, view, "publish_url", "/unit/%" PRId64 "/plan/publish", p->row->unit_id.v);
	val_path(x, view, "overlap_url", "/unit/%" PRId64 "/plan/overlap", p->row->unit_id.v);
	val_path(x, view, "agreements_url", "/unit/%" PRId64 "/plan/agreements", p->row->unit_id.v);
	return OK;
}

/* The parts of the day, with the clock once there is a time. */
static void put_day(struct ctx *x, const struct activity *a, struct val *view)
{
	const struct method_workshop *w = a->m->workshop ? method_workshop(str_of(a->m->workshop)) : NULL;
	struct val *list = val_list(x, view, "day_parts");
	int64_t at = a->nsittings ? a->sittings[0]->starts_at : -1;
	for (unsigned i = 0; w && i < w->parts_count; i++) {
		const struct method_part *part = &w->parts[i];
		struct val *o = val_obj(x, list);
		val_str(x, o, "at", at >= 0 ? ui_time(x, (int)(at % 1440)) : ui_minutes(x, part->minutes));
		at = at < 0 ? at : at + (int64_t)part->minutes;
		val_text(x, o, "title", part->title);
		val_text(x, o, "purpose", part->purpose);
		val_bool(x, o, "leaders", part->leaders);
	}
	val_bool(x, view, "has_day", w != NULL);
}

static enum rc put_session(struct ctx *x, const struct programme *p, const struct activity *a, struct val *view)
{
	workshop_id w = { 0 };
	bool live = a->m->work == WORK_WORKSHOP && a->m->workshop;
	val_bool(x, view, "is_live", live);
	if (live)
		TRY(workshop_of_activity(x, p->id.v, str_of(a->m->key), &w));
	bool facilitates = live && a->m->chair && programme_is(p, a->m->chair);
	val_bool(x, view, "has_session", w.v != 0);
	val_bool(x, view, "may_start_session", facilitates && w.v == 0);
	if (w.v && facilitates)
		val_path(x, view, "session_url", "/workshop/%" PRId64, w.v);
	else
		val_null(x, view, "session_url");
	if (live)
		val_path(x, view, "run_sheet_url", "/run-sheet/%s", a->m->workshop);
	else
		val_null(x, view, "run_sheet_url");
	val_path(x, view, "paper_url", "/programme/%" PRId64 "/meeting/%s/run-sheet", p->id.v, a->m->key);
	val_path(x, view, "background_url", "/programme/%" PRId64 "/background", p->id.v);
	if (live)
		return background_put(x, p->id, view);
	val_list(x, view, "background");
	val_bool(x, view, "has_background", false);
	return OK;
}

/* ---- the page */

static void put_state(struct ctx *x, const struct programme *p, const struct activity *a, struct val *view)
{
	bool runs = programme_runs(p) && str_eqz(p->row->state, "running"), event = activity_is_event(a->m), over = activity_is_over(a);
	val_bool(x, view, "is_event", event);
	val_bool(x, view, "may_edit", runs);
	val_bool(x, view, "may_set", runs && !over && a->nsittings);
	val_bool(x, view, "may_invite", runs && event && a->state == STATE_SET);
	val_bool(x, view, "may_hold", runs && !over && a->nsittings);
	val_bool(x, view, "due", !event || (a->nsittings && activity_last(a).day <= ctx_today(x).day));
	val_bool(x, view, "may_reopen", programme_steers(p) && over && str_eqz(p->row->state, "running"));
	val_bool(x, view, "held", a->state == STATE_HELD);
	val_bool(x, view, "skipped", a->state == STATE_SKIPPED);
	val_bool(x, view, "invited", a->state == STATE_INVITED);
	val_int(x, view, "version", a->row->version);
	val_bool(x, view, "reads_notes", programme_reads_notes(p, a));
	val_str(x, view, "minutes_text", programme_reads_notes(p, a) ? a->row->minutes_text : S(""));
	struct val *tag = val_new_list(x);
	next_put_meetings(x, p, false, tag);
	val_null(x, view, "tag");
	val_null(x, view, "tag_color");
	struct str url = str_fmt(x->arena, "/programme/%" PRId64 "/meeting/%s", p->id.v, a->m->key);
	for (const struct val *m = tag->kids.first; m; m = m->next) {
		if (!str_eq(val_get_str(m, "url"), url))
			continue;
		val_str(x, view, "tag", val_get_str(m, "tag"));
		val_str(x, view, "tag_color", val_get_str(m, "tag_color"));
	}
	val_str(x, view, "here", url);
	val_str(x, view, "back", str_cat(x->arena, url, S("#checklist")));
}

static enum rc meeting_page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	struct programme *p = access_programme(q);
	struct activity *a;
	TRY(access_activity(q, &a));
	tree_head(x, p, "", view);
	val_text(x, view, "title", a->m->title);
	val_str(x, view, "key", str_of(a->m->key));
	val_text(x, view, "purpose", a->m->purpose);
	tree_markdown(x, view, "body", a->m->body);
	val_str(x, view, "when", a->nsittings ? next_when(x, a) : ui_text(x, "programme.through_phase"));
	put_state(x, p, a, view);
	put_sittings(q, a, view);
	put_participants(x, p, a, view);
	TRY(put_agenda(q, p, a, view));
	val_str(x, view, "minutes_field", posted_or(q, "minutes_text", val_get_str(view, "minutes_text")));
	val_bool(x, view, "notes_came_back", form_has(q, "minutes_text"));
	put_day(x, a, view);
	put_gates(q, p, a, view);
	put_documents(x, p, a, view);
	put_texts(x, view, "prompts", a->m->prompts, a->m->prompts_count);
	tree_checklist(x, p, a, a->m->before, a->m->before_count, true, view, "before");
	tree_checklist(x, p, a, a->m->after, a->m->after_count, false, view, "after");
	val_bool(x, view, "has_lists", a->m->before_count || a->m->after_count || programme_runs(p));
	val_bool(x, view, "has_after", a->m->after_count > 0);
	val_bool(x, view, "has_agenda", a->m->agenda_count > 0);
	val_bool(x, view, "has_prompts", a->m->prompts_count > 0);
	val_bool(x, view, "has_remember", a->m->remember_count > 0);
	val_bool(x, view, "has_papers", a->m->documents_count || a->m->forms_count || a->m->worksheets_count || a->m->methods_count);
	val_bool(x, view, "has_gates", val_get(view, S("gates"))->kids.count > 0);
	put_own_tasks(x, p, a, view);
	put_used_form(q, p, a, view);
	TRY(put_roster(q, p, a, view));
	TRY(put_plan(x, p, a, view));
	TRY(put_session(x, p, a, view));
	val_path(x, view, "tick_url", "/programme/%" PRId64 "/ticks", p->id.v);
	val_bool(x, view, "when_refused", q->method == HTTP_POST && form_has(q, "day_0"));
	struct schedule_remark r[PROGRAMME_REMARKS_MAX];
	size_t n = meeting_remarks(x, p, NULL, NULL, 0, r, PROGRAMME_REMARKS_MAX), mine = 0;
	for (size_t i = 0; i < n; i++)
		if (r[i].activity == a->m || r[i].other == a->m)
			r[mine++] = r[i];
	tree_remarks(x, r, mine, view);
	return OK;
}

/* ---- when and where, written */

/* A time that is taken away is a line without a day: of one that somebody else has
 * moved meanwhile that is told, as of any other. */
static enum rc meet_sittings(struct req *q, const struct activity *a)
{
	struct val *words = val_new_obj(q->x);
	const struct val *stands = when_form(q, a, PROGRAMME_SITTINGS_MAX + 1u, words);
	for (size_t i = 0; i <= PROGRAMME_SITTINGS_MAX; i++)
		if (form_checked(q, field(q, "drop", i)))
			val_str(q->x, q->form, field(q, "day", i), S(""));
	return form_meet(q, stands, words);
}

/* All that is wrong with all of them is told at once, each at its own field. */
static enum rc read_sittings(struct req *q, const struct activity *a, struct sitting_new *s, size_t *n)
{
	*n = 0;
	form_gather(q);
	for (size_t i = 0; i < PROGRAMME_SITTINGS_MAX + 1u && form_has(q, field(q, "day", i)); i++) {
		struct sitting_new one = { .minutes = a->m->minutes, .day = DATE_NONE };
		bool unread = str_trim(form_raw(q, field(q, "day", i))).n > 0;	/* a day that cannot be read is no empty line */
		TRY(form_date(q, field(q, "day", i), false, &one.day));
		if ((!date_is(one.day) && !unread) || form_checked(q, field(q, "drop", i)))
			continue;	/* the empty line below the others, or one that is taken away */
		if (*n == PROGRAMME_SITTINGS_MAX)
			return fail_int(q->x, INVALID, "split", "programme.too_many_sittings", "max", PROGRAMME_SITTINGS_MAX);
		TRY(form_time(q, field(q, "starts_at", i), false, &one.starts_at));
		TRY(form_int_or(q, field(q, "minutes", i), 0, PROGRAMME_MEETING_MINUTES_MAX, a->m->minutes, &one.minutes));
		TRY(form_line(q, field(q, "place", i), 0, PROGRAMME_PLACE_CHARS, &one.place));
		TRY(form_line(q, field(q, "who", i), 0, PROGRAMME_PLACE_CHARS, &one.who));
		s[(*n)++] = one;
	}
	return form_done(q);
}

static enum rc version_field(struct req *q, int64_t *ret)
{
	return form_int(q, "version", 1, INT64_MAX, ret);
}

/* Of forms that say what they had read in each field: they need no version. */
static enum rc version_or(struct req *q, const struct activity *a, int64_t *ret)
{
	return form_int_or(q, "version", 1, INT64_MAX, a->row->version, ret);
}

static enum rc set(struct req *q, struct val *view)
{
	struct activity *a;
	struct sitting_new s[PROGRAMME_SITTINGS_MAX];
	size_t n;
	int64_t version;
	(void)view;
	TRY(access_activity(q, &a));
	TRY(meet_sittings(q, a));
	TRY(version_or(q, a, &version));
	TRY(read_sittings(q, a, s, &n));
	bool told = a->state == STATE_INVITED;
	TRY(meeting_set(q->x, access_programme(q), a, version, s, n, req_base_url(q)));
	return back(q, a, "", told ? "programme.saved_and_told" : "programme.saved");
}

static enum rc own_task(struct req *q, struct val *view)
{
	enum { TITLE = 160, WHO = 80 };
	struct programme *p = access_programme(q);
	struct activity *a;
	struct str title, who;
	(void)view;
	TRY(access_activity(q, &a));
	form_gather(q);
	TRY(form_line(q, "own_title", 1, TITLE, &title));
	TRY(form_line(q, "own_who", 0, WHO, &who));
	TRY(form_done(q));
	if (p->nown >= PROGRAMME_TASKS_MAX)
		return fail_int(q->x, INVALID, "own_title", "programme.too_many_tasks", "max", PROGRAMME_TASKS_MAX);
	TRY(sql_own_task_add(q->x, p->id, str_of(a->m->key), title, who, NULL));
	return back(q, a, "#checklist", NULL);
}

static enum rc invite(struct req *q, struct val *view)
{
	struct activity *a;
	int64_t version, sent, without;
	(void)view;
	TRY(access_activity(q, &a));
	TRY(version_field(q, &version));
	TRY(meeting_invite(q->x, access_programme(q), a, version, req_base_url(q), &sent, &without));
	return back(q, a, "", without ? "programme.invited_some" : "programme.invited_all");
}

/* ---- over */

static enum rc register_used(struct req *q, struct programme *p, const struct activity *a)
{
	form_gather(q);
	for (unsigned i = 0; i < a->m->hours_count; i++) {
		const struct method_hours *h = &a->m->hours[i];
		int64_t people = 0, minutes = 0;
		struct str time = S("");
		if (!form_has(q, field(q, "people", i)))
			continue;
		TRY(form_int_or(q, field(q, "people", i), 0, PROGRAMME_STAFF_MAX, 0, &people));
		TRY(form_line(q, field(q, "time", i), 0, 12, &time));
		if (people == 0 || time.n == 0)
			continue;
		if (!hours_parse(time, &minutes))
			TRY(form_keep(q, fail(q->x, INVALID, field(q, "time", i), "programme.hours_number")));
		if (minutes)
			TRY(hours_register(q->x, p, str_of(a->m->key), str_of(h->role), h->pot ? str_of(h->pot) : S(""), people, minutes, S("")));
	}
	return form_done(q);
}

static enum rc hold(struct req *q, struct val *view)
{
	struct activity *a;
	int64_t version;
	(void)view;
	TRY(access_activity(q, &a));
	TRY(version_field(q, &version));
	TRY(meeting_hold(q->x, access_programme(q), a, version));
	TRY(register_used(q, access_programme(q), a));
	return back(q, a, "", "programme.held_now");
}

static enum rc skip(struct req *q, struct val *view)
{
	struct activity *a;
	struct str reason;
	int64_t version;
	(void)view;
	TRY(access_activity(q, &a));
	TRY(version_field(q, &version));
	TRY(form_text(q, "reason", 1, PROGRAMME_WORDS_CHARS, &reason));
	TRY(meeting_skip(q->x, access_programme(q), a, version, reason, req_base_url(q)));
	return back(q, a, "", "programme.saved");
}

static enum rc reopen(struct req *q, struct val *view)
{
	struct activity *a;
	int64_t version;
	(void)view;
	TRY(access_activity(q, &a));
	TRY(version_field(q, &version));
	TRY(meeting_reopen(q->x, access_programme(q), a, version));
	return back(q, a, "", "programme.saved");
}

/* ---- notes */

static enum rc notes(struct req *q, struct val *view)
{
	struct activity *a;
	struct sql_agenda_notes *stored;
	struct str minutes;
	size_t n;
	int64_t version;
	(void)view;
	TRY(access_activity(q, &a));
	TRY(sql_agenda_notes(q->x, a->row->id, &stored, &n));
	TRY(form_meet(q, notes_form(q->x, a, stored, n), NULL));
	TRY(version_or(q, a, &version));
	TRY(form_text(q, "minutes_text", 0, MINUTES_CHARS, &minutes));
	TRY(meeting_minutes(q->x, a, version, minutes));
	for (unsigned i = 0; i < a->m->agenda_count; i++) {
		const char *key = a->m->agenda[i].key;
		const struct sql_agenda_notes *old = note_of(stored, n, key);
		struct str text, decision;
		TRY(form_text(q, of_item(q->x, "note", &a->m->agenda[i]), 0, NOTE_CHARS, &text));
		TRY(form_text(q, of_item(q->x, "decision", &a->m->agenda[i]), 0, DECISION_CHARS, &decision));
		if (old ? str_eq(old->text, text) && str_eq(old->decision, decision) : !text.n && !decision.n)
			continue;
		TRY(sql_agenda_note_set(q->x, a->row->id, str_of(key), text, decision, NULL));
	}
	return back(q, a, "#agenda", "programme.saved");
}

/* A word about an action, said at this meeting; it goes to the action's own log. */
static enum rc note_action(struct req *q, struct val *view)
{
	static const char *const states[] = { "", "planned", "running", "done", "stopped", NULL };
	struct ctx *x = q->x;
	struct activity *a;
	struct str text;
	struct val *plan = val_new_obj(x);
	int64_t action;
	int state = 0;
	(void)view;
	TRY(access_activity(q, &a));
	TRY(form_int(q, "action", 1, INT64_MAX, &action));
	TRY(form_text(q, "text", 0, NOTE_CHARS, &text));
	if (form_raw(q, "status").n)	/* empty: as it was */
		TRY(form_choice(q, "status", states, &state));
	/* Only actions of this unit's plan: a number alone opens nothing. */
	TRY(plan_for_meeting(x, access_programme(q)->row->unit_id, S(""), plan));
	bool known = false;
	for (const struct val *list = plan->kids.first; list; list = list->next)
		for (const struct val *o = list->kind == VAL_LIST ? list->kids.first : NULL; o; o = o->next)
			known |= val_get_int(o, "id", 0) == action;
	if (!known)
		return NOT_FOUND;
	TRY(plan_note(x, (action_id){ action }, text_in(a->m->title, x->lang), text, str_of(states[state])));
	return back(q, a, "#plan", "programme.saved");
}

static enum rc answer_gate(struct req *q, struct val *view)
{
	struct activity *a;
	struct str gate, answer;
	(void)view;
	TRY(access_activity(q, &a));
	TRY(form_line(q, "gate", 1, 60, &gate));
	TRY(room_meet_gate(q, gate));
	TRY(form_text(q, "answer", 0, PROGRAMME_WORDS_CHARS, &answer));
	TRY(meeting_answer_gate(q->x, access_programme(q), gate, answer));
	return back(q, a, "#gates", "programme.saved");
}

/* ---- roster */

static enum rc attendance(struct req *q, struct val *view)
{
	static const char *const answers[] = { "can", "covered", "cannot", NULL };
	struct activity *a;
	struct guest *g;
	struct sql_attendances *t;
	size_t n, nt;
	struct val *stands = val_new_obj(q->x), *words = val_new_obj(q->x);
	(void)view;
	TRY(access_activity(q, &a));
	TRY(invite_guests(q->x, access_programme(q), a, &g, &n));
	TRY(sql_attendances(q->x, a->row->id, &t, &nt));
	put_guests(q->x, access_programme(q), a, g, n, t, nt, stands);
	stands = roster_form(q->x, stands, words);
	TRY(form_meet(q, stands, words));
	for (size_t i = 0; i < n; i++) {
		for (size_t s = 0; s < a->nsittings; s++) {
			const char *name = str_fmt(q->x->arena, "a%" PRId64 "_%zu", g[i].person.v, s).p;
			int answer;
			if (form_raw(q, name).n == 0)
				continue;
			TRY(form_choice(q, name, answers, &answer));
			TRY(sql_attendance_set(q->x, a->sittings[s]->id, g[i].person, str_of(answers[answer]), NULL));
		}
	}
	return back(q, a, "#roster", "programme.saved");
}

/* ---- the live session */

static enum rc start_session(struct req *q, struct val *view)
{
	struct programme *p = access_programme(q);
	struct activity *a;
	workshop_id w;
	(void)view;
	TRY(access_activity(q, &a));
	if (a->m->work != WORK_WORKSHOP || !a->m->workshop || !a->nsittings)
		return NOT_FOUND;
	if (!a->m->chair || !programme_is(p, a->m->chair))
		return FORBIDDEN;
	TRY(workshop_of_activity(q->x, p->id.v, str_of(a->m->key), &w));
	if (w.v)
		return redirect(q, "/workshop/%" PRId64, w.v);
	if (a->sittings[0]->starts_at < 0)
		return fail(q->x, INVALID, "_", "programme.no_time");
	TRY(meeting_gates(q->x, p, a, MOMENT_START));
	const struct workshop_new n = {
		.unit = p->row->unit_id, .plan = p->row->plan_id, .programme = p->id.v, .activity = str_of(a->m->key),
		.method = str_of(a->m->workshop), .title = p->row->title, .day = a->sittings[0]->day, .starts_at = (int)a->sittings[0]->starts_at,
		.facilitators = &p->viewer, .nfacilitators = 1,
	};
	TRY(workshop_create(q->x, &n, &w));
	TRY(room_copy_topics(q->x, p, a, w));
	return redirect(q, "/workshop/%" PRId64, w.v);
}

static enum rc calendar_file(struct req *q, struct val *view)
{
	struct activity *a;
	struct str ics;
	(void)view;
	TRY(access_activity(q, &a));
	if (!activity_is_event(a->m))
		return NOT_FOUND;
	TRY(invite_calendar(q->x, access_programme(q), a, req_base_url(q), &ics));
	return reply_file(q, ics_mime(ICS_PUBLISH), str_fmt(q->x->arena, "%s.ics", a->m->key).p, ics);
}

#define MEETING "/programme/:id/meeting/:activity"
const struct route programme_meeting_routes[] = {
	GET (MEETING, meeting_page, "programme/meeting", MAY_READ_PROGRAMME),
	GET (MEETING "/calendar.ics", calendar_file, NULL, MAY_READ_PROGRAMME),
	POST(MEETING "/when", set, "programme/meeting", MAY_CARRY_OUT),
	POST(MEETING "/task", own_task, "programme/meeting", MAY_CARRY_OUT),
	POST(MEETING "/invite", invite, "programme/meeting", MAY_CARRY_OUT),
	POST(MEETING "/hold", hold, "programme/meeting", MAY_CARRY_OUT),
	POST(MEETING "/skip", skip, "programme/meeting", MAY_CARRY_OUT),
	POST(MEETING "/reopen", reopen, "programme/meeting", MAY_CARRY_OUT),
	POST(MEETING "/notes", notes, "programme/meeting", MAY_CARRY_OUT),
	POST(MEETING "/action", note_action, "programme/meeting", MAY_CARRY_OUT),
	POST(MEETING "/gate", answer_gate, "programme/meeting", MAY_TAKE_PART),
	POST(MEETING "/roster", attendance, "programme/meeting", MAY_CARRY_OUT),
	POST(MEETING "/session", start_session, "programme/meeting", MAY_TAKE_PART),	/* the chair whom the method names */
	{ 0 },
};
