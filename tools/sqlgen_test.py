#!/usr/bin/env python3
"""What sqlgen refuses, and where it says the fault is."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOOL = Path(__file__).with_name("sqlgen.py")
SCHEMA = """-- a comment with a ; in it
CREATE TABLE unit (
	id @id,
	name TEXT NOT NULL UNIQUE,	-- ':not_a_parameter'
	founded TEXT
) @strict;
"""
GOOD = "-- name: units :many () -> (id unit_id, name text)\nSELECT id, name FROM unit ORDER BY name LIMIT 10;\n"


class Sqlgen(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = Path(self.folder.name)
        (self.root / "m").mkdir()
        (self.root / "people").mkdir()
        self.migrate(SCHEMA)

    def tearDown(self):
        self.folder.cleanup()

    def migrate(self, sql, name="0001_a.sql"):
        (self.root / "m" / name).write_text(sql)

    def tool(self, *arguments):
        return subprocess.run([sys.executable, TOOL, "--migrations", self.root / "m", *arguments],
                              capture_output=True, text=True)

    def slice(self, sql):
        path = self.root / "people" / "people.sql"
        path.write_text(sql)
        return self.tool("--slice", path, "--out", self.root / "out", "--depfile", self.root / "out" / "d")

    def refused(self, sql, line, words):
        run = self.slice(sql)
        self.assertEqual(run.returncode, 1, run.stdout)
        self.assertIn(f"people.sql:{line}: ", run.stderr)
        self.assertIn(words, run.stderr)
        self.assertFalse((self.root / "out").exists(), "nothing is written")

    def test_good(self):
        run = self.slice(GOOD)
        self.assertEqual(run.returncode, 0, run.stderr)
        header = (self.root / "out" / "people_sql.h").read_text()
        self.assertIn("enum rc sql_units(struct ctx *x, struct sql_units **rows, size_t *n);", header)
        self.assertIn("unit_id id;", header)
        self.assertIn('#include "people/people_sql.h"', (self.root / "out" / "people_sql.c").read_text())
        self.assertIn("0001_a.sql", (self.root / "out" / "d").read_text())

    def test_chance_and_clock(self):
        for fickle in ("random()", "CURRENT_DATE", "strftime('%s', 'now')"):
            self.refused(f"-- name: x :one () -> (chosen text)\nSELECT CAST({fickle} AS TEXT) AS chosen;\n", 1, "same question")

    def test_signatures(self):
        run = self.slice(
            "-- name: a :one (name text) -> (id unit_id)\nINSERT INTO unit (name) VALUES (:name) RETURNING id;\n"
            "-- name: b :maybe (unit unit_id)\n-- -> (name text)\nSELECT name FROM unit WHERE id = :unit;\n"
            "-- name: c :exec (founded date?,\n--   unit unit_id)\n"
            "UPDATE unit SET founded = :founded WHERE id = :unit;\n")
        self.assertEqual(run.returncode, 0, run.stderr)
        header = (self.root / "out" / "people_sql.h").read_text()
        self.assertIn("sql_a(struct ctx *x, struct str name, unit_id *ret);", header)
        self.assertIn("sql_b(struct ctx *x, unit_id unit, struct sql_b **ret);", header)
        self.assertIn("sql_c(struct ctx *x, struct date founded, unit_id unit, int64_t *ret_changed);", header)

    def test_unchanged_files_are_left_alone(self):
        self.slice(GOOD)
        before = (self.root / "out" / "people_sql.c").stat().st_mtime_ns
        self.slice(GOOD)
        self.assertEqual(before, (self.root / "out" / "people_sql.c").stat().st_mtime_ns)

    def test_table_unknown(self):
        self.refused(GOOD + "\n-- name: b :exec\nDELETE FROM nowhere;\n", 4, "no such table: nowhere")

    def test_columns_counted(self):
        self.refused(GOOD.replace("SELECT id, name", "SELECT id"), 1, "1 columns, 2 declared")

    def test_columns_in_order(self):
        self.refused(GOOD.replace("SELECT id, name", "SELECT name, id"), 1, "column 1 is called 'name', declared 'id'")

    def test_parameters(self):
        self.refused("-- name: a :exec (x1 int)\nDELETE FROM unit WHERE id = :x2;\n", 1, "not declared: :x2")
        self.refused("-- name: a :exec (x1 int)\nDELETE FROM unit;\n", 1, "never used: :x1")

    def test_a_text_is_no_parameter(self):
        run = self.slice("-- name: a :exec\nDELETE FROM unit WHERE name = ':x @int;';\n")
        self.assertEqual(run.returncode, 0, run.stderr)

    def test_wrong_type_for_a_strict_table(self):
        self.refused("-- name: a :exec (name text)\nINSERT INTO unit (id, name) VALUES (:name, 'a');\n", 1, "a:")

    def test_id_of_a_table_that_is_not_there(self):
        self.refused(GOOD.replace("unit_id", "units_id"), 1, "no type 'units_id'")

    def test_list_without_limit(self):
        self.refused(GOOD.replace(" LIMIT 10", ""), 1, "needs a LIMIT")

    def test_star(self):
        self.refused(GOOD.replace("SELECT id, name", "SELECT *"), 1, "name the columns")

    def test_one_statement_only(self):
        self.refused(GOOD + "DELETE FROM unit;\n", 1, "one statement")
        self.refused(GOOD.replace(";", ""), 1, "one statement")

    def test_names_only_once(self):
        self.refused(GOOD + GOOD, 3, "stands above already")

    def test_words_of_c(self):
        self.refused(GOOD.replace("name text)", "int text)").replace("name FROM", "name AS int FROM"), 1, "is taken")

    def test_postgres_only(self):
        self.refused("-- name: a :one -> (t text)\nSELECT 1::text AS t;\n", 1, "PostgreSQL only")

    def test_macro_unknown(self):
        self.refused("-- name: a :exec\nDELETE FROM unit WHERE name = @nothing;\n", 1, "unknown macro @nothing")

    def test_heading(self):
        self.refused("-- name: a exec\nDELETE FROM unit;\n", 1, "a heading is")
        self.refused("-- name: a :some\nDELETE FROM unit;\n", 1, "no kind ':some'")
        self.refused("-- name: a :exec -> (id unit_id)\nDELETE FROM unit;\n", 1, ":exec has no columns")
        self.refused("-- name: a :one\nSELECT 1 AS a;\n", 1, ":one needs")
        self.refused("DELETE FROM unit;\n", 1, "SQL before the first")

    def test_broken_migration(self):
        self.migrate("-- two\n\nCREATE TABLE b (id @id) @strict;\nCREATE INDEX i ON nowhere (a);\n", "0002_b.sql")
        run = self.slice(GOOD)
        self.assertEqual(run.returncode, 1)
        self.assertIn("0002_b.sql:4: ", run.stderr)

    def test_migration_numbers(self):
        self.migrate(SCHEMA.replace("unit", "other"), "0001_b.sql")
        self.assertIn("number 0001 is taken by 0001_a.sql", self.slice(GOOD).stderr)

    def test_one_name_in_two_slices(self):
        for room in ("people", "plan"):
            (self.root / "src" / room).mkdir(parents=True)
            (self.root / "src" / room / f"{room}.sql").write_text(GOOD)
        run = self.tool("--check", "--all", self.root / "src")
        self.assertIn("'units' is the name of a statement in", run.stderr)

    def test_embedded_migrations(self):
        run = self.tool("--embed", "--out", self.root / "out")
        self.assertEqual(run.returncode, 0, run.stderr)
        text = (self.root / "out" / "migrations_gen.c").read_text()
        self.assertIn("INTEGER PRIMARY KEY AUTOINCREMENT", text)
        self.assertIn("GENERATED BY DEFAULT AS IDENTITY", text)
        self.assertNotIn("a comment", text)


if __name__ == "__main__":
    unittest.main()
