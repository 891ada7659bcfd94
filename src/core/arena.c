/* arena.c -- knows blocks and deferred calls; knows nothing of what is in them. */
#include "core/arena.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif
#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#endif

/* A page of a form fits in one block; larger things get a block of their own. */
enum { BLOCK_BYTES = 16 << 10, ALIGNMENT = 16 };

struct block {
	struct block *next;
	size_t size, used;
	_Alignas(ALIGNMENT) unsigned char bytes[];
};

struct deferred {
	void (*fn)(void *);
	void *p;
	struct deferred *next;
};

struct arena {
	struct block *blocks;		/* the one in use first */
	struct deferred *deferred;
	size_t used, ceiling;
	jmp_buf *recovery;
};

static struct block *block_new(size_t size)
{
	struct block *b = malloc(sizeof *b + size);
	if (!b)
		return NULL;
	b->next = NULL;
	b->size = size;
	b->used = 0;
	ASAN_POISON_MEMORY_REGION(b->bytes, size);
	return b;
}

static void block_free(struct block *b)
{
	ASAN_UNPOISON_MEMORY_REGION(b->bytes, b->size);
	free(b);
}

struct arena *arena_new(size_t ceiling)
{
	struct arena *a = calloc(1, sizeof *a);
	if (!a)
		return NULL;
	a->blocks = block_new(BLOCK_BYTES);
	if (!a->blocks) {
		free(a);
		return NULL;
	}
	a->ceiling = ceiling;
	return a;
}

static void run_deferred(struct arena *a)
{
	while (a->deferred) {
		struct deferred *d = a->deferred;
		a->deferred = d->next;
		d->fn(d->p);
	}
}

void arena_reset(struct arena *a)
{
	run_deferred(a);
	/* The oldest block is always of the standard size: it is the one kept. */
	struct block *b = a->blocks;
	while (b->next) {
		struct block *next = b->next;
		block_free(b);
		b = next;
	}
	ASAN_POISON_MEMORY_REGION(b->bytes, b->size);
	b->used = 0;
	a->blocks = b;
	a->used = 0;
	a->recovery = NULL;
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	arena_reset(a);
	block_free(a->blocks);
	free(a);
}

jmp_buf *arena_guard(struct arena *a, jmp_buf *recovery)
{
	jmp_buf *before = a->recovery;
	a->recovery = recovery;
	return before;
}

static _Noreturn void full(struct arena *a)
{
	if (a->recovery) {
		jmp_buf *r = a->recovery;
		a->recovery = NULL;
		longjmp(*r, 1);
	}
	fprintf(stderr, "level=error event=out_of_memory used=%zu ceiling=%zu\n", a->used, a->ceiling);
	abort();
}

/* What lies there is whatever lay there before. */
static void *take(struct arena *a, size_t n)
{
	/* Under ASan a gap of poisoned bytes follows each allocation. */
#ifdef ARENA_POISONS
	size_t gap = ALIGNMENT;
#else
	size_t gap = 0;
#endif
	if (n > a->ceiling || a->used > a->ceiling - n)
		full(a);
	size_t room = ((n ? n : 1) + gap + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	struct block *b = a->blocks;
	if (b->size - b->used < room) {
		struct block *fresh = block_new(room > BLOCK_BYTES / 4 ? room : BLOCK_BYTES);
		if (!fresh)
			full(a);
		if (room > BLOCK_BYTES / 4 && b->next) {
			/* A large thing goes behind the current block, which still
			 * has room for small ones. The oldest block stays last:
			 * a reset keeps it. */
			fresh->next = b->next;
			b->next = fresh;
		} else {
			fresh->next = b;
			a->blocks = fresh;
		}
		b = fresh;
	}
	void *p = b->bytes + b->used;
	b->used += room;
	a->used += n;
	ASAN_UNPOISON_MEMORY_REGION(p, n ? n : 1);
	return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
	return memset(take(a, n), 0, n ? n : 1);
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	size_t n;
	if (__builtin_mul_overflow(count, size, &n))
		full(a);
	return arena_alloc(a, n);
}

void *arena_copy(struct arena *a, const void *p, size_t n)
{
	char *copy = take(a, n);
	if (n)
		memcpy(copy, p, n);
	else
		*copy = '\0';	/* as arena_alloc() gives it */
	return copy;
}

void arena_defer(struct arena *a, void (*fn)(void *), void *p)
{
	struct deferred *d = ARENA_NEW(a, struct deferred);
	d->fn = fn;
	d->p = p;
	d->next = a->deferred;
	a->deferred = d;
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}
