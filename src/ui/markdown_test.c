/* markdown_test.c -- what people may write, and what never becomes markup. */
#include "core/testing.h"
#include "ui/ui.h"

static struct arena *a;
static struct ctx x;

static int setup(void **state)
{
	(void)state;
	a = arena_new(ARENA_CEILING_DEFAULT);
	ctx_init(&x, a);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static void becomes(const char *text, const char *html)
{
	assert_string_equal(ui_markdown(&x, str_of(text)).p, html);
}

static void plain_structure(void **state)
{
	(void)state;
	becomes("", "");
	becomes("Én\nto *tre* **fire** `fem<`", "<p>Én\nto <em>tre</em> <strong>fire</strong> <code>fem&lt;</code></p>\n");
	becomes("én  \nto", "<p>én<br>\nto</p>\n");
	becomes("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n");
	becomes("3. c\n4. d", "<ol start=\"3\">\n<li>c</li>\n<li>d</li>\n</ol>\n");
	becomes("> a", "<blockquote>\n<p>a</p>\n</blockquote>\n");
	becomes("a\n\n---", "<p>a</p>\n<hr>\n");
	becomes("```\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>\n");
	becomes("    fire blanktegn er intet særligt", "<p>fire blanktegn er intet særligt</p>\n");
	becomes("| a | b |\n|---|--:|\n| 1 | 2 |",
		"<table class=\"table\">\n<thead>\n<tr><th>a</th><th class=\"n\">b</th></tr>\n</thead>\n<tbody>\n"
		"<tr><td>1</td><td class=\"n\">2</td></tr>\n</tbody>\n</table>\n");
}

static void headings_stay_below_those_of_the_page(void **state)
{
	(void)state;
	becomes("# a", "<h3>a</h3>\n");
	becomes("## a", "<h4>a</h4>\n");
	becomes("###### a", "<h6>a</h6>\n");
}

static void raw_html_is_text(void **state)
{
	(void)state;
	becomes("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n");
	becomes("a <b onclick=\"x\">b</b> <!-- c -->", "<p>a &lt;b onclick=&quot;x&quot;&gt;b&lt;/b&gt; &lt;!-- c --&gt;</p>\n");
	becomes("&lt;b&gt; &#60;i&#x3E; &amp; &quot; &nope; &#0; &#xD800; &#x1F642;",
		"<p>&lt;b&gt; &lt;i&gt; &amp; &quot; &amp;nope; \xef\xbf\xbd \xef\xbf\xbd \xf0\x9f\x99\x82</p>\n");
	becomes("&ndash;&nbsp;&euro;", "<p>–\u00a0€</p>\n");
	becomes("`a` & \"b\" 'c'", "<p><code>a</code> &amp; &quot;b&quot; &#39;c&#39;</p>\n");
}

static void links_have_few_schemes(void **state)
{
	(void)state;
	becomes("[a](https://at.dk/?a=1&b=2)", "<p><a href=\"https://at.dk/?a=1&amp;b=2\" rel=\"noreferrer\">a</a></p>\n");
	becomes("[a](mailto:bo@ex.dk)", "<p><a href=\"mailto:bo@ex.dk\" rel=\"noreferrer\">a</a></p>\n");
	becomes("<https://at.dk>", "<p><a href=\"https://at.dk\" rel=\"noreferrer\">https://at.dk</a></p>\n");
	becomes("[a](HTTP://at.dk \"titel\")", "<p><a href=\"HTTP://at.dk\" rel=\"noreferrer\">a</a></p>\n");
	static const char *const refused[] = {
		"[a](javascript:alert(1))", "[a](JAVASCRIPT:x)", "[a](data:text/html,x)", "[a](//evil.example)", "[a](/people)",
		"[a](&#106;avascript:x)", "[a](<java\tscript:x>)", "[a](http:x)", "[a](<https://a b>)", "[a](vbscript:x)", "[a]()", "[a](ftp://x)",
	};
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		becomes(refused[i], "<p>a</p>\n");
	becomes("[a](https://x/\"onclick=\"y)", "<p><a href=\"https://x/&quot;onclick=&quot;y\" rel=\"noreferrer\">a</a></p>\n");
}

static void pictures_are_their_text(void **state)
{
	(void)state;
	becomes("![et *billede*](https://spy.example/p.png) b", "<p>et billede b</p>\n");
	becomes("[![a](https://x/p.png)](https://x)", "<p><a href=\"https://x\" rel=\"noreferrer\">a</a></p>\n");
	becomes("![a [b](https://x) `c`](https://y)", "<p>a b c</p>\n");
}

static size_t times_in(struct str text, const char *what)
{
	size_t n = 0;
	for (size_t i = 0; i < text.n; i++)
		n += str_starts(str_sub(text, i, text.n), str_of(what));
	return n;
}

/* Found by fuzzing: the parser ends a picture before a link that began in it. */
static void crossed_links_and_pictures_are_shown_as_typed(void **state)
{
	(void)state;
	struct str s = ui_markdown(&x, S("&a!Rc}\302 [x](http://y)u) a\n[x](http://y)u(h)u) a\n"
					 "[x](http://y)u(htt[i](u)>e>elp://a![i]([u)x](http://y)u(ttp://>y)"));
	assert_int_equal(times_in(s, "<a "), times_in(s, "</a>"));
	assert_int_equal(times_in(s, "<p>"), times_in(s, "</p>"));
}

static void too_much_is_shown_as_typed(void **state)
{
	(void)state;
	char deep[200];
	memset(deep, '>', sizeof deep);
	struct str got = ui_markdown(&x, (struct str){ deep, sizeof deep });
	assert_true(str_starts(got, S("<p>&gt;&gt;")));
	struct str huge = { arena_alloc(a, (1 << 20) + 1), (1 << 20) + 1 };
	memset((char *)huge.p, '<', huge.n);
	assert_int_equal(ui_markdown(&x, huge).n, 4 * huge.n + strlen("<p></p>\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(plain_structure, setup, teardown),
		cmocka_unit_test_setup_teardown(headings_stay_below_those_of_the_page, setup, teardown),
		cmocka_unit_test_setup_teardown(raw_html_is_text, setup, teardown),
		cmocka_unit_test_setup_teardown(links_have_few_schemes, setup, teardown),
		cmocka_unit_test_setup_teardown(pictures_are_their_text, setup, teardown),
		cmocka_unit_test_setup_teardown(crossed_links_and_pictures_are_shown_as_typed, setup, teardown),
		cmocka_unit_test_setup_teardown(too_much_is_shown_as_typed, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
