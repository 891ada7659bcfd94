#!/usr/bin/env python3
"""The library against the program: everything in it can be found, read in both
languages and printed; pages for filling in are sealed; strange questions are
only questions."""
import re
import subprocess
import unittest
import urllib.parse

from harness import Browser, Program, day, main

SEALED = ("worksheet", "set", "deck")
WITH_FORMS = ("method", "programme-guide")
PRINTED = ("worksheet", "set", "deck", "model", "sheet")


class Library(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.program = Program()
        cls.browser = Browser(cls.program)

    @classmethod
    def tearDownClass(cls):
        cls.program.close()

    def shelf(self, **wish):
        reply = self.browser.request("GET", "/library?" + urllib.parse.urlencode(wish), headers={"Accept": "application/json"})
        self.assertEqual(reply.status, 200)
        return [m for section in reply.json["sections"] for m in section["methods"]]

    def keys(self, **wish):
        return [m["url"] for m in self.shelf(**wish)]

    def test_everything_can_be_read_in_both_languages(self):
        every = self.shelf()
        self.assertGreater(len(every), 60)
        for method in every:
            for lang in ("da", "en"):
                reply = self.browser.get(method["url"] + ("" if "programme" in method["url"] else f"?lang={lang}"))
                self.assertEqual(reply.status, 200, method["url"])
            kind = method["url"].split("/")[1]
            if kind in SEALED:
                self.assertIn('lang="en"', reply.text)

    def test_everything_can_be_printed(self):
        for method in self.shelf():
            kind, key = method["url"].split("/")[1:3]
            paths = [f"{method['url']}/print"] if kind in PRINTED else [f"/run-sheet/{key}/pdf"] if kind == "method" else []
            paths += re.findall(r'href="(/(?:method|programme-guide)/[^"]+/form/[^"]+)"', self.browser.get(method["url"]).text) if kind in WITH_FORMS else []
            for path in paths:
                reply = self.browser.get(path)
                self.assertEqual((reply.status, reply.headers["Content-Type"], reply.body[:5]), (200, "application/pdf", b"%PDF-"), path)
        self.assertIn("/method/future-workshop/form/", self.browser.get("/method/future-workshop").text)
        self.assertEqual(self.browser.get("/method/future-workshop/form/nothing").status, 404)
        self.assertEqual(self.browser.get("/programme-guide/five-phases/form/nothing").status, 404)

    def test_the_forms_of_a_programme_are_printed_blank(self):
        guide = self.browser.get("/programme-guide/trio-course").text
        forms = re.findall(r'href="(/programme-guide/trio-course/form/[^"]+)">([^<]+)<', guide)
        self.assertGreater(len(forms), 1)
        for path, title in forms:
            pdf = self.browser.get(path).body
            words = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
            self.assertIn(title.split()[0], words, path)
            self.assertEqual(words.count("\f"), 1, path)
        english = self.browser.get(forms[0][0] + "?lang=en").body
        self.assertNotEqual(english, self.browser.get(forms[0][0] + "?lang=da").body)

    def test_a_programme_leads_to_what_the_library_has_for_it(self):
        guide = self.browser.get("/programme-guide/trio-course").text
        for url in ("/method/culture-lines", "/worksheet/culture-polarities-alone", "/sheet/trio-knowledge"):
            self.assertIn(f'href="{url}"', guide)

    def test_a_fact_sheet_shows_the_profiles_of_its_topics(self):
        page = self.browser.get("/sheet/good-environment")
        section = re.search(r'<section id="profiles".*?</section>', page.text, re.S).group(0)
        self.assertEqual(section.count("<details"), 6)
        self.assertIn("Sager, der hober sig op", section)     # what offices begin with
        self.assertNotIn('id="profiles"', self.browser.get("/sheet/trio-knowledge").text)

    def test_no_page_for_filling_in_can_send(self):
        sealed = [u for u in self.keys() if u.split("/")[1] in SEALED]
        sealed += [f"{u}/alone/1" for u in self.keys(kind="workshop")]
        for url in sealed:
            reply = self.browser.get(url)
            policies = reply.headers.get_all("Content-Security-Policy")
            self.assertEqual(len(policies), 2, url)
            self.assertTrue(any("connect-src 'none'" in p and "form-action 'none'" in p for p in policies), url)
            self.assertNotRegex(reply.text, r"<form[^>]*(action|method)=", url)
            self.assertNotIn("page.js", reply.text)     # which can talk to the server

    def test_where_to_turn_is_in_the_page_of_everybody_there_and_of_nobody_else(self):
        sheet, words = "/worksheet/traffic-light-notes", "Hjælpen hos os, 12 34 56 78"
        leader = Browser(self.program).be("Mette Holm")
        unit = re.search(r"/unit/(\d+)", leader.get("/").text).group(1)
        self.assertIn("Psykologordningen", leader.get(f"/unit/{unit}/help").text)
        self.assertEqual(leader.post(f"/unit/{unit}/help", {"lines": words}, follow=False).status, 303)
        self.assertIn(words, leader.get(sheet).text)
        self.assertNotIn(words, Browser(self.program).get(sheet).text)
        self.assertNotIn(words, Browser(self.program).be("Mads Lind").get(sheet).text)     # another station's
        self.assertIn("Psykologordningen", Browser(self.program).be("Mads Lind").get(sheet).text)
        self.assertEqual(Browser(self.program).be("Nadia Skov").post(f"/unit/{unit}/help", {"lines": "x"}, follow=False).status, 403)
        # A phone has no name: the session it joined says where it is.
        desk = Browser(self.program).be("Jonas Friis")
        page = desk.post(f"/unit/{unit}/workshop/new", {"title": "t", "method": "spot-strain", "day": day(71), "starts_at": "09:00"}).text
        join = re.search(r'href="[^"]*(/join/(\d+)/[0-9a-f]+)"', page)
        phone = Browser(self.program)
        here = f"{sheet}?from=/w/{join.group(2)}"
        self.assertNotIn(words, phone.get(here).text)
        phone.get(join.group(1))
        phone.post(join.group(1), {"seat": "participant"})
        r = phone.get(here)
        self.assertIn(words, r.text)
        self.assertRegex(r.text, r"data-sheet-help hidden")      # shown on the device, by what is chosen there
        for odd in ("/w/", "/w/999999", "/w/1x", "//elsewhere"):
            self.assertEqual(phone.get(f"{sheet}?from={odd}").status, 200)

    def test_no_wall_is_empty_while_the_phones_are_at_work(self):
        desk, wall = Browser(self.program).be("Jonas Friis"), Browser(self.program)
        unit = re.search(r'href="/unit/(\d+)/workshop/new"', desk.get("/workshops").text).group(1)
        page = desk.post(f"/unit/{unit}/workshop/new", {"title": "t", "method": "future-workshop-light", "day": day(71), "starts_at": "09:00"}).text
        ws, wall_url = re.search(r'href="(/wall/(\d+)/[0-9a-f]+)"', page).group(2, 1)
        wall.get(wall_url)
        steps = list(dict.fromkeys(re.findall(r'name="step" value="([^"]+)"', page)))
        seen = []
        for act in [{"act": "begin"}, *({"act": "go", "step": s} for s in steps)]:
            version = re.search(r'name="version" value="(\d+)"', desk.get(f"/workshop/{ws}").text).group(1)
            desk.post(f"/workshop/{ws}/agenda", {"version": version, **act}, follow=False)
            prompt = re.search(r'class="wall-prompt".*?</section>', wall.get(f"/wall/{ws}").text, re.S)
            seen += [prompt.group(0)] if prompt else []
        self.assertGreater(len(seen), 3)
        for prompt in seen:
            self.assertRegex(prompt, r'<div class="wall-now">[^<]*(<p>)?\w|<li>\w')
        self.assertTrue(any("Én gruppe ad gangen" in p for p in seen))     # the method says nothing itself

    def test_the_eleven_tools_stand_first_and_in_order(self):
        tools = [m["tool"] for m in self.shelf() if m["tool"]]
        self.assertEqual(tools, [str(n) for n in range(1, 12)])

    def test_planning_a_meeting_offers_the_methods_as_the_library_has_them(self):
        leader = Browser(self.program).be("Mette Holm")
        shelves = leader.get("/unit/2/workshop/new", headers={"Accept": "application/json"}).json["shelves"]
        self.assertEqual([s["heading"] for s in shelves], ["Værksteder på en dag eller kortere", "Værktøjer"])
        self.assertEqual(shelves[0]["methods"][0]["key"], "future-workshop")
        self.assertEqual([m["key"] for m in shelves[1]["methods"]], [m["url"].rsplit("/", 1)[1] for m in self.shelf() if m["tool"]])
        # Come from a method's page, it is chosen already; and only that.
        page = leader.get("/unit/2/workshop/new?method=spot-strain").text
        self.assertEqual(re.findall(r'value="([\w-]+)" required checked', page), ["spot-strain"])

    def test_words_in_other_forms_and_spellings(self):
        self.assertTrue(self.keys(q="krænkelser"))
        self.assertEqual(set(self.keys(q="krænkelser")), set(self.keys(q="KRÆNKELSEN")))
        self.assertEqual(set(self.keys(q="kraenkelser")), set(self.keys(q="krænkelser")))
        self.assertTrue(self.keys(q="stress"))
        self.assertIn("/method/care-talk", self.keys(q="omsorgssamtale")[:3])
        self.assertEqual(self.keys(q="xyzzy"), [])

    def test_filters(self):
        short = self.shelf(time="30")
        self.assertTrue(short and all("min" in m["size"] and " t" not in m["size"] for m in short))
        every = len(self.shelf())
        for wish in ({"group": "alone"}, {"group": "pairs"}, {"role": "hr"}, {"topic": "stress"}, {"kind": "deck"}, {"time": "more"}):
            self.assertTrue(0 < len(self.shelf(**wish)) < every, wish)
        self.assertEqual(len(self.shelf(time="never", group="nobody", role="king", topic="weather", kind="thing")), every)

    def test_the_whole_library_is_folded_and_what_is_narrowed_lies_open(self):
        whole, hour = self.browser.get("/library").text, self.browser.get("/library?time=60&kind=workshop").text
        shelves = re.findall(r'<details class="fold shelf"( open)?>', whole)
        self.assertGreater(len(shelves), 5)
        self.assertEqual([i for i, is_open in enumerate(shelves) if is_open], [0])
        self.assertTrue(all(re.findall(r'<details class="fold shelf"( open)?>', hour)))
        # One tap, and it fits within the hour.
        quick = re.findall(r'href="(/library\?time=60[^"#]*)', whole)
        self.assertEqual(len(quick), 1)
        methods = self.shelf(**dict(urllib.parse.parse_qsl(quick[0].replace("&amp;", "&").split("?")[1])))
        self.assertTrue(methods and all(m["people"] and not re.match(r"[2-9] t|1 t \d", m["size"]) for m in methods))

    def test_statements_on_a_scale_are_a_row_each_on_paper(self):
        for key, pages in (("leader-reflection", 2), ("culture-polarities-alone", 1)):
            pdf = self.browser.get(f"/worksheet/{key}/print").body
            words = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
            self.assertEqual(words.count("\f"), pages, key)
            self.assertLessEqual(len(re.findall(r"Hverken", words)), 1)     # said once, above the boxes

    def test_cells_to_write_in_have_room_for_a_pen(self):
        """The words in the first column stand as far apart as a row for handwriting is high, and no ellipsis is in the way."""
        pen = 18 / 25.4 * 72
        for key, rows in (("good-work-environment-paper", ("Indflydelse", "Mening", "Forudsigelighed", "Social")),
                          ("policy-template", ("Telefon", "Daglig", "Rådgiver", "Kontakt"))):
            pdf = self.browser.get(f"/sheet/{key}/print").body
            boxes = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
            pages = [page for page in boxes.split("<page ") if all(f">{word}</word>" in page for word in rows)]
            tops = [float(re.search(rf'yMin="([\d.]+)"[^>]*>{word}</word>', pages[0])[1]) for word in rows]
            for above, below in zip(tops, tops[1:]):
                self.assertGreaterEqual(below - above, pen - 1, (key, tops))
            self.assertNotIn(">…</word>", boxes, key)

    def test_what_is_asked_comes_back_as_text(self):
        reply = self.browser.get("/library?q=" + urllib.parse.quote('"><script>alert(1)</script>'))
        self.assertEqual(reply.status, 200)
        self.assertNotIn("<script>alert", reply.text)
        self.assertEqual(self.browser.get("/library?q=" + "a" * 2000).status, 200)
        self.assertEqual(self.browser.get("/library?q=" + "a+" * 900).status, 200)
        self.assertIn(self.browser.get("/library?q=%ff%fe").status, (200, 400))

    def test_what_is_not_there(self):
        for path in ("/method/nothing", "/deck/nothing", "/worksheet/nothing", "/set/nothing", "/model/nothing", "/deck/nothing/print",
                     "/method/care-talk/alone/0", "/method/care-talk/alone/999", "/method/care-talk/alone/x",
                     "/method/care-talk/alone/99999999999999999999", "/worksheet/..%2f..%2fetc"):
            self.assertEqual(self.browser.get(path).status, 404, path)

    def test_a_programme_is_shown_on_its_own_page(self):
        reply = self.browser.get("/method/five-phases", follow=False)
        self.assertEqual((reply.status, reply.location), (303, "/programme-guide/five-phases"))

    def test_a_session_is_planned_from_the_page(self):
        stranger = Browser(self.program)
        self.assertIn("/login?next=", stranger.get("/method/care-talk").text)
        self.browser.be("Jonas Friis")
        page = self.browser.get("/method/care-talk")
        action = re.search(r'action="(/unit/\d+/workshop/new)"', page.text).group(1)
        parts = re.findall(r'name="part" value="(\w+)"', page.text)
        self.assertGreater(len(parts), 1)
        reply = self.browser.post(action, {"method": "care-talk", "title": "En prøve", "day": day(71), "starts_at": "09:00", "part": parts[0]}, follow=False)
        self.assertEqual(reply.status, 303)
        self.assertRegex(reply.location, r"^/workshop/\d+")
        elsewhere = re.search(r'<option value="(\d+)">', page.text)
        if elsewhere:
            self.assertIn(f"/unit/{elsewhere.group(1)}/workshop/new", self.browser.get(f"/method/care-talk?unit={elsewhere.group(1)}").text)
        self.assertIn(action, self.browser.get("/method/care-talk?unit=999999999").text)


if __name__ == "__main__":
    main()
