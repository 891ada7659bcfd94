// Participants' phones.
import { startTimers } from "./timer.js";
import { startLive } from "./live.js";
import { startOutbox } from "./outbox.js";
import { startDots } from "./dots.js";
import { startAsk } from "./ask.js";
import { startChannel } from "./channel.js";
import { startTurns } from "./turns.js";
import { startFiles } from "./files.js";
import { startDrafts } from "./drafts.js";
import { startLater } from "./later.js";
import { startHeard } from "./heard.js";

startOutbox();
startDots();
startAsk();
startChannel();
startTurns();
startTimers();
startLive();
startFiles();
startLater();
startDrafts();
startHeard();
