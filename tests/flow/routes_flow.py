#!/usr/bin/env python3
"""Every route, asked by people who may not: default deny, and a token on every write."""
import re
import subprocess
import unittest

import harness
from harness import Browser, Program


class Routes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        out = subprocess.run([harness.BINARY, "routes"], capture_output=True, text=True, check=True).stdout
        cls.routes = []
        for line in out.splitlines():
            method, path, rest = re.match(r"(GET|POST)\s+(\S+)\s+(.*)$", line).groups()
            cls.routes.append((method, path, rest.strip()))
        cls.program = Program("demo")

    @classmethod
    def tearDownClass(cls):
        cls.program.close()

    def fill(self, path):
        return re.sub(r":(\w+)", lambda m: "a3" if m[1] == "size" else "00" * 16 if m[1] in ("secret", "token") else "1", path)

    def test_there_are_routes(self):
        self.assertGreater(len(self.routes), 60)

    def test_a_stranger_gets_only_what_is_public(self):
        for method, path, rest in self.routes:
            if rest.lower().startswith("public"):
                continue
            b = Browser(self.program)
            b.get("/join")
            r = b.get(self.fill(path), follow=False) if method == "GET" else b.post(self.fill(path), follow=False)
            with self.subTest(route=f"{method} {path}"):
                if path.startswith("/demo"):
                    continue
                self.assertIn(r.status, (303, 401, 403, 404, 410))
                if r.status == 303:
                    self.assertTrue(r.location.startswith("/login"), r.location)

    def test_every_write_needs_the_token(self):
        b = Browser(self.program).be("Administrator")
        for method, path, rest in self.routes:
            if method != "POST":
                continue
            with self.subTest(route=path):
                r = b.post(self.fill(path), {"csrf": "0" * 64}, follow=False)
                self.assertEqual(r.status, 403)
                r = b.post(self.fill(path), headers={"Origin": "http://evil.example"}, follow=False)
                self.assertEqual(r.status, 403)

    def test_an_employee_reaches_no_page_of_those_who_manage(self):
        # Roles by what they must never get.
        denied = {
            "Ali Demir": [("GET", "/import"), ("POST", "/import")],
        }
        for name, list_ in denied.items():
            b = Browser(self.program).be(name)
            for method, path in list_:
                if not any(p == path and m == method for m, p, _ in self.routes):
                    continue
                r = b.get(path, follow=False) if method == "GET" else b.post(path, follow=False)
                self.assertIn(r.status, (403, 404), f"{name} {path}")

    def test_nobody_is_served_a_fault_of_ours(self):
        """Each page that can be read is read, in both languages, by everybody."""
        for name in ("Karen Lund", "Mette Holm", "Jonas Friis", "Ali Demir", "Administrator"):
            b = Browser(self.program).be(name)
            for lang in ("da", "en"):
                b.post("/language", {"lang": lang, "back": "/"})
                for method, path, rest in self.routes:
                    if method != "GET" or path.endswith("/live"):
                        continue
                    with self.subTest(who=name, path=path, lang=lang):
                        r = b.get(self.fill(path))
                        self.assertLess(r.status, 500, r.text[:400])
                        if "html" in r.headers.get("Content-Type", ""):
                            self.assertNotIn("{{", r.text)


if __name__ == "__main__":
    harness.main()
