// What a phone has promised to send and the room took no more: the room had gone on, or
// had ended, when it came. It stands on every page of that session, on this phone alone,
// until its writer removes it; two days later it is forgotten. No word is moved
// anywhere by itself: who wrote it copies it, or lays it into its own field when the
// room is back there.
//
//	localStorage["samspil.unsent"] = [{idem, workshop, step, url, field, part, about, text, why, at}]
//
// text is "" of what cannot be copied, such as a dot; about says what it was.
import { announce, text } from "./say.js";

const NAME = "samspil.unsent";
export const UNSENT_DAYS = 2;
const MOST = 300;	// as many as the outbox holds

export class Unsent {
	constructor(storage) { this.storage = storage; }

	all() {
		try {
			const list = JSON.parse(this.storage.getItem(NAME) ?? "[]");
			return Array.isArray(list) ? list : [];
		} catch {
			return [];
		}
	}
	of(workshop) { return this.all().filter((item) => item.workshop === workshop); }

	#write(list) {
		try {
			if (list.length) this.storage.setItem(NAME, JSON.stringify(list));
			else this.storage.removeItem(NAME);
			return true;
		} catch {
			return false;
		}
	}
	/** False if it could not be kept: the page shows it all the same. */
	add(item) { return this.#write([...this.all().filter((i) => i.idem !== item.idem), item].slice(-MOST)); }
	remove(idem) { this.#write(this.all().filter((i) => i.idem !== idem)); }
	sweep(now) {
		const list = this.all(), young = list.filter((i) => now - i.at <= UNSENT_DAYS * 86_400_000);
		if (young.length < list.length) this.#write(young);
	}
}

let unsent = null, loose = [], formOf = () => null, putInto = () => {};

const here = () => /^\/(?:w|questions)\/(\d+)/.exec(location.pathname)?.[1] ?? "";

function make(name, words, more = {}) {
	return Object.assign(document.createElement(name), { textContent: words }, more);
}

function button(words, press) {
	const b = make("button", words, { type: "button", className: "ds-button" });
	b.dataset.variant = "secondary";
	b.addEventListener("click", press);
	return b;
}

async function copy(item, words) {
	try {
		await navigator.clipboard.writeText(item.text);
		announce(text("unsentCopied"));
	} catch {	// not a secure address, or not allowed: it can be copied by hand
		getSelection()?.selectAllChildren(words);
	}
}

function dismiss(item) {
	loose = loose.filter((i) => i !== item);
	unsent.remove(item.idem);
	show();
}

function row(item) {
	const li = document.createElement("li"), words = make("p", item.text), acts = make("p", "", { className: "actions" });
	if (item.about) li.append(make("p", item.about, { className: "eyebrow" }));
	if (item.text) li.append(words);
	if (item.why) li.append(make("small", item.why));
	const form = item.text && formOf(item);
	if (form) acts.append(button(text("unsentAgain"), () => { putInto(form, item); dismiss(item); }), " ");
	if (item.text) acts.append(button(text("unsentCopy"), () => copy(item, words)), " ");
	acts.append(button(text("unsentRemove"), () => dismiss(item)));
	li.append(acts);
	return li;
}

function show() {
	const main = document.querySelector(".phone-main"), items = [...unsent.of(here()), ...loose];
	let section = document.getElementById("unsent");
	if (!items.length || !main) return section?.remove();
	if (!section) {
		section = Object.assign(document.createElement("section"), { id: "unsent", className: "unsent" });
		const state = main.querySelector("[data-outbox-state]");
		if (state) state.after(section);
		else main.prepend(section);
	}
	const list = document.createElement("ul");
	list.append(...items.map(row));
	section.replaceChildren(make("h2", text("unsentTitle")), make("p", text("unsentHelp")), list);
}

/** The room took it no more. */
export function giveUp(item) {
	if (!unsent) return;
	const kept = { at: Date.now(), ...item };
	if (!unsent.add(kept)) loose.push(kept);
	announce(`${text("unsentTitle")}. ${item.why ?? ""}`);
	show();
}

/** find(item): the form here that sends such things, or null; put(form, item): into its field. */
export function startUnsent(storage, find, put) {
	unsent = new Unsent(storage);
	[formOf, putInto] = [find, put];
	unsent.sweep(Date.now());
	show();
}
