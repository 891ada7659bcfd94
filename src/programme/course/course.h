/* course.h -- many programmes of one method with the same dates: made at once, and
 * seen side by side by whoever runs the course. Inside this room.
 *
 * A course knows of its programmes which workplace, which meetings are held and
 * when and where the next one is. What is said, written, answered or agreed in one
 * of them is not read here at all: each has a closed room of its own.
 *
 * Memory, transactions and errors as in programme.h. */
#pragma once
#include "programme/programme_inside.h"
#include "programme/course/course_sql.h"

enum { COURSE_UNITS_MAX = 40 };	/* the largest cohort we know of has thirty TRIOs */

struct course_new {
	unit_id unit;			/* above the others; who manages it sees the course */
	struct str title, method;
	struct date starts;
	person_id teacher;
	const unit_id *units;
	size_t nunits;
};
/* Makes the course and a programme in each unit, with the same proposed dates, the
 * unit's TRIO in its roles and the teacher as consultant. INVALID at the field;
 * INVALID("method", "course.with_staff") for a method that counts the staff. */
must_use enum rc course_create(struct ctx *x, const struct course_new *n, course_id *ret);
bool course_fits(const struct method_programme *m);
/* The same meeting in every running programme of the course where it is not over.
 * *ret_set counts. Faults as meeting_set(). */
must_use enum rc course_set_meeting(struct ctx *x, course_id course, struct str activity, const struct sitting_new *s,
				    struct str base_url, int64_t *ret_set);
/* `courses`: list of {title, url} that the person teaches. */
must_use enum rc course_put_mine(struct ctx *x, person_id person, struct val *view);
