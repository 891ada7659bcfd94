// Cards dealt on the device: one at a time in an order of chance, none twice
// until all have been drawn. Without script they all lie on the table.
//
//	<section data-deal data-shown-as="Kort %1 af %2"> with .deal-tools and ol.deck > li

/** 0 … n-1 in an order of chance, by Fisher and Yates. */
export function shuffled(n, random = (below) => crypto.getRandomValues(new Uint32Array(1))[0] % below) {
	const order = Array.from({ length: n }, (_, i) => i);
	for (let i = n - 1; i > 0; i--) {
		const k = random(i + 1);
		[order[i], order[k]] = [order[k], order[i]];
	}
	return order;
}

function startDeck(place) {
	const cards = [...place.querySelectorAll(".deck > li")];
	const turn = place.querySelector("[data-deal-turn]"), count = place.querySelector("[data-deal-count]");
	let order = shuffled(cards.length), drawn = 0;
	const show = (card) => {
		place.dataset.dealing = "true";
		for (const c of cards) {
			c.hidden = c !== card;
			delete c.dataset.turned;
		}
		turn.hidden = !card?.querySelector(".deck-back");
	};
	place.querySelector(".deal-tools").hidden = false;
	place.addEventListener("click", (e) => {
		const button = e.target.closest("button");
		if (!button) return;
		if ("dealNext" in button.dataset) {
			if (drawn === order.length) [order, drawn] = [shuffled(cards.length), 0];
			show(cards[order[drawn++]]);
			count.textContent = place.dataset.shownAs.replace("%1", drawn).replace("%2", cards.length);
		} else if ("dealTurn" in button.dataset) {
			const card = cards.find((c) => !c.hidden);
			if ("turned" in card.dataset) delete card.dataset.turned;
			else card.dataset.turned = "true";
		} else if ("dealAll" in button.dataset) {
			delete place.dataset.dealing;
			for (const c of cards) c.hidden = false;
			turn.hidden = true;
			count.textContent = "";
		}
	});
}

export function startDecks() {
	for (const place of document.querySelectorAll("[data-deal]")) startDeck(place);
}
