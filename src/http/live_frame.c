/* live_frame.c -- knows the lines of an event stream and counts holders. Memory
 * is malloc's: a frame outlives the rendering that made it and every stream. */
#include "http/live_frame.h"
#include "core/buf.h"
#include <stdlib.h>

static struct frame *frame_new(size_t n)
{
	struct frame *f = malloc(sizeof *f + n);
	if (!f)
		return NULL;
	atomic_init(&f->refs, 1);
	f->n = n;
	return f;
}

struct frame *frame_of(struct str bytes)
{
	struct frame *f = frame_new(bytes.n);
	if (f && bytes.n)
		memcpy(f->bytes, bytes.p, bytes.n);
	return f;
}

struct frame *frame_join(struct frame *const frames[], size_t n)
{
	size_t sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += frames[i]->n;
	struct frame *f = frame_new(sum);
	if (!f)
		return NULL;
	char *p = f->bytes;
	for (size_t i = 0; i < n; i++) {
		memcpy(p, frames[i]->bytes, frames[i]->n);
		p += frames[i]->n;
	}
	return f;
}

/* How far the line goes that begins at `from`. */
static size_t line_end(struct str html, size_t from)
{
	const char *lf = memchr(html.p + from, '\n', html.n - from);
	size_t end = lf ? (size_t)(lf - html.p) : html.n;
	const char *cr = memchr(html.p + from, '\r', end - from);
	return cr ? (size_t)(cr - html.p) : end;
}

/* LF, CR and CRLF all end a line of the stream, and the reader puts LF between
 * data lines; in HTML the three mean the same. */
static void write_data(struct buf *b, struct str html)
{
	size_t from = 0;
	for (;;) {
		size_t end = from < html.n ? line_end(html, from) : html.n;
		buf_z(b, "data: ");
		buf_bytes(b, html.p + from, end - from);
		if (end == html.n)
			break;
		buf_z(b, "\n");
		from = end + (str_starts(str_sub(html, end, html.n), S("\r\n")) ? 2 : 1);
	}
	buf_z(b, "\n\n");
}

struct frame *frame_event(const char *event, uint64_t version, struct str html)
{
	struct buf b;
	buf_init(&b, LIVE_FRAME_MAX + LIVE_FRAME_MAX / 4);
	if (version)
		buf_fmt(&b, "id: %016" PRIx64 "\n", version);
	buf_fmt(&b, "event: %s\n", event);
	write_data(&b, html);
	struct frame *f = b.failed ? NULL : frame_of(buf_view(&b));
	buf_free(&b);
	return f;
}

struct frame *frame_ref(struct frame *f)
{
	if (f)
		atomic_fetch_add_explicit(&f->refs, 1, memory_order_relaxed);
	return f;
}

void frame_unref(struct frame *f)
{
	if (f && atomic_fetch_sub_explicit(&f->refs, 1, memory_order_acq_rel) == 1)
		free(f);
}
