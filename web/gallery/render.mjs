// Just enough Mustache to show the real partials and layouts without the
// program: names, sections, inverted sections, partials, comments, translations
// out of po/. The program's own engine is src/ui; this one is for pictures.
import { readFile, readdir } from "node:fs/promises";

const root = new URL("../../", import.meta.url);
const escape = (s) => String(s).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

async function catalogue(lang) {
	const texts = {};
	const po = await readFile(new URL(`po/layout.${lang}.po`, root), "utf8");
	for (const [, key, value] of po.matchAll(/^msgid "([^"]+)"\nmsgstr "((?:[^"\\]|\\.)*)"$/gm)) texts[key] = value;
	return texts;
}

function find(name, stack, texts) {
	if (name === ".") return stack.at(-1);
	if (name.startsWith("_.")) return texts[name.slice(2)] ?? `??${name}??`;
	const [first, ...rest] = name.split(".");
	for (let i = stack.length - 1; i >= 0; i--)
		if (stack[i] && typeof stack[i] === "object" && first in stack[i]) return rest.reduce((v, k) => v?.[k], stack[i][first]);
	return undefined;
}

async function fill(template, stack, texts, load) {
	const tag = /\{\{([#^/>!]?)\s*([^}]*?)\s*\}\}/g;
	let out = "", at = 0, m;
	while ((m = tag.exec(template))) {
		out += template.slice(at, m.index);
		at = tag.lastIndex;
		const [, kind, name] = m;
		if (kind === "!") continue;
		if (kind === ">") {
			out += (await fill(await load(name), stack, texts, load)).trimEnd();
		} else if (kind === "#" || kind === "^") {
			let depth = 1, inner;
			while (depth && (inner = tag.exec(template))) if (inner[2] === name) depth += inner[1] === "/" ? -1 : inner[1] ? 1 : 0;
			const body = template.slice(at, inner.index);
			at = tag.lastIndex;
			const value = find(name, stack, texts), empty = !value || (Array.isArray(value) && !value.length);
			if (kind === "^") { if (empty) out += await fill(body, stack, texts, load); }
			else if (Array.isArray(value)) for (const item of value) out += await fill(body, [...stack, item], texts, load);
			else if (!empty) out += await fill(body, typeof value === "object" ? [...stack, value] : stack, texts, load);
			tag.lastIndex = at;
		} else {
			const value = find(name, stack, texts);
			out += value?.html !== undefined ? value.html : escape(value ?? "");
		}
	}
	return out + template.slice(at);
}

const load = (name) => readFile(name.startsWith("ui/") ? new URL(`src/${name}.html`, root) : new URL(`pages/${name}.html`, import.meta.url), "utf8");

/** A live piece by its own template, with what stands in it: piece("piece_row", {...}, html). */
export async function piece(name, data, kids = "") {
	const paths = await readdir(new URL("src/workshop/", root), { recursive: true });
	const read = (which) => readFile(new URL(`src/workshop/${paths.find((p) => p.split("/").at(-1) === `${which.split("/").at(-1)}.html`)}`, root), "utf8");
	return (await fill(await read(name), [data], {}, read)).replace("<!--kids-->", () => kids);
}

export async function page(name, data) {
	const template = await load(name);
	const layout = /^\{\{! layout: (\w+) \}\}/.exec(template)?.[1] ?? "page";
	const texts = await catalogue(data.lang);
	const content = await fill(template.replace(/^\{\{!.*\n/, ""), [data], texts, load);
	return fill(await load(`ui/layout_${layout}`), [{ ...data, content: { html: content } }], texts, load);
}
