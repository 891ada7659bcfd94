-- What the tests look at or break behind the rules' back.

-- name: test_mail_count :one -> (messages int)
SELECT count(*) AS messages FROM mail_out;

-- name: test_mail_body :one -> (body text)
SELECT body FROM mail_out ORDER BY id DESC LIMIT 1;

-- name: test_link_count :one -> (links int)
SELECT count(*) AS links FROM login_link;

-- name: test_audit_spoil :exec (id int, about text)
UPDATE audit SET about = :about WHERE id = :id;

-- name: test_audit_cut :exec (first int)
DELETE FROM audit WHERE id >= :first;

-- name: test_persons :one -> (persons int)
SELECT count(*) AS persons FROM person;

-- name: test_units :one -> (units int)
SELECT count(*) AS units FROM unit;

-- name: test_roles :one -> (roles int)
SELECT count(*) AS roles FROM assignment;
