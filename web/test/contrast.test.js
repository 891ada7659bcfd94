// Colours are right or wrong by arithmetic: every pairing that components use,
// in light and dark, against WCAG 2.2 AA. And every sentence that scripts ask
// for stands in the page.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";

const web = new URL("../", import.meta.url);
const css = await readFile(new URL("css/tokens.css", web), "utf8");

const colours = (block) => Object.fromEntries([...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1], m[2]]));
const [lightBlock, darkBlock] = css.split("@media (prefers-color-scheme: dark)");
const light = colours(lightBlock), dark = { ...light, ...colours(darkBlock) };

const luminance = (hex) => {
	const [r, g, b] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255).map((c) => (c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4));
	return .2126 * r + .7152 * g + .0722 * b;
};
const contrast = (a, b) => {
	const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x);
	return (hi + .05) / (lo + .05);
};

const papers = ["sand", "sand-deep", "paper", "paper-dim"];
const softs = ["pine-soft", "gold-soft", "clay-soft", "sky-soft", "danger-soft"];
const TEXT = [
	...papers.flatMap((p) => [["ink", p], ["ink-soft", p], ["pine-ink", p], ["clay-ink", p], ["sky-ink", p], ["danger-ink", p]]),
	["gold-ink", "paper"], ["gold-ink", "sand"],
	...softs.map((s) => ["ink", s]),
	...["pine", "gold", "clay", "sky", "danger"].flatMap((c) => [[`on-${c}`, c], [`${c}-ink`, `${c}-soft`]]),
	...["pine", "gold", "clay", "sky"].map((c) => [`on-${c}`, `${c}-deep`]),
	["ink-soft", "pine-soft"],
];
const SHAPES = [	// borders of fields, bars, focus: 3 to 1
	...papers.map((p) => ["line-strong", p]), ...papers.map((p) => ["focus", p]), ["pine", "sand-deep"], ["clay", "sand-deep"], ["danger", "paper"],
];

for (const [name, set] of [["light", light], ["dark", dark]]) {
	test(`text is readable in ${name}`, () => {
		for (const [a, b] of TEXT) assert.ok(contrast(set[a], set[b]) >= 4.5, `${a} on ${b}: ${contrast(set[a], set[b]).toFixed(2)}`);
	});
	test(`shapes can be told apart in ${name}`, () => {
		for (const [a, b] of SHAPES) assert.ok(contrast(set[a], set[b]) >= 3, `${a} on ${b}: ${contrast(set[a], set[b]).toFixed(2)}`);
	});
}

test("the measure itself is right", () => {
	assert.ok(Math.abs(contrast("#000000", "#ffffff") - 21) < 1e-9);
	assert.ok(Math.abs(contrast("#777777", "#ffffff") - 4.48) < .01);
});

test("every sentence that scripts say stands in the page", async () => {
	const page = await readFile(new URL("../src/ui/texts.html", web), "utf8");
	const there = new Set([...page.matchAll(/data-([a-z-]+)="/g)].map((m) => m[1].replace(/-([a-z])/g, (_, c) => c.toUpperCase())));
	let asked = 0;
	for (const file of await readdir(new URL("js/", web))) {
		const source = await readFile(new URL(`js/${file}`, web), "utf8");
		for (const [, key] of source.matchAll(/\btext\("([a-zA-Z]+)"/g)) {
			asked++;
			assert.ok(there.has(key), `${file} says "${key}"`);
		}
	}
	assert.ok(asked > 15);
});

test("no style sheet forces its way", async () => {
	for (const file of await readdir(new URL("css/", web))) assert.ok(!(await readFile(new URL(`css/${file}`, web), "utf8")).includes("!important"), file);
});
