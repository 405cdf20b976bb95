package intake

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/guestd/guestd/intake/trust"
)

// An email can come more than once: a server delivers it again, it comes directly and through a
// list, somebody sends it again by hand. The ledger keeps each delivery that is treated otherwise
// than the ones before (ledger/digest.go); here the one that may be believed is acted upon, once.

// copied is an earlier delivery of an email: the same Message-ID, sender, subject and text.
type copied struct {
	ID      int64   `db:"id"`
	Outcome Outcome `db:"outcome"`
	Trust   string  `db:"trust"`
}

// settled reports that the copy was dealt with as its sender's own: done, asked about, or refused
// with an answer. What was screened out, failed DMARC or waits in quarantine settles nothing.
func (c copied) settled() bool {
	switch c.Outcome {
	case Acted, Routed, Asked, Answered:
		return true
	case ConfirmationSent:
		return c.Trust == string(trust.Verified) // a delegate's, about which the sponsor was asked
	case Refused:
		return c.Trust != string(trust.Failed) && c.Trust != string(trust.Unverified)
	}
	return false
}

// copiesPause is how long an email waits for an earlier copy that is being handled just now.
const copiesPause = 5 * time.Second

// waits says that an email cannot be handled yet, and is to be looked at again after a pause. No
// try is counted.
type waits struct {
	pause time.Duration
	why   string
}

func (w waits) Error() string { return w.why }

// earlierCopies are the deliveries before this one, the first one first.
func earlierCopies(ctx context.Context, db *sqlx.DB, id int64) (list []copied, err error) {
	err = db.SelectContext(ctx, &list, `
		SELECT o.id, o.outcome, o.trust
		FROM inbound_emails e JOIN inbound_emails o ON o.content = e.content AND o.message_id IS NOT DISTINCT FROM e.message_id AND o.id < e.id
		WHERE e.id = $1 ORDER BY o.id LIMIT 50`, id)
	if err != nil {
		return nil, fmt.Errorf("email %d: its copies: %w", id, err)
	}
	return list, nil
}

// absorb decides whether an earlier copy stands for this email, which then causes nothing more. An
// earlier copy that waits to be confirmed gives way to this one where this one is proven: its link
// works no more, and tells so.
func (h *Handler) absorb(ctx context.Context, e email, proven bool) (because string, err error) {
	copies, err := earlierCopies(ctx, h.db, e.ID)
	if err != nil {
		return "", err
	}
	for _, c := range copies {
		switch {
		case c.settled():
			return "A copy of an email that was handled already.", nil
		case c.Outcome == Pending:
			return "", waits{copiesPause, fmt.Sprintf("email %d waits for its copy %d", e.ID, c.ID)}
		case c.Outcome == ConfirmationSent && !proven:
			return "A copy of an email that waits to be confirmed already.", nil
		case c.Outcome == ConfirmationSent:
			if err := h.giveWay(ctx, c.ID, e.ID); err != nil {
				return "", err
			}
		}
	}
	return "", nil
}

// giveWay has a copy that waits to be confirmed wait no more. Where its owner was faster it is
// handled first.
func (h *Handler) giveWay(ctx context.Context, id, to int64) error {
	res, err := h.db.ExecContext(ctx, `
		UPDATE inbound_emails SET outcome = 'IGNORED', because = 'A copy of it came whose sender is proven, and was handled.'
		WHERE id = $1 AND outcome = 'CONFIRMATION_SENT' AND confirmed_at IS NULL`, id)
	if err != nil {
		return fmt.Errorf("email %d: %w", id, err)
	}
	if n, err := res.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return waits{copiesPause, fmt.Sprintf("email %d waits for its copy %d, which was just confirmed", to, id)}
}
