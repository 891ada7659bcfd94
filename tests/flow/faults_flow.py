#!/usr/bin/env python3
"""Every acknowledged contribution is there exactly once, in every order of faults.

Ten phones write through a network that refuses, loses, cuts and delays
(support/faulty_proxy.py) while the program is killed and started again. They
are written like web/js/queue.js: a key per contribution, kept until there is an
answer, sent again until then. Meanwhile two facilitators arrange the board, by
chance and at once: cards and headings are merged, moved, reworded, parked and
taken apart again. When the network is well again and every phone has emptied
its outbox, store, wall, export and streams are compared with what the phones
know.

	faults_flow.py SAMSPIL			some fixed seeds and a new one
	SEED=7 faults_flow.py SAMSPIL		that one, ROUNDS=n times"""
import collections
import html
import html.parser
import http.client
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import harness
from faulty_proxy import Proxy
from harness import Browser, Program, key, until

PHONES = 10
WALLS = 2
DOTS = 3
MINDS = 4       # how often everybody says it anew
LEFT = 5        # so many cards at least hang on the board, to be voted on
STILL_OPEN = 4  # answers of so many are not shown yet (R7: five), so they may be changed
SEEDS = [1, 2, 3]       # found nothing, or what is mended; kept so that it stays mended
WAIT_S = (0.02, 0.15)   # a phone's patience, shortened: queue.js waits a second
EACH_S = 20             # a step's outboxes are empty by then, or something is stuck
CONTENT = Path(__file__).resolve().parent.parent / "content"
METHOD = """\
kind: workshop
key: faults
version: 1
title: {da: I kælderen, en: In the basement}
summary: {da: "Kort, prikker, svar og spørgsmål.", en: "Cards, dots, answers and questions."}
minutes: 30
alone: true
heading: {da: Dårligt net, en: Bad network}
people_min: 2
people_max: 40
channel:
  title: {da: Spørgsmål undervejs, en: Questions along the way}
  help: {da: Skriv dem når de kommer., en: Write them as they come.}
parts:
  - key: all
    title: {da: Alt, en: All}
    colour: gold
    minutes: 30
    leaders: false
    purpose: {da: I skriver., en: You write.}
    steps:
      - {key: cards, kind: cards, title: {da: Kort, en: Cards}, minutes: 10, max_chars: 140, questions: [{da: Hvad ser du, en: What do you see}]}
      - {key: vote, kind: vote, title: {da: Prikker, en: Dots}, minutes: 10, from: cards, dots: 3, phone: {da: Sæt dem., en: Place them.}}
      - {key: ask, kind: ask, title: {da: Svar, en: Answers}, minutes: 10, set: asking-set, only: [traffic]}
"""


# ---- a page that a stream changes, as htmx does it

class Node:
    """An element: its name, attributes, and children (nodes and words)."""

    def __init__(self, name, attrs=(), parent=None):
        self.name, self.attrs, self.parent, self.kids = name, dict(attrs), parent, []

    def find(self, id_):
        for n in self.walk():
            if n.attrs.get("id") == id_:
                return n
        return None

    def walk(self):
        yield self
        for k in self.kids:
            if isinstance(k, Node):
                yield from k.walk()

    def words(self):
        """Its markup without white space between elements, and without what swapping leaves."""
        attrs = "".join(f' {k}="{v}"' for k, v in sorted(self.attrs.items()) if k != "hx-swap-oob")
        inner = "".join(k.words() if isinstance(k, Node) else " ".join(k.split()) for k in self.kids)
        return f"<{self.name}{attrs}>{inner}</{self.name}>"


class Parser(html.parser.HTMLParser):
    VOID = {"input", "br", "img", "meta", "link", "hr", "source", "path", "rect", "circle", "use", "line", "track"}

    def __init__(self, text):
        super().__init__()
        self.root = self.at = Node("root")
        self.feed(text)
        self.close()

    def handle_starttag(self, name, attrs):
        node = Node(name, attrs, self.at)
        self.at.kids.append(node)
        if name not in self.VOID:
            self.at = node

    def handle_startendtag(self, name, attrs):
        self.at.kids.append(Node(name, attrs, self.at))

    def handle_endtag(self, name):
        at = self.at
        while at and at.name != name:
            at = at.parent
        if at and at.parent:
            self.at = at.parent

    def handle_data(self, data):
        if data.strip():
            self.at.kids.append(data)


class Page:
    """What a reader has before the eyes: a page's #live, and its version."""

    def __init__(self, text):
        self.version = re.search(r"live\?v=([0-9a-f]{16})", text)[1]
        self.live = Parser(text).root.find("live")

    def swap(self, text):
        for op in Parser(text).root.kids:
            how, _, target = op.attrs["hx-swap-oob"].partition(":#")
            old = self.live.find(target or op.attrs["id"])
            assert old is not None, f"a stream changes {target or op.attrs['id']}, which the page does not have"
            if how == "innerHTML":
                self._put(old, 0, len(old.kids), op.kids)
                continue
            if how == "beforeend":
                self._put(old, len(old.kids), len(old.kids), op.kids)
                continue
            kids = old.parent.kids
            at = kids.index(old)
            new = {"true": [op], "delete": [], "beforebegin": op.kids + [old], "afterend": [old] + op.kids}[how]
            self._put(old.parent, at, at + 1, new)

    @staticmethod
    def _put(parent, start, end, kids):
        parent.kids[start:end] = kids
        for k in kids:
            if isinstance(k, Node):
                k.parent = parent


class Reader(threading.Thread):
    """A page that is being watched: loaded once, then changed by its stream alone,
    which comes back with Last-Event-ID as EventSource does."""

    def __init__(self, browser, page, stream, port, moment):
        super().__init__(daemon=True)
        self.browser, self.port, self.moment = browser, port, moment
        self.path, self.base, self.fault = page, stream, None
        self.done, self.reconnects, self.events = threading.Event(), 0, 0
        self.lock = threading.Lock()
        self.load()
        self.start()

    def load(self):
        self.page, self.seen = Page(self.browser.get(self.path).text), ""
        self.stream = f"{self.base}?v={self.page.version}"

    def run(self):
        while not self.done.is_set() and not self.fault:
            try:
                self._watch()
            except (OSError, http.client.HTTPException, ValueError):
                pass
            except AssertionError as e:
                self.fault = str(e)
            self.reconnects += 1
            self.done.wait(self.moment())

    def _watch(self):
        headers = {"Accept": "text/event-stream", "Cookie": "; ".join(f"{k}={v}" for k, v in self.browser.cookies.items())}
        if self.seen:
            headers["Last-Event-ID"] = self.seen
        c = http.client.HTTPConnection("localhost", self.port, timeout=5)
        c.request("GET", self.stream, headers=headers)
        answer = c.getresponse()
        if answer.status != 200:
            return
        rest = b""
        while not self.done.is_set():
            data = answer.read1(65536)
            if not data:
                return
            *events, rest = (rest + data).split(b"\n\n")    # half an event is none
            for e in events:
                self._event(e.decode())

    def _event(self, text):
        fields = collections.defaultdict(list)
        for line in text.split("\n"):
            name, _, value = line.partition(":")
            fields[name].append(value.removeprefix(" "))
        if fields["event"] == ["end"]:      # over for good: the page loads itself anew, and is asked who it is
            self.load()
            raise OSError("ended")
        if not fields.get("data"):
            return
        with self.lock:
            self.page.swap("\n".join(fields["data"]))
            self.seen = self.page.version = fields["id"][0]
            self.events += 1

    def shows(self, fresh):
        """Is what stands here what a page loaded now shows?"""
        with self.lock:
            return self.page.version == fresh.version and self.page.live.words() == fresh.live.words()


# ---- a phone

class Phone(threading.Thread):
    """web/js/queue.js, with one post at a time and shorter waits; what it says
    anew about the same thing is counted as in web/js/turns.js."""

    def __init__(self, browser, port, moment):
        super().__init__(daemon=True)
        self.browser, self.port, self.moment = browser, port, moment
        self.waiting, self.sent, self.refused = collections.deque(), [], []
        self.sending, self.turns, self.meant = None, collections.Counter(), {}
        self.idle, self.done = threading.Event(), threading.Event()
        self.more = threading.Condition()
        self.tries = 0
        self.start()

    def write(self, kind, path, **fields):
        entry = {"kind": kind, "path": path, "idem": key(), "fields": fields}
        with self.more:
            self.waiting.append(entry)
            self.more.notify()
        return entry

    def mean(self, kind, thing, value, path, **fields):
        """Says something about a thing of which only the last word counts. What
        waits to be said about it, and is not under way, is not said any more."""
        with self.more:
            self.turns[kind, thing] += 1
            self.meant[kind, thing] = value
            for e in [e for e in self.waiting if e.get("thing") == (kind, thing) and e is not self.sending]:
                self.waiting.remove(e)
            self.waiting.append({"kind": kind, "path": path, "idem": key(), "thing": (kind, thing),
                                 "fields": {**fields, "turn": self.turns[kind, thing]}})
            self.more.notify()

    def run(self):
        while not self.done.is_set():
            with self.more:
                while not self.waiting and not self.done.is_set():
                    self.more.wait(0.2)
            if not self.waiting:
                continue
            with self.more:
                entry = self.sending = self.waiting[0]
            end = self._post(entry)
            with self.more:
                self.sending = None
                if end != "later":
                    self.waiting.remove(entry)
                    getattr(self, end).append(entry)
            if end == "later":
                self.done.wait(self.moment())

    def _post(self, entry):
        self.tries += 1
        fields = {**entry["fields"], "idem": entry["idem"], "csrf": self.browser.csrf}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://localhost:{self.port}", "Accept": "application/json",
                   "Cookie": "; ".join(f"{k}={v}" for k, v in self.browser.cookies.items())}
        c = http.client.HTTPConnection("localhost", self.port, timeout=3)
        try:
            c.request("POST", entry["path"], urllib.parse.urlencode(fields), headers)
            answer = c.getresponse()
            body = answer.read()
            return self.verdict(answer.status, json.loads(body))
        except (OSError, http.client.HTTPException, ValueError):
            return "later"
        finally:
            c.close()

    @staticmethod
    def verdict(status, said):
        if 200 <= status < 300 or (status == 409 and not said.get("error")):
            return "sent"
        return "later" if status in (401, 408, 425, 429) or status >= 500 else "refused"


# ---- a facilitator

class Arranger(threading.Thread):
    """Arranges at random until told to stop. Of two, each merges only the headings
    that are its own, into any; everything else is both's."""
    PAUSE_S = (0.005, 0.05)     # faster than fingers, so that more happens in a round

    def __init__(self, round_, browser, number, seed, acts):
        super().__init__(daemon=True)
        self.round, self.browser, self.number, self.acts = round_, browser, number, acts
        self.random = random.Random(seed)
        self.done, self.fault, self.did, self.became = threading.Event(), None, collections.Counter(), {}
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
                return [r[0] for r in self.round.rows(sql)]
            except subprocess.CalledProcessError:
                if self.done.wait(WAIT_S[0]):
                    return []

    def arrange(self):
        cards = self.look("SELECT id FROM card WHERE workshop_id = ? AND board = 'cards'")
        themes = self.look("SELECT id FROM theme WHERE workshop_id = ?")
        for _ in range(8):      # by then some of them are gone: pages are old, too
            getattr(self, self.random.choice(self.acts))(cards, themes)
            self.done.wait(self.random.uniform(*self.PAUSE_S))

    def merge(self, cards, _):
        if len(cards) > 1:
            card, into = self.random.sample(cards[-12:], 2)
            self.say("merge", f"card/{card}", act="merge", into=into)

    def apart(self, cards, _):
        if cards:
            self.say("apart", f"card/{cards[0]}", act="apart", other=self.random.choice(cards[-12:]))

    def park(self, cards, _):
        if len(cards) > LEFT:
            self.say("park", f"card/{self.random.choice(cards)}", act="park")

    def move(self, cards, themes):
        if cards:
            self.say("move", f"card/{self.random.choice(cards)}", act="theme", theme=self.random.choice([*themes, "0"]))

    def reword(self, cards, _):
        """Its number stays."""
        if cards:
            card = self.random.choice(cards)
            words = "".join(self.look(f"SELECT text FROM card WHERE id = {int(card)}"))
            if not words:
                return
            self.say("reword", f"card/{card}", act="text", was=words, text=f"{words.split(',')[0]}, {self.random.choice(['rettet', 'skrevet om'])}")

    def head(self, _, themes):
        if len(themes) < 8:
            self.say("head", "themes", board="cards", title=f"Overskrift {key()[:8]}")

    def rename(self, _, themes):
        if themes:
            theme = self.random.choice(themes)
            stands = self.round.rows(f"SELECT title FROM theme WHERE id = {int(theme)}")
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
    def __init__(self, test, program, console, desks, seed):
        self.test, self.program, self.console, self.desks, self.seed = test, program, console, desks, seed
        self.arrangers, self.became, self.did = [], {}, collections.Counter()
        self.random = random.Random(seed)
        self.proxy = Proxy(program.port, seed)
        self.moments = random.Random(seed + 1)
        new = re.search(r'href="(/unit/\d+/workshop/new)"', console.get("/workshops").text)[1]
        console.get(new)
        page = console.post(new, {"title": f"Kælder {seed}", "method": "faults", "day": "2026-12-01", "starts_at": "09:00"})
        self.ws = re.search(r'action="/workshop/(\d+)/agenda"', page.text)[1]
        self.act(act="begin")
        page = console.get(f"/workshop/{self.ws}").text
        join, wall = re.search(r'(/join/\d+/[0-9a-f]{16,})"', page)[1], re.search(r'href="(/wall/\d+/[0-9a-f]+)"', page)[1]
        self.wall = Browser(program)
        self.wall.get(wall)
        moment = lambda: self.moments.uniform(*WAIT_S)
        self.phones = []
        for _ in range(PHONES):
            b = Browser(program)
            b.get(join)
            b.post(join, {"seat": "participant"})
            self.phones.append(Phone(b, self.proxy.port, moment))
        self.readers = [Reader(self.wall, f"/wall/{self.ws}", f"/wall/{self.ws}/live", self.proxy.port, moment) for _ in range(WALLS)]
        self.readers.append(Reader(console, f"/workshop/{self.ws}", f"/workshop/{self.ws}/live", self.proxy.port, moment))
        self.readers += [Reader(p.browser, f"/w/{self.ws}", f"/w/{self.ws}/live", self.proxy.port, moment) for p in self.phones[:2]]

    def act(self, **fields):
        page = self.console.get(f"/workshop/{self.ws}")
        version = re.search(r'name="version" value="(\d+)"', page.text)[1]
        self.test.assertEqual(self.console.post(f"/workshop/{self.ws}/agenda", {"version": version, **fields}, follow=False).status, 303)

    def close(self):
        everybody = self.phones + self.readers + self.arrangers
        for t in everybody:
            t.done.set()
        for t in everybody:
            t.join(10)
        self.proxy.close()

    # ---- what people do

    def kill(self):
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
        until(lambda: not any(p.waiting for p in self.phones) and not self.proxy.under_way, EACH_S)
        stuck = [p.waiting[0] for p in self.phones if p.waiting]
        self.test.assertFalse(stuck, f"{what}: never answered")
        self.proxy.rough = True

    def arrange(self, *acts):
        self.arrangers = [Arranger(self, d, i, self.seed * 2 + i, acts) for i, d in enumerate(self.desks)]

    def leave_be(self):
        for a in self.arrangers:
            a.stop()
        self.test.assertEqual([a.fault for a in self.arrangers if a.fault or a.is_alive()], [])
        for a in self.arrangers:
            self.became.update(a.became)
            self.did.update(a.did)
        self.arrangers = []

    def write(self):
        self.arrange("merge", "merge", "merge", "apart", "park", "park", "move", "reword", "head", "rename", "merge_heads")
        for i, p in enumerate(self.phones):
            for n in range(self.random.randint(2, 4)):
                p.write("card", f"/w/{self.ws}/cards", text=f"kort {i}x{n}", board="cards")
            p.write("question", f"/w/{self.ws}/channel", text=f"spørgsmål {i}")
        self.kill()
        self.settle("cards and questions")
        self.leave_be()

    def choose(self):
        page = self.console.get(f"/workshop/{self.ws}").text
        questions = sorted(set(re.findall(r'name="channel" value="now/(\d+)"', page)))
        self.act(act="go", step="vote")
        for title in ("Det ene", "Det andet", "Det tredje"):
            self.console.post(f"/workshop/{self.ws}/themes", {"board": "cards", "title": title}, follow=False)
        targets = self.targets()
        self.arrange("merge", "apart", "move", "reword", "rename", "merge_heads", "head")
        voices = {p: self.random.sample(questions, 3) for p in self.phones}
        for _ in range(MINDS):      # everybody changes their mind, while the first word may still be under way
            for p in self.phones:
                for n in range(1, DOTS + 1):
                    target = self.random.choice([*targets, ""])
                    p.mean("dot", n, target, f"/w/{self.ws}/dots", n=n, target=target)
                for q in voices[p]:
                    up = self.random.random() < 0.6
                    p.mean("up", q, up, f"/w/{self.ws}/channel/support", **{"up" if up else "down": q})
            threading.Event().wait(self.random.uniform(0.05, 0.4))
        if self.random.random() < 0.5:
            self.kill()
        self.cut_store()
        self.settle("dots and voices")
        self.leave_be()
        self.choose_anew()

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

    def answer(self):
        self.act(act="go", step="ask")
        for _ in range(MINDS):
            for p in self.phones[:STILL_OPEN]:
                said = self.random.choice(["green", "yellow", "red", ""])
                p.mean("answer", "traffic", said, f"/w/{self.ws}/ask", step="ask", **{"i.traffic": said})
            threading.Event().wait(self.random.uniform(0.05, 0.4))
        if self.random.random() < 0.5:
            self.kill()
        self.cut_store()
        self.settle("answers")

    def answer_too(self):
        """The others come in, and what they say is shown with the rest."""
        for p in self.phones[STILL_OPEN:]:
            said = self.random.choice(["green", "yellow", "red"])
            p.mean("answer", "traffic", said, f"/w/{self.ws}/ask", step="ask", **{"i.traffic": said})
        self.settle("the last answers")

    # ---- what must be true

    def rows(self, sql):
        sql = sql.replace("?", self.ws)     # a number of ours
        if self.program.store.startswith("sqlite:"):
            with sqlite3.connect(f"file:{self.program.store[len('sqlite:'):]}?mode=ro", uri=True) as db:
                return [tuple(str(v) for v in r) for r in db.execute(sql)]
        out = subprocess.run(["psql", "-qXAtF", "\t", self.program.store, "-c", sql], check=True, capture_output=True, text=True).stdout
        return [tuple(line.split("\t")) for line in out.splitlines()]

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
        return collections.Counter(v for p in self.phones for (k, _), v in p.meant.items() if k == kind and v)

    def became_of(self, target):
        """What a heading has been merged into, and that into, until one that is there."""
        kind, _, id_ = target.partition("/")
        while kind == "theme" and id_ not in self.there and id_ in self.became:
            id_ = self.became[id_]
        return f"{kind}/{id_}" if target else ""

    def check_boards(self):
        """Every acknowledged card stands once: in the store, and in the export."""
        t = self.test
        numbers = lambda text: sorted(re.findall(r"kort \d+x\d+", text))
        sent = sorted(e["fields"]["text"] for p in self.phones for e in p.sent if e["kind"] == "card")
        t.assertEqual(numbers(" ".join(r[0] for r in self.rows("SELECT text FROM card WHERE workshop_id = ? AND board <> ''"))), sent)
        export = self.console.get(f"/workshop/{self.ws}/export/json").text
        t.assertEqual(numbers(export), sent)
        wall = Page(self.wall.get(f"/wall/{self.ws}").text).live.words()
        parked = numbers(json.dumps(json.loads(export)["parking"]))
        t.assertEqual(sorted(numbers(wall) + parked), sent)

    def check_cards(self):
        t = self.test
        sent = lambda kind: sorted(e["fields"]["text"] for p in self.phones for e in p.sent if e["kind"] == kind)
        t.assertEqual([e for p in self.phones for e in p.refused], [])
        self.check_boards()
        t.assertEqual(sorted(r[0] for r in self.rows("SELECT text FROM channel_question WHERE workshop_id = ?")), sent("question"))

    def check_votes(self):
        t = self.test
        t.assertEqual([e for p in self.phones for e in p.refused], [])
        self.check_boards()
        self.there = {i for i, in self.rows("SELECT id FROM theme WHERE workshop_id = ?")}
        laid = dict(self.rows("SELECT target, COUNT(*) FROM dot WHERE workshop_id = ? AND target <> '' GROUP BY target"))
        meant = collections.Counter()
        for target, n in self.meant("dot").items():
            meant[self.became_of(target)] += n
        t.assertEqual(laid, {k: str(n) for k, n in meant.items()})
        ups = dict(self.rows("SELECT question_id, COUNT(*) FROM channel_vote WHERE workshop_id = ? AND up = 1 GROUP BY question_id"))
        t.assertEqual(ups, {k: str(n) for k, n in collections.Counter(
            thing for p in self.phones for (kind, thing), up in p.meant.items() if kind == "up" and up).items()})
        for p in self.phones:       # and the page says so to whom it belongs
            page = p.browser.get(f"/w/{self.ws}").text
            t.assertEqual(re.search(r'data-laid="([^"]*)"', page)[1].split(), [self.became_of(p.meant["dot", n]) or "-" for n in range(1, DOTS + 1)])

    def check_export(self):
        """The vote is over: every dot is told once, on a heading or a card."""
        def dots(v):
            if isinstance(v, list):
                return sum(map(dots, v))
            return v.get("dots", 0) + sum(dots(k) for k in v.values() if isinstance(k, list)) if isinstance(v, dict) else 0
        boards = json.loads(self.console.get(f"/workshop/{self.ws}/export/json").text)["boards"]
        self.test.assertEqual(dots(boards), sum(self.meant("dot").values()))

    def check_answers(self):
        t = self.test
        t.assertEqual([e for p in self.phones for e in p.refused], [])
        t.assertEqual(self.rows("SELECT value FROM ask_answer WHERE workshop_id = ?"), [])
        self.check_said()

    def check_said(self):
        self.test.assertEqual([e for p in self.phones for e in p.refused], [])
        said = collections.Counter()
        for table in ("ask_waiting", "ask_answer"):
            said.update(v for v, in self.rows(f"SELECT value FROM {table} WHERE workshop_id = ? AND value <> ''"))
        self.test.assertEqual(said, self.meant("answer"))

    def play(self):
        self.write()
        self.check_cards()
        self.check_streams("after the cards")
        self.choose()
        self.check_votes()
        self.answer()
        self.check_export()
        self.check_answers()
        self.answer_too()
        self.check_said()
        self.check_streams("at the end")


class Faults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.content = tempfile.TemporaryDirectory(prefix="samspil-content-")
        shutil.copytree(CONTENT, cls.content.name, dirs_exist_ok=True)
        (Path(cls.content.name) / "faults").mkdir()
        (Path(cls.content.name) / "faults" / "workshop.yaml").write_text(METHOD)
        cls.program = Program("demo", [f"--content={cls.content.name}"])
        cls.console, *cls.desks = (Browser(cls.program).be("Jonas Friis") for _ in range(3))
        for desk in cls.desks:
            desk.get("/workshops")      # a form's guard

    @classmethod
    def tearDownClass(cls):
        cls.program.close()
        cls.content.cleanup()

    def round(self, seed):
        began = time.monotonic()
        r = Round(self, self.program, self.console, self.desks, seed)
        try:
            r.play()
        finally:
            r.close()
            tries, sent = sum(p.tries for p in r.phones), sum(len(p.sent) for p in r.phones)
            print(f"# seed {seed}: {sent} contributions in {tries} sendings, streams came back {sum(v.reconnects for v in r.readers)} times, "
                  f"{', '.join(f'{n} {k}' for k, n in sorted(r.proxy.met.items()))}; {', '.join(f'{n} {k}' for k, n in sorted(r.did.items()))}; "
                  f"{time.monotonic() - began:.1f} s", flush=True)
        self.assertGreater(tries, sent)     # else there were no faults, and nothing was shown
        return r.did

    def test_every_acknowledged_contribution_is_there_exactly_once(self):
        if "SEED" in os.environ:
            seeds = [int(os.environ["SEED"])] * int(os.environ.get("ROUNDS", 1))
        else:
            seeds = [*SEEDS, random.SystemRandom().randrange(10 ** 6)]
        did = collections.Counter()
        for seed in seeds:
            with self.subTest(seed=seed):
                did += self.round(seed)
        for act in ("merge", "merge heads", "apart", "park", "move", "reword", "rename") if len(seeds) > 1 else ():
            self.assertGreater(did[act], 0, act)


if __name__ == "__main__":
    harness.main()
