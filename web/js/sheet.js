// Sheets that are filled in on the device: kept while typing, printed, saved as a
// file and opened again, deleted with one press. The server sends them blank and
// never sees a word; the page's security policy allows no sending.
//
//	<form data-sheet="worksheet/KEY" data-keep-days="30" data-title="…">  fields by name
//	data-print, data-sheet-save, data-sheet-load + data-sheet-file, data-sheet-delete: buttons
//	data-sheet-state: what happened, and the sentences; data-sheet-until: until when it is kept
//	data-sheet-help: shown when somebody ticks or chooses red
//	data-draft="Draft": others will read it; what is printed and kept says that word until
//		data-final-print or data-final-save finds nothing left open (data-gaps names what is)
//		and every rule ticked, or yes said to those that are not (data-unticked names them)
//	data-remind="14": makes a calendar file
//	<aside data-earlier="NAME">: lines of another sheet
import { forget, forgetAll, keep, kept } from "./keep.js";

const FIELDS = "input[name], textarea[name], select[name]";

/** {name: value} of what has been filled in; ticks are "1". */
export function read(fields) {
	const values = {};
	for (const f of fields) {
		if (f.type === "radio" || f.type === "checkbox") {
			if (f.checked) values[f.name] = f.value;
		} else if (f.value && !("untouched" in f.dataset)) {
			values[f.name] = f.value;
		}
	}
	return values;
}

export function write(fields, values) {
	for (const f of fields) {
		const value = values[f.name];
		if (f.type === "radio" || f.type === "checkbox") f.checked = value === f.value;
		else f.value = typeof value === "string" ? value : "";
		if (f.type === "range") {
			if (value === undefined) f.dataset.untouched = "";
			else delete f.dataset.untouched;
		}
	}
}

/** What keeps a text from being handed over: a field that must be filled in and is
 * not, or an empty place "[…]" that somebody copied from a template and left.
 * fields: [{label, value, must}]; gives [{label, bracket}], bracket null where all is missing. */
export function gaps(fields) {
	return fields.flatMap((f) => {
		if (!f.value.trim()) return f.must ? [{ ...f, bracket: null }] : [];
		const bracket = /\[[^\]]*\]?/.exec(f.value)?.[0];
		return bracket ? [{ ...f, bracket }] : [];
	});
}

/** Which rules nobody has ticked, and whether yes has been said to them. rules:
 * [{name, label, checked}]; said: `asked` of the time yes was said, or null. A yes
 * holds for what was named then, and not for a rule that was unticked since. */
export function openRules(rules, said) {
	const open = rules.filter((r) => !r.checked), known = new Set((said ?? "").split(" "));
	return { open, asked: open.map((r) => r.name).join(" "), agreed: open.every((r) => known.has(r.name)) };
}

/** English here is said as in Europe: "14 April", not "April 14". */
const spoken = (lang) => lang === "en" ? "en-GB" : lang;

/** A date as it is said: "1. januar 2027". */
export function inWords(iso, lang) {
	const [year, month, day] = iso.split("-").map(Number);
	return day ? new Date(year, month - 1, day).toLocaleDateString(spoken(lang), { day: "numeric", month: "long", year: "numeric" }) : iso;
}

const escape = (s) => s.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** A page to read anywhere, with the values inside so that it can be opened again.
 * parts: [{heading, lines: [{label, text}]}] */
export function asFile({ lang, title, note, name, date, parts, values }) {
	const body = parts.filter((p) => p.lines.length).map((p) => `<h2>${escape(p.heading)}</h2>\n<dl>\n${p.lines.map((l) =>
		`<dt>${escape(l.label)}</dt>\n<dd>${escape(l.text).replaceAll("\n", "<br>")}</dd>`).join("\n")}\n</dl>`).join("\n");
	const data = JSON.stringify({ v: 1, name, values }).replaceAll("<", "\\u003c");
	return `<!doctype html>
<html lang="${escape(lang)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(title)}</title>
<style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem } dt { color: #53605d; margin-top: .8rem } dd { margin: 0; font-weight: 500 }</style>
</head>
<body>
<h1>${escape(title)}</h1>
<p>${escape([date, note].filter(Boolean).join(". "))}</p>
${body}
<script type="application/json" id="samspil-sheet">${data}</script>
</body>
</html>
`;
}

/** The values of such a file, or null if it is another sheet's or none at all. */
export function fromFile(html, name) {
	const data = /<script type="application\/json" id="samspil-sheet">(.*?)<\/script>/s.exec(html)?.[1];
	try {
		const sheet = JSON.parse(data);
		if (sheet.v !== 1 || sheet.name !== name) return null;
		return Object.fromEntries(Object.entries(sheet.values).filter(([, v]) => typeof v === "string"));
	} catch {
		return null;
	}
}

/** A calendar file with one reminder at nine in the morning, wherever it is opened. */
export function reminder({ title, text, days, uid }, now = new Date()) {
	const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
	const two = (n) => String(n).padStart(2, "0");
	const at = (h) => `${day.getFullYear()}${two(day.getMonth() + 1)}${two(day.getDate())}T${two(h)}0000`;
	const plain = (s) => s.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll(",", "\\,").replaceAll(";", "\\;");
	// RFC 5545 folds lines at 75 octets; a letter may take four.
	const fold = (line) => line.match(/.{1,18}/gsu).join("\r\n ");
	const stamp = now.toISOString().replace(/[-:]|\.\d+/g, "");
	return ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Samspil//DA", "BEGIN:VEVENT", `UID:${uid}`, `DTSTAMP:${stamp}`,
		`DTSTART:${at(9)}`, "DURATION:PT15M", fold(`SUMMARY:${plain(title)}`), fold(`DESCRIPTION:${plain(text)}`),
		"BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:PT0S", fold(`DESCRIPTION:${plain(title)}`), "END:VALARM",
		"END:VEVENT", "END:VCALENDAR", ""].join("\r\n");
}

/** Hands a file to the reader without asking anybody. */
function offer(text, type, filename) {
	const link = document.createElement("a");
	link.href = URL.createObjectURL(new Blob([text], { type }));
	link.download = filename;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const today = () => new Date().toLocaleDateString(spoken(document.documentElement.lang), { day: "numeric", month: "long", year: "numeric" });
const words = (el) => el?.textContent.replace(/\s+/g, " ").trim() ?? "";

/** What a field is called on the page. */
function labelOf(field, form) {
	if (field.type === "radio") return words(field.closest("fieldset")?.querySelector("legend"));
	if (field.type === "checkbox") return words(field.closest("label"));
	return field.getAttribute("aria-label") ?? words(form.querySelector(`label[for="${CSS.escape(field.id)}"]`));
}

function textOf(field, yes) {
	if (field.type === "radio") return words(field.closest("label")?.querySelector("span"));
	if (field.type === "checkbox") return yes;
	return field.type === "date" ? inWords(field.value, document.documentElement.lang) : field.value;
}

function partsOf(form, fields, yes) {
	const parts = new Map();
	for (const field of fields) {
		const values = read([field]);
		if (!(field.name in values)) continue;
		const section = field.closest(".sheet-part, .items > li") ?? form;
		const heading = words(section.querySelector("h2, h3")) || form.dataset.title;
		if (!parts.has(section)) parts.set(section, { heading, lines: [] });
		parts.get(section).lines.push({ label: labelOf(field, form), text: textOf(field, yes) });
	}
	return [...parts.values()];
}

/** Fields for gaps(): a choice is one field, filled in when any of it is chosen. */
function asked(form, fields) {
	const seen = new Map();
	for (const field of fields) {
		if (field.type === "checkbox") continue;
		const value = read([field])[field.name] ?? "";
		if (!seen.has(field.name)) seen.set(field.name, { field, label: labelOf(field, form), value, must: Boolean(field.closest("[data-must]")) });
		else if (value) seen.get(field.name).value = value;
	}
	return [...seen.values()];
}

/** A way to a field, for a list of what is open. */
function wayTo(field, label) {
	const link = Object.assign(document.createElement("a"), { href: `#${field.id}`, textContent: label });
	link.addEventListener("click", (e) => {
		e.preventDefault();
		field.focus();
	});
	return link;
}

/** Names what is open, each a way to its field. True when there is nothing. */
function isFilledIn(form, fields) {
	const place = form.querySelector("[data-gaps]"), texts = form.querySelector("[data-final] [data-empty]").dataset;
	const open = gaps(asked(form, fields));
	for (const f of fields) f.setAttribute("aria-invalid", open.some((g) => g.field === f));
	place.hidden = !open.length;
	place.querySelector("ul").replaceChildren(...open.map((g) => {
		const item = document.createElement("li");
		item.append(`${words(g.field.closest(".sheet-part").querySelector("h2"))}: `, wayTo(g.field, g.label), ` – ${g.bracket === null ? texts.empty : texts.bracket.replace("%1", () => g.bracket)}`);
		return item;
	}));
	if (open.length) place.focus();
	return !open.length;
}

/** Names the rules that nobody has ticked, and asks. True when there are none, or
 * when yes has been said to those that there are. */
function isAgreedOn(form, fields) {
	const place = form.querySelector("[data-unticked]"), yes = place.querySelector("[data-anyway]");
	const rules = fields.filter((f) => f.type === "checkbox").map((f) => ({ field: f, name: f.name, label: labelOf(f, form), checked: f.checked }));
	const { open, asked, agreed } = openRules(rules, yes.checked ? place.dataset.asked : null);
	place.hidden = !open.length;
	if (agreed) return true;
	yes.checked = false;
	place.dataset.asked = asked;
	place.querySelector("ul").replaceChildren(...open.map((r) => {
		const item = document.createElement("li");
		item.append(wayTo(r.field, r.label));
		return item;
	}));
	place.focus();
	return false;
}

const isFinished = (form, fields) => isFilledIn(form, fields) && isAgreedOn(form, fields);

/** For as long as it takes without the word for a draft, and without what nobody wrote in. */
function printFinished(form) {
	const { draft } = form.dataset, left = [...form.querySelectorAll(".sheet-part, .sheet-part .ds-field")]
		.filter((part) => ![...part.querySelectorAll(FIELDS)].some((f) => f.type !== "checkbox" && read([f])[f.name]));
	for (const part of left) part.dataset.blank = "";
	delete form.dataset.draft;
	form.dataset.finished = "";
	addEventListener("afterprint", () => {
		form.dataset.draft = draft;
		delete form.dataset.finished;
		for (const part of left) delete part.dataset.blank;
	}, { once: true });
	print();
}

/** A tick in a red part, or red chosen on the traffic light. */
function isRed(fields) {
	return fields.some((f) => f.checked && (f.value === "red" || (f.type === "checkbox" && f.closest('[data-tone="red"]'))));
}

function startSheet(form) {
	const { sheet: name, keepDays } = form.dataset;
	const fields = [...form.querySelectorAll(FIELDS)];	// the yes to open rules has no name: it is not kept
	const state = form.querySelector("[data-sheet-state]"), help = form.querySelector("[data-sheet-help]");
	const until = form.querySelector("[data-sheet-until]"), file = form.querySelector("[data-sheet-file]");
	const say = (key) => { state.textContent = state.dataset[key] ?? ""; };

	const show = (record) => {
		// The browser grows no field by its content everywhere, and prints none of what is scrolled.
		for (const f of fields) if (f.parentElement.matches(".grows, .prints")) f.parentElement.dataset.value = f.type === "date" ? inWords(f.value, document.documentElement.lang) : f.value;
		for (const f of fields) if (f.type === "range") f.parentElement.querySelector("output").textContent = "untouched" in f.dataset ? "" : f.value;
		for (const f of fields) if (f.value && f.closest("details")) f.closest("details").open = true;
		if (help) help.hidden = !isRed(fields);
		if (until) until.textContent = record?.until ? state.dataset.until.replace("%1", new Date(record.until).toLocaleDateString(spoken(document.documentElement.lang), { day: "numeric", month: "long" })) : "";
		form.dispatchEvent(new Event("sheet"));
	};
	const save = () => {
		const values = read(fields);
		if (!Object.keys(values).length) {
			forget(name);
			show(null);
			return;
		}
		const record = keep(name, values, Number(keepDays));
		if (!record) say("notKept");
		show(record);
	};
	const found = kept(name);
	if (found) write(fields, found.values);
	show(found);

	form.addEventListener("submit", (e) => e.preventDefault());
	form.addEventListener("input", (e) => {
		delete e.target.dataset.untouched;
		save();
	});
	form.addEventListener("click", (e) => {
		const button = e.target.closest("button");
		if (!button) return;
		const { dataset } = button;
		if ("finalPrint" in dataset) {
			if (isFinished(form, fields)) printFinished(form);
		} else if ("sheetSave" in dataset || ("finalSave" in dataset && isFinished(form, fields))) {
			// What others are to read says neither how it was written nor what was ticked on the way.
			const final = "finalSave" in dataset, shown = final ? fields.filter((f) => f.type !== "checkbox") : fields;
			const title = form.dataset.draft && !final ? `${form.dataset.draft}: ${form.dataset.title}` : form.dataset.title;
			const html = asFile({ lang: document.documentElement.lang, title, note: final ? "" : state.dataset.fileNote, name, date: today(), parts: partsOf(form, shown, state.dataset.yes), values: read(fields) });
			offer(html, "text/html", `${name.replaceAll("/", "-")}.html`);
		} else if ("sheetLoad" in dataset) {
			file.click();
		} else if ("sheetDelete" in dataset && confirm(state.dataset.sure)) {
			write(fields, {});
			forget(name);
			show(null);
			say("deleted");
		} else if ("remind" in dataset) {
			const days = Number(dataset.remind);
			offer(reminder({ title: `${state.dataset.remindTitle}: ${form.dataset.title}`, text: state.dataset.remindText, days, uid: `${crypto.randomUUID?.() ?? Date.now()}@samspil` }), "text/calendar", "samspil.ics");
		}
	});
	file?.addEventListener("change", async () => {
		const values = file.files[0] ? fromFile(await file.files[0].text(), name) : null;
		file.value = "";
		if (values) {
			write(fields, values);
			save();
		}
		say(values ? "loaded" : "noSheet");
	});
}

/** Lines of what was written at an earlier step. */
function startEarlier(place) {
	const values = Object.values(kept(place.dataset.earlier)?.values ?? {}).filter((v) => v !== "1").flatMap((v) => v.split("\n")).map((v) => v.trim()).filter(Boolean);
	const list = place.querySelector("ul");
	for (const value of values) list.append(Object.assign(document.createElement("li"), { textContent: value }));
	place.hidden = !values.length;
}

export function startSheets() {
	for (const form of document.querySelectorAll("form[data-sheet]")) startSheet(form);
	for (const place of document.querySelectorAll("[data-earlier]")) startEarlier(place);
	for (const button of document.querySelectorAll("[data-delete-all]")) {
		button.hidden = false;
		button.addEventListener("click", () => {
			if (!confirm(button.dataset.sure)) return;
			forgetAll(button.dataset.deleteAll);
			button.replaceWith(Object.assign(document.createElement("span"), { textContent: button.dataset.deleted, role: "status" }));
		});
	}
	document.addEventListener("click", (e) => { if (e.target.closest("[data-print]")) print(); });
}
