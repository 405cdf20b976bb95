package intake

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/guestd/guestd/intake/api"
	"github.com/guestd/guestd/intake/understand"
	"github.com/guestd/guestd/internal/calendar"
)

// sentAgainWithin is for how long the same words mean the same request: longer ago, "please set up
// an account for my student" is about another student.
const sentAgainWithin = 30 * 24 * time.Hour

// sentAgain answers a request that its sender sent before, word for word, under another Message-ID:
// out of impatience, or by their program's "send again". Nothing is made while what it made before
// is open; the answer tells how that stands. What has been fulfilled since is the rules' to answer.
func (t *turn) sentAgain(c *conclusion) (bool, error) {
	var before struct {
		ID         int64     `db:"id"`
		ReceivedAt time.Time `db:"received_at"`
	}
	err := t.db.GetContext(t.ctx, &before, `
		SELECT o.id, o.received_at
		FROM inbound_emails e JOIN inbound_emails o ON o.content = e.content AND o.message_id IS DISTINCT FROM e.message_id AND o.id < e.id
		WHERE e.id = $1 AND o.outcome IN ('ACTED', 'ROUTED', 'ASKED') AND o.received_at > $2
		ORDER BY o.id DESC LIMIT 1`, t.email.ID, t.email.ReceivedAt.Add(-sentAgainWithin))
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("was it sent before: %w", err)
	}
	requests, err := t.requestsOfEmail(before.ID)
	if err != nil || !allOpen(requests) {
		return false, err
	}
	var outcomes []Outcome
	for _, r := range requests {
		outcomes = append(outcomes, t.report(r, nil, understand.Guest{}, false))
	}
	t.answer.Intro = fmt.Sprintf("You sent us this before, on %s, so it was not made again. This is how it stands:", calendar.On(before.ReceivedAt).Spelt())
	c.Outcome, c.Because = Answered, "It was sent before, and the sender told how that stands."
	c.Answer = t.mail(kindFor(worst(outcomes)))
	return true, nil
}

// allOpen reports that there are requests, and that all of them are open.
func allOpen(requests []*api.RequestFacts) bool {
	for _, r := range requests {
		if !open(r.Status) {
			return false
		}
	}
	return len(requests) > 0
}
