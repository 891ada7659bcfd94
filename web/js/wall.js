// The projector.
import { startTimers } from "./timer.js";
import { startLive } from "./live.js";
import { startFit } from "./fit.js";
import { text } from "./say.js";

startTimers();
startLive();
startFit((n) => text("moreCards", n), (n) => text("moreOthers", n));
