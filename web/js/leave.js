// Signing out of a browser in which sheets and notes of one's own still lie: says so,
// and deletes them if one likes. Without script nothing was kept, and one signs out.
//
//	<dialog id="leave"> with buttons data-leave="delete" and data-leave="keep"
import { allOf, holder } from "./keep.js";

const LEAVES = 'form[action^="/logout"]';

export function startLeave() {
	const dialog = document.getElementById("leave"), who = holder();
	if (!dialog?.showModal || !who) return;
	let form = null, asked = false;
	document.addEventListener("submit", (e) => {
		if (asked || !e.target.matches(LEAVES) || !allOf(who).length) return;
		e.preventDefault();
		form = e.target;
		dialog.showModal();
	});
	dialog.addEventListener("click", (e) => {
		const choice = e.target.closest("[data-leave]")?.dataset.leave;
		if (!choice) return;
		if (choice === "delete") for (const key of allOf(who)) localStorage.removeItem(key);
		asked = true;
		dialog.close();
		form.requestSubmit();
	});
}
