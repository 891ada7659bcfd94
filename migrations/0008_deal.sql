-- Dealing cards, meeting anew, and the questions that run through a session.
-- What belongs to a phone here ends with the phone (ON DELETE CASCADE): the end
-- of a session deletes its phones.

-- How a step of kind `deal` stands. Which card and which partner a phone has is
-- stored nowhere: both follow from the phone's place in the order of joining,
-- the round and the session's salt (deal.c); but for cards passed on, see deal_pass.
CREATE TABLE deal (
	workshop_id @int NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
	step TEXT NOT NULL,
	round @int NOT NULL,				-- from 1
	by_itself @int NOT NULL,			-- the next round begins when the bell has rung
	silent @int NOT NULL,				-- the bell is seen and felt, not heard
	done @int NOT NULL,				-- the facilitator has gathered the cards in
	PRIMARY KEY (workshop_id, step)
)@strict;

-- With how many phones each round began: those who come later join a pair.
CREATE TABLE deal_round (
	workshop_id @int NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
	step TEXT NOT NULL,
	round @int NOT NULL,
	phones @int NOT NULL,
	empty TEXT NOT NULL,				-- seats on which nobody sat then: '3 17'
	PRIMARY KEY (workshop_id, step, round)
)@strict;

-- What a phone was given for cards it passed on: a place of the shuffled deck, in
-- which round, and as which of its exchanges.
CREATE TABLE deal_pass (
	phone_id @int NOT NULL REFERENCES phone (id) ON DELETE CASCADE,
	step TEXT NOT NULL,
	place @int NOT NULL,
	round @int NOT NULL,
	nth @int NOT NULL,
	PRIMARY KEY (phone_id, step, place)
)@strict;

-- Who sat together, by a number for each seating: groups that are to be drawn
-- anew need it, nobody else asks.
CREATE TABLE seating (
	phone_id @int NOT NULL REFERENCES phone (id) ON DELETE CASCADE,
	workshop_id @int NOT NULL,
	together @int NOT NULL,				-- the small group's id; the group itself may be gone
	PRIMARY KEY (phone_id, together)
)@strict;
CREATE INDEX seating_workshop ON seating (workshop_id);

-- The questions that run through a whole session.
CREATE TABLE channel (
	workshop_id @int PRIMARY KEY REFERENCES workshop (id) ON DELETE CASCADE,
	on_wall @int NOT NULL,				-- the projector shows the top questions now
	ended_on TEXT					-- the day the session ended: answers may be read with the join link for so long after it
)@strict;

-- No author, no time: the order is the order of the ids.
CREATE TABLE channel_question (
	id @id,
	workshop_id @int NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
	part TEXT NOT NULL,				-- where it was asked: what leaders were not in for is not theirs to read
	text TEXT NOT NULL,
	answer TEXT NOT NULL,				-- written; '' when it was answered aloud, or not yet
	state TEXT NOT NULL CHECK (state IN ('held', 'open', 'answered', 'gone')),
	slot TEXT NOT NULL CHECK (slot IN ('', 'now', 'end')),	-- when the facilitator has planned to take it up
	shared @int NOT NULL,				-- the facilitator has let leaders read it, too
	edited @int NOT NULL,				-- its reader took out a name, or made it shorter: the words are not the sender's any more
	votes @int NOT NULL,				-- how many support it, as it may be shown: a whole number of steps, which never falls
	idem TEXT NOT NULL,
	UNIQUE (workshop_id, idem)
)@strict;

-- A phone's support of a question, or that it was withdrawn; the mark can be made
-- by that phone alone. turn: which saying it is, see dot.
CREATE TABLE channel_vote (
	question_id @int NOT NULL REFERENCES channel_question (id) ON DELETE CASCADE,
	mark TEXT NOT NULL,
	workshop_id @int NOT NULL,
	up @int NOT NULL,
	turn @int NOT NULL,
	PRIMARY KEY (question_id, mark)
)@keyed;
CREATE INDEX channel_vote_workshop ON channel_vote (workshop_id);
