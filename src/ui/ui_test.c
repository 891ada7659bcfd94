/* ui_test.c -- the front door over what is really built in: a page within its
 * layout, texts in both languages. */
#include "core/testing.h"
#include "ui/ui.h"

static struct arena *a;
static struct ctx x;

static int setup(void **state)
{
	(void)state;
	a = arena_new(ARENA_CEILING_DEFAULT);
	ctx_init(&x, a);
	assert_int_equal(ui_init(&x, true), OK);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

/* What the render hook and http add to every page, and the error page's own. */
static struct val *error_tree(void)
{
	struct val *t;
	assert_int_equal(val_parse_json(&x, S(
		"{\"lang\":\"da\",\"other_lang\":\"en\",\"path\":\"/x\",\"title\":\"Siden findes ikke\",\"csrf\":\"c5\",\"once\":\"o5\","
		"\"notice\":null,\"fault\":null,\"refused\":null,\"nav\":[{\"url\":\"/a\",\"label\":\"A & B\",\"current\":true}],\"me\":null,"
		"\"asset\":{\"page_css\":\"/a/p.css\",\"page_js\":\"/a/p.js\",\"icon_svg\":\"/a/i.svg\",\"inter_woff2\":\"/a/f.woff2\"},"
		"\"status\":404,\"message\":\"Den er <væk>\",\"request\":\"17\"}"), &t), OK);
	return t;
}

static void a_page_stands_within_its_layout(void **state)
{
	(void)state;
	struct buf out;
	buf_init(&out, 1 << 20);
	assert_int_equal(ui_page(&x, "ui/error", error_tree(), &out), OK);
	struct str html = buf_take(&out, a);
	assert_true(str_starts(html, S("<!doctype html>\n<html lang=\"da\">")));
	assert_true(str_contains(html, S("<title>Siden findes ikke · Samspil</title>")));
	assert_true(str_contains(html, S("<a href=\"/a\" aria-current=\"page\">A &amp; B</a>")));
	assert_true(str_contains(html, S("<p class=\"lede\">Den er &lt;væk&gt;</p>")));
	assert_true(str_contains(html, S("name=\"csrf\" value=\"c5\"")));
	assert_true(str_ends(html, S("</html>\n")));
}

static void a_fragment_has_no_layout(void **state)
{
	(void)state;
	struct buf out;
	buf_init(&out, 1 << 20);
	assert_int_equal(ui_render(&x, "ui/error", error_tree(), &out), OK);
	struct str html = buf_take(&out, a);
	assert_false(str_contains(html, S("<html")));
	assert_true(str_contains(html, S("<h1>Siden findes ikke</h1>")));
}

static void what_is_missing_is_said(void **state)
{
	(void)state;
	struct buf out;
	buf_init(&out, 1 << 20);
	assert_int_equal(ui_page(&x, "ui/none", error_tree(), &out), FAILED);
	assert_string_equal(x.fault.cause, "no template ui/none");
	fault_clear(&x);
	assert_int_equal(ui_page(&x, "ui/error", val_new_obj(&x), &out), FAILED);
	assert_string_equal(x.fault.cause, "src/ui/layout_page.html:2: unknown name \"lang\"");
	fault_clear(&x);
	buf_free(&out);
	buf_init(&out, 100);
	assert_int_equal(ui_page(&x, "ui/error", error_tree(), &out), FAILED);
	assert_string_equal(x.fault.cause, "the page ui/error is too large");
	buf_free(&out);
}

static void texts_come_in_the_readers_language(void **state)
{
	(void)state;
	struct val *args = val_new_obj(&x);
	val_int(&x, args, "line", 3);
	x.lang = DA;
	assert_string_equal(ui_text(&x, "ui.sign_in").p, "Log ind");
	assert_string_equal(ui_text_args(&x, "core.json_malformed", args).p, "Det sendte kan ikke læses som JSON (linje 3).");
	x.lang = EN;
	assert_string_equal(ui_text_args(&x, "core.json_malformed", args).p, "What was sent cannot be read as JSON (line 3).");
	assert_string_equal(ui_text(&x, "core.json_malformed").p, "What was sent cannot be read as JSON (line ).");
	assert_string_equal(ui_text(&x, "ui.there_is_no_such").p, "ui.there_is_no_such");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_page_stands_within_its_layout, setup, teardown),
		cmocka_unit_test_setup_teardown(a_fragment_has_no_layout, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_missing_is_said, setup, teardown),
		cmocka_unit_test_setup_teardown(texts_come_in_the_readers_language, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
