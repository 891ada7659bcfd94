/* task.c -- what one phone alone sees of the present step: its dots, its group's
 * text and rows, the choices of a form. It fills views; it reads no request and
 * sends nothing. What the room shares is in live.c. */
#include "workshop/task.h"
#include "ui/ui.h"
#include "workshop/choices.h"
#include "workshop/view.h"

enum rc task_vote(struct ctx *x, struct session *s, struct val *into)
{
	struct board b;
	struct board_dot *laid;
	size_t n;
	struct buf words, turns;
	TRY(view_board(x, s, str_of(session_board(s)), &b));
	TRY(board_my_dots(x, s, &laid, &n));
	buf_init(&words, 1 << 16);
	buf_init(&turns, 1 << 16);
	int64_t in_hand = 0;
	for (size_t i = 0; i < n; i++) {
		in_hand += !laid[i].target.p;
		buf_fmt(&words, "%s%.*s", i ? " " : "", STR_ARG(laid[i].target.p ? laid[i].target : S("-")));
		buf_fmt(&turns, "%s%" PRId64, i ? " " : "", laid[i].turn);
	}
	val_int(x, into, "in_hand", in_hand);
	val_str(x, into, "laid", buf_take(&words, x->arena));
	val_str(x, into, "turns", buf_take(&turns, x->arena));
	struct val *list = val_list(x, into, "targets");
	/* Headings with their cards; loose cards last. */
	for (size_t t = 0; t <= b.nthemes; t++) {
		int64_t theme = t < b.nthemes ? b.themes[t].id.v : 0;
		for (size_t i = 0; i < b.ncards; i++) {
			if (b.cards[i].theme_id.v != theme || b.cards[i].merged_into.v)
				continue;
			struct val *o = val_obj(x, list);
			struct str target = str_fmt(x->arena, "card/%" PRId64, b.cards[i].id.v);
			int64_t mine = 0;
			for (size_t k = 0; k < n; k++)
				mine += laid[k].target.p && str_eq(laid[k].target, target);
			val_str(x, o, "target", target);
			val_str(x, o, "text", b.cards[i].text);
			val_str(x, o, "under", t < b.nthemes ? b.themes[t].title : STR_NULL);
			val_int(x, o, "mine", mine);
		}
	}
	return OK;
}

enum rc task_inspiration(struct ctx *x, struct session *s, struct val *into)
{
	struct val *list = val_list(x, into, "inspiration");
	const struct method_sheet_place *place = &s->step->inspiration;
	const struct method_sheet *sheet = place->sheet ? method_sheet(str_of(place->sheet)) : NULL;
	const struct method_section *section = sheet ? method_section(sheet, str_of(place->section)) : NULL;
	struct sql_inspirations *own;
	size_t n;
	TRY(sql_inspirations(x, s->id, &own, &n));
	for (unsigned i = 0; section && i < section->topics_count; i++) {
		bool hidden = false;
		for (size_t k = 0; k < n; k++)
			hidden |= own[k].hidden && str_eqz(own[k].topic, section->topics[i].key) && str_eqz(own[k].step, s->step->key);
		if (hidden)
			continue;
		struct val *o = val_obj(x, list);
		val_text(x, o, "title", section->topics[i].title);
		struct val *questions = val_list(x, o, "questions");
		for (unsigned k = 0; k < section->topics[i].questions_count; k++)
			val_item_str(x, questions, text_in(section->topics[i].questions[k], x->lang));
	}
	for (size_t k = 0; k < n; k++) {
		if (own[k].hidden || own[k].topic.n || !str_eqz(own[k].step, s->step->key))
			continue;
		struct val *o = val_obj(x, list);
		val_str(x, o, "title", own[k].title);
		val_list(x, o, "questions");
	}
	return OK;
}

enum rc task_text(struct ctx *x, struct session *s, struct val *into)
{
	struct sql_text_of *t = NULL;
	if (s->phone && s->phone->group_id.v)
		TRY(sql_text_of(x, str_of(s->step->key), s->phone->group_id, &t));
	val_str(x, into, "text", t ? t->text : S(""));
	val_int(x, into, "text_version", t ? t->version : 0);
	val_bool(x, into, "shown", t && !str_eqz(t->seen, "group"));
	return OK;
}

/* Choices of a card field: headings and cards that a proposal may start from. What was
 * written without leaders leaves the room with the proposal, so of that only what may
 * be opened for them: headings and what was chosen; and no card that was promised to
 * go (board_starts). */
static enum rc put_card_options(struct ctx *x, struct session *s, const struct method_field *f, struct str value, struct val *options)
{
	for (unsigned i = 0; i < f->from_count; i++) {
		const struct method_step *step = method_step(s->method, str_of(f->from[i]), NULL);
		while (step && step->kind != STEP_CARDS && step->from)
			step = method_step(s->method, str_of(step->from), NULL);
		if (!step)
			continue;
		struct board b;
		bool open = board_is_open(s, str_of(step->key));
		TRY(view_board(x, s, str_of(step->key), &b));
		if (step->forget)
			b.ncards = 0;
		for (size_t t = 0; t < b.nthemes; t++) {
			struct val *o = val_obj(x, options);
			struct str target = str_fmt(x->arena, "theme/%" PRId64, b.themes[t].id.v);
			val_str(x, o, "value", target);
			val_str(x, o, "label", b.themes[t].title);
			val_bool(x, o, "chosen", str_eq(value, target));
		}
		for (size_t c = 0; c < b.ncards; c++) {
			bool gathered = b.cards[c].theme_id.v || !open;	/* its heading stands for it */
			if (b.cards[c].merged_into.v || (gathered && !b.cards[c].chosen) || (!open && b.cards[c].held))
				continue;
			struct val *o = val_obj(x, options);
			struct str target = str_fmt(x->arena, "card/%" PRId64, b.cards[c].id.v);
			val_str(x, o, "value", target);
			val_str(x, o, "label", b.cards[c].text);
			val_bool(x, o, "chosen", str_eq(value, target));
		}
	}
	return OK;
}

enum rc task_offers(struct ctx *x, struct session *s, const struct method_field *f, bool *ret)
{
	struct val *options = val_list(x, val_new_obj(x), "options");
	TRY(put_card_options(x, s, f, S(""), options));
	*ret = options->kids.count > 0;
	return OK;
}

enum rc task_fields(struct ctx *x, struct session *s, const struct method_form *form, const struct val *values, struct val *into)
{
	struct val *fields = val_list(x, into, "fields");
	for (unsigned i = 0; i < form->fields_count; i++) {
		const struct method_field *f = &form->fields[i];
		struct str value = values ? val_get_str(values, f->key) : STR_NULL;
		struct val *o = val_obj(x, fields);
		val_str(x, o, "id", str_of(f->key));
		val_text(x, o, "label", f->label);
		val_text(x, o, "hint", f->help);
		val_str(x, o, "value", value.p ? value : S(""));
		val_str(x, o, "was", value.p ? value : S(""));
		val_str(x, o, "refused", STR_NULL);	/* until the console knows otherwise */
		val_bool(x, o, "is_text", f->type == FIELD_TEXT);
		val_bool(x, o, "is_select", f->type == FIELD_CARD || method_chooses(f));
		val_bool(x, o, "is_line", f->type != FIELD_TEXT && f->type != FIELD_CARD && !method_chooses(f));
		val_str(x, o, "type", f->type == FIELD_NUMBER ? S("number") : f->type == FIELD_DATE ? S("date") : S("text"));
		val_int(x, o, "max", f->max ? f->max : f->type == FIELD_TEXT ? WORKSHOP_TEXT_CHARS : 300);
		struct val *options = val_list(x, o, "options");
		if (f->type == FIELD_CARD)
			TRY(put_card_options(x, s, f, value.p ? value : S(""), options));
		/* Nobody is asked to choose where there is nothing to choose from. */
		val_bool(x, o, "required", f->required && (f->type != FIELD_CARD || options->kids.count));
		struct choice c;
		for (unsigned k = 0; method_chooses(f) && (c = choice_nth(f, k)).key; k++) {
			struct val *opt = val_obj(x, options);
			val_str(x, opt, "value", str_of(c.key));
			val_text(x, opt, "label", c.title);
			val_bool(x, opt, "chosen", value.p && str_eqz(value, c.key));
		}
	}
	return OK;
}

struct str task_row_name(struct ctx *x, const struct method_form *form, const struct val *values)
{
	static const char *const keys[] = { "change", "activity" };
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (val_get_str(values, keys[i]).n)
			return val_get_str(values, keys[i]);
	for (unsigned i = 0; i < form->fields_count; i++) {
		const struct method_field *f = &form->fields[i];
		if (val_get_str(values, f->key).n && (f->type == FIELD_LINE || f->type == FIELD_TEXT || f->type == FIELD_UNIT))
			return val_get_str(values, f->key);
	}
	return text_in(form->title, x->lang);
}

/* What was sent of it stands, until phone_web.c or console_web.c knows otherwise. */
static void put_nothing_refused(struct ctx *x, struct val *o)
{
	val_str(x, o, "refused", STR_NULL);
	val_str(x, o, "typed", S(""));
}

static enum rc put_rows(struct ctx *x, struct session *s, struct val *into, bool mine_only)
{
	struct val *list = val_list(x, into, "rows");
	const struct method_step *step = session_form_step(s);
	const struct method_form *form = step ? method_workshop_form(s->method, str_of(step->form)) : NULL;
	struct sql_rows *r;
	size_t n;
	bool one;
	if (!form)
		return OK;
	TRY(group_room_is_one(x, s, &one));
	TRY(sql_rows(x, s->id, str_of(step->key), &r, &n));
	for (size_t i = 0; i < n; i++) {
		bool mine = s->phone && r[i].group_id.v == s->phone->group_id.v && (r[i].group_id.v || one);
		struct val *values, *o;
		if (mine_only ? !mine : str_eqz(r[i].seen, "group") && !mine)
			continue;
		TRY(val_parse_json(x, r[i].values_json, &values));
		o = val_obj(x, list);
		val_int(x, o, "id", r[i].id.v);
		val_int(x, o, "of_row", r[i].id.v);	/* makes the fields' ids differ from those of the other rows */
		val_int(x, o, "version", r[i].version);
		val_bool(x, o, "mine", mine);
		val_str(x, o, "name", task_row_name(x, form, values));
		val_str(x, o, "first_step", val_get_str(values, "first_step"));
		val_str(x, o, "mark", r[i].mark_option);
		val_str(x, o, "mark_reason", r[i].mark_reason);
		put_nothing_refused(x, o);
		if (mine_only)
			TRY(task_fields(x, s, form, values, o));
	}
	if (!mine_only)	/* asked and marked, not written: the room reads the rows in what it shares */
		return OK;
	val_text(x, into, "form_title", form->title);
	val_int(x, into, "of_row", 0);
	return task_fields(x, s, form, NULL, into);
}

/* Whoever does not write it has no form in the view, either. */
enum rc task_form(struct ctx *x, struct session *s, struct val *into)
{
	if (val_get_bool(into, "member"))
		return put_rows(x, s, into, true);
	val_list(x, into, "rows");
	val_list(x, into, "fields");
	return OK;
}

enum rc task_questions(struct ctx *x, struct session *s, struct val *into)
{
	struct sql_questions *q;
	size_t n;
	TRY(put_rows(x, s, into, false));
	TRY(sql_questions(x, s->id, &q, &n));
	for (struct val *row = val_get(into, S("rows"))->kids.first; row; row = row->next) {
		struct val *list = val_list(x, row, "asked");
		for (size_t i = 0; i < n; i++) {
			if (q[i].row_id.v != val_get_int(row, "id", 0))
				continue;
			struct val *o = val_obj(x, list);
			val_int(x, o, "id", q[i].id.v);
			val_str(x, o, "text", q[i].text);
			val_str(x, o, "answer", q[i].answer);
			put_nothing_refused(x, o);
		}
	}
	return OK;
}

enum rc task_marks(struct ctx *x, struct session *s, struct val *into)
{
	TRY(put_rows(x, s, into, false));
	for (struct val *row = val_get(into, S("rows"))->kids.first; row; row = row->next) {
		struct val *list = val_list(x, row, "options");
		for (unsigned i = 0; i < s->step->options_count; i++) {
			struct val *o = val_obj(x, list);
			val_str(x, o, "key", str_of(s->step->options[i].key));
			val_text(x, o, "title", s->step->options[i].title);
			val_bool(x, o, "chosen", str_eqz(val_get_str(row, "mark"), s->step->options[i].key));
		}
	}
	return OK;
}
