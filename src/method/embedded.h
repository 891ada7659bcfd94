/* embedded.h -- the content files as the build put them into the program; the
 * table is made by tools/embed_content.py. Inside the room only. */
#pragma once
#include <stddef.h>

struct embedded {
	const char *path;	/* "five-phases/programme.yaml"; NULL ends the table */
	const char *bytes;	/* NUL-terminated */
	size_t n;
};
extern const struct embedded embedded_content[];
