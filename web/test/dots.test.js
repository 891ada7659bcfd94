import assert from "node:assert/strict";
import { test } from "node:test";
import { Dots } from "../js/dots.js";
import { mostThat, newcomers } from "../js/fit.js";

test("dots are read as the server wrote them", () => {
	const dots = Dots.read("card/7 - theme/3", 4);
	assert.deepEqual(dots.laid, ["card/7", "", "theme/3", ""]);
	assert.equal(dots.left, 2);
	assert.deepEqual(Dots.read(undefined, 2).laid, ["", ""]);
});

test("the budget holds, and the last dot comes back first", () => {
	const dots = Dots.read("", 3);
	assert.equal(dots.give("card/1"), 1);
	assert.equal(dots.give("card/1"), 2);
	assert.equal(dots.give("card/2"), 3);
	assert.equal(dots.give("card/2"), 0, "none left");
	assert.equal(dots.on("card/1"), 2);
	assert.equal(dots.take("card/1"), 2);
	assert.equal(dots.take("card/9"), 0, "none there");
	assert.equal(dots.left, 1);
	assert.equal(dots.give("card/2"), 2);
	assert.deepEqual(dots.laid, ["card/1", "card/2", "card/2"]);
});

test("as many as there is room for, and one where there is none", () => {
	for (let room = 0; room <= 9; room++) for (let most = 1; most <= 9; most++)
		assert.equal(mostThat((n) => n <= room, most), Math.max(1, Math.min(room, most)), `${room} of ${most}`);
});

test("a card that was moved is no new card", () => {
	const seen = new Set(["card-1"]);
	assert.deepEqual(newcomers(["card-1", "card-2"], seen), ["card-2"]);
	assert.deepEqual(newcomers(["card-2"], seen), []);
});
