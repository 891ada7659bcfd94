/* people_inside.h -- what the files of this slice share. Nobody else includes it. */
#pragma once
#include "people/people.h"

enum {
	NAME_CHARS_MAX = 200,	/* the longest Danish names and unit names are about 100 */
	NUMBER_CHARS_MAX = 40,	/* payroll numbers have up to 20 signs */
	PHONE_BYTES_MAX = 40,
	UNITS_MAX = 20000,	/* five times the largest organisation planned for */
};

extern const char *const unit_kinds[];
extern const struct date last_of_days;

/* Begins as a spreadsheet's formula does. */
bool looks_like_formula(struct str s);
/* One line, 1..NAME_CHARS_MAX characters, no formula; INVALID(field). */
must_use enum rc check_name(struct ctx *x, const char *field, struct str raw, struct str *ret);
bool is_phone(struct str s);
struct str or_null(struct str s);	/* STR_NULL for "" */
int danish_order(struct str a, struct str b);

/* Every unit, by number. FAILED past UNITS_MAX. */
must_use enum rc all_units(struct ctx *x, struct unit **ret, size_t *ret_n);

/* What this person may see has changed: told when the transaction is durable. */
void people_changed(struct ctx *x, person_id person);

/* ---- permission.c */

/* Whether the actor may give and end this role here: who leads may give the
 * ordinary ones; a role that carries power over others is given by HR or an
 * administrator, HR and administrator only by an administrator. OK or FORBIDDEN. */
must_use enum rc may_give(struct ctx *x, const struct actor *actor, unit_id unit, enum role role);
/* Whether the actor may change somebody's address and name: only if they could
 * have given them every role they hold today. Otherwise a team leader could
 * put an own address on an administrator and ask for a link. OK or FORBIDDEN. */
must_use enum rc may_change_person(struct ctx *x, const struct actor *actor, person_id person);

/* ---- login.c */

enum {
	SESSION_IDLE_S = 12 * 3600,		/* a working day with a long break */
	SESSION_LIFE_S = 30 * 24 * 3600,
	LINK_LIFE_S = 15 * 60,			/* long enough for slow mail, short enough for a shared screen */
	INVITATION_LIFE_S = 7 * 24 * 3600,	/* somebody on leave finds it the week after */
	SETUP_LIFE_S = 24 * 3600,
	UPLOAD_LIFE_S = 3600,			/* between reading a report and confirming it */
	SECRET_BYTES = 32,			/* a session: 256 bits */
	LINK_BYTES = 16,			/* a link: 128 bits */
};

/* Checks an e-mail and password. Slow; call from prepare(). OK with *ret; else
 * INVALID("_", "people.wrong_login") whatever was wrong, or TOO_MANY. */
must_use enum rc login_check(struct ctx *x, struct str email, struct str password, person_id *ret);
/* Checks the password of somebody signed in. INVALID("old_password") or TOO_MANY. */
must_use enum rc login_check_again(struct ctx *x, person_id person, struct str password);
/* INVALID(field) for one too short or too long. */
must_use enum rc password_check_new(struct ctx *x, const char *field, struct str password);
/* Stores a hash made before; ends the person's other sessions and links. */
must_use enum rc password_store(struct ctx *x, person_id person, struct str hash, struct str kept_session);
/* Budget of links by mail: TOO_MANY. Counts. */
must_use enum rc link_budget(struct ctx *x, struct str email);
/* Stores a link for whoever has the address and mails it; the same work if nobody has. */
must_use enum rc link_send(struct ctx *x, struct str email, struct str base_url);

enum link_purpose { LINK_SIGN_IN, LINK_INVITATION, LINK_SET_UP };
/* GONE("", "people.link_gone") if used, run out, never given or for something else. take: also uses it up. */
must_use enum rc link_open(struct ctx *x, struct str token, enum link_purpose purpose, bool take, person_id *ret_person);
/* Mails a link to choose a new password. INVALID("email") if there is none. */
must_use enum rc password_link_send(struct ctx *x, person_id person, struct str base_url);

/* First start: the organisation if there is none, its first administrator.
 * GONE if the link is; *ret on OK. password_hash is made before. */
struct first_administrator {
	struct str organisation;	/* not looked at if there is one */
	struct str name, email, password_hash;
};
must_use enum rc setup_run(struct ctx *x, struct str token, const struct first_administrator *f, person_id *ret);
must_use enum rc setup_needs_organisation(struct ctx *x, bool *ret);

/* For tests: forgets all counted guesses. */
void login_budget_reset(void);

/* ---- import.c */

must_use enum rc upload_keep(struct ctx *x, const struct actor *actor, struct str bytes, struct str *ret_hash);
must_use enum rc upload_find(struct ctx *x, const struct actor *actor, struct str hash, struct str *ret_bytes);	/* GONE */
must_use enum rc upload_drop(struct ctx *x, const struct actor *actor);

/* ---- people_web.c */

struct str kind_text(struct ctx *x, struct str kind);
/* "14. april", or null for DATE_NONE. */
void view_date(struct ctx *x, struct val *obj, const char *name, struct date d);

/* ---- help.c */

enum rc help_page(struct req *q, struct val *view);
enum rc help_save(struct req *q, struct val *view);

/* ---- committee.c, committee_web.c */

enum { COMMITTEE_MEMBERS_MAX = 50 };	/* the largest main committee of a municipality has some 30 */
/* CONFLICT("name") if the unit has one of that name. */
must_use enum rc committee_add(struct ctx *x, unit_id unit, enum committee_kind kind, struct str name, committee_id *ret);
/* Puts somebody on it or changes how they sit; a new chair follows the old one. INVALID("who") when full. */
must_use enum rc committee_seat(struct ctx *x, const struct committee *c, person_id person, bool management, bool chair);
must_use enum rc committee_unseat(struct ctx *x, committee_id id, person_id person);	/* NOT_FOUND */
must_use enum rc committee_close(struct ctx *x, committee_id id);	/* NOT_FOUND */

enum rc committees_page(struct req *q, struct val *view);
enum rc committee_new(struct req *q, struct val *view);
enum rc committee_member(struct req *q, struct val *view);
enum rc committee_drop(struct req *q, struct val *view);
