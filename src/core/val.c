/* val.c -- the value tree and its JSON. Knows no HTML and no store. */
#include "core/val.h"

static struct val *val_new(struct ctx *x, enum val_kind kind)
{
	struct val *v = ARENA_NEW(x->arena, struct val);
	v->kind = kind;
	return v;
}

struct val *val_new_obj(struct ctx *x)
{
	return val_new(x, VAL_OBJ);
}

struct val *val_new_list(struct ctx *x)
{
	return val_new(x, VAL_LIST);
}

static struct val *append(struct val *parent, struct val *v)
{
	if (parent->kids.last)
		parent->kids.last->next = v;
	else
		parent->kids.first = v;
	parent->kids.last = v;
	parent->kids.count++;
	return v;
}

void val_put(struct ctx *x, struct val *obj, const char *name, struct val *v)
{
	(void)x;
	v->name = name;
	v->next = NULL;
	for (struct val **at = &obj->kids.first; *at; at = &(*at)->next) {
		const char *known = (*at)->name;
		/* Names are mostly literals: the same one is the same pointer, and
		 * different ones differ early. */
		if (known != name && (known[0] != name[0] || strcmp(known, name) != 0))
			continue;
		v->next = (*at)->next;
		if (obj->kids.last == *at)
			obj->kids.last = v;
		*at = v;
		return;
	}
	append(obj, v);
}

static struct val *member(struct ctx *x, struct val *obj, const char *name, enum val_kind kind)
{
	struct val *v = val_new(x, kind);
	val_put(x, obj, name, v);
	return v;
}

struct val *val_list(struct ctx *x, struct val *obj, const char *name)
{
	return member(x, obj, name, VAL_LIST);
}

struct val *val_sub(struct ctx *x, struct val *obj, const char *name)
{
	return member(x, obj, name, VAL_OBJ);
}

void val_str(struct ctx *x, struct val *obj, const char *name, struct str s)
{
	if (s.p)
		member(x, obj, name, VAL_STR)->text = s;
	else
		member(x, obj, name, VAL_NULL);
}

void val_int(struct ctx *x, struct val *obj, const char *name, int64_t i)
{
	member(x, obj, name, VAL_INT)->integer = i;
}

void val_bool(struct ctx *x, struct val *obj, const char *name, bool b)
{
	member(x, obj, name, VAL_BOOL)->boolean = b;
}

void val_null(struct ctx *x, struct val *obj, const char *name)
{
	member(x, obj, name, VAL_NULL);
}

void val_html(struct ctx *x, struct val *obj, const char *name, struct str trusted)
{
	member(x, obj, name, VAL_HTML)->text = trusted;
}

void val_path(struct ctx *x, struct val *obj, const char *name, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	val_str(x, obj, name, str_vfmt(x->arena, fmt, ap));
	va_end(ap);
}

void val_fmt(struct ctx *x, struct val *obj, const char *name, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	val_str(x, obj, name, str_vfmt(x->arena, fmt, ap));
	va_end(ap);
}

struct val *val_obj(struct ctx *x, struct val *list)
{
	return append(list, val_new(x, VAL_OBJ));
}

struct val *val_item_list(struct ctx *x, struct val *list)
{
	return append(list, val_new(x, VAL_LIST));
}

void val_item_str(struct ctx *x, struct val *list, struct str s)
{
	append(list, val_new(x, s.p ? VAL_STR : VAL_NULL))->text = s;
}

void val_item_int(struct ctx *x, struct val *list, int64_t i)
{
	append(list, val_new(x, VAL_INT))->integer = i;
}

struct val *val_get(const struct val *obj, struct str name)
{
	if (!obj || obj->kind != VAL_OBJ)
		return NULL;
	for (struct val *v = obj->kids.first; v; v = v->next)
		if (strncmp(v->name, name.p, name.n) == 0 && v->name[name.n] == 0)
			return v;
	return NULL;
}

struct str val_get_str(const struct val *obj, const char *name)
{
	const struct val *v = val_get(obj, str_of(name));
	return v && (v->kind == VAL_STR || v->kind == VAL_HTML) ? v->text : STR_NULL;
}

int64_t val_get_int(const struct val *obj, const char *name, int64_t otherwise)
{
	const struct val *v = val_get(obj, str_of(name));
	return v && v->kind == VAL_INT ? v->integer : otherwise;
}

bool val_get_bool(const struct val *obj, const char *name)
{
	const struct val *v = val_get(obj, str_of(name));
	return v && v->kind == VAL_BOOL && v->boolean;
}

bool val_truthy(const struct val *v)
{
	if (!v)
		return false;
	switch (v->kind) {
	case VAL_NULL: return false;
	case VAL_BOOL: return v->boolean;
	case VAL_INT: return true;
	case VAL_STR:
	case VAL_HTML: return v->text.n > 0;
	case VAL_LIST: return v->kids.count > 0;
	case VAL_OBJ: return true;
	}
	return false;
}

void val_json(struct buf *b, const struct val *v)
{
	switch (v->kind) {
	case VAL_NULL:
		buf_z(b, "null");
		break;
	case VAL_BOOL:
		buf_z(b, v->boolean ? "true" : "false");
		break;
	case VAL_INT:
		buf_int(b, v->integer);
		break;
	case VAL_STR:
	case VAL_HTML:
		buf_json(b, v->text);
		break;
	case VAL_LIST:
	case VAL_OBJ: {
		bool obj = v->kind == VAL_OBJ;
		buf_char(b, obj ? '{' : '[');
		for (const struct val *k = v->kids.first; k; k = k->next) {
			if (k != v->kids.first)
				buf_char(b, ',');
			if (obj) {
				buf_json(b, str_of(k->name));
				buf_char(b, ':');
			}
			val_json(b, k);
		}
		buf_char(b, obj ? '}' : ']');
		break;
	}
	}
}
