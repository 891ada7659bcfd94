-- The session's own agenda.

-- name: agenda_items :many (workshop workshop_id) -> (id agenda_item_id, part text, step text, position int, minutes int, fixed_at int, left_out bool,
--   title text, is_break bool, asks text, answers text, moderated bool, comment bool, steps int)
SELECT id, part, step, position, minutes, fixed_at, left_out, title, is_break, asks, answers, moderated, comment, steps
FROM agenda_item
WHERE workshop_id = :workshop ORDER BY position, id LIMIT 400;

-- name: agenda_item_add :exec (workshop workshop_id, part text, step text, position int, minutes int, fixed_at int, left_out bool, title text,
--   is_break bool, asks text, answers text, moderated bool, comment bool, steps int)
INSERT INTO agenda_item (workshop_id, part, step, position, minutes, fixed_at, left_out, title, is_break, asks, answers, moderated, comment, steps)
VALUES (:workshop, :part, :step, :position, :minutes, :fixed_at, :left_out, :title, :is_break, :asks, :answers, :moderated, :comment, :steps);

-- Other words have another name: what was meant for the old ones is not taken for these.
-- name: agenda_item_reword :exec (workshop workshop_id, step text, fresh text, minutes int, title text, asks text, answers text, moderated bool,
--   comment bool, steps int)
UPDATE agenda_item SET step = :fresh, minutes = :minutes, title = :title, asks = :asks, answers = :answers, moderated = :moderated,
	comment = :comment, steps = :steps
WHERE workshop_id = :workshop AND step = :step;

-- The room stays where it is: its present step has another name.
-- name: workshop_step_renamed :exec (workshop workshop_id, step text, fresh text)
UPDATE workshop SET step = :fresh WHERE id = :workshop AND step = :step;

-- name: agenda_item_set :exec (workshop workshop_id, step text, minutes int, fixed_at int, left_out bool)
UPDATE agenda_item SET minutes = :minutes, fixed_at = :fixed_at, left_out = :left_out WHERE workshop_id = :workshop AND step = :step;

-- name: agenda_item_place :exec (workshop workshop_id, step text, position int)
UPDATE agenda_item SET position = :position WHERE workshop_id = :workshop AND step = :step;

-- name: agenda_item_drop :exec (workshop workshop_id, step text)
DELETE FROM agenda_item WHERE workshop_id = :workshop AND step = :step AND title <> '';

-- What people have put into a step, of whatever kind it is; what was taken back is nobody's.
-- name: step_holds :one (workshop workshop_id, step text) -> (total int)
SELECT (SELECT COUNT(*) FROM card WHERE workshop_id = :workshop AND board = :step)
	+ (SELECT COUNT(*) FROM theme WHERE workshop_id = :workshop AND board = :step)
	+ (SELECT COUNT(*) FROM dot WHERE workshop_id = :workshop AND step = :step AND target <> '')
	+ (SELECT COUNT(*) FROM group_text WHERE workshop_id = :workshop AND step = :step AND text <> '')
	+ (SELECT COUNT(*) FROM form_row WHERE workshop_id = :workshop AND step = :step AND values_json <> '{}')
	+ (SELECT COUNT(*) FROM critical_question WHERE workshop_id = :workshop AND step = :step)
	+ (SELECT COUNT(*) FROM ask_waiting WHERE workshop_id = :workshop AND step = :step AND value <> '')
	+ (SELECT COUNT(*) FROM ask_answer WHERE workshop_id = :workshop AND step = :step)
	+ (SELECT COUNT(*) FROM ask_text WHERE workshop_id = :workshop AND step = :step)
	+ (SELECT COUNT(*) FROM paper_answer WHERE workshop_id = :workshop AND step = :step AND total > 0)
	+ (SELECT COUNT(*) FROM ask_item WHERE workshop_id = :workshop AND step = :step AND agreed <> '')
	+ (SELECT COUNT(*) FROM photo WHERE workshop_id = :workshop AND step = :step) AS total;

-- name: workshop_agenda_changed :exec (workshop workshop_id, version int)
UPDATE workshop SET agenda = 1, version = version + 1 WHERE id = :workshop AND version = :version;

-- name: workshop_agenda_own :exec (workshop workshop_id)
UPDATE workshop SET agenda = 1 WHERE id = :workshop;

-- name: workshop_adjourn :exec (workshop workshop_id, version int, day date, starts_at int)
UPDATE workshop SET day = :day, starts_at = :starts_at, state = 'paused', version = version + 1 WHERE id = :workshop AND version = :version;

-- Where the day itself is on the wall, or something is to begin at a fixed time: what
-- stands there moves on with the clock.
-- name: agendas_on_wall :many () -> (id workshop_id)
SELECT id FROM workshop w WHERE state IN ('open', 'paused') AND (focus = 'agenda' OR (agenda = 1 AND EXISTS (
	SELECT 1 FROM agenda_item a WHERE a.workshop_id = w.id AND a.fixed_at >= 0 AND a.left_out = 0)))
ORDER BY id LIMIT 500;
