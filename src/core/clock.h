/* clock.h -- the only place that asks the machine for the time.
 *
 * A demonstration or a test may shift the wall clock by whole days or seconds
 * (clock_shift), so that a deadline can pass without waiting. Thread: any. */
#pragma once
#include <stdint.h>

int64_t clock_now(void);	/* wall clock, seconds since 1970, shift included */
int64_t clock_ms(void);		/* wall clock, milliseconds, shift included */
int64_t clock_mono_us(void);	/* monotonic, microseconds; for durations only */
void clock_shift(int64_t seconds);	/* added to the wall clock from now on */
