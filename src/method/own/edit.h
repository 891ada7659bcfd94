/* edit.h -- changing a document as text: one field, one entry of a list, while
 * comments, order and everything else stay as somebody wrote them. Inside the
 * room only.
 *
 * A place is a path of names and numbers: "parts.0.steps.2" is the third step of
 * the first part; "" is the document. *text is one document of a known kind
 * whose YAML can be read (its fields may have faults: a draft has); afterwards it
 * is the changed one, in x->arena. Paths come from requests: what does not exist
 * is NOT_FOUND, what the vocabulary does not know is INVALID("_", "method.edit_place").
 * Thread: any. */
#pragma once
#include "core/ctx.h"
#include "core/val.h"

/* A single value: number, truth, word, key or line; "" takes an optional field
 * away, and empties a required one. */
must_use enum rc edit_value(struct ctx *x, struct str *text, struct str place, struct str field, struct str value);
/* A text in both languages; both empty takes it away. */
must_use enum rc edit_text(struct ctx *x, struct str *text, struct str place, struct str field, struct str da, struct str en);
/* A list of texts; pairs where both are empty are left out, none takes it away. */
must_use enum rc edit_texts(struct ctx *x, struct str *text, struct str place, struct str field, const struct str *da,
			    const struct str *en, size_t n);
/* A list of keys or words, as "a, b". */
must_use enum rc edit_keys(struct ctx *x, struct str *text, struct str place, struct str field, struct str line);
/* place is an entry of a list: "up", "down", "copy" (after it, under a new key)
 * or "remove". INVALID("_", "method.edit_last") for the only entry of a list;
 * nothing happens at the ends. */
must_use enum rc edit_entry(struct ctx *x, struct str *text, struct str place, struct str act);
/* A workshop's minutes follow its steps: what was added to or taken from the
 * steps of a part since `before` is added to the part and to the whole. */
must_use enum rc edit_minutes(struct ctx *x, struct str *text, struct str before);

/* What can be changed at a place, for a page: `fields[]` {name label kind
 * required …} and `lists[]` {name label entries[] {place title}}, with the title
 * of the place and the way down to it, `way[]` {place title}. */
must_use enum rc edit_view(struct ctx *x, struct str text, struct str place, struct val *into);
/* What differs from `base`: changes[] {where field was is added removed}. */
must_use enum rc edit_compare(struct ctx *x, struct str base, struct str text, struct val *into);
