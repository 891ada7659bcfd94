/* fonts.c -- where the letters come from.
 *
 * A private fontconfig configuration reads the machine's font folders and
 * nothing else: no rules of the distribution, no home folder, so the same text
 * breaks at the same places on every machine that has Inter (a dependency of
 * the package: fonts-inter). Other faces serve only for letters that Inter has
 * not, such as Arabic names. */
#include "render/fonts.h"

#include "core/log.h"
#include "render/render.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>
#include <pthread.h>

const char FONT_TEXT[] = "Inter, DejaVu Sans, sans-serif";
const char FONT_DISPLAY[] = "Inter Display, Inter, DejaVu Sans, sans-serif";

static const FcChar8 FONT_RULES[] =
	"<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig>"
	"<dir>/usr/share/fonts</dir><dir>/usr/local/share/fonts</dir>"
	"<cachedir>/var/cache/fontconfig</cachedir>"
	"</fontconfig>";

#ifndef __has_feature
#define __has_feature(x) 0	/* Clang's way to say what GCC says with a macro */
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
/* fontconfig keeps pointers as offsets, which the leak checker cannot follow:
 * it takes what the configuration holds for lost. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig\n";
}
#endif

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t map_of_thread;
static FcConfig *config;	/* shared; fontconfig counts its users atomically. Never freed: it lives as long as the program */

static bool has_family(const char *family)
{
	FcPattern *want = FcPatternBuild(NULL, FC_FAMILY, FcTypeString, family, (char *)NULL);
	FcObjectSet *fields = FcObjectSetBuild(FC_FILE, (char *)NULL);
	FcFontSet *found = FcFontList(config, want, fields);
	bool yes = found && found->nfont > 0;
	if (found)
		FcFontSetDestroy(found);
	FcObjectSetDestroy(fields);
	FcPatternDestroy(want);
	return yes;
}

static void map_free(void *map)
{
	g_object_unref(map);
}

static void prepare(void)
{
	config = FcConfigCreate();
	if (!config || !FcConfigParseAndLoadFromMemory(config, FONT_RULES, FcFalse) || !FcConfigBuildFonts(config))
		log_line(LOG_ERROR, "fonts_unreadable", "dir=/usr/share/fonts");
	else if (!has_family("Inter"))
		log_line(LOG_WARN, "font_missing", "family=Inter package=fonts-inter");
	pthread_key_create(&map_of_thread, map_free);
}

PangoFontMap *fonts_map(void)
{
	pthread_once(&once, prepare);
	PangoFontMap *map = pthread_getspecific(map_of_thread);
	if (!map) {
		map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
		pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), config);
		pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map), 72);
		pthread_setspecific(map_of_thread, map);
	}
	return map;
}

enum rc render_check(struct ctx *x)
{
	pthread_once(&once, prepare);
	if (!config || !has_family("Inter"))
		return fail_cause(x, FAILED, "font family Inter not found under /usr/share/fonts (package fonts-inter)");
	return OK;
}
