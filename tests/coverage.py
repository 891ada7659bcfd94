#!/usr/bin/env python3
"""docs/coverage.md is whole and true: every capability has its row, every file
it names is there, every address it names is answered by the program.

Usage: coverage.py ROOT SAMSPIL
"""
import re
import subprocess
import sys
from pathlib import Path

ROOT, SAMSPIL = Path(sys.argv[1]), sys.argv[2]
IDS = [f"S0.{n}" for n in range(1, 89)] + [f"SX.{n}" for n in range(1, 21)]
STATES = ("yes", "partly: ", "not yet")


def rows():
    """id -> (files, met at, state)"""
    found = {}
    for line in (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8").splitlines():
        cells = [c.strip() for c in line.strip().strip("|").split("|")]
        if len(cells) == 5 and re.fullmatch(r"S\w\.\d+", cells[0]):
            found.setdefault(cells[0], []).append((re.findall(r"`([^`]+)`", cells[2]), cells[3].strip("`"), cells[4]))
    return found


def every_capability_has_one_row(table):
    faults = [f"{i} is missing" for i in IDS if i not in table]
    faults += [f"{i} has {len(r)} rows" for i, r in table.items() if len(r) > 1]
    return faults + [f"{i} is no capability" for i in table if i not in IDS]


def every_file_is_there(table):
    return [f"{i}: {file}" for i, r in table.items() for file in r[0][0] if not (ROOT / file).is_file()]


def what_is_said_to_work_names_where(table):
    faults = []
    for i, r in table.items():
        files, met, state = r[0]
        if not any(state == s or s.endswith(" ") and state.startswith(s) for s in STATES):
            faults.append(f"{i}: state \"{state}\"")
        if state != "not yet" and (not files or met in ("", "–")):
            faults.append(f"{i}: no file or no place")
    return faults


def every_address_is_answered(table):
    lines = subprocess.run([SAMSPIL, "routes"], check=True, capture_output=True, text=True).stdout.splitlines()
    routes = [line.split()[1] for line in lines if line.startswith("GET")]
    shapes = [re.compile(re.sub(r":\w+", "[^/]+", re.escape(r).replace(r"\:", ":")) + "$") for r in routes]
    return [f"{i}: {r[0][1]}" for i, r in table.items() if r[0][1].startswith("/") and not any(s.match(r[0][1]) for s in shapes)]


def main():
    table = rows()
    tests = [every_capability_has_one_row, every_file_is_there, what_is_said_to_work_names_where, every_address_is_answered]
    failed = 0
    print(f"1..{len(tests)}")
    for number, test in enumerate(tests, 1):
        faults = test(table)
        failed += bool(faults)
        print(f"{'not ' if faults else ''}ok {number} - {test.__name__.replace('_', ' ')}")
        for fault in faults:
            print(f"# {fault}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
