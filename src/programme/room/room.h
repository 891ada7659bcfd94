/* room.h -- the rooms of a programme: its forms and what hangs on them, gates,
 * topics, fact sheets. Inside this room.
 *
 * Memory, transactions and errors as in programme.h. */
#pragma once
#include "programme/room/form.h"
#include "programme/programme_inside.h"
#include "programme/room/sheet.h"

enum {
	ROOM_TOPIC_CHARS = 120,		/* a line on a phone, twice */
	ROOM_TOPICS_MAX = 60,		/* own ones; more inspire nobody */
};

struct programme *room_programme(const struct req *q);	/* what the permission loaded */
struct form_who room_who(const struct programme *p);
/* May the viewer open its page? Nobody is shown a way to a page that is not theirs. */
bool room_may_open(const struct programme *p, const struct method_form *f);
/* The form that the path names. NOT_FOUND if the viewer may neither read nor
 * write it: whether a form that does not concern them is filled in, is not told. */
must_use enum rc room_form(struct req *q, const struct method_form **ret);
/* "Forløb · Et roligere vagtskifte" above titles, and the way back. */
void room_head(struct ctx *x, const struct programme *p, struct str title, struct val *view);

/* Stores a new row and lets it become what the method says (an agreement of the
 * plan, put before the form's parties with letters if base_url is given). As
 * form_row_add(). */
must_use enum rc room_row_add(struct ctx *x, const struct programme *p, const struct method_form *f, struct val *values, struct str idem,
			      struct str base_url, programme_form_row_id *ret, bool *ret_new);

/* Tells those who read the form, by mail, that there is something new in it;
 * what it says is read on its page only. Nobody is told of what they wrote
 * themselves. base_url without slash at the end. */
must_use enum rc room_tell_readers(struct ctx *x, const struct programme *p, const struct method_form *f, struct str base_url,
				   int64_t *ret_told);

/* ---- gates: what was answered, as a form sends it. Not for whoever may not answer. */
struct val *room_gate_form(struct ctx *x, const struct programme *p, const struct method_gate *g);
/* form_meet() of it. FORBIDDEN unless the gate is the viewer's to answer; NOT_FOUND. */
must_use enum rc room_meet_gate(struct req *q, struct str gate);

/* ---- topics of the fact sheets, chosen beforehand (the programme's own copy;
 * sessions get theirs through room_copy_topics) */
must_use enum rc room_topics(struct ctx *x, const struct programme *p, struct method_topic_choice **ret, size_t *ret_n);
/* relevant: list of "sheet/section/topic" that are ticked; all others of the
 * programme's inspiration are switched off. */
must_use enum rc room_choose_topics(struct ctx *x, const struct programme *p, const struct val *relevant);
/* place is "sheet/section". INVALID("title"), NOT_FOUND for an unknown place. */
must_use enum rc room_add_topic(struct ctx *x, const struct programme *p, struct str place, struct str title);
/* Begins anew from a ready profile of a fact sheet: its skipped topics are switched
 * off and all others on, its own ones replace those of an earlier profile; what
 * people have written themselves stays. Own topics are written in the ctx's
 * language. NOT_FOUND for a sheet without place here or an unknown profile. */
must_use enum rc room_choose_profile(struct ctx *x, const struct programme *p, struct str sheet, struct str profile);
/* Key of the profile chosen last for a sheet; STR_NULL if none. */
struct str room_profile(struct ctx *x, const struct programme *p, const struct method_sheet *sheet);
must_use enum rc room_drop_topic(struct ctx *x, const struct programme *p, struct str topic);
/* Gives a session of this programme the choice of topics. To be called when a
 * session is made; a later change reaches it by itself. */
must_use enum rc room_copy_topics(struct ctx *x, const struct programme *p, const struct activity *a, workshop_id session);
/* Every section that a step of the programme's sessions opens, each once. */
struct room_place {
	const struct method_sheet *sheet;
	const struct method_section *section;
};
enum { ROOM_PLACES_MAX = 20 };
size_t room_places(const struct programme *p, struct room_place ret[ROOM_PLACES_MAX]);

/* Once a day: rows and files past their day are deleted. Writing work. */
must_use enum rc room_daily(struct ctx *x, int64_t *ret_deleted);
