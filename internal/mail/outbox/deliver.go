package outbox

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/guestd/guestd/internal/mail/notice"
	"github.com/guestd/guestd/internal/postgres"
)

// The states of an outgoing mail: it waits, is sent, failed for good, or was called off before it
// went.
const (
	Pending   = "PENDING"
	Sent      = "SENT"
	Failed    = "FAILED"
	Cancelled = "CANCELLED"
)

// Outgoing is a mail of the outbox as its delivery needs it.
type Outgoing struct {
	ID          int64          `db:"id"`
	Kind        notice.Kind    `db:"kind"`
	Status      string         `db:"status"`
	To          pq.StringArray `db:"recipients"`
	Cc          pq.StringArray `db:"copies"`
	Message     []byte         `db:"message"`
	Sealed      bool           `db:"sealed"`
	DeliveredTo pq.StringArray `db:"delivered_to"`
	Attempts    int            `db:"attempts"`
}

// Recipients are those whom no server has taken the mail for yet, each once.
func (m Outgoing) Recipients() []string {
	var to []string
	for _, address := range slices.Concat(m.To, m.Cc) {
		if !slices.Contains(m.DeliveredTo, address) && !slices.Contains(to, address) {
			to = append(to, address)
		}
	}
	return to
}

// Try is how one try to deliver a mail went.
type Try struct {
	// Accepted are the recipients that the server took the mail for, in this try.
	Accepted []string
	// Failure is why others were not served, in words; empty where all were.
	Failure string
	// Permanent: trying again does not help.
	Permanent bool
}

// Deliver hands one mail to send, and writes down how it went. A mail sent already, or called
// off, is not handed over. No transaction is open while the mail is under way, so that a server
// that hangs holds up nothing; the job engine gives a mail to one worker at a time. A crash
// between the server's answer and the note of it repeats the mail with the same Message-ID. done
// is false where it must be tried again.
func (o *Outbox) Deliver(ctx context.Context, id int64, send func(context.Context, Outgoing) Try) (done bool, err error) {
	mail, err := o.outgoing(ctx, id)
	if err != nil || mail.Status == Sent || mail.Status == Cancelled {
		return err == nil, err
	}
	try := send(ctx, mail)
	status, sentAt := Pending, (*time.Time)(nil)
	switch {
	case try.Failure == "":
		now := o.clock.Now()
		status, sentAt = Sent, &now
	case try.Permanent:
		status = Failed
	}
	// What the server has answered is noted also when the job is being stopped, so that the mail is
	// not sent again.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteWithin)
	defer cancel()
	err = postgres.Transact(ctx, o.db, func(tx *sqlx.Tx) error {
		delivered := append(slices.Clone(mail.DeliveredTo), try.Accepted...)
		if delivered == nil {
			delivered = pq.StringArray{}
		}
		if _, err := tx.ExecContext(ctx, markNotification, id, status, mail.Attempts+1, delivered, optional(try.Failure), sentAt); err != nil {
			return fmt.Errorf("outbox: mail %d: %w", id, err)
		}
		return postgres.Announce(ctx, tx, postgres.Change{Type: ChangeType, ID: id})
	})
	return status != Pending && err == nil, err
}

// noteWithin bounds the note of a delivery.
const noteWithin = 3 * time.Second

// GiveUp marks a mail that was tried to the end as failed, so that the service desk sees it.
func (o *Outbox) GiveUp(ctx context.Context, id int64, why string) error {
	_, err := o.Deliver(ctx, id, func(context.Context, Outgoing) Try { return Try{Failure: why, Permanent: true} })
	return err
}

// Unsent counts the mails that wait to be sent.
func (o *Outbox) Unsent(ctx context.Context) (n int, err error) {
	if err := o.db.GetContext(ctx, &n, `SELECT count(*) FROM notifications WHERE status = 'PENDING'`); err != nil {
		return 0, fmt.Errorf("outbox: %w", err)
	}
	return n, nil
}

// Pending lists mails that wait to be sent, the oldest first.
func (o *Outbox) Pending(ctx context.Context, limit int) (ids []int64, err error) {
	if err := o.db.SelectContext(ctx, &ids, `SELECT id FROM notifications WHERE status = 'PENDING' ORDER BY id LIMIT $1`, limit); err != nil {
		return nil, fmt.Errorf("outbox: %w", err)
	}
	return ids, nil
}

func (o *Outbox) outgoing(ctx context.Context, id int64) (mail Outgoing, err error) {
	err = o.db.GetContext(ctx, &mail, `SELECT id, kind, status, recipients, copies, message, sealed, delivered_to, attempts FROM notifications WHERE id = $1`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return Outgoing{Status: Cancelled}, nil
	}
	if err != nil {
		return mail, fmt.Errorf("outbox: mail %d: %w", id, err)
	}
	if mail.Sealed && mail.Status != Sent && mail.Status != Cancelled {
		if mail.Message, err = o.unseal(mail.Message); err != nil {
			return mail, fmt.Errorf("outbox: mail %d: %w", id, err)
		}
	}
	return mail, nil
}

// markNotification also forgets a sealed mail once it is sent. A mail that was called off while a try
// was under way stays so, unless it went.
const markNotification = `
UPDATE notifications SET status = CASE WHEN status = 'CANCELLED' AND $2 <> 'SENT' THEN status ELSE $2 END, attempts = $3, delivered_to = $4, last_error = $5, sent_at = $6,
    message = CASE WHEN $2 = 'SENT' AND sealed THEN NULL ELSE message END
WHERE id = $1`
