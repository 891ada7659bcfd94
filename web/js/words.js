// Words that were on their way when their writer had been signed out. The server
// cannot take them and does not keep them; the tab does, until the same person has
// signed in again and stands before the same form.
//
//	sessionStorage["samspil.words"] = {v: 1, at, who, form, waits, fields: [[name, nth, value]], read: [[name, value]]}
//
// Kept when a form is sent; whatever page comes next but the one for signing in
// throws it away. Only for somebody who is signed in, so nothing anonymous is ever
// here; and never passwords, files, hidden values, what stays on the device
// (data-local), nor a form that says data-not-kept. Of hidden values only what the
// page had read where words were typed (was-…): it comes back with them, so that the
// server tells what somebody else has written meanwhile. Phones and the pages of
// one's own device do not load this file.
import { text } from "./say.js";

const NAME = "samspil.words";
export const SENT_MS = 2 * 60_000;	// a sending that nothing has answered by then was not about signing in
export const WAIT_MS = 60 * 60_000;	// as long as a mail with a link to sign in is good for, and then some

const DUMB = new Set(["hidden", "password", "file", "submit", "button", "reset", "image"]);
const OURS = new Set(["csrf", "once", "version", "idem", "revision", "next"]);	// differ from page to page
const SENT_BY_ITSELF = "[data-autosubmit], [data-outbox], [data-keep], [data-sheet], [data-not-kept]";

const isTick = (f) => f.type === "checkbox" || f.type === "radio";
const valueOf = (f) => (isTick(f) ? f.checked : f.type === "select-multiple" ? [...f.options].map((o) => o.selected) : f.value);
const isChanged = (f) => (isTick(f) ? f.checked !== f.defaultChecked
	: f.options ? [...f.options].some((o) => o.selected !== o.defaultSelected) : f.value !== f.defaultValue);

/** The fields somebody could have typed in, each with its number among those of its name. */
function* typed(form) {
	const seen = {};
	for (const f of form.elements) {
		if (!f.name || DUMB.has(f.type) || f.tagName === "FIELDSET" || f.tagName === "OUTPUT" || f.dataset?.local !== undefined) continue;
		seen[f.name] = (seen[f.name] ?? -1) + 1;
		yield [f, f.name, seen[f.name]];
	}
}

/** What is to be kept of a form: what was changed, or all of it on a page that has
 * come back once and shows words that are stored nowhere. */
export const gather = (form, all) => [...typed(form)].filter(([f]) => all || isChanged(f)).map(([f, name, nth]) => [name, nth, valueOf(f)]);

const isRead = (f) => f.type === "hidden" && /^was([-_.]|$)/.test(f.name ?? "");

/** What the form says that its page had read. */
export const read = (form) => [...form.elements].filter(isRead).map((f) => [f.name, f.value]);

function hidden(name, value) {
	const f = document.createElement("input");
	f.type = "hidden";
	f.name = name;
	f.value = value;
	return f;
}

/** Makes the form say what an older page of it had read. */
export function layRead(form, was, make = hidden) {
	if (!was?.length) return;
	for (const f of [...form.elements].filter(isRead)) f.remove();
	for (const [name, value] of was) form.append(make(name, value));
}

/** Which form it is, on whatever page it stands: where it goes and what it is about.
 * By attribute: fields may be called "action" too, and hide the form's own. */
export const mark = (form, here = globalThis.location?.href) => JSON.stringify([new URL(form.getAttribute("action") ?? "", here).pathname,
	...[...form.elements].filter((f) => f.type === "hidden" && f.name && !OURS.has(f.name) && !isRead(f)).map((f) => [f.name, f.value])]);

/** Lays the words into the form. Answers the fields that got some. */
export function lay(form, fields) {
	const laid = [];
	for (const [f, name, nth] of typed(form)) {
		const kept = fields.find(([n, i]) => n === name && i === nth);
		if (!kept) continue;
		if (isTick(f)) f.checked = kept[2] === true;
		else if (f.type === "select-multiple") [...f.options].forEach((o, i) => { o.selected = kept[2]?.[i] === true; });
		else f.value = kept[2];
		laid.push(f);
	}
	return laid;
}

function stored(storage) {
	try {
		const words = JSON.parse(storage.getItem(NAME));
		return words?.v === 1 && Array.isArray(words.fields) ? words : null;
	} catch {
		return null;
	}
}

function store(words, storage) {
	try {
		if (words) storage.setItem(NAME, JSON.stringify(words));
		else storage.removeItem(NAME);
	} catch { /* a browser that keeps nothing: the words are behind its Back */ }
}

/** A form is sent by `who` (null: nobody is signed in). */
export function sending(form, who, all, now = Date.now(), storage = sessionStorage) {
	if (!who) return;	// signing in and choosing a language are forms too
	const fields = form.matches(SENT_BY_ITSELF) ? [] : gather(form, all);
	store(fields.length ? { v: 1, at: now, who, form: mark(form), waits: false, fields, read: read(form) } : null, storage);
}

/** A page has come: `signIn`, or `who` stands before its forms. Answers what is to be
 * done with kept words: null, "wait", or the words for a form of this page. */
export function arriving({ signIn, who }, now = Date.now(), storage = sessionStorage) {
	const words = stored(storage);
	if (words && signIn && now - words.at < (words.waits ? WAIT_MS : SENT_MS)) {
		store({ ...words, waits: true }, storage);
		return "wait";
	}
	store(null, storage);
	return words?.waits && !signIn && words.who === who && now - words.at < WAIT_MS ? words : null;
}

function notice(sentence) {
	const box = document.createElement("div"), p = document.createElement("p");
	box.className = "notice";
	box.dataset.color = "info";
	box.tabIndex = -1;
	p.textContent = sentence;
	box.append(p);
	return box;
}

function show({ form: mine, fields, read: was }) {
	const form = [...document.forms].find((f) => mark(f) === mine);
	const laid = form ? lay(form, fields) : [];
	if (!laid.length) return;
	layRead(form, was);
	for (const f of laid) {
		for (let fold = f.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
		f.dispatchEvent(new Event("input", { bubbles: true }));
	}
	form.closest("dialog")?.showModal?.();
	const box = notice(text("wordsBack"));
	form.prepend(box);
	box.focus();
}

export function startWords() {
	const who = document.body.dataset.me ?? null;
	const signIn = document.querySelector("[data-sign-in]");
	const words = arriving({ signIn: Boolean(signIn), who });
	if (words === "wait") signIn.querySelector(".page-head").after(notice(text("wordsWait")));
	else if (words) show(words);
	document.addEventListener("submit", (e) => {
		if (!e.defaultPrevented && e.target.getAttribute("method") === "post") sending(e.target, who, Boolean(document.querySelector("[data-fault]")));
	});
}
