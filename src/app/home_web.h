/* home_web.h -- the front page and the pages about the product itself. */
#pragma once
#include "http/http.h"

extern const struct route home_routes[];
