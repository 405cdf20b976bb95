package intake

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
)

// Limits bound how much the bot writes, so that a machine that writes to it, or a stranger who
// writes in somebody's name, cannot make it write without end. What counts is the mail that went
// out, and not what came in: mail that is never answered, such as what fails DMARC, is nobody's.
// Zero values mean the defaults.
type Limits struct {
	// AnswersPerDay is how many mails go out within 24 hours for what one proven sender wrote, to
	// whomever; default 200. What comes beyond is kept for the service desk.
	AnswersPerDay int
	// ConfirmationsPerDay is how many mails within 24 hours ask one address to confirm what was
	// written in its name, whoever wrote it; default 30. What comes beyond is kept for the service
	// desk.
	ConfirmationsPerDay int
	// AnswersPerHour is how many mails go out within an hour for what anybody wrote; default 5000.
	// What comes beyond waits.
	AnswersPerHour int
}

func (l Limits) withDefaults() Limits {
	for field, value := range map[*int]int{&l.AnswersPerDay: 200, &l.ConfirmationsPerDay: 30, &l.AnswersPerHour: 5000} {
		if *field <= 0 {
			*field = value
		}
	}
	return l
}

// brakePause is how long an email waits while the bot answers no more.
const brakePause = 10 * time.Minute

// sentSoFar counts the mails that the bot wrote lately.
type sentSoFar struct {
	Sender        int `db:"sender"`        // for what this address wrote, within a day
	Confirmations int `db:"confirmations"` // that asked this address to confirm, within a day
	All           int `db:"everybody"`     // within an hour
}

// sentFor counts them. An email is its sender's doing where they were proven or have confirmed it;
// whoever confirms what a delegate wrote has caused nothing, and the delegate has.
func sentFor(ctx context.Context, db *sqlx.DB, address string, now time.Time) (n sentSoFar, err error) {
	err = db.GetContext(ctx, &n, `
		SELECT count(*) FILTER (WHERE e.from_address = $1 AND (e.trust = 'VERIFIED' OR e.confirmed_at IS NOT NULL)) AS sender,
			count(*) FILTER (WHERE n.once_key = $4 || n.inbound_email_id AND n.recipients[1]::citext = $1::citext) AS confirmations,
			count(*) FILTER (WHERE n.created_at > $3) AS everybody
		FROM notifications n JOIN inbound_emails e ON e.id = n.inbound_email_id
		WHERE n.created_at > $2`,
		address, now.Add(-24*time.Hour), now.Add(-time.Hour), confirmationKey)
	if err != nil {
		return n, fmt.Errorf("mails so far: %w", err)
	}
	return n, nil
}

// wanted reports an email that a person has let through: no limit holds it.
func (e email) wanted() bool { return e.ConfirmedAt != nil || e.Retried }

// holdAnswer says why a proven sender's email must not be answered now, if so: it is kept for the
// service desk, or waits.
func (t *turn) holdAnswer() (because string, err error) {
	if t.email.wanted() {
		return "", nil
	}
	n, limit, err := t.sentSoFar(t.as)
	if err == nil && n.Sender >= limit.AnswersPerDay {
		because = fmt.Sprintf("Already %d mails were sent for what this sender wrote today; the service desk looks at further ones.", n.Sender)
	}
	return because, err
}

// holdConfirmation says why the owner of an address must not be asked now to confirm an email, if
// so.
func (t *turn) holdConfirmation(address string) (because string, err error) {
	if t.email.wanted() {
		return "", nil
	}
	n, limit, err := t.sentSoFar(address)
	if err == nil && n.Confirmations >= limit.ConfirmationsPerDay {
		because = fmt.Sprintf("Already %d emails in this address's name wait for its owner's word today; the service desk looks at further ones.", n.Confirmations)
	}
	return because, err
}

// sentSoFar counts, and fails with waits where the bot pauses for everybody.
func (t *turn) sentSoFar(address string) (sentSoFar, Limits, error) {
	limit := t.Limits.withDefaults()
	n, err := sentFor(t.ctx, t.db, address, t.clock.Now())
	if err == nil && n.All >= limit.AnswersPerHour {
		err = waits{brakePause, fmt.Sprintf("%d mails were sent within an hour", limit.AnswersPerHour)}
	}
	return n, limit, err
}
