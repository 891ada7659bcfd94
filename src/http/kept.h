/* kept.h -- pages that many ask for at the same moment: a hall that scans one
 * code. Internal to http.
 *
 * A page that was made for somebody of whom nothing is known (no cookie), from
 * nothing but the store and what the request line and the language say, is the
 * same for the next such somebody, but for its tokens. It is kept for as long
 * as the store is in the state that it was made in, at most until the second
 * is over, and given out with tokens of its own for each.
 *
 * Nobody has to say which pages these are: a page is not kept when its making
 * asked for a header other than Cookie, or for chance beyond the tokens, or set
 * a header. Not for pages as JSON, for parts of pages, with PostgreSQL.
 *
 * Memory: malloc; at most KEPT_PAGES of KEPT_PAGE_MAX bytes a loop, let go with
 * the second. Thread: each loop has its own. */
#pragma once
#include "http/exchange.h"

enum {
	KEPT_PAGES = 16,		/* power of two; rooms that fill up in the same second */
	KEPT_PAGE_MAX = 32 << 10,
	KEPT_HOLES = 16,		/* places of tokens; a page of ours has as many as forms, twice */
};

struct kept;

struct kept *kept_new(void);	/* NULL without memory: then nothing is kept */
void kept_free(struct kept *k);
/* Before the request is carried out. True: the answer stands in the exchange.
 * Otherwise it remembers there what kept_offer() needs. */
bool kept_answer(struct kept *k, struct exchange *e);
/* After it was answered on its loop. */
void kept_offer(struct kept *k, const struct exchange *e);
void kept_tick(struct kept *k);		/* once a second: what is over goes */
