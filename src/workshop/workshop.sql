-- Sessions: life, agenda, who takes part. Cards and dots are in board.sql,
-- groups and what they write in group.sql.

-- name: workshop_add :one (unit unit_id, plan plan_id?, programme int?, activity text?, method text, method_version int, title text,
--   lang text, day date, starts_at int, code text, join_secret text, wall_secret text, salt text, step text)
-- -> (id workshop_id)
INSERT INTO workshop (unit_id, plan_id, programme, activity, method, method_version, title, lang, day, starts_at, code, join_secret,
	wall_secret, salt, state, step, timer, timer_ends_at, focus, leader_sees, rules_version, agenda, version)
VALUES (:unit, :plan, :programme, :activity, :method, :method_version, :title, :lang, :day, :starts_at, :code, :join_secret, :wall_secret,
	:salt, 'planned', :step, 'off', 0, '', 0, 1, 0, 1)
RETURNING id;

-- name: workshop :maybe (workshop workshop_id) -> (id workshop_id, unit_id unit_id, plan_id plan_id?, programme int?, activity text?,
--   method text, method_version int, title text, lang text, day date, starts_at int, code text, join_secret text, wall_secret text, salt text, state text,
--   step text, entered int?, timer text, timer_ends_at int, focus text, leader_sees int, rules_version int, roll int, agenda bool, version int)
SELECT id, unit_id, plan_id, programme, activity, method, method_version, title, lang, day, starts_at, code, join_secret, wall_secret, salt, state, step,
	entered, timer, timer_ends_at, focus, leader_sees, rules_version, roll, agenda, version
FROM workshop WHERE id = :workshop;

-- What may have changed since the row was read; held until the transaction ends: two
-- facilitators at once.
-- name: workshop_hold :maybe (workshop workshop_id) -> (version int, timer text, timer_ends_at int, focus text, rules_version int, plan_id plan_id?)
SELECT version, timer, timer_ends_at, focus, rules_version, plan_id FROM workshop WHERE id = :workshop @for_update;

-- The same, by any number at once, while nobody holds it.
-- name: workshop_stay :maybe (workshop workshop_id) -> (version int)
SELECT version FROM workshop WHERE id = :workshop @for_share;

-- The newest session that has this code: codes are used again after the end.
-- name: workshop_by_code :maybe (code text) -> (id workshop_id, state text, join_secret text)
SELECT id, state, join_secret FROM workshop WHERE code = :code ORDER BY id DESC LIMIT 1;

-- name: workshop_by_activity :maybe (programme int, activity text) -> (id workshop_id)
SELECT id FROM workshop WHERE programme = :programme AND activity = :activity ORDER BY id DESC LIMIT 1;

-- name: workshops_of_unit :many (unit unit_id) -> (id workshop_id, title text, day date, starts_at int, state text, programme int?)
SELECT id, title, day, starts_at, state, programme FROM workshop WHERE unit_id = :unit ORDER BY day DESC, id DESC LIMIT 100;

-- name: workshops_of_facilitator :many (person person_id) -> (id workshop_id, unit_id unit_id, title text, day date, starts_at int, state text)
SELECT w.id, w.unit_id, w.title, w.day, w.starts_at, w.state FROM workshop w
JOIN workshop_facilitator f ON f.workshop_id = w.id
WHERE f.person_id = :person ORDER BY w.day DESC, w.id DESC LIMIT 100;

-- Ended sessions of a method in a unit, up to a day, for a comparison; oldest first.
-- name: workshops_of_method :many (unit unit_id, method text, day date, but workshop_id) -> (id workshop_id)
SELECT id FROM workshop WHERE unit_id = :unit AND method = :method AND state = 'ended' AND day <= :day AND id < :but
ORDER BY day, id LIMIT 50;

-- name: workshop_set_step :exec (workshop workshop_id, version int, step text, entered int, focus text)
UPDATE workshop SET step = :step, entered = :entered, focus = :focus, version = version + 1 WHERE id = :workshop AND version = :version;

-- name: workshop_set_timer :exec (workshop workshop_id, timer text, ends_at int)
UPDATE workshop SET timer = :timer, timer_ends_at = :ends_at WHERE id = :workshop;

-- name: workshop_set_state :exec (workshop workshop_id, version int, state text)
UPDATE workshop SET state = :state, version = version + 1 WHERE id = :workshop AND version = :version;

-- name: workshops_left :many (before date) -> (id workshop_id)
SELECT id FROM workshop WHERE state <> 'ended' AND day < :before ORDER BY day, id LIMIT 100;

-- name: workshop_set_focus :exec (workshop workshop_id, focus text)
UPDATE workshop SET focus = :focus WHERE id = :workshop;

-- What has been opened before stays open.
-- name: workshop_set_leader_sees :exec (workshop workshop_id, bits int)
UPDATE workshop SET leader_sees = leader_sees | :bits, version = version + 1 WHERE id = :workshop;

-- name: workshop_set_plan :exec (workshop workshop_id, plan plan_id)
UPDATE workshop SET plan_id = :plan WHERE id = :workshop;

-- name: workshop_set_details :exec (workshop workshop_id, title text, day date, starts_at int)
UPDATE workshop SET title = :title, day = :day, starts_at = :starts_at WHERE id = :workshop;

-- name: workshop_set_lang :exec (workshop workshop_id, lang text)
UPDATE workshop SET lang = :lang WHERE id = :workshop;

-- name: workshop_rules_changed :exec (workshop workshop_id)
UPDATE workshop SET rules_version = rules_version + 1 WHERE id = :workshop;

-- The end: no phone, no way to make a mark again.
-- name: workshop_forget :exec (workshop workshop_id, salt text)
UPDATE workshop SET salt = :salt, timer = 'off', timer_ends_at = 0 WHERE id = :workshop;

-- name: facilitator_add :exec (workshop workshop_id, person person_id)
INSERT INTO workshop_facilitator (workshop_id, person_id) VALUES (:workshop, :person) ON CONFLICT DO NOTHING;

-- name: facilitator_drop :exec (workshop workshop_id, person person_id)
DELETE FROM workshop_facilitator WHERE workshop_id = :workshop AND person_id = :person;

-- name: facilitator_is :maybe (workshop workshop_id, person person_id) -> (person_id person_id)
SELECT person_id FROM workshop_facilitator WHERE workshop_id = :workshop AND person_id = :person;

-- name: facilitators :many (workshop workshop_id) -> (id person_id, name text)
SELECT p.id, p.name FROM workshop_facilitator f JOIN person p ON p.id = f.person_id
WHERE f.workshop_id = :workshop ORDER BY p.name LIMIT 50;

-- name: phone_add :one (workshop workshop_id, secret_hash text, seat text) -> (id phone_id)
INSERT INTO phone (workshop_id, secret_hash, seat, rules_version, group_id, sit_turn, arrived) VALUES (:workshop, :secret_hash, :seat, 0, NULL, 0, 0) RETURNING id;

-- name: phone_by_secret :maybe (workshop workshop_id, secret_hash text) -> (id phone_id, seat text, rules_version int, group_id small_group_id?,
--   sit_turn int, arrived int, away bool)
SELECT id, seat, rules_version, group_id, sit_turn, arrived, away FROM phone WHERE workshop_id = :workshop AND secret_hash = :secret_hash;

-- It has come back with its secret: somebody sits on the chair.
-- name: phone_arrive :exec (workshop workshop_id, phone phone_id)
UPDATE phone SET arrived = (SELECT MAX(arrived) + 1 FROM phone WHERE workshop_id = :workshop) WHERE id = :phone AND arrived = 0;

-- The facilitator counts the chairs: empty until somebody on it is heard of.
-- name: workshop_roll :exec (workshop workshop_id)
UPDATE workshop SET roll = roll + 1 WHERE id = :workshop;

-- name: phones_away :exec (workshop workshop_id)
UPDATE phone SET away = 1 WHERE workshop_id = :workshop AND arrived > 0;

-- name: phone_back :exec (phone phone_id)
UPDATE phone SET away = 0 WHERE id = :phone;

-- name: chairs_empty :one (workshop workshop_id, leaders bool) -> (total int)
SELECT COUNT(*) AS total FROM phone WHERE workshop_id = :workshop AND arrived > 0 AND away = 1 AND (seat = 'participant' OR :leaders = 1);

-- name: phone_confirm :exec (phone phone_id, rules_version int)
UPDATE phone SET rules_version = :rules_version WHERE id = :phone AND rules_version < :rules_version;

-- name: phone_seat :exec (phone phone_id, seat text)
UPDATE phone SET seat = :seat WHERE id = :phone;

-- name: phone_sit :exec (phone phone_id, group small_group_id?)
UPDATE phone SET group_id = :group WHERE id = :phone;

-- Where the phone itself wants to sit: an older wish that was late changes nothing.
-- name: phone_wish :exec (phone phone_id, group small_group_id?, turn int)
UPDATE phone SET group_id = :group, sit_turn = CASE WHEN :turn = 0 THEN sit_turn + 1 ELSE :turn END
WHERE id = :phone AND (:turn = 0 OR :turn >= sit_turn);

-- name: phones_sit_nowhere :exec (workshop workshop_id)
UPDATE phone SET group_id = NULL WHERE workshop_id = :workshop;

-- Who came in is numbered without gaps, and nobody's number is taken away before the
-- end: the last number is how many they are. "+": not by the index of that column.
-- name: phone_count :one (workshop workshop_id) -> (participants int, leaders int)
SELECT n.phones - n.leaders AS participants, n.leaders
FROM (SELECT COALESCE((SELECT MAX(arrived) FROM phone WHERE workshop_id = :workshop), 0) AS phones,
	(SELECT COUNT(*) FROM phone WHERE workshop_id = :workshop AND seat = 'leader' AND +arrived > 0) AS leaders) n;

-- Who is in and has not said yes to the rules as they are now.
-- name: phones_unconfirmed :one (workshop workshop_id, rules_version int) -> (participants int, leaders int)
SELECT n.phones - n.leaders AS participants, n.leaders
FROM (SELECT (SELECT COUNT(*) FROM phone WHERE workshop_id = :workshop AND rules_version < :rules_version AND arrived > 0) AS phones,
	(SELECT COUNT(*) FROM phone WHERE workshop_id = :workshop AND seat = 'leader' AND +rules_version < :rules_version AND +arrived > 0) AS leaders) n;

-- All chairs, those as well that nobody has come to: for the limit.
-- name: chair_count :one (workshop workshop_id) -> (total int)
SELECT COUNT(*) AS total FROM phone WHERE workshop_id = :workshop;

-- Those on which nobody sat down, but the newest, whose phones may be on their way in.
-- name: chairs_clear :exec (workshop workshop_id, before phone_id)
DELETE FROM phone WHERE workshop_id = :workshop AND arrived = 0 AND id < :before;

-- name: phones_of :many (workshop workshop_id) -> (id phone_id, group_id small_group_id?)
SELECT id, group_id FROM phone WHERE workshop_id = :workshop AND seat = 'participant' AND arrived > 0 AND away = 0 ORDER BY id LIMIT 25000;

-- name: phones_forget :exec (workshop workshop_id)
DELETE FROM phone WHERE workshop_id = :workshop;

-- name: rules :many (workshop workshop_id) -> (id ground_rule_id, avoid bool, title text, body text, position int)
SELECT id, avoid, title, body, position FROM ground_rule WHERE workshop_id = :workshop ORDER BY avoid, position, id LIMIT 50;

-- name: rule_add :exec (workshop workshop_id, avoid bool, title text, body text, position int)
INSERT INTO ground_rule (workshop_id, avoid, title, body, position) VALUES (:workshop, :avoid, :title, :body, :position);

-- was_title, was_body: as whoever changes it saw it.
-- name: rule_set :exec (workshop workshop_id, rule ground_rule_id, was_title text, was_body text, title text, body text)
UPDATE ground_rule SET title = :title, body = :body
WHERE id = :rule AND workshop_id = :workshop AND title = :was_title AND body = :was_body;

-- name: rule_drop :exec (workshop workshop_id, rule ground_rule_id)
DELETE FROM ground_rule WHERE id = :rule AND workshop_id = :workshop;

-- name: handover_tick :exec (workshop workshop_id, task text)
INSERT INTO handover_tick (workshop_id, task) VALUES (:workshop, :task) ON CONFLICT DO NOTHING;

-- name: handover_ticks :many (workshop workshop_id) -> (task text)
SELECT task FROM handover_tick WHERE workshop_id = :workshop ORDER BY task LIMIT 50;

-- name: inspirations :many (workshop workshop_id) -> (id inspiration_id, step text, topic text, title text, hidden bool)
SELECT id, step, topic, title, hidden FROM inspiration WHERE workshop_id = :workshop ORDER BY id LIMIT 300;

-- name: inspiration_add :exec (workshop workshop_id, step text, topic text, title text, hidden bool)
INSERT INTO inspiration (workshop_id, step, topic, title, hidden) VALUES (:workshop, :step, :topic, :title, :hidden);

-- name: inspirations_drop :exec (workshop workshop_id)
DELETE FROM inspiration WHERE workshop_id = :workshop;

-- name: inspiration_drop :exec (workshop workshop_id, step text, topic text)
DELETE FROM inspiration WHERE workshop_id = :workshop AND step = :step AND topic = :topic AND topic <> '';

-- name: workshops_open :many () -> (id workshop_id)
SELECT id FROM workshop WHERE state = 'open' ORDER BY id DESC LIMIT 2000;

-- name: workshop_newest_open :maybe () -> (code text)
SELECT code FROM workshop WHERE state = 'open' ORDER BY id DESC LIMIT 1;
