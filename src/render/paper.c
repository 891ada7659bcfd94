/* paper.c -- one Cairo PDF and Pango text on it. Knows the file format's
 * plumbing; what is said on the page is decided elsewhere. */
#include "core/lang.h"
#include "render/paper.h"

#include "render/fonts.h"

#include <cairo-pdf.h>
#include <math.h>
#include <time.h>

#define RGB(hex) { ((hex) >> 16 & 255) / 255.0, ((hex) >> 8 & 255) / 255.0, ((hex) & 255) / 255.0 }
const struct colour INK = RGB(0x1d2b2a), MUTED = RGB(0x55625f), PAPER_WHITE = RGB(0xffffff), PINE = RGB(0x0f5c4d),
		    PINE_SOFT = RGB(0xe3efe9), GOLD = RGB(0xf2b632), GOLD_SOFT = RGB(0xfdf1d3), CLAY = RGB(0xc8553d),
		    SAND = RGB(0xfaf6ef),
		    /* Darker than the line on the screen, which a laser printer would lose. */
		    LINE = RGB(0xb8b1a2);

/* A poster is about 40 kB, a deck of 200 cards 300 kB. */
enum { PDF_BYTES_MAX = 32 << 20 };

static cairo_status_t write_out(void *closure, const unsigned char *bytes, unsigned int n)
{
	struct paper *p = closure;
	buf_bytes(&p->out, bytes, n);
	return p->out.failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

static void free_out(void *p)
{
	buf_free(p);
}

static void free_surface(void *p)
{
	/* Finishing writes the rest of the file; the buffer is still there,
	 * because it was deferred first and so is freed last. */
	cairo_surface_destroy(p);
}

static void free_cairo(void *p)
{
	cairo_destroy(p);
}

static void free_object(void *p)
{
	g_object_unref(p);
}

void paper_size_points(enum paper_size size, bool landscape, double *w, double *h)
{
	double mm = 72 / 25.4;
	double narrow = (size == PAPER_A3 ? 297 : 210) * mm, wide = (size == PAPER_A3 ? 420 : 297) * mm;
	*w = landscape ? wide : narrow;
	*h = landscape ? narrow : wide;
}

static void describe(struct paper *p, const struct paper_info *info)
{
	struct arena *a = p->x->arena;
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE, str_z(a, info->title));
	if (!str_empty(info->subject))
		cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_SUBJECT, str_z(a, info->subject));
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATOR, "Samspil " SAMSPIL_VERSION);

	char when[32];
	struct tm tm;
	time_t now = (time_t)p->x->now;
	gmtime_r(&now, &tm);
	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &tm);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATE_DATE, when);
}

static void prepare_text(struct paper *p)
{
	p->pango = pango_font_map_create_context(fonts_map());
	arena_defer(p->x->arena, free_object, p->pango);

	/* Letters are placed where the type designer put them, not on pixels. */
	cairo_font_options_t *options = cairo_font_options_create();
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	pango_cairo_context_set_font_options(p->pango, options);
	cairo_font_options_destroy(options);
	pango_context_set_round_glyph_positions(p->pango, FALSE);
	pango_context_set_base_dir(p->pango, PANGO_DIRECTION_LTR);
	pango_context_set_language(p->pango, pango_language_from_string(lang_names[p->lang]));
}

enum rc paper_open(struct ctx *x, double w, double h, const struct paper_info *info, struct paper **ret)
{
	struct paper *p = ARENA_NEW(x->arena, struct paper);
	*p = (struct paper){ .x = x, .w = w, .h = h, .lang = info->lang };
	buf_init(&p->out, PDF_BYTES_MAX);
	arena_defer(x->arena, free_out, &p->out);
	p->surface = cairo_pdf_surface_create_for_stream(write_out, p, w, h);
	arena_defer(x->arena, free_surface, p->surface);
	p->cr = cairo_create(p->surface);
	arena_defer(x->arena, free_cairo, p->cr);
	if (cairo_status(p->cr) != CAIRO_STATUS_SUCCESS)
		return fail_cause(x, FAILED, "cairo: %s", cairo_status_to_string(cairo_status(p->cr)));

	/* 1.4 has tags and an outline, and a plain cross-reference table, which
	 * pdf_with_language() reads. */
	cairo_pdf_surface_restrict_to_version(p->surface, CAIRO_PDF_VERSION_1_4);
	describe(p, info);
	prepare_text(p);
	static const struct type tiny = { .size = 2, .weight = 400 };
	p->blank = paper_text(p, S(" "), &tiny, -1);
	*ret = p;
	return OK;
}

enum rc paper_measure(struct ctx *x, enum lang lang, struct paper **ret)
{
	struct paper *p = ARENA_NEW(x->arena, struct paper);
	*p = (struct paper){ .x = x, .lang = lang };
	p->surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
	arena_defer(x->arena, free_surface, p->surface);
	p->cr = cairo_create(p->surface);
	arena_defer(x->arena, free_cairo, p->cr);
	if (cairo_status(p->cr) != CAIRO_STATUS_SUCCESS)
		return fail_cause(x, FAILED, "cairo: %s", cairo_status_to_string(cairo_status(p->cr)));
	prepare_text(p);
	*ret = p;
	return OK;
}

void paper_new_page(struct paper *p)
{
	cairo_show_page(p->cr);
}

enum rc paper_close(struct paper *p, struct str *ret)
{
	cairo_show_page(p->cr);
	cairo_surface_finish(p->surface);
	cairo_status_t s = cairo_status(p->cr);
	if (s == CAIRO_STATUS_SUCCESS)
		s = cairo_surface_status(p->surface);
	if (s != CAIRO_STATUS_SUCCESS)
		return fail_cause(p->x, FAILED, "cairo: %s", cairo_status_to_string(s));
	*ret = pdf_with_language(p->x, buf_view(&p->out), p->lang);
	return OK;
}

/* ---- text -------------------------------------------------------------- */

static void add(PangoAttrList *list, PangoAttribute *attr, guint from, guint to)
{
	attr->start_index = from;
	attr->end_index = to;
	pango_attr_list_insert(list, attr);
}

/* "14. april" and "kl. 9.00" are not parted at the end of a line. */
static void keep_dates_together(PangoAttrList *attrs, struct str s)
{
	for (size_t i = 1; i + 2 < s.n; i++) {
		bool day = s.p[i - 1] >= '0' && s.p[i - 1] <= '9' && s.p[i + 2] >= 'a' && s.p[i + 2] <= 'z';
		bool clock = s.p[i - 1] == 'l' && i > 1 && s.p[i - 2] == 'k' && s.p[i + 2] >= '0' && s.p[i + 2] <= '9';
		if (s.p[i] == '.' && s.p[i + 1] == ' ' && (day || clock))
			add(attrs, pango_attr_allow_breaks_new(FALSE), (guint)i, (guint)i + 3);
	}
}

PangoLayout *paper_text_label(struct paper *p, struct str s, size_t bold, const struct type *t, double width)
{
	if (!str_is_utf8(s))
		s = str_from_latin1(p->x->arena, s);
	PangoLayout *l = pango_layout_new(p->pango);
	arena_defer(p->x->arena, free_object, l);

	PangoFontDescription *font = pango_font_description_new();
	pango_font_description_set_family_static(font, t->display ? FONT_DISPLAY : FONT_TEXT);
	pango_font_description_set_absolute_size(font, t->size * PANGO_SCALE);
	pango_font_description_set_weight(font, (PangoWeight)t->weight);
	pango_layout_set_font_description(l, font);
	pango_font_description_free(font);

	PangoAttrList *attrs = pango_attr_list_new();
	if (t->figures)
		add(attrs, pango_attr_font_features_new("tnum"), 0, G_MAXUINT);
	if (t->display)		/* large type is set a little tighter */
		add(attrs, pango_attr_letter_spacing_new((int)(-0.012 * t->size * PANGO_SCALE)), 0, G_MAXUINT);
	if (bold)
		add(attrs, pango_attr_weight_new(PANGO_WEIGHT_SEMIBOLD), 0, (guint)bold);
	/* Words are never parted with hyphens that nobody wrote; a soft one is written. */
	if (!str_contains(s, S("\u00ad")))
		add(attrs, pango_attr_insert_hyphens_new(FALSE), 0, G_MAXUINT);
	keep_dates_together(attrs, s);
	pango_layout_set_attributes(l, attrs);
	pango_attr_list_unref(attrs);

	pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_width(l, width < 0 ? -1 : (int)(width * PANGO_SCALE));
	pango_layout_set_text(l, s.n ? s.p : "", (int)s.n);
	return l;
}

PangoLayout *paper_text(struct paper *p, struct str s, const struct type *t, double width)
{
	return paper_text_label(p, s, 0, t, width);
}

int paper_lines(PangoLayout *l)
{
	return pango_layout_get_line_count(l);
}

double paper_width(PangoLayout *l)
{
	PangoRectangle r;
	pango_layout_get_extents(l, NULL, &r);
	return (double)r.width / PANGO_SCALE;
}

double paper_line_width(PangoLayout *l, int line)
{
	PangoRectangle r;
	pango_layout_line_get_extents(pango_layout_get_line_readonly(l, line), NULL, &r);
	return (double)r.width / PANGO_SCALE;
}

/* Pango tells of each letter whether a line may begin there. */
bool paper_parts_words(PangoLayout *l)
{
	const char *text = pango_layout_get_text(l);
	int n;
	const PangoLogAttr *letters = pango_layout_get_log_attrs_readonly(l, &n);
	for (int i = 1; i < paper_lines(l); i++) {
		long at = g_utf8_pointer_to_offset(text, text + pango_layout_get_line_readonly(l, i)->start_index);
		if (at < n && !letters[at].is_line_break)
			return true;
	}
	return false;
}

static void draw(struct paper *p, PangoLayout *l, const struct type *t, double x, bool right, double y, int from, int count)
{
	double baseline = y + t->leading / 2 + t->size * PAPER_CAP_MIDDLE;
	for (int i = from; i < from + count && i < paper_lines(l); i++, baseline += t->leading) {
		PangoLayoutLine *line = pango_layout_get_line_readonly(l, i);
		double left = x;
		if (right) {
			PangoRectangle r;
			pango_layout_line_get_extents(line, NULL, &r);
			left -= (double)r.width / PANGO_SCALE;
		}
		cairo_move_to(p->cr, left, baseline);
		pango_cairo_show_layout_line(p->cr, line);
		/* Pango swallows the space that a line is broken at; whoever reads
		 * the text aloud or copies it needs it back. */
		if (i + 1 < paper_lines(l)) {
			PangoRectangle r;
			pango_layout_line_get_extents(line, NULL, &r);
			cairo_move_to(p->cr, left + (double)r.width / PANGO_SCALE, baseline);
			pango_cairo_show_layout_line(p->cr, pango_layout_get_line_readonly(p->blank, 0));
		}
	}
}

void paper_draw(struct paper *p, PangoLayout *l, const struct type *t, double x, double y, int from, int count)
{
	draw(p, l, t, x, false, y, from, count);
}

void paper_draw_right(struct paper *p, PangoLayout *l, const struct type *t, double right, double y, int from, int count)
{
	draw(p, l, t, right, true, y, from, count);
}

/* ---- shapes ------------------------------------------------------------ */

void paper_colour(struct paper *p, struct colour c)
{
	cairo_set_source_rgb(p->cr, c.r, c.g, c.b);
}

void paper_rule(struct paper *p, double x, double y, double width, double thick, struct colour c)
{
	paper_colour(p, c);
	cairo_set_line_width(p->cr, thick);
	cairo_move_to(p->cr, x, y);
	cairo_line_to(p->cr, x + width, y);
	cairo_stroke(p->cr);
}

static void rounded(cairo_t *cr, double x, double y, double w, double h, double r)
{
	cairo_new_sub_path(cr);
	cairo_arc(cr, x + w - r, y + r, r, -M_PI / 2, 0);
	cairo_arc(cr, x + w - r, y + h - r, r, 0, M_PI / 2);
	cairo_arc(cr, x + r, y + h - r, r, M_PI / 2, M_PI);
	cairo_arc(cr, x + r, y + r, r, M_PI, 3 * M_PI / 2);
	cairo_close_path(cr);
}

void paper_fill(struct paper *p, double x, double y, double w, double h, double radius, struct colour c)
{
	paper_colour(p, c);
	if (radius > 0)
		rounded(p->cr, x, y, w, h, radius);
	else
		cairo_rectangle(p->cr, x, y, w, h);
	cairo_fill(p->cr);
}

void paper_stroke(struct paper *p, double x, double y, double w, double h, double radius, double thick, struct colour c)
{
	paper_colour(p, c);
	cairo_set_line_width(p->cr, thick);
	rounded(p->cr, x, y, w, h, radius);
	cairo_stroke(p->cr);
}

void paper_logo(struct paper *p, double x, double y, double size)
{
	double r = size / 2;
	paper_colour(p, GOLD);
	cairo_arc(p->cr, x + r + size * 0.55, y + r, r, 0, 2 * M_PI);
	cairo_fill(p->cr);
	paper_colour(p, PINE);
	cairo_arc(p->cr, x + r, y + r, r, 0, 2 * M_PI);
	cairo_fill(p->cr);
}

void paper_tick_box(struct paper *p, double x, double y, double size, bool done)
{
	paper_stroke(p, x, y - size / 2, size, size, size * 0.15, 0.9, INK);
	if (!done)
		return;
	cairo_set_line_width(p->cr, size * 0.16);
	cairo_set_line_cap(p->cr, CAIRO_LINE_CAP_ROUND);
	paper_colour(p, PINE);
	cairo_move_to(p->cr, x + size * 0.22, y + size * 0.04);
	cairo_line_to(p->cr, x + size * 0.43, y + size * 0.24);
	cairo_line_to(p->cr, x + size * 0.80, y - size * 0.24);
	cairo_stroke(p->cr);
	cairo_set_line_cap(p->cr, CAIRO_LINE_CAP_BUTT);
}

/* Cairo reads attributes as name='value'; an address with a quote or a
 * backslash in it is simply not linked. */
static bool linkable(struct str url)
{
	for (size_t i = 0; i < url.n; i++)
		if (url.p[i] == '\'' || url.p[i] == '\\' || (unsigned char)url.p[i] <= ' ' || (unsigned char)url.p[i] > 126)
			return false;
	return str_starts(url, S("https://")) || str_starts(url, S("http://"));
}

void paper_qr(struct paper *p, struct str url, double x, double y, double size)
{
	struct qr q;
	if (qr_make(p->x, url, &q) != OK) {
		fault_clear(p->x);
		return;
	}
	const char *attrs = linkable(url) ? str_fmt(p->x->arena, "uri='%.*s'", STR_ARG(url)).p : NULL;
	if (attrs)
		cairo_tag_begin(p->cr, CAIRO_TAG_LINK, attrs);
	paper_fill(p, x, y, size, size, 0, PAPER_WHITE);
	double m = size / (q.width + 2 * QR_QUIET);
	/* Rows of neighbouring modules become one rectangle each: no hairlines
	 * between them, and a tenth of the bytes. Black, not ink: scanners like it. */
	cairo_set_source_rgb(p->cr, 0, 0, 0);
	for (int row = 0; row < q.width; row++)
		for (int from = 0, to; from < q.width; from = to + 1) {
			to = from;
			while (to < q.width && q.dark[row * q.width + to])
				to++;
			if (to > from)
				cairo_rectangle(p->cr, x + (from + QR_QUIET) * m, y + (row + QR_QUIET) * m, (to - from) * m, m * 1.01);
		}
	cairo_fill(p->cr);
	if (attrs)
		cairo_tag_end(p->cr, CAIRO_TAG_LINK);
}

void paper_tag(struct paper *p, const char *tag)
{
	if (tag)
		cairo_tag_begin(p->cr, tag, NULL);
}

void paper_untag(struct paper *p, const char *tag)
{
	if (tag)
		cairo_tag_end(p->cr, tag);
}

struct str paper_page_text(struct ctx *x, struct str format, int n, int of)
{
	if (str_empty(format))
		return str_fmt(x->arena, "%d/%d", n, of);
	format = str_replace(x->arena, format, S("{n}"), str_fmt(x->arena, "%d", n));
	return str_replace(x->arena, format, S("{m}"), str_fmt(x->arena, "%d", of));
}
