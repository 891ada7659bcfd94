/* method_fuzz.c -- any bytes as a method: the checker may find faults, never fall. */
#include "method/method.h"

enum { CEILING = 256 << 20 };	/* ASan's own cost and 200 faults with long lists of what is known */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *arena = arena_new(CEILING);
	if (!arena)
		return 0;
	struct ctx x;
	ctx_init(&x, arena);
	struct method_faults faults;
	method_check_bytes(&x, "fuzz.yaml", str_dup(arena, (struct str){ (const char *)bytes, n }), &faults);
	arena_free(arena);
	return 0;
}
