// The facilitator's desk while the room moves: what is half typed stays, on the desk
// and on phones, and leaving a page with an open stream is nothing to complain of.
//
//	node tests/browser/desk.mjs path/to/samspil [folder for pictures]
//
// Prints TAP.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import { anew, arrived as here, contentWith, day, DESK, PHONE, Program, rehearsal, root, Screens, stations, until, WALL } from "./support.mjs";

const METHOD = rehearsal("desk", "{da: Ved bordet, en: At the desk}", "{da: Det halve ord, en: The half word}", `      - {key: ask, kind: ask, title: {da: Svar, en: Answers}, minutes: 40, set: asking-set, only: [traffic, order, idea]}
      - {key: where, kind: ask, title: {da: Hvor er vi, en: Where are we}, minutes: 0, set: asking-set, only: [trust, energy]}
`, `  - {key: mock, avoid: true, title: {da: Hån, en: Mockery}, body: {da: Vi griner ikke ad nogen., en: We laugh at nobody.}}
`);

const [binary, folder] = process.argv.slice(2);
assert(binary, "usage: desk.mjs SAMSPIL [FOLDER]");
const program = new Program(path.resolve(binary));
const screens = new Screens(program, path.resolve(folder ?? path.join(root, "tests/artefacts/desk")));
const content = contentWith("desk", METHOD);

let one, other, wall, phone, id;
const whole = (tab) => tab.waitForLoadState("load");	// with its scripts, that lay into its forms what was typed before
const kept = (tab) => tab.evaluate(() => Object.keys(sessionStorage).filter((k) => /typed|draft/.test(k)));

/** Done from elsewhere, as a second facilitator does it; everybody's page follows by itself. */
async function act(fields, road = "agenda") {
	const page = await (await other.request.get(`${program.url}/workshop/${id}`)).text();
	const [, csrf] = page.match(/name="csrf" value="([^"]+)"/), [, version] = page.match(/name="version" value="(\d+)"/);
	const r = await other.request.post(`${program.url}/workshop/${id}/${road}`, { headers: { origin: program.url }, form: { csrf, version, ...fields } });
	assert(r.ok(), `${road} ${JSON.stringify(fields)}: ${r.status()}`);
}
const go = async (step) => {
	await act({ act: "go", step });
	await Promise.all([one, phone].map((tab) => here(tab, step)));
};
/** Somebody more, whose browser runs no scripts, joins and answers. */
async function without(join, step, answers) {
	const context = await screens.browser.newContext();
	const post = async (page, where, form) => {
		const [, csrf] = (await (await context.request.get(program.url + page)).text()).match(/name="csrf" value="([^"]+)"/);
		const r = await context.request.post(program.url + where, { headers: { origin: program.url }, form: { csrf, ...form } });
		assert(r.ok(), `${where}: ${r.status()}`);
	};
	await post(join, join, { seat: "participant" });
	await post(`/w/${id}`, `/w/${id}/ask`, { step, ...answers });
	await context.close();
}
const rule = (tab, title) => tab.locator("details", { has: tab.locator("summary", { hasText: title }) });

await stations([
	["two facilitators, a projector and a phone", async () => {
		await program.start("demo", `--content=${content}`);
		await screens.open();
		[one, other] = await Promise.all(["facilitator 1", "facilitator 2"].map((name) => screens.somebody(name, DESK)));
		for (const [tab, who] of [[one, "Jonas Friis"], [other, "Ali Demir"]]) {
			await screens.go(tab, "/demo");
			await tab.getByRole("button", { name: who }).click();
			await tab.waitForURL((u) => u.pathname !== "/demo");
		}
		await screens.go(one, "/unit/2/workshop/new");
		const csrf = await one.locator("input[name=csrf]").first().inputValue();
		const post = (where, form) => one.request.post(program.url + where, { headers: { origin: program.url }, form: { csrf, ...form } });
		const made = await post("/unit/2/workshop/new", { title: "Ved bordet", method: "desk", day: day(), starts_at: "09:00" });
		id = Number(made.url().match(/\/workshop\/(\d+)/)[1]);
		await post(`/workshop/${id}/facilitators`, { email: "ali.demir@samspil.example" });
		await screens.go(one, `/workshop/${id}`);
		wall = await screens.somebody("projector", WALL);
		phone = await screens.somebody("phone", PHONE);
		await screens.go(wall, await one.locator("a[href^='/wall/']").getAttribute("href"));
		await screens.go(phone, new URL(await one.locator("a[href*='/join/']").first().getAttribute("href"), program.url).pathname);
		await phone.locator("input[name=seat][value=participant]").check();
		await phone.locator("form:has(input[name=seat]) button").click();
		await phone.waitForURL((u) => u.pathname === `/w/${id}`);
		await act({ act: "begin" });
		await Promise.all([one, phone].map((tab) => here(tab, "rules")));
		screens.blameless();
	}],
	["a page that must load itself anew waits for what was pressed", async () => {
		// The yes is on its way when the room goes on: loading the page now would take it back, or hide that it was heard.
		let through, lost = false, looks = 0;
		const held = new Promise((open) => { through = open; });
		await phone.route("**/rules", async (r) => { await held; await r.continue().catch(() => null); });
		const onLost = (r) => { if (r.method() === "POST") lost = true; };
		const onLook = (r) => { if (r.url().endsWith("/health")) looks++; };
		phone.on("requestfailed", onLost).on("request", onLook);
		const pressed = phone.waitForRequest((r) => r.method() === "POST");
		await phone.locator("form[action$='/rules'] button").click({ noWaitAfter: true });
		await pressed;
		await act({ act: "go", step: "cards" });
		await until(() => lost || looks > 1, "the page would load itself anew");
		assert(!lost, "what was pressed was taken back");
		through();
		await here(phone, "cards");
		phone.off("requestfailed", onLost).off("request", onLook);
		await phone.unroute("**/rules");
		await go("rules");
		await phone.locator(".said-yes").waitFor();
		screens.blameless();
	}],
	["the room goes on, further and back within seconds, and its pages go with it", async () => {
		// What a page was to load itself anew for may be over when it comes; that is no circle.
		let open, asked = false;
		const gate = new Promise((opened) => { open = opened; });
		await one.route("**/health", async (r) => { asked = true; await gate; await r.continue().catch(() => null); });
		await act({ act: "go", step: "cards" });
		await until(() => asked, "the desk would load itself anew");
		await act({ act: "go", step: "ask" });
		open();
		await here(one, "ask");
		await one.unroute("**/health");
		await act({ act: "go", step: "cards" });
		await here(one, "cards");
		await go("rules");
		screens.blameless();
	}],
	["half a rule stays while another facilitator changes the rules", async () => {
		await rule(one, "Hån").locator("summary").click();
		const body = rule(one, "Hån").locator("input[name=body]");
		await body.fill("Vi griner med hinanden");
		await body.evaluate((f) => f.setSelectionRange(3, 8));
		await one.fill("#rnew", "Støt");
		await body.focus();
		await anew(one, () => act({ act: "add_do", title: "Støtte", body: "Vi bakker op." }, "rules"));
		await rule(one, "Støtte").waitFor();
		assert.equal(await body.inputValue(), "Vi griner med hinanden");
		assert(await body.isVisible(), "and it stands open");
		assert.equal(await one.inputValue("#rnew"), "Støt");
		assert.deepEqual(await body.evaluate((f) => [f === document.activeElement, f.selectionStart, f.selectionEnd]), [true, 3, 8]);
		await screens.look(one, "half-a-rule");
		// Sent: this one is stored and forgotten, the other still stands.
		await rule(one, "Hån").locator("button[value=set]").click();
		await until(async () => (await one.locator("#bench").textContent()).includes("Vi griner med hinanden"), "the rule is the room's");
		await one.reload();
		assert.equal(await one.inputValue("#rnew"), "Støt");
		assert.equal(await body.inputValue(), "Vi griner med hinanden");
		assert(!JSON.stringify(await one.evaluate(() => ({ ...sessionStorage }))).includes("griner"), "what was sent is not kept");
		screens.blameless();
	}],
	["who typed over what another has changed is told, and loses nothing", async () => {
		const title = () => one.locator("form[action$='/rules']:has(input[name=body][value^='Vi lader']) input[name=title]");
		await rule(one, "Ro").first().locator("summary").click();
		await title().fill("Ro på");
		const page = await (await other.request.get(`${program.url}/workshop/${id}`)).text();
		const [, number] = page.match(/name="rule" value="(\d+)"><input type="hidden" name="was" value="Ro"/);
		await anew(one, () => act({ act: "set", rule: number, was: "Ro", was_body: "Vi lader hinanden tale ud.", title: "Fred", body: "Vi lader hinanden tale ud." }, "rules"));
		await rule(one, "Fred").waitFor();
		assert.equal(await title().inputValue(), "Ro på");
		one.refusalExpected = true;
		await rule(one, "Fred").locator("button[value=set]").click();
		await one.locator("[data-fault], .ds-validation-message").first().waitFor();
		await whole(one);
		one.refusalExpected = false;
		assert.match(await one.locator("main").textContent(), /Fred/);
		assert.equal(await title().inputValue(), "Ro på");
		await rule(one, "Fred").locator("button[value=set]").click();		// having read what stands
		await until(async () => (await one.locator("#bench").textContent()).includes("Ro på"), "a second press decides");
		screens.blameless();
	}],
	["the room goes on and comes back: cards from paper wait in their field", async () => {
		await go("cards");
		await one.fill("#lines", "Telefonen ringer\nDer er for");
		await go("ask");
		assert.equal(await one.locator("#lines").count(), 0);
		await go("cards");
		assert.equal(await one.inputValue("#lines"), "Telefonen ringer\nDer er for");
		await one.locator("form:has(#lines) button").last().click();
		await one.locator("#live .card", { hasText: "Der er for" }).waitFor();
		await until(async () => await one.inputValue("#lines") === "", "the field is empty for the next");
		screens.blameless();
	}],
	["on a phone: what is chosen, half an order and half a sentence", async () => {
		await go("ask");
		await phone.locator("label", { hasText: "Gul" }).click();
		await phone.locator("[data-rank] button").nth(1).click();
		await phone.locator("textarea[name='i.idea']").fill("Vi kunne");
		await anew(phone, () => act({ do: "stop" }, "ask"));
		await phone.locator("form[data-ask]").waitFor({ state: "detached" });
		await anew(phone, () => act({ do: "go_on" }, "ask"));
		await phone.locator("form[data-ask]").waitFor();
		assert.equal(await phone.locator("input[name='i.traffic'][value=yellow]").isChecked(), true);
		assert.equal(await phone.locator("[data-rank] button").nth(1).getAttribute("aria-pressed"), "true");
		assert.equal(await phone.inputValue("textarea[name='i.idea']"), "Vi kunne");
		await phone.locator("[data-rank] button").nth(0).click();
		await phone.locator("form[data-ask] > button").click();
		await until(async () => await phone.locator("fieldset[data-state=sent]").count() === 3, "all three are acknowledged");
		assert.deepEqual(await kept(phone), []);
		screens.blameless();
	}],
	["a question that no method has is asked while a colleague runs the room", async () => {
		await go("cards");
		await one.getByRole("link", { name: "Stil et spørgsmål til rummet" }).click();
		await one.locator("#question").waitFor();
		await whole(one);
		await one.locator("label", { hasText: "Rangordning" }).click();
		assert.deepEqual(await one.evaluate(() => [...document.querySelectorAll("#answers, #left, [name=moderated]")].map((e) => e.checkVisibility())), [true, false, false]);
		await one.fill("#question", "Hvad skal vi tage fat på først?");
		await one.fill("#answers", "Ro\nTid\nro");
		await screens.look(one, "own-question");
		one.refusalExpected = true;
		const now = one.getByRole("button", { name: "Stil det nu" });
		await now.click();
		await one.locator("#answers-wrong", { hasText: "»ro« står der to gange" }).waitFor();
		await screens.look(one, "own-question-refused");
		await one.fill("#answers", "Ro\nTid\nHjælp");
		await act({ act: "pause" });		// the page is older than the room now
		await act({ act: "resume" });
		await now.click();
		await one.locator("[role=alert]").waitFor();
		assert.deepEqual([await one.inputValue("#question"), await one.inputValue("#answers")], ["Hvad skal vi tage fat på først?", "Ro\nTid\nHjælp"]);
		await now.click();			// up to date again
		await one.waitForURL((u) => u.pathname === `/workshop/${id}`);
		one.refusalExpected = false;
		await wall.locator(".ask-asked h2", { hasText: "Hvad skal vi tage fat på først?" }).waitFor();
		assert.equal(await wall.getByRole("heading", { name: "Hvad skal vi tage fat på først?" }).count(), 1);
		await screens.look(wall, "own-question-on-the-wall");
		await phone.locator("legend", { hasText: "Hvad skal vi tage fat på først?" }).waitFor();
		await whole(phone);
		await screens.look(phone, "own-question-on-a-phone");
		for (const n of [2, 0, 1]) await phone.locator("[data-rank] button").nth(n).click();
		await phone.locator("form[data-ask] > button").click();
		await phone.locator("fieldset[data-state=sent]").waitFor();
		const step = await phone.locator("form[data-ask] input[name=step]").inputValue();
		const join = await one.locator("a[href*='/join/']").first().getAttribute("href");
		for (let n = 0; n < 4; n++) await without(new URL(join, program.url).pathname, step, { "i.answer.a1": "2", "i.answer.a2": "3", "i.answer.a3": "1" });
		await wall.locator(".ask-item", { hasText: "Hjælp" }).waitFor();
		assert.deepEqual((await wall.locator(".ask-item").innerText()).match(/Ro\b|Tid\b|Hjælp\b/g).filter((w, n, all) => all.indexOf(w) === n), ["Hjælp", "Ro", "Tid"]);
		await screens.look(wall, "own-question-answered");
		await go("cards");		// the desk loaded itself for this step a moment ago, has been elsewhere since, and follows again
		screens.blameless();
	}],
	["a question with a slip of the pen is put right, and what was answered beneath the old words is told to be nobody's", async () => {
		await go("cards");
		await one.getByRole("link", { name: "Stil et spørgsmål til rummet" }).click();
		await one.locator("#question").waitFor();
		await whole(one);
		await one.locator("label.choice", { hasText: "Skala" }).click();
		assert.deepEqual(await one.evaluate(() => [...document.querySelectorAll("#answers, #left, #steps, [name=comment], [name=moderated]")].map((e) => e.checkVisibility())), [false, true, true, true, false]);
		await one.locator("label", { hasText: "Man kan skrive en kommentar" }).click();
		assert(await one.locator("[name=moderated]").isVisible());
		await one.fill("#question", "Hvordan har vi det nu?");
		await one.fill("#left", "Skidt");
		await one.fill("#right", "Godt");
		await one.selectOption("#steps", "7");
		await one.getByRole("button", { name: "Stil det nu" }).click();
		await one.waitForURL((u) => u.pathname === `/workshop/${id}`);
		await phone.locator("legend", { hasText: "har vi det nu" }).waitFor();
		await whole(phone);
		assert.equal(await phone.locator(".ask-line input").count(), 7);
		// In a tunnel: pressed and on its way, and the words are changed meanwhile.
		phone.refusalExpected = true;
		await phone.context().setOffline(true);
		await phone.locator(".ask-line label").nth(2).click();
		await phone.locator("form[data-ask] > button").click();
		await phone.locator("fieldset[data-state=waits]").waitFor();
		await one.getByRole("link", { name: "Ret spørgsmålet" }).click();
		await one.fill("#question", "Hvordan havde vi det i går?");
		await screens.look(one, "own-question-put-right");
		await one.getByRole("button", { name: "Gem" }).click();
		await one.waitForURL((u) => u.pathname === `/workshop/${id}`);
		await wall.locator(".ask-asked h2", { hasText: "i går" }).waitFor();
		await phone.context().setOffline(false);
		await phone.locator("legend", { hasText: "i går" }).waitFor();
		await phone.locator("[data-ask-gone]", { hasText: "Dit svar er ikke gemt" }).waitFor();
		assert.equal(await phone.locator(".ask-line input:checked").count(), 0);
		await screens.look(phone, "own-question-put-right-on-a-phone");
		phone.refusalExpected = false;
		// Nobody has answered these words: they may be taken back, and the room is where it was.
		await one.getByRole("link", { name: "Ret spørgsmålet" }).click();
		await one.getByRole("button", { name: "Tag det tilbage" }).click();
		await one.waitForURL((u) => u.pathname === `/workshop/${id}`);
		await Promise.all([one, phone].map((tab) => here(tab, "cards")));
		screens.blameless();
	}],
	["a photo of paper has the projector to itself until it is put away", async () => {
		const drawn = await screens.somebody("paper", { viewport: { width: 1600, height: 1200 } });
		await drawn.setContent("<body style='font:64px serif'>Ro i nattevagten<br>Én telefon, ikke tre");
		const buffer = await drawn.screenshot();
		await screens.go(one, `/workshop/${id}`);
		await one.locator("#photo-side > summary").click();
		await one.locator("#photo").setInputFiles({ name: "papir.png", mimeType: "image/png", buffer });
		await one.locator("#photo-side button").click();
		await one.locator(".photo-desk button[value=show]").click();
		const picture = wall.locator(".wall-photo img"), board = wall.locator(".wall-main .board");
		await until(() => wall.evaluate(() => (document.querySelector(".wall-photo img")?.clientHeight ?? 0) > 0.6 * innerHeight), "as high as the wall lets it be");
		assert.equal(await board.isVisible(), false);
		await screens.look(wall, "photo-of-paper");
		await one.locator(".photo-desk button[value=hide]").click();
		await picture.waitFor({ state: "detached" });
		await board.waitFor();
		screens.blameless();
	}],
	["a line is one line on a phone: a finger and a key choose one place of it, and a line that nobody touched is not sent", async () => {
		const [trust, energy] = ["trust", "energy"].map((key) => phone.locator(`fieldset[data-item=${key}]`));
		const slide = (q) => q.locator("input[type=range]"), said = (q) => slide(q).getAttribute("aria-valuetext");
		const chosen = (q) => q.locator("input[type=radio]:checked").evaluateAll((all) => all.map((radio) => radio.value));
		const stands = async (q, place) => {
			await until(async () => (await chosen(q)).join() === place, `the place is ${place || "none"}`);
			assert.equal(await q.locator(".ask-bead").textContent(), place);
			assert.equal(await q.locator(".ask-bead").isVisible(), place !== "");
		};
		const wire = await phone.context().newCDPSession(phone);
		/** A finger from one point to another, in steps, as a hand does it. */
		const draw = async (from, to) => {
			const touch = (type, ...touchPoints) => wire.send("Input.dispatchTouchEvent", { type, touchPoints });
			await touch("touchStart", from);
			for (let n = 1; n <= 8; n++) await touch("touchMove", { x: from.x + (to.x - from.x) * n / 8, y: from.y + (to.y - from.y) * n / 8 });
			await touch("touchEnd");
		};
		/** A page that was flung goes on for a while. */
		const steady = () => phone.evaluate(() => new Promise((done) => {
			let y = scrollY, frames = 0;
			const look = () => {
				frames = scrollY === y ? frames + 1 : 0;
				y = scrollY;
				if (frames < 10) requestAnimationFrame(look);
				else done();
			};
			look();
		}));
		const at = async (q, place) => {
			await steady();
			const { x, y, width, height } = await slide(q).boundingBox();
			return { x: x + height / 2 + (width - height) * place / 10, y: y + height / 2 };
		};
		await go("where");
		await whole(phone);
		await slide(trust).scrollIntoViewIfNeeded();
		for (const q of [trust, energy]) {
			await stands(q, "");
			assert.equal(await said(q), "Ikke sat endnu");
			const box = await slide(q).boundingBox();
			assert(box.height >= 44 && box.height < 80 && box.width > 250, "one line, as high as a thumb");
			const [left, right] = await q.locator(".ask-ends > span").evaluateAll((ends) => ends.map((e) => e.getBoundingClientRect().toJSON()));
			assert(left.top === right.top && left.left < right.left && left.top >= box.y + box.height, "both ends have their words below it");
		}
		await screens.look(phone, "line");
		// Whoever scrolls with a thumb on the line has said nothing.
		await slide(trust).scrollIntoViewIfNeeded();
		const before = await phone.evaluate(() => scrollY), thumb = await at(energy, 3), away = before > 200 ? 200 : -200;
		await draw(thumb, { x: thumb.x + 4, y: thumb.y + away });
		await until(() => phone.evaluate((y) => scrollY !== y, before), "the page has been scrolled");
		await stands(energy, "");
		// Keys: from the middle, to an end, and back.
		await slide(trust).press("ArrowRight");
		await stands(trust, "5");
		await slide(trust).press("End");
		await stands(trust, "10");
		assert.equal(await said(trust), "10 Tillid");
		await slide(trust).press("ArrowLeft");
		await stands(trust, "9");
		assert.equal(await said(trust), "9 på linjen fra 0 Mistillid til 10 Tillid");
		await until(async () => {
			await draw(await at(trust, 9), await at(trust, 2));
			return (await chosen(trust)).join() === "2";
		}, "a finger takes the bead along");
		await stands(trust, "2");
		await screens.look(phone, "line-with-a-place");
		await phone.reload();
		await stands(trust, "2");	// what is chosen and not sent survives
		await stands(energy, "");
		await phone.locator("form[data-ask] > button").click();
		await phone.locator("fieldset[data-item=trust][data-state=sent]").waitFor();
		await phone.evaluate(() => sessionStorage.clear());
		await phone.reload();
		await stands(trust, "2");	// as the server has it
		await stands(energy, "");
		assert.equal(await energy.getAttribute("data-state"), "");
		await slide(energy).tap();	// where the slider stands unseen
		await stands(energy, "5");
		const step = await phone.locator("form[data-ask] input[name=step]").inputValue();
		const join = await one.locator("a[href*='/join/']").first().getAttribute("href");
		for (let n = 0; n < 4; n++) await without(new URL(join, program.url).pathname, step, { "i.trust": String(n) });
		await act({ do: "show" }, "ask");	// not all in the room have answered
		await wall.locator(".ask-item", { hasText: "Hvor er vi" }).waitFor();
		await until(() => slide(trust).isDisabled(), "what is shown cannot be moved");
		assert.equal(await slide(energy).isDisabled(), false);
		await stands(energy, "5");
		await wire.detach();
		await go("cards");
		screens.blameless();
	}],
	["nothing is kept where all can see, and pages are left without an error", async () => {
		assert.deepEqual(await wall.evaluate(() => [...Object.keys(sessionStorage), ...Object.keys(localStorage)].filter((k) => /typed|draft/.test(k))), []);
		for (const tab of [one, wall, phone]) {
			await screens.go(tab, "/join");
			await tab.goBack();
			await screens.go(tab, "/");
		}
		screens.blameless();
	}],
	["the end: a phone forgets all of it, and so does the desk when somebody else sits down", async () => {
		await screens.go(one, `/workshop/${id}`);
		await screens.go(phone, `/w/${id}`);
		await go("cards");
		await one.fill("#lines", "Halvt");
		await phone.fill("#text", "Halvt");
		phone.refusalExpected = true;	// what has ended is a 410
		await anew(phone, () => act({ act: "end" }));
		await phone.locator("[data-workshop-ended]").waitFor();
		assert.deepEqual(await kept(phone), []);
		await screens.go(one, "/demo");
		await one.getByRole("button", { name: "Karen Lund" }).click();
		await one.waitForURL((u) => u.pathname !== "/demo");
		assert.deepEqual(await kept(one), []);
		screens.blameless();
	}],
], {
	async broken() {
		program.sayWhatWentWrong();
		await screens.lastSight();
	},
	async cleanup() {
		await screens.close();
		await program.close();
		rmSync(content, { recursive: true, force: true });
	},
});
