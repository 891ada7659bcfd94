"""P12: workshops pressed together, one after the other, for half an hour; what the
process holds of its own in the last third of the time, against the first third
after a warm-up.

What is of its own (RssAnon and RssShmem) is looked at twice a second. The pages
of files are left out: they are the program's own code, which the kernel reads
and drops as it likes, and cannot grow. Every minute the program gives back what
lies free, and the next round takes it again within seconds, so that the figure
falls and rises by a tenth once a minute: a look now and then tells at which
moment one looked. What a minute held at the most is steady, and whatever grows,
be it in use or lost between pieces in use, is in it. So that is taken, and its
mean over a third of the time."""
import statistics
import threading
import time
import urllib.parse

from measure import descriptors, own_mb, rss_mb
from product import FORM, PATHS, STEP, VOTE, Workplace, write_lines

PHONES = 50             # of one workshop
CARDS = 200             # four each
LOOK_S = 0.5
WARM = 1 / 5            # of the time
MINUTE_S = 60           # the program tidies as often (src/app/jobs.c)


class Watch(threading.Thread):
    """Looks at what a server holds until the with statement ends."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.seen, self.over, self.began = server, [], threading.Event(), time.monotonic()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.join()

    def run(self):
        while not self.over.wait(LOOK_S):
            self.seen.append((self.since(), own_mb(self.server.pids())))

    def since(self):
        return time.monotonic() - self.began

    def most_of_minutes(self, begin, end):
        """The most in each minute of a stretch, or in all of a shorter one."""
        n = max(1, int((end - begin) // MINUTE_S))
        width = (end - begin) / n
        most = [max((mb for s, mb in self.seen if begin + k * width <= s < begin + (k + 1) * width), default=None) for k in range(n)]
        return [mb for mb in most if mb is not None]


def run(bench):
    with bench.samspil("p12") as server:
        place, settled = Workplace(server.port), []
        with Watch(server) as watch:
            for minutes in bench.soak:
                while watch.since() < minutes * 60:
                    once(bench, server, place)
                    time.sleep(0.5)
                    settled.append((watch.since(), rss_mb(server.pids()), descriptors(server.pids())))
                tell(bench, minutes, watch, settled)


def tell(bench, minutes, watch, settled):
    end = minutes * 60
    warm, third = end * WARM, end * (1 - WARM) / 3
    first, last = watch.most_of_minutes(warm, warm + third), watch.most_of_minutes(end - third, end)
    of = lambda k, begin, end: statistics.median([s[k] for s in settled if begin <= s[0] < end] or [settled[-1][k]])
    resident, open_files = ([of(k, warm, warm + third), of(k, end - third, end)] for k in (1, 2))
    what = f"{minutes:g} minutes of joins, cards, votes and reconnects ({len(settled)} times)"
    add = lambda *arguments, **more: bench.results.add("P12", *arguments, **more)
    add(f"{what}: the most of its own memory in a minute, mean of the last third of the time, against the first after a fifth",
        [statistics.mean(last)], [statistics.mean(first)], "≤ 1.01 ×", 1.01, unit="MB")
    add(f"{what}: all that is resident, between rounds, the same thirds", resident[1:], resident[:1], "–", 0, at_most=False, of="ours", unit="MB")
    add(f"{what}: descriptors at the end, beside after a fifth of it", [open_files[1] - open_files[0]], None, "0 more", 0, of="ours")
    print("  the most in each minute: " + " ".join(f"{mb:.1f}" for mb in watch.most_of_minutes(0, end)), flush=True)


def once(bench, server, place):
    """A workshop of fifty pressed together: each joins, agrees, writes four
    cards and lays two dots; streams come, hear some cards, and go; it ends."""
    number, link = place.session(STEP)
    forms = [place.join_form(link) for i in range(PHONES)]
    for visitor, header, body in forms:
        visitor.connection.close()
    lines = lambda name, rows: write_lines(f"{bench.folder}/{name}", rows)
    seated = f"{bench.folder}/seated"
    send(bench, server, PHONES, link, lines("h", [h for v, h, b in forms]), lines("b", [b for v, h, b in forms]), "-o", seated)
    with open(seated) as f:
        cookies = [form[1].removeprefix("Cookie: ") + "; " + line.strip() for form, line in zip(forms, f)]
    csrf = [urllib.parse.parse_qs(b)["csrf"][0] for v, h, b in forms]
    headers = lines("h", ["Cookie: " + c for c in cookies])
    phone, cards, dots = (PATHS[k].format(id=number) for k in ("phone", "cards", "dots"))
    send(bench, server, PHONES, PATHS["door"].format(id=number), headers)
    rules = place.rules_of(cookies[0], phone)
    if rules:
        send(bench, server, PHONES, phone + "/rules", headers, lines("b", [f"csrf={c}&{rules}" for c in csrf]))
    send(bench, server, CARDS, cards, headers, lines("b", [f"csrf={c}&idem=measured-phone-%s&text=%s+words" for c in csrf]))
    r = bench.phones.run("streams", server, "-n", 200, "-k", 1, "-l", 1, "-r", 5, "-w", 0, "-d", 0.5, "-s", 60, "-x", 303, "-t", FORM,
                        "-u", cards, "-b", f"csrf={csrf[0]}&idem=measured-stream-%n-of-it&text=%s",
                        "-H", lines("s", ["Cookie: " + (cookies[i % PHONES] if i else place.wall(number).cookie_line()) for i in range(200)]),
                        "-E", lines("e", [PATHS["live" if i else "wall_live"].format(id=number) for i in range(200)]),
                        "-G", lines("g", ["Cookie: " + cookies[0]]))
    if r["lost"] or r["streams_lost"] or r["bad"]:
        raise RuntimeError(f"{r['lost']} cards not seen, {r['streams_lost']} streams lost, {r['bad']} bad answers")
    place.go(number, VOTE)
    target = place.target_of(cookies[0], phone)
    for n in (1, 2):
        send(bench, server, PHONES, dots, headers, lines("b", [f"csrf={c}&n={n}&target={target}" for c in csrf]))
    end_session(place, number)


def send(bench, server, n, path, headers, bodies=None, *more):
    """n requests of the phones in turn, four at a time; all must be taken."""
    r = bench.phones.run("requests", server, "-1", "-n", n, "-c", 4, "-d", 60, "-x", 303, "-u", path, "-H", headers,
                        *(["-t", FORM, "-B", bodies] if bodies else []), *more)
    bench.need_no_fault(r)
    if r["calls"] != n:
        raise RuntimeError(f"{path}: only {r['calls']} of {n} were answered")


def end_session(place, number):
    """Sessions that are over do not pile up in the measurement."""
    place.facilitator.submit(PATHS["console"].format(id=number), "act=end", act="end")
