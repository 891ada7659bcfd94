// An organisation makes a method its own: copies it, changes it in the browser
// and as a file, sees what differs, shares it, runs it, and takes it back.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { DESK, PHONE } from "./support.mjs";

export function own({ screens }) {
	let desk, phone, address, file;
	const be = async (tab, person) => {
		await screens.go(tab, "/demo");
		await tab.getByRole("button", { name: person }).click();
		await tab.waitForURL((u) => u.pathname !== "/demo");
	};
	/** Comes back when it is stored, whether something is missing or not. */
	const save = async () => {
		const stored = desk.waitForResponse((r) => r.request().method() === "POST");
		await desk.locator(".own-form button").click();
		await stored;
		await desk.waitForLoadState();
	};
	return [
		["own method: a copy, and one step changed", async () => {
			desk = await screens.somebody("consultant", DESK);
			await be(desk, "Jonas Friis");
			await screens.go(desk, "/own");
			await screens.look(desk, "own-methods");
			await desk.selectOption("#original", "workshop/future-workshop-light");
			await desk.getByRole("button", { name: "Lav en kopi" }).click();
			await desk.waitForURL(/\/own\/\d+$/);
			address = new URL(desk.url()).pathname;
			await screens.go(desk, `${address}/edit`);
			await screens.look(desk, "own-whole");
			await screens.go(desk, `${address}/edit?place=parts.0.steps.1`);
			await screens.look(desk, "own-step");
			await desk.fill('[name$=":minutes"]', "12");
			await desk.fill('[name="parts.0.steps.1:title.da"]', "Vores egen runde: kritik");
			await desk.fill('[name="parts.0.steps.1:say.da"]', "Sig det højt:\n\n- et problem på hvert kort\n- ingen navne");
			await save();
			await desk.getByText("Gemt.").waitFor();
			assert.equal(await desk.inputValue('[name="parts.0.steps.1:title.da"]'), "Vores egen runde: kritik");
			assert.match(await desk.inputValue('[name="parts.0.steps.1:say.da"]'), /- et problem på hvert kort\n- ingen navne$/);
		}],
		["own method: what differs is told, minutes included", async () => {
			await screens.go(desk, address);
			await screens.look(desk, "own-differences");
			const told = await desk.locator(".difference").allInnerTexts();
			assert(told.some((t) => /Titel/.test(t) && /Vores egen runde/.test(t)), told.join("|"));
			assert(told.some((t) => /^Minutter/.test(t) && /120/.test(t) && /124/.test(t)), told.join("|"));
		}],
		["own method: a draft with a fault cannot be shared, and says where", async () => {
			await screens.go(desk, `${address}/edit?place=parts.0.steps.1`);
			await desk.fill('[name="parts.0.steps.1:title.en"]', "");
			await save();
			await screens.go(desk, address);
			await desk.getByText("Det her mangler").waitFor();
			assert.equal(await desk.getByRole("button", { name: "Del", exact: true }).count(), 0);
			await screens.go(desk, `${address}/edit?place=parts.0.steps.1`);
			await desk.fill('[name="parts.0.steps.1:title.en"]', "Our own round: critique");
			await save();
		}],
		["own method: shared, it is in the library, and is run", async () => {
			await screens.go(desk, address);
			await desk.fill("#note", "Længere tid til kritik");
			await desk.getByRole("button", { name: "Del", exact: true }).click();
			await desk.getByText("Delt med organisationen.").waitFor();
			await screens.go(desk, "/run-sheet/own-future-workshop-light");
			await desk.getByText("Vores egen runde: kritik").first().waitFor();
		}],
		["own method: as a file it goes out, is changed, and comes in again", async () => {
			await screens.go(desk, address);
			const [download] = await Promise.all([desk.waitForEvent("download"), desk.getByRole("link", { name: "Hent som fil" }).click()]);
			file = readFileSync(await download.path(), "utf8");
			assert.match(file, /^# The short version/);	// comments are kept
			const send = async (bytes) => {
				await screens.go(desk, "/own");
				await desk.setInputFiles("#file", { name: "method.yaml", mimeType: "text/yaml", buffer: Buffer.from(bytes) });
				await desk.getByRole("button", { name: "Hent ind" }).click();
			};
			desk.refusalExpected = true;
			await send(file.replace("minutes: 12", "minutes: twelve"));
			assert.match(await desk.locator("#file-wrong").innerText(), /\d+: .*twelve/s);
			await screens.look(desk, "own-refused-file");
			desk.refusalExpected = false;
			await send(file.replace("Vores egen runde: kritik", "Hentet ind igen"));
			await desk.getByText("hentet ind som kladde").waitFor();
			await screens.go(desk, "/own");
			assert.equal(await desk.locator("ul.rows li").count(), 2);
		}],
		["own method: a second copy asks for a name of its own, and the list tells when and by whom", async () => {
			const copy = async () => {
				await screens.go(desk, "/own");
				await desk.selectOption("#original", "workshop/care-talk");
				await desk.getByRole("button", { name: "Lav en kopi" }).click();
			};
			await copy();
			await desk.waitForURL(/\/own\/\d+$/);
			desk.refusalExpected = true;
			await copy();
			await desk.getByText("Giv kopien et andet navn").first().waitFor();
			await desk.waitForLoadState();
			assert.equal(await desk.inputValue("#original"), "workshop/care-talk");	// what was chosen stands
			await screens.look(desk, "own-name-taken");
			desk.refusalExpected = false;
			await desk.fill("#title", "Omsorgssamtalen i nat");
			await desk.getByRole("button", { name: "Lav en kopi" }).click();
			await desk.waitForURL(/\/own\/\d+$/);
			await screens.go(desk, "/own");
			const first = await desk.locator("ul.rows li").first().innerText();
			assert.match(first, /Omsorgssamtalen i nat[^]*ændret \d+\. [a-z]+[^]*Jonas Friis/);
			await screens.look(desk, "own-methods-several");
		}],
		["own method: a phone may read it, an employee may not change it", async () => {
			phone = await screens.somebody("employee", PHONE);
			await be(phone, "Nadia Skov");
			phone.refusalExpected = true;
			assert.equal((await screens.go(phone, "/own")).status(), 403);
			phone.refusalExpected = false;
			await screens.look(desk, "own-list");
		}],
		["own method: taken back, it leaves the library", async () => {
			await screens.go(desk, address);
			await desk.getByRole("button", { name: "Træk tilbage" }).click();
			await desk.getByText("Trukket tilbage.").waitFor();
			const list = await (await desk.request.get(`${screens.program.url}/library`)).text();
			assert(!list.includes("own-future-workshop-light"));
			screens.blameless();
		}],
	];
}
