/* meet.c -- two people and one form: what each of them changed, laid together field
 * by field. Knows what a page said, what was typed and what stands now; refuses to
 * know what any field means. */
#include "http/http.h"

static const char *was_name(struct ctx *x, const char *field)
{
	return str_fmt(x->arena, "was-%s", field).p;
}

/* ---- what the page says that it has read */

static void put_one(struct ctx *x, struct val *list, const char *name, struct str value)
{
	struct val *o = val_obj(x, list);
	val_str(x, o, "name", str_of(was_name(x, name)));
	val_str(x, o, "value", value.p ? value : S(""));
}

/* A set says an empty name first, so that one that was empty is told as well. */
static void put_was(struct ctx *x, struct val *list, const char *name, const struct val *v)
{
	put_one(x, list, name, v->kind == VAL_STR ? v->text : S(""));
	for (const struct val *item = v->kind == VAL_LIST ? v->kids.first : NULL; item; item = item->next)
		if (item->text.n)
			put_one(x, list, name, item->text);
}

void form_put_was(struct req *q, struct val *into, const struct val *stands, bool sent)
{
	struct val *list = val_list(q->x, into, "was");
	for (const struct val *v = stands->kids.first; v; v = v->next) {
		const struct val *told = sent ? val_get(q->form, str_of(was_name(q->x, v->name))) : NULL;
		put_was(q->x, list, v->name, told ? told : v);
	}
}

/* ---- the meeting */

struct meeting {
	struct req *q;
	struct val *form;		/* what is carried out, if it is */
	const struct val *words;
};

/* As a reader reads it: browsers send a line's end as two characters. */
static struct str plain(struct ctx *x, struct str s)
{
	char *out = arena_alloc(x->arena, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\r')
			out[n++] = s.p[i];
	return str_trim((struct str){ out, n });
}

static void told(struct meeting *m, const char *field, struct str stands)
{
	struct req *q = m->q;
	struct str words = m->words ? val_get_str(m->words, field) : STR_NULL;
	words = words.p ? words : stands;
	/* Each refusal its own slot: they are shown together. */
	fault_clear(q->x);
	(void)!(stands.n ? fail_str(q->x, INVALID, field, "form.other_words", "stands", words) : fail(q->x, INVALID, field, "form.other_emptied"));
	(void)!form_keep(q, INVALID);
}

static void meet_text(struct meeting *m, const char *field, struct str stands, struct str was, bool *ret_refused)
{
	struct ctx *x = m->q->x;
	struct str typed = plain(x, form_raw(m->q, field));
	stands = plain(x, stands);
	was = plain(x, was);
	if (str_eq(typed, was))
		val_str(x, m->form, field, stands);
	else if (!str_eq(stands, was) && !str_eq(stands, typed))
		*ret_refused = true;
	val_str(x, m->form, was_name(x, field), stands);
}

static bool holds(const struct val *list, struct str one)
{
	for (const struct val *v = list->kids.first; v; v = v->next)
		if (str_eq(v->text, one))
			return true;
	return false;
}

/* Who ticks one thing and who ticks another mean no harm to each other. */
static void meet_set(struct meeting *m, const char *field, const struct val *stands, const struct val *was)
{
	struct ctx *x = m->q->x;
	const struct val *ticked = form_values(m->q, field);
	struct val *all = val_list(x, m->form, field), *read = val_list(x, m->form, was_name(x, field));
	val_item_str(x, read, S(""));
	for (const struct val *v = stands->kids.first; v; v = v->next) {
		val_item_str(x, read, v->text);
		if (!holds(was, v->text) || holds(ticked, v->text))
			val_item_str(x, all, v->text);
	}
	for (const struct val *v = ticked->kids.first; v; v = v->next)
		if (!holds(was, v->text) && !holds(all, v->text))
			val_item_str(x, all, v->text);
}

static struct val *copy_of(struct ctx *x, const struct val *form)
{
	struct val *all = val_new_obj(x);
	for (const struct val *v = form->kids.first; v; v = v->next) {
		struct val *copy = ARENA_NEW(x->arena, struct val);
		*copy = *v;
		val_put(x, all, v->name, copy);
	}
	return all;
}

bool form_was_told(const struct req *q, const char *field)
{
	return form_has(q, was_name(q->x, field));
}

enum rc form_meet(struct req *q, const struct val *stands, const struct val *words)
{
	struct ctx *x = q->x;
	struct meeting m = { q, copy_of(x, q->form), words };
	bool refused = false;
	form_gather(q);
	for (const struct val *v = stands->kids.first; v; v = v->next) {
		const char *was = was_name(x, v->name);
		bool other = false;
		if (!form_has(q, was))
			continue;
		if (v->kind == VAL_LIST)
			meet_set(&m, v->name, v, form_values(q, was));
		else
			meet_text(&m, v->name, v->text, form_raw(q, was), &other);
		if (other)
			told(&m, v->name, v->text);
		refused |= other;
	}
	q->wrong.gathers = false;
	if (!q->sent)
		q->sent = q->form;
	q->form = m.form;
	fault_clear(x);
	return refused ? fail(x, CONFLICT, "_", "form.meanwhile") : OK;
}
