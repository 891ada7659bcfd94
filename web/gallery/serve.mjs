// Serves the gallery on loopback with the headers of the program. The stream
// /live sends what POST /say puts into it, as the live hub does.
//
// usage: node gallery/serve.mjs [PORT]
import { createServer } from "node:http";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { page } from "./render.mjs";
import { critique, shared } from "./data.mjs";

export const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const MIME = { css: "text/css", js: "text/javascript", svg: "image/svg+xml", woff2: "font/woff2" };

export const out = mkdtempSync(join(tmpdir(), "samspil-gallery-"));
execFileSync(process.execPath, [fileURLToPath(new URL("../build.mjs", import.meta.url)), out]);

const assets = Object.fromEntries(["page.css", "page.js", "phone.css", "phone.js", "wall.css", "wall.js", "inter.woff2", "icon.svg"].map((f) => [f.replace(".", "_"), `/a/${f}`]));
const full = { columns: critique.columns.map((c, i) => (i ? c : { ...c, cards: Array.from({ length: 26 }, (_, n) => ({ card: `9${n}`, text: `Kort nummer ${n + 1} om noget, der fylder en linje eller to`, dots: [], ndots: null })), count: 26 })) };
const variants = { overview: {}, parts: { title: "Delene" }, console: { keys: true }, console_live: { keys: true }, wall_full: { ...full }, wall_spread: { columns: [{ ...full.columns[0], name: "Kort", spread: true, cards: full.columns[0].cards.slice(0, 17), count: 17 }] }, phone_dots: { votes: critique.columns.slice(1).flatMap((c) => c.cards) } };

/** Tests may answer requests themselves: return true. */
export const hooks = { request: null, extra: {} };
export const streams = new Set();
export function say(html, event = "swap", id = "1") {
	for (const s of streams) s.write(`id: ${id}\nevent: ${event}\n${html.split("\n").map((l) => `data: ${l}`).join("\n")}\n\n`);
}

export const server = createServer(async (req, res) => {
	const url = new URL(req.url, "http://localhost");
	if (await hooks.request?.(req, res, url)) return;
	const send = (status, type, body) => {
		const bytes = gzipSync(body);
		res.writeHead(status, { "Content-Type": type, "Content-Security-Policy": CSP, "Content-Encoding": "gzip", "Content-Length": bytes.length, "Cache-Control": "no-store" });
		res.end(bytes);
	};
	if (url.pathname === "/health") return send(200, "text/plain", "ok");	// a page asks it before it loads itself anew
	if (url.pathname === "/live") {
		res.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
		res.write("retry: 200\n\n");
		streams.add(res);
		res.on("close", () => streams.delete(res));
		return;
	}
	if (url.pathname.startsWith("/a/")) {
		const name = url.pathname.slice(3);
		return send(200, MIME[name.split(".").at(-1)] ?? "text/plain", readFileSync(join(out, name)));
	}
	const name = url.pathname.slice(1) || "overview";
	if (!/^[a-z_]+$/.test(name)) return send(404, "text/plain", "404");
	try {
		const now = Date.now();
		const html = await page(name.startsWith("wall_full") || name === "wall_spread" ? "wall" : name, { ...shared(assets), ...critique, ends: now + 38.2 * 60_000, now, ...variants[name], ...hooks.extra });
		send(200, "text/html; charset=utf-8", html);
	} catch (e) {
		send(404, "text/plain", String(e.stack));
	}
});

if (process.argv[1] === fileURLToPath(import.meta.url))
	server.listen(Number(process.argv[2] ?? 8099), "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/`));
