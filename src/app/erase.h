/* erase.h -- somebody who has left asks to be forgotten (GDPR, article 17). The
 * only place that knows all rooms at once, because a name may stand in all.
 *
 * Erased: the person, every role they held, password, sessions, links, letters
 * to them, their part in programmes, meetings and rosters. Where others wrote
 * the whole name, the address or the phone number, these words are replaced and
 * the sentence stays: what was decided is the workplace's record. What cannot be
 * found by a program (a first name alone, a nickname, a file's content) is said
 * on the page. Nobody can undo it.
 *
 * Memory: the ctx's arena. Thread: the ctx's. */
#pragma once
#include "core/ctx.h"
#include "people/people.h"

struct erasure {
	struct person person;
	struct assignment *roles;	/* newest first; all of them go */
	size_t nroles;
	int64_t owns;			/* actions, which stay without an owner */
	int64_t programmes, letters;
	int64_t plan, meeting, form, workshop, method, mail;	/* texts of others with the name, address or number in them */
	bool words;			/* false: the name is too common to be replaced in texts (one word, or somebody else's too) */
};

/* What would happen. NOT_FOUND. Reads only. */
must_use enum rc erase_preview(struct ctx *x, person_id person, struct erasure *ret);
/* Does it. typed: the name as the administrator has written it once more.
 * NOT_FOUND; INVALID("typed", "app.erase_typed") if it is another;
 * INVALID("typed", "app.erase_self"); CONFLICT("_", "people.last_administrator").
 * Joins the caller's writing transaction. */
must_use enum rc erase_person(struct ctx *x, const struct actor *actor, person_id person, struct str typed);

/* Pages: see home_web.c for the routes. */
enum rc erase_page(struct req *q, struct val *view);
enum rc erase_act(struct req *q, struct val *view);
