#!/usr/bin/env python3
"""What each audience is sent, byte by byte, through a whole session: facilitator,
projector, phones, leaders and strangers, on every stream and every page they
could try, after every step. Marked words tell who has what; for each of them
it is said who must have it and who may. Then: whoever's role changes in
mid-session has nothing open a moment later."""
import html
import re
import shutil
import struct
import subprocess
import tempfile
import unittest
import zlib
from pathlib import Path

import harness
from harness import Browser, Program, Stream, key, until

CONTENT = Path(__file__).resolve().parent.parent / "content"
ENOUGH = 5
AT_ONCE_S = 45      # a stream that is withdrawn has ended by then, under the sanitizers with everything else running
DECK = """\
kind: deck
key: marked-cards
version: 1
title: {da: Mærkede kort, en: Marked cards}
summary: {da: Hver har sit., en: Everybody has one.}
questions:
  - {da: Hvad siger kortet, en: What does the card say}
cards:
""" + "".join(f"  - {{key: c{i}, title: {{da: Delekort-{i}, en: Dealt-{i}}}}}\n" for i in range(1, 9))
METHOD = """\
kind: workshop
key: ears
version: 1
title: {da: Vægge har ører, en: Walls have ears}
summary: {da: "Hvem hører hvad.", en: "Who hears what."}
minutes: 70
alone: true
heading: {da: Hvem hører hvad, en: Who hears what}
people_min: 2
people_max: 40
channel:
  title: {da: Spørgsmål undervejs, en: Questions along the way}
  help: {da: Skriv dem når de kommer., en: Write them as they come.}
  moderated: true
parts:
  - key: closed
    title: {da: For os selv, en: Among ourselves}
    colour: gold
    minutes: 50
    leaders: false
    purpose: {da: I skriver., en: You write.}
    steps:
      - {key: cards, kind: cards, title: {da: Lukketrin, en: Closed step}, minutes: 10, max_chars: 140, questions: [{da: Hvad ser du, en: What do you see}]}
      - {key: held, kind: cards, moderated: true, title: {da: Venter, en: Waits}, minutes: 10, max_chars: 140, questions: [{da: Hvad ser du, en: What do you see}]}
      - {key: deal, kind: deal, with: pairs, deck: marked-cards, rounds: 2, minutes_each: 5, partner: true, title: {da: Tal om et kort, en: Talk about a card}, minutes: 10}
      - {key: all, kind: ask, moderated: false, title: {da: Svar, en: Answers}, minutes: 5, set: asking-set, only: [idea]}
      - {key: enough, kind: ask, moderated: false, title: {da: Flere svar, en: More answers}, minutes: 5, set: asking-set, only: [idea]}
      - {key: later, kind: ask, moderated: true, title: {da: Svar der venter, en: Answers that wait}, minutes: 10, set: asking-set, only: [idea]}
  - key: open
    title: {da: Sammen, en: Together}
    colour: pine
    minutes: 20
    leaders: true
    purpose: {da: Lederen er med., en: The leader is here.}
    steps:
      - {key: together, kind: cards, title: {da: Sammen, en: Together}, minutes: 10, max_chars: 140, questions: [{da: Hvad ser du, en: What do you see}]}
      - {key: bye, kind: close, title: {da: Tak, en: Thanks}, minutes: 10}
"""
STREAMS = ("/w/{}/live", "/wall/{}/live", "/workshop/{}/live", "/w/{}/channel/live")
EVERYBODY = {"console", "wall", "phone", "phone in English", "leader", "leader signed in", "stranger"}
ROOM = {"console", "wall", "phone", "phone in English"}
LEADERS = {"leader", "leader signed in"}
# Word: (who must have had it at the end, who may have).
MARKS = {
    "Lukketkort": ({"console", "wall"}, ROOM),
    "Ventekort": ({"console"}, {"console"}),
    "Slupkort": ({"console", "wall"}, ROOM),
    "Forfaaord": (set(), set()),                        # four answers: not even the facilitator
    "Nokord": ({"console", "wall"}, ROOM),
    "Ventesvar": ({"console"}, {"console"}),
    "Slupsvar": ({"console", "wall"}, ROOM),
    "Ventesporg": ({"console"}, {"console"}),
    "Slupsporg": ({"console", "wall", "phone", "phone in English"}, ROOM),
    "Lukketrin": ({"console", "phone"}, ROOM),          # leaders are not even told which step it is
    "Aabentkort": ({"console", "wall"}, ROOM | LEADERS),
    "Aabentsporg": ({"console", "wall", "phone"} | LEADERS, ROOM | LEADERS),
}


def png(width, height):
    """A picture with something on it, so that its bytes are like no other's."""
    part = lambda name, data: struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    rows = b"".join(b"\0" + bytes((x * y * 7 + x) % 251 for x in range(width) for _ in range(3)) for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")


class Audience:
    """Somebody who tries every door, and keeps every byte that comes out of it."""

    def __init__(self, name, browser, ws, english=False):
        self.name, self.browser, self.ws = name, browser, ws
        self.roads = [f"/w/{ws}", f"/w/{ws}/channel", f"/wall/{ws}", f"/workshop/{ws}", f"/workshop/{ws}/outcome",
                      *(f"/workshop/{ws}/export/{f}" for f in ("json", "csv")), f"/workshop/{ws}/card/1", f"/workshop/{ws}/channel/1",
                      f"/workshop/{ws}/agenda", "/workshops", "/join"]
        self.got, self.raw, self.where, self.streams = [], [], [], []
        self.listen()

    def listen(self):
        """Every stream, whether it is theirs or not; again when a part begins."""
        for road in STREAMS:
            self.streams.append(Stream(self.browser, road.format(self.ws)))

    def walk(self, step):
        for road in self.roads:
            for accept in ("text/html", "application/json"):
                r = self.browser.get(road, headers={"Accept": accept}, follow=False)
                self.got.append(html.unescape(r.text))
                self.raw.append(r.body)
                self.where.append(f"{road} ({accept}) at {step}")

    def heard(self, word):
        """Where the word was, or nothing."""
        word = word.lower()
        places = [w for w, text in zip(self.where, self.got) if word in text.lower()]
        return places + [f"{STREAMS[i % len(STREAMS)]} of {i // len(STREAMS)}" for i, s in enumerate(self.streams) if word in s.text.lower()]

    def saw(self, picture):
        """Where a picture's bytes were, by themselves or within a file."""
        return [w for w, body in zip(self.where, self.raw) if picture in body]

    def close(self):
        for s in self.streams:
            s.close()


class Ears(unittest.TestCase):
    def setUp(self):
        self.content = tempfile.TemporaryDirectory(prefix="samspil-content-")
        shutil.copytree(CONTENT, self.content.name, dirs_exist_ok=True)
        where = Path(self.content.name) / "ears"
        where.mkdir()
        (where / "workshop.yaml").write_text(METHOD)
        (where / "deck.yaml").write_text(DECK)
        self.program = Program("demo", [f"--content={self.content.name}"])
        self.console = Browser(self.program).be("Jonas Friis")
        new = "/unit/2/workshop/new"        # where Mette Holm leads and Ali Demir works
        self.console.get(new)
        page = self.console.post(new, {"title": "Ører", "method": "ears", "day": harness.day(), "starts_at": "09:00"})
        self.ws = re.search(r'action="/workshop/(\d+)/agenda"', page.text)[1]
        self.join = re.search(r'(/join/\d+/[0-9a-f]{16,})"', page.text)[1]
        self.wall_link = re.search(r'href="(/wall/\d+/[0-9a-f]+)"', page.text)[1]
        self.act(act="begin")

    def tearDown(self):
        self.program.close()
        self.content.cleanup()

    def act(self, **fields):
        page = self.console.get(f"/workshop/{self.ws}")
        version = re.search(r'name="version" value="(\d+)"', page.text)[1]
        self.assertEqual(self.console.post(f"/workshop/{self.ws}/agenda", {"version": version, **fields}, follow=False).status, 303)

    def phone(self, seat="participant", browser=None):
        b = browser or Browser(self.program)
        b.get(self.join)
        b.post(self.join, {"seat": seat})
        return b

    def wall(self):
        b = Browser(self.program)
        b.get(self.wall_link)
        return b

    def say(self, phone, path, status=200, **fields):
        r = phone.post(f"/w/{self.ws}/{path}", {"idem": key(), **fields}, json_reply=True)
        self.assertEqual(r.status, status, r.text)

    def desk(self, path, **fields):
        r = self.console.post(f"/workshop/{self.ws}/{path}", fields, json_reply=True, follow=False)
        self.assertIn(r.status, (200, 303), r.text)

    def on_desk(self, pattern):
        self.assertTrue(until(lambda: re.search(pattern, self.console.get(f"/workshop/{self.ws}").text, re.S)), pattern)
        return re.search(pattern, self.console.get(f"/workshop/{self.ws}").text, re.S)[1]

    def let_in(self, question):
        self.desk("channel", channel="let/" + self.on_desk(question + r'.*?value="let/(\d+)"'))

    # ---- the session

    def test_every_byte_of_every_audience(self):
        phones = [self.phone() for _ in range(ENOUGH + 1)]
        self.english = english = self.phone()
        english.get("/join")
        english.post("/language", {"lang": "en", "back": f"/w/{self.ws}"}, follow=False)
        people = {
            "console": self.console, "wall": self.wall(), "phone": phones[-1], "phone in English": english,
            "leader": self.phone("leader"), "leader signed in": Browser(self.program).be("Mette Holm"), "stranger": Browser(self.program),
        }
        self.assertEqual(set(people), EVERYBODY)
        self.audiences = [Audience(name, b, self.ws) for name, b in people.items()]
        try:
            self.closed_part(phones)
            self.open_part(phones)
            for a in self.audiences:
                self.judge(a)
        finally:
            for a in self.audiences:
                a.close()

    def everybody_looks(self, step):
        for a in self.audiences:
            a.walk(step)

    def take_photo(self):
        """Of the board of a part without leaders, shown to the room."""
        self.console.get(f"/workshop/{self.ws}")
        r = self.console.upload(f"/workshop/{self.ws}/photo", "photo", "bord.png", png(320, 200), {"group": "0"})
        self.photo = re.search(rf"/workshop/{self.ws}/photo/(\d+)/picture", r.text)[1]
        self.desk(f"photo/{self.photo}", act="show")
        picture = f"photo/{self.photo}/picture"
        for a in self.audiences:
            a.roads += [f"/{road}/{self.ws}/{picture}" for road in ("w", "wall", "workshop")]
            a.roads += [f"/workshop/{self.ws}/photo/{self.photo}", *(f"/workshop/{self.ws}/export/{f}" for f in ("pdf", "xlsx", "ics"))]
        whole = self.console.get(f"/workshop/{self.ws}/{picture}").body
        self.assertTrue(whole.startswith(b"\xff\xd8"))
        self.picture = whole[-400:]     # what its pixels are, which a file that holds it has as well

    def closed_part(self, phones):
        a, b, *rest = phones
        self.say(a, "cards", text="Lukketkort", board="cards")
        self.say(a, "channel", text="Ventesporg")
        self.say(b, "channel", text="Slupsporg")
        self.let_in("Slupsporg")
        self.desk("channel", channel="wall")
        self.take_photo()
        self.everybody_looks("cards")

        self.act(act="go", step="held")
        self.say(a, "cards", text="Ventekort", board="held")
        self.say(b, "cards", text="Slupkort", board="held")
        cards = re.findall(r'data-card="(\d+)"', self.console.get(f"/workshop/{self.ws}").text)
        self.desk("let", card=cards[-1])
        self.everybody_looks("held")

        self.act(act="go", step="deal")
        self.dealt = {}
        for i, p in enumerate(phones[:4]):
            self.dealt[i] = re.search(r"Delekort-\d", p.get(f"/w/{self.ws}").text)[0]
        self.everybody_looks("deal")
        self.desk("deal", deal="next", round=1)
        self.everybody_looks("deal, second round")

        self.act(act="go", step="all")
        for p in phones[:ENOUGH - 1]:
            self.say(p, "ask", step="all", **{"i.idea": "Forfaaord"})
        self.everybody_looks("all")

        self.act(act="go", step="enough")
        for p in [*phones, self.english]:       # fewer than five left over would be waited for
            self.say(p, "ask", step="enough", **{"i.idea": "Nokord"})
        self.everybody_looks("enough")

        self.act(act="go", step="later")
        for i, p in enumerate(phones[:ENOUGH]):
            self.say(p, "ask", step="later", **{"i.idea": "Slupsvar er fint" if i == 0 else f"Ventesvar nummer {i}"})
        self.desk("ask", do="show")
        let = self.on_desk(r'Slupsvar.*?value="(1\|text\|\d+)"')
        self.desk("ask/let", let=let)
        self.everybody_looks("later")

    def open_part(self, phones):
        a, b, *rest = phones
        self.act(act="go", step="together")
        for audience in self.audiences:
            audience.listen()
        self.say(a, "cards", text="Aabentkort", board="together")
        self.say(b, "channel", text="Aabentsporg", part="open")
        self.let_in("Aabentsporg")
        self.everybody_looks("together")
        self.act(act="go", step="bye")
        self.everybody_looks("bye")
        wall = next(x for x in self.audiences if x.name == "wall")
        self.assertTrue(wall.streams[-len(STREAMS) + 1].until("Aabentsporg"))
        self.act(act="end")
        self.everybody_looks("ended")

    def judge(self, a):
        for word, (must, may) in MARKS.items():
            with self.subTest(audience=a.name, word=word):
                places = a.heard(word)
                if a.name not in may:
                    self.assertEqual(places, [])
                if a.name in must:
                    self.assertTrue(places, "nothing was captured, so nothing was shown")
        with self.subTest(audience=a.name, what="a photo of the closed part"):
            may, must = {"console", "wall"}, {"console": 3, "wall": 1}     # desk, exports (JSON and page ask alike); projector
            seen = {w.split(" ")[0] for w in a.saw(self.picture)}
            self.assertGreaterEqual(len(seen), must.get(a.name, 0), seen)
            if a.name not in may:
                self.assertEqual(seen, set())
                told = [w for w in a.heard(f"/photo/{self.photo}") if "/photo/" not in w]     # a refusal says what was asked for
                self.assertEqual(told, [])
        with self.subTest(audience=a.name, what="cards that were dealt"):
            if a.name == "console":     # has the whole deck before it, and not who holds what
                self.assertTrue(all(a.heard(f"Delekort-{i}") for i in range(1, 9)))
                return
            mine = {p.split(" ")[0] for d in set(self.dealt.values()) for p in a.heard(d)}
            self.assertLessEqual(mine, {f"/w/{self.ws}"} if a.name.startswith("phone") else set())
            for i, s in enumerate(a.streams):
                self.assertNotIn("Delekort-", s.text, f"stream {i}")
        if a.name == "stranger":
            for s in a.streams:
                self.assertRegex(s.text.split("\r\n")[0], r" (303|401|403|404) ")

    # ---- how many have answered

    def quiet(self, streams, since):
        """What of the question each stream was sent since then that it had not been sent before, once all has come."""
        self.act(act="pause")
        for s, n in zip(streams, since):
            self.assertTrue(until(lambda: re.search(b"pause.*?\n\r?\n", s.bytes[n:], re.S)), s.text[-300:])
        ends = [n + re.search(b"pause.*?\n\r?\n", s.bytes[n:], re.S).end() for s, n in zip(streams, since)]      # what changed with it came with it
        pieces = lambda sent: set(re.findall(r'id="ask-(?:state.*?</div>|item.*?</article>)', re.sub(r' hx-swap-oob="[^"]*"|\r?\ndata: ', "", sent.decode(errors="replace")), re.S))
        told = [pieces(s.bytes[:end]) - pieces(s.bytes[:n]) for s, n, end in zip(streams, since, ends)]
        self.act(act="resume")
        self.assertTrue(all(until(lambda: len(s.bytes) > n and 'id="head"' in s.bytes[end:].decode(errors="replace")) for s, n, end in zip(streams, since, ends)))
        return told

    def answering(self, room):
        """Everybody answers one after the other. After each: what came on every stream, and what stands on every page and export."""
        phones = [self.phone() for _ in range(room)]
        self.act(act="go", step="all")
        wall = self.wall()
        who = [(wall, f"/wall/{self.ws}"), (self.console, f"/workshop/{self.ws}"), (phones[-1], f"/w/{self.ws}")]
        streams = [Stream(b, f"{road}/live") for b, road in who]
        self.assertTrue(all(s.until("ask-state") for s in streams))
        seen = []
        for n, p in enumerate(phones, 1):
            since = [len(s.bytes) for s in streams]
            self.say(p, "ask", step="all", **{"i.idea": "Enigt ord"})
            told = [t for t in self.quiet(streams, since) if t]
            pages = [html.unescape(b.get(road).text) for b, road in who]
            states = [re.search(r'id="ask-state".*?(?:</div>|notice|actions)', p, re.S)[0] for p in pages]
            results = self.console.get(f"/workshop/{self.ws}/export/json").json["results"]
            seen.append((n, told, states, [r for r in results if r.get("is_ask")][0]))
        for s in streams:
            s.close()
        return seen

    def test_a_small_room_is_not_told_how_many_have_answered(self):
        for n, told, states, result in self.answering(7):
            with self.subTest(answers=n):
                if n < 7:       # two that are still to come could not be shown by themselves
                    self.assertEqual(told, [])
                    self.assertNotIn("Enigt ord", str(result))
                else:
                    self.assertEqual(len(told), 3)
                    self.assertIn("Enigt ord", str(result))
                for state in states:
                    self.assertNotRegex(state, r"<b>\d|har svaret</p>")
                self.assertEqual((result["answered"], result["of"]), (None, None))

    def test_a_large_room_is_told_it_in_steps_of_five(self):
        for n, told, states, result in self.answering(12):
            with self.subTest(answers=n):
                self.assertEqual(bool(told), n in (5, 10, 12), told)    # a batch, a step, the last batch
                figures = {int(f) for state in states for f in re.findall(r"<b>(\d+)</b>", state)}
                self.assertLessEqual(figures, {n // 5 * 5, 5 if n < 5 else n // 5 * 5})
                self.assertEqual((result["answered"], result["of"]), (n // 5 * 5 or None, 12))

    # ---- what is not sent again

    def test_a_new_question_sends_the_desk_itself_and_the_figure_and_no_older_one(self):
        asking, desk = self.phone(), Stream(self.console, f"/workshop/{self.ws}/live")
        try:
            self.say(asking, "channel", text="Tidligsporg")
            self.assertTrue(desk.until("Tidligsporg"))
            since = len(desk.bytes)
            self.say(asking, "channel", text="Senestsporg")
            self.assertTrue(until(lambda: re.search(rb'class="count">2<.*Senestsporg', desk.bytes[since:], re.S)), desk.text[-500:])
            self.assertNotIn(b"Tidligsporg", desk.bytes[since:])
        finally:
            desk.close()

    # ---- roles that change in mid-session

    def give(self, name, mail, role):
        admin = Browser(self.program).be("Administrator")
        admin.get("/unit/2/people/new")
        r = admin.post("/unit/2/people/new", {"name": name, "email": mail, "role": role}, follow=False)
        self.assertEqual(r.status, 303, r.text[:400])

    def test_a_facilitator_who_is_made_leader_has_nothing_open_a_moment_later(self):
        phone, wall = self.phone(), self.wall()
        open_ = [Stream(self.console, f"/workshop/{self.ws}/live"), Stream(self.console, f"/wall/{self.ws}/live"), Stream(self.console, f"/w/{self.ws}/live")]
        others = [Stream(wall, f"/wall/{self.ws}/live"), Stream(phone, f"/w/{self.ws}/live")]
        self.say(phone, "cards", text="Kort et", board="cards")
        self.assertTrue(open_[0].until("Kort et"))
        self.assertTrue(others[0].until("Kort et"))
        self.give("Jonas Friis", "jonas.friis@samspil.example", "daily_leader")
        for s in open_:
            self.assertTrue(s.ended.wait(AT_ONCE_S))
            self.assertIn("event: end", s.text)         # the page comes back and is told
        self.say(phone, "cards", text="Kort to", board="cards")
        self.assertTrue(others[0].until("Kort to"))
        again = Stream(self.console, f"/workshop/{self.ws}/live")
        self.assertTrue(again.until("403"))
        for s in [*open_, again]:
            self.assertNotIn("Kort to", s.text)
        for s in others:
            self.assertFalse(s.ended.is_set())
            s.close()

    def test_a_role_given_by_a_command_beside_the_server_is_heard_by_it(self):
        """samspil import is a process of its own: with SQLite nobody tells the server."""
        phone, wall = self.phone(), self.wall()
        desk, other = Stream(self.console, f"/workshop/{self.ws}/live"), Stream(wall, f"/wall/{self.ws}/live")
        self.say(phone, "cards", text="Kort et", board="cards")
        self.assertTrue(desk.until("Kort et"))
        unit = re.search(r"<h1[^>]*>([^<]+)</h1>", Browser(self.program).be("Administrator").get("/unit/2").text)[1]
        table = Path(self.content.name) / "leaders.csv"
        table.write_text(f"enhed;navn;e-mail;rolle\n{html.unescape(unit).strip()};Jonas Friis;jonas.friis@samspil.example;daglig leder\n")
        out = subprocess.run([harness.BINARY, "import", f"--store={self.program.store}", str(table)], capture_output=True, text=True)
        self.assertEqual(out.returncode, 0, out.stdout + out.stderr)
        self.assertTrue(desk.ended.wait(AT_ONCE_S), out.stdout)
        self.say(phone, "cards", text="Kort to", board="cards")
        again = Stream(self.console, f"/workshop/{self.ws}/live")
        self.assertTrue(again.until("403"))
        self.assertNotIn("Kort to", desk.text + again.text)
        back = Stream(wall, f"/wall/{self.ws}/live")        # whoever may, comes back and goes on
        self.assertTrue(back.until("Kort to"))
        for s in (desk, other, again, back):
            s.close()

    def test_a_phone_whose_owner_is_made_leader_is_outside_a_moment_later(self):
        phone, wall = self.phone(browser=Browser(self.program).be("Ali Demir")), self.wall()
        control = Stream(wall, f"/wall/{self.ws}/live")
        s = Stream(phone, f"/w/{self.ws}/live")
        self.assertTrue(s.until('data-page-key="cards-'), s.text[:300])
        self.give("Ali Demir", "ali.demir@samspil.example", "daily_leader")
        self.assertTrue(s.ended.wait(AT_ONCE_S))
        self.say(phone, "cards", 403, text="Lederkort", board="cards")
        again = Stream(phone, f"/w/{self.ws}/live")
        self.assertTrue(again.until("data-page-key=\"outside\""), again.text)
        self.say(self.phone(), "cards", text="Kort efter", board="cards")
        self.assertTrue(control.until("Kort efter"))
        self.assertNotIn("Kort efter", again.text)
        for x in (again, control):
            x.close()

    def test_what_was_open_ends_with_the_sign_in(self):
        s = Stream(self.console, f"/workshop/{self.ws}/live")
        self.assertTrue(s.until('data-page-key="cards-'))
        self.console.get("/profile")
        self.assertEqual(self.console.post("/logout", follow=False).status, 303)
        self.assertTrue(s.ended.wait(AT_ONCE_S))

# Word: who may be given it at any time, by a page or by the same page as JSON. Nobody
# is given what waits, was hidden, was taken off or was not shown; who sits in the
# group has what the group wrote, and a phone its own answers.
NOBODY, WRITERS = set(), {"console", "phone"}
TOLD = {
    "Loestkort": WRITERS | {"wall"}, "Gemtkort": WRITERS | {"wall"}, "Sammenkort": WRITERS | {"wall"},
    "Valgtkort": ROOM | LEADERS, "Overskriften": ROOM | LEADERS,        # opened, from then on
    "Holdtkort": {"console"}, "Parkeret": {"console"},
    "lukketord": WRITERS | {"wall"}, "lukketvent": {"console"}, "Lukketide": {"console"},
    "Lukketspoerg": WRITERS | {"wall"}, "Lukketsvar": WRITERS | {"wall"}, "Fortrudtsvar": {"console"},
    "aabentord": ROOM | LEADERS, "ventendeord": {"console"}, "skjultord": {"console"},
    "Setide": ROOM | LEADERS, "Holdtide": {"console"}, "Skjultide": {"console"},
    "Gruppetekst": {"console"}, "Vistaktivitet": ROOM | LEADERS, "Gemtaktivitet": ROOM | LEADERS,     # from when they are presented
    "Kritiskspoerg": ROOM | LEADERS, "Kritisksvar": ROOM | LEADERS, "Fortroligtitel": {"console"},
}
# What a leader's pages as JSON are made of. A new name here is a decision: whoever adds
# a value to a view that leaders are given says by this line that they may have it.
LEADERS_KEYS = set("""
    any_lost begun channel_leaders channel_part draft_lost elsewhere forgets form_step is_grid later later_n later_words leaders lost of_step told untold words_more no_words words_alone_any is_slide parks bars bars_joined bars_why line_why rest
    accent activity agreed all_answered all_shown answer answered any ask_promise asked asking board boards cards channel channel_chars
    channel_closed channel_days channel_desk channel_desk_any channel_follow channel_follows channel_help channel_moderated channel_title
    channel_writes chars chosen closed colour comments comments_any count counted csrf date dates day desk desk_words donts dos dots dream
    ended error field fields films first first_step fixed focus follow_url form form_key full group groups has has_channel has_dots
    has_phone has_profile has_task heading headline heads help id id_of_workshop idem in_common in_words inspiration is_ask is_bars is_cards
    is_cloud is_deal is_elaborate is_form is_groups is_line is_many is_mark is_one is_questions is_rank is_ranked is_rules is_text is_texts
    is_vote is_worksheet item items key keys kind label last leader left lines live loose many many_questions mark mark_reason mark_words
    materials max max_chars max_mb may_add may_park may_say_why member members message method method_url mine minutes moderated most n name
    needs_group no_criticism not_all now number of of_row once openers options parking parking_help parking_title part parts phone photo
    photos piece plenum pointed pointed_any presses problem profile promise questions questions_asked refused request results right rows
    rules_now rules_version said said_above said_yes seen set shown sit_turn sits_in size size_max status step stopped suggested
    suggested_any summary summed task text text_version texts themes tied title together trends turn typed typical until url v value values
    version waiting waits wall when why why_name why_open with with_alone with_groups with_pairs with_words word word_max words words_join
    words_now words_wait_any ws
""".split())


class Views(unittest.TestCase):
    """A page as JSON is the page: it carries nothing that its reader is not shown."""

    def setUp(self):
        self.program = Program("demo", [f"--content={CONTENT}"])
        self.console = Browser(self.program).be("Jonas Friis")
        self.secret = self.plan("arranging", "Fortroligtitel", harness.day(11))
        self.ws = self.plan("telling", "Aabentitel", harness.day())
        page = self.console.get(f"/workshop/{self.ws}").text
        self.join = re.search(r'(/join/\d+/[0-9a-f]{16,})"', page)[1]
        self.wall_link = re.search(r'href="(/wall/\d+/[0-9a-f]+)"', page)[1]
        self.act(act="begin")

    tearDown = lambda self: self.program.close()
    act, phone, wall, say, desk, on_desk = Ears.act, Ears.phone, Ears.wall, Ears.say, Ears.desk, Ears.on_desk

    def plan(self, method, title, day):
        new = "/unit/2/workshop/new"
        self.console.get(new)
        page = self.console.post(new, {"title": title, "method": method, "day": day, "starts_at": "09:00"})
        return re.search(r'action="/workshop/(\d+)/agenda"', page.text)[1]

    def card(self, phone, board, text):
        self.say(phone, "cards", text=text, board=board)
        return self.on_desk(r'data-card="(\d+)"(?:(?!data-card).)*?<p>' + text)

    def roads(self):
        here = (f"/w/{self.ws}", f"/w/{self.ws}/channel", f"/wall/{self.ws}", f"/workshop/{self.ws}", f"/workshop/{self.ws}/outcome", self.join,
                self.join.replace("/join/", "/questions/"), *(f"/workshop/{self.ws}/export/{f}" for f in ("json", "csv", "ics")),
                *(f"/workshop/{self.ws}/{p}" for p in ("schedule", "hand-over", "after", "photo/1", "card/1", "theme/1")))
        there = (f"/w/{self.secret}", f"/wall/{self.secret}", f"/workshop/{self.secret}", f"/workshop/{self.secret}/outcome", f"/workshop/{self.secret}/export/ics")
        return (*here, *there, *self.more, "/", "/workshops", "/unit/2", "/unit/2/plan", "/consultations", "/library")

    def look(self, step):
        """Every page as it is shown, and the same as JSON: what of the marked words is in each."""
        for name, browser in self.people.items():
            for road in self.roads():
                found = {}
                for accept in ("text/html", "application/json"):
                    r = browser.get(road, headers={"Accept": accept}, follow=False)
                    body = html.unescape(r.text).lower()
                    found[accept] = {w for w in TOLD if w.lower() in body}
                    for word in found[accept]:
                        self.given.setdefault((name, word), f"{road} ({accept}) at {step}")
                    if accept == "application/json" and r.status in (200, 403) and name in LEADERS and f"/{self.ws}" in road and not road.endswith(("csv", "ics")):
                        self.keys |= names_in(r.json)
                beyond = found["application/json"] - found["text/html"]
                # The desk's selects and the file of everything are no pages.
                if name != "console" and "/export/" not in road and beyond:
                    self.beyond.append((name, road, step, sorted(beyond)))

    def test_json_carries_what_the_page_shows_and_no_more(self):
        phones = [self.phone() for _ in range(2 * ENOUGH + 1)]
        self.people = {"console": self.console, "wall": self.wall(), "phone": phones[-1], "leader": self.phone("leader"),
                       "leader signed in": Browser(self.program).be("Mette Holm"), "stranger": Browser(self.program)}
        self.given, self.beyond, self.keys, self.more = {}, [], set(), []
        self.closed_part(phones)
        self.open_part(phones)
        self.act(act="end")
        self.look("ended")
        for (name, word), where in sorted(self.given.items()):
            with self.subTest(audience=name, word=word):
                self.assertIn(name, TOLD[word], where)
                self.assertFalse(name != "console" and word.endswith("aktivitet") and where.endswith("at proposals"), where)
        self.assertEqual(self.beyond, [], "as JSON and not on the page")
        for word, may in TOLD.items():          # or nothing was tried
            with self.subTest(word=word, what="was there"):
                self.assertTrue("console" not in may or ("console", word) in self.given)
                self.assertTrue(not LEADERS <= may or ("leader signed in", word) in self.given)
        self.assertEqual(sorted(self.keys - LEADERS_KEYS), [])

    def show(self):
        """What waits and is enough; those that came first may be shown already."""
        r = self.console.post(f"/workshop/{self.ws}/ask", {"do": "show"}, json_reply=True)
        self.assertIn(r.status, (200, 303, 422), r.text)

    def words(self, phones, step, **of):
        """Each word from as many phones as it says."""
        spread = [w for w, n in of.items() for _ in range(n)]
        for p, word in zip(phones, spread):
            self.say(p, "ask", step=step, **{"i.mood": word})
        self.show()

    def ideas(self, phones, step, *texts):
        for p, text in zip(phones, texts):
            self.say(p, "ask", step=step, **{"i.idea": text})
        self.show()

    def let(self, kind, word, in_=True):
        own = rf'words\|mood\|{word[:7]}[^"|]*' if kind == "word" else r'text\|\d+'
        self.desk("ask/let", let=self.on_desk(rf'<span>{word}.*?value="({int(in_)}\|{own})"'))

    def closed_part(self, phones):
        a, b, *rest = phones
        self.act(act="go", step="cards")
        self.say(a, "cards", text="Parkeret", board="parking")
        loose, chosen, gathered, merged = (self.card(a, "cards", w) for w in ("Loestkort", "Valgtkort", "Gemtkort", "Sammenkort"))
        self.desk(f"card/{merged}", act="merge", into=gathered)
        self.desk(f"card/{chosen}", act="choose")
        self.desk("themes", board="cards", title="Overskriften", parent="0")
        self.theme = self.on_desk(r'data-theme="([1-9]\d*)"')
        self.desk("move", card=gathered, theme=self.theme)
        self.chosen = chosen
        self.say(b, "channel", text="Lukketspoerg")
        q = self.on_desk(r'href="/workshop/\d+/channel/(\d+)"')
        self.desk(f"channel/{q}", was="", answer="Fortrudtsvar")
        self.desk("channel", channel=f"reopen/{q}")
        self.more = [f"/workshop/{self.ws}/channel/{q}"]
        self.look("cards")
        self.desk(f"channel/{q}", was="Fortrudtsvar", answer="Lukketsvar")
        self.act(act="go", step="waiting")
        self.card(a, "waiting", "Holdtkort")
        self.look("waiting")
        self.act(act="go", step="vote")
        self.look("vote")
        self.act(act="go", step="closed_words")
        self.words(phones[:10], "closed_words", lukketord=5, lukketvent=5)
        self.let("word", "lukketord")
        self.ideas(phones[:5], "closed_words", *["Lukketide"] * 5)
        self.look("closed words")

    def open_part(self, phones):
        a, b, *rest = phones
        self.act(act="go", step="lunch")
        self.look("lunch")
        self.desk("leaders")
        self.look("opened")
        self.act(act="go", step="words")
        self.words(phones[:10], "words", aabentord=4, ventendeord=3, skjultord=3)
        self.let("word", "aabentord")
        self.let("word", "skjultord")
        self.let("word", "skjultord", False)
        self.ideas(phones[:5], "words", "Setide", "Holdtide", "Holdtide", "Skjultide", "Skjultide")
        self.let("text", "Setide")
        self.look("words")
        self.act(act="go", step="groups")
        for title in ("Ene", "Anden"):
            self.desk("group", act="add", title=title)
        first, second = sorted({int(g) for g in re.findall(r'name="group" value="([1-9]\d*)"', a.get(f"/w/{self.ws}").text)})
        for p, g in ((a, first), (b, second)):
            self.say(p, "group", group=str(g))
        self.look("groups")
        self.act(act="go", step="more")
        self.say(a, "text", step="more", text="Gruppetekst", version="0")
        self.look("more")
        self.act(act="go", step="proposals")
        for p, g, what in ((a, first, "Vistaktivitet"), (b, second, "Gemtaktivitet")):
            self.say(p, "rows", step="proposals", group=str(g), row="0", version="0", dream=f"theme/{self.theme}", problem=f"card/{self.chosen}", activity=what, when="I maj")
        self.look("proposals")
        self.act(act="go", step="present")
        self.desk("show", group=str(first))
        self.look("present")
        self.act(act="go", step="ask_them")
        row = re.search(r'name="row" value="(\d+)"', phones[-1].get(f"/w/{self.ws}").text)[1]
        self.say(phones[-1], "questions", row=row, text="Kritiskspoerg")
        question = re.search(r'name="question" value="(\d+)"', a.get(f"/w/{self.ws}").text)[1]
        self.say(a, "answers", question=question, was="", answer="Kritisksvar")
        self.look("questions")
        self.act(act="go", step="bye")
        self.look("bye")


def names_in(v):
    """Every name of a value's objects."""
    if isinstance(v, dict):
        return set(v) | {k for one in v.values() for k in names_in(one)}
    return {k for one in v for k in names_in(one)} if isinstance(v, list) else set()


if __name__ == "__main__":
    harness.main()
