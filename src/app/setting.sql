-- name: setting_get :maybe (name text) -> (value text)
SELECT value FROM setting WHERE name = :name;

-- Two nodes that start at once agree on whoever was first.
-- name: setting_add :exec (name text, value text)
INSERT INTO setting (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING;
