-- name: after :maybe (workshop workshop_id) -> (summary text, released_on date?)
SELECT summary, released_on FROM workshop_after WHERE workshop_id = :workshop;

-- name: after_set :exec (workshop workshop_id, summary text, released_on date?)
INSERT INTO workshop_after (workshop_id, summary, released_on) VALUES (:workshop, :summary, :released_on)
ON CONFLICT (workshop_id) DO UPDATE SET summary = excluded.summary, released_on = excluded.released_on;
