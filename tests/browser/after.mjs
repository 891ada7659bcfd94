// The second half, as the people of the workplace live it: what came before is
// closed, status meetings, the midway and the follow-up meeting, the final meeting
// with its evaluation and its agreements, and the letters of the year after. The
// program is started again with its clock further on; nothing else is moved.
import assert from "node:assert/strict";
import { consultant, helper, leader, press, send, signIn } from "./programme.mjs";
import { DESK, PHONE, until } from "./support.mjs";

const DAY_MS = 86_400_000;
const HABIT = "Ti minutter ved hvert vagtskifte";
const MONTHS = 3;	// how often the habit is brought up
const HOPE = "At alle kan komme til orde";

export function after(job) {
	const { screens, mail, program } = job;
	const look = (tab, name, options) => screens.look(tab, name, options);
	const meeting = (key) => `/programme/${job.programme}/meeting/${key}`;
	const form = (key) => `/programme/${job.programme}/form/${key}`;
	const planUrl = () => `/unit/${job.unit}/plan`;
	let today = 0;

	/** The page as data, as the same tab may see it. */
	async function tree(tab, where) {
		const reply = await tab.request.get(new URL(where, program.url).href, { headers: { Accept: "application/json" } });
		assert.equal(reply.status(), 200, where);
		return reply.json();
	}

	/** Days from the real today to the day of a meeting. */
	async function dayOf(tab, key) {
		const all = (await tree(tab, `/programme/${job.programme}`)).meetings;
		const found = all.find((m) => m.url.endsWith(`/${key}`));
		assert(found, `${key} is on the programme's page`);
		return Math.round((Date.parse(found.starts) - Date.parse(new Date().toISOString().slice(0, 10))) / DAY_MS);
	}

	/** Lives on until so many days from the real today; everybody signs in anew. */
	async function liveOn(day) {
		if (day <= today) return;
		today = day;
		await screens.without(async () => {
			await program.stop();
			await program.start(...job.command, `--shift-days=${day}`, `--base-url=${program.url}`);
		});
		for (const tab of Object.values(job.team ?? {})) await tab.context().close();
		job.team = {
			leader: await signIn(job, "daily leader", leader, false),
			consultant: await signIn(job, "consultant", consultant, false),
		};
	}

	/** Whoever is asked answers what stands between the meeting and its end. */
	async function answer(key) {
		for (const tab of Object.values(job.team)) {
			await screens.go(tab, meeting(key));
			for (;;) {
				const open = tab.locator("#gates .panel:has(.ds-tag[data-color=warning]) form").first();
				if (!await open.count()) break;
				const gate = await open.locator("input[name=gate]").inputValue();
				const box = open.locator("input[type=checkbox]");
				if (await box.count()) await box.check();
				else await open.locator("textarea").fill("Det talte vi om på mødet.");
				await open.locator("button").first().click();
				await until(async () => !await tab.locator(`#gates .panel:has(.ds-tag[data-color=warning]) input[value="${gate}"]`).count(), `${gate} is answered`);
			}
		}
	}

	async function hold(key) {
		const tab = job.team.leader;
		await answer(key);
		await screens.go(tab, meeting(key));
		const end = tab.locator("form[action$='/hold'] .form-foot button");
		if (!await end.isVisible()) await press(tab, "#end > summary");
		await end.click();
		await tab.locator("form[action$='/reopen']").waitFor();
	}

	/** At the meeting: what was said about an action, its new state, and what was decided. */
	async function note(key, title, words, status) {
		const tab = job.team.leader;
		await screens.go(tab, meeting(key));
		const card = tab.locator("#plan .action", { hasText: title });
		await card.locator("summary").click();
		await card.locator("textarea").fill(words);
		await card.locator("select").selectOption(status);
		await card.locator("button").click();
		await tab.locator("#plan .action", { hasText: words }).waitFor({ state: "attached" });	// what is done is folded away
	}

	async function decide(key, item, words) {
		const tab = job.team.leader;
		await screens.go(tab, meeting(key));
		await press(tab, "#agenda details > summary");
		await tab.fill(`#d${item}`, words);
		await tab.fill("#minutes_text", `Vi talte planen igennem. ${words}`);
		await press(tab, "form[action$='/notes'] button");
		await tab.locator("#agenda .panel", { hasText: words }).waitFor();
	}

	/** A letter as its reader gets it: to the point, polite, with a way on, and nothing left unfilled. */
	async function letter(address, subject, { greeting, link, says }) {
		const [text] = await mail.find(address, new RegExp(`[^]*subject=${subject}[^]*`));
		const body = text.split("\n").filter((l) => l.startsWith("body=")).map((l) => l.slice(5)).join("\n");
		assert(body.startsWith(greeting), `"${subject}" greets: ${body.slice(0, 60)}`);
		for (const words of says) assert(body.includes(words), `"${subject}" says "${words}":\n${body}`);
		assert.doesNotMatch(text.match(/subject=(.*)/)[1] + body, /[{}]|undefined|null|plan\.|programme\./, `"${subject}" has nothing unfilled:\n${body}`);
		assert(body.split("\n").every((l) => l.length < 400), `"${subject}" has no endless line`);
		const url = body.match(/http:\/\/localhost:\d+(\/\S+)/);
		assert(url && url[1].startsWith(link), `"${subject}" leads to ${link}: ${url?.[1]}`);
		return { body, url: url[1] };
	}

	return [
		["what came before is closed, each by whom it concerns", async () => {
			const tab = (job.team = { leader: job.later ?? job.leaderDesk }).leader;
			const first = ["preparation", "startup_meeting", "intro_meeting", "future_workshop", "planning_meeting"];
			job.days = {};
			for (const key of [...first, "status_meeting_1", "status_meeting_2", "midway_meeting", "follow_up_meeting", "status_meeting_3", "final_meeting"])
				job.days[key] = await dayOf(tab, key);
			job.team = {};
			await liveOn(job.days.planning_meeting + 1);
			await screens.go(job.team.leader, "/");
			await look(job.team.leader, "after-home-leader");
			for (const key of first) await hold(key);
			await look(job.team.leader, "after-planning-held");
			await screens.go(job.team.consultant, `/programme/${job.programme}`);
			await look(job.team.consultant, "after-consultant");
			// Before the workshop three of them sent what they hoped for, without a name.
			for (const i of [3, 4, 5]) {
				const phone = await signIn(job, `employee ${i}`, `medarbejder${i}@nordby.example`, false);
				await screens.go(phone, form("expectation"));
				await phone.fill("[name=hope]", i === 3 ? HOPE : `At vi taler sammen (${i})`);
				if (i === 3) await look(phone, "hope");
				await send(phone, "form[action$='/send'] button");
				await phone.locator(".notice, [role=status]").first().waitFor();
				await phone.context().close();
			}
			// Letters follow their reader's language, not the sender's.
			const english = await signIn(job, "helper", helper, false);
			await screens.go(english, "/profile");
			await english.locator("input[name=lang][value=en]").check();
			await press(english, "form[action='/language'] button");
			await english.locator("html[lang=en]").waitFor();
			await english.context().close();
			screens.blameless();
		}],
		["the fair copy: read, then sent to the daily leader", async () => {
			const tab = job.team.consultant;
			await screens.go(tab, "/");
			await look(tab, "after-home-consultant");
			assert.match(await tab.locator(".next-what").first().textContent(), /send den til den daglige leder/);
			await press(tab, ".next .actions a");
			await tab.waitForURL(/\/plan\/send$/);
			await look(tab, "plan-send");
			const shown = (await tab.locator(".letter").first().textContent()).trim();
			await press(tab, "form[action$='/send'] button");
			await tab.waitForURL(/\/plan(#versions)?$/);
			await look(tab, "plan-sent");
			const { body } = await letter(leader, "Handlingsplanen for Station Nord", { greeting: "Hej Mette Holm", link: `${planUrl()}/poster/a3`, says: ["Tovholder:"] });
			assert.equal(body.trim(), shown, "what was shown is what was sent");
			screens.blameless();
		}],
		["first status meeting: a week ahead the letters, then the meeting itself", async () => {
			await liveOn(job.days.status_meeting_1 - 5);
			await letter(leader, "1. statusmøde", { greeting: "Hej Mette Holm", link: meeting("status_meeting_1"), says: ["1. statusmøde"] });
			await liveOn(job.days.status_meeting_1);
			await screens.go(job.team.leader, "/");
			await look(job.team.leader, "status-1-home");
			await screens.go(job.team.leader, meeting("status_meeting_1"));
			await look(job.team.leader, "status-1");
			await note("status_meeting_1", job.proposals[0], "Ali begynder i denne uge.", "running");
			await decide("status_meeting_1", "quick_start", "Overlappet begynder mandag.");
			await look(job.team.leader, "status-1-minutes");
			await hold("status_meeting_1");
			screens.blameless();
		}],
		["second status meeting: everyday questions, and what is late comes first", async () => {
			await liveOn(job.days.status_meeting_2);
			await letter(helper, "Your (\\d )?actions? in Station Nord", { greeting: "Hello Ali Demir", link: planUrl(), says: ["The date has passed", job.proposals[0]] });
			await screens.go(job.team.leader, "/");
			await look(job.team.leader, "status-2-home");
			await screens.go(job.team.leader, meeting("status_meeting_2"));
			await look(job.team.leader, "status-2");
			await job.team.leader.getByText("Fortæl om sidste gang, det var travlt").waitFor();
			assert.equal(await job.team.leader.locator("#plan .action").first().getAttribute("data-state"), "late");
			await note("status_meeting_2", job.proposals[0], "Det virker om natten, men ikke om fredagen.", "running");
			await hold("status_meeting_2");
			screens.blameless();
		}],
		["midway with everybody, and the follow-up that decides: a new version hangs", async () => {
			await liveOn(job.days.midway_meeting);
			await screens.go(job.team.leader, meeting("midway_meeting"));
			await look(job.team.leader, "midway");
			await decide("midway_meeting", "judge", "Overlappet virker; opringningen kommer for sent.");
			await hold("midway_meeting");
			await liveOn(job.days.follow_up_meeting);
			const tab = job.team.leader;
			await screens.go(tab, meeting("follow_up_meeting"));
			await look(tab, "follow-up");
			await decide("follow_up_meeting", "decide", "Opringningen sker inden to timer.");
			await screens.go(tab, planUrl());
			await press(tab, `.action h3 a:has-text("${job.proposals[1]}")`);
			await press(tab, "a[href$='/edit']");
			await tab.fill("#first_step", "Vagtlederen ringer inden to timer.");
			await tab.fill("#due", new Date(Date.now() + (today + 30) * DAY_MS).toISOString().slice(0, 10));
			await press(tab, "form[action$='/edit'] .form-foot button");
			await tab.waitForURL(/\/plan(\/actions\/\d+)?$/);
			await screens.go(tab, planUrl());
			await tab.getByText("Planen siger nu noget andet end plakaten").first().waitFor();
			await screens.go(tab, `${planUrl()}/publish`);
			await tab.fill("#why", "Rettet på opfølgningsmødet");
			await press(tab, `form[action='${planUrl()}/publish'] button`);
			await tab.waitForURL(/\/plan(#versions)?$/);
			await look(tab, "plan-second-version");
			await hold("follow_up_meeting");
			screens.blameless();
		}],
		["third status meeting, and one action is done", async () => {
			await liveOn(job.days.status_meeting_3);
			await note("status_meeting_3", job.proposals[0], "Fast del af vagten nu.", "done");
			await look(job.team.leader, "status-3");
			await hold("status_meeting_3");
			screens.blameless();
		}],
		["the final meeting: what was learned, beside what was hoped for", async () => {
			await liveOn(job.days.final_meeting);
			const tab = job.team.leader;
			await screens.go(tab, meeting("final_meeting"));
			await look(tab, "final");
			// What was promised stands beside it for all, what was hoped for at the consultant's.
			await screens.go(job.team.consultant, form("evaluation"));
			await job.team.consultant.getByText(HOPE).first().waitFor();
			await look(job.team.consultant, "evaluation-consultant");
			await screens.go(tab, form("evaluation"));
			assert.equal(await tab.getByText(HOPE).count(), 0, "it was sent to the consultant, not to the leader");
			await tab.locator("#look-back li").first().waitFor();
			await look(tab, "evaluation");
			await tab.fill("[name=how]", "Roligere vagtskifter og færre gentagelser.");
			await tab.fill("[name=learned]", "At tage det lille først.");
			await send(tab, "#write button");
			await tab.locator(".notice, [role=status]").first().waitFor();
			await screens.go(tab, form("anchoring_plan"));
			await tab.fill("[name=agreement]", HABIT);
			await tab.fill("[name=between]", "Dag- og nathold");
			await tab.fill("[name=responsible]", "Ali Demir");
			await tab.fill("[name=time]", "Hver vagt kl. 7, 15 og 23");
			await tab.fill("[name=how]", "Holdene mødes ved tavlen.");
			await look(tab, "anchoring");
			await press(tab, "#write button");
			await tab.locator(".action", { hasText: HABIT }).waitFor();
			await look(tab, "anchoring-saved");
			await screens.go(tab, `${planUrl()}/agreements`);
			const card = tab.locator(".action", { hasText: HABIT }).first();
			await card.waitFor();
			assert.match(await card.textContent(), /Dag- og nathold[^]*Ali Demir/, "nobody writes it twice");
			await look(tab, "agreements-carried");
			await hold("final_meeting");
			await look(tab, "final-held");
			screens.blameless();
		}],
		["the programme is closed; the habit comes back by itself", async () => {
			const tab = job.team.leader;
			await screens.go(tab, "/");
			await look(tab, "home-all-held");
			await screens.go(tab, `/programme/${job.programme}/people`);
			await send(tab, "form[action$='/people/end'] button");
			await screens.go(tab, "/");
			await look(tab, "home-closed");
			await screens.go(tab, planUrl());
			await look(tab, "plan-at-the-end");
			for (const [name, size] of [["phone", PHONE], ["desk", DESK], ["wide", { viewport: { width: 1920, height: 1080 } }]]) {
				const reader = await screens.somebody(name, size);
				await reader.context().addCookies(await tab.context().cookies());
				for (const [page, where] of [["plan", planUrl()], ["agreements", `${planUrl()}/agreements`], ["final", meeting("final_meeting")], ["home", "/"]]) {
					await screens.go(reader, where);
					await look(reader, `end-${page}-${name}`);
				}
				await reader.context().close();
			}
			await liveOn(job.days.final_meeting + 370);
			await letter(leader, `Aftalen »${HABIT}«`, { greeting: "Hej Mette Holm", link: planUrl(), says: ["Ali Demir", "Holder I den stadig"] });
			await screens.go(job.team.leader, `${planUrl()}/agreements`);
			await look(job.team.leader, "agreements-a-year-later");
			screens.blameless();
		}],
	];
}
