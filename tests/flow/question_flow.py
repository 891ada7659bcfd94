#!/usr/bin/env python3
"""A question that no method planned, over the wire: typed at the desk while the room is
at work, answered without script, shown as any other, taken along in every file; changed
until it is opened, and refused in words at the field."""
import html
import io
import re
import threading
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
                "kind": "single", "question": "Hvad nu?", "answers": "Ja\nNej", "minutes": "5", "steps": "5", "act": "later", **fields}

    def ask(self, **fields):
        r = self.console.post(self.where, self.typed(**fields), follow=False)
        self.assertEqual(r.status, 303, r.words[:400])
        return self.items()[fields.get("question", "Hvad nu?")]

    def links(self):
        """Where the session's own questions are changed, by their words."""
        page = self.console.get(f"/workshop/{self.ws}/schedule").text
        return {html.unescape(t): k for k, t in re.findall(r'href="(/workshop/\d+/question\?item=\d+)">Ret<span[^>]*>: (.*?)</span>', page)}

    def edited(self, words, browser=None, **fields):
        """The form that changes a question, as it is sent: with what its page had read."""
        page = (browser or self.console).get(self.links()[words]).text
        return {**self.shown_form(page), "act": "save", **fields}

    def shown_form(self, page):
        """Every field of the form as it stands in the page."""
        form = re.search(r'<form[^>]*class="form question-form".*?</form>', page, re.S)[0]
        fields = {n: html.unescape(v) for n, v in re.findall(r'<input[^>]*type="(?:hidden|number|text)"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form)}
        fields |= {n: html.unescape(v) for n, v in re.findall(r'<input class="ds-input" id="(?:question|left|right|minutes)" name="(\w+)"[^>]*? value="([^"]*)"', form)}
        fields |= {n: html.unescape(v) for n, v in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', form, re.S)}
        fields |= {n: v for n, v in re.findall(r'name="(\w+)" value="([^"]*)"[^>]* checked', form)}
        fields |= {n: v for n, o in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.S) for v in re.findall(r'value="([^"]*)" selected', o)}
        return {n: v for n, v in fields.items() if n not in ("csrf", "once")}

    def items(self):
        """The session's own questions that may still be changed, by their words: the names of their steps."""
        return {t: re.search(r'name="step" value="([\w-]+)"', self.console.get(u).text)[1] for t, u in self.links().items()}

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

    def test_the_ends_of_a_scale_are_there_from_the_start(self):
        form = self.shown_form(self.console.get(self.where).text)
        self.assertEqual((form["left"], form["right"]), ("Slet ikke", "I høj grad"))
        self.assertNotIn("placeholder", self.console.get(self.where).text)
        self.assertEqual(self.wrong(kind="scale", question="Trives I?", left="", right="Meget"), {"left": self.wrong(kind="scale", question="", left="Lidt", right="Meget")["question"]})

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
        self.assertTrue(streams[0].until("Støj"))        # the streams do not outlive the program
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
        self.assertEqual(self.desk(do="show").status, 200)
        item = self.result("Hvad først?")["items"][0]
        self.assertEqual((item["n"], [r["label"] for r in item["rows"]]), (5, ["Tid", "Hjælp", "Ro"]))

    def now(self, **fields):
        """Asked at once; the name of its step."""
        r = self.console.post(self.where, self.typed(act="now", **fields), follow=False)
        self.assertEqual(r.status, 303, r.words[:400])
        return self.step()

    def at_the_question(self, reply, status=409):
        """What is told at the words of the question."""
        self.assertEqual(reply.status, status, reply.words[:400])
        return html.unescape(re.search(WRONG.format("question"), reply.text)[1])

    def test_it_may_be_another_until_it_is_opened(self):
        first = self.ask(question="Første", kind="rank", answers="Ro\nTid\nHjælp")
        page = self.console.get(self.links()["Første"]).text
        self.assertIn(">Ro\nTid\nHjælp</textarea>", page)
        self.assertRegex(page, r'value="rank"[^>]* checked')
        self.assertNotIn('value="now"', page)
        typed = self.edited("Første", question="Anden", kind="slider", left="Lidt", right="Meget", minutes="7")
        self.assertEqual(self.console.post(self.where, typed, follow=False).status, 303)
        second = self.items()["Anden"]
        self.assertEqual(self.edited("Anden")["minutes"], "7")
        phone = self.phone()
        self.assertEqual(self.say(phone, first, answer="a1").status, 409)
        self.assertEqual(self.say(phone, second, answer="5").status, 422)        # not opened yet
        self.go(second)
        self.assertEqual(self.say(phone, second, answer="5").status, 200)
        for act in ("save", "drop"):
            told = self.at_the_question(self.console.post(self.where, self.edited("Anden", question="Tredje", act=act)))
            self.assertIn("Nogen har svaret", told)
        self.ask(question="Fjerde")
        self.assertEqual(self.console.post(self.where, self.edited("Fjerde", act="drop"), follow=False).status, 303)
        self.assertEqual(set(self.items()), {"Anden"})

    def test_asked_with_a_slip_of_the_pen_it_is_put_right_before_anybody_has_answered(self):
        before = self.step()
        phones, wall = self.phones(5), self.wall()
        stream = Stream(phones[0], f"/w/{self.ws}/live")
        old = self.now(question="Hvad skal vi føste?", answers="Ja\nNej")
        left = re.search(r'data-ends-at="(\d+)"', self.console.get(f"/workshop/{self.ws}").text)[1]
        self.assertIn(f'href="{self.links()["Hvad skal vi føste?"]}"', self.console.get(f"/workshop/{self.ws}").text)       # at hand where it is seen
        self.assertIn("føste", phones[0].get(f"/w/{self.ws}").text)
        form = self.edited("Hvad skal vi føste?", question="Hvad skal vi først?")
        self.assertNotIn("minutes", form)        # the clock runs: it is changed at the clock
        told = self.console.post(self.where, form)
        self.assertIn(f'action="/workshop/{self.ws}/agenda"', told.text)        # back at the desk, and told
        self.assertIn("Spørgsmålet er rettet.", told.words)
        fresh = self.step()
        self.assertNotIn(fresh, (old, before))
        self.assertEqual(re.search(r'data-ends-at="(\d+)"', self.console.get(f"/workshop/{self.ws}").text)[1], left)
        self.assertTrue(stream.until("Hvad skal vi først?") or stream.until(fresh))        # and each loads the page of it
        self.assertIn("Hvad skal vi først?", wall.get(f"/wall/{self.ws}").text)
        self.assertIn("Hvad skal vi først?", phones[0].get(f"/w/{self.ws}").text)
        # What was pressed beneath the old words is nobody's answer to these: with script, without, and sent again.
        for _ in range(2):
            r = self.say(phones[0], old, answer="a1")
            self.assertEqual(r.status, 409)
            self.assertIn("rettet", r.text)
        r = phones[1].post(f"/w/{self.ws}/ask", {"step": old, "i.answer": "a2"})
        self.assertEqual(r.status, 409)
        self.assertIn("rettet", r.words)
        self.assertNotRegex(r.text, r'name="i.answer"[^>]* checked')
        for p in phones:
            self.assertEqual(self.say(p, fresh, answer="a1").status, 200)
        self.assertEqual(self.result("Hvad skal vi først?")["items"][0]["n"], 5)
        self.assertNotIn("føste", self.console.get(f"/workshop/{self.ws}/export/json").text)
        stream.close()

    def test_whoever_types_from_paper_sees_the_words_they_answer(self):
        old = self.now(question="Gammelt?")
        sheet = f"/workshop/{self.ws}/paper"
        fields = dict(re.findall(r'type="hidden" name="(idem|once|seen)" value="([^"]*)"', self.console.get(sheet).text))
        self.assertEqual(self.console.post(self.where, self.edited("Gammelt?", question="Nyt?"), follow=False).status, 303)
        self.assertEqual(self.console.post(f"{sheet}/answer", {**fields, "step": old, "i.answer": "a1"}).status, 422)
        # Paper that has been typed in is an answer, too.
        fields = dict(re.findall(r'type="hidden" name="(idem|once|seen)" value="([^"]*)"', self.console.get(sheet).text))
        self.assertEqual(self.console.post(f"{sheet}/answer", {**fields, "step": self.step(), "i.answer": "a1"}, follow=False).status, 303)
        for act in ("save", "drop"):
            self.assertIn("Nogen har svaret", self.at_the_question(self.console.post(self.where, self.edited("Nyt?", question="Et helt andet?", act=act))))

    def test_an_answer_that_comes_first_wins(self):
        phone = self.phone()
        step = self.now(question="Hvem først?")
        form = self.edited("Hvem først?", question="Hvem så?")        # the page is open when somebody answers
        self.assertEqual(self.say(phone, step, answer="a2").status, 200)
        for act in ("save", "drop"):
            r = self.console.post(self.where, {**form, "act": act})
            self.assertIn("Nogen har svaret", self.at_the_question(r))
            self.assertIn('value="Hvem så?"', r.text)
        self.assertEqual(self.step(), step)
        self.assertIn("Hvem først?", phone.get(f"/w/{self.ws}").text)
        # Taken back by whoever gave it: then it is nobody's.
        self.assertEqual(phone.post(f"/w/{self.ws}/ask", {"step": step, "turn": "2", "i.answer": ""}, json_reply=True).status, 200)
        self.assertEqual(self.console.post(self.where, {**form, "act": "save"}, follow=False).status, 303)
        self.assertIn("Hvem så?", phone.get(f"/w/{self.ws}").text)

    def test_words_and_answers_that_meet_are_never_mixed(self):
        """Both at the same moment, again and again: either the words were changed first and nothing that was
        pressed beneath the old ones is stored, or an answer was first and they stay."""
        phones, wins = self.phones(4), {True: 0, False: 0}
        rounds = 0
        while rounds < 12 or (min(wins.values()) == 0 and rounds < 60):
            words = f"Runde {rounds}?"
            old = self.now(question=words)
            form = self.edited(words, question=f"Rettet {rounds}?")
            if rounds % 4 == 3:
                form["act"] = "drop"
            start, replies = threading.Barrier(len(phones) + 1), [None] * len(phones)
            def press(i, phone):
                start.wait()
                replies[i] = self.say(phone, old, answer="a1").status
            with_answers = [threading.Thread(target=press, args=(i, p)) for i, p in enumerate(phones)]
            for t in with_answers:
                t.start()
            if rounds % 3 == 0:
                start.wait()
                changed = self.console.post(self.where, form, follow=False)
            elif rounds % 3 == 1:        # first at the door
                changed = self.console.post(self.where, form, follow=False)
                start.wait()
            else:
                start.wait()
                for t in with_answers:
                    t.join()
                changed = self.console.post(self.where, form, follow=False)
            for t in with_answers:
                t.join()
            won = changed.status == 303
            self.assertEqual(changed.status, 303 if won else 409, changed.words[:300])
            self.assertEqual(set(replies), {409} if won else {200})
            stands = self.links()
            self.assertEqual((words in stands, f"Rettet {rounds}?" in stands), (not won, won and form["act"] == "save"))
            if won and form["act"] == "save":        # nobody has answered these words yet: they may be changed again
                r = self.console.post(self.where, self.edited(f"Rettet {rounds}?", act="drop"), follow=False)
                self.assertEqual(r.status, 303, r.words[:300])
            wins[won] += 1
            rounds += 1
        self.assertGreater(min(wins.values()), 0)

    def test_taken_back_the_room_is_where_it_was(self):
        before, phone = self.step(), self.phone()
        step = self.now(question="Forhastet?")
        self.assertEqual(self.console.post(self.where, self.edited("Forhastet?", act="drop"), follow=False).status, 303)
        self.assertEqual(self.step(), before)
        self.assertNotIn("Forhastet?", phone.get(f"/w/{self.ws}").text + self.console.get(f"/workshop/{self.ws}/schedule").text)
        self.assertEqual(self.say(phone, step, answer="a1").status, 409)
        self.assertNotIn("Forhastet?", self.console.get(f"/workshop/{self.ws}/export/json").text)

    def test_a_page_from_before_somebody_changed_it_makes_no_second_question(self):
        self.now(question="Delt?", answers="Ja\nNej")
        other = Browser(self.program).be("Jonas Friis")
        mine, theirs = self.edited("Delt?", question="Mit?"), self.edited("Delt?", other, question="Dit?", answers="Ja\nMåske\nNej")
        self.assertEqual(other.post(self.where, theirs, follow=False).status, 303)
        self.assertEqual(other.post(self.where, theirs, follow=False).status, 303)        # pressed twice: these are the words
        r = self.console.post(self.where, mine)
        self.assertIn("En anden har rettet spørgsmålet", self.at_the_question(r))
        self.assertIn('value="Mit?"', r.text)
        stands = re.search(r'<section[^>]*id="stands".*?</section>', r.text, re.S)[0]
        for word in ("Dit?", "Ja", "Måske", "Nej"):
            self.assertIn(word, stands)
        self.assertNotIn('value="later"', r.text)
        self.assertNotIn('value="now"', r.text)
        self.assertEqual(set(self.links()), {"Dit?"})
        # What stands has been read: what is pressed now holds.
        self.assertEqual(self.console.post(self.where, {**self.shown_form(r.text), "act": "save"}, follow=False).status, 303)
        self.assertEqual(set(self.links()), {"Mit?"})
        # An old page does not take another's words away, nor change what is gone.
        stale = {**theirs, "act": "drop"}
        self.assertIn("En anden har rettet spørgsmålet", self.at_the_question(other.post(self.where, stale)))
        self.assertEqual(set(self.links()), {"Mit?"})
        late = self.edited("Mit?", other, question="For sent?")
        self.assertEqual(self.console.post(self.where, self.edited("Mit?", act="drop"), follow=False).status, 303)
        r = other.post(self.where, late)
        self.assertIn("En anden har taget spørgsmålet tilbage", self.at_the_question(r))
        self.assertIn('value="For sent?"', r.text)
        self.assertEqual(self.links(), {})
        self.assertEqual(other.post(self.where, {**late, "act": "drop"}, follow=False).status, 303)        # it is gone: as was wanted

    def test_a_page_that_was_refused_for_another_reason_tells_of_new_words_too(self):
        self.ask(question="Delt?")
        mine = self.edited("Delt?", question="", answers="Ja\nNej")
        self.assertEqual(self.console.post(self.where, self.edited("Delt?", question="Dit?"), follow=False).status, 303)
        r = self.console.post(self.where, mine)
        self.assertEqual(r.status, 422)
        self.assertIn("Dit?", re.search(r'<section[^>]*id="stands".*?</section>', r.text, re.S)[0])

    def test_when_the_agenda_is_full_it_is_told_where_it_was_typed(self):
        schedule = f"/workshop/{self.ws}/schedule"
        page = self.console.get(schedule).text
        version, after = int(re.search(r'name="version" value="(\d+)"', page)[1]), re.findall(r'name="was-([\w-]+)"', page)[-1]
        for n in range(40):
            r = self.console.post(f"{schedule}/add", {"version": str(version + n), "after": after, "name": f"Punkt {n}", "minutes": "1"}, follow=False)
            self.assertEqual(r.status, 303, r.words[:300])
        for act in ("now", "later"):
            r = self.console.post(self.where, self.typed(act=act, question="Nummer 41?", answers="Ja\nNej\nMåske"))
            self.assertIn("40", self.at_the_question(r, 422))
            self.assertIn('value="Nummer 41?"', r.text)
            self.assertIn(">Ja\nNej\nMåske</textarea>", r.text)
        r = self.console.post(f"{schedule}/add", {"version": str(version + 40), "after": after, "name": "Nummer 41", "minutes": "17", "is_break": "1"})
        self.assertEqual(r.status, 422)
        self.assertIn("40", re.search(WRONG.format("name"), r.text)[1])
        for kept in (r'id="name"[^>]* value="Nummer 41"', r'id="add-minutes"[^>]* value="17"', rf'<option value="{after}" selected', r'name="is_break" value="1" checked'):
            self.assertRegex(r.text, kept)

    def test_behind_what_has_been_is_told_at_the_place(self):
        schedule, been = f"/workshop/{self.ws}/schedule", self.step()
        page = self.console.get(schedule).text
        self.go(re.findall(r'name="was-([\w-]+)"', page)[0])
        version = self.typed()["version"]
        r = self.console.post(self.where, {**self.typed(act="later", question="Bagud?"), "after": been})
        self.assertEqual(r.status, 422)
        self.assertIn("overstået", re.search(WRONG.format("after"), r.text)[1])
        self.assertIn('value="Bagud?"', r.text)
        r = self.console.post(f"{schedule}/add", {"version": version, "after": been, "name": "Bagud", "minutes": "12"})
        self.assertEqual(r.status, 422)
        self.assertIn("overstået", re.search(WRONG.format("after"), r.text)[1])
        self.assertRegex(r.text, r'id="name"[^>]* value="Bagud"')
        self.assertNotIn(f'<option value="{been}"', r.text)        # nor is it offered
        for name, minutes, field in (("", "5", "name"), ("x" * 81, "5", "name"), ("Kaffe", "0", "add-minutes")):
            r = self.console.post(f"{schedule}/add", {"version": version, "after": self.step(), "name": name, "minutes": minutes})
            self.assertEqual((r.status, bool(re.search(WRONG.format(field), r.text))), (422, True), field)

    def test_comments_and_steps_are_the_facilitators_to_choose(self):
        phones, wall, leader = self.phones(6), self.wall(), Browser(self.program).be("Mette Holm")
        streams = [Stream(b, p) for b, p in ((wall, f"/wall/{self.ws}/live"), (phones[5], f"/w/{self.ws}/live"), (self.console, f"/workshop/{self.ws}/live"),
                                             (leader, f"/w/{self.ws}/live"))]
        step = self.now(question="Hvordan går det?", kind="scale", answers="", left="Skidt", right="Godt", steps="7", comment="1", moderated="1")
        page = phones[0].get(f"/w/{self.ws}").text
        self.assertEqual(re.findall(r'name="i.answer" value="(a\d+)"', page), [f"a{n}" for n in range(1, 8)])
        self.assertIn('name="w.answer"', page)
        for n, p in enumerate(phones[:4]):
            r = p.post(f"/w/{self.ws}/ask", {"step": step, "i.answer": f"a{n + 1}", "w.answer": f"Kanariefugl {n}"}, json_reply=True)
            self.assertEqual(r.status, 200)
        self.act(act="pause")
        self.assertTrue(all(s.until("pause") for s in streams[:-1]))     # whatever was sent before has come
        self.act(act="resume")
        told = [wall.get(f"/wall/{self.ws}"), phones[5].get(f"/w/{self.ws}"), self.console.get(f"/workshop/{self.ws}"), self.console.get(f"/workshop/{self.ws}/outcome"),
                self.console.get(f"/workshop/{self.ws}/export/json"), self.console.get(f"/workshop/{self.ws}/export/csv")]
        for text in [s.text for s in streams] + [t.text for t in told]:
            self.assertNotIn("Kanariefugl", text)        # four are too few, also for what they add
        self.assertEqual(phones[4].post(f"/w/{self.ws}/ask", {"step": step, "i.answer": "a5"}, json_reply=True).status, 200)
        self.assertEqual(self.desk(do="show").status, 200)        # the sixth says nothing
        self.assertTrue(streams[2].until("Kanariefugl 3"))        # the facilitator reads them first
        page = self.console.get(f"/workshop/{self.ws}").text
        self.assertNotIn("Kanariefugl", wall.get(f"/wall/{self.ws}").text + phones[5].get(f"/w/{self.ws}").text + streams[0].text + streams[1].text)
        let = re.search(r'value="(1\|texts\|[\d ]+)"', page)[1]
        self.assertEqual(self.desk("/let", let=let).status, 200)
        self.assertTrue(streams[0].until("Kanariefugl 3"))
        item = self.result("Hvordan går det?")["items"][0]
        self.assertEqual((item["n"], len(item["rows"])), (5, 7))
        self.assertNotIn("Kanariefugl", streams[3].text + leader.get(f"/w/{self.ws}").text + leader.get(f"/workshop/{self.ws}/outcome").text)
        for s in streams:
            s.close()

    def test_steps_and_comments_come_back_as_they_were_chosen(self):
        self.ask(question="Skala?", kind="scale", answers="", left="Lidt", right="Meget", steps="9", comment="1")
        page = self.console.get(self.links()["Skala?"]).text
        form = self.shown_form(page)
        self.assertEqual((form["kind"], form["left"], form["right"], form["steps"], form.get("comment"), form.get("moderated")), ("scale", "Lidt", "Meget", "9", "1", None))
        for steps in ("2", "12", "", "fem"):
            r = self.console.post(self.where, self.typed(kind="scale", left="Lidt", right="Meget", steps=steps))
            self.assertEqual((r.status, bool(re.search(WRONG.format("steps"), r.text))), (422, True), steps)
        # Where there is nothing to count steps of, nothing is asked for.
        self.ask(question="Skyder?", kind="slider", answers="", left="Lidt", right="Meget", steps="")

    def test_one_lone_phone_is_told_of_in_words_that_fit(self):
        phone = self.phone()
        self.now(question="Alene?")
        page = self.console.get(f"/workshop/{self.ws}").words
        self.assertIn("Kun én er med på telefon", page)
        self.phone()
        self.assertIn("Kun 2 er med på telefon", self.console.get(f"/workshop/{self.ws}").words)
        self.console.speak("en")
        self.assertIn("Only 2 have joined by phone", self.console.get(f"/workshop/{self.ws}").words)
        self.assertTrue(phone)

    def test_one_lone_phone_in_english(self):
        self.phone()
        self.now(question="Alene?")
        self.console.speak("en")
        self.assertIn("Only one has joined by phone", self.console.get(f"/workshop/{self.ws}").words)

    def test_nobody_is_not_counted_as_none(self):
        self.now(question="Tomt rum?")
        self.assertIn("Ingen er med på telefon", self.console.get(f"/workshop/{self.ws}").words)

    def test_what_is_wrong_is_told_at_the_field(self):
        self.assertEqual(self.wrong(question="", answers="Ja\nNej").keys(), {"question"})
        self.assertIn("mindst 2", self.wrong(answers="Ja")["answers"])
        self.assertIn("8", self.wrong(answers="\n".join("abcdefghi"))["answers"])
        self.assertIn("»ro«", self.wrong(answers="Ro\nTid\nro", kind="rank")["answers"])
        self.assertIn("60", self.wrong(answers="Ja\n" + "x" * 61)["answers"])
        self.assertEqual(self.wrong(kind="slider", left="Lidt", right="", minutes="0", question="x" * 141).keys(), {"question", "right", "minutes"})
        for kind in ("slider", "scale"):
            self.assertIn("begge ender", self.wrong(kind=kind, left="I høj grad", right="i  høj grad")["right"])
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
