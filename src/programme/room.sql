-- The rooms of a programme: forms, documents, support, budget, messages.

-- name: form_row_add :maybe (programme programme_id, form text, values text, idem text) -> (id programme_form_row_id)
INSERT INTO programme_form_row (programme_id, form, values_json, position, idem, version)
VALUES (:programme, :form, :values,
	(SELECT COALESCE(MAX(position), 0) + 1 FROM programme_form_row WHERE programme_id = :programme AND form = :form), :idem, 1)
ON CONFLICT (programme_id, idem) DO NOTHING RETURNING id;

-- name: form_row_set :exec (programme programme_id, row programme_form_row_id, version int, values text)
UPDATE programme_form_row SET values_json = :values, version = version + 1
WHERE id = :row AND programme_id = :programme AND version = :version;

-- name: form_row_drop :exec (programme programme_id, row programme_form_row_id)
DELETE FROM programme_form_row WHERE id = :row AND programme_id = :programme;

-- name: form_rows :many (programme programme_id, form text) -> (id programme_form_row_id, values_json text, version int)
SELECT id, values_json, version FROM programme_form_row WHERE programme_id = :programme AND form = :form ORDER BY position, id LIMIT 500;

-- name: form_counts :many (programme programme_id) -> (form text, total int)
SELECT form, COUNT(*) AS total FROM programme_form_row WHERE programme_id = :programme GROUP BY form ORDER BY form LIMIT 50;

-- name: document_add :one (programme programme_id, title text, kind text, filename text, mime text, bytes bytes, keep_until date) -> (id document_id)
INSERT INTO document (programme_id, title, kind, filename, mime, bytes, keep_until)
VALUES (:programme, :title, :kind, :filename, :mime, :bytes, :keep_until) RETURNING id;

-- name: documents :many (programme programme_id) -> (id document_id, title text, kind text, filename text, keep_until date)
SELECT id, title, kind, filename, keep_until FROM document WHERE programme_id = :programme ORDER BY kind, title LIMIT 200;

-- name: document :maybe (programme programme_id, document document_id) -> (title text, filename text, mime text, bytes bytes)
SELECT title, filename, mime, bytes FROM document WHERE id = :document AND programme_id = :programme;

-- name: document_drop :exec (programme programme_id, document document_id)
DELETE FROM document WHERE id = :document AND programme_id = :programme;

-- name: documents_expire :exec (today date)
DELETE FROM document WHERE keep_until < :today;

-- name: support_add :exec (unit unit_id, kind text, name text, contact text)
INSERT INTO support_function (unit_id, kind, name, contact) VALUES (:unit, :kind, :name, :contact);

-- name: support_drop :exec (unit unit_id, support support_function_id)
DELETE FROM support_function WHERE id = :support AND unit_id = :unit;

-- name: supports :many (unit unit_id) -> (id support_function_id, kind text, name text, contact text)
SELECT id, kind, name, contact FROM support_function WHERE unit_id = :unit ORDER BY kind, name LIMIT 100;

-- name: budget_add :exec (programme programme_id, title text, planned int, used int)
INSERT INTO budget_line (programme_id, title, planned_kr, used_kr) VALUES (:programme, :title, :planned, :used);

-- name: budget_set :exec (programme programme_id, line budget_line_id, title text, planned int, used int)
UPDATE budget_line SET title = :title, planned_kr = :planned, used_kr = :used WHERE id = :line AND programme_id = :programme;

-- name: budget_drop :exec (programme programme_id, line budget_line_id)
DELETE FROM budget_line WHERE id = :line AND programme_id = :programme;

-- name: budget :many (programme programme_id) -> (id budget_line_id, title text, planned_kr int, used_kr int)
SELECT id, title, planned_kr, used_kr FROM budget_line WHERE programme_id = :programme ORDER BY id LIMIT 100;

-- name: message_add :exec (programme programme_id, receiver text, message text, rhythm text, who text)
INSERT INTO message_plan (programme_id, receiver, message, rhythm, who) VALUES (:programme, :receiver, :message, :rhythm, :who);

-- name: message_drop :exec (programme programme_id, message message_plan_id)
DELETE FROM message_plan WHERE id = :message AND programme_id = :programme;

-- name: messages :many (programme programme_id) -> (id message_plan_id, receiver text, message text, rhythm text, who text)
SELECT id, receiver, message, rhythm, who FROM message_plan WHERE programme_id = :programme ORDER BY id LIMIT 100;

-- name: process_support_add :exec (programme programme_id, day date, kind text, text text, minutes int)
INSERT INTO process_support (programme_id, day, kind, text, minutes, answered) VALUES (:programme, :day, :kind, :text, :minutes, 0);

-- name: process_support_answer :exec (programme programme_id, support process_support_id)
UPDATE process_support SET answered = 1 WHERE id = :support AND programme_id = :programme;

-- name: process_supports :many (programme programme_id) -> (id process_support_id, day date, kind text, text text, minutes int, answered bool)
SELECT id, day, kind, text, minutes, answered FROM process_support WHERE programme_id = :programme ORDER BY day DESC, id DESC LIMIT 200;

-- name: topic_set :exec (programme programme_id, topic text, title text, hidden bool)
INSERT INTO topic_choice (programme_id, topic, title, hidden) VALUES (:programme, :topic, :title, :hidden)
ON CONFLICT (programme_id, topic) DO UPDATE SET title = excluded.title, hidden = excluded.hidden;

-- name: topics :many (programme programme_id) -> (topic text, title text, hidden bool)
SELECT topic, title, hidden FROM topic_choice WHERE programme_id = :programme ORDER BY topic LIMIT 200;
