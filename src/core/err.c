/* err.c -- the fault slot. */
#include "core/val.h"

static enum rc set(struct ctx *x, enum rc rc, const char *field, const char *message, struct val *args)
{
	if (x->fault.rc == OK)
		x->fault = (struct fault){ .rc = rc, .field = field ? field : "", .message = message, .args = args };
	return rc;
}

enum rc fail(struct ctx *x, enum rc rc, const char *field, const char *message)
{
	return set(x, rc, field, message, NULL);
}

enum rc fail_int(struct ctx *x, enum rc rc, const char *field, const char *message, const char *name, int64_t value)
{
	struct val *args = val_new_obj(x);
	val_int(x, args, name, value);
	return set(x, rc, field, message, args);
}

enum rc fail_str(struct ctx *x, enum rc rc, const char *field, const char *message, const char *name, struct str value)
{
	struct val *args = val_new_obj(x);
	val_str(x, args, name, value);
	return set(x, rc, field, message, args);
}

enum rc fail_cause(struct ctx *x, enum rc rc, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	if (x->fault.rc == OK) {
		x->fault = (struct fault){ .rc = rc, .field = "", .message = rc == BUSY ? "core.busy" : "core.failed" };
		x->fault.cause = str_vfmt(x->arena, fmt, ap).p;
	}
	va_end(ap);
	return rc;
}

void fault_clear(struct ctx *x)
{
	x->fault = (struct fault){ 0 };
}

const char *rc_name(enum rc rc)
{
	static const char *const names[RC_COUNT] = {
		[OK] = "ok", [INVALID] = "invalid", [NOT_FOUND] = "not_found", [SIGN_IN] = "sign_in",
		[FORBIDDEN] = "forbidden", [CONFLICT] = "conflict", [GONE] = "gone", [TOO_LARGE] = "too_large",
		[TOO_MANY] = "too_many", [BUSY] = "busy", [FAILED] = "failed",
	};
	return (unsigned)rc < RC_COUNT ? names[rc] : "unknown";
}
