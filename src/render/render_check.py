#!/usr/bin/env python3
"""What other people's programs make of our files.

usage: render_check.py RENDER_SAMPLES

poppler reads the PDFs, zbar the codes, Python's own modules the tables and the
calendar. Needs poppler-utils and zbar-tools. Only the standard library.
"""
import csv
import datetime
import io
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path
from zoneinfo import ZoneInfo

SAMPLES = None
FOLDER = None
PDFS = ["poster_0", "poster_3", "poster_20", "poster_40", "anchoring", "document", "document_a3", "deck", "model", "questionnaire"]


def run(*command):
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()


def pages(name):
    return int(re.search(r"Pages:\s+(\d+)", run("pdfinfo", FOLDER / f"{name}.pdf")).group(1))


def text(name):
    # A line broken in the middle of a sentence is still that sentence.
    return " ".join(run("pdftotext", FOLDER / f"{name}.pdf", "-").split())


def scan(picture):
    return run("zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", picture).split()


class Pdf(unittest.TestCase):
    def test_every_font_is_embedded_and_is_inter(self):
        for name in PDFS:
            rows = run("pdffonts", FOLDER / f"{name}.pdf").splitlines()[2:]
            self.assertTrue(rows, name)
            for row in rows:
                self.assertRegex(row, r"\+Inter(Display)?-")
                self.assertEqual(row.split()[-5:-2], ["yes", "yes", "yes"], row)

    def test_files_are_sound_tagged_and_know_their_language(self):
        for name in PDFS:
            done = subprocess.run(["pdfinfo", FOLDER / f"{name}.pdf"], check=True, capture_output=True)
            self.assertEqual(done.stderr, b"", name)
            self.assertIn(b"Tagged:          yes", done.stdout)
            raw = (FOLDER / f"{name}.pdf").read_bytes()
            self.assertIn(b"/Lang (da-DK)", raw)
            self.assertEqual(raw.count(b"startxref"), 2)

    def test_structure_is_read_in_order(self):
        tree = run("pdfinfo", "-struct-text", FOLDER / "document.pdf")
        for tag in ("H1", "H2", "H3", "P", "L (block)", "LI", "Table", "TR", "TH", "TD"):
            self.assertIn(tag, tree)
        self.assertIn('"Dagens program for fremtidsværkstedet på Station Nord"', tree)
        self.assertLess(tree.index("Før I begynder"), tree.index("Sådan går formiddagen"))

    def test_texts_are_all_there(self):
        poster = text("poster_5")
        for words in ("Handlingsplan · Station Nord", "Et roligere vagtskifte", "Overlap på ti minutter mellem vagterne",
                      "Mette Holm", "Vagtplanen for uge 19 får ti minutters overlap på alle tre hold", "4. maj 2026", "Gruppe",
                      "I gang", "Udkast", "Version 3 · 28. april 2026", "Scan og se, hvor langt vi er"):
            self.assertIn(words, poster)
        document = text("document")
        for n in range(1, pages("document") + 1):
            self.assertIn(f"Side {n} af {pages('document')}", document)
        self.assertGreaterEqual(document.count("Tid Hvad Hvem Min."), 2)  # the head, repeated

    def test_words_of_titles_and_drawings_stay_whole(self):
        model = text("model")
        for word in ("Arbejdsmiljørepræsentantuddannelsen", "Medarbejderudviklingssamtaler", "Sygefraværsstatistikken", "Samarbejdsudvalgsmøder"):
            self.assertEqual(model.count(word), 2, word)     # in the wheel, and above its text
        self.assertEqual(model.count("Tillidsrepræsentantuddannelsesudvalget"), 1)
        for word in ("Overhovedet", "Tilfredsstillende", "Fremragende", "Uoverensstemmende"):
            self.assertEqual(text("questionnaire").count(word), 1, word)

    def test_sizes_and_pages(self):
        self.assertIn("(A4)", run("pdfinfo", FOLDER / "poster_3.pdf"))
        self.assertIn("(A3)", run("pdfinfo", FOLDER / "poster_20.pdf"))
        for name in ("poster_0", "poster_3", "poster_6", "poster_12", "poster_20"):
            self.assertEqual(pages(name), 1, name)
        self.assertGreater(pages("poster_40"), 1)
        self.assertEqual(pages("deck"), 3)

    def test_nothing_is_smaller_than_one_can_read(self):
        for name in ("poster_20", "poster_40"):
            boxes = run("pdftotext", "-bbox", FOLDER / f"{name}.pdf", "-")
            heights = [float(b) - float(a) for a, b in re.findall(r'yMin="([\d.]+)"[^>]*yMax="([\d.]+)"', boxes)]
            self.assertGreater(len(heights), 100)
            self.assertGreater(min(h for h in heights if h > 0), 8.0)

    def test_codes_are_read_from_the_paper(self):
        for name, url in (("poster_12", "https://samspil.example.dk/plan/17"), ("poster_20", "https://samspil.example.dk/plan/17"),
                          ("document", "https://samspil.example.dk/p/12345678")):
            last = str(pages(name))
            run("pdftoppm", "-r", "150", "-gray", "-png", "-f", last, "-l", last, "-singlefile", FOLDER / f"{name}.pdf", FOLDER / name)
            self.assertEqual(scan(FOLDER / f"{name}.png"), [url])

    def test_code_is_read_from_the_page(self):
        svg = (FOLDER / "code.svg").read_text()
        tree = ET.fromstring(svg)
        space = "{http://www.w3.org/2000/svg}"
        self.assertEqual(tree.find(f"{space}title").text, "Vær med på <telefonen>")
        size, scale = int(tree.get("viewBox").split()[2]), 6
        dark = [[0] * size for _ in range(size)]
        for x, y, n in re.findall(r"M(\d+) (\d+)\.5h(\d+)", tree.find(f"{space}path").get("d")):
            for i in range(int(n)):
                dark[int(y)][int(x) + i] = 1
        rows = [" ".join(str(v) for v in row for _ in range(scale)) for row in dark for _ in range(scale)]
        (FOLDER / "code.pbm").write_text(f"P1\n{size * scale} {size * scale}\n" + "\n".join(rows) + "\n")
        self.assertEqual(scan(FOLDER / "code.pbm"), ["https://samspil.example.dk/p/12345678"])


class Tables(unittest.TestCase):
    def test_csv(self):
        raw = (FOLDER / "hours.csv").read_bytes().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(raw, newline=""), delimiter=";"))
        self.assertEqual(rows, [["Rolle", "Planlagt", "Dato"], ["Daglig leder", "32", "2026-04-14"], ["'=1+1", "83", ""]])

    def test_xlsx(self):
        with zipfile.ZipFile(FOLDER / "hours.xlsx") as z:
            self.assertIsNone(z.testzip())
            sheet = z.read("xl/worksheets/sheet1.xml").decode()
            strings = z.read("xl/sharedStrings.xml").decode()
        self.assertIn('state="frozen"', sheet)
        self.assertIn("<autoFilter", sheet)
        self.assertNotIn("<f>", sheet)
        self.assertIn("=1+1", strings)
        self.assertIn("<v>46126</v>", sheet)  # 2026-04-14 as Excel counts days


class Calendar(unittest.TestCase):
    def test_meetings(self):
        raw = (FOLDER / "meetings.ics").read_bytes()
        self.assertEqual(raw.count(b"\n"), raw.count(b"\r\n"))
        for line in raw.split(b"\r\n"):
            self.assertLessEqual(len(line), 75)
            line.decode()  # no character is cut
        lines = raw.decode().replace("\r\n ", "").split("\r\n")
        self.assertEqual(lines.count("BEGIN:VEVENT"), 2)
        self.assertIn(r"SUMMARY:Fremtidsværksted\; hold A\, stationen på Nordre Havnegade og alle\, der har vagt derfra", lines)
        self.assertIn(r"DESCRIPTION:9.00 Velkomst\n12.00 Frokost\, lederen kommer til", lines)
        starts = [line.split(":")[1] for line in lines if line.startswith("DTSTART;TZID=Europe/Copenhagen:")]
        zone = ZoneInfo("Europe/Copenhagen")
        utc = [datetime.datetime.strptime(s, "%Y%m%dT%H%M%S").replace(tzinfo=zone).astimezone(datetime.timezone.utc).hour for s in starts]
        self.assertEqual(utc, [7, 8])  # summer and winter


if __name__ == "__main__":
    SAMPLES = sys.argv.pop(1)
    with tempfile.TemporaryDirectory(prefix="samspil-render-") as folder:
        FOLDER = Path(folder)
        run(SAMPLES, folder)
        unittest.main()
