/* csv.h -- inside render: what the writer and the reader of CSV agree on. */
#pragma once
#include "core/str.h"

/* Would a spreadsheet take the text for a formula? Leading apostrophes do not
 * count: the writer puts one more before such a text, the reader takes one off,
 * so every text comes back as it went out. */
bool csv_is_formula(struct str s);
