#!/usr/bin/env python3
"""run.py -- the figures of Samspil, each beside its reference in the same run.

    bench/run.py BUILD [--only P2,P3] [--rounds 5] [--out bench]

Ratios count; absolute figures are the machine's. Each round measures ours and
the reference one after the other. Bounded: about eight minutes for all of it.
Writes results.json and RESULTS.md. Servers listen on the loopback only."""
import argparse
import os
import platform
import subprocess
import tempfile
import time

from measure import HERE, Phones, Results, Server, free_port, nginx, raise_descriptor_limit

# Where the streams and posts of each target are: the table to change when a
# route does. %d is the room, %s the filler with the mark.
TARGETS = {
    "ours": {"events": "/live/%d", "url": "/post/%d", "body": "text=%s", "type": "application/x-www-form-urlencoded", "expect": 303},
    "nchan": {"events": "/live/%d", "url": "/post/%d", "body": "%s", "type": "text/html", "expect": 201},
    "bare": {"events": "/live/%d", "url": "/post/%d", "body": "%s", "type": "text/html", "expect": 201},
}
PAGE = "/page"          # what others ask for meanwhile
FRAGMENT = 600          # a card with its form, as the workshop sends it
HALLS = ((1000, 10), (5000, 10), (19000, 4))  # streams, posts a second; all hear each post
CLOSED = 19000          # enough that gathering changes for 30 ms is not what is measured
WORKSHOPS = (5000, 200, 200)  # streams, rooms of 25, posts a second in all


def stream_arguments(target, streams, rooms, rate, seconds, size, probe=None):
    t = TARGETS[target]
    return ["-n", streams, "-k", rooms, "-r", rate, "-d", seconds, "-w", 0.5, "-s", size, "-e", t["events"], "-u", t["url"],
            "-b", t["body"], "-t", t["type"], "-x", t["expect"]] + (["-q", probe] if probe else [])


class Bench:
    def __init__(self, build, rounds, results):
        self.build, self.rounds, self.results = build, rounds, results
        self.phones = Phones(f"{build}/bench/phones")
        self.folder = tempfile.mkdtemp(prefix="samspil-bench-")
        os.chmod(self.folder, 0o755)

    def hub(self):
        port = free_port()
        return Server([f"{self.build}/bench/hub_server", str(port)], port)

    def nginx(self):
        return nginx(self.folder, free_port(), 1)

    def bare(self):
        port = free_port()
        return Server([f"{self.build}/bench/bare_loop", str(port)], port)

    # ---- P2: streams

    def streams(self, target, streams, rooms, rate, seconds, size, probe=None):
        make = {"ours": self.hub, "nchan": self.nginx, "bare": self.bare}[target]
        with make() as server:
            return self.phones.run("streams", server, *stream_arguments(target, streams, rooms, rate, seconds, size, probe))

    def frame_size(self):
        """What one post becomes on our streams, so that the others send as much."""
        r = self.streams("ours", 50, 1, 20, 1, FRAGMENT)
        return round(r["bytes_per_delivery"]) - len("data: \n\n")

    def rounds_of(self, streams, rooms, rate, seconds, size):
        got = {"ours": [], "nchan": [], "bare": []}
        if rooms > 1:
            del got["bare"]  # it knows one room only
        for i in range(self.rounds):
            for target in got:
                got[target].append(self.streams(target, streams, rooms, rate, seconds, FRAGMENT if target == "ours" else size))
        return {t: {k: [r[k] for r in rs] for k in rs[0]} for t, rs in got.items()}

    def p2(self):
        size, add = self.frame_size(), self.results.add
        lost = []
        for streams, rate in HALLS:
            r = self.rounds_of(streams, 1, rate, 2.5, size)
            ours, nchan, bare = r["ours"], r["nchan"], r["bare"]
            name = f"{streams:,} phones in one hall, {rate} changes/s"
            add("P2", f"{name}: p99 from post to phone, against nchan", ours["latency_p99"], nchan["latency_p99"], "≤ 0.7 ×", 0.7, unit="ms")
            if streams >= 5000:
                add("P2", f"{name}: CPU per delivery, against nchan", ours["cpu_us_per_delivery"], nchan["cpu_us_per_delivery"], "≤ 0.65 ×", 0.65, unit="µs")
                add("P2", f"{name}: CPU per delivery, against a bare epoll loop", ours["cpu_us_per_delivery"], bare["cpu_us_per_delivery"], "≤ 1.15 ×", 1.15, unit="µs")
                add("P2", f"{name}: memory per idle phone, beside nchan", ours["kb_per_stream"], nchan["kb_per_stream"], "≤ 4 KB", 4, of="ours", unit="KB")
            if streams >= 5000:
                probed = [self.streams("ours", streams, 1, rate, 2.5, FRAGMENT, PAGE)["probe_p99"] for i in range(self.rounds)]
                add("P2", f"{name}: p99 of other requests meanwhile", probed, None, "≤ 10 ms", 10, of="ours", unit="ms")
            if streams == HALLS[-1][0]:
                add("P2", f"{streams:,} phones joined and served, beside nchan", ours["join_s"], nchan["join_s"], "≤ 1.5 s", 1.5, of="ours", unit="s")
            lost += [a + b + c + d for a, b, c, d in zip(ours["lost"], ours["doubled"], ours["reordered"], ours["streams_lost"])]
        r = self.rounds_of(*WORKSHOPS, 2.5, size)
        add("P2", "200 workshops of 25 phones, one change/s each: p99, beside nchan", r["ours"]["latency_p99"], r["nchan"]["latency_p99"], "≤ 100 ms", 100, of="ours", unit="ms")
        lost += [a + b + c for a, b, c in zip(r["ours"]["lost"], r["ours"]["doubled"], r["ours"]["reordered"])]
        r = self.rounds_of(CLOSED, 1, 0, 2.5, size)
        add("P2", f"{CLOSED:,} phones, next change when all have the last: deliveries, against nchan", r["ours"]["per_s"], r["nchan"]["per_s"],
            "≥ 1.7 ×", 1.7, at_most=False, unit="/s")
        lost += [a + b + c for a, b, c in zip(r["ours"]["lost"], r["ours"]["doubled"], r["ours"]["reordered"])]
        add("P2", "deliveries lost, doubled or out of order, and streams lost, in all runs above", [sum(lost)], None, "0", 0, of="ours")


def head(args):
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "unknown")
    version = subprocess.run(["nginx", "-v"], capture_output=True, text=True).stderr.strip()
    return (f"# Figures\n\nMade by `make bench` on {time.strftime('%Y-%m-%d')}: {os.cpu_count()} cores ({cpu}), {platform.system()} {platform.release()}, "
            f"{version}, medians of {args.rounds} rounds. The load generator runs on the same machine. "
            "Ratios count: ours and the reference were measured one after the other in each round, and the ratio is the median of the rounds' ratios.\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--only", default="P2")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", default=HERE)
    args = parser.parse_args()
    limit = raise_descriptor_limit()
    if limit < 19100:
        print(f"only {limit} descriptors are allowed: the largest hall will fail")
    results = Results()
    bench = Bench(os.path.abspath(args.build), args.rounds, results)
    began = time.monotonic()
    for section in args.only.split(","):
        print(section, flush=True)
        getattr(bench, section.lower())()
    print(f"{time.monotonic() - began:.0f} s")
    results.write(args.out, head(args))


if __name__ == "__main__":
    main()
