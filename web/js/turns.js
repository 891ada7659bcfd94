// Which of two sayings about the same thing is the later one. The network may
// bring them in another order than they were said; the server keeps the one with
// the higher number. The numbers belong to one thing each (a dot, a question, a
// seat), are shared by the tabs of this phone, and go when the workshop ends.
//
//	<form data-turn="sit"> <input type="hidden" name="turn" value="3">	counted on by each sending
//
//	localStorage["samspil.turns.WORKSHOP"] = {at, of: {thing: number}}
const PREFIX = "samspil.turns.";
const KEPT_MS = 2 * 86_400_000;	// as the phone's own cards

function read(workshop, storage) {
	try {
		const kept = JSON.parse(storage.getItem(PREFIX + workshop));
		return kept?.of && typeof kept.of === "object" ? kept : { of: {} };
	} catch {
		return { of: {} };
	}
}

/** The number of the next saying about a thing; `known`: of the last one that the server had. */
export function nextTurn(workshop, thing, known = 0, now = Date.now(), storage = localStorage) {
	const kept = read(workshop, storage);
	const turn = Math.max(known, Number(kept.of[thing]) || 0) + 1;
	try {
		storage.setItem(PREFIX + workshop, JSON.stringify({ at: now, of: { ...kept.of, [thing]: turn } }));
	} catch { /* full: the page's own number is one less than right at worst */ }
	return turn;
}

export function forgetTurns(workshop, storage = localStorage) {
	storage.removeItem(PREFIX + workshop);
}

/** Those of workshops that nobody ended. */
export function sweepTurns(now = Date.now(), storage = localStorage) {
	const names = Array.from({ length: storage.length }, (_, i) => storage.key(i)).filter((k) => k?.startsWith(PREFIX));
	for (const name of names) {
		const workshop = name.slice(PREFIX.length);
		if (!(now - (read(workshop, storage).at ?? 0) <= KEPT_MS)) forgetTurns(workshop, storage);
	}
}

/** A form that posts itself: pressed twice on one page, it says two things. */
export function startTurns() {
	document.addEventListener("submit", (e) => {
		const field = e.target.matches?.("form[data-turn]") && !e.defaultPrevented ? e.target.elements.turn : null;
		if (!field) return;
		try {
			field.value = String(nextTurn(e.target.dataset.workshop, e.target.dataset.turn, Number(field.defaultValue) - 1));
		} catch { /* no storage: the page's number stands */ }
	});
}
