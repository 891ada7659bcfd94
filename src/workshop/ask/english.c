/* english.c -- see english.h. After Porter's measure of a word, but back to its verb or
 * its noun and no further; tables for what no rule tells. */
#include "workshop/ask/english.h"

enum {
	LETTERS_MAX = 40,	/* a longer one is no word, and is compared as it stands */
	LETTERS_MORE = 8,	/* what a table or a rule may add to it */
};

struct pair {
	const char *from, *to;
};

/* Forms that no rule leads back. Not those that are rather another word at work: broken
 * (a break is a pause), left, lost, thought, better. */
static const struct pair irregular[] = {
	{ "men", "man" }, { "women", "woman" }, { "children", "child" }, { "feet", "foot" }, { "teeth", "tooth" }, { "mice", "mouse" },
	{ "wives", "wife" }, { "knives", "knife" }, { "shelves", "shelf" }, { "halves", "half" }, { "selves", "self" }, { "ourselves", "ourself" },
	{ "scarves", "scarf" }, { "thieves", "thief" }, { "wolves", "wolf" }, { "loaves", "loaf" }, { "calves", "calf" }, { "crises", "crisis" },
	{ "hypotheses", "hypothesis" }, { "diagnoses", "diagnosis" }, { "criteria", "criterion" }, { "phenomena", "phenomenon" }, { "menus", "menu" },
	{ "gurus", "guru" }, { "buses", "bus" }, { "gases", "gas" }, { "pluses", "plus" }, { "quizzes", "quiz" }, { "quizzed", "quiz" }, { "shoes", "shoe" },
	{ "toes", "toe" }, { "aches", "ache" }, { "headaches", "headache" }, { "toothaches", "toothache" }, { "stomachaches", "stomachache" },
	{ "backaches", "backache" }, { "caches", "cache" }, { "niches", "niche" }, { "breathing", "breathe" }, { "breathed", "breathe" },
	{ "pasting", "paste" }, { "pasted", "paste" }, { "uniting", "unite" }, { "united", "unite" }, { "freed", "free" }, { "made", "make" },
	{ "felt", "feel" }, { "kept", "keep" }, { "slept", "sleep" }, { "said", "say" }, { "paid", "pay" }, { "laid", "lay" }, { "taught", "teach" },
	{ "caught", "catch" }, { "bought", "buy" }, { "brought", "bring" }, { "fought", "fight" }, { "sought", "seek" }, { "went", "go" }, { "gone", "go" },
	{ "does", "do" }, { "did", "do" }, { "done", "do" }, { "has", "have" }, { "had", "have" }, { "was", "be" }, { "were", "be" }, { "been", "be" },
	{ "being", "be" }, { "is", "be" }, { "are", "be" }, { "gave", "give" }, { "given", "give" }, { "took", "take" }, { "taken", "take" },
	{ "spoken", "speak" }, { "wrote", "write" }, { "written", "write" }, { "knew", "know" }, { "known", "know" }, { "grew", "grow" }, { "grown", "grow" },
	{ "got", "get" }, { "gotten", "get" }, { "met", "meet" }, { "heard", "hear" }, { "held", "hold" }, { "told", "tell" }, { "sold", "sell" },
	{ "built", "build" }, { "sent", "send" }, { "spent", "spend" }, { "led", "lead" }, { "ran", "run" }, { "rang", "ring" }, { "began", "begin" },
	{ "begun", "begin" }, { "chose", "choose" }, { "chosen", "choose" }, { "drove", "drive" }, { "driven", "drive" }, { "forgot", "forget" },
	{ "forgotten", "forget" }, { "hid", "hide" }, { "hidden", "hide" }, { "understood", "understand" }, { "misunderstood", "misunderstand" },
	{ "won", "win" }, { "shown", "show" }, { "learnt", "learn" }, { "burnt", "burn" }, { "dreamt", "dream" }, { "meant", "mean" }, { "dealt", "deal" },
};

/* What ends like a form and is none, and what differs from another word by an e alone. */
static const char *const whole[] = {
	"news", "always", "perhaps", "series", "species", "chaos", "ethos", "cosmos", "kudos", "lens", "bias", "atlas", "canvas", "christmas", "whereas", "alias",
	"means", "goods", "afterwards", "nowadays", "sometimes", "politics", "ethics", "economics", "physics", "logistics", "dynamics", "ergonomics",
	"mathematics", "mechanics", "electronics", "athletics", "statistics", "acoustics", "genetics", "robotics", "basics", "hundred", "sacred", "hatred",
	"naked", "wicked", "rugged", "kindred", "embed", "exceed", "proceed", "succeed", "talented", "gifted", "anything", "something", "everything",
	"nothing", "evening", "morning", "ceiling", "outing", "clothing", "meaning", "engineering", "accounting", "marketing", "banking", "offspring",
	"lightning", "pudding", "during", "morale", "humane", "locale", "rationale", "finale", "secrete", "envelope", "artiste", "urbane", "severe", "heroine",
	"unite", "paste", "breathe", "bathe", "clothe", "caste", "borne", "suite", "quite", "aide",
};

/* Of these -er and -est say more of the same. Of others they make who does it, or
 * with what: clean, cool, open; and later is hardly late. */
static const char *const graded[] = {
	"angry", "big", "bold", "brave", "brief", "bright", "broad", "busy", "calm", "cheap", "clear", "clever", "close", "cold", "cosy", "cozy", "crazy", "dark", "deep",
	"dirty", "early", "easy", "fair", "fast", "fine", "firm", "fresh", "friendly", "full", "funny", "gentle", "great", "happy", "hard", "healthy",
	"heavy", "high", "hot", "hungry", "kind", "large", "lazy", "lively", "lonely", "long", "loud", "low", "lucky", "messy", "mild", "narrow",
	"near", "neat", "new", "nice", "noisy", "old", "pleasant", "poor", "proud", "quick", "quiet", "rare", "rich", "rough", "sad", "safe", "scary",
	"sharp", "short", "sick", "silly", "simple", "slow", "small", "smart", "smooth", "soft", "steady", "stiff", "strange", "strict", "strong", "sweet", "tall",
	"thick", "tidy", "tight", "tiny", "tough", "ugly", "warm", "weak", "weird", "wide", "wild", "wise", "worthy", "young",
};

/* Here and there, wherever in a word. */
static const struct pair anywhere[] = {
	{ "-", "" }, { "behaviour", "behavior" }, { "colour", "color" }, { "favour", "favor" }, { "flavour", "flavor" }, { "harbour", "harbor" },
	{ "honour", "honor" }, { "humour", "humor" }, { "labour", "labor" }, { "neighbour", "neighbor" }, { "rumour", "rumor" }, { "rigour", "rigor" },
	{ "vigour", "vigor" }, { "endeavour", "endeavor" }, { "demeanour", "demeanor" }, { "practis", "practic" }, { "licenc", "licens" },
	{ "defenc", "defens" }, { "offenc", "offens" }, { "sceptic", "skeptic" }, { "dgement", "dgment" }, { "enquir", "inquir" }, { "fulfilment", "fulfillment" },
	{ "enrolment", "enrollment" }, { "instalment", "installment" }, { "skilful", "skillful" }, { "wilful", "willful" }, { "counsellor", "counselor" },
	{ "traveller", "traveler" },
};

/* And at its end, also of several. */
static const struct pair at_end[] = {
	{ "centre", "center" }, { "metre", "meter" }, { "litre", "liter" }, { "theatre", "theater" }, { "fibre", "fiber" }, { "programme", "program" },
	{ "logue", "log" }, { "grey", "gray" },
};

struct word {
	char p[LETTERS_MAX + LETTERS_MORE + 1];
	size_t n;
};

static struct str view(const struct word *w)
{
	return (struct str){ w->p, w->n };
}

static void put(struct word *w, struct str s)
{
	w->n = s.n < LETTERS_MAX + LETTERS_MORE ? s.n : LETTERS_MAX + LETTERS_MORE;
	memcpy(w->p, s.p, w->n);
	w->p[w->n] = '\0';
}

static bool ends(const struct word *w, const char *tail)
{
	return str_ends(view(w), str_of(tail));
}

/* Takes `less` letters off and puts `tail` there. */
static void turn(struct word *w, size_t less, const char *tail)
{
	size_t n = strlen(tail);
	if (w->n < less || w->n - less + n > LETTERS_MAX + LETTERS_MORE)
		return;
	memcpy(w->p + w->n - less, tail, n + 1);
	w->n = w->n - less + n;
}

static bool is_listed(struct str s, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eqz(s, list[i]))
			return true;
	return false;
}

static bool is_whole(const struct word *w)
{
	return is_listed(view(w), whole, sizeof whole / sizeof *whole);
}

static bool is_vowel(const struct word *w, size_t i)
{
	return strchr("aeiou", w->p[i]) || (w->p[i] == 'y' && i > 0 && !is_vowel(w, i - 1));
}

/* Porter's m of the first n letters: how often consonants follow vowels. */
static size_t measure(const struct word *w, size_t n)
{
	size_t m = 0;
	for (size_t i = 1; i < n; i++)
		m += is_vowel(w, i - 1) && !is_vowel(w, i);
	return m;
}

static bool has_vowel(const struct word *w, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_vowel(w, i))
			return true;
	return false;
}

/* One vowel that an e after it makes long: hop, us. Such an e is no ending. */
static bool is_short(const struct word *w, size_t n)
{
	if (n == 2)
		return is_vowel(w, 0) && !is_vowel(w, 1);
	return n > 2 && measure(w, n) == 1 && !is_vowel(w, n - 3) && is_vowel(w, n - 2) && !is_vowel(w, n - 1) && !strchr("wxy", w->p[n - 1]);
}

static bool is_double(const struct word *w, const char *which)
{
	return w->n > 3 && w->p[w->n - 1] == w->p[w->n - 2] && strchr(which, w->p[w->n - 1]);
}

/* ---- as it is written here and there */

static void write_s_as_z(struct word *w)
{
	static const char *const tails[] = { "ise", "ised", "ises", "ising", "iser", "isers", "isable", "isation", "isations", "isational",
					     "yse", "ysed", "yses", "ysing" };
	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
		size_t n = strlen(tails[i]);
		if (w->n > n && ends(w, tails[i]) && has_vowel(w, w->n - n))	/* wise is not wize, nor rising */
			w->p[w->n - n + 1] = 'z';
	}
}

static void spell(struct arena *a, struct word *w)
{
	for (size_t i = 0; i < sizeof anywhere / sizeof *anywhere; i++)
		if (str_contains(view(w), str_of(anywhere[i].from)))
			put(w, str_replace(a, view(w), str_of(anywhere[i].from), str_of(anywhere[i].to)));
	for (size_t i = 0; i < sizeof at_end / sizeof *at_end; i++) {
		bool several = w->n && w->p[w->n - 1] == 's';
		w->n -= several;
		if (ends(w, at_end[i].from))
			turn(w, strlen(at_end[i].from), at_end[i].to);
		if (several)
			turn(w, 0, "s");
	}
	write_s_as_z(w);
}

/* ---- endings */

static bool take_irregular(struct word *w)
{
	for (size_t i = 0; i < sizeof irregular / sizeof *irregular; i++)
		if (str_eqz(view(w), irregular[i].from)) {
			put(w, str_of(irregular[i].to));
			return true;
		}
	return false;
}

static void take_owner(struct word *w)
{
	if (ends(w, "'s"))
		turn(w, 2, "");
	else if (ends(w, "'"))
		turn(w, 1, "");
}

/* Several, and what he does: the same letters. */
static void take_several(struct word *w)
{
	if (w->n <= 3 || !ends(w, "s") || ends(w, "ss") || ends(w, "us") || ends(w, "is"))
		return;
	if (ends(w, "ies"))
		turn(w, 3, "y");
	else if (ends(w, "sses") || ends(w, "shes") || ends(w, "ches") || ends(w, "xes") || ends(w, "zzes") || ends(w, "oes"))
		turn(w, 2, "");
	else
		turn(w, 1, "");
}

/* A tail that says more of it goes, if what is left is a word of which one says more. */
static void take_more(struct word *w)
{
	static const struct pair ways[] = { { "ier", "y" }, { "iest", "y" }, { "er", "" }, { "est", "" }, { "er", "e" }, { "est", "e" } };
	for (size_t i = 0; i < 2 * sizeof ways / sizeof *ways; i++) {
		const struct pair *way = &ways[i / 2];
		struct word base = *w;
		bool doubled = i % 2;
		if (!ends(w, way->from))
			continue;
		turn(&base, strlen(way->from), way->to);
		if (doubled && !is_double(&base, "dgmnt"))
			continue;
		turn(&base, doubled, "");
		if (is_listed(view(&base), graded, sizeof graded / sizeof *graded)) {
			*w = base;
			return;
		}
	}
}

/* The verb that lost its e, or got a letter twice. */
static void mend(struct word *w)
{
	if (is_double(w, "bdgmnprt"))
		turn(w, 1, "");
	else if (is_short(w, w->n))
		turn(w, 0, "e");
}

static void take_doing(struct word *w)
{
	if (ends(w, "ied"))
		turn(w, 3, "y");
	else if (ends(w, "eed"))
		turn(w, measure(w, w->n - 3) > 0, "");	/* agreed, but need */
	else if ((ends(w, "ed") && has_vowel(w, w->n - 2)) || (ends(w, "ing") && has_vowel(w, w->n - 3))) {
		turn(w, ends(w, "ed") ? 2 : 3, "");
		mend(w);
	}
}

/* What the endings are put on in one way or another: died and dying, manage and managing,
 * cancelled and canceled. */
static void finish(struct word *w)
{
	if (ends(w, "ie"))
		turn(w, 2, "y");
	if (measure(w, w->n) > 1 && is_double(w, "lst"))
		turn(w, 1, "");
	if (measure(w, w->n) > 1 && ends(w, "ick"))
		turn(w, 1, "");
	if (w->n > 3 && ends(w, "e") && !ends(w, "ee") && measure(w, w->n - 1) > 0 && !is_short(w, w->n - 1))
		turn(w, 1, "");
}

struct str english_base(struct arena *a, struct str word)
{
	struct word w;
	if (word.n > LETTERS_MAX)
		return word;
	put(&w, word);
	take_owner(&w);
	spell(a, &w);
	if (!take_irregular(&w) && !is_whole(&w)) {
		take_several(&w);
		take_more(&w);
		if (!is_whole(&w) && !take_irregular(&w))
			take_doing(&w);
	}
	if (!is_whole(&w))
		finish(&w);
	return str_dup(a, view(&w));
}
