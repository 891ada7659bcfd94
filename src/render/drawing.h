/* drawing.h -- inside render: drawings of models on paper. What a browser gets is
 * in render.h. */
#pragma once
#include "render/paper.h"

/* Paints what drawing_plan() has laid out, its upper left corner at x, y. */
void drawing_paint(struct paper *p, const struct drawing *d, const struct drawing_plan *plan, double x, double y, double width);
