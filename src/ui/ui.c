/* ui.c -- the room's own set of templates and texts, and its front door.
 * Knows which are built in; the work is in mustache_*.c and catalogue.c. */
#include "ui/ui.h"
#include "ui/mustache.h"
#include <stdlib.h>

enum {
	LOADED_MAX = 64 << 20,	/* bytes of all compiled templates and texts; some 2 MiB are used */
	TEXT_MAX = 64 << 10,	/* one translated text with what is put in */
};

static struct arena *keep;
static struct catalogue *texts;
static struct mustache *templates;

static void forget(void)
{
	arena_free(keep);
	keep = NULL;
	texts = NULL;
	templates = NULL;
}

enum rc ui_init(struct ctx *x, bool strict)
{
	static bool registered;
	forget();
	keep = arena_new(LOADED_MAX);
	if (!keep)
		return fail_cause(x, FAILED, "no memory for templates");
	if (!registered)
		atexit(forget);	/* so that leak checkers stay quiet about what lives for ever */
	registered = true;
	TRY(catalogue_load(x, keep, ui_texts, ui_ntexts, &texts));
	return mustache_load(x, keep, texts, MUSTACHE_HOUSE, strict, ui_templates, ui_ntemplates, &templates);
}

enum rc ui_render(struct ctx *x, const char *view, const struct val *tree, struct buf *out)
{
	return mustache_render(x, templates, view, NULL, tree, out);
}

enum rc ui_page(struct ctx *x, const char *view, const struct val *tree, struct buf *out)
{
	const char *layout = mustache_layout(templates, view);
	if (layout && strcmp(layout, "none") == 0)
		return ui_render(x, view, tree, out);
	const char *full = layout ? str_fmt(x->arena, "ui/layout_%s", layout).p : "ui/layout_page";
	return mustache_render(x, templates, view, full, tree, out);
}

struct str ui_text_args(struct ctx *x, const char *key, const struct val *args)
{
	/* Faults may need words before ui_init() has run, or where it failed. */
	const struct message *m = texts && key ? catalogue_find(texts, str_of(key)) : NULL;
	if (!m)
		return str_of(key);
	/* Most texts are put together from nothing but themselves. */
	const struct wording *w = &m->wordings[x->lang][1];
	if (!m->counts && w->n == 1)
		return w->segments[0].text;
	struct buf b;
	buf_init(&b, TEXT_MAX);
	if (mustache_message(x, m, args, &b) != OK || b.failed) {
		buf_free(&b);
		return str_of(key);
	}
	return buf_take(&b, x->arena);
}

struct str ui_text(struct ctx *x, const char *key)
{
	return ui_text_args(x, key, NULL);
}
