/* view.h -- the plan as value trees, for pages, meetings and JSON; inside this
 * room. Decides words and order, not rules. Memory: x->arena, and the rows it
 * was given. */
#pragma once
#include "plan/plan_inside.h"

/* All of a unit's plan, read once. plan is NULL while there is none; the other
 * parts are then empty. */
struct plan_all {
	unit_id unit;
	struct sql_plan *plan;
	struct sql_actions *a;
	size_t n;
	struct sql_last_notes *notes;
	size_t nnotes;
};
must_use enum rc plan_load(struct ctx *x, unit_id unit, struct plan_all *ret);
/* NULL if it is not of this plan. */
const struct sql_actions *plan_find(const struct plan_all *p, action_id id);

/* Where an action is shown. Every action is in exactly one. */
enum plan_list { LIST_OVERDUE, LIST_SOON, LIST_RUNNING, LIST_PLANNED, LIST_PROPOSED, LIST_DONE, LIST_OFF, LIST_COUNT };
extern const char *const plan_list_names[LIST_COUNT];	/* "overdue" ... */
enum plan_list plan_list_of(const struct ctx *x, const struct sql_actions *a);

/* id url edit_url title change owner helpers helper_list means sign first_step
 * due due_words starts starts_words late soon state status status_words tag_color
 * iglo iglo_words road_words pace pace_words
 * problem dream heading has_lineage realism realism_reason has_realism
 * stand stand_words stand_color stand_reason lacks lacks_stand
 * effect ask_effect last_note last_note_day from_here version */
void plan_put_action(struct ctx *x, const struct plan_all *p, const struct sql_actions *a, struct str origin, struct val *o);

/* "plan.status_running" in the reader's language; STR_NULL for an empty key. */
struct str plan_word(struct ctx *x, const char *group, struct str key);
/* Options of a select: {value, label, chosen}; with_empty puts "not chosen" first. */
void plan_put_options(struct ctx *x, struct val *into, const char *name, const char *group, const char *const keys[], struct str chosen,
		      bool with_empty);
/* Names written one a line, as a list. */
void plan_put_lines(struct ctx *x, struct val *into, const char *name, struct str text);
/* Text with {n} in it. */
struct str plan_counted(struct ctx *x, const char *key, int64_t n);

/* Who looks, as far as the page depends on it. */
struct plan_viewer {
	const struct actor *actor;	/* NULL: not signed in */
	person_id person;
	bool edits, stands;
};
/* The page of the plan: next, counts, stats, remarks, lists, versions, running, agreements, urls. */
must_use enum rc plan_put_page(struct ctx *x, const struct plan_all *p, const struct plan_viewer *v, struct val *view);
/* What keeps it from being published: missing[{what, url}], and ready. */
must_use enum rc plan_put_missing(struct ctx *x, const struct plan_all *p, struct val *view);
/* Each open action against each running activity: checks[{id title rows[{running, title, verdict, note, options}]}], unjudged. */
must_use enum rc plan_put_overlap(struct ctx *x, const struct plan_all *p, struct val *view);
must_use enum rc plan_put_agreements(struct ctx *x, const struct plan_all *p, const struct actor *actor, struct val *view);
must_use enum rc plan_put_running(struct ctx *x, unit_id unit, struct val *view);
must_use enum rc plan_put_versions(struct ctx *x, const struct plan_all *p, struct val *view);
/* The page behind the QR code. seen: the number on the poster that was scanned, 0 if it says none. */
must_use enum rc plan_put_living(struct ctx *x, const struct plan_all *p, struct str unit_name, int64_t seen, struct val *view);
/* A published version as it was. NOT_FOUND. */
must_use enum rc plan_put_version(struct ctx *x, const struct plan_all *p, int64_t number, struct val *view);
