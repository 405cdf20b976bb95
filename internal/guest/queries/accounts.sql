-- name: accounts-by-ids
SELECT * FROM accounts WHERE id = ANY($1);

-- name: account-by-account-id
SELECT * FROM accounts WHERE account_id = lower($1);

-- name: lock-account
SELECT * FROM accounts WHERE id = $1 FOR UPDATE;

-- name: lock-account-by-account-id
SELECT * FROM accounts WHERE account_id = lower($1) FOR UPDATE;

-- name: account-of-guest
SELECT * FROM accounts WHERE guest_id = $1 FOR UPDATE;

-- name: accounts-of-guests
SELECT * FROM accounts WHERE guest_id = ANY($1) ORDER BY created_at, id;

-- name: next-account-number
-- Takes the next number for a pair of initials, for good.
INSERT INTO account_id_numbers (initials, last) VALUES ($1, 101)
ON CONFLICT (initials) DO UPDATE SET last = account_id_numbers.last + 1
RETURNING last;

-- name: insert-account
INSERT INTO accounts (account_id, guest_id, sponsor_id, role_id, status, starts_on, expires_on, entitlements, name_key, search_key,
    activation_check, activation_expires_at, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13) RETURNING *;

-- name: update-account
UPDATE accounts SET sponsor_id = $2, role_id = $3, status = $4, starts_on = $5, expires_on = $6, entitlements = $7,
    activation_check = $8, activation_expires_at = $9, activation_failures = $10, activated_at = $11,
    suspended_by_desk = $12, ended_at = $13, updated_at = $14
WHERE id = $1 RETURNING *;

-- name: name-account
-- Keeps what lists order and search by true to the guest's name and address.
UPDATE accounts SET name_key = $2, search_key = $3 WHERE id = $1;

-- name: expire-accounts
-- Access has ended with the last day; this writes it down.
UPDATE accounts SET status = 'EXPIRED', ended_at = $2, updated_at = $2
WHERE id IN (SELECT id FROM accounts WHERE expires_on < $1 AND status IN ('PENDING_ACTIVATION','ACTIVE','SUSPENDED')
             ORDER BY expires_on, id LIMIT $3 FOR UPDATE SKIP LOCKED)
RETURNING *;

-- name: claim-reminders
-- Marks those due a reminder today and not reminded today. The row's own lock makes it once,
-- however many replicas sweep.
UPDATE accounts SET reminded_on = $1
WHERE id IN (SELECT id FROM accounts
             WHERE expires_on BETWEEN $1 AND $2 AND status IN ('PENDING_ACTIVATION','ACTIVE','SUSPENDED')
               AND (reminded_on IS NULL OR reminded_on < $1) AND expires_on - $1 = ANY($4)
             ORDER BY expires_on, id LIMIT $3 FOR UPDATE SKIP LOCKED)
RETURNING *;
