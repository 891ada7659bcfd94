// What stays on the device: keeping and forgetting, files that open again, sums.
import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import test from "node:test";
import { shuffled } from "../js/deal.js";
import { lean } from "../js/finder.js";
import { allOf, forgetAll, forgetOld, keep, kept, owned } from "../js/keep.js";
import { band, highest, sums } from "../js/profile.js";
import { asFile, fromFile, gaps, inWords, openRules, read, reminder, write } from "../js/sheet.js";

const DAY = 86_400_000;
globalThis.crypto ??= webcrypto;	// every browser has it; Debian 12's node has it elsewhere

/** As localStorage, in memory. */
function storage() {
	const all = new Map();
	return { getItem: (k) => all.get(k) ?? null, setItem: (k, v) => void all.set(k, v), removeItem: (k) => void all.delete(k),
		key: (i) => [...all.keys()][i] ?? null, get length() { return all.size; } };
}

test("a sheet is kept for its days and then forgotten, others are not", () => {
	const s = storage();
	keep("worksheet/a", { x: "1" }, 30, 0, s);
	keep("worksheet/b", { x: "2" }, 0, 0, s);
	s.setItem("samspil.note./x.y", "somebody else's");
	forgetOld(30 * DAY - 1, s);
	assert.equal(kept("worksheet/a", s).values.x, "1");
	forgetOld(30 * DAY, s);
	assert.equal(kept("worksheet/a", s), null);
	assert.equal(kept("worksheet/b", s).values.x, "2");
	assert.equal(s.getItem("samspil.note./x.y"), "somebody else's");
});

test("what is broken is not shown, and goes", () => {
	const s = storage();
	s.setItem("samspil.sheet.worksheet/a", "{");
	s.setItem("samspil.sheet.worksheet/b", JSON.stringify({ v: 2, values: {} }));
	assert.equal(kept("worksheet/a", s), null);
	assert.equal(kept("worksheet/b", s), null);
	forgetOld(0, s);
	assert.equal(s.length, 0);
});

test("the notes of one method go together", () => {
	const s = storage();
	for (const name of ["alone/care/one", "alone/care/two", "alone/careful/one"]) keep(name, { a: "b" }, 30, 0, s);
	assert.equal(forgetAll("alone/care/", s), 2);
	assert.equal(kept("alone/careful/one", s).values.a, "b");
});

test("what one person keeps is nothing to another, nor to nobody", () => {
	const s = storage(), karen = "0123456789abcdef", ali = "fedcba9876543210";
	keep("worksheet/a", { x: "Karens" }, 1, 0, s, karen);
	keep("worksheet/a", { x: "ingens" }, 0, 0, s, "");
	s.setItem(`samspil.note.${owned("/x.y", karen)}`, "note");
	assert.equal(kept("worksheet/a", s, karen).values.x, "Karens");
	assert.equal(kept("worksheet/a", s, ali), null);
	assert.equal(kept("worksheet/a", s, "").values.x, "ingens");
	assert.equal(forgetAll("", s, ali), 0);
	assert.deepEqual(allOf(ali, s), []);
	assert.deepEqual(allOf("", s), ["samspil.sheet.worksheet/a"]);
	assert.equal(allOf(karen, s).length, 2);
	assert.equal(forgetAll("", s, ""), 1);	// nobody's: not everybody's
	assert.equal(kept("worksheet/a", s, karen).values.x, "Karens");
	forgetOld(DAY, s);	// whoever opens a page first clears up for all
	assert.equal(kept("worksheet/a", s, karen), null);
});

test("a browser that keeps nothing is no fault", () => {
	const full = { ...storage(), setItem() { throw new Error("full"); } };
	assert.equal(keep("a", { b: "c" }, 1, 0, full), null);
});

const field = (name, type, value, checked = false) => ({ name, type, value, checked, dataset: {} });

test("fields are read and written, unticked ones and untouched sliders are nothing", () => {
	const fields = [field("a", "text", "ord"), field("b", "checkbox", "1", true), field("c", "checkbox", "1"), field("d", "radio", "x"),
		field("d", "radio", "y", true), field("e", "text", ""), { ...field("f", "range", "5"), dataset: { untouched: "" } }];
	const values = read(fields);
	assert.deepEqual(values, { a: "ord", b: "1", d: "y" });
	write(fields, { c: "1", d: "x", f: "7" });
	assert.deepEqual(read(fields), { c: "1", d: "x", f: "7" });
});

test("a file reads as a page, holds the values, and opens again only as its own sheet", () => {
	const values = { "a.b": 'Læs </script><script>alert("x")</script> & så' };
	const html = asFile({ lang: "da", title: "Mit <ark>", note: "n", name: "worksheet/a", date: "d", values,
		parts: [{ heading: "H", lines: [{ label: "L", text: values["a.b"] }] }, { heading: "tom", lines: [] }] });
	assert.deepEqual(fromFile(html, "worksheet/a"), values);
	assert.equal(fromFile(html, "worksheet/b"), null);
	assert.equal(fromFile("<p>noget andet", "worksheet/a"), null);
	assert.equal((html.match(/<script/g) ?? []).length, 1);
	assert(!html.includes("tom"));
	assert.deepEqual(fromFile(html.replace('"a.b":"', '"c":7,"a.b":"'), "worksheet/a"), values);
});

test("a text is finished when what must be there is there, and no empty place is left", () => {
	const f = (value, must = false) => ({ label: "L", value, must });
	assert.deepEqual(gaps([f("Havnen", true), f(""), f("Ring til os (hele dagen)")]), []);
	assert.deepEqual(gaps([f("  ", true)]).map((g) => g.bracket), [null]);
	assert.deepEqual(gaps([f("Ring til [navn] på [telefon]"), f("Ring til [navn", true)]).map((g) => g.bracket), ["[navn]", "[navn"]);
});

test("rules that nobody has ticked are named, and yes is said to those and no others", () => {
	const r = (name, checked) => ({ name, label: name.toUpperCase(), checked });
	assert.deepEqual(openRules([r("a", true), r("b", true)], ""), { open: [], asked: "", agreed: true });
	const first = openRules([r("a", true), r("b", false), r("c", false)], null);
	assert.deepEqual(first.open.map((o) => o.label), ["B", "C"]);
	assert.equal(first.agreed, false);
	assert.equal(openRules([r("a", true), r("b", false), r("c", false)], first.asked).agreed, true);
	assert.equal(openRules([r("a", false), r("b", false), r("c", false)], first.asked).agreed, false);	// one more than was said yes to
	assert.equal(openRules([r("a", true), r("b", true), r("c", false)], first.asked).agreed, true);	// one fewer
});

test("a date is written as it is said", () => {
	assert.equal(inWords("2027-01-01", "da"), "1. januar 2027");
	assert.equal(inWords("2027-01-01", "en"), "1 January 2027");
	assert.equal(inWords("", "da"), "");
});

test("the finished text does not say where it was kept", () => {
	const html = asFile({ lang: "da", title: "Politik", note: "", name: "worksheet/a", date: "1. marts 2026", parts: [], values: { a: "b" } });
	assert(html.includes("<p>1. marts 2026</p>"));
	assert.deepEqual(fromFile(html, "worksheet/a"), { a: "b" });
});

test("a reminder is a calendar file of short lines", () => {
	const ics = reminder({ title: "Kig på dit ark: æøå, og; så videre i en meget lang titel", text: "to\nlinjer", days: 14, uid: "u@samspil" }, new Date(2026, 1, 20, 15));
	assert.match(ics, /DTSTART:20260306T090000\r\n/);
	assert.match(ics, /æøå\\, o/);
	assert(ics.split("\r\n").every((line) => Buffer.byteLength(line) <= 75));
	assert(ics.replaceAll("\r\n ", "").includes("DESCRIPTION:to\\nlinjer\r\n"));
});

test("a level counts only when all of it is answered, and levels are never added", () => {
	const answers = [{ group: "passive", worth: 5 }, { group: "passive", worth: 4 }, { group: "active", worth: 3 }, { group: "active", worth: null }, { worth: 5 }];
	assert.deepEqual(sums(answers), { passive: { sum: 9, complete: true }, active: { sum: 3, complete: false } });
	assert.deepEqual(highest(sums(answers)), { most: [], allEqual: false });
});

test("ties are both the highest, and where all are equal none stands out", () => {
	const of = (...s) => Object.fromEntries(s.map((sum, i) => ["abc"[i], { sum, complete: true }]));
	assert.deepEqual(highest(of(9, 12, 12)), { most: ["b", "c"], allEqual: false });
	assert.deepEqual(highest(of(9, 12, 11)), { most: ["b"], allEqual: false });
	assert.deepEqual(highest(of(12, 12, 12)), { most: [], allEqual: true });
	assert.deepEqual(highest(of(9)), { most: [], allEqual: false });
});

test("a band holds up to and including its end", () => {
	const bands = [{ above: 0, upTo: 9 }, { above: 9, upTo: 14 }, { above: 14, upTo: 20 }];
	assert.deepEqual([4, 9, 10, 14, 15, 20, 21].map((s) => band(bands, s)), [0, 0, 1, 1, 2, 2, -1]);
});

test("a deck is dealt once through, each card once", () => {
	for (const n of [0, 1, 2, 24]) assert.deepEqual([...shuffled(n)].sort((a, b) => a - b), Array.from({ length: n }, (_, i) => i));
	assert.deepEqual(shuffled(3, () => 0), [1, 2, 0]);
});

test("an address holds only what was chosen", () => {
	assert.equal(lean("/library?q=&time=60&role="), "/library?time=60");
	assert.equal(lean("/library?q=%C3%B8&time="), "/library?q=%C3%B8");
});
