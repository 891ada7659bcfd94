-- Own methods and their published versions.

-- name: own_add :one (kind text, key text, base_key text?, base_title text, base_text text?, body text, person person_id?, now int) -> (id own_method_id)
INSERT INTO own_method (kind, method_key, base_key, base_title, base_text, body, state, version, review, revision, changed_by, changed_at)
VALUES (:kind, :key, :base_key, :base_title, :base_text, :body, 'draft', 0, NULL, 1, :person, :now)
RETURNING id;

-- name: own_row :maybe (id own_method_id) -> (id own_method_id, kind text, method_key text, base_key text?, base_title text, base_text text?, body text,
--   state text, version int, review date?, revision int, changed_at int)
SELECT id, kind, method_key, base_key, base_title, base_text, body, state, version, review, revision, changed_at FROM own_method WHERE id = :id;

-- name: own_by_key :maybe (key text) -> (id own_method_id)
SELECT id FROM own_method WHERE method_key = :key;

-- name: own_rows :many () -> (id own_method_id, kind text, method_key text, base_title text, body text, state text, version int, review date?, changed_at int, who text?)
SELECT m.id, m.kind, m.method_key, m.base_title, m.body, m.state, m.version, m.review, m.changed_at, p.name AS who
FROM own_method m LEFT JOIN person p ON p.id = m.changed_by ORDER BY m.changed_at DESC, m.id DESC LIMIT 200;

-- name: own_count :one () -> (total int)
SELECT COUNT(*) AS total FROM own_method;

-- name: own_set_body :exec (id own_method_id, revision int, body text, person person_id?, now int)
UPDATE own_method SET body = :body, revision = revision + 1, changed_by = :person, changed_at = :now
WHERE id = :id AND revision = :revision;

-- name: own_publish :exec (id own_method_id, revision int, version int, body text, review date?, person person_id?, now int)
UPDATE own_method SET state = 'published', version = :version, body = :body, review = :review, revision = revision + 1,
	changed_by = :person, changed_at = :now
WHERE id = :id AND revision = :revision;

-- name: own_version_add :exec (id own_method_id, version int, body text, note text, person person_id?, day date)
INSERT INTO own_version (own_method_id, version, body, note, published_by, published_on) VALUES (:id, :version, :body, :note, :person, :day);

-- name: own_withdraw :exec (id own_method_id, revision int, person person_id?, now int)
UPDATE own_method SET state = 'withdrawn', revision = revision + 1, changed_by = :person, changed_at = :now WHERE id = :id AND revision = :revision;

-- name: own_drop_draft :exec (id own_method_id)
DELETE FROM own_method WHERE id = :id AND version = 0;

-- name: own_versions :many (id own_method_id) -> (id own_version_id, version int, note text, published_on date, who text?)
SELECT v.id, v.version, v.note, v.published_on, p.name AS who FROM own_version v LEFT JOIN person p ON p.id = v.published_by
WHERE v.own_method_id = :id ORDER BY v.version DESC LIMIT 100;

-- name: own_version_body :maybe (id own_method_id, version int) -> (body text)
SELECT body FROM own_version WHERE own_method_id = :id AND version = :version;

-- What every node must know: each published version, and whether the library
-- still offers it.
-- name: own_published :many () -> (id own_version_id, offered bool)
SELECT v.id, CASE WHEN m.state = 'published' AND m.version = v.version THEN 1 ELSE 0 END AS offered
FROM own_version v JOIN own_method m ON m.id = v.own_method_id ORDER BY v.id LIMIT 2000;

-- name: own_published_body :one (id own_version_id) -> (body text)
SELECT body FROM own_version WHERE id = :id;

-- name: own_due :many (day date) -> (id own_method_id, body text, review date)
SELECT id, body, review FROM own_method WHERE state = 'published' AND review IS NOT NULL AND review <= :day ORDER BY review, id LIMIT 50;
