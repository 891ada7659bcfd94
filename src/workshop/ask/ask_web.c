/* ask_web.c -- answers from phones, and what the facilitator does with them.
 * Reads the form, asks the rules, leads back. */
#include "ui/ui.h"
#include "workshop/access.h"
#include "workshop/ask/ask_web.h"
#include "workshop/ask/gather.h"
#include "workshop/ask/single.h"

/* ---- phones. With script each answer comes by itself, so that no two of them
 * share a request; without, the whole form comes at once. */

static struct str joined(struct req *q, const char *prefix, const struct method_item *item)
{
	return str_fmt(q->x->arena, "%s.%s", prefix, item->key);
}

/* RANK: a field an option says its place; put in the order of the places. */
static enum rc ranked(struct req *q, const struct method_item *item, struct str *given, size_t *ret_n)
{
	size_t n = item->options_count, found = 0;
	for (size_t i = 0; i < n; i++)
		given[i] = STR_NULL;
	for (unsigned i = 0; i < n; i++) {
		struct str raw = form_raw(q, str_fmt(q->x->arena, "i.%s.%s", item->key, item->options[i].key).p);
		int64_t place;
		if (str_trim(raw).n == 0)
			continue;
		if (!str_to_int(raw, 1, (int64_t)n, &place) || given[place - 1].p)
			return fail(q->x, INVALID, "_", "ask.rank_each_once");
		given[place - 1] = str_of(item->options[i].key);
		found++;
	}
	*ret_n = found;
	return found == 0 || found == n ? OK : fail(q->x, INVALID, "_", "ask.rank_each_once");
}

enum rc ask_given(struct req *q, const struct method_step *step, const struct method_item *item, bool *ret_asked, struct str *ret,
		  struct str *ret_why)
{
	enum { GIVEN_MAX = 100 };	/* options of one item, and then some */
	struct val *values = form_values(q, joined(q, "i", item).p);
	struct str *given = ARENA_ARRAY(q->x->arena, GIVEN_MAX, struct str);
	struct str why = form_raw(q, joined(q, "w", item).p);
	size_t n = 0;
	*ret_why = why.p ? why : S("");
	*ret_asked = values->kids.count > 0;
	if (item->type == ITEM_RANK && item->options_count <= GIVEN_MAX) {
		TRY(ranked(q, item, given, &n));
		*ret_asked = form_has(q, str_fmt(q->x->arena, "i.%s.%s", item->key, item->options[0].key).p);
	}
	for (const struct val *v = values->kids.first; v && n < GIVEN_MAX; v = v->next)
		given[n++] = v->text;
	return ask_value(q->x, session_lang(access_session(q)), step, item, given, n, ret);
}

static const char *field_of(struct req *q, struct str item)
{
	return str_fmt(q->x->arena, "i.%.*s", STR_ARG(item)).p;
}

enum rc ask_at_its_question(struct req *q, const struct method_item *item, enum rc rc)
{
	if (rc == INVALID)
		q->x->fault.field = field_of(q, str_of(item->key));
	return form_keep(q, rc);
}

/* What was chosen or written, over what the store has: of one question. */
static void lay_typed(struct req *q, struct val *o)
{
	struct ctx *x = q->x;
	struct val *typed = form_values(q, val_get_str(o, "name").p);
	const struct val *word = typed->kids.first;
	struct str why = form_raw(q, val_get_str(o, "why_name").p);
	if (why.p)
		val_str(x, o, "why", why);
	if (word)
		val_str(x, o, "value", word->text);
	for (struct val *w = val_get(o, S("words"))->kids.first; w; w = w->next, word = word ? word->next : NULL)
		val_str(x, w, "value", word ? word->text : S(""));
	for (struct val *option = val_get(o, S("options"))->kids.first; option; option = option->next) {
		struct str place = form_raw(q, val_get_str(option, "of_rank").p);
		bool chosen = false;
		for (const struct val *t = typed->kids.first; t; t = t->next)
			chosen |= str_eq(t->text, val_get_str(option, "value"));
		val_bool(x, option, "chosen", chosen);
		for (struct val *p = val_get(option, S("places"))->kids.first; place.p && p; p = p->next)
			val_bool(x, p, "chosen", str_eq(place, str_fmt(x->arena, "%" PRId64, val_get_int(p, "place", 0))));
	}
}

void ask_put_refused(struct req *q, struct val *task)
{
	struct val *asked = val_get(task, S("questions_asked"));
	bool any = false;
	for (struct val *o = asked ? asked->kids.first : NULL; o; o = o->next) {
		const struct fault *f = form_wrong(q, field_of(q, val_get_str(o, "item")));
		if (f)
			val_str(q->x, o, "refused", ui_text_args(q->x, f->message, f->args));
		any |= f != NULL;
	}
	for (struct val *o = any ? asked->kids.first : NULL; o; o = o->next)
		if (!val_get_bool(o, "fixed"))
			lay_typed(q, o);
}

static enum rc answer_one(struct req *q, struct session *s, const struct method_step *step, const struct method_item *item, int64_t turn, bool *ret_any)
{
	struct str value = S(""), why = S("");
	bool asked = false;
	TRY(ask_at_its_question(q, item, ask_given(q, step, item, &asked, &value, &why)));
	bool wrong = form_wrong(q, field_of(q, str_of(item->key))) != NULL, said = asked || str_trim(why).n;
	*ret_any |= wrong || said;
	if (wrong || !said)
		return OK;
	return ask_answer(q->x, s, step, item, value, why, turn);
}

static enum rc answer(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct str key;
	const struct method_item *item;
	int64_t turn;
	bool any = false;
	TRY(form_line(q, "step", 1, 60, &key));
	TRY(form_int_or(q, "turn", 0, TURN_MAX, 0, &turn));
	const struct method_step *step = method_step(s->method, key, NULL);
	/* A step of the method is there for ever: this was a question of the session's own. */
	if (!step || !ask_set(step))
		return step ? fail(q->x, INVALID, "_", "ask.is_over") : fail(q->x, CONFLICT, "_", "ask.question_gone");
	/* Nothing of a step that leaders may not see: not even what it asks. */
	if (s->viewer == VIEWER_LEADER && !session_may_see(s, key))
		return FORBIDDEN;
	form_gather(q);
	for (unsigned n = 0; (item = ask_nth(step, n)); n++)
		TRY(answer_one(q, s, step, item, turn, &any));
	TRY(form_done(q));
	if (!any)
		return fail(q->x, INVALID, "_", "ask.nothing_chosen");
	if (q->wants_json) {
		val_str(q->x, view, "ok", S("stored"));
		return OK;
	}
	reply_notice(q, "workshop.told_answered");
	return redirect(q, "/w/%" PRId64, s->id.v);
}

/* ---- the desk */

static enum rc present_step(struct req *q, const struct method_step **ret)
{
	TRY(access_of_this_step(q));
	*ret = access_session(q)->step;
	return ask_set(*ret) ? OK : fail(q->x, INVALID, "_", "ask.is_over");
}

static enum rc desk(struct req *q, struct val *view)
{
	static const char *const acts[] = { "show", "stop", "go_on", NULL };
	struct session *s = access_session(q);
	const struct method_step *step;
	size_t n = 0;
	int act;
	TRY(form_choice(q, "do", acts, &act));
	TRY(present_step(q, &step));
	if (act == 0) {
		TRY(ask_show(q->x, s, step, &n));
		if (n == 0)
			return fail_int(q->x, INVALID, "_", "ask.too_few_wait", "least", ASK_ENOUGH);
		return access_to_console(q, view);
	}
	TRY(ask_stop(q->x, s, step, act == 1));
	return access_to_console(q, view);
}

static enum rc single(struct req *q, struct val *view)
{
	const struct method_step *step;
	struct str item;
	TRY(present_step(q, &step));
	TRY(form_line(q, "item", 0, 60, &item));
	TRY(ask_show_single(q->x, access_session(q), step, item));
	return access_to_console(q, view);
}

/* "a|b|rest": the parts before the last are keys and numbers. */
static bool parts(struct str value, struct str *ret, int n)
{
	struct str rest = value;
	for (int i = 0; i < n - 1; i++)
		if (!str_next(&rest, '|', &ret[i]))
			return false;
	ret[n - 1] = rest;
	return rest.p != NULL;
}

static enum rc press(struct req *q, struct val *view)
{
	const struct method_step *step;
	struct str raw = form_raw(q, "press"), p[3];
	int64_t version;
	TRY(present_step(q, &step));
	if (!raw.p || !parts(raw, p, 3) || !str_to_int(p[1], 0, INT64_MAX, &version))
		return fail(q->x, INVALID, "_", "form.not_choice");
	const struct method_item *item = ask_item(step, p[0]);
	if (!item)
		return fail(q->x, INVALID, "_", "form.not_choice");
	TRY(ask_press(q->x, access_session(q), step, item, version, p[2]));
	return access_to_console(q, view);
}

static enum rc agree(struct req *q, struct val *view)
{
	const struct method_step *step;
	struct str key, words, why;
	int64_t version;
	TRY(present_step(q, &step));
	TRY(form_line(q, "item", 1, 60, &key));
	TRY(form_int(q, "item_version", 0, INT64_MAX, &version));
	TRY(form_line(q, "words", 0, 2000, &words));
	TRY(form_line(q, "why", 0, 2000, &why));
	const struct method_item *item = ask_item(step, key);
	if (!item)
		return fail(q->x, INVALID, "_", "form.not_choice");
	TRY(ask_agree(q->x, access_session(q), step, item, version, words, why));
	return access_to_console(q, view);
}

/* let: "1|text|7", "0|words|mood|glad". */
static enum rc let(struct req *q, struct val *view)
{
	const struct method_step *step;
	struct session *s = access_session(q);
	struct str raw = form_raw(q, "let"), p[3], w[2];
	int64_t id;
	TRY(present_step(q, &step));
	if (!raw.p || !parts(raw, p, 3))
		return fail(q->x, INVALID, "_", "form.not_choice");
	bool seen = str_eqz(p[0], "1");
	if (str_eqz(p[1], "text") && str_to_int(p[2], 1, INT64_MAX, &id)) {
		TRY(ask_let(q->x, s, step, (ask_text_id){ id }, seen));
		return access_to_console(q, view);
	}
	/* "1|texts|4 7 9": what was on the page when it was pressed. */
	if (str_eqz(p[1], "texts")) {
		struct str one;
		while (p[2].n && str_next(&p[2], ' ', &one)) {
			if (!str_to_int(one, 1, INT64_MAX, &id))
				return fail(q->x, INVALID, "_", "form.not_choice");
			enum rc rc = ask_let(q->x, s, step, (ask_text_id){ id }, seen);
			if (rc != NOT_FOUND)
				TRY(rc);
			else
				fault_clear(q->x);	/* gone meanwhile; the others come */
		}
		return access_to_console(q, view);
	}
	/* "1|words|mood|glad|travl": the same of words. */
	if (str_eqz(p[1], "words")) {
		struct str one;
		if (!parts(p[2], w, 2) || !ask_item(step, w[0]))
			return fail(q->x, INVALID, "_", "form.not_choice");
		while (w[1].n && str_next(&w[1], '|', &one))
			TRY(ask_let_word(q->x, s, step, ask_item(step, w[0]), one, seen));
		return access_to_console(q, view);
	}
	return fail(q->x, INVALID, "_", "form.not_choice");
}

/* Two words of one cloud. part: "mood|travl|travle|travlt", what was joined to the stem,
 * and the spellings that the rules made one with it: they are themselves again. */
static enum rc join(struct req *q, struct val *view)
{
	const struct method_step *step;
	struct str part = form_raw(q, "part"), p[2], item, word = S("");
	TRY(present_step(q, &step));
	if (part.p && parts(part, p, 2)) {
		if (!ask_item(step, p[0]))
			return fail(q->x, INVALID, "_", "form.not_choice");
		TRY(ask_part_words(q->x, access_session(q), step, ask_item(step, p[0]), p[1]));
		return access_to_console(q, view);
	}
	TRY(form_line(q, "join", 1, 60, &item));
	TRY(form_line(q, str_fmt(q->x->arena, "join.%.*s.word", STR_ARG(item)).p, 1, 200, &word));
	TRY(form_line(q, str_fmt(q->x->arena, "join.%.*s.into", STR_ARG(item)).p, 1, 200, &p[1]));
	if (!ask_item(step, item))
		return fail(q->x, INVALID, "_", "form.not_choice");
	TRY(ask_join_words(q->x, access_session(q), step, ask_item(step, item), word, p[1]));
	return access_to_console(q, view);
}

/* "1 4 9|Heading" */
static enum rc read_group(struct req *q, struct str raw, int64_t *ids, size_t max, size_t *ret_n, struct str *ret_heading)
{
	struct str p[2], word;
	*ret_n = 0;
	if (!raw.p || !parts(raw, p, 2))
		return fail(q->x, INVALID, "_", "form.not_choice");
	*ret_heading = p[1];
	while (p[0].n && str_next(&p[0], ' ', &word))
		if (*ret_n == max || !str_to_int(word, 1, INT64_MAX, &ids[(*ret_n)++]))
			return fail(q->x, INVALID, "_", "form.not_choice");
	return OK;
}

enum { GROUP_MAX = 1000 };	/* as many texts as are ever suggested about */

/* ungroup: "good|0|Noise", all of it; "good|3|Noise", what one suggestion put there */
static enum rc apart_again(struct req *q, const struct method_step *step, struct str ungroup)
{
	struct str p[3];
	int64_t taken;
	const struct method_item *item = parts(ungroup, p, 3) ? ask_item(step, p[0]) : NULL;
	if (!item || !str_to_int(p[1], 0, INT64_MAX, &taken))
		return fail(q->x, INVALID, "_", "form.not_choice");
	return ask_unhead(q->x, access_session(q), step, item, p[2], taken);
}

static enum rc heading(struct req *q, struct val *view)
{
	const struct method_step *step;
	struct session *s = access_session(q);
	struct str title, ungroup = form_raw(q, "ungroup");
	int64_t *ids = ARENA_ARRAY(q->x->arena, GROUP_MAX, int64_t);
	size_t n;
	TRY(present_step(q, &step));
	if (ungroup.p) {
		TRY(apart_again(q, step, ungroup));
		return access_to_console(q, view);
	}
	TRY(read_group(q, form_raw(q, "take"), ids, GROUP_MAX, &n, &title));
	ask_text_id *texts = ARENA_ARRAY(q->x->arena, n, ask_text_id);
	for (size_t i = 0; i < n; i++)
		texts[i] = (ask_text_id){ ids[i] };
	TRY(ask_head(q->x, s, step, title, texts, n));
	return access_to_console(q, view);
}

static enum rc gather(struct req *q, struct val *view)
{
	struct str title;
	int64_t *ids = ARENA_ARRAY(q->x->arena, GATHER_CARDS_MAX, int64_t);
	size_t n;
	if (form_has(q, "undo")) {
		int64_t taken;
		TRY(form_int(q, "undo", 1, INT64_MAX, &taken));
		TRY(gather_undo(q->x, access_session(q), taken));
		return access_to_console(q, view);
	}
	TRY(read_group(q, form_raw(q, "take"), ids, GATHER_CARDS_MAX, &n, &title));
	TRY(gather_take(q->x, access_session(q), title, ids, n));
	return access_to_console(q, view);
}

const struct route workshop_ask_routes[] = {
	POST("/w/:id/ask", answer, "workshop/phone", WORKSHOP_JOINED),
	POST("/workshop/:id/ask", desk, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/ask/single", single, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/ask/press", press, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/ask/agree", agree, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/ask/let", let, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/ask/join", join, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/ask/heading", heading, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/gather", gather, "workshop/console", WORKSHOP_FACILITATES),
	{ 0 },
};
