// What is kept on this device only: sheets, answers, notes. Each has a name and a
// day on which it is forgotten. Nothing here knows a network.
//
//	localStorage["samspil.sheet.NAME"] = {v: 1, saved, until, values: {field: text}}

const PREFIX = "samspil.sheet.";
const DAY_MS = 86_400_000;

/** The values kept under a name, or null. Throws nothing: a browser may keep nothing. */
export function kept(name, storage = localStorage) {
	try {
		const record = JSON.parse(storage.getItem(PREFIX + name));
		return record?.v === 1 && record.values && typeof record.values === "object" ? record : null;
	} catch {
		return null;
	}
}

/** Keeps values for so many days from now (0: until deleted). Null if the browser will not. */
export function keep(name, values, days, now = Date.now(), storage = localStorage) {
	const record = { v: 1, saved: now, until: days ? now + days * DAY_MS : 0, values };
	try {
		storage.setItem(PREFIX + name, JSON.stringify(record));
		return record;
	} catch {
		return null;
	}
}

export function forget(name, storage = localStorage) {
	try { storage.removeItem(PREFIX + name); } catch { /* nothing was kept */ }
}

function* names(storage) {
	for (let i = storage.length - 1; i >= 0; i--) {
		const key = storage.key(i);
		if (key?.startsWith(PREFIX)) yield key.slice(PREFIX.length);
	}
}

/** Everything whose name begins so. Answers how many there were. */
export function forgetAll(beginning, storage = localStorage) {
	try {
		const mine = [...names(storage)].filter((name) => name.startsWith(beginning));
		for (const name of mine) forget(name, storage);
		return mine.length;
	} catch {
		return 0;
	}
}

/** What has had its day. Run by every page, so that opening any of them is enough. */
export function forgetOld(now = Date.now(), storage = localStorage) {
	try {
		for (const name of [...names(storage)]) {
			const record = kept(name, storage);
			if (!record || (record.until && record.until <= now)) forget(name, storage);
		}
	} catch { /* nothing is kept here */ }
}
