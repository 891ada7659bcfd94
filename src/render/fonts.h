/* fonts.h -- inside render: where the letters come from. */
#pragma once
#include "core/ctx.h"

#include <pango/pangocairo.h>

extern const char FONT_TEXT[], FONT_DISPLAY[];	/* family lists, best first */

/* This thread's font map; lives until the thread ends. 72 dpi: a Pango point is a PDF point. */
PangoFontMap *fonts_map(void);
