#!/usr/bin/env python3
"""An empty system becomes an organisation: first start, import, invitation and
links over a real SMTP server, roles, guessing, signing out."""
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import harness
from harness import Browser, Program, until

SMTP = Path(__file__).resolve().parents[2] / "src/mail/smtp_server.py"
PYTHON = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable
TOWN = ("enhed;overenhed;navn;e-mail;telefon;medarbejdernr;rolle;fra;til;valgt til\r\n"
        "Kommunen;;;;;;;;;\r\n"
        "Sundhed;Kommunen;Søren Åkjær;soren@eksempel.dk;+45 12 34 56 78;100;øverste leder;2020-01-01;;\r\n"
        "Team Nord;Sundhed;Mette Holm;mette@eksempel.dk;;101;daglig leder;1/2 2022;;\r\n"
        "Team Nord;Sundhed;Ali Demir;ali@eksempel.dk;;102;amr;1.3.2024;;28-02-2036\r\n"
        "Team Syd;Sundhed;Pia Holm;pia@eksempel.dk;;103;medarbejder;;;\r\n").encode("latin-1")
PASSWORD = "fire blå cykler"


class People(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.mail = tempfile.TemporaryDirectory(prefix="samspil-mail-")
        cls.smtp = subprocess.Popen([PYTHON, str(SMTP), cls.mail.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        port = int(cls.smtp.stdout.readline())
        cls.program = Program("serve", [f"--smtp-url=smtp://127.0.0.1:{port}", "--mail-from=Samspil <samspil@eksempel.dk>"])
        until(lambda: "/setup?t=" in cls.program.said)
        cls.setup_path = re.search(r"(/setup\?t=[0-9a-f]+)", cls.program.said).group(1)
        cls.admin = Browser(cls.program)
        cls.first_start()

    @classmethod
    def tearDownClass(cls):
        cls.smtp.stdin.close()
        cls.smtp.wait(timeout=harness.PATIENCE_S)
        cls.smtp.stdout.close()
        cls.mail.cleanup()
        cls.program.close()

    @classmethod
    def first_start(cls):
        b = cls.admin
        token = cls.setup_path.split("=")[1]
        form = {"t": token, "organisation": "Kommunen", "name": "Anne Lund", "email": "anne@eksempel.dk", "password": PASSWORD}
        b.get(cls.setup_path)
        assert b.post("/setup", {**form, "password": "kort"}, follow=False).status == 422
        r = b.post("/setup", form, follow=False)
        assert (r.status, r.location) == (303, "/units"), r.text
        b.get("/units")
        b.get("/people/import")
        r = b.upload("/people/import", "file", "by.csv", TOWN)
        assert r.status == 200 and "Filen er i orden" in r.words, r.words
        cls.report = r
        confirm = re.search(r'action="(/people/import/[0-9a-f]+)"', r.text).group(1)
        r = b.post(confirm, follow=False)
        assert (r.status, r.location) == (303, "/units"), r.text

    def unit(self, name, browser=None):
        r = (browser or self.admin).get("/units")
        m = re.search(r'href="(/unit/\d+)">' + name + "<", r.text)
        return m and m.group(1)

    def mails_to(self, address):
        files = sorted(Path(self.mail.name).glob("*.txt"))
        return [t for t in (f.read_text(encoding="utf-8") for f in files) if f"rcpt={address}" in t]

    def link_in_mail(self, address, page, after=0):
        self.assertTrue(until(lambda: len(self.mails_to(address)) > after), f"no mail to {address}")
        return re.search(r"http://\S+?(/" + page + r"\?t=[0-9a-f]+)", self.mails_to(address)[-1]).group(1)

    def signed_in(self, browser):
        return browser.get("/profile", follow=False).status == 200

    def password_login(self, email, password):
        b = Browser(self.program)
        b.get("/login")
        return b, b.post("/login", {"email": email, "password": password, "next": "/"}, follow=False)

    def test_the_setup_link_is_dead_afterwards(self):
        self.assertEqual(Browser(self.program).get(self.setup_path).status, 410)

    def test_a_faulty_file_names_line_column_and_cause(self):
        b = self.admin
        b.get("/people/import")
        r = b.upload("/people/import", "file", "x.csv", "enhed;navn;e-mail\nX;A;bad\nX;=1+1;a@b.dk\n".encode())
        self.assertIn("2 fejl", r.words)
        self.assertRegex(r.words, r"2\s+E-mail\s+»bad« er ikke en e-mailadresse")
        self.assertRegex(r.words, r"3\s+Navn\s+»=1\+1« begynder som en formel")
        self.assertNotIn('action="/people/import/', r.text)	# no way to confirm it
        self.assertNotIn("X", re.findall(r'href="/unit/\d+">([^<]+)<', b.get("/units").text))

    def test_the_same_file_again_changes_nothing(self):
        b = self.admin
        b.get("/people/import")
        csv = b.get("/people/export").body
        b.get("/people/import")
        self.assertIn("står her allerede", b.upload("/people/import", "file", "x.csv", csv).words)

    def test_an_invitation_leads_to_a_password_and_only_to_the_own_units(self):
        team = self.unit("Team Nord")
        page = self.admin.get(team)
        person = re.search(r'href="(/unit/\d+/people/\d+)">Mette Holm', page.text).group(1)
        self.admin.get(person)
        before = len(self.mails_to("mette@eksempel.dk"))
        self.assertEqual(self.admin.post(person + "/invite", follow=False).status, 303)
        link = self.link_in_mail("mette@eksempel.dk", "welcome", before)
        mette = Browser(self.program)
        self.assertIn("Mette Holm", mette.get(link).words)
        token = link.split("=")[1]
        self.assertEqual(mette.post("/welcome", {"t": token, "password": "elleve tegn"}, follow=False).status, 422)
        self.assertEqual(mette.post("/welcome", {"t": token, "password": "tre røde tage"}, follow=False).status, 303)
        self.assertTrue(self.signed_in(mette))
        self.assertEqual(mette.get(link).status, 410)
        self.assertEqual(mette.get(team + "/people/new").status, 200)
        for path in (self.unit("Team Syd"), self.unit("Sundhed"), self.unit("Team Syd") + "/people/new", "/people/import",
                     "/people/export", "/people/audit"):
            with self.subTest(path=path):
                self.assertEqual(mette.get(path).status, 403)
        # A person of another unit is not reached through one's own.
        pia = re.search(r"/people/(\d+)\">Pia", self.admin.get(self.unit("Team Syd")).text).group(1)
        self.assertEqual(mette.get(f"{team}/people/{pia}").status, 404)
        # A daily leader gives ordinary roles, not power.
        form = {"name": "Nina Ny", "email": "nina@eksempel.dk"}
        self.assertEqual(mette.post(team + "/people/new", {**form, "role": "administrator"}, follow=False).status, 422)
        self.assertEqual(mette.post(team + "/people/new", {**form, "role": "employee"}, follow=False).status, 303)
        _, r = self.password_login("mette@eksempel.dk", "tre røde tage")
        self.assertEqual(r.status, 303)

    def test_a_link_by_mail_works_once_and_an_unknown_address_gets_the_same_answer(self):
        b = Browser(self.program)
        b.get("/login")
        known = b.post("/login/mail", {"email": "Soren@eksempel.dk"}, follow=False)
        unknown = b.post("/login/mail", {"email": "ukendt@eksempel.dk"}, follow=False)
        self.assertEqual((known.status, known.location, known.body), (unknown.status, unknown.location, unknown.body))
        link = self.link_in_mail("soren@eksempel.dk", "login/link")
        self.assertEqual(b.get(link).status, 200)	# looking does not use it up
        self.assertEqual(b.get(link).status, 200)
        self.assertFalse(self.signed_in(b))
        self.assertEqual(b.post("/login/link", {"t": link.split("=")[1]}, follow=False).status, 303)
        self.assertTrue(self.signed_in(b))
        other = Browser(self.program)
        other.get("/login")
        self.assertEqual(other.post("/login/link", {"t": link.split("=")[1]}, follow=False).status, 410)
        self.assertEqual(self.mails_to("ukendt@eksempel.dk"), [])

    def test_all_that_is_wrong_with_a_form_is_told_at_once(self):
        team = self.unit("Team Nord")
        b, _ = self.password_login("anne@eksempel.dk", PASSWORD)
        wrong = lambda r: {f for f in re.findall(r'id="(\w+)-wrong">[^<]', r.text)}
        for form, fields, told in (
                ("people/new", {"name": "", "email": "anne", "role": "chief", "from": "i morgen"}, {"name", "email", "role", "from"}),
                ("add", {"name": "", "kind": "planet"}, {"name", "kind"}),
                ("plan/new", {"title": "", "due": "2020-01-01", "owner": "99999"}, {"title", "due", "owner"})):
            page = f"{team}/{form}"
            before = b.get(team).words
            b.get(page)
            r = b.post(page, fields, follow=False)
            self.assertEqual((r.status, wrong(r)), (422, told), page)
            self.assertIn(f"{len(told)} felter mangler noget", r.words)
            self.assertEqual(set(b.post(page, fields, json_reply=True).json["error"]["fields"]), told)
            self.assertEqual(b.get(team).words, before)
            # One alone is told as ever.
            first = next(iter(fields))
            r = b.post(page, {**fields, **{"name": "Ny Kollega", "title": "Ro", "email": "", "role": "employee", "from": "", "due": "", "owner": "", "kind": "team"}, first: ""}, follow=False)
            self.assertEqual((r.status, wrong(r)), (422, {first}), page)
            self.assertNotIn("felter mangler", r.words)

    def test_guessing_ends_for_that_account_and_not_for_the_office(self):
        statuses = [self.password_login("offer@eksempel.dk", "forkert kode")[1].status for _ in range(12)]
        self.assertEqual(statuses, [422] * 10 + [429] * 2)
        b, r = self.password_login("anne@eksempel.dk", PASSWORD)
        self.assertEqual(r.status, 303)
        self.assertTrue(self.signed_in(b))

    def test_no_way_out_to_another_site(self):
        for where in ("//evil.example", "https://evil.example", "/\\evil.example", "/ok\r\nSet-Cookie: a=b"):
            b = Browser(self.program)
            b.get("/login")
            r = b.post("/login", {"email": "anne@eksempel.dk", "password": PASSWORD, "next": where}, follow=False)
            self.assertEqual((r.status, r.location), (303, "/"), where)
            self.assertNotIn("a", b.cookies)
            r = b.post("/language", {"lang": "en", "back": where, "csrf": self.fresh(b)}, follow=False)
            self.assertEqual(r.location, "/")
            b.post("/language", {"lang": "da", "back": "/", "csrf": self.fresh(b)}, follow=False)

    def fresh(self, b):
        b.get("/profile")
        return b.csrf

    def test_signing_in_gives_a_new_session_and_out_ends_it(self):
        b, _ = self.password_login("anne@eksempel.dk", PASSWORD)
        first = dict(b.cookies)
        b.get("/profile")
        self.assertEqual(b.post("/logout", follow=False).status, 303)
        self.assertFalse(self.signed_in(b))
        thief = Browser(self.program)
        thief.cookies = first
        self.assertFalse(self.signed_in(thief))	# the cookie alone is worth nothing afterwards

    def test_what_administrators_did_is_written_down(self):
        r = self.admin.get("/people/audit")
        self.assertIn("Kæden er hel", r.words)
        self.assertIn("fil hentet ind", r.words)
        self.assertNotIn("Ali", r.words)	# whom it was done to is a number, never a name


if __name__ == "__main__":
    harness.main()
