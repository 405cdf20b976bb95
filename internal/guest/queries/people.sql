-- name: sponsors-by-ids
-- The directory's entries with these row ids.
SELECT * FROM sponsors WHERE id = ANY($1);

-- name: lock-sponsor
-- Requests of one sponsor are made one after the other, so that none is made twice.
SELECT id FROM sponsors WHERE id = $1 FOR NO KEY UPDATE;

-- name: sponsor-by-huid
SELECT * FROM sponsors WHERE huid = $1;

-- name: sponsor-by-email
SELECT * FROM sponsors WHERE email = $1;

-- name: sponsors-known-as
-- The directory's entries with a guest's Harvard ID or personal address.
SELECT * FROM sponsors WHERE huid = $1 OR email = CAST($2 AS citext);

-- name: upsert-sponsors
-- The feed's batch, one JSON array; answers with the rows that it changed or made.
INSERT INTO sponsors (huid, name, email, affiliation, department, active, created_at, updated_at)
SELECT s.huid, s.name, s.email, s.affiliation, s.department, s.active, $2, $2
FROM jsonb_to_recordset($1) AS s(huid text, name text, email text, affiliation text, department text, active boolean)
ORDER BY s.huid
ON CONFLICT (huid) DO UPDATE SET name = excluded.name, email = excluded.email, affiliation = excluded.affiliation,
    department = excluded.department, active = excluded.active, updated_at = excluded.updated_at
WHERE (sponsors.name, sponsors.email::text, sponsors.affiliation, sponsors.department, sponsors.active)
    IS DISTINCT FROM (excluded.name, excluded.email::text, excluded.affiliation, excluded.department, excluded.active)
RETURNING *;

-- name: sponsors-by-huids
SELECT * FROM sponsors WHERE huid = ANY($1);

-- name: guests-by-ids
SELECT * FROM guests WHERE id = ANY($1);

-- name: guest-by-huid
SELECT * FROM guests WHERE huid = $1;

-- name: guest-by-email
SELECT * FROM guests WHERE personal_email = $1;

-- name: insert-guest
INSERT INTO guests (given_name, family_name, personal_email, huid, affiliation, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $6) RETURNING *;

-- name: update-guest
UPDATE guests SET given_name = $2, family_name = $3, personal_email = $4, huid = $5, affiliation = $6, updated_at = $7
WHERE id = $1 RETURNING *;
