-- A draft that several teams comment on (S2.29). A comment has no author and no
-- time, and no order but chance: its key is random. Which session it came from is
-- kept so that the team finds the answer; which team it was is shown only where
-- the team was large enough and wanted it (consultation.h).

CREATE TABLE consultation (
	id @id,
	unit_id @int NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,		-- whose draft it is
	heard_id @int NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,		-- the teams of this unit and below are asked
	workshop_id @int REFERENCES workshop (id) ON DELETE SET NULL,		-- where it was written; its facilitators answer too
	title TEXT NOT NULL,
	answers_by TEXT NOT NULL,			-- date: promised to the teams
	secret TEXT NOT NULL,				-- 128 bits: the page with the answers
	open @int NOT NULL
)@strict;
CREATE INDEX consultation_unit ON consultation (unit_id);

CREATE TABLE consultation_part (
	id @id,
	consultation_id @int NOT NULL REFERENCES consultation (id) ON DELETE CASCADE,
	position @int NOT NULL,
	text TEXT NOT NULL
)@strict;
CREATE INDEX consultation_part_of ON consultation_part (consultation_id, position);

-- A session that has taken the draft in. people 0: nothing sent yet.
CREATE TABLE consultation_voice (
	id @id,
	consultation_id @int NOT NULL REFERENCES consultation (id) ON DELETE CASCADE,
	workshop_id @int NOT NULL UNIQUE REFERENCES workshop (id) ON DELETE CASCADE,
	name TEXT NOT NULL,				-- '' does not want to be named
	people @int NOT NULL,
	shown @int NOT NULL				-- 0: waits until five stand behind what has no name
)@strict;
CREATE INDEX consultation_voice_of ON consultation_voice (consultation_id);

-- Which row of the session is which part of the draft.
CREATE TABLE consultation_row (
	row_id @int PRIMARY KEY REFERENCES form_row (id) ON DELETE CASCADE,
	part_id @int NOT NULL REFERENCES consultation_part (id) ON DELETE CASCADE
)@strict;

CREATE TABLE consultation_comment (
	random_key TEXT NOT NULL PRIMARY KEY,
	consultation_id @int NOT NULL REFERENCES consultation (id) ON DELETE CASCADE,
	voice_id @int NOT NULL REFERENCES consultation_voice (id) ON DELETE CASCADE,
	part_id @int REFERENCES consultation_part (id) ON DELETE SET NULL,	-- NULL: the whole
	heading TEXT NOT NULL,				-- of the column it stood in, or ''
	text TEXT NOT NULL,
	source TEXT NOT NULL,				-- 'card/7', 'question/3': sent once
	answer TEXT NOT NULL CHECK (answer IN ('', 'taken_in', 'partly', 'not', 'elsewhere')),
	why TEXT NOT NULL,
	version @int NOT NULL,
	UNIQUE (voice_id, source)
)@keyed;
CREATE INDEX consultation_comment_of ON consultation_comment (consultation_id);
