/* help.c -- where somebody who has it hard can turn: a unit writes its own lines, and
 * has those of the unit above until then. Knows names and numbers of helpers,
 * refuses to know who looks at them. */
#include "people/help_sql.h"
#include "people/people_inside.h"
#include "ui/ui.h"

/* Lines of a text, trimmed, blank ones left out. */
static void split(struct ctx *x, struct str text, struct str **ret, size_t *ret_n)
{
	struct str *lines = ARENA_ARRAY(x->arena, HELP_LINES_MAX, struct str);
	size_t n = 0;
	for (size_t from = 0; from < text.n && n < HELP_LINES_MAX;) {
		size_t to = from;
		while (to < text.n && text.p[to] != '\n')
			to++;
		struct str line = str_trim(str_sub(text, from, to - from));
		if (line.n)
			lines[n++] = str_dup(x->arena, line);
		from = to + 1;
	}
	*ret = lines;
	*ret_n = n;
}

/* The nearest unit's that has any, going up. *ret_from is set only when there is a text. */
static enum rc nearest(struct ctx *x, unit_id unit, struct unit *ret_from, struct str *ret_text)
{
	struct unit *path;
	size_t n;
	TRY(people_unit_path(x, unit, &path, &n));
	*ret_text = S("");
	for (size_t i = 0; i < n; i++) {
		struct sql_help_of_unit *row;
		TRY(sql_help_of_unit(x, path[i].id, &row));
		if (!row)
			continue;
		*ret_from = path[i];
		*ret_text = row->lines;
		return OK;
	}
	return OK;
}

enum rc people_help(struct ctx *x, unit_id unit, struct str **ret, size_t *ret_n)
{
	struct unit from;
	struct str text;
	TRY(nearest(x, unit, &from, &text));
	split(x, text, ret, ret_n);
	return OK;
}

enum rc people_help_write(struct ctx *x, unit_id unit, struct str text)
{
	struct str *lines;
	size_t n;
	split(x, text, &lines, &n);
	return n ? sql_help_set(x, unit, text, NULL) : sql_help_drop(x, unit, NULL);
}

/* ---- the page */

static struct val *help_form(struct ctx *x, unit_id unit, const struct unit *from, struct str text)
{
	struct val *form = val_new_obj(x);
	val_str(x, form, "lines", text.n && from->id.v == unit.v ? text : S(""));
	return form;
}

enum rc help_page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	const struct unit *u = people_scope(q);
	struct unit from = { 0 };
	struct str text, *lines;
	size_t n;
	TRY(nearest(x, u->id, &from, &text));
	split(x, text, &lines, &n);
	bool own = text.n && from.id.v == u->id.v;
	val_str(x, view, "title", ui_text(x, "people.help"));
	val_str(x, view, "unit", u->name);
	val_path(x, view, "unit_url", "/unit/%" PRId64, u->id.v);
	val_path(x, view, "url", "/unit/%" PRId64 "/help", u->id.v);
	val_bool(x, view, "manages", people_may(x, q->actor, MANAGE_UNIT, u->id) == OK);
	val_bool(x, view, "inherited", n > 0 && !own);
	val_str(x, view, "from", n > 0 && !own ? from.name : S(""));
	struct val *list = val_list(x, view, "lines");
	for (size_t i = 0; i < n; i++)
		val_item_str(x, list, lines[i]);
	struct val *form = help_form(x, u->id, &from, text);
	val_put(x, view, "form", form);
	form_put_was(q, view, form, true);
	return OK;
}

enum rc help_save(struct req *q, struct val *view)
{
	struct unit from = { 0 };
	struct str text;
	(void)view;
	TRY(nearest(q->x, people_scope(q)->id, &from, &text));
	TRY(form_meet(q, help_form(q->x, people_scope(q)->id, &from, text), NULL));
	TRY(form_text(q, "lines", 0, HELP_CHARS_MAX, &text));
	TRY(people_help_write(q->x, people_scope(q)->id, text));
	TRY(people_audit(q->x, q->actor, "help", str_fmt(q->x->arena, "unit %" PRId64, people_scope(q)->id.v)));
	reply_notice(q, "people.saved");
	return redirect(q, "/unit/%" PRId64 "/help", people_scope(q)->id.v);
}
