-- Courses: which programmes belong together. No statement here reads anything
-- that is said or written within one of them.

-- name: course_add :one (unit unit_id, title text, method text, teacher person_id?) -> (id course_id)
INSERT INTO course (unit_id, title, method, teacher_id) VALUES (:unit, :title, :method, :teacher) RETURNING id;

-- name: course :maybe (course course_id) -> (id course_id, unit_id unit_id, title text, method text, teacher_id person_id?)
SELECT id, unit_id, title, method, teacher_id FROM course WHERE id = :course;

-- name: course_take :exec (programme programme_id, course course_id)
UPDATE programme SET course_id = :course WHERE id = :programme;

-- name: programmes_of_course :many (course course_id) -> (id programme_id, unit_id unit_id, title text, state text)
SELECT p.id, p.unit_id, p.title, p.state FROM programme p JOIN unit u ON u.id = p.unit_id
WHERE p.course_id = :course ORDER BY u.name, p.id LIMIT 60;

-- name: courses_of_teacher :many (person person_id) -> (id course_id, title text)
SELECT id, title FROM course WHERE teacher_id = :person ORDER BY id DESC LIMIT 20;

-- name: courses_of_unit :many (unit unit_id) -> (id course_id, title text)
SELECT id, title FROM course WHERE unit_id = :unit ORDER BY id DESC LIMIT 20;
