/* ask_view.h -- what the answers to a step add up to, as a value tree: for wall,
 * phone, console, outcome and exports alike; inside this room. Memory: x->arena. */
#pragma once
#include "workshop/ask/ask.h"

/* The tree of a step's results:
 * together answered of has_profile
 * items[{ key title help number n has agreed why  is_bars is_line is_ranked is_cloud is_texts
 *         rows[{label count w place marked chosen}]  bars[the same, steps that tell next to nothing as one]  bars_why  line{…}  words[…]  heads[{heading texts[]}]  comments[]  options[] }]
 * profile[{title body sum most w band top missing}] typical  pointed[{title answer}]  suggested[{method title because why url take}]
 * lines[{heading text count}]	the same for tables: one line a figure
 * desk: with what only the facilitator may see and press. */
must_use enum rc ask_results(struct ctx *x, struct session *s, const struct method_step *step, bool desk, struct val *into);
/* Whoever puts items on a page says of the first that needs it why steps stand together
 * (bars_why), and what is drawn on a line (line_why); of the others it goes without saying. */
struct ask_said {
	bool bars, line;
};
void ask_say_why(struct ctx *x, struct val *item, struct ask_said *said);
/* The sums of such a tree as a live piece below `parent`, with what they lead on
 * to; nothing while there are none. Takes the lists out of r. */
must_use enum rc ask_put_sums(struct ctx *x, struct val *r, struct live_tree *t, size_t parent);
