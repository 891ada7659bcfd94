/* programme_inside.h -- what the files of this room say to each other; not for
 * other rooms. Memory, transactions and errors as in programme.h.
 *
 * Paths of the room: /programme/:id, with /meeting/:activity (the method's key)
 * for each activity, /hours, /calendar, /people; forms of the method have
 * /programme/:id/form/:form. */
#pragma once
#include "programme/programme.h"
#include "programme/programme_sql.h"
#include "programme/dates/schedule.h"

enum {
	PROGRAMME_TITLE_CHARS = 120,
	PROGRAMME_WORDS_CHARS = 2000,	/* frame, context, an answer at a gate: a screenful */
	PROGRAMME_BACK_MONTHS = 36,	/* one that is under way is entered with its true start; none lasts longer */
	PROGRAMME_AHEAD_MONTHS = 36,	/* the long agreements of the sources are three years; later is a slip of the pen */
	PROGRAMME_STAFF_MAX = 2000,	/* more cannot be gathered for one workshop, in turns or not */
	PROGRAMME_PLACE_CHARS = 120,
	PROGRAMME_SITTINGS_MAX = 12,	/* teams of one meeting: three shifts on four stations */
	PROGRAMME_MEETING_MINUTES_MAX = 720,	/* a long day */
	PROGRAMME_TASKS_MAX = 300,	/* as the statement lists; more is a project plan, not this */
	PROGRAMME_REMARKS_MAX = 20,	/* the rest would scroll away; mend these first */
	PROGRAMME_SOON_DAYS = 7,	/* "a week ahead", for reminders */
	PROGRAMME_STALE_DAYS = 30,	/* a task left undone so long no longer stands before the next meeting */
};

/* ---- programme.c: loading, making, people */

enum activity_state { STATE_PROPOSED, STATE_SET, STATE_INVITED, STATE_HELD, STATE_SKIPPED };
extern const char *const activity_state_names[];	/* NULL-ended, as stored */

/* One activity: what the method says, what is stored. */
struct activity {
	const struct method_activity *m;
	struct sql_activities *row;
	enum activity_state state;
	const struct sql_sittings **sittings;	/* by time */
	size_t nsittings;
};

/* A programme as one viewer meets it; everything a page needs, read once. */
struct programme {
	programme_id id;
	struct sql_programme *row;
	const struct method_programme *method;
	struct unit unit;
	struct method_choice *choices;
	size_t nchoices;
	struct sql_members *members;
	size_t nmembers;
	struct activity *activities;	/* in the method's order */
	size_t nactivities;
	struct sql_ticks *ticks;
	size_t nticks;
	struct sql_own_tasks *own;
	size_t nown;
	struct sql_gates *gates;
	size_t ngates;
	struct sql_hours_of_role *used;
	size_t nused;
	bool plan_sent;		/* its fair copy has been mailed to the daily leader since the programme began */
	/* The viewer; zero until programme_recognise(). */
	person_id viewer;
	unsigned roles;		/* ROLE_BITs held in this programme */
	bool staff;		/* of the unit, without a role of their own here */
	bool manages;		/* leader, HR or administrator of the unit or above */
};

/* NOT_FOUND; FAILED if its method is no longer in the library. */
must_use enum rc programme_load(struct ctx *x, programme_id id, struct programme **ret);
must_use enum rc programme_recognise(struct ctx *x, const struct actor *actor, struct programme *p);

#define ROLES_RUNNING (ROLE_BIT(ROLE_DAILY_LEADER) | ROLE_BIT(ROLE_HELPER) | ROLE_BIT(ROLE_CONSULTANT))
#define ROLES_STEERING (ROLE_BIT(ROLE_DAILY_LEADER) | ROLE_BIT(ROLE_CONSULTANT))
/* Those who plan and carry out; those who decide who and whether. */
bool programme_runs(const struct programme *p);
bool programme_steers(const struct programme *p);
/* Does the viewer have the method's role? The staff role is everybody's who has no other. */
bool programme_is(const struct programme *p, const char *role);
/* May the viewer read what was said at this activity? */
bool programme_reads_notes(const struct programme *p, const struct activity *a);

/* NULL if there is none of that key. */
struct activity *programme_activity(const struct programme *p, struct str key);
/* The one of the method's roles that is nobody by name but everybody else in the unit. */
bool programme_is_staff_role(const char *role);
/* People planned for in a role: those named, at least the method's least number; the staff as entered. */
int64_t programme_people(const struct programme *p, const struct method_role *role);
size_t programme_named(const struct programme *p, const char *role);
bool programme_takes_part(const struct programme *p, const struct activity *a, const char *role);
/* Ticked by somebody, or done by itself as the method says. */
bool programme_ticked(const struct programme *p, const char *activity, const struct method_task *task);
const struct sql_gates *programme_gate_answer(const struct programme *p, const char *gate);	/* NULL: unanswered */
static inline bool activity_is_event(const struct method_activity *a)
{
	return a->work == WORK_MEETING || a->work == WORK_WORKSHOP;
}
static inline bool activity_is_over(const struct activity *a)
{
	return a->state == STATE_HELD || a->state == STATE_SKIPPED;
}
struct date activity_first(const struct activity *a);	/* DATE_NONE without sittings */
struct date activity_last(const struct activity *a);
/* The first activity with a date that is neither held nor skipped; NULL when all are over. */
struct activity *programme_next(const struct programme *p);

/* INVALID("email", "programme.unknown_person"), INVALID("role"); at the method's `max`
 * INVALID("role", "programme.role_full"). confirmed: what the role asks to be confirmed. */
must_use enum rc programme_member_add(struct ctx *x, struct programme *p, person_id person, struct str role, bool confirmed);
must_use enum rc programme_close(struct ctx *x, struct programme *p, int64_t version, bool cancelled);

/* ---- meeting.c: dates, states, tasks, notes. Every change of an activity
 * takes the version that was shown: CONFLICT("_", "programme.changed_meanwhile"). */

struct sitting_new {
	struct date day;
	int starts_at;		/* -1: no time yet */
	int64_t minutes;
	struct str place, who;
};
/* Replaces when and where. Sittings keep their number by place in the list, and
 * so their calendar event. A proposed activity becomes 'set'; an invited one
 * stays so, its sequence is raised and everybody invited hears of it.
 * INVALID("day", "programme.order_before"|"order_after" {this, other, days});
 * INVALID("split", "programme.never_split"); INVALID("day", "programme.held_already"). */
must_use enum rc meeting_set(struct ctx *x, struct programme *p, struct activity *a, int64_t version,
			     const struct sitting_new *s, size_t n, struct str base_url);
/* Remarks on the programme's dates as they would be with s for a (a NULL: as they are). */
size_t meeting_remarks(struct ctx *x, const struct programme *p, const struct activity *a, const struct sitting_new *s, size_t n,
		       struct schedule_remark ret[], size_t max);
/* INVALID("_", "programme.gate_open" {gate}) while a gate of that moment is unanswered. */
must_use enum rc meeting_gates(struct ctx *x, const struct programme *p, const struct activity *a, enum method_moment moment);
/* INVALID("answer"); FORBIDDEN for another role than the gate's. */
must_use enum rc meeting_answer_gate(struct ctx *x, struct programme *p, struct str gate, struct str answer);
/* Over: start and close gates must be answered, the activities before it over. */
must_use enum rc meeting_hold(struct ctx *x, struct programme *p, struct activity *a, int64_t version);
/* Left out, with a reason; those invited get a cancellation. INVALID("reason"). */
must_use enum rc meeting_skip(struct ctx *x, struct programme *p, struct activity *a, int64_t version, struct str reason, struct str base_url);
must_use enum rc meeting_reopen(struct ctx *x, struct programme *p, struct activity *a, int64_t version);
must_use enum rc meeting_minutes(struct ctx *x, struct activity *a, int64_t version, struct str text);
/* A line of the checklists of an activity. NOT_FOUND; FORBIDDEN for whom it does not concern. */
must_use enum rc meeting_tick(struct ctx *x, struct programme *p, struct str activity, struct str task, bool done);
bool meeting_may_tick(const struct programme *p, const struct method_task *t);

/* ---- hours.c: planned and used; minutes of working time */

int64_t hours_planned(const struct programme *p, const struct method_role *role);	/* one person */
int64_t hours_planned_all(const struct programme *p, const struct method_role *role);	/* times the people */
int64_t hours_total(const struct programme *p);
int64_t hours_used(const struct programme *p, const char *role);
int64_t hours_pot_used(const struct programme *p, const char *pot);
/* Used so far plus what is planned for all that is not over yet: does it pass the plan? */
int64_t hours_forecast(const struct programme *p, const struct method_role *role);
struct month_hours {
	struct date month;	/* its first day */
	int64_t minutes;
};
enum { HOURS_MONTHS_MAX = 36 };
/* Person-minutes a month; what goes on through a phase is spread over its days. */
size_t hours_by_month(struct ctx *x, const struct programme *p, struct month_hours ret[HOURS_MONTHS_MAX]);
/* "2,5", "2.5", "3" hours to minutes, quarters at the finest; false if it is none. */
bool hours_parse(struct str s, int64_t *ret_minutes);
/* INVALID("role"), INVALID("people"), INVALID("time"). */
must_use enum rc hours_register(struct ctx *x, struct programme *p, struct str activity, struct str role, struct str pot,
				int64_t people, int64_t minutes_each, struct str note);

/* ---- invite.c: calendar events and mail */

/* One event for each sitting; INVALID("day", "programme.no_time") in time mode if one lacks its time. */
/* NOT_FOUND: there is no day to put into a calendar. */
must_use enum rc invite_calendar(struct ctx *x, const struct programme *p, const struct activity *only, struct str base_url, struct str *ret);
/* Mails everybody who takes part and has an address. INVALID("_", "programme.not_ready_to_invite")
 * without time, INVALID("_", "programme.gate_open"). *ret_sent counts; *ret_without those without address. */
must_use enum rc meeting_invite(struct ctx *x, struct programme *p, struct activity *a, int64_t version, struct str base_url,
				int64_t *ret_sent, int64_t *ret_without);
enum invite_kind { INVITE_NEW, INVITE_MOVED, INVITE_CANCELLED };
must_use enum rc invite_send(struct ctx *x, const struct programme *p, const struct activity *a, const struct sql_sittings *s,
			     int64_t sequence, enum invite_kind kind, struct str base_url, int64_t *ret_sent, int64_t *ret_without);
/* Those who take part, each once: people named in a role, and the unit's employees. */
struct guest {
	person_id person;
	struct str name, email;	/* email STR_NULL if none */
	const char *role;
};
must_use enum rc invite_guests(struct ctx *x, const struct programme *p, const struct activity *a, struct guest **ret, size_t *ret_n);

/* ---- next.c: one next step for the viewer */

/* next: {what, why, links}; see ui/next.html. */
must_use enum rc next_step(struct ctx *x, const struct programme *p, struct val *into);
/* Fills a list of meetings for ui/meetings.html. */
void next_put_meetings(struct ctx *x, const struct programme *p, bool ahead_only, struct val *list);
struct str next_when(struct ctx *x, const struct activity *a);	/* "14. april kl. 9.00" or the span of several */
/* "Daglig leder, hjælpere og konsulent" */
struct str next_who(struct ctx *x, const struct programme *p, const struct activity *a);

/* ---- tree.c: what pages share */

void tree_head(struct ctx *x, const struct programme *p, const char *tab, struct val *view);	/* title, eyebrow, urls, tabs */
struct str tree_said(struct ctx *x, const char *key, const char *name, struct str value);	/* text with one placeholder */
struct str tree_hours(struct ctx *x, int64_t minutes);		/* "2,5" */
/* In words what is wrong with a field made from data (form_wrong); STR_NULL: nothing. */
struct str tree_wrong(const struct req *q, const char *field);
/* `settings`: the method's, each with its options and which is chosen. */
void tree_settings(struct ctx *x, const struct method_programme *m, const struct method_choice *choices, size_t n, struct val *view);
void tree_markdown(struct ctx *x, struct val *obj, const char *name, struct text t);
void tree_remarks(struct ctx *x, const struct schedule_remark *r, size_t n, struct val *view);	/* remarks[{text}] */
void tree_hours_bars(struct ctx *x, const struct programme *p, struct val *view);	/* hours[] of ui/hours.html, hours_warnings[] */
void tree_hours_matrix(struct ctx *x, const struct programme *p, struct val *view);	/* columns, rows, sums, totals, grand_total, months */
void tree_checklist(struct ctx *x, const struct programme *p, const struct activity *a, const struct method_task *t, unsigned n,
		    bool before, struct val *view, const char *name);
