// A form of a phone's page that posts itself brings the page anew, from its head on:
// whoever listens to it would never hear what the press led to. So the focus goes there.
//
//	<article data-heard="deal">…		what a form led to whose address ends in /deal; else the notice, or the heading
const KEY = "samspil.pressed";
const ANSWERED_MS = 15_000;	// a page that comes later was asked for anew

/** The focus to what is to be read; not where something is said to be wrong, which is read by itself. */
function stand(what) {
	const el = document.querySelector(`[data-heard="${CSS.escape(what)}"]`) ?? document.querySelector(".phone-main > .notice[role='status']")
		?? document.querySelector("h1");
	if (!el || document.querySelector(".phone-main :is([role='alert'], [aria-invalid='true'])")) return;
	el.tabIndex = -1;
	el.focus();
}

export function startHeard() {
	const [at, what] = (sessionStorage.getItem(KEY) ?? "0 ").split(" ", 2);
	sessionStorage.removeItem(KEY);
	if (Date.now() - Number(at) < ANSWERED_MS) stand(what);
	addEventListener("submit", (e) => {	// on the window: after all who send it themselves
		if (e.defaultPrevented || e.target.method !== "post") return;
		sessionStorage.setItem(KEY, `${Date.now()} ${e.target.getAttribute("action").split("/").pop()}`);
	});
}
