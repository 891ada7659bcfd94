-- Cards dealt to phones, in rounds.

-- name: deal :maybe (workshop workshop_id, step text) -> (round int, by_itself bool, silent bool, done bool)
SELECT round, by_itself, silent, done FROM deal WHERE workshop_id = :workshop AND step = :step;

-- Two facilitators who press at once begin one round: the old number must still hold.
-- name: deal_begin :maybe (workshop workshop_id, step text) -> (round int)
INSERT INTO deal (workshop_id, step, round, by_itself, silent, done) VALUES (:workshop, :step, 1, 0, 0, 0)
ON CONFLICT (workshop_id, step) DO NOTHING RETURNING round;

-- name: deal_next :exec (workshop workshop_id, step text, round int)
UPDATE deal SET round = round + 1, done = 0 WHERE workshop_id = :workshop AND step = :step AND round = :round;

-- name: deal_round_add :exec (workshop workshop_id, step text, round int, phones int, empty text)
INSERT INTO deal_round (workshop_id, step, round, phones, empty) VALUES (:workshop, :step, :round, :phones, :empty) ON CONFLICT DO NOTHING;

-- name: deal_rounds :many (workshop workshop_id, step text) -> (round int, phones int, empty text)
SELECT round, phones, empty FROM deal_round WHERE workshop_id = :workshop AND step = :step ORDER BY round LIMIT 100;

-- name: deal_set_by_itself :exec (workshop workshop_id, step text, by_itself bool)
UPDATE deal SET by_itself = :by_itself WHERE workshop_id = :workshop AND step = :step;

-- name: deal_set_silent :exec (workshop workshop_id, step text, silent bool)
UPDATE deal SET silent = :silent WHERE workshop_id = :workshop AND step = :step;

-- name: deal_set_done :exec (workshop workshop_id, step text, done bool)
UPDATE deal SET done = :done WHERE workshop_id = :workshop AND step = :step;

-- A phone's place: how many came in before it. Leaders are counted where they are in.
-- name: deal_seat :one (workshop workshop_id, phone phone_id, arrived int, leaders bool) -> (seat int)
SELECT COUNT(*) AS seat FROM phone
WHERE workshop_id = :workshop AND arrived > 0 AND (arrived < :arrived OR (arrived = :arrived AND id < :phone)) AND (seat = 'participant' OR :leaders = 1);

-- name: deal_seats :one (workshop workshop_id, leaders bool) -> (seats int)
SELECT COUNT(*) AS seats FROM phone WHERE workshop_id = :workshop AND arrived > 0 AND (seat = 'participant' OR :leaders = 1);

-- In the order of their seats.
-- name: deal_chairs :many (workshop workshop_id, leaders bool) -> (away bool)
SELECT away FROM phone WHERE workshop_id = :workshop AND arrived > 0 AND (seat = 'participant' OR :leaders = 1) ORDER BY arrived, id LIMIT 25000;

-- What a phone was given for the cards it passed on, the latest last.
-- name: deal_passed :many (phone phone_id, step text) -> (round int, nth int, place int)
SELECT round, nth, place FROM deal_pass WHERE phone_id = :phone AND step = :step ORDER BY nth LIMIT 1000;

-- Everybody's in this round, in order of seats, where it is not the seat's own: to see which cards the room holds.
-- name: deal_hands :many (workshop workshop_id, step text, round int, leaders bool) -> (place int?)
SELECT (SELECT d.place FROM deal_pass d WHERE d.phone_id = p.id AND d.step = :step AND d.round = :round ORDER BY d.nth DESC LIMIT 1) AS place
FROM phone p
WHERE p.workshop_id = :workshop AND p.arrived > 0 AND (p.seat = 'participant' OR :leaders = 1) ORDER BY p.arrived, p.id LIMIT 25000;

-- name: deal_pass_on :exec (phone phone_id, step text, round int, nth int, place int)
INSERT INTO deal_pass (phone_id, step, place, round, nth) VALUES (:phone, :step, :place, :round, :nth)
ON CONFLICT (phone_id, step, place) DO UPDATE SET round = excluded.round, nth = excluded.nth;

-- Rounds whose bell rang a while ago and that were to go on by themselves.
-- name: deals_due :many (before int) -> (id workshop_id)
SELECT w.id FROM deal d JOIN workshop w ON w.id = d.workshop_id AND w.step = d.step
WHERE d.by_itself = 1 AND d.done = 0 AND w.state = 'open' AND w.timer = 'running' AND w.timer_ends_at <= :before ORDER BY w.id LIMIT 100;

-- name: deals_forget :exec (workshop workshop_id)
DELETE FROM deal WHERE workshop_id = :workshop;

-- name: deal_rounds_forget :exec (workshop workshop_id)
DELETE FROM deal_round WHERE workshop_id = :workshop;

-- Those who sit together now, for the day's later groups.
-- name: seating_note :exec (workshop workshop_id)
INSERT INTO seating (phone_id, workshop_id, together)
SELECT id, workshop_id, group_id FROM phone WHERE workshop_id = :workshop AND group_id IS NOT NULL ON CONFLICT DO NOTHING;

-- name: seatings :many (workshop workshop_id) -> (phone_id phone_id, together int)
SELECT phone_id, together FROM seating WHERE workshop_id = :workshop ORDER BY together, phone_id LIMIT 20000;
