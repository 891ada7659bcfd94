/* markdown_fuzz.c -- any bytes as Markdown. What comes out must be markup that
 * only ui_markdown writes: known tags, no attribute but its own, none that runs. */
#include "ui/ui.h"
#include <stdlib.h>

enum { CEILING = 64 << 20, INPUT_MAX = 64 << 10 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static const char *const tags[] = {
	"p>", "/p>", "br>", "hr>", "em>", "/em>", "strong>", "/strong>", "code>", "/code>", "pre>", "/pre>", "ul>", "/ul>", "ol>", "/ol>",
	"li>", "/li>", "blockquote>", "/blockquote>", "h3>", "/h3>", "h4>", "/h4>", "h5>", "/h5>", "h6>", "/h6>", "/a>", "thead>", "/thead>",
	"tbody>", "/tbody>", "tr>", "/tr>", "th>", "/th>", "td>", "/td>", "/table>", "table class=\"table\">", "th class=\"c\">",
	"th class=\"n\">", "td class=\"c\">", "td class=\"n\">", NULL,
};

static bool known(struct str rest)
{
	for (const char *const *t = tags; *t; t++)
		if (str_starts(rest, str_of(*t)))
			return true;
	if (str_starts(rest, S("ol start=\"")))
		return true;
	/* A link: an allowed scheme, no quote before ours, our own ending. */
	if (!str_starts(rest, S("a href=\"")))
		return false;
	struct str url = str_sub(rest, strlen("a href=\""), rest.n);
	struct str end = str_sub(url, str_find(url, '"'), url.n);
	return str_starts(end, S("\" rel=\"noreferrer\">"))
	    && (str_eq_nocase(str_sub(url, 0, 7), S("http://")) || str_eq_nocase(str_sub(url, 0, 8), S("https://"))
		|| str_eq_nocase(str_sub(url, 0, 7), S("mailto:")));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *arena = n <= INPUT_MAX ? arena_new(CEILING) : NULL;
	if (!arena)
		return 0;
	struct ctx x;
	ctx_init(&x, arena);
	struct str html = ui_markdown(&x, str_dup(arena, (struct str){ (const char *)bytes, n }));
	for (size_t i = 0; i < html.n; i++)
		if (html.p[i] == '<' && !known(str_sub(html, i + 1, html.n)))
			abort();
	if (str_is_utf8((struct str){ (const char *)bytes, n }) && !str_is_utf8(html))
		abort();
	arena_free(arena);
	return 0;
}
