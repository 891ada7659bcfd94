/* testing.h -- cmocka with what it needs before it, for *_test.c only.
 *
 * cmocka names a macro fail(), which is ours (err.h). */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail
