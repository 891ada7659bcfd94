/* import_inside.h -- the stations of an import: read the lines, find the units,
 * find the persons and roles, store. Private to import*.c.
 *
 * All memory of an import is an arena of its own (struct import.x), since a
 * file of 125,000 lines beside what the store knows is more than a request may
 * have; it lives as long as the request's. */
#pragma once
#include "people/people_inside.h"

enum column {
	COL_UNIT, COL_PARENT, COL_NAME, COL_EMAIL, COL_PHONE, COL_NUMBER, COL_ROLE, COL_FROM, COL_TO, COL_ELECTED,
	COL_COMMITTEE, COL_COMMITTEE_KIND, COL_SIDE, COL_CHAIR,
	COL_COUNT
};
extern const char *const column_keys[COL_COUNT];	/* "people.column_unit" */

/* Items in a hash table are found by index + 1; 0 ends a chain. */
struct heads {
	size_t *at;
	size_t mask;
};
struct heads heads_new(struct ctx *x, size_t items);
static inline size_t *heads_find(const struct heads *h, uint64_t hash)
{
	return &h->at[hash & h->mask];
}

struct line {
	size_t number;		/* in the file */
	struct str unit, parent;
	struct str name, email, phone, employee;
	bool has_person;
	bool has_role;		/* a seat on a committee alone is no role in the unit */
	enum role role;
	struct date from, to, elected_until;
	struct str committee;	/* "" for none */
	int committee_kind;	/* enum committee_kind; -1 if the cell is empty, likewise */
	int side, chair;	/* 0 management, 1 employees; 0 no, 1 yes */
	bool bad;		/* its fault is told; later stations pass it over */
	size_t node, person;	/* index + 1 */
	size_t next_alike;	/* line of the same person, unit and role */
};

struct node {			/* a unit, stored or to be made */
	unit_id id;		/* 0 until it is stored */
	size_t parent;		/* index + 1; 0 for the topmost */
	struct str name, key;
	int depth;
	bool is_new, used, has_children;
	size_t next_alike;	/* of the same key */
};

struct declared {		/* a pair of unit and parent that the file names */
	struct str key, name, parent;	/* parent lower-cased, its parts one space around '>' */
	size_t line;		/* index of the first line that says so */
	enum { UNSEEN, VISITING, RESOLVED, HOPELESS } state;
	size_t node;		/* index + 1 */
	size_t next_alike;	/* of the same key */
};

struct incomer {		/* a person that the file names */
	struct str name, email, phone, employee;
	size_t line;		/* index of the first */
	size_t known;		/* index + 1 of the stored person */
	size_t same_as;		/* index + 1, if two lines by different keys mean one person */
	person_id id;
	bool changed;
	size_t next_email, next_number;
};

struct known_person {
	person_id id;
	struct str name, email, phone, employee;
	size_t incomer;		/* index + 1 of who claimed it */
	size_t next_email, next_number;
};

struct known_role {
	assignment_id id;
	person_id person;
	unit_id unit;
	enum role role;
	struct date from, to, elected_until;
	bool claimed;
	size_t next;
};

enum fate { FATE_UNCHANGED, FATE_ADD, FATE_CHANGE };
struct role_plan {
	size_t line;
	enum fate fate;
	assignment_id id;	/* of what is changed */
	struct date from, to, elected_until;
};

struct body {			/* a committee, stored or to be made */
	committee_id id;	/* 0 until it is stored */
	uint64_t place;		/* its unit, see place_of_node() */
	size_t node;		/* index + 1 of that unit, once a line has named it */
	struct str name, key;
	int kind;
	size_t line, kind_line, chair_line;	/* index + 1 of the first that says so */
	bool loaded, changed;
	struct committee_member *members;	/* stored ones, once loaded */
	size_t nmembers, added;
	size_t seats;		/* chain of planned ones, index + 1 */
	size_t next_alike;
};

struct seat_plan {
	size_t line, body;	/* index + 1 */
	enum fate fate;
	const struct committee_member *stored;	/* NULL: a new seat */
	bool management, chair;
	size_t next;		/* of the same committee */
};

struct import {
	struct ctx *x;
	struct import_report *report;
	struct str file;
	const struct actor *actor;	/* who stores; NULL while only checking */

	struct line *lines;
	size_t nlines;

	struct node *nodes;
	size_t nnodes, top;		/* top: index + 1 */
	bool top_known;			/* stored, or named by the file; not just met first */
	bool made_top;			/* the store was empty */
	struct heads by_key;
	struct declared *declared;
	size_t ndeclared, declared_room;
	struct heads declared_by_key;

	struct incomer *incomers;
	size_t nincomers;
	struct heads incomer_by_email, incomer_by_number;
	struct known_person *known;
	size_t nknown;
	struct heads known_by_email, known_by_number;

	struct known_role *roles;
	size_t nroles;
	struct heads role_by_key;
	struct role_plan *plans;
	size_t nplans;

	struct body *bodies;
	size_t nbodies;
	struct heads body_by_key;
	struct seat_plan *seats;
	size_t nseats;
};

/* Adds a fault to the report; the line takes no further part. at: index + 1 of
 * the line, 0 for the file (then the number tells the line). column COL_COUNT:
 * the whole line. */
void import_fault(struct import *im, size_t at, size_t number, enum column column, const char *message, struct val *args);
void import_fault_text(struct import *im, size_t at, enum column column, const char *message, const char *name, struct str value);
void import_fault_line(struct import *im, size_t at, enum column column, const char *message, size_t other_line);
/* Adds to the list of what would change. kind: "unit", "person", "role",
 * "committee", "seat"; how: "added", "changed". */
void import_change(struct import *im, const char *kind, bool added, struct str what);

/* The stations, in order. Each returns OK with faults in the report. */
must_use enum rc import_read(struct import *im);
must_use enum rc import_units(struct import *im);
must_use enum rc import_persons(struct import *im);
must_use enum rc import_roles(struct import *im);
must_use enum rc import_committees(struct import *im);
must_use enum rc import_store(struct import *im);
must_use enum rc import_store_committees(struct import *im);

/* Runs fn with a ctx whose arena is larger than a request's; it lives as long as
 * x->arena does. What fn returns; TOO_LARGE("file") if even that was not enough. */
must_use enum rc in_own_memory(struct ctx *x, enum rc (*fn)(struct ctx *own, void *p), void *p);

/* The words of a file, in x->lang. */
struct str import_head(struct ctx *x, enum column column);
struct str import_role_word(struct ctx *x, enum role role);
struct str import_kind_word(struct ctx *x, enum committee_kind kind);
struct str import_side_word(struct ctx *x, bool management);
struct str import_yes_word(struct ctx *x);
