-- Votes whose result has been told.

-- name: vote_tell :exec (workshop workshop_id, step text)
INSERT INTO vote_told (workshop_id, step) VALUES (:workshop, :step) ON CONFLICT DO NOTHING;

-- name: vote_open :exec (workshop workshop_id, step text)
DELETE FROM vote_told WHERE workshop_id = :workshop AND step = :step;

-- name: vote_told :maybe (workshop workshop_id, step text) -> (step text)
SELECT step FROM vote_told WHERE workshop_id = :workshop AND step = :step;
