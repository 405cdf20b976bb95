package intake_test

import (
	"bytes"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/riverqueue/river"

	"github.com/guestd/guestd/intake"
)

// elsewhere is the same message delivered on another way.
func elsewhere(raw []byte) []byte {
	return append([]byte("Return-Path: <ana.ruiz@hms.harvard.edu>\r\n"), raw...)
}

// TestACopyWaitsForTheOneBefore: of two deliveries that are handled side by side the later waits, with
// no try counted, and then causes nothing.
func TestACopyWaitsForTheOneBefore(t *testing.T) {
	t.Parallel()
	metrics := prometheus.NewRegistry()
	b := setup(t, func(cfg *intake.Config) { cfg.Metrics = metrics })
	raw := ask("Jane Doe", "jane.doe@example.org")
	b.deliver(raw)
	b.deliver(elsewhere(raw))
	first, _ := b.nextJob()
	second, _ := b.nextJob()
	second.Attempt = second.MaxAttempts
	var snooze *river.JobSnoozeError
	if err := b.handler.Work(t.Context(), second); !errors.As(err, &snooze) || snooze.Duration <= 0 {
		t.Fatalf("%v, want a pause", err)
	}
	b.must(b.handler.Work(t.Context(), first))
	b.must(b.handler.Work(t.Context(), second))
	b.want(`SELECT count(*) FROM requests`, 1)
	b.want(`SELECT count(*) FROM notifications WHERE once_key LIKE 'answer %'`, 1)
	b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'IGNORED' AND because LIKE 'A copy of%'`, 1)
	if err := testutil.GatherAndCompare(metrics, bytes.NewBufferString(`# HELP guestd_intake_copies_total Emails that caused nothing since a copy of them was handled, or is asked about, already.
# TYPE guestd_intake_copies_total counter
guestd_intake_copies_total 1
`), "guestd_intake_copies_total"); err != nil {
		t.Error(err)
	}
}

// TestAConfirmationIsFaster: the owner confirms a copy at the moment when the proven one is handled;
// the confirmed one is handled first, and the other is its copy.
func TestAConfirmationIsFaster(t *testing.T) {
	t.Parallel()
	b := setup(t)
	proven := ask("Jane Doe", "jane.doe@example.org")
	b.deliver(bytes.Replace(proven, []byte("dmarc=pass"), []byte("dmarc=none"), 1))
	b.work()
	b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'CONFIRMATION_SENT'`, 1)
	b.deliver(proven)
	later, _ := b.nextJob()
	// What Confirm writes, without its job: that is worked below.
	_, err := b.db.ExecContext(t.Context(), `UPDATE inbound_emails SET confirmed_at = $1, confirmed_by = 'ana.ruiz@hms.harvard.edu' WHERE outcome = 'CONFIRMATION_SENT'`, b.clock.Now())
	b.must(err)
	var snooze *river.JobSnoozeError
	if err := b.handler.Work(t.Context(), later); !errors.As(err, &snooze) {
		t.Fatalf("%v, want a pause", err)
	}
	confirmed := *later
	confirmed.Args.InboundEmailID--
	b.must(b.handler.Work(t.Context(), &confirmed))
	b.must(b.handler.Work(t.Context(), later))
	b.want(`SELECT count(*) FROM requests`, 1)
	b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'ACTED' AND confirmed_at IS NOT NULL`, 1)
	b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'IGNORED'`, 1)
}

// TestWhatWaits: mail that is not handled, and mail that was confirmed and is not handled, shows on
// /metrics, with since when.
func TestWhatWaits(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.deliver(ask("Jane Doe", "jane.doe@example.org"))
	b.deliver(bytes.Replace(ask("Mei Lin", "mei.lin@example.net"), []byte("dmarc=pass"), []byte("dmarc=none"), 1))
	backlog := func(pending, oldest string) {
		t.Helper()
		want := `# HELP guestd_intake_oldest_pending_timestamp_seconds Since when the oldest email that is not handled yet waits: it came in, or was confirmed; 0 where none waits.
# TYPE guestd_intake_oldest_pending_timestamp_seconds gauge
guestd_intake_oldest_pending_timestamp_seconds ` + oldest + `
# HELP guestd_intake_pending_emails Emails that wait to be handled: kept and not handled yet, or confirmed by their sender.
# TYPE guestd_intake_pending_emails gauge
guestd_intake_pending_emails ` + pending + "\n"
		if err := testutil.CollectAndCompare(intake.NewBacklog(b.db, slog.New(slog.DiscardHandler)), bytes.NewBufferString(want), "guestd_intake_oldest_pending_timestamp_seconds", "guestd_intake_pending_emails"); err != nil {
			t.Error(err)
		}
	}
	backlog("2", "1.7990748e+09") // Monday, January 4, 2027, at ten in the morning
	b.work()
	backlog("0", "0")
	b.clock.Set(b.clock.Now().Add(time.Hour))
	_, err := b.db.ExecContext(t.Context(), `UPDATE inbound_emails SET confirmed_at = $1 WHERE outcome = 'CONFIRMATION_SENT'`, b.clock.Now())
	b.must(err)
	backlog("1", "1.7990784e+09")
}
