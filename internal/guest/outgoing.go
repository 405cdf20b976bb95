package guest

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"

	"github.com/guestd/guestd/internal/mail/notice"
	"github.com/guestd/guestd/internal/postgres"
)

// Outgoing is a mail of the outbox, whole, as its delivery needs it.
type Outgoing struct {
	ID          int64              `db:"id"`
	Kind        notice.Kind        `db:"kind"`
	Status      NotificationStatus `db:"status"`
	To          pq.StringArray     `db:"recipients"`
	Cc          pq.StringArray     `db:"copies"`
	Subject     string             `db:"subject"`
	MessageID   string             `db:"message_id"`
	Message     []byte             `db:"message"`
	Sealed      bool               `db:"sealed"`
	DeliveredTo pq.StringArray     `db:"delivered_to"`
	Attempts    int                `db:"attempts"`
}

// Delivery is how one try to deliver a mail went.
type Delivery struct {
	// Accepted are the recipients that the server took the mail for, in this try.
	Accepted []string
	// Failure is why others were not served, in words; empty where all were.
	Failure string
	// Permanent: trying again does not help.
	Permanent bool
}

// Deliver hands one mail of the outbox to send, and writes down how it went. A mail sent already,
// or called off, is not handed over. No transaction is open while the mail is under way, so that
// a server that hangs holds up nothing; the job engine gives a mail to one worker at a time. A
// crash between the server's answer and the note of it repeats the mail with the same Message-ID.
// done is false where it must be tried again.
func (s *Service) Deliver(ctx context.Context, id int64, send func(context.Context, Outgoing) Delivery) (done bool, err error) {
	var mail Outgoing
	err = s.transact(ctx, System(), func(w *work) error {
		var found bool
		mail, found, err = get[Outgoing](w, w.q.Outgoing, id)
		done = !found || mail.Status == NotificationSent || mail.Status == NotificationCancelled
		return err
	})
	if err != nil || done {
		return done, wrapDeliver(id, err)
	}
	if mail.Sealed {
		if mail.Message, err = s.unseal(mail.Message); err != nil {
			return false, wrapDeliver(id, err)
		}
	}
	result := send(ctx, mail)
	err = s.transact(ctx, System(), func(w *work) error {
		status, sentAt := NotificationPending, (*time.Time)(nil)
		switch {
		case result.Failure == "":
			status, sentAt = NotificationSent, &w.now
		case result.Permanent:
			status = NotificationFailed
		}
		done = status != NotificationPending
		delivered := append(append(texts{}, mail.DeliveredTo...), result.Accepted...)
		if _, err := exec(w, w.q.MarkOutgoing, id, status, mail.Attempts+1, delivered, optional(result.Failure), sentAt); err != nil {
			return err
		}
		return postgres.Announce(w.ctx, w.tx, postgres.Change{Type: TypeNotification, ID: id})
	})
	return done && err == nil, wrapDeliver(id, err)
}

func wrapDeliver(id int64, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("deliver mail %d: %w", id, err)
}

// GiveUp marks a mail that was tried to the end as failed, so that the service desk sees it.
func (s *Service) GiveUp(ctx context.Context, id int64) error {
	_, err := s.Deliver(ctx, id, func(context.Context, Outgoing) Delivery {
		return Delivery{Failure: "Every try failed; the last error stands in the log.", Permanent: true}
	})
	return err
}
