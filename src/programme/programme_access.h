/* programme_access.h -- who may call which of this room's routes; inside this
 * room. Each check loads the programme named by ":id" and recognises the viewer. */
#pragma once
#include "programme/programme_inside.h"

extern const struct permission programme_reads;		/* members, the unit, leaders above */
extern const struct permission programme_takes_part_in;	/* members with a role of their own */
extern const struct permission programme_carries_out;	/* daily leader, helpers, consultant of the programme */
extern const struct permission programme_decides;	/* daily leader and consultant of it; who manages the unit */
extern const struct permission programme_starts;	/* leaders, consultants, HR of the unit or above */
#define MAY_READ_PROGRAMME (&programme_reads)
#define MAY_TAKE_PART (&programme_takes_part_in)
#define MAY_CARRY_OUT (&programme_carries_out)
#define MAY_DECIDE (&programme_decides)
#define MAY_START_PROGRAMME (&programme_starts)

struct programme *access_programme(const struct req *q);	/* what the check loaded */
/* The activity of ":activity". NOT_FOUND. */
must_use enum rc access_activity(struct req *q, struct activity **ret);

/* minutes_web.c: what was decided, on its way to AMO and MED. */
enum rc minutes_page(struct req *q, struct val *view);
enum rc minutes_send(struct req *q, struct val *view);
