#!/usr/bin/env python3
"""What follows the workshop and leaves the house: letters over a real SMTP
server, read as whoever gets them reads them."""
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import harness
from harness import Browser, Program, until
from people_flow import PYTHON, SMTP


class After(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.mail = tempfile.TemporaryDirectory(prefix="samspil-mail-")
        cls.smtp = subprocess.Popen([PYTHON, str(SMTP), cls.mail.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        port = int(cls.smtp.stdout.readline())
        cls.program = Program("demo", [f"--smtp-url=smtp://127.0.0.1:{port}", "--mail-from=Samspil <samspil@eksempel.dk>"])
        cls.havn = re.search(r'href="(/unit/\d+)">Station Havn<', Browser(cls.program).be("Administrator").get("/units").text).group(1)

    @classmethod
    def tearDownClass(cls):
        cls.smtp.stdin.close()
        cls.smtp.wait(timeout=harness.PATIENCE_S)
        cls.smtp.stdout.close()
        cls.mail.cleanup()
        cls.program.close()

    def mails_to(self, address, subject=""):
        files = sorted(Path(self.mail.name).glob("*.txt"))
        texts = [f.read_text(encoding="utf-8") for f in files]
        return [t for t in texts if f"rcpt={address}" in t and f"subject={subject}" in t]

    def test_the_fair_copy_is_shown_then_mailed_to_the_daily_leader(self):
        b = Browser(self.program).be("Jonas Friis")
        send = f"{self.havn}/plan/send"
        page = b.get(send)
        self.assertEqual(page.status, 200)
        self.assertIn("peter.dahl@samspil.example", page.words)
        letter = re.search(r'<div class="letter">(.*?)</div>', page.text, re.S).group(1)
        self.assertIn("Hej Peter Dahl", letter)
        self.assertIn("Ti minutters overlap mellem vagterne", letter)
        version = re.search(r'name="version" value="(\d+)"', page.text).group(1)
        once = re.search(r'name="once" value="([^"]+)"', page.text).group(1)
        subject = "Handlingsplanen for Station Havn"
        self.assertEqual(self.mails_to("peter.dahl@samspil.example", subject), [])     # looking sends nothing
        form = {"version": version, "once": once}
        for _ in range(2):      # a double click is one letter
            self.assertEqual(b.post(send, form, follow=False).status, 303)
        self.assertTrue(until(lambda: self.mails_to("peter.dahl@samspil.example", subject)))
        [mail] = self.mails_to("peter.dahl@samspil.example", subject)
        body = "\n".join(line[5:] for line in mail.splitlines() if line.startswith("body="))
        self.assertEqual(body.strip(), harness.html.unescape(letter).strip())          # what was shown is what was sent
        poster = re.search(r"A3: (http://\S+)", body).group(1)
        path = "/" + poster.split("/", 3)[3]
        leader = Browser(self.program).be("Peter Dahl")
        pdf = leader.get(path)
        self.assertTrue(pdf.body.startswith(b"%PDF"))
        self.assertEqual(Browser(self.program).be("Nadia Skov").post(send, form, follow=False).status, 403)
        self.assertIn("Sendt til den daglige leder", b.get(f"{self.havn}/plan").words)

    def test_a_call_for_help_reaches_the_consultant_without_its_words(self):
        leader = Browser(self.program).be("Peter Dahl")
        programme = re.search(r'href="(/programme/\d+)"', leader.get("/").text).group(1)
        path = f"{programme}/form/help_request"
        page = leader.get(path)
        self.assertIn("får en mail", page.words)
        fields = {n: re.search(rf'name="{n}" value="([^"]*)"', page.text).group(1) for n in ("once", "idem", "row", "version")}
        secret = "Vi er gået i stå efter branden"
        for _ in range(2):
            self.assertEqual(leader.post(path, {**fields, "what": secret, "wish": "En snak"}, follow=False).status, 303)
        subject = "»Bed konsulenten om hjælp«"
        self.assertTrue(until(lambda: self.mails_to("jonas.friis@samspil.example", subject)))
        [mail] = self.mails_to("jonas.friis@samspil.example", subject)
        self.assertNotIn(secret, mail)
        self.assertIn("Hej Jonas Friis", mail)
        link = re.search(r"http://\S+?(/programme/\S+)", mail).group(1)
        consultant = Browser(self.program).be("Jonas Friis")
        self.assertIn(secret, consultant.get(link).words)
        self.assertNotIn(secret, leader.get(path).words)       # only those who read it read it
        # What the consultant writes there tells nobody: the only reader is the writer.
        page = consultant.get(path)
        fields = {n: re.search(rf'name="{n}" value="([^"]*)"', page.text).group(1) for n in ("once", "idem", "row", "version")}
        consultant.post(path, {**fields, "what": "Selv"}, follow=False)
        self.assertEqual(len(self.mails_to("jonas.friis@samspil.example", subject)), 1)

    def test_a_helper_is_added_by_name(self):
        leader = Browser(self.program).be("Peter Dahl")
        programme = re.search(r'href="(/programme/\d+)"', leader.get("/").text).group(1)
        page = leader.get(f"{programme}/people")
        self.assertIn("Mads Lind", re.search(r'<datalist id="candidates">.*?</datalist>', page.text, re.S).group(0))
        person = re.search(r'name="role" value="helper"><input type="hidden" name="person" value="(\d+)"', page.text).group(1)
        leader.post(f"{programme}/people/change", {"role": "helper", "person": person, "drop": "1"})
        r = leader.post(f"{programme}/people", {"role": "helper", "who": "Mette Holm"}, follow=False)    # works elsewhere
        self.assertEqual(r.status, 422)
        self.assertIn("Ingen i enheden hedder »Mette Holm«", r.words)
        self.assertIn('value="Mette Holm"', r.text)     # what was typed is still there
        self.assertEqual(leader.post(f"{programme}/people", {"role": "helper", "who": "mads lin"}, follow=False).status, 303)
        self.assertIn("Mads Lind", leader.get(f"{programme}/people").words)
        outsider = Browser(self.program).be("Nadia Skov").get(f"{programme}/people")
        self.assertNotIn("Mads Lind", outsider.text)

    def test_a_consultant_of_the_organisation_finds_the_workplaces_to_plan_a_session_in(self):
        b = Browser(self.program).be("Jonas Friis")
        page = b.get("/workshops")
        places = dict((name, url) for url, name in re.findall(r'<a class="panel" href="(/unit/\d+/workshop/new)">([^<]+)<', page.text))
        self.assertLessEqual({"Station Nord", "Station Havn"}, set(places))
        self.assertEqual(b.get(places["Station Havn"]).status, 200)
        self.assertEqual(b.get(self.havn).status, 403)     # the people there are still not theirs to see
        own = Browser(self.program).be("Nadia Skov").get("/workshops")
        self.assertNotIn("Station Havn", own.text)

    def test_notes_of_two_at_once_are_both_in_sight(self):
        notes = "/programme/1/meeting/planning_meeting/notes"
        leader, consultant = Browser(self.program).be("Mette Holm"), Browser(self.program).be("Jonas Friis")

        def read(browser):
            page = browser.get("/programme/1/meeting/planning_meeting").text
            form = re.search(r'<form[^>]*action="[^"]+/notes".*?</form>', page, re.S).group(0)
            return {n: v for n, v in re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', form) if n not in ("csrf", "once")}

        def sent(browser, words, seen):
            return browser.post(notes, {**seen, "note_collection": words, "minutes_text": ""}, follow=False)
        both = read(leader), read(consultant)
        self.assertEqual(sent(consultant, "Konsulentens ord", both[1]).status, 303)
        late = sent(leader, "Lederens ord", both[0])
        self.assertEqual(late.status, 409)
        self.assertIn(">Lederens ord</textarea>", late.text)       # nothing typed is lost
        self.assertRegex(late.text, r'ds-validation-message"[^>]*>En anden har imens gemt: »Konsulentens ord«')    # and nothing is overwritten unseen

    def test_decisions_go_to_the_committee_and_notes_do_not(self):
        leader = Browser(self.program).be("Peter Dahl")
        page = leader.get(f"{self.havn}/committees")
        self.assertIn("Ingen udvalg endnu", page.words)
        self.assertEqual(leader.post(f"{self.havn}/committees", {"kind": "med", "name": "Lokal-MED Havn"}, follow=False).status, 303)
        r = leader.post(f"{self.havn}/committees", {"kind": "amo", "name": "Lokal-MED Havn"}, follow=False)
        self.assertEqual(r.status, 409)
        self.assertIn("har allerede et udvalg", r.words)
        committee = re.search(r'name="committee" value="(\d+)"', leader.get(f"{self.havn}/committees").text).group(1)
        seat = f"{self.havn}/committees/member"
        for who, side, chair in (("Ida M", "employees", ""), ("Mads Lind", "employees", ""), ("Karen Lund", "management", "1"), ("Peter Dahl", "management", "1")):
            self.assertEqual(leader.post(seat, {"committee": committee, "who": who, "side": side, "chair": chair}, follow=False).status, 303)
        page = leader.get(f"{self.havn}/committees").text
        self.assertEqual(page.count("Formand</span>"), 1)       # the new chair follows the old one
        self.assertEqual(leader.post(seat, {"committee": committee, "off": re.search(r'name="off" value="(\d+)"', page).group(1)}, follow=False).status, 303)
        # Who sits there may be seen by those of the unit, and changed by who manages it.
        mads = Browser(self.program).be("Mads Lind")
        self.assertIn("Lokal-MED Havn", mads.get(f"{self.havn}/committees").words)
        self.assertEqual(mads.post(seat, {"committee": committee, "who": "Mads Lind", "side": "employees"}, follow=False).status, 403)
        self.assertEqual(Browser(self.program).be("Mette Holm").get(f"{self.havn}/committees").status, 403)
        nord = re.search(r'href="(/unit/\d+)">Station Nord<', Browser(self.program).be("Administrator").get("/units").text).group(1)
        other = Browser(self.program).be("Mette Holm")
        other.get(f"{nord}/committees")
        self.assertEqual(other.post(f"{nord}/committees/drop", {"committee": committee}, follow=False).status, 404)

        programme = re.search(r'href="(/programme/\d+)"', leader.get("/").text).group(1)
        meeting = f"{programme}/meeting/status_meeting_2"
        page = leader.get(meeting)
        self.assertIn(f"{meeting}/minutes", page.text)
        self.assertIn("ikke skrevet en beslutning", leader.get(f"{meeting}/minutes").words)
        version = re.search(r'action="[^"]*/notes"[^>]*>.*?name="version" value="(\d+)"', page.text, re.S).group(1)
        secret, decision = "Mads sagde, at han er træt", "Overlappet bliver permanent"
        r = leader.post(f"{meeting}/notes", {"version": version, "note_next": secret, "decision_next": decision, "minutes_text": "Et godt møde."}, follow=False)
        self.assertEqual(r.status, 303, r.text)
        page = leader.get(f"{meeting}/minutes")
        self.assertIn(decision, page.words)
        self.assertNotIn(secret, page.words)
        self.assertIn("Lokal-MED Havn", page.words)
        version, once = (re.search(rf'name="{n}" value="([^"]+)"', page.text).group(1) for n in ("version", "once"))
        subject = "2. statusmøde i Station Havn: beslutninger"
        self.assertEqual(leader.post(f"{meeting}/minutes", {"version": version}, follow=False).status, 422)      # to nobody
        self.assertEqual(leader.post(f"{meeting}/minutes", {"version": "1", f"committee_{committee}": "1"}, follow=False).status, 409)
        for _ in range(2):
            self.assertEqual(leader.post(f"{meeting}/minutes", {"version": version, "once": once, f"committee_{committee}": "1"}, follow=False).status, 303)
        self.assertTrue(until(lambda: self.mails_to("mads.lind@samspil.example", subject)))
        [mail] = self.mails_to("mads.lind@samspil.example", subject)
        for words in ("Hej Mads Lind", decision, "Et godt møde.", "Næste møde:", "Midtvejsmøde"):
            self.assertIn(words, mail)
        self.assertNotIn(secret, mail)
        self.assertIn("Sendt ", leader.get(f"{meeting}/minutes").words)
        self.assertEqual(Browser(self.program).be("Nadia Skov").get(f"{meeting}/minutes").status, 403)


if __name__ == "__main__":
    harness.main()
