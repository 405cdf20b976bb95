// Package mailcheck tries the one thing that all trust in senders stands on: that our mail server
// lets no sender write its own Authentication-Results. It sends the bot mail with forged ones,
// through the configured servers, reads it back, and sees whether it would be believed.
package mailcheck

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/guestd/guestd/intake/mailbox"
	"github.com/guestd/guestd/intake/trust"
	"github.com/guestd/guestd/internal/mail/delivery"
)

// Sender hands mail to the configured SMTP server.
type Sender interface {
	Send(ctx context.Context, m delivery.Message) delivery.Result
}

// Config is what the check goes through.
type Config struct {
	Sender  Sender
	Mailbox mailbox.Config
	Trust   trust.Config
	// To is the bot's address.
	To string
	// From is the address that the forged mail claims to come from: one that the SMTP account may
	// not send as, and none of Trust.OwnAddresses. A sponsor's domain makes the best test.
	From string
	// Patience is how long a message may take from server to mailbox; default 2 minutes.
	Patience time.Duration
	// Every is how often the mailbox is looked at; default 2 seconds.
	Every time.Duration
	// Now dates the messages.
	Now func() time.Time
	// Sleep waits between looks; nil means a timer.
	Sleep func(ctx context.Context, d time.Duration) error
}

// State is what became of one forged message.
type State string

// The states.
const (
	// Held: it came, and is not believed.
	Held State = "held"
	// Believed: it came, and would be acted on.
	Believed State = "believed"
	// Refused: the mail server did not take it.
	Refused State = "refused"
	// Lost: the mail server took it, and it did not come in time.
	Lost State = "lost"
)

// Finding is what became of one forged message, and why.
type Finding struct {
	// Disguise is how the forged header was written.
	Disguise string
	State    State
	// Stripped says that the mail server took the forged header out.
	Stripped bool
	// Stamped says that the mail server wrote a header of its own.
	Stamped bool
	// Because is trust's reason, or the server's.
	Because string
}

// BelievedError says that forged mail would be acted on.
type BelievedError struct{ Disguises []string }

func (e *BelievedError) Error() string {
	return "forged mail is believed (" + strings.Join(e.Disguises, "; ") + "): the mail server must remove Authentication-Results headers that bear its name from what comes in (RFC 8601 section 5), and the bot must not run before it does"
}

// ErrNotShown says that no forged message came back, so that nothing is proven.
var ErrNotShown = errors.New("none of the forged messages came back: nothing is proven")

// LostError says that the server took some of the forged messages and did not deliver them in time:
// of those disguises nothing is proven.
type LostError struct{ Disguises []string }

func (e *LostError) Error() string {
	return "not every forged message came back (" + strings.Join(e.Disguises, "; ") + "): for those nothing is proven; wait longer (--patience), or look where the mail server put them"
}

// Run sends the forged messages and waits for them. Its error is a *BelievedError when one is
// believed, ErrNotShown when none came back, a *LostError when some did not, and else what kept the check from being made; the
// findings so far are returned beside it.
func Run(ctx context.Context, c Config) ([]Finding, error) {
	if c.Patience <= 0 {
		c.Patience = 2 * time.Minute
	}
	if c.Every <= 0 {
		c.Every = 2 * time.Second
	}
	if c.Sleep == nil {
		c.Sleep = sleep
	}
	_, domain, ok := strings.Cut(c.From, "@")
	if !ok || domain == "" {
		return nil, errors.New("mailcheck: the address to forge is missing")
	}
	for _, own := range append(slices.Clone(c.Trust.OwnAddresses), c.To) {
		if strings.EqualFold(own, c.From) {
			return nil, errors.New("mailcheck: mail from the bot's own address is never believed, which would prove nothing; forge another")
		}
	}
	forgeries := c.forgeries(domain)
	for i := range forgeries {
		if err := c.send(ctx, &forgeries[i]); err != nil {
			return findings(forgeries), err
		}
	}
	for i := range forgeries {
		if err := c.await(ctx, &forgeries[i]); err != nil {
			return findings(forgeries), err
		}
	}
	return findings(forgeries), verdict(findings(forgeries))
}

func verdict(findings []Finding) error {
	var believed, lost []string
	shown := false
	for _, f := range findings {
		switch f.State {
		case Believed:
			believed = append(believed, f.Disguise)
		case Lost:
			lost = append(lost, f.Disguise)
		case Held:
			shown = true
		}
	}
	switch {
	case len(believed) > 0:
		return &BelievedError{Disguises: believed}
	case !shown:
		return ErrNotShown
	case len(lost) > 0:
		return &LostError{Disguises: lost}
	}
	return nil
}

// forgery is one message with its finding.
type forgery struct {
	Finding
	header, token, messageID string
}

func findings(forgeries []forgery) (list []Finding) {
	for _, f := range forgeries {
		list = append(list, f.Finding)
	}
	return list
}

// forgeries are the ways of writing the header that a server which looks for the plain one may
// overlook, and a parser still reads.
func (c Config) forgeries(domain string) (list []forgery) {
	add := func(disguise, format string, args ...any) {
		token := strings.ToLower(rand.Text())
		result := fmt.Sprintf("dmarc=pass (mailcheck %s) header.from=%s", token, domain)
		list = append(list, forgery{
			Finding:   Finding{Disguise: disguise, State: Lost, Because: "it did not come back in time"},
			header:    fmt.Sprintf(format, append(args, result)...),
			token:     token,
			messageID: fmt.Sprintf("<mailcheck.%s@%s>", token, domain),
		})
	}
	if id := c.Trust.AuthServID; id != "" {
		add("as our server writes it", "Authentication-Results: %s; %s", id)
		add("in upper case", "AUTHENTICATION-RESULTS: %s; %s", strings.ToUpper(id))
		add("with a space before the colon", "Authentication-Results : %s; %s", id)
		add("folded before the name", "Authentication-Results:\r\n\t%s;\r\n\t%s", id)
		add("with a comment before the name", "Authentication-Results: (checked) %s; %s", id)
		add("with the name quoted", "Authentication-Results: %q; %s", id)
		add("with a version", "Authentication-Results: %s 1; %s", id)
	}
	if c.Trust.AllowMissingAuthServID {
		add("without a name", "Authentication-Results: %s")
		add("without a name, folded", "Authentication-Results:\r\n\t%s")
	}
	return list
}

func (c Config) send(ctx context.Context, f *forgery) error {
	raw := strings.Join([]string{
		f.header,
		"From: " + c.From,
		"To: " + c.To,
		"Subject: guestd mailcheck: " + f.Disguise,
		"Date: " + c.Now().Format(time.RFC1123Z),
		"Message-ID: " + f.messageID,
		// So that a bot that runs meanwhile puts it aside.
		"Auto-Submitted: auto-generated",
		"MIME-Version: 1.0",
		"Content-Type: text/plain; charset=us-ascii",
		"",
		"This message bears a forged Authentication-Results header. guestd mailcheck sent it to",
		"see that it is not believed. Nothing needs to be done about it.",
		"",
	}, "\r\n")
	// The envelope's sender is the bot: a bounce is for whoever runs the check.
	result := c.Sender.Send(ctx, delivery.Message{From: c.To, To: []string{c.To}, Raw: []byte(raw)})
	switch result.Outcome() {
	case delivery.Sent, delivery.Uncertain:
		return nil
	case delivery.Permanent:
		f.State, f.Because = Refused, result.Summary()
		return nil
	default:
		return fmt.Errorf("mailcheck: sending: %s", result.Summary())
	}
}

// await looks for the message until it comes or patience ends.
func (c Config) await(ctx context.Context, f *forgery) error {
	if f.State == Refused {
		return nil
	}
	for waited := time.Duration(0); ; waited += c.Every {
		raw, err := mailbox.Find(ctx, c.Mailbox, f.messageID)
		if err != nil {
			return fmt.Errorf("mailcheck: reading: %w", err)
		}
		if raw != nil {
			c.judge(raw, f)
			return nil
		}
		if waited >= c.Patience {
			return nil
		}
		if err := c.Sleep(ctx, c.Every); err != nil {
			return err
		}
	}
}

func (c Config) judge(raw []byte, f *forgery) {
	v := trust.Judge(raw, c.Trust)
	f.State, f.Because, f.Stripped = Held, v.Because, true
	for _, header := range trust.Counting(raw, c.Trust) {
		if strings.Contains(header, f.token) {
			f.Stripped = false
		} else {
			f.Stamped = true
		}
	}
	if v.Trust == trust.Verified {
		f.State = Believed
		if f.Stripped {
			f.Because = "the mail server itself vouches for mail that this SMTP account sends in another's name"
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
