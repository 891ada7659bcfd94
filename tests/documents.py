#!/usr/bin/env python3
"""What people read says what the program does: the manual, the operating guide,
the unit, the example of the settings, and every link from one file to another.

Usage: documents.py ROOT SAMSPIL MANUAL
"""
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT, SAMSPIL, MANUAL = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "packaging"))
import manual  # noqa: E402

READ = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "web" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
GUIDE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
UNIT = (ROOT / "packaging" / "samspil.service.in").read_text(encoding="utf-8")


def the_guide_lists_every_setting():
    if manual.table(SAMSPIL) not in GUIDE:
        return "the table of docs/operating.md is not what `packaging/manual.py table samspil` writes"


def the_guide_names_every_command():
    return [f"docs/operating.md says nothing of `samspil {name}`" for name, _ in manual.read_help(SAMSPIL)[0] if f"samspil {name}" not in GUIDE]


def the_manual_is_whole():
    text = MANUAL.read_text(encoding="utf-8")
    faults = [f"{hole} was not filled in" for hole in re.findall(r"@[A-Z]+@", text)]
    commands, settings = manual.read_help(SAMSPIL)
    faults += [f"command {name} is missing" for name, _ in commands if f".B {name}" not in text]
    faults += [f"setting {name} is missing" for name, _, _ in settings if f"\\-\\-{manual.roff(name)}=" not in text]
    if shutil.which("groff"):
        done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", str(MANUAL)], capture_output=True, text=True)
        faults += done.stderr.splitlines()
    return faults


def the_example_settings_are_settings():
    """As it stands, and with what is commented out switched on."""
    example = (ROOT / "packaging" / "samspil.conf").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "conf"
        for text in (example, re.sub(r"(?m)^#(\S+ =)", r"\1", example)):
            file.write_text(text, encoding="utf-8")
            done = subprocess.run([SAMSPIL, "--config", str(file), "--version"], capture_output=True, text=True)
            if done.returncode:
                return done.stderr
        file.write_text(example + "no-such = 1\n", encoding="utf-8")
        if subprocess.run([SAMSPIL, "--config", str(file), "--version"], capture_output=True).returncode == 0:
            return "a setting that does not exist was accepted"


def every_restriction_of_the_unit_is_explained():
    hard = UNIT.split("[Service]")[1].split("[Install]")[0]
    ordinary = {"Type", "User", "Group", "Environment", "ExecStart", "WorkingDirectory", "StateDirectory", "Restart", "RestartSec", "TimeoutStopSec"}
    keys = set(re.findall(r"(?m)^(\w+)=", hard)) - ordinary
    return [f"docs/operating.md does not say what {key} stops" for key in sorted(keys) if f"`{key}" not in GUIDE]


def every_hardening_flag_is_explained():
    build = (ROOT / "meson.build").read_text(encoding="utf-8")
    flags = re.findall(r"'(-f(?:stack|cf|trivial|no)-[\w-]+|-D_FORTIFY_SOURCE|-Wl,-z,[\w-]+)", build)
    if len(flags) < 8:
        return "the flags were not found in meson.build"
    return [f"docs/operating.md does not say what {flag} stops" for flag in dict.fromkeys(flags) if f"`{flag}" not in GUIDE]


def systemd_accepts_the_unit():
    if not shutil.which("systemd-analyze"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        unit = Path(folder) / "samspil.service"
        unit.write_text(UNIT.replace("@bindir@/samspil", shutil.which("true")), encoding="utf-8")
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", str(unit)], capture_output=True, text=True)
        # It also complains of units of the machine, and of having no manager.
        return [line for line in done.stderr.splitlines() if "samspil.service:" in line]


GUIDE_TO_METHODS = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")


def the_examples_of_methods_hold():
    """The whole documents in docs/methods.md, one of each kind, checked together."""
    examples = re.findall(r"(?ms)^```yaml\n(kind: (\w+)\n.*?)^```", GUIDE_TO_METHODS)
    kinds = re.search(r"kind_words\[\] = \{(.*?)\};", (ROOT / "src/method/vocabulary/schema.c").read_text(encoding="utf-8"), re.S)[1]
    faults = [f"no example of the kind {kind}" for kind in re.findall(r'"(\w+)"', kinds) if kind not in [k for _, k in examples]]
    with tempfile.TemporaryDirectory() as folder:
        for number, (text, kind) in enumerate(examples):
            (Path(folder) / f"{number}-{kind}.yaml").write_text(text, encoding="utf-8")
        done = subprocess.run([SAMSPIL, "check", folder], capture_output=True, text=True)
    return faults + (done.stdout + done.stderr).splitlines() + ([f"samspil check ended with {done.returncode}"] if done.returncode else [])


def every_field_and_word_of_methods_is_taught():
    schema = (ROOT / "src/method/vocabulary/schema.c").read_text(encoding="utf-8")
    words = set(re.findall(r'\b(?:STRING|KEY|TITLE|SHORT|LONG|UINT|BOOL|HOURS|ENUM|BITS|LIST|SUB)\("(\w+)"', schema))
    words |= set(re.findall(r'\{ "(\w+)", [A-Z_]+ \}', schema))
    if len(words) < 150:
        return "the fields were not found in src/method/vocabulary/schema.c"
    taught = set(re.findall(r"\w+", " ".join(re.findall(r"(?s)```.*?```|`[^`]+`", GUIDE_TO_METHODS))))
    return [f"docs/methods.md does not teach `{word}`" for word in sorted(words - taught)]


def slug(heading):
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def every_link_leads_somewhere():
    faults = []
    for file in READ:
        text = file.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"(?s)```.*?```", "", text)):
            if re.match(r"\w+:", target):
                continue
            path, _, anchor = target.partition("#")
            there = (file.parent / path).resolve() if path else file
            if not there.exists():
                faults.append(f"{file.relative_to(ROOT)}: {target} is not there")
            elif anchor and anchor not in [slug(h) for h in re.findall(r"(?m)^#+ (.+)$", there.read_text(encoding="utf-8"))]:
                faults.append(f"{file.relative_to(ROOT)}: {target}: no such heading")
    return faults


def main():
    tests = [the_guide_lists_every_setting, the_guide_names_every_command, the_manual_is_whole, the_example_settings_are_settings,
             every_restriction_of_the_unit_is_explained, every_hardening_flag_is_explained, systemd_accepts_the_unit, every_link_leads_somewhere,
             the_examples_of_methods_hold, every_field_and_word_of_methods_is_taught]
    failed = 0
    print(f"1..{len(tests)}")
    for number, test in enumerate(tests, 1):
        faults = test() or []
        faults = [faults] if isinstance(faults, str) else faults
        failed += bool(faults)
        print(f"{'not ' if faults else ''}ok {number} - {test.__name__.replace('_', ' ')}")
        for fault in faults:
            print(f"# {fault}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
