#include "core/arena.h"
#include "core/testing.h"
#include <string.h>

static void memory_is_zeroed_aligned_and_separate(void **state)
{
	(void)state;
	struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
	for (int round = 0; round < 3; round++) {
		unsigned char *last = NULL;
		for (size_t n = 0; n < 9000; n += 97) {
			unsigned char *p = arena_alloc(a, n);
			assert_int_equal((uintptr_t)p % 16, 0);
			for (size_t i = 0; i < n; i++)
				assert_int_equal(p[i], 0);
			memset(p, 0xff, n);
			assert_ptr_not_equal(p, last);
			last = p;
		}
		assert_true(arena_used(a) > 9000);
		arena_reset(a);
		assert_int_equal(arena_used(a), 0);
	}
	arena_free(a);
	arena_free(NULL);
}

static void the_ceiling_jumps_to_the_door(void **state)
{
	(void)state;
	struct arena *a = arena_new(100000);
	volatile int refused = 0;
	jmp_buf full;
	if (setjmp(full)) {
		refused = 1;
	} else {
		arena_guard(a, &full);
		for (int i = 0; i < 1000; i++)
			arena_alloc(a, 1000);
	}
	assert_int_equal(refused, 1);
	assert_true(arena_used(a) <= 100000);
	arena_reset(a);
	assert_non_null(arena_alloc(a, 1000));
	arena_free(a);
}

static void an_overflowing_array_is_refused(void **state)
{
	(void)state;
	struct arena *a = arena_new(100000);
	volatile int refused = 0;
	jmp_buf full;
	if (setjmp(full))
		refused = 1;
	else {
		arena_guard(a, &full);
		arena_array(a, SIZE_MAX / 2, 3);
	}
	assert_int_equal(refused, 1);
	arena_free(a);
}

static char order[8];
static void note(void *p)
{
	strncat(order, p, 1);
}

static void deferred_calls_run_last_first_and_once(void **state)
{
	(void)state;
	struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
	arena_defer(a, note, (char[]){ '1', 0 });
	arena_defer(a, note, (char[]){ '2', 0 });
	arena_defer(a, note, (char[]){ '3', 0 });
	arena_reset(a);
	assert_string_equal(order, "321");
	arena_free(a);
	assert_string_equal(order, "321");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_aligned_and_separate),
		cmocka_unit_test(the_ceiling_jumps_to_the_door),
		cmocka_unit_test(an_overflowing_array_is_refused),
		cmocka_unit_test(deferred_calls_run_last_first_and_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
