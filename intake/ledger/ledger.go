// Package ledger keeps what is fetched from the mailbox: raw, with the job that handles it, and where
// it lies. It makes fetching repeatable: what is kept is not lost, and what is found again is not
// handled again.
package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/riverqueue/river"

	"github.com/guestd/guestd/intake/mailbox"
	"github.com/guestd/guestd/internal/clock"
	"github.com/guestd/guestd/internal/postgres"
	"github.com/guestd/guestd/internal/queue"
)

// Ledger keeps every message that was fetched, raw, with the job that handles it, and knows where
// each lies in the mailbox. It is the mailbox's Keeper.
type Ledger struct {
	db    *sqlx.DB
	jobs  *queue.Jobs
	clock clock.Clock
	again prometheus.Counter
}

// New keeps messages in the given database.
func New(db *sqlx.DB, jobs *queue.Jobs, c clock.Clock) *Ledger {
	return &Ledger{db: db, jobs: jobs, clock: c,
		again: prometheus.NewCounter(prometheus.CounterOpts{Name: "guestd_intake_duplicates_total", Help: "Messages found again that were kept already."})}
}

// Metrics is what the ledger counts.
func (l *Ledger) Metrics() prometheus.Collector { return l.again }

var _ mailbox.Keeper = (*Ledger)(nil)

// Keep stores the messages and the job that handles each, in one transaction. A message that is
// known already, by its place or by what it says, is not stored again and gets no second job.
func (l *Ledger) Keep(ctx context.Context, batch []mailbox.Fetched) error {
	if len(batch) == 0 {
		return nil
	}
	rows := columnsOf(batch)
	return postgres.Transact(ctx, l.db, func(tx *sqlx.Tx) error {
		ids, err := rows.insert(ctx, tx, l.clock.Now())
		if err != nil {
			return fmt.Errorf("ledger: %w", err)
		}
		if again := len(batch) - len(ids); again > 0 {
			l.again.Add(float64(again))
			if err := rows.foundAgain(ctx, tx); err != nil {
				return fmt.Errorf("ledger: %w", err)
			}
		}
		if err := rows.insertPlaces(ctx, tx); err != nil {
			return fmt.Errorf("ledger: %w", err)
		}
		jobs := make([]river.JobArgs, len(ids))
		for i, id := range ids {
			jobs[i] = queue.Handle{InboundEmailID: id}
		}
		return l.jobs.Insert(ctx, tx, jobs...)
	})
}

// Known tells which UIDs are kept, and the folder each belongs in.
func (l *Ledger) Known(ctx context.Context, box string, uidValidity uint32, uids []uint32) (map[uint32]mailbox.Folder, error) {
	list := make(pq.Int64Array, len(uids))
	for i, uid := range uids {
		list[i] = int64(uid)
	}
	var rows []struct {
		UID    uint32 `db:"uid"`
		Folder string `db:"folder"`
	}
	err := l.db.SelectContext(ctx, &rows, `
		SELECT p.uid, coalesce(e.folder, 'Processed') AS folder
		FROM inbound_email_places p JOIN inbound_emails e ON e.id = p.inbound_email_id
		WHERE p.mailbox = $1 AND p.uid_validity = $2 AND p.uid = ANY($3)`, box, int64(uidValidity), list)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	known := make(map[uint32]mailbox.Folder, len(rows))
	for _, row := range rows {
		known[row.UID] = mailbox.Folder(row.Folder)
	}
	return known, nil
}

// Moved records where kept messages went.
func (l *Ledger) Moved(ctx context.Context, moves []mailbox.Move) error {
	if len(moves) == 0 {
		return nil
	}
	var from, to places
	for _, m := range moves {
		from.add(m.From)
		to.add(m.To)
	}
	_, err := l.db.ExecContext(ctx, `
		UPDATE inbound_emails e SET at_mailbox = m.to_mailbox, at_uid_validity = m.to_validity, at_uid = m.to_uid
		FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[])
			AS m (from_mailbox, from_validity, from_uid, to_mailbox, to_validity, to_uid)
		WHERE e.at_mailbox = m.from_mailbox AND e.at_uid_validity = m.from_validity AND e.at_uid = m.from_uid`,
		from.mailboxes, from.validities, from.uids, to.mailboxes, to.validities, to.uids)
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	return nil
}

func place(ctx context.Context, tx *sqlx.Tx, at mailbox.Place, where string, args ...any) error {
	args = append([]any{at.Mailbox, int64(at.UIDValidity), int64(at.UID)}, args...)
	if _, err := tx.ExecContext(ctx, `UPDATE inbound_emails SET at_mailbox = $1, at_uid_validity = $2, at_uid = $3 WHERE `+where, args...); err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	return nil
}

// ToFile lists messages that lie in another folder than their outcome calls for. Of those that
// belong in Processed they are the ones that were in quarantine and are handled by now.
func (l *Ledger) ToFile(ctx context.Context, quarantine string, limit int) ([]mailbox.Filing, error) {
	var rows []struct {
		ID        int64          `db:"id"`
		Mailbox   string         `db:"at_mailbox"`
		Validity  uint32         `db:"at_uid_validity"`
		UID       uint32         `db:"at_uid"`
		MessageID sql.NullString `db:"message_id"`
		Size      int64          `db:"size"`
		Folder    string         `db:"folder"`
	}
	err := l.db.SelectContext(ctx, &rows, `
		SELECT id, at_mailbox, at_uid_validity, at_uid, message_id, size, folder FROM inbound_emails
		WHERE filed_at IS NULL AND folder <> 'Processed'
		UNION ALL
		SELECT id, at_mailbox, at_uid_validity, at_uid, message_id, size, folder FROM inbound_emails
		WHERE filed_at IS NULL AND folder = 'Processed' AND at_mailbox = $2
		ORDER BY id LIMIT $1`, limit, quarantine)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	filings := make([]mailbox.Filing, len(rows))
	for i, row := range rows {
		filings[i] = mailbox.Filing{ID: strconv.FormatInt(row.ID, 10), MessageID: row.MessageID.String, Size: row.Size, To: mailbox.Folder(row.Folder),
			At: mailbox.Place{Mailbox: row.Mailbox, UIDValidity: row.Validity, UID: row.UID}}
	}
	return filings, nil
}

// Filed records what became of filings. A message that a person has moved elsewhere is left there.
func (l *Ledger) Filed(ctx context.Context, done []mailbox.Filed) error {
	return postgres.Transact(ctx, l.db, func(tx *sqlx.Tx) error {
		for _, d := range done {
			id, err := strconv.ParseInt(d.ID, 10, 64)
			if err != nil {
				return fmt.Errorf("ledger: filing %q is not ours", d.ID)
			}
			if _, err := tx.ExecContext(ctx, `UPDATE inbound_emails SET filed_at = $2 WHERE id = $1 AND folder = $3`, id, l.clock.Now(), string(d.To)); err != nil {
				return fmt.Errorf("ledger: %w", err)
			}
			if d.Found {
				if err := place(ctx, tx, d.At, `id = $4`, id); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
