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


if __name__ == "__main__":
    harness.main()
