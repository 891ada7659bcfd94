// The scripts in a real browser, against the gallery's server: live pieces swap
// as the hub sends them, the outbox loses and doubles nothing, cards are moved
// by pointer and by keyboard, dots, bell, sizes. Prints TAP-like lines.
//
// usage: node gallery/browser.mjs
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { chromium } from "playwright-core";
import { piece } from "./render.mjs";
import { hooks, say, server, streams } from "./serve.mjs";

await new Promise((done) => server.listen(0, "127.0.0.1", done));
const base = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium-headless-shell", args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });

let failed = 0, n = 0;
const complaints = [];
async function test(name, options, body) {
	const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
	context.setDefaultTimeout(PATIENCE_MS);
	const tab = await context.newPage();
	complaints.length = 0;
	tab.on("pageerror", (e) => complaints.push(e.message));
	tab.on("console", (m) => { if (m.type() === "error" && !/Failed to load resource|net::|ERR_|event source|\[object Event\]/i.test(m.text())) complaints.push(m.text()); });
	hooks.request = null;
	try {
		await body(tab, context);
		assert.deepEqual(complaints, []);
		console.log(`ok ${++n} - ${name}`);
	} catch (e) {
		failed++;
		console.log(`not ok ${++n} - ${name}\n${e.stack.split("\n").map((l) => `  # ${l}`).join("\n")}`);
	}
	hooks.request = null;
	await context.close();
}

const body = (req) => new Promise((done) => { let all = ""; req.on("data", (d) => { all += d; }).on("end", () => done(new URLSearchParams(all))); });
const json = (res, status, value) => { res.writeHead(status, { "Content-Type": "application/json" }); res.end(JSON.stringify(value)); return true; };
const PATIENCE_MS = 60_000;	// how long something may take to come true on two cores that do other things too
const until = async (what, ms = PATIENCE_MS) => {
	for (const end = Date.now() + ms; Date.now() < end; await new Promise((r) => setTimeout(r, 20))) if (await what()) return;
	assert.fail(`waited ${ms} ms: ${what}`);
};
/** What is measured comes to be as wanted, or is told beside it: fonts that come and pieces that are swapped are measured anew. */
const comesToBe = async (measure, wanted) => {
	let found;
	await until(async () => { found = await measure(); return isDeepStrictEqual(found, wanted(found)); }).catch(() => assert.deepEqual(found, wanted(found)));
	return found;
};
/** Counts what the page hears from its stream, `event` by `event`; call it, and what comes next can be waited for. */
const listen = async (tab, event) => {
	await tab.evaluate((name) => {
		(window.heardHere ??= {})[name] = 0;
		document.addEventListener(name, () => { window.heardHere[name]++; });
	}, event);
	let known = 0;
	return () => tab.waitForFunction(([name, n]) => window.heardHere[name] >= n, [event, ++known]);
};
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const live = (inner, key = "problems") => `<!doctype html><html lang="da"><head><meta charset="utf-8"><title>t</title><link rel="stylesheet" href="/a/phone.css"><script src="/a/KIND.js" defer></script></head><body><main data-page-key="${key}">${inner}</main><div hidden hx-ext="sse" sse-connect="/live?v=1" sse-swap="swap" sse-close="end" hx-swap="none"></div><div id="texts" hidden data-offline="uden forbindelse" data-online="igen" data-ended="slut" data-over="%1 %2/%3" data-dropped="sat i %1" data-held="løftet" data-let-go="fortrudt" data-move-failed="gik ikke" data-file-too-large="mere end %1 MB"></div><p id="announce" role="status"></p><p id="stream-state"></p></body></html>`;
const serveLive = (inner, kind = "phone", key) => { hooks.request = async (req, res, url) => {
	if (url.pathname !== "/t") return false;
	res.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": (await import("./serve.mjs")).CSP });
	res.end(live(inner, key).replace("KIND", kind).replace("phone.css", `${kind}.css`).replace("<body>", `<body class="${kind}">`));
	return true;
}; };
const ids = (tab, within) => tab.$$eval(`${within} > *`, (els) => els.map((e) => e.id));

await test("every operation of the hub's swaps does what it says", {}, async (tab) => {
	serveLive('<div id="live"><section id="a"><p id="a1">1</p><p id="a2">2</p><p id="a3">3</p></section><p id="b">b</p></div>');
	await tab.goto(`${base}/t`);
	await until(() => streams.size === 1);
	say('<i id="a2" hx-swap-oob="delete"></i><div hx-swap-oob="beforebegin:#a1"><p id="a0">0</p></div><div hx-swap-oob="afterend:#a1"><p id="a15">1½</p></div><div hx-swap-oob="beforeend:#a"><p id="a4">4</p><p id="a5">5</p></div>\n<p hx-swap-oob="true" id="b">ny b</p>');
	await until(async () => (await tab.textContent("#b")) === "ny b");
	assert.deepEqual(await ids(tab, "#a"), ["a0", "a1", "a15", "a3", "a4", "a5"]);
	say('<div hx-swap-oob="innerHTML:#live"><p id="c">alt nyt</p></div>');
	await until(async () => (await ids(tab, "#live")).join() === "c");
	assert.equal(await tab.$$eval("[hx-swap-oob]", (e) => e.length), 0);
});

await test("a stream that breaks is seen, comes back, and says so", {}, async (tab) => {
	serveLive('<div id="live"><p id="b">b</p></div>');
	await tab.goto(`${base}/t`);
	await until(() => streams.size === 1);
	// Said for two seconds each: whoever looks now and then may miss it.
	await tab.evaluate(() => {
		window.said = [];
		const place = document.querySelector("#stream-state");
		new MutationObserver(() => window.said.push(place.textContent)).observe(place, { childList: true, characterData: true, subtree: true });
	});
	const said = () => tab.evaluate(() => window.said.at(-1));
	const before = hooks.request;
	hooks.request = async (req, res, url) => (url.pathname === "/live" ? (res.socket.destroy(), true) : before(req, res, url));
	for (const s of streams) s.destroy();
	await until(async () => await said() === "uden forbindelse");
	hooks.request = before;
	await until(() => streams.size === 1);
	await until(async () => await said() === "");
	assert.deepEqual(await tab.evaluate(() => window.said), ["uden forbindelse", "igen", ""]);
	say('<p hx-swap-oob="true" id="b">efter</p>');
	await until(async () => (await tab.textContent("#b")) === "efter");
	assert.equal(streams.size, 1, "one stream, not two");
});

await test("what is being typed survives the swap of its piece, with the caret", {}, async (tab) => {
	serveLive('<div id="live"><section id="a"><input id="name" value="gammel"><details id="d"><summary>mere</summary>x</details></section></div>', "page");
	await tab.goto(`${base}/t`);
	await until(() => streams.size === 1);
	await tab.click("#d summary");
	await tab.focus("#name");
	await tab.keyboard.press("End");
	await tab.keyboard.type(" og ny");
	await tab.keyboard.press("ArrowLeft");
	say('<section id="a" hx-swap-oob="true"><b id="seen">x</b><input id="name" value="fra en anden"><details id="d"><summary>mere</summary>x</details></section>');
	await tab.waitForSelector("#seen");
	assert.equal(await tab.inputValue("#name"), "gammel og ny");
	assert.deepEqual(await tab.evaluate(() => [document.activeElement.id, document.activeElement.selectionStart, document.querySelector("#d").open]), ["name", 11, true]);
});

await test("another step's page is fetched, the end of the stream too, never in circles", {}, async (tab) => {
	serveLive('<div id="live"><i id="k" data-page-key="problems"></i></div>');
	await tab.goto(`${base}/t`);
	await until(() => streams.size === 1);
	await tab.evaluate(() => { window.same = true; });
	const [first] = streams;
	serveLive('<div id="live"><i id="k" data-page-key="dreams"></i></div>', "phone", "dreams");
	say('<i id="k" hx-swap-oob="true" data-page-key="dreams"></i>');
	await until(() => tab.evaluate(() => !window.same).catch(() => false));
	await until(() => streams.size === 1 && !streams.has(first));	/* the new page's, not the old one's */
	/* Another reason reloads at once; the same one again so soon would be a circle. */
	const [second] = streams;
	say("", "end");
	await until(() => streams.size === 1 && !streams.has(second));
	await tab.evaluate(() => {		// so soon, however slow this machine is
		const [, why] = sessionStorage.getItem("samspil.reloaded").split(" ");
		sessionStorage.setItem("samspil.reloaded", `${Date.now()} ${why}`);
	});
	say("", "end");
	await until(async () => (await tab.textContent("#stream-state")) === "slut");
});

await test("a card sent without network is kept over a reload and arrives once", phone, async (tab, context) => {
	const got = [];
	let up = true, loseReply = 0;
	hooks.request = async (req, res, url) => {
		if (url.pathname !== "/w/1/cards" || req.method !== "POST") return false;
		if (!up) { res.socket.destroy(); return true; }
		const form = await body(req);
		if (!got.some((f) => f.get("idem") === form.get("idem"))) got.push(form);
		if (loseReply-- > 0) { res.socket.destroy(); return true; }
		return json(res, 200, {});
	};
	await tab.goto(`${base}/phone_card`);
	await tab.fill("#text", "Telefonen ringer");
	await tab.tap("button");
	await until(() => got.length === 1);
	assert.match(got[0].get("idem"), /^[0-9a-f]{32}$/);
	assert.equal(got[0].get("csrf"), "x");
	assert.equal(await tab.inputValue("#text"), "");
	assert.equal(await tab.textContent(".own-cards li"), "Telefonen ringer");
	up = false;
	await tab.fill("#text", "Ingen ro");
	await tab.tap("button");
	await until(async () => (await tab.textContent("[data-outbox-state]")).startsWith("Gemt på telefonen"));
	await tab.screenshot({ path: process.env.SHOTS ? `${process.env.SHOTS}/phone_waiting.png` : undefined });
	await tab.fill("#text", "en halv sætn");
	await tab.reload();
	assert.equal(await tab.inputValue("#text"), "en halv sætn");
	assert.equal(await tab.$$eval(".own-cards li", (l) => l.length), 2);
	up = true;
	loseReply = 1;
	await until(() => got.length === 2);
	await until(async () => (await tab.textContent("[data-outbox-state]")) === "");
	await until(() => tab.evaluate(() => localStorage.getItem("samspil.outbox") === null));
	assert.deepEqual(got.map((f) => f.get("text")), ["Telefonen ringer", "Ingen ro"]);
	await context.setOffline(true);
	await tab.fill("#text", "uden net");
	await tab.tap("button");
	await context.setOffline(false);
	await until(() => got.length === 3);
});

await test("a refusal stands at the field and gives the text back", phone, async (tab) => {
	hooks.request = async (req, res, url) => (url.pathname === "/w/1/cards" ? (await body(req), json(res, 422, { error: { text: "Kortet er for langt" } })) : false);
	await tab.goto(`${base}/phone_card`);
	await tab.fill("#text", "alt for langt");
	await tab.tap("button");
	await tab.waitForSelector("[data-refusal]:not([hidden])");
	assert.equal(await tab.textContent("[data-refusal]"), "Kortet er for langt");
	assert.equal(await tab.inputValue("#text"), "alt for langt");
	assert.equal(await tab.getAttribute("#text", "aria-invalid"), "true");
	await until(() => tab.$$eval(".own-cards li", (l) => l.length === 0));
});

await test("without script the form posts as forms do", { ...phone, javaScriptEnabled: false }, async (tab) => {
	let form;
	hooks.request = async (req, res, url) => (url.pathname === "/w/1/cards" ? (form = await body(req), res.writeHead(303, { Location: "/phone_card" }), res.end(), true) : false);
	await tab.goto(`${base}/phone_card`);
	await tab.fill("#text", "Uden script");
	await tab.tap("button");
	await until(() => form);
	assert.equal(form.get("text"), "Uden script");
	assert.equal(form.get("idem"), "0123456789abcdef");
});

await test("dots are counted at once, sent by number, and moved back", phone, async (tab) => {
	const got = [];
	hooks.request = async (req, res, url) => (url.pathname === "/w/1/dots" ? (got.push(await body(req)), json(res, 200, {})) : false);
	await tab.goto(`${base}/phone_dots`);
	const item = (card) => tab.locator(`[data-target="card/${card}"]`);
	await item(12).locator("[data-give]").tap({ force: true });
	await item(12).locator("[data-give]").tap({ force: true });
	await item(12).locator("[data-give]").tap({ force: true });
	assert.equal(await item(12).locator("output").textContent(), "2", "the budget holds");
	await item(11).locator("[data-take]").tap();
	assert.equal(await item(11).locator("output").textContent(), "1");
	await until(() => got.length === 3);
	assert.deepEqual(got.map((f) => [f.get("n"), f.get("target")]), [["4", "card/12"], ["5", "card/12"], ["2", ""]]);
	await until(async () => (await tab.getAttribute("[data-dots]", "data-laid")) === "card/11 - card/21 card/12 card/12");
	assert.equal(await tab.textContent("[data-dots-left]"), "Prikker tilbage: 1");
});

await test("cards move by keyboard, with words, and go back when the server says no", {}, async (tab) => {
	const got = [];
	let status = 200;
	hooks.request = async (req, res, url) => (url.pathname === "/w/1/move" ? (got.push(await body(req)), json(res, status, {})) : false);
	await tab.goto(`${base}/console`);
	const said = async (s) => until(async () => (await tab.textContent("#announce")).includes(s));
	await tab.focus("#card-01");
	await tab.keyboard.press("Enter");
	await said("Kortet er løftet");
	await tab.keyboard.press("ArrowRight");
	await said("Vagtskifte, plads 1 af 4");
	await tab.keyboard.press("ArrowDown");
	await said("plads 2 af 4");
	assert.equal(await tab.evaluate(() => document.activeElement.id), "card-01");
	await tab.keyboard.press(" ");
	await until(() => got.length === 1);
	assert.deepEqual([got[0].get("card"), got[0].get("theme"), got[0].get("before"), got[0].get("csrf")], ["01", "1", "12", "x"]);
	await said("Kortet er sat i Vagtskifte");
	await tab.keyboard.press("Enter");
	await tab.keyboard.press("ArrowRight");
	await tab.keyboard.press("Escape");
	assert.deepEqual(await ids(tab, "#cards-1"), ["card-11", "card-01", "card-12", "card-13"]);
	assert.equal(got.length, 1);
	status = 409;
	await tab.keyboard.press("Enter");
	await tab.keyboard.press("ArrowDown");
	await tab.keyboard.press("Enter");
	await said("kunne ikke flyttes");
	assert.deepEqual(await ids(tab, "#cards-1"), ["card-11", "card-01", "card-12", "card-13"]);
});

await test("cards move by pointer; swaps wait until the card is let go; new columns can be dropped on", {}, async (tab) => {
	const got = [];
	hooks.request = async (req, res, url) => {
		if (url.pathname === "/w/1/move") return got.push(await body(req)), json(res, 200, {});
		if (url.pathname !== "/t") return false;
		res.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
		const column = (id, cards) => `<section class="column" id="col-${id}" data-theme="${id}" data-name="K${id}"><ul class="cards" id="cards-${id}">${cards.map((c) => `<li class="card" id="card-${c}" data-card="${c}" tabindex="0">kort ${c}</li>`).join("")}</ul></section>`;
		res.end(live(`<div class="board" data-board data-move-url="/w/1/move"><div id="live">${column(1, [1, 2])}${column(2, [3])}</div></div>`).replace("KIND", "page").replace("phone.css", "page.css"));
		return true;
	};
	await tab.goto(`${base}/t`);
	await until(() => streams.size === 1);
	say('<div hx-swap-oob="afterend:#col-2"><section class="column" id="col-3" data-theme="3" data-name="K3"><ul class="cards" id="cards-3"></ul></section></div>');
	await tab.waitForSelector("#cards-3");
	const box = await tab.locator("#cards-3").boundingBox(), card = await tab.locator("#card-1").boundingBox();
	await tab.mouse.move(card.x + 20, card.y + 12);
	await tab.mouse.down();
	await tab.mouse.move(card.x + 40, card.y + 30, { steps: 4 });
	await tab.waitForSelector(".sortable-ghost");	// it is held
	const told = await listen(tab, "htmx:sseBeforeMessage");
	say('<li class="card" id="card-2" data-card="2" tabindex="0" hx-swap-oob="true">ændret</li>');
	await told();
	assert.equal(await tab.textContent("#card-2"), "kort 2", "not while a card is held");
	await tab.mouse.move(box.x + 30, box.y + 20, { steps: 8 });
	// SortableJS looks away while a card glides; a hand trembles, and so do we.
	let tremble = 0;
	await until(async () => {
		await tab.mouse.move(box.x + 30 + (tremble ^= 1), box.y + 20);
		await tab.waitForTimeout(60);
		return (await ids(tab, "#cards-3")).length === 1;
	});
	await tab.mouse.up();
	await until(() => got.length === 1);
	assert.deepEqual([got[0].get("card"), got[0].get("theme"), got[0].get("before")], ["1", "3", ""]);
	await until(async () => (await tab.textContent("#card-2")) === "ændret");
	assert.deepEqual(await ids(tab, "#cards-3"), ["card-1"]);
	const swapped = await listen(tab, "htmx:sseMessage");
	say('<i id="card-1" hx-swap-oob="delete"></i><div hx-swap-oob="beforeend:#cards-3"><li class="card" id="card-1" data-card="1" tabindex="0">kort 1</li></div>');
	await swapped();
	assert.deepEqual(await ids(tab, "#cards-3"), ["card-1"], "the hub's word for the same move");
});

await test("the hub's word for a move may come before the reply to it", {}, async (tab) => {
	let status = 200;
	const column = (id, cards) => `<section class="column" id="col-${id}" data-theme="${id}" data-name="K${id}"><ul class="cards" id="cards-${id}">${cards.map((c) => `<li class="card" id="card-${c}" data-card="${c}" tabindex="0">kort ${c}</li>`).join("")}</ul></section>`;
	hooks.request = async (req, res, url) => {
		if (url.pathname === "/w/1/move") {
			const to = (await body(req)).get("theme");
			say(`<i id="card-1" hx-swap-oob="delete"></i><div hx-swap-oob="beforeend:#cards-${to}"><li class="card" id="card-1" data-card="1" data-new tabindex="0">kort 1</li></div>`);
			await until(() => tab.locator("#card-1[data-new]").count());
			return json(res, status, {});
		}
		if (url.pathname !== "/t") return false;
		res.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
		res.end(live(`<div class="board" data-board data-move-url="/w/1/move"><div id="live">${column(1, [1, 2])}${column(2, [3])}</div></div>`).replace("KIND", "page"));
		return true;
	};
	for (const [answer, word] of [[200, "sat i K2"], [409, "gik ikke"]]) {
		status = answer;
		await tab.goto(`${base}/t`);
		await until(() => streams.size === 1);
		await tab.focus("#card-1");
		await tab.keyboard.press("Enter");
		await tab.keyboard.press("ArrowRight");
		await tab.keyboard.press("Enter");
		await until(async () => (await tab.textContent("#announce")) === word);
		assert.equal(await tab.locator('[data-card="1"]').count(), 1, "one card is one card");
		assert.equal(await tab.evaluate(() => document.activeElement.id), "card-1", "the keyboard stays with the card");
	}
});

await test("a refused form has its words and its faults again, also where the template has no place for them", {}, async (tab) => {
	const form = (action, n) => `<details class="fold"><summary>mere</summary><form method="post" action="${action}"><input type="hidden" name="csrf" value="ny${n}"><input type="hidden" name="card" value="${n}">`
		+ `<div class="ds-field"><label for="t${n}">ord</label><textarea id="t${n}" name="text" aria-describedby="h${n}"></textarea><p id="h${n}">råd</p></div>`
		+ `<div class="ds-field"><label for="s${n}">stand</label><select id="s${n}" name="status"><option value="">som før</option><option value="done">gjort</option></select></div>`
		+ `<label class="choice"><input type="checkbox" name="tag" value="a">a</label><label class="choice"><input type="checkbox" name="tag" value="b">b</label><button>gem</button></form></details>`;
	const told = '<template id="refused" data-action="/note"><i data-field="text" data-message="Skriv højst 5 tegn."></i><i data-field="_" data-message="andet"></i>'
		+ '<i data-name="card" data-value="2"></i><i data-name="text" data-value="&lt;b&gt;\nfor langt"></i><i data-name="status" data-value="done"></i><i data-name="tag" data-value="a"></i><i data-name="tag" data-value="b"></i></template>';
	serveLive(`<p class="notice" tabindex="-1" data-fault>Skriv højst 5 tegn.</p>${told}${form("/other", 2)}${form("/note", 1)}${form("/note", 2).replaceAll("t2", "own").replaceAll("s2", "own-s")}`, "page");
	await tab.goto(`${base}/t`);
	await tab.waitForSelector("#own-refused");
	assert.deepEqual(await tab.evaluate(() => [...document.querySelectorAll("details")].map((d) => d.open)), [false, false, true]);
	assert.equal(await tab.inputValue("#own"), "<b>\nfor langt");
	assert.equal(await tab.inputValue("#own-s"), "done");
	assert.equal(await tab.locator(":checked:not(option)").count(), 2);
	assert.deepEqual(await tab.$$eval("textarea", (t) => t.map((e) => e.value)), ["", "", "<b>\nfor langt"], "one form, not its neighbours");
	assert.equal(await tab.locator(".ds-validation-message").count(), 1);
	assert.equal(await tab.getAttribute("#own", "aria-describedby"), "h2 own-refused");
	assert.equal(await tab.evaluate(() => document.activeElement.id), "own");
});

await test("a file that is too large is told so before it is sent", {}, async (tab) => {
	let sent = 0;
	serveLive('<form method="post" action="/up" enctype="multipart/form-data"><input id="file" name="file" type="file" data-max-mb="1"><button>send</button></form>', "page");
	const page = hooks.request;
	hooks.request = async (req, res, url) => (url.pathname === "/up" ? (sent++, json(res, 200, {})) : page(req, res, url));
	await tab.goto(`${base}/t`);
	await tab.setInputFiles("#file", { name: "a.csv", mimeType: "text/csv", buffer: Buffer.alloc(1024 * 1024 + 1) });
	assert.equal(await tab.$eval("#file", (f) => f.validationMessage), "mere end 1 MB");
	await tab.click("button");
	assert.equal(sent, 0);
	await tab.setInputFiles("#file", { name: "a.csv", mimeType: "text/csv", buffer: Buffer.alloc(1024) });
	await tab.click("button");
	await until(() => sent === 1);
});

await test("the bell is seen, read aloud, and rings once", { reducedMotion: "reduce" }, async (tab) => {
	for (const ms of [1500, 6000, 24_000]) {	// a page that comes when the time is over does not ring: whoever is slower takes the next
		hooks.extra = { ends: Date.now() + ms };
		await tab.goto(`${base}/console`);
		if (await tab.locator('.timer:not([data-state="over"])').count()) break;
	}
	await tab.waitForSelector(".bell-rings");
	await until(async () => (await tab.textContent("#announce")) === "Tiden er gået");
	assert.equal(await tab.getAttribute(".timer", "data-state"), "over");
	await tab.reload();
	await tab.waitForSelector(".timer[data-state=over]");	// it has looked at the clock anew
	assert.equal(await tab.locator(".bell-rings").count(), 0);
	hooks.extra = {};
});

await test("a clock that is wrong by an hour shows the right time left", {}, async (tab) => {
	hooks.extra = { now: Date.now() + 3600_000, ends: Date.now() + 3600_000 + 600_000 };
	await tab.goto(`${base}/console`);
	await until(async () => /^(10:00|9:5\d)$/.test(await tab.textContent(".timer")));
	hooks.extra = {};
});

await test("a new card lights up on the wall, a moved one does not", { viewport: { width: 1920, height: 1080 } }, async (tab) => {
	serveLive('<div id="live"><section class="column" id="col-1"><ul class="cards" id="cards-1"><li class="card" id="card-1">1</li></ul></section></div>', "wall");
	await tab.goto(`${base}/t`);
	await until(() => streams.size === 1);
	say('<div hx-swap-oob="beforeend:#cards-1"><li class="card" id="card-2">2</li></div>');
	await tab.waitForSelector("#card-2.is-new");
	say('<i id="card-1" hx-swap-oob="delete"></i><div hx-swap-oob="beforeend:#cards-1"><li class="card" id="card-1">1</li></div>');
	await until(async () => (await ids(tab, "#cards-1")).join() === "card-2,card-1");
	assert.equal(await tab.locator("#card-1.is-new").count(), 0);
});

await test("a full board shows whole cards only, and counts the others", { viewport: { width: 1280, height: 720 } }, async (tab) => {
	const heading = (k) => `<section class="column" id="col-${k}"><header><h2>Heading ${k}</h2><span class="count">9</span></header><ul class="cards" id="cards-${k}">${
		Array.from({ length: 9 }, (_, i) => `<li class="card" id="card-${k}-${i}"${k === 3 && i === 8 ? " data-focus" : ""}><p>Changes to the rota come too late for anybody to arrange a life by it ${k}.${i}</p></li>`).join("")}</ul></section>`;
	serveLive(`<div id="live"><div class="wall-page"><div class="wall-main" data-fit><div class="board">${Array.from({ length: 12 }, (_, k) => heading(k)).join("")}</div></div></div></div>`, "wall");
	await tab.goto(`${base}/t`);
	await tab.evaluate(() => { for (const e of document.querySelectorAll("main, #live")) e.style.height = "100%"; document.getElementById("texts").dataset.moreCards = "+%1"; dispatchEvent(new Event("resize")); });
	await tab.waitForFunction(() => [...document.querySelectorAll(".more")].some((m) => m.textContent.startsWith("+")));
	const columns = await comesToBe(() => tab.$$eval(".column", (all) => all.map((c) => {
		const list = c.querySelector(".cards"), { top, bottom } = list.getBoundingClientRect();
		const beyond = [...list.children].filter((e) => getComputedStyle(e).visibility === "hidden").length;
		const cut = [...list.children].filter((e) => getComputedStyle(e).visibility !== "hidden")
			.filter((e) => e.getBoundingClientRect().top < top - 3 || e.getBoundingClientRect().bottom > bottom + 3).length;
		return { beyond, cut, said: c.querySelector(".more").textContent, inside: c.querySelector(".more").getBoundingClientRect().bottom <= c.getBoundingClientRect().bottom };
	})), (found) => found.map(({ beyond }) => ({ beyond, cut: 0, said: beyond ? `+${beyond}` : "", inside: true })));
	assert.ok(columns.some((c) => c.beyond), "the board is full");
	assert.equal(await tab.$eval("#card-3-8", (e) => getComputedStyle(e).visibility), "visible", "the card that the room talks about is seen");
});

await test("in one column Tab goes as the eye does, also when the live pieces come anew", { viewport: { width: 390, height: 844 } }, async (tab) => {
	const reached = () => tab.evaluate(() => {
		scrollTo(0, 0);
		const all = [...document.querySelectorAll(".console-body :is(a[href], button, input, summary, [tabindex='0'])")].filter((el) => el.offsetParent);
		return all.map((el) => ({ words: el.textContent.trim() || el.id, top: Math.round(el.getBoundingClientRect().top) }));
	});
	const place = (all, words) => all.findIndex((el) => el.words === words);
	const asSeen = async () => {
		const all = await reached();
		for (let i = 1; i < all.length; i++) assert.ok(all[i].top >= all[i - 1].top - 20, JSON.stringify([all[i - 1], all[i]]));
		for (const [one, other] of [["Pause", "Næste kort"], ["Næste kort", "Løft kortet"], ["Løft kortet", "Tid"]]) assert.ok(place(all, one) >= 0 && place(all, one) < place(all, other), one);
		return all;
	};
	const head = '<header class="console-head" id="head"><h1>Saml kortene</h1><span class="timer"></span><button>Tilbage</button><button>Pause</button><button data-next>Næste</button></header>';
	serveLive(`<div class="console"><div class="console-body"><aside class="run-sheet"><p class="notice">Gemt</p><nav class="actions"><a href="/">Lærredet</a></nav>
		<section class="panel" data-first><h2>Sig</h2></section><p class="actions" data-first><button>Næste kort</button></p><details class="fold"><summary>Tid</summary></details></aside>
		<div class="bench"><div id="live">${head}<p class="counts" id="counts">21</p><section id="bench"><button>Løft kortet</button></section></div></div></div></div>`, "page");
	await tab.goto(`${base}/t`);
	await until(() => streams.size === 1);
	const count = (await asSeen()).length;
	say(`<div hx-swap-oob="innerHTML:#live">${head.replace("Saml kortene", "Saml dem")}<section id="bench"><button>Løft kortet</button></section></div>`);
	await tab.waitForFunction(() => document.querySelector(".run-sheet > #head h1")?.textContent.startsWith("Saml dem"));
	assert.equal(await tab.locator(".console-head").count(), 1);
	assert.equal((await asSeen()).length, count);
	say('<div hx-swap-oob="afterend:#head"><p id="beside">Ved siden af</p></div>');		// a piece that comes next to the head
	await tab.waitForSelector("#live > #beside");
	await tab.setViewportSize({ width: 1280, height: 900 });
	await tab.waitForSelector("#live > #head:first-child");
	const desk = await reached();
	assert.ok(place(desk, "Tid") < place(desk, "Pause"), "at a desk the run sheet stands before the board");
	assert.equal(desk.length, count);
	assert.equal(await tab.locator(".run-sheet").count(), 1);
	await tab.setViewportSize({ width: 390, height: 844 });
	await tab.waitForSelector(".run-sheet > #head");
	await asSeen();
});

await test("answers that have no room on the wall are counted, each question's", { viewport: { width: 1280, height: 720 } }, async (tab) => {
	const asked = (key, n) => `<article class="ask-item" id="item-${key}"><h3>Asked ${key}</h3><section class="ask-texts"><ul>${
		Array.from({ length: n }, (_, i) => `<li>${key} ${i}: we could begin the day with five minutes in which everybody says what they need help with</li>`).join("")}</ul></section></article>`;
	const page = (items) => `<div id="live"><div class="wall-page"><div class="wall-main" data-fit><div class="ask-items" id="ask-items" data-spills data-counts=".ask-item">${items}</div></div></div></div>`;
	serveLive(page(asked("a", 60) + asked("b", 3) + asked("c", 40)), "wall");
	await tab.goto(`${base}/t`);
	await until(() => streams.size === 1);
	const measure = () => tab.evaluate(() => {
		const box = document.querySelector(".ask-items"), { top, bottom } = box.getBoundingClientRect();
		return [...box.querySelectorAll(".ask-item")].map((item) => {
			const seen = [...item.querySelectorAll("li")].filter((li) => li.offsetParent), more = item.querySelector(".more")?.textContent ?? "";
			const cut = [item, ...seen].filter((el) => el.getBoundingClientRect().top < top - 3 || el.getBoundingClientRect().bottom > bottom + 3).length;
			return { all: item.querySelectorAll(".ask-texts li").length, seen: seen.length, cut, more };
		});
	});
	await tab.evaluate(() => { for (const e of document.querySelectorAll("main, #live")) e.style.height = "100%"; document.getElementById("texts").dataset.moreOthers = "+%1"; dispatchEvent(new Event("resize")); });
	await tab.waitForFunction(() => document.querySelector(".more")?.textContent.startsWith("+"));
	const found = await comesToBe(measure, (items) => items.map((item) => ({ ...item, cut: 0, more: item.seen < item.all ? `+${item.all - item.seen}` : "" })));
	for (const item of found) assert.ok(item.seen > 0);
	assert.equal((await measure())[1].seen, 3, "what is short is whole");
	say(`<article hx-swap-oob="true" class="ask-item" id="item-a"><h3>Asked a</h3><section class="ask-texts"><ul><li>one</li></ul></section></article><article hx-swap-oob="true" class="ask-item" id="item-c"><h3>Asked c</h3><section class="ask-texts"><ul><li>two</li></ul></section></article>`);
	await until(async () => (await measure()).every((item) => item.more === "" && item.seen === item.all));
});

/* Whatever a room has written: seen whole on the wall, or counted. */
const many = (n, make) => Promise.all(Array.from({ length: n }, (_, i) => make(i)));
const text280 = "We should stop laying meetings on top of each other, for nobody has the time to prepare, and then the same three people speak every time while the rest of us sit and wait for lunch and for what we are really here to do, which is to look after those who come to us every single day.".slice(0, 280);
const question140 = "Which of the many things that we have talked about this spring should we take hold of first, if we alone were to decide it all tomorrow?";
const sentences = ["We lack the calm to think, and the work suffers when we are interrupted all the time.", "The meetings are too long", "The rota changes at short notice, which makes family life hard", "The leader is hard to reach in the evening"];
const answers = async (texts) => piece("ask_items", { piece: "ask-items" }, await piece("ask_item", { piece: "item", title: "What should change?", said_above: true, is_texts: true, heads: [{ texts: texts.map((text) => ({ text })) }] }));
const cloud = async (n, said, more = {}) => piece("ask_items", { piece: "ask-items", one: true }, await piece("ask_item", { piece: "item", title: "Three words about us", said_above: true, is_cloud: true, ...more,
	words: Array.from({ length: n }, (_, i) => ({ word: `${["calm", "being alone at night", "pride in the work", "free to decide"][i % 4]} ${i}`, ...(said && i < 12 ? { size: i < 3 ? 5 : 3, many: true, n: 14 - i } : { size: 1 }) })) }));
const row = (i, change, more = {}) => piece("piece_row", { piece: `row-${i}`, change, fields: [{ label: "The first step", words: "Ida writes round tomorrow" }, { label: "Who sees to it", words: "The shop steward and the whole team" }, { label: "When", words: "24 December" }], ...more });
const short = ["Shorter meetings", "Ten minutes to hand over", "A new coffee machine", "Ask the night shift every Friday", "No mail after five", "Learn beside a colleague", "Less noise in the office", "Praise on Mondays"];
const full = "We make the rota anew so that nobody has more than two nights in a row, and ask everybody each Friday whether it suits, and mend it before the next one, too";
const ofAsked = (title, options) => piece("ask_asked", { piece: "asked", said_above: true, asked: [{ title, options }] });
const ofQuestions = (n, more) => piece("piece_wall_channel", { piece: "channel", title: "Questions on the way", questions: Array.from({ length: n }, () => ({ text: text280, any_votes: true, votes: 10 })), ...more });
const walls = [
	{ what: "a question with eight options", of: ".ask-asked li li", n: 8, all: true, html: async () => ofAsked(question140, await many(8, (i) => ({ label: `${i + 1} A long option with many words about arranging the work`.padEnd(60, "x") }))) },
	{ what: "twenty questions", of: ".ask-asked h2", n: 20, all: true, html: () => piece("ask_asked", { piece: "asked", several: true, asked: Array.from({ length: 20 }, (_, i) => ({ title: `${sentences[i % 4]} ${i}` })) }) },
	{ what: "a model beneath words of its own", of: ".wall-parts > li", n: 5, all: true, html: async () => `<div class="prose wall-words"><ol>${short.slice(0, 5).map((s) => `<li>${s}</li>`).join("")}</ol></div>${await piece("piece_reading_wall", { piece: "reading", headed: true, title: "Five pieces of advice", topics: short.slice(0, 5).map((title) => ({ title, body: text280.slice(0, 130) })) })}` },
	{ what: "a photo, which has it to itself, and three proposals", of: ".action, .wall-photo img", n: 1, all: true, html: async () => (await many(3, (i) => row(i, short[i]))).join("") + (await piece("piece_photo_wall", { piece: "photo", group: "Group 1", width: 1600, height: 1200 })).replace(/src="[^"]*"/, 'src="/a/icon.svg"') },
	{ what: "a day of sixty items", of: ".wall-day li", n: 60, stage: true, html: () => piece("piece_wall_agenda", { piece: "stage", parts: Array.from({ length: 5 }, (_, part) => ({ title: `Part ${part}`, lines: Array.from({ length: 12 }, (_, i) => ({ at: "10.45", title: sentences[i % 4], now: part === 4 && i === 11 })) })) }) },
	{ what: "thirty sentences", of: ".ask-texts li", n: 30, html: async () => answers(await many(30, (i) => `${sentences[i % 4]} ${i}`)) },
	{ what: "fourteen answers of 280 characters", of: ".ask-texts li", n: 14, html: async () => answers(await many(14, () => text280)) },
	{ what: "sixty answers of 280 characters", of: ".ask-texts li", n: 60, html: async () => answers(await many(60, () => text280)) },
	{ what: "ninety words", of: ".ask-cloud li", n: 90, all: true, html: () => cloud(90, false) },
	{ what: "three hundred words, the most said among them", of: ".ask-cloud li", n: 340, kept: '[data-size="5"], [data-size="3"]', html: () => cloud(300, true, { words_more: "and 40 more", words_more_n: 40 }) },
	{ what: "eight short proposals", of: ".action", n: 8, all: true, html: async () => (await many(8, (i) => row(i, short[i]))).join("") },
	{ what: "fourteen full proposals", of: ".action", n: 14, html: async () => (await many(14, (i) => row(i, full))).join("") },
	{ what: "one proposal of fourteen, talked about", of: ".action", n: 1, all: true, html: async () => (await many(14, (i) => row(i, full, { focus: i === 9 }))).join("") },
	{ what: "what ten groups wrote", of: ".panel", n: 10, html: async () => (await many(10, (i) => piece("piece_text", { piece: `text-${i}`, group: `Group ${i}`, text: `${text280} ${text280} ${text280}` }))).join("") },
	{ what: "five questions of 280 characters", of: ".wall-channel li", n: 5, html: () => ofQuestions(5, { one: false }) },
	{ what: "fifteen questions of 280 characters, of which eight are sent", of: ".wall-channel li", n: 15, once: true, html: () => ofQuestions(8, { one: false, more: "+7", more_n: 7 }) },
	{ what: "the question that is answered", of: ".wall-channel-one", n: 1, all: true, html: () => ofQuestions(1, { one: true }) },
];
const seenOf = (tab, items) => tab.evaluate((of) => {
	const seen = (el) => el.checkVisibility({ visibilityProperty: true }) && el.getBoundingClientRect().height > 1;	// a pixel: for those who listen
	const beyond = (at, { top, bottom, left, right }) => at.top < top - 3 || at.bottom > bottom + 3 || at.left < left - 3 || at.right > right + 3;
	const cut = (el) => {
		for (let up = el.parentElement; up; up = up.parentElement)
			if ((up === document.body || getComputedStyle(up).overflowY !== "visible") && beyond(el.getBoundingClientRect(), up.getBoundingClientRect())) return true;
		return false;
	};
	const shown = [...document.querySelectorAll(of)].filter((el) => seen(el) && !el.matches(".more")), words = [...document.querySelectorAll(".wall-main :is(h1, h2, h3, p, li, dt, dd, article, img, figcaption)")].filter(seen);
	const said = [...document.querySelectorAll(".more")].filter(seen).map((el) => Number(el.textContent));
	const bell = document.querySelector("[data-bell-unlock]").getBoundingClientRect();
	const under = words.filter((el) => { const at = el.getBoundingClientRect(); return at.right > bell.left && at.left < bell.right && at.bottom > bell.top + 1 && at.top < bell.bottom - 1; });
	return { bell: bell.height > 10 && bell.bottom <= innerHeight, under: under.map((el) => el.textContent.slice(0, 40)), cut: words.filter(cut).map((el) => el.textContent.slice(0, 40)), some: shown.length > 0, together: said.reduce((sum, more) => sum + more, shown.length), whole: !said.length };
}, items);
for (const viewport of [{ width: 1280, height: 720 }, { width: 1920, height: 1080 }])
	for (const { what, of, n, all, stage, kept, once, html } of walls)
		await test(`on a wall of ${viewport.width} px ${what}: whole, and what has no room is counted`, { viewport }, async (tab) => {
			serveLive(`<div id="live">${await piece("piece_wall_head", { piece: "head", heading: "Today" })}${stage ? await html() : await piece("piece_wall_main", { piece: "stage", step: { headline: "What do we do?" } }, await html())}</div><div class="wall-bell"><button class="ds-button" type="button" data-variant="secondary" data-size="sm" data-bell-unlock>Sound on</button></div>`, "wall");
			await tab.goto(`${base}/t`);
			await tab.evaluate(() => {
				document.querySelector("main").className = "wall-page";
				document.querySelector("main").style.height = "100%";
				document.getElementById("texts").dataset.moreOthers = "+%1";
				dispatchEvent(new Event("resize"));
				return document.fonts.ready;
			});
			await comesToBe(() => seenOf(tab, of), (seen) => ({ ...seen, bell: true, under: [], cut: [], some: true, together: n, ...(all && { whole: true }) }));
			if (once) assert.equal(await tab.$$eval(".more", (els) => els.filter((el) => el.checkVisibility() && el.textContent).length), 1, "one number tells of those that are not sent and of those that have no room");
			if (kept) assert.ok(await tab.$$eval(kept, (els) => els.length > 0 && els.every((el) => el.checkVisibility())), "what is left out is what was said least");
		});

await test("the join page: at most 60 kB and four requests", phone, async (tab) => {
	let bytes = 0, requests = 0;
	const cdp = await tab.context().newCDPSession(tab);
	await cdp.send("Network.enable");
	cdp.on("Network.requestWillBeSent", () => { requests++; });
	cdp.on("Network.loadingFinished", (e) => { bytes += e.encodedDataLength; });
	await tab.goto(`${base}/phone_join`);
	await tab.waitForLoadState("networkidle");
	console.log(`  # ${requests} requests, ${bytes} bytes`);
	assert.ok(requests <= 4 && requests >= 3);
	assert.ok(bytes <= 60_000 && bytes > 5000);
});

await browser.close();
server.close();
server.closeAllConnections();
console.log(`${n - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
