/* schema.h -- which fields a document may have. Inside the room only.
 *
 * One set of libcyaml tables serves twice: libcyaml binds a document to the
 * structs of method.h by it, and read.c walks the document along it to report
 * every fault with its line, where libcyaml stops at the first. */
#pragma once
#include "method/method.h"
#include <cyaml/cyaml.h>

/* Ceilings in bytes: æ, ø and å count two. */
enum {
	KEY_BYTES = 48,		/* fits a URL and a database column; a string with this ceiling is a key */
	TITLE_BYTES = 160,	/* two lines on a phone */
	SHORT_BYTES = 700,	/* about a hundred words: a card on a page */
	LONG_BYTES = 16000,	/* three printed pages */
	LINK_BYTES = 400,
	DATE_BYTES = 10,
	LIST_MAX = 200,		/* entries of any list; the largest of ours has 15 */
};

const struct cyaml_schema_value *schema_of(enum method_kind kind);
const char *schema_kind_name(enum method_kind kind);
/* METHOD_KIND_COUNT if the word is no kind. */
enum method_kind schema_kind(struct str word);
const char *schema_step_name(enum method_step_kind kind);
enum method_step_kind schema_step(struct str word);	/* STEP_KIND_COUNT if it is none */
bool schema_is_step(const struct cyaml_schema_value *v);

/* A text in both languages; its two fields are da and en. */
bool schema_is_text(const struct cyaml_schema_value *v);
/* ... that must stand on one line. */
bool schema_is_title(const struct cyaml_schema_value *v);
