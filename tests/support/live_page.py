"""A page that its stream changes, as htmx does it, and a reader who watches one: loaded
once, then changed by the stream alone, on whatever network."""
import collections
import html.parser
import http.client
import re
import threading


class Node:
    """An element: its name, attributes, and children (nodes and words)."""

    def __init__(self, name, attrs=(), parent=None):
        self.name, self.attrs, self.parent, self.kids = name, dict(attrs), parent, []

    def find(self, id_):
        for n in self.walk():
            if n.attrs.get("id") == id_:
                return n
        return None

    def walk(self):
        yield self
        for k in self.kids:
            if isinstance(k, Node):
                yield from k.walk()

    def words(self):
        """Its markup without white space between elements, and without what swapping leaves."""
        attrs = "".join(f' {k}="{v}"' for k, v in sorted(self.attrs.items()) if k != "hx-swap-oob")
        inner = "".join(k.words() if isinstance(k, Node) else " ".join(k.split()) for k in self.kids)
        return f"<{self.name}{attrs}>{inner}</{self.name}>"


class Parser(html.parser.HTMLParser):
    VOID = {"input", "br", "img", "meta", "link", "hr", "source", "path", "rect", "circle", "use", "line", "track"}

    def __init__(self, text):
        super().__init__()
        self.root = self.at = Node("root")
        self.feed(text)
        self.close()

    def handle_starttag(self, name, attrs):
        node = Node(name, attrs, self.at)
        self.at.kids.append(node)
        if name not in self.VOID:
            self.at = node

    def handle_startendtag(self, name, attrs):
        self.at.kids.append(Node(name, attrs, self.at))

    def handle_endtag(self, name):
        at = self.at
        while at and at.name != name:
            at = at.parent
        if at and at.parent:
            self.at = at.parent

    def handle_data(self, data):
        if data.strip():
            self.at.kids.append(data)


class Page:
    """What a reader has before the eyes: a page's #live, and its version."""

    def __init__(self, text):
        self.version = re.search(r"live\?v=([0-9a-f]{16})", text)[1]
        self.live = Parser(text).root.find("live")

    def swap(self, text):
        for op in Parser(text).root.kids:
            how, _, target = op.attrs["hx-swap-oob"].partition(":#")
            old = self.live.find(target or op.attrs["id"])
            assert old is not None, f"a stream changes {target or op.attrs['id']}, which the page does not have"
            if how == "innerHTML":
                self._put(old, 0, len(old.kids), op.kids)
                continue
            if how == "beforeend":
                self._put(old, len(old.kids), len(old.kids), op.kids)
                continue
            kids = old.parent.kids
            at = kids.index(old)
            new = {"true": [op], "delete": [], "beforebegin": op.kids + [old], "afterend": [old] + op.kids}[how]
            self._put(old.parent, at, at + 1, new)

    @staticmethod
    def _put(parent, start, end, kids):
        parent.kids[start:end] = kids
        for k in kids:
            if isinstance(k, Node):
                k.parent = parent


class Reader(threading.Thread):
    """A page that is being watched: loaded once, then changed by its stream alone,
    which comes back with Last-Event-ID as EventSource does."""

    def __init__(self, browser, page, stream, port, moment):
        super().__init__(daemon=True)
        self.browser, self.port, self.moment = browser, port, moment
        self.path, self.base, self.fault = page, stream, None
        self.done, self.reconnects, self.events = threading.Event(), 0, 0
        self.lock = threading.Lock()
        self.load()
        self.start()

    def load(self):
        reply = self.browser.get(self.path)
        if reply.status != 200:     # the store is away, or the program: it is asked again
            raise OSError(f"{self.path}: {reply.status}")
        self.page, self.seen = Page(reply.text), ""
        self.stream = f"{self.base}?v={self.page.version}"

    def run(self):
        while not self.done.is_set() and not self.fault:
            try:
                self._watch()
            except (OSError, http.client.HTTPException, ValueError):
                pass
            except AssertionError as e:
                self.fault = str(e)
            self.reconnects += 1
            self.done.wait(self.moment())

    def _watch(self):
        headers = {"Accept": "text/event-stream", "Cookie": "; ".join(f"{k}={v}" for k, v in self.browser.cookies.items())}
        if self.seen:
            headers["Last-Event-ID"] = self.seen
        c = http.client.HTTPConnection("localhost", self.port, timeout=20)
        c.request("GET", self.stream, headers=headers)
        answer = c.getresponse()
        if answer.status != 200:
            return
        rest = b""
        while not self.done.is_set():
            data = answer.read1(65536)
            if not data:
                return
            *events, rest = (rest + data).split(b"\n\n")    # half an event is none
            for e in events:
                self._event(e.decode())

    def _event(self, text):
        fields = collections.defaultdict(list)
        for line in text.split("\n"):
            name, _, value = line.partition(":")
            fields[name].append(value.removeprefix(" "))
        if fields["event"] == ["end"]:      # over for good: the page loads itself anew, and is asked who it is
            self.load()
            raise OSError("ended")
        if not fields.get("data"):
            return
        with self.lock:
            self.page.swap("\n".join(fields["data"]))
            self.seen = self.page.version = fields["id"][0]
            self.events += 1

    def shows(self, fresh):
        """Is what stands here what a page loaded now shows?"""
        with self.lock:
            return self.page.version == fresh.version and self.page.live.words() == fresh.live.words()
