/* clock.c -- the machine's time. */
#include "core/clock.h"
#include <stdatomic.h>
#include <time.h>

static _Atomic int64_t shift_s;

void clock_shift(int64_t seconds)
{
	atomic_fetch_add(&shift_s, seconds);
}

int64_t clock_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return ((int64_t)t.tv_sec + atomic_load(&shift_s)) * 1000 + t.tv_nsec / 1000000;
}

int64_t clock_now(void)
{
	return clock_ms() / 1000;
}

int64_t clock_mono_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}
