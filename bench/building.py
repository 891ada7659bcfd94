"""P13: how long somebody waits who has cloned the project, and who has changed a file.

The clone is of what is committed, and is built with no compiler's cache and with
the packages of web/ fetched anew (npm may have them in its own cache). The
Debian packages that it takes are there already."""
import os
import shutil
import subprocess
import time

from measure import HERE, Server, free_port
from product import Visitor

FRONT_PAGE = "/"
TOUCHED = "src/workshop/board/board.c"  # a file of the rules, in the middle of everything
RELINKED = "samspil"
BUILD_S = 600           # a build that takes longer is stopped


def run(command, folder, **more):
    environment = dict(os.environ, CCACHE_DISABLE="1")
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=BUILD_S, **more)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr[-400:]}{done.stdout[-400:]}")


def clean_clone(bench):
    """One round only: it is minutes of both cores, and the same work each time."""
    clone = f"{bench.folder}/clone"
    began = time.monotonic()
    run(["git", "clone", "-q", f"{HERE}/..", clone], bench.folder)
    run(["sh", "packaging/build.sh", "build"], clone)
    port = free_port()
    with Server([f"{clone}/build/samspil", "serve", f"--port={port}", f"--store=sqlite:{clone}/samspil.db"], port, cwd=clone):
        answer, page = Visitor(port).ask("GET", FRONT_PAGE)
        if answer.status not in (200, 303):
            raise RuntimeError(f"GET {FRONT_PAGE}: {answer.status}")
    took = time.monotonic() - began
    bench.results.add("P13", "clean clone to served page, no compiler's cache, packages installed", [took], None, "≤ 180 s", 180, of="ours", unit="s")
    return clone


def one_file(bench, clone):
    """A changed file, not only a touched one: build systems may see through that."""
    took = []
    for i in range(bench.rounds):
        with open(f"{clone}/{TOUCHED}", "a") as f:
            f.write(f"\n/* round {i} */\n")
        began = time.monotonic()
        run(["ninja", "-C", "build", "--quiet", RELINKED], clone)
        took.append(time.monotonic() - began)
    bench.results.add("P13", f"{TOUCHED} changed, compiled and linked", took, None, "≤ 3 s", 3, of="ours", unit="s")


def build(bench):
    clone = clean_clone(bench)
    one_file(bench, clone)
    shutil.rmtree(clone)
