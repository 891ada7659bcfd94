/* stem.c -- libstemmer, asked for one word. Knows no texts and no lists. */
#include "core/stem.h"
#include <libstemmer.h>
#include <limits.h>

/* Made anew for each word: that takes about a microsecond, and a stemmer kept
 * per thread would have to be found again and freed when its thread ends. */
struct str stem(struct arena *a, enum lang lang, struct str word)
{
	if (!word.n || word.n > INT_MAX)
		return word;
	struct sb_stemmer *s = sb_stemmer_new(lang == EN ? "english" : "danish", "UTF_8");
	const sb_symbol *found = s ? sb_stemmer_stem(s, (const sb_symbol *)word.p, (int)word.n) : NULL;
	struct str ret = found ? str_dup(a, (struct str){ (const char *)found, (size_t)sb_stemmer_length(s) }) : word;
	sb_stemmer_delete(s);
	return ret;
}
