/* links.h -- `samspil check --links`: every address in method files, asked once. */
#pragma once
#include "core/ctx.h"
#include <stdio.h>

enum {
	LINKS_MAX = 5000,		/* of one run; the whole library has some hundred */
	LINKS_FILE_BYTES_MAX = 4 << 20,	/* the longest method is a tenth of it */
};

/* Reads the file, or every .yaml file of a folder and below it, and prints a line
 * for each address that is dead, silent or has moved for good, with file and
 * line; at the end a sentence with the numbers. An address that stands in several
 * places is asked once and told for each. *ret_dead counts the dead and the
 * silent. INVALID("path", "app.links_unreadable") if the path cannot be read;
 * "app.links_too_many". Blocks on the network. */
must_use enum rc links_check(struct ctx *x, const char *path, FILE *out, size_t *ret_dead);
