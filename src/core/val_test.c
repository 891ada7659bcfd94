#include "core/val.h"
#include "core/testing.h"

static struct ctx x;

static struct str json(const struct val *v)
{
	struct buf b;
	buf_init(&b, 1 << 20);
	val_json(&b, v);
	return buf_take(&b, x.arena);
}

static void trees_become_json(void **state)
{
	(void)state;
	struct val *o = val_new_obj(&x), *l = val_list(&x, o, "list");
	val_item_int(&x, l, -3);
	val_item_str(&x, l, S("æ\""));
	val_str(&x, val_obj(&x, l), "navn", STR_NULL);
	val_bool(&x, o, "ja", true);
	val_html(&x, o, "html", S("<b>"));
	assert_string_equal(json(o).p, "{\"list\":[-3,\"æ\\\"\",{\"navn\":null}],\"ja\":true,\"html\":\"\\u003cb\\u003e\"}");
}

static void setting_twice_replaces_in_place(void **state)
{
	(void)state;
	struct val *o = val_new_obj(&x);
	val_int(&x, o, "a", 1);
	val_int(&x, o, "b", 2);
	val_int(&x, o, "b", 3);
	val_str(&x, o, "a", S("x"));
	val_int(&x, o, "c", 4);
	assert_string_equal(json(o).p, "{\"a\":\"x\",\"b\":3,\"c\":4}");
	assert_int_equal(o->kids.count, 3);
}

static void parsing_gives_back_what_was_written(void **state)
{
	(void)state;
	const char *text = "{\"a\":[1,true,null,\"\\u00e6\"],\"o\":{\"n\":-9007199254740993}}";
	struct val *v;
	assert_int_equal(val_parse_json(&x, str_of(text), &v), OK);
	assert_string_equal(json(v).p, "{\"a\":[1,true,null,\"æ\"],\"o\":{\"n\":-9007199254740993}}");
	assert_int_equal(val_get_int(val_get(v, S("o")), "n", 0), -9007199254740993);
	assert_null(val_get(v, S("x")));
}

static void broken_json_is_refused_with_its_line(void **state)
{
	(void)state;
	struct val *v;
	const char *bad[] = { "{\"a\":\n}", "{\"a\":1,\"a\":2}", "1.5", "", "[1", "\"\xff\"" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		fault_clear(&x);
		assert_int_equal(val_parse_json(&x, str_of(bad[i]), &v), INVALID);
		assert_string_equal(x.fault.message, "core.json_malformed");
	}
	struct buf b;
	buf_init(&b, 1 << 20);
	for (int i = 0; i < 100; i++)
		buf_char(&b, '[');
	for (int i = 0; i < 100; i++)
		buf_char(&b, ']');
	assert_int_equal(val_parse_json(&x, buf_view(&b), &v), INVALID);
	buf_free(&b);
	fault_clear(&x);
	assert_int_equal(val_parse_json(&x, S("{\"a\":\n}"), &v), INVALID);
	assert_int_equal(val_get_int(x.fault.args, "line", 0), 2);
}

static void the_first_fault_stays(void **state)
{
	(void)state;
	fault_clear(&x);
	assert_int_equal(fail_int(&x, INVALID, "title", "form.too_long", "max", 80), INVALID);
	assert_int_equal(fail(&x, CONFLICT, "other", "x.y"), CONFLICT);
	assert_int_equal(x.fault.rc, INVALID);
	assert_string_equal(x.fault.field, "title");
	assert_int_equal(val_get_int(x.fault.args, "max", 0), 80);
}

static int set_up(void **state) { (void)state; ctx_init(&x, arena_new(ARENA_CEILING_DEFAULT)); return 0; }
static int tear_down(void **state) { (void)state; arena_free(x.arena); return 0; }

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trees_become_json), cmocka_unit_test(setting_twice_replaces_in_place),
		cmocka_unit_test(parsing_gives_back_what_was_written), cmocka_unit_test(broken_json_is_refused_with_its_line),
		cmocka_unit_test(the_first_fault_stays),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
