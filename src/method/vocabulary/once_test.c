/* once_test.c -- what two methods say is written once and referred to (a model, a
 * section, a deck), so that it is mended once.
 *
 *	method_once_test CONTENT
 *
 * Takes every Danish and English text of the content files apart into paragraphs
 * and points, and looks for those that stand in two files in nearly the same
 * words. Knows nothing of what a field means. */
#include "method/vocabulary/content_test.h"
#include <ctype.h>

enum {
	CEILING = 1 << 30,
	WORDS_MIN = 25,		/* a sentence or two may be needed in two places */
	RUN = 4,		/* words in a row that are compared */
	SAME_PERCENT = 50,	/* of the shorter one's runs */
	PIECES_MAX = 40000,
	RUNS_MAX = 1 << 21,
	COMMON = 12,		/* a run that stands in more pieces than this is a turn of phrase */
};

struct piece {
	const char *file;
	unsigned long line;
	struct str text;
	unsigned runs, lang;
};
struct run {
	uint64_t hash;
	unsigned piece;
};

static struct arena *arena;
static struct piece *pieces;
static size_t npieces, nruns, found;
static struct run *runs;
static const char *content;

/* ---- taking apart */

static bool next_word(struct str *rest, struct str *word)
{
	size_t from = 0, to;
	while (from < rest->n && (unsigned char)rest->p[from] < 128 && !isalnum((unsigned char)rest->p[from]))
		from++;
	for (to = from; to < rest->n && ((unsigned char)rest->p[to] >= 128 || isalnum((unsigned char)rest->p[to]));)
		to++;
	*word = str_lower(arena, str_sub(*rest, from, to - from));
	*rest = str_sub(*rest, to, rest->n);
	return word->n > 0;
}

static uint64_t hash(uint64_t h, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
	return (h ^ ' ') * 1099511628211u;
}

static unsigned count_words(struct str s)
{
	struct str word;
	unsigned n = 0;
	while (next_word(&s, &word))
		n++;
	return n;
}

static void add_runs(struct piece *p)
{
	struct str rest = p->text, word, last[RUN];
	size_t n = 0;
	while (next_word(&rest, &word)) {
		last[n++ % RUN] = word;
		uint64_t h = 1469598103934665603u;
		for (size_t i = 0; n >= RUN && i < RUN; i++)
			h = hash(h, last[(n + i) % RUN]);
		if (n < RUN)
			continue;
		assert_true(nruns < RUNS_MAX);
		runs[nruns++] = (struct run){ h, (unsigned)(p - pieces) };
		p->runs++;
	}
}

static void add_piece(const char *file, unsigned long line, unsigned lang, struct str text)
{
	if (count_words(text) < WORDS_MIN)
		return;
	assert_true(npieces < PIECES_MAX);
	pieces[npieces] = (struct piece){ .file = file, .line = line, .text = text, .lang = lang };
	add_runs(&pieces[npieces++]);
}

/* A list of short points is one piece, too: its points alone would pass. */
static void add_text(const char *file, unsigned long line, unsigned lang, struct str text)
{
	struct str rest = text, one;
	size_t from = 0;
	add_piece(file, line, lang, text);
	while (str_next(&rest, '\n', &one)) {
		size_t at = (size_t)(one.p - text.p);
		bool begins = !str_trim(one).n || str_starts(str_trim(one), S("- "));
		if (begins && at > from) {
			if (from > 0 || at + one.n < text.n)
				add_piece(file, line, lang, str_sub(text, from, at - from));
			from = at;
		}
	}
	if (from > 0)
		add_piece(file, line, lang, str_sub(text, from, text.n));
}

/* A source is named in every document that rests on it. */
static bool said_everywhere(struct str field)
{
	return str_eqz(field, "credits") || str_eqz(field, "words");
}

static void look(const struct content_text *t)
{
	add_text(t->file, t->line, t->english, t->words);
}

/* ---- comparing */

static int by_hash(const void *a, const void *b)
{
	const struct run *x = a, *y = b;
	return x->hash != y->hash ? x->hash < y->hash ? -1 : 1 : x->piece < y->piece ? -1 : x->piece > y->piece;
}

/* Two pieces that share a run. */
struct pair {
	unsigned a, b;
};

static int by_pair(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	return x->a != y->a ? x->a < y->a ? -1 : 1 : x->b < y->b ? -1 : x->b > y->b;
}

static void tell(const struct piece *a, const struct piece *b)
{
	enum { SHOWN = 90 };
	struct str words = str_head_chars(a->text, SHOWN);
	print_error("%s:%lu and %s:%lu say the same: %.*s\n", a->file, a->line, b->file, b->line, STR_ARG(words));
	found++;
}

static size_t pairs_of_runs(struct pair *pairs, size_t max)
{
	size_t n = 0;
	for (size_t from = 0, to; from < nruns; from = to) {
		for (to = from; to < nruns && runs[to].hash == runs[from].hash;)
			to++;
		if (to - from > COMMON)
			continue;
		for (size_t i = from; i < to; i++) {
			for (size_t k = i + 1; k < to; k++) {
				const struct piece *a = &pieces[runs[i].piece], *b = &pieces[runs[k].piece];
				if (strcmp(a->file, b->file) == 0 || a->lang != b->lang)
					continue;
				assert_true(n < max);
				pairs[n++] = (struct pair){ runs[i].piece, runs[k].piece };
			}
		}
	}
	return n;
}

static void compare(void)
{
	enum { PAIRS_MAX = 1 << 21 };
	struct pair *pairs = ARENA_ARRAY(arena, PAIRS_MAX, struct pair);
	qsort(runs, nruns, sizeof *runs, by_hash);
	size_t n = pairs_of_runs(pairs, PAIRS_MAX);
	qsort(pairs, n, sizeof *pairs, by_pair);
	for (size_t from = 0, to; from < n; from = to) {
		for (to = from; to < n && by_pair(&pairs[from], &pairs[to]) == 0;)
			to++;
		const struct piece *a = &pieces[pairs[from].a], *b = &pieces[pairs[from].b];
		unsigned shorter = a->runs < b->runs ? a->runs : b->runs;
		if ((to - from) * 100 >= (size_t)shorter * SAME_PERCENT)
			tell(a, b);
	}
}

static void forget(void)
{
	npieces = nruns = found = 0;
}

/* ---- tests */

static int begin(void **state)
{
	arena = arena_new(CEILING);
	pieces = ARENA_ARRAY(arena, PIECES_MAX, struct piece);
	runs = ARENA_ARRAY(arena, RUNS_MAX, struct run);
	return 0;
}

static int end(void **state)
{
	arena_free(arena);
	return 0;
}

static void what_says_the_same_is_found(void **state)
{
	const struct str list = S("Læs dem:\n\n- at holde øje med, hvordan jeg har det\n- at gå til min leder, når noget er galt\n- at give en hånd med, også når det ikke er min opgave");
	forget();
	add_text("one", 1, 0, list);
	add_text("two", 7, 0, S("At holde øje med, hvordan jeg har det. At gå til min leder, når noget er galt. At give en hånd med, også når det ikke er min opgave."));
	add_text("three", 3, 0, S("At gøre det trygt at være i tvivl, i stedet for at lade som om, at ingen nogensinde tager fejl af noget som helst."));
	add_text("four", 4, 1, list);		/* the other language */
	compare();
	assert_int_equal(found, 1);
	forget();
}

static void nothing_in_the_library_is_said_twice(void **state)
{
	forget();
	content_read(&(struct content_reader){ arena, look, said_everywhere }, content, "");
	assert_true(npieces > 1000);
	compare();
	assert_int_equal(found, 0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_says_the_same_is_found),
		cmocka_unit_test(nothing_in_the_library_is_said_twice),
	};
	if (argc != 2)
		return 2;
	content = argv[1];
	return cmocka_run_group_tests(tests, begin, end);
}
