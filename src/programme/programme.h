/* programme.h -- a method over months: phases, dates, roles, hours, meetings,
 * gates, and one next step for whoever looks. Front door of the room.
 *
 * What a programme consists of stands in the method; this room proposes dates,
 * keeps what people set and say, counts hours, and starts the live session of
 * an activity that has one. It may include workshop and plan; they do not know
 * it.
 *
 * Memory: the ctx's arena. Transactions: joins the caller's.
 * Errors common to all: NOT_FOUND; CONFLICT("_", "programme.changed_meanwhile"). */
#pragma once
#include "core/ctx.h"
#include "core/val.h"
#include "http/http.h"
#include "method/method.h"
#include "people/people.h"
#include "plan/plan.h"
#include "workshop/workshop.h"
#include "store/sql_ids.h"

struct programme_new {
	unit_id unit;
	struct str method, title;
	struct date starts;
	int64_t staff;				/* other employees; proposed from the unit */
	person_id top_leader, daily_leader, consultant;	/* v == 0: not named yet */
	person_id helpers[2];
	person_id safety_representative, union_representative;	/* only where the method has the role */
	unsigned confirmed;			/* ROLE_BITs of the roles whose holders can say yes to what the method asks (S0.20) */
	const struct method_choice *choices;
	size_t nchoices;
};

/* Makes the programme with its activities and proposed dates, state 'running'.
 * INVALID at the field; a role that nobody has yet is no error. */
/* All that programme_create() asks of the words and dates, and of who has which role,
 * before anything is made; but not what a role must confirm of itself. */
must_use enum rc programme_check(struct ctx *x, const struct programme_new *n);
must_use enum rc programme_check_people(struct ctx *x, const struct programme_new *n);
must_use enum rc programme_create(struct ctx *x, const struct programme_new *n, programme_id *ret);

/* Fills lists for the home page of a signed-in person: their programmes with
 * the next step for them, meetings ahead, tasks open. */
must_use enum rc programme_home(struct ctx *x, struct req *q, struct val *into);

/* Background job, once an hour: documents past their retention date are
 * deleted, agreements' and meetings' reminders are queued. */
must_use enum rc programme_daily(struct ctx *x, struct str base_url);

/* For a demonstration: when to start so that `coming` falls on `day` or shortly
 * before; and a programme whose activities before `coming` have been held, with
 * hours, ticks, answers and notes, while `coming` is called for `day`. The words
 * are those of the programme in five phases. No mail is sent. Writing work. */
struct date programme_demo_starts(struct str method, struct str coming, struct date day);
must_use enum rc programme_demo(struct ctx *x, programme_id id, struct str coming, struct date day, struct str place);

extern const struct route programme_routes[], programme_meeting_routes[], programme_new_routes[];
/* Forms; gates and topics; fact sheets. */
extern const struct route programme_form_routes[], programme_room_routes[], programme_sheet_routes[],
	programme_background_routes[], programme_course_routes[];
