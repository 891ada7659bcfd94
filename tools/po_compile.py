#!/usr/bin/env python3
"""Compile po/*.da.po and po/*.en.po into one C table sorted by key, for src/ui/catalogue.c.

Syntax faults and double keys stop the build here. Whether every key that is
used exists is check_po.py's question: it is asked by the whole build and by a
test, so that one missing sentence does not stop somebody who builds a part.

usage: po_compile.py PO_DIR OUT.c DEPFILE
"""
import glob
import os
import sys

from embed_templates import c_literal, write_if_changed
from po_file import PoFault, read_catalogue

LANGS = ("da", "en")	# in the order of enum lang in core/ctx.h


def c_string(text: str) -> str:
    return " ".join(piece.strip() for piece in c_literal(text.encode()).splitlines())


def row(key, entries) -> str:
    cells = []
    for entry in entries:
        forms = entry.texts() if entry else []
        cells.append("{ " + ", ".join((c_string(form) for form in forms)) + " }" if forms else "{ NULL }")
    counts = any(entry and entry.plural is not None for entry in entries)
    return f'\t{{ "{key}", {{ {", ".join(cells)} }}, {"true" if counts else "false"} }},'


def main(po_dir: str, out: str, depfile: str) -> int:
    try:
        paths = {lang: sorted(glob.glob(os.path.join(po_dir, f"*.{lang}.po"))) for lang in LANGS}
        catalogues = [read_catalogue(paths[lang], lang) for lang in LANGS]
    except PoFault as fault:
        print(fault, file=sys.stderr)
        return 1
    keys = sorted(set().union(*catalogues), key=lambda key: key.encode())
    rows = [row(key, [catalogue.get(key) for catalogue in catalogues]) for key in keys]
    write_if_changed(
        out,
        "/* Made by tools/po_compile.py from the files of po/. Sorted by key, byte order. */\n"
        '#include "ui/builtin.h"\n\n'
        "const struct catalogue_row ui_texts[] = {\n"
        + "\n".join(rows)
        + "\n\t{ 0 },\n};\n"
        + f"const size_t ui_ntexts = {len(rows)};\n",
    )
    with open(depfile, "w", encoding="utf-8") as file:
        wanted = [path for lang in LANGS for path in paths[lang]] + [po_dir]
        file.write(f"{out}: " + " ".join(path.replace(" ", "\\ ") for path in wanted) + "\n")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
