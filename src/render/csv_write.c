/* csv_write.c -- a table as CSV for Danish Excel (see table.h). */
#include "render/table.h"

#include "core/buf.h"
#include "render/csv.h"

enum { CSV_BYTES_MAX = 32 << 20 };

/* Characters that make a spreadsheet calculate what follows, the full-width
 * forms included, which some convert on reading. */
bool csv_is_formula(struct str s)
{
	static const struct str wide[] = { S("＝"), S("＋"), S("－"), S("＠") };
	while (s.n && s.p[0] == '\'')
		s = str_sub(s, 1, s.n);
	if (str_empty(s))
		return false;
	if (memchr("=+-@\t\r\n", s.p[0], 7))
		return true;
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (str_starts(s, wide[i]))
			return true;
	return false;
}

static void put_text(struct buf *b, struct str s)
{
	bool disarm = csv_is_formula(s), quote = disarm;
	for (size_t i = 0; i < s.n && !quote; i++)
		quote = s.p[i] == ';' || s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r' || s.p[i] == '\t';
	/* White space at the ends is kept by readers only within quotes. */
	quote = quote || str_trim(s).n != s.n;
	if (quote)
		buf_char(b, '"');
	if (disarm)
		buf_char(b, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			buf_char(b, '"');
		buf_char(b, s.p[i]);
	}
	if (quote)
		buf_char(b, '"');
}

/* With a decimal comma, as the semicolon between the fields implies. */
static void put_real(struct ctx *x, struct buf *b, double real)
{
	buf_str(b, str_replace(x->arena, str_fmt(x->arena, "%.10g", real), S("."), S(",")));
}

static void put_cell(struct ctx *x, struct buf *b, const struct cell *c)
{
	switch (c->kind) {
	case CELL_EMPTY:
		break;
	case CELL_TEXT:
		put_text(b, c->text);
		break;
	case CELL_INT:
		buf_int(b, c->integer);
		break;
	case CELL_REAL:
		put_real(x, b, c->real);
		break;
	case CELL_DATE:
		buf_str(b, date_iso(x->arena, c->date));
		break;
	}
}

static void free_buf(void *b)
{
	buf_free(b);
}

enum rc csv_write(struct ctx *x, const struct table *t, struct str *ret)
{
	struct buf *b = ARENA_NEW(x->arena, struct buf);
	buf_init(b, CSV_BYTES_MAX);
	arena_defer(x->arena, free_buf, b);
	buf_z(b, "\xef\xbb\xbf");
	for (size_t c = 0; c < t->ncols; c++) {
		if (c)
			buf_char(b, ';');
		put_text(b, t->cols[c].head);
	}
	buf_z(b, "\r\n");
	for (size_t r = 0; r < t->nrows; r++) {
		for (size_t c = 0; c < t->ncols; c++) {
			if (c)
				buf_char(b, ';');
			put_cell(x, b, &t->cells[r * t->ncols + c]);
		}
		buf_z(b, "\r\n");
	}
	if (b->failed)
		return fail(x, TOO_LARGE, "", "render.table_too_large");
	*ret = buf_take(b, x->arena);
	return OK;
}
