#include "core/str.h"
#include "core/testing.h"

static struct arena *a;
#define assert_str(s, z) do { struct str s_ = (s); assert_int_equal(s_.n, strlen(z)); assert_memory_equal(s_.p, z, s_.n); } while (0)

static void utf8_is_checked_to_the_letter(void **state)
{
	(void)state;
	static const struct { const char *bytes; size_t n; bool valid; } cases[] = {
		{ "rødgrød med fløde", 19 + 1, true }, { "", 0, true }, { "\xf0\x9f\x99\x82", 4, true },
		{ "\xc0\x80", 2, false },	/* overlong NUL */
		{ "a\0b", 3, false }, { "\xed\xa0\x80", 3, false }, /* surrogate */
		{ "\xf4\x90\x80\x80", 4, false }, { "\xe2\x82", 2, false }, { "\xff", 1, false },
		{ "\xe0\x9f\xbf", 3, false }, { "\x80", 1, false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t n = i == 0 ? strlen(cases[0].bytes) : cases[i].n;
		assert_int_equal(str_is_utf8((struct str){ cases[i].bytes, n }), cases[i].valid);
		/* The same at every place of a longer text, which is read in eights. */
		for (size_t before = 0; before < 20; before++) {
			char text[64];
			memset(text, 'x', sizeof text);
			memcpy(text + before, cases[i].bytes, n);
			assert_int_equal(str_is_utf8((struct str){ text, before + n + (cases[i].valid ? 17 : 0) }), cases[i].valid);
		}
	}
	/* What borrows from its neighbour in a subtraction is no NUL. */
	assert_true(str_is_utf8(S("\1\1\1\1\1\1\1\1\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f")));
}

static void lowering_keeps_danish_letters(void **state)
{
	(void)state;
	assert_str(str_lower(a, S("ÆØÅ ÉÜ Ärger ŁÓDŹ ÐÞ ×")), "æøå éü ärger łódź ðþ ×");
	assert_str(str_trim_lower(a, S("  Bo@EX.dk\n")), "bo@ex.dk");
}

static void one_line_folds_and_drops_what_deceives(void **state)
{
	(void)state;
	assert_str(str_one_line(a, S("  a\r\n\tb\xc2\xa0\xe2\x80\xa8 c  ")), "a b c");
	assert_str(str_one_line(a, S("x\xe2\x80\xaey")), "xy");
	assert_str(str_one_line(a, S(" \n ")), "");
}

static void marks_become_plain_and_letters_stay(void **state)
{
	(void)state;
	assert_str(str_plain_marks(a, S("“a” ”b” „c“ »d« «e» ‘f’ ‚g‘ ‹h›")), "\"a\" \"b\" \"c\" \"d\" \"e\" 'f' 'g' 'h'");
	assert_str(str_plain_marks(a, S("don’t, it´s… 7–9 — non‑stop • ro · ¿Qué?")), "don't, it's. 7-9 - non-stop * ro * ?Qué?");
	assert_str(str_plain_marks(a, S("æøå ÆØÅ é ß Ωж 😀 ❤️")), "æøå ÆØÅ é ß Ωж 😀 ❤️");
	assert_str(str_plain_marks(a, S("")), "");
}

static void email_addresses(void **state)
{
	(void)state;
	static const char *good[] = { "a@b.dk", "jens.p+x@sub.politi.dk", "æ@ø.dk" };
	static const char *bad[] = { "", "a", "@b.dk", "a@b", "a@.dk", "a@b.", "a@b..dk", "a b@c.dk", "a@b@c.dk",
				     "a@b.dk\r\nBcc: x@y.dk", "<a@b.dk>", "a,b@c.dk" };
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(str_is_email(str_of(good[i])));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(str_is_email(str_of(bad[i])));
}

static void numbers_with_bounds(void **state)
{
	(void)state;
	int64_t v;
	assert_true(str_to_int(S("-9223372036854775808"), INT64_MIN, INT64_MAX, &v) && v == INT64_MIN);
	assert_true(str_to_int(S("9223372036854775807"), INT64_MIN, INT64_MAX, &v) && v == INT64_MAX);
	assert_false(str_to_int(S("9223372036854775808"), INT64_MIN, INT64_MAX, &v));
	assert_false(str_to_int(S(""), 0, 9, &v));
	assert_false(str_to_int(S("-"), 0, 9, &v));
	assert_false(str_to_int(S("1x"), 0, 9, &v));
	assert_false(str_to_int(S("10"), 0, 9, &v));
}

static void splitting_gives_every_part(void **state)
{
	(void)state;
	struct str rest = S("a;;b;"), part;
	const char *want[] = { "a", "", "b", "" };
	for (size_t i = 0; i < 4; i++) {
		assert_true(str_next(&rest, ';', &part));
		assert_str(part, want[i]);
	}
	assert_false(str_next(&rest, ';', &part));
}

static void latin1_and_windows_1252(void **state)
{
	(void)state;
	assert_str(str_from_latin1(a, S("S\xf8ren \x80 \x96")), "Søren € –");
}

static void searching_and_replacing(void **state)
{
	(void)state;
	assert_str(str_replace(a, S("a--b--"), S("--"), S("+")), "a+b+");
	assert_true(str_contains(S("vagtskifte"), S("skift")));
	assert_false(str_contains(S("vagt"), S("vagtskifte")));
	assert_int_equal(str_chars(S("æøå")), 3);
	assert_str(str_head_chars(S("æøå"), 2), "æø");
	uint8_t raw[3];
	assert_true(str_from_hex(S("00ff7a"), raw, 3) && raw[1] == 0xff);
	assert_false(str_from_hex(S("00fg7a"), raw, 3));
	assert_str(str_hex(a, "\x00\xff\x7a", 3), "00ff7a");
}

static int set_up(void **state) { (void)state; a = arena_new(ARENA_CEILING_DEFAULT); return 0; }
static int tear_down(void **state) { (void)state; arena_free(a); return 0; }

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8_is_checked_to_the_letter), cmocka_unit_test(lowering_keeps_danish_letters),
		cmocka_unit_test(one_line_folds_and_drops_what_deceives), cmocka_unit_test(marks_become_plain_and_letters_stay), cmocka_unit_test(email_addresses),
		cmocka_unit_test(numbers_with_bounds), cmocka_unit_test(splitting_gives_every_part),
		cmocka_unit_test(latin1_and_windows_1252), cmocka_unit_test(searching_and_replacing),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
