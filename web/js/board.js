// The facilitator's board: cards are moved by pointer (SortableJS) and by
// keyboard alike, and each move is posted.
//
//	<div class="board" data-board data-move-url="/w/17/move">
//	  <section class="column" data-theme="3" data-name="Vagtskifte"> <header>…</header>
//	    <ul class="cards"><li class="card" id="card-7" data-card="7" tabindex="0">…</li></ul></section>
//
// Posts card, theme (empty: loose), cell (of a board with fixed columns), before
// (empty: last) and the page's csrf. data-across="3" on a grid of three columns.
// Keys on a card: Enter or space lifts it and puts it down, arrows move it,
// Escape lets go.
import Sortable from "sortablejs";
import { announce, text } from "./say.js";
import { hold } from "./live.js";

const lists = (board) => [...board.querySelectorAll(".column > .cards")];
const columnOf = (el) => el.closest(".column");
const nameOf = (list) => columnOf(list)?.dataset.name ?? columnOf(list)?.querySelector("h2, h3")?.textContent.trim() ?? "";

/** Where an arrow leads: {list, at}; null if nowhere. `sizes` without the card itself; `across`: cells in a row of a grid. */
export function step(key, list, at, sizes, across = 0) {
	const over = (to) => across && to >= 0 && to < sizes.length;	// of a grid: the cell above or below
	switch (key) {
	case "ArrowUp": return at > 0 ? { list, at: at - 1 } : over(list - across) ? { list: list - across, at: sizes[list - across] } : null;
	case "ArrowDown": return at < sizes[list] ? { list, at: at + 1 } : over(list + across) ? { list: list + across, at: 0 } : null;
	case "ArrowLeft": return list > 0 ? { list: list - 1, at: Math.min(at, sizes[list - 1]) } : null;
	case "ArrowRight": return list + 1 < sizes.length ? { list: list + 1, at: Math.min(at, sizes[list + 1]) } : null;
	default: return null;
	}
}

const placeOf = (card) => ({ list: card.parentElement, next: card.nextElementSibling });
const cardAfter = (card) => {
	let next = card.nextElementSibling;
	while (next && !next.dataset.card) next = next.nextElementSibling;
	return next;
};

function putBack(card, place) {
	if (!place.list.isConnected) return;
	const stood = card.contains(document.activeElement);	// an element that is moved loses its focus
	place.list.insertBefore(card, place.next?.parentElement === place.list ? place.next : null);
	if (stood) card.focus();
}

async function post(board, card, from) {
	const body = new URLSearchParams({
		card: card.dataset.card, theme: columnOf(card)?.dataset.theme ?? "", before: cardAfter(card)?.dataset.card ?? "",
		cell: columnOf(card)?.dataset.cell ?? "", csrf: document.querySelector('input[name="csrf"]')?.value ?? "",
	});
	const into = nameOf(card.parentElement);
	// The hub's word for the move may come before the reply to it, and with it
	// another element for the same card: what is asked of this one is asked now.
	const stored = await fetch(board.dataset.moveUrl, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin", keepalive: true })
		.then((response) => response.ok, () => false);
	if (!stored && (card.isConnected || !board.querySelector(`[data-card="${CSS.escape(card.dataset.card)}"]`))) putBack(card, from);
	announce(stored ? text("dropped", into) : text("moveFailed"));
}

// ---- by pointer

function makeSortable(list, board) {
	if (Sortable.get(list)) return;
	let from;
	Sortable.create(list, {
		group: "cards", draggable: "[data-card]", animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 140,
		delay: 160, delayOnTouchOnly: true, filter: "button, a, input, textarea, select, summary, label", preventOnFilter: false,
		onStart(e) {
			hold(true);
			from = { list: e.from, next: e.item.nextElementSibling };
		},
		onEnd(e) {
			const moved = e.from !== e.to || e.oldDraggableIndex !== e.newDraggableIndex;
			const sent = moved ? post(board, e.item, from) : null;
			hold(false);
			return sent;
		},
	});
}

// ---- by keyboard

let lifted = null;	// {card, from, board}

function lift(card, board) {
	lifted = { card, board, from: placeOf(card) };
	card.dataset.held = "true";
	hold(true);
	announce(text("held"));
}

function release(keep) {
	const { card, from, board } = lifted;
	lifted = null;
	delete card.dataset.held;
	const here = placeOf(card);
	if (!keep) putBack(card, from);
	card.focus();
	if (!keep) announce(text("letGo"));
	else if (here.list !== from.list || here.next !== from.next) post(board, card, from);
	hold(false);
}

function walk(key) {
	const { card, board } = lifted;
	const all = lists(board), list = all.indexOf(card.parentElement);
	const others = (l) => [...l.querySelectorAll(":scope > [data-card]")].filter((c) => c !== card);
	const at = [...card.parentElement.querySelectorAll(":scope > [data-card]")].indexOf(card);
	const to = step(key, list, at, all.map((l) => others(l).length), Number(board.dataset.across ?? 0));
	if (!to) return;
	const target = all[to.list];
	moving = true;
	target.insertBefore(card, others(target)[to.at] ?? null);
	card.focus();
	moving = false;
	card.scrollIntoView({ block: "nearest", inline: "nearest" });
	announce(text("over", nameOf(target), to.at + 1, others(target).length + 1));
}

let moving = false;

function onKey(e) {
	const card = e.target.closest?.("[data-board] [data-card]");
	if (!card || e.target !== card || e.ctrlKey || e.metaKey || e.altKey) return;
	const board = card.closest("[data-board]");
	if (e.key === "Enter" || e.key === " ") {
		e.preventDefault();
		if (lifted) release(true); else lift(card, board);
	} else if (lifted && e.key === "Escape") {
		e.preventDefault();
		release(false);
	} else if (lifted && e.key.startsWith("Arrow")) {
		e.preventDefault();
		walk(e.key);
	}
}

export function startBoards() {
	const scan = () => {
		for (const board of document.querySelectorAll("[data-board]"))
			for (const list of lists(board)) makeSortable(list, board);
	};
	document.addEventListener("keydown", onKey);
	document.addEventListener("focusout", (e) => { if (lifted && !moving && e.target === lifted.card && e.relatedTarget) release(false); });
	document.addEventListener("htmx:oobAfterSwap", scan);
	document.addEventListener("htmx:sseMessage", scan);
	scan();
}
