/* buf.h -- bytes that grow, up to a ceiling.
 *
 * Memory comes from malloc (a buffer may outlive a request: send queues,
 * shared pages); the owner calls buf_free(). Writing past the ceiling or
 * running out of memory sets .failed and drops the write; whoever finishes the
 * buffer checks .failed once. Thread: one owner at a time. */
#pragma once
#include "core/str.h"

struct buf {
	char *p;
	size_t n, cap, ceiling;
	bool failed;
};

void buf_init(struct buf *b, size_t ceiling);
void buf_free(struct buf *b);			/* leaves an empty, reusable buffer */
void buf_clear(struct buf *b);			/* keeps the memory */
void buf_bytes(struct buf *b, const void *p, size_t n);
void buf_str(struct buf *b, struct str s);
void buf_z(struct buf *b, const char *z);
void buf_char(struct buf *b, char c);
void buf_int(struct buf *b, int64_t i);
void buf_fmt(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_html(struct buf *b, struct str s);	/* escapes & < > " ' */
void buf_json(struct buf *b, struct str s);	/* quoted JSON string; also escapes < > & for script safety */
void buf_url(struct buf *b, struct str s);	/* percent-encodes all but unreserved */
struct str buf_view(const struct buf *b);	/* valid until the next write */
struct str buf_take(struct buf *b, struct arena *a);	/* copy into a, then buf_free */
