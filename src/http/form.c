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

/* ---- all that is wrong at once */

void form_gather(struct req *q)
{
	q->wrong = (struct form_faults){ .gathers = true };
	q->wrong.last = &q->wrong.first;
}

enum rc form_keep(struct req *q, enum rc rc)
{
	const struct fault *f = &q->x->fault;
	if (!q->wrong.gathers || rc != INVALID || f->rc != INVALID || !*f->field)
		return rc;
	bool known = false;
	for (const struct form_fault *k = q->wrong.first; k; k = k->next)
		known |= strcmp(k->fault.field, f->field) == 0;
	if (!known) {
		struct form_fault *kept = ARENA_NEW(q->x->arena, struct form_fault);
		kept->fault = *f;
		*q->wrong.last = kept;
		q->wrong.last = &kept->next;
		q->wrong.count++;
	}
	fault_clear(q->x);
	return OK;
}

enum rc form_done(struct req *q)
{
	q->wrong.gathers = false;
	if (!q->wrong.count)
		return OK;
	q->x->fault = q->wrong.first->fault;
	return INVALID;
}

const struct fault *form_wrong(const struct req *q, const char *field)
{
	for (const struct form_fault *k = q->wrong.first; k; k = k->next)
		if (strcmp(k->fault.field, field) == 0)
			return &k->fault;
	return NULL;
}

/* ---- one field each */

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
	enum rc rc = check_length(q, field, min, max, s);
	TRY(form_keep(q, rc));
	*ret = rc == OK ? s : S("");
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
	enum rc rc = check_length(q, field, min, max, s);
	TRY(form_keep(q, rc));
	*ret = rc == OK ? s : S("");
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
	if (str_to_int(s, min, max, ret))
		return OK;
	TRY(form_keep(q, str_empty(s) ? fail(q->x, INVALID, field, "form.required") : not_number(q, field, min, max)));
	*ret = min;
	return OK;
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
		return required ? form_keep(q, fail(q->x, INVALID, field, "form.required")) : OK;
	if (date_parse(s, ret))
		return OK;
	*ret = DATE_NONE;
	return form_keep(q, fail(q->x, INVALID, field, "form.not_date"));
}

enum rc form_time(struct req *q, const char *field, bool required, int *ret_minutes)
{
	struct str s = str_trim(form_raw(q, field));
	*ret_minutes = -1;
	if (str_empty(s))
		return required ? form_keep(q, fail(q->x, INVALID, field, "form.required")) : OK;
	if (time_parse(s, ret_minutes))
		return OK;
	*ret_minutes = -1;
	return form_keep(q, fail(q->x, INVALID, field, "form.not_time"));
}

bool form_checked(const struct req *q, const char *field)
{
	struct str s = form_raw(q, field);
	return !str_empty(s) && !str_eq(s, S("0")) && !str_eq(s, S("false"));
}

enum rc form_choice(struct req *q, const char *field, const char *const names[], int *ret)
{
	struct str s = form_raw(q, field);
	for (int i = 0; names[i]; i++) {
		if (str_eqz(s, names[i])) {
			*ret = i;
			return OK;
		}
	}
	TRY(form_keep(q, fail(q->x, INVALID, field, str_empty(s) ? "form.required" : "form.not_choice")));
	*ret = 0;
	return OK;
}

enum rc form_upload(struct req *q, const char *field, struct upload *ret)
{
	for (const struct upload_field *f = q->uploads; f; f = f->next) {
		if (strcmp(f->name, field) == 0) {
			*ret = f->file;
			return OK;
		}
	}
	TRY(form_keep(q, fail(q->x, INVALID, field, "form.no_file")));
	*ret = (struct upload){ 0 };
	return OK;
}
