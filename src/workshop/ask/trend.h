/* trend.h -- the profile of a session beside those of the unit's earlier sessions
 * of the same method (S2.15: "repeat later; comparison over time"). Inside this
 * room. What is compared is what each session has published; no answer is read. */
#pragma once
#include "workshop/workshop_inside.h"

enum { TREND_MAX = 5 };	/* earlier sessions shown: a yearly round over five years */

/* Adds to `view` trends[] {title days[] {day} rows[] {title sums[] {sum top}}}:
 * one table for each step whose profile an earlier session of the unit has, too;
 * the newest day last. Sessions under another version of the method take part as
 * long as the step and the groups have the same keys. */
must_use enum rc trend_put(struct ctx *x, struct session *s, struct val *view);
