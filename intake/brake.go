package intake

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
)

// Limits bound how much the bot answers, so that a machine that writes to it, or a stranger who
// writes in somebody's name, cannot make it write without end. Zero values mean the defaults.
type Limits struct {
	// AnswersPerDay is how many emails of one sender are answered within 24 hours; default 200.
	// What comes beyond is kept for the service desk.
	AnswersPerDay int
	// ConfirmationsPerDay is how many emails in one address's name are asked about within 24
	// hours; default 10. What comes beyond is kept for the service desk.
	ConfirmationsPerDay int
	// AnswersPerHour is how many emails are answered within an hour, whoever wrote them; default
	// 5000. What comes beyond waits.
	AnswersPerHour int
}

func (l Limits) withDefaults() Limits {
	for field, value := range map[*int]int{&l.AnswersPerDay: 200, &l.ConfirmationsPerDay: 10, &l.AnswersPerHour: 5000} {
		if *field <= 0 {
			*field = value
		}
	}
	return l
}

// brakePause is how long an email waits while the bot answers no more.
const brakePause = 10 * time.Minute

// answered counts the emails that were answered lately.
type answered struct {
	Sender        int `db:"sender"`        // of this sender, within a day
	Confirmations int `db:"confirmations"` // in this address's name, within a day
	All           int `db:"everybody"`     // within an hour
}

// answersTo counts, by when each was handled. It looks three days of mail through, so that what
// waited through an outage counts.
func answersTo(ctx context.Context, db *sqlx.DB, address string, now time.Time) (n answered, err error) {
	err = db.GetContext(ctx, &n, `
		SELECT count(*) FILTER (WHERE from_address = $1 AND outcome <> 'CONFIRMATION_SENT' AND handled_at > $2) AS sender,
			count(*) FILTER (WHERE from_address = $1 AND (outcome = 'CONFIRMATION_SENT' OR confirmed_at IS NOT NULL) AND handled_at > $2) AS confirmations,
			count(*) FILTER (WHERE handled_at > $3) AS everybody
		FROM inbound_emails
		WHERE received_at > $4 AND handled_at > $2 AND outcome IN ('ACTED', 'ROUTED', 'ASKED', 'ANSWERED', 'REFUSED', 'CONFIRMATION_SENT')`,
		address, now.Add(-24*time.Hour), now.Add(-time.Hour), now.Add(-72*time.Hour))
	if err != nil {
		return n, fmt.Errorf("answers so far: %w", err)
	}
	return n, nil
}

// hold says why an email must not be answered now, if so: it is kept for the service desk, or
// waits.
func (t *turn) hold(unproven bool) (because string, err error) {
	if t.email.ConfirmedAt != nil || t.email.Retried {
		return "", nil // a person wants it
	}
	n, err := answersTo(t.ctx, t.db, t.as, t.clock.Now())
	limit := t.Limits.withDefaults()
	switch {
	case err != nil:
		return "", err
	case n.All >= limit.AnswersPerHour:
		return "", waits{brakePause, fmt.Sprintf("%d emails were answered within an hour", limit.AnswersPerHour)}
	case unproven && n.Confirmations >= limit.ConfirmationsPerDay:
		return fmt.Sprintf("Already %d emails in the name of this address are unproven today; the service desk looks at further ones.", n.Confirmations), nil
	case !unproven && n.Sender >= limit.AnswersPerDay:
		return fmt.Sprintf("Already %d emails of this sender were answered today; the service desk looks at further ones.", n.Sender), nil
	}
	return "", nil
}
