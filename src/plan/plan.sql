-- The unit's plan, made with the first thing that needs it.
-- name: plan_of_unit :maybe (unit unit_id) -> (id plan_id)
SELECT id FROM plan WHERE unit_id = :unit;

-- name: plan_add :one (unit unit_id, secret text) -> (id plan_id)
INSERT INTO plan (unit_id, public_secret, frame, intro, version) VALUES (:unit, :secret, '', '', 0) RETURNING id;

-- name: plan :maybe (plan plan_id) -> (id plan_id, unit_id unit_id, public_secret text, frame text, intro text, version int)
SELECT id, unit_id, public_secret, frame, intro, version FROM plan WHERE id = :plan;

-- Whoever changes its words does so one after the other.
-- name: plan_hold :one (plan plan_id) -> (frame text, intro text)
SELECT frame, intro FROM plan WHERE id = :plan @for_update;

-- name: plan_by_secret :maybe (secret text) -> (id plan_id, unit_id unit_id)
SELECT id, unit_id FROM plan WHERE public_secret = :secret;

-- name: plan_set_words :exec (plan plan_id, frame text, intro text)
UPDATE plan SET frame = :frame, intro = :intro WHERE id = :plan;

-- name: action_count :one (plan plan_id) -> (total int)
SELECT COUNT(*) AS total FROM action WHERE plan_id = :plan;

-- name: action_by_source :maybe (plan plan_id, source text) -> (id action_id)
SELECT id FROM action WHERE plan_id = :plan AND source = :source;

-- name: action_add :one (plan plan_id, title text, change_text text, first_step text, owner_id person_id?, owner_name text,
--   helpers text, means text, sign text, starts date?, due date?, status text, iglo text, road text, pace text,
--   realism text, realism_reason text, origin text, source text, problem text, dream text, heading text)
-- -> (id action_id)
INSERT INTO action (plan_id, title, change_text, first_step, owner_id, owner_name, helpers, means, sign, starts, due, status,
	iglo, road, pace, stand, stand_reason, realism, realism_reason, origin, source, problem, dream, heading, effect,
	effect_ask, position, version)
VALUES (:plan, :title, :change_text, :first_step, :owner_id, :owner_name, :helpers, :means, :sign, :starts, :due, :status,
	:iglo, :road, :pace, '', '', :realism, :realism_reason, :origin, :source, :problem, :dream, :heading, '',
	NULL, (SELECT COALESCE(MAX(position), 0) + 1 FROM action WHERE plan_id = :plan), 1)
RETURNING id;

-- name: action :maybe (action action_id) -> (id action_id, plan_id plan_id, title text, change_text text, first_step text,
--   owner_id person_id?, owner_name text, helpers text, means text, sign text, starts date?, due date?, status text,
--   iglo text, road text, pace text, stand text, stand_reason text, realism text, realism_reason text, origin text,
--   source text, problem text, dream text, heading text, effect text, effect_ask date?, position int, version int)
SELECT id, plan_id, title, change_text, first_step, owner_id, owner_name, helpers, means, sign, starts, due, status, iglo, road,
	pace, stand, stand_reason, realism, realism_reason, origin, source, problem, dream, heading, effect, effect_ask,
	position, version
FROM action WHERE id = :action;

-- name: actions :many (plan plan_id) -> (id action_id, title text, change_text text, first_step text, owner_id person_id?,
--   owner_name text, helpers text, means text, sign text, starts date?, due date?, status text, iglo text, road text, pace text,
--   stand text, stand_reason text, realism text, realism_reason text, origin text, problem text, dream text, heading text,
--   effect text, effect_ask date?, version int)
SELECT id, title, change_text, first_step, owner_id, owner_name, helpers, means, sign, starts, due, status, iglo, road, pace,
	stand, stand_reason, realism, realism_reason, origin, problem, dream, heading, effect, effect_ask, version
FROM action WHERE plan_id = :plan ORDER BY position, id LIMIT 300;

-- Last thing said about each action of a plan.
-- name: last_notes :many (plan plan_id) -> (action_id action_id, day date, text text, meeting text)
SELECT n.action_id, n.day, n.text, n.meeting FROM action_note n
JOIN (SELECT action_id, MAX(id) AS id FROM action_note GROUP BY action_id) latest ON latest.id = n.id
JOIN action a ON a.id = n.action_id
WHERE a.plan_id = :plan ORDER BY n.action_id LIMIT 300;

-- name: action_set :exec (action action_id, version int, title text, change_text text, first_step text, owner_id person_id?,
--   owner_name text, helpers text, means text, sign text, starts date?, due date?, iglo text, road text, pace text)
UPDATE action SET title = :title, change_text = :change_text, first_step = :first_step, owner_id = :owner_id,
	owner_name = :owner_name, helpers = :helpers, means = :means, sign = :sign, starts = :starts, due = :due,
	iglo = :iglo, road = :road, pace = :pace, version = version + 1
WHERE id = :action AND version = :version;

-- name: action_set_stand :exec (action action_id, version int, stand text, reason text, status text)
UPDATE action SET stand = :stand, stand_reason = :reason, status = :status, version = version + 1
WHERE id = :action AND version = :version;

-- name: action_set_status :exec (action action_id, status text, effect_ask date?)
UPDATE action SET status = :status, effect_ask = :effect_ask, version = version + 1 WHERE id = :action;

-- name: action_set_effect :exec (action action_id, effect text)
UPDATE action SET effect = :effect, effect_ask = NULL, version = version + 1 WHERE id = :action;

-- name: note_add :exec (action action_id, day date, meeting text, text text, status text)
INSERT INTO action_note (action_id, day, meeting, text, status) VALUES (:action, :day, :meeting, :text, :status);

-- name: notes :many (action action_id) -> (id action_note_id, day date, meeting text, text text, status text)
SELECT id, day, meeting, text, status FROM action_note WHERE action_id = :action ORDER BY id DESC LIMIT 200;

-- name: working_group :maybe (action action_id) -> (id working_group_id, task text, members text, report_back date?)
SELECT id, task, members, report_back FROM working_group WHERE action_id = :action;

-- name: working_group_set :exec (action action_id, task text, members text, report_back date?)
INSERT INTO working_group (action_id, task, members, report_back) VALUES (:action, :task, :members, :report_back)
ON CONFLICT (action_id) DO UPDATE SET task = excluded.task, members = excluded.members, report_back = excluded.report_back;

-- name: running_activities :many (unit unit_id) -> (id running_activity_id, title text, owner_name text, period text, note text, ended bool)
SELECT id, title, owner_name, period, note, ended FROM running_activity WHERE unit_id = :unit ORDER BY ended, id LIMIT 100;

-- name: running_activity_unit :maybe (running running_activity_id) -> (unit_id unit_id)
SELECT unit_id FROM running_activity WHERE id = :running;

-- name: running_activity_add :one (unit unit_id, title text, owner_name text, period text, note text) -> (id running_activity_id)
INSERT INTO running_activity (unit_id, title, owner_name, period, note, ended)
VALUES (:unit, :title, :owner_name, :period, :note, 0) RETURNING id;

-- name: running_activity_end :exec (running running_activity_id)
UPDATE running_activity SET ended = 1 WHERE id = :running;

-- name: overlap_set :exec (action action_id, running running_activity_id, verdict text, note text)
INSERT INTO overlap (action_id, running_id, verdict, note) VALUES (:action, :running, :verdict, :note)
ON CONFLICT (action_id, running_id) DO UPDATE SET verdict = excluded.verdict, note = excluded.note;

-- name: overlaps :many (plan plan_id) -> (action_id action_id, running_id running_activity_id, verdict text, note text)
SELECT o.action_id, o.running_id, o.verdict, o.note FROM overlap o JOIN action a ON a.id = o.action_id
WHERE a.plan_id = :plan ORDER BY o.action_id, o.running_id LIMIT 3000;

-- name: overlap_check_add :exec (plan plan_id, moment text, origin text, day date, answer text, anchoring text)
INSERT INTO overlap_check (plan_id, moment, origin, day, answer, anchoring)
VALUES (:plan, :moment, :origin, :day, :answer, :anchoring);

-- name: overlap_checks :many (plan plan_id) -> (moment text, origin text, day date, answer text, anchoring text)
SELECT moment, origin, day, answer, anchoring FROM overlap_check WHERE plan_id = :plan ORDER BY id DESC LIMIT 50;

-- name: version_add :one (plan plan_id, number int, day date, why text, snapshot text) -> (id plan_version_id)
INSERT INTO plan_version (plan_id, number, day, why, snapshot_json, taken_down)
VALUES (:plan, :number, :day, :why, :snapshot, 0) RETURNING id;

-- name: plan_set_version :exec (plan plan_id, was int)
UPDATE plan SET version = :was + 1 WHERE id = :plan AND version = :was;

-- name: versions :many (plan plan_id) -> (number int, day date, why text, taken_down bool, sent date?)
SELECT number, day, why, taken_down, sent FROM plan_version WHERE plan_id = :plan ORDER BY number DESC LIMIT 100;

-- name: version :maybe (plan plan_id, number int) -> (number int, day date, why text, snapshot_json text, taken_down bool, sent date?)
SELECT number, day, why, snapshot_json, taken_down, sent FROM plan_version WHERE plan_id = :plan AND number = :number;

-- name: version_take_down :exec (plan plan_id, number int)
UPDATE plan_version SET taken_down = 1 WHERE plan_id = :plan AND number = :number;

-- name: version_sent :exec (plan plan_id, number int, day date)
UPDATE plan_version SET sent = :day WHERE plan_id = :plan AND number = :number;

-- name: versions_sent :one (unit unit_id, since date) -> (total int)
SELECT COUNT(*) AS total FROM plan_version v JOIN plan p ON p.id = v.plan_id WHERE p.unit_id = :unit AND v.sent >= :since;

-- name: agreement_add :one (plan plan_id, title text, between text, responsible text, time_set_aside text, how text, origin text,
--   months int, next_reminder date?) -> (id agreement_id)
INSERT INTO agreement (plan_id, title, between_whom, responsible, time_set_aside, how, origin, remind_every_months, next_reminder,
	ended, version)
VALUES (:plan, :title, :between, :responsible, :time_set_aside, :how, :origin, :months, :next_reminder, 0, 1) RETURNING id;

-- name: agreements :many (plan plan_id) -> (id agreement_id, title text, between_whom text, responsible text, time_set_aside text,
--   how text, origin text, remind_every_months int, next_reminder date?, ended bool, version int)
SELECT id, title, between_whom, responsible, time_set_aside, how, origin, remind_every_months, next_reminder, ended, version
FROM agreement WHERE plan_id = :plan ORDER BY ended, id LIMIT 100;

-- name: agreement :maybe (agreement agreement_id) -> (id agreement_id, plan_id plan_id, title text, between_whom text, responsible text,
--   time_set_aside text, how text, remind_every_months int, next_reminder date?, ended bool, version int)
SELECT id, plan_id, title, between_whom, responsible, time_set_aside, how, remind_every_months, next_reminder, ended, version
FROM agreement WHERE id = :agreement;

-- name: agreement_set :exec (agreement agreement_id, version int, title text, between text, responsible text, time_set_aside text,
--   how text, months int, next_reminder date?)
UPDATE agreement SET title = :title, between_whom = :between, responsible = :responsible, time_set_aside = :time_set_aside,
	how = :how, remind_every_months = :months, next_reminder = :next_reminder, version = version + 1
WHERE id = :agreement AND version = :version;

-- name: agreement_end :exec (agreement agreement_id)
UPDATE agreement SET ended = 1, version = version + 1 WHERE id = :agreement;

-- What owners are to be written to about, one line an action, of all units:
-- a date that comes, a date that has passed, and months after it was done: what
-- it did. Not those who have no address, those who have left, and what has been
-- said already (quiet_since: an overdue one said after that day is left alone).
-- name: reminders_due :many (today date, soon date, quiet_since date) -> (kind text, id action_id, unit_id unit_id, owner_id person_id,
--   title text, first_step text, due date?, day date, email text, name text, lang text)
SELECT w.kind AS kind, w.id AS id, pl.unit_id AS unit_id, w.owner_id AS owner_id, w.title AS title, w.first_step AS first_step,
	w.due AS due, w.day AS day, p.email AS email, p.name AS name, p.lang AS lang
FROM (
	SELECT 'due_soon' AS kind, a.id, a.plan_id, a.owner_id, a.title, a.first_step, a.due, a.due AS day FROM action a
	WHERE a.status IN ('planned', 'running') AND a.stand <> 'declined' AND a.due >= :today AND a.due <= :soon
		AND NOT EXISTS (SELECT 1 FROM reminder r WHERE r.about = 'action/' || a.id AND r.kind = 'due_soon' AND r.day = a.due)
	UNION ALL
	SELECT 'overdue' AS kind, a.id, a.plan_id, a.owner_id, a.title, a.first_step, a.due, :today AS day FROM action a
	WHERE a.status IN ('planned', 'running') AND a.stand <> 'declined' AND a.due < :today
		AND NOT EXISTS (SELECT 1 FROM reminder r WHERE r.about = 'action/' || a.id AND r.kind = 'overdue' AND r.day > :quiet_since)
	UNION ALL
	SELECT 'effect' AS kind, a.id, a.plan_id, a.owner_id, a.title, a.first_step, a.due, a.effect_ask AS day FROM action a
	WHERE a.status = 'done' AND a.effect_ask <= :today
		AND NOT EXISTS (SELECT 1 FROM reminder r WHERE r.about = 'action/' || a.id AND r.kind = 'effect' AND r.day = a.effect_ask)
) w JOIN plan pl ON pl.id = w.plan_id JOIN person p ON p.id = w.owner_id
WHERE p.email IS NOT NULL AND EXISTS (SELECT 1 FROM assignment s WHERE s.person_id = p.id AND s.from_day <= :today
	AND (s.to_day IS NULL OR s.to_day >= :today))
ORDER BY w.owner_id, pl.unit_id, w.kind, w.day, w.id LIMIT 1000;

-- name: agreements_to_remind :many (today date) -> (id agreement_id, plan_id plan_id, unit_id unit_id, title text, responsible text,
--   remind_every_months int, next_reminder date)
SELECT g.id, g.plan_id, pl.unit_id, g.title, g.responsible, g.remind_every_months, g.next_reminder
FROM agreement g JOIN plan pl ON pl.id = g.plan_id
WHERE g.ended = 0 AND g.next_reminder IS NOT NULL AND g.next_reminder <= :today
	AND NOT EXISTS (SELECT 1 FROM confirmation_thing c WHERE c.about = 'agreement/' || g.id AND c.whole = 0) ORDER BY g.id LIMIT 1000;

-- name: agreement_reminded :exec (agreement agreement_id, next_reminder date)
UPDATE agreement SET next_reminder = :next_reminder WHERE id = :agreement;

-- Waits for a node that is reminding; what it has said is then to be seen.
-- name: reminder_turn :one -> (day text)
SELECT day FROM reminder_turn WHERE id = 1 @for_update;

-- name: reminder_turn_set :exec (day date)
UPDATE reminder_turn SET day = :day WHERE id = 1;

-- No row changed: it has been said already, perhaps by another node a moment ago.
-- name: reminder_add :exec (about text, kind text, day date)
INSERT INTO reminder (about, kind, day) VALUES (:about, :kind, :day) ON CONFLICT (about, kind, day) DO NOTHING;

-- name: plans_begun :many () -> (unit unit_id, name text, actions int, unanswered int)
SELECT p.unit_id AS unit, u.name, COUNT(*) AS actions, SUM(CASE WHEN a.stand = '' THEN 1 ELSE 0 END) AS unanswered
FROM plan p JOIN unit u ON u.id = p.unit_id JOIN action a ON a.plan_id = p.id
GROUP BY p.unit_id, u.name ORDER BY unanswered DESC, u.name LIMIT 100;

-- name: confirm_thing :maybe (about text) -> (unit_id unit_id, text text, parties text, version int, whole bool)
SELECT unit_id, text, parties, version, whole FROM confirmation_thing WHERE about = :about;

-- name: confirm_thing_set :exec (about text, unit unit_id, text text, parties text, version int, whole bool)
INSERT INTO confirmation_thing (about, unit_id, text, parties, version, whole)
VALUES (:about, :unit, :text, :parties, :version, :whole)
ON CONFLICT (about) DO UPDATE SET unit_id = excluded.unit_id, text = excluded.text, parties = excluded.parties,
	version = excluded.version, whole = excluded.whole;

-- name: confirm_thing_drop :exec (about text)
DELETE FROM confirmation_thing WHERE about = :about;

-- name: confirm_whole :exec (about text, version int)
UPDATE confirmation_thing SET whole = 1 WHERE about = :about AND version = :version;

-- No row changed: the party has confirmed this version already.
-- name: confirmation_add :exec (about text, version int, party text, person person_id, day date)
INSERT INTO confirmation (about, version, party, person_id, day) VALUES (:about, :version, :party, :person, :day)
ON CONFLICT (about, version, party) DO NOTHING;

-- name: confirmations :many (about text, version int) -> (party text, person_id person_id?, name text?, day date)
SELECT c.party, c.person_id, p.name AS name, c.day FROM confirmation c LEFT JOIN person p ON p.id = c.person_id
WHERE c.about = :about AND c.version = :version ORDER BY c.party LIMIT 20;
