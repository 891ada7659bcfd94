// The facilitator's desk in one column. The eye meets what went wrong, the head, what
// to say and to press now, the board, and then everything else (console.css); Tab and
// whoever reads aloud follow the document, where the run sheet stands before the board,
// as at a wide desk. So in one column the document is put as the eye sees it, and back.
//
// The head is a live piece: a message may bring the whole page's pieces anew, or put
// one of them beside the head.

const NARROW = "(max-width: 63.99rem)";		// as in console.css
const FIRST = "[data-first], .notice";

class Column {
	#sheet; #bench; #live;
	#desk = null;	// the run sheet's parts, as at the desk; null there
	#rest = null;	// those that come after the board

	constructor(body) {
		this.#sheet = body.querySelector(":scope > .run-sheet");
		this.#bench = body.querySelector(":scope > .bench");
		this.#live = this.#bench?.querySelector(":scope > #live");
	}

	get #head() { return this.#sheet.querySelector(":scope > .console-head"); }

	lay(narrow) {
		if (!this.#live || narrow === (this.#desk !== null)) return;
		const at = document.activeElement;
		if (narrow) this.#stack(); else this.#unstack();
		if (at && at !== document.activeElement) at.focus({ preventScroll: true });
	}

	#stack() {
		this.#desk = [...this.#sheet.children];
		this.#rest = document.createElement("div");
		this.#rest.className = "run-sheet";
		this.#rest.append(...this.#desk.filter((part) => !part.matches(FIRST)));
		this.#bench.after(this.#rest);
		this.lift();
	}

	#unstack() {
		const head = this.#head;
		if (head) this.#live.prepend(head);
		this.#sheet.append(...this.#desk);
		this.#rest.remove();
		this.#desk = this.#rest = null;
	}

	/** The head from among the live pieces to below the notices. */
	lift() {
		if (!this.#desk) return;
		const fresh = this.#live.querySelector(":scope > .console-head");
		if (fresh) {
			this.#head?.remove();
			const notices = this.#sheet.querySelectorAll(":scope > .notice");
			if (notices.length) notices[notices.length - 1].after(fresh); else this.#sheet.prepend(fresh);
		}
		const strays = [...this.#sheet.children].filter((el) => el !== this.#head && !this.#desk.includes(el));
		this.#live.prepend(...strays);
	}
}

export function startOrder() {
	const body = document.querySelector(".console-body");
	if (!body) return;
	const column = new Column(body), narrow = matchMedia(NARROW);
	const lay = () => column.lay(narrow.matches);
	narrow.addEventListener("change", lay);
	document.addEventListener("htmx:oobAfterSwap", () => column.lift());
	lay();
}
