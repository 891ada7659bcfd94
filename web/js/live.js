// Live pages: the stream, what the reader sees of its state, and what must not
// be lost when a piece is swapped.
//
//	<main data-page-key="problems">		a live piece with another data-page-key reloads the page
//	<div id="live">…</div>
//	<div hidden hx-ext="sse" sse-connect="/w/17/live?v=VERSION" sse-swap="swap" sse-close="end" hx-swap="none"></div>
import htmx from "htmx.org";
import "htmx-ext-sse";
import { announce, text } from "./say.js";

// The content security policy allows neither eval nor style elements; pages of
// ours are never kept in the browser's storage.
Object.assign(htmx.config, {
	allowEval: false, allowScriptTags: false, includeIndicatorStyles: false, selfRequestsOnly: true,
	historyEnabled: false, historyCacheSize: 0, allowNestedOobSwaps: false, scrollIntoViewOnBoost: false,
});

// A stream that ends, because its page is left or the train is in a tunnel, is no
// error of the page's: htmx is told of it, and writes nothing into the console.
htmx.createEventSource = (url) => {
	const source = new EventSource(url, { withCredentials: true });
	Object.defineProperty(source, "onerror", { set(told) { source.addEventListener("error", () => told(null)); } });
	return source;
};

const QUIET_MS = 2500;	// a reconnect shorter than this is nobody's business
const REACH_FIRST_MS = 500, REACH_LAST_MS = 8000;	// how often a page that must reload looks whether it can
const LEAVE_MS = 15_000;	// what a form has sent is answered by then, or the browser has given up
const RELOAD_GAP_MS = 5000;	// a page that reloads itself again so soon would go round in circles

let lost = null;	// timer or true while there is no stream

/** Is the stream here, as far as is known? */
export const isConnected = () => lost !== true;

function show(sentence) {
	const place = document.getElementById("stream-state");
	if (place && place.textContent !== sentence) place.textContent = sentence;
}

function onLost() {
	lost ??= setTimeout(() => { lost = true; show(text("offline")); }, QUIET_MS);
}

function onOpen() {
	if (lost === true) {
		show(text("online"));
		setTimeout(() => { if (lost === null) show(""); }, 2000);
	} else {
		clearTimeout(lost);
	}
	lost = null;
}

/** Reload for a reason, but never in circles: twice for the same one means that
 * reloading does not help. Spread over a moment: a hall reloads at once. */
let reloading = false;
function reload(reason) {
	if (reloading) return;
	const [at, why] = (sessionStorage.getItem("samspil.reloaded") ?? "0 ").split(" ", 2);
	if (why === reason && Date.now() - Number(at) < RELOAD_GAP_MS) return show(text("ended"));
	reloading = true;
	sessionStorage.setItem("samspil.reloaded", `${Date.now()} ${reason}`);
	setTimeout(reloadWhenReached, Math.random() * 400);
}

// A form that posts itself is about to bring a page of its own. Loading this one anew
// would take back what was pressed, or not show that it was heard.
let left = -LEAVE_MS;
const leaving = () => performance.now() - left < LEAVE_MS;

/* In a tunnel the page as it stands is worth more than the browser's own error
 * page, from which nothing comes back by itself. */
async function reloadWhenReached() {
	for (let wait = REACH_FIRST_MS; ; wait = Math.min(2 * wait, REACH_LAST_MS)) {
		try {
			const reached = (await fetch("/health", { cache: "no-store", signal: AbortSignal.timeout?.(REACH_LAST_MS) })).ok;
			if (reached && !leaving()) return location.reload();
		} catch { /* no network yet */ }
		await new Promise((again) => setTimeout(again, wait * (.5 + Math.random() / 2)));
	}
}

// A stream that the browser gave up on (the phone slept, the train was in a
// tunnel) is opened anew as soon as somebody looks.
function wake() {
	if (document.hidden || !lost) return;
	for (const el of document.querySelectorAll("[sse-connect]")) {
		const copy = el.cloneNode(true);
		htmx.remove(el);
		(el.parentNode ?? document.body).append(copy);
		htmx.process(copy);
	}
}

/** What the reader has typed, opened or ticked in `old` goes into `fresh` too. */
export function keepTyped(old, fresh) {
	for (const field of old.querySelectorAll("input, textarea, select")) {
		const changed = field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked
			: field.tagName === "SELECT" ? [...field.options].some((o) => o.selected !== o.defaultSelected) : field.value !== field.defaultValue;
		if (field.type === "hidden" || !(changed || field === document.activeElement)) continue;
		const twin = field.id ? fresh.querySelector(`#${CSS.escape(field.id)}`) : null;
		if (!twin || twin.tagName !== field.tagName) continue;
		if (field.type === "checkbox" || field.type === "radio") twin.checked = field.checked;
		else twin.value = field.value;
	}
	for (const el of old.querySelectorAll("details[open][id]")) fresh.querySelector(`#${CSS.escape(el.id)}`)?.setAttribute("open", "");
}

// Where the reader stands when a piece is swapped. htmx finds what has an id of
// its own again; this finds a button or a link within a piece, or else the piece.
const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";
const sameAs = (el) => (other) => other.tagName === el.tagName && ["name", "value", "href", "data-take", "data-give"]
	.every((name) => other.getAttribute(name) === el.getAttribute(name));
let stood = null;

function noteFocus(piece) {
	const el = document.activeElement;
	if (piece?.id && el && !el.id && piece.contains(el)) stood = { piece: piece.id, el };
}

function restoreFocus() {
	const { piece, el } = stood ?? {};
	stood = null;
	if (!el || (document.activeElement && document.activeElement !== document.body)) return;
	const fresh = document.getElementById(piece);
	const twin = el.isConnected ? el : [...fresh?.querySelectorAll(FOCUSABLE) ?? []].find(sameAs(el));
	(twin ?? fresh?.closest("[tabindex]"))?.focus({ preventScroll: true });
}

// Swaps wait while somebody holds a card.
const waiting = [];
let held = false;
export function hold(yes) {
	held = yes;
	while (!held && waiting.length) {
		const { elt, data } = waiting.shift();
		htmx.swap(elt, data, { swapStyle: "none", swapDelay: 0, settleDelay: 20 }, { contextElement: elt });
		restoreFocus();
		watchPageKey();
	}
}

function watchPageKey() {
	const key = document.querySelector("main[data-page-key]")?.dataset.pageKey;
	const told = document.querySelector("#live [data-page-key]")?.dataset.pageKey;
	if (key !== undefined && told !== undefined && key !== told) reload(`${encodeURIComponent(key)}>${encodeURIComponent(told)}`);
}

/* A phone's page that has loaded itself anew for the next step says which it is:
 * whoever cannot see would not know. After a moment, or it is not read aloud. */
const SAY_AFTER_MS = 600;
function tellStep() {
	const main = document.querySelector(".phone main[data-page-key]");
	const [at, why] = (sessionStorage.getItem("samspil.reloaded") ?? "0 ").split(" ", 2);
	if (!main || why?.split(">")[1] !== encodeURIComponent(main.dataset.pageKey) || Date.now() - Number(at) > 2 * REACH_LAST_MS) return;
	setTimeout(() => announce(document.title.split(" · ")[0]), SAY_AFTER_MS);
}

export function startLive() {
	// Whoever has been elsewhere since is in no circle.
	if (performance.getEntriesByType("navigation")[0]?.type !== "reload") sessionStorage.removeItem("samspil.reloaded");
	tellStep();
	document.addEventListener("htmx:sseOpen", onOpen);
	document.addEventListener("htmx:sseError", onLost);
	document.addEventListener("htmx:sseClose", (e) => { if (e.detail.type === "message") reload("end"); });
	document.addEventListener("htmx:sseBeforeMessage", (e) => {
		if (!held) return;
		e.preventDefault();
		waiting.push({ elt: e.target, data: e.detail.data });
	});
	document.addEventListener("htmx:oobBeforeSwap", (e) => {
		keepTyped(e.detail.target, e.detail.fragment);
		noteFocus(e.detail.target);
	});
	document.addEventListener("htmx:sseMessage", () => {
		restoreFocus();
		watchPageKey();
	});
	document.addEventListener("visibilitychange", wake);
	addEventListener("online", wake);
	addEventListener("submit", (e) => { if (!e.defaultPrevented && e.target.method !== "dialog") left = performance.now(); });	// on the window: after all who send it themselves
	addEventListener("pageshow", (e) => {
		left = -LEAVE_MS;
		if (e.persisted) wake();
	});
}
