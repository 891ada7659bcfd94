/* lean.c -- knows segments and the heap. Knows nothing of what is in them. */
#include "app/lean.h"
#include <link.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

static uintptr_t page_down(uintptr_t at)
{
	return at & ~((uintptr_t)sysconf(_SC_PAGESIZE) - 1);
}

/* Does the dynamic linker write into its code? Then the file is not what is in
 * memory. Nothing packaged for our machines does. */
static bool is_rewritten(const struct dl_phdr_info *o)
{
	for (int i = 0; i < o->dlpi_phnum; i++) {
		if (o->dlpi_phdr[i].p_type != PT_DYNAMIC)
			continue;
		const ElfW(Dyn) *d = (const void *)(o->dlpi_addr + o->dlpi_phdr[i].p_vaddr);
		for (; d->d_tag != DT_NULL; d++)
			if (d->d_tag == DT_TEXTREL || (d->d_tag == DT_FLAGS && (d->d_un.d_val & DF_TEXTREL)))
				return true;
	}
	return false;
}

/* Only what is whole pages of a segment that is never written. */
static int let_go(struct dl_phdr_info *o, size_t size, void *p)
{
	(void)size;
	(void)p;
	if (!o->dlpi_name || is_rewritten(o))
		return 0;
	for (int i = 0; i < o->dlpi_phnum; i++) {
		const ElfW(Phdr) *s = &o->dlpi_phdr[i];
		if (s->p_type != PT_LOAD || (s->p_flags & PF_W))
			continue;
		uintptr_t from = page_down(o->dlpi_addr + s->p_vaddr), to = page_down(o->dlpi_addr + s->p_vaddr + s->p_filesz);
		if (to > from)
			(void)madvise((void *)from, to - from, MADV_DONTNEED);
	}
	return 0;
}

void lean_settle(void)
{
	malloc_trim(0);
	dl_iterate_phdr(let_go, NULL);
}

void lean_begin(void)
{
	mallopt(M_ARENA_MAX, 1);
}

void lean_again(void)
{
	malloc_trim(0);
}
