// The whole job in a browser: an empty store on Monday; people by CSV; a
// programme; meetings called by mail; a workshop with fifteen screens; a plan
// on the wall; and what nobody did in time opens the next meeting.
//
//	node tests/browser/job.mjs path/to/samspil [folder for pictures]
//
// On SQLite, or on the PostgreSQL that SAMSPIL_TEST_STORE names. Prints TAP.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DESK, Mail, PHONE, Program, root, Screens, stations, until } from "./support.mjs";
import { workshop } from "./workshop.mjs";

const [binary, folder] = process.argv.slice(2);
assert(binary, "usage: job.mjs SAMSPIL [FOLDER]");
const pictures = path.resolve(folder ?? path.join(root, "tests/artefacts", process.env.SAMSPIL_TEST_STORE ? "browser-postgres" : "browser"));

const program = new Program(path.resolve(binary));
const screens = new Screens(program, pictures);
const job = { program, screens };
let mail;

const PASSWORD = "en rolig morgen ved vandet";
const leader = "mette.holm@nordby.example", topLeader = "karen.lund@nordby.example", consultant = "jonas.friis@nordby.example";
const helper = "ali.demir@nordby.example";
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

const press = (tab, selector) => tab.locator(selector).first().click();
const settle = (tab) => tab.waitForLoadState("load");
const look = (tab, name, options) => screens.look(tab, name, options);

/** Somebody signs in by the link that comes in the mail. */
async function signIn(name, address, picture) {
	const tab = await screens.somebody(name, DESK);
	await screens.go(tab, "/login");
	if (picture) await look(tab, "login");
	await tab.fill("#email", address);
	await press(tab, "button[formaction='/login/mail']");
	await tab.waitForURL(/\/login\/sent/);
	if (picture) await look(tab, "login-sent");
	const [, link] = await mail.find(address, /(http:\/\/localhost:\d+\/login\/link\S+)/);
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

const before = [
	["an empty store, and a link for the first administrator", async () => {
		mail = await new Mail().start();
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
		job.leaderDesk = await signIn("daily leader", leader, true);
		await look(job.leaderDesk, "home-leader-empty");
		screens.blameless();
	}],
	["a programme: hours and dates are seen before it is created", async () => {
		const tab = job.leaderDesk;
		await screens.go(tab, `/unit/${job.unit}/programme/new`);
		await look(tab, "programme-new");
		await tab.locator("input[name=method][value=five-phases]").check();
		await tab.fill("#title", "Et roligere vagtskifte");
		for (const box of await tab.locator("input[name=confirmed]").all()) await box.check();
		await tab.selectOption("select[name=helper1]", { label: "Ali Demir" });
		await tab.selectOption("select[name=helper2]", { label: "Søren Kjær" });
		await press(tab, "form#new .form-foot button");
		await tab.locator("#preview").waitFor();
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
	["the consultant makes the live session of the workshop", async () => {
		job.desk = await signIn("consultant", consultant, false);
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

const day = (ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
const SHIFT_DAYS = 30;	// how much later the status meeting is held
const proposals = ["Vagtskiftet får ti minutter", "Fast opsamling efter svære opkald"];

const planUrl = () => `/unit/${job.unit}/plan`;

/** A poster as people will see it: one page, ink on it, and a code that leads to the living page. */
async function poster(tab, size, width) {
	const reply = await tab.request.get(`${program.url}${planUrl()}/poster/${size}`);
	assert.equal(reply.status(), 200);
	const file = path.join(pictures, `poster-${size}.pdf`), stem = path.join(pictures, `poster-${size}`);
	writeFileSync(file, await reply.body());
	execFileSync("pdftoppm", ["-png", "-r", "100", "-singlefile", file, stem]);
	assert(statSync(`${stem}.png`).size > 20_000, "the poster is not an empty sheet");
	const words = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
	for (const title of proposals) assert(words.replace(/\s+/g, " ").includes(title), `"${title}" stands on the ${size} poster`);
	const [, wide] = execFileSync("pdfinfo", [file], { encoding: "utf8" }).match(/Page size:\s+(\S+)/);
	assert(Math.abs(wide - width) < 2, `${size} is ${width} points wide, not ${wide}`);
	execFileSync("pdftoppm", ["-png", "-r", "200", "-singlefile", file, `${stem}-large`]);
	return execFileSync("zbarimg", ["-q", "--raw", `${stem}-large.png`], { encoding: "utf8" }).trim();
}

const after = [
	["planning meeting: what is going on already, and overlap", async () => {
		const { desk } = job;
		await screens.go(desk, `/programme/${job.programme}/meeting/planning_meeting`);
		await look(desk, "meeting-planning");
		await screens.go(desk, `${planUrl()}/running`);
		await desk.fill("#title", "Ny vagtplan");
		await desk.fill("#owner", "Planlæggeren");
		await press(desk, `form[action='${planUrl()}/running'] button`);
		await desk.getByText("Ny vagtplan").first().waitFor();
		await look(desk, "plan-running");
		await screens.go(desk, `${planUrl()}/overlap`);
		await look(desk, "plan-overlap");
		for (let i = 0; i < proposals.length; i++) {
			await desk.locator("details[open] select").first().selectOption({ index: 1 });
			await press(desk, "details[open] form button");
			await until(async () => await desk.locator("details[open]:has(select)").count() === proposals.length - 1 - i, "the overlap is judged");
		}
		await desk.fill("#answer", "Hænger sammen med den nye vagtplan.");
		await desk.fill("#anchoring", "Fast punkt på personalemødet.");
		await press(desk, `form[action='${planUrl()}/overlap/answer'] button`);
		await settle(desk);
		screens.blameless();
	}],
	["the top leader takes a stand, with a reason", async () => {
		const top = job.topDesk = await signIn("top leader", topLeader, false);
		await look(top, "home-top-leader");
		for (const [title, option, reason] of [[proposals[0], 0, "Det koster ti minutter og sparer en time."], [proposals[1], 0, "Timerne er fundet."]]) {
			await screens.go(top, planUrl());
			await press(top, `.action h3 a:has-text("${title}")`);
			await top.locator("#stand input[name=stand]").nth(option).check();
			await top.fill("#reason", reason);
			if (title === proposals[0]) await look(top, "plan-action-stand");
			await press(top, "#stand form button");
			await top.getByText(reason).first().waitFor();
		}
		await look(top, "plan-action");
		screens.blameless();
	}],
	["owners, first steps and dates", async () => {
		const tab = job.leaderDesk;
		for (const [title, owner, due, iglo] of [[proposals[0], "Ali Demir", day(10), "group"], [proposals[1], "Mette Holm", day(SHIFT_DAYS + 20), "leader"]]) {
			await screens.go(tab, planUrl());
			await press(tab, `.action h3 a:has-text("${title}")`);
			await press(tab, "a[href$='/edit']");
			await tab.selectOption("#owner", { label: owner }).catch(() => tab.fill("#owner_name", owner));
			await tab.fill("#due", due);
			await tab.selectOption("#iglo", iglo);
			if (title === proposals[0]) await look(tab, "plan-edit");
			await press(tab, "form[action$='/edit'] .form-foot button");
			await tab.waitForURL(/\/plan(\/actions\/\d+)?$/);
		}
		await screens.go(tab, planUrl());
		await look(tab, "plan");
		screens.blameless();
	}],
	["the plan is published, and the posters hang", async () => {
		const tab = job.leaderDesk;
		await screens.go(tab, `${planUrl()}/publish`);
		await look(tab, "plan-publish");
		await tab.fill("#why", "Efter opsamlingsmødet");
		await press(tab, `form[action='${planUrl()}/publish'] button`);
		await tab.waitForURL(/\/plan$/);
		await look(tab, "plan-published");
		const links = [await poster(tab, "a4", 595), await poster(tab, "a3", 842)];
		const passerBy = await screens.somebody("passer-by", PHONE);
		for (const link of links) {
			await screens.go(passerBy, link);
			for (const title of proposals) await passerBy.getByText(title).first().waitFor();
		}
		await look(passerBy, "living-page");
		await passerBy.context().close();
		screens.blameless();
	}],
	[`${SHIFT_DAYS} days later: the status meeting opens with what is overdue`, async () => {
		await screens.without(async () => {
			await program.stop();
			await program.start(...job.command, `--shift-days=${SHIFT_DAYS}`);
		});
		const tab = job.later = await signIn("daily leader later", leader, false);
		await look(tab, "home-leader-later");
		await screens.go(tab, `/programme/${job.programme}/meeting/status_meeting_1`);
		await look(tab, "meeting-status");
		const first = tab.locator("#plan .action").first();
		assert.equal(await first.getAttribute("data-state"), "late");
		assert((await first.textContent()).includes(proposals[0]), "the overdue action stands first");
		screens.blameless();
	}],
	["the final meeting, and habits that last", async () => {
		const tab = job.later;
		await screens.go(tab, `/programme/${job.programme}/meeting/final_meeting`);
		await look(tab, "meeting-final");
		await screens.go(tab, `/programme/${job.programme}/form/anchoring_plan`);
		await look(tab, "anchoring-plan");
		await screens.go(tab, `${planUrl()}/agreements`);
		await tab.fill("#title", "Ti minutter ved hvert vagtskifte");
		await tab.fill("#responsible", "Ali Demir");
		await tab.fill("#how", "Holdene mødes ved tavlen.");
		await tab.fill("#months", "3");
		await press(tab, `form[action='${planUrl()}/agreements'] button`);
		await tab.locator(".action", { hasText: "Ti minutter ved hvert vagtskifte" }).waitFor();
		await look(tab, "agreements");
		screens.blameless();
	}],
];

await stations([...before, ...workshop(job), ...after], {
	async broken() {
		for (const line of program.logged().split("\n").filter((l) => /level=(error|warn)|status=5/.test(l)).slice(-10)) console.log(`# ${line}`);
		await screens.lastSight();
	},
	async cleanup() {
		console.log(`# ${screens.seen.size} kinds of pages seen; pictures in ${path.relative(root, pictures)}`);
		await screens.close();
		await mail?.close();
		await program.close();
	},
});
