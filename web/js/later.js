// Forms of a phone that post themselves (a proposal, a group's text, a yes to the rules,
// a seat, an answer, a mark), pressed where there is no network: the browser's own error
// page would be all that is left of the session. They are kept in the outbox like the
// rest, and the page comes anew when they have been taken. With a network they post
// themselves as before, so that what the server has to say of them comes with its page.
// Refused later they are shown as what the room took no more (unsent.js).
//
// A photo is too large to be kept: of that is said that there is no network now.
import { announce, randomKey, text } from "./say.js";
import { reason } from "./queue.js";
import { forgetDrafts, outbox, refresh } from "./outbox.js";
import { isConnected } from "./live.js";
import { pageNow } from "./fresh.js";
import { giveUp } from "./unsent.js";

const SENT_BY_OTHERS = "[data-outbox], [data-ask], [data-support-form], [data-row]";
const visible = (field) => field.name && !["hidden", "submit", "button"].includes(field.type);
const hidden = (form, name) => form.elements[name]?.value ?? "";

/** The same thing said again takes the place of what waits; a new proposal is another one. */
export function slotOf(url, fields) {
	const of = (name) => fields.find(([n]) => n === name)?.[1] ?? "";
	if (fields.some(([n]) => n === "idem")) return undefined;
	return `later:${url}:${of("step")}:${of("row")}:${of("question")}`;
}

/** What its writer has written and chosen, to be shown again. */
function inWords(form) {
	return [...form.elements].filter(visible).map((field) => {
		if (field.type === "radio" || field.type === "checkbox") return field.checked ? field.closest("label")?.textContent.trim() ?? "" : "";
		return (field.tagName === "SELECT" ? field.selectedOptions[0]?.textContent : field.value)?.trim() ?? "";
	}).filter(Boolean).join("\n");
}

const formOf = (entry, page = document) => [...page.querySelectorAll("main form[method=post]")].find((f) => new URL(f.action).pathname === entry.url
	&& entry.fields.every(([name, value]) => !["step", "row", "question"].includes(name) || hidden(f, name) === value));

function say(form, sentence) {
	const button = document.querySelector(`button[form="${form.id}"]`) ?? form.querySelector("button");
	let place = form.querySelector("[data-later]");
	if (!place) {
		place = Object.assign(document.createElement("p"), { className: "outbox-state" });
		place.dataset.later = "";
		(form.contains(button) ? button : form.lastElementChild ?? form).after(place);
	}
	place.textContent = sentence;
	announce(sentence);
}

function onSubmit(e) {
	const form = e.target, workshop = /^\/w\/(\d+)$/.exec(location.pathname)?.[1];
	if (!workshop || e.defaultPrevented || form.method !== "post" || form.matches(SENT_BY_OTHERS) || !new URL(form.action).pathname.startsWith(`/w/${workshop}/`)) return;
	if (navigator.onLine && isConnected() && !outbox().failures) return;
	if (form.enctype === "multipart/form-data") {
		if (navigator.onLine) return;
		e.preventDefault();
		return say(form, text("noNetworkNow"));
	}
	const all = [...new FormData(form, e.submitter)].filter(([, value]) => typeof value === "string");
	const url = new URL(form.action).pathname, slot = slotOf(url, all);
	const fields = all.filter(([name]) => !["csrf", "once", "idem"].includes(name));
	const about = (form.querySelector("h2, h3, legend") ?? form.closest("section, details")?.querySelector("h2, h3, summary") ?? e.submitter)?.textContent.trim() ?? "";
	/* What waits already may have come through, with an answer that did not. */
	const waits = slot && outbox().list().find((e) => e.slot === slot);
	const before = waits ? [...waits.before ?? [], waits.fields] : [];
	const entry = { idem: randomKey(), url, fields, workshop, later: form.dataset.step ?? "", about, words: inWords(form), slot, before };
	if (!outbox().add(entry)) return;	// nothing can be kept here: it posts itself
	e.preventDefault();
	if (!slot) {	// it may be followed by another
		forgetDrafts(form);
		form.reset();
	}
	say(form, text("keptOnPhone"));
}

/** Has its writer gone on while it waited? */
export const isWrittenOn = (sent, now) => now.some(([name, value]) => !sent.some(([n, v]) => n === name && v.trim() === value.trim()));

/** Its form on the page as it is now; null where it is not. */
async function freshForm(entry) {
	const page = await pageNow();
	return page && (formOf(entry, page) ?? null);
}

/* What stands now is what was sent: the next press is about that, and no conflict. */
async function renew(form, entry) {
	const fresh = await freshForm(entry);
	if (!fresh) return;
	for (const field of form.querySelectorAll("input[type=hidden][name]")) field.value = hidden(fresh, field.name);
}

function onSent(entry) {
	if (entry.later === undefined) return;
	const form = formOf(entry);
	if (form && entry.slot) {
		const shown = [...form.elements].filter((f) => visible(f) && f.type !== "file").map((f) => f.name);
		if (isWrittenOn(entry.fields, [...new FormData(form)].filter(([name, value]) => shown.includes(name) && typeof value === "string"))) {
			say(form, text("sent"));
			return renew(form, entry);
		}
		forgetDrafts(form);
	}
	if (!outbox().list().some((e) => e.later !== undefined)) refresh();
}

const told = (form, fields) => fields.every(([name, value]) => !form.elements[name] || !visible(form.elements[name]) || form.elements[name].value.trim() === value.trim());

/* "Somebody else has saved meanwhile": it may have been the same writer, whose first
 * words came through and whose answer was lost. Then the newer words go on from there. */
async function wasOwn(entry, reply) {
	if (reply.status !== 409 || !entry.before?.length) return false;
	const fresh = await freshForm(entry);
	if (!fresh || !entry.before.some((fields) => told(fresh, fields))) return false;
	const fields = entry.fields.map(([name, value]) => fresh.elements[name]?.type === "hidden" ? [name, hidden(fresh, name)] : [name, value]);
	return outbox().add({ ...entry, idem: randomKey(), fields, before: [] });
}

async function onRefused(entry, reply) {
	if (entry.later === undefined || await wasOwn(entry, reply)) return;
	const why = reason(reply, "_") || Object.values(reply.json?.error ?? {})[0] || text("refused");
	giveUp({ idem: entry.idem, workshop: entry.workshop, about: entry.about, text: entry.words, why });
}

/** Last of all that listen to a form being sent. */
export function startLater() {
	if (!outbox()) return;
	document.addEventListener("submit", onSubmit);
	document.addEventListener("outbox:sent", (e) => onSent(e.detail.entry));
	document.addEventListener("outbox:refused", (e) => onRefused(e.detail.entry, e.detail.reply));
}
