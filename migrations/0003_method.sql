-- Own methods: what an organisation has made of a method, or of its own. The
-- text is a content file; what has been published never changes, because runs
-- go on with the version they began with.

CREATE TABLE own_method (
	id @id,
	kind TEXT NOT NULL,				-- of the document: 'workshop', 'deck' ...
	method_key TEXT NOT NULL UNIQUE,		-- begins with "own-": built-in keys can never meet it
	base_key TEXT,					-- what it was copied from; NULL: brought in as a file
	base_title TEXT NOT NULL,			-- as it was called then
	base_text TEXT,					-- as it was then: the differences are told against this
	body TEXT NOT NULL,				-- the draft, YAML
	state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn')),
	version @int NOT NULL,				-- newest published; 0 none
	review TEXT,					-- when somebody should look at it again
	revision @int NOT NULL,				-- raised by every change; a stale page is told
	changed_by @int REFERENCES person (id) ON DELETE SET NULL,
	changed_at @int NOT NULL
)@strict;

CREATE TABLE own_version (
	id @id,
	own_method_id @int NOT NULL REFERENCES own_method (id) ON DELETE RESTRICT,
	version @int NOT NULL,
	body TEXT NOT NULL,
	note TEXT NOT NULL,				-- what changed, in a line
	published_by @int REFERENCES person (id) ON DELETE SET NULL,
	published_on TEXT NOT NULL,
	UNIQUE (own_method_id, version)
)@strict;
