// Small kindnesses for forms and dialogs; every form works without them.
//
//	data-open="#id" on a button	opens that dialog
//	data-confirm="sentence" on a form	asks first
//	data-once-only on a form	one click is enough
//	data-autosubmit on a form	sent when a field changes, page stays (htmx not needed)
//	data-warn-unsaved on a form	warns before changed text is left behind
//	data-local="name" on a checkbox	ticked on this device only, for this page and this person
//	data-local="name" on a text field	kept on this device only, for this page and this person
import { owned } from "./keep.js";
import { text } from "./say.js";

const changed = (form) => [...form.elements].some((f) => (f.type === "checkbox" || f.type === "radio" ? f.checked !== f.defaultChecked
	: "defaultValue" in f && f.type !== "hidden" && f.value !== f.defaultValue));

function onSubmit(e) {
	const form = e.target;
	if (form.dataset.confirm && !confirm(form.dataset.confirm)) {
		e.preventDefault();
		return;
	}
	delete form.dataset.warnUnsaved;
	if ("onceOnly" in form.dataset && !e.defaultPrevented)
		// After the form's data is gathered, or the button's own value would be lost.
		setTimeout(() => { for (const b of form.querySelectorAll("button:not([type=button])")) b.setAttribute("aria-busy", b.disabled = true); });
}

function onClick(e) {
	const opener = e.target.closest("[data-open]");
	if (opener) {
		const dialog = document.querySelector(opener.dataset.open);
		if (dialog?.showModal) {
			e.preventDefault();
			dialog.showModal();
		}
	}
	for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(e.target)) menu.open = false;
}

function onKey(e) {
	if (e.key !== "Escape") return;
	const menu = document.activeElement?.closest?.("details.menu[open]");
	if (!menu) return;
	menu.open = false;
	menu.querySelector("summary").focus();
}

async function autosubmit(e) {
	const form = e.target.closest?.("form[data-autosubmit]");
	if (!form) return;
	const field = e.target;
	try {
		const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" }, credentials: "same-origin", keepalive: true });
		if (!response.ok) throw new Error(String(response.status));
		field.defaultChecked = field.checked;
	} catch {
		form.requestSubmit();	// the whole way round: the page that comes back says what is wrong
	}
}

/** Notes that are nobody else's business: kept in this browser, by page and by person. */
function localNotes() {
	const key = (field) => `samspil.note.${owned(`${location.pathname}.${field.dataset.local}`)}`;
	const notes = "textarea[data-local], input[data-local]:not([type=checkbox], [type=radio])";
	try {
		for (const field of document.querySelectorAll(notes)) field.value ||= localStorage.getItem(key(field)) ?? "";
		document.addEventListener("input", (e) => {
			if (!e.target.matches?.(notes)) return;
			if (e.target.value) localStorage.setItem(key(e.target), e.target.value);
			else localStorage.removeItem(key(e.target));
		});
	} catch { /* a browser that keeps nothing: the words stand as long as the page */ }
}

/** Ticks that are nobody else's business: kept in this browser, by page and by person. */
function localTicks() {
	const key = (box) => `samspil.tick.${owned(`${location.pathname}.${box.dataset.local}`)}`;
	try {
		for (const box of document.querySelectorAll("input[data-local][type=checkbox]")) box.checked = localStorage.getItem(key(box)) === "1";
		document.addEventListener("change", (e) => {
			if (!e.target.matches?.("input[data-local][type=checkbox]")) return;
			if (e.target.checked) localStorage.setItem(key(e.target), "1");
			else localStorage.removeItem(key(e.target));
		});
	} catch { /* a browser that keeps nothing: the ticks last as long as the page */ }
}

export function startForms() {
	localTicks();
	localNotes();
	document.addEventListener("submit", onSubmit);
	document.addEventListener("click", onClick);
	document.addEventListener("keydown", onKey);
	document.addEventListener("change", autosubmit);
	addEventListener("pageshow", () => { for (const b of document.querySelectorAll("[data-once-only] [aria-busy]")) { b.disabled = false; b.removeAttribute("aria-busy"); } });
	addEventListener("beforeunload", (e) => {
		if ([...document.querySelectorAll("form[data-warn-unsaved]")].some(changed)) {
			e.preventDefault();
			e.returnValue = text("unsaved");
		}
	});
	// A refused form: to the first field that is wrong, else to the message.
	(document.querySelector("[aria-invalid=true]") ?? document.querySelector("[data-fault]"))?.focus();
}
