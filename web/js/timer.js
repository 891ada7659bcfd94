// Timers: count down to the server's moment on this device's clock, and ring
// once: heard, seen, felt and read aloud.
//
//	<main data-now="SERVER_MS">		once in the page, outside live pieces
//	<span class="timer" data-ends-at="SERVER_MS" data-bell="true">til kl. 10.30</span>
//	<span class="timer" data-paused="true" data-left="MS">pause</span>
import { announce, text } from "./say.js";

const SOON_MS = 120_000;	// two minutes: time to finish the sentence
const LATE_RING_MS = 10_000;	// a page opened later than this does not ring for the past

/** "38:12", "1:05:00"; past the end "+0:35". Whole seconds, rounded up while
 * time is left, so that 0:00 is shown at the very end and not a second early. */
export function clock(ms) {
	const total = ms > 0 ? Math.ceil(ms / 1000) : Math.floor(-ms / 1000);
	const h = Math.floor(total / 3600), m = Math.floor(total / 60) % 60, s = total % 60;
	const two = (n) => String(n).padStart(2, "0");
	const digits = h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
	return ms <= -1000 ? `+${digits}` : digits;
}

/** How a timer stands at server time `now`: {left, state}; null if it has no end. */
export function standing({ endsAt, left, paused }, now) {
	if (paused) return { left: left || 0, state: "paused" };
	if (!endsAt) return null;
	const rest = endsAt - now;
	return { left: rest, state: rest <= 0 ? "over" : rest <= SOON_MS ? "soon" : "running" };
}

/** Rings once for each end that passes while somebody looks. `seen` outlives reloads. */
export class Bell {
	constructor(seen, ring) { this.seen = seen; this.ring = ring; }

	/** Tell where the timer stands; rings when the end has just passed. */
	look(endsAt, left) {
		const key = `bell:${endsAt}`;
		if (left > 0 || left < -LATE_RING_MS || this.seen.getItem(key)) return false;
		this.seen.setItem(key, "1");
		this.ring();
		return true;
	}
}

let offset = 0;	// server's clock minus ours

/** Server time now. */
export const serverNow = () => Date.now() + offset;

function readOffset() {
	const now = Number(document.querySelector("[data-now]")?.dataset.now);
	if (!now) return;
	// The page was written about when its first byte came, not when this script ran.
	const arrived = performance.getEntriesByType("navigation")[0]?.responseStart;
	offset = now - (arrived ? performance.timeOrigin + arrived : Date.now());
}

let sound;	// one AudioContext; browsers keep it silent until somebody has touched the page

function wakeSound() {
	const Context = window.AudioContext ?? window.webkitAudioContext;
	if (!Context) return;
	sound ??= new Context();
	if (sound.state === "suspended") sound.resume().catch(() => {});
	const asked = document.querySelectorAll("[data-bell-unlock]:not([hidden])");
	for (const b of asked) b.hidden = true;
	if (asked.length) dispatchEvent(new Event("resize"));	// its line is free again
}

/** A struck bell: three partials that die away, twice. */
function strike() {
	if (!sound || sound.state !== "running") return;
	for (const start of [0, 1.1]) {
		for (const [ratio, loud] of [[1, .32], [2.76, .13], [5.4, .05]]) {
			const tone = sound.createOscillator(), level = sound.createGain();
			const at = sound.currentTime + start;
			tone.frequency.value = 587 * ratio;
			level.gain.setValueAtTime(0, at);
			level.gain.linearRampToValueAtTime(loud, at + .012);
			level.gain.exponentialRampToValueAtTime(.0001, at + 2.4 / ratio ** .5);
			tone.connect(level).connect(sound.destination);
			tone.start(at);
			tone.stop(at + 2.5);
		}
	}
}

export function ring() {
	// A silent bell is seen, felt and read aloud; the room asked for it.
	if (!document.querySelector("[data-bell-silent]")) strike();
	navigator.vibrate?.([250, 120, 250, 120, 500]);
	announce(text("timeUp"));
	const place = document.querySelector("[data-bell-place]") ?? document.body;
	place.classList.remove("bell-rings");
	requestAnimationFrame(() => place.classList.add("bell-rings"));
	setTimeout(() => place.classList.remove("bell-rings"), 4000);
}

function number(s) { const n = Number(s); return Number.isFinite(n) ? n : 0; }

let warned;

function tick(bell) {
	for (const el of document.querySelectorAll(".timer")) {
		const { endsAt, left, paused } = el.dataset;
		const at = standing({ endsAt: number(endsAt), left: number(left), paused: paused === "true" }, serverNow());
		if (!at) continue;
		const shown = clock(at.left);
		if (el.textContent !== shown) el.textContent = shown;
		if (el.dataset.state !== at.state) el.dataset.state = at.state;
		if (el.dataset.bell !== "true" || at.state === "paused") continue;
		if (at.state === "soon" && warned !== endsAt) {
			warned = endsAt;
			announce(text("twoMinutes"));
		}
		bell.look(endsAt, at.left);
	}
}

export function startTimers() {
	readOffset();
	const bell = new Bell(sessionStorage, ring);
	for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, wakeSound, { once: true, passive: true });
	document.addEventListener("click", (e) => { if (e.target.closest?.("[data-bell-unlock]")) { wakeSound(); strike(); } });
	// Shown only where a bell will ring and nobody has touched the page yet.
	if (document.querySelector('.timer[data-bell="true"]') && !navigator.userActivation?.hasBeenActive)
		for (const b of document.querySelectorAll("[data-bell-unlock]")) b.hidden = false;
	const beat = () => {
		tick(bell);
		setTimeout(beat, 1000 - (serverNow() % 1000) + 5);
	};
	beat();
	document.addEventListener("htmx:oobAfterSwap", () => tick(bell));
	document.addEventListener("visibilitychange", () => tick(bell));
}
