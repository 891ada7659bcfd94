/* server_test_app.h -- a small app behind the real server, for server_test.c and
 * for measuring: a store that is two threads and a queue, templates that write
 * the tree as JSON, and a route for each thing that can happen. */
#pragma once
#include "http/http.h"
#include "http/live.h"
#include <stdatomic.h>

extern atomic_int test_saved;	/* forms carried out */
extern atomic_int test_ran;	/* pieces of work */
extern atomic_int test_made;	/* pages made by /steady, /chance and /looks */
extern atomic_int test_slow;	/* requests to /slow that a worker has taken up */
/* What the form of /kept is about; boxes: names with a space between. */
extern struct test_kept {
	char name[64], note[64], boxes[64];
} test_kept;
extern atomic_bool test_busy;	/* the store refuses everything */

struct server *test_app_start(int port, const char *base_url, int timeout_s);
void test_app_stop(struct server *s);
