#!/usr/bin/env python3
"""The program's own --help, in the forms that the documents need.

  manual.py page SAMSPIL TEMPLATE VERSION   the manual page, on standard output
  manual.py table SAMSPIL                   the settings as a Markdown table

Only --help is read, so a command or setting that the program does not know
cannot stand in the manual, and none that it knows can be missing.
"""
import re
import subprocess
import sys


def read_help(program):
    """([(command, words)], [(setting, words, default or None)])"""
    text = subprocess.run([program, "--help"], check=True, capture_output=True, text=True).stdout
    head, _, tail = text.partition("\nSettings,")
    commands = re.findall(r"^  (\w+) +(.+)$", head, re.M)
    settings = []
    for name, words in re.findall(r"^  --([\w-]+) +(.+)$", tail, re.M):
        m = re.fullmatch(r"(.*) \(default (.*)\)", words)
        settings.append((name, m.group(1), m.group(2)) if m else (name, words, None))
    if not commands or not settings:
        sys.exit(f"{program} --help is not understood")
    return commands, settings


def roff(text):
    return text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")


def page(program, template, version):
    commands, settings = read_help(program)
    rows = []
    for name, words in commands:
        operands, colon, meaning = words.partition(": ")
        if not colon:
            operands, meaning = "", words
        rows.append(f".TP\n.B {roff(name)} {roff(operands)}".rstrip() + f"\n{roff(meaning)}")
    commands_text = "\n".join(rows)
    rows = []
    for name, words, default in settings:
        otherwise = f"\nDefault: {roff(default)}." if default else ""
        rows.append(f".TP\n.BI \\-\\-{roff(name)}= VALUE\n{roff(words[0].upper() + words[1:])}.{otherwise}")
    with open(template, encoding="utf-8") as f:
        text = f.read()
    return text.replace("@VERSION@", version).replace("@COMMANDS@", commands_text).replace("@SETTINGS@", "\n".join(rows))


def table(program):
    lines = ["| setting | what | default |", "|---|---|---|"]
    for name, words, default in read_help(program)[1]:
        lines.append(f"| `{name}` | {words} | {f'`{default}`' if default else '–'} |")
    return "\n".join(lines) + "\n"


def main(args):
    if len(args) == 4 and args[0] == "page":
        sys.stdout.write(page(*args[1:]))
    elif len(args) == 2 and args[0] == "table":
        sys.stdout.write(table(args[1]))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
