package intake

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/guestd/guestd/intake/understand"
	"github.com/guestd/guestd/internal/mail/outbox"
	"github.com/guestd/guestd/internal/postgres"
)

// Outcome is what became of an email: the API's InboundOutcome.
type Outcome string

// The outcomes.
const (
	Pending          Outcome = "PENDING"
	Acted            Outcome = "ACTED"
	Routed           Outcome = "ROUTED"
	Asked            Outcome = "ASKED"
	Answered         Outcome = "ANSWERED"
	ConfirmationSent Outcome = "CONFIRMATION_SENT"
	Ignored          Outcome = "IGNORED"
	Refused          Outcome = "REFUSED"
	Quarantined      Outcome = "QUARANTINED"
)

// email is a message of the ledger, on its way.
type email struct {
	ID          int64          `db:"id"`
	Raw         []byte         `db:"raw"`
	Truncated   bool           `db:"truncated"`
	ReceivedAt  time.Time      `db:"received_at"`
	MessageID   sql.NullString `db:"message_id"`
	Outcome     Outcome        `db:"outcome"`
	ConfirmedAt *time.Time     `db:"confirmed_at"`
	ConfirmedBy sql.NullString `db:"confirmed_by"`
	// SameID: a message with the same Message-ID came before that says something else.
	SameID bool `db:"same_id"`
	// Retried: it was in quarantine, and the service desk wants it handled.
	Retried bool `db:"retried"`
	// LastTry: it is quarantined where it cannot be handled this time.
	LastTry bool `db:"-"`
}

// done reports that nothing is left to do: it was handled, and not confirmed since.
func (e email) done() bool {
	return e.Outcome != Pending && !(e.Outcome == ConfirmationSent && e.ConfirmedAt != nil)
}

func load(ctx context.Context, db *sqlx.DB, id int64) (e email, err error) {
	err = db.GetContext(ctx, &e, `
		SELECT id, raw, truncated, received_at, message_id, outcome, confirmed_at, confirmed_by,
			EXISTS (SELECT 1 FROM inbound_emails o WHERE o.message_id = e.message_id AND o.content IS DISTINCT FROM e.content AND o.id < e.id) AS same_id,
			outcome = 'PENDING' AND folder = 'Quarantine' AS retried
		FROM inbound_emails e WHERE id = $1`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return email{Outcome: Ignored}, nil // gone: nothing to handle
	}
	if err != nil {
		return e, fmt.Errorf("email %d: %w", id, err)
	}
	return e, nil
}

// loadAsked is the raw message of an email of that sender's which we asked back about and which
// made no request; empty where it is none.
func loadAsked(ctx context.Context, db *sqlx.DB, id int64, sender string) (raw []byte, err error) {
	err = db.GetContext(ctx, &raw, `
		SELECT raw FROM inbound_emails e
		WHERE id = $1 AND outcome = 'ASKED' AND coalesce(confirmed_by, from_address) = $2
			AND NOT EXISTS (SELECT 1 FROM inbound_email_requests r WHERE r.inbound_email_id = e.id)`, id, sender)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil // another's, or answered by what was done
	}
	if err != nil {
		return nil, fmt.Errorf("email %d: %w", id, err)
	}
	return raw, nil
}

// noteRead keeps what was read of an email before anything is done with it, since a request that
// is sent on carries the email's own text.
func noteRead(ctx context.Context, db *sqlx.DB, id int64, from, name, subject, text string) error {
	_, err := db.ExecContext(ctx, `UPDATE inbound_emails SET from_address = coalesce($2, from_address), from_name = $3, subject = coalesce($4, subject), body_text = $5 WHERE id = $1`,
		id, optional(postgres.Text(from, 320)), optional(postgres.Text(name, 300)), optional(postgres.Text(subject, 500)), optional(postgres.Text(text, 64<<10)))
	if err != nil {
		return fmt.Errorf("email %d: %w", id, err)
	}
	return nil
}

// conclusion is what became of an email, and why.
type conclusion struct {
	Outcome Outcome
	Trust   string
	Intent  string
	// Because is one sentence that a person can read.
	Because string
	// Folder is where the message belongs.
	Folder string
	// Oddities are what trust noticed besides, a sentence each.
	Oddities []string
	// Explanation is what was understood, for the service desk.
	Explanation any
	// Answer is the mail that answers it, nil where none does.
	Answer *outbox.Mail
	// Others are mails that go to somebody else for it.
	Others []outbox.Mail
	// Story is the console's line about it.
	Story Story
}

// conclude writes the conclusion down together with the answer, in one transaction. An email that
// another worker concluded meanwhile is left as it is.
func (h *Handler) conclude(ctx context.Context, e email, c conclusion) error {
	explanation, err := json.Marshal(c.Explanation)
	if err != nil {
		return fmt.Errorf("email %d: %w", e.ID, err)
	}
	now := h.clock.Now()
	return postgres.Transact(ctx, h.db, func(tx *sqlx.Tx) error {
		res, err := tx.ExecContext(ctx, `
			UPDATE inbound_emails SET outcome = $2, trust = $3, intent = $4, because = $5, folder = $6, explanation = $7, handled_at = $8,
				filed_at = CASE WHEN folder = $6 THEN filed_at ELSE NULL END, attempts = attempts + 1, last_error = NULL
			WHERE id = $1 AND outcome = $9`,
			e.ID, c.Outcome, c.Trust, optional(c.Intent), c.Because, c.Folder, string(explanation), now, e.Outcome)
		if err != nil {
			return fmt.Errorf("email %d: %w", e.ID, err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		mails := c.Others
		if c.Answer != nil {
			mails = append([]outbox.Mail{*c.Answer}, mails...)
		}
		for _, m := range mails {
			if _, err := h.outbox.Post(ctx, tx, now, m); err != nil {
				return err
			}
		}
		return postgres.Announce(ctx, tx, postgres.Change{Type: "InboundEmail", ID: e.ID})
	})
}

// noteFailure records a failed try, and after the last one quarantines the email.
func (h *Handler) noteFailure(ctx context.Context, e email, cause error, last bool) error {
	ctx = context.WithoutCancel(ctx)
	if !last {
		_, err := h.db.ExecContext(ctx, `UPDATE inbound_emails SET attempts = attempts + 1, last_error = $2 WHERE id = $1`, e.ID, cause.Error())
		return err
	}
	_, err := h.db.ExecContext(ctx, `
		UPDATE inbound_emails SET outcome = 'QUARANTINED', attempts = attempts + 1, last_error = $2, handled_at = $3, folder = 'Quarantine', filed_at = NULL,
			because = 'Handling it failed at every try; the service desk looks at it.'
		WHERE id = $1 AND outcome IN ('PENDING', 'CONFIRMATION_SENT')`, e.ID, cause.Error(), h.clock.Now())
	return err
}

// quarantine keeps the email for the service desk.
func (c *conclusion) quarantine(because string) {
	c.Outcome, c.Folder, c.Because = Quarantined, "Quarantine", because
}

// reread notes what the email was understood as, now that it is known what it replies to.
func (c *conclusion) reread(r understand.Reading) {
	c.Intent, c.Explanation = string(r.Intent), explain(r)
	c.Story.Understood = describe(r)
}
