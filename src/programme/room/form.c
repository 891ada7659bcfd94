/* form.c -- what the fields of a form accept and how its rows are kept. Knows no
 * method by name and no page. */
#include "programme/room/form.h"
#include "core/random.h"
#include "programme/room/room_sql.h"
#include "store/store.h"
#include "ui/ui.h"

/* ---- who */

static bool holds_one(const struct form_who *who, const char *const *keys, unsigned n)
{
	for (unsigned i = 0; i < who->method->roles_count; i++)
		for (unsigned k = 0; k < n; k++)
			if ((who->roles >> i & 1) && strcmp(who->method->roles[i].key, keys[k]) == 0)
				return true;
	return false;
}

bool form_may_write(const struct form_who *who, const struct method_form *f)
{
	if (!f->writers_count)
		return who->roles != 0;
	return holds_one(who, f->writers, f->writers_count);
}

bool form_may_read(const struct form_who *who, const struct method_form *f)
{
	if (f->visibility == SEEN_PRIVATE)
		return false;
	if (f->readers_count)
		return holds_one(who, f->readers, f->readers_count);
	return f->visibility == SEEN_SHARED || who->roles != 0;
}

bool form_is_letter(const struct method_form *f)
{
	return f->repeat && f->visibility != SEEN_PRIVATE && f->becomes == BECOMES_NOTHING && f->writers_count == 0 && f->readers_count > 0;
}

bool form_is_facilitator(const struct form_who *who)
{
	for (unsigned i = 0; i < who->method->roles_count; i++)
		if ((who->roles >> i & 1) && who->method->roles[i].seat == SEAT_FACILITATOR)
			return true;
	return false;
}

struct str form_sight(struct ctx *x, const struct method_programme *p, const struct method_form *f)
{
	static const char *const otherwise[] = {
		[SEEN_PRIVATE] = "room.sight_private", [SEEN_GROUP] = "room.sight_session",
		[SEEN_SESSION] = "room.sight_session", [SEEN_SHARED] = "room.sight_shared",
	};
	struct str all = S("");
	if (f->visibility == SEEN_PRIVATE || !f->readers_count)
		return ui_text(x, otherwise[f->visibility]);
	for (unsigned i = 0; i < f->readers_count; i++) {
		const struct method_role *r = method_role(p, str_of(f->readers[i]));
		struct str name = r ? str_lower(x->arena, text_in(r->title, x->lang)) : str_of(f->readers[i]);
		struct str between = i == 0 ? S("") : i + 1 < f->readers_count ? S(", ") : ui_text(x, "room.and");
		all = str_fmt(x->arena, "%.*s%.*s%.*s", STR_ARG(all), STR_ARG(between), STR_ARG(name));
	}
	struct val *args = val_new_obj(x);
	val_str(x, args, "who", all);
	return ui_text_args(x, "room.sight_readers", args);
}

const struct method_field *form_file_field(const struct method_form *f)
{
	for (unsigned i = 0; i < f->fields_count; i++)
		if (f->fields[i].type == FIELD_FILE)
			return &f->fields[i];
	return NULL;
}

/* ---- reading what was posted */

static const char *const yes_no[] = { "yes", "no", NULL };

static enum rc read_choice(struct req *q, const struct method_field *f, struct str *ret)
{
	const char **keys = ARENA_ARRAY(q->x->arena, f->options_count + 1, const char *);
	int at;
	*ret = S("");
	if (!f->required && str_empty(form_raw(q, f->key)))
		return OK;
	for (unsigned i = 0; i < f->options_count; i++)
		keys[i] = f->options[i].key;
	TRY(form_choice(q, f->key, f->type == FIELD_YES_NO ? yes_no : keys, &at));
	*ret = str_of(f->type == FIELD_YES_NO ? yes_no[at] : keys[at]);
	return OK;
}

static enum rc read_number(struct req *q, const struct method_field *f, struct str *ret)
{
	int64_t max = f->max ? f->max : FORM_NUMBER_MAX, n;
	*ret = S("");
	if (!f->required && str_empty(str_trim(form_raw(q, f->key))))
		return OK;
	TRY(form_int(q, f->key, 0, max, &n));
	*ret = str_fmt(q->x->arena, "%" PRId64, n);
	return OK;
}

static enum rc read_date(struct req *q, const struct method_field *f, struct str *ret)
{
	struct date d;
	/* A day of deletion that was left open is set by form_pack(). */
	TRY(form_date(q, f->key, f->required && strcmp(f->key, "keep_until") != 0, &d));
	*ret = date_iso(q->x->arena, d);
	return OK;
}

static size_t chars_max(const struct method_field *f)
{
	size_t engine = f->type == FIELD_TEXT ? FORM_TEXT_CHARS : FORM_LINE_CHARS;
	return f->max && f->max < engine ? f->max : engine;
}

static enum rc read_field(struct req *q, const struct method_field *f, struct str *ret)
{
	*ret = S("");
	switch (f->type) {
	case FIELD_LINE:
	case FIELD_PERSON:
	case FIELD_CARD:
	case FIELD_UNIT:	/* by its name: the other unit need not be ours to see */
		return form_line(q, f->key, f->required, chars_max(f), ret);
	case FIELD_TEXT:
		return form_text(q, f->key, f->required, chars_max(f), ret);
	case FIELD_NUMBER:
		return read_number(q, f, ret);
	case FIELD_DATE:
		return read_date(q, f, ret);
	case FIELD_YES_NO:
	case FIELD_CHOICE:
	case FIELD_SCALE:
		return read_choice(q, f, ret);
	case FIELD_FILE:
		break;
	}
	return OK;
}

enum rc form_read(struct req *q, const struct method_form *f, struct val **ret_values, struct val **ret_wrong)
{
	struct ctx *x = q->x;
	struct fault before = x->fault, first = { 0 };
	*ret_values = val_new_obj(x);
	*ret_wrong = val_new_obj(x);
	for (unsigned i = 0; i < f->fields_count; i++) {
		const struct method_field *field = &f->fields[i];
		struct str value = S("");
		fault_clear(x);
		if (read_field(q, field, &value) == OK) {
			val_str(x, *ret_values, field->key, value);
			continue;
		}
		val_str(x, *ret_wrong, field->key, ui_text_args(x, x->fault.message, x->fault.args));
		first = first.rc ? first : x->fault;
	}
	x->fault = first.rc ? first : before;
	return first.rc;
}

enum rc form_pack(struct ctx *x, const struct method_form *f, struct val *values, struct str *ret_json, struct date *ret_keep)
{
	struct buf json;
	*ret_keep = DATE_NONE;
	for (unsigned i = 0; i < f->fields_count; i++) {
		if (f->fields[i].type != FIELD_DATE || strcmp(f->fields[i].key, "keep_until") != 0)
			continue;
		struct date today = ctx_today(x), keep;
		if (!date_parse(val_get_str(values, "keep_until"), &keep))
			keep = date_add_months(today, FORM_KEEP_MONTHS);
		if (keep.day < today.day)
			return fail(x, INVALID, "keep_until", "room.keep_past");
		if (keep.day > date_add_months(today, FORM_KEEP_MONTHS_MAX).day)
			return fail_int(x, INVALID, "keep_until", "room.keep_long", "years", FORM_KEEP_MONTHS_MAX / 12);
		*ret_keep = keep;
		val_str(x, values, "keep_until", date_iso(x->arena, keep));
	}
	buf_init(&json, HTTP_BODY_MAX * 2);	/* escaping may double what the door let in */
	val_json(&json, values);
	if (json.failed) {
		buf_free(&json);
		return fail(x, TOO_LARGE, "_", "room.form_too_large");
	}
	*ret_json = buf_take(&json, x->arena);
	return OK;
}

/* ---- showing */

static struct str value_of(const struct val *values, const struct method_field *f)
{
	struct str s = values ? val_get_str(values, f->key) : STR_NULL;
	return s.p ? s : S("");
}

/* 250000 -> "250.000" */
static struct str grouped(struct ctx *x, struct str digits)
{
	struct str out = S("");
	for (size_t i = 0; i < digits.n; i++)
		out = str_fmt(x->arena, "%.*s%s%c", STR_ARG(out), i && (digits.n - i) % 3 == 0 ? (x->lang == EN ? "," : ".") : "", digits.p[i]);
	return out;
}

struct str form_words(struct ctx *x, const struct method_field *f, const struct val *values)
{
	struct str value = value_of(values, f);
	struct date d;
	if (str_empty(value))
		return S("");
	if (f->type == FIELD_DATE)
		return date_parse(value, &d) ? ui_date(x, d) : value;
	if (f->type == FIELD_NUMBER)
		return grouped(x, value);
	if (f->type == FIELD_YES_NO)
		return ui_text(x, str_eqz(value, "yes") ? "room.yes" : "room.no");
	for (unsigned i = 0; i < f->options_count; i++)
		if (str_eqz(value, f->options[i].key))
			return text_in(f->options[i].title, x->lang);
	return value;
}

static void put_option(struct ctx *x, struct val *options, struct str value, struct str label, struct str chosen)
{
	struct val *o = val_obj(x, options);
	val_str(x, o, "value", value);
	val_str(x, o, "label", label);
	val_bool(x, o, "chosen", str_eq(value, chosen));
}

static void put_options(struct ctx *x, const struct method_field *f, struct str chosen, struct val *o)
{
	struct val *options = val_list(x, o, "options");
	if (!method_chooses(f) && f->type != FIELD_YES_NO)
		return;
	put_option(x, options, S(""), ui_text(x, f->required ? "room.choose" : "room.not_said"), chosen);
	if (f->type == FIELD_YES_NO) {
		put_option(x, options, S("yes"), ui_text(x, "room.yes"), chosen);
		put_option(x, options, S("no"), ui_text(x, "room.no"), chosen);
	}
	for (unsigned i = 0; i < f->options_count; i++)
		put_option(x, options, str_of(f->options[i].key), text_in(f->options[i].title, x->lang), chosen);
}

static bool is_keep(const struct method_field *f)
{
	return f->type == FIELD_DATE && strcmp(f->key, "keep_until") == 0;
}

static struct str keep_hint(struct ctx *x)
{
	struct val *args = val_new_obj(x);
	val_int(x, args, "months", FORM_KEEP_MONTHS);
	return ui_text_args(x, "room.keep_hint", args);
}

static const char *input_type(const struct method_field *f)
{
	return f->type == FIELD_DATE ? "date" : f->type == FIELD_FILE ? "file" : "text";
}

void form_put_fields(struct ctx *x, const struct method_form *f, const struct val *values, const struct val *wrong, struct val *into)
{
	struct val *list = val_list(x, into, "fields");
	for (unsigned i = 0; i < f->fields_count; i++) {
		const struct method_field *field = &f->fields[i];
		bool select = method_chooses(field) || field->type == FIELD_YES_NO;
		struct val *o = val_obj(x, list);
		val_str(x, o, "id", str_of(field->key));
		val_text(x, o, "label", field->label);
		if (is_keep(field) && !text_is(field->help))
			val_str(x, o, "hint", keep_hint(x));
		else
			val_text(x, o, "hint", field->help);
		val_str(x, o, "value", value_of(values, field));
		val_str(x, o, "wrong", wrong ? val_get_str(wrong, field->key) : STR_NULL);
		val_bool(x, o, "required", field->required && !is_keep(field));
		val_bool(x, o, "optional", !field->required && f->visibility != SEEN_PRIVATE);
		val_int(x, o, "max", (int64_t)chars_max(field));
		val_str(x, o, "type", str_of(input_type(field)));
		val_bool(x, o, "is_text", field->type == FIELD_TEXT);
		val_bool(x, o, "is_select", select);
		val_bool(x, o, "is_file", field->type == FIELD_FILE);
		val_bool(x, o, "is_number", field->type == FIELD_NUMBER);
		val_bool(x, o, "is_person", field->type == FIELD_PERSON);
		val_bool(x, o, "is_line", !select && field->type != FIELD_TEXT && field->type != FIELD_FILE);
		put_options(x, field, value_of(values, field), o);
	}
}

void form_put_cells(struct ctx *x, const struct method_form *f, const struct val *values, struct val *into)
{
	struct val *list = val_list(x, into, "cells");
	for (unsigned i = 0; i < f->fields_count; i++) {
		if (f->fields[i].type == FIELD_FILE)
			continue;
		struct val *o = val_obj(x, list);
		val_str(x, o, "key", str_of(f->fields[i].key));
		val_text(x, o, "label", f->fields[i].label);
		val_str(x, o, "words", form_words(x, &f->fields[i], values));
		val_bool(x, o, "number", f->fields[i].type == FIELD_NUMBER);
	}
}

/* ---- rows */

static enum rc changed_meanwhile(struct ctx *x)
{
	return fail(x, CONFLICT, "_", "programme.changed_meanwhile");
}

static enum rc unpack(struct ctx *x, struct form_row *r, programme_form_row_id id, int64_t version, struct str json)
{
	r->id = id;
	r->version = version;
	return val_parse_json(x, json, &r->values);
}

enum rc form_rows(struct ctx *x, programme_id programme, const struct method_form *f, struct form_row **ret, size_t *ret_n)
{
	struct sql_form_rows *rows;
	size_t n;
	TRY(sql_form_rows(x, programme, str_of(f->key), &rows, &n));
	struct form_row *out = ARENA_ARRAY(x->arena, n, struct form_row);
	for (size_t i = 0; i < n; i++)
		TRY(unpack(x, &out[i], rows[i].id, rows[i].version, rows[i].values_json));
	*ret = out;
	*ret_n = n;
	return OK;
}

enum rc form_row(struct ctx *x, programme_id programme, const struct method_form *f, programme_form_row_id id, struct form_row *ret)
{
	struct sql_form_row *row;
	TRY(sql_form_row(x, programme, str_of(f->key), id, &row));
	if (!row)
		return NOT_FOUND;
	return unpack(x, ret, row->id, row->version, row->values_json);
}

enum rc form_row_add(struct ctx *x, programme_id programme, const struct method_form *f, struct val *values, struct str idem,
		     programme_form_row_id *ret, bool *ret_new)
{
	struct sql_form_row_add *added;
	struct sql_form_row_by_idem *there;
	struct sql_form_rows *rows;
	struct str json;
	struct date keep;
	size_t n;
	TRY(form_pack(x, f, values, &json, &keep));
	/* The one row of a form that is not repeated has a key of its own: two
	 * people who begin it at once meet here, on both kinds of store. */
	if (!f->repeat)
		idem = str_fmt(x->arena, "one/%s", f->key);
	else	/* never one of those above, whatever a sender calls it */
		/* With its words: the key used again for others, from a page that was
		 * gone back to, is another row. */
		idem = str_cat(x->arena, S("many/"), str_empty(idem) ? random_token(x->arena, 16) :
			       hash_hex(x->arena, str_fmt(x->arena, "%.*s/%.*s", STR_ARG(idem), STR_ARG(json))));
	TRY(sql_form_rows(x, programme, str_of(f->key), &rows, &n));
	TRY(sql_form_row_add(x, programme, str_of(f->key), json, idem, keep, &added));
	*ret_new = added != NULL;
	if (added) {
		*ret = added->id;
		return n < FORM_ROWS_MAX ? OK : fail_int(x, INVALID, "_", "room.form_full", "max", FORM_ROWS_MAX);
	}
	if (!f->repeat)
		return changed_meanwhile(x);
	TRY(sql_form_row_by_idem(x, programme, idem, &there));
	if (!there || !str_eqz(there->form, f->key))
		return changed_meanwhile(x);
	*ret = there->id;
	return OK;
}

enum rc form_row_set(struct ctx *x, programme_id programme, const struct method_form *f, programme_form_row_id id, int64_t version,
		     struct val *values)
{
	struct form_row before;
	struct str json;
	struct date keep;
	int64_t changed;
	TRY(form_row(x, programme, f, id, &before));
	TRY(form_pack(x, f, values, &json, &keep));
	TRY(sql_form_row_set(x, programme, id, version, json, keep, &changed));
	return changed ? OK : changed_meanwhile(x);
}

enum rc form_row_drop(struct ctx *x, programme_id programme, const struct method_form *f, programme_form_row_id id)
{
	int64_t changed;
	TRY(sql_form_row_drop(x, programme, str_of(f->key), id, &changed));
	return changed ? OK : NOT_FOUND;
}

/* ---- files */

struct file_kind {
	const char *ending, *mime, *begins;	/* begins NULL: plain text, which has no mark */
};

/* What an office opens. No HTML or SVG: they could run script in whoever opens
 * them. New Office files are ZIP archives, old ones OLE containers. */
static const struct file_kind kinds[] = {
	{ ".pdf", "application/pdf", "%PDF-" },
	{ ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "PK\3\4" },
	{ ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK\3\4" },
	{ ".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "PK\3\4" },
	{ ".odt", "application/vnd.oasis.opendocument.text", "PK\3\4" },
	{ ".ods", "application/vnd.oasis.opendocument.spreadsheet", "PK\3\4" },
	{ ".doc", "application/msword", "\xD0\xCF\x11\xE0" },
	{ ".xls", "application/vnd.ms-excel", "\xD0\xCF\x11\xE0" },
	{ ".png", "image/png", "\x89PNG" },
	{ ".jpg", "image/jpeg", "\xFF\xD8\xFF" },
	{ ".jpeg", "image/jpeg", "\xFF\xD8\xFF" },
	{ ".csv", "text/csv", NULL },
	{ ".txt", "text/plain", NULL },
};

static const struct file_kind *kind_of(struct ctx *x, const struct upload *u)
{
	struct str name = str_lower(x->arena, u->filename);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (!str_ends(name, str_of(kinds[i].ending)))
			continue;
		if (kinds[i].begins ? str_starts(u->bytes, str_of(kinds[i].begins)) : !memchr(u->bytes.p, 0, u->bytes.n))
			return &kinds[i];
	}
	return NULL;
}

enum rc form_file_check(struct ctx *x, const struct method_field *f, const struct upload *u)
{
	if (str_empty(u->bytes))
		return fail(x, INVALID, f->key, "room.file_empty");
	return kind_of(x, u) ? OK : fail(x, INVALID, f->key, "room.file_kind");
}

enum rc form_file_put(struct ctx *x, programme_form_row_id row, const struct method_field *f, const struct upload *u)
{
	enum { NAME_CHARS = 120 };
	TRY(form_file_check(x, f, u));
	const struct file_kind *kind = kind_of(x, u);
	struct str name = str_one_line(x->arena, u->filename);
	if (str_chars(name) > NAME_CHARS)
		name = str_cat(x->arena, str_head_chars(name, NAME_CHARS), str_of(kind->ending));
	return sql_document_put(x, row, str_of(f->key), name, str_of(kind->mime), u->bytes, NULL);
}

/* ---- what is sent without name */

enum rc form_send(struct ctx *x, programme_id programme, const struct method_form *f, const struct val *values)
{
	size_t sent = 0;
	for (unsigned i = 0; i < f->fields_count; i++) {
		struct str key = str_of(f->fields[i].key), words = value_of(values, &f->fields[i]);
		int64_t waiting;
		if (str_empty(words) || f->fields[i].type == FIELD_FILE)
			continue;
		TRY(sql_reflection_add(x, programme, str_of(f->key), random_token(x->arena, 16), key, words, NULL));
		/* Those that wait are shown together, so that a newcomer is never alone. */
		TRY(sql_reflections_waiting(x, programme, str_of(f->key), key, &waiting));
		if (waiting >= REFLECTIONS_TOGETHER)
			TRY(sql_reflections_show(x, programme, str_of(f->key), key, NULL));
		sent++;
	}
	/* The answers of one person shall not lie side by side. */
	TRY(store_mix(x, "reflection", "programme_id", &programme.v, 1));
	return sent ? OK : fail(x, INVALID, "_", "room.nothing_written");
}

enum rc form_put_sent(struct ctx *x, programme_id programme, const struct method_form *f, struct val *into)
{
	struct sql_reflections *rows;
	size_t n;
	TRY(sql_reflections(x, programme, str_of(f->key), &rows, &n));
	struct val *asked = val_list(x, into, "asked");
	for (unsigned i = 0; i < f->fields_count; i++) {
		struct val *o = NULL, *answers = NULL;
		for (size_t k = 0; k < n; k++) {
			if (!str_eqz(rows[k].field, f->fields[i].key))
				continue;
			if (!o) {
				o = val_obj(x, asked);
				val_text(x, o, "label", f->fields[i].label);
				answers = val_list(x, o, "answers");
			}
			val_item_str(x, answers, rows[k].text);
		}
	}
	return OK;
}
