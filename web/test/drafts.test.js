// Half-typed words: kept by form and field, laid where they were typed, forgotten
// when they have been sent, and nobody else's.
import assert from "node:assert/strict";
import test from "node:test";
import { DAYS_MS, Drafts, formMark, sweep, typedIn } from "../js/drafts.js";

globalThis.location = { href: "http://localhost:8080/workshop/17" };

class Storage {
	map = new Map();
	getItem(k) { return this.map.get(k) ?? null; }
	setItem(k, v) { this.map.set(k, v); }
	removeItem(k) { this.map.delete(k); }
	key(i) { return [...this.map.keys()][i] ?? null; }
	get length() { return this.map.size; }
}

const field = (name, type, value, was = "", more = {}) => ({ tagName: type === "textarea" ? "TEXTAREA" : "INPUT", name, type, value, defaultValue: was, dataset: {}, ...more });
const radio = (name, value, checked) => ({ tagName: "INPUT", name, type: "radio", value, checked, defaultChecked: false, dataset: {} });
const form = (elements, { action = "/workshop/17/rules", is = "", method = "post" } = {}) => ({
	elements, getAttribute: (name) => (name === "action" ? action : method), matches: (selector) => is !== "" && selector.includes(`[${is}]`),
});
/** The form of a rule as the server makes it, and what somebody has made of it. */
const rule = (id, stands, typed = stands) => form([field("csrf", "hidden", String(Math.random())), field("rule", "hidden", id), field("was", "hidden", stands),
	field("title", "text", typed, stands), field("body", "text", "Vi hjælper", "Vi hjælper")]);

test("half a rule comes back to its own form on the next page, and to no other", () => {
	const s = new Storage(), drafts = new Drafts("7", "/workshop/17", s);
	drafts.keep(rule("3", "Støtte", "Støtte og tå"));
	const page = [rule("2", "Tålmodighed"), rule("3", "Støtte"), form([field("title", "text", "")])];
	assert.equal(drafts.lay(page).length, 1);
	assert.deepEqual(page.map((f) => f.elements.find((e) => e.name === "title").value), ["Tålmodighed", "Støtte og tå", ""]);
});

test("they wait while their form is not there", () => {
	const s = new Storage(), drafts = new Drafts("7", "/workshop/17", s), back = rule("3", "Støtte");
	drafts.keep(rule("3", "Støtte", "Halvt"));
	assert.equal(drafts.lay([form([field("text", "textarea", "")], { action: "/workshop/17/cards" })]).length, 0);
	drafts.lay([back]);
	assert.equal(back.elements[3].value, "Halvt");
});

test("who was overtaken is told: the form says what was read when the words were typed", () => {
	const s = new Storage(), drafts = new Drafts("7", "/workshop/17", s), mine = rule("3", "Støtte", "Min støtte");
	drafts.keep(mine);
	const page = rule("3", "Andres støtte");
	drafts.lay([page]);
	assert.deepEqual(page.elements.slice(2, 4).map((f) => f.value), ["Støtte", "Min støtte"]);
	drafts.wasTold(formMark(mine));			// the server has said what stands: a second press decides
	const again = rule("3", "Andres støtte");
	drafts.lay([again]);
	assert.deepEqual(again.elements.slice(2, 4).map((f) => f.value), ["Andres støtte", "Min støtte"]);
});

test("what has been sent, or put back as it was, is forgotten", () => {
	const s = new Storage(), drafts = new Drafts("7", "/workshop/17", s), one = rule("3", "Støtte", "x");
	drafts.keep(one);
	drafts.keep(rule("2", "Ro", "y"));
	drafts.forget(formMark(one));
	assert.equal(drafts.lay([rule("3", "Støtte")]).length, 0);
	drafts.keep(rule("2", "Ro"));
	assert.equal(s.map.size, 0);
});

test("choices are kept, field by field, and a sent one is forgotten alone", () => {
	const ask = (a, b) => form([radio("i.calm", "yes", a), radio("i.calm", "no", a === null ? null : !a), radio("i.pay", "yes", b), field("w.calm", "textarea", "fordi")], { action: "/w/17/ask", is: "data-keep" });
	const s = new Storage(), drafts = new Drafts("phone", "/w/17", s);
	assert.deepEqual(typedIn(ask(true, true)).fields, [["i.calm", 0, true], ["i.pay", 0, true]]);	// the words are outbox.js's
	drafts.keep(ask(true, true));
	drafts.forget(formMark(ask(true, true)), ["i.calm"]);
	const page = ask(null, false);
	drafts.lay([page]);
	assert.deepEqual(page.elements.slice(0, 3).map((f) => f.checked), [null, null, true]);
});

test("nothing of what is nobody's business is kept", () => {
	assert.equal(typedIn(form([field("secret", "password", "x"), field("csrf", "hidden", "y", "z")])), null);
	assert.equal(typedIn(form([field("text", "text", "x")], { is: "data-not-kept" })), null);
	assert.equal(typedIn(form([field("q", "text", "x")], { method: "get" })), null);
});

test("another reader, an ended session and the third day find nothing", () => {
	const s = new Storage();
	const typed = (who, page) => new Drafts(who, page, s).keep(rule("3", "Støtte", "x"), 0);
	typed("7", "/workshop/17");
	sweep("8", 1, s);
	assert.equal(s.map.size, 0);
	typed("phone", "/w/17");
	typed("phone", "/w/1");
	sweep("phone", 1, s, "17");
	assert.deepEqual([...s.map.keys()], ["samspil.typed.phone./w/1"]);
	sweep("phone", DAYS_MS + 1, s);
	assert.equal(s.map.size, 0);
});
