#include "core/random.h"
#include "core/testing.h"
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static struct arena *a;

static void tokens_differ_and_have_their_length(void **state)
{
	(void)state;
	struct str one = random_token(a, 16), two = random_token(a, 16);
	assert_int_equal(one.n, 32);
	assert_false(str_eq(one, two));
	for (int i = 0; i < 200; i++) {
		struct str code = random_digits(a, 8);
		int64_t value;
		assert_true(str_to_int(code, 10000000, 99999999, &value));
	}
}

static int by_bytes(const void *one, const void *two)
{
	return memcmp(one, two, 16);
}

static void nothing_is_given_out_twice(void **state)
{
	enum { N = 3000 };	/* through many handfuls */
	static uint8_t got[N + 1][16];
	int to_parent[2];
	(void)state;
	random_bytes(got[0], 16);
	assert_int_equal(pipe(to_parent), 0);
	pid_t child = fork();
	if (child == 0) {
		random_bytes(got[0], 16);
		_exit(write(to_parent[1], got[0], 16) != 16);
	}
	for (int i = 0; i < N; i++)
		random_bytes(got[i], 16);
	assert_int_equal(read(to_parent[0], got[N], 16), 16);
	assert_int_equal(waitpid(child, NULL, 0), child);
	qsort(got, N + 1, 16, by_bytes);
	for (int i = 0; i < N; i++)
		assert_int_not_equal(memcmp(got[i], got[i + 1], 16), 0);
	uint8_t large[4096] = { 0 }, none[4096] = { 0 };
	random_bytes(large, sizeof large);
	assert_memory_not_equal(large + 2048, none, 2048);
}

static void hashes_depend_on_key_domain_and_text(void **state)
{
	(void)state;
	uint8_t k1[32] = { 1 }, k2[32] = { 2 };
	struct str h = keyed_hash_hex(a, k1, "a", S("x"));
	assert_true(str_eq(h, keyed_hash_hex(a, k1, "a", S("x"))));
	assert_false(str_eq(h, keyed_hash_hex(a, k2, "a", S("x"))));
	assert_false(str_eq(h, keyed_hash_hex(a, k1, "b", S("x"))));
	assert_false(str_eq(h, keyed_hash_hex(a, k1, "a", S("y"))));
	/* BLAKE2b-256 of the empty string, from its reference vectors */
	assert_string_equal(hash_hex(a, S("")).p, "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
}

static void passwords(void **state)
{
	(void)state;
	struct str h = password_hash(a, S("et langt kodeord"));
	assert_true(str_starts(h, S("$argon2id$v=19$m=65536,t=3,p=1$")));
	assert_true(password_matches(h, S("et langt kodeord")));
	assert_false(password_matches(h, S("et langt kodeorD")));
	assert_false(password_matches(STR_NULL, S("")));
}

static int set_up(void **state) { (void)state; random_init(); a = arena_new(ARENA_CEILING_DEFAULT); return 0; }
static int tear_down(void **state) { (void)state; arena_free(a); return 0; }

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(tokens_differ_and_have_their_length),
		cmocka_unit_test(nothing_is_given_out_twice),
		cmocka_unit_test(hashes_depend_on_key_domain_and_text), cmocka_unit_test(passwords) };
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
