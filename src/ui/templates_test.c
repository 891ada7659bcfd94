/* templates_test.c -- every template and text built into the program loads:
 * what ui_init() refuses must not be found first by somebody starting it. */
#include "core/testing.h"
#include "ui/ui.h"
#include <stdio.h>

static void all_built_in_templates_load(void **state)
{
	(void)state;
	struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
	struct ctx x;
	ctx_init(&x, a);
	enum rc rc = ui_init(&x, true);
	if (rc != OK)
		fprintf(stderr, "%s\n", x.fault.cause);
	assert_int_equal(rc, OK);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(all_built_in_templates_load) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
