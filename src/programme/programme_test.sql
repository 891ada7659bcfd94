-- For tests only: what has been queued.

-- name: test_mails :many -> (to_addr text, subject text, body text, mime text?, bytes bytes?)
SELECT m.to_addr, m.subject, m.body, f.mime, f.bytes FROM mail_out m LEFT JOIN mail_attachment f ON f.mail_id = m.id ORDER BY m.id LIMIT 500;

-- name: test_forget_mails :exec
DELETE FROM mail_attachment;

-- name: test_forget_queue :exec
DELETE FROM mail_out;
