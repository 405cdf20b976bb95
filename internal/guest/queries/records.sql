-- name: share-feeds
-- For the rest of the transaction no feed writes.
SELECT pg_advisory_xact_lock_shared($1);

-- name: hold-feeds
-- For the rest of the transaction nobody else decides.
SELECT pg_advisory_xact_lock($1);

-- name: cancel-reminders
-- Reminders not sent yet of an account whose end has changed.
UPDATE notifications SET status = 'CANCELLED', message = NULL
WHERE account_id = $1 AND kind = 'EXPIRY_REMINDER' AND status = 'PENDING' AND attempts = 0;

-- name: notifications-by-ids
SELECT id, kind, status, recipients, copies, subject, due_on, account_id, request_id, inbound_email_id, attempts, last_error, sent_at, created_at
FROM notifications WHERE id = ANY($1);

-- name: insert-audit
-- The line, and the notice to whoever watches its subject, in one.
WITH line AS (
    INSERT INTO audit_events (at, actor, action, subject_type, subject_id, summary, inbound_email_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7))
SELECT pg_notify($8, $9);

-- name: audit-by-ids
SELECT * FROM audit_events WHERE id = ANY($1);

-- name: audit-of-subjects
SELECT * FROM audit_events WHERE subject_type = $1 AND subject_id = ANY($2) ORDER BY at, id;

-- name: claim-key
INSERT INTO idempotency_keys (actor, key, operation, input_hash, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (actor, key) DO NOTHING;

-- name: key-answer
SELECT operation, input_hash, answer FROM idempotency_keys WHERE actor = $1 AND key = $2;

-- name: answer-key
UPDATE idempotency_keys SET answer = $3 WHERE actor = $1 AND key = $2;

-- name: inbound-by-ids
SELECT id, message_id, from_address, subject, received_at, trust, intent, outcome, because, confirmed_at, attempts, last_error, handled_at, created_at
FROM inbound_emails WHERE id = ANY($1);

-- name: inbound-raw
SELECT raw FROM inbound_emails WHERE id = $1;

-- name: inbound-original
-- The email that a request came in, for whom it is sent on to.
SELECT from_address, from_name, subject, received_at, body_text FROM inbound_emails WHERE id = $1;

-- name: requests-of-inbound
SELECT l.inbound_email_id AS link, r.* FROM inbound_email_requests l JOIN requests r ON r.id = l.request_id
WHERE l.inbound_email_id = ANY($1) ORDER BY r.id;

-- name: link-inbound
INSERT INTO inbound_email_requests (inbound_email_id, request_id) VALUES ($1, $2) ON CONFLICT DO NOTHING;

-- name: count-accounts-by-status
SELECT CASE WHEN status IN ('PENDING_ACTIVATION','ACTIVE','SUSPENDED') AND expires_on < $1 THEN 'EXPIRED' ELSE status END AS status, count(*) AS count
FROM accounts WHERE $2::bigint IS NULL OR sponsor_id = $2 GROUP BY 1 ORDER BY 1;

-- name: count-requests-by-status
SELECT status, count(*) AS count FROM requests
WHERE ($1::bigint IS NULL OR sponsor_id = $1) AND (NOT $2 OR via_academic_affairs) GROUP BY 1 ORDER BY 1;

-- name: count-expiring-by-day
SELECT expires_on AS day, count(*) AS count FROM accounts
WHERE expires_on BETWEEN $1 AND $2 AND status IN ('PENDING_ACTIVATION','ACTIVE','SUSPENDED') AND ($3::bigint IS NULL OR sponsor_id = $3)
GROUP BY 1 ORDER BY 1;

-- name: lock-inbound
SELECT outcome FROM inbound_emails WHERE id = $1 FOR UPDATE;

-- name: retry-inbound
UPDATE inbound_emails SET outcome = 'PENDING', because = '', handled_at = NULL WHERE id = $1;

-- name: release-inbound
-- It is filed with what the bot leaves alone: a message in Quarantine is one that waits for somebody.
UPDATE inbound_emails SET outcome = 'IGNORED', because = $2, handled_at = $3, folder = 'Ignored', filed_at = NULL WHERE id = $1;
