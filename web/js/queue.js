// The outbox itself: what has been written and not yet acknowledged, in order,
// in storage. Knows nothing of pages; outbox.js and dots.js use it.
//
// An entry leaves the queue only when the server has said yes (acknowledged) or
// no (refused, the text goes back to its writer). Everything else, also a
// server that falls over in the middle, leaves it where it is: the entry's key
// makes sending it again harmless.
//
// Without a network all wait. Whoever has sent too fast (429) waits with that kind
// alone: a phone that has written many cards votes and answers meanwhile. Each kind
// goes in its own order.

export const FIRST_WAIT_MS = 1000;
export const LONGEST_WAIT_MS = 30_000;
const TIMEOUT_MS = 15_000;	// a phone behind a dead proxy tries again instead of waiting for ever
export const ENTRIES_MAX = 300;	// far above what one person writes in a day

/** What a reply means: "sent", "refused" or "later". */
export function verdict(reply) {
	if (reply.redirected || reply.status === 204) return "sent";	// carried out, and sent on to the next page
	if (reply.status >= 200 && reply.status < 300) return reply.json ? "sent" : "later";	// a hotel's login page is no yes
	if (reply.status === 409 && reply.json && !reply.json.error) return "sent";	// known already
	if ([401, 408, 425, 429].includes(reply.status) || reply.status >= 500) return "later";
	if (reply.status >= 400) return "refused";
	return "later";
}

/** The sentence of a refusal, from the reply's `error` object. */
export function reason(reply, field) {
	const error = reply.json?.error;
	if (typeof error === "string") return error;
	for (const sentence of [error?.[field], error?._, error?.message, reply.json?.fault])
		if (typeof sentence === "string" && sentence) return sentence;
	return "";
}

/** What is sent to one address is of one kind, and costs the same (src/workshop/allowance.h). */
const kindOf = (entry) => entry.url;

export class Queue {
	/**
	 * @param storage like localStorage
	 * @param name the key in it
	 * @param post async (entry) => {status, json}; throws without network
	 * @param on {change(), sent(entry, reply), refused(entry, reply)}
	 * @param timers {set, clear}, for tests
	 */
	constructor(storage, name, post, on, timers = { set: (f, ms) => setTimeout(f, ms), clear: (t) => clearTimeout(t) }) {
		Object.assign(this, { storage, name, post, on, timers });
		this.busy = false;
		this.failures = 0;
		this.told = "";	// what the server said about the waiting; "" when it said nothing
		this.timer = null;
		this.early = new Set();	// kinds that wait for their turn, until the timer rings
	}

	/** What waits, oldest first. */
	list() {
		try {
			const list = JSON.parse(this.storage.getItem(this.name) ?? "[]");
			return Array.isArray(list) ? list : [];
		} catch {
			return [];
		}
	}

	/** Throws if the storage is full or closed; then nothing has changed. */
	#write(list) {
		if (list.length) this.storage.setItem(this.name, JSON.stringify(list));
		else this.storage.removeItem(this.name);
	}

	/** Keeps the entry {idem, url, fields, …}; false if it could not be kept. An
	 * entry with a `slot` takes the place of one that waits for the same slot. */
	add(entry) {
		const list = this.list().filter((e) => !entry.slot || e.slot !== entry.slot || e.idem === this.sending);
		if (list.length >= ENTRIES_MAX) return false;
		try {
			this.#write([...list, entry]);
		} catch {
			return false;
		}
		this.on.change?.();
		this.flush();
		return true;
	}

	#drop(idem) {
		try {
			this.#write(this.list().filter((e) => e.idem !== idem));
		} catch { /* Sending it once more is harmless. */ }
	}

	/** Tries now, whatever the waiting time. */
	kick() {
		this.timers.clear(this.timer);
		this.timer = null;
		this.failures = 0;
		this.early.clear();
		return this.flush();
	}

	async flush() {
		if (this.busy || (this.timer !== null && !this.early.size)) return;
		this.busy = true;
		try {
			for (let entry; (entry = this.list().find((e) => !this.early.has(kindOf(e))));) {
				this.sending = entry.idem;
				let reply;
				try {
					reply = await this.post(entry);
				} catch {
					reply = { status: 0, json: null };
				}
				const end = verdict(reply);
				if (end === "later" && reply.status === 429) {
					this.told = reason(reply, entry.field);
					if (this.timer === null) this.#wait(reply.wait);	// another kind's turn may come before: this one is told anew
					this.early.add(kindOf(entry));
					continue;
				}
				if (end === "later") {
					this.told = "";
					this.early.clear();
					this.#wait(0);
					return;
				}
				this.failures = 0;
				if (!this.early.size) this.told = "";
				this.#drop(entry.idem);
				this.on[end]?.(entry, reply);
			}
		} finally {
			this.sending = null;
			this.busy = false;
			this.on.change?.();
		}
	}

	/** seconds: as the server wants it; 0 if it has not said. */
	#wait(seconds) {
		const ms = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.failures++);
		// Spread: a hall whose network comes back must not knock all at once.
		const spread = seconds ? Math.min(LONGEST_WAIT_MS, seconds * 1000) : ms * (.5 + Math.random() / 2);
		this.timers.clear(this.timer);
		this.timer = this.timers.set(() => {
			this.timer = null;
			this.early.clear();
			this.flush();
		}, spread);
	}

	/** Has sending failed at least once since the last success, or does a kind wait for its turn? */
	get stuck() { return (this.failures > 0 || this.early.size > 0) && this.list().length > 0; }
}

/** One POST as forms do it, asking for JSON. */
export async function postForm(entry) {
	const body = new URLSearchParams(entry.fields);
	body.set("idem", entry.idem);
	const csrf = document.querySelector('input[name="csrf"]')?.value;
	if (csrf) body.set("csrf", csrf);	// of this page: the entry may be older than the session's token
	const response = await fetch(entry.url, {
		method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin",
		cache: "no-store", keepalive: true, signal: AbortSignal.timeout?.(TIMEOUT_MS),
	});
	const type = response.headers.get("content-type") ?? "";
	const json = type.startsWith("application/json") ? await response.json().catch(() => null) : null;
	// A redirect within our own origin is the server's "done"; whoever must sign
	// in is told by 401 when asking for JSON, never by a redirect.
	const redirected = response.redirected && new URL(response.url).origin === location.origin;
	return { status: response.status, json, redirected, wait: Number(response.headers.get("retry-after")) || 0 };
}
