/* print_text.c -- the Markdown of content as plain words and as blocks on paper. */
#include "method/print/print.h"

enum line { LINE_BLANK, LINE_TEXT, LINE_BULLET, LINE_NUMBER, LINE_HEADING };
enum { PIECES_MAX = 64 };	/* of one list; a longer one is set as several */

/* What a line is; *words becomes what stands after its mark. */
static enum line look(struct str line, struct str *words)
{
	size_t digits = 0, marks = 0;
	*words = line = str_trim(line);
	if (!line.n)
		return LINE_BLANK;
	if (str_starts(line, S("- ")) || str_starts(line, S("* "))) {
		*words = str_trim(str_sub(line, 2, line.n));
		return LINE_BULLET;
	}
	while (digits < line.n && line.p[digits] >= '0' && line.p[digits] <= '9')
		digits++;
	if (digits && str_starts(str_sub(line, digits, line.n), S(". "))) {
		*words = str_trim(str_sub(line, digits + 2, line.n));
		return LINE_NUMBER;
	}
	while (marks < line.n && line.p[marks] == '#')
		marks++;
	if (marks && marks < line.n && line.p[marks] == ' ') {
		*words = str_trim(str_sub(line, marks, line.n));
		return LINE_HEADING;
	}
	return LINE_TEXT;
}

/* "**bold**", "*soft*" and "[word](address)" as their words. */
static struct str words_of(struct ctx *x, struct str s)
{
	char *out = arena_alloc(x->arena, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '*')
			continue;
		if (s.p[i] == ']' && i + 1 < s.n && s.p[i + 1] == '(') {
			i += 1 + str_find(str_sub(s, i + 1, s.n), ')');
			continue;
		}
		if (s.p[i] == '[' && str_contains(str_sub(s, i, s.n), S("](")))
			continue;
		out[n++] = s.p[i];
	}
	return (struct str){ out, n };
}

struct gathered {
	struct str pieces[PIECES_MAX];
	size_t n;
	enum line kind;
};

/* Lines that belong together. An indented or plain line goes on with the piece before it. */
static bool joins(const struct gathered *g, enum line kind)
{
	if (!g->n || kind == LINE_BLANK || kind == LINE_HEADING || g->kind == LINE_HEADING)
		return false;
	return kind == LINE_TEXT || (kind == g->kind && g->n < PIECES_MAX);
}

static void add(struct ctx *x, struct gathered *g, enum line kind, struct str words)
{
	words = words_of(x, words);
	if (g->n && kind == LINE_TEXT)
		g->pieces[g->n - 1] = str_fmt(x->arena, "%.*s %.*s", STR_ARG(g->pieces[g->n - 1]), STR_ARG(words));
	else
		g->pieces[g->n++] = words;
}

/* The next block of a text; false at its end. */
static bool next_block(struct ctx *x, struct str *rest, struct gathered *g)
{
	struct str before = *rest, line, words;
	g->n = 0;
	while (str_next(rest, '\n', &line)) {
		enum line kind = look(line, &words);
		if (g->n && !joins(g, kind)) {
			if (kind != LINE_BLANK)
				*rest = before;
			return true;
		}
		before = *rest;
		if (kind == LINE_BLANK)
			continue;
		if (!g->n)
			g->kind = kind;
		add(x, g, kind, words);
	}
	return g->n > 0;
}

struct str print_plain(struct ctx *x, struct text t)
{
	if (!text_is(t))
		return STR_NULL;
	struct str rest = text_in(t, x->lang), all = S("");
	struct gathered g;
	while (next_block(x, &rest, &g)) {
		for (size_t i = 0; i < g.n; i++) {
			struct str mark = g.kind == LINE_BULLET ? S("•  ") : g.kind == LINE_NUMBER ? str_fmt(x->arena, "%zu.  ", i + 1) : S("");
			all = str_fmt(x->arena, "%.*s%s%.*s%.*s", STR_ARG(all), all.n ? "\n" : "", STR_ARG(mark), STR_ARG(g.pieces[i]));
		}
	}
	return all;
}

void print_prose(struct pdf *p, struct ctx *x, struct text t)
{
	if (!text_is(t))
		return;
	struct str rest = text_in(t, x->lang);
	struct gathered g;
	while (next_block(x, &rest, &g)) {
		struct str *kept = arena_copy(x->arena, g.pieces, g.n * sizeof *kept);
		if (g.kind == LINE_BULLET)
			pdf_bullets(p, kept, g.n);
		else if (g.kind == LINE_NUMBER)
			pdf_numbers(p, kept, g.n);
		else if (g.kind == LINE_HEADING)
			pdf_heading(p, 3, kept[0]);
		else
			pdf_paragraph(p, kept[0]);
	}
}

void method_print_prose(struct ctx *x, struct pdf *p, struct str markdown)
{
	const char *own = str_z(x->arena, markdown);
	print_prose(p, x, (struct text){ own, own });
}
