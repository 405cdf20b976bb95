package ledger

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/guestd/guestd/intake/mailbox"
)

// columns are a batch of messages as arrays, one element for each message, so that a batch takes
// as many statements as one message does.
type columns struct {
	at           places
	sizes        pq.Int64Array
	fingerprints pq.ByteaArray
	contents     pq.ByteaArray
	messageIDs   pq.StringArray // empty where there is none, like the two next
	from         pq.StringArray
	subjects     pq.StringArray
	received     pq.StringArray
	truncated    pq.BoolArray
	// raw is every message, one after the other: PostgreSQL reads the text of one long bytea many
	// times faster than that of a bytea[], whose every octet it looks at for quotes.
	raw     []byte
	begins  pq.Int64Array // from one, as substring counts
	lengths pq.Int64Array
}

// places are places as arrays.
type places struct {
	mailboxes  pq.StringArray
	validities pq.Int64Array
	uids       pq.Int64Array
}

func (p *places) add(at mailbox.Place) {
	p.mailboxes = append(p.mailboxes, at.Mailbox)
	p.validities = append(p.validities, int64(at.UIDValidity))
	p.uids = append(p.uids, int64(at.UID))
}

func columnsOf(batch []mailbox.Fetched) *columns {
	var c columns
	var octets int
	for _, m := range batch {
		octets += len(m.Raw)
	}
	c.raw = make([]byte, 0, octets)
	for _, m := range batch {
		head := readHead(m.Raw)
		c.at.add(m.Place)
		c.sizes = append(c.sizes, m.Size)
		says := content(head, m.Raw)
		c.contents = append(c.contents, says)
		c.fingerprints = append(c.fingerprints, fingerprint(head, says))
		c.messageIDs = append(c.messageIDs, head.messageID)
		c.from = append(c.from, head.from)
		c.subjects = append(c.subjects, head.subject)
		c.received = append(c.received, string(pq.FormatTimestamp(m.InternalDate)))
		c.truncated = append(c.truncated, m.Truncated)
		c.begins = append(c.begins, int64(len(c.raw)+1))
		c.lengths = append(c.lengths, int64(len(m.Raw)))
		c.raw = append(c.raw, m.Raw...)
	}
	return &c
}

// insert stores what is not known yet, in the batch's order, and returns its IDs. Of messages
// that are the same the first is stored.
func (c *columns) insert(ctx context.Context, tx *sqlx.Tx, now time.Time) (ids []int64, err error) {
	// PostgreSQL's own compression is slow, and was a fifth of the time to store a batch of 8 KB
	// messages. LZ4 costs next to nothing; not every server is built with it.
	if _, err := tx.ExecContext(ctx, `
		SELECT set_config('default_toast_compression', 'lz4', true)
		FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals)`); err != nil {
		return nil, err
	}
	err = tx.SelectContext(ctx, &ids, `
		INSERT INTO inbound_emails (at_mailbox, at_uid_validity, at_uid, size, fingerprint, content, message_id, from_address, subject, received_at, raw, truncated, folder, created_at)
		SELECT mailbox, validity, uid, size, fingerprint, content, nullif(message_id, ''), nullif(from_address, ''), nullif(subject, ''), received, substring($10::bytea FROM begins FOR length), truncated, 'Processed', $13::timestamptz
		FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bytea[], $6::text[], $7::text[], $8::text[], $9::timestamptz[], $11::int[], $12::int[], $14::boolean[], $15::bytea[])
			WITH ORDINALITY AS m (mailbox, validity, uid, size, fingerprint, message_id, from_address, subject, received, begins, length, truncated, content, n)
		ORDER BY n
		ON CONFLICT (fingerprint) DO NOTHING
		RETURNING id`,
		c.at.mailboxes, c.at.validities, c.at.uids, c.sizes, c.fingerprints, c.messageIDs, c.from, c.subjects, c.received,
		c.raw, c.begins, c.lengths, now, c.truncated, c.contents)
	return ids, err
}

// foundAgain notes that messages which were known already lie here now: they were found again,
// perhaps since the mailbox was made anew. Of several places in the batch the last counts.
func (c *columns) foundAgain(ctx context.Context, tx *sqlx.Tx) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE inbound_emails e SET at_mailbox = m.mailbox, at_uid_validity = m.validity, at_uid = m.uid
		FROM (
			SELECT DISTINCT ON (fingerprint) mailbox, validity, uid, fingerprint
			FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bytea[]) WITH ORDINALITY AS m (mailbox, validity, uid, fingerprint, n)
			ORDER BY fingerprint, n DESC
		) m
		WHERE e.fingerprint = m.fingerprint AND (e.at_mailbox, e.at_uid_validity, e.at_uid) IS DISTINCT FROM (m.mailbox, m.validity, m.uid)`,
		c.at.mailboxes, c.at.validities, c.at.uids, c.fingerprints)
	return err
}

// insertPlaces notes where each message, new or known, was found.
func (c *columns) insertPlaces(ctx context.Context, tx *sqlx.Tx) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO inbound_email_places (mailbox, uid_validity, uid, inbound_email_id)
		SELECT m.mailbox, m.validity, m.uid, e.id
		FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bytea[]) AS m (mailbox, validity, uid, fingerprint)
		JOIN inbound_emails e ON e.fingerprint = m.fingerprint
		ON CONFLICT DO NOTHING`,
		c.at.mailboxes, c.at.validities, c.at.uids, c.fingerprints)
	return err
}
