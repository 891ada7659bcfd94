// A line from one end to the other, on the phone: a slider is laid over its radio
// buttons, which stay what counts: they are what is sent, kept as a draft and shown
// when a page comes back. Nothing is chosen until somebody touches the line or presses
// a key on it, and until then there is no bead.
//
//	<div class="ask-line" data-slide data-hint="…" data-unset="…" data-at="%1 … %2 … %3"><label><input type="radio"> …</label> …</div>
//	data-live	there is a slider
//	data-empty	nothing is chosen
const SLIP_PX = 8;	// a finger that goes so far sideways slides; with less it may be about to scroll the page

/** The place out of 0 … most that is meant by x; the bead's middle goes from half a bead to half a bead. */
export const placeAt = (x, { left, width }, bead, most) => Math.round(Math.min(1, Math.max(0, (x - left - bead / 2) / (width - bead))) * most);

/** What a screen reader says of a place; those at the ends have words of their own. */
export const saidOf = (at, words, sentence) => (at === 0 || at === words.length - 1 ? words[at]
	: sentence.replace("%1", () => words[at]).replace("%2", () => words[0]).replace("%3", () => words.at(-1)));

function made(tag, className) {
	const el = document.createElement(tag);
	el.className = className;
	return el;
}

export function startSlide(line) {
	const places = [...line.querySelectorAll("input[type=radio]")], most = places.length - 1;
	const words = places.map((place) => place.parentElement.querySelector(".ds-sr-only").textContent.trim());
	const legend = line.closest("fieldset").querySelector("legend");
	const range = made("input", "ask-slide"), bead = made("span", "ask-bead"), hint = made("span", "ask-hint");
	Object.assign(range, { type: "range", min: "0", max: String(most), step: "1", autocomplete: "off" });
	legend.id ||= `of-${places[0].name}`;
	range.setAttribute("aria-labelledby", legend.id);
	for (const drawn of [bead, hint]) drawn.setAttribute("aria-hidden", "true");
	hint.append(document.createElement("span"));
	hint.firstChild.textContent = line.dataset.hint;

	const chosen = () => places.findIndex((place) => place.checked);
	const show = () => {
		const at = chosen();
		line.toggleAttribute("data-empty", at < 0);
		range.setAttribute("aria-valuetext", at < 0 ? line.dataset.unset : saidOf(at, words, line.dataset.at));
		bead.textContent = at < 0 ? "" : String(at);
		range.value = String(at < 0 ? most >> 1 : at);
		if (at < 0) return;
		line.style.setProperty("--at", String(at / most));
	};
	const put = (at) => {
		if (places[at].checked || range.matches(":disabled")) return show();
		places[at].checked = true;
		for (const type of ["input", "change"]) places[at].dispatchEvent(new Event(type, { bubbles: true }));
	};
	const under = (e) => placeAt(e.clientX, range.getBoundingClientRect(), range.clientHeight, most);

	/* A finger is followed here and not by the browser: some move a slider at once, also when
	 * the page was to be scrolled, some by its bead only, and none says anything when the
	 * place that is touched is where the slider stood unseen. */
	let from = null;
	range.addEventListener("pointerdown", (e) => { from = e.isPrimary && e.button === 0 ? e.clientX : null; });
	range.addEventListener("pointermove", (e) => {
		if (from === null || Math.abs(e.clientX - from) < SLIP_PX) return;
		from = Infinity;
		put(under(e));
	});
	range.addEventListener("pointerup", (e) => {
		if (from !== null) put(under(e));
		from = null;
	});
	range.addEventListener("pointercancel", () => {
		from = null;
		show();
	});
	range.addEventListener("input", () => (from === null ? put(range.valueAsNumber) : show()));
	range.addEventListener("click", (e) => { if (!e.detail) put(range.valueAsNumber); });	// a screen reader's press
	/* The first press of an arrow sets the bead down in the middle, where the others start from. */
	range.addEventListener("keydown", (e) => {
		if (chosen() >= 0 || !/^(Arrow.*| )$/.test(e.key)) return;
		e.preventDefault();
		put(range.valueAsNumber);
	});
	line.addEventListener("change", show);
	line.prepend(range);
	line.append(bead, hint);
	line.dataset.live = "";
	show();
}
