-- The run itself: who, when, what has been chosen.

-- name: programme_add :one (unit unit_id, plan plan_id, method text, method_version int, title text, starts date, staff int)
-- -> (id programme_id)
INSERT INTO programme (unit_id, plan_id, method, method_version, title, starts, state, staff, context, version)
VALUES (:unit, :plan, :method, :method_version, :title, :starts, 'running', :staff, '', 1) RETURNING id;

-- Whoever changes what belongs to a programme does so one after the other.
-- name: programme_hold :maybe (programme programme_id) -> (id programme_id)
SELECT id FROM programme WHERE id = :programme @for_update;

-- name: programme :maybe (programme programme_id) -> (id programme_id, unit_id unit_id, plan_id plan_id?, method text, method_version int, title text,
--   starts date, state text, staff int, context text, version int)
SELECT id, unit_id, plan_id, method, method_version, title, starts, state, staff, context, version FROM programme WHERE id = :programme;

-- name: programmes_of_unit :many (unit unit_id) -> (id programme_id, title text, state text, starts date)
SELECT id, title, state, starts FROM programme WHERE unit_id = :unit ORDER BY starts DESC, id DESC LIMIT 100;

-- Those in which somebody has a role of the method.
-- name: programmes_of_member :many (person person_id) -> (id programme_id, unit_id unit_id, title text, state text, starts date, role text)
SELECT p.id, p.unit_id, p.title, p.state, p.starts, m.role FROM programme p
JOIN programme_member m ON m.programme_id = p.id
WHERE m.person_id = :person ORDER BY p.state DESC, p.starts DESC, p.id DESC LIMIT 100;

-- name: programme_set_words :exec (programme programme_id, version int, title text, context text)
UPDATE programme SET title = :title, context = :context, version = version + 1
WHERE id = :programme AND version = :version;

-- name: programme_set_state :exec (programme programme_id, version int, state text)
UPDATE programme SET state = :state, version = version + 1 WHERE id = :programme AND version = :version;

-- name: programme_set_staff :exec (programme programme_id, staff int)
UPDATE programme SET staff = :staff, version = version + 1 WHERE id = :programme;

-- name: choice_set :exec (programme programme_id, setting text, value text)
INSERT INTO programme_choice (programme_id, setting, value) VALUES (:programme, :setting, :value)
ON CONFLICT (programme_id, setting) DO UPDATE SET value = excluded.value;

-- name: choices :many (programme programme_id) -> (setting text, value text)
SELECT setting, value FROM programme_choice WHERE programme_id = :programme ORDER BY setting LIMIT 50;

-- name: member_add :exec (programme programme_id, person person_id, role text, confirmed date?)
INSERT INTO programme_member (programme_id, person_id, role, confirmed, expectation)
VALUES (:programme, :person, :role, :confirmed, '') ON CONFLICT DO NOTHING;

-- name: member_drop :exec (programme programme_id, person person_id, role text)
DELETE FROM programme_member WHERE programme_id = :programme AND person_id = :person AND role = :role;

-- name: member_expect :exec (programme programme_id, person person_id, role text, expectation text)
UPDATE programme_member SET expectation = :expectation
WHERE programme_id = :programme AND person_id = :person AND role = :role;

-- name: members :many (programme programme_id) -> (person_id person_id, name text, email text?, role text, confirmed date?, expectation text)
SELECT m.person_id, p.name, p.email, m.role, m.confirmed, m.expectation FROM programme_member m
JOIN person p ON p.id = m.person_id WHERE m.programme_id = :programme ORDER BY m.role, p.name LIMIT 100;

-- name: activity_add :one (programme programme_id, key text, state text, uid text) -> (id activity_id)
INSERT INTO activity (programme_id, key, state, uid, sequence, minutes_text, version)
VALUES (:programme, :key, :state, :uid, 0, '', 1) RETURNING id;

-- name: activities :many (programme programme_id) -> (id activity_id, key text, state text, uid text, sequence int, minutes_text text, version int)
SELECT id, key, state, uid, sequence, minutes_text, version FROM activity WHERE programme_id = :programme ORDER BY id LIMIT 60;

-- name: activity :maybe (activity activity_id) -> (id activity_id, programme_id programme_id, key text, state text, uid text, sequence int,
--   minutes_text text, version int)
SELECT id, programme_id, key, state, uid, sequence, minutes_text, version FROM activity WHERE id = :activity;

-- name: activity_set_state :exec (activity activity_id, version int, state text, sequence int)
UPDATE activity SET state = :state, sequence = :sequence, version = version + 1 WHERE id = :activity AND version = :version;

-- name: activity_set_minutes :exec (activity activity_id, version int, minutes_text text)
UPDATE activity SET minutes_text = :minutes_text, version = version + 1 WHERE id = :activity AND version = :version;

-- name: sitting_add :one (activity activity_id, day date, starts_at int, minutes int, place text, who text, position int) -> (id sitting_id)
INSERT INTO sitting (activity_id, day, starts_at, minutes, place, who, position)
VALUES (:activity, :day, :starts_at, :minutes, :place, :who, :position) RETURNING id;

-- name: sitting_set :exec (sitting sitting_id, day date, starts_at int, minutes int, place text, who text)
UPDATE sitting SET day = :day, starts_at = :starts_at, minutes = :minutes, place = :place, who = :who WHERE id = :sitting;

-- name: sitting_drop :exec (sitting sitting_id)
DELETE FROM sitting WHERE id = :sitting;

-- name: sitting_of :maybe (sitting sitting_id) -> (id sitting_id, activity_id activity_id)
SELECT id, activity_id FROM sitting WHERE id = :sitting;

-- name: sittings :many (programme programme_id) -> (id sitting_id, activity_id activity_id, day date, starts_at int, minutes int, place text,
--   who text, position int)
SELECT s.id, s.activity_id, s.day, s.starts_at, s.minutes, s.place, s.who, s.position FROM sitting s
JOIN activity a ON a.id = s.activity_id WHERE a.programme_id = :programme ORDER BY s.day, s.starts_at, s.position, s.id LIMIT 500;

-- name: attendance_set :exec (sitting sitting_id, person person_id, answer text)
INSERT INTO attendance (sitting_id, person_id, answer) VALUES (:sitting, :person, :answer)
ON CONFLICT (sitting_id, person_id) DO UPDATE SET answer = excluded.answer;

-- name: attendances :many (activity activity_id) -> (sitting_id sitting_id, person_id person_id, name text, answer text)
SELECT t.sitting_id, t.person_id, p.name, t.answer FROM attendance t JOIN sitting s ON s.id = t.sitting_id
JOIN person p ON p.id = t.person_id WHERE s.activity_id = :activity ORDER BY t.sitting_id, p.name LIMIT 2000;

-- name: tick_add :exec (programme programme_id, activity text, task text, person person_id?, day date)
INSERT INTO checklist_tick (programme_id, activity, task, person_id, day) VALUES (:programme, :activity, :task, :person, :day)
ON CONFLICT DO NOTHING;

-- name: tick_drop :exec (programme programme_id, activity text, task text)
DELETE FROM checklist_tick WHERE programme_id = :programme AND activity = :activity AND task = :task;

-- name: ticks :many (programme programme_id) -> (activity text, task text, day date)
SELECT activity, task, day FROM checklist_tick WHERE programme_id = :programme ORDER BY activity, task LIMIT 1000;

-- name: own_task_add :exec (programme programme_id, activity text, title text, who text)
INSERT INTO own_task (programme_id, activity, title, who, done) VALUES (:programme, :activity, :title, :who, 0);

-- name: own_task_done :exec (programme programme_id, task own_task_id, done bool)
UPDATE own_task SET done = :done WHERE id = :task AND programme_id = :programme;

-- name: own_tasks :many (programme programme_id) -> (id own_task_id, activity text, title text, who text, done bool)
SELECT id, activity, title, who, done FROM own_task WHERE programme_id = :programme ORDER BY done, id LIMIT 300;

-- name: agenda_note_set :exec (activity activity_id, item text, text text, decision text)
INSERT INTO agenda_note (activity_id, item, text, decision, version) VALUES (:activity, :item, :text, :decision, 1)
ON CONFLICT (activity_id, item) DO UPDATE SET text = excluded.text, decision = excluded.decision, version = agenda_note.version + 1;

-- name: agenda_notes :many (activity activity_id) -> (item text, text text, decision text, version int)
SELECT item, text, decision, version FROM agenda_note WHERE activity_id = :activity ORDER BY item LIMIT 100;

-- name: hours_add :exec (programme programme_id, activity text, role text, pot text, minutes int, people int, day date, note text)
INSERT INTO hours_used (programme_id, activity, role, pot, minutes, people, day, note)
VALUES (:programme, :activity, :role, :pot, :minutes, :people, :day, :note);

-- name: hours_drop :exec (programme programme_id, hours hours_used_id)
DELETE FROM hours_used WHERE id = :hours AND programme_id = :programme;

-- name: hours_of_role :many (programme programme_id) -> (role text, pot text, minutes int)
SELECT role, pot, COALESCE(SUM(minutes), 0) AS minutes FROM hours_used WHERE programme_id = :programme
GROUP BY role, pot ORDER BY role, pot LIMIT 100;

-- name: hours_log :many (programme programme_id) -> (id hours_used_id, activity text, role text, pot text, minutes int, people int, day date, note text)
SELECT id, activity, role, pot, minutes, people, day, note FROM hours_used WHERE programme_id = :programme ORDER BY day DESC, id DESC LIMIT 300;

-- name: gate_set :exec (programme programme_id, gate text, answer text, person person_id?, day date)
INSERT INTO gate_answer (programme_id, gate, answer, person_id, day) VALUES (:programme, :gate, :answer, :person, :day)
ON CONFLICT (programme_id, gate) DO UPDATE SET answer = excluded.answer, person_id = excluded.person_id, day = excluded.day;

-- name: gates :many (programme programme_id) -> (gate text, answer text, day date)
SELECT gate, answer, day FROM gate_answer WHERE programme_id = :programme ORDER BY gate LIMIT 50;

-- name: activity_touch :exec (activity activity_id, version int)
UPDATE activity SET version = version + 1 WHERE id = :activity AND version = :version;

-- name: own_task_drop :exec (programme programme_id, task own_task_id)
DELETE FROM own_task WHERE id = :task AND programme_id = :programme;

-- name: member_confirm :exec (programme programme_id, person person_id, role text, confirmed date?)
UPDATE programme_member SET confirmed = :confirmed
WHERE programme_id = :programme AND person_id = :person AND role = :role;

-- name: hours_of_activity :many (programme programme_id) -> (activity text, role text, minutes int)
SELECT activity, role, COALESCE(SUM(minutes), 0) AS minutes FROM hours_used WHERE programme_id = :programme
GROUP BY activity, role ORDER BY activity, role LIMIT 500;

-- Running programmes with something in the days ahead, for reminders.
-- name: programmes_meeting :many (first date, last date) -> (id programme_id)
SELECT DISTINCT p.id FROM programme p JOIN activity a ON a.programme_id = p.id JOIN sitting s ON s.activity_id = a.id
WHERE p.state = 'running' AND a.state IN ('proposed', 'set', 'invited') AND s.day >= :first AND s.day <= :last
ORDER BY p.id LIMIT 2000;

-- Closed ones, with the day of their last meeting.
-- name: programmes_closed :many () -> (id programme_id, last date)
SELECT p.id, MAX(s.day) AS last FROM programme p JOIN activity a ON a.programme_id = p.id JOIN sitting s ON s.activity_id = a.id
WHERE p.state = 'closed' GROUP BY p.id ORDER BY p.id LIMIT 2000;

-- name: meeting_reminder_add :exec (programme programme_id, what text)
INSERT INTO programme_reminder (programme_id, what) VALUES (:programme, :what) ON CONFLICT DO NOTHING;

-- name: minutes_sent :many (activity activity_id) -> (committee_id committee_id, day date)
SELECT committee_id, day FROM minutes_sent WHERE activity_id = :activity ORDER BY committee_id LIMIT 200;

-- name: minutes_sent_set :exec (activity activity_id, committee committee_id, day date)
INSERT INTO minutes_sent (activity_id, committee_id, day) VALUES (:activity, :committee, :day)
ON CONFLICT (activity_id, committee_id) DO UPDATE SET day = excluded.day;
