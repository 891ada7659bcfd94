// Pictures of every page of the gallery at up to three widths, and in the dark at
// its first (colours know no width); axe on each. Fails if axe finds anything serious, if a page complains in the
// console (content security policy included) or scrolls sideways.
//
// usage: node gallery/shoot.mjs OUT_DIR [PAGE]
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";
import { AxeBuilder } from "@axe-core/playwright";
import { server } from "./serve.mjs";

const dir = process.argv[2] ?? "pictures", only = process.argv[3];
mkdirSync(dir, { recursive: true });
const desk = [390, 1280], wall = [1280, 1920], phone = [390];
const PAGES = { overview: [390, 1280, 1920], parts: desk, console: [390, 1280, 1920], wall, wall_full: wall, wall_live: wall, wall_live_welcome: wall, wall_rows: [1920], console_live: [390, 1280], wall_spread: [1920], wall_welcome: [1920], wall_pause: [1920],
	phone_join: phone, phone_card: phone, phone_dots: phone, phone_rules: phone, phone_wait: phone };

await new Promise((done) => server.listen(0, "127.0.0.1", done));
const base = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium-headless-shell", args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
let faults = 0;
const fault = (what) => { faults++; console.error(what); };

for (const [name, widths] of Object.entries(PAGES).filter(([n]) => !only || n === only)) {
	for (const colorScheme of ["light", "dark"]) {
		for (const width of colorScheme === "dark" ? widths.slice(0, 1) : widths) {
			const context = await browser.newContext({ colorScheme, viewport: { width, height: width === 390 ? 844 : width === 1280 ? 900 : 1080 }, reducedMotion: "reduce" });
			context.setDefaultTimeout(60_000);	// on two cores that do other things too
			const tab = await context.newPage();
			const where = `${name} ${width} ${colorScheme}`;
			tab.on("console", (m) => { if (["error", "warning"].includes(m.type())) fault(`${where}: ${m.text()}`); });
			tab.on("pageerror", (e) => fault(`${where}: ${e.message}`));
			await tab.goto(`${base}/${name}`);
			await tab.evaluate(() => document.fonts.ready);
			const sideways = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
			if (sideways > 0) fault(`${where}: scrolls ${sideways} px sideways`);
			await tab.screenshot({ path: `${dir}/${name}-${width}-${colorScheme}.png`, fullPage: !name.startsWith("wall") });
			const { violations } = await new AxeBuilder({ page: tab }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
			for (const v of violations) {
				const line = `${where}: axe ${v.impact} ${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(" | ")} ${v.nodes[0].any[0]?.message ?? ""}`;
				if (["serious", "critical"].includes(v.impact)) fault(line); else console.log(line);
			}
			await context.close();
		}
	}
}
await browser.close();
server.close();
server.closeAllConnections();
console.log(`${faults} faults`);
process.exit(faults ? 1 : 0);
