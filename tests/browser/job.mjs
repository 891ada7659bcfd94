// The whole job in a browser: an empty store on Monday; people by CSV; a
// programme; meetings called by mail; a workshop with fifteen screens; a plan
// on the wall; what nobody did in time opens the next meeting; and the months after
// it, to the final meeting and the letter a year later.
//
//	node tests/browser/job.mjs path/to/samspil [folder for pictures]
//
// On SQLite, or on the PostgreSQL that SAMSPIL_TEST_STORE names. Prints TAP.
import assert from "node:assert/strict";
import path from "node:path";
import { after } from "./after.mjs";
import { plan, proposals } from "./plan.mjs";
import { programme } from "./programme.mjs";
import { Mail, Program, root, Screens, stations } from "./support.mjs";
import { workshop } from "./workshop.mjs";

const [binary, folder] = process.argv.slice(2);
assert(binary, "usage: job.mjs SAMSPIL [FOLDER]");
const pictures = path.resolve(folder ?? path.join(root, "tests/artefacts", process.env.SAMSPIL_TEST_STORE ? "browser-postgres" : "browser"));

const program = new Program(path.resolve(binary));
const screens = new Screens(program, pictures);
const mail = new Mail();
const job = { program, screens, mail, proposals };

await stations([...programme(job), ...workshop(job), ...plan(job), ...after(job)], {
	async broken() {
		program.sayWhatWentWrong();
		await screens.lastSight();
	},
	async cleanup() {
		console.log(`# ${screens.seen.size} kinds of pages seen; pictures in ${path.relative(root, pictures)}`);
		await screens.close();
		await mail.close();
		await program.close();
	},
});
