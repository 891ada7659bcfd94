// pages.mjs -- what a phone's browser makes of our pages. Knows no workshop: it
// is told addresses, cookies and what to press.
//
// Reads one JSON object a line on stdin, answers each with one on stdout:
//
//	{"do": "audit", "url", "cookie", "large"}	Lighthouse on its mobile profile, or
//		its desktop's: points of 100, bytes and requests, and what it found wanting
//	{"do": "walk", "url", "choose", "send", "write", "cpu"}	a slow phone that has read
//		the QR code: milliseconds until `choose` is there, and until a letter
//		stands in `write`
//
// Chromium is the machine's; nothing is fetched from anywhere but the given address.
import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";
import puppeteer, { PredefinedNetworkConditions } from "puppeteer-core";
import { createInterface } from "node:readline";

const CHROMIUM = "/usr/bin/chromium-headless-shell";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
	"--disable-component-update", "--disable-sync"];
const PHONE = { width: 360, height: 640, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const PATIENCE_MS = 60_000;

/** Once more when it could not see: on a busy machine Chromium may miss its own beginning. */
async function audit(order) {
	for (let left = 2; ; left--) {
		const seen = await look(order);
		if (!seen.error) return seen;
		if (!left) throw new Error(`${order.url}: ${seen.error}`);
	}
}

async function look({ url, cookie, large }) {
	const chrome = await launch({ chromePath: CHROMIUM, chromeFlags: FLAGS, logLevel: "silent" });
	try {
		const { lhr } = await lighthouse(url, {
			port: chrome.port, output: "json", logLevel: "silent", onlyCategories: ["performance", "accessibility"],
			extraHeaders: cookie ? { Cookie: cookie } : undefined,
		}, large ? desktopConfig : undefined);
		if (lhr.runtimeError) return { error: lhr.runtimeError.message };
		const got = lhr.audits["network-requests"].details.items.filter((r) => /^https?:/.test(r.url));
		const wanting = Object.values(lhr.categories).flatMap((c) => c.auditRefs).filter((r) => r.weight && lhr.audits[r.id].score !== null && lhr.audits[r.id].score < 1);
		return {
			performance: Math.round(lhr.categories.performance.score * 100), accessibility: Math.round(lhr.categories.accessibility.score * 100),
			at: lhr.finalDisplayedUrl, requests: got.length, bytes: got.reduce((sum, r) => sum + r.transferSize, 0),
			wanting: wanting.map((r) => `${r.id} ${lhr.audits[r.id].displayValue ?? ""}`.trim()),
			got: got.map((r) => `${new URL(r.url).pathname} ${r.transferSize}`),
		};
	} finally {
		await chrome.kill();
	}
}

async function walk({ url, choose, send, write, cpu }) {
	const browser = await puppeteer.launch({ executablePath: CHROMIUM, args: FLAGS });
	try {
		const page = await browser.newPage();
		page.setDefaultTimeout(PATIENCE_MS);
		await page.setViewport(PHONE);
		await page.emulateCPUThrottling(cpu);
		await page.emulateNetworkConditions(PredefinedNetworkConditions["Slow 4G"]);
		const began = performance.now(), since = () => Math.round(performance.now() - began);
		await page.goto(url, { waitUntil: "domcontentloaded" });
		await (await page.waitForSelector(choose, { visible: true })).click();
		const chosen = since();
		await Promise.all([page.waitForSelector(write, { visible: true }), page.click(send)]);
		await page.type(write, "M");
		await page.waitForFunction((where) => document.querySelector(where).value === "M", {}, write);
		return { chosen_ms: chosen, written_ms: since() };
	} finally {
		await browser.close();
	}
}

for await (const line of createInterface({ input: process.stdin })) {
	const order = JSON.parse(line);
	console.log(JSON.stringify(await { audit, walk }[order.do](order)));
}
