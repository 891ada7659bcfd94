-- Live sessions. Contributions carry no author and no time: their order is the
-- order of their ids. What belongs to a phone is found again only with the
-- phone's own secret, which is not stored: rows carry a `mark`, a keyed hash of
-- secret, session, step and number (see workshop.h).

CREATE TABLE workshop (
	id @id,
	unit_id @int NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,
	plan_id @int REFERENCES plan (id) ON DELETE SET NULL,		-- where proposals go
	programme @int,					-- the programme room's id; that room is above this one, so no reference
	activity TEXT,					-- key of the activity there
	method TEXT NOT NULL,				-- key of the workshop document
	method_version @int NOT NULL,
	title TEXT NOT NULL,
	lang TEXT NOT NULL CHECK (lang IN ('da', 'en')),	-- of the projector and of what is written in the room; phones have their own
	day TEXT NOT NULL,				-- the date it is planned for
	starts_at @int NOT NULL,			-- planned start, minutes after midnight
	code TEXT NOT NULL,				-- 8 digits
	join_secret TEXT NOT NULL,			-- 128 bits in the QR code
	wall_secret TEXT NOT NULL,			-- 128 bits in the projector's link
	salt TEXT NOT NULL,				-- of the marks; replaced at the end, so that no mark can be made again
	state TEXT NOT NULL CHECK (state IN ('planned', 'open', 'paused', 'ended')),
	step TEXT NOT NULL,				-- key of the present step
	entered @int,					-- when the room came to it, unix seconds; NULL before the start
	timer TEXT NOT NULL CHECK (timer IN ('off', 'running', 'held')),
	timer_ends_at @int NOT NULL,			-- running: unix seconds; held: seconds left; off: 0
	focus TEXT NOT NULL,				-- what is discussed or presented now: 'card/7', 'theme/3', 'group/2', 'row/5' or ''
	leader_sees @int NOT NULL,			-- bits of enum method_open, raised by the facilitator only
	rules_version @int NOT NULL,			-- raised when the ground rules change; a phone confirms a version
	roll @int NOT NULL DEFAULT 0,			-- how often the chairs were counted anew: phones that are here load themselves and say so
	agenda @int NOT NULL,				-- 1: the session has an agenda of its own (agenda_item)
	version @int NOT NULL				-- raised by every change of the agenda; stale consoles are told
)@strict;
CREATE UNIQUE INDEX workshop_code ON workshop (code) WHERE state <> 'ended';
CREATE INDEX workshop_unit ON workshop (unit_id, day);
CREATE INDEX workshop_programme ON workshop (programme);

-- What the facilitator lets out afterwards, to all who have the join link.
CREATE TABLE workshop_after (
	workshop_id @int NOT NULL PRIMARY KEY REFERENCES workshop (id) ON DELETE CASCADE,
	summary TEXT NOT NULL,
	released_on TEXT				-- a date; NULL: held back
)@strict;

CREATE TABLE workshop_facilitator (
	workshop_id @int NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
	person_id @int NOT NULL REFERENCES person (id) ON DELETE CASCADE,
	PRIMARY KEY (workshop_id, person_id)
)@strict;

-- A phone that has joined; deleted when the session ends.
CREATE TABLE phone (
	id @id,
	workshop_id @int NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
	secret_hash TEXT NOT NULL UNIQUE,
	seat TEXT NOT NULL CHECK (seat IN ('participant', 'leader')),
	rules_version @int NOT NULL,			-- the version confirmed; 0 none
	group_id @int,					-- the small group it sits in now
	sit_turn @int NOT NULL,				-- which saying of the phone about that it was
	arrived @int NOT NULL,				-- which of them came in: 1, 2, 3 ...; 0 it was given a chair and has not been heard of since
	away @int NOT NULL DEFAULT 0			-- the chairs were counted and it has not been heard of since; never when it was
)@strict;
CREATE INDEX phone_workshop ON phone (workshop_id, arrived);
-- The desk tells after every change how many are in and have said yes: no row of a hall
-- is read for it. The seat stands in the index, too, so that SQLite finds it the better one.
CREATE INDEX phone_leader ON phone (workshop_id, seat) WHERE seat = 'leader';
CREATE INDEX phone_rules ON phone (workshop_id, rules_version, arrived);

CREATE TABLE ground_rule (
	id @id,
	workshop_id @int NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
	avoid @int NOT NULL,
	title TEXT NOT NULL,
	body TEXT NOT NULL,
	position @int NOT NULL
)@strict;
CREATE INDEX ground_rule_workshop ON ground_rule (workshop_id);

-- A heading on a board. parent_id: a subdivision of another heading.
CREATE TABLE theme (
	id @id,
	workshop_id @int NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
	board TEXT NOT NULL,				-- key of the step that collected the cards
	parent_id @int REFERENCES theme (id) ON DELETE CASCADE,
	title TEXT NOT NULL,
	position @int NOT NULL,
	chosen @int NOT NULL,				-- goes on to the next part
	gathered @int NOT NULL DEFAULT 0		-- which taking of a suggestion made it; 0 somebody did, or has named it since
)@strict;
CREATE INDEX theme_board ON theme (workshop_id, board);

CREATE TABLE card (
	id @id,
	workshop_id @int NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
	board TEXT NOT NULL,				-- key of the step, or 'parking'; '' gone, and known so that a late second sending does not bring it back
	parked_from TEXT NOT NULL DEFAULT '',		-- in the parking lot: the board that it came from, which may be one to forget
	cell TEXT NOT NULL,				-- of a board with fixed columns: 'column' or 'column/row'; '' else
	held @int NOT NULL,				-- waits until the facilitator has let it through
	theme_id @int REFERENCES theme (id) ON DELETE SET NULL,
	merged_into @int REFERENCES card (id) ON DELETE SET NULL,
	text TEXT NOT NULL,
	gathered @int NOT NULL DEFAULT 0,		-- which taking of a suggestion put it where it lies; 0 a hand did, or has moved it since
	position @int NOT NULL,				-- within its heading
	chosen @int NOT NULL,
	idem TEXT NOT NULL,				-- the sender's key: sent twice, stored once
	mark TEXT NOT NULL,				-- lets the phone that wrote it take it back; '' when typed from paper
	said TEXT NOT NULL,				-- that phone's mark of its words as sent: the key used again for others is no second sending
	UNIQUE (workshop_id, idem)
)@strict;
CREATE INDEX card_board ON card (workshop_id, board, position);	-- a new card asks for the last position

-- Dot number n of some phone in a voting step: mark is unique, so a phone has
-- no more dots than the method gives, and nobody can see which dots belong together.
-- turn: which saying about this dot it is, counted by the phone for each dot by
-- itself, so that an older one that was late changes nothing and no number tells
-- which dots belong together. A dot that was taken back lies on ''.
CREATE TABLE dot (
	workshop_id @int NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
	step TEXT NOT NULL,
	mark TEXT NOT NULL,
	n @int NOT NULL,				-- which of a phone's dots, from 1, so that phones can be counted; 0 on paper
	target TEXT NOT NULL,				-- 'card/7' or 'theme/3'; '' in hand again
	shown TEXT NOT NULL,				-- where it lay when the room was last told; '' it has not been
	turn @int NOT NULL,
	PRIMARY KEY (workshop_id, step, mark)
)@keyed;					-- dots that lie side by side were not laid one after the other
CREATE INDEX dot_target ON dot (workshop_id, step, target);

-- Voting steps whose result the room has been told: no dot is moved from then on.
CREATE TABLE vote_told (
	workshop_id @int NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
	step TEXT NOT NULL,
	PRIMARY KEY (workshop_id, step)
)@strict;

CREATE TABLE small_group (
	id @id,
	workshop_id @int NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
	step TEXT NOT NULL,
	theme_id @int REFERENCES theme (id) ON DELETE SET NULL,
	board TEXT NOT NULL,				-- whose heading it is called after, also when that is gone; '' a name of its own
	title TEXT NOT NULL,
	position @int NOT NULL,
	size_max @int NOT NULL
)@strict;
CREATE INDEX small_group_workshop ON small_group (workshop_id, step);

-- What a group writes on a heading or a subject (elaboration).
CREATE TABLE group_text (
	id @id,
	workshop_id @int NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
	step TEXT NOT NULL,
	group_id @int NOT NULL REFERENCES small_group (id) ON DELETE CASCADE,
	text TEXT NOT NULL,
	seen TEXT NOT NULL CHECK (seen IN ('group', 'session', 'shared')),
	version @int NOT NULL,
	UNIQUE (step, group_id)
)@strict;
CREATE INDEX group_text_workshop ON group_text (workshop_id, step);

-- A row of a form, such as a proposal in the reality part. values_json: key ->
-- text, checked against the form of the method.
CREATE TABLE form_row (
	id @id,
	workshop_id @int NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
	step TEXT NOT NULL,
	form TEXT NOT NULL,
	group_id @int REFERENCES small_group (id) ON DELETE SET NULL,
	values_json TEXT NOT NULL,
	position @int NOT NULL,
	seen TEXT NOT NULL CHECK (seen IN ('group', 'session', 'shared')),
	mark_option TEXT NOT NULL,			-- the leader's realism mark; '' none
	mark_reason TEXT NOT NULL,
	idem TEXT NOT NULL,
	said TEXT NOT NULL,				-- that phone's mark of it as sent, see card
	version @int NOT NULL,
	UNIQUE (workshop_id, idem)
)@strict;
CREATE INDEX form_row_workshop ON form_row (workshop_id, step);

CREATE TABLE critical_question (
	id @id,
	workshop_id @int NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
	step TEXT NOT NULL,
	row_id @int NOT NULL REFERENCES form_row (id) ON DELETE CASCADE,
	text TEXT NOT NULL,
	answer TEXT NOT NULL,
	idem TEXT NOT NULL,
	UNIQUE (workshop_id, idem)
)@strict;

-- What the facilitator confirmed before anything was opened to leaders.
CREATE TABLE handover_tick (
	workshop_id @int NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
	task TEXT NOT NULL,
	PRIMARY KEY (workshop_id, task)
)@strict;

-- Topics of the inspiration sheet switched off, and own ones added beforehand.
CREATE TABLE inspiration (
	id @id,
	workshop_id @int NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
	step TEXT NOT NULL,
	topic TEXT NOT NULL,				-- key of the topic, or '' for an own one
	title TEXT NOT NULL,				-- own topic's words
	hidden @int NOT NULL
)@strict;
CREATE INDEX inspiration_workshop ON inspiration (workshop_id, step);
