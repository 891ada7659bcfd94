// What is kept on this device only: sheets, answers, notes. Each has a name and a
// day on which it is forgotten. Nothing here knows a network.
//
//	localStorage["samspil.sheet.NAME"] = {v: 1, saved, until, values: {field: text}}
//	localStorage["samspil.sheet.HOLDER~NAME"]: of somebody who is signed in
//
// HOLDER stands on the page (<body data-holder="…">): sixteen hex digits that the
// server derives from a person and a key of its own. It is never sent and names
// nobody. One holder's things are neither shown nor listed for another, nor for
// whoever has not signed in; they all lie in one browser, which hides nothing from
// somebody who looks into its storage.

const PREFIX = "samspil.sheet.";
const KINDS = [PREFIX, "samspil.note.", "samspil.tick."];
const DAY_MS = 86_400_000;

/** Whose page this is, "" where nobody is signed in. */
export const holder = () => globalThis.document?.body?.dataset.holder ?? "";

/** A name as that holder's things bear it. */
export const owned = (name, who = holder()) => (who ? `${who}~${name}` : name);

const isOf = (who, name) => (/^[0-9a-f]{16}~/.exec(name)?.[0] ?? "") === owned("", who);

function read(name, storage) {
	try {
		const record = JSON.parse(storage.getItem(PREFIX + name));
		return record?.v === 1 && record.values && typeof record.values === "object" ? record : null;
	} catch {
		return null;
	}
}

/** The values kept under a name, or null. Throws nothing: a browser may keep nothing. */
export const kept = (name, storage = localStorage, who = holder()) => read(owned(name, who), storage);

/** Keeps values for so many days from now (0: until deleted). Null if the browser will not. */
export function keep(name, values, days, now = Date.now(), storage = localStorage, who = holder()) {
	const record = { v: 1, saved: now, until: days ? now + days * DAY_MS : 0, values };
	try {
		storage.setItem(PREFIX + owned(name, who), JSON.stringify(record));
		return record;
	} catch {
		return null;
	}
}

export function forget(name, storage = localStorage, who = holder()) {
	try { storage.removeItem(PREFIX + owned(name, who)); } catch { /* nothing was kept */ }
}

/** Names with their holders, of what is kept under a prefix. */
function names(storage, prefix = PREFIX) {
	return Array.from({ length: storage.length }, (_, i) => storage.key(i)).filter((key) => key?.startsWith(prefix)).map((key) => key.slice(prefix.length));
}

/** Everything of the holder whose name begins so. Answers how many there were. */
export function forgetAll(beginning, storage = localStorage, who = holder()) {
	try {
		const mine = names(storage).filter((name) => isOf(who, name) && name.startsWith(owned(beginning, who)));
		for (const name of mine) storage.removeItem(PREFIX + name);
		return mine.length;
	} catch {
		return 0;
	}
}

/** Keys of all that the holder has written on this device: sheets, notes, ticks. */
export function allOf(who, storage = localStorage) {
	try {
		return KINDS.flatMap((prefix) => names(storage, prefix).filter((name) => isOf(who, name)).map((name) => prefix + name));
	} catch {
		return [];
	}
}

/** What has had its day, whoever's it is. Run by every page, so that opening any of them is enough. */
export function forgetOld(now = Date.now(), storage = localStorage) {
	try {
		for (const name of names(storage)) {
			const record = read(name, storage);
			if (!record || (record.until && record.until <= now)) storage.removeItem(PREFIX + name);
		}
	} catch { /* nothing is kept here */ }
}
