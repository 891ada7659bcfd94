/* consultation_web.c -- the pages of a round of comments: sent out from the
 * session where the draft was written, taken in and answered to by other
 * sessions, read and answered by those whose draft it is, followed by everybody. */
#include "core/random.h"
#include "render/render.h"
#include "ui/ui.h"
#include "workshop/access.h"
#include "workshop/consultation/consultation.h"
#include "workshop/consultation/consultation_sql.h"

/* ---- who may */

static enum rc load(struct req *q, struct sql_consultation **ret)
{
	int64_t id;
	TRY(req_id(q, "consultation", &id));
	TRY(sql_consultation(q->x, (consultation_id){ id }, ret));
	return *ret ? OK : NOT_FOUND;
}

static enum rc answers(struct req *q)
{
	struct sql_consultation *c;
	bool may;
	if (!q->actor)
		return SIGN_IN;
	TRY(load(q, &c));
	TRY(consultation_may_answer(q->x, q->actor, c, &may));
	q->scope = c;
	return may ? OK : FORBIDDEN;
}
static const struct permission consultation_answers = { "who edits the unit's plan or runs the session", answers, false };
#define CONSULTATION_ANSWERS (&consultation_answers)

static struct sql_consultation *round_of(const struct req *q)
{
	return q->scope;
}

static struct str answers_path(struct ctx *x, const struct sql_consultation *c)
{
	return str_fmt(x->arena, "/consultation/%" PRId64 "/answers/%.*s", c->id.v, STR_ARG(c->secret));
}

/* ---- sending a draft out */

enum { PROPOSED_DAYS = 28 };	/* three weeks between the steps of the method, and one to answer in */

static enum rc put_heard(struct req *q, unit_id unit, struct val *view)
{
	struct unit *path;
	size_t n;
	int64_t chosen;
	struct val *list = val_list(q->x, view, "units");
	TRY(people_unit_path(q->x, unit, &path, &n));
	if (!str_to_int(form_raw(q, "heard"), 1, INT64_MAX, &chosen))
		chosen = unit.v;
	for (size_t i = 0; i < n; i++) {
		struct val *o = val_obj(q->x, list);
		val_int(q->x, o, "value", path[i].id.v);
		val_str(q->x, o, "label", path[i].name);
		val_bool(q->x, o, "chosen", path[i].id.v == chosen);
	}
	return OK;
}

static enum rc new_page(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct val *form = val_sub(q->x, view, "form");
	struct str draft;
	TRY(consultation_draft_of(q->x, s, &draft));
	val_str(q->x, view, "title", ui_text(q->x, "consultation.new_title"));
	val_str(q->x, view, "session", s->row->title);
	val_int(q->x, view, "ws", s->id.v);
	val_str(q->x, form, "title", s->row->title);
	val_str(q->x, form, "draft", draft);
	val_str(q->x, form, "answers_by", date_iso(q->x->arena, date_add(ctx_today(q->x), PROPOSED_DAYS)));
	return put_heard(q, s->row->unit_id, view);
}

static enum rc begin(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct consultation_new n = { .unit = s->row->unit_id, .workshop = s->id };
	consultation_id id;
	(void)view;
	form_gather(q);
	TRY(form_line(q, "title", 1, CONSULTATION_TITLE_CHARS, &n.title));
	TRY(form_text(q, "draft", 1, CONSULTATION_PARTS_MAX * CONSULTATION_PART_CHARS, &n.draft));
	TRY(form_int(q, "heard", 1, INT64_MAX, &n.heard.v));
	TRY(form_date(q, "answers_by", true, &n.answers_by));
	TRY(form_done(q));
	TRY(consultation_begin(q->x, &n, &id));
	reply_notice(q, "consultation.begun");
	return redirect(q, "/consultation/%" PRId64, id.v);
}

/* ---- a team's session */

static enum rc team_page(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct ctx *x = q->x;
	struct sql_consultation *c;
	struct val *form = val_sub(x, view, "form");
	struct unit unit;
	TRY(consultation_of(x, s, &c));
	TRY(people_unit(x, s->row->unit_id, &unit));
	val_str(x, view, "title", s->row->title);
	val_int(x, view, "ws", s->id.v);
	val_str(x, form, "name", unit.name);
	val_null(x, form, "people");
	val_bool(x, view, "named", q->method != HTTP_POST || form_checked(q, "named"));
	struct val *taken = val_list(x, view, "taken");
	if (!c)
		return consultation_choices(x, s, view);
	struct val *o = val_obj(x, taken);
	TRY(people_unit(x, c->unit_id, &unit));
	val_list(x, view, "rounds");
	val_str(x, o, "round", c->title);
	val_str(x, o, "whose", unit.name);
	val_bool(x, o, "closed", !c->open);
	val_str(x, o, "answers_by", ui_date(x, c->answers_by));
	val_str(x, o, "answers_url", answers_path(x, c));
	TRY(consultation_outgoing(x, s, o));
	/* A refused sending keeps what was chosen. */
	const struct val *chosen = form_values(q, "comment");
	for (struct val *item = val_get(o, S("comments"))->kids.first; item; item = item->next) {
		bool on = q->method != HTTP_POST;
		for (const struct val *v = chosen->kids.first; v; v = v->next)
			on |= str_eq(v->text, val_get_str(item, "source"));
		val_bool(x, item, "on", on);
		struct str part = form_raw(q, str_fmt(x->arena, "part-%.*s", STR_ARG(val_get_str(item, "field"))).p);
		for (struct val *option = val_get(item, S("options"))->kids.first; part.p && option; option = option->next)
			val_bool(x, option, "chosen", str_eq(part, str_fmt(x->arena, "%" PRId64, val_get_int(option, "value", 0))));
	}
	return OK;
}

static enum rc take_in(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	int64_t id;
	(void)view;
	TRY(form_int(q, "consultation", 1, INT64_MAX, &id));
	TRY(consultation_take_in(q->x, s, (consultation_id){ id }));
	reply_notice(q, "consultation.taken");
	return redirect(q, "/workshop/%" PRId64 "/consultation", s->id.v);
}

static enum rc send(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	const struct val *chosen = form_values(q, "comment");
	struct consultation_item *items = ARENA_ARRAY(q->x->arena, chosen->kids.count, struct consultation_item);
	struct sql_voice_of *voice;
	struct str name = S("");
	int64_t people = 0;
	size_t n = 0, sent;
	(void)view;
	for (const struct val *v = chosen->kids.first; v; v = v->next) {
		struct str field = str_cat(q->x->arena, S("part-"), str_replace(q->x->arena, v->text, S("/"), S("-")));
		int64_t part;
		TRY(form_int_or(q, field.p, 0, INT64_MAX, 0, &part));
		items[n++] = (struct consultation_item){ v->text, { part } };
	}
	if (n == 0)
		return fail(q->x, INVALID, "_", "consultation.nothing_chosen");
	TRY(sql_voice_of(q->x, s->id, &voice));
	if (voice && voice->people == 0) {
		form_gather(q);
		TRY(form_int(q, "people", 1, CONSULTATION_PEOPLE_MAX, &people));
		if (form_checked(q, "named"))
			TRY(form_line(q, "name", 1, CONSULTATION_NAME_CHARS, &name));
		TRY(form_done(q));
	}
	TRY(consultation_send(q->x, s, items, n, name, people, &sent));
	reply_notice(q, "consultation.sent");
	return redirect(q, "/workshop/%" PRId64 "/consultation", s->id.v);
}

/* ---- those who answer */

static enum rc list_page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	struct sql_consultations *c;
	size_t n;
	struct val *list = val_list(x, view, "rounds");
	val_str(x, view, "title", ui_text(x, "consultation.list_title"));
	TRY(sql_consultations(x, &c, &n));
	for (size_t i = 0; i < n; i++) {
		const struct sql_consultation one = { .id = c[i].id, .unit_id = c[i].unit_id, .workshop_id = c[i].workshop_id };
		struct unit unit;
		bool may;
		TRY(consultation_may_answer(x, q->actor, &one, &may));
		if (!may)
			continue;
		TRY(people_unit(x, c[i].unit_id, &unit));
		struct val *o = val_obj(x, list);
		val_path(x, o, "url", "/consultation/%" PRId64, c[i].id.v);
		val_str(x, o, "round", c[i].title);
		val_str(x, o, "whose", unit.name);
		val_bool(x, o, "open", c[i].open);
		val_str(x, o, "answers_by", ui_date(x, c[i].answers_by));
	}
	return OK;
}

/* Which of the many forms was refused, and what was typed into it. */
static void put_typed(struct req *q, struct val *view)
{
	struct val *list = val_get(view, S("parts"));
	for (struct val *part = list->kids.first; part; part = part->next)
		for (struct val *c = val_get(part, S("comments"))->kids.first; c; c = c->next) {
			bool here = q->method == HTTP_POST && str_eq(form_raw(q, "key"), val_get_str(c, "key"));
			struct str now = here ? form_raw(q, "answer") : val_get_str(c, "answer");
			static const char *const keys[] = { "taken_in", "partly", "not", "elsewhere" };
			for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
				val_bool(q->x, c, str_fmt(q->x->arena, "is_%s", keys[i]).p, str_eqz(now, keys[i]));
			val_bool(q->x, c, "here", here);
			val_str(q->x, c, "typed", here && form_raw(q, "why").p ? form_raw(q, "why") : val_get_str(c, "why"));
		}
}

static enum rc page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	const struct sql_consultation *c = round_of(q);
	struct str svg, url;
	struct unit unit, heard;
	TRY(people_unit(x, c->unit_id, &unit));
	TRY(people_unit(x, c->heard_id, &heard));
	val_str(x, view, "title", c->title);
	val_int(x, view, "round_id", c->id.v);
	val_str(x, view, "whose", unit.name);
	val_str(x, view, "asked", heard.name);
	val_bool(x, view, "open", c->open);
	val_str(x, view, "answers_by", ui_date(x, c->answers_by));
	val_str(x, view, "answers_url", answers_path(x, c));
	url = str_cat(x->arena, req_base_url(q), answers_path(x, c));
	TRY(qr_svg(x, url, ui_text(x, "consultation.answers_title"), &svg));
	val_html(x, view, "qr", svg);
	TRY(consultation_put(x, c, false, view));
	val_bool(x, view, "may_close", c->open && val_get_int(view, "unanswered", 0) == 0);
	put_typed(q, view);
	return OK;
}

static enum rc answer(struct req *q, struct val *view)
{
	const struct sql_consultation *c = round_of(q);
	struct str key, word, why;
	int64_t version;
	(void)view;
	form_gather(q);
	TRY(form_line(q, "key", 1, 64, &key));
	TRY(form_int(q, "version", 0, INT64_MAX, &version));
	TRY(form_line(q, "answer", 1, 20, &word));
	TRY(form_text(q, "why", 0, CONSULTATION_WHY_CHARS, &why));
	TRY(form_done(q));
	TRY(consultation_answer(q->x, c->id, key, version, word, why));
	return redirect(q, "/consultation/%" PRId64 "#c-%.*s", c->id.v, STR_ARG(key));
}

static enum rc close(struct req *q, struct val *view)
{
	(void)view;
	TRY(consultation_close(q->x, round_of(q)->id, q->actor->person, req_base_url(q)));
	reply_notice(q, "consultation.closed_now");
	return redirect(q, "/consultation/%" PRId64, round_of(q)->id.v);
}

/* ---- everybody who has the link */

static enum rc answers_page(struct req *q, struct val *view)
{
	struct sql_consultation *c;
	struct unit unit;
	TRY(load(q, &c));
	if (!secret_eq(req_param(q, "secret"), c->secret))
		return NOT_FOUND;
	TRY(people_unit(q->x, c->unit_id, &unit));
	val_str(q->x, view, "title", c->title);
	val_str(q->x, view, "whose", unit.name);
	val_bool(q->x, view, "open", c->open);
	val_str(q->x, view, "answers_by", ui_date(q->x, c->answers_by));
	return consultation_put(q->x, c, true, view);
}

const struct route workshop_consultation_routes[] = {
	GET ("/consultations", list_page, "workshop/consultations", SIGNED_IN),
	GET ("/workshop/:id/consultation/new", new_page, "workshop/consultation_new", WORKSHOP_FACILITATES),
	POST("/workshop/:id/consultation/new", begin, "workshop/consultation_new", WORKSHOP_FACILITATES),
	GET ("/workshop/:id/consultation", team_page, "workshop/consultation_team", WORKSHOP_FACILITATES),
	POST("/workshop/:id/consultation", take_in, "workshop/consultation_team", WORKSHOP_FACILITATES),
	POST("/workshop/:id/consultation/send", send, "workshop/consultation_team", WORKSHOP_FACILITATES),
	GET ("/consultation/:consultation", page, "workshop/consultation", CONSULTATION_ANSWERS),
	POST("/consultation/:consultation", answer, "workshop/consultation", CONSULTATION_ANSWERS),
	POST("/consultation/:consultation/close", close, "workshop/consultation", CONSULTATION_ANSWERS),
	GET ("/consultation/:consultation/answers/:secret", answers_page, "workshop/consultation_answers", PUBLIC),
	{ 0 },
};
