-- name: help_of_unit :maybe (unit unit_id) -> (lines text)
SELECT lines FROM unit_help WHERE unit_id = :unit;

-- name: help_set :exec (unit unit_id, lines text)
INSERT INTO unit_help (unit_id, lines) VALUES (:unit, :lines)
ON CONFLICT (unit_id) DO UPDATE SET lines = excluded.lines;

-- name: help_drop :exec (unit unit_id)
DELETE FROM unit_help WHERE unit_id = :unit;
