/* yaml_fault.h -- sentences for what libyaml cannot read. Inside the room only.
 * Memory: the arena of the shelf's ctx. */
#pragma once
#include "method/vocabulary/read.h"

/* Quotation marks so far. Lines count from 0, as libyaml's. */
struct yaml_quotes {
	struct str rest;		/* the whole text at first */
	size_t lines_read;
	bool last_is_long;		/* the text before the fault is quoted and goes over several lines */
	size_t last_from, last_to;
	bool swallowed;			/* a quoted text holds what looks like fields: its end is missing */
	size_t swallowed_from;
};
/* For every event, in order. */
void yaml_quote_seen(struct yaml_quotes *q, const yaml_event_t *e);

/* Reports the parser's fault, at the line where the mistake begins. */
void yaml_complain(struct shelf *s, const char *file, struct str text, const yaml_parser_t *p, const struct yaml_quotes *q);

/* A document of a word processor, a PDF, anything with a NUL: there are no lines to point to. */
bool yaml_is_no_text(struct str bytes);
