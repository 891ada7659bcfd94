// Desk: leaders, consultants, the facilitator's console.
import { startTimers } from "./timer.js";
import { startOrder } from "./order.js";
import { startLive } from "./live.js";
import { startBoards } from "./board.js";
import { startRefused } from "./refused.js";
import { startLeave } from "./leave.js";
import { startForms } from "./forms.js";
import { startQuiet } from "./quiet.js";
import { startFinder } from "./finder.js";
import { forgetOld } from "./keep.js";
import { startWords } from "./words.js";
import { startFiles } from "./files.js";
import { startDrafts } from "./drafts.js";

forgetOld();
startOrder();	// before anything is given the focus
startRefused();
startLeave();	// first: whoever stays has sent nothing
startForms();
startWords();
startQuiet();
startTimers();
startLive();
startBoards();
startFinder();
startFiles();
startDrafts();
