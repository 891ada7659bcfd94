-- Units, persons and roles. A role counts on a day when from_day <= day and it
-- has not ended before; days are ISO texts, which compare as dates.

-- Whoever changes what belongs to a unit does so one after the other.
-- name: unit_hold :maybe (unit unit_id) -> (id unit_id)
SELECT id FROM unit WHERE id = :unit @for_update;

-- The same of a person, who may belong to several units.
-- name: person_hold :maybe (person person_id) -> (id person_id)
SELECT id FROM person WHERE id = :person @for_update;

-- name: unit_get :maybe (unit unit_id) -> (id unit_id, parent unit_id?, name text, kind text, code text?)
SELECT id, parent_id AS parent, name, kind, code FROM unit WHERE id = :unit;

-- The topmost unit, if the organisation has been created.
-- name: unit_top :maybe -> (id unit_id, name text)
SELECT id, name FROM unit WHERE parent_id IS NULL;

-- The unit and those above it, nearest first.
-- name: unit_path :many (unit unit_id) -> (id unit_id, parent unit_id?, name text, kind text, code text?)
WITH RECURSIVE up (id, depth) AS (
	SELECT unit.id, 0 FROM unit WHERE unit.id = :unit
	UNION ALL
	SELECT unit.parent_id, up.depth + 1 FROM up JOIN unit ON unit.id = up.id
	WHERE unit.parent_id IS NOT NULL AND up.depth < 32
)
SELECT unit.id AS id, unit.parent_id AS parent, unit.name AS name, unit.kind AS kind, unit.code AS code
FROM up JOIN unit ON unit.id = up.id ORDER BY up.depth LIMIT 33;

-- All units by number, a page at a time.
-- name: unit_page :many (after_id int) -> (id unit_id, parent unit_id?, name text, kind text, code text?)
SELECT id, parent_id AS parent, name, kind, code FROM unit WHERE id > :after_id ORDER BY id LIMIT 1000;

-- How many levels hang below a unit, itself included.
-- name: unit_height :one (unit unit_id) -> (height int)
WITH RECURSIVE below (id, depth) AS (
	SELECT unit.id, 1 FROM unit WHERE unit.id = :unit
	UNION ALL
	SELECT unit.id, below.depth + 1 FROM below JOIN unit ON unit.parent_id = below.id WHERE below.depth < 32
)
SELECT max(depth) AS height FROM below;

-- name: unit_add :one (parent unit_id?, name text, name_key text, kind text, code text?) -> (id unit_id)
INSERT INTO unit (parent_id, name, name_key, kind, code) VALUES (:parent, :name, :name_key, :kind, :code) RETURNING id;

-- name: unit_change :exec (unit unit_id, parent unit_id?, name text, name_key text, kind text, code text?)
UPDATE unit SET parent_id = :parent, name = :name, name_key = :name_key, kind = :kind, code = :code WHERE id = :unit;

-- name: person_get :maybe (person person_id)
-- -> (id person_id, name text, email text?, phone text?, number text?, lang text)
SELECT id, name, email, phone, number, lang FROM person WHERE id = :person;

-- name: person_by_email :maybe (email text)
-- -> (id person_id, name text, email text?, phone text?, number text?, lang text)
SELECT id, name, email, phone, number, lang FROM person WHERE email = :email;

-- name: person_by_number :maybe (number text) -> (id person_id)
SELECT id FROM person WHERE number = :number;

-- name: person_add :one (name text, email text?, phone text?, number text?, lang text) -> (id person_id)
INSERT INTO person (name, email, phone, number, lang) VALUES (:name, :email, :phone, :number, :lang) RETURNING id;

-- name: person_change :exec (person person_id, name text, email text?, phone text?, number text?)
UPDATE person SET name = :name, email = :email, phone = :phone, number = :number WHERE id = :person;

-- name: person_set_lang :exec (person person_id, lang text)
UPDATE person SET lang = :lang WHERE id = :person;

-- What somebody holds on a day: for the actor of a request. A hundred roles at
-- once is a mistake, not a person.
-- name: roles_held :many (person person_id, day date) -> (role text, unit unit_id)
SELECT role, unit_id AS unit FROM assignment
WHERE person_id = :person AND from_day <= :day AND (to_day IS NULL OR to_day >= :day)
ORDER BY unit_id, role LIMIT 100;

-- roles: '' for all, else names between commas (",hr,helper,").
-- name: roles_in_unit :many (unit unit_id, roles text, day date)
-- -> (id assignment_id, person person_id, unit unit_id, name text, email text?, unit_name text, role text,
--     from_day date, to_day date?, elected_until date?)
SELECT a.id AS id, a.person_id AS person, a.unit_id AS unit, p.name AS name, p.email AS email, u.name AS unit_name,
	a.role AS role, a.from_day AS from_day, a.to_day AS to_day, a.elected_until AS elected_until
FROM assignment a JOIN person p ON p.id = a.person_id JOIN unit u ON u.id = a.unit_id
WHERE a.unit_id = :unit AND a.from_day <= :day AND (a.to_day IS NULL OR a.to_day >= :day)
	AND (:roles = '' OR :roles LIKE '%,' || a.role || ',%')
ORDER BY p.name, p.id, a.role LIMIT 2000;

-- name: roles_below_unit :many (unit unit_id, roles text, day date)
-- -> (id assignment_id, person person_id, unit unit_id, name text, email text?, unit_name text, role text,
--     from_day date, to_day date?, elected_until date?)
WITH RECURSIVE below (id) AS (
	SELECT unit.id FROM unit WHERE unit.id = :unit
	UNION
	SELECT unit.id FROM below JOIN unit ON unit.parent_id = below.id
)
SELECT a.id AS id, a.person_id AS person, a.unit_id AS unit, p.name AS name, p.email AS email, u.name AS unit_name,
	a.role AS role, a.from_day AS from_day, a.to_day AS to_day, a.elected_until AS elected_until
FROM below JOIN assignment a ON a.unit_id = below.id JOIN person p ON p.id = a.person_id JOIN unit u ON u.id = a.unit_id
WHERE a.from_day <= :day AND (a.to_day IS NULL OR a.to_day >= :day)
	AND (:roles = '' OR :roles LIKE '%,' || a.role || ',%')
ORDER BY p.name, p.id, a.role LIMIT 2000;

-- name: roles_of_person :many (person person_id)
-- -> (id assignment_id, person person_id, unit unit_id, name text, email text?, unit_name text, role text,
--     from_day date, to_day date?, elected_until date?)
SELECT a.id AS id, a.person_id AS person, a.unit_id AS unit, p.name AS name, p.email AS email, u.name AS unit_name,
	a.role AS role, a.from_day AS from_day, a.to_day AS to_day, a.elected_until AS elected_until
FROM assignment a JOIN person p ON p.id = a.person_id JOIN unit u ON u.id = a.unit_id
WHERE a.person_id = :person ORDER BY a.from_day DESC, a.id DESC LIMIT 500;

-- name: persons_counted :one (unit unit_id, day date) -> (persons int)
WITH RECURSIVE below (id) AS (
	SELECT unit.id FROM unit WHERE unit.id = :unit
	UNION
	SELECT unit.id FROM below JOIN unit ON unit.parent_id = below.id
)
SELECT count(DISTINCT a.person_id) AS persons FROM below JOIN assignment a ON a.unit_id = below.id
WHERE a.role <> 'provider' AND a.from_day <= :day AND (a.to_day IS NULL OR a.to_day >= :day);

-- name: role_get :maybe (id assignment_id)
-- -> (id assignment_id, person person_id, unit unit_id, role text, from_day date, to_day date?)
SELECT id, person_id AS person, unit_id AS unit, role, from_day, to_day FROM assignment WHERE id = :id;

-- The same role of the same person in the same place, in some of the same time.
-- last_day is '9999-12-31' while it lasts.
-- name: role_overlapping :maybe (person person_id, unit unit_id, role text, from_day date, last_day date)
-- -> (id assignment_id)
SELECT id FROM assignment WHERE person_id = :person AND unit_id = :unit AND role = :role
	AND from_day <= :last_day AND (to_day IS NULL OR to_day >= :from_day) ORDER BY id LIMIT 1;

-- name: role_add :one (person person_id, unit unit_id, role text, from_day date, to_day date?, elected_until date?)
-- -> (id assignment_id)
INSERT INTO assignment (person_id, unit_id, role, from_day, to_day, elected_until)
VALUES (:person, :unit, :role, :from_day, :to_day, :elected_until) RETURNING id;

-- name: role_end :exec (id assignment_id, to_day date)
UPDATE assignment SET to_day = :to_day WHERE id = :id;

-- Others who administer the whole organisation on that day or later.
-- name: other_administrators :one (id assignment_id, day date) -> (others int)
SELECT count(*) AS others FROM assignment a JOIN unit u ON u.id = a.unit_id
WHERE a.id <> :id AND a.role = 'administrator' AND u.parent_id IS NULL AND a.from_day <= :day
	AND (a.to_day IS NULL OR a.to_day >= :day);

-- The end of the chain, held until the transaction ends, so that two writers
-- cannot both hang their line on it.
-- name: audit_head :one -> (lines int, hash text)
SELECT lines, hash FROM audit_head WHERE id = 1 @for_update;

-- name: audit_head_read :one -> (lines int, hash text)
SELECT lines, hash FROM audit_head WHERE id = 1;

-- name: audit_head_set :exec (lines int, hash text)
UPDATE audit_head SET lines = :lines, hash = :hash WHERE id = 1;

-- name: audit_add :exec (id int, at int, actor person_id?, act text, about text, previous text, hash text)
INSERT INTO audit (id, at, actor_id, act, about, previous, hash) VALUES (:id, :at, :actor, :act, :about, :previous, :hash);

-- name: audit_page :many (after_id int)
-- -> (id int, at int, actor person_id?, act text, about text, previous text, hash text)
SELECT id, at, actor_id AS actor, act, about, previous, hash FROM audit WHERE id > :after_id ORDER BY id LIMIT 1000;

-- name: audit_recent :many -> (id int, at int, actor text?, act text, about text)
SELECT audit.id AS id, audit.at AS at, person.name AS actor, audit.act AS act, audit.about AS about
FROM audit LEFT JOIN person ON person.id = audit.actor_id ORDER BY audit.id DESC LIMIT 200;

-- name: roles_erase :exec (person person_id)
DELETE FROM assignment WHERE person_id = :person;

-- name: person_erase :exec (person person_id)
DELETE FROM person WHERE id = :person;

-- Whose roles are others on :day than they were on :since.
-- name: turned :many (since date, day date) -> (person_id person_id)
SELECT DISTINCT person_id FROM assignment
WHERE (to_day >= :since AND to_day < :day) OR (from_day > :since AND from_day <= :day) ORDER BY person_id LIMIT 1000;
