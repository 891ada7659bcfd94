/* html_place.h -- where in an HTML text one stands. Private to ui.
 *
 * A scanner for the markup of our own templates, not for markup found in the
 * wild: what it does not know it refuses, so that a template cannot hide a
 * place from it. The template compiler feeds it the literal text and asks, at
 * every tag, how a value is to be written there. */
#pragma once
#include "core/str.h"

/* How a value is made harmless where it stands. */
enum escape {
	ESCAPE_NONE,		/* {{{x}}}, only in spec mode and in plain text */
	ESCAPE_TEXT,		/* running text; trusted HTML passes */
	ESCAPE_TEXT_ONLY,	/* <title>, <textarea> and quoted attributes: trusted HTML is escaped as well */
	ESCAPE_URL,		/* at the start of an address: scheme allow-list */
	ESCAPE_URL_PART,	/* within an address: percent-encoded */
	ESCAPE_URL_OPAQUE,	/* after mailto: or tel:, where @ and + are kept */
};

enum place {
	PLACE_TEXT, PLACE_TAG_OPEN, PLACE_TAG_NAME, PLACE_IN_TAG, PLACE_SLASH, PLACE_ATTR_NAME,
	PLACE_NAME_CUT,		/* the name may go on after a {{tag}}: a space must come first */
	PLACE_AFTER_NAME, PLACE_BEFORE_VALUE, PLACE_VALUE, PLACE_UNQUOTED, PLACE_BANG, PLACE_DOCTYPE,
	PLACE_COMMENT, PLACE_RAW, PLACE_RCDATA,
};

enum { HTML_WORD_MAX = 32 };	/* longest tag or attribute name that we tell apart; longer ones are refused */

struct html_place {
	enum place place;
	char quote;		/* of the attribute's value */
	uint8_t attr;		/* enum attr_kind of html_place.c */
	uint8_t element;	/* enum element */
	bool closing;		/* an end tag */
	bool url_begun;		/* literal text stands before us in the address */
	bool url_opaque;	/* that text is a mailto: or tel: */
	uint8_t matched;	/* characters of what would end the comment or raw text */
	uint8_t nword;
	char word[HTML_WORD_MAX];
};

/* Goes over literal text. NULL, or why it is refused; *lines gets the line
 * breaks passed, also those before the refused character. */
const char *html_feed(struct html_place *h, struct str text, uint32_t *lines);
/* How to write a value here. NULL and *ret, or why no value may stand here. */
const char *html_value(const struct html_place *h, enum escape *ret);
/* A section or partial begins or ends here. NULL, or why it may not. */
const char *html_boundary(struct html_place *h);
/* Two ways lead here (through the section, or past it). False if they differ;
 * otherwise *h becomes what holds for both. */
bool html_join(struct html_place *h, const struct html_place *other);
/* Same place, for the memory of compiled partials. */
bool html_same(const struct html_place *a, const struct html_place *b);
/* An address that may stand in href, src and the like: a path of ours, a query
 * or fragment, http(s), mailto, tel; no control characters, no backslash. */
bool url_is_allowed(struct str url);
