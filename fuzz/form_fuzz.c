/* Posted forms, urlencoded and JSON (first byte decides), and every reader of a
 * field over whatever came out. */
#include "http/body.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a handler may rely on: UTF-8, and within the length it asked for. */
static void check(struct str s, size_t max)
{
	if (!str_is_utf8(s) || str_chars(s) > max)
		abort();
}

static void read_fields(struct req *q)
{
	static const char *const names[] = { "a", "bb", NULL };
	struct str s;
	int64_t n;
	int i;
	struct date d;
	for (const struct val *v = q->form->kids.first; v; v = v->next) {
		check(str_of(v->name), SIZE_MAX);
		if (form_line(q, v->name, 0, 20, &s) == OK)
			check(s, 20);
		if (form_text(q, v->name, 1, 2000, &s) == OK)
			check(s, 2000);
		if (form_int(q, v->name, -5, 500, &n) == OK && (n < -5 || n > 500))
			abort();
		if (form_time(q, v->name, true, &i) == OK && (i < 0 || i >= 24 * 60))
			abort();
		if (form_date(q, v->name, true, &d) == OK && !date_is(d))
			abort();
		if (form_choice(q, v->name, names, &i) == OK && (i < 0 || i > 1))
			abort();
		form_checked(q, v->name);
		for (const struct val *item = form_values(q, v->name)->kids.first; item; item = item->next)
			check(item->text, SIZE_MAX);
		fault_clear(q->x);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
	struct ctx x;
	ctx_init(&x, a);
	struct req q = { .x = &x, .form = val_new_obj(&x) };
	struct str body = { (const char *)data + 1, size ? size - 1 : 0 };
	enum rc rc = size && data[0] == 'j' ? body_json(&x, body, q.form) : size ? body_urlencoded(&x, body, q.form) : OK;
	if (rc == OK)
		read_fields(&q);
	else if (rc != INVALID || !x.fault.message)
		abort();
	arena_free(a);
	return 0;
}
