-- The organisation, its persons, their roles over time, and how they sign in.

-- One tree. name_key is the name lower-cased: two "Team Nord" under one parent
-- would be one unit written twice.
CREATE TABLE unit (
	id @id,
	parent_id @int REFERENCES unit (id) ON DELETE RESTRICT,
	name TEXT NOT NULL,
	name_key TEXT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('organisation', 'area', 'workplace', 'team')),
	code TEXT,
	UNIQUE (parent_id, name_key)
) @strict;
-- A tree has one top, and NULL would slip through UNIQUE.
CREATE UNIQUE INDEX unit_top ON unit (COALESCE(parent_id, 0)) WHERE parent_id IS NULL;

-- email is lower-cased by the rules, so that UNIQUE means one mailbox.
-- Persons stay when they leave: plans and roles refer to them.
CREATE TABLE person (
	id @id,
	name TEXT NOT NULL,
	email TEXT UNIQUE,
	phone TEXT,
	number TEXT UNIQUE,
	lang TEXT NOT NULL DEFAULT 'da' CHECK (lang IN ('da', 'en')),
	CHECK (email IS NOT NULL OR number IS NOT NULL)
) @strict;

-- Who held which role where, and when. Rows are ended, never deleted. One that
-- was withdrawn before it counted ends the day before it begins.
CREATE TABLE assignment (
	id @id,
	person_id @int NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
	unit_id @int NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,
	role TEXT NOT NULL CHECK (role IN ('employee', 'daily_leader', 'top_leader', 'helper', 'consultant',
		'safety_representative', 'union_representative', 'joint_union_representative', 'hr', 'administrator', 'provider')),
	from_day TEXT NOT NULL,
	to_day TEXT,
	elected_until TEXT
) @strict;
-- NULL would slip through a plain UNIQUE.
CREATE UNIQUE INDEX assignment_once ON assignment (person_id, unit_id, role, from_day, COALESCE(to_day, ''));
CREATE INDEX assignment_unit ON assignment (unit_id, role);

-- Apart from person, so that no list of persons can carry a hash along.
CREATE TABLE password (
	person_id @int PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
	hash TEXT NOT NULL,
	changed_at @int NOT NULL
) @strict;

-- The browser holds the secret, we hold its hash.
CREATE TABLE login_session (
	hash TEXT PRIMARY KEY,
	person_id @int NOT NULL REFERENCES person (id) ON DELETE CASCADE,
	created_at @int NOT NULL,
	seen_at @int NOT NULL
) @strict;
CREATE INDEX login_session_person ON login_session (person_id);

-- One-time links. person_id is NULL for the set-up link and for a link to an
-- address nobody has, which is stored so that both answers take the same time.
CREATE TABLE login_link (
	hash TEXT PRIMARY KEY,
	person_id @int REFERENCES person (id) ON DELETE CASCADE,
	purpose TEXT NOT NULL CHECK (purpose IN ('sign_in', 'invitation', 'set_up', 'nobody')),
	expires_at @int NOT NULL
) @strict;
CREATE INDEX login_link_person ON login_link (person_id);

-- A file between "what would this do" and "do it". One per administrator.
CREATE TABLE import_upload (
	hash TEXT NOT NULL,
	person_id @int PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
	bytes @bytes NOT NULL,
	created_at @int NOT NULL
) @strict;

-- The working environment organisation: AMO groups, working environment
-- committees, and MED committees. Their level is the unit's place in the tree.
CREATE TABLE committee (
	id @id,
	unit_id @int NOT NULL REFERENCES unit (id) ON DELETE CASCADE,
	kind TEXT NOT NULL CHECK (kind IN ('amo_group', 'amo', 'med')),
	name TEXT NOT NULL,
	UNIQUE (unit_id, name)
) @strict;

-- Where whoever has it hard can turn: one a line, of the nearest unit that has any.
CREATE TABLE unit_help (
	unit_id @int NOT NULL PRIMARY KEY REFERENCES unit (id) ON DELETE CASCADE,
	lines TEXT NOT NULL
) @strict;

CREATE TABLE committee_member (
	committee_id @int NOT NULL REFERENCES committee (id) ON DELETE CASCADE,
	person_id @int NOT NULL REFERENCES person (id) ON DELETE CASCADE,
	side TEXT NOT NULL CHECK (side IN ('management', 'employees')),
	chair @int NOT NULL,			-- at most one a committee
	PRIMARY KEY (committee_id, person_id)
) @strict;
CREATE INDEX committee_member_person ON committee_member (person_id);

-- Administrative acts, each hashed onto the one before. No reference to
-- person: the chain must outlive whatever it tells about.
CREATE TABLE audit (
	id @int PRIMARY KEY,
	at @int NOT NULL,
	actor_id @int,
	act TEXT NOT NULL,
	about TEXT NOT NULL,
	previous TEXT NOT NULL UNIQUE,
	hash TEXT NOT NULL
) @strict;

-- How long the chain is and how it ends: what one writer holds while it adds a
-- line, and what tells that lines were cut off the end.
CREATE TABLE audit_head (
	id @int PRIMARY KEY CHECK (id = 1),
	lines @int NOT NULL,
	hash TEXT NOT NULL
) @strict;
INSERT INTO audit_head (id, lines, hash) VALUES (1, 0, '');
