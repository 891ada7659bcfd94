// The library's search: htmx fetches what fits while somebody types; here the
// address follows, so that what was found can be sent to a colleague. (htmx's own
// history would keep whole pages in the browser's storage, and is off.)

/** The path without what was left empty. */
export function lean(path) {
	const url = new URL(path, "http://x");
	for (const [name, value] of [...url.searchParams]) if (!value) url.searchParams.delete(name);
	return url.pathname + url.search;
}

export function startFinder() {
	document.addEventListener("htmx:afterSwap", (e) => {
		if (e.detail.target?.id === "found") history.replaceState(null, "", lean(e.detail.pathInfo.finalRequestPath));
	});
}
