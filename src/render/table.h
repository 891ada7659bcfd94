/* table.h -- tables in and out: CSV both ways, XLSX out.
 *
 * Out: CSV as Danish Excel opens it (semicolon, UTF-8 with a byte order mark,
 * CRLF, RFC 4180 quotes) and XLSX. A text that a spreadsheet would take for a
 * formula is disarmed with an apostrophe in CSV and is plain text in XLSX.
 * In: comma, semicolon or tab; UTF-8 or Windows-1252; quotes; every fault with
 * its line and column. What a cell means is the caller's business.
 *
 * Memory: x->arena. Thread: any. No transactions. */
#pragma once
#include "core/ctx.h"

enum cell_kind { CELL_EMPTY, CELL_TEXT, CELL_INT, CELL_REAL, CELL_DATE };

struct cell {
	enum cell_kind kind;
	union {
		struct str text;
		int64_t integer;
		double real;
		struct date date;
	};
};
#define CELL_S(s) ((struct cell){ .kind = CELL_TEXT, .text = (s) })
#define CELL_I(i) ((struct cell){ .kind = CELL_INT, .integer = (i) })
#define CELL_D(d) ((struct cell){ .kind = CELL_DATE, .date = (d) })

struct table_column {
	struct str head;
	int width;	/* in characters, XLSX only; 0: 14 */
};

struct table {
	struct str name;	/* of the sheet; characters that Excel refuses become spaces */
	const struct table_column *cols;
	size_t ncols;
	const struct cell *cells;	/* nrows * ncols, row by row */
	size_t nrows;
};

/* TOO_LARGE("", "render.table_too_large") if the file would pass 32 MiB. */
must_use enum rc csv_write(struct ctx *x, const struct table *t, struct str *ret);
/* One sheet per table, the first row frozen and with a filter. title is the
 * document's. TOO_LARGE as above or past Excel's 1,048,576 rows; FAILED with
 * the library's cause. Temporary files in TMPDIR while it runs. */
must_use enum rc xlsx_write(struct ctx *x, struct str title, const struct table *tables, size_t n, struct str *ret);

/* A reader is pulled row by row, so that 125,000 persons need no more memory
 * than the file itself.
 *
 *	struct csv_reader r;
 *	struct csv_row row;
 *	TRY(csv_open(x, &r, bytes));
 *	while (csv_next(&r, &row))
 *		if (row.fault) ... say so, with row.line and row.column
 *		else ... row.cells[0 .. row.n - 1] */
enum {
	CSV_COLS_MAX = 100,		/* an organisation file has ten; a sheet with hundreds is the wrong sheet */
	CSV_CELL_MAX = 64 << 10,	/* bytes; the longest text field anywhere takes 20,000 characters */
	CSV_ROWS_MAX = 1000000,		/* eight times the largest employer (P14) */
};

struct csv_row {
	const struct str *cells;	/* valid until the next csv_next(); their bytes as long as the arena */
	size_t n;
	size_t line;			/* of the file where the row begins, from 1 */
	const char *fault;		/* key of a message, NULL if the row is sound */
	size_t column;			/* of the fault, from 1 */
	size_t fault_line;
};

struct csv_reader {
	struct ctx *x;
	struct str rest;		/* what is left, in UTF-8 */
	char separator;			/* found: ; , or a tab */
	bool latin1;			/* it was not UTF-8 */
	bool mixed;			/* some of it was, some was not: cells that were not are faults */
	size_t line, rows;
	bool ended;
	struct str cells[CSV_COLS_MAX];
};

/* INVALID("", "render.csv_utf16"), INVALID("", "render.csv_binary") for a
 * spreadsheet or picture that was sent instead, INVALID("", "render.csv_empty"). */
must_use enum rc csv_open(struct ctx *x, struct csv_reader *r, struct str bytes);
/* False at the end. Empty lines are passed over. Faults of a row:
 * render.csv_quote_open (a quote is never closed), render.csv_after_quote
 * (text between a closing quote and the separator), render.csv_columns (more
 * than CSV_COLS_MAX), render.csv_cell_long, render.csv_mixed (this cell is in
 * Windows-1252, others of the file are in UTF-8), render.csv_rows (the last row that
 * comes: the file has more than CSV_ROWS_MAX). */
bool csv_next(struct csv_reader *r, struct csv_row *row);
/* A heading or a chosen word as people write it, without what they do not mean:
 * "Valgt_til " and "valgt-til" are "valgttil". */
struct str csv_folded(struct ctx *x, struct str cell);
