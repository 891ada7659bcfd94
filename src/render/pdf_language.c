/* pdf_language.c -- one more revision of a finished PDF that names its language
 * and asks the reader's program to show the title instead of the file name.
 * Cairo 1.16 cannot write either, and a screen reader needs the first to
 * pronounce Danish (EN 301 549, 10.3.1.1).
 *
 * The format lets a file be revised by appending the changed object, a
 * cross-reference section that names it, and a trailer that points back to the
 * previous one (ISO 32000-1, 7.5.6). Whatever is not found as Cairo writes it
 * leaves the file as it was. */
#include "render/paper.h"

/* Position after the last occurrence of what, or 0. */
static size_t after_last(struct str s, struct str what)
{
	for (size_t i = s.n; i >= what.n; i--)
		if (memcmp(s.p + i - what.n, what.p, what.n) == 0)
			return i;
	return 0;
}

static size_t after_first(struct str s, struct str what)
{
	const char *hit = memmem(s.p, s.n, what.p, what.n);
	return hit ? (size_t)(hit - s.p) + what.n : 0;
}

static bool number_at(struct str s, size_t at, int64_t *ret)
{
	while (at < s.n && (s.p[at] == ' ' || s.p[at] == '\n'))
		at++;
	size_t n = 0;
	while (at + n < s.n && s.p[at + n] >= '0' && s.p[at + n] <= '9')
		n++;
	return str_to_int(str_sub(s, at, n), 0, INT32_MAX, ret);
}

struct tail {
	int64_t xref, size, root;
	struct str info;	/* "/Info 9 0 R", or empty */
};

static bool read_tail(struct str pdf, struct tail *t)
{
	size_t start = after_last(pdf, S("startxref")), trailer = after_last(pdf, S("trailer"));
	if (!start || !trailer || trailer > start)
		return false;
	struct str dict = str_sub(pdf, trailer, start - trailer);
	size_t size = after_first(dict, S("/Size")), root = after_first(dict, S("/Root")), info = after_first(dict, S("/Info"));
	int64_t info_no;
	if (!size || !root || !number_at(pdf, start, &t->xref) || !number_at(dict, size, &t->size) || !number_at(dict, root, &t->root))
		return false;
	t->info = STR_NULL;
	if (info && number_at(dict, info, &info_no))
		t->info = str_sub(dict, info - 5, str_find(str_sub(dict, info, dict.n), 'R') + 6);
	return true;
}

/* The text between << and >> of the catalogue, Cairo's own. */
static bool read_catalogue(struct ctx *x, struct str pdf, int64_t root, struct str *ret)
{
	struct str head = str_fmt(x->arena, "\n%" PRId64 " 0 obj\n<<", root);
	size_t from = after_first(pdf, head);
	if (!from)
		return false;
	struct str rest = str_sub(pdf, from, pdf.n);
	size_t end = after_first(rest, S("endobj"));
	struct str object = str_sub(rest, 0, end);
	size_t close = after_last(object, S(">>"));
	if (!end || !close)
		return false;
	*ret = str_sub(object, 0, close - 2);
	return str_contains(*ret, S("/Catalog")) && !str_contains(*ret, S("/Lang"));
}

struct str pdf_with_language(struct ctx *x, struct str pdf, enum lang lang)
{
	struct tail t;
	struct str catalogue;
	if (!read_tail(pdf, &t) || !read_catalogue(x, pdf, t.root, &catalogue))
		return str_dup(x->arena, pdf);

	struct str object = str_fmt(x->arena, "%" PRId64 " 0 obj\n<<%.*s   /Lang (%s)\n   /ViewerPreferences << /DisplayDocTitle true >>\n>>\nendobj\n",
				    t.root, STR_ARG(catalogue), lang == EN ? "en" : "da-DK");
	struct str xref = str_fmt(x->arena, "xref\n%" PRId64 " 1\n%010zu 00000 n \ntrailer\n<< /Size %" PRId64 "\n   /Root %" PRId64 " 0 R\n   %.*s\n   /Prev %" PRId64 "\n>>\nstartxref\n%zu\n%%%%EOF\n",
				  t.root, pdf.n, t.size, t.root, STR_ARG(t.info), t.xref, pdf.n + object.n);
	return str_cat(x->arena, pdf, str_cat(x->arena, object, xref));
}
