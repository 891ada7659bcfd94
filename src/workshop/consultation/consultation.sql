-- Rounds of comments on a draft. No statement here knows a phone or a person.

-- name: consultation_add :one (unit unit_id, heard unit_id, workshop workshop_id?, title text, answers_by date, secret text) -> (id consultation_id)
INSERT INTO consultation (unit_id, heard_id, workshop_id, title, answers_by, secret, open)
VALUES (:unit, :heard, :workshop, :title, :answers_by, :secret, 1) RETURNING id;

-- name: consultation :maybe (consultation consultation_id) -> (id consultation_id, unit_id unit_id, heard_id unit_id, workshop_id workshop_id?,
--   title text, answers_by date, secret text, open bool)
SELECT id, unit_id, heard_id, workshop_id, title, answers_by, secret, open FROM consultation WHERE id = :consultation;

-- Held until the transaction ends: two small teams that send at once.
-- name: consultation_hold :maybe (consultation consultation_id) -> (open bool)
SELECT open FROM consultation WHERE id = :consultation @for_update;

-- name: consultations :many () -> (id consultation_id, unit_id unit_id, heard_id unit_id, workshop_id workshop_id?, title text, answers_by date,
--   secret text, open bool)
SELECT id, unit_id, heard_id, workshop_id, title, answers_by, secret, open FROM consultation ORDER BY open DESC, id DESC LIMIT 500;

-- name: consultation_shut :exec (consultation consultation_id)
UPDATE consultation SET open = 0 WHERE id = :consultation;

-- name: consultation_part_add :one (consultation consultation_id, position int, text text) -> (id consultation_part_id)
INSERT INTO consultation_part (consultation_id, position, text) VALUES (:consultation, :position, :text) RETURNING id;

-- name: consultation_parts :many (consultation consultation_id) -> (id consultation_part_id, text text)
SELECT id, text FROM consultation_part WHERE consultation_id = :consultation ORDER BY position, id LIMIT 100;

-- name: consultation_row_add :exec (row form_row_id, part consultation_part_id)
INSERT INTO consultation_row (row_id, part_id) VALUES (:row, :part);

-- name: consultation_rows :many (workshop workshop_id) -> (row_id form_row_id, part_id consultation_part_id)
SELECT c.row_id, c.part_id FROM consultation_row c JOIN form_row r ON r.id = c.row_id WHERE r.workshop_id = :workshop ORDER BY c.row_id LIMIT 400;

-- name: voice_add :exec (consultation consultation_id, workshop workshop_id)
INSERT INTO consultation_voice (consultation_id, workshop_id, name, people, shown) VALUES (:consultation, :workshop, '', 0, 0);

-- name: voice_of :maybe (workshop workshop_id) -> (id consultation_voice_id, consultation_id consultation_id, name text, people int, shown bool)
SELECT id, consultation_id, name, people, shown FROM consultation_voice WHERE workshop_id = :workshop;

-- name: voice_say :exec (voice consultation_voice_id, name text, people int, shown bool)
UPDATE consultation_voice SET name = :name, people = :people, shown = :shown WHERE id = :voice;

-- name: voices :many (consultation consultation_id) -> (id consultation_voice_id, name text, people int, shown bool)
SELECT id, name, people, shown FROM consultation_voice WHERE consultation_id = :consultation AND people > 0 ORDER BY name, id LIMIT 1000;

-- Who ran the sessions that sent comments: they tell their teams.
-- name: voices_hearers :many (consultation consultation_id) -> (person_id person_id, workshop_id workshop_id)
SELECT f.person_id, f.workshop_id FROM consultation_voice v JOIN workshop_facilitator f ON f.workshop_id = v.workshop_id
WHERE v.consultation_id = :consultation AND v.people > 0 ORDER BY f.workshop_id, f.person_id LIMIT 5000;

-- name: voices_show :exec (consultation consultation_id)
UPDATE consultation_voice SET shown = 1 WHERE consultation_id = :consultation AND people > 0;

-- name: comment_add :exec (key text, consultation consultation_id, voice consultation_voice_id, part consultation_part_id?, heading text,
--   text text, source text)
INSERT INTO consultation_comment (random_key, consultation_id, voice_id, part_id, heading, text, source, answer, why, version)
VALUES (:key, :consultation, :voice, :part, :heading, :text, :source, '', '', 1) ON CONFLICT (voice_id, source) DO NOTHING;

-- name: comments :many (consultation consultation_id) -> (random_key text, voice_id consultation_voice_id, part_id consultation_part_id?,
--   heading text, text text, source text, answer text, why text, version int)
SELECT random_key, voice_id, part_id, heading, text, source, answer, why, version FROM consultation_comment
WHERE consultation_id = :consultation ORDER BY random_key LIMIT 2000;

-- name: comment_count :one (consultation consultation_id) -> (total int)
SELECT COUNT(*) AS total FROM consultation_comment WHERE consultation_id = :consultation;

-- name: comment_answer :exec (consultation consultation_id, key text, version int, answer text, why text)
UPDATE consultation_comment SET answer = :answer, why = :why, version = version + 1
WHERE consultation_id = :consultation AND random_key = :key AND version = :version
	AND voice_id IN (SELECT id FROM consultation_voice WHERE consultation_id = :consultation AND shown = 1);

-- What never came so far that it could be seen.
-- name: comments_unseen_drop :exec (consultation consultation_id)
DELETE FROM consultation_comment WHERE consultation_id = :consultation
	AND voice_id IN (SELECT id FROM consultation_voice WHERE consultation_id = :consultation AND shown = 0);

-- Asked about the rows of the draft, in one step.
-- name: questions_of_step :many (workshop workshop_id, step text) -> (id critical_question_id, row_id form_row_id, text text)
SELECT id, row_id, text FROM critical_question WHERE workshop_id = :workshop AND step = :step ORDER BY row_id, id LIMIT 1000;
