/* form.c -- the readers that handlers use: one field, one rule, one message.
 * Knows no field names and no handlers. */
#include "http/http.h"

static const struct val *field_of(const struct req *q, const char *field)
{
	return val_get(q->form, str_of(field));
}

static struct str text_of(const struct val *v)
{
	if (!v)
		return STR_NULL;
	if (v->kind == VAL_LIST)
		v = v->kids.first;
	return v && v->kind == VAL_STR ? v->text : STR_NULL;
}

struct str form_raw(const struct req *q, const char *field)
{
	return text_of(field_of(q, field));
}

struct val *form_values(const struct req *q, const char *field)
{
	const struct val *v = field_of(q, field);
	struct val *list = val_new_list(q->x);
	if (v && v->kind == VAL_STR)
		val_item_str(q->x, list, v->text);
	if (v && v->kind == VAL_LIST)
		for (const struct val *item = v->kids.first; item; item = item->next)
			val_item_str(q->x, list, item->text);
	return list;
}

bool form_has(const struct req *q, const char *field)
{
	return field_of(q, field) != NULL;
}

static enum rc check_length(struct req *q, const char *field, size_t min, size_t max, struct str s)
{
	size_t chars = str_chars(s);
	if (chars == 0 && min > 0)
		return fail(q->x, INVALID, field, "form.required");
	if (chars < min)
		return fail_int(q->x, INVALID, field, "form.too_short", "min", (int64_t)min);
	if (chars > max)
		return fail_int(q->x, INVALID, field, "form.too_long", "max", (int64_t)max);
	return OK;
}

enum rc form_line(struct req *q, const char *field, size_t min, size_t max, struct str *ret)
{
	struct str s = str_one_line(q->x->arena, form_raw(q, field));
	TRY(check_length(q, field, min, max, s));
	*ret = s;
	return OK;
}

/* CRLF and CR to LF; other control characters but the tabulator are dropped. */
static struct str clean_text(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c == '\r') {
			if (i + 1 < s.n && s.p[i + 1] == '\n')
				continue;
			c = '\n';
		}
		if ((c >= 0x20 && c != 0x7f) || c == '\n' || c == '\t')
			out[n++] = (char)c;
	}
	return (struct str){ out, n };
}

enum rc form_text(struct req *q, const char *field, size_t min, size_t max, struct str *ret)
{
	struct str s = str_dup(q->x->arena, str_trim(clean_text(q->x->arena, form_raw(q, field))));
	if (str_empty(str_one_line(q->x->arena, s)))
		s = S("");	/* nothing but marks without width: nobody would see anything */
	TRY(check_length(q, field, min, max, s));
	*ret = s;
	return OK;
}

static enum rc not_number(struct req *q, const char *field, int64_t min, int64_t max)
{
	bool first = q->x->fault.rc == OK;
	enum rc rc = fail_int(q->x, INVALID, field, "form.not_number", "min", min);
	if (first)
		val_int(q->x, q->x->fault.args, "max", max);
	return rc;
}

enum rc form_int(struct req *q, const char *field, int64_t min, int64_t max, int64_t *ret)
{
	struct str s = str_trim(form_raw(q, field));
	if (str_empty(s))
		return fail(q->x, INVALID, field, "form.required");
	return str_to_int(s, min, max, ret) ? OK : not_number(q, field, min, max);
}

enum rc form_int_or(struct req *q, const char *field, int64_t min, int64_t max, int64_t absent, int64_t *ret)
{
	if (!str_empty(str_trim(form_raw(q, field))))
		return form_int(q, field, min, max, ret);
	*ret = absent;
	return OK;
}

enum rc form_date(struct req *q, const char *field, bool required, struct date *ret)
{
	struct str s = str_trim(form_raw(q, field));
	*ret = DATE_NONE;
	if (str_empty(s))
		return required ? fail(q->x, INVALID, field, "form.required") : OK;
	return date_parse(s, ret) ? OK : fail(q->x, INVALID, field, "form.not_date");
}

enum rc form_time(struct req *q, const char *field, bool required, int *ret_minutes)
{
	struct str s = str_trim(form_raw(q, field));
	*ret_minutes = -1;
	if (str_empty(s))
		return required ? fail(q->x, INVALID, field, "form.required") : OK;
	return time_parse(s, ret_minutes) ? OK : fail(q->x, INVALID, field, "form.not_time");
}

bool form_checked(const struct req *q, const char *field)
{
	struct str s = form_raw(q, field);
	return !str_empty(s) && !str_eq(s, S("0")) && !str_eq(s, S("false"));
}

enum rc form_choice(struct req *q, const char *field, const char *const names[], int *ret)
{
	struct str s = form_raw(q, field);
	if (str_empty(s))
		return fail(q->x, INVALID, field, "form.required");
	for (int i = 0; names[i]; i++) {
		if (str_eqz(s, names[i])) {
			*ret = i;
			return OK;
		}
	}
	return fail(q->x, INVALID, field, "form.not_choice");
}

enum rc form_upload(struct req *q, const char *field, struct upload *ret)
{
	for (const struct upload_field *f = q->uploads; f; f = f->next) {
		if (strcmp(f->name, field) == 0) {
			*ret = f->file;
			return OK;
		}
	}
	return fail(q->x, INVALID, field, "form.no_file");
}
