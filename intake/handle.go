package intake

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/riverqueue/river"

	"github.com/guestd/guestd/intake/api"
	"github.com/guestd/guestd/intake/limits"
	"github.com/guestd/guestd/intake/message"
	"github.com/guestd/guestd/intake/screen"
	"github.com/guestd/guestd/intake/trust"
	"github.com/guestd/guestd/intake/understand"
	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/clock"
	"github.com/guestd/guestd/internal/mail/notice"
	"github.com/guestd/guestd/internal/mail/outbox"
	"github.com/guestd/guestd/internal/mail/token"
	"github.com/guestd/guestd/internal/queue"
)

// Config is what a Handler is made of.
type Config struct {
	DB     *sqlx.DB
	Clock  clock.Clock
	API    *api.Dialer
	Outbox *outbox.Outbox
	Tokens token.Keys
	Trust  trust.Config
	// Witness is heard beside our mail server's word on a sender; nil where DKIM is not checked.
	Witness *Witness
	// Mailbox is the bot's own address.
	Mailbox string
	// AcademicAffairs is the address that decides on Wyss requests.
	AcademicAffairs string
	// PublicURL is where confirmation pages are found, without a slash at the end.
	PublicURL string
	// Limits bound how much is answered.
	Limits  Limits
	Links   notice.Links
	Log     *slog.Logger
	Metrics prometheus.Registerer
	// Narrate, where set, is told of each email that was handled.
	Narrate func(Story)
	// At, where set, is called at the named points: tests end the process there.
	At func(string)
}

// Story is what the bot did with one email, for a person who watches.
type Story struct {
	From, Subject, Understood string
	Outcome                   Outcome
	Because                   string
}

// Handler handles the messages of the ledger: each is parsed, screened, trusted or not,
// understood, acted upon through the API, and answered in its thread. It is the worker of the
// handle_inbound_email job; a crash anywhere repeats a step and never an effect.
type Handler struct {
	river.WorkerDefaults[queue.Handle]
	Config
	db     *sqlx.DB
	clock  clock.Clock
	outbox *outbox.Outbox
	log    *slog.Logger

	screener screen.Screener
	reading  understand.Options

	handled *prometheus.CounterVec
	seconds prometheus.Histogram
	copies  prometheus.Counter
}

// NewHandler counts what it does on cfg.Metrics.
func NewHandler(cfg Config) *Handler {
	h := &Handler{Config: cfg, db: cfg.DB, clock: cfg.Clock, outbox: cfg.Outbox, log: cfg.Log,
		screener: screen.New(cfg.Mailbox),
		reading:  understand.Options{Own: []string{cfg.Mailbox}, AcademicAffairs: []string{strings.ToLower(cfg.AcademicAffairs)}, Location: calendar.Zone},
		handled:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "guestd_intake_emails_total", Help: "Emails handled, by outcome."}, []string{"outcome"}),
		seconds:  prometheus.NewHistogram(prometheus.HistogramOpts{Name: "guestd_intake_handle_seconds", Help: "Time to handle an email.", Buckets: prometheus.ExponentialBuckets(0.002, 2, 12)}),
		copies:   prometheus.NewCounter(prometheus.CounterOpts{Name: "guestd_intake_copies_total", Help: "Emails that caused nothing since a copy of them was handled, or is asked about, already."}),
	}
	// A series that exists from the start can be alerted on when it first rises.
	for _, outcome := range []Outcome{Acted, Routed, Asked, Answered, ConfirmationSent, Ignored, Refused, Quarantined} {
		h.handled.WithLabelValues(string(outcome))
	}
	cfg.Metrics.MustRegister(h.handled, h.seconds, h.copies)
	return h
}

// NextRetry grows the pause between tries.
func (h *Handler) NextRetry(job *river.Job[queue.Handle]) time.Time {
	return clock.System{}.Now().Add(queue.Backoff(job.Attempt)) // the engine's own time, not the policy's
}

// Work is the job.
func (h *Handler) Work(ctx context.Context, job *river.Job[queue.Handle]) error {
	e, err := load(ctx, h.db, job.Args.InboundEmailID)
	if err != nil || e.done() {
		return err
	}
	begun := clock.System{}.Now()
	e.LastTry = job.Attempt >= job.MaxAttempts
	c, err := h.handle(ctx, e)
	h.seconds.Observe(clock.System{}.Now().Sub(begun).Seconds())
	if err == nil {
		h.point("concluded")
		h.tell(ctx, e, c)
		return nil
	}
	if wait, ok := errors.AsType[waits](err); ok {
		h.log.WarnContext(ctx, "an email waits", "email", e.ID, "why", wait.why, "pause", wait.pause)
		return river.JobSnooze(wait.pause) // no try is counted
	}
	h.log.ErrorContext(ctx, "email not handled", "email", e.ID, "try", job.Attempt, "last", e.LastTry, "error", err)
	if e.LastTry {
		h.handled.WithLabelValues(string(Quarantined)).Inc()
	}
	if noteErr := h.noteFailure(ctx, e, err, e.LastTry); noteErr != nil {
		return fmt.Errorf("%w; and noting it: %w", err, noteErr)
	}
	return err
}

func (h *Handler) tell(ctx context.Context, e email, c conclusion) {
	h.handled.WithLabelValues(string(c.Outcome)).Inc()
	h.log.InfoContext(ctx, "email handled", "email", e.ID, "trust", c.Trust, "intent", c.Intent, "outcome", c.Outcome, "because", c.Because)
	if h.Narrate != nil {
		c.Story.Outcome, c.Story.Because = c.Outcome, c.Because
		h.Narrate(c.Story)
	}
}

func (h *Handler) point(name string) {
	if h.At != nil {
		h.At(name)
	}
}

// handle is one email's way from its raw bytes to what is written down of it. A panic in it is an
// error like another: it is tried again, then quarantined, and holds up no other email.
func (h *Handler) handle(ctx context.Context, e email) (c conclusion, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	if c, err = h.understandAndAct(ctx, e); err != nil {
		return c, err
	}
	if len(c.Oddities) > 0 {
		c.Because += " " + strings.Join(c.Oddities, " ")
	}
	h.point("before_conclusion")
	return c, h.conclude(ctx, e, c)
}

func (h *Handler) understandAndAct(ctx context.Context, e email) (c conclusion, err error) {
	c = conclusion{Trust: string(trust.Unverified), Folder: "Processed"}
	if e.Truncated {
		c.Outcome, c.Folder, c.Because = Quarantined, "Quarantine", "The message is larger than the bot reads."
		return c, nil
	}
	if err := limits.Check(e.Raw, limits.Limits{}); err != nil {
		c.Outcome, c.Folder, c.Because = Quarantined, "Quarantine", "It is built to be costly to read: "+err.Error()+"."
		return c, nil
	}
	msg, parseErr := message.Parse(e.Raw)
	if parseErr != nil {
		c.Outcome, c.Folder, c.Because = Quarantined, "Quarantine", "Nothing in it can be read as a message."
		return c, nil
	}
	t := &turn{Handler: h, ctx: ctx, email: e, msg: msg}
	t.setDate()
	verdict := trust.Judge(e.Raw, h.Trust)
	c.Trust = string(verdict.Trust)
	reading := t.read(msg)
	sender := msg.Sender()
	c.Intent, c.Explanation = string(reading.Intent), explain(reading)
	c.Story = Story{From: senderLabel(sender), Subject: msg.Subject, Understood: describe(reading)}
	if reading.Screen != screen.Accept {
		c.Intent, c.Outcome, c.Folder, c.Because = "none", Ignored, "Ignored", screenedOut(reading.Screen)
		if reading.Screen == screen.Unreadable {
			c.Outcome, c.Folder = Quarantined, "Quarantine"
		}
		return c, nil
	}
	if e.SameID && !e.Retried {
		c.Outcome, c.Folder, c.Because = Quarantined, "Quarantine", "Another message came before with the same Message-ID and other content; the service desk looks at this one."
		return c, nil
	}
	if err := noteRead(ctx, h.db, e.ID, sender.Email, sender.Name, msg.Subject, msg.Text); err != nil {
		return c, err
	}
	c.Oddities = verdict.Oddities
	t.reading, t.writer, t.as = reading, verdict.From, verdict.From
	if e.ConfirmedAt != nil {
		// The owner of the directory's address has said that the email is theirs.
		c.Trust, t.as = "TOKEN", e.ConfirmedBy.String
		return h.act(t, c)
	}
	if verdict, err = h.weigh(ctx, e, verdict); err != nil {
		return c, err
	}
	c.Trust = string(verdict.Trust)
	if verdict.Trust == trust.Failed {
		c.Outcome, c.Because = Refused, "The sender is not who the message says: "+verdict.Because+"."
		return c, nil
	}
	proven := verdict.Trust == trust.Verified
	because, err := h.absorb(ctx, e, proven)
	if err != nil {
		return c, err
	}
	if because != "" {
		h.copies.Inc()
		c.Outcome, c.Because = Ignored, because
		return c, nil
	}
	if proven {
		return h.act(t, c)
	}
	return h.askForConfirmation(t, c)
}

// read understands a message as it is.
func (t *turn) read(msg *message.Message) understand.Reading {
	options := t.Handler.reading
	options.Received = t.email.ReceivedAt
	return understand.ReadMessage(msg, t.screener.Screen(msg), options)
}

// setDate goes by when our server received the message where the sender's clock cannot be right:
// "until June 30" is read from its date.
func (t *turn) setDate() {
	const early, late = 30 * 24 * time.Hour, 24 * time.Hour
	if d := t.email.ReceivedAt.Sub(t.msg.Date); d > early || d < -late {
		t.msg.Date = t.email.ReceivedAt
	}
}

func senderLabel(a message.Address) string {
	if a.Name != "" {
		return a.Name
	}
	return a.Email
}

func screenedOut(s screen.Verdict) string {
	switch s {
	case screen.AutoReply:
		return "An automatic answer; nobody wrote it to be acted on."
	case screen.Bounce:
		return "A notice about mail that could not be delivered."
	case screen.MailingList:
		return "A newsletter or a list's mail."
	case screen.Loop:
		return "The bot's own mail come back."
	case screen.Unreadable:
		return "Nothing in it can be read as a message."
	}
	return "Not for the bot."
}

// words joins what is known of a name.
func words(parts ...*string) string {
	var known []string
	for _, p := range parts {
		if p != nil && *p != "" {
			known = append(known, *p)
		}
	}
	return strings.Join(known, " ")
}
