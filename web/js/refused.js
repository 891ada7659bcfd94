// A form that the server refused: the page that comes back says what was sent and
// what is wrong with it. Here the words go back into their form, and each fault to
// its field, wherever the template did not do so itself.
//
//	<template id="refused" data-action="/own/3/edit">
//	  <i data-field="title" data-message="…"></i>
//	  <i data-name="title" data-value="…"></i></template>
const hidden = (e) => e.type === "hidden";
const written = (e) => e.name && "value" in e && !hidden(e) && !["file", "password", "submit", "button", "reset"].includes(e.type);

/** The form that was sent. Forms of one address differ in what they hide: which thing it
 * is about, and as what it was seen, which may have become another meanwhile. What was
 * answered to one question is never laid under another (data-answers). */
export function sentForm(forms, action, posted) {
	const there = forms.filter((f) => f.getAttribute("action") === action);
	const same = (f) => [...f.elements].every((e) => !hidden(e) || !posted.has(e.name) || posted.get(e.name).includes(e.value));
	const alike = (f) => [...f.elements].filter((e) => hidden(e) && posted.get(e.name)?.includes(e.value)).length;
	const names = (f) => [...f.elements].filter((e) => written(e) && posted.has(e.name)).length;
	const fit = there.filter(same);
	return (fit.length ? fit : there.filter((f) => f.dataset.answers === undefined)).sort((a, b) => alike(b) - alike(a) || names(b) - names(a))[0] ?? null;
}

function layWords(form, posted) {
	for (const e of form.elements) {
		if (!written(e)) continue;
		const values = posted.get(e.name) ?? [];
		if (e.type === "checkbox" || e.type === "radio") e.checked = values.includes(e.value);
		else if (e.tagName === "SELECT") { if ([...e.options].some((o) => o.value === values[0])) e.value = values[0]; }
		else if (values.length === 1) e.value = values[0];
	}
}

function layFault(field, message) {
	if (field.getAttribute("aria-invalid") === "true") return;
	const box = field.closest(".ds-field, .choice") ?? field, said = box.parentElement;
	if ([...said.querySelectorAll(".ds-validation-message")].some((p) => p.textContent === message)) return;
	const p = document.createElement("p");
	p.className = "ds-validation-message";
	p.id = `${field.id || field.name}-refused`;
	p.textContent = message;
	if (box.matches(".ds-field")) box.append(p); else box.after(p);
	field.setAttribute("aria-invalid", "true");
	field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${p.id}`.trim());
}

export function startRefused() {
	const told = document.querySelector("template#refused");
	if (!told) return;
	const posted = new Map();
	for (const i of told.content.querySelectorAll("[data-name]")) posted.set(i.dataset.name, [...posted.get(i.dataset.name) ?? [], i.dataset.value]);
	const form = sentForm([...document.forms], told.dataset.action, posted);
	if (!form) return;
	layWords(form, posted);
	let at = form;
	for (const i of told.content.querySelectorAll("[data-field]")) {
		const field = [...form.elements].find((e) => e.name === i.dataset.field && !hidden(e));
		if (!field) continue;
		layFault(field, i.dataset.message);
		at = field;
	}
	for (let d = at.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
	const dialog = at.closest("dialog");
	if (dialog && !dialog.open) dialog.showModal();
}
