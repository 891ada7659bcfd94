import assert from "node:assert/strict";
import test from "node:test";
import { pageNow } from "../js/fresh.js";

test("a page that does not come, or only in part, is none", async () => {
	globalThis.location = { pathname: "/w/7" };
	globalThis.DOMParser = class { parseFromString(text) { return { text }; } };
	const cut = () => Promise.reject(new TypeError("Failed to fetch"));
	const answers = [
		[() => cut(), null],
		[async () => ({ ok: true, text: cut }), null],	// the head came, the rest did not
		[async () => ({ ok: false, text: async () => "<p>nej" }), null],
		[async () => ({ ok: true, text: async () => "<p>ja" }), { text: "<p>ja" }],
	];
	for (const [answer, want] of answers) {
		globalThis.fetch = answer;
		assert.deepEqual(await pageNow(), want);
	}
});
