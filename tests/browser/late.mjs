// What a phone sends late: written in one part, sent without network, there when the
// room is in another. Who may read it was decided where it was written, and what the
// room takes no more stays with its writer.
//
//	node tests/browser/late.mjs path/to/samspil [folder for pictures]
//
// Prints TAP.
import assert from "node:assert/strict";
import path from "node:path";
import { anew, arrived as here, day, DESK, PHONE, Program, root, Screens, stations, until } from "./support.mjs";

const [binary, folder] = process.argv.slice(2);
assert(binary, "usage: late.mjs SAMSPIL [FOLDER]");
const program = new Program(path.resolve(binary));
const screens = new Screens(program, path.resolve(folder ?? path.join(root, "tests/artefacts/late")));
const CLOSED = "Din leder ser dem ikke", BEGUN = "mens ledere ikke var med", TAKES_NO_MORE = "Det her blev ikke taget imod";

let desk, phone, leader, id, join;
const channel = (tab) => screens.go(tab, `/w/${id}/channel`);
const promise = (tab) => tab.locator(".promise").textContent();
const outbox = (tab) => tab.evaluate(() => JSON.parse(localStorage.getItem("samspil.outbox") ?? "[]").length);
const taken = (tab) => until(async () => await outbox(tab) === 0, "what was pressed is with the server");
/** The page is of the moment that its stream tells of: it will not load itself anew when the network ends. */
const upToDate = (tab) => tab.waitForFunction(() => document.readyState === "complete"
	&& document.querySelector("#live [data-page-key]").dataset.pageKey === document.querySelector("main").dataset.pageKey);
const unsent = (tab) => tab.locator("#unsent li");

async function post(where, form) {
	const page = await (await desk.request.get(`${program.url}/workshop/${id}`)).text();
	const [, csrf] = page.match(/name="csrf" value="([^"]+)"/), [, version] = page.match(/name="version" value="(\d+)"/);
	const r = await desk.request.post(`${program.url}/workshop/${id}/${where}`, { headers: { origin: program.url }, form: { csrf, version, ...form } });
	assert(r.ok(), `${where} ${JSON.stringify(form)}: ${r.status()}`);
}
const go = (step) => post("agenda", { act: "go", step });
/** The room goes on, and this page with it. */
const follow = (tab, step) => anew(tab, () => go(step));
async function offline(tab) {
	await tab.context().setOffline(true);
	tab.refusalExpected = true;	// the browser says of each try that there was no network
}
async function online(tab) {
	await tab.context().setOffline(false);
	await tab.evaluate(() => dispatchEvent(new Event("online"))).catch(() => null);	// it may just be loading itself anew
	await until(async () => await outbox(tab).catch(() => 1) === 0, "all that waited has been answered");
}
async function come(name, seat) {
	const tab = await screens.somebody(name, PHONE);
	await screens.go(tab, join);
	await tab.locator(`input[name=seat][value=${seat}]`).check();
	await tab.locator("form:has(input[name=seat]) button").click();
	await tab.waitForURL((u) => u.pathname === `/w/${id}`);
	return tab;
}
async function plan(method) {
	await screens.go(desk, "/unit/2/workshop/new");
	const csrf = await desk.locator("input[name=csrf]").first().inputValue();
	const made = await desk.request.post(`${program.url}/unit/2/workshop/new`, { headers: { origin: program.url }, form: { csrf, title: "For sent", method, day: day(), starts_at: "09:00" } });
	id = Number(made.url().match(/\/workshop\/(\d+)/)[1]);
	await post("agenda", { act: "begin" });
	await screens.go(desk, `/workshop/${id}`);
	join = new URL(await desk.locator("a[href*='/join/']").first().getAttribute("href"), program.url).pathname;
}
/** As the leader's page of questions has it now. */
async function leaderReads() {
	await channel(leader);
	return leader.locator("main").innerText();
}

await stations([
	["a room with a part without leaders, a phone and a leader's phone", async () => {
		await program.start("demo", `--content=${path.join(root, "tests/content")}`);
		await screens.open();
		desk = await screens.somebody("desk", DESK);
		await screens.go(desk, "/demo");
		await desk.getByRole("button", { name: "Jonas Friis" }).click();
		await desk.waitForURL((u) => u.pathname !== "/demo");
		await plan("telling");
		phone = await come("phone", "participant");
		leader = await come("leader", "leader");
		leader.refusalExpected = true;	// outside, the page is a 403
	}],
	["a question that lay on the phone is not the leader's", async () => {
		await go("cards");
		await here(phone, "cards");
		assert.match(await promise(phone), new RegExp(CLOSED));
		await phone.locator("#channel-fold summary").click();
		await offline(phone);
		await phone.fill("#channel-text", "Hvorfor lytter chefen aldrig?");
		await phone.locator("#channel-fold form button").click();
		await go("words");
		await online(phone);
		await here(phone, "words");
		await channel(phone);
		await phone.locator("li", { hasText: "lytter chefen" }).waitFor();
		assert(!(await leaderReads()).includes("lytter"));
	}],
	["half a question on its page keeps the promise it was begun under, and the page says so", async () => {
		await follow(phone, "cards");
		assert.match(await promise(phone), new RegExp(CLOSED));
		await phone.fill("#text", "Hvorfor tør vi ikke");
		await follow(phone, "words");
		await phone.locator("[data-begun]", { hasText: BEGUN }).waitFor();
		assert.equal(await phone.inputValue("#text"), "Hvorfor tør vi ikke");
		assert.match(await promise(phone), new RegExp(BEGUN));
		await screens.look(phone, "begun-without-leaders");
		await phone.locator("form[action$='/channel'] button").first().click();
		await phone.locator("li", { hasText: "tør vi ikke" }).waitFor();
		// The next one is of this part, and the page says that.
		assert.equal(await phone.locator("[data-begun]").isVisible(), false);
		assert.doesNotMatch(await promise(phone), new RegExp(BEGUN));
		await phone.fill("#text", "Hvad synes vi sammen?");
		await phone.locator("form[action$='/channel'] button").first().click();
		await phone.locator("li", { hasText: "synes vi sammen" }).waitFor();
		await taken(phone);
		const read = await leaderReads();
		assert(read.includes("synes vi sammen") && !read.includes("tør"), read);
	}],
	["what was taken out again is begun anew where the room is", async () => {
		await follow(phone, "cards");
		await phone.fill("#text", "Noget helt andet");
		await follow(phone, "words");
		await phone.locator("[data-begun]", { hasText: BEGUN }).waitFor();
		await phone.fill("#text", "");
		assert.equal(await phone.locator("[data-begun]").isVisible(), false);
		await phone.fill("#text", "Hvornår spiser vi?");
		await phone.locator("form[action$='/channel'] button").first().click();
		await phone.locator("li", { hasText: "spiser vi" }).waitFor();
		await taken(phone);
		assert((await leaderReads()).includes("spiser vi"));
	}],
	["cards that come too late stay on the phone, which says so", async () => {
		await plan("basement");
		phone = await come("second phone", "participant");
		await go("cards");
		await here(phone, "cards");
		await offline(phone);
		for (const words of ["Tunnel et", "Tunnel to", "Tunnel tre"]) {
			await phone.fill("#text", words);
			await phone.locator("form[action$='/cards'] button").first().click();
		}
		await phone.locator("[data-outbox-state]", { hasText: "Gemt på telefonen" }).waitFor();
		await go("bye");
		await online(phone);
		await here(phone, "bye");
		await until(async () => await unsent(phone).count() === 3, "each of them stands there");
		assert.match(await phone.locator("#unsent").innerText(), new RegExp(TAKES_NO_MORE));
		await screens.look(phone, "not-sent");
		await phone.reload();
		assert.deepEqual(await unsent(phone).locator("p:not(.actions, .eyebrow)").allTextContents(), ["Tunnel et", "Tunnel to", "Tunnel tre"]);
		await unsent(phone).filter({ hasText: "Tunnel to" }).getByRole("button", { name: "Fjern" }).click();
		await phone.reload();
		assert.equal(await unsent(phone).count(), 2);
	}],
	["back at their board they are laid into the field, and sent", async () => {
		await go("cards");
		await here(phone, "cards");
		await unsent(phone).filter({ hasText: "Tunnel tre" }).getByRole("button", { name: "Læg det i feltet" }).click();
		assert.equal(await phone.inputValue("#text"), "Tunnel tre");
		assert.equal(await unsent(phone).count(), 1);
		await phone.locator("form[action$='/cards'] button").first().click();
		await taken(phone);
		const all = await (await desk.request.get(`${program.url}/workshop/${id}/export/json`)).text();
		assert.equal(all.split("Tunnel").length - 1, 1);
		assert.equal(await unsent(phone).count(), 1);
	}],
	["what waits outlives the tab it was written in", async () => {
		const tab = await phone.context().newPage();
		await tab.goto(`${program.url}/w/${id}`);
		await here(tab, "cards");
		await offline(phone);
		await tab.fill("#text", "Skrevet i en anden fane");
		await tab.locator("form[action$='/cards'] button").first().click();
		await tab.locator("[data-outbox-state]", { hasText: "Gemt på telefonen" }).waitFor();
		await tab.close();
		await online(phone);
		const all = await (await desk.request.get(`${program.url}/workshop/${id}/export/json`)).text();
		assert.equal(all.split("Skrevet i en anden fane").length - 1, 1);
	}],
	["words that were given back go with the page they lie in, and are not lost", async () => {
		// Refused while the page stands; then the room goes on before they are sent again.
		let through;
		const held = new Promise((open) => { through = open; });
		await phone.route("**/cards", async (r) => { await held; await r.fulfill({ status: 422, contentType: "application/json", body: JSON.stringify({ error: { text: "Der er pause" } }) }); });
		await phone.fill("#text", "Afvist en gang");
		await phone.locator("form[action$='/cards'] button").first().click();
		through();
		await until(async () => await phone.inputValue("#text").catch(() => "") === "Afvist en gang", "it lies in its field again");
		await phone.unroute("**/cards");
		await go("bye");
		await here(phone, "bye");
		await unsent(phone).filter({ hasText: "Afvist en gang" }).waitFor();
		await unsent(phone).filter({ hasText: "Der er pause" }).waitFor();
	}],
	["answers and dots that come too late are told as well", async () => {
		await go("vote");
		await here(phone, "vote");
		await phone.locator("[data-give]").first().click();
		await taken(phone);
		await offline(phone);
		await phone.locator("[data-give]").first().click();
		await go("vote_again");	// of the same cards: what was meant for the first is not laid in the second
		await online(phone);
		await here(phone, "vote_again");
		await unsent(phone).filter({ hasText: "Prikker" }).waitFor();
		assert.equal(await phone.locator("[data-laid]").getAttribute("data-laid"), "- - -");
		await go("ask");
		await here(phone, "ask");
		await offline(phone);
		await phone.locator("label", { hasText: "Gul" }).click();
		await phone.locator("form[data-ask] > button").click();
		await go("bye");
		await online(phone);
		await here(phone, "bye");
		await unsent(phone).filter({ hasText: "Gul" }).waitFor();
		await screens.look(phone, "not-sent-of-all-kinds");
	}],
	["forms that post themselves are kept as well, and the page stays", async () => {
		const kept = (form) => phone.locator(`form[action$='/${form}'] [data-later]`, { hasText: "Gemt på telefonen" }).waitFor();
		const words = (form) => until(async () => (await (await desk.request.get(`${program.url}/workshop/${id}`)).text()).includes(form), `the desk has ${form}`);
		await go("agreed");
		await here(phone, "agreed");
		await offline(phone);
		await phone.locator("form[action$='/rules'] button").click();
		await kept("rules");
		await online(phone);
		await phone.locator(".said-yes").waitFor();
		await go("groups");
		await post("group", { act: "add", title: "Ene" });
		await here(phone, "groups");
		const seat = phone.locator("button[name=group][form=sit]:not([value='0'])").first();
		await seat.waitFor();
		await upToDate(phone);
		await offline(phone);
		await seat.click();
		await kept("group");
		await online(phone);
		await phone.locator(".said-yes", { hasText: "Ene" }).waitFor();
		await go("texts");
		await here(phone, "texts");
		await offline(phone);
		await phone.fill("[name=text] >> nth=0", "Tekst i tunnel");
		await phone.locator("form[action$='/text'] button").click();
		await kept("text");
		await screens.look(phone, "kept-a-text");
		// Whoever goes on writing meanwhile keeps every word, and saves it as their own next version.
		const version = () => phone.locator("form[action$='/text'] [name=version]").inputValue(), before = await version();
		await phone.fill("[name=text] >> nth=0", "Tekst i tunnel, og videre ud");
		await online(phone);
		await words("Tekst i tunnel");
		await until(async () => await version() !== before, "the page knows that it stands");
		assert.equal(await phone.inputValue("[name=text] >> nth=0"), "Tekst i tunnel, og videre ud");
		await phone.locator("form[action$='/text'] button").click();
		await words("Tekst i tunnel, og videre ud");
		const saved = (text) => phone.waitForFunction((t) => document.readyState === "complete" && document.querySelector("form[action$='/text'] [name=text]")?.defaultValue === t, text);
		await saved("Tekst i tunnel, og videre ud");
		await until(() => phone.evaluate(() => document.activeElement?.matches(".notice[role='status']")), "the reader stands at what is said of it");
		// The first words come through, but not the answer: the newer ones are no conflict with them.
		await offline(phone);
		await phone.fill("[name=text] >> nth=0", "Tekst uden svar");
		await phone.locator("form[action$='/text'] button").click();
		await kept("text");
		const lost = new Promise((resolve) => phone.route("**/text", async (route) => {
			await route.fetch();
			await route.abort();
			await phone.unroute("**/text");
			await offline(phone);
			resolve();
		}));
		await phone.context().setOffline(false);
		await lost;
		await words("Tekst uden svar");
		await phone.fill("[name=text] >> nth=0", "Tekst med mere");
		await phone.locator("form[action$='/text'] button").click();
		await online(phone);
		await words("Tekst med mere");
		assert.equal(await unsent(phone).filter({ hasText: /Tekst (i tunnel|uden|med)/ }).count(), 0);
		await go("proposals");
		await here(phone, "proposals");
		await offline(phone);
		for (const what of ["Forslag et", "Forslag to"]) {
			await phone.fill("[name=activity]", what);
			await phone.locator("form[action$='/rows'] > button").click();
			await kept("rows");
			assert.equal(await phone.inputValue("[name=activity]"), "");
		}
		await online(phone);
		for (const what of ["Forslag et", "Forslag to"]) await words(what);
		await phone.locator("summary", { hasText: "Forslag to" }).waitFor();
		await upToDate(phone);
		// One that comes when the room has left them is given back.
		await offline(phone);
		await phone.fill("form:has(#new-row) [name=activity]", "Forslag for sent");
		await phone.locator("form:has(#new-row) > button").click();
		await go("bye");
		await online(phone);
		await here(phone, "bye");
		await unsent(phone).filter({ hasText: "Forslag for sent" }).waitFor();
	}],
	["at the end of the session, too", async () => {
		await go("cards");
		await here(phone, "cards");
		await offline(phone);
		await phone.fill("#text", "Sidste ord");
		await phone.locator("form[action$='/cards'] button").first().click();
		await post("agenda", { act: "end" });
		await online(phone);
		await phone.locator("[data-workshop-ended]").waitFor({ state: "attached" });
		await unsent(phone).filter({ hasText: "Sidste ord" }).waitFor();
		await screens.look(phone, "not-sent-at-the-end");
		for (let n; (n = await unsent(phone).count());) {
			await unsent(phone).first().getByRole("button", { name: "Fjern" }).click();
			assert.equal(await unsent(phone).count(), n - 1);
		}
		assert.equal(await phone.locator("#unsent").count(), 0);
		assert.equal(await phone.evaluate(() => localStorage.getItem("samspil.unsent")), null);
	}],
], {
	async broken() {
		program.sayWhatWentWrong();
		await screens.lastSight();
	},
	async cleanup() {
		await screens.close();
		await program.close();
	},
});
