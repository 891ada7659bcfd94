/* image.c -- reads JPEG, PNG and WebP to pixels and writes JPEG. Knows the three
 * libraries and the one note of the camera that matters, how it was held.
 * Refuses to know where a picture comes from. */
#include "render/image.h"

#include <cairo.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <webp/decode.h>

enum {
	QUALITY = 82,		/* handwriting stays sharp; 1600 pixels are about 300 KB */
	UPRIGHT = 1,		/* EXIF's numbers go from 1 to 8 */
	EXIF_DEPTH = 64,	/* notes of a camera that are looked through for the one */
};

/* Cairo's pixels are words: blue first where the small end comes first. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define PIXELS JCS_EXT_BGRX
#define WEBP_PIXELS MODE_bgrA
#else
#define PIXELS JCS_EXT_XRGB
#define WEBP_PIXELS MODE_Argb
#endif

struct picture {
	cairo_surface_t *surface;	/* NULL until it is read */
	int held;			/* how the camera was held */
};

static enum rc broken(struct ctx *x)
{
	return fail(x, INVALID, "", "render.image_broken");
}

/* Before the first pixel is made room for. */
static enum rc check_size(struct ctx *x, int64_t w, int64_t h, int64_t most)
{
	if (w <= 0 || h <= 0)
		return broken(x);
	if (w > INT32_MAX / 8 || h > INT32_MAX / 8 || w * h > most)
		return fail_int(x, TOO_LARGE, "", "render.image_pixels", "max", most / 1000000);
	if (w < IMAGE_SIDE_MIN || h < IMAGE_SIDE_MIN)
		return fail(x, INVALID, "", "render.image_small");
	return OK;
}

/* ---- how the camera was held: entry 0x0112 of the first list in a TIFF block */

static unsigned number(const uint8_t *p, size_t bytes, bool big)
{
	unsigned n = 0;
	for (size_t i = 0; i < bytes; i++)
		n = n << 8 | p[big ? i : bytes - 1 - i];
	return n;
}

static int held_in_tiff(struct str tiff)
{
	const uint8_t *p = (const uint8_t *)tiff.p;
	if (tiff.n < 8 || (memcmp(p, "II", 2) != 0 && memcmp(p, "MM", 2) != 0))
		return UPRIGHT;
	bool big = p[0] == 'M';
	size_t at = number(p + 4, 4, big);
	if (at > tiff.n || tiff.n - at < 2)
		return UPRIGHT;
	size_t entries = number(p + at, 2, big);
	at += 2;
	for (size_t i = 0; i < entries && i < EXIF_DEPTH && tiff.n - at >= 12; i++, at += 12) {
		if (number(p + at, 2, big) != 0x0112)
			continue;
		unsigned held = number(p + at + 8, 2, big);
		return held >= 1 && held <= 8 ? (int)held : UPRIGHT;
	}
	return UPRIGHT;
}

static int held_in_exif(struct str s)
{
	return str_starts(s, (struct str){ "Exif\0\0", 6 }) ? held_in_tiff(str_sub(s, 6, s.n)) : UPRIGHT;
}

/* ---- JPEG. The library reports by not returning: everything it might leave
 * behind stands in one struct, so that nothing is lost on the way back. */

struct fault_of_jpeg {
	struct jpeg_error_mgr mgr;
	jmp_buf back;
};

static void give_up(j_common_ptr c)
{
	longjmp(((struct fault_of_jpeg *)(void *)c->err)->back, 1);
}

static void say_nothing(j_common_ptr c)
{
	(void)c;
}

static void count_passes(j_common_ptr c)
{
	if (c->is_decompressor && ((j_decompress_ptr)c)->input_scan_number > IMAGE_PASSES_MAX)
		give_up(c);
}

struct jpeg_reader {
	struct fault_of_jpeg fault;
	struct jpeg_progress_mgr progress;
	struct jpeg_decompress_struct jpeg;
	struct picture *into;
	int max_side;
	enum rc rc;
};

static struct jpeg_error_mgr *listen(struct fault_of_jpeg *f)
{
	jpeg_std_error(&f->mgr);
	f->mgr.error_exit = give_up;
	f->mgr.output_message = say_nothing;
	return &f->mgr;
}

/* Read at a half, a quarter or an eighth when that is still enough: an eighth of
 * the pixels is never made. */
static unsigned part_of(unsigned w, unsigned h, unsigned max_side)
{
	unsigned most = w > h ? w : h, part = 1;
	while (part < 8 && most / (part * 2) >= max_side)
		part *= 2;
	return part;
}

static void read_rows(struct jpeg_reader *r)
{
	struct jpeg_decompress_struct *j = &r->jpeg;
	r->into->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)j->output_width, (int)j->output_height);
	unsigned char *pixels = cairo_image_surface_get_data(r->into->surface);
	size_t stride = (size_t)cairo_image_surface_get_stride(r->into->surface);
	if (!pixels)
		give_up((j_common_ptr)j);
	cairo_surface_flush(r->into->surface);
	while (j->output_scanline < j->output_height) {
		JSAMPROW row = pixels + j->output_scanline * stride;
		jpeg_read_scanlines(j, &row, 1);
	}
	cairo_surface_mark_dirty(r->into->surface);
}

static bool read_jpeg_through(struct ctx *x, struct jpeg_reader *r, struct str bytes)
{
	struct jpeg_decompress_struct *j = &r->jpeg;
	if (setjmp(r->fault.back))
		return false;
	jpeg_create_decompress(j);
	r->progress.progress_monitor = count_passes;
	j->progress = &r->progress;
	jpeg_mem_src(j, (const unsigned char *)bytes.p, bytes.n);
	jpeg_save_markers(j, JPEG_APP0 + 1, 0xFFFF);
	jpeg_read_header(j, TRUE);
	r->rc = check_size(x, j->image_width, j->image_height, jpeg_has_multiple_scans(j) ? IMAGE_PIXELS_WHOLE_MAX : IMAGE_PIXELS_MAX);
	if (r->rc != OK)
		return true;
	for (jpeg_saved_marker_ptr m = j->marker_list; m && r->into->held == UPRIGHT; m = m->next)
		r->into->held = held_in_exif((struct str){ (const char *)m->data, m->data_length });
	j->scale_num = 1;
	j->scale_denom = part_of(j->image_width, j->image_height, (unsigned)r->max_side);
	j->out_color_space = PIXELS;
	jpeg_start_decompress(j);
	read_rows(r);
	jpeg_finish_decompress(j);
	return true;
}

static enum rc read_jpeg(struct ctx *x, struct str bytes, int max_side, struct picture *into)
{
	struct jpeg_reader *r = ARENA_NEW(x->arena, struct jpeg_reader);
	r->into = into;
	r->max_side = max_side;
	r->jpeg.err = listen(&r->fault);
	bool whole = read_jpeg_through(x, r, bytes);
	jpeg_destroy_decompress(&r->jpeg);
	return whole ? r->rc : broken(x);
}

/* ---- PNG: Cairo reads it; its head is ours to judge first */

static cairo_status_t feed(void *closure, unsigned char *into, unsigned n)
{
	struct str *rest = closure;
	if (rest->n < n)
		return CAIRO_STATUS_READ_ERROR;
	memcpy(into, rest->p, n);
	*rest = str_sub(*rest, n, rest->n);
	return CAIRO_STATUS_SUCCESS;
}

static enum rc read_png(struct ctx *x, struct str bytes, struct picture *into)
{
	enum { HEAD = 26, WIDTH_AT = 16, HEIGHT_AT = 20, BITS_AT = 24 };
	const uint8_t *p = (const uint8_t *)bytes.p;
	if (bytes.n < HEAD || memcmp(p + 12, "IHDR", 4) != 0)
		return broken(x);
	/* Sixteen bits a colour may be held as four floats a pixel. */
	int64_t most = IMAGE_PIXELS_WHOLE_MAX / (p[BITS_AT] == 16 ? 4 : 1);
	TRY(check_size(x, number(p + WIDTH_AT, 4, true), number(p + HEIGHT_AT, 4, true), most));
	into->surface = cairo_image_surface_create_from_png_stream(feed, &bytes);
	return cairo_surface_status(into->surface) == CAIRO_STATUS_SUCCESS ? OK : broken(x);
}

/* ---- WebP */

static int held_in_webp(struct str bytes)
{
	size_t at = 12;		/* after RIFF, its length, WEBP */
	while (at <= bytes.n && bytes.n - at >= 8) {
		const uint8_t *p = (const uint8_t *)bytes.p + at;
		size_t n = number(p + 4, 4, false);
		if (n > bytes.n - at - 8)
			return UPRIGHT;
		if (memcmp(p, "EXIF", 4) == 0) {
			struct str exif = str_sub(bytes, at + 8, n);
			return str_starts(exif, (struct str){ "Exif\0\0", 6 }) ? held_in_exif(exif) : held_in_tiff(exif);
		}
		at += 8 + n + (n & 1);
	}
	return UPRIGHT;
}

static enum rc read_webp(struct ctx *x, struct str bytes, int max_side, struct picture *into)
{
	WebPDecoderConfig c;
	const uint8_t *p = (const uint8_t *)bytes.p;
	if (!WebPInitDecoderConfig(&c) || WebPGetFeatures(p, bytes.n, &c.input) != VP8_STATUS_OK || c.input.has_animation)
		return broken(x);
	TRY(check_size(x, c.input.width, c.input.height, IMAGE_PIXELS_WHOLE_MAX));
	int most = c.input.width > c.input.height ? c.input.width : c.input.height;
	int w = c.input.width, h = c.input.height;
	if (most > max_side) {
		w = (int)((int64_t)w * max_side / most);
		h = (int)((int64_t)h * max_side / most);
		w = w > 0 ? w : 1;
		h = h > 0 ? h : 1;
		c.options.use_scaling = 1;
		c.options.scaled_width = w;
		c.options.scaled_height = h;
	}
	into->surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, w, h);
	if (cairo_surface_status(into->surface) != CAIRO_STATUS_SUCCESS)
		return broken(x);
	cairo_surface_flush(into->surface);
	c.output.colorspace = WEBP_PIXELS;
	c.output.is_external_memory = 1;
	c.output.u.RGBA.rgba = cairo_image_surface_get_data(into->surface);
	c.output.u.RGBA.stride = cairo_image_surface_get_stride(into->surface);
	c.output.u.RGBA.size = (size_t)c.output.u.RGBA.stride * (size_t)h;
	into->held = held_in_webp(bytes);
	bool whole = WebPDecode(p, bytes.n, &c) == VP8_STATUS_OK;
	WebPFreeDecBuffer(&c.output);
	cairo_surface_mark_dirty(into->surface);
	return whole ? OK : broken(x);
}

/* ---- upright, small, on white */

/* Where a point of the picture comes to lie, for each way of holding: x' = xx*x + xy*y,
 * with what is turned away moved back into sight. */
static cairo_matrix_t turned(int held, double w, double h)
{
	static const signed char ways[9][4] = {	/* xx, yx, xy, yy */
		{ 1, 0, 0, 1 }, { 1, 0, 0, 1 }, { -1, 0, 0, 1 }, { -1, 0, 0, -1 }, { 1, 0, 0, -1 },
		{ 0, 1, 1, 0 }, { 0, 1, -1, 0 }, { 0, -1, -1, 0 }, { 0, -1, 1, 0 },
	};
	const signed char *way = ways[held];
	cairo_matrix_t m;
	cairo_matrix_init(&m, way[0], way[1], way[2], way[3], 0, 0);
	m.x0 = (way[0] < 0 ? w : 0) + (way[2] < 0 ? h : 0);
	m.y0 = (way[1] < 0 ? w : 0) + (way[3] < 0 ? h : 0);
	return m;
}

/* Takes the picture's surface. */
static cairo_surface_t *plain(const struct picture *in, int max_side)
{
	double w = cairo_image_surface_get_width(in->surface), h = cairo_image_surface_get_height(in->surface);
	double most = w > h ? w : h, scale = most > max_side ? max_side / most : 1;
	bool lies = in->held >= 5;
	double tw = (lies ? h : w) * scale, th = (lies ? w : h) * scale;
	cairo_surface_t *out = cairo_image_surface_create(CAIRO_FORMAT_RGB24, tw < 1 ? 1 : (int)tw, th < 1 ? 1 : (int)th);
	cairo_t *cr = cairo_create(out);
	cairo_matrix_t m = turned(in->held, w, h);
	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	cairo_scale(cr, scale, scale);
	cairo_transform(cr, &m);
	cairo_set_source_surface(cr, in->surface, 0, 0);
	cairo_pattern_set_extend(cairo_get_source(cr), CAIRO_EXTEND_PAD);	/* no grey rim where a pixel is cut */
	cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_GOOD);
	cairo_rectangle(cr, 0, 0, w, h);
	cairo_fill(cr);
	bool drawn = cairo_status(cr) == CAIRO_STATUS_SUCCESS;
	cairo_destroy(cr);
	if (drawn)
		return out;
	cairo_surface_destroy(out);
	return NULL;
}

struct jpeg_writer {
	struct fault_of_jpeg fault;
	struct jpeg_compress_struct jpeg;
	unsigned char *bytes;		/* the library's, given back with free() */
	unsigned long n;
};

static bool write_rows(struct jpeg_writer *w, cairo_surface_t *s)
{
	struct jpeg_compress_struct *j = &w->jpeg;
	if (setjmp(w->fault.back))
		return false;
	jpeg_create_compress(j);
	jpeg_mem_dest(j, &w->bytes, &w->n);
	j->image_width = (JDIMENSION)cairo_image_surface_get_width(s);
	j->image_height = (JDIMENSION)cairo_image_surface_get_height(s);
	j->input_components = 4;
	j->in_color_space = PIXELS;
	jpeg_set_defaults(j);
	jpeg_set_quality(j, QUALITY, TRUE);
	jpeg_start_compress(j, TRUE);
	unsigned char *pixels = cairo_image_surface_get_data(s);
	size_t stride = (size_t)cairo_image_surface_get_stride(s);
	while (j->next_scanline < j->image_height) {
		JSAMPROW row = pixels + j->next_scanline * stride;
		jpeg_write_scanlines(j, &row, 1);
	}
	jpeg_finish_compress(j);
	return true;
}

static enum rc write_jpeg(struct ctx *x, cairo_surface_t *s, struct image *ret)
{
	struct jpeg_writer *w = ARENA_NEW(x->arena, struct jpeg_writer);
	cairo_surface_flush(s);
	w->jpeg.err = listen(&w->fault);
	bool whole = write_rows(w, s);
	jpeg_destroy_compress(&w->jpeg);
	*ret = (struct image){ .width = cairo_image_surface_get_width(s), .height = cairo_image_surface_get_height(s) };
	cairo_surface_destroy(s);
	arena_defer(x->arena, free, w->bytes);	/* it stays until the request ends: no copy */
	ret->jpeg = (struct str){ (const char *)w->bytes, w->n };
	return whole ? OK : fail_cause(x, FAILED, "JPEG could not be written");
}

enum rc image_plain(struct ctx *x, struct str bytes, int max_side, struct image *ret)
{
	struct picture in = { .held = UPRIGHT };
	enum rc rc;
	if (str_starts(bytes, S("\xFF\xD8\xFF")))
		rc = read_jpeg(x, bytes, max_side, &in);
	else if (str_starts(bytes, S("\x89PNG\r\n\x1a\n")))
		rc = read_png(x, bytes, &in);
	else if (str_starts(bytes, S("RIFF")) && str_starts(str_sub(bytes, 8, 4), S("WEBP")))
		rc = read_webp(x, bytes, max_side, &in);
	else
		return fail(x, INVALID, "", "render.image_unknown");
	cairo_surface_t *out = rc == OK ? plain(&in, max_side) : NULL;
	if (in.surface)
		cairo_surface_destroy(in.surface);
	TRY(rc);
	return out ? write_jpeg(x, out, ret) : broken(x);
}
