-- Every place where people write, and so where a name may stand. The one list in
-- the program that crosses all rooms: whoever adds a column for people's words
-- adds it here (tests/flow/erase_flow.py reads the schema and says which is
-- missing). Statements without WHERE would rewrite rows that do not hold the name.

-- How often a name stands in what others wrote.
-- name: erase_mentions :many (name text) -> (place text, total int)
SELECT 'plan' AS place, COUNT(*) AS total FROM action WHERE REPLACE(title || change_text || first_step || owner_name || helpers || means || sign || stand_reason || realism || realism_reason || problem || dream || heading || effect, :name, '') <> title || change_text || first_step || owner_name || helpers || means || sign || stand_reason || realism || realism_reason || problem || dream || heading || effect
UNION ALL
SELECT 'plan' AS place, COUNT(*) AS total FROM action_note WHERE REPLACE(text, :name, '') <> text
UNION ALL
SELECT 'plan' AS place, COUNT(*) AS total FROM working_group WHERE REPLACE(task || members, :name, '') <> task || members
UNION ALL
SELECT 'plan' AS place, COUNT(*) AS total FROM running_activity WHERE REPLACE(title || owner_name || period || note, :name, '') <> title || owner_name || period || note
UNION ALL
SELECT 'plan' AS place, COUNT(*) AS total FROM overlap WHERE REPLACE(note, :name, '') <> note
UNION ALL
SELECT 'plan' AS place, COUNT(*) AS total FROM overlap_check WHERE REPLACE(answer || anchoring, :name, '') <> answer || anchoring
UNION ALL
SELECT 'plan' AS place, COUNT(*) AS total FROM plan WHERE REPLACE(frame || intro, :name, '') <> frame || intro
UNION ALL
SELECT 'plan' AS place, COUNT(*) AS total FROM plan_version WHERE REPLACE(why || snapshot_json, :name, '') <> why || snapshot_json
UNION ALL
SELECT 'plan' AS place, COUNT(*) AS total FROM agreement WHERE REPLACE(title || between_whom || responsible || time_set_aside || how, :name, '') <> title || between_whom || responsible || time_set_aside || how
UNION ALL
SELECT 'plan' AS place, COUNT(*) AS total FROM confirmation_thing WHERE REPLACE(text, :name, '') <> text
UNION ALL
SELECT 'meeting' AS place, COUNT(*) AS total FROM activity WHERE REPLACE(minutes_text, :name, '') <> minutes_text
UNION ALL
SELECT 'meeting' AS place, COUNT(*) AS total FROM agenda_note WHERE REPLACE(text || decision, :name, '') <> text || decision
UNION ALL
SELECT 'meeting' AS place, COUNT(*) AS total FROM own_task WHERE REPLACE(title || who, :name, '') <> title || who
UNION ALL
SELECT 'meeting' AS place, COUNT(*) AS total FROM sitting WHERE REPLACE(place || who, :name, '') <> place || who
UNION ALL
SELECT 'meeting' AS place, COUNT(*) AS total FROM hours_used WHERE REPLACE(note, :name, '') <> note
UNION ALL
SELECT 'meeting' AS place, COUNT(*) AS total FROM gate_answer WHERE REPLACE(answer, :name, '') <> answer
UNION ALL
SELECT 'form' AS place, COUNT(*) AS total FROM unit_help WHERE REPLACE(lines, :name, '') <> lines
UNION ALL
SELECT 'form' AS place, COUNT(*) AS total FROM committee WHERE REPLACE(name, :name, '') <> name
UNION ALL
SELECT 'form' AS place, COUNT(*) AS total FROM programme WHERE REPLACE(title || context, :name, '') <> title || context
UNION ALL
SELECT 'form' AS place, COUNT(*) AS total FROM programme_member WHERE REPLACE(expectation, :name, '') <> expectation
UNION ALL
SELECT 'form' AS place, COUNT(*) AS total FROM programme_form_row WHERE REPLACE(values_json, :name, '') <> values_json
UNION ALL
SELECT 'form' AS place, COUNT(*) AS total FROM document WHERE REPLACE(filename, :name, '') <> filename
UNION ALL
SELECT 'form' AS place, COUNT(*) AS total FROM reflection WHERE REPLACE(text, :name, '') <> text
UNION ALL
SELECT 'form' AS place, COUNT(*) AS total FROM background WHERE REPLACE(topic, :name, '') <> topic
UNION ALL
SELECT 'form' AS place, COUNT(*) AS total FROM course WHERE REPLACE(title, :name, '') <> title
UNION ALL
SELECT 'form' AS place, COUNT(*) AS total FROM topic_choice WHERE REPLACE(title, :name, '') <> title
UNION ALL
SELECT 'workshop' AS place, COUNT(*) AS total FROM workshop WHERE REPLACE(title, :name, '') <> title
UNION ALL
SELECT 'workshop' AS place, COUNT(*) AS total FROM workshop_after WHERE REPLACE(summary, :name, '') <> summary
UNION ALL
SELECT 'workshop' AS place, COUNT(*) AS total FROM ground_rule WHERE REPLACE(title || body, :name, '') <> title || body
UNION ALL
SELECT 'workshop' AS place, COUNT(*) AS total FROM inspiration WHERE REPLACE(title, :name, '') <> title
UNION ALL
SELECT 'workshop' AS place, COUNT(*) AS total FROM theme WHERE REPLACE(title, :name, '') <> title
UNION ALL
SELECT 'workshop' AS place, COUNT(*) AS total FROM card WHERE REPLACE(text, :name, '') <> text
UNION ALL
SELECT 'workshop' AS place, COUNT(*) AS total FROM small_group WHERE REPLACE(title, :name, '') <> title
UNION ALL
SELECT 'workshop' AS place, COUNT(*) AS total FROM group_text WHERE REPLACE(text, :name, '') <> text
UNION ALL
SELECT 'workshop' AS place, COUNT(*) AS total FROM form_row WHERE REPLACE(values_json || mark_reason, :name, '') <> values_json || mark_reason
UNION ALL
SELECT 'workshop' AS place, COUNT(*) AS total FROM critical_question WHERE REPLACE(text || answer, :name, '') <> text || answer
UNION ALL
SELECT 'workshop' AS place, COUNT(*) AS total FROM channel_question WHERE REPLACE(text || answer, :name, '') <> text || answer
UNION ALL
SELECT 'workshop' AS place, COUNT(*) AS total FROM agenda_item WHERE REPLACE(title || answers, :name, '') <> title || answers
UNION ALL
SELECT 'workshop' AS place, COUNT(*) AS total FROM ask_item WHERE REPLACE(agreed || agreed_why, :name, '') <> agreed || agreed_why
UNION ALL
SELECT 'workshop' AS place, COUNT(*) AS total FROM ask_text WHERE REPLACE(text || heading, :name, '') <> text || heading
UNION ALL
SELECT 'workshop' AS place, COUNT(*) AS total FROM consultation WHERE REPLACE(title, :name, '') <> title
UNION ALL
SELECT 'workshop' AS place, COUNT(*) AS total FROM consultation_part WHERE REPLACE(text, :name, '') <> text
UNION ALL
SELECT 'workshop' AS place, COUNT(*) AS total FROM consultation_voice WHERE REPLACE(name, :name, '') <> name
UNION ALL
SELECT 'workshop' AS place, COUNT(*) AS total FROM consultation_comment WHERE REPLACE(heading || text || why, :name, '') <> heading || text || why
UNION ALL
SELECT 'method' AS place, COUNT(*) AS total FROM own_method WHERE REPLACE(base_title || body, :name, '') <> base_title || body
UNION ALL
SELECT 'method' AS place, COUNT(*) AS total FROM own_version WHERE REPLACE(body || note, :name, '') <> body || note
UNION ALL
SELECT 'mail' AS place, COUNT(*) AS total FROM mail_out WHERE REPLACE(to_name || subject || body, :name, '') <> to_name || subject || body
LIMIT 100;

-- name: erase_in_action :exec (name text, instead text)
UPDATE action SET title = REPLACE(title, :name, :instead), change_text = REPLACE(change_text, :name, :instead), first_step = REPLACE(first_step, :name, :instead), owner_name = REPLACE(owner_name, :name, :instead), helpers = REPLACE(helpers, :name, :instead), means = REPLACE(means, :name, :instead), sign = REPLACE(sign, :name, :instead), stand_reason = REPLACE(stand_reason, :name, :instead), realism = REPLACE(realism, :name, :instead), realism_reason = REPLACE(realism_reason, :name, :instead), problem = REPLACE(problem, :name, :instead), dream = REPLACE(dream, :name, :instead), heading = REPLACE(heading, :name, :instead), effect = REPLACE(effect, :name, :instead)
WHERE REPLACE(title || change_text || first_step || owner_name || helpers || means || sign || stand_reason || realism || realism_reason || problem || dream || heading || effect, :name, '') <> title || change_text || first_step || owner_name || helpers || means || sign || stand_reason || realism || realism_reason || problem || dream || heading || effect;

-- name: erase_in_action_note :exec (name text, instead text)
UPDATE action_note SET text = REPLACE(text, :name, :instead)
WHERE REPLACE(text, :name, '') <> text;

-- name: erase_in_working_group :exec (name text, instead text)
UPDATE working_group SET task = REPLACE(task, :name, :instead), members = REPLACE(members, :name, :instead)
WHERE REPLACE(task || members, :name, '') <> task || members;

-- name: erase_in_running_activity :exec (name text, instead text)
UPDATE running_activity SET title = REPLACE(title, :name, :instead), owner_name = REPLACE(owner_name, :name, :instead), period = REPLACE(period, :name, :instead), note = REPLACE(note, :name, :instead)
WHERE REPLACE(title || owner_name || period || note, :name, '') <> title || owner_name || period || note;

-- name: erase_in_overlap :exec (name text, instead text)
UPDATE overlap SET note = REPLACE(note, :name, :instead)
WHERE REPLACE(note, :name, '') <> note;

-- name: erase_in_overlap_check :exec (name text, instead text)
UPDATE overlap_check SET answer = REPLACE(answer, :name, :instead), anchoring = REPLACE(anchoring, :name, :instead)
WHERE REPLACE(answer || anchoring, :name, '') <> answer || anchoring;

-- name: erase_in_plan :exec (name text, instead text)
UPDATE plan SET frame = REPLACE(frame, :name, :instead), intro = REPLACE(intro, :name, :instead)
WHERE REPLACE(frame || intro, :name, '') <> frame || intro;

-- name: erase_in_plan_version :exec (name text, instead text)
UPDATE plan_version SET why = REPLACE(why, :name, :instead), snapshot_json = REPLACE(snapshot_json, :name, :instead)
WHERE REPLACE(why || snapshot_json, :name, '') <> why || snapshot_json;

-- name: erase_in_agreement :exec (name text, instead text)
UPDATE agreement SET title = REPLACE(title, :name, :instead), between_whom = REPLACE(between_whom, :name, :instead), responsible = REPLACE(responsible, :name, :instead), time_set_aside = REPLACE(time_set_aside, :name, :instead), how = REPLACE(how, :name, :instead)
WHERE REPLACE(title || between_whom || responsible || time_set_aside || how, :name, '') <> title || between_whom || responsible || time_set_aside || how;

-- name: erase_in_confirmation_thing :exec (name text, instead text)
UPDATE confirmation_thing SET text = REPLACE(text, :name, :instead)
WHERE REPLACE(text, :name, '') <> text;

-- name: erase_in_activity :exec (name text, instead text)
UPDATE activity SET minutes_text = REPLACE(minutes_text, :name, :instead)
WHERE REPLACE(minutes_text, :name, '') <> minutes_text;

-- name: erase_in_agenda_note :exec (name text, instead text)
UPDATE agenda_note SET text = REPLACE(text, :name, :instead), decision = REPLACE(decision, :name, :instead)
WHERE REPLACE(text || decision, :name, '') <> text || decision;

-- name: erase_in_own_task :exec (name text, instead text)
UPDATE own_task SET title = REPLACE(title, :name, :instead), who = REPLACE(who, :name, :instead)
WHERE REPLACE(title || who, :name, '') <> title || who;

-- name: erase_in_sitting :exec (name text, instead text)
UPDATE sitting SET place = REPLACE(place, :name, :instead), who = REPLACE(who, :name, :instead)
WHERE REPLACE(place || who, :name, '') <> place || who;

-- name: erase_in_hours_used :exec (name text, instead text)
UPDATE hours_used SET note = REPLACE(note, :name, :instead)
WHERE REPLACE(note, :name, '') <> note;

-- name: erase_in_gate_answer :exec (name text, instead text)
UPDATE gate_answer SET answer = REPLACE(answer, :name, :instead)
WHERE REPLACE(answer, :name, '') <> answer;

-- name: erase_in_unit_help :exec (name text, instead text)
UPDATE unit_help SET lines = REPLACE(lines, :name, :instead)
WHERE REPLACE(lines, :name, '') <> lines;

-- name: erase_in_committee :exec (name text, instead text)
UPDATE committee SET name = REPLACE(name, :name, :instead)
WHERE REPLACE(name, :name, '') <> name;

-- name: erase_in_programme :exec (name text, instead text)
UPDATE programme SET title = REPLACE(title, :name, :instead), context = REPLACE(context, :name, :instead)
WHERE REPLACE(title || context, :name, '') <> title || context;

-- name: erase_in_programme_member :exec (name text, instead text)
UPDATE programme_member SET expectation = REPLACE(expectation, :name, :instead)
WHERE REPLACE(expectation, :name, '') <> expectation;

-- name: erase_in_programme_form_row :exec (name text, instead text)
UPDATE programme_form_row SET values_json = REPLACE(values_json, :name, :instead)
WHERE REPLACE(values_json, :name, '') <> values_json;

-- name: erase_in_document :exec (name text, instead text)
UPDATE document SET filename = REPLACE(filename, :name, :instead)
WHERE REPLACE(filename, :name, '') <> filename;

-- name: erase_in_reflection :exec (name text, instead text)
UPDATE reflection SET text = REPLACE(text, :name, :instead)
WHERE REPLACE(text, :name, '') <> text;

-- name: erase_in_background :exec (name text, instead text)
UPDATE background SET topic = REPLACE(topic, :name, :instead)
WHERE REPLACE(topic, :name, '') <> topic;

-- name: erase_in_course :exec (name text, instead text)
UPDATE course SET title = REPLACE(title, :name, :instead)
WHERE REPLACE(title, :name, '') <> title;

-- name: erase_in_topic_choice :exec (name text, instead text)
UPDATE topic_choice SET title = REPLACE(title, :name, :instead)
WHERE REPLACE(title, :name, '') <> title;

-- name: erase_in_workshop :exec (name text, instead text)
UPDATE workshop SET title = REPLACE(title, :name, :instead)
WHERE REPLACE(title, :name, '') <> title;

-- name: erase_in_workshop_after :exec (name text, instead text)
UPDATE workshop_after SET summary = REPLACE(summary, :name, :instead)
WHERE REPLACE(summary, :name, '') <> summary;

-- name: erase_in_ground_rule :exec (name text, instead text)
UPDATE ground_rule SET title = REPLACE(title, :name, :instead), body = REPLACE(body, :name, :instead)
WHERE REPLACE(title || body, :name, '') <> title || body;

-- name: erase_in_inspiration :exec (name text, instead text)
UPDATE inspiration SET title = REPLACE(title, :name, :instead)
WHERE REPLACE(title, :name, '') <> title;

-- name: erase_in_theme :exec (name text, instead text)
UPDATE theme SET title = REPLACE(title, :name, :instead)
WHERE REPLACE(title, :name, '') <> title;

-- name: erase_in_card :exec (name text, instead text)
UPDATE card SET text = REPLACE(text, :name, :instead)
WHERE REPLACE(text, :name, '') <> text;

-- name: erase_in_small_group :exec (name text, instead text)
UPDATE small_group SET title = REPLACE(title, :name, :instead)
WHERE REPLACE(title, :name, '') <> title;

-- name: erase_in_group_text :exec (name text, instead text)
UPDATE group_text SET text = REPLACE(text, :name, :instead)
WHERE REPLACE(text, :name, '') <> text;

-- name: erase_in_form_row :exec (name text, instead text)
UPDATE form_row SET values_json = REPLACE(values_json, :name, :instead), mark_reason = REPLACE(mark_reason, :name, :instead)
WHERE REPLACE(values_json || mark_reason, :name, '') <> values_json || mark_reason;

-- name: erase_in_critical_question :exec (name text, instead text)
UPDATE critical_question SET text = REPLACE(text, :name, :instead), answer = REPLACE(answer, :name, :instead)
WHERE REPLACE(text || answer, :name, '') <> text || answer;

-- name: erase_in_channel_question :exec (name text, instead text)
UPDATE channel_question SET text = REPLACE(text, :name, :instead), answer = REPLACE(answer, :name, :instead)
WHERE REPLACE(text || answer, :name, '') <> text || answer;

-- name: erase_in_agenda_item :exec (name text, instead text)
UPDATE agenda_item SET title = REPLACE(title, :name, :instead), answers = REPLACE(answers, :name, :instead)
WHERE REPLACE(title || answers, :name, '') <> title || answers;

-- name: erase_in_ask_item :exec (name text, instead text)
UPDATE ask_item SET agreed = REPLACE(agreed, :name, :instead), agreed_why = REPLACE(agreed_why, :name, :instead)
WHERE REPLACE(agreed || agreed_why, :name, '') <> agreed || agreed_why;

-- name: erase_in_ask_text :exec (name text, instead text)
UPDATE ask_text SET text = REPLACE(text, :name, :instead), heading = REPLACE(heading, :name, :instead)
WHERE REPLACE(text || heading, :name, '') <> text || heading;

-- name: erase_in_consultation :exec (name text, instead text)
UPDATE consultation SET title = REPLACE(title, :name, :instead)
WHERE REPLACE(title, :name, '') <> title;

-- name: erase_in_consultation_part :exec (name text, instead text)
UPDATE consultation_part SET text = REPLACE(text, :name, :instead)
WHERE REPLACE(text, :name, '') <> text;

-- name: erase_in_consultation_voice :exec (name text, instead text)
UPDATE consultation_voice SET name = REPLACE(name, :name, :instead)
WHERE REPLACE(name, :name, '') <> name;

-- name: erase_in_consultation_comment :exec (name text, instead text)
UPDATE consultation_comment SET heading = REPLACE(heading, :name, :instead), text = REPLACE(text, :name, :instead), why = REPLACE(why, :name, :instead)
WHERE REPLACE(heading || text || why, :name, '') <> heading || text || why;

-- name: erase_in_own_method :exec (name text, instead text)
UPDATE own_method SET base_title = REPLACE(base_title, :name, :instead), body = REPLACE(body, :name, :instead)
WHERE REPLACE(base_title || body, :name, '') <> base_title || body;

-- name: erase_in_own_version :exec (name text, instead text)
UPDATE own_version SET body = REPLACE(body, :name, :instead), note = REPLACE(note, :name, :instead)
WHERE REPLACE(body || note, :name, '') <> body || note;

-- name: erase_in_mail_out :exec (name text, instead text)
UPDATE mail_out SET to_name = REPLACE(to_name, :name, :instead), subject = REPLACE(subject, :name, :instead), body = REPLACE(body, :name, :instead)
WHERE REPLACE(to_name || subject || body, :name, '') <> to_name || subject || body;

-- What is written to the person, waiting or sent, is theirs alone.
-- name: erase_mail :exec (email text)
DELETE FROM mail_out WHERE LOWER(to_addr) = :email;

-- A file of people waits here for an hour at most; it may hold anybody.
-- name: erase_uploads :exec
DELETE FROM import_upload;

-- An owner known by number, however the name was written.
-- name: erase_owner :exec (person person_id, instead text)
UPDATE action SET owner_name = :instead, version = version + 1 WHERE owner_id = :person;

-- name: erase_namesakes :one (person person_id, name text) -> (total int)
SELECT COUNT(*) AS total FROM person WHERE name = :name AND id <> :person;

-- name: erase_owns :one (person person_id) -> (total int)
SELECT COUNT(*) AS total FROM action WHERE owner_id = :person;

-- name: erase_mails :one (email text) -> (total int)
SELECT COUNT(*) AS total FROM mail_out WHERE LOWER(to_addr) = :email;

-- name: erase_takes_part :one (person person_id) -> (total int)
SELECT COUNT(*) AS total FROM programme_member WHERE person_id = :person;
