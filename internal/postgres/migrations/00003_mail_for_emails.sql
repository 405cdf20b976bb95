-- +goose Up
-- What a mail asked for, as its reply token says it (internal/mail/token's Action): a reply that
-- lost the token is bound to the same. Null where a mail invites no reply.
ALTER TABLE notifications ADD COLUMN asks smallint;

-- The limits count what was sent lately for emails that came in.
CREATE INDEX notifications_for_emails ON notifications (created_at, inbound_email_id) WHERE inbound_email_id IS NOT NULL;
