package intake_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/guestd/guestd/intake"
	"github.com/guestd/guestd/internal/guest"
)

// ask is a sponsor's request with everything that is needed.
func ask(guest, address string) []byte {
	return fmt.Appendf(nil, "Authentication-Results: %s; dmarc=pass header.from=hms.harvard.edu\r\nFrom: Ana Ruiz <ana.ruiz@hms.harvard.edu>\r\nTo: guest-requests@hms.harvard.edu\r\n"+
		"Message-ID: <%s@sender.test>\r\nDate: Mon, 04 Jan 2027 10:00:00 -0500\r\nSubject: Guest account for %s\r\n\r\n"+
		"Please set up a guest account for %s, %s, until June 30, 2027.\r\n", servID, strings.ReplaceAll(strings.ToLower(guest), " ", "."), guest, guest, address)
}

// TestCrashes ends the handling of an email at each point of its way, and handles it again: each
// effect is there once.
func TestCrashes(t *testing.T) {
	t.Parallel()
	for point, most := range map[string]int{"mutated": 2, "before_conclusion": 2, "concluded": 1} { // what is concluded is not begun again
		for times := 1; times <= most; times++ {
			t.Run(fmt.Sprintf("%s, %d times", point, times), func(t *testing.T) {
				t.Parallel()
				left := times
				b := setup(t, func(cfg *intake.Config) {
					cfg.At = func(at string) {
						if at == point && left > 0 {
							left--
							panic("crash at " + at)
						}
					}
				})
				b.deliver(ask("Jane Doe", "jane.doe@example.org"))
				b.survive()
				if left > 0 {
					t.Fatalf("the point %s was passed %d times too few", point, left)
				}
				b.want("SELECT count(*) FROM requests", 1)
				b.want("SELECT count(*) FROM accounts", 1)
				b.want("SELECT count(*) FROM audit_events WHERE action = 'request.made'", 1)
				b.want("SELECT count(*) FROM notifications WHERE kind = 'ACTIVATION'", 1)
				b.want("SELECT count(*) FROM notifications WHERE once_key LIKE 'answer %'", 1)
				b.want("SELECT count(*) FROM notifications", 2)
				b.want("SELECT count(*) FROM inbound_emails WHERE outcome = 'ACTED'", 1)
			})
		}
	}
}

// survive works jobs as processes do that die of a panic and are started again.
func (b *bundle) survive() {
	b.t.Helper()
	job, found := b.nextJob()
	if !found {
		b.t.Fatal("no job")
	}
	for job.Attempt = 1; ; job.Attempt++ {
		err, died := func() (err error, died bool) {
			defer func() {
				if recover() != nil {
					died = true
				}
			}()
			return b.handler.Work(b.t.Context(), job), false
		}()
		if err == nil && !died {
			return
		}
		if job.Attempt >= job.MaxAttempts {
			b.t.Fatalf("it did not end: %v", err)
		}
	}
}

func (b *bundle) want(query string, want int) {
	b.t.Helper()
	var got int
	b.must(b.db.GetContext(b.t.Context(), &got, query))
	if got != want {
		b.t.Errorf("%s: %d, want %d", query, got, want)
	}
}

// TestPersistentFaults: what cannot be handled is tried as often as it may be, then quarantined
// with its error, and holds up no other email; handled again once the fault is gone, it ends as if
// nothing had been.
func TestPersistentFaults(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]struct {
		arrange func(t *testing.T, broken *bool) *bundle
		says    string
	}{
		"a panic": {func(t *testing.T, broken *bool) *bundle {
			return setup(t, func(cfg *intake.Config) {
				cfg.At = func(at string) {
					if at == "mutated" && *broken {
						panic("a fault of ours")
					}
				}
			})
		}, "a fault of ours"},
		"an API that is out of order": {func(t *testing.T, broken *bool) *bundle {
			return setupBehind(t, func(whole http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if *broken {
						http.Error(w, "out of order", http.StatusServiceUnavailable)
						return
					}
					whole.ServeHTTP(w, r)
				})
			})
		}, "503"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			broken := true
			b := fault.arrange(t, &broken)
			b.deliver(ask("Jane Doe", "jane.doe@example.org"))
			failures := b.work()
			if len(failures) != 6 || !strings.Contains(failures[0].Error(), fault.says) {
				t.Fatalf("%d tries failed: %v", len(failures), failures)
			}
			b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'QUARANTINED' AND folder = 'Quarantine' AND attempts = 6 AND last_error LIKE '%`+fault.says+`%'`, 1)
			b.want(`SELECT count(*) FROM notifications WHERE once_key LIKE 'answer %'`, 0)

			broken = false
			b.deliver(ask("Kenji Watanabe", "kenji.w@example.org"))
			if failures := b.work(); len(failures) > 0 {
				t.Fatal(failures)
			}
			b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'ACTED'`, 1)

			desk := guest.Actor{Name: "desk", Roles: []guest.Role{guest.RoleServiceDesk}, Source: guest.SourceWeb}
			answer, err := b.guests.RetryInboundEmail(t.Context(), desk, 1)
			b.must(err)
			b.none(answer.Errors)
			if failures := b.work(); len(failures) > 0 {
				t.Fatal(failures)
			}
			b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'ACTED' AND folder = 'Processed'`, 2)
			b.want(`SELECT count(*) FROM requests`, 2)
			b.want(`SELECT count(*) FROM notifications WHERE kind = 'ACTIVATION'`, 2)
		})
	}
}
