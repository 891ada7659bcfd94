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
	for (const id of newcomers(cards.map((c) => c.id), known)) {
		const card = document.getElementById(id);
		card.classList.add("is-new");
		card.scrollIntoView({ block: "nearest", inline: "nearest" });
		card.addEventListener("animationend", () => card.classList.remove("is-new"), { once: true });
	}
}

const spills = (list) => list.scrollHeight > list.clientHeight + 2;
const runsOver = (text) => spills(text) || text.scrollWidth > text.clientWidth + 2;	// a text in columns grows sideways

function fit(say) {
	for (const main of document.querySelectorAll("[data-fit]")) {
		const columns = [...main.querySelectorAll(".cards")], reading = [...main.querySelectorAll("[data-spills]")];
		for (const step of STEPS) {
			// On the body: htmx, settling, would take a class off a piece that it has swapped.
			document.body.classList.remove(...STEPS);
			document.body.classList.add(step);
			if (!columns.some(spills) && !reading.some(runsOver)) break;
		}
		for (const list of columns) {
			let more = list.parentElement.querySelector(":scope > .more");
			if (!more) {
				more = document.createElement("p");
				more.className = "more";
				list.after(more);
			}
			more.textContent = "";
			const edge = list.getBoundingClientRect().bottom + 2;
			const hidden = spills(list) ? [...list.children].filter((c) => c.getBoundingClientRect().bottom > edge).length : 0;
			more.textContent = hidden ? say(hidden) : "";
		}
	}
}

export function startFit(say) {
	for (const card of document.querySelectorAll("#live .card[id]")) known.add(card.id);
	const again = () => fit(say);
	// A message's pieces may be put in after it was told of; one measuring a frame is enough.
	let due = 0;
	document.addEventListener("htmx:oobAfterSwap", () => { due ||= requestAnimationFrame(() => { due = 0; again(); }); });
	document.addEventListener("htmx:sseMessage", () => { again(); lightUp(); });
	addEventListener("resize", again);
	addEventListener("load", again);
	document.fonts?.addEventListener("loadingdone", again);	// Inter is wider than what stood in for it
	again();
}
