/* web_assets.c -- finds a built-in file by its path. Knows names, not contents. */
#include "web_assets.h"
#include "web_assets_table.h"

/* Ten files: a walk is shorter than hashing the path. */
const struct asset *web_asset(struct str path)
{
	for (size_t i = 0; i < web_nasset_rows; i++)
		if (str_eqz(path, web_asset_rows[i].asset.path))
			return &web_asset_rows[i].asset;
	return NULL;
}

void web_assets_view(struct ctx *x, struct val *tree)
{
	struct val *asset = val_sub(x, tree, "asset");
	for (size_t i = 0; i < web_nasset_rows; i++)
		val_str(x, asset, web_asset_rows[i].name, str_of(web_asset_rows[i].asset.path));
}
