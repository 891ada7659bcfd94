/* after.h -- the page after a session, behind its join link: the summary that the
 * facilitator lets out, the material of the method, its films. The questions and
 * their answers are the channel's (channel/channel.h). Inside this room.
 *
 * Everybody with the link reads it, leaders as well: nothing comes here by itself
 * that was written in the room, only what the facilitator has written here.
 *
 * Memory and errors as in workshop.h. */
#pragma once
#include "workshop/workshop_inside.h"

enum {
	AFTER_CHARS = 4000,	/* two pages; more is minutes, and belongs in the meeting */
	AFTER_DAYS = 30,	/* from the day it was let out; as long as the channel's answers */
};

/* Facilitator, at any time. out: the page may be read when the session has ended;
 * letting it out again begins its days anew. INVALID("summary") when there is
 * nothing to let out. */
must_use enum rc after_write(struct ctx *x, struct session *s, struct str summary, bool out);
/* *ret_until: the last day on which it is out; DATE_NONE while it is held back, or not ended. */
must_use enum rc after_is_out(struct ctx *x, const struct session *s, struct date *ret_until);
/* summary (null unless out), materials[{title kind url}], films[{title url}] */
must_use enum rc after_put(struct ctx *x, const struct session *s, struct val *into);
