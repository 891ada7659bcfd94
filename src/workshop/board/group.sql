-- Small groups and what they write.

-- name: group_add :one (workshop workshop_id, step text, theme theme_id?, board text, title text, size_max int) -> (id small_group_id)
INSERT INTO small_group (workshop_id, step, theme_id, board, title, position, size_max)
VALUES (:workshop, :step, :theme, :board, :title,
	(SELECT COALESCE(MAX(position), 0) + 1 FROM small_group WHERE workshop_id = :workshop AND step = :step), :size_max)
RETURNING id;

-- name: groups :many (workshop workshop_id, step text) -> (id small_group_id, theme_id theme_id?, board text, title text, position int, size_max int,
--   members int)
SELECT g.id, g.theme_id, g.board, g.title, g.position, g.size_max,
	(SELECT COUNT(*) FROM phone p WHERE p.group_id = g.id) AS members
FROM small_group g WHERE g.workshop_id = :workshop AND g.step = :step ORDER BY g.position, g.id LIMIT 100;

-- name: group :maybe (workshop workshop_id, group small_group_id) -> (id small_group_id, step text, theme_id theme_id?, title text, size_max int)
SELECT id, step, theme_id, title, size_max FROM small_group WHERE id = :group AND workshop_id = :workshop;

-- What groups have written, in whatever step: new groups would leave it without an owner.
-- name: groups_wrote :one (workshop workshop_id, step text) -> (total int)
SELECT COUNT(*) AS total FROM small_group g WHERE g.workshop_id = :workshop AND g.step = :step
AND (EXISTS (SELECT 1 FROM group_text t WHERE t.group_id = g.id) OR EXISTS (SELECT 1 FROM form_row r WHERE r.group_id = g.id)
	OR EXISTS (SELECT 1 FROM photo p WHERE p.group_id = g.id));

-- name: group_wrote :one (group small_group_id) -> (total int)
SELECT (SELECT COUNT(*) FROM group_text t WHERE t.group_id = :group) + (SELECT COUNT(*) FROM form_row r WHERE r.group_id = :group)
	+ (SELECT COUNT(*) FROM photo p WHERE p.group_id = :group) AS total;

-- Whoever else sits there.
-- name: group_others :one (group small_group_id, phone phone_id) -> (total int)
SELECT COUNT(*) AS total FROM phone WHERE group_id = :group AND id <> :phone;

-- name: group_rename :exec (workshop workshop_id, group small_group_id, title text, theme theme_id?)
UPDATE small_group SET title = :title, theme_id = :theme WHERE id = :group AND workshop_id = :workshop;

-- name: groups_drop :exec (workshop workshop_id, step text)
DELETE FROM small_group WHERE workshop_id = :workshop AND step = :step;

-- name: group_drop :exec (workshop workshop_id, group small_group_id)
DELETE FROM small_group WHERE id = :group AND workshop_id = :workshop;

-- name: text_add :exec (workshop workshop_id, step text, group small_group_id, text text)
INSERT INTO group_text (workshop_id, step, group_id, text, seen, version) VALUES (:workshop, :step, :group, :text, 'group', 1);

-- name: text_set :exec (step text, group small_group_id, version int, text text)
UPDATE group_text SET text = :text, version = version + 1 WHERE step = :step AND group_id = :group AND version = :version;

-- name: text_of :maybe (step text, group small_group_id) -> (text text, seen text, version int)
SELECT text, seen, version FROM group_text WHERE step = :step AND group_id = :group;

-- name: texts :many (workshop workshop_id, step text) -> (group_id small_group_id, group_title text, group_board text,
--   group_position int, theme_id theme_id?, text text, seen text, version int)
SELECT t.group_id, g.title AS group_title, g.board AS group_board, g.position AS group_position, g.theme_id, t.text, t.seen, t.version
FROM group_text t JOIN small_group g ON g.id = t.group_id
WHERE t.workshop_id = :workshop AND t.step = :step ORDER BY g.position, g.id LIMIT 100;

-- name: text_show :exec (step text, group small_group_id, seen text)
UPDATE group_text SET seen = :seen WHERE step = :step AND group_id = :group;

-- name: row_add :maybe (workshop workshop_id, step text, form text, group small_group_id?, row_values text, idem text, said text)
-- -> (id form_row_id)
INSERT INTO form_row (workshop_id, step, form, group_id, values_json, position, seen, mark_option, mark_reason, idem, said, version)
VALUES (:workshop, :step, :form, :group, :row_values,
	(SELECT COALESCE(MAX(position), 0) + 1 FROM form_row WHERE workshop_id = :workshop AND step = :step), 'group', '', '', :idem, :said, 1)
ON CONFLICT (workshop_id, idem) DO NOTHING
RETURNING id;

-- name: row_by_idem :maybe (workshop workshop_id, idem text) -> (id form_row_id, step text, row_values text, said text)
SELECT id, step, values_json AS row_values, said FROM form_row WHERE workshop_id = :workshop AND idem = :idem;

-- name: row_count :one (workshop workshop_id) -> (total int)
SELECT COUNT(*) AS total FROM form_row WHERE workshop_id = :workshop AND step NOT IN ('shown', '');

-- name: row :maybe (workshop workshop_id, row form_row_id) -> (id form_row_id, step text, form text, group_id small_group_id?, values_json text,
--   seen text, mark_option text, mark_reason text, version int)
SELECT id, step, form, group_id, values_json, seen, mark_option, mark_reason, version FROM form_row
WHERE id = :row AND workshop_id = :workshop AND step <> '';

-- name: rows :many (workshop workshop_id, step text) -> (id form_row_id, form text, group_id small_group_id?, values_json text, seen text,
--   mark_option text, mark_reason text, version int)
SELECT id, form, group_id, values_json, seen, mark_option, mark_reason, version FROM form_row
WHERE workshop_id = :workshop AND step = :step ORDER BY position, id LIMIT 400;

-- name: row_set :exec (workshop workshop_id, row form_row_id, version int, row_values text)
UPDATE form_row SET values_json = :row_values, version = version + 1 WHERE id = :row AND workshop_id = :workshop AND version = :version;

-- name: row_show :exec (workshop workshop_id, row form_row_id, seen text)
UPDATE form_row SET seen = :seen WHERE id = :row AND workshop_id = :workshop;

-- name: rows_show :exec (workshop workshop_id, step text, group small_group_id, seen text)
UPDATE form_row SET seen = :seen WHERE workshop_id = :workshop AND step = :step AND group_id = :group;

-- What a whole step's groups wrote; what was shown further stays so.
-- name: form_show :exec (workshop workshop_id, step text, seen text)
UPDATE form_row SET seen = :seen WHERE workshop_id = :workshop AND step = :step AND seen <> 'shared';

-- name: rows_unmark :exec (workshop workshop_id)
UPDATE form_row SET idem = 'end/' || id, said = '' WHERE workshop_id = :workshop;

-- A row that is gone leaves the sender's key behind, empty and of no step, until
-- the end: its words may still be under way once more. What was asked of it goes.
-- name: row_drop :exec (workshop workshop_id, row form_row_id)
UPDATE form_row SET step = '', form = '', group_id = NULL, values_json = '{}', seen = 'group', mark_option = '', mark_reason = ''
WHERE id = :row AND workshop_id = :workshop;

-- name: row_questions_drop :exec (workshop workshop_id, row form_row_id)
DELETE FROM critical_question WHERE row_id = :row AND workshop_id = :workshop;

-- name: rows_gone_forget :exec (workshop workshop_id)
DELETE FROM form_row WHERE workshop_id = :workshop AND step = '';

-- name: row_mark :exec (workshop workshop_id, row form_row_id, option text, reason text)
UPDATE form_row SET mark_option = :option, mark_reason = :reason WHERE id = :row AND workshop_id = :workshop;

-- name: question_add :maybe (workshop workshop_id, step text, row form_row_id, text text, idem text) -> (id critical_question_id)
INSERT INTO critical_question (workshop_id, step, row_id, text, answer, idem) VALUES (:workshop, :step, :row, :text, '', :idem)
ON CONFLICT (workshop_id, idem) DO NOTHING
RETURNING id;

-- name: question_by_idem :maybe (workshop workshop_id, idem text) -> (text text)
SELECT text FROM critical_question WHERE workshop_id = :workshop AND idem = :idem;

-- name: question_count :one (workshop workshop_id) -> (total int)
SELECT COUNT(*) AS total FROM critical_question WHERE workshop_id = :workshop;

-- name: questions_unmark :exec (workshop workshop_id)
UPDATE critical_question SET idem = 'end/' || id WHERE workshop_id = :workshop;

-- name: question_stands :maybe (workshop workshop_id, question critical_question_id) -> (answer text, group_id small_group_id?)
SELECT q.answer, r.group_id FROM critical_question q JOIN form_row r ON r.id = q.row_id
WHERE q.id = :question AND q.workshop_id = :workshop;

-- name: question_answer :exec (workshop workshop_id, question critical_question_id, answer text)
UPDATE critical_question SET answer = :answer WHERE id = :question AND workshop_id = :workshop;

-- name: questions :many (workshop workshop_id) -> (id critical_question_id, row_id form_row_id, text text, answer text)
SELECT id, row_id, text, answer FROM critical_question WHERE workshop_id = :workshop ORDER BY row_id, id LIMIT 1000;

-- A form that is filled in once and shown, such as the leader's agreed role.
-- name: row_of_form :maybe (workshop workshop_id, form text) -> (id form_row_id, values_json text, version int)
SELECT id, values_json, version FROM form_row WHERE workshop_id = :workshop AND form = :form ORDER BY id LIMIT 1;
