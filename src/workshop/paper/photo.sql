-- Photos of paper. The bytes are asked for by one statement only.

-- name: photo_add :one (workshop workshop_id, step text, group small_group_id?, bytes bytes, width int, height int, seen text) -> (id photo_id)
INSERT INTO photo (workshop_id, step, group_id, bytes, width, height, seen)
VALUES (:workshop, :step, :group, :bytes, :width, :height, :seen)
RETURNING id;

-- name: photo_count :one (workshop workshop_id) -> (total int)
SELECT COUNT(*) AS total FROM photo WHERE workshop_id = :workshop;

-- name: photo_count_of_group :one (workshop workshop_id, step text, group small_group_id) -> (total int)
SELECT COUNT(*) AS total FROM photo WHERE workshop_id = :workshop AND step = :step AND group_id = :group;

-- name: photos :many (workshop workshop_id, step text) -> (id photo_id, group_id small_group_id?, group_title text?, group_board text?, group_position int?, width int, height int, seen text)
SELECT p.id, p.group_id, g.title AS group_title, g.board AS group_board, g.position AS group_position, p.width, p.height, p.seen
FROM photo p LEFT JOIN small_group g ON g.id = p.group_id
WHERE p.workshop_id = :workshop AND p.step = :step ORDER BY COALESCE(g.position, 0), p.id LIMIT 100;

-- name: photo :maybe (workshop workshop_id, photo photo_id) -> (id photo_id, step text, group_id small_group_id?, group_title text?, group_board text?, group_position int?, width int, height int, seen text)
SELECT p.id, p.step, p.group_id, g.title AS group_title, g.board AS group_board, g.position AS group_position, p.width, p.height, p.seen
FROM photo p LEFT JOIN small_group g ON g.id = p.group_id
WHERE p.id = :photo AND p.workshop_id = :workshop;

-- name: photo_bytes :maybe (workshop workshop_id, photo photo_id) -> (bytes bytes)
SELECT bytes FROM photo WHERE id = :photo AND workshop_id = :workshop;

-- name: photo_set_seen :exec (workshop workshop_id, photo photo_id, seen text)
UPDATE photo SET seen = :seen WHERE id = :photo AND workshop_id = :workshop;

-- name: photo_drop :exec (workshop workshop_id, photo photo_id)
DELETE FROM photo WHERE id = :photo AND workshop_id = :workshop;
