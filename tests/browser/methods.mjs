// The library in a browser: methods that are made one's own, and methods that
// are run with phones, from the first step to what comes out of them.
//
//	node tests/browser/methods.mjs path/to/samspil [folder for pictures]
//
// On the demonstration workplace; SQLite, or the PostgreSQL that
// SAMSPIL_TEST_STORE names. Prints TAP.
import assert from "node:assert/strict";
import path from "node:path";
import { own } from "./own.mjs";
import { methods, run } from "./run.mjs";
import { Program, root, Screens, stations } from "./support.mjs";

const [binary, folder] = process.argv.slice(2);
assert(binary, "usage: methods.mjs SAMSPIL [FOLDER]");
const pictures = path.resolve(folder ?? path.join(root, "tests/artefacts", process.env.SAMSPIL_TEST_STORE ? "methods-postgres" : "methods"));

const program = new Program(path.resolve(binary));
const screens = new Screens(program, pictures);

await stations([
	["the demonstration starts", async () => { await program.start("demo"); await screens.open(); }],
	...process.env.ONLY ? [] : own({ program, screens }),
	...run({ program, screens }, methods.filter((m) => !process.env.ONLY || process.env.ONLY.split(",").includes(m.key))),
], {
	async broken() {
		program.sayWhatWentWrong();
		await screens.lastSight();
	},
	async cleanup() {
		console.log(`# ${screens.seen.size} kinds of pages seen; pictures in ${path.relative(root, pictures)}`);
		await screens.close();
		await program.close();
	},
});
