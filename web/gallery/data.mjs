// What the pictures show: the demo workplace of the sketches.
const pattern = [..."1010110100101"].map(Number);
const qr = Array.from({ length: 21 }, (_, y) => Array.from({ length: 21 }, (_, x) => {
	const corner = [[0, 0], [14, 0], [0, 14]].find(([cx, cy]) => x >= cx && x < cx + 7 && y >= cy && y < cy + 7);
	if (corner) {
		const [dx, dy] = [x - corner[0], y - corner[1]], ring = Math.max(Math.abs(dx - 3), Math.abs(dy - 3));
		return ring === 3 || ring <= 1;
	}
	return pattern[(x * 7 + y * 5 + x * y) % pattern.length];
}).map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : "")).join("")).join("");

const links = (n) => ["primary", "secondary", "tertiary"].slice(0, n);
export const shared = (assets) => ({
	lang: "da", other_lang: "en", path: "/", csrf: "x", once: "0123456789abcdef", asset: assets, notice: null, fault: null, now: Date.now(),
	title: "Et roligere vagtskifte",
	nav: [["Forløb", true], ["Værktøjer"], ["Målinger"], ["Handlingsplan"], ["Viden"]].map(([label, current]) => ({ label, url: "/", current: !!current })),
	me: { id: 3, name: "Mette Holm", where: "Station Nord · Daglig leder", links: [{ url: "/", label: "Min side" }, { url: "/", label: "Skift adgangskode" }] },
	qr: { html: `<svg viewBox="-2 -2 25 25" role="img" aria-label="QR-kode"><path d="${qr}" fill="#1d2b2a"/></svg>` },
	road: [
		{ state: "done", weight: 1, number: 1, label: "Forberedelse", note: "afsluttet", url: "/" },
		{ state: "done", weight: 1, number: 2, label: "Opstart", note: "afsluttet", url: "/" },
		{ state: "now", now: true, weight: 2, number: 3, label: "Værksted", note: "i dag", url: "/" },
		{ state: "later", weight: 4, number: 4, label: "Handlingsplan i hverdagen", note: "6 måneder fra 14. april", url: "/" },
		{ state: "later", weight: 1, number: 5, label: "Afslutning", note: "oktober", url: "/" },
	],
	next: {
		what: "Fremtidsværkstedet begynder kl. 9.00", why: "Du kommer med fra frokosten kl. 12.00. Indtil da er tavlen kun for medarbejderne.",
		links: links(2).map((variant, i) => ({ variant, url: "/", label: ["Læs din rolle i virkelighedsdelen", "Dagens program"][i] })),
	},
	meetings: [
		{ day: 14, month: "april", date_state: "now", url: "/", title: "Opsamlings- og planlægningsmøde", note: "Øverste leder, du, hjælpere og konsulent · 2 timer", tag: "Indkaldt", tag_color: "success" },
		{ day: 28, month: "april", date_state: "", url: "/", title: "1. statusmøde", note: "Kernegruppen · 2 timer", tag: "Mangler lokale", tag_color: "warning" },
		{ day: 16, month: "juni", date_state: "", url: "/", title: "Midtvejsmøde", note: "Alle · delt på to hold på grund af vagtplanen", tag: "Forslag", tag_color: "neutral" },
	],
	hours: [
		{ label: "Daglig leder", used: "8", planned: "32", percent: 25 }, { label: "Konsulent", used: "31", planned: "83", percent: 37 },
		{ label: "Hjælpere", used: "34", planned: "32", percent: 100, over: true }, { label: "Medarbejder", used: "2", planned: "25", percent: 8 },
	],
	fields: [
		{ id: "title", label: "Hvad skal forløbet hedde?", hint: "Noget, alle på stationen kan kende det på.", type: "text", value: "Et roligere vagtskifte", required: true, autocomplete: null, wrong: null },
		{ id: "email", label: "Konsulentens mail", hint: null, type: "email", value: "susanne@", required: true, autocomplete: "off", wrong: "Mailadressen mangler det, der står efter @." },
	],
	why: { id: "why", label: "Hvorfor nu?", hint: "To eller tre linjer. Vises på opstartsmødet.", value: "", required: false, wrong: null },
	role: { id: "role", label: "Rolle", hint: null, required: true, wrong: null, options: [{ value: "a", label: "Hjælper", chosen: true }, { value: "b", label: "Medarbejder", chosen: false }] },
	likert: [
		["Mening i arbejdet", [40, 35, 15, 10, 0], 78, "▲ 6"], ["Social støtte", [30, 40, 20, 10, 0], 72, "● 0"], ["Klare krav", [10, 25, 20, 30, 15], 46, "▼ 4"],
	].map(([label, shares, score, since]) => {
		let x = 0;
		return { label, score, since, parts: shares.map((s, i) => ({ step: i + 1, x: (x += s * 10) - s * 10, width: s * 10 })), chart_label: `${label}: ${shares.join(", ")} procent` };
	}),
});

export const critique = {
	accent: "clay",
	columns: [
		{ id: 0, name: "Nye kort", loose: true, cards: ["Overlevering når ikke at blive færdig", "Ingen ro til at skrive rapport", "Telefonen ringer hele tiden"] },
		{ id: 1, name: "Vagtskifte", cards: [["Vi får ikke sagt det vigtige videre", 7], ["Aftenholdet møder ind til kaos", 4], ["Ændringer i planen kommer for sent", 3]] },
		{ id: 2, name: "Svære opkald", cards: [["Man står alene bagefter", 6], ["Ingen fast opsamling efter vold", 5]] },
		{ id: 3, name: "Tonen mellem os", cards: [["Humor der går for tæt på", 2], ["Nye tør ikke spørge", 4]] },
	].map((c, i) => ({ ...c, count: c.cards.length, cards: c.cards.map((card, j) => {
		const [words, dots] = [card].flat();
		return { card: `${i}${j + 1}`, text: words, dots: Array.from({ length: dots ?? 0 }, () => ({})), ndots: dots ?? null };
	}) })),
};
