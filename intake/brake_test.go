package intake_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"github.com/guestd/guestd/intake"
)

// askHelp is a question of Ana Ruiz's, the n-th.
func askHelp(n int, result string) []byte {
	return fmt.Appendf(nil, "Authentication-Results: %s; dmarc=%s header.from=hms.harvard.edu\r\nFrom: Ana Ruiz <ana.ruiz@hms.harvard.edu>\r\nTo: guest-requests@hms.harvard.edu\r\n"+
		"Message-ID: <help-%d@sender.test>\r\nDate: Mon, 04 Jan 2027 10:00:00 -0500\r\nSubject: How do I request a guest account?\r\n\r\nHow do I request a guest account for a visitor?\r\n", servID, result, n)
}

// TestAnswersPerSender: beyond a day's number a sender's mail is held for the service desk, and
// the next day it is answered again.
func TestAnswersPerSender(t *testing.T) {
	t.Parallel()
	b := setup(t, func(cfg *intake.Config) { cfg.Limits.AnswersPerDay = 3 })
	for n := range 5 {
		b.deliver(askHelp(n, "pass"))
	}
	b.work()
	b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'ANSWERED'`, 3)
	b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'QUARANTINED' AND folder = 'Quarantine' AND because LIKE 'Already 3 emails of this sender%'`, 2)
	b.want(`SELECT count(*) FROM notifications`, 3)
	b.moveTo(b.clock.Now().Add(25 * time.Hour))
	b.deliver(askHelp(5, "pass"))
	b.work()
	b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'ANSWERED'`, 4)
}

// TestConfirmationsPerDay: a stranger cannot have somebody sent confirmation mails without end.
func TestConfirmationsPerDay(t *testing.T) {
	t.Parallel()
	b := setup(t, func(cfg *intake.Config) { cfg.Limits.ConfirmationsPerDay = 2 })
	for n := range 4 {
		b.deliver(askHelp(n, "none"))
	}
	b.deliver(askHelp(4, "pass"))
	b.work()
	b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'CONFIRMATION_SENT'`, 2)
	b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'QUARANTINED'`, 2)
	b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'ANSWERED'`, 1) // the sender's own mail is not held for it
}

// TestGlobalBrake: beyond an hour's number emails wait without losing a try, and go on after it.
func TestGlobalBrake(t *testing.T) {
	t.Parallel()
	b := setup(t, func(cfg *intake.Config) { cfg.Limits.AnswersPerHour = 1 })
	b.deliver(askHelp(0, "pass"))
	b.work()
	b.deliver(askHelp(1, "pass"))
	job, _ := b.nextJob()
	job.Attempt = job.MaxAttempts
	err := b.handler.Work(t.Context(), job)
	var snooze *river.JobSnoozeError
	if !errors.As(err, &snooze) || snooze.Duration <= 0 {
		t.Fatalf("%v, want a pause", err)
	}
	b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'PENDING' AND attempts = 0`, 1)
	b.moveTo(b.clock.Now().Add(61 * time.Minute))
	b.must(b.handler.Work(t.Context(), job))
	b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'ANSWERED'`, 2)
}

// TestCostlyMessage: a message built to be costly is held before it is parsed.
func TestCostlyMessage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	bomb := "From: Ana Ruiz <ana.ruiz@hms.harvard.edu>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat("--b\r\nContent-Type: text/plain\r\n\r\nx\r\n", 5000) + "--b--\r\n"
	b.deliver([]byte(bomb))
	b.work()
	b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'QUARANTINED' AND because LIKE '%parts%'`, 1)
}
