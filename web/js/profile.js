// What answers to a question set sum up to, reckoned on the device by the rule
// that the content states: a group's sum counts only when all its items have been
// answered, a band holds from above the one before it up to and including its
// own end, and levels are never added together.
//
//	<form data-profile> with <fieldset data-item data-group="g"> of radios data-worth
//	<section data-result="g"> with data-sum, data-missing, data-highest and <div data-above data-up-to>

/** {group: {sum, complete}} of items [{group, worth}]; worth is null where nothing was answered. */
export function sums(items) {
	const groups = {};
	for (const { group, worth } of items) {
		if (!group) continue;
		const g = groups[group] ??= { sum: 0, complete: true };
		if (worth === null) g.complete = false;
		else g.sum += worth;
	}
	return groups;
}

/** Which of bands [{above, upTo}] a sum falls into, or -1. */
export function band(bands, sum) {
	return bands.findIndex((b) => sum > b.above && sum <= b.upTo);
}

/** The groups with the highest sum, ties together; none until all are complete.
 * Where all are equally high none stands out: allEqual. */
export function highest(groups) {
	const all = Object.entries(groups);
	if (all.length < 2 || all.some(([, g]) => !g.complete)) return { most: [], allEqual: false };
	const top = Math.max(...all.map(([, g]) => g.sum));
	const most = all.filter(([, g]) => g.sum === top).map(([key]) => key);
	return most.length === all.length ? { most: [], allEqual: true } : { most, allEqual: false };
}

function itemsOf(form) {
	return [...form.querySelectorAll("[data-item]")].map((item) => {
		const chosen = item.querySelector("input:checked");
		return { group: item.dataset.group, worth: chosen ? Number(chosen.dataset.worth) : null };
	});
}

function showResult(place, group, isHighest, tied) {
	const complete = Boolean(group?.complete);
	place.querySelector("[data-sum]").textContent = complete ? `${group.sum} / ${place.dataset.most}` : "";
	place.querySelector("[data-missing]").hidden = complete;
	place.querySelector("progress").value = complete ? group.sum : 0;
	const mark = place.querySelector("[data-highest]"), tag = mark.firstElementChild;
	mark.hidden = !isHighest;
	tag.textContent = tied ? mark.dataset.tied : mark.dataset.highest;
	const bands = [...place.querySelectorAll("[data-up-to]")];
	const at = complete ? band(bands.map((b) => ({ above: Number(b.dataset.above), upTo: Number(b.dataset.upTo) })), group.sum) : -1;
	bands.forEach((b, i) => { b.hidden = i !== at; });
}

/** In a question set all such answers in one place; in a worksheet each part's own. */
function showHighlights(form) {
	for (const place of form.querySelectorAll("[data-highlights]")) {
		const about = place.closest(".sheet-part") ?? form;
		const found = [...about.querySelectorAll("input[data-highlight]:checked")].map((input) => {
			const question = input.closest("fieldset").querySelector("legend").textContent.trim();
			return Object.assign(document.createElement("li"), { textContent: `${question} – ${input.closest("label").textContent.trim()}` });
		});
		place.querySelector("ul").replaceChildren(...found);
		place.hidden = !found.length;
	}
}

function show(form) {
	const groups = sums(itemsOf(form)), { most, allEqual } = highest(groups);
	for (const place of form.querySelectorAll("[data-result]")) showResult(place, groups[place.dataset.result], most.includes(place.dataset.result), most.length > 1);
	const equal = form.querySelector("[data-all-equal]");
	if (equal) equal.hidden = !allEqual;
	const none = form.querySelector("[data-none]");
	if (none) none.hidden = Object.values(groups).some((g) => g.complete);
	showHighlights(form);
}

export function startProfiles() {
	for (const form of document.querySelectorAll("form[data-profile]")) {
		form.addEventListener("sheet", () => show(form));
		show(form);
	}
}
