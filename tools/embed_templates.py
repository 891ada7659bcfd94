#!/usr/bin/env python3
"""Turn src/<room>/**/<name>.html into one C table, so that the program carries its pages.

Knows files and C string syntax; knows nothing of Mustache (src/ui/mustache.c
checks what is in them, with file and line). Templates are found here and not
listed in a meson.build, so that a new page needs no second edit: the depfile
names every template and every folder of a room, and a folder's time changes
when a file comes or goes. A page is called <room>/<name> in whichever folder of
its room it lies; two of one name are refused.

usage: embed_templates.py SRC_DIR OUT.c DEPFILE
"""
import os
import sys


def c_literal(data: bytes) -> str:
    """data as adjacent C string literals, one per line of the source."""
    out = []
    for line in data.splitlines(keepends=True):
        piece = []
        for byte in line:
            char = chr(byte)
            if char in '"\\':
                piece.append("\\" + char)
            elif char == "\n":
                piece.append("\\n")
            elif 32 <= byte < 127 and char != "?":
                piece.append(char)
            else:
                # Three octal digits end by themselves; a hex escape would not.
                # "?" too, so that no trigraph can arise.
                piece.append("\\%03o" % byte)
        out.append('\t\t"' + "".join(piece) + '"')
    return "\n".join(out) if out else '\t\t""'


def find(src: str):
    """[(name, path)] sorted by name in byte order, and the folders looked into."""
    found, folders = [], [src]
    for room in sorted(os.listdir(src)):
        folder = os.path.join(src, room)
        if not os.path.isdir(folder):
            continue
        for inside, _, entries in os.walk(folder):
            folders.append(inside)
            found += [(room + "/" + e[:-5], os.path.join(inside, e)) for e in entries if e.endswith(".html") and not e.startswith(".")]
    found.sort(key=lambda item: item[0].encode())
    for one, other in zip(found, found[1:]):
        if one[0] == other[0]:
            sys.exit(f"{one[1]}: {one[0]} is {other[1]} already")
    return found, folders


def write_if_changed(path: str, text: str) -> None:
    """An unchanged table keeps its time, so that nothing is compiled again."""
    try:
        with open(path, encoding="utf-8") as old:
            if old.read() == text:
                return
    except FileNotFoundError:
        pass
    temporary = path + ".new"
    with open(temporary, "w", encoding="utf-8") as new:
        new.write(text)
    os.replace(temporary, path)


def main(src: str, out: str, depfile: str) -> int:
    found, folders = find(src)
    rows = []
    for name, path in found:
        with open(path, "rb") as file:
            data = file.read()
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as fault:
            line = data[: fault.start].count(b"\n") + 1
            print(f"{path}:{line}: not UTF-8", file=sys.stderr)
            return 1
        shown = "src/" + name + ".html"
        rows.append(f'\t{{ "{name}", "{shown}", {{\n{c_literal(data)},\n\t\t{len(data)} }} }},')
    text = (
        "/* Made by tools/embed_templates.py from src/<room>/<name>.html. */\n"
        '#include "ui/builtin.h"\n\n'
        "const struct mustache_source ui_templates[] = {\n"
        + "\n".join(rows)
        + "\n\t{ 0 },\n};\n"
        + f"const size_t ui_ntemplates = {len(rows)};\n"
    )
    write_if_changed(out, text)
    with open(depfile, "w", encoding="utf-8") as file:
        wanted = [path for _, path in found] + folders
        escaped = [path.replace(" ", "\\ ") for path in wanted]
        file.write(f"{out}: " + " ".join(escaped) + "\n")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
