#!/usr/bin/env python3
"""Cards dealt to phones, boards with columns, what a step shows: over the wire,
with twelve phones, leaders at every door and every byte of the streams kept. The
method is tests/content, with a film of noise laid beside it."""
import collections
import html
import json
import os
import re
import shutil
import struct
import tempfile
import unittest
import zlib
from pathlib import Path

import harness
from harness import Browser, Program, Stream, key

PHONES, ROUNDS, CARDS = 12, 4, 8
CONTENT = Path(__file__).resolve().parent.parent / "content"
FILM = os.urandom(2_500_000)
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:04.000\nTo kolleger mødes ved kaffen.\n".encode()


def picture(side=64):
    """Paper, as a camera would send it."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress((b"\0" + b"\xee" * 3 * side) * side)) + chunk(b"IEND", b""))


class Room(unittest.TestCase):
    METHOD = "every-step"

    def setUp(self):
        self.content = tempfile.TemporaryDirectory(prefix="samspil-content-")
        shutil.copytree(CONTENT, self.content.name, dirs_exist_ok=True)
        where = Path(self.content.name) / "every-step"
        (where / "film.mp4").write_bytes(FILM)
        (where / "film.da.vtt").write_bytes(CAPTIONS)
        self.program = Program("demo", settings=[f"--content={self.content.name}"])
        self.console = Browser(self.program).be("Jonas Friis")
        page = self.console.get("/workshops")
        unit = re.search(r'href="(/unit/\d+/workshop/new)"', page.text).group(1)
        self.console.get(unit)
        page = self.console.post(unit, {"title": "Generalprøve", "method": self.METHOD, "day": harness.day(-1), "starts_at": "09:00"})
        self.ws = re.search(r'action="/workshop/(\d+)/agenda"', page.text).group(1)
        self.join = re.search(r'href="[^"]*(/join/\d+/[0-9a-f]+)"', page.text).group(1)
        self.wall_link = re.search(r'href="(/wall/\d+/[0-9a-f]+)"', page.text).group(1)
        self.act(act="begin")

    def tearDown(self):
        self.program.close()
        self.content.cleanup()

    def act(self, **fields):
        page = self.console.get(f"/workshop/{self.ws}")
        version = re.search(r'name="version" value="(\d+)"', page.text).group(1)
        r = self.console.post(f"/workshop/{self.ws}/agenda", {"version": version, **fields}, follow=False)
        self.assertEqual(r.status, 303, r.text)

    def go(self, step):
        self.act(act="go", step=step)

    def phone(self, seat="participant"):
        b = Browser(self.program)
        b.get(self.join)
        b.post(self.join, {"seat": seat})
        return b

    def wall(self):
        b = Browser(self.program)
        b.get(self.wall_link)
        return b

    def page(self, phone):
        r = phone.get(f"/w/{self.ws}")
        self.assertEqual(r.status, 200, r.text)
        return r

    def write(self, phone, board, cell, text, idem=None):
        return phone.post(f"/w/{self.ws}/cards", {"text": text, "cell": cell, "board": board, "idem": idem or key()}, json_reply=True)


class Steps(Room):
    def card(self, phone):
        return re.search(r'name="card" value="(\w+)"', self.page(phone).text).group(1)

    def sign(self, phone):
        m = re.search(r'class="deal-sign" data-colour="(\w+)".*?<h2>([^<]+)</h2>', self.page(phone).text, re.S)
        return m.group(2) if m else None

    def deal(self, **fields):
        return self.console.post(f"/workshop/{self.ws}/deal", fields, follow=False)

    # ---- dealing

    def test_four_rounds_with_twelve_phones(self):
        phones = [self.phone() for _ in range(PHONES)]
        self.go("deal")
        had, met = collections.defaultdict(set), collections.defaultdict(set)
        for round_ in range(1, ROUNDS + 1):
            cards = [self.card(p) for p in phones]
            signs = [self.sign(p) for p in phones]
            self.assertLessEqual(max(collections.Counter(cards).values()), -(-PHONES // CARDS))
            self.assertEqual(set(collections.Counter(signs).values()), {2}, signs)
            for i, card in enumerate(cards):
                self.assertNotIn(card, had[i])
                had[i].add(card)
                partner = next(k for k in range(PHONES) if k != i and signs[k] == signs[i])
                self.assertNotIn(partner, met[i])
                met[i].add(partner)
            if round_ < ROUNDS:
                self.assertEqual(self.deal(deal="next", round=round_).status, 303)
        self.assertEqual(self.deal(deal="next", round=ROUNDS).status, 422)

    def test_the_bell_of_a_round_is_on_wall_phone_and_console(self):
        phone = self.phone()
        self.go("deal")
        for page in (self.page(phone), self.wall().get(f"/wall/{self.ws}"), self.console.get(f"/workshop/{self.ws}")):
            self.assertRegex(page.text, r'class="timer"[^>]*data-ends-at="[1-9]\d+"[^>]*data-bell="true"')
            self.assertRegex(page.words, r"Runde\s+1\s+af\s+4")
        self.assertIn("Hvornår lykkes det hos os", self.wall().get(f"/wall/{self.ws}").text)
        self.assertIn("Find din makker og tal om begge kort.", self.console.get(f"/workshop/{self.ws}").words)

    def test_a_card_is_swapped_without_script_and_nobody_is_told(self):
        phone, other = self.phone(), self.phone()
        self.go("deal")
        stream = Stream(self.wall(), f"/wall/{self.ws}/live")
        mine, theirs = self.card(phone), self.card(other)
        r = phone.post(f"/w/{self.ws}/deal", {"card": mine})
        self.assertEqual(r.status, 200)
        self.assertNotEqual(self.card(phone), mine)
        now = self.card(phone)
        phone.post(f"/w/{self.ws}/deal", {"card": mine})            # the back button, and pressed again
        self.assertEqual(self.card(phone), now)
        self.assertEqual(self.card(other), theirs)
        self.deal(deal="next", round=1)
        self.assertTrue(stream.until("2"))
        self.assertNotIn(self.card(phone), (mine, now))

    def test_streams_carry_neither_cards_nor_signs(self):
        phones = [self.phone() for _ in range(4)]
        leader = self.phone("leader")
        self.go("deal")
        streams = [Stream(self.wall(), f"/wall/{self.ws}/live"), Stream(phones[0], f"/w/{self.ws}/live"), Stream(leader, f"/w/{self.ws}/live")]
        secret = set()
        for round_ in (1, 2, 3):
            for p in phones:
                text = self.page(p).text
                secret.add(re.search(r'class="deal-card">.*?<h2>([^<]+)</h2>', text, re.S).group(1))
                secret.add(self.sign(p))
            phones[round_].post(f"/w/{self.ws}/deal", {"card": self.card(phones[round_])})
            self.deal(deal="next", round=round_)
        for s in streams:
            self.assertTrue(s.until("Runde 4"), s.bytes[-500:])
            for words in secret - {"Ro"}:       # two letters stand in many a word
                self.assertNotIn(words.encode(), s.bytes)

    def test_who_comes_late_is_dealt_a_card_and_a_sign(self):
        early = [self.phone() for _ in range(4)]
        self.go("deal")
        before = [self.sign(p) for p in early]
        late = self.phone()
        self.assertTrue(self.card(late))
        self.assertIn(self.sign(late), before)
        self.assertEqual([self.sign(p) for p in early], before)

    def test_chairs_are_counted_and_who_has_left_is_nobodys_partner(self):
        phones = [self.phone() for _ in range(5)]
        gone, stream = phones.pop(), Stream(phones[0], f"/w/{self.ws}/live")
        self.go("deal")
        key = lambda p: re.search(r'data-page-key="([^"]+)"', self.page(p).text).group(1)
        before = key(phones[0])
        phones[0].post(f"/workshop/{self.ws}/chairs", {"chairs": "count"}, follow=False)
        self.assertEqual(key(phones[0]), before)    # it is not a phone's to say
        self.assertIn("Tæl stolene", self.console.get(f"/workshop/{self.ws}").words)
        self.assertEqual(self.console.post(f"/workshop/{self.ws}/chairs", {"chairs": "count"}, follow=False).status, 303)
        after = key(phones[0])
        self.assertNotEqual(before, after)
        self.assertTrue(stream.until(after))        # whoever is there is asked to load the page anew, and does
        for p in phones:
            self.page(p)
        self.assertRegex(self.console.get(f"/workshop/{self.ws}").words, r"1\s+stol er tom")
        self.assertEqual(self.deal(deal="next", round=1).status, 303)
        signs = [self.sign(p) for p in phones]
        self.assertEqual(set(collections.Counter(signs).values()), {2}, signs)
        self.assertIn("Du får en makker i næste runde", self.page(gone).words)
        self.assertIsNone(self.sign(gone))
        self.assertEqual([self.sign(p) for p in phones], signs)
        self.assertEqual(self.deal(deal="next", round=2).status, 303)
        self.assertEqual(sorted(collections.Counter(self.sign(p) for p in [*phones, gone]).values()), [2, 3])

    def test_a_phone_without_script_is_there_when_it_sends_or_asks_for_news(self):
        by_hand, other = self.phone(), self.phone()
        self.go("deal")
        empty = lambda: re.search(r"(\d+)\s+stole? er tom", self.console.get(f"/workshop/{self.ws}").words)
        page = self.page(by_hand).text
        at = re.search(rf'<noscript>.*?<a class="ds-button"[^>]* href="/w/{self.ws}">.*?</noscript>', page, re.S)
        self.assertIn("henter ikke nyt af sig selv", at.group(0))
        self.assertLess(at.start(), page.index("deal-card"))       # read before what it may be too old for
        self.assertIn("står der »Hent siden igen« øverst", self.console.get(f"/workshop/{self.ws}").words)
        for come in ("ask for news", "send"):
            self.assertEqual(self.console.post(f"/workshop/{self.ws}/chairs", {"chairs": "count"}, follow=False).status, 303)
            self.assertEqual(empty().group(1), "2")
            if come == "send":
                by_hand.post(f"/w/{self.ws}/channel", {"text": "Hvornår er der kaffe", "idem": key()})
            else:
                self.page(by_hand)
            self.assertEqual(empty().group(1), "1", come)
        # What is refused comes back with its words, and is sent again.
        self.go("columns")
        self.page(by_hand)
        self.console.post(f"/workshop/{self.ws}/chairs", {"chairs": "count"}, follow=False)
        long = "Alt for langt. " * 30
        r = by_hand.post(f"/w/{self.ws}/cards", {"text": long, "cell": "hinders", "board": "columns", "idem": key()})
        self.assertEqual(r.status, 422)
        self.assertIn(long.strip(), r.words)
        by_hand.post(f"/w/{self.ws}/cards", {"text": "Kort nok", "cell": "hinders", "board": "columns", "idem": key()})
        self.console.post(f"/workshop/{self.ws}/chairs", {"chairs": "count"}, follow=False)
        r = by_hand.post(f"/w/{self.ws}/channel", {"text": "", "idem": key()})
        self.assertEqual((r.status, "phone-main" in r.text), (422, True), r.words)
        self.page(by_hand)
        self.page(other)
        self.go("deal")
        self.assertIsNone(empty())

    def test_the_cards_are_gathered_and_dealt_again(self):
        phone = self.phone()
        self.go("deal")
        self.assertEqual(self.deal(deal="gather").status, 303)
        self.assertNotIn("deal-card", self.page(phone).text)
        self.assertIn("Kortene er samlet ind", self.page(phone).words)
        self.deal(deal="again")
        self.assertIn("deal-card", self.page(phone).text)

    def test_the_end_keeps_nothing_of_it(self):
        phone = self.phone()
        self.go("deal")
        card = self.card(phone)
        self.act(act="end")
        self.assertEqual(phone.get(f"/w/{self.ws}").status, 410)
        for form in ("json", "csv"):
            self.assertNotIn(card, self.console.get(f"/workshop/{self.ws}/export/{form}").text)

    # ---- doors

    def test_nobody_but_the_facilitator_deals_arranges_or_lets_through(self):
        phone = self.phone()
        leader = Browser(self.program).be("Mette Holm")
        nobody = Browser(self.program)
        self.go("deal")
        for who in (phone, leader, nobody):
            who.get(f"/w/{self.ws}")
            for path, fields in (("deal", {"deal": "next", "round": 1}), ("cell", {"card": 1, "cell": "hinders"}), ("let", {"card": 1})):
                r = who.post(f"/workshop/{self.ws}/{path}", fields, follow=False)
                self.assertIn(r.status, (403, 303), path)
                if r.status == 303:
                    self.assertIn("/login", r.location)
        self.assertEqual(nobody.post(f"/w/{self.ws}/deal", {"card": "quiet"}, follow=False).status, 403)
        self.assertEqual(phone.post(f"/w/{self.ws}/deal", {"card": "quiet"}, csrf=False).status, 403)
        # The leader outside: nothing to swap, nothing to write.
        self.go("columns")
        by_phone = self.phone("leader")
        r = by_phone.post(f"/w/{self.ws}/cards", {"text": "Chefens", "cell": "hinders", "board": "columns", "idem": key()}, json_reply=True)
        self.assertEqual(r.status, 403)

    # ---- groups drawn anew

    def test_pairs_are_new_every_time(self):
        phones = [self.phone() for _ in range(6)]
        met = collections.defaultdict(set)
        for step in ("pairs", "pairs_again", "pairs"):
            self.go(step)
            self.console.post(f"/workshop/{self.ws}/groups", {"way": "chance", "size": 2})
            seats = [re.search(r'class="said-yes">([^<]+)<', self.page(p).text).group(1) for p in phones]
            for i in range(6):
                partner = [k for k in range(6) if k != i and seats[k] == seats[i]]
                self.assertEqual(len(partner), 1, seats)
                self.assertNotIn(partner[0], met[i])
                met[i].add(partner[0])

    def test_the_desk_is_told_when_nobody_new_is_left(self):
        for _ in range(4):
            self.phone()
        self.go("pairs")
        told = [
            "Ikke alle fik en ny" in self.console.post(f"/workshop/{self.ws}/groups", {"way": "chance", "size": 2}).text
            for _ in range(5)
        ]
        self.assertEqual(told, [False, False, False, True, True])
        self.assertNotIn("Ikke alle fik en ny", self.console.get(f"/workshop/{self.ws}").text, "it is said once")

    def test_drawn_lots_are_the_first_that_a_phone_is_told(self):
        phones = [self.phone() for _ in range(6)]
        self.go("pairs")
        side = self.console.get(f"/workshop/{self.ws}").text
        ways = re.findall(r'name="way" value="(\w+)" required( checked)?', side)
        self.assertEqual([w[0] for w in ways if w[1]], [ways[0][0]], "one way is chosen to begin with")
        self.assertNotIn("data-seated", self.page(phones[0]).text)
        self.console.post(f"/workshop/{self.ws}/groups", {"way": "chance", "size": 2})
        for p in phones:
            text = self.page(p).text
            told = text.index('class="said-yes"')
            self.assertIn("data-seated", text)      # by which the others are offered no more
            self.assertLess(told, text.index("<details"), "before all that is folded")

    def test_without_script_a_press_leads_to_what_came_of_it(self):
        phone = self.phone()
        plain = '<noscript><input type="hidden" name="plain" value="1"></noscript>'

        def press(what, form):
            page = self.page(phone).text
            at = page.index(f'action="/w/{self.ws}/{what}"')
            self.assertIn(plain, page[at : page.index("</form>", at)])
            self.assertEqual(phone.post(f"/w/{self.ws}/{what}", form, follow=False).location, f"/w/{self.ws}", "a script looks itself")
            there = phone.post(f"/w/{self.ws}/{what}", form | {"plain": "1"}, follow=False).location
            self.assertEqual(there, f"/w/{self.ws}#heard-{what}")
            self.assertEqual(self.page(phone).text.count(f'id="heard-{what}"'), 1)

        self.go("deal")
        press("deal", {"card": self.card(phone)})
        self.go("pairs")
        self.console.post(f"/workshop/{self.ws}/groups", {"way": "chance", "size": 2})
        press("group", {"group": re.search(r'name="group" value="([1-9]\d*)"', self.page(phone).text).group(1)})

    def test_whoever_goes_to_the_main_part_misses_no_group(self):
        phone = self.phone()
        self.go("pairs")
        self.console.post(f"/workshop/{self.ws}/groups", {"way": "chance", "size": 2})
        page = self.page(phone).text
        self.assertEqual(page.count("<main"), 1)
        main = page[page.index("<main") : page.index("</main>")]
        for what in ("<h1", 'id="shared"', 'name="group"', 'id="task"'):
            self.assertIn(what, main)

    # ---- boards with columns

    def test_a_card_goes_into_the_cell_that_was_chosen(self):
        phone, wall = self.phone(), self.wall()
        self.go("columns")
        stream = Stream(wall, f"/wall/{self.ws}/live")
        self.assertIn('name="cell" value="hinders"', self.page(phone).text)
        r = self.write(phone, "columns", "", "Støj")
        self.assertEqual(r.status, 422)
        self.assertEqual(r.json["error"]["field"], "cell")
        k = key()
        for _ in range(2):
            self.assertEqual(self.write(phone, "columns", "promotes", "Fælles kaffe", k).status, 200)
        self.assertTrue(stream.until("Fælles kaffe"))
        text = wall.get(f"/wall/{self.ws}").text
        self.assertEqual(text.count("Fælles kaffe"), 1)
        self.assertGreater(text.index("Fælles kaffe"), text.index('data-cell="promotes"'))
        card = re.search(r'data-card="(\d+)"', self.console.get(f"/workshop/{self.ws}").text).group(1)
        r = self.console.post(f"/workshop/{self.ws}/cell", {"card": card, "cell": "hinders"}, json_reply=True)
        self.assertEqual(r.status, 200)
        text = wall.get(f"/wall/{self.ws}").text
        self.assertLess(text.index("Fælles kaffe"), text.index('data-cell="promotes"'))
        r = self.console.post(f"/workshop/{self.ws}/cards", {"board": "columns", "cell": "hinders", "text": "Fra papir\nOg et til", "idem": key()})
        self.assertIn("Og et til", wall.get(f"/wall/{self.ws}").text)

    def test_a_moderated_card_is_in_no_stream_until_it_is_let_through(self):
        phone, other = self.phone(), self.phone()
        self.go("grid")
        streams = [Stream(self.wall(), f"/wall/{self.ws}/live"), Stream(other, f"/w/{self.ws}/live")]
        self.assertEqual(self.write(phone, "grid", "well/demands", "Ordet der venter").status, 200)
        page = self.console.get(f"/workshop/{self.ws}").text
        self.assertIn("Ordet der venter", page)
        self.write(phone, "grid", "well/demands", "Et andet")
        for s in streams:
            self.assertNotIn("Ordet der venter".encode(), s.bytes)
        card = re.search(r'/let" name="card" value="(\d+)"', page).group(1)
        self.console.post(f"/workshop/{self.ws}/let", {"card": card})
        self.assertTrue(streams[0].until("Ordet der venter"))
        self.assertNotIn("Et andet".encode(), streams[0].bytes)
        self.write(phone, "grid", "well/demands", "Et tredje")
        page = self.console.get(f"/workshop/{self.ws}").text
        both = re.search(r'/let" name="card" value="(\d+ \d+)"', page).group(1)
        self.write(phone, "grid", "well/demands", "Kom bagefter")      # nobody has read it
        self.console.post(f"/workshop/{self.ws}/let", {"card": both + " 99999"})
        self.assertTrue(streams[0].until("Et andet") and streams[0].until("Et tredje"))
        self.assertNotIn("Kom bagefter".encode(), streams[0].bytes)

    def test_exports_are_by_cell_and_forgotten_cards_are_gone(self):
        phone = self.phone()
        self.go("check_out")
        self.write(phone, "check_out", "insight", "Vi ligner hinanden")
        self.go("dilemmas")
        self.write(phone, "dilemmas", "", "Chefen spurgte om Ole")
        self.act(act="end")
        csv = self.console.get(f"/workshop/{self.ws}/export/csv").text
        row = next(line for line in csv.splitlines() if "Vi ligner hinanden" in line)
        self.assertIn("En indsigt", row)
        board = next(b for b in json.loads(self.console.get(f"/workshop/{self.ws}/export/json").text)["boards"] if b["key"] == "check_out")
        self.assertEqual([t["title"] for t in board["themes"] if t["cards"]], ["En indsigt"])
        for form in ("csv", "json"):
            self.assertNotIn("Ole", self.console.get(f"/workshop/{self.ws}/export/{form}").text)

    # ---- what a step shows

    def test_the_film_comes_in_pieces_with_captions(self):
        wall = self.wall()
        text = wall.get(f"/wall/{self.ws}").text
        self.assertIn('src="/film/every-step/film"', text)
        self.assertIn('src="/film/every-step/film/da"', text)
        self.assertNotIn('/film/every-step/film/en"', text)       # there is no such file
        got, at = b"", 0
        while at < len(FILM):
            r = wall.get("/film/every-step/film", headers={"Range": f"bytes={at}-"})
            self.assertEqual(r.status, 206)
            self.assertEqual(r.headers["Content-Range"], f"bytes {at}-{at + len(r.body) - 1}/{len(FILM)}")
            got += r.body
            at += len(r.body)
        self.assertEqual(got, FILM)
        for ask, want in (("bytes=10-19", FILM[10:20]), ("bytes=-7", FILM[-7:]), (f"bytes={len(FILM) - 1}-", FILM[-1:]), ("bytes=3-5,9-", FILM[3:6])):
            self.assertEqual(wall.get("/film/every-step/film", headers={"Range": ask}).body, want)
        for ask in (f"bytes={len(FILM)}-", "bytes=5-2", "bytes=x-", "lines=1-2", "bytes="):
            self.assertEqual(wall.get("/film/every-step/film", headers={"Range": ask}).status, 416, ask)
        self.assertEqual(wall.get("/film/every-step/film").status, 413)
        r = wall.get("/film/every-step/film/da")
        self.assertEqual((r.status, r.body), (200, CAPTIONS))
        self.assertTrue(r.headers["Content-Type"].startswith("text/vtt"))
        for none in ("/film/every-step/deal", "/film/every-step/film/en", "/film/every-step/film/xx", "/film/nothing/film", "/film/every-step/..%2f..%2fetc"):
            self.assertEqual(wall.get(none).status, 404, none)

    def test_the_film_may_be_words_instead(self):
        phone, wall = self.phone(), self.wall()
        words = "Den ene fortæller, at hun sover dårligt."
        self.assertNotIn(words, wall.get(f"/wall/{self.ws}").text)
        self.assertIn(words, self.page(phone).text)
        self.console.get(f"/workshop/{self.ws}")
        self.console.post(f"/workshop/{self.ws}/focus", {"target": "transcript"})
        text = wall.get(f"/wall/{self.ws}").text
        self.assertIn(words, text)
        self.assertNotIn("<video", text)
        self.console.post(f"/workshop/{self.ws}/focus", {"target": ""})
        self.assertIn("<video", wall.get(f"/wall/{self.ws}").text)

    def test_models_pages_and_how_people_sit_are_seen_and_said(self):
        phone, wall = self.phone(), self.wall()
        for step, words in (("picture", "Organisation"), ("reading", "Ingen arbejdsplads er uden problemer"), ("deal", "To og to")):
            self.go(step)
            for r in (self.page(phone), wall.get(f"/wall/{self.ws}"), self.console.get(f"/workshop/{self.ws}")):
                self.assertIn(words, r.words, step)

    def test_a_worksheet_is_a_link_and_nothing_is_sent(self):
        phone = self.phone()
        self.go("notes")
        self.assertIn(f'href="/worksheet/rehearsal-notes?from=/w/{self.ws}"', self.page(phone).text)
        self.assertEqual(phone.get(f"/worksheet/rehearsal-notes?from=/w/{self.ws}").status, 200)

    def test_the_facilitator_writes_for_the_room(self):
        phone, wall = self.phone(), self.wall()
        self.go("meeting")
        self.assertNotIn(f'action="/w/{self.ws}/rows"', self.page(phone).text)
        r = phone.post(f"/w/{self.ws}/rows", {"activity": "Sniger sig ind", "idem": key()}, json_reply=True)
        self.assertIn(r.status, (403, 422))
        page = self.console.get(f"/workshop/{self.ws}")
        self.assertIn(f'action="/workshop/{self.ws}/rows"', page.text)
        self.console.post(f"/workshop/{self.ws}/rows", {"activity": "Kaffe på torsdag", "who": "Ida", "idem": key()})
        for r in (wall.get(f"/wall/{self.ws}"), self.page(phone)):
            self.assertIn("Kaffe på torsdag", r.words)
            self.assertNotIn("Sniger sig ind", r.words)

    def test_the_cards_that_are_dealt_stand_among_what_is_printed(self):
        page = self.console.get(f"/workshop/{self.ws}")
        deck = re.search(r'href="(/deck/[^"/]+/print)"', page.text).group(1)
        self.assertTrue(self.console.get(deck).body.startswith(b"%PDF"))

    # ---- running questions

    def part(self, phone):
        """As its page says it, where it may have one."""
        said = re.search(r'name="part" value="([^"]*)"', phone.get(f"/w/{self.ws}/channel").text)
        return said.group(1) if said else ""

    def ask(self, phone, text, idem=None, part=None):
        part = self.part(phone) if part is None else part
        return phone.post(f"/w/{self.ws}/channel", {"text": text, "idem": idem or key(), "part": part}, json_reply=True)

    def question(self, text):
        page = self.console.get(f"/workshop/{self.ws}").text
        return re.search(re.escape(text) + r'.*?name="channel" value="(?:now|later|end)/(\d+)"', page, re.S).group(1)

    def channel(self, what):
        r = self.console.post(f"/workshop/{self.ws}/channel", {"channel": what}, follow=False)
        self.assertEqual(r.status, 303, r.text)

    def test_who_reads_the_questions_is_there_when_the_chairs_are_counted(self):
        phone = self.phone()
        self.go("deal")
        stream = Stream(phone, f"/w/{self.ws}/channel/live")
        self.assertEqual(self.console.post(f"/workshop/{self.ws}/chairs", {"chairs": "count"}, follow=False).status, 303)
        key_now = f'data-page-key="{self.part(self.phone())}-1"'
        self.assertTrue(stream.until(key_now))     # another than its page's, which loads itself anew
        self.assertRegex(self.console.get(f"/workshop/{self.ws}").words, r"1\s+stol er tom")
        self.assertIn(key_now, phone.get(f"/w/{self.ws}/channel").text)
        self.assertNotRegex(self.console.get(f"/workshop/{self.ws}").words, r"\d\s+stole? er tom")

    def test_questions_run_through_the_session_and_end_on_a_page_of_answers(self):
        phones, wall = [self.phone() for _ in range(6)], self.wall()
        k = key()
        for _ in range(3):                                          # the tunnel sends it again
            self.assertEqual(self.ask(phones[0], "Hvornår kommer vagtplanen", k).status, 200)
        self.go("deal")                                             # at any step
        self.ask(phones[1], "Hvem passer telefonen")
        page = phones[2].get(f"/w/{self.ws}/channel").text
        self.assertEqual(page.count("Hvornår kommer vagtplanen"), 1)
        up = re.search(r'data-question="(\d+)"(?:(?!</li>).)*Hvem passer telefonen', page, re.S).group(1)
        listed = Stream(phones[0], f"/w/{self.ws}/channel/live")
        for _ in range(2):
            page = phones[2].post(f"/w/{self.ws}/channel/support", {"up": up}).text
        self.assertRegex(page, r'aria-pressed="true" name="down" value="%s"' % up)
        self.assertNotRegex(phones[0].get(f"/w/{self.ws}/channel").text, r'aria-pressed="true"')
        for p in (phones[0], phones[3], phones[4]):
            p.post(f"/w/{self.ws}/channel/support", {"up": up})
        self.assertNotIn("Mindst", phones[0].get(f"/w/{self.ws}/channel").words)     # four are nobody's business
        self.ask(phones[5], "Skal vi mødes igen")
        self.assertTrue(listed.until("Skal vi mødes igen"))
        self.assertNotIn("Mindst", listed.text)
        phones[5].post(f"/w/{self.ws}/channel/support", {"up": up})
        self.assertTrue(listed.until("Mindst 5 støtter"))
        self.assertNotIn('aria-pressed="true"', listed.text)        # what one phone pressed is told to nobody
        stream = Stream(wall, f"/wall/{self.ws}/live")
        self.assertNotIn("Hvem passer telefonen", wall.get(f"/wall/{self.ws}").text)
        self.channel("wall")
        self.assertTrue(stream.until("Hvem passer telefonen"))
        text = wall.get(f"/wall/{self.ws}").text
        self.assertLess(text.index("Hvem passer telefonen"), text.index("Hvornår kommer vagtplanen"))
        self.channel(f"now/{up}")
        self.assertNotIn("Hvornår kommer vagtplanen", wall.get(f"/wall/{self.ws}").text)
        self.console.get(f"/workshop/{self.ws}/channel/{up}")
        self.console.post(f"/workshop/{self.ws}/channel/{up}", {"answer": "Det gør den, der er på pause."})
        self.assertIn("Det gør den, der er på pause.", phones[0].get(f"/w/{self.ws}/channel").text)
        self.channel(f"end/{self.question('Hvornår kommer vagtplanen')}")
        self.go("columns")
        self.ask(phones[0], "Hvorfor tør vi ikke sige det")         # leaders are out
        self.act(act="end")
        follow = Browser(self.program)
        page = follow.get(self.join)                                # the join link leads on
        self.assertEqual(page.status, 200)
        self.assertIn("Det gør den, der er på pause.", page.text)
        self.assertIn("Hvornår kommer vagtplanen", page.text)
        self.assertNotIn("Hvorfor tør vi ikke", page.text)
        self.assertIn("hvor lederne ikke var med", page.words)      # nor is it denied
        self.assertNotIn("ikke flere spørgsmål, der venter", page.words)
        outcome = self.console.get(f"/workshop/{self.ws}/outcome")
        self.assertIn("Hvorfor tør vi ikke sige det", outcome.text)
        left = re.search(r'Hvorfor tør vi ikke sige det.*?href="(/workshop/\d+/channel/\d+)"', outcome.text, re.S).group(1)
        waits = re.search(r'Hvornår kommer vagtplanen.*?href="/workshop/\d+/channel/(\d+)"', outcome.text, re.S).group(1)
        self.assertIn("Hvornår kommer vagtplanen", follow.get(self.join).text)
        for what, there in (("hold", self.assertNotIn), ("let", self.assertIn)):
            self.channel(f"{what}/{waits}")                         # also after the end
            there("Hvornår kommer vagtplanen", follow.get(self.join).text)
        self.assertIn("Det gælder også lederne", self.console.get(left).words)
        self.console.post(left, {"answer": "Det begynder vi med på torsdag."})
        self.assertIn("Det begynder vi med på torsdag.", follow.get(self.join).text)
        self.assertIn("Det begynder vi med på torsdag.", self.console.get(f"/workshop/{self.ws}/export/csv").text)
        self.assertEqual(Browser(self.program).get(self.join[:-4] + "0000").status, 404)
        # The summary is read when it has been let out, and not before; the material is there by itself.
        write, words = f"/workshop/{self.ws}/after", "Vi blev enige om en fast telefonvagt."
        self.assertIn("/worksheet/", follow.get(self.join).text)
        self.console.get(write)
        self.console.post(write, {"summary": words})
        self.assertNotIn(words, follow.get(self.join).text)
        self.console.post(write, {"summary": words, "out": "1"})
        self.assertIn(words, follow.get(self.join).text)
        self.assertEqual(self.console.post(write, {"was": words, "was_out": "1", "summary": "", "out": "1"}, follow=False).status, 422)
        self.assertEqual(self.console.post(write, {"summary": "", "out": "1"}, follow=False).status, 409)      # who has read nothing empties nothing
        self.assertIn(words, follow.get(self.join).text)
        self.assertIn("/login", phones[0].post(write, {"summary": "x", "out": "1"}, follow=False).location)
        self.console.post(write, {"summary": words})
        self.assertNotIn(words, follow.get(self.join).text)

    def test_questions_of_the_closed_part_reach_no_leader(self):
        words = "Hvorfor svarer chefen ikke"
        phone, by_phone = self.phone(), self.phone("leader")
        signed_in = Browser(self.program).be("Mette Holm")
        self.go("columns")
        streams = [Stream(by_phone, f"/w/{self.ws}/live"), Stream(signed_in, f"/w/{self.ws}/live")]
        self.ask(phone, words)
        self.channel("wall")
        for who in (by_phone, signed_in):
            self.assertEqual(who.get(f"/w/{self.ws}/channel").status, 403)
            self.assertEqual(self.ask(who, "Hvad sker der").status, 403)
        for who in (phone, signed_in, Browser(self.program)):
            who.get(f"/w/{self.ws}")
            for path, fields in (("channel", {"channel": "wall"}), ("channel/1", {"answer": "nej"})):
                r = who.post(f"/workshop/{self.ws}/{path}", fields, follow=False)
                self.assertIn(r.status, (403, 303), path)
                if r.status == 303:
                    self.assertIn("/login", r.location)
            self.assertIn(who.get(f"/workshop/{self.ws}/channel/1", follow=False).status, (403, 303))
        self.go("deal")                                             # now the leaders are in, and read the wall
        wall = self.wall()
        streams.append(Stream(wall, f"/wall/{self.ws}/live"))
        self.assertNotIn(words, wall.get(f"/wall/{self.ws}").text)
        for who in (by_phone, signed_in):
            self.assertNotIn(words, who.get(f"/w/{self.ws}/channel").text)
        self.ask(phone, "Et nyt spørgsmål")
        self.assertTrue(streams[2].until("Et nyt spørgsmål"))
        for s in streams:
            self.assertNotIn(words.encode(), s.bytes)
        self.channel(f"share/{self.question(words)}")
        self.assertTrue(streams[2].until(words))
        self.assertIn(words, by_phone.get(f"/w/{self.ws}/channel").text)

    def test_a_question_that_comes_late_belongs_to_the_part_it_was_written_in(self):
        promise, kept, late = "Din leder ser dem ikke", "mens ledere ikke var med", "Hvorfor lytter chefen ikke"
        phone, by_hand, by_phone = self.phone(), self.phone(), self.phone("leader")
        self.go("columns")
        written = self.part(phone)
        self.assertIn(promise, phone.get(f"/w/{self.ws}/channel").words)
        stream = Stream(phone, f"/w/{self.ws}/channel/live")
        self.go("deal")
        open_now = self.part(phone)
        self.assertNotEqual(open_now, written)
        self.assertTrue(stream.until(f'data-page-key="{open_now}-'))   # the page that promised it loads itself anew
        self.assertNotIn(promise, phone.get(f"/w/{self.ws}/channel").words)
        self.assertEqual(self.ask(phone, late, part=written).status, 200)
        self.assertEqual(self.ask(phone, f"{late} her", part="").status, 200)
        # Refused without script: what comes back keeps its part, and says so.
        r = by_hand.post(f"/w/{self.ws}/channel", {"text": "Alt for langt. " * 30, "idem": key(), "part": written})
        self.assertEqual((r.status, kept in r.words), (422, True))
        self.assertIn(f'name="part" value="{written}"', r.text)
        r = by_hand.post(f"/w/{self.ws}/channel", {"text": "Alt for langt. " * 30, "idem": key(), "part": open_now})
        self.assertNotIn(f'hint" data-begun>', r.text)
        self.ask(phone, "Skrevet sammen")
        self.channel("wall")
        for page in (by_phone.get(f"/w/{self.ws}/channel"), self.wall().get(f"/wall/{self.ws}")):
            self.assertIn("Skrevet sammen", page.words)
            self.assertNotIn(late, page.words)
        self.assertIn(late, phone.get(f"/w/{self.ws}/channel").words)
        self.assertIn(late, self.console.get(f"/workshop/{self.ws}").words)
        self.channel(f"share/{self.question(late)}")
        self.assertIn(late, by_phone.get(f"/w/{self.ws}/channel").words)


class Late(Room):
    """What was written for one step comes when the room is at another, whose readers
    are others."""
    METHOD = "basement"

    def steps(self, phone, path):
        page = self.page(phone).text
        return set(re.findall(rf'action="/w/{self.ws}/{path}"(?:(?!</form>).)*?name="step" value="([^"]*)"', page, re.S))

    def test_rows_photos_and_dots_are_of_the_step_they_were_written_for(self):
        phone = self.phone()
        self.go("groups")
        self.console.post(f"/workshop/{self.ws}/group", {"act": "add", "title": "Os"}, follow=False)
        group = re.search(r'name="group" value="([1-9]\d*)"', self.page(phone).text).group(1)
        phone.post(f"/w/{self.ws}/group", {"group": group})
        self.go("texts")
        self.assertEqual(self.steps(phone, "text"), {"texts"})
        self.go("proposals")
        self.assertEqual(self.steps(phone, "rows"), {"proposals"})
        self.assertEqual(self.steps(phone, "photo"), {"proposals"})
        both = {"activity": "Mod lederen", "agreement": "Mod lederen", "responsible": "Ida"}
        phone.post(f"/w/{self.ws}/rows", {**both, "step": "proposals", "idem": key()})
        row = re.search(r'name="row" value="(\d+)"', self.page(phone).text).group(1)
        self.go("promises")
        late = {**both, "agreement": "Sent", "step": "proposals"}
        for said in (late, both):                   # or does not say for which
            self.assertEqual(phone.post(f"/w/{self.ws}/rows", {**said, "idem": key()}, follow=False).status, 422)
        for step in ("proposals", "promises"):     # nor is the row of the one form written over with the other's fields
            r = phone.post(f"/w/{self.ws}/rows", {**late, "step": step, "row": row, "version": "1"}, follow=False)
            self.assertEqual(r.status, 422, r.words)
        photo = lambda step: phone.upload(f"/w/{self.ws}/photo", "photo", "kort.png", picture(), {"step": step})
        self.assertEqual(photo("proposals").status, 422)
        self.assertNotIn("/picture", self.page(phone).text)
        self.assertIn("/picture", photo("promises").text)
        self.assertEqual(phone.post(f"/w/{self.ws}/rows", {**late, "step": "promises", "idem": key()}, follow=False).status, 303)
        self.go("cards")
        self.write(phone, "cards", "", "Et kort")
        self.go("vote")
        self.assertEqual(self.steps(phone, "dots"), {"vote"})
        target = re.search(r'data-target="(card/\d+)"', self.page(phone).text).group(1)
        self.go("vote_again")
        self.assertEqual(phone.post(f"/w/{self.ws}/dots", {"step": "vote", "n": "1", "target": target}, follow=False).status, 422)
        self.assertIn('data-laid="- - -"', self.page(phone).text)

    def lost(self, reply):
        panel = re.search(r'<section class="unsent">(.*?)</section>', reply.text, re.S)
        return [html.unescape(words) for words in re.findall(r"<li>(.*?)</li>", panel.group(1), re.S)] if panel else []

    def test_without_script_refused_words_stand_on_the_page_that_has_no_field_for_them(self):
        phone = self.phone()
        self.go("groups")
        self.console.post(f"/workshop/{self.ws}/group", {"act": "add", "title": "Os"}, follow=False)
        group = re.search(r'name="group" value="([1-9]\d*)"', self.page(phone).text).group(1)
        phone.post(f"/w/{self.ws}/group", {"group": group})
        post = lambda path, **fields: phone.post(f"/w/{self.ws}/{path}", fields, follow=False)
        row = {"activity": "Kaffe <hver> torsdag", "agreement": "Vi aftaler det", "responsible": "Ida fra natholdet"}
        self.go("proposals")
        r = post("text", step="texts", version="0", text="Første linje\r\nog <anden> linje")
        self.assertEqual(r.status, 422)
        self.assertEqual([re.sub(r"\s+", " ", w) for w in self.lost(r)], ["Første linje og <anden> linje"])
        self.assertIn("blev ikke taget imod", r.words)
        self.go("lunch")
        r = post("rows", step="proposals", idem=key(), **row)
        self.assertEqual(r.status, 422)
        self.assertIn("Kaffe <hver> torsdag", self.lost(r))
        r = post("cards", board="cards", idem=key(), text="Et sent kort")
        self.assertEqual((r.status, self.lost(r)), (422, ["Et sent kort"]))
        r = phone.post(f"/w/{self.ws}/cards", {"board": "parking", "idem": key(), "text": "x" * 300}, follow=False)
        self.assertEqual((r.status, self.lost(r)), (422, ["x" * 300]))
        self.assertEqual(self.lost(self.page(phone)), [])           # asked for anew: nobody's words

        # Where another form has a field of that name they are not in it, to be sent to other readers.
        self.go("cards")
        field = lambda page: re.search(r'<textarea[^>]* id="text"[^>]*>(.*?)</textarea>', page.text, re.S).group(1)
        r = post("text", step="texts", version="0", text="Gruppens ord")
        self.assertEqual((r.status, self.lost(r), field(r)), (422, ["Gruppens ord"], ""))
        # What stands in its own field is said once.
        r = post("cards", board="cards", idem=key(), text="For langt " * 40)
        self.assertEqual((r.status, self.lost(r), field(r).strip()), (422, [], ("For langt " * 40).strip()))


class OlderPages(Room):
    """A phone without script shows what was so when it asked."""
    METHOD = "arranging"

    def laid(self, page):
        shown = re.findall(r'<li data-target="[^"]+" data-mine="(\d+)"><span>([^<]+)', page.text)
        return {words.strip(): int(mine) for mine, words in shown}

    def test_a_dot_is_taken_off_a_card_that_has_been_put_with_another(self):
        phone = self.phone()
        self.go("cards")
        for words in ("Alfa", "Beta"):
            self.assertEqual(self.write(phone, "cards", "", words).status, 200)
        self.go("weighty")
        alfa, beta = re.findall(r'name="give" value="(card/\d+)"', self.page(phone).text)
        dots = f"/w/{self.ws}/dots"
        self.assertEqual(self.laid(phone.post(dots, {"give": alfa})), {"Alfa": 1, "Beta": 0})
        self.console.get(f"/workshop/{self.ws}")
        r = self.console.post(f"/workshop/{self.ws}/card/{alfa[5:]}", {"act": "merge", "into": beta[5:]}, follow=False)
        self.assertEqual(r.status, 303, r.text)
        r = phone.post(dots, {"take": alfa})            # as the page showed it
        self.assertEqual((r.status, self.laid(r)), (200, {"Beta": 0}), r.words)
        r = phone.post(dots, {"take": alfa})            # pressed once more
        self.assertEqual(r.status, 422)
        self.assertIn("Der ligger ingen af dine prikker på det kort nu", r.words)
        self.assertNotIn("brugt", r.words)


class Critical(Room):
    METHOD = "telling"

    def test_without_script_a_refused_question_stands_where_it_was_written(self):
        phone = self.phone()
        self.go("proposals")
        for what in ("Kaffe hver torsdag", "Fast opsamling"):
            self.assertEqual(phone.post(f"/w/{self.ws}/rows", {"idem": key(), "step": "proposals", "activity": what}).status, 200)
        self.go("ask_them")
        field = lambda page, row: re.search(rf'<textarea[^>]* id="q{row}"([^>]*)>(.*?)</textarea>(.*?)<button', page.text, re.S).groups()
        coffee, later = re.findall(r'name="row" value="(\d+)"', self.page(phone).text)
        for words, why in (("Hvem betaler, når kassen er tom? " * 12, "Skriv højst 300 tegn."), ("", None)):
            r = phone.post(f"/w/{self.ws}/questions", {"row": later, "text": words, "idem": key()})
            self.assertEqual(r.status, 422)
            attributes, typed, after = field(r, later)
            self.assertEqual(typed.strip(), words.strip())
            self.assertIn(f'aria-describedby="q{later}-wrong"', attributes)
            self.assertIn(f'id="q{later}-wrong"', after)
            self.assertIn(why or "", after)
            self.assertEqual(field(r, coffee)[1:2], ("",))
            self.assertNotIn("aria-invalid", field(r, coffee)[0])
        r = phone.post(f"/w/{self.ws}/questions", {"row": later, "text": "Hvem betaler?", "idem": key()})
        self.assertEqual(r.status, 200)
        self.assertRegex(r.text, r'<p class="notice" role="status">Dit spørgsmål er sendt')
        self.assertEqual(field(r, later)[1], "")


if __name__ == "__main__":
    harness.main()
