#!/usr/bin/env python3
"""Somebody is erased: what goes, what stays without the name, and that no byte of
the name or the address is left, in the rows of either store or in SQLite's file."""
import os
import re
import sqlite3
import subprocess
import unittest
from pathlib import Path

import harness
from harness import Browser, Program, until

NAME, EMAIL = "Theodora Quistgaard", "theodora.quistgaard@eksempel.dk"
ROOT = Path(__file__).resolve().parents[2]
# Text that people do not write: keys, days, states, hashes, secrets, addresses of
# the program's own, and what is erased with the person or the letter.
NO_WORDS = {
    "action": "starts due status iglo road pace stand realism origin source effect_ask", "action_note": "day meeting status",
    "activity": "key state uid", "agenda_note": "item", "agreement": "origin next_reminder", "assignment": "role from_day to_day elected_until",
    "attendance": "answer", "audit": "act about previous hash", "audit_head": "hash", "card": "board idem mark said cell parked_from",
    "agenda_item": "part asks", "channel_question": "part slot", "checklist_tick": "activity task day", "committee": "kind", "committee_member": "side", "confirmation": "about party day", "confirmation_thing": "about parties",
    "critical_question": "step idem", "deal_round": "empty", "document": "field mime", "dot": "step mark target shown", "form_once": "token path day",
    "form_row": "step form seen mark_option idem said", "gate_answer": "gate day", "ask_answer": "value", "ask_waiting": "value", "ask_word": "word", "ask_joined": "word into_word", "group_text": "step seen", "handover_tick": "task",
    "hours_used": "activity role pot day", "import_upload": "hash", "inspiration": "step topic", "login_link": "hash purpose",
    "login_session": "hash", "mail_attachment": "filename mime", "mail_out": "to_addr message_id state", "overlap": "verdict",
    "overlap_check": "moment origin day", "minutes_sent": "day", "own_method": "kind method_key base_key base_text state review", "own_task": "activity",
    "own_version": "published_on", "password": "hash", "person": "name email phone number lang", "phone": "secret_hash seat",
    "plan": "public_secret", "plan_version": "day sent", "programme": "method starts state", "programme_choice": "setting value",
    "programme_form_row": "form idem keep_until", "programme_member": "role confirmed", "programme_reminder": "what",
    "reflection": "random_key form field", "reminder": "about kind day", "reminder_turn": "day", "samspil_migration": "name hash", "setting": "name value",
    "sitting": "day", "small_group": "step board", "theme": "board", "topic_choice": "topic", "course": "method", "background_upload": "day", "unit": "name name_key kind code",
    "consultation": "answers_by secret", "consultation_comment": "random_key source answer", "working_group": "report_back", "workshop": "activity method lang day code join_secret wall_secret salt state step timer focus",
}


class Erase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.program = Program("demo")
        cls.admin = Browser(cls.program).be("Administrator")
        cls.unit = re.search(r'href="(/unit/\d+)">Station Havn<', cls.admin.get("/units").text).group(1)
        cls.leader = Browser(cls.program).be("Peter Dahl")
        cls.write_everywhere()

    @classmethod
    def tearDownClass(cls):
        cls.program.close()

    @classmethod
    def write_everywhere(cls):
        """She works here for a while; others write of her."""
        a, u, p = cls.admin, cls.unit, cls.leader
        a.get(f"{u}/people/new")
        r = a.post(f"{u}/people/new", {"name": NAME, "email": EMAIL, "phone": "+45 31 41 59 26", "role": "employee", "invite": "1"}, follow=False)
        assert r.status == 303, r.text
        cls.person = re.search(rf'href="{u}/people/(\d+)">{NAME}', a.get(u).text).group(1)
        p.get(f"{u}/plan/new")
        r = p.post(f"{u}/plan/new", {"title": "Kaffe til natholdet", "owner": cls.person, "first_step": f"{NAME} spørger køkkenet", "due": "2099-01-01"}, follow=False)
        assert r.status == 303, r.text
        r = p.post(f"{u}/plan/agreements", {"title": "Rundgang", "responsible": NAME, "how": f"Skriv til {EMAIL}.", "months": "12"}, follow=False)
        assert r.status == 303, r.text
        r = p.post(f"{u}/plan/publish", {"why": "Ny", "version": "1"}, follow=False)     # her name is on the poster
        assert r.status == 303, r.text
        cls.programme = re.search(r'href="(/programme/\d+)"', p.get("/").text).group(1)
        r = p.post(f"{cls.programme}/people/change", {"role": "helper", "person": re.search(
            r'name="role" value="helper"><input type="hidden" name="person" value="(\d+)"', p.get(f"{cls.programme}/people").text).group(1), "drop": "1"}, follow=False)
        assert r.status == 303
        assert p.post(f"{cls.programme}/people", {"role": "helper", "who": NAME}, follow=False).status == 303
        assert NAME in p.get(f"{u}/plan").text

    def rows(self):
        """Everything the store says, as its own tool dumps it."""
        if self.program.store.startswith("sqlite:"):
            c = sqlite3.connect(f"file:{self.program.store[7:]}?mode=ro", uri=True)
            try:
                return "\n".join(c.iterdump())
            finally:
                c.close()
        return subprocess.run(["pg_dump", "--data-only", "--inserts", self.program.store], check=True, capture_output=True, text=True).stdout

    def files(self):
        return [Path(self.program.store[7:] + tail) for tail in ("", "-wal", "-shm")]

    def in_files(self):
        found = []
        for f in self.files():
            data = f.read_bytes() if f.exists() else b""
            found += [f"{f.name}: {w}" for w in (NAME, EMAIL, "Quistgaard", "31 41 59 26") if w.encode() in data or w.encode("utf-16-le") in data]
        return found

    def test_0_the_page_tells_before_it_does(self):
        self.assertIn(NAME, self.rows())
        page = self.admin.get(f"/people/erase/{self.person}")
        self.assertEqual(page.status, 200)
        for words in ("1 rolle", "1 plads i et forløb", "1 mail til personen", "1 handling får ingen tovholder", "Det kan ikke fortrydes", "[navn slettet]"):
            self.assertIn(words, page.words)
        self.assertIn(NAME, self.rows())        # looking erases nothing
        for who in ("Peter Dahl", "Karen Lund", "Mads Lind"):
            b = Browser(self.program).be(who)
            self.assertEqual(b.get(f"/people/erase/{self.person}").status, 403)
            self.assertEqual(b.post(f"/people/erase/{self.person}", {"typed": NAME}, follow=False).status, 403)
        self.assertIn(f"/people/erase/{self.person}", self.admin.get(f"{self.unit}/people/{self.person}").text)
        self.assertNotIn("/people/erase/", self.leader.get(f"{self.unit}/people/{self.person}").text)

    def test_1_another_name_and_oneself_are_refused(self):
        r = self.admin.post(f"/people/erase/{self.person}", {"typed": "Theodora"}, follow=False)
        self.assertEqual(r.status, 422)
        self.assertIn("Intet er slettet", r.words)
        top = re.search(r'href="(/unit/\d+)">Nordby Politi<', self.admin.get("/units").text).group(1)
        me = re.search(r'/people/(\d+)">Administrator', self.admin.get(top).text).group(1)
        self.assertEqual(self.admin.post(f"/people/erase/{me}", {"typed": "Administrator"}, follow=False).status, 422)
        self.assertEqual(self.admin.get("/people/erase/999999").status, 404)
        self.assertIn(NAME, self.rows())

    def test_2_nothing_of_her_is_left_and_what_was_decided_stays(self):
        r = self.admin.post(f"/people/erase/{self.person}", {"typed": NAME}, follow=False)
        self.assertEqual((r.status, r.location), (303, "/units"))
        plan = self.leader.get(f"{self.unit}/plan").words
        self.assertIn("Kaffe til natholdet", plan)
        self.assertIn("[navn slettet] spørger køkkenet", plan)
        self.assertIn("Rundgang", self.leader.get(f"{self.unit}/plan/agreements").words)
        rows = self.rows()
        for words in (NAME, EMAIL, "31 41 59 26"):
            self.assertNotIn(words, rows)
        if self.program.store.startswith("sqlite:"):
            # No need to stop the program or to wait for its log to turn over.
            self.assertTrue(until(lambda: not self.in_files()), self.in_files())
        self.assertEqual(self.admin.get(f"/people/erase/{self.person}").status, 404)
        self.assertNotIn(NAME, self.program.logged())
        # The administrators' log tells that it was done, by number, and is whole.
        audit = self.admin.get("/people/audit").words
        self.assertIn("Slettede en person", audit)
        self.assertIn(f"person {self.person}", audit)

    def test_3_every_column_for_words_is_known(self):
        """Whoever adds a column either lists it in erase.sql or says here that nobody writes words in it."""
        if not self.program.store.startswith("sqlite:"):
            return
        sql = (ROOT / "src/app/erase.sql").read_text()
        listed = {}
        for table, body in re.findall(r"UPDATE (\w+) SET (.*)\n", sql):
            listed.setdefault(table, set()).update(re.findall(r"(\w+) = REPLACE", body))
        c = sqlite3.connect(f"file:{self.program.store[7:]}?mode=ro", uri=True)
        unknown = [f"{t}.{col[1]}" for (t,) in c.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
                   for col in c.execute(f"PRAGMA table_info({t})")
                   if col[2] == "TEXT" and col[1] not in listed.get(t, set()) and col[1] not in NO_WORDS.get(t, "").split()
                   and not self.is_key(col[1])]
        c.close()
        self.assertEqual(unknown, [], "list them in src/app/erase.sql and erase.c, or in NO_WORDS")

    @staticmethod
    def is_key(column):
        """Names that are used for nothing but keys of methods, marks and states."""
        return column in {"seen", "step", "item", "mark", "seal", "state", "idem", "key", "seat", "kind"} or column.endswith(("_hash", "_secret", "_key", "_day", "_on"))


if __name__ == "__main__":
    harness.main()
