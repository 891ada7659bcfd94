-- Of one unit, the nearest to people's work first.
-- name: committees_of_unit :many (unit unit_id) -> (id committee_id, kind text, name text)
SELECT id, kind, name FROM committee WHERE unit_id = :unit ORDER BY kind, name LIMIT 50;

-- name: committee :maybe (committee committee_id) -> (id committee_id, unit_id unit_id, kind text, name text)
SELECT id, unit_id, kind, name FROM committee WHERE id = :committee;

-- name: committee_add :one (unit unit_id, kind text, name text) -> (id committee_id)
INSERT INTO committee (unit_id, kind, name) VALUES (:unit, :kind, :name) RETURNING id;

-- name: committee_drop :exec (committee committee_id)
DELETE FROM committee WHERE id = :committee;

-- name: committee_members :many (committee committee_id) -> (person_id person_id, name text, email text?, lang text, side text, chair bool)
SELECT m.person_id, p.name, p.email, p.lang, m.side, m.chair FROM committee_member m JOIN person p ON p.id = m.person_id
WHERE m.committee_id = :committee ORDER BY m.chair DESC, p.name LIMIT 60;

-- name: committee_member_set :exec (committee committee_id, person person_id, side text, chair bool)
INSERT INTO committee_member (committee_id, person_id, side, chair) VALUES (:committee, :person, :side, :chair)
ON CONFLICT (committee_id, person_id) DO UPDATE SET side = excluded.side, chair = excluded.chair;

-- name: committee_unchair :exec (committee committee_id)
UPDATE committee_member SET chair = 0 WHERE committee_id = :committee;

-- name: committee_member_drop :exec (committee committee_id, person person_id)
DELETE FROM committee_member WHERE committee_id = :committee AND person_id = :person;
