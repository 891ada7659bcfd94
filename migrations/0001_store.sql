-- What the rooms below the slices keep: outgoing mail, forms that may be carried
-- out only once, and the server's own small state.

-- One message waiting for, or through with, the SMTP server. A row is written in
-- the transaction of the work that wants it sent.
CREATE TABLE mail_out (
	id @id,
	to_addr TEXT NOT NULL,
	to_name TEXT NOT NULL,
	subject TEXT NOT NULL,
	body TEXT NOT NULL,
	message_id TEXT NOT NULL UNIQUE,	-- stable over attempts, so that servers drop a second copy
	due_at @int NOT NULL,			-- seconds since 1970; the next attempt
	attempts @int NOT NULL DEFAULT 0,
	state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed')),
	last_code @int NOT NULL DEFAULT 0	-- the server's last reply code; 0: not asked yet
) @strict;
CREATE INDEX mail_out_due ON mail_out (state, due_at, id);

-- The files of a message go with it when it is cleared away.
CREATE TABLE mail_attachment (
	id @id,
	mail_id @int NOT NULL REFERENCES mail_out (id) ON DELETE CASCADE,
	position @int NOT NULL,
	filename TEXT NOT NULL,
	mime TEXT NOT NULL,
	bytes @bytes NOT NULL,
	UNIQUE (mail_id, position)
) @strict;

-- A form that has been carried out: a double click or a second sending is
-- answered with the first one's redirect. Swept by day.
CREATE TABLE form_once (
	token TEXT NOT NULL PRIMARY KEY,
	path TEXT NOT NULL,	-- '' until the work has said where to go
	day TEXT NOT NULL
) @strict;
CREATE INDEX form_once_day ON form_once (day);

-- Small state of the server that must survive a restart, such as its keys. The
-- value is text; binary keys are written as hex.
CREATE TABLE setting (
	name TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
) @strict;
