-- Votes whose result has been told.

-- name: vote_tell :exec (workshop workshop_id, step text)
INSERT INTO vote_told (workshop_id, step) VALUES (:workshop, :step) ON CONFLICT DO NOTHING;

-- name: vote_open :exec (workshop workshop_id, step text)
DELETE FROM vote_told WHERE workshop_id = :workshop AND step = :step;

-- name: vote_told :maybe (workshop workshop_id, step text) -> (step text)
SELECT step FROM vote_told WHERE workshop_id = :workshop AND step = :step;

-- How many phones have dots on what is on the board, or have changed where they lie
-- since the room was told: at least so many, for no dot tells whose it is. And dots on
-- paper. What lies on a card that was taken away or parked meanwhile is in hand again.
-- name: vote_taken_part :one (workshop workshop_id, step text, board text) -> (phones int, changed int, paper int, shown int)
SELECT COALESCE(MAX(laid), 0) AS phones, COALESCE(MAX(moved), 0) AS changed, COALESCE(SUM(typed), 0) AS paper, COALESCE(SUM(told), 0) AS shown
FROM (SELECT SUM(CASE WHEN n > 0 AND there.what IS NOT NULL THEN 1 ELSE 0 END) AS laid,
	SUM(CASE WHEN n > 0 AND target <> shown AND (target = '' OR there.what IS NOT NULL) THEN 1 ELSE 0 END) AS moved,
	SUM(CASE WHEN n = 0 AND there.what IS NOT NULL THEN 1 ELSE 0 END) AS typed, SUM(CASE WHEN shown <> '' THEN 1 ELSE 0 END) AS told
	FROM dot LEFT JOIN (SELECT 'card/' || id AS what FROM card WHERE workshop_id = :workshop AND board = :board
		UNION ALL SELECT 'theme/' || id AS what FROM theme WHERE workshop_id = :workshop AND board = :board) there ON there.what = target
	WHERE workshop_id = :workshop AND step = :step GROUP BY n) AS each_dot;

-- name: vote_show :exec (workshop workshop_id, step text)
UPDATE dot SET shown = target WHERE workshop_id = :workshop AND step = :step AND shown <> target;

-- name: vote_show_paper :exec (workshop workshop_id, step text)
UPDATE dot SET shown = target WHERE workshop_id = :workshop AND step = :step AND n = 0 AND shown <> target;
