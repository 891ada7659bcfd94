/* lang_test.c -- a language is written and read by one name. */
#include "core/lang.h"
#include "core/testing.h"

static void every_language_is_read_as_it_is_written(void **state)
{
	(void)state;
	for (enum lang lang = DA; lang < LANG_COUNT; lang++) {
		enum lang read = lang_other(lang);
		assert_true(lang_known(lang_name(lang), &read));
		assert_int_equal(read, lang);
		assert_int_equal(lang_of(lang_name(lang)), lang);
		assert_int_not_equal(lang_other(lang), lang);
	}
	assert_string_equal(lang_name(DA).p, "da");
	assert_string_equal(lang_name(EN).p, "en");
	assert_null(lang_names[LANG_COUNT]);
}

static void what_is_no_language_of_ours_changes_nothing(void **state)
{
	static const char *const others[] = { "", "e", "eng", "EN", "sv", "da-DK" };
	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		enum lang lang = EN;
		assert_false(lang_known(str_of(others[i]), &lang));
		assert_int_equal(lang, EN);
		assert_int_equal(lang_of(str_of(others[i])), DA);
	}
	assert_int_equal(lang_of(STR_NULL), DA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_language_is_read_as_it_is_written),
		cmocka_unit_test(what_is_no_language_of_ours_changes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
