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
        cls.smtp.wait(timeout=10)
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


if __name__ == "__main__":
    harness.main()
