#!/usr/bin/env python3
"""A question that no method planned, over the wire: typed at the desk while the room is
at work, answered without script, shown as any other, taken along in every file; changed
until it is opened, and refused in words at the field."""
import html
import io
import re
import unittest
import zipfile

import ask_flow
import harness
from harness import Browser, Stream, until

MARKED = '<b>Ro</b> & {{x}} "nu"'
WRONG = r'id="{}-wrong">([^<]+)<'


class Unplanned(ask_flow.Room):
    def setUp(self):
        super().setUp()
        self.where = f"/workshop/{self.ws}/question"

    # ---- help

    def typed(self, **fields):
        """The form as a browser sends it."""
        page = self.console.get(self.where).text
        return {"version": re.search(r'name="version" value="(\d+)"', page)[1], "after": re.search(r'<select[^>]*id="after".*?value="([^"]+)"', page, re.S)[1],
                "kind": "single", "question": "Hvad nu?", "answers": "Ja\nNej", "minutes": "5", "act": "later", **fields}

    def ask(self, **fields):
        r = self.console.post(self.where, self.typed(**fields), follow=False)
        self.assertEqual(r.status, 303, r.words[:400])
        return self.items()[fields.get("question", "Hvad nu?")]

    def items(self):
        """The session's own questions that may still be changed, by their words."""
        page = self.console.get(f"/workshop/{self.ws}/schedule").text
        return {html.unescape(t): k for k, t in re.findall(r'/question\?step=([\w-]+)">Ret<span[^>]*>: (.*?)</span>', page)}

    def step(self):
        return re.search(r'name="seen" value="([\w-]+)"', self.console.get(f"/workshop/{self.ws}").text)[1]

    def wrong(self, browser=None, **fields):
        """What is told at which field; the rest of what was typed has come back."""
        r = (browser or self.console).post(self.where, self.typed(**fields))
        self.assertEqual(r.status, 422, r.words[:400])
        for word in ("question", "left", "right"):
            if fields.get(word):
                self.assertIn(html.escape(fields[word]), r.text)
        return {f: html.unescape(m[1]) for f in ("question", "answers", "left", "right", "minutes") if (m := re.search(WRONG.format(f), r.text))}

    # ---- tests

    def test_asked_at_once_answered_and_taken_along(self):
        phones, wall, leader = self.phones(5), self.wall(), Browser(self.program).be("Mette Holm")
        streams = [Stream(wall, f"/wall/{self.ws}/live"), Stream(phones[0], f"/w/{self.ws}/live"), Stream(leader, f"/w/{self.ws}/live")]
        other = Browser(self.program).be("Jonas Friis")
        other.get(self.where)
        stale = self.typed(act="now", question="Den andens spørgsmål", answers="Ja\nNej\nMåske")
        before = self.step()
        r = self.console.post(self.where, self.typed(act="now", question=MARKED, answers=f" {MARKED} \n\nStøj"), follow=False)
        self.assertEqual(r.status, 303, r.words[:400])
        step = self.step()
        self.assertNotEqual(step, before)
        # The other facilitator had the page open: told, with every word still there and a page that is up to date.
        told = other.post(self.where, stale)
        self.assertEqual(told.status, 409)
        self.assertIn("Den andens spørgsmål", told.text)
        self.assertIn(">Ja\nNej\nMåske</textarea>", told.text)
        self.assertEqual(self.step(), step)
        again = {**stale, "act": "later", "version": re.search(r'name="version" value="(\d+)"', told.text)[1], "after": step}
        self.assertEqual(other.post(self.where, again, follow=False).status, 303)
        # The room is asked: without script, by the form of its page.
        for p in phones:
            page = p.get(f"/w/{self.ws}").text
            self.assertIn(f"<legend>{html.escape(MARKED)}</legend>".replace("&#x27;", "'"), page)
            self.assertNotIn("<b>Ro</b>", page)
        self.assertIn(html.escape(MARKED), wall.get(f"/wall/{self.ws}").text)
        for p in phones[:4]:
            self.assertEqual(p.post(f"/w/{self.ws}/ask", {"step": step, "i.answer": "a1"}).status, 200)
        self.assertIsNone(self.result(MARKED)["items"][0]["n"])
        self.program.kill()
        self.program.start()
        self.assertEqual(phones[4].post(f"/w/{self.ws}/ask", {"step": step, "i.answer": "a2"}).status, 200)
        self.assertEqual(phones[4].post(f"/w/{self.ws}/ask", {"step": step, "i.answer": "a2"}).status, 200)     # once more
        item = self.result(MARKED)["items"][0]
        self.assertEqual(item["n"], 5)
        self.assertEqual([(r["label"], r["count"]) for r in item["rows"]], [(MARKED, "4–5"), ("Støj", "0–1")])
        for page in (wall.get(f"/wall/{self.ws}").text, self.console.get(f"/workshop/{self.ws}").text, self.console.get(f"/workshop/{self.ws}/outcome").text):
            self.assertIn("4–5", page)
            self.assertNotIn("<b>Ro</b>", page)
        # Files, during the session.
        self.assertIn("Støj", self.console.get(f"/workshop/{self.ws}/export/csv").text)
        self.assertTrue(self.console.get(f"/workshop/{self.ws}/export/pdf").body.startswith(b"%PDF"))
        with zipfile.ZipFile(io.BytesIO(self.console.get(f"/workshop/{self.ws}/export/xlsx").body)) as book:
            self.assertIn("Støj", b"".join(book.read(n) for n in book.namelist()).decode("utf-8", "ignore"))
        # A part without leaders: they get none of it, asked or streamed.
        for told in (leader.get(f"/w/{self.ws}"), leader.get(f"/workshop/{self.ws}/outcome")):
            self.assertNotIn("Støj", told.text)
            self.assertNotIn("{{x}}", told.text)
        self.assertEqual(self.act(act="end").status, 303)
        self.assertEqual(self.result(MARKED)["items"][0]["n"], 5)
        for told in ("Støj", "{{x}}"):
            self.assertIn(told, streams[0].text)
            self.assertNotIn(told, streams[2].text)
        for s in streams:
            s.close()

    def test_words_are_read_before_the_room_sees_them(self):
        phones, wall = self.phones(5), self.wall()
        r = self.console.post(self.where, self.typed(act="now", kind="text", question="Hvad mangler?", moderated="1"), follow=False)
        self.assertEqual(r.status, 303)
        step = self.step()
        for i, p in enumerate(phones):
            self.assertEqual(self.say(p, step, answer=f"Vagtskiftet {i}").status, 200)
        page = self.console.get(f"/workshop/{self.ws}").text
        self.assertIn("Vagtskiftet 3", page)
        self.assertNotIn("Vagtskiftet", wall.get(f"/wall/{self.ws}").text)
        let = re.search(r'value="(1\|texts\|[\d ]+)"', page)[1]
        self.assertEqual(self.desk("/let", let=let).status, 200)
        self.assertEqual(wall.get(f"/wall/{self.ws}").text.count("Vagtskiftet "), 5)

    def test_whoever_has_no_phone_answers_on_paper(self):
        r = self.console.post(self.where, self.typed(act="now", kind="rank", question="Hvad først?", answers="Ro\nTid\nHjælp"), follow=False)
        self.assertEqual(r.status, 303)
        step, sheet = self.step(), f"/workshop/{self.ws}/paper"
        ballot = re.search(rf'href="({sheet}/[\w-]+)"', self.console.get(f"/workshop/{self.ws}").text)[1]
        self.assertTrue(self.console.get(ballot).body.startswith(b"%PDF"))
        for _ in range(5):
            page = self.console.get(sheet).text
            self.assertIn("Hvad først?", page)
            fields = dict(re.findall(r'type="hidden" name="(idem|once|seen)" value="([^"]*)"', page))
            r = self.console.post(f"{sheet}/answer", {**fields, "step": step, "i.answer.a1": "3", "i.answer.a2": "1", "i.answer.a3": "2"}, follow=False)
            self.assertEqual(r.status, 303, r.words[:300])
        item = self.result("Hvad først?")["items"][0]
        self.assertEqual((item["n"], [r["label"] for r in item["rows"]]), (5, ["Tid", "Hjælp", "Ro"]))

    def test_it_may_be_another_until_it_is_opened(self):
        first = self.ask(question="Første", kind="rank", answers="Ro\nTid\nHjælp")
        page = self.console.get(f"{self.where}?step={first}").text
        self.assertIn(">Ro\nTid\nHjælp</textarea>", page)
        self.assertRegex(page, r'value="rank"[^>]* checked')
        self.assertNotIn('value="now"', page)
        typed = self.typed(step=first, act="save", question="Anden", kind="slider", left="Lidt", right="Meget", minutes="7")
        self.assertEqual(self.console.post(self.where, typed, follow=False).status, 303)
        self.assertEqual(set(self.items()), {"Anden"})
        # It has another name now: the page of a colleague still says the old one.
        late = self.console.post(self.where, {**typed, "question": "Tredje"})
        self.assertEqual(late.status, 409)
        self.assertIn('value="Tredje"', late.text)
        self.assertEqual(self.console.get(f"{self.where}?step={first}").status, 404)
        second = self.items()["Anden"]
        phone = self.phone()
        self.assertEqual(self.say(phone, first, answer="a1").status, 422)
        self.assertEqual(self.say(phone, second, answer="5").status, 422)        # not opened yet
        self.go(second)
        self.assertEqual(self.say(phone, second, answer="5").status, 200)
        self.assertEqual(self.items(), {})
        for act in ("save", "drop"):
            r = self.console.post(self.where, {**typed, "version": self.typed()["version"], "step": second, "act": act})
            self.assertEqual(r.status, 422, act)
            self.assertIn("Det, der har været, kan ikke rettes.", r.words)
        third = self.ask(question="Tredje")
        self.assertEqual(self.console.post(self.where, self.typed(step=third, act="drop"), follow=False).status, 303)
        self.assertEqual(self.items(), {})

    def test_what_is_wrong_is_told_at_the_field(self):
        self.assertEqual(self.wrong(question="", answers="Ja\nNej").keys(), {"question"})
        self.assertIn("mindst 2", self.wrong(answers="Ja")["answers"])
        self.assertIn("8", self.wrong(answers="\n".join("abcdefghi"))["answers"])
        self.assertIn("»ro«", self.wrong(answers="Ro\nTid\nro", kind="rank")["answers"])
        self.assertIn("60", self.wrong(answers="Ja\n" + "x" * 61)["answers"])
        self.assertEqual(self.wrong(kind="slider", left="Lidt", right="", minutes="0", question="x" * 141).keys(), {"question", "right", "minutes"})
        r = self.console.post(self.where, self.typed(kind="guess"))
        self.assertEqual((r.status, "ds-validation-message" in r.text), (422, True))
        self.console.speak("en")
        self.console.get(self.where)
        self.assertIn("at least 2", self.wrong(answers="Ja")["answers"])
        self.assertEqual(self.items(), {})

    def test_it_does_not_run_into_a_fixed_time(self):
        schedule = f"/workshop/{self.ws}/schedule"
        page = self.console.get(schedule).text
        lines = re.findall(r'name="was-([\w-]+)" value="([^"]*)"', page)
        key, was = lines[0]
        version = re.search(r'id="agenda".*?name="version" value="(\d+)"', page, re.S)[1]
        hour, minute = re.findall(r"<time>(?:kl\. )?(\d+)\.(\d\d)</time>", page[:page.index(f"was-{key}")])[-1]
        clock = (int(hour) * 60 + int(minute) + 10) % 1440
        fields = {f"was-{key}": was, f"minutes-{key}": was.split("|")[0], f"fixed-{key}": f"{clock // 60:02d}:{clock % 60:02d}"}
        self.assertEqual(self.console.post(schedule, {"version": version, **fields}, follow=False).status, 303)
        told = self.wrong(act="now", minutes="90")
        self.assertRegex(told["minutes"], r"skal begynde kl")
        self.assertEqual(self.console.post(self.where, self.typed(act="later", after=lines[-1][0], minutes="90"), follow=False).status, 303)

    def test_whoever_does_not_facilitate_asks_nothing(self):
        phone, leader = self.phone(), Browser(self.program).be("Mette Holm")
        fields = self.typed(act="now")
        for who in (phone, leader):
            self.assertIn(who.get(self.where, follow=False).status, (303, 401, 403))
            self.assertIn(who.post(self.where, fields, json_reply=True, follow=False).status, (401, 403))
        self.assertEqual(self.console.post(self.where, fields, csrf=False).status, 403)
        self.assertEqual(self.act(act="end").status, 303)
        self.assertEqual(self.console.post(self.where, fields, follow=False).status, 410)


if __name__ == "__main__":
    harness.main()
