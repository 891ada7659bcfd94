// Sentences: all stand in the page (partial ui/texts), none here.

/** The sentence data-KEY of #texts, with %1, %2 … filled in. */
export function text(key, ...args) {
	const sentence = document.getElementById("texts")?.dataset[key] ?? "";
	return args.reduce((s, arg, i) => s.replaceAll(`%${i + 1}`, String(arg)), sentence);
}

/** Read aloud by screen readers; unseen. The same sentence twice is read twice. */
export function announce(sentence) {
	const place = document.getElementById("announce");
	if (!place || !sentence) return;
	place.textContent = "";
	requestAnimationFrame(() => { place.textContent = sentence; });
}

/** 128 bits as 32 hex digits: the key that makes a second sending harmless. */
export function randomKey() {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}
