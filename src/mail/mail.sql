-- The queue of outgoing mail. Times are seconds since 1970.

-- name: mail_add :one (to_addr text, to_name text, subject text, body text, message text, due int) -> (id mail_out_id)
INSERT INTO mail_out (to_addr, to_name, subject, body, message_id, due_at)
VALUES (:to_addr, :to_name, :subject, :body, :message, :due) RETURNING id;

-- name: mail_attach :exec (mail mail_out_id, position int, filename text, mime text, bytes bytes)
INSERT INTO mail_attachment (mail_id, position, filename, mime, bytes)
VALUES (:mail, :position, :filename, :mime, :bytes);

-- name: mail_due :many (now int, most int) -> (id mail_out_id, due_at int)
SELECT id, due_at FROM mail_out WHERE state = 'waiting' AND due_at <= :now
ORDER BY due_at, id LIMIT :most;

-- Whoever changes the time takes the message: another node that saw it due
-- changes nothing. A sender that dies gives it back when the time comes.
-- name: mail_claim :exec (id mail_out_id, due int, until int)
UPDATE mail_out SET due_at = :until, attempts = attempts + 1
WHERE id = :id AND due_at = :due AND state = 'waiting';

-- name: mail_claimed :one (id mail_out_id)
-- -> (to_addr text, to_name text, subject text, body text, message_id text, attempts int)
SELECT to_addr, to_name, subject, body, message_id, attempts FROM mail_out WHERE id = :id;

-- name: mail_files :many (mail mail_out_id) -> (filename text, mime text, bytes bytes)
SELECT filename, mime, bytes FROM mail_attachment WHERE mail_id = :mail ORDER BY position LIMIT 10;

-- Through with it, sent or refused: the text and the files are not needed any
-- more and may hold a link that opens something.
-- name: mail_done :exec (id mail_out_id, state text, code int, now int)
UPDATE mail_out SET state = :state, last_code = :code, body = '', due_at = :now WHERE id = :id;

-- name: mail_drop_files :exec (mail mail_out_id)
DELETE FROM mail_attachment WHERE mail_id = :mail;

-- name: mail_retry :exec (id mail_out_id, code int, due int)
UPDATE mail_out SET last_code = :code, due_at = :due WHERE id = :id;

-- The server could not be asked, so this was no attempt.
-- name: mail_give_back :exec (id mail_out_id, due int)
UPDATE mail_out SET attempts = attempts - 1, due_at = :due WHERE id = :id;

-- name: mail_postpone :exec (now int, until int)
UPDATE mail_out SET due_at = :until WHERE state = 'waiting' AND due_at <= :now;

-- name: mail_forget :exec (before int)
DELETE FROM mail_out WHERE state <> 'waiting' AND due_at < :before;

-- name: mail_counts :one -> (waiting int, failed int)
SELECT COALESCE(SUM(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END), 0) AS waiting,
	COALESCE(SUM(CASE WHEN state = 'failed' THEN 1 ELSE 0 END), 0) AS failed
FROM mail_out;
