#!/usr/bin/env python3
"""Paper over the wire: photos of cards without a word of the camera, answers and
dots from people without a phone, what is printed for them, and what is taken
along afterwards, read back from its files."""
import html
import io
import re
import struct
import subprocess
import tempfile
import unittest
import zipfile
import zlib
from pathlib import Path

import harness
from harness import Browser, Program, Stream, until

CONTENT = Path(__file__).resolve().parent.parent / "content"
PLACE = b"55.6761 N 12.5683 E, Kamera 7"


def png(w, h, dark=lambda x, y: x < 100):
    rows = b"".join(b"\0" + bytes(20 if dark(x, y) else 235 for x in range(w) for _ in range(3)) for y in range(h))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, 8, 2, 0, 0, 0)) + chunk(b"tEXt", b"Comment\0" + PLACE)
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def with_camera(jpeg, held):
    """The notes of a camera put into a JPEG: how it was held, and where it was."""
    tiff = b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, 0x0112, 3, 1, held, 0, 0) + PLACE
    body = b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


def size_of(jpeg):
    at = 2
    while at < len(jpeg):
        kind, length = jpeg[at + 1], struct.unpack(">H", jpeg[at + 2:at + 4])[0]
        if kind in (0xC0, 0xC2):
            h, w = struct.unpack(">HH", jpeg[at + 5:at + 9])
            return w, h
        at += 2 + length
    raise AssertionError("no frame in the JPEG")


def words_of_pdf(data, order="-layout"):
    """As they stand on the sheet, or "-raw": each piece of text by itself."""
    return subprocess.run(["pdftotext", order, "-", "-"], input=data, capture_output=True, check=True).stdout.decode()


def images_in_pdf(data):
    with tempfile.NamedTemporaryFile(suffix=".pdf") as f:
        f.write(data)
        f.flush()
        out = subprocess.run(["pdfimages", "-list", f.name], capture_output=True, check=True, text=True).stdout
    return [line.split() for line in out.splitlines()[2:]]


def sheets(data):
    """name -> rows of texts, of a workbook."""
    z = zipfile.ZipFile(io.BytesIO(data))
    shared = [re.sub(r"<[^>]+>", "", m) for m in re.findall(r"<si>(.*?)</si>", z.read("xl/sharedStrings.xml").decode(), re.S)]
    names = re.findall(r'<sheet name="([^"]+)"', z.read("xl/workbook.xml").decode())
    found = {}
    for i, name in enumerate(names):
        body = z.read(f"xl/worksheets/sheet{i + 1}.xml").decode()
        rows = re.findall(r"<row [^>]*>(.*?)</row>", body, re.S)
        found[name] = [[shared[int(v)] if 't="s"' in attrs else v for attrs, v in re.findall(r"<c ([^>]*)>(?:<f>.*?</f>)?<v>(.*?)</v>", r)]
                       for r in rows]
    return found


class Room(unittest.TestCase):
    METHOD, SETTINGS = "future-workshop", ()

    def setUp(self):
        self.program = Program("demo", self.SETTINGS)
        self.console = Browser(self.program).be("Jonas Friis")
        page = self.console.get("/workshops")
        self.unit = re.search(r'href="/unit/(\d+)/workshop/new"[^>]*>[^<]*Station Nord', page.text).group(1)
        self.ws = self.plan("Papirprøven", harness.day())
        self.act(act="begin")
        page = self.console.get(f"/workshop/{self.ws}")
        self.join_path = re.search(r'href="http://[^/"]+(/join/\d+/[0-9a-f]+)"', page.text).group(1)
        self.wall_link = re.search(r'href="(/wall/\d+/[0-9a-f]+)"', page.text).group(1)

    def tearDown(self):
        self.program.close()

    def plan(self, title, day):
        new = f"/unit/{self.unit}/workshop/new"
        self.console.get(new)
        reply = self.console.post(new, {"title": title, "method": self.METHOD, "day": day, "starts_at": "09:00"})
        return re.search(r'action="/workshop/(\d+)/agenda"', reply.text).group(1)

    def act(self, **fields):
        page = self.console.get(f"/workshop/{self.ws}")
        version = re.search(r'name="version" value="(\d+)"', page.text).group(1)
        return self.console.post(f"/workshop/{self.ws}/agenda", {"version": version, **fields}, follow=False)

    def go(self, step):
        self.assertEqual(self.act(act="go", step=step).status, 303)

    def phone(self, seat="participant"):
        b = Browser(self.program)
        b.get(self.join_path)
        b.post(self.join_path, {"seat": seat})
        b.get(f"/w/{self.ws}")
        return b

    def wall(self):
        b = Browser(self.program)
        b.get(self.wall_link)
        return b

    def desk(self, path, **fields):
        return self.console.post(f"/workshop/{self.ws}/{path}", fields, follow=False)

    def export(self, kind, who=None):
        r = (who or self.console).get(f"/workshop/{self.ws}/export/{kind}")
        self.assertEqual(r.status, 200)
        return r.body

    def cards(self, board, *lines):
        self.assertEqual(self.desk("cards", board=board, text="\n".join(lines), idem=harness.secrets.token_hex(16)).status, 303)

    def targets(self):
        tree = self.console.get(f"/workshop/{self.ws}/paper").text
        return dict((m[1], m[0]) for m in re.findall(r'<option value="(card/\d+)">([^<]*)</option>', tree) for m in [(m[0], re.sub(r" \(\d+\)$", "", m[1]))])


class Photos(Room):
    def groups(self):
        self.go("critique_cards")
        self.cards("critique_cards", "For mange møder", "Vagtskifte i hast")
        self.go("critique_groups")
        self.assertEqual(self.desk("groups", way="self", size="4").status, 303)
        page = self.console.get(f"/workshop/{self.ws}")
        return re.findall(r'name="group" value="(\d+)"', page.text)[:2]

    def sit(self, phone, group):
        self.assertEqual(phone.post(f"/w/{self.ws}/group", {"group": group}, follow=False).status, 303)

    def seated(self):
        one, other = self.groups()
        a, b = self.phone(), self.phone()
        self.sit(a, one)
        self.sit(b, other)
        self.go("dream_elaborate")
        return one, a, b

    def send(self, phone, content=None, name="IMG_2041.png"):
        phone.get(f"/w/{self.ws}")
        return phone.upload(f"/w/{self.ws}/photo", "photo", name, content or png(400, 200))

    def ids(self, page, prefix="/w"):
        return re.findall(prefix + r"/\d+/photo/(\d+)/picture", page.text)

    def test_a_groups_photo_and_who_sees_it(self):
        one, a, b = self.seated()
        leader, wall = self.phone("leader"), self.wall()
        signed_in = Browser(self.program).be("Mette Holm")
        page = self.send(a)
        self.assertEqual(page.status, 200)
        (photo,) = self.ids(page)
        picture = f"/w/{self.ws}/photo/{photo}/picture"
        r = a.get(picture)
        self.assertEqual((r.status, r.headers["Content-Type"], r.headers["Cache-Control"]), (200, "image/jpeg", "no-store"))
        self.assertEqual(size_of(r.body), (400, 200))
        self.assertNotIn(b"Kamera", r.body)
        self.assertEqual(self.console.get(f"/workshop/{self.ws}/photo/{photo}/picture").body, r.body)
        self.assertEqual(self.ids(b.get(f"/w/{self.ws}")), [])
        for who, path in ((b, picture), (leader, picture), (signed_in, picture), (wall, f"/wall/{self.ws}/photo/{photo}/picture"),
                          (leader, f"/workshop/{self.ws}/photo/{photo}/picture"), (signed_in, f"/workshop/{self.ws}/photo/{photo}/picture"),
                          (leader, f"/workshop/{self.ws}/photo/{photo}"), (b, f"/workshop/{self.ws}/photo/{photo}")):
            self.assertIn(who.get(path, follow=False).status, (303, 403), path)
        for act in ("show", "drop"):
            self.assertEqual(b.post(f"/w/{self.ws}/photo/{photo}", {"act": act}, follow=False).status, 403)
            self.assertEqual(leader.post(f"/w/{self.ws}/photo/{photo}", {"act": act}, follow=False).status, 403)
        self.assertEqual(self.send(leader).status, 403)

        # The group presents: now the wall shows it, and only then.
        control = Stream(wall, f"/wall/{self.ws}/live")
        outside = Stream(leader, f"/w/{self.ws}/live")
        self.assertEqual(self.ids(wall.get(f"/wall/{self.ws}"), "/wall"), [])
        self.go("dream_present")
        self.assertEqual(self.desk("focus", target=f"group/{one}").status, 303)
        self.assertTrue(control.until(f"/photo/{photo}/picture"), control.text[-400:])
        self.assertEqual(wall.get(f"/wall/{self.ws}/photo/{photo}/picture").status, 200)
        self.assertEqual(self.desk("focus", target="").status, 303)
        self.assertTrue(until(lambda: self.ids(wall.get(f"/wall/{self.ws}"), "/wall") == []))
        self.assertEqual(wall.get(f"/wall/{self.ws}/photo/{photo}/picture").status, 403)
        self.assertNotIn("photo", outside.text)

        # Shown to the room by its own group; leaders come in, and it is gone from the wall.
        self.go("dream_elaborate")
        a.get(f"/w/{self.ws}")
        self.assertEqual(a.post(f"/w/{self.ws}/photo/{photo}", {"act": "show"}, follow=False).status, 303)
        self.assertTrue(until(lambda: self.ids(wall.get(f"/wall/{self.ws}"), "/wall") == [photo]))
        self.go("reality_rules")
        self.assertEqual(wall.get(f"/wall/{self.ws}/photo/{photo}/picture").status, 403)
        self.assertEqual(leader.get(picture).status, 403)
        self.assertNotIn(f"/photo/{photo}", outside.text)
        for s in (control, outside):
            s.close()

    def test_nothing_of_the_camera_and_the_right_way_up(self):
        _, a, _ = self.seated()
        (first,) = self.ids(self.send(a))
        plain = a.get(f"/w/{self.ws}/photo/{first}/picture").body
        page = self.send(a, with_camera(plain, 6), "IMG_2042.jpg")
        second = self.ids(page)[1]
        turned = a.get(f"/w/{self.ws}/photo/{second}/picture").body
        self.assertEqual(size_of(turned), (200, 400))
        for word in (b"Exif", b"Kamera", b"55.6761"):
            self.assertNotIn(word, turned)
        if not harness.os.environ.get("SAMSPIL_TEST_STORE"):
            self.program.stop()
            raw = b"".join(p.read_bytes() for p in Path(self.program.dir.name).glob("test.db*"))
            for word in (PLACE, b"IMG_2042", b"IMG_2041"):
                self.assertNotIn(word, raw)
            self.assertIn(turned[:40], raw)     # it is there, or the search above says nothing
            self.program.start()

    def test_what_is_refused_is_told_at_the_field(self):
        _, a, _ = self.seated()
        bomb = bytearray(png(16, 16))
        bomb[16:24] = struct.pack(">II", 30000, 30000)
        for content, words in ((b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "JPEG, PNG eller WebP"),
                               (bytes(bomb), "for mange billedpunkter"), (b"\xff\xd8\xff" + bytes(8 << 20), "Højst 8 MB"),
                               (png(300, 300)[:120], "gået i stykker"), (b"", "fil")):
            r = self.send(a, content) if content else a.upload(f"/w/{self.ws}/photo", "photo", "x.jpg", b"")
            self.assertEqual(r.status, 422, words)
            self.assertIn(words, re.search(r'id="photo-wrong">([^<]*)<', r.text).group(1))
        for _ in range(6):
            self.assertEqual(self.send(a).status, 200)
        r = self.send(a)
        self.assertEqual(r.status, 422)
        self.assertIn("allerede 6", r.words)
        self.act(act="pause")
        self.assertEqual(self.send(a).status, 422)

    def test_the_facilitator_types_in_beside_the_photo(self):
        self.groups()
        self.go("critique_cards")
        self.console.get(f"/workshop/{self.ws}")
        r = self.console.upload(f"/workshop/{self.ws}/photo", "photo", "bord.png", png(3200, 40), {"group": "0"})
        self.assertEqual(r.status, 200)
        (photo,) = set(self.ids(r, "/workshop"))
        beside = f"/workshop/{self.ws}/photo/{photo}"
        page = self.console.get(beside)
        self.assertEqual(size_of(self.console.get(beside + "/picture").body), (1600, 20))
        idem = re.search(r'name="idem" value="([^"]+)"', page.text).group(1)
        for _ in range(2):      # sent twice, stored once
            r = self.console.post(beside + "/cards", {"idem": idem, "text": "Skæve vagter\n\nIngen pauser"})
            self.assertIn("Det er skrevet ind", r.words)
        board = self.console.get(f"/workshop/{self.ws}").text
        for card in ("Skæve vagter", "Ingen pauser"):
            self.assertEqual(len(re.findall(r'id="card-\d+"[^>]*>(?:(?!id="card-).)*?' + card, board, re.S)), 1, card)
        r = self.console.post(beside + "/cards", {"idem": idem, "text": " \n"})
        self.assertEqual(r.status, 422)
        self.assertEqual(self.console.post(beside, {"act": "drop"}, follow=False).status, 303)
        self.assertEqual(self.console.get(beside).status, 404)
        self.assertEqual(self.console.get(beside + "/picture").status, 404)

    def test_what_a_group_wrote_is_set_as_it_was_meant(self):
        _, phone, _ = self.seated()
        phone.get(f"/w/{self.ws}")
        r = phone.post(f"/w/{self.ws}/text", {"version": "0", "text": "Vi har **tid**.\n\n- til hinanden\n- til rapporten"})
        self.assertIn("Det er gemt", r.words)
        for kind in ("json", "csv"):       # as yet it is the group's alone
            self.assertNotIn("rapporten", self.export(kind).decode())
        page = self.console.get(f"/workshop/{self.ws}/outcome")
        self.assertNotIn("rapporten", page.text)
        self.assertIn("er kun gruppens", page.words)
        self.go("dream_present")
        page = self.console.get(f"/workshop/{self.ws}/outcome").text
        self.assertNotIn("er kun gruppens", page)
        self.assertIn("<strong>tid</strong>", page)
        self.assertIn("<li>til hinanden</li>", page)
        words = words_of_pdf(self.export("pdf"))
        self.assertIn("til hinanden", words)
        self.assertNotIn("**", words)

    def test_photos_are_in_what_is_taken_along_and_never_in_a_leaders(self):
        _, a, _ = self.seated()
        self.send(a, png(500, 300))
        self.go("dream_cards")
        self.cards("dream_cards", "Ro om morgenen")
        self.assertEqual(images_in_pdf(self.export("pdf")), [])       # the group's alone, as what it writes
        self.assertEqual(harness.json.loads(self.export("json"))["photos"], [])
        self.go("dream_present")
        page = self.console.get(f"/workshop/{self.ws}/outcome")
        self.assertEqual(len(self.ids(page, "/workshop")), 1)
        pdf = self.export("pdf")
        (image,) = images_in_pdf(pdf)
        self.assertEqual(image[3:5], ["500", "300"])
        self.assertIn("jpeg", image)
        self.assertIn("Ro om morgenen", words_of_pdf(pdf))
        (photo,) = harness.json.loads(self.export("json"))["photos"]
        self.assertEqual(set(photo), {"id", "workshop", "group", "width", "height", "shown", "part", "step", "url"})
        leader = Browser(self.program).be("Mette Holm")
        self.assertEqual(leader.get(f"/workshop/{self.ws}/export/pdf").status, 403)
        self.go("lunch")
        page = self.console.get(f"/workshop/{self.ws}")
        tasks = re.findall(r'name="task" value="([^"]+)"', page.text)
        self.assertEqual(self.desk("leaders", task=tasks).status, 303)
        self.assertEqual(images_in_pdf(self.export("pdf", leader)), [])
        self.assertEqual(harness.json.loads(self.export("json", leader))["photos"], [])
        self.assertEqual(leader.get(photo["url"]).status, 403)


class Dots(Room):
    def test_dots_from_paper_count_and_can_be_taken_back(self):
        self.go("critique_cards")
        self.cards("critique_cards", "For mange møder", "Vagtskifte i hast")
        self.go("critique_vote")
        page = self.console.get(f"/workshop/{self.ws}/paper")
        (meetings,) = re.findall(r'name="d\.(card/\d+)"[^>]*>', re.search(r"For mange møder.*?</li>", page.text, re.S).group(0))
        (shifts,) = re.findall(r'name="d\.(card/\d+)"[^>]*>', re.search(r"Vagtskifte i hast.*?</li>", page.text, re.S).group(0))
        r = self.console.post(f"/workshop/{self.ws}/paper/dots", {"target": meetings, "n": "19", "act": "lay"})
        self.assertEqual(r.status, 422)
        self.assertIn("Skriv først, hvor mange prikark der er", r.words)
        r = self.console.post(f"/workshop/{self.ws}/paper/dots", {"target": meetings, "n": "50", "ballots": "7", "act": "lay"})
        self.assertEqual(r.status, 422)
        self.assertIn("tilbage på jeres prikark", r.words)
        r = self.console.post(f"/workshop/{self.ws}/paper/dots", {"target": meetings, "n": "19", "ballots": "7", "act": "lay"})
        self.assertRegex(r.words, r"For mange møder\s+Fra papir indtil nu: 19")
        # A whole sheet at once; refused as a whole, with what was typed.
        r = self.console.post(f"/workshop/{self.ws}/paper/dots", {f"d.{meetings}": "1", f"d.{shifts}": "499", "act": "lay"})
        self.assertEqual(r.status, 422)
        self.assertIn('value="499"', r.text)
        self.assertRegex(r.words, r"For mange møder\s+Fra papir indtil nu: 19")
        r = self.console.post(f"/workshop/{self.ws}/paper/dots", {f"d.{meetings}": "", f"d.{shifts}": "", "act": "lay"})
        self.assertIn("Skriv, hvor mange prikker arket har", r.words)
        r = self.console.post(f"/workshop/{self.ws}/paper/dots", {f"d.{meetings}": "1", f"d.{shifts}": "1", "act": "lay"})
        self.assertRegex(r.words, r"For mange møder\s+Fra papir indtil nu: 20")
        self.assertRegex(r.words, r"Vagtskifte i hast\s+Fra papir indtil nu: 1")
        r = self.console.post(f"/workshop/{self.ws}/paper/dots", {f"d.{meetings}": "1", f"d.{shifts}": "1", "act": "lift"})
        self.assertRegex(r.words, r"For mange møder\s+Fra papir indtil nu: 19")
        r = self.console.post(f"/workshop/{self.ws}/paper/dots", {"target": meetings, "n": "29", "act": "lift"})
        self.assertEqual(r.status, 422)
        self.assertIn("Der er kun tastet 19", r.words)
        self.console.post(f"/workshop/{self.ws}/paper/dots", {"target": meetings, "n": "2", "act": "lift"})
        self.assertEqual(self.console.post(f"/workshop/{self.ws}/paper/dots", {"target": "card/9999", "n": "2", "act": "lay"}).status, 422)
        self.assertEqual(self.console.post(f"/workshop/{self.ws}/paper/dots", {"target": meetings, "n": "0", "act": "lay"}).status, 422)
        phone = self.phone()     # five people lay seventeen dots, at least: enough for a result
        self.assertEqual(phone.post(f"/workshop/{self.ws}/paper/dots", {"target": meetings, "n": "2", "act": "lay"}, follow=False).status, 303)
        # While the vote goes on nobody is told where the dots lie, in no file either.
        outcome = f"/workshop/{self.ws}/outcome"
        self.assertNotIn('"dots":17', self.export("json").decode())
        self.assertNotIn("● 17", self.console.get(outcome).words)
        self.console.post(f"/workshop/{self.ws}/vote", {"tell": "1"})
        self.assertIn('"dots":17', self.export("json").decode())
        self.assertIn("For mange møder", re.search(r'class="vote-result.*?</section>', self.wall().get(f"/wall/{self.ws}").text, re.S).group(0))
        # What is told stands, for paper too: the page says what to do instead.
        page = self.console.get(f"/workshop/{self.ws}/paper")
        self.assertIn("Åbn afstemningen igen", page.words)
        self.assertNotIn("/paper/dots", page.text)
        r = self.console.post(f"/workshop/{self.ws}/paper/dots", {"target": meetings, "n": "1", "ballots": "7", "act": "lay"})
        self.assertEqual(r.status, 422)
        self.assertIn('"dots":17', self.export("json").decode())
        self.console.post(f"/workshop/{self.ws}/vote", {"tell": "0"})
        self.assertNotIn('"dots":17', self.export("json").decode())
        self.assertEqual(self.phone().post(f"/workshop/{self.ws}/vote", {"tell": "1"}, follow=False).status, 303)  # must sign in
        self.assertNotIn('"dots":17', self.export("json").decode())
        self.act(act="next")
        self.assertIn("● 17", self.console.get(outcome).words)
        self.assertIn('"dots":17', self.export("json").decode())
        self.assertIn("17", re.search(r"For mange møder.*", words_of_pdf(self.export("pdf")), re.S).group(0))
        self.act(act="end")
        self.assertIn('"dots":17', self.export("json").decode())

    def test_what_is_printed_for_a_part(self):
        self.go("critique_cards")
        self.cards("critique_cards", "For mange møder")
        page = self.console.get(f"/workshop/{self.ws}")
        (path,) = set(re.findall(rf'href="(/workshop/{self.ws}/paper/critique)"', page.text))
        pdf = self.console.get(path)
        self.assertEqual(pdf.headers["Content-Type"], "application/pdf")
        words = words_of_pdf(pdf.body)
        for said in ("Til dem uden telefon", "For mange møder", "prikker"):
            self.assertIn(said, words)
        self.assertGreaterEqual(words.count("\f"), 4)      # front, two sheets of cards, a sheet for dots
        self.assertEqual(self.console.get(f"/workshop/{self.ws}/paper/nowhere").status, 404)
        self.assertIn(self.phone().get(path, follow=False).status, (303, 403))

    def test_dates_as_a_calendar(self):
        day = harness.day(23)
        later = self.plan("Opfølgning på Papirprøven", day)
        page = self.console.get(f"/workshop/{self.ws}/outcome")
        self.assertIn("Opfølgning på Papirprøven", page.words)
        ics = self.export("ics").decode()
        self.assertIn(f"UID:workshop-{later}@samspil", ics)
        self.assertIn(f"DTSTART;TZID=Europe/Copenhagen:{day.replace('-', '')}T090000", ics)
        self.assertEqual(ics.count("BEGIN:VEVENT"), 1)
        self.assertNotIn("Jonas", ics)


class Aloud(Room):
    """Critical questions of people without a phone, and what is answered them."""

    def setUp(self):
        super().setUp()
        self.go("dream_cards")
        self.cards("dream_cards", "Ro")
        self.desk("themes", board="dream_cards", title="Ro på vagten", parent="0")      # a card by itself does not leave the room
        self.go("proposals")
        (dream,) = re.findall(r'<option value="(theme/\d+)"[^>]*>Ro på vagten</option>', self.console.get(f"/workshop/{self.ws}").text)
        for what in ("Ti minutter til vagtskiftet", "Fast opsamling"):
            r = self.console.post(f"/workshop/{self.ws}/rows", {"row": "0", "version": "0", "idem": harness.secrets.token_hex(16), "dream": dream, "change": what,
                "activity": what, "first_step": what, "who": "Ida", "when": "I maj", "means": "Ingen", "sign": "Ro"}, follow=False)
            self.assertEqual(r.status, 303, r.words[-600:])
        self.go("critical_questions")
        page = self.console.get(f"/workshop/{self.ws}").text
        self.rows = {name: row for row, name in re.findall(r'<option value="(\d+)"[^>]*>([^<]*)</option>', page)}

    def ask(self, idem=None, **fields):
        return self.desk("questions", **{"row": self.rows["Fast opsamling"], "text": "Hvem ringer vi til?", "answer": "", "idem": idem or harness.secrets.token_hex(16), **fields})

    def seen(self, where, who=None):
        return (who or self.console).get(where).words

    def test_a_question_and_its_answer_are_typed_in(self):
        idem = harness.secrets.token_hex(16)
        for _ in range(2):      # the second is the same sending
            self.assertEqual(self.ask(idem, answer="Til vagthavende.").status, 303)
        outcome = harness.json.loads(self.export("json"))
        asked = [q for r in outcome["rows"] for q in r["questions"]]
        self.assertEqual([(q["text"], q["answer"]) for q in asked], [("Hvem ringer vi til?", "Til vagthavende.")])
        for where, who in ((f"/wall/{self.ws}", self.wall()), (f"/w/{self.ws}", self.phone()), (f"/workshop/{self.ws}/outcome", None)):
            self.assertIn("Til vagthavende.", self.seen(where, who))

    def test_what_a_phone_asked_is_answered_at_the_desk(self):
        phone = self.phone()
        r = phone.post(f"/w/{self.ws}/questions", {"row": self.rows["Fast opsamling"], "text": "Og om natten?", "idem": harness.secrets.token_hex(16)}, json_reply=True)
        self.assertEqual(r.status, 200)
        page = self.console.get(f"/workshop/{self.ws}").text
        (way,) = re.findall(rf'href="(/workshop/{self.ws}\?question=\d+)#answer-aloud"', page)
        page = self.console.get(way).text
        question = re.search(r'id="answer-aloud".*?name="question" value="(\d+)"', page, re.S)[1]
        self.assertIn("Og om natten?", page)
        self.assertEqual(self.desk("answers", question=question, was="", answer="Så er der en bagvagt.").status, 303)
        self.assertIn("Så er der en bagvagt.", self.seen(f"/wall/{self.ws}", self.wall()))
        # The group has answered on its phone meanwhile, or a second facilitator: nothing is written over unseen.
        r = self.console.post(f"/workshop/{self.ws}/answers", {"question": question, "was": "", "answer": "Nej."})
        self.assertEqual(r.status, 409)
        self.assertIn("Så er der en bagvagt.", r.words)
        self.assertIn('>Nej.</textarea>', r.text)
        self.assertEqual(self.desk("answers", question=question, was="Så er der en bagvagt.", answer="Ja.").status, 303)
        self.assertIn("Ja.", self.seen(f"/wall/{self.ws}", self.wall()))

    def test_whoever_changes_an_answer_of_several_lines_has_read_it(self):
        """A browser writes a new line as two characters, also in the hidden field that says what was read."""
        self.assertEqual(self.ask(answer="Vagthavende.\r\nEller Ida.").status, 303)
        phone, page = self.phone(), self.console.get(f"/workshop/{self.ws}").text
        (way,) = re.findall(rf'href="(/workshop/{self.ws}\?question=\d+)#answer-aloud"', page)
        question = way.split("=")[1]
        for words in ("Vagthavende.\r\nEller Mette.", "Kun\r\nvagthavende."):
            was = html.unescape(re.search(r'name="was" value="([^"]*)"', self.console.get(way).text.split('id="answer-aloud"')[1])[1])
            self.assertEqual(self.desk("answers", question=question, was=was.replace("\n", "\r\n"), answer=words).status, 303)
        self.assertRegex(self.seen(f"/w/{self.ws}", phone), r"Kun\s+vagthavende\.")

    def test_what_is_wrong_is_told_at_the_field_and_others_may_not(self):
        r = self.console.post(f"/workshop/{self.ws}/questions", {"row": self.rows["Fast opsamling"], "text": "", "answer": "Ja", "idem": "0" * 32})
        self.assertEqual(r.status, 422)
        self.assertIn('id="ask-wrong"', r.text)
        self.assertEqual(self.ask(row="99999").status, 404)
        self.assertIn(self.phone().post(f"/workshop/{self.ws}/questions", {"row": self.rows["Fast opsamling"], "text": "x", "idem": "0" * 32}, follow=False).status, (303, 403))
        self.assertEqual([q for r in harness.json.loads(self.export("json"))["rows"] for q in r["questions"]], [])


class Answers(Room):
    METHOD, SETTINGS = "asking", (f"--content={CONTENT}",)

    def say(self, phone, **fields):
        return phone.post(f"/w/{self.ws}/ask", {"step": "all", **{f"i.{k}": v for k, v in fields.items()}}, json_reply=True)

    def paper(self, **fields):
        return self.console.post(f"/workshop/{self.ws}/paper/answer", {"step": "all", **{f"i.{k}": v for k, v in fields.items()}})

    def item(self, key):
        tree = harness.json.loads(self.export("json"))
        return next(i for r in tree["results"] if r["title"] == "Hvordan er det hos os" for i in r["items"] if i["key"] == key)

    def test_a_ballot_is_worth_what_a_phone_is(self):
        phones = [self.phone() for _ in range(5)]
        page = self.console.get(f"/workshop/{self.ws}/paper")
        for name in ("i.traffic", "i.trust", "i.order.sense", "i.mood", "i.idea"):
            self.assertIn(f'name="{name}"', page.text)
        self.assertNotIn("checked", page.text)
        for n in range(4):
            r = self.paper(traffic="red", idea=f"Papir {n}", trust="3")
            self.assertIn("Det er tastet ind", r.words)
            self.assertRegex(r.words, rf"Tastet ind indtil nu:\s+{n + 1}\b")
            self.assertNotIn("checked", r.text)         # the next sheet begins empty
        for told in (self.export("json").decode(), self.wall().get(f"/wall/{self.ws}").text, self.console.get(f"/workshop/{self.ws}").text):
            self.assertNotIn("Papir 0", told)           # four are no company
        self.assertNotIn("</b> af 9", self.wall().get(f"/wall/{self.ws}").text)     # among nine not even that is told
        self.assertEqual(self.say(phones[0], traffic="red", idea="Telefon", trust="3").status, 200)
        # Nine people: four are still to come, and must not be left as a rest too small to show.
        self.assertIsNone(self.item("traffic")["n"])
        for p in phones[1:]:
            self.assertEqual(self.say(p, traffic="green", idea="Telefon", trust="8").status, 200)
        self.assertIsNone(self.item("traffic")["n"])    # where the pile of paper ends the desk knows
        self.assertIn("Svar på papir, der venter: 4", self.console.get(f"/workshop/{self.ws}").words)
        self.console.post(f"/workshop/{self.ws}/ask", {"do": "show"})
        self.assertEqual(self.item("traffic")["n"], 9)
        self.assertIn("Papir 3", self.export("json").decode())
        self.assertEqual(self.paper().status, 422)      # an empty sheet is nobody
        self.assertRegex(self.console.get(f"/workshop/{self.ws}/paper").words, r"Tastet ind indtil nu:\s+4\b")
        self.assertIn(phones[0].post(f"/workshop/{self.ws}/paper/answer", {"step": "all", "i.traffic": "red"}, follow=False).status, (303, 403))
        self.go("cloud")
        self.assertEqual(self.paper(traffic="red").status, 422)     # read out too late

    def test_the_ballot_on_paper_asks_what_the_step_asks(self):
        words = words_of_pdf(self.console.get(f"/workshop/{self.ws}/paper/asking").body)
        for said in ("Til dem uden telefon", "Hvordan er det hos os", "Tre ord om os"):
            self.assertIn(said, words)
        self.assertNotIn("Bliv enige", words)           # the room agrees together: nobody has a ballot of their own

    def test_results_are_drawn_and_can_be_read_back(self):
        phones = [self.phone() for _ in range(6)]
        for n, phone in enumerate(phones):
            self.say(phone, traffic="red" if n < 4 else "green", trust=str(3 + n), mood=["travle", "glade"], idea=f"Idé nummer {n}",
                     needs=["calm"], calm_1="fully", calm_2="partly", **{"order.sense": "1", "order.mates": "2", "order.pay": "3"})
        pdf = self.export("pdf")
        words = words_of_pdf(pdf)
        for said in ("Hvordan er det hos os", "travle", "glade", "Idé nummer 5", "Side 1 af"):
            self.assertIn(said, words)
        self.assertEqual(images_in_pdf(pdf), [])        # drawn, not photographed
        book = sheets(self.export("xlsx"))
        self.assertEqual(list(book)[:2], ["Alt", "Svar"])
        self.assertTrue(any("Idé nummer 0" in row for row in book["Svar"]), book["Svar"][:5])
        table = [line.split(";") for line in self.export("csv").decode("utf-8-sig").splitlines()]
        self.assertTrue(any("Idé nummer 0" in row for row in table), table[:5])
        # A column says the same in every row, a line its ends, an order and a cloud how many have answered.
        self.assertEqual({row[1] for row in table if row[0] == "Svar"}, {"Spørg"})
        self.assertTrue(any("Hvor er vi (0: Mistillid, 10: Tillid)" in row[2] for row in table), table)
        for title in ("Hvad er vigtigst", "Tre ord om os"):
            self.assertTrue(any(title in row[2] and row[3:5] == ["Svar", "6"] for row in table), title)
            self.assertRegex(words, rf"{title}\s+· 6 svar")

    def test_a_question_that_its_step_asks_stands_once_on_paper(self):
        self.go("cloud")
        for phone in [self.phone() for _ in range(5)]:
            phone.post(f"/w/{self.ws}/ask", {"step": "cloud", "i.mood": "travle"}, json_reply=True)
        self.assertEqual(words_of_pdf(self.export("pdf")).count("Tre ord om os"), 1)

    def test_no_export_has_a_result_before_enough(self):
        for _ in range(4):
            self.say(self.phone(), traffic="red", idea="Kanariefugl", mood=["kanarie"])
        for kind in ("json", "csv"):
            self.assertNotIn("anarie", self.export(kind).decode())
        self.assertNotIn("anarie", words_of_pdf(self.export("pdf")))
        self.assertNotIn("anarie", str(sheets(self.export("xlsx"))))

    def test_a_calendar_without_dates_says_so_and_is_no_file(self):
        where = f"/workshop/{self.ws}/export/ics"
        self.assertEqual(self.console.get(where, headers={"Accept": "application/json"}).status, 404)
        page = self.console.get(where)
        self.assertEqual(page.status, 200)
        self.assertIn("ikke ført til nogen datoer", page.words)
        self.assertRegex(page.text, r'export/ics"[^>]* hidden')


class Spoken(Room):
    """Whoever has no phone asks and parks as well: at the desk, from paper or by telephone."""

    def sheet(self):
        return self.console.get(f"/workshop/{self.ws}/paper")

    def form(self, act):
        (form,) = re.findall(rf'<form[^>]*action="/workshop/{self.ws}/paper/{act}".*?</form>', self.sheet().text, re.S)
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))

    def type_in(self, act, **fields):
        hidden = self.form(act)
        return lambda: self.console.post(f"/workshop/{self.ws}/paper/{act}", {**hidden, **fields})


class Asked(Spoken):
    METHOD = "representatives-workshop"

    def test_a_question_is_typed_in_and_read_by_all(self):
        asker = self.phone()
        self.assertIn(f'href="/workshop/{self.ws}/paper#words"', self.console.get(f"/workshop/{self.ws}").text)
        self.assertNotIn("hverken spørgsmål", self.sheet().words)
        send = self.type_in("question", question="Hvem passer telefonen imens")
        self.assertIn("Det er tastet ind", send().words)
        self.assertEqual(send().status, 200)       # pressed twice it is asked once
        self.assertEqual(self.console.get(f"/workshop/{self.ws}").text.count("Hvem passer telefonen imens"), 1)
        self.assertIn("Hvem passer telefonen imens", asker.get(f"/w/{self.ws}/channel").words)
        r = self.type_in("question", question="")()
        self.assertEqual(r.status, 422)
        self.assertRegex(r.text, r'name="question"[^>]*aria-invalid="true"')
        r = self.type_in("question", question="x" * 301)()
        self.assertEqual(r.status, 422)
        self.assertIn("x" * 301, r.text)       # what was typed is not lost
        self.assertIn(asker.post(f"/workshop/{self.ws}/paper/question", {"question": "Ikke mig"}, follow=False).status, (303, 401, 403))


class Parked(Spoken):
    METHOD = "open-meeting"

    def test_what_is_parked_is_told_at_the_desk_and_can_be_typed_in(self):
        self.assertNotIn("data-parked", self.console.get(f"/workshop/{self.ws}").text)
        r = self.phone().post(f"/w/{self.ws}/cards", {"board": "parking", "text": "Cykelskuret", "idem": harness.secrets.token_hex(16)}, json_reply=True)
        self.assertEqual(r.status, 200)
        self.assertRegex(self.console.get(f"/workshop/{self.ws}").text, r"data-parked><b>1</b>")
        self.assertIn("Cykelskuret", self.sheet().words)
        self.assertIn("Det er tastet ind", self.type_in("parking", parked="Kantinen\nPorten")().words)
        for words in ("Cykelskuret", "Kantinen", "Porten"):
            self.assertIn(words, self.sheet().words)
        self.assertRegex(self.console.get(f"/workshop/{self.ws}").text, r"data-parked><b>3</b>")
        self.assertEqual(self.type_in("parking", parked="x" * 141)().status, 422)
        wall = self.wall()
        shown = lambda: wall.get(f"/wall/{self.ws}").words
        both = [self.type_in("parking/wall") for _ in range(2)]
        self.assertNotIn("Cykelskuret", shown())
        self.assertEqual([press().status for press in both], [200, 409])       # two who press it want the same
        self.assertIn("Cykelskuret", shown())
        self.assertEqual(self.type_in("parking/wall")().status, 200)
        self.assertNotIn("Cykelskuret", shown())
        self.act(act="end")
        self.assertNotIn("paper/parking", self.sheet().text)


class Grid(Room):
    METHOD = "kinds-of-stress"
    COLUMNS = ("Individ", "Gruppe", "Ledelse", "Organisation")
    ROWS = ("For meget på for kort tid", "Alt flytter sig", "Mellem mennesker", "Usikkert job")

    def test_printed_cards_say_the_whole_cell_in_the_rooms_language(self):
        paths = set(re.findall(rf'href="(/workshop/{self.ws}/paper/[^"]+)"', self.console.get(f"/workshop/{self.ws}/paper").text))
        (path,) = [p for p in paths if "Sæt ring om" in words_of_pdf(self.console.get(p).body)]
        for lang in ("da", "en"):       # of whoever prints: nothing changes
            self.console.speak(lang)
            words = re.sub(r"\s+", " ", words_of_pdf(self.console.get(path).body, "-raw"))
            self.assertIn("Sæt ring om", words)
            self.assertNotIn("ring around", words)
            for cell in self.COLUMNS + self.ROWS:
                self.assertGreaterEqual(words.count(cell), 16, cell)       # on each of two sheets of cards

    def test_on_paper_it_is_a_grid_and_nothing_is_said_of_what_is_empty(self):
        self.go("grid")
        for told in (words_of_pdf(self.export("pdf")), self.console.get(f"/workshop/{self.ws}/outcome").words):
            self.assertNotIn("Usikkert job", told)     # nobody has written: there is no board to tell
        for cell, words in (("leader/crisis", "Sig det, I ved"), ("individual/classic", "En pause")):
            self.assertEqual(self.desk("cards", board="grid", cell=cell, text=words, idem=harness.secrets.token_hex(16)).status, 303)
        lines = words_of_pdf(self.export("pdf")).splitlines()
        self.assertTrue(any(all(c in line for c in self.COLUMNS) for line in lines), lines)
        self.assertTrue(any("Usikkert" in line and "Sig det" in line for line in lines), lines)
        self.assertEqual(sum("Ledelse" in line for line in lines), 1)
        self.assertNotIn("Individ – ", "\n".join(lines))
        page = self.console.get(f"/workshop/{self.ws}/outcome")       # nor on the page
        self.assertIn("Usikkert job", page.words)
        for empty in ("Alt flytter sig", "Organisation</h3>"):
            self.assertNotIn(empty, page.text)


class Forgotten(Room):
    """A board whose cards were promised to go: those in the room see it, and what is taken along never has."""
    METHOD = "culture-lines"

    def told(self, who):
        """Every file and page that somebody gets at, as words."""
        for kind in ("csv", "json", "xlsx", "pdf"):
            r = who.get(f"/workshop/{self.ws}/export/{kind}")
            if r.status != 200:
                continue
            yield kind, words_of_pdf(r.body) if kind == "pdf" else str(sheets(r.body)) if kind == "xlsx" else r.body.decode()
        for way in (f"/workshop/{self.ws}/outcome", f"/workshop/{self.ws}/paper"):
            yield way, who.get(way).text

    def test_initials_are_in_no_file_and_on_no_page_of_who_was_not_there(self):
        self.go("open")
        writers, wall = [self.phone() for _ in range(3)], self.wall()
        for i, p in enumerate(writers):
            r = p.post(f"/w/{self.ws}/cards", {"board": "open", "text": f"QX{i}", "cell": "first/trust", "idem": harness.secrets.token_hex(16)}, json_reply=True)
            self.assertEqual(r.status, 200)
        held = re.findall(r'name="card" value="([\d ]+)">Sæt alle', self.console.get(f"/workshop/{self.ws}").text)
        self.assertEqual(self.desk("let", card=held[0]).status, 303)
        for there in (wall.get(f"/wall/{self.ws}"), self.console.get(f"/workshop/{self.ws}")):
            for i in range(3):
                self.assertIn(f"QX{i}", there.text)
        boss = Browser(self.program).be("Karen Lund")
        for over in (False, True):
            for who in (self.console, boss):
                for where, words in self.told(who):
                    self.assertNotIn("QX", words, where)
            self.assertEqual(words_of_pdf(self.export("pdf")).count("\f"), 1)
            if not over:
                self.assertIn("Det er kun overskrifterne, der bliver gemt", self.console.get(f"/workshop/{self.ws}/outcome").text)
                self.act(act="end")


if __name__ == "__main__":
    harness.main()
