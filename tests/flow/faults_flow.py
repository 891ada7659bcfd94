#!/usr/bin/env python3
"""Every acknowledged contribution is there exactly once, in every order of faults.

Ten phones, a leader and two facilitators send everything that can be sent in a
session, through a network that refuses, loses, cuts, delays and doubles
(support/faulty_proxy.py) while the program is killed and started again. They are
written as a phone's outbox is, and as somebody who presses once more
(support/outbox.py): a key for each contribution, kept until there is an answer.
Meanwhile two facilitators arrange the boards, by chance and at once. When the
network is well again and every outbox is empty, store, wall, console, exports and
streams are compared with what the senders know. Which routes there are is asked of
the program: one that nobody took makes the test fail.

	faults_flow.py SAMSPIL			some fixed seeds and a new one
	SEED=7 faults_flow.py SAMSPIL		that one, ROUNDS=n times
	SECONDS=1200 faults_flow.py SAMSPIL	new ones for so long"""
import collections
import http.client
import json
import os
import random
import re
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import zlib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import harness
from faulty_proxy import Proxy
from harness import Browser, Program, key, until
from live_page import Page, Reader
from outbox import Outbox

PHONES = 10
WALLS = 2
DOTS = 3
MINDS = 4       # how often everybody says it anew
LEFT = 20       # cards on the board from which one more may go: two who arrange take sixteen before they look again,
                # and some must be left to be voted on
STILL_OPEN = 4  # answers of so many are not shown yet (R7: five), so they may be changed
ROUNDS_DEALT = 4
SEEDS = [1, 2]       # found nothing, or what is mended; kept so that it stays mended
WAIT_S = (0.02, 0.15)   # a phone's patience, shortened: queue.js waits a second
EACH_S = 90             # a step's outboxes are empty by then, or something is stuck
CONTENT = Path(__file__).resolve().parent.parent / "content"
SETS = ("columns", "grid", "comments", "check_out")     # boards with columns
CELLS = {"columns": ["hinders", "promotes"], "grid": ["well/influence", "well/demands", "less/influence", "less/demands"],
         "comments": ["keep", "change"], "check_out": ["glad", "insight"]}
WRITTEN = re.compile(r"[a-zæøå]+ \d+x\d+")      # every contribution's own words


def words_in(texts):
    """Of each contribution, how many times it is there."""
    return collections.Counter(w for t in texts for w in WRITTEN.findall(t))


def strings(v):
    """Every text of a value read from JSON."""
    if isinstance(v, dict):
        v = list(v.values())
    if isinstance(v, list):
        return [s for k in v for s in strings(k)]
    return [v] if isinstance(v, str) else []


def png(width):
    """A photo that is known again by its width."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = (b"\0" + b"\xaa" * 3 * width) * 64
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, 64, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows))
            + chunk(b"IEND", b""))


# ---- which roads there are, and who took them

class Roads:
    """The routes under a session that store something."""
    OURS = re.compile(r"/(w|workshop|consultation|join)/:")

    def __init__(self):
        told = subprocess.run([harness.BINARY, "routes"], capture_output=True, text=True, check=True).stdout
        self.all = {p for m, p in re.findall(r"^(\w+)\s+(/\S+)", told, re.M) if m == "POST" and self.OURS.match(p)}
        self.forms = [(re.compile(re.sub(r":\w+", "[^/]+", p) + "$"), p) for p in sorted(self.all, key=lambda p: p.count(":"))]
        self.went = collections.Counter()

    def taken(self, method, path):
        for form, p in self.forms if method == "POST" else ():
            if form.match(path):
                self.went[p] += 1
                return


class Desk(Browser):
    """A browser whose roads are noted."""
    roads = None

    def request(self, method, path, *args, **kw):
        reply = super().request(method, path, *args, **kw)
        if reply.status < 400:
            self.roads.taken(method, path)
        return reply


# ---- a facilitator

class Arranger(threading.Thread):
    """Arranges at random until told to stop. Of two, each merges only the headings
    that are its own, into any; everything else is both's."""
    PAUSE_S = (0.005, 0.05)     # faster than fingers, so that more happens in a round

    def __init__(self, round_, browser, number, seed, acts, boards):
        super().__init__(daemon=True)
        self.round, self.browser, self.number, self.acts, self.boards = round_, browser, number, acts, boards
        self.random = random.Random(seed)
        self.done, self.fault, self.did, self.became, self.dropped, self.joined = threading.Event(), None, collections.Counter(), {}, set(), set()
        self.start()

    def run(self):
        try:
            while not self.done.is_set():
                self.arrange()
                self.done.wait(self.random.uniform(*self.PAUSE_S))
        except Exception as e:      # told by whoever waits for the end
            self.fault = e

    def stop(self):
        self.done.set()
        self.join(EACH_S)

    def say(self, what, path, **fields):
        """303 done, 4xx refused; asked again until there is an answer. Returns
        whether it may have been done."""
        lost = False
        while True:
            try:
                status = self.browser.post(f"/workshop/{self.round.ws}/{path}", fields, follow=False).status
            except (OSError, http.client.HTTPException):
                status = 503        # the program is being started again
            if status < 500 and status != 429:
                break
            lost = True
            threading.Event().wait(self.random.uniform(*WAIT_S))
        assert status in (303, 404, 409, 422), f"{what} {path}: {status}"
        self.did[what if status == 303 else f"{what} refused"] += 1
        return status == 303 or lost

    def look(self, sql):
        """Asked again when it is our own connection that is cut (cut_store)."""
        while True:
            try:
                return self.round.rows(sql)
            except subprocess.CalledProcessError:
                if self.done.wait(WAIT_S[0]):
                    return []

    def arrange(self):
        names = ", ".join(f"'{b}'" for b in self.boards)
        cards = self.look(f"SELECT id, board FROM card WHERE workshop_id = ? AND board IN ({names})")
        self.board_of = dict(cards)
        cards, themes = [c for c, _ in cards], [r[0] for r in self.look("SELECT id FROM theme WHERE workshop_id = ?")]
        for _ in range(8):      # by then some of them are gone: pages are old, too
            getattr(self, self.random.choice(self.acts))(cards, themes)
            self.done.wait(self.random.uniform(*self.PAUSE_S))

    def merge(self, cards, _):
        if len(cards) > 1:
            card, into = self.random.sample(cards[-12:], 2)
            if self.say("merge", f"card/{card}", act="merge", into=into):
                self.joined.add((card, into))

    def apart(self, cards, _):
        if cards:
            self.say("apart", f"card/{cards[0]}", act="apart", other=self.random.choice(cards[-12:]))

    def park(self, cards, _):
        if len(cards) > LEFT:
            self.say("park", f"card/{self.random.choice(cards)}", act="park")

    def drop(self, cards, _):
        """Off for good."""
        if len(cards) <= LEFT:
            return
        card = self.random.choice(cards)
        words = [t for t, in self.look(f"SELECT text FROM card WHERE id = {int(card)}")]
        if words and words[0] and self.say("drop", f"card/{card}", act="drop"):
            self.dropped.update(WRITTEN.findall(words[0]))

    def choose(self, cards, themes):
        for what, ids in (("card", cards), ("theme", themes)):
            if ids:
                self.say("choose", f"{what}/{self.random.choice(ids)}", act=self.random.choice(["choose", "unchoose"]))

    def move(self, cards, themes):
        if cards:
            where = {"theme": self.random.choice([*themes, "0"])}
            if self.random.random() < 0.5:
                self.say("move", f"card/{self.random.choice(cards)}", act="theme", **where)
            else:
                self.say("move", "move", card=self.random.choice(cards), before=self.random.choice(cards), **where)

    def cell(self, cards, _):
        if cards:
            card = self.random.choice(cards)
            self.say("cell", "cell", card=card, cell=self.random.choice(CELLS[self.board_of[card]]))

    def let(self, cards, _):
        if cards:
            self.say("let", "let", card=self.random.choice(cards))

    def reword(self, cards, _):
        """Its number stays."""
        if cards:
            card = self.random.choice(cards)
            words = "".join(t for t, in self.look(f"SELECT text FROM card WHERE id = {int(card)}"))
            if not words:
                return
            self.say("reword", f"card/{card}", act="text", was=words, text=f"{words.split(',')[0]}, {self.random.choice(['rettet', 'skrevet om'])}")

    def head(self, _, themes):
        if len(themes) < 8:
            self.say("head", "themes", board="cards", title=f"Overskrift {key()[:8]}")

    def rename(self, _, themes):
        if themes:
            theme = self.random.choice(themes)
            stands = self.look(f"SELECT title FROM theme WHERE id = {int(theme)}")
            self.say("rename", f"theme/{theme}", act="rename", was=stands[0][0] if stands else "", title=f"Omdøbt {key()[:8]}")

    def merge_heads(self, _, themes):
        own = [t for t in themes if int(t) % 2 == self.number]
        if own and len(themes) > 2:
            theme = self.random.choice(own)
            into = self.random.choice([t for t in themes if t != theme])
            if theme not in self.became and self.say("merge heads", f"theme/{theme}", act="merge", into=into):
                self.became[theme] = into


# ---- a room in a basement

class Round:
    def __init__(self, test, program, console, others, seed):
        self.test, self.program, self.console, self.others, self.seed = test, program, console, others, seed
        self.arrangers, self.became, self.dropped, self.joined, self.did = [], {}, set(), set(), collections.Counter()
        self.boxes, self.readers = [], []
        self.random = random.Random(seed)
        self.proxy = Proxy(program.port, seed, doubles=True)
        self.moments = random.Random(seed + 1)
        self.dotted = collections.Counter()
        try:
            self.plan()
        except BaseException:
            self.close()
            raise

    def plan(self):
        console = self.console
        new = re.search(r'href="(/unit/\d+/workshop/new)"', console.get("/workshops").text)[1]
        console.get(new)
        page = console.post(new, {"title": f"Kælder {self.seed}", "method": "basement", "day": harness.day(), "starts_at": "09:00"})
        self.ws = re.search(r'action="/workshop/(\d+)/agenda"', page.text)[1]
        self.act(act="begin")
        page = console.get(f"/workshop/{self.ws}").text
        self.join, wall = re.search(r'(/join/\d+/[0-9a-f]{16,})"', page)[1], re.search(r'href="(/wall/\d+/[0-9a-f]+)"', page)[1]
        self.wall = Browser(self.program)
        self.wall.get(wall)
        self.phones = self.come(PHONES)
        self.leader, = self.come(1, "leader")
        self.desks = [self.box(b) for b in self.others]
        self.readers = [self.reader(self.wall, f"/wall/{self.ws}") for _ in range(WALLS)]
        self.readers.append(self.reader(console, f"/workshop/{self.ws}"))
        self.readers += [self.reader(p.browser, f"/w/{self.ws}") for p in self.phones[:2]]

    def moment(self):
        return self.moments.uniform(*WAIT_S)

    def box(self, browser):
        box = Outbox(browser, self.proxy.port, self.moment, self.test.roads.taken)
        self.boxes.append(box)
        return box

    def reader(self, browser, path):
        return Reader(browser, path, f"{path}/live", self.proxy.port, self.moment)

    def come(self, n, seat="participant"):
        """All at once, by the same bad network: whoever hears nothing joins again."""
        browsers = [Browser(self.program) for _ in range(n)]

        def one(b):
            b.get(self.join)
            while not any(name.startswith("phone") for name in b.cookies):
                body = f"seat={seat}&csrf={b.csrf}"
                c = http.client.HTTPConnection("localhost", self.proxy.port, timeout=20)
                try:
                    c.request("POST", self.join, body, {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://localhost:{self.proxy.port}",
                                                       "Cookie": "; ".join(f"{k}={v}" for k, v in b.cookies.items())})
                    answer = c.getresponse()
                    answer.read()
                    for cookie in answer.headers.get_all("Set-Cookie") or [] if answer.status == 303 else []:
                        b.cookies.update([cookie.split(";")[0].split("=", 1)])
                except (OSError, http.client.HTTPException):
                    threading.Event().wait(self.moment())
                finally:
                    c.close()
            self.test.roads.taken("POST", self.join)
            b.get(f"/w/{self.ws}")
        threads = [threading.Thread(target=one, args=[b], daemon=True) for b in browsers]
        for t in threads:
            t.start()
        for t in threads:
            t.join(EACH_S)
        return [self.box(b) for b in browsers]

    def version(self):
        page = self.console.get(f"/workshop/{self.ws}")
        self.test.assertEqual(page.status, 200, self.program.logged()[-600:])
        return re.search(r'name="version" value="(\d+)"', page.text)[1]

    def act(self, **fields):
        self.test.assertEqual(self.console.post(f"/workshop/{self.ws}/agenda", {"version": self.version(), **fields}, follow=False).status, 303)

    def go(self, step):
        self.act(act="go", step=step)

    def desk(self, path, statuses=(303,), **fields):
        """Something that is done at once and by one alone, on a good network."""
        reply = self.console.post(f"/workshop/{self.ws}/{path}", fields, follow=False)
        self.test.assertIn(reply.status, statuses, f"{path} {fields} {reply.words[:300]}")
        return reply

    def close(self):
        everybody = self.boxes + self.readers + self.arrangers
        for t in everybody:
            t.done.set()
        for t in everybody:
            t.join(10)
        self.proxy.close()

    # ---- what happens to them

    def kill(self, often=1.0):
        if self.random.random() >= often:
            return
        threading.Event().wait(self.random.uniform(0.02, 0.3))
        self.program.kill()
        self.program.start()

    def cut_store(self):
        """PostgreSQL lives elsewhere: its connections are cut, the change bus with them."""
        if self.program.store.startswith("sqlite:"):
            return
        threading.Event().wait(self.random.uniform(0.02, 0.3))
        self.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")

    def settle(self, what):
        """The network is well again: every outbox empties itself, and what was late arrives."""
        self.proxy.rough = False
        until(lambda: not any(p.waiting for p in self.boxes) and not self.proxy.under_way, EACH_S)
        stuck = [p.waiting[0] for p in self.boxes if p.waiting]
        self.test.assertFalse(stuck, f"{what}: never answered")
        self.test.assertEqual(self.proxy.under_way, 0, what)
        self.proxy.rough = True

    def arrange(self, *acts, boards=("cards",)):
        self.arrangers = [Arranger(self, d, i, self.seed * 2 + i, acts, boards) for i, d in enumerate(self.others)]

    def leave_be(self):
        for a in self.arrangers:
            a.stop()
        self.test.assertEqual([a.fault for a in self.arrangers if a.fault or a.is_alive()], [])
        for a in self.arrangers:
            self.became.update(a.became)
            self.dropped |= a.dropped
            self.joined |= a.joined
            self.did.update(a.did)
        self.arrangers = []

    # ---- what was said, and what is there

    def same(self, there, wanted, what=""):
        """Two counts are alike; if not, in what."""
        there, wanted = collections.Counter(there), collections.Counter(wanted)
        self.test.assertEqual((dict(there - wanted), dict(wanted - there)), ({}, {}), f"{what}: too much, missing")

    def rows(self, sql):
        sql = sql.replace("?", self.ws)     # a number of ours
        if self.program.store.startswith("sqlite:"):
            with sqlite3.connect(f"file:{self.program.store[len('sqlite:'):]}?mode=ro", uri=True) as db:
                return [tuple(str(v) for v in r) for r in db.execute(sql)]
        out = subprocess.run(["psql", "-qXAtF", "\t", self.program.store, "-c", sql], check=True, capture_output=True, text=True).stdout
        return [tuple(line.split("\t")) for line in out.splitlines()]

    def sent(self, *kinds):
        return [e for p in self.boxes for k in kinds for e in p.of(k)]

    def refused(self, *kinds):
        return [e for p in self.boxes for k in kinds for e in p.of(k, "refused")]

    # What people may be told no to when two want the same, or a thing has gone meanwhile.
    MAY = {"shown": [409], "item": [409], "card": [409], "back": [409], "gather": [404, 409, 422], "paper dots": [422], "late dot": [422],
           "press": [409], "heading": [409], "agree": [409], "next": [409, 422], "unplanned": [409], "reworded": [409, 422], "sit": [409], "text": [409], "photo": [422], "correct": [404, 409],
           "reply": [409], "mark": [409], "verdict": [409], "question drop": [404], "written": [409], "question": [409], "row": [409]}

    def check_refused(self):
        wrong = [(e["kind"], e["status"], e["fields"], e["said"].get("error")) for p in self.boxes for e in p.refused
                 if e["status"] not in self.MAY.get(e["kind"], ())]
        self.test.assertEqual(wrong, [])

    def said(self, *kinds):
        """The own words of what was acknowledged, each once, and is not gone since."""
        gone = {e["fields"]["card"] for e in self.sent("back")}
        words = words_in(t for e in self.sent(*kinds) if e["idem"] not in gone for t in e["fields"].values() if isinstance(t, str))
        return collections.Counter({w: n for w, n in words.items() if w not in self.dropped})

    def stored(self, sql):
        return words_in(r[0] for r in self.rows(sql))

    def export(self):
        return json.loads(self.console.get(f"/workshop/{self.ws}/export/json").text)

    def live(self, browser, path):
        return Page(browser.get(path).text).live.words()

    def on_wall(self):
        return self.live(self.wall, f"/wall/{self.ws}")

    def task(self, box):
        return box.browser.get(f"/w/{self.ws}", headers={"Accept": "application/json"}).json["task"]

    def check_streams(self, what):
        """Everybody who watches sees what somebody sees who comes now."""
        stale = []

        def all_fresh():
            stale[:] = [r.stream for r in self.readers
                        if r.fault or not r.shows(Page(r.browser.get(r.path).text))]
            return not stale or any(r.fault for r in self.readers)
        self.proxy.rough = False
        until(all_fresh, EACH_S)
        self.test.assertEqual([r.fault for r in self.readers if r.fault], [], what)
        self.test.assertEqual(stale, [], f"{what}: does not show what the page shows")
        self.proxy.rough = True

    def meant(self, kind):
        """How many mean what, by their last word; nothing is not counted."""
        return collections.Counter(v for p in self.boxes for (k, _), v in p.meant.items() if k == kind and v)

    def check_seats(self):
        """Each seat has one person: nobody sits twice, nor two on one chair."""
        seats = [int(n) for n, in self.rows("SELECT arrived FROM phone WHERE workshop_id = ? AND arrived > 0")]
        self.test.assertEqual(sorted(seats), list(range(1, len(self.phones) + 2)))

    # ---- the ground rules, and what surrounds a session

    def begin(self):
        self.check_seats()
        self.desk("timer", timer="start", minutes=5)
        self.desk("timer", timer="hold")
        clock = int(self.rows("SELECT timer_ends_at FROM workshop WHERE id = ?")[0][0])
        rules = self.rows("SELECT rules_version FROM workshop WHERE id = ?")[0][0]
        ws = f"/workshop/{self.ws}"
        for p in self.phones:
            p.write("rules", f"/w/{self.ws}/rules", rules=rules)
        for i, d in enumerate(self.desks):
            for n in range(3):
                d.write("more", f"{ws}/timer", "once", timer="more", minutes=n + 1)
                d.write("rule", f"{ws}/rules", "once", act="add_do", title=f"regel {i}x{n}", body="")
            d.write("topic", f"{ws}/topics", "once", act="add", step="cards", title=f"emne {i}x0")
            d.write("hide", f"{ws}/topics", "once", act="hide", step="cards", topic="one")
            d.write("focus", f"{ws}/focus", "once", target="")
            d.write("helper", f"{ws}/facilitators", "once", email="eva.brandt@udbyder.example")
            d.write("shown", f"{ws}/shown", "once", form="role", listens=f"rolle {i}x0")
            d.write("agenda wall", f"{ws}/schedule/wall", "once")
            d.write("parking wall", f"{ws}/paper/parking/wall", "once")
            d.write("language", f"{ws}/language", "once", lang="da")
        self.kill(0.5)
        self.cut_store()
        self.settle("the beginning")
        self.check_refused()
        t = self.test
        minutes = sum(int(e["fields"]["minutes"]) for e in self.sent("more"))
        t.assertEqual(int(self.rows("SELECT timer_ends_at FROM workshop WHERE id = ?")[0][0]), clock + 60 * minutes)
        self.same(self.stored("SELECT title FROM ground_rule WHERE workshop_id = ?"), self.said("rule"))
        self.same(self.stored("SELECT title FROM inspiration WHERE workshop_id = ?"), self.said("topic"))
        t.assertEqual(len(self.rows("SELECT id FROM inspiration WHERE workshop_id = ? AND topic = 'one'")), 1)
        t.assertEqual(len(self.rows("SELECT form FROM form_row WHERE workshop_id = ? AND step = 'shown'")), 1)
        t.assertEqual({v for v, in self.rows(f"SELECT rules_version FROM phone WHERE workshop_id = ? AND arrived > 0 AND seat = 'participant'")}, {rules})
        t.assertEqual(int(self.rows("SELECT rules_version FROM workshop WHERE id = ?")[0][0]), int(rules) + len(self.sent("rule")))
        self.desk("focus", target="")
        shown = self.on_wall()
        for word in self.said("rule"):
            t.assertEqual(shown.count(word), 1, word)
        self.agenda()

    def agenda(self):
        """The two change the agenda at once: what is told to be there is, once."""
        for i, d in enumerate(self.desks):
            d.write("item", f"/workshop/{self.ws}/schedule/add", "once", version=self.version(), after="grid", name=f"punkt {i}x0", minutes="5")
        self.settle("the agenda")
        self.check_refused()
        self.test.assertTrue(self.sent("item"))
        self.same(self.stored("SELECT title FROM agenda_item WHERE workshop_id = ?"), self.said("item"))
        page = self.console.get(f"/workshop/{self.ws}/schedule").text
        item = re.search(r'name="minutes-(item-\d+)"', page)[1]
        self.desk("schedule/move", version=self.version(), step=item, act="up")
        lines = {n: v for n, v in re.findall(r'name="(minutes-[\w-]+)"[^>]*value="(\d+)"', page)}
        self.desk("schedule", version=self.version(), **lines)

    # ---- cards, thoughts, questions

    def write(self):
        self.go("cards")
        self.arrange("merge", "merge", "merge", "apart", "park", "park", "move", "reword", "head", "rename", "merge_heads", "choose", "drop", "drop", "drop")
        ws = f"/w/{self.ws}"
        part = re.search(r'name="part" value="(\w+)"', self.console.get(f"/workshop/{self.ws}/paper").text)[1]
        tabs = [self.box(p.browser) for p in self.phones[:3]]
        for i, p in enumerate(self.phones):
            for n in range(self.random.randint(2, 4)):
                card = p.write("card", f"{ws}/cards", text=f"kort {i}x{n}", board="cards")
                if self.random.random() < 0.3:      # in order, or from another page at the same time
                    (p if i >= len(tabs) else tabs[i]).write("back", f"{ws}/take-back", card=card["idem"])
            p.write("thought", f"{ws}/cards", text=f"tanke {i}x0", board="parking")
            p.write("question", f"{ws}/channel", text=f"spørgsmål {i}x0")
        for i, d in enumerate(self.desks):
            lines = "\n".join(f"papir {i}x{n}" for n in range(3))
            d.write("typed", f"/workshop/{self.ws}/cards", board="cards", text=lines)
            d.write("question", f"/workshop/{self.ws}/paper/question", part=part, question=f"spørgsmål {i}x9")
            d.write("typed", f"/workshop/{self.ws}/paper/parking", parked=f"parkeret {i}x0\nparkeret {i}x1")
            d.write("photo", f"/workshop/{self.ws}/photo", "once", [("photo", "tavle.png", png(100 + i))], group="0")
        self.kill()
        self.settle("cards and questions")
        self.leave_be()
        self.check_refused()
        self.check_photos()
        photo = self.rows("SELECT id FROM photo WHERE workshop_id = ? ORDER BY id")[0][0]
        self.desks[0].write("typed", f"/workshop/{self.ws}/photo/{photo}/cards", board="cards", text="papir 7x0\npapir 7x1")
        self.gather()
        self.settle("cards from a photo")
        self.check_cards()

    CARDS = ("card", "thought", "typed", "cell")

    def gather(self):
        """The suggested heading, by both at once."""
        loose = [c for c, in self.rows("SELECT id FROM card WHERE workshop_id = ? AND board = 'cards' AND theme_id IS NULL AND merged_into IS NULL")]
        if len(loose) < 2:
            self.test.assertEqual(len(loose), 2, "nothing to gather; take another seed")
        for i, d in enumerate(self.desks):
            d.write("gather", f"/workshop/{self.ws}/gather", "once", take=f"{' '.join(loose)}|Samlet {i}")

    def check_boards(self):
        """Every acknowledged card stands once: in the store, and in the export."""
        t = self.test
        there = self.said(*self.CARDS)
        self.same(self.stored("SELECT text FROM card WHERE workshop_id = ? AND board <> ''"), there)
        export = self.export()
        self.same(words_in(strings({k: export[k] for k in ("boards", "parking")})), there)
        for who, text in (("wall", self.on_wall()), ("console", self.live(self.console, f"/workshop/{self.ws}"))):
            board = self.stored("SELECT text FROM card WHERE workshop_id = ? AND held = 0 AND board = '%s'" % self.board)
            t.assertEqual(+(board - words_in([text])), collections.Counter(), f"{who}: missing")
            t.assertEqual({w: n for w, n in words_in([text]).items() if n > 1 and w in there}, {}, f"{who}: twice")

    board = "cards"

    def check_cards(self):
        self.check_refused()
        self.check_boards()
        self.same(self.stored("SELECT text FROM channel_question WHERE workshop_id = ?"), self.said("question"))
        self.same(words_in(q["text"] for q in self.export()["channel"]), self.said("question"))

    def check_photos(self, heard=False):
        """By their widths, of which no two are the same. What a group has not shown is in
        no file before the room hears the groups."""
        gone = {int(e["fields"]["width"]) for e in self.sent("photo drop")}
        there = sorted({int.from_bytes(e["files"][0][2][16:20], "big") for e in self.sent("photo")} - gone)
        self.test.assertEqual(sorted(int(w) for w, in self.rows("SELECT width FROM photo WHERE workshop_id = ?")), there)
        own = {int(w) for w, in self.rows("SELECT width FROM photo WHERE workshop_id = ? AND group_id IS NOT NULL AND seen = 'group'")}
        self.test.assertEqual(sorted(p["width"] for p in self.export()["photos"]), [w for w in there if heard or w not in own])

    # ---- dots and voices

    def choose(self):
        page = self.console.get(f"/workshop/{self.ws}").text
        questions = sorted(set(re.findall(r'name="channel" value="now/(\d+)"', page)))
        self.go("vote")
        for title in ("Det ene", "Det andet", "Det tredje"):
            self.console.post(f"/workshop/{self.ws}/themes", {"board": "cards", "title": title}, follow=False)
        targets = self.targets()
        self.arrange("merge", "apart", "move", "reword", "rename", "merge_heads", "head")
        # Everybody wants the first of them, so that the last voice decides what is shown.
        voices = {p: [questions[0], *self.random.sample(questions[1:], 2)] for p in self.phones}
        for mind in range(MINDS):      # everybody changes their mind, while the first word may still be under way
            for p in self.phones:
                for n in range(1, DOTS + 1):
                    target = self.random.choice([*targets, ""])
                    p.mean("dot", n, target, f"/w/{self.ws}/dots", n=n, target=target)
                for q in voices[p]:
                    up = q == questions[0] if mind == MINDS - 1 else self.random.random() < 0.6
                    p.mean("up", q, up, f"/w/{self.ws}/channel/support", **{"up" if up else "down": q})
            for d in self.desks:
                d.write("paper dots", f"/workshop/{self.ws}/paper/dots", "once", act="lay", n=self.random.randint(1, 3), target=self.random.choice(targets), ballots=10)
            threading.Event().wait(self.random.uniform(0.05, 0.4))
        self.kill(0.5)
        self.cut_store()
        self.settle("dots and voices")
        self.leave_be()
        self.choose_anew()
        self.check_votes()

    def targets(self):
        return sorted(set(re.findall(r'data-target="((?:card|theme)/\d+)"', self.phones[0].browser.get(f"/w/{self.ws}").text)))

    def choose_anew(self):
        """Who is told that a dot's place is gone looks again and chooses another."""
        targets = self.targets()
        for p in self.phones:
            told = {e["thing"] for e in p.refused if e["kind"] == "dot"}
            p.refused = [e for e in p.refused if e["kind"] != "dot"]
            for kind, n in told:
                target = self.random.choice(targets)
                p.mean(kind, n, target, f"/w/{self.ws}/dots", n=n, target=target)
        self.settle("dots once more")

    def became_of(self, target):
        """What a heading has been merged into, and that into, until one that is there."""
        kind, _, id_ = target.partition("/")
        while kind == "theme" and id_ not in self.there and id_ in self.became:
            id_ = self.became[id_]
        if kind == "card":
            id_ = self.one_of(id_)
        return f"{kind}/{id_}" if target else ""

    def one_of(self, card):
        """Of the cards that have been one with it, whenever: a dot on one of them lies on
        what it was part of then, and two who merge and take apart at once leave open what
        that was."""
        one, more = set(), {card}
        while more - one:
            one |= more
            more = {c for pair in self.joined if one & set(pair) for c in pair}
        return min(one, key=int)

    def on_paper(self):
        laid = collections.Counter()
        for e in self.sent("paper dots"):
            f = e["fields"]
            laid[self.became_of(f["target"])] += int(f["n"]) * (1 if f["act"] == "lay" else -1)
        return laid

    def check_votes(self):
        t = self.test
        self.check_refused()
        self.check_boards()
        self.there = {i for i, in self.rows("SELECT id FROM theme WHERE workshop_id = ?")}
        laid = dict(self.rows("SELECT target, COUNT(*) FROM dot WHERE workshop_id = ? AND target <> '' GROUP BY target"))
        meant = self.on_paper()
        for target, n in self.meant("dot").items():
            meant[self.became_of(target)] += n
        there = collections.Counter()
        for target, n in laid.items():
            there[self.became_of(target)] += int(n)
        self.same(there, meant, "dots")
        self.dotted = +meant
        ups = dict(self.rows("SELECT question_id, COUNT(*) FROM channel_vote WHERE workshop_id = ? AND up = 1 GROUP BY question_id"))
        wanted = collections.Counter(thing for p in self.phones for (kind, thing), up in p.meant.items() if kind == "up" and up)
        t.assertEqual(ups, {k: str(n) for k, n in wanted.items()})
        for q, votes in self.rows("SELECT id, votes FROM channel_question WHERE workshop_id = ?"):    # whole steps of five
            t.assertGreaterEqual(int(votes), wanted[q] // 5 * 5, "a voice is counted late")
        for p in self.phones:       # and the page says so to whom it belongs
            page = p.browser.get(f"/w/{self.ws}").text
            t.assertEqual([self.became_of(w) if w != "-" else w for w in re.search(r'data-laid="([^"]*)"', page)[1].split()],
                          [self.became_of(p.meant["dot", n]) or "-" for n in range(1, DOTS + 1)])

    def dots_told(self, title=None):
        """The dots of the export, on headings and cards, parked ones among them."""
        def dots(v):
            if isinstance(v, list):
                return sum(map(dots, v))
            if not isinstance(v, dict):
                return 0
            own = (v.get("dots") or 0) if title is None else sum(o["dots"] for o in v.get("votes", ()) if o["title"] == title)
            return own + sum(dots(k) for name, k in v.items() if isinstance(k, list) and name != "votes")
        export = self.export()
        return dots(export["boards"]) + dots(export["parking"])

    def tell(self):
        """The vote is over: every dot is told once, wherever its card has gone. In the
        next one the result is told while dots are still being laid."""
        self.arrange("park")
        self.go("vote_again")
        self.leave_be()
        laid = sum(self.dotted.values())
        self.test.assertEqual(self.dots_told(), laid)
        targets = self.targets()
        for p in self.phones:
            p.meant = {k: v for k, v in p.meant.items() if k[0] != "dot"}
            for n in range(1, DOTS + 1):
                p.write("late dot", f"/w/{self.ws}/dots", n=n, target=self.random.choice(targets), turn=1)
        self.proxy.rough = self.random.random() < 0.5
        until(lambda: len(self.sent("late dot")) >= 16, EACH_S)
        self.desks[0].write("tell", f"/workshop/{self.ws}/vote", "once", tell="1")
        self.settle("dots while the result is told")
        self.test.assertTrue(self.sent("tell"), self.refused("tell"))
        self.test.assertEqual({e["status"] for e in self.refused("late dot")} - {422}, set())
        self.test.assertEqual(self.dots_told("Prikker igen"), len(self.sent("late dot")))
        self.test.assertEqual(self.dots_told(), laid + len(self.sent("late dot")))

    # ---- boards with columns

    def columns(self, step, *boards):
        self.go(step)
        self.arrange("cell", "cell", "let", "merge", "apart", "reword", boards=boards)
        for i, p in enumerate(self.phones):
            for b in boards:
                n = SETS.index(b) * 10 + i % 10
                p.write("cell", f"/w/{self.ws}/cards", text=f"felt {i}x{n}", board=b, cell=self.random.choice(CELLS[b]))
        self.kill(0.3)
        self.settle(f"cells of {step}")
        until(lambda: all(sum(a.did.values()) >= 10 or not a.is_alive() for a in self.arrangers), EACH_S)
        self.leave_be()
        card, board = self.rows(f"SELECT id, board FROM card WHERE workshop_id = ? AND board = '{boards[0]}' ORDER BY id")[0]
        self.desk("cell", card=card, cell=CELLS[board][0])
        for b in boards:
            waits = [c for c, in self.rows(f"SELECT id FROM card WHERE workshop_id = ? AND board = '{b}' AND held = 1")]
            if waits:
                self.desk("let", card=" ".join(waits))
        self.board = step
        self.check_refused()
        self.check_boards()


    # ---- questions with figures

    def answer(self):
        self.go("ask")
        for _ in range(MINDS):
            for p in self.phones[:STILL_OPEN]:
                said = self.random.choice(["green", "yellow", "red", ""])
                p.mean("answer", "traffic", said, f"/w/{self.ws}/ask", step="ask", **{"i.traffic": said})
            threading.Event().wait(self.random.uniform(0.05, 0.4))
        for d in self.desks:
            d.write("paper answer", f"/workshop/{self.ws}/paper/answer", "once", step="ask", **{"i.traffic": "red"})
        self.kill(0.5)
        self.cut_store()
        self.settle("answers")
        self.test.assertEqual(self.rows("SELECT value FROM ask_answer WHERE workshop_id = ?"), [])
        self.check_said()
        for p in self.phones[STILL_OPEN:]:      # the others come in, and what they say is shown with the rest
            said = self.random.choice(["green", "yellow", "red"])
            p.mean("answer", "traffic", said, f"/w/{self.ws}/ask", step="ask", **{"i.traffic": said})
        self.settle("the last answers")
        self.check_said()
        for act in ("stop", "go_on"):
            self.desk("ask", do=act)
        self.desk("ask/single", item="")
        self.check_said()

    def check_said(self):
        self.check_refused()
        said = collections.Counter()
        for table in ("ask_waiting", "ask_answer"):
            said.update(v for v, in self.rows(f"SELECT value FROM {table} WHERE workshop_id = ? AND step = 'ask' AND value <> ''"))
        self.same(said, self.meant("answer") + collections.Counter(e["fields"]["i.traffic"] for e in self.sent("paper answer")))
        people = self.rows("SELECT total FROM paper_answer WHERE workshop_id = ? AND step = 'ask'")
        self.test.assertEqual([int(n) for n, in people], [len(self.sent("paper answer"))] if self.sent("paper answer") else [])

    def ideas(self):
        """Sentences: each is shown once, let in once, and gathered under one heading."""
        t = self.test
        self.go("held")
        for i, p in enumerate(self.phones):
            p.write("idea", f"/w/{self.ws}/ask", step="held", turn=1, **{"i.idea": f"ide {i}x0"})
        self.kill(0.3)
        self.settle("ideas")
        self.same(self.stored("SELECT text FROM ask_text WHERE workshop_id = ?"), self.said("idea"))
        self.desk("ask/join", join="mood", **{"join.mood.word": "glad", "join.mood.into": "munter"})
        ids = [i for i, in self.rows("SELECT id FROM ask_text WHERE workshop_id = ? AND state = 'held'")]
        for i, d in enumerate(self.desks):
            d.write("let in", f"/workshop/{self.ws}/ask/let", "once", let="1|texts|" + " ".join(ids))
            d.write("heading", f"/workshop/{self.ws}/ask/heading", "once", take=f"{' '.join(ids)}|Bunke {i}")
        self.settle("ideas let in")
        self.same(words_in([self.on_wall()]), self.said("idea"))
        self.same(words_in(strings([r["lines"] for r in self.export()["results"]])), self.said("idea"))
        heads = {h for h, in self.rows("SELECT heading FROM ask_text WHERE workshop_id = ?")}
        t.assertEqual(len(heads), 1, heads)
        t.assertEqual(len(self.sent("heading")), 1)      # the second is told that they are gathered

    def agree(self):
        """The two press for the room at once: nothing that was taken is undone."""
        self.go("joint")
        for i, (d, option) in enumerate(zip(self.desks, ("time", "tools"))):
            d.write("press", f"/workshop/{self.ws}/ask/press", "once", press=f"needs|0|{option}")
            d.write("agree", f"/workshop/{self.ws}/ask/agree", "once", item="idea", item_version=0, words=f"enig {i}x0", why="")
        self.settle("what the room agrees")
        self.check_refused()
        self.test.assertEqual(len(self.sent("press")), 1)
        self.test.assertEqual(len(self.sent("agree")), 1)
        agreed = dict(self.rows("SELECT item, agreed FROM ask_item WHERE workshop_id = ? AND step = 'joint'"))
        self.test.assertEqual(agreed["needs"], self.sent("press")[0]["fields"]["press"].split("|")[2])
        self.same(words_in([agreed["idea"]]), self.said("agree"))

    def unplanned(self):
        """Both ask what no method has, at the same moment: one is told, and the room answers the other's."""
        t, ws, version = self.test, f"/workshop/{self.ws}", self.version()
        for i, d in enumerate(self.desks):
            d.write("unplanned", f"{ws}/question", "once", version=version, act="now", kind="single", question=f"uventet {i}x0", answers="Ja\nNej\nVed ikke", minutes="5")
        self.settle("a question of one's own")
        self.check_refused()
        t.assertEqual(len(self.sent("unplanned")), 1)
        self.same(self.stored("SELECT title FROM agenda_item WHERE workshop_id = ? AND asks <> ''"), self.said("unplanned"))
        step, = self.rows("SELECT step FROM workshop WHERE id = ?")[0]
        t.assertEqual(self.rows(f"SELECT asks FROM agenda_item WHERE workshop_id = ? AND step = '{step}'"), [("single",)])
        def answer(phones):
            for p in phones:
                said = self.random.choice(["a1", "a2", "a3"])
                p.mean("unplanned answer", "answer", said, f"/w/{self.ws}/ask", step=step, **{"i.answer": said})
        for _ in range(MINDS):
            answer(self.phones[:STILL_OPEN])
            threading.Event().wait(self.moment())
        self.kill(0.5)
        self.cut_store()
        self.settle("what few answered to it")
        answer(self.phones[STILL_OPEN:])        # with the first of these all are shown, and fixed
        self.settle("what was answered to it")
        self.check_refused()
        said = collections.Counter(v for table in ("ask_waiting", "ask_answer")
                                   for v, in self.rows(f"SELECT value FROM {table} WHERE workshop_id = ? AND step = '{step}' AND value <> ''"))
        self.same(said, self.meant("unplanned answer"))
        # One changes what is to come while the other takes it away: only one of them did.
        self.desk("question", version=self.version(), act="later", after=step, kind="rank", question="Hvad først", answers="Ro\nTid", minutes="5")
        later, item = self.rows("SELECT step, id FROM agenda_item WHERE workshop_id = ? AND asks = 'rank'")[0]
        for d, act in zip(self.desks, ("save", "drop")):
            d.write("reworded", f"{ws}/question", "once", act=act, item=item, step=later, kind="scale", question="Hvor meget", left="Lidt", right="Meget", steps="6", minutes="6")
        self.settle("what is changed and taken away")
        self.check_refused()
        done, = self.sent("reworded")
        t.assertEqual(self.rows("SELECT asks, minutes FROM agenda_item WHERE workshop_id = ? AND asks IN ('rank', 'scale')"),
                      [("scale", "6")] if done["fields"]["act"] == "save" else [])

    # ---- cards dealt

    def held_card(self, p):
        return self.task(p)["deal"]["card"][0]["key"]

    def deal(self):
        """No card comes to a phone twice, and no two hold the same: the deck is long enough."""
        t = self.test
        self.go("deal")
        had = {p: [] for p in self.phones}
        passing = self.random.sample(self.phones, 2 * ROUNDS_DEALT)

        def look():
            now = {p: self.held_card(p) for p in self.phones}
            t.assertEqual(len(set(now.values())), len(now), "two hold the same card")
            for p, card in now.items():
                had[p] += [card] if had[p][-1:] != [card] else []
        for n in range(1, ROUNDS_DEALT + 1):
            look()
            for p in passing[2 * n - 2:2 * n]:
                for _ in range(2):      # pressed twice
                    p.write("pass", f"/w/{self.ws}/deal", card=had[p][-1])
            if n == ROUNDS_DEALT or self.random.random() < 0.5:
                self.settle("passed on")
                look()
            for d in self.desks if n < ROUNDS_DEALT else ():
                d.write("next", f"/workshop/{self.ws}/deal", "once", deal="next", round=n)
            self.kill(0.1)
            self.settle(f"round {n}")
            t.assertEqual(self.rows("SELECT round FROM deal WHERE workshop_id = ?"), [(str(min(n + 1, ROUNDS_DEALT)),)])
        for p, cards in had.items():
            t.assertEqual(len(set(cards)), len(cards), "a card came twice")
            t.assertGreaterEqual(len(cards), ROUNDS_DEALT)
        self.check_refused()
        t.assertEqual(len(self.sent("next")), ROUNDS_DEALT - 1)
        self.desk("deal", deal="gather")

    # ---- groups, and what they write

    def group(self):
        t = self.test
        self.go("groups")
        self.desk("groups", way="chance", size=3)
        groups = [g for g, in self.rows("SELECT id FROM small_group WHERE workshop_id = ?")]
        for i, d in enumerate(self.desks):
            d.write("group", f"/workshop/{self.ws}/group", "once", act="add", title=f"hold {i}x0")
        for _ in range(MINDS):
            for p in self.phones:
                g = self.random.choice(groups)
                p.mean("sit", "seat", g, f"/w/{self.ws}/group", group=g)
            threading.Event().wait(self.random.uniform(0.05, 0.2))
        self.kill(0.3)
        self.cut_store()
        self.settle("seats")
        self.check_refused()
        self.same(self.stored("SELECT title FROM small_group WHERE workshop_id = ?"), self.said("group"))
        for g, most, n in self.rows("SELECT g.id, g.size_max, COUNT(p.id) FROM small_group g JOIN phone p ON p.group_id = g.id WHERE g.workshop_id = ? GROUP BY g.id, g.size_max"):
            t.assertLessEqual(int(n), int(most), "more than the group holds")
        for p in self.phones:
            last = [e for e in p.sent + p.refused if e["kind"] == "sit"]
            last = max(last, key=lambda e: e["fields"]["turn"])
            sits = str(self.task(p)["group"])
            if last["end"] == "sent":
                t.assertEqual(sits, last["fields"]["group"], "sits elsewhere than they were told")
            t.assertNotEqual(sits, "0")
        self.of_group = collections.defaultdict(list)
        for p in self.phones:
            self.of_group[str(self.task(p)["group"])].append(p)
        empty = [g for g, in self.rows("SELECT id FROM small_group WHERE workshop_id = ? AND NOT EXISTS (SELECT 1 FROM phone p WHERE p.group_id = small_group.id)")]
        self.desk("group", act="drop", group=empty[0])
        self.dropped.update(w for w in self.said("group") if w not in self.stored("SELECT title FROM small_group WHERE workshop_id = ?"))


    def elaborate(self):
        """A group's text is written by several: each version has one writer, and the last one stands."""
        t = self.test
        self.go("texts")
        for n in range(3):
            for i, p in enumerate(self.phones):
                version = self.task(p)["text_version"]
                p.write("text", f"/w/{self.ws}/text", "once", text=f"tekst {i}x{n}", version=version, show="1")
            self.kill(0.15)
            self.settle("texts of groups")
        self.check_refused()
        stands = {g: (text, int(v)) for g, text, v in self.rows("SELECT group_id, text, version FROM group_text WHERE workshop_id = ?")}
        for g, people in self.of_group.items():
            wrote = {int(e["fields"]["version"] or 0): e["fields"]["text"] for p in people for e in p.of("text")}
            t.assertEqual(len(wrote), sum(len(p.of("text")) for p in people), "two wrote the same version")
            t.assertEqual(stands[g], (wrote[max(wrote)], len(wrote)))
        texts = collections.Counter(text for text, _ in stands.values())
        self.same(words_in(x["text"] for x in self.export()["texts"]), texts)
        self.photograph()
        self.go("told")
        self.check_photos(heard=True)
        for g in self.of_group:
            self.desk("show", group=g)
            self.same(words_in([self.on_wall()]), texts)
        self.desk("focus", target="")

    def photograph(self):
        for i, p in enumerate(self.phones):
            p.write("photo", f"/w/{self.ws}/photo", "once", [("photo", "ark.png", png(200 + i))])
        self.kill(0.3)
        self.settle("photos")
        self.check_refused()
        self.check_photos()
        seen = {w: (i, g) for i, w, g in self.rows("SELECT id, width, group_id FROM photo WHERE workshop_id = ? AND step = 'texts'")}
        for w, (photo, g) in sorted(seen.items()):
            if self.random.random() < 0.4:
                self.of_group[g][0].write("photo drop", f"/w/{self.ws}/photo/{photo}", "once", act="drop", width=w)
            else:
                self.desks[0].write("photo shown", f"/workshop/{self.ws}/photo/{photo}", act="show")
                self.of_group[g][0].write("photo shown", f"/w/{self.ws}/photo/{photo}", act="show")
                self.words = photo, g
        self.settle("photos taken away")
        self.check_photos()
        photo, g = self.words
        version = self.rows(f"SELECT version FROM group_text WHERE group_id = {int(g)}")[0][0]
        text = self.rows(f"SELECT text FROM group_text WHERE group_id = {int(g)}")[0][0]
        self.desk(f"photo/{photo}/words", words=text, version=version)

    def propose(self):
        """Rows of a form: written, corrected by others of the group, taken away."""
        t = self.test
        self.go("proposals")
        ws = f"/w/{self.ws}/rows"
        for i, p in enumerate(self.phones):
            for n in range(2):
                p.write("row", ws, activity=f"forslag {i}x{n}", who="")
        for i, d in enumerate(self.desks):
            d.write("row", f"/workshop/{self.ws}/rows", activity=f"forslag {i}x9", who="")
        corrected = self.correct()
        self.kill(0.3)
        self.cut_store()
        corrected.join(EACH_S)
        self.settle("proposals")
        self.check_refused()
        for r, g, values in self.rows("SELECT id, group_id, values_json FROM form_row WHERE workshop_id = ? AND step = 'proposals'"):
            if g in self.of_group and self.random.random() < 0.2:
                for p in self.of_group[g][:2]:
                    p.write("row drop", f"{ws}/drop", row=r)
                self.dropped.update(WRITTEN.findall(values))
        self.settle("proposals taken away")
        self.same(self.stored("SELECT values_json FROM form_row WHERE workshop_id = ? AND step = 'proposals'"), self.said("row"))
        # A group's row is a draft, in no file, until the step is left.
        self.same(words_in(r["values"]["activity"] for r in self.export()["rows"]),
                  words_in(e["fields"]["activity"] for d in self.desks for e in d.of("row")))
        corrections = {(e["fields"]["row"], e["fields"]["version"]) for e in self.sent("correct")}
        t.assertEqual(len(corrections), len(self.sent("correct")), "two corrected the same version")

    def correct(self):
        """Somebody of the group corrects a row as soon as it is there."""
        def run():
            end = time.monotonic() + 0.5
            done = set()
            while time.monotonic() < end:
                try:
                    rows = self.rows("SELECT id, group_id, version, values_json FROM form_row WHERE workshop_id = ? AND step = 'proposals'")
                except subprocess.CalledProcessError:
                    continue
                for r, g, version, values in rows:
                    if g in self.of_group and (r, version) not in done and len(done) < 16:
                        done.add((r, version))
                        for p in self.of_group[g][:2]:
                            p.write("correct", f"/w/{self.ws}/rows", "once", row=r, version=version, activity=json.loads(values)["activity"], who=key()[:6])
                threading.Event().wait(0.02)
        t = threading.Thread(target=run, daemon=True)
        t.start()
        return t

    def criticise(self):
        t = self.test
        self.go("asked")
        self.same(words_in(r["values"]["activity"] for r in self.export()["rows"]), self.said("row"))
        rows = [r for r, g in self.rows("SELECT id, group_id FROM form_row WHERE workshop_id = ? AND step = 'proposals' ORDER BY id") if g in self.of_group]
        for i, p in enumerate(self.phones):
            p.write("critique", f"/w/{self.ws}/questions", row=rows[i % 3], text=f"kritik {i}x0")
        for i, d in enumerate(self.desks):
            d.write("critique", f"/workshop/{self.ws}/questions", row=rows[0], text=f"kritik {i}x9", answer="")
        self.kill(0.3)
        self.settle("critical questions")
        self.same(self.stored("SELECT text FROM critical_question WHERE workshop_id = ?"), self.said("critique"))
        owner = dict(self.rows("SELECT q.id, r.group_id FROM critical_question q JOIN form_row r ON r.id = q.row_id WHERE q.workshop_id = ?"))
        for n, (q, g) in enumerate(sorted(owner.items())):      # by two at once, who both see none
            for i, d in enumerate(self.desks if n else ()):     # the first is the group's alone
                d.write("reply", f"/workshop/{self.ws}/answers", "once", question=q, was="", answer=f"svar {n}x{i}")
            for p in self.of_group.get(g, [])[:1]:
                p.write("reply", f"/w/{self.ws}/answers", "once", question=q, was="", answer=f"svar {n}x5")
        self.settle("answers to them")
        self.check_refused()
        self.same(self.stored("SELECT answer FROM critical_question WHERE workshop_id = ?"), self.said("reply"), "an answer that was taken is gone")
        self.same(words_in(a["text"] for r in self.export()["rows"] for a in r["questions"]), self.said("critique"))
        self.same(words_in(a["answer"] for r in self.export()["rows"] for a in r["questions"]), self.said("reply"))


    # ---- with leaders

    def open(self):
        t = self.test
        self.go("lunch")
        self.desk("leaders", task="told")
        self.go("marks")
        rows = [r for r, in self.rows("SELECT id FROM form_row WHERE workshop_id = ? AND step = 'proposals' ORDER BY id")][:4]
        for n, r in enumerate(rows):
            self.leader.write("mark", f"/w/{self.ws}/marks", "once", row=r, was="", option="not_now", reason=f"grund {n}x0")
            for i, d in enumerate(self.desks if n else ()):
                d.write("mark", f"/workshop/{self.ws}/marks", "once", row=r, was="", option="not_now", reason=f"grund {n}x{i + 1}")
        self.settle("marks")
        self.check_refused()
        self.same(self.stored("SELECT mark_reason FROM form_row WHERE workshop_id = ?"), self.said("mark"), "a reason that was taken is gone")
        self.same(words_in(r["mark_reason"] for r in self.export()["rows"]), self.said("mark"))


    def promise(self):
        """Proposals and agreements go to the plan, pressed by both at once: once each."""
        t = self.test
        self.go("promises")
        for i, d in enumerate(self.desks):
            d.write("promise", f"/workshop/{self.ws}/rows", agreement=f"aftale {i}x0", responsible="Ida")
        self.settle("agreements")
        some = self.rows("SELECT id, values_json FROM form_row WHERE workshop_id = ? AND step = 'proposals' ORDER BY id")[:3]     # a plan has an end
        rows = [r for r, _ in some] + [r for r, in self.rows("SELECT id FROM form_row WHERE workshop_id = ? AND step = 'promises'")]
        for d in self.desks:
            d.write("hand over", f"/workshop/{self.ws}/hand-over", "once", row=rows)
        self.settle("handed over")
        self.check_refused()
        for table, wanted in (("agreement", self.said("promise")), ("action", words_in(values for _, values in some))):
            there = self.stored(f"SELECT title FROM {table} WHERE origin = 'workshop/{self.ws}'")
            self.same(there, wanted, table)

    def consult(self):
        """A draft, comments on it, and an answer to each."""
        t = self.test
        self.go("draft")
        for i, p in enumerate(self.phones[:4]):
            p.write("sentence", f"/w/{self.ws}/rows", step="draft", words=f"sætning {i}x0")
        self.settle("the draft")
        self.columns("comments", "comments")
        page = self.console.get(f"/workshop/{self.ws}/consultation/new").text
        day, heard = re.search(r'name="answers_by" type="date" value="([^"]+)"', page)[1], re.search(r'name="heard".*?value="(\d+)"', page, re.S)[1]
        self.desks[0].write("round", f"/workshop/{self.ws}/consultation/new", "once", title="Udkast", draft="sætning 0x0\n\nsætning 1x0", heard=heard, answers_by=day)
        self.settle("a round")
        (round_,), = self.rows("SELECT id FROM consultation WHERE workshop_id = ?")
        for d in self.desks:
            d.write("take in", f"/workshop/{self.ws}/consultation", "once", consultation=round_)
        self.settle("taken in")
        self.check_refused()
        t.assertEqual(len(self.rows("SELECT id FROM consultation_voice WHERE workshop_id = ?")), 1)
        cards = self.rows("SELECT id, text FROM card WHERE workshop_id = ? AND board = 'comments'")
        for d in self.desks:
            d.write("comments", f"/workshop/{self.ws}/consultation/send", "once", comment=[f"card/{c}" for c, _ in cards], people=7)
        self.settle("comments sent")
        self.check_refused()
        self.same(self.stored(f"SELECT text FROM consultation_comment WHERE consultation_id = {int(round_)}"), words_in(text for _, text in cards))
        comments = [k for k, in self.rows(f"SELECT random_key FROM consultation_comment WHERE consultation_id = {int(round_)}")]
        for n, k in enumerate(comments):
            for i, d in enumerate(self.desks):
                d.write("verdict", f"/consultation/{round_}", "once", key=k, version=1, answer="not", why=f"dom {n}x{i}")
        self.settle("comments answered")
        self.check_refused()
        self.same(self.stored(f"SELECT why FROM consultation_comment WHERE consultation_id = {int(round_)}"), self.said("verdict"))
        t.assertEqual(self.console.post(f"/consultation/{round_}/close", follow=False).status, 303)


    # ---- questions along the way, and the end

    def reply(self):
        """Answered by both, dropped, and asked once more with the key of before."""
        t = self.test
        questions = dict(self.rows("SELECT text, id FROM channel_question WHERE workshop_id = ?"))
        drops = sorted(questions)[:3]
        for word, q in sorted(questions.items()):
            for i, d in enumerate(self.desks):
                if word in drops:
                    d.write("question drop", f"/workshop/{self.ws}/channel", channel=f"drop/{q}")
                else:
                    d.write("written", f"/workshop/{self.ws}/channel/{q}", "once", was="", answer=f"skrevet {q}x{i}")
        self.settle("answers to questions")
        self.dropped.update(drops)
        again = [e for e in self.sent("question") if e["fields"].get("text") in drops]
        for p, e in zip(self.phones, again):
            with p.more:
                e = type(e)(e, end=None)
                p.waiting.append(e)
                p.more.notify()
        self.settle("asked again")
        self.check_refused()
        self.same(self.stored("SELECT text FROM channel_question WHERE workshop_id = ? AND state <> 'gone'"), self.once(self.said("question")))
        self.same(self.stored("SELECT answer FROM channel_question WHERE workshop_id = ?"), self.said("written"))

    @staticmethod
    def once(words):
        return collections.Counter(dict.fromkeys(words, 1))


    def end(self):
        t = self.test
        self.go("bye")
        self.check_streams("at the end")
        for r in self.readers:      # whoever reads on is shown out
            r.done.set()
        self.desk("adjourn", version=self.version(), day=harness.day(16), starts_at="10:00")
        self.act(act="resume")
        before = self.export()
        self.desk("chairs", chairs="count")     # those whose page is closed are nobody's partner now; what they wrote stays
        self.act(act="end")
        self.desk("after", summary="Tak for i dag.", out="1")
        after = self.export()
        for part in ("boards", "parking", "texts", "rows", "photos", "channel"):
            t.assertEqual(after[part], before[part], f"the end changed {part}")
        for sql in ("SELECT text FROM card WHERE workshop_id = ? AND mark <> ''", "SELECT id FROM phone WHERE workshop_id = ?",
                    "SELECT text FROM card WHERE workshop_id = ? AND board = ''", "SELECT id FROM form_row WHERE workshop_id = ? AND step = ''",
                    "SELECT id FROM channel_question WHERE workshop_id = ? AND state = 'gone'"):
            t.assertEqual(self.rows(sql), [], sql)
        for e in self.sent("back"):     # taken back, and nowhere since
            card = next(c for c in self.sent("card") + self.refused("card") if c["idem"] == e["fields"]["card"])
            word, = WRITTEN.findall(card["fields"]["text"])
            t.assertNotIn(word + '"', json.dumps(after, ensure_ascii=False))

    def play(self):
        self.begin()
        self.write()
        self.check_streams("after the cards")
        self.choose()
        self.tell()
        self.columns("grid", "columns", "grid")
        self.answer()
        self.ideas()
        self.agree()
        self.unplanned()
        self.deal()
        self.group()
        self.elaborate()
        self.propose()
        self.criticise()
        self.check_streams("after what groups wrote")
        self.open()
        self.promise()
        self.consult()
        self.columns("check_out", "check_out")
        self.reply()
        self.check_seats()
        self.end()


class Faults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.content = tempfile.TemporaryDirectory(prefix="samspil-content-")
        shutil.copytree(CONTENT, cls.content.name, dirs_exist_ok=True)
        cls.program = Program("demo", [f"--content={cls.content.name}"])
        cls.roads = Desk.roads = Roads()
        cls.console, *cls.others = (Desk(cls.program).be("Jonas Friis") for _ in range(3))
        for desk in cls.others:
            desk.get("/workshops")      # a form's guard

    @classmethod
    def tearDownClass(cls):
        cls.program.close()
        cls.content.cleanup()

    def round(self, seed):
        began = time.monotonic()
        r = Round(self, self.program, self.console, self.others, seed)
        try:
            r.play()
        finally:
            r.close()
            tries, sent = sum(p.tries for p in r.boxes), sum(len(p.sent) for p in r.boxes)
            kinds = collections.Counter(e["kind"] for p in r.boxes for e in p.sent)
            print(f"# seed {seed}: {sent} contributions of {len(kinds)} kinds in {tries} sendings, streams came back {sum(v.reconnects for v in r.readers)} times, "
                  f"{', '.join(f'{n} {k}' for k, n in sorted(r.proxy.met.items()))}; {', '.join(f'{n} {k}' for k, n in sorted(r.did.items()))}; "
                  f"{time.monotonic() - began:.1f} s", flush=True)
        self.assertGreater(tries, sent)     # else there were no faults, and nothing was shown
        return r.did

    def seeds(self):
        if "SEED" in os.environ:
            yield from [int(os.environ["SEED"])] * int(os.environ.get("ROUNDS", 1))
            return
        chance, end = random.SystemRandom(), time.monotonic() + float(os.environ.get("SECONDS", 0))
        yield from SEEDS
        yield chance.randrange(10 ** 6)
        while time.monotonic() < end:
            yield chance.randrange(10 ** 6)

    def test_every_acknowledged_contribution_is_there_exactly_once(self):
        did = collections.Counter()
        for seed in self.seeds():
            with self.subTest(seed=seed):
                did += self.round(seed)
        for act in ("merge", "merge heads", "apart", "park", "move", "reword", "rename", "drop", "cell", "let") if "SEED" not in os.environ else ():
            self.assertGreater(did[act], 0, act)
        self.assertEqual(self.roads.all - set(self.roads.went), set(), "ways to contribute that nobody took")


if __name__ == "__main__":
    harness.main()
