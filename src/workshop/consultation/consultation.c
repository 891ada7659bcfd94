/* consultation.c -- see consultation.h. Knows which words of a session are a
 * draft and which are comments on one; no HTTP, no SQL text, no HTML. */
#include "workshop/consultation/consultation.h"
#include "core/random.h"
#include "mail/mail.h"
#include "people/people.h"
#include "ui/ui.h"
#include "workshop/board/cells.h"
#include "workshop/consultation/consultation_sql.h"

enum { SECRET_BYTES = 16, KEY_BYTES = 16 };

/* ---- what the method says */

static const struct method_form *draft_form(const struct method_workshop *m, const struct method_step *step)
{
	const struct method_form *form = step->kind == STEP_FORM && step->form ? method_workshop_form(m, str_of(step->form)) : NULL;
	return form && form->becomes == BECOMES_DRAFT ? form : NULL;
}

/* The n-th step of the method, those included that this session leaves out: a
 * draft that was written elsewhere lies in the step where it is written. */
static const struct method_step *nth(const struct method_workshop *m, unsigned n, const struct method_part **ret_part)
{
	for (unsigned p = 0; p < m->parts_count; p++) {
		*ret_part = &m->parts[p];
		if (n < m->parts[p].steps_count)
			return &m->parts[p].steps[n];
		n -= m->parts[p].steps_count;
	}
	return NULL;
}

bool consultation_writes(const struct method_workshop *m)
{
	const struct method_part *part;
	const struct method_step *step;
	for (unsigned n = 0; (step = nth(m, n, &part)); n++)
		if (draft_form(m, step))
			return true;
	return false;
}

/* Leaders read what is sent, so it comes only from where they may be; and it stays,
 * so not from where it was promised to go. */
static bool collects(const struct method_part *part, const struct method_step *step)
{
	return step->comments && part->leaders && !step->forget;
}

bool consultation_comments(const struct method_workshop *m)
{
	const struct method_part *part;
	const struct method_step *step;
	for (unsigned n = 0; (step = session_nth_step(m, n, &part)); n++)
		if (collects(part, step))
			return true;
	return false;
}

/* ---- beginning */

/* A repeated form has a part a row, its first words; another has a part a field. */
static enum rc row_parts(struct ctx *x, const struct method_form *form, const struct sql_rows *row, struct str *draft)
{
	struct val *values;
	TRY(val_parse_json(x, row->values_json, &values));
	for (unsigned i = 0; i < form->fields_count; i++) {
		const struct method_field *f = &form->fields[i];
		struct str words = val_get_str(values, f->key);
		if ((f->type != FIELD_LINE && f->type != FIELD_TEXT) || words.n == 0)
			continue;
		words = str_one_line(x->arena, words);
		if (!form->repeat)
			words = str_fmt(x->arena, "%.*s: %.*s", STR_ARG(text_in(f->label, x->lang)), STR_ARG(words));
		*draft = draft->n ? str_fmt(x->arena, "%.*s\n\n%.*s", STR_ARG(*draft), STR_ARG(words)) : words;
		if (form->repeat)
			break;
	}
	return OK;
}

enum rc consultation_draft_of(struct ctx *x, const struct session *s, struct str *ret)
{
	const struct method_part *part;
	const struct method_step *step;
	*ret = S("");
	for (unsigned n = 0; (step = nth(s->method, n, &part)); n++) {
		const struct method_form *form = draft_form(s->method, step);
		struct sql_rows *rows;
		size_t nrows;
		if (!form)
			continue;
		TRY(sql_rows(x, s->id, str_of(step->key), &rows, &nrows));
		for (size_t i = 0; i < nrows; i++)
			TRY(row_parts(x, form, &rows[i], ret));
	}
	return OK;
}

/* The next part: lines up to a blank one, as one paragraph. */
static bool next_part(struct ctx *x, struct str *rest, struct str *ret)
{
	struct str line;
	*ret = S("");
	while (str_next(rest, '\n', &line)) {
		line = str_one_line(x->arena, line);
		if (line.n == 0 && ret->n)
			return true;
		if (line.n)
			*ret = ret->n ? str_fmt(x->arena, "%.*s %.*s", STR_ARG(*ret), STR_ARG(line)) : line;
	}
	return ret->n > 0;
}

static enum rc check_draft(struct ctx *x, struct str draft)
{
	struct str part;
	size_t n = 0;
	while (next_part(x, &draft, &part)) {
		if (str_chars(part) > CONSULTATION_PART_CHARS)
			return fail_int(x, INVALID, "draft", "consultation.part_too_long", "max", CONSULTATION_PART_CHARS);
		if (++n > CONSULTATION_PARTS_MAX)
			return fail_int(x, INVALID, "draft", "consultation.too_many_parts", "max", CONSULTATION_PARTS_MAX);
	}
	return n ? OK : fail(x, INVALID, "draft", "form.required");
}

/* Is `above` the unit itself or one above it? */
static enum rc stands_under(struct ctx *x, unit_id unit, unit_id above, bool *ret)
{
	struct unit *path;
	size_t n;
	*ret = false;
	TRY(people_unit_path(x, unit, &path, &n));
	for (size_t i = 0; i < n; i++)
		*ret |= path[i].id.v == above.v;
	return OK;
}

enum rc consultation_begin(struct ctx *x, const struct consultation_new *n, consultation_id *ret)
{
	struct str rest = n->draft, part;
	bool under;
	if (n->title.n == 0)
		return fail(x, INVALID, "title", "form.required");
	if (str_chars(n->title) > CONSULTATION_TITLE_CHARS)
		return fail_int(x, INVALID, "title", "form.too_long", "max", CONSULTATION_TITLE_CHARS);
	TRY(check_draft(x, n->draft));
	TRY(stands_under(x, n->unit, n->heard, &under));
	if (!under)
		return fail(x, INVALID, "heard", "form.not_choice");
	struct date today = ctx_today(x), last = date_add_months(today, CONSULTATION_MONTHS_MAX);
	if (!date_is(n->answers_by) || n->answers_by.day < today.day || n->answers_by.day > last.day)
		return fail_int(x, INVALID, "answers_by", "consultation.day_outside", "months", CONSULTATION_MONTHS_MAX);
	TRY(sql_consultation_add(x, n->unit, n->heard, n->workshop, n->title, n->answers_by, random_token(x->arena, SECRET_BYTES), ret));
	for (int64_t i = 1; next_part(x, &rest, &part); i++) {
		consultation_part_id ignored;
		TRY(sql_consultation_part_add(x, *ret, i, part, &ignored));
	}
	return OK;
}

/* ---- a session takes the draft in */

enum rc consultation_of(struct ctx *x, const struct session *s, struct sql_consultation **ret)
{
	struct sql_voice_of *voice;
	*ret = NULL;
	TRY(sql_voice_of(x, s->id, &voice));
	return voice ? sql_consultation(x, voice->consultation_id, ret) : OK;
}

enum rc consultation_choices(struct ctx *x, const struct session *s, struct val *into)
{
	struct sql_consultations *c;
	size_t n;
	struct val *list = val_list(x, into, "rounds");
	TRY(sql_consultations(x, &c, &n));
	for (size_t i = 0; i < n; i++) {
		struct unit unit;
		bool asked;
		if (!c[i].open)
			continue;
		TRY(stands_under(x, s->row->unit_id, c[i].heard_id, &asked));
		if (!asked)
			continue;
		TRY(people_unit(x, c[i].unit_id, &unit));
		struct val *o = val_obj(x, list);
		val_int(x, o, "id", c[i].id.v);
		val_str(x, o, "title", c[i].title);
		val_str(x, o, "unit", unit.name);
	}
	return OK;
}

/* The parts as rows of the form where a draft is written, before everybody's eyes. */
static enum rc write_rows(struct ctx *x, struct session *s, const struct method_step *step, const struct method_form *form, consultation_id id)
{
	struct sql_consultation_parts *p;
	size_t n;
	TRY(sql_consultation_parts(x, id, &p, &n));
	for (size_t i = 0; i < n; i++) {
		struct val *values = val_new_obj(x);
		struct sql_row_add *added;
		struct buf b;
		val_str(x, values, form->fields[0].key, p[i].text);
		buf_init(&b, 1 << 16);
		val_json(&b, values);
		TRY(sql_row_add(x, s->id, str_of(step->key), str_of(form->key), (small_group_id){ 0 }, buf_take(&b, x->arena),
				random_token(x->arena, KEY_BYTES), S(""), &added));
		if (!added)
			return fail_cause(x, FAILED, "a key of chance was taken");
		TRY(sql_row_show(x, s->id, added->id, S("session"), NULL));
		TRY(sql_consultation_row_add(x, added->id, p[i].id, NULL));
	}
	return OK;
}

static enum rc bring_parts(struct ctx *x, struct session *s, consultation_id id)
{
	const struct method_part *part;
	const struct method_step *step;
	struct str own;
	TRY(consultation_draft_of(x, s, &own));
	if (own.n || session_is_over(s))
		return OK;
	for (unsigned n = 0; (step = nth(s->method, n, &part)); n++) {
		const struct method_form *form = draft_form(s->method, step);
		if (form && form->repeat)
			return write_rows(x, s, step, form, id);
	}
	return OK;
}

enum rc consultation_take_in(struct ctx *x, struct session *s, consultation_id id)
{
	struct sql_consultation *c;
	struct sql_voice_of *voice;
	bool asked;
	if (s->viewer != VIEWER_CONSOLE)
		return FORBIDDEN;
	TRY(session_hold(x, s));
	TRY(sql_consultation(x, id, &c));
	if (!c || !c->open)
		return fail(x, INVALID, "consultation", "form.not_choice");
	TRY(stands_under(x, s->row->unit_id, c->heard_id, &asked));
	if (!asked)
		return fail(x, INVALID, "consultation", "form.not_choice");
	TRY(sql_voice_of(x, s->id, &voice));
	if (voice)
		return voice->consultation_id.v == id.v ? OK : fail(x, CONFLICT, "_", "consultation.taken_in_another");
	TRY(sql_voice_add(x, id, s->id, NULL));
	TRY(bring_parts(x, s, id));
	session_changed(x, s);
	return OK;
}

/* ---- what may be sent */

struct outgoing {
	struct str source, text, heading;
	consultation_part_id part;
	struct outgoing *next;
};

struct gathered {
	struct outgoing *first, **last;
	struct sql_consultation_rows *rows;
	size_t nrows;
};

static void gather(struct ctx *x, struct gathered *g, struct str source, struct str text, struct str heading, consultation_part_id part)
{
	struct outgoing *o = ARENA_NEW(x->arena, struct outgoing);
	*o = (struct outgoing){ source, text, heading, part, NULL };
	*g->last = o;
	g->last = &o->next;
}

static struct str column_title(struct ctx *x, const struct method_step *step, struct str cell)
{
	struct str key = str_sub(cell, 0, str_find(cell, '/'));
	for (unsigned i = 0; i < step->columns_count; i++)
		if (str_eqz(key, step->columns[i].key))
			return text_in(step->columns[i].title, x->lang);
	return S("");
}

static enum rc gather_cards(struct ctx *x, struct session *s, const struct method_step *step, struct gathered *g)
{
	struct sql_cards *c;
	size_t n;
	TRY(sql_cards(x, s->id, str_of(step->key), &c, &n));
	for (size_t i = 0; i < n; i++)
		if (!c[i].held)
			gather(x, g, str_fmt(x->arena, "card/%" PRId64, c[i].id.v), c[i].text, column_title(x, step, c[i].cell),
			       (consultation_part_id){ 0 });
	return OK;
}

static enum rc gather_questions(struct ctx *x, struct session *s, const struct method_step *step, struct gathered *g)
{
	struct sql_questions_of_step *q;
	size_t n;
	TRY(sql_questions_of_step(x, s->id, str_of(step->key), &q, &n));
	for (size_t i = 0; i < n; i++) {
		consultation_part_id part = { 0 };
		for (size_t k = 0; k < g->nrows; k++)
			if (g->rows[k].row_id.v == q[i].row_id.v)
				part = g->rows[k].part_id;
		gather(x, g, str_fmt(x->arena, "question/%" PRId64, q[i].id.v), q[i].text, ui_text(x, "consultation.question"), part);
	}
	return OK;
}

static enum rc gather_all(struct ctx *x, struct session *s, struct gathered *g)
{
	const struct method_part *part;
	const struct method_step *step;
	*g = (struct gathered){ 0 };
	g->last = &g->first;
	TRY(sql_consultation_rows(x, s->id, &g->rows, &g->nrows));
	for (unsigned n = 0; (step = session_nth_step(s->method, n, &part)); n++) {
		if (!collects(part, step))
			continue;
		if (step->kind == STEP_CARDS)
			TRY(gather_cards(x, s, step, g));
		else
			TRY(gather_questions(x, s, step, g));
	}
	return OK;
}

/* What has been said already, also if the card is gone since. */
static const struct sql_comments *sent_as(const struct sql_comments *c, size_t n, consultation_voice_id voice, struct str source)
{
	for (size_t i = 0; i < n; i++)
		if (c[i].voice_id.v == voice.v && str_eq(c[i].source, source))
			return &c[i];
	return NULL;
}

static struct str answer_words(struct ctx *x, struct str answer)
{
	static const char *const words[][2] = {
		{ "taken_in", "consultation.taken_in" }, { "partly", "consultation.partly" }, { "not", "consultation.not" },
		{ "elsewhere", "consultation.elsewhere" },
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eqz(answer, words[i][0]))
			return ui_text(x, words[i][1]);
	return S("");
}

static void put_answer(struct ctx *x, const struct sql_comments *c, struct val *o)
{
	val_bool(x, o, "answered", c && c->answer.n);
	val_str(x, o, "answer", c ? c->answer : S(""));
	val_str(x, o, "answer_words", c ? answer_words(x, c->answer) : S(""));
	val_str(x, o, "why", c ? c->why : S(""));
}

static enum rc put_parts(struct ctx *x, consultation_id id, struct val *into, struct sql_consultation_parts **ret, size_t *ret_n)
{
	struct val *list = val_list(x, into, "parts");
	TRY(sql_consultation_parts(x, id, ret, ret_n));
	for (size_t i = 0; i < *ret_n; i++) {
		struct val *o = val_obj(x, list);
		val_int(x, o, "id", (*ret)[i].id.v);
		val_str(x, o, "number", str_fmt(x->arena, "%zu", i + 1));
		val_str(x, o, "text", (*ret)[i].text);
	}
	return OK;
}

enum rc consultation_outgoing(struct ctx *x, struct session *s, struct val *into)
{
	struct sql_voice_of *voice;
	struct sql_comments *sent;
	struct sql_consultation_parts *parts;
	struct gathered g;
	size_t n, nparts;
	bool open = false;
	TRY(sql_voice_of(x, s->id, &voice));
	if (!voice)
		return NOT_FOUND;
	TRY(sql_comments(x, voice->consultation_id, &sent, &n));
	TRY(put_parts(x, voice->consultation_id, into, &parts, &nparts));
	TRY(gather_all(x, s, &g));
	struct val *list = val_list(x, into, "comments");
	for (const struct outgoing *c = g.first; c; c = c->next) {
		const struct sql_comments *was = sent_as(sent, n, voice->id, c->source);
		struct val *o = val_obj(x, list);
		val_str(x, o, "source", c->source);
		val_str(x, o, "field", str_replace(x->arena, c->source, S("/"), S("-")));
		val_str(x, o, "text", was ? was->text : c->text);
		val_str(x, o, "heading", was ? was->heading : c->heading);
		val_bool(x, o, "sent", was != NULL);
		put_answer(x, was, o);
		struct val *options = val_list(x, o, "options");
		consultation_part_id here = was ? was->part_id : c->part;
		for (size_t i = 0; i < nparts; i++) {
			struct val *option = val_obj(x, options);
			val_int(x, option, "value", parts[i].id.v);
			val_fmt(x, option, "label", "%zu. %.*s", i + 1, STR_ARG(str_head_chars(parts[i].text, 80)));
			val_bool(x, option, "chosen", parts[i].id.v == here.v);
		}
		open |= was == NULL;
	}
	val_bool(x, into, "any_open", open);
	val_bool(x, into, "has_sent", voice->people > 0);
	val_bool(x, into, "waits", voice->people > 0 && !voice->shown);
	val_str(x, into, "name", voice->name);
	return OK;
}

/* ---- sending */

/* Named or five, it is seen; what has no name and is fewer waits until five stand
 * behind it together, and then all of it is seen at once. */
static enum rc show_who_are_enough(struct ctx *x, consultation_id id)
{
	struct sql_voices *v;
	size_t n;
	int64_t waiting = 0;
	TRY(sql_voices(x, id, &v, &n));
	for (size_t i = 0; i < n; i++)
		waiting += v[i].shown ? 0 : v[i].people;
	return waiting >= CONSULTATION_ENOUGH ? sql_voices_show(x, id, NULL) : OK;
}

static enum rc say_who(struct ctx *x, consultation_voice_id voice, struct str name, int64_t people)
{
	if (people < 1 || people > CONSULTATION_PEOPLE_MAX)
		return fail_int(x, INVALID, "people", "consultation.people_outside", "max", CONSULTATION_PEOPLE_MAX);
	if (str_chars(name) > CONSULTATION_NAME_CHARS)
		return fail_int(x, INVALID, "name", "form.too_long", "max", CONSULTATION_NAME_CHARS);
	if (name.n && people < CONSULTATION_ENOUGH)
		return fail_int(x, INVALID, "name", "consultation.too_few", "enough", CONSULTATION_ENOUGH);
	return sql_voice_say(x, voice, name, people, people >= CONSULTATION_ENOUGH, NULL);
}

static enum rc send_one(struct ctx *x, consultation_id id, consultation_voice_id voice, const struct outgoing *o, consultation_part_id part,
			size_t *n)
{
	struct sql_consultation_parts *parts;
	size_t nparts;
	int64_t changed;
	bool known = part.v == 0;
	TRY(sql_consultation_parts(x, id, &parts, &nparts));
	for (size_t i = 0; i < nparts; i++)
		known |= parts[i].id.v == part.v;
	if (!known)
		return fail(x, INVALID, "part", "form.not_choice");
	TRY(sql_comment_add(x, random_token(x->arena, KEY_BYTES), id, voice, part, o->heading, o->text, o->source, &changed));
	*n += (size_t)changed;
	return OK;
}

enum rc consultation_send(struct ctx *x, struct session *s, const struct consultation_item *items, size_t n, struct str name,
			  int64_t people, size_t *ret_n)
{
	struct sql_voice_of *voice;
	struct sql_consultation_hold *round;
	struct gathered g;
	int64_t total;
	*ret_n = 0;
	if (s->viewer != VIEWER_CONSOLE)
		return FORBIDDEN;
	TRY(sql_voice_of(x, s->id, &voice));
	if (!voice)
		return NOT_FOUND;
	TRY(sql_consultation_hold(x, voice->consultation_id, &round));
	if (!round || !round->open)
		return fail(x, GONE, "_", "consultation.is_closed");
	TRY(sql_voice_of(x, s->id, &voice));	/* it may have said who it is while we waited */
	TRY(sql_comment_count(x, voice->consultation_id, &total));
	if (total + (int64_t)n > CONSULTATION_COMMENTS_MAX)
		return fail_int(x, INVALID, "_", "consultation.too_many", "max", CONSULTATION_COMMENTS_MAX);
	TRY(gather_all(x, s, &g));
	if (voice->people == 0)
		TRY(say_who(x, voice->id, str_one_line(x->arena, name), people));
	for (const struct outgoing *o = g.first; o; o = o->next)
		for (size_t i = 0; i < n; i++)
			if (str_eq(items[i].source, o->source))
				TRY(send_one(x, voice->consultation_id, voice->id, o, items[i].part, ret_n));
	return show_who_are_enough(x, voice->consultation_id);
}

/* ---- all teams on one page */

struct reading {
	const struct sql_comments *comments;
	size_t n;
	const struct sql_voices *voices;
	size_t nvoices;
	bool answered_only;
	int64_t total, unanswered;
};

static const struct sql_voices *voice_of(const struct reading *r, consultation_voice_id id)
{
	for (size_t i = 0; i < r->nvoices; i++)
		if (r->voices[i].id.v == id.v)
			return &r->voices[i];
	return NULL;
}

static void put_comments(struct ctx *x, struct reading *r, consultation_part_id part, struct val *o)
{
	struct val *list = val_list(x, o, "comments");
	for (size_t i = 0; i < r->n; i++) {
		const struct sql_comments *c = &r->comments[i];
		const struct sql_voices *v = voice_of(r, c->voice_id);
		if (c->part_id.v != part.v || !v || !v->shown)
			continue;
		r->total++;
		r->unanswered += c->answer.n == 0;
		if (r->answered_only && c->answer.n == 0)
			continue;
		struct val *item = val_obj(x, list);
		val_str(x, item, "key", c->random_key);
		val_str(x, item, "heading", c->heading);
		val_str(x, item, "text", c->text);
		val_str(x, item, "from", v->name);
		val_int(x, item, "version", c->version);
		put_answer(x, c, item);
	}
}

static void put_teams(struct ctx *x, const struct reading *r, struct val *into)
{
	struct val *list = val_list(x, into, "teams");
	bool waits = false, nameless = false;
	for (size_t i = 0; i < r->nvoices; i++) {
		waits |= !r->voices[i].shown;
		nameless |= r->voices[i].shown && r->voices[i].name.n == 0;
		if (r->voices[i].name.n)
			val_item_str(x, list, r->voices[i].name);
	}
	val_bool(x, into, "waits", waits);
	val_bool(x, into, "nameless", nameless);
}

enum rc consultation_put(struct ctx *x, const struct sql_consultation *c, bool answered_only, struct val *into)
{
	struct reading r = { .answered_only = answered_only };
	struct sql_comments *comments;
	struct sql_voices *voices;
	struct sql_consultation_parts *parts;
	size_t nparts, i = 0;
	TRY(sql_comments(x, c->id, &comments, &r.n));
	TRY(sql_voices(x, c->id, &voices, &r.nvoices));
	TRY(put_parts(x, c->id, into, &parts, &nparts));
	r.comments = comments;
	r.voices = voices;
	struct val *list = val_get(into, S("parts"));
	for (struct val *o = list->kids.first; o; o = o->next)
		put_comments(x, &r, parts[i++].id, o);
	struct val *whole = val_obj(x, list);
	val_int(x, whole, "id", 0);
	val_null(x, whole, "number");
	val_str(x, whole, "text", ui_text(x, "consultation.whole"));
	put_comments(x, &r, (consultation_part_id){ 0 }, whole);
	put_teams(x, &r, into);
	val_int(x, into, "total", r.total);
	val_int(x, into, "unanswered", r.unanswered);
	val_bool(x, into, "any_unanswered", r.unanswered > 0);
	return OK;
}

enum rc consultation_answer(struct ctx *x, consultation_id id, struct str key, int64_t version, struct str answer, struct str why)
{
	struct sql_consultation_hold *round;
	int64_t changed;
	TRY(sql_consultation_hold(x, id, &round));
	if (!round)
		return NOT_FOUND;
	if (!round->open)
		return fail(x, GONE, "_", "consultation.is_closed");
	if (!answer_words(x, answer).n)
		return fail(x, INVALID, "answer", "form.not_choice");
	if (why.n == 0 && !str_eqz(answer, "taken_in"))
		return fail(x, INVALID, "why", "consultation.why_needed");
	if (str_chars(why) > CONSULTATION_WHY_CHARS)
		return fail_int(x, INVALID, "why", "form.too_long", "max", CONSULTATION_WHY_CHARS);
	TRY(sql_comment_answer(x, id, key, version, answer, why, &changed));
	return changed ? OK : fail(x, CONFLICT, "_", "consultation.changed_meanwhile");
}

/* A letter in the reader's language. */
static enum rc tell_hearer(struct ctx *x, const struct sql_consultation *c, const struct sql_voices_hearers *h, struct str base_url)
{
	struct person p;
	TRY(people_person(x, h->person_id, &p));
	if (!p.email.n)
		return OK;
	enum lang mine = x->lang;
	x->lang = p.lang;
	struct val *args = val_new_obj(x);
	val_str(x, args, "name", p.name);
	val_str(x, args, "title", c->title);
	val_fmt(x, args, "url", "%.*s/workshop/%" PRId64 "/consultation", STR_ARG(base_url), h->workshop_id.v);
	val_fmt(x, args, "answers", "%.*s/consultation/%" PRId64 "/answers/%.*s", STR_ARG(base_url), c->id.v, STR_ARG(c->secret));
	const struct mail m = { .to = p.email, .to_name = p.name, .subject = ui_text_args(x, "consultation.mail_subject", args),
				.text = ui_text_args(x, "consultation.mail", args) };
	x->lang = mine;
	return mail_queue(x, &m);
}

static enum rc tell_hearers(struct ctx *x, const struct sql_consultation *c, person_id by, struct str base_url)
{
	struct sql_voices_hearers *h;
	size_t n;
	TRY(sql_voices_hearers(x, c->id, &h, &n));
	for (size_t i = 0; base_url.n && i < n; i++)
		if (h[i].person_id.v != by.v)
			TRY(tell_hearer(x, c, &h[i], base_url));
	return OK;
}

enum rc consultation_close(struct ctx *x, consultation_id id, person_id by, struct str base_url)
{
	struct sql_consultation_hold *round;
	struct sql_consultation *c;
	struct val *v = val_new_obj(x);
	TRY(sql_consultation_hold(x, id, &round));
	TRY(sql_consultation(x, id, &c));
	if (!c)
		return NOT_FOUND;
	if (!c->open)
		return OK;
	TRY(consultation_put(x, c, false, v));
	if (val_get_int(v, "unanswered", 0))
		return fail_int(x, INVALID, "_", "consultation.unanswered", "n", val_get_int(v, "unanswered", 0));
	TRY(sql_comments_unseen_drop(x, id, NULL));
	TRY(tell_hearers(x, c, by, base_url));
	return sql_consultation_shut(x, id, NULL);
}

enum rc consultation_may_answer(struct ctx *x, const struct actor *a, const struct sql_consultation *c, bool *ret)
{
	struct sql_facilitator_is *runs = NULL;
	*ret = false;
	if (!a)
		return OK;
	if (c->workshop_id.v)
		TRY(sql_facilitator_is(x, c->workshop_id, a->person, &runs));
	*ret = runs && a->nroles;	/* without any role today they have left */
	return *ret ? OK : plan_may_edit(x, a, c->unit_id, ret);
}
