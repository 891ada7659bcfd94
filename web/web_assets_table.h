/* web_assets_table.h -- between the generated table and web_assets.c; nobody
 * else includes it. */
#pragma once
#include "http/http.h"

struct web_asset_row {
	const char *name;	/* "page_css": as templates call it */
	struct asset asset;
};
extern const struct web_asset_row web_asset_rows[];	/* sorted by file name */
extern const size_t web_nasset_rows;
