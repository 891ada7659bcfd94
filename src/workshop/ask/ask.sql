-- Question sets in a session. No statement here knows a phone, and none that is
-- shown to anybody reads ask_waiting but to count.

-- name: ask_item_make :exec (workshop workshop_id, step text, item text)
INSERT INTO ask_item (workshop_id, step, item, shown, agreed, agreed_why, version) VALUES (:workshop, :step, :item, 0, '', '', 0)
ON CONFLICT (workshop_id, step, item) DO NOTHING;

-- Held until the transaction ends: two that decide at once whether to show would
-- show one answer alone.
-- name: ask_item_hold :one (workshop workshop_id, step text, item text) -> (shown int, agreed text, agreed_why text, version int)
SELECT shown, agreed, agreed_why, version FROM ask_item WHERE workshop_id = :workshop AND step = :step AND item = :item @for_update;

-- name: ask_items :many (workshop workshop_id, step text) -> (item text, shown int, agreed text, agreed_why text, version int)
SELECT item, shown, agreed, agreed_why, version FROM ask_item WHERE workshop_id = :workshop AND step = :step ORDER BY item LIMIT 200;

-- name: ask_item_set_shown :exec (workshop workshop_id, step text, item text, shown int)
UPDATE ask_item SET shown = :shown WHERE workshop_id = :workshop AND step = :step AND item = :item;

-- name: ask_item_agree :exec (workshop workshop_id, step text, item text, version int, agreed text, agreed_why text)
UPDATE ask_item SET agreed = :agreed, agreed_why = :agreed_why, version = version + 1
WHERE workshop_id = :workshop AND step = :step AND item = :item AND version = :version;

-- Of a question that the session has made itself: does it stand as it was read?
-- name: ask_stands :maybe (workshop workshop_id, step text) -> (step text)
SELECT step FROM agenda_item WHERE workshop_id = :workshop AND step = :step;

-- name: ask_shown_of :one (workshop workshop_id, step text) -> (total int)
SELECT COUNT(*) AS total FROM ask_item WHERE workshop_id = :workshop AND step = :step AND shown > 0;

-- name: ask_stop :exec (workshop workshop_id, step text)
INSERT INTO ask_stopped (workshop_id, step) VALUES (:workshop, :step) ON CONFLICT DO NOTHING;

-- name: ask_go_on :exec (workshop workshop_id, step text)
DELETE FROM ask_stopped WHERE workshop_id = :workshop AND step = :step;

-- name: ask_is_stopped :maybe (workshop workshop_id, step text) -> (step text)
SELECT step FROM ask_stopped WHERE workshop_id = :workshop AND step = :step;

-- An answer is given, given anew, or taken back (''): the mark is the phone's for
-- this question. An older saying (a lower turn) changes nothing; 0 comes next.
-- name: ask_wait :exec (workshop workshop_id, step text, item text, mark text, value text, turn int)
INSERT INTO ask_waiting (workshop_id, step, item, mark, value, turn)
VALUES (:workshop, :step, :item, :mark, :value, CASE WHEN :turn = 0 THEN 1 ELSE :turn END)
ON CONFLICT (workshop_id, step, item, mark) DO UPDATE SET value = excluded.value,
	turn = CASE WHEN :turn = 0 THEN ask_waiting.turn + 1 ELSE excluded.turn END
WHERE :turn = 0 OR excluded.turn >= ask_waiting.turn;

-- name: ask_waiting_at :maybe (workshop workshop_id, step text, item text, mark text) -> (value text, turn int)
SELECT value, turn FROM ask_waiting WHERE workshop_id = :workshop AND step = :step AND item = :item AND mark = :mark;

-- name: ask_shown_at :maybe (workshop workshop_id, step text, item text, mark text) -> (value text, seal text)
SELECT value, seal FROM ask_answer WHERE workshop_id = :workshop AND step = :step AND item = :item AND mark = :mark;

-- name: ask_waiting_count :one (workshop workshop_id, step text, item text) -> (total int, phones int)
SELECT COUNT(*) AS total, COUNT(CASE WHEN mark NOT LIKE '%/paper' THEN 1 END) AS phones FROM ask_waiting
WHERE workshop_id = :workshop AND step = :step AND item = :item AND value <> '';

-- name: ask_phones_shown :one (workshop workshop_id, step text, item text) -> (total int)
SELECT COUNT(*) AS total FROM ask_answer WHERE workshop_id = :workshop AND step = :step AND item = :item AND mark NOT LIKE '%/paper';

-- name: ask_waiting_counts :many (workshop workshop_id, step text) -> (item text, total int, paper int)
SELECT item, COUNT(*) AS total, COUNT(CASE WHEN mark LIKE '%/paper' THEN 1 END) AS paper FROM ask_waiting WHERE workshop_id = :workshop AND step = :step AND value <> '' GROUP BY item ORDER BY item LIMIT 400;

-- By mark, which is no order of anything.
-- name: ask_waiting_words :many (workshop workshop_id, step text, item text) -> (mark text, value text)
SELECT mark, value FROM ask_waiting WHERE workshop_id = :workshop AND step = :step AND item = :item AND value <> '' ORDER BY mark LIMIT 25000;

-- name: ask_show :exec (workshop workshop_id, step text, item text)
INSERT INTO ask_answer (workshop_id, step, item, mark, value, seal)
SELECT workshop_id, step, item, mark, value, '' FROM ask_waiting
WHERE workshop_id = :workshop AND step = :step AND item = :item AND value <> '' ORDER BY mark;

-- name: ask_show_words :exec (workshop workshop_id, step text, item text, mark text, seal text)
INSERT INTO ask_answer (workshop_id, step, item, mark, value, seal) VALUES (:workshop, :step, :item, :mark, '', :seal);

-- name: ask_waits_no_more :exec (workshop workshop_id, step text, item text)
DELETE FROM ask_waiting WHERE workshop_id = :workshop AND step = :step AND item = :item AND value <> '';

-- name: ask_tally :many (workshop workshop_id, step text) -> (item text, value text, total int)
SELECT item, value, COUNT(*) AS total FROM ask_answer
WHERE workshop_id = :workshop AND step = :step AND value <> ''
GROUP BY item, value ORDER BY item, value LIMIT 25000;

-- name: ask_text_add :exec (workshop workshop_id, step text, item text, text text, state text)
INSERT INTO ask_text (workshop_id, step, item, text, heading, state) VALUES (:workshop, :step, :item, :text, '', :state);

-- name: ask_texts :many (workshop workshop_id, step text) -> (id ask_text_id, item text, text text, heading text, gathered int,
--   state text)
SELECT id, item, text, heading, gathered, state FROM ask_text WHERE workshop_id = :workshop AND step = :step ORDER BY id LIMIT 3000;

-- name: ask_text_set_state :exec (workshop workshop_id, step text, id ask_text_id, state text)
UPDATE ask_text SET state = :state WHERE id = :id AND workshop_id = :workshop AND step = :step;

-- Only one that stands under none: what another facilitator has gathered stays there.
-- name: ask_text_set_heading :exec (workshop workshop_id, step text, id ask_text_id, heading text, taken int)
UPDATE ask_text SET gathered = CASE WHEN heading = :heading THEN gathered ELSE :taken END, heading = :heading
WHERE id = :id AND workshop_id = :workshop AND step = :step AND heading IN ('', :heading);

-- One question's: another may have a heading of the same name. taken: of one suggestion; 0: all.
-- name: ask_heading_drop :exec (workshop workshop_id, step text, item text, heading text, taken int)
UPDATE ask_text SET heading = '', gathered = 0
WHERE workshop_id = :workshop AND step = :step AND item = :item AND heading = :heading AND (:taken = 0 OR gathered = :taken);

-- name: ask_words :many (workshop workshop_id, step text) -> (item text, word text, seen bool)
SELECT item, word, seen FROM ask_word WHERE workshop_id = :workshop AND step = :step ORDER BY item, word LIMIT 5000;

-- name: ask_word_set :exec (workshop workshop_id, step text, item text, word text, seen bool)
INSERT INTO ask_word (workshop_id, step, item, word, seen) VALUES (:workshop, :step, :item, :word, :seen)
ON CONFLICT (workshop_id, step, item, word) DO UPDATE SET seen = excluded.seen;

-- name: ask_joins :many (workshop workshop_id, step text) -> (item text, word text, into_word text)
SELECT item, word, into_word FROM ask_joined WHERE workshop_id = :workshop AND step = :step ORDER BY item, word LIMIT 1000;

-- name: ask_join :exec (workshop workshop_id, step text, item text, word text, into_word text)
INSERT INTO ask_joined (workshop_id, step, item, word, into_word) VALUES (:workshop, :step, :item, :word, :into_word)
ON CONFLICT (workshop_id, step, item, word) DO UPDATE SET into_word = excluded.into_word;

-- name: ask_part :exec (workshop workshop_id, step text, item text, into_word text)
DELETE FROM ask_joined WHERE workshop_id = :workshop AND step = :step AND item = :item AND into_word = :into_word AND word NOT LIKE '=%';

-- A spelling that stands by itself does so again.
-- name: ask_part_alone :exec (workshop workshop_id, step text, item text, into_word text)
UPDATE ask_joined SET into_word = '' WHERE workshop_id = :workshop AND step = :step AND item = :item AND into_word = :into_word AND word LIKE '=%';

-- The end. What was never shown goes unseen; what was is numbered by its value, so
-- that neither marks nor order tell which rows came from one phone.
-- name: ask_forget_waiting :exec (workshop workshop_id)
DELETE FROM ask_waiting WHERE workshop_id = :workshop;

-- name: ask_mix :exec (workshop workshop_id)
INSERT INTO ask_answer (workshop_id, step, item, mark, value, seal)
SELECT workshop_id, step, item, 'end/' || ROW_NUMBER() OVER (PARTITION BY step, item ORDER BY value), value, ''
FROM ask_answer WHERE workshop_id = :workshop;

-- name: ask_unmark :exec (workshop workshop_id)
DELETE FROM ask_answer WHERE workshop_id = :workshop AND mark NOT LIKE 'end/%';

-- name: ask_on_paper :maybe (workshop workshop_id, step text) -> (total int)
SELECT total FROM paper_answer WHERE workshop_id = :workshop AND step = :step;

-- name: ask_one_more_on_paper :exec (workshop workshop_id, step text)
INSERT INTO paper_answer (workshop_id, step, total) VALUES (:workshop, :step, 1)
ON CONFLICT (workshop_id, step) DO UPDATE SET total = paper_answer.total + 1;
