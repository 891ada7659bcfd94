#include "core/buf.h"
#include "core/testing.h"
#define assert_buf(b, z) do { struct str s_ = buf_view(b); assert_int_equal(s_.n, strlen(z)); assert_memory_equal(s_.p, z, s_.n); } while (0)

static void escaping(void **state)
{
	(void)state;
	struct buf b;
	buf_init(&b, 1 << 20);
	buf_html(&b, S("<a href=\"x\">&'æ"));
	assert_buf(&b, "&lt;a href=&quot;x&quot;&gt;&amp;&#39;æ");
	buf_clear(&b);
	buf_json(&b, S("\"\\\n\t</script>æ"));
	assert_buf(&b, "\"\\\"\\\\\\n\\u0009\\u003c/script\\u003eæ\"");
	buf_clear(&b);
	buf_url(&b, S("a b/ø"));
	assert_buf(&b, "a%20b%2F%C3%B8");
	buf_free(&b);
}

static void the_ceiling_holds_and_is_told(void **state)
{
	(void)state;
	struct buf b;
	buf_init(&b, 1000);
	for (int i = 0; i < 300; i++)
		buf_fmt(&b, "%d,", i);
	assert_true(b.failed);
	assert_true(b.n <= 1000 && b.cap <= 1000);
	buf_clear(&b);
	assert_false(b.failed);
	char big[900];
	memset(big, 'x', sizeof big);
	buf_fmt(&b, "%.*s", 900, big);
	assert_false(b.failed);
	assert_int_equal(b.n, 900);
	buf_free(&b);
}

static void integers_to_the_ends_of_their_range(void **state)
{
	(void)state;
	static const int64_t cases[] = { 0, 7, -7, 10, 99, -100, INT64_MAX, INT64_MIN, INT64_MIN + 1 };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf b;
		int64_t back;
		buf_init(&b, 100);
		buf_int(&b, cases[i]);
		assert_true(str_to_int(buf_view(&b), INT64_MIN, INT64_MAX, &back));
		assert_true(back == cases[i]);
		buf_free(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(escaping), cmocka_unit_test(integers_to_the_ends_of_their_range), cmocka_unit_test(the_ceiling_holds_and_is_told) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
