/* fmt.h -- printf's few conversions that this program lives on, without printf's
 * price: a page is some hundred short texts put together, and vsnprintf prepares
 * a stream for each. Private to core; the rest of the house calls str_fmt() and
 * buf_fmt(), whose formats the compiler checks as printf's. */
#pragma once
#include <stdarg.h>
#include <stddef.h>

/* What vsnprintf does: writes at most room - 1 bytes and a NUL, returns how many
 * there would be without a limit; 0 if the format is malformed. Writes
 * %% %c %s %.*s %d %u %x %X, with l, ll or z, and a width with or without
 * leading 0, by itself; a format with anything else is left to vsnprintf.
 * Reads ap: to use it again, the caller makes a copy before. */
size_t fmt_write(char *to, size_t room, const char *fmt, va_list ap) __attribute__((format(printf, 3, 0)));
