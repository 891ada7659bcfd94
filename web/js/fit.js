// The projector: new cards light up, and a full board shrinks before it hides; what is
// hidden is counted.

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

function fit(say, sayOthers) {
	for (const main of document.querySelectorAll("[data-fit]")) {
		showAll(main);
		const columns = [...main.querySelectorAll(".cards")], reading = [...main.querySelectorAll("[data-spills]")];
		for (const step of STEPS) {
			// On the body: htmx, settling, would take a class off a piece that it has swapped.
			document.body.classList.remove(...STEPS);
			document.body.classList.add(step);
			if (!columns.some(spills) && !reading.some(runsOver) && !spills(main)) break;
		}
		for (const list of columns) tellRest(list, say);
		if (main.dataset.counts && spills(main)) tellOthers(main, sayOthers, spills);
		for (const box of reading) if (box.dataset.counts && runsOver(box)) tellOthers(box, sayOthers, runsOver);
	}
}

const MORE = "more-below";
function showAll(box) {
	for (const more of box.querySelectorAll(`.${MORE}`)) more.remove();
	for (const el of box.querySelectorAll("[data-left-out]")) el.removeAttribute("data-left-out");
	for (const el of [box, ...box.querySelectorAll("[data-alone]")]) el.removeAttribute("data-alone");
}

function sayMore(after, n, say) {
	const more = document.createElement(after.tagName === "LI" ? "li" : "p");
	more.className = `more ${MORE}`;
	more.textContent = say(n);
	after.after(more);
	return more;
}

/** The most that `fits` says yes to, of 1 to `most`; 1 if it says no to all. */
export function mostThat(fits, most) {
	let least = 1;
	while (least < most) {
		const half = Math.ceil((least + most) / 2);
		if (fits(half)) least = half; else most = half - 1;
	}
	return least;
}

/* What has no room in the smallest letters. Written answers and the words of a cloud (the
 * most said stand first): as many of each question as all have room for, and below them
 * how many more there are. Anything else, by the
 * words of its box's data-counts: the first of them, with what the room talks about; what has been goes first.
 * Where more than what is sent was counted already (data-more), one number tells of both. */
function tellOthers(box, say, over) {
	const texts = [...box.querySelectorAll(":scope > .ask-item:has(.ask-texts, .ask-cloud)")]
		.map((item) => [...item.querySelectorAll(":is(.ask-texts, .ask-cloud) li:not([data-more])")]).filter((list) => list.length);
	const show = (n) => {
		showAll(box);
		for (const list of texts) {
			for (const [i, li] of list.entries()) li.toggleAttribute("data-left-out", i >= n);
			for (const section of new Set(list.map((li) => li.closest(".ask-texts, .ask-cloud"))))
				section.toggleAttribute("data-left-out", !section.querySelector("li:not([data-left-out])"));
			if (list.length <= n) continue;
			const item = list[0].closest(".ask-item"), unsent = item.querySelector("[data-more]");	// more words than are sent: one number tells of both
			unsent?.setAttribute("data-left-out", "");
			sayMore(item.lastElementChild, list.length - n + Number(unsent?.dataset.more ?? 0), say);
		}
		return !over(box);
	};
	if (texts.length && show(mostThat(show, Math.max(...texts.map((list) => list.length))))) return;
	const whole = [...box.querySelectorAll(box.dataset.counts)].filter((el) => el.checkVisibility());
	if (!whole.length) return;
	const rank = (el) => (el.matches("[data-focus], [aria-current]") ? 0 : el.dataset.state === "done" ? 2 : 1);
	const order = [...whole].sort((a, b) => rank(a) - rank(b));
	const unsent = box.querySelector(":scope > [data-more]");
	let more;
	const keep = (n) => {
		more?.remove();
		for (const [i, el] of order.entries()) el.toggleAttribute("data-left-out", i >= n);
		box.toggleAttribute("data-alone", n === 1);
		unsent?.toggleAttribute("data-left-out", n < whole.length);
		more = whole.length > n ? sayMore(whole.at(-1), whole.length - n + Number(unsent?.dataset.more ?? 0), say) : null;
		return !over(box);
	};
	keep(mostThat(keep, whole.length));
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

/** say and sayOthers: how many cards, or answers and others, more there are. */
export function startFit(say, sayOthers) {
	for (const card of document.querySelectorAll("#live .card[id]")) known.add(card.id);
	const again = () => fit(say, sayOthers);
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
