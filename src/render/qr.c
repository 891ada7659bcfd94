/* qr.c -- QR codes: the modules, and an SVG of them for a page. Knows nothing
 * of what the text means. */
#include "render/paper.h"

#include <errno.h>
#include <qrencode.h>

static void free_code(void *p)
{
	QRcode_free(p);
}

enum rc qr_make(struct ctx *x, struct str text, struct qr *ret)
{
	/* M mends 15 % of the modules: a poster with a thumbtack through it. */
	QRcode *code = QRcode_encodeData((int)text.n, (const unsigned char *)text.p, 0, QR_ECLEVEL_M);
	if (!code)
		return errno == ERANGE || errno == EINVAL ? fail(x, INVALID, "", "render.qr_too_long")
							  : fail_cause(x, FAILED, "qrencode: %s", strerror(errno));
	arena_defer(x->arena, free_code, code);
	size_t n = (size_t)code->width * (size_t)code->width;
	uint8_t *dark = arena_alloc(x->arena, n);
	for (size_t i = 0; i < n; i++)
		dark[i] = code->data[i] & 1;
	*ret = (struct qr){ code->width, dark };
	return OK;
}

enum rc qr_svg(struct ctx *x, struct str text, struct str title, struct str *ret)
{
	enum { SVG_MAX = 1 << 20 };	/* the largest code draws 177 rows of at most 89 runs, 16 bytes each */
	struct qr q;
	TRY(qr_make(x, text, &q));
	struct buf b;
	buf_init(&b, SVG_MAX);
	int size = q.width + 2 * QR_QUIET;
	buf_fmt(&b, "<svg class=\"qr\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\"><title>", size, size);
	buf_html(&b, title);
	buf_fmt(&b, "</title><rect width=\"%d\" height=\"%d\" fill=\"#fff\"/><path stroke=\"#000\" d=\"", size, size);
	for (int row = 0; row < q.width; row++)
		for (int from = 0, to; from < q.width; from = to + 1) {
			to = from;
			while (to < q.width && q.dark[row * q.width + to])
				to++;
			if (to > from)
				buf_fmt(&b, "M%d %d.5h%d", from + QR_QUIET, row + QR_QUIET, to - from);
		}
	buf_z(&b, "\"/></svg>");
	bool failed = b.failed;
	*ret = buf_take(&b, x->arena);
	return failed ? fail_cause(x, FAILED, "QR image passed its ceiling") : OK;
}
