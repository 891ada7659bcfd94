/* mustache_spec_test.c -- the official cases of the Mustache specification, in
 * spec manner. The files (comments.json ...) are not part of this repository:
 * the test reads them from MUSTACHE_SPEC, or from ../shared/data/mustache-spec
 * beside the repository, and is skipped (exit 77) when neither is there. */
#include "core/testing.h"
#include "ui/mustache.h"
#include <stdio.h>
#include <stdlib.h>

enum { CASES_EXPECTED = 130 };	/* mandatory cases of specification 1.3 are 136; fewer means they were not read */

static struct arena *a;
static struct ctx x;

/* Numbers with a fraction, which the value tree does not know, as strings:
 * the cases only print them. */
static struct str fractions_quoted(struct str json)
{
	struct buf b;
	bool in_string = false;
	buf_init(&b, 2 * json.n + 1);
	for (size_t i = 0; i < json.n;) {
		size_t n = 0;
		while (!in_string && i + n < json.n && strchr("-0123456789.", json.p[i + n]))
			n++;
		struct str number = str_sub(json, i, n);
		if (n == 0) {
			if (json.p[i] == '"')
				in_string = !in_string;
			n = in_string && json.p[i] == '\\' ? 2 : 1;
			buf_str(&b, str_sub(json, i, n));
		} else if (str_contains(number, S("."))) {
			buf_fmt(&b, "\"%.*s\"", STR_ARG(number));
		} else {
			buf_str(&b, number);
		}
		i += n;
	}
	return buf_take(&b, a);
}

static bool read_file(const char *path, struct str *ret)
{
	struct buf b;
	char chunk[4096];
	FILE *f = fopen(path, "rb");
	if (!f)
		return false;
	buf_init(&b, 1 << 20);
	for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
		buf_bytes(&b, chunk, n);
	fclose(f);
	*ret = buf_take(&b, a);
	return true;
}

static struct str run_case(const struct val *c)
{
	struct mustache_source sources[8] = { { "main", "main", val_get_str(c, "template") } };
	const struct val *partials = val_get(c, S("partials"));
	size_t n = 1;
	for (const struct val *p = partials ? partials->kids.first : NULL; p && n < 8; p = p->next)
		sources[n++] = (struct mustache_source){ p->name, p->name, p->text };
	struct catalogue *texts;
	struct mustache *m;
	struct buf out;
	fault_clear(&x);
	if (catalogue_load(&x, a, NULL, 0, &texts) != OK || mustache_load(&x, a, texts, MUSTACHE_SPEC, false, sources, n, &m) != OK)
		return str_of(x.fault.cause);
	buf_init(&out, 1 << 16);
	enum rc rc = mustache_render(&x, m, "main", NULL, val_get(c, S("data")), &out);
	struct str s = buf_take(&out, a);
	return rc == OK ? s : str_of(x.fault.cause);
}

static const char *const files[] = { "comments", "delimiters", "interpolation", "inverted", "partials", "sections", NULL };
static const char *folder;

static void official_cases(void **state)
{
	size_t count = 0, wrong = 0;
	(void)state;
	for (const char *const *f = files; *f; f++) {
		struct str json;
		struct val *spec;
		assert_true(read_file(str_fmt(a, "%s/%s.json", folder, *f).p, &json));
		assert_int_equal(val_parse_json(&x, fractions_quoted(json), &spec), OK);
		for (const struct val *c = val_get(spec, S("tests"))->kids.first; c; c = c->next, count++) {
			struct str got = run_case(c), expected = val_get_str(c, "expected");
			if (str_eq(got, expected))
				continue;
			wrong++;
			print_error("%s: %.*s\ngave     [%.*s]\nexpected [%.*s]\n", *f, STR_ARG(val_get_str(c, "name")), STR_ARG(got), STR_ARG(expected));
		}
	}
	print_message("%zu official cases\n", count);
	assert_int_equal(wrong, 0);
	assert_true(count >= CASES_EXPECTED);
}

int main(int argc, char **argv)
{
	struct str probe;
	a = arena_new(ARENA_CEILING_DEFAULT);
	ctx_init(&x, a);
	folder = getenv("MUSTACHE_SPEC");
	if (!folder && argc > 1)
		folder = argv[1];
	int rc = 77;
	if (folder && read_file(str_fmt(a, "%s/sections.json", folder).p, &probe)) {
		const struct CMUnitTest tests[] = { cmocka_unit_test(official_cases) };
		rc = cmocka_run_group_tests(tests, NULL, NULL);
	}
	arena_free(a);
	return rc;
}
