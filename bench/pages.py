"""P8: what phones' browsers make of the pages, by Lighthouse on its mobile
profile (its slow network and processor are simulated from what it saw), and how
long a slow phone needs from the QR code to the first letter of a card.

Lighthouse stands in package.json with its version, its lock beside it, and is
installed here when this station is measured for the first time."""
import json
import os
import shutil
import subprocess

from measure import HERE
from product import CHANNEL_METHOD, PATHS, STEP, VOTE, Workplace

JOIN_BYTES, JOIN_REQUESTS = 60000, 4
PERFORMANCE, ACCESSIBILITY = 98, 100
SLOW_CPU = 6            # a phone of the middle class, five years old, beside this machine
CARDS = ("The phones at the desk ring while we write", "Nobody knows who is called in", "We start without a plan", "The room is too small", "Night and day never meet")
ACTIVITIES = (          # what the phone does, method, step
    ("writes cards", "future-workshop", STEP),
    ("lays dots", "future-workshop", VOTE),
    ("answers a poll", "maturity-score", "answer_alone"),
    ("holds a dealt card", "care-talk", "employee_barriers"),
)


def install():
    if not shutil.which("npm") or not os.path.exists("/usr/bin/chromium-headless-shell"):
        raise RuntimeError("npm and Chromium are needed (Debian: npm, chromium-headless-shell)")
    if not os.path.isdir(f"{HERE}/node_modules/lighthouse"):
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=HERE, check=True)


class Browser:
    """pages.mjs, asked one thing after the other. Use in a with statement."""

    def __init__(self, port):
        self.base = f"http://127.0.0.1:{port}"

    def __enter__(self):
        self.process = subprocess.Popen(["node", f"{HERE}/pages.mjs"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(30)

    def ask(self, what, path, **more):
        self.process.stdin.write(json.dumps({"do": what, "url": self.base + path, **more}) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{what} {path}: {self.process.stderr.read()[-500:]}")
        return json.loads(answer)

    def audits(self, path, cookie, rounds):
        got = []
        for i in range(rounds):
            got.append(self.ask("audit", path, cookie=cookie, large=path.startswith("/wall/")))
            if not got[-1]["at"].endswith(path):
                raise RuntimeError(f"{path} led to {got[-1]['at']}")
        return {k: [r[k] for r in got] for k in got[0]}


def pages_of(place):
    """Each page that is looked at: its name, path and Cookie header."""
    for what, method, step in ACTIVITIES:
        number, link = place.session(step if step != VOTE else STEP, method)
        if step == VOTE:
            place.facilitator.submit(PATHS["console"].format(id=number), "/cards", text="\n".join(CARDS))
            place.go(number, VOTE)
        phone = place.phone(number, link)
        yield f"a phone that {what}", PATHS["phone"].format(id=number), phone.visitor.cookie_line()
        if step == VOTE:
            wall = place.wall(number)
            yield "the projector with a board", f"/wall/{number}", wall.cookie_line()
    number, link = place.session(None, CHANNEL_METHOD["key"])
    yield "a phone's page of questions", PATHS["channel"].format(id=number), place.phone(number, link).visitor.cookie_line()
    yield "the library", "/library", ""


def scores(bench, name, r, profile="mobile"):
    add = bench.results.add
    for what, of, goal in (("performance", "performance", PERFORMANCE), ("accessibility", "accessibility", ACCESSIBILITY)):
        add("P8", f"{name}: Lighthouse, {what}, {profile} profile", r[of], None, f"≥ {goal}" if goal < 100 else "100", goal, at_most=False, of="ours")
    for wanting in sorted({w for each in r["wanting"] for w in each}):
        print("     ", wanting)


def measure(bench):
    install()
    add = bench.results.add
    with bench.samspil("p8") as server, Browser(server.port) as browser:
        place = Workplace(server.port)
        number, link = place.session(STEP)
        join = browser.audits(link, "", bench.rounds)
        add("P8", "the join page: bytes transferred in all", join["bytes"], None, "≤ 60,000", JOIN_BYTES, of="ours", unit="B")
        add("P8", "the join page: requests", join["requests"], None, "≤ 4", JOIN_REQUESTS, of="ours")
        scores(bench, "the join page", join)
        for name, path, cookie in pages_of(place):  # once each: an audit takes ten seconds, and its points hardly differ
            scores(bench, name, browser.audits(path, cookie, 1), "desktop" if path.startswith("/wall/") else "mobile")
        walks = [browser.ask("walk", link, choose="input[name=seat][value=participant]", send="form:has(input[name=seat]) button",
                             write="textarea[name=text]", cpu=SLOW_CPU) for i in range(bench.rounds)]
        slow = f"a phone whose processor is {SLOW_CPU} times slower on a slow network (1.4 Mbit/s, 560 ms there and back)"
        add("P8", f"{slow}: from the QR code until a seat is chosen", [w["chosen_ms"] / 1000 for w in walks], None, "–", 0, at_most=False, of="ours", unit="s")
        add("P8", f"{slow}: from the QR code to the first letter of a card", [w["written_ms"] / 1000 for w in walks], None, "≤ 8 s", 8, of="ours", unit="s")
