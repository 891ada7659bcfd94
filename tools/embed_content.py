#!/usr/bin/env python3
"""embed_content.py OUT.c OUT.d ROOT -- every *.yaml below ROOT as a C table, named
by its path there; OUT.d names the files and folders, so that a new one is noticed. Text goes out as string literals of one line each, so that
a debugger and a diff of the object show it."""
import sys
from pathlib import Path


def literal(line: bytes) -> str:
    out = []
    for byte in line:
        char = chr(byte)
        if char in '"\\?':
            out.append("\\" + char)
        elif 32 <= byte < 127:
            out.append(char)
        else:
            # Three octal digits end by themselves; a hexadecimal escape would eat what follows.
            out.append("\\%03o" % byte)
    return '"' + "".join(out) + '"'


def main() -> None:
    target, depfile, root = sys.argv[1], sys.argv[2], Path(sys.argv[3]).resolve()
    names = sorted(p for p in root.rglob("*.yaml"))
    folders = sorted({p for p in root.rglob("*") if p.is_dir()} | {root})
    Path(depfile).write_text(f"{target}: " + " ".join(str(p).replace(" ", "\\ ") for p in [*names, *folders]) + "\n")
    out = ['#include "method/embedded.h"', ""]
    rows = []
    for i, name in enumerate(names):
        data = name.read_bytes()
        out.append(f"static const char file_{i}[] =")
        out += ["\t" + literal(line) for line in data.splitlines(keepends=True)] or ['\t""']
        out[-1] += ";"
        path = name.relative_to(root).as_posix()
        rows.append(f'\t{{ "{path}", file_{i}, sizeof(file_{i}) - 1 }},')
    out += ["", "const struct embedded embedded_content[] = {", *rows, "\t{ 0 }", "};", ""]
    Path(target).write_text("\n".join(out), encoding="ascii")


if __name__ == "__main__":
    main()
