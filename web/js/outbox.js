// Phones: forms marked data-outbox are kept on the phone until the server has
// acknowledged them. Without script the same form posts as forms do.
//
//	<form method="post" action="/w/17/cards" data-outbox data-workshop="17" data-step="problems" data-field="text">
//	  <input type="hidden" name="idem" value="{{once}}"> … <textarea name="text">
//	  <p class="outbox-told" data-outbox-told hidden>…</p></form>	shown once something has been sent, where nothing else shows it
//	<p class="outbox-state" data-outbox-state role="status"></p>
//	<section class="own-cards" data-own-cards data-workshop="17" data-step="problems" hidden><h2>…</h2><ul></ul></section>
//	<main data-workshop-ended="17">		on the page of an ended workshop: forgets all of it
//
// What is half written belongs to the part of the session in which it was begun, which
// decides who may read it. So the part is kept with the draft, and sent with the words:
//
//	<input type="hidden" name="part" value="critique" data-part="critique" [data-leaders]>	leaders are in
//	<p data-begun hidden>…</p>	shown while words begun without leaders stand where leaders are in
//	<span data-promise="…">		the same, in the foot of a page that has this form alone
import { announce, randomKey, text } from "./say.js";
import { forgetTyped } from "./drafts.js";
import { Queue, postForm, reason } from "./queue.js";
import { forgetTurns, sweepTurns } from "./turns.js";
import { giveUp, startUnsent } from "./unsent.js";

const OWN_DAYS = 2;	// a day's workshop, and the day after if it was never ended
const PATIENCE_MS = 1200;	// before the phone says that it is waiting

/** Own cards of one workshop: [{idem, text, step, at}], kept on this phone only. */
export class OwnCards {
	constructor(storage) { this.storage = storage; }
	#key(workshop) { return `samspil.own.${workshop}`; }

	list(workshop) {
		try { return JSON.parse(this.storage.getItem(this.#key(workshop)) ?? "[]"); } catch { return []; }
	}
	#save(workshop, list) {
		try { this.storage.setItem(this.#key(workshop), JSON.stringify(list)); } catch { /* A convenience: the card itself is in the outbox. */ }
	}
	add(workshop, card) {
		if (!this.list(workshop).some((c) => c.idem === card.idem)) this.#save(workshop, [...this.list(workshop), card]);
	}
	remove(workshop, idem) { this.#save(workshop, this.list(workshop).filter((c) => c.idem !== idem)); }
	forget(workshop) { this.storage.removeItem(this.#key(workshop)); }

	/** Lists that nobody ended: older than OWN_DAYS. */
	sweep(now) {
		const keys = Array.from({ length: this.storage.length }, (_, i) => this.storage.key(i)).filter((k) => k?.startsWith("samspil.own."));
		for (const key of keys) {
			const workshop = key.slice("samspil.own.".length);
			if (this.list(workshop).every((c) => now - c.at > OWN_DAYS * 86_400_000)) this.forget(workshop);
		}
	}
}

let own, queue, lastTrouble = 0;

/** The page as the server has it now, when nothing is half sent. */
export function refresh() {
	if (!document.querySelector("[data-workshop-ended]")) location.reload();
}

/** The page's one outbox; null where the browser keeps nothing (then forms post plainly). */
export function outbox() { return queue; }

const forms = () => document.querySelectorAll("form[data-outbox]");
const formOf = (entry) => [...forms()].find((f) => f.dataset.step === entry.step && new URL(f.action).pathname === entry.url);
const fieldOf = (form) => form.elements[form.dataset.field ?? "text"];

function showRefusal(form, sentence) {
	const field = fieldOf(form);
	let place = form.querySelector("[data-refusal]");
	if (!place) {
		place = document.createElement("p");
		place.className = "ds-validation-message";
		place.dataset.refusal = "";
		place.id = `${field.id || "outbox"}-refusal`;
		field.after(place);
	}
	place.textContent = sentence;
	place.hidden = !sentence;
	field.toggleAttribute("aria-invalid", false);
	const others = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== place.id);
	field.setAttribute("aria-describedby", [...others, ...sentence ? [place.id] : []].join(" "));
	if (sentence) {
		field.setAttribute("aria-invalid", "true");
		announce(sentence);
	}
}

/* Words into their field again, above what stands there. Begun without leaders, they
 * make the whole of it so. */
function putBack(form, { text: words, part }) {
	const field = fieldOf(form), place = partOf(form);
	if (place && part && (isClosed(part) || !readPart(form))) keep(draftKey(form, place), part);
	field.value = field.value.trim() ? `${words}\n${field.value}` : words;
	field.dispatchEvent(new Event("input", { bubbles: true }));
	field.focus();
}

/* Words that lie in a field again. The room may go on before they are sent anew, and
 * the page with their field goes with it. */
const GIVEN = "samspil.given";

function given() {
	try { return JSON.parse(sessionStorage.getItem(GIVEN) ?? "[]"); } catch { return []; }
}

function keepGiven(list) {
	if (list.length) keep(GIVEN, JSON.stringify(list));
	else sessionStorage.removeItem(GIVEN);
}

/** Something else than a text was refused while the page with it (place: a selector) still
 * stood: if the next page has no such place, its writer is told there. */
export function refusedAt(place, item) {
	if (document.querySelector(place)) keepGiven([...given(), { ...item, place }]);
	else giveUp(item);
}

/** On each page: what was given back and has lost its field is shown by itself. */
function settleGiven() {
	const stay = [];
	for (const item of given()) {
		if (item.place) {
			if (!document.querySelector(item.place)) giveUp({ ...item, place: undefined });
			continue;
		}
		const key = `samspil.draft.${item.workshop}.${item.step}.${item.field}`, draft = sessionStorage.getItem(key) ?? "";
		if (!draft.includes(item.text)) continue;	// changed, sent or taken away by who wrote it
		if (formOf(item)) {
			stay.push(item);
			continue;
		}
		const rest = draft.replace(item.text, "").trim();	// half a sentence that nobody has pressed for
		if (rest) keep(key, rest);
		else sessionStorage.removeItem(key);
		giveUp(item);
	}
	keepGiven(stay);
}

/** The server said no: the words go back to their writer, with the reason. */
function giveBack(entry, reply) {
	own.remove(entry.workshop, entry.idem);
	const form = formOf(entry);
	const { idem, workshop, step, url, field, part } = entry, why = reason(reply, entry.field) || text("refused");
	const item = { idem, workshop, step, url, field, part, text: entry.text, why };
	if (!form) return giveUp(item);
	putBack(form, item);
	keepGiven([...given(), item]);
	showRefusal(form, why);
}

function showState() {
	const waiting = queue.list();
	const late = waiting.length && (queue.stuck || !navigator.onLine);
	for (const place of document.querySelectorAll("[data-outbox-state]")) {
		const sentence = !late ? "" : queue.told ? `${queue.told} ${text("turnComes")}` : text("keptOnPhone");
		if (place.textContent !== sentence) place.textContent = sentence;
	}
	lastTrouble = late ? Date.now() : lastTrouble;
	const unsent = new Set(waiting.map((e) => e.idem));
	for (const section of document.querySelectorAll("[data-own-cards]")) showOwn(section, unsent, late);
}

function showOwn(section, unsent, late) {
	const list = section.querySelector("ul");
	const cards = own.list(section.dataset.workshop).filter((c) => c.step === section.dataset.step);
	section.hidden = cards.length === 0;
	list.replaceChildren(...cards.slice().reverse().map((card) => {
		const item = document.createElement("li");
		item.textContent = card.text;
		if (late && unsent.has(card.idem)) {
			item.dataset.state = "waiting";
			const note = document.createElement("small");
			note.textContent = text(queue.told ? "waitingTurn" : "waiting");
			item.append(note);
		}
		return item;
	}));
}

// ---- drafts: half a sentence survives a reload and the next step's page

/** Fields of one name (the words of a cloud) have a draft each: the second is told by its place. */
export const draftKey = (form, field) => {
	const namesakes = [...form.elements].filter((e) => e.name === field.name), at = namesakes.indexOf(field);
	return `samspil.draft.${form.dataset.workshop ?? ""}.${form.dataset.step ?? ""}.${field.name}${at > 0 ? `.${at}` : ""}`;
};

function keep(key, words) {
	try { sessionStorage.setItem(key, words); } catch { /* full: the text stands in the field all the same */ }
}

/* The part a draft was begun in, "critique closed" or "reality open"; null: none is. */
const partOf = (form) => form.querySelector("input[data-part]");
const isClosed = (part) => part.endsWith(" closed");
const readPart = (form) => sessionStorage.getItem(draftKey(form, partOf(form)));

/** What the form will send as its part, and what is said of it. */
function layPart(form) {
	const part = partOf(form);
	if (!part) return;
	const begun = readPart(form);
	part.value = begun ? begun.split(" ")[0] : part.dataset.part;
	const told = Boolean(begun) && isClosed(begun) && "leaders" in part.dataset;
	const place = form.querySelector("[data-begun]");
	if (place) place.hidden = !told;
	for (const foot of document.querySelectorAll("[data-promise]")) foot.textContent = told && place ? place.textContent : foot.dataset.promise;
}

function savePart(form) {
	const part = partOf(form);
	if (!part) return;
	if (!fieldOf(form).value.trim()) sessionStorage.removeItem(draftKey(form, part));
	else if (!readPart(form)) keep(draftKey(form, part), `${part.value} ${"leaders" in part.dataset ? "open" : "closed"}`);
	layPart(form);
}

function saveDraft(e) {
	const form = e.target.form;
	if (!form?.matches("[data-outbox], [data-keep]") || !e.target.name || e.target.type === "hidden") return;
	if (e.target.value) keep(draftKey(form, e.target), e.target.value);
	else sessionStorage.removeItem(draftKey(form, e.target));
	if (form.matches("[data-outbox]")) savePart(form);
}

function restoreDrafts() {
	for (const form of document.querySelectorAll("form[data-outbox], form[data-keep]"))
		for (const field of form.querySelectorAll("textarea, input:not([type=hidden], [type=radio], [type=checkbox])"))
			if (field.name && !field.value && !field.matches(":disabled")) field.value = sessionStorage.getItem(draftKey(form, field)) ?? "";
	for (const form of forms()) if (fieldOf(form).value) layPart(form);
}

/** Of a form, or of those fields of it that have been sent. */
export function forgetDrafts(form, fields = [...form.elements]) {
	for (const field of fields) if (field.name) sessionStorage.removeItem(draftKey(form, field));
	forgetTyped(form, fields);
}

/* A form that posts itself (data-keep): its draft has served when the server has
 * sent us on to the next page, and not before. */
const POSTED = "samspil.posted";

function forgetPosted() {
	const posted = sessionStorage.getItem(POSTED);
	sessionStorage.removeItem(POSTED);
	const [arrival] = performance.getEntriesByType("navigation");
	const alert = document.querySelector(".phone-main > [role=alert]");
	if (!posted || arrival?.type !== "navigate") return;
	const drafts = Object.keys(sessionStorage).filter((key) => key.startsWith(`samspil.draft.${posted}.`));
	if (alert) return loseForm(posted, drafts, alert.textContent);
	if (arrival.redirectCount) for (const key of drafts) sessionStorage.removeItem(key);
}

/** Refused, and the page that came back has no such form any more: the room has gone on. */
function loseForm(posted, drafts, why) {
	const [workshop, step] = posted.split(".");
	if ([...document.querySelectorAll("form[data-keep]")].some((f) => f.dataset.workshop === workshop && f.dataset.step === step)) return;
	const words = drafts.map((key) => sessionStorage.getItem(key)).filter(Boolean).join("\n");
	for (const key of drafts) sessionStorage.removeItem(key);
	if (words) giveUp({ idem: randomKey(), workshop, step, text: words, why });
}

function onSubmit(e) {
	const form = e.target;
	if (e.defaultPrevented) return;
	if (form.matches("form[data-keep]")) sessionStorage.setItem(POSTED, `${form.dataset.workshop ?? ""}.${form.dataset.step ?? ""}`);
	if (!form.matches("form[data-outbox]")) return;
	const field = fieldOf(form);
	const words = field.value.trim();
	if (!words) {
		e.preventDefault();
		field.focus();
		return;
	}
	const fields = [...new FormData(form, e.submitter)].filter(([name, value]) => typeof value === "string" && !["idem", "once"].includes(name));
	const { workshop, step } = form.dataset;
	const entry = { idem: randomKey(), url: new URL(form.action).pathname, fields, workshop, step, field: field.name, text: words };
	if (partOf(form)) entry.part = readPart(form) ?? undefined;	// given back, they keep it
	if (!queue.add(entry)) {
		// No room on the phone: say so and let the form post itself; if there is
		// no network either, the words still stand in the field.
		if (!navigator.onLine) {
			e.preventDefault();
			showRefusal(form, text("storageFull"));
		}
		return;
	}
	e.preventDefault();
	if (form.dataset.own !== "false") own.add(workshop, { idem: entry.idem, text: words, step, at: Date.now() });
	showRefusal(form, "");
	forgetDrafts(form);
	const where = form.querySelectorAll("input[type=radio]:checked");	// the next card often goes to the same column
	form.reset();
	for (const choice of where) choice.checked = true;
	field.value = "";
	field.focus();
	layPart(form);
	keepGiven(given().filter((item) => item.workshop !== workshop || item.step !== step));
	const told = form.querySelector("[data-outbox-told]");	// what is not seen at once is said
	if (told) told.hidden = false;
	announce(text("sent"));
	showState();
	setTimeout(showState, PATIENCE_MS);
}

export function startOutbox() {
	let storage;
	try {
		storage = localStorage;
		storage.setItem("samspil.try", "1");
		storage.removeItem("samspil.try");
	} catch {
		return;
	}
	own = new OwnCards(storage);
	own.sweep(Date.now());
	sweepTurns();
	const ended = document.querySelector("[data-workshop-ended]")?.dataset.workshopEnded;
	if (ended) {
		own.forget(ended);
		forgetTurns(ended);
	}
	queue = new Queue(storage, "samspil.outbox", postForm, {
		change: showState,
		sent: (entry, reply) => {
			if (entry.slot) keepGiven(given().filter((item) => item.slot !== entry.slot));	// said anew, and taken
			document.dispatchEvent(new CustomEvent("outbox:sent", { detail: { entry, reply } }));
		},
		refused: (entry, reply) => {
			if (entry.text !== undefined) giveBack(entry, reply);
			document.dispatchEvent(new CustomEvent("outbox:refused", { detail: { entry, reply } }));
		},
	});
	startUnsent(storage, formOf, putBack);
	forgetPosted();
	settleGiven();
	restoreDrafts();
	document.addEventListener("submit", onSubmit);
	document.addEventListener("input", saveDraft);
	addEventListener("online", () => queue.kick());
	addEventListener("offline", showState);
	addEventListener("pageshow", () => queue.kick());
	document.addEventListener("visibilitychange", () => { if (!document.hidden) queue.kick(); });
	showState();
	queue.flush();
}
