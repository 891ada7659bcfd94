/* mustache.h -- templates compiled to flat programs, and the programs run.
 * Private to ui; the rest of the house sees ui.h.
 *
 * Two manners. HOUSE is ours: where a value may stand and how it is escaped is
 * decided while loading (html_place.h); {{{x}}}, {{&x}} and unknown partials are
 * refused; {{_.key}} is a translation; partials are not indented, because
 * white space means something in <textarea> and <pre>. SPEC is the public
 * Mustache specification to the letter, for its official cases.
 *
 * Every partial is compiled into the place where it is called, once per place
 * and indentation, so a partial in an attribute is escaped as an attribute.
 *
 * Memory: the arena given to mustache_load, which must outlive all use.
 * Thread: read-only after loading; rendering from any thread. Rendering
 * allocates only in the output buffer. */
#pragma once
#include "core/val.h"
#include "ui/catalogue.h"

enum mustache_manner { MUSTACHE_HOUSE, MUSTACHE_SPEC };

struct mustache;	/* a set of templates that know each other */

/* Compiles all sources. FAILED with "file:line: why" of the first fault; every
 * fault is also logged. */
must_use enum rc mustache_load(struct ctx *x, struct arena *keep, struct catalogue *texts, enum mustache_manner manner,
			       bool strict, const struct mustache_source *sources, size_t n, struct mustache **ret);

/* Writes view, within layout if that is not NULL (where {{content}} stands).
 * FAILED if there is no such template, in strict mode for an unknown name, and
 * for values nested deeper than RENDER_DEPTH_MAX. out then holds a part. */
must_use enum rc mustache_render(struct ctx *x, const struct mustache *m, const char *view, const char *layout,
				 const struct val *tree, struct buf *out);

/* The directive of a page's first lines: NULL if it has none or is unknown. */
const char *mustache_layout(const struct mustache *m, const char *view);

/* message with its placeholders from args; plain text, nothing escaped. */
must_use enum rc mustache_message(struct ctx *x, const struct message *message, const struct val *args, struct buf *out);

enum {
	/* Contexts within each other: people within units within trees is far
	 * less; a partial that calls itself on endless data stops here. */
	RENDER_DEPTH_MAX = 64,
};
