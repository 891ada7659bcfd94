/* lang.c -- see lang.h. */
#include "core/lang.h"

const char *const lang_names[LANG_COUNT + 1] = { [DA] = "da", [EN] = "en" };

struct str lang_name(enum lang lang)
{
	return str_of(lang_names[lang]);
}

enum lang lang_other(enum lang lang)
{
	return lang == EN ? DA : EN;
}

bool lang_known(struct str name, enum lang *ret)
{
	for (enum lang lang = DA; lang < LANG_COUNT; lang++)
		if (str_eqz(name, lang_names[lang])) {
			*ret = lang;
			return true;
		}
	return false;
}

enum lang lang_of(struct str name)
{
	enum lang lang = DA;
	return lang_known(name, &lang) ? lang : DA;
}
