#!/usr/bin/env python3
"""Every route, asked by people who may not: default deny, and a token on every write."""
import re
import subprocess
import unittest

import harness
from harness import Browser, Program


def read_routes():
    """(method, path, permission and view), as the program itself lists them."""
    out = subprocess.run([harness.BINARY, "routes"], capture_output=True, text=True, check=True).stdout
    return [tuple(s.strip() for s in re.match(r"(GET|POST)\s+(\S+)\s+(.*)$", line).groups()) for line in out.splitlines()]


class Routes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.routes = read_routes()
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


# Who is who in the demonstration. Station Nord is unit 2, Station Havn unit 3,
# both under unit 1. Sessions: one of Nord, run by Jonas, one of Havn, run by Ida.
STAFF_NORD = {"Mette Holm", "Ali Demir", "Sofie Berg", "Nadia Skov"}
STAFF_HAVN = {"Peter Dahl", "Ida Møller", "Rune Kjær", "Mads Lind"}
ABOVE = {"Karen Lund", "Administrator"}
CONSULTANT = {"Jonas Friis"}
# Somebody external with a role in Station Nord: signed in, and nothing more.
EXTERNAL = {"Eva Brandt"}
PEOPLE = STAFF_NORD | STAFF_HAVN | ABOVE | CONSULTANT | EXTERNAL
# Who take part in the other workplace under the same roof, by their place in it.
OF = {"nord": {"staff": STAFF_NORD, "leader": {"Mette Holm"}, "runs": {"Jonas Friis"}},
      "havn": {"staff": STAFF_HAVN, "leader": {"Peter Dahl"}, "runs": {"Ida Møller"}}}


def allowed(permission, where):
    """Whom a permission lets in, of one workplace. Everybody else is denied."""
    w = OF[where]
    members = w["members"]
    return {
        "SIGNED_IN": PEOPLE,
        "MAY_SEE_UNIT": w["staff"] | ABOVE,
        "MAY_MANAGE_UNIT": w["leader"] | ABOVE,
        "MAY_ADMINISTER": {"Administrator"},
        "demonstration only": PEOPLE,
        "joined the workshop": w["leader"] | w["runs"] | {"Karen Lund"},
        "joined the workshop; anybody once it has ended": w["leader"] | w["runs"] | {"Karen Lund"},     # it is still running
        "projector or facilitator": w["runs"],
        "facilitator": w["runs"],
        "facilitator, leaders what is opened": w["runs"],     # nothing has been opened yet
        "whoever sees the unit, consultants above": w["staff"] | ABOVE | CONSULTANT,
        "leaders, helpers, consultant of the unit": w["leader"] | ABOVE | CONSULTANT,
        "editors of the plan, owner of the action": w["leader"] | ABOVE | CONSULTANT,
        "top leader": {"Karen Lund"},
        "members, the unit, leaders above": w["staff"] | ABOVE | members,
        "members of the programme": members,
        "daily leader, helpers, consultant of the programme": members & (w["leader"] | CONSULTANT | w["helpers"]),
        "daily leader, consultant; who manages the unit": w["leader"] | ABOVE | (members & CONSULTANT),
        "any role but employee alone": PEOPLE - {"Nadia Skov", "Mads Lind"} - EXTERNAL,
        "administrator, HR, consultant, top leader": ABOVE | CONSULTANT,
        "leaders, consultants, HR of the unit": w["leader"] | ABOVE,
        "whoever reads the plan or is asked to confirm": w["staff"] | ABOVE | CONSULTANT,
        "who runs the course": ABOVE | CONSULTANT,
        "who edits the unit's plan or runs the session": w["leader"] | ABOVE | CONSULTANT | w["runs"],
    }[permission]


# Routes that say no by themselves to some whom their permission lets in, and why.
# (method, path): who of them may still be told no.
DEVIATIONS = {
    # The chair of the meeting starts its session; the agenda of others is not theirs to start.
    ("POST", "/programme/:id/meeting/:activity/session"): PEOPLE,
    # A form is written by those whom the method names, a gate answered by those it asks.
    ("POST", "/programme/:id/form/:form"): PEOPLE,
    ("POST", "/programme/:id/form/:form/upload"): PEOPLE,
    ("POST", "/programme/:id/form/:form/drop"): PEOPLE,
    ("POST", "/programme/:id/form/:form/send"): PEOPLE,
    ("GET", "/programme/:id/form/:form/paper"): PEOPLE,
    ("POST", "/programme/:id/gate/:gate"): PEOPLE,
    ("POST", "/programme/:id/meeting/:activity/gate"): PEOPLE,
    # Who manages a unit changes nobody who stands above them (may_change_person).
    ("POST", "/unit/:unit/people/:person"): PEOPLE,
    ("POST", "/unit/:unit/people/:person/roles/:role/end"): PEOPLE,
    # A meeting is opened again by the daily leader and the consultant only.
    ("POST", "/programme/:id/meeting/:activity/reopen"): PEOPLE,
    # Only phones lay dots, sit in groups and say yes to rules; leaders are outside now.
    **{("POST", f"/w/:id/{what}"): PEOPLE for what in ("cards", "take-back", "dots", "rules", "group", "text", "rows", "rows/drop", "questions", "answers", "marks",
                                             "ask", "deal", "channel", "channel/support", "photo", "photo/:photo")},
    # They get the waiting page, but as a refusal; the facilitator has the phone's page.
    ("GET", "/w/:id"): PEOPLE - {"Jonas Friis", "Ida Møller"},
    # What the room asks and photographs while leaders are outside is not for them either.
    ("GET", "/w/:id/channel"): PEOPLE,
    ("GET", "/w/:id/channel/live"): PEOPLE,
    ("GET", "/w/:id/in"): PEOPLE,
    ("GET", "/w/:id/photo/:photo/picture"): PEOPLE,
}


class Walk(unittest.TestCase):
    """Every route that is not public, by everybody, in both workplaces."""

    @classmethod
    def setUpClass(cls):
        cls.routes = read_routes()
        cls.program = Program("demo")
        cls.who = {name: Browser(cls.program).be(name) for name in PEOPLE}
        cls.stranger = Browser(cls.program)
        cls.stranger.get("/join")
        for b in cls.who.values():
            b.get("/profile")
        cls.find_ids()

    @classmethod
    def tearDownClass(cls):
        cls.program.close()

    @classmethod
    def find_ids(cls):
        cls.ids = {}
        ida, jonas, karen = cls.who["Ida Møller"], cls.who["Jonas Friis"], cls.who["Karen Lund"]
        r = ida.post("/unit/3/workshop/new", {"title": "Havn", "method": "future-workshop", "day": harness.day(), "starts_at": "09:00"}, follow=False)
        sessions = {"havn": re.search(r"/workshop/(\d+)", r.location)[1], "nord": re.search(r'href="/workshop/(\d+)"', jonas.get("/workshops").text)[1]}
        for where, unit, leader in (("nord", "2", "Mette Holm"), ("havn", "3", "Peter Dahl")):
            programme = re.search(r'href="/programme/(\d+)"', cls.who[leader].get("/").text)[1]
            page = karen.get(f"/programme/{programme}/people").text
            OF[where]["members"] = {name for name in PEOPLE if re.search(r">\s*" + re.escape(name), page.split("<main")[1])} & \
                cls.named(karen, programme)
            OF[where]["helpers"] = cls.named(karen, programme, "helper")
            people = cls.who[leader].get(f"/unit/{unit}").text
            # One colleague who is in this unit and in no other.
            person = re.search(rf'href="/unit/{unit}/people/(\d+)"[^>]*>{"Nadia Skov" if unit == "2" else "Mads Lind"}', people)[1]
            plan = karen.get(f"/unit/{unit}/plan").text
            action = re.search(r"/plan/actions/(\d+)", plan)
            meeting = re.search(rf'href="/programme/{programme}/meeting/(\w+)', karen.get(f"/programme/{programme}").text)[1]
            room = cls.who[leader].get(f"/programme/{programme}/room").text
            form = re.search(rf'href="/programme/{programme}/form/(\w+)', room)[1]
            gate = re.search(rf'href="/programme/{programme}/gate/(\w+)', room)
            cls.ids[where] = {"unit": unit, "programme": programme, "workshop": sessions[where], "person": person, "action": action[1] if action else "1",
                              "activity": meeting, "form": form, "gate": gate[1] if gate else "x", "size": "a3", "format": "csv", "hash": "0" * 64}
            # A draft out for comments, written in a session of whoever runs sessions there.
            runs = next(cls.who[n] for n in sorted(OF[where]["runs"]))
            new = f"/workshop/{sessions[where]}/consultation/new"
            day = re.search(r'name="answers_by" type="date" value="([^"]+)"', runs.get(new).text)[1]
            r = runs.post(new, {"title": "Udkast", "draft": "Vi hilser.", "heard": unit, "answers_by": day}, follow=False)
            assert r.status == 303, r.text[:500]
            cls.ids[where]["consultation"] = re.search(r"/consultation/(\d+)", r.location)[1]
        # One course with a programme in each workplace, taught by Jonas; last, since it gives them a programme more.
        page = jonas.get("/unit/1/course/new").text
        teacher = re.search(r'<option value="(\d+)"[^>]*>Jonas Friis', page)[1]
        r = jonas.post("/unit/1/course/new", {"title": "Hold 7", "method": "trio-course", "starts": harness.day(15), "teacher": teacher,
                                              "units": "2"}, follow=False)
        assert r.status == 303, r.text[:500]
        for where in cls.ids:
            cls.ids[where]["course"] = re.search(r"/course/(\d+)", r.location)[1]

    @classmethod
    def named(cls, browser, programme, role=None):
        """Those with a role of the programme, as its own page tells."""
        page = browser.get(f"/programme/{programme}/people", headers={"Accept": "application/json"}).json
        found = set()

        def walk(v, under):
            if isinstance(v, dict):
                r = v.get("role") or v.get("key") or under
                if v.get("name") in PEOPLE and (role is None or r == role):
                    found.add(v["name"])
                for k in v.values():
                    walk(k, r)
            elif isinstance(v, list):
                for k in v:
                    walk(k, under)
        walk({k: v for k, v in page.items() if k not in ("user", "me", "person")}, None)
        return found

    def fill(self, path, where):
        ids = self.ids[where]
        root = "programme" if path.startswith("/programme/") else "workshop"
        return re.sub(r":(\w+)", lambda m: ids[root] if m[1] == "id" else ids.get(m[1], "1"), path)

    def closed(self):
        """The routes of this walk: (method, path, permission)."""
        for method, path, rest in self.routes:
            permission = re.split(r"\s+(?:[a-z_]+/[a-z_]+|-)$", rest)[0]
            if permission != "PUBLIC" and permission != "demonstration only" and not path.startswith("/logout"):
                yield method, path, permission

    def ask(self, b, method, path):
        if path.endswith("/live"):     # a stream that opens never ends
            s = harness.Stream(b, path)
            harness.until(lambda: b"\r\n" in s.bytes or s.ended.is_set())
            status = int(s.bytes.split(b" ")[1])
            s.close()
            return (401 if status == 303 else status), s.text
        r = b.get(path, follow=False) if method == "GET" else b.post(path, follow=False)
        return (401 if r.status == 303 and re.fullmatch(r"/login(\?.*)?", r.location) else r.status), r.text

    def test_1_default_deny(self):
        """403 for everybody whom the permission does not name, 401 for strangers."""
        asked = 0
        for method, path, permission in self.closed():
            for where in ("nord", "havn"):
                real = self.fill(path, where)
                with self.subTest(route=f"{method} {real}", who="stranger"):
                    self.assertIn(self.ask(self.stranger, method, real)[0], (401, 403))
                for name in sorted(PEOPLE - allowed(permission, where)):
                    with self.subTest(route=f"{method} {real}", who=name):
                        self.assertEqual(self.ask(self.who[name], method, real)[0], 403)
                        asked += 1
        self.assertGreater(asked, 1000)

    def test_2_who_may_is_let_in(self):
        """Nobody is turned away at a door that is theirs; reading first, then writing."""
        for wanted in ("GET", "POST"):
            for method, path, permission in self.closed():
                if method != wanted or permission == "joined the workshop" and path.endswith("/live"):
                    continue
                for where in ("nord", "havn"):
                    real = self.fill(path, where)
                    for name in sorted(allowed(permission, where) - DEVIATIONS.get((method, path), set())):
                        with self.subTest(route=f"{method} {real}", who=name):
                            status, text = self.ask(self.who[name], method, real)
                            self.assertNotIn(status, (401, 403), text[:200])
                            self.assertLess(status, 500, text[:200])

    def test_3_things_of_one_workplace_are_not_found_in_the_other(self):
        """By those who may see both: the number alone opens nothing."""
        b = self.who["Administrator"]
        for method, path, permission in self.closed():
            parts = re.findall(r":(\w+)", path)
            for part in parts[1:]:
                if part not in ("person", "action") or permission in ("top leader", "members of the programme"):
                    continue
                ids = {**self.ids["nord"], part: self.ids["havn"][part]}
                real = re.sub(r":(\w+)", lambda m: ids.get(m[1], "1"), path)
                with self.subTest(route=f"{method} {real}"):
                    status, text = self.ask(b, method, real)
                    self.assertIn(status, (403, 404, 422), text[:200])
                    self.assertNotIn("Mads Lind", text)

    def test_4_an_ended_role_opens_nothing(self):
        admin, nadia = self.who["Administrator"], Browser(self.program).be("Nadia Skov")
        self.assertEqual(nadia.get("/unit/2", follow=False).status, 200)
        page = admin.get(f"/unit/2/people/{self.ids['nord']['person']}").text
        end = re.search(r'action="(/unit/2/people/\d+/roles/\d+/end)"', page)[1]
        self.assertEqual(admin.post(end, {"last_day": ""}, follow=False).status, 303)
        for path in ("/unit/2", "/unit/2/plan", f"/programme/{self.ids['nord']['programme']}", "/unit/2/workshop/new"):
            self.assertEqual(nadia.get(path, follow=False).status, 403, path)

    def test_4_somebody_external_gets_in_where_they_are_named_and_as_long_as_their_role_lasts(self):
        admin, eva = self.who["Administrator"], self.who["Eva Brandt"]
        programme = self.ids["nord"]["programme"]
        self.assertEqual(eva.get(f"/programme/{programme}", follow=False).status, 403)
        self.assertNotIn(f"/programme/{programme}", eva.get("/").text)
        jonas = self.who["Jonas Friis"]
        unit = admin.get("/unit/2").text
        ali = re.search(r'href="/unit/2/people/(\d+)"[^>]*>Ali Demir', unit)[1]
        self.assertEqual(jonas.post(f"/programme/{programme}/people/change", {"role": "helper", "person": ali, "drop": "1"}, follow=False).status, 303)
        self.assertEqual(jonas.post(f"/programme/{programme}/people", {"who": "eva.brandt@udbyder.example", "role": "helper"}, follow=False).status, 303)
        self.assertEqual(eva.get(f"/programme/{programme}", follow=False).status, 200)
        session = f"/workshop/{self.ids['nord']['workshop']}"
        self.assertEqual(eva.get(session, follow=False).status, 403)
        self.assertEqual(jonas.post(f"{session}/facilitators", {"email": "eva.brandt@udbyder.example"}, follow=False).status, 303)
        self.assertEqual(eva.get(session, follow=False).status, 200)
        for path in ("/unit/2", "/unit/2/plan", "/unit/2/committees", f"/programme/{self.ids['havn']['programme']}"):
            self.assertEqual(eva.get(path, follow=False).status, 403, path)
        self.assertNotIn("Station Nord", eva.get("/units").text.split("<main")[1])
        person = re.search(r'href="/unit/2/people/(\d+)"[^>]*>Eva Brandt', unit)[1]
        end = re.search(r'action="(/unit/2/people/\d+/roles/\d+/end)"', admin.get(f"/unit/2/people/{person}").text)[1]
        self.assertEqual(admin.post(end, {"last_day": ""}, follow=False).status, 303)
        for path in ("/unit/2", "/unit/2/plan", f"/programme/{programme}", session, f"{session}/outcome", f"{session}/hand-over"):
            self.assertEqual(eva.get(path, follow=False).status, 403, path)

    def test_5_every_deviation_is_of_a_route_there_is(self):
        known = {(m, p) for m, p, _ in self.closed()}
        self.assertEqual(set(DEVIATIONS) - known, set())


if __name__ == "__main__":
    harness.main()
