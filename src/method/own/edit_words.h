/* edit_words.h -- how fields and nodes of a document are called on a page. Inside
 * the folder only. Memory: x->arena. Thread: any. */
#pragma once
#include "core/ctx.h"
#include "method/own/edit.h"
#include "method/vocabulary/read.h"

/* "Overskrift" for title; a name that has no translation is shown as it is. */
struct str edit_label(struct ctx *x, const char *name);
/* A node's title, label or key in the reader's language; STR_NULL if it has none. */
struct str edit_title_of(struct ctx *x, const struct doc *d, const yaml_node_t *n);
/* A list of words as one line, "a, b"; "" for what is no list. */
struct str edit_keys_line(struct ctx *x, const struct doc *d, const yaml_node_t *list);
