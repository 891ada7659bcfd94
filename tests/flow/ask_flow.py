#!/usr/bin/env python3
"""Question sets over the wire: twelve phones, a projector and two facilitators.
No byte of an answer leaves before enough have answered; what is acknowledged is
counted once; leaders get nothing of a part that is not theirs."""
import csv
import html
import io
import re
import unittest
from pathlib import Path

import harness
from harness import Browser, Program, Stream, until

CONTENT = Path(__file__).resolve().parent.parent / "content"


class Room(unittest.TestCase):
    """A session of the method `asking`, at its first step."""
    PHONES = 12

    def setUp(self):
        self.program = Program("demo", [f"--content={CONTENT}"])
        self.plan(Browser(self.program).be("Jonas Friis"))

    def plan(self, console, **more):
        self.console = console
        page = self.console.get("/workshops")
        new = re.search(r'href="(/unit/\d+/workshop/new)"', page.text).group(1)
        self.planning = self.console.get(new)
        reply = self.console.post(new, {"title": "Spørg rummet", "method": "asking", "day": harness.day(), "starts_at": "09:00", **more})
        self.ws = re.search(r'action="/workshop/(\d+)/agenda"', reply.text).group(1)
        self.act(act="begin")
        page = self.console.get(f"/workshop/{self.ws}")
        self.join_path = re.search(r'href="http://[^/"]+(/join/\d+/[0-9a-f]+)"', page.text).group(1)
        self.wall_link = re.search(r'href="(/wall/\d+/[0-9a-f]+)"', page.text).group(1)

    def tearDown(self):
        self.program.close()

    # ---- help

    def act(self, **fields):
        page = self.console.get(f"/workshop/{self.ws}")
        version = re.search(r'name="version" value="(\d+)"', page.text).group(1)
        return self.console.post(f"/workshop/{self.ws}/agenda", {"version": version, **fields}, follow=False)

    def go(self, step):
        self.assertEqual(self.act(act="go", step=step).status, 303)

    def phone(self, seat="participant"):
        b = Browser(self.program)
        b.get(self.join_path)
        b.post(self.join_path, {"seat": seat})
        return b

    def phones(self, n=PHONES):
        return [self.phone() for _ in range(n)]

    def wall(self):
        b = Browser(self.program)
        b.get(self.wall_link)
        return b

    def say(self, phone, step, **fields):
        named = {f"i.{k}": v for k, v in fields.items()}
        return phone.post(f"/w/{self.ws}/ask", {"step": step, **named}, json_reply=True)

    def desk(self, path="", **fields):
        return self.console.post(f"/workshop/{self.ws}/ask{path}", fields, json_reply=True)

    def result(self, step_title="Hvordan er det hos os"):
        tree = self.console.get(f"/workshop/{self.ws}/export/json").json
        return next(r for r in tree["results"] if r["title"] == step_title)

    def item(self, key, step_title="Hvordan er det hos os"):
        return next(i for i in self.result(step_title)["items"] if i["key"] == key)


class Asking(Room):
    def test_no_byte_of_an_answer_before_enough(self):
        phones, leader = self.phones(), self.phone("leader")
        signed_in = Browser(self.program).be("Mette Holm")
        wall = self.wall()
        streams = [Stream(wall, f"/wall/{self.ws}/live"), Stream(self.console, f"/workshop/{self.ws}/live"),
                   *(Stream(p, f"/w/{self.ws}/live") for p in phones[-2:]), Stream(leader, f"/w/{self.ws}/live"),
                   Stream(signed_in, f"/w/{self.ws}/live")]
        for p in phones[:4]:
            self.assertEqual(self.say(p, "all", traffic="red", idea="Kanariefugl", mood="kanarie", trust="3").status, 200)
        control = streams[0]
        self.act(act="pause")
        self.assertTrue(all(s.until("pause") for s in streams[:-2]))     # whatever was sent before has come
        self.act(act="resume")
        pages = [wall.get(f"/wall/{self.ws}"), self.console.get(f"/workshop/{self.ws}"), phones[-1].get(f"/w/{self.ws}"),
                 self.console.get(f"/workshop/{self.ws}/outcome")]
        pages += [self.console.get(f"/workshop/{self.ws}/export/{f}") for f in ("json", "csv")]
        for told in [s.text for s in streams] + [p.text for p in pages]:
            self.assertNotIn("anarie", told)
            self.assertNotIn('class="axis"', told)
            self.assertNotIn("0–1", told)
        # Four more words from the attacker's own phone, answer changed: the same silence.
        before = len(control.bytes)
        self.assertEqual(self.say(phones[0], "all", traffic="green").status, 200)
        self.assertEqual(self.say(phones[4], "all", traffic="red", idea="Kanariefugl", mood="kanarie", trust="3").status, 200)
        self.assertTrue(control.until("Kanariefugl"))
        self.assertNotIn(b"green", control.bytes[before:])
        self.assertEqual(self.item("traffic")["n"], 5)
        for s in streams[-2:]:
            self.assertNotIn("anarie", s.text)      # leaders are out of this part
        for s in streams:
            s.close()

    def test_the_language_of_the_room_is_chosen_and_changed(self):
        SAID = ["Møderne varer for længe", "For mange møder", "Mødet uden dagsorden", "Kaffe", "Humor", "Nye stole"]
        takes = lambda: re.findall(r'name="take" value="([^"]+)"', self.console.get(f"/workshop/{self.ws}").text)
        chosen = lambda page: re.findall(r'<option value="(da|en)" selected>', page.text)
        self.plan(Browser(self.program).be("Jonas Friis").speak("en"), lang="da")
        self.assertEqual(chosen(self.planning), ["en"])      # proposed: that of whoever plans
        self.assertEqual(chosen(self.console.get(f"/workshop/{self.ws}")), ["da"])
        self.assertIn("Language of the room: Danish", self.console.get(f"/workshop/{self.ws}").words)
        self.go("all")
        phones = self.phones(6)
        for p, words in zip(phones, SAID):
            self.assertEqual(self.say(p, "all", idea=words).status, 200)
        self.desk(do="show")
        self.assertEqual(len(takes()), 1)       # møder, mødet: one word in Danish
        wall = self.wall()
        self.assertIn('<html lang="da"', wall.get(f"/wall/{self.ws}").text)
        stream = Stream(wall, f"/wall/{self.ws}/live")
        self.assertEqual(phones[0].post(f"/workshop/{self.ws}/language", {"lang": "en"}, json_reply=True).status, 401)
        self.assertEqual(self.console.post(f"/workshop/{self.ws}/language", {"lang": "fr"}, json_reply=True).status, 422)
        self.assertEqual(self.console.post(f"/workshop/{self.ws}/language", {"lang": "en"}, json_reply=True).status, 200)
        self.assertTrue(stream.until("What could we do tomorrow"))      # the projector that was on all the time
        stream.close()
        self.assertIn('<html lang="en"', wall.get(f"/wall/{self.ws}").text)
        self.assertIn("Language of the room: English", self.console.get(f"/workshop/{self.ws}").words)
        self.assertEqual(takes(), [])
        self.act(act="end")
        self.assertEqual(self.console.post(f"/workshop/{self.ws}/language", {"lang": "da"}, json_reply=True).status, 410)

    def test_figures_come_in_batches_and_the_last_are_waited_for(self):
        phones = self.phones()
        seen = []
        for p in phones:
            self.assertEqual(self.say(p, "all", traffic="yellow").status, 200)
            seen.append(self.item("traffic")["n"])
        self.assertEqual(seen, [None, None, None, None, 5, 5, 5, 5, 5, 5, 5, 12])
        r = self.say(phones[0], "all", traffic="red")
        self.assertEqual(r.status, 422)
        self.assertIn("vist", r.json["error"]["message"])
        self.assertEqual(self.say(phones[0], "all", traffic="yellow").status, 200)      # a second sending is no fault
        self.assertEqual(self.item("traffic")["n"], 12)

    def test_the_desk_shows_stops_and_is_told_when_too_few_wait(self):
        phones = self.phones(8)
        for p in phones[:4]:
            self.say(p, "all", traffic="red")
        r = self.desk(do="show")
        self.assertEqual(r.status, 422)
        self.assertIn("5", r.json["error"]["message"])
        self.say(phones[4], "all", traffic="red")
        self.assertIsNone(self.item("traffic")["n"])
        self.assertEqual(self.desk(do="show").status, 200)
        self.assertEqual(self.item("traffic")["n"], 5)
        self.assertEqual(self.desk(do="stop").status, 200)
        self.assertEqual(self.say(phones[5], "all", traffic="red").status, 422)
        self.assertEqual(self.desk(do="go_on").status, 200)
        self.assertEqual(self.say(phones[5], "all", traffic="red").status, 200)

    def test_late_answers_are_told_of_and_never_counted(self):
        phones, wall = self.phones(7), self.wall()
        screens = lambda: [wall.get(f"/wall/{self.ws}").words, phones[0].get(f"/w/{self.ws}").words, self.console.get(f"/workshop/{self.ws}").words]
        LATE, LEFT, WARNS = "når mindst 5 nye kan vises", "færre end 5, kommer de ikke med", "Spørg, om alle er færdige"
        for p in phones[:5]:
            self.say(p, "all", traffic="red")
        self.assertIn(WARNS, screens()[2])      # before it is too late
        self.assertNotIn(WARNS, screens()[0])
        self.desk(do="show")
        first = screens()
        for words in first:
            self.assertIn(LATE, words)
            self.assertNotIn(WARNS, words)
        self.say(phones[5], "all", traffic="yellow")
        self.assertEqual(screens()[:2], first[:2])      # nobody is told that somebody came late
        self.assertIn('data-state="fixed"', phones[0].get(f"/w/{self.ws}").text)
        self.desk(do="stop")
        for words in screens():
            self.assertIn(LEFT, words)
        # Five late ones are a batch like the first five.
        self.desk(do="go_on")
        late = self.phones(5)
        for p in late:
            self.say(p, "all", traffic="yellow")
        self.desk(do="show")
        self.assertEqual(self.item("traffic")["n"], 11)

    def test_paper_that_waits_is_told_at_the_desk(self):
        phones = self.phones(5)
        for p in phones:
            self.say(p, "all", traffic="red", calm="yes")
        page = self.console.get(f"/workshop/{self.ws}/paper").text
        fields = {"step": "all", "i.traffic": "red", **dict(re.findall(r'type="hidden" name="(idem|once|seen)" value="([^"]*)"', page))}
        self.assertEqual(self.console.post(f"/workshop/{self.ws}/paper/answer", fields, follow=False).status, 303)
        self.assertIn("Svar på papir, der venter: 1", self.console.get(f"/workshop/{self.ws}").words)
        self.assertNotIn("der venter: 1", self.wall().get(f"/wall/{self.ws}").words)

    def test_without_script_one_form_answers_everything(self):
        phones = self.phones(5)
        for p in phones:
            page = p.get(f"/w/{self.ws}")
            self.assertIn('name="i.order.sense"', page.text)
            r = p.post(f"/w/{self.ws}/ask", {"step": "all", "i.traffic": "green", "i.calm_1": "fully", "i.calm_2": "fully", "w.calm_1": "Fordi vi er flere",
                                             "i.trust": "8", "i.needs": ["calm", "time"], "i.order.pay": "3", "i.order.mates": "1", "i.order.sense": "2",
                                             "i.mood": ["Travle", "glade", ""], "i.idea": "En tavle i gangen"})
            self.assertEqual(r.status, 200)
        page = phones[0].get(f"/w/{self.ws}")
        for words in ("Jeres profil", "En tavle i gangen", "travle", "Fordi vi er flere", '<li value="1"><b>1.</b> <span>Kolleger</span>'):
            self.assertIn(words, html.unescape(page.text))
        self.assertEqual(self.item("needs")["n"], 5)
        wall = self.wall().get(f"/wall/{self.ws}")
        self.assertIn("Jeres profil", wall.text)
        outcome = self.console.get(f"/workshop/{self.ws}/outcome")
        self.assertIn("En tavle i gangen", outcome.text)
        self.assertIn("<caption", outcome.text)
        for f in ("pdf", "xlsx", "csv"):
            self.assertEqual(self.console.get(f"/workshop/{self.ws}/export/{f}").status, 200)
        rows = list(csv.reader(io.StringIO(self.console.get(f"/workshop/{self.ws}/export/csv").text), delimiter=";"))
        words = next(r for r in rows if "En tavle i gangen" in r[3])
        self.assertEqual((words[3], words[4]), ("En tavle i gangen", ""))
        self.assertTrue(any(r[4].isdigit() or "–" in r[4] for r in rows[1:]), "how many stands in a column of its own")

    def test_bad_words_are_refused_in_words(self):
        phone = self.phone()
        for fields in ({"i.traffic": "blue"}, {"i.order.pay": "1"}, {"i.order.pay": "1", "i.order.mates": "1", "i.order.sense": "2"}, {"i.trust": "99"},
                       {"i.mood": ["a", "b", "c", "d"]}, {"i.idea": "x" * 300}, {}):
            r = phone.post(f"/w/{self.ws}/ask", {"step": "all", **fields}, json_reply=True)
            self.assertEqual(r.status, 422, fields)
            self.assertGreater(len(r.json["error"]["message"]), 10)
            r = phone.post(f"/w/{self.ws}/ask", {"step": "all", **fields})
            self.assertEqual(r.status, 422)
            self.assertIn('role="alert"', r.text)
        # Two of four are wrong: each is told at its question, what was typed stands in all, and nothing is thanked for.
        r = phone.post(f"/w/{self.ws}/ask", {"step": "all", "i.traffic": "green", "i.order.pay": "2", "i.order.mates": "", "i.order.sense": "", "i.trust": "99",
                                             "i.idea": "En tavle i gangen"})
        self.assertEqual(r.status, 422)
        states = dict(re.findall(r'data-item="(\w+)"[^>]* data-state="(\w*)"', r.text))
        self.assertEqual({k for k, v in states.items() if v == "refused"}, {"order", "trust"})
        order = re.search(r'data-item="order".*?</fieldset>', r.text, re.S).group(0)
        self.assertIn("Giv hver sin plads", order.rpartition("data-ask-said")[2])
        self.assertRegex(order, r'name="i.order.pay">.*?value="2" selected')
        self.assertRegex(r.text, r'name="i.traffic" value="green" checked')
        self.assertIn("En tavle i gangen</textarea>", r.text)
        self.assertRegex(r.text, r"data-ask-thanks[^>]* hidden")
        self.assertNotRegex(phone.get(f"/w/{self.ws}").text, 'data-state="(sent|refused)"')
        for step in ("bye", "with_leader", "joint"):
            self.assertEqual(self.say(phone, step, traffic="red").status, 422, step)
        self.assertEqual(self.say(phone, "nowhere", traffic="red").status, 409)        # as of a question that was taken back
        self.assertEqual(phone.post(f"/w/{self.ws}/ask", {"step": "all", "i.traffic": "red"}, csrf=False).status, 403)
        self.assertEqual(self.act(act="pause").status, 303)
        self.assertEqual(self.say(phone, "all", traffic="red").status, 422)
        self.assertEqual(self.act(act="resume").status, 303)
        self.assertEqual(self.act(act="end").status, 303)
        self.assertEqual(self.say(phone, "all", traffic="red").status, 410)

    def test_leaders_are_outside_and_phones_are_not_desks(self):
        phone, leader, signed_in = self.phone(), self.phone("leader"), Browser(self.program).be("Mette Holm")
        for who in (leader, signed_in):
            who.get(f"/w/{self.ws}")
            self.assertEqual(self.say(who, "all", traffic="red").status, 403)
        for who in (phone, leader, signed_in):
            for path, fields in (("", {"do": "show"}), ("/press", {"press": "traffic|0|red"}), ("/agree", {"item": "idea", "item_version": "0", "words": "x"}),
                                 ("/let", {"let": "1|text|1"}), ("/heading", {"take": "1|Ro"})):
                r = who.post(f"/workshop/{self.ws}/ask{path}", fields, json_reply=True, follow=False)
                self.assertIn(r.status, (401, 403), path)
        for p in [phone, *self.phones(4)]:
            self.say(p, "all", idea="Kun for os")
        self.assertIn("Kun for os", self.console.get(f"/workshop/{self.ws}/outcome").text)
        self.assertNotIn("Kun for os", signed_in.get(f"/workshop/{self.ws}/outcome").text)
        self.assertNotIn("Kun for os", signed_in.get(f"/w/{self.ws}").text)
        self.go("with_leader")
        self.assertEqual(self.say(leader, "with_leader", traffic="red").status, 200)
        self.assertNotIn("Kun for os", signed_in.get(f"/workshop/{self.ws}/export/json").text)

    def test_the_room_agrees_at_the_desk(self):
        phone, wall = self.phone(), self.wall()
        self.go("joint")
        stream = Stream(wall, f"/wall/{self.ws}/live")
        self.assertEqual(self.say(phone, "joint", calm_1="fully").status, 422)
        page = self.console.get(f"/workshop/{self.ws}")
        self.assertIn('value="calm_1|0|fully"', page.text)
        self.assertEqual(self.desk("/press", press="calm_1|0|fully").status, 200)
        self.assertTrue(stream.until("Passer helt"))
        r = self.desk("/press", press="calm_1|0|no")        # the other facilitator's page is older
        self.assertEqual(r.status, 409)
        self.assertEqual(self.desk("/press", press="calm_2|0|little").status, 200)
        self.assertTrue(stream.until("7 <span"), stream.text[-800:])
        self.assertEqual(self.desk("/agree", item="idea", item_version="0", words="En tavle", why="").status, 200)
        self.assertTrue(stream.until("En tavle"))
        self.assertEqual(self.item("calm_1", "Bliv enige")["agreed"], "Passer helt")
        stream.close()

    def test_a_held_word_is_seen_when_it_is_let_in(self):
        phones, wall = self.phones(6), self.wall()
        self.go("held")
        stream = Stream(wall, f"/wall/{self.ws}/live")
        for p in phones:
            self.assertEqual(self.say(p, "held", mood="travle", idea="Mindre larm på gangen").status, 200)
        self.assertTrue(until(lambda: "Mindre larm" in self.console.get(f"/workshop/{self.ws}").text))
        page = self.console.get(f"/workshop/{self.ws}")
        let = re.search(r'value="(1\|text\|\d+)"', page.text).group(1)
        self.assertNotIn("larm", wall.get(f"/wall/{self.ws}").text)
        self.assertEqual(self.desk("/let", let=let).status, 200)
        self.assertTrue(stream.until("Mindre larm på gangen"))
        page = self.console.get(f"/workshop/{self.ws}")
        rest = re.search(r'value="(1\|texts\|[\d ]+)"', page.text).group(1)
        self.assertEqual(len(rest.split("|")[2].split()), 5)
        self.assertEqual(self.desk("/let", let=rest + " 99999").status, 200)       # one that is gone stops nobody
        self.assertEqual(wall.get(f"/wall/{self.ws}").text.count("Mindre larm"), 6)
        self.assertEqual(self.desk("/let", let="1|texts|x").status, 422)
        word = re.search(r'value="(1\|words\|mood\|travl[^"|]*)"', page.text).group(1)
        self.assertNotIn("travle", stream.text)
        self.assertEqual(self.desk("/let", let=word).status, 200)
        self.assertTrue(stream.until("travle"))
        take = html.unescape(re.search(r'name="take" value="([^"]+)"', page.text).group(1)) if 'name="take"' in page.text else None
        if take:
            self.assertEqual(self.desk("/heading", take=take).status, 200)
            self.assertEqual(self.desk("/heading", ungroup="idea|0|" + take.split("|")[1]).status, 200)
        stream.close()

    def test_the_end_forgets_what_was_never_shown_and_who_said_what(self):
        phones = self.phones(7)
        for p in phones:
            self.say(p, "all", traffic="red")
        for p in phones[:3]:
            self.say(p, "all", idea="Aldrig vist")
        self.assertEqual(self.act(act="end").status, 303)
        tree = self.console.get(f"/workshop/{self.ws}/export/json").text
        self.assertIn('"5–7"', tree)
        self.assertNotIn("Aldrig vist", tree)


if __name__ == "__main__":
    harness.main()
