package scheduler

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/riverqueue/river"

	"github.com/guestd/guestd/internal/clock"
	"github.com/guestd/guestd/internal/mail/delivery"
	"github.com/guestd/guestd/internal/mail/outbox"
	"github.com/guestd/guestd/internal/queue"
)

// Sender hands a mail to an SMTP server.
type Sender interface {
	Send(ctx context.Context, m delivery.Message) delivery.Result
}

// Deliverer sends the outbox's mails, each in a job of its own, and tries again with growing
// pauses what the server would not take yet.
type Deliverer struct {
	river.WorkerDefaults[queue.Deliver]
	outbox *outbox.Outbox
	sender Sender
	from   string
	log    *slog.Logger
	at     func(string)

	deliveries *prometheus.CounterVec
}

// NewDeliverer sends with that address as the envelope's sender. at is called at the named points
// of a delivery, for tests that end the process there; nil outside them.
func NewDeliverer(box *outbox.Outbox, sender Sender, from string, log *slog.Logger, reg prometheus.Registerer, at func(string)) *Deliverer {
	d := &Deliverer{outbox: box, sender: sender, from: from, log: log, at: at,
		deliveries: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "guestd_mail_deliveries_total", Help: "Tries to deliver a mail, by outcome."}, []string{"outcome"}),
	}
	// A series that exists from the start can be alerted on when it first rises.
	for _, outcome := range []string{string(delivery.Sent), string(delivery.Temporary), string(delivery.Uncertain), string(delivery.Permanent), givenUp} {
		d.deliveries.WithLabelValues(outcome)
	}
	reg.MustRegister(d.deliveries)
	return d
}

// NextRetry grows the pause between tries.
func (d *Deliverer) NextRetry(job *river.Job[queue.Deliver]) time.Time {
	return clock.System{}.Now().Add(queue.Backoff(job.Attempt)) // the engine's own time, not the policy's
}

// givenUp counts the mails whose last try failed, beside the outcome of that try itself.
const givenUp = "given up"

var errTryAgain = errors.New("not taken yet; it will be tried again")

// Work is the job. Its error makes the engine try again.
func (d *Deliverer) Work(ctx context.Context, job *river.Job[queue.Deliver]) error {
	d.point("mail.begun")
	id := job.Args.NotificationID
	done, err := d.outbox.Deliver(ctx, id, d.send)
	if err == nil && done {
		d.point("mail.marked")
		return nil
	}
	if err == nil {
		err = errTryAgain
	}
	if job.Attempt >= job.MaxAttempts {
		d.deliveries.WithLabelValues(givenUp).Inc()
		d.log.ErrorContext(ctx, "mail given up", "notification", id, "tries", job.Attempt, "error", err)
		return errors.Join(err, d.outbox.GiveUp(ctx, id, "Every try failed: "+err.Error()))
	}
	return err
}

func (d *Deliverer) send(ctx context.Context, mail outbox.Outgoing) outbox.Try {
	to := mail.Recipients()
	if len(to) == 0 {
		return outbox.Try{}
	}
	result := d.sender.Send(ctx, delivery.Message{From: d.from, To: to, Raw: mail.Message})
	d.point("mail.accepted")
	outcome := result.Outcome()
	d.deliveries.WithLabelValues(string(outcome)).Inc()
	if outcome != delivery.Sent {
		d.log.WarnContext(ctx, "mail not delivered to everyone", "notification", mail.ID, "kind", mail.Kind, "outcome", outcome, "why", result.Summary())
	}
	return outbox.Try{Accepted: result.With(delivery.Sent), Failure: result.Summary(), Permanent: outcome == delivery.Permanent}
}

func (d *Deliverer) point(name string) {
	if d.at != nil {
		d.at(name)
	}
}
