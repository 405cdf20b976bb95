// Package outbox keeps every outgoing mail from the moment its cause commits until a server has
// taken it: a mail is composed and written down in its cause's transaction, with the job that
// delivers it. Its Message-ID is fixed then, so that a repeat is recognisable.
package outbox

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/clock"
	"github.com/guestd/guestd/internal/mail/notice"
	"github.com/guestd/guestd/internal/mail/token"
	"github.com/guestd/guestd/internal/postgres"
	"github.com/guestd/guestd/internal/queue"
)

// ReplyDays is for how long a reply finds its way by the token of the mail it answers.
const ReplyDays = 400

// ReplyUntil is the last day on which a reply to a mail of that instant is tied to it.
func ReplyUntil(sent time.Time) calendar.Date { return calendar.On(sent).AddDays(ReplyDays) }

// ChangeType names outgoing mails in notices of change: the GraphQL type.
const ChangeType = "Notification"

// Config is what an Outbox is made of.
type Config struct {
	DB    *sqlx.DB
	Jobs  *queue.Jobs
	Clock clock.Clock
	// Mailbox is the address that mail comes from and replies go to: the intake bot's.
	Mailbox string
	// Secret seals mails that carry a code. At least 32 bytes.
	Secret []byte
	// Tokens sign what ties a reply to its object.
	Tokens token.Keys
}

// Outbox writes mails down and hands them to delivery.
type Outbox struct {
	db      *sqlx.DB
	jobs    *queue.Jobs
	clock   clock.Clock
	mailbox string
	sealKey []byte
	tokens  token.Keys
}

// New checks the configuration.
func New(cfg Config) (*Outbox, error) {
	if len(cfg.Secret) < 32 {
		return nil, fmt.Errorf("outbox: the secret has %d bytes; at least 32 are needed", len(cfg.Secret))
	}
	if err := cfg.Tokens.Validate(); err != nil {
		return nil, fmt.Errorf("outbox: %w", err)
	}
	sealKey, err := hkdf.Key(sha256.New, cfg.Secret, nil, "guestd sealed mail", 32)
	if err != nil {
		return nil, fmt.Errorf("outbox: %w", err)
	}
	return &Outbox{db: cfg.DB, jobs: cfg.Jobs, clock: cfg.Clock, mailbox: cfg.Mailbox, sealKey: sealKey, tokens: cfg.Tokens}, nil
}

// Mail is a notice and what it is about.
type Mail struct {
	Notice notice.Notice
	// AccountID, RequestID and InboundEmailID are rows that the mail belongs to, nil where none; of
	// emails that came in, the one for which it is sent.
	AccountID, RequestID, InboundEmailID *int64
	// DueOn is the day that a reminder is for.
	DueOn calendar.Date
	// Once is a key under which the mail is written one time only; empty where it may repeat.
	Once string
	// Secret: the mail carries a code, and is kept sealed and only until it is sent.
	Secret bool
	// About and Ask go into the reply token: what a reply concerns, and what the mail asks for.
	// With a zero About the mail invites no reply.
	About token.Object
	Ask   token.Action
}

// asks is the action of the mail's reply token, nil where it has none.
func (m Mail) asks() *token.Action {
	if m.About.ID == 0 {
		return nil
	}
	return &m.Ask
}

// Post writes a mail down in its cause's transaction, with the job that delivers it. The answer is
// the row's id, 0 where what may be said once has been said.
func (o *Outbox) Post(ctx context.Context, tx *sqlx.Tx, now time.Time, m Mail) (int64, error) {
	envelope, err := o.envelope(m, now)
	if err != nil {
		return 0, err
	}
	mail, err := notice.Compose(m.Notice, envelope)
	if err != nil {
		return 0, err
	}
	message := mail.Raw
	if m.Secret {
		if message, err = o.seal(mail.Raw); err != nil {
			return 0, err
		}
	}
	var ids []int64
	err = tx.SelectContext(ctx, &ids, insertNotification, m.Notice.Kind, pq.StringArray(mail.To), append(pq.StringArray{}, mail.Cc...), mail.Subject,
		mail.MessageID, message, m.Secret, optional(m.Once), m.DueOn, m.AccountID, m.RequestID, m.InboundEmailID, m.asks(), now)
	if err != nil {
		return 0, fmt.Errorf("outbox: %w", err)
	}
	if len(ids) == 0 {
		return 0, nil
	}
	if err := postgres.Announce(ctx, tx, postgres.Change{Type: ChangeType, ID: ids[0]}); err != nil {
		return 0, err
	}
	return ids[0], o.jobs.Insert(ctx, tx, queue.Deliver{NotificationID: ids[0]})
}

// envelope is who a mail is from and how its reply finds its way back.
func (o *Outbox) envelope(m Mail, now time.Time) (notice.Envelope, error) {
	_, domain, _ := strings.Cut(o.mailbox, "@")
	e := notice.Envelope{
		From:      notice.Person{Name: "HMS Guest Accounts", Email: o.mailbox},
		MessageID: token.MessageID{Kind: string(m.Notice.Kind), ID: uuid.New(), Domain: "guest-requests." + domain}.String(),
		Date:      now,
	}
	if m.About.ID == 0 {
		return e, nil
	}
	text, err := o.tokens.Sign(token.Claims{Purpose: token.Reply, Object: m.About, Action: m.Ask,
		Person: m.Notice.To[0].Email, LastDay: ReplyUntil(now)})
	if err != nil {
		return e, fmt.Errorf("outbox: %w", err)
	}
	e.ReplyTo, err = token.Address(o.mailbox, text)
	return e, err
}

// insertNotification answers with no row where what may be said once has been said.
const insertNotification = `
INSERT INTO notifications (kind, recipients, copies, subject, message_id, message, sealed, once_key, due_on, account_id, request_id, inbound_email_id, asks, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (once_key) DO NOTHING
RETURNING id`

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
