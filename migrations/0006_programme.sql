-- Programmes: a method carried out by a unit over months.

-- Many programmes of one method with the same dates and teacher, each with a
-- closed room of its own (S3.6). Whoever leaves it leaves the programmes be.
CREATE TABLE course (
	id @id,
	unit_id @int NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,	-- above the workplaces that take part
	title TEXT NOT NULL,
	method TEXT NOT NULL,
	teacher_id @int REFERENCES person (id) ON DELETE SET NULL
)@strict;
CREATE INDEX course_unit ON course (unit_id);
CREATE INDEX course_teacher ON course (teacher_id);

CREATE TABLE programme (
	id @id,
	unit_id @int NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,
	plan_id @int REFERENCES plan (id) ON DELETE SET NULL,
	method TEXT NOT NULL,			-- key of the programme document
	method_version @int NOT NULL,
	title TEXT NOT NULL,			-- what the workplace calls it
	starts TEXT NOT NULL,			-- date
	state TEXT NOT NULL CHECK (state IN ('draft', 'running', 'closed', 'cancelled')),
	staff @int NOT NULL,			-- other employees than leaders and helpers, for the hours
	course_id @int REFERENCES course (id) ON DELETE SET NULL,
	context TEXT NOT NULL,			-- other initiatives or reorganisations that may create insecurity
	version @int NOT NULL
)@strict;
CREATE INDEX programme_unit ON programme (unit_id);
CREATE INDEX programme_course ON programme (course_id);

CREATE TABLE programme_choice (
	programme_id @int NOT NULL REFERENCES programme (id) ON DELETE CASCADE,
	setting TEXT NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (programme_id, setting)
)@strict;

-- Who has which role. The other employees are the unit's, not listed.
CREATE TABLE programme_member (
	programme_id @int NOT NULL REFERENCES programme (id) ON DELETE CASCADE,
	person_id @int NOT NULL REFERENCES person (id) ON DELETE CASCADE,
	role TEXT NOT NULL,			-- key of the method's role
	confirmed TEXT,				-- date: "has process experience" and the like
	expectation TEXT NOT NULL,		-- what both sides expect of the function
	PRIMARY KEY (programme_id, person_id, role)
)@strict;
CREATE INDEX programme_member_person ON programme_member (person_id);

CREATE TABLE activity (
	id @id,
	programme_id @int NOT NULL REFERENCES programme (id) ON DELETE CASCADE,
	key TEXT NOT NULL,			-- of the method's activity
	state TEXT NOT NULL CHECK (state IN ('proposed', 'set', 'invited', 'held', 'skipped')),
	uid TEXT NOT NULL,			-- of the calendar events; never changes
	sequence @int NOT NULL,			-- raised when an invited meeting moves
	minutes_text TEXT NOT NULL,		-- what was decided, in short
	version @int NOT NULL,
	UNIQUE (programme_id, key)
)@strict;

-- When and where it is held: one row, or several where the method lets people meet in turns.
CREATE TABLE sitting (
	id @id,
	activity_id @int NOT NULL REFERENCES activity (id) ON DELETE CASCADE,
	day TEXT NOT NULL,
	starts_at @int NOT NULL,		-- minutes after midnight; -1: no time yet
	minutes @int NOT NULL,
	place TEXT NOT NULL,
	who TEXT NOT NULL,			-- which team, where it is split
	position @int NOT NULL
)@strict;
CREATE INDEX sitting_activity ON sitting (activity_id);
CREATE INDEX sitting_day ON sitting (day);

-- Roster support: who can come, and who must be covered.
CREATE TABLE attendance (
	sitting_id @int NOT NULL REFERENCES sitting (id) ON DELETE CASCADE,
	person_id @int NOT NULL REFERENCES person (id) ON DELETE CASCADE,
	answer TEXT NOT NULL CHECK (answer IN ('can', 'covered', 'cannot')),
	PRIMARY KEY (sitting_id, person_id)
)@strict;

CREATE TABLE checklist_tick (
	programme_id @int NOT NULL REFERENCES programme (id) ON DELETE CASCADE,
	activity TEXT NOT NULL,
	task TEXT NOT NULL,
	person_id @int REFERENCES person (id) ON DELETE SET NULL,
	day TEXT NOT NULL,
	PRIMARY KEY (programme_id, activity, task)
)@strict;

-- Tasks of their own, with a name on each (S0.33).
CREATE TABLE own_task (
	id @id,
	programme_id @int NOT NULL REFERENCES programme (id) ON DELETE CASCADE,
	activity TEXT NOT NULL,
	title TEXT NOT NULL,
	who TEXT NOT NULL,
	done @int NOT NULL
)@strict;
CREATE INDEX own_task_programme ON own_task (programme_id);

CREATE TABLE agenda_note (
	activity_id @int NOT NULL REFERENCES activity (id) ON DELETE CASCADE,
	item TEXT NOT NULL,			-- key of the agenda item, or 'own/…'
	text TEXT NOT NULL,
	decision TEXT NOT NULL,
	version @int NOT NULL,
	PRIMARY KEY (activity_id, item)
)@strict;

-- Used hours per role and activity, never per person.
CREATE TABLE hours_used (
	id @id,
	programme_id @int NOT NULL REFERENCES programme (id) ON DELETE CASCADE,
	activity TEXT NOT NULL,
	role TEXT NOT NULL,
	pot TEXT NOT NULL,
	minutes @int NOT NULL,			-- summed over the people of the role
	people @int NOT NULL,
	day TEXT NOT NULL,
	note TEXT NOT NULL
)@strict;
CREATE INDEX hours_used_programme ON hours_used (programme_id);

CREATE TABLE gate_answer (
	programme_id @int NOT NULL REFERENCES programme (id) ON DELETE CASCADE,
	gate TEXT NOT NULL,
	answer TEXT NOT NULL,
	person_id @int REFERENCES person (id) ON DELETE SET NULL,
	day TEXT NOT NULL,
	PRIMARY KEY (programme_id, gate)
)@strict;

-- Rows of the method's forms, whatever the method asks for: agreements, support
-- functions, budget lines, documents. No author and no time: who wrote matters
-- only where the form itself asks for a name.
CREATE TABLE programme_form_row (
	id @id,
	programme_id @int NOT NULL REFERENCES programme (id) ON DELETE CASCADE,
	form TEXT NOT NULL,			-- key of the method's form
	values_json TEXT NOT NULL,
	position @int NOT NULL,
	idem TEXT NOT NULL,			-- the sender's key: sent twice, stored once
	keep_until TEXT,			-- date; the row and its file are deleted the day after
	version @int NOT NULL,
	UNIQUE (programme_id, idem)
)@strict;
CREATE INDEX programme_form_row_form ON programme_form_row (programme_id, form);
CREATE INDEX programme_form_row_keep ON programme_form_row (keep_until);

-- The file of a row (S0.28). Whoever may read the row may fetch it.
CREATE TABLE document (
	id @id,
	row_id @int NOT NULL REFERENCES programme_form_row (id) ON DELETE CASCADE,
	field TEXT NOT NULL,
	filename TEXT NOT NULL,
	mime TEXT NOT NULL,
	bytes @bytes NOT NULL,
	UNIQUE (row_id, field)
)@strict;

-- One answer of a private form, sent without name. Each field is a row of its
-- own, so that the answers of one person do not hang together; the key is random
-- and the only order there is. Shown when enough have come (see room.h).
CREATE TABLE reflection (
	random_key TEXT NOT NULL PRIMARY KEY,
	programme_id @int NOT NULL REFERENCES programme (id) ON DELETE CASCADE,
	form TEXT NOT NULL,
	field TEXT NOT NULL,
	text TEXT NOT NULL,
	shown @int NOT NULL
)@keyed;
CREATE INDEX reflection_programme ON reflection (programme_id, form, field);

-- Topics of the fact sheets that do not concern the workplace, and its own.
CREATE TABLE topic_choice (
	programme_id @int NOT NULL REFERENCES programme (id) ON DELETE CASCADE,
	topic TEXT NOT NULL,			-- "sheet/section/topic", or "sheet/section/own/…"
	title TEXT NOT NULL,			-- of an own one
	hidden @int NOT NULL,
	PRIMARY KEY (programme_id, topic)
)@strict;

-- What earlier assessments and surveys found, as background for the workshop. A
-- figure that stands for fewer than five answers is not kept at all: value and
-- answers are NULL then.
CREATE TABLE background (
	id @id,
	programme_id @int NOT NULL REFERENCES programme (id) ON DELETE CASCADE,
	topic TEXT NOT NULL,			-- or the question
	year @int NOT NULL,
	answers @int,
	hundredths @int,			-- of the share in per cent, or of the mean
	low @int NOT NULL,			-- ends of the scale; 0 and 100 for a share
	high @int NOT NULL,
	share @int NOT NULL,
	position @int NOT NULL
)@strict;
CREATE INDEX background_programme ON background (programme_id);

-- The file between "what does it say" and "keep it".
CREATE TABLE background_upload (
	programme_id @int PRIMARY KEY REFERENCES programme (id) ON DELETE CASCADE,
	bytes @bytes NOT NULL,
	day TEXT NOT NULL
)@strict;

-- What has been said by mail already, so that the hourly job says it once.
CREATE TABLE programme_reminder (
	programme_id @int NOT NULL REFERENCES programme (id) ON DELETE CASCADE,
	what TEXT NOT NULL,			-- 'practical/KEY/DAY', 'tasks/KEY/DAY/PERSON', 'year/1'
	PRIMARY KEY (programme_id, what)
)@strict;

-- To which committees the decisions of a meeting have been sent, and when last.
CREATE TABLE minutes_sent (
	activity_id @int NOT NULL REFERENCES activity (id) ON DELETE CASCADE,
	committee_id @int NOT NULL REFERENCES committee (id) ON DELETE CASCADE,
	day TEXT NOT NULL,
	PRIMARY KEY (activity_id, committee_id)
)@strict;
