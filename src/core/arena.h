/* arena.h -- memory of one request, one job or one test.
 *
 * Everything a request allocates lives until its arena is reset; nothing is
 * freed singly. Foreign handles are tied to the arena by arena_defer().
 *
 * Thread: an arena belongs to one thread at a time; no locking.
 * Errors: none. When the ceiling is reached, or malloc fails, control jumps to
 * the recovery point that the door has set (ARENA_TRY); without one the
 * process aborts. Callers therefore never test for NULL. */
#pragma once
#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;

/* Ceiling in bytes of what may be allocated until the next reset. A request
 * that needs more is refused with 503 instead of eating the machine. 64 MiB
 * holds the largest accepted upload (16 MiB) four times over. */
enum { ARENA_CEILING_DEFAULT = 64 << 20 };

struct arena *arena_new(size_t ceiling);	/* NULL only if malloc fails */
void arena_free(struct arena *a);		/* runs the deferred calls; NULL is fine */
void arena_reset(struct arena *a);		/* runs the deferred calls, keeps one block */

/* Zeroed memory, aligned for any type. n == 0 gives a valid pointer. */
void *arena_alloc(struct arena *a, size_t n) __attribute__((malloc, returns_nonnull));
void *arena_array(struct arena *a, size_t count, size_t size) __attribute__((returns_nonnull));
void *arena_copy(struct arena *a, const void *p, size_t n) __attribute__((returns_nonnull));
#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, count, type) ((type *)arena_array((a), (count), sizeof(type)))

/* Call fn(p) when the arena is reset or freed, last registered first. */
void arena_defer(struct arena *a, void (*fn)(void *), void *p);

size_t arena_used(const struct arena *a);	/* bytes handed out since the reset */

/* The door's recovery point. Use:
 *	jmp_buf full;
 *	if (setjmp(full)) { ... reply 503 ... } else { arena_guard(a, &full); ... }
 *	arena_guard(a, NULL);
 * Returns the point set before, for doors within doors. */
jmp_buf *arena_guard(struct arena *a, jmp_buf *recovery);
