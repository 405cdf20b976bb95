package intake

import (
	"fmt"

	"github.com/guestd/guestd/intake/trust"
)

// becauseAlike is why a sender is refused who counts on being taken for somebody else.
const becauseAlike = "The sender's domain looks like one of ours or of a sponsor's, and is another: it may be meant to deceive, so nothing was done, and nothing was sent."

// lookAlike reports a sender whom nobody knows, at a domain that is taken at a glance for ours, for
// Academic Affairs' or for one of the directory's. They are not answered: an answer would tell whoever
// tries that somebody reads it. Whom our records know is known by the whole address.
func (t *turn) lookAlike() (bool, error) {
	if t.known() {
		return false, nil
	}
	var domains []string
	if err := t.db.SelectContext(t.ctx, &domains, `SELECT DISTINCT split_part(email::text, '@', 2) FROM sponsors WHERE active`); err != nil {
		return false, fmt.Errorf("domains of the directory: %w", err)
	}
	return trust.LookAlike(t.as, append(domains, t.Mailbox, t.AcademicAffairs)), nil
}
