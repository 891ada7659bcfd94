/* builtin.h -- what the build put into the program: templates and texts.
 * Private to ui. The tables are made by tools/embed_templates.py and
 * tools/po_compile.py; they are constant and live for ever. */
#pragma once
#include "core/ctx.h"

struct mustache_source {
	const char *name;	/* "people/list" */
	const char *file;	/* "src/people/list.html", for faults */
	struct str text;
};
extern const struct mustache_source ui_templates[];	/* sorted by name */
extern const size_t ui_ntemplates;

struct catalogue_row {
	const char *key;			/* "people.title" */
	const char *forms[LANG_COUNT][2];	/* one, many; [0] NULL: the language lacks it */
	bool counts;				/* {n} chooses the form */
};
extern const struct catalogue_row ui_texts[];		/* sorted by key, byte order */
extern const size_t ui_ntexts;
