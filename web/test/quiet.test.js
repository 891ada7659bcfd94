import assert from "node:assert/strict";
import { test } from "node:test";
import { startQuiet } from "../js/quiet.js";

/** A page with one form, and a server that answers as `answer` says. */
function page(answer) {
	const sent = [], round = [], attributes = new Map();
	let onSubmit;
	const button = {
		formAction: "/workshop/1/ask/let", matches: (s) => s === "button[data-quiet]",
		setAttribute: (k, v) => attributes.set(k, v), removeAttribute: (k) => attributes.delete(k),
	};
	const form = { requestSubmit: (b) => { round.push(b); onSubmit(press()); } };
	const press = () => ({ target: form, submitter: button, defaultPrevented: false, preventDefault() { this.defaultPrevented = true; } });
	globalThis.document = { addEventListener: (_, f) => { onSubmit = f; }, getElementById: () => null };
	globalThis.FormData = class { *[Symbol.iterator]() { yield ["csrf", "x"]; yield ["let", "1|text|7"]; } };
	globalThis.fetch = async (url, options) => { sent.push([url, options]); return answer(); };
	startQuiet();
	return { sent, round, attributes, press: () => { const e = press(); onSubmit(e); return e; } };
}
const settle = () => new Promise(setImmediate);

test("a quiet press is sent in the background, and outlives a page that loads itself anew", async () => {
	const p = page(() => ({ ok: true })), e = p.press();
	assert.equal(e.defaultPrevented, true);
	assert.equal(p.attributes.get("aria-busy"), "true");
	await settle();
	const [[url, options]] = p.sent;
	assert.equal(url, "/workshop/1/ask/let");
	assert.equal(options.body.get("let"), "1|text|7");
	assert.equal(options.keepalive, true);
	assert.deepEqual(p.round, []);
	assert.equal(p.attributes.has("aria-busy"), false);
});

test("what the server refuses goes the whole way round, once", async () => {
	const p = page(() => ({ ok: false }));
	p.press();
	await settle();
	assert.equal(p.sent.length, 1);
	assert.equal(p.round.length, 1);
});
