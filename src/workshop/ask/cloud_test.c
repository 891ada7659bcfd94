/* cloud_test.c -- where English is spoken, which words a cloud takes for one, and which
 * it leaves apart: a form of a word is that word, what is made of it is another. */
#include "core/testing.h"
#include "workshop/ask/cloud.h"
#include "workshop/ask/suggest.h"

static struct ctx ctx, *x = &ctx;

static int set_up(void **state)
{
	(void)state;
	ctx.arena = arena_new(1 << 20);
	return ctx.arena ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(ctx.arena);
	return 0;
}

static bool are_one(enum lang lang, const char *a, int64_t na, const char *b, int64_t nb)
{
	struct cloud_count c[] = { { cloud_word(x->arena, str_of(a)), na }, { cloud_word(x->arena, str_of(b)), nb } };
	struct cloud_entry *e;
	size_t n;
	cloud_merge(x, lang, c, 2, NULL, 0, &e, &n);
	bool one = n == 1;
	arena_reset(x->arena);
	return one;
}

/* Of pairs: how many are not as they should be, each said. Whichever is said more, and
 * where one is said so much more that the other might be a slip of it. */
static size_t wrong(const char *const (*pairs)[2], size_t n, bool one)
{
	static const int64_t said[][2] = { { 2, 2 }, { 3, 2 }, { 2, 3 }, { 9, 1 }, { 1, 9 } };
	size_t faults = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < sizeof said / sizeof *said; k++)
			if (are_one(EN, pairs[i][0], said[k][0], pairs[i][1], said[k][1]) != one) {
				print_error("%s, %s are %s\n", pairs[i][0], pairs[i][1], one ? "two" : "one");
				faults++;
				break;
			}
	return faults;
}

static void forms_of_an_english_word_are_one(void **state)
{
	static const char *const pairs[][2] = {
		/* more than one of it */
		{ "break", "breaks" }, { "meeting", "meetings" }, { "boss", "bosses" }, { "process", "processes" }, { "focus", "focuses" }, { "box", "boxes" },
		{ "coach", "coaches" }, { "wish", "wishes" }, { "headache", "headaches" }, { "house", "houses" }, { "nurse", "nurses" }, { "cause", "causes" },
		{ "company", "companies" }, { "story", "stories" }, { "survey", "surveys" }, { "tie", "ties" }, { "cookie", "cookies" }, { "day", "days" },
		{ "bus", "buses" }, { "hero", "heroes" }, { "shoe", "shoes" }, { "photo", "photos" }, { "idea", "ideas" }, { "wife", "wives" },
		{ "shelf", "shelves" }, { "child", "children" }, { "woman", "women" }, { "crisis", "crises" }, { "menu", "menus" }, { "job", "jobs" },
		{ "bias", "biases" }, { "colleague", "colleagues" }, { "employee", "employees" }, { "leader", "leaders" }, { "quiz", "quizzes" },
		/* somebody's */
		{ "leader", "leader's" }, { "child", "children's" }, { "boss", "boss's" }, { "team", "team’s" },
		/* what one does, did, is doing */
		{ "talk", "talking" }, { "talked", "talking" }, { "talk", "talks" }, { "use", "used" }, { "use", "using" }, { "use", "uses" }, { "help", "helped" },
		{ "plan", "planning" }, { "plan", "planned" }, { "make", "making" }, { "make", "made" }, { "hope", "hoping" }, { "care", "caring" },
		{ "share", "shared" }, { "manage", "managing" }, { "manage", "managed" }, { "change", "changing" }, { "issue", "issued" }, { "value", "valuing" },
		{ "try", "trying" }, { "try", "tried" }, { "worry", "worries" }, { "worry", "worried" }, { "carry", "carrying" }, { "enjoy", "enjoyed" },
		{ "agree", "agreed" }, { "agree", "agreeing" }, { "need", "needed" }, { "add", "added" }, { "add", "adding" }, { "stress", "stressed" },
		{ "discuss", "discussing" }, { "stop", "stopped" }, { "prefer", "preferred" }, { "commit", "committed" }, { "control", "controlling" },
		{ "call", "calling" }, { "sell", "selling" }, { "listen", "listening" }, { "open", "opening" }, { "die", "dying" }, { "lie", "lying" },
		{ "tire", "tired" }, { "write", "writing" }, { "leave", "leaving" }, { "lose", "losing" }, { "choose", "choosing" }, { "create", "creating" },
		{ "enable", "enabling" }, { "train", "trained" }, { "fix", "fixing" }, { "show", "showing" }, { "stay", "stayed" }, { "panic", "panicking" },
		{ "feel", "feeling" }, { "feel", "felt" }, { "feelings", "feel" }, { "keep", "kept" }, { "teach", "taught" }, { "take", "took" }, { "give", "given" },
		{ "know", "known" }, { "speak", "spoken" }, { "free", "freed" }, { "succeed", "succeeding" }, { "succeed", "succeeds" }, { "owe", "owing" },
		/* more of it */
		{ "calm", "calmer" }, { "calm", "calmest" }, { "big", "bigger" }, { "busy", "busier" }, { "happy", "happiest" }, { "safe", "safer" }, { "fast", "fastest" },
		{ "hard", "harder" }, { "quiet", "quieter" }, { "friendly", "friendlier" },
		/* as it is written in one place and another */
		{ "organise", "organize" }, { "organising", "organize" }, { "organisation", "organization" }, { "organisations", "organization" },
		{ "prioritise", "prioritized" }, { "recognised", "recognizing" }, { "analyse", "analyze" }, { "colour", "color" }, { "behaviours", "behavior" },
		{ "neighbour", "neighbors" }, { "centre", "center" }, { "centres", "centers" }, { "travelling", "traveling" }, { "cancelled", "cancel" },
		{ "modelling", "modeling" }, { "programme", "program" }, { "programmes", "programming" }, { "dialogue", "dialog" }, { "defence", "defense" },
		{ "practise", "practice" }, { "practising", "practicing" }, { "judgement", "judgment" }, { "ageing", "aging" }, { "fulfil", "fulfilled" },
		{ "fulfilment", "fulfillment" }, { "focussed", "focused" }, { "grey", "gray" }, { "learnt", "learned" }, { "well-being", "wellbeing" },
		{ "co-workers", "coworker" }, { "e-mails", "email" }, { "skilful", "skillful" }, { "favourite", "favorite" }, { "counsellor", "counselor" },
		/* slips, which a finger makes */
		{ "communcation", "communication" }, { "colleage", "colleague" }, { "overwhelmd", "overwhelmed" }, { "mangaement", "management" },
	};
	(void)state;
	assert_true(sizeof pairs / sizeof *pairs >= 60);
	assert_int_equal(wrong(pairs, sizeof pairs / sizeof *pairs, true), 0);
}

static void what_is_made_of_an_english_word_is_another(void **state)
{
	static const char *const pairs[][2] = {
		/* -ly, -ful, -less, -ness, -ment, -ion, -er, -or, -y, -al, -able, -ity, -ive, -ism, -ship */
		{ "hard", "hardly" }, { "late", "lately" }, { "near", "nearly" }, { "short", "shortly" }, { "friend", "friendly" }, { "love", "lovely" },
		{ "safe", "safely" }, { "safely", "safety" }, { "safe", "safety" }, { "honestly", "honesty" }, { "quick", "quickly" }, { "use", "useful" },
		{ "use", "useless" }, { "useful", "useless" }, { "help", "helpful" }, { "help", "helpless" }, { "care", "careful" }, { "care", "careless" },
		{ "hope", "hopeful" }, { "stress", "stressful" }, { "respect", "respectful" }, { "trust", "trustful" }, { "kind", "kindness" }, { "ill", "illness" },
		{ "happy", "happiness" }, { "tired", "tiredness" }, { "business", "busy" }, { "fair", "fairness" }, { "manage", "management" }, { "state", "statement" },
		{ "move", "movement" }, { "treat", "treatment" }, { "depart", "department" }, { "agree", "agreement" }, { "lead", "leader" }, { "leader", "leadership" },
		{ "work", "worker" }, { "teach", "teacher" }, { "manage", "manager" }, { "listen", "listener" }, { "train", "trainer" }, { "trainer", "trainee" },
		{ "employ", "employer" }, { "employer", "employee" }, { "employed", "employer" }, { "organise", "organiser" }, { "organise", "organisation" },
		{ "organization", "organizer" }, { "act", "action" }, { "act", "actor" }, { "react", "reaction" }, { "motivate", "motivation" },
		{ "communicate", "communication" }, { "create", "creation" }, { "create", "creative" }, { "relate", "relation" }, { "relation", "relationship" },
		{ "complain", "complaint" }, { "health", "healthy" }, { "noise", "noisy" }, { "person", "personal" }, { "personal", "personnel" },
		{ "nation", "national" }, { "comfort", "comfortable" }, { "value", "valuable" }, { "able", "ability" }, { "secure", "security" },
		{ "community", "commune" }, { "respond", "response" }, { "responsible", "response" }, { "advice", "adviser" }, { "office", "officer" },
		{ "polite", "politics" }, { "police", "policy" }, { "universe", "university" }, { "general", "generous" }, { "ethic", "ethics" },
		{ "economic", "economics" }, { "wise", "wisdom" }, { "team", "teamwork" }, { "work", "workload" }, { "over", "overwork" }, { "clean", "cleaner" },
		/* the opposite */
		{ "able", "unable" }, { "fair", "unfair" }, { "agree", "disagree" }, { "moral", "amoral" }, { "trust", "distrust" }, { "rest", "unrest" },
		{ "understanding", "misunderstanding" },
		/* what only looks like a form of it */
		{ "us", "use" }, { "new", "news" }, { "car", "care" }, { "plan", "plane" }, { "star", "stare" }, { "moral", "morale" }, { "human", "humane" },
		{ "on", "one" }, { "unit", "united" }, { "even", "evening" }, { "some", "something" }, { "any", "anything" }, { "out", "outing" }, { "mean", "meaning" },
		{ "k", "king" }, { "th", "thing" }, { "spr", "spring" }, { "s", "sing" }, { "n", "need" }, { "r", "red" }, { "hop", "hoping" }, { "hope", "hopping" },
		{ "scar", "scared" }, { "inter", "interest" }, { "list", "listen" }, { "mark", "market" }, { "lun", "lunch" }, { "meet", "me" }, { "plu", "plus" },
		{ "bu", "bus" }, { "thi", "this" }, { "cha", "chaos" }, { "len", "lens" }, { "basi", "basis" }, { "statu", "status" }, { "loose", "lose" },
		{ "quit", "quite" }, { "quit", "quiet" }, { "suit", "suite" }, { "past", "paste" }, { "cloth", "clothing" }, { "event", "even" }, { "start", "star" },
		{ "short", "shor" }, { "later", "late" }, { "good", "goods" }, { "calm", "call" }, { "hear", "heart" }, { "tea", "team" }, { "form", "former" },
		{ "matter", "mat" }, { "number", "numb" }, { "offer", "off" }, { "power", "pow" }, { "paper", "pap" }, { "over", "ov" }, { "corn", "corner" },
		{ "hundred", "hund" }, { "offspring", "offer" }, { "hour", "our" }, { "princess", "prince" }, { "thought", "though" },
	};
	(void)state;
	assert_true(sizeof pairs / sizeof *pairs >= 60);
	assert_int_equal(wrong(pairs, sizeof pairs / sizeof *pairs, false), 0);
}

/* Cards: a heading is made of forms of one word. */
static void english_cards_share_a_word_not_a_root(void **state)
{
	struct suggest_text roots[] = { { 1, S("Hardly any lunch") }, { 2, S("A hardened floor") }, { 3, S("Hardship of nights") }, { 4, S("Useful screens") },
					{ 5, S("Useless printer") }, { 6, S("Usable chairs") }, { 7, S("Coffee") }, { 8, S("Parking") } };
	struct suggest_text forms[] = { { 1, S("Interruptions all day") }, { 2, S("Each interruption costs") }, { 3, S("Phones: an interruption’s an interruption") },
					{ 4, S("Planning shifts") }, { 5, S("Nobody planned it") }, { 6, S("Which plan?") }, { 7, S("Organisation") },
					{ 8, S("Reorganizations") }, { 9, S("Organizations") }, { 10, S("The organization") } };
	struct suggestion *g;
	size_t n;
	(void)state;
	suggest_groups(x, EN, roots, sizeof roots / sizeof *roots, &g, &n);
	for (size_t i = 0; i < n; i++)
		print_error("%.*s: %.*s\n", STR_ARG(g[i].heading), STR_ARG(g[i].why));
	assert_int_equal(n, 0);
	suggest_groups(x, EN, forms, sizeof forms / sizeof *forms, &g, &n);
	assert_int_equal(n, 3);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(g[i].n, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms_of_an_english_word_are_one),
		cmocka_unit_test(what_is_made_of_an_english_word_is_another),
		cmocka_unit_test(english_cards_share_a_word_not_a_root),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
