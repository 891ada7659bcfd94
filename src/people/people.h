/* people.h -- who takes part: the organisation, its persons, their roles over
 * time, who is signed in and what they may. The only header other rooms include.
 *
 * Nothing here knows what people answer. A role is never deleted, only ended.
 * Functions need x->db (a reader's connection, or the transaction they join);
 * rows and strings live in x->arena. Thread: whichever runs the ctx. */
#pragma once
#include "core/ctx.h"
#include "core/val.h"
#include "http/http.h"
#include "store/sql_ids.h"
#include <stdio.h>

struct store;

/* ---- roles (field.md's glossary) */

enum role {
	ROLE_EMPLOYEE,
	ROLE_DAILY_LEADER,
	ROLE_TOP_LEADER,
	ROLE_HELPER,
	ROLE_CONSULTANT,
	ROLE_SAFETY_REPRESENTATIVE,
	ROLE_UNION_REPRESENTATIVE,
	ROLE_JOINT_UNION_REPRESENTATIVE,
	ROLE_HR,
	ROLE_ADMINISTRATOR,
	ROLE_PROVIDER,		/* an external provider or teacher: not one of the unit, always for a time */
	ROLE_COUNT
};
#define ROLE_BIT(role) (1u << (role))
#define ROLES_LEADERS (ROLE_BIT(ROLE_DAILY_LEADER) | ROLE_BIT(ROLE_TOP_LEADER))
#define ROLES_REPRESENTATIVES                                                        \
	(ROLE_BIT(ROLE_SAFETY_REPRESENTATIVE) | ROLE_BIT(ROLE_UNION_REPRESENTATIVE) | \
	 ROLE_BIT(ROLE_JOINT_UNION_REPRESENTATIVE))

const char *role_name(enum role role);			/* "daily_leader", as stored */
bool role_of_name(struct str name, enum role *ret);
struct str role_text(struct ctx *x, enum role role);	/* "daglig leder", in x->lang */

/* ---- who asks */

struct held_role {
	enum role role;
	unit_id unit;
};

/* The one behind a request: who is signed in, with the roles in force today.
 * Made by people_authenticate(); q->actor is NULL when nobody is signed in. */
struct actor {
	person_id person;
	struct str name;
	enum lang lang;
	const struct held_role *roles;
	size_t nroles;
	struct str session_hash;	/* which row of login_session; not the secret */
};

/* ---- permissions for route tables. Default deny: a route that names none of
 * these, nor PUBLIC, nor one of its own slice's, does not compile.
 *
 * Unit permissions read the path parameter ":unit" (NOT_FOUND if there is no
 * such unit) and leave the unit for people_scope(). They pass down the tree,
 * never up: whoever leads Homecare leads its teams.
 *
 *	see	any role in the unit itself; leaders, HR, administrators and elected
 *		representatives (who speak for everybody below them) also from above
 *	manage	leaders, HR and administrators, in the unit or above
 *	administer	administrator of the topmost unit
 *
 * A provider opens none of these: they get in where they are named, as member of
 * a programme or facilitator of a session, and nowhere else. */
extern const struct permission people_signed_in, people_may_see_unit, people_may_manage_unit,
	people_may_administer;
#define SIGNED_IN (&people_signed_in)
#define MAY_SEE_UNIT (&people_may_see_unit)
#define MAY_MANAGE_UNIT (&people_may_manage_unit)
#define MAY_ADMINISTER (&people_may_administer)

/* For slices whose paths name something else (a programme, a workshop) that
 * belongs to a unit: their own permission finds the unit and asks here. */
enum may { SEE_UNIT, MANAGE_UNIT, ADMINISTER };
/* OK; SIGN_IN if actor is NULL; NOT_FOUND if there is no such unit; else
 * FORBIDDEN. unit is not looked at for ADMINISTER. */
must_use enum rc people_may(struct ctx *x, const struct actor *actor, enum may what, unit_id unit);

/* True if actor holds one of the roles (ROLE_BIT | ...) in exactly this unit today. */
bool people_holds(const struct actor *actor, unit_id unit, unsigned roles);
/* As people_holds(), in the unit or any unit above it. */
must_use enum rc people_holds_above(struct ctx *x, const struct actor *actor, unit_id unit, unsigned roles, bool *ret);
/* Daily or top leader of the unit or of one above it. */
must_use enum rc people_leads(struct ctx *x, const struct actor *actor, unit_id unit, bool *ret);

/* ---- units */

struct unit {
	unit_id id, parent;	/* parent.v is 0 for the topmost unit */
	struct str name;
	struct str kind;	/* "organisation", "area", "workplace", "team" */
	struct str code;	/* the payroll system's number, may be STR_NULL */
};

/* The tree is at most this deep; a deeper one is a mistake in a file, and the
 * bound keeps every walk finite even if a cycle were ever stored. */
enum { UNIT_DEPTH_MAX = 16 };

must_use enum rc people_unit(struct ctx *x, unit_id id, struct unit *ret);	/* NOT_FOUND */
/* The unit first, then its parents up to the topmost. NOT_FOUND. */
must_use enum rc people_unit_path(struct ctx *x, unit_id id, struct unit **ret, size_t *ret_n);
/* "Sundhed > Hjemmeplejen > Team Nord", without the organisation itself unless it is the unit. */
must_use enum rc people_unit_path_text(struct ctx *x, unit_id id, struct str *ret);
/* What the actor may see, in tree order (a unit before its children); at most UNITS_SHOWN_MAX. */
struct unit_row {
	struct unit unit;
	int depth;
	bool may_manage;
};
enum { UNITS_SHOWN_MAX = 5000 };	/* 4,000 units is the largest organisation planned for */
must_use enum rc people_units_for(struct ctx *x, const struct actor *actor, struct unit_row **ret, size_t *ret_n);
/* The same, and the units below those where the actor holds one of `roles`: a
 * consultant works in workplaces whose people they do not see. */
must_use enum rc people_units_reached(struct ctx *x, const struct actor *actor, unsigned roles, struct unit_row **ret, size_t *ret_n);
/* The unit that the route's permission checked. Only behind a unit permission. */
const struct unit *people_scope(const struct req *q);

/* INVALID("name", ...); CONFLICT("name") if the parent has one of that name;
 * INVALID("parent") for a second topmost unit, a cycle or too deep. */
must_use enum rc people_unit_add(struct ctx *x, unit_id parent, struct str name, struct str kind, struct str code, unit_id *ret);
must_use enum rc people_unit_change(struct ctx *x, unit_id id, unit_id parent, struct str name, struct str kind, struct str code);

/* ---- persons */

struct person {
	person_id id;
	struct str name;
	struct str email, phone, number;	/* STR_NULL if none; number is the employee number */
	enum lang lang;
};

must_use enum rc people_person(struct ctx *x, person_id id, struct person *ret);	/* NOT_FOUND */
must_use enum rc people_name(struct ctx *x, person_id id, struct str *ret);		/* NOT_FOUND */
/* NOT_FOUND; the address is compared lower-cased. */
must_use enum rc people_by_email(struct ctx *x, struct str email, struct person *ret);

/* Every person needs an e-mail or an employee number: without either, the next
 * import could not know them again. INVALID per field; CONFLICT("email") or
 * CONFLICT("number") if somebody else has it. *ret_id is set only on OK. */
must_use enum rc people_add(struct ctx *x, const struct person *p, person_id *ret_id);
must_use enum rc people_change(struct ctx *x, const struct person *p);
must_use enum rc people_set_lang(struct ctx *x, person_id id, enum lang lang);

/* ---- roles over time */

struct assignment {
	assignment_id id;
	person_id person;
	unit_id unit;
	struct str name;	/* the person's */
	struct str email;	/* STR_NULL if none */
	struct str unit_name;
	enum role role;
	struct date from, to;	/* to is the last day, DATE_NONE while it lasts */
	struct date elected_until;	/* DATE_NONE if not elected */
};
enum { PEOPLE_SHOWN_MAX = 2000 };	/* rows of one list; the reader narrows it by unit */

/* Roles in force on a day, by name. below: the units under it too. roles: 0 for all. */
must_use enum rc people_in_unit(struct ctx *x, unit_id unit, bool below, unsigned roles, struct date day,
				struct assignment **ret, size_t *ret_n);
/* Everything one person has held, newest first. */
must_use enum rc people_roles_of(struct ctx *x, person_id person, struct assignment **ret, size_t *ret_n);
/* How many different persons hold any role but provider in the unit or below it on that day. */
must_use enum rc people_count(struct ctx *x, unit_id unit, struct date day, int64_t *ret);
/* Who speaks for the unit today: for each kind of representative those of the
 * nearest unit, going up from this one, that has any; by role, then name. */
must_use enum rc people_representatives(struct ctx *x, unit_id unit, struct assignment **ret, size_t *ret_n);
/* TRIO: the nearest leaders and representatives, by the same rule. */
must_use enum rc people_trio(struct ctx *x, unit_id unit, struct assignment **ret, size_t *ret_n);

/* from DATE_NONE: today. INVALID("to"), also for a provider without one;
 * INVALID("elected_until"); CONFLICT("role") if the person holds that role there already in some of the time. */
must_use enum rc people_role_give(struct ctx *x, person_id person, unit_id unit, enum role role, struct date from,
				  struct date to, struct date elected_until, assignment_id *ret);
/* last_day DATE_NONE: yesterday, so that it no longer counts today. NOT_FOUND;
 * INVALID("to") before its first day; CONFLICT("role", "people.last_administrator"). */
must_use enum rc people_role_end(struct ctx *x, assignment_id id, struct date last_day);

/* "person/7": the topic that is announced (store_changed) when that person's roles
 * or sign-ins have changed; PEOPLE_TOPIC_ALL for many at once. Whoever keeps
 * something open by a permission asks for it anew. */
#define PEOPLE_TOPIC_ALL "person/"
struct str people_topic(struct ctx *x, person_id person);
/* Background job, when a day has begun: a role that runs out or begins by its date is
 * no act that anybody announces, so those whose roles are others today than on `since`
 * are announced here. *ret_n: how many. Writing transaction. */
must_use enum rc people_new_day(struct ctx *x, struct date since, size_t *ret_n);

/* Erases the person with every role, password, session and link; rows of other
 * rooms that name them by number lose the number or go, as their tables say.
 * Words that others wrote are the caller's to see to. NOT_FOUND; CONFLICT("_",
 * "people.last_administrator"). Writes the administrators' log itself. */
must_use enum rc people_erase(struct ctx *x, const struct actor *actor, person_id person);

/* ---- where to turn: a unit's own lines ("AMR Ali Demir, 12 34 56 78"), or those of
 * the nearest unit above that has any; *ret_n 0: nobody has written any. */
enum {
	HELP_LINES_MAX = 12,	/* whoever has it hard reads no longer list */
	HELP_CHARS_MAX = 1200,
};
must_use enum rc people_help(struct ctx *x, unit_id unit, struct str **ret, size_t *ret_n);
/* A line a contact; blank: the unit has none of its own any more. */
must_use enum rc people_help_write(struct ctx *x, unit_id unit, struct str text);

/* ---- committees: AMO groups, working environment committees, MED. Their level is
 * the place of their unit in the tree; see committee.c */

enum committee_kind { COMMITTEE_AMO_GROUP, COMMITTEE_AMO, COMMITTEE_MED, COMMITTEE_KINDS };
extern const char *const committee_kinds[];	/* as stored, NULL at the end */
struct committee_member {
	person_id person;
	struct str name, email;		/* email STR_NULL if none */
	enum lang lang;
	bool management;		/* else of the employees' side */
	bool chair;
};
struct committee {
	committee_id id;
	unit_id unit;
	struct str name, unit_name;
	enum committee_kind kind;
	struct committee_member *members;	/* the chair first, then by name */
	size_t nmembers;
};
enum { COMMITTEES_NEAR_MAX = 200 };	/* every level of a deep tree, with several each */
/* Those of the unit and of the units above it, the nearest first, with members. */
must_use enum rc people_committees(struct ctx *x, unit_id unit, struct committee **ret, size_t *ret_n);
struct str committee_kind_text(struct ctx *x, enum committee_kind kind);

/* ---- finding somebody by what people know */

/* Whom a unit works with: everybody in it and below it, and above it those who
 * lead, advise or speak for it; each once. */
must_use enum rc people_around(struct ctx *x, unit_id unit, struct assignment **ret, size_t *ret_n);
/* By e-mail anybody; by a part of the name, among those around the unit.
 * INVALID("who", "people.unknown_email", "people.unknown_name" {name} or
 * "people.several" {names}). */
must_use enum rc people_find(struct ctx *x, unit_id unit, struct str words, person_id *ret);
/* For a field with a list: `candidates` of {value, label}, by name, at most 400. */
must_use enum rc people_put_around(struct ctx *x, unit_id unit, struct val *into);

/* ---- what administrators did: append-only, each line hashed onto the one
 * before it. act is a constant ("role_given"), about names rows by number
 * ("person 7 unit 3"), never a person's text and never anything about answers. */
must_use enum rc people_audit(struct ctx *x, const struct actor *actor, const char *act, struct str about);
/* Walks the chain. *ret_broken is 0, or the number of the first line that does not fit. */
must_use enum rc people_audit_verify(struct ctx *x, int64_t *ret_broken);

/* ---- import and export of an organisation (CSV); see import.c for the rules */

enum {
	IMPORT_LINES_MAX = 200000,	/* the largest employer planned for has 125,000 persons */
	IMPORT_FAULTS_SHOWN = 200,	/* more than anybody mends in one go; the total is counted */
	IMPORT_CHANGES_SHOWN = 200,
};

struct import_fault {
	size_t line;		/* in the file, 1 is the headings */
	const char *column;	/* key of the column's name, "people.column_email"; NULL for the whole line */
	const char *message;	/* key */
	struct val *args;
};
struct import_tally {
	size_t added, changed, unchanged;
};
struct import_report {
	size_t lines;
	struct import_tally units, persons, roles, committees, seats;
	struct import_fault *faults;
	size_t nfaults, faults_total;
	struct val *changes;	/* list of {kind, what, how}; the first IMPORT_CHANGES_SHOWN */
	size_t changes_total;
};
/* Reads and plans; never writes. OK also when the report lists faults. */
must_use enum rc people_import_check(struct ctx *x, struct str file, struct import_report *ret);
/* The same, then stores all of it in the caller's transaction. INVALID("file",
 * "people.import_faults") and nothing written if there is any fault. */
must_use enum rc people_import_apply(struct ctx *x, const struct actor *actor, struct str file, struct import_report *ret);
/* Everybody's roles as a file that people_import_check() finds nothing to change in. UTF-8 with BOM, semicolons. */
must_use enum rc people_export(struct ctx *x, struct str *ret);
/* `samspil import FILE [--dry-run]`: prints the report in x->lang. Own transactions. *ret_clean: no faults. */
must_use enum rc people_import_command(struct ctx *x, struct store *s, const char *path, bool dry_run, FILE *out, bool *ret_clean);

/* ---- signing in; see login.c */

/* Hook of http: sets q->actor, q->session_key and x->lang from the cookies. Reads only. */
enum rc people_authenticate(struct req *q);
/* Opens a session for a person whom the caller has recognised, and sets its
 * cookie. Ends the session that the request came with. */
must_use enum rc people_sign_in(struct req *q, person_id person);
/* Hooks of http over table form_once; see http.h. */
enum rc people_once(struct req *q, struct str token, struct str *ret_path);
enum rc people_once_done(struct req *q, struct str token, struct str path);
/* Background job, each minute, in a writing transaction: notes which sessions
 * have been used (reading requests cannot write), clears what has run out and
 * announces whose sign-in that was. */
must_use enum rc people_housekeeping(struct ctx *x);

/* At start, in a writing transaction: a one-time link to create the first
 * administrator, or STR_NULL if an administrator can sign in already.
 * mail_works: whether a link by mail would reach one. Replaces earlier links. */
must_use enum rc people_setup_link(struct ctx *x, struct str base_url, bool mail_works, struct str *ret);
/* Mails an invitation to choose a password. INVALID("email") if the person has none. */
must_use enum rc people_send_invitation(struct ctx *x, person_id person, struct str base_url);
/* INVALID("password") under PASSWORD_CHARS_MIN. Slow (Argon2id): never in the
 * writer of a serving process; for the command line and the demonstration. */
must_use enum rc people_set_password(struct ctx *x, person_id person, struct str password);
enum { PASSWORD_CHARS_MIN = 12, PASSWORD_BYTES_MAX = 1024 };

extern const struct route people_routes[], people_login_routes[], people_import_routes[];
