#!/usr/bin/env python3
"""One draft, two teams: out from the session where it was written, into the teams'
own, comments back by an act that shows what is sent, an answer to each."""
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import harness
from harness import Browser, Program, key, until
from people_flow import PYTHON, SMTP

NORTH, SOUTH = "/unit/2", "/unit/3"
SENTENCE = "Vi siger det højt, når vi har for meget"


class Consultation(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.mail = tempfile.TemporaryDirectory(prefix="samspil-mail-")
        cls.smtp = subprocess.Popen([PYTHON, str(SMTP), cls.mail.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        port = int(cls.smtp.stdout.readline())
        cls.program = Program("demo", [f"--smtp-url=smtp://127.0.0.1:{port}", "--mail-from=Samspil <samspil@eksempel.dk>"])
        cls.jonas, cls.ida = Browser(cls.program).be("Jonas Friis"), Browser(cls.program).be("Ida Møller")
        cls.writing = cls.session(cls.jonas, NORTH, "Leveregler", [])
        new = f"/workshop/{cls.writing}/consultation/new"
        cls.jonas.get(new)
        r = cls.jonas.post(new, {"title": "Leveregler", "draft": f"{SENTENCE}\n\nVi spiser sammen", "heard": "1", "answers_by": "2099-01-01"})
        assert r.status == 422 and "måneder frem" in r.words and SENTENCE in r.text, r.text      # nothing typed is lost
        day = re.search(r'name="answers_by" type="date" value="([^"]+)"', cls.jonas.get(new).text).group(1)
        form = {"title": "Leveregler", "draft": f"{SENTENCE}\n\nVi spiser sammen", "heard": "1", "answers_by": day, "once": key()}
        first = cls.jonas.post(new, form, follow=False)
        second = cls.jonas.post(new, form, follow=False)
        assert first.status == 303 and first.location == second.location, first.text        # a double click is one round
        cls.round = first.location

    @classmethod
    def tearDownClass(cls):
        cls.smtp.stdin.close()
        cls.smtp.wait(timeout=harness.PATIENCE_S)
        cls.smtp.stdout.close()
        cls.mail.cleanup()
        cls.program.close()

    def letters(self, subject):
        """Who has got the letter, and its text."""
        texts = [f.read_text(encoding="utf-8") for f in sorted(Path(self.mail.name).glob("*.txt"))]
        return [(re.search(r"rcpt=(\S+)", t).group(1), t) for t in texts if subject in t]

    @classmethod
    def session(cls, browser, unit, title, parts):
        browser.get(f"{unit}/workshop/new")
        r = browser.post(f"{unit}/workshop/new", {"title": title, "method": "house-rules", "day": harness.day(), "starts_at": "09:00", "part": parts}, follow=False)
        assert r.status == 303, r.text
        return re.search(r"/workshop/(\d+)", r.location).group(1)

    def act(self, browser, ws, **fields):
        version = re.search(r'name="version" value="(\d+)"', browser.get(f"/workshop/{ws}").text).group(1)
        r = browser.post(f"/workshop/{ws}/agenda", {"version": version, **fields}, follow=False)
        self.assertEqual(r.status, 303, r.text[:300])

    def team(self, browser, unit, title, cards):
        """A session of step 4 alone, with the draft taken in and cards from a phone."""
        ws = self.session(browser, unit, title, ["ask"])
        page = browser.get(f"/workshop/{ws}/consultation")
        self.assertIn("Leveregler", page.words)
        number = re.search(r'name="consultation" value="(\d+)"', page.text).group(1)
        self.assertEqual(browser.post(f"/workshop/{ws}/consultation", {"consultation": number}, follow=False).status, 303)
        self.act(browser, ws, act="begin")
        self.act(browser, ws, act="go", step="present_draft")
        phone = self.phone(browser, ws)
        wall = re.search(r'href="(/wall/\d+/[0-9a-f]+)"', browser.get(f"/workshop/{ws}").text).group(1)
        self.assertIn(SENTENCE, Browser(self.program).get(wall).words)      # the draft is on their wall
        self.act(browser, ws, act="go", step="comments")
        for cell, words in cards:
            r = phone.post(f"/w/{ws}/cards", {"text": words, "idem": key(), "board": "comments", "cell": cell}, json_reply=True)
            self.assertEqual(r.status, 200, r.text)
        return ws, phone

    def phone(self, browser, ws):
        code = re.search(r"<b>(\d{4} \d{4})</b>", browser.get(f"/workshop/{ws}").text).group(1)
        b = Browser(self.program)
        b.get("/join")
        action = re.search(r'action="(/join/\d+/[0-9a-f]+)"', b.post("/join", {"code": code}).text).group(1)
        b.post(action, {"seat": "participant"})
        return b

    def source(self, page, words):
        return re.search(r'name="comment" value="(card/\d+)"[^>]*><span><strong>' + re.escape(words), page).group(1)

    def test_1_from_two_teams_to_one_page_and_back(self):
        north, _ = self.team(self.jonas, NORTH, "Nord ser på det", [("keep", "Den om for meget"), ("change", "Bytte »højt« ud"), ("missing", "Internt i Nord")])
        send = f"/workshop/{north}/consultation/send"
        page = self.jonas.get(f"/workshop/{north}/consultation").text
        self.assertIn("Internt i Nord", page)
        ticked = [self.source(page, "Den om for meget"), self.source(page, "Bytte »højt« ud")]
        part = re.search(r'<option value="(\d+)">1\. ' + SENTENCE, page).group(1)
        chosen = {"comment": ticked, "part-" + ticked[1].replace("/", "-"): part}
        refused = self.jonas.post(send, {**chosen, "people": "3", "named": "1", "name": "Holdet i Nord"})
        self.assertEqual(refused.status, 422)
        self.assertIn('id="name-wrong"', refused.text)
        self.assertEqual(refused.text.count(" checked"), 3)      # both comments and the box: what was chosen stays
        self.assertRegex(refused.text, rf'<option value="{part}" selected>')
        self.assertNotIn("Den om for meget", self.jonas.get(self.round).words)     # and nothing is half sent
        self.assertEqual(self.jonas.post(send, {**chosen, "people": "7", "named": "1", "name": "Holdet i Nord"}, follow=False).status, 303)

        south, _ = self.team(self.ida, SOUTH, "Havn ser på det", [("change", "Skriv »altid«")])
        page = self.ida.get(f"/workshop/{south}/consultation").text
        r = self.ida.post(f"/workshop/{south}/consultation/send", {"comment": [self.source(page, "Skriv »altid«")], "people": "6"}, follow=False)
        self.assertEqual(r.status, 303, r.text)

        page = self.jonas.get(self.round)
        for words in ("Den om for meget", "Bytte »højt« ud", "Skriv »altid«", "Holdet i Nord", "Andre uden navn"):
            self.assertIn(words, page.words)
        for words in ("Internt i Nord", "Havn ser på det", "Ida Møller"):
            self.assertNotIn(words, page.words)      # not ticked; not named
        under = page.words.index(SENTENCE)
        self.assertLess(under, page.words.index("Bytte »højt« ud"))
        self.assertLess(page.words.index("Bytte »højt« ud"), page.words.index("Vi spiser sammen"))       # under its part

        self.assertIn("kan lukkes, når", page.words)
        self.assertEqual(self.jonas.post(f"{self.round}/close", follow=False).status, 422)
        forms = re.findall(r'id="c-([0-9a-f]+)"><p><strong>(.*?)</strong>', page.text)
        self.assertEqual(len(forms), 3)
        answers = re.search(r'href="(/consultation/\d+/answers/[0-9a-f]+)"', page.text).group(1)
        anybody = Browser(self.program)
        self.assertNotIn("Skriv »altid«", anybody.get(answers).words)
        for k, words in forms:
            r = self.jonas.post(self.round, {"key": k, "version": "1", "answer": "not", "why": ""})
            self.assertEqual(r.status, 422)
            self.assertEqual(r.text.count("-wrong\">Skriv hvorfor"), 1)       # at that comment, at no other
            self.assertEqual(self.jonas.post(self.round, {"key": k, "version": "1", "answer": "not", "why": "Fordi " + k[:6]}, follow=False).status, 303)
        late = self.jonas.post(self.round, {"key": forms[0][0], "version": "1", "answer": "taken_in", "why": "To faner"})
        self.assertEqual(late.status, 409)
        self.assertIn("To faner", late.text)      # the words are still there
        seen = anybody.get(answers)
        self.assertEqual(seen.status, 200)
        for k, _ in forms:
            self.assertIn("Fordi " + k[:6], seen.words)
        self.assertIn("tager det ikke med", self.ida.get(f"/workshop/{south}/consultation").words)
        self.assertEqual(anybody.get(answers[:-4] + "0000").status, 404)
        told = "Jeres kommentarer til »Leveregler« er besvaret"
        self.assertEqual(self.letters(told), [])
        for _ in range(2):      # a double click is one letter
            self.assertEqual(self.jonas.post(f"{self.round}/close", follow=False).status, 303)
        self.assertTrue(until(lambda: self.letters(told)))
        letters = self.letters(told)
        self.assertEqual([who for who, _ in letters], ["ida.moeller@samspil.example"])      # Jonas closed it himself
        self.assertIn(f"/workshop/{south}/consultation", letters[0][1])
        self.assertIn(answers, letters[0][1])
        for words in ("Fordi ", "Skriv »altid«", "Holdet i Nord"):      # the way to the answers, and none of them
            self.assertNotIn(words, letters[0][1])
        page = self.ida.get(f"/workshop/{south}/consultation")
        self.assertIn("lukket", page.words)
        self.assertEqual(self.ida.post(f"/workshop/{south}/consultation/send", {"comment": ["card/1"], "people": "6"}, follow=False).status, 410)

    def test_2_who_may_answer(self):
        for name, status in (("Karen Lund", 200), ("Mette Holm", 200), ("Administrator", 200), ("Jonas Friis", 200), ("Peter Dahl", 403),
                             ("Ida Møller", 403), ("Ali Demir", 403), ("Nadia Skov", 403)):
            b = Browser(self.program).be(name)
            with self.subTest(who=name):
                self.assertEqual(b.get(self.round).status, status)
                self.assertEqual(self.round in b.get("/consultations").text, status == 200)
                r = b.post(self.round, {"key": "0" * 32, "version": "1", "answer": "taken_in"}, follow=False)
                self.assertEqual(r.status == 403, status == 403)

    def test_3_the_page_of_who_sees_what_says_so(self):
        self.assertIn("Et holds kommentarer til et udkast", Browser(self.program).get("/about/who-sees-what").words)

    def test_4_in_english(self):
        b = Browser(self.program).be("Karen Lund")
        b.post("/language", {"lang": "en", "back": "/"})
        words = b.get(self.round).words
        self.assertIn("Here are the comments of all teams", words)
        self.assertNotIn("Kommentarer", words)


if __name__ == "__main__":
    harness.main()
