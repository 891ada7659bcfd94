/* spoken_test.c -- when things happen is said by the agenda alone, which is moved
 * when the session is: no text of a method names a time of the clock.
 *
 *	method_spoken_test CONTENT
 *
 * Looks through every Danish and English text of the content files. Hours of the
 * evening pass ("no mails after 22"): no session is held then, so they are an
 * example of something. */
#include "method/vocabulary/content_test.h"
#include <regex.h>

enum { CEILING = 64 << 20 };

/* Whole texts are matched as they stand in YAML, so lines may break anywhere. */
static const char *const times[] = {
	"(^|[^0-9.,:])([01]?[0-9]|2[0-3])[.:][0-5][05]([^0-9.:]|[.:]([^0-9]|$)|$)",
	"(klokken|kl\\.) +(8|9|1[0-6])([^0-9]|$)",
	"(begin|end|break|start|starts|ends|begins|is|and) at (8|9|1[0-6])([,.;:)]|$)",
	"(^|[^0-9])([1-5] ?p|([89]|1[01]) ?a)m([^a-z]|$)",
};
enum { NTIMES = sizeof times / sizeof *times };

static struct arena *arena;
static regex_t patterns[NTIMES];
static const char *content;
static size_t looked_at, found;

static bool names_a_time(const char *text)
{
	for (size_t i = 0; i < NTIMES; i++)
		if (regexec(&patterns[i], text, 0, NULL, 0) == 0)
			return true;
	return false;
}

static void look(const struct content_text *t)
{
	looked_at++;
	if (!names_a_time(t->words.p))
		return;
	print_error("%s:%lu names a time: %.120s\n", t->file, t->line, t->words.p);
	found++;
}

static int begin(void **state)
{
	arena = arena_new(CEILING);
	for (size_t i = 0; i < NTIMES; i++)
		if (regcomp(&patterns[i], times[i], REG_EXTENDED | REG_ICASE | REG_NOSUB) != 0)
			return -1;
	return 0;
}

static int end(void **state)
{
	for (size_t i = 0; i < NTIMES; i++)
		regfree(&patterns[i]);
	arena_free(arena);
	return 0;
}

static void a_time_is_told_from_a_figure(void **state)
{
	assert_true(names_a_time("Pausen er 10.30, og I slutter 12.30."));
	assert_true(names_a_time("From 8:30 to 11."));
	assert_true(names_a_time("Klokken 9 begynder I."));
	assert_true(names_a_time("Vi mødes kl. 14"));
	assert_true(names_a_time("The break is at 10, and then we go on."));
	assert_true(names_a_time("We meet at 3 pm."));
	assert_false(names_a_time("No mails after 10 pm."));
	assert_false(names_a_time("Ingen mails efter klokken 22."));
	assert_false(names_a_time("Når klokken ringer, skifter I."));
	assert_false(names_a_time("Under 10 er lavt, 11 til 14 er mellem."));
	assert_false(names_a_time("Loven fra 1.10.2023, 2.500 svar, 0,25 timer."));
	assert_false(names_a_time("Look at 10 cards."));
}

static void no_text_names_a_time(void **state)
{
	looked_at = found = 0;
	content_read(&(struct content_reader){ arena, look, NULL }, content, "");
	assert_true(looked_at > 1000);
	assert_int_equal(found, 0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_time_is_told_from_a_figure),
		cmocka_unit_test(no_text_names_a_time),
	};
	if (argc != 2)
		return 2;
	content = argv[1];
	return cmocka_run_group_tests(tests, begin, end);
}
