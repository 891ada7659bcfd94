#!/usr/bin/env python3
"""run.py -- the figures of Samspil, each beside its reference in the same run.

    bench/run.py BUILD [--only P2,P3] [--rounds 5] [--out bench]

Ratios count; absolute figures are the machine's. Each round measures ours and
the reference one after the other. Bounded: some 22 minutes for all of it on two idle cores (P12 apart).
Writes results.json and RESULTS.md, whose words below the table are NOTES.md. Servers listen on the loopback only."""
import argparse
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import building
import library
import pages
import soak
import streams
from measure import HERE, Phones, Results, Server, free_port, nginx, raise_descriptor_limit, rss_mb
from product import FORM, PATHS, STEP, VOTE, Visitor, Workplace, join_crowd, write_lines, write_organisation

# A fresh phone may send twenty cards at once (allowance.h), a session takes 3,000:
# who measures more than people write, has more people.
P3_SESSIONS, P3_PHONES = 64, 80  # room for 100,000 cards; two seconds took up to 60,000
WRITERS = 48            # of one session, twenty cards a second together, for fifteen seconds
CROWDS = (100, 1000, 5000, 20000)  # phones that join, write and vote at once
CROWD_SESSION = 1000    # phones of one session: it takes 3,000 cards
AT_ONCE_S = 90          # a crowd that is not answered by then is not waited for
CROWD_WINDOW = 2000     # requests under way: more wait in front of the door, as the kernel's backlog holds no more
CROWD_GOAL = 3000       # a second, of each: 600 votes in 0.2 s
TAPS = (200, 25, 200, 5)      # workshops, phones in each, cards a second in all, seconds
LARGEST = (125000, 4000)      # people and units of the largest employer planned for
READY_S = 1.5           # phones(1) lets its streams settle that long before it posts


class Bench:
    def __init__(self, build, rounds, results, soak=(30,)):
        self.build, self.rounds, self.results, self.soak = build, rounds, results, soak
        self.phones = Phones(f"{build}/bench/phones")
        self.program = next((p for p in (f"{build}/samspil", f"{build}/src/app/samspil") if os.path.exists(p)), f"{build}/samspil")
        self.folder = tempfile.mkdtemp(prefix="samspil-bench-")
        os.chmod(self.folder, 0o755)

    def nginx(self):
        return nginx(self.folder, free_port(), 1)

    def bare(self):
        port = free_port()
        return Server([f"{self.build}/bench/bare_loop", str(port)], port)

    def samspil(self, name, *settings, fill=True, store=None):
        """The program on a store of its own, or the one that is given; fill: with
        the demonstration's workplace."""
        port = free_port()
        folder = f"{self.folder}/{name}"
        os.makedirs(folder, exist_ok=True)
        return Server([self.program, "demo" if fill else "serve", f"--port={port}",
                       f"--store={store or f'sqlite:{folder}/samspil.db'}", "--log=warn", *settings], port, cwd=folder)

    # ---- P1: pages

    def p1(self):
        with self.samspil("p1") as server:
            place = Workplace(server.port)
            number, link = place.session(STEP)
            people = place.everybody()
            pages = sorted((p.page(PATHS["overview"]) for p in people), key=len)
            us = ["-H", write_lines(f"{self.folder}/us", ["Cookie: " + p.cookie_line() for p in people])]
            overview = f"programme overview of {len(people)} people, signed in"
            self.page_beside_static(server, overview, PATHS["overview"], pages[len(pages) // 2], 0.25, us)
            self.page_beside_static(server, "join page", link, Visitor(server.port).page(link), 0.55, [])
            # What is remembered is forgotten with every commit: the price of that.
            writers, csrf, per_s = join_crowd(self, server, [link], WRITERS)
            body = f"csrf={csrf}&idem=measured-%d-post-%n&text=%s"
            writing = ["-n", 1, "-k", 1, "-r", 20, "-w", 0, "-d", 3, "-s", 60, "-x", 303, "-t", FORM, "-u", PATHS["cards"].format(id=number),
                       "-e", PATHS["wall_live"].format(id=number), "-G", write_lines(f"{self.folder}/g", ["Cookie: " + w for w in writers]),
                       "-H", write_lines(f"{self.folder}/h", ["Cookie: " + place.wall(number).cookie_line()])]
            rounds = iter(range(100))
            self.page_beside_static(server, overview + ", while a card is stored 20 times a second", PATHS["overview"], pages[len(pages) // 2], 0, us,
                                    lambda: self.phones.run("streams", server, *writing, "-b", body.replace("measured-", f"measured-{next(rounds)}-")))

    def page_beside_static(self, server, what, path, body, goal, more, meanwhile=None):
        os.makedirs(f"{self.folder}/www", exist_ok=True)
        with open(f"{self.folder}/www/page", "w") as f:
            f.write(body)
        ours, static = [], []
        with self.nginx() as other:
            for i in range(self.rounds):
                other_work = threading.Thread(target=meanwhile or (lambda: None))
                other_work.start()
                time.sleep(READY_S if meanwhile else 0)
                r = self.phones.run("requests", server, "-n", 32, "-d", 2, "-u", path, *more)
                other_work.join()
                self.need_no_fault(r)
                ours.append(r["per_s"])
                static.append(self.phones.run("requests", other, "-n", 32, "-d", 2, "-u", "/page")["per_s"])
        self.results.add("P1", f"{what} ({len(body.encode()) / 1024:.1f} KB) against nginx with the same bytes in a file", ours, static,
                         f"≥ {goal} ×" if goal else "–", goal, at_most=False, unit="/s")

    # ---- P3: contributions, durable before they are acknowledged

    def p3(self):
        ours, raw = [], []
        for i in range(self.rounds):
            with self.samspil(f"p3-{i}") as server:
                place = Workplace(server.port)
                sessions = [place.session(STEP) for k in range(P3_SESSIONS)]
                cookies, csrf, per_s = join_crowd(self, server, [link for number, link in sessions], P3_SESSIONS * P3_PHONES)
                r = self.phones.run("requests", server, "-a", "-n", 64, "-d", 2, "-t", FORM, "-x", 303,
                                    "-H", write_lines(f"{self.folder}/h", ["Cookie: " + c for c in cookies]),
                                    "-U", write_lines(f"{self.folder}/u", [PATHS["cards"].format(id=number) for number, link in sessions]),
                                    "-b", f"csrf={csrf}&idem=measured-phone-%s&text=%s+and+as+many+words+as+people+write+on+a+card+about+their+work")
                self.need_no_fault(r)
                ours.append(r["per_s"])
            path = f"{self.folder}/raw-{i}.db"
            out = subprocess.run([f"{self.build}/bench/raw_commit", path, "64", "72", "2"], capture_output=True, text=True, check=True)
            raw.append(json.loads(out.stdout)["per_s"])
        self.results.add("P3", f"durable cards over HTTP on 64 connections at once, of {P3_SESSIONS * P3_PHONES:,} phones in turn, against SQLite's group commit of such rows by 64 threads",
                         ours, raw, "≥ 0.3 ×", 0.3, at_most=False, unit="/s")

    def need_no_fault(self, r):
        if r["bad"] or r["refused"]:
            raise RuntimeError(f"{r['bad']} bad answers and {r['refused']} refused connections")

    # ---- P4: everybody at once

    def p4(self):
        joins, votes = [], []
        for i in range(self.rounds):
            with self.samspil(f"p4-{i}") as server:
                place = Workplace(server.port)
                joins.append(self.join_at_once(server, place, 500))
                votes.append(self.vote_at_once(server, place, 600))
        self.results.add("P4", "500 phones join a session at once: p95 (best published by a peer: 3,600 ms)", joins, None, "≤ 150 ms", 150, of="ours", unit="ms")
        self.results.add("P4", "600 votes at once, all accepted and durable after (best published by a peer: 1.2 s)", votes, None, "≤ 0.2 s", 0.2, of="ours", unit="s")

        for n in CROWDS:
            self.crowd("P4", n, CROWD_SESSION, f"{n:,} phones")

    def crowd(self, target, n, per_session, who):
        """n phones do the same at once: join, say yes to the rules, write a card,
        lay a dot; each durable before it is answered."""
        rates, raw = {"join": [], "write a card each": [], "vote": []}, []
        for i in range(self.rounds):
            with self.samspil(f"crowd-{n}-{per_session}-{i}") as server:
                place = Workplace(server.port)
                sessions = [place.session(STEP) for k in range(-(-n // per_session))]
                send = lambda what, paths, cookies, body=None, expect=303: self.at_once(server, n, what, paths, cookies, body, expect)
                cookies, csrf, per_s = join_crowd(self, server, [link for number, link in sessions], n)
                rates["join"].append(per_s)
                phones = [PATHS["phone"].format(id=number) for number, link in sessions]
                rules = place.rules_of(cookies[0], phones[0])
                if rules:
                    send("rules", [p + "/rules" for p in phones], cookies, f"csrf={csrf}&{rules}")
                rates["write a card each"].append(send("card", [PATHS["cards"].format(id=number) for number, link in sessions], cookies,
                                                       f"csrf={csrf}&idem=measured-crowd-%s&text=%s+and+as+many+words+as+people+write+on+a+card"))
                for number, link in sessions:
                    place.go(number, VOTE)
                targets = [place.target_of(cookies[k], phone) for k, phone in enumerate(phones)]
                rates["vote"].append(send("dot", [PATHS["dots"].format(id=number) for number, link in sessions], cookies,
                                          [f"csrf={csrf}&n=1&target={t}" for t in targets]))
            path = f"{self.folder}/raw-crowd-{n}-{per_session}-{i}.db"
            out = subprocess.run([f"{self.build}/bench/raw_commit", path, "64", "72", "1"], capture_output=True, text=True, check=True)
            raw.append(json.loads(out.stdout)["per_s"])
        for what, per_s in rates.items():
            self.results.add(target, f"{who} {what} at once, each with a connection of its own, durable; beside SQLite's group commit of such rows", per_s, raw,
                             f"≥ {CROWD_GOAL:,} /s", CROWD_GOAL, at_most=False, of="ours", unit="/s")

    def at_once(self, server, n, what, paths, cookies, body=None, expect=303, more=()):
        command = ["-1", "-n", n, "-c", CROWD_WINDOW, "-x", expect, "-d", AT_ONCE_S, *more,
                   "-U", write_lines(f"{self.folder}/u", paths), "-H", write_lines(f"{self.folder}/h", ["Cookie: " + c for c in cookies])]
        if body:
            command += ["-t", FORM, "-B", write_lines(f"{self.folder}/b", body if isinstance(body, list) else [body])]
        r = self.phones.run("requests", server, *command)
        self.need_no_fault(r)
        if r["calls"] != n:
            raise RuntimeError(f"{what}: only {r['calls']} of {n} were answered")
        return r["per_s"]

    def join_at_once(self, server, place, n):
        number, link = place.session(STEP)
        forms = [place.join_form(link) for i in range(n)]
        r = self.phones.run("requests", server, "-1", "-n", n, "-u", link, "-t", FORM, "-x", 303,
                            "-H", write_lines(f"{self.folder}/h", [f[1] for f in forms]),
                            "-B", write_lines(f"{self.folder}/b", [f[2] for f in forms]))
        self.need_no_fault(r)
        return r["answer_p95"]

    def vote_at_once(self, server, place, n):
        number, link = place.session(STEP)
        phones = [place.phone(number, link) for i in range(n)]
        console = PATHS["console"].format(id=number)
        place.facilitator.submit(console, "/cards", text="One card\nAnother card")
        place.go(number, VOTE)
        target = re.search(r'name="give" value="([^"]+)"', phones[0].visitor.page(PATHS["phone"].format(id=number)))
        ready = [p.ready({"n": "1", "target": target.group(1)}) for p in phones]
        r = self.phones.run("requests", server, "-1", "-n", n, "-u", PATHS["dots"].format(id=number), "-t", FORM, "-x", 303,
                            "-H", write_lines(f"{self.folder}/h", [h for h, b in ready]),
                            "-B", write_lines(f"{self.folder}/b", [b for h, b in ready]))
        self.need_no_fault(r)
        return r["seconds"]

    # ---- P5: a morning in many workplaces

    def p5(self):
        """The day is pressed together: everybody comes in, agrees, writes and votes,
        all workshops at the same moment. Then cards at the rate of a morning: each
        tap is a card of somebody's, stored for good before it is acknowledged; it
        counts when the projector of that room has it. All the other phones have
        their streams open, as in a real hall."""
        rooms, phones, rate, seconds = TAPS
        self.crowd("P5", rooms * phones, phones, f"{rooms * phones:,} phones of {rooms} workshops")
        with self.samspil("p5") as server:
            place = Workplace(server.port)
            walls, posters, listeners = [], [], []
            for k in range(rooms):
                number, link = place.session(STEP)
                walls.append(("Cookie: " + place.wall(number).cookie_line(), PATHS["wall_live"].format(id=number)))
                posters.append([(number, *place.phone(number, link).ready({"idem": "measured-%d-post-%n", "text": "%s"})) for i in range(2)])
                listeners += [(place.listener(link), PATHS["live"].format(id=number)) for i in range(phones)]
            # Streams are dealt to the rooms in turn: first all walls, then the
            # first phone of each room, and so on.
            posters = [two[i] for i in range(2) for two in posters]   # who post in a room one after the other
            streams = walls + [listeners[k * phones + i] for i in range(phones) for k in range(rooms)]
            taps = []
            for i in range(self.rounds):
                r = self.phones.run("streams", server, "-n", len(streams), "-k", rooms, "-l", rooms, "-r", rate, "-d", seconds, "-s", 100,
                                    "-t", FORM, "-x", 303,
                                    "-H", write_lines(f"{self.folder}/h", [h for h, path in streams]),
                                    "-E", write_lines(f"{self.folder}/e", [path for h, path in streams]),
                                    "-U", write_lines(f"{self.folder}/u", [PATHS["cards"].format(id=n) for n, h, b in posters]),
                                    "-G", write_lines(f"{self.folder}/g", [h for n, h, b in posters]),
                                    "-B", write_lines(f"{self.folder}/b", [b.replace("measured-", f"measured-{i}-") for n, h, b in posters]))
                if r["lost"] or r["streams_lost"] or r["bad"]:
                    raise RuntimeError(f"{r['lost']} taps not seen, {r['streams_lost']} streams lost, {r['bad']} bad answers")
                taps.append(r["latency_p99"])
        self.results.add("P5", f"{rooms} workshops of {phones} phones, {rate} cards/s, each durable: p99 from tap to projector", taps, None,
                         "≤ 100 ms", 100, of="ours", unit="ms")

    # ---- P12: hours later

    def p12(self):
        soak.run(self)

    # ---- P14: the largest employer planned for

    def p14(self):
        persons, units = LARGEST
        imported, pages = [], []
        for i in range(self.rounds):
            folder = f"{self.folder}/p14-{i}"
            os.makedirs(folder)
            write_organisation(f"{folder}/all.csv", persons, units)
            began = time.monotonic()
            done = subprocess.run([self.program, "import", f"{folder}/all.csv", f"--store=sqlite:{folder}/samspil.db"], capture_output=True, text=True)
            imported.append(time.monotonic() - began)
            if done.returncode:
                raise RuntimeError(f"the import was refused: {done.stdout[-300:]}{done.stderr[-300:]}")
        self.results.add("P14", f"{persons:,} people of {units:,} units imported from one file, checked and durable", imported, None, "≤ 10 s", 10, of="ours", unit="s")

    # ---- P9: small and soon there

    def p9(self):
        with self.samspil("p9"):
            pass  # makes the store
        started, memory = [], []
        for i in range(self.rounds):
            began = time.monotonic()
            with self.samspil("p9", fill=False) as server:
                Visitor(server.port).page("/")
                started.append((time.monotonic() - began) * 1000)
                time.sleep(1)
                memory.append(rss_mb(server.pids()))
        self.results.add("P9", "start to first page, store already there", started, None, "≤ 150 ms", 150, of="ours", unit="ms")
        self.results.add("P9", "idle memory of the program, which is one process: there is no ballot box beside it", memory, None, "≤ 30 MB", 30, of="ours", unit="MB")
        with tempfile.NamedTemporaryFile() as f:
            shutil.copy(self.program, f.name)
            subprocess.run(["strip", f.name], check=True)
            self.results.add("P9", "the program with all its assets, stripped as installed", [os.path.getsize(f.name) / 2**20], None, "≤ 10 MB", 10, of="ours", unit="MB")

    # ---- P8: pages in a phone's browser

    def p8(self):
        pages.measure(self)

    # ---- P10: the library

    def p10(self):
        library.search(self)
        library.prints(self)

    # ---- P11: value tree and template

    def p11(self):
        ours, hand = [], []
        for i in range(self.rounds):
            r = json.loads(subprocess.run([f"{self.build}/bench/page_cost"], capture_output=True, text=True, check=True).stdout)
            ours.append(r["ours_us"])
            hand.append(r["reference_us"])
        self.results.add("P11", f"a page of {r['bytes'] / 1000:.0f} kB as value tree and template, against the same bytes appended by hand", ours, hand,
                         "≤ 4 ×", 4, unit="µs")

    # ---- P13: from a clone to a page

    def p13(self):
        building.build(self)

    # ---- P2: streams

    def p2(self):
        streams.Streams(self).all()

    def p2n(self):
        streams.nodes(self)


def head(args):
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "unknown")
    version = subprocess.run(["nginx", "-v"], capture_output=True, text=True).stderr.strip()
    return (f"# Figures\n\nMade by `make bench` on {time.strftime('%Y-%m-%d')}: {os.cpu_count()} cores ({cpu}), {platform.system()} {platform.release()}, "
            f"{version}, medians of {args.rounds} rounds. The load generator runs on the same machine. "
            "Ratios count: ours and the reference were measured one after the other in each round, and the ratio is the median of the rounds' ratios.\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--only", default="P9,P10,P11,P1,P3,P4,P5,P14,P2,P2n,P8,P13")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--soak", default="30", metavar="MINUTES", help="of P12, which is only measured when --only names it; 30,60: one run, looked at twice")
    parser.add_argument("--out", default=HERE)
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are ended, too
    limit = raise_descriptor_limit()
    if limit < 19100:
        print(f"only {limit} descriptors are allowed: the largest hall will fail")
    results = Results()
    bench = Bench(os.path.abspath(args.build), args.rounds, results, [float(m) for m in args.soak.split(",")])
    began = time.monotonic()
    failed = False
    for section in args.only.split(","):
        print(section, flush=True)
        since = time.monotonic()
        try:
            getattr(bench, section.lower())()
        except (RuntimeError, OSError, subprocess.SubprocessError) as fault:
            failed = True
            print(f"  could not be measured: {fault}", flush=True)
            results.note(f"{section} could not be measured: {fault}")
        print(f"  {section}: {time.monotonic() - since:.0f} s", flush=True)
    print(f"{time.monotonic() - began:.0f} s")
    shutil.rmtree(bench.folder)
    results.write(args.out, head(args))
    sys.exit(failed)


if __name__ == "__main__":
    main()
