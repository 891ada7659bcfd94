// Questions on the phone. Each answer goes through the outbox by itself and in no
// order, so that nothing about a request tells which answers belong together.
// Without script the same form posts all of them at once.
//
//	<form data-ask data-workshop="17" data-step="mood" data-sent="…" data-left="… %1">
//	  <fieldset data-item="calm" data-turn="2" data-state=""> fields i.calm, i.calm.OPTION, w.calm … <p data-ask-said></p></fieldset>
//	  <p data-ask-thanks hidden>
//	<ol data-rank><li><label>…</label><select name="i.order.pay">…		pressed in order with script
import { announce, randomKey } from "./say.js";
import { reason } from "./queue.js";
import { forgetDrafts, outbox, refusedAt } from "./outbox.js";
import { nextTurn } from "./turns.js";
import { pageNow } from "./fresh.js";
import { startSlide } from "./slide.js";

/** The fields of one item, of all [name, value] of the form. */
export const fieldsOf = (all, item) => all.filter(([name]) => name === `i.${item}` || name.startsWith(`i.${item}.`) || name === `w.${item}`);

/** Is there anything in them? */
export const said = (fields) => fields.some(([, value]) => value.trim() !== "");

/** A new order; the list stays. chance() gives [0, 1). */
export function shuffled(list, chance = Math.random) {
	const out = [...list];
	for (let i = out.length - 1; i > 0; i--) {
		const k = Math.floor(chance() * (i + 1));
		[out[i], out[k]] = [out[k], out[i]];
	}
	return out;
}

/** What pressing `key` makes of an order of keys; the last of all comes by itself. Whoever
 * was told to press them in order presses that one, too: it stays where it is. */
export function pressed(order, key, keys) {
	if (order.length === keys.length && order.at(-1) === key) return order;
	if (order.includes(key)) return order.filter((k) => k !== key);
	const next = [...order, key];
	return next.length === keys.length - 1 ? [...next, keys.find((k) => !next.includes(k))] : next;
}

/** Some have a place and others none: no answer yet. */
export const partly = (places) => places.some((p) => p) && places.some((p) => !p);

const items = (form) => [...form.querySelectorAll("fieldset[data-item]:not([disabled])")];
const formOf = (entry) => [...document.querySelectorAll("form[data-ask]")].find((f) => f.dataset.step === entry.askStep && f.dataset.workshop === entry.workshop);
const fieldsetOf = (entry) => formOf(entry)?.querySelector(`fieldset[data-item="${entry.askItem}"]`);

function tell(fieldset, state, sentence) {
	if (!fieldset) return;
	fieldset.dataset.state = state;
	fieldset.querySelector("[data-ask-said]").textContent = sentence;
}

/** Where the reader stands and what is wrong there, unless a finger is busy elsewhere. */
function showRefused(fieldset) {
	if (!fieldset || document.activeElement?.matches("input, textarea, select")) return;
	fieldset.scrollIntoView({ block: "center" });
	fieldset.querySelector("[data-rank] button[aria-pressed=false], input, textarea, select, button")?.focus({ preventScroll: true });
}

// ---- a question that was put otherwise before the answer came (409): its page is about to
// load itself anew, and the next one says what became of the answer

const GONE = "samspil.ask-gone";

/** Keeps the sentence for the page that comes. */
export function keepGone(entry, sentence, storage = sessionStorage) {
	try { storage.setItem(GONE, JSON.stringify({ workshop: entry.workshop, step: entry.askStep, sentence })); } catch { /* full */ }
}

/** What is to be said on a page that asks `step`, once; null: nothing, or it is the same question still. */
export function takeGone(workshop, step, storage = sessionStorage) {
	try {
		const kept = JSON.parse(storage.getItem(GONE));
		if (!kept || (kept.workshop === workshop && kept.step === step)) return null;
		storage.removeItem(GONE);
		return kept.workshop === workshop ? kept.sentence : null;
	} catch {
		return null;
	}
}

function tellAbove(sentence) {
	const place = document.getElementById("task") ?? document.querySelector("form[data-ask]");
	if (!place || !sentence) return;
	const told = document.querySelector("[data-ask-gone]") ?? document.createElement("p");
	told.className = "notice";
	told.dataset.color = "warning";
	told.dataset.askGone = "";
	told.textContent = sentence;
	place.before(told);
	announce(sentence);
}

/** What was answered, in words: for its writer, if the room takes it no more. */
function inWords(fieldset) {
	const ticked = [...fieldset.querySelectorAll("input:checked")].map((box) => box.closest("label")).map((label) => (label?.querySelector(".ds-sr-only") ?? label)?.textContent.trim() ?? "");
	const written = [...fieldset.querySelectorAll("textarea, input:not([type=radio], [type=checkbox], [type=hidden], [type=range])")].map((field) => field.value.trim());
	const ranked = [...fieldset.querySelectorAll("[data-rank] select")].filter((s) => s.value).sort((a, b) => a.value - b.value)
		.map((s) => `${s.value}. ${s.parentElement.querySelector("label").textContent.trim()}`);
	return [...ticked, ...ranked, ...written].filter(Boolean).join("\n");
}

function onSubmit(e) {
	const form = e.target.closest?.("form[data-ask]");
	if (!form || !outbox() || e.defaultPrevented) return;
	const { workshop, step } = form.dataset;
	const all = [...new FormData(form)].filter(([, value]) => typeof value === "string");
	const entries = [];
	for (const fieldset of items(form)) {
		const item = fieldset.dataset.item, fields = fieldsOf(all, item), known = fieldset.dataset.known;
		const now = JSON.stringify(fields.filter(([, value]) => value.trim()));
		const places = [...fieldset.querySelectorAll("[data-rank] select")].map((s) => s.value);
		if (partly(places)) {
			tell(fieldset, "refused", form.dataset.rankWhole);
			continue;
		}
		if (fieldset.dataset.state === "refused") tell(fieldset, "", "");
		if (known === undefined ? !said(fields) : known === now) continue;
		entries.push({ idem: randomKey(), url: new URL(form.action).pathname, fields: [["step", step], ["turn", String(nextTurn(workshop, `ask:${step}:${item}`, Number(fieldset.dataset.turn) || 0))], ...fields], workshop,
			askStep: step, askItem: item, slot: `ask:${workshop}:${step}:${item}`, known: now,
			about: fieldset.querySelector("legend")?.textContent.trim() ?? "", words: inWords(fieldset) });
	}
	e.preventDefault();
	const refused = items(form).find((f) => f.dataset.state === "refused");
	if (refused) {
		announce(refused.querySelector("[data-ask-said]").textContent);
		showRefused(refused);
	}
	const first = items(form).find((f) => !said(fieldsOf(all, f.dataset.item)));
	if (!entries.length && !refused && !items(form).some((f) => f.dataset.known !== undefined)) {
		announce(form.dataset.nothing);
		first?.querySelector("input, select, textarea, button")?.focus();
		return;
	}
	for (const entry of shuffled(entries)) {
		if (!outbox().add(entry)) {	// nothing can be kept here: the whole form goes
			form.removeAttribute("data-ask");
			form.requestSubmit();
			return;
		}
		const fieldset = fieldsetOf(entry);
		fieldset.dataset.known = entry.known;
		tell(fieldset, "waits", form.dataset.kept);
	}
	thank(form, entries.length > 0);
}

/** Thanks when everything has come through: what lies on the phone has not been sent,
 * and what was refused is no answer. */
function thank(form, kept = false) {
	const place = form.querySelector("[data-ask-thanks]");
	if (!place) return;
	if (form.querySelector("fieldset[data-state=refused]")) {
		place.hidden = true;
		return;
	}
	if (form.querySelector("fieldset[data-state=waits]")) {
		place.hidden = true;
		if (kept) announce(form.dataset.kept);
		return;
	}
	const all = [...new FormData(form)].filter(([, value]) => typeof value === "string");
	const left = items(form).filter((f) => !said(fieldsOf(all, f.dataset.item))).length;
	place.dataset.thanks ??= place.textContent;
	place.textContent = left ? `${place.dataset.thanks} ${form.dataset.left.replace("%1", String(left))}` : place.dataset.thanks;
	place.hidden = false;
	announce(place.textContent);
}

// ---- order: pressed first to last

function showOrder(list, order) {
	for (const select of list.querySelectorAll("select")) {
		const at = order.indexOf(select.name) + 1, button = select.parentElement.querySelector("button");
		select.value = at ? String(at) : "";
		button.setAttribute("aria-pressed", String(at > 0));
		button.querySelector("b").textContent = at ? String(at) : "";
	}
}

function startRank(list) {
	const selects = [...list.querySelectorAll("select")];
	const order = () => selects.filter((s) => s.value).sort((a, b) => a.value - b.value).map((s) => s.name);
	list.dataset.live = "";
	const hint = list.previousElementSibling;
	if (hint?.dataset.press) hint.textContent = hint.dataset.press;	// without script there are lists to choose from
	for (const select of selects) {
		const button = document.createElement("button"), place = document.createElement("b"), words = document.createElement("span");
		button.type = "button";
		button.disabled = select.matches(":disabled");
		words.append(...select.parentElement.querySelector("label").cloneNode(true).childNodes);
		button.append(place, words);
		button.addEventListener("click", () => {
			showOrder(list, pressed(order(), select.name, selects.map((s) => s.name)));
			select.dispatchEvent(new Event("input", { bubbles: true }));	// half an order is kept as half a sentence is
		});
		select.parentElement.append(button);
	}
	list.addEventListener("change", () => showOrder(list, order()));
	showOrder(list, order());
}

// ---- what has been shown: it cannot be changed any more, and the phone says so

/** Which of the items that were sent are shown by now, as the page tells that was asked for anew. */
export const nowShown = (sent, states) => sent.filter((item) => !states.has(item) || states.get(item) === "fixed");

const SETTLE_MS = 400, SPREAD_MS = 2600, RETRY_MS = 5000;	// a hall does not ask all at once
let asking = null;

function soon(form, ms) {
	asking ??= setTimeout(() => lookWhatIsShown(form), ms + Math.random() * SPREAD_MS);
}

async function lookWhatIsShown(form) {
	asking = null;
	const sent = items(form).filter((f) => f.dataset.state === "sent");
	if (!form.isConnected || !sent.length) return;
	const page = await pageNow();
	if (!page) return soon(form, RETRY_MS);
	const fresh = page.querySelector(`form[data-ask][data-step="${form.dataset.step}"]`);
	/* No form at all: either all of it is shown, or the room has gone on, and then the page reloads itself. */
	if (!fresh && page.querySelector("main[data-page-key]")?.dataset.pageKey !== document.querySelector("main[data-page-key]")?.dataset.pageKey) return;
	const states = new Map([...fresh?.querySelectorAll("fieldset[data-item]") ?? []].map((f) => [f.dataset.item, f.dataset.state]));
	const shown = nowShown(sent.filter((f) => f.dataset.state === "sent").map((f) => f.dataset.item), states);
	for (const fieldset of sent.filter((f) => shown.includes(f.dataset.item))) {
		fieldset.disabled = true;
		tell(fieldset, "fixed", form.dataset.fixed);
		for (const button of fieldset.querySelectorAll("[data-rank] button")) button.disabled = true;
	}
	if (!items(form).length) form.querySelector("button.ds-button:not([type=button])").hidden = true;
}

function onShown(e) {
	const form = document.querySelector("form[data-ask]");
	if (!form || asking || !/^ask-(item|see)/.test(e.detail?.target?.id ?? e.target?.id ?? "")) return;
	soon(form, SETTLE_MS);
}

/** Of boxes of which at most so many may be ticked, those that cannot be ticked now. */
export const locked = (ticked, most) => ticked.filter(Boolean).length >= most ? ticked.map((t) => !t) : ticked.map(() => false);

function startMost(list) {
	const boxes = [...list.querySelectorAll("input[type=checkbox]")];
	const keep = () => locked(boxes.map((b) => b.checked), Number(list.dataset.most)).forEach((lock, i) => { boxes[i].disabled = lock; });
	list.addEventListener("change", keep);
	keep();
}

export function startAsk() {
	for (const list of document.querySelectorAll("[data-most]:not([data-most='0'])")) startMost(list);
	for (const line of document.querySelectorAll("[data-slide]")) startSlide(line);
	if (!outbox()) return;
	for (const list of document.querySelectorAll("[data-rank]")) startRank(list);
	for (const form of document.querySelectorAll("form[data-ask]")) {
		const all = [...new FormData(form)];
		for (const fieldset of items(form))
			if (fieldset.dataset.state === "sent")
				fieldset.dataset.known = JSON.stringify(fieldsOf(all, fieldset.dataset.item).filter(([, value]) => value.trim()));
	}
	document.addEventListener("submit", onSubmit);
	document.addEventListener("htmx:oobAfterSwap", onShown);
	document.addEventListener("outbox:sent", (e) => {
		const { entry } = e.detail, form = entry.askItem && formOf(entry), fieldset = form && fieldsetOf(entry);
		if (!fieldset) return;
		tell(fieldset, "sent", form.dataset.sent);
		if (fieldset.dataset.known === entry.known) forgetDrafts(form, [...fieldset.elements]);
		thank(form);
	});
	document.addEventListener("outbox:refused", (e) => {
		const { entry, reply } = e.detail;
		if (!entry.askItem) return;
		const sentence = reason(reply, "_"), fieldset = fieldsetOf(entry);
		refusedAt(`form[data-ask][data-step="${CSS.escape(entry.askStep)}"] fieldset[data-item="${CSS.escape(entry.askItem)}"]`, { idem: entry.idem, slot: entry.slot,
			workshop: entry.workshop, step: entry.askStep, about: entry.about, text: entry.words ?? "", why: sentence });
		delete fieldset?.dataset.known;
		if (!fieldset) return tellAbove(sentence);	// it waited in a tunnel, and the room is asked something else by now
		if (reply.status === 409) keepGone(entry, sentence);
		tell(fieldset, "refused", sentence);
		thank(fieldset.form);
		announce(sentence);
		showRefused(fieldset);
	});
	const [, workshop] = /^\/w\/(\d+)/.exec(location.pathname) ?? [], asked = document.querySelector("form[data-ask]");
	tellAbove(takeGone(workshop, asked?.dataset.step));
}
