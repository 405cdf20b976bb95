package guest

import (
	"fmt"
	"strings"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/mail/notice"
	"github.com/guestd/guestd/internal/mail/outbox"
	"github.com/guestd/guestd/internal/mail/token"
)

// sendUnlessAnswered sends a notice to somebody, unless they wrote the email that the bot acts
// upon: then its answer tells them.
func (w *work) sendUnlessAnswered(n notice.Notice, to notice.Person, of about) error {
	if to.Email == "" || (w.actor.InboundEmailID != 0 && strings.EqualFold(to.Email, w.actor.Email)) {
		return nil
	}
	n.To = []notice.Person{to}
	return w.send(n, of)
}

// send puts a notice into the outbox, in the transaction of its cause.
func (w *work) send(n notice.Notice, of about) error {
	m := outbox.Mail{Notice: n, DueOn: of.dueOn, Once: of.once, Secret: of.secret}
	if of.account != nil {
		m.AccountID = &of.account.ID
		m.About, m.Ask = token.Object{Kind: token.Account, ID: of.account.ID}, token.Extend
	}
	if of.request != nil {
		m.RequestID = &of.request.ID
		if m.AccountID == nil {
			m.AccountID = of.request.AccountRowID
		}
		if of.request.Status.Open() || of.account == nil {
			m.About, m.Ask = token.Object{Kind: token.Request, ID: of.request.ID}, askOf(of.request.Status)
		}
	}
	if w.actor.InboundEmailID != 0 {
		m.InboundEmailID = &w.actor.InboundEmailID
	}
	_, err := w.outbox.Post(w.ctx, w.tx, w.now, m)
	return err
}

// askOf is what the mail about a request with that status asks its reader for.
func askOf(status RequestStatus) token.Action {
	switch status {
	case NeedsDetails, AwaitingRole:
		return token.Supply
	case AwaitingSponsor, AwaitingAcademicAffairs:
		return token.Decide
	default:
		return token.Discuss
	}
}

// reminderKey: never two reminders for an account and day.
func reminderKey(acc Account, day calendar.Date) string {
	return fmt.Sprintf("reminder %d %s", acc.ID, day)
}
