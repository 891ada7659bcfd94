/* router.h -- which route a path belongs to. Internal to http.
 *
 * The tables become a tree of segments once, at start. Thread: any, read only.
 * Memory: the arena given to router_new; it and the tables must outlive it. */
#pragma once
#include "http/http.h"

struct router;

struct matched {
	const struct route *route;	/* NULL: none for this method */
	const struct route *page;	/* for a POST: the GET that fills its form again; may be NULL */
	bool other_method;		/* the path exists with the other method */
	bool bad_path;			/* a broken escape or no UTF-8 */
};

/* FAILED with a cause if two routes are the same, or one is malformed. */
must_use enum rc router_new(struct ctx *x, struct arena *a, const struct route *const tables[], struct router **ret);
/* path: as sent, without the query. fill: gets params (and nothing else); may be NULL. */
struct matched router_match(const struct router *r, struct arena *a, enum http_method m, struct str path, struct req *fill);
