-- Question sets answered in a session. An answer waits in one table until it can
-- be shown together with at least four others, and stands in another from then
-- on: what is shown is what stands there, and nothing else (src/workshop/ask/ask.h).
-- One row a question; nothing ties the rows of one phone together.

-- A question of a step.
CREATE TABLE ask_item (
	workshop_id @int NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
	step TEXT NOT NULL,
	item TEXT NOT NULL,
	shown @int NOT NULL,				-- how many answers are shown, so that nobody counts them for each new one
	agreed TEXT NOT NULL,				-- what the room agreed on, where it answers together; '' nothing yet
	agreed_why TEXT NOT NULL,
	version @int NOT NULL,				-- raised by every change of what was agreed
	PRIMARY KEY (workshop_id, step, item)
)@strict;

-- A step whose answering the facilitator has stopped.
CREATE TABLE ask_stopped (
	workshop_id @int NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
	step TEXT NOT NULL,
	PRIMARY KEY (workshop_id, step)
)@strict;

-- Not shown yet. item: 'key', or 'key/why' for the comment to it. The mark is the
-- phone's for this one row; turn: which saying it is, see dot. '' taken back.
CREATE TABLE ask_waiting (
	workshop_id @int NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
	step TEXT NOT NULL,
	item TEXT NOT NULL,
	mark TEXT NOT NULL,
	value TEXT NOT NULL,
	turn @int NOT NULL,
	PRIMARY KEY (workshop_id, step, item, mark)
)@keyed;					-- rows that lie side by side were not written one after the other

-- Shown, and fixed. Sentences stand in ask_text; here is only a seal of them, so
-- that a sending that comes twice is known again.
CREATE TABLE ask_answer (
	workshop_id @int NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
	step TEXT NOT NULL,
	item TEXT NOT NULL,
	mark TEXT NOT NULL,
	value TEXT NOT NULL,
	seal TEXT NOT NULL,
	PRIMARY KEY (workshop_id, step, item, mark)
)@keyed;

-- A sentence that may be shown. It belongs to nobody: no mark, and the ids of one
-- batch follow the order of the marks.
CREATE TABLE ask_text (
	id @id,
	workshop_id @int NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
	step TEXT NOT NULL,
	item TEXT NOT NULL,
	text TEXT NOT NULL,
	heading TEXT NOT NULL,				-- '' none
	gathered @int NOT NULL DEFAULT 0,		-- which taking of a suggestion put it there
	state TEXT NOT NULL CHECK (state IN ('held', 'seen', 'hidden'))
)@strict;
CREATE INDEX ask_text_step ON ask_text (workshop_id, step);

-- What the facilitator has said about a word of a cloud.
CREATE TABLE ask_word (
	workshop_id @int NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
	step TEXT NOT NULL,
	item TEXT NOT NULL,
	word TEXT NOT NULL,				-- its stem
	seen @int NOT NULL,
	PRIMARY KEY (workshop_id, step, item, word)
)@strict;

-- Two words that the facilitator has said are one; both by their stems. '=rose' is a
-- spelling that stands by itself whatever the rules of language say, and is joined to
-- nothing while into_word is ''.
CREATE TABLE ask_joined (
	workshop_id @int NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
	step TEXT NOT NULL,
	item TEXT NOT NULL,
	word TEXT NOT NULL,
	into_word TEXT NOT NULL,
	PRIMARY KEY (workshop_id, step, item, word)
)@strict;
