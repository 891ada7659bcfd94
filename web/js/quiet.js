// A button with data-quiet posts its form in the background: what came of it is
// shown by the live stream, and the page stays where it is. Without script, or
// when the server says no, the form goes the whole way round and the page that
// comes back says why. A press outlives its page: the stream may load it anew for
// the next step before the answer has come (keepalive).
import { text } from "./say.js";

const passing = new WeakSet();

async function send(form, button) {
	const body = new URLSearchParams([...new FormData(form, button)].filter(([, value]) => typeof value === "string"));
	button.setAttribute("aria-busy", "true");
	try {
		const response = await fetch(button.formAction, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin", keepalive: true });
		if (!response.ok) throw new Error(text("refused"));
	} catch {
		passing.add(form);
		form.requestSubmit(button);
	} finally {
		button.removeAttribute("aria-busy");
	}
}

export function startQuiet() {
	document.addEventListener("submit", (e) => {
		const form = e.target, button = e.submitter;
		if (e.defaultPrevented || !button?.matches("button[data-quiet]")) return;
		if (passing.delete(form)) return;
		e.preventDefault();
		send(form, button);
	});
}
