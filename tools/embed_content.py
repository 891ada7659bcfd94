#!/usr/bin/env python3
"""embed_content.py OUT.c ROOT FILE... -- the content files as a C table, named by
their path below ROOT. Text goes out as string literals of one line each, so that
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
    target, root, names = sys.argv[1], Path(sys.argv[2]), sorted(sys.argv[3:])
    out = ['#include "method/embedded.h"', ""]
    rows = []
    for i, name in enumerate(names):
        data = Path(name).read_bytes()
        out.append(f"static const char file_{i}[] =")
        out += ["\t" + literal(line) for line in data.splitlines(keepends=True)] or ['\t""']
        out[-1] += ";"
        path = Path(name).resolve().relative_to(root.resolve()).as_posix()
        rows.append(f'\t{{ "{path}", file_{i}, sizeof(file_{i}) - 1 }},')
    out += ["", "const struct embedded embedded_content[] = {", *rows, "\t{ 0 }", "};", ""]
    Path(target).write_text("\n".join(out), encoding="ascii")


if __name__ == "__main__":
    main()
