package intake_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/guestd/guestd/intake"
	"github.com/guestd/guestd/intake/mailbox"
	"github.com/guestd/guestd/internal/guest"
	"github.com/guestd/guestd/internal/testdovecot"
	"github.com/guestd/guestd/internal/testpg"
)

// onDovecot runs the bundle's poller on a Dovecot until the test ends. A value in wake has it look.
func (b *bundle) onDovecot(t *testing.T) (d *testdovecot.Server, wake chan<- struct{}) {
	t.Helper()
	d = testdovecot.Start(t, testdovecot.Options{})
	look := make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- mailbox.Run(ctx, mailbox.Config{
			Server: mailbox.Server{Addr: d.IMAP, TLS: mailbox.TLSNone, Username: guest.DefaultPolicy().RequestEmail, Password: testdovecot.Password},
			Wake:   look, Log: slog.New(slog.DiscardHandler),
		}, b.ledger)
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return d, look
}

// owner does as the schema's owner may.
func (b *bundle) owner(statements string) {
	b.t.Helper()
	_, err := testpg.New(b.t).ExecContext(b.t.Context(), statements)
	b.must(err)
}

// lie waits until so many messages lie in each folder.
func (b *bundle) lie(d *testdovecot.Server, want map[string]int) {
	b.t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(30 * time.Second)
	for {
		as := true
		for folder, n := range want {
			as = as && len(d.Messages(guest.DefaultPolicy().RequestEmail, folder)) == n
		}
		if as {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			b.t.Fatalf("the folders are not as they should be: %v", want)
		}
	}
}

// TestABrokenEmailOnDovecot is row 3 of issue 3's crash table with a fault that stays, be it an
// error or a panic: the email is tried again, then quarantined with its error and filed so, and the
// next is handled meanwhile. Once the fault is gone, the service desk has it handled, and it is
// filed with the others.
func TestABrokenEmailOnDovecot(t *testing.T) {
	t.Parallel()
	// Reading an email ends with noting what was read, which fails here for one.
	const cannotNote = `
		CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			IF NEW.subject LIKE '%Jane Doe%' THEN RAISE EXCEPTION 'a fault of ours'; END IF; RETURN NEW; END $$;
		CREATE TRIGGER fail BEFORE UPDATE OF body_text ON inbound_emails FOR EACH ROW EXECUTE FUNCTION fail()`
	for name, panics := range map[string]bool{"an error while it is understood": false, "a panic": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			broken := panics
			b := setup(t, func(cfg *intake.Config) {
				cfg.At = func(at string) {
					if at == "mutated" && broken {
						panic("a fault of ours")
					}
				}
			})
			if !panics {
				b.owner(cannotNote)
			}
			d, wake := b.onDovecot(t)
			user := guest.DefaultPolicy().RequestEmail
			d.Deliver(user, string(ask("Jane Doe", "jane.doe@example.org")))
			b.lie(d, map[string]int{"": 0, "Processed": 1})
			if failures := b.work(); len(failures) != 6 || !strings.Contains(failures[5].Error(), "a fault of ours") {
				t.Fatalf("%d tries failed: %v", len(failures), failures)
			}
			broken = false
			d.Deliver(user, string(ask("Kenji Watanabe", "kenji.w@example.org")))
			b.lie(d, map[string]int{"": 0, "Processed": 1, "Quarantine": 1})
			if failures := b.work(); len(failures) > 0 {
				t.Fatal(failures)
			}
			b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'QUARANTINED' AND attempts = 6 AND last_error LIKE '%a fault of ours%' AND at_mailbox = 'Quarantine'`, 1)
			b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'ACTED'`, 1)

			if !panics {
				b.owner(`DROP FUNCTION fail() CASCADE`)
			}
			desk := guest.Actor{Name: "desk", Roles: []guest.Role{guest.RoleServiceDesk}, Source: guest.SourceWeb}
			answer, err := b.guests.RetryInboundEmail(t.Context(), desk, 1)
			b.must(err)
			b.none(answer.Errors)
			if failures := b.work(); len(failures) > 0 {
				t.Fatal(failures)
			}
			select {
			case wake <- struct{}{}:
			case <-time.After(30 * time.Second):
				t.Fatal("the poller does not wait")
			}
			b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'ACTED' AND folder = 'Processed'`, 2)
			b.want(`SELECT count(*) FROM requests`, 2)
			b.want(`SELECT count(*) FROM notifications WHERE kind = 'ACTIVATION'`, 2)
			b.lie(d, map[string]int{"": 0, "Processed": 2, "Quarantine": 0})
		})
	}
}
