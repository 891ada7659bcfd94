import assert from "node:assert/strict";
import test from "node:test";
import { placeAt, saidOf } from "../js/slide.js";

test("a finger means the place that the bead would have its middle over", () => {
	const line = { left: 40, width: 310 }, at = (x) => placeAt(x, line, 44, 10);
	assert.deepEqual([at(0), at(62), at(195), at(328), at(390)], [0, 0, 5, 10, 10]);
	assert.equal(at(62 + 26.6 * 3 + 12), 3);
	assert.equal(at(62 + 26.6 * 3 + 15), 4);
	assert.equal(placeAt(200, { left: 0, width: 400 }, 88, 4), 2);
});

test("a place is said with the ends, and each end by its own words", () => {
	const words = ["0 Quiet", "1", "2 $& noisy"];
	assert.deepEqual([0, 1, 2].map((at) => saidOf(at, words, "%1 from %2 to %3")), ["0 Quiet", "1 from 0 Quiet to 2 $& noisy", "2 $& noisy"]);
});
