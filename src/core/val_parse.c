/* val_parse.c -- JSON from outside into the value tree; the only file that
 * knows jansson. */
#include "core/val.h"
#include <jansson.h>

enum { DEPTH_MAX = 64 };	/* deeper than any form of ours; bounds the recursion */

static bool convert(struct ctx *x, const json_t *j, struct val *v, int depth)
{
	if (depth > DEPTH_MAX)
		return false;
	switch (json_typeof(j)) {
	case JSON_NULL:
		v->kind = VAL_NULL;
		return true;
	case JSON_TRUE:
	case JSON_FALSE:
		v->kind = VAL_BOOL;
		v->boolean = json_is_true(j);
		return true;
	case JSON_INTEGER:
		v->kind = VAL_INT;
		v->integer = json_integer_value(j);
		return true;
	case JSON_STRING:
		v->kind = VAL_STR;
		v->text = str_dup(x->arena, (struct str){ json_string_value(j), json_string_length(j) });
		return true;
	case JSON_ARRAY: {
		size_t i;
		json_t *item;
		v->kind = VAL_LIST;
		json_array_foreach(j, i, item) {
			struct val *kid = val_obj(x, v);
			if (!convert(x, item, kid, depth + 1))
				return false;
		}
		return true;
	}
	case JSON_OBJECT: {
		const char *key;
		json_t *item;
		v->kind = VAL_OBJ;
		json_object_foreach((json_t *)j, key, item) {
			struct val *kid = val_sub(x, v, str_z(x->arena, str_of(key)));
			if (!convert(x, item, kid, depth + 1))
				return false;
		}
		return true;
	}
	default:
		return false;	/* reals: no number of ours has a fraction */
	}
}

static void drop(void *j)
{
	json_decref(j);
}

enum rc val_parse_json(struct ctx *x, struct str json, struct val **ret)
{
	json_error_t e;
	json_t *j = json_loadb(json.p ? json.p : "", json.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
	if (!j)
		return fail_int(x, INVALID, "", "core.json_malformed", "line", e.line);
	arena_defer(x->arena, drop, j);
	struct val *v = val_new_obj(x);
	if (!convert(x, j, v, 0))
		return fail_int(x, INVALID, "", "core.json_malformed", "line", 1);
	*ret = v;
	return OK;
}
