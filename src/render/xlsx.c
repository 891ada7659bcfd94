/* xlsx.c -- tables as a workbook. libxlsxwriter writes the format; texts are
 * always written as texts, so no cell can become a formula. */
#include "render/table.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum {
	XLSX_BYTES_MAX = 32 << 20,
	XLSX_ROWS_MAX = 1048576,	/* Excel's own limit, the head included */
	XLSX_CELL_MAX = 32767,		/* Excel's own limit of characters in a cell */
	SHEET_NAME_MAX = 31,		/* Excel's own */
	WIDTH_DEFAULT = 14,
};

struct formats {
	lxw_format *head, *date, *text;
};

/* Excel refuses []:*?/\ and an apostrophe at the ends. */
static const char *sheet_name(struct ctx *x, struct str name)
{
	name = str_head_chars(str_one_line(x->arena, name), SHEET_NAME_MAX);
	char *p = arena_copy(x->arena, name.n ? name.p : "", name.n + 1);
	p[name.n] = '\0';
	for (size_t i = 0; i < name.n; i++)
		if (memchr("[]:*?/\\'", p[i], 8))
			p[i] = ' ';
	return p[0] ? p : NULL;	/* NULL: the library counts "Sheet1" ... */
}

static lxw_error put_text(struct ctx *x, lxw_worksheet *ws, lxw_row_t row, lxw_col_t col, struct str s, lxw_format *f)
{
	return worksheet_write_string(ws, row, col, str_z(x->arena, str_head_chars(s, XLSX_CELL_MAX)), f);
}

static lxw_error put_cell(struct ctx *x, lxw_worksheet *ws, lxw_row_t row, lxw_col_t col, const struct cell *c, const struct formats *f)
{
	lxw_datetime when = { 0 };
	switch (c->kind) {
	case CELL_EMPTY:
		break;
	case CELL_TEXT:
		return str_empty(c->text) ? LXW_NO_ERROR : put_text(x, ws, row, col, c->text, f->text);
	case CELL_INT:
		return worksheet_write_number(ws, row, col, (double)c->integer, NULL);
	case CELL_REAL:
		return worksheet_write_number(ws, row, col, c->real, NULL);
	case CELL_DATE:
		if (!date_is(c->date))
			break;
		date_split(c->date, &when.year, &when.month, &when.day);
		return worksheet_write_datetime(ws, row, col, &when, f->date);
	}
	return LXW_NO_ERROR;
}

static lxw_error put_table(struct ctx *x, lxw_worksheet *ws, const struct table *t, const struct formats *f)
{
	lxw_error e = LXW_NO_ERROR;
	for (size_t c = 0; c < t->ncols && !e; c++) {
		int width = t->cols[c].width > 0 ? t->cols[c].width : WIDTH_DEFAULT;
		e = worksheet_set_column(ws, (lxw_col_t)c, (lxw_col_t)c, width, NULL);
		if (!e)
			e = put_text(x, ws, 0, (lxw_col_t)c, t->cols[c].head, f->head);
	}
	for (size_t r = 0; r < t->nrows && !e; r++)
		for (size_t c = 0; c < t->ncols && !e; c++)
			e = put_cell(x, ws, (lxw_row_t)(r + 1), (lxw_col_t)c, &t->cells[r * t->ncols + c], f);
	if (!e && t->ncols) {
		worksheet_freeze_panes(ws, 1, 0);
		worksheet_repeat_rows(ws, 0, 0);	/* the head on every printed page */
		worksheet_set_landscape(ws);
		worksheet_set_paper(ws, 9);		/* A4 */
		e = worksheet_autofilter(ws, 0, 0, (lxw_row_t)t->nrows, (lxw_col_t)(t->ncols - 1));
	}
	return e;
}

static lxw_error fill(struct ctx *x, lxw_workbook *wb, struct str title, const struct table *tables, size_t n)
{
	struct formats f = { workbook_add_format(wb), workbook_add_format(wb), workbook_add_format(wb) };
	format_set_bold(f.head);
	format_set_bottom(f.head, LXW_BORDER_THIN);
	format_set_num_format(f.date, "yyyy-mm-dd");
	format_set_text_wrap(f.text);
	format_set_align(f.text, LXW_ALIGN_VERTICAL_TOP);

	lxw_doc_properties about = { .title = (char *)str_z(x->arena, title), .company = (char *)"Samspil", .created = (time_t)x->now };
	lxw_error e = workbook_set_properties(wb, &about);
	for (size_t i = 0; i < n && !e; i++) {
		const char *name = sheet_name(x, tables[i].name);
		if (name && workbook_get_worksheet_by_name(wb, name))
			name = NULL;	/* two of one name: the second goes by its number */
		lxw_worksheet *ws = workbook_add_worksheet(wb, name);
		e = ws ? put_table(x, ws, &tables[i], &f) : LXW_ERROR_SHEETNAME_ALREADY_USED;
	}
	return e;
}

static enum rc read_back(struct ctx *x, int fd, struct str *ret)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return fail_cause(x, FAILED, "workbook: %s", strerror(errno));
	if (st.st_size > XLSX_BYTES_MAX)
		return fail(x, TOO_LARGE, "", "render.table_too_large");
	char *p = arena_alloc(x->arena, (size_t)st.st_size + 1);
	for (off_t at = 0; at < st.st_size;) {
		ssize_t n = pread(fd, p + at, (size_t)(st.st_size - at), at);
		if (n <= 0)
			return fail_cause(x, FAILED, "workbook: %s", n ? strerror(errno) : "ended early");
		at += n;
	}
	*ret = (struct str){ p, (size_t)st.st_size };
	return OK;
}

/* Both go with the arena, also when it is full half-way. */
struct file {
	int fd;
	lxw_workbook *wb;
};

static void free_file(void *p)
{
	struct file *f = p;
	if (f->wb)
		lxw_workbook_free(f->wb);
	close(f->fd);
}

enum rc xlsx_write(struct ctx *x, struct str title, const struct table *tables, size_t n, struct str *ret)
{
	for (size_t i = 0; i < n; i++)
		if (tables[i].nrows >= XLSX_ROWS_MAX)
			return fail(x, TOO_LARGE, "", "render.table_too_large");
	/* The library writes to a name only; this one is a file in memory. */
	struct file *f = ARENA_NEW(x->arena, struct file);
	const char *path;
	f->fd = memfd_create("workbook", MFD_CLOEXEC);
	if (f->fd < 0)
		return fail_cause(x, FAILED, "workbook: %s", strerror(errno));
	arena_defer(x->arena, free_file, f);
	path = str_fmt(x->arena, "/proc/self/fd/%d", f->fd).p;
	f->wb = workbook_new(path);
	if (!f->wb)
		return fail_cause(x, FAILED, "xlsxwriter: no memory");
	lxw_error e = fill(x, f->wb, title, tables, n);
	lxw_error closed = workbook_close(f->wb);	/* frees it, whatever happened */
	f->wb = NULL;
	if (e || closed)
		return fail_cause(x, FAILED, "xlsxwriter: %s", lxw_strerror(e ? e : closed));
	return read_back(x, f->fd, ret);
}
