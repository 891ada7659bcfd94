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
	struct search_answer answer;
	search(&x, &w, &answer);
	*ret = answer.entries;
	return answer.n;
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
	struct search_answer answer;
	const struct search_wish w = { .words = S("gækkeri xyzzyx"), .kind = -1 };
	x.lang = DA;
	search(&x, &w, &answer);
	assert_true(answer.n > 0);
	assert_true(answer.some);
	assert_string_equal(answer.entries[0]->head->key, "tone-cards");
	assert_int_equal(ask((struct search_wish){ .words = S("xyzzyx"), .kind = -1 }, &found), 0);
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

static struct search_reading reading(const char *words, size_t i)
{
	struct search_answer answer;
	search(&x, &(struct search_wish){ .words = str_of(words), .kind = -1 }, &answer);
	return i < answer.nreadings ? answer.readings[i] : (struct search_reading){ .how = TAKEN_AS_IT_IS };
}

static void how_a_word_was_taken_is_told(void **state)
{
	x.lang = DA;
	struct search_reading r = reading("skælmerisamtale", 0);		/* no document has it */
	assert_int_equal(r.how, TAKEN_APART);
	assert_int_equal(r.n, 2);
	assert_true(str_eqz(r.as[0], "skælmeri"));
	assert_true(str_eqz(r.as[1], "samtale"));
	r = reading("skælmreier", 0);
	assert_int_equal(r.how, TAKEN_AS_LIKE);
	assert_true(str_eqz(r.typed, "skælmreier"));
	assert_true(str_eqz(r.as[0], "skælmerier"));
	r = reading("en forkert husorden", 0);
	assert_int_equal(r.how, TAKEN_AS_SAME);
	assert_true(str_eqz(r.typed, "husorden"));
	assert_true(str_eqz(r.as[0], "leveregler"));
	assert_int_equal(reading("skælmeri", 0).how, TAKEN_AS_IT_IS);
	assert_int_equal(reading("leveregler", 0).how, TAKEN_AS_IT_IS);	/* it is the library's own word */
}

static void a_compound_written_as_two_words(void **state)
{
	x.lang = DA;
	assert_string_equal(first(DA, "fyrtårns samtalen"), "care-cards");
	assert_string_equal(first(DA, "fyrpasser skælmeri"), "tone-cards");	/* two words are two words */
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

/* What people type who have never seen the library, and what they are after: one of
 * these stands among the first three. */
static const struct {
	enum lang lang;
	const char *typed, *wanted;	/* keys, with spaces between */
} lay[] = {
	{ DA, "husregler", "house-rules" },
	{ DA, "husorden", "house-rules" },
	{ DA, "fælles regler", "house-rules" },
	{ DA, "spilleregler på arbejdet", "house-rules" },
	{ DA, "retningslinjer", "house-rules" },
	{ DA, "stresspolitik", "house-rules policy-draft policy-template" },
	{ DA, "skrive en personalepolitik", "house-rules policy-draft policy-template" },
	{ DA, "afdelingsregler", "house-rules house-rules-forms" },
	{ DA, "kantineregler", "house-rules house-rules-forms" },
	{ DA, "velbefindende", "golden-nuggets start-the-dialogue maturity-score mental-health good-work-environment toolbox" },
	{ DA, "trivsel", "start-the-dialogue maturity-score mental-health good-work-environment house-rules" },
	{ DA, "trivselsmåling", "maturity-score maturity" },
	{ DA, "arbejdsglæde", "golden-nuggets good-work-environment mental-health maturity-score" },
	{ DA, "udbrændt", "kinds-of-stress spot-strain stress-types" },
	{ DA, "gået ned med stress", "kinds-of-stress spot-strain" },
	{ DA, "stress hos os", "kinds-of-stress" },
	{ DA, "stresssymptomer", "warning-signs spot-strain" },
	{ DA, "tegn på stress", "warning-signs spot-strain" },
	{ DA, "alarmklokker", "warning-signs spot-strain" },
	{ DA, "vi har for travlt", "load-kinds load-themes trio-loads spot-strain kinds-of-stress" },
	{ DA, "arbejdspres", "kinds-of-stress load-kinds load-themes trio-loads" },
	{ DA, "min kollega er ked af det", "colleague-talk" },
	{ DA, "bekymret for en kollega", "colleague-talk" },
	{ DA, "kollegastøtte", "colleague-talk" },
	{ DA, "bekymret for en medarbejder", "care-talk" },
	{ DA, "svær samtale", "care-talk care-talk-practice care-talk-own-style" },
	{ DA, "sygefraværssamtale", "care-talk" },
	{ DA, "omsorgs samtale", "care-talk" },
	{ DA, "mobning", "community-and-communication house-rules trio-loads load-themes policy-draft" },
	{ DA, "dårlig tone", "community-and-communication" },
	{ DA, "sladder og bagtalelse", "community-and-communication" },
	{ DA, "tør ikke sige noget", "psychological-safety safety-learning" },
	{ DA, "fejlkultur", "psychological-safety" },
	{ DA, "utryghed", "psychological-safety" },
	{ DA, "psykologisk trykhed", "psychological-safety" },
	{ DA, "sammenhold i teamet", "community-and-communication" },
	{ DA, "teambuilding", "community-and-communication" },
	{ DA, "holdånd", "community-and-communication" },
	{ DA, "stresset chef", "leader-role-model" },
	{ DA, "forbillede", "leader-role-model" },
	{ DA, "samtalekort", "dialogue-cards start-the-dialogue" },
	{ DA, "komme i gang med at snakke", "start-the-dialogue dialogue-cards" },
	{ DA, "arbejdspladsvurdering", "apv apv-guide" },
	{ DA, "apv handlingsplan", "apv apv-guide apv-follow-up" },
	{ DA, "arbejdsmiljødrøftelse", "annual-review" },
	{ DA, "årsdrøftelse", "annual-review" },
	{ DA, "ny som tillidsmand", "representatives-workshop my-representative-roles representative-roles representatives-roles" },
	{ DA, "amr rolle", "representatives-workshop representatives-roles trio-start trio-meeting-1 safety-representative-advice representative-roles" },
	{ DA, "hvem gør hvad leder amr tr", "trio-start trio-meeting-1 trio-course representatives-roles" },
	{ DA, "brainstorm", "future-workshop future-workshop-light" },
	{ DA, "fremtidsverksted", "future-workshop" },
	{ DA, "fremtisværksted", "future-workshop" },
	{ DA, "medarbejderudviklingssamtale", "development-dialogue development-dialogues" },
	{ DA, "forventninger til hinanden", "expectation-alignment" },
	{ DA, "dilemmaer", "dilemma-hour" },
	{ DA, "hjælp udefra", "expert-help-guide" },
	{ DA, "konsulent udefra", "expert-help-guide consultant-guide" },
	{ DA, "hvilket værktøj skal vi vælge", "choose-a-tool toolbox" },
	{ DA, "huskeliste til lederen", "leader-memory-list" },
	{ DA, "stresss", "kinds-of-stress" },
	{ DA, "omsogssamtale", "care-talk" },
	{ DA, "leverægler", "house-rules" },
	{ DA, "triviel", "start-the-dialogue maturity-score mental-health good-work-environment house-rules" },
	{ EN, "house rules", "house-rules" },
	{ EN, "code of conduct", "house-rules" },
	{ EN, "wellbeing survey", "maturity-score maturity" },
	{ EN, "burned out", "kinds-of-stress spot-strain" },
	{ EN, "burnout", "kinds-of-stress spot-strain" },
	{ EN, "signs of stress", "warning-signs spot-strain" },
	{ EN, "worried about a colleague", "colleague-talk" },
	{ EN, "worried about an employee", "care-talk" },
	{ EN, "sick leave", "care-talk house-rules policy-draft procedure-checklist policy-template" },
	{ EN, "afraid to speak", "psychological-safety" },
	{ EN, "blame culture", "psychological-safety" },
	{ EN, "teamwork", "climate-of-cooperation community-and-communication" },
	{ EN, "gossip", "community-and-communication" },
	{ EN, "risk assessment", "apv apv-guide" },
	{ EN, "shop steward", "representatives-workshop union-role representatives-roles" },
	{ EN, "icebreaker", "start-the-dialogue dialogue-cards" },
	{ EN, "stressed manager", "leader-role-model" },
	{ EN, "conversation cards", "start-the-dialogue dialogue-cards" },
	{ EN, "unclear roles", "expectation-alignment" },
	{ EN, "pyschological safety", "psychological-safety" },
};

static bool is_among(const char *key, const char *wanted)
{
	struct str rest = str_of(wanted), one;
	while (str_next(&rest, ' ', &one))
		if (str_eqz(one, key))
			return true;
	return str_eqz(rest, key);
}

static void what_lay_people_type(void **state)
{
	enum { FIRST = 3 };
	unsigned missed = 0;
	for (size_t i = 0; i < sizeof lay / sizeof *lay; i++) {
		const struct search_entry *const *found;
		bool is = false;
		x.lang = lay[i].lang;
		size_t n = ask((struct search_wish){ .words = str_of(lay[i].typed), .kind = -1 }, &found);
		for (size_t k = 0; k < n && k < FIRST; k++)
			is |= is_among(found[k]->head->key, lay[i].wanted);
		if (is)
			continue;
		missed++;
		print_error("%s: wanted %s, found %zu:", lay[i].typed, lay[i].wanted, n);
		for (size_t k = 0; k < n && k < 2 * FIRST; k++)
			print_error(" %s", found[k]->head->key);
		print_error("\n");
	}
	assert_int_equal(missed, 0);
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
		cmocka_unit_test(how_a_word_was_taken_is_told),
		cmocka_unit_test(a_compound_written_as_two_words),
		cmocka_unit_test(what_is_built_in_is_found_by_what_it_says),
		cmocka_unit_test(what_lay_people_type),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
