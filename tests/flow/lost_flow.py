#!/usr/bin/env python3
"""Two people have the same page open and both save. Who changes another field keeps
theirs; who changes the same is told what stands now, beside what they typed, and one
more press takes theirs. As a reader without script does it: forms are read from the
page, hidden fields and all, and sent as they stand there."""
import html.parser
import re
import threading
import unittest

import harness
from harness import Browser, Program


class Forms(html.parser.HTMLParser):
    """The forms of a page: [{"action", "fields": [[name, value]], "boxes": [[name, value, ticked]]}]."""

    def __init__(self, path, text):
        super().__init__(convert_charrefs=True)
        self.path, self.forms, self.form, self.area, self.select = path, [], None, None, None
        self.feed(text)

    def handle_starttag(self, tag, pairs):
        a = dict(pairs)
        if tag == "form":
            self.form = {"action": a.get("action") or self.path, "method": a.get("method"), "fields": [], "boxes": []}
            self.forms.append(self.form)
        elif self.form is None or not a.get("name"):
            if tag == "option" and self.select is not None:
                self.option(a)
        elif tag == "input" and a.get("type") in ("checkbox", "radio"):
            self.form["boxes"].append([a["name"], a.get("value", "on"), "checked" in a])
        elif tag == "input" and a.get("type") not in ("submit", "file", "password"):
            self.form["fields"].append([a["name"], a.get("value", "")])
        elif tag == "textarea":
            self.area = [a["name"], ""]
        elif tag == "select":
            self.select = [a["name"], None]

    def option(self, a):
        if self.select[1] is None or "selected" in a:
            self.select[1] = a.get("value", "")

    def handle_data(self, data):
        if self.area is not None:
            self.area[1] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            self.form["fields"].append([self.area[0], self.area[1]])
            self.area = None
        elif tag == "select" and self.select:
            self.form["fields"].append([self.select[0], self.select[1] or ""])
            self.select = None
        elif tag == "form":
            self.form = None


class Page:
    """A page that somebody has open, and one form of it: where it goes, and fields that
    tell it from others (None: whatever its value)."""

    def __init__(self, who, path, action, about=None):
        self.who, self.path, self.action, self.about = who, path, action, about or {}
        self.reply = who.get(path)
        assert self.reply.status == 200, (path, self.reply.status)
        self.form = self.find()

    def find(self):
        forms = [f for f in Forms(self.path, self.reply.text).forms if f["method"] == "post" and f["action"] == self.action
                 and all(any(k == n and v in (None, w) for n, w in f["fields"]) for k, v in self.about.items())]
        assert len(forms) == 1, f"{len(forms)} forms of {self.action} {self.about} on {self.path}: {self.reply.status}"
        return forms[0]

    def value(self, name):
        """Of a field, or the ticked ones of boxes."""
        for k, v in self.form["fields"]:
            if k == name:
                return v
        return [v for k, v, ticked in self.form["boxes"] if k == name and ticked]

    def save(self, **changes):
        """Sends the form as it stands, with these fields as they were typed. A list: the boxes ticked."""
        pairs = [(k, changes.get(k, v)) for k, v in self.form["fields"]]
        boxes = [(k, v) for k, v, ticked in self.form["boxes"] if (v in changes[k] if k in changes else ticked)]
        missing = set(changes) - {k for k, _ in self.form["fields"]} - {k for k, _, _ in self.form["boxes"]}
        assert not missing, f"{missing} is not in the form"
        fields = {}
        for k, v in pairs + boxes:
            fields.setdefault(k, []).append(v)
        self.reply = self.who.post(self.action, fields, csrf=False, follow=False)
        if self.reply.status == 409:
            self.form = self.find()
        return self.reply


class Two(unittest.TestCase):
    """One person at two screens is two people to a form."""
    who = "Karen Lund"
    unit = "/unit/2"

    @classmethod
    def setUpClass(cls):
        cls.program = Program("demo")
        cls.one = Browser(cls.program).be(cls.who)
        cls.other = Browser(cls.program).be(cls.who)

    @classmethod
    def tearDownClass(cls):
        cls.program.close()

    def two(self, path, action=None, about=None):
        return Page(self.one, path, action or path, about), Page(self.other, path, action or path, about)

    def now(self, path, action, about=None):
        return Page(self.one, path, action or path, about)

    def apart(self, path, action, first, second, about=None):
        """Each changes something else: both keep theirs."""
        a, b = self.two(path, action, about)
        self.assertEqual(a.save(**first).status, 303, a.reply.words[:2000])
        self.assertEqual(b.save(**second).status, 303, b.reply.words[:2000])
        page = self.now(path, action, about)
        for k, v in {**first, **second}.items():
            self.assertEqual(page.value(k), v, k)

    def same(self, path, action, field, theirs, mine, about=None, said=None):
        """Both change one field: the second is told, and takes theirs with one more press."""
        a, b = self.two(path, action, about)
        self.assertEqual(a.save(**{field: theirs}).status, 303, a.reply.words[:2000])
        r = b.save(**{field: mine})
        self.assertEqual(r.status, 409, r.words[:2000])
        self.assertEqual(self.now(path, action, about).value(field), theirs)
        self.assertIn("siden I åbnede siden", r.words)
        told = [t for t in re.findall(r'<p class="ds-validation-message"[^>]*>([^<]*)', r.text) if "En anden har imens" in t]
        self.assertEqual(len(told), 1, told)
        self.assertIn(said or theirs, harness.html.unescape(told[0]))
        self.assertEqual(b.value(field), mine)      # in its field, without script
        self.assertEqual(b.save().status, 303, b.reply.words[:2000])
        self.assertEqual(self.now(path, action, about).value(field), mine)

    def both(self, path, action, first, second, about=None, said=None):
        self.apart(path, action, first, second, about)
        field, old = next(iter(first.items()))
        self.same(path, action, field, "Det, den ene skrev", "Det, den anden skrev", about, said)

    def programme(self):
        return re.search(r'href="(/programme/\d+)"', self.one.get("/").text).group(1)


class Plan(Two):
    def test_the_words_of_a_plan(self):
        path = f"{self.unit}/plan/words"
        self.both(path, path, {"frame": "To timer om ugen\ntil vikarer"}, {"intro": "Sammen om en god hverdag"})

    def test_at_the_same_moment(self):
        """Whoever reads what stands holds it until they have written."""
        places = {f"{self.unit}/plan/words": ("frame", "intro"), f"{self.unit}/help": ("lines",), self.action() + "/edit": ("means", "sign")}
        for path, fields in places.items():
            for turn in range(6):
                pages = [Page(who, path, path) for who in (self.one, self.other)]
                fresh = {f: f"{f} {turn} {n}" for n, f in enumerate(fields)}
                start = threading.Barrier(2)

                def save(n, page):
                    start.wait()
                    page.save(**{fields[n % len(fields)]: f"{fields[n % len(fields)]} {turn} {n}"})
                sending = [threading.Thread(target=save, args=(n, page)) for n, page in enumerate(pages)]
                for t in sending:
                    t.start()
                for t in sending:
                    t.join()
                if len(fields) == 1:    # one of them was told, whoever it was
                    self.assertEqual(sorted(page.reply.status for page in pages), [303, 409])
                else:
                    self.assertEqual([page.reply.status for page in pages], [303, 303])
                    now = Page(self.one, path, path)
                    self.assertEqual({f: now.value(f) for f in fields}, fresh)

    def action(self, title="Færre afbrydelser"):
        self.one.get(f"{self.unit}/plan/new")
        self.assertEqual(self.one.post(f"{self.unit}/plan/new", {"title": title, "owner": ""}, follow=False).status, 303)
        return max(re.findall(r'href="(/unit/2/plan/actions/\d+)"', self.one.get(f"{self.unit}/plan").text), key=lambda p: int(p.rsplit("/", 1)[1]))

    def test_an_action(self):
        path = self.action() + "/edit"
        self.both(path, path, {"first_step": "Ring til vikarkontoret", "iglo": "leader"}, {"title": "Færre afbrydelser", "due": "2031-05-04", "road": "load"})
        self.same(path, path, "due", "2031-06-01", "2031-07-01", said="1. juni 2031")
        self.same(path, path, "iglo", "organisation", "individual", said="Organisation")

    def test_an_owner_is_from_the_list_or_a_name_never_both(self):
        path = self.action() + "/edit"
        a, b = self.two(path)
        owner = re.search(r'<select[^>]*name="owner".*?</select>', a.reply.text, re.S).group(0)
        person = re.findall(r'<option value="(\d+)"', owner)[0]
        self.assertEqual(a.save(owner="", owner_name="Natholdet").status, 303)
        c = self.now(path, path)
        self.assertEqual(c.save(owner=person, owner_name="Nattevagten").status, 422)
        self.assertEqual(c.save(owner=person, owner_name="").status, 303)
        # A name that stood there is what the list takes the place of.
        self.assertEqual(self.now(path, path).save(owner="", owner_name="Natholdet").status, 303)
        self.assertEqual(self.now(path, path).save(owner=person).status, 303)
        # But not one that somebody else has written since.
        a, b = self.two(path)
        self.assertEqual(a.save(owner="", owner_name="Aftenholdet").status, 303)
        r = b.save(owner=person, sign="Mere ro")
        self.assertEqual(r.status, 303)     # they left the list as it was
        self.assertEqual((self.now(path, path).value("owner"), self.now(path, path).value("owner_name")), ("", "Aftenholdet"))
        a, b = self.two(path)
        self.assertEqual(a.save(owner_name="Dagholdet").status, 303)
        self.assertEqual(b.save(owner=person).status, 422)
        self.assertIn("Dagholdet", b.reply.text)

    def test_a_working_group(self):
        path = self.action()
        self.both(path, f"{path}/group", {"task": "Se på vagtskiftet", "members": "Rune\nIda"}, {"report_back": "2031-02-03"})

    def test_what_an_action_did(self):
        path = self.action()
        self.one.get(path)
        self.one.post(f"{path}/notes", {"text": "Færdig", "status": "done"})
        self.same(path, f"{path}/effect", "effect", "Der er mere ro", "Ingen forskel endnu")

    def test_what_runs_already_beside_an_action(self):
        path = f"{self.unit}/plan/overlap"
        self.action()
        self.one.get(f"{self.unit}/plan/running")
        for title in ("Ny vagtplan", "Flytning"):
            self.one.post(f"{self.unit}/plan/running", {"title": title, "owner": "", "period": "", "note": ""})
        form = next(f for f in Forms(path, self.one.get(path).text).forms if f["action"] == path)
        about = {"action": dict(map(tuple, form["fields"]))["action"]}
        one, two = [k for k, _ in form["fields"] if k.startswith("verdict_")][-2:]
        note, other = one.replace("verdict", "note"), two.replace("verdict", "note")
        self.apart(path, path, {one: "together", note: "Samme folk"}, {two: "conflict", other: "Samme uge"}, about)
        self.same(path, path, note, "Samme folk og sted", "Andre folk", about)
        self.same(path, path, one, "none", "conflict", about, said="Ingen berøring")
        page = self.now(path, path, about)
        page.save(**{one: "", note: "Uden en dom"})
        self.assertEqual(page.reply.status, 422)

    def test_an_agreement(self):
        self.one.get(f"{self.unit}/plan/agreements")
        self.one.post(f"{self.unit}/plan/agreements", {"title": "Vi hilser", "between": "Alle", "responsible": "Ida", "time": "", "how": "", "months": "12"})
        path = re.findall(r'href="(/unit/2/plan/agreements/\d+/edit)"', self.one.get(f"{self.unit}/plan/agreements").text)[-1]
        self.both(path, path, {"how": "Ved vagtskifte", "months": "6"}, {"between": "Dag- og aftenhold", "both": ["1"]})


class Programmes(Two):
    def test_the_words_of_a_programme(self):
        p = f"{self.programme()}/people"
        self.both(p, f"{p}/words", {"context": "Vi har haft travlt\nhele vinteren"}, {"title": "Et bedre vagtskifte"})
        self.same(p, f"{p}/words", "frame", "Fire timer", "Fem timer")

    def test_one_frame_on_two_pages(self):
        """The plan's words and the programme's have one frame between them."""
        p = f"{self.programme()}/people"
        name = self.one.get(self.programme(), headers={"Accept": "application/json"}).json["unit_name"]
        unit = re.search(rf'href="(/unit/\d+)"[^>]*>\s*{re.escape(name)}', self.one.get("/units").text).group(1)
        a, b = self.now(f"{unit}/plan/words", f"{unit}/plan/words"), Page(self.other, p, f"{p}/words")
        self.assertEqual(a.save(frame="Ti timer").status, 303)
        self.assertEqual(b.save(frame="Tolv timer").status, 409)
        self.assertIn("Ti timer", b.reply.words)

    def test_the_settings_of_a_programme(self):
        p = f"{self.programme()}/people"
        page = self.now(p, f"{p}/settings")
        settings = {}
        for k, v, ticked in page.form["boxes"]:
            settings.setdefault(k, []).append((v, ticked))
        key, options = next((k, o) for k, o in settings.items() if len(o) > 1)
        new = next(v for v, ticked in options if not ticked)
        self.apart(p, f"{p}/settings", {"staff": "37"}, {key: [new]})
        old = next(v for v, ticked in options if ticked)
        self.same(p, f"{p}/settings", "staff", "40", "41")
        third = [v for v, _ in options if v not in (old, new)]
        if third:   # two choose two others
            a, b = self.two(p, f"{p}/settings")
            self.assertEqual(a.save(**{key: [old]}).status, 303)
            self.assertEqual(b.save(**{key: third}).status, 409)
            self.assertEqual(b.value(key), third)
            self.assertEqual(b.save().status, 303)
            self.assertEqual(self.now(p, f"{p}/settings").value(key), third)

    def test_what_is_expected_of_somebody(self):
        p = f"{self.programme()}/people"
        forms = [f for f in Forms(p, self.one.get(p).text).forms if f["action"] == f"{p}/change"]
        first, second = (dict(map(tuple, f["fields"])) for f in forms[:2])
        about = {k: first[k] for k in ("role", "person")}
        other = {k: second[k] for k in ("role", "person")}
        self.same(p, f"{p}/change", "expectation", "At holde tavlen", "At holde møderne", about)
        # The others' forms on the page that comes back are as they were.
        a, b = self.two(p, f"{p}/change", about)
        self.assertEqual(a.save(expectation="Tavlen").status, 303)
        self.assertEqual(b.save(expectation="Møderne").status, 409)
        form = next(f for f in Forms(p, b.reply.text).forms if f["action"] == f"{p}/change" and all([k, v] in f["fields"] for k, v in other.items()))
        self.assertEqual(dict(map(tuple, form["fields"]))["was-expectation"], dict(map(tuple, form["fields"]))["expectation"])
        self.assertNotIn("Møderne", dict(map(tuple, form["fields"]))["expectation"])


class Meetings(Two):
    who = "Peter Dahl"

    def open_meeting(self):
        """One that is not over, with a list of who comes."""
        p = self.programme()
        keys = sorted(set(re.findall(rf'{p}/meeting/(\w+)"', self.one.get(f"{p}/calendar").text)))
        for key in keys:
            text = self.one.get(f"{p}/meeting/{key}").text
            if f'action="{p}/meeting/{key}/when"' in text and f"{key}/roster" in text and 'name="place_0"' in text:
                return f"{p}/meeting/{key}"
        self.fail(f"none of {keys}")

    def test_when_and_where(self):
        p = self.open_meeting()
        self.both(p, f"{p}/when", {"place_0": "Kantinen"}, {"starts_at_0": "09:15", "minutes_0": "75"})
        self.same(p, f"{p}/when", "minutes_0", "80", "85")
        # One puts a second turn beside the first, the other moves the first: both are kept.
        page = self.now(p, f"{p}/when")
        if any(k == "day_1" for k, _ in page.form["fields"]):
            a, b = self.two(p, f"{p}/when")
            day = a.value("day_0")
            self.assertEqual(a.save(day_1=day, starts_at_1="13:00", place_1="Gården").status, 303)
            self.assertEqual(b.save(place_0="Salen").status, 303)
            page = self.now(p, f"{p}/when")
            self.assertEqual((page.value("place_0"), page.value("place_1")), ("Salen", "Gården"))
            # One moves the second turn, the other takes it away: told, and then taken away.
            a, b = self.two(p, f"{p}/when")
            self.assertEqual(a.save(starts_at_1="14:00", day_1="2031-01-02").status, 303)
            self.assertEqual(b.save(drop_1=["1"]).status, 409)
            self.assertIn("2. januar 2031", b.reply.words)
            self.assertEqual(b.save(drop_1=["1"]).status, 303)
            self.assertEqual(self.now(p, f"{p}/when").value("place_1"), "")

    def test_notes_of_a_meeting(self):
        p = self.open_meeting()
        names = [k for k, _ in self.now(p, f"{p}/notes").form["fields"] if k.startswith("note_")]
        self.apart(p, f"{p}/notes", {names[0]: "Punkt et\ntalt igennem"}, {names[-1]: "Sidste punkt", "minutes_text": "Godt møde"})
        self.same(p, f"{p}/notes", names[0], "Den ene", "Den anden")

    def test_who_comes(self):
        p = self.open_meeting()
        cells = [k for k, _ in self.now(p, f"{p}/roster").form["fields"] if re.fullmatch(r"a\d+_\d+", k)]
        self.apart(p, f"{p}/roster", {cells[0]: "can"}, {cells[1]: "covered"})
        self.same(p, f"{p}/roster", cells[0], "cannot", "covered", said="Kan ikke")

    def test_topics(self):
        p = f"{self.programme()}/topics"
        page = self.now(p, p)
        ticked, all_of = page.value("relevant"), [v for k, v, _ in page.form["boxes"] if k == "relevant"]
        self.assertGreater(len(ticked), 2)
        a, b = self.two(p)
        self.assertEqual(a.save(relevant=ticked[1:]).status, 303)
        self.assertEqual(b.save(relevant=ticked[:-1]).status, 303)
        self.assertEqual(self.now(p, p).value("relevant"), ticked[1:-1])
        self.assertEqual(self.now(p, p).save(relevant=all_of).status, 303)

    def test_a_profile_is_not_chosen_over_another_s_topics(self):
        p = f"{self.programme()}/topics"
        ticked = self.now(p, p).value("relevant")
        chooser, other = Page(self.one, p, f"{p}/profile"), Page(self.other, p, p)
        profile = chooser.form["boxes"][0][1]
        self.assertEqual(other.save(relevant=ticked[1:]).status, 303)
        self.assertEqual(chooser.save(profile=[profile]).status, 409)
        self.assertEqual(self.now(p, p).value("relevant"), ticked[1:])
        self.assertEqual(chooser.save(profile=[profile]).status, 303)

    def test_the_file_that_is_kept_is_the_one_that_was_looked_at(self):
        p = f"{self.programme()}/background"
        head = "emne;antal;andel;gennemsnit;skala;år\n"
        for who, topic in ((self.one, "Ro"), (self.other, "Larm")):
            who.get(p)
            r = who.upload(p, "file", "apv.csv", f"{head}{topic};40;30;;;2025\n".encode())
            self.assertEqual(r.status, 200, self.program.logged()[-1500:])
            if who is self.one:
                page = Page(self.one, p, f"{p}/confirm")
        self.assertEqual(page.save().status, 409)
        self.assertIn("Larm", page.reply.words)
        self.assertEqual(page.save().status, 303)

    def test_a_gate(self):
        """On its own page and on that of the meeting it opens."""
        p = self.programme()
        gates = sorted(set(re.findall(rf'href="({p}/gate/\w+)"', self.one.get(f"{p}/room").text)))
        gate = next(g for g in gates if re.search(r'<textarea[^>]*name="answer"', self.one.get(g).text))
        meeting = re.search(rf'href="({p}/meeting/\w+)"', self.one.get(gate).text).group(1)
        self.same(gate, gate, "answer", "Intet andet kører", "To ting kører")
        self.same(meeting, f"{meeting}/gate", "answer", "Tre ting", "Fire ting", {"gate": gate.rsplit("/", 1)[1]})
        # Whoever may not answer is not told what was answered.
        mads = Browser(self.program).be("Mads Lind")
        self.assertNotIn("Fire ting", mads.get(meeting).text + mads.get(gate).text)
        self.assertEqual(mads.post(gate, {"was-answer": "Fem ting", "answer": "Seks ting"}).status, 403)


class People(Two):
    def test_a_unit(self):
        self.one.get(f"{self.unit}/add")
        r = self.one.post(f"{self.unit}/add", {"name": "Natholdet", "kind": "team", "code": ""}, follow=False)
        path = r.location + "/edit"
        self.apart(path, path, {"code": "N-7"}, {"name": "Nattevagten", "kind": "workplace"})
        self.same(path, path, "code", "N-8", "N-9")
        self.same(path, path, "kind", "team", "area", said="Team")
        # The topmost has no kind and no place to choose.
        top = "/unit/1/edit"
        old = self.now(top, top).value("name")
        self.apart(top, top, {"code": "NP"}, {"name": old + " og omegn"})

    def test_a_person(self):
        path = re.search(r'href="(/unit/2/people/\d+)"', self.one.get(self.unit).text).group(1)
        self.apart(path, path, {"phone": "11 22 33 44"}, {"number": "P-17"})
        self.same(path, path, "phone", "22 33 44 55", "33 44 55 66")

    def test_where_help_is(self):
        path = f"{self.unit}/help"
        self.same(path, path, "lines", "Ring til Ida: 11 22 33 44\nRing til Bo: 22 33 44 55", "Ring til Ida: 55 66 77 88")
        # What both have is that of the unit above until one writes their own.
        a, b = self.two("/unit/3/help")
        self.assertEqual(a.save(lines="Ring til Mads").status, 303)
        self.assertEqual(b.save(lines="Ring til Ida").status, 409)
        self.assertIn("Ring til Mads", b.reply.words)

    def test_a_committee(self):
        path = f"{self.unit}/committees"
        self.one.get(path)
        self.one.post(path, {"kind": "amo", "name": "Arbejdsmiljøgruppen i nord"})
        committee = re.findall(r'name="committee" value="(\d+)"', self.one.get(path).text)[-1]
        about, action = {"committee": committee, "who": None}, f"{path}/member"
        a, b = self.two(path, action, about)
        c = Page(Browser(self.program).be(self.who), path, action, about)
        self.assertEqual(a.save(who="Ali Demir", side="management", chair=["1"]).status, 303)
        # Another person beside them is no question.
        self.assertEqual(b.save(who="Sofie Berg").status, 303)
        # The same person on the other side is, and so is another chair.
        for page, who, words in ((c, "Nadia Skov", "Ali Demir er imens blevet formand"), (b, "Ali Demir", "Ali Demir er imens kommet i udvalget")):
            chair = ["1"] if page is c else []
            r = page.save(who=who, side="employees", chair=chair)
            self.assertEqual(r.status, 409, r.words[:600])
            self.assertIn(words, r.words)
            self.assertEqual((page.value("who"), page.value("chair")), (who, chair))
            self.assertEqual(page.save().status, 303)
        self.assertRegex(self.one.get(path).words, r"Nadia Skov\s+Formand")


if __name__ == "__main__":
    harness.main()
