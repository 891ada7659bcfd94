-- What stands in the mail queue, for tests.
-- name: mails :many -> (to_addr text, subject text, body text)
SELECT to_addr, subject, body FROM mail_out ORDER BY id LIMIT 100;
