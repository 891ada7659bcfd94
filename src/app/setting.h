/* setting.h -- small facts of the installation that must outlive a restart. */
#pragma once
#include "core/ctx.h"

/* 32 secret bytes by name; made with the first call. Joins the caller's writing
 * transaction. FAILED if what is stored is no such key. */
must_use enum rc setting_key(struct ctx *x, const char *name, uint8_t ret[32]);
