-- The rooms of a programme: forms with their files, what was sent without name,
-- topics.

-- NULL: this sending has been stored already, or the one row of the form is there.
-- name: form_row_add :maybe (programme programme_id, form text, row_values text, idem text, keep_until date?) -> (id programme_form_row_id)
INSERT INTO programme_form_row (programme_id, form, values_json, position, idem, keep_until, version)
VALUES (:programme, :form, :row_values,
	(SELECT COALESCE(MAX(position), 0) + 1 FROM programme_form_row WHERE programme_id = :programme AND form = :form),
	:idem, :keep_until, 1)
ON CONFLICT (programme_id, idem) DO NOTHING RETURNING id;

-- name: form_row_by_idem :maybe (programme programme_id, idem text) -> (id programme_form_row_id, form text)
SELECT id, form FROM programme_form_row WHERE programme_id = :programme AND idem = :idem;

-- name: form_row_set :exec (programme programme_id, row programme_form_row_id, version int, row_values text, keep_until date?)
UPDATE programme_form_row SET values_json = :row_values, keep_until = :keep_until, version = version + 1
WHERE id = :row AND programme_id = :programme AND version = :version;

-- name: form_row_drop :exec (programme programme_id, form text, row programme_form_row_id)
DELETE FROM programme_form_row WHERE id = :row AND programme_id = :programme AND form = :form;

-- name: form_rows :many (programme programme_id, form text) -> (id programme_form_row_id, values_json text, version int)
SELECT id, values_json, version FROM programme_form_row
WHERE programme_id = :programme AND form = :form ORDER BY position, id LIMIT 500;

-- name: form_row :maybe (programme programme_id, form text, row programme_form_row_id) -> (id programme_form_row_id, values_json text, version int)
SELECT id, values_json, version FROM programme_form_row
WHERE programme_id = :programme AND form = :form AND id = :row;

-- name: form_counts :many (programme programme_id) -> (form text, total int)
SELECT form, COUNT(*) AS total FROM programme_form_row WHERE programme_id = :programme GROUP BY form ORDER BY form LIMIT 100;

-- name: rows_expire :exec (today date)
DELETE FROM programme_form_row WHERE keep_until < :today;

-- name: document_put :exec (row programme_form_row_id, field text, filename text, mime text, bytes bytes)
INSERT INTO document (row_id, field, filename, mime, bytes) VALUES (:row, :field, :filename, :mime, :bytes)
ON CONFLICT (row_id, field) DO UPDATE SET filename = excluded.filename, mime = excluded.mime, bytes = excluded.bytes;

-- name: documents_of_form :many (programme programme_id, form text) -> (row_id programme_form_row_id, field text, filename text, size int)
SELECT d.row_id, d.field, d.filename, LENGTH(d.bytes) AS size FROM document d
JOIN programme_form_row r ON r.id = d.row_id
WHERE r.programme_id = :programme AND r.form = :form ORDER BY d.row_id, d.field LIMIT 1000;

-- name: document :maybe (programme programme_id, form text, row programme_form_row_id, field text) -> (filename text, mime text, bytes bytes)
SELECT d.filename, d.mime, d.bytes FROM document d JOIN programme_form_row r ON r.id = d.row_id
WHERE d.row_id = :row AND d.field = :field AND r.programme_id = :programme AND r.form = :form;

-- name: reflection_add :exec (programme programme_id, form text, random_key text, field text, text text)
INSERT INTO reflection (random_key, programme_id, form, field, text, shown) VALUES (:random_key, :programme, :form, :field, :text, 0);

-- name: reflections_waiting :one (programme programme_id, form text, field text) -> (total int)
SELECT COUNT(*) AS total FROM reflection WHERE programme_id = :programme AND form = :form AND field = :field AND shown = 0;

-- name: reflections_show :exec (programme programme_id, form text, field text)
UPDATE reflection SET shown = 1 WHERE programme_id = :programme AND form = :form AND field = :field;

-- name: reflections :many (programme programme_id, form text) -> (field text, text text)
SELECT field, text FROM reflection WHERE programme_id = :programme AND form = :form AND shown = 1
ORDER BY field, random_key LIMIT 2000;

-- name: topic_set :exec (programme programme_id, topic text, title text, hidden bool)
INSERT INTO topic_choice (programme_id, topic, title, hidden) VALUES (:programme, :topic, :title, :hidden)
ON CONFLICT (programme_id, topic) DO UPDATE SET title = excluded.title, hidden = excluded.hidden;

-- name: topic_drop :exec (programme programme_id, topic text)
DELETE FROM topic_choice WHERE programme_id = :programme AND topic = :topic;

-- name: topics :many (programme programme_id) -> (topic text, title text, hidden bool)
SELECT topic, title, hidden FROM topic_choice WHERE programme_id = :programme ORDER BY topic LIMIT 500;

-- name: background_rows :many (programme programme_id) -> (topic text, year int, answers int?, hundredths int?, low int, high int, share bool)
SELECT topic, year, answers, hundredths, low, high, share FROM background WHERE programme_id = :programme ORDER BY position, id LIMIT 200;

-- name: background_add :exec (programme programme_id, topic text, year int, answers int?, hundredths int?, low int, high int, share bool, position int)
INSERT INTO background (programme_id, topic, year, answers, hundredths, low, high, share, position)
VALUES (:programme, :topic, :year, :answers, :hundredths, :low, :high, :share, :position);

-- name: background_clear :exec (programme programme_id)
DELETE FROM background WHERE programme_id = :programme;

-- name: background_keep :exec (programme programme_id, bytes bytes, day date)
INSERT INTO background_upload (programme_id, bytes, day) VALUES (:programme, :bytes, :day)
ON CONFLICT (programme_id) DO UPDATE SET bytes = excluded.bytes, day = excluded.day;

-- name: background_kept :maybe (programme programme_id) -> (bytes bytes)
SELECT bytes FROM background_upload WHERE programme_id = :programme;

-- name: background_drop :exec (programme programme_id)
DELETE FROM background_upload WHERE programme_id = :programme;

-- name: background_expire :exec (today date)
DELETE FROM background_upload WHERE day < :today;
