#!/usr/bin/env python3
"""Turn the bundled files of the browser's half into one C table of struct asset.

Knows file names, hashes and gzip; knows nothing of what is in the files, save
that they call each other "/a/NAME.EXT". Each file gets the name
"/a/NAME-HASH.EXT" of its content, calls included, so browsers may keep it for
ever; text is gzipped here, at the best level, and never again.

usage: embed_assets.py OUT.c FILE...
"""
import gzip
import hashlib
import os
import re
import sys

from embed_templates import c_literal, write_if_changed

MIME = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
CALL = re.compile(rb"/a/([a-z0-9_-]+\.[a-z0-9]+)")
HASH_HEX = 16  # 64 bits: two versions of one file never meet by chance


class AssetFault(Exception):
    pass


def read(paths):
    files = {}
    for path in paths:
        name = os.path.basename(path)
        if os.path.splitext(name)[1] not in MIME:
            raise AssetFault(f"{path}: no MIME type is known for this ending")
        with open(path, "rb") as file:
            files[name] = file.read()
    return files


def finish(files):
    """{name: (hashed path, bytes)}; what is called is finished before its caller."""
    done, open_names = {}, []

    def one(name):
        if name in done:
            return done[name][0]
        if name not in files:
            raise AssetFault(f"{open_names[-1]} calls /a/{name}, which is not bundled")
        if name in open_names:
            raise AssetFault(" calls ".join(open_names + [name]) + ": a circle has no hash")
        open_names.append(name)
        data = files[name]
        if os.path.splitext(name)[1] in (".css", ".js"):
            data = CALL.sub(lambda m: one(m.group(1).decode()).encode(), data)
        open_names.pop()
        stem, ending = os.path.splitext(name)
        digest = hashlib.sha256(data).hexdigest()[:HASH_HEX]
        done[name] = (f"/a/{stem}-{digest}{ending}", data)
        return done[name][0]

    for name in sorted(files):
        one(name)
    return done


def row(name, path, data):
    zipped = gzip.compress(data, 9, mtime=0)
    if len(zipped) >= len(data):
        zipped = b""
    stem, ending = os.path.splitext(name)
    etag = path[len("/a/" + stem + "-"):-len(ending)]
    gzip_part = f"\n{c_literal(zipped)},\n\t\t{len(zipped)}" if zipped else " NULL, 0"
    return (
        f'\t{{ "{stem.replace("-", "_")}{ending.replace(".", "_")}", {{ "{path}", "{MIME[ending]}",\n'
        f"{c_literal(data)},\n\t\t{len(data)},{gzip_part},\n"
        f'\t\t"\\"{etag}\\"" }} }},'
    )


def main(out, paths):
    try:
        done = finish(read(paths))
    except AssetFault as fault:
        print(fault, file=sys.stderr)
        return 1
    rows = [row(name, *done[name]) for name in sorted(done)]
    write_if_changed(
        out,
        "/* Made by tools/embed_assets.py. */\n"
        '#include "web_assets_table.h"\n\n'
        "const struct web_asset_row web_asset_rows[] = {\n" + "\n".join(rows) + "\n};\n"
        f"const size_t web_nasset_rows = {len(rows)};\n",
    )
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
