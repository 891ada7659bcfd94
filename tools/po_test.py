#!/usr/bin/env python3
"""Tests of po_file.py, po_compile.py, check_po.py and embed_templates.py, each over a small tree of its own."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import check_po
import embed_templates
import po_compile
from po_file import PoFault, read_catalogue

HEADER = (
    'msgid ""\nmsgstr ""\n"Language: %s\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Tree(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.root)
        os.makedirs(os.path.join(self.root, "po"))
        os.makedirs(os.path.join(self.root, "src", "a"))

    def write(self, path, text):
        full = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)
        return full

    def po(self, da, en=None):
        self.write("po/a.da.po", HEADER % "da" + da)
        self.write("po/a.en.po", HEADER % "en" + (da if en is None else en))

    def faults(self):
        return [why for _, _, why in check_po.check(self.root)]


class Reading(Tree):
    def fault(self, text, header=True):
        path = self.write("po/a.da.po", (HEADER % "da" if header else "") + text)
        with self.assertRaises(PoFault) as caught:
            read_catalogue([path], "da")
        return str(caught.exception).replace(path + ":", "")

    def test_continued_and_escaped(self):
        path = self.write("po/a.da.po", HEADER % "da" + '# note\n#. more\nmsgid "a.b"\nmsgstr ""\n"en \\"to\\"\\n"\n"tre\\\\"\n')
        self.assertEqual(read_catalogue([path], "da")["a.b"].texts(), ['en "to"\ntre\\'])

    def test_faults_name_the_line(self):
        self.assertEqual(self.fault('msgid "a.b"\n'), "7: no msgstr")
        self.assertEqual(self.fault('msgid "a.b"\nmsgstr "x"\nmsgid "a.b"\nmsgstr "y"\n')[:28], '9: "a.b" stands already at 7')
        self.assertEqual(self.fault('msgid "a.b"\nmsgstr "x\n'), '8: expected a string in "..."')
        self.assertEqual(self.fault('msgid "a.b"\nmsgstr "\\x"\n'), "8: unknown escape in a string")
        self.assertEqual(self.fault('msgid "a.b"\nmsgstr "a"b"\n'), '8: a " inside a string is written \\"')
        self.assertEqual(self.fault('msgid "Hej"\nmsgstr "x"\n'), '7: "Hej" is no key such as "people.title"')
        self.assertEqual(self.fault('msgid "a.b"\nmsgstr ""\n'), '7: "a.b" is empty')
        self.assertEqual(self.fault('msgid "a.b"\nmsgstr "{x"\n'), "7: braces that do not pair")
        self.assertEqual(self.fault('msgid "a.b"\nmsgstr "{X y}"\n'), "7: {X y} is no name")
        self.assertEqual(self.fault('#, fuzzy\nmsgid "a.b"\nmsgstr "x"\n'), "7: a fuzzy entry: translate it")
        self.assertEqual(self.fault('#~ msgid "a.b"\n'), "7: an obsolete entry: remove it")
        self.assertEqual(self.fault('msgctxt "c"\n'), '7: not understood: msgctxt "c"')
        self.assertEqual(self.fault('msgid "a.b"\nmsgstr[0] "x"\n'), "8: msgstr[n] goes with msgid_plural, msgstr with a lone msgid")
        self.assertEqual(self.fault('msgid "a.b"\nmsgid_plural "a.b"\nmsgstr[0] "{n}"\n')[:35], "7: a text that counts repeats its k")
        self.assertEqual(self.fault('msgid "a.b"\nmsgid_plural "a.b"\nmsgstr[0] "x"\nmsgstr[1] "y"\n')[:33], "7: a text that counts must show {")

    def test_header_is_needed(self):
        self.assertEqual(self.fault('msgid "a.b"\nmsgstr "x"\n', header=False), '1: the file must begin with a header (msgid "")')
        self.assertIn("Language: da", self.fault('msgid ""\nmsgstr "Language: en\\n"\n', header=False))


class Checking(Tree):
    def test_all_is_well(self):
        self.po('msgid "a.b"\nmsgstr "x {n}"\n\nmsgid "a.c"\nmsgstr "y"\n')
        self.write("src/a/p.html", "{{! title: a.c }}\n<p>{{_.a.b}}</p>")
        self.assertEqual(self.faults(), [])

    def test_missing_keys(self):
        self.po("")
        self.write("src/a/p.html", "\n<p>{{ _.a.b }}</p>")
        self.write("src/a/a.c", 'int f(void)\n{\n\tfail(x, INVALID,\n\t\t"field", ok ? "a.c" : "a.d");\n\treply_notice(q, "a.e");\n}\n/* ui_text(x, "a.no") */\n')
        self.write("src/a/a_test.c", 'ui_text(x, "a.no");')
        found = [(os.path.basename(path), line, why) for path, line, why in check_po.check(self.root)]
        self.assertEqual(found, [("a.c", 4, 'no text "a.c"'), ("a.c", 4, 'no text "a.d"'), ("a.c", 5, 'no text "a.e"'), ("p.html", 2, 'no text "a.b"')])

    def test_faults_filled_in_by_hand(self):
        self.po('msgid "a.b"\nmsgstr "x"\n')
        self.write("src/a/a.c", 'x->fault = (struct fault){ .rc = rc, .message = rc == BUSY ? "a.b" : "a.c" };')
        self.assertEqual(self.faults(), ['no text "a.c"'])

    def test_languages_differ(self):
        self.write("src/a/p.html", "{{_.a.b}}{{_.a.c}}{{_.a.d}}")
        self.po('msgid "a.b"\nmsgstr "{x}"\n\nmsgid "a.c"\nmsgstr "c"\n', 'msgid "a.b"\nmsgstr "{y}"\n\nmsgid "a.d"\nmsgstr "d"\n')
        faults = " ".join(self.faults())
        self.assertIn('"a.b" has other placeholders', faults)
        self.assertIn('"a.c" has no English text', faults)
        self.assertIn('"a.d" has no Danish text', faults)

    def test_counting_differs(self):
        self.write("src/a/p.html", "{{_.a.b}}")
        self.po('msgid "a.b"\nmsgid_plural "a.b"\nmsgstr[0] "{n} o"\nmsgstr[1] "{n} m"\n', 'msgid "a.b"\nmsgstr "{n}"\n')
        self.assertEqual(self.faults(), ['"a.b" counts in one language only'])

    def test_what_nothing_uses_is_a_fault(self):
        self.po("".join(f'msgid "a.{key}"\nmsgstr "x"\n\n' for key in ("table", "state_open", "content", "idle")))
        self.write("src/a/a.c", 'const char *t[] = { "a.table" }; str_fmt(a, "a.state_%s", s); /* "a.idle" */')
        self.write("content/m.yaml", "label: a.content\n")
        self.assertEqual(self.faults(), ['nothing uses "a.idle"'])

    def test_the_command_fails_with_file_and_line(self):
        self.po("")
        self.write("src/a/p.html", "{{_.a.b}}")
        tool = os.path.join(ROOT, "tools", "check_po.py")
        done = subprocess.run([sys.executable, tool, self.root], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn('src/a/p.html:1: no text "a.b"', done.stderr)


class Compiling(Tree):
    def test_table_is_sorted_and_escaped(self):
        self.po('msgid "a.c"\nmsgstr "ø\\n\\"?"\n\nmsgid "a.b"\nmsgid_plural "a.b"\nmsgstr[0] "{n} o"\nmsgstr[1] "{n} m"\n')
        out, dep = os.path.join(self.root, "out.c"), os.path.join(self.root, "out.d")
        self.assertEqual(po_compile.main(os.path.join(self.root, "po"), out, dep), 0)
        with open(out, encoding="utf-8") as file:
            text = file.read()
        self.assertLess(text.index('"a.b"'), text.index('"a.c"'))
        self.assertIn('{ "a.b", { { "{n} o", "{n} m" }, { "{n} o", "{n} m" } }, true },', text)
        self.assertIn('"\\303\\270\\n" "\\"\\077"', text)

    def test_templates_keep_their_bytes(self):
        page = '<p title="ø">\\ ??/\r\n</p>'
        with open(os.path.join(self.root, "src", "a", "p.html"), "w", encoding="utf-8", newline="") as file:
            file.write(page)
        out, dep = os.path.join(self.root, "out.c"), os.path.join(self.root, "out.d")
        self.assertEqual(embed_templates.main(os.path.join(self.root, "src"), out, dep), 0)
        with open(out, encoding="utf-8") as file:
            text = file.read()
        quoted = "".join(line.strip().rstrip(",")[1:-1] for line in text.splitlines() if line.startswith('\t\t"'))
        self.assertEqual(quoted.encode().decode("unicode_escape").encode("latin-1").decode("utf-8"), page)
        with open(dep, encoding="utf-8") as file:
            self.assertIn("p.html", file.read())


class TheRealFiles(unittest.TestCase):
    @unittest.skipUnless(shutil.which("msgfmt"), "gettext is not installed")
    def test_gettext_accepts_them(self):
        po = os.path.join(ROOT, "po")
        for name in sorted(os.listdir(po)):
            if name.endswith(".po"):
                done = subprocess.run(["msgfmt", "--check-format", "--check-domain", "-o", "/dev/null", os.path.join(po, name)],
                                      capture_output=True, text=True, check=False)
                self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()
