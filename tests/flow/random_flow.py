#!/usr/bin/env python3
"""Any valid document works, and no spoiled one gets in. Documents of every kind are
made by chance (random_documents.py): each is read without a fault, shown in Danish
and English, printed, played alone, and run: sessions step by step on desk, wall and
phones, programmes from the wizard to every page of a course under way. Then they are
spoiled as people spoil files: what is no longer valid is refused at its line, in a
sentence of our own.

The same seed makes the same documents. SAMSPIL_SEED sets another."""
import copy
import os
import re
import subprocess
import tempfile
import unittest
import urllib.parse
from pathlib import Path

import harness
import random_documents as documents
from harness import Browser, Program
from methods_flow import Runs

SEED = int(os.environ.get("SAMSPIL_SEED", "20261121"))
SPOILED = int(os.environ.get("SAMSPIL_SPOILED", "300"))
BATCH = 25      # spoiled files a check: it keeps 200 faults
PAGES = {"model": "/model/", "deck": "/deck/", "worksheet": "/worksheet/", "fact_sheet": "/sheet/", "question_set": "/set/", "workshop": "/method/",
         "programme": "/programme-guide/"}


def store(folder, made):
    for d in made:
        (folder / f"{d['key']}.yaml").write_text(documents.write(d)[0], encoding="utf-8")


def check(folder):
    return subprocess.run([harness.BINARY, "check", str(folder)], capture_output=True, timeout=harness.START_S)


class Valid(Runs, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="samspil-chance-")
        cls.made = documents.library(SEED, each=3)
        store(Path(cls.folder.name), cls.made)
        cls.program = Program("demo", settings=[f"--content={cls.folder.name}"])
        cls.desk = Browser(cls.program).be("Jonas Friis")
        cls.reader = Browser(cls.program)
        cls.new = re.search(r'href="(/unit/\d+/workshop/new)"', cls.desk.get("/workshops").text).group(1)

    @classmethod
    def tearDownClass(cls):
        cls.program.close()
        cls.folder.cleanup()

    def of(self, kind):
        return [d for d in self.made if d["kind"] == kind]

    def both(self, browser, path):
        for lang in ("da", "en"):
            if browser.cookies.get("lang", "da") != lang:
                browser.speak(lang)
            r = browser.get(path)
            self.assertNotEqual(r.status, 500, self.program.logged()[-1000:])
            self.assertEqual(r.status, 200, f"{path} {lang}")
            yield lang, r

    def printed(self, path):
        for lang, r in self.both(self.reader, path):
            self.assertTrue(r.body.startswith(b"%PDF-"), f"{path} {lang}")

    def test_0_none_has_a_fault(self):
        r = check(self.folder.name)
        self.assertEqual((r.returncode, r.stdout.decode(), r.stderr.decode()), (0, "", ""))

    def test_each_is_shown_in_both_languages(self):
        for d in self.made:
            with self.subTest(d["key"]):
                for lang, r in self.both(self.reader, PAGES[d["kind"]] + d["key"]):
                    self.assertIn(" ".join(d["title"][lang].split()), " ".join(r.words.split()))

    def test_each_is_found(self):
        for d in self.made:
            r = self.desk.get("/library?q=" + urllib.parse.quote(d["title"]["da"]), headers={"Accept": "application/json"})
            self.assertEqual(r.status, 200, d["key"])
            if any(len(w) > 3 and w.isalpha() for w in d["title"]["da"].split()):
                self.assertIn(PAGES[d["kind"]] + d["key"], r.text, d["title"]["da"])

    def test_each_is_printed(self):
        for d in self.made:
            with self.subTest(d["key"]):
                if d["kind"] == "workshop":
                    self.printed(f"/run-sheet/{d['key']}/pdf")
                elif d["kind"] != "programme":
                    self.printed(f"{PAGES[d['kind']]}{d['key']}/print")
                for f in d.get("forms", []):
                    if f["visibility"] != "private":
                        self.printed(f"{PAGES[d['kind']]}{d['key']}/form/{f['key']}")

    def test_each_session_is_played_alone(self):
        for d in self.of("workshop"):
            steps = sum(len(p["steps"]) for p in d["parts"])
            for n in range(1, steps + 1):
                for _ in self.both(self.reader, f"/method/{d['key']}/alone/{n}"):
                    pass
            self.assertEqual(self.reader.get(f"/method/{d['key']}/alone/{steps + 1}").status, 404, d["key"])

    def test_each_session_is_run(self):
        for d in self.of("workshop"):
            with self.subTest(d["key"]):
                self.walk(d["key"])
        self.assertNotIn("render_failed", self.program.logged())

    def begin(self, karen, d):
        """Through the wizard, as somebody who takes what it proposes."""
        page = karen.get(f"/unit/3/programme/new?method={d['key']}").text
        form = {"method": d["key"], "title": d["title"]["da"][:100], **dict(re.findall(r'name="([^"]+)" value="([^"]+)"[^>]*checked', page))}
        for name in ("starts", "staff"):
            form[name] = re.search(rf'name="{name}"[^>]*value="([^"]+)"', page).group(1)
        taken = set()
        for name, options in re.findall(r'<select[^>]*name="([^"]+)".*?>(.*?)</select>', page, re.S):
            people = [v for v in re.findall(r'<option value="(\d+)"', options) if v not in taken]
            if people:
                form[name] = people[0]
                taken.add(people[0])
        form.update({name: "1" for name in re.findall(r'name="(confirmed_\w+)"', page)})
        r = karen.post("/unit/3/programme/new", {**form, "do": "see"})
        self.assertEqual(r.status, 200, self.wrong(r))
        seen = re.search(r'name="seen" value="([^"]+)"', r.text).group(1)
        r = karen.post("/unit/3/programme/new", {**form, "seen": seen, "do": "create"}, follow=False)
        self.assertEqual(r.status, 303, self.wrong(r))
        return r.location

    @staticmethod
    def wrong(r):
        return re.findall(r'(?:data-color="danger"|validation-message)[^>]*>(.*?)</', r.text, re.S)

    def test_each_programme_is_run(self):
        karen = Browser(self.program).be("Karen Lund")
        for d in self.of("programme"):
            with self.subTest(d["key"]):
                base, met, left = self.begin(karen, d), set(), None
                left = [base]
                while left:
                    path = left.pop()
                    if path in met:
                        continue
                    met.add(path)
                    for _, r in self.both(karen, path):
                        if "text/html" in r.headers["Content-Type"]:
                            left += [p.split("#")[0] for p in re.findall(r'href="(' + base + r'[/?][^"]*)"', r.text)]
                for a in d["activities"]:
                    if a["work"] in ("meeting", "workshop"):
                        self.assertIn(f"{base}/meeting/{a['key']}", met)
        self.assertNotIn("render_failed", self.program.logged())


def sentences():
    """What the program may say of a fault, as patterns."""
    po = Path(__file__).resolve().parents[2] / "po"
    said = []
    for file in sorted(po.glob("*.da.po")):
        for key, text in re.findall(r'^msgid "((?:method|consultation)\.\w+)"\nmsgstr(?:\[\d\])? "((?:[^"\\]|\\.)*)"', file.read_text(encoding="utf-8"), re.M):
            text = text.replace('\\"', '"').replace("\\\\", "\\")
            said.append(re.compile(re.sub(r"\\\{\w+\\\}", ".*", re.escape(text)) + "$"))
    return said


class SpoiledOnes(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="samspil-spoiled-")
        self.addCleanup(self.folder.cleanup)
        self.made = documents.library(SEED + 1, each=2)
        self.c = documents.Chance(SEED)
        self.refused = 0

    def batch(self, spoil, n):
        """Spoiled documents among sound ones; file name -> what was done to it."""
        folder = Path(tempfile.mkdtemp(dir=self.folder.name))
        store(folder, self.made)
        done = {}
        while len(done) < n:
            tree = copy.deepcopy(self.c.choice(self.made))
            tree["key"] = f"spoiled-{len(done)}"
            s = spoil(self.c, tree)
            if s:
                name = f"x{len(done)}.yaml"
                (folder / name).write_bytes(s.text.encode("utf-8", "surrogateescape"))
                done[name] = s
        return folder, done

    def judge(self, folder, done):
        r = check(folder)
        self.assertIn(r.returncode, (0, 1), r.stderr.decode()[-2000:])
        self.assertEqual(r.stderr, b"")
        faults, said = {}, sentences()
        for line in r.stdout.decode("utf-8", "replace").splitlines():
            m = re.match(rf"{re.escape(str(folder))}/([\w.-]+):(\d+): (.+)$", line)
            self.assertTrue(m, f"no file and line: {line[:200]}")
            faults.setdefault(m[1], []).append((int(m[2]), m[3]))
        for name, told in faults.items():
            self.assertIn(name, done, f"a sound file is blamed: {told[:2]}")
            rows = done[name].text.count("\n") + 2
            for line, words in told:
                self.assertTrue(1 <= line <= rows, f"{done[name].how}: line {line} of {rows}")
                self.assertTrue(any(p.match(words) for p in said), f"{done[name].how}: not our own words: {words[:300]}")
        return faults

    def spoil_many(self, spoil, n):
        for first in range(0, n, BATCH):
            folder, done = self.batch(spoil, BATCH)
            told = self.judge(folder, done)
            self.refused += len(told)
            for name, s in done.items():
                if s.line is None:
                    continue
                lines = [line for line, _ in told.get(name, [])]
                self.assertIn(s.line, lines, f"{s.how}: {told.get(name)}\n" + self.around(s))

    @staticmethod
    def around(s):
        rows = s.text.split("\n")
        return "\n".join(f"{n}: {rows[n - 1][:100]}" for n in range(max(1, s.line - 3), min(len(rows), s.line + 3)))

    def test_a_wrong_value_is_refused_at_its_line(self):
        self.spoil_many(documents.spoil_tree, SPOILED)
        self.assertGreaterEqual(self.refused, SPOILED * 0.9)

    def test_a_slip_of_the_keys_is_refused_in_our_own_words_or_harmless(self):
        self.spoil_many(documents.spoil_lines, SPOILED)
        self.assertGreater(self.refused, SPOILED * 0.4)
        self.assertLess(self.refused, SPOILED)      # some slips leave a document as good as it was


if __name__ == "__main__":
    harness.main()
