/* access.h -- who may call which of this room's routes; inside this room. Each
 * check loads the session named by ":id" and recognises the viewer. */
#pragma once
#include "workshop/workshop_inside.h"

extern const struct permission workshop_joined;		/* a phone that has joined, a leader, the facilitator */
extern const struct permission workshop_joined_once;	/* the same, and anybody once it has ended: they are told so */
extern const struct permission workshop_watches;	/* the projector's link, or the facilitator */
extern const struct permission workshop_facilitates;
extern const struct permission workshop_reads;		/* facilitator, or a leader within what is opened */
extern const struct permission workshop_plans;		/* may plan a session in ":unit" */
#define WORKSHOP_PLANS (&workshop_plans)
#define WORKSHOP_JOINED (&workshop_joined)
#define WORKSHOP_JOINED_ONCE (&workshop_joined_once)
#define WORKSHOP_WATCHES (&workshop_watches)
#define WORKSHOP_FACILITATES (&workshop_facilitates)
#define WORKSHOP_READS (&workshop_reads)

const struct unit *access_unit(const struct req *q);	/* behind WORKSHOP_PLANS */
struct session *access_session(const struct req *q);	/* what the check loaded */
/* "phone" or "phone-en": who this viewer is to the live hub. */
struct str access_audience(struct req *q, const char *name);
/* Of this step only: the page that was pressed on showed it (the field `seen`, which
 * the stream does not renew as it does the agenda's version). CONFLICT when another
 * facilitator has gone on meanwhile; OK where the form does not say. */
must_use enum rc access_of_this_step(struct req *q);
/* What the page had read when somebody began to write (`was`), as form_text() reads
 * what was written then; STR_NULL where the form does not say. */
must_use enum rc access_was(struct req *q, const char *field, struct str *ret);
/* What was done at the console is answered: "done" as JSON, else the console again. */
must_use enum rc access_to_console(struct req *q, struct val *view);
