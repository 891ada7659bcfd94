/* own.h -- own methods: copied, changed, compared, published, taken in and out
 * as files. Inside the room only; what is published is found through method.h
 * like everything else.
 *
 * A draft is a text that may have faults. Publishing takes only what
 * method_check() finds nothing in, gives it a number and never changes it again.
 * Errors common to all: NOT_FOUND; CONFLICT("_", "method.own_changed") when the
 * revision is stale. Transactions: each call joins the caller's. Memory: the
 * ctx's arena. */
#pragma once
#include "method/own/own_sql.h"
#include "method/vocabulary/read.h"
#include "people/people.h"

enum {
	OWN_MAX = 200,		/* an organisation that has more has lost sight of them */
	OWN_TITLE_CHARS = 80,	/* at most TITLE_BYTES, whatever the letters */
	OWN_NOTE_CHARS = 200,
	OWN_REVIEW_MONTHS = 12,	/* proposed: methods age with the work they are about */
};

/* A draft of a document of the library, called title in both languages; "" keeps
 * the original's. Two own methods of one name cannot be told apart in the library:
 * INVALID("title", "method.own_title_taken"). NOT_FOUND; INVALID("_", "method.own_too_many"). */
must_use enum rc own_copy(struct ctx *x, const struct actor *who, enum method_kind kind, struct str key, struct str title, own_method_id *ret);
/* A draft from a file. INVALID("file", "method.own_faulty") with the faults in
 * *ret_faults: nothing is stored then. Its key gets "own-" in front if it has not.
 * *ret_numbered: its title was taken and got a number behind it. */
must_use enum rc own_import(struct ctx *x, const struct actor *who, struct str file, own_method_id *ret, bool *ret_numbered,
			    struct method_faults *ret_faults);
/* Whoever may copy and change methods; asks only who the actor is (own_web.c). */
extern const struct permission own_editing;
bool own_is_own(const char *key);	/* the key of an organisation's own method */
must_use enum rc own_load(struct ctx *x, own_method_id id, struct sql_own_row **ret);
/* A changed draft; faults are allowed, and told by own_faults(). */
must_use enum rc own_save(struct ctx *x, const struct actor *who, const struct sql_own_row *m, int64_t revision, struct str body);
/* What stands in the way of publishing. */
void own_faults(struct ctx *x, const struct sql_own_row *m, struct method_faults *ret);
/* INVALID("_", "method.own_faulty") while there are faults. Announces "library". */
must_use enum rc own_publish(struct ctx *x, const struct actor *who, const struct sql_own_row *m, int64_t revision, struct str note,
			     struct date review);
/* Runs that have begun go on; the library no longer offers it. */
must_use enum rc own_withdraw(struct ctx *x, const struct actor *who, const struct sql_own_row *m, int64_t revision);
/* A published version becomes the draft again. */
must_use enum rc own_restore(struct ctx *x, const struct actor *who, const struct sql_own_row *m, int64_t revision, int64_t version);
/* Only what was never published. */
must_use enum rc own_drop(struct ctx *x, const struct sql_own_row *m);

/* The title in x->lang, read from the text; the key if it has none. */
struct str own_title(struct ctx *x, struct str body);

