/* suggest.c -- see suggest.h: stems counted over texts, the most shared first. */
#include "workshop/ask/suggest.h"
#include "workshop/ask/cloud.h"
#include "core/buf.h"
#include <stdlib.h>

enum { WORDS_PER_TEXT = 40, LETTERS_LEAST = 3, WHY_WORDS = 3 };

/* Words that every sentence has, whatever it is about: pronouns, prepositions,
 * conjunctions, auxiliary verbs, adverbs of time and degree, good and bad; by lang, in the order of
 * their bytes. What is missing here is suggested as a heading. */
enum { COMMON_MOST = 320 };
static const char *const common_words[LANG_COUNT][COMMON_MOST] = {
	[DA] = { "ad", "af", "aldrig", "alene", "alle", "allerede", "alligevel", "alt", "altid", "alting", "anden", "andet", "andre", "at", "bag",
		 "bagefter", "bare", "bedre", "begge", "blandt", "blev", "blevet", "bliv", "blive", "bliver", "burde", "både", "da", "de", "dem",
		 "den", "denne", "der", "deraf", "derefter", "deres", "derfor", "derhen", "deri", "derimod", "dermed", "derned", "derop", "derpå",
		 "dertil", "derud", "derved", "desuden", "det", "dette", "dig", "din", "dine", "disse", "dit", "dog", "du", "dårlig", "dårlige",
		 "dårligt", "efter", "egen", "eget", "egne", "eller", "ellers", "en", "end", "endda", "endnu", "ene", "eneste", "engang", "enhver",
		 "ens", "er", "et", "ethvert", "evt", "ex", "faktisk", "fik", "fire", "flere", "for", "foran", "forbi", "fordi", "fra", "fx", "få",
		 "fået", "får", "føler", "føles", "før", "først", "første", "gang", "gange", "ganske", "gennem", "gerne", "gik", "give", "giver",
		 "gjorde", "gjort", "god", "gode", "godt", "gå", "går", "gør", "gøre", "haft", "ham", "han", "hans", "har", "havde", "have", "hel",
		 "hele", "heller", "helst", "helt", "hen", "hende", "hendes", "henover", "her", "heraf", "herefter", "herfra", "herhen", "heri",
		 "hermed", "hertil", "herved", "hinanden", "hos", "hun", "hvad", "hvem", "hver", "hverandre", "hverken", "hvilke", "hvilken",
		 "hvilket", "hvis", "hvor", "hvordan", "hvorfor", "hvorfra", "hvorhen", "hvornår", "idet", "igen", "igennem", "ikke", "imellem",
		 "imens", "imod", "ind", "inde", "inden", "indtil", "ingen", "ingenting", "intet", "især", "ja", "jeg", "jer", "jeres", "jo", "kan",
		 "kom", "kommer", "kun", "kunne", "kunnet", "lad", "lade", "lader", "langs", "lidt", "lige", "ligesom", "længe", "længere", "man",
		 "mange", "mangel", "mangler", "med", "meget", "mellem", "men", "mens", "mere", "mest", "mig", "min", "mindre", "mindst", "mine",
		 "mit", "mod", "mon", "må", "måske", "måtte", "ned", "nede", "nej", "nemlig", "nogen", "noget", "nogle", "nok", "nu", "når", "nær",
		 "næste", "næsten", "ofte", "og", "også", "om", "omkring", "op", "oppe", "os", "ovenpå", "over", "par", "pga", "plus", "på",
		 "rigtig", "rundt", "samme", "sammen", "samt", "se", "selv", "ser", "ses", "siden", "sidst", "sidste", "sig", "sige", "siger",
		 "sin", "sine", "sit", "skal", "skulle", "slet", "snart", "som", "stadig", "stor", "store", "stort", "større", "svær", "svære",
		 "svært", "synes", "så", "sådan", "således", "tag", "tage", "tager", "the", "til", "ting", "tingene", "tit", "to", "tog", "tre",
		 "trods", "tror", "uanset", "ud", "ude", "uden", "udover", "under", "var", "ved", "vedrørende", "vi", "via", "vigtig", "vigtige",
		 "vigtigt", "vil", "ville", "virkelig", "vist", "vor", "vore", "vores", "vort", "væk", "vær", "være", "været", "værre", "én" },
	[EN] = { "about", "after", "again", "against", "ago", "all", "almost", "already", "also", "although", "always", "among", "and", "another",
		 "any", "anything", "are", "around", "away", "back", "bad", "because", "been", "before", "being", "below", "better", "between",
		 "big", "bit", "both", "but", "can", "cannot", "come", "comes", "could", "did", "does", "done", "down", "during", "each", "either",
		 "else", "enough", "even", "ever", "every", "everybody", "everyone", "everything", "feel", "feels", "few", "for", "from", "get",
		 "gets", "getting", "give", "given", "gives", "goes", "going", "gone", "good", "got", "had", "hard", "has", "have", "her", "here",
		 "hers", "herself", "him", "himself", "his", "how", "important", "into", "its", "itself", "just", "lack", "lacking", "lacks",
		 "less", "let", "like", "lot", "make", "many", "may", "maybe", "might", "mine", "missing", "more", "most", "much", "must", "myself",
		 "need", "neither", "never", "next", "nobody", "none", "nor", "not", "nothing", "now", "off", "often", "one", "ones", "only",
		 "onto", "other", "our", "ours", "ourselves", "out", "over", "own", "per", "quite", "really", "same", "say", "says", "see", "seem",
		 "shall", "she", "should", "since", "some", "somebody", "someone", "something", "sometimes", "soon", "still", "such", "take",
		 "takes", "tell", "than", "that", "the", "their", "theirs", "them", "themselves", "then", "there", "these", "they", "thing",
		 "things", "think", "this", "those", "though", "three", "through", "till", "too", "toward", "towards", "two", "under", "unless",
		 "until", "upon", "use", "used", "using", "very", "want", "was", "way", "well", "were", "what", "whatever", "when", "whenever",
		 "where", "whether", "which", "while", "who", "whose", "why", "will", "with", "within", "without", "worse", "would", "yes", "yet",
		 "you", "your", "yours", "yourself" },
};

static bool is_common(enum lang lang, struct str word)
{
	for (size_t i = 0; i < sizeof common_words[lang] / sizeof *common_words[lang]; i++)
		if (common_words[lang][i] && str_eqz(word, common_words[lang][i]))
			return true;
	return false;
}

/* A stem and the texts that have it. */
struct shared {
	struct str stem, word;		/* word: as it is first written */
	bool *in;			/* by place of the text */
};

struct field {
	struct shared *words;
	size_t n, cap, texts;
};

/* Bytes of the character at i. */
static size_t length_at(struct str s, size_t i)
{
	unsigned char c = (unsigned char)s.p[i];
	return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

/* After str_plain_marks(). What is written in four bytes, or begins with E2 or EF, is a
 * picture or a sign (😡, ❤️). */
static bool is_letter(struct str s, size_t i)
{
	unsigned char c = (unsigned char)s.p[i];
	return c < 0x80 ? (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') : c < 0xf0 && c != 0xe2 && c != 0xef;
}

static struct shared *find(struct ctx *x, struct field *f, struct str stemmed, struct str word)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_eq(f->words[i].stem, stemmed)) {
			if (word.n < f->words[i].word.n)	/* the plainest form heads: overlevering, not overleveringen */
				f->words[i].word = word;
			return &f->words[i];
		}
	if (f->n == f->cap)
		return NULL;
	f->words[f->n] = (struct shared){ stemmed, word, ARENA_ARRAY(x->arena, f->texts, bool) };
	return &f->words[f->n++];
}

/* At an apostrophe what follows it is no word: team's, don't. True for the latter, of
 * which no word is left: don, isn, haven. */
static bool is_denied(struct str s, size_t *i, struct str word)
{
	if (*i >= s.n || s.p[*i] != '\'' || !word.n)
		return false;
	size_t from = ++*i;
	while (*i < s.n && is_letter(s, *i))
		*i += length_at(s, *i);
	return word.p[word.n - 1] == 'n' && str_eqz(str_sub(s, from, *i - from), "t");
}

static void read_text(struct ctx *x, enum lang lang, struct field *f, struct str text, size_t at)
{
	struct str s = str_lower(x->arena, str_plain_marks(x->arena, text));
	size_t words = 0;
	for (size_t i = 0, from; i < s.n && words < WORDS_PER_TEXT; i += i < s.n ? length_at(s, i) : 0) {
		for (from = i; i < s.n && is_letter(s, i);)
			i += length_at(s, i);
		struct str word = str_sub(s, from, i - from);
		if (is_denied(s, &i, word))
			continue;
		if (str_chars(word) < LETTERS_LEAST - 1 || is_common(lang, word))
			continue;
		/* Two letters are a word in Danish (ro), hardly in English. */
		if (str_chars(word) < LETTERS_LEAST && lang == EN)
			continue;
		struct shared *w = find(x, f, cloud_stem(x->arena, lang, word), word);
		if (w)
			w->in[at] = true;
		words++;
	}
}

static bool is_among(struct str s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eqz(s, words[i]))
			return true;
	return false;
}

/* Beginnings that make another word, not a kind of it: samarbejde is no arbejde. */
static bool is_prefix(struct str s)
{
	static const char *const prefixes[] = { "sam", "med", "mis", "for", "und", "ind", "gen", "mod", "til", "fra", "over", "under", "efter", "frem",
						"ved", "uden", "inden", "bag", "hen", "sær" };
	return is_among(s, prefixes, sizeof prefixes / sizeof *prefixes);
}

/* Words that others only end like: overlevering does not ring, and a report has no
 * gate. As stems. */
static bool is_ending(struct str s)
{
	static const char *const endings[] = { "ring", "ning", "ling", "port", "else", "lig", "skab", "ende", "form", "gang", "hold", "stand" };
	return is_among(s, endings, sizeof endings / sizeof *endings);
}

/* The end of a long word as the stemmer leaves it: of gd, dt, gt and kt the last letter
 * goes, but not of a short word: nattevag, and vagt. */
static struct str as_an_end(struct str stem)
{
	static const char *const ends[] = { "gd", "dt", "gt", "kt" };
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_ends(stem, str_of(ends[i])))
			return str_sub(stem, 0, stem.n - 1);
	return stem;
}

/* Kontorstøj is a noise: a Danish compound is a kind of its last part. */
static bool is_kind_of(struct str whole, struct str part)
{
	enum { LAST_LETTERS = 4, FIRST_LETTERS = 3 };
	struct str end = str_ends(whole, part) ? part : as_an_end(part);
	if (end.n >= whole.n || !str_ends(whole, end))
		return false;
	struct str first = str_sub(whole, 0, whole.n - end.n);
	return str_chars(part) >= LAST_LETTERS && str_chars(first) >= FIRST_LETTERS && !is_prefix(first) && !is_ending(part);
}

static void add_compounds(struct field *f)
{
	for (size_t i = 0; i < f->n; i++)
		for (size_t k = 0; k < f->n; k++)
			for (size_t t = 0; t < f->texts && is_kind_of(f->words[k].stem, f->words[i].stem); t++)
				f->words[i].in[t] |= f->words[k].in[t];
}

static size_t loose_with(const struct shared *w, const bool *taken, size_t n)
{
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		count += w->in[i] && !taken[i];
	return count;
}

static size_t all_with(const struct shared *w, size_t n)
{
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		count += w->in[i];
	return count;
}

/* The words that all of the group have, the one that made it first. */
static struct str why(struct ctx *x, const struct field *f, const struct shared *first, const bool *group, size_t size)
{
	struct buf b;
	int words = 1;
	buf_init(&b, 1024);
	buf_str(&b, first->word);
	for (size_t i = 0; i < f->n && words < WHY_WORDS; i++) {
		size_t count = 0;
		for (size_t k = 0; k < f->texts; k++)
			count += group[k] && f->words[i].in[k];
		if (&f->words[i] == first || count < size)
			continue;
		buf_z(&b, ", ");
		buf_str(&b, f->words[i].word);
		words++;
	}
	return buf_take(&b, x->arena);
}

static struct str capital(struct ctx *x, struct str word)
{
	struct str out = str_dup(x->arena, word);
	char *p = arena_copy(x->arena, out.p, out.n + 1);
	if (out.n && p[0] >= 'a' && p[0] <= 'z')
		p[0] = (char)(p[0] - 'a' + 'A');
	else if (out.n > 1 && (unsigned char)p[0] == 0xc3 && (unsigned char)p[1] >= 0xa0)
		p[1] = (char)(p[1] - 0x20);	/* æ ø å and their like */
	return (struct str){ p, out.n };
}

void suggest_groups(struct ctx *x, enum lang lang, const struct suggest_text *t, size_t n, struct suggestion **ret, size_t *ret_n)
{
	if (n > SUGGEST_TEXTS_MAX)
		n = SUGGEST_TEXTS_MAX;
	struct field f = { .cap = n * 8 + 16, .texts = n };
	bool *taken = ARENA_ARRAY(x->arena, n, bool);
	*ret = ARENA_ARRAY(x->arena, SUGGEST_MOST, struct suggestion);
	*ret_n = 0;
	f.words = ARENA_ARRAY(x->arena, f.cap, struct shared);
	for (size_t i = 0; i < n; i++)
		read_text(x, lang, &f, t[i].text, i);
	if (lang == DA)
		add_compounds(&f);
	while (*ret_n < SUGGEST_MOST) {
		struct shared *best = NULL;
		size_t most = SUGGEST_LEAST - 1;
		for (size_t i = 0; i < f.n; i++) {
			size_t count = loose_with(&f.words[i], taken, n);
			bool tells = n <= SUGGEST_LEAST + 1 || all_with(&f.words[i], n) * 3 <= n * 2;
			if (tells && count > most) {
				most = count;
				best = &f.words[i];
			}
		}
		if (!best)
			return;
		struct suggestion *g = &(*ret)[(*ret_n)++];
		int64_t *ids = ARENA_ARRAY(x->arena, most, int64_t);
		bool *group = ARENA_ARRAY(x->arena, n, bool);
		for (size_t i = 0; i < n; i++) {
			if (!best->in[i] || taken[i])
				continue;
			ids[g->n++] = t[i].id;
			group[i] = taken[i] = true;
		}
		*g = (struct suggestion){ capital(x, best->word), why(x, &f, best, group, g->n), ids, g->n };
	}
}
