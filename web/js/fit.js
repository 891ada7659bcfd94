// The projector: new cards light up, and a full board shrinks before it hides.

const STEPS = ["fit-1", "fit-2", "fit-3", "fit-4", "fit-5"];	// large to small, see wall-page.css
const known = new Set();

/** Those of `ids` that were not known; all are known afterwards. */
export function newcomers(ids, seen) {
	const fresh = ids.filter((id) => !seen.has(id));
	for (const id of ids) seen.add(id);
	return fresh;
}

function lightUp() {
	const cards = [...document.querySelectorAll("#live .card[id]")];
	const fresh = newcomers(cards.map((c) => c.id), known);
	for (const id of fresh) {
		const card = document.getElementById(id);
		card.classList.add("is-new");
		card.scrollIntoView({ block: "nearest", inline: "nearest" });
		card.addEventListener("animationend", () => card.classList.remove("is-new"), { once: true });
	}
	return fresh.length;
}

const SLACK_PX = 2;	// parts of pixels, rounded
const spills = (list) => list.scrollHeight > list.clientHeight + SLACK_PX;
const runsOver = (text) => spills(text) || text.scrollWidth > text.clientWidth + SLACK_PX;	// a text in columns grows sideways

function fit(say) {
	for (const main of document.querySelectorAll("[data-fit]")) {
		const columns = [...main.querySelectorAll(".cards")], reading = [...main.querySelectorAll("[data-spills]")];
		for (const step of STEPS) {
			// On the body: htmx, settling, would take a class off a piece that it has swapped.
			document.body.classList.remove(...STEPS);
			document.body.classList.add(step);
			if (!columns.some(spills) && !reading.some(runsOver)) break;
		}
		for (const list of columns) tellRest(list, say);
	}
}

/** Half a card is read by nobody: a card is seen whole, or counted below the others. */
function tellRest(list, say) {
	let more = list.parentElement.querySelector(":scope > .more");
	if (!more) {
		more = document.createElement("p");
		more.className = "more";
		list.after(more);
	}
	more.textContent = "";
	const over = spills(list);
	if (over) more.textContent = say(list.children.length);	// takes its room before the others are measured
	list.querySelector("[data-focus]")?.scrollIntoView({ block: "nearest" });	// what the room talks about is never among them
	const { top, bottom } = list.getBoundingClientRect();
	let hidden = 0;
	for (const card of list.children) {
		const at = card.getBoundingClientRect(), beyond = over && (at.top < top - SLACK_PX || at.bottom > bottom + SLACK_PX);
		card.toggleAttribute("data-beyond", beyond);
		hidden += beyond;
	}
	if (over) more.textContent = say(hidden);
}

export function startFit(say) {
	for (const card of document.querySelectorAll("#live .card[id]")) known.add(card.id);
	const again = () => fit(say);
	// A message's pieces may be put in after it was told of; one measuring a frame is enough.
	let due = 0;
	document.addEventListener("htmx:oobAfterSwap", () => { due ||= requestAnimationFrame(() => { due = 0; again(); }); });
	document.addEventListener("htmx:sseMessage", () => {
		again();
		if (lightUp()) for (const list of document.querySelectorAll("[data-fit] .cards")) tellRest(list, say);
	});
	addEventListener("resize", again);
	addEventListener("load", again);
	document.fonts?.addEventListener("loadingdone", again);	// Inter is wider than what stood in for it
	again();
}
