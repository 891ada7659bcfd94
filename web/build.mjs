// Bundles the browser's half: web/css + web/js + each room's own CSS into a few
// files with fixed names. Content hashes and gzip are tools/embed_assets.py's.
//
// usage: node build.mjs OUT_DIR [DEPFILE]
// A room's CSS lies beside its templates: src/ROOM/**/*.css goes into page.css,
// *.phone.css into phone.css, *.wall.css into wall.css.
import { build } from "esbuild";
import { copyFile, mkdir, readdir, rename, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const web = dirname(fileURLToPath(import.meta.url));
const src = resolve(web, "../src");
const out = resolve(process.argv[2] ?? "out");
const depfile = process.argv[3];

// What people bring: five-year-old phones. Chrome 109 is Windows 7/8.1's last.
const target = ["chrome109", "firefox115", "safari15.6"];
const sheets = ["page", "phone", "wall"];
const scripts = ["page", "phone", "wall", "device"];
const copies = {
	"inter.woff2": join(web, "node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"),
	"icon.svg": join(web, "art/icon.svg"),
};

/** The folders of src, at any depth, in order. */
async function foldersOf(folder) {
	const inside = (await readdir(folder, { withFileTypes: true })).filter((e) => e.isDirectory()).map((e) => e.name).sort();
	return (await Promise.all(inside.map(async (name) => [join(folder, name), ...await foldersOf(join(folder, name))]))).flat();
}

async function roomSheets() {
	const found = { page: [], phone: [], wall: [] };
	for (const folder of folders) {
		for (const file of (await readdir(folder)).sort()) {
			if (!file.endsWith(".css")) continue;
			const kind = /\.(phone|wall)\.css$/.exec(file)?.[1] ?? "page";
			found[kind].push(join(folder, file));
		}
	}
	return found;
}

const folders = await foldersOf(src);
const rooms = await roomSheets();
await mkdir(out, { recursive: true });
const common = { bundle: true, minify: true, target, outdir: out, metafile: true, logLevel: "warning", legalComments: "none", charset: "utf8" };

// esbuild leaves `/a/…` alone: embed_assets.py gives those their hashed names.
const results = await Promise.all([
	...sheets.map((name) => build({
		...common,
		stdin: {
			contents: [join(web, "css", `${name}.css`), ...rooms[name]].map((f) => `@import ${JSON.stringify(f)};`).join("\n"),
			loader: "css", resolveDir: web, sourcefile: `${name}.all.css`,
		},
		external: ["/a/*"],
		outdir: undefined,
		outfile: join(out, `${name}.css`),
	})),
	build({ ...common, format: "iife", entryPoints: scripts.map((name) => join(web, "js", `${name}.js`)) }),
]);
for (const [name, from] of Object.entries(copies)) await copyFile(from, join(out, name));

if (depfile) {
	const inputs = new Set([fileURLToPath(import.meta.url), ...Object.values(copies), src, ...folders]);
	for (const result of results)
		for (const input of Object.keys(result.metafile.inputs))
			if (!input.endsWith(".all.css")) inputs.add(resolve(input));
	const escaped = [...inputs].map((f) => f.replaceAll(" ", "\\ "));
	await writeFile(`${depfile}.new`, `${relative(process.cwd(), join(out, "page.css"))}: ${escaped.join(" ")}\n`);
	await rename(`${depfile}.new`, depfile);
}
