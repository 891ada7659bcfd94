import assert from "node:assert/strict";
import { test } from "node:test";
import { ENTRIES_MAX, LONGEST_WAIT_MS, Queue, reason, verdict } from "../js/queue.js";
import { draftKey, OwnCards } from "../js/outbox.js";

class Storage {
	map = new Map();
	full = false;
	getItem(k) { return this.map.get(k) ?? null; }
	setItem(k, v) {
		if (this.full) throw new Error("QuotaExceededError");
		this.map.set(k, v);
	}
	removeItem(k) { this.map.delete(k); }
	key(i) { return [...this.map.keys()][i] ?? null; }
	get length() { return this.map.size; }
}

/** A server that keeps what it has committed and does what `plan` says next. */
function room(plan = [], storage = new Storage()) {
	const kept = new Map(), order = [], events = [];
	const timers = { waiting: null, ms: 0, set(f, ms) { this.waiting = f; this.ms = ms; return 1; }, clear() { this.waiting = null; } };
	const post = async (entry) => {
		const what = plan.shift() ?? "ok";
		if (what === "no network") throw new TypeError("fetch failed");
		if (typeof what === "object") return what;
		if (what === "500") return { status: 500, json: { error: {} } };
		if (!kept.has(entry.idem)) order.push(entry.idem);
		kept.set(entry.idem, entry);
		if (what === "reply lost") throw new TypeError("fetch failed");
		return { status: 200, json: {} };
	};
	const on = { sent: (e) => events.push(["sent", e.idem]), refused: (e, r) => events.push(["refused", e.idem, r.status]) };
	const queue = new Queue(storage, "q", post, on, timers);
	const settle = async () => { for (let i = 0; i < 60; i++) { await new Promise(setImmediate); if (timers.waiting) { const f = timers.waiting; timers.waiting = null; f(); } } };
	return { queue, kept, order, events, timers, storage, settle };
}

const entry = (idem, more = {}) => ({ idem, url: "/w/1/cards", fields: [["text", idem]], ...more });

test("what is acknowledged leaves the outbox, in order", async () => {
	const r = room();
	for (const k of ["a", "b", "c"]) assert.equal(r.queue.add(entry(k)), true);
	await r.settle();
	assert.deepEqual(r.order, ["a", "b", "c"]);
	assert.deepEqual(r.queue.list(), []);
	assert.deepEqual(r.events, [["sent", "a"], ["sent", "b"], ["sent", "c"]]);
});

test("without network nothing is lost, and nothing overtakes", async () => {
	const r = room(["no network", "no network", "500"]);
	r.queue.add(entry("a"));
	r.queue.add(entry("b"));
	await r.settle();
	assert.deepEqual(r.order, ["a", "b"]);
	assert.deepEqual(r.queue.list(), []);
});

test("a lost reply sends the same key again, so the server can tell", async () => {
	const r = room(["reply lost"]);
	r.queue.add(entry("a"));
	await r.settle();
	assert.equal(r.kept.size, 1);
	assert.deepEqual(r.order, ["a"]);
	assert.deepEqual(r.events, [["sent", "a"]]);
});

test("a reload finds what waited", async () => {
	const storage = new Storage();
	const before = room(Array(100).fill("no network"), storage);
	before.queue.add(entry("a"));
	await new Promise(setImmediate);
	const after = room([], storage);
	after.queue.flush();
	await after.settle();
	assert.deepEqual(after.order, ["a"]);
	assert.equal(storage.getItem("q"), null);
});

test("any mixture of faults ends with each card once", async () => {
	let seed = 7;
	const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
	for (let round = 0; round < 200; round++) {
		const kinds = ["ok", "no network", "reply lost", "500", { status: 200, json: null }, { status: 429, json: null }];
		const r = room(Array.from({ length: 12 }, () => kinds[Math.floor(random() * kinds.length)]));
		const keys = Array.from({ length: 5 }, (_, i) => `${round}-${i}`);
		for (const k of keys) r.queue.add(entry(k));
		await r.settle();
		assert.deepEqual(r.order, keys);
		assert.deepEqual(r.queue.list(), []);
	}
});

test("waiting grows and has an end; a kick does not wait", async () => {
	const r = room(Array(12).fill("no network"));
	r.queue.add(entry("a"));
	let last = 0;
	for (let i = 0; i < 9; i++) {
		for (let j = 0; j < 5; j++) await new Promise(setImmediate);
		assert.ok(r.timers.ms <= LONGEST_WAIT_MS);
		last = r.timers.ms;
		const f = r.timers.waiting;
		assert.ok(f, "waits");
		r.timers.waiting = null;
		f();
	}
	assert.ok(last >= LONGEST_WAIT_MS / 2);
	assert.equal(r.queue.stuck, true);
	for (let j = 0; j < 5; j++) await new Promise(setImmediate);
	await r.queue.kick();
	assert.ok(r.timers.ms <= 1000);
});

test("sent too fast: it is kept, the server's sentence is there to be shown, and its waiting time is kept to", async () => {
	const slow = { status: 429, json: { error: { message: "Der er plads om 6 sekunder." } }, wait: 6 };
	const r = room([slow]);
	r.queue.add(entry("a", { field: "text" }));
	r.queue.add(entry("b", { field: "text" }));
	for (let j = 0; j < 5; j++) await new Promise(setImmediate);
	assert.deepEqual(r.queue.list().map((e) => e.idem), ["a", "b"]);
	assert.equal(r.queue.told, "Der er plads om 6 sekunder.");
	assert.equal(r.timers.ms, 6000);
	assert.equal(r.queue.stuck, true);
	assert.deepEqual(r.events, []);
	await r.settle();
	assert.deepEqual(r.order, ["a", "b"]);
	assert.equal(r.queue.told, "");
});

const tooFast = (wait) => ({ status: 429, json: { error: { message: `Der er plads om ${wait} sekunder.` } }, wait });
const turn = async () => { for (let j = 0; j < 20; j++) await new Promise(setImmediate); };
const dot = (idem) => ({ idem, url: "/w/1/dots", fields: [["n", "1"]], slot: `dot:${idem}` });

test("sent too fast: what waits behind of another kind overtakes, and what comes later does as well", async () => {
	const r = room([tooFast(6)]);
	r.queue.add(entry("card 1", { field: "text" }));
	r.queue.add(entry("card 2", { field: "text" }));
	r.queue.add(dot("dot 1"));
	await turn();
	assert.deepEqual(r.order, ["dot 1"]);
	assert.deepEqual(r.queue.list().map((e) => e.idem), ["card 1", "card 2"], "the cards keep their order and wait for their turn");
	assert.equal(r.timers.ms, 6000);
	assert.equal(r.queue.stuck, true);
	assert.equal(r.queue.told, "Der er plads om 6 sekunder.", "the cards still wait, and it is said why");
	r.queue.add(dot("dot 2"));
	r.queue.add(entry("card 3", { field: "text" }));
	await turn();
	assert.deepEqual(r.order, ["dot 1", "dot 2"], "no card is sent before its turn");
	await r.settle();
	assert.deepEqual(r.order, ["dot 1", "dot 2", "card 1", "card 2", "card 3"]);
	assert.equal(r.queue.told, "");
	assert.equal(r.queue.stuck, false);
});

test("two kinds wait for their turn, and a third goes on", async () => {
	const r = room([tooFast(6), tooFast(20)]);
	r.queue.add(entry("card"));
	r.queue.add({ ...entry("question"), url: "/w/1/channel" });
	r.queue.add(dot("dot"));
	await turn();
	assert.deepEqual(r.order, ["dot"]);
	assert.equal(r.timers.ms, 6000, "the first turn comes first");
	await r.settle();
	assert.deepEqual(r.order, ["dot", "card", "question"]);
});

test("the network goes while a card waits for its turn: all wait, and no turn is lost", async () => {
	const r = room([tooFast(6), "no network"]);
	r.queue.add(entry("card"));
	r.queue.add(dot("dot"));
	await turn();
	assert.deepEqual(r.order, []);
	assert.equal(r.queue.told, "", "it is the network now");
	assert.ok(r.timers.ms <= 2000);
	await r.settle();
	assert.deepEqual(r.order, ["card", "dot"]);
});

test("any mixture of faults and turns ends with everything once, each kind in its order", async () => {
	let seed = 11;
	const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
	for (let round = 0; round < 200; round++) {
		const kinds = ["ok", "ok", "no network", "reply lost", "500", tooFast(6), tooFast(0)];
		const r = room(Array.from({ length: 20 }, () => kinds[Math.floor(random() * kinds.length)]));
		const all = Array.from({ length: 9 }, (_, i) => ({ ...entry(`${round}-${i}`), url: `/w/1/${["cards", "dots", "ask"][Math.floor(random() * 3)]}` }));
		for (const e of all) {
			r.queue.add(e);
			if (random() < .3) await turn();
		}
		await r.settle();
		assert.deepEqual(r.queue.list(), []);
		assert.equal(r.queue.timer, null, "nothing is waited for");
		assert.equal(r.order.length, all.length);
		for (const url of new Set(all.map((e) => e.url))) {
			const of = all.filter((e) => e.url === url).map((e) => e.idem);
			assert.deepEqual(r.order.filter((k) => of.includes(k)), of);
		}
	}
});

test("a refusal gives the text back and lets the next one pass", async () => {
	const r = room([{ status: 422, json: { error: { text: "For langt" } } }]);
	r.queue.add(entry("a"));
	r.queue.add(entry("b"));
	await r.settle();
	assert.deepEqual(r.events, [["refused", "a", 422], ["sent", "b"]]);
	assert.deepEqual(r.queue.list(), []);
});

test("a full phone says so and changes nothing", () => {
	const r = room(Array(9).fill("no network"));
	assert.equal(r.queue.add(entry("a")), true);
	r.storage.full = true;
	assert.equal(r.queue.add(entry("b")), false);
	assert.deepEqual(r.queue.list().map((e) => e.idem), ["a"]);
	r.storage.full = false;
	r.storage.setItem("q", JSON.stringify(Array.from({ length: ENTRIES_MAX }, (_, i) => entry(String(i)))));
	assert.equal(r.queue.add(entry("one more")), false);
});

test("a newer choice for the same dot takes the place of one that waits", async () => {
	const r = room(["no network"]);
	r.queue.add(entry("a", { slot: "dot:1" }));
	for (let j = 0; j < 5; j++) await new Promise(setImmediate);
	r.queue.add(entry("b", { slot: "dot:2" }));
	r.queue.add(entry("c", { slot: "dot:1" }));
	assert.deepEqual(r.queue.list().map((e) => e.idem), ["b", "c"]);
	await r.settle();
	assert.deepEqual(r.order, ["b", "c"]);
});

test("broken storage is an empty outbox, not a broken page", () => {
	const storage = new Storage();
	storage.setItem("q", "{");
	assert.deepEqual(room([], storage).queue.list(), []);
});

test("what a reply means", () => {
	assert.equal(verdict({ status: 200, json: {} }), "sent");
	assert.equal(verdict({ status: 200, json: null }), "later", "a captive portal answers 200 with a page");
	assert.equal(verdict({ status: 204, json: null }), "sent");
	assert.equal(verdict({ status: 410, json: null, redirected: true }), "sent", "stored, though the page that comes after is gone");
	assert.equal(verdict({ status: 409, json: {} }), "sent");
	assert.equal(verdict({ status: 409, json: { error: { _: "Lukket" } } }), "refused");
	for (const status of [0, 302, 401, 408, 429, 500, 502, 503]) assert.equal(verdict({ status, json: null }), "later", String(status));
	for (const status of [400, 403, 404, 410, 413, 422]) assert.equal(verdict({ status, json: null }), "refused", String(status));
});

test("the reason of a refusal is the field's, else the form's", () => {
	assert.equal(reason({ json: { error: { text: "A", _: "B" } } }, "text"), "A");
	assert.equal(reason({ json: { error: { _: "B" } } }, "text"), "B");
	assert.equal(reason({ json: { error: "C" } }, "text"), "C");
	assert.equal(reason({ json: null }, "text"), "");
});

test("own cards stay on the phone until the end, old ones are swept", () => {
	const storage = new Storage(), own = new OwnCards(storage), now = 1e12;
	own.add("17", { idem: "a", text: "x", step: "s", at: now });
	own.add("17", { idem: "a", text: "x", step: "s", at: now });
	own.add("9", { idem: "b", text: "y", step: "s", at: now - 3 * 86_400_000 });
	assert.equal(own.list("17").length, 1);
	own.sweep(now);
	assert.deepEqual(own.list("9"), []);
	assert.equal(own.list("17").length, 1);
	own.forget("17");
	assert.equal(storage.length, 0);
});

test("the words of a cloud have a draft each, and another step's have others", () => {
	const words = [{ name: "i.mood" }, { name: "i.mood" }, { name: "i.mood" }], idea = { name: "i.idea" };
	const form = (step) => ({ elements: [...words, idea], dataset: { workshop: "17", step } });
	const keys = [...words, idea].flatMap((field) => [draftKey(form("a"), field), draftKey(form("b"), field)]);
	assert.equal(new Set(keys).size, 8);
	assert(keys.every((key) => key.startsWith("samspil.draft.17.")));
});
