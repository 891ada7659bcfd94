/* url.c -- reads what a URL or a form has escaped. Knows no routes. */
#include "http/url.h"
#include "http/http.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool url_decode(struct arena *a, struct str raw, bool plus, struct str *ret)
{
	if (str_find(raw, '%') == raw.n && (!plus || str_find(raw, '+') == raw.n)) {
		*ret = raw;
		return str_is_utf8(raw);
	}
	char *out = arena_alloc(a, raw.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < raw.n; i++) {
		if (raw.p[i] == '%') {
			int high = i + 2 < raw.n ? hex_digit(raw.p[i + 1]) : -1;
			int low = i + 2 < raw.n ? hex_digit(raw.p[i + 2]) : -1;
			if (high < 0 || low < 0)
				return false;
			out[n++] = (char)(high << 4 | low);
			i += 2;
		} else {
			out[n++] = plus && raw.p[i] == '+' ? ' ' : raw.p[i];
		}
	}
	*ret = (struct str){ out, n };
	return str_is_utf8(*ret);
}

void field_add(struct ctx *x, struct val *obj, struct str name, struct str value)
{
	struct val *earlier = val_get(obj, name);
	if (!earlier) {
		val_str(x, obj, str_z(x->arena, name), value);
		return;
	}
	if (earlier->kind != VAL_LIST) {
		struct str first = earlier->text;
		earlier = val_list(x, obj, earlier->name);
		val_item_str(x, earlier, first);
	}
	val_item_str(x, earlier, value);
}

enum rc url_pairs(struct ctx *x, struct str encoded, struct val *obj)
{
	struct str pair, rest = encoded.n ? encoded : STR_NULL;
	size_t fields = 0;
	while (str_next(&rest, '&', &pair)) {
		if (str_empty(pair))
			continue;
		/* Looking up a name walks the object, so the count is what keeps
		 * a form of a hundred thousand names from taking minutes. */
		if (++fields > HTTP_FIELDS_MAX)
			return fail_int(x, INVALID, "", "http.too_many_fields", "max", HTTP_FIELDS_MAX);
		size_t eq = str_find(pair, '=');
		struct str name, value;
		if (!url_decode(x->arena, str_sub(pair, 0, eq), true, &name) ||
		    !url_decode(x->arena, str_sub(pair, eq + 1, pair.n), true, &value))
			return fail(x, INVALID, "", "http.bad_encoding");
		/* Copied: handlers may hand .p to foreign calls. */
		field_add(x, obj, name, str_dup(x->arena, value));
	}
	return OK;
}
