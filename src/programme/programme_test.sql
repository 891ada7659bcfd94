-- For tests only: what has been queued.

-- name: test_mails :many -> (to_addr text, subject text, body text, mime text?, bytes bytes?)
SELECT m.to_addr, m.subject, m.body, f.mime, f.bytes FROM mail_out m LEFT JOIN mail_attachment f ON f.mail_id = m.id ORDER BY m.id LIMIT 500;

-- name: test_forget_mails :exec
DELETE FROM mail_attachment;

-- name: test_forget_queue :exec
DELETE FROM mail_out;

-- name: test_action_own :exec (action action_id, owner person_id)
UPDATE action SET owner_id = :owner, status = 'planned', stand = 'approved' WHERE id = :action;

-- name: test_version_sent :exec (plan plan_id, day date)
INSERT INTO plan_version (plan_id, number, day, why, snapshot_json, taken_down, sent) VALUES (:plan, 1, :day, '', '{}', 0, :day);
