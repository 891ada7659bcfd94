/* csv_fuzz.c -- any bytes as a CSV file. Reading ends, faults lie inside the
 * file, cells are UTF-8, and what was read survives being written and read
 * again, to the byte. */
#include "render/table.h"
#include <stdlib.h>

enum { CEILING = 64 << 20, ROWS_MAX = 500, COLS = 8 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* The first COLS columns of the first rows, as a table of texts. */
static size_t read_all(struct ctx *x, struct str file, struct cell *cells, size_t lines)
{
	struct csv_reader r;
	struct csv_row row;
	size_t rows = 0;
	if (csv_open(x, &r, file) != OK)
		return 0;
	while (csv_next(&r, &row)) {
		must(row.n <= CSV_COLS_MAX && row.line >= 1 && row.line <= lines);
		must(!row.fault || (row.column >= 1 && row.fault_line >= row.line && row.fault_line <= lines));
		bool any = false;
		for (size_t i = 0; i < row.n; i++)
			must(str_is_utf8(row.cells[i]));
		if (rows == ROWS_MAX)
			continue;
		for (size_t i = 0; i < COLS; i++) {
			cells[rows * COLS + i] = CELL_S(i < row.n ? row.cells[i] : S(""));
			any = any || (i < row.n && row.cells[i].n);
		}
		rows += any;	/* the reader passes over what is empty, and so must what is written again */
	}
	return rows;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct cell first[(ROWS_MAX + 1) * COLS], second[(ROWS_MAX + 1) * COLS];
	static const struct table_column cols[COLS] = { { S("a"), 0 }, { S("b"), 0 }, { S("c"), 0 }, { S("d"), 0 }, { S("e"), 0 }, { S("f"), 0 }, { S("g"), 0 }, { S("h"), 0 } };
	struct arena *a = arena_new(CEILING);
	struct ctx x;
	struct str written;
	size_t lines = 1;
	ctx_init(&x, a);
	for (size_t i = 0; i < n; i++)
		lines += bytes[i] == '\n' || bytes[i] == '\r';

	size_t rows = read_all(&x, (struct str){ (const char *)bytes, n }, first, lines);
	must(csv_write(&x, &(struct table){ S("t"), cols, COLS, first, rows }, &written) == OK);
	must(read_all(&x, written, second, SIZE_MAX) == (rows < ROWS_MAX ? rows + 1 : ROWS_MAX));
	for (size_t i = 0; i < rows * COLS && i + COLS < ROWS_MAX * COLS; i++)
		must(str_eq(first[i].text, second[i + COLS].text));	/* the head is the first row */
	arena_free(a);
	return 0;
}
