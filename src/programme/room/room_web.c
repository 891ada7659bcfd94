/* room_web.c -- what hangs on a programme's meetings: which forms there are and
 * for whom, what must be answered before one may go on, which topics concern
 * the workplace. */
#include "programme/room/background.h"
#include "programme/programme_access.h"
#include "programme/room/room.h"
#include "programme/room/room_sql.h"
#include "ui/ui.h"

void room_head(struct ctx *x, const struct programme *p, struct str title, struct val *view)
{
	tree_head(x, p, "room", view);
	val_str(x, view, "title", title);
	val_path(x, view, "room_url", "/programme/%" PRId64 "/room", p->id.v);
}

/* ---- the overview */

static bool mentions(const struct method_activity *a, const char *form)
{
	for (unsigned i = 0; i < a->forms_count; i++)
		if (strcmp(a->forms[i], form) == 0)
			return true;
	for (unsigned i = 0; i < a->agenda_count; i++)
		if (a->agenda[i].form && strcmp(a->agenda[i].form, form) == 0)
			return true;
	return false;
}

/* The phase in which a form is first asked for; NULL if no meeting does. */
static const char *phase_of(const struct method_programme *m, const char *form)
{
	for (unsigned i = 0; i < m->activities_count; i++)
		if (mentions(&m->activities[i], form))
			return m->activities[i].phase;
	return NULL;
}

struct counts {
	struct sql_form_counts *of;
	size_t n;
};

static int64_t rows_of(const struct counts *c, const char *form)
{
	for (size_t i = 0; i < c->n; i++)
		if (str_eqz(c->of[i].form, form))
			return c->of[i].total;
	return 0;
}

static void put_form(struct ctx *x, const struct programme *p, const struct form_who *who, const struct counts *counts,
		     const struct method_form *f, struct val *list)
{
	bool reads = form_may_read(who, f), writes = form_may_write(who, f);
	if (!reads && !writes && f->visibility != SEEN_PRIVATE)
		return;
	struct val *o = val_obj(x, list);
	int64_t n = rows_of(counts, f->key);
	val_text(x, o, "title", f->title);
	val_path(x, o, "url", "/programme/%" PRId64 "/form/%s", p->id.v, f->key);
	val_str(x, o, "sight", form_sight(x, p->method, f));
	val_bool(x, o, "writes", writes);
	val_bool(x, o, "filled", reads && n > 0);
	if (reads && f->repeat && n)
		val_int(x, o, "n", n);
	else
		val_null(x, o, "n");
}

static enum rc put_forms(struct ctx *x, const struct programme *p, struct val *view)
{
	struct form_who who = room_who(p);
	struct counts counts;
	struct val *phases = val_list(x, view, "phases");
	TRY(sql_form_counts(x, p->id, &counts.of, &counts.n));
	for (unsigned k = 0; k <= p->method->phases_count; k++) {
		const struct method_phase *phase = k < p->method->phases_count ? &p->method->phases[k] : NULL;
		struct val *o = val_new_obj(x), *forms = val_list(x, o, "forms");
		val_str(x, o, "title", phase ? text_in(phase->title, x->lang) : ui_text(x, "room.other_forms"));
		for (unsigned i = 0; i < p->method->forms_count; i++) {
			const char *belongs = phase_of(p->method, p->method->forms[i].key);
			if (phase ? belongs && strcmp(belongs, phase->key) == 0 : !belongs)
				put_form(x, p, &who, &counts, &p->method->forms[i], forms);
		}
		if (forms->kids.count) {
			struct val *kept = val_obj(x, phases);
			kept->kids = o->kids;
		}
	}
	return OK;
}

static void put_gates(struct ctx *x, const struct programme *p, struct val *view)
{
	struct val *list = val_list(x, view, "gates");
	for (unsigned i = 0; i < p->method->gates_count; i++) {
		const struct method_gate *g = &p->method->gates[i];
		const struct method_role *role = method_role(p->method, str_of(g->role));
		struct val *o = val_obj(x, list);
		val_text(x, o, "title", g->title);
		val_text(x, o, "role", role->title);
		val_text(x, o, "meeting", method_activity(p->method, str_of(g->activity))->title);
		val_path(x, o, "url", "/programme/%" PRId64 "/gate/%s", p->id.v, g->key);
		val_bool(x, o, "answered", programme_gate_answer(p, g->key) != NULL);
		val_bool(x, o, "mine", programme_is(p, g->role));
	}
}

static void put_papers(struct ctx *x, const struct programme *p, struct val *view)
{
	struct val *list = val_list(x, view, "papers");
	for (size_t i = 0; i < p->nactivities; i++) {
		const struct method_activity *a = p->activities[i].m;
		const struct method_workshop *w = a->workshop ? method_workshop(str_of(a->workshop)) : NULL;
		for (unsigned k = 0; w && k < w->forms_count; k++) {
			struct val *o = val_obj(x, list);
			val_text(x, o, "title", w->forms[k].title);
			val_path(x, o, "url", "/programme/%" PRId64 "/meeting/%s/form/%s/blank", p->id.v, a->key, w->forms[k].key);
		}
	}
}

static enum rc room_page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	const struct programme *p = access_programme(q);
	struct room_place places[ROOM_PLACES_MAX];
	room_head(x, p, ui_text(x, "room.title"), view);
	put_gates(x, p, view);
	put_papers(x, p, view);
	val_bool(x, view, "has_topics", room_places(p, places) > 0);
	val_path(x, view, "topics_url", "/programme/%" PRId64 "/topics", p->id.v);
	val_path(x, view, "background_url", "/programme/%" PRId64 "/background", p->id.v);
	val_path(x, view, "sheets_url", "/programme/%" PRId64 "/sheets", p->id.v);
	return put_forms(x, p, view);
}

/* ---- gates */

struct val *room_gate_form(struct ctx *x, const struct programme *p, const struct method_gate *g)
{
	const struct sql_gates *answer = programme_gate_answer(p, g->key);
	struct val *form = val_new_obj(x);
	if (g->answer == ANSWER_TEXT)
		val_str(x, form, "answer", answer ? answer->answer : S(""));
	return form;
}

enum rc room_meet_gate(struct req *q, struct str gate)
{
	const struct programme *p = access_programme(q);
	for (unsigned i = 0; i < p->method->gates_count; i++) {
		const struct method_gate *g = &p->method->gates[i];
		/* Whoever may not answer is not told what somebody else has. */
		if (str_eqz(gate, g->key))
			return programme_is(p, g->role) ? form_meet(q, room_gate_form(q->x, p, g), NULL) : FORBIDDEN;
	}
	return NOT_FOUND;
}

static enum rc find_gate(struct req *q, const struct method_gate **ret)
{
	const struct method_programme *m = access_programme(q)->method;
	for (unsigned i = 0; i < m->gates_count; i++) {
		if (str_eqz(req_param(q, "gate"), m->gates[i].key)) {
			*ret = &m->gates[i];
			return OK;
		}
	}
	return NOT_FOUND;
}

static void put_gate_forms(struct ctx *x, const struct programme *p, const struct method_activity *a, struct val *view)
{
	struct form_who who = room_who(p);
	struct val *list = val_list(x, view, "forms");
	for (unsigned i = 0; i < p->method->forms_count; i++) {
		const struct method_form *f = &p->method->forms[i];
		if (!mentions(a, f->key) || !form_may_read(&who, f))
			continue;
		struct val *o = val_obj(x, list);
		val_text(x, o, "title", f->title);
		val_path(x, o, "url", "/programme/%" PRId64 "/form/%s", p->id.v, f->key);
	}
}

static enum rc gate_page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	const struct programme *p = access_programme(q);
	const struct method_gate *g;
	TRY(find_gate(q, &g));
	const struct sql_gates *answer = programme_gate_answer(p, g->key);
	const struct method_activity *a = method_activity(p->method, str_of(g->activity));
	const struct activity *run = programme_activity(p, str_of(g->activity));
	/* What is answered is read by whoever reads what was said at the meeting;
	 * that it has been answered, everybody may know. */
	bool sees = programme_is(p, g->role) || (run && programme_reads_notes(p, run));
	room_head(x, p, text_in(g->title, x->lang), view);
	tree_markdown(x, view, "body", g->body);
	val_text(x, view, "role", method_role(p->method, str_of(g->role))->title);
	val_text(x, view, "meeting", a->title);
	val_path(x, view, "meeting_url", "/programme/%" PRId64 "/meeting/%s", p->id.v, a->key);
	val_bool(x, view, "at_start", g->moment == MOMENT_START);
	val_bool(x, view, "confirms", g->answer == ANSWER_CONFIRM);
	val_bool(x, view, "mine", programme_is(p, g->role) && str_eqz(p->row->state, "running"));
	val_bool(x, view, "answered", answer != NULL);
	val_bool(x, view, "sees", sees);
	val_str(x, view, "answered_on", answer ? ui_date(x, answer->day) : S(""));
	val_str(x, view, "answer", answer && sees ? answer->answer : S(""));
	val_str(x, val_sub(x, view, "form"), "answer", answer && sees && g->answer == ANSWER_TEXT ? answer->answer : S(""));
	form_put_was(q, view, programme_is(p, g->role) ? room_gate_form(x, p, g) : val_new_obj(x), true);
	val_path(x, view, "overlap_url", "/unit/%" PRId64 "/plan/overlap", p->unit.id.v);
	put_gate_forms(x, p, a, view);
	return OK;
}

static enum rc answer_gate(struct req *q, struct val *view)
{
	struct programme *p = access_programme(q);
	const struct method_gate *g;
	struct str answer = S("");
	(void)view;
	TRY(find_gate(q, &g));
	if (!str_eqz(p->row->state, "running"))
		return fail(q->x, INVALID, "_", "room.programme_over");
	TRY(room_meet_gate(q, str_of(g->key)));
	if (g->answer == ANSWER_TEXT)
		TRY(form_text(q, "answer", 1, PROGRAMME_WORDS_CHARS, &answer));
	else if (form_checked(q, "answer"))
		answer = S("yes");
	TRY(meeting_answer_gate(q->x, p, str_of(g->key), answer));
	reply_notice(q, "room.answered");
	return redirect(q, "/programme/%" PRId64 "/meeting/%s", p->id.v, g->activity);
}

/* ---- topics */

static void put_place(struct ctx *x, const struct room_place *place, const struct method_topic_choice *topics, size_t n, struct val *o)
{
	struct str prefix = str_fmt(x->arena, "%s/%s/", place->sheet->head.key, place->section->key);
	struct val *list = val_list(x, o, "topics"), *own = val_list(x, o, "own");
	val_text(x, o, "title", place->section->title);
	val_str(x, o, "place", str_sub(prefix, 0, prefix.n - 1));
	val_fmt(x, o, "anchor", "%s-%s", place->sheet->head.key, place->section->key);
	for (unsigned i = 0; i < place->section->topics_count; i++) {
		const struct method_topic *t = &place->section->topics[i];
		struct val *v = val_obj(x, list);
		val_str(x, v, "topic", str_cat(x->arena, prefix, str_of(t->key)));
		val_text(x, v, "title", t->title);
		val_bool(x, v, "relevant", !method_topic_hidden(topics, n, place->sheet->head.key, place->section->key, t->key));
	}
	for (size_t i = 0; i < n; i++) {
		if (topics[i].hidden || !str_starts(topics[i].topic, prefix))
			continue;
		struct val *v = val_obj(x, own);
		val_str(x, v, "topic", topics[i].topic);
		val_str(x, v, "title", topics[i].title);
	}
}

/* Each sheet's ready profiles, the one chosen last ticked. */
static void put_profiles(struct ctx *x, const struct programme *p, const struct method_sheet *sheet, struct val *o)
{
	struct str chosen = room_profile(x, p, sheet);
	struct val *profiles;
	val_str(x, o, "sheet", str_of(sheet->head.key));
	val_bool(x, o, "begun", chosen.n > 0);
	profiles = val_list(x, o, "profiles");
	for (unsigned i = 0; i < sheet->profiles_count; i++) {
		const struct method_profile *m = &sheet->profiles[i];
		struct val *v = val_obj(x, profiles);
		val_str(x, v, "key", str_of(m->key));
		val_text(x, v, "title", m->title);
		val_text(x, v, "help", m->help);
		val_bool(x, v, "chosen", str_eqz(chosen, m->key));
		if (str_eqz(chosen, m->key))
			val_text(x, o, "now", m->title);
	}
}

static bool seen_before(const struct room_place places[], size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (places[i].sheet == places[at].sheet)
			return true;
	return false;
}

/* What the workplace talks about of what the method has, as boxes ticked. */
static struct val *topics_form(struct ctx *x, const struct programme *p, const struct method_topic_choice *topics, size_t n)
{
	struct room_place places[ROOM_PLACES_MAX];
	struct val *form = val_new_obj(x), *ticked = val_list(x, form, "relevant");
	size_t nplaces = room_places(p, places);
	for (size_t i = 0; i < nplaces; i++) {
		struct val *place = val_new_obj(x);
		put_place(x, &places[i], topics, n, place);
		for (const struct val *t = val_get(place, S("topics"))->kids.first; t; t = t->next)
			if (val_get_bool(t, "relevant"))
				val_item_str(x, ticked, val_get_str(t, "topic"));
	}
	return form;
}

static enum rc topics_page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	const struct programme *p = access_programme(q);
	struct room_place places[ROOM_PLACES_MAX];
	struct method_topic_choice *topics;
	size_t n, nplaces = room_places(p, places);
	TRY(room_topics(x, p, &topics, &n));
	room_head(x, p, ui_text(x, "room.topics"), view);
	val_path(x, view, "action", "/programme/%" PRId64 "/topics", p->id.v);
	val_bool(x, view, "edits", programme_runs(p));
	form_put_was(q, view, topics_form(x, p, topics, n), !form_has(q, "profile"));
	val_str(x, val_sub(x, view, "form"), "title", S(""));
	val_path(x, view, "background_url", "/programme/%" PRId64 "/background", p->id.v);
	TRY(background_put(x, p->id, view));
	struct val *list = val_list(x, view, "places");
	for (size_t i = 0; i < nplaces; i++)
		put_place(x, &places[i], topics, n, val_obj(x, list));
	list = val_list(x, view, "sheets");
	for (size_t i = 0; i < nplaces; i++)
		if (places[i].sheet->profiles_count && !seen_before(places, i))
			put_profiles(x, p, places[i].sheet, val_obj(x, list));
	return OK;
}

static enum rc back_to_topics(struct req *q)
{
	reply_notice(q, "room.saved");
	return redirect(q, "/programme/%" PRId64 "/topics", access_programme(q)->id.v);
}

static enum rc choose_topics(struct req *q, struct val *view)
{
	const struct programme *p = access_programme(q);
	struct method_topic_choice *topics;
	size_t n;
	(void)view;
	TRY(room_topics(q->x, p, &topics, &n));
	TRY(form_meet(q, topics_form(q->x, p, topics, n), NULL));
	TRY(room_choose_topics(q->x, access_programme(q), form_values(q, "relevant")));
	return back_to_topics(q);
}

/* A profile begins anew: what somebody else has ticked since the page was made would go
 * unseen. */
static enum rc topics_as_read(struct req *q)
{
	struct method_topic_choice *topics;
	size_t n, same = 0;
	TRY(room_topics(q->x, access_programme(q), &topics, &n));
	const struct val *now = val_get(topics_form(q->x, access_programme(q), topics, n), S("relevant"));
	const struct val *read = form_values(q, "was-relevant");
	if (!form_was_told(q, "relevant"))
		return OK;
	for (const struct val *v = now->kids.first; v; v = v->next)
		for (const struct val *r = read->kids.first; r; r = r->next)
			same += str_eq(v->text, r->text);
	bool as_read = same == now->kids.count && same + 1 == read->kids.count;	/* and the empty one that is always told */
	return as_read ? OK : fail(q->x, CONFLICT, "_", "room.topics_meanwhile");
}

static enum rc choose_profile(struct req *q, struct val *view)
{
	struct str sheet, profile;
	(void)view;
	TRY(topics_as_read(q));
	TRY(form_line(q, "sheet", 1, FORM_LINE_CHARS, &sheet));
	TRY(form_line(q, "profile", 1, FORM_LINE_CHARS, &profile));
	TRY(room_choose_profile(q->x, access_programme(q), sheet, profile));
	reply_notice(q, "room.profile_chosen");
	return redirect(q, "/programme/%" PRId64 "/topics", access_programme(q)->id.v);
}

static enum rc add_topic(struct req *q, struct val *view)
{
	struct str place, title;
	(void)view;
	TRY(form_line(q, "title", 1, ROOM_TOPIC_CHARS, &title));
	TRY(form_line(q, "place", 1, FORM_LINE_CHARS, &place));
	TRY(room_add_topic(q->x, access_programme(q), place, title));
	return back_to_topics(q);
}

static enum rc drop_topic(struct req *q, struct val *view)
{
	struct str topic;
	(void)view;
	TRY(form_line(q, "topic", 1, FORM_LINE_CHARS, &topic));
	TRY(room_drop_topic(q->x, access_programme(q), topic));
	return back_to_topics(q);
}

const struct route programme_room_routes[] = {
	GET ("/programme/:id/room", room_page, "programme/room", MAY_READ_PROGRAMME),
	GET ("/programme/:id/gate/:gate", gate_page, "programme/room_gate", MAY_READ_PROGRAMME),
	POST("/programme/:id/gate/:gate", answer_gate, "programme/room_gate", MAY_TAKE_PART),
	GET ("/programme/:id/topics", topics_page, "programme/room_topics", MAY_READ_PROGRAMME),
	POST("/programme/:id/topics", choose_topics, "programme/room_topics", MAY_CARRY_OUT),
	POST("/programme/:id/topics/profile", choose_profile, "programme/room_topics", MAY_CARRY_OUT),
	POST("/programme/:id/topics/own", add_topic, "programme/room_topics", MAY_CARRY_OUT),
	POST("/programme/:id/topics/drop", drop_topic, "programme/room_topics", MAY_CARRY_OUT),
	{ 0 },
};
