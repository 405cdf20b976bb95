-- name: requests-by-ids
SELECT * FROM requests WHERE id = ANY($1);

-- name: lock-account-extended-by
-- The account that a request extends, if it extends one.
SELECT * FROM accounts WHERE id = (SELECT account_id FROM requests WHERE id = $1 AND kind = 'EXTENSION') FOR UPDATE;

-- name: lock-request
SELECT * FROM requests WHERE id = $1 FOR UPDATE;

-- name: request-by-number
SELECT * FROM requests WHERE number = $1;

-- name: requests-of-accounts
SELECT * FROM requests WHERE account_id = ANY($1) ORDER BY created_at DESC, id DESC;

-- name: insert-request
INSERT INTO requests (kind, source, status, sponsor_id, requester_email, given_name, family_name, personal_email, huid, huid_learnt, affiliation,
    role, hsr_number, role_id, account_id, starts_on, expires_on, justification, entitlements, asked_on, asked_by_guest,
    via_academic_affairs, sponsor_approved, academic_affairs_approved, service_desk_approved, holds, decided_by, decided_at,
    decision_note, inbound_email_id, search_key, created_at, updated_at)
VALUES (:kind, :source, :status, :sponsor_id, :requester_email, :given_name, :family_name, :personal_email, :huid, :huid_learnt, :affiliation,
    :role, :hsr_number, :role_id, :account_id, :starts_on, :expires_on, :justification, :entitlements, :asked_on, :asked_by_guest,
    :via_academic_affairs, :sponsor_approved, :academic_affairs_approved, :service_desk_approved, :holds, :decided_by, :decided_at,
    :decision_note, :inbound_email_id, :search_key, :created_at, :updated_at)
RETURNING *;

-- name: update-request
UPDATE requests SET status = :status, sponsor_id = :sponsor_id, given_name = :given_name, family_name = :family_name,
    personal_email = :personal_email, huid = :huid, huid_learnt = :huid_learnt, affiliation = :affiliation, role = :role, hsr_number = :hsr_number, role_id = :role_id,
    account_id = :account_id, starts_on = :starts_on, expires_on = :expires_on, justification = :justification,
    entitlements = :entitlements, via_academic_affairs = :via_academic_affairs, sponsor_approved = :sponsor_approved,
    academic_affairs_approved = :academic_affairs_approved, service_desk_approved = :service_desk_approved, holds = :holds,
    decided_by = :decided_by, decided_at = :decided_at, decision_note = :decision_note, search_key = :search_key, updated_at = :updated_at
WHERE id = :id
RETURNING *;

-- name: open-account-requests-like
-- Open requests of this sponsor, or of this requester whom the directory does not have, for a new
-- account of somebody with the same Harvard ID, address or name.
SELECT * FROM requests
WHERE kind = 'ACCOUNT' AND (sponsor_id = $1 OR requester_email = CAST($2 AS citext)) AND status NOT IN ('FULFILLED','DENIED','CANCELLED','LAPSED')
  AND (huid = $3 OR personal_email = CAST($4 AS citext) OR (lower(given_name) = lower($5) AND lower(family_name) = lower($6)))
ORDER BY id;

-- name: open-extensions-of
SELECT * FROM requests
WHERE account_id = $1 AND kind = 'EXTENSION' AND status NOT IN ('FULFILLED','DENIED','CANCELLED','LAPSED')
ORDER BY id FOR UPDATE;

-- name: open-requests-for-roles
-- Open requests that wait for one of these roles: by number, by the guest's Harvard ID or
-- address, or through the account that they extend.
SELECT id FROM requests
WHERE status NOT IN ('FULFILLED','DENIED','CANCELLED','LAPSED') AND hsr_number = ANY($1)
UNION
SELECT id FROM requests
WHERE status NOT IN ('FULFILLED','DENIED','CANCELLED','LAPSED') AND huid = ANY($2)
UNION
SELECT id FROM requests
WHERE status NOT IN ('FULFILLED','DENIED','CANCELLED','LAPSED') AND personal_email = ANY(CAST($3 AS citext[]))
ORDER BY id;

-- name: open-requests-of-sponsors
SELECT id FROM requests
WHERE status NOT IN ('FULFILLED','DENIED','CANCELLED','LAPSED')
  AND (sponsor_id = ANY($1) OR (sponsor_id IS NULL AND requester_email = ANY(CAST($2 AS citext[]))))
ORDER BY id;

-- name: requests-that-can-go-on
-- Requests held for want of a role, where one that may be theirs covers the first day by now.
SELECT q.id FROM requests q
WHERE q.status = 'AWAITING_ROLE' AND q.holds @> '[{"reason": "ROLE_MISSING"}]' AND EXISTS (
    SELECT FROM sponsored_roles r
    WHERE greatest(CAST($1 AS date), q.starts_on) BETWEEN r.starts_on AND r.ends_on
      AND (r.guest_huid = q.huid OR (q.huid IS NULL AND (r.number = q.hsr_number OR r.guest_email = q.personal_email))))
ORDER BY q.id;

-- name: requests-to-lapse
SELECT id FROM requests
WHERE status NOT IN ('FULFILLED','DENIED','CANCELLED','LAPSED') AND updated_at < $1
ORDER BY updated_at, id LIMIT $2;
