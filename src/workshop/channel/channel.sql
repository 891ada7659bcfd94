-- Running questions. No statement here knows a phone.

-- name: channel :maybe (workshop workshop_id) -> (on_wall bool, ended_on date?)
SELECT on_wall, ended_on FROM channel WHERE workshop_id = :workshop;

-- name: channel_set_wall :exec (workshop workshop_id, on_wall bool)
INSERT INTO channel (workshop_id, on_wall, ended_on) VALUES (:workshop, :on_wall, NULL)
ON CONFLICT (workshop_id) DO UPDATE SET on_wall = excluded.on_wall;

-- name: channel_end :exec (workshop workshop_id, day date)
INSERT INTO channel (workshop_id, on_wall, ended_on) VALUES (:workshop, 0, :day)
ON CONFLICT (workshop_id) DO UPDATE SET on_wall = 0, ended_on = excluded.ended_on;

-- The sender's key makes a second sending change nothing.
-- name: channel_add :exec (workshop workshop_id, part text, text text, state text, idem text)
INSERT INTO channel_question (workshop_id, part, text, answer, state, slot, shared, edited, votes, idem)
VALUES (:workshop, :part, :text, '', :state, '', 0, 0, 0, :idem) ON CONFLICT (workshop_id, idem) DO NOTHING;

-- name: channel_by_idem :maybe (workshop workshop_id, idem text) -> (id channel_question_id, state text, text text, edited bool)
SELECT id, state, text, edited FROM channel_question WHERE workshop_id = :workshop AND idem = :idem;

-- name: channel_count :one (workshop workshop_id) -> (total int)
SELECT COUNT(*) AS total FROM channel_question WHERE workshop_id = :workshop AND state <> 'gone';

-- name: channel_question :maybe (workshop workshop_id, question channel_question_id) -> (id channel_question_id, part text, text text, answer text,
--   state text, slot text, shared bool)
SELECT id, part, text, answer, state, slot, shared FROM channel_question
WHERE id = :question AND workshop_id = :workshop AND state <> 'gone';

-- The same one, held until the transaction ends.
-- name: channel_question_hold :maybe (workshop workshop_id, question channel_question_id) -> (id channel_question_id)
SELECT id FROM channel_question WHERE id = :question AND workshop_id = :workshop @for_update;

-- What is being answered first, then what most want answered, then what has been.
-- name: channel_questions :many (workshop workshop_id) -> (id channel_question_id, part text, text text, answer text, state text, slot text,
--   shared bool, edited bool, votes int)
SELECT id, part, text, answer, state, slot, shared, edited, votes FROM channel_question WHERE workshop_id = :workshop AND state <> 'gone'
ORDER BY CASE WHEN state = 'answered' THEN 2 WHEN slot = 'now' THEN 0 ELSE 1 END, votes DESC, id LIMIT 1000;

-- Supported, or no longer. An older saying (a lower turn) changes nothing; 0 comes next.
-- name: channel_vote :exec (workshop workshop_id, question channel_question_id, mark text, up bool, turn int)
INSERT INTO channel_vote (question_id, mark, workshop_id, up, turn)
VALUES (:question, :mark, :workshop, :up, CASE WHEN :turn = 0 THEN 1 ELSE :turn END)
ON CONFLICT (question_id, mark) DO UPDATE SET up = excluded.up,
	turn = CASE WHEN :turn = 0 THEN channel_vote.turn + 1 ELSE excluded.turn END
WHERE :turn = 0 OR excluded.turn >= channel_vote.turn;

-- What may be shown of it: whole steps, and never fewer than have been shown.
-- name: channel_show_votes :exec (question channel_question_id, step int)
UPDATE channel_question SET votes = :step * (SELECT COUNT(*) / :step FROM channel_vote v WHERE v.question_id = :question AND v.up = 1)
WHERE id = :question AND votes < :step * (SELECT COUNT(*) / :step FROM channel_vote v WHERE v.question_id = :question AND v.up = 1);

-- name: channel_voted :maybe (question channel_question_id, mark text) -> (up bool, turn int)
SELECT up, turn FROM channel_vote WHERE question_id = :question AND mark = :mark;

-- name: channel_set_state :exec (workshop workshop_id, question channel_question_id, state text)
UPDATE channel_question SET state = :state WHERE id = :question AND workshop_id = :workshop;

-- name: channel_set_slot :exec (workshop workshop_id, question channel_question_id, slot text)
UPDATE channel_question SET slot = :slot WHERE id = :question AND workshop_id = :workshop;

-- One question at a time is being answered.
-- name: channel_clear_now :exec (workshop workshop_id)
UPDATE channel_question SET slot = '' WHERE workshop_id = :workshop AND slot = 'now';

-- was: the answer as whoever changes it saw it.
-- name: channel_set_answer :exec (workshop workshop_id, question channel_question_id, was text, answer text)
UPDATE channel_question SET answer = :answer, state = 'answered', slot = ''
WHERE id = :question AND workshop_id = :workshop AND answer = :was AND state <> 'gone';

-- was: the words as whoever changes them saw them; once others have read them they stay.
-- name: channel_reword :exec (workshop workshop_id, question channel_question_id, was text, text text)
UPDATE channel_question SET text = :text, edited = 1
WHERE id = :question AND workshop_id = :workshop AND text = :was AND state = 'held';

-- name: channel_share :exec (workshop workshop_id, question channel_question_id)
UPDATE channel_question SET shared = 1 WHERE id = :question AND workshop_id = :workshop;

-- The sender's key stays until the end: the words may still be under way once more.
-- name: channel_drop :exec (workshop workshop_id, question channel_question_id)
UPDATE channel_question SET state = 'gone', text = '', answer = '', slot = '', shared = 0 WHERE id = :question AND workshop_id = :workshop;

-- name: channel_gone_forget :exec (workshop workshop_id)
DELETE FROM channel_question WHERE workshop_id = :workshop AND state = 'gone';

-- The end: figures stay as they were shown, marks and the senders' keys go.
-- name: channel_unmark :exec (workshop workshop_id)
UPDATE channel_question SET idem = 'end/' || id, slot = '' WHERE workshop_id = :workshop;

-- name: channel_votes_forget :exec (workshop workshop_id)
DELETE FROM channel_vote WHERE workshop_id = :workshop;
