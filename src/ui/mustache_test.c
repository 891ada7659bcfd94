/* mustache_test.c -- our own cases of the template engine: where values may
 * stand, how they are written there, what is refused and what is missing. */
#include "core/testing.h"
#include "ui/mustache.h"
#include <stdio.h>

static struct arena *a;
static struct ctx x;

static const struct catalogue_row rows[] = {
	{ "t.amp", { { "Løn & <ferie>" }, { "Pay & <leave>" } }, false },
	{ "t.count", { { "{n} person", "{n} personer" }, { "{n} person", "{n} people" } }, true },
	{ "t.greet", { { "Goddag {me.name}, du er {role}" }, { "Hello {me.name}, you are {role}" } }, false },
	{ "t.only_da", { { "Kun dansk" }, { NULL } }, false },
	{ "t.title", { { "Forside" }, { "Home" } }, false },
};

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

struct page {
	const char *text, *json;
	bool strict;
	const char *partial;	/* "t/p" */
	const char *layout;	/* "ui/layout_l" */
};

/* The result, or the cause of the refusal. */
static struct str render(struct page p)
{
	struct mustache_source sources[3];
	size_t n = 0;
	if (p.partial)
		sources[n++] = (struct mustache_source){ "t/p", "p.html", str_of(p.partial) };
	sources[n++] = (struct mustache_source){ "t/t", "t.html", str_of(p.text) };
	if (p.layout)
		sources[n++] = (struct mustache_source){ "ui/layout_l", "l.html", str_of(p.layout) };
	struct catalogue *texts;
	struct mustache *m;
	struct val *tree;
	struct buf out;
	fault_clear(&x);
	assert_int_equal(catalogue_load(&x, a, rows, sizeof rows / sizeof *rows, &texts), OK);
	if (mustache_load(&x, a, texts, MUSTACHE_HOUSE, p.strict, sources, n, &m) != OK)
		return str_of(x.fault.cause);
	assert_int_equal(val_parse_json(&x, str_of(p.json ? p.json : "{}"), &tree), OK);
	buf_init(&out, 1 << 20);
	enum rc rc = mustache_render(&x, m, "t/t", p.layout ? "ui/layout_l" : NULL, tree, &out);
	struct str s = buf_take(&out, a);
	return rc == OK ? s : str_of(x.fault.cause);
}

static void check(struct page p, const char *expected)
{
	struct str got = render(p);
	if (!str_eqz(got, expected))
		print_error("%s\ngave     %.*s\nexpected %s\n", p.text, STR_ARG(got), expected ? expected : "nothing");
	assert_true(str_eqz(got, expected));
}

static void check_text(const char *text, const char *json, const char *expected)
{
	check((struct page){ .text = text, .json = json, .strict = true }, expected);
}

static void values_are_escaped_for_their_place(void **state)
{
	(void)state;
	const char *evil = "{\"v\":\"<b a='\\\"'>&\"}";
	check_text("<p>{{v}}</p>", evil, "<p>&lt;b a=&#39;&quot;&#39;&gt;&amp;</p>");
	check_text("<p title=\"{{v}}\">", evil, "<p title=\"&lt;b a=&#39;&quot;&#39;&gt;&amp;\">");
	check_text("<p title='{{v}}'>", evil, "<p title='&lt;b a=&#39;&quot;&#39;&gt;&amp;'>");
	check_text("<textarea>{{v}}</textarea>", evil, "<textarea>&lt;b a=&#39;&quot;&#39;&gt;&amp;</textarea>");
	check_text("{{t}} {{f}} {{z}}{{i}}", "{\"t\":true,\"f\":false,\"z\":null,\"i\":-7}", "true false -7");
}

static void trusted_html_passes_in_text_only(void **state)
{
	(void)state;
	struct catalogue *texts;
	struct mustache *m;
	struct buf out;
	struct mustache_source source = { "t/t", "t.html", S("<title>{{h}}</title>{{h}}<i title=\"{{h}}\"></i><textarea>{{h}}</textarea>") };
	struct val *tree = val_new_obj(&x);
	val_html(&x, tree, "h", S("<b>\"</b>"));
	buf_init(&out, 1 << 16);
	assert_int_equal(catalogue_load(&x, a, rows, 0, &texts), OK);
	assert_int_equal(mustache_load(&x, a, texts, MUSTACHE_HOUSE, true, &source, 1, &m), OK);
	assert_int_equal(mustache_render(&x, m, "t/t", NULL, tree, &out), OK);
	assert_string_equal(buf_take(&out, a).p,
		"<title>&lt;b&gt;&quot;&lt;/b&gt;</title><b>\"</b><i title=\"&lt;b&gt;&quot;&lt;/b&gt;\"></i>"
		"<textarea>&lt;b&gt;&quot;&lt;/b&gt;</textarea>");
}

static void addresses_are_allowed_or_blunted(void **state)
{
	(void)state;
	static const struct { const char *url, *written; } cases[] = {
		{ "/people/7?a=1&b=2#c", "/people/7?a=1&amp;b=2#c" }, { "?side=2", "?side=2" }, { "#top", "#top" }, { "", "" }, { "/", "/" },
		{ "https://at.dk/", "https://at.dk/" }, { "HTTP://at.dk", "HTTP://at.dk" }, { "mailto:bo@ex.dk", "mailto:bo@ex.dk" },
		{ "tel:+4570121288", "tel:+4570121288" },
		{ "javascript:alert(1)", "#" }, { "JaVaScRiPt:alert(1)", "#" }, { " javascript:alert(1)", "#" }, { "data:text/html,x", "#" },
		{ "vbscript:x", "#" }, { "//evil.example", "#" }, { "/\\\\evil.example", "#" }, { "/\\t/evil.example", "#" },
		{ "people/7", "#" }, { "\\u0001https://x", "#" }, { "http:evil", "#" }, { "mailto:", "#" }, { "https://", "#" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *json = str_fmt(a, "{\"u\":\"%s\"}", cases[i].url).p;
		check_text("<a href=\"{{u}}\">", json, str_fmt(a, "<a href=\"%s\">", cases[i].written).p);
		check_text("<form action='{{u}}'>", json, str_fmt(a, "<form action='%s'>", cases[i].written).p);
		check_text("<i data-hx-get=\"{{u}}\">", json, str_fmt(a, "<i data-hx-get=\"%s\">", cases[i].written).p);
		check_text("<svg><use xlink:href=\"{{u}}\"/></svg>", json, str_fmt(a, "<svg><use xlink:href=\"%s\"/></svg>", cases[i].written).p);
	}
}

static void later_parts_of_an_address_are_encoded(void **state)
{
	(void)state;
	check_text("<a href=\"/x/{{v}}?q={{v}}\">", "{\"v\":\"a/b?c&d=ø:\"}",
		   "<a href=\"/x/a%2Fb%3Fc%26d%3D%C3%B8%3A?q=a%2Fb%3Fc%26d%3D%C3%B8%3A\">");
	check_text("<a href=\"{{u}}/edit?n={{v}}\">", "{\"u\":\"/a\",\"v\":\"1 2\"}", "<a href=\"/a/edit?n=1%202\">");
	/* The first value may be empty: then the second is the start. */
	check_text("<a href=\"{{u}}{{v}}\">", "{\"u\":\"\",\"v\":\"javascript:x\"}", "<a href=\"#\">");
	check_text("<a href=\"{{u}}{{v}}\">", "{\"u\":\"/\",\"v\":\"/evil.example\"}", "<a href=\"/%2Fevil.example\">");
	check_text("<a href=\"{{#u}}/x{{/u}}{{v}}\">", "{\"u\":true,\"v\":\"/y\"}", "<a href=\"/x%2Fy\">");
	check_text("<a href=\"{{#u}}/x{{/u}}{{v}}\">", "{\"u\":false,\"v\":\"javascript:y\"}", "<a href=\"#\">");
	check_text("<a href=\"java{{v}}\">", "{\"v\":\"script:alert(1)\"}", "<a href=\"javascript%3Aalert%281%29\">");
	check_text("<a href=\"mailto:{{m}}?subject={{m}}\">", "{\"m\":\"bo+x@ex.dk\"}", "<a href=\"mailto:bo+x@ex.dk?subject=bo%2Bx%40ex.dk\">");
	check_text("<a href=\"tel:{{m}}\">", "{\"m\":\"+45 70\"}", "<a href=\"tel:+45%2070\">");
}

static void places_that_are_code_are_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"<script>{{v}}</script>", "<SCRIPT>var a = '{{v}}'</SCRIPT>", "<style>{{v}}</style>", "<p style=\"{{v}}\">", "<p onclick=\"{{v}}\">",
		"<p ONCLICK='f(\"{{v}}\")'>", "<p title={{v}}>", "<p title=x{{v}}>", "<{{v}}>", "<p{{v}}>", "<p {{v}}>", "<p {{v}}=\"x\">",
		"<p data-{{v}}=\"x\">", "<!-- {{v}} -->", "<img srcset=\"{{v}}\">", "<iframe srcdoc=\"{{v}}\">", "<meta content=\"{{v}}\">",
		"<p hx-vals='{\"a\":\"{{v}}\"}'>", "<p hx-on:click=\"{{v}}\">", "<p data-hx-on-click=\"{{v}}\">", "<p hx-trigger=\"{{v}}\">",
		"<svg><set attributeName=\"href\" to=\"{{v}}\"/></svg>", "<a\nhref\n=\n{{v}}>", "</p {{v}}>", "<textarea><{{v}}</textarea>",
		"<script>a</scr{{v}}", "<p {{_.t.title}}>", "<script>{{_.t.title}}</script>", "<a href=\"{{_.t.title}}\">",
		"{{{v}}}", "{{&v}}", "{{v w}}", "{{a..b}}", "{{.a}}", "{{}}", "<p title=\"{{v}}", "<p", "<script>", "a < b", "<base href=\"/\">", "<![CDATA[",
		"{{#v}}<p {{/v}}", "{{#v}}<p title=\"{{/v}}x\">", "<p {{#v}}title=\"{{/v}}x\">", "<p title={{#v}}x{{/v}}>", "<p a{{#v}}b{{/v}}>",
		"<p on{{#v}}{{/v}}click=\"x\">", "<{{#v}}p{{/v}}>", "<p{{#v}}x{{/v}}>", "<p title=\"a\"{{#v}}b{{/v}}>", "<p class{{#v}}=\"x\"{{/v}}>",
		"{{#v}}", "{{/v}}", "{{#v}}{{/w}}", "{{#v}}{{#w}}{{/v}}{{/w}}", "{{v", "{{>t/none}}", "{{=a}}", "<!--a{{#v}}--{{/v}}>",
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct str got = render((struct page){ .text = bad[i], .json = "{\"v\":\"x\",\"w\":\"x\"}" });
		if (!str_starts(got, S("t.html:")))
			print_error("%s was not refused but gave %.*s\n", bad[i], STR_ARG(got));
		assert_true(str_starts(got, S("t.html:")));
	}
}

static void refusals_name_the_line(void **state)
{
	(void)state;
	check_text("<p>\n\n<script>{{v}}</script>", NULL, "t.html:3: a value inside <script>: v");
	check_text("a\n{{#b}}\nc", NULL, "t.html:2: a section that does not end: b");
	check_text("a\n{{! x\n\n}}\n<p style='{{v}}'>", NULL, "t.html:5: a value in this attribute would be code: v");
	check((struct page){ .text = "<p title=\"\n{{>t/p}}\">", .partial = "x\n\">{{v}}" },
	      "p.html:2: the template ends within markup that it has begun");
}

static void common_markup_is_accepted(void **state)
{
	(void)state;
	static const char *const good[] = {
		"<!doctype html><html lang=\"da\"><!-- a -- b --><br/><input disabled><p class=x>y</p></html>",
		"<script>if (a < b) x = \"</p>\";</script><style>a > b { c: d }</style>", "<svg viewBox='0 0 1 1'><path d='M0 0h1'/></svg>",
		"<p\n\tclass = \"a\"\n>x</p >", "&lt; 1 > 2", "<textarea><p> </textareas></textarea>",
	};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		check_text(good[i], NULL, good[i]);
	check_text("<li{{#v}} data-x{{/v}}>", "{\"v\":true}", "<li data-x>");
	check_text("<input{{#v}} checked{{/v}}{{#w}} required{{/w}}>", "{\"v\":true,\"w\":false}", "<input checked>");
	check_text("<script>{{#v}}a(){{/v}}</script>", "{\"v\":true}", "<script>a()</script>");
	check_text("<p class=\"a{{#v}} b{{/v}}\">", "{\"v\":true}", "<p class=\"a b\">");
}

static void a_partial_is_escaped_as_the_place_that_calls_it(void **state)
{
	(void)state;
	check((struct page){ .text = "<a href=\"{{>t/p}}\">{{>t/p}}</a>", .json = "{\"v\":\"javascript:&\"}", .partial = "{{v}}", .strict = true },
	      "<a href=\"#\">javascript:&amp;</a>");
	check((struct page){ .text = "<script>{{>t/p}}</script>", .partial = "{{v}}" }, "p.html:1: a value inside <script>: v");
	check((struct page){ .text = "  {{>t/p}}\nb", .partial = "a\na\n" }, "a\na\nb");
	check((struct page){ .text = "{{#n}}{{>t/p}}{{/n}}", .json = "{\"n\":{\"v\":1,\"kids\":[{\"v\":2,\"kids\":[]},{\"v\":3,\"kids\":[]}]}}",
			     .partial = "<i>{{v}}{{#kids}}{{>t/p}}{{/kids}}</i>", .strict = true }, "<i>1<i>2</i><i>3</i></i>");
	check((struct page){ .text = "{{>t/p}}", .partial = "{{>t/p}}" }, "p.html:1: nested too deeply \"p.html\"");
}

static void names_are_looked_up_outwards(void **state)
{
	(void)state;
	const char *json = "{\"a\":\"out\",\"b\":\"B\",\"o\":{\"a\":\"in\",\"deep\":{\"x\":\"X\"}},\"l\":[{\"a\":1},{\"c\":2}],\"s\":[\"p\",\"q\"]}";
	check_text("{{#o}}{{a}}{{b}}{{deep.x}}{{/o}}{{a}}", json, "inBXout");
	check_text("{{#l}}[{{a}}]{{/l}}", json, "[1][out]");
	check_text("{{#s}}{{.}},{{/s}}", json, "p,q,");
	check_text("{{#o}}{{#deep}}{{a}}{{x}}{{/deep}}{{/o}}{{^o}}no{{/o}}", json, "inX");
}

static void unknown_names_fail_in_strict_mode_only(void **state)
{
	(void)state;
	check_text("a\n{{v}}", NULL, "t.html:2: unknown name \"v\"");
	check_text("{{#v}}{{/v}}", NULL, "t.html:1: unknown name \"v\"");
	check_text("{{^v}}{{/v}}", NULL, "t.html:1: unknown name \"v\"");
	check_text("{{o.v}}", "{\"o\":{}}", "t.html:1: unknown name \"o.v\"");
	check_text("{{o}}", "{\"o\":{}}", "t.html:1: a list or object cannot be written \"o\"");
	check_text("{{v?}}{{#w?}}a{{/w?}}{{^w.z?}}b{{/w.z?}}", NULL, "b");
	check_text("{{form.name}}{{#error.name}}x{{/error.name}}", NULL, "");
	check((struct page){ .text = "[{{v}}{{#w}}a{{/w}}{{_.t.none}}]" }, "[t.none]");
	check_text("{{_.t.none}}", NULL, "t.html:1: no such text \"t.none\"");
}

static void translations_fill_their_placeholders(void **state)
{
	(void)state;
	const char *json = "{\"me\":{\"name\":\"<Bo>\"},\"role\":\"chef\",\"n\":1,\"many\":{\"n\":3}}";
	x.lang = DA;
	check_text("<p title=\"{{_.t.amp}}\">{{_.t.amp}}</p>", json, "<p title=\"Løn &amp; &lt;ferie&gt;\">Løn &amp; &lt;ferie&gt;</p>");
	check_text("{{_.t.greet}}", json, "Goddag &lt;Bo&gt;, du er chef");
	check_text("{{_.t.count}}, {{#many}}{{_.t.count}}{{/many}}", json, "1 person, 3 personer");
	check_text("{{_.t.greet}}", "{\"role\":1}", "t.html:1: unknown name \"me.name\"");
	check_text("{{_.t.count}}", NULL, "t.html:1: no number {n} for the text \"t.count\"");
	x.lang = EN;
	check_text("{{_.t.greet}} {{_.t.only_da}}", json, "Hello &lt;Bo&gt;, you are chef Kun dansk");
	check_text("{{#many}}{{_.t.count}}{{/many}}", json, "3 people");
	x.lang = DA;
}

static void a_layout_takes_the_page_in(void **state)
{
	(void)state;
	const char *layout = "<title>{{title}}</title>{{#me}}{{name}}{{/me}}<main>{{content}}</main>";
	struct page p = { .text = "{{! layout: l }}\n{{! title: t.title }}\n<p>{{a}}</p>", .layout = layout, .strict = true };
	p.json = "{\"a\":\"A\",\"me\":{\"name\":\"Bo\",\"a\":\"not this\"}}";
	check(p, "<title>Forside</title>Bo<main><p>A</p></main>");
	p.json = "{\"a\":\"A\",\"me\":null,\"title\":\"Egen & \"}";
	check(p, "<title>Egen &amp; </title><main><p>A</p></main>");
	p.text = "<p>{{a}}</p>";
	p.json = "{\"a\":\"A\",\"me\":null}";
	check(p, "l.html:1: unknown name \"title\"");
	p.layout = "<p title=\"{{content}}\">";
	check(p, "l.html:1: the content stands in running text only");
	check_text("{{! layout: none }}\nx", NULL, "x");
	check_text("{{! layout: nowhere }}\nx", NULL, "t.html:1: no such layout: nowhere");
	check_text("{{! title: t.none }}\nx", NULL, "t.html:2: no such text: t.none");
}

static void deep_data_stops(void **state)
{
	(void)state;
	struct buf b;
	buf_init(&b, 1 << 16);
	for (int i = 0; i < 60; i++)
		buf_z(&b, "{\"k\":");
	buf_z(&b, "null");
	for (int i = 0; i < 60; i++)
		buf_z(&b, "}");
	const char *json = buf_take(&b, a).p;
	check((struct page){ .text = "{{#k}}{{>t/p}}{{/k}}", .json = json, .partial = "{{#k}}{{>t/p}}{{/k}}", .strict = true },
	      "p.html:1: nested too deeply \"p.html\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(values_are_escaped_for_their_place, setup, teardown),
		cmocka_unit_test_setup_teardown(trusted_html_passes_in_text_only, setup, teardown),
		cmocka_unit_test_setup_teardown(addresses_are_allowed_or_blunted, setup, teardown),
		cmocka_unit_test_setup_teardown(later_parts_of_an_address_are_encoded, setup, teardown),
		cmocka_unit_test_setup_teardown(places_that_are_code_are_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(refusals_name_the_line, setup, teardown),
		cmocka_unit_test_setup_teardown(common_markup_is_accepted, setup, teardown),
		cmocka_unit_test_setup_teardown(a_partial_is_escaped_as_the_place_that_calls_it, setup, teardown),
		cmocka_unit_test_setup_teardown(names_are_looked_up_outwards, setup, teardown),
		cmocka_unit_test_setup_teardown(unknown_names_fail_in_strict_mode_only, setup, teardown),
		cmocka_unit_test_setup_teardown(translations_fill_their_placeholders, setup, teardown),
		cmocka_unit_test_setup_teardown(a_layout_takes_the_page_in, setup, teardown),
		cmocka_unit_test_setup_teardown(deep_data_stops, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
