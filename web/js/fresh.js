// This page as the server makes it now, asked for beside the one that is looked at.

/** A document; null where it does not come, or only in part: a network may end in the middle. */
export async function pageNow() {
	try {
		const reply = await fetch(location.pathname, { cache: "no-store", headers: { Accept: "text/html" } });
		return reply.ok ? new DOMParser().parseFromString(await reply.text(), "text/html") : null;
	} catch {
		return null;
	}
}
