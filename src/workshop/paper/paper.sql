-- What comes in on paper or by telephone.

-- name: paper_total :maybe (workshop workshop_id, step text) -> (total int)
SELECT total FROM paper_answer WHERE workshop_id = :workshop AND step = :step;

-- name: paper_one_more :exec (workshop workshop_id, step text)
INSERT INTO paper_answer (workshop_id, step, total) VALUES (:workshop, :step, 1)
ON CONFLICT (workshop_id, step) DO UPDATE SET total = paper_answer.total + 1;

-- name: paper_dots :many (workshop workshop_id, step text) -> (target text, total int)
SELECT target, COUNT(*) AS total FROM dot WHERE workshop_id = :workshop AND step = :step AND mark LIKE 'paper/%'
GROUP BY target ORDER BY target LIMIT 3000;

-- Any of them: they are all alike.
-- name: paper_dots_lift :exec (workshop workshop_id, step text, target text, many int)
DELETE FROM dot WHERE workshop_id = :workshop AND step = :step AND mark IN (
	SELECT mark FROM dot WHERE workshop_id = :workshop AND step = :step AND target = :target AND mark LIKE 'paper/%' ORDER BY mark LIMIT :many);
