/* search_test.c -- the right method is found by what somebody would type. */
#include "core/testing.h"
#include "method/find/search.h"
#include "ui/ui.h"
#include <stdlib.h>
#include <unistd.h>

enum { CEILING = 64 << 20 };

static struct arena *arena;
static struct ctx x;
static char folder[] = "/tmp/samspil-search-XXXXXX";

static const struct {
	const char *file, *yaml;
} documents[] = {
	{ "care.yaml",
	  "kind: deck\nkey: care-cards\nversion: 1\ntopics: [care]\nsuits: [leader]\n"
	  "title: {da: Kort om fyrtårnssamtalen, en: Cards on the lighthouse talk}\n"
	  "summary: {da: Når en fyrpasser er bekymret for nogen, en: When a lighthouse keeper worries about somebody}\n"
	  "cards:\n  - {key: one, title: {da: Spørg, en: Ask}, body: {da: Hvordan går det med søvnen, en: How is your sleep}}\n" },
	{ "offensive.yaml",
	  "kind: deck\nkey: tone-cards\nversion: 1\ntopics: [offensive_acts]\n"
	  "title: {da: Kort om skælmeri, en: Cards on mischief}\n"
	  "summary: {da: Skælmerier begynder i det små, en: Mischief begins small}\nwords: {da: drilleri gækkeri, en: teasing pranking}\n"
	  "cards:\n  - {key: one, title: {da: Øvelse, en: Exercise}, body: {da: En samtale om fyrtårnet, en: A conversation on the lighthouse}}\n" },
	{ "short.yaml",
	  "kind: workshop\nkey: quarter\nversion: 1\ntopics: [talk]\ntitle: {da: Et kvarters snak, en: A quarter of an hour}\n"
	  "summary: {da: Tæt på hverdagen, en: Close to everyday}\nminutes: 15\nalone: true\nheading: {da: Nu, en: Now}\n"
	  "people_min: 4\npeople_max: 40\nparts:\n  - key: only\n    title: {da: Snak, en: Talk}\n    colour: pine\n    minutes: 15\n    leaders: true\n"
	  "    purpose: {da: At tale, en: To talk}\n    steps:\n      - {key: talk, kind: talk, title: {da: Snak, en: Talk}, minutes: 15, with: pairs}\n" },
};

static int begin(void **state)
{
	if (!mkdtemp(folder))
		return -1;
	for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
		char path[128];
		snprintf(path, sizeof path, "%s/%s", folder, documents[i].file);
		FILE *f = fopen(path, "w");
		if (!f || fputs(documents[i].yaml, f) < 0 || fclose(f))
			return -1;
	}
	arena = arena_new(CEILING);
	ctx_init(&x, arena);
	if (ui_init(&x, true) == OK && method_init(&x, folder) == OK)
		return 0;
	print_error("%s\n", x.fault.cause);
	return -1;
}

static int end(void **state)
{
	for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
		char path[128];
		snprintf(path, sizeof path, "%s/%s", folder, documents[i].file);
		unlink(path);
	}
	rmdir(folder);
	arena_free(arena);
	return 0;
}

static size_t ask(struct search_wish w, const struct search_entry *const **ret)
{
	bool some;
	return search(&x, &w, ret, &some);
}

static const char *first(enum lang lang, const char *words)
{
	const struct search_entry *const *found;
	x.lang = lang;
	return ask((struct search_wish){ .words = str_of(words), .kind = -1 }, &found) ? found[0]->head->key : "nothing";
}

static bool finds(enum lang lang, const char *words, const char *key)
{
	const struct search_entry *const *found;
	x.lang = lang;
	size_t n = ask((struct search_wish){ .words = str_of(words), .kind = -1 }, &found);
	for (size_t i = 0; i < n; i++)
		if (strcmp(found[i]->head->key, key) == 0)
			return true;
	return false;
}

static void other_forms_of_a_word(void **state)
{
	assert_string_equal(first(DA, "skælmeriet"), "tone-cards");
	assert_string_equal(first(EN, "worried keepers"), "care-cards");
	assert_string_equal(first(EN, "PRANKED"), "tone-cards");
}

static void letters_that_a_keyboard_lacks(void **state)
{
	assert_string_equal(first(DA, "skaelmeri"), "tone-cards");
	assert_true(finds(DA, "oevelse", "tone-cards"));
	assert_true(finds(DA, "øvelser", "tone-cards"));
}

static void what_is_being_typed(void **state)
{
	assert_string_equal(first(DA, "gækk"), "tone-cards");
	assert_string_equal(first(DA, "kvarters"), "quarter");
}

static void inside_a_compound(void **state)
{
	assert_true(finds(DA, "samtale", "care-cards"));	/* fyrtårnssamtalen */
	assert_true(finds(DA, "samtaler", "care-cards"));
}

static void a_title_beats_a_body(void **state)
{
	assert_string_equal(first(EN, "lighthouse"), "care-cards");
	assert_string_equal(first(EN, "talk lighthouse"), "care-cards");
}

static void the_other_language_counts(void **state)
{
	assert_string_equal(first(DA, "pranking"), "tone-cards");
	assert_string_equal(first(EN, "drilleri"), "tone-cards");
}

static void some_words_are_better_than_none(void **state)
{
	const struct search_entry *const *found;
	bool some = false;
	const struct search_wish w = { .words = S("gækkeri xyzzy"), .kind = -1 };
	x.lang = DA;
	assert_true(search(&x, &w, &found, &some) > 0);
	assert_true(some);
	assert_string_equal(found[0]->head->key, "tone-cards");
	assert_int_equal(ask((struct search_wish){ .words = S("xyzzy"), .kind = -1 }, &found), 0);
}

static bool passes(struct search_wish w, const char *key)
{
	const struct search_entry *const *found;
	w.kind = -1;
	size_t n = ask(w, &found);
	for (size_t i = 0; i < n; i++)
		if (strcmp(found[i]->head->key, key) == 0)
			return true;
	return false;
}

static void filters(void **state)
{
	x.lang = DA;
	assert_true(passes((struct search_wish){ .time = TIME_HALF_HOUR }, "quarter"));
	assert_false(passes((struct search_wish){ .time = TIME_LONGER }, "quarter"));
	assert_false(passes((struct search_wish){ .time = TIME_HALF_HOUR }, "future-workshop"));
	assert_true(passes((struct search_wish){ .time = TIME_LONGER }, "five-phases"));
	assert_true(passes((struct search_wish){ .ways = WITH_TWO }, "quarter"));	/* a step in pairs */
	assert_false(passes((struct search_wish){ .ways = WITH_ONE }, "quarter"));
	assert_true(passes((struct search_wish){ .role = S("leader") }, "care-cards"));
	assert_false(passes((struct search_wish){ .role = S("employee") }, "care-cards"));
	assert_true(passes((struct search_wish){ .role = S("employee") }, "tone-cards"));	/* says nobody: everybody */
	assert_true(passes((struct search_wish){ .topic = S("care") }, "care-cards"));
	assert_false(passes((struct search_wish){ .topic = S("care") }, "tone-cards"));
}

static void strange_words_are_only_words(void **state)
{
	const struct search_entry *const *found;
	char flood[4096];
	memset(flood, 'a', sizeof flood);
	ask((struct search_wish){ .words = { flood, sizeof flood }, .kind = -1 }, &found);
	for (size_t i = 1; i < sizeof flood; i += 2)
		flood[i] = ' ';
	ask((struct search_wish){ .words = { flood, sizeof flood }, .kind = -1 }, &found);
	assert_true(ask((struct search_wish){ .words = S("%<>\"'&"), .kind = -1 }, &found) > 0);	/* no word: everything */
}

/* The last test: what the program carries is bound at the start without its YAML
 * being read, and its texts are found all the same. */
static void what_is_built_in_is_found_by_what_it_says(void **state)
{
	const struct search_entry *const *found;
	static const char *const said[] = { "sladder", "tidspres", "udbrændthed", "kollega ked af det" };
	static const char *const said_in_english[] = { "gossip", "harassment", "sick leave" };
	arena_reset(arena);
	ctx_init(&x, arena);
	assert_int_equal(method_init(&x, NULL), OK);
	for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
		x.lang = DA;
		assert_true(ask((struct search_wish){ .words = str_of(said[i]), .kind = -1 }, &found) > 0);
	}
	for (size_t i = 0; i < sizeof said_in_english / sizeof *said_in_english; i++) {
		x.lang = EN;
		assert_true(ask((struct search_wish){ .words = str_of(said_in_english[i]), .kind = -1 }, &found) > 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(other_forms_of_a_word),
		cmocka_unit_test(letters_that_a_keyboard_lacks),
		cmocka_unit_test(what_is_being_typed),
		cmocka_unit_test(inside_a_compound),
		cmocka_unit_test(a_title_beats_a_body),
		cmocka_unit_test(the_other_language_counts),
		cmocka_unit_test(some_words_are_better_than_none),
		cmocka_unit_test(filters),
		cmocka_unit_test(strange_words_are_only_words),
		cmocka_unit_test(what_is_built_in_is_found_by_what_it_says),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
