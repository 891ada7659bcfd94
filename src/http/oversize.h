/* oversize.h -- a body that is far too large: evhttp refuses it by itself, with a
 * bare line in English. Here its sender gets a sentence in their own language. */
#pragma once
#include "http/loop.h"

/* head: what has come of the request, from its first byte. If it announces a body
 * of more than `most` bytes, the answer is made now and goes out ahead of evhttp's
 * own, which no browser reads: ours says that the connection ends. Thread: the loop's. */
void oversize_look(struct conn *c, struct str head, size_t most);
