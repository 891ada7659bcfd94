/* sheet.h -- fact sheets on paper (A4), in the reader's language. Inside this
 * room. A workplace's own choice of topics is respected: what does not concern
 * it is left out, what it has added stands last.
 *
 * Memory: the ctx's arena. Nothing is read from the store. Thread: a worker's. */
#pragma once
#include "core/ctx.h"
#include "method/method.h"

struct sheet_print {
	const struct method_programme *programme;	/* NULL: no readings are told */
	const struct method_sheet *const *sheets;
	size_t nsheets;
	const struct method_topic_choice *topics;
	size_t ntopics;
	struct str footer;				/* may be empty */
};

/* One document; each sheet begins on a page of its own. */
must_use enum rc sheet_pdf(struct ctx *x, const struct sheet_print *s, struct str *ret);

/* The row of the programme's reading list for a sheet; NULL if there is none. */
const struct method_reading *sheet_reading(const struct method_programme *p, const struct method_sheet *sheet);
/* "Daglig leder, Hjælper · før Opstart og Fremtidsværksted" */
struct str sheet_readers(struct ctx *x, const struct method_programme *p, const struct method_reading *r);
struct str sheet_phases(struct ctx *x, const struct method_programme *p, const struct method_reading *r);
