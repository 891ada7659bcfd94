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
INSERT INTO channel_question (workshop_id, part, text, answer, state, slot, shared, votes, idem)
VALUES (:workshop, :part, :text, '', :state, '', 0, 0, :idem) ON CONFLICT (workshop_id, idem) DO NOTHING;

-- name: channel_by_idem :maybe (workshop workshop_id, idem text) -> (id channel_question_id)
SELECT id FROM channel_question WHERE workshop_id = :workshop AND idem = :idem;

-- name: channel_count :one (workshop workshop_id) -> (total int)
SELECT COUNT(*) AS total FROM channel_question WHERE workshop_id = :workshop;

-- name: channel_question :maybe (workshop workshop_id, question channel_question_id) -> (id channel_question_id, part text, text text, answer text,
--   state text, slot text, shared bool)
SELECT id, part, text, answer, state, slot, shared FROM channel_question WHERE id = :question AND workshop_id = :workshop;

-- What is being answered first, then what most want answered, then what has been.
-- name: channel_questions :many (workshop workshop_id) -> (id channel_question_id, part text, text text, answer text, state text, slot text,
--   shared bool, votes int)
SELECT q.id, q.part, q.text, q.answer, q.state, q.slot, q.shared,
	q.votes + (SELECT COUNT(*) FROM channel_vote v WHERE v.question_id = q.id) AS votes
FROM channel_question q WHERE q.workshop_id = :workshop
ORDER BY CASE WHEN q.state = 'answered' THEN 2 WHEN q.slot = 'now' THEN 0 ELSE 1 END,
	q.votes + (SELECT COUNT(*) FROM channel_vote v WHERE v.question_id = q.id) DESC, q.id LIMIT 1000;

-- name: channel_vote_add :exec (workshop workshop_id, question channel_question_id, mark text)
INSERT INTO channel_vote (question_id, mark, workshop_id) VALUES (:question, :mark, :workshop) ON CONFLICT DO NOTHING;

-- name: channel_vote_drop :exec (question channel_question_id, mark text)
DELETE FROM channel_vote WHERE question_id = :question AND mark = :mark;

-- name: channel_voted :maybe (question channel_question_id, mark text) -> (question_id channel_question_id)
SELECT question_id FROM channel_vote WHERE question_id = :question AND mark = :mark;

-- name: channel_set_state :exec (workshop workshop_id, question channel_question_id, state text)
UPDATE channel_question SET state = :state WHERE id = :question AND workshop_id = :workshop;

-- name: channel_set_slot :exec (workshop workshop_id, question channel_question_id, slot text)
UPDATE channel_question SET slot = :slot WHERE id = :question AND workshop_id = :workshop;

-- One question at a time is being answered.
-- name: channel_clear_now :exec (workshop workshop_id)
UPDATE channel_question SET slot = '' WHERE workshop_id = :workshop AND slot = 'now';

-- name: channel_set_answer :exec (workshop workshop_id, question channel_question_id, answer text)
UPDATE channel_question SET answer = :answer, state = 'answered', slot = '' WHERE id = :question AND workshop_id = :workshop;

-- name: channel_share :exec (workshop workshop_id, question channel_question_id)
UPDATE channel_question SET shared = 1 WHERE id = :question AND workshop_id = :workshop;

-- name: channel_drop :exec (workshop workshop_id, question channel_question_id)
DELETE FROM channel_question WHERE id = :question AND workshop_id = :workshop;

-- The end: figures stay, marks and the senders' keys go.
-- name: channel_count_up :exec (workshop workshop_id)
UPDATE channel_question SET idem = 'end/' || id, slot = '',
	votes = votes + (SELECT COUNT(*) FROM channel_vote v WHERE v.question_id = channel_question.id)
WHERE workshop_id = :workshop;

-- name: channel_votes_forget :exec (workshop workshop_id)
DELETE FROM channel_vote WHERE workshop_id = :workshop;
