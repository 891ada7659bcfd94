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
	UNIQUE (workshop_id, step)
)@strict;
