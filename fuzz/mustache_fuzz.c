/* mustache_fuzz.c -- any bytes as a template, in both manners. It may be
 * refused; if it loads, what is rendered must have the same markup whatever the
 * values are: as many <, " and ' with hostile values as with harmless ones. */
#include "core/log.h"
#include "ui/mustache.h"
#include <stdlib.h>

enum { CEILING = 64 << 20, OUTPUT_MAX = 1 << 20, INPUT_MAX = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static const struct catalogue_row rows[] = {
	{ "a.b", { { "x {a} <&\"' y", NULL }, { "x {a} <&\"' y", NULL } }, false },
	{ "a.n", { { "{n} x", "{n} y" }, { "{n} x", "{n} y" } }, true },
};

/* One-letter names, so that chance finds them. */
static struct val *tree_of(struct ctx *x, struct str value)
{
	struct val *t = val_new_obj(x);
	val_str(x, t, "a", value);
	val_str(x, t, "b", value);
	val_int(x, t, "n", 2);
	val_null(x, t, "z");
	struct val *o = val_sub(x, t, "o");
	val_str(x, o, "a", value);
	struct val *l = val_list(x, t, "l");
	for (int i = 0; i < 3; i++)
		val_str(x, val_obj(x, l), "c", value);
	return t;
}

static size_t count(struct str s, char c)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == c;
	return n;
}

static bool render(struct ctx *x, const struct mustache *m, struct str value, struct str *ret)
{
	struct buf out;
	buf_init(&out, OUTPUT_MAX);
	enum rc rc = mustache_render(x, m, "t/t", NULL, tree_of(x, value), &out);
	fault_clear(x);
	*ret = buf_take(&out, x->arena);
	return rc == OK;
}

static void try_manner(struct ctx *x, enum mustache_manner manner, const struct mustache_source sources[2])
{
	struct catalogue *texts;
	struct mustache *m;
	struct str mild, hostile;
	fault_clear(x);
	if (catalogue_load(x, x->arena, rows, 2, &texts) != OK)
		abort();
	if (mustache_load(x, x->arena, texts, manner, false, sources, 2, &m) != OK)
		return;
	bool mild_done = render(x, m, S("x"), &mild);
	bool hostile_done = render(x, m, S("\"'><script>&javascript:/**/--></textarea>"), &hostile);
	if (manner == MUSTACHE_SPEC || !mild_done || !hostile_done)
		return;
	for (const char *c = "<\"'"; *c; c++)
		if (count(mild, *c) != count(hostile, *c))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *arena = n <= INPUT_MAX ? arena_new(CEILING) : NULL;
	if (!arena)
		return 0;
	log_set_level(LOG_ERROR - 1);	/* refusals are the rule here */
	struct ctx x;
	ctx_init(&x, arena);
	/* Up to the first NUL is the partial, the rest calls it. */
	struct str all = str_dup(arena, (struct str){ (const char *)bytes, n });
	size_t split = str_find(all, 0);
	const struct mustache_source sources[2] = {
		{ "t/p", "p.html", str_sub(all, 0, split) },
		{ "t/t", "t.html", str_sub(all, split < n ? split + 1 : 0, n) },
	};
	try_manner(&x, MUSTACHE_HOUSE, sources);
	try_manner(&x, MUSTACHE_SPEC, sources);
	arena_free(arena);
	return 0;
}
