// What the browser tests share: the real program on a free port, a real mail
// server, and people who look at pages the way a demanding reader does. Knows
// nothing of what Samspil is for.
//
// Nothing here waits for a fixed time: everything waits for something to be true.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { setDefaultResultOrder } from "node:dns";
import { cpSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

// The program listens on 127.0.0.1; where "localhost" is ::1 first, Debian 12's node tries no other.
setDefaultResultOrder("ipv4first");

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const web = createRequire(path.join(root, "web/package.json"));
const { chromium } = web("playwright-core");
const axe = readFileSync(web.resolve("axe-core/axe.min.js"), "utf8");

export const PATIENCE_MS = Number(process.env.PATIENCE_MS ?? 60_000);	// how long something may take to come true, under the sanitizers on two cores that do other things too
const START_MS = 90_000;

/** Waits until what() answers something true, and answers it. */
export async function until(what, why = String(what), ms = PATIENCE_MS) {
	for (const end = Date.now() + ms; ;) {
		const got = await what();
		if (got) return got;
		if (Date.now() > end) assert.fail(`waited ${ms} ms in vain: ${why}`);
		await new Promise((again) => setTimeout(again, 25));
	}
}

/** A day as forms want it, so many from today: a session whose day is long past is ended by itself. */
export const day = (ahead = 9) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);

// ---- what is played

/** A method for nobody, in YAML: a part without leaders that begins with rules and
 *  cards and goes on with `steps`. title and words: "{da: …, en: …}"; more: what
 *  stands between the first rule and the parts. */
export const rehearsal = (key, title, words, steps, more = "") => `
kind: workshop
key: ${key}
version: 1
title: ${title}
summary: ${words}
minutes: 60
alone: true
heading: ${words}
people_min: 2
people_max: 40
rules:
  - {key: calm, title: {da: Ro, en: Calm}, body: {da: Vi lader hinanden tale ud., en: We let each other finish.}}
${more}parts:
  - key: all
    title: {da: Alt, en: All}
    colour: gold
    minutes: 60
    leaders: false
    purpose: {da: I skriver., en: You write.}
    steps:
      - {key: rules, kind: rules, title: {da: Regler, en: Rules}, minutes: 10}
      - {key: cards, kind: cards, title: {da: Kort, en: Cards}, minutes: 10, max_chars: 140, questions: [{da: Hvad ser du, en: What do you see}]}
${steps}`;

/** tests/content with one method more; answers the folder, which is whoever asks to remove. */
export function contentWith(key, method) {
	const folder = mkdtempSync(path.join(tmpdir(), `samspil-${key}-`));
	cpSync(path.join(root, "tests/content"), folder, { recursive: true });
	mkdirSync(path.join(folder, key));
	writeFileSync(path.join(folder, key, "workshop.yaml"), method);
	return folder;
}

// ---- the program

/** SQLite in `folder`, or a new database of the server that the environment names. */
function newStore(folder) {
	const server = process.env.SAMSPIL_TEST_STORE;
	if (!server) return `sqlite:${folder}/test.db`;
	const name = `browser_${randomBytes(6).toString("hex")}`;
	execFileSync("psql", ["-qX", server, "-c", `CREATE DATABASE ${name}`]);
	const uri = new URL(server);
	uri.pathname = `/${name}`;
	return uri.href;
}

/** samspil, which may be killed and started again on its store and port. */
export class Program {
	constructor(binary) {
		this.binary = binary;
		this.folder = mkdtempSync(path.join(tmpdir(), "samspil-browser-"));
		this.store = newStore(this.folder);
		this.log = path.join(this.folder, "log");
		this.port = 0;
	}

	async start(command, ...settings) {
		this.said = "";
		this.ended = null;
		this.child = spawn(this.binary, [command, `--port=${this.port}`, `--store=${this.store}`, "--strict-templates=yes", ...settings],
			{ stdio: ["ignore", "pipe", openSync(this.log, "a")] });
		this.child.stdout.setEncoding("utf8").on("data", (words) => { this.said += words; });
		this.child.on("exit", (code, signal) => { this.ended = { code, signal }; });
		const found = await until(() => this.ended || this.said.match(/http:\/\/localhost:(\d+)\D/), "the program says where it is", START_MS);
		assert(!this.ended, `samspil did not start:\n${this.said}${this.logged()}`);
		this.port = Number(found[1]);
		this.url = `http://localhost:${this.port}`;
		await until(async () => (await fetch(`${this.url}/health`).catch(() => null))?.ok, "the program answers", START_MS);
	}

	/** As the power does it. */
	async kill() {
		this.child.kill("SIGKILL");
		await until(() => this.ended);
	}

	async stop() {
		if (!this.ended) this.child.kill("SIGTERM");
		await until(() => this.ended, "the program ends when it is asked to", START_MS);
		assert(!this.ended.code && this.ended.signal !== "SIGABRT", `samspil ended with ${JSON.stringify(this.ended)}:\n${this.logged().slice(-4000)}`);
	}

	async close() {
		await this.stop();
		const log = this.logged();
		rmSync(this.folder, { recursive: true, force: true });
		assert(!/ERROR: AddressSanitizer|runtime error:|LeakSanitizer/.test(log), `the sanitizers complained:\n${log.slice(-8000)}`);
	}

	logged() { return readFileSync(this.log, "utf8"); }

	/** The last of what the log complains of, for whoever reads a test that failed. */
	sayWhatWentWrong() {
		for (const line of this.logged().split("\n").filter((l) => /level=(error|warn)|status=5/.test(l)).slice(-10)) console.log(`# ${line}`);
	}
}

// ---- mail

/** A real SMTP server that keeps what it gets. */
export class Mail {
	async start() {
		this.folder = mkdtempSync(path.join(tmpdir(), "samspil-mail-"));
		this.child = spawn("/usr/bin/python3", [path.join(root, "src/mail/smtp_server.py"), this.folder], { stdio: ["pipe", "pipe", "inherit"] });
		let said = "";
		this.child.stdout.setEncoding("utf8").on("data", (words) => { said += words; });
		this.port = Number((await until(() => said.match(/^(\d+)\n/), "the mail server says where it is"))[1]);
		this.url = `smtp://127.0.0.1:${this.port}`;
		return this;
	}

	/** What was sent to an address, as the server's parser read it. */
	to(address) {
		return readdirSync(this.folder).filter((f) => f.endsWith(".txt")).sort()
			.map((f) => readFileSync(path.join(this.folder, f), "utf8"))
			.filter((m) => m.split("\n", 1)[0].slice("rcpt=".length).split(",").includes(address));
	}

	/** Waits for a mail to the address, later than its first `known`, that the pattern fits; answers the match. */
	async find(address, pattern, known = 0) {
		return until(() => this.to(address).slice(known).map((m) => m.match(pattern)).findLast(Boolean), `a mail to ${address} with ${pattern}`, 2 * PATIENCE_MS);
	}

	async close() {
		if (!this.child) return;
		this.child.stdin.end();
		rmSync(this.folder, { recursive: true, force: true });
	}
}

// ---- people in front of screens

// A page loads itself anew when the room goes on, up to a second after it was told, and
// whoever looks at that moment sees no page or half of one: Playwright counts nothing
// there, finds nothing visible, or throws. A reader waits for the page that comes.

/** Reads a tab, again when it was loading itself anew meanwhile. What is read may be read twice, then, and must bear it. */
async function patiently(tab, read) {
	for (const end = Date.now() + PATIENCE_MS; ;) {
		try {
			return await read();
		} catch (e) {
			if (!/page is navigating|context was destroyed|Cannot find context/i.test(e.message) || Date.now() > end) throw e;
			await tab.waitForLoadState("domcontentloaded");
		}
	}
}

/** What read finds in one and the same page, which is there from its first line to its last. state: all of its scripts
 *  and pictures, too ("complete"). */
async function inOnePage(tab, read, state = "interactive") {
	const page = () => patiently(tab, () => tab.evaluate((least) => [least, "complete"].includes(document.readyState) && performance.timeOrigin, state));
	let found, fault;
	await until(async () => {
		const before = await page();
		if (!before) return false;
		[found, fault] = await read().then((f) => [f, null], (e) => [null, e]);
		return await page() === before;
	}, "the page stands still while it is read");
	if (fault) throw fault;
	return found;
}

/** Going somewhere takes the place of a page that is loading itself anew, or is taken the place of: then once more. */
async function goes(tab, go) {
	for (const end = Date.now() + PATIENCE_MS; ;) {
		try {
			return await go();
		} catch (e) {
			if (!/interrupted by another navigation|ERR_ABORTED/.test(e.message) || Date.now() > end) throw e;
			await tab.waitForLoadState("domcontentloaded");
		}
	}
}

const READINGS = ["count", "allTextContents", "allInnerTexts", "isVisible", "evaluate", "evaluateAll", "boundingBox"];	// that Playwright does not do again by itself
const steadied = new WeakSet();

function readable(tab) {
	for (const reading of ["content", "evaluate"]) {
		const read = tab[reading].bind(tab);
		tab[reading] = (...what) => patiently(tab, () => read(...what));
	}
	for (const going of ["goto", "reload"]) {
		const go = tab[going].bind(tab);
		tab[going] = (...where) => goes(tab, () => go(...where));
	}
	const locators = Object.getPrototypeOf(tab.locator("main"));
	if (steadied.has(locators)) return tab;
	steadied.add(locators);
	for (const reading of READINGS) {
		const read = locators[reading];
		locators[reading] = function steadily(...what) { return inOnePage(this.page(), () => read.apply(this, what)); };
	}
	return tab;
}

/** The tab shows a step's page with all its scripts: what is pressed before they run goes another way, and what has not
 *  come when a network ends never comes. The page of a session that has not begun is none. */
export const arrived = (tab, step, options) => tab.waitForFunction((s) => {
	const key = document.querySelector("main")?.dataset.pageKey ?? "";
	return document.readyState === "complete" && key.startsWith(`${s}-`) && !key.startsWith(`${s}-planned-`);
}, step, options);

/** Does something by which this tab loads itself anew, and waits for the page that comes. */
export async function anew(tab, what) {
	const was = await tab.evaluate(() => performance.timeOrigin);
	await what();
	await tab.waitForFunction((t) => document.readyState === "complete" && performance.timeOrigin !== t, was);
}

export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
export const DESK = { viewport: { width: 1280, height: 900 } };
export const WALL = { viewport: { width: 1920, height: 1080 } };

const TOUCH_PX = 44;	// the smallest thing that a thumb hits, design/look.md
const LETTER_PX = 16, LARGE_PX = 24;	// what a phone writes at least, and what WCAG calls large

export class Screens {
	constructor(program, pictures) {
		this.program = program;
		this.pictures = pictures;
		this.faults = [];	// what no page may ever do
		this.tolerant = false;	// while a network or a server is taken away on purpose
		this.shots = 0;
		this.plain = Boolean(process.env.SAMSPIL_TEST_STORE);	// pages are the same on the other store: judged once
		this.seen = new Set();
		mkdirSync(pictures, { recursive: true });
	}

	async open() {
		this.browser = await chromium.launch({
			executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium-headless-shell",
			args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
				"--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", ...this.renderers ? [`--renderer-process-limit=${this.renderers}`] : []],
		});
	}

	/** Somebody with a screen of their own: their own cookies and storage. */
	async somebody(name, options) {
		const context = await this.browser.newContext({ locale: "da-DK", timezoneId: "Europe/Copenhagen", reducedMotion: "reduce", acceptDownloads: true, ...options });
		context.setDefaultTimeout(PATIENCE_MS);
		const asks = context.request.get.bind(context.request);	// on a connection that the server may be closing at that moment
		context.request.get = (where, more) => asks(where, { maxRetries: 3, ...more });
		const tab = readable(await context.newPage());
		tab.on("pageerror", (e) => this.faults.push(`${name}: ${e.message}`));
		tab.on("console", (m) => {
			if (m.type() !== "error" && !/content security policy/i.test(m.text())) return;
			const network = /Failed to load resource|net::ERR|event source/i.test(m.text());
			if (network && (this.tolerant || tab.refusalExpected)) return;
			this.faults.push(`${name}: ${m.text()} (${tab.url()})`);
		});
		tab.on("dialog", (d) => d.accept());
		tab.who = name;
		tab.narrow = options?.isMobile ?? false;
		tab.wide = options === WALL;
		return tab;
	}

	go(tab, where) { return tab.goto(new URL(where, this.program.url).href); }

	/** Takes a picture, and finds what is wrong with the page: axe, spilling, small targets. */
	async look(tab, name, { whole = true } = {}) {
		await inOnePage(tab, () => tab.evaluate(() => document.fonts.ready.then(() => true)), "complete");
		this.seen.add(new URL(tab.url()).pathname.replace(/\d+/g, "N").replace(/[0-9a-f]{32,}/g, "S"));
		if (this.plain) return;
		const file = path.join(this.pictures, `${String(++this.shots).padStart(3, "0")}-${name}.png`);
		this.faults.push(...await inOnePage(tab, async () => {
			await tab.screenshot({ path: file, fullPage: whole && !tab.wide, animations: "disabled" });
			return this.judge(tab, name);
		}, "complete"));
	}

	/** What is wrong with the page as it stands. */
	async judge(tab, name) {
		const faults = [];
		if (!await tab.evaluate(() => Boolean(window.axe))) await tab.evaluate(axe);
		const found = await tab.evaluate(async () => (await window.axe.run(document, { resultTypes: ["violations"] })).violations
			.filter((v) => v.impact === "serious" || v.impact === "critical")
			.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target.join(" ")} ${n.failureSummary.split("\n").slice(1, 3).join(" ")}`).join("; ")}`));
		for (const f of found) faults.push(`${name} (${tab.url()}): axe ${f}`);
		const spills = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
		if (spills > 1) faults.push(`${name}: ${spills} px too wide`);
		if (tab.wide) {
			const below = await tab.evaluate(() => document.documentElement.scrollHeight - innerHeight);
			if (below > 1) faults.push(`${name}: ${below} px below the wall's edge`);
		}
		faults.push(...await this.cutHints(tab, name));
		if (tab.narrow) faults.push(...await this.smallLetters(tab, name));
		if (tab.narrow)
			for (const small of await tab.evaluate((least) => [...document.querySelectorAll("button, a.ds-button, summary, select, input:not([type=hidden], [type=radio], [type=checkbox]), label.choice")]
				.filter((e) => e.checkVisibility()).map((e) => [e.getBoundingClientRect(), e])
				.filter(([r]) => r.height > 0 && (r.height < least || r.width < least)).map(([r, e]) => `${e.textContent.trim().slice(0, 30) || e.name} ${Math.round(r.width)}×${Math.round(r.height)}`), TOUCH_PX))
				faults.push(`${name}: too small for a thumb: ${small}`);
		return faults;
	}

	/** A participant's phone: all that is written is at least 16 px, and twice that for whoever has
	 *  set their letters twice as large; a heading, large from the start, may stop at the screen's width. */
	async smallLetters(tab, name) {
		const small = await tab.evaluate(({ least, large }) => {
			if (!document.body.matches(".phone")) return [];
			const root = document.documentElement, style = root.style.fontSize, base = parseFloat(getComputedStyle(root).fontSize);
			const written = [...document.body.querySelectorAll("*")].filter((e) => !e.closest("script, template, option") && (e.matches("[data-bell-unlock]")	// hidden where the browser lets it ring
				|| (e.checkVisibility() && e.getBoundingClientRect().width > 1))
				&& (e.matches("textarea, select, input:not([type=hidden], [type=radio], [type=checkbox], [type=range])") || [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim())));
			const sizes = () => written.map((e) => parseFloat(getComputedStyle(e).fontSize));
			const now = sizes();
			root.style.fontSize = `${2 * base}px`;
			const twice = sizes();
			root.style.fontSize = style;
			return written.map((e, i) => [`${e.textContent.trim().slice(0, 40) || e.name} ${now[i]} px, then ${twice[i]} px`, now[i], twice[i]])
				.filter(([, px, then]) => px < least * base / 16 - .1 || (px < large ? then < 1.9 * px : base === 16 && then <= px)).map(([told]) => told);
		}, { least: LETTER_PX, large: LARGE_PX });
		return small.map((s) => `${name}: small letters: ${s}`);
	}

	/** What stands in an empty field must be seen whole. */
	async cutHints(tab, name) {
		const cut = await tab.evaluate(() => [...document.querySelectorAll("input[placeholder]")].filter((f) => f.checkVisibility()).filter((f) => {
			const ink = document.createElement("canvas").getContext("2d"), style = getComputedStyle(f);
			ink.font = `${style.fontSize} ${style.fontFamily}`;
			return ink.measureText(f.placeholder).width > f.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
		}).map((f) => f.placeholder));
		return cut.map((c) => `${name}: cut short: ${c}`);
	}

	/** Presses on a phone until it has worked: a browser writes faster than a thumb, and is told to wait for its turn. */
	async press(tab, button, worked) {
		const expected = tab.refusalExpected;
		tab.refusalExpected = true;
		await button.click();
		await until(async () => {
			if (await worked()) return true;
			if (await tab.locator(".phone-main > [role=alert]").count()) await button.click({ timeout: PATIENCE_MS / 4 }).catch(() => null);
			return false;
		}, `${tab.who}: what was pressed is there`, 2 * PATIENCE_MS);
		tab.refusalExpected = expected;
	}

	/** What was pressed on these phones is with the server. */
	async allSent(phones) {
		for (const p of phones) await p.waitForFunction(() => !localStorage.getItem("samspil.outbox"));
	}

	/** Takes a picture and nothing else. */
	async glance(tab, name) {
		await tab.screenshot({ path: path.join(this.pictures, `${String(++this.shots).padStart(3, "0")}-${name}.png`), animations: "disabled" });
	}

	/** What everybody had before their eyes when something went wrong. */
	async lastSight() {
		for (const context of this.browser.contexts())
			for (const tab of context.pages())
				await tab.screenshot({ path: path.join(this.pictures, `broken-${tab.who.replace(" ", "-")}.png`), timeout: 5000 }).catch(() => null);
	}

	/** While `body` runs, the network may fail. */
	async without(body) {
		this.tolerant = true;
		try { return await body(); } finally { this.tolerant = false; }
	}

	blameless() {
		const faults = this.faults.splice(0);
		assert.equal(faults.length, 0, faults.join("\n"));
	}

	close() { return this.browser?.close(); }
}

/** What a page costs over the wire: requests and bytes as they travelled. */
export async function weigh(tab, load) {
	const wire = await tab.context().newCDPSession(tab);
	let requests = 0, bytes = 0;
	await wire.send("Network.enable");
	await wire.send("Network.setCacheDisabled", { cacheDisabled: true });
	wire.on("Network.requestWillBeSent", (e) => { if (!e.request.url.startsWith("data:")) requests++; });
	wire.on("Network.loadingFinished", (e) => { bytes += e.encodedDataLength; });
	await load();
	await tab.waitForLoadState("networkidle");
	await wire.detach();
	return { requests, bytes };
}

// ---- stations

/** Runs stations in order and says in TAP how they went. What follows a broken one cannot be judged. */
export async function stations(list, { broken: onBroken, cleanup }) {
	console.log(`1..${list.length}`);
	let broken = null, n = 0;
	for (const [name, body] of list) {
		n++;
		if (broken) {
			console.log(`not ok ${n} - ${name} # not reached: "${broken}" failed`);
			continue;
		}
		const began = Date.now();
		try {
			await body();
			console.log(`ok ${n} - ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
		} catch (e) {
			broken = name;
			await onBroken?.().catch(() => null);
			console.log(`not ok ${n} - ${name}\n${String(e.stack).split("\n").map((l) => `# ${l}`).join("\n")}`);
		}
	}
	try {
		await cleanup();
	} catch (e) {
		broken ??= "clean end";
		console.log(`# ${String(e.stack).split("\n").join("\n# ")}\nBail out! no clean end`);
	}
	process.exitCode = broken ? 1 : 0;
}
