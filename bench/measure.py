"""measure.py -- starting servers, asking phones(1), and keeping results.

What it knows: processes, ports, medians. What is measured stands in run.py.
Standard library only."""
import glob
import json
import os
import pwd
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
START_S = 20  # a server that is not there by then will not come


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def raise_descriptor_limit():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def children_of(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as f:
            return [int(p) for p in f.read().split()]
    except FileNotFoundError:
        return []


def rss_mb(pids):
    pages = 0
    for pid in pids:
        with open(f"/proc/{pid}/statm") as f:
            pages += int(f.read().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 2**20


def own_mb(pids):
    """What is the processes' own, and not the pages of files."""
    kb = 0
    for pid in pids:
        with open(f"/proc/{pid}/status") as f:
            kb += sum(int(line.split()[1]) for line in f if line.startswith(("RssAnon:", "RssShmem:")))
    return kb / 1024


def descriptors(pids):
    return sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in pids)


class Server:
    """A process of ours that listens on self.port. Use in a with statement."""

    def __init__(self, command, port, workers=False, cwd=None, env=None):
        self.command, self.port, self.workers, self.cwd, self.env = command, port, workers, cwd, env

    def __enter__(self):
        self.log = tempfile.TemporaryFile()
        began = time.monotonic()
        self.process = subprocess.Popen(self.command, stdout=self.log, stderr=self.log, cwd=self.cwd, env=self.env)
        while time.monotonic() - began < START_S:
            if self.process.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.2).close()
                self.start_ms = (time.monotonic() - began) * 1000
                return self
            except OSError:
                time.sleep(0.002)
        self.__exit__()
        raise RuntimeError(f"{self.command[0]} did not start: {self.said()}")

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def said(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")[-2000:]

    def pids(self):
        if not self.workers:
            return [self.process.pid]
        while not children_of(self.process.pid):  # the door opens before the workers are there
            time.sleep(0.002)
        return children_of(self.process.pid)


def nginx(folder, port, workers):
    """nginx with nchan and the files of folder/www. workers: a number or "auto"."""
    if not shutil.which("nginx") or not os.path.exists("/usr/lib/nginx/modules/ngx_nchan_module.so"):
        raise RuntimeError("nginx and libnginx-mod-nchan are needed")
    os.makedirs(f"{folder}/www", exist_ok=True)
    with open(f"{HERE}/nginx.conf") as f:
        conf = f.read()
    for name, value in (("FOLDER", folder), ("PORT", port), ("WORKERS", workers)):
        conf = conf.replace("{" + name + "}", str(value))
    with open(f"{folder}/nginx.conf", "w") as f:
        f.write(conf)
    return Server(["nginx", "-c", f"{folder}/nginx.conf", "-e", f"{folder}/error.log"], port, workers=True)


class Postgres:
    """A PostgreSQL of our own on a Unix socket, which keeps what it acknowledges
    (as it is installed: fsync on). Use in a with statement."""

    def __init__(self, folder):
        self.folder, self.databases = folder, 0

    def __enter__(self):
        found = [shutil.which("initdb")] + sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda p: int(p.split("/")[-3]))
        if not any(found):
            raise RuntimeError("PostgreSQL is not installed (Debian: postgresql), so two nodes have no store to share")
        self.programs = os.path.dirname(os.path.realpath(next(p for p in reversed(found) if p)))
        os.mkdir(self.folder, 0o755)
        self.as_user = {}
        if os.geteuid() == 0:  # it refuses to run as root
            user = pwd.getpwnam("postgres")
            self.as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
            os.chown(self.folder, user.pw_uid, -1)
        self.call("initdb", "-D", f"{self.folder}/data", "-U", "samspil", "-A", "trust", "-E", "UTF8", "--locale=C")
        self.call("pg_ctl", "-D", f"{self.folder}/data", "-w", "-t", "30", "-l", f"{self.folder}/log",
                  "-o", f"-k {self.folder} -c listen_addresses=''", "start")
        return self

    def __exit__(self, *_):
        self.call("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "-w", "stop")

    def call(self, program, *arguments):
        done = subprocess.run([f"{self.programs}/{program}", *arguments], cwd=self.folder, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"}, **self.as_user)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.decode(errors='replace')[-300:]}")

    def fresh(self):
        """The address of a new, empty database."""
        self.databases += 1
        self.call("createdb", "-h", self.folder, "-U", "samspil", f"bench{self.databases}")
        self.address = f"postgresql:///bench{self.databases}?host={self.folder}&user=samspil"
        return self.address


class Phones:
    def __init__(self, binary):
        self.binary = binary

    def run(self, mode, servers, *arguments):
        """servers: one, or in streams mode the nodes that serve one hall."""
        servers = servers if isinstance(servers, list) else [servers]
        command = [self.binary, mode]
        for server in servers:
            command += ["-p", str(server.port)]
        for pid in [pid for server in servers for pid in server.pids()]:
            command += ["-P", str(pid)]
        command += [str(a) for a in arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        if done.returncode not in (0, 3):
            raise RuntimeError(f"{' '.join(command)}: {done.stderr[-500:]}{servers[0].said()[-500:]}")
        result = json.loads(done.stdout)
        if done.returncode == 3 and done.stderr:
            print("   ", done.stderr.strip()[:300])
        return result


def spread(values):
    return f"{min(values):.4g}–{max(values):.4g}"


NOTES = "NOTES.md"  # what people wrote about the figures: below the table in every RESULTS.md


def kept_rows(folder, measured):
    """What an earlier run wrote about the goals that this one did not measure."""
    try:
        with open(f"{folder}/results.json") as f:
            return [r for r in json.load(f) if r["id"] not in measured]
    except FileNotFoundError:
        return []


def notes():
    with open(f"{HERE}/{NOTES}") as f:
        return f.read()


class Results:
    """Rows of bench/results.json: those of this run first, in the order in which
    they were measured, then those of earlier runs that this one did not repeat."""

    def __init__(self):
        self.rows = []
        self.notes = []

    def add(self, id, what, ours, reference, goal, limit, at_most=True, of="ratio", unit=""):
        """ours and reference are lists of the rounds (reference may be None).
        The ratio is the median of the rounds' ratios, because neighbours in time
        share the machine's mood. limit applies to it, or to ours (of="ours")."""
        ratio = statistics.median(a / b for a, b in zip(ours, reference) if b) if reference and any(reference) else None
        value = ratio if of == "ratio" else statistics.median(ours)
        row = {
            "id": id, "what": what,
            "ours": round(statistics.median(ours), 4),
            "reference": round(statistics.median(reference), 4) if reference else None,
            "ratio": round(ratio, 3) if ratio is not None else None,
            "goal": goal,
            "holds": value is not None and (value <= limit if at_most else value >= limit),
            "unit": unit, "rounds": len(ours), "on": time.strftime("%Y-%m-%d"),
            "ours_spread": spread(ours), "reference_spread": spread(reference) if reference else None,
        }
        self.rows.append(row)
        print(f"  {id} {what}: {row['ours']} {unit} / {row['reference']} = {row['ratio']}  goal {goal}  "
              f"{'holds' if row['holds'] else 'MISSED'}", flush=True)

    def note(self, text):
        self.notes.append(text)

    def write(self, folder, head):
        rows = self.rows + kept_rows(folder, {r["id"] for r in self.rows})
        with open(f"{folder}/results.json", "w") as f:
            json.dump(rows, f, indent=1, ensure_ascii=False)
            f.write("\n")
        with open(f"{folder}/RESULTS.md", "w") as f:
            f.write(head)
            f.write("\n| id | what | ours | reference | ratio | goal | holds | noise: ours / reference (lowest–highest) |\n")
            f.write("|---|---|---|---|---|---|---|---|\n")
            for r in rows:
                cell = lambda v: "–" if v is None else f"{v:g}"
                f.write(f"| {r['id']} | {r['what']} | {cell(r['ours'])} {r['unit']} | {cell(r['reference'])} | {cell(r['ratio'])} | "
                        f"{r['goal']} | {'yes' if r['holds'] else '**no**'} | {r['ours_spread']} / {r['reference_spread'] or '–'} |\n")
            if self.notes:
                f.write("\n" + "\n\n".join(self.notes) + "\n")
            f.write("\n" + notes())
