"""P2 and P2n: a hall of phones that all hear each change.

Ours is the program itself: a session of a built-in method, phones that joined
and hold a key each, and the page of running questions, whose stream brings every
question to every phone. A change is a question that one of them sends, in turn:
stored for good, made into the pieces that each audience may see (the projector
and the desk have streams open, too), and acknowledged. The others get a message
of as many bytes in a POST and keep it nowhere.

The built-in method holds questions back until somebody has read them. The hall
is a workplace that does not: its own copy of the file says so."""
import os
import re
import sqlite3
import tempfile
import time

from measure import HERE, Postgres
from product import CHANNEL_METHOD, FORM, PATHS, Workplace, join_crowd, write_lines

# Where the streams and posts of the others are. %d is the room, %s the filler with the mark.
OTHERS = {"expect": 201, "events": "/live/%d", "url": "/post/%d", "type": "text/html"}
QUESTION = 200          # letters; people write two sentences
HALLS = ((100, 10), (1000, 10), (5000, 10), (19800, 4))  # phones, changes a second. A process may open 20,000 descriptors, and keeps some for itself
ASKING = 256            # of a hall, who ask in turn: nobody asks more than a handful a minute
STREAM_S, SMALL_S = 1.5, 4  # of each measurement; up to SMALL phones longer, else p99 would be the one slowest question
SMALL = 1000
WORKSHOPS = (5000, 200, 200)  # phones, rooms of 25, changes a second in all
NODES = (20000, 4)      # phones of one hall on two nodes, changes a second
FAULTS = ("lost", "doubled", "reordered", "streams_lost", "bad")
LISTENS = {"wall": "/wall/{id}/live", "desk": "/workshop/{id}/live"}


def content_of_hall(folder):
    """The built-in methods' one with running questions, as a workplace lets it run."""
    os.makedirs(folder, exist_ok=True)
    with open(f"{HERE}/../content/{CHANNEL_METHOD['file']}") as f:
        text = f.read()
    held, open_to_all = "\n  moderated: true\n", "\n  moderated: false\n"
    if text.count(held) != 1:
        raise RuntimeError(f"{CHANNEL_METHOD['file']} is not what the hall is made from any more")
    with open(f"{folder}/hall.yaml", "w") as f:
        f.write(text.replace(held, open_to_all))
    return folder


class Hall:
    """Rooms of the program with all their phones seated, and the arguments for
    phones(1). servers: the first has the people of the demonstration; phones
    join through all of them."""

    def __init__(self, bench, servers, phones, rooms):
        self.bench, self.servers, self.phones, self.rooms = bench, servers, phones, rooms
        self.place = Workplace(servers[0].port)
        self.sessions = [self.place.session(None, CHANNEL_METHOD["key"]) for k in range(rooms)]
        share = phones // len(servers)
        self.cookies = []
        for server in servers:
            self.cookies += join_crowd(bench, server, [link for number, link in self.sessions], share)[0]
        self.streams = [self.stream_of(number, self.cookies[k]) for k, (number, link) in enumerate(self.sessions)]

    def stream_of(self, number, cookies):
        """Where a phone listens whose page is of the present state."""
        page = self.place.seated(cookies).page(PATHS["channel"].format(id=number))
        return re.search(r'sse-connect="([^"]+)"', page).group(1).replace("&amp;", "&")

    def desks(self, number):
        wall, desk = self.place.wall(number), self.place.facilitator
        return [("Cookie: " + wall.cookie_line(), LISTENS["wall"].format(id=number)), ("Cookie: " + desk.cookie_line(), LISTENS["desk"].format(id=number))]

    def arguments(self, rate, seconds, turn=0):
        """turn: of several runs in one hall; no question comes twice."""
        lines = lambda name, rows: write_lines(f"{self.bench.folder}/{name}", rows)
        asking = min(self.phones, max(ASKING, self.rooms) // self.rooms * self.rooms)
        listening = [("Cookie: " + c, self.streams[k % self.rooms]) for k, c in enumerate(self.cookies)]
        for desks in zip(*(self.desks(number) for number, link in self.sessions)):
            listening += desks
        csrf = self.place.csrf_of(self.cookies[0], PATHS["channel"].format(id=self.sessions[0][0]))
        body = f"csrf={csrf}&idem=measured-{turn}-{rate}-%d-post-%n&text=%s"
        return ["-n", len(listening), "-l", self.phones, "-k", self.rooms, "-r", rate, "-d", seconds, "-w", 0.5, "-s", QUESTION,
                "-t", FORM, "-x", 303,
                "-H", lines("h", [header for header, path in listening]), "-E", lines("e", [path for header, path in listening]),
                "-U", lines("u", [PATHS["channel"].format(id=number) for number, link in self.sessions]),
                "-G", lines("g", ["Cookie: " + c for c in self.cookies[:asking]]), "-B", lines("b", [body])]


def ours(bench, phones, rooms, rate, seconds, probe=False):
    name = f"hall-{phones}-{time.monotonic_ns()}"
    with bench.samspil(name, "--content=" + content_of_hall(f"{bench.folder}/content")) as server:
        hall = Hall(bench, [server], phones, rooms)
        asked = ["-q", hall.sessions[0][1]] if probe else []
        return bench.phones.run("streams", server, *hall.arguments(rate, seconds), *asked)


def other(bench, make, phones, rooms, rate, seconds, size):
    with make() as server:
        return bench.phones.run("streams", server, "-n", phones, "-k", rooms, "-r", rate, "-d", seconds, "-w", 0.5, "-s", size, "-b", "%s",
                                "-e", OTHERS["events"], "-u", OTHERS["url"], "-t", OTHERS["type"], "-x", OTHERS["expect"])


def measured_for(phones):
    return SMALL_S if phones <= SMALL else STREAM_S


def frame_size(bench):
    """What one question becomes on a phone's stream, so that the others send as much."""
    return round(ours(bench, 50, 1, 20, 1)["bytes_per_delivery"]) - len("data: \n\n")


def commit_p99(folder, rate):
    """Milliseconds, of commits as far apart as the questions are."""
    with tempfile.TemporaryDirectory(dir=folder) as here:
        db = sqlite3.connect(f"{here}/commits.db", isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("CREATE TABLE question (id INTEGER PRIMARY KEY, text TEXT, idem TEXT UNIQUE)")
        took = []
        for i in range(rate * SMALL_S):
            time.sleep(1 / rate)
            began = time.perf_counter()
            db.execute("INSERT INTO question (text, idem) VALUES (?, ?)", ("x" * QUESTION, f"post-{i}"))
            took.append((time.perf_counter() - began) * 1000)
        db.close()
    return sorted(took)[len(took) * 99 // 100]


class Streams:
    def __init__(self, bench):
        self.bench, self.size, self.faults = bench, frame_size(bench), []
        print(f"  a question is {self.size} bytes on a phone's stream", flush=True)

    def add(self, *arguments, **more):
        self.bench.results.add("P2", *arguments, **more)

    def rounds(self, phones, rooms, rate, bare=False):
        """Lists of each figure, by server; ours and theirs in turns."""
        others = {"nchan": self.bench.nginx} | ({"bare": self.bench.bare} if bare else {})
        got = {name: [] for name in ["ours", *others]}
        for i in range(self.bench.rounds):
            got["ours"].append(self.ours(phones, rooms, rate))
            for name, make in others.items():
                got[name].append(other(self.bench, make, phones, rooms, rate, measured_for(phones), self.size))
        return {name: {k: [r[k] for r in rs] for k in rs[0]} for name, rs in got.items()}

    def ours(self, phones, rooms, rate, probe=False):
        r = ours(self.bench, phones, rooms, rate, measured_for(phones), probe)
        self.faults.append(sum(r[k] for k in FAULTS))
        return r

    def floor(self, name, rate, r):
        """What a small hall cannot be told faster than: by a loop that keeps and renders
        nothing, and what keeping one question for good costs a disk that has rested."""
        self.add(f"{name}: p99 of a bare epoll loop, which keeps and renders nothing, against nchan", r["bare"]["latency_p99"], r["nchan"]["latency_p99"],
                 "–", 0, at_most=False, unit="ms")
        self.add(f"one row of a question's size made durable by SQLite alone, {rate} a second: p99", [commit_p99(self.bench.folder, rate) for i in range(self.bench.rounds)],
                 None, "–", 0, at_most=False, of="ours", unit="ms")

    def hall(self, phones, rate):
        large = phones >= 5000
        r = self.rounds(phones, 1, rate, bare=large or phones < SMALL)
        mine, nchan = r["ours"], r["nchan"]
        name = f"{phones:,} phones in one hall, {rate} questions/s"
        if phones >= 1000:
            self.add(f"{name}: memory per idle phone, beside nchan", mine["kb_per_stream"], nchan["kb_per_stream"], "≤ 4 KB", 4, of="ours", unit="KB")
        self.add(f"{name}, each durable: p99 from post to phone, against nchan", mine["latency_p99"], nchan["latency_p99"], "≤ 0.7 ×", 0.7, unit="ms")
        if phones < SMALL:
            self.floor(name, rate, r)
        if not large:
            return
        self.add(f"{name}: CPU per delivery, against nchan", mine["cpu_us_per_delivery"], nchan["cpu_us_per_delivery"], "≤ 0.65 ×", 0.65, unit="µs")
        self.add(f"{name}: CPU per delivery, against a bare epoll loop", mine["cpu_us_per_delivery"], r["bare"]["cpu_us_per_delivery"], "≤ 1.15 ×", 1.15, unit="µs")
        # Not in the rounds above: nobody asks the others for pages meanwhile.
        probed = [self.ours(phones, 1, rate, probe=True)["probe_p99"] for i in range(self.bench.rounds)]
        self.add(f"{name}: p99 of others who ask for the join page meanwhile", probed, None, "≤ 10 ms", 10, of="ours", unit="ms")
        if phones == HALLS[-1][0]:
            self.add(f"{phones:,} phones that have joined open their streams and are served, beside nchan", mine["join_s"], nchan["join_s"], "≤ 1.5 s", 1.5, of="ours", unit="s")
            self.add(f"{phones:,} phones in one hall: memory of the whole program, beside nchan", mine["rss_mb"], nchan["rss_mb"], "–", 0, at_most=False, of="ours", unit="MB")

    def all(self):
        for phones, rate in HALLS:
            self.hall(phones, rate)
        r = self.rounds(*WORKSHOPS)
        self.add("200 workshops of 25 phones, one question/s each, durable: p99 from post to phone, beside nchan", r["ours"]["latency_p99"], r["nchan"]["latency_p99"],
                 "≤ 100 ms", 100, of="ours", unit="ms")
        r = self.rounds(HALLS[-1][0], 1, 0)
        self.add(f"{HALLS[-1][0]:,} phones, next question when all have the last: deliveries, against nchan", r["ours"]["per_s"], r["nchan"]["per_s"],
                 "≥ 1.7 ×", 1.7, at_most=False, unit="/s")
        self.add("deliveries lost, doubled or out of order, streams lost and posts refused, in all runs above", [sum(self.faults)], None, "0", 0, of="ours")


# ---- P2n: a hall that is larger than one process may have descriptors

def nodes(bench):
    """The phones join once, which is 40,000 commits of PostgreSQL's; then they open
    their streams and are asked questions in each round anew."""
    phones, rate = NODES
    content = "--content=" + content_of_hall(f"{bench.folder}/content")
    with Postgres(f"{bench.folder}/postgres") as database, bench.samspil("node-1", content, store=database.fresh()) as one:
        Workplace(one.port)     # waits until it is filled
        with bench.samspil("node-2", content, store=database.address, fill=False) as two:
            began = time.monotonic()
            hall = Hall(bench, [one, two], phones, 1)
            seated_s = time.monotonic() - began
            rounds = [bench.phones.run("streams", [one, two], *hall.arguments(rate, STREAM_S, turn)) for turn in range(bench.rounds)]
    who = f"{phones:,} phones in one hall on two nodes with one PostgreSQL"

    def told(what, values, unit):
        bench.results.add("P2n", f"{who}{what}", values, None, "–", 0, at_most=False, of="ours", unit=unit)

    told(": joined and come in, two commits each", [seated_s], "s")
    told(": streams opened and served", [r["join_s"] for r in rounds], "s")
    told(f", {rate} questions/s, each durable: p99 from post to phone", [r["latency_p99"] for r in rounds], "ms")
    told(": memory of both nodes", [r["rss_mb"] for r in rounds], "MB")
    faults = [sum(r[k] for k in FAULTS) for r in rounds]
    bench.results.add("P2n", f"{who}: deliveries lost, doubled or out of order, streams lost and posts refused", [sum(faults)], None, "0", 0, of="ours")
