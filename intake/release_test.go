package intake_test

import (
	"strings"
	"testing"
	"time"

	"github.com/guestd/guestd/internal/guest"
)

// TestReleaseOnDovecot: what the service desk lets go leaves the mailbox's Quarantine, and the bot does
// nothing more with it.
func TestReleaseOnDovecot(t *testing.T) {
	t.Parallel()
	b := setup(t)
	d, wake := b.onDovecot(t)
	raw, user := string(ask("Jane Doe", "jane.doe@example.org")), guest.DefaultPolicy().RequestEmail
	d.Deliver(user, raw)
	b.lie(d, map[string]int{"": 0, "Processed": 1})
	b.work()
	d.Deliver(user, strings.Replace(raw, "Please set up", "Do please set up", 1)) // the same Message-ID
	b.lie(d, map[string]int{"": 0, "Processed": 2})
	b.work()
	look := func() {
		t.Helper()
		select {
		case wake <- struct{}{}:
		case <-time.After(30 * time.Second):
			t.Fatal("the poller does not wait")
		}
	}
	look()
	b.lie(d, map[string]int{"": 0, "Processed": 1, "Quarantine": 1})

	desk := guest.Actor{Name: "desk", Roles: []guest.Role{guest.RoleServiceDesk}, Source: guest.SourceWeb}
	note := "Asked for by phone."
	for n := range 2 {
		answer, err := b.guests.ReleaseInboundEmail(t.Context(), desk, 2, &note)
		b.must(err)
		if (len(answer.Errors) > 0) != (n > 0) {
			t.Errorf("release %d: %v", n+1, answer.Errors)
		}
	}
	if _, err := b.guests.ReleaseInboundEmail(t.Context(), guest.Actor{Name: "somebody", Source: guest.SourceWeb}, 2, nil); err == nil {
		t.Error("anybody may release")
	}
	look()
	b.lie(d, map[string]int{"": 0, "Processed": 1, "Quarantine": 0, "Ignored": 1})
	b.work()
	b.want(`SELECT count(*) FROM inbound_emails WHERE id = 2 AND outcome = 'IGNORED' AND because = 'The service desk has seen to it. Asked for by phone.'`, 1)
	b.want(`SELECT count(*) FROM audit_events WHERE action = 'inbound_email.released' AND subject_id = 2 AND actor = 'desk'`, 1)
	b.want(`SELECT count(*) FROM requests`, 1)
}
