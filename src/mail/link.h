/* link.h -- is there still something behind an address? Second front door of
 * mail, which owns the library that speaks to other servers; for the command
 * line only. Serving calls no other machine.
 *
 * Memory: the ctx's arena. Blocks on the network. Thread: any. */
#pragma once
#include "core/ctx.h"

enum link_state {
	LINK_ALIVE,
	LINK_MOVED,	/* for good: the new address is told */
	LINK_DEAD,	/* the server says that there is nothing, or that nobody may see it */
	LINK_SILENT,	/* no such server, no answer in time, a certificate that does not hold, a circle of redirections */
};

struct link_answer {
	enum link_state state;
	int code;		/* of HTTP; 0: none came */
	struct str moved_to;	/* LINK_MOVED */
	struct str why;		/* LINK_SILENT, in the library's words */
};

enum {
	LINK_WAIT_S = 20,	/* a slow municipality on a Monday morning */
	LINK_HOPS_MAX = 5,
	LINK_BYTES_MAX = 64 << 10,	/* of a page that answers no HEAD; enough to know that it answers */
};

/* Asks by HEAD, and by GET where a server refuses that. Follows redirections
 * within http and https. INVALID("url", "mail.bad_link") if it is neither.
 * FAILED if the library cannot be had. */
must_use enum rc link_ask(struct ctx *x, struct str url, struct link_answer *ret);
