/* cloud.c -- see cloud.h. Sorting and merging, nothing else. */
#include "workshop/ask/cloud.h"
#include "core/stem.h"
#include "workshop/ask/english.h"
#include <stdlib.h>

enum {
	SLIP_LETTERS = 6,	/* shorter words differ by a letter and mean something else: ro, råd */
	LONG_LETTERS = 8,	/* so long that a letter more or less is hardly another word */
	SLIP_RATIO = 3,		/* "much rarer": one slips, three do not */
	PARTS_MAX = 4,		/* words of a phrase that are compared */
};

static bool is_mark(char c)
{
	return strchr(" \t.,;:!?\"'`()[]*#/-=", c) != NULL;
}

struct str cloud_word(struct arena *a, struct str given)
{
	struct str s = str_replace(a, str_lower(a, str_plain_marks(a, str_one_line(a, given))), S("|"), S(" "));
	while (s.n && is_mark(s.p[0]))
		s = str_sub(s, 1, s.n);
	while (s.n && is_mark(s.p[s.n - 1]))
		s.n--;
	return str_dup(a, s);
}

/* What makes another word of one, and is not its inflection: rolig is not a form of
 * roller, nor ledelse of leder. The Danish stemmer takes these off; here they stay, and
 * only what follows them goes. */
static struct str derived(struct str word)
{
	static const char *const makers[] = { "ig", "els", "hed", "løs" };
	static const char *const tails[] = { "", "e", "t", "s", "en", "er", "es", "et", "st", "ens", "ere", "ene", "est", "ste", "erne", "este", "ernes" };
	for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
		for (size_t k = 0; k < sizeof tails / sizeof *tails; k++) {
			size_t maker = strlen(makers[i]), tail = strlen(tails[k]);
			if (word.n <= maker + tail || !str_ends(word, str_of(tails[k])))
				continue;
			struct str base = str_sub(word, 0, word.n - tail);
			if (str_ends(base, str_of(makers[i])))
				return base;
		}
	return STR_NULL;
}

struct str cloud_stem(struct arena *a, enum lang lang, struct str word)
{
	if (lang == EN)
		return english_base(a, word);
	struct str whole = derived(word);
	if (whole.p)
		return whole;
	enum { NOUN_LETTERS = 6 };	/* of shorter ones the last letter tells more: mas, ma */
	struct str s = stem(a, DA, word);
	while (str_chars(s) >= NOUN_LETTERS && strchr("ase", s.p[s.n - 1]))
		s.n--;
	return str_dup(a, s);
}

/* The signs before a key are in no word (cloud_word()): '/' is English, '=' alone. */
struct str cloud_key(struct arena *a, enum lang lang, struct str word)
{
	struct str rest = word, part, key = S("");
	for (int i = 0; i < PARTS_MAX && rest.p && rest.n; i++) {
		if (!str_next(&rest, ' ', &part))
			break;
		struct str s = cloud_stem(a, lang, part);
		key = key.n ? str_fmt(a, "%.*s %.*s", STR_ARG(key), STR_ARG(s)) : s;
	}
	return lang == EN ? str_cat(a, S("/"), key) : key;
}

struct str cloud_alone(struct arena *a, struct str word)
{
	return str_cat(a, S("="), word);
}

/* Code points, so that å is one letter. */
static size_t letters(struct str s, uint32_t *out, size_t max)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n && n < max; n++) {
		unsigned char c = (unsigned char)s.p[i];
		size_t len = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
		out[n] = 0;
		for (size_t k = 0; k < len && i + k < s.n; k++)
			out[n] = out[n] << 8 | (unsigned char)s.p[i + k];
		i += len;
	}
	return n;
}

/* One letter more, fewer or other, or two that changed places (ret_turned). Never the
 * first letter: a finger seldom slips there, and un- makes the opposite: tryghed and
 * utryghed, sikker and usikker. */
static bool one_slip(struct str a, struct str b, bool *ret_turned)
{
	enum { LETTERS = 128 };
	uint32_t p[LETTERS], q[LETTERS];
	size_t n = letters(a, p, LETTERS), m = letters(b, q, LETTERS), head = 0, tail = 0;
	if (n > m)
		return one_slip(b, a, ret_turned);
	if (m - n > 1)
		return false;
	while (head < n && p[head] == q[head])
		head++;
	while (tail < n - head && p[n - 1 - tail] == q[m - 1 - tail])
		tail++;
	size_t left = n - head - tail, right = m - head - tail;
	*ret_turned = left == 2 && right == 2 && p[head] == q[head + 1] && p[head + 1] == q[head];
	return head > 0 && (right <= 1 || *ret_turned);
}

/* travl, travlt: the stemmer leaves the neuter of an adjective as it is. Short words
 * that end so are others (lys, lyst). */
struct str cloud_shorter(struct arena *a, struct str word)
{
	enum { LETTERS = 5 };
	if (word.n < 2 || strchr("/=", word.p[0]) || word.p[word.n - 1] != 't' || str_chars(word) < LETTERS)
		return STR_NULL;
	return cloud_key(a, DA, str_sub(word, 0, word.n - 1));
}

/* A form of the other one: of the same key, or by the Danish neuter. */
static bool is_form(struct arena *a, enum lang lang, const struct cloud_entry *lead, const struct cloud_entry *e)
{
	if (str_eq(lead->key, e->key))
		return true;
	struct str short_lead = lang == DA ? cloud_shorter(a, lead->word) : STR_NULL, short_e = lang == DA ? cloud_shorter(a, e->word) : STR_NULL;
	return (short_lead.p && str_eq(short_lead, e->key)) || (short_e.p && str_eq(short_e, lead->key));
}

/* The last letter of an English word, and the one before a y, make another word more often
 * than a finger slips there: trainer and trainee, complain and complaint, safely and
 * safety. Not where it is only written twice: stress. */
static bool makes_another(struct str a, struct str b)
{
	struct str longer = a.n < b.n ? b : a;
	size_t tail = 0;
	while (tail < a.n && tail < b.n && a.p[a.n - 1 - tail] == b.p[b.n - 1 - tail])
		tail++;
	if (tail == 0)
		return a.n == b.n || longer.n < 2 || longer.p[longer.n - 1] != longer.p[longer.n - 2];
	return tail == 1 && a.p[a.n - 1] == 'y';
}

/* Does `e` say what the more used `lead` says? Two letters that changed places are a
 * slip whoever is more used; other slips only beside a word that is used much more. */
static bool is_slip(enum lang lang, const struct cloud_entry *lead, const struct cloud_entry *e)
{
	bool turned;
	size_t letters_e = str_chars(e->word), letters_lead = str_chars(lead->word);
	if (letters_e < SLIP_LETTERS || !one_slip(e->word, lead->word, &turned))
		return false;
	if (lang == EN && !turned && makes_another(e->word, lead->word))
		return false;
	return turned || lead->n >= SLIP_RATIO * e->n || (letters_e >= LONG_LETTERS && letters_lead >= LONG_LETTERS && letters_e != letters_lead);
}

static int by_use(const void *pa, const void *pb)
{
	const struct cloud_entry *a = pa, *b = pb;
	return a->n != b->n ? (a->n < b->n ? 1 : -1) : str_cmp(a->word, b->word);
}

/* What is left out is left out more often than a letter is put in: of two that are
 * used alike the longer one leads. */
static int by_lead(const void *pa, const void *pb)
{
	const struct cloud_entry *a = pa, *b = pb;
	if (a->n != b->n || a->word.n == b->word.n)
		return by_use(pa, pb);
	return a->word.n < b->word.n ? 1 : -1;
}

static void absorb(struct ctx *x, struct cloud_entry *into, const struct cloud_entry *e)
{
	struct cloud_spelling *also = ARENA_ARRAY(x->arena, into->nalso + e->nalso + 1, struct cloud_spelling);
	size_t n = 0;
	for (size_t i = 0; i < into->nalso; i++)
		also[n++] = into->also[i];
	also[n++] = (struct cloud_spelling){ e->word, e->key, e->other };
	for (size_t i = 0; i < e->nalso; i++)
		also[n++] = e->also[i];
	into->also = also;
	into->nalso = n;
	into->n += e->n;
}

/* Letters that no Danish word ends with: samarbejd, handl. What ends so lacks its
 * last letter. */
static bool is_cut_off(struct str word)
{
	static const char *const ends[] = { "jd", "bl", "dl", "kl", "pl", "tl", "br", "dr", "gr", "pr", "tr", "vr", "dn", "tn", "mn" };
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_ends(word, str_of(ends[i])))
			return true;
	return false;
}

/* Of forms that are said alike the plainest whole one gives the name: frihed, not
 * friheder; samarbejde, not samarbejd. */
static void name_plainly(enum lang lang, struct cloud_entry *lead, struct cloud_entry *e)
{
	if (e->said < lead->said || e->word.n >= lead->word.n || (lang == DA && is_cut_off(e->word)))
		return;
	const struct cloud_entry was = *lead;
	lead->word = e->word;
	lead->key = e->key;
	lead->other = e->other;
	e->word = was.word;
	e->key = was.key;
	e->other = was.other;
}

static bool stands_alone(const struct str *alone, size_t n, struct str word)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(alone[i], word))
			return true;
	return false;
}

void cloud_merge(struct ctx *x, enum lang lang, const struct cloud_count *c, size_t n, const struct str *alone, size_t nalone, struct cloud_entry **ret,
		 size_t *ret_n)
{
	struct cloud_entry *e = ARENA_ARRAY(x->arena, n, struct cloud_entry), *out = ARENA_ARRAY(x->arena, n, struct cloud_entry);
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		bool by_itself = stands_alone(alone, nalone, c[i].word);
		struct str key = by_itself ? cloud_alone(x->arena, c[i].word) : cloud_key(x->arena, lang, c[i].word);
		struct str other = by_itself ? STR_NULL : cloud_key(x->arena, lang == EN ? DA : EN, c[i].word);
		e[i] = (struct cloud_entry){ .word = c[i].word, .key = key, .other = other, .n = c[i].n, .said = c[i].n, .alone = by_itself };
	}
	if (n)
		qsort(e, n, sizeof *e, by_lead);	/* the most used spelling comes first and gives the name */
	for (size_t i = 0; i < n; i++) {
		size_t at = kept;
		bool form = false;
		for (size_t k = 0; k < kept && at == kept && !e[i].alone; k++) {
			if (out[k].alone)
				continue;
			form = is_form(x->arena, lang, &out[k], &e[i]);
			if (form || is_slip(lang, &out[k], &e[i]))
				at = k;
		}
		if (at < kept && form)
			name_plainly(lang, &out[at], &e[i]);
		if (at < kept)
			absorb(x, &out[at], &e[i]);
		else
			out[kept++] = e[i];
	}
	if (kept)
		qsort(out, kept, sizeof *out, by_use);
	*ret = out;
	*ret_n = kept;
}

static bool answers_to(const struct cloud_entry *e, struct str key)
{
	bool does = str_eq(e->key, key) || str_eq(e->other, key);
	for (size_t i = 0; i < e->nalso && !does; i++)
		does = str_eq(e->also[i].key, key) || str_eq(e->also[i].other, key);
	return does;
}

static size_t place_of(const struct cloud_entry *e, size_t n, struct str key)
{
	size_t i = 0;
	while (i < n && !answers_to(&e[i], key))
		i++;
	return i;
}

void cloud_join(struct ctx *x, const struct cloud_join *j, size_t nj, struct cloud_entry *e, size_t *n)
{
	for (size_t i = 0; i < nj; i++) {
		size_t from = place_of(e, *n, j[i].key), into = place_of(e, *n, j[i].into);
		if (from == *n || into == *n || from == into)
			continue;
		absorb(x, &e[into], &e[from]);
		for (size_t k = from; k + 1 < *n; k++)
			e[k] = e[k + 1];
		(*n)--;
	}
	if (*n)
		qsort(e, *n, sizeof *e, by_use);
}
