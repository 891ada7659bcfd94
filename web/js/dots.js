// Dot votes on the phone: dot number n lies on a target or is in hand. Laying a
// dot again moves it, so a lost reply and a second sending change nothing.
//
//	<section data-dots="5" data-laid="card/7 - card/7 - -" data-turns="1 0 3 2 0" data-url="/w/17/dots" data-workshop="17" data-step="choose">
//	  <p class="budget"><span data-dots-row></span> <span data-dots-left></span></p>
//	  <ul class="vote-list">
//	    <li data-target="card/7"><span>words</span>
//	      <form class="voter" method="post" action="/w/17/dots" data-row> csrf …
//	        <button name="take" value="card/7" data-take aria-label="…">−</button><output>0</output>
//	        <button name="give" value="card/7" data-give aria-label="…">+</button></form></li>
import { announce, randomKey, text } from "./say.js";
import { reason } from "./queue.js";
import { outbox, refusedAt } from "./outbox.js";
import { nextTurn } from "./turns.js";

/** Where dots 1..n lie; "" is in hand. Changes return the dot's number, 0 if there is none. */
export class Dots {
	constructor(laid) { this.laid = laid.slice(); }
	static read(attribute, n) {
		const words = (attribute ?? "").split(/\s+/).filter(Boolean);
		return new Dots(Array.from({ length: n }, (_, i) => (words[i] && words[i] !== "-" ? words[i] : "")));
	}
	give(target) { return this.#move("", target); }
	take(target) { return this.#move(target, ""); }
	#move(from, to) {
		// The last one back first: undoing feels like undoing.
		const at = from ? this.laid.lastIndexOf(from) : this.laid.indexOf(from);
		if (at >= 0) this.laid[at] = to;
		return at + 1;
	}
	on(target) { return this.laid.filter((t) => t === target).length; }
	get left() { return this.on(""); }
}

const waitingFor = (section) => outbox().list().filter((e) => e.dotStep === section.dataset.step && e.workshop === section.dataset.workshop);

/** The page's dots, with what still waits laid over what the server knew. */
function dotsOf(section) {
	const dots = Dots.read(section.dataset.laid, Number(section.dataset.dots));
	for (const entry of waitingFor(section)) dots.laid[entry.dot - 1] = entry.target;
	return dots;
}

function show(section, dots) {
	const row = section.querySelector("[data-dots-row]");
	row?.replaceChildren(...dots.laid.map((_, i) => {
		const circle = document.createElement("i");
		circle.dataset.used = String(i >= dots.left);
		return circle;
	}));
	const left = section.querySelector("[data-dots-left]");
	if (left) left.textContent = text("dotsLeft", dots.left);
	for (const item of section.querySelectorAll("[data-target]")) {
		const mine = dots.on(item.dataset.target);
		item.dataset.mine = String(mine);
		const output = item.querySelector("output");
		if (output) output.textContent = String(mine);
		item.querySelector("[data-give]")?.setAttribute("aria-disabled", String(dots.left === 0));
		item.querySelector("[data-take]")?.setAttribute("aria-disabled", String(mine === 0));
	}
}

function onSubmit(e) {
	const section = e.target.closest?.("[data-dots]");
	if (!section || !outbox()) return;
	const button = e.submitter, target = button?.closest("[data-target]")?.dataset.target;
	if (!target || !button.matches("[data-give], [data-take]")) return;
	e.preventDefault();
	const dots = dotsOf(section), giving = button.matches("[data-give]");
	const n = giving ? dots.give(target) : dots.take(target);
	if (!n) {
		if (giving) announce(text("noDotsLeft"));
		return;
	}
	const { workshop, step, url } = section.dataset;
	const to = giving ? target : "", thing = `dot:${step}:${n}`;
	const turn = nextTurn(workshop, thing, Number((section.dataset.turns ?? "").split(" ")[n - 1]) || 0);
	outbox().add({ idem: randomKey(), url, fields: [["step", step], ["n", String(n)], ["target", to], ["turn", String(turn)]], workshop, dotStep: step, dot: n, target: to, slot: `dot:${workshop}:${step}:${n}` });
	show(section, dotsOf(section));
	announce(text("dotsLeft", dots.left));
}

const sections = (entry) => [...document.querySelectorAll("[data-dots]")].filter((s) => s.dataset.step === entry.dotStep && s.dataset.workshop === entry.workshop);

/** Acknowledged: what the page knew from the server is now this. */
function settle(entry) {
	for (const section of sections(entry)) {
		const dots = Dots.read(section.dataset.laid, Number(section.dataset.dots));
		dots.laid[entry.dot - 1] = entry.target;
		section.dataset.laid = dots.laid.map((t) => t || "-").join(" ");
		show(section, dotsOf(section));
	}
}

export function startDots() {
	if (!outbox()) return;
	const showAll = () => { for (const section of document.querySelectorAll("[data-dots]")) show(section, dotsOf(section)); };
	document.addEventListener("submit", onSubmit);
	document.addEventListener("outbox:sent", (e) => { if (e.detail.entry.dot) settle(e.detail.entry); });
	document.addEventListener("outbox:refused", (e) => {
		const { entry, reply } = e.detail, why = reason(reply, "_") || text("refused");
		if (!entry.dot) return;
		showAll();
		announce(why);
		refusedAt(`[data-dots][data-step="${CSS.escape(entry.dotStep)}"]`, { idem: `dots.${entry.workshop}.${entry.dotStep}`, slot: entry.slot,
			workshop: entry.workshop, step: entry.dotStep, about: text("unsentDots"), text: "", why });
	});
	document.addEventListener("htmx:oobAfterSwap", showAll);
	showAll();
}
