/* workshop.h -- live sessions: people in a room, a facilitator, a projector and
 * phones without account. Front door of the room.
 *
 * What happens in a session is told by the method (method.h): parts, steps,
 * minutes, who may be in. This room carries it out and keeps what people write.
 * It knows no programme; a programme starts a session and later asks for what
 * came out of it.
 *
 * Who is who. A facilitator is signed in. The projector has a secret link. A
 * phone has a random secret in a cookie, valid for this session only; the store
 * has its hash. A contribution is never tied to the phone: what a phone must
 * find again (its card, its dots) carries a mark = keyed hash of the phone's
 * secret, the session's salt, the step and a number, which nobody can make
 * without the secret. At the end phones are deleted and the salt is replaced.
 *
 * Leaders. In a part where the method says `leaders: no`, a leader's phone, and
 * anybody signed in who leads the unit, gets FORBIDDEN on every page, stream
 * and export of the session except the waiting page. Boards of such parts stay
 * closed to them afterwards, too: they see headings and chosen priorities from
 * the moment a facilitator opens them (workshop_open_to_leaders), never cards.
 *
 * Memory: the ctx's arena. Transactions: every call joins the caller's.
 * Errors common to all: NOT_FOUND if there is no such session; GONE
 * ("workshop.ended") when it has ended; CONFLICT ("workshop.changed_meanwhile")
 * when a version is stale. Every change announces "workshop/ID" after commit. */
#pragma once
#include "core/ctx.h"
#include "core/val.h"
#include "http/http.h"
#include "http/live.h"
#include "method/method.h"
#include "people/people.h"
#include "plan/plan.h"
#include "store/sql_ids.h"

enum {
	WORKSHOP_LEFT_DAYS = 90,	/* after its day: longer than a phone keeps its key (60), so nobody is put out */
	WORKSHOP_CARDS_MAX = 3000,	/* 200 people with 15 cards each: more cannot be read in a day */
	WORKSHOP_CARD_CHARS = 140,	/* a keyword card; the method may say less */
	WORKSHOP_PHONES_MAX = 25000,	/* above the largest hall that has been measured */
	WORKSHOP_TEXT_CHARS = 4000,	/* a group's elaboration: a page */
	WORKSHOP_QUESTIONS_MAX = 1000,	/* as many as are ever read; five for each of 200 people */
	WORKSHOP_ROWS_MAX = 400,	/* proposals in a day */
	WORKSHOP_THEMES_MAX = 120,	/* headings on one board; beyond that they order nothing */
	WORKSHOP_GROUPS_MAX = 100,
	WORKSHOP_RULES_MAX = 20,
	WORKSHOP_ENDED_CODE_DAYS = 30,	/* how long an ended code answers "has ended" */
};

/* How the present viewer stands to a session. */
enum workshop_viewer {
	VIEWER_NOBODY,
	VIEWER_PHONE,		/* a participant's phone */
	VIEWER_LEADER,	/* a leader's phone, or a signed-in leader of the unit */
	VIEWER_WALL,		/* the projector's link */
	VIEWER_CONSOLE,		/* a facilitator */
};

/* What the programme room needs to start a session. */
struct workshop_new {
	unit_id unit;
	plan_id plan;			/* v == 0: none yet */
	int64_t programme;		/* 0: alone */
	struct str activity;		/* key; STR_NULL alone */
	struct str method;		/* key of the workshop document */
	struct str title;
	struct str lang;		/* the room's: "da", "en"; "": the language of whoever plans it */
	struct date day;
	int starts_at;			/* minutes after midnight */
	const person_id *facilitators;	/* at least one */
	size_t nfacilitators;
	const struct str *parts;	/* keys of the parts to run; none: all of the method */
	size_t nparts;
};

/* Plans a session: gives it a code and secrets, copies the ground rules.
 * INVALID("method", "workshop.unknown_method"), INVALID("title"), INVALID("part"). */
must_use enum rc workshop_create(struct ctx *x, const struct workshop_new *w, workshop_id *ret);

/* The session of a programme's activity. *ret.v == 0 if there is none. */
must_use enum rc workshop_of_activity(struct ctx *x, int64_t programme, struct str activity, workshop_id *ret);

/* The meeting was moved. Nothing happens to a session that has begun. */
must_use enum rc workshop_reschedule(struct ctx *x, workshop_id id, struct date day, int starts_at);

/* For the programme's and the plan's pages: title, day, state, url, code (open
 * sessions only, for those who may), counts without authors. */
must_use enum rc workshop_summary(struct ctx *x, workshop_id id, struct val *into);

/* A topic of the inspiration sheets switched off beforehand, or an own one. */
struct workshop_topic {
	const char *step;
	struct str topic;	/* key of the section's topic; empty: an own one */
	struct str title;	/* of an own one */
	bool hidden;
};
/* Replaces the session's choice of topics. Does nothing once it has ended. */
must_use enum rc workshop_set_topics(struct ctx *x, workshop_id id, const struct workshop_topic *topics, size_t n);

/* What came out: themes with chosen problems, dreams, proposals with their
 * lineage, questions and answers, parking lot. No author, no time. For the
 * planning meeting's collection. Same rules of sight as the pages: `leader`
 * gets headings and chosen priorities only, and nothing before they are open. */
must_use enum rc workshop_outcome(struct ctx *x, workshop_id id, bool leader, struct val *into);

/* For the demonstration: opens a planned session at its first step that collects
 * cards and puts some on the board. Writing work. */
must_use enum rc workshop_demo(struct ctx *x, workshop_id id);
/* The code of the newest open session; S("") if there is none. */
must_use enum rc workshop_demo_code(struct ctx *x, struct str *ret);

/* Routes and the live source of this room. */
extern const struct route workshop_agenda_routes[], workshop_question_routes[], workshop_handover_routes[], workshop_after_routes[];
extern const struct route workshop_phone_routes[], workshop_console_routes[], workshop_ask_routes[], workshop_deal_routes[], workshop_show_routes[], workshop_channel_routes[];
extern const struct route workshop_photo_routes[], workshop_paper_routes[], workshop_consultation_routes[];
must_use enum rc workshop_live(struct ctx *x, struct str topic, struct str audience, struct live_tree *t);
/* What goes on by itself: rounds of cards whose bell has rung, the day on a wall. Writing work;
 * call it every few seconds. */
must_use enum rc workshop_tick(struct ctx *x);
/* What phones send comes in an order, and what one phone sends comes together; neither
 * shall be read from the store's files for long. Mixes what open sessions have got
 * (store_mix) and empties the log (store_scrub). Writing work; call it every minute. */
must_use enum rc workshop_mix(struct ctx *x);
/* Ends the sessions that nobody has ended for WORKSHOP_LEFT_DAYS, so that what is
 * promised for the end is kept. Writing work; call it now and then. */
must_use enum rc workshop_end_left(struct ctx *x);
/* Where the files of films lie; NULL: nowhere, and films are shown as words.
 * Once, at start; the caller keeps the string. */
void workshop_content(const char *dir);
void workshop_start(struct live *l);	/* once, at start: registers the live source */
