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

struct after_page {
	struct str summary;	/* STR_NULL of what was read: nobody says that anything was */
	bool out;	/* may be read when the session has ended */
};
/* Facilitator, at any time. was: as this facilitator saw it; of the words and the
 * letting out, what another has changed since and this one has not is kept.
 * CONFLICT("summary", "workshop.after_meanwhile") where both have changed the words,
 * and nothing is written. Letting it out again begins its days anew.
 * INVALID("summary") when there is nothing to let out. */
must_use enum rc after_write(struct ctx *x, struct session *s, struct after_page was, struct after_page now);
/* *ret_until: the last day on which it is out; DATE_NONE while it is held back, or not ended. */
must_use enum rc after_is_out(struct ctx *x, const struct session *s, struct date *ret_until);
/* summary (null unless out), materials[{title kind url}], films[{title url}] */
must_use enum rc after_put(struct ctx *x, const struct session *s, struct val *into);
