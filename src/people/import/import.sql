-- What an import compares with, a page at a time, and the kept file.

-- name: import_persons :many (after_id int)
-- -> (id person_id, name text, email text?, phone text?, number text?)
SELECT id, name, email, phone, number FROM person WHERE id > :after_id ORDER BY id LIMIT 5000;

-- name: import_roles :many (after_id int)
-- -> (id assignment_id, person person_id, unit unit_id, role text, from_day date, to_day date?, elected_until date?)
SELECT id, person_id AS person, unit_id AS unit, role, from_day, to_day, elected_until
FROM assignment WHERE id > :after_id ORDER BY id LIMIT 5000;

-- name: import_committees :many (after_id int) -> (id committee_id, unit_id unit_id, kind text, name text)
SELECT id, unit_id, kind, name FROM committee WHERE id > :after_id ORDER BY id LIMIT 5000;

-- name: import_committee_kind :exec (committee committee_id, kind text)
UPDATE committee SET kind = :kind WHERE id = :committee;

-- name: upload_keep :exec (hash text, person person_id, bytes bytes, at int)
INSERT INTO import_upload (hash, person_id, bytes, created_at) VALUES (:hash, :person, :bytes, :at)
ON CONFLICT (person_id) DO UPDATE SET hash = excluded.hash, bytes = excluded.bytes, created_at = excluded.created_at;

-- name: upload_get :maybe (hash text, person person_id) -> (bytes bytes)
SELECT bytes FROM import_upload WHERE hash = :hash AND person_id = :person;

-- name: upload_drop :exec (person person_id)
DELETE FROM import_upload WHERE person_id = :person;

-- name: import_role_change :exec (id assignment_id, from_day date, to_day date?, elected_until date?)
UPDATE assignment SET from_day = :from_day, to_day = :to_day, elected_until = :elected_until WHERE id = :id;
