/* show.h -- what a step shows besides the work itself: a film or its words, a
 * shared model, a piece of a fact sheet, a worksheet for one's own device, and
 * how people sit; inside this room.
 *
 * Films lie as files under the content folder and are served in pieces
 * (show_web.c). Everything here is content: the same for everybody, and nobody
 * is told who looked at it.
 *
 * Memory and errors as in workshop.h. */
#pragma once
#include "workshop/activity.h"

/* Has the step anything to show? */
bool show_has(const struct method_step *step);
/* Live pieces under `parent`, as the viewer's audience sees them. */
enum rc show_put(struct ctx *x, struct session *s, struct live_tree *t, size_t parent);
/* While nothing has come yet, what everybody does now, where it is done on the
 * phones: the words of the phone, and the form as it is to be filled in. The
 * stylesheet takes it away when there is anything else to see. */
enum rc show_prompt(struct ctx *x, struct session *s, struct live_tree *t, size_t parent);
/* with, with_words: "pairs" and "To og to"; null in plenum. */
void show_with(struct ctx *x, const struct method_step *step, struct val *into);

/* Where a file of a film lies; false if it is not there, or nobody has said
 * where content lies. */
bool show_file(struct ctx *x, const char *name, struct str *ret_path);

/* In which unit a sheet is read that was opened from a session; see method_places(). */
enum rc show_place(struct req *q, struct str from, int64_t *ret_unit);

/* What the row of STEP_WORKSHEET points to; see activity.h. */
enum rc show_worksheet_task(struct ctx *x, struct session *s, struct val *task);
enum rc show_worksheet(struct ctx *x, struct session *s, struct live_tree *t, size_t parent);
/* The words of a film, a page of the projector at a time: *ret views page `wanted`
 * (from 1; the last if there are fewer) of *ret_n. Answers which one it is; 0: no words. */
unsigned show_page(struct str text, unsigned wanted, struct str *ret, unsigned *ret_n);
