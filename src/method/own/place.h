/* place.h -- where something stands in a document's text: a node of the YAML tree,
 * what the schema says of it, and the bytes it takes. Inside the folder only.
 *
 * Places are paths of names and numbers (edit.h). Everything lives in x->arena,
 * and is of the text it was read from: after a change the text is read anew.
 * Thread: any. */
#pragma once
#include "core/ctx.h"
#include "method/vocabulary/read.h"

enum { TEXT_BYTES_MAX = 2 << 20 };	/* one change cannot take a document far beyond its ceiling */

struct place {
	struct doc *d;
	yaml_node_t *node;				/* the mapping, or the entry */
	const cyaml_schema_value_t *schema;
	yaml_node_t *list;				/* the sequence it stands in; NULL */
	size_t at, of;					/* its place there */
	const char *within;				/* shown on the page of the mapping it is a field of; NULL */
};

/* INVALID("_", "method.edit_unreadable") if the text is no YAML of a known kind. */
must_use enum rc place_read(struct ctx *x, struct str text, struct doc **ret);
/* NOT_FOUND if nothing stands there; INVALID("_", "method.edit_place") if nothing may. */
must_use enum rc place_find(struct ctx *x, struct str text, struct str path, struct place *p);
/* What a mapping's schema says of a field; NULL if it has none of that name. */
const cyaml_schema_value_t *place_field(const cyaml_schema_value_t *v, struct str name);

/* libyaml's marks count characters: the byte where the index-th begins. */
size_t text_byte_at(struct str text, size_t index);
/* Bytes of a node: its first, and the one after the last thing written in it
 * (for libyaml a block ends only where the next thing begins). */
size_t text_starts(struct str text, const yaml_node_t *n);
size_t text_ends(struct str text, const struct doc *d, yaml_node_t *n);
/* The line around a byte: its first byte, and its line feed or the text's end. */
size_t text_line_start(struct str text, size_t at);
size_t text_line_end(struct str text, size_t at);
bool text_is_space(char c);
/* Puts `with` where from..to was. INVALID("_", "method.edit_too_large"). */
must_use enum rc text_splice(struct ctx *x, struct str *text, size_t from, size_t to, struct str with);
bool node_is_flow(const yaml_node_t *n);	/* written as [a, b] or {a: b} */
