// The stations before the workshop: an empty store, people by CSV, signing in by
// mail, a programme, meetings that are called. Afterwards job.desk shows the
// console of the planned session.
import assert from "node:assert/strict";
import { DESK, until } from "./support.mjs";

const PASSWORD = "en rolig morgen ved vandet";
export const leader = "mette.holm@nordby.example", topLeader = "karen.lund@nordby.example", consultant = "jonas.friis@nordby.example";
export const helper = "ali.demir@nordby.example";
const EMPLOYEES = 20;
const names = ["Søren", "Åse", "Bjørn", "Ærø", "Camilla", "David", "Emma", "Freja", "Gorm", "Hanne", "Ibrahim", "Julie", "Kim", "Laura", "Mads", "Nadia", "Ole", "Pia", "Rasmus", "Sara"];

/** 24 people as a Danish spreadsheet saves them: semicolons, Latin-1. */
function csv({ wrong }) {
	const lines = [
		"Enhed;Overenhed;Navn;E-mail;Rolle;Fra",
		`Nordby Politi;;Karen Lund;${topLeader};øverste leder;01-01-2024`,
		`Nordby Politi;;Jonas Friis;${consultant};konsulent;01-01-2024`,
		`Station Nord;Nordby Politi;Mette Holm;${leader};daglig leder;01-02-2024`,
		`Station Nord;Nordby Politi;Ali Demir;${helper};arbejdsmiljørepræsentant;01-02-2024`,
		...Array.from({ length: EMPLOYEES }, (_, i) => `Station Nord;Nordby Politi;${names[i]} Kjær;medarbejder${i + 1}@nordby.example;medarbejder;01-03-2024`),
	];
	if (wrong) lines[7] = lines[7].replace("medarbejder;01", "medarbjder;01");
	return Buffer.from(lines.join("\r\n") + "\r\n", "latin1");
}

export const press = (tab, selector) => tab.locator(selector).first().click();
/** Comes back when the server has what was pressed: a page that is left before that takes it along. */
export async function send(tab, selector) {
	const heard = tab.waitForResponse((r) => r.request().method() === "POST");
	await press(tab, selector);
	await heard;
}
export const settle = (tab) => tab.waitForLoadState("load");

/** Somebody signs in by the link that comes in the mail. */
export async function signIn({ screens, mail }, name, address, picture) {
	const look = (tab, as) => screens.look(tab, as);
	const tab = await screens.somebody(name, DESK);
	await screens.go(tab, "/login");
	if (picture) await look(tab, "login");
	const known = mail.to(address).length;
	await tab.fill("#email", address);
	await press(tab, "button[formaction='/login/mail']");
	await tab.waitForURL(/\/login\/sent/);
	if (picture) await look(tab, "login-sent");
	const [, link] = await mail.find(address, /(http:\/\/localhost:\d+\/login\/link\S+)/, known);
	await screens.go(tab, link);
	if (picture) await look(tab, "login-link");
	await press(tab, "main form[action='/login/link'] button, form[action='/login/link'] button");
	await tab.waitForURL((u) => u.pathname === "/");
	return tab;
}

/** On the page of a meeting: when and where. */
async function setTime(tab, time, place) {
	await press(tab, "#when details > summary");
	await tab.fill("#starts_at_0, #starts_at_1", time);
	await tab.locator("#when input[name^=place]").first().fill(place);
	await press(tab, "form[action$='/when'] .form-foot button");
	await tab.locator("form[action$='/invite']").waitFor();
}

/** Answers what the meeting may not begin without. */
async function answerGates(tab) {
	await until(async () => {
		const form = tab.locator("form[action$='/gate']:has([required])", { has: tab.locator("input[type=checkbox], textarea:empty") }).first();
		if (!await form.count()) return true;
		const box = form.locator("input[type=checkbox]");
		if (await box.count()) await box.check();
		else await form.locator("textarea").fill("Det er aftalt på mødet.");
		const gate = await form.locator("input[name=gate]").inputValue();
		await form.locator("button").click();
		await until(async () => !await tab.locator(`form[action$='/gate']:has(input[value=${gate}])`, { has: tab.locator("input[type=checkbox], textarea:empty") }).count(), `${gate} is answered`);
		return false;
	}, "the gates are answered");
}

export function programme(job) {
	const { screens, mail, program } = job;
	const look = (tab, name, options) => screens.look(tab, name, options);

	return [
		["an empty store, and a link for the first administrator", async () => {
			await mail.start();
			job.command = ["serve", `--smtp-url=${mail.url}`, "--mail-from=Samspil <samspil@nordby.example>"];
			await program.start(...job.command);
			await screens.open();
			const link = await until(() => program.said.match(/First administrator: (\S+)/)?.[1], "the program prints the link");
			job.admin = await screens.somebody("administrator", DESK);
			await screens.go(job.admin, "/");
			await look(job.admin, "front-page");
			await screens.go(job.admin, "/about/who-sees-what");
			await look(job.admin, "who-sees-what");
			await screens.go(job.admin, link);
			await look(job.admin, "setup");
			await job.admin.fill("#organisation", "Nordby Politi");
			await job.admin.fill("#name", "Inge Admin");
			await job.admin.fill("#email", "inge@nordby.example");
			for (const field of await job.admin.locator("input[type=password]").all()) await field.fill(PASSWORD);
			await press(job.admin, "form[action='/setup'] button");
			await job.admin.waitForURL((u) => u.pathname !== "/setup");
			await look(job.admin, "home-administrator");
			screens.blameless();
		}],
		["twenty-four people by CSV: first the list of what is wrong, then clean", async () => {
			const { admin } = job;
			const upload = async (wrong) => {
				await screens.go(admin, "/people/import");
				if (wrong) await look(admin, "import");
				await admin.setInputFiles("#file", { name: "nordby.csv", mimeType: "text/csv", buffer: csv({ wrong }) });
				await press(admin, "form[action='/people/import'] button");
				await admin.waitForURL(/\/people\/import\/[0-9a-f]+/);
			};
			await upload(true);
			const wrong = admin.locator("tr[data-state=wrong]");
			assert.equal(await wrong.count(), 1);
			assert.equal((await wrong.locator("td").first().textContent()).trim(), "8");
			assert.equal(await admin.locator("form[action^='/people/import/']").count(), 0, "nothing to confirm while a line is wrong");
			await look(admin, "import-faults");
			await screens.go(admin, "/units");
			assert.equal(await admin.getByText("Station Nord").count(), 0, "nothing was stored");
			await upload(false);
			await look(admin, "import-report");
			await press(admin, "form[action^='/people/import/'] button");
			await admin.waitForURL(/\/units/);
			await admin.getByText("Station Nord").first().waitFor();
			await look(admin, "units");
			await press(admin, "a:has-text('Station Nord')");
			await admin.getByText("Åse Kjær").first().waitFor();
			await look(admin, "unit");
			job.unit = admin.url().match(/\/unit\/(\d+)/)[1];
			screens.blameless();
		}],
		["the daily leader signs in by the link in the mail", async () => {
			job.leaderDesk = await signIn(job, "daily leader", leader, true);
			await look(job.leaderDesk, "home-leader-empty");
			screens.blameless();
		}],
		["a programme: hours and dates are seen before it is created", async () => {
			const tab = job.leaderDesk;
			await screens.go(tab, `/unit/${job.unit}/programme/new`);
			await look(tab, "programme-choose");
			await tab.locator("a.ds-button[href$='method=five-phases']").click();
			await tab.locator("form#new").waitFor();
			await look(tab, "programme-new");
			await tab.fill("#title", "Et roligere vagtskifte");
			for (const box of await tab.locator("input[name^=confirmed_]").all()) await box.check();
			await tab.selectOption("select[name=helper1]", { label: "Ali Demir" });
			await tab.selectOption("select[name=helper2]", { label: "Søren Kjær" });
			await press(tab, "form#new .form-foot button");
			await tab.locator("#preview").waitFor();
			await settle(tab);
			assert.match(await tab.locator("#preview").textContent(), /timer/);
			assert(await tab.locator("#preview table").count() >= 1, "hours per role stand in a table");
			await look(tab, "programme-preview");
			await press(tab, "#preview button");
			await tab.waitForURL(/\/programme\/\d+/);
			job.programme = tab.url().match(/\/programme\/(\d+)/)[1];
			await look(tab, "programme");
			for (const page of ["calendar", "hours", "people", "room", "topics"]) {
				await screens.go(tab, `/programme/${job.programme}/${page}`);
				await look(tab, `programme-${page}`);
			}
			await screens.go(tab, "/");
			await look(tab, "home-leader");
			screens.blameless();
		}],
		["meetings are called by mail, with a file for the calendar", async () => {
			const tab = job.leaderDesk;
			for (const [activity, guest] of [["startup_meeting", helper], ["intro_meeting", "medarbejder7@nordby.example"]]) {
				await screens.go(tab, `/programme/${job.programme}/meeting/${activity}`);
				await look(tab, `meeting-${activity}`);
				await setTime(tab, "09:00", "Mødelokale 2");
				await press(tab, "form[action$='/invite'] button");
				await tab.locator("form[action$='/invite']").waitFor({ state: "detached" });
				const [message] = await mail.find(guest, /text\/calendar[\s\S]*/);
				assert.match(message, /BEGIN:VCALENDAR[\s\S]*BEGIN:VEVENT[\s\S]*DTSTART/);
			}
			await look(tab, "meeting-invited");
			screens.blameless();
		}],
		["words that were sent after one was signed out stand in the form again", async () => {
			const tab = job.leaderDesk, page = `/unit/${job.unit}/plan/new`;
			const write = async () => {
				await screens.go(tab, page);
				await tab.fill("#title", "Ro om morgenen");
				await tab.selectOption("#owner", { label: "Ali Demir" });
				await tab.locator("details:has(#helpers) > summary").click();
				await tab.fill("#helpers", "Søren\nÅse");
				await tab.context().clearCookies({ name: "session" });
				await press(tab, ".form-foot button");
				await tab.locator("[data-sign-in] .notice").waitFor();
			};
			await write();
			await look(tab, "login-words-wait");
			const known = mail.to(leader).length;
			await tab.fill("#email", leader);
			await press(tab, "button[formaction='/login/mail']");
			await tab.waitForURL(/\/login\/sent/);
			const [, link] = await mail.find(leader, /(http:\/\/localhost:\d+\/login\/link\S+)/, known);
			// A link in a mail opens a tab of its own; the first one is then let in too.
			const other = await tab.context().newPage();
			await other.goto(link);
			await press(other, "form[action='/login/link'] button");
			await other.waitForURL((u) => u.pathname === "/");
			await other.close();
			await press(tab, "[data-sign-in] a");
			await tab.locator("form .notice").waitFor();
			await settle(tab);
			assert.equal(new URL(tab.url()).pathname, page);
			assert.deepEqual(await Promise.all(["#title", "#helpers"].map((f) => tab.inputValue(f))), ["Ro om morgenen", "Søren\nÅse"]);
			assert.equal(await tab.locator("#owner option:checked").textContent(), "Ali Demir");
			assert(await tab.locator("#helpers").isVisible(), "the fold is open");
			await look(tab, "words-are-back");
			await screens.go(tab, page);
			assert.equal(await tab.inputValue("#title"), "", "once, and then they are gone");
			// Whoever signs in after somebody else finds nothing.
			await write();
			const theirs = await signIn(job, "somebody else", consultant, false);
			await tab.context().addCookies((await theirs.context().cookies()).filter((c) => c.name === "session"));
			await screens.go(tab, page);
			assert(!(await tab.content()).includes("Ro om morgenen"));
			assert.equal(await tab.evaluate(() => sessionStorage.getItem("samspil.words")), null);
			await theirs.context().close();
			await tab.context().close();
			job.leaderDesk = await signIn(job, "daily leader", leader, false);
			screens.blameless();
		}],
		["the consultant makes the live session of the workshop", async () => {
			job.desk = await signIn(job, "consultant", consultant, false);
			await look(job.desk, "home-consultant");
			await screens.go(job.desk, `/programme/${job.programme}/meeting/future_workshop`);
			await look(job.desk, "meeting-workshop");
			job.desk.refusalExpected = true;
			await press(job.desk, "form[action$='/session'] button");
			await job.desk.locator("[data-fault]").waitFor();
			await look(job.desk, "meeting-without-time");
			job.desk.refusalExpected = false;
			await setTime(job.desk, "09:00", "Salen");
			await answerGates(job.desk);
			await press(job.desk, "form[action$='/session'] button");
			await job.desk.waitForURL(/\/workshop\/\d+$/);
			screens.blameless();
		}],
	];
}
