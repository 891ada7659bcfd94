// Running questions on the phone. The list is live and the same for everybody;
// which of them this phone supports is known here and laid over it. Without
// script the page says it, and the buttons post.
//
//	<form id="support" data-support-form data-workshop="17" data-said="7:1:1 9:0:2" …>	number, voice, turn
//	<li data-question="7">… <button form="support" name="up" value="7" data-support aria-pressed="false">
import { announce, randomKey } from "./say.js";
import { reason } from "./queue.js";
import { outbox } from "./outbox.js";
import { nextTurn } from "./turns.js";

/** "7:1:1 9:0:2" as a map of {up, turn} by number. */
export const said = (words) => new Map(words.split(/\s+/).filter(Boolean).map((word) => {
	const [id, up, turn] = word.split(":");
	return [id, { up: up === "1", turn: Number(turn) }];
}));

let form, voices;

function show() {
	for (const button of document.querySelectorAll("[data-support]")) {
		const up = voices.get(button.value)?.up ?? false;
		button.hidden = "silent" in form.dataset;	// who only reads has no voice
		button.name = up ? "down" : "up";
		button.setAttribute("aria-pressed", String(up));
	}
}

function onSubmit(e) {
	const button = e.submitter;
	if (e.target !== form || !outbox() || !button?.matches("[data-support]")) return;
	const id = button.value, up = button.name === "up", { workshop } = form.dataset;
	const turn = nextTurn(workshop, `up:${id}`, voices.get(id)?.turn ?? 0);
	if (!outbox().add({ idem: randomKey(), url: new URL(form.action).pathname, workshop, supports: id, up,
		fields: [[up ? "up" : "down", id], ["turn", String(turn)]], slot: `up:${workshop}:${id}` })) return;
	e.preventDefault();
	voices.set(id, { up, turn });
	show();
}

export function startChannel() {
	form = document.querySelector("[data-support-form]");
	if (!form || !outbox()) return;
	voices = said(form.dataset.said);
	for (const entry of outbox().list())	// pressed before the page was loaded anew, and still waiting
		if (entry.supports && entry.workshop === form.dataset.workshop) voices.set(entry.supports, { up: entry.up, turn: 0 });
	document.addEventListener("submit", onSubmit);
	document.addEventListener("htmx:oobAfterSwap", show);
	document.addEventListener("outbox:refused", (e) => {
		const { entry, reply } = e.detail;
		if (!entry.supports) return;
		voices.delete(entry.supports);
		show();
		announce(reason(reply, "_"));
	});
	show();
}
