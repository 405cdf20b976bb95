package intake_test

import (
	"bytes"
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
	b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'QUARANTINED' AND folder = 'Quarantine' AND because LIKE 'Already 3 mails were sent for what this sender wrote%'`, 2)
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

// TestForgedMailIsNobodys: what fails DMARC is never answered, and takes nothing from anybody's limit.
func TestForgedMailIsNobodys(t *testing.T) {
	t.Parallel()
	b := setup(t, func(cfg *intake.Config) {
		cfg.Limits = intake.Limits{AnswersPerDay: 1, ConfirmationsPerDay: 1, AnswersPerHour: 2}
	})
	for n := range 4 {
		b.deliver(askHelp(n, "fail"))
	}
	b.deliver(askHelp(4, "pass"))
	b.deliver(askHelp(5, "none"))
	if failures := b.work(); len(failures) > 0 {
		t.Fatal(failures)
	}
	b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'REFUSED' AND trust = 'FAILED'`, 4)
	b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'ANSWERED'`, 1)
	b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'CONFIRMATION_SENT'`, 1)
}

// askFor is a proven mail in Ana Ruiz's name, of somebody else's, the n-th.
func askFor(n int, from string) []byte {
	return fmt.Appendf(nil, "Authentication-Results: %s; dmarc=pass header.from=hms.harvard.edu\r\nFrom: %s\r\nTo: guest-requests@hms.harvard.edu\r\n"+
		"Message-ID: <for-%d@sender.test>\r\nDate: Mon, 04 Jan 2027 10:00:00 -0500\r\nSubject: Guest account\r\n\r\nPlease set up a guest account:\r\n\r\n"+
		"First name: Lena\r\nLast name: Fischer\r\nEmail: lena.%d@example.de\r\nEnd date: June 30, 2027\r\nSponsor's HUID: 20481733\r\n", servID, from, n, n)
}

// TestDelegatesConfirmations: a sponsor is not asked without end, whoever writes in their name; and
// what delegates have us send counts as theirs, and not as the sponsor's.
func TestDelegatesConfirmations(t *testing.T) {
	t.Parallel()
	b := setup(t, func(cfg *intake.Config) { cfg.Limits.AnswersPerDay, cfg.Limits.ConfirmationsPerDay = 5, 3 })
	for n := range 2 {
		b.deliver(askFor(n, "Marcus Bell <marcus.bell@hms.harvard.edu>"))
	}
	b.deliver(askHelp(0, "none")) // one in Ana's own name, unproven
	b.deliver(askFor(2, "Clara Novak <clara.novak@hms.harvard.edu>"))
	b.work()
	b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'CONFIRMATION_SENT'`, 3)
	b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'QUARANTINED' AND folder = 'Quarantine' AND because LIKE 'Already 3 emails in this address%'`, 1)
	b.want(`SELECT count(*) FROM notifications WHERE 'ana.ruiz@hms.harvard.edu' = ANY(recipients)`, 3)
	// Marcus has caused four mails, two to Ana and two to himself: one more, and no further.
	for n := range 2 {
		b.deliver(bytes.ReplaceAll(askHelp(10+n, "pass"), []byte("Ana Ruiz <ana.ruiz@"), []byte("Marcus Bell <marcus.bell@")))
		b.deliver(askHelp(20+n, "pass")) // Ana has caused none, and is answered
	}
	b.work()
	b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'ANSWERED' AND from_address = 'marcus.bell@hms.harvard.edu'`, 1)
	b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'QUARANTINED' AND because LIKE 'Already 5 mails were sent%'`, 1)
	b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'ANSWERED' AND from_address = 'ana.ruiz@hms.harvard.edu'`, 2)
}

// TestEveryMailCounts: so do those that the rules send because of an email, such as activations.
func TestEveryMailCounts(t *testing.T) {
	t.Parallel()
	b := setup(t, func(cfg *intake.Config) { cfg.Limits.AnswersPerDay = 2 })
	b.deliver(ask("Jane Doe", "jane.doe@example.org"))
	b.work()
	b.want(`SELECT count(*) FROM notifications WHERE kind = 'ACTIVATION'`, 1)
	b.deliver(askHelp(0, "pass"))
	b.work()
	b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'QUARANTINED'`, 1)
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
