-- name: roles-by-ids
SELECT * FROM sponsored_roles WHERE id = ANY($1);

-- name: roles-of-guests
-- The roles of these guests, by Harvard ID, or by address where the guest's Harvard ID is not known.
SELECT g.id AS guest_id, r.*
FROM guests g
JOIN sponsored_roles r ON r.guest_huid = g.huid OR (g.huid IS NULL AND r.guest_email = g.personal_email)
WHERE g.id = ANY($1)
ORDER BY r.ends_on DESC, r.id;

-- name: roles-for
-- Those that may be a guest's: by number, Harvard ID or address.
SELECT * FROM sponsored_roles
WHERE number = $1 OR guest_huid = $2 OR guest_email = CAST($3 AS citext)
ORDER BY id;

-- name: upsert-roles
INSERT INTO sponsored_roles (number, type, guest_huid, guest_given_name, guest_family_name, guest_email, sponsor_huid, starts_on, ends_on, created_at, updated_at)
SELECT r.number, r.type, r.guest_huid, r.guest_given_name, r.guest_family_name, r.guest_email, r.sponsor_huid, r.starts_on, r.ends_on, $2, $2
FROM jsonb_to_recordset($1) AS r(number text, type text, guest_huid text, guest_given_name text, guest_family_name text,
    guest_email text, sponsor_huid text, starts_on date, ends_on date)
ORDER BY r.number
ON CONFLICT (number) DO UPDATE SET type = excluded.type, guest_huid = excluded.guest_huid,
    guest_given_name = excluded.guest_given_name, guest_family_name = excluded.guest_family_name, guest_email = excluded.guest_email,
    sponsor_huid = excluded.sponsor_huid, starts_on = excluded.starts_on, ends_on = excluded.ends_on, updated_at = excluded.updated_at
WHERE (sponsored_roles.type, sponsored_roles.guest_huid, sponsored_roles.guest_given_name, sponsored_roles.guest_family_name,
       sponsored_roles.guest_email::text, sponsored_roles.sponsor_huid, sponsored_roles.starts_on, sponsored_roles.ends_on)
    IS DISTINCT FROM (excluded.type, excluded.guest_huid, excluded.guest_given_name, excluded.guest_family_name,
       excluded.guest_email::text, excluded.sponsor_huid, excluded.starts_on, excluded.ends_on)
RETURNING *;

-- name: roles-by-numbers
SELECT * FROM sponsored_roles WHERE number = ANY($1);

-- name: accounts-outliving-roles
-- Live accounts that would outlive one of these roles, locked in a fixed order.
SELECT a.* FROM accounts a JOIN sponsored_roles r ON r.id = a.role_id
WHERE a.role_id = ANY($1) AND a.status IN ('PENDING_ACTIVATION','ACTIVE','SUSPENDED') AND a.expires_on > r.ends_on
ORDER BY a.id
FOR UPDATE OF a;
