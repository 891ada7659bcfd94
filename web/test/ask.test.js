import assert from "node:assert/strict";
import test from "node:test";
import { fieldsOf, keepGone, locked, nowShown, partly, pressed, said, shuffled, takeGone } from "../js/ask.js";
import { sentForm } from "../js/refused.js";

test("the fields of an item are its own, not those of one that begins alike", () => {
	const all = [["i.calm", "no"], ["i.calm_2", "yes"], ["w.calm", "why"], ["i.calm.pay", "1"], ["step", "x"]];
	assert.deepEqual(fieldsOf(all, "calm"), [["i.calm", "no"], ["w.calm", "why"], ["i.calm.pay", "1"]]);
	assert.equal(said([["i.calm", " "]]), false);
	assert.equal(said([["i.calm", "no"]]), true);
});

test("answers leave in no order, and all of them", () => {
	const list = [1, 2, 3, 4, 5, 6];
	let n = 0;
	const other = shuffled(list, () => [.1, .9, .3, .5, .2][n++]);
	assert.notDeepEqual(other, list);
	assert.deepEqual([...other].sort(), list);
	assert.deepEqual(list, [1, 2, 3, 4, 5, 6]);
});

test("pressing in order gives places, pressing again lets go, the last comes by itself", () => {
	const keys = ["a", "b", "c"];
	assert.deepEqual(pressed([], "b", keys), ["b"]);
	assert.deepEqual(pressed(["b"], "a", keys), ["b", "a", "c"]);
	assert.deepEqual(pressed(["b", "a", "c"], "b", keys), ["a", "c"]);
	assert.deepEqual(pressed(["a", "c"], "b", keys), ["a", "c", "b"]);
});

test("the last one, placed by itself, may be pressed like the others and stays", () => {
	const keys = ["a", "b", "c", "d"];
	assert.deepEqual(keys.reduce((order, key) => pressed(order, key, keys), []), keys);
	assert.deepEqual(pressed(["b", "a"], "a", ["a", "b"]), ["b", "a"]);
	assert.deepEqual(pressed(["b", "c"], "c", keys), ["b"]);	// not whole: letting go is meant
});

test("an order is whole, or none has been given", () => {
	assert.equal(partly(["1", "", "2"]), true);
	assert.equal(partly(["", "", ""]), false);
	assert.equal(partly(["2", "1", "3"]), false);
	assert.equal(partly([]), false);
});

test("what is shown is what the page says is fixed, or all of it when there is nothing left to ask", () => {
	assert.deepEqual(nowShown(["calm", "pay"], new Map([["calm", "fixed"], ["pay", "sent"], ["noise", "fixed"]])), ["calm"]);
	assert.deepEqual(nowShown(["calm", "pay"], new Map()), ["calm", "pay"]);
	assert.deepEqual(nowShown([], new Map([["calm", "fixed"]])), []);
});

test("when as many are ticked as may be, the others wait until one is let go", () => {
	assert.deepEqual(locked([true, false, true, false], 2), [false, true, false, true]);
	assert.deepEqual(locked([true, false, false, false], 2), [false, false, false, false]);
	assert.deepEqual(locked([true, true, true], 2), [false, false, false]);	// what was ticked before can be let go
});

test("what became of an answer is said once, by the page that asks something else", () => {
	const kept = new Map(), storage = { getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => kept.set(k, v), removeItem: (k) => kept.delete(k) };
	const entry = { workshop: "7", askStep: "item-3" };
	keepGone(entry, "Rettet.", storage);
	assert.equal(takeGone("7", "item-3", storage), null);	// the page has not loaded itself anew yet
	assert.equal(takeGone("7", "item-4", storage), "Rettet.");
	assert.equal(takeGone("7", "item-4", storage), null);
	keepGone(entry, "Rettet.", storage);
	assert.equal(takeGone("7", undefined, storage), "Rettet.");	// taken back: nothing is asked
	keepGone(entry, "Rettet.", storage);
	assert.equal(takeGone("8", "item-4", storage), null);	// another room's
	assert.equal(takeGone("7", "item-4", storage), null);
});

test("what was answered to one question is not laid under another", () => {
	const form = (step, dataset) => ({ dataset, getAttribute: () => "/workshop/7/paper/answer", elements: [{ type: "hidden", name: "step", value: step }, { type: "radio", name: "i.answer", value: "a1" }] });
	const posted = new Map([["step", ["item-3"]], ["i.answer", ["a1"]]]);
	assert.equal(sentForm([form("item-4", { answers: "" })], "/workshop/7/paper/answer", posted), null);
	assert.notEqual(sentForm([form("item-3", { answers: "" })], "/workshop/7/paper/answer", posted), null);
	assert.notEqual(sentForm([form("item-4", {})], "/workshop/7/paper/answer", posted), null);
});
