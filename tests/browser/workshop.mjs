// The stations of the workshop's day: one facilitator's console, one projector,
// one leader and twelve phones, all at once. Before they begin, job.desk shows
// the console of a planned session; afterwards its proposals are in the plan.
import assert from "node:assert/strict";
import { proposals } from "./plan.mjs";
import { arrived as at, PATIENCE_MS, PHONE, until, WALL, weigh } from "./support.mjs";

const PHONES = 12;
const JOIN_BYTES = 60_000, JOIN_REQUESTS = 4;	// P8, design/performance.md

const problems = [
	"Vi får ikke sagt det vigtige videre", "Aftenholdet møder ind til kaos", "Ændringer i planen kommer for sent", "Man står alene bagefter",
	"Ingen fast opsamling efter vold", "Humor der går for tæt på", "Nye tør ikke spørge", "Overlevering når ikke at blive færdig",
	"Ingen ro til at skrive rapport", "Telefonen ringer hele tiden", "Beskeder går tabt mellem vagterne", "Samtaler bliver afbrudt",
];
const dreams = [
	"Tænk, hvis vi begyndte vagten med ti rolige minutter", "Nogen ringer til mig dagen efter et svært opkald", "Et rum med lukket dør til rapporter",
	"Nye har en fast makker det første halve år", "Vi roser hinanden højt", "Planen ligger fast tre uger frem",
	"Lederen er med på gulvet en dag om ugen", "Vi spiser sammen", "Vi siger fra, når det gør ondt", "Alle kender planen for i morgen",
	"Vi lærer af det, der gik godt", "Telefonen har en fast vagt",
];

export function workshop(job) {
	const all = (body) => Promise.all(job.phones.map(body));
	const { screens } = job;

	/** Presses a button of the agenda; the console and everybody come along. */
	async function act(value, step, everybody = true) {
		await job.desk.locator(`button[form=act][name=act][value=${value}]`).click();
		await at(job.desk, step);
		if (everybody) await all((p) => at(p, step));
	}
	async function goTo(...steps) {
		for (const step of steps) await act("next", step, step === steps.at(-1));
	}
	const onWall = (words) => job.wall.getByText(words, { exact: true }).first().waitFor();
	const shot = (tab, name, options) => screens.look(tab, name, options);

	async function send(phone, words) {
		await phone.fill("#text", words);
		await phone.locator("form[data-outbox] button:visible").first().click();
	}
	const ownCard = (phone, words) => phone.locator("[data-own-cards] li", { hasText: words }).waitFor();

	/** Drags a card by pointer into a column; once more where the hub has swapped it between the eye and the finger. */
	async function drag(words, column) {
		const card = job.desk.locator("[data-card]", { hasText: words });
		const list = job.desk.locator(`.column[data-name="${column}"] .cards`);
		const { mouse } = job.desk;
		const hang = async () => {
			await card.scrollIntoViewIfNeeded();
			const from = await card.boundingBox();
			await mouse.move(from.x + 20, from.y + 12);
			await mouse.down();
			await mouse.move(from.x + 40, from.y + 26, { steps: 4 });
			const to = await list.boundingBox();
			await mouse.move(to.x + 40, to.y + 24, { steps: 8 });
			let tremble = 0;
			await until(async () => {
				await mouse.move(to.x + 40 + (tremble ^= 1), to.y + 24);
				return list.locator("[data-card]", { hasText: words }).count();
			}, `${words} hangs over ${column}`, PATIENCE_MS / 4);
		};
		await until(async () => {
			const hangs = await hang().then(() => true, () => false);
			await mouse.up();
			return hangs;
		}, `${words} hangs over ${column}`, 2 * PATIENCE_MS);
		await inColumn(words, column);
	}

	/** Moves a card with the arrow keys, as many columns to the right as it takes. */
	async function carry(words, column) {
		const card = job.desk.locator("[data-card]", { hasText: words });
		await until(async () => {
			await card.focus();
			await job.desk.keyboard.press("Enter");
			return job.desk.locator("[data-card][data-held]", { hasText: words }).count();
		}, `${words} is lifted`);
		await until(async () => {
			if (await inside(job.desk, words, column).count()) return true;
			await job.desk.keyboard.press("ArrowRight");
			return false;
		}, `${words} walks to ${column}`);
		const stored = job.desk.waitForResponse((r) => r.url().endsWith("/move") && r.ok());
		await job.desk.keyboard.press("Enter");
		await stored;
		await inColumn(words, column);
		// Whoever has no pointer stands where they were, also when the hub has swapped the card.
		await until(() => job.desk.evaluate((w) => document.activeElement?.matches("[data-card]") && document.activeElement.textContent.includes(w), words), `${words} keeps the focus in ${column}`);
	}
	const inside = (tab, words, column) => tab.locator(".column", { has: tab.locator("header h2", { hasText: column }) }).locator(".card", { hasText: words });
	/** What the projector shows was stored first. */
	const inColumn = (words, column) => inside(job.wall, words, column).waitFor();

	async function addTheme(title) {
		await job.desk.fill("#theme-title", title);
		await job.desk.locator("form[action$='/themes'] button").click();
		await job.desk.locator(`.column[data-name="${title}"]`).waitFor({ state: "attached" });
		await onWall(title);
	}
	async function tool(link, name, work) {
		await link.click();
		await job.desk.locator(".page-narrow h1").waitFor();
		if (name) await shot(job.desk, name);
		await work();
		await job.desk.locator("[data-board]").waitFor();
	}

	async function join(name, seat, first) {
		const tab = await screens.somebody(name, PHONE);
		if (first) {
			const { requests, bytes } = await weigh(tab, () => screens.go(tab, "/join"));
			assert(requests <= JOIN_REQUESTS && bytes <= JOIN_BYTES, `the join page takes ${requests} requests and ${bytes} bytes`);
			await shot(tab, "join-code");
			tab.refusalExpected = true;
			await tab.fill("#code", "1234 5678");
			await tab.locator("form[action='/join'] button").click();
			await tab.locator("#code-wrong").waitFor();
			await shot(tab, "join-code-wrong");
			tab.refusalExpected = false;
		} else {
			await screens.go(tab, "/join");
		}
		await tab.fill("#code", job.code);
		await tab.locator("form[action='/join'] button").click();
		await tab.locator(`input[name=seat][value=${seat}]`).check();
		if (first) await shot(tab, "join-seat");
		// To a leader outside, the waiting page is a refusal.
		tab.refusalExpected = seat === "leader";
		await tab.locator("form button").click();
		await tab.waitForURL(/\/w\/\d+$/);
		return tab;
	}

	const leaderKnowsNothing = async () => {
		const words = [...problems, ...dreams];
		const base = `/w/${job.id}`;
		for (const where of [base, `/workshop/${job.id}/outcome`, `/workshop/${job.id}/export/json`, `/wall/${job.id}`]) {
			for (const accept of ["text/html", "application/json"]) {
				for (const who of [job.leader, job.leaderDesk]) {
					const reply = await who.request.get(job.program.url + where, { headers: { accept }, maxRedirects: 0 });
					const text = await reply.text();
					assert(reply.status() !== 200, `${where} as ${accept} gives ${reply.status()} to the leader`);
					for (const w of words) assert(!text.includes(w), `the leader reads "${w}" at ${where} as ${accept}`);
				}
			}
		}
		assert(!(await job.leader.content()).includes(problems[0]));
	};

	return [
		["the console before the day, and the projector's welcome", async () => {
			job.id = job.desk.url().match(/\/workshop\/(\d+)/)[1];
			await shot(job.desk, "console-planned");
			job.wall = await screens.somebody("projector", WALL);
			await screens.go(job.wall, await job.desk.locator("a[href^='/wall/']").getAttribute("href"));
			await job.wall.locator(".wall-title").waitFor();
			job.code = (await job.wall.locator(".wall-join b").textContent()).trim();
			assert.match(job.code, /^\d{4} \d{4}$/);
			await shot(job.wall, "wall-welcome");
			await job.desk.locator("[data-open='#join-sheet']").click();
			await job.desk.locator("#join-sheet[open]").waitFor();
			await shot(job.desk, "console-join-code", { whole: false });
			await job.desk.locator("#join-sheet form button").click();
			screens.blameless();
		}],
		["twelve phones and a leader join by code; a wrong code is told at the field", async () => {
			const first = await join("phone 1", "participant", true);
			job.phones = [first, ...await Promise.all(Array.from({ length: PHONES - 1 }, (_, i) => join(`phone ${i + 2}`, "participant", false)))];
			job.leader = await join("leader", "leader", false);
			await until(async () => (await job.desk.locator("#counts").textContent()).includes(String(PHONES)), "the console counts the phones");
			await shot(job.phones[0], "phone-welcome");
			await shot(job.leader, "leader-before");
			screens.blameless();
		}],
		["the day begins, and everybody says yes to the ground rules", async () => {
			await act("begin", "welcome");
			await onWall("Kritik – Drøm – Virkelighed");
			await shot(job.desk, "console-welcome");
			await shot(job.wall, "wall-talk");
			await shot(job.phones[0], "phone-talk-and-rules");
			await goTo("ground_rules");
			await shot(job.wall, "wall-rules");
			await shot(job.desk, "console-rules");
			await shot(job.phones[0], "phone-rules");
			await all(async (p) => {
				await p.locator("form[action$='/rules'] button").click();
				await p.locator("form[action$='/rules']").waitFor({ state: "detached" });
			});
			await job.desk.locator("[data-said-yes]", { hasText: /^alle har sagt ja/ }).waitFor();
			await shot(job.phones[0], "phone-rules-confirmed");
			screens.blameless();
		}],
		["critique: twelve phones write at once, and the projector shows it", async () => {
			await goTo("critique_cards");
			await shot(job.phones[0], "phone-cards-empty");
			await all(async (p, i) => {
				await send(p, problems[i]);
				await ownCard(p, problems[i]);
			});
			for (const words of problems) await onWall(words);
			await shot(job.wall, "wall-cards");
			await shot(job.phones[1], "phone-cards");
			await shot(job.desk, "console-cards");
			// Paper cards are typed in, a line each.
			await job.desk.fill("#lines", "Parkering er et problem\nFor mange systemer at logge på");
			await job.desk.locator("form[action$='/cards'] button").click();
			await onWall("For mange systemer at logge på");
			screens.blameless();
		}],
		["one phone loses the network, keeps its card and sends it when it is back", async () => {
			const [phone] = job.phones;
			await screens.without(async () => {
				await phone.context().setOffline(true);
				await send(phone, "Skrevet i kælderen");
				await phone.locator("[data-outbox-state]:not(:empty)").waitFor();
				await shot(phone, "phone-offline");
				assert.equal(await job.wall.getByText("Skrevet i kælderen").count(), 0);
				await phone.context().setOffline(false);
				await onWall("Skrevet i kælderen");
			});
			await phone.reload();
			await ownCard(phone, "Skrevet i kælderen");
			assert.equal(await job.wall.getByText("Skrevet i kælderen", { exact: true }).count(), 1);
			screens.blameless();
		}],
		["half a sentence survives a reload, and a card that is too long comes back with its words", async () => {
			const phone = job.phones[2];
			await phone.locator("#text").pressSequentially("Halv sætn");
			await phone.reload();
			await until(async () => await phone.inputValue("#text") === "Halv sætn", "the draft is back");
			phone.refusalExpected = true;
			await phone.evaluate(() => document.querySelector("#text").removeAttribute("maxlength"));
			await phone.fill("#text", "ord ".repeat(1250));
			await phone.locator("form[data-outbox] button:visible").first().click();
			await phone.locator("[data-refusal]").waitFor();
			await shot(phone, "phone-card-too-long", { whole: false });
			await until(async () => (await phone.inputValue("#text")).startsWith("ord ord"), "the words come back");
			phone.refusalExpected = false;
			await phone.fill("#text", "");
			screens.blameless();
		}],
		["the server is killed in mid-session: nothing acknowledged is lost, and phones send the rest", async () => {
			await screens.without(async () => {
				await send(job.phones[3], "Lige før strømmen gik");
				await ownCard(job.phones[3], "Lige før strømmen gik");
				await onWall("Lige før strømmen gik");
				await job.program.kill();
				await send(job.phones[4], "Skrevet mens serveren var nede");
				await job.program.start(...job.command);
				await onWall("Skrevet mens serveren var nede");
				for (const words of [...problems, "Lige før strømmen gik"]) await onWall(words);
				await job.desk.reload();
				await at(job.desk, "critique_cards");
			});
			assert.equal(await job.wall.getByText("Skrevet mens serveren var nede", { exact: true }).count(), 1);
			screens.blameless();
		}],
		["the board pauses, and nobody writes meanwhile", async () => {
			await job.desk.locator("button[name=act][value=pause]").click();
			await job.wall.locator(".paused").waitFor();
			await all((p) => p.locator("main[data-page-key^='critique_cards-paused']").waitFor({ state: "attached" }));
			await shot(job.wall, "wall-paused");
			await shot(job.phones[0], "phone-paused");
			await shot(job.desk, "console-paused");
			await job.desk.locator("button[name=act][value=resume]").click();
			await job.wall.locator(".paused").waitFor({ state: "detached" });
			await all((p) => p.locator("#text").waitFor());
			screens.blameless();
		}],
		["the leader outside sees nothing on any road", async () => {
			await leaderKnowsNothing();
			await shot(job.leader, "leader-waits");
			screens.blameless();
		}],
		["the room talks about one card at a time", async () => {
			await goTo("critique_talk");
			await job.desk.locator("[data-card]", { hasText: problems[0] }).getByRole("button").click();
			await job.wall.locator("[data-focus]", { hasText: problems[0] }).waitFor();
			await shot(job.wall, "wall-focus");
			await shot(job.phones[0], "phone-discuss");
			screens.blameless();
		}],
		["cards are grouped by drag and by keyboard, merged, renamed and subdivided", async () => {
			await goTo("critique_headings");
			for (const title of ["Vagtskifte", "Svære opkald", "Tonen"]) await addTheme(title);
			await drag(problems[0], "Vagtskifte");
			await drag(problems[1], "Vagtskifte");
			await drag(problems[3], "Svære opkald");
			await carry(problems[7], "Vagtskifte");
			await carry(problems[4], "Svære opkald");
			await carry(problems[5], "Tonen");
			await carry(problems[6], "Tonen");
			await shot(job.desk, "console-grouping");
			const { desk } = job;
			// In one column what to say stands before a long board, and the board scrolls, not the page.
			await desk.setViewportSize({ width: 390, height: 844 });
			await shot(desk, "console-narrow");
			const top = (what) => desk.locator(what).first().evaluate((e) => e.getBoundingClientRect().top);
			assert(await top("button[name=act][value=next]") < await top(".say") && await top(".say") < await top("[data-board]"), "next, then what to say, then the board");
			await desk.setViewportSize({ width: 1280, height: 900 });
			await tool(desk.locator(".column[data-name='Tonen'] header a"), "console-heading", async () => {
				await desk.fill("#title", "Tonen mellem os");
				await desk.locator("button[value=rename]").click();
			});
			await onWall("Tonen mellem os");
			await tool(desk.locator(".column[data-name='Vagtskifte'] header a"), null, async () => {
				await desk.fill("#part", "Om natten");
				await desk.locator("form[action$='/themes'] button").click();
			});
			await onWall("Om natten");
			await carry(problems[1], "Om natten");
			await tool(desk.locator("[data-card]", { hasText: problems[10] }).getByRole("link"), "console-card", async () => {
				await desk.selectOption("#into", { label: problems[0] });
				await desk.locator("button[value=merge]").click();
			});
			await until(async () => /tabt mellem vagterne/.test(await inside(job.wall, problems[0], "Vagtskifte").textContent()), "the merged card carries both");
			await shot(job.wall, "wall-grouped");
			screens.blameless();
		}],
		["everybody lays dots", async () => {
			await goTo("critique_vote");
			await all(async (p, i) => {
				const rows = p.locator(".vote-list li");
				const mine = [problems[0], problems[0], problems[3], problems[i % 2 ? 5 : 7]];
				for (const words of mine) await rows.filter({ hasText: words }).locator("[data-give]").click();
				await p.waitForFunction(() => [...document.querySelectorAll("[data-give]")].every((b) => b.disabled || b.getAttribute("aria-disabled") === "true"));
			});
			await screens.allSent(job.phones);
			// Twelve have voted: told in steps of five, and never how many dots lie where.
			await job.desk.locator("#counts", { hasText: "mindst 10 har sat prikker" }).waitFor();
			await shot(job.phones[0], "phone-dots");
			await shot(job.wall, "wall-dots-hidden");
			await job.phones[0].reload();
			await until(async () => await job.phones[0].locator(".vote-list li", { hasText: problems[0] }).locator("output").textContent() === "2", "the dots are still there");
			assert.match(await (await job.phones[0].request.get(`${job.program.url}/w/${job.id}`)).text(), /data-dots-left>Prikker tilbage: 0</, "told without script, too");
			await goTo("pause_1");
			await shot(job.wall, "wall-break");
			await shot(job.phones[0], "phone-break");
			screens.blameless();
		}],
		["groups are formed, and phones take their seats", async () => {
			await goTo("critique_groups");
			await shot(job.phones[0], "phone-groups-soon");
			await formGroups("theme");
			await shot(job.desk, "console-groups");
			await shot(job.phones[0], "phone-groups");
			await sitDown();
			await shot(job.wall, "wall-groups");
			await shot(job.phones[0], "phone-group-chosen");
			screens.blameless();
		}],
		["dreams: cards, themes, a picture painted by each group, told to everybody", async () => {
			await goTo("dream_start");
			await shot(job.wall, "wall-dream");
			await goTo("dream_cards");
			await all(async (p, i) => {
				await send(p, dreams[i]);
				await ownCard(p, dreams[i]);
			});
			for (const words of dreams) await onWall(words);
			await shot(job.wall, "wall-dream-cards");
			await shot(job.phones[0], "phone-dream-cards");
			await goTo("dream_themes");
			await addTheme("Et roligt vagtskifte");
			await addTheme("Vi samler hinanden op");
			await drag(dreams[0], "Et roligt vagtskifte");
			await carry(dreams[9], "Et roligt vagtskifte");
			await carry(dreams[1], "Vi samler hinanden op");
			await goTo("dream_elaborate");
			await shot(job.phones[0], "phone-elaborate");
			const writers = await oneOfEachGroup();
			for (const p of writers) {
				await p.fill("#gtext", "Vi møder hinanden ti minutter før. Der er kaffe, og ingen telefon ringer. Alle ved, hvad natten har været.");
				await p.locator("input[name=show]").check();
				await p.locator("form[action$='/text'] button").click();
				await p.waitForFunction(() => document.querySelector("#gtext")?.defaultValue.startsWith("Vi møder"));
			}
			await shot(job.desk, "console-elaborate");
			await goTo("pause_2", "dream_present");
			await job.wall.getByText("ingen telefon ringer").first().waitFor();
			await shot(job.wall, "wall-present");
			await shot(job.phones[0], "phone-present");
			await shot(job.desk, "console-present");
			await leaderKnowsNothing();
			screens.blameless();
		}],
		["at lunch the leader sees headings and priorities, once the facilitator has confirmed, and never a card", async () => {
			await goTo("lunch");
			await at(job.leader, "lunch");
			await shot(job.wall, "wall-lunch");
			const outcome = `/workshop/${job.id}/outcome`;
			assert(!(await (await job.leaderDesk.request.get(job.program.url + outcome)).text()).includes("Vagtskifte"), "nothing is open yet");
			await shot(job.desk, "console-lunch");
			for (const box of await job.desk.locator("form[action$='/leaders'] input[name=task]").all()) await box.check();
			await job.desk.locator("form[action$='/leaders'] button").click();
			await job.desk.locator("form[action$='/leaders']").waitFor({ state: "detached" });
			await job.leader.getByText("Vagtskifte").first().waitFor();
			assert(!(await job.leader.content()).includes(problems[8]), "the leader's phone shows a card");
			await screens.go(job.leaderDesk, outcome);
			await job.leaderDesk.getByText("Vagtskifte").first().waitFor();
			assert(!(await job.leaderDesk.content()).includes(problems[8]), "the leader's page shows a card");
			await shot(job.leaderDesk, "leader-outcome");
			await shot(job.leader, "leader-lunch");
			screens.blameless();
		}],
		["reality: the leader agrees to the rules, groups write proposals", async () => {
			await goTo("reality_rules");
			await at(job.leader, "reality_rules");
			await job.leader.locator("form[action$='/rules'] button").click();
			await job.leader.locator("form[action$='/rules']").waitFor({ state: "detached" });
			await goTo("reminder", "reality_bridge");
			await shot(job.wall, "wall-bridge");
			await goTo("reality_groups");
			await formGroups("theme");
			await sitDown();
			await goTo("proposals");
			await shot(job.phones[0], "phone-proposal");
			const [a, b] = await oneOfEachGroup();
			await propose(a, { dream: "Et roligt vagtskifte", problem: "Vagtskifte", change: "Vagtskiftet får ti minutter", activity: proposals[0],
				first_step: "Vagtplanen rettes for uge 10", who: "Gruppen og planlæggeren", when: "Fra næste måned", means: "Et ja fra lederen", sign: "Vi når det vigtige før første opkald" });
			await propose(b, { dream: "Vi samler hinanden op", problem: "Svære opkald", change: "Fast opsamling efter svære opkald", activity: proposals[1],
				first_step: "Navne på ringelisten", who: "Arbejdsmiljørepræsentanten", when: "Inden for en uge", means: "", sign: "Ingen går alene hjem med det" });
			await shot(b, "phone-proposal-saved");
			await shot(job.desk, "console-proposals");
			screens.blameless();
		}],
		["critical questions are asked and answered", async () => {
			await goTo("pause_3", "proposal_present");
			await job.wall.getByText("Vagtskiftet får ti minutter").first().waitFor();
			await shot(job.wall, "wall-proposals");
			await goTo("critical_questions");
			const asker = job.phones[5], row = (p) => p.locator("section.panel", { has: p.locator("h3", { hasText: "Vagtskiftet får ti minutter" }) });
			await row(asker).locator("form[action$='/questions'] textarea").fill("Hvad gør vi på en travl dag?");
			await row(asker).locator("form[action$='/questions'] button").click();
			await job.wall.getByText("Hvad gør vi på en travl dag?").last().waitFor();
			const [answerer] = await oneOfEachGroup();
			await answerer.reload();
			await shot(answerer, "phone-questions");
			await row(answerer).locator("form[action$='/answers'] textarea").first().fill("Så siger vi kun det ene, der ikke kan vente.");
			await row(answerer).locator("form[action$='/answers'] button").first().click();
			await job.wall.getByText("Så siger vi kun det ene").first().waitFor();
			await shot(job.wall, "wall-questions");
			screens.blameless();
		}],
		["something goes to the parking lot", async () => {
			const p = job.phones[6];
			await p.locator("details", { has: p.locator("#park") }).locator("summary").click();
			await p.fill("#park", "Cykelskuret er for lille");
			await p.locator("form:has(#park) button").click();
			await until(async () => (await p.inputValue("#park")) === "", "the field is empty again");
			await screens.allSent([p]);
			await screens.go(job.desk, `/workshop/${job.id}/outcome`);
			await job.desk.getByText("Cykelskuret er for lille").waitFor();
			await shot(job.desk, "outcome");
			await screens.go(job.desk, `/workshop/${job.id}`);
			screens.blameless();
		}],
		["the leader says what is realistic, with a reason", async () => {
			await goTo("sharpen", "leader_mark");
			await at(job.leader, "leader_mark");
			await shot(job.leader, "leader-marks");
			for (const [name, option, reason] of [["Vagtskiftet får ti minutter", "now", ""], ["Fast opsamling", "needs_more", "Vi skal først finde timerne til det."]]) {
				const form = job.leader.locator("form[action$='/marks']", { hasText: name });
				await form.locator(`input[value=${option}]`).check();
				await form.locator("textarea").fill(reason);
				await form.locator("button").click();
				await job.leader.locator("form[action$='/marks']", { hasText: name }).locator(`input[value=${option}][checked]`).waitFor({ state: "attached" });
			}
			await job.wall.getByText("Vi skal først finde timerne til det.").waitFor();
			await shot(job.wall, "wall-marks");
			screens.blameless();
		}],
		["the day ends, the phones are forgotten, and the proposals go to the plan", async () => {
			await goTo("close");
			await shot(job.wall, "wall-close");
			await shot(job.phones[0], "phone-close");
			await screens.without(async () => {
				await job.desk.locator("button[name=act][value=end]").click();
				await job.desk.locator("main[data-page-key^='close-ended']").waitFor({ state: "attached" });
				await shot(job.desk, "console-ended");
				await until(async () => (await job.phones[0].request.get(`${job.program.url}/w/${job.id}`)).status() === 410, "the phone is forgotten");
				// By itself each goes to the page of the end; reloaded there it stays.
				await all((p) => p.waitForFunction(() => document.readyState === "complete" && document.querySelector("[data-workshop-ended]")));
				await job.phones[0].reload();
				await shot(job.phones[0], "phone-ended");
				await until(() => job.phones[0].evaluate((id) => !localStorage.getItem(`samspil.own.${id}`), job.id), "the phone forgets its cards");
			});
			await job.desk.locator("a[href$='/hand-over']").first().click();
			await shot(job.desk, "hand-over");
			await job.desk.locator("form[action$='/hand-over'] button").click();
			await job.desk.waitForURL(/\/unit\/\d+\/plan/);
			for (const title of proposals) await job.desk.getByText(title).first().waitFor();
			await shot(job.desk, "plan-handed-over");
			for (const p of [...job.phones, job.leader, job.wall]) await p.context().close();
			screens.blameless();
		}],
	];

	async function formGroups(way) {
		await job.desk.locator(`input[name=way][value=${way}]`).check();
		await job.desk.locator("form[action$='/groups'] button").click();
		await all((p) => p.locator(".seat button").first().waitFor());
	}

	/** Everybody sits where there is room, all at once; a seat that somebody else took is tried again elsewhere. */
	async function sitDown() {
		await all((p, i) => until(async () => {
			const free = p.locator(".seat button:not([disabled])");
			const n = await free.count();
			if (n) await free.nth(i % n).click({ timeout: PATIENCE_MS / 4 }).catch(() => null);
			return p.locator(".said-yes").waitFor({ timeout: PATIENCE_MS / 4 }).then(() => true, () => false);
		}, `phone ${i + 1} finds a seat`, 4 * PATIENCE_MS));
	}

	/** Two phones from different groups. */
	async function oneOfEachGroup() {
		const seats = await all(async (p) => JSON.parse(await (await p.request.get(`${job.program.url}/w/${job.id}`, { headers: { accept: "application/json" } })).text()).task.group);
		const first = job.phones[0], other = job.phones[seats.findIndex((g) => g && g !== seats[0])];
		assert(seats[0] && other, `two groups have members: ${seats}`);
		return [first, other];
	}

	async function propose(p, values) {
		const form = p.locator("form[action$='/rows']", { has: p.locator("input[name=idem]") });
		for (const [key, value] of Object.entries(values)) {
			const field = form.locator(`[name=${key}]`);
			if (key === "dream" || key === "problem") await field.selectOption({ label: value });
			else await field.fill(value);
		}
		const row = p.locator("details summary", { hasText: values.change });
		await screens.press(p, form.locator("button"), async () => await row.count() > 0);
		await row.waitFor();
		await p.waitForFunction(() => document.readyState === "complete");
		assert.equal(await form.locator("[name=change]").inputValue(), "", "the form is empty for the next proposal");
	}
}
