#!/usr/bin/env python3
"""Holds the code against the dependency table of ARCHITECTURE.md.

Usage: check.py SOURCE_ROOT BUILD_ROOT CC
Checks, each printed as one TAP line:
  - a room includes only rooms and foreign libraries of its row,
  - the folders within a room include each other in no circle,
  - every header compiles alone,
  - each room links as a shared object against the rooms it may use and no others,
  - unsafe functions, and malloc outside its places, are not used,
  - no statement text, HTML or HTTP where it does not belong,
  - every text that code names by its key is in the catalogue.
"""
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# Which headers belong to which foreign library (pkg-config name).
FOREIGN = {
    "sodium.h": "libsodium", "jansson.h": "jansson", "sqlite3.h": "sqlite3", "libpq-fe.h": "libpq",
    "event2/": "libevent", "liburing.h": "liburing", "gmime/": "gmime-3.0", "md4c": "md4c", "pango/": "pangocairo", "cairo": "cairo",
    "librsvg/": "librsvg-2.0", "qrencode.h": "libqrencode", "libical/": "libical", "xlsxwriter": "xlsxwriter",
    "curl/": "libcurl", "cyaml/": "libcyaml", "yaml.h": "yaml-0.1", "glib": "gmime-3.0",
    "fontconfig/": "fontconfig", "jpeglib.h": "libjpeg", "webp/": "libwebp", "libstemmer.h": "libstemmer",
}
# Libraries without a pkg-config file, and how they are linked.
UNPACKAGED = {"libstemmer": ["-lstemmer"]}
SYSTEM = re.compile(r"^(assert|ctype|errno|fcntl|float|inttypes|limits|link|locale|malloc|math|poll|pthread|semaphore|setjmp|signal|stdarg|"
                    r"stdatomic|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|strings|time|unistd|endian|netdb|dirent|regex|"
                    r"sys/[a-z_]+|netinet/[a-z_]+|arpa/[a-z_]+|linux/[a-z_]+|sanitizer/[a-z_]+)\.h$")
UNSAFE = re.compile(r"\b(strcpy|strcat|sprintf|vsprintf|strtok|strtok_r|atoi|atol|atof|localtime|gmtime|alloca|gets)\s*\(")
# Long-lived memory that no request owns; each place says why in the file.
MALLOC_ROOMS = {"core", "store", "http"}
MALLOC = re.compile(r"\b(malloc|calloc|realloc|strdup|strndup|asprintf)\s*\(")
SQL_TEXT = re.compile(r'"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM)\s', re.I)
HTML_TEXT = re.compile(r'"[^"\n]*<(div|p|a|span|ul|li|table|h[1-6]|form|input)[ >]')


def strip_comments(text):
    return re.sub(r"/\*.*?\*/|//[^\n]*", lambda m: "\n" * m.group().count("\n"), text, flags=re.S)


def table(root):
    rows = {}
    inside = False
    for line in (root / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("| room | may include"):
            inside = True
            continue
        if inside:
            if not line.startswith("|"):
                break
            room, may, foreign = [c.strip() for c in line.strip("|").split("|")]
            if set(room) <= {"-", " "}:
                continue
            rows[room] = (may.replace("–", "").split(), foreign.replace("–", "").split())
    closed = {}
    for room, (may, _) in rows.items():
        closed[room] = {room} | set(may)
        for other in may:
            closed[room] |= closed[other]
    return rows, closed


class Report:
    def __init__(self):
        self.count = self.failed = 0

    def line(self, name, faults):
        self.count += 1
        if faults:
            self.failed += 1
        print(f"{'not ok' if faults else 'ok'} {self.count} - {name}")
        for f in list(faults)[:20]:
            print(f"#   {f}")


def includes(report, root, rows, closed):
    for room in rows:
        faults = []
        for path in sorted((root / "src" / room).rglob("*.[ch]")):
            text = path.read_text(encoding="utf-8")
            is_test = path.stem.endswith("_test") or path.stem.endswith("_support") or path.stem == "testing"
            for number, line in enumerate(text.splitlines(), 1):
                m = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
                if not m:
                    continue
                where, name = f"{path.relative_to(root)}:{number}", m.group(2)
                if m.group(1) == "<":
                    if SYSTEM.match(name) or (is_test and name == "cmocka.h"):
                        continue
                    owner = next((lib for prefix, lib in FOREIGN.items() if name.startswith(prefix)), None)
                    if owner is None:
                        faults.append(f"{where}: {name} belongs to nobody; add it to the table and to this test")
                    elif owner not in rows[room][1]:
                        faults.append(f"{where}: {name} belongs to another room")
                    continue
                other = name.split("/")[0] if "/" in name else None
                if other is None:      # a generated header (people_sql.h) or one of the same room
                    generated = re.match(r"(\w+?)_sql\.h$", name)
                    if name not in GENERATED and not generated and not (path.parent / name).exists():
                        faults.append(f"{where}: {name} is neither generated nor in this room")
                elif other not in closed[room] and not (is_test and name == "store/store_test_support.h"):
                    faults.append(f"{where}: {room} may not include {other}")
                elif other != room and other in rows and other not in ("core",) and not is_test:
                    # The front doors: ROOM.h, and what a room documents as its second door.
                    doors = {other, *DOORS.get(other, ())}
                    if Path(name).stem not in doors:
                        faults.append(f"{where}: {name} is not a front door of {other}")
        report.line(f"includes of {room}", faults)


def folders(report, root):
    """Within a room: which folder includes which. Its root is everybody's and may use all."""
    for room in sorted(r for r in (root / "src").iterdir() if r.is_dir() and any(f.is_dir() for f in r.iterdir())):
        uses = {}
        for path in room.rglob("*.[ch]"):
            folder = path.relative_to(room).parts[0]
            if folder == path.name or path.stem.endswith("_test"):
                continue
            found = re.findall(rf'^#include "{room.name}/(\w+)/', path.read_text(encoding="utf-8"), re.M)
            uses.setdefault(folder, set()).update(set(found) - {folder})
        left = dict(uses)
        while ground := [f for f, to in left.items() if not to & left.keys()]:
            for f in ground:
                del left[f]
        report.line(f"folders of {room.name} have no circle", [f"{f} includes {' '.join(sorted(to & left.keys()))}" for f, to in left.items()])


# Made at build, or the browser's files with their C door in web/.
GENERATED = {"sql_ids.h", "web_assets.h"}

# Second front doors, each with a reason.
DOORS = {
    "http": {"live"},                   # what people watch is a subject of its own
    "mail": {"link"},                   # whether an address still answers: mail owns the library that asks
    "plan": {"confirm"},                # a gate of several parties, for whatever must be confirmed
    "render": {"table", "image"},       # tables in and out, and photos, are subjects of their own
    "store": {"store", "statement", "sql_ids"},    # statement.h: for generated code only; sql_ids.h: the types of ids
}


def headers_alone(report, root, build, cc):
    headers = sorted((root / "src").rglob("*.h"))
    flags = ["-std=c17", "-D_GNU_SOURCE", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter",
             f"-I{root}/src", "-x", "c"]
    flags += [f"-I{build}/src"]    # generated headers: "people/people_sql.h"
    libs = sorted({lib for _, foreign in table(root)[0].values() for lib in foreign} - set(UNPACKAGED))
    flags += subprocess.run(["pkg-config", "--cflags", *libs], capture_output=True, text=True).stdout.split()

    def compile_one(h):
        r = subprocess.run([cc, *flags, "-"], input=f'#include "{h}"\n', capture_output=True, text=True)
        return None if r.returncode == 0 else f"{h.relative_to(root)}: {r.stderr.strip().splitlines()[0] if r.stderr else ''}"
    with ThreadPoolExecutor(2) as pool:
        report.line(f"{len(headers)} headers compile alone", [f for f in pool.map(compile_one, headers) if f])


def objects(archives):
    """What is in thin archives, each once: a part of a room may be an archive of its own for its tests."""
    found = set()
    for a in archives:
        listed = subprocess.run(["ar", "t", str(a)], capture_output=True, text=True).stdout.split()
        # ar prints names as stored, relative to the archive or to where it stands.
        found |= {str((Path(a).parent / name).resolve()) if not Path(name).is_absolute() and not Path(name).exists() else str(Path(name).resolve())
                  for name in listed}
    return sorted(found)


def links(report, build, rows, closed, cc):
    """Each room as a shared object: an undefined symbol is a dependency that the table does not allow."""
    with tempfile.TemporaryDirectory() as tmp:
        sanitize = [f for f in os.environ.get("ROOM_LINK_FLAGS", "").split()]
        for room in rows:
            # A room may be built in several archives (the template engine and ui).
            archives = sorted(str(a) for a in (build / "src" / room).glob("lib*.a") if "test" not in a.name)
            if not archives:
                report.line(f"{room} links with its own rooms only", [f"no archive of {room} in {build}"])
                continue
            needed = {lib for r in closed[room] for lib in rows[r][1]}
            libs = sorted(needed - set(UNPACKAGED))
            # An archive is enough for the rooms below: unused ones are not drawn in.
            below = [str(a) for r in rows if r in closed[room] and r != room
                     for a in (build / "src" / r).glob("lib*.a") if "test" not in a.name]
            if room == "app":       # the browser's files, which only the wiring links
                below += [str(a) for a in (build / "web").glob("lib*.a")]
            flags = subprocess.run(["pkg-config", "--libs", *libs], capture_output=True, text=True).stdout.split() if libs else []
            flags += [flag for lib in sorted(needed & set(UNPACKAGED)) for flag in UNPACKAGED[lib]]
            command = [cc, "-shared", "-o", f"{tmp}/{room}.so", "-Wl,--no-undefined", *sanitize, *objects(archives), "-Wl,--start-group", *below, "-Wl,--end-group", *flags, "-lm", "-lpthread"]
            r = subprocess.run(command, capture_output=True, text=True)
            faults = sorted(set(re.findall(r"undefined reference to `(\w+)'", r.stderr)))
            if r.returncode and not faults:
                faults = r.stderr.strip().splitlines()[-3:]
            report.line(f"{room} links with its own rooms only", faults)


def habits(report, root):
    unsafe, memory, sql, html = [], [], [], []
    for path in sorted((root / "src").rglob("*.c")):
        room = path.relative_to(root / "src").parts[0]
        text = strip_comments(path.read_text(encoding="utf-8"))
        for number, line in enumerate(text.splitlines(), 1):
            where = f"{path.relative_to(root)}:{number}: {line.strip()[:90]}"
            if UNSAFE.search(line):
                unsafe.append(where)
            if MALLOC.search(line) and room not in MALLOC_ROOMS and not path.stem.endswith("_test"):
                memory.append(where)
            if SQL_TEXT.search(line) and room not in ("store",) and not path.stem.endswith("_test"):
                sql.append(where)
            if HTML_TEXT.search(line) and room not in ("ui", "render", "http") and not path.stem.endswith("_test"):
                html.append(where)
    report.line("no unsafe functions", unsafe)
    report.line("malloc only where the room owns long-lived memory", memory)
    report.line("statements stand in .sql files", sql)
    report.line("HTML stands in templates", html)


def texts(report, root):
    """Keys that code names are in the catalogue: a missing one is shown as itself."""
    known = set()
    for po in (root / "po").glob("*.da.po"):
        known |= set(re.findall(r'^msgid(?:_plural)? "([a-z_]+\.[a-z0-9_]+)"', po.read_text(encoding="utf-8"), re.M))
    rooms = {key.split(".")[0] for key in known} - {"store"}    # what store names are causes for the log
    faults = []
    for c in sorted((root / "src").rglob("*.c")):
        if c.stem.endswith("_test"):
            continue
        for key in re.findall(r'"([a-z_]+\.[a-z0-9_]+)"', strip_comments(c.read_text(encoding="utf-8"))):
            if key.split(".")[0] in rooms and key not in known:
                faults.append(f"{c.relative_to(root)}: {key} is in no catalogue")
    report.line("every text that code names exists", faults)


def main():
    root, build, cc = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), sys.argv[3]
    rows, closed = table(root)
    report = Report()
    report.line("the table names every room", [r.name for r in (root / "src").iterdir() if r.is_dir() and r.name not in rows]
                + [r for r in rows if not (root / "src" / r).is_dir()])
    includes(report, root, rows, closed)
    folders(report, root)
    headers_alone(report, root, build, cc)
    links(report, build, rows, closed, cc)
    habits(report, root)
    texts(report, root)
    print(f"1..{report.count}")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
