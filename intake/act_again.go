package intake

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
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

// inTheWay reports that a request was not made because one for the same guest is open, and nothing
// else is wrong with it.
func inTheWay(r *api.RequestFacts, mistakes []*api.Mistake) bool {
	return r != nil && open(r.Status) && len(mistakes) > 0 &&
		!slices.ContainsFunc(mistakes, func(m *api.Mistake) bool { return m.Code != api.UserErrorCodeConflict })
}

// addTo treats a request for a guest for whom one is open: what is still missing there is filled in
// from what this email tells, and the answer says how it stands. What is complete is left as it is:
// whoever wants it otherwise answers, so that nothing is changed that was not meant.
func (t *turn) addTo(r *api.RequestFacts, g understand.Guest, key *string) (Outcome, error) {
	var mistakes []*api.Mistake
	if r.Status == api.RequestStatusNeedsDetails {
		after, wrong, err := t.supplyTo(r, g, key)
		if err != nil {
			return "", err
		}
		if after != nil {
			r = after
		}
		mistakes = wrong
	}
	outcome := t.report(r, mistakes, g, false)
	i := &t.answer.Items[len(t.answer.Items)-1]
	i.Outcome = fmt.Sprintf("%s was open already, so this was not made a second request. %s", r.Number, i.Outcome)
	until := day(g.ExpiresOn)
	switch {
	case outcome == Asked:
		return Asked, nil
	case until != nil && r.ExpiresOn != nil && *until != *r.ExpiresOn:
		i.Next = strings.TrimSpace(fmt.Sprintf("%s You wrote of %s now: answer “until %s” to make that the last day.", i.Next, until.Spelt(), until.Spelt()))
	default:
		i.Next = strings.TrimSpace(i.Next + " To change " + r.Number + ", answer this mail.")
	}
	return Answered, nil
}
