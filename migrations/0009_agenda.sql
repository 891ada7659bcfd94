-- A session's own agenda: how it differs from its method. Only sessions that
-- somebody has retimed, or that run a part of a tool, have rows here (all of
-- their steps then; workshop.agenda says so).

CREATE TABLE agenda_item (
	id @id,
	workshop_id @int NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
	part TEXT NOT NULL,				-- key of the method's part
	step TEXT NOT NULL,				-- key of the method's step, or 'item-N' for one of the session's own
	position @int NOT NULL,
	minutes @int NOT NULL,
	fixed_at @int NOT NULL,				-- minutes after midnight when it must begin; -1: when its turn comes
	left_out @int NOT NULL,
	title TEXT NOT NULL,				-- of an own one; '' otherwise
	is_break @int NOT NULL,				-- an own one that is a pause
	asks TEXT NOT NULL,				-- an own one that asks the room: how it is answered (src/workshop/agenda/question.h); '' otherwise
	answers TEXT NOT NULL,				-- what may be answered, one a line, or the two ends of a line; '' nothing to choose from
	moderated @int NOT NULL,			-- what is answered in words is read before the room sees it
	comment @int NOT NULL,				-- a sentence may be added to the answer
	steps @int NOT NULL,				-- of a scale: how many from end to end; 0 otherwise
	UNIQUE (workshop_id, step)
)@strict;
