import assert from "node:assert/strict";
import { before, test } from "node:test";

// SortableJS and htmx look at the document when they are loaded; only the rule
// of the arrows is asked for here, the rest is tried in a real browser
// (browser.mjs).
let step;
before(async () => {
	const { readFile } = await import("node:fs/promises");
	const source = await readFile(new URL("../js/board.js", import.meta.url), "utf8");
	const bare = source.replace(/^import .*$/gm, "");
	({ step } = await import(`data:text/javascript,${encodeURIComponent(bare)}`));
});

test("up and down within a column, not past its ends", () => {
	assert.deepEqual(step("ArrowDown", 0, 0, [2, 1]), { list: 0, at: 1 });
	assert.equal(step("ArrowDown", 0, 2, [2, 1]), null);
	assert.deepEqual(step("ArrowUp", 0, 2, [2, 1]), { list: 0, at: 1 });
	assert.equal(step("ArrowUp", 0, 0, [2, 1]), null);
});

test("left and right keep the height where the column allows it", () => {
	assert.deepEqual(step("ArrowRight", 0, 2, [2, 1, 5]), { list: 1, at: 1 });
	assert.deepEqual(step("ArrowRight", 1, 1, [2, 1, 5]), { list: 2, at: 1 });
	assert.equal(step("ArrowRight", 2, 1, [2, 1, 5]), null);
	assert.deepEqual(step("ArrowLeft", 1, 0, [0, 1]), { list: 0, at: 0 });
	assert.equal(step("ArrowLeft", 0, 0, [0, 1]), null);
});

test("in a grid the arrows up and down go on into the cell above and below", () => {
	assert.deepEqual(step("ArrowUp", 3, 0, [2, 1, 0, 4], 2), { list: 1, at: 1 });
	assert.deepEqual(step("ArrowDown", 0, 2, [2, 1, 3, 4], 2), { list: 2, at: 0 });
	assert.deepEqual(step("ArrowDown", 0, 1, [2, 1, 3, 4], 2), { list: 0, at: 2 });
	assert.equal(step("ArrowUp", 1, 0, [2, 1, 3, 4], 2), null);
	assert.equal(step("ArrowDown", 3, 4, [2, 1, 3, 4], 2), null);
});

test("other keys lead nowhere", () => assert.equal(step("Home", 0, 0, [3]), null));
