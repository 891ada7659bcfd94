/* val.h -- the value tree: what a handler tells about, before anyone decides
 * whether it becomes HTML or JSON.
 *
 * Memory: the arena of the ctx; strings are referenced, not copied, so they
 * must live as long as the tree (rows and str_fmt results in the same arena do).
 * A secret must never enter a tree: every tree can be asked for as JSON.
 * Trusted HTML is a kind of its own that only ui's Markdown and the live
 * renderer make; JSON writes it as a string. */
#pragma once
#include "core/buf.h"
#include "core/ctx.h"

enum val_kind { VAL_NULL, VAL_BOOL, VAL_INT, VAL_STR, VAL_HTML, VAL_LIST, VAL_OBJ };

struct val {
	enum val_kind kind;
	const char *name;		/* key within an object; NULL in a list */
	struct val *next;		/* sibling */
	union {
		bool boolean;
		int64_t integer;
		struct str text;	/* VAL_STR and VAL_HTML */
		struct {
			struct val *first, *last;
			size_t count;
		} kids;			/* VAL_LIST and VAL_OBJ */
	};
};

struct val *val_new_obj(struct ctx *x);
struct val *val_new_list(struct ctx *x);

/* Members of an object. A name set twice keeps the last value. */
struct val *val_list(struct ctx *x, struct val *obj, const char *name);	/* empty list, returned */
struct val *val_sub(struct ctx *x, struct val *obj, const char *name);	/* empty object, returned */
void val_str(struct ctx *x, struct val *obj, const char *name, struct str s);	/* STR_NULL gives null */
void val_int(struct ctx *x, struct val *obj, const char *name, int64_t i);
void val_bool(struct ctx *x, struct val *obj, const char *name, bool b);
void val_null(struct ctx *x, struct val *obj, const char *name);
void val_html(struct ctx *x, struct val *obj, const char *name, struct str trusted);
void val_path(struct ctx *x, struct val *obj, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void val_fmt(struct ctx *x, struct val *obj, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void val_put(struct ctx *x, struct val *obj, const char *name, struct val *v);	/* v must be new */

/* Items of a list. */
struct val *val_obj(struct ctx *x, struct val *list);		/* new object appended, returned */
struct val *val_item_list(struct ctx *x, struct val *list);
void val_item_str(struct ctx *x, struct val *list, struct str s);
void val_item_int(struct ctx *x, struct val *list, int64_t i);

/* NULL if absent or obj is NULL or not an object. Dotted paths are not split. */
struct val *val_get(const struct val *obj, struct str name);
struct str val_get_str(const struct val *obj, const char *name);	/* STR_NULL if absent or no string */
int64_t val_get_int(const struct val *obj, const char *name, int64_t otherwise);
bool val_get_bool(const struct val *obj, const char *name);
/* Mustache truth: null, false and the empty list are false; all else is true,
 * except that the empty string is false too. */
bool val_truthy(const struct val *v);

void val_json(struct buf *b, const struct val *v);	/* compact; keys in order of insertion */
/* Parses JSON. INVALID(field "", "core.json_malformed") with line in the cause;
 * numbers must be integers; depth at most 64. */
must_use enum rc val_parse_json(struct ctx *x, struct str json, struct val **ret);
