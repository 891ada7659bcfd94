"""What waits to be sent, as a phone's web/js/queue.js keeps it, or as somebody at a
desk who presses once more: with a key of its own, in order, until there is an answer."""
import collections
import http.client
import json
import secrets
import threading
import urllib.parse

TIMEOUT_S = 20      # the network that is bad cuts what it loses: whoever hears nothing for so long is at a machine that is busy


class Entry(dict):
    """kind, path, fields; key: the field that makes a second sending harmless, `idem`
    (an outbox) or `once` (a form); end: sent or refused, error: its sentence."""
    __getattr__ = dict.get

    @property
    def words(self):
        return self["fields"].get("text")


class Outbox(threading.Thread):
    """One sending at a time, and shorter waits than a real one. What is said anew about
    the same thing is counted as in web/js/turns.js."""

    def __init__(self, browser, port, moment, taken=None):
        super().__init__(daemon=True)
        self.browser, self.port, self.moment = browser, port, moment
        self.taken = taken or (lambda method, path: None)
        self.waiting, self.sent, self.refused = collections.deque(), [], []
        self.sending, self.turns, self.meant = None, collections.Counter(), {}
        self.done = threading.Event()
        self.more = threading.Condition()
        self.tries = 0
        self.start()

    def write(self, kind, path, key="idem", files=(), /, **fields):
        """files: [(field, name, bytes)]."""
        entry = Entry(kind=kind, path=path, key=key, idem=secrets.token_hex(16), fields=fields, files=files)
        return self._put(entry)

    def mean(self, kind, thing, value, path, /, **fields):
        """Says something about a thing of which only the last word counts. What
        waits to be said about it, and is not under way, is not said any more."""
        with self.more:
            self.turns[kind, thing] += 1
            self.meant[kind, thing] = value
            for e in [e for e in self.waiting if e.get("thing") == (kind, thing) and e is not self.sending]:
                self.waiting.remove(e)
            return self._put(Entry(kind=kind, path=path, key="idem", idem=secrets.token_hex(16), thing=(kind, thing), files=(),
                                   fields={**fields, "turn": self.turns[kind, thing]}))

    def _put(self, entry):
        with self.more:
            self.waiting.append(entry)
            self.more.notify()
        return entry

    def run(self):
        while not self.done.is_set():
            with self.more:
                while not self.waiting and not self.done.is_set():
                    self.more.wait(0.2)
                if not self.waiting:
                    continue
                entry = self.sending = self.waiting[0]
            end = self._post(entry)
            with self.more:
                self.sending = None
                if end != "later":
                    self.waiting.remove(entry)
                    entry["end"] = end
                    getattr(self, end).append(entry)
            if end == "later":
                self.done.wait(self.moment())

    def _body(self, entry):
        fields = {**entry["fields"], entry["key"]: entry["idem"], "csrf": self.browser.csrf}
        if not entry["files"]:
            return "application/x-www-form-urlencoded", urllib.parse.urlencode(fields, doseq=True).encode()
        mark = secrets.token_hex(16)
        parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields.items()]
        parts += [f'--{mark}\r\nContent-Disposition: form-data; name="{k}"; filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
                  .encode() + data + b"\r\n" for k, name, data in entry["files"]]
        return f"multipart/form-data; boundary={mark}", b"".join(parts) + f"--{mark}--\r\n".encode()

    def _post(self, entry):
        self.tries += 1
        kind, body = self._body(entry)
        headers = {"Content-Type": kind, "Origin": f"http://localhost:{self.port}", "Accept": "application/json",
                   "Cookie": "; ".join(f"{k}={v}" for k, v in self.browser.cookies.items())}
        c = http.client.HTTPConnection("localhost", self.port, timeout=TIMEOUT_S)
        try:
            c.request("POST", entry["path"], body, headers)
            answer = c.getresponse()
            data = answer.read()
            end = self.verdict(answer, data, entry)
        except (OSError, http.client.HTTPException, ValueError):
            return "later"
        finally:
            c.close()
        if end == "sent":
            self.taken("POST", entry["path"])
        return end

    @staticmethod
    def verdict(answer, data, entry):
        if answer.status in (204, 302, 303):
            assert "/login" not in (answer.getheader("Location") or ""), entry
            return "sent"
        said = json.loads(data)
        entry["said"], entry["status"] = said, answer.status
        if 200 <= answer.status < 300 or (answer.status == 409 and not said.get("error")):
            return "sent"
        return "later" if answer.status in (401, 408, 425, 429) or answer.status >= 500 else "refused"

    # ---- read by those who check

    def of(self, kind, end="sent"):
        return [e for e in getattr(self, end) if e["kind"] == kind]
