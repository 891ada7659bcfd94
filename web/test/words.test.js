// Words of somebody who was signed out: kept only between sending and signing in
// again, by the same person, for the same form; and never what is nobody's business.
import assert from "node:assert/strict";
import test from "node:test";
import { arriving, gather, lay, layRead, mark, read, sending, SENT_MS, WAIT_MS } from "../js/words.js";

const storage = () => {
	const all = new Map();
	return { all, getItem: (k) => all.get(k) ?? null, setItem: (k, v) => void all.set(k, v), removeItem: (k) => void all.delete(k) };
};

const field = (name, type, value, more = {}) => ({ tagName: type === "textarea" ? "TEXTAREA" : "INPUT", name, type, value, defaultValue: "", dataset: {}, ...more });
const box = (name, value, checked, was = false) => field(name, "checkbox", value, { checked, defaultChecked: was });
const select = (name, chosen, was, count = 3) => ({ tagName: "SELECT", name, type: "select-one", value: `v${chosen}`, dataset: {},
	options: Array.from({ length: count }, (_, i) => ({ selected: i === chosen, defaultSelected: i === was })) });
globalThis.location = { href: "http://localhost:8080/unit/2/plan/new?x=1" };
const form = (elements, { action = "/unit/2/plan/new", is = "" } = {}) => ({ elements, getAttribute: () => action, matches: (selector) => is !== "" && selector.includes(is) });
const page = () => form([field("csrf", "hidden", "a"), field("version", "hidden", "3"), field("title", "text", "Ro om morgenen"), field("change", "textarea", "Vi taler\nsammen"),
	field("due", "date", "2027-02-01", { defaultValue: "2027-02-01" }), select("owner", 2, 0), box("day", "1", true), box("day", "2", false), box("day", "3", false, true)]);

test("words come back to the same person at the same form, once", () => {
	const s = storage();
	sending(page(), "7", false, 1000, s);
	assert.equal(arriving({ signIn: true, who: null }, 2000, s), "wait");
	assert.equal(arriving({ signIn: true, who: null }, 3000, s), "wait");		// a wrong password, a link by mail
	const words = arriving({ signIn: false, who: "7" }, 4000, s);
	assert.deepEqual(words.fields, [["title", 0, "Ro om morgenen"], ["change", 0, "Vi taler\nsammen"], ["owner", 0, "v2"], ["day", 0, true], ["day", 2, false]]);
	assert.equal(words.form, mark(page()));
	assert.equal(s.all.size, 0);
	assert.equal(arriving({ signIn: false, who: "7" }, 4001, s), null);
});

test("any page but the one for signing in throws them away", () => {
	const s = storage();
	sending(page(), "7", false, 0, s);
	assert.equal(s.all.size, 1);
	assert.equal(arriving({ signIn: false, who: "7" }, 1, s), null);
	assert.equal(s.all.size, 0);
	assert.equal(arriving({ signIn: true, who: null }, 2, s), null);
});

test("somebody else who signs in sees nothing of them", () => {
	const s = storage();
	sending(page(), "7", false, 0, s);
	arriving({ signIn: true, who: null }, 1, s);
	assert.equal(arriving({ signIn: false, who: "8" }, 2, s), null);
	assert.equal(s.all.size, 0);
});

test("they do not wait for ever", () => {
	const s = storage();
	sending(page(), "7", false, 0, s);
	assert.equal(arriving({ signIn: true, who: null }, SENT_MS, s), null);		// signed out on purpose, later
	sending(page(), "7", false, 0, s);
	arriving({ signIn: true, who: null }, 1, s);
	assert.equal(arriving({ signIn: false, who: "7" }, WAIT_MS, s), null);
	assert.equal(s.all.size, 0);
});

test("passwords, files, hidden values and what stays on the device are never kept", () => {
	const kept = gather(form([field("password", "password", "x"), field("file", "file", "C:\\x"), field("row", "hidden", "3"), field("", "text", "x"),
		field("mine", "textarea", "x", { dataset: { local: "mine" } }), field("title", "text", "ja")]), true);
	assert.deepEqual(kept, [["title", 0, "ja"]]);
});

test("nothing of somebody without a name, of a form that keeps its own, or that wants it so", () => {
	const s = storage();
	sending(page(), null, true, 0, s);
	assert.equal(s.all.size, 0);
	for (const is of ["data-outbox", "data-keep", "data-sheet", "data-not-kept"]) {
		sending(form(page().elements, { is }), "7", true, 0, s);
		assert.equal(s.all.size, 0, is);
	}
});

test("a second form sent takes the place of the first, also if it has no words", () => {
	const s = storage();
	sending(page(), "7", false, 0, s);
	sending(form([field("csrf", "hidden", "x")], { action: "/logout" }), "7", false, 1, s);
	assert.equal(arriving({ signIn: true, who: null }, 2, s), null);
});

test("a refused page keeps all it shows, for none of it is stored", () => {
	assert.deepEqual(gather(page(), true).map(([name, nth]) => `${name} ${nth}`), ["title 0", "change 0", "due 0", "owner 0", "day 0", "day 1", "day 2"]);
});

test("a form is known by where it goes and what it is about, not by its tokens", () => {
	const one = (row, csrf) => mark(form([field("csrf", "hidden", csrf), field("row", "hidden", row)], { action: "http://localhost:8080/w?x=1" }));
	assert.equal(one("3", "a"), one("3", "b"));
	assert.notEqual(one("3", "a"), one("4", "a"));
	assert.equal(mark(form([], { action: null })), mark(form([])));		// no action: the page itself
});

test("what the page had read comes back with the words, and is nothing a form is known by", () => {
	const older = (note, boxes) => form([field("row", "hidden", "3"), field("was-note", "hidden", note), ...boxes.map((b) => field("was-box", "hidden", b)), field("note", "textarea", "Mit")]);
	const sent = older("Før", ["", "x"]), now = older("Nyt", ["", "y", "z"]), s = storage();
	assert.equal(mark(sent), mark(now));
	sending(sent, "7", false, 0, s);
	arriving({ signIn: true, who: null }, 1, s);
	const words = arriving({ signIn: false, who: "7" }, 2, s);
	assert.deepEqual(words.read, [["was-note", "Før"], ["was-box", ""], ["was-box", "x"]]);
	now.elements.forEach((f) => { f.remove = () => now.elements.splice(now.elements.indexOf(f), 1); });
	now.append = (f) => now.elements.push(f);
	layRead(now, words.read, (name, value) => field(name, "hidden", value));
	assert.deepEqual(read(now), words.read);
	assert.deepEqual(now.elements.filter((f) => !f.name.startsWith("was")).map((f) => f.name), ["row", "note"]);
	// Kept before there was anything to read: the form stays as it came.
	layRead(now, undefined);
	assert.deepEqual(read(now), words.read);
});

test("laid words stand in their fields, and nothing else is touched", () => {
	const blank = form([field("title", "text", "Ny overskrift fra en anden"), field("change", "textarea", ""), select("owner", 0, 0), box("day", "1", false), box("day", "2", true), box("day", "3", true)]);
	assert.deepEqual(lay(blank, [["change", 0, "Vi taler"], ["day", 0, true], ["day", 2, false]]), [1, 3, 5].map((i) => blank.elements[i]));
	assert.deepEqual(blank.elements.map((f) => ("checked" in f ? f.checked : f.value)), ["Ny overskrift fra en anden", "Vi taler", "v0", true, true, false]);
});

test("a browser that keeps nothing, or something broken, is no fault", () => {
	const closed = { getItem() { throw new Error("no"); }, setItem() { throw new Error("no"); }, removeItem() { throw new Error("no"); } };
	sending(page(), "7", false, 0, closed);
	assert.equal(arriving({ signIn: false, who: "7" }, 0, closed), null);
	for (const broken of ["{", "null", '{"v":1}', '{"v":2,"fields":[],"waits":true,"at":0,"who":"7"}']) {
		const s = storage();
		s.setItem("samspil.words", broken);
		assert.equal(arriving({ signIn: false, who: "7" }, 0, s), null);
		assert.equal(s.all.size, 0);
	}
});
