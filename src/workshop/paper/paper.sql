-- What comes in on paper or by telephone.

-- name: paper_dots :many (workshop workshop_id, step text) -> (target text, total int)
SELECT target, COUNT(*) AS total FROM dot WHERE workshop_id = :workshop AND step = :step AND mark LIKE 'paper/%'
GROUP BY target ORDER BY target LIMIT 3000;

-- Any of them: they are all alike.
-- name: paper_dots_lift :exec (workshop workshop_id, step text, target text, many int)
DELETE FROM dot WHERE workshop_id = :workshop AND step = :step AND mark IN (
	SELECT mark FROM dot WHERE workshop_id = :workshop AND step = :step AND target = :target AND mark LIKE 'paper/%' ORDER BY mark LIMIT :many);
