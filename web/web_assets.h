/* web_assets.h -- the browser's files, built into the program: style sheets,
 * scripts, the font, the icon. Made by esbuild from web/, named after their
 * content by tools/embed_assets.py.
 *
 * Memory: static, for ever. Thread: any. */
#pragma once
#include "core/val.h"
#include "http/http.h"

/* The file at "/a/page-0123456789abcdef.css"; NULL if there is none. */
const struct asset *web_asset(struct str path);

/* Sets `asset` in the tree: asset.page_css and so on, the paths that layouts name. */
void web_assets_view(struct ctx *x, struct val *tree);
