package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wneessen/go-mail"

	"github.com/guestd/guestd/internal/mail/delivery"
	"github.com/guestd/guestd/internal/mail/outbox"
)

// Password is everybody's at the demo's mail server.
const Password = "demo"

// Post sends a sample email to the request mailbox, signed in as its sender, so that the demo's
// mail server vouches for it.
func Post(ctx context.Context, smtp, to string, e SampleEmail, now time.Time) error {
	m := mail.NewMsg()
	m.SetDateWithValue(now)
	m.SetMessageID()
	m.Subject(e.Subject)
	if err := errors.Join(m.FromFormat(e.FromName, e.From), m.To(to)); err != nil {
		return fmt.Errorf("sample email: %w", err)
	}
	m.SetBodyString(mail.TypeTextPlain, e.Body)
	var raw bytes.Buffer
	if _, err := m.WriteTo(&raw); err != nil {
		return fmt.Errorf("sample email: %w", err)
	}
	sender, err := delivery.New(delivery.Config{Addr: smtp, Security: delivery.None, Auth: delivery.Password(e.From, Password), InsecureAuth: true})
	if err != nil {
		return err
	}
	result := sender.Send(ctx, delivery.Message{From: e.From, To: []string{to}, Raw: raw.Bytes()})
	if !result.Sent() {
		return fmt.Errorf("sample email: %s", result.Summary())
	}
	return sender.Close()
}

// SendTo hands mail of the outbox to the demo's mail server.
func SendTo(sender *delivery.Sender, from string) Send {
	return func(ctx context.Context, m outbox.Outgoing) outbox.Try {
		result := sender.Send(ctx, delivery.Message{From: from, To: m.Recipients(), Raw: m.Message})
		return outbox.Try{Accepted: result.With(delivery.Sent), Failure: result.Summary()}
	}
}
