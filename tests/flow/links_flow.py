#!/usr/bin/env python3
"""`samspil check --links` against a server on the loopback that knows the ways of
the web: what is alive, what is gone, what has moved, who never answers."""
import http.server
import os
import socket
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

import harness


class Odd(http.server.BaseHTTPRequestHandler):
    asked = []

    def do_HEAD(self):
        self.answer(False)

    def do_GET(self):
        self.answer(True)

    def answer(self, body):
        self.asked.append((self.command, self.path))
        code, headers = {
            "/alive": (200, {}), "/gone": (404, {}), "/shut": (403, {}), "/moved": (301, {"Location": "/alive"}),
            "/detour": (302, {"Location": "/alive"}), "/circle": (302, {"Location": "/circle"}),
            "/no-head": (200 if body else 405, {}), "/mail-me": (302, {"Location": "mailto:somebody@eksempel.dk"}),
            "/huge": (200, {}), "/moved-away": (301, {"Location": "/gone"}),
        }.get(self.path, (404, {}))
        if self.path == "/huge" and not body:
            code = 405
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            if body:
                self.wfile.write(b"x" * (10 << 20 if self.path == "/huge" else 10))
        except OSError:
            pass        # the reader has read enough

    def log_message(self, *_):
        pass


class Links(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Odd)
        cls.base = f"http://127.0.0.1:{cls.server.server_port}"
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.held = socket.socket()      # a port on which nobody listens, and nobody else can
        cls.held.bind(("127.0.0.1", 0))
        cls.nobody = f"http://127.0.0.1:{cls.held.getsockname()[1]}/x"
        cls.dir = tempfile.TemporaryDirectory(prefix="samspil-links-")

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.held.close()
        cls.dir.cleanup()

    def check(self, text, name="a.yaml", path=None):
        folder = Path(self.dir.name) / self._testMethodName
        (folder / "below").mkdir(parents=True, exist_ok=True)
        (folder / "below" / name).write_text(text)
        Odd.asked.clear()
        return subprocess.run([harness.BINARY, "check", "--links", str(path or folder)], capture_output=True, text=True, timeout=120,
                              env={**os.environ, "LANG": "da_DK.UTF-8", "no_proxy": "127.0.0.1"})

    def test_what_is_alive_is_silent(self):
        r = self.check(f"link: {self.base}/alive\nbody: \"Se [siden]({self.base}/alive), og <{self.base}/detour>.\"\n# {self.base}/no-head\n")
        self.assertEqual(r.returncode, 0, r.stdout + r.stderr)
        self.assertEqual(r.stdout.strip(), "Adresser: 3. Døde: 0. Flyttet: 0.")
        self.assertEqual([a for a in Odd.asked if a == ("HEAD", "/alive")][:1], [("HEAD", "/alive")])
        self.assertIn(("GET", "/no-head"), Odd.asked)       # a server that knows no HEAD
        self.assertEqual(sum(a == ("GET", "/alive") for a in Odd.asked), 0)

    def test_what_is_not_is_told_with_file_and_line(self):
        r = self.check(f"title: x\nlink: {self.base}/gone\nother: {{da: \"{self.base}/shut\", en: {self.nobody}}}\nagain: {self.base}/gone\n")
        self.assertEqual(r.returncode, 1)
        lines = r.stdout.splitlines()
        self.assertIn(f"below/a.yaml:2: død (404): {self.base}/gone", lines[0])
        self.assertIn(f"below/a.yaml:3: død (403): {self.base}/shut", lines[1])
        self.assertIn("below/a.yaml:3: svarer ikke (", lines[2])
        self.assertIn(f"below/a.yaml:4: død (404): {self.base}/gone", lines[3])
        self.assertEqual(lines[4], "Adresser: 3. Døde: 3. Flyttet: 0.")
        self.assertEqual(sum(p == "/gone" for _, p in Odd.asked), 2)     # HEAD and GET, once for both places

    def test_what_has_moved_and_what_goes_in_circles(self):
        r = self.check(f"a: {self.base}/moved\nb: {self.base}/circle\nc: {self.base}/moved-away\nd: {self.base}/mail-me\n")
        self.assertEqual(r.returncode, 1)
        self.assertIn(f"a.yaml:1: flyttet: {self.base}/moved -> {self.base}/alive", r.stdout)
        self.assertIn("a.yaml:2: svarer ikke", r.stdout)
        self.assertIn(f"a.yaml:3: død (404): {self.base}/moved-away", r.stdout)
        self.assertIn("a.yaml:4: svarer ikke", r.stdout)         # no other protocol is followed
        self.assertIn("Adresser: 4. Døde: 3. Flyttet: 1.", r.stdout)

    def test_a_page_without_end_is_not_read_to_its_end(self):
        r = self.check(f"a: {self.base}/huge\n")
        self.assertEqual((r.returncode, r.stdout.strip()), (0, "Adresser: 1. Døde: 0. Flyttet: 0."))

    def test_only_method_files_of_a_folder_and_any_file_by_name(self):
        r = self.check(f"{self.base}/gone\n", name="notes.txt")
        self.assertEqual(r.returncode, 0, r.stdout)
        named = Path(self.dir.name) / self._testMethodName / "below/notes.txt"
        self.assertEqual(self.check(f"{self.base}/gone\n", name="notes.txt", path=named).returncode, 1)

    def test_what_cannot_be_read_is_said(self):
        r = self.check("x: 1\n", path="/nowhere/at/all")
        self.assertEqual(r.returncode, 1)
        self.assertIn("/nowhere/at/all", r.stderr)
        r = subprocess.run([harness.BINARY, "check", "--links"], capture_output=True, text=True)
        self.assertEqual(r.returncode, 2)
        self.assertIn("usage", r.stderr)
        r = subprocess.run([harness.BINARY, "check", "/nowhere/at/all"], capture_output=True, text=True)
        self.assertEqual((r.returncode, "/nowhere/at/all" in r.stderr), (1, True))

    def test_a_command_asked_for_help_gives_it_and_touches_nothing(self):
        r = subprocess.run([harness.BINARY, "import", "--help"], capture_output=True, text=True, cwd=self.dir.name)
        self.assertEqual((r.returncode, r.stderr), (0, ""))
        self.assertIn("--dry-run", r.stdout)
        self.assertEqual(list(Path(self.dir.name).glob("*.db*")), [])


if __name__ == "__main__":
    harness.main()
