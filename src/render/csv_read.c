/* csv_read.c -- a CSV file as people send it: from Excel or a payroll system,
 * with commas or semicolons, in UTF-8 or Windows-1252. Knows the grammar and
 * where each fault stands; what a column means is the caller's business.
 *
 * A cell is a view of the file where it can be; only doubled quotes cost a
 * copy. A fault does not end the reading: the row says so and the next one
 * comes, so that all faults of a file are told at once. */
#include "render/table.h"

#include "render/csv.h"

/* ---- encoding and separator ------------------------------------------------- */

/* Windows-1252 differs from Latin-1 in 0x80-0x9f: quotes, dashes, the euro. */
static const uint16_t WINDOWS[32] = {
	0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f,
	0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
};

static struct str from_windows_1252(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n * 3 + 1), *p = out;
	for (size_t i = 0; i < s.n; i++) {
		unsigned c = (unsigned char)s.p[i];
		if (c >= 0x80 && c < 0xa0)
			c = WINDOWS[c - 0x80];
		if (c < 0x80) {
			*p++ = (char)c;
		} else if (c < 0x800) {
			*p++ = (char)(0xc0 | c >> 6);
			*p++ = (char)(0x80 | (c & 63));
		} else {
			*p++ = (char)(0xe0 | c >> 12);
			*p++ = (char)(0x80 | (c >> 6 & 63));
			*p++ = (char)(0x80 | (c & 63));
		}
	}
	*p = '\0';
	return (struct str){ out, (size_t)(p - out) };
}

/* What separates the fields of the first line, outside quotes: whichever there
 * is most of. A file of one column has none; then it does not matter. */
static char guess_separator(struct str s)
{
	size_t semicolons = 0, commas = 0, tabs = 0;
	bool quoted = false;
	for (size_t i = 0; i < s.n && (quoted || (s.p[i] != '\n' && s.p[i] != '\r')); i++) {
		quoted ^= s.p[i] == '"';
		semicolons += !quoted && s.p[i] == ';';
		commas += !quoted && s.p[i] == ',';
		tabs += !quoted && s.p[i] == '\t';
	}
	if (tabs > semicolons && tabs > commas)
		return '\t';
	return commas > semicolons ? ',' : ';';
}

/* Excel writes and reads a first line "sep=;" . */
static bool take_sep_line(struct csv_reader *r)
{
	if (!str_starts(r->rest, S("sep=")) || r->rest.n < 5)
		return false;
	size_t line = str_find(r->rest, '\n');
	if (line > 6 || line == r->rest.n || !memchr(";,\t|", r->rest.p[4], 4))
		return false;
	r->separator = r->rest.p[4];
	r->rest = str_sub(r->rest, line + 1, r->rest.n);
	r->line++;
	return true;
}

/* Whether somebody's text in UTF-8 stands in a file that is not: pasted together
 * from two. A Danish letter in UTF-8 begins with C3, which in Windows-1252 is an
 * A with a tilde, before a sign that no word has after it. Reading such a file as
 * either would store names that nobody has. */
static bool is_mixed(struct str s)
{
	for (size_t i = 0; i + 1 < s.n; i++)
		if ((unsigned char)s.p[i] == 0xc3 && ((unsigned char)s.p[i + 1] & 0xc0) == 0x80)
			return true;
	return false;
}

enum rc csv_open(struct ctx *x, struct csv_reader *r, struct str bytes)
{
	*r = (struct csv_reader){ .x = x, .rest = bytes, .line = 1 };
	if (str_starts(bytes, S("\xff\xfe")) || str_starts(bytes, S("\xfe\xff")))
		return fail(x, INVALID, "", "render.csv_utf16");
	if (bytes.n && memchr(bytes.p, '\0', bytes.n))
		return fail(x, INVALID, "", "render.csv_binary");
	if (str_starts(bytes, S("\xef\xbb\xbf")))
		r->rest = str_sub(bytes, 3, bytes.n);
	if (str_empty(str_trim(r->rest)))
		return fail(x, INVALID, "", "render.csv_empty");
	if (!str_is_utf8(r->rest) && is_mixed(r->rest)) {
		r->mixed = true;
	} else if (!str_is_utf8(r->rest)) {
		r->latin1 = true;
		r->rest = from_windows_1252(x->arena, r->rest);
	}
	if (!take_sep_line(r))
		r->separator = guess_separator(r->rest);
	return OK;
}

/* ---- rows --------------------------------------------------------------------- */

static void fault(struct csv_reader *r, struct csv_row *row, const char *key, size_t column)
{
	if (row->fault)
		return;
	row->fault = key;
	row->column = column;
	row->fault_line = r->line;
}

/* Takes n bytes off, counting the line feeds in them. */
static void take(struct csv_reader *r, size_t n)
{
	for (size_t i = 0; i < n; i++)
		r->line += r->rest.p[i] == '\n' || (r->rest.p[i] == '\r' && (i + 1 >= r->rest.n || r->rest.p[i + 1] != '\n'));
	r->rest.p += n;
	r->rest.n -= n;
}

static bool ends_field(const struct csv_reader *r, size_t at)
{
	return at >= r->rest.n || r->rest.p[at] == r->separator || r->rest.p[at] == '\n' || r->rest.p[at] == '\r';
}

static struct str undouble(struct csv_reader *r, struct str s)
{
	return memmem(s.p, s.n, "\"\"", 2) ? str_replace(r->x->arena, s, S("\"\""), S("\"")) : s;
}

/* Length of the field at the start of rest, the quotes included; *ret_cell is
 * what it says. */
static size_t quoted_field(struct csv_reader *r, struct csv_row *row, size_t column, struct str *ret_cell)
{
	size_t at = 1;
	while (at < r->rest.n && (r->rest.p[at] != '"' || (at + 1 < r->rest.n && r->rest.p[at + 1] == '"')))
		at += r->rest.p[at] == '"' ? 2 : 1;
	if (at >= r->rest.n) {
		/* The rest of the file is inside the quote. Going on with the next
		 * line finds the other faults too. */
		fault(r, row, "render.csv_quote_open", column);
		at = 1;
		while (at < r->rest.n && r->rest.p[at] != '\n' && r->rest.p[at] != '\r')
			at++;
		*ret_cell = str_sub(r->rest, 1, at - 1);
		return at;
	}
	*ret_cell = undouble(r, str_sub(r->rest, 1, at - 1));
	at++;
	if (!ends_field(r, at)) {
		fault(r, row, "render.csv_after_quote", column);
		while (!ends_field(r, at))
			at++;
	}
	return at;
}

static size_t plain_field(const struct csv_reader *r, struct str *ret_cell)
{
	size_t at = 0;
	while (!ends_field(r, at))
		at++;
	*ret_cell = str_trim(str_sub(r->rest, 0, at));
	return at;
}

/* Our own export disarms formulas with an apostrophe; read back, the cell says
 * again what it said. */
static struct str rearm(struct str s)
{
	return s.n && s.p[0] == '\'' && csv_is_formula(s) ? str_sub(s, 1, s.n) : s;
}

static void field(struct csv_reader *r, struct csv_row *row, size_t column)
{
	struct str cell;
	size_t n = r->rest.n && r->rest.p[0] == '"' ? quoted_field(r, row, column, &cell) : plain_field(r, &cell);
	if (cell.n > CSV_CELL_MAX) {
		fault(r, row, "render.csv_cell_long", column);
		cell = STR_NULL;
	}
	if (r->mixed && !str_is_utf8(cell)) {
		fault(r, row, "render.csv_mixed", column);
		cell = from_windows_1252(r->x->arena, cell);
	}
	if (column <= CSV_COLS_MAX)
		r->cells[row->n++] = rearm(cell);
	else
		fault(r, row, "render.csv_columns", CSV_COLS_MAX + 1);
	take(r, n);
}

static void line_end(struct csv_reader *r)
{
	if (r->rest.n)
		take(r, r->rest.n > 1 && r->rest.p[0] == '\r' && r->rest.p[1] == '\n' ? 2 : 1);
}

static void read_row(struct csv_reader *r, struct csv_row *row)
{
	*row = (struct csv_row){ .cells = r->cells, .line = r->line };
	for (size_t column = 1;; column++) {
		field(r, row, column);
		if (r->rest.n == 0 || r->rest.p[0] != r->separator)
			break;
		take(r, 1);
	}
	line_end(r);
}

static bool blank(const struct csv_row *row)
{
	for (size_t i = 0; i < row->n; i++)
		if (!str_empty(row->cells[i]))
			return false;
	return !row->fault;
}

bool csv_next(struct csv_reader *r, struct csv_row *row)
{
	while (r->rest.n && !r->ended) {
		read_row(r, row);
		if (blank(row))
			continue;
		if (++r->rows > CSV_ROWS_MAX) {
			r->ended = true;
			*row = (struct csv_row){ .cells = r->cells, .line = row->line, .fault = "render.csv_rows", .column = 1, .fault_line = row->line };
		}
		return true;
	}
	return false;
}

struct str csv_folded(struct ctx *x, struct str s)
{
	struct str low = str_lower(x->arena, s);
	char *out = arena_alloc(x->arena, low.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < low.n; i++)
		if (!memchr(" -_.\t", low.p[i], 5))
			out[n++] = low.p[i];
	return (struct str){ out, n };
}
