package guest

import (
	"time"

	"github.com/lib/pq"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/mail/notice"
	"github.com/guestd/guestd/internal/mail/outbox"
)

// NotificationStatus is where an outgoing mail stands.
type NotificationStatus string

// An outgoing mail waits, is sent, failed for good, or was called off before it went.
const (
	NotificationPending   NotificationStatus = outbox.Pending
	NotificationSent      NotificationStatus = outbox.Sent
	NotificationFailed    NotificationStatus = outbox.Failed
	NotificationCancelled NotificationStatus = outbox.Cancelled
)

// Notification is one outgoing mail of the outbox, without its text.
type Notification struct {
	ID             int64              `db:"id"`
	Kind           notice.Kind        `db:"kind"`
	Status         NotificationStatus `db:"status"`
	To             pq.StringArray     `db:"recipients"`
	Cc             pq.StringArray     `db:"copies"`
	Subject        string             `db:"subject"`
	DueOn          calendar.Date      `db:"due_on"`
	AccountRowID   *int64             `db:"account_id"`
	RequestID      *int64             `db:"request_id"`
	InboundEmailID *int64             `db:"inbound_email_id"`
	Attempts       int                `db:"attempts"`
	LastError      *string            `db:"last_error"`
	SentAt         *time.Time         `db:"sent_at"`
	CreatedAt      time.Time          `db:"created_at"`
}

// InboundOutcome is what became of an email that came in.
type InboundOutcome string

// The outcomes. Pending is not handled yet.
const (
	OutcomePending          InboundOutcome = "PENDING"
	OutcomeActed            InboundOutcome = "ACTED"
	OutcomeRouted           InboundOutcome = "ROUTED"
	OutcomeAsked            InboundOutcome = "ASKED"
	OutcomeAnswered         InboundOutcome = "ANSWERED"
	OutcomeConfirmationSent InboundOutcome = "CONFIRMATION_SENT"
	OutcomeIgnored          InboundOutcome = "IGNORED"
	OutcomeRefused          InboundOutcome = "REFUSED"
	OutcomeQuarantined      InboundOutcome = "QUARANTINED"
)

// SenderTrust is how far an email's sender is proven.
type SenderTrust string

// The tiers: proven by our own server's DMARC verdict, by a confirmation link sent to the
// directory's address, not at all, or disproven.
const (
	TrustVerified   SenderTrust = "VERIFIED"
	TrustToken      SenderTrust = "TOKEN"
	TrustUnverified SenderTrust = "UNVERIFIED"
	TrustFailed     SenderTrust = "FAILED"
)

// InboundEmail is a message that came to the bot, without its raw bytes.
type InboundEmail struct {
	ID          int64          `db:"id"`
	MessageID   *string        `db:"message_id"`
	From        *string        `db:"from_address"`
	Subject     *string        `db:"subject"`
	ReceivedAt  time.Time      `db:"received_at"`
	Trust       SenderTrust    `db:"trust"`
	Intent      *string        `db:"intent"`
	Outcome     InboundOutcome `db:"outcome"`
	Because     string         `db:"because"`
	ConfirmedAt *time.Time     `db:"confirmed_at"`
	Attempts    int            `db:"attempts"`
	LastError   *string        `db:"last_error"`
	HandledAt   *time.Time     `db:"handled_at"`
	CreatedAt   time.Time      `db:"created_at"`
}

// AuditEvent is one line of the audit trail: who changed what, and by which email if by one.
type AuditEvent struct {
	ID             int64     `db:"id"`
	At             time.Time `db:"at"`
	Actor          string    `db:"actor"`
	Action         string    `db:"action"`
	SubjectType    string    `db:"subject_type"`
	SubjectID      int64     `db:"subject_id"`
	Summary        string    `db:"summary"`
	InboundEmailID *int64    `db:"inbound_email_id"`
}

// The names of the objects that audit events and changes are about: the GraphQL types' own.
const (
	TypeSponsor       = "Sponsor"
	TypeGuest         = "Guest"
	TypeSponsoredRole = "SponsoredRole"
	TypeAccount       = "GuestAccount"
	TypeRequest       = "GuestRequest"
	TypeNotification  = "Notification"
	TypeInboundEmail  = "InboundEmail"
	TypeAuditEvent    = "AuditEvent"
)
