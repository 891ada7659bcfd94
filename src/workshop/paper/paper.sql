-- What comes in on paper or by telephone.

-- name: paper_dots :many (workshop workshop_id, step text) -> (target text, total int)
SELECT target, COUNT(*) AS total FROM dot WHERE workshop_id = :workshop AND step = :step AND mark LIKE 'paper/%'
GROUP BY target ORDER BY target LIMIT 3000;

-- Any of them: they are all alike.
-- name: paper_dots_lift :exec (workshop workshop_id, step text, target text, many int)
DELETE FROM dot WHERE workshop_id = :workshop AND step = :step AND mark IN (
	SELECT mark FROM dot WHERE workshop_id = :workshop AND step = :step AND target = :target AND mark LIKE 'paper/%' ORDER BY mark LIMIT :many);

-- How many sheets of dots there are to type in.
-- name: paper_ballots_set :exec (workshop workshop_id, step text, total int)
INSERT INTO paper_answer (workshop_id, step, total) VALUES (:workshop, :step, :total)
ON CONFLICT (workshop_id, step) DO UPDATE SET total = excluded.total;

-- name: paper_dots_all :one (workshop workshop_id, step text) -> (total int)
SELECT COUNT(*) AS total FROM dot WHERE workshop_id = :workshop AND step = :step AND mark LIKE 'paper/%';
