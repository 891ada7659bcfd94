/* err.h -- how a call says that it did not work.
 *
 * Rules return an rc; the detail for the reader (which field, which message)
 * goes into the one slot of the ctx, set by fail(). The edge logs once and only
 * http/reply.c turns an rc into a status. The first fault wins until
 * fault_clear(). */
#pragma once
#include "core/str.h"

#define must_use __attribute__((warn_unused_result))

enum rc {
	OK = 0,
	INVALID,	/* the reader can mend it; field and message say how -> 422 */
	NOT_FOUND,	/* -> 404 */
	SIGN_IN,	/* nobody is signed in and the page needs somebody -> 303 to login, 401 for JSON */
	FORBIDDEN,	/* -> 403 */
	CONFLICT,	/* somebody else changed it meanwhile, or it exists already -> 409 */
	GONE,		/* ended: a session, a link -> 410 */
	TOO_LARGE,	/* -> 413 */
	TOO_MANY,	/* a budget is used up -> 429 */
	BUSY,		/* the store or a queue is overloaded; try again -> 503 */
	FAILED,		/* our own fault or the machine's: disk full, server lost -> 500 */
	RC_COUNT
};

struct ctx;
struct val;

struct fault {
	enum rc rc;
	const char *field;	/* name of the form field, "" for the whole form; arena or constant */
	const char *message;	/* key of the translation, such as "people.email_malformed" */
	struct val *args;	/* values for {placeholders} of the message; NULL if none */
	const char *cause;	/* for the log only: never shown, never personal data */
};

/* Sets the slot (if empty) and returns rc, so: return fail(x, INVALID, "email", "people.email_malformed"); */
enum rc fail(struct ctx *x, enum rc rc, const char *field, const char *message);
/* As fail(), with one {name} in the message that stands for a number or text. */
enum rc fail_int(struct ctx *x, enum rc rc, const char *field, const char *message, const char *name, int64_t value);
enum rc fail_str(struct ctx *x, enum rc rc, const char *field, const char *message, const char *name, struct str value);
/* Our own failure, with a cause for the log. rc is FAILED or BUSY. */
enum rc fail_cause(struct ctx *x, enum rc rc, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void fault_clear(struct ctx *x);
const char *rc_name(enum rc rc);

#define TRY(call)                           \
	do {                                \
		enum rc rc_ = (call);       \
		if (rc_ != OK)              \
			return rc_;         \
	} while (0)
