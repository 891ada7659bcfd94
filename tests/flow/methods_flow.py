#!/usr/bin/env python3
"""Every method of the library that can be run, run: each of its steps, as desk,
wall, phone and leader's phone see it, in Danish and English; then what came out,
in every format. A step that some template cannot show is found here."""
import re
import unittest

import harness
from harness import Browser, Program


class Runs:
    """Running a session; whoever mixes it in has program, desk and new."""

    def plan(self, method):
        self.desk.get(self.new)
        page = self.desk.post(self.new, {"title": method, "method": method, "day": harness.day(-1), "starts_at": "09:00"}).text
        ws = re.search(r'action="/workshop/(\d+)/agenda"', page).group(1)
        join = re.search(r'href="[^"]*(/join/\d+/[0-9a-f]+)"', page).group(1)
        wall = re.search(r'href="(/wall/\d+/[0-9a-f]+)"', page).group(1)
        return ws, join, wall, list(dict.fromkeys(re.findall(r'name="step" value="([^"]+)"', page)))

    def joined(self, join, seat):
        b = Browser(self.program)
        b.get(join)
        b.post(join, {"seat": seat})
        return b

    def walk(self, method):
        ws, join, link, steps = self.plan(method)
        wall = Browser(self.program)
        wall.get(link)
        leader = self.joined(join, "leader")
        lookers = [(self.desk, f"/workshop/{ws}"), (wall, f"/wall/{ws}"), (self.joined(join, "participant"), f"/w/{ws}"), (leader, f"/w/{ws}")]
        order = ["da", "en"]
        for step in [None, *steps]:
            page = self.desk.get(f"/workshop/{ws}").text
            version = re.search(r'name="version" value="(\d+)"', page).group(1)
            act = {"act": "go", "step": step} if step else {"act": "begin"}
            r = self.desk.post(f"/workshop/{ws}/agenda", {"version": version, **act}, follow=False)
            self.assertEqual(r.status, 303, f"{method} {step}")
            for lang in order:
                for looker, path in lookers:
                    if looker.cookies.get("lang") != lang and looker is not wall:     # the wall speaks as the room does
                        looker.speak(lang)
                    r = looker.get(path)
                    self.assertNotEqual(r.status, 500, self.program.logged()[-2000:])
                    if looker is not wall:
                        self.assertIn(f'<html lang="{lang}"', r.text[:200], f"{path} {lang}")
                    outside = looker is leader and 'data-page-key="outside"' in r.text
                    self.assertEqual(r.status, 403 if outside else 200, f"{method} {step} {path} {lang}")
            order.reverse()     # the next step begins with the language that is spoken
        self.assertEqual(self.desk.get(f"/workshop/{ws}/outcome").status, 200, method)
        for form in ("pdf", "xlsx", "csv", "json"):
            r = self.desk.get(f"/workshop/{ws}/export/{form}")
            self.assertEqual(r.status, 200, f"{method} {form}")
            self.assertGreater(len(r.body), 20)


class Methods(Runs, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.program = Program("demo")
        cls.desk = Browser(cls.program).be("Jonas Friis")
        cls.new = re.search(r'href="(/unit/\d+/workshop/new)"', cls.desk.get("/workshops").text).group(1)
        cls.methods = re.findall(r'name="method" value="([^"]+)"', cls.desk.get(cls.new).text)

    @classmethod
    def tearDownClass(cls):
        cls.program.close()

    def test_every_method_can_be_run_from_end_to_end(self):
        self.assertGreater(len(self.methods), 1)
        for method in self.methods:
            with self.subTest(method):
                self.walk(method)
        self.assertNotIn("render_failed", self.program.logged())


if __name__ == "__main__":
    harness.main()
