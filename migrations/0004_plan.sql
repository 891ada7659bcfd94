-- The action plan of a unit: one list, fed by every method.

CREATE TABLE plan (
	id @id,
	unit_id @int NOT NULL UNIQUE REFERENCES unit (id) ON DELETE RESTRICT,
	public_secret TEXT NOT NULL UNIQUE,		-- 128 bits: the living page behind the poster's QR code
	frame TEXT NOT NULL,				-- economic frame, shown while priorities are made
	intro TEXT NOT NULL,				-- a line for the poster
	version @int NOT NULL				-- number of the latest published version; 0 none
)@strict;

CREATE TABLE action (
	id @id,
	plan_id @int NOT NULL REFERENCES plan (id) ON DELETE RESTRICT,
	title TEXT NOT NULL,				-- the activity
	change_text TEXT NOT NULL,			-- what we want to change
	first_step TEXT NOT NULL,
	owner_id @int REFERENCES person (id) ON DELETE SET NULL,
	owner_name TEXT NOT NULL,			-- as written; kept when the person leaves
	helpers TEXT NOT NULL,
	means TEXT NOT NULL,
	sign TEXT NOT NULL,				-- how we will see that it works
	starts TEXT,
	due TEXT,
	status TEXT NOT NULL CHECK (status IN ('proposed', 'planned', 'running', 'done', 'stopped')),
	iglo TEXT NOT NULL CHECK (iglo IN ('', 'individual', 'group', 'leader', 'organisation')),
	road TEXT NOT NULL CHECK (road IN ('', 'resources', 'load')),
	pace TEXT NOT NULL CHECK (pace IN ('', 'at_once', 'working_group')),
	stand TEXT NOT NULL CHECK (stand IN ('', 'approved', 'changed', 'declined')),
	stand_reason TEXT NOT NULL,			-- visible to all staff
	realism TEXT NOT NULL,				-- the daily leader's mark in the workshop, in words
	realism_reason TEXT NOT NULL,
	origin TEXT NOT NULL,				-- 'programme/12', 'workshop/17' or ''
	source TEXT NOT NULL,				-- 'workshop/17/row/5': handed over once
	problem TEXT NOT NULL,				-- lineage, in the words of the cards
	dream TEXT NOT NULL,
	heading TEXT NOT NULL,
	effect TEXT NOT NULL,				-- what it did, asked 3-6 months after it was done
	effect_ask TEXT,				-- the date it is asked
	position @int NOT NULL,
	version @int NOT NULL				-- raised by every change
)@strict;
CREATE INDEX action_plan ON action (plan_id, position);
CREATE INDEX action_due ON action (status, due);
CREATE UNIQUE INDEX action_source ON action (plan_id, source) WHERE source <> '';

CREATE TABLE action_note (
	id @id,
	action_id @int NOT NULL REFERENCES action (id) ON DELETE CASCADE,
	day TEXT NOT NULL,
	meeting TEXT NOT NULL,				-- where it was said, or ''
	text TEXT NOT NULL,
	status TEXT NOT NULL				-- the status it left
)@strict;
CREATE INDEX action_note_action ON action_note (action_id);

CREATE TABLE working_group (
	id @id,
	action_id @int NOT NULL UNIQUE REFERENCES action (id) ON DELETE CASCADE,
	task TEXT NOT NULL,
	members TEXT NOT NULL,				-- names, one a line
	report_back TEXT				-- date
)@strict;

-- What is already going on for the working environment in the unit.
CREATE TABLE running_activity (
	id @id,
	unit_id @int NOT NULL REFERENCES unit (id) ON DELETE CASCADE,
	title TEXT NOT NULL,
	owner_name TEXT NOT NULL,
	period TEXT NOT NULL,
	note TEXT NOT NULL,
	ended @int NOT NULL
)@strict;
CREATE INDEX running_activity_unit ON running_activity (unit_id);

-- How an action stands to what is running: must be answered before the plan is published.
CREATE TABLE overlap (
	action_id @int NOT NULL REFERENCES action (id) ON DELETE CASCADE,
	running_id @int NOT NULL REFERENCES running_activity (id) ON DELETE CASCADE,
	verdict TEXT NOT NULL CHECK (verdict IN ('none', 'together', 'conflict')),
	note TEXT NOT NULL,
	PRIMARY KEY (action_id, running_id)
)@strict;

CREATE TABLE overlap_check (
	id @id,
	plan_id @int NOT NULL REFERENCES plan (id) ON DELETE CASCADE,
	moment TEXT NOT NULL CHECK (moment IN ('start', 'plan')),
	origin TEXT NOT NULL,
	day TEXT NOT NULL,
	answer TEXT NOT NULL,
	anchoring TEXT NOT NULL				-- how the plan stays visible afterwards ('plan' only)
)@strict;
CREATE INDEX overlap_check_plan ON overlap_check (plan_id);

CREATE TABLE plan_version (
	id @id,
	plan_id @int NOT NULL REFERENCES plan (id) ON DELETE CASCADE,
	number @int NOT NULL,
	day TEXT NOT NULL,
	why TEXT NOT NULL,
	snapshot_json TEXT NOT NULL,			-- what the poster of this version says
	taken_down @int NOT NULL,			-- the superseded poster is off the wall
	sent TEXT,					-- date: the fair copy was mailed to the daily leader
	UNIQUE (plan_id, number)
)@strict;

-- Agreements that keep the good habits after the programme (anchoring plan).
CREATE TABLE agreement (
	id @id,
	plan_id @int NOT NULL REFERENCES plan (id) ON DELETE CASCADE,
	title TEXT NOT NULL,
	between_whom TEXT NOT NULL,
	responsible TEXT NOT NULL,
	time_set_aside TEXT NOT NULL,
	how TEXT NOT NULL,
	origin TEXT NOT NULL,
	remind_every_months @int NOT NULL,		-- 0: never
	next_reminder TEXT,
	ended @int NOT NULL,
	version @int NOT NULL
)@strict;
CREATE INDEX agreement_plan ON agreement (plan_id);

-- Something that holds only when each of its parties has confirmed it: an
-- agreement, a request. `about` is the address of the thing in its own table.
CREATE TABLE confirmation_thing (
	about TEXT NOT NULL PRIMARY KEY,		-- 'agreement/3'
	unit_id @int NOT NULL REFERENCES unit (id) ON DELETE CASCADE,
	text TEXT NOT NULL,				-- what is confirmed, word for word
	parties TEXT NOT NULL,				-- keys, one space between them
	version @int NOT NULL,				-- raised when the text or the parties change
	whole @int NOT NULL				-- 1: every party has confirmed this version
)@strict;

-- Earlier versions' confirmations stay: who agreed to what, and when.
CREATE TABLE confirmation (
	about TEXT NOT NULL REFERENCES confirmation_thing (about) ON DELETE CASCADE,
	version @int NOT NULL,
	party TEXT NOT NULL,
	person_id @int REFERENCES person (id) ON DELETE SET NULL,
	day TEXT NOT NULL,
	PRIMARY KEY (about, version, party)
)@strict;

-- One line a reminder sent, so that nobody is reminded twice of the same thing.
CREATE TABLE reminder (
	about TEXT NOT NULL,				-- 'action/7', 'agreement/3'
	kind TEXT NOT NULL,				-- 'due_soon', 'overdue', 'effect', 'yearly'
	day TEXT NOT NULL,
	PRIMARY KEY (about, kind, day)
)@strict;

-- Held by the node that reminds, for as long as its transaction lasts.
CREATE TABLE reminder_turn (
	id @int PRIMARY KEY CHECK (id = 1),
	day TEXT NOT NULL				-- when it was last somebody's
)@strict;
INSERT INTO reminder_turn (id, day) VALUES (1, '');
