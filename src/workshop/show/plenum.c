/* plenum.c -- who fills in a form: groups on their phones, or the facilitator for
 * the room. Rules and views; storing a row is group.c's. */
#include "workshop/show/plenum.h"
#include "core/random.h"
#include "workshop/task.h"

bool plenum_writes(const struct method_form *form)
{
	bool facilitator = false;
	for (unsigned i = 0; form && i < form->writers_count; i++) {
		if (strcmp(form->writers[i], "facilitator") != 0)
			return false;
		facilitator = true;
	}
	return facilitator;
}

static enum rc put_rows(struct ctx *x, struct session *s, const struct method_form *form, struct val *into)
{
	struct val *list = val_list(x, into, "written");
	struct sql_rows *r;
	size_t n;
	TRY(sql_rows(x, s->id, str_of(session_form_step(s)->key), &r, &n));
	for (size_t i = 0; i < n; i++) {
		struct val *values, *o = val_obj(x, list);
		TRY(val_parse_json(x, r[i].values_json, &values));
		val_int(x, o, "id", r[i].id.v);
		val_fmt(x, o, "of_row", "-row%" PRId64, r[i].id.v);	/* makes the fields' ids differ from those of other rows */
		val_int(x, o, "version", r[i].version);
		val_str(x, o, "name", task_row_name(x, form, values));
		TRY(task_fields(x, s, form, values, o));
	}
	return OK;
}

enum rc plenum_side(struct ctx *x, struct session *s, struct val *side)
{
	const struct method_form *form = session_form(s);
	struct val *list = val_list(x, side, "paper_form");
	if (!form)
		return OK;
	struct val *o = val_obj(x, list);
	val_bool(x, o, "taken", false);
	val_bool(x, o, "for_room", plenum_writes(form));
	val_text(x, o, "form_title", form->title);
	val_text(x, o, "form_intro", form->intro);
	val_str(x, o, "of_row", S("-paper"));
	val_str(x, o, "row_key", random_token(x->arena, 16));
	TRY(task_fields(x, s, form, NULL, o));
	TRY(put_rows(x, s, form, o));
	/* One row is enough where the form is filled in once. */
	val_bool(x, o, "may_add", form->repeat || val_get(o, S("written"))->kids.count == 0);
	return OK;
}

enum rc plenum_marks(struct ctx *x, struct session *s, struct val *side)
{
	struct val *o = val_obj(x, val_list(x, side, "marks_aloud"));
	val_bool(x, o, "opened", false);	/* unless one was refused */
	return task_marks(x, s, o);
}

enum rc plenum_questions(struct ctx *x, struct session *s, struct val *side)
{
	struct val *o = val_obj(x, val_list(x, side, "questions_aloud"));
	TRY(task_questions(x, s, o));
	for (struct val *row = val_get(o, S("rows"))->kids.first; row; row = row->next)
		val_bool(x, row, "now", str_eq(s->row->focus, str_fmt(x->arena, "row/%" PRId64, val_get_int(row, "id", 0))));
	val_int(x, o, "max", s->step->max_chars ? s->step->max_chars : 300);
	val_str(x, o, "ask_key", random_token(x->arena, 16));
	val_list(x, o, "answering");
	return OK;
}

enum rc plenum_answering(struct ctx *x, struct session *s, struct str question, struct val *into)
{
	int64_t id;
	if (!str_to_int(question, 1, INT64_MAX, &id))
		return OK;
	for (const struct val *row = val_get(into, S("rows"))->kids.first; row; row = row->next)
		for (const struct val *q = val_get(row, S("asked"))->kids.first; q; q = q->next) {
			if (val_get_int(q, "id", 0) != id)
				continue;
			struct val *o = val_obj(x, val_get(into, S("answering")));
			val_int(x, o, "question", id);
			val_str(x, o, "asked_text", val_get_str(q, "text"));
			val_str(x, o, "stands", val_get_str(q, "answer"));
			val_str(x, o, "of_name", val_get_str(row, "name"));
		}
	return OK;
}
