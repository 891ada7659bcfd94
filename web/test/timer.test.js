import assert from "node:assert/strict";
import { test } from "node:test";
import { Bell, clock, standing } from "../js/timer.js";

const store = () => {
	const map = new Map();
	return { getItem: (k) => map.get(k) ?? null, setItem: (k, v) => map.set(k, v) };
};

test("the clock shows minutes, hours and time past the end", () => {
	assert.equal(clock(38 * 60_000 + 12_000), "38:12");
	assert.equal(clock(5400_000), "1:30:00");
	assert.equal(clock(59_001), "1:00");
	assert.equal(clock(1), "0:01");
	assert.equal(clock(0), "0:00");
	assert.equal(clock(-999), "0:00");
	assert.equal(clock(-35_400), "+0:35");
	assert.equal(clock(-3_661_000), "+1:01:01");
});

test("a timer runs, is nearly over, is over", () => {
	const endsAt = 1_000_000;
	assert.deepEqual(standing({ endsAt }, endsAt - 120_001), { left: 120_001, state: "running" });
	assert.deepEqual(standing({ endsAt }, endsAt - 120_000), { left: 120_000, state: "soon" });
	assert.deepEqual(standing({ endsAt }, endsAt), { left: 0, state: "over" });
	assert.equal(standing({}, 5), null);
});

test("a paused timer shows what was left, whatever the time", () => {
	assert.deepEqual(standing({ endsAt: 7, left: 61_000, paused: true }, 99_999), { left: 61_000, state: "paused" });
});

test("the bell rings once for each end, also over a reload", () => {
	let rung = 0;
	const seen = store();
	const bell = new Bell(seen, () => rung++);
	assert.equal(bell.look("100", 1), false);
	assert.equal(bell.look("100", 0), true);
	assert.equal(bell.look("100", -1000), false);
	assert.equal(new Bell(seen, () => rung++).look("100", -1000), false);
	assert.equal(bell.look("200", -500), true);
	assert.equal(rung, 2);
});

test("a page opened long after the end keeps silent", () => {
	let rung = 0;
	assert.equal(new Bell(store(), () => rung++).look("100", -10_001), false);
	assert.equal(rung, 0);
});
