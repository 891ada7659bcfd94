#!/usr/bin/env python3
"""Check that every text that is used exists in Danish and English, and the other way round.

A key is used by {{_.room.key}} or {{! title: room.key }} in a template, by a
call in C that shows it (CALLS), or by standing as a string literal in C (tables
of keys) or as a plain word in a content file. "room.state_%s" in C uses every
key that begins like it.

Faults (exit 1, one "file:line: why" each): a key that is shown but missing, a
text that one language lacks, placeholders or counting that differ between the
languages, a text that nothing uses.

usage: check_po.py SOURCE_DIR [STAMP]
"""
import glob
import os
import re
import sys

from po_file import KEY, PoFault, read_catalogue

# Calls whose argument number (from 0) is the key of a text.
CALLS = {
    "fail": 3, "fail_int": 3, "fail_str": 3, "ui_text": 1, "ui_text_args": 1, "reply_notice": 1,
}
# A fault filled in by hand: .message = busy ? "core.busy" : "core.failed".
MESSAGE = re.compile(r"\.message\s*=(?!=)([^,;{}]*)")
TEST = re.compile(r"_test(_[a-z]+)?\.c$")
CALL = re.compile(r"\b(" + "|".join(CALLS) + r")\s*\(")
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
COMMENT = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)+\'', re.S)
TEMPLATE_KEY = re.compile(r"\{\{\s*_\.([A-Za-z0-9_.]+)\s*\}\}")
TEMPLATE_TITLE = re.compile(r"^\{\{!\s*title:\s*([A-Za-z0-9_.]+)\s*\}\}", re.M)
WORD = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")
PATTERN = re.compile(r"([a-z][a-z0-9_]*\.[a-z0-9_.]*)%")


def without_comments(text):
    """C without its comments; lines and strings stay where they are."""
    def keep(match):
        found = match.group(0)
        return found if found[0] in "\"'" else re.sub(r"[^\n]", " ", found)
    return COMMENT.sub(keep, text)


def arguments(text, start):
    """The arguments of the call whose ( is before start, as (offset, text)."""
    depth, begin, at, quote, out = 0, start, start, None, []
    while at < len(text):
        char = text[at]
        if quote:
            if char == "\\":
                at += 1
            elif char == quote:
                quote = None
        elif char in "\"'":
            quote = char
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            if depth == 0:
                out.append((begin, text[begin:at]))
                return out
            depth -= 1
        elif char == "," and depth == 0:
            out.append((begin, text[begin:at]))
            begin = at + 1
        at += 1
    return out


class Uses:
    """Which keys are used where."""

    def __init__(self):
        self.shown = []		# (path, line, key): must exist
        self.named = set()	# keys that count as used if they exist
        self.prefixes = set()

    def template(self, path, text):
        for pattern in (TEMPLATE_KEY, TEMPLATE_TITLE):
            for match in pattern.finditer(text):
                self.shown.append((path, line_of(text, match.start()), match.group(1)))

    def code(self, path, text):
        text = without_comments(text)
        for match in LITERAL.finditer(text):
            self.named.add(match.group(1))
            pattern = PATTERN.match(match.group(1))
            if pattern:
                self.prefixes.add(pattern.group(1))
        for match in CALL.finditer(text):
            given = arguments(text, match.end())
            index = CALLS[match.group(1)]
            if index >= len(given):
                continue
            offset, argument = given[index]
            self.literals(path, text, offset, argument)
        for match in MESSAGE.finditer(text):
            self.literals(path, text, match.start(1), match.group(1))

    def literals(self, path, text, offset, argument):
        """Both branches of a ?: are shown."""
        for literal in LITERAL.finditer(argument):
            if KEY.match(literal.group(1)):
                self.shown.append((path, line_of(text, offset + literal.start()), literal.group(1)))

    def content(self, text):
        self.named.update(WORD.findall(text))


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def gather(root):
    uses = Uses()
    for path in sorted(glob.glob(os.path.join(root, "src", "**", "*.html"), recursive=True)):
        uses.template(path, read(path))
    for path in sorted(glob.glob(os.path.join(root, "src", "**", "*.[ch]"), recursive=True)):
        if not TEST.search(path):
            uses.code(path, read(path))
    for path in sorted(glob.glob(os.path.join(root, "content", "**", "*.yaml"), recursive=True)):
        uses.content(read(path))
    return uses


def compare(da, en):
    """Faults between the two languages."""
    for one, other, name in ((da, en, "English"), (en, da, "Danish")):
        for key in one.keys() - other.keys():
            yield one[key].path, one[key].line, f'"{key}" has no {name} text'
    for key in da.keys() & en.keys():
        if da[key].placeholders() != en[key].placeholders():
            yield en[key].path, en[key].line, f'"{key}" has other placeholders than in {da[key].path}:{da[key].line}'
        if (da[key].plural is None) != (en[key].plural is None):
            yield en[key].path, en[key].line, f'"{key}" counts in one language only'


def check(root):
    """The faults, a sorted list of (path, line, why)."""
    po = os.path.join(root, "po")
    try:
        da, en = (read_catalogue(sorted(glob.glob(os.path.join(po, f"*.{lang}.po"))), lang) for lang in ("da", "en"))
    except PoFault as fault:
        return [(str(fault), None, None)]
    uses = gather(root)
    faults = list(compare(da, en))
    faults += [(path, line, f'no text "{key}"') for path, line, key in uses.shown if key not in da and key not in en]
    used = uses.named | {key for _, _, key in uses.shown}
    unused = [key for key in da if key not in used and not any(key.startswith(prefix) for prefix in uses.prefixes)]
    faults += [(da[key].path, da[key].line, f'nothing uses "{key}"') for key in unused]
    return sorted(faults)


def show(root, found):
    for path, line, why in found:
        where = path if line is None else f"{os.path.relpath(path, root)}:{line}: {why}"
        print(where, file=sys.stderr)


def main(root, stamp=None):
    faults = check(root)
    show(root, faults)
    if faults:
        print(f"{len(faults)} faults in the texts", file=sys.stderr)
        return 1
    if stamp:
        with open(stamp, "w", encoding="utf-8") as file:
            file.write("checked\n")
    return 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
