// Half-typed words on a page that follows a room: it loads anew when the room goes
// on and whenever one of its forms is sent, and what stands in the others is kept
// meanwhile, in this tab. On the desk and on phones; a wall does not load this file.
//
//	sessionStorage["samspil.typed.WHO./workshop/17"] = {v: 1, at, forms: {MARK: {was: [[name, value]], fields: [[name, nth, value]]}}, stood}
//
// WHO is the person who is signed in, or "phone". Kept as it is typed; laid into the
// same form when it is there (again), with what the form said it had read (was): a
// facilitator who was overtaken is told, as if the page had stood still. Forgotten
// when the form has been sent, two days later, when the session has ended, and when
// somebody else stands before the page. Never: passwords, files, what the server put
// there itself, forms that say data-not-kept. The words of data-outbox and data-keep
// are kept by outbox.js; what is ticked and chosen in them is kept here.
import { gather, lay, mark } from "./words.js";

const PREFIX = "samspil.typed.", SENT = "samspil.typed-sent";
export const DAYS_MS = 2 * 86_400_000;

const READ = /^(was|item_version$)/;	// hidden: what the page had read when somebody began to type
const OWN = "[data-not-kept], [data-autosubmit], [data-sheet]";
const KEPT = "[data-outbox], [data-keep]";

const isText = (field) => field.tagName === "TEXTAREA" || (field.tagName === "INPUT" && !["radio", "checkbox"].includes(field.type));
const hidden = (form) => [...form.elements].filter((f) => f.type === "hidden" && READ.test(f.name));

/** Which form it is, also when others have changed what it is about. */
export const formMark = (form, here) => JSON.stringify(JSON.parse(mark(form, here)).filter((part) => !Array.isArray(part) || !READ.test(part[0])));

/** What somebody has typed and chosen in a form, or null. */
export function typedIn(form) {
	if (form.getAttribute("method") !== "post" || form.matches(OWN)) return null;
	const texts = form.matches(KEPT) ? new Set([...form.elements].filter(isText).map((f) => f.name)) : new Set();
	const fields = gather(form, false).filter(([name]) => !texts.has(name));
	return fields.length ? { was: hidden(form).map((f) => [f.name, f.value]), fields } : null;
}

function read(key, storage) {
	try {
		const kept = JSON.parse(storage.getItem(key));
		return kept?.v === 1 && kept.forms ? kept : null;
	} catch {
		return null;
	}
}

function write(key, kept, storage) {
	try {
		if (kept && (Object.keys(kept.forms).length || kept.stood)) storage.setItem(key, JSON.stringify(kept));
		else storage.removeItem(key);
	} catch { /* full: the words stand in the page all the same */ }
}

/** The drafts of one page, of one reader. */
export class Drafts {
	constructor(who, page, storage = sessionStorage) {
		this.key = `${PREFIX}${who}.${page}`;
		this.storage = storage;
	}

	keep(form, now = Date.now()) {
		const kept = read(this.key, this.storage) ?? { v: 1, forms: {} };
		const words = typedIn(form);
		if (words) kept.forms[formMark(form)] = words;
		else delete kept.forms[formMark(form)];
		write(this.key, { ...kept, at: now }, this.storage);
	}

	/** Into the forms that stand here; those that do not wait for their turn. Answers the fields. */
	lay(forms) {
		const kept = read(this.key, this.storage), laid = [];
		for (const form of kept ? forms : []) {
			const words = kept.forms[formMark(form)];
			if (!words || form.matches(OWN)) continue;
			for (const f of hidden(form)) f.value = words.was.find(([name]) => name === f.name)?.[1] ?? f.value;
			laid.push(...lay(form, words.fields));
		}
		return laid;
	}

	/** All of a form, or its fields of these names. */
	forget(formKey, names = null) {
		const kept = read(this.key, this.storage), words = kept?.forms[formKey];
		if (!words) return;
		words.fields = names ? words.fields.filter(([name]) => !names.includes(name)) : [];
		if (!words.fields.length) delete kept.forms[formKey];
		write(this.key, kept, this.storage);
	}

	/** Its sender has been told what stands now: the next press is about that. */
	wasTold(formKey) {
		const kept = read(this.key, this.storage);
		if (!kept?.forms[formKey]) return;
		kept.forms[formKey].was = [];
		write(this.key, kept, this.storage);
	}

	/** Where the reader stood, so that a page that loads itself takes no pen out of a hand. */
	stand(form, field) {
		const kept = read(this.key, this.storage);
		if (!kept) return;
		kept.stood = form && field ? { form: formMark(form), name: field.name, nth: [...form.elements].filter((e) => e.name === field.name).indexOf(field), from: field.selectionStart ?? null, to: field.selectionEnd ?? null } : undefined;
		write(this.key, kept, this.storage);
	}

	stood(forms) {
		const kept = read(this.key, this.storage), at = kept?.stood;
		if (!at) return null;
		const form = forms.find((f) => formMark(f) === at.form);
		const field = form && [...form.elements].filter((e) => e.name === at.name)[at.nth];
		return field ? { field, from: at.from, to: at.to } : null;
	}
}

/** What is no longer anybody's here: of others than `who`, of sessions that are over, too old. */
export function sweep(who, now = Date.now(), storage = sessionStorage, ended = null) {
	const all = Array.from({ length: storage.length }, (_, i) => storage.key(i)).filter(Boolean);
	if (ended) for (const key of all.filter((k) => k.startsWith(`samspil.draft.${ended}.`))) storage.removeItem(key);	// outbox.js's
	for (const key of all.filter((k) => k.startsWith(PREFIX))) {
		const kept = read(key, storage);
		if (!kept || now - kept.at > DAYS_MS || !key.startsWith(`${PREFIX}${who}.`) || (ended && key.endsWith(`/${ended}`))) storage.removeItem(key);
	}
}

let drafts = null;

/** Of a form that has been sent without the page being left, or of fields of it (outbox.js). */
export function forgetTyped(form, fields = null) {
	drafts?.forget(formMark(form), fields?.map((f) => f.name));
}

/** What was sent from the page before; taken: the server has sent us on. */
function lastSent() {
	let sent = null;
	try {
		sent = JSON.parse(sessionStorage.getItem(SENT));
		sessionStorage.removeItem(SENT);
	} catch { /* nothing was sent */ }
	const [arrival] = performance.getEntriesByType("navigation");
	const refused = document.querySelector("[data-fault], .phone-main > [role=alert]");
	return sent && { ...sent, taken: arrival?.type === "navigate" && arrival.redirectCount > 0 && !refused };
}

/* "/workshop/17", also when the page came back from "/workshop/17/rules". */
const pageOf = (path) => path.split("/").slice(0, 3).join("/");

function show(forms) {
	for (const field of drafts.lay(forms)) {
		for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
		field.dispatchEvent(new Event("change", { bubbles: true }));	// what is made from fields follows them
	}
	const stood = drafts.stood(forms);
	drafts.stand(null, null);
	if (stood && !document.querySelector("[data-fault]")) {
		stood.field.focus({ preventScroll: true });
		if (stood.from !== null) try { stood.field.setSelectionRange(stood.from, stood.to); } catch { /* a field without a caret */ }
	}
}

/** Last of all: what others make of forms and of what was sent is done then. */
export function startDrafts() {
	const who = document.body.dataset.me ?? (document.querySelector(".phone-main") ? "phone" : "");
	const ended = document.querySelector("[data-workshop-ended]")?.dataset.workshopEnded ?? null;
	if (who || document.querySelector("[data-sign-in]")) sweep(who, Date.now(), sessionStorage, ended);
	const sent = lastSent();
	if (sent) {
		const before = new Drafts(who, sent.page);
		if (sent.taken) before.forget(sent.form);
		else before.wasTold(sent.form);
	}
	if (!who || ended || !document.querySelector("main[data-page-key]")) return;
	drafts = new Drafts(who, pageOf(location.pathname));
	show([...document.forms]);
	const keep = (e) => { if (e.target.form) drafts.keep(e.target.form); };
	document.addEventListener("input", keep);
	document.addEventListener("change", keep);
	document.addEventListener("submit", (e) => {
		if (e.defaultPrevented || e.target.getAttribute("method") !== "post") return;
		try { sessionStorage.setItem(SENT, JSON.stringify({ page: pageOf(location.pathname), form: formMark(e.target) })); } catch { /* full */ }
	});
	addEventListener("pagehide", () => {
		const field = document.activeElement;
		if (field?.form && field.name && field.matches("input, textarea, select")) drafts.stand(field.form, field);
	});
}
