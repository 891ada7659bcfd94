/* device.c -- blank sheets as members of a view. Knows no answers: there are none
 * on this side. */
#include "core/lang.h"
#include "method/material/device.h"
#include "people/people.h"
#include "ui/ui.h"

enum {
	KEEP_DAYS = 30,		/* of answers to a set and notes of a step, which say nothing themselves */
	LINE_MAX = 300,		/* characters, where the method names no limit of its own */
	TEXT_MAX = 4000,
};

void device_page(struct req *q)
{
	/* Adds to the policy of every page; both hold. */
	reply_header(q, "Content-Security-Policy", S("connect-src 'none'; form-action 'none'; worker-src 'none'"));
	device_language(q);
}

void device_language(struct req *q)
{
	lang_known(req_query(q, "lang"), &q->x->lang);
}

struct str device_lang(const struct req *q)
{
	return str_empty(req_query(q, "lang")) ? S("") : str_fmt(q->x->arena, "?lang=%s", lang_names[q->x->lang]);
}

/* ---- where to turn */

static method_place_fn *place_of_reader;

void method_places(method_place_fn *fn)
{
	place_of_reader = fn;
}

static enum rc put_contacts(struct ctx *x, struct val *list, unit_id unit)
{
	struct str *lines;
	size_t n;
	TRY(people_help(x, unit, &lines, &n));
	for (size_t i = 0; i < n; i++) {
		bool there = false;
		for (struct val *o = list->kids.first; o; o = o->next)
			there |= str_eq(o->text, lines[i]);
		if (!there)
			val_item_str(x, list, lines[i]);
	}
	return OK;
}

enum rc device_contacts(struct req *q, struct val *view)
{
	struct val *list = val_list(q->x, view, "contacts");
	struct str from = req_query(q, "from");
	int64_t unit = 0;
	if (place_of_reader && from.n)
		TRY(place_of_reader(q, from, &unit));
	if (unit)
		return put_contacts(q->x, list, (unit_id){ unit });
	for (size_t i = 0; q->actor && i < q->actor->nroles; i++)
		TRY(put_contacts(q->x, list, q->actor->roles[i].unit));
	return OK;
}

/* ---- sheets */

void device_sheet(struct ctx *x, struct val *v, struct str name, struct str title, unsigned keep_days, bool pair)
{
	struct val *sheet = val_sub(x, v, "sheet");
	val_str(x, sheet, "name", name);
	val_str(x, sheet, "sheet_title", title);
	val_int(x, sheet, "keep_days", keep_days);
	val_str(x, sheet, "kept", keep_days ? page_count(x, "library.kept_days", keep_days) : ui_text(x, "library.kept_until_deleted"));
	val_bool(x, sheet, "handed_over", false);
	val_str(x, sheet, "seen_by", ui_text(x, pair ? "library.seen_by_pair" : "library.seen_by_me"));
}

static void put_options(struct ctx *x, struct val *v, const char *list_name, struct str name, const struct method_option *options,
			size_t n)
{
	struct val *list = val_list(x, v, list_name);
	for (size_t i = 0; i < n; i++) {
		struct val *o = val_obj(x, list);
		val_str(x, o, "id", str_fmt(x->arena, "%.*s.%s", STR_ARG(name), options[i].key));
		val_str(x, o, "value", str_of(options[i].key));
		val_text(x, o, "option", options[i].title);
		val_text(x, o, "option_help", options[i].help);
		val_int(x, o, "worth", (int64_t)i + 1);
	}
}

static const char *input_type(enum method_field_type t)
{
	return t == FIELD_DATE ? "date" : t == FIELD_NUMBER ? "number" : "text";
}

static void put_yes_no(struct ctx *x, struct val *v, struct str name)
{
	static const struct { const char *key, *text; } answers[] = { { "yes", "library.yes" }, { "no", "library.no" } };
	struct val *list = val_list(x, v, "options");
	for (size_t i = 0; i < 2; i++) {
		struct val *o = val_obj(x, list);
		val_str(x, o, "id", str_fmt(x->arena, "%.*s.%s", STR_ARG(name), answers[i].key));
		val_str(x, o, "value", str_of(answers[i].key));
		val_str(x, o, "option", ui_text(x, answers[i].text));
		val_null(x, o, "option_help");
	}
}

/* An answer that asks for a word more is pointed out, as in a question set. */
static bool asks_for_more(const struct method_field *f)
{
	for (unsigned i = 0; i < f->options_count; i++)
		if (f->options[i].reason)
			return true;
	return false;
}

static void put_pointed_out(struct ctx *x, struct val *v, const struct method_field *f)
{
	struct val *options = val_get(v, S("options"));
	unsigned i = 0;
	for (struct val *o = options->kids.first; o; o = o->next, i++)
		val_bool(x, o, "highlight", i < f->options_count && f->options[i].reason);
}

void device_fields(struct ctx *x, struct val *v, const char *prefix, const struct method_field *fields, size_t n)
{
	struct val *list = val_list(x, v, "fields");
	for (size_t i = 0; i < n; i++) {
		const struct method_field *f = &fields[i];
		struct val *o = val_obj(x, list);
		struct str name = str_fmt(x->arena, "%s.%s", prefix, f->key);
		bool options = method_chooses(f) || f->type == FIELD_YES_NO, area = f->type == FIELD_TEXT;
		val_str(x, o, "name", name);
		val_text(x, o, "label", f->label);
		val_text(x, o, "hint", f->help);
		val_bool(x, o, "must", f->required);
		val_bool(x, o, "choose", options);
		val_bool(x, o, "on_a_line", f->type == FIELD_SCALE);
		val_bool(x, o, "area", area);
		val_bool(x, o, "line", !options && !area);
		val_str(x, o, "type", str_of(input_type(f->type)));
		val_bool(x, o, "words", strcmp(input_type(f->type), "text") == 0 || f->type == FIELD_DATE);
		val_int(x, o, "max", f->max && f->type != FIELD_NUMBER ? f->max : area ? TEXT_MAX : LINE_MAX);
		if (f->type == FIELD_YES_NO)
			put_yes_no(x, o, name);
		else
			put_options(x, o, "options", name, f->options, f->options_count);
		put_pointed_out(x, o, f);
	}
}

/* ---- worksheets */

/* "Grøn. Vi trives" beside the word "Grøn" need not say it twice. */
struct str device_heading(struct ctx *x, const struct method_block *b, struct str *ret_tone)
{
	static const char *const words[] = { [TONE_GREEN] = "library.green", [TONE_YELLOW] = "library.yellow", [TONE_RED] = "library.red" };
	struct str title = text_in(b->title, x->lang);
	*ret_tone = b->tone == TONE_NONE ? STR_NULL : ui_text(x, words[b->tone]);
	if (!ret_tone->n || !str_starts(title, *ret_tone))
		return title;
	struct str rest = str_sub(title, ret_tone->n, title.n);
	if (!str_starts(rest, S(". ")) && !str_starts(rest, S(": ")))
		return title;
	return str_sub(rest, 2, rest.n);
}

static void put_tone(struct ctx *x, struct val *v, enum method_tone tone, struct str word)
{
	static const struct { const char *name, *sign; } tones[] = {
		[TONE_GREEN] = { "green", "●" },
		[TONE_YELLOW] = { "yellow", "▲" },
		[TONE_RED] = { "red", "■" },
	};
	if (tone == TONE_NONE) {
		val_null(x, v, "tone");
		return;
	}
	val_str(x, v, "tone", str_of(tones[tone].name));
	val_str(x, v, "tone_word", word);
	val_str(x, v, "tone_sign", str_of(tones[tone].sign));
}

static void put_cells(struct ctx *x, struct val *row, const struct method_block *b, unsigned r, struct str head)
{
	struct val *cells = val_list(x, row, "cells");
	for (unsigned c = 0; c < b->columns_count; c++) {
		struct val *o = val_obj(x, cells);
		struct str column = text_in(b->columns[c].title, x->lang);
		val_fmt(x, o, "name", "%s.%u.%s", b->key, r, b->columns[c].key);
		val_str(x, o, "label", str_fmt(x->arena, "%.*s, %.*s", STR_ARG(column), STR_ARG(head)));
		val_text(x, o, "column", b->columns[c].title);
	}
}

static void put_table(struct ctx *x, struct val *v, const struct method_block *b)
{
	if (!b->columns_count) {
		val_null(x, v, "table");
		return;
	}
	struct val *table = val_sub(x, v, "table");
	struct val *columns = val_list(x, table, "columns"), *rows = val_list(x, table, "rows");
	for (unsigned c = 0; c < b->columns_count; c++) {
		struct val *o = val_obj(x, columns);
		val_text(x, o, "column", b->columns[c].title);
		val_text(x, o, "column_help", b->columns[c].help);
	}
	val_bool(x, table, "named", b->rows_count > 0);
	for (unsigned r = 0; r < b->rows_count + b->blank_rows; r++) {
		struct val *row = val_obj(x, rows);
		bool named = r < b->rows_count;
		struct str head = named ? text_in(b->rows[r].title, x->lang) : str_fmt(x->arena, "%u", r + 1);
		val_str(x, row, "head", named ? head : S(""));
		val_text(x, row, "head_help", named ? b->rows[r].help : (struct text){ 0 });
		put_cells(x, row, b, r, head);
	}
}

static void put_ticks(struct ctx *x, struct val *v, const struct method_block *b)
{
	struct val *list = val_list(x, v, "ticks");
	for (unsigned i = 0; i < b->ticks_count; i++) {
		struct val *o = val_obj(x, list);
		val_fmt(x, o, "name", "%s.%s", b->key, b->ticks[i].key);
		val_text(x, o, "tick", b->ticks[i].title);
	}
}

void device_worksheet(struct ctx *x, struct val *v, const struct method_worksheet *w)
{
	device_sheet(x, v, str_fmt(x->arena, "worksheet/%s", w->head.key), text_in(w->head.title, x->lang), w->keep_days,
		     w->privacy == PRIVACY_PAIR);
	val_bool(x, val_get(v, S("sheet")), "handed_over", w->handed_over);
	page_markdown(x, v, "intro", w->intro);
	struct val *sections = val_list(x, v, "sections");
	for (unsigned i = 0; i < w->sections_count; i++) {
		const struct method_block *b = &w->sections[i];
		struct val *s = val_obj(x, sections);
		val_str(x, s, "id", str_of(b->key));
		struct str tone;
		val_str(x, s, "heading", device_heading(x, b, &tone));
		page_markdown(x, s, "body", b->body);
		put_tone(x, s, b->tone, tone);
		put_ticks(x, s, b);
		device_fields(x, s, b->key, b->fields, b->fields_count);
		bool highlights = false;
		for (unsigned f = 0; f < b->fields_count; f++)
			highlights |= asks_for_more(&b->fields[f]);
		val_bool(x, s, "highlights", highlights);
		put_table(x, s, b);
		val_int(x, s, "remind_days", b->remind_days);
		val_str(x, s, "remind", b->remind_days ? page_count(x, "library.remind_in", b->remind_days) : STR_NULL);
	}
}

/* ---- question sets */

static bool is_asked(const struct method_item *item, const char *const *only, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(only[i], item->key) == 0)
			return true;
	return n == 0;
}

static void put_item(struct ctx *x, struct val *v, const struct method_questions *s, const struct method_item *item)
{
	struct str name = str_fmt(x->arena, "item.%s", item->key);
	bool scale = item->type == ITEM_SCALE;
	val_str(x, v, "name", name);
	val_text(x, v, "question", item->title);
	val_text(x, v, "hint", item->help);
	val_str(x, v, "group", str_of(item->group));
	val_bool(x, v, "one", scale || item->type == ITEM_SINGLE);
	val_bool(x, v, "on_a_line", scale);
	val_bool(x, v, "several", item->type == ITEM_MULTIPLE);
	val_bool(x, v, "rank", item->type == ITEM_RANK);
	val_bool(x, v, "slider", item->type == ITEM_SLIDER || item->type == ITEM_POLARITY);
	val_bool(x, v, "area", item->type == ITEM_TEXT);
	val_bool(x, v, "cloud", item->type == ITEM_CLOUD);
	val_text(x, v, "left", item->left);
	val_text(x, v, "right", item->right);
	val_bool(x, v, "comment", item->comment);
	put_options(x, v, "options", name, scale ? s->scale : item->options, scale ? s->scale_count : item->options_count);
	struct val *o = val_get(v, S("options"));
	unsigned i = 0;
	for (struct val *option = o->kids.first; option; option = option->next, i++) {
		bool pointed_out = false;
		for (unsigned h = 0; scale && h < s->highlight_count; h++)
			pointed_out |= strcmp(s->highlight[h], s->scale[i].key) == 0;
		val_bool(x, option, "highlight", pointed_out);
	}
	struct val *places = val_list(x, v, "places");
	for (unsigned p = 1; item->type == ITEM_RANK && p <= item->options_count; p++)
		val_item_int(x, places, p);
}

static size_t items_of(const struct method_questions *s, const char *group, const char *const *only, size_t n)
{
	size_t count = 0;
	for (unsigned i = 0; i < s->items_count; i++)
		count += s->items[i].group && strcmp(s->items[i].group, group) == 0 && is_asked(&s->items[i], only, n);
	return count;
}

static void put_suggestions(struct ctx *x, struct val *band, const struct method_questions *s, const char *group, const char *key)
{
	struct val *list = val_list(x, band, "suggestions");
	for (unsigned i = 0; i < s->suggest_count; i++) {
		const struct method_suggestion *to = &s->suggest[i];
		const struct method_workshop *w = method_workshop(str_of(to->method));
		if (!w || strcmp(to->group, group) != 0 || strcmp(to->band, key) != 0)
			continue;
		struct val *o = val_obj(x, list);
		val_text(x, o, "method", w->head.title);
		val_str(x, o, "url", page_url(x, METHOD_WORKSHOP, w->head.key));
		val_text(x, o, "why", to->why);
	}
}

/* A band holds from the one before it (exclusive) to up_to. */
static void put_bands(struct ctx *x, struct val *v, const struct method_questions *s, const char *group)
{
	struct val *list = val_list(x, v, "bands");
	unsigned above = 0;
	for (unsigned i = 0; i < s->bands_count; i++) {
		struct val *o = val_obj(x, list);
		val_text(x, o, "band", s->bands[i].title);
		val_int(x, o, "above", above);
		val_int(x, o, "up_to", s->bands[i].up_to);
		put_suggestions(x, o, s, group, s->bands[i].key);
		above = s->bands[i].up_to;
	}
}

static void put_groups(struct ctx *x, struct val *v, const struct method_questions *s, const char *const *only, size_t n)
{
	struct val *list = val_list(x, v, "groups");
	for (unsigned i = 0; i < s->groups_count; i++) {
		size_t items = items_of(s, s->groups[i].key, only, n);
		if (!items)
			continue;
		struct val *o = val_obj(x, list);
		val_str(x, o, "key", str_of(s->groups[i].key));
		val_text(x, o, "heading", s->groups[i].title);
		page_markdown(x, o, "body", s->groups[i].body);
		val_int(x, o, "least", (int64_t)items);
		val_int(x, o, "most", (int64_t)(items * s->scale_count));
		put_bands(x, o, s, s->groups[i].key);
	}
}

void device_questions(struct ctx *x, struct val *v, const struct method_questions *s, const char *const *only, size_t n)
{
	device_sheet(x, v, str_fmt(x->arena, "set/%s", s->head.key), text_in(s->head.title, x->lang), KEEP_DAYS, false);
	struct val *items = val_list(x, v, "items");
	for (unsigned i = 0; i < s->items_count; i++)
		if (is_asked(&s->items[i], only, n))
			put_item(x, val_obj(x, items), s, &s->items[i]);
	put_groups(x, v, s, only, n);
	val_bool(x, v, "sums", val_get(v, S("groups"))->kids.count > 0);
	val_bool(x, v, "highlights", s->highlight_count > 0);
}
