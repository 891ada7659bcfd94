/* html_place.c -- a scanner over the HTML of our templates. Knows the places
 * where a value would be code, and nothing of Mustache or values. */
#include "ui/html_place.h"

enum attr_kind { ATTR_PLAIN, ATTR_URL, ATTR_CODE };
enum element { ELEMENT_OTHER, ELEMENT_SCRIPT, ELEMENT_STYLE, ELEMENT_IFRAME, ELEMENT_TITLE, ELEMENT_TEXTAREA, ELEMENT_ANIMATE };

static const char *const element_end[] = {
	[ELEMENT_SCRIPT] = "</script", [ELEMENT_STYLE] = "</style", [ELEMENT_IFRAME] = "</iframe",
	[ELEMENT_TITLE] = "</title", [ELEMENT_TEXTAREA] = "</textarea",
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static bool is_letter(char c)
{
	c = lower(c);
	return c >= 'a' && c <= 'z';
}

static bool one_of(const char *word, const char *const list[])
{
	for (; *list; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

static bool word_add(struct html_place *h, char c)
{
	if (h->nword + 1 >= HTML_WORD_MAX)
		return false;
	h->word[h->nword++] = lower(c);
	h->word[h->nword] = 0;
	return true;
}

static void word_start(struct html_place *h)
{
	h->nword = 0;
	h->word[0] = 0;
}

static enum element element_of(const char *word)
{
	static const char *const animations[] = { "animate", "animatetransform", "animatemotion", "set", NULL };
	for (enum element e = ELEMENT_SCRIPT; e <= ELEMENT_TEXTAREA; e++)
		if (strcmp(word, element_end[e] + 2) == 0)
			return e;
	return one_of(word, animations) ? ELEMENT_ANIMATE : ELEMENT_OTHER;
}

/* What a value would be in this attribute. htmx reads its attributes with and
 * without "data-", so both count. */
static enum attr_kind attr_kind_of(const char *word, enum element element)
{
	static const char *const urls[] = {
		"href", "src", "action", "formaction", "xlink:href", "cite", "poster", "data", "background", "manifest",
		"ping", "longdesc", "usemap", "profile", "hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete",
		"hx-push-url", "hx-replace-url", "sse-connect", "ws-connect", NULL,
	};
	/* Scripts, styles, JSON that becomes a request, lists of addresses, and
	 * attributes that change the meaning of others. */
	static const char *const code[] = {
		"style", "srcdoc", "srcset", "imagesrcset", "http-equiv", "content", "hx-vals", "hx-vars", "hx-headers",
		"hx-trigger", "hx-request", "hx-ext", "hx-on", "attributename", "sandbox", "allow", NULL,
	};
	static const char *const animated[] = { "to", "from", "by", "values", NULL };

	if (strncmp(word, "data-hx-", 8) == 0 || strncmp(word, "data-sse-", 9) == 0 || strncmp(word, "data-ws-", 8) == 0)
		word += 5;
	if ((word[0] == 'o' && word[1] == 'n') || strncmp(word, "hx-on", 5) == 0 || one_of(word, code))
		return ATTR_CODE;
	if (element == ELEMENT_ANIMATE && one_of(word, animated))
		return ATTR_CODE;
	return one_of(word, urls) ? ATTR_URL : ATTR_PLAIN;
}

/* The start tag is complete: text follows, or what this element holds. */
static void tag_end(struct html_place *h)
{
	enum element e = h->closing ? ELEMENT_OTHER : (enum element)h->element;
	h->matched = 0;
	h->closing = false;
	switch (e) {
	case ELEMENT_SCRIPT: case ELEMENT_STYLE: case ELEMENT_IFRAME:
		h->place = PLACE_RAW;
		break;
	case ELEMENT_TITLE: case ELEMENT_TEXTAREA:
		h->place = PLACE_RCDATA;
		break;
	default:
		h->place = PLACE_TEXT;
		h->element = ELEMENT_OTHER;
	}
}

static const char *feed_tag_name(struct html_place *h, char c)
{
	static const char *const refused[] = { "xmp", "noembed", "noframes", "plaintext", "math", "base", "object", "embed", NULL };
	if (!is_space(c) && c != '>' && c != '/')
		return word_add(h, c) ? NULL : "the tag's name is too long";
	if (one_of(h->word, refused))
		return "this element is not used here";
	h->element = element_of(h->word);
	if (c == '>')
		tag_end(h);
	else
		h->place = c == '/' ? PLACE_SLASH : PLACE_IN_TAG;
	return NULL;
}

static const char *feed_attr_start(struct html_place *h, char c)
{
	if (is_space(c)) {
		h->place = PLACE_IN_TAG;
	} else if (c == '>') {
		tag_end(h);
	} else if (c == '/') {
		h->place = PLACE_SLASH;
	} else if (h->place == PLACE_NAME_CUT) {
		return "a space must part this from the attribute before it";
	} else if (h->place == PLACE_SLASH || c == '=' || c == '"' || c == '\'' || c == '<' || c == '`') {
		return "no attribute begins like this";
	} else {
		word_start(h);
		word_add(h, c);
		h->place = PLACE_ATTR_NAME;
	}
	return NULL;
}

static const char *feed_attr_name(struct html_place *h, char c)
{
	if (c == '=') {
		h->attr = attr_kind_of(h->word, h->element);
		h->place = PLACE_BEFORE_VALUE;
	} else if (is_space(c)) {
		h->place = PLACE_AFTER_NAME;
	} else if (c == '>' || c == '/') {
		return feed_attr_start(h, c);
	} else if (c == '"' || c == '\'' || c == '<' || c == '`') {
		return "this character stands in no attribute name";
	} else if (h->place == PLACE_AFTER_NAME) {
		h->place = PLACE_IN_TAG;
		return feed_attr_start(h, c);
	} else {
		return word_add(h, c) ? NULL : "the attribute's name is too long";
	}
	return NULL;
}

static const char *feed_before_value(struct html_place *h, char c)
{
	if (is_space(c))
		return NULL;
	if (c == '>')
		return "the attribute has no value";
	h->url_begun = h->url_opaque = false;
	word_start(h);
	h->quote = c;
	h->place = c == '"' || c == '\'' ? PLACE_VALUE : PLACE_UNQUOTED;
	return NULL;
}

static const char *feed_value(struct html_place *h, char c)
{
	if (c == h->quote) {
		h->place = PLACE_NAME_CUT;
		return NULL;
	}
	if (h->attr == ATTR_URL) {
		/* Only the few characters that could be a scheme are kept. */
		if ((h->url_begun ? h->nword > 0 : true) && word_add(h, c))
			h->url_opaque = strcmp(h->word, "mailto:") == 0 || strcmp(h->word, "tel:") == 0 || h->url_opaque;
		h->url_begun = true;
		if (c == '?' && h->url_opaque)
			h->url_opaque = false;	/* mailto:a@b.dk?subject=... is a query again */
	}
	return NULL;
}

static const char *feed_bang(struct html_place *h, char c)
{
	static const char doctype[] = "doctype";
	if (c == '-' && h->nword == 0) {
		word_add(h, c);
	} else if (c == '-' && h->word[0] == '-') {
		h->place = PLACE_COMMENT;
		h->matched = 0;
	} else if (h->nword < sizeof doctype - 1 && lower(c) == doctype[h->nword]) {
		word_add(h, c);
		if (h->nword == sizeof doctype - 1)
			h->place = PLACE_DOCTYPE;
	} else {
		return "only <!doctype> and <!-- --> begin with <!";
	}
	return NULL;
}

static void feed_comment(struct html_place *h, char c)
{
	if (c == '-')
		h->matched = h->matched < 2 ? h->matched + 1 : 2;
	else if (c == '>' && h->matched == 2)
		h->place = PLACE_TEXT;
	else
		h->matched = 0;
	if (h->place == PLACE_TEXT)
		h->matched = 0;
}

/* Raw text ends at "</name" followed by white space, a slash or ">". */
static void feed_raw(struct html_place *h, char c)
{
	const char *end = element_end[h->element];
	if (end[h->matched] == 0 && (is_space(c) || c == '>' || c == '/')) {
		h->closing = true;
		h->matched = 0;
		h->place = PLACE_IN_TAG;
		if (c == '>')
			tag_end(h);
		return;
	}
	if (end[h->matched] && lower(c) == end[h->matched])
		h->matched++;
	else
		h->matched = c == '<' ? 1 : 0;
}

static const char *feed_char(struct html_place *h, char c)
{
	switch (h->place) {
	case PLACE_TEXT:
		if (c == '<')
			h->place = PLACE_TAG_OPEN;
		return NULL;
	case PLACE_TAG_OPEN:
		word_start(h);
		if (c == '/' && !h->closing) {
			h->closing = true;
		} else if (c == '!' && !h->closing) {
			h->place = PLACE_BANG;
		} else if (is_letter(c)) {
			word_add(h, c);
			h->place = PLACE_TAG_NAME;
		} else {
			return "a < that begins no tag is written &lt;";
		}
		return NULL;
	case PLACE_TAG_NAME:
		return feed_tag_name(h, c);
	case PLACE_IN_TAG: case PLACE_SLASH: case PLACE_NAME_CUT:
		return feed_attr_start(h, c);
	case PLACE_ATTR_NAME: case PLACE_AFTER_NAME:
		return feed_attr_name(h, c);
	case PLACE_BEFORE_VALUE:
		return feed_before_value(h, c);
	case PLACE_VALUE:
		return feed_value(h, c);
	case PLACE_UNQUOTED:
		if (is_space(c))
			h->place = PLACE_IN_TAG;
		else if (c == '>')
			tag_end(h);
		return NULL;
	case PLACE_BANG:
		return feed_bang(h, c);
	case PLACE_DOCTYPE:
		if (c == '>')
			h->place = PLACE_TEXT;
		return NULL;
	case PLACE_COMMENT:
		feed_comment(h, c);
		return NULL;
	case PLACE_RAW: case PLACE_RCDATA:
		feed_raw(h, c);
		return NULL;
	}
	return "unknown place";
}

const char *html_feed(struct html_place *h, struct str text, uint32_t *lines)
{
	for (size_t i = 0; i < text.n; i++) {
		const char *why = feed_char(h, text.p[i]);
		if (why)
			return why;
		if (text.p[i] == '\n')
			++*lines;
	}
	return NULL;
}

static const char *attr_value(const struct html_place *h, enum escape *ret)
{
	switch ((enum attr_kind)h->attr) {
	case ATTR_PLAIN:
		*ret = ESCAPE_TEXT_ONLY;
		return NULL;
	case ATTR_URL:
		*ret = h->url_opaque ? ESCAPE_URL_OPAQUE : h->url_begun ? ESCAPE_URL_PART : ESCAPE_URL;
		return NULL;
	case ATTR_CODE:
		break;
	}
	return "a value in this attribute would be code";
}

const char *html_value(const struct html_place *h, enum escape *ret)
{
	switch (h->place) {
	case PLACE_TEXT:
		*ret = ESCAPE_TEXT;
		return NULL;
	case PLACE_RCDATA:
		*ret = ESCAPE_TEXT_ONLY;
		/* "<{{x}}" could become the end tag. */
		return h->matched ? "a value stands after the beginning of an end tag" : NULL;
	case PLACE_VALUE:
		return attr_value(h, ret);
	case PLACE_RAW:
		return h->element == ELEMENT_SCRIPT ? "a value inside <script>"
		     : h->element == ELEMENT_STYLE  ? "a value inside <style>"
						    : "a value inside <iframe>";
	case PLACE_COMMENT:
		return "a value inside a comment";
	case PLACE_BEFORE_VALUE: case PLACE_UNQUOTED:
		return "a value in an attribute without quotes";
	case PLACE_TAG_OPEN: case PLACE_TAG_NAME:
		return "a value in a tag's name";
	default:
		return "a value inside a tag, where no attribute value stands";
	}
}

const char *html_boundary(struct html_place *h)
{
	switch (h->place) {
	case PLACE_TEXT: case PLACE_IN_TAG: case PLACE_NAME_CUT: case PLACE_VALUE:
		return NULL;
	case PLACE_ATTR_NAME:
		h->place = PLACE_NAME_CUT;
		return NULL;
	case PLACE_AFTER_NAME:
		h->place = PLACE_IN_TAG;
		return NULL;
	case PLACE_TAG_NAME: {		/* "<li{{#now}} ..." : the name is complete */
		const char *why = feed_tag_name(h, ' ');
		h->place = PLACE_NAME_CUT;
		return why;
	}
	case PLACE_COMMENT: case PLACE_RAW: case PLACE_RCDATA:
		return h->matched ? "a tag splits the mark that ends this" : NULL;
	default:
		return "a tag splits this piece of markup";
	}
}

static bool within_tag(enum place p)
{
	return p == PLACE_IN_TAG || p == PLACE_NAME_CUT;
}

bool html_join(struct html_place *h, const struct html_place *other)
{
	if (within_tag(h->place) && within_tag(other->place)) {
		if (h->element != other->element || h->closing != other->closing)
			return false;
		if (other->place == PLACE_NAME_CUT)
			h->place = PLACE_NAME_CUT;	/* the narrower of the two */
		return true;
	}
	if (h->place != other->place)
		return false;
	switch (h->place) {
	case PLACE_VALUE:
		if (h->quote != other->quote || h->attr != other->attr || h->element != other->element)
			return false;
		if (h->url_begun != other->url_begun || h->url_opaque != other->url_opaque) {
			/* Only one way has begun the address. ESCAPE_URL looks, while
			 * rendering, whether it stands at the start. */
			h->url_begun = h->url_opaque = false;
			h->nword = 0;
		}
		return true;
	case PLACE_RAW: case PLACE_RCDATA:
		return h->element == other->element;
	default:
		return true;
	}
}

bool html_same(const struct html_place *a, const struct html_place *b)
{
	struct html_place joined = *a;
	return html_join(&joined, b) && a->place == b->place && a->url_begun == b->url_begun && a->url_opaque == b->url_opaque;
}

bool url_is_allowed(struct str url)
{
	static const char *const schemes[] = { "http://", "https://", "mailto:", "tel:" };
	if (url.n == 0)
		return true;
	/* Browsers drop tabs and line breaks and read \ as /, so "/\t/x" and
	 * "/\x" would leave our site. */
	for (size_t i = 0; i < url.n; i++)
		if ((unsigned char)url.p[i] <= 0x20 || url.p[i] == 0x7f || url.p[i] == '\\')
			return false;
	if (url.p[0] == '#' || url.p[0] == '?')
		return true;
	if (url.p[0] == '/')
		return url.n == 1 || url.p[1] != '/';
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
		struct str scheme = str_of(schemes[i]);
		if (url.n > scheme.n && str_eq_nocase(str_sub(url, 0, scheme.n), scheme))
			return true;
	}
	return false;
}
