"""What the flow tests share: the real program on a free port, browsers without a
screen, and streams captured byte by byte. Only Python's standard library.

A test program is called with the path of `samspil`. It runs on SQLite, or on a
new database of the server that SAMSPIL_TEST_STORE names (with_postgres.py)."""
import datetime
import html
import http.client
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse
from pathlib import Path

BINARY = os.environ.get("SAMSPIL", "")
START_S = 60        # under the sanitizers, with everything else running
PATIENCE_S = 90     # how long something may take to come true, under the sanitizers on two cores that do other things too


def new_store(where):
    """An address for a store of this test's own."""
    server = os.environ.get("SAMSPIL_TEST_STORE")
    if not server:
        return f"sqlite:{where}/test.db"
    name = f"flow_{secrets.token_hex(6)}"
    subprocess.run(["psql", "-qX", server, "-c", f"CREATE DATABASE {name}"], check=True)
    # Another database of the same server; a host in the query (a socket) stays.
    head, _, query = server.partition("?")
    host = head.split("://", 1)[1].partition("/")[0]
    return f"postgresql://{host}/{name}" + (f"?{query}" if query else "")


class Program:
    """samspil, started and stopped; may be killed and started again on its store."""

    def __init__(self, command="demo", settings=()):
        self.dir = tempfile.TemporaryDirectory(prefix="samspil-flow-")
        self.store = new_store(self.dir.name)
        self.command, self.settings = command, list(settings)
        self.port, self.process, self.said = 0, None, ""
        self.start()

    def start(self):
        self.log = open(Path(self.dir.name) / "log", "ab")
        self.process = subprocess.Popen(
            [BINARY, self.command, f"--port={self.port}", f"--store={self.store}", "--strict-templates=yes", *self.settings],
            stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            m = re.search(r"http://localhost:(\d+)", line)
            if m:
                self.port = int(m.group(1))
                break
        threading.Thread(target=self._drain, daemon=True).start()
        until(lambda: self.answers() or self.process.poll() is not None, START_S)
        if not self.answers():
            raise RuntimeError("samspil did not start:\n" + self.said + self.logged())

    def _drain(self):
        for line in self.process.stdout:
            self.said += line

    def answers(self):
        if not self.port or self.process.poll() is not None:
            return False
        try:
            c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            c.request("GET", "/health")
            return c.getresponse().status == 200
        except OSError:
            return False

    def kill(self):
        """As the power does it."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=START_S)
        return self.process.returncode

    def close(self):
        code = self.stop()
        text = self.logged()
        self.dir.cleanup()
        if "ERROR: AddressSanitizer" in text or "runtime error:" in text or "LeakSanitizer" in text:
            raise AssertionError("the sanitizers complained:\n" + text[-8000:])
        if code not in (0, -signal.SIGKILL):
            raise AssertionError(f"samspil ended with {code}:\n" + text[-4000:])

    def logged(self):
        self.log.flush()
        return (Path(self.dir.name) / "log").read_text(errors="replace")


class Reply:
    def __init__(self, response, body):
        self.status, self.headers, self.body = response.status, response.headers, body
        self.location = response.getheader("Location")

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    @property
    def words(self):
        return html.unescape(re.sub(r"<[^>]+>", " ", self.text))

    @property
    def json(self):
        return json.loads(self.body)


class Browser:
    """Cookies and forms. follow: whether redirects are followed."""

    def __init__(self, program, address=None):
        self.program, self.cookies, self.address = program, {}, address
        self.csrf = ""

    def request(self, method, path, body=None, headers=None, follow=True, hops=0):
        headers = dict(headers or {})
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        c = http.client.HTTPConnection("localhost", self.program.port, timeout=60, source_address=self.address and (self.address, 0))
        c.request(method, path, body, headers)
        response = c.getresponse()
        reply = Reply(response, response.read())
        c.close()
        for cookie in reply.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            if "Max-Age=0" in cookie:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        m = re.search(r'name="csrf" value="([0-9a-f]+)"', reply.text)
        if m:
            self.csrf = m.group(1)
        if follow and reply.status in (302, 303) and hops < 8:
            return self.request("GET", reply.location, headers={k: v for k, v in headers.items() if k == "Accept"}, hops=hops + 1)
        return reply

    def get(self, path, **kw):
        return self.request("GET", path, **kw)

    def post(self, path, fields=None, csrf=True, json_reply=False, **kw):
        fields = dict(fields or {})
        if csrf:
            fields.setdefault("csrf", self.csrf)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://localhost:{self.program.port}"}
        headers.update(kw.pop("headers", {}))
        if json_reply:
            headers["Accept"] = "application/json"
        return self.request("POST", path, urllib.parse.urlencode(fields, doseq=True), headers, **kw)

    def upload(self, path, field, filename, content, fields=None):
        mark = secrets.token_hex(16)
        parts = []
        for k, v in {"csrf": self.csrf, **(fields or {})}.items():
            parts.append(f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode())
        parts.append(f'--{mark}\r\nContent-Disposition: form-data; name="{field}"; filename="{filename}"\r\n'
                     f'Content-Type: application/octet-stream\r\n\r\n'.encode() + content + b"\r\n")
        parts.append(f"--{mark}--\r\n".encode())
        return self.request("POST", path, b"".join(parts), {
            "Content-Type": f"multipart/form-data; boundary={mark}", "Origin": f"http://localhost:{self.program.port}"})

    def speak(self, lang):
        """Whoever is signed in has a language of their own; it outlasts what the browser asks for."""
        self.get("/library")
        self.post("/language", {"lang": lang, "back": "/"}, follow=False)
        return self

    def be(self, name):
        """Signs in as somebody of the demonstration."""
        page = self.get("/demo")
        m = re.search(r"<p>" + re.escape(html.escape(name)) + r"</p>.*?name=\"person\" value=\"(\d+)\"", page.text, re.S)
        assert m, f"{name} is not among the people of the demonstration"
        self.post("/demo", {"person": m.group(1)})
        return self


class Stream(threading.Thread):
    """One live stream, every byte kept."""

    def __init__(self, browser, path):
        super().__init__(daemon=True)
        self.bytes, self.status, self.ended = b"", 0, threading.Event()
        self.more = threading.Condition()
        self.socket = socket.create_connection(("127.0.0.1", browser.program.port), timeout=120)
        cookies = "; ".join(f"{k}={v}" for k, v in browser.cookies.items())
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost:{browser.program.port}\r\nAccept: text/event-stream\r\nCookie: {cookies}\r\n\r\n".encode())
        self.start()

    def run(self):
        try:
            while True:
                data = self.socket.recv(65536)
                if not data:
                    break
                with self.more:
                    self.bytes += data
                    self.more.notify_all()
        except OSError:
            pass
        with self.more:
            self.ended.set()
            self.more.notify_all()

    @property
    def text(self):
        return html.unescape(self.bytes.decode("utf-8", "replace"))

    def until(self, words, seconds=PATIENCE_S):
        limit = time.monotonic() + seconds
        with self.more:
            while words not in self.text:
                left = limit - time.monotonic()
                if left <= 0 or self.ended.is_set():
                    return False
                self.more.wait(left)
        return True

    def close(self):
        self.socket.close()


def until(fn, seconds=PATIENCE_S):
    """Waits until fn() is true, by asking again; no fixed pause is ever enough."""
    limit = time.monotonic() + seconds
    gap = threading.Event()
    while time.monotonic() < limit:
        if fn():
            return True
        gap.wait(0.02)
    return False


def key():
    return secrets.token_hex(16)


def day(ahead=9):
    """A day as forms want it, so many from today: a session whose day is long past is ended by itself."""
    return (datetime.date.today() + datetime.timedelta(days=ahead)).isoformat()


def main():
    global BINARY
    if len(sys.argv) > 1 and os.path.exists(sys.argv[1]):
        BINARY = os.path.abspath(sys.argv.pop(1))	# a test may stand elsewhere
    unittest.main(module="__main__", verbosity=2, testRunner=TapRunner)


def legible(line):
    """A line of a report: no control characters, not a whole page or PDF."""
    return "".join(c if c.isprintable() else "?" for c in line[:300])


class TapRunner:
    """One TAP line a test, so that they can be counted."""

    def __init__(self, **_):
        pass

    def run(self, suite):
        result = TapResult()
        suite.run(result)
        print(f"1..{result.testsRun}")
        return result


class TapResult(unittest.TestResult):
    def _line(self, ok, test, err=None):
        print(f"{'ok' if ok else 'not ok'} {self.testsRun} - {test.id()}", flush=True)
        if err:
            for line in self._exc_info_to_string(err, test).splitlines()[:60]:
                print("# " + legible(line), flush=True)

    def addSuccess(self, test):
        self._line(True, test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._line(False, test, err)

    def addError(self, test, err):
        super().addError(test, err)
        if not hasattr(test, "_testMethodName"):   # setUpClass
            self.testsRun += 1
        self._line(False, test, err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err:
            print(f"# {subtest}", flush=True)
            for line in self._exc_info_to_string(err, test).splitlines()[-12:]:
                print("#   " + legible(line), flush=True)
            if not getattr(test, "told", False):
                test.told = True
                self._line(False, test)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        print(f"ok {self.testsRun} - {test.id()} # SKIP {reason}", flush=True)
