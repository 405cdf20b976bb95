-- +goose Up

-- What an email says, whoever delivered it and under whichever Message-ID: a digest of its sender,
-- subject and text, by which copies are told (intake/ledger/digest.go). Null for emails that were kept
-- before this column: they are a copy of nothing.
ALTER TABLE inbound_emails ADD COLUMN content bytea;
CREATE INDEX inbound_emails_content ON inbound_emails (content);
