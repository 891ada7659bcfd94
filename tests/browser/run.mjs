// Methods run from start to outcome: a facilitator plans one from its page in the
// library, a projector shows it, six phones join by code, and all of them do what
// each step asks until there is something to send on to the plan.
//
// Nothing here knows a method. A phone's page says, as JSON, what its owner may do
// now; the facilitator's says what the room is at. What must be true of a kind of
// step is said beside it.
import assert from "node:assert/strict";
import { arrived as at, day, DESK, PATIENCE_MS, PHONE, until, WALL } from "./support.mjs";

const PHONES = 6;	// one more than must have answered before anything is shown
const ENOUGH = 5;

const title = (n) => `Prøve ${n}`;
const json = { headers: { accept: "application/json" }, maxRedirects: 0 };

export function run({ screens, program }, methods) {
	let desk, wall, leader, phones = [];
	const looked = new Set();
	/** One picture of each kind of page; all of them when somebody wants to look. */
	async function once(tab, name) {
		if (looked.has(name)) return process.env.EVERY_STEP ? screens.glance(tab, name) : null;
		looked.add(name);
		return screens.look(tab, `run-${name}`);
	}
	const all = (body) => Promise.all(phones.map(body));
	const onWall = (words) => wall.getByText(words, { exact: true }).first().waitFor({ state: "attached" });
	const read = async (tab, where) => (await tab.request.get(program.url + where, json)).json();

	async function begin() {
		desk = await screens.somebody("facilitator", DESK);
		await screens.go(desk, "/demo");
		await desk.getByRole("button", { name: "Jonas Friis" }).click();
		await desk.waitForURL((u) => u.pathname !== "/demo");
		wall = await screens.somebody("projector", WALL);
		phones = await Promise.all(Array.from({ length: PHONES }, (_, i) => screens.somebody(`phone ${i + 1}`, PHONE)));
		leader = await screens.somebody("leader", PHONE);
		leader.refusalExpected = true;	// outside, the waiting page is a refusal
	}

	async function join(tab, code, seat) {
		await screens.go(tab, "/join");
		await tab.fill("#code", code);
		await tab.locator("form[action='/join'] button").click();
		await tab.waitForURL((u) => u.pathname !== "/join");
		// Where leaders are in nothing, nobody is asked.
		const choice = tab.locator(`input[type=radio][name=seat][value=${seat}]`);
		await tab.locator("form button").waitFor();
		const asked = await choice.count() > 0;
		if (asked) await choice.check();
		else if (seat === "leader") return false;
		await tab.locator("form button").click();
		await tab.waitForURL(/\/w\/\d+$/);
		return true;
	}

	/** One method, played. */
	class Session {
		constructor(method) {
			Object.assign(this, { method, wrote: [], forgotten: [], rows: [], pressed: new Set(), played: new Set(), closed: [] });
		}

		async plan() {
			await screens.go(desk, `/method/${this.method.key}`);
			const form = desk.locator("form.form:has(#run-title)");
			await desk.locator("details:has(#run-title) > summary").click();
			await desk.fill("#run-title", title(this.method.key));
			for (const part of this.method.without ?? []) await form.locator(`input[name=part][value=${part}]`).uncheck();
			await once(desk, "method");
			await form.locator("button").click();
			await desk.waitForURL(/\/workshop\/\d+$/);
			this.id = Number(desk.url().match(/\d+$/)[0]);
			if (this.method.without) assert(!(await read(desk, `/workshop/${this.id}`)).side.agenda.some((s) => s.key === this.method.without[0]), "what was left out is not on the agenda");
			await screens.go(wall, await desk.locator("a[href^='/wall/']").getAttribute("href"));
			const code = (await wall.locator(".wall-join b").textContent()).trim();
			await Promise.all(phones.map((p) => join(p, code, "participant")));
			this.leader = await join(leader, code, "leader");
			await until(async () => (await desk.locator("#counts").textContent()).includes(String(PHONES)), "the console counts the phones");
		}

		async play() {
			await this.press("begin");
			for (;;) {
				this.side = (await read(desk, `/workshop/${this.id}`)).side;
				const step = this.side.agenda.find((s) => s.now);
				this.step = step.key;
				await at(desk, step.key);
				await this.act();
				if (!await desk.locator("button[form=act][value=next]").count()) break;
				await this.press("next", step.key);
			}
			if (this.closed.length) await this.leaderKnowsNothing();
		}

		/** A button of the console's head; comes back when the room has moved. */
		async press(value, from) {
			const key = await desk.locator("main").getAttribute("data-page-key");
			await desk.locator(`button[form=act][name=act][value=${value}]`).click();
			await desk.waitForFunction((was) => document.readyState === "complete" && document.querySelector("main")?.dataset.pageKey !== was, key);
			assert.notEqual(from, (await desk.locator("main").getAttribute("data-page-key")).split("-")[0], "the room has moved");
		}

		async act() {
			const { task } = await read(phones[0], `/w/${this.id}`);
			this.task = task;
			const leadersOut = this.side.leaders_out;
			const kind = this.kind();
			this.played.add(kind);
			if (kind !== "talk" || !looked.has("phone-talk")) await all((p) => at(p, this.step));
			await once(wall, `wall-${kind}-before`);
			await this[kind]?.();
			if (task.channel?.length && !this.asked) await this.channel();
			await this.shows();
			await once(phones[0], `phone-${kind}`);
			await once(wall, `wall-${kind}`);
			await once(desk, `desk-${kind}`);
			if (leadersOut) {
				if (!this.closed.length && this.leader) await this.leaderStaysOut();
				this.closed.push(this.step);
			} else if (kind === "cards" && !this.leaderWrote) {
				await this.leaderWrites();
			}
			screens.blameless();
		}

		kind() {
			const t = this.task, found = ["cards", "vote", "elaborate", "form", "questions", "deal", "ask", "worksheet"].find((k) => t[`is_${k}`]);
			if (t.is_rules) return "rules";
			if (found) return found;
			if (this.side.makes_groups) return "groups";
			return this.side.visits ? (this.side.presents ? "present" : "discuss") : this.side.arranges ? "gather" : "talk";
		}

		// ---- what phones and facilitator do, a function a kind

		async rules() {
			const sayYes = async (p) => {
				// At another step than their own they are folded.
				const fold = p.locator("details:has(> div > form[action$='/rules']) > summary");
				if (await fold.count()) await fold.click();
				await p.locator("form[action$='/rules'] button").click();
				await p.locator("form[action$='/rules']").waitFor({ state: "detached" });
			};
			await all(sayYes);
			// A leader is asked where leaders are in.
			if (this.leader && !this.side.leaders_out) {
				await at(leader, this.step);
				if (await leader.locator("form[action$='/rules']").count()) await sayYes(leader);
			}
			await desk.locator("[data-said-yes]", { hasText: /^alle har sagt ja/ }).waitFor();
		}

		async cards() {
			const held = this.task.held_first, words = phones.map((_, i) => `Kort ${i + 1} ${this.step}`);
			await all(async (p, i) => {
				const cells = p.locator("input[name=cell]"), n = await cells.count();
				if (n) await cells.nth(i % n).check();
				await p.fill("#text", words[i]);
				await p.locator("form[data-outbox]:has(#text) button").click();
				await p.locator("[data-own-cards] li", { hasText: words[i] }).waitFor();
			});
			if (held) {
				await desk.locator("[data-card][data-waits]").nth(PHONES - 1).waitFor();
				for (const w of words) assert.equal(await wall.getByText(w, { exact: true }).count(), 0, `"${w}" waits for the facilitator`);
				for (const w of words) {
					await desk.locator("[data-card][data-waits]", { hasText: w }).getByRole("button").first().click();
					await onWall(w);
				}
			}
			for (const w of words) await onWall(w);
			(this.method.forgets?.includes(this.step) ? this.forgotten : this.wrote).push(...words);
		}

		async gather() {
			const heading = `Overskrift ${this.step}`;
			await desk.fill("#theme-title", heading);
			await desk.locator("form[action$='/themes'] button").click();
			await onWall(heading);
			this.wrote.push(heading);
		}

		async vote() {
			const dots = Math.min(2, await phones[0].locator("[data-dots]").getAttribute("data-dots"));
			await all(async (p, i) => {
				const rows = p.locator(".vote-list li"), n = await rows.count();
				assert(n, "there is something to vote on");
				for (let k = 0; k < dots; k++) await rows.nth((i + k) % Math.min(n, 3)).locator("[data-give]").click();
			});
			await screens.allSent(phones);
			assert.equal(await wall.locator(".dots").count(), 0, "dots are not shown while they are laid");
			this.voted = true;
		}

		async groups() {
			const ways = this.side.ways.map((w) => w.key), way = ways.includes("chance") ? "chance" : ways[0];
			await desk.locator(`input[name=way][value=${way}]`).check();
			await desk.locator("form[action$='/groups'] button").click();
			await all((p) => p.locator(way === "chance" ? "#sit[data-seated] .said-yes" : ".seat button").first().waitFor());
			if (way !== "chance") await all((p, i) => until(async () => {
				const free = p.locator(".seat button:not([disabled])"), n = await free.count();
				if (n) await free.nth(i % n).click({ timeout: PATIENCE_MS / 4 }).catch(() => null);
				return p.locator(".said-yes").waitFor({ timeout: PATIENCE_MS / 4 }).then(() => true, () => false);
			}, `phone ${i + 1} finds a seat`, 4 * PATIENCE_MS));
			for (const tab of phones) assert((await read(tab, `/w/${this.id}`)).task.group, `${tab.who} sits in a group`);
			if (!this.side.leaders_out && this.method.leaderSits) {
				await at(leader, this.step);
				await leader.locator(".seat button:not([disabled])").last().click();
				await leader.locator(".said-yes").waitFor();
			}
		}

		async form() {
			if (this.task.plenum) return this.plenum();
			const tasks = await all(async (p) => (await read(p, `/w/${this.id}`)).task);
			const writers = phones.filter((_, i) => tasks.findIndex((t) => t.group === tasks[i].group) === i).slice(0, 2);
			await this.take(desk, "#paper-form");
			for (const p of writers) {
				await this.take(p, ".phone-main form[action$='/rows']:has(input[name=idem])");
				const before = await p.locator("details.fold:has(form[action$='/rows'])").count();
				const form = p.locator("form[action$='/rows']", { has: p.locator("input[name=idem]") });
				assert(await form.count(), `${p.who} may write at ${this.step}`);
				this.rows.push(await this.fill(form, p.who));
				await once(p, "phone-form-filled");
				await screens.press(p, form.getByRole("button").last(), async () => await p.locator("details.fold:has(form[action$='/rows'])").count() > before);
				const name = await p.locator("details.fold:has(form[action$='/rows']) > summary").last().innerText();
				assert(name.trim(), "a row has a name in the list");
			}
		}

		/** Where an earlier profile suggests methods, one press puts a method into the form. */
		async take(tab, form) {
			const way = tab.locator(".ask-next a[href*='take=']").first();
			if (!await way.count()) return;
			const method = (await tab.locator(".ask-next li > a").first().innerText()).trim();
			await way.click();
			await tab.waitForURL(/take=/);
			const field = tab.locator(form).locator("textarea, input:not([type=hidden])").first();
			assert((await field.inputValue()).includes(method), `${method} stands in the form`);
			assert(await field.isVisible(), "and can be seen");
			await wall.locator(".ask-next", { hasText: method }).waitFor();	// the wall shows what is suggested
		}

		async plenum() {
			assert.equal(await phones[0].locator("form[action$='/rows']").count(), 0, "the facilitator writes for the room");
			const form = desk.locator("form[action$='/rows']", { has: desk.locator("input[name=idem]") });
			this.rows.push(await this.fill(form, "facilitator"));
			await form.getByRole("button").last().click();
			await desk.locator("details[id^=written-]").first().waitFor();
			await onWall(this.rows.at(-1));
		}

		/** Fills in every field; answers words by which the row is found again. */
		async fill(form, who) {
			let words;
			for (const field of await form.locator("[name]:not([type=hidden])").all()) {
				const [name, kind, max] = await field.evaluate((e) => [e.name, e.tagName === "SELECT" ? "select" : e.type, e.maxLength]);
				if (kind === "select") {
					const options = await field.locator("option").evaluateAll((o) => o.map((e) => e.value).filter(Boolean));
					assert(options.length, `${this.step}.${name} has something to choose`);
					await field.selectOption(options[this.rows.length % options.length]);
				} else if (kind === "date") {
					await field.fill(day(99));
				} else if (kind === "number") {
					await field.fill("3");
				} else {
					const text = `${name} ${this.step} ${who}`.slice(0, max > 0 ? max : undefined);
					await field.fill(text);
					if (["activity", "change", "agreement", "unit"].includes(name)) words = name === "activity" ? text : words ?? text;
					words ??= text;
				}
			}
			return words;
		}

		async discuss() {
			await desk.locator("button[name=target][value=next]").click();
			await wall.locator("[data-focus]").first().waitFor();
			if (this.voted) await wall.locator(".dots").first().waitFor({ state: "attached" });
		}

		async present() {
			await desk.locator("button[name=target][value=next]").click();
			await wall.locator(".action:visible, .panel:visible").first().waitFor();
		}

		async questions() {
			const asked = `Spørgsmål ved ${this.step}`, [p] = phones;
			const form = p.locator("form[action$='/questions']").first();
			await form.locator("textarea").fill(asked);
			await screens.press(p, form.locator("button"), async () => await wall.getByText(asked).count() > 0);
			await wall.getByText(asked).first().waitFor();
		}

		async deal() {
			const card = (p) => p.locator(".deal-card h2").innerText();
			await all((p) => p.locator(".deal-card").waitFor());
			const first = await all(card);
			const partners = await phones[0].locator(".deal-sign").count();
			if (!partners) assert.equal(new Set(first).size, PHONES, "no card is dealt twice in a round");
			await once(phones[0], "phone-dealt");
			await phones[0].locator(".deal-pass button").click();
			await until(async () => await card(phones[0]) !== first[0], "a card that was passed on is another");
			await until(() => phones[0].evaluate(() => document.activeElement.matches(".deal-card")), "and whoever listens stands at it");
			const next = desk.locator("button[name=deal][value=next]");
			await next.click();
			await until(async () => (await all(card)).every((c, i) => c !== first[i]), "a new round, new cards");
			await desk.locator("button[name=deal][value=gather]").click();
			await all((p) => p.locator(".deal-card").waitFor({ state: "detached" }));
		}

		async ask() {
			if (this.task.in_common) return this.together();
			const answer = async (p, i) => {
				const form = p.locator("form[data-ask]");
				for (const q of await form.locator("[data-item]").all()) {
					const choices = q.locator("input[type=radio], input[type=checkbox]"), n = await choices.count(), line = q.locator("input[type=range]");
					if (await line.count()) {
						await line.press("Home");
						for (let place = (i * 3 + 1) % n; place > 0; place--) await line.press("ArrowRight");
					} else if (n) await choices.nth((i * 3 + 1) % n).check({ force: true });
					for (const t of await q.locator(":scope > textarea, .ask-words input").all()) await t.fill(`ord${i}`);
					const places = q.locator("[data-rank] button"), ranked = await places.count();
					for (let k = 0; k < ranked; k++) await places.nth((i + k) % ranked).click();
				}
				await form.locator("button").last().click();
				await p.locator("[data-ask-thanks]").waitFor();
			};
			const shown = () => wall.locator(".ask-item, .ask-sums:not([hidden])").count();
			for (const [i, p] of phones.entries()) {
				if (i === ENOUGH - 1) assert.equal(await shown(), 0, "nothing is shown while too few have answered");
				await answer(p, i);
			}
			// The leader, who may answer too, has not: the facilitator does not wait.
			// The last answer may swap the button's piece under the finger: then it is pressed again.
			const show = desk.locator("button[name=do][value=show]"), brief = { timeout: PATIENCE_MS / 4 };
			await until(async () => {
				if (!this.side.leaders_out && !await shown()) await show.click(brief).catch(() => null);
				return wall.locator(".ask-item, .ask-sums:not([hidden])").first().waitFor({ state: "attached", ...brief }).then(() => true, () => false);
			}, "the answers of all are shown", 2 * PATIENCE_MS);
		}

		async together() {
			assert.equal(await phones[0].locator("form[data-ask]").count(), 0, "the room answers together");
			const items = desk.locator("article.ask-item:has(.ask-press)"), n = await items.count();
			for (let i = 0; i < n; i++) {
				const option = items.nth(i).locator(".ask-option");
				if (!await option.count()) continue;
				await option.nth(i % await option.count()).click();
				await items.nth(i).locator("[aria-pressed=true]").first().waitFor();
			}
			if (n) await wall.locator(".ask-item, .ask-sums:not([hidden])").first().waitFor();
		}

		async worksheet() {
			if (this.sheet) return;
			const [p] = phones, sent = [];
			const watch = (r) => { if (r.method() !== "GET") sent.push(r.url()); };
			await p.locator(".sheet-open").click();
			await p.locator("form.device-sheet").waitFor();
			p.on("request", watch);
			const field = p.locator("form.device-sheet :is(input[type=checkbox], input[type=radio], textarea):visible").first();
			if (await field.evaluate((e) => e.tagName === "TEXTAREA")) await field.fill("Kun for mig");
			else await field.check();
			await once(p, "phone-sheet");
			p.off("request", watch);
			assert.deepEqual(sent, [], "a sheet sends nothing");
			await screens.go(p, `/w/${this.id}`);
			await at(p, this.step);
			this.sheet = true;
		}

		async channel() {
			this.asked = `Et spørgsmål ved ${this.step}`;
			const [p] = phones;
			await at(p, this.step);
			await p.locator("#channel-fold summary").click();
			await p.fill("#channel-text", this.asked);
			await p.locator("form:has(#channel-text) button").click();
			const question = desk.locator(".channel-question", { hasText: this.asked });
			await question.waitFor();
			if (await question.getAttribute("data-waits") !== null) await question.locator("button[value^='let/']").click();
			await desk.locator("button[name=channel][value=wall]").click();
			await question.locator("button[value^='now/']").click();
			await onWall(this.asked);
			await once(wall, "wall-channel");
			await desk.locator(".channel-question", { hasText: this.asked }).locator("button[value^='aloud/']").click();
			await wall.getByText(this.asked, { exact: true }).waitFor({ state: "detached" });
			await desk.locator("button[name=channel][value=unwall]").click();
		}

		/** Film, model and page are there on the wall when the step has them. */
		async shows() {
			for (const [what, place] of [["film", ".wall-film"], ["model", ".wall-parts"], ["page", ".wall-reading"]])
				if (this.method[what]?.includes(this.step)) {
					await wall.locator(place).first().waitFor();
					await once(wall, `wall-${what}`);
				}
		}

		// ---- leaders

		async leaderStaysOut() {
			const reply = await leader.request.get(`${program.url}/w/${this.id}`, json), page = await reply.json();
			assert.equal(reply.status(), 403, "a leader outside is refused");
			assert.equal(page.key, "outside", "a leader outside is not told where the room is");
			assert.equal((await leader.request.post(`${program.url}/w/${this.id}/cards`, { form: { board: this.step, text: "x", idem: "0123456789abcdef" }, maxRedirects: 0 })).status(), 403);
			await once(leader, "leader-outside");
		}

		async leaderWrites() {
			this.leaderWrote = true;
			await at(leader, this.step);
			const words = `Lederen skriver med ved ${this.step}`, cells = leader.locator("input[name=cell]");
			if (await cells.count()) await cells.first().check();
			await leader.fill("#text", words);
			await leader.locator("form[data-outbox]:has(#text) button").click();
			await leader.locator("[data-own-cards] li", { hasText: words }).waitFor();
			if (!this.task.held_first) await onWall(words);
			assert.match(await leader.locator(".promise").innerText(), /leder/i);
		}

		async leaderKnowsNothing() {
			for (const where of [`/w/${this.id}`, `/workshop/${this.id}/outcome`, `/wall/${this.id}`]) {
				const reply = await (await leader.request.get(program.url + where, json)).text();
				for (const step of this.closed) assert(!reply.includes(`Kort 1 ${step}`), `the leader reads cards of ${step} at ${where}`);
			}
		}

		// ---- the end

		async end() {
			await screens.without(async () => {
				await desk.locator("button[name=act][value=end]").click();
				await desk.locator("main[data-page-key*='-ended']").waitFor({ state: "attached" });
				assert.equal((await phones[0].request.get(`${program.url}/w/${this.id}`)).status(), 410, "the phone is forgotten");
				// A page that has just heard of the end may be loading itself anew, and a visit be lost in that: then once more.
				for (const tab of [wall, leader, ...phones]) await until(() => tab.goto("about:blank", { timeout: 3000 }).then(() => true, () => false), "the tab is empty");
			});
			await screens.go(desk, `/workshop/${this.id}/outcome`);
			const text = await desk.locator("main").innerText();
			for (const w of [...this.wrote, ...this.rows]) assert(text.includes(w), `"${w}" is in what came out`);
			for (const w of this.forgotten) assert(!text.includes(w), `"${w}" was to be forgotten`);
			await once(desk, "outcome");
			for (const format of ["pdf", "xlsx", "csv", "json"]) {
				const file = await desk.request.get(`${program.url}/workshop/${this.id}/export/${format}`);
				assert.equal(file.status(), 200, format);
				assert((await file.body()).length > 100, `${format} holds something`);
			}
			await this.sendOn();
			screens.blameless();
		}

		async sendOn() {
			await screens.go(desk, `/workshop/${this.id}/hand-over`);
			await once(desk, "hand-over");
			const offered = await desk.locator(".hand-over strong").allInnerTexts();
			assert.equal(offered.length > 0, !this.method.nothingToSend, `what is offered: ${offered}`);
			if (!offered.length) return;
			// Whoever sees one unit alone has nobody to invite; the rest goes all the same.
			for (const s of await desk.locator("select[name^=to-]").all()) {
				if (await s.locator("option").count() > 1) await s.selectOption({ index: 1 });
				else await desk.locator(`input[name=row][value="${(await s.getAttribute("name")).slice("to-".length)}"]`).uncheck();
			}
			await desk.locator("form[action$='/hand-over'] button").click();
			await desk.waitForURL(/\/unit\/\d+\/plan/);
			const [unit] = desk.url().match(/\/unit\/\d+\/plan/);
			const plan = await desk.locator("main").innerText() + await (await desk.request.get(`${program.url}${unit}/agreements`)).text();
			for (const t of offered) if (!this.method.invites) assert(plan.includes(t), `"${t}" is in the plan`);
			const action = desk.locator("main a[href*='/plan/actions/']", { hasText: offered.at(-1) }).first();
			if (await action.count()) {
				await action.click();
				await desk.locator(`dd a[href="/workshop/${this.id}/outcome"]`).waitFor();
				await once(desk, "action-from");
			}
		}
	}

	return [
		["run: the facilitator, the projector, six phones and a leader are ready", begin],
		...methods.map((method) => [`run: ${method.key}, from start to outcome`, async () => {
			const session = new Session(method);
			await session.plan();
			await session.play();
			for (const kind of method.kinds) assert(session.played.has(kind), `${kind} is played; played: ${[...session.played]}`);
			await session.end();
		}]),
		["run: everybody goes home", async () => {
			for (const tab of [desk, wall, leader, ...phones]) await tab.context().close();
		}],
	];
}

/** The toolbox, the TRIO course's first workshop, the representatives' workshop,
 * and a shorter one that is practice. kinds: what at least must have been met. */
export const methods = [
	{ key: "maturity-score", kinds: ["ask", "cards", "form"] },
	{ key: "start-the-dialogue", kinds: ["rules", "deal", "groups", "cards", "form"], film: ["film"], model: ["mental_health"] },
	{ key: "house-rules", kinds: ["cards", "discuss", "vote", "form", "present", "questions", "worksheet"], page: ["forms", "prompts", "keep"] },
	{ key: "spot-strain", kinds: ["worksheet", "groups", "ask", "cards", "discuss", "vote", "form"], model: ["light"] },
	{ key: "kinds-of-stress", kinds: ["worksheet", "groups", "ask", "cards", "discuss", "vote", "form"], without: ["film"], model: ["levels"], leaderSits: true },
	{ key: "leader-role-model", kinds: ["worksheet", "groups", "form"], model: ["light"] },
	{ key: "care-talk", kinds: ["rules", "deal", "worksheet", "form"], model: ["positions"] },
	{ key: "colleague-talk", kinds: ["groups", "worksheet", "cards", "form"], page: ["stories", "meet_jonna"], model: ["principles"] },
	{ key: "psychological-safety", kinds: ["deal", "cards", "groups", "discuss", "vote", "form", "present"], film: ["film"], leaderSits: true },
	{ key: "good-work-environment", kinds: ["cards", "groups", "form", "present", "ask"], model: ["fields", "six_nuggets"] },
	{ key: "community-and-communication", kinds: ["ask", "groups", "cards", "discuss", "vote", "form", "present"], invites: true },
	{ key: "trio-start", kinds: ["groups", "form", "cards", "ask", "worksheet"], model: ["wheel", "kinds"], leaderSits: true },
	{ key: "representatives-workshop", kinds: ["ask", "cards", "groups", "deal", "worksheet", "gather", "discuss", "form"], forgets: ["dilemma_cards"], model: ["union_role"] },
	{ key: "care-talk-practice", kinds: ["groups", "cards"], nothingToSend: true },
];
