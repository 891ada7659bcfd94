// A whole room at once: a projector, two facilitators and thirty phones in real
// browsers, ten of them through a network that refuses, loses, cuts and delays
// (support/faulty_proxy.py). A phone goes into the basement, one is put to sleep
// by its lock screen, and the server is killed in the middle. The wall, and at the
// end every file, shows everything that anybody did exactly once.
//
//	node tests/browser/crowd.mjs path/to/samspil [folder for pictures]
//
// SQLite, or the PostgreSQL that SAMSPIL_TEST_STORE names. SEED=n for the
// network of another run, PHONES=n (at least 6) for a smaller room. Prints TAP.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { arrived as here, contentWith, day, DESK, PHONE, PATIENCE_MS, Program, rehearsal, root, Screens, stations, until, WALL } from "./support.mjs";

const PHONES = Number(process.env.PHONES ?? 30), ROUGH = Math.round(PHONES / 3), DOTS = 3, CARDS = 2;
const PERCENT = 12;	// of the requests of the ten meet a fault: a page is five of them
const AT_ONCE = 10;	// browsers that load at the same moment: the machine is one, the phones are many
const FIRST_TRY_MS = 5000, TRIES_MS = 5 * PATIENCE_MS;
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e6));
const METHOD = rehearsal("crowd", "{da: Hele rummet, en: The whole room}", "{da: Alle på én gang, en: Everybody at once}", `      - {key: group, kind: group, title: {da: Overskrifter, en: Headings}, minutes: 10, from: cards}
      - {key: vote, kind: vote, title: {da: Prikker, en: Dots}, minutes: 10, from: group, dots: ${DOTS}, phone: {da: Sæt dem., en: Place them.}}
      - {key: ask, kind: ask, title: {da: Svar, en: Answers}, minutes: 10, set: asking-set, only: [traffic]}
      - {key: deal, kind: deal, with: pairs, deck: rehearsal-cards, rounds: 2, minutes_each: 5, partner: true, title: {da: Tal om et kort, en: Talk about a card}, minutes: 10}
`, `channel:
  title: {da: Spørgsmål undervejs, en: Questions along the way}
  help: {da: Skriv dem når de kommer., en: Write them as they come.}
`);

const [binary, folder] = process.argv.slice(2);
assert(binary, "usage: crowd.mjs SAMSPIL [FOLDER]");
const pictures = path.resolve(folder ?? path.join(root, "tests/artefacts", process.env.SAMSPIL_TEST_STORE ? "crowd-postgres" : "crowd"));
const program = new Program(path.resolve(binary));
const screens = new Screens(program, pictures);
screens.renderers = 6;	// thirty phones share them: this machine is not thirty machines
const content = contentWith("crowd", METHOD);
const start = () => program.start("demo", `--content=${content}`);

// ---- the bad network

class Network {
	async open(port) {
		this.child = spawn("/usr/bin/python3", [path.join(root, "tests/support/faulty_proxy.py"), String(port), String(SEED), String(PERCENT)], { stdio: ["pipe", "pipe", "inherit"] });
		this.said = "";
		this.child.stdout.setEncoding("utf8").on("data", (words) => { this.said += words; });
		this.url = `http://localhost:${(await until(() => this.said.match(/^(\d+)\n/), "the network says where it is"))[1]}`;
	}
	be(how) { this.child.stdin.write(`${how}\n`); }
	close() { this.child?.stdin.end(); }
}

const network = new Network();
let wall, desks, phones, id, home;

// ---- people

/** For each, so many at a time. */
async function each(list, body, atOnce = AT_ONCE) {
	const left = [...list.entries()];
	await Promise.all(Array.from({ length: atOnce }, async () => {
		for (let next; (next = left.shift());) await body(next[1], next[0]);
	}));
}
const all = (body) => each(phones, body);

/** Knows when a page came only in part: then its owner, who sees half a page or a bare one, loads it again. */
function watchDamage(p) {
	p.on("request", (r) => { if (r.isNavigationRequest()) p.damaged = false; });
	p.on("requestfailed", (r) => { if (["document", "script", "stylesheet"].includes(r.resourceType())) p.damaged = true; });
}

/** What a phone has before it, for whoever must find out why it came no further. */
const sight = (p) => Promise.race([p.evaluate(() => JSON.stringify({
	page: document.querySelector("main")?.dataset.pageKey, waits: localStorage.getItem("samspil.outbox"),
	items: [...document.querySelectorAll("[data-item]")].map((f) => [f.dataset.state, f.dataset.known, f.textContent.trim().slice(-60)]), told: document.querySelector("[data-outbox-state]")?.textContent,
})).catch((e) => e.message), new Promise((over) => { setTimeout(over, 5000, "the page does not answer"); })]);

/** Does it until it has worked; a broken page its owner loads again. Whoever gives up
 * after a fixed time never arrives on a slow machine: each try has more patience. */
async function does(p, what, why) {
	let last, ms = FIRST_TRY_MS;
	try {
		await until(async () => {
			p.setDefaultTimeout(ms);
			ms = Math.min(1.5 * ms, PATIENCE_MS);
			if (p.damaged || !p.url().startsWith(p.base)) await p.goto(p.base + p.home).catch(() => null);
			return what().then((r) => r !== false, (e) => { last = e.message; return false; });
		}, `${p.who}: ${why}`, TRIES_MS);
	} catch (e) {
		console.log(`# ${p.who} at ${p.url()}${p.damaged ? ", damaged" : ""}: ${await sight(p)}\n# ${last?.split("\n").slice(0, 4).join(" | ")}`);
		throw e;
	} finally {
		p.setDefaultTimeout(PATIENCE_MS);
	}
}
const brief = { timeout: PATIENCE_MS / 4 };
const json = async (tab, where) => (await tab.request.get(program.url + where, { headers: { accept: "application/json" } })).json();

/** All dots of an export, wherever they lie. */
function dotsOf(v) {
	if (Array.isArray(v)) return v.reduce((sum, one) => sum + dotsOf(one), 0);
	if (!v || typeof v !== "object") return 0;
	return (v.dots ?? 0) + Object.entries(v).filter(([name]) => name !== "votes").reduce((sum, [, one]) => sum + (Array.isArray(one) ? dotsOf(one) : 0), 0);
}

/** Moves the room on; everybody comes along by themselves. */
async function goTo(step) {
	const [desk] = desks;
	await until(async () => {
		const { side } = await json(desk, `/workshop/${id}`);
		if (side.agenda.find((s) => s.now)?.key === step) return true;
		await desk.locator("button[form=act][name=act][value=next]").click(brief).catch(() => null);
		return false;
	}, `the room is at ${step}`);
	await Promise.all(desks.map((d) => here(d, step, brief).catch(() => d.reload())));
	await all((p) => does(p, () => here(p, step), `comes to ${step}`));
}

async function send(p, words) {
	await does(p, async () => {
		if ((await p.locator("[data-own-cards]").textContent()).includes(words)) return true;
		await p.fill("#text", words);
		await p.locator("form[data-outbox] button:visible").first().click();
		return p.locator("[data-own-cards] li", { hasText: words }).waitFor();
	}, `writes ${words}`);
}

const written = (i, n) => `Kort ${i + 1}-${n + 1}.`;
const cards = Array.from({ length: PHONES }, (_, i) => Array.from({ length: CARDS }, (_, n) => written(i, n))).flat();
const onWall = async () => (await wall.locator(".card p:first-child").allTextContents()).map((t) => t.trim());
/** Every one of them is on the projector once, and nothing else is. */
const allOnWall = (list, why) => until(async () => {
	const there = (await onWall()).sort();
	return JSON.stringify(there) === JSON.stringify([...list].sort());
}, why, 2 * PATIENCE_MS);

/** As a lock screen does it: the page stands still, then goes on. */
async function lifecycle(p, state) {
	const wire = await p.context().newCDPSession(p);
	await wire.send("Page.setWebLifecycleState", { state });
	await wire.detach();
}

await stations([
	["a projector, two facilitators and thirty phones come in", async () => {
		console.log(`# SEED=${SEED}`);
		await start();
		await network.open(program.port);
		await screens.open();
		screens.tolerant = true;	// a network that fails is what this is about
		const desk = await screens.somebody("facilitator 1", DESK);
		await screens.go(desk, "/demo");
		await desk.getByRole("button", { name: "Jonas Friis" }).click();
		await desk.waitForURL((u) => u.pathname !== "/demo");
		await screens.go(desk, "/unit/2/workshop/new");
		const csrf = await desk.locator("input[name=csrf]").first().inputValue();
		const made = await desk.request.post(`${program.url}/unit/2/workshop/new`, { headers: { origin: program.url },
			form: { csrf, title: "Hele rummet", method: "crowd", day: day(), starts_at: "09:00" } });
		id = Number(made.url().match(/\/workshop\/(\d+)/)[1]);
		home = `/w/${id}`;
		const added = await desk.request.post(`${program.url}/workshop/${id}/facilitators`, { headers: { origin: program.url },
			form: { csrf, email: "ali.demir@samspil.example" } });
		assert(added.ok(), `a second facilitator: ${added.status()}`);
		await screens.go(desk, `/workshop/${id}`);
		const second = await screens.somebody("facilitator 2", DESK);
		await screens.go(second, "/demo");
		await second.getByRole("button", { name: "Ali Demir" }).click();
		await second.waitForURL((u) => u.pathname !== "/demo");
		await screens.go(second, `/workshop/${id}`);
		desks = [desk, second];
		wall = await screens.somebody("projector", WALL);
		await screens.go(wall, await desk.locator("a[href^='/wall/']").getAttribute("href"));
		const join = new URL(await desk.locator("a[href*='/join/']").first().getAttribute("href"), program.url).pathname;
		phones = await Promise.all(Array.from({ length: PHONES }, (_, i) => screens.somebody(`phone ${i + 1}`, PHONE)));
		phones.forEach(watchDamage);
		phones.forEach((p, i) => Object.assign(p, { base: i < ROUGH ? network.url : program.url, home: join }));
		await all((p) => does(p, async () => {
			await p.goto(p.base + join, { waitUntil: "domcontentloaded" });
			if (new URL(p.url()).pathname === home) return true;
			await p.locator("input[name=seat][value=participant]").check();
			await p.locator("form:has(input[name=seat]) button").click();
			return p.waitForURL((u) => u.pathname === home);
		}, "joins"));
		for (const p of phones) p.home = home;
		// A phone whose join was carried out and never answered has knocked twice: nobody is lost, an empty chair may be left.
		await until(async () => Number((await desk.locator("#counts b").first().textContent())) >= PHONES, "the console counts them");
		screens.blameless();
	}],
	["everybody says yes to the rules", async () => {
		const begin = desks[0].locator("button[form=act][name=act][value=begin]");
		await begin.click();
		await begin.waitFor({ state: "detached" });
		await goTo("rules");
		await all((p) => does(p, async () => {
			if (await p.locator(".said-yes").count()) return true;
			await p.locator("form[action$='/rules'] button").click();
			return p.locator(".said-yes").waitFor();
		}, "says yes"));
		screens.blameless();
	}],
	["cards: a basement, a lock screen, and the server is killed in the middle", async () => {
		await goTo("cards");
		const offline = phones[ROUGH], asleep = phones[ROUGH + 1];
		// A page that came only in part cannot be loaded again down there, so they have all of it before they go.
		await does(offline, () => offline.waitForLoadState("load").then(() => !offline.damaged), "has the whole page");
		await offline.context().setOffline(true);
		await all((p, i) => p === asleep ? null : send(p, written(i, 0)));
		await lifecycle(asleep, "frozen");
		const rest = all((p, i) => p === asleep ? null : send(p, written(i, 1)));
		await program.kill();
		await start();
		await rest;
		assert(!(await onWall()).some((t) => t === written(ROUGH, 0)), "the basement has no network");
		await offline.context().setOffline(false);
		await lifecycle(asleep, "active");
		for (let n = 0; n < CARDS; n++) await send(asleep, written(ROUGH + 1, n));
		await allOnWall(cards, "every card hangs on the wall once");
		await screens.glance(wall, "wall-crowd");
		screens.blameless();
	}],
	["two facilitators group at the same time, and no change is lost", async () => {
		await goTo("group");
		const heading = ["Først", "Sidst"], few = Math.min(8, Math.floor(cards.length / 3)), mine = [cards.slice(0, few), cards.slice(-few)];
		await Promise.all(desks.map(async (d, k) => {
			await d.fill("#theme-title", heading[k]);
			await d.locator("form[action$='/themes'] button").click();
			await d.locator(`.column[data-name="${heading[k]}"]`).waitFor({ state: "attached" });
		}));
		await Promise.all(desks.map((d) => Promise.all(heading.map((h) => d.locator(`.column[data-name="${h}"]`).waitFor({ state: "attached" })))));
		const inside = (k) => wall.locator(".column", { has: wall.locator("header h2", { hasText: heading[k] }) }).locator(".card p:first-child");
		const under = async (k) => (await inside(k).allTextContents()).map((t) => t.trim());
		await Promise.all(desks.map(async (d, k) => {
			for (const words of mine[k]) {
				// By keyboard: lifted, as far as it takes (whose heading came first is chance), put down.
				const card = d.locator("[data-card]", { hasText: words });
				const far = () => card.evaluate((e, to) => {
					const columns = [...e.closest("[data-board]").querySelectorAll(".column")];
					return columns.findIndex((c) => c.dataset.name === to) - columns.indexOf(e.closest(".column"));
				}, heading[k], brief);
				const carry = async () => {
					await card.focus(brief);
					await d.keyboard.press("Enter");
					for (let left, steps = 0; (left = await far());) {
						assert(steps++ < 2 * heading.length + 1, "it was not lifted: the other's change came between");
						await d.keyboard.press(left < 0 ? "ArrowLeft" : "ArrowRight");
					}
					await d.keyboard.press("Enter");
					await inside(k).filter({ hasText: words }).waitFor(brief);
				};
				let why;
				await until(async () => {
					if ((await under(k)).includes(words)) return true;
					if (why) console.log(`# ${words} is taken up once more: ${why}`);
					why = await carry().then(() => null, (e) => e.message.split("\n")[0]);
					return !why;
				}, `${words} under ${heading[k]}`, 2 * PATIENCE_MS);
			}
		}));
		for (const k of [0, 1]) assert.deepEqual((await under(k)).sort(), [...mine[k]].sort());
		await allOnWall(cards, "no card was lost while they were moved");
		await screens.glance(desks[1], "desk-grouped");
		screens.blameless();
	}],
	["everybody lays all dots", async () => {
		await goTo("vote");
		await all((p, i) => does(p, async () => {
			const rows = p.locator(".vote-list li");
			const n = await rows.count();
			for (let left; (left = await p.locator("[data-give]:not([aria-disabled=true])").count());) await rows.nth((i + left) % Math.min(n, 5)).locator("[data-give]").click();
			return n > 0;
		}, "lays dots"));
		await screens.allSent(phones);
		screens.blameless();
	}],
	["everybody answers", async () => {
		await goTo("ask");
		// Going on tells the vote: every dot is there, and once.
		const told = await json(desks[0], `/workshop/${id}/export/json`);
		assert.equal(dotsOf([told.boards, told.parking]), PHONES * DOTS);
		// One whose answer the room has been told meanwhile cannot change it any more.
		const answered = (p) => p.locator("[data-item]:is([data-state=sent], [data-state=fixed])");
		await all((p, i) => does(p, async () => {
			if (await answered(p).count()) return true;
			await p.locator("form[data-ask] input[type=radio]").nth(i % 3).check({ force: true });
			await p.locator("form[data-ask] button").last().click();
			return answered(p).waitFor();
		}, "answers"));
		let n;
		await until(async () => {
			const show = desks[0].locator("button[name=do][value=show]");
			if (await show.count()) await show.click(brief).catch(() => null);	// gone once it has been pressed
			const { results } = await json(desks[0], `/workshop/${id}/export/json`);
			n = results.flatMap((r) => r.items).find((i) => i.key === "traffic")?.n;
			return n >= PHONES;
		}, "every answer is counted");
		assert.equal(n, PHONES, "and once");
		screens.blameless();
	}],
	["cards are dealt, and everybody finds a partner", async () => {
		await goTo("deal");
		const signs = {};
		await all((p) => does(p, async () => {
			await p.locator(".deal-card h2").waitFor();
			p.sign = await p.locator(".deal-sign h2").textContent();
		}, "has a card and a sign"));
		for (const p of phones) signs[p.sign] = (signs[p.sign] ?? 0) + 1;
		// Chairs that were left empty at the door are not dealt to: nobody waits for one.
		assert(Object.values(signs).every((n) => n === 2 || n === 3), JSON.stringify(signs));
		screens.blameless();
	}],
	["questions through the channel, supported by others", async () => {
		network.be("calm");
		const askers = phones.slice(0, 5);
		await each(askers, (p, i) => does(p, async () => {
			await p.goto(`${p.base}${home}/channel`);
			if ((await p.locator(".channel-list").textContent()).includes(`Spørgsmål ${i + 1}?`)) return true;
			await p.fill("#text", `Spørgsmål ${i + 1}?`);
			await p.locator("form[action$='/channel'] button").click();
			return p.locator(".channel-list li", { hasText: `Spørgsmål ${i + 1}?` }).waitFor();
		}, "asks"));
		const supporters = phones.slice(ROUGH, ROUGH + 6);
		await each(supporters, async (p) => {
			await p.goto(`${p.base}${home}/channel`);
			const row = p.locator(".channel-list li", { hasText: "Spørgsmål 3?" });
			await row.locator("button[name=up]").click();
			await row.locator("button[name=down]").waitFor();
		});
		await screens.allSent(supporters);
		// Six of them; shown in steps of five, on a list that fills in by itself.
		await askers[0].goto(`${askers[0].base}${home}/channel`);
		await askers[0].locator(".channel-list li", { hasText: "Spørgsmål 3?" }).getByText("Mindst 5 støtter").waitFor();
		screens.blameless();
	}],
	["at the end every file has everything exactly once", async () => {
		const tree = await json(desks[0], `/workshop/${id}/export/json`);
		const text = JSON.stringify(tree.boards);
		for (const words of cards) assert.equal(text.split(`"${words}"`).length - 1, 1, words);
		const csv = await (await desks[0].request.get(`${program.url}/workshop/${id}/export/csv`)).text();
		for (const words of cards) assert.equal(csv.split(words).length - 1, 1, words);
		for (let i = 1; i <= 5; i++) assert.equal(tree.channel.filter((q) => q.text === `Spørgsmål ${i}?`).length, 1, `question ${i}`);
		screens.blameless();
	}],
], {
	async broken() {
		program.sayWhatWentWrong();
		await screens.lastSight();
	},
	async cleanup() {
		await screens.close();
		network.close();
		await program.close();
		rmSync(content, { recursive: true, force: true });
		const met = network.said.split("\n").slice(1).filter((l) => l !== "ok").join(" ").trim();
		if (met) console.log(`# the network: ${met}`);
	},
});
