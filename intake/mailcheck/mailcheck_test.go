package mailcheck_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/guestd/guestd/intake/mailbox"
	"github.com/guestd/guestd/intake/mailcheck"
	"github.com/guestd/guestd/intake/trust"
	"github.com/guestd/guestd/internal/clock"
	"github.com/guestd/guestd/internal/demo/mailserver"
	"github.com/guestd/guestd/internal/mail/delivery"
	"github.com/guestd/guestd/internal/testdovecot"
)

const bot = "guest-requests@hms.harvard.edu"

var now = time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC)

func config(sender mailcheck.Sender, server mailbox.Server, cfg trust.Config) mailcheck.Config {
	cfg.OwnAddresses = []string{bot}
	return mailcheck.Config{
		Sender: sender, Mailbox: mailbox.Config{Server: server}, Trust: cfg, To: bot, From: "ana.ruiz@hms.harvard.edu",
		Patience: 200 * time.Millisecond, Every: 10 * time.Millisecond, Now: func() time.Time { return now },
	}
}

// direct delivers by LMTP what it is given, as a mail server does that checks nothing, after a change.
type direct struct {
	server *testdovecot.Server
	change func(raw string) string
}

func (d direct) Send(_ context.Context, m delivery.Message) delivery.Result {
	raw := string(m.Raw)
	if d.change != nil {
		raw = d.change(raw)
	}
	if raw == "" {
		return delivery.Result{Recipients: []delivery.Recipient{{Address: bot, Outcome: delivery.Permanent, Code: 550, Text: "not here"}}}
	}
	if raw != swallowed {
		d.server.Deliver(bot, raw)
	}
	return delivery.Result{Recipients: []delivery.Recipient{{Address: bot, Outcome: delivery.Sent}}}
}

const stamp = "Authentication-Results: mx.hms.harvard.edu; dmarc=fail header.from=hms.harvard.edu\r\n"

func TestRun(t *testing.T) {
	t.Parallel()
	d := testdovecot.Start(t, testdovecot.Options{})
	server := mailbox.Server{Addr: d.IMAP, TLS: mailbox.TLSNone, Username: bot, Password: testdovecot.Password}
	named := trust.Config{AuthServID: "mx.hms.harvard.edu"}
	for name, c := range map[string]struct {
		cfg              trust.Config
		change           func(string) string
		forged, believed int
		stamped          bool
		lost             int
		err              error
	}{
		"a server that does nothing":          {cfg: named, forged: 7, believed: 7},
		"a server that puts its own on top":   {cfg: named, change: func(raw string) string { return stamp + raw }, forged: 7, stamped: true},
		"a server that strips the plain form": {cfg: named, change: strip, forged: 7, believed: 6},
		"a server without a name":             {cfg: trust.Config{AllowMissingAuthServID: true}, forged: 2, believed: 2},
		"a server that swallows one":          {cfg: named, change: func(raw string) string { return swallow(stamp + raw) }, forged: 7, lost: 1},
		"a server that refuses them":          {cfg: named, change: func(string) string { return "" }, forged: 7, err: mailcheck.ErrNotShown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			findings, err := mailcheck.Run(t.Context(), config(direct{d, c.change}, server, c.cfg))
			if len(findings) != c.forged {
				t.Fatalf("%d findings", len(findings))
			}
			believed := 0
			for _, f := range findings {
				if f.State == mailcheck.Believed {
					believed++
				}
				if f.Stamped != c.stamped && c.lost == 0 {
					t.Errorf("%s: stamped is %v", f.Disguise, f.Stamped)
				}
			}
			var loud *mailcheck.BelievedError
			if errors.As(err, &loud) != (c.believed > 0) || believed != c.believed || c.err != nil && !errors.Is(err, c.err) {
				t.Errorf("%d believed: %v\n%+v", believed, err, findings)
			}
			var lost *mailcheck.LostError
			if errors.As(err, &lost) != (c.lost > 0) || lost != nil && len(lost.Disguises) != c.lost {
				t.Errorf("lost: %v\n%+v", err, findings)
			}
		})
	}
}

// swallowed is a message that a server takes and delivers to nobody.
const swallowed = "swallowed"

func swallow(raw string) string {
	if strings.Contains(raw, "mailcheck: in upper case") {
		return swallowed
	}
	return raw
}

// strip removes what begins as our server's header does, letter by letter.
func strip(raw string) string {
	if strings.HasPrefix(raw, "Authentication-Results: mx.hms.harvard.edu;") {
		_, raw, _ = strings.Cut(raw, "\r\n")
	}
	return raw
}

// TestTheDemoServer holds that the demo's own mail server is one to be trusted.
func TestTheDemoServer(t *testing.T) {
	t.Parallel()
	s, err := mailserver.Start(t.Context(), mailserver.Config{
		DataDir: t.TempDir(), SMTPAddr: "127.0.0.1:0", IMAPAddr: "127.0.0.1:0", AuthServID: "mx.hms.harvard.edu", Clock: clock.NewFixed(now),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close(context.WithoutCancel(t.Context())) })
	server := mailbox.Server{Addr: s.IMAPAddr().String(), TLS: mailbox.TLSNone, Username: bot, Password: mailserver.Password}
	for name, auth := range map[string]delivery.Auth{"nobody signed in": nil, "the bot signed in": delivery.Password(bot, mailserver.Password)} {
		sender, err := delivery.New(delivery.Config{Addr: s.SMTPAddr().String(), Security: delivery.None, InsecureAuth: true, Auth: auth})
		if err != nil {
			t.Fatal(err)
		}
		findings, err := mailcheck.Run(t.Context(), config(sender, server, trust.Config{AuthServID: "mx.hms.harvard.edu"}))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, f := range findings {
			if f.State != mailcheck.Held || !f.Stripped || !f.Stamped {
				t.Errorf("%s: %+v", name, f)
			}
		}
		_ = sender.Close()
	}
}

func TestAForgeryThatProvesNothingIsRefused(t *testing.T) {
	t.Parallel()
	for _, from := range []string{"", "nobody", "Guest-Requests@hms.harvard.edu"} {
		c := config(nil, mailbox.Server{}, trust.Config{AuthServID: "x"})
		c.From = from
		if _, err := mailcheck.Run(t.Context(), c); err == nil {
			t.Errorf("%q is forged", from)
		}
	}
}
