/* fmt_test.c -- that our conversions say what printf says. */
#include "core/testing.h"
#include "core/fmt.h"
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

enum { ROOM = 64 };

static void same(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void same(const char *fmt, ...)
{
	/* With much room, with too little, and with none. */
	static const size_t rooms[] = { ROOM, 6, 1, 0 };
	for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
		char ours[ROOM], theirs[ROOM];
		va_list ap, again;
		memset(ours, 'x', sizeof ours);
		memset(theirs, 'x', sizeof theirs);
		va_start(ap, fmt);
		va_copy(again, ap);
		size_t n = fmt_write(ours, rooms[i], fmt, ap);
		int want = vsnprintf(theirs, rooms[i], fmt, again);
		va_end(ap);
		va_end(again);
		assert_int_equal(n, want);
		assert_memory_equal(ours, theirs, sizeof ours);
	}
}

static void numbers(void **state)
{
	(void)state;
	same("%d|%d|%d", 0, INT_MAX, INT_MIN);
	same("%" PRId64, INT64_MIN);
	same("%" PRIu64 " %" PRIx64, UINT64_MAX, UINT64_MAX);
	same("%lld %llu", LLONG_MIN, ULLONG_MAX);
	same("%zu %zd", (size_t)7, (ptrdiff_t)-7);
	same("%u %x %X", 4000000000u, 0xbeefu, 0xbeefu);
	same("%02d:%02d %04d", 7, 30, -7);
	same("%08" PRIx64 "|%016" PRIx64, (uint64_t)0x1234, UINT64_MAX);
	same("%5d|%12d|%02X", 42, -42, 0xa);
}

static void texts(void **state)
{
	const char open[3] = { 'a', 'b', 'c' };	/* no NUL: the precision counts */
	const char *volatile none = NULL;	/* as STR_NULL has it */
	(void)state;
	same("plain");
	same("%s", "");
	same("%s and %s", "one", "another that is longer");
	same("%.*s|%.*s|%.*s", 3, open, 0, open, 9, "abc");
	same("%.*s|%.*s", 0, none, 9, none);
	same("%.*s", -1, "a negative precision is none");
	same("%c%c %3c", 'x', '.', 'y');
	same("100 %% of %s", "all");
	same("%7s|%2s", "wide", "wider");
	same("sygefravær %s ✓", "æøå");
}

static void the_rest_is_printfs(void **state)
{
	(void)state;
	same("%.1f %s", 2.25, "after");
	same("%-5s|%+d|%#x|% d", "left", 5, 255, 5);
	same("%s %.3s %d", "before", "abcdef", 3);
	same("%*d", 5, 42);
	same("%hhu %ld %e", (unsigned char)200, 5L, 1e9);
	same("%s %05d %.2s", "a", 12, "xyz");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(numbers), cmocka_unit_test(texts), cmocka_unit_test(the_rest_is_printfs) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
