/* image_test.c -- photos come out upright, small and without what the camera
 * wrote beside them; what is too large is refused before it costs anything. */
#include "core/buf.h"
#include "core/testing.h"
#include "render/image.h"
#include "render/render.h"

#include <cairo.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <webp/encode.h>

static struct arena *arena;
static struct ctx ctx, *x = &ctx;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(ARENA_CEILING_DEFAULT);
	ctx_init(x, arena);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* ---- pictures: white, the upper left quarter dark */

static bool dark(int at_x, int at_y, int w, int h)
{
	return at_x < w / 2 && at_y < h / 2;
}

static const char PLACE[] = "55.6761 N 12.5683 E";

/* held 0: no notes at all. */
static struct str exif(int held)
{
	static const uint8_t head[] = { 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 2, 1, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0,
					0x01, 0x12, 0, 3, 0, 0, 0, 1 };
	struct buf b;
	buf_init(&b, 4096);
	buf_bytes(&b, head, sizeof head);
	buf_char(&b, 0);
	buf_char(&b, (char)held);
	buf_bytes(&b, "\0\0\0\0\0\0", 6);
	buf_z(&b, PLACE);
	return buf_take(&b, arena);
}

static struct str jpeg(int w, int h, int held, bool progressive)
{
	struct jpeg_compress_struct j;
	struct jpeg_error_mgr fault;
	unsigned char *bytes = NULL, *row = arena_alloc(arena, (size_t)w * 3);
	unsigned long n = 0;
	j.err = jpeg_std_error(&fault);
	jpeg_create_compress(&j);
	jpeg_mem_dest(&j, &bytes, &n);
	j.image_width = (JDIMENSION)w;
	j.image_height = (JDIMENSION)h;
	j.input_components = 3;
	j.in_color_space = JCS_RGB;
	jpeg_set_defaults(&j);
	if (progressive)
		jpeg_simple_progression(&j);
	jpeg_start_compress(&j, TRUE);
	if (held) {
		struct str notes = exif(held);
		jpeg_write_marker(&j, JPEG_APP0 + 1, (const JOCTET *)notes.p, (unsigned)notes.n);
		jpeg_write_marker(&j, JPEG_COM, (const JOCTET *)PLACE, sizeof PLACE);
	}
	for (int k = 0; k < h; k++) {
		for (int i = 0; i < w; i++)
			memset(row + (size_t)i * 3, dark(i, k, w, h) ? 20 : 235, 3);
		jpeg_write_scanlines(&j, &row, 1);
	}
	jpeg_finish_compress(&j);
	jpeg_destroy_compress(&j);
	struct str out = str_dup(arena, (struct str){ (const char *)bytes, n });
	free(bytes);
	return out;
}

static cairo_status_t keep(void *closure, const unsigned char *p, unsigned n)
{
	buf_bytes(closure, p, n);
	return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *drawn(int w, int h)
{
	cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, w, h);	/* the rest is clear, which comes out white */
	cairo_t *cr = cairo_create(s);
	cairo_set_source_rgb(cr, 0.1, 0.1, 0.1);
	cairo_rectangle(cr, 0, 0, w / 2.0, h / 2.0);
	cairo_fill(cr);
	cairo_destroy(cr);
	cairo_surface_flush(s);
	return s;
}

static struct str png(int w, int h)
{
	struct buf b;
	buf_init(&b, 8 << 20);
	cairo_surface_t *s = drawn(w, h);
	cairo_surface_write_to_png_stream(s, keep, &b);
	cairo_surface_destroy(s);
	return buf_take(&b, arena);
}

static struct str webp(int w, int h)
{
	uint8_t *bytes;
	cairo_surface_t *s = drawn(w, h);
	size_t n = WebPEncodeLosslessBGRA(cairo_image_surface_get_data(s), w, h, cairo_image_surface_get_stride(s), &bytes);
	struct str out = str_dup(arena, (struct str){ (const char *)bytes, n });
	WebPFree(bytes);
	cairo_surface_destroy(s);
	return out;
}

/* ---- what came out: which quarters are dark, as "1000" from the upper left by rows */

static struct str quarters(const struct image *in)
{
	struct jpeg_decompress_struct j;
	struct jpeg_error_mgr fault;
	char *said = arena_alloc(arena, 5);
	unsigned char *row = arena_alloc(arena, (size_t)in->width * 3);
	j.err = jpeg_std_error(&fault);
	jpeg_create_decompress(&j);
	jpeg_mem_src(&j, (const unsigned char *)in->jpeg.p, in->jpeg.n);
	jpeg_read_header(&j, TRUE);
	j.out_color_space = JCS_RGB;
	jpeg_start_decompress(&j);
	assert_int_equal(j.output_width, in->width);
	assert_int_equal(j.output_height, in->height);
	while (j.output_scanline < j.output_height) {
		int at = (int)j.output_scanline;
		jpeg_read_scanlines(&j, &row, 1);
		for (int half = 0; half < 2; half++) {
			size_t place = at < in->height / 2 ? 0 : 2;
			if (at == in->height / 4 || at == in->height * 3 / 4)
				said[place + (size_t)half] = row[(in->width / 4 + half * in->width / 2) * 3] < 128 ? '1' : '0';
		}
	}
	jpeg_finish_decompress(&j);
	jpeg_destroy_decompress(&j);
	said[4] = 0;
	return str_of(said);
}

static void every_way_of_holding_stands_upright(void **state)
{
	static const char *const upright[] = { "1000", "1000", "0100", "0001", "0010", "1000", "0100", "0001", "0010" };
	struct image out;
	(void)state;
	for (int held = 0; held <= 8; held++) {
		assert_int_equal(image_plain(x, jpeg(640, 400, held, false), 1600, &out), OK);
		assert_int_equal(out.width, held >= 5 ? 400 : 640);
		assert_int_equal(out.height, held >= 5 ? 640 : 400);
		assert_string_equal(quarters(&out).p, upright[held]);
	}
}

static void nothing_of_the_camera_comes_along(void **state)
{
	struct image out;
	(void)state;
	struct str in = jpeg(640, 400, 6, false);
	assert_true(str_contains(in, str_of(PLACE)));
	assert_int_equal(image_plain(x, in, 1600, &out), OK);
	assert_false(str_contains(out.jpeg, str_of(PLACE)));
	assert_false(str_contains(out.jpeg, (struct str){ "Exif", 4 }));
}

static void large_ones_are_made_smaller(void **state)
{
	struct image out;
	(void)state;
	assert_int_equal(image_plain(x, jpeg(4000, 3000, 6, false), 1600, &out), OK);
	assert_int_equal(out.width, 1200);
	assert_int_equal(out.height, 1600);
	assert_string_equal(quarters(&out).p, "0100");
	assert_int_equal(image_plain(x, jpeg(3300, 100, 0, true), 1600, &out), OK);
	assert_int_equal(out.width, 1600);
	assert_int_equal(out.height, 48);
}

static void png_and_webp_are_read_too(void **state)
{
	struct image out;
	(void)state;
	assert_int_equal(image_plain(x, png(1800, 900), 1600, &out), OK);
	assert_int_equal(out.width, 1600);
	assert_int_equal(out.height, 800);
	assert_string_equal(quarters(&out).p, "1000");
	assert_int_equal(image_plain(x, webp(2000, 1000), 1600, &out), OK);
	assert_int_equal(out.width, 1600);
	assert_int_equal(out.height, 800);
	assert_string_equal(quarters(&out).p, "1000");
}

static void refused(struct str bytes, enum rc rc, const char *message)
{
	struct image out;
	fault_clear(x);
	assert_int_equal(image_plain(x, bytes, 1600, &out), rc);
	assert_string_equal(x->fault.message, message);
}

static void set_size(struct str jpeg, unsigned w, unsigned h)
{
	uint8_t *p = (uint8_t *)jpeg.p;
	for (size_t i = 0; i + 8 < jpeg.n; i++)
		if (p[i] == 0xFF && (p[i + 1] == 0xC0 || p[i + 1] == 0xC2)) {
			p[i + 5] = (uint8_t)(h >> 8);
			p[i + 6] = (uint8_t)h;
			p[i + 7] = (uint8_t)(w >> 8);
			p[i + 8] = (uint8_t)w;
			return;
		}
	assert_true(false);	/* no head of a frame */
}

static void bombs_are_refused_before_they_are_read(void **state)
{
	(void)state;
	struct str small = jpeg(64, 64, 0, false), passes = jpeg(64, 64, 0, true), p = png(64, 64);
	set_size(small, 60000, 60000);
	refused(small, TOO_LARGE, "render.image_pixels");
	set_size(passes, 5000, 5000);
	refused(passes, TOO_LARGE, "render.image_pixels");
	memcpy((char *)p.p + 16, "\0\0\x40\0\0\0\x40\0", 8);
	refused(p, TOO_LARGE, "render.image_pixels");
	memcpy((char *)p.p + 16, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 8);
	refused(p, TOO_LARGE, "render.image_pixels");
	refused(jpeg(8, 8, 0, false), INVALID, "render.image_small");
}

static void what_is_no_picture_is_told(void **state)
{
	(void)state;
	struct str whole = jpeg(640, 400, 3, false), w = webp(64, 64);
	refused(S(""), INVALID, "render.image_unknown");
	refused(S("<svg onload='alert(1)'/>"), INVALID, "render.image_unknown");
	refused(S("GIF89a"), INVALID, "render.image_unknown");
	refused(S("\xFF\xD8\xFF"), INVALID, "render.image_broken");
	refused(S("\x89PNG\r\n\x1a\n"), INVALID, "render.image_broken");
	refused(str_sub(png(64, 64), 0, 60), INVALID, "render.image_broken");
	refused(str_sub(w, 0, w.n / 2), INVALID, "render.image_broken");
	refused(str_sub(whole, 0, 30), INVALID, "render.image_broken");
	/* Cut off in the middle, what is there is shown. */
	struct image out;
	fault_clear(x);
	assert_int_equal(image_plain(x, str_sub(whole, 0, whole.n * 2 / 3), 1600, &out), OK);
}

/* The file carries the JPEG itself: nothing is made larger or read again. */
static void a_photo_goes_into_a_document_as_it_is(void **state)
{
	struct image out;
	struct str file;
	(void)state;
	assert_int_equal(image_plain(x, jpeg(640, 400, 0, false), 1600, &out), OK);
	struct pdf_paper about = { .lang = DA, .title = S("Prøve") };
	struct pdf *p = pdf_new(x, &about);
	pdf_title(p, S("Prøve"));
	pdf_photo(p, out.jpeg, out.width, out.height, S("Gruppe 1"));
	assert_int_equal(pdf_finish(p, &file), OK);
	assert_true(str_contains(file, out.jpeg));
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(every_way_of_holding_stands_upright), T(nothing_of_the_camera_comes_along), T(large_ones_are_made_smaller),
		T(png_and_webp_are_read_too), T(bombs_are_refused_before_they_are_read), T(what_is_no_picture_is_told),
		T(a_photo_goes_into_a_document_as_it_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
