/* body.c -- urlencoded and JSON bodies. Knows no fields by name. */
#include "http/body.h"
#include "http/url.h"

static bool is_type(struct str content_type, struct str type)
{
	struct str bare = str_trim(str_sub(content_type, 0, str_find(content_type, ';')));
	return str_eq_nocase(bare, type);
}

enum body_kind body_kind_of(struct str content_type)
{
	if (str_empty(str_trim(content_type)))
		return BODY_NONE;
	if (is_type(content_type, S("application/x-www-form-urlencoded")))
		return BODY_URLENCODED;
	if (is_type(content_type, S("application/json")))
		return BODY_JSON;
	if (is_type(content_type, S("multipart/form-data")))
		return BODY_MULTIPART;
	return BODY_UNKNOWN;
}

enum rc body_urlencoded(struct ctx *x, struct str body, struct val *form)
{
	return url_pairs(x, body, form);
}

/* A JSON value as the text that a form would have sent. False: it has none. */
static bool as_text(struct ctx *x, const struct val *v, struct str *ret)
{
	if (v->kind == VAL_STR)
		*ret = v->text;
	else if (v->kind == VAL_INT)
		*ret = str_fmt(x->arena, "%" PRId64, v->integer);
	else if (v->kind == VAL_BOOL && v->boolean)
		*ret = S("1");
	else
		return false;
	return true;
}

static enum rc json_member(struct ctx *x, const struct val *member, struct val *form)
{
	struct str text;
	/* Like a box that is not ticked: the form does not send it. */
	if (member->kind == VAL_NULL || (member->kind == VAL_BOOL && !member->boolean))
		return OK;
	if (member->kind == VAL_LIST) {
		struct val *list = val_list(x, form, member->name);
		for (const struct val *item = member->kids.first; item; item = item->next) {
			if (!as_text(x, item, &text))
				return fail(x, INVALID, "", "http.json_shape");
			val_item_str(x, list, text);
		}
		return OK;
	}
	if (!as_text(x, member, &text))
		return fail(x, INVALID, "", "http.json_shape");
	val_str(x, form, member->name, text);
	return OK;
}

enum rc body_json(struct ctx *x, struct str body, struct val *form)
{
	struct val *tree;
	if (!str_is_utf8(body))
		return fail(x, INVALID, "", "http.bad_encoding");
	if (val_parse_json(x, body, &tree) != OK) {
		fault_clear(x);
		return fail(x, INVALID, "", "http.bad_json");
	}
	if (tree->kind != VAL_OBJ)
		return fail(x, INVALID, "", "http.json_shape");
	if (tree->kids.count > HTTP_FIELDS_MAX)
		return fail_int(x, INVALID, "", "http.too_many_fields", "max", HTTP_FIELDS_MAX);
	for (const struct val *member = tree->kids.first; member; member = member->next)
		TRY(json_member(x, member, form));
	return OK;
}
