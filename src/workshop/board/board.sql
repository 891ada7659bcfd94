-- Boards: cards, headings, dots. No statement here knows a phone.

-- The sender's key makes a second sending change nothing. The id is not asked
-- for: to give it back, SQLite would keep a table and a journal for each card.
-- name: card_add :exec (workshop workshop_id, board text, cell text, held bool, theme theme_id?, text text, position int, idem text, mark text,
--   said text)
INSERT INTO card (workshop_id, board, cell, held, theme_id, merged_into, text, position, chosen, idem, mark, said)
VALUES (:workshop, :board, :cell, :held, :theme, NULL, :text, :position, 0, :idem, :mark, :said)
ON CONFLICT (workshop_id, idem) DO NOTHING;

-- name: card_by_idem :maybe (workshop workshop_id, idem text) -> (id card_id, board text, text text, said text)
SELECT id, board, text, said FROM card WHERE workshop_id = :workshop AND idem = :idem;

-- name: card_count :one (workshop workshop_id) -> (total int)
SELECT COUNT(*) AS total FROM card WHERE workshop_id = :workshop AND board <> '';

-- name: card :maybe (workshop workshop_id, card card_id) -> (id card_id, board text, cell text, held bool, theme_id theme_id?,
--   merged_into card_id?, text text, position int, chosen bool, mark text, parked_from text)
SELECT id, board, cell, held, theme_id, merged_into, text, position, chosen, mark, parked_from FROM card
WHERE id = :card AND workshop_id = :workshop AND board <> '';

-- name: cards :many (workshop workshop_id, board text) -> (id card_id, cell text, held bool, theme_id theme_id?, merged_into card_id?, text text,
--   position int, chosen bool, gathered int)
SELECT id, cell, held, theme_id, merged_into, text, position, chosen, gathered FROM card
WHERE workshop_id = :workshop AND board = :board ORDER BY position, id LIMIT 3000;

-- A card that is gone leaves the sender's key behind, empty, until the end: its
-- words may still be under way once more.
-- name: card_take_back :exec (workshop workshop_id, idem text, mark text)
UPDATE card SET board = '', cell = '', held = 0, text = '', chosen = 0, mark = ''
WHERE workshop_id = :workshop AND idem = :idem AND mark = :mark AND theme_id IS NULL AND merged_into IS NULL;

-- name: card_drop :exec (workshop workshop_id, card card_id)
UPDATE card SET board = '', cell = '', held = 0, theme_id = NULL, merged_into = NULL, gathered = 0, text = '', chosen = 0, mark = ''
WHERE id = :card AND workshop_id = :workshop;

-- What had been merged into it stands by itself again.
-- name: cards_apart :exec (workshop workshop_id, card card_id)
UPDATE card SET merged_into = NULL WHERE merged_into = :card AND workshop_id = :workshop;

-- name: cards_gone :one (workshop workshop_id) -> (total int)
SELECT COUNT(*) AS total FROM card WHERE workshop_id = :workshop AND board = '';

-- name: cards_gone_forget :exec (workshop workshop_id)
DELETE FROM card WHERE workshop_id = :workshop AND board = '';

-- was: the words as whoever changes them saw them; others stand, and nothing is changed.
-- name: card_set_text :exec (workshop workshop_id, card card_id, was text, text text)
UPDATE card SET text = :text WHERE id = :card AND workshop_id = :workshop AND text = :was;

-- What a hand moves is no suggestion's any more.
-- name: card_move :exec (workshop workshop_id, card card_id, theme theme_id?, position int)
UPDATE card SET theme_id = :theme, position = :position, gathered = 0 WHERE id = :card AND workshop_id = :workshop;

-- name: card_gathered :exec (workshop workshop_id, card card_id, taken int)
UPDATE card SET gathered = :taken WHERE id = :card AND workshop_id = :workshop;

-- name: theme_gathered :exec (workshop workshop_id, theme theme_id, taken int)
UPDATE theme SET gathered = :taken WHERE id = :theme AND workshop_id = :workshop;

-- A card of a board with fixed columns, and what was merged into it.
-- name: card_to_cell :exec (workshop workshop_id, card card_id, cell text, position int)
UPDATE card SET cell = :cell, position = :position WHERE (id = :card OR merged_into = :card) AND workshop_id = :workshop;

-- name: card_let :exec (workshop workshop_id, card card_id)
UPDATE card SET held = 0 WHERE id = :card AND workshop_id = :workshop;

-- name: parked_count :one (workshop workshop_id) -> (total int)
SELECT COUNT(*) AS total FROM card WHERE workshop_id = :workshop AND board = 'parking';

-- name: cards_parked :many (workshop workshop_id) -> (id card_id, parked_from text)
SELECT id, parked_from FROM card WHERE workshop_id = :workshop AND board = 'parking' AND parked_from <> '' ORDER BY id LIMIT 3000;

-- A board that was promised to be forgotten: its headings stay. What was parked
-- from it was written under the same promise.
-- name: cards_forget :exec (workshop workshop_id, board text)
DELETE FROM card WHERE workshop_id = :workshop AND (board = :board OR parked_from = :board);

-- A photo of such a board goes with its cards.
-- name: photos_forget :exec (workshop workshop_id, board text)
DELETE FROM photo WHERE workshop_id = :workshop AND step = :board;

-- name: card_last :one (workshop workshop_id, board text) -> (position int)
SELECT COALESCE(MAX(position), 0) AS position FROM card WHERE workshop_id = :workshop AND board = :board;

-- Makes room before a place.
-- name: cards_shift :exec (workshop workshop_id, board text, from int)
UPDATE card SET position = position + 1 WHERE workshop_id = :workshop AND board = :board AND position >= :from;

-- Into one that stands by itself on the same board, so that no two are merged into
-- each other and both gone from every list.
-- name: card_merge :exec (workshop workshop_id, card card_id, into card_id?)
UPDATE card SET merged_into = :into, gathered = 0 WHERE id = :card AND workshop_id = :workshop AND NOT EXISTS (
	SELECT 1 FROM card t WHERE t.id = :into AND (t.id = card.id OR t.merged_into IS NOT NULL OR t.board <> card.board OR t.held = 1));

-- What had been merged into a card follows it into the next one.
-- name: cards_follow :exec (workshop workshop_id, from card_id, into card_id)
UPDATE card SET merged_into = :into WHERE merged_into = :from AND workshop_id = :workshop;

-- name: card_choose :exec (workshop workshop_id, card card_id, chosen bool)
UPDATE card SET chosen = :chosen WHERE id = :card AND workshop_id = :workshop;

-- What was merged into it goes along.
-- name: card_park :exec (workshop workshop_id, card card_id, board text)
UPDATE card SET parked_from = CASE WHEN board = :board THEN parked_from ELSE board END, board = :board, cell = '', held = 0, theme_id = NULL, gathered = 0,
	merged_into = CASE WHEN id = :card THEN NULL ELSE merged_into END
WHERE (id = :card OR merged_into = :card) AND workshop_id = :workshop;

-- name: theme_add :one (workshop workshop_id, board text, parent theme_id?, title text) -> (id theme_id)
INSERT INTO theme (workshop_id, board, parent_id, title, position, chosen)
VALUES (:workshop, :board, :parent, :title,
	(SELECT COALESCE(MAX(position), 0) + 1 FROM theme WHERE workshop_id = :workshop AND board = :board), 0)
RETURNING id;

-- name: theme :maybe (workshop workshop_id, theme theme_id) -> (id theme_id, board text, parent_id theme_id?, title text, position int, chosen bool)
SELECT id, board, parent_id, title, position, chosen FROM theme WHERE id = :theme AND workshop_id = :workshop;

-- name: themes :many (workshop workshop_id, board text) -> (id theme_id, parent_id theme_id?, title text, position int, chosen bool,
--   gathered int)
SELECT id, parent_id, title, position, chosen, gathered FROM theme WHERE workshop_id = :workshop AND board = :board ORDER BY position, id LIMIT 120;

-- name: theme_rename :exec (workshop workshop_id, theme theme_id, was text, title text)
UPDATE theme SET title = :title, gathered = 0 WHERE id = :theme AND workshop_id = :workshop AND title = :was;

-- name: theme_choose :exec (workshop workshop_id, theme theme_id, chosen bool)
UPDATE theme SET chosen = :chosen WHERE id = :theme AND workshop_id = :workshop;

-- name: theme_place :exec (workshop workshop_id, theme theme_id, position int)
UPDATE theme SET position = :position WHERE id = :theme AND workshop_id = :workshop;

-- name: theme_cards_to :exec (workshop workshop_id, from theme_id, into theme_id?)
UPDATE card SET theme_id = :into, gathered = 0 WHERE theme_id = :from AND workshop_id = :workshop;

-- name: theme_kids_to :exec (workshop workshop_id, from theme_id, into theme_id?)
UPDATE theme SET parent_id = :into WHERE parent_id = :from AND workshop_id = :workshop;

-- The heading, and it is not deleted before this transaction has ended.
-- name: theme_use :maybe (workshop workshop_id, theme theme_id) -> (id theme_id)
SELECT id FROM theme WHERE id = :theme AND workshop_id = :workshop @for_use;

-- name: theme_groups_to :exec (workshop workshop_id, from theme_id, into theme_id?)
UPDATE small_group SET theme_id = :into WHERE theme_id = :from AND workshop_id = :workshop;

-- Rows of forms that start from a target start from another: the whole value of a
-- field, in its quotes.
-- name: rows_retarget :exec (workshop workshop_id, from text, into text)
UPDATE form_row SET values_json = REPLACE(values_json, '"' || :from || '"', '"' || :into || '"')
WHERE workshop_id = :workshop AND values_json LIKE '%"' || :from || '"%';

-- name: refocus :exec (workshop workshop_id, from text, into text)
UPDATE workshop SET focus = :into WHERE id = :workshop AND focus = :from;

-- Whose dots they are and how often each was moved stays as it is.
-- name: dots_to :exec (workshop workshop_id, from text, into text)
UPDATE dot SET target = CASE WHEN target = :from THEN :into ELSE target END, shown = CASE WHEN shown = :from THEN :into ELSE shown END
WHERE workshop_id = :workshop AND (target = :from OR shown = :from);

-- name: theme_drop :exec (workshop workshop_id, theme theme_id)
DELETE FROM theme WHERE id = :theme AND workshop_id = :workshop;

-- A dot is laid, moved, or lifted (target ''): the mark is the dot's. An older
-- saying (a lower turn) changes nothing; turn 0 is whatever comes next.
-- name: dot_lay :exec (workshop workshop_id, step text, mark text, number int, target text, turn int)
INSERT INTO dot (workshop_id, step, mark, n, target, shown, turn)
VALUES (:workshop, :step, :mark, :number, :target, '', CASE WHEN :turn = 0 THEN 1 ELSE :turn END)
ON CONFLICT (workshop_id, step, mark) DO UPDATE SET target = excluded.target,
	turn = CASE WHEN :turn = 0 THEN dot.turn + 1 ELSE excluded.turn END
WHERE :turn = 0 OR excluded.turn >= dot.turn;

-- After the end: cards are nobody's any more, not even with the sender's key.
-- name: cards_unmark :exec (workshop workshop_id)
UPDATE card SET idem = 'end/' || id, mark = '', said = '' WHERE workshop_id = :workshop;

-- The dots once more as the room was told of them, numbered by what they lie on, so
-- that neither their marks nor their order tells which of them came from one phone;
-- then the first ones go.
-- name: dots_mix :exec (workshop workshop_id)
INSERT INTO dot (workshop_id, step, mark, n, target, shown, turn)
SELECT workshop_id, step, 'end/' || ROW_NUMBER() OVER (PARTITION BY step ORDER BY shown), 0, shown, shown, 0
FROM dot WHERE workshop_id = :workshop AND shown <> '';

-- name: dots_unmark :exec (workshop workshop_id)
DELETE FROM dot WHERE workshop_id = :workshop AND mark NOT LIKE 'end/%';

-- name: dot_at :maybe (workshop workshop_id, step text, mark text) -> (target text, turn int)
SELECT target, turn FROM dot WHERE workshop_id = :workshop AND step = :step AND mark = :mark;

-- As the room has been told: nobody reads where dots lie before that.
-- name: dot_tally :many (workshop workshop_id, step text) -> (target text, dots int)
SELECT shown AS target, COUNT(*) AS dots FROM dot WHERE workshop_id = :workshop AND step = :step AND shown <> ''
GROUP BY shown ORDER BY COUNT(*) DESC, shown LIMIT 3000;
