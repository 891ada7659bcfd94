#!/usr/bin/env python3
"""Adds up what was tested and closes with 'N passed, N failed'.

Usage: summary.py BUILD FUZZ_BUILD
A test program that reports its cases (cmocka prints them, the others speak TAP)
counts by case; one that does not counts as one.
"""
import json
import re
import sys
from pathlib import Path

REASON_LINES = 8    # of the first case that broke: enough for its message and where it stands
REASON_WIDTH = 300


def cases(text):
    ok = len(re.findall(r"^\[\s+OK \]", text, re.M))
    bad = len(re.findall(r"^\[\s+FAILED\s+\] \w+$", text, re.M))
    if ok or bad:
        # cmocka lists each failed case twice: when it fails and at the end.
        return ok, (bad + 1) // 2
    ok = len(re.findall(r"^ok \d+", text, re.M))
    bad = len(re.findall(r"^not ok \d+", text, re.M))
    return ok, bad


def reason(text):
    """Why a program failed, as it said it: a run of an hour is judged by its last lines."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for n, line in enumerate(lines):
        if re.match(r"not ok \d+", line):
            said = lines[n : n + REASON_LINES]
            return said[:1] + [line for line in said[1:] if line.startswith("#")]
        if re.match(r"\[\s+FAILED\s+\]", line):
            # cmocka says what was wrong before it says what failed.
            return lines[max(0, n - REASON_LINES + 1) : n + 1]
        if re.search(r"ERROR: AddressSanitizer|runtime error:|ERROR: LeakSanitizer", line):
            return lines[n : n + REASON_LINES]
    return lines[-REASON_LINES:]


def main():
    build, fuzz = Path(sys.argv[1]), Path(sys.argv[2])
    passed = failed = skipped = 0
    log = build / "meson-logs" / "testlog.json"
    if not log.exists():
        print(f"{log} is missing: no test has run")
        print("0 passed, 1 failed")
        return 1
    for line in log.read_text(encoding="utf-8").splitlines():
        test = json.loads(line)
        text = (test.get("stdout") or "") + "\n" + (test.get("stderr") or "")
        ok, bad = cases(text)
        result = test["result"]
        if result == "SKIP":
            skipped += 1
        elif result in ("OK", "EXPECTEDFAIL"):
            passed += ok or 1
        else:
            passed += ok
            failed += bad or 1
            print(f"failed: {test['name']} ({result})")
            for said in reason(text):
                print(f"    {said[:REASON_WIDTH]}")
    count, wrong = fuzz / "fuzz-count", fuzz / "fuzz-failed"
    if count.exists():
        n, bad = int(count.read_text()), int(wrong.read_text())
        passed += n - bad
        failed += bad
    else:
        failed += 1
        print("failed: no fuzzer has run")
    if skipped:
        print(f"{skipped} skipped")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
