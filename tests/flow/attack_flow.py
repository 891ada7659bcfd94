#!/usr/bin/env python3
"""Attacks on the running program, each with the name of what it tries. Most of
them have hit others before; what is tried in C alone stands beside the code."""
import concurrent.futures
import csv
import hashlib
import io
import json
import re
import socket
import sqlite3
import subprocess
import threading
import time
import unittest
import urllib.parse
import zipfile
from pathlib import Path

import harness
from harness import Browser, Program, Stream, key, until

CARD = "Kanariekort om vagtskiftet"
AGENT = "Kanarie/1.0 (attack)"
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{csrf}}"
RAW = ("<script>alert", "<img src=x", "onerror=alert(2)>")


class Day:
    """A demonstration with its running session."""

    def __init__(self, settings=()):
        self.program = Program("demo", settings)
        until(lambda: re.search(r"code (\d{4}) (\d{4})", self.program.said))
        self.code = " ".join(re.search(r"code (\d{4}) (\d{4})", self.program.said).groups())
        self.console = Browser(self.program).be("Jonas Friis")
        self.ws = re.search(r'href="/workshop/(\d+)"', self.console.get("/workshops").text)[1]

    def close(self):
        self.program.close()

    def be(self, name):
        return Browser(self.program).be(name)

    def join(self, seat="participant", browser=None):
        b = browser or Browser(self.program)
        b.get("/join")
        page = b.post("/join", {"code": self.code})
        b.post(re.search(r'action="(/join/\d+/[0-9a-f]+)"', page.text)[1], {"seat": seat})
        return b

    def card(self, phone, text, board="critique_cards", idem=None, **kw):
        return phone.post(f"/w/{self.ws}/cards", {"text": text, "idem": idem or key(), "board": board}, json_reply=True, **kw)

    def act(self, **fields):
        page = self.console.get(f"/workshop/{self.ws}")
        version = re.search(r'name="version" value="(\d+)"', page.text)[1]
        r = self.console.post(f"/workshop/{self.ws}/agenda", {"version": version, **fields}, follow=False)
        assert r.status == 303, r.text[:500]

    def go(self, step):
        self.act(act="go", step=step)

    def card_id(self, text):
        page = self.console.get(f"/workshop/{self.ws}").text
        return re.search(r'data-card="(\d+)"[^>]*><p>' + re.escape(text) + "</p>", page)[1]

    def files(self):
        """Every byte that the program has written down."""
        return {p.name: p.read_bytes() for p in Path(self.program.dir.name).iterdir() if p.is_file()}

    def database(self):
        return sqlite3.connect(f"file:{self.program.store[len('sqlite:'):]}?mode=ro", uri=True)

    @property
    def on_sqlite(self):
        return self.program.store.startswith("sqlite:")


class Case(unittest.TestCase):
    settings = ()

    def setUp(self):
        self.day = Day(self.settings)
        self.addCleanup(self.day.close)


class WhoWroteIt(Case):
    def test_the_database_cannot_tell_whose_card_or_dot_it_is(self):
        """All that the store has, tried as a key for every mark (marks are hashes of
        the phone's secret, which the store has not)."""
        if not self.day.on_sqlite:
            self.skipTest("reads the file")
        phones = [self.day.join() for _ in range(3)]
        for i, p in enumerate(phones):
            self.assertEqual(self.day.card(p, f"{CARD} {i}").status, 200)
        target = "card/" + self.day.card_id(f"{CARD} 0")
        self.day.go("critique_vote")
        for p in phones:
            for n in ("1", "2"):
                self.assertEqual(p.post(f"/w/{self.day.ws}/dots", {"n": n, "target": target}, json_reply=True).status, 200)
        with self.day.database() as db:
            marks = {m for (m,) in db.execute("SELECT mark FROM card WHERE mark <> '' UNION ALL SELECT mark FROM dot")}
            salt, join, wall, code = db.execute("SELECT salt, join_secret, wall_secret, code FROM workshop WHERE id = ?", (self.day.ws,)).fetchone()
            seeds = [h for (h,) in db.execute("SELECT secret_hash FROM phone")] + [salt, join, wall, code]
            seeds += [v for (v,) in db.execute("SELECT value FROM setting")]
            about = [f"{salt}/{b}/{i}" for b, i in db.execute("SELECT board, idem FROM card")]
            about += [f"{salt}/{s}/{n}" for (s,) in db.execute("SELECT DISTINCT step FROM dot") for n in range(1, 6)]
        self.assertGreaterEqual(len(marks), 9)
        keys = set()
        for s in seeds:
            for k in (s.encode(), bytes.fromhex(s) if re.fullmatch(r"(?:[0-9a-f]{2})+", s) else b""):
                keys |= {k[:64], hashlib.blake2b(k, digest_size=32).digest(), hashlib.blake2b(b"mark/" + k, digest_size=32).digest()}
        for k in keys:
            for what in (b"card\0", b"dot\0"):
                for a in about:
                    self.assertNotIn(hashlib.blake2b(what + a.encode(), key=k, digest_size=32).hexdigest(), marks)
        # The same sum with the phone's own secret finds them: it is the right sum.
        k = hashlib.blake2b(b"mark/" + phones[0].cookies[f"phone{self.day.ws}"].encode(), digest_size=32).digest()
        found = {hashlib.blake2b(w + a.encode(), key=k, digest_size=32).hexdigest() for w in (b"card\0", b"dot\0") for a in about} & marks
        self.assertEqual(len(found), 3)

    def test_rows_do_not_lie_in_the_order_in_which_they_came(self):
        """Dots of one phone are laid one after the other; so are the fields of one
        private form."""
        if not self.day.on_sqlite:
            self.skipTest("SQLite's hidden column")
        with self.day.database() as db:
            for table in ("dot", "reflection"):
                with self.assertRaises(sqlite3.OperationalError, msg=table):
                    db.execute(f"SELECT rowid FROM {table}").fetchall()

    def test_what_one_phone_sent_does_not_lie_together_once_the_step_is_left(self):
        """PostgreSQL keeps rows as they came, each with its transaction's number, and
        pg_dump writes them so; SQLite's log has one transaction after the other."""
        phones = [self.day.join() for _ in range(4)]
        for i, p in enumerate(phones):
            self.assertEqual(self.day.card(p, f"{CARD} {i}").status, 200)
        ids = [self.day.card_id(f"{CARD} {i}") for i in range(4)]
        self.day.go("critique_vote")
        # Counted anew: each phone's row is written with the first dot that it lays.
        self.assertEqual(self.day.console.post(f"/workshop/{self.day.ws}/chairs", {"chairs": "count"}, follow=False).status, 303)
        laid = []
        for card, p in zip(ids, phones):
            for n in ("1", "2", "3"):
                laid.append(f"card/{card}")
                self.assertEqual(p.post(f"/w/{self.day.ws}/dots", {"n": n, "target": laid[-1]}, json_reply=True).status, 200)
        if self.day.on_sqlite:
            log = Path(self.day.program.store[len("sqlite:"):] + "-wal")
            self.assertGreater(log.stat().st_size, 0)
            self.day.go("critique_cards")
            until(lambda: log.stat().st_size == 0)
            return
        rows = lambda what, table="dot": subprocess.run(["psql", "-qXAt", self.day.program.store, "-c", f"SELECT {what} FROM {table} WHERE workshop_id = {self.day.ws} ORDER BY ctid"],
                                                        check=True, capture_output=True, text=True).stdout.split()
        self.assertEqual(rows("target"), laid)      # as they came
        self.assertEqual(len(set(rows("xmin", "phone"))), len(rows("id", "phone")))
        self.day.go("critique_cards")
        self.assertCountEqual(rows("target"), laid)
        self.assertNotEqual(rows("target"), laid)   # by chance once in 369,600
        self.assertEqual(len(set(rows("xmin"))), 1)
        self.assertEqual(len(set(rows("xmin", "phone"))), 1)

    def test_nothing_ties_a_contribution_to_a_person_a_time_or_a_machine(self):
        """Canaries: the files and the log are searched byte by byte."""
        person = self.day.be("Nadia Skov")
        phone = self.day.join(browser=person)       # signed in, and taking part
        r = phone.post(f"/w/{self.day.ws}/cards", {"text": CARD, "idem": key(), "board": "critique_cards"},
                       headers={"User-Agent": AGENT, "X-Forwarded-For": "203.0.113.77"}, json_reply=True)
        self.assertEqual(r.status, 200)
        log = self.day.program.logged()
        self.assertIn("event=", log)        # it was read
        self.assertNotIn("event=request", log)      # what collects its lines gives each a time
        for secret in (AGENT, "203.0.113.77", "127.0.0.1", CARD, *phone.cookies.values()):
            self.assertNotIn(secret, log)
        self.assertNotRegex(log, r"\d\d:\d\d:\d\d")
        own = [v for name, v in phone.cookies.items() if not name.startswith("link")]      # the link is the room's
        self.assertEqual(len(own), len(phone.cookies) - 1)
        for name, content in self.day.files().items():
            for secret in (AGENT, "203.0.113.77", *own):
                self.assertNotIn(secret.encode(), content, name)
        if self.day.on_sqlite:
            with self.day.database() as db:
                for table in ("card", "dot", "form_row", "critical_question", "group_text", "phone", "form_once"):
                    columns = {c[1] for c in db.execute(f"PRAGMA table_info({table})")}
                    self.assertFalse(columns & {"person_id", "author", "created_at", "at", "address", "agent", "phone_id"}, table)

    def test_the_end_leaves_no_mark_and_no_key(self):
        phone = self.day.join()
        idem = key()
        self.assertEqual(self.day.card(phone, CARD, idem=idem).status, 200)
        target = "card/" + self.day.card_id(CARD)
        self.day.go("critique_vote")
        for p in [phone, *(self.day.join() for _ in range(4))]:    # fewer than five are no result
            self.assertEqual(p.post(f"/w/{self.day.ws}/dots", {"n": "1", "target": target}, json_reply=True).status, 200)
        taken_back, regretted = key(), "Det her vil jeg alligevel ikke sige."
        self.day.card(phone, regretted, idem=taken_back)
        self.assertEqual(phone.post(f"/w/{self.day.ws}/take-back", {"card": taken_back}, json_reply=True).status, 200)
        secret = phone.cookies[f"phone{self.day.ws}"]
        held = [idem, hashlib.blake2b(secret.encode(), digest_size=32).hexdigest(), regretted]
        if self.day.on_sqlite:
            with self.day.database() as db:
                held += [db.execute("SELECT salt FROM workshop WHERE id = ?", (self.day.ws,)).fetchone()[0]]
                held += [m for (m,) in db.execute("SELECT mark FROM card WHERE workshop_id = ? AND mark <> '' UNION ALL SELECT mark FROM dot", (self.day.ws,))]
            self.assertTrue(all(any(h.encode() in content for content in self.day.files().values()) for h in (held[1], held[3])))
        self.day.act(act="end")
        self.assertEqual(phone.get(f"/w/{self.day.ws}").status, 410)
        self.assertNotIn(f"phone{self.day.ws}", phone.cookies, "the phone, too, forgets its key")
        if self.day.on_sqlite:
            # While the program goes on: nobody restarts it when a meeting is over.
            def left():
                return {(h, name) for name, content in self.day.files().items() for h in held if h.encode() in content}
            self.assertTrue(harness.until(lambda: not left()), str(left()))
            with self.day.database() as db:
                self.assertEqual(db.execute("SELECT COUNT(*) FROM card WHERE mark <> ''").fetchone()[0], 0)
                self.assertEqual(db.execute("SELECT COUNT(*) FROM dot WHERE target = ?", (target,)).fetchone()[0], 5)


class LeadersOutside(Case):
    def test_a_signed_in_leader_cannot_take_an_employees_seat(self):
        stranger, leader = Browser(self.day.program), self.day.be("Mette Holm")
        stranger.get("/join")
        link = re.search(r'action="(/join/\d+/[0-9a-f]+)"', stranger.post("/join", {"code": self.day.code}).text)[1]
        leader.get("/profile")
        leader.post(link, {"seat": "participant"}, follow=False)
        self.assertIn(f"phone{self.day.ws}", leader.cookies)
        self.assertEqual(leader.post("/logout", follow=False).status, 303)      # the phone's cookie stays
        leader.get("/join")
        self.assertEqual(self.day.card(self.day.join(), CARD).status, 200)
        r = leader.get(f"/w/{self.day.ws}", headers={"Accept": "application/json"})
        self.assertNotIn(CARD, r.text)
        for board in ("critique_cards", "parking"):
            r = leader.post(f"/w/{self.day.ws}/cards", {"text": "lederens kort", "idem": key(), "board": board}, json_reply=True)
            self.assertEqual(r.status, 403, board)

    def test_leaders_of_any_unit_are_outside_a_room_of_representatives(self):
        """Planned at the organisation, and at a workplace: leaders below, above and beside, signed in."""
        console = self.day.console
        for unit in ("1", "2"):
            console.get(f"/unit/{unit}/workshop/new")
            page = console.post(f"/unit/{unit}/workshop/new", {"title": "TR og AMR", "method": "representatives-workshop", "day": harness.day(), "starts_at": "09:00"}).text
            ws = re.search(r'action="/workshop/(\d+)/agenda"', page)[1]

            def go(**fields):
                page = console.get(f"/workshop/{ws}").text
                version = re.search(r'name="version" value="(\d+)"', page)[1]
                return console.post(f"/workshop/{ws}/agenda", {"version": version, **fields}, follow=False).status
            self.assertEqual(go(act="begin"), 303)
            link = re.search(r'href="http://[^/"]+(/join/\d+/[0-9a-f]+)"', console.get(f"/workshop/{ws}").text)[1]
            phone = Browser(self.day.program)
            phone.get(link), phone.post(link, {"seat": "participant"})
            self.assertEqual(go(act="go", step="dilemma_cards"), 303)
            r = phone.post(f"/w/{ws}/cards", {"text": CARD, "idem": key(), "board": "dilemma_cards"}, json_reply=True)
            self.assertEqual(r.status, 200)
            for name, email in (("Mette Holm", "mette.holm"), ("Peter Dahl", "peter.dahl"), ("Karen Lund", "karen.lund")):
                leader = self.day.be(name)
                leader.get(link), leader.post(link, {"seat": "participant"})
                r = console.post(f"/workshop/{ws}/facilitators", {"email": f"{email}@samspil.example"}, follow=False)
                self.assertEqual(r.status, 422, name)
                for path in (f"/w/{ws}", f"/w/{ws}/channel", f"/workshop/{ws}", f"/workshop/{ws}/outcome", f"/workshop/{ws}/export/json", f"/wall/{ws}"):
                    for accept in ("text/html", "application/json"):
                        r = leader.get(path, headers={"Accept": accept}, follow=False)
                        self.assertIn(r.status, (303, 403), (name, path, r.status))
                        self.assertNotIn(CARD, r.text)
                r = leader.post(f"/w/{ws}/cards", {"text": "lederens kort", "idem": key(), "board": "dilemma_cards"}, json_reply=True)
                self.assertEqual(r.status, 403, name)

    def test_whoever_is_taken_off_the_desk_is_outside_at_once(self):
        second = self.day.be("Nadia Skov")
        add = {"email": "nadia.skov@samspil.example"}
        self.assertEqual(self.day.console.post(f"/workshop/{self.day.ws}/facilitators", add, follow=False).status, 303)
        s = Stream(second, f"/workshop/{self.day.ws}/live")
        self.assertEqual(second.get(f"/workshop/{self.day.ws}").status, 200)
        page = self.day.console.get(f"/workshop/{self.day.ws}").text
        drop = re.search(r'name="drop" value="(\d+)"[^>]*>[^<]*<span[^>]*> Nadia Skov', page)[1]
        self.assertEqual(self.day.console.post(f"/workshop/{self.day.ws}/facilitators", {"drop": drop}, follow=False).status, 303)
        self.assertEqual(second.get(f"/workshop/{self.day.ws}", follow=False).status, 403)
        self.assertTrue(until(lambda: "event: end" in s.text))
        s.close()

    def test_a_facilitator_who_becomes_leader_is_outside_at_once(self):
        self.assertEqual(self.day.console.get(f"/workshop/{self.day.ws}").status, 200)
        admin = self.day.be("Administrator")
        form = {"name": "Jonas Friis", "email": "jonas.friis@samspil.example", "role": "daily_leader"}
        admin.get("/unit/2/people/new")
        self.assertEqual(admin.post("/unit/2/people/new", form, follow=False).status, 303)
        for path in ("", "/outcome", "/export/json", "/card/1"):
            for accept in ("text/html", "application/json"):
                r = self.day.console.get(f"/workshop/{self.day.ws}{path}", headers={"Accept": accept}, follow=False)
                self.assertIn(r.status, (403, 404), path)
        s = Stream(self.day.console, f"/workshop/{self.day.ws}/live")
        self.assertTrue(s.until("403"))
        s.close()

    def test_the_stream_of_a_leader_closes_its_eyes_when_the_part_closes(self):
        """Opened while leaders were in; the facilitator goes back to critique."""
        phone, leader = self.day.join(), self.day.be("Mette Holm")
        self.day.go("reality_bridge")
        page = leader.get(f"/w/{self.day.ws}").text
        s = Stream(leader, f"/w/{self.day.ws}/live?v=" + re.search(r"live\?v=([0-9a-f]+)", page)[1])
        self.day.go("critique_cards")
        self.assertTrue(s.until("outside"), s.text)
        before = len(s.text)
        self.assertEqual(self.day.card(phone, CARD).status, 200)
        wall = Stream(self.day.console, f"/wall/{self.day.ws}/live")
        self.assertTrue(wall.until(CARD))
        self.day.go("critique_talk")
        self.day.go("lunch")
        self.assertTrue(until(lambda: len(s.text) > before))
        self.assertNotIn(CARD, s.text)
        self.assertNotIn("Vagtskifte", s.text)
        s.close(), wall.close()

    def test_no_page_stream_or_json_of_any_step_has_a_card_for_a_leader(self):
        """Every step of the day, as a leader's phone and as a leader who is signed in."""
        phone = self.day.join()
        self.assertEqual(self.day.card(phone, CARD).status, 200)
        leaders = [self.day.join("leader"), self.day.be("Mette Holm"), self.day.be("Karen Lund")]
        streams = [Stream(who, f"/w/{self.day.ws}/live") for who in leaders]
        steps = re.findall(r'name="step" value="(\w+)"', self.day.console.get(f"/workshop/{self.day.ws}").text)
        self.assertGreater(len(steps), 20)
        seen = set()
        for step in steps:
            self.day.go(step)
            for who in leaders:
                for accept in ("text/html", "application/json"):
                    r = who.get(f"/w/{self.day.ws}", headers={"Accept": accept})
                    self.assertEqual(r.status, 403 if "outside" in r.text else 200, f"{step} {accept}")
                    seen.add((step, r.status))
                    for words in (CARD, "Aftenholdet møder ind", "Vagtskifte"):
                        self.assertNotIn(words, r.text, f"{step} {accept}")
        self.assertLessEqual({("critique_cards", 403), ("critique_vote", 403), ("dream_cards", 403), ("reality_bridge", 200)}, seen)
        for s in streams:
            self.assertNotIn(CARD, s.text)
            self.assertNotIn("Vagtskifte", s.text)
            s.close()

    def test_what_is_opened_at_lunch_is_headings_and_never_a_card(self):
        """Phone, signed in, stream, JSON, exports and the wall, to the end of the day."""
        phone, day = self.day.join(), self.day
        self.assertEqual(day.card(phone, CARD).status, 200)
        day.go("lunch")
        tasks = re.findall(r'name="task" value="(\w+)"', day.console.get(f"/workshop/{day.ws}").text)
        self.assertEqual(day.console.post(f"/workshop/{day.ws}/leaders", {"task": tasks}, follow=False).status, 303)
        leaders = [day.join("leader"), day.be("Mette Holm")]
        streams = [Stream(who, f"/w/{day.ws}/live") for who in leaders]
        self.assertIn("Vagtskifte", leaders[1].get(f"/workshop/{day.ws}/outcome").text)
        steps = re.findall(r'name="step" value="(\w+)"', day.console.get(f"/workshop/{day.ws}").text)
        for step in steps[steps.index("lunch"):]:
            day.go(step)
            for who in leaders:
                for path in (f"/w/{day.ws}", f"/workshop/{day.ws}/outcome", f"/workshop/{day.ws}/export/json", f"/workshop/{day.ws}/export/csv"):
                    for accept in ("text/html", "application/json"):
                        r = who.get(path, headers={"Accept": accept}, follow=False)
                        for words in (CARD, "Aftenholdet møder ind"):
                            self.assertNotIn(words, r.text, f"{step} {path}")
            wall = day.console.get(f"/wall/{day.ws}").text
            self.assertNotIn(CARD, wall, step)
        day.act(act="end")
        for path in ("outcome", "export/json", "export/csv"):
            r = leaders[1].get(f"/workshop/{day.ws}/{path}")
            self.assertEqual(r.status, 200)
            self.assertNotIn(CARD, r.text)
        for s in streams:
            self.assertNotIn(CARD, s.text)
            s.close()

    def test_a_leader_cannot_take_over_the_account_of_somebody_who_sees_more(self):
        """Whoever sets the address of an account can sign in to it."""
        leader = self.day.be("Mette Holm")
        page = leader.get("/unit/2").text
        for name in ("Ali Demir", "Nadia Skov"):
            path = re.search(r'href="(/unit/2/people/\d+)"[^>]*>' + name, page)[1]
            form = leader.get(path).text
            fields = dict(re.findall(r'name="(name|email|phone|number)"[^>]*value="([^"]*)"', form))
            r = leader.post(path, {"name": name, "email": "mettes.anden@samspil.example", "phone": fields.get("phone", ""), "number": ""}, follow=False)
            self.assertEqual(r.status, 422, name)
            self.assertIn("mettes.anden@samspil.example", r.text)       # what was typed comes back
            r = leader.post(path, {"name": name, "email": fields["email"], "phone": "12345678", "number": fields.get("number", "")}, follow=False)
            self.assertEqual(r.status, 303, name)

    def test_a_leader_who_makes_herself_consultant_reads_nothing_sent_in_confidence(self):
        programme = re.search(r'href="/programme/(\d+)"', self.day.be("Mette Holm").get("/").text)[1]
        leader, consultant = self.day.be("Mette Holm"), self.day.console
        people = leader.get(f"/programme/{programme}/people").text
        ids = {role: who for who, role in re.findall(r'name="person" value="(\d+)".{0,400}?name="role" value="(\w+)"', people, re.S)}
        ids = ids or {role: who for role, who in re.findall(r'name="role" value="(\w+)".{0,400}?name="person" value="(\d+)"', people, re.S)}
        self.assertIn("consultant", ids)
        forms = set(re.findall(rf'/programme/{programme}/form/(\w+)', consultant.get(f"/programme/{programme}/room").text))
        self.assertGreater(len(forms), 3)
        sees = {f for f in forms if '"sees_sent":true' in consultant.get(f"/programme/{programme}/form/{f}", headers={"Accept": "application/json"}).text}
        self.assertTrue(sees)
        for role in ("daily_leader", "consultant"):
            leader.post(f"/programme/{programme}/people/change", {"person": ids[role], "role": role, "drop": "1"}, follow=False)
        r = leader.post(f"/programme/{programme}/people", {"role": "consultant", "who": "mette.holm@samspil.example", "confirmed": "1"}, follow=False)
        self.assertEqual(r.status, 303)     # the list is hers to write; what hangs on it is not hers to read
        for f in sees:
            r = leader.get(f"/programme/{programme}/form/{f}", headers={"Accept": "application/json"}, follow=False)
            self.assertNotIn('"sees_sent":true', r.text, f)


class Doors(Case):
    def test_open_redirect(self):
        for next_ in ("//evil.example", "/\\evil.example", "https://evil.example", "\\/evil.example", "/\t/evil.example", "/%0d%0aSet-Cookie:a=b",
                      "javascript:alert(1)", "/ok\r\nX-Evil: 1", "////evil.example", "/.//evil.example/"):
            b = Browser(self.day.program)
            page = b.get("/login?" + urllib.parse.urlencode({"next": next_}))
            self.assertNotRegex(page.text, r'name="next" value="(?:[^/]|/[/\\])')
            b.get("/join")
            r = b.post("/language", {"lang": "en", "back": next_}, follow=False)
            self.assertEqual(r.status, 303)
            self.assertRegex(r.location, r"^/(?![/\\])")
            self.assertIsNone(r.headers["X-Evil"])
            self.assertNotIn("a=b", " ".join(r.headers.get_all("Set-Cookie") or []))
        r = Browser(self.day.program).get("//evil.example/", follow=False)
        self.assertTrue(r.status == 404 or r.location.startswith("/login"), r.location)

    def test_session_fixation(self):
        b = Browser(self.day.program)
        planted = "a" * 64
        b.cookies["session"] = planted
        b.get("/join")
        b.be("Ali Demir")
        self.assertNotEqual(b.cookies["session"], planted)
        self.assertEqual(len(b.cookies["session"]), 64)
        first = b.cookies["session"]
        b.be("Mette Holm")
        old = Browser(self.day.program)
        old.cookies["session"] = first
        self.assertEqual(old.get("/profile", follow=False).status, 303)     # the earlier one has ended

    def test_a_signed_out_session_is_dead(self):
        b = self.day.be("Ali Demir")
        stale = Browser(self.day.program)
        stale.cookies = dict(b.cookies)
        self.assertEqual(stale.get("/profile", follow=False).status, 200)
        b.get("/profile")
        self.assertEqual(b.post("/logout", follow=False).status, 303)
        self.assertEqual(stale.get("/profile", follow=False).status, 303)

    def test_a_token_of_one_visitor_is_worth_nothing_to_another(self):
        a, b = self.day.join(), self.day.join()
        a.get(f"/w/{self.day.ws}"), b.get(f"/w/{self.day.ws}")
        a.csrf = b.csrf
        self.assertEqual(self.day.card(a, CARD).status, 403)

    def test_a_form_from_before_signing_in_again_does_nothing_and_loses_nothing(self):
        leader = Browser(self.day.program).be("Mette Holm")
        form = "/unit/2/plan/new"
        leader.get(form)
        old = leader.csrf
        leader.cookies.clear()
        leader.be("Mette Holm")
        late = leader.post(form, {"csrf": old, "title": "Lang tekst"}, follow=False)
        self.assertEqual(late.status, 403)
        self.assertIn('value="Lang tekst"', late.text)
        self.assertNotEqual(re.search(r'name="csrf" value="([0-9a-f]+)"', late.text).group(1), old)
        self.assertNotIn("Lang tekst", leader.get("/unit/2/plan").text)
        foreign = leader.post(form, {"csrf": old, "title": "Lang tekst"}, headers={"Origin": "http://evil.example"}, follow=False)
        self.assertEqual(foreign.status, 403)
        self.assertNotIn("Lang tekst", foreign.text)     # another site fills in no form of ours
        stranger = Browser(self.day.program)
        out = stranger.post(form, {"csrf": old, "title": "Lang tekst"}, follow=False)
        self.assertEqual((out.status, out.location), (303, "/login?next=%2Funit%2F2%2Fplan%2Fnew"))     # the words are not in the answer
        self.assertNotIn("Lang tekst", out.text)
        self.assertNotIn("Lang tekst", leader.get("/unit/2/plan").text)

    def test_a_once_token_serves_one_person_on_one_path(self):
        """The same token from somebody else, or elsewhere, is another form."""
        admin, other = self.day.be("Administrator"), self.day.be("Karen Lund")
        once = key()
        for who, unit, name in ((admin, 2, "Hold A"), (admin, 2, "Hold A"), (other, 2, "Hold B"), (admin, 3, "Hold C")):
            who.get(f"/unit/{unit}/add")
            r = who.post(f"/unit/{unit}/add", {"name": name, "kind": "team", "code": "", "once": once}, follow=False)
            self.assertEqual(r.status, 303, r.text[:300])
        page = admin.get("/units").text
        for name in ("Hold A", "Hold B", "Hold C"):
            self.assertEqual(page.count(f">{name}<"), 1, name)

    def test_a_page_gone_back_to_loses_no_words(self):
        """Its key and its token are those of what was sent before."""
        phone, idem = self.day.join(), key()
        send = lambda text, k, **kw: phone.post(f"/w/{self.day.ws}/cards", {"text": text, "idem": k, "board": "critique_cards"}, follow=False, **kw)
        self.assertEqual(send("Det første ord", idem).status, 303)
        r = send("Et helt andet ord", idem)
        self.assertEqual(r.status, 409)
        field = re.search(r'<textarea[^>]*name="text"[^>]*>([^<]*)</textarea>', r.text)
        self.assertEqual(field[1], "Et helt andet ord")
        self.assertIn("tryk send igen", r.words)
        fresh = re.search(r'name="idem" value="([^"]+)"', r.text)[1]
        self.assertNotEqual(fresh, idem)
        self.assertEqual(send("Et helt andet ord", fresh).status, 303)
        r = send("Et tredje ord", idem, json_reply=True)
        self.assertEqual((r.status, r.json["error"]["field"]), (409, "text"))
        self.assertEqual(send("Det første ord", idem, json_reply=True).json["ok"], "known")
        # The desk, with the page's own token: a line put on top is added, and nothing twice.
        desk, once, idem = self.day.console, key(), key()
        for text in ("Arket A\nArket B", "Arket X\nArket A\nArket B", "Arket X\nArket A\nArket B"):
            r = desk.post(f"/workshop/{self.day.ws}/cards", {"board": "critique_cards", "text": text, "idem": idem, "once": once}, follow=False)
            self.assertEqual(r.status, 303)
        words = [c["text"] for b in desk.get(f"/workshop/{self.day.ws}/export/json").json["boards"] for c in b["loose"]]
        for text in ("Det første ord", "Et helt andet ord", "Arket A", "Arket B", "Arket X"):
            self.assertEqual(words.count(text), 1, text)
        self.assertNotIn("Et tredje ord", words)

    def test_a_magic_link_works_once(self):
        if not self.day.on_sqlite:
            self.skipTest("reads the mail from the file")
        b = Browser(self.day.program)
        b.get("/login")
        self.assertEqual(b.post("/login/mail", {"email": "ali.demir@samspil.example"}, follow=False).status, 303)
        r = b.post("/login/mail", {"email": "findes.ikke@samspil.example"}, follow=False)
        self.assertEqual((r.status, r.location), (303, "/login/sent"))      # the same answer
        with self.day.database() as db:
            (body,) = db.execute("SELECT body FROM mail_out WHERE to_addr = 'ali.demir@samspil.example' ORDER BY id DESC").fetchone()
            stored = " ".join(h for (h,) in db.execute("SELECT hash FROM login_link"))
        token = re.search(r"login/link\?t=([0-9a-f]+)", body)[1]
        self.assertGreaterEqual(len(token), 32)
        self.assertNotIn(token, stored)
        for _ in range(2):      # looking at it does not use it up
            self.assertEqual(b.get(f"/login/link?t={token}").status, 200)
        self.assertEqual(b.post("/login/link", {"t": token}, follow=False).status, 303)
        thief = Browser(self.day.program)
        thief.get("/login")
        self.assertEqual(thief.post("/login/link", {"t": token}, follow=False).status, 410)
        for guess in ("", "0" * 32, token[:-1], token + "0", token.upper() if token.upper() != token else "f" * len(token), ["a", "b"]):
            self.assertEqual(thief.post("/login/link", {"t": guess}, follow=False).status, 410)

    def test_links_by_mail_have_a_budget(self):
        b = Browser(self.day.program)
        b.get("/login")
        got = [b.post("/login/mail", {"email": "sofie.berg@samspil.example"}, follow=False).status for _ in range(8)]
        self.assertEqual(got.count(303), 5)
        self.assertEqual(got[5:], [429] * 3)
        self.assertEqual(b.post("/login/mail", {"email": "ida.moeller@samspil.example"}, follow=False).status, 303)

    def test_codes_cannot_be_guessed_and_an_office_is_not_locked_out(self):
        b = Browser(self.day.program)
        b.get("/join")
        for i in range(100):        # a hall behind one address mistypes a lot
            self.assertEqual(b.post("/join", {"code": f"{10000000 + i}"}).status, 422)
        self.day.join()
        got = {b.post("/join", {"code": f"{20000000 + i}"}).status for i in range(60)}
        self.assertIn(429, got)
        # Whoever sits in the same office has the right code, and gets in; the guesser goes on in vain.
        self.assertEqual(self.day.card(self.day.join(), CARD).status, 200)
        self.assertEqual(b.post("/join", {"code": "30000000"}).status, 429)
        # Where nobody is in the session, a spent budget answers the right code like a wrong one.
        far = Browser(self.day.program, "127.0.0.2")
        far.get("/join")
        got = [far.post("/join", {"code": f"{40000000 + i}"}).status for i in range(121)]
        self.assertEqual((got.count(422), got[-1]), (120, 429))
        self.assertEqual(far.post("/join", {"code": self.day.code}, follow=False).status, 429)
        # Also at home there is an end to it.
        got = [b.post("/join", {"code": f"{50000000 + i}"}, follow=False).status for i in range(1200)]
        self.assertEqual(set(got), {429})
        self.assertEqual(b.post("/join", {"code": self.day.code}, follow=False).status, 429)
        # The QR code's own secret is no guess and is not counted.
        page = self.day.console.get(f"/workshop/{self.day.ws}").text
        self.assertEqual(b.get(f"/join/{self.day.ws}/" + "0" * 32).status, 404)

    def test_no_default_password_and_no_open_installer(self):
        b = Browser(self.day.program)
        b.get("/login")
        for password in ("admin", "administrator", "samspil", "password", "demo", "changeme123456"):
            r = b.post("/login", {"email": "admin@samspil.example", "password": password}, follow=False)
            self.assertEqual(r.status, 422)
        for t in ("", "?t=", "?t=" + "0" * 64):
            self.assertEqual(b.get(f"/setup{t}").status, 410)

    def test_error_pages_tell_nothing(self):
        b = self.day.be("Ali Demir")
        for path in ("/unit/999999", "/unit/abc", "/workshop/1/card/99999999999999999999", "/programme/1/form/..%2f..%2fetc%2fpasswd", "/%00", "/%ff",
                     "/unit/2/plan/export/..%2f..", "/workshop/0x1", "/programme/-1", "/a/../../etc/passwd", "/sheet/%3Cscript%3Ealert(1)"):
            for accept in ("text/html", "application/json"):
                r = b.get(path, headers={"Accept": accept}, follow=False)
                self.assertIn(r.status, (400, 403, 404), path)
                for leak in ("sqlite", "SELECT ", str(Path(__file__).resolve().parents[2]), "/src/", ".c:", "root:", "Traceback", "<script>alert"):
                    self.assertNotIn(leak, r.text, path)
        r = b.post("/unit/2/add", {"name": "x"}, headers={"Content-Type": "application/xml"})
        self.assertEqual(r.status, 415)


class BehindAProxy(Case):
    settings = ("--behind-proxy=yes",)

    def test_cookies_are_host_bound_and_closed_to_script(self):
        b = Browser(self.day.program)
        page = b.get("/login", headers={"X-Forwarded-Proto": "https"})
        cookies = page.headers.get_all("Set-Cookie")
        self.assertTrue(cookies)
        for c in cookies:
            self.assertTrue(c.startswith("__Host-"), c)
            for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
                self.assertIn(flag, c)
            self.assertNotIn("Domain", c)
        self.assertIn("max-age", page.headers["Strict-Transport-Security"])
        for header, has in (("Content-Security-Policy", "default-src 'none'"), ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer")):
            self.assertIn(has, page.headers[header])
        self.assertNotIn("unsafe", page.headers["Content-Security-Policy"])

    def test_a_plain_cookie_does_not_count_over_https(self):
        b = self.day.be("Ali Demir")
        self.assertEqual(b.get("/profile", follow=False).status, 200)
        self.assertEqual(b.get("/profile", headers={"X-Forwarded-Proto": "https"}, follow=False).status, 303)

    def test_joining_without_end_from_one_network_comes_to_a_door(self):
        """A hall behind one address gets in; a script there shuts itself out, and nobody else (src/workshop/door.h)."""
        AT_ONCE, A_SECOND, BESIDE = 5000, 25, 8
        b = Browser(self.day.program)
        b.get("/join")
        where = re.search(r'action="(/join/\d+/[0-9a-f]+)"', b.post("/join", {"code": self.day.code}).text)[1]
        body = urllib.parse.urlencode({"csrf": b.csrf, "seat": "participant"}).encode()
        cookies = "; ".join(f"{k}={v}" for k, v in b.cookies.items())

        def asked(address):
            return (f"POST {where} HTTP/1.1\r\nHost: localhost:{self.day.program.port}\r\nOrigin: http://localhost:{self.day.program.port}\r\nCookie: {cookies}\r\n"
                    f"X-Forwarded-For: {address}\r\nAccept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n").encode() + body

        def joins(address, most):
            """How many came in by one connection, until one does not; and its answer."""
            with socket.create_connection(("localhost", self.day.program.port), timeout=120) as s, s.makefile("rb") as answers:
                for n in range(most):
                    s.sendall(asked(address))
                    status, length, answer = int(answers.readline().split()[1]), 0, b""
                    while line := answers.readline().strip():
                        if line.lower().startswith(b"content-length:"):
                            length = int(line.split(b":")[1])
                        answer += line + b"\n"
                    answer += answers.read(length)
                    if status != 303:
                        return n, status, answer.decode()
            return most, 303, ""

        # By several at once, or a slow machine is no faster than the door gives way.
        began = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(BESIDE) as script:
            came = list(script.map(lambda _: joins("203.0.113.7", 4 * AT_ONCE), range(BESIDE)))
        n = sum(c[0] for c in came)
        self.assertEqual({c[1] for c in came}, {429})
        self.assertGreaterEqual(n, AT_ONCE)
        self.assertLessEqual(n, AT_ONCE + A_SECOND * (int(time.monotonic() - began) + 2))       # so many more got room while they came in
        for _, _, answer in came:
            self.assertIn("meget mange ind fra jeres netværk", answer)
            self.assertIn("Retry-After: 1\n", answer)
        self.assertEqual(joins("203.0.113.8", 2)[:2], (2, 303))


class NoProxy(Case):
    def test_headers_of_a_proxy_are_not_believed_without_one(self):
        page = Browser(self.day.program).get("/login", headers={"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example", "Host": "evil.example"})
        self.assertIsNone(page.headers["Strict-Transport-Security"])
        self.assertNotIn("evil.example", page.text)


class Words(Case):
    """Stored words: script, formulas, headers, names of files."""

    def check(self, who, path, **kw):
        r = who.get(path, **kw)
        self.assertLess(r.status, 500, path)
        for raw in RAW:
            self.assertNotIn(raw, r.text, path)
        self.assertNotRegex(r.text, r'(?i)(?:href|src|action)="\s*(?:javascript|data:text|vbscript)')
        return r

    def test_stored_script_in_every_field(self):
        day, ws = self.day, self.day.ws
        desk, phone, leader, admin = day.console, day.join(), day.be("Mette Holm"), day.be("Administrator")
        desk.get(f"/workshop/{ws}")
        self.assertEqual(day.card(phone, EVIL).status, 200)
        self.assertEqual(day.card(phone, EVIL[:40] + "park", board="parking").status, 200)
        wall = Stream(desk, f"/wall/{ws}/live")
        for path, fields in (("themes", {"board": "critique_cards", "title": EVIL[:58]}), ("rules", {"act": "add_do", "title": EVIL[:58], "body": EVIL}),
                             ("topics", {"act": "add", "step": "critique_cards", "title": EVIL})):
            self.assertEqual(desk.post(f"/workshop/{ws}/{path}", fields, follow=False).status, 303, path)
        day.go("critique_groups")
        self.assertEqual(desk.post(f"/workshop/{ws}/group", {"act": "add", "title": EVIL[:58]}, follow=False).status, 303)
        group = re.search(r'name="group" value="(\d+)"', desk.get(f"/workshop/{ws}").text)[1]
        self.assertEqual(phone.post(f"/w/{ws}/group", {"group": group}, follow=False).status, 303)
        day.go("dream_elaborate")
        text = EVIL + "\n\n[tryk](javascript:alert(1)) ![x](javascript:alert(1)) <javascript:alert(1)>\n\n[a](data:text/html,<script>alert(1)</script>)"
        self.assertEqual(phone.post(f"/w/{ws}/text", {"text": text, "show": "1", "version": "0"}, follow=False).status, 303)
        for step in ("critique_cards", "critique_headings", "critique_vote", "critique_groups", "dream_elaborate", "dream_present", "proposals", "critical_questions"):
            day.go(step)
            for who, path in ((phone, f"/w/{ws}"), (desk, f"/workshop/{ws}"), (desk, f"/wall/{ws}"), (leader, f"/w/{ws}")):
                self.check(who, path)
        theme = re.search(r'href="(/workshop/\d+/theme/\d+)"', (day.go("critique_headings"), desk.get(f"/workshop/{ws}"))[1].text)[1]
        for path in (f"/workshop/{ws}/outcome", theme, f"/workshop/{ws}/card/" + re.findall(r'data-card="(\d+)"', desk.get(f"/workshop/{ws}").text)[-1]):
            self.check(desk, path)
        self.assertTrue(wall.until("&lt;script") or "alert(1)" in wall.text)
        for raw in RAW:
            self.assertNotIn(raw.encode(), wall.bytes)
        wall.close()
        # The organisation, the plan, a session's title.
        admin.get("/unit/2/add")
        r = admin.post("/unit/2/add", {"name": "<img src=x onerror=alert(2) ", "kind": "team", "code": "<b>"}, follow=False)
        self.assertEqual(r.status, 303, re.findall(r'validation-message[^<]*', r.text))
        self.assertEqual(admin.post("/unit/2/people/new", {"name": EVIL, "email": "evil@samspil.example", "role": "employee", "phone": "", "number": "<i>"}, follow=False).status, 303)
        leader.get("/unit/2/plan/new")
        action = {k: EVIL for k in ("title", "change", "change_text", "first_step", "owner_name", "helpers", "means", "sign")}
        self.assertEqual(leader.post("/unit/2/plan/new", action, follow=False).status, 303)
        self.assertEqual(leader.post("/unit/2/plan/words", {"frame": EVIL, "intro": EVIL}, follow=False).status, 303)
        self.assertEqual(leader.post("/unit/2/plan/agreements", {k: EVIL for k in ("title", "between", "between_whom", "responsible", "time", "how")}, follow=False).status, 303)
        self.assertEqual(desk.post("/unit/1/workshop/new", {"title": EVIL, "method": "future-workshop", "day": harness.day(), "starts_at": "09:00"}, follow=False).status, 303)
        plan = leader.get("/unit/2/plan").text
        pages = ["/units", "/unit/2", "/unit/2?below=1", "/unit/2/plan", "/unit/2/plan/agreements", "/unit/2/plan/words", "/workshops", "/people/audit", "/"]
        pages += sorted(set(re.findall(r'href="(/unit/2/plan/actions/\d+(?:/edit)?)"', plan)))
        pages += sorted(set(re.findall(r'href="(/unit/2/people/\d+)"', leader.get("/unit/2").text)))[-3:]
        for who in (leader, admin, desk):
            for path in pages:
                self.check(who, path)
        # What a form brings back, and what stands in an address.
        self.check(admin, "/unit/2/add")
        for who, path, fields in ((admin, "/unit/2/add", {"name": EVIL * 50}), (phone, f"/w/{ws}/cards", {"text": EVIL * 50, "idem": EVIL, "board": EVIL}),
                                  (Browser(day.program), "/join", {"code": EVIL}), (Browser(day.program), "/login", {"email": EVIL, "password": EVIL})):
            who.get("/join")
            r = who.post(path, fields, follow=False)
            for raw in RAW:
                self.assertNotIn(raw, r.text, path)
            self.assertNotIn(urllib.parse.quote("<script>"), r.location or "")

    def test_formulas_stay_words_in_every_table(self):
        day, ws = self.day, self.day.ws
        starts = ("=", "+", "-", "@", "\t=", "＝", " =")
        phone, leader = day.join(), day.be("Mette Holm")
        for s in starts:
            self.assertEqual(day.card(phone, f"{s}HYPERLINK(1)").status, 200)
        leader.get("/unit/2/plan/new")
        self.assertEqual(leader.post("/unit/2/plan/new", {"title": "=HYPERLINK(1)", "change": "@SUM(1)", "change_text": "@SUM(1)"}, follow=False).status, 303)
        for who, path in ((day.console, f"/workshop/{ws}/export/csv"), (leader, "/unit/2/plan/export/csv"), (day.be("Administrator"), "/people/export")):
            text = who.get(path).body.decode("utf-8-sig")
            cells = [c for row in csv.reader(io.StringIO(text), delimiter=";") for c in row]
            self.assertGreater(len(cells), 5)
            for c in cells:
                self.assertNotRegex(c, r"^[=@\t\r]|^[+\-][^0-9 ]", path)
        with zipfile.ZipFile(io.BytesIO(day.console.get(f"/workshop/{ws}/export/xlsx").body)) as z:
            for name in z.namelist():
                if name.startswith("xl/worksheets/sheet"):
                    self.assertNotIn(b"<f>", z.read(name))

    def test_names_of_files_cannot_leave_their_header(self):
        leader = self.day.be("Mette Holm")
        programme = re.search(r'href="/programme/(\d+)"', leader.get("/").text)[1]
        room = leader.get(f"/programme/{programme}/room").text
        found = False
        for form in sorted(set(re.findall(rf"/programme/{programme}/form/(\w+)", room))):
            page = leader.get(f"/programme/{programme}/form/{form}").text
            field = re.search(r'type="file"[^>]*name="(\w+)"|name="(\w+)"[^>]*type="file"', page)
            if not field:
                continue
            found = True
            field = field[1] or field[2]
            values = {n: "x" for n in re.findall(r'<(?:input|textarea)[^>]*name="(\w+)"[^>]*required', page)}
            for n, option in re.findall(r'<select[^>]*name="(\w+)".*?<option value="(\w+)"', page, re.S):
                values[n] = option
            for name in ('../../etc/passwd.txt', 'a\\"; x=y.txt', "a%0d%0aX-Evil: 1.txt", "æ/\\:*?.txt", "C:\\\\windows\\\\x.txt", "x" * 400 + ".txt"):
                r = leader.upload(f"/programme/{programme}/form/{form}/upload", field, name, b"indhold", values)
                self.assertLess(r.status, 500, name)
            for path in set(re.findall(rf'href="(/programme/{programme}/form/{form}/file/\d+)"', leader.get(f"/programme/{programme}/form/{form}").text)):
                r = leader.get(path)
                self.assertEqual(r.status, 200)
                header = r.headers["Content-Disposition"]
                self.assertRegex(header, r'^attachment; filename="[^"\\/\x00-\x1f]*"; filename\*=UTF-8\'\'[\w.%~-]+$')
                self.assertIsNone(r.headers["X-Evil"])
                self.assertEqual(r.headers["X-Content-Type-Options"], "nosniff")
                # Another programme's path does not open it.
                other = str(int(programme) + 1)
                self.assertIn(leader.get(path.replace(f"/programme/{programme}/", f"/programme/{other}/"), follow=False).status, (403, 404))
            for bad, content in (("x.html", b"<script>alert(1)</script>"), ("x.svg", b"<svg onload=alert(1)>"), ("x.pdf", b"<script>"), ("x.exe", b"MZ")):
                r = leader.upload(f"/programme/{programme}/form/{form}/upload", field, bad, content, values)
                self.assertEqual(r.status, 422, bad)
        self.assertTrue(found, "no form takes a file")

    def test_mail_headers_take_no_second_line(self):
        admin = self.day.be("Administrator")
        admin.get("/unit/2/people/new")
        r = admin.post("/unit/2/people/new", {"name": "Ond\r\nBcc: alle@evil.example", "email": "a@b.dk\r\nBcc: c@evil.example", "role": "employee", "invite": "1"}, follow=False)
        self.assertEqual(r.status, 422)
        r = admin.post("/unit/2/people/new", {"name": "Ond\r\nBcc: alle@evil.example", "email": "ond@samspil.example", "role": "employee", "invite": "1"}, follow=False)
        self.assertEqual(r.status, 303)
        if self.day.on_sqlite:
            with self.day.database() as db:
                for name, addr, subject in db.execute("SELECT to_name, to_addr, subject FROM mail_out"):
                    self.assertNotRegex(name + addr + subject, r"[\r\n]")

    def test_mass_assignment_through_json(self):
        b = self.day.be("Nadia Skov")
        b.get("/profile")
        body = {"csrf": b.csrf, "lang": "da", "back": "/", "person": 1, "person_id": 1, "role": "administrator", "roles": ["administrator"],
                "actor": {"person": 3}, "unit": 1, "__proto__": {"role": "administrator"}, "id": 1, "nested": {"a": {"b": [{"c": 1}]}}}
        r = b.request("POST", "/language", json.dumps(body), {"Content-Type": "application/json", "Origin": f"http://localhost:{self.day.program.port}"}, follow=False)
        self.assertIn(r.status, (303, 400))
        self.assertEqual(b.get("/people/audit", follow=False).status, 403)
        self.assertIn("Nadia Skov", b.get("/profile").text)
        phone = self.day.join()
        phone.get(f"/w/{self.day.ws}")
        for field in ("workshop_id", "chosen", "theme_id", "mark", "position"):
            body = {"csrf": phone.csrf, "text": f"kort {field}", "idem": key(), "board": "critique_cards", field: 1}
            r = phone.request("POST", f"/w/{self.day.ws}/cards", json.dumps(body), {"Content-Type": "application/json", "Accept": "application/json",
                              "Origin": f"http://localhost:{self.day.program.port}"})
            self.assertIn(r.status, (200, 400))
        for text in ({"a": 1}, ["a", "b"], 7, None, True):
            body = {"csrf": phone.csrf, "text": text, "idem": key(), "board": "critique_cards"}
            r = phone.request("POST", f"/w/{self.day.ws}/cards", json.dumps(body), {"Content-Type": "application/json", "Accept": "application/json",
                              "Origin": f"http://localhost:{self.day.program.port}"})
            self.assertLess(r.status, 500, text)


class TooMuch(Case):
    def test_big_forms_and_many_fields_are_refused_and_the_server_lives(self):
        phone = self.day.join()
        phone.get(f"/w/{self.day.ws}")
        r = phone.post(f"/w/{self.day.ws}/cards", {"text": "x" * 3_000_000, "idem": key(), "board": "critique_cards"}, json_reply=True)
        self.assertEqual(r.status, 413)
        r = phone.post(f"/w/{self.day.ws}/cards", {f"f{i}": "1" for i in range(20000)}, json_reply=True)
        self.assertIn(r.status, (400, 413))
        deep = "[" * 50000
        r = phone.request("POST", f"/w/{self.day.ws}/cards", deep, {"Content-Type": "application/json", "Accept": "application/json"})
        self.assertEqual(r.status, 400)
        r = phone.get("/join?" + "a=1&" * 3000, follow=False)
        self.assertIn(r.status, (200, 400, 414))
        r = phone.upload("/people/import", "file", "x.csv", b"x" * 1000)
        self.assertIn(r.status, (303, 403, 200))
        self.assertEqual(self.day.card(phone, CARD).status, 200)

    def test_ten_thousand_cards_stop_at_the_limit_and_the_board_still_opens(self):
        desk = self.day.console
        desk.get(f"/workshop/{self.day.ws}")
        got = []
        for n in range(34):
            lines = "\n".join(f"kort {n}-{i}" for i in range(300))
            got.append(desk.post(f"/workshop/{self.day.ws}/cards", {"board": "critique_cards", "text": lines, "idem": key()}, json_reply=True).status)
        self.assertIn(200, got)
        self.assertEqual(set(got), {200, 422})
        self.assertEqual(got, sorted(got))      # once full, full
        r = self.day.card(self.day.join(), CARD)
        self.assertEqual(r.status, 200 if got.count(200) * 300 + 11 <= 2999 else 422)
        page = desk.get(f"/workshop/{self.day.ws}")
        self.assertEqual(page.status, 200)
        self.assertLessEqual(page.text.count("data-card="), 3000)

    def loop(self, phone):
        """Cards with fresh keys, as fast as it goes, until one is refused: that answer, and how many were not."""
        for n in range(200):
            r = self.day.card(phone, f"Løkke {n}")
            if r.status != 200:
                return r, n
        self.fail("nobody stops it")

    def test_one_phone_in_a_loop_leaves_the_board_to_the_others(self):
        phone, other, known, began = self.day.join(), self.day.join(), key(), time.monotonic()
        self.assertEqual(self.day.card(phone, "Kendt", idem=known).status, 200)
        refused, stored = self.loop(phone)
        self.assertEqual(refused.status, 429)
        self.assertGreaterEqual(stored, 19)     # what a fresh phone has; some comes back meanwhile
        self.assertLessEqual(stored, 20 + (time.monotonic() - began) / 6)
        self.assertRegex(json.loads(refused.body)["error"]["message"], r"Der er plads til det næste om \d+ sek\.")
        self.assertIn(int(refused.headers["Retry-After"]), range(1, 7))
        # What was stored is told again, though nothing more is let in.
        self.assertEqual(self.day.card(phone, "Kendt", idem=known).status, 200)
        # Without script the words stand in their field again, with the same sentence.
        phone.get(f"/w/{self.day.ws}")
        page = None
        while not page or page.status == 200:   # it may have waited long enough for one
            page = phone.post(f"/w/{self.day.ws}/cards", {"text": "Ordene bliver stående", "idem": key(), "board": "critique_cards"})
        self.assertEqual(page.status, 429)
        self.assertRegex(page.text, r"Ordene bliver stående</textarea>|value=\"Ordene bliver stående\"")
        self.assertIn("Der er plads til det næste om", page.text)
        for n in range(10):
            self.assertEqual(self.day.card(other, f"Andre {n}").status, 200)

    def test_two_facilitators_at_once_move_the_day_once(self):
        admin = self.day.console
        page = admin.get(f"/workshop/{self.day.ws}")
        version = re.search(r'name="version" value="(\d+)"', page.text)[1]
        got, start = [], threading.Barrier(6)

        def press():
            b = Browser(self.day.program)
            b.cookies, b.csrf = dict(admin.cookies), admin.csrf
            start.wait()
            got.append(b.post(f"/workshop/{self.day.ws}/agenda", {"act": "next", "version": version}, json_reply=True, follow=False).status)
        threads = [threading.Thread(target=press) for _ in range(6)]
        [t.start() for t in threads], [t.join() for t in threads]
        self.assertEqual(sorted(got), [200] + [409] * 5)


class OtherPeoplesThings(Case):
    def test_numbers_of_another_session_open_nothing(self):
        """Cards, headings and groups of a session, asked for through another's path."""
        day = self.day
        r = day.console.post("/unit/1/workshop/new",
                             {"title": "Et andet", "method": "future-workshop", "day": harness.day(), "starts_at": "09:00"}, follow=False)
        self.assertEqual(r.status, 303, r.text[:200])
        other = re.search(r"/workshop/(\d+)", r.location)[1]
        self.assertNotEqual(other, day.ws)
        desk = day.console
        page = desk.get(f"/workshop/{day.ws}").text
        card, theme = re.search(r'data-card="(\d+)"', page)[1], re.search(r"/theme/(\d+)", page)[1]
        for path in (f"card/{card}", f"theme/{theme}"):
            self.assertEqual(desk.get(f"/workshop/{other}/{path}", follow=False).status, 404)
        for path, fields in ((f"card/{card}", {"act": "drop"}), (f"card/{card}", {"act": "text", "text": "stjålet"}), ("move", {"card": card}),
                             (f"theme/{theme}", {"act": "drop"}), (f"theme/{theme}", {"act": "rename", "title": "stjålet"}), ("group", {"act": "drop", "group": "1"})):
            desk.post(f"/workshop/{other}/{path}", fields, follow=False)
        after = desk.get(f"/workshop/{day.ws}").text
        self.assertIn(f'data-card="{card}"', after)
        self.assertIn(f"/theme/{theme}", after)
        self.assertNotIn("stjålet", after)
        # A phone of this session is nobody in that one.
        phone = day.join()
        phone.cookies[f"phone{other}"] = phone.cookies[f"phone{day.ws}"]
        phone.cookies[f"wall{other}"] = phone.cookies[f"phone{day.ws}"]
        for path in (f"/w/{other}", f"/wall/{other}", f"/w/{other}/live", f"/wall/{other}/live"):
            self.assertEqual(phone.get(path, follow=False).status, 403)

    def test_topics_of_streams_cannot_be_guessed(self):
        b = Browser(self.day.program)
        for path in (f"/w/{self.day.ws}/live", f"/wall/{self.day.ws}/live", f"/workshop/{self.day.ws}/live"):
            for query in ("", "?topic=workshop/1&audience=console", "?v=0&audience=wall"):
                self.assertIn(b.get(path + query, follow=False).status, (303, 403))
        phone = self.day.join("leader")
        s = Stream(phone, f"/w/{self.day.ws}/live?audience=wall&topic=workshop/{self.day.ws}")
        until(lambda: s.bytes)
        self.assertNotIn("Vagtskifte", s.text)
        s.close()


if __name__ == "__main__":
    harness.main()
