#!/usr/bin/env python3
"""docs/coverage.md is whole and true: every capability has its row, every file
it names is there, every address it names is answered by the program, every
document it points at exists, and only a few may say "not yet".

Usage: coverage.py ROOT SAMSPIL
"""
import re
import subprocess
import sys
from pathlib import Path

ROOT, SAMSPIL = Path(sys.argv[1]), sys.argv[2]
GROUPS = {"S0": 88, "S1": 40, "S2": 80, "S3": 32, "S4": 25, "SX": 20}
IDS = [f"{group}.{n}" for group, count in GROUPS.items() for n in range(1, count + 1)]
STATES = ("yes", "partly: ", "not yet")
# What waits for something larger: expert help beyond its three templates
# (S1.23 to S1.31), and the life of a policy. Nothing else may wait.
MAY_WAIT = {f"S1.{n}" for n in range(1, 41) if not 23 <= n <= 31} | {"S2.34"}
KIND_AT = {"method": "workshop", "run-sheet": "workshop", "programme-guide": "programme", "sheet": "fact_sheet", "model": "model",
           "deck": "deck", "worksheet": "worksheet", "set": "question_set"}


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


def only_what_waits_for_more_is_not_yet(table):
    return [f"{i} says \"not yet\"" for i, r in table.items() if r[0][2] == "not yet" and i not in MAY_WAIT]


def documents():
    """The (kind, key) of every method file, from its first lines."""
    texts = [f.read_text(encoding="utf-8") for f in (ROOT / "content").rglob("*.yaml")]
    return {tuple(re.search(rf"(?m)^{field}: *([\w-]+)", text)[1] for field in ("kind", "key")) for text in texts}


def every_document_named_is_there(table):
    known, faults = documents(), []
    for i, r in table.items():
        place = r[0][1].split("/")[1:]
        if len(place) > 1 and place[0] in KIND_AT and not place[1].startswith(":") and (KIND_AT[place[0]], place[1]) not in known:
            faults.append(f"{i}: {r[0][1]}")
    return faults


def every_address_is_answered(table):
    lines = subprocess.run([SAMSPIL, "routes"], check=True, capture_output=True, text=True).stdout.splitlines()
    routes = [line.split()[1] for line in lines if line.startswith("GET")]
    shapes = [re.compile(re.sub(r":\w+", "[^/]+", re.escape(r).replace(r"\:", ":")) + "$") for r in routes]
    return [f"{i}: {r[0][1]}" for i, r in table.items() if r[0][1].startswith("/") and not any(s.match(r[0][1]) for s in shapes)]


def main():
    table = rows()
    tests = [every_capability_has_one_row, every_file_is_there, what_is_said_to_work_names_where,
             only_what_waits_for_more_is_not_yet, every_document_named_is_there, every_address_is_answered]
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
