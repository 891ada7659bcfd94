/* table_test.c -- CSV both ways and XLSX. */
#include "core/testing.h"
#include "render/table.h"

#include "core/buf.h"

static struct arena *arena;
static struct ctx ctx, *x = &ctx;

static int fresh(void **state)
{
	(void)state;
	arena_reset(arena);
	ctx_init(x, arena);
	return 0;
}

#define assert_str(s, literal) do { \
	struct str s_ = (s), want_ = S(literal); \
	if (!str_eq(s_, want_)) \
		print_message("is \"%.*s\"\n", STR_ARG(s_)); \
	assert_true(str_eq(s_, want_)); \
} while (0)

static struct csv_row next(struct csv_reader *r)
{
	struct csv_row row;
	assert_true(csv_next(r, &row));
	return row;
}

static void separators_and_encodings_are_found(void **state)
{
	(void)state;
	static const struct { struct str file; char separator; bool latin1; } files[] = {
		{ S("navn;rolle\r\nJørn Ærø;leder\r\n"), ';', false },
		{ S("\xef\xbb\xbfnavn,rolle\nJørn Ærø,leder"), ',', false },
		{ S("navn\trolle\rJørn Ærø\tleder\r"), '\t', false },
		{ S("navn;rolle\r\nJ\xf8rn \xc6r\xf8;leder\r\n"), ';', true },
		{ S("sep=,\r\nnavn,rolle\r\n\r\nJørn Ærø,leder\r\n"), ',', false },
		{ S("\"navn;a,b,c\";rolle\n;\n \"Jørn Ærø\";leder\n"), ';', false },	/* separators within quotes do not count */
	};
	for (size_t i = 0; i < 5; i++) {
		struct csv_reader r;
		struct csv_row row;
		assert_int_equal(csv_open(x, &r, files[i].file), OK);
		assert_int_equal(r.separator, files[i].separator);
		assert_int_equal(r.latin1, files[i].latin1);
		row = next(&r);
		assert_int_equal(row.n, 2);
		assert_str(row.cells[0], "navn");
		row = next(&r);
		assert_null(row.fault);
		assert_str(row.cells[0], "Jørn Ærø");
		assert_str(row.cells[1], "leder");
		assert_false(csv_next(&r, &row));
	}
	struct csv_reader r;
	assert_int_equal(csv_open(x, &r, files[5].file), OK);
	assert_int_equal(r.separator, ';');
}

/* Two files pasted together: read as either, somebody's name would be stored wrongly. */
static void mixed_encodings_are_a_fault_where_they_stand(void **state)
{
	(void)state;
	struct csv_reader r;
	assert_int_equal(csv_open(x, &r, S("navn;rolle\nJørn Ærø;leder\nS\xf8ren;leder\nÅse;leder\n")), OK);
	assert_true(r.mixed && !r.latin1);
	assert_null(next(&r).fault);
	struct csv_row row = next(&r);
	assert_null(row.fault);
	assert_str(row.cells[0], "Jørn Ærø");
	row = next(&r);
	assert_string_equal(row.fault, "render.csv_mixed");
	assert_int_equal(row.column, 1);
	assert_int_equal(row.fault_line, 3);
	assert_str(row.cells[0], "Søren");	/* so that the report can say which */
	assert_null(next(&r).fault);
}

static void windows_1252_gives_its_quotes_and_euro(void **state)
{
	(void)state;
	struct csv_reader r;
	assert_int_equal(csv_open(x, &r, S("\x93" "ok\x94;\x80 5\n")), OK);
	struct csv_row row = next(&r);
	assert_str(row.cells[0], "“ok”");
	assert_str(row.cells[1], "€ 5");
}

static void quotes_hold_separators_lines_and_quotes(void **state)
{
	(void)state;
	struct csv_reader r;
	assert_int_equal(csv_open(x, &r, S("\"a;b\";\"sagde \"\"hej\"\"\";\"to\r\nlinjer\"\r\nc;;\r\n")), OK);
	struct csv_row row = next(&r);
	assert_int_equal(row.n, 3);
	assert_str(row.cells[0], "a;b");
	assert_str(row.cells[1], "sagde \"hej\"");
	assert_str(row.cells[2], "to\r\nlinjer");
	row = next(&r);
	assert_int_equal(row.line, 3);
	assert_int_equal(row.n, 3);
	assert_str(row.cells[2], "");
}

static void every_fault_has_its_line_and_column(void **state)
{
	(void)state;
	struct csv_reader r;
	assert_int_equal(csv_open(x, &r, S("a;b\n1;\"x\" y;3\n2;ok\n3;\"aldrig lukket;\n4;ok\n")), OK);
	struct csv_row row = next(&r);
	assert_null(row.fault);
	row = next(&r);
	assert_string_equal(row.fault, "render.csv_after_quote");
	assert_int_equal(row.fault_line, 2);
	assert_int_equal(row.column, 2);
	row = next(&r);
	assert_null(row.fault);
	row = next(&r);
	assert_string_equal(row.fault, "render.csv_quote_open");
	assert_int_equal(row.line, 4);
	assert_int_equal(row.column, 2);
	row = next(&r);
	assert_null(row.fault);
	assert_str(row.cells[0], "4");
	assert_false(csv_next(&r, &row));
}

static void what_is_no_csv_is_refused(void **state)
{
	(void)state;
	static const struct { struct str file; const char *why; } files[] = {
		{ S(""), "render.csv_empty" }, { S("\xef\xbb\xbf \r\n"), "render.csv_empty" },
		{ S("\xff\xfe" "a\0b\0"), "render.csv_utf16" }, { S("PK\3\4\0\0"), "render.csv_binary" },
	};
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct csv_reader r;
		fault_clear(x);
		assert_int_equal(csv_open(x, &r, files[i].file), INVALID);
		assert_string_equal(x->fault.message, files[i].why);
	}
}

static void too_wide_and_too_long_are_told(void **state)
{
	(void)state;
	char wide[CSV_COLS_MAX * 2 + 4];
	memset(wide, ';', sizeof(wide));
	struct csv_reader r;
	wide[0] = 'a';
	assert_int_equal(csv_open(x, &r, (struct str){ wide, sizeof(wide) }), OK);
	struct csv_row row = next(&r);
	assert_string_equal(row.fault, "render.csv_columns");
	assert_int_equal(row.column, CSV_COLS_MAX + 1);
	assert_int_equal(row.n, CSV_COLS_MAX);

	char *cell = arena_alloc(arena, CSV_CELL_MAX + 10);
	memset(cell, 'x', CSV_CELL_MAX + 10);
	assert_int_equal(csv_open(x, &r, (struct str){ cell, CSV_CELL_MAX + 10 }), OK);
	row = next(&r);
	assert_string_equal(row.fault, "render.csv_cell_long");
}

static const struct table_column COLS[] = { { S("Navn"), 20 }, { S("Antal"), 0 }, { S("Dato"), 12 } };

static void written_for_danish_excel(void **state)
{
	(void)state;
	struct cell cells[] = { CELL_S(S("Ærø; \"by\"")), CELL_I(-3), CELL_D(date_ymd(2026, 4, 14)),
				CELL_S(S("=HYPERLINK(1)")), { .kind = CELL_REAL, .real = 2.5 }, CELL_D(DATE_NONE) };
	struct str s;
	assert_int_equal(csv_write(x, &(struct table){ S("x"), COLS, 3, cells, 2 }, &s), OK);
	assert_str(s, "\xef\xbb\xbfNavn;Antal;Dato\r\n\"Ærø; \"\"by\"\"\";-3;2026-04-14\r\n\"'=HYPERLINK(1)\";2,5;\r\n");
}

/* Every text, however nasty, comes back as it went out. */
static void what_is_written_is_read_back(void **state)
{
	(void)state;
	static const struct str nasty[] = {
		S("=1+1"), S("+45 12 34 56 78"), S("-"), S("@navn"), S("\ttab"), S("a;b,c\td"), S("\"\""), S("linje\r\nlinje"), S(" blank "), S("'="), S("''=1"), S("'"), S("'a"), S("＝1"), S("’"), S("æøåÆØÅ€"),
	};
	enum { N = sizeof(nasty) / sizeof(nasty[0]) };
	struct cell cells[N * 3];
	for (size_t i = 0; i < N; i++)
		for (size_t c = 0; c < 3; c++)
			cells[i * 3 + c] = CELL_S(nasty[(i + c) % N]);
	struct str s;
	assert_int_equal(csv_write(x, &(struct table){ S("x"), COLS, 3, cells, N }, &s), OK);
	struct csv_reader r;
	assert_int_equal(csv_open(x, &r, s), OK);
	struct csv_row row = next(&r);
	for (size_t i = 0; i < N; i++) {
		row = next(&r);
		assert_null(row.fault);
		assert_int_equal(row.n, 3);
		for (size_t c = 0; c < 3; c++) {
			assert_true(str_eq(row.cells[c], nasty[(i + c) % N]));
		}
	}
}

static void formulas_are_disarmed_in_every_cell(void **state)
{
	(void)state;
	static const struct str starts[] = { S("="), S("+"), S("-"), S("@"), S("\t"), S("\r"), S("\n"), S("＝"), S("＠") };
	static const struct table_column one[] = { { S("A"), 0 } };
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		struct cell cell = CELL_S(str_cat(arena, starts[i], S("cmd|x")));
		struct str s;
		assert_int_equal(csv_write(x, &(struct table){ S("x"), one, 1, &cell, 1 }, &s), OK);
		assert_true(str_contains(s, S("\r\n\"'")));
	}
}

static void a_workbook_is_a_zip_and_odd_names_do_not_break_it(void **state)
{
	(void)state;
	struct cell cells[] = { CELL_S(S("=1+1")), CELL_I(1), CELL_D(date_ymd(2026, 4, 14)) };
	struct table sheets[] = { { S("Timer [1/2]: plan*"), COLS, 3, cells, 1 }, { S("Timer [1/2]: plan*"), COLS, 3, cells, 1 },
				  { S("'"), COLS, 3, cells, 1 }, { S("Et meget langt navn på et ark, som Excel ikke vil have"), COLS, 3, NULL, 0 } };
	struct str s;
	assert_int_equal(xlsx_write(x, S("Timer"), sheets, 4, &s), OK);
	assert_true(str_starts(s, S("PK\3\4")));
}

static int setup(void **state)
{
	(void)state;
	arena = arena_new(ARENA_CEILING_DEFAULT);
	return arena ? 0 : 1;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(separators_and_encodings_are_found, fresh),
		cmocka_unit_test_setup(mixed_encodings_are_a_fault_where_they_stand, fresh),
		cmocka_unit_test_setup(windows_1252_gives_its_quotes_and_euro, fresh),
		cmocka_unit_test_setup(quotes_hold_separators_lines_and_quotes, fresh),
		cmocka_unit_test_setup(every_fault_has_its_line_and_column, fresh),
		cmocka_unit_test_setup(what_is_no_csv_is_refused, fresh),
		cmocka_unit_test_setup(too_wide_and_too_long_are_told, fresh),
		cmocka_unit_test_setup(written_for_danish_excel, fresh),
		cmocka_unit_test_setup(what_is_written_is_read_back, fresh),
		cmocka_unit_test_setup(formulas_are_disarmed_in_every_cell, fresh),
		cmocka_unit_test_setup(a_workbook_is_a_zip_and_odd_names_do_not_break_it, fresh),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
