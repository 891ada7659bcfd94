// The stations after the workshop: from proposals to a plan on the wall, and what
// is overdue opening the next meeting. What follows stands in after.mjs.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { leader, press, send, signIn, topLeader } from "./programme.mjs";
import { day, PHONE, until } from "./support.mjs";

const SHIFT_DAYS = 30;	// how much later the status meeting is held
/** What the workshop stations write, as the plan calls it. */
export const proposals = ["Ti minutters overlap mellem vagterne", "Opringning samme dag efter svære opkald"];

export function plan(job) {
	const { screens, program } = job;
	const { pictures } = screens;
	const look = (tab, name, options) => screens.look(tab, name, options);
	const planUrl = () => `/unit/${job.unit}/plan`;

	/** A poster as people will see it: one page, ink on it, and a code that leads to the living page. */
	async function poster(tab, size, width) {
		const reply = await tab.request.get(`${program.url}${planUrl()}/poster/${size}`);
		assert.equal(reply.status(), 200);
		const file = path.join(pictures, `poster-${size}.pdf`), stem = path.join(pictures, `poster-${size}`);
		writeFileSync(file, await reply.body());
		execFileSync("pdftoppm", ["-png", "-r", "100", "-singlefile", file, stem]);
		assert(statSync(`${stem}.png`).size > 20_000, "the poster is not an empty sheet");
		const words = execFileSync("pdftotext", ["-raw", file, "-"], { encoding: "utf8" });
		for (const title of proposals) assert(words.replace(/\s+/g, " ").includes(title), `"${title}" stands on the ${size} poster`);
		const [, wide] = execFileSync("pdfinfo", [file], { encoding: "utf8" }).match(/Page size:\s+(\S+)/);
		assert(Math.abs(wide - width) < 2, `${size} is ${width} points wide, not ${wide}`);
		execFileSync("pdftoppm", ["-png", "-r", "200", "-singlefile", file, `${stem}-large`]);
		return execFileSync("zbarimg", ["-q", "--raw", `${stem}-large.png`], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
	}

	return [
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
			await send(desk, `form[action='${planUrl()}/overlap/answer'] button`);
			screens.blameless();
		}],
		["the top leader takes a stand, with a reason", async () => {
			const top = job.topDesk = await signIn(job, "top leader", topLeader, false);
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
			await tab.waitForURL(/\/plan(#versions)?$/);
			await look(tab, "plan-published");
			assert.equal((await tab.locator("main > .notice").innerText()).trim(), "Planen er udgivet. Hæng plakaten op.", "there is no old one to take down");
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
			const tab = job.later = await signIn(job, "daily leader later", leader, false);
			await look(tab, "home-leader-later");
			await screens.go(tab, `/programme/${job.programme}/meeting/status_meeting_1`);
			await look(tab, "meeting-status");
			const first = tab.locator("#plan .action").first();
			assert.equal(await first.getAttribute("data-state"), "late");
			assert((await first.textContent()).includes(proposals[0]), "the overdue action stands first");
			screens.blameless();
		}],
	];
}
