// The door: a phone five years old, one thumb, no script, a screen reader. The
// join page with everything it loads is at most 60 kB over the wire, and what a
// phone must do to take part works by forms alone.
//
//	node tests/browser/join.mjs path/to/samspil [folder for pictures]
//
// Prints TAP.
import assert from "node:assert/strict";
import path from "node:path";
import { PHONE, Program, root, Screens, stations, until, weigh } from "./support.mjs";

const JOIN_BYTES = 60_000;	// issue 4, point 3; HTML, CSS, script and fonts together
const [binary, folder] = process.argv.slice(2);
assert(binary, "usage: join.mjs SAMSPIL [FOLDER]");
const program = new Program(path.resolve(binary));
const screens = new Screens(program, path.resolve(folder ?? path.join(root, "tests/artefacts/join")));
const small = { ...PHONE, viewport: { width: 320, height: 568 } };	// the narrowest that is still in pockets
let code, phone, bare;

/** What a screen reader says of everything that can be reached: role and name. */
async function spoken(tab) {
	const wire = await tab.context().newCDPSession(tab);
	const { nodes } = await wire.send("Accessibility.getFullAXTree");
	await wire.detach();
	return nodes.filter((n) => !n.ignored && ["button", "textbox", "radio", "link", "checkbox", "combobox", "slider", "heading"].includes(n.role?.value))
		.map((n) => ({ role: n.role.value, name: n.name?.value ?? "" }));
}
async function named(tab, what) {
	const said = await spoken(tab);
	for (const s of said) assert(s.name.trim(), `${what}: a ${s.role} without a name`);
	return said;
}
/** Everything that loads counts, from a cache that is empty. */
async function light(tab, where, what) {
	const { requests, bytes } = await weigh(tab, () => screens.go(tab, where));
	console.log(`# ${what}: ${bytes} bytes in ${requests} requests`);
	assert(bytes > 1000 && bytes <= JOIN_BYTES, `${what} takes ${bytes} bytes`);
}
const submit = (tab) => tab.locator("main form button, form.join button, form button").first().click();

await stations([
	["the pages at the door weigh at most 60 kB with everything they load", async () => {
		await program.start("demo");
		await screens.open();
		code = (await until(() => program.said.match(/code (\d{4} \d{4})/), "the demonstration says its code"))[1];
		phone = await screens.somebody("phone", small);
		await light(phone, "/join", "the join page");
		const said = await named(phone, "the join page");
		assert(said.some((s) => s.role === "textbox") && said.some((s) => s.role === "button") && said.some((s) => s.role === "heading"), "field, button and heading are said");
		await screens.look(phone, "join");
		await phone.fill("#code", code);
		await phone.keyboard.press("Enter");
		await phone.locator("input[name=seat]").first().waitFor();
		const seat = new URL(phone.url()).pathname;
		await light(phone, seat, "the page of the QR code");
		assert((await named(phone, "the seat page")).filter((s) => s.role === "radio").length === 2, "two seats are said");
		await screens.look(phone, "seat");
		screens.blameless();
	}],
	["the library's search says on the narrowest phone what one may look for, in both languages", async () => {
		for (const lang of ["da", "en"]) {
			const p = await screens.somebody(`phone in ${lang}`, { ...PHONE, viewport: { width: 360, height: 740 }, locale: lang });
			await screens.go(p, "/library");
			assert(await p.locator("#q").getAttribute("placeholder"));
			screens.faults.push(...await screens.cutHints(p, `library in ${lang}`));
			await p.close();
		}
		screens.blameless();
	}],
	["large text: nothing spills and nothing is cut when letters are twice as large", async () => {
		await screens.go(phone, "/join");
		await phone.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
		await screens.look(phone, "join-large");
		await phone.fill("#code", code);
		await submit(phone);
		await phone.locator("input[name=seat][value=participant]").check();
		await submit(phone);
		await phone.waitForURL(/\/w\/\d+$/);
		await screens.look(phone, "task");
		await phone.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
		await screens.look(phone, "task-large");
		screens.blameless();
	}],
	["without script: code, seat, rules and a card are forms", async () => {
		bare = await screens.somebody("phone without script", { ...small, javaScriptEnabled: false });
		await screens.go(bare, "/join");
		await bare.fill("#code", code);
		await submit(bare);
		await bare.locator("input[name=seat][value=participant]").check();
		await submit(bare);
		await bare.waitForURL(/\/w\/\d+$/);
		if (await bare.locator("form[action$='/rules'] button").count()) {
			await bare.locator("details:has(> div > form[action$='/rules']) > summary").click();	// the room is past them
			await bare.locator("form[action$='/rules'] button").click();
			await bare.locator("form[action$='/rules']").waitFor({ state: "detached" });
		}
		await bare.fill("#text", "Skrevet uden script");
		await bare.locator("form[action$='/cards'] button").first().click();
		await bare.waitForURL(/\/w\/\d+$/);
		const desk = await screens.somebody("facilitator", {});
		await screens.go(desk, "/demo");
		await desk.getByRole("button", { name: "Jonas Friis" }).click();
		await desk.waitForURL((u) => u.pathname !== "/demo");
		const id = bare.url().match(/\d+$/)[0];
		await until(async () => (await (await desk.request.get(`${program.url}/workshop/${id}/export/csv`)).text()).split("Skrevet uden script").length === 2, "the card is stored once");
		await named(bare, "the phone's page");
		screens.blameless();
	}],
	["by keyboard alone, as switch control and screen readers do it", async () => {
		const tab = await screens.somebody("keyboard", small);
		await screens.go(tab, "/join");
		const reach = (what) => until(async () => {
			await tab.keyboard.press("Tab");
			return tab.evaluate((s) => document.activeElement?.matches(s), what);
		}, `${what} is reached by Tab`);
		if (!await tab.evaluate(() => document.activeElement?.id === "code")) await reach("#code");
		await tab.keyboard.type(code);
		await tab.keyboard.press("Enter");
		await tab.locator("input[name=seat]").first().waitFor();
		await reach("input[name=seat]");
		await tab.keyboard.press("Space");
		await reach("form button");
		await tab.keyboard.press("Enter");
		await tab.waitForURL(/\/w\/\d+$/);
		/* A form that brings the page anew does not leave its reader at nothing. */
		await reach("details:has(form[action$='/rules']) > summary");
		await tab.keyboard.press("Enter");
		await reach("form[action$='/rules'] button");
		await tab.keyboard.press("Enter");
		await tab.locator("form[action$='/rules']").waitFor({ state: "detached" });
		await until(() => tab.evaluate(() => document.activeElement?.matches("h1")), "the reader stands at the heading of the page that came");
		screens.blameless();
	}],
], {
	broken: () => screens.lastSight(),
	async cleanup() {
		await screens.close();
		await program.close();
	},
});
