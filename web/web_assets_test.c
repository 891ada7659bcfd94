#include "web_assets.h"
#include "core/testing.h"
#include <zlib.h>

static struct ctx x;

static struct str path_of(const char *name)
{
	struct val *tree = val_new_obj(&x);
	web_assets_view(&x, tree);
	return val_get_str(val_get(tree, S("asset")), name);
}

static void every_file_that_layouts_name_is_there(void **state)
{
	(void)state;
	const char *names[] = { "page_css", "page_js", "phone_css", "phone_js", "wall_css", "wall_js",
				"inter_woff2", "icon_svg" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct str path = path_of(names[i]);
		assert_true(str_starts(path, S("/a/")));
		const struct asset *a = web_asset(path);
		assert_non_null(a);
		assert_true(a->n > 0);
		assert_true(str_eqz(path, a->path));
	}
}

static void other_paths_are_refused(void **state)
{
	(void)state;
	assert_null(web_asset(S("/a/page.css")));
	assert_null(web_asset(S("")));
	assert_null(web_asset(STR_NULL));
	struct str path = path_of("page_css");
	assert_null(web_asset(str_sub(path, 0, path.n - 1)));
	assert_null(web_asset(str_cat(x.arena, path, S("x"))));
}

static void the_font_is_called_by_its_hashed_name(void **state)
{
	(void)state;
	const struct asset *css = web_asset(path_of("page_css"));
	struct str text = { css->bytes, css->n };
	assert_true(str_contains(text, path_of("inter_woff2")));
	assert_false(str_contains(text, S("/a/inter.woff2")));
}

/* The join page has 60 kB for everything (P8); its HTML is less than 8 kB. */
static void a_phone_fetches_little(void **state)
{
	(void)state;
	const char *names[] = { "phone_css", "phone_js", "icon_svg" };
	size_t sum = 0;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const struct asset *a = web_asset(path_of(names[i]));
		sum += a->gzip ? a->gzip_n : a->n;
	}
	assert_in_range(sum, 1, 52000);
}

static void the_gzip_form_is_the_same_file(void **state)
{
	(void)state;
	const struct asset *a = web_asset(path_of("page_js"));
	assert_non_null(a->gzip);
	assert_true(a->gzip_n < a->n);
	char *out = arena_alloc(x.arena, a->n + 1);
	z_stream z = { .next_in = (unsigned char *)(uintptr_t)a->gzip, .avail_in = (unsigned)a->gzip_n,
		       .next_out = (unsigned char *)out, .avail_out = (unsigned)a->n + 1 };
	assert_int_equal(inflateInit2(&z, 16 + MAX_WBITS), Z_OK);
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(z.total_out, a->n);
	assert_memory_equal(out, a->bytes, a->n);
	inflateEnd(&z);
}

static int set_up(void **state) { (void)state; ctx_init(&x, arena_new(ARENA_CEILING_DEFAULT)); return 0; }
static int tear_down(void **state) { (void)state; arena_free(x.arena); return 0; }

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_file_that_layouts_name_is_there),
		cmocka_unit_test(other_paths_are_refused),
		cmocka_unit_test(the_font_is_called_by_its_hashed_name),
		cmocka_unit_test(a_phone_fetches_little),
		cmocka_unit_test(the_gzip_form_is_the_same_file),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
