// A file that is too large is said so at its field before it is sent: the server
// would have to hang up in the middle of it, and the page with its words were gone.
//
//	<input type="file" data-max-mb="16">
import { text } from "./say.js";

function weigh(e) {
	const field = e.target;
	if (!field.matches?.("input[type=file][data-max-mb]")) return;
	const max = Number(field.dataset.maxMb);
	const large = [...field.files].some((f) => f.size > max * 1024 * 1024);
	field.setCustomValidity(large ? text("fileTooLarge", max) : "");
	if (large) field.reportValidity();
}

export function startFiles() {
	document.addEventListener("change", weigh);
}
