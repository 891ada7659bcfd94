/* markdown.c -- Markdown to trusted HTML, the only maker of it outside the live
 * renderer. md4c reads; every byte of output is written here, so nothing that
 * a person typed becomes markup, and no address but http, https and mailto
 * becomes a link. */
#include "ui/ui.h"
#include <md4c.h>

enum {
	MARKDOWN_MAX = 1 << 20,		/* HTML of one text; the longest content file is 40 kB */
	/* Deeper nesting than any text of a person; some thousand ">" make md4c and
	 * the reader's browser slow for nothing. */
	DEPTH_MAX = 24,
	HEADING_FIRST = 3,		/* h1 is the page, h2 its parts */
	HEADING_LAST = 6,
	STOP = -1,			/* md4c gives up only on negative results of its calls */
};

struct writing {
	struct buf out;
	unsigned images;	/* within the text of a picture: shown as plain text */
	/* md4c 0.4.8 can cross a link with a picture; we write no crossed tags. */
	struct {
		MD_SPANTYPE type;
		bool written;
	} spans[DEPTH_MAX];
	unsigned nspans;
	unsigned blocks;
};

static bool link_allowed(struct str url)
{
	static const char *const schemes[] = { "http://", "https://", "mailto:" };
	for (size_t i = 0; i < url.n; i++)
		if ((unsigned char)url.p[i] <= 0x20)
			return false;
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
		struct str s = str_of(schemes[i]);
		if (url.n > s.n && str_eq_nocase(str_sub(url, 0, s.n), s))
			return true;
	}
	return false;
}

/* ---- entities: the few that people write, and numbers */

static void write_code_point(struct buf *b, uint32_t c)
{
	/* Not NUL, surrogates, or beyond Unicode: U+FFFD instead. */
	if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		c = 0xfffd;
	char utf8[4];
	size_t n = 0;
	if (c < 0x80) {
		utf8[n++] = (char)c;
	} else if (c < 0x800) {
		utf8[n++] = (char)(0xc0 | c >> 6);
	} else if (c < 0x10000) {
		utf8[n++] = (char)(0xe0 | c >> 12);
		utf8[n++] = (char)(0x80 | (c >> 6 & 0x3f));
	} else {
		utf8[n++] = (char)(0xf0 | c >> 18);
		utf8[n++] = (char)(0x80 | (c >> 12 & 0x3f));
		utf8[n++] = (char)(0x80 | (c >> 6 & 0x3f));
	}
	if (c >= 0x80)
		utf8[n++] = (char)(0x80 | (c & 0x3f));
	buf_html(b, (struct str){ utf8, n });
}

static void write_entity(struct buf *b, struct str s)
{
	static const struct { const char *name; uint32_t c; } known[] = {
		{ "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' }, { "&apos;", '\'' },
		{ "&nbsp;", 0xa0 }, { "&shy;", 0xad }, { "&ndash;", 0x2013 }, { "&mdash;", 0x2014 },
		{ "&hellip;", 0x2026 }, { "&laquo;", 0xab }, { "&raquo;", 0xbb }, { "&euro;", 0x20ac },
	};
	if (s.n > 3 && s.p[1] == '#') {
		bool hex = s.p[2] == 'x' || s.p[2] == 'X';
		uint32_t c = 0;
		for (size_t i = hex ? 3 : 2; i + 1 < s.n && c <= 0x10ffff; i++) {
			char d = s.p[i];
			c = c * (hex ? 16 : 10) + (uint32_t)(d <= '9' ? d - '0' : (d | 0x20) - 'a' + 10);
		}
		write_code_point(b, c);
		return;
	}
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (str_eqz(s, known[i].name)) {
			write_code_point(b, known[i].c);
			return;
		}
	}
	buf_html(b, s);	/* shown as it was typed */
}

/* ---- what md4c calls */

struct call {
	struct ctx *x;
	struct writing w;
};

static void heading(struct buf *out, const MD_BLOCK_H_DETAIL *h, bool end)
{
	unsigned level = h->level + HEADING_FIRST - 1;
	buf_fmt(out, end ? "</h%u>\n" : "<h%u>", level > HEADING_LAST ? HEADING_LAST : level);
}

static void cell(struct buf *out, const char *name, const MD_BLOCK_TD_DETAIL *d)
{
	static const char *const alignment[] = {
		[MD_ALIGN_DEFAULT] = "", [MD_ALIGN_LEFT] = "", [MD_ALIGN_CENTER] = " class=\"c\"", [MD_ALIGN_RIGHT] = " class=\"n\"",
	};
	buf_fmt(out, "<%s%s>", name, alignment[d->align]);
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *p)
{
	struct call *c = p;
	struct buf *out = &c->w.out;
	if (++c->w.blocks > DEPTH_MAX)
		return STOP;
	switch (type) {
	case MD_BLOCK_DOC: break;
	case MD_BLOCK_QUOTE: buf_z(out, "<blockquote>\n"); break;
	case MD_BLOCK_UL: buf_z(out, "<ul>\n"); break;
	case MD_BLOCK_OL: {
		unsigned start = ((MD_BLOCK_OL_DETAIL *)detail)->start;
		if (start == 1)
			buf_z(out, "<ol>\n");
		else
			buf_fmt(out, "<ol start=\"%u\">\n", start);
		break;
	}
	case MD_BLOCK_LI: buf_z(out, "<li>"); break;
	case MD_BLOCK_HR: buf_z(out, "<hr>\n"); break;
	case MD_BLOCK_H: heading(out, detail, false); break;
	case MD_BLOCK_CODE: buf_z(out, "<pre><code>"); break;
	case MD_BLOCK_HTML: break;	/* switched off; nothing comes here */
	case MD_BLOCK_P: buf_z(out, "<p>"); break;
	case MD_BLOCK_TABLE: buf_z(out, "<table class=\"table\">\n"); break;
	case MD_BLOCK_THEAD: buf_z(out, "<thead>\n"); break;
	case MD_BLOCK_TBODY: buf_z(out, "<tbody>\n"); break;
	case MD_BLOCK_TR: buf_z(out, "<tr>"); break;
	case MD_BLOCK_TH: cell(out, "th", detail); break;
	case MD_BLOCK_TD: cell(out, "td", detail); break;
	}
	return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *p)
{
	struct call *c = p;
	struct buf *out = &c->w.out;
	c->w.blocks--;
	switch (type) {
	case MD_BLOCK_DOC: case MD_BLOCK_HR: case MD_BLOCK_HTML: break;
	case MD_BLOCK_QUOTE: buf_z(out, "</blockquote>\n"); break;
	case MD_BLOCK_UL: buf_z(out, "</ul>\n"); break;
	case MD_BLOCK_OL: buf_z(out, "</ol>\n"); break;
	case MD_BLOCK_LI: buf_z(out, "</li>\n"); break;
	case MD_BLOCK_H: heading(out, detail, true); break;
	case MD_BLOCK_CODE: buf_z(out, "</code></pre>\n"); break;
	case MD_BLOCK_P: buf_z(out, "</p>\n"); break;
	case MD_BLOCK_TABLE: buf_z(out, "</table>\n"); break;
	case MD_BLOCK_THEAD: buf_z(out, "</thead>\n"); break;
	case MD_BLOCK_TBODY: buf_z(out, "</tbody>\n"); break;
	case MD_BLOCK_TR: buf_z(out, "</tr>\n"); break;
	case MD_BLOCK_TH: buf_z(out, "</th>"); break;
	case MD_BLOCK_TD: buf_z(out, "</td>"); break;
	}
	return 0;
}

/* Writes the beginning of a link; false if it is to be its text only. */
static bool open_link(struct call *c, const MD_SPAN_A_DETAIL *a)
{
	struct str url = { a->href.text, a->href.size };
	if (!link_allowed(url))
		return false;
	buf_z(&c->w.out, "<a href=\"");
	/* Entities stay as typed and are escaped: "&amp;" in an address is rare,
	 * and an address with &#106; hidden in it must not be decoded after the check. */
	buf_html(&c->w.out, url);
	buf_z(&c->w.out, "\" rel=\"noreferrer\">");
	return true;
}

/* True if something was written that leave_span must end. */
static bool open_span(struct call *c, MD_SPANTYPE type, void *detail)
{
	switch (type) {
	case MD_SPAN_EM: buf_z(&c->w.out, "<em>"); return true;
	case MD_SPAN_STRONG: buf_z(&c->w.out, "<strong>"); return true;
	case MD_SPAN_CODE: buf_z(&c->w.out, "<code>"); return true;
	case MD_SPAN_A: return open_link(c, detail);
	default: return false;	/* extensions that are switched off */
	}
}

static int enter_span(MD_SPANTYPE type, void *detail, void *p)
{
	struct call *c = p;
	if (c->w.nspans == DEPTH_MAX)
		return STOP;
	if (type == MD_SPAN_IMG)
		c->w.images++;	/* only its text is shown: pictures would tell their server who reads */
	bool written = c->w.images == 0 && open_span(c, type, detail);
	c->w.spans[c->w.nspans].type = type;
	c->w.spans[c->w.nspans++].written = written;
	return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *p)
{
	struct call *c = p;
	if (c->w.nspans == 0 || c->w.spans[--c->w.nspans].type != type)
		return STOP;
	if (type == MD_SPAN_IMG)
		c->w.images--;
	if (!c->w.spans[c->w.nspans].written)
		return 0;
	switch (type) {
	case MD_SPAN_EM: buf_z(&c->w.out, "</em>"); break;
	case MD_SPAN_STRONG: buf_z(&c->w.out, "</strong>"); break;
	case MD_SPAN_CODE: buf_z(&c->w.out, "</code>"); break;
	case MD_SPAN_A: buf_z(&c->w.out, "</a>"); break;
	default: break;
	}
	return 0;
}

static int text(MD_TEXTTYPE type, const MD_CHAR *chars, MD_SIZE n, void *p)
{
	struct call *c = p;
	struct str s = { chars, n };
	switch (type) {
	case MD_TEXT_NULLCHAR: write_code_point(&c->w.out, 0); break;
	case MD_TEXT_BR: buf_z(&c->w.out, "<br>\n"); break;
	case MD_TEXT_SOFTBR: buf_z(&c->w.out, "\n"); break;
	case MD_TEXT_ENTITY: write_entity(&c->w.out, s); break;
	case MD_TEXT_NORMAL: case MD_TEXT_CODE: case MD_TEXT_HTML: case MD_TEXT_LATEXMATH:
		buf_html(&c->w.out, s);
		break;
	}
	return c->w.out.failed ? STOP : 0;
}

/* What cannot be set as Markdown is still the person's text. */
static struct str as_typed(struct ctx *x, struct str s)
{
	struct buf b;
	buf_init(&b, 6 * s.n + 16);	/* the longest entity of buf_html is 6 bytes */
	buf_z(&b, "<p>");
	buf_html(&b, s);
	buf_z(&b, "</p>\n");
	return buf_take(&b, x->arena);
}

struct str ui_markdown(struct ctx *x, struct str s)
{
	static const MD_PARSER parser = {
		.flags = MD_FLAG_NOHTML | MD_FLAG_TABLES | MD_FLAG_NOINDENTEDCODEBLOCKS,
		.enter_block = enter_block, .leave_block = leave_block,
		.enter_span = enter_span, .leave_span = leave_span, .text = text,
	};
	struct call c = { .x = x };
	buf_init(&c.w.out, MARKDOWN_MAX);
	if (s.n > MARKDOWN_MAX || md_parse(s.p ? s.p : "", (MD_SIZE)s.n, &parser, &c) != 0 || c.w.out.failed) {
		buf_free(&c.w.out);
		return as_typed(x, s);
	}
	return buf_take(&c.w.out, x->arena);
}
