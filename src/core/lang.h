/* lang.h -- what the languages of enum lang are called outside the program: in rows,
 * cookies, addresses, content files and the lang attribute. Nowhere else is a name of
 * one spelt out. The strings live as long as the program; any thread. */
#pragma once
#include "core/ctx.h"

extern const char *const lang_names[LANG_COUNT + 1];	/* by enum lang, NULL at the end: as form_choice() reads them */
struct str lang_name(enum lang lang);		/* "da" */
enum lang lang_other(enum lang lang);		/* what a page offers to change to */
/* false, and *ret as it was, for what is no language of ours. */
bool lang_known(struct str name, enum lang *ret);
/* Of a row, which has nothing but names of ours: DA for all else. */
enum lang lang_of(struct str name);
