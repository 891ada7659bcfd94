/* catalogue.h -- the texts of the program, compiled for writing. Private to ui.
 *
 * Memory: the arena given to catalogue_load, which must outlive all use.
 * Read-only after loading; any thread. */
#pragma once
#include "ui/builtin.h"

/* A dotted name, split. Shared between all who use the same one. */
struct name {
	const char *shown;	/* as written, for faults */
	size_t nparts;		/* 0: the item itself, "{{.}}" */
	bool may_lack;		/* form.*, error.*, or written with "?" */
	struct part {
		const char *p;	/* NUL-terminated */
		uint32_t n;
	} parts[];
};

struct segment {
	struct str text;	/* as it is */
	struct str html;	/* escaped beforehand */
	const struct name *hole;	/* written after the text; NULL in the last one */
};

struct wording {
	const struct segment *segments;
	size_t n;
};

struct message {
	const char *key;
	bool counts;
	struct wording wordings[LANG_COUNT][2];		/* one, many; the same unless it counts */
};

/* How many is "many": not one, in Danish as in English. */
static inline bool catalogue_is_many(int64_t n) { return n != 1; }

struct catalogue;

/* FAILED with the cause if rows are out of order or a placeholder is no name. */
must_use enum rc catalogue_load(struct ctx *x, struct arena *keep, const struct catalogue_row *rows, size_t n,
				struct catalogue **ret);
const struct message *catalogue_find(const struct catalogue *c, struct str key);	/* NULL if there is none */

/* A name from its written form; NULL if that is none ("a..b", "a b"). Interned
 * per catalogue, so that equal names are one pointer. Only while loading. */
const struct name *name_of(struct ctx *x, struct catalogue *c, struct str written);
