"""product.py -- the whole program as the people of a workplace use it: signs
in, makes sessions, joins as phones, and writes down each phone's request so
that phones(1) can send them all at once.

Everything goes through the pages: fetch the page, fill its form, send it. So a
changed route or field shows here first. The paths stand in PATHS."""
import html.parser
import http.client
import re
import time
import urllib.parse

PATHS = {
    "people": "/demo",                       # where the demonstration lets one choose whom to be
    "facilitator": "Jonas Friis",            # the consultant of the demonstration
    "overview": "/",                         # the signed-in first page
    "new": "/unit/{unit}/workshop/new",
    "console": "/workshop/{id}",
    "phone": "/w/{id}",
    "door": "/w/{id}/in",                    # a phone's first look, by which it is counted
    "live": "/w/{id}/live",
    "wall_live": "/wall/{id}/live",
    "units": "/units",
    "cards": "/w/{id}/cards",
    "dots": "/w/{id}/dots",
    "channel": "/w/{id}/channel",
}
METHOD = "future-workshop"
STEP = "critique_cards"      # phones write cards
CHANNEL_METHOD = {"key": "representatives-workshop", "file": "representatives/workshop.yaml"}  # has running questions
VOTE = "critique_vote"       # phones lay dots
AGENDA = "'act': 'go'"       # the form that knows the session's version
FORM = "application/x-www-form-urlencoded"


class Forms(html.parser.HTMLParser):
    """The forms of a page: action, and the fields with what they hold now."""

    def __init__(self, text):
        super().__init__()
        self.forms, self.open = [], None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if tag == "form":
            self.open = {"action": a.get("action", ""), "fields": {}, "text": ""}
            self.forms.append(self.open)
        elif self.open is not None and tag == "input" and a.get("name") and a.get("type") in (None, "hidden", "text", "date", "time"):
            self.open["fields"].setdefault(a["name"], a.get("value", ""))
        elif self.open is not None and tag == "button" and a.get("name"):
            self.open["text"] += f" {a['name']}={a.get('value', '')}"

    def handle_endtag(self, tag):
        if tag == "form":
            self.open = None

    def handle_data(self, data):
        if self.open is not None:
            self.open["text"] += data


class Visitor:
    """A browser without script: cookies, redirects not followed."""

    def __init__(self, port):
        self.port, self.cookies, self.connection = port, {}, http.client.HTTPConnection("127.0.0.1", port, timeout=20)

    def cookie_line(self):
        return "; ".join(f"{k}={v}" for k, v in self.cookies.items())

    def ask(self, method, path, fields=None):
        headers = {"Cookie": self.cookie_line()} if self.cookies else {}
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            headers["Content-Type"] = FORM
        answer = self.exchange(method, path, body, headers)
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer, text

    def exchange(self, method, path, body, headers):
        """As a browser does it: a connection that lay idle may have been closed by
        the server meanwhile; then no answer has begun, and it is asked on another."""
        try:
            self.connection.request(method, path, body, headers)
            return self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self.connection.close()
            self.connection.request(method, path, body, headers)
            return self.connection.getresponse()

    def page(self, path):
        answer, text = self.ask("GET", path)
        if answer.status != 200:
            raise RuntimeError(f"GET {path}: {answer.status}")
        return text

    def form(self, path, holding=""):
        for form in Forms(self.page(path)).forms:
            if holding in form["action"] + form["text"] + str(form["fields"]):
                return form
        raise RuntimeError(f"{path} has no form with {holding!r}")

    def submit(self, path, holding="", **fields):
        form = self.form(path, holding)
        answer, text = self.ask("POST", form["action"] or path, {**form["fields"], **fields})
        if answer.status != 303:
            raise RuntimeError(f"POST {form['action'] or path}: {answer.status} {text[:300]}")
        return answer.headers["Location"]


class Phone:
    """One that has joined, and the request it will send."""

    def __init__(self, visitor, session):
        self.visitor, self.session = visitor, session

    def ready(self, fields):
        """Header, body and path for phones(1). fields may hold %s."""
        form = Forms(self.visitor.page(PATHS["phone"].format(id=self.session))).forms
        csrf = next(f["fields"]["csrf"] for f in form if "csrf" in f["fields"])
        body = urllib.parse.urlencode({"csrf": csrf}) + "".join(f"&{k}={v}" for k, v in fields.items())
        return "Cookie: " + self.visitor.cookie_line(), body


class Workplace:
    def __init__(self, port):
        self.port = port
        self.facilitator = Visitor(port)
        for attempt in range(200):  # the door opens before the workplace is filled
            who = re.search(PATHS["facilitator"] + r'.*?name="person" value="(\d+)"', self.facilitator.page(PATHS["people"]), re.S)
            if who:
                break
            time.sleep(0.1)
        else:
            raise RuntimeError(f"nobody on {PATHS['people']} is {PATHS['facilitator']}")
        self.facilitator.submit(PATHS["people"], person=who.group(1))
        found = re.search(r"/unit/(\d+)/", self.facilitator.page("/workshops") + self.facilitator.page(PATHS["overview"]))
        if not found:
            raise RuntimeError("no page of the facilitator links to a unit")
        self.unit = found.group(1)

    def everybody(self):
        """All the people of the demonstration, each signed in."""
        signed_in = []
        for person in re.findall(r'name="person" value="(\d+)"', self.facilitator.page(PATHS["people"])):
            visitor = Visitor(self.port)
            visitor.submit(PATHS["people"], person=person)
            signed_in.append(visitor)
        return signed_in

    def session(self, step, method=METHOD):
        """A new session that stands at a step (None: its first); returns its number and join link."""
        where = self.facilitator.submit(PATHS["new"].format(unit=self.unit), "title", title="Measured", method=method,
                                        day="2030-01-07", starts_at="09:00")
        number = where.rsplit("/", 1)[1]
        console = PATHS["console"].format(id=number)
        self.facilitator.submit(console, AGENDA, act="begin", step="")
        if step:
            self.go(number, step)
        link = re.search(r"(/join/\d+/[0-9a-f]+)", self.facilitator.page(console))
        return number, link.group(1)

    def wall(self, number):
        """The projector of a session: a browser that came by its link."""
        link = re.search(r"/wall/\d+/[0-9a-f]+", self.facilitator.page(PATHS["console"].format(id=number))).group(0)
        visitor = Visitor(self.port)
        visitor.ask("GET", link)
        visitor.page(f"/wall/{number}")
        return visitor

    def listener(self, link):
        """A phone that has joined and will only listen: its Cookie header."""
        visitor, header, body = self.join_form(link)
        visitor.ask("POST", link, dict(urllib.parse.parse_qsl(body)))
        visitor.connection.close()
        return "Cookie: " + visitor.cookie_line()

    def go(self, number, step):
        self.facilitator.submit(PATHS["console"].format(id=number), AGENDA, step=step)

    def join_form(self, link):
        """A browser that has the join page open: header and body of its joining."""
        visitor = Visitor(self.port)
        fields = visitor.form(link)["fields"]
        return visitor, "Cookie: " + visitor.cookie_line(), urllib.parse.urlencode({**fields, "seat": "participant"})

    def seated(self, cookies):
        visitor = Visitor(self.port)
        visitor.cookies = dict(pair.split("=", 1) for pair in cookies.split("; "))
        return visitor

    def csrf_of(self, cookies, path):
        return next(f["fields"]["csrf"] for f in Forms(self.seated(cookies).page(path)).forms if "csrf" in f["fields"])

    def rules_of(self, cookies, path):
        """What confirms the rules on this phone's page; "" if nothing is to be confirmed."""
        for form in Forms(self.seated(cookies).page(path)).forms:
            if form["action"].endswith("/rules"):
                return urllib.parse.urlencode({k: v for k, v in form["fields"].items() if k not in ("csrf", "once")})
        return ""

    def target_of(self, cookies, path):
        """The first thing that a phone may lay a dot on."""
        return urllib.parse.quote(re.search(r'name="give" value="([^"]+)"', self.seated(cookies).page(path)).group(1))

    def phone(self, number, link):
        visitor = Visitor(self.port)
        visitor.submit(link, seat="participant")
        visitor.ask("GET", PATHS["door"].format(id=number))
        try:
            visitor.submit(PATHS["phone"].format(id=number), "/rules")
        except RuntimeError:
            pass  # this step asks for no confirmation
        return Phone(visitor, number)


def join_crowd(bench, server, links, n):
    """n phones join all at once, dealt to the sessions of the links, and come in;
    each has a key of its own afterwards. Their Cookie headers, the token that goes
    with their forms, and how many joined in a second."""
    visitor = Visitor(server.port)
    csrf = visitor.form(links[0])["fields"]["csrf"]
    seated = f"{bench.folder}/seated"
    per_s = bench.at_once(server, n, "join", links, [visitor.cookie_line()], f"csrf={csrf}&seat=participant", more=["-o", seated])
    with open(seated) as f:
        cookies = [visitor.cookie_line() + "; " + line.strip() for line in f]
    if len(set(cookies)) != n:
        raise RuntimeError(f"{n} phones got {len(set(cookies))} keys")
    numbers = [link.split("/")[2] for link in links]
    bench.at_once(server, n, "come in", [PATHS["door"].format(id=number) for number in numbers], cookies)
    return cookies, csrf, per_s


def write_organisation(path, persons, units):
    """A file for `samspil import`: a tree of units four levels deep, everybody in one of them."""
    names = [f"Afdeling {i + 1}" for i in range(units)]
    with open(path, "w") as f:
        f.write("Enhed;Overenhed;Navn;E-mail;Medarbejdernr;Rolle\n")
        for i, name in enumerate(names):
            f.write(f"{name};{names[(i - 20) // 14] if i >= 20 else 'Koncernen'};;;;\n")
        for i in range(persons):
            f.write(f"{names[i % units]};;Person {i + 1};p{i + 1}@example.org;{100000 + i};Medarbejder\n")


def write_lines(path, lines):
    with open(path, "w") as f:
        f.writelines(line + "\n" for line in lines)
    return path
