/* stem_test.c -- forms of a word meet in one stem, in both languages. */
#include "core/testing.h"
#include "core/stem.h"

static struct arena *a;

static int begin(void **state)
{
	a = arena_new(1 << 20);
	return a ? 0 : -1;
}

static int end(void **state)
{
	arena_free(a);
	return 0;
}

static bool meet(enum lang lang, struct str one, struct str other)
{
	return str_eq(stem(a, lang, one), stem(a, lang, other));
}

static void forms_of_a_word_meet(void **state)
{
	assert_true(meet(DA, S("samtaler"), S("samtalen")));
	assert_true(meet(DA, S("krænkelser"), S("krænkelse")));
	assert_true(meet(DA, S("forebyggende"), S("forebyggelse")) || meet(DA, S("forebyggelser"), S("forebyggelse")));
	assert_true(meet(EN, S("talks"), S("talking")));
	assert_true(meet(EN, S("stressed"), S("stress")));
}

static void other_words_stay_apart(void **state)
{
	assert_false(meet(DA, S("leder"), S("lægge")));
	assert_false(meet(EN, S("leader"), S("load")));
	assert_true(str_empty(stem(a, DA, S(""))));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms_of_a_word_meet),
		cmocka_unit_test(other_words_stay_apart),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
