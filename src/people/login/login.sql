-- Passwords, sessions and one-time links. Secrets are stored only as hashes.

-- name: password_by_email :maybe (email text) -> (person person_id, hash text)
SELECT password.person_id AS person, password.hash AS hash FROM password JOIN person ON person.id = password.person_id
WHERE person.email = :email;

-- name: password_of :maybe (person person_id) -> (hash text)
SELECT hash FROM password WHERE person_id = :person;

-- name: password_set :exec (person person_id, hash text, at int)
INSERT INTO password (person_id, hash, changed_at) VALUES (:person, :hash, :at)
ON CONFLICT (person_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at;

-- name: session_add :exec (hash text, person person_id, at int)
INSERT INTO login_session (hash, person_id, created_at, seen_at) VALUES (:hash, :person, :at, :at);

-- name: session_get :maybe (hash text, idle_since int, created_since int)
-- -> (person person_id, name text, lang text, seen_at int)
SELECT person.id AS person, person.name AS name, person.lang AS lang, login_session.seen_at AS seen_at
FROM login_session JOIN person ON person.id = login_session.person_id
WHERE login_session.hash = :hash AND login_session.seen_at >= :idle_since AND login_session.created_at >= :created_since;

-- name: session_seen :exec (hash text, at int)
UPDATE login_session SET seen_at = :at WHERE hash = :hash AND seen_at < :at;

-- name: session_end :exec (hash text)
DELETE FROM login_session WHERE hash = :hash;

-- name: session_end_all :exec (person person_id)
DELETE FROM login_session WHERE person_id = :person;

-- name: session_end_others :exec (person person_id, kept text)
DELETE FROM login_session WHERE person_id = :person AND hash <> :kept;

-- name: session_count :one (person person_id) -> (sessions int)
SELECT count(*) AS sessions FROM login_session WHERE person_id = :person;

-- name: sessions_run_out :many (idle_since int, created_since int) -> (person_id person_id)
SELECT DISTINCT person_id FROM login_session WHERE seen_at < :idle_since OR created_at < :created_since ORDER BY person_id LIMIT 1000;

-- name: session_sweep :exec (idle_since int, created_since int)
DELETE FROM login_session WHERE seen_at < :idle_since OR created_at < :created_since;

-- name: link_add :exec (hash text, person person_id?, purpose text, expires_at int)
INSERT INTO login_link (hash, person_id, purpose, expires_at) VALUES (:hash, :person, :purpose, :expires_at);

-- name: link_get :maybe (hash text, now int) -> (person person_id?, purpose text)
SELECT person_id AS person, purpose FROM login_link WHERE hash = :hash AND expires_at > :now;

-- The number of changed rows tells who came first.
-- name: link_take :exec (hash text, now int)
DELETE FROM login_link WHERE hash = :hash AND expires_at > :now;

-- name: links_of_person_drop :exec (person person_id)
DELETE FROM login_link WHERE person_id = :person;

-- name: setup_links_drop :exec
DELETE FROM login_link WHERE purpose = 'set_up';

-- name: link_sweep :exec (now int)
DELETE FROM login_link WHERE expires_at <= :now;

-- Who administers the whole organisation today, and how they could get in.
-- name: administrators :one (day date) -> (by_password int, by_mail int)
SELECT count(password.person_id) AS by_password, count(person.email) AS by_mail
FROM assignment a JOIN unit ON unit.id = a.unit_id AND unit.parent_id IS NULL
	JOIN person ON person.id = a.person_id LEFT JOIN password ON password.person_id = person.id
WHERE a.role = 'administrator' AND a.from_day <= :day AND (a.to_day IS NULL OR a.to_day >= :day);

-- name: once_take :exec (token text, day date)
INSERT INTO form_once (token, path, day) VALUES (:token, '', :day) ON CONFLICT (token) DO NOTHING;

-- name: once_get :one (token text) -> (path text)
SELECT path FROM form_once WHERE token = :token;

-- name: once_path :exec (token text, path text)
UPDATE form_once SET path = :path WHERE token = :token;

-- name: once_forget :exec (token text)
DELETE FROM form_once WHERE token = :token;

-- name: once_sweep :exec (day date)
DELETE FROM form_once WHERE day < :day;

-- name: upload_expire :exec (before int)
DELETE FROM import_upload WHERE created_at < :before;
