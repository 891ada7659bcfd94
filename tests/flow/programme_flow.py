#!/usr/bin/env python3
"""The forms of a programme, by a reader without script: what is wrong is told at
its field, all at once, and nothing typed is lost."""
import re
import unittest

import harness
from harness import Browser, Program


class Forms(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.program = Program("demo")
        cls.leader = Browser(cls.program).be("Peter Dahl")
        cls.programme = re.search(r'href="(/programme/\d+)"', cls.leader.get("/").text).group(1)
        cls.meeting = f"{cls.programme}/meeting/status_meeting_2"

    @classmethod
    def tearDownClass(cls):
        cls.program.close()

    def test_all_that_is_wrong_with_when_and_where_stands_at_its_fields(self):
        page = self.leader.get(self.meeting).text
        day = re.search(r'name="day_0"[^>]*value="([^"]+)"', page).group(1)
        wrong = {"day_0": day, "starts_at_0": "halv ni", "minutes_0": "99999", "place_0": "x" * 121,
                 "day_1": "i morgen", "starts_at_1": "", "minutes_1": "60", "place_1": "Kantinen", "who_1": "Natholdet"}
        r = self.leader.post(f"{self.meeting}/when", wrong)
        self.assertEqual(r.status, 422)
        for field in ("starts_at_0", "minutes_0", "place_0", "day_1"):
            self.assertIn(f'id="{field}-wrong"', r.text)
            self.assertRegex(r.text, rf'id="{field}"[^>]*aria-invalid="true"')
        self.assertNotIn('id="day_0-wrong"', r.text)
        self.assertIn('value="halv ni"', r.text)
        self.assertIn('value="Natholdet"', r.text)
        self.assertRegex(r.text, r'<details class="fold" open><summary>[^<]*</summary>\s*<form class="form" method="post" action="[^"]+/when"')

    def test_a_task_that_is_refused_comes_back_on_the_page_it_was_written_on(self):
        self.leader.get(self.meeting)
        long = "Bestil kaffe " * 20
        r = self.leader.post(f"{self.meeting}/task", {"own_title": long, "own_who": "Rune"})
        self.assertEqual(r.status, 422)
        self.assertIn('id="own_title-wrong"', r.text)
        self.assertIn(long.strip(), r.text)
        self.assertIn('value="Rune"', r.text)
        self.assertIn("/when", r.text)      # the meeting's page, not the programme's
        r = self.leader.post(f"{self.meeting}/task", {"own_title": "Bestil kaffe", "own_who": "Rune"}, follow=False)
        self.assertEqual(r.status, 303)
        self.assertIn("Bestil kaffe", self.leader.get(self.meeting).words)

    def test_without_script_no_words_are_lost_where_a_page_has_many_forms(self):
        page = self.leader.get(f"{self.programme}/people").text
        role, person = re.search(r'action="[^"]+/people/change">.*?name="role" value="(\w+)"><input type="hidden" name="person" value="(\d+)"', page, re.S).groups()
        long = "Vi venter os meget af hinanden. " * 80
        r = self.leader.post(f"{self.programme}/people/change", {"role": role, "person": person, "expectation": long})
        self.assertEqual(r.status, 422)
        kept = re.search(r"<noscript><details.*?</noscript>", r.text, re.S).group(0)
        self.assertIn(long.strip(), kept)
        self.assertNotIn("csrf", kept)

    def test_what_is_taken_away_twice_is_gone(self):
        page = self.leader.get(f"{self.programme}/hours").text
        drop = re.search(r'action="([^"]+/hours/\d+/drop)"', page).group(1)
        for _ in range(2):
            self.assertEqual(self.leader.post(drop, follow=False).status, 303)
        self.assertNotIn(drop, self.leader.get(f"{self.programme}/hours").text)

    def test_a_session_that_is_begun_twice_has_begun(self):
        ida = Browser(self.program).be("Ida Møller")
        ida.get("/unit/3/workshop/new")
        r = ida.post("/unit/3/workshop/new", {"title": "Prøve", "method": "future-workshop", "day": harness.day(), "starts_at": "09:00"}, follow=False)
        ws = r.location
        version = re.search(r'name="version" value="(\d+)"', ida.get(ws).text).group(1)
        begin = {"act": "begin", "version": version}
        self.assertEqual([ida.post(f"{ws}/agenda", begin, follow=False).status for _ in range(2)], [303, 303])
        version = re.search(r'name="version" value="(\d+)"', ida.get(ws).text).group(1)
        self.assertEqual(ida.post(f"{ws}/agenda", {"act": "next", "version": version}, follow=False).status, 303)
        self.assertEqual(ida.post(f"{ws}/agenda", begin, follow=False).status, 409)      # that would be another thing

    def test_the_wizard_proposes_the_consultant_of_the_house_before_somebody_external(self):
        page = Browser(self.program).be("Mette Holm").get("/unit/2/programme/new?method=five-phases").text
        options = re.search(r'<select[^>]*name="consultant".*?</select>', page, re.S).group(0)
        self.assertIn("Eva Brandt", options)        # may be chosen
        self.assertRegex(options, r'selected>Jonas Friis')

    def test_the_wizard_tells_of_two_roles_when_the_dates_are_asked_for(self):
        karen = Browser(self.program).be("Karen Lund")
        new = "/unit/3/programme/new"
        page = karen.get(f"{new}?method=five-phases").text
        choices = dict(re.findall(r'type="radio" name="([^"]+)" value="([^"]+)"[^>]*checked', page))
        leader = re.search(r'name="daily_leader".*?<option value="(\d+)" selected', page, re.S).group(1)
        starts = re.search(r'name="starts"[^>]*value="([^"]+)"', page).group(1)
        form = {"method": "five-phases", "title": "Et forløb", "starts": starts, "staff": "12", "daily_leader": leader, "helper1": leader, **choices, "do": "see"}
        r = karen.post(new, form)
        self.assertEqual(r.status, 422)
        self.assertIn('id="f-helper1-wrong"', r.text)
        self.assertNotIn('id="preview"', r.text)
        r = karen.post(new, {**form, "starts": "1999-01-04"})
        self.assertEqual(r.status, 422)
        self.assertIn('id="f-helper1-wrong"', r.text)       # both at once
        self.assertRegex(r.text, r'id="starts"[^>]*aria-invalid="true"')
        self.assertEqual(karen.post(new, {**form, "helper1": ""}).status, 200)


if __name__ == "__main__":
    harness.main()
