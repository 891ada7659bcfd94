-- Statements of the store's own tests, on the tables of the lower rooms.

-- What goes in comes out again, of every type.
-- name: test_echo :one (t text, i int, b bool, d date, y bytes, r real)
-- -> (t text, i int, b bool, d date, y bytes, r real)
SELECT CAST(:t AS TEXT) AS t, CAST(:i AS @int) AS i, CAST(:b AS @int) AS b,
	CAST(:d AS TEXT) AS d, CAST(:y AS @bytes) AS y, CAST(:r AS @real) AS r;

-- name: test_echo_nulls :one (t text?, i int?, d date?, y bytes?, r real?, k mail_out_id?)
-- -> (t text?, i int?, d date?, y bytes?, r real?, k mail_out_id?)
SELECT CAST(:t AS TEXT) AS t, CAST(:i AS @int) AS i, CAST(:d AS TEXT) AS d,
	CAST(:y AS @bytes) AS y, CAST(:r AS @real) AS r, CAST(:k AS @int) AS k;

-- Declared as never null, and yet it is.
-- name: test_null_by_mistake :one -> (t text)
SELECT CAST(NULL AS TEXT) AS t;

-- name: test_set :exec (name text, value text)
INSERT INTO setting (name, value) VALUES (:name, :value);

-- name: test_get :maybe (name text) -> (value text)
SELECT value FROM setting WHERE name = :name;

-- name: test_need :one (name text) -> (value text)
SELECT value FROM setting WHERE name = :name;

-- name: test_list :many (prefix text) -> (name text, value text)
SELECT name, value FROM setting WHERE name LIKE :prefix ORDER BY name LIMIT 50000;

-- name: test_count :one -> (n_rows int)
SELECT count(*) AS n_rows FROM setting;

-- name: test_rename :exec (was text, becomes text)
UPDATE setting SET name = :becomes WHERE name = :was;

-- name: test_clear :exec
DELETE FROM setting;

-- name: test_mail :one (addr text, message text, state text) -> (id mail_out_id)
INSERT INTO mail_out (to_addr, to_name, subject, body, message_id, due_at, state)
VALUES (:addr, '', '', '', :message, 0, :state) RETURNING id;

-- name: test_attach :exec (mail mail_out_id, bytes bytes)
INSERT INTO mail_attachment (mail_id, position, filename, mime, bytes)
VALUES (:mail, 1, 'a', 'text/plain', :bytes);

-- name: test_attachments :many (mail mail_out_id) -> (id mail_attachment_id, bytes bytes)
SELECT id, bytes FROM mail_attachment WHERE mail_id = :mail ORDER BY position LIMIT 100;

-- name: test_mail_delete :exec (mail mail_out_id)
DELETE FROM mail_out WHERE id = :mail;
