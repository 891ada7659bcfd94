/* mustache_program.h -- the compiled form, between mustache_load.c, which
 * writes it, and mustache_render.c, which runs it. Private to these two. */
#pragma once
#include "ui/html_place.h"
#include "ui/mustache.h"

enum op_kind {
	OP_TEXT,	/* text */
	OP_VALUE,	/* name, escape */
	OP_MESSAGE,	/* message, escape */
	OP_SECTION,	/* name; body is up to end */
	OP_INVERTED,	/* name; body is up to end */
	OP_CALL,	/* program */
	OP_CONTENT,	/* in a layout: the page */
	OP_TITLE,	/* in a layout: the tree's title, or the page's own */
};

struct op {
	enum op_kind kind;
	enum escape escape;
	char quote;		/* of the attribute, for ESCAPE_URL */
	uint32_t line;
	uint32_t end;		/* index of the first op after the body */
	union {
		struct str text;
		const struct name *name;
		const struct program *program;
		struct {
			const struct message *message;	/* NULL: no such text */
			const char *key;
		};
	};
};

struct program {
	const char *file;
	const struct op *ops;
	size_t n;
	bool done;		/* false while it is being compiled (a partial that calls itself) */
};

struct template {
	const struct mustache_source *source;
	const char *layout;		/* NULL: the default */
	const struct message *title;	/* of the directive; NULL if none */
	const struct program *program;
};

struct mustache {
	enum mustache_manner manner;
	bool strict;
	struct catalogue *texts;
	struct template *templates;	/* sorted by name in house manner */
	size_t n;
};

const struct template *mustache_find(const struct mustache *m, struct str name);
