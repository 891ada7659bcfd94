#!/usr/bin/env python3
"""with_postgres.py CMD... -- run CMD beside a real, throw-away PostgreSQL.

CMD finds the server in SAMSPIL_TEST_STORE, a libpq URI whose user may create
databases. The exit status is CMD's.

One server serves all commands of one build directory, because initdb takes
longer than most tests: the first comer starts it, everyone holds a shared lock
while CMD runs, and a keeper process stops it and removes its files when nobody
has held the lock for IDLE_SECONDS. A lock dies with its holder, so nothing
stays behind after a crash.

The server listens on a Unix socket in a private folder and on no port, so there
is none to be taken. PostgreSQL refuses to run as root; as root we hand it to the
user postgres, or nobody. fsync is off: the files are never read again.
"""

import fcntl
import glob
import hashlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time

IDLE_SECONDS = 8  # longer than the pause between two tests of one run
USER = "samspil"


def binaries():
    """The folder with initdb: Debian keeps the server's programs off the PATH."""
    found = shutil.which("initdb")
    if found:
        return os.path.dirname(os.path.realpath(found))
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda p: int(p.split("/")[-2]))
    if not folders:
        sys.exit("with_postgres: no PostgreSQL server is installed (Debian: postgresql)")
    return folders[-1]


def server_user():
    """Arguments for subprocess that leave root behind; none if we are not root."""
    if os.geteuid() != 0:
        return {}, os.geteuid()
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}, entry.pw_uid
    sys.exit("with_postgres: root, and neither a user postgres nor nobody to run the server")


def start(home, bin_dir, as_user, uid):
    cluster = os.path.join(home, "cluster")
    shutil.rmtree(cluster, ignore_errors=True)
    os.mkdir(cluster, 0o700)
    os.chown(cluster, uid, -1)
    data = os.path.join(cluster, "data")
    options = " ".join([
        f"-k {cluster}", "-c listen_addresses=''", "-c fsync=off", "-c full_page_writes=off",
        "-c max_connections=200", "-c shared_buffers=32MB", "-c autovacuum=off",
        "-c log_min_messages=fatal", "-c client_min_messages=warning"])
    env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
    quiet = dict(cwd=cluster, env=env, stdin=subprocess.DEVNULL, **as_user)
    with open(os.path.join(home, "log"), "ab") as log:
        # --locale=C: texts sort by bytes, as in SQLite, so both stores list alike.
        for command in (
            [f"{bin_dir}/initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            [f"{bin_dir}/pg_ctl", "-D", data, "-w", "-t", "180", "-o", options, "start"],
        ):
            if subprocess.run(command, stdout=log, stderr=log, **quiet).returncode:
                sys.exit(f"with_postgres: {os.path.basename(command[0])} failed, see {log.name}")


def stop(home, bin_dir, as_user):
    cluster = os.path.join(home, "cluster")
    subprocess.run([f"{bin_dir}/pg_ctl", "-D", f"{cluster}/data", "-m", "immediate", "-w", "stop"],
                   cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **as_user)
    shutil.rmtree(cluster, ignore_errors=True)


def running(home, bin_dir, as_user):
    data = os.path.join(home, "cluster", "data")
    return os.path.exists(data) and not subprocess.run(
        [f"{bin_dir}/pg_ctl", "-D", data, "status"], cwd="/", stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, **as_user).returncode


def keep(home, bin_dir, as_user):
    """In a process of its own: wait until nobody needs the server, then stop it."""
    idle_since = None
    while True:
        time.sleep(1)
        # The same order as everybody: first the door, then the room.
        with open(os.path.join(home, "door"), "a") as door, open(os.path.join(home, "users"), "a") as users:
            fcntl.flock(door, fcntl.LOCK_EX)
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                idle_since = None
                continue
            idle_since = idle_since or time.monotonic()
            if time.monotonic() - idle_since > IDLE_SECONDS:
                stop(home, bin_dir, as_user)
                return


def spawn_keeper(home, bin_dir, as_user):
    if os.fork():
        return
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nothing, fd)  # else whoever reads CMD's output waits for us
    os.closerange(3, 256)
    try:
        keep(home, bin_dir, as_user)
    finally:
        os._exit(0)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__.split("\n")[0])
    bin_dir = binaries()
    as_user, uid = server_user()
    key = hashlib.sha256(os.environ.get("MESON_BUILD_ROOT", os.getcwd()).encode()).hexdigest()[:12]
    home = os.path.join(tempfile.gettempdir(), f"samspil-pg-{os.geteuid()}-{key}")
    os.makedirs(home, 0o755, exist_ok=True)
    if os.stat(home).st_uid != os.geteuid():
        sys.exit(f"with_postgres: {home} belongs to somebody else")

    users = open(os.path.join(home, "users"), "a")
    with open(os.path.join(home, "door"), "a") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_SH)
        if not running(home, bin_dir, as_user):
            start(home, bin_dir, as_user, uid)
            spawn_keeper(home, bin_dir, as_user)

    env = dict(os.environ, SAMSPIL_TEST_STORE=f"postgresql:///postgres?host={home}/cluster&user={USER}")
    try:
        return subprocess.run(sys.argv[1:], env=env).returncode
    except FileNotFoundError as e:
        sys.exit(f"with_postgres: {e}")


if __name__ == "__main__":
    code = main()
    sys.exit(code if code >= 0 else 128 - code)
