// Pages on which everything stays on the device: worksheets, question sets, decks
// and methods gone through alone. Nothing imported here can use a network.

import { startDecks } from "./deal.js";
import { forgetOld } from "./keep.js";
import { startProfiles } from "./profile.js";
import { startSheets } from "./sheet.js";
import { startTimers } from "./timer.js";

/** A clock for the step, started by hand. timer.js counts and rings. */
function startStepTimer(place) {
	const timer = place.querySelector(".timer"), go = place.querySelector("[data-timer-go]"), again = place.querySelector("[data-timer-again]");
	const whole = timer.dataset.left, words = { go: go.textContent, stop: go.dataset.stop };
	const hold = (left) => {
		timer.dataset.left = left;
		timer.dataset.paused = "true";
		go.textContent = words.go;
	};
	place.hidden = false;
	go.addEventListener("click", () => {
		if (timer.dataset.paused === "true") {
			timer.dataset.endsAt = Date.now() + Number(timer.dataset.left);
			timer.dataset.paused = "false";
			go.textContent = words.stop;
		} else {
			hold(Math.max(0, Number(timer.dataset.endsAt) - Date.now()));
		}
	});
	again.addEventListener("click", () => hold(whole));
}

forgetOld();
for (const place of document.querySelectorAll("[data-step-timer]")) startStepTimer(place);
startTimers();
startProfiles();
startSheets();
startDecks();
