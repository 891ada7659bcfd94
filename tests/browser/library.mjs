// The library in a browser: somebody finds a tool, goes through it alone, fills
// in sheets that nobody else may see, and begins it with colleagues.
//
//	node tests/browser/library.mjs path/to/samspil [folder for pictures]
//
// The heart of it: a marker is typed into every field of every worksheet and
// question set, and then looked for in all that the browser sent, in the
// server's log and in its database. Prints TAP.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { day, DESK, PHONE, Program, root, Screens, stations, until } from "./support.mjs";

const [binary, folder] = process.argv.slice(2);
assert(binary, "usage: library.mjs SAMSPIL [FOLDER]");
const pictures = path.resolve(folder ?? path.join(root, "tests/artefacts", process.env.SAMSPIL_TEST_STORE ? "library-postgres" : "library"));
const program = new Program(path.resolve(binary));
const screens = new Screens(program, pictures);

const MARKER = "Kvæghovedmærke7391", BARE = "7391";	// BARE: the part that no encoding changes
const LOOKED_AT = 3;	// of each kind of page, pictures and axe; all are opened
const job = { seen: {}, sent: [] };

/** What the library holds, by kind, as its own API tells. */
async function shelf(kind) {
	const answer = await fetch(`${program.url}/library?kind=${kind}`, { headers: { Accept: "application/json" } });
	return (await answer.json()).sections.flatMap((s) => s.methods);
}

/** Everything this tab sends, body and all, whatever carries it. */
function listen(tab) {
	tab.on("request", (r) => job.sent.push(`${r.method()} ${r.url()} ${JSON.stringify(r.headers())} ${r.postData() ?? ""}`));
	tab.on("websocket", (w) => job.sent.push(`websocket ${w.url()}`));
	return tab;
}

const isIcon = (s) => /^GET \S+\/a\/icon-/.test(s);	// the page's own picture may still be on its way
const holdsMarker = (text) => text.includes(MARKER) || text.includes(encodeURIComponent(MARKER)) || text.includes(BARE);

async function look(tab, kind, options) {
	job.seen[kind] = (job.seen[kind] ?? 0) + 1;
	if (job.seen[kind] <= LOOKED_AT) await screens.look(tab, `${kind}-${job.seen[kind]}`, options);
}

/** The marker in every field for words; a tick, a choice, a place in everything else. */
async function fillIn(tab) {
	await tab.evaluate((marker) => {
		for (const d of document.querySelectorAll("form[data-sheet] details")) d.open = true;
		for (const f of document.querySelectorAll("form[data-sheet] :is(input, textarea, select)[name]")) {
			if (f.type === "checkbox" || f.type === "radio") f.checked = true;
			else if (f.tagName === "SELECT") f.selectedIndex = 1;
			else if (f.type === "date") f.value = "2026-03-01";
			else if (f.type === "number") f.value = "7391";
			else if (f.type === "range") f.value = "7";
			else f.value = marker;
			f.dispatchEvent(new InputEvent("input", { bubbles: true }));
		}
	}, MARKER);
	// And once as fingers do it.
	const words = tab.locator("form[data-sheet] textarea").first();
	if (await words.count()) {
		await words.fill("");
		await words.pressSequentially(MARKER);
	}
}

const keptHere = (tab) => tab.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith("samspil.sheet.")));

/** What a script of the page could do to send a word, tried from within it. */
function tryToSend(tab) {
	return tab.evaluate(async (marker) => {
		const ways = {
			fetch: () => fetch(`/health?${marker}`),
			post: () => fetch("/health", { method: "POST", body: marker }),
			request: () => new Promise((yes, no) => { const r = new XMLHttpRequest(); r.onload = yes; r.onerror = no; r.open("GET", `/health?${marker}`); r.send(); }),
			beacon: () => { if (!navigator.sendBeacon("/health", marker)) throw new Error("refused"); },
			stream: () => new Promise((yes, no) => { const s = new EventSource(`/health?${marker}`); s.onopen = yes; s.onerror = no; }),
			socket: () => new Promise((yes, no) => { const s = new WebSocket(`ws://${location.host}/health?${marker}`); s.onopen = yes; s.onerror = no; }),
			form: () => new Promise((yes, no) => {
				const form = Object.assign(document.createElement("form"), { action: "/health", method: "get" });
				form.append(Object.assign(document.createElement("input"), { name: "q", value: marker }));
				document.body.append(form);
				addEventListener("pagehide", yes);
				form.submit();
				setTimeout(no, 500);
			}),
		};
		const came = [];
		for (const [name, way] of Object.entries(ways)) await Promise.resolve().then(way).then(() => came.push(name), () => null);
		return came;
	}, "prøve");
}

/** All that the server has written down: its log, and its store as bytes. */
function written() {
	const files = readdirSync(program.folder).map((f) => readFileSync(path.join(program.folder, f)).toString("latin1"));
	if (!program.store.startsWith("sqlite:")) files.push(execFileSync("pg_dump", ["--data-only", program.store], { maxBuffer: 1 << 28 }).toString());
	return files;
}

const latin = (s) => Buffer.from(s).toString("latin1");

await stations([
	["what is typed finds, and narrows, without a page of its own", async () => {
		await program.start("demo", "--log=debug");
		await screens.open();
		const tab = job.desk = await screens.somebody("reader", DESK);
		await screens.go(tab, "/library");
		await look(tab, "library");
		const all = await tab.locator("#found .rows > li").count();
		await tab.evaluate(() => { window.sameTab = true; });
		await tab.locator("#q").pressSequentially("travl");
		await until(async () => /q=travl/.test(tab.url()), "the address follows the words");
		const some = await tab.locator("#found .rows > li").count();
		assert(some > 0 && some < all, `${some} of ${all}`);
		assert(await tab.evaluate(() => window.sameTab), "the page stayed");
		await tab.fill("#q", "krænkelsen");
		await until(async () => /kr%C3%A6nkelsen/.test(tab.url()));
		assert(await tab.locator("#found .rows > li").count(), "another form of a word");
		await look(tab, "library");
		await tab.fill("#q", "");
		await tab.selectOption("#f-time", "60");
		await until(async () => /time=60/.test(tab.url()));
		for (const facts of await tab.locator("#found .found-facts").allTextContents()) assert(!/[2-9] t|1 t \d/.test(facts), facts);
		await tab.fill("#q", "xyzzy");
		await tab.locator("#found .empty").waitFor();
		await look(tab, "library");
		screens.blameless();
	}],

	["the same without script, and on a phone", async () => {
		const bare = await screens.somebody("without script", { ...DESK, javaScriptEnabled: false });
		await screens.go(bare, "/library");
		await bare.fill("#q", "samtale");
		await bare.locator(".finder-more > summary").click();
		await bare.selectOption("#f-kind", "workshop");
		await bare.locator(".finder button").click();
		await bare.waitForURL(/q=samtale/);
		assert(await bare.locator("#found .rows > li").count(), "found without script");
		const phone = job.phone = await screens.somebody("reader on a phone", PHONE);
		await screens.go(phone, "/library");
		await look(phone, "library-phone");
		// A thumb reaches the end: shelves but the first are folded, and open with a tap.
		const { height } = phone.viewportSize();
		assert(await phone.evaluate(() => document.documentElement.scrollHeight) < 5 * height, "the library is a few screens long");
		const deck = phone.locator('#found a[href^="/deck/"]').first();
		assert(!await deck.isVisible());
		await phone.locator('.shelf:has(a[href^="/deck/"]) > summary').click();
		await deck.waitFor();
		await phone.locator(".finder-quick a").first().click();
		await phone.waitForURL(/time=30&kind=workshop/);
		assert(await phone.locator("#found .rows > li").first().isVisible(), "what fits within half an hour lies open");
		await look(phone, "library-phone");
		screens.blameless();
	}],

	["on a phone a table that goes on says so at its edge, and a keyboard reaches the rest", async () => {
		const phone = job.phone;
		await screens.go(phone, "/sheet/time-overview");
		const wide = await phone.locator(".table-scroll").evaluateAll((all) => all.map((t, i) => (t.scrollWidth > t.clientWidth ? i : -1)).filter((i) => i >= 0));
		assert(wide.length, "a table wider than the phone");
		for (const box of await phone.locator(".table-scroll").all()) {
			assert.equal(await box.getAttribute("role"), "region");
			assert.equal(await box.getAttribute("tabindex"), "0");
			assert((await box.getAttribute("aria-label")).trim(), "the region has a name");
		}
		const box = phone.locator(".table-scroll").nth(wide[0]);
		await look(phone, "table-phone");
		await box.locator("table").evaluate((t) => { t.style.visibility = "hidden"; });
		// The two edges, a few pixels inside the line: shadow where there is more, paper where there is none.
		const edges = async () => {
			await box.scrollIntoViewIfNeeded();
			const { x, y, width } = await box.boundingBox();
			const clip = (left) => phone.screenshot({ clip: { x: left, y: y + 20, width: 4, height: 10 } });
			return [await clip(x + 2), await clip(x + width - 6), await clip(x + width / 2)];
		};
		let [left, right, middle] = await edges();
		assert(left.equals(middle), "at the start nothing is hidden on the left");
		assert(!right.equals(middle), "the right edge lies in shadow");
		await box.focus();
		await box.evaluate((t) => t.scrollTo({ left: t.scrollWidth }));
		[left, right, middle] = await edges();
		assert(right.equals(middle) && !left.equals(middle), "at the end the shadow lies on the left");
		screens.blameless();
	}],

	["every method has its page, in both languages", async () => {
		for (const [i, m] of (await shelf("workshop")).entries()) {
			await screens.go(job.desk, m.url);
			assert.equal((await job.desk.locator("h1").textContent()).trim(), m.title);
			await look(job.desk, "method");
			if (i === 0) {
				await screens.go(job.phone, m.url);
				await look(job.phone, "method-phone");
			}
		}
		screens.blameless();
	}],

	["every deck deals each card once", async () => {
		for (const deck of await shelf("deck")) {
			await screens.go(job.desk, deck.url);
			const n = await job.desk.locator(".deck > li").count();
			const drawn = new Set();
			for (let i = 0; i < n; i++) {
				await job.desk.click("[data-deal-next]");
				const card = job.desk.locator(".deck > li:visible");
				assert.equal(await card.count(), 1);
				drawn.add(await card.getAttribute("data-number"));
				if (i === 0) await look(job.desk, "deck");
			}
			assert.equal(drawn.size, n, deck.url);
		}
		screens.blameless();
	}],

	["sheets keep what is written, on this device and nowhere else", async () => {
		const tab = listen(await screens.somebody("somebody with a secret", DESK));
		job.secret = tab;
		for (const sheet of await shelf("worksheet")) {
			await screens.go(tab, sheet.url);
			await tab.evaluate(() => document.fonts.ready);
			const before = job.sent.length;
			await fillIn(tab);
			assert.deepEqual(job.sent.slice(before).filter((s) => !isIcon(s)), [], `${sheet.url} sent something`);
			await look(tab, "worksheet");
			await screens.go(tab, sheet.url);
			const words = tab.locator("form[data-sheet] textarea").first();
			if (await words.count()) assert.equal(await words.inputValue(), MARKER, `${sheet.url} remembers`);
			assert((await keptHere(tab)).length, "kept");
		}
		screens.blameless();
	}],

	["the browser itself refuses to send a word of a sheet", async () => {
		const tab = await screens.somebody("a script that would", DESK);
		tab.refusalExpected = true;
		const [sheet] = await shelf("worksheet"), [set] = await shelf("questions"), [tool] = await shelf("workshop");
		await screens.without(async () => {
			for (const url of [sheet.url, set.url, `${tool.url}/alone/1`]) {
				await screens.go(tab, url);
				const came = await tryToSend(tab);
				// A beacon says yes and is stopped all the same: the log shows whether anything came.
				assert.deepEqual(came.filter((way) => way !== "beacon"), [], `${url}: ${came}`);
			}
		});
		assert(!written().some((text) => text.includes("POST") && text.includes("/health")), "no beacon came");
		screens.faults = screens.faults.filter((f) => !/a script that would/.test(f));	// the refusals themselves
		screens.blameless();
	}],

	["a sheet is saved as a file, deleted with one press and opened again", async () => {
		const tab = job.secret;
		const [sheet] = await shelf("worksheet");
		await screens.go(tab, sheet.url);
		const [download] = await Promise.all([tab.waitForEvent("download"), tab.click("[data-sheet-save]")]);
		const file = await download.path(), html = readFileSync(file, "utf8");
		assert(html.includes(MARKER) && html.includes(sheet.title.replaceAll("&", "&amp;")), "the file can be read");
		const name = await tab.locator("form[data-sheet]").getAttribute("data-sheet");
		await tab.click("[data-sheet-delete]");
		assert(!(await keptHere(tab)).includes(`samspil.sheet.${name}`), "gone");
		assert.equal(await tab.locator("form[data-sheet] :is(input, textarea):checked").count(), 0);
		await tab.setInputFiles("[data-sheet-file]", { name: "ark.html", mimeType: "text/html", buffer: Buffer.from(html) });
		await until(async () => (await keptHere(tab)).includes(`samspil.sheet.${name}`), "open again");
		await tab.setInputFiles("[data-sheet-file]", { name: "andet.html", mimeType: "text/html", buffer: Buffer.from(html.replaceAll(name, "worksheet/other")) });
		const refused = await tab.locator("[data-sheet-state]").getAttribute("data-no-sheet");
		await until(async () => (await tab.locator("[data-sheet-state]").textContent()) === refused, "another sheet's file is refused");
		await tab.emulateMedia({ media: "print" });
		await tab.screenshot({ path: path.join(pictures, "sheet-on-paper.png"), fullPage: true });
		assert(!await tab.locator(".sheet-tools, .top").first().isVisible(), "paper has no buttons");
		await tab.emulateMedia({ media: null });
		screens.blameless();
	}],

	["a policy is finished when it is written, and when yes is said to what is not ticked", async () => {
		const tab = job.secret;
		await screens.go(tab, "/worksheet/policy-draft");
		await tab.click("[data-sheet-delete]");
		await tab.click("[data-final-save]");
		const gaps = tab.locator("[data-gaps] li"), sections = await tab.locator(".sheet-part:has([data-must])").count();
		assert(sections > 12, "all that a policy must say");
		assert.equal(await gaps.count(), await tab.locator("[data-must]").count(), "each is named");
		assert(await tab.locator("#private_life :is(input, textarea)").first().isVisible());
		assert.equal(await tab.locator("#private_life [data-must]").count(), 0, "private life may be left out");
		for (const field of await tab.locator("[data-must] :is(input, textarea)").all())
			await field.fill(await field.getAttribute("type") === "date" ? "2027-01-01" : "Vores ord");
		await tab.locator("#check input").first().check();
		await tab.click("[data-final-save]");
		assert(!await tab.locator("[data-gaps]").isVisible());
		const rules = await tab.locator("#check input").count(), open = tab.locator("[data-unticked] li");
		assert.equal(await open.count(), rules - 1, "what is not ticked is named");
		await look(tab, "policy-unticked");
		await tab.click("[data-final-save]");
		assert.equal(await tab.locator("[data-anyway]").isChecked(), false, "pressing twice is no yes");
		await tab.locator("[data-anyway]").check();
		const [download] = await Promise.all([tab.waitForEvent("download"), tab.click("[data-final-save]")]);
		const html = readFileSync(await download.path(), "utf8").replace(/<script[^]*<\/script>/, "");
		assert(html.includes("<h1>Vores politik") && html.includes("1. januar 2027") && !html.includes("2027-01-01"), "a date in words");
		assert(!/egen enhed|kladde/i.test(html), "nothing of how it was kept");
		assert(!html.includes(await tab.locator("#check h2").innerText()), "nor of what was ticked on the way");
		screens.blameless();
	}],

	["red shows the way to help, on this screen only", async () => {
		const tab = job.secret;
		let reds = 0;
		for (const sheet of await shelf("worksheet")) {
			await screens.go(tab, sheet.url);
			const red = tab.locator('[data-tone="red"] input[type=checkbox], input[type=radio][value=red]').first();
			if (!await red.count()) continue;
			reds++;
			await tab.click("[data-sheet-delete]");
			assert(!await tab.locator("[data-sheet-help]").isVisible(), "no help before it is asked for");
			await red.check();
			assert(await tab.locator("[data-sheet-help]").isVisible(), `${sheet.url} shows the way`);
			await look(tab, "help");
		}
		assert(reds, "some sheet has a red part");
		screens.blameless();
	}],

	["a reminder is a file made here", async () => {
		const tab = job.secret;
		for (const sheet of await shelf("worksheet")) {
			await screens.go(tab, sheet.url);
			if (!await tab.locator("[data-remind]").count()) continue;
			const before = job.sent.length;
			const [download] = await Promise.all([tab.waitForEvent("download"), tab.locator("[data-remind]").first().click()]);
			assert.match(readFileSync(await download.path(), "utf8"), /^BEGIN:VCALENDAR\r\n[^]*SUMMARY:/);
			assert.deepEqual(job.sent.slice(before).filter((s) => !s.includes("blob:") && !isIcon(s)), []);
			return screens.blameless();
		}
		assert.fail("no sheet reminds");
	}],

	["a profile is reckoned here: all of a level or nothing, and what comes next", async () => {
		const tab = job.secret;
		for (const set of await shelf("questions")) {
			await screens.go(tab, set.url);
			await fillIn(tab);
			await look(tab, "set");
			for (const group of await tab.locator("[data-result]").all()) {
				const key = await group.getAttribute("data-result"), most = await group.getAttribute("data-most");
				const items = tab.locator(`[data-item][data-group="${key}"]`);
				for (const item of await items.all()) await item.locator("input").last().check();
				assert.equal((await group.locator("[data-sum]").textContent()).trim(), `${most} / ${most}`);
				const bands = await group.locator("[data-up-to]").count();
				assert.equal(await group.locator("[data-up-to]:visible").count(), bands ? 1 : 0, "one band");
				for (const link of await group.locator("[data-up-to]:visible a").all()) {
					const to = await fetch(program.url + await link.getAttribute("href"));
					assert.equal(to.status, 200, "a suggestion leads to a method");
					job.suggested = true;
				}
			}
			await tab.evaluate(() => { const first = document.querySelector("[data-item][data-group] input:checked"); if (first) { first.checked = false; first.dispatchEvent(new InputEvent("input", { bubbles: true })); } });
			const first = tab.locator("[data-result]").first();
			if (await first.count()) assert(await first.locator("[data-missing]").isVisible(), "one answer short is no sum");
		}
		assert(job.suggested, "some profile suggests a method");
		screens.blameless();
	}],

	["a tool alone, step by step: clock, cards, notes, and what was written before", async () => {
		const tab = job.secret;
		const kinds = new Set();
		for (const tool of (await shelf("workshop")).filter((m) => m.tool)) {
			await screens.go(tab, `${tool.url}/alone/1`);
			for (let n = 1; ; n++) {
				assert.match(tab.url(), new RegExp(`/alone/${n}$`));
				const kind = await tab.evaluate(() => ["[data-deal]", "form[data-profile]", "form[data-sheet^='worksheet']", "form[data-sheet^='alone']", ".film", ".model-parts"].filter((s) => document.querySelector(s)).join(" "));
				if (!kinds.has(kind)) await look(tab, `alone ${kinds.size}`);
				kinds.add(kind);
				const notes = tab.locator("form[data-sheet^='alone'] textarea").first();
				if (await notes.count()) await notes.fill(`${MARKER} fra trin ${n}`);
				const earlier = tab.locator("[data-earlier]:visible");
				if (await earlier.count()) {
					job.earlier = true;
					assert.match(await earlier.locator("li").first().textContent(), /fra trin/);
				}
				const next = tab.locator(".player-foot a[rel=next]");
				if (!await next.count()) break;
				await next.click();
				await tab.waitForURL((u) => u.pathname.endsWith(`/alone/${n + 1}`));
			}
			await tab.click("[data-delete-all]");
			assert.equal((await keptHere(tab)).filter((k) => k.includes(`sheet.alone/${tool.url.split("/").pop()}/`)).length, 0, "notes are gone");
		}
		assert(job.earlier, "an earlier step's notes were shown");
		assert(kinds.size >= 5, [...kinds].join(" | "));
		screens.blameless();
	}],

	["the clock of a step runs and can be held", async () => {
		const tab = job.secret;
		const [tool] = await shelf("workshop");
		await screens.go(tab, `${tool.url}/alone/1`);
		const timer = tab.locator(".step-timer .timer");
		const whole = await timer.textContent();
		await tab.click("[data-timer-go]");
		await until(async () => (await timer.textContent()) !== whole, "it counts");
		await tab.click("[data-timer-go]");
		assert.equal(await timer.getAttribute("data-paused"), "true");
		await tab.click("[data-timer-again]");
		await until(async () => (await timer.textContent()) === whole, "from the beginning");
		screens.blameless();
	}],

	["not a byte of it in what was sent, in the log or in the database", async () => {
		assert(job.sent.length > 100, "the browser was listened to");
		assert.deepEqual(job.sent.filter(holdsMarker), []);
		assert(job.sent.every((s) => s.startsWith("GET ")), "nothing but looking at pages");
		assert(written().some((text) => text.includes("route=/worksheet/:key")), "the log was read");
		assert(written().some((text) => text.includes("future-workshop")), "the database was read");
		for (const text of written()) assert(!text.includes(latin(MARKER)) && !text.includes(MARKER), "the server knows");
	}],

	["at a shared computer the next person finds nothing, and whoever leaves may delete", async () => {
		const tab = await screens.somebody("those who share a computer", DESK);
		const sheet = "/worksheet/leader-reflection", box = tab.locator("form[data-sheet] textarea").first();
		const be = async (nth) => {
			await screens.go(tab, "/demo");
			await tab.locator("form[action='/demo'] button").nth(nth).click();
			await tab.waitForURL((u) => u.pathname === "/");
		};
		const sees = async () => { await screens.go(tab, sheet); return box.inputValue(); };
		const leave = async () => {
			await screens.go(tab, "/");
			await tab.locator(".top details.menu > summary").click();
			await tab.locator("form[action='/logout'] button").click();
		};
		await be(0);
		const name = (await tab.locator(".top details.menu > summary").textContent()).trim();
		await screens.go(tab, sheet);
		await box.fill("Karens tvivl");
		assert.equal(await sees(), "Karens tvivl");
		assert(!(await tab.evaluate(() => Object.keys(localStorage).join())).includes(name.split(" ")[0]), "no name in the browser's storage");
		assert.match(await tab.locator(".sheet-promise").textContent(), /Kun du kan se det/);
		await look(tab, "promise to somebody signed in");
		await leave();
		await tab.locator("#leave[open]").waitFor();
		await look(tab, "leave", { whole: false });
		await tab.click("[data-leave=keep]");
		await tab.waitForURL(/\/login/);
		assert.equal(await sees(), "", "nothing for whoever has not signed in");
		assert.match(await tab.locator(".sheet-promise").textContent(), /andre, der bruger samme/);
		await look(tab, "promise to nobody in particular");
		await box.fill("fra en gæst");
		await be(1);
		assert.equal(await sees(), "", "nothing for the next one");
		await leave();
		await tab.waitForURL(/\/login/);	// who has written nothing is asked nothing
		await be(0);
		assert.equal(await sees(), "Karens tvivl", "one's own comes back");
		await leave();
		await tab.click("[data-leave=delete]");
		await tab.waitForURL(/\/login/);
		await be(0);
		assert.equal(await sees(), "", "deleted on leaving");
		assert.equal((await keptHere(tab)).length, 1, "the guest's sheet is nobody's to delete");
		screens.blameless();
	}],

	["from the method's page to a session with colleagues", async () => {
		const tab = await screens.somebody("safety representative", DESK);
		await screens.go(tab, "/demo");
		await tab.locator("form[action='/demo'] button").nth(1).click();
		await tab.waitForURL((u) => u.pathname === "/");
		const tools = (await shelf("workshop")).filter((m) => m.tool);
		const tool = tools[0] ?? (await shelf("workshop"))[0];
		await screens.go(tab, tool.url);
		await look(tab, "run");
		await tab.click("#run details summary");
		const parts = tab.locator("#run input[name=part]");
		if (await parts.count() > 1) await parts.last().uncheck();
		await tab.fill("#run-day", day(51));
		await tab.locator("#run details form.form button").click();
		await tab.waitForURL(/\/workshop\/\d+/);
		await screens.go(tab, tool.url);
		await tab.locator("#run form").first().locator("button").click();
		await tab.waitForURL(/\/workshop\/\d+/);
		screens.blameless();
	}],
], {
	async broken() {
		program.sayWhatWentWrong();
		for (const f of screens.faults) console.log(`# ${f}`);
		await screens.lastSight();
	},
	async cleanup() {
		console.log(`# ${screens.seen.size} kinds of pages seen; pictures in ${path.relative(root, pictures)}`);
		await screens.close();
		await program.close();
	},
});
