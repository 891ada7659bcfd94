-- Whole rows, for the test that nothing there says who wrote. An INSERT without
-- names gives every column of its table, and statements are checked against the
-- schema while building: whoever adds a column there breaks the build here, and
-- must look at the test.

-- name: reflection_whole :exec (random_key text, programme programme_id, form text, field text, text text, shown bool)
INSERT INTO reflection VALUES (:random_key, :programme, :form, :field, :text, :shown);

-- name: form_row_whole :exec (id programme_form_row_id, programme programme_id, form text, row_values text, position int, idem text, keep_until date?, version int)
INSERT INTO programme_form_row VALUES (:id, :programme, :form, :row_values, :position, :idem, :keep_until, :version);

-- name: whole_reflections :many () -> (random_key text, programme_id programme_id, form text, field text, text text, shown bool)
SELECT random_key, programme_id, form, field, text, shown FROM reflection ORDER BY random_key LIMIT 1000;

-- name: whole_form_rows :many () -> (id programme_form_row_id, programme_id programme_id, form text, values_json text, position int, idem text,
-- keep_until date?, version int)
SELECT id, programme_id, form, values_json, position, idem, keep_until, version FROM programme_form_row ORDER BY id LIMIT 1000;

-- name: agreements_made :many (origin text) -> (title text, responsible text)
SELECT title, responsible FROM agreement WHERE origin = :origin ORDER BY id LIMIT 10;

-- name: inspirations_there :many (workshop workshop_id) -> (step text, topic text, title text, hidden bool)
SELECT step, topic, title, hidden FROM inspiration WHERE workshop_id = :workshop ORDER BY step, topic, title LIMIT 300;
