-- What comes into a session on paper: photos of cards, and how many answer sets
-- were typed in for people without a phone. No author and no time, as with all
-- that a session collects.

-- A photo that a group, or the facilitator, has taken of paper. The bytes are
-- ours: read to pixels and written anew, without the camera's notes.
CREATE TABLE photo (
	id @id,
	workshop_id @int NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
	step TEXT NOT NULL,				-- of the board, or where the group works
	group_id @int REFERENCES small_group (id) ON DELETE CASCADE,	-- none: of the board itself
	bytes @bytes NOT NULL,				-- JPEG
	width @int NOT NULL,
	height @int NOT NULL,
	seen TEXT NOT NULL CHECK (seen IN ('group', 'session', 'shared'))
)@strict;
CREATE INDEX photo_workshop ON photo (workshop_id, step);

-- How many have answered a question set or voted on paper or by telephone: they
-- count as people in the room. What they said is not tied to this.
CREATE TABLE paper_answer (
	workshop_id @int NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
	step TEXT NOT NULL,
	total @int NOT NULL,
	PRIMARY KEY (workshop_id, step)
)@strict;
