import assert from "node:assert/strict";
import test from "node:test";
import { forgetTurns, nextTurn, sweepTurns } from "../js/turns.js";

function memory() {
	const kept = new Map();
	return { get length() { return kept.size; }, key: (i) => [...kept.keys()][i] ?? null, getItem: (k) => kept.get(k) ?? null,
		setItem: (k, v) => kept.set(k, v), removeItem: (k) => kept.delete(k) };
}

const DAY = 86_400_000;

test("each thing is counted by itself, from what the server had", () => {
	const storage = memory();
	assert.equal(nextTurn("7", "dot:choose:1", 0, 0, storage), 1);
	assert.equal(nextTurn("7", "dot:choose:1", 0, 0, storage), 2);	// the page has not heard of the first
	assert.equal(nextTurn("7", "dot:choose:1", 9, 0, storage), 10);
	assert.equal(nextTurn("7", "dot:choose:1", 3, 0, storage), 11);	// another tab, loaded before that
	assert.equal(nextTurn("7", "dot:choose:2", 0, 0, storage), 1);
	assert.equal(nextTurn("8", "dot:choose:1", 0, 0, storage), 1);
});

test("a phone that keeps nothing counts on from the page", () => {
	const closed = { getItem() { throw new Error("closed"); }, setItem() { throw new Error("closed"); } };
	assert.equal(nextTurn("7", "sit", 4, 0, closed), 5);
});

test("the numbers go with the workshop, ended or not", () => {
	const storage = memory();
	nextTurn("7", "sit", 0, 0, storage);
	nextTurn("8", "sit", 0, 2 * DAY, storage);
	storage.setItem("samspil.turns.9", "{");
	storage.setItem("other", "x");
	sweepTurns(3 * DAY, storage);
	assert.deepEqual([storage.getItem("samspil.turns.7"), storage.getItem("samspil.turns.9"), storage.getItem("other")], [null, null, "x"]);
	assert.equal(nextTurn("8", "sit", 0, 2 * DAY, storage), 2);
	forgetTurns("8", storage);
	assert.equal(nextTurn("8", "sit", 0, 2 * DAY, storage), 1);
});
