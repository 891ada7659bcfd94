#!/usr/bin/env python3
"""The workshop over the wire: phones without account, leaders outside, streams
that carry only what their audience may see, and nothing acknowledged ever lost."""
import html
import re
import subprocess
import threading
import unittest

import harness
from harness import Browser, Program, Stream, key, until

CARD = "Vi mangler ro til overlevering"


class Workshop(unittest.TestCase):
    def setUp(self):
        self.program = Program("demo")
        m = re.search(r"code (\d{4}) (\d{4})", self.program.said)
        until(lambda: re.search(r"code (\d{4}) (\d{4})", self.program.said))
        m = re.search(r"code (\d{4}) (\d{4})", self.program.said)
        self.code = f"{m.group(1)} {m.group(2)}"
        self.console = Browser(self.program).be("Jonas Friis")
        page = self.console.get("/workshops")
        self.ws = re.search(r'href="/workshop/(\d+)"', page.text).group(1)

    def tearDown(self):
        self.program.close()

    def phone(self, seat="participant"):
        b = Browser(self.program)
        b.get("/join")
        page = b.post("/join", {"code": self.code})
        action = re.search(r'action="(/join/\d+/[0-9a-f]+)"', page.text).group(1)
        b.post(action, {"seat": seat})
        return b

    def card(self, phone, text, idem=None, **kw):
        return phone.post(f"/w/{self.ws}/cards", {"text": text, "idem": idem or key(), "board": "critique_cards"}, json_reply=True, **kw)

    def another(self, title, method, day=None, new="/unit/2/workshop/new"):
        """From here on it is about a session of another method, planned just now; answers its page."""
        self.console.get(new)
        page = self.console.post(new, {"title": title, "method": method, "day": day or harness.day(), "starts_at": "09:00"})
        self.ws = re.search(r'action="/workshop/(\d+)/agenda"', page.text)[1]
        return page

    def act(self, **fields):
        page = self.console.get(f"/workshop/{self.ws}")
        version = re.search(r'name="version" value="(\d+)"', page.text).group(1)
        return self.console.post(f"/workshop/{self.ws}/agenda", {"version": version, **fields}, follow=False)

    def wall(self):
        page = self.console.get(f"/workshop/{self.ws}")
        link = re.search(r'href="(/wall/\d+/[0-9a-f]+)"', page.text).group(1)
        b = Browser(self.program)
        b.get(link)
        return b

    # ---- joining

    def test_a_wrong_code_is_told_at_the_field(self):
        b = Browser(self.program)
        b.get("/join")
        for wrong in ("12345678", "abc", "99999999999"):
            r = b.post("/join", {"code": wrong})
            self.assertEqual(r.status, 422)
            self.assertIn('id="code-wrong"', r.text)
            self.assertIn(wrong, r.text)      # what was typed stays

    def test_the_ended_code_says_that_it_ended(self):
        link = re.search(r'href="[^"]*(/join/\d+/[0-9a-f]+)"', self.console.get(f"/workshop/{self.ws}").text).group(1)
        self.assertEqual(self.act(act="end").status, 303)
        b = Browser(self.program)
        b.get("/join")
        for r in (b.post("/join", {"code": self.code}), b.get(link)):
            self.assertIn("Tak for i dag", r.words)
            self.assertIn(f'data-workshop-ended="{self.ws}"', r.text)
        self.assertIn("Tak for i dag", b.post(link, {"seat": "participant"}).words)

    # ---- cards

    def test_whoever_lost_the_answer_comes_in_by_sending_again(self):
        b = Browser(self.program)
        b.get("/join")
        page = b.post("/join", {"code": self.code}).text
        action = re.search(r'action="(/join/\d+/[0-9a-f]+)"', page).group(1)
        form = {"seat": "participant", "once": re.search(r'name="once" value="([0-9a-f]+)"', page).group(1)}
        before = dict(b.cookies)
        for _ in range(2):
            b.cookies = dict(before)      # the answer never came
            r = b.post(action, form)
            self.assertEqual(r.status, 200, r.text[:300])
            self.assertIn('data-page-key="', r.text)

    def test_a_card_travels_from_phone_to_wall_and_is_stored_once(self):
        phone, wall = self.phone(), self.wall()
        stream = Stream(wall, f"/wall/{self.ws}/live")
        k = key()
        for _ in range(3):
            r = self.card(phone, CARD, k)
            self.assertEqual(r.status, 200, r.text)
        self.assertTrue(stream.until(CARD))
        self.assertEqual(wall.get(f"/wall/{self.ws}").text.count(CARD), 1)

    def test_without_script_a_card_is_a_form(self):
        phone = self.phone()
        page = phone.get(f"/w/{self.ws}")
        idem = re.search(r'name="idem" value="([0-9a-f]+)"', page.text).group(1)
        r = phone.post(f"/w/{self.ws}/cards", {"text": CARD, "idem": idem, "board": "critique_cards"})
        self.assertEqual(r.status, 200)
        self.assertIn("Dit kort er sendt", r.words)
        self.assertNotIn("Dit kort er sendt", phone.get(f"/w/{self.ws}").words)     # said once
        self.assertIn(CARD, self.wall().get(f"/wall/{self.ws}").text)

    def test_two_facilitators_time_the_day_at_once(self):
        where = f"/workshop/{self.ws}/schedule"
        one, other = self.fields(where), self.fields(where)
        keys = [k[8:] for k in one if k.startswith("minutes-")]
        first, second = keys[-1], keys[-2]
        r = self.console.post(where, {**one, f"minutes-{first}": "31"}, follow=False)
        self.assertEqual(r.status, 303)
        self.act(act="pause")        # the other's page is older than this, too
        r = self.console.post(where, {**other, f"minutes-{second}": "32"}, follow=False)
        self.assertEqual(r.status, 303)
        now = self.fields(where)
        self.assertEqual((now[f"minutes-{first}"], now[f"minutes-{second}"]), ("31", "32"))
        r = self.console.post(where, {**other, f"minutes-{first}": "33"})       # both, differently
        self.assertEqual(r.status, 409)
        self.assertIn("begge ændret", r.words)
        again = self.fields_of(r.text)
        self.assertEqual(again[f"was-{first}"].split("|")[0], "31")             # told; a second press decides
        r = self.console.post(where, {**again, f"minutes-{first}": "33"}, follow=False)
        self.assertEqual(r.status, 303)
        self.assertEqual(self.fields(where)[f"minutes-{first}"], "33")

    def test_the_desk_arranges_while_people_vote_and_no_dot_is_lost(self):
        """By a phone without script: the page's own buttons are enough."""
        phone = self.phone()
        self.act(act="go", step="critique_cards")
        for words in ("Telefonen", "Telefonen ringer", "Larmen"):
            self.assertEqual(self.card(phone, words).status, 200)
        self.act(act="go", step="critique_vote")
        where = f"/w/{self.ws}"
        rows = lambda: dict(re.findall(r'name="take" value="(card/\d+)".*?<output>(\d+)</output>', phone.get(where).text, re.S))
        mine = lambda: sum(int(n) for n in rows().values())
        a, b, c = [re.search(rf'data-target="(card/\d+)"[^>]*>\s*<span>{w}<', phone.get(where).text).group(1)
                   for w in ("Telefonen", "Telefonen ringer", "Larmen")]
        budget = int(re.search(r'data-dots="(\d+)"', phone.get(where).text).group(1))
        for _ in range(budget):
            self.assertEqual(phone.post(f"{where}/dots", {"give": a}, follow=False).status, 303)
        self.assertEqual(rows()[a], str(budget))
        self.assertEqual(self.console.post(f"/workshop/{self.ws}/card/{a[5:]}", {"act": "merge", "into": b[5:]}, follow=False).status, 303)
        self.assertNotIn(a, rows())
        self.assertEqual(rows()[b], str(budget))
        self.assertEqual(phone.post(f"{where}/dots", {"take": b}, follow=False).status, 303)
        self.assertEqual(phone.post(f"{where}/dots", {"give": a}, follow=False).status, 303)     # a page from before
        self.assertEqual(rows()[b], str(budget))
        self.assertEqual(self.console.post(f"/workshop/{self.ws}/card/{b[5:]}", {"act": "drop"}, follow=False).status, 303)
        self.assertEqual(rows()[a], str(budget))    # what had been merged into it stands by itself again, with its dots
        self.assertEqual(self.console.post(f"/workshop/{self.ws}/card/{a[5:]}", {"act": "drop"}, follow=False).status, 303)
        self.assertEqual(mine(), 0)
        for _ in range(budget):
            self.assertEqual(phone.post(f"{where}/dots", {"give": c}, follow=False).status, 303)
        self.assertEqual(mine(), budget)
        self.assertEqual(phone.post(f"{where}/dots", {"give": c}).status, 422)

    def test_the_run_sheet_on_paper_has_the_clock_of_the_day(self):
        # A day that has not begun: the one that is under way goes by the clock on the wall, whatever it shows.
        self.another("En dag", "future-workshop")
        where = f"/workshop/{self.ws}/schedule"
        fields = self.fields(where)
        keys = [k[8:] for k in fields if k.startswith("minutes-")]
        moved, skipped = keys[-1], keys[-2]
        page = self.console.post(where, {**fields, f"fixed-{moved}": "20:41", f"out-{skipped}": "1"}).text
        lines = re.findall(r"<time>([^<]*)</time><div class=\"what\"><p>([^<]*?) *<.*?id=\"minutes-([a-z0-9_]+)\"", page, re.S)
        self.assertEqual([key for _, _, key in lines], keys)
        pdf = self.console.get(f"/workshop/{self.ws}/run-sheet")
        self.assertEqual(pdf.status, 200)
        self.assertIn(f'href="/workshop/{self.ws}/run-sheet"', self.console.get(f"/workshop/{self.ws}").text)
        words = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf.body, capture_output=True, check=True).stdout.decode()
        for at, title, key in lines:
            title = html.unescape(title)
            at = "{:02}:{:02}".format(*map(int, re.findall(r"\d+", at))) if key != skipped else "--"    # as a watch shows it
            rows = [line for line in words.splitlines() if re.match(rf"\s*{at}\s+{re.escape(title)[:30]}", line)]
            self.assertEqual(len(rows) >= 2, key != skipped, f"{at} {title}")       # in the table, and over what is said there
        self.assertRegex(words, r"(?m)^\s*20:41\s")
        self.assertEqual(Browser(self.program).be("Karen Lund").get(f"/workshop/{self.ws}/run-sheet").status, 403)

    def test_two_facilitators_reword_the_same_card(self):
        """Whoever saves second gets both texts on the same page, and decides."""
        idem = key()
        self.card(self.phone(), CARD, idem)
        board = self.console.get(f"/workshop/{self.ws}").text
        card = next(c for c in re.findall(r"/card/(\d+)", board) if self.hidden(self.console.get(f"/workshop/{self.ws}/card/{c}").text, "was") == CARD)
        where = f"/workshop/{self.ws}/card/{card}"
        was = {"act": "text", "was": self.hidden(self.console.get(where).text, "was")}
        self.assertEqual(was["was"], CARD)
        self.assertEqual(self.console.post(where, {**was, "text": "Ro ved vagtskiftet"}, follow=False).status, 303)
        told = self.console.post(where, {**was, "text": "Tid til overlevering"})
        self.assertEqual(told.status, 409)
        self.assertIn("Ro ved vagtskiftet", told.words)
        self.assertRegex(told.text, r"<textarea[^>]*>Tid til overlevering</textarea>")
        again = {"act": "text", "was": self.hidden(told.text, "was"), "text": "Tid til overlevering"}
        self.assertEqual(again["was"], "Ro ved vagtskiftet")
        self.assertEqual(self.console.post(where, again, follow=False).status, 303)
        self.assertIn("Tid til overlevering", self.console.get(where).text)

    def desk_fields(self, page, form):
        """The hidden fields that a press on a button of this form sends, as the page has them."""
        tags = re.findall(r'<input type="hidden"[^>]*>', page)
        inside = re.search(rf'<form id="{form}".*?</form>', page, re.S).group(0)
        mine = [t for t in tags if f'form="{form}"' in t or t in re.findall(r'<input type="hidden"[^>]*>', inside)]
        fields = {re.search(r'name="([^"]+)"', t).group(1): html.unescape(re.search(r'value="([^"]*)"', t).group(1)) for t in mine}
        fields.pop("once", None)        # two pages have two
        return fields

    def test_two_who_press_next_card_at_once_skip_none(self):
        phone = self.phone()
        for n in range(3):
            self.card(phone, f"Kort {n}")
        self.assertEqual(self.act(act="go", step="critique_talk").status, 303)

        def focus():
            return re.findall(r'id="card-(\d+)"[^>]*data-focus', self.console.get(f"/workshop/{self.ws}").text)

        page = self.console.get(f"/workshop/{self.ws}").text
        fields = self.desk_fields(page, "act")
        self.assertIn(f'form="act" formaction="/workshop/{self.ws}/focus" name="target" value="next"', page)
        self.assertEqual(focus(), [])
        self.assertEqual(self.console.post(f"/workshop/{self.ws}/focus", {**fields, "target": "next"}, follow=False).status, 303)
        first = focus()
        self.assertEqual(len(first), 1)
        late = self.console.post(f"/workshop/{self.ws}/focus", {**fields, "target": "next"}, follow=False)      # from the same page
        self.assertEqual(late.status, 409)
        self.assertIn("En anden har flyttet mødet videre", late.words)
        self.assertEqual(focus(), first)
        fields = self.desk_fields(late.text, "act")
        self.assertEqual(self.console.post(f"/workshop/{self.ws}/focus", {**fields, "target": "next"}, follow=False).status, 303)
        self.assertNotEqual(focus(), first)

    def test_two_who_show_the_agenda_at_once_both_show_it(self):
        page = self.console.get(f"/workshop/{self.ws}").text
        fields = self.desk_fields(page, "act")
        self.assertIn(f'form="act" formaction="/workshop/{self.ws}/schedule/wall"', page)
        codes = [self.console.post(f"/workshop/{self.ws}/schedule/wall", fields, follow=False).status for _ in range(2)]
        self.assertEqual(codes, [303, 409])
        self.assertIn('class="wall-main wall-agenda', self.wall().get(f"/wall/{self.ws}").text)

    def test_two_who_add_five_minutes_at_once_add_five(self):
        def left():
            return int(re.search(r'role="timer"[^>]*data-left="(\d+)"', self.console.get(f"/workshop/{self.ws}").text).group(1)) // 1000

        where = f"/workshop/{self.ws}/timer"
        self.assertEqual(self.console.post(where, {"timer": "hold"}, follow=False).status, 303)
        before = left()
        fields = self.desk_fields(self.console.get(f"/workshop/{self.ws}").text, "clock")
        more = {**fields, "timer": "more", "minutes": "5"}
        self.assertEqual(self.console.post(where, more, follow=False).status, 303)
        late = self.console.post(where, more, follow=False)
        self.assertEqual(late.status, 409)
        self.assertIn("En anden har imens ændret tiden", late.words)
        self.assertEqual(left(), before + 300)
        fields = self.desk_fields(late.text, "clock")      # who still wants more has read the clock
        self.assertEqual(self.console.post(where, {**more, **fields}, follow=False).status, 303)
        self.assertEqual(left(), before + 600)

    def test_two_facilitators_agree_on_the_leaders_role_at_once(self):
        """What only one of them has changed is kept; where both have, whoever saves second reads both texts."""
        where = f"/workshop/{self.ws}/shown"

        def form(page):
            part = re.search(rf'action="{where}" class="form">(.*?)</form>', page, re.S).group(1)
            fields = {n: html.unescape(v) for n, v in re.findall(r'<input type="hidden" name="((?:was\.|form)[^"]*)" value="([^"]*)"', part)}
            areas = {n: html.unescape(v) for n, v in re.findall(r'<textarea[^>]*? name="([^"]+)"[^>]*>(.*?)</textarea>', part, re.S)}
            lines = {n: html.unescape(v) for n, v in re.findall(r'<input class="ds-input"[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', part)}
            return {**fields, **areas, **lines}, [*areas, *lines], part

        def sent(fields):       # as a browser writes a new line, in hidden fields as well
            return {n: v.replace("\n", "\r\n") for n, v in fields.items()}

        page = self.console.get(f"/workshop/{self.ws}").text
        fields, names, _ = form(page)
        one, other = "frame", "listens"
        self.assertLess({one, other}, set(names))
        self.assertEqual(self.console.post(where, {**sent(fields), **{n: f"Aftalt om {n}" for n in names}, one: "Første linje\r\nAnden linje"}, follow=False).status, 303)
        read, _, _ = form(self.console.get(f"/workshop/{self.ws}").text)
        self.assertEqual(read[one], "Første linje\nAnden linje")
        self.assertEqual(self.console.post(where, sent({**read, one: "Anne har skrevet"}), follow=False).status, 303)
        self.assertEqual(self.console.post(where, sent({**read, other: "Jonas har skrevet"}), follow=False).status, 303)
        both, _, _ = form(self.console.get(f"/workshop/{self.ws}").text)
        self.assertEqual((both[one], both[other]), ("Anne har skrevet", "Jonas har skrevet"))

        late = self.console.post(where, sent({**read, one: "Jonas om det samme", other: "Og om det andet"}))
        self.assertEqual(late.status, 409)
        told, _, part = form(late.text)
        self.assertEqual((told[one], told[other]), ("Jonas om det samme", "Og om det andet"))       # his words
        self.assertIn("»Anne har skrevet«", html.unescape(part))                                     # beside both that stand
        self.assertIn("»Jonas har skrevet«", html.unescape(part))
        stands, _, _ = form(self.console.get(f"/workshop/{self.ws}").text)
        self.assertEqual(stands[one], "Anne har skrevet")
        third = "answers"
        self.assertEqual(self.console.post(where, sent({**stands, third: "Anne imens"}), follow=False).status, 303)
        self.assertEqual(self.console.post(where, sent(told), follow=False).status, 303)             # he has read them, and decides
        stands, _, _ = form(self.console.get(f"/workshop/{self.ws}").text)
        self.assertEqual((stands[one], stands[third]), ("Jonas om det samme", "Anne imens"))           # about what he was told, and nothing else

    def test_two_facilitators_write_the_page_afterwards_at_once(self):
        where = f"/workshop/{self.ws}/after"

        def form(page):
            fields = {n: self.hidden(page, n) for n in ("was", "was_out")}
            fields["summary"] = html.unescape(re.search(r'<textarea[^>]* name="summary"[^>]*>(.*?)</textarea>', page, re.S).group(1))
            return fields, bool(re.search(r'name="out" value="1" checked', page))

        def save(fields, **kw):
            return self.console.post(where, {n: v.replace("\n", "\r\n") for n, v in {**fields, **kw}.items()}, follow=False)

        read, _ = form(self.console.get(where).text)
        self.assertEqual(save(read, summary="Vi valgte to ting.\nVi ses i maj.").status, 303)
        read, out = form(self.console.get(where).text)
        self.assertFalse(out)
        self.assertEqual(save(read, out="1").status, 303)                              # Anne lets it out
        self.assertEqual(save(read, summary="Vi valgte tre ting.").status, 303)        # Jonas had it open: his words, and it stays out
        now, out = form(self.console.get(where).text)
        self.assertEqual((now["summary"], out), ("Vi valgte tre ting.", True))
        late = save(read, summary="Vi valgte fire ting.")
        self.assertEqual(late.status, 409)
        self.assertIn("<blockquote>Vi valgte tre ting.</blockquote>", late.text)
        told, out = form(late.text)
        self.assertEqual((told["summary"], out), ("Vi valgte fire ting.", True))
        self.assertEqual(form(self.console.get(where).text)[0]["summary"], "Vi valgte tre ting.")
        self.assertEqual(save(told).status, 303)      # his page never showed it out, and he was not told: it stays out
        self.assertEqual(form(self.console.get(where).text), ({"was": "Vi valgte fire ting.", "was_out": "1", "summary": "Vi valgte fire ting."}, True))

    @staticmethod
    def hidden(page, name):
        return html.unescape(re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', page).group(1))

    def test_a_step_with_words_is_not_skipped(self):
        where = f"/workshop/{self.ws}/schedule"
        fields = self.fields(where)
        written = next(k[8:] for k in reversed(list(fields)) if k.startswith("minutes-") and k.endswith("_cards"))
        r = self.console.post(f"/workshop/{self.ws}/cards", {"text": "Fra et papirkort", "idem": key(), "board": written}, json_reply=True, follow=False)
        self.assertLess(r.status, 400)
        r = self.console.post(where, {**self.fields(where), f"out-{written}": "1"})
        self.assertEqual(r.status, 422)
        self.assertIn("allerede skrevet noget", r.words)
        self.assertIn("Fra et papirkort", self.console.get(f"/workshop/{self.ws}/export/json").text)

    def fields(self, where):
        return self.fields_of(self.console.get(where).text)

    @staticmethod
    def fields_of(page):
        """The fields of the form `agenda` as a browser would send them."""
        out = {"version": re.search(r'id="agenda".*?name="version" value="(\d+)"', page, re.S).group(1)}
        for tag in re.findall(r'<input [^>]*form="agenda"[^>]*>', page):
            name, value = re.search(r'name="([^"]+)"', tag).group(1), re.search(r'value="([^"]*)"', tag).group(1)
            if 'type="checkbox"' not in tag or " checked" in tag:
                out[name] = value
        return out

    def test_a_card_that_is_too_long_comes_back_with_its_words(self):
        phone = self.phone()
        long = "ord " * 1250
        r = self.card(phone, long)
        self.assertEqual(r.status, 422)
        self.assertIn("120", r.json["error"]["message"])
        r = phone.post(f"/w/{self.ws}/cards", {"text": long, "idem": key(), "board": "critique_cards"})
        self.assertEqual(r.status, 422)
        self.assertIn(long.strip()[:200], r.text)

    def test_a_plan_that_is_refused_keeps_the_chosen_method(self):
        new = "/unit/2/workshop/new"
        self.console.get(new)
        r = self.console.post(new, {"method": "future-workshop", "title": "", "day": harness.day(), "starts_at": "09:00"})
        self.assertEqual(r.status, 422)
        self.assertRegex(r.text, r'value="future-workshop" required checked')

    def test_paper_cards_come_back_with_the_number_of_the_wrong_line(self):
        typed = "Vi mangler et mødelokale\n\n" + "x" * 5000 + "\nKaffen er kold"
        page = self.console.get(f"/workshop/{self.ws}").text
        fields = {"board": "critique_cards", "idem": re.search(r'action="/workshop/\d+/cards".*?name="idem" value="([^"]+)"', page, re.S).group(1)}
        wrong = self.console.post(f"/workshop/{self.ws}/cards", {**fields, "text": typed})
        self.assertEqual(wrong.status, 422)
        self.assertIn(typed, wrong.text)                      # nothing that was typed is lost
        self.assertIn('id="lines-wrong">Linje 3 ', wrong.text)
        self.assertNotIn("mødelokale", self.console.get(f"/workshop/{self.ws}").text)    # and nothing half stored
        self.assertEqual(self.console.post(f"/workshop/{self.ws}/cards", {**fields, "text": typed.replace("x" * 5000, "x")}, follow=False).status, 303)
        self.assertIn("mødelokale", self.console.get(f"/workshop/{self.ws}").text)

    def test_a_form_without_its_token_is_refused(self):
        phone = self.phone()
        for path in (f"/w/{self.ws}/cards", f"/w/{self.ws}/dots", f"/w/{self.ws}/rules"):
            r = phone.post(path, {"text": CARD, "idem": key()}, csrf=False)
            self.assertEqual(r.status, 403, path)
        r = phone.post(f"/w/{self.ws}/cards", {"text": CARD, "idem": key()}, headers={"Origin": "https://evil.example"})
        self.assertEqual(r.status, 403)

    # ---- leaders

    def test_leaders_get_nothing_of_critique_on_any_road(self):
        phone = self.phone()
        self.card(phone, CARD)
        signed_in = Browser(self.program).be("Mette Holm")
        by_phone = self.phone("leader")
        sneaking = self.phone()             # joined as an employee, then signed in as the leader
        sneaking.be("Mette Holm")
        roads = [f"/w/{self.ws}/live", f"/wall/{self.ws}", f"/wall/{self.ws}/live", f"/workshop/{self.ws}",
                 f"/workshop/{self.ws}/live", f"/workshop/{self.ws}/outcome"] + \
                [f"/workshop/{self.ws}/export/{f}" for f in ("pdf", "xlsx", "csv", "json")]
        streams = []
        for who in (signed_in, by_phone, sneaking):
            for road in roads:
                if road.endswith("/live"):
                    streams.append(Stream(who, road))
                    continue
                for accept in ("text/html", "application/json"):
                    r = who.get(road, headers={"Accept": accept}, follow=False)
                    self.assertIn(r.status, (303, 401, 403, 404), f"{road} {accept}")
                    self.assertNotIn(CARD, r.text)
            for accept in ("text/html", "application/json"):
                r = who.get(f"/w/{self.ws}", headers={"Accept": accept}, follow=False)
                self.assertEqual(r.status, 403, accept)
                self.assertIn("outside", r.text)        # a page that waits, not an error
                self.assertNotIn(CARD, r.text)
                self.assertNotIn("Vagtskifte", r.words)
            r = self.card(who, "lederens kort")
            self.assertEqual(r.status, 403)
        control = Stream(self.wall(), f"/wall/{self.ws}/live")
        self.card(phone, "Et kort mere")
        self.assertTrue(control.until("Et kort mere"))
        for s in streams:
            self.assertNotIn("Et kort mere", s.text)
            self.assertNotIn(CARD, s.text)
            s.close()

    def test_headings_open_at_lunch_after_the_check_and_cards_never(self):
        phone, leader = self.phone(), Browser(self.program).be("Mette Holm")
        self.card(phone, CARD)
        stream = Stream(leader, f"/w/{self.ws}/live")
        self.assertEqual(self.act(act="go", step="lunch").status, 303)
        r = self.console.post(f"/workshop/{self.ws}/leaders", {})
        self.assertEqual(r.status, 422)
        page = self.console.get(f"/workshop/{self.ws}")
        tasks = re.findall(r'name="task" value="(\w+)"', page.text)
        self.assertGreater(len(tasks), 1)
        self.console.post(f"/workshop/{self.ws}/leaders", {"task": tasks})
        outcome = leader.get(f"/workshop/{self.ws}/outcome")
        self.assertIn("Vagtskifte", outcome.words)
        for text in (outcome.words, leader.get(f"/workshop/{self.ws}/export/json").text, stream.text):
            self.assertNotIn(CARD, text)
            self.assertNotIn("Aftenholdet møder ind til kaos", text)
        stream.close()

    def test_only_the_facilitator_runs_it(self):
        for who in (self.phone(), Browser(self.program).be("Ali Demir"), Browser(self.program).be("Karen Lund"), Browser(self.program)):
            who.get("/join")
            for path in ("agenda", "timer", "cards", "move", "themes", "groups", "leaders", "hand-over", "rules"):
                r = who.post(f"/workshop/{self.ws}/{path}", {"act": "next", "version": "1"}, json_reply=True, follow=False)
                self.assertIn(r.status, (303, 401, 403), path)

    # ---- two facilitators, stale pages

    def test_the_second_of_two_presses_changes_nothing(self):
        page = self.console.get(f"/workshop/{self.ws}")
        version = re.search(r'name="version" value="(\d+)"', page.text).group(1)
        first = self.console.post(f"/workshop/{self.ws}/agenda", {"act": "next", "version": version}, follow=False)
        second = self.console.post(f"/workshop/{self.ws}/agenda", {"act": "next", "version": version}, follow=False)
        self.assertEqual(first.status, 303)
        self.assertEqual(second.status, 409)

    def test_a_press_on_a_page_that_showed_the_step_before_is_told_not_obeyed(self):
        """The stream renews the agenda's version before the page shows the new step."""
        def standing():
            page = self.console.get(f"/workshop/{self.ws}").text
            return (re.search(r'data-page-key="([a-z0-9_]+)-', page).group(1), re.search(r'name="version" value="(\d+)"', page).group(1),
                    dict(re.findall(r'<form id="act" method="post" action="([^"]+)">.*?name="seen" value="([a-z0-9_]+)"', page)))

        was, _, forms = standing()
        self.assertEqual(list(forms.values()), [was])
        self.assertEqual(self.act(act="next", seen=was).status, 303)
        now, renewed, _ = standing()
        self.assertNotEqual(now, was)
        pressed = {"agenda": {"act": "next"}, "timer": {"timer": "more", "minutes": "5"}, "focus": {"target": "next"}, "vote": {"tell": "1"},
                   "deal": {"deal": "next", "round": "0"}, "ask": {"do": "show"}, "ask/press": {"press": "a|0|b"}}
        for path, fields in pressed.items():
            r = self.console.post(f"/workshop/{self.ws}/{path}", {"version": renewed, "seen": was, **fields}, follow=False)
            self.assertEqual(r.status, 409, path)
            self.assertEqual(standing()[:2], (now, renewed), path)
        self.assertEqual(self.act(act="next", seen=now).status, 303)

    def test_the_title_of_a_phones_page_is_the_step(self):
        phone, titles = self.phone(), []
        for step in ("critique_cards", "critique_vote"):
            self.assertEqual(self.act(act="go", step=step).status, 303)
            page = phone.get(f"/w/{self.ws}").text
            titles.append(html.unescape(re.search(r"<title>([^<]*)</title>", page).group(1)).split(" · ")[0])
            self.assertIn(f">{titles[-1]}<", html.unescape(self.console.get(f"/workshop/{self.ws}").text))
        self.assertNotEqual(titles[0], titles[1])

    # ---- faults

    def test_no_acknowledged_card_is_lost_when_the_server_is_killed(self):
        phones = [self.phone() for _ in range(6)]
        acknowledged, stop = [], threading.Event()
        lock = threading.Lock()

        def write(i, phone):
            n = 0
            while not stop.is_set():
                text, k = f"kort {i}-{n}", key()
                n += 1
                try:
                    if self.card(phone, text, k).status == 200:
                        with lock:
                            acknowledged.append((phone, text, k))
                except OSError:
                    return
                except Exception:
                    return

        threads = [threading.Thread(target=write, args=(i, p)) for i, p in enumerate(phones)]
        for t in threads:
            t.start()
        until(lambda: len(acknowledged) > 60)
        self.program.kill()
        stop.set()
        for t in threads:
            t.join()
        self.program.start()
        wall = self.wall().get(f"/wall/{self.ws}").words
        for phone, text, k in acknowledged:
            self.assertIn(f" {text} ", wall.replace("\n", " "))
        # Sent again by a phone that never heard the answer: still once.
        for phone, text, k in acknowledged[-10:]:
            self.assertEqual(self.card(phone, text, k).status, 200)
        wall = self.wall().get(f"/wall/{self.ws}").text
        for phone, text, k in acknowledged[-10:]:
            self.assertEqual(wall.count(f"<p>{text}</p>"), 1)

    def test_an_invitation_to_no_unit_is_marked_at_its_own_row(self):
        self.another("Dansekort", "community-and-communication")
        self.act(act="begin")
        self.act(act="go", step="write_card")
        for why in ("Vi venter på hinanden", "Vi ved for lidt om jer"):
            r = self.console.post(f"/workshop/{self.ws}/rows", {"row": "0", "version": "0", "idem": key(), "unit": "Naboafdelingen", "why": why,
                "ideas": "Kaffe", "first_step": "Ringe", "who": "Ida"}, follow=False)
            self.assertEqual(r.status, 303, r.words[-400:])
        where = f"/workshop/{self.ws}/hand-over"
        page = self.console.get(where).text
        first, second = re.findall(r'name="to-(\d+)"', page)
        self.assertNotIn("aria-invalid", page)
        ours = "2"
        for wrong in ("0", ours, "99999"):
            with self.subTest(to=wrong):
                r = self.console.post(where, {"row": second, f"to-{second}": wrong})
                self.assertEqual(r.status, 422)
                self.assertEqual(re.findall(r'name="to-(\d+)" aria-invalid="true"', r.text), [second])
                self.assertNotIn("sendt", "".join(re.findall(r'class="ds-tag"[^>]*>([^<]*)', self.console.get(where).text)).lower())
        there = next(u for u in re.findall(r'<option value="(\d+)"', page) if u not in ("0", ours))
        self.assertEqual(self.console.post(where, {"row": second, f"to-{second}": there}, follow=False).status, 303)
        self.assertEqual(re.findall(r'name="to-(\d+)"', self.console.get(where).text), [first])

    def test_a_deadline_that_went_to_the_plan_is_in_the_calendar_once(self):
        self.another("Stillerum", "open-meeting")
        self.act(act="begin")
        self.act(act="go", step="write")
        for what, day in (("Stillerum på 2. sal", harness.day(23)), ("Ro i vagten", harness.day(30))):
            r = self.console.post(f"/workshop/{self.ws}/rows", {"row": "0", "version": "0", "idem": key(), "activity": what, "first_step": "", "who": "Ida", "when": day},
                                  follow=False)
            self.assertEqual(r.status, 303, r.words[-400:])

        def dates():
            calendar = self.console.get(f"/workshop/{self.ws}/export/ics").text
            return sorted(re.findall(r"UID:(row|action)-", calendar)), calendar.count("Stillerum p"), calendar.count("Ro i vagten")
        self.assertEqual(dates(), (["row", "row"], 1, 1))
        where = f"/workshop/{self.ws}/hand-over"
        row = re.findall(r'name="row" value="(\d+)"', self.console.get(where).text)[0]
        self.assertEqual(self.console.post(where, {"row": row}, follow=False).status, 303)
        self.assertEqual(dates(), (["action", "row"], 1, 1))

    def test_phones_forgotten_at_the_end(self):
        phone = self.phone()
        self.act(act="end")
        for _ in range(2):
            r = phone.get(f"/w/{self.ws}")
            self.assertEqual(r.status, 410)
            self.assertIn("Tak for i dag", r.words)
            self.assertNotIn("/questions/", r.text)     # nothing follows

    def test_the_end_is_calm_on_every_screen(self):
        new = re.search(r'href="(/unit/\d+)/workshop/new">Station Nord<', self.console.get("/workshops").text).group(1) + "/workshop/new"
        page = self.another("De tillidsvalgtes møde", "representatives-workshop", day=harness.day(-1), new=new).text
        join = re.search(r'href="[^"]*(/join/\d+/[0-9a-f]+)"', page).group(1)
        self.act(act="begin")
        phone, leader, wall, stranger = Browser(self.program), Browser(self.program), self.wall(), Browser(self.program)
        for one, seat in ((phone, "participant"), (leader, "leader")):
            one.get(join)
            one.post(join, {"seat": seat})
        self.assertEqual(phone.get(f"/w/{self.ws}/channel").status, 200)
        self.assertEqual(leader.get(f"/w/{self.ws}/channel").status, 403)
        self.act(act="go", step="break")
        for screen in (wall.get(f"/wall/{self.ws}"), phone.get(f"/w/{self.ws}")):
            self.assertRegex(screen.words, r"Vi går i gang igen kl\. \d")
        self.assertIn("<title>Pause · De tillidsvalgtes møde", phone.get(f"/w/{self.ws}").text)
        # Two at most are two at most, whatever a page lets through.
        self.act(act="go", step="map")
        for weighs, status in ((["leadership", "demands", "change"], 422), (["leadership", "demands"], 200)):
            r = phone.post(f"/w/{self.ws}/ask", {"step": "map", "i.weighs": weighs}, json_reply=True)
            self.assertEqual(r.status, status, r.text)
        self.act(act="end")
        r = wall.get(f"/wall/{self.ws}")
        self.assertEqual(r.status, 200)
        self.assertIn("Tak for i dag", r.words)
        self.assertNotIn("/login", r.text)
        self.assertNotIn("sse-connect", r.text)
        # Wherever a phone stood, it is thanked, forgets, and finds what follows.
        follow = join.replace("/join/", "/questions/")
        for path in (f"/w/{self.ws}", f"/w/{self.ws}/channel", f"/w/{self.ws}/in", join):
            r = phone.get(path)
            self.assertIn(f'data-workshop-ended="{self.ws}"', r.text, path)
            if path != join:        # the link itself leads there
                self.assertIn(f'href="{follow}"', r.text, path)
        self.assertEqual(phone.get(join, follow=False).location, follow)
        # Whoever came as a leader is not led on either, though the seat is forgotten.
        self.assertNotIn("/questions/", leader.get(f"/w/{self.ws}").text)
        for path in (follow, join):
            for accept in ("text/html", "application/json"):
                r = leader.get(path, headers={"Accept": accept})
                self.assertEqual(r.status, 403, path)
        self.assertIn("lederne ikke med", leader.get(follow).words)
        # Nor is a leader of another unit, who has the link, too.
        other = Browser(self.program).be("Peter Dahl")
        for path in (follow, join):
            for accept in ("text/html", "application/json"):
                self.assertEqual(other.get(path, headers={"Accept": accept}).status, 403, path)
        # The way on is for those who had the link.
        self.assertNotIn("/questions/", stranger.get(f"/w/{self.ws}").text)
        desk = self.console.get(f"/workshop/{self.ws}").text
        self.assertIn("Mødet er slut", desk)
        self.assertIn(f'href="/workshop/{self.ws}/outcome"', desk)
        for gone in ('class="say"', "har svaret", f'href="/wall/{self.ws}', 'name="act" value="next"', "join-sheet", 'class="counts"'):
            self.assertNotIn(gone, desk, gone)


if __name__ == "__main__":
    harness.main()
