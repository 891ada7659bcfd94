/* export.h -- what came out of a session as files; inside this room. Works on
 * the tree of workshop_outcome(), so an export holds what its reader may see. */
#pragma once
#include "core/val.h"

struct export_format {
	const char *name;	/* "pdf": also the file's ending */
	const char *mime;
	enum rc (*make)(struct ctx *x, const struct val *outcome, struct str *ret);
};

/* NOT_FOUND for a format that there is none of. */
must_use enum rc export_find(struct ctx *x, struct str name, const struct export_format **ret);

/* On paper: boards, results and photos as pictures; export_pdf.c. */
must_use enum rc export_pdf(struct ctx *x, const struct val *outcome, struct str *ret);
